package cohort

import (
	"math"
	"math/big"
	"slices"

	"github.com/socialprescribing/socialprescribing/outcome"
)

// SignedRank is Wilcoxon's signed-rank test of differences, two-sided.
//
// Differences of zero are dropped first, as Wilcoxon did. Equal magnitudes
// share the mean of their ranks. Two p-values are given, because reports and
// packages differ in which they print: the exact one, over all 2^n ways in
// which the signs could have fallen on the ranks as they are, ties included
// (twice the smaller tail, at most 1), for up to 50 differences that are not
// zero; and the normal approximation with continuity correction and correction
// for ties, which is what R prints when there are ties or zeros.
type SignedRank struct {
	// N is the number of differences that are not zero.
	N int64 `json:"n"`
	// Zeros is the number that were dropped.
	Zeros int64 `json:"zeros"`
	// V is the sum of the ranks of the positive differences; with mean ranks
	// it may end in a half.
	V outcome.Estimate `json:"v"`
	// Exact is the exact p-value; not known above 50.
	Exact outcome.Estimate `json:"exact"`
	// Normal is the p-value of the approximation; not known for N = 0.
	Normal outcome.Estimate `json:"normal"`
	// P is Exact where known, else Normal, and Method says which.
	P      outcome.Estimate `json:"p"`
	Method Method           `json:"method"`
}

// maxExact is where the exact distribution ends: 2^50 sign patterns still count
// exactly in a uint64.
const maxExact = 50

// tieGroup holds the differences of one magnitude.
type tieGroup struct {
	plus, minus int64
	rank2       int64 // twice the mean rank: a whole number
}

func (g tieGroup) n() int64 { return g.plus + g.minus }

func signedRank(d tally) SignedRank {
	groups, n := tieGroups(d)
	s := SignedRank{N: n, Zeros: d[0], Exact: outcome.Estimate(math.NaN())}
	v2 := new(big.Int) // grows with the square of n
	for _, g := range groups {
		v2.Add(v2, new(big.Int).Mul(big.NewInt(g.rank2), big.NewInt(g.plus)))
	}
	v := ratio(v2, big.NewInt(2), 0)
	s.V = outcome.Estimate(v)
	s.Normal = outcome.Estimate(normalSignedRank(groups, n, v))
	s.P, s.Method = s.Normal, MethodNormal
	if n > 0 && n <= maxExact {
		s.Exact = outcome.Estimate(exactSignedRank(groups, n, v2.Int64()))
		s.P, s.Method = s.Exact, MethodExact
	}
	return s
}

// tieGroups returns the magnitudes in order with their doubled mean ranks.
func tieGroups(d tally) ([]tieGroup, int64) {
	var magnitudes []int64
	for v := range d {
		if v > 0 || (v < 0 && d[-v] == 0) {
			magnitudes = append(magnitudes, max(v, -v))
		}
	}
	slices.Sort(magnitudes)
	groups := make([]tieGroup, 0, len(magnitudes))
	var n int64
	for _, m := range magnitudes {
		g := tieGroup{plus: d[m], minus: d[-m]}
		g.rank2 = 2*n + g.n() + 1 // ranks n+1 .. n+t, their mean doubled
		n += g.n()
		groups = append(groups, g)
	}
	return groups, n
}

func normalSignedRank(groups []tieGroup, n int64, v float64) float64 {
	if n == 0 {
		return math.NaN()
	}
	var ties float64
	for _, g := range groups {
		t := float64(g.n())
		ties += float64(t*t*t) - t
	}
	nf := float64(n)
	sigma := math.Sqrt(float64(nf*(nf+1)*(2*nf+1))/24 - ties/48)
	z := v - float64(nf*(nf+1))/4
	switch {
	case z > 0:
		z -= 0.5
	case z < 0:
		z += 0.5
	}
	return min(1, 2*normalTail(math.Abs(z)/sigma))
}

// exactSignedRank counts, for every doubled rank sum, the sign patterns that
// give it.
func exactSignedRank(groups []tieGroup, n, v2 int64) float64 {
	ways := make([]uint64, n*(n+1)+1)
	ways[0] = 1
	var top int64
	for _, g := range groups {
		for range g.n() {
			top += g.rank2
			for s := top; s >= g.rank2; s-- {
				ways[s] += ways[s-g.rank2]
			}
		}
	}
	var below, above uint64
	for s, w := range ways {
		if int64(s) <= v2 {
			below += w
		}
		if int64(s) >= v2 {
			above += w
		}
	}
	return min(1, math.Ldexp(float64(min(below, above)), 1-int(n)))
}
