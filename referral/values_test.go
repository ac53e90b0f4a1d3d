package referral_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral"
)

func TestPolicyDiffAndItems(t *testing.T) {
	p := referral.DefaultPolicy()
	require.Empty(t, p.Diff(referral.DefaultPolicy()))
	p.ReopenDays, p.CodeAt = 30, referral.CodeAtReceipt
	diff := p.Diff(referral.DefaultPolicy())
	require.Len(t, diff, 2)
	require.Equal(t, "codeAt", diff[0].Path)
	require.Equal(t, "receipt", diff[0].To)
	require.Equal(t, referral.StandingSourced, diff[0].Item.Standing)
	require.Equal(t, "90", diff[1].From)
	for _, i := range referral.PolicyItems() {
		require.True(t, i.Standing.IsValid(), i.Path)
		require.NotEmpty(t, i.Source, i.Path)
		require.NotEmpty(t, i.Default, i.Path)
	}
	read, err := referral.ReadPolicy([]byte(`{"reopenDays": 30, "codeAt": "receipt"}`))
	require.NoError(t, err)
	require.Empty(t, read.Diff(p))
	for _, bad := range []string{`{"reopenDay": 1}`, `{"codeAt": "sometimes"}`, `{`} {
		_, err := referral.ReadPolicy([]byte(bad))
		require.ErrorIs(t, err, referral.ErrInvalid)
	}
}

func TestCompilePolicyReportsEveryFault(t *testing.T) {
	_, err := referral.CompilePolicy(referral.Policy{})
	var n int
	for _, line := range strings.Split(err.Error(), "\n") {
		require.Contains(t, line, "referral: ")
		n++
	}
	require.Equal(t, 17, n, "%v", err)
}

func TestCompileReportsEveryFault(t *testing.T) {
	s := referral.Pathway().Spec()
	s.Referral.States = append(s.Referral.States,
		referral.StateDef{Name: "screening", Phase: referral.PhasePending, Doc: "not x-"},
		referral.StateDef{Name: "x-lost", Phase: referral.PhasePending, Doc: "nothing leads here"},
		referral.StateDef{Name: "x-stuck", Phase: referral.PhasePending, Doc: "no way out"},
		referral.StateDef{Name: referral.StateClosed, Phase: referral.PhaseEnded, Doc: "twice"})
	s.Referral.Rows = append(s.Referral.Rows,
		referral.Transition{From: []referral.State{referral.StateReceived}, On: "x-go", To: "x-stuck", Roles: referral.Roles(), Doc: "."},
		referral.Transition{From: []referral.State{referral.StateReceived}, On: referral.ActionAccept, To: referral.StateAccepted, Roles: referral.Roles(), Doc: "."},
		referral.Transition{From: []referral.State{referral.StateClosed}, On: "x-back", To: referral.StateEngaged, Roles: referral.Roles(), Doc: "."},
		referral.Transition{From: []referral.State{"x-none"}, On: "x-go", To: "x-none", Guards: []referral.GuardName{"x-none"}})
	s.Reasons = append(s.Reasons, referral.ReasonDef{For: "x-nothing", Code: "Not A Word", Initiator: "nobody"})
	_, err := referral.Compile(s)
	require.Error(t, err)
	for _, rule := range []referral.Rule{
		referral.RuleHostName, referral.RuleUnreachable, referral.RuleDeadEnd, referral.RuleDuplicate,
		referral.RuleUnmarked, referral.RuleUndeclared, referral.RuleNobody, referral.RuleDoc, referral.RuleWord,
	} {
		require.Contains(t, err.Error(), ": "+string(rule), "%v", err)
	}
	require.ErrorIs(t, err, referral.ErrInvalid)
}

