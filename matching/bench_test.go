package matching_test

import (
	"fmt"
	"runtime"
	"slices"
	"sync"
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
		{}, {Sparse: 1}, {Sparse: 1, Dense: 1}, {Sparse: 1, Dense: 1, Screening: 1}, {Sparse: 1, Dense: 1, Screening: 1, Gated: 1},
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

// BenchmarkMatch asks for two thousand seekers over directories of growing size.
// Of each query the least of three runs counts, since other work on the machine
// only adds to it; the baseline judges everything, for a few of the seekers.
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
			var took []time.Duration
			for b.Loop() {
				took = least(b, ix, seekers)
			}
			report(b, "", took)
			if n <= 100_000 {
				report(b, "judging-all-", judgeAll(b, w, n, seekers[:20]))
			}
			b.ReportMetric(float64(build.Nanoseconds())/float64(n), "build-ns/activity")
			b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/float64(n), "B/activity")
			b.ReportMetric(testing.AllocsPerRun(1, func() { _, _ = ix.Match(query(seekers[0])) }), "allocs/query")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// matcher answers queries.
type matcher interface {
	Match(q matching.Query) (matching.Result, error)
}

// least times a query for each seeker, three times, and returns the least of
// each, sorted.
func least(b *testing.B, m matcher, seekers []matching.Seeker) []time.Duration {
	b.Helper()
	took := make([]time.Duration, len(seekers))
	for round := range 3 {
		for i := range seekers {
			q := query(seekers[i])
			start := time.Now()
			if _, err := m.Match(q); err != nil {
				b.Fatal(err)
			}
			if d := time.Since(start); round == 0 || d < took[i] {
				took[i] = d
			}
		}
	}
	slices.Sort(took)
	return took
}

// report reports the median and the 99th percentile.
func report(b *testing.B, what string, took []time.Duration) {
	b.Helper()
	b.ReportMetric(float64(took[len(took)/2].Nanoseconds())/1000, what+"p50-µs")
	b.ReportMetric(float64(took[len(took)*99/100].Nanoseconds())/1000, what+"p99-µs")
}

// judgeAll is the baseline: a query that judges everything, the offers made
// beforehand as in an index.
func judgeAll(b *testing.B, w *synth.World, n int, seekers []matching.Seeker) []time.Duration {
	b.Helper()
	twin, err := matching.NewTwin(w.Activities(n, 1), &matching.Options{Horizon: horizon})
	require.NoError(b, err)
	if n > 10_000 {
		seekers = seekers[:5]
	}
	return least(b, twin, seekers)
}

// hundred is an index of a hundred thousand activities for the benchmarks below.
func hundred(b *testing.B) (*synth.World, *matching.Index) {
	b.Helper()
	w := synth.New()
	ix, err := matching.NewIndex(w.Activities(100_000, 1), &matching.Options{Horizon: horizon})
	require.NoError(b, err)
	return w, ix
}

// BenchmarkReach asks from the middle of London, the densest place there is,
// with a growing limit: the cost goes with what is in reach.
func BenchmarkReach(b *testing.B) {
	w, ix := hundred(b)
	middle, err := activity.CoordinatesAt(51_510_000, -130_000)
	require.NoError(b, err)
	for _, limit := range []activity.Metres{1000, 3000, 7000, 15_000} {
		b.Run(fmt.Sprintf("%dm", limit), func(b *testing.B) {
			seekers := w.Seekers(300, 2)
			reach := 0
			for i := range seekers {
				seekers[i].Place = matching.Place{Coordinates: middle}
				seekers[i].Travel = matching.Journey{Limit: limit}
			}
			s, err := ix.Survey(matching.Query{Seeker: matching.Seeker{Place: seekers[0].Place, Travel: matching.Journey{Limit: limit / 2}}, At: synth.At})
			require.NoError(b, err)
			reach = s.Total - s.Beyond
			var took []time.Duration
			for b.Loop() {
				took = least(b, ix, seekers)
			}
			report(b, "", took)
			b.ReportMetric(float64(reach), "in-reach")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// BenchmarkTwoCores divides the same seekers between one and two goroutines.
func BenchmarkTwoCores(b *testing.B) {
	w, ix := hundred(b)
	seekers := w.Seekers(2000, 2)
	serve := func(workers int) time.Duration {
		start := time.Now()
		var done sync.WaitGroup
		for n := range workers {
			done.Go(func() {
				for i := n; i < len(seekers); i += workers {
					_, _ = ix.Match(query(seekers[i]))
				}
			})
		}
		done.Wait()
		return time.Since(start)
	}
	one, two := time.Hour, time.Hour
	for b.Loop() {
		one, two = min(one, serve(1)), min(two, serve(2))
	}
	b.ReportMetric(float64(one)/float64(two), "times")
}

// BenchmarkSurvey surveys whole directories. Of each query the least of a few
// runs counts; the mean of those is reported beside the median and the greatest.
func BenchmarkSurvey(b *testing.B) {
	w := synth.New()
	for _, n := range []int{100_000, 1_000_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			ix, err := matching.NewIndex(w.Activities(n, 1), &matching.Options{Horizon: horizon})
			require.NoError(b, err)
			seekers := w.Seekers(200, 2)
			took := make([]time.Duration, len(seekers))
			for i := range took {
				took[i] = time.Hour
			}
			for b.Loop() {
				for i := range seekers {
					q := query(seekers[i])
					start := time.Now()
					if _, err := ix.Survey(q); err != nil {
						b.Fatal(err)
					}
					took[i] = min(took[i], time.Since(start))
				}
			}
			slices.Sort(took)
			report(b, "", took)
			mean := time.Duration(0)
			for _, d := range took {
				mean += d / time.Duration(len(took))
			}
			b.ReportMetric(float64(mean.Nanoseconds())/1000, "mean-µs")
			b.ReportMetric(float64(took[len(took)-1].Nanoseconds())/1000, "most-µs")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// BenchmarkWith changes a thousand activities at a time, compaction included.
func BenchmarkWith(b *testing.B) {
	w, ix := hundred(b)
	batches := make([][]matching.Change, 20)
	for n := range batches {
		for i := range 1000 {
			a := w.Activity(n*1000+i, 1)
			a.Capacity.State = activity.Full
			batches[n] = append(batches[n], matching.Change{Put: &a})
		}
	}
	n := 0
	for b.Loop() {
		ix = ix.With(batches[n%len(batches)])
		n++
	}
	b.ReportMetric(float64(n)*1000/b.Elapsed().Seconds(), "changes/s")
}
