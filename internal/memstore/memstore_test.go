package memstore_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/internal/conform"
	"github.com/socialprescribing/socialprescribing/internal/memstore"
)

var (
	errNotFound = errors.New("test: not found")
	errConflict = errors.New("test: conflict")
)

// value and event stand for those of any package.
type value struct {
	text string
	at   time.Time
	tags map[string]int
}

type event struct {
	id, aggregate uuid.UUID
	version       uint64
	at            time.Time
	secret        *string
}

type store = memstore.Store[uuid.UUID, value, event]

func options() memstore.Options[value, event] {
	return memstore.Options[value, event]{
		NotFound: errNotFound, Conflict: errConflict,
		Owner: func(v value) uuid.UUID { return uuid.UUID{byte(v.tags["owner"])} },
		Clone: func(v value) value {
			v.tags = maps.Clone(v.tags)
			return v
		},
		CloneEvent: func(e event) event {
			if e.secret != nil {
				secret := *e.secret
				e.secret = &secret
			}
			return e
		},
		EventID: func(e event) uuid.UUID { return e.id },
		Outbox:  true,
	}
}

func newStore() *store { return memstore.New[uuid.UUID](options()) }

func adapter() conform.Adapter[value, event] {
	return conform.Adapter[value, event]{
		Open:     func(context.Context) (conform.Store[value, event], error) { return wrap(newStore()), nil },
		NotFound: errNotFound, Conflict: errConflict,
		Value: func(_ uuid.UUID, version uint64, variant int, at time.Time) value {
			return value{fmt.Sprint(version, "-", variant), at, map[string]int{"n": variant}}
		},
		Equal: func(a, b value) bool {
			return a.text == b.text && a.at.Equal(b.at) && maps.Equal(a.tags, b.tags)
		},
		Time:   func(v value) time.Time { return v.at },
		Mutate: func(v value) { v.tags["n"] = -1 },
		Stray: func(_ uuid.UUID, version uint64, at time.Time) value {
			return value{fmt.Sprint("stray ", version), at, map[string]int{"n": 0, "owner": 2}}
		},
		Event: func(id, aggregate uuid.UUID, version uint64, at time.Time) event {
			secret := "secret of " + id.String()
			return event{id, aggregate, version, at, &secret}
		},
		EventID:        func(e event) uuid.UUID { return e.id },
		EventVersion:   func(e event) uint64 { return e.version },
		EventAggregate: func(e event) uuid.UUID { return e.aggregate },
		EventEqual: func(a, b event) bool {
			return a.id == b.id && (a.secret == nil) == (b.secret == nil) && (a.secret == nil || *a.secret == *b.secret)
		},
		EventHead: func(e event) string { return fmt.Sprint(e.id, e.aggregate, e.version, e.at.UTC()) },
		Redacted:  func(e event) bool { return e.secret == nil },
	}
}

func wrap(s *store) conform.Store[value, event] {
	return conform.Store[value, event]{
		Get: s.Get,
		Commit: func(ctx context.Context, c conform.Change[value, event]) error {
			var redactions []memstore.Redaction[event]
			for _, id := range c.Redact {
				redactions = append(redactions, memstore.Redaction[event]{Event: id, Replace: func(e event) event {
					e.secret = nil
					return e
				}})
			}
			return s.Commit(ctx, memstore.Change[uuid.UUID, value, event]{
				Aggregate: c.Aggregate, ChangeID: c.ID, Base: c.Base,
				Value: c.Value, Events: c.Events, Redactions: redactions,
			})
		},
		Events: s.Events,
		List: func(ctx context.Context, after uint64, limit int) ([]conform.Listed[value], error) {
			page, err := s.List(ctx, after, limit)
			out := make([]conform.Listed[value], len(page))
			for i, x := range page {
				out[i] = conform.Listed[value]{ID: x.ID, Value: x.Value, Version: x.Version, Cursor: x.Cursor}
			}
			return out, err
		},
		Pending: func(ctx context.Context, limit int) ([]event, error) {
			pending, err := s.Pending(ctx, limit)
			var events []event
			for _, p := range pending {
				events = append(events, p.Event)
			}
			return events, err
		},
		Acknowledge: func(ctx context.Context, aggregate, event uuid.UUID) error {
			return s.Acknowledge(ctx, aggregate, event)
		},
	}
}

