// Package memreferral keeps referrals in memory: for tests, for programs that
// need no database, and as the reference of what a store does.
package memreferral

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"github.com/socialprescribing/socialprescribing/internal/memstore"
	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral"
)

// Store is a [referral.Store] in memory, with events, list, find and outbox.
//
// Safe for concurrent use. Make it with [New]; the zero Store is not usable.
type Store struct {
	store *memstore.Store[referral.ID, referral.Referral, referral.Event]
}

var (
	_ referral.Store       = (*Store)(nil)
	_ referral.EventReader = (*Store)(nil)
	_ referral.Lister      = (*Store)(nil)
	_ referral.Finder      = (*Store)(nil)
	_ referral.Outbox      = (*Store)(nil)
)

// Options change what the store keeps. The zero value keeps values and events
// and has no outbox that would fill up.
type Options struct {
	DropEvents bool // keep values only: such a store has no events and no outbox
	Outbox     bool // keep each event until it is acknowledged
}

// New makes an empty store; nil options keep everything, with an outbox.
func New(o *Options) *Store {
	if o == nil {
		o = &Options{Outbox: true}
	}
	return &Store{memstore.New[referral.ID](memstore.Options[referral.Referral, referral.Event]{
		NotFound: referral.ErrNotFound, Conflict: referral.ErrConflict,
		Owner:      func(r referral.Referral) uuid.UUID { return uuid.UUID(r.Person()) },
		EventID:    func(e referral.Event) uuid.UUID { return uuid.UUID(e.ID) },
		DropEvents: o.DropEvents, Outbox: o.Outbox,
	})}
}

// Get implements [referral.Store].
func (s *Store) Get(ctx context.Context, id referral.ID) (referral.Referral, referral.Version, error) {
	r, v, err := s.store.Get(ctx, id)
	return r, referral.Version(v), err
}

// Commit implements [referral.Store].
func (s *Store) Commit(ctx context.Context, c referral.Change) error {
	var redactions []memstore.Redaction[referral.Event]
	for _, r := range c.Redactions {
		redactions = append(redactions, memstore.Redaction[referral.Event]{
			Event:   uuid.UUID(r.Event),
			Replace: func(e referral.Event) referral.Event { return e.Redact(r.At) },
		})
	}
	return s.store.Commit(ctx, memstore.Change[referral.ID, referral.Referral, referral.Event]{
		Aggregate: c.Value.ID(), ChangeID: uuid.UUID(c.ID), Base: uint64(c.Base),
		Value: c.Value, Events: c.Events, Redactions: redactions,
	})
}

// Events implements [referral.EventReader].
func (s *Store) Events(ctx context.Context, id referral.ID) ([]referral.Event, error) {
	return s.store.Events(ctx, id)
}

// List implements [referral.Lister].
func (s *Store) List(ctx context.Context, after uint64, limit int) ([]referral.Stored, error) {
	items, err := s.store.List(ctx, after, limit)
	out := make([]referral.Stored, len(items))
	for i, it := range items {
		out[i] = referral.Stored{Referral: it.Value, Version: referral.Version(it.Version), Cursor: it.Cursor}
	}
	return out, err
}

// ByPerson implements [referral.Finder]. It reads through the whole store.
func (s *Store) ByPerson(ctx context.Context, who person.ID) ([]referral.Stored, error) {
	all, err := s.List(ctx, 0, 0)
	if err != nil {
		return nil, err
	}
	mine := slices.DeleteFunc(all, func(x referral.Stored) bool { return x.Referral.Person() != who })
	slices.SortFunc(mine, func(a, b referral.Stored) int { return a.Referral.ID().Compare(b.Referral.ID()) })
	return mine, nil
}

// Pending implements [referral.Outbox].
func (s *Store) Pending(ctx context.Context, limit int) ([]referral.Event, error) {
	items, err := s.store.Pending(ctx, limit)
	out := make([]referral.Event, len(items))
	for i, it := range items {
		out[i] = it.Event
	}
	return out, err
}

// Acknowledge implements [referral.Outbox].
func (s *Store) Acknowledge(ctx context.Context, id referral.ID, events ...referral.EventID) error {
	u := make([]uuid.UUID, len(events))
	for i, e := range events {
		u[i] = uuid.UUID(e)
	}
	return s.store.Acknowledge(ctx, id, u...)
}
