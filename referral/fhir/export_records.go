package fhir

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral"
)

func itoa(n int) string { return strconv.Itoa(n) }

// needsShown are the needs of the episode that may go: those that pass the
// person's own view, which knows what is sensitive and what a provider was
// chosen to be told.
func (w *export) needsShown() map[person.NeedCode]bool {
	var codes []person.NeedCode
	add := func(c person.NeedCode) {
		if c != "" && !slices.Contains(codes, c) {
			codes = append(codes, c)
		}
	}
	for _, c := range w.e.Referral.Intake().Reasons {
		add(c)
	}
	for n := range w.e.Referral.Needs() {
		add(n.Code)
	}
	for o := range w.e.Referral.Onwards() {
		add(o.Need)
	}
	for s := range w.e.Referral.Signposts() {
		add(s.Need)
	}
	for g := range w.e.Referral.Goals() {
		add(g.Need)
	}
	out := map[person.NeedCode]bool{}
	opt := person.ViewOptions{IncludeSensitive: w.e.ViewOptions.IncludeSensitive, Vocabulary: w.e.ViewOptions.Vocabulary}
	var probe person.Person
	for i, c := range codes {
		n := &person.Need{ID: person.EntryID{byte(i >> 8), byte(i), 1}, Code: c}
		probe.Needs = append(probe.Needs, n)
		opt.Needs = append(opt.Needs, n.ID) // an onward referral's own need was chosen for its provider
	}
	d := w.e.View.Of(probe, &opt)
	for _, n := range d.Person.Needs {
		out[n.Code] = true
	}
	w.seen.WithholdFromOnlineAccess = w.seen.WithholdFromOnlineAccess || d.WithholdFromOnlineAccess
	return out
}

// needShown reports whether what was done about a need may go.
func (w *export) needShown(c person.NeedCode) bool { return c == "" || w.needs[c] }

func (w *export) need(c person.NeedCode, words string) CodeableConcept {
	return conceptOf(person.CURIE(c), w.options.Needs.Text(english, c), words)
}

// records writes what happened within the service.
func (w *export) records() {
	conditions := w.conditions()
	w.matters()
	w.contacts()
	w.sessions()
	w.plan(w.goals(conditions))
	w.signposts()
	w.risks()
	w.concerns()
	w.notes()
	w.measures()
}

// ownNeeds writes the needs of the person's own record that the view shows.
func (w *export) ownNeeds() map[person.NeedCode]Reference {
	refs := map[person.NeedCode]Reference{}
	for i, n := range w.seen.Person.Needs {
		if n != nil {
			refs[n.Code] = w.add(w.ownNeed(n), "own-need/"+itoa(i))
		}
	}
	return refs
}

func (w *export) ownNeed(n *person.Need) *Condition {
	c := &Condition{
		ClinicalStatus: coded(systemClinical, "active", "Active"), Category: healthConcern(), Subject: w.patient,
		Code: w.need(n.Code, clean(n.Words.Disclose())), OnsetDateTime: DateTime(w.date("person.needs.since", n.Since)),
	}
	if !n.SNOMED.IsZero() {
		c.Code.Coding = append(c.Code.Coding, Coding{System: systemSNOMED, Code: n.SNOMED.String()})
	}
	if c.Code.Text == "" && c.Code.Coding == nil {
		c.Code.Text = "Need"
	}
	if n.Severity != "" {
		c.Severity = codeOf("severity", string(n.Severity))
	}
	if on := DateTime(w.date("person.needs.resolved", n.Resolved)); on != "" {
		c.ClinicalStatus, c.AbatementDateTime = coded(systemClinical, "resolved", "Resolved"), on
	}
	return c
}

const systemClinical = "http://terminology.hl7.org/CodeSystem/condition-clinical"

func healthConcern() []CodeableConcept {
	return []CodeableConcept{coded("http://hl7.org/fhir/us/core/CodeSystem/condition-category", "health-concern", "Health Concern")}
}

