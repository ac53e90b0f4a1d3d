// Package memstore is the store that mem<pkg> packages are made of: versioned
// values in memory, with the same promises as a database behind a Store.
//
// It is generic in the identifier, the value and the event. Each mem<pkg>
// package wraps it, hands in its own sentinels, and converts its own Change;
// no type of this package appears in a public signature.
//
// # How it is built
//
// Values are spread over shards by a hash of their identifier, each behind its
// own lock, so that writers of different aggregates seldom meet. Each commit
// takes the next number of one counter while it holds its shard's lock. A
// reader of changes first reads that counter and then the shards: every number
// up to the one it read belongs to a commit whose shard it will find
// unlocked, hence whole, so that no change can appear behind a cursor.
package memstore

import (
	"context"
	"errors"
	"hash/maphash"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/google/uuid"
)

// Options say what the store must know of its types. NotFound and Conflict
// must be set; the rest may be left out.
type Options[T, E any] struct {
	// NotFound and Conflict are the sentinels of the package that is served.
	NotFound, Conflict error
	// Clone copies a value so deeply that no memory is shared; nil for values
	// that are immutable.
	Clone func(T) T
	// CloneEvent does the same for an event.
	CloneEvent func(E) E
	// EventID gives an event its identity, for redactions and
	// acknowledgements. A store whose events have none has neither.
	EventID func(E) uuid.UUID
	// Owner says whose a value is, for aggregates that stay with their owner: a
	// change under another's name is a conflict. Nil where there is none.
	Owner func(T) uuid.UUID
	// DropEvents keeps no events: such a store is no EventReader and no Outbox.
	DropEvents bool
	// Outbox keeps each event until it is acknowledged.
	Outbox bool
}

// A Change is one atomic step of one aggregate.
type Change[ID comparable, T, E any] struct {
	Aggregate  ID
	ChangeID   uuid.UUID // zero: this change is never recognised as a repetition
	Base       uint64    // 0: must not exist
	Value      T         // the value at Base+1
	Events     []E
	Redactions []Redaction[E]
}

// A Redaction replaces an earlier event of the same aggregate.
type Redaction[E any] struct {
	Event   uuid.UUID
	Replace func(E) E // must keep the event's ID, type, version and times
}

// An Item is a value as the lister gives it.
type Item[ID comparable, T any] struct {
	ID      ID
	Value   T
	Version uint64
	Cursor  uint64 // the number of the commit that made this version
}

// A Pending is an event that has not been acknowledged.
type Pending[ID comparable, E any] struct {
	Aggregate ID
	Event     E
}

// shardCount is many times the number of processors, so that two writers
// seldom share a lock. It must be a power of two.
const shardCount = 256

// A Store holds the latest value of each aggregate. It is safe for concurrent
// use. Make it with New.
type Store[ID comparable, T, E any] struct {
	options Options[T, E]
	seed    maphash.Seed
	last    atomic.Uint64
	shards  [shardCount]shard[ID, T, E]
}

type shard[ID comparable, T, E any] struct {
	mu      sync.RWMutex
	records map[ID]*record[T, E]
	log     []logged[ID] // by ascending cursor; stale where the record moved on
	waiting int          // events of this shard that the outbox still holds
	_       [64]byte     // keeps the locks of neighbours apart
}

type logged[ID comparable] struct {
	cursor uint64
	id     ID
}

type record[T, E any] struct {
	value   T
	version uint64
	change  uuid.UUID
	cursor  uint64
	events  [][]E   // those of each commit that brought any: keeping them moves none of the earlier
	pending []place // ascending
}

// place says where among the events of a record one stands.
type place struct{ commit, event int }

func (r *record[T, E]) at(p place) E { return r.events[p.commit][p.event] }

// New makes an empty store. It panics if o lacks one of the sentinels: that is
// a mistake in the package that wraps it.
func New[ID comparable, T, E any](o Options[T, E]) *Store[ID, T, E] {
	if o.NotFound == nil || o.Conflict == nil {
		panic("memstore: New needs both sentinels")
	}
	s := &Store[ID, T, E]{options: o, seed: maphash.MakeSeed()}
	for i := range s.shards {
		s.shards[i].records = make(map[ID]*record[T, E])
	}
	return s
}

func (s *Store[ID, T, E]) shard(id ID) *shard[ID, T, E] {
	return &s.shards[maphash.Comparable(s.seed, id)&(shardCount-1)]
}

