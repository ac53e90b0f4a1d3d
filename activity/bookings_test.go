package activity_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/activity/memactivity"
)

var t0 = time.Date(2026, 6, 1, 9, 0, 0, 0, time.UTC)

func holder(n int) activity.HolderID { return activity.HolderID{1, byte(n >> 8), byte(n)} }

// desk is a book with a command counter, for tests that tell a story.
type story struct {
	t *testing.T
	b activity.Bookings
	n byte
	// all are all events so far.
	all []activity.BookingEvent
}

func open(t *testing.T, terms activity.BookingTerms) *story {
	t.Helper()
	b, err := activity.NewBookings(activity.ID{9}, time.Time{}, terms)
	require.NoError(t, err)
	return &story{t: t, b: b}
}

func (s *story) meta(minutes int) activity.BookingMeta {
	s.n++
	return activity.BookingMeta{ID: activity.ChangeID{7, s.n}, At: t0.Add(time.Duration(minutes) * time.Minute)}
}

// do applies a command and returns the kinds of its events.
func (s *story) do(cmd activity.BookingCommand) []activity.BookingEventKind {
	s.t.Helper()
	next, events, err := s.b.Apply(cmd)
	require.NoError(s.t, err)
	s.b, s.all = next, append(s.all, events...)
	var kinds []activity.BookingEventKind
	for _, e := range events {
		kinds = append(kinds, e.Kind)
	}
	return kinds
}

func (s *story) refused(cmd activity.BookingCommand, class error) activity.Refusal {
	s.t.Helper()
	next, events, err := s.b.Apply(cmd)
	require.ErrorIs(s.t, err, class)
	require.Nil(s.t, events)
	require.True(s.t, next.Equal(s.b), "a refusal changes nothing")
	var r *activity.Refusal
	require.ErrorAs(s.t, err, &r)
	return *r
}

func (s *story) state(n int) activity.BookingState {
	x, _ := s.b.Of(holder(n))
	return x.State
}

func hours(n int) activity.BookingTerms {
	return activity.BookingTerms{Places: n, HoldFor: time.Hour, OfferFor: 30 * time.Minute}
}

func TestReserveConfirmRelease(t *testing.T) {
	s := open(t, hours(1))
	require.Equal(t, []activity.BookingEventKind{activity.JoinedQueue, activity.PlaceHeld}, s.do(&activity.Reserve{BookingMeta: s.meta(0), Holder: holder(1)}))
	require.Equal(t, activity.Held, s.state(1))
	x, ok := s.b.Of(holder(1))
	require.True(t, ok)
	require.Equal(t, t0.Add(time.Hour), x.Until)
	lapse, ok := s.b.NextLapse()
	require.True(t, ok)
	require.Equal(t, x.Until, lapse)

	r := s.refused(&activity.Reserve{BookingMeta: s.meta(1), Holder: holder(2)}, activity.ErrFull)
	require.Equal(t, 1, r.Wanted)
	require.Equal(t, 0, r.Free)
	require.Equal(t, "activity: no place free: reserve refused, 1 wanted, 0 free; allowed: reserve with wait", r.Error())
	require.Equal(t, activity.Held, s.refused(&activity.Reserve{BookingMeta: s.meta(1), Holder: holder(1)}, activity.ErrHeld).State)

	require.Equal(t, []activity.BookingEventKind{activity.PlaceConfirmed}, s.do(&activity.Confirm{BookingMeta: s.meta(2), Holder: holder(1)}))
	_, ok = s.b.NextLapse()
	require.False(t, ok)
	require.Empty(t, s.do(&activity.Confirm{BookingMeta: s.meta(3), Holder: holder(1)}), "confirming twice says nothing new")
	require.Empty(t, s.do(&activity.Tick{BookingMeta: s.meta(600)}), "a confirmed place does not lapse")

	require.Equal(t, []activity.BookingEventKind{activity.PlaceReleased}, s.do(&activity.Release{BookingMeta: s.meta(601), Holder: holder(1), Reason: "better"}))
	require.Equal(t, "better", s.all[len(s.all)-1].Reason)
	require.Zero(t, s.b.Taken())
	s.refused(&activity.Release{BookingMeta: s.meta(602), Holder: holder(1)}, activity.ErrNotHeld)
	s.refused(&activity.Confirm{BookingMeta: s.meta(602), Holder: holder(1)}, activity.ErrNotHeld)
}

