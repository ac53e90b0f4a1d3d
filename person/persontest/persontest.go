// Package persontest holds the contract of [person.Store] as a test suite: one
// case for each sentence. A host that writes a store runs
//
//	func TestStore(t *testing.T) { persontest.TestStore(t, persontest.Harness{Open: open}) }
//
// The optional interfaces (EventReader, Lister, Outbox, Finder) are tested when
// the store has them.
package persontest

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/socialprescribing/socialprescribing/internal/conform"
	"github.com/socialprescribing/socialprescribing/person"
)

// Harness says how the store under test is made.
type Harness struct {
	// Open gives an empty store, not shared with any other case.
	Open func(ctx context.Context) (person.Store, error)
	// Close gives back what the store holds; nil for nothing.
	Close func(person.Store) error
}

// TestStore runs each case as a subtest named after its sentence.
func TestStore(t *testing.T, h Harness) {
	t.Helper()
	conform.Test(t, h.adapter(), h.cases(t.Context())...)
}

// CheckStore runs the same cases outside a test and joins what failed.
func CheckStore(ctx context.Context, open func(context.Context) (person.Store, error)) error {
	h := Harness{Open: open}
	return conform.Check(ctx, h.adapter(), h.cases(ctx)...)
}

// BenchmarkStore measures commits and reads.
func BenchmarkStore(b *testing.B, h Harness) { b.Helper(); conform.Benchmark(b, h.adapter()) }

func (h Harness) adapter() conform.Adapter[person.Person, person.Event] {
	return conform.Adapter[person.Person, person.Event]{
		Open: func(ctx context.Context) (conform.Store[person.Person, person.Event], error) {
			s, err := h.Open(ctx)
			if err != nil {
				return conform.Store[person.Person, person.Event]{}, err
			}
			return wrap(s, h.Close), nil
		},
		NotFound: person.ErrNotFound, Conflict: person.ErrConflict,
		Value: sample, Equal: person.Person.Equal,
		Time: func(p person.Person) time.Time { return p.Death.RecordedAt },
		Mutate: func(p person.Person) {
			p.Needs[0].Code = "sp-need:overwritten"
			p.Addresses[0].Lines[0] = person.NewText("overwritten")
			p.Languages[0].Interpreter = person.Yes
			p.Safeguarding.Concerns[0].Escalation.To = person.NewText("overwritten")
		},
		Event:          sampleEvent,
		EventID:        func(e person.Event) uuid.UUID { return uuid.UUID(e.ID) },
		EventVersion:   func(e person.Event) uint64 { return uint64(e.Version) },
		EventAggregate: func(e person.Event) uuid.UUID { return uuid.UUID(e.Person) },
		EventEqual:     person.Event.Equal,
		EventHead: func(e person.Event) string {
			return fmt.Sprint(e.ID, e.Person, string(e.Kind), uint64(e.Version), e.At.UTC(), e.RecordedAt.UTC())
		},
		Redacted: func(e person.Event) bool { return e.Redacted && e.Payload.IsZero() },
	}
}

func sampleEvent(id, aggregate uuid.UUID, version uint64, at time.Time) person.Event {
	payload, _ := person.NewPayload([]byte(`{"name":{"family":"Suite"}}`))
	return person.Event{
		ID: person.EntryID(id), Person: person.ID(aggregate), Version: person.Version(version),
		Kind: person.EventChanged, At: at, RecordedAt: at, Payload: payload,
	}
}

// wrap turns a store into functions, and finds out once which optional
// interfaces it has.
func wrap(s person.Store, closing func(person.Store) error) conform.Store[person.Person, person.Event] {
	w := conform.Store[person.Person, person.Event]{
		Get: func(ctx context.Context, id uuid.UUID) (person.Person, uint64, error) {
			p, v, err := s.Get(ctx, person.ID(id))
			return p, uint64(v), err
		},
		Commit: func(ctx context.Context, c conform.Change[person.Person, person.Event]) error {
			return s.Commit(ctx, convert(c))
		},
	}
	if r, ok := s.(person.EventReader); ok {
		w.Events = func(ctx context.Context, id uuid.UUID) ([]person.Event, error) { return r.Events(ctx, person.ID(id)) }
	}
	if l, ok := s.(person.Lister); ok {
		w.List = func(ctx context.Context, after uint64, limit int) ([]conform.Listed[person.Person], error) {
			page, err := l.List(ctx, after, limit)
			out := make([]conform.Listed[person.Person], len(page))
			for i, x := range page {
				out[i] = conform.Listed[person.Person]{ID: uuid.UUID(x.Person.ID), Value: x.Person, Version: uint64(x.Version), Cursor: x.Cursor}
			}
			return out, err
		}
	}
	if o, ok := s.(person.Outbox); ok {
		w.Pending = o.Pending
		w.Acknowledge = func(ctx context.Context, aggregate, event uuid.UUID) error {
			return o.Acknowledge(ctx, person.ID(aggregate), person.EntryID(event))
		}
	}
	if closing != nil {
		w.Close = func() error { return closing(s) }
	}
	return w
}

func convert(c conform.Change[person.Person, person.Event]) person.Change {
	redactions := make([]person.Redaction, len(c.Redact))
	for i, id := range c.Redact {
		redactions[i].Event = person.EntryID(id)
	}
	c.Value.ID = person.ID(c.Aggregate)
	return person.Change{
		ID: person.ChangeID(c.ID), Base: person.Version(c.Base), Value: c.Value, Events: c.Events,
		Redactions: redactions,
	}
}
