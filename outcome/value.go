package outcome

import (
	"errors"
	"math/bits"
	"strconv"
)

// ErrValue matches every error that says a decimal could not be read or does not
// fit a [Value].
var ErrValue = errors.New("outcome: not a decimal of at most six places")

// unit is the number of millionths in one.
const unit = 1_000_000

// Value is an exact decimal number: item scores, totals, table entries and
// thresholds. It counts millionths in an int64, so it holds numbers of up to six
// decimals between about -9.2e12 and 9.2e12, and 22.35 stays 22.35.
//
// The zero Value is the number 0, never "no value": absence is the [Status] of a
// [PartScore]. Value therefore has no IsZero method, and JSON fields of it are
// never omitted. JSON writes a number and reads a number or a quoted number.
//
// Immutable and safe for concurrent use.
type Value struct{ millionths int64 }

// Int returns the whole number n. It panics on nothing: every int of the library's
// scales fits; numbers beyond the range of Value saturate.
func Int(n int64) Value {
	hi, lo := bits.Mul64(magnitude(n), unit)
	if hi != 0 || lo > 1<<63-1 {
		if n < 0 {
			return Value{-1<<63 + 1}
		}
		return Value{1<<63 - 1}
	}
	if n < 0 {
		return Value{-int64(lo)}
	}
	return Value{int64(lo)}
}

// Millionths returns the number n / 1,000,000.
func Millionths(n int64) Value { return Value{n} }

// Millionths returns the value as a count of millionths: 22.35 gives 22,350,000.
func (v Value) Millionths() int64 { return v.millionths }

// ParseValue reads a decimal such as "22.35", "-0.594" or "7". At most six decimal
// places are accepted; nothing is rounded. Exponents, signs other than one leading
// minus or plus, and separators are refused with an error that matches [ErrValue].
func ParseValue(s string) (Value, error) {
	neg, digits := sign(s)
	whole, frac, ok := splitPoint(digits)
	if !ok || len(frac) > 6 || len(whole) > 13 {
		return Value{}, ErrValue
	}
	var n uint64
	for i := range len(whole) + 6 {
		d := byte('0')
		if i < len(whole) {
			d = whole[i]
		} else if j := i - len(whole); j < len(frac) {
			d = frac[j]
		}
		if d < '0' || d > '9' {
			return Value{}, ErrValue
		}
		// At most 19 digits come here, so n stays below 2⁶⁴; only the sign bit can fill.
		if n = n*10 + uint64(d-'0'); n > 1<<63-1 {
			return Value{}, ErrValue
		}
	}
	if neg {
		return Value{-int64(n)}, nil
	}
	return Value{int64(n)}, nil
}

// MustParseValue is [ParseValue] for literals in source code: it panics on a fault.
func MustParseValue(s string) Value {
	v, err := ParseValue(s)
	if err != nil {
		panic("outcome: MustParseValue: not a decimal of at most six places")
	}
	return v
}

func sign(s string) (bool, string) {
	if len(s) > 0 && (s[0] == '-' || s[0] == '+') {
		return s[0] == '-', s[1:]
	}
	return false, s
}

// splitPoint cuts a decimal at its point. A number needs a digit before the point,
// and a point needs a digit behind it, as in JSON.
func splitPoint(s string) (string, string, bool) {
	for i := range len(s) {
		if s[i] == '.' {
			return s[:i], s[i+1:], i > 0 && i+1 < len(s)
		}
	}
	return s, "", s != ""
}

func magnitude(n int64) uint64 {
	if n < 0 {
		return -uint64(n)
	}
	return uint64(n)
}

// Add returns v + w. Sums of scores cannot overflow: a compiled instrument bounds
// every part far below the range of Value.
func (v Value) Add(w Value) Value { return Value{v.millionths + w.millionths} }

// Sub returns v - w.
func (v Value) Sub(w Value) Value { return Value{v.millionths - w.millionths} }

// Neg returns -v.
func (v Value) Neg() Value { return Value{-v.millionths} }

// Abs returns the magnitude of v; that of the least Value saturates.
func (v Value) Abs() Value {
	if v.millionths < 0 {
		return Value{max(-v.millionths, -(v.millionths + 1))}
	}
	return v
}

