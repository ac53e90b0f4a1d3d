package referral

import (
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/socialprescribing/socialprescribing/person"
)

// act makes the event of the command and those that follow from it. All
// questions of permission are answered by now; what is left is whether the
// record that the command brings is well formed.
func (d *decision) act() error {
	data, err := d.record()
	if err != nil {
		return err
	}
	if data != nil {
		if err := d.limits(data); err != nil {
			return err
		}
	}
	e := d.next(d.k)
	e.Reason, e.Words, e.Data = d.reason, d.words, data
	d.move(e)
	d.begin(e)
	if d.part != nil {
		d.movePart(e)
	}
	if err := d.put(e, d.k); err != nil {
		return err
	}
	return d.follow()
}

// begin gives a new episode its identifier.
func (d *decision) begin(e *Event) {
	switch c := d.cmd.(type) {
	case *Draft:
		if d.r.h == nil {
			e.Referral = c.Referral
		}
	case *Submit:
		if d.r.h == nil {
			e.Referral = c.Referral
		}
	}
}

// movePart fills in the states of an event by the row of a part.
func (d *decision) movePart(e *Event) {
	e.Part, e.Item = allParts[d.pi], d.item
	e.From, e.To, e.Phase, e.Return = d.state, d.target(), "", ""
	if o, ok := e.Data.(*Onward); ok {
		e.Return = o.Return
	}
}

// target is the state that the part's row leads to.
func (d *decision) target() State {
	//exhaustive:ignore
	switch d.part.To {
	case Stay:
		return d.state
	case Return:
		return d.back
	}
	return d.part.To
}

// record makes the record that the event brings, from the command and, for
// what exists, from the record as it stands.
func (d *decision) record() (Payload, error) {
	switch d.cmd.(type) {
	case *Draft, *Submit, *Triage, *Accept, *Redirect, *Decline, *Allocate, *Reallocate, *Hold, *ExtendHold,
		*OfferTransfer, *AcceptTransfer, *RefuseTransfer, *LapseTransfer, *Close, *Undo, *Amend, *Redact, *SettleDuty, *Custom:
		return d.episodeRecord()
	}
	if d.part != nil {
		return d.partRecord()
	}
	return d.plainRecord()
}

func (d *decision) required(bad bool, path, wanted string) error {
	if bad {
		return &Fault{Rule: RuleRequired, Path: path, Wanted: wanted}
	}
	return nil
}

// episodeRecord makes the records of the episode's own commands.
func (d *decision) episodeRecord() (Payload, error) {
	switch c := d.cmd.(type) {
	case *Draft:
		return d.intakeRecord(c.Referral, &c.Intake)
	case *Submit:
		in := d.r.Intake()
		if c.Intake != nil {
			in = *c.Intake
		}
		return d.intakeRecord(c.Referral, &in)
	case *Triage:
		if c.Urgency != "" && !c.Urgency.IsValid() {
			return nil, badWord("urgency", c.Urgency, allUrgency)
		}
		return &Triaged{Urgency: c.Urgency}, nil
	case *Accept:
		if c.Eligible != person.Yes {
			return &Accepted{Eligible: c.Eligible}, nil
		}
		return nil, nil //nolint:nilnil // an ordinary acceptance brings no record
	case *Redirect:
		return &Redirected{To: c.To, Acknowledged: normal(c.Acknowledged)}, nil
	case *Decline:
		by := c.DecidedBy
		return &by, nil
	case *Allocate:
		return &Assignment{Worker: c.Worker, Team: c.Team, From: d.at}, nil
	case *Reallocate:
		return &Assignment{Worker: c.Worker, Team: c.Team, From: d.at, Reason: c.Reason}, nil
	case *Close:
		return d.closure(c), nil
	case *Undo:
		return d.undone(), nil
	case *Amend:
		in := c.Intake.clone()
		if err := checkIntake(&in); err != nil {
			return nil, err
		}
		if err := d.samePerson(&in); err != nil {
			return nil, err
		}
		if in.Service != d.r.Service() {
			return nil, &Fault{Rule: RuleRequired, Path: "intake.service", Wanted: "the same service: another one takes over by redirect or transfer"}
		}
		return &Amendment{Old: d.r.Intake(), New: in}, nil
	case *Redact:
		return &Erasure{Items: slices.Clone(c.Items)}, nil
	case *SettleDuty:
		duty := *d.r.body().Duties[d.r.owes(c.Kind, c.Item)]
		duty.Settled = d.at
		return &duty, nil
	case *Custom:
		return d.custom(c)
	}
	return d.holdingOrTransfer()
}

