package referral_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/outcome"
	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral"
	"github.com/socialprescribing/socialprescribing/referral/calendar"
)

func withCalendar() *referral.Rules {
	rules, err := referral.CompilePolicy(referral.DefaultPolicy())
	if err != nil {
		panic(err)
	}
	return rules.WithCalendar(calendar.MustFor(calendar.England))
}

func TestD1_UnknownFactsAreNamed(t *testing.T) {
	f := engaged(t).do(propose(1))
	f.facts.Consents = nil
	r := f.no(send(1))
	require.ErrorIs(t, r, referral.ErrUnknownFact)
	require.Contains(t, r.Wanted, "share-provider")
	f.facts = referral.Facts{}
	g := newFlow(t)
	g.facts = referral.Facts{}
	require.Equal(t, "identified", g.no(submit()).Wanted)
}

func TestD1_WithdrawalRecallsWhatIsUnsent(t *testing.T) {
	f := engaged(t).do(propose(1), propose(2), send(2), &referral.SeeConsent{
		Consent: referral.ConsentSeen{Scope: referral.ProviderScope(provider), Answer: person.Withdrawn},
	})
	one, _ := f.r.Onward(onwardID(1))
	two, _ := f.r.Onward(onwardID(2))
	require.Equal(t, referral.StateRecalled, one.State)
	require.Equal(t, referral.StateSent, two.State)
	require.Contains(t, f.owed(), referral.DutyRecallOnward)
	f.do(&referral.RecallOnward{Onward: onwardID(2), Reason: referral.ReasonConsentWithdrawn})
	require.NotContains(t, f.owed(), referral.DutyRecallOnward)
	require.Contains(t, f.owed(), referral.DutyRecallNotice)
}

func TestD2_StatesOfThePathway(t *testing.T) {
	s := referral.Pathway().Spec()
	require.Len(t, s.Referral.States, 15)
	require.Len(t, s.Onward.States, 16)
	f := engaged(t).do(propose(1), send(1))
	require.Equal(t, "after 2026-03-16T15:00:00Z", f.no(&referral.ExpireOnward{Onward: onwardID(1)}).Wanted)
	f.at = f.at.AddDate(0, 0, 15)
	f.do(&referral.ExpireOnward{Onward: onwardID(1)}, &referral.AcceptOnward{Onward: onwardID(1)})
	o, _ := f.r.Onward(onwardID(1))
	require.True(t, o.Late)
	require.True(t, o.Ended.IsZero())
}

func TestD3_ProactiveCohortCountsNothingUntilAccepted(t *testing.T) {
	f := newFlow(t)
	in := intake()
	in.Basis = referral.BasisProactiveCohort
	require.Equal(t, referral.Rule("basis"), f.no(&referral.Submit{Referral: referral.ID(fixedID(7)), Intake: &in}).Rule)
	in.Cohort = "frailty-2026"
	f.do(&referral.Submit{Referral: referral.ID(fixedID(7)), Intake: &in}, &referral.Accept{Eligible: person.Yes}, &referral.Allocate{Worker: aWorker})
	require.Empty(t, f.owed())
	c := engaging()
	c.Contact.Accepts = person.Unknown
	require.Equal(t, referral.Rule("accepts"), f.no(c).Rule)
	f.do(engaging())
	require.Equal(t, []referral.DutyKind{referral.DutyCodeToRecord}, f.owed())
}

func TestD4_HoldReturnsToWhereItWas(t *testing.T) {
	for _, f := range []*flow{contacting(t), engaged(t)} {
		origin := f.r.State()
		require.Equal(t, referral.Rule("review-date"), f.no(&referral.Hold{Reason: "unwell"}).Rule)
		require.Equal(t, referral.Rule("review-date"), f.no(&referral.Hold{Reason: "unwell", Review: f.at.AddDate(1, 0, 0)}).Rule)
		f.do(&referral.Hold{Reason: "unwell", Review: f.at.AddDate(0, 0, 7)})
		require.Equal(t, referral.StateOnHold, f.r.State())
		f.do(&referral.ExtendHold{Reason: "unwell", Review: f.at.AddDate(0, 0, 9)}, &referral.Resume{})
		require.Equal(t, origin, f.r.State())
	}
	require.Equal(t, referral.RuleState, accepted(t).no(&referral.Hold{Reason: "unwell", Review: monday.AddDate(0, 0, 5)}).Rule)
}

func TestD4_OnlyThePersonsHoldsPauseTheAdjustedClock(t *testing.T) {
	for reason, paused := range map[referral.Reason]int{"unwell": 7, "service-capacity": 0, "safety": 0} {
		f := contacting(t)
		f.do(&referral.Hold{Reason: reason, Review: f.at.AddDate(0, 0, 20)})
		f.at = f.at.AddDate(0, 0, 7)
		f.do(&referral.Resume{}, engaging())
		s, ok := referral.Clocks(f.r, withCalendar(), f.at).Clock(referral.ClockContact)
		require.True(t, ok)
		require.Equal(t, 7, s.Elapsed)
		require.Equal(t, 7-paused, s.Adjusted, reason)
		require.Equal(t, 5, s.Working)
	}
}

