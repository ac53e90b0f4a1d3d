package outcometest

import (
	"context"
	"slices"
	"testing"

	"github.com/socialprescribing/socialprescribing/internal/conform"
	"github.com/socialprescribing/socialprescribing/outcome"
	"github.com/socialprescribing/socialprescribing/outcome/memoutcome"
)

// TestMutants proves the suite: each broken store must fail in exactly the cases
// that are listed for it.
func TestMutants(t *testing.T) {
	h := Harness{Open: func(context.Context) (outcome.Store, error) { return memoutcome.New(), nil }}
	conform.TestMutants(t, h.adapter())
}

// broken is a Finder that does one thing wrong.
type broken struct {
	*memoutcome.Store
	find func(ctx context.Context, b *broken, who outcome.PersonID) ([]outcome.Stored, error)
	past []outcome.Stored
}

func (b *broken) Commit(ctx context.Context, c outcome.Change) error {
	b.past = append(b.past, outcome.Stored{Record: c.Value, Version: c.Base + 1})
	return b.Store.Commit(ctx, c)
}

func (b *broken) ByPerson(ctx context.Context, who outcome.PersonID) ([]outcome.Stored, error) {
	return b.find(ctx, b, who)
}

// TestMutantsOfFinder: each broken finder fails in exactly the cases listed.
func TestMutantsOfFinder(t *testing.T) {
	right := func(ctx context.Context, b *broken, who outcome.PersonID) ([]outcome.Stored, error) {
		return b.Store.ByPerson(ctx, who)
	}
	for name, m := range map[string]struct {
		find  func(ctx context.Context, b *broken, who outcome.PersonID) ([]outcome.Stored, error)
		fails []string
	}{
		"right": {right, nil},
		"order of identifiers only": {func(ctx context.Context, b *broken, who outcome.PersonID) ([]outcome.Stored, error) {
			all, err := right(ctx, b, who)
			slices.SortFunc(all, func(a, b outcome.Stored) int { return a.Record.ID.Compare(b.Record.ID) })
			return all, err
		}, []string{"ByPerson"}},
		"order of time only": {func(ctx context.Context, b *broken, who outcome.PersonID) ([]outcome.Stored, error) {
			all, err := right(ctx, b, who)
			slices.Reverse(all)
			slices.SortStableFunc(all, func(a, b outcome.Stored) int { return a.Record.At.Compare(b.Record.At) })
			return all, err
		}, []string{"ByPerson"}},
		"everybody's": {func(ctx context.Context, b *broken, _ outcome.PersonID) ([]outcome.Stored, error) {
			return b.List(ctx, 0, 0)
		}, []string{"ByPerson", "ByPersonNone"}},
		"first versions": {func(_ context.Context, b *broken, who outcome.PersonID) ([]outcome.Stored, error) {
			first := slices.DeleteFunc(slices.Clone(b.past), func(x outcome.Stored) bool { return x.Version != 1 || x.Record.Person != who })
			slices.SortFunc(first, func(a, b outcome.Stored) int {
				if c := a.Record.At.Compare(b.Record.At); c != 0 {
					return c
				}
				return a.Record.ID.Compare(b.Record.ID)
			})
			return first, nil
		}, []string{"ByPerson", "ByPersonInError"}},
		"not those in error": {func(ctx context.Context, b *broken, who outcome.PersonID) ([]outcome.Stored, error) {
			all, err := right(ctx, b, who)
			return slices.DeleteFunc(all, func(x outcome.Stored) bool { return x.Record.Status == outcome.EnteredInError }), err
		}, []string{"ByPersonInError"}},
		"none is an error": {func(ctx context.Context, b *broken, who outcome.PersonID) ([]outcome.Stored, error) {
			all, err := right(ctx, b, who)
			if len(all) == 0 {
				err = outcome.ErrNotFound
			}
			return all, err
		}, []string{"ByPersonNone"}},
	} {
		h := Harness{Open: func(context.Context) (outcome.Store, error) {
			return &broken{Store: memoutcome.New(), find: m.find}, nil
		}}
		var failed []string
		for _, c := range h.cases(t.Context()) {
			if c.Check() != nil {
				failed = append(failed, c.Name)
			}
		}
		slices.Sort(failed)
		if !slices.Equal(failed, m.fails) {
			t.Errorf("%s: fails %v, want %v", name, failed, m.fails)
		}
	}
}
