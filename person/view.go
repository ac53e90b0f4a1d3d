package person

import (
	_ "embed"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/socialprescribing/socialprescribing/internal/lazy"
)

// View says what of a person may go to one audience: an explicit list of
// fields, so that a field which nobody decided on stays hidden. Everything that
// leaves a service is built from the Disclosure of a view. Immutable and safe
// for concurrent use; the zero View shows nothing.
//
// A view says what may go at most. Whether anything may go at all (consent,
// authority, an override) is decided before it is used.
type View struct {
	audience Audience
	fields   map[string]bool
}

// ViewFor gives the built-in view of an audience; for one that is not in the
// list, a view that shows nothing.
func ViewFor(a Audience) View {
	return View{a, mustViews()[a]}
}

// mustViews panics on a broken file of our own; a test reads it.
func mustViews() map[Audience]map[string]bool {
	all, err := builtInViews.Get(func() (map[Audience]map[string]bool, error) { return parseViews(viewsText) })
	if err != nil {
		panic(err)
	}
	return all
}

// Audience gives whom the view is for.
func (v View) Audience() Audience { return v.audience }

// Fields gives the paths of the fields that the view shows, in order, such as
// "needs.code".
func (v View) Fields() []string {
	var out []string
	for path, shown := range v.fields {
		if shown {
			out = append(out, path)
		}
	}
	slices.Sort(out)
	return out
}

// Without gives a view that shows less: neither the paths given nor anything
// below them. There is no way to make one that shows more. An age and an age band
// are fields too ("age", "ageBand"), and as they are made from the birth date they
// go with "birth", whether or not the view shows that itself.
func (v View) Without(paths ...string) View {
	if slices.Contains(paths, "birth") {
		paths = append(slices.Clip(paths), fieldAge, fieldAgeBand)
	}
	next := View{v.audience, map[string]bool{}}
	for path, shown := range v.fields {
		hidden := slices.ContainsFunc(paths, func(p string) bool { return path == p || strings.HasPrefix(path, p+".") })
		next.fields[path] = shown && !hidden
	}
	return next
}

// The fields of a Disclosure that are made when it goes.
const (
	fieldAge     = "age"
	fieldAgeBand = "ageBand"
)

//go:embed data/views.txt
var viewsText string

var builtInViews lazy.Value[map[Audience]map[string]bool]

// audienceLetters stand for the audiences in the file.
var audienceLetters = map[rune]Audience{
	'P': AudienceProvider, 'L': AudienceLinkWorker, 'G': AudienceGP, 'R': AudienceReferrer,
	'S': AudiencePerson, 'A': AudienceAnonymous,
}

func parseViews(text string) (map[Audience]map[string]bool, error) {
	out := map[Audience]map[string]bool{}
	for _, a := range Audiences() {
		out[a] = map[string]bool{}
	}
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		path, who, _ := strings.Cut(line, " ")
		for _, letter := range strings.TrimPrefix(who, "-") {
			a, ok := audienceLetters[letter]
			if !ok {
				return nil, &FieldError{Path: path, Rule: "audience"}
			}
			out[a][path] = true
		}
	}
	return out, nil
}

// ViewOptions say what the case in hand adds to a view.
type ViewOptions struct {
	At time.Time // when it goes; contact rules and the age are taken then
	// Provider is the provider that it goes to, for prohibitions that bind one.
	Provider ProviderID
	// Needs are those that a provider is told of: none unless they are named.
	Needs []EntryID
	// IncludeSensitive lets what is flagged as abuse or safeguarding go to the
	// GP practice or into the person's copy. The disclosure is then marked to be
	// withheld from online access, because others in the house may read it.
	IncludeSensitive bool
	// Vocabulary says which needs are sensitive; nil is the built-in one.
	Vocabulary *Vocabulary
}

// The rules under which something is withheld.
const (
	WithheldNotListed  = "not-listed"         // the audience's list does not have it
	WithheldNotChosen  = "not-chosen"         // a need that was not named for this provider
	WithheldSensitive  = "sensitive"          // flagged as abuse or safeguarding
	WithheldThirdParty = "third-party"        // tells of somebody else
	WithheldAudience   = "not-visible-to"     // a risk that names who may see it, a prohibition on somebody else
	WithheldProhibited = "contact-prohibited" // the person must not be contacted: see the alternative
	WithheldRefused    = "contact-refused"    // the person allows no channel that it serves
	WithheldHarm       = "serious-harm"       // a decision on a subject access request
	WithheldExempt     = "exempt"             // likewise, with no rule given
)

