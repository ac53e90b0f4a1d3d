package referral_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"

	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral"
	"github.com/socialprescribing/socialprescribing/referral/calendar"
)

// The tests of this file are named by the mistakes that people who know social
// prescribing find in its systems. Each shows that one of them cannot happen
// here. The mistakes that are not in the list (3 to 21 without 5 and 8 to 11)
// belong to other packages.

func TestExpert01_StatesAreKeptApart(t *testing.T) {
	f := engaged(t).do(propose(1), send(1), f0arrange(), goal(1), &referral.DraftPlan{})
	f.do(&referral.DeclineOnward{Onward: onwardID(1), Reason: referral.ReasonNoCapacity})
	require.Equal(t, referral.StateEngaged, f.r.State(), "a provider's answer is not the episode's state")
	o, _ := f.r.Onward(onwardID(1))
	s, _ := f.r.Session(sessionID(1))
	g, _ := f.r.Goal(goalID(1))
	p, _ := f.r.Plan()
	require.Equal(t, referral.StateDeclinedByProvider, o.State)
	require.Equal(t, referral.StateScheduled, s.State)
	require.Equal(t, referral.StateProposed, g.State)
	require.Equal(t, referral.StateDraft, p.State)
}

func TestExpert02_ASignpostIsNoReferral(t *testing.T) {
	f := engaged(t)
	f.facts.Consents, f.facts.Providers = nil, nil // nothing leaves the service, so that nothing is asked
	id := referral.SignpostID(fixedID(500))
	f.do(&referral.Signpost{Signpost: referral.Signposting{ID: id, Provider: provider, Need: lonely}})
	for range f.r.Onwards() {
		t.Fatal("a signpost counted as an onward referral")
	}
	require.NotContains(t, f.owed(), referral.DutyMessageBack)
	require.Equal(t, referral.RuleWord, f.fault(&referral.FollowUpSignpost{Signpost: id}).Rule)
	f.do(&referral.FollowUpSignpost{Signpost: id, Use: referral.UseUsed})
	for s := range f.r.Signposts() {
		require.Equal(t, referral.UseUsed, s.Use)
		require.False(t, s.FollowedUp.IsZero())
	}
	f.do(closing("signposted-only"))
}

func TestExpert03_WhoDeclined(t *testing.T) {
	byPerson := accepted(t).do(&referral.Decline{Reason: "not-now", DecidedBy: decidedByPerson})
	byService := received(t).do(&referral.Reject{Reason: "no-capacity", ReferrerTold: true})
	byReferrer := received(t).as(referral.RoleReferrer).do(&referral.Withdraw{Reason: "duplicate"})
	require.Equal(t, referral.StateDeclined, byPerson.r.State())
	require.Equal(t, referral.StateRejected, byService.r.State())
	require.Equal(t, referral.StateWithdrawn, byReferrer.r.State())
	noWho := &referral.Decline{Reason: "not-now", DecidedBy: referral.Decider{Party: referral.PartyService}}
	require.Equal(t, referral.Rule("person-decided"), accepted(t).no(noWho).Rule)

	onward := func(c referral.Command) referral.Onward {
		f := engaged(t).do(propose(1), send(1), c)
		o, _ := f.r.Onward(onwardID(1))
		return o
	}
	require.Equal(t, referral.StateDeclinedByProvider, onward(&referral.DeclineOnward{Onward: onwardID(1), Reason: referral.ReasonNoCapacity}).State)
	require.Equal(t, referral.StateDeclinedByPerson, onward(&referral.RefuseOnward{Onward: onwardID(1), Reason: "not-now"}).State)
}

