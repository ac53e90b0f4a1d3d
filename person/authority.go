package person

import (
	"time"
)

// AuthorityKind is by what right somebody decided for a person, or a child
// for themselves. Closed list.
type AuthorityKind string

// The authorities. The last three carry none: they exist so that an attempt
// to rely on them is refused by name.
const (
	AuthorityCompetentChild         AuthorityKind = "competent-child"
	AuthorityParentalResponsibility AuthorityKind = "parental-responsibility"
	AuthorityAttorneyHealth         AuthorityKind = "attorney-health-and-welfare"
	AuthorityDeputy                 AuthorityKind = "deputy"
	AuthorityGuardian               AuthorityKind = "guardian"
	AuthorityBestInterests          AuthorityKind = "best-interests"
	AuthorityNextOfKin              AuthorityKind = "next-of-kin"
	AuthorityCarer                  AuthorityKind = "carer"
	AuthorityAttorneyProperty       AuthorityKind = "attorney-property"
)

// IsValid reports whether k is in the list.
func (k AuthorityKind) IsValid() bool {
	switch k {
	case AuthorityCompetentChild, AuthorityParentalResponsibility, AuthorityAttorneyHealth, AuthorityDeputy,
		AuthorityGuardian, AuthorityBestInterests, AuthorityNextOfKin, AuthorityCarer, AuthorityAttorneyProperty:
		return true
	}
	return false
}

// UnmarshalText reads one of the texts; "" is unset.
func (k *AuthorityKind) UnmarshalText(text []byte) error { return unmarshalCode(k, text, "authority") }

// Authority records by what right a decision was made, and what was done to
// be sure of it.
type Authority struct {
	Kind         AuthorityKind `json:"kind,omitzero"`
	Relation     EntryID       `json:"relation,omitzero"`     // who decided, if they are among the person's relations
	Name         Name          `json:"name,omitzero"`         // or by name
	AssessedBy   Text          `json:"assessedBy,omitzero"`   // competence of a child
	AssessedOn   Date          `json:"assessedOn,omitzero"`   //
	DocumentSeen Date          `json:"documentSeen,omitzero"` // the registered power or the court's order
	LacksSince   Date          `json:"lacksSince,omitzero"`   // lack of capacity was recorded for this decision on
	LacksBy      Text          `json:"lacksBy,omitzero"`      // by whom
	DecidedBy    Text          `json:"decidedBy,omitzero"`    // best interests: who decided
	Consulted    Text          `json:"consulted,omitzero"`    // best interests: who was asked
	Reason       Text          `json:"reason,omitzero"`
	ReviewBy     Date          `json:"reviewBy,omitzero"`
}

// AuthorityError says which rule of authority stood in the way: what was
// offered, what it lacked and which authorities would do. It matches
// ErrNotPermitted. It holds no personal data. Immutable.
type AuthorityError struct {
	Rule    string          // stable code, such as "no-authority" or "document-not-seen"
	Offered AuthorityKind   // what was relied on
	Missing []string        // what is not recorded, by field
	Allowed []AuthorityKind // what would do
}

// Error gives rule and offer.
func (e *AuthorityError) Error() string {
	return "person: authority " + string(e.Offered) + ": " + e.Rule
}

// Is reports whether target is ErrNotPermitted.
func (e *AuthorityError) Is(target error) bool { return target == ErrNotPermitted }

// Check reports as an *AuthorityError what speaks against relying on a for a
// decision at a time, or nil.
func (a Authority) Check(time.Time) error {
	missing := func(pairs ...any) error {
		var m []string
		for i := 0; i+1 < len(pairs); i += 2 {
			if pairs[i+1].(bool) {
				m = append(m, pairs[i].(string))
			}
		}
		if m == nil {
			return nil
		}
		return &AuthorityError{Rule: "incomplete", Offered: a.Kind, Missing: m}
	}
	switch a.Kind {
	case AuthorityCompetentChild:
		return missing("assessedBy", a.AssessedBy.IsZero(), "assessedOn", a.AssessedOn.IsZero())
	case AuthorityParentalResponsibility:
		return missing("relation", a.Relation.IsZero() && a.Name.IsZero())
	case AuthorityAttorneyHealth, AuthorityDeputy, AuthorityGuardian:
		return missing("documentSeen", a.DocumentSeen.IsZero(), "lacksSince", a.LacksSince.IsZero(),
			"lacksBy", a.LacksBy.IsZero())
	case AuthorityBestInterests:
		return missing("decidedBy", a.DecidedBy.IsZero(), "consulted", a.Consulted.IsZero(), "reason", a.Reason.IsZero())
	case AuthorityNextOfKin, AuthorityCarer, AuthorityAttorneyProperty:
		return &AuthorityError{Rule: "no-authority", Offered: a.Kind, Allowed: authoritiesThatDecide()}
	}
	return &AuthorityError{Rule: "unknown", Offered: a.Kind, Allowed: authoritiesThatDecide()}
}

func authoritiesThatDecide() []AuthorityKind {
	return []AuthorityKind{
		AuthorityCompetentChild, AuthorityParentalResponsibility, AuthorityAttorneyHealth, AuthorityDeputy,
		AuthorityGuardian, AuthorityBestInterests,
	}
}
