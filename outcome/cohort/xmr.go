package cohort

import (
	"fmt"
	"math"
	"math/big"

	"golang.org/x/text/language"

	"github.com/socialprescribing/socialprescribing/outcome"
)

// The XmR chart of NHS England's Making Data Count: a line of values in order
// of time with their mean and limits of natural variation at 2.66 mean moving
// ranges from it, and four rules for what is more than natural variation:
//
//  1. a value outside the limits;
//  2. seven values in a row that all rise or all fall;
//  3. two of three values in a row in the outer third between mean and limit,
//     all three on the same side of the mean;
//  4. seven values in a row on the same side of the mean.
//
// A value is flagged when it belongs to such a run, not only when it ends one,
// and carries the first rule of this order that flags it. That is how the R
// package NHSRplotthedots, which NHS analysts use, reads the rules; its output
// on public series is in the tests.
//
// Limits are shown as Estimates, but whether a value lies outside them is
// decided in exact arithmetic on the decimals.

// Signal is what a rule found at a point; "" is natural variation.
type Signal string

// The signals, in order of precedence.
const (
	SignalAboveLimit   Signal = "above-limit"
	SignalBelowLimit   Signal = "below-limit"
	SignalRising       Signal = "seven-rising"
	SignalFalling      Signal = "seven-falling"
	SignalTwoInThreeUp Signal = "two-in-three-above"
	SignalTwoInThreeDn Signal = "two-in-three-below"
	SignalSevenAbove   Signal = "seven-above"
	SignalSevenBelow   Signal = "seven-below"
)

// Variation says how a point is to be read.
type Variation string

// The readings. High and low stand where neither direction is better.
const (
	CommonCause Variation = "common-cause"
	Improving   Variation = "special-cause-improvement"
	Concerning  Variation = "special-cause-concern"
	NeutralHigh Variation = "special-cause-neutral-high"
	NeutralLow  Variation = "special-cause-neutral-low"
)

// sign is +1 for a signal of high values, -1 of low ones, 0 for none.
func (s Signal) sign() int64 {
	switch s {
	case SignalAboveLimit, SignalRising, SignalTwoInThreeUp, SignalSevenAbove:
		return 1
	case SignalBelowLimit, SignalFalling, SignalTwoInThreeDn, SignalSevenBelow:
		return -1
	default:
		return 0
	}
}

// IsValid reports whether s is one of the signals.
func (s Signal) IsValid() bool { return s.sign() != 0 }

// UnmarshalText accepts the signals, and "" as none; the error matches ErrInput.
func (s *Signal) UnmarshalText(b []byte) error {
	v := Signal(b)
	if v != "" && !v.IsValid() {
		return &InputError{Path: "signal", What: "unknown code"}
	}
	*s = v
	return nil
}

// Text returns the signal in words, in English or Welsh; "" for none.
func (s Signal) Text(tag language.Tag) string {
	if s == "" {
		return ""
	}
	return text(tag, "signal-"+string(s))
}

// Text returns the reading in words, in English or Welsh.
func (v Variation) Text(tag language.Tag) string { return text(tag, "variation-"+string(v)) }

// IsValid reports whether v is one of the readings.
func (v Variation) IsValid() bool {
	switch v {
	case CommonCause, Improving, Concerning, NeutralHigh, NeutralLow:
		return true
	default:
		return false
	}
}

// UnmarshalText accepts the readings, and "" as unset; the error matches
// ErrInput.
func (v *Variation) UnmarshalText(b []byte) error {
	w := Variation(b)
	if w != "" && !w.IsValid() {
		return &InputError{Path: "variation", What: "unknown code"}
	}
	*v = w
	return nil
}

// XmROptions say how a chart is to be made. The zero value has one phase, no
// screening and no direction.
type XmROptions struct {
	// Direction says which way is better; unset or neither gives neutral
	// readings.
	Direction outcome.Direction
	// Rebase holds the indexes at which mean and limits are worked out anew,
	// in order: where the process is known to have changed. Rebasing is a
	// decision of people, with a reason; it is never automatic.
	Rebase []int
	// Screen leaves moving ranges of 3.267 mean moving ranges or more out of
	// the limits, once, so that a single jump does not widen them.
	Screen bool
	// FixAfter works mean and limits out from the first so many points of
	// each phase; 0 from all.
	FixAfter int
}

