package referraltest

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/socialprescribing/socialprescribing/internal/conform"
	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral"
	"github.com/socialprescribing/socialprescribing/referral/memreferral"
)

// TestMutants proves the suite: each broken store must fail in exactly the
// cases that are listed for it.
func TestMutants(t *testing.T) {
	h := Harness{Open: func(context.Context) (referral.Store, error) { return memreferral.New(nil), nil }}
	conform.TestMutants(t, h.adapter())
}

// broken is a store that holds D1, and does what f says of a commit that would
// make a second open episode.
type broken struct {
	*memreferral.Store
	second func(ctx context.Context, b *broken, c referral.Change) error
	find   func(ctx context.Context, b *broken, who person.ID) ([]referral.Stored, error)
	same   func(old, next referral.Referral) bool // whether next is a second beside old
	past   []referral.Stored
}

func (b *broken) Commit(ctx context.Context, c referral.Change) error {
	b.past = append(b.past, referral.Stored{Referral: c.Value, Version: c.Base + 1})
	all, err := b.Store.ByPerson(ctx, c.Value.Person())
	for _, x := range all {
		if b.same(x.Referral, c.Value) {
			return b.second(ctx, b, c)
		}
	}
	return errors.Join(err, b.Store.Commit(ctx, c))
}

func (b *broken) ByPerson(ctx context.Context, who person.ID) ([]referral.Stored, error) {
	return b.find(ctx, b, who)
}

// isSecond is D1's condition.
func isSecond(old, next referral.Referral) bool {
	return old.ID() != next.ID() && old.Service() == next.Service() && isOpen(old) && isOpen(next)
}

func isOpen(r referral.Referral) bool {
	return r.Phase() == referral.PhasePending || r.Phase() == referral.PhaseActive || r.Phase() == referral.PhaseOnHold
}

// TestMutantsOfPersons: each broken store fails in exactly the cases listed.
func TestMutantsOfPersons(t *testing.T) {
	refuse := func(context.Context, *broken, referral.Change) error { return referral.ErrConflict }
	right := func(ctx context.Context, b *broken, who person.ID) ([]referral.Stored, error) {
		return b.Store.ByPerson(ctx, who)
	}
	for name, b := range map[string]struct {
		broken
		fails []string
	}{
		"right":         {broken{second: refuse, find: right, same: isSecond}, nil},
		"holds nothing": {broken{find: right, same: func(_, _ referral.Referral) bool { return false }}, nil},
		"another error": {broken{second: func(context.Context, *broken, referral.Change) error {
			return errors.New("unique constraint")
		}, find: right, same: isSecond}, []string{"OneOpenEpisode"}},
		"a conflict, and stored all the same": {broken{second: func(ctx context.Context, b *broken, c referral.Change) error {
			return errors.Join(b.Store.Commit(ctx, c), referral.ErrConflict)
		}, find: right, same: isSecond}, []string{"OneOpenEpisode"}},
		"no error, and not stored": {broken{
			second: func(context.Context, *broken, referral.Change) error { return nil },
			find:   right, same: isSecond,
		}, []string{"OneOpenEpisode"}},
		"a second to itself": {broken{second: refuse, find: right, same: func(old, next referral.Referral) bool {
			return old.Service() == next.Service() && isOpen(old) && isOpen(next)
		}}, []string{"ByPerson", "OneOpenEpisode"}},
		"one of any service": {broken{second: refuse, find: right, same: func(old, next referral.Referral) bool {
			return old.ID() != next.ID() && isOpen(old) && isOpen(next)
		}}, []string{"ByPerson", "OneOpenEpisodeOnly"}},
		"one for ever": {broken{second: refuse, find: right, same: func(old, next referral.Referral) bool {
			return old.ID() != next.ID() && old.Service() == next.Service()
		}}, []string{"OneOpenEpisodeOnly"}},
		"any order": {broken{second: refuse, same: isSecond, find: func(ctx context.Context, b *broken, who person.ID) ([]referral.Stored, error) {
			all, err := right(ctx, b, who)
			slices.Reverse(all)
			return all, err
		}}, []string{"ByPerson"}},
		"everybody's": {broken{second: refuse, same: isSecond, find: func(ctx context.Context, b *broken, _ person.ID) ([]referral.Stored, error) {
			return b.List(ctx, 0, 0)
		}}, []string{"ByPerson", "ByPersonNone"}},
		"first versions": {broken{second: refuse, same: isSecond, find: func(_ context.Context, b *broken, who person.ID) ([]referral.Stored, error) {
			first := slices.DeleteFunc(slices.Clone(b.past), func(x referral.Stored) bool { return x.Version != 1 || x.Referral.Person() != who })
			slices.SortFunc(first, func(a, b referral.Stored) int { return a.Referral.ID().Compare(b.Referral.ID()) })
			return first, nil
		}}, []string{"ByPerson", "ByPersonInError"}},
		"not those in error": {broken{second: refuse, same: isSecond, find: func(ctx context.Context, b *broken, who person.ID) ([]referral.Stored, error) {
			all, err := right(ctx, b, who)
			return slices.DeleteFunc(all, func(x referral.Stored) bool { return x.Referral.Phase() == referral.PhaseVoid }), err
		}}, []string{"ByPersonInError"}},
		"none is an error": {broken{second: refuse, same: isSecond, find: func(ctx context.Context, b *broken, who person.ID) ([]referral.Stored, error) {
			all, err := right(ctx, b, who)
			if len(all) == 0 {
				err = referral.ErrNotFound
			}
			return all, err
		}}, []string{"ByPersonNone"}},
	} {
		h := Harness{Open: func(context.Context) (referral.Store, error) {
			fresh := b.broken
			fresh.Store = memreferral.New(nil)
			return &fresh, nil
		}}
		var failed []string
		for _, c := range h.cases(t.Context()) {
			if c.Check() != nil {
				failed = append(failed, c.Name)
			}
		}
		slices.Sort(failed)
		if !slices.Equal(failed, b.fails) {
			t.Errorf("%s: fails %v, want %v", name, failed, b.fails)
		}
	}
}
