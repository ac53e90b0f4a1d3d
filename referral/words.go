package referral

import "fmt"

// State names where a referral, an onward referral, a session, a plan or a goal
// stands. It is a persisted word: lower-case letters, digits and hyphens.
// Which states exist is for the machine to say (see Compile), so that a host
// may add its own, whose names start with "x-". The zero State is unset.
type State string

// Action names what a command does, in the same syntax as State.
type Action string

// Reason is a coded reason in the same syntax. Which reasons an action takes,
// and which of them want an explanation in words, is part of the machine.
type Reason string

// Phase is the closed classification that clocks, reporting and exports rest
// on, whatever states a host adds.
type Phase string

// The phases.
const (
	PhaseDraft   Phase = "draft"   // not sent yet
	PhasePending Phase = "pending" // with somebody who has to decide or to begin
	PhaseActive  Phase = "active"  // work is going on
	PhaseOnHold  Phase = "on-hold" // paused, and remembers where it was
	PhaseEnded   Phase = "ended"   // over, whatever the result
	PhaseVoid    Phase = "void"    // entered in error: it never counted
)

// Role says in which capacity somebody acts (D6).
type Role string

// The eight roles.
const (
	RoleReferrer       Role = "referrer"
	RoleAdministrator  Role = "administrator"
	RoleLinkWorker     Role = "link-worker"
	RoleTeamLead       Role = "team-lead"
	RolePerson         Role = "person"
	RoleRepresentative Role = "representative"
	RoleProvider       Role = "provider"
	RoleSystem         Role = "system"
)

// Purpose says why somebody acts or reads, for the audit.
type Purpose string

// The purposes.
const (
	PurposeDirectCare     Purpose = "direct-care"
	PurposeAdministration Purpose = "administration"
	PurposeSafeguarding   Purpose = "safeguarding"
	PurposeSubjectAccess  Purpose = "subject-access"
	PurposeAudit          Purpose = "audit"
	PurposeBreakGlass     Purpose = "break-glass"
)

// Version is a store's: it counts the commits of one referral. Zero means that
// the referral is not stored yet. A commit may hold several events, which
// Event.Sequence counts.
type Version uint64

// wordLimit bounds the names, so that one fits a narrow database column.
const wordLimit = 64

// isWord checks the syntax that State, Action and Reason share: groups of
// lower-case letters and digits, joined by single hyphens, at most 64 bytes.
func isWord(s string) bool {
	if s == "" || len(s) > wordLimit {
		return false
	}
	hyphen := true // a hyphen may not come first
	for i := range len(s) {
		c := s[i]
		switch {
		case c == '-':
			if hyphen {
				return false
			}
			hyphen = true
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9':
			hyphen = false
		default:
			return false
		}
	}
	return !hyphen
}

func isHostWord(s string) bool { return len(s) > 2 && s[:2] == "x-" && isWord(s) }

// IsValid says whether s has the syntax of a state. Only a machine knows
// whether the state exists.
func (s State) IsValid() bool { return isWord(string(s)) }

// IsHost says whether the state is a host's own ("x-…").
func (s State) IsHost() bool { return isHostWord(string(s)) }

// UnmarshalText reads a state and refuses what has not its syntax; "" is unset.
func (s *State) UnmarshalText(text []byte) error { return readWord((*string)(s), text, "state") }

// IsValid says whether a has the syntax of an action.
func (a Action) IsValid() bool { return isWord(string(a)) }

// IsHost says whether the action is a host's own ("x-…").
func (a Action) IsHost() bool { return isHostWord(string(a)) }

// UnmarshalText reads an action and refuses what has not its syntax; "" is unset.
func (a *Action) UnmarshalText(text []byte) error { return readWord((*string)(a), text, "action") }

// IsValid says whether r has the syntax of a reason.
func (r Reason) IsValid() bool { return isWord(string(r)) }

// UnmarshalText reads a reason and refuses what has not its syntax; "" is unset.
func (r *Reason) UnmarshalText(text []byte) error { return readWord((*string)(r), text, "reason") }

func readWord(dst *string, text []byte, kind string) error {
	if len(text) > 0 && !isWord(string(text)) {
		return &Fault{Rule: RuleWord, Path: kind, Wanted: "lower-case letters, digits and single hyphens, at most 64"}
	}
	*dst = string(text)
	return nil
}

// readOneOf reads a word of a closed list.
func readOneOf[T ~string](dst *T, text []byte, all []T, kind string) error {
	if len(text) == 0 {
		*dst = ""
		return nil
	}
	for _, v := range all {
		if string(v) == string(text) {
			*dst = v
			return nil
		}
	}
	return &Fault{Rule: RuleWord, Path: kind, Wanted: fmt.Sprintf("one of %d known words", len(all)), Allowed: wordsOf(all)}
}

func wordsOf[T ~string](all []T) []string {
	out := make([]string, len(all))
	for i, v := range all {
		out[i] = string(v)
	}
	return out
}

func isOneOf[T ~string](v T, all []T) bool {
	for _, w := range all {
		if v == w {
			return true
		}
	}
	return false
}

// The roles, phases and purposes in the order in which reports show them.
var (
	allRoles = []Role{
		RoleReferrer, RoleAdministrator, RoleLinkWorker, RoleTeamLead,
		RolePerson, RoleRepresentative, RoleProvider, RoleSystem,
	}
	allPhases   = []Phase{PhaseDraft, PhasePending, PhaseActive, PhaseOnHold, PhaseEnded, PhaseVoid}
	allPurposes = []Purpose{
		PurposeDirectCare, PurposeAdministration, PurposeSafeguarding,
		PurposeSubjectAccess, PurposeAudit, PurposeBreakGlass,
	}
)

// Roles gives the eight roles in the order of reports. The caller owns it.
func Roles() []Role { return append([]Role(nil), allRoles...) }

// Phases gives the phases from draft to void. The caller owns it.
func Phases() []Phase { return append([]Phase(nil), allPhases...) }

// IsValid says whether p is one of the list.
func (p Phase) IsValid() bool { return isOneOf(p, allPhases) }

// UnmarshalText reads a word of the list and refuses any other; "" is unset.
func (p *Phase) UnmarshalText(text []byte) error { return readOneOf(p, text, allPhases, "phase") }

// IsValid says whether r is one of the list.
func (r Role) IsValid() bool { return isOneOf(r, allRoles) }

// UnmarshalText reads a word of the list and refuses any other; "" is unset.
func (r *Role) UnmarshalText(text []byte) error { return readOneOf(r, text, allRoles, "role") }

// IsValid says whether p is one of the list.
func (p Purpose) IsValid() bool { return isOneOf(p, allPurposes) }

// UnmarshalText reads a word of the list and refuses any other; "" is unset.
func (p *Purpose) UnmarshalText(text []byte) error { return readOneOf(p, text, allPurposes, "purpose") }