// Withholding says that something was left out, and under which rule. Path is
// that of the field, such as "needs.words"; it never holds a value.
type Withholding struct {
	Path string `json:"path"`
	Rule string `json:"rule"`
}

// Disclosure is what goes to an audience: the person as far as they may see
// them, and what was left out. The caller owns it.
type Disclosure struct {
	Audience Audience
	Person   Person
	// Age goes to a provider in place of the birth date, which does not.
	Age Age
	// AgeBand goes into statistics: "0-17", "18-24", then ten years each to
	// "75-84", "85+"; "" if it is not known which.
	AgeBand string
	// Withheld is for the sender's record, in the order of the fields. What may
	// be told to the recipient is Told.
	Withheld []Withholding
	// WithholdFromOnlineAccess says that the payload holds what nobody else in
	// the person's house must read. The message says so first.
	WithholdFromOnlineAccess bool
}

// Told gives what the recipient may be told was withheld. That there is
// something sensitive, about a third party or prohibited is itself a
// disclosure, so that such entries are left out of it, and fields about risk,
// safeguarding and prohibitions likewise.
func (d Disclosure) Told() []Withholding {
	return slices.DeleteFunc(slices.Clone(d.Withheld), func(w Withholding) bool {
		top, _, _ := strings.Cut(w.Path, ".")
		return w.Rule != WithheldNotListed && w.Rule != WithheldNotChosen ||
			top == "safeguarding" || top == "risks" || top == "overrides" || top == "holds" || strings.HasPrefix(w.Path, "contact.prohibitions")
	})
}

// Of gives what of p goes to the view's audience.
func (v View) Of(p Person, o *ViewOptions) Disclosure {
	if o == nil {
		o = &ViewOptions{}
	}
	d := Disclosure{Audience: v.audience}
	s := selection{view: v, options: o, person: p.Clone(), out: &d}
	s.needs()
	s.risks()
	s.safeguarding()
	s.contact()
	s.requirements()
	s.age()
	s.project()
	return d
}

// selection carries one disclosure through its rules.
type selection struct {
	view    View
	options *ViewOptions
	person  Person
	out     *Disclosure
}

func (s *selection) withhold(path, rule string) {
	w := Withholding{path, rule}
	if !slices.Contains(s.out.Withheld, w) {
		s.out.Withheld = append(s.out.Withheld, w)
	}
}

// guarded reports whether sensitive things stay out of this audience's payload.
func (s *selection) guarded() bool {
	switch s.view.audience {
	case AudienceGP, AudiencePerson:
		return !s.options.IncludeSensitive
	case AudienceProvider, AudienceReferrer:
		return true
	case AudienceLinkWorker, AudienceAnonymous:
		return false
	}
	return true
}

func (s *selection) needs() {
	v := s.options.Vocabulary
	if v == nil {
		v = Needs()
	}
	s.person.Needs = slices.DeleteFunc(s.person.Needs, func(n *Need) bool {
		switch {
		case n == nil:
			return true
		case s.view.audience == AudienceProvider && !slices.Contains(s.options.Needs, n.ID):
			s.withhold("needs", WithheldNotChosen)
			return true
		case (v.sensitive(n.Code) || v.sensitiveFinding(n.SNOMED)) && s.view.audience != AudienceProvider: // a provider is told of those chosen
			if s.guarded() {
				s.withhold("needs", WithheldSensitive)
				return true
			}
			s.markOnline()
		}
		return false
	})
}

// sensitive reports whether a need speaks of abuse: its own safety prompt, or
// that of a broader need, is the one on safety from others.
func (v *Vocabulary) sensitive(c NeedCode) bool {
	for {
		n, ok := v.Lookup(c)
		if !ok || n.Prompt == "unsafe" || n.Broader == "" {
			return ok && n.Prompt == "unsafe"
		}
		c = n.Broader
	}
}