// TestHostDerivesItsOwnMachine adds a state, two actions and a guard.
func TestHostDerivesItsOwnMachine(t *testing.T) {
	s := referral.Pathway().Spec()
	s.Referral.States = append(s.Referral.States, referral.StateDef{Name: "x-screening", Phase: referral.PhasePending, Doc: "a nurse looks at it"})
	s.Referral.Rows = append(s.Referral.Rows,
		referral.Transition{
			From: []referral.State{referral.StateReceived}, On: "x-screen", To: "x-screening", Roles: []referral.Role{referral.RoleLinkWorker},
			Guards: []referral.GuardName{"x-weekday"}, Doc: "Begin the screening.",
		},
		referral.Transition{From: []referral.State{"x-screening"}, On: "x-pass", To: referral.StateAccepted, Roles: []referral.Role{referral.RoleLinkWorker}, Doc: "Passed."})
	s.Guards = append(s.Guards, referral.Guard{Name: "x-weekday", Doc: "on a weekday", Check: func(_ referral.Referral, c referral.Command, _ referral.Facts, _ *referral.Rules) *referral.Refusal {
		if x, ok := c.(*referral.Custom); ok && x.RecordedAt.Weekday() == time.Sunday {
			return &referral.Refusal{Rule: "x-weekday", Action: c.Action()}
		}
		return nil
	}})
	m, err := referral.Compile(s)
	require.NoError(t, err)
	f := received(t)
	f.m = m
	f.do(&referral.Custom{Do: "x-screen", Data: json.RawMessage(`{"score":3}`)})
	require.Equal(t, referral.State("x-screening"), f.r.State())
	require.Equal(t, referral.PhasePending, f.r.Phase())
	f.do(&referral.Custom{Do: "x-pass"})
	require.Equal(t, referral.StateAccepted, f.r.State())
	require.Equal(t, referral.RuleHostName, received(t).fault(&referral.Custom{Do: "x-screen"}).Rule)
	sunday := received(t)
	sunday.m, sunday.at = m, time.Date(2026, time.March, 8, 9, 0, 0, 0, time.UTC)
	require.Equal(t, referral.Rule("x-weekday"), sunday.no(&referral.Custom{Do: "x-screen"}).Rule)
}

// TestBadInput: each its own typed error, and nothing changed.
func TestBadInput(t *testing.T) {
	f := received(t)
	zero := &referral.Triage{}
	_, _, err := f.m.Apply(f.r, zero, f.facts, nil)
	require.ErrorIs(t, err, referral.ErrInvalid)
	noTime := &referral.Triage{Meta: referral.Meta{ID: referral.NewChangeID(), By: referral.Actor{Role: referral.RoleLinkWorker}}}
	_, _, err = f.m.Apply(f.r, noTime, f.facts, nil)
	var fault *referral.Fault
	require.ErrorAs(t, err, &fault)
	require.Equal(t, referral.RuleTime, fault.Rule)
	require.Equal(t, referral.RuleReason, f.fault(&referral.Reject{Reason: "because"}).Rule)
	require.NotEmpty(t, f.fault(&referral.Reject{Reason: "because"}).Allowed)
	require.Equal(t, referral.RuleReason, f.fault(&referral.Reject{Reason: referral.ReasonOther}).Rule, "other wants words")
	require.Equal(t, referral.RuleLimit, f.fault(&referral.AskInformation{Words: person.NewText(strings.Repeat("é", 2001))}).Rule)
	f.do(&referral.AskInformation{Words: person.NewText(strings.Repeat("é", 2000))})
	_, _, err = f.m.Apply(f.r, nil, f.facts, nil)
	require.ErrorIs(t, err, referral.ErrInvalid)
	_, _, err = f.m.Apply(f.r, (*referral.Accept)(nil), f.facts, nil)
	require.ErrorIs(t, err, referral.ErrInvalid)
	repeated := &referral.Triage{}
	repeated.ID = f.events[0].Command
	require.Equal(t, referral.RuleTaken, f.fault(repeated).Rule)
}