// Chart is an XmR chart.
type Chart struct {
	Phases []ChartPhase `json:"phases"`
	Points []ChartPoint `json:"points"`
}

// ChartPhase is a stretch with one mean and one pair of limits.
type ChartPhase struct {
	// From and To are its first index and the index after its last.
	From int `json:"from"`
	To   int `json:"to"`
	// Mean is the centre line; Lower and Upper are the limits of natural
	// variation, not known with fewer than two points.
	Mean  outcome.Estimate `json:"mean"`
	Lower outcome.Estimate `json:"lower"`
	Upper outcome.Estimate `json:"upper"`
	// MovingRange is the mean moving range behind the limits.
	MovingRange outcome.Estimate `json:"movingRange"`
	// Screened is the number of moving ranges left out.
	Screened int `json:"screened"`
	// Short says that the phase has fewer than 13 points, with which limits
	// are still unsteady.
	Short bool `json:"short,omitzero"`
}

// ChartPoint is one value and how it is to be read.
type ChartPoint struct {
	Value     outcome.Value `json:"value"`
	Phase     int           `json:"phase"`
	Signal    Signal        `json:"signal,omitzero"`
	Variation Variation     `json:"variation"`
}

// shortPhase is below the number of points that NHSRplotthedots warns about.
const shortPhase = 13

// XmR makes a chart of values in order of time, without gaps. Options may be
// nil. The error matches ErrInput: rebase indexes that are out of range or out
// of order, a negative FixAfter. No values give an empty chart.
func XmR(values []outcome.Value, o *XmROptions) (Chart, error) {
	if o == nil {
		o = &XmROptions{}
	}
	starts, err := phaseStarts(len(values), o)
	if err != nil {
		return Chart{}, err
	}
	var c Chart
	for i, from := range starts {
		to := len(values)
		if i+1 < len(starts) {
			to = starts[i+1]
		}
		ph := newPhase(values[from:to], o)
		info := ph.info()
		info.From, info.To = from, to
		c.Phases = append(c.Phases, info)
		for j, s := range ph.signals() {
			c.Points = append(c.Points, ChartPoint{
				Value: values[from+j], Phase: i, Signal: s,
				Variation: reading(s, o.Direction),
			})
		}
	}
	return c, nil
}

func phaseStarts(n int, o *XmROptions) ([]int, error) {
	if o.FixAfter < 0 {
		return nil, &InputError{Path: "fixAfter", What: "negative"}
	}
	if n == 0 {
		return nil, nil
	}
	starts := []int{0}
	for i, r := range o.Rebase {
		if r <= starts[len(starts)-1] || r >= n {
			return nil, &InputError{Path: fmt.Sprintf("rebase/%d", i), What: "out of range or out of order"}
		}
		starts = append(starts, r)
	}
	return starts, nil
}

func reading(s Signal, d outcome.Direction) Variation {
	switch s.sign() * d.Sign() {
	case 1:
		return Improving
	case -1:
		return Concerning
	}
	switch s.sign() {
	case 1:
		return NeutralHigh
	case -1:
		return NeutralLow
	default:
		return CommonCause
	}
}

// phase holds one stretch in exact form: mean = sum/n, mean moving range =
// ranges/k, in millionths.
type phase struct {
	x         []int64
	sum       *big.Int
	n         int64
	ranges    *big.Int
	k         int64
	discarded int
}

func newPhase(values []outcome.Value, o *XmROptions) *phase {
	p := &phase{sum: new(big.Int), ranges: new(big.Int)}
	for _, v := range values {
		p.x = append(p.x, v.Millionths())
	}
	base := p.x
	if o.FixAfter > 0 && o.FixAfter < len(base) {
		base = base[:o.FixAfter]
	}
	moving := make([]*big.Int, 0, len(base))
	for i, x := range base {
		p.sum.Add(p.sum, big.NewInt(x))
		if i > 0 {
			r := new(big.Int).Sub(big.NewInt(x), big.NewInt(base[i-1]))
			moving = append(moving, r.Abs(r))
		}
	}
	p.n = int64(len(base))
	all := new(big.Int)
	for _, r := range moving {
		all.Add(all, r)
	}
	for _, r := range moving {
		// kept when r < 3.267·all/len
		left := new(big.Int).Mul(r, big.NewInt(1000*int64(len(moving))))
		if o.Screen && left.Cmp(new(big.Int).Mul(all, big.NewInt(3267))) >= 0 {
			p.discarded++
			continue
		}
		p.ranges.Add(p.ranges, r)
		p.k++
	}
	return p
}