func TestD5_SenderStaysResponsibleUntilAccepted(t *testing.T) {
	f := engaged(t)
	f.do(&referral.OfferTransfer{Reason: "moved-area", To: other})
	require.Equal(t, referral.StateEngaged, f.r.State())
	require.Equal(t, aWorker, f.r.Worker())
	require.Equal(t, referral.Rule("no-transfer-pending"), f.no(&referral.OfferTransfer{Reason: "moved-area", To: other}).Rule)
	require.Equal(t, referral.Rule("transfer-lapsed"), f.no(&referral.LapseTransfer{}).Rule)
	f.do(&referral.RefuseTransfer{Reason: "no-capacity"}, &referral.OfferTransfer{Reason: "moved-area", To: other},
		&referral.AcceptTransfer{Episode: referral.ID(fixedID(8))})
	require.Equal(t, referral.StateTransferred, f.r.State())
	f = engaged(t)
	f.facts.Consents[1].Verdict.Answer = person.Refused
	require.Equal(t, referral.Rule("consent-to-transfer"), f.no(&referral.OfferTransfer{Reason: "moved-area", To: other}).Rule)
	require.Equal(t, referral.Rule("acknowledged"), received(t).no(&referral.Redirect{Reason: "wrong-service", To: other}).Rule)
}

func TestD6_ExactlyOneWorker(t *testing.T) {
	f := engaged(t)
	require.Equal(t, referral.Rule("another-worker"), f.no(&referral.Reallocate{Worker: aWorker, Reason: "workload"}).Rule)
	f.as(referral.RoleTeamLead).do(&referral.MarkLeft{})
	require.Equal(t, aWorker, f.r.Worker(), "a leaver stays assigned")
	require.Contains(t, f.owed(), referral.DutyReallocate)
	items := referral.Caseload([]referral.Referral{f.r}, withCalendar(), f.at, referral.ActorID{}, true)
	require.NotEmpty(t, items, "the case stands in the team's queue")
	f.do(&referral.Reallocate{Worker: anOther, Reason: "worker-left"})
	require.Equal(t, anOther, f.r.Worker())
	require.NotContains(t, f.owed(), referral.DutyReallocate)
	require.Equal(t, referral.RuleRole, f.as(referral.RoleProvider).no(closing("duplicate")).Rule)
}

func TestD7_UndoWhileNothingHasLeft(t *testing.T) {
	f := engaged(t).do(goal(1))
	before := asJSON(t, f.r.Intake())
	f.do(closing("needs-met-elsewhere"))
	f.do(&referral.Undo{Words: person.NewText("wrong person's screen")})
	require.Equal(t, referral.StateEngaged, f.r.State())
	require.Equal(t, before, asJSON(t, f.r.Intake()))
	_, closed := f.r.Closure()
	require.False(t, closed)
	require.Equal(t, referral.Rule("nothing-left"), f.no(&referral.Undo{Words: person.NewText("again")}).Rule)
	f.do(propose(1), send(1))
	r := f.no(&referral.Undo{Words: person.NewText("oh")})
	require.Equal(t, referral.ActionRecallOnward, r.Instead)
	undone := 0
	for e := range f.r.History() {
		if e.Undone {
			undone++
		}
	}
	require.Equal(t, 2, undone, "the closure and its duty stay in the history, marked")
}

func TestD8_Death(t *testing.T) {
	f := engaged(t).do(propose(1), send(1), f0arrange(), &referral.RecordDeath{})
	o, _ := f.r.Onward(onwardID(1))
	require.Equal(t, referral.StateRecalled, o.State)
	s, _ := f.r.Session(sessionID(1))
	require.Equal(t, "2", s.Attendance())
	require.Contains(t, f.owed(), referral.DutyRecallNotice)
	require.Equal(t, referral.Rule("contact-allowed"), f.no(&referral.RecordAttempt{Contact: contact(5, referral.ChannelTelephone, referral.OutcomeNoAnswer)}).Rule)
	offered := false
	for _, i := range referral.Clocks(f.r, withCalendar(), f.at).Due {
		offered = offered || i.Kind == referral.ItemOfferClosure
		require.NotEqual(t, referral.ItemPlan, i.Kind)
	}
	require.True(t, offered)
	f.do(closing(referral.ReasonDeceased))
	f.at = f.at.AddDate(1, 0, 0)
	require.Equal(t, referral.Rule("within-window"), f.no(&referral.Reopen{Reason: "death-recorded-in-error"}).Rule)
	f.as(referral.RoleTeamLead).do(&referral.CorrectDeath{Reason: "misinformed"}, &referral.Reopen{Reason: "death-recorded-in-error"})
	require.Equal(t, referral.StateEngaged, f.r.State())
	require.Equal(t, referral.Rule("death-recorded"), f.no(closing(referral.ReasonDeceased)).Rule)
}

func f0arrange() *referral.ArrangeSession {
	return &referral.ArrangeSession{Session: referral.Session{ID: sessionID(1), Start: monday.AddDate(0, 0, 3)}}
}

