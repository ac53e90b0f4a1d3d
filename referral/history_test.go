package referral_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral"
)

// walk is a random history, always the same of one seed.
func walk(t *testing.T, moves []move, seed uint64, steps int) (referral.Referral, []referral.Event) {
	t.Helper()
	random := rand.New(rand.NewPCG(seed, 7))
	var r referral.Referral
	var all []referral.Event
	for range steps {
		mv := moves[random.IntN(len(moves))]
		at := monday
		if !r.IsZero() {
			at = r.RecordedAt().Add(time.Hour)
		}
		at = at.Add(mv.later)
		cmd := mv.make(r, at)
		role := mv.role
		if role == "" {
			role = referral.RoleTeamLead
		}
		meta, _ := reflect.ValueOf(cmd).Elem().FieldByName("Meta").Addr().Interface().(*referral.Meta)
		*meta = referral.Meta{ID: referral.ChangeID(fixedID(100_000 + int(r.Sequence()))), By: referral.Actor{ID: aWorker, Role: role}, At: at, RecordedAt: at}
		facts := known()
		if mv.facts != nil {
			mv.facts(&facts)
		}
		next, events, err := referral.Pathway().Apply(r, cmd, facts, nil)
		if err != nil {
			continue
		}
		r, all = next, append(all, events...)
	}
	return r, all
}

// TestEveryEventTypeIsRecorded: the histories in testdata hold every type of
// event that this release writes, so that a later one that could not fold one
// of them is found out. With -update it records random histories until they do;
// those of a released schema are never written again.
func TestEveryEventTypeIsRecorded(t *testing.T) {
	if *update {
		recordWide(t)
	}
	missing := map[referral.EventType]bool{}
	for _, e := range referral.EventTypes() {
		missing[e] = true
	}
	streams, err := filepath.Glob(filepath.Join("testdata", "histories", "*.events.json"))
	require.NoError(t, err)
	for _, path := range streams {
		data, err := os.ReadFile(path)
		require.NoError(t, err)
		var events []referral.Event
		require.NoError(t, json.Unmarshal(data, &events), path)
		for i := range events {
			delete(missing, events[i].Type)
		}
	}
	require.Empty(t, missing)
}

// recordWide records the scripts, and the random histories that bring four
// types or more that were not there yet.
func recordWide(t *testing.T) {
	t.Helper()
	dir := filepath.Join("testdata", "histories")
	if wide, _ := filepath.Glob(filepath.Join(dir, "schema-1-*")); len(wide) > 0 {
		return
	}
	write := func(name string, r referral.Referral, events []referral.Event) {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name+".events.json"), []byte(asJSON(t, events)), 0o644))
		require.NoError(t, os.WriteFile(filepath.Join(dir, name+".snapshot.json"), []byte(asJSON(t, r)), 0o644))
	}
	seen := map[referral.EventType]bool{}
	for i, f := range scripts(t) {
		write(fmt.Sprintf("schema-1-script-%02d", i+1), f.r, f.events)
		for i := range f.events {
			seen[f.events[i].Type] = true
		}
	}
	for seed := range uint64(2_000) {
		r, events := walk(t, allMoves(), seed, 150)
		fresh := 0
		for i := range events {
			if !seen[events[i].Type] {
				fresh++
			}
		}
		if fresh < 1 {
			continue
		}
		for i := range events {
			seen[events[i].Type] = true
		}
		write(fmt.Sprintf("schema-1-walk-%04d", seed), r, events)
	}
}

