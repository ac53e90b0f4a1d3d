package cohort_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/outcome"
	"github.com/socialprescribing/socialprescribing/outcome/cohort"
)

var update = flag.Bool("update", false, "write the golden files anew")

func val(s string) outcome.Value { return outcome.MustParseValue(s) }

func vals(ss ...string) []outcome.Value {
	out := make([]outcome.Value, 0, len(ss))
	for _, s := range ss {
		out = append(out, val(s))
	}
	return out
}

func pairs(before, after []outcome.Value) *cohort.Paired {
	var p cohort.Paired
	for i := range before {
		p.Add(before[i], after[i])
	}
	return &p
}

// TestSleep: Student's sleep data of 1908, as R prints them.
func TestSleep(t *testing.T) {
	t.Parallel()
	s := pairs(vals("1.9", "0.8", "1.1", "0.1", "-0.1", "4.4", "5.5", "1.6", "4.6", "3.4"),
		vals("0.7", "-1.6", "-0.2", "-1.2", "-0.1", "3.4", "3.7", "0.8", "0.0", "2.0")).Summary(nil)
	require.InDelta(t, -4.0621, float64(s.T.T), 5e-5)
	require.Equal(t, int64(9), s.T.DF)
	require.InDelta(t, 0.002833, float64(s.T.P), 5e-7)
	require.InDelta(t, -2.4598858, float64(s.T.Interval.Low), 5e-8)
	require.InDelta(t, -0.7001142, float64(s.T.Interval.High), 5e-8)
	require.InDelta(t, -1.58, float64(s.Difference.Mean), 0)
}

// TestDepression: Hollander and Wolfe's worked example of the signed-rank test,
// which R's manual repeats: V = 40, one-sided p 0.01953.
func TestDepression(t *testing.T) {
	t.Parallel()
	s := pairs(vals("0.878", "0.647", "0.598", "2.05", "1.06", "1.29", "1.06", "3.14", "1.29"),
		vals("1.83", "0.50", "1.62", "2.48", "1.68", "1.88", "1.55", "3.06", "1.30")).Summary(nil)
	require.InDelta(t, 40, float64(s.Wilcoxon.V), 0)
	require.InDelta(t, 0.0390625, float64(s.Wilcoxon.Exact), 0)
	require.Equal(t, cohort.MethodExact, s.Wilcoxon.Method)
	require.Equal(t, s.Wilcoxon.Exact, s.Wilcoxon.P)
}

// TestWilcoxonBySigns holds the exact p-value against trying all signs.
func TestWilcoxonBySigns(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(3, 3))
	for range 300 {
		n := 1 + rng.IntN(10)
		var p cohort.Paired
		var diffs []int64
		for range n {
			d := rng.Int64N(9) - 4
			p.Add(outcome.Int(10), outcome.Int(10+d))
			if d != 0 {
				diffs = append(diffs, d)
			}
		}
		got := p.Summary(nil).Wilcoxon
		require.Equal(t, int64(len(diffs)), got.N)
		require.Equal(t, int64(n-len(diffs)), got.Zeros)
		if len(diffs) == 0 {
			require.False(t, got.P.IsKnown())
			continue
		}
		v, exact := bySigns(diffs)
		require.InDelta(t, v, float64(got.V), 0)
		require.InDelta(t, exact, float64(got.Exact), 1e-15)
	}
}

func bySigns(diffs []int64) (float64, float64) {
	ranks := make([]float64, len(diffs))
	var v float64
	for i, d := range diffs {
		for _, e := range diffs {
			switch a, b := max(d, -d), max(e, -e); {
			case b < a:
				ranks[i]++
			case b == a:
				ranks[i] += 0.5
			}
		}
		ranks[i] += 0.5
		if d > 0 {
			v += ranks[i]
		}
	}
	var below, above float64
	for signs := range 1 << len(diffs) {
		var s float64
		for i, r := range ranks {
			if signs>>i&1 != 0 {
				s += r
			}
		}
		if s <= v {
			below++
		}
		if s >= v {
			above++
		}
	}
	return v, min(1, 2*min(below, above)/float64(int(1)<<len(diffs)))
}