func TestBrokenHistories(t *testing.T) {
	f := engaged(t)
	rule := func(events []referral.Event) referral.Rule {
		t.Helper()
		_, err := referral.Replay(events)
		require.ErrorIs(t, err, referral.ErrHistory)
		var h *referral.HistoryError
		require.True(t, errors.As(err, &h))
		require.NotEmpty(t, h.Error())
		return h.Rule
	}
	clone := func() []referral.Event { return append([]referral.Event(nil), f.events...) }
	require.Equal(t, referral.RuleGap, rule(append(clone()[:2:2], clone()[3:]...)))
	require.Equal(t, referral.RuleRepeated, rule(append(clone()[:2:2], clone()[1:]...)))
	foreign := clone()
	foreign[2].Referral = referral.ID(fixedID(99))
	require.Equal(t, referral.RuleForeign, rule(foreign))
	unknown := clone()
	unknown[1].Type = "referral.vanished"
	require.Equal(t, referral.RuleType, rule(unknown))
	newer := clone()
	newer[1].Schema = referral.Schema + 1
	require.Equal(t, referral.RuleSchema, rule(newer))
	empty := clone()
	empty[0].Data = nil
	require.Equal(t, referral.RulePayload, rule(empty))
	var e referral.Event
	err := json.Unmarshal([]byte(`{"type":"referral.vanished","schema":1,"sequence":1}`), &e)
	require.ErrorIs(t, err, referral.ErrHistory)
	require.Contains(t, err.Error(), "referral.vanished")
}

func TestSnapshotsAreChecked(t *testing.T) {
	good := asJSON(t, engaged(t).do(goal(1), propose(1), f0arrange(), &referral.DraftPlan{}).r)
	for name, change := range map[string][2]string{
		"state":    {`"state":"engaged"`, `"state":"enraged"`},
		"format":   {`"snapshot":2`, `"snapshot":3`},
		"nought":   {`"snapshot":2`, `"snapshot":0`},
		"sequence": {`"sequence":1,`, `"sequence":7,`},
		"field":    {`"snapshot":2`, `"snapshot":2,"surprise":true`},
		"onward":   {`"state":"proposed","since"`, `"state":"Mrs Invented","since"`},
		"phase":    {`"phase":"active","since"`, `"phase":"asleep","since"`},
	} {
		bad := strings.Replace(good, change[0], change[1], 1)
		require.NotEqual(t, good, bad, name)
		var r referral.Referral
		err := json.Unmarshal([]byte(bad), &r)
		require.Error(t, err, name)
		require.True(t, r.IsZero(), name)
		require.NotContains(t, err.Error(), "Invented")
	}
}

// TestHistoriesReplay replays the recorded streams of every released version,
// and compares with the snapshots of their time.
func TestHistoriesReplay(t *testing.T) {
	f := engaged(t).do(
		&referral.RecordNeed{Need: referral.Need{Code: lonely, Words: person.NewText("synthetic words")}},
		goal(1), &referral.StartGoal{Goal: goalID(1)}, propose(1), send(1), &referral.WaitlistOnward{Onward: onwardID(1), Position: 2},
		&referral.AcceptOnward{Onward: onwardID(1)}, &referral.StartOnward{Onward: onwardID(1)}, &referral.CompleteOnward{Onward: onwardID(1)},
		&referral.AchieveGoal{Goal: goalID(1)}, closing(referral.ReasonGoalsAchieved), &referral.Reopen{Reason: "person-asked"},
		closing("needs-met-elsewhere"), &referral.Undo{Words: person.NewText("slip")},
	)
	dir := filepath.Join("testdata", "histories")
	if *update { // what was recorded once is never written again
		require.NoError(t, os.MkdirAll(dir, 0o755))
		record(t, filepath.Join(dir, "schema-1.events.json"), f.events)
	}
	streams, err := filepath.Glob(filepath.Join(dir, "*.events.json"))
	require.NoError(t, err)
	require.NotEmpty(t, streams)
	for _, path := range streams {
		data, err := os.ReadFile(path)
		require.NoError(t, err)
		var events []referral.Event
		require.NoError(t, json.Unmarshal(data, &events), path)
		r, err := referral.Replay(events)
		require.NoError(t, err, path)
		if *update && strings.Contains(asJSON(t, r), `"grown"`) {
			record(t, strings.Replace(path, ".events.", ".format-2.snapshot.", 1), r)
		}
		snapshots, err := filepath.Glob(strings.Replace(path, ".events.json", ".*snapshot.json", 1))
		require.NoError(t, err)
		require.NotEmpty(t, snapshots, path)
		for _, path := range snapshots {
			want, err := os.ReadFile(path)
			require.NoError(t, err)
			var recorded referral.Referral // in the form of its time
			require.NoError(t, json.Unmarshal(want, &recorded), path)
			require.JSONEq(t, asJSON(t, recorded), asJSON(t, r), path)
			sameUndo(t, recorded, r)
		}
	}
}

