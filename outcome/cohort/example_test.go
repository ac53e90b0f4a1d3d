package cohort_test

import (
	"encoding/json"
	"fmt"

	"golang.org/x/text/language"

	"github.com/socialprescribing/socialprescribing/outcome"
	"github.com/socialprescribing/socialprescribing/outcome/cohort"
)

// Ten people with two PHQ-9 scores each, and four who did not come back.
func ExamplePaired() {
	var p cohort.Paired
	before := []int64{18, 15, 20, 12, 22, 17, 19, 16, 14, 21}
	after := []int64{12, 13, 11, 12, 15, 10, 19, 9, 10, 14}
	for i := range before {
		p.Add(outcome.Int(before[i]), outcome.Int(after[i]))
	}
	for _, score := range []int64{22, 23, 19, 24} {
		p.AddBaseline(outcome.Int(score))
	}
	s := p.Summary(&cohort.SummaryOptions{Direction: outcome.Lower})
	fmt.Printf("%d pairs, %d without follow-up\n", s.Pairs, s.BaselineOnly)
	fmt.Printf("mean difference %.1f (%.1f to %.1f), improvement %.1f\n",
		s.Difference.Mean, s.T.Interval.Low, s.T.Interval.High, s.Improvement)
	fmt.Printf("SRM %.2f, Hedges g %.2f\n", s.Effects.SRM.Size, s.Effects.HedgesG.Size)
	for _, c := range s.Caveats {
		fmt.Println("-", c.Text(language.English))
	}
	// Output:
	// 10 pairs, 4 without follow-up
	// mean difference -4.9 (-7.2 to -2.6), improvement 4.9
	// SRM -1.53, Hedges g -1.45
	// - People are referred when things are at their worst, and scores taken then tend to come back by themselves. This change is not proof that the support worked.
	// - Nobody without the support was followed, so this is a change, not an effect.
	// - Fewer than 30 people have both measurements; the figures may change much with a few more.
	// - People who were not measured again started at a different level from those who were.
}

// Nine in ten people waited no longer than twelve working days.
func ExampleSample_Quantile() {
	var waits cohort.Sample
	for _, days := range []int64{2, 3, 3, 4, 5, 5, 6, 8, 12, 40} {
		waits.Add(outcome.Int(days))
	}
	median, _ := waits.Quantile(outcome.MustParseValue("0.5"), cohort.QuantileLinear)
	ninth, _ := waits.Quantile(outcome.MustParseValue("0.9"), cohort.QuantileNearest)
	fmt.Println(median, ninth)
	// Output: 5 12
}

// What may be published of the referrals of five practices: one count is small,
// so a second one goes with it.
func ExampleSuppressionPolicy_List() {
	policy := cohort.SuppressionPolicy{Name: "ours", Source: "information governance, May 2026", Below: 5}
	list, err := policy.List([]int64{42, 3, 17, 0, 28})
	if err != nil {
		fmt.Println(err)
		return
	}
	shown, err := json.Marshal(list)
	fmt.Println(string(shown), err)
	// Output: {"counts":["*","*",17,0,28],"total":90} <nil>
}

// Change by deprivation decile, in which a small decile shows nothing.
func ExampleBreakdown_Release() {
	var b cohort.Breakdown
	for i := range int64(40) {
		decile := cohort.Decile{Index: cohort.SIMD, Year: 2020, Decile: 1 + int(i%13)/6}
		b.Of(decile.Group()).Add(outcome.Int(20-i%3), outcome.Int(15-i%5))
	}
	r, err := b.Release("SIMD 2020", &cohort.SummaryOptions{Direction: outcome.Lower}, cohort.HESSuppression())
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, g := range r.Groups {
		improvement := "not shown"
		if g.Improvement.IsKnown() {
			improvement = fmt.Sprintf("%.1f", g.Improvement)
		}
		fmt.Println(g.Group.Code, g.Pairs, improvement)
	}
	// Output:
	// 01 20 6.0
	// 02 20 6.1
	// 03 * not shown
}

// Referrals accepted each month, charted by the rules of Making Data Count.
func ExampleXmR() {
	var months []outcome.Value
	for _, n := range []int64{31, 28, 33, 30, 29, 32, 30, 28, 31, 33, 45, 30} {
		months = append(months, outcome.Int(n))
	}
	chart, err := cohort.XmR(months, &cohort.XmROptions{Direction: outcome.Higher})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.1f to %.1f\n", chart.Phases[0].Lower, chart.Phases[0].Upper)
	for i, p := range chart.Points {
		if p.Signal != "" {
			fmt.Println("month", i+1, p.Value, p.Signal, p.Variation)
		}
	}
	// Output:
	// 19.3 to 44.0
	// month 11 45 above-limit special-cause-improvement
}

// One person's quality of life over a year.
func ExampleQALY() {
	res, err := cohort.QALY([]cohort.UtilityAt{
		{Years: 0, Index: outcome.MustParseValue("0.6")},
		{Years: 0.5, Index: outcome.MustParseValue("0.7")},
		{Years: 1, Index: outcome.MustParseValue("0.75")},
	}, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.4f QALYs, %.4f more than had nothing changed\n", res.QALYs, res.Gain)
	for _, a := range res.Assumptions {
		fmt.Println("-", a.Text(language.English))
	}
	// Output:
	// 0.6875 QALYs, 0.0875 more than had nothing changed
	// - Between two measurements quality of life is taken to move in a straight line.
	// - The gain is against quality of life staying as it was at the first measurement.
	// - Later time counts as much as time now.
}

// The worked example of the Treasury's price: a mean change of 0.2 is worth
// £2,600 for each person and year, in 2019 prices.
func ExampleWELLBY() {
	res, err := cohort.WELLBY(cohort.WELLBYInput{
		Change: outcome.MustParseValue("0.2"), People: 1, Years: outcome.Int(1), Price: cohort.GreenBookWELLBY2019(),
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.1f WELLBYs, £%.0f in %d prices\n", res.WELLBYs, res.Pounds, res.Input.Price.PriceYear)
	// Output: 0.2 WELLBYs, £2600 in 2019 prices
}
