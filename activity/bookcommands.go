package activity

import (
	"cmp"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"time"

	"github.com/google/uuid"
)

// BookingMeta is what every booking command carries.
type BookingMeta struct {
	// ID of the command. A repeated one has no effect and no error. Required.
	// What was refused, or changed nothing, was not carried out, and is judged
	// afresh when it comes again.
	ID ChangeID
	// At is when the command is given; required. A book's time never runs
	// backwards: an earlier At counts as the time of the last command.
	At time.Time
}

// BookingCommand is one of Reserve, Confirm, Release, MissedSession, SetTerms
// and Tick, as a pointer.
//
//sumtype:decl
type BookingCommand interface {
	meta() BookingMeta
	name() string
}

// Reserve asks for places. When they are free and nobody goes before, they are
// held; otherwise the holder waits, if Wait is set.
type Reserve struct {
	BookingMeta
	Holder HolderID
	// Places wanted; 0 counts as 1. At most a million.
	Places int
	// Priority: greater goes first in the queue. 0 is usual.
	Priority int
	// Until is when the hold lapses if it is not confirmed; zero: At plus the
	// terms' HoldFor. It must be later than At.
	Until time.Time
	// Wait joins the waiting list when there is no place now.
	Wait bool
}

// Confirm makes a held place the holder's own.
type Confirm struct {
	BookingMeta
	Holder HolderID
}

// Release gives up a place, or leaves the waiting list.
type Release struct {
	BookingMeta
	Holder HolderID
	// Reason is a code of the host's.
	Reason string
}

// MissedSession records that a holder with a confirmed place did not come. By
// the terms the place is freed or kept.
type MissedSession struct {
	BookingMeta
	Holder HolderID
}

// SetTerms changes the terms. Lowering the number of places below what is taken
// takes nobody's place away (see Bookings.Over) and sends nobody who waits away;
// no place is given until enough are free again. A no-show is freed or kept by
// the terms of the day it is recorded.
type SetTerms struct {
	BookingMeta
	Terms BookingTerms
}

// Tick lets time pass: holds lapse and the next in line are offered places.
// Every other command does that too.
type Tick struct{ BookingMeta }

func (c *Reserve) meta() BookingMeta       { return c.BookingMeta }
func (c *Confirm) meta() BookingMeta       { return c.BookingMeta }
func (c *Release) meta() BookingMeta       { return c.BookingMeta }
func (c *MissedSession) meta() BookingMeta { return c.BookingMeta }
func (c *SetTerms) meta() BookingMeta      { return c.BookingMeta }
func (c *Tick) meta() BookingMeta          { return c.BookingMeta }

func (*Reserve) name() string       { return "reserve" }
func (*Confirm) name() string       { return "confirm" }
func (*Release) name() string       { return "release" }
func (*MissedSession) name() string { return "missed-session" }
func (*SetTerms) name() string      { return "set-terms" }
func (*Tick) name() string          { return "tick" }

// BookingEventKind says what happened to a booking. The zero value is unset.
type BookingEventKind string

// What can happen.
const (
	// PlaceHeld: places are kept until Until, on request.
	PlaceHeld BookingEventKind = "held"
	// JoinedQueue: the holder waits.
	JoinedQueue BookingEventKind = "joined-queue"
	// Promoted: one who waited is offered places until Until.
	Promoted BookingEventKind = "promoted"
	// PlaceConfirmed: the place is the holder's.
	PlaceConfirmed BookingEventKind = "confirmed"
	// PlaceReleased: the holder gave up a place.
	PlaceReleased BookingEventKind = "released"
	// LeftQueue: the holder no longer waits.
	LeftQueue BookingEventKind = "left-queue"
	// HoldLapsed: a hold was not confirmed in time.
	HoldLapsed BookingEventKind = "lapsed"
	// Missed: the holder did not come. Freed says whether the place was freed.
	Missed BookingEventKind = "missed"
	// TermsSet: the terms changed.
	TermsSet BookingEventKind = "terms-set"
)

// IsValid reports whether k is one of the nine kinds.
func (k BookingEventKind) IsValid() bool {
	return oneOf(k, PlaceHeld, JoinedQueue, Promoted, PlaceConfirmed, PlaceReleased, LeftQueue, HoldLapsed,
		Missed, TermsSet)
}

