package hsds

import (
	"strings"

	"golang.org/x/text/language"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/internal/jsonscan"
	"github.com/socialprescribing/socialprescribing/person"
)

// The terms by which a directory in Open Referral UK carries what the profile
// has no field for. Each is the code of a taxonomy term attached through
// attributes, so that the file stays plain Open Referral UK: other readers see
// terms of a taxonomy that they do not know.
//
//	sp-activity:walking-group   category (any code of the vocabulary)
//	sp-access:step-free         a feature; attribute value yes, no or unknown
//	sp-route:voucher            a way in; attribute value: the issuer
//	sp-mode:online              a way of attending
//	sp-gender:women             a limit of gender: women, men, none
//	sp-group:carers             a group that the activity is kept for
//	sp-suits:50y-               ages that it suits
//	sp-residence:E08000009      an area that one must live in
//	sp-practice:P91003          a GP practice that one must be registered with
//	sp-condition:…              a further requirement; attribute value: words
//	sp-capacity:waitlist        what the provider says about its places
//	sp-wait:14                  days from referral to start
//	sp-radius:5000              metres around the place that it serves
//	sp-coverage:everywhere      no rule of place
//	sp-precision:postcode       what a location's coordinates stand for
//	sp-area:E08000009           an area that a location lies in
//	sp-schedule:parsed          the times were read from prose: parsed, partial
//	sp-ended:2026-03-31         the day on which it ends for good
//	sp-record:invented          the record is made up, for examples and tests
const (
	prefixAccess    = "sp-access:"
	prefixRoute     = "sp-route:"
	prefixMode      = "sp-mode:"
	prefixGender    = "sp-gender:"
	prefixGroup     = "sp-group:"
	prefixSuits     = "sp-suits:"
	prefixResidence = "sp-residence:"
	prefixPractice  = "sp-practice:"
	prefixCondition = "sp-condition:"
	prefixCapacity  = "sp-capacity:"
	prefixWait      = "sp-wait:"
	prefixRadius    = "sp-radius:"
	prefixCoverage  = "sp-coverage:"
	prefixPrecision = "sp-precision:"
	prefixArea      = "sp-area:"
	prefixSchedule  = "sp-schedule:"
	prefixEnded     = "sp-ended:"
	termInvented    = "sp-record:invented"
)

// assumedBy begins the value of a category that a rule derived; the rest of
// the value names the rule.
const assumedBy = "assumed: "

// accessNote is the feature under which prose about access is kept.
const accessNote activity.Feature = "x-note"

// attribute reads an attribute of a service (a) or a location (l).
func (m *mapper) attribute(a *activity.Activity, l *activity.Location, v value) {
	t, ok := m.attributeTerm(v)
	if !ok {
		return
	}
	if strings.HasPrefix(t.Code, "sp-") && m.fact(a, l, v, t) {
		return
	}
	if a == nil {
		return
	}
	a.Terms = append(a.Terms, t)
	a.Categories = append(a.Categories, m.categories(t)...)
}

// categories maps a term.
func (m *mapper) categories(t activity.Term) []activity.Category {
	if m.opt.Categories != nil {
		return m.opt.Categories(t)
	}
	if strings.HasPrefix(t.Code, "sp-activity:") {
		if rule, ok := strings.CutPrefix(t.Value, assumedBy); ok {
			return []activity.Category{{Code: activity.CategoryCode(t.Code), Standing: activity.Assumed, From: rule}}
		}
		return []activity.Category{{Code: activity.CategoryCode(t.Code), Standing: activity.Known, From: t.Code}}
	}
	return nil
}

// attributeTerm reads attribute and term. In Open Referral UK 1 the term is in
// a member taxonomy, and has its own members instead.
func (m *mapper) attributeTerm(v value) (activity.Term, bool) {
	src := v.Get("taxonomy_term")
	if src.Kind() != jsonscan.Object {
		src = v.Get("taxonomy")
	}
	var t activity.Term
	ok := true
	if src.Kind() == jsonscan.Object {
		t, ok = m.term(src)
	} else if v.Get("name").Exists() {
		t, ok = m.term(v) // the term itself, as in eligibilities of Open Referral UK 1
	} else {
		t.Name, t.Code = m.text(v.Get("label")), m.word(v.Get("taxonomy_term_id"))
	}
	t.About = m.word(v.Get("link_type"))
	if e := v.Get("value"); e.Exists() {
		if e.Kind() == jsonscan.Number {
			t.Value = e.Text()
		} else {
			t.Value = m.text(e)
		}
	}
	if t.Name == "" && t.Code == "" && t.Value == "" {
		m.fault(v, BadTerm, Warning, Dropped)
		return t, false
	}
	return t, ok
}

