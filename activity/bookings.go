package activity

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/socialprescribing/socialprescribing/internal/ids"
)

// BookingsID identifies a book of places. The zero BookingsID means "none".
// Immutable and safe for concurrent use.
type BookingsID uuid.UUID

// ParseBookingsID reads the 36-character form of a UUID.
func ParseBookingsID(s string) (BookingsID, error) { return parseID[BookingsID](s, "bookings ID") }

// BookingsFor is the ID of the book for one session of an activity, or with a
// zero start for the activity as a whole. It is always the same.
func BookingsFor(id ID, start time.Time) BookingsID {
	key := ""
	if !start.IsZero() {
		key = stored(start).Format(time.RFC3339Nano)
	}
	return BookingsID(derive("bookings", id.String(), key))
}

// IsZero reports whether id is the zero BookingsID.
func (id BookingsID) IsZero() bool { return id == BookingsID{} }

// String returns the 36-character form, or "" for the zero BookingsID.
func (id BookingsID) String() string { return string(ids.AppendText(nil, uuid.UUID(id))) }

// Compare orders IDs by their bytes.
func (id BookingsID) Compare(other BookingsID) int { return compareIDs(id, other) }

// AppendText implements encoding.TextAppender.
func (id BookingsID) AppendText(b []byte) ([]byte, error) {
	return ids.AppendText(b, uuid.UUID(id)), nil
}

// MarshalText implements encoding.TextMarshaler.
func (id BookingsID) MarshalText() ([]byte, error) { return id.AppendText(nil) }

// UnmarshalText implements encoding.TextUnmarshaler; "" is the zero BookingsID.
func (id *BookingsID) UnmarshalText(text []byte) error { return unmarshalID(id, text, "bookings ID") }

// BookingTerms say how places are given. The zero terms give no place at all:
// what is not known to be free is not promised.
type BookingTerms struct {
	// Unlimited is for drop-ins: Places does not count then.
	Unlimited bool `json:"unlimited,omitzero"`
	// Places that there are.
	Places int `json:"places,omitzero"`
	// HoldFor is how long a reservation holds when it does not say until when.
	// 0: it must say.
	HoldFor time.Duration `json:"holdFor,omitzero"`
	// OfferFor is how long somebody promoted from the waiting list has to
	// confirm; 0: as HoldFor.
	OfferFor time.Duration `json:"offerFor,omitzero"`
	// MaxWaiting bounds the waiting list; 0: no bound. Lowered, it sends nobody
	// away who waits.
	MaxWaiting int `json:"maxWaiting,omitzero"`
	// NoShowFrees gives the place of a no-show to the next in line; otherwise
	// it is kept until it is released.
	NoShowFrees bool `json:"noShowFrees,omitzero"`
}

// Check reports every fault of the terms.
func (t BookingTerms) Check() error {
	var fs faults
	for _, n := range []struct {
		path string
		n    int64
	}{
		{"/places", int64(t.Places)},
		{"/holdFor", int64(t.HoldFor)},
		{"/offerFor", int64(t.OfferFor)},
		{"/maxWaiting", int64(t.MaxWaiting)},
	} {
		if n.n < 0 {
			fs.add(n.path, "range", "negative", nil)
		}
	}
	if t.HoldFor == 0 && t.OfferFor == 0 {
		fs.add("/offerFor", "required", "a promoted place must lapse some time: say after how long", nil)
	}
	return fs.err()
}

func (t BookingTerms) offerFor() time.Duration {
	if t.OfferFor > 0 {
		return t.OfferFor
	}
	return t.HoldFor
}

// BookingState is the state of one booking. The zero value is unset.
type BookingState string

// The states of a booking that exists. What has ended is in the events alone.
const (
	// Waiting for a place.
	Waiting BookingState = "waiting"
	// Held: a place is kept until an instant.
	Held BookingState = "held"
	// Confirmed: the place is theirs.
	Confirmed BookingState = "confirmed"
	// NoShow: they did not come, and by the terms keep their place.
	NoShow BookingState = "no-show"
)

