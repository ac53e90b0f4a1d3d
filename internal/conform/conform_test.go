package conform_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/internal/conform"
)

var (
	errNotFound = errors.New("test: not found")
	errConflict = errors.New("test: conflict")
)

// bare is a store without any optional interface, of values without time or
// shared memory. get stands in for its Get.
func bare(get func(context.Context, uuid.UUID) (int, uint64, error)) conform.Adapter[int, int] {
	return conform.Adapter[int, int]{
		Open: func(context.Context) (conform.Store[int, int], error) {
			return conform.Store[int, int]{
				Get:    get,
				Commit: func(context.Context, conform.Change[int, int]) error { return nil },
			}, nil
		},
		NotFound: errNotFound, Conflict: errConflict,
		Value: func(_ uuid.UUID, _ uint64, variant int, _ time.Time) int { return variant },
		Equal: func(a, b int) bool { return a == b },
	}
}

func names(cases []conform.Case) []string {
	var all []string
	for _, c := range cases {
		all = append(all, c.Name)
	}
	return all
}

func TestCasesFollowWhatAStoreHas(t *testing.T) {
	a := bare(func(context.Context, uuid.UUID) (int, uint64, error) { return 0, 0, errNotFound })
	require.Equal(t, []string{
		"GetUnknown", "Create", "Update", "CreateTwice", "StaleBase", "FutureBase", "UpdateUnknown",
		"RetryChange", "OldChange", "OneWinner", "NoLostUpdate", "Apart", "Cancelled", "CancelledMidway",
	}, names(conform.Cases(t.Context(), a)))

	a.Mutate = func(int) {}
	a.Time = func(int) time.Time { return time.Time{} }
	require.Subset(t, names(conform.Cases(t.Context(), a)), []string{"OwnsWhatItStores", "OwnsWhatItGives", "Microseconds"})
	require.NotContains(t, names(conform.Cases(t.Context(), a)), "EventsInOrder")
}

func TestCheckGivesTheSentenceOfEachFailure(t *testing.T) {
	err := conform.Check(t.Context(), bare(func(context.Context, uuid.UUID) (int, uint64, error) {
		return 0, 0, errNotFound // it stores nothing
	}))
	require.ErrorContains(t, err, "Create (A commit at base 0 creates the value at version 1.)")
	require.ErrorContains(t, err, "OneWinner")
	require.NotContains(t, err.Error(), "GetUnknown")
}

func TestAStoreThatPanicsFailsItsCases(t *testing.T) {
	err := conform.Check(t.Context(), bare(func(context.Context, uuid.UUID) (int, uint64, error) {
		panic("broken")
	}))
	require.ErrorContains(t, err, "panic: broken")
}

func TestAStoreThatDoesNotOpen(t *testing.T) {
	a := bare(nil)
	a.Open = func(context.Context) (conform.Store[int, int], error) {
		return conform.Store[int, int]{}, errors.New("no such database")
	}
	require.ErrorContains(t, conform.Check(t.Context(), a), "no such database")
}

func TestCloseIsPartOfTheCase(t *testing.T) {
	a := bare(func(context.Context, uuid.UUID) (int, uint64, error) { return 0, 0, errNotFound })
	open := a.Open
	closed := 0
	a.Open = func(ctx context.Context) (conform.Store[int, int], error) {
		s, err := open(ctx)
		s.Close = func() error {
			closed++
			return errors.New("would not close")
		}
		return s, err
	}
	cases := conform.Cases(t.Context(), a)
	require.Equal(t, 1, closed)
	require.ErrorContains(t, cases[0].Check(), "would not close")
	require.Equal(t, 2, closed)
}
