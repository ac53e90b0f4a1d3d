package fhir

import (
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral"
)

// actors writes the organisations and the worker.
func (w *export) actors() {
	s := w.options.Service
	w.service = w.add(&Organization{Identifier: ods(s.ODS), Active: new(true), Name: clean(s.Name)}, "service")
	if r := w.e.Referrer; clean(r.Name) != "" && !w.provider() {
		w.referrer = w.add(&Organization{Identifier: ods(r.ODS), Name: clean(r.Name)}, "referrer")
	}
	id := w.e.Referral.Worker()
	if id.IsZero() || !w.may("assignment") {
		return
	}
	role := &PractitionerRole{Active: new(true), Organization: w.service, Code: []CodeableConcept{{Text: "Social prescribing link worker"}}}
	if name := clean(w.e.Staff[id]); name != "" {
		role.Practitioner = w.add(&Practitioner{Active: new(true), Name: []HumanName{{Text: name}}}, "worker")
	}
	w.worker = w.add(role, "worker")
}

// request writes the referral as its ServiceRequest, and the service's attempts
// at it as Tasks. A provider gets neither: it is told of its own request, and of
// this one by identifier only.
func (w *export) request() {
	r := w.e.Referral
	w.requester = w.asks()
	if w.provider() {
		w.focus = Reference{Type: "ServiceRequest", Identifier: &identifier("referral", r.ID().String())[0]}
		w.task = Reference{Type: "Task", Identifier: &identifier("referral", r.ID().String())[0]}
		return
	}
	st := EpisodeStatus(w.options.Profile, r)
	if !st.Written() {
		w.lose("referral", "what was never sent has no request")
		return
	}
	w.focus = w.add(w.serviceRequest(st), "referral")
	w.pastAttempts()
	if st.Task != "" {
		w.attempt = w.episodeTask(st)
		w.task = w.add(w.attempt, "referral")
	}
}

// asks says who asked: an organisation, or the person; never a service.
func (w *export) asks() Reference {
	if w.referrer.Reference != "" {
		return w.referrer
	}
	if b := w.e.Referral.Intake().Basis; b == referral.BasisSelfReferral && w.options.Profile != ProfileSDOHCC {
		return w.patient
	}
	return w.service // SDOHCC: of a self-referral the requester is the platform's organisation
}

func (w *export) serviceRequest(st Status) *ServiceRequest {
	r := w.e.Referral
	in := r.Intake()
	sr := &ServiceRequest{
		Identifier: identifier("referral", r.ID().String()),
		Status:     string(st.Request), Intent: "order", Subject: w.patient,
		Code:       coded(systemSNOMED, referral.CodeReferral, "Referral to social prescribing service"),
		AuthoredOn: DateTimeOf(w.authored()), Requester: w.requester, Performer: []Reference{w.service},
		Category: w.category(in.Reasons),
	}
	if w.may("intake.urgency") && in.Urgency != "" {
		sr.Priority = string(in.Urgency)
	}
	if w.may("intake.reasons") {
		for _, c := range in.Reasons {
			if w.needs[c] {
				sr.ReasonCode = append(sr.ReasonCode, w.need(c, ""))
			}
		}
	}
	sr.Note = note(w.words("intake.words", in.Words))
	if in.Basis != "" && w.may("intake.basis") {
		x := own("basis")
		x.ValueCode = string(in.Basis)
		sr.Extension = append(sr.Extension, x)
	}
	sr.OrderDetail = w.prohibition(referral.Arrangement{})
	sr.SupportingInfo = w.consents()
	return sr
}

// authored is when the request was made: when it was sent, or else written.
func (w *export) authored() time.Time {
	if t := w.e.Referral.Received(); !t.IsZero() {
		return t
	}
	return w.e.Referral.Created()
}

// category is that of SDOHCC for its profile, by the map of the needs'
// vocabulary; for the others none is called for.
func (w *export) category(codes []person.NeedCode) []CodeableConcept {
	if w.options.Profile != ProfileSDOHCC {
		return nil
	}
	out := coded(systemSDOH, "sdoh-category-unspecified", "SDOH Category Unspecified")
	for _, c := range codes {
		if m := w.options.Needs.Maps(c, "gravity"); len(m) > 0 && w.needs[c] {
			out = coded(systemSDOH, m[0].Reference(), "")
			break
		}
	}
	return []CodeableConcept{out}
}