func TestExpert04_TheCodeOncePerEpisode(t *testing.T) {
	due := func(f *flow) int {
		n := 0
		for d := range f.r.Duties() {
			if d.Kind == referral.DutyCodeToRecord {
				n++
			}
		}
		return n
	}
	f := newFlow(t)
	in := intake()
	f.do(&referral.Draft{Referral: referral.ID(fixedID(7)), Intake: in})
	require.Zero(t, due(f), "not on the offer")
	f.do(&referral.Submit{Referral: referral.ID(fixedID(7))}, &referral.Accept{Eligible: person.Yes}, &referral.Allocate{Worker: aWorker})
	require.Zero(t, due(f), "not on receipt")
	f.do(engaging())
	require.Equal(t, 1, due(f))
	for n := range 3 {
		f.do(&referral.RecordContact{Contact: contact(10+n, referral.ChannelTelephone, referral.OutcomeEngaged)})
	}
	f.do(closing("moved-away"), &referral.Reopen{Reason: "person-asked"}, closing("moved-away"))
	require.Equal(t, 1, due(f), "not for each contact, and not on reopening")
	never := accepted(t).do(&referral.Decline{Reason: "does-not-want", DecidedBy: decidedByPerson})
	require.Zero(t, due(never), "somebody who declined was not referred")
}

func TestExpert06_ReasonsThatAreNeeded(t *testing.T) {
	m := referral.Pathway()
	has := func(a referral.Action, want ...referral.Reason) {
		t.Helper()
		var got []referral.Reason
		for _, d := range m.Reasons(a) {
			got = append(got, d.Code)
		}
		require.Subset(t, got, want, "%s", a)
	}
	has(referral.ActionClose, "duplicate", "deceased", "other", "unable-to-contact", "moved-away")
	has(referral.ActionReject, "duplicate", "deceased", "other")
	has(referral.ActionCancel, "duplicate", "deceased", "other")
	f := engaged(t)
	require.Equal(t, referral.RuleReason, f.fault(closing("other")).Rule, "other wants words")
	require.Equal(t, referral.RuleReason, f.fault(closing("no-such-reason")).Rule)
	require.Equal(t, referral.Rule("death-recorded"), f.no(closing(referral.ReasonDeceased)).Rule)
	f.do(&referral.Close{Reason: "other", Words: person.NewText("the service moved to another town")})
	c, _ := f.r.Closure()
	require.Equal(t, "the service moved to another town", c.Words.Disclose())
}

func TestExpert07_SelfReferral(t *testing.T) {
	in := intake()
	in.Basis, in.Source, in.Referrer, in.From = referral.BasisSelfReferral, "self", referral.ActorID{}, ""
	f := newFlow(t).as(referral.RolePerson)
	f.do(&referral.Submit{Referral: referral.ID(fixedID(7)), Intake: &in})
	require.Equal(t, referral.BasisSelfReferral, f.r.Intake().Basis)
	f.as(referral.RoleLinkWorker).do(&referral.Accept{Eligible: person.Yes}, &referral.Allocate{Worker: aWorker}, engaging())
	require.Equal(t, referral.StateEngaged, f.r.State())
}

// TestExpert12_ConsentHasAVerdictAndAnEntry is consent as an argument: what a
// step relied on is kept with the event.
func TestExpert12_ConsentHasAVerdictAndAnEntry(t *testing.T) {
	entry := person.EntryID(fixedID(50))
	f := engaged(t).do(propose(1))
	f.facts.Consents[0].Verdict.Entry = entry
	f.do(send(1))
	relied := f.new[0].Relied
	require.Equal(t, referral.ProviderScope(provider), relied.Scope)
	require.Equal(t, person.Given, relied.Answer)
	require.Equal(t, entry, relied.Entry)
}

func TestExpert13_ConsentGateWithAnOverride(t *testing.T) {
	for _, reason := range []referral.Reason{"vital-interests", "safeguarding"} {
		f := engaged(t).do(propose(1))
		f.facts.Consents[0].Verdict.Answer = person.Refused
		require.Equal(t, referral.Rule("consent-to-share"), f.no(send(1)).Rule)
		over := send(1)
		over.Override = referral.Override{Reason: reason, Words: person.NewText("at risk tonight")}
		f.do(over)
		require.Contains(t, f.new[0].Relied.Flags, referral.Rule("consent-overridden"))
	}
	f := engaged(t).do(propose(1))
	not := send(1)
	not.Agreed = person.No
	require.Equal(t, referral.Rule("agreed"), f.no(not).Rule, "consent to share is not agreement to this referral")
	not.Override = referral.Override{Reason: "safeguarding", Words: person.NewText("at risk tonight")}
	f.do(not)
}

