package person

import (
	"cmp"
	"fmt"
	"log/slog"
	"strconv"
)

// UPRN is the Unique Property Reference Number of an addressable place in
// Great Britain: 1 to 12 digits without a check digit. Leading zeros, with
// which some systems pad it, are dropped. It is as exact as an address, hence
// shows itself only through Disclose and its storage form. Zero is "not
// known". Immutable, comparable and safe for concurrent use.
type UPRN struct{ v uint64 }

const maxUPRN = 12

// ParseUPRN reads 1 to 12 digits that are not all zero, with spaces around
// them. The error matches ErrSyntax and never holds the input.
func ParseUPRN(s string) (UPRN, error) {
	s = trimSpace(s)
	switch {
	case s == "":
		return UPRN{}, parseError("UPRN", ProblemEmpty)
	case len(s) > maxUPRN:
		return UPRN{}, parseError("UPRN", ProblemLength)
	}
	n, ok := digits(s)
	switch {
	case !ok:
		return UPRN{}, parseError("UPRN", ProblemCharacter)
	case n == 0:
		return UPRN{}, parseError("UPRN", ProblemRange)
	}
	return UPRN{scramble(uint64(n))}, nil
}

// MustParseUPRN is ParseUPRN for literals; it panics on anything malformed.
func MustParseUPRN(s string) UPRN { return must(ParseUPRN(s)) }

// IsZero reports whether the number is not known.
func (u UPRN) IsZero() bool { return u.v == 0 }

// Disclose gives the digits without leading zeros, or "".
func (u UPRN) Disclose() string {
	b, _ := u.AppendText(nil)
	return string(b)
}

// Compare orders by number: -1, 0 or +1.
func (u UPRN) Compare(w UPRN) int { return cmp.Compare(unscramble(u.v), unscramble(w.v)) }

// String gives a placeholder, never the number.
func (u UPRN) String() string { return placeholder("UPRN") }

// Format writes a placeholder for every verb.
func (u UPRN) Format(s fmt.State, _ rune) { redact(s, "UPRN") }

// LogValue gives a placeholder.
func (u UPRN) LogValue() slog.Value { return logRedacted("UPRN") }

// AppendText appends the storage form, the digits or nothing, to b.
func (u UPRN) AppendText(b []byte) ([]byte, error) {
	if u.v == 0 {
		return b, nil
	}
	return strconv.AppendUint(b, unscramble(u.v), 10), nil
}

// MarshalText gives the storage form.
func (u UPRN) MarshalText() ([]byte, error) { return u.AppendText(nil) }

// UnmarshalText reads what ParseUPRN reads, and "" as zero.
func (u *UPRN) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*u = UPRN{}
		return nil
	}
	v, err := ParseUPRN(string(text))
	if err == nil {
		*u = v
	}
	return err
}
