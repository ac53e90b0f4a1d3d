package activity_test

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"github.com/socialprescribing/socialprescribing/activity"
)

// model is what Bookings promises, told as simply as possible: a list in the
// order of asking that is walked through afresh for every question. It shares
// nothing with the book but the words.
type model struct {
	terms activity.BookingTerms
	now   time.Time
	list  []*entry
	// known are the commands that are recognised, oldest first.
	known []activity.ChangeID
}

type entry struct {
	holder   activity.HolderID
	state    activity.BookingState
	places   int
	priority int
	until    time.Time
}

func (m *model) taken() int {
	n := 0
	for _, e := range m.list {
		if e.state != activity.Waiting {
			n += e.places
		}
	}
	return n
}

func (m *model) waiting() int {
	n := 0
	for _, e := range m.list {
		if e.state == activity.Waiting {
			n++
		}
	}
	return n
}

func (m *model) of(h activity.HolderID) *entry {
	for _, e := range m.list {
		if e.holder == h {
			return e
		}
	}
	return nil
}

func (m *model) drop(e *entry) {
	m.list = slices.DeleteFunc(m.list, func(x *entry) bool { return x == e })
}

func (m *model) lapse() {
	m.list = slices.DeleteFunc(m.list, func(e *entry) bool { return e.state == activity.Held && !e.until.After(m.now) })
}

// head is the first in line of those whom the room could hold at all.
func (m *model) head() *entry {
	var best *entry
	for _, e := range m.list {
		could := m.terms.Unlimited || e.places <= m.terms.Places
		if could && e.state == activity.Waiting && (best == nil || e.priority > best.priority) {
			best = e
		}
	}
	return best
}

func (m *model) fits(places int) bool { return m.terms.Unlimited || m.taken()+places <= m.terms.Places }

func (m *model) promote(asker *entry, until time.Time) {
	for e := m.head(); e != nil && m.fits(e.places); e = m.head() {
		e.state, e.until = activity.Held, m.now.Add(30*time.Minute)
		if e == asker {
			e.until = until
		}
	}
}

// clone lets a refused command be taken back.
func (m *model) clone() *model {
	c := &model{terms: m.terms, now: m.now, known: slices.Clone(m.known)}
	for _, e := range m.list {
		x := *e
		c.list = append(c.list, &x)
	}
	return c
}

// apply returns the model after a command, and whether it is carried out. What
// did nothing is not told apart from what did; the caller says what did.
func (m *model) apply(cmd activity.BookingCommand, at time.Time) (*model, bool) {
	c := m.clone()
	if at.After(c.now) {
		c.now = at
	}
	c.lapse()
	switch cmd := cmd.(type) {
	case *activity.Reserve:
		until := cmd.Until
		if until.IsZero() {
			until = c.now.Add(time.Hour)
		}
		places := max(cmd.Places, 1)
		if c.of(cmd.Holder) != nil || !c.terms.Unlimited && places > c.terms.Places || !until.After(c.now) {
			return m, false
		}
		e := &entry{holder: cmd.Holder, state: activity.Waiting, places: places, priority: cmd.Priority}
		c.list = append(c.list, e)
		c.promote(e, until)
		room := c.terms.MaxWaiting == 0 || c.waiting() <= c.terms.MaxWaiting
		return c, e.state == activity.Held || cmd.Wait && room
	case *activity.Confirm:
		e := c.of(cmd.Holder)
		if e == nil || e.state == activity.Waiting || e.state == activity.NoShow {
			return m, false
		}
		e.state, e.until = activity.Confirmed, time.Time{}
	case *activity.Release:
		e := c.of(cmd.Holder)
		if e == nil {
			return m, false
		}
		c.drop(e)
	case *activity.MissedSession:
		e := c.of(cmd.Holder)
		if e == nil || e.state != activity.Confirmed {
			return m, false
		}
		e.state = activity.NoShow
		if c.terms.NoShowFrees {
			c.drop(e)
		}
	case *activity.SetTerms:
		c.terms = cmd.Terms
	case *activity.Tick:
	}
	c.promote(nil, time.Time{})
	return c, true
}