func record(t *testing.T, path string, v any) {
	t.Helper()
	if _, err := os.Stat(path); err != nil {
		require.NoError(t, os.WriteFile(path, []byte(asJSON(t, v)), 0o644))
	}
}

// sameUndo: what an older snapshot brings back is what the history brings back.
func sameUndo(t *testing.T, a, b referral.Referral) {
	t.Helper()
	apply := func(r referral.Referral) (referral.Referral, error) {
		at := r.RecordedAt().Add(time.Minute)
		next, _, err := referral.Pathway().Apply(r, &referral.Undo{
			Meta:  referral.Meta{ID: referral.ChangeID(fixedID(990_000)), By: referral.Actor{ID: aWorker, Role: referral.RoleLinkWorker}, At: at, RecordedAt: at},
			Words: person.NewText("synthetic words"),
		}, known(), nil)
		return next, err
	}
	x, errX := apply(a)
	y, errY := apply(b)
	require.Equal(t, errX == nil, errY == nil)
	require.Equal(t, asJSON(t, x), asJSON(t, y))
}

// TestOlderSnapshots: the snapshots of format 1 are read, and written as format
// 2; what came with format 2 is not taken from a snapshot that says 1, and a
// newer format is refused by its number.
func TestOlderSnapshots(t *testing.T) {
	old, err := os.ReadFile(filepath.Join("testdata", "histories", "schema-1-walk-0013.snapshot.json"))
	require.NoError(t, err)
	require.True(t, strings.HasPrefix(string(old), `{"snapshot":1,`))
	require.True(t, strings.Contains(string(old), `"before"`)) //nolint:testifylint // a failure need not print it all
	var r referral.Referral
	require.NoError(t, json.Unmarshal(old, &r))
	text := asJSON(t, r)
	require.True(t, strings.HasPrefix(text, `{"snapshot":2,`))
	require.True(t, strings.Contains(text, `"grown"`)) //nolint:testifylint // a failure need not print it all
	require.Less(t, len(text), len(old), "and shorter")
	for _, form := range []string{strings.ReplaceAll(text, `,"`, `, "`), " " + text, string(old) + "\n"} {
		var again referral.Referral
		require.NoError(t, json.Unmarshal([]byte(form), &again))
		require.Equal(t, text, asJSON(t, again), "however it is spaced")
	}
	for _, c := range []struct{ data, wanted, offered string }{
		{strings.Replace(text, `"snapshot":2`, `"snapshot":1`, 1), "format 2", "1"},
		{strings.Replace(text, `"snapshot":2`, `"snapshot":3`, 1), "1 to 2", "3"},
		{strings.Replace(text, `"snapshot":2`, `"snapshot":-1`, 1), "1 to 2", "-1"},
	} {
		again := r
		var fault *referral.Fault
		require.ErrorAs(t, json.Unmarshal([]byte(c.data), &again), &fault)
		require.Equal(t, referral.RuleSchema, fault.Rule)
		require.Equal(t, c.wanted, fault.Wanted)
		require.Equal(t, c.offered, fault.Offered)
		require.Equal(t, text, asJSON(t, again), "unchanged")
	}
}

