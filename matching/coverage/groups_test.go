package coverage_test

import (
	"encoding/json"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/matching"
	"github.com/socialprescribing/socialprescribing/matching/coverage"
	"github.com/socialprescribing/socialprescribing/outcome/cohort"
)

// nearSale are points about 1.1 km and 2.2 km north of Sale.
var (
	oneNorth = activity.MustParseCoordinates("53.4346,-2.3220")
	twoNorth = activity.MustParseCoordinates("53.4446,-2.3220")
)

// certain is an activity of which everything that is asked for is known.
func certain(a activity.Activity) activity.Activity {
	a.Capacity = activity.Capacity{State: activity.Open, AsOf: monday}
	a.Assurance.On = activity.DayOf(monday)
	return a
}

func of(code string) []cohort.Group { return []cohort.Group{{Dimension: "ethnicity", Code: code}} }

func byGroup(t *testing.T, tally *coverage.Tally, below int64) coverage.GroupReport {
	t.Helper()
	r, err := tally.ByGroup("ethnicity", cohort.SuppressionPolicy{Name: "test", Below: below})
	require.NoError(t, err)
	return r
}

// TestByGroup: two groups with the same need, of which one lives far from
// everything; each figure is what can be counted by hand.
func TestByGroup(t *testing.T) {
	t.Parallel()
	dear := certain(group(3, "sp-activity:choir", sale))
	dear.Cost = activity.Cost{} // nobody says what it costs
	tally, err := coverage.New(directory(certain(group(1, "sp-activity:befriending", sale)), certain(group(2, "sp-activity:lunch-club", twoNorth)), dear),
		&coverage.Options{Choice: 1, Counted: 10})
	require.NoError(t, err)
	poor := lonely(sale)
	poor.Budget = matching.UpTo(0)
	only := poor.Clone()
	only.Avoid.Activities = []activity.ID{id(1), id(2)} // leaves what must be asked
	add(t, tally, 10, coverage.Case{Seeker: lonely(oneNorth), Groups: of("A")})
	add(t, tally, 20, coverage.Case{Seeker: poor, Groups: of("A")})
	add(t, tally, 10, coverage.Case{Seeker: only, Groups: of("A")})
	add(t, tally, 30, coverage.Case{Seeker: lonely(leeds), Groups: of("B")})
	add(t, tally, 20, coverage.Case{Seeker: lonely(sale), Groups: of("B")})
	add(t, tally, 7, coverage.Case{Seeker: lonely(leeds)}) // in no group of the dimension

	r := byGroup(t, tally, 2)
	require.Equal(t, 10, r.Counted)
	require.Len(t, r.Needs, 1)
	require.Len(t, r.Needs[0].Groups, 2)
	a, b, all := r.Needs[0].Groups[0], r.Needs[0].Groups[1], r.Needs[0].All
	for _, tc := range []struct {
		g                            coverage.GroupFinds
		nothing, sure, check, people string
		share, matches, metres       float64
	}{
		{a, "0", "30", "10", "40", 0.25, 3, 0},
		{b, "30", "20", "0", "50", 0, 3, 0},
		{all, "30", "50", "10", "90", 10.0 / 60, 3, 0},
	} {
		require.Equal(t, tc.nothing, tc.g.Nothing.String(), tc.g.Group)
		require.Equal(t, tc.sure, tc.g.Sure.String(), tc.g.Group)
		require.Equal(t, tc.check, tc.g.ToCheck.String(), tc.g.Group)
		require.Equal(t, tc.people, tc.g.People.String(), tc.g.Group)
		require.InDelta(t, tc.share, float64(tc.g.UnknownShare), 1e-9, tc.g.Group)
		require.InDelta(t, tc.matches, float64(tc.g.Matches), 1e-9, tc.g.Group)
		require.InDelta(t, tc.metres, float64(tc.g.Metres), 1e-9, tc.g.Group)
	}
	require.Equal(t, "40", a.Found().String())
	require.Empty(t, must(tally.ByGroup("nothing", cohort.HESSuppression())).Needs)
	_, err = tally.ByGroup("ethnicity", cohort.SuppressionPolicy{})
	require.ErrorIs(t, err, cohort.ErrInput)
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// TestDistances: the median is over those whose best match is somewhere, in
// steps of a hundred metres.
func TestDistances(t *testing.T) {
	t.Parallel()
	tally, err := coverage.New(directory(group(1, "sp-activity:befriending", sale)), nil)
	require.NoError(t, err)
	add(t, tally, 3, coverage.Case{Seeker: lonely(oneNorth), Groups: of("A")})
	add(t, tally, 4, coverage.Case{Seeker: lonely(twoNorth), Groups: of("A")})
	add(t, tally, 9, coverage.Case{Seeker: matching.Seeker{Needs: lonely(sale).Needs}, Groups: of("A")})
	add(t, tally, 8, coverage.Case{Seeker: matching.Seeker{Needs: lonely(sale).Needs}, Groups: of("B")})
	groups := byGroup(t, tally, 2).Needs[0].Groups
	require.InDelta(t, 2200, float64(groups[0].Metres), 1e-9)
	require.InDelta(t, 1, float64(groups[0].Matches), 1e-9)
	require.False(t, groups[1].Metres.IsKnown(), "nobody of them said where they are")
	require.False(t, byGroup(t, tally, 7).Needs[0].Groups[0].Metres.IsKnown(), "seven are too few")
	require.True(t, byGroup(t, tally, 6).Needs[0].Groups[0].Metres.IsKnown())
}

// TestSmallGroups: a group below the threshold shows nothing, not by way of the
// totals, the shares or the medians either.
func TestSmallGroups(t *testing.T) {
	t.Parallel()
	tally, err := coverage.New(directory(group(1, "sp-activity:befriending", sale)), nil)
	require.NoError(t, err)
	add(t, tally, 40, coverage.Case{Seeker: lonely(sale), Groups: of("A")})
	add(t, tally, 30, coverage.Case{Seeker: lonely(sale), Groups: of("B")})
	add(t, tally, 5, coverage.Case{Seeker: lonely(leeds), Groups: of("C")})
	r, err := tally.ByGroup("ethnicity", cohort.SuppressionPolicy{Below: 7})
	require.NoError(t, err)
	starred := func(g coverage.GroupFinds) bool {
		_, shown := g.People.Shown()
		return !shown
	}
	small := r.Needs[0].Groups[2]
	require.Equal(t, "C", small.Group.Code)
	require.True(t, starred(small))
	require.Equal(t, "*", small.Nothing.String())
	require.False(t, small.Matches.IsKnown())
	require.False(t, small.Metres.IsKnown())
	hidden := 0
	for _, g := range append(slices.Clone(r.Needs[0].Groups), r.Needs[0].All) {
		if starred(g) {
			hidden++
			require.False(t, g.Matches.IsKnown(), "the median of a starred group")
		}
	}
	require.GreaterOrEqual(t, hidden, 2, "one star alone can be subtracted from the total")
	b, err := json.Marshal(r)
	require.NoError(t, err)
	require.NotContains(t, string(b), `:5,`)
}

// TestByGroupMerges: dealt to shards and merged, the report is that of the
// whole, with what was recorded.
func TestByGroupMerges(t *testing.T) {
	t.Parallel()
	finder := directory(group(1, "sp-activity:befriending", sale), spoken(group(2, "sp-activity:food-bank", leeds), "en"))
	tallies := make([]*coverage.Tally, 3)
	for i := range tallies {
		tallies[i] = must(coverage.New(finder, &coverage.Options{Counted: 5}))
	}
	for i, c := range people(rand.New(rand.NewPCG(5, 6)), 120) {
		unmet := []coverage.Unmet{{Need: "sp-need:debt", Reason: coverage.UnmetFull}}
		for _, tally := range []*coverage.Tally{tallies[0], tallies[1+i%2]} {
			require.NoError(t, tally.Add(c))
			require.NoError(t, tally.AddUnmet(unmet))
		}
	}
	require.NoError(t, tallies[1].Merge(tallies[2]))
	require.Equal(t, "120", report(t, tallies[1], coverage.DimensionAll).Recorded[0].Reasons[0].People.String())
	for _, d := range tallies[0].Dimensions() {
		a, b := must(tallies[0].ByGroup(d, cohort.HESSuppression())), must(tallies[1].ByGroup(d, cohort.HESSuppression()))
		require.Equal(t, string(must(json.Marshal(a))), string(must(json.Marshal(b))), d)
	}
	require.ErrorIs(t, tallies[0].Merge(must(coverage.New(finder, nil))), coverage.ErrInput)
	_, err := coverage.New(finder, &coverage.Options{Counted: -1})
	require.ErrorContains(t, err, "counted")
	_, err = coverage.New(finder, &coverage.Options{Counted: matching.MaxK + 1})
	require.ErrorContains(t, err, "counted")
}