// conditions writes the needs of the episode, the last word on each code.
func (w *export) conditions() map[person.NeedCode]Reference {
	refs := w.ownNeeds()
	i := 0
	for n := range w.e.Referral.Needs() {
		i++
		if !w.may("needs.code") {
			break
		}
		if !w.needShown(n.Code) {
			w.withheld = append(w.withheld, person.Withholding{Path: "referral.needs", Rule: person.WithheldSensitive})
			continue
		}
		c := &Condition{
			ClinicalStatus: coded(systemClinical, "active", "Active"), Category: healthConcern(),
			Code: w.need(n.Code, w.words("needs.words", n.Words)), Subject: w.patient, RecordedDate: DateTimeOf(n.At),
		}
		if c.Code.Text == "" && c.Code.Coding == nil {
			c.Code.Text = "Need"
		}
		if n.Urgent {
			c.Severity = CodeableConcept{Text: "Urgent"}
		}
		refs[n.Code] = w.add(c, "need/"+itoa(i))
	}
	return refs
}

// matters writes what matters to the person, and their strengths.
func (w *export) matters() {
	i := 0
	for m := range w.e.Referral.Matters() {
		for k, t := range append([]person.Text{m.Words}, m.Strengths...) {
			i++
			words, title := w.words("matters", t), "What matters to the person"
			if k > 0 {
				title = "Strength"
			}
			if words != "" {
				w.add(&Observation{
					Status: "final", Code: CodeableConcept{Text: title}, Subject: w.patient, EffectiveDateTime: DateTimeOf(m.At),
					Performer: refs(w.patient), ValueString: words,
				}, "matters/"+itoa(i))
			}
		}
	}
}

// contacts writes a contact that reached the person as an encounter, and an
// attempt that did not as a communication: sent or not done, with its outcome.
func (w *export) contacts() {
	for c := range w.e.Referral.Contacts() {
		if !w.may("contacts") {
			return
		}
		words := w.words("contacts.words", c.Words)
		item := "contact/" + uuid.UUID(c.ID).String()
		if c.TwoWay() {
			e := &Encounter{
				Status: "finished", Class: classOf(c.Channel), Subject: w.patient, ServiceProvider: w.service,
				Period: period(c.At, c.Minutes), BasedOn: refs(w.focus),
			}
			if words != "" {
				e.ReasonCode = []CodeableConcept{{Text: words}}
			}
			w.add(e, item)
			continue
		}
		w.add(w.unreached(c, words), item)
	}
}

func (w *export) unreached(c referral.Contact, words string) *Communication {
	m := &Communication{
		BasedOn: refs(w.focus), Status: "not-done", StatusReason: codeOf("contact-outcome", string(c.Outcome)),
		Category: []CodeableConcept{codeOf("communication", "contact-attempt")}, Medium: []CodeableConcept{codeOf("channel", string(c.Channel))},
		Subject: w.patient, Recipient: refs(w.patient), Sender: w.sender(), Note: note(words),
	}
	if c.Outcome == referral.OutcomeVoicemailLeft || c.Outcome == referral.OutcomeMessageSent {
		m.Status = "completed"
	}
	m.Sent = DateTimeOf(c.At)
	return m
}

// refs is a list of one reference, or none.
func refs(r Reference) []Reference {
	if r.isZero() {
		return nil
	}
	return []Reference{r}
}

// period begins at a time and lasts some minutes, if it is known how many.
func period(at time.Time, minutes int) Period {
	p := Period{Start: DateTimeOf(at)}
	if minutes > 0 && !at.IsZero() {
		p.End = DateTimeOf(at.Add(time.Duration(minutes) * time.Minute))
	}
	return p
}

// classOf says where a contact took place, by the codes of HL7 v3.
func classOf(c referral.Channel) Coding {
	//exhaustive:ignore
	switch c {
	case referral.ChannelInPerson:
		return Coding{System: systemAct, Code: "AMB", Display: "ambulatory"}
	case referral.ChannelHomeVisit:
		return Coding{System: systemAct, Code: "HH", Display: "home health"}
	case referral.ChannelOutreach:
		return Coding{System: systemAct, Code: "FLD", Display: "field"}
	}
	return Coding{System: systemAct, Code: "VR", Display: "virtual"}
}

