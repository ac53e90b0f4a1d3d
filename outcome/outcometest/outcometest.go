// Package outcometest holds the contract of [outcome.Store] as a test suite: one
// case for each sentence. A host that writes a store runs
//
//	func TestStore(t *testing.T) { outcometest.TestStore(t, outcometest.Harness{Open: open}) }
//
// The optional interfaces are tested when the store has them.
package outcometest

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"
	"golang.org/x/text/language"

	"github.com/socialprescribing/socialprescribing/internal/conform"
	"github.com/socialprescribing/socialprescribing/outcome"
	"github.com/socialprescribing/socialprescribing/person"
)

// Harness says how the store under test is made.
type Harness struct {
	// Open gives an empty store, not shared with any other case.
	Open func(ctx context.Context) (outcome.Store, error)
	// Close gives back what the store holds; nil for nothing.
	Close func(outcome.Store) error
}

// TestStore runs each case as a subtest named after its sentence.
func TestStore(t *testing.T, h Harness) {
	t.Helper()
	conform.Test(t, h.adapter(), h.cases(t.Context())...)
}

// CheckStore runs the same cases outside a test and joins what failed.
func CheckStore(ctx context.Context, open func(context.Context) (outcome.Store, error)) error {
	h := Harness{Open: open}
	return conform.Check(ctx, h.adapter(), h.cases(ctx)...)
}

// BenchmarkStore measures commits and reads.
func BenchmarkStore(b *testing.B, h Harness) { b.Helper(); conform.Benchmark(b, h.adapter()) }

type (
	store  = conform.Store[outcome.Record, outcome.Event]
	change = conform.Change[outcome.Record, outcome.Event]
)

func (h Harness) adapter() conform.Adapter[outcome.Record, outcome.Event] {
	return conform.Adapter[outcome.Record, outcome.Event]{
		Open: func(ctx context.Context) (store, error) {
			s, err := h.Open(ctx)
			if err != nil {
				return store{}, err
			}
			return wrap(s, h.Close), nil
		},
		NotFound: outcome.ErrNotFound, Conflict: outcome.ErrConflict,
		Value: sample, Stray: stray,
		Equal: outcome.Record.Equal,
		Time:  func(r outcome.Record) time.Time { return r.At },
		Mutate: func(r outcome.Record) {
			r.Response[0] = outcome.NotApplicable
			r.Concerns[0].Item = "overwritten"
		},
		Event:          sampleEvent,
		EventID:        func(e outcome.Event) uuid.UUID { return uuid.UUID(e.ID) },
		EventVersion:   func(e outcome.Event) uint64 { return uint64(e.Version) },
		EventAggregate: func(e outcome.Event) uuid.UUID { return uuid.UUID(e.Record) },
		EventEqual:     outcome.Event.Equal,
		EventHead: func(e outcome.Event) string {
			return fmt.Sprint(e.ID, e.Record, e.Type, uint64(e.Version), e.At.UTC(), e.RecordedAt.UTC(), e.By)
		},
		Redacted: func(e outcome.Event) bool { return e.Value == nil },
	}
}

// sample makes a record with every field filled, so that a store that forgets a
// column shows it. Variants differ in the answers. A record stays with its person.
func sample(id uuid.UUID, version uint64, variant int, at time.Time) outcome.Record {
	who := outcome.PersonID(id)
	who[0] = 0x0a
	return outcome.Record{
		ID: outcome.RecordID(id), Person: who, Episode: outcome.EpisodeID{0x0e, 1},
		Instrument: outcome.Key{ID: "suite", Version: "1", Variant: "x"}, Occasion: outcome.Review,
		At: at, RecordedAt: at.Add(time.Microsecond), By: outcome.ActorID{0x0b}, Mode: outcome.Telephone,
		Status: outcome.Amended, Response: outcome.Response{outcome.Answer(variant), outcome.NotAnswered, outcome.NotApplicable, outcome.Answer(version)},
		Concerns: []outcome.Concern{{ID: outcome.ConcernID{7}, Item: "one", Text: person.NewText("words of their own"), Language: language.MustParse("cy"), Since: outcome.RecordID{8}}},
	}
}

// stray is a record about somebody else.
func stray(id uuid.UUID, version uint64, at time.Time) outcome.Record {
	r := sample(id, version, 1, at)
	r.Person[0] = 0x0f
	return r
}

func sampleEvent(id, aggregate uuid.UUID, version uint64, at time.Time) outcome.Event {
	r := sample(aggregate, version, 3, at)
	return outcome.Event{
		ID: outcome.EventID(id), Record: outcome.RecordID(aggregate), Type: outcome.EventAmended,
		Version: outcome.Version(version), At: at, RecordedAt: at.Add(time.Second), By: outcome.ActorID{5}, Value: &r,
	}
}

// wrap turns a store into functions, and finds out once which optional interfaces
// it has.
func wrap(s outcome.Store, closing func(outcome.Store) error) store {
	w := store{
		Get: func(ctx context.Context, id uuid.UUID) (outcome.Record, uint64, error) {
			r, v, err := s.Get(ctx, outcome.RecordID(id))
			return r, uint64(v), err
		},
		Commit: func(ctx context.Context, c change) error { return s.Commit(ctx, convert(c)) },
	}
	if r, ok := s.(outcome.EventReader); ok {
		w.Events = func(ctx context.Context, id uuid.UUID) ([]outcome.Event, error) {
			return r.Events(ctx, outcome.RecordID(id))
		}
	}
	if l, ok := s.(outcome.Lister); ok {
		w.List = func(ctx context.Context, after uint64, limit int) ([]conform.Listed[outcome.Record], error) {
			page, err := l.List(ctx, after, limit)
			out := make([]conform.Listed[outcome.Record], len(page))
			for i, x := range page {
				out[i] = conform.Listed[outcome.Record]{ID: uuid.UUID(x.Record.ID), Value: x.Record, Version: uint64(x.Version), Cursor: x.Cursor}
			}
			return out, err
		}
	}
	if o, ok := s.(outcome.Outbox); ok {
		w.Pending = o.Pending
		w.Acknowledge = func(ctx context.Context, aggregate, event uuid.UUID) error {
			return o.Acknowledge(ctx, outcome.RecordID(aggregate), outcome.EventID(event))
		}
	}
	if closing != nil {
		w.Close = func() error { return closing(s) }
	}
	return w
}

func convert(c change) outcome.Change {
	redactions := make([]outcome.Redaction, len(c.Redact))
	for i, id := range c.Redact {
		redactions[i].Event = outcome.EventID(id)
	}
	c.Value.ID = outcome.RecordID(c.Aggregate)
	return outcome.Change{
		ID: outcome.ChangeID(c.ID), Base: outcome.Version(c.Base), Value: c.Value,
		Events: c.Events, Redactions: redactions,
	}
}
