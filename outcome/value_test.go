package outcome_test

import (
	"encoding/json"
	"math"
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/outcome"
)

func TestValueText(t *testing.T) {
	for in, want := range map[string]string{
		"22.35": "22.35", "7.00": "7", "-0.594": "-0.594", "0": "0", "-0": "0", "+3": "3", "007": "7",
		"0.000001": "0.000001", "-0.000001": "-0.000001", "9223372036854.775807": "9223372036854.775807",
	} {
		v, err := outcome.ParseValue(in)
		require.NoError(t, err, in)
		require.Equal(t, want, v.String())
		text, err := v.AppendText(nil)
		require.NoError(t, err)
		require.Equal(t, want, string(text))
		var back outcome.Value
		require.NoError(t, back.UnmarshalText(text))
		require.Equal(t, v, back)
	}
	for _, bad := range []string{"", "-", ".5", "5.", "1e3", "1.0000001", "1,5", "--1", "0x1", " 1", "99999999999999", "9999999999999.9", "1.2.3", "٣"} {
		_, err := outcome.ParseValue(bad)
		require.ErrorIs(t, err, outcome.ErrValue, bad)
	}
	require.Panics(t, func() { outcome.MustParseValue("x") })
}

func TestValueJSON(t *testing.T) {
	type box struct{ V outcome.Value }
	data, err := json.Marshal(box{})
	require.NoError(t, err)
	require.Equal(t, `{"V":0}`, string(data), "0 is a number and is never omitted")
	for _, in := range []string{`{"V":22.35}`, `{"V":"22.35"}`} {
		var b box
		require.NoError(t, json.Unmarshal([]byte(in), &b))
		require.Equal(t, outcome.MustParseValue("22.35"), b.V)
	}
	for _, in := range []string{`{"V":null}`, `{"V":""}`, `{"V":"x"}`, `{"V":true}`, `{"V":1e3}`} {
		var b box
		require.Error(t, json.Unmarshal([]byte(in), &b), in)
	}
}

func TestValueArithmetic(t *testing.T) {
	v := outcome.MustParseValue
	require.Equal(t, v("3.3"), v("1.1").Add(v("2.2")))
	require.Equal(t, v("-1.1"), v("1.1").Sub(v("2.2")))
	require.Equal(t, v("1.1"), v("-1.1").Abs())
	require.Equal(t, v("1.1"), v("1.1").Abs())
	require.Equal(t, v("-1.1"), v("1.1").Neg())
	require.Equal(t, v("3.3"), v("1.1").Times(3))
	require.Equal(t, []int{-1, 0, 1}, []int{v("1").Compare(v("2")), v("2").Compare(v("2")), v("2").Compare(v("1"))})
	require.Equal(t, []int{-1, 0, 1}, []int{v("-1").Sign(), v("0").Sign(), v("1").Sign()})
	require.Equal(t, outcome.Millionths(math.MaxInt64), outcome.Millionths(math.MinInt64).Abs())
	n, ok := v("7").Whole()
	require.True(t, ok)
	require.Equal(t, int64(7), n)
	_, ok = v("7.5").Whole()
	require.False(t, ok)
	require.Equal(t, int64(22350000), v("22.35").Millionths())
	require.Equal(t, v("22.35"), outcome.Millionths(22350000))
}

// TestQuotientRoundsHalfAwayFromZero compares with big rational arithmetic.
func TestQuotientRoundsHalfAwayFromZero(t *testing.T) {
	for _, a := range []int64{0, 1, 2, 3, 5, 7, 10, 999_999, 1_000_000, 72_000_000, -1, -3, -5, -7, -72_000_000, 1<<62 - 1, -1 << 62} {
		for _, n := range []int64{1, 2, 3, 4, 6, 7, 9, 64, 1000, -1, -2, -3, -7} {
			got, exact := outcome.Millionths(a).Quo(n)
			r := big.NewRat(a, n)
			require.Equal(t, r.IsInt(), exact)
			doubled := new(big.Int).Mul(r.Num(), big.NewInt(2))
			if r.Sign() >= 0 {
				doubled.Add(doubled, r.Denom())
			} else {
				doubled.Sub(doubled, r.Denom())
			}
			want := doubled.Quo(doubled, new(big.Int).Mul(r.Denom(), big.NewInt(2)))
			require.Equal(t, want.Int64(), got.Millionths(), "%d / %d", a, n)
		}
	}
	q, exact := outcome.Int(72).Quo(7)
	require.False(t, exact)
	require.Equal(t, "10.285714", q.String())
}

func TestValueRoundAndFixed(t *testing.T) {
	v := outcome.MustParseValue
	for _, c := range []struct {
		in     string
		places int
		round  string
		fixed  string
	}{
		{"2.5", 0, "3", "3"},
		{"-2.5", 0, "-3", "-3"},
		{"2.4", 0, "2", "2"},
		{"10.285714", 4, "10.2857", "10.2857"},
		{"7", 2, "7", "7.00"},
		{"7.1", 2, "7.1", "7.10"},
		{"0.005", 2, "0.01", "0.01"},
		{"1.234567", 6, "1.234567", "1.234567"},
		{"1.234567", 9, "1.234567", "1.234567"},
		{"15", -1, "15", "15"},
	} {
		require.Equal(t, c.round, v(c.in).Round(c.places).String(), c.in)
		require.Equal(t, c.fixed, v(c.in).Fixed(c.places), c.in)
	}
}

func TestIntSaturates(t *testing.T) {
	require.Equal(t, int64(math.MaxInt64), outcome.Int(math.MaxInt64).Millionths())
	require.Equal(t, int64(-math.MaxInt64), outcome.Int(math.MinInt64).Millionths())
	require.Equal(t, int64(9223372036854000000), outcome.Int(9223372036854).Millionths())
	require.Equal(t, int64(math.MaxInt64), outcome.Int(9223372036855).Millionths())
	require.Equal(t, int64(-5000000), outcome.Int(-5).Millionths())
}

func TestEstimateRoundsOut(t *testing.T) {
	v, ok := outcome.Estimate(0.6701726566685728).Value(3)
	require.True(t, ok)
	require.Equal(t, "0.67", v.String())
	v, ok = outcome.Estimate(-1.5).Value(0)
	require.True(t, ok)
	require.Equal(t, "-2", v.String())
	for _, bad := range []float64{math.NaN(), math.Inf(1), math.Inf(-1), 1e15, -1e15} {
		_, ok := outcome.Estimate(bad).Value(2)
		require.False(t, ok)
	}
	require.Equal(t, outcome.Estimate(22.35), outcome.MustParseValue("22.35").Estimate())
}

func FuzzValue(f *testing.F) {
	for _, s := range []string{"0", "-0.594", "22.35", "1e3", "9223372036854.775807"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		v, err := outcome.ParseValue(s)
		r, ok := new(big.Rat).SetString(s)
		if err != nil {
			return
		}
		require.True(t, ok, s)
		require.Zero(t, r.Cmp(big.NewRat(v.Millionths(), 1_000_000)), s)
		back, err := outcome.ParseValue(v.String())
		require.NoError(t, err)
		require.Equal(t, v, back)
	})
}
