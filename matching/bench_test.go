package matching_test

import (
	"fmt"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/matching"
	"github.com/socialprescribing/socialprescribing/matching/internal/synth"
)

// horizon is that of the synthetic directory.
var horizon = matching.Horizon{From: synth.From}

func query(s matching.Seeker) matching.Query {
	return matching.Query{Seeker: s, At: synth.At, K: 10}
}

// TestIndexEqualsRank holds every way in which an index can go about its work
// against judging everything: few rows in reach at once, part by part, and
// through sieves.
func TestIndexEqualsRank(t *testing.T) {
	w := synth.New()
	list := slices.Collect(w.Activities(equalActivities, 1))
	opts := &matching.Options{Horizon: horizon}
	twin, err := matching.NewTwin(slices.Values(list), opts)
	require.NoError(t, err)
	ways := []matching.Sizes{
		{}, {Sparse: 1}, {Sparse: 1, Short: 1}, {Sparse: 1, Dense: 1, Screening: 1}, {Sparse: 1, Dense: 1, Screening: 1, Short: 1},
	}
	indexes := make([]*matching.Index, len(ways))
	for n, way := range ways {
		indexes[n], err = matching.NewSizedIndex(slices.Values(list), opts, way)
		require.NoError(t, err)
	}
	found := 0
	for i, s := range w.Seekers(equalSeekers, 2) {
		q := query(s)
		if i%3 == 0 {
			q.Options = policies[i/3%len(policies)]
		}
		if i%7 == 0 {
			q.Seeker.Travel.Limit = 400_000 // everything is in reach
		}
		want, err := twin.Match(q)
		require.NoError(t, err)
		for n, ix := range indexes {
			got, err := ix.Match(q)
			require.NoError(t, err)
			require.Equal(t, want, got, "seeker %d, %+v", i, ways[n])
		}
		found += len(want.Matches)
	}
	require.Positive(t, found)
	t.Log("matches", found)
}

// policies are options under which an index takes other turnings.
var policies = []*matching.QueryOptions{
	{ExcludeUnknown: []matching.CriterionCode{matching.Eligibility, matching.Travel}},
	{Soft: []matching.CriterionCode{matching.Need, matching.Time}},
	{Order: []matching.CriterionCode{matching.Travel, matching.Interest}},
	{Order: []matching.CriterionCode{matching.Time, matching.Cost}, Soft: []matching.CriterionCode{matching.Travel}},
	{Drop: []matching.CriterionCode{matching.Eligibility, matching.Interest}, Rotate: 7},
	{Bands: func(matching.TravelMode) matching.Bands { return matching.Bands{20_000, 60_000, 300_000} }},
	{TravelMinutes: func(c activity.Coordinates) (int, bool) { lat, _ := c.Micro(); return int(lat/1000) % 90, lat%5 != 0 }},
}

func BenchmarkMatch(b *testing.B) {
	w := synth.New()
	for _, n := range []int{1_000, 10_000, 100_000, 1_000_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			var before, after runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			start := time.Now()
			for range w.Activities(n, 1) {
			}
			making := time.Since(start)
			start = time.Now()
			ix, err := matching.NewIndex(w.Activities(n, 1), &matching.Options{Horizon: horizon})
			require.NoError(b, err)
			build := time.Since(start) - making
			runtime.GC()
			runtime.ReadMemStats(&after)
			seekers := w.Seekers(2000, 2)
			took := make([]time.Duration, 0, 2000)
			for range b.N {
				took = took[:0]
				for i := range seekers {
					q := query(seekers[i])
					start := time.Now()
					if _, err := ix.Match(q); err != nil {
						b.Fatal(err)
					}
					took = append(took, time.Since(start))
				}
			}
			slices.Sort(took)
			if n <= 100_000 {
				b.ReportMetric(float64(judgeAll(b, w, n, seekers[:5]).Nanoseconds())/1000, "judging-all-µs")
			}
			b.ReportMetric(float64(took[len(took)/2].Nanoseconds())/1000, "p50-µs")
			b.ReportMetric(float64(took[len(took)*99/100].Nanoseconds())/1000, "p99-µs")
			b.ReportMetric(float64(build.Nanoseconds())/float64(n), "build-ns/activity")
			b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/float64(n), "B/activity")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// judgeAll is the baseline: the mean time of a query that judges everything,
// the offers made beforehand as in an index.
func judgeAll(b *testing.B, w *synth.World, n int, seekers []matching.Seeker) time.Duration {
	b.Helper()
	twin, err := matching.NewTwin(w.Activities(n, 1), &matching.Options{Horizon: horizon})
	require.NoError(b, err)
	start := time.Now()
	for i := range seekers {
		if _, err := twin.Match(query(seekers[i])); err != nil {
			b.Fatal(err)
		}
	}
	return time.Since(start) / time.Duration(len(seekers))
}
