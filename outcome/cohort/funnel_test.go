package cohort_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/outcome/cohort"
)

// TestFunnel: units of one share but different size, with the odd one out.
func TestFunnel(t *testing.T) {
	t.Parallel()
	units := []cohort.FunnelUnit{
		{Unit: "small", Proportion: cohort.Proportion{X: 3, N: 4}},
		{Unit: "big", Proportion: cohort.Proportion{X: 500, N: 1000}},
		{Unit: "odd", Proportion: cohort.Proportion{X: 80, N: 100}},
		{Unit: "low", Proportion: cohort.Proportion{X: 17, N: 100}},
		{Unit: "rather low", Proportion: cohort.Proportion{X: 40, N: 100}},
	}
	c, err := cohort.Funnel(units)
	require.NoError(t, err)
	require.Equal(t, cohort.Proportion{X: 640, N: 1304}, c.Common)
	var got []cohort.FunnelPosition
	for _, r := range c.Rows {
		got = append(got, r.Position)
		require.LessOrEqual(t, float64(r.Outer.Low), float64(r.Inner.Low))
		require.LessOrEqual(t, float64(r.Inner.High), float64(r.Outer.High))
	}
	require.Equal(t, []cohort.FunnelPosition{"", "", cohort.FunnelVeryHigh, cohort.FunnelVeryLow, ""}, got)
	require.Contains(t, c.Assumptions, cohort.AssumeChanceOnly)
	inner, outer := c.FunnelLimits(100)
	require.Equal(t, c.Rows[2].Inner, inner)
	require.Equal(t, c.Rows[2].Outer, outer)

	_, err = cohort.Funnel([]cohort.FunnelUnit{{Unit: "none"}})
	require.ErrorIs(t, err, cohort.ErrInput)
	empty, err := cohort.Funnel(nil)
	require.NoError(t, err)
	inner, _ = empty.FunnelLimits(10)
	require.False(t, inner.Low.IsKnown())
	var p cohort.FunnelPosition
	require.NoError(t, p.UnmarshalText([]byte("high")))
	require.ErrorIs(t, p.UnmarshalText([]byte("x")), cohort.ErrInput)
}

// TestFunnelLimits holds the limits against the binomial distribution added up
// term by term, and against the normal one for large sizes.
func TestFunnelLimits(t *testing.T) {
	t.Parallel()
	for _, theta := range []cohort.Proportion{{X: 1, N: 2}, {X: 1, N: 10}, {X: 93, N: 100}} {
		c, err := cohort.Funnel([]cohort.FunnelUnit{{Proportion: theta}})
		require.NoError(t, err)
		th := float64(theta.X) / float64(theta.N)
		for n := int64(1); n < 60; n++ {
			inner, outer := c.FunnelLimits(n)
			require.InDelta(t, termByTerm(0.025, n, th), float64(inner.Low), 1e-9, "%d", n)
			require.InDelta(t, termByTerm(0.975, n, th), float64(inner.High), 1e-9, "%d", n)
			require.InDelta(t, termByTerm(0.001, n, th), float64(outer.Low), 1e-9, "%d", n)
			require.InDelta(t, termByTerm(0.999, n, th), float64(outer.High), 1e-9, "%d", n)
		}
		inner, _ := c.FunnelLimits(1_000_000)
		require.InDelta(t, th+1.959964*math.Sqrt(th*(1-th)/1e6), float64(inner.High), 1e-6)
	}
	for _, certain := range []cohort.Proportion{{X: 0, N: 5}, {X: 5, N: 5}} {
		c, err := cohort.Funnel([]cohort.FunnelUnit{{Proportion: certain}})
		require.NoError(t, err)
		require.Equal(t, c.Rows[0].Share, c.Rows[0].Inner.Low)
		require.Equal(t, c.Rows[0].Share, c.Rows[0].Outer.High)
	}
}

func termByTerm(p float64, n int64, theta float64) float64 {
	term := math.Pow(1-theta, float64(n))
	cdf := term
	for r := int64(0); ; r++ {
		if cdf > p || r == n {
			return min(max((float64(r)-(cdf-p)/term)/float64(n), 0), 1)
		}
		term *= theta / (1 - theta) * float64(n-r) / float64(r+1)
		cdf += term
	}
}
