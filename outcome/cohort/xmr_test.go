package cohort_test

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/outcome"
	"github.com/socialprescribing/socialprescribing/outcome/cohort"
)

func ints(ns ...int64) []outcome.Value {
	out := make([]outcome.Value, 0, len(ns))
	for _, n := range ns {
		out = append(out, outcome.Int(n))
	}
	return out
}

func signals(c cohort.Chart) []cohort.Signal {
	var out []cohort.Signal
	for _, p := range c.Points {
		out = append(out, p.Signal)
	}
	return out
}

// TestXmRPeer: series with the output of NHSRplotthedots.
func TestXmRPeer(t *testing.T) {
	t.Parallel()
	c, err := cohort.XmR(ints(20, 22, 19, 21, 23, 20, 18, 22, 21, 19, 20, 22, 25, 25, 26, 24, 25, 26, 27, 25),
		&cohort.XmROptions{Direction: outcome.Higher, Screen: true})
	require.NoError(t, err)
	require.InDelta(t, 22.5, float64(c.Phases[0].Mean), 1e-12)
	require.InDelta(t, 17.6, float64(c.Phases[0].Lower), 1e-12)
	require.InDelta(t, 27.4, float64(c.Phases[0].Upper), 1e-12)
	b, a := cohort.SignalSevenBelow, cohort.SignalSevenAbove
	require.Equal(t, []cohort.Signal{
		"", "", "", "", "", b, b, b, b, b, b, b, a, a, a, a, a,
		cohort.SignalTwoInThreeUp, cohort.SignalTwoInThreeUp, a,
	}, signals(c))
	require.Equal(t, cohort.Concerning, c.Points[5].Variation)
	require.Equal(t, cohort.Improving, c.Points[12].Variation)
	require.Equal(t, cohort.CommonCause, c.Points[0].Variation)
}

func TestXmRRules(t *testing.T) {
	t.Parallel()
	chart := func(o *cohort.XmROptions, ns ...int64) cohort.Chart {
		c, err := cohort.XmR(ints(ns...), o)
		require.NoError(t, err)
		return c
	}
	// Outside the limits; screening narrows them.
	jump := []int64{10, 11, 10, 11, 10, 11, 10, 11, 10, 11, 10, 11, 10, 30, 10, 11}
	require.Equal(t, cohort.SignalAboveLimit, signals(chart(nil, jump...))[13])
	screened := chart(&cohort.XmROptions{Screen: true}, jump...).Phases[0]
	require.Equal(t, 2, screened.Screened)
	require.Less(t, float64(screened.Upper), float64(chart(nil, jump...).Phases[0].Upper))
	require.Equal(t, cohort.NeutralHigh, chart(nil, jump...).Points[13].Variation)
	low := make([]int64, 0, len(jump))
	for _, n := range jump {
		low = append(low, -n)
	}
	require.Equal(t, cohort.SignalBelowLimit, signals(chart(nil, low...))[13])
	require.Equal(t, cohort.NeutralLow, chart(nil, low...).Points[13].Variation)
	require.Equal(t, cohort.Improving, chart(&cohort.XmROptions{Direction: outcome.Lower}, low...).Points[13].Variation)

	// Seven falling, of which the first is flagged as well; six are no run.
	// (An older version of the peer missed falling runs.)
	fall := chart(nil, 50, 90, 80, 70, 60, 40, 30, 20, 50, 50)
	require.Equal(t, []cohort.Signal{
		"", cohort.SignalFalling, cohort.SignalFalling, cohort.SignalFalling, cohort.SignalFalling,
		cohort.SignalFalling, cohort.SignalFalling, cohort.SignalFalling, "", "",
	}, signals(fall))
	six := chart(nil, 50, 90, 80, 70, 60, 40, 30, 50, 50)
	require.NotContains(t, signals(six), cohort.SignalFalling)
	level := chart(nil, 1, 2, 3, 4, 4, 5, 6, 7)
	require.NotContains(t, signals(level), cohort.SignalRising)

	// Two of three in the outer third need all three on one side.
	require.True(t, chart(nil, 1).Phases[0].Short)
	require.False(t, chart(nil, 1).Phases[0].Upper.IsKnown())
	require.Empty(t, chart(nil).Points)
	// A constant series varies not at all: every other value is a signal.
	flat := chart(&cohort.XmROptions{FixAfter: 5}, 3, 3, 3, 3, 3, 3, 4)
	require.Equal(t, cohort.SignalAboveLimit, signals(flat)[6])
}

