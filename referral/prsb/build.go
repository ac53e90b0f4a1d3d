package prsb

import (
	"slices"
	"strings"
	"time"

	"golang.org/x/text/language"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/outcome"
	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral"
)

// Kind says which selection of the standard is built. Closed list; unset is
// KindRecord.
type Kind string

// The kinds.
const (
	KindRecord   Kind = "record"   // everything: for the person's copy, or for a receiving service
	KindReferral Kind = "referral" // what a service needs to begin
	KindMessage  Kind = "message"  // what became of the referral, for the GP practice or the referrer
)

// IsValid reports whether k is one of the list.
func (k Kind) IsValid() bool { return k == KindRecord || k == KindReferral || k == KindMessage }

// kindSections are the sections of the smaller kinds: our own selection (D38),
// because the element lists of the two smaller standards are not published with
// the large one.
var kindSections = map[Kind][]Path{
	KindReferral: {
		"person-demographics", "gp-practice", "about-me", "individual-requirements", "safeguarding", "consent", "referral-details",
		"presenting-complaints-or-issues", "problem-list", "clinical-summary", "social-context", "services-and-care", "pregnancy-status", "risks",
	},
	KindMessage: {
		"person-demographics", "gp-practice", "individual-requirements", "safeguarding", "referral-details", "contacts-with-professionals",
		"presenting-complaints-or-issues", "clinical-summary", "signpost-details", "assessments", "risks", "plan-and-requested-actions", "care-and-support-plan",
	},
}

// Includes reports whether a kind has an element.
func (k Kind) Includes(p Path) bool {
	top, _, _ := strings.Cut(string(p), "/")
	return k == KindRecord || k == "" || slices.Contains(kindSections[k], Path(top))
}

// Basis says what the selection rests on, for the reader of a report.
func (k Kind) Basis() string {
	if k == KindRecord || k == "" {
		return "Social Prescribing Information Standard v1.1"
	}
	return "our own selection from the Social Prescribing Information Standard v1.1: the standard's own list for this was not at hand"
}

// Input is what a record is built from. Nothing in it is changed.
type Input struct {
	Referral referral.Referral
	// Person is the whole person: what of them goes, View decides.
	Person person.Person
	// View is the recipient's. ViewOptions.At is the time of sending: consents
	// are judged as they stand then.
	View        person.View
	ViewOptions person.ViewOptions
	// Outcomes are the measures of the episode; those entered in error stay out.
	Outcomes []outcome.Record
	// Scope is the consent that the recipient needs. Unset is sharing with the
	// GP practice or the referrer for their audiences, and none for the person
	// and for a receiving service: name referral.TransferScope for the latter.
	Scope person.Scope
}

// Options say what to build, and name what the records know by identifier only.
// The zero Options are valid: what has no name stays unnamed.
type Options struct {
	Kind Kind
	// Service is the social prescribing service; Referrer is who referred.
	Service, Referrer Professional
	// ReturnTo is where the service's answer should go.
	ReturnTo string
	// Staff gives the workers their names and roles.
	Staff      map[referral.ActorID]Professional
	Providers  map[activity.ProviderID]string
	Activities map[activity.ID]string
	// Instruments name the measures and their parts; one that is not here is
	// written with its own key.
	Instruments []*outcome.Instrument
	// Needs label the codes of needs; nil is person.Needs.
	Needs *person.Vocabulary
	// Texts give the words of reasons and states; nil is the built-in English.
	Texts *referral.Texts
}

// The rules under which Build withholds, beside those of package person.
const (
	WithheldConsent     = "no-consent"     // refused, withdrawn, lapsed or not asked
	WithheldShareBack   = "no-share-back"  // the person did not want the referrer or the GP told
	WithheldNotSelected = "not-selected"   // the kind of record does not have the section
	WithheldAudience    = "no-record-to"   // no record goes to this audience
	WithheldOther       = "another-person" // the referral or the measure is another person's
	WithheldErased      = "erased"         // the person's record was erased
)

