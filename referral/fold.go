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
// policy. The head is the caller's own; what is behind it is too if own is given,
// else the body is copied before it changes.
//
//nolint:gocognit // one case per kind of event
func fold(h *head, e *Event, k kind, own *rooms) error {
	if e.Part == PartReferral && e.To != e.From && k != kindUndo {
		h.moved = e
	}
	//exhaustive:ignore
	switch k {
	case kindAccept, kindTriage, kindAskInformation, kindAnswerInformation, kindReject, kindRedirect,
		kindDiscussInSupervision, kindRecordComplaint, kindCustom, kindNone:
		return foldQuiet(h, e, k, own)
	case kindUndo:
		return foldUndo(h, e)
	case kindRecordDeath, kindCorrectDeath:
		h.dead = k == kindRecordDeath
		return nil
	}
	if k >= kindCount {
		return nil
	}
	b := h.change(own)
	if err := foldBody(h, b, e, k); err != nil {
		return err
	}
	h.body = b.body
	return nil
}

// foldQuiet folds what changes no record but, for triage, the urgency.
func foldQuiet(h *head, e *Event, k kind, own *rooms) error {
	t, ok := e.Data.(*Triaged)
	if k != kindTriage || !ok || t.Urgency == "" {
		return nil
	}
	b := h.change(own)
	in := *b.Intake
	in.Urgency = t.Urgency
	b.Intake = &in
	h.body = b.body
	return nil
}

