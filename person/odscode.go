package person

import "strings"

// ODSCode is an organisation's code in the register of the Organisation Data
// Service: a GP practice, a pharmacy, a council. Only its shape is checked,
// 1 to 12 letters and digits in upper case; the register alone knows whether
// it exists. Three codes of the shape of a practice name no practice: see
// Pseudo. Zero is "not known". Immutable, comparable and safe for concurrent
// use. It names an organisation, hence prints as it is.
type ODSCode struct{ s string }

// maxODS is the longest that the national GP data sets allow for a code.
const maxODS = 12

// PseudoPractice is the meaning of a practice code that names no practice.
type PseudoPractice string

// The meanings of V81997, V81998 and V81999.
const (
	NoRegisteredPractice  PseudoPractice = "no-registered-practice"
	PracticeNotApplicable PseudoPractice = "not-applicable"
	PracticeNotKnown      PseudoPractice = "not-known"
)

// IsValid reports whether p is one of the three.
func (p PseudoPractice) IsValid() bool {
	return p == NoRegisteredPractice || p == PracticeNotApplicable || p == PracticeNotKnown
}

// UnmarshalText reads one of the three texts; "" is unset.
func (p *PseudoPractice) UnmarshalText(text []byte) error {
	return unmarshalCode(p, text, "pseudo practice")
}

// ParseODSCode reads 1 to 12 letters and digits, in either case, with spaces
// around them. The error matches ErrSyntax.
func ParseODSCode(s string) (ODSCode, error) {
	s = trimSpace(s)
	switch {
	case s == "":
		return ODSCode{}, parseError("ODS code", ProblemEmpty)
	case len(s) > maxODS:
		return ODSCode{}, parseError("ODS code", ProblemLength)
	}
	for i := range len(s) {
		if !isAlphanumeric(s[i]) {
			return ODSCode{}, parseError("ODS code", ProblemCharacter)
		}
	}
	return ODSCode{strings.Clone(strings.ToUpper(s))}, nil
}

// MustParseODSCode is ParseODSCode for literals; it panics on anything malformed.
func MustParseODSCode(s string) ODSCode { return must(ParseODSCode(s)) }

func isAlphanumeric(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z'
}

// IsZero reports whether the code is not known.
func (c ODSCode) IsZero() bool { return c.s == "" }

// Pseudo gives the meaning of a code that names no practice, or "".
func (c ODSCode) Pseudo() PseudoPractice {
	switch c.s {
	case "V81997":
		return NoRegisteredPractice
	case "V81998":
		return PracticeNotApplicable
	case "V81999":
		return PracticeNotKnown
	}
	return ""
}

// String gives the code, or "".
func (c ODSCode) String() string { return c.s }

// Compare orders by text: -1, 0 or +1.
func (c ODSCode) Compare(d ODSCode) int { return strings.Compare(c.s, d.s) }

// AppendText appends the code to b.
func (c ODSCode) AppendText(b []byte) ([]byte, error) { return append(b, c.s...), nil }

// MarshalText gives the code, or "".
func (c ODSCode) MarshalText() ([]byte, error) { return []byte(c.s), nil }

// UnmarshalText reads what ParseODSCode reads, and "" as zero.
func (c *ODSCode) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*c = ODSCode{}
		return nil
	}
	v, err := ParseODSCode(string(text))
	if err == nil {
		*c = v
	}
	return err
}
