package outcome_test

import (
	"encoding/json"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/outcome"
)

func TestEstimateJSON(t *testing.T) {
	t.Parallel()
	in := []outcome.Estimate{0.1, -4.9, 1e-300, outcome.Estimate(math.NaN()), outcome.Estimate(math.Inf(1)), 0}
	b, err := json.Marshal(in)
	require.NoError(t, err)
	require.Equal(t, `[0.1,-4.9,1e-300,null,null,0]`, string(b))
	var out []outcome.Estimate
	require.NoError(t, json.Unmarshal(b, &out))
	for i := range in {
		require.Equal(t, in[i].IsKnown(), out[i].IsKnown())
		if in[i].IsKnown() {
			require.InDelta(t, float64(in[i]), float64(out[i]), 0)
		}
	}
	require.ErrorIs(t, json.Unmarshal([]byte(`["x"]`), &out), outcome.ErrValue)
}