// command makes a command from three bytes: what, who and how.
func command(a, b, c byte, meta activity.BookingMeta) activity.BookingCommand {
	who := holder(int(b % 12))
	switch a % 8 {
	case 0, 1:
		r := &activity.Reserve{BookingMeta: meta, Holder: who, Places: int(c % 4), Priority: int(c/8)%3 - 1, Wait: c&4 != 0}
		if b >= 192 { // some say themselves how long they need; some nothing sensible
			r.Until = meta.At.Add(time.Duration(int(c%64)-4) * time.Minute)
		}
		return r
	case 2:
		return &activity.Confirm{BookingMeta: meta, Holder: who}
	case 3:
		return &activity.Release{BookingMeta: meta, Holder: who}
	case 4:
		return &activity.MissedSession{BookingMeta: meta, Holder: who}
	case 5:
		terms := hours(int(c % 6))
		terms.NoShowFrees = b&1 != 0
		terms.Unlimited = b%16 == 15
		terms.MaxWaiting = int(b / 16 % 4)
		return &activity.SetTerms{BookingMeta: meta, Terms: terms}
	}
	return &activity.Tick{BookingMeta: meta}
}

func FuzzBookingsAgainstAModel(f *testing.F) {
	f.Add([]byte("\x00\x01\x00\x00\x02\x04\x00\x03\x04\x07\x00\x50\x02\x01\x00\x03\x01\x00\x05\x00\x01"))
	f.Add([]byte("reserve, confirm, wait, release, lapse, promote, miss, shrink, grow; and again, and again"))
	// A party of three waits, the room shrinks to two, and one who could come in stands behind it.
	f.Add([]byte{0, 1, 3, 0, 2, 7, 0, 3, 4, 5, 0, 2, 3, 1, 0, 5, 0, 3, 7, 0, 0xff})
	f.Fuzz(bookScript)
}

// TestBookingsAgainstTheModel runs random scripts of commands, so that the
// model is held against the book without the fuzzer too.
func TestBookingsAgainstTheModel(t *testing.T) {
	scripts := 2000
	if testing.Short() || reduced {
		scripts = 200
	}
	state := uint64(88172645463325252)
	for range scripts {
		script := make([]byte, 300)
		for i := range script {
			state ^= state << 13
			state ^= state >> 7
			state ^= state << 17
			script[i] = byte(state >> 11)
		}
		bookScript(t, script)
	}
}

func bookScript(t *testing.T, script []byte) {
	t.Helper()
	b, err := activity.NewBookings(activity.ID{9}, time.Time{}, hours(4))
	if err != nil {
		t.Fatal(err)
	}
	m := &model{terms: hours(4)}
	at := t0
	var events []activity.BookingEvent
	for i, n := 0, 0; i+2 < len(script) && i < 900; i, n = i+3, n+1 {
		meta := activity.BookingMeta{ID: activity.ChangeID{1, byte(n >> 8), byte(n)}}
		switch c := script[i+2]; c % 32 {
		case 31: // an earlier command comes once more, or its number
			meta.ID[1], meta.ID[2] = byte(n/2>>8), byte(n/2)
			fallthrough
		case 30: // a clock that runs behind
			meta.At = at.Add(-time.Duration(c) * time.Minute)
		default:
			at = at.Add(time.Duration(c/16) * time.Minute)
			meta.At = at
		}
		cmd := command(script[i], script[i+1], script[i+2], meta)
		before := b
		next, news, err := b.Apply(cmd)
		if slices.Contains(m.known, meta.ID) {
			if err != nil || len(news) > 0 || !next.Equal(before) {
				t.Fatalf("a repeated command: %v, %d events", err, len(news))
			}
			continue
		}
		wanted, ok := m.apply(cmd, meta.At)
		if ok != (err == nil) {
			t.Fatalf("%T: model says %v, book says %v", cmd, ok, err)
		}
		switch {
		case !ok || len(news) == 0:
			if !next.Equal(before) || len(news) > 0 {
				t.Fatalf("%T was refused or did nothing, and the book differs", cmd)
			}
		default:
			m = wanted
			m.known = append(m.known, meta.ID)
			m.known = m.known[max(0, len(m.known)-64):]
		}
		b, events = next, append(events, news...)
		if ok {
			compareBook(t, b, wanted)
		}
		compareBook(t, b, m)
		if _, terms := cmd.(*activity.SetTerms); !terms && b.Over() > before.Over() {
			t.Fatalf("%T oversells: %d beyond the limit, %d before", cmd, b.Over(), before.Over())
		}
	}
	compareStored(t, b, events)
	everyHoldEnds(t, b)
}