func TestD9_Closing(t *testing.T) {
	f := engaged(t).do(goal(1), &referral.StartGoal{Goal: goalID(1)}, propose(1), send(1), f0arrange())
	require.Equal(t, referral.Rule("goals-concluded"), f.no(closing(referral.ReasonGoalsAchieved)).Rule)
	f.do(&referral.AchieveGoal{Goal: goalID(1)})
	require.Equal(t, referral.Rule("onwards-ended"), f.no(closing(referral.ReasonGoalsAchieved)).Rule)
	c := closing(referral.ReasonGoalsAchieved)
	c.LeaveOpen = []referral.LeftOpen{{Onward: onwardID(1), Watcher: anOther, Until: f.at.AddDate(0, 1, 0)}}
	f.do(c)
	s, _ := f.r.Session(sessionID(1))
	require.Equal(t, referral.StateCancelledByService, s.State)
	require.Contains(t, f.owed(), referral.DutyMessageBack)
	due := referral.Clocks(f.r, withCalendar(), f.at).Due
	require.Equal(t, referral.ItemOnwardWatch, due[len(due)-1].Kind)
	require.Equal(t, anOther, due[len(due)-1].Worker)
	f.do(&referral.AcceptOnward{Onward: onwardID(1)}, &referral.StartOnward{Onward: onwardID(1)})
	require.Equal(t, referral.StateClosed, f.r.State(), "a reply after closure is appended without reopening")
}

func TestD9_MissingMeasuresNeverBlockEntirely(t *testing.T) {
	f := engaged(t).do(&referral.LinkAssessment{Assessment: referral.Assessment{
		Record: outcome.RecordID(fixedID(700)), Instrument: "ons-4", Stage: referral.StageBaseline, Alert: person.No,
	}})
	require.Equal(t, referral.Rule("measures-done"), f.no(closing(referral.ReasonGoalsAchieved)).Rule)
	c := closing(referral.ReasonGoalsAchieved)
	c.NoMeasures = "declined-to-answer"
	f.do(c)
}

func TestD10_PlanNeedsNobodysApprovalButThePersons(t *testing.T) {
	f := engaged(t).do(&referral.DraftPlan{})
	require.Equal(t, referral.Rule("agreed-by-person"), f.no(&referral.AgreePlan{AgreedBy: referral.Decider{Party: referral.PartyService}}).Rule)
	f.do(&referral.AgreePlan{AgreedBy: decidedByPerson}, &referral.DraftPlan{})
	p, _ := f.r.Plan()
	require.Equal(t, 2, p.Version)
	f.do(f.arrange(1))
	require.Equal(t, referral.Rule("session-begun"), f.no(&referral.AttendSession{Session: sessionID(1)}).Rule, "no attendance in the future")
	f.at = f.at.AddDate(0, 0, 1)
	f.do(&referral.AttendSession{Session: sessionID(1), Late: true})
	f.do(&referral.CorrectSession{Session: sessionID(1), Reason: "recorded-wrongly"})
	s, _ := f.r.Session(sessionID(1))
	require.False(t, s.Late, "a correction clears what depended on it")
	f.do(&referral.MissSession{Session: sessionID(1)})
	again := f.arrange(2)
	again.Session.Replaces = sessionID(1)
	f.do(again)
	third := f.arrange(3)
	third.Session.Replaces = sessionID(2)
	require.Equal(t, referral.RuleItem, f.no(third).Rule)
}

func TestD11_UnableToContact(t *testing.T) {
	f := contacting(t)
	attempt := func(n int, ch referral.Channel, o referral.ContactOutcome) {
		f.do(&referral.RecordAttempt{Contact: contact(n, ch, o)})
	}
	give := func() *referral.Close { return closing(referral.ReasonUnableToContact) }
	attempt(1, referral.ChannelTelephone, referral.OutcomeNoAnswer)
	attempt(2, referral.ChannelTelephone, referral.OutcomeVoicemailLeft)
	attempt(3, referral.ChannelTextMessage, referral.OutcomeBounced)
	attempt(4, referral.ChannelTelephone, referral.OutcomeWrongNumber)
	attempt(5, referral.ChannelTelephone, referral.OutcomeAnsweredByOther)
	require.Equal(t, "2", f.no(give()).Offered, "bounced, wrong number and somebody else do not count")
	attempt(6, referral.ChannelTelephone, referral.OutcomeNoAnswer)
	require.Contains(t, f.no(give()).Wanted, "days")
	f.at = f.at.AddDate(0, 0, 1)
	attempt(7, referral.ChannelTelephone, referral.OutcomeNoAnswer)
	require.Contains(t, f.no(give()).Wanted, "channels")
	one := *f
	one.facts.Channels = []referral.ChannelFact{{Channel: referral.ChannelTelephone, Usable: person.Yes}}
	one.do(give())
	f.facts.Channels = []referral.ChannelFact{{Channel: referral.ChannelTelephone, Usable: person.No}}
	require.Contains(t, f.no(give()).Wanted, "return to the referrer")
	f.do(closing(referral.ReasonReturnToReferrer))
	require.Contains(t, f.owed(), referral.DutyTellReferrer)
	require.Contains(t, one.owed(), referral.DutyTellReferrer)
}

