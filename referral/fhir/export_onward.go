package fhir

import (
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral"
)

func providerID(p person.ProviderID) activity.ProviderID { return activity.ProviderID(p) }

// theirs reports whether something at a provider may go to this recipient: to a
// provider, what is its own; to all others what the table says.
func (w *export) theirs(p activity.ProviderID) bool {
	return !w.provider() || !w.e.ViewOptions.Provider.IsZero() && providerID(w.e.ViewOptions.Provider) == p
}

// hide notes that something at a provider did not go to another one.
func (w *export) hide(path string) {
	h := person.Withholding{Path: "referral." + path, Rule: person.WithheldAudience}
	if !slices.Contains(w.withheld, h) {
		w.withheld = append(w.withheld, h)
	}
}

// onwards writes each onward referral as a request of its own, based on the
// episode's, and a task that is part of the episode's.
func (w *export) onwards() error {
	for o := range w.e.Referral.Onwards() {
		if !w.may("onwards") {
			return nil
		}
		if !w.theirs(o.Provider) || !w.notice && !w.needShown(o.Need) {
			w.hide("onwards")
			continue
		}
		if err := w.onward(o); err != nil {
			return err
		}
	}
	return nil
}

func (w *export) onward(o referral.Onward) error {
	st, ok := OnwardStatus(w.options.Profile, w.options.Machine, w.e.Referral, o.ID)
	if !ok {
		return ErrUnknownState
	}
	if !st.Written() || w.focus.isZero() {
		w.lose("referral.onwards", "an idea that was never sent")
		return nil
	}
	item := "onward/" + uuid.UUID(o.ID).String()
	focus := w.add(w.onwardRequest(o, st), item)
	w.asked = append(w.asked, focus)
	if st.Task != "" {
		w.add(w.onwardTask(o, st, focus), item)
	}
	return nil
}

func (w *export) onwardRequest(o referral.Onward, st Status) *ServiceRequest {
	sr := &ServiceRequest{
		Identifier: identifier("onward", uuid.UUID(o.ID).String()), BasedOn: []Reference{w.focus},
		Status: string(st.Request), Intent: "filler-order", Subject: w.patient,
		Code: w.activityName(o), AuthoredOn: DateTimeOf(onwardAuthored(o)), Requester: w.sender(),
		Performer: w.performers(o), Category: w.category([]person.NeedCode{o.Need}),
		Note: note(w.words("onwards.words", o.Words)),
	}
	if o.Need != "" && w.may("onwards.need") {
		sr.ReasonCode = []CodeableConcept{w.need(o.Need, "")}
	}
	sr.OrderDetail = w.prohibition(o.Arrangement)
	sr.SupportingInfo = w.onwardConsent(o)
	return sr
}

// onwardAuthored is when the request was sent, or else proposed.
func onwardAuthored(o referral.Onward) time.Time {
	if !o.Sent.IsZero() {
		return o.Sent
	}
	return o.Proposed
}

// sender is who asks a provider: the worker in their role, or the service.
func (w *export) sender() Reference {
	if w.worker.Reference != "" {
		return w.worker
	}
	return w.service
}

// onwardConsent refers to the consent to share with this provider. A provider
// is shown its own and no other.
func (w *export) onwardConsent(o referral.Onward) []Reference {
	scope := referral.ProviderScope(o.Provider)
	c, ok := w.answerTo(scope)
	to := w.providerRef(o.Provider)
	if !ok || to.Reference == "" {
		return nil
	}
	return []Reference{w.once(w.consent(c, to), "consent/"+string(scope))}
}

// once adds a resource unless it is in the bundle already.
func (w *export) once(r Resource, item string) Reference {
	url := "urn:uuid:" + uuid.NewSHA1(w.scope, []byte(r.ResourceType()+"/"+item)).String()
	for i := range w.entries {
		if w.entries[i].FullURL == url {
			return Reference{Reference: url}
		}
	}
	return w.add(r, item)
}

func (w *export) onwardTask(o referral.Onward, st Status, focus Reference) *Task {
	t := w.newTask(st, onwardAuthored(o), o.Since)
	t.Identifier = identifier("onward", uuid.UUID(o.ID).String())
	if !w.task.isZero() {
		t.PartOf = []Reference{w.task}
	}
	t.Focus, t.Requester = focus, w.sender()
	t.Owner = w.providerRef(o.Provider)
	t.StatusReason = w.reason(st, w.onwardReason(o), "")
	if !o.Started.IsZero() {
		t.ExecutionPeriod.Start = DateTimeOf(o.Started)
		if !o.Ended.Before(o.Started) {
			t.ExecutionPeriod.End = DateTimeOf(o.Ended)
		}
	}
	t.Note = w.waiting(o)
	return t
}

// onwardReason gives a provider its own reasons, and not why the person said no.
func (w *export) onwardReason(o referral.Onward) referral.Reason {
	if o.State == referral.StateDeclinedByPerson && !shows("onwards.reason.person", w.audience) {
		return ""
	}
	if !w.may("onwards.reason") {
		return ""
	}
	return o.Reason
}

// waiting says where on the list a person stands.
func (w *export) waiting(o referral.Onward) []Annotation {
	if o.State != referral.StateWaitlisted {
		return nil
	}
	var out []Annotation
	if o.Position > 0 {
		out = note("Position on the waiting list: " + itoa(o.Position))
	}
	if !o.Expected.IsZero() {
		out = append(out, note("Expected: "+string(DateOf(o.Expected.UTC())))...)
	}
	return out
}

// performers are the activity's service, or else the provider.
func (w *export) performers(o referral.Onward) []Reference {
	if ref := w.activityRef(o.Activity); ref.Reference != "" {
		return []Reference{ref}
	}
	if ref := w.providerRef(o.Provider); ref.Reference != "" {
		return []Reference{ref}
	}
	return nil
}

func (w *export) activityName(o referral.Onward) CodeableConcept {
	for i := range w.e.Activities {
		if a := &w.e.Activities[i]; a.ID == o.Activity && clean(a.Name) != "" {
			return text(a.Name)
		}
	}
	return CodeableConcept{Text: "Community activity or support"}
}

// providerRef adds a provider's organisation when it is first referred to. One
// that is not among the episode's has its identifier and no name.
func (w *export) providerRef(id activity.ProviderID) Reference {
	if id.IsZero() {
		return Reference{}
	}
	if ref, ok := w.providers[id]; ok {
		return ref
	}
	org := &Organization{Identifier: identifier("provider", uuid.UUID(id).String())}
	for i := range w.e.Providers {
		if p := &w.e.Providers[i]; p.ID == id {
			org.Name = clean(p.Name)
		}
	}
	ref := w.add(org, "provider/"+uuid.UUID(id).String())
	w.providers[id] = ref
	return ref
}

func (w *export) activityRef(id activity.ID) Reference {
	if id.IsZero() {
		return Reference{}
	}
	if ref, ok := w.activities[id]; ok {
		return ref
	}
	for i := range w.e.Activities {
		a := &w.e.Activities[i]
		if a.ID != id {
			continue
		}
		ref := w.add(&HealthcareService{
			Identifier: identifier("activity", uuid.UUID(id).String()), ProvidedBy: w.providerRef(a.Provider), Name: clean(a.Name),
		}, "activity/"+uuid.UUID(id).String())
		w.activities[id] = ref
		return ref
	}
	return Reference{}
}