// Times returns v × n.
func (v Value) Times(n int64) Value { return Value{v.millionths * n} }

// Quo returns v / n, rounded once at the sixth decimal, half away from zero, and
// whether the quotient is exact. It panics if n is 0, as integer division does.
func (v Value) Quo(n int64) (Value, bool) {
	q, r := v.millionths/n, v.millionths%n
	if r == 0 {
		return Value{q}, true
	}
	if magnitude(r) >= magnitude(n)-magnitude(r) {
		if (v.millionths < 0) == (n < 0) {
			q++
		} else {
			q--
		}
	}
	return Value{q}, false
}

// Round returns v rounded to places decimals (0 to 6), half away from zero.
func (v Value) Round(places int) Value {
	step := int64(unit)
	for range min(max(places, 0), 6) {
		step /= 10
	}
	q, _ := Value{v.millionths}.Quo(step)
	return Value{q.millionths * step}
}

// Compare returns -1, 0 or +1 as v is below, equal to or above w.
func (v Value) Compare(w Value) int {
	switch {
	case v.millionths < w.millionths:
		return -1
	case v.millionths > w.millionths:
		return 1
	}
	return 0
}

// Sign returns -1, 0 or +1.
func (v Value) Sign() int { return v.Compare(Value{}) }

// Whole returns the integer that v is, and whether it is one.
func (v Value) Whole() (int64, bool) { return v.millionths / unit, v.millionths%unit == 0 }

// String writes the shortest exact form: "13", "22.35", "-0.594".
func (v Value) String() string { return string(v.append(make([]byte, 0, 24))) }

// Fixed writes v rounded to places decimals, with all of them: 7 at two places is
// "7.00".
func (v Value) Fixed(places int) string {
	places = min(max(places, 0), 6)
	b := v.Round(places).append(make([]byte, 0, 24))
	if places == 0 {
		return string(b)
	}
	have := -1
	for i, c := range b {
		if c == '.' {
			have = len(b) - i - 1
		}
	}
	if have < 0 {
		b, have = append(b, '.'), 0
	}
	for ; have < places; have++ {
		b = append(b, '0')
	}
	return string(b)
}

func (v Value) append(b []byte) []byte {
	m := magnitude(v.millionths)
	if v.millionths < 0 {
		b = append(b, '-')
	}
	b = strconv.AppendUint(b, m/unit, 10)
	frac := m % unit
	if frac == 0 {
		return b
	}
	b = append(b, '.')
	for step := uint64(unit / 10); frac > 0; step /= 10 {
		b = append(b, byte('0'+frac/step))
		frac %= step
	}
	return b
}

// AppendText appends the form of [Value.String].
func (v Value) AppendText(b []byte) ([]byte, error) { return v.append(b), nil }

// MarshalText writes the form of [Value.String].
func (v Value) MarshalText() ([]byte, error) { return v.append(nil), nil }

// UnmarshalText reads the form that [ParseValue] accepts. Empty text is refused:
// an absent number is never 0.
func (v *Value) UnmarshalText(text []byte) error {
	w, err := ParseValue(string(text))
	if err == nil {
		*v = w
	}
	return err
}

// MarshalJSON writes a JSON number.
func (v Value) MarshalJSON() ([]byte, error) { return v.append(nil), nil }

// UnmarshalJSON reads a JSON number, or a string that holds one. null is refused.
func (v *Value) UnmarshalJSON(data []byte) error {
	if n := len(data); n >= 2 && data[0] == '"' && data[n-1] == '"' {
		data = data[1 : n-1]
	}
	return v.UnmarshalText(data)
}

// Estimate is a statistic or a kernel-smoothed figure in binary floating point. It
// is never a [Score], is never stored as one, and nothing compares it for order:
// it is for showing. Rounded on exit by [Estimate.Value].
type Estimate float64

// Value rounds the estimate to a decimal of places places (0 to 6), half away from
// zero, and reports false when it is not a number or out of range.
func (e Estimate) Value(places int) (Value, bool) {
	if e != e || e > 9e12 || e < -9e12 {
		return Value{}, false
	}
	s := strconv.FormatFloat(float64(e), 'f', 6, 64)
	v, err := ParseValue(s)
	return v.Round(places), err == nil
}
