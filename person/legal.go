package person

import "time"

// LegalBasis is the ground in data protection law on which a service handles
// a person's data for a purpose. It is not consent, and consent is not it: a
// person who withdraws from sharing does not change the basis of the record.
type LegalBasis struct {
	ID         EntryID   `json:"id,omitzero"`
	Purpose    Text      `json:"purpose,omitzero"`
	Article    string    `json:"article,omitzero"`   // such as "6(1)(e)"
	Condition  string    `json:"condition,omitzero"` // such as "9(2)(h)"
	Law        string    `json:"law,omitzero"`       // such as "UK GDPR; DPA 2018 Sch 1 para 2"
	RecordedAt time.Time `json:"recordedAt,omitzero"`
	RecordedBy Text      `json:"recordedBy,omitzero"`
}

// OverrideKind is why something was shared without agreement. Closed list.
type OverrideKind string

// The kinds of override.
const (
	OverrideBestInterests  OverrideKind = "best-interests"
	OverrideVitalInterests OverrideKind = "vital-interests"
	OverrideSafeguarding   OverrideKind = "safeguarding"
	OverrideLegalDuty      OverrideKind = "legal-duty"
)

// IsValid reports whether k is in the list.
func (k OverrideKind) IsValid() bool {
	switch k {
	case OverrideBestInterests, OverrideVitalInterests, OverrideSafeguarding, OverrideLegalDuty:
		return true
	}
	return false
}

// UnmarshalText reads one of the texts; "" is unset.
func (k *OverrideKind) UnmarshalText(text []byte) error { return unmarshalCode(k, text, "override") }

// Override is the recorded decision to share without agreement. It stands
// beside the ledger: the verdict on the scope stays what the person said.
type Override struct {
	ID         EntryID      `json:"id,omitzero"`
	Scope      Scope        `json:"scope,omitzero"`
	Kind       OverrideKind `json:"kind,omitzero"`
	Reason     Text         `json:"reason,omitzero"`
	Author     Text         `json:"author,omitzero"`
	At         time.Time    `json:"at,omitzero"`
	RecordedAt time.Time    `json:"recordedAt,omitzero"`
	Until      time.Time    `json:"until,omitzero"` // zero: for the one act at At
}

// OverrideFor gives the override in force for a scope at a time, the latest
// if there are several, and whether there is one. An override without reason
// or author never is, and there is none for a scope that is not valid.
func (p Person) OverrideFor(s Scope, at time.Time) (Override, bool) {
	if !s.IsValid() {
		return Override{}, false
	}
	var best *Override
	for _, o := range p.Overrides {
		if o == nil || o.Scope != s || !o.inForce(at) {
			continue
		}
		if best == nil || o.At.After(best.At) {
			best = o
		}
	}
	if best == nil {
		return Override{}, false
	}
	return *best, true
}

func (o Override) inForce(at time.Time) bool {
	if !o.Kind.IsValid() || o.Reason.IsZero() || o.Author.IsZero() || o.At.IsZero() || at.Before(o.At) {
		return false
	}
	if o.Until.IsZero() {
		return at.Equal(o.At)
	}
	return at.Before(o.Until)
}

// LegalHold forbids disposing of a record while it stands, whatever the
// retention policy says: an inquiry, a claim, a complaint.
type LegalHold struct {
	ID       EntryID   `json:"id,omitzero"`
	Reason   Text      `json:"reason,omitzero"`
	From     time.Time `json:"from,omitzero"`
	Released time.Time `json:"released,omitzero"` // zero: it stands
	Author   Text      `json:"author,omitzero"`
}

// Standing reports whether the hold binds at a time.
func (h LegalHold) Standing(at time.Time) bool {
	return !at.Before(h.From) && (h.Released.IsZero() || at.Before(h.Released))
}