// UnmarshalText implements encoding.TextUnmarshaler; it rejects other words.
func (k *BookingEventKind) UnmarshalText(text []byte) error {
	return unmarshalWord(k, text, "booking event kind", BookingEventKind.IsValid)
}

// BookingEvent tells one thing that happened to a book. Plain data. Its ID is
// derived from the command's and its place among that command's events, so
// that the same command makes the same events everywhere.
type BookingEvent struct {
	ID       EventID    `json:"id"`
	Bookings BookingsID `json:"bookings"`
	Command  ChangeID   `json:"command"`
	// Version of the book that the event's command made.
	Version  Version          `json:"version"`
	Kind     BookingEventKind `json:"kind"`
	At       time.Time        `json:"at"`
	Holder   HolderID         `json:"holder,omitzero"`
	Places   int              `json:"places,omitzero"`
	Priority int              `json:"priority,omitzero"`
	Until    time.Time        `json:"until,omitzero"`
	Reason   string           `json:"reason,omitzero"`
	Freed    bool             `json:"freed,omitzero"`
	Terms    *BookingTerms    `json:"terms,omitempty"`
}

// Apply carries out a command: it returns the next book and what happened, or
// the same book and a *Refusal, and then nothing has changed. It is a pure
// function. A command that was carried out already, among the last 64, returns
// the book as it is and no events.
//
// # Order of events
//
//  1. Holds whose time has come lapse, earliest first (by sequence among
//     equals).
//  2. The command itself.
//  3. Free places are offered along the queue: priority, then when they asked.
//     The first whose wish does not fit ends it: nobody is passed over for
//     wanting two places. (Refused: filling the gap with a smaller party,
//     which can keep a pair waiting for ever.) Only a party larger than all
//     the places there are, since they were lowered, is passed over: it would
//     keep the others waiting for ever. It stays in line, and is served when
//     there are enough places again.
//
// A Reserve stands at its place in the queue in step 3, so that it never jumps
// it, and is never kept behind those it goes before.
func (b Bookings) Apply(cmd BookingCommand) (Bookings, []BookingEvent, error) {
	if isNilCommand(cmd) {
		return b, nil, &Refusal{Class: ErrInvalid, Command: "nil", Allowed: []string{"a command"}}
	}
	m := cmd.meta()
	if b.b == nil || m.ID == (ChangeID{}) || m.At.IsZero() || !storable(m.At) {
		return b, nil, &Refusal{Class: ErrInvalid, Command: cmd.name(), Allowed: []string{"a book, a command ID and a time"}}
	}
	if slices.Contains(b.b.recent, m.ID) {
		return b, nil, nil
	}
	d := newDecision(b.b, m)
	d.lapse()
	if err := d.decide(cmd); err != nil {
		return b, nil, err
	}
	if len(d.events) == 0 {
		// Nothing happened: the book is as it was, and so are its bytes.
		return b, nil, nil
	}
	d.next.recent = append(d.next.recent, m.ID)
	if n := len(d.next.recent) - rememberedCommands; n > 0 {
		d.next.recent = slices.Delete(d.next.recent, 0, n)
	}
	return Bookings{d.next}, d.events, nil
}

func isNilCommand(cmd BookingCommand) bool {
	return cmd == nil || reflect.ValueOf(cmd).IsNil() // commands are pointers
}

// storable reports whether t, and what is at most a duration later, can be
// written as JSON, which knows the years 0 to 9999. A book that could not be
// stored would be lost with everybody in it.
func storable(t time.Time) bool { return t.Year() > 0 && t.Year() < 9000 }

// maxParty is the most places that one booking may take, so that no sum of
// places overflows.
const maxParty = 1_000_000

// decision is a book in the making.
type decision struct {
	next    *book
	now     time.Time
	command ChangeID
	events  []BookingEvent
}

func newDecision(k *book, m BookingMeta) *decision {
	next := *k
	next.list = slices.Clone(k.list)
	next.recent = slices.Clone(k.recent)
	next.version++
	now := stored(m.At)
	if now.Before(k.at) {
		now = k.at
	}
	return &decision{next: &next, now: now, command: m.ID}
}

// emit records an event and folds it in, so that Replay does the very same.
func (d *decision) emit(e BookingEvent) {
	e.Bookings, e.Command, e.At, e.Version = d.next.id, d.command, d.now, d.next.version
	e.ID = EventID(derive("booking-event", uuid.UUID(d.command).String(), fmt.Sprintf("%s %d", d.next.id, len(d.events))))
	d.next.fold(e)
	d.events = append(d.events, e)
}

