package activity_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
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

// A party that waits and has become larger than the room cannot come in; it
// must not keep out those behind it, and does not lose its place in line.
func TestALargerPartyThanTheRoomBlocksNobody(t *testing.T) {
	s := open(t, hours(3))
	s.do(&activity.Reserve{BookingMeta: s.meta(0), Holder: holder(1), Places: 3})
	s.do(&activity.Reserve{BookingMeta: s.meta(1), Holder: holder(2), Places: 3, Wait: true})
	s.do(&activity.Reserve{BookingMeta: s.meta(2), Holder: holder(3), Wait: true})
	s.do(&activity.SetTerms{BookingMeta: s.meta(3), Terms: hours(2)})
	require.Equal(t, []activity.BookingEventKind{activity.PlaceReleased, activity.Promoted}, s.do(&activity.Release{BookingMeta: s.meta(4), Holder: holder(1)}))
	require.Equal(t, activity.Held, s.state(3))
	require.Equal(t, activity.Waiting, s.state(2))
	require.Equal(t, []activity.BookingEventKind{activity.JoinedQueue, activity.PlaceHeld}, s.do(&activity.Reserve{BookingMeta: s.meta(5), Holder: holder(4)}))
	s.do(&activity.Release{BookingMeta: s.meta(6), Holder: holder(4)})
	s.do(&activity.Reserve{BookingMeta: s.meta(7), Holder: holder(5), Places: 2, Wait: true})
	at, _ := s.b.Position(holder(2))
	require.Equal(t, 1, at)
	// The room is as large as before: the party is first in line again.
	require.Equal(t, []activity.BookingEventKind{activity.TermsSet}, s.do(&activity.SetTerms{BookingMeta: s.meta(8), Terms: hours(3)}))
	require.Equal(t, activity.Waiting, s.state(5), "two are free, and the party of three goes before the pair")
	require.Equal(t, []activity.BookingEventKind{activity.PlaceReleased, activity.Promoted}, s.do(&activity.Release{BookingMeta: s.meta(9), Holder: holder(3)}))
	require.Equal(t, activity.Held, s.state(2))
}

// A hold that lapses makes room on the waiting list too: whoever was first
// there has a place now.
func TestTheWaitingListIsMeasuredAfterTheOffers(t *testing.T) {
	terms := hours(1)
	terms.MaxWaiting = 1
	s := open(t, terms)
	s.do(&activity.Reserve{BookingMeta: s.meta(0), Holder: holder(1)})
	s.do(&activity.Reserve{BookingMeta: s.meta(1), Holder: holder(2), Wait: true})
	r := s.refused(&activity.Reserve{BookingMeta: s.meta(60), Holder: holder(3)}, activity.ErrFull)
	require.Zero(t, r.Free, "the place that lapsed is the next one's")
	require.Equal(t, []string{"reserve with wait"}, r.Allowed)
	require.Equal(t,
		[]activity.BookingEventKind{activity.HoldLapsed, activity.JoinedQueue, activity.Promoted},
		s.do(&activity.Reserve{BookingMeta: s.meta(60), Holder: holder(3), Wait: true}))
	require.Equal(t, activity.Waiting, s.state(3))
	s.refused(&activity.Reserve{BookingMeta: s.meta(61), Holder: holder(4), Wait: true}, activity.ErrFull)
	// Who has a place at once needs no room on the list.
	s.do(&activity.Confirm{BookingMeta: s.meta(62), Holder: holder(2)})
	terms.Places = 2
	s.do(&activity.SetTerms{BookingMeta: s.meta(63), Terms: terms})
	s.do(&activity.Reserve{BookingMeta: s.meta(64), Holder: holder(5), Wait: true})
	terms.Places, terms.MaxWaiting = 3, 1
	s.do(&activity.SetTerms{BookingMeta: s.meta(65), Terms: terms})
	require.Equal(t, activity.Held, s.state(5))
	// A shorter list sends nobody away.
	terms.Places, terms.MaxWaiting = 1, 2
	s.do(&activity.SetTerms{BookingMeta: s.meta(66), Terms: terms})
	s.do(&activity.Reserve{BookingMeta: s.meta(67), Holder: holder(6), Wait: true})
	s.do(&activity.Reserve{BookingMeta: s.meta(68), Holder: holder(7), Wait: true})
	terms.MaxWaiting = 1
	s.do(&activity.SetTerms{BookingMeta: s.meta(69), Terms: terms})
	require.Len(t, s.b.Queue(), 2)
}

// Sums of places must not turn round: a book without limit takes them all.
func TestNoSumOfPlacesOverflows(t *testing.T) {
	s := open(t, activity.BookingTerms{Unlimited: true, HoldFor: 24 * time.Hour})
	s.refused(&activity.Reserve{BookingMeta: s.meta(0), Holder: holder(1), Places: math.MaxInt}, activity.ErrInvalid)
	s.refused(&activity.Reserve{BookingMeta: s.meta(0), Holder: holder(1), Places: 1_000_001}, activity.ErrInvalid)
	s.do(&activity.Reserve{BookingMeta: s.meta(0), Holder: holder(1), Places: 1_000_000})
	terms := hours(math.MaxInt)
	s.do(&activity.SetTerms{BookingMeta: s.meta(1), Terms: terms})
	s.do(&activity.Reserve{BookingMeta: s.meta(2), Holder: holder(2), Places: 1_000_000})
	require.Equal(t, 2_000_000, s.b.Taken())
	s.do(&activity.SetTerms{BookingMeta: s.meta(3), Terms: hours(1)})
	require.Equal(t, 1_999_999, s.b.Over())
	s.refused(&activity.Reserve{BookingMeta: s.meta(4), Holder: holder(3)}, activity.ErrFull)
}