// Report says what a record does not hold, and why. It holds no value of the
// record: only paths, positions and rules. It is for the sender's file; what may
// be told to the recipient is person.Disclosure.Told.
type Report struct {
	Kind     Kind
	Audience person.Audience
	// Basis says what the selection rests on; see [Kind.Basis].
	Basis string
	// Withheld may not go to this recipient. A path is that of a field, such as
	// "person.social.smoking" or "referral.intake.words", or of a section of the
	// standard; "" is all of it.
	Withheld []person.Withholding
	// Uncarried could have gone and has no element: in the form of Withheld.
	Uncarried []Uncarried
	// Findings are those of Check, without what the kind does not have. Error
	// means that the record does not conform: something mandatory is not known,
	// may not go, or is known in part only, such as a year of birth.
	Findings []Finding
	// Overridden says that the record goes without consent, by an override that
	// is recorded with the person.
	Overridden bool
	// WithholdFromOnlineAccess says that the record holds what nobody else in the
	// person's house must read. A message says so first.
	WithholdFromOnlineAccess bool
}

// Build writes the record of an episode for the recipient of its view. Equal
// input gives an equal record. Without consent, of a person whose record was
// erased, and to an audience that no record goes to, it is empty, and the report
// says why.
//
// What goes is decided by the view for the person and by [EpisodeFields] for the
// episode. Nothing is invented: what is not known stays away and is a finding,
// and a partial birth date is written as it is known. A person of one name has it
// as family name. For a self-referral the referrer is the person, and service and
// organisation are "Self-referral" (D38). The type of an address is written if the
// address has its code: from its kind none is made, as the list is not at hand. Nil
// options are the zero Options.
func Build(in Input, o *Options) (Record, Report) {
	if o == nil {
		o = &Options{}
	}
	b := begin(in, *o)
	if rule := b.gate(); rule != "" {
		b.withhold("", rule)
		return Record{}, b.report
	}
	b.gather()
	record := b.content.Record()
	b.compare(record)
	homeless(in.Referral, func(path string) {
		if f, ok := b.table.byPath[path]; !ok || f.Section == "" {
			b.lose("referral."+path, NoElement)
		}
	})
	b.choose(&record)
	b.finish(record)
	return record, b.report
}

// builder carries one record.
type builder struct {
	Input
	options  Options
	audience person.Audience
	table    fieldTable
	seen     person.Disclosure
	content  Content
	needs    map[person.NeedCode]bool // that may go
	planned  map[person.NeedCode]*PlanNeed
	report   Report
}

func begin(in Input, o Options) *builder {
	if !o.Kind.IsValid() {
		o.Kind = KindRecord
	}
	if o.Needs == nil {
		o.Needs = person.Needs()
	}
	a := in.View.Audience()
	return &builder{
		Input: in, options: o, audience: a, table: episodeTable(), planned: map[person.NeedCode]*PlanNeed{},
		report: Report{Kind: o.Kind, Audience: a, Basis: o.Kind.Basis()},
	}
}

// gate gives the rule under which nothing goes at all, or "".
func (b *builder) gate() string {
	a := b.audience
	if a != person.AudienceLinkWorker && a != person.AudienceGP && a != person.AudienceReferrer && a != person.AudiencePerson {
		return WithheldAudience
	}
	if p := b.Referral.Person(); !p.IsZero() && !b.Person.ID.IsZero() && p != b.Person.ID {
		return WithheldOther
	}
	if b.Person.Erased() {
		return WithheldErased
	}
	scope := b.scope()
	if scope == "" {
		return ""
	}
	if _, ok := b.Person.OverrideFor(scope, b.ViewOptions.At); ok {
		b.report.Overridden = true
		return ""
	}
	if b.answer(scope) != person.Given {
		return WithheldConsent
	}
	if (a == person.AudienceGP || a == person.AudienceReferrer) && b.Referral.Intake().ShareBack == person.No {
		return WithheldShareBack
	}
	return ""
}