func (d *decision) lapse() {
	var due []Booking
	for _, x := range d.next.list {
		if x.State == Held && !x.Until.After(d.now) {
			due = append(due, x)
		}
	}
	slices.SortFunc(due, lapseOrder)
	for _, x := range due {
		d.emit(BookingEvent{Kind: HoldLapsed, Holder: x.Holder, Places: x.Places})
	}
}

func lapseOrder(a, b Booking) int {
	return cmp.Or(a.Until.Compare(b.Until), cmp.Compare(a.Seq, b.Seq))
}

func (d *decision) decide(cmd BookingCommand) error {
	switch c := cmd.(type) {
	case *Reserve:
		return d.reserve(c)
	case *Confirm:
		return d.confirm(c)
	case *Release:
		return d.release(c)
	case *MissedSession:
		return d.missed(c)
	case *SetTerms:
		if err := c.Terms.Check(); err != nil {
			return err
		}
		if c.Terms != d.next.terms {
			terms := c.Terms
			d.emit(BookingEvent{Kind: TermsSet, Terms: &terms})
		}
	case *Tick:
	}
	d.promote(HolderID{}, time.Time{})
	return nil
}

func (d *decision) reserve(c *Reserve) error {
	places := max(c.Places, 1)
	refuse := func(class error, allowed ...string) error {
		free, _ := Bookings{d.next}.Free()
		r := &Refusal{Class: class, Command: c.name(), Wanted: places, Free: free, Allowed: allowed}
		if i, ok := d.next.find(c.Holder); ok && errors.Is(class, ErrHeld) {
			r.State = d.next.list[i].State
		}
		return r
	}
	until := stored(c.Until)
	if c.Until.IsZero() && d.next.terms.HoldFor > 0 {
		until = d.now.Add(d.next.terms.HoldFor)
	}
	switch _, held := d.next.find(c.Holder); {
	case c.Holder.IsZero() || c.Places < 0 || c.Places > maxParty:
		return refuse(ErrInvalid, "a holder and a number of places")
	case held:
		return refuse(ErrHeld, "release")
	case !until.After(d.now) || !c.Until.IsZero() && !storable(c.Until):
		return refuse(ErrInvalid, "an end of the hold after now")
	case !d.next.terms.Unlimited && places > d.next.terms.Places:
		// It could never fit, and would block the queue for ever.
		return refuse(ErrFull)
	}
	// The holder queues, and free places go along the queue. What happened up
	// to a refusal is dropped with it.
	d.emit(BookingEvent{Kind: JoinedQueue, Holder: c.Holder, Places: places, Priority: c.Priority})
	d.promote(c.Holder, until)
	i, _ := d.next.find(c.Holder)
	// The waiting list is measured when those have left it whom this command
	// gave a place: a lapse makes room in both.
	full := d.next.terms.MaxWaiting > 0 && len(Bookings{d.next}.Queue()) > d.next.terms.MaxWaiting
	if d.next.list[i].State == Held || c.Wait && !full {
		return nil
	}
	return refuse(ErrFull, allowedWhenFull(full)...)
}

func allowedWhenFull(queueFull bool) []string {
	if queueFull {
		return nil
	}
	return []string{"reserve with wait"}
}

func (d *decision) confirm(c *Confirm) error {
	i, ok := d.next.find(c.Holder)
	if !ok {
		class := ErrNotHeld
		for _, e := range d.events {
			if e.Kind == HoldLapsed && e.Holder == c.Holder {
				class = ErrLapsed
			}
		}
		return &Refusal{Class: class, Command: c.name(), Allowed: []string{"reserve"}}
	}
	switch x := d.next.list[i]; x.State {
	case Held:
		d.emit(BookingEvent{Kind: PlaceConfirmed, Holder: c.Holder, Places: x.Places})
	case Confirmed:
	case Waiting, NoShow:
		return &Refusal{Class: ErrNotHeld, Command: c.name(), State: x.State, Allowed: []string{"release"}}
	}
	d.promote(HolderID{}, time.Time{})
	return nil
}

