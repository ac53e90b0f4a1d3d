package outcometest

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/socialprescribing/socialprescribing/internal/conform"
	"github.com/socialprescribing/socialprescribing/outcome"
)

// cases are those of the Finder, if the store is one.
func (h Harness) cases(ctx context.Context) []conform.Case {
	probe, err := h.Open(ctx)
	if err != nil {
		return nil // the first case of the contract says so
	}
	_, ok := probe.(outcome.Finder)
	h.close(probe)
	if !ok {
		return nil
	}
	return []conform.Case{
		h.named(ctx, "ByPerson", "ByPerson gives the person's records in their latest version, in order of At, then ID, and nobody else's.",
			(*finder).byPerson),
		h.named(ctx, "ByPersonInError", "ByPerson gives records that were entered in error too.", (*finder).inError),
		h.named(ctx, "ByPersonNone", "A person without records has none, and that is no error.", (*finder).none),
	}
}

func (h Harness) close(s outcome.Store) {
	if h.Close != nil {
		_ = h.Close(s)
	}
}

type finder struct {
	conform.T

	ctx   context.Context //nolint:containedctx // one case's, which ends with it
	store outcome.Store
	n     byte
}

func (h Harness) named(ctx context.Context, name, sentence string, run func(*finder)) conform.Case {
	return conform.Case{Name: name, Sentence: sentence, Run: func(t conform.T) {
		t.Helper()
		s, err := h.Open(ctx)
		if err != nil {
			t.Fatalf("open: %v", err)
		}
		defer h.close(s)
		run(&finder{T: t, ctx: ctx, store: s})
	}}
}

var now = time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)

var anne, beth = outcome.PersonID{0x0c, 1}, outcome.PersonID{0x0c, 2}

// record makes the n-th record about somebody, so long after the first.
func record(n byte, who outcome.PersonID, after time.Duration) outcome.Record {
	r := sample(uuid.UUID{0x0d, n, 6: 0x40, 8: 0x80}, 1, 1, now.Add(after))
	r.Person = who
	return r
}

func (f *finder) put(base outcome.Version, r outcome.Record) {
	f.Helper()
	f.n++
	if err := f.store.Commit(f.ctx, outcome.Change{ID: outcome.ChangeID{0x0e, f.n}, Base: base, Value: r}); err != nil {
		f.Fatalf("commit: %v", err)
	}
}

func (f *finder) find(who outcome.PersonID, want ...outcome.Record) {
	f.Helper()
	s, ok := f.store.(outcome.Finder)
	if !ok {
		f.Fatalf("the store is a Finder at one time and not at another")
	}
	got, err := s.ByPerson(f.ctx, who)
	if err != nil {
		f.Fatalf("by person: %v", err)
	}
	if len(got) != len(want) {
		f.Fatalf("by person: %d records, want %d", len(got), len(want))
	}
	for i := range want {
		if !got[i].Record.Equal(want[i]) {
			f.Errorf("by person: place %d holds another record, or an old version", i+1)
		}
	}
}

func (f *finder) byPerson() {
	late, early, second := record(1, anne, time.Hour), record(3, anne, 0), record(2, anne, time.Hour)
	for _, r := range []outcome.Record{second, late, early, record(4, beth, 0)} {
		f.put(0, r)
	}
	early.Response = outcome.Response{1, 2, 3}
	f.put(1, early)
	f.find(anne, early, late, second)
}

func (f *finder) inError() {
	r := record(1, anne, 0)
	f.put(0, r)
	r.Status = outcome.EnteredInError
	f.put(1, r)
	f.find(anne, r)
}

func (f *finder) none() {
	f.put(0, record(1, anne, 0))
	f.find(beth)
}
