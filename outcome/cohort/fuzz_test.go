package cohort_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/outcome/cohort"
)

// FuzzStates: any bytes as the state of a sample or a breakdown, or as a count, are
// refused with a typed error and change nothing, or are read to what writes the same
// bytes again; and whatever was read answers every question.
func FuzzStates(f *testing.F) {
	f.Add([]byte(`[[2,3],[4.5,1]]`))
	f.Add([]byte(`[[-9223372036854.775807,1125899906842624],[9223372036854.775807,1]]`))
	f.Add([]byte(`[{"group":{"dimension":"a","code":"b"},"state":{"pairs":[[5,7,2]],"baselineOnly":[],"followUpOnly":[]}}]`))
	f.Add([]byte(`"*"`))
	f.Add([]byte(`7`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var s, again cohort.Sample
		if err := s.UnmarshalJSON(data); err != nil {
			require.ErrorIs(t, err, cohort.ErrInput)
			require.Zero(t, s.N())
		} else {
			first := encoded(t, &s)
			require.NoError(t, again.UnmarshalJSON([]byte(first)))
			require.Equal(t, first, encoded(t, &again))
			lo, some := s.Min()
			hi, _ := s.Max()
			mid, ok := s.Quantile(val("0.5"), cohort.QuantileLinear)
			require.Equal(t, some, ok)
			require.False(t, mid.Compare(lo) < 0 || mid.Compare(hi) > 0)
			require.Equal(t, s.N() > 0, s.Mean().IsKnown())
			require.Equal(t, s.N() > 1, s.SD().IsKnown())
			require.False(t, float64(s.SD()) < 0)
		}
		var b, back cohort.Breakdown
		if err := b.UnmarshalJSON(data); err != nil {
			require.ErrorIs(t, err, cohort.ErrInput)
		} else {
			first := encoded(t, &b)
			require.NoError(t, back.UnmarshalJSON([]byte(first)))
			require.Equal(t, first, encoded(t, &back))
			r, err := b.Release("a", nil, cohort.HESSuppression())
			require.NoError(t, err)
			require.Len(t, r.Groups, len(b.Groups("a")))
		}
		var c cohort.Count
		if err := c.UnmarshalJSON(data); err != nil {
			require.ErrorIs(t, err, cohort.ErrInput)
			return
		}
		written, err := json.Marshal(c)
		require.NoError(t, err)
		var same cohort.Count
		require.NoError(t, json.Unmarshal(written, &same))
		require.Equal(t, c, same)
	})
}
