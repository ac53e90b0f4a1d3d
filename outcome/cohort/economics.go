package cohort

import (
	"fmt"
	"math"

	"github.com/socialprescribing/socialprescribing/outcome"
)

// UtilityAt is the quality of life at one time, on the scale on which 1 is full
// health and 0 is as bad as being dead: the index of an EQ-5D or another
// preference-based measure.
type UtilityAt struct {
	// Years is the time since the first measurement, in years.
	Years float64 `json:"years"`
	// Index is the utility.
	Index outcome.Value `json:"index"`
}

// QALYOptions say how the area is to be worked out. The zero value does not
// discount.
type QALYOptions struct {
	// Discount is the yearly rate, such as 0.035; 0 does not discount.
	Discount outcome.Value
}

// QALYResult are the quality-adjusted life years of one profile.
type QALYResult struct {
	// QALYs is the area under the profile.
	QALYs outcome.Estimate `json:"qalys"`
	// CarriedForward is the area had the first index stayed.
	CarriedForward outcome.Estimate `json:"carriedForward"`
	// Gain is QALYs minus CarriedForward. It is no effect: see Caveats.
	Gain outcome.Estimate `json:"gain"`
	// Years is the time covered.
	Years float64 `json:"years"`
	// Discount is the yearly rate that was used.
	Discount outcome.Value `json:"discount"`
	// Assumptions are what the figures rest on.
	Assumptions []Assumption `json:"assumptions"`
	// Caveats are what a reader must be told beside them; never empty.
	Caveats []Caveat `json:"caveats"`
}

// QALY works out the area under a profile by the trapezium rule. With a
// discount rate r the weight of time t is (1+r)^-t, and the area under the
// straight lines so weighted is exact, not a sum of yearly steps.
//
// The error matches ErrInput: fewer than two points, a first time that is not
// 0, times that are not rising, an index above 1, a rate outside 0 to 1.
// Options may be nil.
func QALY(profile []UtilityAt, o *QALYOptions) (QALYResult, error) {
	if o == nil {
		o = &QALYOptions{}
	}
	if err := checkProfile(profile, o); err != nil {
		return QALYResult{}, err
	}
	rate := log1p(float64(o.Discount.Millionths()) / 1e6)
	var area, carried float64
	u0 := utility(profile[0])
	for i := 1; i < len(profile); i++ {
		a, b := profile[i-1], profile[i]
		area += segment(a.Years, b.Years, utility(a), utility(b), rate)
		carried += segment(a.Years, b.Years, u0, u0, rate)
	}
	res := QALYResult{
		QALYs: outcome.Estimate(area), CarriedForward: outcome.Estimate(carried), Gain: outcome.Estimate(area - carried),
		Years: profile[len(profile)-1].Years, Discount: o.Discount,
		Assumptions: []Assumption{AssumeLinearBetween, AssumeBaselineCarried, AssumeUndiscounted},
		Caveats:     []Caveat{CaveatRegression, CaveatNoComparison},
	}
	if rate > 0 {
		res.Assumptions[2] = AssumeDiscounted
	}
	return res, nil
}

func utility(u UtilityAt) float64 { return float64(u.Index.Millionths()) / 1e6 }

func checkProfile(profile []UtilityAt, o *QALYOptions) error {
	if m := o.Discount.Millionths(); m < 0 || m > 1_000_000 {
		return &InputError{Path: "discount", What: "not between 0 and 1"}
	}
	if len(profile) < 2 {
		return &InputError{Path: "profile", What: "fewer than two measurements"}
	}
	for i, u := range profile {
		path := fmt.Sprintf("profile/%d", i)
		switch {
		case u.Index.Millionths() > 1_000_000:
			return &InputError{Path: path + "/index", What: "above 1"}
		case i == 0 && u.Years != 0:
			return &InputError{Path: path + "/years", What: "the first time is not 0"}
		case i > 0 && !(u.Years > profile[i-1].Years && u.Years <= 150):
			return &InputError{Path: path + "/years", What: "not after the time before it"}
		}
	}
	return nil
}

// segment is the area under the line from (t0, u0) to (t1, u1) with the weight
// e^(-rate·t). With x = rate·h over the width h it is
//
//	h·e^(-rate·t0)·(u0·f₀(x) + (u1-u0)·f₁(x)),  fₘ(x) = ∫₀¹ sᵐ·e^(-xs) ds.
func segment(t0, t1, u0, u1, rate float64) float64 {
	h := t1 - t0
	if rate == 0 {
		return float64(h*(u0+u1)) / 2
	}
	x := float64(rate * h)
	inner := float64(u0*decayMoment(x, 0)) + float64((u1-u0)*decayMoment(x, 1))
	return float64(h * float64(exp(-float64(rate*t0))*inner))
}

