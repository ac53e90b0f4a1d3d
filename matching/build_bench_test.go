package matching_test

import (
	"fmt"
	"runtime"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/matching"
	"github.com/socialprescribing/socialprescribing/matching/internal/synth"
)

// BenchmarkBuild builds indexes of activities made beforehand, which are not
// measured.
func BenchmarkBuild(b *testing.B) {
	for _, n := range []int{1_000, 10_000, 100_000, 300_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			list := slices.Collect(synth.New().Activities(n, 1))
			runtime.GC()
			for b.Loop() {
				_, err := matching.NewIndex(slices.Values(list), &matching.Options{Horizon: horizon})
				require.NoError(b, err)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "build-ns/activity")
			b.ReportMetric(0, "ns/op")
		})
	}
}