// sensitiveFinding reports whether a finding speaks of abuse: victim of intimate
// partner abuse (SNOMED CT international edition), or one to which the vocabulary
// maps a need that does.
func (v *Vocabulary) sensitiveFinding(id SCTID) bool {
	if id.IsZero() {
		return false
	}
	code := CURIE(PrefixSNOMED + ":" + id.String())
	mapped := func(n NeedConcept) bool { return slices.Contains(n.Maps, code) && v.sensitive(n.Code) }
	return id.String() == "706893006" || slices.ContainsFunc(v.concepts, mapped)
}

func (s *selection) markOnline() {
	if s.view.audience == AudienceGP || s.view.audience == AudiencePerson {
		s.out.WithholdFromOnlineAccess = true
	}
}

func (s *selection) risks() {
	s.person.Risks = slices.DeleteFunc(s.person.Risks, func(r *Risk) bool {
		switch {
		case r == nil:
			return true
		case !slices.Contains(r.VisibleTo, s.view.audience):
			s.withhold("risks", WithheldAudience)
			return true
		case r.ThirdParty == Yes && s.view.audience != AudienceLinkWorker:
			s.withhold("risks", WithheldThirdParty)
			return true
		case r.sensitive():
			if s.guarded() {
				s.withhold("risks", WithheldSensitive)
				return true
			}
			s.markOnline()
		}
		return false
	})
}

// sensitive reports whether a risk is one that somebody in the house may be.
func (r Risk) sensitive() bool {
	return r.Kind == RiskFromOthers || r.Kind == RiskDomesticAbuse || r.Kind == RiskExploitation
}

func (s *selection) safeguarding() {
	if s.person.Safeguarding == nil || s.view.audience == AudienceLinkWorker {
		return
	}
	if s.guarded() || s.view.audience != AudienceGP {
		s.withhold("safeguarding", WithheldSensitive)
		s.person.Safeguarding = nil
		return
	}
	s.markOnline()
}

// contact leaves a provider no way to reach a person who must not be contacted,
// only the arrangement instead; and no number of which the person refuses every
// use. Prohibitions on other providers are nobody else's business. A GP practice is
// told of all, because it must not make the contact either; who in the house reads
// the record there must not learn of them, or of where the person is reached
// instead.
func (s *selection) contact() {
	if s.view.audience == AudienceGP && s.person.Contact != nil && len(s.person.Contact.Prohibitions) > 0 {
		s.markOnline()
	}
	if s.view.audience != AudienceProvider {
		return
	}
	if _, prohibited := s.person.Prohibited(s.options.Provider, s.options.At); prohibited && len(s.person.Contacts) > 0 {
		s.withhold("contacts", WithheldProhibited)
		s.person.Contacts = nil
	}
	s.person.Contacts = slices.DeleteFunc(s.person.Contacts, func(x *ContactPoint) bool {
		refused := x != nil && s.refused(x)
		if refused {
			s.withhold("contacts", WithheldRefused)
		}
		return refused
	})
	s.person.Name = s.person.Name.WithAliases()
	if s.person.Contact != nil {
		s.person.Contact.Prohibitions = slices.DeleteFunc(s.person.Contact.Prohibitions, func(x *ContactProhibition) bool {
			others := x != nil && !x.Provider.IsZero() && x.Provider != s.options.Provider
			if others {
				s.withhold("contact.prohibitions", WithheldAudience)
			}
			return x == nil || others
		})
	}
}

// refused reports whether the person allows no channel that a point serves.
func (s *selection) refused(x *ContactPoint) bool {
	channels := []Channel{ChannelPhone, ChannelText, ChannelVoicemail}
	switch x.Kind {
	case ContactPhoneNumber:
	case ContactEmailAddress:
		channels = []Channel{ChannelEmail}
	case ContactOther:
		return false
	}
	return !slices.ContainsFunc(channels, func(c Channel) bool {
		return x.Permitted.For(c) != No && (s.person.Contact == nil || s.person.Contact.Permitted.For(c) != No)
	})
}

