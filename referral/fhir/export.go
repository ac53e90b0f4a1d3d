package fhir

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/outcome"
	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral"
)

// ErrNoView is returned for a recipient without a view of one person's records:
// the anonymous audience, or none.
var ErrNoView = errors.New("fhir: an episode goes to a named recipient only")

// ErrUnknownState is returned for an onward referral in a state that the machine
// does not know.
var ErrUnknownState = errors.New("fhir: unknown state")

// ErrAnotherPerson is returned where the person, or a measure, is not of the
// episode's person.
var ErrAnotherPerson = errors.New("fhir: the episode is another person's")

// ErrNoConsent is returned where the person has refused the recipient, has
// withdrawn or let lapse what they had agreed to, or did not want the referrer
// or the practice told.
var ErrNoConsent = errors.New("fhir: the person's consent does not allow it")

// ErrErased is returned where the person's record was erased: nothing of the
// episode goes to anybody any more.
var ErrErased = errors.New("fhir: the person's record was erased")

// ErrDead is returned for a provider that was sent nothing before the person
// died (D8).
var ErrDead = errors.New("fhir: the person has died")

// Form is how a bundle is to travel.
type Form string

// The forms.
const (
	FormDocument    Form = "document"    // a composition first; the default
	FormMessage     Form = "message"     // a message header first
	FormTransaction Form = "transaction" // each entry a PUT, so that repeating it changes nothing
	FormCollection  Form = "collection"
)

// IsValid says whether f is one of the four.
func (f Form) IsValid() bool {
	return f == FormDocument || f == FormMessage || f == FormTransaction || f == FormCollection
}

// Organisation is one that has no record of its own in the episode.
type Organisation struct {
	Name string
	ODS  person.ODSCode
}

// Options say how episodes are written.
type Options struct {
	// Profile is written and claimed; unset is [ProfileUKCore].
	Profile Profile
	// Form is how a bundle travels; unset is [FormDocument].
	Form Form
	// Service is the social prescribing service that sends. Its name is needed.
	Service Organisation
	// Endpoint is the sender's address in a message; needed for [FormMessage].
	Endpoint string
	// Machine knows the states; nil is [referral.Pathway].
	Machine *referral.Machine
	// Instruments name the parts of scores and their public codes. A score of
	// an instrument that is not here is written with its own keys.
	Instruments []*outcome.Instrument
	// Needs label the codes of needs; nil is [person.Needs].
	Needs *person.Vocabulary
}

// Episode is what a bundle is made from.
type Episode struct {
	Referral referral.Referral
	// Person is the whole person: what of them goes, View decides.
	Person person.Person
	// View is the recipient's. ViewOptions.At is the time of sending, which the
	// bundle carries; ViewOptions.Provider names the provider of a provider's
	// view, and only the onward referrals to that provider go.
	View        person.View
	ViewOptions person.ViewOptions
	// Outcomes are the measures of the episode.
	Outcomes []outcome.Record
	// Referrer is the organisation that Intake.From is the code of.
	Referrer Organisation
	// Staff names the workers; one who is not in it has a role and no name.
	Staff map[referral.ActorID]string
	// Providers and Activities give names to what the episode refers to.
	Providers  []activity.Provider
	Activities []activity.Activity
}

// Loss is something of the episode that FHIR, or this package, can't carry.
type Loss struct {
	Path string // of the field in this library, such as "referral.funding"
	Why  string
}

// Export is a bundle, with what is not in it.
type Export struct {
	Bundle *Bundle
	// Losses could have gone and can't be carried.
	Losses []Loss
	// Withheld may not go to this recipient. It is for the sender's record; what
	// may be told to the recipient is person.Disclosure.Told.
	Withheld []person.Withholding
	// WithholdFromOnlineAccess says that the bundle holds what nobody else in
	// the person's house must read. Then Composition.confidentiality is R and
	// each resource is tagged so.
	WithholdFromOnlineAccess bool
}

// Exporter writes episodes as bundles. Immutable and safe for concurrent use.
type Exporter struct {
	options Options
	measure map[outcome.Key]measure
}

// NewExporter prepares an exporter, or says what is wrong with the options.
func NewExporter(o Options) (*Exporter, error) {
	if o.Profile == "" {
		o.Profile = ProfileUKCore
	}
	if o.Form == "" {
		o.Form = FormDocument
	}
	if o.Machine == nil {
		o.Machine = referral.Pathway()
	}
	if o.Needs == nil {
		o.Needs = person.Needs()
	}
	if err := o.check(); err != nil {
		return nil, err
	}
	x := &Exporter{options: o, measure: map[outcome.Key]measure{}}
	for _, in := range o.Instruments {
		x.measure[in.Key()] = measureOf(in)
	}
	return x, nil
}

func (o Options) check() error {
	switch {
	case !o.Profile.IsValid():
		return fmt.Errorf("fhir: unknown profile; allowed: %v", allProfiles)
	case !o.Form.IsValid():
		return errors.New("fhir: unknown form; allowed: document, message, transaction, collection")
	case clean(o.Service.Name) == "":
		return errors.New("fhir: the sending service has no name")
	case o.Form == FormMessage && !kindURL.wellFormed(o.Endpoint):
		return errors.New("fhir: a message needs the sender's endpoint")
	}
	return nil
}

