package person

// EthnicityScheme names a value set by nation and version: lists differ
// between nations and from one census to the next, and a letter means one
// thing in England and another in Wales. Open: a host's own start with "x-".
type EthnicityScheme string

// The schemes that this package knows the codes of, and the Welsh one, which
// it knows by name only.
const (
	EthnicityEngland2001 EthnicityScheme = "england-2001" // NHS Data Dictionary, ETHNIC CATEGORY CODE 2001
	EthnicityEngland2021 EthnicityScheme = "england-2021"
	EthnicityWales       EthnicityScheme = "wales"
	EthnicityScotland    EthnicityScheme = "scotland"
	EthnicityNI          EthnicityScheme = "northern-ireland"
)

// IsValid reports whether s is one of the constants or a host's own.
func (s EthnicityScheme) IsValid() bool {
	switch s {
	case EthnicityEngland2001, EthnicityEngland2021, EthnicityWales, EthnicityScotland, EthnicityNI:
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

// ParseEthnicity reads a code of a scheme. For england-2001, whose list is
// known here, Z gives not stated, 99 not known, and any other code must be one
// of the sixteen. For other schemes the code is kept as it is. The error
// matches ErrSyntax.
func ParseEthnicity(scheme EthnicityScheme, code string) (Ethnicity, error) {
	if !scheme.IsValid() {
		return Ethnicity{}, parseError("ethnicity scheme", ProblemCode)
	}
	if checkReference(code) != ProblemNone {
		return Ethnicity{}, parseError("ethnicity", ProblemCharacter)
	}
	e := Ethnicity{Scheme: scheme, Code: code, Status: EthnicityStated}
	if scheme != EthnicityEngland2001 {
		return e, nil
	}
	switch {
	case code == "Z":
		e.Status = EthnicityNotStated
	case code == "99":
		e.Status = EthnicityNotKnown
	case !isEngland2001(code):
		return Ethnicity{}, parseError("ethnicity", ProblemCode)
	}
	return e, nil
}

// isEngland2001 knows A to S without I, O and Q, which were never used.
func isEngland2001(code string) bool {
	return len(code) == 1 && code[0] >= 'A' && code[0] <= 'S' && code != "I" && code != "O" && code != "Q"
}