// TestWilcoxonLarge: beyond 50 the approximation, and near it both agree.
func TestWilcoxonLarge(t *testing.T) {
	t.Parallel()
	var p cohort.Paired
	for i := range int64(50) {
		p.Add(outcome.Int(0), outcome.Int((i+1)*(1-2*(i%3%2))))
	}
	s := p.Summary(nil).Wilcoxon
	require.InDelta(t, float64(s.Normal), float64(s.Exact), 0.002)
	p.Add(outcome.Int(0), outcome.Int(99))
	s = p.Summary(nil).Wilcoxon
	require.False(t, s.Exact.IsKnown())
	require.Equal(t, cohort.MethodNormal, s.Method)
	require.Equal(t, s.Normal, s.P)
}

func random(rng *rand.Rand, n int) ([]outcome.Value, []outcome.Value) {
	var b, f []outcome.Value
	for range n {
		b = append(b, outcome.Int(rng.Int64N(28)))
		f = append(f, outcome.Int(rng.Int64N(28)))
	}
	return b, f
}

func encoded(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	require.NoError(t, err)
	return string(b)
}

// TestMergeIsWhole: however people are dealt to shards and in whatever order
// shards are merged, the state and the summary are those of the whole, byte for
// byte; a state that went through JSON is the same.
func TestMergeIsWhole(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(5, 5))
	for range 50 {
		var whole cohort.Paired
		shards := make([]cohort.Paired, 1+rng.IntN(5))
		for range rng.IntN(120) {
			s := &shards[rng.IntN(len(shards))]
			a, b := outcome.Int(rng.Int64N(28)), outcome.Int(rng.Int64N(28))
			switch rng.IntN(4) {
			case 0:
				whole.AddBaseline(a)
				s.AddBaseline(a)
			case 1:
				whole.AddFollowUp(b)
				s.AddFollowUp(b)
			default:
				whole.Add(a, b)
				s.Add(a, b)
			}
		}
		var merged cohort.Paired
		for _, i := range rng.Perm(len(shards)) {
			var sent cohort.Paired
			require.NoError(t, json.Unmarshal([]byte(encoded(t, &shards[i])), &sent))
			merged.Merge(&sent)
		}
		require.Equal(t, encoded(t, &whole), encoded(t, &merged))
		o := &cohort.SummaryOptions{Direction: outcome.Lower}
		require.Equal(t, encoded(t, whole.Summary(o)), encoded(t, merged.Summary(o)))
	}
}

// TestSymmetry: exchanging baseline and follow-up turns every sign; adding one
// amount to all changes no difference; turning the scale around turns the
// difference but not the improvement.
func TestSymmetry(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(6, 6))
	for range 100 {
		b, f := random(rng, 3+rng.IntN(40))
		s, back := pairs(b, f).Summary(nil), pairs(f, b).Summary(nil)
		require.InDelta(t, float64(s.Difference.Mean), -float64(back.Difference.Mean), 0)
		require.InDelta(t, float64(s.T.T), -float64(back.T.T), 0)
		require.InDelta(t, float64(s.T.P), float64(back.T.P), 0)
		require.InDelta(t, float64(s.Wilcoxon.P), float64(back.Wilcoxon.P), 0)
		require.InDelta(t, float64(s.Effects.DAv.Size), -float64(back.Effects.DAv.Size), 0)

		var moved, turned cohort.Paired
		for i := range b {
			moved.Add(b[i].Add(val("0.000001")), f[i].Add(val("0.000001")))
			turned.Add(outcome.Int(27).Sub(b[i]), outcome.Int(27).Sub(f[i]))
		}
		require.Equal(t, s.Wilcoxon, moved.Summary(nil).Wilcoxon)
		require.Equal(t, s.Difference, moved.Summary(nil).Difference)
		up := pairs(b, f).Summary(&cohort.SummaryOptions{Direction: outcome.Lower})
		down := turned.Summary(&cohort.SummaryOptions{Direction: outcome.Higher})
		require.Equal(t, up.Improvement, down.Improvement)
		require.InDelta(t, -float64(s.Difference.Mean), float64(up.Improvement), 0)
	}
}