// Get returns the latest value and its version, or the NotFound sentinel.
func (s *Store[ID, T, E]) Get(ctx context.Context, id ID) (T, uint64, error) {
	var none T
	if err := ctx.Err(); err != nil {
		return none, 0, err
	}
	sh := s.shard(id)
	sh.mu.RLock()
	r, ok := sh.records[id]
	if !ok {
		sh.mu.RUnlock()
		return none, 0, s.options.NotFound
	}
	value, version := r.value, r.version
	sh.mu.RUnlock()
	// What a record held is never written to, so the copy needs no lock.
	return s.clone(value), version, nil
}

// Commit stores c whole or not at all. A cancelled context changes nothing.
func (s *Store[ID, T, E]) Commit(ctx context.Context, c Change[ID, T, E]) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	// Copies are made before the lock is taken.
	c.Value = s.clone(c.Value)
	if !s.options.DropEvents {
		c.Events = s.cloneEvents(c.Events)
	}
	sh := s.shard(c.Aggregate)
	sh.mu.Lock()
	defer sh.mu.Unlock()
	r := sh.records[c.Aggregate]
	switch {
	case r != nil && r.version == c.Base+1 && r.change == c.ChangeID && c.ChangeID != uuid.Nil:
		return nil // a repetition
	case r == nil && c.Base != 0, r != nil && (r.version != c.Base || s.moves(r.value, c.Value)):
		return s.options.Conflict
	}
	var earlier [][]E
	if r != nil {
		earlier = r.events
	}
	redacted, err := s.redact(earlier, c.Redactions)
	if err != nil {
		return err
	}
	if r == nil {
		r = new(record[T, E])
		sh.records[c.Aggregate] = r
	}
	r.events = redacted
	s.apply(sh, r, c)
	return nil
}

// moves says whether a value would go to another owner.
func (s *Store[ID, T, E]) moves(from, to T) bool {
	return s.options.Owner != nil && s.options.Owner(from) != s.options.Owner(to)
}

// apply cannot fail; its caller holds the shard's lock.
func (s *Store[ID, T, E]) apply(sh *shard[ID, T, E], r *record[T, E], c Change[ID, T, E]) {
	r.value, r.version, r.change = c.Value, c.Base+1, c.ChangeID
	if !s.options.DropEvents && len(c.Events) > 0 {
		r.events = append(r.events, c.Events)
		for i := 0; s.options.Outbox && i < len(c.Events); i++ {
			r.pending = append(r.pending, place{len(r.events) - 1, i})
			sh.waiting++
		}
	}
	r.cursor = s.last.Add(1)
	sh.log = append(sh.log, logged[ID]{r.cursor, c.Aggregate})
	if len(sh.log) > 64 && len(sh.log) > 2*len(sh.records) {
		sh.compact()
	}
}

// compact drops the entries that a later commit of the same aggregate made
// stale. It runs when more than half are, so that its cost per commit is
// constant.
func (sh *shard[ID, T, E]) compact() {
	sh.log = slices.DeleteFunc(sh.log, func(l logged[ID]) bool {
		return sh.records[l.id].cursor != l.cursor
	})
}

// redact gives the events with the redactions applied, in new slices if there
// are any: readers hold the old ones.
func (s *Store[ID, T, E]) redact(events [][]E, redactions []Redaction[E]) ([][]E, error) {
	if len(redactions) == 0 || s.options.DropEvents {
		return events, nil
	}
	if s.options.EventID == nil {
		return nil, errors.New("memstore: events without identity cannot be redacted")
	}
	events = slices.Clone(events)
	for _, redaction := range redactions {
		p, ok := s.find(events, redaction.Event)
		if !ok {
			return nil, s.options.NotFound
		}
		next := s.cloneEvent(redaction.Replace(s.cloneEvent(events[p.commit][p.event])))
		if s.options.EventID(next) != redaction.Event {
			return nil, errors.New("memstore: a redaction must keep the ID of its event")
		}
		events[p.commit] = slices.Clone(events[p.commit])
		events[p.commit][p.event] = next
	}
	return events, nil
}

func (s *Store[ID, T, E]) find(events [][]E, id uuid.UUID) (place, bool) {
	for c := range events {
		for i := range events[c] {
			if s.options.EventID(events[c][i]) == id {
				return place{c, i}, true
			}
		}
	}
	return place{}, false
}

// Events gives the events of one aggregate in the order of their commits,
// redacted where they were. An unknown aggregate is the NotFound sentinel.
func (s *Store[ID, T, E]) Events(ctx context.Context, id ID) ([]E, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	sh := s.shard(id)
	sh.mu.RLock()
	r, ok := sh.records[id]
	if !ok {
		sh.mu.RUnlock()
		return nil, s.options.NotFound
	}
	events := r.events[:len(r.events):len(r.events)]
	sh.mu.RUnlock()
	// What a commit brought is never written to, so the copy needs no lock.
	all := slices.Concat(events...)
	for i := 0; s.options.CloneEvent != nil && i < len(all); i++ {
		all[i] = s.options.CloneEvent(all[i])
	}
	return all, nil
}

