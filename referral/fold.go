package referral

import (
	"slices"

	"github.com/google/uuid"

	"github.com/socialprescribing/socialprescribing/person"
)

// The rules that a history can break.
const (
	RuleGap      Rule = "gap"
	RuleRepeated Rule = "repeated-event"
	RuleType     Rule = "unknown-event-type"
	RuleSchema   Rule = "unknown-schema"
	RuleForeign  Rule = "foreign-event"
	RulePayload  Rule = "missing-record"
)

// fold makes an event part of the head. It evaluates no guard, no role and no
// policy. The head is the caller's own; what is behind it is not, unless the head
// says so, and the body is copied before it changes.
//
//nolint:gocognit // one case per kind of event
func fold(h *head, e *Event, k kind) error {
	if e.Part == PartReferral && e.To != e.From && k != kindUndo {
		h.state, h.back, h.since = e.To, e.Return, instantOf(e.At)
		h.phase = phaseIndex(e.Phase)
	}
	//exhaustive:ignore
	switch k {
	case kindAccept, kindTriage, kindAskInformation, kindAnswerInformation, kindReject, kindRedirect,
		kindDiscussInSupervision, kindRecordComplaint, kindCustom, kindNone:
		return foldQuiet(h, e, k)
	case kindUndo:
		return foldUndo(h, e)
	case kindRecordDeath, kindCorrectDeath:
		h.dead = k == kindRecordDeath
		return nil
	}
	if k >= kindCount {
		return nil
	}
	b := h.change()
	if err := foldBody(h, b, e, k); err != nil {
		return err
	}
	h.body = b.body
	return nil
}

func phaseIndex(p Phase) uint8 {
	for i, q := range allPhases {
		if p == q {
			return uint8(i)
		}
	}
	return 0
}

// foldQuiet folds what changes no record but, for triage, the urgency.
func foldQuiet(h *head, e *Event, k kind) error {
	t, ok := e.Data.(*Triaged)
	if k != kindTriage || !ok || t.Urgency == "" {
		return nil
	}
	b := h.change()
	b.Intake.Urgency = t.Urgency
	h.body = b.body
	return nil
}

// foldUndo brings back where the last command found the value. The history
// keeps both.
func foldUndo(h *head, e *Event) error {
	if h.before.body == nil {
		return missing(e)
	}
	h.position = h.before
	h.before = position{}
	return nil
}

func missing(e *Event) error {
	return &HistoryError{Rule: RulePayload, Sequence: e.Sequence, Type: wordyType(e.Type), Wanted: "the record of the event"}
}

// wordyType shows an event type only if it looks like one.
func wordyType(t EventType) string {
	for i := range len(t) {
		c := t[i]
		if (c < 'a' || c > 'z') && c != '.' && c != '-' && (c < '0' || c > '9') || i >= wordLimit {
			return "(not an event type)"
		}
	}
	return string(t)
}

// upsert adds a record or replaces the one that is. It writes only to a list
// that is its own.
func upsert[T any](own bool, list []T, v T, is func(*T) bool) []T {
	i := index(list, is)
	if i < 0 {
		return add(own, list, v)
	}
	out := mine(own, list)
	out[i] = v
	return out
}

func add[T any](own bool, list []T, v T) []T {
	if !own {
		return append(slices.Clip(list), v)
	}
	if list == nil {
		list = make([]T, 0, 2) // the long ones have room already, see roomFor
	}
	return append(list, v)
}

// mine gives a list that may be written to.
func mine[T any](own bool, list []T) []T {
	if own {
		return list
	}
	return slices.Clone(list)
}

// builder is the body on its way to the next value. It owns the body; own says
// that it owns the lists as well, because no value holds them yet (see Replay).
type builder struct {
	*body
	own  bool
	room *rooms // nil unless own
}

// change gives the body to write to.
func (h *head) change() builder {
	if h.own == nil {
		b := *h.body
		return builder{body: &b}
	}
	return builder{body: h.body, own: true, room: h.own}
}

// begun gives a list that Replay is about to begin its room.
func begun[T any](b builder, list []T, n func(*rooms) int) []T {
	if b.room == nil || list != nil {
		return list
	}
	return make([]T, 0, n(b.room))
}

func roomContacts(r *rooms) int { return r.contacts }
func roomSessions(r *rooms) int { return r.sessions }
func roomOnwards(r *rooms) int  { return r.onwards }
func roomGoals(r *rooms) int    { return r.goals }
func roomDuties(r *rooms) int   { return r.duties }