func (p *phase) info() ChartPhase {
	mean := ratio(p.sum, big.NewInt(p.n), 1)
	mr := math.NaN()
	if p.k > 0 {
		mr = ratio(p.ranges, big.NewInt(p.k), 1)
	}
	half := float64(2.66 * mr)
	return ChartPhase{
		Mean: outcome.Estimate(mean), Lower: outcome.Estimate(mean - half), Upper: outcome.Estimate(mean + half),
		MovingRange: outcome.Estimate(mr), Screened: p.discarded, Short: len(p.x) < shortPhase,
	}
}

// zone is -3, -2, -1, 0, 1, 2 or 3: on the mean (0), on a side of it (1), in
// the outer third of that side (2), outside the limit (3).
func (p *phase) zone(x int64) int {
	// d = (x - mean)·n·k; a limit is at 2.66·ranges·n.
	d := new(big.Int).Mul(big.NewInt(x), big.NewInt(p.n))
	d.Sub(d, p.sum)
	side := d.Sign()
	if side == 0 || p.k == 0 {
		return side
	}
	d.Mul(d.Abs(d), big.NewInt(300*p.k))
	limit := new(big.Int).Mul(p.ranges, big.NewInt(p.n))
	limit.Mul(limit, big.NewInt(266)) // 2.66 · 100
	switch {
	case d.Cmp(new(big.Int).Mul(limit, big.NewInt(3))) > 0:
		return 3 * side
	case d.Cmp(limit.Mul(limit, big.NewInt(2))) > 0:
		return 2 * side
	default:
		return side
	}
}

func (p *phase) signals() []Signal {
	n := len(p.x)
	zones := make([]int, n)
	for i, x := range p.x {
		zones[i] = p.zone(x)
	}
	out := make([]Signal, n)
	p.markSevenOneSide(zones, out)
	markTwoInThree(zones, out)
	p.markTrends(out)
	for i, z := range zones {
		switch z {
		case 3:
			out[i] = SignalAboveLimit
		case -3:
			out[i] = SignalBelowLimit
		}
	}
	return out
}

func (p *phase) markSevenOneSide(zones []int, out []Signal) {
	run := 0
	for i, z := range zones {
		switch {
		case i > 0 && sign(z) != 0 && sign(z) == sign(zones[i-1]):
			run++
		default:
			run = 1
		}
		if sign(z) == 0 || run < 7 {
			continue
		}
		s := SignalSevenAbove
		if z < 0 {
			s = SignalSevenBelow
		}
		for j := i - 6; j <= i; j++ {
			out[j] = s
		}
	}
}

func markTwoInThree(zones []int, out []Signal) {
	for i := 2; i < len(zones); i++ {
		w := zones[i-2 : i+1]
		side := sign(w[0])
		if side == 0 || sign(w[1]) != side || sign(w[2]) != side {
			continue
		}
		outer := 0
		for _, z := range w {
			if z == 2*side {
				outer++
			}
		}
		for j := i - 2; j <= i && outer >= 2; j++ {
			if zones[j] == 2 {
				out[j] = SignalTwoInThreeUp
			} else if zones[j] == -2 {
				out[j] = SignalTwoInThreeDn
			}
		}
	}
}

// markTrends flags the runs of seven that rise or fall throughout. A point at
// which one run ends and the next begins is read by the later run.
func (p *phase) markTrends(out []Signal) {
	rises, falls := 0, 0
	for i := 1; i < len(p.x); i++ {
		switch {
		case p.x[i] > p.x[i-1]:
			rises, falls = rises+1, 0
		case p.x[i] < p.x[i-1]:
			rises, falls = 0, falls+1
		default:
			rises, falls = 0, 0
		}
		s := SignalRising
		if falls > 0 {
			s = SignalFalling
		}
		for j := i - 6; max(rises, falls) >= 6 && j <= i; j++ {
			out[j] = s
		}
	}
}

func sign(n int) int {
	switch {
	case n > 0:
		return 1
	case n < 0:
		return -1
	default:
		return 0
	}
}