func TestD11_DaysAreLocalDays(t *testing.T) {
	f := contacting(t)
	f.at = time.Date(2026, time.June, 1, 21, 30, 0, 0, time.UTC) // 23:30 in London
	f.do(&referral.RecordAttempt{Contact: contact(1, referral.ChannelTelephone, referral.OutcomeNoAnswer)})
	f.at = time.Date(2026, time.June, 1, 22, 40, 0, 0, time.UTC) // an hour later it is the second of June there
	f.do(
		&referral.RecordAttempt{Contact: contact(2, referral.ChannelTextMessage, referral.OutcomeMessageSent)},
		&referral.RecordAttempt{Contact: contact(3, referral.ChannelTextMessage, referral.OutcomeMessageSent)},
	)
	f.do(closing(referral.ReasonUnableToContact))
}

func TestD12_ContactProhibited(t *testing.T) {
	f := engaged(t)
	f.facts.Prohibited = person.Yes
	call := &referral.RecordContact{Contact: contact(5, referral.ChannelTelephone, referral.OutcomeEngaged)}
	require.Equal(t, referral.Rule("contact-allowed"), f.no(call).Rule)
	incoming := &referral.RecordContact{Contact: contact(6, referral.ChannelTelephone, referral.OutcomeEngaged)}
	incoming.Contact.Incoming = true
	f.do(incoming, propose(1))
	require.Equal(t, referral.Rule("prohibition-arranged"), f.no(send(1)).Rule)
	f.do(&referral.SeeContactRules{Prohibited: person.Yes, Arrangement: referral.Arrangement{Via: "refuge-worker"}}, send(1))
	o, _ := f.r.Onward(onwardID(1))
	require.Equal(t, "refuge-worker", o.Arrangement.Via, "the payload carries how the person is reached")
	f.do(&referral.RecordContact{Contact: contact(7, referral.ChannelViaContact, referral.OutcomeEngaged)})
	f.facts.Prohibited, f.facts.Channels[0].Usable = person.No, person.No
	require.Equal(t, "telephone", f.no(&referral.RecordContact{Contact: contact(8, referral.ChannelTelephone, referral.OutcomeEngaged)}).Offered)
}

func TestD13_ConsentGate(t *testing.T) {
	for _, answer := range []person.Answer{person.Refused, person.Withdrawn, person.Expired, person.NotAsked} {
		f := engaged(t).do(propose(1))
		f.facts.Consents[0].Verdict.Answer = answer
		require.Equal(t, string(answer), f.no(send(1)).Offered)
		c := send(1)
		c.Override = referral.Override{Reason: "vital-interests"}
		require.Equal(t, referral.RuleReason, f.fault(c).Rule, "an override is explained")
		c.Override.Words = person.NewText("at risk tonight")
		f.do(c)
		require.Contains(t, f.new[0].Relied.Flags, referral.Rule("consent-overridden"))
	}
	f := engaged(t)
	f.facts.Channels = nil
	f.do(&referral.RecordContact{Contact: contact(5, referral.ChannelEmail, referral.OutcomeEngaged)})
	require.Contains(t, f.new[0].Relied.Flags, referral.Rule("channel-permission-unknown"))
}

func TestD14_Authority(t *testing.T) {
	for _, kind := range []person.AuthorityKind{"", person.AuthorityNextOfKin, person.AuthorityCarer, person.AuthorityAttorneyProperty} {
		f := accepted(t)
		r := f.no(&referral.Decline{Reason: "not-now", DecidedBy: referral.Decider{Party: referral.PartyRepresentative, Actor: anOther, Authority: kind}})
		require.Equal(t, referral.Rule("person-decided"), r.Rule)
		require.ErrorIs(t, r, referral.ErrNotPermitted)
	}
	f := accepted(t)
	attorney := &referral.Decline{Reason: "not-now", DecidedBy: referral.Decider{
		Party: referral.PartyRepresentative, Actor: anOther, Authority: person.AuthorityAttorneyHealth,
	}}
	require.ErrorIs(t, f.no(attorney), referral.ErrUnknownFact)
	f.facts.Authorities = []referral.AuthorityFact{{Actor: anOther, Kind: person.AuthorityAttorneyHealth, Valid: person.Yes}}
	f.do(attorney)
}