func TestAHoldLapsesAndTheNextInLineIsOfferedThePlace(t *testing.T) {
	s := open(t, hours(1))
	s.do(&activity.Reserve{BookingMeta: s.meta(0), Holder: holder(1), Until: t0.Add(10 * time.Minute)})
	s.do(&activity.Reserve{BookingMeta: s.meta(1), Holder: holder(2), Wait: true})
	s.do(&activity.Reserve{BookingMeta: s.meta(2), Holder: holder(3), Wait: true})
	s.do(&activity.Reserve{BookingMeta: s.meta(3), Holder: holder(4), Wait: true, Priority: 5})
	var order []activity.HolderID
	for _, x := range s.b.Queue() {
		order = append(order, x.Holder)
	}
	require.Equal(t, []activity.HolderID{holder(4), holder(2), holder(3)}, order, "priority, then time")
	for want, n := range []int{4, 2, 3} {
		at, ok := s.b.Position(holder(n))
		require.True(t, ok)
		require.Equal(t, want+1, at)
	}
	_, ok := s.b.Position(holder(1))
	require.False(t, ok)

	require.Empty(t, s.do(&activity.Tick{BookingMeta: s.meta(9)}))
	require.Equal(t, []activity.BookingEventKind{activity.HoldLapsed, activity.Promoted}, s.do(&activity.Tick{BookingMeta: s.meta(10)}))
	require.Equal(t, activity.Held, s.state(4))
	x, _ := s.b.Of(holder(4))
	require.Equal(t, t0.Add(40*time.Minute), x.Until, "an offer lasts as long as the terms say")
	// The offer lapses in its turn, at its very instant; the confirmation comes too late.
	s.refused(&activity.Confirm{BookingMeta: s.meta(40), Holder: holder(4)}, activity.ErrLapsed)
	require.Equal(t, []activity.BookingEventKind{activity.HoldLapsed, activity.Promoted}, s.do(&activity.Tick{BookingMeta: s.meta(40)}))
	require.Equal(t, activity.Held, s.state(2))
	require.Equal(t, []activity.BookingEventKind{activity.PlaceReleased, activity.Promoted}, s.do(&activity.Release{BookingMeta: s.meta(41), Holder: holder(2)}))
	require.Equal(t, []activity.BookingEventKind{activity.PlaceConfirmed}, s.do(&activity.Confirm{BookingMeta: s.meta(42), Holder: holder(3)}))
	require.Empty(t, s.b.Queue())
}

func TestNobodyIsPassedOverForWantingTwoPlaces(t *testing.T) {
	s := open(t, hours(2))
	s.do(&activity.Reserve{BookingMeta: s.meta(0), Holder: holder(1)})
	s.do(&activity.Reserve{BookingMeta: s.meta(1), Holder: holder(2)})
	s.do(&activity.Reserve{BookingMeta: s.meta(2), Holder: holder(3), Places: 2, Wait: true})
	s.do(&activity.Reserve{BookingMeta: s.meta(3), Holder: holder(4), Wait: true})
	require.Equal(t, []activity.BookingEventKind{activity.PlaceReleased}, s.do(&activity.Release{BookingMeta: s.meta(4), Holder: holder(1)}))
	require.Equal(t, activity.Waiting, s.state(4), "one place is free, and the pair goes before")
	s.refused(&activity.Reserve{BookingMeta: s.meta(5), Holder: holder(5)}, activity.ErrFull)
	// One of higher priority goes before the pair.
	require.Equal(t, []activity.BookingEventKind{activity.JoinedQueue, activity.PlaceHeld}, s.do(&activity.Reserve{BookingMeta: s.meta(6), Holder: holder(6), Priority: 1}))
	require.Equal(t, []activity.BookingEventKind{activity.LeftQueue}, s.do(&activity.Release{BookingMeta: s.meta(7), Holder: holder(3)}))
	// A party larger than the room could never come in.
	s.refused(&activity.Reserve{BookingMeta: s.meta(8), Holder: holder(8), Places: 3, Wait: true}, activity.ErrFull)
}

