package matching_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/matching"
	"github.com/socialprescribing/socialprescribing/matching/internal/synth"
)

func TestSurveyEqualsBruteForce(t *testing.T) {
	w := synth.New()
	list := slices.Collect(w.Activities(1200/smaller, 3))
	opts := &matching.Options{Horizon: horizon}
	ix, err := matching.NewIndex(slices.Values(list), opts)
	require.NoError(t, err)
	for i, s := range w.Seekers(20, 5) {
		q := query(s)
		if i%5 == 0 {
			q.Options = &matching.QueryOptions{ExcludeUnknown: []matching.CriterionCode{matching.Eligibility, matching.Capacity}}
		}
		if i%5 == 1 {
			q.Options = policies[len(policies)-1] // travel times: too far or too long
		}
		if i%5 == 2 {
			q.Options = policies[0]
		}
		want, err := matching.SurveyAll(q, slices.Values(list), opts)
		require.NoError(t, err)
		got, err := ix.Survey(q)
		require.NoError(t, err)
		require.Equal(t, want, got, "seeker %d", i)
		require.Equal(t, len(list), got.Total)
		require.Equal(t, got.Total, got.NotServing+got.Beyond+got.Matching+got.Excluded)
		q.K = 1000
		r, err := ix.Match(q)
		require.NoError(t, err)
		require.Len(t, r.Matches, got.Matching)
	}
}

// TestCounterfactuals applies every counterfactual and takes every part away.
func TestCounterfactuals(t *testing.T) {
	w := synth.New()
	list := slices.Collect(w.Activities(400, 3))
	opts := &matching.Options{Horizon: horizon}
	seen := map[matching.AlterationCode]int{}
	for n, s := range w.Seekers(60, 6) {
		q := query(s)
		for k := n % smaller; k < 220; k += smaller {
			// Bring everything near, so that other criteria have a say.
			a := list[k].Clone()
			for i := range a.Locations {
				a.Locations[i].Coordinates = s.Place.Coordinates
				if a.ID[0]%4 == 0 {
					a.Locations[i].Coordinates = sale
				}
			}
			cfs, err := matching.Counterfactuals(q, a, opts)
			require.NoError(t, err)
			e, err := matching.Explain(q, a, opts)
			require.NoError(t, err)
			if e.Matches {
				require.Empty(t, cfs)
			}
			for _, cf := range cfs {
				sound(t, q, a, cf, opts)
				for _, c := range cf.Changes {
					seen[c.Code]++
					require.True(t, c.Code.IsValid())
				}
			}
		}
	}
	t.Log(seen)
	for _, c := range []matching.AlterationCode{matching.TravelFurther, matching.PayMore, matching.BeFree, matching.UseMode, matching.PlaceFree, matching.OldEnough} {
		require.Positive(t, seen[c], c)
	}
}

// sound checks that a counterfactual is enough and that no part of it is.
func sound(t *testing.T, q matching.Query, a activity.Activity, cf matching.Counterfactual, o *matching.Options) {
	t.Helper()
	for part := range 1 << len(cf.Changes) {
		some := matching.Counterfactual{Activity: cf.Activity}
		for i, c := range cf.Changes {
			if part>>i&1 == 1 {
				some.Changes = append(some.Changes, c)
			}
		}
		e, err := matching.Explain(some.Apply(q), a, o)
		require.NoError(t, err)
		require.Equal(t, part == 1<<len(cf.Changes)-1, e.Matches, "%+v of %+v", some.Changes, cf.Changes)
	}
}
