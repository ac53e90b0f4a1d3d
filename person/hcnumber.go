package person

import (
	"cmp"
	"fmt"
	"log/slog"
	"unique"
)

// HCNumber is a Northern Irish Health and Care number: ten digits in the
// range 3200000000 to 3999999999 with the NHS check digit.
//
// Each distinct number that is alive costs about 200 bytes: see NHSNumber.
//
// Zero is "not known". Immutable, comparable and safe for concurrent use.
type HCNumber struct{ h unique.Handle[hcDigits] }

type hcDigits uint64

// ParseHCNumber reads the groupings of ParseNHSNumber. The error matches
// ErrSyntax.
func ParseHCNumber(s string) (HCNumber, error) {
	n, p := scanHC(s)
	if p != ProblemNone {
		return HCNumber{}, parseError("Health and Care number", p)
	}
	return HCNumber{unique.Make(hcDigits(n))}, nil
}

// MustParseHCNumber is ParseHCNumber for literals; it panics.
func MustParseHCNumber(s string) HCNumber { return must(ParseHCNumber(s)) }

func scanHC[T string | []byte](s T) (uint64, Problem) {
	n, p := scanNHS(s)
	switch {
	case p != ProblemNone:
		return 0, p
	case rangeOf(n) != RangeNorthernIreland:
		return 0, ProblemRange
	}
	return n, ProblemNone
}

// IsZero reports whether the number is not known.
func (n HCNumber) IsZero() bool { return n == HCNumber{} }

// NHSNumber gives the same digits as the number of the shared ten-digit form.
func (n HCNumber) NHSNumber() NHSNumber {
	if n.IsZero() {
		return NHSNumber{}
	}
	return NHSNumber{unique.Make(nhsDigits(n.h.Value()))}
}

// Digits discloses the ten digits, or "" for zero.
func (n HCNumber) Digits() string {
	b, _ := n.AppendText(nil)
	return string(b)
}

// Compare orders by number, zero first: -1, 0 or +1.
func (n HCNumber) Compare(m HCNumber) int { return cmp.Compare(n.Digits(), m.Digits()) }

// String gives a placeholder, never the digits.
func (n HCNumber) String() string { return placeholder("HCNumber") }

// Format writes a placeholder for every verb.
func (n HCNumber) Format(s fmt.State, _ rune) { redact(s, "HCNumber") }

// LogValue gives a placeholder.
func (n HCNumber) LogValue() slog.Value { return logRedacted("HCNumber") }

// AppendText appends the storage form, ten digits or nothing, to b.
func (n HCNumber) AppendText(b []byte) ([]byte, error) {
	if n.IsZero() {
		return b, nil
	}
	return appendDigits(b, uint64(n.h.Value()), nhsLength), nil
}

// MarshalText gives the storage form: ten digits, or "" for zero.
func (n HCNumber) MarshalText() ([]byte, error) { return n.AppendText(nil) }

// UnmarshalText reads what ParseHCNumber reads, and "" as zero.
func (n *HCNumber) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*n = HCNumber{}
		return nil
	}
	v, p := scanHC(text)
	if p != ProblemNone {
		return parseError("Health and Care number", p)
	}
	*n = HCNumber{unique.Make(hcDigits(v))}
	return nil
}