func TestStore(t *testing.T) {
	conform.Test(t, adapter())
	require.NoError(t, conform.Check(t.Context(), adapter()))
}

func TestMutants(t *testing.T) { conform.TestMutants(t, adapter()) }

func TestNewWantsBothSentinels(t *testing.T) {
	require.Panics(t, func() { memstore.New[uuid.UUID](memstore.Options[value, event]{NotFound: errNotFound}) })
	require.Panics(t, func() { memstore.New[uuid.UUID](memstore.Options[value, event]{Conflict: errConflict}) })
}

func TestAChangeWithoutIDIsNeverARepetition(t *testing.T) {
	s := newStore()
	c := memstore.Change[uuid.UUID, value, event]{Aggregate: uuid.New(), Value: value{text: "x"}}
	require.NoError(t, s.Commit(t.Context(), c))
	require.ErrorIs(t, s.Commit(t.Context(), c), errConflict)
}

func TestDropEvents(t *testing.T) {
	o := options()
	o.DropEvents = true
	s := memstore.New[uuid.UUID](o)
	id := uuid.New()
	require.NoError(t, s.Commit(t.Context(), memstore.Change[uuid.UUID, value, event]{
		Aggregate: id, Events: []event{{id: uuid.New()}},
		// Nothing to redact is left in such a store, which is what was asked.
		Redactions: []memstore.Redaction[event]{{Event: uuid.New()}},
	}))
	events, err := s.Events(t.Context(), id)
	require.NoError(t, err)
	require.Empty(t, events)
	pending, err := s.Pending(t.Context(), 0)
	require.NoError(t, err)
	require.Empty(t, pending)
}

func TestARedactionThatFindsNothingIsAnError(t *testing.T) {
	s := newStore()
	id := uuid.New()
	c := memstore.Change[uuid.UUID, value, event]{
		Aggregate: id, Redactions: []memstore.Redaction[event]{{Event: uuid.New()}},
	}
	require.ErrorIs(t, s.Commit(t.Context(), c), errNotFound)
	_, _, err := s.Get(t.Context(), id)
	require.ErrorIs(t, err, errNotFound, "the change must not have been stored")
	require.Zero(t, s.Len())
}

func TestARedactionKeepsTheIDOfItsEvent(t *testing.T) {
	s := newStore()
	e := event{id: uuid.New()}
	id := uuid.New()
	require.NoError(t, s.Commit(t.Context(), memstore.Change[uuid.UUID, value, event]{Aggregate: id, Events: []event{e}}))
	require.Error(t, s.Commit(t.Context(), memstore.Change[uuid.UUID, value, event]{
		Aggregate: id, Base: 1,
		Redactions: []memstore.Redaction[event]{{Event: e.id, Replace: func(event) event { return event{} }}},
	}))
	_, version, err := s.Get(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, uint64(1), version)
}

func TestEventsWithoutIdentity(t *testing.T) {
	o := options()
	o.EventID = nil
	s := memstore.New[uuid.UUID](o)
	id := uuid.New()
	require.NoError(t, s.Commit(t.Context(), memstore.Change[uuid.UUID, value, event]{Aggregate: id}))
	require.Error(t, s.Acknowledge(t.Context(), id, uuid.New()))
	require.Error(t, s.Commit(t.Context(), memstore.Change[uuid.UUID, value, event]{
		Aggregate: id, Base: 1, Redactions: []memstore.Redaction[event]{{}},
	}))
}

func TestEveryMethodHeedsItsContext(t *testing.T) {
	s := newStore()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, _, err := s.Get(ctx, uuid.New())
	require.ErrorIs(t, err, context.Canceled)
	_, err = s.Events(ctx, uuid.New())
	require.ErrorIs(t, err, context.Canceled)
	_, err = s.List(ctx, 0, 0)
	require.ErrorIs(t, err, context.Canceled)
	_, err = s.Pending(ctx, 0)
	require.ErrorIs(t, err, context.Canceled)
	require.ErrorIs(t, s.Acknowledge(ctx, uuid.New()), context.Canceled)
	require.ErrorIs(t, s.Commit(ctx, memstore.Change[uuid.UUID, value, event]{}), context.Canceled)
	require.NoError(t, s.Acknowledge(t.Context(), uuid.New()), "an unknown aggregate is passed over")
}

