// Package referraltest holds the contract of [referral.Store] as a test suite:
// one case for each sentence. A host that writes a store runs
//
//	func TestStore(t *testing.T) { referraltest.TestStore(t, referraltest.Harness{Open: open}) }
//
// The optional interfaces are tested when the store has them.
package referraltest

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/socialprescribing/socialprescribing/internal/conform"
	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral"
)

// Harness says how the store under test is made.
type Harness struct {
	// Open gives an empty store, not shared with any other case.
	Open func(ctx context.Context) (referral.Store, error)
	// Close gives back what the store holds; nil for nothing.
	Close func(referral.Store) error
}

// TestStore runs each case as a subtest named after it.
func TestStore(t *testing.T, h Harness) { t.Helper(); conform.Test(t, h.adapter()) }

// CheckStore runs the same cases outside a test and joins what failed.
func CheckStore(ctx context.Context, open func(context.Context) (referral.Store, error)) error {
	return conform.Check(ctx, Harness{Open: open}.adapter())
}

// BenchmarkStore measures commits, from one writer and from 64 at once, and
// reads.
func BenchmarkStore(b *testing.B, h Harness) { b.Helper(); conform.Benchmark(b, h.adapter()) }

type (
	store  = conform.Store[referral.Referral, referral.Event]
	change = conform.Change[referral.Referral, referral.Event]
)

func (h Harness) adapter() conform.Adapter[referral.Referral, referral.Event] {
	return conform.Adapter[referral.Referral, referral.Event]{
		Open: func(ctx context.Context) (store, error) {
			s, err := h.Open(ctx)
			if err != nil {
				return store{}, err
			}
			return wrap(s, h.Close), nil
		},
		NotFound: referral.ErrNotFound, Conflict: referral.ErrConflict,
		Value:          sample,
		Equal:          referral.Referral.Equal,
		Time:           referral.Referral.Received,
		Event:          sampleEvent,
		EventID:        func(e referral.Event) uuid.UUID { return uuid.UUID(e.ID) },
		EventVersion:   func(e referral.Event) uint64 { return e.Sequence },
		EventAggregate: func(e referral.Event) uuid.UUID { return uuid.UUID(e.Referral) },
		EventEqual:     referral.Event.Equal,
		EventHead: func(e referral.Event) string {
			return fmt.Sprint(e.ID, e.Referral, e.Type, e.Sequence, e.At.UTC(), e.Recorded.UTC(), e.By.ID)
		},
		Redacted: func(e referral.Event) bool {
			n, ok := e.Data.(*referral.Note)
			return e.Words.IsZero() && ok && n.Text.IsZero()
		},
	}
}

// numbered makes an identifier from its kind and number, always the same.
func numbered(kind byte, n int) uuid.UUID {
	return uuid.UUID{0: kind, 6: 0x40, 8: 0x80, 13: byte(n >> 16), 14: byte(n >> 8), 15: byte(n)}
}

// sample makes an episode by real commands: what it says depends on the
// version and the variant. Each aggregate has a person of its own, for a store
// may hold that a person has one open episode with a service (D1).
func sample(id uuid.UUID, version uint64, variant int, at time.Time) referral.Referral {
	by := referral.Actor{ID: referral.ActorID(numbered(0xd1, 1)), Role: referral.RoleLinkWorker}
	who := person.ID(id)
	who[0] = 0xd3
	meta := func(n int) referral.Meta {
		return referral.Meta{ID: referral.ChangeID(numbered(0xd2, n)), By: by, At: at, RecordedAt: at}
	}
	facts := referral.Facts{AsOf: at, Identified: person.Yes, Reachable: person.Yes}
	commands := []referral.Command{
		&referral.Submit{Meta: meta(1), Referral: referral.ID(id), Intake: &referral.Intake{
			Person: who, Service: referral.ServiceID(numbered(0xd4, 1)),
			Basis: referral.BasisSelfReferral, Reasons: []person.NeedCode{"sp-need:lonely"},
			Words: person.NewText("synthetic words; gwreiddiol"),
		}},
		&referral.WriteNote{Meta: meta(2), Note: referral.Note{
			ID: referral.NoteID(numbered(0xd5, 1)), Text: person.NewText(fmt.Sprintf("version %d, variant %d", version, variant)),
		}},
	}
	var r referral.Referral
	for _, c := range commands {
		next, _, err := referral.Pathway().Apply(r, c, facts, nil)
		if err != nil {
			return r // the machine refuses its own sample: every case will say so
		}
		r = next
	}
	return r
}

func sampleEvent(id, aggregate uuid.UUID, version uint64, at time.Time) referral.Event {
	return referral.Event{
		ID: referral.EventID(id), Referral: referral.ID(aggregate), Sequence: version,
		Command: referral.ChangeID(id), Type: referral.EventWriteNote, Schema: referral.Schema,
		At: at, Recorded: at.Add(time.Second), By: referral.Actor{ID: referral.ActorID(numbered(0xd1, 1)), Role: referral.RoleLinkWorker},
		On: referral.ActionWriteNote, From: referral.StateReceived, To: referral.StateReceived, Phase: referral.PhasePending,
		Words: person.NewText("why it was written"),
		Data: &referral.Note{
			ID: referral.NoteID(numbered(0xd5, 1)), Kind: referral.NoteGeneral, Visible: referral.VisibleTeam,
			Text: person.NewText("synthetic words"), At: at,
		},
	}
}

// wrap turns a store into functions, and finds out once which optional
// interfaces it has.
func wrap(s referral.Store, closing func(referral.Store) error) store {
	w := store{
		Get: func(ctx context.Context, id uuid.UUID) (referral.Referral, uint64, error) {
			r, v, err := s.Get(ctx, referral.ID(id))
			return r, uint64(v), err
		},
		Commit: func(ctx context.Context, c change) error { return s.Commit(ctx, convert(c)) },
	}
	if r, ok := s.(referral.EventReader); ok {
		w.Events = func(ctx context.Context, id uuid.UUID) ([]referral.Event, error) {
			return r.Events(ctx, referral.ID(id))
		}
	}
	if l, ok := s.(referral.Lister); ok {
		w.List = func(ctx context.Context, limit int) ([]conform.Listed[referral.Referral], error) {
			return listAll(ctx, l, limit)
		}
	}
	if o, ok := s.(referral.Outbox); ok {
		w.Pending = o.Pending
		w.Acknowledge = func(ctx context.Context, aggregate, event uuid.UUID) error {
			return o.Acknowledge(ctx, referral.ID(aggregate), referral.EventID(event))
		}
	}
	if closing != nil {
		w.Close = func() error { return closing(s) }
	}
	return w
}

func convert(c change) referral.Change {
	out := referral.Change{
		ID: referral.ChangeID(c.ID), Base: referral.Version(c.Base), Value: c.Value, Events: c.Events,
	}
	for _, id := range c.Redact {
		out.Redactions = append(out.Redactions, referral.Redaction{
			Event: referral.EventID(id), At: time.Date(2026, time.April, 1, 0, 0, 0, 0, time.UTC),
		})
	}
	return out
}

func listAll(ctx context.Context, l referral.Lister, limit int) ([]conform.Listed[referral.Referral], error) {
	var all []conform.Listed[referral.Referral]
	for after := uint64(0); ; {
		page, err := l.List(ctx, after, limit)
		if err != nil || len(page) == 0 {
			return all, err
		}
		for _, s := range page {
			all = append(all, conform.Listed[referral.Referral]{ID: uuid.UUID(s.Referral.ID()), Value: s.Referral, Version: uint64(s.Version)})
			after = s.Cursor
		}
	}
}
