package activitytest

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/internal/conform"
)

// ProvidersHarness says how the provider store under test is made.
type ProvidersHarness struct {
	// Open gives an empty store, not shared with any other case.
	Open func(ctx context.Context) (activity.ProviderStore, error)
	// Close gives back what the store holds; nil for nothing.
	Close func(activity.ProviderStore) error
}

// TestProviders runs each case as a subtest named after its sentence.
func TestProviders(t *testing.T, h ProvidersHarness) { t.Helper(); conform.Test(t, h.adapter()) }

// CheckProviders runs the same cases outside a test and joins what failed.
func CheckProviders(ctx context.Context, open func(context.Context) (activity.ProviderStore, error)) error {
	return conform.Check(ctx, ProvidersHarness{Open: open}.adapter())
}

// BenchmarkProviders measures commits and reads.
func BenchmarkProviders(b *testing.B, h ProvidersHarness) {
	b.Helper()
	conform.Benchmark(b, h.adapter())
}

func (h ProvidersHarness) adapter() conform.Adapter[activity.Provider, struct{}] {
	return conform.Adapter[activity.Provider, struct{}]{
		Open: func(ctx context.Context) (conform.Store[activity.Provider, struct{}], error) {
			s, err := h.Open(ctx)
			if err != nil {
				return conform.Store[activity.Provider, struct{}]{}, err
			}
			return wrapProviders(s, h.Close), nil
		},
		NotFound: activity.ErrNotFound, Conflict: activity.ErrConflict,
		Value: sampleProvider, Equal: activity.Provider.Equal,
		Time: func(p activity.Provider) time.Time { return p.Suspensions[0].From },
		Mutate: func(p activity.Provider) {
			p.Checks[0].By = "overwritten"
			p.Identifiers[0].Value = "overwritten"
		},
	}
}

func sampleProvider(id uuid.UUID, version uint64, variant int, at time.Time) activity.Provider {
	day := activity.MustParseDay("2026-01-06")
	return activity.Provider{
		ID: activity.ProviderID(id), Parent: activity.ProviderID{8}, Name: fmt.Sprintf("Suite %d.%d", version, variant),
		Description: "Invented for the suite.", LegalStatus: "charity",
		Identifiers: []activity.Identifier{{Scheme: activity.CharityEnglandWales, Value: "1000000"}},
		URL:         "https://example.org", Contacts: []activity.Contact{{Label: "Office"}},
		Locations:   []activity.Location{{ID: activity.LocationID{6}, Areas: []activity.AreaCode{"E08000009"}}},
		Checks:      []activity.ProviderCheck{{Kind: activity.Insurance, SeenOn: day, Expires: day.AddDays(365), By: "suite"}},
		Suspensions: []activity.Suspension{{From: at, Until: at.Add(time.Hour), Reason: "suite"}},
		Terms:       []activity.Term{{Taxonomy: "suite", Code: "x"}},
		Assurance:   activity.Assurance{On: day}, Source: activity.Source{Name: "suite", Extra: []byte(`{}`)},
	}
}

func wrapProviders(s activity.ProviderStore, closing func(activity.ProviderStore) error) conform.Store[activity.Provider, struct{}] {
	w := conform.Store[activity.Provider, struct{}]{
		Get: func(ctx context.Context, id uuid.UUID) (activity.Provider, uint64, error) {
			p, v, err := s.Get(ctx, activity.ProviderID(id))
			return p, uint64(v), err
		},
		Commit: func(ctx context.Context, c conform.Change[activity.Provider, struct{}]) error {
			c.Value.ID = activity.ProviderID(c.Aggregate)
			return s.Commit(ctx, activity.ProviderChange{ID: activity.ChangeID(c.ID), Base: activity.Version(c.Base), Value: c.Value})
		},
	}
	if l, ok := s.(activity.ProviderLister); ok {
		w.List = func(ctx context.Context, after uint64, limit int) ([]conform.Listed[activity.Provider], error) {
			page, err := l.List(ctx, after, limit)
			out := make([]conform.Listed[activity.Provider], len(page))
			for i, x := range page {
				out[i] = conform.Listed[activity.Provider]{ID: uuid.UUID(x.Provider.ID), Value: x.Provider, Version: uint64(x.Version), Cursor: x.Cursor}
			}
			return out, err
		}
	}
	if closing != nil {
		w.Close = func() error { return closing(s) }
	}
	return w
}
