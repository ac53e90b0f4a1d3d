package referral

import (
	"slices"
	"strconv"
)

// eventKinds finds the kind of an event type. It is never written to after it
// is made.
var eventKinds = func() map[EventType]kind {
	m := make(map[EventType]kind, kindCount)
	for k := kindNone + 1; k < kindCount; k++ {
		m[kinds[k].event] = k
	}
	return m
}()

// Replay folds the events of one referral, from its first, in order. It
// evaluates no guard, role or policy: what happened, happened, so that a
// change of policy or of the machine never breaks a history. Events of older
// schemas are brought up to date first (see Upcast).
//
// The error is a *HistoryError (matches ErrHistory): a gap, a repeated event,
// an event of another referral, an unknown type or schema, a missing record.
func Replay(events []Event) (Referral, error) { return ReplayFrom(Referral{}, events) }

// ReplayFrom folds further events onto a value, such as those since a
// snapshot. On error r is returned unchanged.
func ReplayFrom(r Referral, events []Event) (Referral, error) {
	if len(events) == 0 {
		return r, nil
	}
	h := new(head)
	if r.h != nil {
		*h = *r.h
	} else {
		h.body, h.own = new(body), roomFor(events)
	}
	cells := make([]cell, len(events))
	kept := undoneCommands(events)
	for i := range events {
		if err := replayOne(h, &cells[i], &events[i], kept); err != nil {
			return r, err
		}
	}
	h.own = nil
	return Referral{h}, nil
}

// rooms say how long the longest lists will become, so that they grow once.
type rooms struct{ contacts, sessions, onwards, goals, duties int }

func roomFor(events []Event) *rooms {
	var r rooms
	for i := range events {
		//exhaustive:ignore
		switch events[i].Type {
		case EventRecordAttempt, EventFirstContact, EventRecordContact:
			r.contacts++
		case EventArrangeSession:
			r.sessions++
		case EventProposeOnward:
			r.onwards++
		case EventProposeGoal:
			r.goals++
		case EventDutyRaised:
			r.duties++
		}
	}
	return &r
}

// replayOne folds one event into its cell. Where the position before a command
// is wanted, for Undo or in the value that comes out, it is frozen: from there
// on lists are copied when they change, until an Undo has come back to it.
func replayOne(h *head, c *cell, in *Event, kept commands) error {
	e := &c.event[0]
	*e = *in
	if e.Schema != Schema {
		up, err := Upcast(*in)
		if err != nil {
			return err
		}
		*e = up
	}
	k, ok := eventKinds[e.Type]
	if !ok {
		return &HistoryError{Rule: RuleType, Sequence: e.Sequence, Type: wordyType(e.Type), Wanted: "a type of this release"}
	}
	if err := inSequence(h, e); err != nil {
		return err
	}
	if k != kindUndo && (h.log == nil || h.log.event[0].Command != e.Command) {
		h.remember(kept.has(e.Command))
	}
	c.prev = h.log
	if err := fold(h, e, k); err != nil {
		return err
	}
	c.prev = h.log // an erasure gives the chain new cells
	h.log = c
	return nil
}

// remember keeps the position before a command if it is wanted.
func (h *head) remember(wanted bool) {
	h.before = position{}
	if wanted && h.log != nil {
		h.before, h.own = h.position, nil
	}
}

// commands are those whose position before them is wanted: the last, and each
// that the next command takes back. Few histories hold an Undo, so that the
// list is as good as a map.
type commands []ChangeID

func (c commands) has(id ChangeID) bool { return slices.Contains(c, id) }

func undoneCommands(events []Event) commands {
	out := commands{events[len(events)-1].Command}
	undo := kinds[kindUndo].event
	for i := 1; i < len(events); i++ {
		if events[i].Type == undo {
			out = append(out, events[i-1].Command)
		}
	}
	return out
}

func inSequence(h *head, e *Event) error {
	next := h.sequence() + 1
	switch {
	case h.log != nil && h.id() != e.Referral:
		return &HistoryError{Rule: RuleForeign, Sequence: e.Sequence, Type: wordyType(e.Type), Wanted: "an event of the same referral"}
	case e.Sequence < next:
		return &HistoryError{Rule: RuleRepeated, Sequence: e.Sequence, Type: wordyType(e.Type), Wanted: "sequence " + strconv.FormatUint(next, 10)}
	case e.Sequence > next:
		return &HistoryError{Rule: RuleGap, Sequence: e.Sequence, Type: wordyType(e.Type), Wanted: "sequence " + strconv.FormatUint(next, 10)}
	}
	return nil
}

// upcasts brings an event of schema i+1 to schema i+2, one function per step.
// Schema 1 is the first that was released, so that there is none yet; a change
// of the form of events adds one here, and a recorded history of the old form
// to testdata/histories.
var upcasts []func(Event) (Event, error)

// Upcast brings an event of an older schema up to Schema. An event of a newer
// one, or of none, is a *HistoryError.
func Upcast(e Event) (Event, error) {
	if e.Schema < 1 || e.Schema > Schema {
		return e, &HistoryError{
			Rule: RuleSchema, Sequence: e.Sequence, Type: wordyType(e.Type),
			Wanted: "1 to " + itoa(Schema), Offered: itoa(e.Schema),
		}
	}
	return upcast(e, upcasts, Schema)
}

// upcast takes the steps from the schema of e to the one that is wanted.
func upcast(e Event, steps []func(Event) (Event, error), want int) (Event, error) {
	for e.Schema < want {
		next, err := steps[e.Schema-1](e)
		if err != nil {
			return e, err
		}
		next.Schema = e.Schema + 1
		e = next
	}
	return e, nil
}