// A snapshot says of a list that only grew how long it was, and refuses a length
// that the list does not have.
func TestSnapshotsTellGrowthByLength(t *testing.T) {
	f := engaged(t)
	for i := range 3 {
		f.do(&referral.WriteNote{Note: referral.Note{ID: referral.NoteID(fixedID(810 + i)), Text: person.NewText("synthetic words")}})
	}
	text := asJSON(t, f.r)
	require.Contains(t, text, `"grown":{"notes":2}`)
	var again referral.Referral
	require.NoError(t, json.Unmarshal([]byte(text), &again))
	require.JSONEq(t, text, asJSON(t, again))
	for _, broken := range []string{`"grown":{"notes":4}`, `"grown":{"notes":0}`, `"grown":{"notes":-1}`, `"grown":{"intake":1}`} {
		var fault *referral.Fault
		require.ErrorAs(t, json.Unmarshal([]byte(strings.Replace(text, `"grown":{"notes":2}`, broken, 1)), &again), &fault, broken)
		require.Equal(t, referral.RuleGap, fault.Rule)
	}
	for range 2 {
		f.do(&referral.RecordNeed{Need: referral.Need{Code: lonely}})
	}
	f.do(&referral.Undo{Words: person.NewText("synthetic words")}) // which needs the lists as they were
	require.Len(t, slices.Collect(f.r.Needs()), 1)
	require.Len(t, slices.Collect(f.r.Notes()), 3)
}

// A line of the timeline leaves out what follows from the rest, and no more: a
// command of several events, and an entry that was written down later.
func TestLinesLeaveOutWhatFollows(t *testing.T) {
	f := engaged(t) // whose first contact raised a duty: two events of one command
	f.do(&referral.WriteNote{Note: referral.Note{ID: referral.NoteID(fixedID(810)), Text: person.NewText("synthetic words")}})
	var s struct {
		Log []map[string]any `json:"log"`
	}
	text := asJSON(t, f.r)
	require.NoError(t, json.Unmarshal([]byte(text), &s))
	same, later := 0, 0
	var again referral.Referral
	require.NoError(t, json.Unmarshal([]byte(text), &again))
	require.Equal(t, slices.Collect(f.r.History()), slices.Collect(again.History()))
	require.Len(t, f.events, len(s.Log))
	for i, line := range s.Log {
		e := f.events[i]
		require.NotContains(t, line, "referral")
		require.Equal(t, referral.ChangeID(e.ID) != e.Command, line["command"] != nil, i)
		require.Equal(t, !e.At.Equal(e.Recorded), line["recordedAt"] != nil, i)
		if line["command"] == nil {
			same++
		} else {
			later++
		}
	}
	require.Positive(t, same)
	require.Positive(t, later)
}

func TestNothingPersonalIsPrinted(t *testing.T) {
	f := engaged(t).do(&referral.WriteNote{Note: referral.Note{ID: referral.NoteID(fixedID(800)), Text: person.NewText("Secretname")}})
	wrapped := struct{ r referral.Referral }{f.r}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d", "%T"} {
		for _, v := range []any{f.r, &f.r, wrapped, []referral.Referral{f.r}, f.events[len(f.events)-1], f.events} {
			out := fmt.Sprintf(verb, v)
			require.NotContains(t, out, "Secretname", verb)
			require.NotContains(t, out, "synthetic words", verb)
		}
	}
}

func TestCloudEvents(t *testing.T) {
	f := engaged(t).do(&referral.WriteNote{Note: referral.Note{ID: referral.NoteID(fixedID(800)), Text: person.NewText("Secretname")}})
	for _, e := range f.events {
		c, err := e.CloudEvent("https://host.example/referrals")
		require.NoError(t, err)
		data, err := c.AppendJSON(nil)
		require.NoError(t, err)
		require.NotContains(t, string(data), "Secretname")
		require.NotContains(t, string(data), aPerson.String())
		require.NotContains(t, string(data), aWorker.String())
		var attributes map[string]any
		require.NoError(t, json.Unmarshal(data, &attributes))
		for _, name := range []string{"id", "source", "specversion", "type"} {
			text, ok := attributes[name].(string)
			require.True(t, ok && text != "", name)
		}
		_, err = time.Parse(time.RFC3339Nano, attributes["time"].(string))
		require.NoError(t, err)
	}
	_, err := f.events[0].CloudEvent("")
	require.ErrorIs(t, err, referral.ErrInvalid)
}

