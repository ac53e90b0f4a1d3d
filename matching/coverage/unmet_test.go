package coverage_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/matching/coverage"
	"github.com/socialprescribing/socialprescribing/outcome/cohort"
)

// TestRecorded: a person counts once for a need and a reason; needs are in order
// of the codes, reasons in theirs; small counts are starred.
func TestRecorded(t *testing.T) {
	t.Parallel()
	tally := must(coverage.New(directory(), nil))
	require.Empty(t, report(t, tally, coverage.DimensionAll).Recorded)
	for range 20 {
		require.NoError(t, tally.AddUnmet([]coverage.Unmet{
			{Need: "sp-need:lonely", Reason: coverage.UnmetCost},
			{Need: "sp-need:lonely", Reason: coverage.UnmetNoneExists},
			{Need: "sp-need:lonely", Reason: coverage.UnmetCost},
		}))
	}
	for range 4 {
		require.NoError(t, tally.AddUnmet([]coverage.Unmet{{Need: "sp-need:debt", Reason: coverage.UnmetDeclined}}))
	}
	require.NoError(t, tally.AddUnmet(nil))
	require.Zero(t, tally.People(), "what was recorded adds nobody to the sample")
	r := must(tally.Release(coverage.DimensionAll, cohort.HESSuppression()))
	require.JSONEq(t, `[
		{"need":"sp-need:debt","reasons":[{"reason":"declined","people":"*"}]},
		{"need":"sp-need:lonely","reasons":[{"reason":"none-exists","people":20},{"reason":"cost","people":20}]}
	]`, string(must(json.Marshal(r.Recorded))))
	require.Empty(t, r.Needs, "it is beside what the survey finds")
}

func TestUnmetFaults(t *testing.T) {
	t.Parallel()
	tally := must(coverage.New(directory(), nil))
	good := coverage.Unmet{Need: "sp-need:lonely", Reason: coverage.UnmetFull}
	for path, bad := range map[string]coverage.Unmet{
		"unmet/1/need":   {Reason: coverage.UnmetFull},
		"unmet/1/reason": {Need: "sp-need:lonely", Reason: "busy"},
	} {
		err := tally.AddUnmet([]coverage.Unmet{good, bad})
		require.ErrorIs(t, err, coverage.ErrInput)
		require.ErrorContains(t, err, path)
	}
	require.Empty(t, report(t, tally, coverage.DimensionAll).Recorded, "on error nothing is counted")

	for _, word := range []coverage.UnmetReason{
		coverage.UnmetNoneExists, coverage.UnmetFull, coverage.UnmetTooFar, coverage.UnmetCost, coverage.UnmetIneligible, coverage.UnmetDeclined,
	} {
		var read coverage.UnmetReason
		require.NoError(t, read.UnmarshalText([]byte(word)))
		require.Equal(t, word, read)
	}
	var read coverage.UnmetReason
	require.ErrorIs(t, read.UnmarshalText([]byte("busy")), coverage.ErrInput)
	require.False(t, coverage.UnmetReason("").IsValid())
}
