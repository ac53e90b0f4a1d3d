package persontest

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/socialprescribing/socialprescribing/internal/conform"
	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/person/memperson"
)

func whole() Harness {
	return Harness{
		Open:  func(context.Context) (person.Store, error) { return memperson.New(), nil },
		Close: func(person.Store) error { return nil },
	}
}

// TestMutantsOfStore proves the cases of the contract.
func TestMutantsOfStore(t *testing.T) { conform.TestMutants(t, whole().adapter()) }

// broken is a Finder that does one thing wrong.
type broken struct {
	*memperson.Store
	find func(ctx context.Context, b *broken, by person.Identifier) ([]person.ID, error)
	past []person.Person
}

func (b *broken) Commit(ctx context.Context, c person.Change) error {
	b.past = append(b.past, c.Value)
	return b.Store.Commit(ctx, c)
}

func (b *broken) Find(ctx context.Context, by person.Identifier) ([]person.ID, error) {
	return b.find(ctx, b, by)
}

func right(ctx context.Context, b *broken, by person.Identifier) ([]person.ID, error) {
	return b.Store.Find(ctx, by)
}

// TestMutantsOfFinder: each broken finder fails in exactly the cases listed.
func TestMutantsOfFinder(t *testing.T) {
	for name, m := range map[string]struct {
		find  func(ctx context.Context, b *broken, by person.Identifier) ([]person.ID, error)
		fails []string
	}{
		"right": {right, nil},
		"an absent identifier matches everybody without one": {func(ctx context.Context, b *broken, by person.Identifier) ([]person.ID, error) {
			if by.IsZero() {
				return []person.ID{anne}, nil
			}
			return right(ctx, b, by)
		}, []string{"FindAbsent"}},
		"one of those who share a number": {func(ctx context.Context, b *broken, by person.Identifier) ([]person.ID, error) {
			ids, err := right(ctx, b, by)
			return ids[:min(1, len(ids))], err
		}, []string{"FindShared"}},
		"any order": {func(ctx context.Context, b *broken, by person.Identifier) ([]person.ID, error) {
			ids, err := right(ctx, b, by)
			slices.Reverse(ids)
			return ids, err
		}, []string{"FindShared"}},
		"one identifier is enough": {func(ctx context.Context, b *broken, by person.Identifier) ([]person.ID, error) {
			if !by.NHSNumber.IsZero() {
				by = person.Identifier{NHSNumber: by.NHSNumber}
			}
			return right(ctx, b, by)
		}, []string{"FindAll"}},
		"the past counts": {func(ctx context.Context, b *broken, by person.Identifier) ([]person.ID, error) {
			ids, err := right(ctx, b, by)
			for _, p := range b.past {
				if by.Matches(p) && !slices.Contains(ids, p.ID) {
					ids = append(ids, p.ID)
				}
			}
			return ids, err
		}, []string{"FindLatest"}},
		"none is an error": {func(ctx context.Context, b *broken, by person.Identifier) ([]person.ID, error) {
			ids, err := right(ctx, b, by)
			if len(ids) == 0 && !by.IsZero() {
				err = person.ErrNotFound
			}
			return ids, err
		}, []string{"FindAll", "FindByEach", "FindLatest", "FindNone"}},
		"other systems are one": {func(ctx context.Context, b *broken, by person.Identifier) ([]person.ID, error) {
			if by.Other.System != "" {
				by.Other.System = system
			}
			return right(ctx, b, by)
		}, []string{"FindByEach"}},
	} {
		h := Harness{Open: func(context.Context) (person.Store, error) {
			return &broken{Store: memperson.New(), find: m.find}, nil
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

// plain is a store without any optional interface.
type plain struct{ person.Store }

// forgetful is a store that has no room for what it does not know.
type forgetful struct {
	*memperson.Store
	refuse bool
}

func (f forgetful) Commit(ctx context.Context, c person.Change) error {
	if f.refuse && !c.Value.Extra.IsZero() {
		return errors.New("a member that this store does not know")
	}
	c.Value.Extra = person.Extra{}
	return f.Store.Commit(ctx, c)
}

// TestMutantsOfMembers: a store may say that it has no room for a member, and may
// not be silent about it.
func TestMutantsOfMembers(t *testing.T) {
	for refuse, fails := range map[bool][]string{false: {"UnknownMembers"}, true: nil} {
		h := Harness{Open: func(context.Context) (person.Store, error) { return forgetful{memperson.New(), refuse}, nil }}
		var failed []string
		for _, c := range h.cases(t.Context()) {
			if c.Check() != nil {
				failed = append(failed, c.Name)
			}
		}
		if !slices.Equal(failed, fails) {
			t.Errorf("refusing %v: fails %v, want %v", refuse, failed, fails)
		}
	}
}

func TestHarness(t *testing.T) {
	h := whole()
	if n := len(h.cases(t.Context())); n != 7 {
		t.Errorf("%d cases of a finder", n)
	}
	h.Open = func(context.Context) (person.Store, error) { return plain{memperson.New()}, nil }
	if n := len(h.cases(t.Context())); n != 1 {
		t.Errorf("%d cases of a store that finds nothing", n)
	}
	broken := errors.New("no store")
	err := CheckStore(t.Context(), func(context.Context) (person.Store, error) { return nil, broken })
	if err == nil {
		t.Error("a store that does not open passes")
	}
}
