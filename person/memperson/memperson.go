// Package memperson keeps persons in memory: for tests, for programs that need
// no database, and as the reference of what a store does.
package memperson

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"sync"

	"github.com/google/uuid"

	"github.com/socialprescribing/socialprescribing/internal/memstore"
	"github.com/socialprescribing/socialprescribing/person"
)

// Store is a [person.Store] in memory, with events, list, outbox and finder. It
// is safe for concurrent use. Make it with [New]; the zero Store is not usable.
type Store struct {
	store *memstore.Store[person.ID, person.Person, person.Event]
	index *index // behind a pointer, which is all that fmt prints of it in a host's unexported field
	// erasing keeps other commits away while an erased person leaves the index.
	erasing sync.RWMutex
}

var (
	_ person.Store       = (*Store)(nil)
	_ person.EventReader = (*Store)(nil)
	_ person.Lister      = (*Store)(nil)
	_ person.Outbox      = (*Store)(nil)
	_ person.Finder      = (*Store)(nil)
)

// New makes an empty store.
func New() *Store {
	return &Store{
		store: memstore.New[person.ID](memstore.Options[person.Person, person.Event]{
			NotFound: person.ErrNotFound, Conflict: person.ErrConflict, Clone: person.Person.Clone,
			EventID: func(e person.Event) uuid.UUID { return uuid.UUID(e.ID) }, Outbox: true,
		}),
		index: &index{ids: map[key]map[person.ID]struct{}{}},
	}
}

// String gives a placeholder: what is in the store is nobody's to print.
func (s *Store) String() string { return "[memperson.Store]" }

// Format writes a placeholder for every verb.
func (s *Store) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, s.String()) }

// LogValue gives a placeholder.
func (s *Store) LogValue() slog.Value { return slog.StringValue(s.String()) }

// Get implements [person.Store].
func (s *Store) Get(ctx context.Context, id person.ID) (person.Person, person.Version, error) {
	p, v, err := s.store.Get(ctx, id)
	return p, person.Version(v), err
}

// Commit implements [person.Store]. The identifiers of a person who is erased leave
// the index as well.
func (s *Store) Commit(ctx context.Context, c person.Change) error {
	if !c.Value.Erased() {
		s.erasing.RLock()
		defer s.erasing.RUnlock()
		return s.commit(ctx, c)
	}
	s.erasing.Lock()
	defer s.erasing.Unlock()
	err := s.commit(ctx, c)
	if err == nil {
		s.index.forget(c.Value.ID)
		s.index.add(c.Value) // a host may leave a number on a tombstone
	}
	return err
}

func (s *Store) commit(ctx context.Context, c person.Change) error {
	// The index may hold more than the store (a commit that fails leaves its
	// entry, and Find looks at the value), but never less.
	s.index.add(c.Value)
	redactions := make([]memstore.Redaction[person.Event], len(c.Redactions))
	for i, r := range c.Redactions {
		redactions[i] = memstore.Redaction[person.Event]{
			Event:   uuid.UUID(r.Event),
			Replace: func(e person.Event) person.Event { return e.Redact(r.Payload) },
		}
	}
	return s.store.Commit(ctx, memstore.Change[person.ID, person.Person, person.Event]{
		Aggregate: c.Value.ID, ChangeID: uuid.UUID(c.ID), Base: uint64(c.Base),
		Value: c.Value, Events: c.Events, Redactions: redactions,
	})
}

// Events implements [person.EventReader].
func (s *Store) Events(ctx context.Context, id person.ID) ([]person.Event, error) {
	return s.store.Events(ctx, id)
}

// List implements [person.Lister].
func (s *Store) List(ctx context.Context, after uint64, limit int) ([]person.Stored, error) {
	items, err := s.store.List(ctx, after, limit)
	out := make([]person.Stored, len(items))
	for i, it := range items {
		out[i] = person.Stored{Person: it.Value, Version: person.Version(it.Version), Cursor: it.Cursor}
	}
	return out, err
}

// Pending implements [person.Outbox].
func (s *Store) Pending(ctx context.Context, limit int) ([]person.Event, error) {
	pending, err := s.store.Pending(ctx, limit)
	out := make([]person.Event, len(pending))
	for i, p := range pending {
		out[i] = p.Event
	}
	return out, err
}

// Acknowledge implements [person.Outbox].
func (s *Store) Acknowledge(ctx context.Context, id person.ID, events ...person.EntryID) error {
	ids := make([]uuid.UUID, len(events))
	for i, e := range events {
		ids[i] = uuid.UUID(e)
	}
	return s.store.Acknowledge(ctx, id, ids...)
}

// Find implements [person.Finder].
func (s *Store) Find(ctx context.Context, by person.Identifier) ([]person.ID, error) {
	var out []person.ID
	for _, id := range s.index.candidates(by) {
		p, _, err := s.Get(ctx, id)
		switch {
		case errors.Is(err, person.ErrNotFound):
			continue // its commit failed, or has not come yet
		case err != nil:
			return nil, err
		case by.Matches(p):
			out = append(out, id)
		}
	}
	return out, nil
}

// key is one identifier; exactly one of its fields is set.
type key struct {
	nhs   person.NHSNumber
	chi   person.CHINumber
	hc    person.HCNumber
	other [2]string
}

// index gives, for each identifier, everybody who ever carried it.
type index struct {
	mu  sync.RWMutex
	ids map[key]map[person.ID]struct{}
}

func (x *index) add(p person.Person) {
	keys := keysOf(person.Identifier{NHSNumber: p.NHSNumber, CHINumber: p.CHINumber, HCNumber: p.HCNumber})
	for _, o := range p.OtherIdentifiers {
		if o != nil {
			keys = append(keys, keysOf(person.Identifier{Other: *o})...)
		}
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	for _, k := range keys {
		if x.ids[k] == nil {
			x.ids[k] = map[person.ID]struct{}{}
		}
		x.ids[k][p.ID] = struct{}{}
	}
}

// forget removes a person from the index, who carries no identifier any more.
func (x *index) forget(id person.ID) {
	x.mu.Lock()
	defer x.mu.Unlock()
	for k, ids := range x.ids {
		delete(ids, id)
		if len(ids) == 0 {
			delete(x.ids, k)
		}
	}
}

// candidates gives those who ever carried the first identifier, in order.
func (x *index) candidates(by person.Identifier) []person.ID {
	keys := keysOf(by)
	if len(keys) == 0 {
		return nil
	}
	x.mu.RLock()
	defer x.mu.RUnlock()
	var out []person.ID
	for id := range x.ids[keys[0]] {
		out = append(out, id)
	}
	slices.SortFunc(out, func(a, b person.ID) int { return bytes.Compare(a[:], b[:]) })
	return out
}

func keysOf(i person.Identifier) []key {
	var out []key
	if !i.NHSNumber.IsZero() {
		out = append(out, key{nhs: i.NHSNumber})
	}
	if !i.CHINumber.IsZero() {
		out = append(out, key{chi: i.CHINumber})
	}
	if !i.HCNumber.IsZero() {
		out = append(out, key{hc: i.HCNumber})
	}
	if v := i.Other.Value.Disclose(); i.Other.System != "" && v != "" {
		out = append(out, key{other: [2]string{i.Other.System, v}})
	}
	return out
}
