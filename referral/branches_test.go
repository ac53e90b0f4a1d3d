package referral_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"

	"github.com/socialprescribing/socialprescribing/outcome"
	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral"
)

// flags are what the last event was flagged with.
func (f *flow) flags() []referral.Rule {
	f.t.Helper()
	if f.new[0].Relied == nil {
		return nil
	}
	return f.new[0].Relied.Flags
}

func TestMalformedRecordsNameTheFault(t *testing.T) {
	words := person.NewText("synthetic words")
	note := referral.Note{ID: referral.NoteID(fixedID(80)), Text: words}
	step := referral.Step{ID: referral.StepID(fixedID(81)), What: words}
	risk := referral.Risk{ID: referral.RiskID(fixedID(82)), Kind: "lone-working"}
	sign := referral.Signposting{ID: referral.SignpostID(fixedID(83)), Provider: provider}
	record := outcome.RecordID(fixedID(84))
	f := engaged(t).do(
		&referral.WriteNote{Note: note}, &referral.AddStep{Step: step}, &referral.RaiseRisk{Risk: risk}, &referral.Signpost{Signpost: sign},
		goal(1), propose(1), send(1),
	)
	f.do(f.arrange(1))
	f.facts.Consents = append(f.facts.Consents, referral.ConsentFact{Scope: referral.TransferScope(aService), Verdict: person.Verdict{Answer: person.Given}})
	bad := func(change func(*referral.Step)) *referral.UpdateStep {
		s := step
		s.Status = referral.StepDone
		change(&s)
		return &referral.UpdateStep{Step: s}
	}
	moved := f.arrange(1).Session
	for path, c := range map[string]struct {
		rule    referral.Rule
		command referral.Command
	}{
		"note.visible":      {referral.RuleWord, &referral.WriteNote{Note: referral.Note{ID: referral.NoteID(fixedID(85)), Text: words, Visible: "everybody"}}},
		"note.kind":         {referral.RuleWord, &referral.WriteNote{Note: referral.Note{ID: referral.NoteID(fixedID(85)), Text: words, Kind: "gossip"}}},
		"note.id":           {referral.RuleTaken, &referral.WriteNote{Note: note}},
		"step.id":           {referral.RuleTaken, &referral.AddStep{Step: step}},
		"step.owner":        {referral.RuleWord, bad(func(s *referral.Step) { s.Owner = "somebody" })},
		"step.status":       {referral.RuleWord, bad(func(s *referral.Step) { s.Status = "nearly" })},
		"step.confidence":   {referral.RuleRange, bad(func(s *referral.Step) { s.Confidence = 11 })},
		"risk.id":           {referral.RuleTaken, &referral.RaiseRisk{Risk: risk}},
		"signpost.id":       {referral.RuleTaken, &referral.Signpost{Signpost: sign}},
		"feedback.rating":   {referral.RuleRange, &referral.RecordFeedback{Feedback: referral.Feedback{Activity: [16]byte{1}, From: referral.PartyProvider, Rating: 6}}},
		"weight":            {referral.RuleRange, &referral.AssessComplexity{Weight: 1001}},
		"assessment.record": {referral.RuleID, &referral.LinkAssessment{Assessment: referral.Assessment{Instrument: "phq-9", Stage: referral.StageBaseline}}},
		"assessment.stage":  {referral.RuleWord, &referral.LinkAssessment{Assessment: referral.Assessment{Record: record, Instrument: "phq-9", Stage: "later"}}},
		"goal.confidence":   {referral.RuleRange, &referral.ProposeGoal{Goal: referral.Goal{ID: goalID(2), Words: words, Confidence: -1}}},
		"goal.need":         {referral.RuleWord, &referral.ProposeGoal{Goal: referral.Goal{ID: goalID(2), Words: words, Need: "lonely"}}},
		"position":          {referral.RuleRange, &referral.WaitlistOnward{Onward: onwardID(1), Position: -1}},
		"session.id":        {referral.RuleTaken, &referral.RescheduleSession{Session: sessionID(1), To: moved, By: referral.PartyPerson, Reason: "person-asked"}},
		"to":                {referral.RuleRequired, &referral.OfferTransfer{To: aService, Reason: "moved-area"}},
		"unmet.reason":      {referral.RuleWord, &referral.RecordUnmet{Unmet: referral.Unmet{Need: lonely, Reason: "raining"}}},
		"support.level":     {referral.RuleWord, &referral.RecordSupport{Support: referral.Support{Level: "waved"}}},
		"contact.minutes":   {referral.RuleRange, &referral.RecordContact{Contact: referral.Contact{ID: referral.ContactID(fixedID(86)), Channel: referral.ChannelTelephone, Outcome: referral.OutcomeEngaged, Minutes: -1}}},
	} {
		got := f.fault(c.command)
		require.Equal(t, path, got.Path)
		require.Equal(t, c.rule, got.Rule, path)
	}
	require.Equal(t, "assessment.instrument", f.fault(&referral.LinkAssessment{Assessment: referral.Assessment{Record: record}}).Path)
	require.Equal(t, referral.RuleItem, f.no(&referral.ResolveRisk{Risk: referral.RiskID(fixedID(99)), Words: words}).Rule)
	f.do(&referral.ResolveRisk{Risk: risk.ID, Words: words})
	require.Equal(t, referral.RuleItem, f.no(&referral.ResolveRisk{Risk: risk.ID, Words: words}).Rule, "a risk is resolved once")
	elsewhere := f.arrange(9).Session
	elsewhere.Replaces = sessionID(77)
	require.Equal(t, referral.RuleItem, f.no(&referral.ArrangeSession{Session: elsewhere}).Rule)
	require.Equal(t, "contact.outcome", contacting(t).fault(&referral.RecordAttempt{Contact: contact(1, referral.ChannelTelephone, referral.OutcomeEngaged)}).Path)
	require.Equal(t, "urgency", received(t).fault(&referral.Triage{Urgency: "now"}).Path)

	draft := newFlow(t).do(&referral.Draft{Referral: referral.ID(fixedID(7)), Intake: intake()})
	require.Equal(t, "referral", draft.fault(&referral.Submit{Referral: referral.ID(fixedID(8))}).Path, "a draft keeps its identifier")
	other := intake()
	other.Person = person.ID(fixedID(555))
	require.Equal(t, "intake.person", draft.fault(&referral.Submit{Intake: &other}).Path, "and its person")
}

