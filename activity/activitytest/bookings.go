package activitytest

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/internal/conform"
)

// BookingsHarness says how the booking store under test is made.
type BookingsHarness struct {
	// Open gives an empty store, not shared with any other case.
	Open func(ctx context.Context) (activity.BookingStore, error)
	// Close gives back what the store holds; nil for nothing.
	Close func(activity.BookingStore) error
}

// TestBookings runs each case as a subtest named after its sentence.
func TestBookings(t *testing.T, h BookingsHarness) {
	t.Helper()
	conform.Test(t, h.adapter())
	t.Run("NeverOversold", func(t *testing.T) {
		if err := h.crowd(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

// CheckBookings runs the same cases outside a test and joins what failed.
func CheckBookings(ctx context.Context, open func(context.Context) (activity.BookingStore, error)) error {
	h := BookingsHarness{Open: open}
	return errors.Join(conform.Check(ctx, h.adapter()), h.crowd(ctx))
}

// BenchmarkBookings measures commits and reads.
func BenchmarkBookings(b *testing.B, h BookingsHarness) {
	b.Helper()
	conform.Benchmark(b, h.adapter())
}

// crowd is the case that matters most: many ask at once for few places, and no
// more are given than there are.
func (h BookingsHarness) crowd(ctx context.Context) error {
	s, err := h.Open(ctx)
	if err != nil {
		return err
	}
	if h.Close != nil {
		defer h.Close(s) //nolint:errcheck // the case is over
	}
	const people, places = 24, 5
	at := time.Date(2026, 6, 1, 9, 0, 0, 0, time.UTC)
	book, err := activity.NewBookings(activity.ID{1}, time.Time{}, activity.BookingTerms{Places: places, HoldFor: time.Hour})
	if err != nil {
		return err
	}
	desk := activity.NewDesk(s, &activity.DeskOptions{Attempts: 10_000})
	if _, err := desk.Open(ctx, activity.ChangeID{1}, book); err != nil {
		return fmt.Errorf("opening the book: %w", err)
	}
	var wg sync.WaitGroup
	fails := make([]error, people)
	for i := range people {
		wg.Go(func() {
			_, _, fails[i] = desk.Do(ctx, book.ID(), &activity.Reserve{
				BookingMeta: activity.BookingMeta{ID: activity.ChangeID{2, byte(i)}, At: at}, Holder: activity.HolderID{3, byte(i)},
				Wait: i%2 == 0,
			})
		})
	}
	wg.Wait()
	refused := 0
	for _, err := range fails {
		if errors.Is(err, activity.ErrFull) {
			refused++
		} else if err != nil {
			return fmt.Errorf("reserving: %w", err)
		}
	}
	got, _, err := s.Get(ctx, book.ID())
	if err != nil {
		return fmt.Errorf("reading the book: %w", err)
	}
	if got.Taken() != places || len(got.Queue())+refused != people-places {
		return fmt.Errorf("%d people wanted %d places: %d taken, %d waiting, %d refused", people, places,
			got.Taken(), len(got.Queue()), refused)
	}
	return nil
}

// The suite names books by their activity, because a book's own ID is derived.
func bookOf(id uuid.UUID) activity.BookingsID {
	return activity.BookingsFor(activity.ID(id), time.Time{})
}

func (h BookingsHarness) adapter() conform.Adapter[activity.Bookings, activity.BookingEvent] {
	return conform.Adapter[activity.Bookings, activity.BookingEvent]{
		Open: func(ctx context.Context) (conform.Store[activity.Bookings, activity.BookingEvent], error) {
			s, err := h.Open(ctx)
			if err != nil {
				return conform.Store[activity.Bookings, activity.BookingEvent]{}, err
			}
			return wrapBookings(s, h.Close), nil
		},
		NotFound: activity.ErrNotFound, Conflict: activity.ErrConflict,
		Value: sampleBookings, Equal: activity.Bookings.Equal,
		Time: func(b activity.Bookings) time.Time { return b.At() },
		Event: func(id, aggregate uuid.UUID, version uint64, at time.Time) activity.BookingEvent {
			return activity.BookingEvent{
				ID: activity.EventID(id), Bookings: bookOf(aggregate), Command: activity.ChangeID{4}, Kind: activity.Promoted,
				Version: activity.Version(version), At: at, Holder: activity.HolderID{5}, Places: 2, Priority: 1, Until: at.Add(time.Hour),
				Reason: "suite", Freed: true, Terms: &activity.BookingTerms{Places: 3, HoldFor: time.Minute},
			}
		},
		EventID:        func(e activity.BookingEvent) uuid.UUID { return uuid.UUID(e.ID) },
		EventVersion:   func(e activity.BookingEvent) uint64 { return uint64(e.Version) },
		EventAggregate: func(e activity.BookingEvent) uuid.UUID { return uuid.UUID(e.Bookings) },
		EventEqual:     activity.BookingEvent.Equal,
	}
}

// sampleBookings is a book with somebody in every state.
func sampleBookings(id uuid.UUID, version uint64, variant int, at time.Time) activity.Bookings {
	b, err := activity.NewBookings(activity.ID(id), time.Time{}, activity.BookingTerms{
		Places: 3 + int(version), HoldFor: time.Hour, OfferFor: time.Minute, MaxWaiting: 9,
	})
	for i := range 2 {
		if err != nil {
			panic(err) // the terms and commands here are right
		}
		b, _, err = b.Apply(&activity.Reserve{
			BookingMeta: activity.BookingMeta{ID: number(variant, i), At: at}, Holder: activity.HolderID{6, byte(i), byte(variant)},
			Priority: i,
		})
	}
	b, _, err = b.Apply(&activity.Confirm{
		BookingMeta: activity.BookingMeta{ID: number(variant, 9), At: at}, Holder: activity.HolderID{6, 1, byte(variant)},
	})
	if err != nil {
		panic(err)
	}
	return b
}

func number(variant, i int) activity.ChangeID {
	var id activity.ChangeID
	binary.BigEndian.PutUint32(id[:], uint32(variant)+1)
	id[4] = byte(i)
	return id
}

func wrapBookings(s activity.BookingStore, closing func(activity.BookingStore) error) conform.Store[activity.Bookings, activity.BookingEvent] {
	w := conform.Store[activity.Bookings, activity.BookingEvent]{
		Get: func(ctx context.Context, id uuid.UUID) (activity.Bookings, uint64, error) {
			b, v, err := s.Get(ctx, bookOf(id))
			return b, uint64(v), err
		},
		Commit: func(ctx context.Context, c conform.Change[activity.Bookings, activity.BookingEvent]) error {
			return s.Commit(ctx, activity.BookingChange{
				ID: activity.ChangeID(c.ID), Base: activity.Version(c.Base), Value: c.Value, Events: c.Events,
			})
		},
	}
	if r, ok := s.(activity.BookingEventReader); ok {
		w.Events = func(ctx context.Context, id uuid.UUID) ([]activity.BookingEvent, error) {
			return r.Events(ctx, bookOf(id))
		}
	}
	if l, ok := s.(activity.BookingLister); ok {
		w.List = func(ctx context.Context, after uint64, limit int) ([]conform.Listed[activity.Bookings], error) {
			page, err := l.List(ctx, after, limit)
			out := make([]conform.Listed[activity.Bookings], len(page))
			for i, x := range page {
				out[i] = conform.Listed[activity.Bookings]{ID: uuid.UUID(x.Bookings.Activity()), Value: x.Bookings, Version: uint64(x.Version), Cursor: x.Cursor}
			}
			return out, err
		}
	}
	if closing != nil {
		w.Close = func() error { return closing(s) }
	}
	return w
}