// sessions writes each session as an appointment, and where it took place or
// should have, an encounter: whether the person came and whether it happened
// are two facts (D17).
func (w *export) sessions() {
	for s := range w.e.Referral.Sessions() {
		if !w.may("sessions") {
			return
		}
		provider, at := w.e.Referral.Onward(s.Onward)
		if w.provider() && (!at || !w.theirs(provider.Provider)) {
			w.hide("sessions")
			continue
		}
		if at && !w.needShown(provider.Need) {
			w.hide("sessions")
			continue
		}
		w.session(s)
	}
}

func (w *export) session(s referral.Session) {
	def, _ := w.options.Machine.State(referral.PartSession, s.State)
	st, ok := StatusOfSession(s.State, def.Phase)
	if !ok {
		w.lose("referral.sessions.state", "a state without a phase")
		return
	}
	item := "session/" + uuid.UUID(s.ID).String()
	ap := w.add(w.appointment(s, st), item)
	if st.Encounter == "" {
		return
	}
	e := &Encounter{Status: st.Encounter, Class: classOf(s.Channel), Subject: w.patient, Appointment: refs(ap), ServiceProvider: w.service, BasedOn: w.based()}
	if st.Encounter == "finished" {
		e.Period = period(s.Start, s.Minutes)
	}
	w.add(e, item)
}

// based is the episode's request where it is in the bundle.
func (w *export) based() []Reference {
	if w.focus.Reference == "" {
		return nil
	}
	return []Reference{w.focus}
}

func (w *export) appointment(s referral.Session, st SessionStatus) *Appointment {
	end := s.Start.Add(time.Duration(s.Minutes) * time.Minute)
	if s.Minutes == 0 {
		w.lose("referral.sessions.minutes", "a session of unknown length ends when it starts")
	}
	ap := &Appointment{
		Identifier: identifier("session", uuid.UUID(s.ID).String()), Status: st.Appointment,
		Start: InstantOf(s.Start), End: InstantOf(end), BasedOn: w.based(), Comment: w.words("sessions.words", s.Words),
		Participant: []AppointmentParticipant{{Actor: w.patient, Status: "accepted"}},
	}
	if s.Minutes > 0 {
		ap.MinutesDuration = new(int32(s.Minutes)) //nolint:gosec // of a session
	}
	if st.Appointment == "cancelled" { // app-4: a reason goes with cancelled and noshow only
		ap.CancelationReason = codeOf("reason", firstOf(string(s.Reason), string(s.State)))
	}
	if w.worker.Reference != "" && s.Onward.IsZero() {
		ap.Participant = append(ap.Participant, AppointmentParticipant{Actor: w.worker, Status: "accepted"})
	}
	if code := s.Attendance(); code != "" {
		x := own("attendance")
		x.ValueCode = code
		ap.Extension = []Extension{x}
	}
	return ap
}

// goals writes what the person wants to reach.
func (w *export) goals(needs map[person.NeedCode]Reference) []Reference {
	var out []Reference
	for g := range w.e.Referral.Goals() {
		if !w.may("goals") {
			return nil
		}
		if !w.needShown(g.Need) {
			w.hide("goals")
			continue
		}
		def, _ := w.options.Machine.State(referral.PartGoal, g.State)
		st, ok := StatusOfGoal(g.State, def.Phase)
		if !ok {
			w.lose("referral.goals.state", "a state without a phase")
			continue
		}
		out = append(out, w.add(w.goal(g, st, needs), "goal/"+uuid.UUID(g.ID).String()))
	}
	return out
}