// IsValid reports whether s is one of the four states.
func (s BookingState) IsValid() bool { return oneOf(s, Waiting, Held, Confirmed, NoShow) }

// UnmarshalText implements encoding.TextUnmarshaler; it rejects other words.
func (s *BookingState) UnmarshalText(text []byte) error {
	return unmarshalWord(s, text, "booking state", BookingState.IsValid)
}

// Booking is one holder's place, or wait for one. A plain value.
type Booking struct {
	Holder HolderID     `json:"holder"`
	State  BookingState `json:"state"`
	// Places that it takes, 1 or more: a person with their carer takes 2.
	Places int `json:"places"`
	// Priority: greater goes first. 0 is usual.
	Priority int `json:"priority,omitzero"`
	// Seq orders those of one priority: by when they asked.
	Seq uint64 `json:"seq"`
	// Since is when they asked first.
	Since time.Time `json:"since"`
	// Until is when a hold lapses: set while Held, else zero.
	Until time.Time `json:"until,omitzero"`
}

// Bookings is the book of places of one activity or session: who holds one, who
// waits. It never promises more places than there are. Immutable and safe for
// concurrent use: each command makes the next book. The zero Bookings is no
// book; start with NewBookings. Compare with Equal. Its JSON is the form to
// store; reading it checks it.
//
// A command copies the book, which costs in proportion to its bookings: about
// 80 bytes each.
type Bookings struct{ b *book }

// book is never changed once it is in a Bookings.
type book struct {
	id       BookingsID
	activity ID
	session  time.Time
	terms    BookingTerms
	// list is sorted by holder.
	list []Booking
	seq  uint64
	at   time.Time
	// taken counts the places held, confirmed and kept by no-shows.
	taken int
	// recent are the last commands, oldest first, to recognise repetitions.
	recent []ChangeID
	// version counts the commands that had an effect; a new book is at 1. It is
	// the version under which a store keeps the book.
	version Version
}

// rememberedCommands is how many commands are recognised when repeated.
const rememberedCommands = 64

// The classes of refusal of a booking command.
var (
	// ErrFull: no place is free, and waiting was not asked for or is not possible.
	ErrFull = errors.New("activity: no place free")
	// ErrHeld: the holder has a booking already.
	ErrHeld = errors.New("activity: holder has a booking")
	// ErrNotHeld: the holder has no booking in a state that the command is for.
	ErrNotHeld = errors.New("activity: holder has no such booking")
	// ErrLapsed: the hold ended before the command.
	ErrLapsed = errors.New("activity: the hold has lapsed")
)

// Refusal says why a booking command was refused. It matches its Class.
type Refusal struct {
	// Class is one of ErrFull, ErrHeld, ErrNotHeld, ErrLapsed, ErrInvalid.
	Class error
	// Command names the command.
	Command string
	// Wanted and Free are numbers of places, where they matter.
	Wanted, Free int
	// State of the holder's booking, or "".
	State BookingState
	// Allowed names what the holder could do instead.
	Allowed []string
}

// Error implements error.
func (r *Refusal) Error() string {
	s := fmt.Sprintf("%v: %s refused", r.Class, r.Command)
	if r.Wanted > 0 {
		s += fmt.Sprintf(", %d wanted, %d free", r.Wanted, r.Free)
	}
	if r.State != "" {
		s += ", booking is " + string(r.State)
	}
	for i, a := range r.Allowed {
		if i == 0 {
			s += "; allowed: "
		} else {
			s += ", "
		}
		s += a
	}
	return s
}

// Unwrap returns the class.
func (r *Refusal) Unwrap() error { return r.Class }

// NewBookings opens a book for an activity, or for one session of it when start
// is not zero.
func NewBookings(id ID, start time.Time, terms BookingTerms) (Bookings, error) {
	if id.IsZero() {
		return Bookings{}, &Fault{Path: "/activity", Code: "required", Text: "a book needs an activity"}
	}
	if !start.IsZero() && !storable(start) {
		return Bookings{}, &Fault{Path: "/session", Code: "range", Text: "a session in no year of the calendar"}
	}
	if err := terms.Check(); err != nil {
		return Bookings{}, err
	}
	b := &book{id: BookingsFor(id, start), activity: id, terms: terms, version: 1}
	if !start.IsZero() {
		b.session = stored(start)
	}
	return Bookings{b}, nil
}