// List gives up to limit values that changed after the cursor, in the order of
// their latest change, each aggregate once. A limit of 0 or less gives all.
// The cursor of the last item continues the list. A value that changes while a
// list is read moves to its end; none is left out.
func (s *Store[ID, T, E]) List(ctx context.Context, after uint64, limit int) ([]Item[ID, T], error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	upTo := s.last.Load() // before any shard is read: see the package comment
	var items []Item[ID, T]
	for i := range s.shards {
		items = s.shards[i].list(items, after, upTo, limit)
	}
	slices.SortFunc(items, func(a, b Item[ID, T]) int {
		if a.Cursor < b.Cursor {
			return -1
		}
		return 1
	})
	if limit > 0 && len(items) > limit {
		items = items[:limit:limit]
	}
	for i := range items {
		items[i].Value = s.clone(items[i].Value)
	}
	return items, nil
}

// list appends at most limit items: no shard gives more to the final list.
func (sh *shard[ID, T, E]) list(items []Item[ID, T], after, upTo uint64, limit int) []Item[ID, T] {
	sh.mu.RLock()
	defer sh.mu.RUnlock()
	start, _ := slices.BinarySearchFunc(sh.log, after+1, func(l logged[ID], cursor uint64) int {
		switch {
		case l.cursor < cursor:
			return -1
		case l.cursor > cursor:
			return 1
		default:
			return 0
		}
	})
	taken := 0
	for _, l := range sh.log[start:] {
		if l.cursor > upTo || limit > 0 && taken == limit {
			break
		}
		if r := sh.records[l.id]; r.cursor == l.cursor {
			items = append(items, Item[ID, T]{l.id, r.value, r.version, r.cursor})
			taken++
		}
	}
	return items
}

// Len is the number of aggregates.
func (s *Store[ID, T, E]) Len() int {
	n := 0
	for i := range s.shards {
		s.shards[i].mu.RLock()
		n += len(s.shards[i].records)
		s.shards[i].mu.RUnlock()
	}
	return n
}

// Pending gives up to limit events that are not acknowledged, those of one
// aggregate together and in the order of their versions; aggregates come in
// the order of their latest change within a shard. It gives the same events
// again until they are acknowledged. A limit of 0 or less gives all.
func (s *Store[ID, T, E]) Pending(ctx context.Context, limit int) ([]Pending[ID, E], error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	var out []Pending[ID, E]
	for i := range s.shards {
		out = s.shards[i].pending(out, limit)
		if limit > 0 && len(out) >= limit {
			break
		}
	}
	for i := range out {
		out[i].Event = s.cloneEvent(out[i].Event)
	}
	return out, nil
}

func (sh *shard[ID, T, E]) pending(out []Pending[ID, E], limit int) []Pending[ID, E] {
	sh.mu.RLock()
	defer sh.mu.RUnlock()
	if sh.waiting == 0 {
		return out
	}
	for _, l := range sh.log {
		r := sh.records[l.id]
		if r.cursor != l.cursor {
			continue
		}
		for _, p := range r.pending {
			if limit > 0 && len(out) >= limit {
				return out
			}
			out = append(out, Pending[ID, E]{l.id, r.at(p)})
		}
	}
	return out
}

// Acknowledge removes events of one aggregate from the outbox. What is unknown
// or acknowledged already is passed over.
func (s *Store[ID, T, E]) Acknowledge(ctx context.Context, id ID, events ...uuid.UUID) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if s.options.EventID == nil {
		return errors.New("memstore: events without identity cannot be acknowledged")
	}
	sh := s.shard(id)
	sh.mu.Lock()
	defer sh.mu.Unlock()
	r, ok := sh.records[id]
	if !ok {
		return nil
	}
	before := len(r.pending)
	r.pending = slices.DeleteFunc(r.pending, func(p place) bool {
		return slices.Contains(events, s.options.EventID(r.at(p)))
	})
	sh.waiting -= before - len(r.pending)
	return nil
}

func (s *Store[ID, T, E]) clone(v T) T {
	if s.options.Clone == nil {
		return v
	}
	return s.options.Clone(v)
}

func (s *Store[ID, T, E]) cloneEvent(e E) E {
	if s.options.CloneEvent == nil {
		return e
	}
	return s.options.CloneEvent(e)
}

// cloneEvents copies the slice, and each event where there is a way to.
func (s *Store[ID, T, E]) cloneEvents(events []E) []E {
	if len(events) == 0 {
		return nil
	}
	out := slices.Clone(events)
	if s.options.CloneEvent != nil {
		for i, e := range out {
			out[i] = s.options.CloneEvent(e)
		}
	}
	return out
}
