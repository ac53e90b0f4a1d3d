//go:build !race

package matching_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/matching"
	"github.com/socialprescribing/socialprescribing/matching/internal/synth"
)

// TestNothingBesideTheResult: an index that has been asked before allocates what it
// returns and nothing else: the matches, the order, and the fits and the reasons of
// all matches together, however many there are, and however large the directory. The
// race detector makes pools forget, so it is left out there.
func TestNothingBesideTheResult(t *testing.T) {
	const parts = 4
	w := synth.New()
	for _, n := range []int{1000 / smaller, 20_000 / smaller} {
		ix := must(matching.NewIndex(w.Activities(n, 1), &matching.Options{Horizon: matching.Horizon{From: synth.From}}))
		matches := 0
		for _, s := range w.Seekers(12, 2) {
			for _, k := range []int{1, 10, 40} {
				q := matching.Query{Seeker: s, At: synth.At, K: k}
				var r matching.Result
				// What a collection of garbage takes from the pool is made once more
				// and counts as less than one.
				require.LessOrEqual(t, testing.AllocsPerRun(30, func() { r = must(ix.Match(q)) }), float64(parts), "%d activities, %d wanted", n, k)
				matches += len(r.Matches)
			}
		}
		require.Positive(t, matches)
	}
}
