// Package memactivity keeps activities, providers and bookings in memory: for
// tests, for programs that need no database, and as the reference of what a
// store does.
package memactivity

import (
	"context"

	"github.com/google/uuid"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/internal/memstore"
)

// Store is an [activity.Store] in memory, with events, list and outbox. Safe for
// concurrent use. Make it with [New]; the zero Store is not usable.
type Store struct {
	store *memstore.Store[activity.ID, activity.Activity, activity.Event]
}

var (
	_ activity.Store       = (*Store)(nil)
	_ activity.EventReader = (*Store)(nil)
	_ activity.Lister      = (*Store)(nil)
	_ activity.Outbox      = (*Store)(nil)
)

// New makes an empty store.
func New() *Store {
	return &Store{memstore.New[activity.ID](memstore.Options[activity.Activity, activity.Event]{
		NotFound: activity.ErrNotFound, Conflict: activity.ErrConflict, Clone: activity.Activity.Clone,
		EventID: func(e activity.Event) uuid.UUID { return uuid.UUID(e.ID) }, Outbox: true,
	})}
}

// Get implements [activity.Store].
func (s *Store) Get(ctx context.Context, id activity.ID) (activity.Activity, activity.Version, error) {
	a, v, err := s.store.Get(ctx, id)
	return a, activity.Version(v), err
}

// Commit implements [activity.Store].
func (s *Store) Commit(ctx context.Context, c activity.Change) error {
	redactions := make([]memstore.Redaction[activity.Event], len(c.Redactions))
	for i, r := range c.Redactions {
		redactions[i] = memstore.Redaction[activity.Event]{Event: uuid.UUID(r.Event), Replace: activity.Event.Redacted}
	}
	return s.store.Commit(ctx, memstore.Change[activity.ID, activity.Activity, activity.Event]{
		Aggregate: c.Value.ID, ChangeID: uuid.UUID(c.ID), Base: uint64(c.Base),
		Value: c.Value, Events: c.Events, Redactions: redactions,
	})
}

// Events implements [activity.EventReader].
func (s *Store) Events(ctx context.Context, id activity.ID) ([]activity.Event, error) {
	return s.store.Events(ctx, id)
}

// List implements [activity.Lister].
func (s *Store) List(ctx context.Context, after uint64, limit int) ([]activity.Stored, error) {
	items, err := s.store.List(ctx, after, limit)
	out := make([]activity.Stored, len(items))
	for i, it := range items {
		out[i] = activity.Stored{Activity: it.Value, Version: activity.Version(it.Version), Cursor: it.Cursor}
	}
	return out, err
}

// Pending implements [activity.Outbox].
func (s *Store) Pending(ctx context.Context, limit int) ([]activity.Event, error) {
	pending, err := s.store.Pending(ctx, limit)
	out := make([]activity.Event, len(pending))
	for i, p := range pending {
		out[i] = p.Event
	}
	return out, err
}

// Acknowledge implements [activity.Outbox].
func (s *Store) Acknowledge(ctx context.Context, id activity.ID, events ...activity.EventID) error {
	ids := make([]uuid.UUID, len(events))
	for i, e := range events {
		ids[i] = uuid.UUID(e)
	}
	return s.store.Acknowledge(ctx, id, ids...)
}

// Providers is an [activity.ProviderStore] in memory. Safe for concurrent use.
// Make it with [NewProviders]; the zero Providers is not usable.
type Providers struct {
	store *memstore.Store[activity.ProviderID, activity.Provider, struct{}]
}

var (
	_ activity.ProviderStore  = (*Providers)(nil)
	_ activity.ProviderLister = (*Providers)(nil)
)

// NewProviders makes an empty store.
func NewProviders() *Providers {
	return &Providers{memstore.New[activity.ProviderID](memstore.Options[activity.Provider, struct{}]{
		NotFound: activity.ErrNotFound, Conflict: activity.ErrConflict, Clone: activity.Provider.Clone,
		DropEvents: true,
	})}
}

// Get implements [activity.ProviderStore].
func (s *Providers) Get(ctx context.Context, id activity.ProviderID) (activity.Provider, activity.Version, error) {
	p, v, err := s.store.Get(ctx, id)
	return p, activity.Version(v), err
}

// Commit implements [activity.ProviderStore].
func (s *Providers) Commit(ctx context.Context, c activity.ProviderChange) error {
	return s.store.Commit(ctx, memstore.Change[activity.ProviderID, activity.Provider, struct{}]{
		Aggregate: c.Value.ID, ChangeID: uuid.UUID(c.ID), Base: uint64(c.Base), Value: c.Value,
	})
}

// List implements [activity.ProviderLister].
func (s *Providers) List(ctx context.Context, after uint64, limit int) ([]activity.StoredProvider, error) {
	items, err := s.store.List(ctx, after, limit)
	out := make([]activity.StoredProvider, len(items))
	for i, it := range items {
		out[i] = activity.StoredProvider{Provider: it.Value, Version: activity.Version(it.Version), Cursor: it.Cursor}
	}
	return out, err
}

// Bookings is an [activity.BookingStore] in memory, with events and list. Safe
// for concurrent use. Make it with [NewBookings]; the zero Bookings is not
// usable.
type Bookings struct {
	store *memstore.Store[activity.BookingsID, activity.Bookings, activity.BookingEvent]
}

var (
	_ activity.BookingStore       = (*Bookings)(nil)
	_ activity.BookingEventReader = (*Bookings)(nil)
	_ activity.BookingLister      = (*Bookings)(nil)
)

// NewBookings makes an empty store.
func NewBookings() *Bookings {
	return &Bookings{memstore.New[activity.BookingsID](memstore.Options[activity.Bookings, activity.BookingEvent]{
		NotFound: activity.ErrNotFound, Conflict: activity.ErrConflict,
		EventID:    func(e activity.BookingEvent) uuid.UUID { return uuid.UUID(e.ID) },
		CloneEvent: activity.BookingEvent.Clone,
	})}
}

// Get implements [activity.BookingStore].
func (s *Bookings) Get(ctx context.Context, id activity.BookingsID) (activity.Bookings, activity.Version, error) {
	b, v, err := s.store.Get(ctx, id)
	return b, activity.Version(v), err
}

// Commit implements [activity.BookingStore].
func (s *Bookings) Commit(ctx context.Context, c activity.BookingChange) error {
	return s.store.Commit(ctx, memstore.Change[activity.BookingsID, activity.Bookings, activity.BookingEvent]{
		Aggregate: c.Value.ID(), ChangeID: uuid.UUID(c.ID), Base: uint64(c.Base), Value: c.Value, Events: c.Events,
	})
}

// Events implements [activity.BookingEventReader].
func (s *Bookings) Events(ctx context.Context, id activity.BookingsID) ([]activity.BookingEvent, error) {
	return s.store.Events(ctx, id)
}

// List implements [activity.BookingLister].
func (s *Bookings) List(ctx context.Context, after uint64, limit int) ([]activity.StoredBookings, error) {
	items, err := s.store.List(ctx, after, limit)
	out := make([]activity.StoredBookings, len(items))
	for i, it := range items {
		out[i] = activity.StoredBookings{Bookings: it.Value, Version: activity.Version(it.Version), Cursor: it.Cursor}
	}
	return out, err
}
