package referral

import (
	"slices"
	"sync/atomic"
)

// Part names one of the five machines. The zero Part is the episode's own.
type Part string

// The parts of an episode that have a machine of their own.
const (
	PartReferral Part = ""
	PartOnward   Part = "onward"
	PartSession  Part = "session"
	PartPlan     Part = "plan"
	PartGoal     Part = "goal"
)

var allParts = []Part{PartReferral, PartOnward, PartSession, PartPlan, PartGoal}

// IsValid says whether p is one of the five.
func (p Part) IsValid() bool { return isOneOf(p, allParts) }

// UnmarshalText reads a part and refuses any other word; "" is the episode.
func (p *Part) UnmarshalText(text []byte) error { return readOneOf(p, text, allParts, "part") }

// Parts gives the five machines in the order of reports. The caller owns it.
func Parts() []Part { return append([]Part(nil), allParts...) }

// Special targets of a Transition, and the state from which one begins.
const (
	// Nowhere is the state of what does not exist yet.
	Nowhere State = ""
	// Stay leaves the state as it is.
	Stay State = "="
	// Return goes back to the remembered state: where a hold or a pause began,
	// or, for Undo, where the last command found it.
	Return State = "<"
)

// Mark says why a row may lead out of a final state.
type Mark string

// The marks. Only a marked row may leave a state whose phase is ended or void.
const (
	MarkReopening Mark = "reopening"
	MarkLateNews  Mark = "late-news"
	MarkUndo      Mark = "undo"
	MarkError     Mark = "entered-in-error"
)

// GuardName names a guard, in the syntax of State.
type GuardName string

// A StateDef declares a state.
type StateDef struct {
	Name  State
	Phase Phase
	Doc   string // one sentence
}

// A Transition is one row of a machine's table.
type Transition struct {
	From   []State // Nowhere for what begins
	On     Action
	To     State  // a state, Stay or Return
	Roles  []Role // who may; empty in a row of the episode's table: as the part's own table says
	Guards []GuardName
	Mark   Mark
	Doc    string // one sentence: what it is for
}

// A Table is one machine as data.
type Table struct {
	States []StateDef
	Rows   []Transition
}

// A ReasonDef declares a reason for one action.
type ReasonDef struct {
	For       Action      `json:"for"`
	Code      Reason      `json:"code"`
	Initiator Party       `json:"initiator"`         // who gives such a reason: who declined is never lost
	Good      bool        `json:"good,omitzero"`     // a good end
	Words     bool        `json:"words,omitzero"`    // must be explained
	ByPerson  bool        `json:"byPerson,omitzero"` // a hold for it pauses the adjusted clock (D4)
	Waives    []GuardName `json:"waives,omitzero"`   // closing guards that do not apply (D8)
	Wants     []GuardName `json:"wants,omitzero"`    // guards that apply for this reason alone
}

// A Spec is the five machines, the reasons and the host's own guards, as data.
// Pathway().Spec() is the standard to derive from.
type Spec struct { //nolint:recvcheck // its tables are changed in place, a clone is a value
	Version                               string
	Referral, Onward, Session, Plan, Goal Table
	Reasons                               []ReasonDef
	Guards                                []Guard // beside the built-in ones
}

// A Guard is a host's own condition. Check must be pure. It gets copies, and
// returns nil if the command may go on.
type Guard struct {
	Name  GuardName
	Doc   string // one sentence
	Check func(Referral, Command, Facts, *Rules) *Refusal
}

// Clone copies the whole specification, so that it can be changed freely.
func (s Spec) Clone() Spec {
	for _, t := range s.tables() {
		t.States = slices.Clone(t.States)
		t.Rows = slices.Clone(t.Rows)
		for i := range t.Rows {
			r := &t.Rows[i]
			r.From, r.Roles, r.Guards = slices.Clone(r.From), slices.Clone(r.Roles), slices.Clone(r.Guards)
		}
	}
	s.Reasons = slices.Clone(s.Reasons)
	for i := range s.Reasons {
		s.Reasons[i].Waives = slices.Clone(s.Reasons[i].Waives)
		s.Reasons[i].Wants = slices.Clone(s.Reasons[i].Wants)
	}
	s.Guards = slices.Clone(s.Guards)
	return s
}

// tables gives the five in the order of Parts.
func (s *Spec) tables() [5]*Table {
	return [5]*Table{&s.Referral, &s.Onward, &s.Session, &s.Plan, &s.Goal}
}