// term reads a taxonomy term. Its code is the member code, the tail of a
// CURIE in term_uri, or its identifier.
func (m *mapper) term(v value) (activity.Term, bool) {
	t := activity.Term{Name: m.text(v.Get("name"))}
	if tax := v.Get("taxonomy"); tax.Kind() == jsonscan.String {
		t.Taxonomy = m.text(tax)
	} else if detail := v.Get("taxonomy_detail"); detail.Kind() == jsonscan.Object {
		t.Taxonomy = m.text(detail.Get("name"))
	} else if w := v.Get("vocabulary"); w.Exists() {
		t.Taxonomy = m.text(w)
	}
	if uri := v.Get("term_uri"); uri.Exists() {
		w := m.word(uri)
		if isCURIE(w) {
			t.Code = w
		} else if _, state := checkURL(w); w != "" && (state == urlBad || state == urlNoScheme) {
			m.fault(uri, BadURL, Error, Kept)
		}
	}
	if w := v.Get("code"); w.Exists() {
		t.Code = m.word(w)
	}
	if t.Code == "" {
		t.Code = m.word(v.Get("id"))
	}
	if t.Name == "" {
		m.missing(v, "name", Error)
	}
	if v.Get("description").Kind() == jsonscan.Missing && v.Get("vocabulary").Kind() == jsonscan.Missing {
		m.missing(v, "description", Error)
	}
	return t, true
}

// taxonomy reads a taxonomy: its terms, or itself as one.
func (m *mapper) taxonomy(v value) []activity.Term {
	name := m.text(v.Get("name"))
	if name == "" {
		m.missing(v, "name", Error)
	}
	if v.Get("description").Kind() == jsonscan.Missing {
		m.missing(v, "description", Error)
	}
	if u := v.Get("uri"); u.Exists() {
		m.url(u)
	}
	terms := []activity.Term{}
	if list := v.Get("taxonomy_terms"); list.Kind() == jsonscan.Array {
		for e := range m.list(list) {
			t, _ := m.term(e)
			terms = append(terms, t)
		}
	}
	if len(terms) == 0 {
		terms = append(terms, activity.Term{Taxonomy: name})
	}
	return terms
}

// isCURIE reports whether s is prefix:reference and no URL.
func isCURIE(s string) bool {
	return activity.CategoryCode(s).IsValid() && !strings.Contains(s, "://")
}

func hasTerm(terms []activity.Term, code string) bool {
	for _, t := range terms {
		if t.Code == code {
			return true
		}
	}
	return false
}

// fact reads a term of the list above. It reports false for one that it does
// not know, which then stays a term.
func (m *mapper) fact(a *activity.Activity, l *activity.Location, v value, t activity.Term) bool {
	prefix, ref, _ := strings.Cut(t.Code, ":")
	prefix += ":"
	if prefix == prefixAccess {
		return m.accessFact(a, l, v, t, ref)
	}
	if a == nil {
		return m.locationFact(l, v, prefix, ref)
	}
	switch prefix {
	case prefixRoute:
		return m.routeFact(a, v, t, ref)
	case prefixMode:
		if w := activity.Mode(ref); w.IsValid() {
			addMode(a, w)
			return true
		}
	case prefixCapacity:
		if w := activity.CapacityState(ref); w.IsValid() {
			a.Capacity.State = w
			return true
		}
	case prefixWait:
		if n, ok := parseDecimal(ref, 0); ok && n >= 0 && n < 10_000 {
			a.Capacity.WaitDays = activity.KnownAs(int(n))
			return true
		}
	case prefixSchedule:
		if w := activity.Confidence(ref); w != "" && w.IsValid() {
			a.Schedule.Confidence = w
			return true
		}
	case prefixRadius:
		if n, ok := parseDecimal(ref, 0); ok && n > 0 && n < 2_000_000 {
			a.Coverage.Radius, a.Coverage.Standing = activity.Metres(n), activity.Known
			return true
		}
	case prefixCoverage:
		if ref == "everywhere" {
			a.Coverage.Everywhere, a.Coverage.Standing = true, activity.Known
			return true
		}
	case prefixEnded:
		if d, err := activity.ParseDay(ref); err == nil {
			a.Ended = d
			return true
		}
	case "sp-record:":
		if t.Code == termInvented {
			a.Source.Invented = true
			return true
		}
	default:
		return m.eligibilityFact(&a.Eligibility, v, t, prefix, ref)
	}
	m.fault(v, BadTerm, Warning, KeptAsText)
	return false
}

func (m *mapper) locationFact(l *activity.Location, v value, prefix, ref string) bool {
	switch prefix {
	case prefixPrecision:
		if p := activity.Precision(ref); p.IsValid() {
			l.Precision = p
			return true
		}
	case prefixArea:
		l.Areas = append(l.Areas, activity.NewAreaCode(ref))
		return true
	}
	m.fault(v, BadTerm, Warning, Dropped)
	return false
}