func TestExpert14_ProhibitedContact(t *testing.T) {
	f := contacting(t)
	f.facts.Prohibited = person.Yes
	call := &referral.RecordAttempt{Contact: contact(1, referral.ChannelTelephone, referral.OutcomeNoAnswer)}
	require.Equal(t, referral.Rule("contact-allowed"), f.no(call).Rule)
	f.facts.Prohibited = person.Unknown
	f.do(&referral.SeeContactRules{Prohibited: person.Yes})
	call = &referral.RecordAttempt{Contact: call.Contact}
	require.Equal(t, referral.Rule("contact-allowed"), f.no(call).Rule, "what was seen last holds while nothing newer is known")
	f.facts.Prohibited, f.facts.SafeNow = person.No, person.No
	require.Contains(t, f.no(call).Wanted, "safe times")
	call.Contact.Override = referral.Override{Reason: "no-such-reason"}
	require.Error(t, refused(f, call), "a contact that was made all the same has a reason from the list")
}

func refused(f *flow, c referral.Command) error {
	f.fill(c)
	_, _, err := f.m.Apply(f.r, c, f.facts, f.rules)
	return err
}

func TestExpert15_AttemptsOneByOne(t *testing.T) {
	f := contacting(t)
	for n, ch := range []referral.Channel{referral.ChannelTelephone, referral.ChannelTelephone, referral.ChannelTextMessage} {
		f.at = f.at.AddDate(0, 0, 1)
		r := f.no(closing(referral.ReasonUnableToContact))
		require.Equal(t, referral.Rule("attempts-sufficient"), r.Rule)
		require.Contains(t, r.Text(language.English), fmt.Sprintf("%d of 3 attempts", n))
		o := referral.OutcomeNoAnswer
		if ch == referral.ChannelTextMessage {
			o = referral.OutcomeMessageSent
		}
		f.do(&referral.RecordAttempt{Contact: contact(n, ch, o)})
	}
	n := 0
	for c := range f.r.Contacts() {
		require.False(t, c.At.IsZero())
		require.Equal(t, aWorker, c.By)
		n++
	}
	require.Equal(t, 3, n)
	require.Equal(t, referral.StateContacting, f.r.State(), "nothing closes by itself")
	f.do(closing(referral.ReasonUnableToContact))
	require.Contains(t, f.owed(), referral.DutyTellReferrer)
}

func TestExpert16_AttendanceHasItsOwnWords(t *testing.T) {
	attendance := func(c referral.Command) (string, person.Tri) {
		f := engaged(t).do(f0arrange())
		f.at = f.at.AddDate(0, 0, 4)
		s, _ := f.do(c).r.Session(sessionID(1))
		return s.Attendance(), s.Happened()
	}
	id := sessionID(1)
	seen := map[string]bool{}
	for _, c := range []referral.Command{
		&referral.CancelSessionByPerson{Session: id, Reason: "unwell"}, &referral.MissSession{Session: id},
		&referral.CancelSessionByService{Session: id, Reason: "venue"}, &referral.AttendSession{Session: id},
		&referral.AttendSession{Session: id, Late: true}, &referral.NotSeenSession{Session: id},
	} {
		code, _ := attendance(c)
		require.False(t, seen[code], "two outcomes share the code %s", code)
		seen[code] = true
	}
	_, missed := attendance(&referral.MissSession{Session: id})
	_, failed := attendance(&referral.FailSession{Session: id, Reason: "venue", By: referral.PartyService})
	require.Equal(t, person.No, missed)
	require.Equal(t, person.No, failed)
	f := engaged(t).do(f0arrange())
	f.at = f.at.AddDate(0, 0, 4)
	f.do(&referral.MissSession{Session: id, NotBrought: true})
	require.Equal(t, "0", f.no(closing(referral.ReasonDisengaged)).Offered, "not being brought is not missing")
}

