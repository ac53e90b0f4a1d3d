package outcome

import (
	"errors"
	"math"
)

// ReliableChangeIndex is the Jacobson–Truax reliable change index and the figures
// it rests on. They are estimates for showing; the verdict is decided exactly, in
// [Comparison.Judgements].
type ReliableChangeIndex struct {
	SEM         Estimate // sd × √(1 − reliability)
	SDiff       Estimate // √2 × SEM
	Index       Estimate // difference / SDiff
	Improved    bool     // strictly beyond 1.96 in the better direction
	Worsened    bool     // strictly beyond 1.96 in the worse direction
	Reliability Value
	SD          Value
}

// ReliableChange returns the smallest difference that the Jacobson–Truax criterion
// does not call reliable: 1.96 × √2 × sd × √(1 − reliability).
func ReliableChange(sd, reliability Value) Estimate {
	return 1.96 * Estimate(math.Sqrt2) * sem(sd, reliability)
}

func sem(sd, reliability Value) Estimate {
	return sd.Estimate() * Estimate(math.Sqrt(float64(Int(1).Sub(reliability).Estimate())))
}

// errSample says that a standard deviation or a reliability cannot be one.
var errSample = errors.New("outcome: needs a standard deviation above 0 and up to 10,000, and a reliability from 0 to below 1")

// JacobsonTruax computes the reliable change index of a difference (follow-up −
// baseline) on a scale on which direction is better. It fails when sd or reliability
// cannot be such.
func JacobsonTruax(difference, sd, reliability Value, direction Direction) (ReliableChangeIndex, error) {
	if !goodSD(sd) || !goodReliability(reliability) {
		return ReliableChangeIndex{}, errSample
	}
	r := ReliableChangeIndex{SEM: sem(sd, reliability), SD: sd, Reliability: reliability}
	r.SDiff = Estimate(math.Sqrt2) * r.SEM
	r.Index = difference.Estimate() / r.SDiff
	if exceedsJT(difference, sd, reliability) {
		improvement := difference.Times(direction.Sign())
		r.Improved, r.Worsened = improvement.Sign() > 0, improvement.Sign() < 0
	}
	return r, nil
}

func goodReliability(r Value) bool { return r.Sign() >= 0 && r.Compare(Int(1)) < 0 }

// Estimate returns the nearest binary floating point number, for statistics.
func (v Value) Estimate() Estimate { return Estimate(v.millionths) / unit }
