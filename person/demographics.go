package person

// Coded is a concept by code, in words, or both: the form in which the
// national standard wants most of its elements.
type Coded struct {
	Code  CURIE `json:"code,omitzero"`
	Words Text  `json:"words,omitzero"`
}

// IsZero reports whether nothing is known.
func (c Coded) IsZero() bool { return c.Code == "" && c.Words.IsZero() }

// Nation is a nation of the United Kingdom, or the Republic of Ireland, by
// ISO 3166-2 and 3166-1. Closed list.
type Nation string

// The nations.
const (
	England         Nation = "GB-ENG"
	Wales           Nation = "GB-WLS"
	Scotland        Nation = "GB-SCT"
	NorthernIreland Nation = "GB-NIR"
)

// IsValid reports whether n is in the list.
func (n Nation) IsValid() bool {
	switch n {
	case England, Wales, Scotland, NorthernIreland:
		return true
	}
	return false
}

// UnmarshalText reads one of the texts; "" is unset.
func (n *Nation) UnmarshalText(text []byte) error { return unmarshalCode(n, text, "nation") }

// Audience is to whom something of a person may go. Closed list.
type Audience string

// The audiences, each with a View of its own.
const (
	AudienceProvider   Audience = "provider"
	AudienceLinkWorker Audience = "link-worker"
	AudienceGP         Audience = "gp"
	AudienceReferrer   Audience = "referrer"
	AudiencePerson     Audience = "person"
	AudienceAnonymous  Audience = "anonymous"
)

// IsValid reports whether a is in the list.
func (a Audience) IsValid() bool {
	switch a {
	case AudienceProvider, AudienceLinkWorker, AudienceGP, AudienceReferrer, AudiencePerson, AudienceAnonymous:
		return true
	}
	return false
}

// UnmarshalText reads one of the texts; "" is unset.
func (a *Audience) UnmarshalText(text []byte) error { return unmarshalCode(a, text, "audience") }