// TestTooFew: what can't be told is not known, never 0, and the caveats stand.
func TestTooFew(t *testing.T) {
	t.Parallel()
	var none cohort.Paired
	s := none.Summary(nil)
	require.Zero(t, s.Pairs)
	for name, e := range map[string]outcome.Estimate{
		"mean": s.Difference.Mean, "sd": s.Difference.SD, "t": s.T.T, "p": s.T.P,
		"low": s.T.Interval.Low, "w": s.Wilcoxon.P, "es": s.Effects.ES.Size, "g": s.Effects.HedgesG.Size, "r": s.Correlation,
		"improvement": s.Improvement, "completion": s.Completion.Share(),
	} {
		require.False(t, e.IsKnown(), name)
	}
	require.Contains(t, encoded(t, s), `"mean":null`)
	require.Subset(t, s.Caveats, []cohort.Caveat{cohort.CaveatRegression, cohort.CaveatNoComparison, cohort.CaveatFewPairs})

	one := pairs(vals("5"), vals("7")).Summary(&cohort.SummaryOptions{Direction: outcome.Higher})
	require.InDelta(t, 2, float64(one.Improvement), 0)
	require.False(t, one.T.P.IsKnown())
	require.False(t, one.Effects.J.IsKnown())

	// All the same difference: no t, no SRM, but a mean.
	same := pairs(vals("5", "6", "7"), vals("4", "5", "6")).Summary(nil)
	require.InDelta(t, -1, float64(same.Difference.Mean), 0)
	require.False(t, same.T.T.IsKnown())
	require.False(t, same.T.P.IsKnown())
	require.False(t, same.T.Interval.Low.IsKnown(), "no width is not certainty")
	require.Equal(t, int64(2), same.T.DF)
	require.False(t, same.Effects.SRM.Size.IsKnown())
	require.InDelta(t, -1, float64(same.Effects.ES.Size), 1e-15)
	require.InDelta(t, 0.25, float64(same.Wilcoxon.Exact), 0)
}

// TestAWorldOfPairs: numbers of people beyond any service keep every figure.
func TestAWorldOfPairs(t *testing.T) {
	t.Parallel()
	const n = int64(1) << 33
	var p cohort.Paired
	require.NoError(t, json.Unmarshal(fmt.Appendf(nil, `{"pairs":[[5,4,%d],[5,7,%d]]}`, n/2, n/2), &p))
	s := p.Summary(nil)
	require.InEpsilon(t, 1.5*math.Sqrt(float64(n)/float64(n-1)), float64(s.Difference.SD), 1e-14)
	// The larger magnitude has the upper half of the ranks: n/2 times (3n/2+1)/2.
	require.InEpsilon(t, float64(n)/2*(1.5*float64(n)+1)/2, float64(s.Wilcoxon.V), 1e-14)
	require.InDelta(t, 0, float64(s.Wilcoxon.Normal), 0)
	require.NoError(t, json.Unmarshal([]byte(`{"pairs":[[-1000000000000,1000000000000,1]]}`), &p))
	require.InDelta(t, 2e12, float64(p.Summary(nil).Difference.Mean), 0)
}

// TestCaveats: low completion and completers who began elsewhere are said.
func TestCaveats(t *testing.T) {
	t.Parallel()
	p := pairs(vals("5", "6", "7", "8"), vals("6", "6", "9", "8"))
	require.NotContains(t, p.Summary(nil).Caveats, cohort.CaveatLowCompletion)
	for range 5 {
		p.AddBaseline(outcome.Int(2))
	}
	s := p.Summary(nil)
	require.Contains(t, s.Caveats, cohort.CaveatLowCompletion)
	require.Contains(t, s.Caveats, cohort.CaveatSelectedCompleters)
	require.Equal(t, cohort.Proportion{X: 4, N: 9}, s.Completion)
	require.InDelta(t, 2, float64(s.NonCompleters.Mean), 0)
	require.Equal(t, int64(5), s.BaselineOnly)
	var many cohort.Paired
	for i := range int64(30) {
		many.Add(outcome.Int(i), outcome.Int(i+i%3))
	}
	require.Equal(t, []cohort.Caveat{cohort.CaveatRegression, cohort.CaveatNoComparison}, many.Summary(nil).Caveats)
}

