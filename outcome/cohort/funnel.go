package cohort

import (
	"fmt"

	"golang.org/x/text/language"

	"github.com/socialprescribing/socialprescribing/outcome"
)

// The funnel plot compares the shares of units of different size (practices,
// providers, link workers) with what chance alone would do around one common
// share. A league table of the same shares would put the small units at its top
// and bottom, for no reason but their size.

// FunnelUnit is one unit and its share: accepted of answered, attended of due.
type FunnelUnit struct {
	Unit string `json:"unit"`
	Proportion
}

// FunnelPosition says where a unit lies; "" is within the inner limits.
type FunnelPosition string

// The positions beyond the limits.
const (
	FunnelHigh     FunnelPosition = "high"      // above the inner limit
	FunnelVeryHigh FunnelPosition = "very-high" // above the outer limit
	FunnelLow      FunnelPosition = "low"       // below the inner limit
	FunnelVeryLow  FunnelPosition = "very-low"  // below the outer limit
)

// IsValid reports whether p is one of the positions.
func (p FunnelPosition) IsValid() bool {
	switch p {
	case FunnelHigh, FunnelVeryHigh, FunnelLow, FunnelVeryLow:
		return true
	default:
		return false
	}
}

// UnmarshalText accepts the positions, and "" as within; the error matches
// ErrInput.
func (p *FunnelPosition) UnmarshalText(b []byte) error {
	v := FunnelPosition(b)
	if v != "" && !v.IsValid() {
		return &InputError{Path: "position", What: "unknown code"}
	}
	*p = v
	return nil
}

// Text returns the position in words, in English or Welsh; "" for within.
func (p FunnelPosition) Text(tag language.Tag) string {
	if p == "" {
		return ""
	}
	return text(tag, "position-"+string(p))
}

// FunnelRow is one unit with the limits for its size.
type FunnelRow struct {
	FunnelUnit
	Share outcome.Estimate `json:"share"`
	// Inner and Outer are where 95 % and 99.8 % of units of this size would
	// lie if only chance told them from the common share.
	Inner    Interval       `json:"inner"`
	Outer    Interval       `json:"outer"`
	Position FunnelPosition `json:"position,omitzero"`
}

// FunnelChart is a funnel plot.
type FunnelChart struct {
	// Common is the share of all units together: the centre line.
	Common Proportion `json:"common"`
	// Rows are the units in the order given.
	Rows []FunnelRow `json:"rows"`
	// Assumptions are what the limits rest on.
	Assumptions []Assumption `json:"assumptions"`
}

// The two pairs of limits that funnel plots carry by custom: about two and three
// standard deviations.
var (
	funnelInner = outcome.Millionths(950_000)
	funnelOuter = outcome.Millionths(998_000)
)

// Funnel compares units with their common share. The limits are exact binomial
// ones, interpolated between whole numbers (Spiegelhalter, Statistics in
// Medicine 2005; 24: 1185-1202). The error matches ErrInput: a proportion that
// is not valid. Rows hold exact counts: suppress what leaves.
func Funnel(units []FunnelUnit) (FunnelChart, error) {
	c := FunnelChart{Assumptions: []Assumption{AssumeIndependentPeople, AssumeChanceOnly}}
	for i, u := range units {
		if !u.IsValid() {
			return FunnelChart{}, &InputError{Path: fmt.Sprintf("units/%d", i), What: "not a proportion"}
		}
		c.Common.X += u.X
		c.Common.N += u.N
	}
	for _, u := range units {
		r := FunnelRow{FunnelUnit: u, Share: u.Share(), Inner: c.Common.funnel(u.N, funnelInner), Outer: c.Common.funnel(u.N, funnelOuter)}
		switch {
		case r.Share > r.Outer.High:
			r.Position = FunnelVeryHigh
		case r.Share < r.Outer.Low:
			r.Position = FunnelVeryLow
		case r.Share > r.Inner.High:
			r.Position = FunnelHigh
		case r.Share < r.Inner.Low:
			r.Position = FunnelLow
		}
		c.Rows = append(c.Rows, r)
	}
	return c, nil
}

// FunnelLimits returns the inner and outer limits of the chart for a size, to
// draw its lines. They are not known for a size below 1 or an empty chart.
func (c FunnelChart) FunnelLimits(n int64) (Interval, Interval) {
	return c.Common.funnel(n, funnelInner), c.Common.funnel(n, funnelOuter)
}

// funnel returns the limits for shares of n around the proportion.
func (p Proportion) funnel(n int64, level outcome.Value) Interval {
	if !p.IsValid() || n < 1 {
		return unknownInterval(level, MethodBinomial)
	}
	tail := (1 - levelOf(level)) / 2
	theta := float64(p.X) / float64(p.N)
	return Interval{Low: binomialLimit(tail, n, theta), High: binomialLimit(1-tail, n, theta), Level: level, Method: MethodBinomial}
}

// binomialLimit is the share below which a proportion p of units of size n lie:
// the quantile of the binomial distribution, moved down by the part of its last
// step that is too much.
func binomialLimit(p float64, n int64, theta float64) outcome.Estimate {
	if theta <= 0 || theta >= 1 {
		return outcome.Estimate(theta)
	}
	lo, hi := int64(-1), n // F(lo) <= p < F(hi)
	for hi-lo > 1 {
		mid := lo + (hi-lo)/2
		if binomialCDF(mid, n, theta) > p {
			hi = mid
		} else {
			lo = mid
		}
	}
	above, below := binomialCDF(hi, n, theta), binomialCDF(hi-1, n, theta)
	r := float64(hi) - (above-p)/(above-below)
	return outcome.Estimate(min(max(r/float64(n), 0), 1))
}

// binomialCDF is the probability of at most r of n.
func binomialCDF(r, n int64, theta float64) float64 {
	switch {
	case r < 0:
		return 0
	case r >= n:
		return 1
	default:
		return betaInc(float64(n-r), float64(r+1), 1-theta)
	}
}