// prohibition says that the person must not be contacted, and what was arranged
// instead; nil if they may be. The code is the Gravity Project's: FHIR has none
// of its own.
func (w *export) prohibition(a referral.Arrangement) []CodeableConcept {
	said := w.prohibitions()
	yes, general := w.e.Referral.Prohibited()
	if yes != person.Yes && a.IsZero() && len(said) == 0 || !w.may("prohibited") {
		return nil
	}
	if a.IsZero() {
		a = general
	}
	out := []CodeableConcept{coded(systemSDOH, "contacting-subject-prohibited", "Contacting Subject Prohibited")}
	out = appendArrangement(out, a.Via, a.When.Disclose(), a.How.Disclose())
	for _, x := range said {
		if alt := x.Alternative; alt != nil {
			out = appendArrangement(out, alt.Via.Disclose(), alt.When.Disclose(), strings.TrimSpace(string(alt.How)+" "+alt.Details.Disclose()))
		}
	}
	return out
}

// prohibitions are those of the person's rules that the view shows and that
// hold at the time of sending for every channel.
func (w *export) prohibitions() []*person.ContactProhibition {
	var out []*person.ContactProhibition
	if w.seen.Person.Contact == nil {
		return nil
	}
	for _, x := range w.seen.Person.Contact.Prohibitions {
		if x != nil && len(x.Channels) == 0 && !x.From.After(w.at) && (x.To.IsZero() || x.To.After(w.at)) {
			out = append(out, x)
		}
	}
	return out
}

func appendArrangement(out []CodeableConcept, via, when, how string) []CodeableConcept {
	for _, s := range [][2]string{{"Contact via: ", via}, {"When: ", when}, {"How: ", how}} {
		if t := clean(s[1]); t != "" {
			out = append(out, CodeableConcept{Text: s[0] + t})
		}
	}
	return out
}

// newTask makes what all attempts have in common.
func (w *export) newTask(st Status, authored, modified time.Time) *Task {
	if modified.Before(authored) { // entered late; inv-1: never modified before it was made
		modified = authored
	}
	t := &Task{
		Status: string(st.Task), Intent: "order", Code: coded(systemTask, "fulfill", "Fulfill the focal request"),
		For: w.patient, AuthoredOn: DateTimeOf(authored), LastModified: DateTimeOf(modified),
	}
	if st.Business != "" {
		t.BusinessStatus = coded(BusinessSystem, string(st.Business), st.Business.Display())
	}
	if st.BSeR != "" {
		t.BusinessStatus.Coding = append(t.BusinessStatus.Coding, Coding{System: BSeRSystem, Code: st.BSeR, Display: BSeRDisplay(st.BSeR)})
	}
	return t
}

// reason is a statusReason: it explains the present status and stands with no
// other. Where the reason may not be told, or none was recorded, it says so: a
// peer that demands a text gets one that is true.
func (w *export) reason(st Status, why referral.Reason, words string) CodeableConcept {
	if !st.Reason {
		return CodeableConcept{}
	}
	if why == "" {
		return CodeableConcept{Text: firstOf(words, "No reason recorded")}
	}
	c := codeOf("reason", string(why))
	c.Text = firstOf(words, c.Text)
	return c
}

func (w *export) episodeTask(st Status) *Task {
	r := w.e.Referral
	t := w.newTask(st, w.authored(), r.Since())
	t.Identifier = identifier("referral", r.ID().String())
	t.Focus, t.Requester, t.Owner = w.focus, w.requester, w.worker
	if t.Owner.Reference == "" {
		t.Owner = w.service
	}
	why, words := w.endReason()
	t.StatusReason = w.reason(st, why, words)
	if c, ok := w.firstContact(); ok {
		t.ExecutionPeriod.Start = DateTimeOf(c)
	}
	if c, ok := r.Closure(); ok && c.Reopened.IsZero() && !c.At.Before(firstTime(t.ExecutionPeriod.Start)) {
		t.ExecutionPeriod.End = DateTimeOf(c.At)
	}
	return t
}

func firstTime(d DateTime) time.Time {
	t, _ := d.Time()
	return t
}

// endReason is the coded reason of the present state, with the words that may go.
func (w *export) endReason() (referral.Reason, string) {
	r := w.e.Referral
	if !w.may("reason") {
		return "", ""
	}
	//exhaustive:ignore
	switch r.State() {
	case referral.StateClosed:
		if c, ok := r.Closure(); ok {
			return c.Reason, w.words("closure.words", c.Words)
		}
	case referral.StateOnHold:
		var why referral.Reason
		for h := range r.Holds() {
			why = h.Reason
		}
		return why, ""
	}
	var why referral.Reason
	for e := range r.History() {
		if e.Part == referral.PartReferral && e.To == r.State() && e.From != e.To && !e.Undone {
			why = e.Reason
		}
	}
	return why, ""
}

func (w *export) firstContact() (time.Time, bool) {
	for c := range w.e.Referral.Contacts() {
		if c.TwoWay() {
			return c.At, true
		}
	}
	return time.Time{}, false
}

