package fhir

import (
	"slices"

	"github.com/google/uuid"

	"github.com/socialprescribing/socialprescribing/person"
)

// losses lists what of the episode has no place in a bundle yet. An item that
// the recipient may not see anyway is listed too: the list is the sender's.
func (w *export) losses() {
	r := w.e.Referral
	const none = "no element of R4 for it"
	has(w, r.Funding(), "referral.funding", none)
	has(w, r.UnmetNeeds(), "referral.unmet", none)
	has(w, r.Feedback(), "referral.feedback", none)
	has(w, r.Supports(), "referral.supports", none)
	has(w, r.Links(), "referral.links", "other episodes are told of by their own bundles")
	has(w, r.Transfers(), "referral.transfers", "a transfer is the receiving service's own Task")
	has(w, r.Duties(), "referral.duties", "the service's own list of what it owes")
	has(w, r.Assessments(), "referral.assessments", "the link between episode and measure; the measure itself is an Observation")
	has(w, r.Holds(), "referral.holds", "only the present hold is told, as the Task's status")
	if r.Complexity() > 0 {
		w.lose("referral.complexity", none)
	}
	plans := 0
	for range r.Plans() {
		plans++
	}
	if plans > 1 {
		w.lose("referral.plans", "only the present version of the plan goes")
	}
	p := &w.seen.Person
	for path, is := range map[string]bool{
		"person.about": p.About != nil, "person.social": p.Social != nil, "person.care": len(p.Care) > 0, "person.diagnoses": len(p.Diagnoses) > 0,
		"person.clinicalSummary": !p.ClinicalSummary.IsZero(), "person.digital": p.Digital != nil, "person.pregnancy": p.Pregnancy != nil,
		"person.strengths": len(p.Strengths) > 0, "person.interests": len(p.Interests) > 0, "person.sharingStatement": !p.SharingStatement.IsZero(),
		"person.demographics": p.Demographics != nil, "person.contact": p.Contact != nil, "person.legalBases": len(p.LegalBases) > 0,
		"person.noKnownRisks":   p.NoKnownRisks != nil,
		"person.addresses.code": slices.ContainsFunc(p.Addresses, func(a *person.Address) bool { return a != nil && a.Code != "" }),
	} {
		if is {
			w.lose(path, "not carried; see the capability text")
		}
	}
	slices.SortStableFunc(w.lost, func(a, b Loss) int { return compare(a.Path, b.Path) })
}

func compare(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// has notes a loss if there is anything in a list.
func has[T any](w *export, list func(func(T) bool), path, why string) {
	for range list {
		w.lose(path, why)
		return
	}
}

// finish puts the bundle together.
func (w *export) finish() Export {
	id := uuid.NewSHA1(w.scope, []byte("bundle/"+string(w.audience)+"/"+w.at.UTC().String())).String()
	b := &Bundle{Type: string(w.options.Form), Timestamp: InstantOf(w.at)}
	b.ID = id
	b.Identifier = &Identifier{System: "urn:ietf:rfc:3986", Value: "urn:uuid:" + id}
	w.provenance()
	defer w.restrict(b)
	//exhaustive:ignore
	switch w.options.Form {
	case FormDocument:
		w.first(w.composition())
	case FormMessage:
		w.first(w.header())
	case FormTransaction:
		for i := range w.entries {
			r := w.entries[i].Resource
			w.entries[i].Request = &EntryRequest{Method: "PUT", URL: r.ResourceType() + "/" + r.Domain().ID}
		}
	}
	b.Entry = w.entries
	return Export{Bundle: b, Losses: w.lost, Withheld: w.withheld, WithholdFromOnlineAccess: w.seen.WithholdFromOnlineAccess}
}

// restrict marks the bundle and all in it, when any of it must not be read by
// others in the person's house: which resource it is must not show.
func (w *export) restrict(b *Bundle) {
	if !w.seen.WithholdFromOnlineAccess {
		return
	}
	b.Meta.Security = []Coding{restricted}
	for i := range b.Entry {
		b.Entry[i].Resource.Domain().Meta.Security = []Coding{restricted}
	}
}

// first puts a resource before all others.
func (w *export) first(r Resource) {
	w.add(r, "head")
	n := len(w.entries) - 1
	w.entries = slices.Insert(w.entries[:n:n], 0, w.entries[n])
}

// provenance says who put the bundle together, of what, and when.
func (w *export) provenance() {
	p := &Provenance{
		Recorded: InstantOf(w.at), Agent: []ProvenanceAgent{{Who: w.service}},
		Activity: coded("http://terminology.hl7.org/CodeSystem/v3-DataOperation", "CREATE", "create"),
	}
	for i := range w.entries {
		switch w.entries[i].Resource.(type) {
		case *ServiceRequest, *Task, *CarePlan:
			p.Target = append(p.Target, Reference{Reference: w.entries[i].FullURL})
		}
	}
	if p.Target == nil {
		p.Target = refs(w.patient)
	}
	w.add(p, "provenance")
}

// sections are the parts of a document, in the order in which they are read.
var sections = []struct {
	title string
	types []string
}{
	{"Alerts", []string{"Flag"}},
	{"Referral", []string{"ServiceRequest", "Task", "Consent"}},
	{"Needs, goals and plan", []string{"Condition", "Goal", "CarePlan"}},
	{"Contacts and sessions", []string{"Appointment", "Encounter", "Communication"}},
	{"Measures", []string{"Observation", "QuestionnaireResponse"}},
	{"People and organisations", []string{"Patient", "RelatedPerson", "Practitioner", "PractitionerRole", "Organization", "HealthcareService", "Location"}},
	{"Record keeping", []string{"Provenance"}},
}

func (w *export) composition() *Composition {
	c := &Composition{
		Status: "final", Type: CodeableConcept{Text: "Social prescribing record"}, Subject: w.patient, Date: DateTimeOf(w.at),
		Author: refs(w.service), Custodian: w.service, Title: "Social prescribing: " + titles[w.audience],
	}
	if w.seen.WithholdFromOnlineAccess {
		c.Confidentiality = "R"
		c.Title = "WITHHOLD FROM ONLINE ACCESS. " + c.Title
	}
	for _, s := range sections {
		var part CompositionSection
		for i := range w.entries {
			if slices.Contains(s.types, w.entries[i].Resource.ResourceType()) {
				part.Entry = append(part.Entry, Reference{Reference: w.entries[i].FullURL})
			}
		}
		if part.Entry != nil {
			part.Title = s.title
			c.Section = append(c.Section, part)
		}
	}
	return c
}

var titles = map[person.Audience]string{
	person.AudienceProvider: "referral to a provider", person.AudienceLinkWorker: "episode for the receiving service",
	person.AudienceGP: "message to the GP practice", person.AudienceReferrer: "message to the referrer", person.AudiencePerson: "your record",
}

// header begins a message. The event is this library's own: no national one for
// social prescribing was found.
func (w *export) header() *MessageHeader {
	h := &MessageHeader{
		EventCoding: &Coding{System: Canonical + "/CodeSystem/message-event", Code: "episode-update"},
		Sender:      w.service, Source: MessageSource{Name: clean(w.options.Service.Name), Endpoint: w.options.Endpoint},
	}
	for i := range w.entries {
		switch w.entries[i].Resource.(type) {
		case *ServiceRequest, *Task:
			h.Focus = append(h.Focus, Reference{Reference: w.entries[i].FullURL})
		}
	}
	if h.Focus == nil {
		h.Focus = refs(w.patient)
	}
	return h
}