func (d *decision) custom(c *Custom) (Payload, error) {
	const most = 16 << 10
	if len(c.Data) > most {
		return nil, &Fault{Rule: RuleLimit, Path: "data", Wanted: "at most 16384 bytes"}
	}
	if len(c.Data) > 0 && !validJSON(c.Data) {
		return nil, &Fault{Rule: RuleWord, Path: "data", Wanted: "JSON"}
	}
	return &CustomData{Data: slices.Clone(c.Data)}, nil
}

func (d *decision) holdingOrTransfer() (Payload, error) {
	t, _ := last(d.r.body().Transfers)
	t.Answered, t.Result, t.Reason = d.at, d.m.names[d.k], d.reason
	switch c := d.cmd.(type) {
	case *Hold:
		return &Holding{Reason: c.Reason, From: d.at, Review: normal(c.Review), Origin: d.r.State(), ByPerson: d.byPerson()}, nil
	case *ExtendHold:
		h, _ := last(d.r.body().Holds)
		h.Review = normal(c.Review)
		return &h, nil
	case *OfferTransfer:
		if c.To.IsZero() || c.To == d.r.Service() {
			return nil, &Fault{Rule: RuleRequired, Path: "to", Wanted: "another service"}
		}
		expires := normal(c.Expires)
		if expires.IsZero() {
			expires = d.at.AddDate(0, 0, d.rules.policy.TransferReplyDays)
		}
		return &Transfer{To: c.To, Offered: d.at, Expires: expires, Reason: c.Reason, Override: c.Override}, nil
	case *AcceptTransfer:
		t.Episode = c.Episode
	}
	return &t, nil
}

// byPerson says whether the hold pauses the adjusted clock. A hold for a reason
// that only the episode's record knows keeps what it began with.
func (d *decision) byPerson() bool { return d.def != nil && d.def.ByPerson }

func (d *decision) intakeRecord(id ID, in *Intake) (Payload, error) {
	if d.r.h == nil && id.IsZero() {
		return nil, &Fault{Rule: RuleID, Path: "referral", Wanted: "the new episode's identifier"}
	}
	if d.r.h != nil && !id.IsZero() && id != d.r.ID() {
		return nil, &Fault{Rule: RuleID, Path: "referral", Wanted: "the draft's own identifier, or none"}
	}
	if err := checkIntake(in); err != nil {
		return nil, err
	}
	if d.r.h != nil {
		if err := d.samePerson(in); err != nil {
			return nil, err
		}
	}
	own := in.clone()
	return &own, nil
}

// samePerson holds that an episode stays with its person, a draft too: stores keep
// it by whose it is.
func (d *decision) samePerson(in *Intake) error {
	if in.Person == d.r.Person() {
		return nil
	}
	return &Fault{Rule: RuleRequired, Path: "intake.person", Wanted: "the same person: an episode cannot be moved, it is entered in error"}
}

func checkIntake(in *Intake) error {
	switch {
	case in.Person.IsZero():
		return &Fault{Rule: RuleRequired, Path: "intake.person"}
	case in.Service.IsZero():
		return &Fault{Rule: RuleRequired, Path: "intake.service"}
	case in.Basis != "" && !in.Basis.IsValid():
		return badWord("intake.basis", in.Basis, allBasis)
	case in.Urgency != "" && !in.Urgency.IsValid():
		return badWord("intake.urgency", in.Urgency, allUrgency)
	case in.Route != "" && !in.Route.IsValid():
		return badWord("intake.route", in.Route, allChannel)
	}
	for _, r := range in.Reasons {
		if !r.IsValid() {
			return &Fault{Rule: RuleWord, Path: "intake.reasons", Wanted: "codes such as sp-need:lonely"}
		}
	}
	return nil
}

func badWord[T ~string](path string, v T, all []T) error {
	return &Fault{Rule: RuleWord, Path: path, Offered: wordOnly(string(v)), Allowed: wordsOf(all)}
}

func (d *decision) closure(c *Close) *Closure {
	from := d.r.State()
	if from == StateOnHold {
		from = d.r.Return()
	}
	return &Closure{
		Reason: c.Reason, Words: c.Words, At: d.at, By: d.meta.By.ID, DecidedBy: c.DecidedBy, From: from,
		LeaveGoals: c.LeaveGoals, NoMeasures: c.NoMeasures, HandedTo: c.HandedTo, LeftOpen: slices.Clone(c.LeaveOpen),
	}
}