// scripts are histories of what random walks seldom or never do.
func scripts(t *testing.T) []*flow {
	t.Helper()
	words := person.NewText("synthetic words")
	begin := newFlow(t).do(
		&referral.Draft{Referral: referral.ID(fixedID(7)), Intake: intake()}, &referral.Submit{},
		&referral.Triage{Urgency: referral.UrgencyUrgent}, &referral.AskInformation{Words: words}, &referral.AnswerInformation{Words: words},
		&referral.Amend{Intake: intake(), Reason: "typing-error"},
		&referral.Accept{Eligible: person.Yes}, &referral.Allocate{Worker: aWorker},
		&referral.RecordAttempt{Contact: contact(1, referral.ChannelTelephone, referral.OutcomeNoAnswer)}, engaging(),
		&referral.RecordContact{Contact: contact(3, referral.ChannelTelephone, referral.OutcomeEngaged)},
		&referral.RecordMatters{Matters: referral.Matters{Words: words, Strengths: []person.Text{words}}},
		&referral.RecordUnmet{Unmet: referral.Unmet{Need: lonely, Reason: referral.UnmetFull}},
		&referral.Signpost{Signpost: referral.Signposting{ID: referral.SignpostID(fixedID(70)), Provider: provider}},
		&referral.FollowUpSignpost{Signpost: referral.SignpostID(fixedID(70)), Use: referral.UseUsed},
		&referral.RecordSupport{Support: referral.Support{Level: referral.SupportWithPeer, Done: true}},
		&referral.RecordFeedback{Feedback: referral.Feedback{Activity: [16]byte{1}, From: referral.PartyPerson, Rating: 4, Text: words}},
		&referral.DraftPlan{Plan: referral.Plan{Matters: words}},
		&referral.AgreePlan{AgreedBy: referral.Decider{Party: referral.PartyPerson}, Review: monday.AddDate(0, 1, 0)},
		&referral.ReviewPlan{Review: monday.AddDate(0, 2, 0)},
		goal(1), &referral.AgreeGoal{Goal: goalID(1)}, &referral.ReviseGoal{Goal: referral.Goal{ID: goalID(1), Words: words, Importance: 7}, Words: words},
		&referral.StartGoal{Goal: goalID(1)}, &referral.PartlyAchieveGoal{Goal: goalID(1), Words: words},
		goal(3), &referral.AbandonGoal{Goal: goalID(3), Reason: "not-possible"},
		goal(2), &referral.StartGoal{Goal: goalID(2)}, &referral.MissGoal{Goal: goalID(2), Words: words},
		&referral.AddStep{Step: referral.Step{ID: referral.StepID(fixedID(71)), What: words}},
		&referral.UpdateStep{Step: referral.Step{ID: referral.StepID(fixedID(71)), What: words, Status: referral.StepDone}},
		&referral.WriteNote{Note: referral.Note{ID: referral.NoteID(fixedID(72)), Text: words}},
		&referral.AmendNote{Note: referral.NoteID(fixedID(72)), Text: words},
		&referral.LinkEpisode{Link: referral.Link{Kind: referral.LinkHousehold, Episode: referral.ID(fixedID(8))}},
		&referral.UnlinkEpisode{Link: referral.Link{Kind: referral.LinkHousehold, Episode: referral.ID(fixedID(8))}},
		&referral.AssessComplexity{Weight: 3}, &referral.DiscussInSupervision{}, &referral.RecordComplaint{},
		&referral.RequestFunding{Funding: referral.Funding{Source: "fund", Pence: 2500, For: "travel"}},
		&referral.AgreeFunding{Funding: referral.Funding{Source: "fund", Pence: 2500, For: "travel"}},
		&referral.RaiseRisk{Risk: referral.Risk{ID: referral.RiskID(fixedID(73)), Kind: "lone-working"}},
		&referral.ResolveRisk{Risk: referral.RiskID(fixedID(73)), Words: words},
		&referral.Hold{Reason: "unwell", Review: monday.AddDate(0, 0, 10)},
		&referral.ExtendHold{Reason: "unwell", Review: monday.AddDate(0, 0, 12)}, &referral.Resume{},
		&referral.CompletePlan{},
	).as(referral.RoleAdministrator).do(
		&referral.Redact{Reason: "erasure-request", Items: []uuid.UUID{uuid.UUID(fixedID(72))}},
	)
	return []*flow{begin, onwardScript(t), sessionScript(t), customScript(t)}
}

func onwardScript(t *testing.T) *flow {
	t.Helper()
	f := engaged(t)
	sent := func(n int) referral.OnwardID {
		f.do(propose(n), send(n), &referral.AcknowledgeOnward{Onward: onwardID(n)})
		return onwardID(n)
	}
	f.do(&referral.DeclineOnward{Onward: sent(1), Reason: "no-capacity"})
	o := sent(2)
	f.do(&referral.AcceptOnward{Onward: o}, &referral.NeverStartOnward{Onward: o, Reason: "too-far"})
	o = sent(3)
	f.do(&referral.AcceptOnward{Onward: o}, &referral.CancelOnward{Onward: o, Reason: "activity-ended"})
	o = sent(4)
	f.do(&referral.AcceptOnward{Onward: o}, &referral.StartOnward{Onward: o}, &referral.PauseOnward{Onward: o, Reason: "person-unwell"},
		&referral.ResumeOnward{Onward: o}, &referral.EndOnward{Onward: o, By: referral.PartyPerson, Reason: "did-not-suit"})
	f.do(&referral.RefuseOnward{Onward: sent(6), Reason: "not-now"}, &referral.RecallOnward{Onward: sent(7), Reason: "consent-withdrawn"})
	f.as(referral.RoleTeamLead).do(&referral.VoidOnward{Onward: sent(8), Reason: "duplicate-record"})
	o = sent(9)
	f.at = monday.AddDate(0, 2, 0)
	f.do(&referral.ExpireOnward{Onward: o}, &referral.AcceptOnward{Onward: o}, &referral.NeverStartOnward{Onward: o, Reason: "too-far"})
	o = sent(5)
	return f.do(&referral.Close{Reason: referral.ReasonGoalsAchieved, LeaveOpen: []referral.LeftOpen{
		{Onward: o, Watcher: aWorker, Until: monday.AddDate(0, 4, 0)},
	}})
}