// TestNoChangeAppearsBehindACursor has readers follow the list while writers
// commit: each reader must have met the final version of every aggregate, and
// versions of one aggregate only in rising order.
func TestNoChangeAppearsBehindACursor(t *testing.T) {
	const writers, aggregates, versions = 4, 40, 30
	s := newStore()
	ids := make([]uuid.UUID, writers*aggregates)
	for i := range ids {
		ids[i] = uuid.New()
	}
	var writing sync.WaitGroup
	for w := range writers {
		writing.Go(func() {
			for v := range uint64(versions) {
				for _, id := range ids[w*aggregates : (w+1)*aggregates] {
					c := memstore.Change[uuid.UUID, value, event]{Aggregate: id, Base: v}
					if err := s.Commit(t.Context(), c); err != nil {
						t.Error(err)
					}
				}
			}
		})
	}
	done := make(chan struct{})
	go func() { writing.Wait(); close(done) }()

	seen := make(map[uuid.UUID]uint64)
	last, quiet := uint64(0), false
	for {
		page, err := s.List(t.Context(), last, 17)
		require.NoError(t, err)
		for _, item := range page {
			require.Greater(t, item.Cursor, last)
			require.Greater(t, item.Version, seen[item.ID])
			last, seen[item.ID] = item.Cursor, item.Version
		}
		if len(page) > 0 {
			continue
		}
		if quiet {
			break
		}
		select {
		case <-done:
			quiet = true // one more pass after the last commit
		default:
		}
	}
	for _, id := range ids {
		require.Equal(t, uint64(versions), seen[id])
	}
}

func TestLenAndListAfterManyUpdatesOfFew(t *testing.T) {
	s := newStore()
	a, b := uuid.New(), uuid.New()
	for v := range uint64(1000) {
		for _, id := range []uuid.UUID{b, a} {
			require.NoError(t, s.Commit(t.Context(), memstore.Change[uuid.UUID, value, event]{Aggregate: id, Base: v}))
		}
	}
	require.Equal(t, 2, s.Len())
	list, err := s.List(t.Context(), 0, 0)
	require.NoError(t, err)
	require.Len(t, list, 2)
	require.Equal(t, []uuid.UUID{b, a}, []uuid.UUID{list[0].ID, list[1].ID})
	require.Equal(t, []uint64{1999, 2000}, []uint64{list[0].Cursor, list[1].Cursor})
}

func BenchmarkStore(b *testing.B) { conform.Benchmark(b, adapter()) }

// TestEverySentenceHasAMutant: a case that no broken store fails could be
// empty, and nobody would notice.
func TestEverySentenceHasAMutant(t *testing.T) {
	failed := make(map[string]bool)
	for _, m := range conform.Mutants(t.Context(), adapter()) {
		require.NotEmpty(t, m.How)
		for _, name := range m.Fails {
			failed[name] = true
		}
	}
	for _, c := range conform.Cases(t.Context(), adapter()) {
		require.True(t, failed[c.Name], "no mutant fails in %s", c.Name)
		require.True(t, strings.HasSuffix(c.Sentence, "."), c.Sentence)
	}
}

func TestValuesThatAreImmutableNeedNoClone(t *testing.T) {
	type fact struct{ id uuid.UUID }
	s := memstore.New[string](memstore.Options[string, fact]{
		NotFound: errNotFound, Conflict: errConflict,
		EventID: func(f fact) uuid.UUID { return f.id }, Outbox: true,
	})
	facts := []fact{{uuid.New()}, {uuid.New()}}
	kept := slices.Clone(facts)
	require.NoError(t, s.Commit(t.Context(), memstore.Change[string, string, fact]{
		Aggregate: "a", Value: "text", Events: facts,
	}))
	facts[0] = fact{} // the slice is the caller's, whatever its events are
	value, version, err := s.Get(t.Context(), "a")
	require.NoError(t, err)
	require.Equal(t, "text", value)
	require.Equal(t, uint64(1), version)
	events, err := s.Events(t.Context(), "a")
	require.NoError(t, err)
	require.Equal(t, kept, events)

	for _, limit := range []int{0, -1, 2} {
		pending, err := s.Pending(t.Context(), limit)
		require.NoError(t, err)
		require.Len(t, pending, 2, "limit %d", limit)
	}
	list, err := s.List(t.Context(), 0, -1)
	require.NoError(t, err)
	require.Len(t, list, 1)
}
