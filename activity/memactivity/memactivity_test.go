package memactivity_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/activity/activitytest"
	"github.com/socialprescribing/socialprescribing/activity/memactivity"
)

func open(context.Context) (activity.Store, error) { return memactivity.New(), nil }

func openProviders(context.Context) (activity.ProviderStore, error) {
	return memactivity.NewProviders(), nil
}

func openBookings(context.Context) (activity.BookingStore, error) {
	return memactivity.NewBookings(), nil
}

func TestStore(t *testing.T) { activitytest.TestStore(t, activitytest.Harness{Open: open}) }

func TestProviders(t *testing.T) {
	activitytest.TestProviders(t, activitytest.ProvidersHarness{Open: openProviders})
}

func TestBookings(t *testing.T) {
	activitytest.TestBookings(t, activitytest.BookingsHarness{Open: openBookings})
}

func TestTheSuitesRunOutsideATest(t *testing.T) {
	require.NoError(t, activitytest.CheckStore(t.Context(), open))
	require.NoError(t, activitytest.CheckProviders(t.Context(), openProviders))
	require.NoError(t, activitytest.CheckBookings(t.Context(), openBookings))
}

func BenchmarkStore(b *testing.B) { activitytest.BenchmarkStore(b, activitytest.Harness{Open: open}) }

func BenchmarkBookings(b *testing.B) {
	activitytest.BenchmarkBookings(b, activitytest.BookingsHarness{Open: openBookings})
}
