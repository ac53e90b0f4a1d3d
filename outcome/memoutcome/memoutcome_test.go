package memoutcome_test

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
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

// TestNothingIsPrinted: a store that is printed or logged shows nobody whom it
// holds, in a host's unexported field and by a verb that does not fit.
func TestNothingIsPrinted(t *testing.T) {
	s := memoutcome.New()
	who := outcome.PersonID{0xde, 0xad, 0xbe, 0xef, 0xde, 0xad, 0xbe, 0xef}
	require.NoError(t, s.Commit(t.Context(), outcome.Change{ID: outcome.NewChangeID(), Value: outcome.Record{ID: outcome.NewRecordID(), Person: who}}))
	type host struct{ store *memoutcome.Store }
	for _, v := range []any{s, *s, host{s}, &host{s}, []*memoutcome.Store{s}, map[string]any{"s": s}} {
		var b strings.Builder
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%d", "%q", "%x"} {
			fmt.Fprintf(&b, verb, v)
		}
		slog.New(slog.NewTextHandler(&b, nil)).Info("m", "s", v)
		slog.New(slog.NewJSONHandler(&b, nil)).Info("m", "s", v)
		for _, form := range []string{"deadbeef", "222 173 190 239", "222, 173, 190, 239"} {
			require.NotContains(t, strings.ToLower(b.String()), form)
		}
	}
}
