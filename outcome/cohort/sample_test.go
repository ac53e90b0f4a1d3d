package cohort_test

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"

	"github.com/socialprescribing/socialprescribing/outcome"
	"github.com/socialprescribing/socialprescribing/outcome/cohort"
)

// TestQuantiles holds both methods against their definitions on the sorted
// list, and against R on a known one.
func TestQuantiles(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(2, 2))
	for range 200 {
		var s cohort.Sample
		var xs []int64
		for range 1 + rng.IntN(30) {
			x := rng.Int64N(40) - 20
			xs = append(xs, x)
			s.Add(outcome.Int(x))
		}
		slices.Sort(xs)
		for share := int64(0); share <= 1000; share += 25 {
			p, n := outcome.Millionths(share*1000), int64(len(xs))
			i := max((n*share+999)/1000, 1)
			got, ok := s.Quantile(p, cohort.QuantileNearest)
			require.True(t, ok)
			require.Equal(t, outcome.Int(xs[i-1]), got)
			h := (n - 1) * share
			lo, rest := xs[h/1000], h%1000
			hi := xs[min(h/1000+1, n-1)]
			got, ok = s.Quantile(p, cohort.QuantileLinear)
			require.True(t, ok)
			require.Equal(t, outcome.Millionths(lo*1_000_000+(hi-lo)*rest*1000), got)
		}
	}
	var s cohort.Sample
	_, ok := s.Quantile(val("0.5"), cohort.QuantileNearest)
	require.False(t, ok)
	for _, x := range vals("1", "2", "4", "8") {
		s.Add(x)
	}
	median, _ := s.Quantile(val("0.5"), cohort.QuantileLinear)
	require.Equal(t, "3", median.String())
	third, _ := s.Quantile(val("0.333333"), cohort.QuantileLinear)
	require.Equal(t, "1.999999", third.String())
	var neg cohort.Sample
	neg.Add(val("-0.000001"))
	neg.Add(val("-0.000002"))
	half, _ := neg.Quantile(val("0.5"), cohort.QuantileLinear)
	require.Equal(t, "-0.000002", half.String(), "half away from zero")
	_, ok = s.Quantile(val("1.1"), cohort.QuantileLinear)
	require.False(t, ok)
	_, ok = s.Quantile(val("0.5"), "")
	require.False(t, ok)
}

func TestSample(t *testing.T) {
	t.Parallel()
	var s cohort.Sample
	require.False(t, s.Mean().IsKnown())
	require.False(t, s.MeanInterval(outcome.Value{}).Low.IsKnown())
	_, ok := s.Min()
	require.False(t, ok)
	s.AddN(val("2"), 3)
	s.AddN(val("4"), 1)
	s.AddN(val("9"), 0)
	require.Equal(t, int64(4), s.N())
	require.InDelta(t, 2.5, float64(s.Mean()), 0)
	require.InDelta(t, 1, float64(s.SD()), 0)
	lo, _ := s.Min()
	hi, _ := s.Max()
	require.Equal(t, []outcome.Value{val("2"), val("4")}, []outcome.Value{lo, hi})
	in := s.MeanInterval(val("0.95"))
	require.InDelta(t, 2.5-3.182446305284263/2, float64(in.Low), 1e-12)
	require.Equal(t, cohort.Moments{N: 4, Mean: 2.5, SD: 1}, s.Moments())

	var one cohort.Sample
	one.AddN(val("5"), 30)
	require.False(t, one.MeanInterval(outcome.Value{}).High.IsKnown(), "no width is not certainty")
	var world cohort.Sample
	world.AddN(val("0"), 1<<32)
	world.AddN(val("1"), 1<<32)
	require.InEpsilon(t, 0.5000000000291038, float64(world.SD()), 1e-15)

	b := encoded(t, &s)
	require.JSONEq(t, `[[2,3],[4,1]]`, b)
	var back cohort.Sample
	require.NoError(t, json.Unmarshal([]byte(b), &back))
	back.Merge(&s)
	require.Equal(t, int64(8), back.N())
	for _, bad := range []string{`{}`, `[[2]]`, `[[2,0]]`, `[[2,1],[2,1]]`, `[[4,1],[2,1]]`, `[[2,1.5]]`, `[["x",1]]`, `[[2,1125899906842623],[3,2]]`} {
		require.ErrorIs(t, json.Unmarshal([]byte(bad), &back), cohort.ErrInput, bad)
	}
}

// TestExactSums: values of any size and number lose nothing.
func TestExactSums(t *testing.T) {
	t.Parallel()
	var s cohort.Sample
	s.AddN(outcome.Millionths(math.MaxInt64), 1<<40)
	s.AddN(outcome.Millionths(-math.MaxInt64), 1<<40)
	s.AddN(val("3"), 1)
	require.InDelta(t, 3/float64(1<<41+1), float64(s.Mean()), 1e-27)
}

// TestNewcombe: the intervals of Newcombe's table (Statistics in Medicine 1998;
// 17: 857-872), methods 3 and 5.
func TestNewcombe(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		x, n                                       int64
		wilsonLow, wilsonHigh, exactLow, exactHigh float64
	}{
		{81, 263, 0.2553, 0.3662, 0.2527, 0.3676},
		{15, 148, 0.0624, 0.1605, 0.0578, 0.1617},
		{0, 20, 0, 0.1611, 0, 0.1684},
		{1, 29, 0.0061, 0.1718, 0.0009, 0.1776},
	} {
		p := cohort.Proportion{X: tc.x, N: tc.n}
		w, e := p.Wilson(outcome.Value{}), p.ClopperPearson(val("0.95"))
		require.InDelta(t, tc.wilsonLow, float64(w.Low), 5e-5)
		require.InDelta(t, tc.wilsonHigh, float64(w.High), 5e-5)
		require.InDelta(t, tc.exactLow, float64(e.Low), 5e-5)
		require.InDelta(t, tc.exactHigh, float64(e.High), 5e-5)
		require.Equal(t, w.Level, e.Level)
	}
	for _, p := range []cohort.Proportion{{}, {X: 3, N: 2}, {X: -1, N: 2}} {
		require.False(t, p.IsValid())
		require.False(t, p.Share().IsKnown())
		require.False(t, p.Wilson(outcome.Value{}).Low.IsKnown())
		require.False(t, p.ClopperPearson(outcome.Value{}).High.IsKnown())
	}
}

