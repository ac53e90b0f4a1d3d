package person

import (
	"cmp"
	"fmt"
	"log/slog"
	"unique"
)

// NHSNumber is a ten-digit NHS number whose check digit is right. It may lie
// in any range, Scottish and Northern Irish numbers included: ask Range.
// Ten equal digits, which pass the check and are common placeholders, are
// refused.
//
// A number is eight bytes, and each distinct one that is alive costs about 200
// bytes more behind its handle, shared by all copies (213 measured for ten million,
// with the slot that held it). A garbage collection over ten million took 3 s on
// two cores, over a million 0.3 s, against 0.03 s for a million strings: for bulk
// work that keeps nothing use CheckNHSNumber.
//
// The zero NHSNumber is "not known"; it matches nobody. It is immutable,
// comparable, a good map key, and safe for concurrent use. It shows itself
// only through Digits, Spaced and its storage form.
type NHSNumber struct{ h unique.Handle[nhsDigits] }

// nhsDigits is the number as an integer. It sits behind a handle, because a
// number in an unexported field of somebody's struct would else be printed
// by every verb of package fmt.
type nhsDigits uint64

// NHSRange says to whom a block of numbers belongs. Closed list.
type NHSRange string

// The ranges of the ten-digit numbers that share the NHS check digit.
const (
	RangeEnglandWales    NHSRange = "england-wales-iom"
	RangeScotland        NHSRange = "scotland"
	RangeNorthernIreland NHSRange = "northern-ireland"
	RangeIreland         NHSRange = "ireland"
	RangeNotIssued       NHSRange = "not-issued" // 5… and 9… apart from the synthetic block
	RangeSynthetic       NHSRange = "synthetic"  // 999…: never issued, for tests
	RangeUnreserved      NHSRange = "unreserved"
)

// IsValid reports whether r is in the list.
func (r NHSRange) IsValid() bool {
	switch r {
	case RangeEnglandWales, RangeScotland, RangeNorthernIreland, RangeIreland, RangeNotIssued,
		RangeSynthetic, RangeUnreserved:
		return true
	}
	return false
}

// UnmarshalText reads one of the listed texts; "" is unset.
func (r *NHSRange) UnmarshalText(text []byte) error { return unmarshalCode(r, text, "range") }

const nhsLength = 10

// ParseNHSNumber reads ten digits, either together or grouped 3-3-4 by two
// spaces or by two hyphens, with spaces around them. Other groupings, mixed
// separators and nine digits (a lost leading zero) are refused, not mended.
// The error is a *ParseError, matches ErrSyntax and never holds the input.
func ParseNHSNumber(s string) (NHSNumber, error) {
	n, p := scanNHS(s)
	if p != ProblemNone {
		return NHSNumber{}, parseError("NHS number", p)
	}
	return NHSNumber{unique.Make(nhsDigits(n))}, nil
}

// MustParseNHSNumber is ParseNHSNumber for literals; it panics on anything
// malformed.
func MustParseNHSNumber(s string) NHSNumber { return must(ParseNHSNumber(s)) }

// CheckNHSNumber says what ParseNHSNumber would object to, or ProblemNone.
// It keeps and allocates nothing: for bulk work.
func CheckNHSNumber(b []byte) Problem {
	_, p := scanNHS(b)
	return p
}

// IsZero reports whether the number is not known.
func (n NHSNumber) IsZero() bool { return n == NHSNumber{} }

// Range says to whom the number's block belongs, or "" for zero.
func (n NHSNumber) Range() NHSRange {
	if n.IsZero() {
		return ""
	}
	return rangeOf(uint64(n.h.Value()))
}

// IsSynthetic reports whether the number is in the block 999 000 0000 to
// 999 999 9999, which is never issued: it belongs in tests, never in a live
// record.
func (n NHSNumber) IsSynthetic() bool { return n.Range() == RangeSynthetic }

// Digits discloses the ten digits, or "" for zero.
func (n NHSNumber) Digits() string {
	if n.IsZero() {
		return ""
	}
	return string(appendDigits(nil, uint64(n.h.Value()), nhsLength))
}

// Spaced discloses the digits in the usual grouping, 943 476 5919.
func (n NHSNumber) Spaced() string {
	if n.IsZero() {
		return ""
	}
	d := n.Digits()
	return d[:3] + " " + d[3:6] + " " + d[6:]
}

// Compare orders by number, zero first: -1, 0 or +1.
func (n NHSNumber) Compare(m NHSNumber) int { return cmp.Compare(n.value(), m.value()) }

func (n NHSNumber) value() int64 {
	if n.IsZero() {
		return -1
	}
	return int64(n.h.Value())
}

// String gives a placeholder, never the digits.
func (n NHSNumber) String() string { return placeholder("NHSNumber") }

// Format writes a placeholder for every verb.
func (n NHSNumber) Format(s fmt.State, _ rune) { redact(s, "NHSNumber") }

// LogValue gives a placeholder.
func (n NHSNumber) LogValue() slog.Value { return logRedacted("NHSNumber") }

