package referral_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/outcome"
	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral"
)

// records gives a list of an episode's records in their storage form.
func (f *flow) records(list string) []string {
	f.t.Helper()
	var snapshot struct {
		Records map[string]json.RawMessage `json:"records"`
	}
	require.NoError(f.t, json.Unmarshal([]byte(asJSON(f.t, f.r)), &snapshot))
	var raw []json.RawMessage
	require.NoError(f.t, json.Unmarshal(snapshot.Records[list], &raw), list)
	var out []string
	for _, r := range raw {
		out = append(out, string(r))
	}
	return out
}

// twoOfEach is an episode with two records of each kind that can be changed.
func twoOfEach(t *testing.T) *flow {
	t.Helper()
	w := person.NewText("the second")
	f := full(t)
	f.do(
		goal(2), propose(2), f.arrange(2),
		&referral.Signpost{Signpost: referral.Signposting{ID: referral.SignpostID(fixedID(502)), Words: w}},
		&referral.AddStep{Step: referral.Step{ID: referral.StepID(fixedID(902)), What: w}},
		&referral.RaiseRisk{Risk: referral.Risk{ID: referral.RiskID(fixedID(903)), Kind: "self"}},
		&referral.RaiseConcern{Concern: referral.Concern{ID: referral.ConcernID(fixedID(602)), Kind: "abuse"}},
		&referral.WriteNote{Note: referral.Note{ID: referral.NoteID(fixedID(802)), Text: w}},
		&referral.LinkAssessment{Assessment: referral.Assessment{Record: outcome.RecordID(fixedID(702)), Instrument: "phq-9", Stage: referral.StageBaseline, Alert: person.Yes}},
		&referral.LinkAssessment{Assessment: referral.Assessment{Record: outcome.RecordID(fixedID(703)), Instrument: "gad-7", Stage: referral.StageBaseline, Alert: person.Yes}},
	)
	return f
}

// TestAChangeTouchesOneRecord changes one of two records of a kind, the first
// and then the second: the other stays as it was, and none is added.
func TestAChangeTouchesOneRecord(t *testing.T) {
	w := person.NewText("changed")
	for list, change := range map[string][2]referral.Command{
		"goals": {
			&referral.ReviseGoal{Goal: referral.Goal{ID: goalID(1), Words: w}, Words: w}, &referral.ReviseGoal{Goal: referral.Goal{ID: goalID(2), Words: w}, Words: w},
		},
		"steps": {
			&referral.UpdateStep{Step: referral.Step{ID: referral.StepID(fixedID(900)), What: w, Status: referral.StepPlanned}},
			&referral.UpdateStep{Step: referral.Step{ID: referral.StepID(fixedID(902)), What: w, Status: referral.StepDone}},
		},
		"sessions": {
			&referral.CancelSessionByService{Session: sessionID(1), Reason: "worker-absent"},
			&referral.CancelSessionByService{Session: sessionID(2), Reason: "worker-absent"},
		},
		"onwards": {send(1), send(2)},
		"signposts": {
			&referral.FollowUpSignpost{Signpost: referral.SignpostID(fixedID(500)), Use: referral.UseUsed},
			&referral.FollowUpSignpost{Signpost: referral.SignpostID(fixedID(502)), Use: referral.UseUsed},
		},
		"risks": {
			&referral.ResolveRisk{Risk: referral.RiskID(fixedID(901)), Words: w}, &referral.ResolveRisk{Risk: referral.RiskID(fixedID(903)), Words: w},
		},
		"concerns": {
			&referral.EscalateConcern{Concern: referral.ConcernID(fixedID(600)), Escalation: referral.Escalation{To: w, Consent: person.Yes}},
			&referral.EscalateConcern{Concern: referral.ConcernID(fixedID(602)), Escalation: referral.Escalation{To: w, WhyNot: w}},
		},
		"notes": {
			&referral.AmendNote{Note: referral.NoteID(fixedID(800)), Text: w}, &referral.AmendNote{Note: referral.NoteID(fixedID(802)), Text: w},
		},
		"assessments": {
			&referral.AcknowledgeAlert{Record: outcome.RecordID(fixedID(702)), Words: w}, &referral.AcknowledgeAlert{Record: outcome.RecordID(fixedID(703)), Words: w},
		},
	} {
		f := twoOfEach(t)
		for n, c := range change {
			before := f.records(list)
			f.do(c)
			after := f.records(list)
			require.Len(t, after, len(before), list)
			changed := len(after) - 2 + n
			for i := range after {
				require.Equal(t, i != changed, before[i] == after[i], "%s: record %d at change %d", list, i, n)
			}
		}
	}
}