// TestIntervalsMirror: an interval for the failures is the mirror of that for
// the successes, holds the share, and grows with the level.
func TestIntervalsMirror(t *testing.T) {
	t.Parallel()
	for n := int64(1); n < 40; n++ {
		for x := int64(0); x <= n; x++ {
			p, q := cohort.Proportion{X: x, N: n}, cohort.Proportion{X: n - x, N: n}
			for _, f := range []func(cohort.Proportion, outcome.Value) cohort.Interval{cohort.Proportion.Wilson, cohort.Proportion.ClopperPearson} {
				a, b, wide := f(p, val("0.9")), f(q, val("0.9")), f(p, val("0.99"))
				require.InDelta(t, float64(a.Low), 1-float64(b.High), 1e-12)
				require.LessOrEqual(t, float64(a.Low), float64(p.Share()))
				require.LessOrEqual(t, float64(p.Share()), float64(a.High))
				require.LessOrEqual(t, float64(wide.Low), float64(a.Low))
				require.GreaterOrEqual(t, float64(a.Low), 0.0)
				require.LessOrEqual(t, float64(a.High), 1.0)
			}
		}
	}
}

var welsh = language.MustParse("cy")

// TestTexts: every code has words in both languages; a caveat in unreviewed
// Welsh is shown as marked English.
func TestTexts(t *testing.T) {
	t.Parallel()
	_, err := cohort.CatalogueOfTexts()
	require.NoError(t, err)
	seen := map[string]bool{}
	for _, a := range cohort.Assumptions() {
		require.True(t, a.IsValid())
		for _, tag := range []language.Tag{language.English, welsh} {
			words := a.Text(tag)
			require.NotContains(t, words, "assume-")
			require.False(t, seen[words])
			seen[words] = true
		}
	}
	for _, c := range cohort.Caveats() {
		require.True(t, c.IsValid())
		require.NotContains(t, c.Text(language.English), "caveat-")
		require.Equal(t, "[English] "+c.Text(language.English), c.Text(welsh))
	}
}

// TestMoreTexts: signals, readings, positions and methods have words of their own.
func TestMoreTexts(t *testing.T) {
	t.Parallel()
	var all []interface{ Text(language.Tag) string }
	for _, s := range []cohort.Signal{
		cohort.SignalAboveLimit, cohort.SignalBelowLimit, cohort.SignalRising, cohort.SignalFalling,
		cohort.SignalTwoInThreeUp, cohort.SignalTwoInThreeDn, cohort.SignalSevenAbove, cohort.SignalSevenBelow,
	} {
		require.True(t, s.IsValid())
		all = append(all, s)
	}
	for _, v := range []cohort.Variation{cohort.CommonCause, cohort.Improving, cohort.Concerning, cohort.NeutralHigh, cohort.NeutralLow} {
		require.True(t, v.IsValid())
		all = append(all, v)
	}
	for _, p := range []cohort.FunnelPosition{cohort.FunnelHigh, cohort.FunnelVeryHigh, cohort.FunnelLow, cohort.FunnelVeryLow} {
		require.True(t, p.IsValid())
		all = append(all, p)
	}
	for _, m := range []cohort.Method{
		cohort.MethodStudent, cohort.MethodWilson, cohort.MethodClopperPearson, cohort.MethodExact,
		cohort.MethodNormal, cohort.MethodBinomial, cohort.MethodEffectApprox,
	} {
		require.True(t, m.IsValid())
		all = append(all, m)
	}
	seen := map[string]bool{}
	for _, v := range all {
		for _, tag := range []language.Tag{language.English, welsh} {
			words := v.Text(tag)
			require.NotRegexp(t, "^(signal|variation|position|method)-", words)
			require.False(t, seen[words], words)
			seen[words] = true
		}
	}
	require.Empty(t, cohort.Signal("").Text(welsh))
	require.Empty(t, cohort.FunnelPosition("").Text(welsh))
}

// TestVocabularies: each text is its own, reads back, and others are refused.
func TestVocabularies(t *testing.T) {
	t.Parallel()
	read := func(into interface{ UnmarshalText([]byte) error }, good, bad string) {
		require.NoError(t, into.UnmarshalText([]byte(good)))
		require.NoError(t, into.UnmarshalText(nil))
		require.ErrorIs(t, into.UnmarshalText([]byte(bad)), cohort.ErrInput)
		var e *cohort.InputError
		require.ErrorAs(t, into.UnmarshalText([]byte(bad)), &e)
		require.NotContains(t, e.Error(), bad)
	}
	read(new(cohort.Assumption), "pairs-only", "zzz")
	read(new(cohort.Caveat), "regression-to-the-mean", "zzz")
	read(new(cohort.Method), "wilson", "zzz")
	read(new(cohort.QuantileMethod), "nearest", "zzz")
	read(new(cohort.Signal), "seven-rising", "zzz")
	read(new(cohort.Variation), "common-cause", "zzz")
	read(new(cohort.DeprivationIndex), "SIMD", "zzz")
}