// requirements leaves the referrer what the Accessible Information Standard wants
// shared, and nothing else of what the person needs to take part: the referrer
// writes and speaks to them, and offers them no place.
func (s *selection) requirements() {
	if s.view.audience != AudienceReferrer {
		return
	}
	s.person.Requirements = slices.DeleteFunc(s.person.Requirements, func(r *Requirement) bool {
		other := r != nil && !r.accessible()
		if other {
			s.withhold("requirements", WithheldNotListed)
		}
		return other
	})
	s.person.Languages = slices.DeleteFunc(s.person.Languages, func(l LanguageSkill) bool {
		if !l.IsSign() {
			s.withhold("languages", WithheldNotListed)
		}
		return !l.IsSign()
	})
}

func (s *selection) age() {
	if s.options.At.IsZero() {
		return
	}
	age := s.person.Birth.AgeOn(DateOf(s.options.At))
	if s.view.fields[fieldAge] {
		s.out.Age = age
	}
	if s.view.fields[fieldAgeBand] {
		s.out.AgeBand = ageBand(age)
	}
}

func ageBand(a Age) string {
	for _, b := range []struct {
		from, to int
		band     string
	}{
		{0, 17, "0-17"},
		{18, 24, "18-24"},
		{25, 34, "25-34"},
		{35, 44, "35-44"},
		{45, 54, "45-54"},
		{55, 64, "55-64"},
		{65, 74, "65-74"},
		{75, 84, "75-84"},
		{85, -1, "85+"},
	} {
		if !a.IsZero() && a.Within(b.from, b.to) == Yes {
			return b.band
		}
	}
	return ""
}

// project copies the fields on the list, and notes those that are not.
func (s *selection) project() {
	src, dst := reflect.ValueOf(s.person), reflect.ValueOf(&s.out.Person).Elem()
	s.copyFields(src, dst, "")
	if s.person.Death != nil && s.out.Person.Death == nil && s.view.fields["death.on"] {
		s.out.Person.Death = &Death{} // that somebody died is known, though the date is not
	}
	order := map[string]int{}
	for i := range src.NumField() {
		order[memberOf(src.Type().Field(i))] = i
	}
	slices.SortStableFunc(s.out.Withheld, func(a, b Withholding) int { return order[topOf(a.Path)] - order[topOf(b.Path)] })
}

// topOf gives the first field of a path.
func topOf(path string) string {
	top, _, _ := strings.Cut(path, ".")
	return top
}

// memberOf gives the name of a field in a path: that of its JSON member.
func memberOf(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	if name == "-" {
		return strings.ToLower(f.Name)
	}
	return name
}

// copyFields copies a record field by field and reports whether anything came
// over.
func (s *selection) copyFields(src, dst reflect.Value, path string) bool {
	some := false
	for i := range src.NumField() {
		at := memberOf(src.Type().Field(i))
		if path != "" {
			at = path + "." + at
		}
		some = s.copyValue(src.Field(i), dst.Field(i), at) || some
	}
	return some
}

// copyValue copies one field: a record by its own fields, a list record by
// record, and a value if it is on the list. Empty records are left out.
func (s *selection) copyValue(src, dst reflect.Value, path string) bool {
	switch {
	case src.IsZero():
		return false
	case src.Kind() == reflect.Pointer:
		next := reflect.New(src.Type().Elem())
		if !s.copyValue(src.Elem(), next.Elem(), path) {
			return false
		}
		dst.Set(next)
		return true
	case src.Kind() == reflect.Slice && isRecord(src.Type().Elem()):
		return s.copyList(src, dst, path)
	case isRecord(src.Type()):
		return s.copyFields(src, dst, path)
	case !s.view.fields[path]:
		s.withhold(path, WithheldNotListed)
		return false
	}
	dst.Set(src)
	return true
}

func (s *selection) copyList(src, dst reflect.Value, path string) bool {
	out := reflect.MakeSlice(src.Type(), 0, src.Len())
	for i := range src.Len() {
		next := reflect.New(src.Type().Elem()).Elem()
		if s.copyValue(src.Index(i), next, path) {
			out = reflect.Append(out, next)
		}
	}
	if out.Len() == 0 {
		return false
	}
	dst.Set(out)
	return true
}

// isRecord reports whether a type is a record of this package, whose fields
// are on the list one by one: a struct of exported fields, or a pointer to one.
func isRecord(t reflect.Type) bool {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t.Kind() == reflect.Struct && t.NumField() > 0 && t.Field(0).IsExported() && t.PkgPath() == reflect.TypeFor[Person]().PkgPath()
}
