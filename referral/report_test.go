package referral_test

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"

	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral"
)

var welsh = language.MustParse("cy")

var update = flag.Bool("update", false, "write the golden files")

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(t, os.WriteFile(path, []byte(got), 0o644))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, string(want), got, "%s differs: look at it, then -update", name)
}

func TestReport(t *testing.T) { golden(t, "report.txt", referral.Pathway().Report()) }

func TestDiagrams(t *testing.T) {
	for _, p := range referral.Parts() {
		name := string(p)
		if name == "" {
			name = "referral"
		}
		golden(t, name+".mmd", referral.Pathway().Mermaid(p))
		golden(t, name+".dot", referral.Pathway().DOT(p))
	}
}

func TestDocument(t *testing.T) {
	golden(t, "pathway.en.md", referral.Pathway().Document(language.English, nil))
	golden(t, "pathway.cy.md", referral.Pathway().Document(welsh, nil))
}

// TestEverythingHasALabel looks for states, actions, reasons, roles and guards
// without words of their own in either language.
func TestEverythingHasALabel(t *testing.T) {
	m := referral.Pathway()
	for _, tag := range []language.Tag{language.English, welsh} {
		s := m.Spec()
		for _, table := range []referral.Table{s.Referral, s.Onward, s.Session, s.Plan, s.Goal} {
			for _, st := range table.States {
				require.NotEqual(t, string(st.Name), st.Name.Text(tag), "%s %s", tag, st.Name)
			}
		}
		for _, a := range m.Actions() {
			require.NotEqual(t, string(a), a.Text(tag), "%s %s", tag, a)
		}
		for _, r := range s.Reasons {
			require.NotEqual(t, string(r.Code), r.Code.Text(tag), "%s %s", tag, r.Code)
		}
		for _, g := range referral.Guards() {
			require.NotEqual(t, string(g.Name), g.Name.Text(tag), "%s %s", tag, g.Name)
		}
		for _, r := range referral.Roles() {
			require.NotEqual(t, string(r), r.Text(tag))
		}
		for _, p := range referral.Phases() {
			require.NotEqual(t, string(p), p.Text(tag))
		}
	}
	require.Equal(t, "x-screening", referral.State("x-screening").Text(language.English))
}

// inState drives an episode into each state of the pathway.
func inState(t *testing.T) map[referral.State]*flow {
	t.Helper()
	ask := func() *flow {
		return received(t).do(&referral.AskInformation{Words: person.NewText("which practice?")})
	}
	in := intake()
	return map[referral.State]*flow{
		referral.Nowhere:                   newFlow(t),
		referral.StateDraft:                newFlow(t).do(&referral.Draft{Referral: referral.ID(fixedID(7)), Intake: in}),
		referral.StateReceived:             received(t),
		referral.StateInformationRequested: ask(),
		referral.StateAccepted:             accepted(t),
		referral.StateContacting:           contacting(t),
		referral.StateEngaged:              engaged(t),
		referral.StateOnHold:               held(t),
		referral.StateClosed:               engaged(t).do(closing("needs-met-elsewhere")),
		referral.StateRejected:             received(t).do(&referral.Reject{Reason: "out-of-area"}),
		referral.StateRedirected:           redirected(t),
		referral.StateTransferred:          transferred(t),
		referral.StateDeclined:             accepted(t).do(&referral.Decline{Reason: "not-now", DecidedBy: referral.Decider{Party: referral.PartyPerson}}),
		referral.StateWithdrawn:            accepted(t).do(&referral.Withdraw{Reason: "duplicate"}),
		referral.StateCancelled:            accepted(t).do(&referral.Cancel{Reason: "moved-away"}),
		referral.StateEnteredInError:       received(t).as(referral.RoleTeamLead).do(&referral.EnterInError{Reason: "wrong-person"}),
	}
}

func held(t *testing.T) *flow {
	t.Helper()
	f := engaged(t)
	return f.do(&referral.Hold{Reason: "unwell", Review: f.at.AddDate(0, 0, 14)})
}

func redirected(t *testing.T) *flow {
	t.Helper()
	f := received(t)
	return f.do(&referral.Redirect{Reason: "wrong-service", To: other, Acknowledged: f.at})
}

func transferred(t *testing.T) *flow {
	t.Helper()
	return engaged(t).do(
		&referral.OfferTransfer{Reason: "moved-area", To: other},
		&referral.AcceptTransfer{Episode: referral.ID(fixedID(8))},
	)
}

// commandFor makes the empty command of every action.
func commandFor() map[referral.Action]referral.Command {
	out := map[referral.Action]referral.Command{}
	for _, c := range allCommands() {
		out[c.Action()] = c
	}
	return out
}

// TestEveryStateAndAction tries every action in every state, in every role, and
// compares what the machine does with the report that people read.
func TestEveryStateAndAction(t *testing.T) {
	fixtures := inState(t)
	commands := commandFor()
	m := referral.Pathway()
	require.Len(t, m.Actions(), len(commands), "a command for every action")
	var b strings.Builder
	for _, def := range append([]referral.StateDef{{}}, m.Spec().Referral.States...) {
		f, ok := fixtures[def.Name]
		require.True(t, ok, "no fixture in %s", def.Name)
		require.Equal(t, def.Name, f.r.State())
		for _, a := range m.Actions() {
			fmt.Fprintf(&b, "%-22s %-28s %s\n", def.Name, a, verdict(t, f, commands[a]))
		}
	}
	golden(t, "verdicts.txt", b.String())
	requireSameAsReport(t, b.String())
}

// verdict says who gets further than the table: the roles that are not refused
// for the state or for themselves.
func verdict(t *testing.T, f *flow, c referral.Command) string {
	t.Helper()
	var who []string
	for _, role := range referral.Roles() {
		v := reflect.New(reflect.TypeOf(c).Elem())
		cmd, _ := v.Interface().(referral.Command)
		*v.Elem().FieldByName("Meta").Addr().Interface().(*referral.Meta) = referral.Meta{
			ID: referral.NewChangeID(), By: referral.Actor{ID: aWorker, Role: role}, At: f.at, RecordedAt: f.at,
		}
		next, events, err := f.m.Apply(f.r, cmd, f.facts, nil)
		var refusal *referral.Refusal
		if errors.As(err, &refusal) && refusal.Part == referral.PartReferral {
			if refusal.Rule == referral.RuleState {
				return "refused"
			}
			if refusal.Rule == referral.RuleRole {
				require.Equal(t, f.r, next)
				require.Empty(t, events)
				continue
			}
		}
		who = append(who, string(role))
	}
	return strings.Join(who, " ")
}

// requireSameAsReport checks that the report names exactly the cells that the
// machine lets through.
func requireSameAsReport(t *testing.T, verdicts string) {
	t.Helper()
	section, _, _ := strings.Cut(referral.Pathway().Report(), "# onward")
	allowed := map[string][]string{}
	state := ""
	for line := range strings.Lines(section) {
		if name, ok := strings.CutPrefix(line, "## "); ok {
			state, _, _ = strings.Cut(strings.TrimSpace(name), " ")
			if state == "(nowhere)" {
				state = ""
			}
		} else if action, _, ok := strings.Cut(line, "->"); ok {
			allowed[state] = append(allowed[state], strings.TrimSpace(action))
		}
	}
	for line := range strings.Lines(verdicts) {
		s, action := strings.TrimSpace(line[:22]), strings.TrimSpace(line[23:51])
		refused := strings.HasSuffix(strings.TrimSpace(line), "refused")
		require.Equal(t, !refused, slices.Contains(allowed[s], action), line)
	}
}
