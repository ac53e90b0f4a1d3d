package referral

import (
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
)

// The rules that a Spec can break.
const (
	RuleWord        Rule = "word-syntax"
	RuleDuplicate   Rule = "duplicate"
	RuleUnreachable Rule = "unreachable"
	RuleDeadEnd     Rule = "dead-end"
	RuleUnmarked    Rule = "unmarked-way-out"
	RuleUndeclared  Rule = "undeclared"
	RuleWrongTable  Rule = "wrong-table"
	RuleNobody      Rule = "nobody-may"
	RuleDoc         Rule = "undocumented"
	RuleHostName    Rule = "host-name"
	RuleTooMany     Rule = "too-many"
)

// maxStates and maxActions keep the numbers of states and actions in a byte.
const (
	maxStates  = 250
	maxActions = 250
)

// Compile checks a specification wholly and makes the machine. It reports
// every fault, in the order of the tables, as joined *Fault values:
//
//   - a name that is not a word, or a state, action or guard of the host's own
//     whose name does not begin with "x-";
//   - a duplicate state, cell, reason or guard; a row, reason or guard that
//     refers to what is not declared;
//   - a state that no row leads to, or from which no end is reachable;
//   - a way out of a final state by a row that is not marked;
//   - a row that nobody may use, or that stands in the wrong table;
//   - a state, row or guard without its sentence.
func Compile(s Spec) (*Machine, error) {
	m := &Machine{
		spec:    s.Clone(),
		actions: make(map[Action]kind, len(kinds)),
		names:   make([]Action, kindCount),
		reasons: make(map[reasonKey]*reasonRow),
		byName:  make(map[GuardName]guard),
	}
	c := &compiler{m: m}
	c.actions()
	c.guards()
	for i, t := range m.spec.tables() {
		c.table(i, t)
	}
	c.reasons()
	if len(c.faults) > 0 {
		return nil, errors.Join(c.faults...)
	}
	return m, nil
}

type compiler struct {
	m      *Machine
	faults []error
}

func (c *compiler) fault(rule Rule, offered, format string, args ...any) {
	c.faults = append(c.faults, &Fault{Rule: rule, Path: fmt.Sprintf(format, args...), Offered: offered})
}

// actions numbers the built-in actions, then the host's in the order of rows.
func (c *compiler) actions() {
	for k := kindNone + 1; k < kindCount; k++ {
		if a := kinds[k].action; a != "" {
			c.m.actions[a], c.m.names[k] = k, a
		}
	}
	for i, t := range c.m.spec.tables() {
		for j, r := range t.Rows {
			c.hostAction(r.On, fmt.Sprintf("%s.rows[%d]", tableName(i), j))
		}
	}
}

func (c *compiler) hostAction(a Action, path string) {
	if _, ok := c.m.actions[a]; ok {
		return
	}
	if !a.IsHost() {
		c.fault(RuleHostName, string(a), "%s.on", path)
		return
	}
	if len(c.m.names) >= maxActions {
		c.fault(RuleTooMany, string(a), "%s.on", path)
		return
	}
	c.m.actions[a] = kind(len(c.m.names))
	c.m.names = append(c.m.names, a)
}

func (c *compiler) guards() {
	for g := guardNone + 1; g < guardCount; g++ {
		c.m.byName[guards[g].Name] = g
	}
	for i, g := range c.m.spec.Guards {
		switch _, taken := c.m.byName[g.Name]; {
		case !isHostWord(string(g.Name)):
			c.fault(RuleHostName, string(g.Name), "guards[%d]", i)
		case taken:
			c.fault(RuleDuplicate, string(g.Name), "guards[%d]", i)
		case g.Check == nil || g.Doc == "":
			c.fault(RuleDoc, string(g.Name), "guards[%d]", i)
		case int(guardCount)+len(c.m.guards) > maxActions:
			c.fault(RuleTooMany, string(g.Name), "guards[%d]", i)
		default:
			c.m.byName[g.Name] = guardCount + guard(len(c.m.guards))
			c.m.guards = append(c.m.guards, g)
		}
	}
}

func tableName(i int) string {
	if allParts[i] == PartReferral {
		return "referral"
	}
	return string(allParts[i])
}

func (c *compiler) table(i int, src *Table) {
	name := tableName(i)
	t := &c.m.tables[i]
	t.actions = len(c.m.names)
	t.index = map[State]uint8{Nowhere: 0}
	t.states = []StateDef{{Name: Nowhere, Phase: PhaseDraft}}
	for j, s := range src.States {
		c.state(t, s, fmt.Sprintf("%s.states[%d]", name, j))
	}
	t.cells = make([]*row, len(t.states)*t.actions)
	for j := range src.Rows {
		c.row(i, t, &src.Rows[j], fmt.Sprintf("%s.rows[%d]", name, j))
	}
	if len(src.States) > 0 {
		c.reach(t, name)
	}
	t.refusals = make([]atomic.Pointer[Refusal], len(t.cells))
}

func (c *compiler) state(t *table, s StateDef, path string) {
	switch {
	case !s.Name.IsValid():
		c.fault(RuleWord, string(s.Name), "%s.name", path)
		return
	case !isStandardState(s.Name) && !s.Name.IsHost():
		c.fault(RuleHostName, string(s.Name), "%s.name", path)
	case !s.Phase.IsValid():
		c.fault(RuleUndeclared, string(s.Phase), "%s.phase", path)
	case s.Doc == "":
		c.fault(RuleDoc, string(s.Name), "%s.doc", path)
	}
	if _, ok := t.index[s.Name]; ok {
		c.fault(RuleDuplicate, string(s.Name), "%s.name", path)
		return
	}
	if len(t.states) >= maxStates {
		c.fault(RuleTooMany, string(s.Name), "%s.name", path)
		return
	}
	t.index[s.Name] = uint8(len(t.states))
	t.states = append(t.states, s)
}