// foldBody folds an event that changes records.
//
//nolint:gocognit // one case per record
func foldBody(h *head, b builder, e *Event, k kind) error {
	switch v := e.Data.(type) {
	case *Intake:
		foldIntake(b, e, v, k)
	case *Amendment:
		b.Intake = v.New
	case *Assignment:
		endAssignment(b, e)
		b.Assignments = add(b.own, b.Assignments, *v)
	case *Holding:
		foldHolding(b, v, k)
	case *Transfer:
		foldTransfer(b, e, v, k)
	case *Closure:
		foldClosure(b, e, v)
	case *Decider:
		foldEnd(b, e)
	case *Erasure:
		eraseBody(b.body, v.Items)
		h.log = eraseLog(h.log, v.Items)
		h.before = position{}
	case *Duty:
		foldDuty(h, b, v)
	case *Contact:
		b.Contacts = add(b.own, begun(b, b.Contacts, roomContacts), *v)
	case *ConsentSeen:
		b.Consents = add(b.own, b.Consents, *v)
	case *ContactRulesSeen:
		b.Prohibited, b.Arrangement = v.Prohibited, v.Arrangement
	case *Need:
		b.Needs = add(b.own, b.Needs, *v)
	case *Matters:
		b.Matters = add(b.own, b.Matters, *v)
	case *Assessment:
		b.Assessments = upsert(b.own, b.Assessments, *v, func(a *Assessment) bool { return a.Record == v.Record })
	case *Unmet:
		b.Unmet = add(b.own, b.Unmet, *v)
	case *Onward:
		b.Onwards = upsert(b.own, begun(b, b.Onwards, roomOnwards), *v, func(o *Onward) bool { return o.ID == v.ID })
	case *ProviderSeen:
		foldProvider(b, v)
	case *Signposting:
		b.Signposts = upsert(b.own, b.Signposts, *v, func(s *Signposting) bool { return s.ID == v.ID })
	case *Support:
		b.Supports = add(b.own, b.Supports, *v)
	case *Feedback:
		b.Feedback = add(b.own, b.Feedback, *v)
	case *Plan:
		b.Plans = upsert(b.own, b.Plans, *v, func(p *Plan) bool { return p.Version == v.Version })
	case *Goal:
		b.Goals = upsert(b.own, begun(b, b.Goals, roomGoals), *v, func(g *Goal) bool { return g.ID == v.ID })
	case *GoalChange:
		b.Goals = upsert(b.own, b.Goals, v.New, func(g *Goal) bool { return g.ID == v.New.ID })
	case *Step:
		b.Steps = add(b.own, b.Steps, *v)
	case *StepChange:
		b.Steps = upsert(b.own, b.Steps, v.New, func(s *Step) bool { return s.ID == v.New.ID })
	case *Session:
		b.Sessions = upsert(b.own, begun(b, b.Sessions, roomSessions), *v, func(s *Session) bool { return s.ID == v.ID })
	case *SessionChange:
		b.Sessions = upsert(b.own, b.Sessions, v.New, func(s *Session) bool { return s.ID == v.New.ID })
	case *Risk:
		b.Risks = upsert(b.own, b.Risks, *v, func(r *Risk) bool { return r.ID == v.ID })
	case *Concern:
		b.Concerns = upsert(b.own, b.Concerns, *v, func(c *Concern) bool { return c.ID == v.ID })
	case *Note:
		b.Notes = add(b.own, b.Notes, *v)
	case *NoteChange:
		b.Notes = upsert(b.own, b.Notes, v.New, func(n *Note) bool { return n.ID == v.New.ID })
	case *Link:
		foldLink(b, v, k)
	case *Complexity:
		b.Complexity = v.Weight
	case *Funding:
		b.Funding = add(b.own, b.Funding, *v)
	case nil:
		return foldBare(b, e, k)
	default:
		return missing(e)
	}
	return nil
}

// foldBare folds events whose fields say everything.
func foldBare(b builder, e *Event, k kind) error {
	//exhaustive:ignore
	switch k {
	case kindMarkLeft:
		return foldLeft(b, e)
	case kindResume:
		foldResume(b, e)
	case kindReopen:
		foldReopen(b, e)
	case kindWithdraw, kindCancel:
		foldEnd(b, e)
	case kindEnterInError:
		foldEnd(b, e)
		foldVoid(b)
	default:
		return missing(e)
	}
	return nil
}