func TestNoShowsFreeTheirPlaceOrKeepItByTheTerms(t *testing.T) {
	for _, frees := range []bool{true, false} {
		terms := hours(1)
		terms.NoShowFrees = frees
		s := open(t, terms)
		s.do(&activity.Reserve{BookingMeta: s.meta(0), Holder: holder(1)})
		s.refused(&activity.MissedSession{BookingMeta: s.meta(1), Holder: holder(1)}, activity.ErrNotHeld)
		s.refused(&activity.MissedSession{BookingMeta: s.meta(1), Holder: holder(9)}, activity.ErrNotHeld)
		s.do(&activity.Confirm{BookingMeta: s.meta(1), Holder: holder(1)})
		s.do(&activity.Reserve{BookingMeta: s.meta(2), Holder: holder(2), Wait: true})
		kinds := s.do(&activity.MissedSession{BookingMeta: s.meta(3), Holder: holder(1)})
		if frees {
			require.Equal(t, []activity.BookingEventKind{activity.Missed, activity.Promoted}, kinds)
			require.Equal(t, activity.Held, s.state(2))
			continue
		}
		require.Equal(t, []activity.BookingEventKind{activity.Missed}, kinds)
		require.Equal(t, activity.NoShow, s.state(1))
		require.Equal(t, activity.NoShow, s.refused(&activity.Confirm{BookingMeta: s.meta(4), Holder: holder(1)}, activity.ErrNotHeld).State)
		require.Equal(t, []activity.BookingEventKind{activity.PlaceReleased, activity.Promoted}, s.do(&activity.Release{BookingMeta: s.meta(5), Holder: holder(1)}))
	}
}

func TestFewerPlacesThanTaken(t *testing.T) {
	s := open(t, hours(3))
	for i := range 3 {
		s.do(&activity.Reserve{BookingMeta: s.meta(i), Holder: holder(i)})
		s.do(&activity.Confirm{BookingMeta: s.meta(i), Holder: holder(i)})
	}
	s.do(&activity.Reserve{BookingMeta: s.meta(4), Holder: holder(7), Wait: true})
	require.Equal(t, []activity.BookingEventKind{activity.TermsSet}, s.do(&activity.SetTerms{BookingMeta: s.meta(5), Terms: hours(1)}))
	require.Equal(t, 3, s.b.Taken(), "nobody loses a place")
	require.Equal(t, 2, s.b.Over())
	free, limited := s.b.Free()
	require.True(t, limited)
	require.Zero(t, free)
	s.do(&activity.Release{BookingMeta: s.meta(6), Holder: holder(0)})
	s.do(&activity.Release{BookingMeta: s.meta(7), Holder: holder(1)})
	require.Equal(t, activity.Waiting, s.state(7))
	require.Equal(t, []activity.BookingEventKind{activity.PlaceReleased, activity.Promoted}, s.do(&activity.Release{BookingMeta: s.meta(8), Holder: holder(2)}))
	require.Empty(t, s.do(&activity.SetTerms{BookingMeta: s.meta(9), Terms: hours(1)}), "the same terms are no news")
	require.Equal(t, []activity.BookingEventKind{activity.TermsSet}, s.do(&activity.SetTerms{BookingMeta: s.meta(9), Terms: hours(2)}))
	bad := hours(-1)
	_, _, err := s.b.Apply(&activity.SetTerms{BookingMeta: s.meta(10), Terms: bad})
	require.ErrorIs(t, err, activity.ErrInvalid)
}

func TestADropInHasNoLimit(t *testing.T) {
	s := open(t, activity.BookingTerms{Unlimited: true, HoldFor: time.Hour})
	for i := range 200 {
		s.do(&activity.Reserve{BookingMeta: s.meta(0), Holder: holder(i), Places: 3})
	}
	require.Equal(t, 600, s.b.Taken())
	require.Zero(t, s.b.Over())
	_, limited := s.b.Free()
	require.False(t, limited)
	require.Empty(t, s.b.Queue())
}

