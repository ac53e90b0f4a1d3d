package person

// NeedCode is the code of a need in a vocabulary, as a CURIE: "sp-need:lonely".
// The zero NeedCode is "not coded". A host may use codes of its own.
type NeedCode CURIE

// IsValid reports whether c is a well-formed code; membership is the
// vocabulary's to judge.
func (c NeedCode) IsValid() bool { return CURIE(c).IsValid() }

// UnmarshalText reads a code; "" is unset.
func (c *NeedCode) UnmarshalText(text []byte) error { return unmarshalCode(c, text, "need code") }

// Severity says how badly a need weighs on the person. Closed list.
type Severity string

// The severities.
const (
	SeverityMild     Severity = "mild"
	SeverityModerate Severity = "moderate"
	SeveritySevere   Severity = "severe"
)

// IsValid reports whether s is in the list.
func (s Severity) IsValid() bool {
	return s == SeverityMild || s == SeverityModerate || s == SeveritySevere
}

// UnmarshalText reads one of the texts; "" is unset.
func (s *Severity) UnmarshalText(text []byte) error { return unmarshalCode(s, text, "severity") }

// Urgency says how soon a need must be met. Closed list.
type Urgency string

// The urgencies. Now is for what cannot wait for a service: no food today,
// nowhere to sleep, unsafe tonight.
const (
	UrgencyRoutine Urgency = "routine"
	UrgencySoon    Urgency = "soon"
	UrgencyNow     Urgency = "now"
)

// IsValid reports whether u is in the list.
func (u Urgency) IsValid() bool {
	return u == UrgencyRoutine || u == UrgencySoon || u == UrgencyNow
}

// UnmarshalText reads one of the texts; "" is unset.
func (u *Urgency) UnmarshalText(text []byte) error { return unmarshalCode(u, text, "urgency") }

// Informant says who told us. Closed list.
type Informant string

// The informants.
const (
	InformantSelf         Informant = "self"
	InformantCarer        Informant = "carer"
	InformantFamily       Informant = "family"
	InformantReferrer     Informant = "referrer"
	InformantProfessional Informant = "professional"
	InformantOther        Informant = "other"
)

// IsValid reports whether i is in the list.
func (i Informant) IsValid() bool {
	switch i {
	case InformantSelf, InformantCarer, InformantFamily, InformantReferrer, InformantProfessional, InformantOther:
		return true
	}
	return false
}

// UnmarshalText reads one of the texts; "" is unset.
func (i *Informant) UnmarshalText(text []byte) error { return unmarshalCode(i, text, "informant") }

// Need is something that stands between a person and a good life, as they or
// somebody else see it. A need has a code, or the person's own words, or both.
// A plain record: not safe for concurrent writing.
type Need struct {
	ID       EntryID   `json:"id,omitzero"`
	Code     NeedCode  `json:"code,omitzero"`
	SNOMED   SCTID     `json:"snomed,omitzero"` // the finding, if the host codes it so
	Words    Text      `json:"words,omitzero"`  // in the person's own words
	Severity Severity  `json:"severity,omitzero"`
	Priority int       `json:"priority,omitzero"` // 1 is first; 0 is not ranked, and comes last
	Urgency  Urgency   `json:"urgency,omitzero"`
	Since    Date      `json:"since,omitzero"`
	SaidBy   Informant `json:"saidBy,omitzero"`
	Resolved Date      `json:"resolved,omitzero"` // when it ceased; zero while it stands
}

// Strength is something to build on: a skill, a person, a habit, a hope.
type Strength struct {
	ID     EntryID   `json:"id,omitzero"`
	Code   CURIE     `json:"code,omitzero"`
	Words  Text      `json:"words,omitzero"`
	SaidBy Informant `json:"saidBy,omitzero"`
}

// Interest is something the person enjoys or would like to try.
type Interest struct {
	ID       EntryID `json:"id,omitzero"`
	Code     CURIE   `json:"code,omitzero"` // such as a category of activity
	Words    Text    `json:"words,omitzero"`
	Tried    Tri     `json:"tried,omitzero"`    // has done it before
	Priority int     `json:"priority,omitzero"` // 1 is first; 0 is not ranked, and comes last
}
