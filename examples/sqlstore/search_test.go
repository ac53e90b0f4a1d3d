package sqlstore_test

import (
	"context"
	"os"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/activity/hsds"
	"github.com/socialprescribing/socialprescribing/examples/sqlstore"
	"github.com/socialprescribing/socialprescribing/matching"
	"github.com/socialprescribing/socialprescribing/matching/matchingtest"
	"github.com/socialprescribing/socialprescribing/person"
)

func searchOver(ctx context.Context, tb testing.TB, open opener, list []activity.Activity) (*sqlstore.Search, error) {
	tb.Helper()
	s, err := open(tb, options()).Search(ctx)
	if err != nil {
		return nil, err
	}
	return s, s.Put(ctx, list...)
}

func TestSearchIsASource(t *testing.T) {
	on(t, func(t *testing.T, open func(testing.TB, *sqlstore.Options) *sqlstore.DB) {
		t.Helper()
		matchingtest.TestSource(t, matchingtest.Harness{Open: func(ctx context.Context, list []activity.Activity) (matching.Source, error) {
			return searchOver(ctx, t, open, list)
		}})
	})
}

// directory reads the real directory that the examples share.
func directory(tb testing.TB) []activity.Activity {
	tb.Helper()
	file, err := os.Open("../pathway/directory/greater-manchester.json")
	require.NoError(tb, err)
	defer file.Close() //nolint:errcheck // only read
	all, err := hsds.ReadAll(file, nil)
	require.NoError(tb, err)
	return all.Activities
}

// Over the real directory, the search answers what the index answers.
func TestSearchOverTheRealDirectory(t *testing.T) {
	now := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	list := directory(t)
	o := &matching.Options{Horizon: matching.Horizon{From: activity.DayOf(now)}}
	var queries []matching.Query
	for _, at := range []string{"53.424000,-2.319000", "53.480800,-2.242600", "51.500000,-0.120000"} {
		for _, need := range []person.NeedCode{"sp-need:food", "sp-need:lonely", "sp-need:inactive", "sp-need:debt"} {
			q := matching.Query{At: now, K: 10}
			q.Seeker = matching.SeekerFor(person.Person{Needs: []*person.Need{{Code: need}}}, now)
			q.Seeker.Place.Coordinates = activity.MustParseCoordinates(at)
			queries = append(queries, q)
		}
	}
	on(t, func(t *testing.T, open func(testing.TB, *sqlstore.Options) *sqlstore.DB) {
		t.Helper()
		matchingtest.TestSource(t, matchingtest.Harness{
			Activities: list, Queries: queries, Options: o,
			Open: func(ctx context.Context, list []activity.Activity) (matching.Source, error) {
				return searchOver(ctx, t, open, list)
			},
		})
	})
}

func found(t *testing.T, s *sqlstore.Search, c matching.Coarse) map[activity.ID]activity.Activity {
	t.Helper()
	out := map[activity.ID]activity.Activity{}
	for a, err := range s.Candidates(context.Background(), c) {
		require.NoError(t, err)
		out[a.ID] = a
	}
	return out
}

// What changes in the store is followed; what is put again replaces, and leaves
// no place or category of before behind.
func TestSearchFollowsTheStore(t *testing.T) {
	on(t, func(t *testing.T, open func(testing.TB, *sqlstore.Options) *sqlstore.DB) {
		t.Helper()
		ctx, db := context.Background(), open(t, options())
		s, err := db.Search(ctx)
		require.NoError(t, err)
		sale, leeds := activity.MustParseCoordinates("53.424600,-2.322000"), activity.MustParseCoordinates("53.800000,-1.550000")
		a := activity.Activity{
			ID: activity.NewID(), Name: "[Invented] Walks", Status: activity.Active,
			Categories: []activity.Category{{Code: "sp-activity:walking-group"}},
			Locations:  []activity.Location{{Kind: activity.Physical, Coordinates: sale}, {Kind: activity.Physical, Coordinates: leeds}},
		}
		require.NoError(t, db.Activities().Commit(ctx, activity.Change{ID: activity.ChangeID(uuid.New()), Value: a}))
		cursor, err := s.Follow(ctx, db.Activities(), 0)
		require.NoError(t, err)
		nearSale := matching.Coarse{Active: true, Near: sale, Within: 5000, Categories: []activity.CategoryCode{"sp-activity:walking-group"}}
		nearLeeds := nearSale
		nearLeeds.Near = leeds
		require.Contains(t, found(t, s, nearSale), a.ID)
		require.Contains(t, found(t, s, nearLeeds), a.ID)

		a.Locations, a.Categories[0].Code = a.Locations[1:], "sp-activity:choir"
		require.NoError(t, db.Activities().Commit(ctx, activity.Change{ID: activity.ChangeID(uuid.New()), Base: 1, Value: a}))
		again, err := s.Follow(ctx, db.Activities(), cursor)
		require.NoError(t, err)
		require.Greater(t, again, cursor)
		require.Empty(t, found(t, s, nearLeeds), "it is a choir now")
		nearSale.Categories, nearLeeds.Categories = nil, nil
		require.Empty(t, found(t, s, nearSale), "it has left Sale")
		require.Equal(t, a.Name, found(t, s, nearLeeds)[a.ID].Name)

		require.NoError(t, s.Remove(ctx, a.ID, activity.NewID()))
		require.Empty(t, found(t, s, matching.Coarse{}))
	})
}

func TestSearchStopsWithItsContext(t *testing.T) {
	on(t, func(t *testing.T, open func(testing.TB, *sqlstore.Options) *sqlstore.DB) {
		t.Helper()
		s, err := searchOver(context.Background(), t, open, matchingtest.Activities())
		require.NoError(t, err)
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		for _, err := range s.Candidates(ctx, matching.Coarse{}) {
			require.ErrorIs(t, err, context.Canceled)
		}
	})
}