// TestPlanVersions: a draft is rewritten in place, and a draft after an agreed
// plan is the next version beside it.
func TestPlanVersions(t *testing.T) {
	f := engaged(t).do(&referral.DraftPlan{}, &referral.DraftPlan{Plan: referral.Plan{Words: person.NewText("again")}})
	require.Len(t, f.records("plans"), 1)
	f.do(&referral.AgreePlan{AgreedBy: decidedByPerson})
	first := f.records("plans")[0]
	f.do(&referral.DraftPlan{})
	require.Len(t, f.records("plans"), 2)
	require.Equal(t, first, f.records("plans")[0])
	f.do(&referral.DraftPlan{Plan: referral.Plan{Words: person.NewText("third")}})
	require.Len(t, f.records("plans"), 2)
	require.Equal(t, first, f.records("plans")[0])
}

// TestTakenIdentifiers: the identifier of the first record of a kind is taken,
// as is that of the second.
func TestTakenIdentifiers(t *testing.T) {
	f := twoOfEach(t)
	w := person.NewText("words")
	call := func(n int) referral.Command {
		return &referral.RecordContact{Contact: contact(n, referral.ChannelTelephone, referral.OutcomeNoAnswer)}
	}
	measure := func(n int) referral.Command {
		return &referral.LinkAssessment{Assessment: referral.Assessment{Record: outcome.RecordID(fixedID(n)), Instrument: "ons-4", Stage: referral.StageBaseline}}
	}
	signpost := func(n int) referral.Command {
		return &referral.Signpost{Signpost: referral.Signposting{ID: referral.SignpostID(fixedID(n))}}
	}
	note := func(n int) referral.Command {
		return &referral.WriteNote{Note: referral.Note{ID: referral.NoteID(fixedID(n)), Text: w}}
	}
	step := func(n int) referral.Command {
		return &referral.AddStep{Step: referral.Step{ID: referral.StepID(fixedID(n)), What: w}}
	}
	risk := func(n int) referral.Command {
		return &referral.RaiseRisk{Risk: referral.Risk{ID: referral.RiskID(fixedID(n)), Kind: "self"}}
	}
	concern := func(n int) referral.Command {
		return &referral.RaiseConcern{Concern: referral.Concern{ID: referral.ConcernID(fixedID(n)), Kind: "abuse"}}
	}
	for _, c := range []struct {
		path                string
		make                func(int) referral.Command
		first, second, free int
	}{
		{"contact.id", call, 0, 11, 12},
		{"assessment.record", measure, 700, 702, 701},
		{"signpost.id", signpost, 500, 502, 501},
		{"note.id", note, 800, 802, 801},
		{"step.id", step, 900, 902, 905},
		{"risk.id", risk, 901, 903, 905},
		{"concern.id", concern, 600, 602, 601},
	} {
		for _, n := range []int{c.first, c.second} {
			fault := f.fault(c.make(n))
			require.Equal(t, referral.RuleTaken, fault.Rule, c.path)
			require.Equal(t, c.path, fault.Path)
		}
		f.do(c.make(c.free))
	}
}