// pastAttempts writes each attempt that ended before the episode was reopened:
// a Task of its own with the same focus, because what is ended stays ended.
func (w *export) pastAttempts() {
	from := w.authored()
	n := 0
	for c := range w.e.Referral.Closures() {
		if c.Reopened.IsZero() {
			continue
		}
		label := LabelAfterStart
		if completes(c.Reason) {
			label = LabelCompleted
		}
		st := statusOf(w.options.Profile, referral.PartReferral, referral.StateClosed, referral.PhaseEnded, label)
		t := w.newTask(st, from, c.At)
		t.Focus, t.Requester, t.Owner = w.focus, w.requester, w.service
		t.StatusReason = w.reason(st, c.Reason, "")
		n++
		w.add(t, "referral/attempt/"+uuidOf(n))
		from = c.Reopened
	}
}

func uuidOf(n int) string { return uuid.NewSHA1(namespace, []byte{byte(n)}).String() }

// consents writes what was agreed about sharing and refers to it.
func (w *export) consents() []Reference {
	var out []Reference
	scopes := []person.Scope{person.ScopeTakePart, person.ScopeShareGP, person.ScopeShareReferrer}
	for o := range w.e.Referral.Onwards() {
		if s := referral.ProviderScope(o.Provider); !slices.Contains(scopes, s) {
			scopes = append(scopes, s)
		}
	}
	for _, s := range scopes {
		c, ok := w.answerTo(s)
		if !ok {
			continue
		}
		if !w.may("consents") {
			break
		}
		if to := w.recipientOf(s); to.Reference != "" {
			out = append(out, w.once(w.consent(c, to), "consent/"+string(s)))
		} else {
			w.lose("referral.consents", "consent to a scope without a named organisation")
		}
	}
	return out
}

// answerTo is the answer that stands at the time of sending: the person's own
// record, or where that has none, what the episode last saw.
func (w *export) answerTo(s person.Scope) (referral.ConsentSeen, bool) {
	v := w.e.Person.Consents.At(w.at).Verdict(s)
	if v.Answer != "" && v.Answer != person.NotAsked {
		c := referral.ConsentSeen{Scope: s, Answer: v.Answer, Entry: v.Entry, Lapses: v.Lapses}
		for _, d := range w.e.Person.Consents.All() {
			if d.ID == v.Entry {
				c.At = d.At
			}
		}
		return c, true
	}
	var last referral.ConsentSeen
	for c := range w.e.Referral.Consents() {
		if c.Scope == s {
			last = c
		}
	}
	return last, last.Answer != "" && last.Answer != person.NotAsked
}

// recipientOf names the organisation that a scope is about. In R4 a consent's
// actor can't be a HealthcareService.
func (w *export) recipientOf(s person.Scope) Reference {
	if p, ok := s.Provider(); ok {
		return w.providerRef(providerID(p))
	}
	//exhaustive:ignore
	switch s {
	case person.ScopeShareGP:
		return w.gp
	case person.ScopeShareReferrer:
		return w.referrer
	case person.ScopeTakePart:
		return w.service
	}
	return Reference{}
}

var consentStatus = map[person.Answer]string{
	person.Given: "active", person.Refused: "rejected", person.Withdrawn: "inactive", person.Expired: "inactive", person.NotAsked: "proposed",
}

func (w *export) consent(c referral.ConsentSeen, to Reference) *Consent {
	actor := ProvisionActor{Role: coded("http://terminology.hl7.org/CodeSystem/v3-ParticipationType", "IRCP", "information recipient"), Reference: to}
	p := &Provision{Type: "permit", Actor: []ProvisionActor{actor}}
	if c.Answer != person.Given {
		p.Type = "deny"
	}
	if !c.Lapses.IsZero() && c.Answer == person.Given {
		p.Period.End = DateTimeOf(c.Lapses)
	}
	return &Consent{
		Status:     firstOf(consentStatus[c.Answer], "proposed"),
		Scope:      coded("http://terminology.hl7.org/CodeSystem/consentscope", "patient-privacy", "Privacy Consent"),
		Category:   []CodeableConcept{coded(systemAct, "IDSCL", "information disclosure")},
		Patient:    w.patient,
		DateTime:   DateTimeOf(c.At),
		PolicyRule: codeOf("consent-scope", scopeKind(c.Scope)),
		Provision:  p, Organization: []Reference{w.service},
	}
}

// scopeKind is a scope without the provider that it names.
func scopeKind(s person.Scope) string {
	if _, ok := s.Provider(); ok {
		return "share-provider"
	}
	return string(s)
}
