package memreferral_test

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/referral"
	"github.com/socialprescribing/socialprescribing/referral/memreferral"
	"github.com/socialprescribing/socialprescribing/referral/referraltest"
)

func open(context.Context) (referral.Store, error) { return memreferral.New(nil), nil }

func TestStore(t *testing.T) { referraltest.TestStore(t, referraltest.Harness{Open: open}) }

func TestCheckStore(t *testing.T) { require.NoError(t, referraltest.CheckStore(t.Context(), open)) }

// TestStoreThatDropsEvents is a store of values only: the rules read no more.
func TestStoreThatDropsEvents(t *testing.T) {
	require.NoError(t, referraltest.CheckStore(t.Context(), func(context.Context) (referral.Store, error) {
		return valuesOnly{memreferral.New(&memreferral.Options{DropEvents: true})}, nil
	}))
}

// valuesOnly hides the optional interfaces.
type valuesOnly struct{ referral.Store }

func BenchmarkStore(b *testing.B) { referraltest.BenchmarkStore(b, referraltest.Harness{Open: open}) }

// TestNothingIsPrinted: a store that is printed or logged shows nobody whom it
// holds, in a host's unexported field and by a verb that does not fit.
func TestNothingIsPrinted(t *testing.T) {
	s := memreferral.New(nil)
	r, events := begun(t)
	require.NoError(t, s.Commit(t.Context(), referral.Change{ID: referral.NewChangeID(), Value: r, Events: events}))
	id := r.Person().String()
	type host struct{ store *memreferral.Store }
	for _, v := range []any{s, *s, host{s}, &host{s}, []*memreferral.Store{s}, map[string]any{"s": s}} {
		var b strings.Builder
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%d", "%q", "%x"} {
			fmt.Fprintf(&b, verb, v)
		}
		slog.New(slog.NewTextHandler(&b, nil)).Info("m", "s", v)
		slog.New(slog.NewJSONHandler(&b, nil)).Info("m", "s", v)
		require.NotContains(t, b.String(), id)
		require.NotContains(t, b.String(), id[:8])
	}
}