func foldIntake(b builder, e *Event, v *Intake, k kind) {
	if b.Created.IsZero() || e.At.Before(b.Created) {
		b.Created = e.At
	}
	if k == kindSubmit {
		b.Received = e.At
	}
	b.Intake = *v
	if !v.Follows.IsZero() && k == kindSubmit {
		b.Links = upsert(b.own, b.Links, Link{Kind: LinkFollows, Episode: v.Follows}, func(l *Link) bool {
			return l.Kind == LinkFollows && l.Episode == v.Follows
		})
	}
}

// endAssignment ends the present assignment: exactly one at any time.
func endAssignment(b builder, e *Event) {
	if n := len(b.Assignments); n > 0 && b.Assignments[n-1].Until.IsZero() {
		b.Assignments = mine(b.own, b.Assignments)
		b.Assignments[n-1].Until = e.At
	}
}

func foldLeft(b builder, e *Event) error {
	n := len(b.Assignments)
	if n == 0 {
		return missing(e)
	}
	b.Assignments = mine(b.own, b.Assignments)
	b.Assignments[n-1].Left = e.At
	return nil
}

func foldHolding(b builder, v *Holding, k kind) {
	if n := len(b.Holds); k == kindExtendHold && n > 0 {
		b.Holds = mine(b.own, b.Holds)
		b.Holds[n-1] = *v
		return
	}
	b.Holds = add(b.own, b.Holds, *v)
}

func foldResume(b builder, e *Event) {
	if n := len(b.Holds); n > 0 && b.Holds[n-1].Until.IsZero() {
		b.Holds = mine(b.own, b.Holds)
		b.Holds[n-1].Until = e.At
	}
}

func foldTransfer(b builder, e *Event, v *Transfer, k kind) {
	if n := len(b.Transfers); k != kindOfferTransfer && n > 0 {
		b.Transfers = mine(b.own, b.Transfers)
		b.Transfers[n-1] = *v
	} else {
		b.Transfers = add(b.own, b.Transfers, *v)
	}
	if k == kindAcceptTransfer {
		foldEnd(b, e)
		if !v.Episode.IsZero() {
			b.Links = add(b.own, b.Links, Link{Kind: LinkTransferredTo, Episode: v.Episode})
		}
	}
}

// foldEnd ends the assignment, and the hold if there is one.
func foldEnd(b builder, e *Event) {
	endAssignment(b, e)
	foldResume(b, e)
}

func foldClosure(b builder, e *Event, v *Closure) {
	foldEnd(b, e)
	b.Closures = add(b.own, b.Closures, *v)
}

// foldReopen marks the closure and gives the case back to whoever had it.
func foldReopen(b builder, e *Event) {
	if n := len(b.Closures); n > 0 {
		b.Closures = mine(b.own, b.Closures)
		b.Closures[n-1].Reopened = e.At
	}
	if n := len(b.Assignments); n > 0 {
		last := b.Assignments[n-1]
		b.Assignments = add(b.own, b.Assignments, Assignment{Worker: last.Worker, Team: last.Team, From: e.At, Left: last.Left, Reason: e.Reason})
	}
}

// foldVoid drops what is not to be written any more: nothing was owed for an
// episode that was never meant. What has to be retracted is raised apart.
func foldVoid(b builder) {
	b.Duties = slices.DeleteFunc(slices.Clone(b.Duties), func(d Duty) bool {
		//exhaustive:ignore
		switch d.Kind {
		case DutyCodeToRecord, DutyDeclineCode, DutyMessageBack:
			return d.Settled.IsZero()
		}
		return false
	})
}

func foldDuty(h *head, b builder, v *Duty) {
	same := func(d *Duty) bool {
		return d.Kind == v.Kind && d.Item == v.Item && d.Code == v.Code && d.Settled.IsZero()
	}
	if v.Kind == DutyCodeToRecord {
		h.code = v.Dropped.IsZero() // what was dropped was never written, and may fall due again
	}
	if !v.Dropped.IsZero() {
		b.Duties = slices.DeleteFunc(slices.Clone(b.Duties), func(d Duty) bool { return same(&d) })
		return
	}
	b.Duties = upsert(b.own, begun(b, b.Duties, roomDuties), *v, same)
}

func foldProvider(b builder, v *ProviderSeen) {
	b.Suspended = slices.DeleteFunc(slices.Clone(b.Suspended), func(p uuid.UUID) bool { return p == uuid.UUID(v.Provider) })
	if v.Suspended == person.Yes {
		b.Suspended = append(b.Suspended, uuid.UUID(v.Provider))
	}
}

func foldLink(b builder, v *Link, k kind) {
	same := func(l Link) bool { return l == *v }
	b.Links = slices.DeleteFunc(slices.Clone(b.Links), same)
	if k == kindLinkEpisode {
		b.Links = append(b.Links, *v)
	}
}