// foldUndo brings back where the last command found the value. The history
// keeps both.
func foldUndo(h *head, e *Event) error {
	if h.before.body == nil {
		return missing(e)
	}
	h.position, h.marks = h.before, h.was
	h.forget()
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

// upsert adds a record or replaces the one that is.
func upsert[T any](own bool, list []*T, v *T, is func(*T) bool) []*T {
	i := index(list, is)
	if i < 0 {
		return add(own, list, v)
	}
	return replace(own, list, i, v)
}

// replace puts a record in the place of another.
func replace[T any](own bool, list []*T, i int, v *T) []*T {
	if !own {
		list = slices.Clone(list)
	}
	list[i] = v
	return list
}

// replaceLast does so with the newest.
func replaceLast[T any](own bool, list []*T, v *T) []*T { return replace(own, list, len(list)-1, v) }

// add writes to the room behind a list only if the list is its own.
func add[T any](own bool, list []*T, v *T) []*T {
	if !own {
		return append(slices.Clip(list), v)
	}
	return append(list, v)
}

// builder is the body on its way to the next value. It owns the body; own says
// that it owns the lists as well, because no value holds them yet (see Replay).
// No record is ever its own.
type builder struct {
	*body
	own  bool
	room *rooms
}

// rooms say how long the longest lists will become, so that they grow once.
type rooms struct{ contacts, sessions, onwards, goals, duties int }

var noRooms = &rooms{}

// change gives the body to write to.
func (h *head) change(own *rooms) builder {
	if own == nil {
		b := *h.body
		return builder{body: &b, room: noRooms}
	}
	return builder{body: h.body, own: true, room: own}
}

// begun gives a list that is about to begin the room that it will need.
func begun[T any](list []*T, room int) []*T {
	if list != nil || room == 0 {
		return list
	}
	return make([]*T, 0, room)
}

// foldBody folds an event that changes records.
//
//nolint:gocognit // one case per record
func foldBody(h *head, b builder, e *Event, k kind) error {
	switch v := e.Data.(type) {
	case *Intake:
		foldIntake(b, e, v, k)
	case *Amendment:
		b.Intake = &v.New
	case *Assignment:
		endAssignment(b, e)
		b.Assignments = add(b.own, b.Assignments, v)
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
		h.eraseLog(v.Items)
		h.forget()
	case *Duty:
		foldDuty(h, b, v)
	case *Contact:
		b.Contacts = add(b.own, begun(b.Contacts, b.room.contacts), v)
	case *ConsentSeen:
		b.Consents = add(b.own, b.Consents, v)
	case *ContactRulesSeen:
		b.Prohibited, b.Arrangement = v.Prohibited, v.Arrangement
	case *Need:
		b.Needs = add(b.own, b.Needs, v)
	case *Matters:
		b.Matters = add(b.own, b.Matters, v)
	case *Assessment:
		b.Assessments = upsert(b.own, b.Assessments, v, func(a *Assessment) bool { return a.Record == v.Record })
	case *Unmet:
		b.Unmet = add(b.own, b.Unmet, v)
	case *Onward:
		b.Onwards = upsert(b.own, begun(b.Onwards, b.room.onwards), v, func(o *Onward) bool { return o.ID == v.ID })
	case *ProviderSeen:
		foldProvider(b, v)
	case *Signposting:
		b.Signposts = upsert(b.own, b.Signposts, v, func(s *Signposting) bool { return s.ID == v.ID })
	case *Support:
		b.Supports = add(b.own, b.Supports, v)
	case *Feedback:
		b.Feedback = add(b.own, b.Feedback, v)
	case *Plan:
		b.Plans = upsert(b.own, b.Plans, v, func(p *Plan) bool { return p.Version == v.Version })
	case *Goal:
		b.Goals = upsert(b.own, begun(b.Goals, b.room.goals), v, func(g *Goal) bool { return g.ID == v.ID })
	case *GoalChange:
		b.Goals = upsert(b.own, b.Goals, &v.New, func(g *Goal) bool { return g.ID == v.New.ID })
	case *Step:
		b.Steps = add(b.own, b.Steps, v)
	case *StepChange:
		b.Steps = upsert(b.own, b.Steps, &v.New, func(s *Step) bool { return s.ID == v.New.ID })
	case *Session:
		b.Sessions = upsert(b.own, begun(b.Sessions, b.room.sessions), v, func(s *Session) bool { return s.ID == v.ID })
	case *SessionChange:
		b.Sessions = upsert(b.own, b.Sessions, &v.New, func(s *Session) bool { return s.ID == v.New.ID })
	case *Risk:
		b.Risks = upsert(b.own, b.Risks, v, func(r *Risk) bool { return r.ID == v.ID })
	case *Concern:
		b.Concerns = upsert(b.own, b.Concerns, v, func(c *Concern) bool { return c.ID == v.ID })
	case *Note:
		b.Notes = add(b.own, b.Notes, v)
	case *NoteChange:
		b.Notes = upsert(b.own, b.Notes, &v.New, func(n *Note) bool { return n.ID == v.New.ID })
	case *Link:
		foldLink(b, v, k)
	case *Complexity:
		b.Complexity = v.Weight
	case *Funding:
		b.Funding = add(b.own, b.Funding, v)
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
	b.Intake = v
	if !v.Follows.IsZero() && k == kindSubmit {
		b.Links = upsert(b.own, b.Links, &Link{Kind: LinkFollows, Episode: v.Follows}, func(l *Link) bool {
			return l.Kind == LinkFollows && l.Episode == v.Follows
		})
	}
}

// endAssignment ends the present assignment: exactly one at any time.
func endAssignment(b builder, e *Event) {
	if a, ok := last(b.Assignments); ok && a.Until.IsZero() {
		a.Until = e.At
		b.Assignments = replaceLast(b.own, b.Assignments, &a)
	}
}

func foldLeft(b builder, e *Event) error {
	a, ok := last(b.Assignments)
	if !ok {
		return missing(e)
	}
	a.Left = e.At
	b.Assignments = replaceLast(b.own, b.Assignments, &a)
	return nil
}

func foldHolding(b builder, v *Holding, k kind) {
	if k == kindExtendHold && len(b.Holds) > 0 {
		b.Holds = replaceLast(b.own, b.Holds, v)
		return
	}
	b.Holds = add(b.own, b.Holds, v)
}

func foldResume(b builder, e *Event) {
	if v, ok := last(b.Holds); ok && v.Until.IsZero() {
		v.Until = e.At
		b.Holds = replaceLast(b.own, b.Holds, &v)
	}
}

func foldTransfer(b builder, e *Event, v *Transfer, k kind) {
	if k != kindOfferTransfer && len(b.Transfers) > 0 {
		b.Transfers = replaceLast(b.own, b.Transfers, v)
	} else {
		b.Transfers = add(b.own, b.Transfers, v)
	}
	if k == kindAcceptTransfer {
		foldEnd(b, e)
		if !v.Episode.IsZero() {
			b.Links = add(b.own, b.Links, &Link{Kind: LinkTransferredTo, Episode: v.Episode})
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
	b.Closures = add(b.own, b.Closures, v)
}

// foldReopen marks the closure and gives the case back to whoever had it.
func foldReopen(b builder, e *Event) {
	if c, ok := last(b.Closures); ok {
		c.Reopened = e.At
		b.Closures = replaceLast(b.own, b.Closures, &c)
	}
	if last := latest(b.Assignments); last != nil {
		b.Assignments = add(b.own, b.Assignments, &Assignment{Worker: last.Worker, Team: last.Team, From: e.At, Left: last.Left, Reason: e.Reason})
	}
}

// foldVoid drops what is not to be written any more: nothing was owed for an
// episode that was never meant. What has to be retracted is raised apart.
func foldVoid(b builder) {
	b.Duties = slices.DeleteFunc(slices.Clone(b.Duties), func(d *Duty) bool {
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
		b.Duties = slices.DeleteFunc(slices.Clone(b.Duties), same)
		return
	}
	b.Duties = upsert(b.own, begun(b.Duties, b.room.duties), v, same)
}

func foldProvider(b builder, v *ProviderSeen) {
	b.Suspended = slices.DeleteFunc(slices.Clone(b.Suspended), func(p uuid.UUID) bool { return p == uuid.UUID(v.Provider) })
	if v.Suspended == person.Yes {
		b.Suspended = append(b.Suspended, uuid.UUID(v.Provider))
	}
}

func foldLink(b builder, v *Link, k kind) {
	same := func(l *Link) bool { return *l == *v }
	b.Links = slices.DeleteFunc(slices.Clone(b.Links), same)
	if k == kindLinkEpisode {
		b.Links = append(b.Links, v)
	}
}