func TestXmRRebase(t *testing.T) {
	t.Parallel()
	ns := []int64{10, 12, 11, 10, 12, 11, 30, 32, 31, 30, 32, 31, 32}
	c, err := cohort.XmR(ints(ns...), &cohort.XmROptions{Rebase: []int{6}})
	require.NoError(t, err)
	require.Len(t, c.Phases, 2)
	require.Equal(t, 6, c.Phases[0].To)
	require.Equal(t, 1, c.Points[6].Phase)
	before, err := cohort.XmR(ints(ns[:6]...), nil)
	require.NoError(t, err)
	require.Equal(t, before.Phases[0].Mean, c.Phases[0].Mean)
	require.NotContains(t, signals(c), cohort.SignalAboveLimit)
	for _, bad := range [][]int{{0}, {13}, {6, 6}, {-1}} {
		_, err := cohort.XmR(ints(ns...), &cohort.XmROptions{Rebase: bad})
		require.ErrorIs(t, err, cohort.ErrInput)
	}
	_, err = cohort.XmR(ints(ns...), &cohort.XmROptions{FixAfter: -1})
	require.ErrorIs(t, err, cohort.ErrInput)
}

// TestXmRTwin holds the chart against the rules written out point by point, as
// the peer does it, in exact quarters.
func TestXmRTwin(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(4, 4))
	for range 400 {
		n := 2 + rng.IntN(40)
		ns := make([]int64, n)
		for i := range ns {
			ns[i] = rng.Int64N(12)
			if rng.IntN(3) == 0 && i > 0 {
				ns[i] = ns[i-1] + 1
			}
			if rng.IntN(12) == 0 {
				ns[i] += 15
			}
		}
		c, err := cohort.XmR(ints(ns...), nil)
		require.NoError(t, err)
		require.Equal(t, twin(ns), signals(c), "%v", ns)
	}
}

func twin(ns []int64) []cohort.Signal {
	n := int64(len(ns))
	var sum, mr int64
	for i, x := range ns {
		sum += x
		if i > 0 {
			mr += max(x-ns[i-1], ns[i-1]-x)
		}
	}
	// In units of 1/(n·(n-1)·300): offset of x from the mean; limit and outer third.
	offset := func(i int) int64 { return (ns[i]*n - sum) * (n - 1) * 300 }
	limit, outer := mr*n*798, mr*n*532
	side := func(i int) int { return sgn(offset(i)) }
	out := make([]cohort.Signal, n)
	pick := func(up bool, a, b cohort.Signal) cohort.Signal {
		if up {
			return a
		}
		return b
	}
	all := func(from, to int, ok func(int) bool) bool {
		for i := from; i <= to; i++ {
			if i < 0 || i >= len(ns) || !ok(i) {
				return false
			}
		}
		return true
	}
	close3 := func(i int) bool { o := max(offset(i), -offset(i)); return o > outer && o <= limit }
	for i := range ns {
		o := offset(i)
		trend, at := 0, 0
		for s := i - 6; s <= i; s++ {
			for _, d := range []int{1, -1} {
				if s >= 0 && all(s+1, s+6, func(k int) bool { return sgn(ns[k]-ns[k-1]) == d }) && (trend == 0 || s >= at) {
					trend, at = d, s
				}
			}
		}
		two := false
		for s := i - 2; s <= i; s++ {
			if s < 0 || s+2 >= len(ns) || side(s) == 0 || side(s) != side(s+1) || side(s) != side(s+2) {
				continue
			}
			k := 0
			for j := s; j <= s+2; j++ {
				if close3(j) {
					k++
				}
			}
			two = two || k >= 2
		}
		seven := false
		for s := i - 6; s <= i; s++ {
			seven = seven || (side(i) != 0 && all(s, s+6, func(k int) bool { return side(k) == side(i) }))
		}
		switch {
		case max(o, -o) > limit:
			out[i] = pick(o > 0, cohort.SignalAboveLimit, cohort.SignalBelowLimit)
		case trend != 0:
			out[i] = pick(trend > 0, cohort.SignalRising, cohort.SignalFalling)
		case two && close3(i):
			out[i] = pick(o > 0, cohort.SignalTwoInThreeUp, cohort.SignalTwoInThreeDn)
		case seven:
			out[i] = pick(o > 0, cohort.SignalSevenAbove, cohort.SignalSevenBelow)
		}
	}
	return out
}

func sgn(n int64) int {
	switch {
	case n > 0:
		return 1
	case n < 0:
		return -1
	}
	return 0
}
