package referral_test

import (
	"fmt"
	"maps"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral"
)

// cell is what the golden report says of one action in one state of a part: who
// may, and where it leads; no cell is refused.
type cell struct {
	to    string
	roles []string
}

// readReport reads one part of the golden report: its states, in which ""
// stands for nowhere, and in each the cells that are not refused. The file is
// read, not made anew: it is what people of the service agreed to.
func readReport(t *testing.T, part string) (map[referral.State]map[referral.Action]cell, []referral.Action) {
	t.Helper()
	text, err := os.ReadFile("testdata/report.txt")
	require.NoError(t, err)
	_, section, ok := strings.Cut("\n"+string(text), "\n# "+part+"\n")
	require.True(t, ok, "the report has no part %s", part)
	section, _, _ = strings.Cut(section, "\n# ")
	states, seen := map[referral.State]map[referral.Action]cell{}, map[referral.Action]bool{}
	var in map[referral.Action]cell
	for line := range strings.Lines(section) {
		line = strings.TrimSpace(line)
		if name, ok := strings.CutPrefix(line, "## "); ok {
			name, _, _ = strings.Cut(name, " ")
			in = map[referral.Action]cell{}
			states[referral.State(strings.TrimSuffix(name, "(nowhere)"))] = in
		} else if refused, ok := strings.CutPrefix(line, "refused: "); ok {
			for a := range strings.FieldsSeq(refused) {
				seen[referral.Action(a)] = true
			}
		} else if left, right, ok := strings.Cut(line, " -> "); ok {
			to, who, _ := strings.Cut(right, " by ")
			who, _, _ = strings.Cut(who, " if ")
			who, _, _ = strings.Cut(who, " [")
			a := referral.Action(strings.TrimSpace(left))
			in[a], seen[a] = cell{strings.TrimSpace(to), strings.Split(who, ", ")}, true
		}
	}
	return states, slices.Sorted(maps.Keys(seen))
}

// partStates gives the states that the machine declares for a part.
func partStates(m *referral.Machine, p referral.Part) []referral.State {
	s, table := m.Spec(), referral.Table{}
	//exhaustive:ignore
	switch p {
	case referral.PartOnward:
		table = s.Onward
	case referral.PartSession:
		table = s.Session
	case referral.PartPlan:
		table = s.Plan
	case referral.PartGoal:
		table = s.Goal
	}
	out := []referral.State{referral.Nowhere}
	for _, def := range table.States {
		out = append(out, def.Name)
	}
	return out
}

// item reads the state of the first item of a part, and where it returns to.
func item(r referral.Referral, p referral.Part) (referral.State, referral.State) {
	//exhaustive:ignore
	switch p {
	case referral.PartOnward:
		o, _ := r.Onward(onwardID(1))
		return o.State, o.Return
	case referral.PartSession:
		s, _ := r.Session(sessionID(1))
		return s.State, ""
	case referral.PartPlan:
		plan, _ := r.Plan()
		return plan.State, ""
	case referral.PartGoal:
		g, _ := r.Goal(goalID(1))
		return g.State, ""
	}
	return "", ""
}

// ready makes the command of an action, about the first item of its part, such
// that every guard is content: with a reason, words, the person's agreement.
func ready(t *testing.T, m *referral.Machine, c referral.Command, at time.Time) referral.Command {
	t.Helper()
	v := reflect.New(reflect.TypeOf(c).Elem())
	for i := range v.Elem().NumField() {
		f := v.Elem().Field(i)
		switch x := f.Addr().Interface().(type) {
		case *referral.Onward:
			*x = referral.Onward{ID: onwardID(1), Provider: provider, Need: lonely}
		case *referral.OnwardID:
			*x = onwardID(1)
		case *referral.Session:
			n := 1
			if v.Elem().Type().Field(i).Name == "To" {
				n = 2
			}
			*x = referral.Session{ID: sessionID(n), Start: at, Channel: referral.ChannelInPerson}
		case *referral.SessionID:
			*x = sessionID(1)
		case *referral.Goal:
			*x = goal(1).Goal
		case *referral.GoalID:
			*x = goalID(1)
		case *person.Text:
			*x = person.NewText("synthetic words")
		case *person.Tri:
			*x = person.Yes
		case *referral.Party:
			*x = referral.PartyPerson
		case *referral.Decider:
			*x = referral.Decider{Party: referral.PartyPerson}
		case *referral.Reason:
			*x = plainReason(t, m, c.Action())
		}
	}
	out, _ := v.Interface().(referral.Command)
	return out
}

