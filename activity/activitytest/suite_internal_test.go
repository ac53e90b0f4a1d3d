package activitytest

import (
	"context"
	"testing"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/activity/memactivity"
	"github.com/socialprescribing/socialprescribing/internal/conform"
)

func stores() Harness {
	return Harness{Open: func(context.Context) (activity.Store, error) { return memactivity.New(), nil }}
}

func providers() ProvidersHarness {
	return ProvidersHarness{Open: func(context.Context) (activity.ProviderStore, error) { return memactivity.NewProviders(), nil }}
}

func bookings() BookingsHarness {
	return BookingsHarness{Open: func(context.Context) (activity.BookingStore, error) { return memactivity.NewBookings(), nil }}
}

// Each broken store must fail in exactly the cases that are listed for it.

func TestMutantsOfStore(t *testing.T)     { conform.TestMutants(t, stores().adapter()) }
func TestMutantsOfProviders(t *testing.T) { conform.TestMutants(t, providers().adapter()) }
func TestMutantsOfBookings(t *testing.T)  { conform.TestMutants(t, bookings().adapter()) }
