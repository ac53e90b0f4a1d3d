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
//
// A person with a number, a name, an address and a need takes about 1.3 kB in
// memory (a million measured; a collection over them took 3 s on two busy
// cores). Keep persons in a store, and hold those that are worked on.
type Person struct {
	ID               ID                 `json:"id,omitzero"`
	NHSNumber        NHSNumber          `json:"nhsNumber,omitzero"`
	NHSNumberTrace   NHSNumberTrace     `json:"nhsNumberTrace,omitzero"`
	CHINumber        CHINumber          `json:"chiNumber,omitzero"`
	HCNumber         HCNumber           `json:"hcNumber,omitzero"`
	OtherIdentifiers []*OtherIdentifier `json:"otherIdentifiers,omitempty"`

	Name         Name              `json:"name,omitzero"`
	Birth        Date              `json:"birth,omitzero"`
	Death        *Death            `json:"death,omitzero"`
	Demographics *Demographics     `json:"demographics,omitzero"`
	GP           []*GPRegistration `json:"gp,omitempty"`

	Addresses []*Address      `json:"addresses,omitempty"`
	Contacts  []*ContactPoint `json:"contacts,omitempty"`
	Contact   *ContactRules   `json:"contact,omitzero"` // nil: nobody has asked

	Languages    Languages      `json:"languages,omitempty"`
	Requirements []*Requirement `json:"requirements,omitempty"`
	Digital      *DigitalAccess `json:"digital,omitzero"`

	About     *AboutMe    `json:"about,omitzero"`
	Needs     []*Need     `json:"needs,omitempty"`
	Strengths []*Strength `json:"strengths,omitempty"`
	Interests []*Interest `json:"interests,omitempty"`

	Social          *SocialContext `json:"social,omitzero"`
	Care            []*CarePackage `json:"care,omitempty"`
	Pregnancy       *Pregnancy     `json:"pregnancy,omitzero"`
	Diagnoses       []*Diagnosis   `json:"diagnoses,omitempty"`
	ClinicalSummary Text           `json:"clinicalSummary,omitzero"`
	Relations       []*Relation    `json:"relations,omitempty"`

	Risks        []*Risk       `json:"risks,omitempty"`
	NoKnownRisks *NoKnownRisks `json:"noKnownRisks,omitzero"`
	Safeguarding *Safeguarding `json:"safeguarding,omitzero"`

	Consents         Consents      `json:"consents,omitzero"`
	SharingStatement Text          `json:"sharingStatement,omitzero"` // consent to share as a referral put it, in words
	LegalBases       []*LegalBasis `json:"legalBases,omitempty"`
	Overrides        []*Override   `json:"overrides,omitempty"`
	Holds            []*LegalHold  `json:"holds,omitempty"`

	// Tombstone says that the record was erased in place; see Erase.
	Tombstone *Tombstone `json:"tombstone,omitzero"`

	// Extra holds the JSON members that this version does not know, as a
	// later one wrote them: they are kept and written back.
	Extra Extra `json:"-"`
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
	p.OtherIdentifiers = cloneAll(p.OtherIdentifiers)
	p.Death = clonePtr(p.Death)
	p.Demographics = cloneBy(p.Demographics, Demographics.clone)
	p.GP = cloneAll(p.GP)
	p.Addresses = cloneAllBy(p.Addresses, Address.clone)
	p.Contacts = cloneAll(p.Contacts)
	p.Contact = cloneBy(p.Contact, ContactRules.clone)
	p.Languages = slices.Clone(p.Languages)
	p.Requirements = cloneAll(p.Requirements)
	p.Digital = clonePtr(p.Digital)
	p.About = clonePtr(p.About)
	p.Needs = cloneAll(p.Needs)
	p.Strengths = cloneAll(p.Strengths)
	p.Interests = cloneAll(p.Interests)
	return p.cloneContext()
}

func (p Person) cloneContext() Person {
	p.Social = clonePtr(p.Social)
	p.Care = cloneAll(p.Care)
	p.Pregnancy = clonePtr(p.Pregnancy)
	p.Diagnoses = cloneAllBy(p.Diagnoses, Diagnosis.clone)
	p.Relations = cloneAllBy(p.Relations, Relation.clone)
	p.Risks = cloneAllBy(p.Risks, Risk.clone)
	p.NoKnownRisks = clonePtr(p.NoKnownRisks)
	p.Safeguarding = cloneBy(p.Safeguarding, Safeguarding.clone)
	p.LegalBases = cloneAll(p.LegalBases)
	p.Overrides = cloneAll(p.Overrides)
	p.Holds = cloneAll(p.Holds)
	p.Tombstone = clonePtr(p.Tombstone)
	return p
}

func clonePtr[T any](p *T) *T {
	if p == nil {
		return nil
	}
	v := *p
	return &v
}

func cloneBy[T any](p *T, by func(T) T) *T {
	if p == nil {
		return nil
	}
	v := by(*p)
	return &v
}

func cloneAll[T any](list []*T) []*T { return cloneAllBy(list, func(v T) T { return v }) }

func cloneAllBy[T any](list []*T, by func(T) T) []*T {
	if list == nil {
		return nil
	}
	out := make([]*T, len(list))
	for i, p := range list {
		out[i] = cloneBy(p, by)
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

// Practice gives the code of the practice with which the person is registered
// on a day, the first in force; zero if none is known. It may be a pseudo-code
// that says there is none: see ODSCode.Pseudo.
func (p Person) Practice(on Date) ODSCode {
	for _, g := range p.GP {
		if g != nil && !g.Practice.IsZero() && inForce(g.From, g.To, on) {
			return g.Practice
		}
	}
	return ODSCode{}
}