// TestNumbersAtTheirLimits: what a limit names is taken, one beyond is not.
func TestNumbersAtTheirLimits(t *testing.T) {
	w := person.NewText("words")
	feedback := func(n int) referral.Command {
		return &referral.RecordFeedback{Feedback: referral.Feedback{Activity: activity.ID(fixedID(20)), From: referral.PartyPerson, Rating: n}}
	}
	weight := func(n int) referral.Command { return &referral.AssessComplexity{Weight: n} }
	pence := func(n int) referral.Command {
		return &referral.RequestFunding{Funding: referral.Funding{Source: "fund", Pence: int64(n), For: "travel"}}
	}
	next := 1000
	step := func(n int) referral.Command {
		next++
		return &referral.AddStep{Step: referral.Step{ID: referral.StepID(fixedID(next)), What: w, Confidence: n}}
	}
	importance := func(n int) referral.Command {
		next++
		return &referral.ProposeGoal{Goal: referral.Goal{ID: referral.GoalID(fixedID(next)), Words: w, Importance: n}}
	}
	confidence := func(n int) referral.Command {
		next++
		return &referral.ProposeGoal{Goal: referral.Goal{ID: referral.GoalID(fixedID(next)), Words: w, Confidence: n}}
	}
	minutes := func(n int) referral.Command {
		next++
		c := contact(next, referral.ChannelTelephone, referral.OutcomeNoAnswer)
		c.Minutes = n
		return &referral.RecordContact{Contact: c}
	}
	waiting := func(n int) referral.Command { return &referral.WaitlistOnward{Onward: onwardID(1), Position: n} }
	f := engaged(t).do(propose(1), send(1))
	for _, c := range []struct {
		path         string
		make         func(int) referral.Command
		low, high    int // the ends of what is taken
		under, above bool
	}{
		{"feedback.rating", feedback, 0, 5, true, true},
		{"weight", weight, 0, 1000, true, true},
		{"funding", pence, 1, 100, true, false},
		{"step.confidence", step, 0, 10, true, true},
		{"goal.importance", importance, 0, 10, true, true},
		{"goal.confidence", confidence, 0, 10, true, true},
		{"contact.minutes", minutes, 0, 90, true, false},
		{"position", waiting, 0, 9, true, false},
	} {
		if c.under {
			require.Equal(t, c.path, f.fault(c.make(c.low-1)).Path)
		}
		if c.above {
			require.Equal(t, c.path, f.fault(c.make(c.high+1)).Path)
		}
		f.do(c.make(c.low), c.make(c.high))
	}
}

// TestTextsAtTheirLimit: the limit is of characters, wherever in a record a
// text stands; the fault names the place.
func TestTextsAtTheirLimit(t *testing.T) {
	policy := referral.DefaultPolicy()
	policy.TextLimit = 12
	rules, err := referral.CompilePolicy(policy)
	require.NoError(t, err)
	f := engaged(t)
	f.rules = rules
	long, just := person.NewText("thirteen ŵŵŵŵ"), person.NewText("twelve ŵŵŵŵŵ")
	require.Equal(t, "record.Words", f.fault(&referral.RecordMatters{Matters: referral.Matters{Words: long}}).Path)
	require.Equal(t, "record.Strengths[1]", f.fault(&referral.RecordMatters{Matters: referral.Matters{Strengths: []person.Text{just, long}}}).Path)
	f.do(&referral.RecordMatters{Matters: referral.Matters{Strengths: []person.Text{just, just}}})
	g := goal(1)
	g.Goal.Words = just
	f.do(g)
	revised := &referral.ReviseGoal{Goal: referral.Goal{ID: goalID(1), Words: long}, Words: just}
	require.Equal(t, "record.New.Words", f.fault(revised).Path)
}

// TestMattersNeedWordsOrStrengths: either will do, neither will not.
func TestMattersNeedWordsOrStrengths(t *testing.T) {
	w := person.NewText("walks")
	f := engaged(t)
	require.Equal(t, "matters.words", f.fault(&referral.RecordMatters{}).Path)
	f.do(&referral.RecordMatters{Matters: referral.Matters{Words: w}}, &referral.RecordMatters{Matters: referral.Matters{Strengths: []person.Text{w}}})
}

// TestEscalationNeedsConsentOrWhyNot (D15).
func TestEscalationNeedsConsentOrWhyNot(t *testing.T) {
	w := person.NewText("council")
	id := referral.ConcernID(fixedID(600))
	for _, c := range []struct {
		e  referral.Escalation
		ok bool
	}{
		{referral.Escalation{To: w, Consent: person.Yes}, true},
		{referral.Escalation{To: w, Consent: person.Yes, WhyNot: w}, true},
		{referral.Escalation{To: w, WhyNot: w}, true},
		{referral.Escalation{To: w, Consent: person.No, WhyNot: w}, true},
		{referral.Escalation{To: w}, false},
		{referral.Escalation{To: w, Consent: person.No}, false},
		{referral.Escalation{Consent: person.Yes, WhyNot: w}, false},
	} {
		f := engaged(t).do(&referral.RaiseConcern{Concern: referral.Concern{ID: id, Kind: "neglect"}})
		cmd := &referral.EscalateConcern{Concern: id, Escalation: c.e}
		if c.ok {
			f.do(cmd)
			continue
		}
		require.Equal(t, "escalation", f.fault(cmd).Path)
	}
}

