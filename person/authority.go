package person

import (
	_ "embed"
	"encoding/json"
	"slices"

	"github.com/socialprescribing/socialprescribing/internal/lazy"
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
	Rule    string          // stable code: see the constants
	Offered AuthorityKind   // what was relied on
	Missing []string        // for "incomplete" the fields that are not recorded, for "not-yet" those dated later
	Allowed []AuthorityKind // what would do
}

// The rules that an AuthorityError names.
const (
	RuleNoAuthority     = "no-authority"     // next of kin, carer and property attorney decide nothing here
	RuleIncomplete      = "incomplete"       // what must be recorded is not
	RuleNotInNation     = "not-in-nation"    // the nation knows no such authority
	RuleNotYet          = "not-yet"          // what it rests on is dated after the decision
	RuleTooOld          = "too-old"          // the person has reached the age at which it ends
	RuleAgeUnknown      = "age-unknown"      // it depends on an age that is not known
	RulePeriodUnknown   = "period-unknown"   // whether the relation named holds it on the day is not known
	RuleDayUnknown      = "day-unknown"      // the day of the decision is not known
	RuleNotTheirs       = "not-theirs"       // the relation named does not hold it
	RuleUnknownKind     = "unknown-kind"     // not in the list
	RuleUnknownRelation = "unknown-relation" // the person has no such relation
)

// Error gives rule and offer.
func (e *AuthorityError) Error() string {
	return "person: authority " + string(e.Offered) + ": " + e.Rule
}

// Is reports whether target is ErrNotPermitted.
func (e *AuthorityError) Is(target error) bool { return target == ErrNotPermitted }

// Check reports as an *AuthorityError what of a's own record speaks against
// relying on it, or nil: a kind that carries no authority, or one of which
// something needed is not recorded. Person.Authorise adds what depends on age,
// nation and relations.
func (a Authority) Check() error {
	if !a.Kind.IsValid() {
		return &AuthorityError{Rule: RuleUnknownKind, Offered: a.Kind, Allowed: authoritiesThatDecide()}
	}
	if !slices.Contains(authoritiesThatDecide(), a.Kind) {
		return &AuthorityError{Rule: RuleNoAuthority, Offered: a.Kind, Allowed: authoritiesThatDecide()}
	}
	if m := a.missing(); m != nil {
		return &AuthorityError{Rule: RuleIncomplete, Offered: a.Kind, Missing: m, Allowed: authoritiesThatDecide()}
	}
	return nil
}

// missing gives the fields that the kind needs and that are not filled.
func (a Authority) missing() []string {
	var out []string
	need := func(absent bool, field string) {
		if absent {
			out = append(out, field)
		}
	}
	switch a.Kind {
	case AuthorityCompetentChild:
		need(a.AssessedBy.IsZero(), "assessedBy")
		need(a.AssessedOn.IsZero(), "assessedOn")
	case AuthorityParentalResponsibility:
		need(a.Relation.IsZero() && a.Name.IsZero(), "relation")
	case AuthorityAttorneyHealth, AuthorityDeputy, AuthorityGuardian:
		need(a.Relation.IsZero() && a.Name.IsZero(), "relation")
		need(a.DocumentSeen.IsZero(), "documentSeen")
		need(a.LacksSince.IsZero(), "lacksSince")
		need(a.LacksBy.IsZero(), "lacksBy")
	case AuthorityBestInterests:
		need(a.DecidedBy.IsZero(), "decidedBy")
		need(a.Consulted.IsZero(), "consulted")
		need(a.LacksSince.IsZero(), "lacksSince")
		need(a.LacksBy.IsZero(), "lacksBy")
		need(a.Reason.IsZero(), "reason")
	case AuthorityNextOfKin, AuthorityCarer, AuthorityAttorneyProperty:
	}
	return out
}

func authoritiesThatDecide() []AuthorityKind {
	return []AuthorityKind{
		AuthorityCompetentChild, AuthorityParentalResponsibility, AuthorityAttorneyHealth, AuthorityDeputy,
		AuthorityGuardian, AuthorityBestInterests,
	}
}

// AuthorityRules are a nation's rules on who may decide for somebody. They
// rest on practice (see the standing in the file), and are a starting point.
type AuthorityRules struct {
	ChildUntil  int             `json:"childUntil"`  // below this age a child's competence is assessed; from it on they decide
	ParentUntil int             `json:"parentUntil"` // parental responsibility ends at this age
	Allowed     []AuthorityKind `json:"allowed"`
}

//go:embed data/authority.json
var authorityJSON []byte

var builtInAuthority lazy.Value[map[Nation]AuthorityRules]

func loadAuthority() (map[Nation]AuthorityRules, error) {
	return builtInAuthority.Get(func() (map[Nation]AuthorityRules, error) {
		var f struct {
			Nations map[Nation]AuthorityRules `json:"nations"`
		}
		err := json.Unmarshal(authorityJSON, &f)
		return f.Nations, err
	})
}

