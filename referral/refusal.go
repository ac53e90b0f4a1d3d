package referral

import (
	"slices"
	"strings"

	"github.com/google/uuid"
)

// The rules on which a refusal may rest, beside the guards, whose names are
// rules as well.
const (
	RuleState    Rule = "state"         // the state has no row for the action
	RuleRole     Rule = "role"          // the role is not in the row
	RuleItem     Rule = "item"          // there is no such onward referral, session or goal
	RuleTime     Rule = "time"          // a time is missing
	RuleFuture   Rule = "not-in-future" // it is said to have happened after it was recorded
	RuleOrder    Rule = "not-before"    // it is said to have happened before what it depends on
	RuleReason   Rule = "reason"        // an unknown reason, or one that needs words
	RuleLimit    Rule = "text-limit"
	RuleRequired Rule = "required"
	RuleRange    Rule = "range"
	RuleID       Rule = "identifier"
	RuleActor    Rule = "actor"
	RuleTaken    Rule = "identifier-taken"
)

// A Refusal says why a command may not be done: the rule, what it wanted, what
// was offered and what would be allowed. It matches ErrNotPermitted, or
// ErrUnknownFact where a fact is missing. It is cheap to make: the text and the
// list of allowed actions are worked out only when asked for.
//
// It holds no personal data, and must not be changed.
type Refusal struct {
	Rule    Rule
	Action  Action
	Part    Part
	State   State
	Role    Role
	Reason  Reason
	Item    uuid.UUID
	Wanted  string // a fact's name, a bound, a field
	Offered string // a code, a number or a time
	Unknown bool   // the rule could not be judged
	// Instead is the action that serves where this one came too late.
	Instead Action

	machine *Machine
	counted countedFact // what Offered counts, for Text
	n, need int
}

// countedFact names a text that says how many of something there are; "" for a
// refusal that rests on no number.
type countedFact string

// Is matches ErrUnknownFact if a fact was missing, else ErrNotPermitted.
func (r *Refusal) Is(target error) bool {
	if r.Unknown {
		return target == ErrUnknownFact
	}
	return target == ErrNotPermitted
}

// Allowed gives what would be allowed: for a state, the actions that have a
// row; for a role, the roles that may; for a reason, the reasons of the action.
func (r *Refusal) Allowed() []string {
	if r.machine == nil {
		return nil
	}
	t := &r.machine.tables[partIndex(r.Part)]
	f, ok := t.index[r.State]
	if !ok {
		return nil
	}
	//exhaustive:ignore
	switch r.Rule {
	case RuleState:
		return r.machine.actionsFrom(t, f)
	case RuleRole:
		if c := t.cell(f, r.machine.actions[r.Action]); c != nil {
			return wordsOf(c.Roles)
		}
	case RuleReason:
		var out []string
		for _, d := range r.machine.Reasons(r.Action) {
			out = append(out, string(d.Code))
		}
		return out
	}
	return nil
}

func (m *Machine) actionsFrom(t *table, from uint8) []string {
	var out []string
	for k := range t.actions {
		if t.cell(from, kind(k)) != nil {
			out = append(out, string(m.names[k]))
		}
	}
	slices.Sort(out)
	return out
}

// Error is one line.
func (r *Refusal) Error() string {
	var b strings.Builder
	b.WriteString("referral: ")
	b.WriteString(string(r.Action))
	b.WriteString(" refused in state ")
	if r.Part != PartReferral {
		b.WriteString(string(r.Part) + " ")
	}
	if r.State == Nowhere {
		b.WriteString("(none)")
	} else {
		b.WriteString(string(r.State))
	}
	b.WriteString(": ")
	b.WriteString(string(r.Rule))
	if r.Role != "" {
		b.WriteString("; role " + string(r.Role))
	}
	if r.Unknown {
		b.WriteString("; unknown fact")
	}
	writeDetails(&b, r.Wanted, r.Offered, r.Allowed())
	if r.Instead != "" {
		b.WriteString("; instead " + string(r.Instead))
	}
	return b.String()
}
