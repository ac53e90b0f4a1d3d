package cohort_test

import (
	"encoding/json"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/outcome"
	"github.com/socialprescribing/socialprescribing/outcome/cohort"
)

func TestQALY(t *testing.T) {
	t.Parallel()
	profile := []cohort.UtilityAt{{Years: 0, Index: val("0.6")}, {Years: 0.5, Index: val("0.7")}, {Years: 1, Index: val("0.75")}}
	res, err := cohort.QALY(profile, nil)
	require.NoError(t, err)
	require.InDelta(t, 0.6875, float64(res.QALYs), 1e-15)
	require.InDelta(t, 0.0875, float64(res.Gain), 1e-15)
	require.Contains(t, res.Assumptions, cohort.AssumeUndiscounted)
	require.Contains(t, res.Caveats, cohort.CaveatNoComparison)

	// Discounting: against a sum of a million thin slices.
	for _, rate := range []string{"0.035", "0.015", "0.9", "1"} {
		long := []cohort.UtilityAt{{Years: 0, Index: val("0.3")}, {Years: 2, Index: val("-0.1")}, {Years: 7.5, Index: val("0.9")}}
		res, err := cohort.QALY(long, &cohort.QALYOptions{Discount: val(rate)})
		require.NoError(t, err)
		require.InDelta(t, slices1e6(long, float64(val(rate).Millionths())/1e6), float64(res.QALYs), 1e-9)
		require.Contains(t, res.Assumptions, cohort.AssumeDiscounted)
		require.NotContains(t, res.Assumptions, cohort.AssumeUndiscounted)
	}
	require.InDelta(t, (1-math.Exp(-2))/2, cohort.DecayMoment(2, 0), 1e-15)
	require.InDelta(t, (1-3*math.Exp(-2))/4, cohort.DecayMoment(2, 1), 1e-15)
	require.InDelta(t, cohort.DecayMoment(1, 1), cohort.DecayMoment(math.Nextafter(1, 0), 1), 1e-14)
}

func slices1e6(profile []cohort.UtilityAt, rate float64) float64 {
	end := profile[len(profile)-1].Years
	const n = 1_000_000
	var sum float64
	for i := range n {
		at := (float64(i) + 0.5) / n * end
		for k := 1; k < len(profile); k++ {
			a, b := profile[k-1], profile[k]
			if at >= a.Years && at < b.Years {
				ua, ub := float64(a.Index.Millionths())/1e6, float64(b.Index.Millionths())/1e6
				u := ua + (ub-ua)*(at-a.Years)/(b.Years-a.Years)
				sum += u * math.Pow(1+rate, -at)
			}
		}
	}
	return sum * end / n
}

func TestQALYFaults(t *testing.T) {
	t.Parallel()
	at := func(y float64, u string) cohort.UtilityAt { return cohort.UtilityAt{Years: y, Index: val(u)} }
	for _, bad := range [][]cohort.UtilityAt{
		nil,
		{at(0, "1")},
		{at(0.1, "1"), at(1, "1")},
		{at(0, "1"), at(0, "1")},
		{at(0, "1.1"), at(1, "1")},
		{at(0, "1"), at(math.NaN(), "1")},
		{at(0, "1"), at(math.Inf(1), "1")},
	} {
		_, err := cohort.QALY(bad, nil)
		require.ErrorIs(t, err, cohort.ErrInput)
	}
	_, err := cohort.QALY([]cohort.UtilityAt{at(0, "1"), at(1, "1")}, &cohort.QALYOptions{Discount: val("1.5")})
	require.ErrorIs(t, err, cohort.ErrInput)
}

func TestWELLBY(t *testing.T) {
	t.Parallel()
	in := cohort.WELLBYInput{Change: val("0.46"), People: 120, Years: outcome.Int(1), Price: cohort.GreenBookWELLBY2019()}
	res, err := cohort.WELLBY(in)
	require.NoError(t, err)
	require.InDelta(t, 55.2, float64(res.WELLBYs), 1e-12)
	require.InDelta(t, 717600, float64(res.Pounds), 1e-8)
	require.InDelta(t, 552000, float64(res.LowPounds), 1e-8)
	require.Contains(t, res.Assumptions, cohort.AssumeLifeSatisfaction)
	require.Contains(t, res.Caveats, cohort.CaveatRegression)
	// The range is policy, not fact, and says so in what is stored.
	b, err := json.Marshal(res)
	require.NoError(t, err)
	require.Contains(t, string(b), `"priceYear":2019`)
	require.Contains(t, string(b), `"rangeStanding":"unverified"`)

	in.Price.LowPence = 0
	res, err = cohort.WELLBY(in)
	require.NoError(t, err)
	require.False(t, res.LowPounds.IsKnown())
	for _, mend := range []func(*cohort.WELLBYInput){
		func(i *cohort.WELLBYInput) { i.Change = val("10.1") },
		func(i *cohort.WELLBYInput) { i.Change = val("-10.1") },
		func(i *cohort.WELLBYInput) { i.People = 0 },
		func(i *cohort.WELLBYInput) { i.Years = outcome.Value{} },
		func(i *cohort.WELLBYInput) { i.Price.PriceYear = 0 },
		func(i *cohort.WELLBYInput) { i.Price.Pence = 0 },
		func(i *cohort.WELLBYInput) { i.Price.Source = "" },
	} {
		bad := in
		mend(&bad)
		_, err := cohort.WELLBY(bad)
		require.ErrorIs(t, err, cohort.ErrInput)
	}
}
