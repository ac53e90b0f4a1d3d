package cohort_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/outcome/cohort"
)

func relative(t *testing.T, want, got, tolerance float64, what string, at ...float64) {
	t.Helper()
	if math.Abs(got-want) > tolerance*max(math.Abs(want), 1e-300) {
		t.Fatalf("%s%v: want %v, got %v", what, at, want, got)
	}
}

// TestFunctions holds our logarithm, exponential and gamma functions, which
// must not differ between machines, against those of package math.
func TestFunctions(t *testing.T) {
	t.Parallel()
	for x := 1e-8; x < 1e8; x *= 1.037 {
		relative(t, math.Log(x), cohort.Ln(x), 1e-15, "ln", x)
		relative(t, math.Log1p(x), cohort.Log1p(x), 1e-15, "log1p", x)
		want, _ := math.Lgamma(x)
		require.InDelta(t, want, cohort.LnGamma(x), 2e-14*max(1, math.Abs(want)), "lnGamma %v", x)
	}
	for x := -700.0; x < 700; x += 0.37 {
		relative(t, math.Exp(x), cohort.Exp(x), 1e-15, "exp", x)
	}
	for z := 0.0; z < 25; z += 0.013 {
		relative(t, math.Erfc(z/math.Sqrt2)/2, cohort.NormalTail(z), 1e-12, "normalTail", z)
	}
	for _, a := range []float64{0.5, 1, 3, 15.5, 17, 300, 2e4, 1e6} {
		for _, b := range []float64{0.5, 1, 3, 15.5, 17, 300, 2e4} {
			x, _ := math.Lgamma(a)
			y, _ := math.Lgamma(b)
			z, _ := math.Lgamma(a + b)
			require.InDelta(t, x+y-z, cohort.LnBeta(a, b), 1e-13*max(1, math.Abs(z)), "lnBeta %v %v", a, b)
		}
	}
	require.True(t, math.IsNaN(cohort.Ln(-1)))
	require.True(t, math.IsInf(cohort.Ln(0), -1))
	require.True(t, math.IsInf(cohort.Ln(math.Inf(1)), 1))
	require.True(t, math.IsInf(cohort.Exp(800), 1))
	require.True(t, math.IsNaN(cohort.Exp(math.NaN())))
	require.Zero(t, cohort.Exp(-800))
	require.InDelta(t, 1e-20, cohort.Log1p(1e-20), 0)
}

// TestDistributions: values of the usual printed tables, and identities.
func TestDistributions(t *testing.T) {
	t.Parallel()
	for df, want := range map[float64]float64{1: 12.7062, 2: 4.30265, 5: 2.57058, 10: 2.22814, 30: 2.04227, 100: 1.98397} {
		require.InDelta(t, want, cohort.StudentQuantile(0.05, df), 6e-6*want, "df %v", df)
	}
	require.InDelta(t, 1.959963984540054, cohort.NormalQuantile(0.025), 1e-13)
	require.InDelta(t, 2.5758293035489, cohort.NormalQuantile(0.005), 1e-12)
	require.InDelta(t, 0.158655253931457, cohort.NormalTail(1), 1e-14)
	require.InDelta(t, 0.841344746068543, cohort.NormalTail(-1), 1e-14)
	require.InDelta(t, 0.5248, cohort.BetaInc(2, 3, 0.4), 1e-14) // 1 - 0.6³·(1 + 3·0.4)
	require.Zero(t, cohort.BetaInc(2, 3, 0))
	require.InDelta(t, 1, cohort.BetaInc(2, 3, 1), 0)
	for _, a := range []float64{0.5, 1, 2.5, 40, 1000} {
		for _, b := range []float64{0.5, 1, 2.5, 40, 1000} {
			for _, p := range []float64{0.001, 0.2, 0.5, 0.9} {
				x := cohort.BetaQuantile(p, a, b)
				require.InDelta(t, 1, cohort.BetaInc(a, b, x)+cohort.BetaInc(b, a, 1-x), 1e-9)
				if x > 1e-6 && x < 1-1e-6 {
					require.InDelta(t, p, cohort.BetaInc(a, b, x), 1e-9, "%v %v", a, b)
				}
			}
		}
	}
	// With one degree of freedom T is Cauchy's: P(|T| > t) = 1 - 2·atan(t)/π.
	for t1 := 0.1; t1 < 50; t1 *= 1.7 {
		require.InDelta(t, 1-2*math.Atan(t1)/math.Pi, cohort.StudentTwoSided(t1, 1), 1e-14)
	}
}