func TestABoundedWaitingList(t *testing.T) {
	terms := hours(1)
	terms.MaxWaiting = 1
	s := open(t, terms)
	s.do(&activity.Reserve{BookingMeta: s.meta(0), Holder: holder(1), Wait: true})
	s.do(&activity.Reserve{BookingMeta: s.meta(1), Holder: holder(2), Wait: true})
	r := s.refused(&activity.Reserve{BookingMeta: s.meta(2), Holder: holder(3), Wait: true}, activity.ErrFull)
	require.Empty(t, r.Allowed)
}

func TestACommandIsCarriedOutOnce(t *testing.T) {
	s := open(t, hours(2))
	cmd := &activity.Reserve{BookingMeta: s.meta(0), Holder: holder(1)}
	s.do(cmd)
	version := s.b.Version()
	require.Empty(t, s.do(cmd))
	require.Equal(t, version, s.b.Version())
	// Time does not run backwards: what lapsed stays lapsed.
	s.do(&activity.Tick{BookingMeta: s.meta(60)})
	s.do(&activity.Reserve{BookingMeta: s.meta(0), Holder: holder(2)})
	x, _ := s.b.Of(holder(2))
	require.Equal(t, t0.Add(2*time.Hour), x.Until)
	require.Equal(t, t0.Add(time.Hour), s.b.At())
}

func TestCommandsWithoutWhatTheyNeed(t *testing.T) {
	s := open(t, activity.BookingTerms{Places: 1, OfferFor: time.Hour})
	s.refused(&activity.Reserve{Holder: holder(1), BookingMeta: activity.BookingMeta{At: t0}}, activity.ErrInvalid)
	s.refused(&activity.Reserve{Holder: holder(1), BookingMeta: activity.BookingMeta{ID: activity.ChangeID{1}}}, activity.ErrInvalid)
	s.refused(&activity.Reserve{BookingMeta: s.meta(0)}, activity.ErrInvalid)
	s.refused(&activity.Reserve{BookingMeta: s.meta(0), Holder: holder(1), Places: -1}, activity.ErrInvalid)
	s.refused(&activity.Reserve{BookingMeta: s.meta(0), Holder: holder(1)}, activity.ErrInvalid)
	s.refused(&activity.Reserve{BookingMeta: s.meta(0), Holder: holder(1), Until: t0}, activity.ErrInvalid)
	_, _, err := activity.Bookings{}.Apply(&activity.Tick{BookingMeta: s.meta(0)})
	require.ErrorIs(t, err, activity.ErrInvalid)
	_, err = activity.NewBookings(activity.ID{}, time.Time{}, hours(1))
	require.ErrorIs(t, err, activity.ErrInvalid)
	_, err = activity.NewBookings(activity.ID{1}, time.Time{}, activity.BookingTerms{Places: -1, MaxWaiting: -2, HoldFor: -1})
	require.Len(t, activity.Faults(err), 3)
	_, err = activity.NewBookings(activity.ID{1}, time.Time{}, activity.BookingTerms{})
	require.Len(t, activity.Faults(err), 1, "a promoted place must lapse some time")
	var none activity.Bookings
	require.True(t, none.IsZero())
	require.True(t, none.ID().IsZero())
	require.Zero(t, none.Taken())
}

func TestEachSessionHasItsOwnBook(t *testing.T) {
	a, err := activity.NewBookings(activity.ID{1}, t0, hours(1))
	require.NoError(t, err)
	b, err := activity.NewBookings(activity.ID{1}, t0.Add(time.Hour), hours(1))
	require.NoError(t, err)
	require.NotEqual(t, a.ID(), b.ID())
	require.Equal(t, a.ID(), activity.BookingsFor(activity.ID{1}, t0.In(time.FixedZone("x", 3600))))
	require.True(t, a.Session().Equal(t0))
	require.Equal(t, activity.ID{1}, a.Activity())
}

