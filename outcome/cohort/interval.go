package cohort

import (
	"errors"
	"math"

	"golang.org/x/text/language"

	"github.com/socialprescribing/socialprescribing/outcome"
)

// ErrInput is matched by every error of this package about input that it can't
// use.
var ErrInput = errors.New("cohort: input can't be used")

// InputError is one fault of an input. It matches ErrInput and holds no value
// of the input.
type InputError struct {
	// Path is the field or index at fault, "" for the whole.
	Path string
	// What says what is wrong there.
	What string
}

// Error returns the path and what is wrong.
func (e *InputError) Error() string {
	if e.Path == "" {
		return "cohort: " + e.What
	}
	return "cohort: " + e.Path + ": " + e.What
}

// Is reports whether target is ErrInput.
func (e *InputError) Is(target error) bool { return target == ErrInput }

// Method names how a figure was worked out, so that it can be repeated. It is a
// persisted vocabulary.
type Method string

const (
	// MethodStudent is Student's t on the values or differences.
	MethodStudent Method = "student-t"
	// MethodWilson is Wilson's score interval (1927), without continuity
	// correction.
	MethodWilson Method = "wilson"
	// MethodClopperPearson is the exact interval of Clopper and Pearson
	// (1934), which covers at least what it says.
	MethodClopperPearson Method = "clopper-pearson"
	// MethodExact is a full permutation distribution, conditional on ties.
	MethodExact Method = "exact"
	// MethodNormal is a normal approximation with continuity correction and
	// correction for ties.
	MethodNormal Method = "normal-continuity-ties"
	// MethodBinomial is an exact binomial distribution, interpolated between
	// whole numbers.
	MethodBinomial Method = "binomial"
	// MethodEffectApprox is the large-sample variance of a standardised mean
	// change: 2(1-r)/n + d²/2n for one standardised by the baseline (Becker
	// 1988), 1/n + d²/2n for one standardised by the differences, and
	// (1/n + d²/2n)·2(1-r) for one standardised within groups (Borenstein and
	// others 2009), with r the correlation of baseline and follow-up.
	MethodEffectApprox Method = "effect-large-sample"
)

// IsValid reports whether m is one of the methods.
func (m Method) IsValid() bool {
	switch m {
	case MethodStudent, MethodWilson, MethodClopperPearson, MethodExact, MethodNormal, MethodBinomial, MethodEffectApprox:
		return true
	default:
		return false
	}
}

// UnmarshalText accepts the methods, and "" as unset; the error matches
// ErrInput.
func (m *Method) UnmarshalText(text []byte) error {
	v := Method(text)
	if v != "" && !v.IsValid() {
		return &InputError{Path: "method", What: "unknown method"}
	}
	*m = v
	return nil
}

// Text names the method in English or Welsh.
func (m Method) Text(tag language.Tag) string { return text(tag, "method-"+string(m)) }

// Interval is a two-sided confidence interval.
type Interval struct {
	// Low and High are its ends; not known (NaN) when there is too little to
	// work them out from.
	Low  outcome.Estimate `json:"low"`
	High outcome.Estimate `json:"high"`
	// Level is the confidence level, such as 0.95.
	Level outcome.Value `json:"level"`
	// Method says how it was worked out.
	Method Method `json:"method"`
}

// defaultLevel is used wherever a level is 0 or not between 0 and 1.
const defaultLevel = 950_000

func levelOf(level outcome.Value) float64 { return float64(levelValue(level).Millionths()) / 1e6 }

func levelValue(level outcome.Value) outcome.Value {
	if m := level.Millionths(); m > 0 && m < 1_000_000 {
		return level
	}
	return outcome.Millionths(defaultLevel)
}

func around(centre, half float64, level outcome.Value, m Method) Interval {
	return Interval{
		Low: outcome.Estimate(centre - half), High: outcome.Estimate(centre + half),
		Level: levelValue(level), Method: m,
	}
}

func unknownInterval(level outcome.Value, m Method) Interval {
	return around(math.NaN(), math.NaN(), level, m)
}

// Proportion is X of N, such as those improved of those with a pair.
type Proportion struct {
	X int64 `json:"x"`
	N int64 `json:"n"`
}

// IsValid reports whether 0 <= X <= N and N > 0.
func (p Proportion) IsValid() bool { return p.X >= 0 && p.N > 0 && p.X <= p.N }

// Share returns X/N, not known when the proportion is not valid.
func (p Proportion) Share() outcome.Estimate {
	if !p.IsValid() {
		return outcome.Estimate(math.NaN())
	}
	return outcome.Estimate(float64(p.X) / float64(p.N))
}

// Wilson returns Wilson's score interval: the one for reports. Level 0 is
// 0.95. Its ends are not known when the proportion is not valid.
func (p Proportion) Wilson(level outcome.Value) Interval {
	if !p.IsValid() {
		return unknownInterval(level, MethodWilson)
	}
	n, x := float64(p.N), float64(p.X)
	z := normalQuantile((1 - levelOf(level)) / 2)
	zz := float64(z * z)
	centre := (x + zz/2) / (n + zz)
	half := float64(z/(n+zz)) * math.Sqrt(float64(x*(n-x))/n+zz/4)
	in := around(centre, half, level, MethodWilson)
	if p.X == 0 {
		in.Low = 0
	}
	if p.X == p.N {
		in.High = 1
	}
	return in
}

// ClopperPearson returns the exact interval: for compliance, where a share must
// not be claimed to be better than it may be. Level 0 is 0.95. Its ends are not
// known when the proportion is not valid.
func (p Proportion) ClopperPearson(level outcome.Value) Interval {
	if !p.IsValid() {
		return unknownInterval(level, MethodClopperPearson)
	}
	tail := (1 - levelOf(level)) / 2
	n, x := float64(p.N), float64(p.X)
	low, high := 0.0, 1.0
	if p.X > 0 {
		low = betaQuantile(tail, x, n-x+1)
	}
	if p.X < p.N {
		high = betaQuantile(1-tail, x+1, n-x)
	}
	return Interval{
		Low: outcome.Estimate(low), High: outcome.Estimate(high),
		Level: levelValue(level), Method: MethodClopperPearson,
	}
}