// AppendText appends the storage form, ten digits or nothing, to b.
func (n NHSNumber) AppendText(b []byte) ([]byte, error) {
	if n.IsZero() {
		return b, nil
	}
	return appendDigits(b, uint64(n.h.Value()), nhsLength), nil
}

// MarshalText gives the storage form: ten digits, or "" for zero.
func (n NHSNumber) MarshalText() ([]byte, error) { return n.AppendText(nil) }

// UnmarshalText reads what ParseNHSNumber reads, and "" as zero.
func (n *NHSNumber) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*n = NHSNumber{}
		return nil
	}
	v, p := scanNHS(text)
	if p != ProblemNone {
		return parseError("NHS number", p)
	}
	*n = NHSNumber{unique.Make(nhsDigits(v))}
	return nil
}

// scanNHS reads the accepted groupings and checks the digits.
func scanNHS[T string | []byte](s T) (uint64, Problem) {
	if len(s) == nhsLength { // nearly all: ten digits have no space to trim
		if n, sum, ok := sumTen(s); ok {
			return n, checkNHSSum(n, sum)
		}
	}
	s = trimSpace(s)
	switch len(s) {
	case nhsLength + 2:
		return scanGrouped(s)
	case nhsLength:
		n, sum, ok := sumTen(s)
		if !ok {
			return 0, ProblemCharacter
		}
		return n, checkNHSSum(n, sum)
	}
	return 0, nhsLengthProblem(s)
}

// sumTen reads ten digits and their sum by the weights 10 to 1. Both halves are
// read in step, so that neither waits for the other's multiplications. What is no
// digit leaves the top bit of bad set.
func sumTen[T string | []byte](s T) (uint64, uint64, bool) {
	const half = nhsLength / 2
	var high, low, sum, bad uint64
	s = s[:nhsLength]
	for i := range uint64(half) {
		a, b := uint64(s[i])-'0', uint64(s[i+half])-'0'
		bad |= (9 - a) | (9 - b) | a | b
		high, low = high*10+a, low*10+b
		sum += a*(nhsLength-i) + b*(half-i)
	}
	return high*1e5 + low, sum, bad>>63 == 0
}

func scanGrouped[T string | []byte](s T) (uint64, Problem) {
	sep := s[3]
	if sep != ' ' && sep != '-' || s[7] != sep {
		return 0, nhsLengthProblem(s)
	}
	var b [nhsLength]byte
	copy(b[:3], s[:3])
	copy(b[3:6], s[4:7])
	copy(b[6:], s[8:])
	n, sum, ok := sumTen(b[:])
	if !ok {
		return 0, nhsLengthProblem(s)
	}
	return n, checkNHSSum(n, sum)
}

// checkNHSSum takes the sum of all ten digits by the weights 10 to 1. It is a
// multiple of 11 exactly if the check digit is right. When it would have to be
// 10 no digit fits, and the number was never issued.
func checkNHSSum(n, sum uint64) Problem {
	if sum%11 == 0 {
		if n%repUnit == 0 { // 0, 1111111111, … 9999999999
			return ProblemRepeatedDigit
		}
		return ProblemNone
	}
	if (sum-n%10)%11 == 1 {
		return ProblemNeverIssued
	}
	return ProblemChecksum
}

const repUnit = 1111111111

// nhsLengthProblem says what is wrong with a text that is no ten digits.
func nhsLengthProblem[T string | []byte](s T) Problem {
	if len(s) == 0 {
		return ProblemEmpty
	}
	digits := 0
	for i := range len(s) {
		switch c := s[i]; {
		case c >= '0' && c <= '9':
			digits++
		case c == ' ' || c == '-':
		default:
			return ProblemCharacter
		}
	}
	if digits == nhsLength {
		return ProblemGrouping
	}
	return ProblemLength
}

// rangeOf is the table of number blocks as the uk-nhs-number projects and the
// NHS Data Dictionary give them; bounds are inclusive.
func rangeOf(n uint64) NHSRange {
	switch {
	case n < 10000000:
		return RangeUnreserved
	case n <= 3112999999:
		return RangeScotland
	case n < 3200000000:
		return RangeUnreserved
	case n <= 3999999999:
		return RangeNorthernIreland
	case n <= 4999999999:
		return RangeEnglandWales
	case n <= 5999999999:
		return RangeNotIssued
	case n <= 7999999999:
		return RangeEnglandWales
	case n <= 8599999999:
		return RangeIreland
	case n <= 8999999999:
		return RangeUnreserved
	case n < 9990000000:
		return RangeNotIssued
	}
	return RangeSynthetic
}

func trimSpace[T string | []byte](s T) T {
	for len(s) > 0 && isSpace(s[0]) {
		s = s[1:]
	}
	for len(s) > 0 && isSpace(s[len(s)-1]) {
		s = s[:len(s)-1]
	}
	return s
}

func isSpace(c byte) bool { return c == ' ' || c >= '\t' && c <= '\r' }

// appendDigits writes n with leading zeros to width digits.
func appendDigits(b []byte, n uint64, width int) []byte {
	var a [20]byte
	for i := width - 1; i >= 0; i-- {
		a[i] = byte('0' + n%10)
		n /= 10
	}
	return append(b, a[:width]...)
}
