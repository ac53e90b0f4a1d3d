package person

import "slices"

// RelationKind says what somebody is to the person. Closed list.
type RelationKind string

// The kinds of relation. Next of kin, emergency contact and carer carry no
// authority to decide for the person.
const (
	RelationNextOfKin              RelationKind = "next-of-kin"
	RelationEmergencyContact       RelationKind = "emergency-contact"
	RelationCarer                  RelationKind = "carer"
	RelationCaredFor               RelationKind = "cared-for"
	RelationAdvocate               RelationKind = "advocate"
	RelationAttorneyHealth         RelationKind = "attorney-health-and-welfare"
	RelationAttorneyProperty       RelationKind = "attorney-property"
	RelationDeputyHealth           RelationKind = "deputy-health-and-welfare"
	RelationGuardian               RelationKind = "guardian"
	RelationParentalResponsibility RelationKind = "parental-responsibility"
	RelationKeyWorker              RelationKind = "key-worker"
	RelationDependant              RelationKind = "dependant"
	RelationOther                  RelationKind = "other"
)

// IsValid reports whether k is in the list.
func (k RelationKind) IsValid() bool {
	switch k {
	case RelationNextOfKin, RelationEmergencyContact, RelationCarer, RelationCaredFor, RelationAdvocate,
		RelationAttorneyHealth, RelationAttorneyProperty, RelationDeputyHealth, RelationGuardian,
		RelationParentalResponsibility, RelationKeyWorker, RelationDependant, RelationOther:
		return true
	}
	return false
}

// UnmarshalText reads one of the texts; "" is unset.
func (k *RelationKind) UnmarshalText(text []byte) error {
	return unmarshalCode(k, text, "kind of relation")
}

// Relation is somebody in the person's life, and what they are to them.
type Relation struct {
	ID           EntryID         `json:"id,omitzero"`
	Kinds        []RelationKind  `json:"kinds,omitempty"`
	Name         Name            `json:"name,omitzero"`
	Relationship Text            `json:"relationship,omitzero"` // "my neighbour"
	Person       ID              `json:"person,omitzero"`       // if the host knows them as a person too
	Contacts     []*ContactPoint `json:"contacts,omitempty"`
	MayContact   Tri             `json:"mayContact,omitzero"` // has the person agreed?
	DocumentSeen Date            `json:"documentSeen,omitzero"`
	From         Date            `json:"from,omitzero"`
	To           Date            `json:"to,omitzero"`
	Comment      Text            `json:"comment,omitzero"`
}

// Is reports whether the relation is of a kind.
func (r Relation) Is(k RelationKind) bool { return slices.Contains(r.Kinds, k) }

func (r Relation) clone() Relation {
	r.Kinds = slices.Clone(r.Kinds)
	r.Contacts = cloneAll(r.Contacts)
	return r
}
