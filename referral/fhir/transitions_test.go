package fhir_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/internal/episodes"
	"github.com/socialprescribing/socialprescribing/referral"
	"github.com/socialprescribing/socialprescribing/referral/fhir"
)

// change is one change of one thing's status, by one command.
type change struct {
	profile  fhir.Profile
	part     referral.Part
	on       referral.Action
	from, to referral.State
	was, is  fhir.Status
}

// walk follows episodes command by command, and gives every change to see.
// Commands that were taken back are left out: Undo is refused once anything has
// left the service, so no peer has seen them.
func walk(t *testing.T, events []referral.Event, see func(change)) {
	t.Helper()
	var r referral.Referral
	for list := events; len(list) != 0; {
		n := 1
		for n < len(list) && list[n].Command == list[0].Command {
			n++
		}
		next, err := referral.ReplayFrom(r, list[:n])
		require.NoError(t, err)
		if list[0].On != referral.ActionUndo {
			for _, p := range fhir.Profiles() {
				compare(p, r, next, list[0].On, see)
			}
		}
		r, list = next, list[n:]
	}
}

func compare(p fhir.Profile, r, next referral.Referral, on referral.Action, see func(change)) {
	was := fhir.Status{}
	if !r.IsZero() {
		was = fhir.EpisodeStatus(p, r)
	}
	see(change{p, referral.PartReferral, on, r.State(), next.State(), was, fhir.EpisodeStatus(p, next)})
	for o := range next.Onwards() {
		before, _ := r.Onward(o.ID)
		was, _ := fhir.OnwardStatus(p, nil, r, o.ID)
		is, _ := fhir.OnwardStatus(p, nil, next, o.ID)
		see(change{p, referral.PartOnward, on, before.State, o.State, was, is})
	}
}

// Every row of our machines that changes a state is taken, by random episodes
// or by those below, and its change is legal under every profile: drawn by the
// guide, or taken in several drawn steps, or allowed by one of the sentences
// that are listed by name in the golden file. None is illegal.
func TestEveryTransitionIsLegal(t *testing.T) {
	rows := map[string]bool{}
	undrawn := map[string]bool{}
	see := func(c change) {
		rows[fmt.Sprintf("%s/%s/%s", c.part, c.from, c.on)] = true
		if c.was.Written() && !c.is.Written() {
			require.Equal(t, fhir.TaskDraft, c.was.Task, "%+v", c) // what was never sent is dropped
			return
		}
		if !c.is.Written() {
			return
		}
		judge(t, c, "Task", fhir.TaskMove(c.profile, c.was, c.is), string(c.was.Task)+"/"+c.was.BSeR, string(c.is.Task)+"/"+c.is.BSeR, undrawn)
		judge(t, c, "ServiceRequest", fhir.RequestMove(c.was.Request, c.is.Request), string(c.was.Request), string(c.is.Request), undrawn)
	}
	for seed := range uint64(walked) {
		walk(t, episodes.New(seed).Events, see)
	}
	everyRow(func(part referral.Part, from referral.State, on referral.Action) {
		s := at(t, part, from)
		if on == referral.ActionAcceptTransfer {
			s.run(referral.ActionOfferTransfer)
		}
		walk(t, s.run(on).events, see)
	})
	missing := missingRows(rows)
	require.Empty(t, missing, "these rows of the machines were not walked")
	list := make([]string, 0, len(undrawn))
	for line := range undrawn {
		list = append(list, line)
	}
	slices.Sort(list)
	if walked == walkedFully {
		golden(t, "undrawn.txt", strings.Join(list, "\n")+"\n")
	}
}

// judge fails on what is illegal, and notes what no machine draws in one step.
func judge(t *testing.T, c change, resource string, m fhir.Move, from, to string, undrawn map[string]bool) {
	t.Helper()
	from, to = strings.TrimSuffix(from, "/"), strings.TrimSuffix(to, "/")
	switch m.Kind {
	case fhir.MoveIllegal:
		t.Errorf("%s: %s of %q: %s to %s (%s from %q to %q) is illegal", c.profile, resource, c.part, from, to, c.on, c.from, c.to)
	case fhir.MovePassing:
		undrawn[fmt.Sprintf("%s %s: %s to %s: passing through %s", c.profile, resource, from, to, strings.Join(m.Through, ", "))] = true
	case fhir.MoveProse, fhir.MoveNew:
		undrawn[fmt.Sprintf("%s %s: %s to %s: %s", c.profile, resource, from, to, strings.TrimSpace(string(m.Kind)+" "+m.Rule))] = true
	}
}

// everyRow gives each row of the two machines that changes a state, one by one
// for each state that it leaves. Undo is left out on purpose, see walk.
func everyRow(see func(part referral.Part, from referral.State, on referral.Action)) {
	spec := referral.Pathway().Spec()
	tables := []referral.Table{spec.Referral, spec.Onward}
	for i, part := range []referral.Part{referral.PartReferral, referral.PartOnward} {
		for _, row := range tables[i].Rows {
			if row.To == referral.Stay || row.Mark == referral.MarkUndo {
				continue
			}
			for _, from := range row.From {
				see(part, from, row.On)
			}
		}
	}
}

// missingRows lists the rows that were not walked.
func missingRows(walked map[string]bool) []string {
	var out []string
	everyRow(func(part referral.Part, from referral.State, on referral.Action) {
		if key := fmt.Sprintf("%s/%s/%s", part, from, on); !walked[key] {
			out = append(out, key)
		}
	})
	return out
}