// IsZero reports whether b is no book.
func (b Bookings) IsZero() bool { return b.b == nil }

func (b Bookings) get() *book {
	if b.b == nil {
		return &book{}
	}
	return b.b
}

// ID returns the ID of the book.
func (b Bookings) ID() BookingsID { return b.get().id }

// Activity returns the activity whose places are booked.
func (b Bookings) Activity() ID { return b.get().activity }

// Session returns the start of the session, or the zero time for the activity
// as a whole.
func (b Bookings) Session() time.Time { return b.get().session }

// Version returns 1 for a new book and one more for each command that had an
// effect: the version under which a store keeps it.
func (b Bookings) Version() Version { return b.get().version }

// Terms returns the terms.
func (b Bookings) Terms() BookingTerms { return b.get().terms }

// At returns the time of the last command that had an effect.
func (b Bookings) At() time.Time { return b.get().at }

// Taken returns the number of places that are held, confirmed or kept.
func (b Bookings) Taken() int { return b.get().taken }

// Free returns the number of places that are not taken, and false when there is
// no limit. It is never negative.
func (b Bookings) Free() (int, bool) {
	k := b.get()
	if k.terms.Unlimited {
		return 0, false
	}
	return max(0, k.terms.Places-k.taken), true
}

// Over returns how many places are taken beyond the limit: more than 0 only
// after the limit was lowered below what was taken. Nobody loses a place by it.
func (b Bookings) Over() int {
	k := b.get()
	if k.terms.Unlimited {
		return 0
	}
	return max(0, k.taken-k.terms.Places)
}

// Of returns the booking of a holder, and whether there is one.
func (b Bookings) Of(h HolderID) (Booking, bool) {
	k := b.get()
	if i, ok := k.find(h); ok {
		return k.list[i], true
	}
	return Booking{}, false
}

// All returns the bookings, sorted by holder.
func (b Bookings) All() []Booking { return cloneSlice(b.get().list) }

// Queue returns those who wait, in the order in which they will be offered
// places: priority, then when they asked.
func (b Bookings) Queue() []Booking {
	k := b.get()
	var out []Booking
	for _, x := range k.list {
		if x.State == Waiting {
			out = append(out, x)
		}
	}
	slices.SortFunc(out, queueOrder)
	return out
}

func queueOrder(a, b Booking) int {
	switch {
	case a.Priority > b.Priority:
		return -1
	case a.Priority < b.Priority:
		return 1
	case a.Seq < b.Seq:
		return -1
	case a.Seq > b.Seq:
		return 1
	}
	return 0
}

// Position returns the place of a holder in the queue, from 1, and whether the
// holder waits.
func (b Bookings) Position(h HolderID) (int, bool) {
	k := b.get()
	i, ok := k.find(h)
	if !ok || k.list[i].State != Waiting {
		return 0, false
	}
	n := 1
	for _, x := range k.list {
		if x.State == Waiting && queueOrder(x, k.list[i]) < 0 {
			n++
		}
	}
	return n, true
}

// NextLapse returns when the earliest hold lapses, and false when nothing is
// held. A host sends Tick then, so that the place goes to the next in line.
func (b Bookings) NextLapse() (time.Time, bool) {
	var next time.Time
	for _, x := range b.get().list {
		if x.State == Held && (next.IsZero() || x.Until.Before(next)) {
			next = x.Until
		}
	}
	return next, !next.IsZero()
}

// Equal reports whether two books are the same in everything.
func (b Bookings) Equal(other Bookings) bool {
	if b.b == other.b {
		return true
	}
	if b.b == nil || other.b == nil {
		return false
	}
	x, y := b.b, other.b
	return x.id == y.id && x.activity == y.activity && x.session.Equal(y.session) && x.terms == y.terms &&
		x.seq == y.seq && x.taken == y.taken && x.version == y.version && x.at.Equal(y.at) && slices.Equal(x.recent, y.recent) &&
		slices.EqualFunc(x.list, y.list, func(p, q Booking) bool {
			return p.Holder == q.Holder && p.State == q.State && p.Places == q.Places &&
				p.Priority == q.Priority && p.Seq == q.Seq && p.Since.Equal(q.Since) && p.Until.Equal(q.Until)
		})
}

