package person

import "strings"

// CURIE is a coded concept in the form prefix:reference, such as
// "sp-need:lonely", "snomedCT:267076002" or "esdNeed:69". A prefix is a letter
// followed by letters, digits, "-" or "_"; a reference is one to 128 visible
// ASCII characters. Codes are compared as they stand: case matters. The zero
// value "" is "not coded".
//
// CURIE is the form that all coded concepts of this library share; a type for
// one vocabulary (NeedCode) converts to and from it.
type CURIE string

// The limits of a CURIE: far above every code in use, low enough for a column.
const (
	maxPrefix    = 32
	maxReference = 128
)

// ParseCURIE reads a coded concept. A reference under "snomedCT" must be a
// SNOMED CT identifier of a concept or description with a good check digit.
// The error matches ErrSyntax.
func ParseCURIE(s string) (CURIE, error) {
	if p := checkCURIE(s); p != ProblemNone {
		return "", parseError("code", p)
	}
	return CURIE(s), nil
}

// IsValid reports whether ParseCURIE would take c; "" is not valid.
func (c CURIE) IsValid() bool { return checkCURIE(string(c)) == ProblemNone }

// Prefix gives what stands before the first colon.
func (c CURIE) Prefix() string {
	p, _, _ := strings.Cut(string(c), ":")
	return p
}

// Reference gives what stands after the first colon.
func (c CURIE) Reference() string {
	_, r, _ := strings.Cut(string(c), ":")
	return r
}

// UnmarshalText reads a CURIE; "" is unset.
func (c *CURIE) UnmarshalText(text []byte) error { return unmarshalCode(c, text, "code") }

func checkCURIE(s string) Problem {
	if s == "" {
		return ProblemEmpty
	}
	prefix, ref, ok := strings.Cut(s, ":")
	if !ok {
		return ProblemShape
	}
	if p := checkPrefix(prefix); p != ProblemNone {
		return p
	}
	if p := checkReference(ref); p != ProblemNone {
		return p
	}
	if prefix == PrefixSNOMED {
		_, p := checkSCTID(ref)
		return p
	}
	return ProblemNone
}

func checkPrefix(s string) Problem {
	if s == "" || len(s) > maxPrefix {
		return ProblemLength
	}
	for i := range len(s) {
		c := s[i]
		switch {
		case c|0x20 >= 'a' && c|0x20 <= 'z':
		case i > 0 && (c >= '0' && c <= '9' || c == '-' || c == '_'):
		default:
			return ProblemCharacter
		}
	}
	return ProblemNone
}

func checkReference(s string) Problem {
	if s == "" || len(s) > maxReference {
		return ProblemLength
	}
	for i := range len(s) {
		if s[i] <= ' ' || s[i] > '~' {
			return ProblemCharacter
		}
	}
	return ProblemNone
}

// Prefixes of the code systems that this package knows by name.
const (
	PrefixSNOMED  = "snomedCT"
	PrefixNeed    = "sp-need"
	PrefixGravity = "gravity"
	PrefixESDNeed = "esdNeed"
)