func TestD15_Safeguarding(t *testing.T) {
	id := referral.ConcernID(fixedID(600))
	f := engaged(t).do(&referral.RaiseConcern{Concern: referral.Concern{ID: id, Kind: "neglect"}})
	require.Contains(t, f.owed(), referral.DutySafeguarding)
	r := f.no(closing("needs-met-elsewhere"))
	require.Equal(t, referral.Rule("safety-clear"), r.Rule)
	require.Equal(t, referral.ActionHandOverConcern, r.Instead)
	require.Equal(t, referral.RuleRequired, f.fault(&referral.HandOverConcern{Concern: id, Owner: person.NewText("council")}).Rule, "escalated first")
	f.do(&referral.EscalateConcern{Concern: id, Escalation: referral.Escalation{To: person.NewText("council"), Consent: person.No, WhyNot: person.NewText("unsafe to ask")}})
	c := closing("needs-met-elsewhere")
	c.HandedTo = person.NewText("council")
	require.Equal(t, referral.Rule("safety-clear"), f.no(c).Rule, "by a role that policy names")
	f.as(referral.RoleTeamLead).do(&referral.Close{Reason: "needs-met-elsewhere", HandedTo: person.NewText("council")})
	require.NotContains(t, f.owed(), referral.DutySafeguarding)
	g := contacting(t)
	g.facts.Safeguarding = person.Unknown
	g.at = g.at.AddDate(0, 0, 1)
	g.do(
		&referral.RecordAttempt{Contact: contact(1, referral.ChannelTelephone, referral.OutcomeNoAnswer)},
		&referral.RecordAttempt{Contact: contact(2, referral.ChannelTextMessage, referral.OutcomeMessageSent)},
	)
	g.at = g.at.AddDate(0, 0, 1)
	g.do(&referral.RecordAttempt{Contact: contact(3, referral.ChannelTelephone, referral.OutcomeNoAnswer)})
	require.ErrorIs(t, g.no(closing(referral.ReasonUnableToContact)), referral.ErrUnknownFact)
}

func TestD16_AlertsEndOnlyByAcknowledgement(t *testing.T) {
	for _, alert := range []person.Tri{person.Yes, person.Unknown} {
		rec := outcome.RecordID(fixedID(700))
		f := engaged(t).do(&referral.LinkAssessment{Assessment: referral.Assessment{
			Record: rec, Instrument: "phq-9", Stage: referral.StageInterim, Alert: alert,
		}})
		require.Contains(t, f.owed(), referral.DutySafetyAlert)
		require.Equal(t, referral.ActionAcknowledgeAlert, f.no(&referral.SettleDuty{Kind: referral.DutySafetyAlert, Item: uuid.UUID(rec)}).Instead)
		f.do(&referral.Hold{Reason: "unwell", Review: f.at.AddDate(0, 0, 3)}, closing("needs-met-elsewhere"))
		require.Contains(t, f.owed(), referral.DutySafetyAlert, "no hold or closure removes it")
		require.Equal(t, referral.Rule("words-given"), f.no(&referral.AcknowledgeAlert{Record: rec}).Rule)
		f.do(&referral.AcknowledgeAlert{Record: rec, Words: person.NewText("rang the GP")})
		require.NotContains(t, f.owed(), referral.DutySafetyAlert)
	}
}

func TestD17_AttendedAndHappenedAreTwoFacts(t *testing.T) {
	at := func(c referral.Command) referral.Session {
		f := engaged(t).do(f0arrange())
		f.at = f.at.AddDate(0, 0, 4)
		s, _ := f.do(c).r.Session(sessionID(1))
		return s
	}
	id := sessionID(1)
	for want, c := range map[string]referral.Command{
		"5": &referral.AttendSession{Session: id}, "6": &referral.AttendSession{Session: id, Late: true},
		"7": &referral.NotSeenSession{Session: id}, "3": &referral.MissSession{Session: id},
		"2": &referral.CancelSessionByPerson{Session: id, Reason: "unwell"}, "4": &referral.CancelSessionByService{Session: id, Reason: "venue"},
	} {
		s := at(c)
		require.Equal(t, want, s.Attendance())
		require.Equal(t, want == "5" || want == "6", s.Happened() == person.Yes)
	}
	failed := at(&referral.FailSession{Session: id, Reason: "venue", By: referral.PartyService})
	require.Equal(t, "5", failed.Attendance())
	require.Equal(t, person.No, failed.Happened())
	f := engaged(t).do(f0arrange())
	f.at = f.at.AddDate(0, 0, 4)
	f.do(&referral.MissSession{Session: id, NotBrought: true})
	require.Contains(t, f.owed(), referral.DutySafeguardingReview)
	require.Equal(t, "0", f.no(closing(referral.ReasonDisengaged)).Offered, "was not brought is outside the rule")
}

func TestD18_TheCodeIsDueOnce(t *testing.T) {
	f := engaged(t)
	require.Equal(t, []referral.DutyKind{referral.DutyCodeToRecord}, f.owed())
	f.do(&referral.SettleDuty{Kind: referral.DutyCodeToRecord}, closing("needs-met-elsewhere"), &referral.SettleDuty{Kind: referral.DutyMessageBack},
		&referral.Reopen{Reason: "person-asked"}, &referral.RecordContact{Contact: contact(9, referral.ChannelTelephone, referral.OutcomeEngaged)})
	require.Empty(t, f.owed(), "not again on reopening")
	f.as(referral.RoleTeamLead).do(&referral.EnterInError{Reason: "wrong-person"})
	require.Contains(t, f.owed(), referral.DutyCodeToRetract)

	in := intake()
	in.CodeRecorded = true
	g := newFlow(t).do(&referral.Submit{Referral: referral.ID(fixedID(7)), Intake: &in}, &referral.Accept{Eligible: person.Yes}, &referral.Allocate{Worker: aWorker}, engaging())
	require.Empty(t, g.owed(), "never when the referrer recorded it")

	h := contacting(t)
	h.facts.Consents[2].Verdict.Answer = person.Refused
	h.do(engaging())
	for d := range h.r.Duties() {
		require.Equal(t, referral.CodeWithhold, d.Sharing)
		require.Equal(t, referral.CodeReferral, d.Code)
	}
	p := referral.DefaultPolicy()
	p.CodeAt = referral.CodeAtReceipt
	rules, err := referral.CompilePolicy(p)
	require.NoError(t, err)
	k := newFlow(t)
	k.rules = rules
	require.Equal(t, []referral.DutyKind{referral.DutyCodeToRecord}, k.do(submit()).owed())
}