func sessionScript(t *testing.T) *flow {
	t.Helper()
	f := engaged(t)
	f.do(f.arrange(1))
	to := f.arrange(2).Session
	f.do(&referral.RescheduleSession{Session: sessionID(1), To: to, By: referral.PartyPerson, Reason: "person-asked"})
	f.at = monday.AddDate(0, 0, 30)
	f.do(&referral.NotSeenSession{Session: sessionID(2)}, f.arrange(3), &referral.CancelSessionByPerson{Session: sessionID(3), Reason: "unwell"}, f.arrange(4))
	f.at = monday.AddDate(0, 2, 0)
	return f.do(&referral.FailSession{Session: sessionID(4), By: referral.PartyPerson, Reason: "person-unwell"})
}

func customScript(t *testing.T) *flow {
	t.Helper()
	s := referral.Pathway().Spec()
	s.Referral.Rows = append(s.Referral.Rows, referral.Transition{
		From: []referral.State{referral.StateReceived}, On: "x-screen", To: referral.Stay, Roles: []referral.Role{referral.RoleLinkWorker}, Doc: "Screen.",
	})
	m, err := referral.Compile(s)
	require.NoError(t, err)
	f := received(t)
	f.m = m
	return f.do(&referral.Custom{Do: "x-screen", Data: json.RawMessage(`{"score":3}`)})
}

// TestUpcasting takes events over two invented steps: each is taken once and in
// order, from the schema that the event has, and a step that fails says so.
func TestUpcasting(t *testing.T) {
	require.Equal(t, referral.Schema-1, referral.Steps(), "a step for each change of schema")
	var taken []string
	step := func(name string, to referral.EventType) func(referral.Event) (referral.Event, error) {
		return func(e referral.Event) (referral.Event, error) {
			taken = append(taken, fmt.Sprint(name, e.Schema))
			e.Type = to
			return e, nil
		}
	}
	steps := []func(referral.Event) (referral.Event, error){step("a", "two"), step("b", "three")}
	e, err := referral.UpcastBy(referral.Event{Schema: 1, Type: "one"}, steps, 3)
	require.NoError(t, err)
	require.Equal(t, referral.EventType("three"), e.Type)
	require.Equal(t, 3, e.Schema)
	require.Equal(t, []string{"a1", "b2"}, taken)
	taken = nil
	e, err = referral.UpcastBy(referral.Event{Schema: 2, Type: "two"}, steps, 3)
	require.NoError(t, err)
	require.Equal(t, referral.EventType("three"), e.Type)
	require.Equal(t, []string{"b2"}, taken)

	steps[0] = func(referral.Event) (referral.Event, error) { return referral.Event{}, errors.ErrUnsupported }
	e, err = referral.UpcastBy(referral.Event{Schema: 1, Type: "one"}, steps, 3)
	require.ErrorIs(t, err, errors.ErrUnsupported)
	require.Equal(t, referral.EventType("one"), e.Type, "and the event is as it was")

	for _, schema := range []int{-1, 0, referral.Schema + 1} {
		_, err := referral.Upcast(referral.Event{Schema: schema, Type: "referral.accepted", Sequence: 4})
		var h *referral.HistoryError
		require.ErrorAs(t, err, &h)
		require.Equal(t, referral.RuleSchema, h.Rule)
		require.Equal(t, fmt.Sprint(schema), h.Offered)
		require.True(t, strings.Contains(h.Error(), "referral.accepted"))
	}
}

// TestEveryTextIsLimited fills each record with words that are too long: every
// text of every record is measured, whatever may be skipped.
func TestEveryTextIsLimited(t *testing.T) {
	long := person.NewText(strings.Repeat("w", 100_001))
	var fill func(v reflect.Value) bool
	fill = func(v reflect.Value) bool {
		switch {
		case v.Type() == reflect.TypeFor[person.Text]():
			v.Set(reflect.ValueOf(long))
			return true
		case v.Kind() == reflect.Struct && v.Type() != reflect.TypeFor[time.Time]():
			found := false
			for i := range v.NumField() {
				found = v.Type().Field(i).IsExported() && fill(v.Field(i)) || found
			}
			return found
		case v.Kind() == reflect.Slice && v.Type().Elem().Kind() != reflect.Uint8:
			v.Set(reflect.MakeSlice(v.Type(), 1, 1))
			return fill(v.Index(0))
		}
		return false
	}
	for _, p := range referral.Payloads() {
		require.False(t, referral.Limited(p), "%T", p)
		require.Equal(t, fill(reflect.ValueOf(p).Elem()), referral.Limited(p), "%T", p)
	}
}