// AuthorityRulesOf gives the built-in rules of a nation, and whether there are
// any. The caller owns the copy.
func AuthorityRulesOf(n Nation) (AuthorityRules, bool) {
	r, ok := mustAuthority()[n]
	r.Allowed = slices.Clone(r.Allowed)
	return r, ok
}

// mustAuthority panics on a broken file of our own; a test reads it.
func mustAuthority() map[Nation]AuthorityRules {
	all, err := loadAuthority()
	if err != nil {
		panic(err)
	}
	return all
}

// Authorise reports as an *AuthorityError what speaks against relying on a for
// a decision about p on a day, under a nation's rules: besides Check, that the
// nation knows the authority, that what it rests on was there by then, that the
// person has not outgrown it, and that the relation it names holds it. An age or a
// period that is not known well enough to tell, where it matters, is a refusal that
// says so.
func (p Person) Authorise(a Authority, rules AuthorityRules, on Date) error {
	if err := a.Check(); err != nil {
		return err
	}
	refuse := func(rule string) error {
		return &AuthorityError{Rule: rule, Offered: a.Kind, Allowed: slices.Clone(rules.Allowed)}
	}
	if !slices.Contains(rules.Allowed, a.Kind) {
		return refuse(RuleNotInNation)
	}
	if on.IsZero() {
		return refuse(RuleDayUnknown)
	}
	if late := a.after(on); late != nil {
		return &AuthorityError{Rule: RuleNotYet, Offered: a.Kind, Missing: late, Allowed: slices.Clone(rules.Allowed)}
	}
	if until := rules.endsAt(a.Kind); until > 0 {
		switch p.Birth.AgeOn(on).AtLeast(until) {
		case Yes:
			return refuse(RuleTooOld)
		case Unknown:
			return refuse(RuleAgeUnknown)
		case No:
		}
	}
	if a.Relation.IsZero() {
		return nil
	}
	r := p.relation(a.Relation)
	if r == nil {
		return refuse(RuleUnknownRelation)
	}
	kind := a.Kind.relation()
	switch {
	case kind == "":
		return nil
	case !r.Is(kind) || !inForce(r.From, r.To, on):
		return refuse(RuleNotTheirs)
	case !r.From.IsZero() && r.From.After(on) != No, !r.To.IsZero() && r.To.Before(on) != No:
		return refuse(RulePeriodUnknown)
	}
	return nil
}

// after gives the fields that the kind rests on and that are surely dated after a
// day.
func (a Authority) after(on Date) []string {
	var out []string
	late := func(d Date, field string) {
		if d.After(on) == Yes {
			out = append(out, field)
		}
	}
	switch a.Kind {
	case AuthorityCompetentChild:
		late(a.AssessedOn, "assessedOn")
	case AuthorityAttorneyHealth, AuthorityDeputy, AuthorityGuardian:
		late(a.DocumentSeen, "documentSeen")
		late(a.LacksSince, "lacksSince")
	case AuthorityBestInterests:
		late(a.LacksSince, "lacksSince")
	case AuthorityParentalResponsibility, AuthorityNextOfKin, AuthorityCarer, AuthorityAttorneyProperty:
	}
	return out
}

// endsAt gives the age at which an authority ends, or 0.
func (r AuthorityRules) endsAt(k AuthorityKind) int {
	switch k {
	case AuthorityCompetentChild:
		return r.ChildUntil
	case AuthorityParentalResponsibility:
		return r.ParentUntil
	case AuthorityAttorneyHealth, AuthorityDeputy, AuthorityGuardian, AuthorityBestInterests,
		AuthorityNextOfKin, AuthorityCarer, AuthorityAttorneyProperty:
	}
	return 0
}

// relation gives the kind of relation that must hold the authority, or "".
func (k AuthorityKind) relation() RelationKind {
	switch k {
	case AuthorityParentalResponsibility:
		return RelationParentalResponsibility
	case AuthorityAttorneyHealth:
		return RelationAttorneyHealth
	case AuthorityDeputy:
		return RelationDeputyHealth
	case AuthorityGuardian:
		return RelationGuardian
	case AuthorityCompetentChild, AuthorityBestInterests, AuthorityNextOfKin, AuthorityCarer, AuthorityAttorneyProperty:
	}
	return ""
}

func (p Person) relation(id EntryID) *Relation {
	for _, r := range p.Relations {
		if r != nil && r.ID == id {
			return r
		}
	}
	return nil
}

// ReviewDue says whether an authority that was relied on on a day must be
// looked at again on another: when the person has turned 16 or 18 in between,
// or its own review date has come. Unknown, if the ages are not known well
// enough to tell.
func (a Authority) ReviewDue(birth, decided, on Date) Tri {
	due := No
	if !a.ReviewBy.IsZero() {
		due = a.ReviewBy.After(on).Not()
	}
	for _, years := range []int{16, 18} {
		was, is := birth.AgeOn(decided).AtLeast(years), birth.AgeOn(on).AtLeast(years)
		due = due.Or(was.Not().And(is))
	}
	return due
}