func TestD18_NoMessageBackWhenRefused(t *testing.T) {
	f := engaged(t)
	f.facts.Consents[2].Verdict.Answer, f.facts.Consents[3].Verdict.Answer = person.Refused, person.Refused
	require.NotContains(t, f.do(closing("needs-met-elsewhere")).owed(), referral.DutyMessageBack)
}

func TestD20_NotesAreAmendedByTheirAuthor(t *testing.T) {
	id := referral.NoteID(fixedID(800))
	f := engaged(t).do(&referral.WriteNote{Note: referral.Note{ID: id, Text: person.NewText("first")}})
	f.by = anOther
	require.Equal(t, referral.Rule("author-only"), f.no(&referral.AmendNote{Note: id, Text: person.NewText("second")}).Rule)
	f.by = aWorker
	f.do(&referral.AmendNote{Note: id, Text: person.NewText("second")})
	change, ok := f.new[0].Data.(*referral.NoteChange)
	require.True(t, ok)
	require.Equal(t, "first", change.Old.Disclose())
	for n := range f.r.Notes() {
		require.Equal(t, "second", n.Text.Disclose())
		require.Equal(t, referral.VisibleTeam, n.Visible)
	}
}

func TestD21_ErasureInPlace(t *testing.T) {
	f := engaged(t).do(&referral.WriteNote{Note: referral.Note{ID: referral.NoteID(fixedID(800)), Text: person.NewText("synthetic secret")}})
	old := f.r
	f.as(referral.RoleAdministrator)
	c := &referral.Redact{Reason: "erasure-request"}
	f.fill(c)
	next, events, err := f.m.Apply(f.r, c, f.facts, nil)
	require.NoError(t, err)
	require.NotContains(t, asJSON(t, next), "synthetic")
	require.Contains(t, asJSON(t, old), "synthetic secret", "older values are not written to")
	var stream []referral.Event
	for _, e := range f.events {
		stream = append(stream, e.Redact(f.at))
	}
	stream = append(stream, events...)
	again, err := referral.Replay(stream)
	require.NoError(t, err)
	require.NotContains(t, asJSON(t, stream), "synthetic")
	require.Equal(t, next.Sequence(), again.Sequence())
	require.Equal(t, next.State(), again.State())
}

func TestD22_GoalsAreThePersons(t *testing.T) {
	f := engaged(t)
	g := goal(1)
	g.Goal.Importance = 11
	require.Equal(t, referral.RuleRange, f.fault(g).Rule)
	f.do(goal(1), &referral.ReviseGoal{Goal: referral.Goal{ID: goalID(1), Words: person.NewText("to walk to the park"), Confidence: 6}, Words: person.NewText("asked")})
	got, _ := f.r.Goal(goalID(1))
	require.Equal(t, 6, got.Confidence)
	require.Equal(t, referral.StateProposed, got.State)
	step := referral.Step{ID: referral.StepID(fixedID(900)), Goal: goalID(1), What: person.NewText("ring the group"), Owner: referral.OwnerPerson, Due: f.at.AddDate(0, 0, 2)}
	f.do(&referral.AddStep{Step: step})
	step.Status = referral.StepDone
	f.do(&referral.UpdateStep{Step: step})
}

func TestD24_FeedbackIsConsentGated(t *testing.T) {
	f := engaged(t)
	f.facts.Consents[4].Verdict.Answer = person.Refused
	fb := referral.Feedback{Activity: [16]byte{1}, From: referral.PartyPerson, Rating: 4}
	require.Equal(t, referral.Rule("feedback-agreed"), f.no(&referral.RecordFeedback{Feedback: fb}).Rule)
	f.do(&referral.RecordSupport{Support: referral.Support{Level: referral.SupportWithPeer, Done: true}})
}

func TestD25_ALinkIsMadeAndBroken(t *testing.T) {
	link := referral.Link{Kind: referral.LinkHousehold, Episode: referral.ID(fixedID(8))}
	f := engaged(t).do(&referral.LinkEpisode{Link: link})
	require.Equal(t, []referral.Link{link}, slices.Collect(f.r.Links()))
	f.do(&referral.UnlinkEpisode{Link: link})
	require.Empty(t, slices.Collect(f.r.Links()))
}

