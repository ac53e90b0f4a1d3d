package fhir

import (
	"slices"
	"strings"
)

// Target returns the type of what the reference points to, as far as the
// reference says it itself: by its Type, or by an address such as
// "Organization/42". It is "" for a urn, a contained resource and words alone.
func (r *Reference) Target() string {
	if r.Type != "" && !strings.Contains(r.Type, "/") {
		return r.Type
	}
	s, _, _ := strings.Cut(r.Reference, "/_history/")
	at := strings.LastIndexByte(s, '/')
	if at < 0 || strings.HasPrefix(s, "urn:") || strings.HasPrefix(s, "#") {
		return ""
	}
	s = s[:at]
	if t := s[strings.LastIndexByte(s, '/')+1:]; isTypeName(t) {
		return t
	}
	return ""
}

// isTypeName tells "Organization" from a part of an address.
func isTypeName(s string) bool {
	if s == "" || s[0] < 'A' || s[0] > 'Z' {
		return false
	}
	for i := range len(s) {
		if c := s[i] | 0x20; c < 'a' || c > 'z' {
			return false
		}
	}
	return true
}

// mayPointTo reports whether a resource of that type may stand in the element.
func (f *field) mayPointTo(t string) bool {
	return len(f.targets) == 0 || slices.Contains(f.targets, t)
}

// isZero reports whether the reference says nothing.
func (r *Reference) isZero() bool {
	return r.Reference == "" && r.Identifier == nil && r.Display == ""
}