// A book that JSON cannot hold could not be stored.
func TestTimesThatCannotBeStoredAreRefused(t *testing.T) {
	s := open(t, hours(2))
	far := time.Date(9000, 1, 1, 0, 0, 0, 0, time.UTC)
	last := far.Add(-time.Microsecond)
	for _, at := range []time.Time{far, time.Date(0, 12, 31, 0, 0, 0, 0, time.UTC)} {
		m := s.meta(0)
		m.At = at
		s.refused(&activity.Tick{BookingMeta: m}, activity.ErrInvalid)
		_, err := activity.NewBookings(activity.ID{1}, at, hours(1))
		require.ErrorIs(t, err, activity.ErrInvalid)
	}
	s.refused(&activity.Reserve{BookingMeta: s.meta(0), Holder: holder(1), Until: far}, activity.ErrInvalid)
	s.do(&activity.Reserve{BookingMeta: s.meta(0), Holder: holder(1), Until: last})
	m := s.meta(0)
	m.At = last
	terms := hours(1)
	terms.HoldFor = math.MaxInt64
	s.do(&activity.SetTerms{BookingMeta: s.meta(0), Terms: terms})
	s.do(&activity.Reserve{BookingMeta: m, Holder: holder(2), Wait: true})
	text, err := json.Marshal(s.b)
	require.NoError(t, err)
	var again activity.Bookings
	require.NoError(t, json.Unmarshal(text, &again))
	require.True(t, again.Equal(s.b))
}

func TestNoCommandIsRefused(t *testing.T) {
	s := open(t, hours(1))
	s.refused(nil, activity.ErrInvalid)
	s.refused((*activity.Reserve)(nil), activity.ErrInvalid)
	desk := activity.NewDesk(memactivity.NewBookings(), nil)
	_, err := desk.Open(t.Context(), activity.ChangeID{1}, s.b)
	require.NoError(t, err)
	_, _, err = desk.Do(t.Context(), s.b.ID(), nil)
	require.ErrorIs(t, err, activity.ErrInvalid)
}

// The last 64 commands that did something are recognised; what was refused or
// did nothing is judged afresh.
func TestWhichCommandsAreRecognised(t *testing.T) {
	s := open(t, hours(100))
	first := &activity.Reserve{BookingMeta: s.meta(0), Holder: holder(0)}
	s.do(first)
	full := &activity.Reserve{BookingMeta: s.meta(0), Holder: holder(999), Places: 101}
	s.refused(full, activity.ErrFull)
	s.do(&activity.SetTerms{BookingMeta: s.meta(0), Terms: hours(500)})
	s.do(full)
	for i := range 61 {
		s.do(&activity.Reserve{BookingMeta: s.meta(0), Holder: holder(i + 1)})
	}
	require.Empty(t, s.do(first), "the oldest of 64")
	s.do(&activity.Reserve{BookingMeta: s.meta(0), Holder: holder(62)})
	s.refused(first, activity.ErrHeld)
}

// At the end of summer time 01:30 comes twice: those are two sessions. Holds
// last for hours, not for what the clock on the wall says.
func TestBooksAcrossTheClockChange(t *testing.T) {
	london, err := time.LoadLocation("Europe/London")
	require.NoError(t, err)
	summer := time.Date(2026, 10, 25, 0, 30, 0, 0, time.UTC).In(london)
	winter := summer.Add(time.Hour)
	require.Equal(t, summer.Format("15:04"), winter.Format("15:04"))
	require.NotEqual(t, activity.BookingsFor(activity.ID{1}, summer), activity.BookingsFor(activity.ID{1}, winter))
	s := open(t, hours(1))
	m := s.meta(0)
	m.At = summer
	s.do(&activity.Reserve{BookingMeta: m, Holder: holder(1)})
	x, _ := s.b.Of(holder(1))
	require.True(t, x.Until.Equal(winter))
	late := s.meta(0)
	late.At = winter.Add(-time.Microsecond)
	require.Empty(t, s.do(&activity.Tick{BookingMeta: late}), "it holds up to the instant")
	late = s.meta(0)
	late.At = winter
	require.Equal(t, []activity.BookingEventKind{activity.HoldLapsed}, s.do(&activity.Tick{BookingMeta: late}), "and not at it")
}

// Holds lapse by their end, then by when they were asked for, whatever their
// holders are called.
func TestTheOrderInWhichHoldsLapse(t *testing.T) {
	s := open(t, hours(4))
	for i, until := range []int{30, 20, 20, 10} {
		s.do(&activity.Reserve{BookingMeta: s.meta(0), Holder: holder(9 - i), Until: t0.Add(time.Duration(until) * time.Minute)})
	}
	s.all = nil
	s.do(&activity.Tick{BookingMeta: s.meta(30)})
	var order []activity.HolderID
	for _, e := range s.all {
		order = append(order, e.Holder)
	}
	require.Equal(t, []activity.HolderID{holder(6), holder(8), holder(7), holder(9)}, order)
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
		"/bookings/1/places": func(m map[string]any) { second(m)["places"] = 1_000_001 },
		"/recent":            func(m map[string]any) { m["recent"] = slices.Repeat([]any{someUUID}, 65) },
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
