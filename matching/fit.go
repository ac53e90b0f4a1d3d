package matching

import "errors"

// Fit is how well one activity answers one criterion, on five coarse steps:
// No < Unknown < Low < Good < Exact.
//
// Unknown stands above No because a thing that may suit is worth a telephone
// call and a thing that does not suit is not; it stands below Low because a
// poor answer that is certain spares that call. The steps are coarse on
// purpose. A person can be told "this one is in walking distance, that one
// needs a bus"; nobody can be told 0.37.
//
// The zero value is No. A Fit is compared and never calculated with; it
// marshals as its name, so that the number never leaves the process.
// Immutable, safe for concurrent use.
type Fit uint8

// The five fits, in order.
const (
	// No: known not to suit.
	No Fit = iota
	// Unknown: somebody has to ask.
	Unknown
	// Low: suits poorly, or with an effort.
	Low
	// Good: suits.
	Good
	// Exact: suits as asked, or nothing was asked.
	Exact
)

// errFit reports a text that names no fit.
var errFit = errors.New("matching: unknown fit")

// fitNames are the persisted texts; a golden test holds them.
var fitNames = [...]string{"no", "unknown", "low", "good", "exact"}

// IsValid reports whether f is one of the five.
func (f Fit) IsValid() bool { return f <= Exact }

// String returns the name of f: "no", "unknown", "low", "good" or "exact".
func (f Fit) String() string {
	if !f.IsValid() {
		return "invalid"
	}
	return fitNames[f]
}

// And returns the fit of two judgements that must both hold: the lesser.
// Adding a demand can therefore never raise a fit.
func (f Fit) And(g Fit) Fit { return min(f, g) }

// Or returns the fit of two judgements of which one is enough: the greater.
func (f Fit) Or(g Fit) Fit { return max(f, g) }

// MarshalText writes the name of f.
func (f Fit) MarshalText() ([]byte, error) {
	if !f.IsValid() {
		return nil, errFit
	}
	return []byte(f.String()), nil
}

// UnmarshalText reads a name as String gives it and refuses any other.
func (f *Fit) UnmarshalText(text []byte) error {
	for i, name := range fitNames {
		if name == string(text) {
			*f = Fit(i)
			return nil
		}
	}
	return errFit
}