func (d *decision) undone() *Undone {
	o := d.r.h.opening()
	return &Undone{Command: o.command, Event: kinds[o.kind].event}
}

// plainRecord makes the records of what has no machine.
func (d *decision) plainRecord() (Payload, error) {
	switch c := d.cmd.(type) {
	case *RecordAttempt:
		return d.contactRecord(c.Contact)
	case *FirstContact:
		return d.contactRecord(c.Contact)
	case *RecordContact:
		return d.contactRecord(c.Contact)
	case *SeeConsent:
		v := c.Consent
		if !v.Scope.IsValid() || !v.Answer.IsValid() {
			return nil, &Fault{Rule: RuleWord, Path: "consent", Wanted: "a scope and a verdict"}
		}
		v.At, v.Lapses = d.at, normal(v.Lapses)
		return &v, nil
	case *SeeContactRules:
		return &ContactRulesSeen{Prohibited: c.Prohibited, Arrangement: c.Arrangement}, nil
	case *RecordDeath:
		return &Death{Died: c.Died}, nil
	case *RecordNeed:
		v := c.Need
		v.At = d.at
		return &v, d.required(!v.Code.IsValid(), "need.code", "a code such as sp-need:lonely")
	case *RecordMatters:
		v := c.Matters
		v.At, v.Strengths = d.at, slices.Clone(v.Strengths)
		return &v, d.required(v.Words.IsZero() && len(v.Strengths) == 0, "matters.words", "the person's words")
	case *RecordUnmet:
		v := c.Unmet
		v.At = d.at
		if !v.Reason.IsValid() {
			return nil, badWord("unmet.reason", v.Reason, allUnmetReason)
		}
		return &v, d.required(!v.Need.IsValid(), "unmet.need", "a code such as sp-need:lonely")
	case *LinkAssessment:
		return d.assessment(c)
	case *AcknowledgeAlert:
		i := index(d.r.body().Assessments, func(a *Assessment) bool { return a.Record == c.Record })
		v := *d.r.body().Assessments[i]
		v.Acknowledged = d.at
		return &v, nil
	case *SeeProvider:
		return &ProviderSeen{Provider: c.Provider, Suspended: c.Suspended}, d.required(c.Provider.IsZero(), "provider", "")
	case *Signpost:
		return d.signpost(c.Signpost)
	case *FollowUpSignpost:
		return d.followUp(c)
	case *RecordSupport:
		v := c.Support
		v.At = d.at
		if !v.Level.IsValid() {
			return nil, badWord("support.level", v.Level, allSupportLevel)
		}
		return &v, nil
	case *RecordFeedback:
		v := c.Feedback
		v.At = d.at
		if v.Rating < 0 || v.Rating > 5 {
			return nil, outOfRange("feedback.rating", v.Rating, "1 to 5, or 0 for none")
		}
		return &v, d.required(!v.From.IsValid() || v.Activity.IsZero(), "feedback", "an activity and who says it")
	}
	return d.otherRecord()
}

func (d *decision) contactRecord(v Contact) (Payload, error) {
	v.At, v.By = d.at, d.meta.By.ID
	switch {
	case v.ID.IsZero():
		return nil, &Fault{Rule: RuleID, Path: "contact.id"}
	case index(d.r.body().Contacts, func(c *Contact) bool { return c.ID == v.ID }) >= 0:
		return nil, &Fault{Rule: RuleTaken, Path: "contact.id"}
	case !v.Channel.IsValid():
		return nil, badWord("contact.channel", v.Channel, allChannel)
	case !v.Outcome.IsValid():
		return nil, badWord("contact.outcome", v.Outcome, allContactOutcome)
	case v.Minutes < 0:
		return nil, outOfRange("contact.minutes", v.Minutes, "0 or more")
	case d.k == kindRecordAttempt && v.TwoWay() && d.r.State() == StateContacting:
		return nil, &Fault{Rule: RuleRange, Path: "contact.outcome", Wanted: "the command first-contact for a two-way contact", Offered: string(v.Outcome)}
	}
	return &v, nil
}

func outOfRange(path string, v int, wanted string) error {
	return &Fault{Rule: RuleRange, Path: path, Wanted: wanted, Offered: itoa(v)}
}

