// Package memoutcome keeps outcome records in memory: for tests, for programs that
// need no database, and as the reference of what a store does.
package memoutcome

import (
	"cmp"
	"context"
	"slices"

	"github.com/google/uuid"

	"github.com/socialprescribing/socialprescribing/internal/memstore"
	"github.com/socialprescribing/socialprescribing/outcome"
)

// Store is an [outcome.Store] in memory, with events, list, find and outbox.
//
// Safe for concurrent use. Make it with [New]; the zero Store is not usable.
type Store struct {
	store *memstore.Store[outcome.RecordID, outcome.Record, outcome.Event]
}

var (
	_ outcome.Store       = (*Store)(nil)
	_ outcome.EventReader = (*Store)(nil)
	_ outcome.Lister      = (*Store)(nil)
	_ outcome.Finder      = (*Store)(nil)
	_ outcome.Outbox      = (*Store)(nil)
)

// New makes an empty store.
func New() *Store {
	return &Store{memstore.New[outcome.RecordID](memstore.Options[outcome.Record, outcome.Event]{
		NotFound: outcome.ErrNotFound, Conflict: outcome.ErrConflict,
		Clone: outcome.Record.Clone, CloneEvent: outcome.Event.Clone,
		Owner:   func(r outcome.Record) uuid.UUID { return uuid.UUID(r.Person) },
		EventID: func(e outcome.Event) uuid.UUID { return uuid.UUID(e.ID) },
		Outbox:  true,
	})}
}

// Get implements [outcome.Store].
func (s *Store) Get(ctx context.Context, id outcome.RecordID) (outcome.Record, outcome.Version, error) {
	r, v, err := s.store.Get(ctx, id)
	return r, outcome.Version(v), err
}

// Commit implements [outcome.Store].
func (s *Store) Commit(ctx context.Context, c outcome.Change) error {
	redactions := make([]memstore.Redaction[outcome.Event], len(c.Redactions))
	for i, r := range c.Redactions {
		redactions[i] = memstore.Redaction[outcome.Event]{Event: uuid.UUID(r.Event), Replace: outcome.Event.Redacted}
	}
	return s.store.Commit(ctx, memstore.Change[outcome.RecordID, outcome.Record, outcome.Event]{
		Aggregate: c.Value.ID, ChangeID: uuid.UUID(c.ID), Base: uint64(c.Base),
		Value: c.Value, Events: c.Events, Redactions: redactions,
	})
}

// Events implements [outcome.EventReader].
func (s *Store) Events(ctx context.Context, id outcome.RecordID) ([]outcome.Event, error) {
	return s.store.Events(ctx, id)
}

// List implements [outcome.Lister].
func (s *Store) List(ctx context.Context, after uint64, limit int) ([]outcome.Stored, error) {
	items, err := s.store.List(ctx, after, limit)
	out := make([]outcome.Stored, len(items))
	for i, it := range items {
		out[i] = outcome.Stored{Record: it.Value, Version: outcome.Version(it.Version), Cursor: it.Cursor}
	}
	return out, err
}

// ByPerson implements [outcome.Finder]. It reads the whole store: it is for tests
// and small programs.
func (s *Store) ByPerson(ctx context.Context, who outcome.PersonID) ([]outcome.Stored, error) {
	all, err := s.List(ctx, 0, 0)
	if err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(all, func(x outcome.Stored) bool { return x.Record.Person != who })
	slices.SortFunc(all, func(a, b outcome.Stored) int {
		return cmp.Or(a.Record.At.Compare(b.Record.At), a.Record.ID.Compare(b.Record.ID))
	})
	return all, nil
}

// Pending implements [outcome.Outbox].
func (s *Store) Pending(ctx context.Context, limit int) ([]outcome.Event, error) {
	pending, err := s.store.Pending(ctx, limit)
	out := make([]outcome.Event, len(pending))
	for i, p := range pending {
		out[i] = p.Event
	}
	return out, err
}

// Acknowledge implements [outcome.Outbox].
func (s *Store) Acknowledge(ctx context.Context, record outcome.RecordID, events ...outcome.EventID) error {
	ids := make([]uuid.UUID, len(events))
	for i, e := range events {
		ids[i] = uuid.UUID(e)
	}
	return s.store.Acknowledge(ctx, record, ids...)
}
