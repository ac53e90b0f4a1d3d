package referral

import (
	"slices"
	"strconv"
)

// Replay folds the events of one referral, from its first, in order. It
// evaluates no guard, role or policy: what happened, happened, so that a
// change of policy or of the machine never breaks a history. Events of older
// schemas are brought up to date first (see Upcast).
//
// The error is a *HistoryError (matches ErrHistory): a gap, a repeated event,
// an event of another referral, an unknown type or schema, a missing record.
func Replay(events []Event) (Referral, error) { return ReplayFrom(Referral{}, events) }

// ReplayFrom folds further events onto a value, such as those since a
// snapshot. On error r is returned unchanged. Of the slice nothing is kept; the
// records that the events bring are, as after Apply.
func ReplayFrom(r Referral, events []Event) (Referral, error) {
	if len(events) == 0 {
		return r, nil
	}
	p := newReplay(r, events)
	for i := range events {
		if err := p.one(&events[i]); err != nil {
			return r, err
		}
	}
	return p.value(r), nil
}

// replay is a value on its way from its events.
type replay struct {
	h     *head
	own   *rooms // while nothing else holds the body or its lists yet
	kept  commands
	lines []outline
	last  *Event // the event before this one, among those given
	kind  kind   // of last
}

func newReplay(r Referral, events []Event) *replay {
	p := &replay{h: new(head), kept: undoneCommands(events), lines: make([]outline, 0, len(events)-1)}
	if r.h != nil {
		*p.h = *r.h
	} else {
		p.h.body, p.own = &body{Intake: noBody.Intake}, roomFor(events)
	}
	return p
}

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

// one folds an event. Where the position before a command is wanted, for Undo or
// in the value that comes out, it is frozen: from there on lists are copied when
// they change, until an Undo has come back to it.
func (p *replay) one(e *Event) error {
	if e.Schema != Schema {
		up, err := Upcast(*e)
		if err != nil {
			return err
		}
		e = &up
	}
	k, ok := kindOf(e.Type)
	if !ok {
		return &HistoryError{Rule: RuleType, Sequence: e.Sequence, Type: wordyType(e.Type), Wanted: "a type of this release"}
	}
	if err := p.inSequence(e); err != nil {
		return err
	}
	if p.last != nil {
		p.lines = p.lines[:len(p.lines)+1] // there is room for all
		p.lines[len(p.lines)-1] = outlineOf(p.last, p.kind)
	}
	if k != kindUndo && p.command() != e.Command {
		p.remember(p.kept.has(e.Command))
	}
	if err := fold(p.h, e, k, p.own); err != nil {
		return err
	}
	p.last, p.kind = e, k
	return nil
}

// command is that of the event before this one.
func (p *replay) command() ChangeID {
	switch {
	case p.last != nil:
		return p.last.Command
	case p.h.log != nil:
		return p.h.log.event[0].Command
	}
	return ChangeID{}
}

// remember keeps the position before a command if it is wanted.
func (p *replay) remember(wanted bool) {
	p.h.forget()
	if wanted && (p.last != nil || p.h.log != nil) {
		p.h.remember()
		p.own = nil
	}
}

// value is what came of the events, onto r. The latest event gets a cell, those
// before it are a chapter.
func (p *replay) value(r Referral) Referral {
	c := &cell{event: [1]Event{*p.last}, prev: p.h.past()}
	if n := len(p.lines); n > 0 {
		c.prev = &chapter{lines: p.lines, first: p.last.Sequence - uint64(n), prev: c.prev}
	}
	p.h.log = c
	now, was := p.h.moved, p.h.before.moved
	p.h.moved = p.held(now, r)
	if p.h.before.moved = p.h.moved; was != now {
		p.h.before.moved = p.held(was, r)
	}
	return Referral{p.h}
}

// held is an event that a value may hold, in the place of one of those given.
func (p *replay) held(e *Event, r Referral) *Event {
	switch {
	case e == nil, r.h != nil && (e == r.h.moved || e == r.h.before.moved):
		return e
	}
	return standing(e.To, e.Return, e.Phase, e.At)
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

func (p *replay) inSequence(e *Event) error {
	of, sequence := p.h.id(), p.h.sequence()
	if p.last != nil {
		of, sequence = p.last.Referral, p.last.Sequence
	}
	next := sequence + 1
	switch {
	case sequence > 0 && of != e.Referral:
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