// A machine that could not say no would prove nothing.
func TestIllegalMovesAreSeen(t *testing.T) {
	s := func(task fhir.TaskStatus, code string) fhir.Status {
		return fhir.Status{Request: fhir.RequestActive, Task: task, BSeR: code}
	}
	for _, c := range []struct {
		name     string
		p        fhir.Profile
		from, to fhir.Status
		want     fhir.MoveKind
	}{
		{"R4 draws it", fhir.ProfileR4, s(fhir.TaskRequested, ""), s(fhir.TaskReceived, ""), fhir.MoveDrawn},
		{"R4: nobody goes back", fhir.ProfileR4, s(fhir.TaskAccepted, ""), s(fhir.TaskRequested, ""), fhir.MoveIllegal},
		{"R4: a decline after acceptance", fhir.ProfileR4, s(fhir.TaskAccepted, ""), s(fhir.TaskRejected, ""), fhir.MoveIllegal},
		{"R4: an end is an end", fhir.ProfileR4, s(fhir.TaskCompleted, ""), s(fhir.TaskCancelled, ""), fhir.MoveIllegal},
		{"R4: coming back is a new Task", fhir.ProfileR4, s(fhir.TaskCompleted, ""), s(fhir.TaskInProgress, ""), fhir.MoveNew},
		{"Gravity: on hold and back to accepted", fhir.ProfileSDOHCC, s(fhir.TaskOnHold, ""), s(fhir.TaskAccepted, ""), fhir.MoveIllegal},
		{"Gravity: no failure before acceptance in one step", fhir.ProfileSDOHCC, s(fhir.TaskRequested, ""), s(fhir.TaskFailed, ""), fhir.MovePassing},
		{"Gravity has no received", fhir.ProfileSDOHCC, s(fhir.TaskRequested, ""), s(fhir.TaskReceived, ""), fhir.MoveIllegal},
		{"BSeR: a decline after acceptance", fhir.ProfileBSeR, s(fhir.TaskAccepted, "3.0"), s(fhir.TaskRejected, "4.0"), fhir.MoveDrawn},
		{"BSeR: only the initiator cancels, in two steps", fhir.ProfileBSeR, s(fhir.TaskAccepted, "3.0"), s(fhir.TaskCancelled, "6.0"), fhir.MovePassing},
		{"BSeR: 5.1 can't be completed at once", fhir.ProfileBSeR, s(fhir.TaskInProgress, "5.1"), s(fhir.TaskCompleted, "7.0"), fhir.MovePassing},
		{"no profile", "", s(fhir.TaskRequested, ""), s(fhir.TaskAccepted, ""), fhir.MoveIllegal},
	} {
		require.Equal(t, c.want, fhir.TaskMove(c.p, c.from, c.to).Kind, c.name)
	}
	for _, c := range []struct {
		from, to fhir.RequestStatus
		want     fhir.Move
	}{
		{fhir.RequestActive, fhir.RequestActive, fhir.Move{Kind: fhir.MoveNone}},
		{fhir.RequestDraft, fhir.RequestActive, fhir.Move{Kind: fhir.MoveDrawn}},
		{fhir.RequestOnHold, fhir.RequestActive, fhir.Move{Kind: fhir.MoveDrawn}},
		{fhir.RequestRevoked, fhir.RequestActive, fhir.Move{Kind: fhir.MoveProse, Rule: fhir.RuleReopen}},
		{fhir.RequestCompleted, fhir.RequestActive, fhir.Move{Kind: fhir.MoveProse, Rule: fhir.RuleReopen}},
		{fhir.RequestEnteredInError, fhir.RequestActive, fhir.Move{Kind: fhir.MoveIllegal}},
		{fhir.RequestDraft, fhir.RequestEnteredInError, fhir.Move{Kind: fhir.MoveDrawn}},
	} {
		require.Equal(t, c.want, fhir.RequestMove(c.from, c.to), "%s to %s", c.from, c.to)
	}
	require.Equal(t, fhir.MoveIllegal, fhir.RequestMove(fhir.RequestDraft, fhir.RequestRevoked).Kind)
	require.Equal(t, fhir.MovePassing, fhir.RequestMove(fhir.RequestOnHold, fhir.RequestRevoked).Kind)
	require.Equal(t, fhir.MoveIllegal, fhir.RequestMove(fhir.RequestCompleted, fhir.RequestRevoked).Kind)
}

// A state that FHIR has no word for must not be an end for the peer: an expired
// onward referral may still be answered, a recalled one stays as the provider
// left it until the provider confirms.
func TestWhatTheProviderHasNotSaid(t *testing.T) {
	for _, r := range fhir.StateRows(fhir.ProfileR4) {
		switch {
		case r.State == referral.StateExpired, r.State == referral.StateRecalled && strings.HasPrefix(string(r.Label), "from-"):
			require.False(t, r.Status.Closed(), "%s %s", r.State, r.Label)
		}
	}
}

func TestTransitionTablesHaveSources(t *testing.T) {
	tables := fhir.TransitionTables()
	require.Len(t, tables, 4)
	edges := map[string]int{}
	for _, table := range tables {
		require.NotEmpty(t, table.Source)
		for _, r := range table.Rows {
			require.Contains(t, []string{"requester", "performer", "either"}, r.By)
			edges[table.Name] += len(r.To)
		}
	}
	// What was transcribed: 20 edges, 19, 34 without the one start that is ours
	// and without doubles, 7.
	require.Equal(t, map[string]int{"r4-task": 20, "sdohcc-task": 19, "bser-task": 34, "r4-request": 7}, edges)
	tables[0].Rows[0].To[0] = "changed"
	require.Equal(t, "draft", fhir.TransitionTables()[0].Rows[0].To[0])
}
