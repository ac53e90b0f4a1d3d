package sqlstore

import (
	"context"

	"github.com/google/uuid"

	"github.com/socialprescribing/socialprescribing/activity"
)

// Bookings is an [activity.BookingStore] with events and list.
type Bookings struct {
	e *engine[activity.Bookings, activity.BookingEvent]
}

var (
	_ activity.BookingStore       = (*Bookings)(nil)
	_ activity.BookingEventReader = (*Bookings)(nil)
	_ activity.BookingLister      = (*Bookings)(nil)
)

var bookingsKind = &kind[activity.Bookings, activity.BookingEvent]{
	layout: layout{
		table: "bookings", part: "activity_id", id: "bookings_id", events: true,
		columns: []string{"session", "places", "taken", "waiting", "lapses"},
	},
	notFound: activity.ErrNotFound, conflict: activity.ErrConflict,
	part: func(b activity.Bookings) uuid.UUID { return uuid.UUID(b.Activity()) },
	columns: func(db *DB, b activity.Bookings) ([]any, error) {
		d := db.dialect
		lapses, _ := b.NextLapse()
		return []any{d.instant(b.Session()), b.Terms().Places, b.Taken(), len(b.Queue()), d.instant(lapses)}, nil
	},
	eventID: func(e activity.BookingEvent) uuid.UUID { return uuid.UUID(e.ID) },
}

// Bookings gives the store of books of places.
func (db *DB) Bookings() *Bookings { return &Bookings{newEngine(db, bookingsKind)} }

// Get implements [activity.BookingStore]. Where the tables are partitioned it
// looks into each partition.
func (s *Bookings) Get(ctx context.Context, id activity.BookingsID) (activity.Bookings, activity.Version, error) {
	b, v, err := s.e.get(ctx, uuid.UUID(id))
	return b, activity.Version(v), err
}

// Commit implements [activity.BookingStore].
func (s *Bookings) Commit(ctx context.Context, c activity.BookingChange) error {
	return s.e.commit(ctx, &change[activity.Bookings, activity.BookingEvent]{
		id: uuid.UUID(c.Value.ID()), changeID: uuid.UUID(c.ID), base: uint64(c.Base), value: c.Value, events: c.Events,
	})
}

// Events implements [activity.BookingEventReader].
func (s *Bookings) Events(ctx context.Context, id activity.BookingsID) ([]activity.BookingEvent, error) {
	return s.e.eventsOf(ctx, uuid.UUID(id))
}

// List implements [activity.BookingLister].
func (s *Bookings) List(ctx context.Context, after uint64, limit int) ([]activity.StoredBookings, error) {
	items, err := s.e.list(ctx, after, limit)
	out := make([]activity.StoredBookings, len(items))
	for i, x := range items {
		out[i] = activity.StoredBookings{Bookings: x.value, Version: activity.Version(x.version), Cursor: x.cursor}
	}
	return out, err
}
