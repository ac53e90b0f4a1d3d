package activity

import "time"

// IdentifierScheme names a register of organisations. The zero value is unset.
// A host may use its own, starting with "x-".
type IdentifierScheme string

// The registers.
const (
	CharityEnglandWales    IdentifierScheme = "charity-ew"
	CharityScotland        IdentifierScheme = "charity-sc"
	CharityNorthernIreland IdentifierScheme = "charity-ni"
	CompanyNumber          IdentifierScheme = "company"
	ODS                    IdentifierScheme = "ods"
	LocalAuthority         IdentifierScheme = "gss"
)

// IsValid reports whether s is a known register or has the syntax of a host's.
func (s IdentifierScheme) IsValid() bool {
	return oneOf(s, CharityEnglandWales, CharityScotland, CharityNorthernIreland, CompanyNumber, ODS,
		LocalAuthority) || hostWord(string(s))
}

// UnmarshalText implements encoding.TextUnmarshaler; it rejects other words.
func (s *IdentifierScheme) UnmarshalText(text []byte) error {
	return unmarshalWord(s, text, "identifier scheme", IdentifierScheme.IsValid)
}

// Identifier is a number of an organisation in a register.
type Identifier struct {
	Scheme IdentifierScheme `json:"scheme,omitzero"`
	Value  string           `json:"value,omitzero"`
	// Text keeps what the source called the scheme.
	Text string `json:"text,omitzero"`
}

// Provider is an organisation or group that runs activities. A plain record;
// the zero value is valid and says nothing.
type Provider struct {
	ID          ProviderID      `json:"id,omitzero"`
	Parent      ProviderID      `json:"parent,omitzero"`
	Name        string          `json:"name,omitzero"`
	Description string          `json:"description,omitzero"`
	LegalStatus string          `json:"legalStatus,omitzero"`
	Identifiers []Identifier    `json:"identifiers,omitzero"`
	URL         string          `json:"url,omitzero"`
	Contacts    []Contact       `json:"contacts,omitzero"`
	Locations   []Location      `json:"locations,omitzero"`
	Checks      []ProviderCheck `json:"checks,omitzero"`
	Suspensions []Suspension    `json:"suspensions,omitzero"`
	Terms       []Term          `json:"terms,omitzero"`
	Assurance   Assurance       `json:"assurance,omitzero"`
	Source      Source          `json:"source,omitzero"`
}

// Clone returns a copy that shares no memory with p.
func (p Provider) Clone() Provider {
	p.Identifiers = cloneSlice(p.Identifiers)
	p.Contacts = cloneEach(p.Contacts)
	p.Locations = cloneEach(p.Locations)
	p.Checks = cloneSlice(p.Checks)
	p.Suspensions = cloneSlice(p.Suspensions)
	p.Terms = cloneSlice(p.Terms)
	p.Source = p.Source.Clone()
	return p
}

// CheckKind names a check of a provider (D30). The zero value is unset. A host
// may use its own, starting with "x-".
type CheckKind string

// The checks that services ask for.
const (
	SharingAgreement   CheckKind = "sharing-agreement"
	SafeguardingLead   CheckKind = "safeguarding-lead"
	SafeguardingPolicy CheckKind = "safeguarding-policy"
	Insurance          CheckKind = "insurance"
	DBS                CheckKind = "dbs"
	PVG                CheckKind = "pvg"
	AccessNI           CheckKind = "access-ni"
)

// IsValid reports whether k is a known check or has the syntax of a host's.
func (k CheckKind) IsValid() bool {
	return oneOf(k, SharingAgreement, SafeguardingLead, SafeguardingPolicy, Insurance, DBS, PVG, AccessNI) ||
		hostWord(string(k))
}

// UnmarshalText implements encoding.TextUnmarshaler; it rejects other words.
func (k *CheckKind) UnmarshalText(text []byte) error {
	return unmarshalWord(k, text, "check kind", CheckKind.IsValid)
}

// ProviderCheck records that a document or fact about a provider was seen.
type ProviderCheck struct {
	Kind    CheckKind `json:"kind,omitzero"`
	SeenOn  Day       `json:"seenOn,omitzero"`
	Expires Day       `json:"expires,omitzero"`
	// By is who saw it: a role or team, not a person's name.
	By string `json:"by,omitzero"`
}

// Suspension takes a provider out of matching from an instant on, until another
// or until further notice.
type Suspension struct {
	From   time.Time `json:"from,omitzero"`
	Until  time.Time `json:"until,omitzero"`
	Reason string    `json:"reason,omitzero"`
}

// SuspendedAt returns the suspension that is in force at t, and whether there is
// one. From is inclusive, Until exclusive; a zero Until is open.
func (p Provider) SuspendedAt(t time.Time) (Suspension, bool) {
	for _, s := range p.Suspensions {
		if !t.Before(s.From) && (s.Until.IsZero() || t.Before(s.Until)) {
			return s, true
		}
	}
	return Suspension{}, false
}