func (m *mapper) accessFact(a *activity.Activity, l *activity.Location, v value, t activity.Term, ref string) bool {
	f := activity.AccessFact{Feature: activity.Feature(ref)}
	switch strings.ToLower(t.Value) {
	case "yes", "true", "":
		f.Has = person.Yes
	case "no", "false":
		f.Has = person.No
	case "unknown":
	default:
		f.Note = t.Value
	}
	if !f.Feature.IsValid() {
		m.fault(v, BadTerm, Warning, KeptAsText)
		return false
	}
	if l != nil {
		l.Access = append(l.Access, f)
	} else {
		a.Access = append(a.Access, f)
	}
	return true
}

// routeFact adds a way in. A way that so far had only words gets its name.
func (m *mapper) routeFact(a *activity.Activity, v value, t activity.Term, ref string) bool {
	r := activity.Route(ref)
	if !r.IsValid() {
		m.fault(v, BadTerm, Warning, KeptAsText)
		return false
	}
	addRoute(a, activity.RouteOption{Route: r, Issuer: t.Value})
	return true
}

func (m *mapper) eligibilityFact(e *activity.Eligibility, v value, t activity.Term, prefix, ref string) bool {
	switch prefix {
	case prefixGender:
		if g := activity.GenderLimit(ref); g.IsValid() {
			e.Gender = activity.KnownAs(g)
			return true
		}
	case prefixGroup:
		e.Groups.Standing = activity.Known
		if ref != "none" {
			e.Groups.Value = append(e.Groups.Value, activity.GroupCode(t.Code))
		}
		return true
	case prefixSuits:
		if r, err := activity.ParseAgeRange(ref); err == nil {
			e.SuitsAges = activity.KnownAs(r)
			return true
		}
	case prefixResidence:
		e.Residence.Standing = activity.Known
		if ref != "none" {
			e.Residence.Value = append(e.Residence.Value, activity.NewAreaCode(ref))
		}
		return true
	case prefixPractice:
		if ref == "none" {
			e.Practices.Standing = activity.Known
			return true
		}
		if code, err := person.ParseODSCode(ref); err == nil {
			e.Practices.Standing = activity.Known
			e.Practices.Value = append(e.Practices.Value, code)
			return true
		}
	case prefixCondition:
		e.Conditions = append(e.Conditions, t.Value)
		return true
	default:
		return false
	}
	m.fault(v, BadTerm, Warning, KeptAsText)
	return false
}

// offers is what a language field was read as, remembered because feeds repeat
// a few of them for ever.
type offers struct {
	list []activity.LanguageOffer
	ok   bool
}

// language reads one language: by its code, else by its name.
func (m *mapper) language(v value) []activity.LanguageOffer {
	code, name := v.Get("code"), v.Get("name")
	if name.Kind() == jsonscan.Missing {
		name = v.Get("language") // earlier versions
	}
	note := m.text(v.Get("note"))
	if code.Exists() {
		w := m.word(code)
		got, known := m.offers["\x00"+w]
		if !known {
			tag, ok := languageCode(strings.ToLower(w))
			got = offers{[]activity.LanguageOffer{{Tag: tag}}, ok}
			m.remember("\x00"+w, got)
		}
		if got.ok {
			return []activity.LanguageOffer{{Tag: got.list[0].Tag, Text: note, Interpreter: byInterpreter(note)}}
		}
		if w != "" {
			m.fault(code, BadLanguage, Warning, LeftUnknown)
		}
	}
	s := m.text(name)
	if s == "" {
		if note == "" {
			// The profile's language object is an identifier and nothing else.
			m.missing(v, "name", Note)
			return nil
		}
		return []activity.LanguageOffer{{Tag: language.Und, Text: note}}
	}
	got, known := m.offers[s]
	if !known {
		list, ok := languageOffers(s)
		got = offers{list, ok}
		m.remember(s, got)
	}
	if !got.ok {
		m.fault(name, BadLanguage, Note, KeptAsText)
	}
	out := append([]activity.LanguageOffer(nil), got.list...)
	for i := range out {
		out[i].Text = joinText(out[i].Text, note)
		if out[i].Interpreter == person.Unknown {
			out[i].Interpreter = byInterpreter(note)
		}
	}
	return out
}

func (m *mapper) remember(s string, o offers) {
	if len(m.offers) < 4096 {
		m.offers[s] = o
	}
}

// byInterpreter reads the two notes that this package writes.
func byInterpreter(note string) person.Tri {
	switch note {
	case noteInterpreter:
		return person.Yes
	case noteDirect:
		return person.No
	}
	return person.Unknown
}

// The notes by which a language says whether it goes through an interpreter.
const (
	noteInterpreter = "through an interpreter"
	noteDirect      = "spoken directly"
)