// Without drops what a state does on an action, from whichever row says so.
func (t *Table) Without(from State, on Action) {
	for i := range t.Rows {
		if t.Rows[i].On == on {
			t.Rows[i].From = slices.DeleteFunc(slices.Clone(t.Rows[i].From), func(s State) bool { return s == from })
		}
	}
	t.Rows = slices.DeleteFunc(t.Rows, func(r Transition) bool { return len(r.From) == 0 })
}

// A Machine is a compiled Spec: immutable, safe for concurrent use, and meant
// to be made once and shared. Pathway gives the standard one.
type Machine struct {
	spec    Spec
	tables  [5]table
	actions map[Action]kind
	names   []Action // by kind
	reasons map[reasonKey]*reasonRow
	guards  []Guard // host guards, by guard - firstHostGuard
	byName  map[GuardName]guard
}

type reasonKey struct {
	action Action
	reason Reason
}

// table is a compiled Table: a matrix of states and actions. State 0 is Nowhere.
type table struct {
	states  []StateDef
	index   map[State]uint8
	actions int
	cells   []*row // states × actions; nil where there is no row
	// refusals are those of the cells without a row, each made when it is first
	// wanted and then kept: refusing is cheap, and a machine of a hundred
	// actions is not a megabyte that every cycle of the collector walks.
	refusals []atomic.Pointer[Refusal]
}

// row is a compiled Transition.
type row struct {
	*Transition
	to     uint8
	toDef  *StateDef
	roles  uint8 // a bit per role
	guards []guard
}

// cell is the row of an action in a state, or nil.
func (t *table) cell(state uint8, k kind) *row { return t.cells[int(state)*t.actions+int(k)] }

// refuse says that a state has no row for an action.
func (m *Machine) refuse(part int, state uint8, k kind) *Refusal {
	t := &m.tables[part]
	p := &t.refusals[int(state)*t.actions+int(k)]
	if r := p.Load(); r != nil {
		return r
	}
	p.CompareAndSwap(nil, &Refusal{
		Rule: RuleState, Action: m.names[k], Part: allParts[part], State: t.states[state].Name, machine: m,
	})
	return p.Load()
}

// stateOf finds a state's number; hint is where it was last time.
func (t *table) stateOf(s State, hint uint8) (uint8, bool) {
	if int(hint) < len(t.states) && t.states[hint].Name == s {
		return hint, true
	}
	i, ok := t.index[s]
	return i, ok
}

func partIndex(p Part) int {
	for i, q := range allParts {
		if p == q {
			return i
		}
	}
	return 0
}

func roleBit(r Role) uint8 {
	switch r {
	case RoleReferrer:
		return 1 << 0
	case RoleAdministrator:
		return 1 << 1
	case RoleLinkWorker:
		return 1 << 2
	case RoleTeamLead:
		return 1 << 3
	case RolePerson:
		return 1 << 4
	case RoleRepresentative:
		return 1 << 5
	case RoleProvider:
		return 1 << 6
	case RoleSystem:
		return 1 << 7
	}
	return 0
}

// Spec gives a copy of what the machine was compiled from.
func (m *Machine) Spec() Spec { return m.spec.Clone() }

// State finds the declaration of a state of one part.
func (m *Machine) State(p Part, s State) (StateDef, bool) {
	t := &m.tables[partIndex(p)]
	i, ok := t.index[s]
	if !ok || i == 0 {
		return StateDef{}, false
	}
	return t.states[i], true
}

// Actions gives every action of the machine in the order of its tables.
func (m *Machine) Actions() []Action {
	var out []Action
	for k := kindNone + 1; int(k) < len(m.names); k++ {
		if m.names[k] != "" {
			out = append(out, m.names[k])
		}
	}
	return out
}

// Reasons gives the reasons that an action takes, in their order.
func (m *Machine) Reasons(a Action) []ReasonDef {
	var out []ReasonDef
	for _, r := range m.spec.Reasons {
		if r.For == a {
			out = append(out, r)
		}
	}
	return out
}

// Reason finds the declaration of a reason for an action.
func (m *Machine) Reason(a Action, r Reason) (ReasonDef, bool) {
	d, ok := m.reasons[reasonKey{a, r}]
	if !ok {
		return ReasonDef{}, false
	}
	return *d.ReasonDef, true
}