func TestABookRefusesBrokenJSON(t *testing.T) {
	s := open(t, hours(1))
	s.do(&activity.Reserve{BookingMeta: s.meta(0), Holder: holder(1)})
	s.do(&activity.Reserve{BookingMeta: s.meta(1), Holder: holder(2), Wait: true})
	good, err := json.Marshal(s.b)
	require.NoError(t, err)
	for path, change := range map[string]func(m map[string]any){
		"/schema":            func(m map[string]any) { m["schema"] = 2 },
		"/activity":          func(m map[string]any) { m["activity"] = "" },
		"/version":           func(m map[string]any) { m["version"] = 0 },
		"/bookings/0/until":  func(m map[string]any) { delete(first(m), "until") },
		"/bookings/1/until":  func(m map[string]any) { second(m)["until"] = "2026-06-01T09:00:00Z" },
		"/bookings/0/places": func(m map[string]any) { first(m)["places"] = 0 },
		"/bookings/0/state":  func(m map[string]any) { first(m)["state"] = "" },
		"/bookings/0/holder": func(m map[string]any) { first(m)["holder"] = "" },
		"/bookings/1/holder": func(m map[string]any) { second(m)["holder"] = first(m)["holder"] },
		"/bookings/1/seq":    func(m map[string]any) { second(m)["seq"] = 1 },
		"/bookings/0/seq":    func(m map[string]any) { first(m)["seq"] = 3 },
		"/terms/places":      func(m map[string]any) { m["terms"].(map[string]any)["places"] = -1 },
	} {
		var m map[string]any
		require.NoError(t, json.Unmarshal(good, &m))
		change(m)
		bad, err := json.Marshal(m)
		require.NoError(t, err)
		var b activity.Bookings
		err = json.Unmarshal(bad, &b)
		require.ErrorIs(t, err, activity.ErrInvalid, path)
		require.True(t, slices.ContainsFunc(activity.Faults(err), func(f *activity.Fault) bool { return f.Path == path }), "%s: %v", path, err)
	}
	var b activity.Bookings
	require.Error(t, json.Unmarshal([]byte(`{"schema":1,"bookings":[{"state":"lost"}]}`), &b))
	require.NoError(t, json.Unmarshal([]byte("null"), &b))
	require.True(t, b.IsZero())
	text, err := json.Marshal(b)
	require.NoError(t, err)
	require.Equal(t, "null", string(text))
}

func first(m map[string]any) map[string]any  { return m["bookings"].([]any)[0].(map[string]any) }
func second(m map[string]any) map[string]any { return m["bookings"].([]any)[1].(map[string]any) }

