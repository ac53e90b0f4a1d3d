package memoutcome_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/outcome"
	"github.com/socialprescribing/socialprescribing/outcome/memoutcome"
	"github.com/socialprescribing/socialprescribing/outcome/outcometest"
)

func harness() outcometest.Harness {
	return outcometest.Harness{Open: func(context.Context) (outcome.Store, error) { return memoutcome.New(), nil }}
}

func TestStore(t *testing.T) { outcometest.TestStore(t, harness()) }

func TestCheckStore(t *testing.T) {
	require.NoError(t, outcometest.CheckStore(t.Context(), harness().Open))
}

func BenchmarkStore(b *testing.B) { outcometest.BenchmarkStore(b, harness()) }

func TestByPersonOrdersByTimeThenID(t *testing.T) {
	s := memoutcome.New()
	who, other := outcome.PersonID{1}, outcome.PersonID{2}
	at := time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)
	for i, r := range []outcome.Record{
		{ID: outcome.RecordID{3}, Person: who, At: at.Add(time.Hour)},
		{ID: outcome.RecordID{2}, Person: who, At: at},
		{ID: outcome.RecordID{9}, Person: other, At: at},
		{ID: outcome.RecordID{1}, Person: who, At: at},
	} {
		require.NoError(t, s.Commit(t.Context(), outcome.Change{ID: outcome.ChangeID{byte(i + 1)}, Value: r}))
	}
	found, err := s.ByPerson(t.Context(), who)
	require.NoError(t, err)
	var order []byte
	for _, f := range found {
		order = append(order, f.Record.ID[0])
	}
	require.Equal(t, []byte{1, 2, 3}, order)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = s.ByPerson(ctx, who)
	require.ErrorIs(t, err, context.Canceled)
}
