package cohort_test

import (
	"encoding/json"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/outcome"
	"github.com/socialprescribing/socialprescribing/outcome/cohort"
)

// TestD28_DecilesAreNeverPooled: deciles of two nations, or of two editions of
// one index, are groups of different dimensions, and a release is of one.
func TestD28_DecilesAreNeverPooled(t *testing.T) {
	t.Parallel()
	var b cohort.Breakdown
	for i := range int64(20) {
		for _, d := range []cohort.Decile{
			{cohort.IMD, 2019, 1},
			{cohort.IMD, 2025, 1},
			{cohort.WIMD, 2019, 1},
			{cohort.SIMD, 2020, 1},
			{cohort.NIMDM, 2017, 1},
		} {
			require.True(t, d.IsValid())
			b.Of(d.Group()).Add(outcome.Int(i%5), outcome.Int(i%7))
		}
	}
	r, err := b.Release("IMD 2019", nil, cohort.HESSuppression())
	require.NoError(t, err)
	require.Len(t, r.Groups, 1)
	require.Equal(t, "20", r.Pairs.String())
	require.Equal(t, cohort.Group{Dimension: "IMD 2019", Code: "01"}, r.Groups[0].Group)
	for _, bad := range []cohort.Decile{{}, {cohort.IMD, 0, 1}, {cohort.IMD, 2019, 11}, {"XMD", 2019, 1}, {cohort.IMD, 2019, -1}} {
		require.False(t, bad.IsValid())
		require.Equal(t, cohort.Group{}, bad.Group())
	}
	require.Equal(t, cohort.Group{Dimension: "SIMD 2020"}, cohort.Decile{Index: cohort.SIMD, Year: 2020}.Group())
}

func TestBreakdown(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(8, 8))
	var whole cohort.Breakdown
	shards := make([]cohort.Breakdown, 3)
	for range 400 {
		g := cohort.Group{Dimension: "practice", Code: []string{"A", "B", "C", ""}[rng.IntN(4)]}
		s, x, y := &shards[rng.IntN(3)], outcome.Int(rng.Int64N(28)), outcome.Int(rng.Int64N(28))
		if g.Code == "C" && rng.IntN(20) > 0 {
			continue
		}
		whole.Of(g).Add(x, y)
		s.Of(g).Add(x, y)
	}
	var merged cohort.Breakdown
	for i := range shards {
		var sent cohort.Breakdown
		require.NoError(t, json.Unmarshal([]byte(encoded(t, &shards[i])), &sent))
		merged.Merge(&sent)
	}
	require.Equal(t, encoded(t, &whole), encoded(t, &merged))
	r, err := merged.Release("practice", &cohort.SummaryOptions{Direction: outcome.Lower}, cohort.HESSuppression())
	require.NoError(t, err)
	require.Len(t, r.Groups, 4)
	require.Equal(t, "", r.Groups[0].Group.Code)
	small := r.Groups[3]
	require.Equal(t, "*", small.Pairs.String())
	require.False(t, small.Difference.IsKnown())
	require.False(t, small.Interval.Low.IsKnown())
	require.True(t, r.Groups[1].Difference.IsKnown())
	require.InDelta(t, float64(r.Groups[1].Difference), -float64(r.Groups[1].Improvement), 0)
	require.NotEmpty(t, r.Caveats)
	// What leaves holds no exact count.
	require.NotContains(t, encoded(t, r), `"pairs":[[`)

	_, err = merged.Release("practice", nil, cohort.SuppressionPolicy{})
	require.ErrorIs(t, err, cohort.ErrInput)
	empty, err := merged.Release("nothing", nil, cohort.HESSuppression())
	require.NoError(t, err)
	require.Empty(t, empty.Groups)
	var bad cohort.Breakdown
	for _, s := range []string{
		`{}`, `[{"group":{"dimension":"a","code":"b"}}]`,
		`[{"group":{"dimension":"a","code":"b"},"state":{"pairs":[]}},{"group":{"dimension":"a","code":"b"},"state":{"pairs":[]}}]`,
	} {
		require.ErrorIs(t, json.Unmarshal([]byte(s), &bad), cohort.ErrInput)
	}
}
