package cohort_test

import (
	"encoding/json"
	"math"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/outcome"
	"github.com/socialprescribing/socialprescribing/outcome/cohort"
)

// reference is testdata/reference.json, which testdata/reference.R wrote. A null is
// what R does not know.
type reference struct {
	Paired []struct {
		Name                                                           string
		Pre, Post                                                      []json.Number
		Level                                                          json.Number
		Mean, SD, MeanPre, SDPre, R, T, P, Low, High, V, Normal, Exact *float64
	}
	Quantiles []struct {
		X, P            []json.Number
		Linear, Nearest []float64
	}
	Shares []struct {
		X, N          int64
		Level         json.Number
		Wilson, Exact []float64
	}
	Student, StudentQuantile, Beta [][]float64
}

// close9 asks for nine digits: an absolute error of 1e-9 would pass any small
// p-value.
func close9(t *testing.T, want, got float64, what string, at ...any) {
	t.Helper()
	if math.Abs(want-got) > 1e-9*math.Abs(want) {
		t.Errorf("%s %v: R says %v, we %v", what, at, want, got)
	}
}

func readReference(t *testing.T) reference {
	t.Helper()
	data, err := os.ReadFile("testdata/reference.json")
	require.NoError(t, err)
	var ref reference
	require.NoError(t, json.Unmarshal(data, &ref))
	return ref
}

// TestPairedAsR: every figure of a summary that R has too, over sets of 2 to 1000
// pairs with and without ties and zeros.
func TestPairedAsR(t *testing.T) {
	t.Parallel()
	exact := 0
	for _, c := range readReference(t).Paired {
		s := pairs(values(t, c.Pre), values(t, c.Post)).Summary(&cohort.SummaryOptions{Level: val(c.Level.String())})
		for _, f := range []struct {
			what string
			want *float64
			got  outcome.Estimate
		}{
			{"mean", c.Mean, s.Difference.Mean},
			{"sd", c.SD, s.Difference.SD},
			{"mean before", c.MeanPre, s.Baseline.Mean},
			{"sd before", c.SDPre, s.Baseline.SD},
			{"r", c.R, s.Correlation},
			{"t", c.T, s.T.T},
			{"p", c.P, s.T.P},
			{"low", c.Low, s.T.Interval.Low},
			{"high", c.High, s.T.Interval.High},
			{"V", c.V, s.Wilcoxon.V},
			{"normal", c.Normal, s.Wilcoxon.Normal},
		} {
			if f.want == nil {
				require.False(t, f.got.IsKnown(), "%s: %s", c.Name, f.what)
				continue
			}
			close9(t, *f.want, float64(f.got), f.what, c.Name)
		}
		if c.Exact != nil {
			exact++
			close9(t, *c.Exact, float64(s.Wilcoxon.Exact), "exact", c.Name)
			require.Equal(t, cohort.MethodExact, s.Wilcoxon.Method)
		}
	}
	require.GreaterOrEqual(t, exact, 9)
}

func TestSharesAndQuantilesAsR(t *testing.T) {
	t.Parallel()
	ref := readReference(t)
	for _, c := range ref.Shares {
		p, level := cohort.Proportion{X: c.X, N: c.N}, val(c.Level.String())
		w, e := p.Wilson(level), p.ClopperPearson(level)
		close9(t, c.Wilson[0], float64(w.Low), "Wilson's lower end", p, level)
		close9(t, c.Wilson[1], float64(w.High), "Wilson's upper end", p, level)
		close9(t, c.Exact[0], float64(e.Low), "exact lower end", p, level)
		close9(t, c.Exact[1], float64(e.High), "exact upper end", p, level)
	}
	for _, c := range ref.Quantiles {
		var s cohort.Sample
		for _, v := range values(t, c.X) {
			s.Add(v)
		}
		for i, p := range c.P {
			for method, want := range map[cohort.QuantileMethod]float64{cohort.QuantileLinear: c.Linear[i], cohort.QuantileNearest: c.Nearest[i]} {
				got, ok := s.Quantile(val(p.String()), method)
				require.True(t, ok)
				close9(t, want, float64(got.Millionths())/1e6, string(method), len(c.X), p)
			}
		}
	}
}

// TestDistributionsAsR: from one to a million degrees of freedom, and from almost 0
// to far out.
func TestDistributionsAsR(t *testing.T) {
	t.Parallel()
	ref := readReference(t)
	for _, c := range ref.Student {
		close9(t, c[2], cohort.StudentTwoSided(c[1], c[0]), "P(|T| > t)", c)
	}
	for _, c := range ref.StudentQuantile {
		close9(t, c[2], cohort.StudentQuantile(c[0], c[1]), "quantile of t", c)
	}
	for _, c := range ref.Beta {
		close9(t, c[3], cohort.BetaInc(c[0], c[1], c[2]), "incomplete beta", c)
	}
}