func TestD26_UnmetNeedsAreOnTheEpisode(t *testing.T) {
	f := engaged(t).do(&referral.RecordUnmet{Unmet: referral.Unmet{Need: lonely, Reason: referral.UnmetFull, Area: "E00000001"}})
	got := slices.Collect(f.r.UnmetNeeds())
	require.Len(t, got, 1)
	require.Equal(t, referral.Unmet{Need: lonely, Reason: referral.UnmetFull, Area: "E00000001", At: f.at}, got[0])
}

// TestD27_ReservedEvents: complexity, supervision, complaints and funding are on
// record, and none of them moves the episode.
func TestD27_ReservedEvents(t *testing.T) {
	funding := referral.Funding{Source: "fund", Pence: 2500, For: "travel"}
	f := engaged(t)
	f.do(
		&referral.AssessComplexity{Weight: 3}, &referral.DiscussInSupervision{}, &referral.RecordComplaint{},
		&referral.RequestFunding{Funding: funding}, &referral.AgreeFunding{Funding: funding},
	)
	require.Equal(t, 3, f.r.Complexity())
	require.Equal(t, referral.StateEngaged, f.r.State())
	got := slices.Collect(f.r.Funding())
	require.Len(t, got, 2)
	require.False(t, got[0].Agreed)
	require.True(t, got[1].Agreed)
	var types []referral.EventType
	for e := range f.r.History() {
		types = append(types, e.Type)
	}
	require.Subset(t, types, []referral.EventType{
		referral.EventAssessComplexity, referral.EventDiscussInSupervision, referral.EventRecordComplaint,
		referral.EventRequestFunding, referral.EventAgreeFunding,
	})
}

func TestD30_SuspensionMakesOnwardReferralsDue(t *testing.T) {
	f := engaged(t).do(propose(1), send(1), &referral.SeeProvider{Provider: provider, Suspended: person.Yes})
	require.Contains(t, f.owed(), referral.DutyReviewOnward)
	f.do(propose(2))
	f.facts.Providers[0].Suspended = person.Unknown
	require.Equal(t, "suspended", f.no(send(2)).Offered)
	f.do(&referral.SeeProvider{Provider: provider, Suspended: person.No})
	require.NotContains(t, f.owed(), referral.DutyReviewOnward)
	f.facts.Providers[0].Agreement = person.No
	require.Equal(t, referral.Rule("provider-checked"), f.no(send(2)).Rule)
}

func TestD34_UrgentNeedIsDueAtOnce(t *testing.T) {
	f := received(t).do(&referral.RecordNeed{Need: referral.Need{Code: "sp-need:no-food-today", Urgent: true}})
	require.Equal(t, []referral.DutyKind{referral.DutyUrgentNeed}, f.owed())
	require.Len(t, referral.Clocks(f.r, withCalendar(), f.at.Add(time.Minute)).Overdue(), 1)
}

// TestPoint19_ReopeningKeepsTheClosure is point 19 of the list of mistakes.
func TestPoint19_ReopeningKeepsTheClosure(t *testing.T) {
	f := engaged(t).do(closing("moved-away"))
	f.facts.OtherOpen = person.Unknown
	require.ErrorIs(t, f.no(&referral.Reopen{Reason: "person-asked"}), referral.ErrUnknownFact)
	f.facts.OtherOpen = person.Yes
	require.Equal(t, referral.Rule("no-other-open"), f.no(&referral.Reopen{Reason: "person-asked"}).Rule)
	f.facts.OtherOpen = person.No
	require.Equal(t, referral.RuleReason, f.fault(&referral.Reopen{}).Rule, "reopening needs a reason")
	f.do(&referral.Reopen{Reason: "person-asked"})
	c, ok := f.r.Closure()
	require.True(t, ok)
	require.False(t, c.Reopened.IsZero())
	require.Equal(t, aWorker, f.r.Worker())
	f.do(closing("moved-away"))
	f.at = f.at.AddDate(0, 0, 91)
	require.Equal(t, referral.Rule("within-window"), f.no(&referral.Reopen{Reason: "person-asked"}).Rule)
}

// TestPoint20_BackDatedEntries: event time and record time differ, and the
// clock counts from what happened.
func TestPoint20_BackDatedEntries(t *testing.T) {
	f := newFlow(t)
	c := submit()
	c.At = monday.AddDate(0, 0, -5)
	f.do(c)
	require.Equal(t, monday.AddDate(0, 0, -5), f.r.Received())
	late := &referral.Accept{Eligible: person.Yes}
	late.At = monday.AddDate(0, 0, -6)
	require.Equal(t, referral.RuleOrder, f.fault(late).Rule)
	future := &referral.Accept{Eligible: person.Yes}
	future.At = monday.AddDate(0, 1, 0)
	require.Equal(t, referral.RuleFuture, f.fault(future).Rule)
	back := &referral.Accept{Eligible: person.Yes}
	back.At = monday.AddDate(0, 0, -4)
	f.do(back)
	s, ok := referral.Clocks(f.r, withCalendar(), f.at).Clock(referral.ClockAccepted)
	require.True(t, ok)
	require.Equal(t, 1, s.Elapsed)
}

