package person

import (
	"slices"
	"time"
)

// Person is what a service knows of somebody whom it supports. The zero
// Person is valid and empty: nothing here is required, and what is absent is
// not known. The host's own patient record stays the source.
//
// A plain record: fill and read its fields; Clone before sharing; not safe
// for concurrent writing.
type Person struct {
	ID        ID              `json:"id,omitzero"`
	NHSNumber NHSNumber       `json:"nhsNumber,omitzero"`
	CHINumber CHINumber       `json:"chiNumber,omitzero"`
	HCNumber  HCNumber        `json:"hcNumber,omitzero"`
	Name      Name            `json:"name,omitzero"`
	Birth     Date            `json:"birth,omitzero"`
	Death     *Death          `json:"death,omitzero"`
	Addresses []*Address      `json:"addresses,omitempty"`
	Contacts  []*ContactPoint `json:"contacts,omitempty"`
	Contact   ContactRules    `json:"contact,omitzero"`
	Practice  ODSCode         `json:"practice,omitzero"`

	Languages    Languages      `json:"languages,omitempty"`
	Requirements []*Requirement `json:"requirements,omitempty"`
	Digital      *DigitalAccess `json:"digital,omitzero"`

	Needs     []*Need     `json:"needs,omitempty"`
	Strengths []*Strength `json:"strengths,omitempty"`
	Interests []*Interest `json:"interests,omitempty"`

	Relations    []*Relation   `json:"relations,omitempty"`
	Risks        []*Risk       `json:"risks,omitempty"`
	NoKnownRisks *NoKnownRisks `json:"noKnownRisks,omitzero"`
	Safeguarding *Safeguarding `json:"safeguarding,omitzero"`

	Consents Consents `json:"consents,omitzero"`
}

// Death says that the person has died. On may be unknown: the fact is not.
type Death struct {
	On         Date      `json:"on,omitzero"`
	RecordedAt time.Time `json:"recordedAt,omitzero"`
	Source     Text      `json:"source,omitzero"`
}

// Dead reports whether the person is known to have died.
func (p Person) Dead() bool { return p.Death != nil }

// Clone gives a copy that shares no memory that can be written.
func (p Person) Clone() Person {
	p.Death = clonePtr(p.Death)
	p.Addresses = cloneAll(p.Addresses)
	p.Contacts = cloneAll(p.Contacts)
	p.Contact.SafeTimes = slices.Clone(p.Contact.SafeTimes)
	p.Contact.Prohibitions = cloneAll(p.Contact.Prohibitions)
	return p
}

func clonePtr[T any](p *T) *T {
	if p == nil {
		return nil
	}
	v := *p
	return &v
}

func cloneAll[T any](list []*T) []*T {
	if list == nil {
		return nil
	}
	out := make([]*T, len(list))
	for i, p := range list {
		out[i] = clonePtr(p)
	}
	return out
}

// CurrentNeeds gives the needs that stand, in order of priority: ranked ones
// first, then in the order recorded.
func (p Person) CurrentNeeds() []*Need {
	var out []*Need
	for _, n := range p.Needs {
		if n != nil && n.Resolved.IsZero() {
			out = append(out, n)
		}
	}
	slices.SortStableFunc(out, func(a, b *Need) int { return rank(a.Priority) - rank(b.Priority) })
	return out
}

// CurrentInterests gives the interests in order of priority.
func (p Person) CurrentInterests() []*Interest {
	out := slices.DeleteFunc(slices.Clone(p.Interests), func(i *Interest) bool { return i == nil })
	slices.SortStableFunc(out, func(a, b *Interest) int { return rank(a.Priority) - rank(b.Priority) })
	return out
}

// rank puts what is not ranked last.
func rank(priority int) int {
	if priority <= 0 {
		return 1 << 30
	}
	return priority
}

// Place gives the address at which the person is on a day: home first, then
// temporary; false if none is known.
func (p Person) Place(on Date) (Address, bool) {
	for _, kind := range []AddressKind{AddressHome, AddressTemporary} {
		for _, a := range p.Addresses {
			if a != nil && a.Kind == kind && inForce(a.From, a.To, on) {
				return *a, true
			}
		}
	}
	return Address{}, false
}

// inForce reports whether a period surely or possibly covers a day.
func inForce(from, to, on Date) bool {
	return (from.IsZero() || from.After(on) != Yes) && (to.IsZero() || to.Before(on) != Yes)
}

// RequirementCodes gives the coded requirements in force on a day, each once,
// in the order recorded.
func (p Person) RequirementCodes(on Date) []RequirementCode {
	var out []RequirementCode
	for _, r := range p.Requirements {
		if r != nil && r.Code != "" && inForce(r.From, r.To, on) && !slices.Contains(out, r.Code) {
			out = append(out, r.Code)
		}
	}
	return out
}

// OpenConcerns gives the safeguarding concerns that are still ours.
func (p Person) OpenConcerns() []*Concern {
	if p.Safeguarding == nil {
		return nil
	}
	var out []*Concern
	for _, c := range p.Safeguarding.Concerns {
		if c != nil && c.Open() {
			out = append(out, c)
		}
	}
	return out
}