func TestD6_BreakingTheGlassIsForStaff(t *testing.T) {
	words := person.NewText("nobody else is here")
	f := engaged(t).do(&referral.RaiseRisk{Risk: referral.Risk{ID: referral.RiskID(fixedID(82)), Kind: "lone-working"}})
	resolve := func(role referral.Role, purpose referral.Purpose) *referral.ResolveRisk {
		m := referral.Meta{By: referral.Actor{ID: anOther, Role: role, Purpose: purpose}}
		if purpose == referral.PurposeBreakGlass {
			m.By.BreakGlass = words
		}
		return &referral.ResolveRisk{Meta: m, Risk: referral.RiskID(fixedID(82)), Words: words}
	}
	require.Equal(t, referral.RuleRole, f.no(resolve(referral.RoleAdministrator, referral.PurposeDirectCare)).Rule)
	require.Equal(t, referral.RuleRole, f.no(resolve(referral.RoleReferrer, referral.PurposeBreakGlass)).Rule)
	f.do(resolve(referral.RoleAdministrator, referral.PurposeBreakGlass))
	require.Equal(t, words, f.new[0].By.BreakGlass, "and the reason is kept")
}

func TestTimesAreKeptInUTCAndMicroseconds(t *testing.T) {
	zone := time.FixedZone("east", 3600)
	at := time.Date(2026, time.March, 2, 13, 0, 0, 1999, zone)
	f := received(t)
	f.do(&referral.Triage{Meta: referral.Meta{At: at, RecordedAt: at}, Urgency: referral.UrgencyUrgent})
	require.Equal(t, time.Date(2026, time.March, 2, 12, 0, 0, 1000, time.UTC), f.new[0].At)
	require.Equal(t, f.new[0].At, f.r.RecordedAt())
	require.Equal(t, referral.UrgencyUrgent, f.r.Intake().Urgency)
}