func TestSubjectAccess(t *testing.T) {
	f := engaged(t).do(
		&referral.WriteNote{Note: referral.Note{ID: referral.NoteID(fixedID(800)), Text: person.NewText("about herself")}},
		&referral.WriteNote{Note: referral.Note{ID: referral.NoteID(fixedID(801)), Text: person.NewText("about her son"), ThirdParty: true}},
	)
	file, err := referral.SubjectAccess(&person.Person{ID: aPerson}, []referral.EpisodeRecord{{Referral: f.r, Events: f.events}}, nil)
	require.NoError(t, err)
	data := asJSON(t, file)
	require.Contains(t, data, "about herself")
	require.NotContains(t, data, "about her son")
	require.Len(t, file.Withheld, 1)
	require.Equal(t, "third-party", file.Withheld[0].Why)
	who := person.Person{ID: aPerson, Risks: []*person.Risk{
		{ID: person.NewEntryID(), Words: person.NewText("of a fall")},
		{ID: person.NewEntryID(), Words: person.NewText("her brother's temper"), ThirdParty: person.Yes},
	}}
	file, err = referral.SubjectAccess(&who, nil, nil)
	require.NoError(t, err)
	require.NotContains(t, asJSON(t, file), "temper")
	require.Contains(t, asJSON(t, file), "of a fall")
	require.Equal(t, []referral.WithheldItem{{Path: "risks", Why: "third-party"}}, file.Withheld)
	require.Len(t, who.Risks, 2, "the record is as it was")
	stranger, err := referral.SubjectAccess(&person.Person{ID: person.NewID()}, []referral.EpisodeRecord{{Referral: f.r}}, nil)
	require.NoError(t, err)
	require.Empty(t, stranger.Episodes)
	require.Len(t, stranger.Faults, 1)
}

func TestOptions(t *testing.T) {
	f := engaged(t).do(propose(1), goal(1))
	byAction := map[referral.Action]referral.Option{}
	for _, o := range f.m.Options(f.r, f.facts, nil, referral.RoleLinkWorker, f.at) {
		byAction[o.Action] = o
	}
	require.Equal(t, referral.VerdictNeeds, byAction[referral.ActionClose].Verdict)
	require.Contains(t, byAction[referral.ActionClose].Needs, referral.GuardName("goals-concluded"))
	require.Equal(t, referral.VerdictRefused, byAction[referral.ActionMarkLeft].Verdict)
	require.Equal(t, referral.StateAccepted, byAction[referral.ActionAgreeGoal].To)
	require.Equal(t, referral.VerdictAllowed, byAction[referral.ActionAgreeGoal].Verdict)
	require.NotContains(t, byAction, referral.ActionAccept)
}

func TestConflictIsTriedAgain(t *testing.T) {
	store := newStore()
	store.lose = 3
	gathered := 0
	repo := referral.NewRepository(store, &referral.RepositoryOptions{Facts: facts(&gathered)})
	f := newFlow(t)
	c := submit()
	f.fill(c)
	_, _, err := repo.Do(t.Context(), referral.ID(fixedID(7)), c)
	require.NoError(t, err)
	require.Equal(t, 4, gathered, "fresh facts on every try")
	store.lose = 100
	no := &referral.Accept{Eligible: person.Yes}
	no.ID = referral.ChangeID(fixedID(98))
	f.fill(no)
	_, _, err = repo.Do(t.Context(), referral.ID(fixedID(7)), no)
	require.ErrorIs(t, err, referral.ErrConflict)
}