func (b *builder) scope() person.Scope {
	switch {
	case b.Scope != "":
		return b.Scope
	case b.audience == person.AudienceGP:
		return person.ScopeShareGP
	case b.audience == person.AudienceReferrer:
		return person.ScopeShareReferrer
	}
	return ""
}

// answer is how consent stands at the time of sending: by the person's record, or
// where that has none, by what the episode last saw.
func (b *builder) answer(s person.Scope) person.Answer {
	at := b.ViewOptions.At
	if at.IsZero() {
		return person.NotAsked
	}
	if v := b.Person.Consents.At(at).Verdict(s); v.Answer != "" && v.Answer != person.NotAsked {
		return v.Answer
	}
	out := person.NotAsked
	for c := range b.Referral.Consents() {
		switch {
		case c.Scope != s || c.At.After(at):
		case c.Answer == person.Given && !c.Lapses.IsZero() && !c.Lapses.After(at):
			out = person.Expired
		default:
			out = c.Answer
		}
	}
	return out
}

func (b *builder) withhold(path, rule string) {
	if w := (person.Withholding{Path: path, Rule: rule}); !slices.Contains(b.report.Withheld, w) {
		b.report.Withheld = append(b.report.Withheld, w)
	}
}

func (b *builder) lose(path string, why Why) {
	if u := (Uncarried{Path: path, Why: why}); !slices.Contains(b.report.Uncarried, u) {
		b.report.Uncarried = append(b.report.Uncarried, u)
	}
}

// may reports whether the audience is shown a field of the episode, and notes it
// if not.
func (b *builder) may(path string) bool {
	if f, ok := b.table.byPath[path]; ok && slices.Contains(f.Audiences, b.audience) {
		return true
	}
	b.withhold("referral."+path, person.WithheldNotListed)
	return false
}

// words gives a text of the episode, if the audience may see it.
func (b *builder) words(path string, t person.Text) person.Text {
	if t.IsZero() || !b.may(path) {
		return person.Text{}
	}
	return t
}

// when gives a time of the episode, if the audience may see it.
func (b *builder) when(path string, t time.Time) time.Time {
	if t.IsZero() || !b.may(path) {
		return time.Time{}
	}
	return t
}

// gather fills the content.
func (b *builder) gather() {
	b.seen = b.View.Of(b.Person, &b.ViewOptions)
	for _, w := range b.seen.Withheld {
		b.withhold("person."+w.Path, w.Rule)
	}
	b.needs = b.needsShown()
	b.people()
	b.referral()
	b.contacts()
	b.plan()
	b.signposts()
	b.measures()
	b.risks()
	b.concerns()
	b.summary()
}

// choose keeps the sections of the kind.
func (b *builder) choose(r *Record) {
	r.Entries = slices.DeleteFunc(r.Entries, func(e *Entry) bool {
		if b.options.Kind.Includes(e.Path) {
			return false
		}
		b.withhold(string(e.Path), WithheldNotSelected)
		return true
	})
}

func (b *builder) finish(r Record) {
	for _, f := range Check(r) {
		if b.options.Kind.Includes(f.Path) {
			b.report.Findings = append(b.report.Findings, f)
		}
	}
	b.report.WithholdFromOnlineAccess = b.seen.WithholdFromOnlineAccess
	slices.SortStableFunc(b.report.Uncarried, func(x, y Uncarried) int { return strings.Compare(x.Path, y.Path) })
}

var english = language.BritishEnglish

// label gives the words of a need's code; "" if the vocabulary has none.
func (b *builder) label(c person.NeedCode) string {
	if _, ok := b.options.Needs.Lookup(c); !ok {
		return ""
	}
	return b.options.Needs.Text(english, c)
}

// titled puts a label before words: "Loneliness: since my sister moved away".
func titled(label string, t person.Text) person.Text {
	switch {
	case label == "":
		return t
	case t.IsZero():
		return person.NewText(label)
	}
	return person.NewText(label + ": " + t.Disclose())
}