func TestMetaOf(t *testing.T) {
	m := referral.Meta{ID: referral.ChangeID(fixedID(1)), At: monday, RecordedAt: monday, By: referral.Actor{ID: aWorker}}
	require.Equal(t, m, referral.MetaOf(&referral.Accept{Meta: m}))
	require.Equal(t, referral.Meta{}, referral.MetaOf(nil))
	require.Equal(t, referral.Meta{}, referral.MetaOf((*referral.Accept)(nil)))
}

func TestAcceptingWhoIsNotEligibleIsFlagged(t *testing.T) {
	f := received(t)
	require.Equal(t, referral.Rule("eligible-or-overridden"), f.no(&referral.Accept{Eligible: person.No}).Rule)
	require.Equal(t, referral.RuleReason, f.fault(&referral.Accept{Eligible: person.No, Reason: "team-decision"}).Rule, "it wants words")
	f.do(&referral.Accept{Eligible: person.No, Reason: "team-decision", Words: person.NewText("synthetic words")})
	require.Equal(t, []referral.Rule{"eligibility-overridden"}, f.flags())
	got, ok := f.new[0].Data.(*referral.Accepted)
	require.True(t, ok)
	require.Equal(t, person.No, got.Eligible)
}

func TestD3_BasesOfAReferral(t *testing.T) {
	send := func(change func(*flow, *referral.Submit)) (*flow, *referral.Submit) {
		f, c := newFlow(t), submit()
		in := intake()
		c.Intake = &in
		change(f, c)
		return f, c
	}
	basis := func(b referral.Basis) func(*flow, *referral.Submit) {
		return func(_ *flow, c *referral.Submit) { c.Intake.Basis = b }
	}
	f, c := send(basis(referral.BasisOfferNotRecorded))
	require.Contains(t, f.do(c).flags(), referral.Rule("offer-not-recorded"))
	f, c = send(basis(""))
	require.Equal(t, referral.Rule("basis"), f.no(c).Rule)

	f, c = send(basis(referral.BasisBestInterests))
	require.True(t, f.no(c).Unknown, "nobody knows who decided")
	f, c = send(func(f *flow, c *referral.Submit) {
		c.Intake.Basis = referral.BasisBestInterests
		f.facts.Authorities = []referral.AuthorityFact{{Actor: aWorker, Kind: person.AuthorityBestInterests, Valid: person.Yes}}
	})
	f.do(c)

	represent := func(v person.Tri) (*flow, *referral.Submit) {
		return send(func(f *flow, c *referral.Submit) {
			c.Intake.Basis, c.Intake.Authority = referral.BasisByRepresentative, person.AuthorityAttorneyHealth
			c.By = referral.Actor{ID: aWorker, Role: referral.RoleAdministrator, OnBehalfOf: anOther}
			f.facts.Authorities = []referral.AuthorityFact{{Actor: anOther, Kind: person.AuthorityAttorneyHealth, Valid: v}}
		})
	}
	f, c = represent(person.Yes)
	f.do(c)
	f, c = represent(person.No)
	require.Equal(t, referral.Rule("basis"), f.no(c).Rule)

	f, c = send(func(f *flow, _ *referral.Submit) { f.facts.Reachable = person.Unknown })
	require.Equal(t, referral.Rule("reachable"), f.no(c).Rule)
	f, c = send(func(f *flow, c *referral.Submit) {
		f.facts.Reachable, c.Intake.Route = person.Unknown, referral.ChannelViaReferrer
	})
	f.do(c)
}

func TestD12_AContactThatWasMadeAllTheSameIsRecorded(t *testing.T) {
	f := engaged(t)
	f.facts.Prohibited = person.Yes
	made := contact(9, referral.ChannelTelephone, referral.OutcomeNoAnswer)
	require.Equal(t, referral.Rule("contact-allowed"), f.no(&referral.RecordAttempt{Contact: made}).Rule)
	made.Override = referral.Override{Reason: "emergency"}
	require.Equal(t, referral.RuleReason, f.fault(&referral.RecordAttempt{Contact: made}).Rule, "it wants words")
	made.Override.Words = person.NewText("synthetic words")
	require.Contains(t, f.do(&referral.RecordAttempt{Contact: made}).flags(), referral.Rule("contact-rule-overridden"))
	f.facts.Prohibited, f.facts.Voicemail = person.No, person.Yes
	require.Empty(t, f.do(&referral.RecordAttempt{Contact: contact(10, referral.ChannelTelephone, referral.OutcomeVoicemailLeft)}).flags())
}