// find returns where the holder stands, or would stand, in the list.
func (k *book) find(h HolderID) (int, bool) {
	return slices.BinarySearchFunc(k.list, h, func(x Booking, h HolderID) int { return x.Holder.Compare(h) })
}

// bookFile is the JSON form.
type bookFile struct {
	Schema   int          `json:"schema"`
	Activity ID           `json:"activity"`
	Session  time.Time    `json:"session,omitzero"`
	Terms    BookingTerms `json:"terms"`
	Bookings []Booking    `json:"bookings,omitzero"`
	Seq      uint64       `json:"seq,omitzero"`
	At       time.Time    `json:"at,omitzero"`
	Recent   []ChangeID   `json:"recent,omitzero"`
	Version  Version      `json:"version"`
}

// MarshalJSON implements json.Marshaler; the zero Bookings is null.
func (b Bookings) MarshalJSON() ([]byte, error) {
	k := b.b
	if k == nil {
		return []byte("null"), nil
	}
	return json.Marshal(bookFile{
		Schema: 1, Activity: k.activity, Session: k.session, Terms: k.terms, Bookings: k.list, Seq: k.seq, At: k.at,
		Recent: k.recent, Version: k.version,
	})
}

// UnmarshalJSON implements json.Unmarshaler. It refuses a book that breaks a
// rule: two bookings of one holder, a hold without end, a sequence number that
// is still to come.
func (b *Bookings) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		*b = Bookings{}
		return nil
	}
	var f bookFile
	if err := json.Unmarshal(data, &f); err != nil {
		return fmt.Errorf("activity: bookings: %w", err)
	}
	k, err := f.book()
	if err != nil {
		return err
	}
	*b = Bookings{k}
	return nil
}

func (f bookFile) book() (*book, error) {
	var fs faults
	if f.Schema != 1 {
		fs.add("/schema", "schema", "unknown schema", nil)
	}
	if f.Activity.IsZero() {
		fs.add("/activity", "required", "a book needs an activity", nil)
	}
	fs.under("/terms", f.Terms.Check())
	k := &book{
		id: BookingsFor(f.Activity, f.Session), activity: f.Activity, session: f.Session, terms: f.Terms,
		list: f.Bookings, seq: f.Seq, at: f.At, recent: f.Recent, version: f.Version,
	}
	seen := map[uint64]bool{}
	for i, x := range k.list {
		path := fmt.Sprintf("/bookings/%d", i)
		x.check(&fs, path)
		if i > 0 && k.list[i-1].Holder.Compare(x.Holder) >= 0 {
			fs.add(path+"/holder", "order", "holders must be sorted, each once", nil)
		}
		if x.Seq == 0 || x.Seq > f.Seq || seen[x.Seq] {
			fs.add(path+"/seq", "seq", "the sequence number is used or still to come", nil)
		}
		seen[x.Seq] = true
		if x.State != Waiting {
			k.taken += x.Places
		}
	}
	if f.Version == 0 {
		fs.add("/version", "range", "a book is at version 1 at least", nil)
	}
	if len(f.Recent) > rememberedCommands {
		fs.add("/recent", "range", "too many", nil)
	}
	return k, fs.err()
}

func (x Booking) check(fs *faults, path string) {
	if x.Holder.IsZero() {
		fs.add(path+"/holder", "required", "a booking needs a holder", nil)
	}
	wordSet(fs, path+"/state", x.State)
	if x.Places < 1 || x.Places > maxParty {
		fs.add(path+"/places", "range", "a booking takes one place to a million", nil)
	}
	if (x.State == Held) == x.Until.IsZero() {
		fs.add(path+"/until", "until", "a hold, and nothing else, has an end", nil)
	}
}
