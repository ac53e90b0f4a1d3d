package cohort

import (
	"maps"
	"math"
	"math/big"
	"slices"

	"github.com/socialprescribing/socialprescribing/outcome"
)

// tally counts how often each value occurred; values are in millionths. It is
// the whole state of a Sample: everything else is worked out from it when asked
// for, in exact arithmetic, so that no order of adding and merging can show.
type tally map[int64]int64

func (t tally) n() int64 {
	var n int64
	for _, c := range t {
		n += c
	}
	return n
}

func (t tally) merge(u tally) {
	for v, c := range u {
		t[v] += c
	}
}

// sorted returns the values in order.
func (t tally) sorted() []int64 { return slices.Sorted(maps.Keys(t)) }

// sums returns Σx and Σx² exactly, in millionths and their squares.
func (t tally) sums() (*big.Int, *big.Int) {
	sum, squares := new(big.Int), new(big.Int)
	var x, c big.Int
	for v, n := range t {
		x.SetInt64(v)
		c.Mul(c.SetInt64(n), &x)
		sum.Add(sum, &c)
		squares.Add(squares, c.Mul(&c, &x))
	}
	return sum, squares
}

// mean is Σx/n, rounded once.
func (t tally) mean() float64 {
	n := t.n()
	if n == 0 {
		return math.NaN()
	}
	sum, _ := t.sums()
	return ratio(sum, big.NewInt(n), 1)
}

// variance is the sample variance (Σx² - (Σx)²/n)/(n-1), rounded once.
func (t tally) variance() float64 {
	n := t.n()
	if n < 2 {
		return math.NaN()
	}
	pairs := new(big.Int).Mul(big.NewInt(n), big.NewInt(n-1)) // beyond an int64 from three thousand million on
	return ratio(t.spread(), pairs, 2)
}

func (t tally) sd() float64 { return math.Sqrt(t.variance()) }

// spread is n·Σx² - (Σx)², exactly.
func (t tally) spread() *big.Int {
	sum, squares := t.sums()
	squares.Mul(squares, big.NewInt(t.n()))
	return squares.Sub(squares, sum.Mul(sum, sum))
}

// ratio is a/b in units, where a is in millionths to the given power, rounded
// once to the nearest float64.
func ratio(a, b *big.Int, power int64) float64 {
	scale := new(big.Int).Exp(big.NewInt(1_000_000), big.NewInt(power), nil)
	f, _ := new(big.Rat).SetFrac(a, scale.Mul(scale, b)).Float64()
	return f
}

// Moments are the size, mean and standard deviation of a sample.
type Moments struct {
	// N is the number of values.
	N int64 `json:"n"`
	// Mean is not known (NaN) when N is 0.
	Mean outcome.Estimate `json:"mean"`
	// SD is the sample standard deviation, with N-1 below; not known when N
	// is below 2.
	SD outcome.Estimate `json:"sd"`
}

func (t tally) moments() Moments {
	return Moments{N: t.n(), Mean: outcome.Estimate(t.mean()), SD: outcome.Estimate(t.sd())}
}