// plainReason is a reason of the action that asks for no guard of its own.
func plainReason(t *testing.T, m *referral.Machine, a referral.Action) referral.Reason {
	t.Helper()
	for _, def := range m.Reasons(a) {
		if len(def.Wants) == 0 && !def.ByPerson {
			return def.Code
		}
	}
	require.Fail(t, "no plain reason", "%s", a)
	return ""
}

// later is a copy of the flow, a number of days on, in one role: what is done
// to it leaves the flow as it was.
func (f *flow) later(days int, role referral.Role) *flow {
	g := *f
	g.events, g.at, g.role = slices.Clone(f.events), f.at.AddDate(0, 0, days), role
	return &g
}

// everyPartState drives the first item of a part into each of its states, by
// the shortest way that the report shows, starting from a person who is engaged.
func everyPartState(t *testing.T, rows map[referral.State]map[referral.Action]cell) map[referral.State]*flow {
	t.Helper()
	commands := commandFor()
	found := map[referral.State]*flow{referral.Nowhere: engaged(t)}
	for queue := []referral.State{referral.Nowhere}; len(queue) > 0; queue = queue[1:] {
		f := found[queue[0]]
		for _, a := range slices.Sorted(maps.Keys(rows[queue[0]])) {
			to := referral.State(rows[queue[0]][a].to)
			if found[to] != nil || strings.HasPrefix(string(to), "(") {
				continue
			}
			g := f.later(40, referral.RoleLinkWorker)
			g.do(ready(t, g.m, commands[a], g.at))
			found[to] = g
			queue = append(queue, to)
		}
	}
	return found
}

// TestEveryPartStateAndAction tries every action of the four parts in every
// state of the part and in every role, and compares who may, and where it
// leads, with the report that people read. Each step that is taken is replayed
// and decoded too; each that is refused must change nothing.
func TestEveryPartStateAndAction(t *testing.T) {
	t.Parallel()
	m, commands := referral.Pathway(), commandFor()
	tried := map[referral.Part]int{}
	for _, p := range referral.Parts() {
		if p == referral.PartReferral {
			continue
		}
		rows, actions := readReport(t, string(p))
		require.ElementsMatch(t, partStates(m, p), slices.Collect(maps.Keys(rows)), "the report has the states of %s", p)
		fixtures := everyPartState(t, rows)
		for _, s := range partStates(m, p) {
			f, ok := fixtures[s]
			require.True(t, ok, "no way into %s %q", p, s)
			got, _ := item(f.r, p)
			require.Equal(t, s, got)
			for _, a := range actions {
				want, allowed := rows[s][a]
				for _, role := range referral.Roles() {
					name := fmt.Sprintf("%s %q %s by %s", p, s, a, role)
					g := f.later(40, role)
					cmd := ready(t, m, commands[a], g.at)
					tried[p]++
					switch {
					case allowed && slices.Contains(want.roles, string(role)):
						requireLeads(t, g, p, cmd, want.to, name)
					case allowed:
						require.Equal(t, referral.RuleRole, g.no(cmd).Rule, name)
					default:
						requireRefused(t, g, p, cmd, name)
					}
				}
			}
		}
	}
	for p, n := range tried {
		rows, actions := readReport(t, string(p))
		require.Equal(t, len(rows)*len(actions)*len(referral.Roles()), n, "every cell of %s", p)
	}
	require.Len(t, tried, 4)
}

// requireLeads takes a step that the report allows, and holds where it leads.
func requireLeads(t *testing.T, f *flow, p referral.Part, c referral.Command, to, name string) {
	t.Helper()
	before, back := item(f.r, p)
	f.do(c)
	want := referral.State(to)
	switch to {
	case "(stays)":
		want = before
	case "(returns)":
		want = back
	}
	after, _ := item(f.r, p)
	require.Equal(t, want, after, name)
}

// requireRefused holds that a step is refused for the state it is in, or for
// who asks where no role of the part may at all; never for a guard.
func requireRefused(t *testing.T, f *flow, p referral.Part, c referral.Command, name string) {
	t.Helper()
	r := f.no(c)
	if r.Rule == referral.RuleRole {
		require.Equal(t, referral.PartReferral, r.Part, name)
		return
	}
	require.Equal(t, p, r.Part, name)
	require.Contains(t, []referral.Rule{referral.RuleState, referral.RuleItem, referral.RuleTaken}, r.Rule, name)
}