func TestExpert17_NothingIsLeftDangling(t *testing.T) {
	f := engaged(t).do(goal(1), goal(2), propose(1), send(1), f0arrange())
	r := f.no(closing(referral.ReasonGoalsAchieved))
	require.Equal(t, "2", r.Offered)
	require.Contains(t, r.Text(language.English), "2 goals have no outcome yet")
	require.Contains(t, r.Text(language.MustParse("cy")), "2 o nodau")
	c := closing(referral.ReasonGoalsAchieved)
	c.LeaveGoals = "carried-forward"
	require.Equal(t, uuid.UUID(onwardID(1)), f.no(c).Item, "the refusal names what is open")
	c.LeaveOpen = []referral.LeftOpen{{Onward: onwardID(1), Watcher: anOther, Until: f.at}}
	require.Equal(t, referral.Rule("onwards-ended"), f.no(c).Rule, "until a time that has passed is no watch")
	c.LeaveOpen[0].Until = f.at.AddDate(0, 1, 0)
	f.do(c)
	s, _ := f.r.Session(sessionID(1))
	require.Equal(t, referral.StateCancelledByService, s.State)
	g, _ := f.r.Goal(goalID(1))
	require.Equal(t, referral.StateProposed, g.State, "a goal is not said to be achieved")
}

func TestExpert18_TheMessageBack(t *testing.T) {
	f := engaged(t).do(closing("moved-away"))
	require.Contains(t, f.owed(), referral.DutyMessageBack)
	refusing := engaged(t)
	refusing.facts.Consents[2].Verdict.Answer, refusing.facts.Consents[3].Verdict.Answer = person.Refused, person.Refused
	require.NotContains(t, refusing.do(closing("moved-away")).owed(), referral.DutyMessageBack)
	in := intake()
	in.ShareBack = person.No
	h := newFlow(t).do(&referral.Submit{Referral: referral.ID(fixedID(7)), Intake: &in}, &referral.Accept{Eligible: person.Yes}, &referral.Allocate{Worker: aWorker}, engaging())
	require.NotContains(t, h.do(closing("moved-away")).owed(), referral.DutyMessageBack, "as the person said at the beginning")
}

func TestExpert19_ReopeningAndReferringAgain(t *testing.T) {
	f := engaged(t).do(closing("moved-away"), &referral.Reopen{Reason: "person-asked"}, closing("needs-met-elsewhere"))
	var reasons []referral.Reason
	for c := range f.r.Closures() {
		reasons = append(reasons, c.Reason)
	}
	require.Equal(t, []referral.Reason{"moved-away", "needs-met-elsewhere"}, reasons)
	f.at = f.at.AddDate(0, 0, 120)
	require.Equal(t, referral.ActionDraft, f.no(&referral.Reopen{Reason: "person-asked"}).Instead, "later it is a new referral")
	in := intake()
	in.Follows = f.r.ID()
	again := newFlow(t).do(&referral.Submit{Referral: referral.ID(fixedID(8)), Intake: &in})
	linked := false
	for l := range again.r.Links() {
		linked = linked || l == referral.Link{Kind: referral.LinkFollows, Episode: f.r.ID()}
	}
	require.True(t, linked)
}

func TestExpert20_ClocksPauseAndKnowHolidays(t *testing.T) {
	// Easter Monday 2026 is the sixth of April: a holiday in England and none in
	// Scotland. The letter came on the second, and was typed in on the eighth.
	came, typed := time.Date(2026, time.April, 2, 9, 0, 0, 0, time.UTC), time.Date(2026, time.April, 8, 9, 0, 0, 0, time.UTC)
	working := map[calendar.Nation]int{}
	for _, n := range []calendar.Nation{calendar.England, calendar.Scotland} {
		f := newFlow(t)
		f.at = typed
		c := submit()
		c.At = came
		f.do(c, &referral.Accept{Eligible: person.Yes})
		rules := withCalendar().WithCalendar(calendar.MustFor(n))
		s, ok := referral.Clocks(f.r, rules, f.at).Clock(referral.ClockAccepted)
		require.True(t, ok)
		require.Equal(t, came, s.From, "from when it came, not from when it was typed")
		require.Equal(t, 6, s.Elapsed)
		working[n] = s.Working
	}
	require.Equal(t, map[calendar.Nation]int{calendar.England: 2, calendar.Scotland: 3}, working)
	f := contacting(t)
	f.do(&referral.Hold{Reason: "in-hospital", Review: f.at.AddDate(0, 0, 20)})
	f.at = f.at.AddDate(0, 0, 14)
	f.do(&referral.Resume{}, engaging())
	s, _ := referral.Clocks(f.r, withCalendar(), f.at).Clock(referral.ClockContact)
	require.Equal(t, []int{14, 0, 10, 0}, []int{s.Elapsed, s.Adjusted, s.Working, s.AdjustedWorking})
}

