package sqlstore

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"github.com/socialprescribing/socialprescribing/activity"
)

// Activities is an [activity.Store] with events, list and outbox.
type Activities struct {
	e *engine[activity.Activity, activity.Event]
}

// Providers is an [activity.ProviderStore] with list.
type Providers struct {
	e *engine[activity.Provider, struct{}]
}

var (
	_ activity.Store          = (*Activities)(nil)
	_ activity.EventReader    = (*Activities)(nil)
	_ activity.Lister         = (*Activities)(nil)
	_ activity.Outbox         = (*Activities)(nil)
	_ activity.ProviderStore  = (*Providers)(nil)
	_ activity.ProviderLister = (*Providers)(nil)
)

var activityKind = &kind[activity.Activity, activity.Event]{
	layout: layout{
		table: "activity", id: "activity_id", events: true, outbox: true,
		columns: []string{"provider_id", "status", "assured"},
		set:     &setLayout{table: "activity_place", columns: []string{"lat", "lon"}},
	},
	notFound: activity.ErrNotFound, conflict: activity.ErrConflict, plain: true,
	columns: func(db *DB, a activity.Activity) ([]any, error) {
		return []any{db.dialect.id(uuid.UUID(a.Provider)), string(a.Status), a.Assurance.On.String()}, nil
	},
	set:     places,
	eventID: func(e activity.Event) uuid.UUID { return uuid.UUID(e.ID) },
}

// places gives where an activity takes place, each once.
func places(_ *DB, a activity.Activity) [][]any {
	rows, seen := [][]any{}, []activity.Coordinates{}
	for _, l := range a.Locations {
		if l.Coordinates.IsZero() || slices.Contains(seen, l.Coordinates) {
			continue
		}
		seen = append(seen, l.Coordinates)
		lat, lon := l.Coordinates.Micro()
		rows = append(rows, []any{lat, lon})
	}
	return rows
}

// Activities gives the store of activities.
func (db *DB) Activities() *Activities { return &Activities{newEngine(db, activityKind)} }

// Get implements [activity.Store].
func (s *Activities) Get(ctx context.Context, id activity.ID) (activity.Activity, activity.Version, error) {
	a, v, err := s.e.get(ctx, uuid.UUID(id))
	return a, activity.Version(v), err
}

// Commit implements [activity.Store].
func (s *Activities) Commit(ctx context.Context, c activity.Change) error {
	x := &change[activity.Activity, activity.Event]{
		id: uuid.UUID(c.Value.ID), changeID: uuid.UUID(c.ID), base: uint64(c.Base), value: c.Value, events: c.Events,
	}
	for _, r := range c.Redactions {
		x.redactions = append(x.redactions, redaction[activity.Event]{uuid.UUID(r.Event), activity.Event.Redacted})
	}
	return s.e.commit(ctx, x)
}

// Events implements [activity.EventReader].
func (s *Activities) Events(ctx context.Context, id activity.ID) ([]activity.Event, error) {
	return s.e.eventsOf(ctx, uuid.UUID(id))
}

// List implements [activity.Lister].
func (s *Activities) List(ctx context.Context, after uint64, limit int) ([]activity.Stored, error) {
	items, err := s.e.list(ctx, after, limit)
	out := make([]activity.Stored, len(items))
	for i, x := range items {
		out[i] = activity.Stored{Activity: x.value, Version: activity.Version(x.version), Cursor: x.cursor}
	}
	return out, err
}

// Pending implements [activity.Outbox].
func (s *Activities) Pending(ctx context.Context, limit int) ([]activity.Event, error) {
	return s.e.pending(ctx, limit)
}

// Acknowledge implements [activity.Outbox].
func (s *Activities) Acknowledge(ctx context.Context, id activity.ID, events ...activity.EventID) error {
	return s.e.acknowledge(ctx, uuid.UUID(id), uuids(events))
}

var providerKind = &kind[activity.Provider, struct{}]{
	layout:   layout{table: "provider", id: "provider_id"},
	notFound: activity.ErrNotFound, conflict: activity.ErrConflict, plain: true,
}

// Providers gives the store of providers.
func (db *DB) Providers() *Providers { return &Providers{newEngine(db, providerKind)} }

// Get implements [activity.ProviderStore].
func (s *Providers) Get(ctx context.Context, id activity.ProviderID) (activity.Provider, activity.Version, error) {
	p, v, err := s.e.get(ctx, uuid.UUID(id))
	return p, activity.Version(v), err
}

// Commit implements [activity.ProviderStore].
func (s *Providers) Commit(ctx context.Context, c activity.ProviderChange) error {
	return s.e.commit(ctx, &change[activity.Provider, struct{}]{
		id: uuid.UUID(c.Value.ID), changeID: uuid.UUID(c.ID), base: uint64(c.Base), value: c.Value,
	})
}

// List implements [activity.ProviderLister].
func (s *Providers) List(ctx context.Context, after uint64, limit int) ([]activity.StoredProvider, error) {
	items, err := s.e.list(ctx, after, limit)
	out := make([]activity.StoredProvider, len(items))
	for i, x := range items {
		out[i] = activity.StoredProvider{Provider: x.value, Version: activity.Version(x.version), Cursor: x.cursor}
	}
	return out, err
}