// decayMoment is ∫₀¹ sᵐ·e^(-xs) ds for m 0 or 1: by its series where the closed
// form would lose digits.
func decayMoment(x float64, m int) float64 {
	if x < 1 {
		term, sum := 1.0, 0.0
		for k := range 30 {
			sum += term / float64(k+m+1)
			term = -float64(term*x) / float64(k+1)
		}
		return sum
	}
	e := exp(-x)
	if m == 0 {
		return (1 - e) / x
	}
	return (1 - float64(e*(1+x))) / float64(x*x)
}

// WELLBYPrice is what one wellbeing-adjusted life year is taken to be worth. It
// is a policy of the host's, with its source; another year's money needs
// another price, since uprating is no business of this package.
type WELLBYPrice struct {
	// Pence is the price of one WELLBY, in pence of PriceYear.
	Pence int64 `json:"pence"`
	// LowPence and HighPence are a range for it; 0 when none is stated.
	LowPence  int64 `json:"lowPence,omitzero"`
	HighPence int64 `json:"highPence,omitzero"`
	// PriceYear is the year whose money it is.
	PriceYear int `json:"priceYear"`
	// Source names where Pence is from.
	Source string `json:"source"`
	// Standing is how well Pence is founded, RangeStanding how well the range
	// is.
	Standing      outcome.Standing `json:"standing"`
	RangeStanding outcome.Standing `json:"rangeStanding,omitzero"`
}

// GreenBookWELLBY2019 returns the price of HM Treasury's wellbeing guidance for
// appraisal (supplement to the Green Book, 2021): £13,000 in 2019 prices. The
// range of £10,000 to £16,000 that goes with it is unverified here and marked
// so.
func GreenBookWELLBY2019() WELLBYPrice {
	return WELLBYPrice{
		Pence: 13_000_00, LowPence: 10_000_00, HighPence: 16_000_00, PriceYear: 2019,
		Source:   "HM Treasury, Wellbeing guidance for appraisal: supplementary Green Book guidance, 2021",
		Standing: outcome.Verified, RangeStanding: outcome.Unverified,
	}
}

// WELLBYInput is what WELLBYs are worked out from.
type WELLBYInput struct {
	// Change is the mean change of the life satisfaction question (ONS4's
	// first, 0 to 10), follow-up minus baseline. No other measure may be
	// used.
	Change outcome.Value `json:"change"`
	// People is the number of people whose mean it is.
	People int64 `json:"people"`
	// Years is how long the change is taken to have lasted.
	Years outcome.Value `json:"years"`
	// Price is what one WELLBY is taken to be worth.
	Price WELLBYPrice `json:"price"`
}

// WELLBYResult are WELLBYs and their price, undiscounted.
type WELLBYResult struct {
	// WELLBYs is change times people times years.
	WELLBYs outcome.Estimate `json:"wellbys"`
	// Pounds is their price in pounds of the price year; LowPounds and
	// HighPounds are its range, not known when the price states none.
	Pounds     outcome.Estimate `json:"pounds"`
	LowPounds  outcome.Estimate `json:"lowPounds"`
	HighPounds outcome.Estimate `json:"highPounds"`
	// Input is what they were worked out from.
	Input WELLBYInput `json:"input"`
	// Assumptions are what the figures rest on.
	Assumptions []Assumption `json:"assumptions"`
	// Caveats are what a reader must be told beside them; never empty.
	Caveats []Caveat `json:"caveats"`
}

// WELLBY works out wellbeing-adjusted life years: one is one point of life
// satisfaction, on its scale from 0 to 10, for one person for one year. The
// error matches ErrInput: a change outside -10 to 10, no people, no time, a
// price without its year.
func WELLBY(in WELLBYInput) (WELLBYResult, error) {
	switch {
	case in.Change.Millionths() < -10_000_000 || in.Change.Millionths() > 10_000_000:
		return WELLBYResult{}, &InputError{Path: "change", What: "outside -10 to 10"}
	case in.People < 1:
		return WELLBYResult{}, &InputError{Path: "people", What: "none"}
	case in.Years.Millionths() <= 0:
		return WELLBYResult{}, &InputError{Path: "years", What: "none"}
	case in.Price.Pence <= 0 || in.Price.PriceYear == 0 || in.Price.Source == "":
		return WELLBYResult{}, &InputError{Path: "price", What: "no price, price year or source"}
	}
	w := float64(in.Change.Millionths()) / 1e6
	w = float64(float64(w*float64(in.People)) * (float64(in.Years.Millionths()) / 1e6))
	pounds := func(pence int64) outcome.Estimate {
		if pence == 0 {
			return outcome.Estimate(math.NaN())
		}
		return outcome.Estimate(float64(w*float64(pence)) / 100)
	}
	return WELLBYResult{
		WELLBYs: outcome.Estimate(w), Pounds: pounds(in.Price.Pence),
		LowPounds: pounds(in.Price.LowPence), HighPounds: pounds(in.Price.HighPence), Input: in,
		Assumptions: []Assumption{AssumeLifeSatisfaction, AssumeConstantChange, AssumePrice, AssumeUndiscounted, AssumeNoDeadweight},
		Caveats:     []Caveat{CaveatRegression, CaveatNoComparison},
	}, nil
}