// compareStored wants the same book from its events and from its JSON.
func compareStored(t *testing.T, b activity.Bookings, events []activity.BookingEvent) {
	t.Helper()
	replayed, err := activity.ReplayBookings(activity.ID{9}, time.Time{}, hours(4), events)
	if err != nil || !replayed.Equal(b) {
		t.Fatalf("replay differs: %v", err)
	}
	text, err := json.Marshal(b)
	if err != nil {
		t.Fatal(err)
	}
	var again activity.Bookings
	if err := json.Unmarshal(text, &again); err != nil || !again.Equal(b) {
		t.Fatalf("JSON differs: %v", err)
	}
}

// everyHoldEnds lets time pass from lapse to lapse until nothing is held. Every
// one who waits and fits into the room has been offered a place by then, unless
// places are taken for good.
func everyHoldEnds(t *testing.T, b activity.Bookings) {
	t.Helper()
	for n := 0; ; n++ {
		lapse, held := b.NextLapse()
		if !held {
			break
		}
		next, events, err := b.Apply(&activity.Tick{BookingMeta: activity.BookingMeta{ID: activity.ChangeID{3, byte(n >> 8), byte(n)}, At: lapse}})
		if err != nil || len(events) == 0 || n > 1000 {
			t.Fatalf("a hold does not end: %v", err)
		}
		b = next
	}
	free, limited := b.Free()
	for _, x := range b.Queue() {
		if !limited || x.Places <= free {
			t.Fatal("nothing is held, there is room, and somebody waits")
		}
		if x.Places <= b.Terms().Places {
			break // a larger party goes before the others
		}
	}
}

// compareBook wants the same bookings, and what always holds.
func compareBook(t *testing.T, b activity.Bookings, m *model) {
	t.Helper()
	if len(b.All()) != len(m.list) || b.Taken() != m.taken() {
		t.Fatalf("%d bookings and %d places taken, want %d and %d", len(b.All()), b.Taken(), len(m.list), m.taken())
	}
	if b.Terms() != m.terms {
		t.Fatalf("terms %+v, want %+v", b.Terms(), m.terms)
	}
	for _, e := range m.list {
		x, ok := b.Of(e.holder)
		if !ok || x.State != e.state || x.Places != e.places || x.Priority != e.priority || !x.Until.Equal(e.until) {
			t.Fatalf("%+v, want %+v", x, e)
		}
	}
	queue := slices.DeleteFunc(b.Queue(), func(x activity.Booking) bool {
		return !m.terms.Unlimited && x.Places > m.terms.Places
	})
	if head := m.head(); head != nil {
		if queue[0].Holder != head.holder {
			t.Fatal("another is first in line")
		}
		if free, limited := b.Free(); !limited || free >= queue[0].Places {
			t.Fatal("a place is free and the first in line, whom it fits, waits")
		}
	} else if len(queue) != 0 {
		t.Fatal("somebody waits whom the model does not know")
	}
}
