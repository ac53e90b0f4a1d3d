package matching_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/matching"
	"github.com/socialprescribing/socialprescribing/matching/internal/synth"
)

// TestWithEqualsFresh changes a directory many times and holds the index that
// came of it against one that was built afresh.
func TestWithEqualsFresh(t *testing.T) {
	w := synth.New()
	opts := &matching.Options{Horizon: horizon}
	list := slices.Collect(w.Activities(800, 1))
	ix, err := matching.NewIndex(slices.Values(list), opts)
	require.NoError(t, err)
	first, firstDebt := ix, ix.Debt()
	for round := range 30 {
		var changes []matching.Change
		for i := range 20 {
			n := (round*37 + i*53) % len(list)
			switch i % 3 {
			case 0:
				changes = append(changes, matching.Change{Remove: list[n].ID})
				list = slices.Delete(list, n, n+1)
			case 1:
				a := w.Activity(5000+round*100+i, 1)
				a.ID = list[n].ID
				list[n] = a
				changes = append(changes, matching.Change{Put: &a})
			default:
				a := w.Activity(9000+round*100+i, 1)
				list = append(list, a)
				changes = append(changes, matching.Change{Put: &a})
			}
		}
		ix = ix.With(changes)
		d := ix.Debt()
		require.LessOrEqual(t, 16*d.Recent, 2*d.Rows)
		require.LessOrEqual(t, 8*d.Dead, 2*d.Rows)
	}
	fresh, err := matching.NewIndex(slices.Values(list), opts)
	require.NoError(t, err)
	compact := ix.Compact()
	require.Equal(t, matching.Debt{Rows: fresh.Debt().Rows}, compact.Debt())
	require.Equal(t, len(list), ix.Len())
	require.Equal(t, firstDebt, first.Debt(), "the first index has not changed")
	later := synth.From.AddDays(10)
	moved, err := ix.Advance(later)
	require.NoError(t, err)
	fresher, err := matching.NewIndex(slices.Values(list), &matching.Options{Horizon: matching.Horizon{From: later}})
	require.NoError(t, err)
	for _, s := range w.Seekers(60/smaller, 4) {
		q := query(s)
		want, err := fresh.Match(q)
		require.NoError(t, err)
		for _, x := range []*matching.Index{ix, compact} {
			got, err := x.Match(q)
			require.NoError(t, err)
			require.Equal(t, want, got)
		}
		q.At = q.At.AddDate(0, 0, 12)
		want, err = fresher.Match(q)
		require.NoError(t, err)
		got, err := moved.Match(q)
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
	_, err = ix.Advance(synth.From.AddDays(-1))
	require.ErrorIs(t, err, matching.ErrHorizon)
	_, err = ix.Match(matching.Query{At: synth.At.AddDate(0, 3, 0)})
	require.ErrorIs(t, err, matching.ErrHorizon)
	_, err = ix.Advance(activity.Day{})
	require.ErrorIs(t, err, matching.ErrHorizon)
}

// TestCrowded holds an index of many segments against one of one: built,
// changed and compacted.
func TestCrowded(t *testing.T) {
	w := synth.New()
	opts := &matching.Options{Horizon: horizon}
	list := slices.Collect(w.Activities(600, 1))
	one, err := matching.NewIndex(slices.Values(list), opts)
	require.NoError(t, err)
	many, err := matching.NewSizedIndex(slices.Values(list), opts, matching.Sizes{Full: 60})
	require.NoError(t, err)
	require.Greater(t, many.Segments(), 3)
	a := w.Activity(5000, 1)
	changes := []matching.Change{{Remove: list[3].ID}, {Put: &a}}
	for _, pair := range [][2]*matching.Index{
		{one, many}, {one.With(changes), many.With(changes)}, {one.With(changes), many.With(changes).Compact()},
	} {
		require.Equal(t, pair[0].Len(), pair[1].Len())
		for _, s := range w.Seekers(25/smaller, 4) {
			q := query(s)
			want, err := pair[0].Match(q)
			require.NoError(t, err)
			got, err := pair[1].Match(q)
			require.NoError(t, err)
			require.Equal(t, want, got)
			survey, err := pair[0].Survey(q)
			require.NoError(t, err)
			again, err := pair[1].Survey(q)
			require.NoError(t, err)
			require.Equal(t, survey, again)
		}
	}
	require.Equal(t, many.Debt().Rows, one.Debt().Rows)
	require.Zero(t, many.Debt().Recent, "segments of the build are no debt")
}