func (d *decision) assessment(c *LinkAssessment) (Payload, error) {
	v := c.Assessment
	v.At, v.Acknowledged = d.at, time.Time{}
	switch {
	case v.Record.IsZero():
		return nil, &Fault{Rule: RuleID, Path: "assessment.record"}
	case v.Instrument == "":
		return nil, &Fault{Rule: RuleRequired, Path: "assessment.instrument"}
	case !v.Stage.IsValid():
		return nil, badWord("assessment.stage", v.Stage, allStage)
	case index(d.r.body().Assessments, func(a *Assessment) bool { return a.Record == v.Record }) >= 0:
		return nil, &Fault{Rule: RuleTaken, Path: "assessment.record"}
	}
	return &v, nil
}

func (d *decision) signpost(v Signposting) (Payload, error) {
	v.At, v.Use, v.FollowedUp = d.at, "", time.Time{}
	if index(d.r.body().Signposts, func(s *Signposting) bool { return s.ID == v.ID }) >= 0 {
		return nil, &Fault{Rule: RuleTaken, Path: "signpost.id"}
	}
	return &v, d.required(v.ID.IsZero(), "signpost.id", "")
}

func (d *decision) followUp(c *FollowUpSignpost) (Payload, error) {
	i := index(d.r.body().Signposts, func(s *Signposting) bool { return s.ID == c.Signpost })
	if i < 0 {
		return nil, d.noItem(uuid.UUID(c.Signpost))
	}
	if !c.Use.IsValid() {
		return nil, badWord("use", c.Use, allUse)
	}
	v := *d.r.body().Signposts[i]
	v.Use, v.FollowedUp = c.Use, d.at
	return &v, nil
}

func (d *decision) noItem(id uuid.UUID) error {
	return &Refusal{Rule: RuleItem, Action: d.m.names[d.k], State: d.r.State(), Item: id, Role: d.meta.By.Role}
}

// otherRecord makes the records of steps, safety, notes, links and the
// reserved events.
func (d *decision) otherRecord() (Payload, error) {
	switch c := d.cmd.(type) {
	case *AddStep, *UpdateStep:
		return d.step()
	case *RaiseRisk, *ResolveRisk:
		return d.risk()
	case *RaiseConcern, *EscalateConcern, *HandOverConcern, *ResolveConcern:
		return d.concern()
	case *WriteNote:
		return d.note(c.Note)
	case *AmendNote:
		i := index(d.r.body().Notes, func(n *Note) bool { return n.ID == c.Note })
		v := *d.r.body().Notes[i]
		change := &NoteChange{Old: v.Text, New: v}
		change.New.Text, change.New.Amended = c.Text, d.at
		return change, d.required(c.Text.IsZero(), "text", "the new text: a note is never emptied, it is redacted")
	case *LinkEpisode:
		return d.link(c.Link)
	case *UnlinkEpisode:
		return d.link(c.Link)
	case *AssessComplexity:
		if c.Weight < 0 || c.Weight > 1000 {
			return nil, outOfRange("weight", c.Weight, "0 to 1000")
		}
		return &Complexity{Weight: c.Weight}, nil
	case *RecordComplaint:
		return &Complaint{Note: c.Note}, nil
	case *RequestFunding:
		return d.funding(c.Funding, false)
	case *AgreeFunding:
		return d.funding(c.Funding, true)
	}
	return nil, nil //nolint:nilnil // the event's own fields say everything
}

func (d *decision) funding(v Funding, agreed bool) (Payload, error) {
	v.At, v.Agreed = d.at, agreed
	return &v, d.required(v.Source == "" || v.Pence <= 0, "funding", "a source and an amount in pence")
}

func (d *decision) link(v Link) (Payload, error) {
	if !v.Kind.IsValid() {
		return nil, badWord("link.kind", v.Kind, allLinkKind)
	}
	return &v, d.required(v.Episode.IsZero() || v.Episode == d.r.ID(), "link.episode", "another episode")
}

func (d *decision) note(v Note) (Payload, error) {
	v.Author, v.At, v.Amended = d.meta.By.ID, d.at, time.Time{}
	if v.Visible == "" {
		v.Visible = VisibleTeam
	}
	if v.Kind == "" {
		v.Kind = NoteGeneral
	}
	switch {
	case !v.Visible.IsValid():
		return nil, badWord("note.visible", v.Visible, allVisibility)
	case !v.Kind.IsValid():
		return nil, badWord("note.kind", v.Kind, allNoteKind)
	case index(d.r.body().Notes, func(n *Note) bool { return n.ID == v.ID }) >= 0:
		return nil, &Fault{Rule: RuleTaken, Path: "note.id"}
	}
	return &v, d.required(v.ID.IsZero() || v.Text.IsZero(), "note", "an identifier and a text")
}

