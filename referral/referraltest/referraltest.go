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
func TestStore(t *testing.T, h Harness) {
	t.Helper()
	conform.Test(t, h.adapter(), h.cases(t.Context())...)
}

// CheckStore runs the same cases outside a test and joins what failed.
func CheckStore(ctx context.Context, open func(context.Context) (referral.Store, error)) error {
	h := Harness{Open: open}
	return conform.Check(ctx, h.adapter(), h.cases(ctx)...)
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
		Stray:          stray,
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
	who := person.ID(id)
	who[0] = 0xd3
	return noted(begin(referral.ID(id), who, service(1), at), fmt.Sprintf("version %d, variant %d", version, variant), at)
}

// stray is a referral of somebody else.
func stray(id uuid.UUID, version uint64, at time.Time) referral.Referral {
	who := person.ID(id)
	who[0] = 0xd6
	return noted(begin(referral.ID(id), who, service(1), at), fmt.Sprintf("version %d, stray", version), at)
}

func service(n int) referral.ServiceID { return referral.ServiceID(numbered(0xd4, n)) }

// begin makes an episode of somebody with a service.
func begin(id referral.ID, who person.ID, with referral.ServiceID, at time.Time) referral.Referral {
	return apply(referral.Referral{}, &referral.Submit{Meta: meta(1, referral.RoleLinkWorker, at), Referral: id, Intake: &referral.Intake{
		Person: who, Service: with,
		Basis: referral.BasisSelfReferral, Reasons: []person.NeedCode{"sp-need:lonely"},
		Words: person.NewText("synthetic words; gwreiddiol"),
	}}, at)
}

func noted(r referral.Referral, words string, at time.Time) referral.Referral {
	return apply(r, &referral.WriteNote{Meta: meta(2, referral.RoleLinkWorker, at), Note: referral.Note{
		ID: referral.NoteID(numbered(0xd5, 1)), Text: person.NewText(words),
	}}, at)
}

func meta(n int, role referral.Role, at time.Time) referral.Meta {
	by := referral.Actor{ID: referral.ActorID(numbered(0xd1, 1)), Role: role}
	return referral.Meta{ID: referral.ChangeID(numbered(0xd2, n)), By: by, At: at, RecordedAt: at}
}

// apply carries out a command. Where the machine refuses its own sample the
// referral stays as it was, and every case will say so.
func apply(r referral.Referral, c referral.Command, at time.Time) referral.Referral {
	facts := referral.Facts{AsOf: at, Identified: person.Yes, Reachable: person.Yes, OtherOpen: person.No}
	next, _, err := referral.Pathway().Apply(r, c, facts, nil)
	if err != nil {
		return r
	}
	return next
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
		w.List = func(ctx context.Context, after uint64, limit int) ([]conform.Listed[referral.Referral], error) {
			page, err := l.List(ctx, after, limit)
			out := make([]conform.Listed[referral.Referral], len(page))
			for i, x := range page {
				out[i] = conform.Listed[referral.Referral]{ID: uuid.UUID(x.Referral.ID()), Value: x.Referral, Version: uint64(x.Version), Cursor: x.Cursor}
			}
			return out, err
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