func (c *compiler) row(i int, t *table, src *Transition, path string) {
	r := &row{Transition: src}
	k, ok := c.m.actions[src.On]
	if !ok {
		return // reported already
	}
	if i != 0 && (k >= kindCount || kinds[k].part != allParts[i]) {
		c.fault(RuleWrongTable, string(src.On), "%s.on", path)
	}
	if src.Doc == "" {
		c.fault(RuleDoc, string(src.On), "%s.doc", path)
	}
	c.roles(i, k, r, path)
	r.guards = c.guardList(r.Guards, path)
	if src.To != Stay && src.To != Return {
		if r.to, ok = t.index[src.To]; !ok || r.to == 0 {
			c.fault(RuleUndeclared, string(src.To), "%s.to", path)
			return
		}
		r.toDef = &t.states[r.to]
	}
	for _, from := range src.From {
		c.place(t, r, k, from, path)
	}
}

func (c *compiler) roles(i int, k kind, r *row, path string) {
	for _, role := range r.Roles {
		b := roleBit(role)
		if b == 0 {
			c.fault(RuleUndeclared, string(role), "%s.roles", path)
		}
		r.roles |= b
	}
	partRow := i == 0 && k < kindCount && kinds[k].part != PartReferral
	switch {
	case partRow && len(r.Roles) == 0:
		r.roles = 1<<len(allRoles) - 1 // the part's own table says who
	case r.roles == 0:
		c.fault(RuleNobody, string(r.On), "%s.roles", path)
	}
}

func (c *compiler) place(t *table, r *row, k kind, from State, path string) {
	f, ok := t.index[from]
	if !ok {
		c.fault(RuleUndeclared, string(from), "%s.from", path)
		return
	}
	if final(t.states[f].Phase) && f != 0 && r.To != Stay && r.Mark == "" {
		c.fault(RuleUnmarked, string(from), "%s.from", path)
	}
	if f == 0 && (r.To == Stay || r.To == Return) {
		c.fault(RuleUndeclared, string(r.To), "%s.to", path)
		return
	}
	cell := &t.cells[int(f)*t.actions+int(k)]
	if *cell != nil {
		c.fault(RuleDuplicate, string(from)+" × "+string(r.On), "%s", path)
		return
	}
	*cell = r
}

func final(p Phase) bool { return p == PhaseEnded || p == PhaseVoid }

// reach looks for states that nothing leads to, and for states that are not
// final and from which no final one can be reached by unmarked rows.
func (c *compiler) reach(t *table, name string) {
	forward := make([][]uint8, len(t.states))
	for f := range t.states {
		for k := range t.actions {
			if r := t.cells[f*t.actions+k]; r != nil && r.toDef != nil {
				forward[f] = append(forward[f], r.to)
			}
		}
	}
	seen := spread(forward, 0)
	for i := range t.states {
		if !seen[i] {
			c.fault(RuleUnreachable, string(t.states[i].Name), "%s.states", name)
			continue
		}
		if i == 0 || final(t.states[i].Phase) {
			continue
		}
		ends := spread(forward, uint8(i))
		if !slices.ContainsFunc(t.states, func(s StateDef) bool { return s.Phase == PhaseEnded && ends[t.index[s.Name]] }) {
			c.fault(RuleDeadEnd, string(t.states[i].Name), "%s.states", name)
		}
	}
}

func spread(forward [][]uint8, from uint8) []bool {
	seen := make([]bool, len(forward))
	todo := []uint8{from}
	seen[from] = true
	for len(todo) > 0 {
		f := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		for _, to := range forward[f] {
			if !seen[to] {
				seen[to] = true
				todo = append(todo, to)
			}
		}
	}
	return seen
}

func (c *compiler) reasons() {
	for i := range c.m.spec.Reasons {
		r := &c.m.spec.Reasons[i]
		path := fmt.Sprintf("reasons[%d]", i)
		if _, ok := c.m.actions[r.For]; !ok {
			c.fault(RuleUndeclared, string(r.For), "%s.for", path)
		}
		if !r.Code.IsValid() {
			c.fault(RuleWord, string(r.Code), "%s.code", path)
		}
		if !r.Initiator.IsValid() {
			c.fault(RuleUndeclared, string(r.Initiator), "%s.initiator", path)
		}
		compiled := &reasonRow{ReasonDef: r, waives: c.guardList(r.Waives, path), wants: c.guardList(r.Wants, path)}
		key := reasonKey{r.For, r.Code}
		if _, ok := c.m.reasons[key]; ok {
			c.fault(RuleDuplicate, string(r.For)+" "+string(r.Code), "%s", path)
			continue
		}
		c.m.reasons[key] = compiled
	}
}

func (c *compiler) guardList(names []GuardName, path string) []guard {
	var out []guard
	for _, name := range names {
		g, ok := c.m.byName[name]
		if !ok {
			c.fault(RuleUndeclared, string(name), "%s.guards", path)
			continue
		}
		out = append(out, g)
	}
	return out
}