func (d *decision) release(c *Release) error {
	i, ok := d.next.find(c.Holder)
	if !ok {
		return &Refusal{Class: ErrNotHeld, Command: c.name()}
	}
	x := d.next.list[i]
	kind := PlaceReleased
	if x.State == Waiting {
		kind = LeftQueue
	}
	d.emit(BookingEvent{Kind: kind, Holder: c.Holder, Places: x.Places, Reason: c.Reason})
	d.promote(HolderID{}, time.Time{})
	return nil
}

func (d *decision) missed(c *MissedSession) error {
	i, ok := d.next.find(c.Holder)
	if !ok || d.next.list[i].State != Confirmed {
		r := &Refusal{Class: ErrNotHeld, Command: c.name()}
		if ok {
			r.State = d.next.list[i].State
		}
		return r
	}
	x := d.next.list[i]
	d.emit(BookingEvent{Kind: Missed, Holder: c.Holder, Places: x.Places, Freed: d.next.terms.NoShowFrees})
	d.promote(HolderID{}, time.Time{})
	return nil
}

// promote offers free places along the queue. The asker, if any, gets its own
// end of hold, since it is there to hear of it.
func (d *decision) promote(asker HolderID, askerUntil time.Time) {
	for _, x := range (Bookings{d.next}).Queue() {
		switch terms := d.next.terms; {
		case terms.Unlimited:
		case x.Places > terms.Places:
			continue // see Apply: it would block the queue for ever
		case x.Places > terms.Places-d.next.taken:
			return
		}
		e := BookingEvent{Kind: Promoted, Holder: x.Holder, Places: x.Places, Until: d.now.Add(d.next.terms.offerFor())}
		if x.Holder == asker {
			e.Kind, e.Until = PlaceHeld, askerUntil
		}
		d.emit(e)
	}
}

// fold is what an event does to a book.
func (k *book) fold(e BookingEvent) {
	k.at = e.At
	if e.Kind == TermsSet {
		if e.Terms != nil {
			k.terms = *e.Terms
		}
		return
	}
	i, ok := k.find(e.Holder)
	if !ok {
		if e.Kind == JoinedQueue {
			k.seq++
			k.list = slices.Insert(k.list, i, Booking{
				Holder: e.Holder, State: Waiting, Places: e.Places, Priority: e.Priority, Seq: k.seq, Since: e.At,
			})
		}
		return
	}
	x := &k.list[i]
	switch e.Kind {
	case PlaceHeld, Promoted:
		x.State, x.Until = Held, e.Until
		k.taken += x.Places
	case PlaceConfirmed:
		x.State, x.Until = Confirmed, time.Time{}
	case Missed:
		if !e.Freed {
			x.State = NoShow
			return
		}
		k.remove(i)
	case PlaceReleased, HoldLapsed, LeftQueue:
		k.remove(i)
	case JoinedQueue, TermsSet:
	}
}

func (k *book) remove(i int) {
	if k.list[i].State != Waiting {
		k.taken -= k.list[i].Places
	}
	k.list = slices.Delete(k.list, i, i+1)
}

// ReplayBookings folds the events of a book, in order, into the book. It judges
// nothing: what happened, happened.
func ReplayBookings(id ID, start time.Time, terms BookingTerms, events []BookingEvent) (Bookings, error) {
	b, err := NewBookings(id, start, terms)
	if err != nil {
		return Bookings{}, err
	}
	k := b.b
	for _, e := range events {
		if e.Bookings != k.id {
			return Bookings{}, &Fault{Path: "/bookings", Code: "foreign", Text: "an event of another book"}
		}
		k.fold(e)
		k.version = e.Version
		if n := len(k.recent); n == 0 || k.recent[n-1] != e.Command {
			k.recent = append(k.recent, e.Command)
		}
	}
	k.recent = k.recent[max(0, len(k.recent)-rememberedCommands):]
	return b, nil
}

// Clone returns a copy that shares no memory with e.
func (e BookingEvent) Clone() BookingEvent {
	if e.Terms != nil {
		t := *e.Terms
		e.Terms = &t
	}
	return e
}

// Equal reports whether two events hold the same, times compared by instant.
func (e BookingEvent) Equal(other BookingEvent) bool {
	terms := (e.Terms == nil) == (other.Terms == nil) && (e.Terms == nil || *e.Terms == *other.Terms)
	times := e.At.Equal(other.At) && e.Until.Equal(other.Until)
	other.Terms, other.At, other.Until = e.Terms, e.At, e.Until
	return terms && times && e == other
}
