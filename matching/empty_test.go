package matching_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/matching"
	"github.com/socialprescribing/socialprescribing/matching/internal/synth"
)

// TestEmptyDirectory: a directory of nothing, or of which everything was taken
// out, finds nothing.
func TestEmptyDirectory(t *testing.T) {
	o := &matching.Options{Horizon: horizon}
	empty, err := matching.NewIndex(slices.Values([]activity.Activity{}), o)
	require.NoError(t, err)
	one, err := matching.NewIndex(slices.Values(crafts(1)), o)
	require.NoError(t, err)
	for _, ix := range []*matching.Index{empty, one.With([]matching.Change{{Remove: id(1)}})} {
		for _, s := range fifty {
			s.Place = places[s.place]
			r, err := ix.Match(matching.Query{Seeker: s.Seeker, At: synth.At})
			require.NoError(t, err)
			require.Empty(t, r.Matches)
		}
	}
}