func TestD11_ReturnToTheReferrerOnlyWhereNoChannelIsLeft(t *testing.T) {
	f := contacting(t)
	back := closing(referral.ReasonReturnToReferrer)
	require.Equal(t, referral.Rule("no-channel"), f.no(back).Rule, "three may be used")
	channels := f.facts.Channels
	f.facts.Channels = nil
	require.True(t, f.no(back).Unknown)
	for _, c := range channels {
		f.facts.Channels = append(f.facts.Channels, referral.ChannelFact{Channel: c.Channel, Usable: person.No})
	}
	require.Equal(t, referral.StateClosed, f.do(back).r.State())
	require.Contains(t, f.owed(), referral.DutyTellReferrer)
}

func TestAPlanThatIsDraftedAgainKeepsItsVersion(t *testing.T) {
	f := engaged(t).do(&referral.DraftPlan{Plan: referral.Plan{Matters: person.NewText("one")}})
	first, _ := f.r.Plan()
	f.do(&referral.DraftPlan{Plan: referral.Plan{Matters: person.NewText("two")}})
	p, _ := f.r.Plan()
	require.Equal(t, 1, p.Version)
	require.Equal(t, first.Drafted, p.Drafted)
	require.Equal(t, person.NewText("two"), p.Matters)

	f.as(referral.RolePerson).do(&referral.AgreePlan{})
	p, _ = f.r.Plan()
	require.Equal(t, referral.PartyPerson, p.AgreedBy.Party, "who agrees in person need not say so")
	f.as(referral.RoleLinkWorker).do(&referral.DraftPlan{Plan: referral.Plan{Matters: person.NewText("three")}})
	p, _ = f.r.Plan()
	require.Equal(t, 2, p.Version)
	f.facts.Authorities = []referral.AuthorityFact{{Actor: aWorker, Kind: person.AuthorityAttorneyHealth, Valid: person.Yes}}
	f.as(referral.RoleRepresentative).do(&referral.AgreePlan{AgreedBy: referral.Decider{Authority: person.AuthorityAttorneyHealth}})
	p, _ = f.r.Plan()
	require.Equal(t, referral.Decider{Party: referral.PartyRepresentative, Actor: aWorker, Authority: person.AuthorityAttorneyHealth}, p.AgreedBy)
}

func TestWhoIsLetInHasBeenAccepted(t *testing.T) {
	f := engaged(t).do(propose(1), send(1), &referral.WaitlistOnward{Onward: onwardID(1)}, &referral.StartOnward{Onward: onwardID(1)})
	o, _ := f.r.Onward(onwardID(1))
	require.Equal(t, o.Started, o.Accepted)
	require.True(t, o.Answered.Before(o.Started))
}