func (w *export) goal(g referral.Goal, st GoalStatus, needs map[person.NeedCode]Reference) *Goal {
	to := &Goal{
		LifecycleStatus: st.Lifecycle, Description: text(firstOf(w.words("goals.words", g.Words), "Goal")), Subject: w.patient,
		StatusDate: DateOf(g.Since.UTC()), ExpressedBy: w.patient, Note: note(w.words("goals.words", g.Outcome)),
		Addresses: refs(needs[g.Need]),
	}
	to.Extension = append(ownInteger("importance", g.Importance), ownInteger("confidence", g.Confidence)...)
	if st.Achievement != "" {
		to.AchievementStatus = coded("http://terminology.hl7.org/CodeSystem/goal-achievement", st.Achievement, "")
	} else if g.State == referral.StatePartlyAchieved {
		to.AchievementStatus = CodeableConcept{Text: "Partly achieved"}
	}
	if due := w.date("referral.goals.target", g.Target); due != "" {
		to.Target = []GoalTarget{{DueDate: due}}
	}
	if g.Reason != "" {
		to.StatusReason = strings.ReplaceAll(string(g.Reason), "-", " ")
	}
	return to
}

// plan writes the plan as it stands now, with its steps.
func (w *export) plan(goals []Reference) {
	p, ok := w.e.Referral.Plan()
	if !ok || !w.may("plan") {
		return
	}
	def, _ := w.options.Machine.State(referral.PartPlan, p.State)
	status, ok := StatusOfPlan(p.State, def.Phase)
	if !ok {
		w.lose("referral.plan.state", "a state without a phase")
		return
	}
	cp := &CarePlan{
		Status: status, Intent: "plan", Title: "Personalised care and support plan", Subject: w.patient,
		Created: DateTimeOf(p.Drafted), Author: w.worker, Goal: goals,
		Period:      Period{Start: DateTimeOf(p.Agreed)},
		Description: w.words("plan.words", p.Matters),
		Note:        note(w.words("plan.words", p.Words), w.words("plan.words", p.IfWorse)),
		Activity:    w.steps(),
	}
	if !p.Completed.IsZero() && !p.Completed.Before(p.Agreed) {
		cp.Period.End = DateTimeOf(p.Completed)
	}
	w.add(cp, "plan")
}

var stepStatus = map[referral.StepStatus]string{
	referral.StepPlanned: "not-started", referral.StepUnderWay: "in-progress", referral.StepDone: "completed",
	referral.StepNotDone: "stopped", referral.StepDropped: "cancelled",
}

func (w *export) steps() []CarePlanActivity {
	var out []CarePlanActivity
	for s := range w.e.Referral.Steps() {
		if !w.may("steps") {
			return nil
		}
		d := &CarePlanDetail{Status: firstOf(stepStatus[s.Status], "unknown"), Description: firstOf(w.words("steps.words", s.What), "Step")}
		if !s.Due.IsZero() {
			d.ScheduledString = "By " + string(DateOf(s.Due.UTC()))
		}
		if s.Owner == referral.OwnerPerson {
			d.Performer = refs(w.patient)
		} else if s.Owner == referral.OwnerLinkWorker {
			d.Performer = refs(w.sender())
		}
		a := CarePlanActivity{Detail: d, Progress: note(w.words("steps.words", s.Strategy), w.words("steps.words", s.Stage))}
		a.Extension = ownInteger("confidence", s.Confidence)
		out = append(out, a)
	}
	for _, ref := range w.asked {
		out = append(out, CarePlanActivity{Reference: ref})
	}
	return out
}

// signposts writes each as a communication: no task, because nobody was asked
// to do anything.
func (w *export) signposts() {
	for s := range w.e.Referral.Signposts() {
		if !w.may("signposts") {
			return
		}
		if !w.needShown(s.Need) {
			w.hide("signposts")
			continue
		}
		c := &Communication{
			BasedOn: w.based(), Status: "completed", Category: []CodeableConcept{codeOf("communication", "signpost")},
			Subject: w.patient, Recipient: refs(w.patient), Sender: w.sender(), Sent: DateTimeOf(s.At),
			Note: note(w.words("signposts.words", s.Words)),
		}
		for _, about := range []Reference{w.activityRef(s.Activity), w.providerRef(s.Provider)} {
			c.About = append(c.About, refs(about)...)
		}
		if s.Use != "" {
			x := own("signpost-use")
			x.ValueCode = string(s.Use)
			c.Extension = []Extension{x}
		}
		w.add(c, "signpost/"+uuid.UUID(s.ID).String())
	}
}

