package person

import (
	"slices"
	"strings"
)

// EthnicityScheme names a value set by nation and version: lists differ
// between nations and from one census to the next, and a letter means one
// thing in England and another in Wales. Open: a host's own start with "x-".
type EthnicityScheme string

// The schemes. Of those with a source this package knows the codes; of the others
// no list with codes could be had, and a code is kept as it comes.
const (
	EthnicityEngland2001  EthnicityScheme = "england-2001"  // NHS Data Dictionary, ETHNIC CATEGORY (the census of 2001)
	EthnicityEngland2021  EthnicityScheme = "england-2021"  // the census of 2021
	EthnicityWales        EthnicityScheme = "wales"         // NHS Wales Data Dictionary, Ethnic Group, as in UK Core EthnicCategoryWales 1.1.0
	EthnicityScotland2011 EthnicityScheme = "scotland-2011" // UK Core EthnicCategoryScotland 1.0.0 (the census of 2011)
	EthnicityScotland     EthnicityScheme = "scotland"      // of another version, or of one that is not known
	EthnicityNI           EthnicityScheme = "northern-ireland"
)

// IsValid reports whether s is one of the constants or a host's own.
func (s EthnicityScheme) IsValid() bool {
	switch s {
	case EthnicityEngland2001, EthnicityEngland2021, EthnicityWales, EthnicityScotland2011, EthnicityScotland, EthnicityNI:
		return true
	}
	return len(s) > 2 && s[:2] == hostScope && checkReference(string(s)) == ProblemNone
}

// UnmarshalText reads a scheme; "" is unset.
func (s *EthnicityScheme) UnmarshalText(text []byte) error {
	return unmarshalCode(s, text, "ethnicity scheme")
}

// EthnicityStatus says why there is no category. Closed list.
type EthnicityStatus string

// The statuses. A person who was asked and would rather not say is not a
// person whom nobody asked.
const (
	EthnicityStated    EthnicityStatus = "stated"
	EthnicityNotStated EthnicityStatus = "not-stated" // asked, and declined
	EthnicityNotKnown  EthnicityStatus = "not-known"  // could not be asked
)

// IsValid reports whether s is in the list.
func (s EthnicityStatus) IsValid() bool {
	return s == EthnicityStated || s == EthnicityNotStated || s == EthnicityNotKnown
}

// UnmarshalText reads one of the texts; "" is unset.
func (s *EthnicityStatus) UnmarshalText(text []byte) error {
	return unmarshalCode(s, text, "ethnicity status")
}

// Ethnicity is the ethnic category that a person chose, in a value set, or the
// reason why there is none. The zero value is "nobody has asked".
type Ethnicity struct {
	Scheme EthnicityScheme `json:"scheme,omitzero"`
	Code   string          `json:"code,omitzero"`
	Status EthnicityStatus `json:"status,omitzero"`
	Words  Text            `json:"words,omitzero"` // as the person describes themselves
}

// IsZero reports whether nobody has asked.
func (e Ethnicity) IsZero() bool {
	return e.Scheme == "" && e.Code == "" && e.Status == "" && e.Words.IsZero()
}

// ethnicityList is a value set: its categories, and the codes that say why there is
// none.
type ethnicityList struct {
	categories          []string
	notStated, notKnown string // "" if the list has no such code
	local               bool   // may a second character, for local use, stand behind a category?
}

// listOf gives the value set of a scheme, and whether it is known.
func listOf(s EthnicityScheme) (ethnicityList, bool) {
	switch s {
	case EthnicityEngland2001: // I, O and Q were never used
		return ethnicityList{strings.Fields("A B C D E F G H J K L M N P R S"), "Z", "99", true}, true
	case EthnicityWales: // B is Gypsy or Irish Traveller here, and C is not used
		return ethnicityList{strings.Fields("A B D E F G H J K L M N P R S T"), "Z", "", false}, true
	case EthnicityScotland2011: // 98 is refused or not provided
		return ethnicityList{strings.Fields("1A 1B 1C 1K 1L 1Z 2A 3F 3G 3H 3J 3Z 4D 4Y 5C 5D 5Y 6A 6Z"), "98", "99", false}, true
	case EthnicityEngland2021, EthnicityScotland, EthnicityNI:
	}
	return ethnicityList{}, false
}

// ParseEthnicity reads a code of a scheme. Where the scheme's list is known here, the
// code must be in it, and those for "asked, and declined" and for "not known" give
// that status. England's list has room for a second character for local use, which
// is kept. For other schemes the code is kept as it is, as stated. The error matches
// ErrSyntax.
func ParseEthnicity(scheme EthnicityScheme, code string) (Ethnicity, error) {
	if !scheme.IsValid() {
		return Ethnicity{}, parseError("ethnicity scheme", ProblemCode)
	}
	if checkReference(code) != ProblemNone {
		return Ethnicity{}, parseError("ethnicity", ProblemCharacter)
	}
	e := Ethnicity{Scheme: scheme, Code: code, Status: EthnicityStated}
	list, known := listOf(scheme)
	if !known {
		return e, nil
	}
	status := list.status(code)
	if status == "" {
		return Ethnicity{}, parseError("ethnicity", ProblemCode)
	}
	e.Status = status
	return e, nil
}

// status says what a code of the list says, or "" if it is not in the list.
func (l ethnicityList) status(code string) EthnicityStatus {
	if code == l.notKnown {
		return EthnicityNotKnown
	}
	if l.local && len(code) == 2 && isAlphanumeric(code[1]) {
		code = code[:1]
	}
	switch {
	case code == l.notStated:
		return EthnicityNotStated
	case slices.Contains(l.categories, code):
		return EthnicityStated
	}
	return ""
}