// TestEffectIntervals: intervals for effect sizes cover the true effect about
// as often as they say, on made-up cohorts of 60 with a known correlation.
func TestEffectIntervals(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(11, 11))
	const n, runs, shift, rho = 60, 400, 0.5, 0.6
	trueSRM := shift / math.Sqrt(2*(1-rho))
	var es, srm, dav int
	for range runs {
		var p cohort.Paired
		for range n {
			a := rng.NormFloat64()
			b := rho*a + math.Sqrt(1-rho*rho)*rng.NormFloat64() + shift
			p.Add(outcome.Millionths(int64(a*1e6)), outcome.Millionths(int64(b*1e6)))
		}
		e := p.Summary(nil).Effects
		covers := func(in cohort.Interval, truth float64) int {
			if float64(in.Low) <= truth && truth <= float64(in.High) {
				return 1
			}
			return 0
		}
		es += covers(e.ES.Interval, shift)
		srm += covers(e.SRM.Interval, trueSRM)
		dav += covers(e.DAv.Interval, shift)
	}
	for name, hits := range map[string]int{"es": es, "srm": srm, "dav": dav} {
		require.InDelta(t, 0.95, float64(hits)/runs, 0.03, name)
	}
}

// TestSummaryGolden: the same bytes on every machine.
func TestSummaryGolden(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(99, 1))
	b, f := random(rng, 500)
	p := pairs(b, f)
	for i := range int64(40) {
		p.AddBaseline(outcome.Int(i % 28))
	}
	b1, err := json.MarshalIndent(p.Summary(&cohort.SummaryOptions{Direction: outcome.Lower}), "", "\t")
	require.NoError(t, err)
	if *update {
		require.NoError(t, os.WriteFile("testdata/summary.json", append(b1, '\n'), 0o600))
	}
	want, err := os.ReadFile("testdata/summary.json")
	require.NoError(t, err)
	require.Equal(t, string(want), string(b1)+"\n")
}

func TestPairedState(t *testing.T) {
	t.Parallel()
	var p cohort.Paired
	require.NoError(t, json.Unmarshal([]byte(`{"pairs":[[5,7,2]],"baselineOnly":[[3,1]],"followUpOnly":[]}`), &p))
	require.Equal(t, int64(2), p.N())
	for _, bad := range []string{
		`[]`, `{"pairs":[[5,7,0]]}`, `{"pairs":[[5,7,1],[5,7,1]]}`, `{"pairs":[[5,7]]}`,
		`{"pairs":[[5,7,1125899906842623],[5,8,2]]}`, `{"pairs":[[5,1000000000000.000001,1]]}`, `{"pairs":[[-1000000000000.000001,5,1]]}`,
		`{"baselineOnly":[[3,-1]]}`, `{"followUpOnly":[[3,1],[2,1]]}`, `{"pairs":[["x",7,1]]}`,
	} {
		require.ErrorIs(t, json.Unmarshal([]byte(bad), &p), cohort.ErrInput, bad)
	}
	require.Equal(t, int64(2), p.N(), "a failed read changed the value")
}

// FuzzPairedState: any bytes are refused or read to a state that writes the
// same bytes again and again.
func FuzzPairedState(f *testing.F) {
	f.Add([]byte(`{"pairs":[[5,7,2],[1.5,2.25,1]],"baselineOnly":[[3,1]],"followUpOnly":[[-1,4]]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var p, q cohort.Paired
		if err := p.UnmarshalJSON(data); err != nil {
			require.ErrorIs(t, err, cohort.ErrInput)
			return
		}
		first := encoded(t, &p)
		require.NoError(t, q.UnmarshalJSON([]byte(first)))
		require.Equal(t, first, encoded(t, &q))
		_ = encoded(t, p.Summary(nil))
	})
}

// BenchmarkAdd: one pair into an accumulator that has seen the scale.
func BenchmarkAdd(b *testing.B) {
	rng := rand.New(rand.NewPCG(1, 1))
	before, after := random(rng, 1024)
	var p cohort.Paired
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		p.Add(before[i&1023], after[i&1023])
	}
}

// BenchmarkSummary: the summary of a full PHQ-9 histogram.
func BenchmarkSummary(b *testing.B) {
	rng := rand.New(rand.NewPCG(1, 1))
	before, after := random(rng, 100_000)
	p := pairs(before, after)
	for b.Loop() {
		p.Summary(nil)
	}
}