func TestSubjectAccessOfOthersAndOfHarm(t *testing.T) {
	_, err := referral.SubjectAccess(nil, nil, nil)
	requireFault(t, err, referral.RuleRequired, "nobody")
	_, err = referral.SubjectAccess(&person.Person{}, nil, nil)
	requireFault(t, err, referral.RuleRequired, "nobody in particular")

	harm := referral.NoteID(fixedID(80))
	f := engaged(t).do(&referral.WriteNote{Note: referral.Note{ID: harm, Text: person.NewText("could harm"), Harm: true}})
	f.do(&referral.AmendNote{Note: harm, Text: person.NewText("would harm")})
	f.do(&referral.LinkEpisode{Link: referral.Link{Kind: referral.LinkHousehold, Episode: referral.ID(fixedID(8))}})
	own, alien := outcome.Record{ID: outcome.RecordID(fixedID(1)), Person: aPerson}, outcome.Record{Person: person.ID(fixedID(99))}
	file, err := referral.SubjectAccess(&person.Person{ID: aPerson},
		[]referral.EpisodeRecord{{Referral: f.r, Events: f.events}}, []outcome.Record{alien, own})
	require.NoError(t, err)
	require.Equal(t, []referral.WithheldItem{
		{Episode: f.r.ID(), Note: harm, Why: "serious-harm"},
		{Episode: f.r.ID(), Link: referral.LinkHousehold, Why: "third-party"},
	}, file.Withheld)
	require.Len(t, file.Outcomes, 1)
	require.Equal(t, own.ID, file.Outcomes[0].ID)
	require.Equal(t, []string{"outcomes[0] is of another person"}, file.Faults)
	require.NotContains(t, asJSON(t, file), "could harm")
	require.NotContains(t, asJSON(t, file), "would harm")
}

func TestAHostsWords(t *testing.T) {
	overlay := `{"version":"1","entries":{
		"state.x-screening":{"kind":"label","en":"Being screened"},"state.engaged":{"kind":"label","en":"In touch"}}}`
	own, err := referral.NewTexts([]byte(overlay))
	require.NoError(t, err)
	require.Equal(t, "Being screened", own.State(language.English, "x-screening"))
	require.Equal(t, "In touch", own.State(language.English, referral.StateEngaged))
	require.Equal(t, referral.StateClosed.Text(language.English), own.State(language.English, referral.StateClosed))
	require.Equal(t, "x-screening", referral.State("x-screening").Text(language.English), "without words a word stands for itself")
	_, err = referral.NewTexts([]byte("{"))
	require.ErrorIs(t, err, referral.ErrInvalid)
}

func TestEventsAreEqualByWhatTheyHold(t *testing.T) {
	f := received(t)
	e := f.events[0]
	var again referral.Event
	require.NoError(t, json.Unmarshal([]byte(asJSON(t, e)), &again))
	require.True(t, e.Equal(again))
	again.Sequence++
	require.False(t, e.Equal(again))
}

func TestRepositoryAndRulesSayWhatTheyWereMadeOf(t *testing.T) {
	require.Same(t, referral.Pathway(), referral.NewRepository(nil, nil).Machine())
	p := referral.DefaultPolicy()
	p.ReopenDays = 41
	rules, err := referral.CompilePolicy(p)
	require.NoError(t, err)
	require.Equal(t, 41, rules.Policy().ReopenDays)
}

func TestCustomDataIsJSONAndSmall(t *testing.T) {
	f := customScript(t)
	require.Equal(t, "data", f.fault(&referral.Custom{Do: "x-screen", Data: json.RawMessage("{")}).Path)
	big := json.RawMessage(`"` + strings.Repeat("x", 16<<10) + `"`)
	require.Equal(t, referral.RuleLimit, f.fault(&referral.Custom{Do: "x-screen", Data: big}).Rule)
}

// TestD17_TheRowOfMissedSessionsIsBroken by attending, and begins anew when the
// episode is opened again.
func TestD17_TheRowOfMissedSessionsIsBroken(t *testing.T) {
	f := engaged(t)
	for n, attends := range []bool{false, true, false} {
		f.do(f.arrange(n + 1))
		f.at = f.at.AddDate(0, 0, 14)
		if attends {
			f.do(&referral.AttendSession{Session: sessionID(n + 1)})
		} else {
			f.do(&referral.MissSession{Session: sessionID(n + 1)})
		}
	}
	require.Equal(t, referral.Rule("missed-sessions"), f.no(closing(referral.ReasonDisengaged)).Rule)
	f.do(f.arrange(4))
	f.at = f.at.AddDate(0, 0, 14)
	f.do(&referral.MissSession{Session: sessionID(4)}, closing(referral.ReasonDisengaged), &referral.Reopen{Reason: "person-asked"})
	require.Equal(t, referral.Rule("missed-sessions"), f.no(closing(referral.ReasonDisengaged)).Rule, "what led to a closure leads to no other")
	require.Len(t, slices.Collect(f.r.Closures()), 1)
}
