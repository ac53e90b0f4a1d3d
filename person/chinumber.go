package person

import (
	"cmp"
	"fmt"
	"log/slog"
	"unique"
)

// CHINumber is a Scottish Community Health Index number: ten digits in the
// Scottish range with the NHS check digit, whose first six are a date.
//
// Nothing is ever derived from it. The date part and the digit once said to
// tell men from women disagree with the record of some people, so the
// type has no method for either: ask the person's own Birth and Sex.
//
// Each distinct number that is alive costs about 200 bytes: see NHSNumber.
//
// Zero is "not known". Immutable, comparable and safe for concurrent use.
type CHINumber struct{ h unique.Handle[chiDigits] }

type chiDigits uint64

// ParseCHINumber reads the groupings of ParseNHSNumber. The error matches
// ErrSyntax.
func ParseCHINumber(s string) (CHINumber, error) {
	n, p := scanCHI(s)
	if p != ProblemNone {
		return CHINumber{}, parseError("CHI number", p)
	}
	return CHINumber{unique.Make(chiDigits(n))}, nil
}

// MustParseCHINumber is ParseCHINumber for literals; it panics.
func MustParseCHINumber(s string) CHINumber { return must(ParseCHINumber(s)) }

func scanCHI[T string | []byte](s T) (uint64, Problem) {
	n, p := scanNHS(s)
	switch {
	case p != ProblemNone:
		return 0, p
	case rangeOf(n) != RangeScotland:
		return 0, ProblemRange
	case !isDayMonth(n):
		return 0, ProblemDate
	}
	return n, ProblemNone
}

// isDayMonth reports whether the leading DDMMYY is a day in some century:
// 290200 is one, because 2000 was a leap year.
func isDayMonth(n uint64) bool {
	day, month, year := int(n/1e8), int(n/1e6%100), int(n/1e4%100)
	if month < 1 || month > 12 || day < 1 {
		return false
	}
	return day <= daysIn(1900+year, month) || day <= daysIn(2000+year, month)
}

// IsZero reports whether the number is not known.
func (n CHINumber) IsZero() bool { return n == CHINumber{} }

// NHSNumber gives the same digits as the number of the shared ten-digit form.
func (n CHINumber) NHSNumber() NHSNumber {
	if n.IsZero() {
		return NHSNumber{}
	}
	return NHSNumber{unique.Make(nhsDigits(n.h.Value()))}
}

// Digits discloses the ten digits, or "" for zero.
func (n CHINumber) Digits() string {
	b, _ := n.AppendText(nil)
	return string(b)
}

// Compare orders by number, zero first: -1, 0 or +1.
func (n CHINumber) Compare(m CHINumber) int { return cmp.Compare(n.Digits(), m.Digits()) }

// String gives a placeholder, never the digits.
func (n CHINumber) String() string { return placeholder("CHINumber") }

// Format writes a placeholder for every verb.
func (n CHINumber) Format(s fmt.State, _ rune) { redact(s, "CHINumber") }

// LogValue gives a placeholder.
func (n CHINumber) LogValue() slog.Value { return logRedacted("CHINumber") }

// AppendText appends the storage form, ten digits or nothing, to b.
func (n CHINumber) AppendText(b []byte) ([]byte, error) {
	if n.IsZero() {
		return b, nil
	}
	return appendDigits(b, uint64(n.h.Value()), nhsLength), nil
}

// MarshalText gives the storage form: ten digits, or "" for zero.
func (n CHINumber) MarshalText() ([]byte, error) { return n.AppendText(nil) }

// UnmarshalText reads what ParseCHINumber reads, and "" as zero.
func (n *CHINumber) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*n = CHINumber{}
		return nil
	}
	v, p := scanCHI(text)
	if p != ProblemNone {
		return parseError("CHI number", p)
	}
	*n = CHINumber{unique.Make(chiDigits(v))}
	return nil
}
