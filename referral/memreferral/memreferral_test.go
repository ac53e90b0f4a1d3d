package memreferral_test

import (
	"context"
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