// model is what Bookings promises, told as simply as possible.
type model struct {
	places int
	now    time.Time
	list   []*entry // in order of asking
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

// head is the first in line.
func (m *model) head() *entry {
	var best *entry
	for _, e := range m.list {
		if e.state == activity.Waiting && (best == nil || e.priority > best.priority) {
			best = e
		}
	}
	return best
}

func (m *model) promote(asker *entry, until time.Time) {
	for e := m.head(); e != nil && m.taken()+e.places <= m.places; e = m.head() {
		e.state, e.until = activity.Held, m.now.Add(30*time.Minute)
		if e == asker {
			e.until = until
		}
	}
}

// clone lets a refused command be taken back.
func (m *model) clone() *model {
	c := &model{places: m.places, now: m.now}
	for _, e := range m.list {
		x := *e
		c.list = append(c.list, &x)
	}
	return c
}

func (m *model) apply(cmd activity.BookingCommand, at time.Time) (*model, bool) {
	c := m.clone()
	if at.After(c.now) {
		c.now = at
	}
	c.lapse()
	switch cmd := cmd.(type) {
	case *activity.Reserve:
		places := max(cmd.Places, 1)
		if c.of(cmd.Holder) != nil || places > c.places {
			return m, false
		}
		e := &entry{holder: cmd.Holder, state: activity.Waiting, places: places, priority: cmd.Priority}
		c.list = append(c.list, e)
		c.promote(e, c.now.Add(time.Hour))
		return c, e.state == activity.Held || cmd.Wait
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
	case *activity.SetTerms:
		c.places = cmd.Terms.Places
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
		return &activity.Reserve{BookingMeta: meta, Holder: who, Places: int(c % 3), Priority: int(c/8) % 3, Wait: c&4 != 0}
	case 2:
		return &activity.Confirm{BookingMeta: meta, Holder: who}
	case 3:
		return &activity.Release{BookingMeta: meta, Holder: who}
	case 4:
		return &activity.MissedSession{BookingMeta: meta, Holder: who}
	case 5:
		return &activity.SetTerms{BookingMeta: meta, Terms: hours(int(c % 6))}
	}
	return &activity.Tick{BookingMeta: meta}
}

func FuzzBookingsAgainstAModel(f *testing.F) {
	f.Add([]byte("\x00\x01\x00\x00\x02\x04\x00\x03\x04\x07\x00\x50\x02\x01\x00\x03\x01\x00\x05\x00\x01"))
	f.Add([]byte("reserve, confirm, wait, release, lapse, promote, miss, shrink, grow; and again, and again"))
	f.Fuzz(func(t *testing.T, script []byte) {
		b, err := activity.NewBookings(activity.ID{9}, time.Time{}, hours(4))
		if err != nil {
			t.Fatal(err)
		}
		m := &model{places: 4}
		at, lapse := t0, 0
		var events []activity.BookingEvent
		for i := 0; i+2 < len(script) && i < 900; i += 3 {
			at = at.Add(time.Duration(script[i+2]/16) * time.Minute)
			lapse++
			cmd := command(script[i], script[i+1], script[i+2], activity.BookingMeta{ID: activity.ChangeID{1, byte(lapse >> 8), byte(lapse)}, At: at})
			next, news, err := b.Apply(cmd)
			wanted, ok := m.apply(cmd, at)
			if ok != (err == nil) {
				t.Fatalf("%T: model says %v, book says %v", cmd, ok, err)
			}
			if ok {
				m = wanted
			}
			overBefore := b.Over()
			b, events = next, append(events, news...)
			compareBook(t, b, m)
			if _, terms := cmd.(*activity.SetTerms); !terms && b.Over() > overBefore {
				t.Fatalf("%T oversells: %d beyond the limit, %d before", cmd, b.Over(), overBefore)
			}
		}
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
	})
}

// compareBook wants the same bookings, and what always holds.
func compareBook(t *testing.T, b activity.Bookings, m *model) {
	t.Helper()
	if len(b.All()) != len(m.list) || b.Taken() != m.taken() {
		t.Fatalf("%d bookings and %d places taken, want %d and %d", len(b.All()), b.Taken(), len(m.list), m.taken())
	}
	for _, e := range m.list {
		x, ok := b.Of(e.holder)
		if !ok || x.State != e.state || x.Places != e.places || !x.Until.Equal(e.until) {
			t.Fatalf("%+v, want %+v", x, e)
		}
	}
	queue := b.Queue()
	if head := m.head(); head != nil {
		if queue[0].Holder != head.holder {
			t.Fatal("another is first in line")
		}
		if free, _ := b.Free(); free >= queue[0].Places {
			t.Fatal("a place is free and the first in line, whom it fits, waits")
		}
	} else if len(queue) != 0 {
		t.Fatal("somebody waits whom the model does not know")
	}
}

// Any number of writers: 64 goroutines share a few books and their desk.
func TestManyWritersNeverOversell(t *testing.T) {
	operations := 200_000
	switch {
	case *long:
		operations = 1_000_000
	case testing.Short() || reduced:
		operations = 20_000
	}
	const writers, books, places = 64, 512, 3
	ctx := context.Background()
	store := memactivity.NewBookings()
	desk := activity.NewDesk(store, &activity.DeskOptions{Attempts: 1 << 30})
	ids := make([]activity.BookingsID, books)
	for i := range ids {
		b, err := activity.NewBookings(activity.ID{8, byte(i >> 8), byte(i)}, time.Time{}, hours(places))
		require.NoError(t, err)
		ids[i] = b.ID()
		_, err = desk.Open(ctx, activity.ChangeID{byte(i >> 8), byte(i)}, b)
		require.NoError(t, err)
	}
	var wg sync.WaitGroup
	var failed atomic.Value
	for w := range writers {
		wg.Go(func() {
			state := uint64(w)*0x9E3779B97F4A7C15 + 1
			for n := range operations / writers {
				state ^= state << 13
				state ^= state >> 7
				state ^= state << 17
				meta := activity.BookingMeta{ID: activity.ChangeID{2, byte(w), byte(n >> 16), byte(n >> 8), byte(n)}, At: t0.Add(time.Duration(n) * time.Second)}
				cmd := command(byte(state), byte(state>>8), byte(state>>16), meta)
				if _, ok := cmd.(*activity.SetTerms); ok {
					cmd = &activity.Tick{BookingMeta: meta}
				}
				b, _, err := desk.Do(ctx, ids[state>>32%books], cmd)
				var refusal *activity.Refusal
				if err != nil && !errors.As(err, &refusal) {
					failed.Store(err)
					return
				}
				if b.Over() > 0 || b.Taken() > places {
					failed.Store(fmt.Errorf("%d places taken of %d", b.Taken(), places))
					return
				}
			}
		})
	}
	wg.Wait()
	require.Nil(t, failed.Load())
	for _, id := range ids {
		b, _, err := store.Get(ctx, id)
		require.NoError(t, err)
		events, err := store.Events(ctx, id)
		require.NoError(t, err)
		replayed, err := activity.ReplayBookings(b.Activity(), time.Time{}, hours(places), events)
		require.NoError(t, err)
		require.True(t, replayed.Equal(b), "the events tell the whole story")
		// Every hold ends: when its time comes, nothing is held but what was
		// offered anew, and in the end nothing at all.
		for n := 0; ; n++ {
			lapse, held := b.NextLapse()
			if !held {
				break
			}
			require.Less(t, n, 100)
			b, _, err = b.Apply(&activity.Tick{BookingMeta: activity.BookingMeta{ID: activity.ChangeID{3, byte(n)}, At: lapse}})
			require.NoError(t, err)
		}
		if free, _ := b.Free(); free > 0 {
			require.True(t, len(b.Queue()) == 0 || b.Queue()[0].Places > free, "no lost waiter")
		}
	}
}

func TestDeskGivesUpAndPassesErrorsOn(t *testing.T) {
	ctx := context.Background()
	b, err := activity.NewBookings(activity.ID{1}, time.Time{}, hours(1))
	require.NoError(t, err)
	store := &stubborn{BookingStore: memactivity.NewBookings()}
	desk := activity.NewDesk(store, &activity.DeskOptions{Attempts: 3})
	_, _, err = desk.Do(ctx, b.ID(), &activity.Tick{})
	require.ErrorIs(t, err, activity.ErrNotFound)
	_, err = desk.Open(ctx, activity.ChangeID{1}, b)
	require.NoError(t, err)
	have, err := desk.Open(ctx, activity.ChangeID{2}, b)
	require.NoError(t, err, "opening the same book again is no fault")
	require.True(t, have.Equal(b))
	other, err := activity.NewBookings(activity.ID{1}, time.Time{}, hours(2))
	require.NoError(t, err)
	have, err = desk.Open(ctx, activity.ChangeID{3}, other)
	require.ErrorIs(t, err, activity.ErrConflict)
	require.True(t, have.Equal(b))

	reserve := &activity.Reserve{BookingMeta: activity.BookingMeta{ID: activity.ChangeID{4}, At: t0}, Holder: holder(1)}
	store.err = activity.ErrConflict
	_, _, err = desk.Do(ctx, b.ID(), reserve)
	require.ErrorIs(t, err, activity.ErrConflict)
	require.Equal(t, 3, store.commits)
	store.err = errors.New("disk full")
	_, _, err = desk.Do(ctx, b.ID(), reserve)
	require.ErrorIs(t, err, store.err)
	require.Equal(t, 4, store.commits)
	store.err = nil
	_, events, err := activity.NewDesk(store, nil).Do(ctx, b.ID(), reserve)
	require.NoError(t, err)
	require.Len(t, events, 2)
	_, events, err = desk.Do(ctx, b.ID(), reserve)
	require.NoError(t, err)
	require.Empty(t, events)
}

// stubborn answers every commit with its error, if it has one.
type stubborn struct {
	activity.BookingStore
	err     error
	commits int
}

func (s *stubborn) Commit(ctx context.Context, c activity.BookingChange) error {
	if s.err != nil {
		s.commits++
		return s.err
	}
	return s.BookingStore.Commit(ctx, c)
}