// Export writes one episode for the recipient of its view. Equal input gives an
// equal bundle, so that a receiver can recognise a repeated one.
//
// What goes is decided by the view for the person, and for the episode by the
// table in [EpisodeFields]. Nothing else is read.
//
// Consent is read at the time of sending: the practice, the referrer and a
// provider get nothing ([ErrNoConsent]) once the person has refused, withdrawn
// or let it lapse, unless an override is on record. A provider that has the
// person's details already is still told how its referral stands, so that a
// recall reaches it, and nothing of the person; so is it once the person has died
// (D8), and another provider gets nothing ([ErrDead]). An erased person's episode
// goes to nobody ([ErrErased]). Whether something may go while
// nobody has asked is the service's policy, and for the host to decide before
// (D13). So is a receiving link worker, who has no scope of their own.
func (x *Exporter) Export(e Episode) (Export, error) {
	a := e.View.Audience()
	if !a.IsValid() || a == person.AudienceAnonymous {
		return Export{}, ErrNoView
	}
	if e.ViewOptions.At.IsZero() || e.Referral.IsZero() {
		return Export{}, errors.New("fhir: an export needs an episode and the time of sending")
	}
	if e.another() {
		return Export{}, ErrAnotherPerson
	}
	if e.Person.Erased() {
		return Export{}, ErrErased
	}
	w := x.begin(e, a)
	if err := w.mayGo(); err != nil {
		return Export{}, err
	}
	w.actors()
	w.people()
	w.request()
	if err := w.onwards(); err != nil {
		return Export{}, err
	}
	w.records()
	w.losses()
	return w.finish(), nil
}

// export carries one episode.
type export struct {
	*Exporter
	e        Episode
	audience person.Audience
	seen     person.Disclosure
	at       time.Time
	scope    uuid.UUID // what identifiers of this episode's resources are made from

	entries  []BundleEntry
	lost     []Loss
	withheld []person.Withholding
	notice   bool // to a provider that the person has said no to since, or who has died

	patient, service, referrer, worker, requester, gp Reference
	focus, task                                       Reference
	attempt                                           *Task       // the present one
	asked                                             []Reference // the onward referrals' requests
	providers                                         map[activity.ProviderID]Reference
	activities                                        map[activity.ID]Reference
	needs                                             map[person.NeedCode]bool // that may go
}

func (x *Exporter) begin(e Episode, a person.Audience) *export {
	w := &export{
		Exporter: x, e: e, audience: a, at: e.ViewOptions.At,
		scope:     uuid.NewSHA1(namespace, []byte(e.Referral.ID().String())),
		entries:   make([]BundleEntry, 0, 32),
		providers: map[activity.ProviderID]Reference{}, activities: map[activity.ID]Reference{},
	}
	if w.notice = w.provider() && (e.Person.Dead() || w.refused()) && w.sentTo(providerID(e.ViewOptions.Provider)); w.notice {
		w.e.View = e.View.Without(e.View.Fields()...)
	}
	w.seen = w.e.View.Of(e.Person, &w.e.ViewOptions)
	w.withheld = slices.Clone(w.seen.Withheld)
	w.needs = w.needsShown()
	return w
}

// namespace makes the identifiers of this package's resources unlike others
// that are made from the same IDs.
var namespace = uuid.MustParse("5b1d4c1e-8f0a-4f57-9a6e-3d0a52c7e0f1")

// add puts a resource into the bundle and returns a reference to it. The same
// kind and item give the same resource id for ever.
func (w *export) add(r Resource, item string) Reference {
	id := uuid.NewSHA1(w.scope, []byte(r.ResourceType()+"/"+item)).String()
	r.Domain().ID = id
	if p := w.options.Profile.claim(r.ResourceType()); p != "" {
		r.Domain().Meta.Profile = []string{p}
	}
	w.entries = append(w.entries, BundleEntry{FullURL: "urn:uuid:" + id, Resource: r})
	return Reference{Reference: "urn:uuid:" + id}
}

// restricted marks what others in the person's house must not read.
var restricted = Coding{System: "http://terminology.hl7.org/CodeSystem/v3-Confidentiality", Code: "R", Display: "restricted"}

func (w *export) lose(path, why string) {
	l := Loss{path, why}
	if !slices.Contains(w.lost, l) {
		w.lost = append(w.lost, l)
	}
}

// may reports whether the audience is shown a field of the episode, and notes
// it if not.
func (w *export) may(path string) bool {
	h := person.Withholding{Path: "referral." + path, Rule: person.WithheldNotListed}
	switch {
	case w.notice && !noticeField(path):
		h.Rule = w.noticeRule()
	case shows(path, w.audience):
		return true
	}
	if !slices.Contains(w.withheld, h) {
		w.withheld = append(w.withheld, h)
	}
	return false
}

// words gives a personal text, if the audience may see it.
func (w *export) words(path string, t person.Text) string {
	if t.IsZero() || !w.may(path) {
		return ""
	}
	return clean(t.Disclose())
}

func (w *export) provider() bool { return w.audience == person.AudienceProvider }
