package fhir

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// wellFormed reports whether a text has the form that R4 gives its kind
// (hl7.org/fhir/R4/datatypes.html). An empty text has none.
func (k kind) wellFormed(s string) bool {
	//exhaustive:ignore
	switch k {
	case kindDate:
		return Date(s).IsValid()
	case kindDateTime:
		return DateTime(s).IsValid()
	case kindInstant:
		return Instant(s).IsValid()
	case kindTime:
		return Time(s).IsValid()
	case kindDecimal:
		return Decimal(s).IsValid()
	case kindID:
		return validID(s)
	case kindCode:
		return validCode(s)
	case kindURI, kindURL, kindCanon:
		return s != "" && validText(s) && !strings.ContainsAny(s, " \t\r\n")
	}
	return strings.TrimSpace(s) != "" && validText(s)
}

// validID takes what R4 lets a resource be called.
func validID(s string) bool {
	if s == "" || len(s) > 64 {
		return false
	}
	for i := range len(s) {
		c := s[i]
		if (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && c != '-' && c != '.' {
			return false
		}
	}
	return true
}

// validCode takes words with single spaces between them.
func validCode(s string) bool {
	return s != "" && validText(s) && !strings.ContainsAny(s, "\t\r\n") &&
		s[0] != ' ' && s[len(s)-1] != ' ' && !strings.Contains(s, "  ")
}

// validText takes UTF-8 without control characters other than line ends and
// tabs, of at most a mebibyte.
func validText(s string) bool {
	if len(s) > maxString {
		return false
	}
	for i := range len(s) {
		if c := s[i]; c < ' ' && c != '\t' && c != '\n' && c != '\r' {
			return false
		}
	}
	return utf8.ValidString(s)
}

// permits reports whether a code is of the list that R4 binds the element to.
func (f *field) permits(code string) bool {
	return len(f.codes) == 0 || slices.Contains(f.codes, code)
}

// fits reports whether a whole number is in the kind's range.
func (k kind) fits(n int64) bool {
	return k != kindPositive && k != kindUnsigned || n >= 1 || k == kindUnsigned && n == 0
}