// TestErrorsInFull: each part of an error's line stands there when there is
// something to say, and only then.
func TestErrorsInFull(t *testing.T) {
	require.EqualError(t, &referral.Fault{Rule: referral.RuleRange, Path: "a.b"}, "referral: a.b: "+string(referral.RuleRange))
	require.EqualError(t, &referral.Fault{Rule: referral.RuleRange, Path: "a", Wanted: "w"}, "referral: a: "+string(referral.RuleRange)+"; wanted w")
	require.EqualError(t, &referral.Fault{Rule: referral.RuleRange, Path: "a", Offered: "o"}, "referral: a: "+string(referral.RuleRange)+"; offered o")
	require.EqualError(t, &referral.Fault{Rule: referral.RuleRange, Path: "a", Allowed: []string{"x", "y"}}, "referral: a: "+string(referral.RuleRange)+"; allowed: x, y")
	require.EqualError(t, &referral.Fault{Rule: referral.RuleRange, Path: "a", Wanted: "w", Offered: "o", Allowed: []string{"x"}},
		"referral: a: "+string(referral.RuleRange)+"; wanted w; offered o; allowed: x")
	require.EqualError(t, &referral.HistoryError{Rule: referral.RuleGap, Sequence: 3, Type: "t"}, "referral: event 3 (t): "+string(referral.RuleGap))
	require.EqualError(t, &referral.HistoryError{Rule: referral.RuleGap, Sequence: 3, Type: "t", Wanted: "4", Offered: "5"},
		"referral: event 3 (t): "+string(referral.RuleGap)+"; wanted 4; offered 5")

	require.EqualError(t, &referral.Refusal{Rule: referral.RuleRole, Action: "submit"}, "referral: submit refused in state (none): "+string(referral.RuleRole))
	require.EqualError(t, &referral.Refusal{Rule: referral.RuleItem, Action: "accept-onward", Part: referral.PartOnward, State: referral.StateSent, Role: referral.RoleProvider},
		"referral: accept-onward refused in state onward sent: "+string(referral.RuleItem)+"; role "+string(referral.RoleProvider))
	require.EqualError(t, &referral.Refusal{Rule: "x", Action: "close", State: referral.StateEngaged, Unknown: true, Wanted: "w", Offered: "o", Instead: "hold"},
		"referral: close refused in state engaged: x; unknown fact; wanted w; offered o; instead hold")

	draft := newFlow(t).no(&referral.Accept{Eligible: person.Yes})
	require.True(t, strings.HasPrefix(draft.Error(), "referral: accept refused in state (none): "), draft.Error())
	again := received(t).no(submit())
	require.Equal(t, "referral: submit refused in state received: state; allowed: "+strings.Join(again.Allowed(), ", "), again.Error())
	require.Contains(t, again.Allowed(), "accept")
	require.NotContains(t, again.Allowed(), "submit")
}

// TestWordsOfTheHost: the ends of each range of characters, and the length.
func TestWordsOfTheHost(t *testing.T) {
	for word, ok := range map[string]bool{
		"x-a": true, "x-z": true, "x-0": true, "x-9": true, "x-a-b": true,
		"x-": false, "x": false, "": false, "a-b": false, "y-a": false, "x-a-": false, "x-a--b": false,
		"x-`": false, "x-{": false, "x-/": false, "x-:": false, "x-A": false, "xa": false,
		"x-" + strings.Repeat("a", 62): true, "x-" + strings.Repeat("a", 63): false,
	} {
		require.Equal(t, ok, referral.State(word).IsHost(), word)
	}
	for word, ok := range map[string]bool{
		"a": true, "z": true, "0": true, "9": true, "a-z": true, "-a": false, "a-": false, "": false,
		strings.Repeat("a", 64): true, strings.Repeat("a", 65): false, "a_b": false, "é": false,
	} {
		require.Equal(t, ok, referral.State(word).IsValid(), word)
	}
}

// TestUnknownEventTypesAreShownWhenTheyLookLikeOne: what does not is not shown.
func TestUnknownEventTypesAreShownWhenTheyLookLikeOne(t *testing.T) {
	f := received(t)
	for shown, ok := range map[string]bool{
		"a": true, "z": true, "0": true, "9": true, "uk.example-9.z": true, "`": false, "{": false, "/": false, ":": false, "Mr Smith": false,
		strings.Repeat("a", 64): true, strings.Repeat("a", 65): false,
	} {
		events := append([]referral.Event(nil), f.events...)
		events[0].Type = referral.EventType(shown)
		_, err := referral.Replay(events)
		var h *referral.HistoryError
		require.ErrorAs(t, err, &h, shown)
		require.Equal(t, ok, h.Type == shown, shown)
	}
}