func (d *decision) step() (Payload, error) {
	if c, ok := d.cmd.(*AddStep); ok {
		v := c.Step
		v.At = d.at
		if v.Status == "" {
			v.Status = StepPlanned
		}
		if index(d.r.body().Steps, func(s *Step) bool { return s.ID == v.ID }) >= 0 {
			return nil, &Fault{Rule: RuleTaken, Path: "step.id"}
		}
		return &v, checkStep(&v)
	}
	c, _ := d.cmd.(*UpdateStep)
	i := index(d.r.body().Steps, func(s *Step) bool { return s.ID == c.Step.ID })
	if i < 0 {
		return nil, d.noItem(uuid.UUID(c.Step.ID))
	}
	v := c.Step
	v.At = d.at
	return &StepChange{Old: *d.r.body().Steps[i], New: v}, checkStep(&v)
}

func checkStep(v *Step) error {
	v.Due, v.Review = normal(v.Due), normal(v.Review)
	switch {
	case v.ID.IsZero() || v.What.IsZero():
		return &Fault{Rule: RuleRequired, Path: "step", Wanted: "an identifier and what is to be done"}
	case v.Owner != "" && !v.Owner.IsValid():
		return badWord("step.owner", v.Owner, allOwner)
	case !v.Status.IsValid():
		return badWord("step.status", v.Status, allStepStatus)
	case v.Confidence < 0 || v.Confidence > 10:
		return outOfRange("step.confidence", v.Confidence, "1 to 10, or 0 for not said")
	}
	return nil
}

func (d *decision) risk() (Payload, error) {
	if c, ok := d.cmd.(*RaiseRisk); ok {
		v := c.Risk
		v.Raised, v.Resolved, v.Review = d.at, time.Time{}, normal(v.Review)
		if index(d.r.body().Risks, func(r *Risk) bool { return r.ID == v.ID }) >= 0 {
			return nil, &Fault{Rule: RuleTaken, Path: "risk.id"}
		}
		return &v, d.required(v.ID.IsZero() || v.Kind == "", "risk", "an identifier and a kind")
	}
	c, _ := d.cmd.(*ResolveRisk)
	i := index(d.r.body().Risks, func(r *Risk) bool { return r.ID == c.Risk && r.Resolved.IsZero() })
	if i < 0 {
		return nil, d.noItem(uuid.UUID(c.Risk))
	}
	v := *d.r.body().Risks[i]
	v.Resolved = d.at
	return &v, nil
}

// concern moves a safeguarding concern: raised, escalated, then handed over or
// resolved (D15).
func (d *decision) concern() (Payload, error) {
	var id ConcernID
	switch c := d.cmd.(type) {
	case *RaiseConcern:
		v := c.Concern
		v.Raised, v.Escalation, v.HandedTo = d.at, Escalation{}, person.Text{}
		v.HandedOver, v.Resolved = time.Time{}, time.Time{}
		if index(d.r.body().Concerns, func(x *Concern) bool { return x.ID == v.ID }) >= 0 {
			return nil, &Fault{Rule: RuleTaken, Path: "concern.id"}
		}
		return &v, d.required(v.ID.IsZero() || v.Kind == "", "concern", "an identifier and a kind")
	case *EscalateConcern:
		id = c.Concern
	case *HandOverConcern:
		id = c.Concern
	case *ResolveConcern:
		id = c.Concern
	}
	i := index(d.r.body().Concerns, func(x *Concern) bool { return x.ID == id && x.Open() })
	if i < 0 {
		return nil, d.noItem(uuid.UUID(id))
	}
	v := *d.r.body().Concerns[i]
	return &v, d.moveConcern(&v)
}

func (d *decision) moveConcern(v *Concern) error {
	switch c := d.cmd.(type) {
	case *EscalateConcern:
		v.Escalation = c.Escalation
		v.Escalation.At = d.at
		return d.required(c.Escalation.To.IsZero() || c.Escalation.Consent != person.Yes && c.Escalation.WhyNot.IsZero(),
			"escalation", "to whom, and whether consent was sought or why not")
	case *HandOverConcern:
		v.HandedTo, v.HandedOver = c.Owner, d.at
		return d.required(c.Owner.IsZero() || v.Escalation.At.IsZero(), "owner", "a named outside owner, after an escalation")
	case *ResolveConcern:
		v.Resolved = d.at
	}
	return nil
}