func TestD29_ADeadlinePastThePublishedHolidaysSaysSo(t *testing.T) {
	f := newFlow(t)
	f.at = time.Date(2045, time.December, 1, 9, 0, 0, 0, time.UTC)
	f.do(submit())
	f.at = f.at.AddDate(0, 0, 40)
	f.do(&referral.Accept{Eligible: person.Yes})
	s, ok := referral.Clocks(f.r, withCalendar(), f.at).Clock(referral.ClockAccepted)
	require.True(t, ok)
	require.True(t, s.Provisional)
	near := accepted(t)
	s, _ = referral.Clocks(near.r, withCalendar(), near.at).Clock(referral.ClockAccepted)
	require.False(t, s.Provisional)
	bare, err := referral.CompilePolicy(referral.DefaultPolicy())
	require.NoError(t, err)
	s, _ = referral.Clocks(near.r, bare, near.at).Clock(referral.ClockAccepted)
	require.Equal(t, -1, s.Working, "no calendar: not known, and not zero")
}

func TestExpert21_ThePlanIsThePersons(t *testing.T) {
	f := engaged(t).do(
		&referral.RecordMatters{Matters: referral.Matters{Words: person.NewText("seeing people"), Strengths: []person.Text{person.NewText("cooks well")}}},
		&referral.DraftPlan{Plan: referral.Plan{Matters: person.NewText("seeing people"), IfWorse: person.NewText("ring the duty line")}},
	)
	review := f.at.AddDate(0, 0, 40)
	f.do(&referral.AgreePlan{AgreedBy: decidedByPerson, SharedWith: []referral.Party{referral.PartyPerson}, Review: review})
	p, _ := f.r.Plan()
	require.Equal(t, referral.StateAgreed, p.State)
	require.False(t, p.Agreed.IsZero())
	require.Equal(t, decidedByPerson, p.AgreedBy)
	require.Equal(t, []referral.Party{referral.PartyPerson}, p.Shared)
	require.True(t, review.Equal(p.Review))
	kinds := map[referral.ItemKind]bool{}
	for _, i := range referral.Clocks(f.r, withCalendar(), review.AddDate(0, 0, 1)).Overdue() {
		kinds[i.Kind] = true
	}
	require.True(t, kinds[referral.ItemPlanReview])
	f.do(&referral.ReviewPlan{Review: f.at.AddDate(0, 0, 80)})
	p, _ = f.r.Plan()
	require.False(t, p.Reviewed.IsZero())
	for m := range f.r.Matters() {
		require.Equal(t, "seeing people", m.Words.Disclose())
		require.Len(t, m.Strengths, 1)
	}
}

func TestExpert24_UnknownNeverExcludes(t *testing.T) {
	f := received(t)
	maybe := &referral.Accept{Eligible: person.Unknown}
	r := f.no(maybe)
	require.Equal(t, referral.Rule("eligible-or-overridden"), r.Rule)
	require.Equal(t, "unknown", r.Offered)
	maybe.Reason, maybe.Words = "eligibility-exception", person.NewText("asked the team lead")
	require.NotErrorIs(t, refused(f, maybe), referral.ErrUnknownFact)
	stale := engaged(t).do(propose(1))
	stale.facts.Providers = nil
	require.ErrorIs(t, stale.no(send(1)), referral.ErrUnknownFact, "a provider that nobody checked is not sent a person's details")
}

func TestExpert25_EnteredInErrorAndNeverDeleted(t *testing.T) {
	f := engaged(t).do(&referral.WriteNote{Note: referral.Note{ID: referral.NoteID(fixedID(800)), Text: person.NewText("synthetic secret")}})
	n := f.r.Sequence()
	f.as(referral.RoleTeamLead).do(&referral.EnterInError{Reason: "wrong-person"})
	require.Equal(t, referral.PhaseVoid, f.r.Phase())
	require.Greater(t, f.r.Sequence(), n, "the history only grows")
	for _, r := range []error{f.no(closing("duplicate")), f.no(&referral.Undo{Words: person.NewText("synthetic secret")})} {
		require.NotContains(t, r.Error(), "synthetic")
	}
}