// visible reports whether an item marked for someone may be seen here: the team
// is the service, so what is marked for it goes to a receiving link worker only.
func (w *export) visible(v referral.Visibility) bool {
	switch w.audience {
	case person.AudienceLinkWorker:
		return true
	case person.AudienceGP:
		return v == referral.VisibleGP
	case person.AudienceProvider:
		return v == referral.VisibleProvider
	case person.AudiencePerson:
		return v == referral.VisiblePerson
	case person.AudienceReferrer, person.AudienceAnonymous:
	}
	return false
}

// sensitiveRisks are those that somebody in the person's house may be.
var sensitiveRisks = []string{string(person.RiskFromOthers), string(person.RiskDomesticAbuse), string(person.RiskExploitation), "from-others"}

func (w *export) risks() {
	for r := range w.e.Referral.Risks() {
		if !w.may("risks") {
			return
		}
		sensitive := slices.Contains(sensitiveRisks, r.Kind)
		if !w.visible(r.Visible) || sensitive && !w.opened() {
			w.hide("risks")
			continue
		}
		code := codeOf("risk", word(r.Kind))
		code.Text = firstOf(w.words("risks", r.Words), code.Text)
		w.flag("risk/"+uuid.UUID(r.ID).String(), "risk", code, Period{Start: DateTimeOf(r.Raised)}, !r.Resolved.IsZero())
	}
}

// opened reports whether sensitive things may go at all, and marks the bundle
// if so.
func (w *export) opened() bool {
	switch w.audience {
	case person.AudienceLinkWorker:
		return true
	case person.AudienceGP, person.AudiencePerson:
		w.seen.WithholdFromOnlineAccess = w.seen.WithholdFromOnlineAccess || w.e.ViewOptions.IncludeSensitive
		return w.e.ViewOptions.IncludeSensitive
	case person.AudienceProvider, person.AudienceReferrer, person.AudienceAnonymous:
	}
	return false
}

func (w *export) concerns() {
	for c := range w.e.Referral.Concerns() {
		if !w.may("concerns") {
			return
		}
		if !w.opened() {
			w.withheld = append(w.withheld, person.Withholding{Path: "referral.concerns", Rule: person.WithheldSensitive})
			return
		}
		code := codeOf("safeguarding", word(c.Kind))
		code.Text = firstOf(w.words("concerns.words", c.Words), code.Text)
		w.flag("concern/"+uuid.UUID(c.ID).String(), "safeguarding", code, Period{Start: DateTimeOf(c.Raised)}, !c.Open())
	}
}

// word makes a host's kind a code that FHIR takes.
func word(s string) string { return firstOf(strings.Join(strings.Fields(clean(s)), " "), "other") }

// notes writes those that were opened to this recipient. What speaks of somebody
// else, or could do serious harm, goes to nobody outside.
func (w *export) notes() {
	for n := range w.e.Referral.Notes() {
		outside := w.audience != person.AudienceLinkWorker
		if !w.may("notes") {
			return
		}
		if !w.visible(n.Visible) || outside && (n.ThirdParty || n.Harm) || n.Kind == referral.NoteComplaint || n.Kind == referral.NoteSupervision {
			w.hide("notes")
			continue
		}
		words := w.words("notes", n.Text)
		if words == "" {
			continue
		}
		w.add(&Communication{
			BasedOn: w.based(), Status: "completed", Category: []CodeableConcept{codeOf("communication", "note")}, Subject: w.patient,
			Sender: w.sender(), Sent: DateTimeOf(n.At), Payload: []CommunicationPayload{{ContentString: words}},
		}, "note/"+uuid.UUID(n.ID).String())
	}
}