func TestRepository(t *testing.T) {
	store := newStore()
	var seen []referral.AccessKind
	repo := referral.NewRepository(store, &referral.RepositoryOptions{
		Facts: func(context.Context, referral.Referral, referral.Command) (referral.Facts, error) {
			return known(), nil
		},
		Audit: func(_ context.Context, a referral.Access) error { seen = append(seen, a.Kind); return nil },
	})
	f := newFlow(t)
	id := referral.ID(fixedID(7))
	c := submit()
	f.fill(c)
	r, events, err := repo.Do(t.Context(), id, c)
	require.NoError(t, err)
	require.Len(t, events, 1)
	again, events, err := repo.Do(t.Context(), id, c)
	require.NoError(t, err)
	require.Empty(t, events)
	require.True(t, r.Equal(again))
	no := &referral.Resume{}
	no.ID = referral.ChangeID(fixedID(99))
	f.fill(no)
	_, _, err = repo.Do(t.Context(), id, no)
	require.ErrorIs(t, err, referral.ErrNotPermitted)
	_, err = repo.Get(t.Context(), id, referral.Actor{ID: aWorker, Role: referral.RoleLinkWorker}, f.at)
	require.NoError(t, err)
	_, _, err = repo.Do(t.Context(), referral.ID(fixedID(77)), no)
	require.ErrorIs(t, err, referral.ErrNotFound)
	require.Equal(t, []referral.AccessKind{
		referral.AccessAttempt, referral.AccessWrite, referral.AccessRepeat, referral.AccessRefusal, referral.AccessRead, referral.AccessRefusal,
	}, seen)
}

// TestD24_SupportToAttendIsPlannedAndDone: help to attend is recorded by level,
// first as planned and then as done.
func TestD24_SupportToAttendIsPlannedAndDone(t *testing.T) {
	f := engaged(t).do(f0arrange())
	help := referral.Support{Session: sessionID(1), Level: "accompanied-by-worker"}
	f.do(&referral.RecordSupport{Support: help})
	help.Done = true
	f.do(&referral.RecordSupport{Support: help})
	got := slices.Collect(f.r.Supports())
	require.Len(t, got, 2)
	require.False(t, got[0].Done)
	require.True(t, got[1].Done)
	require.Equal(t, referral.RuleWord, f.fault(&referral.RecordSupport{Support: referral.Support{Level: "carried"}}).Rule)
}

// TestD10_RulesThatAreGuards: of the rules of the one public system of this kind,
// R4 to R9 are adopted: no attendance before the session's time and none twice
// (R4), another answer clears what hung on the first (R5), a missed session is
// followed by a new one and one that took place by none (R6), whoever asked to
// move it and why is kept (R7), one worker (R8), no amendment without a reason, and
// the old value beside the new (R9).
func TestD10_RulesThatAreGuards(t *testing.T) {
	f := engaged(t).do(f0arrange())
	require.Equal(t, referral.Rule("session-begun"), f.no(&referral.AttendSession{Session: sessionID(1)}).Rule, "R4")
	f.at = f.at.AddDate(0, 0, 5)
	f.do(&referral.MissSession{Session: sessionID(1), NotBrought: true})
	require.Equal(t, referral.RuleState, f.no(&referral.AttendSession{Session: sessionID(1)}).Rule, "R4: not twice")
	f.do(&referral.CorrectSession{Session: sessionID(1), Reason: "recorded-wrongly"})
	s, _ := f.r.Session(sessionID(1))
	require.False(t, s.NotBrought, "R5")
	require.Empty(t, s.Reason, "R5")
	f.do(&referral.MissSession{Session: sessionID(1)})
	again := f.arrange(2)
	again.Session.Replaces = sessionID(1)
	f.do(again)
	f.at = f.at.AddDate(0, 0, 1)
	f.do(&referral.AttendSession{Session: sessionID(2)})
	more := f.arrange(3)
	more.Session.Replaces = sessionID(2)
	require.Equal(t, referral.RuleItem, f.no(more).Rule, "R6: it took place")
	f.do(f.arrange(4))
	to := referral.Session{ID: sessionID(5), Start: f.at.AddDate(0, 0, 9)}
	require.Equal(t, referral.RuleWord, f.fault(&referral.RescheduleSession{Session: sessionID(4), To: to, Reason: "transport"}).Rule, "R7: who")
	require.Equal(t, referral.RuleReason, f.fault(&referral.RescheduleSession{Session: sessionID(4), To: to, By: referral.PartyPerson}).Rule, "R7: why")
	require.Equal(t, referral.Rule("another-worker"), f.no(&referral.Reallocate{Worker: aWorker, Reason: "workload"}).Rule, "R8")
	require.Equal(t, referral.RuleReason, f.fault(&referral.Amend{Intake: intake()}).Rule, "R9")
	in := intake()
	in.Urgency = referral.UrgencyUrgent
	f.do(&referral.Amend{Intake: in, Reason: "typing-error"})
	change, ok := f.new[0].Data.(*referral.Amendment)
	require.True(t, ok)
	require.NotEqual(t, change.Old.Urgency, change.New.Urgency, "R9")
}
