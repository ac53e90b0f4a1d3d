package referral_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral"
	"github.com/socialprescribing/socialprescribing/referral/calendar"
)

// owedFor gives the items for which a duty of a kind is owed.
func (f *flow) owedFor(k referral.DutyKind) []uuid.UUID {
	var out []uuid.UUID
	for d := range f.r.Duties() {
		if d.Kind == k && d.Settled.IsZero() {
			out = append(out, d.Item)
		}
	}
	return out
}

// states gives the states of all onward referrals.
func (f *flow) states() []referral.State {
	var out []referral.State
	for o := range f.r.Onwards() {
		out = append(out, o.State)
	}
	return out
}

func items(ids ...referral.OnwardID) []uuid.UUID {
	var out []uuid.UUID
	for _, id := range ids {
		out = append(out, uuid.UUID(id))
	}
	return out
}

// four is an episode with two proposed and two sent onward referrals.
func four(t *testing.T) *flow {
	t.Helper()
	return engaged(t).do(propose(1), propose(2), send(2), propose(3), propose(4), send(4))
}

const (
	proposed = referral.StateProposed
	sent     = referral.StateSent
	recalled = referral.StateRecalled
)

// TestEveryOpenOnwardFollows: what ends or bars onward referrals does so for
// each of them, and each provider who has one is to be told.
func TestEveryOpenOnwardFollows(t *testing.T) {
	for name, c := range map[string]struct {
		cmd    referral.Command
		states []referral.State
		owed   referral.DutyKind
		items  []uuid.UUID
	}{
		"death": {
			&referral.RecordDeath{},
			[]referral.State{recalled, recalled, recalled, recalled},
			referral.DutyRecallNotice, items(onwardID(2), onwardID(4)),
		},
		"consent withdrawn": {
			seen(person.ScopeTakePart, person.Withdrawn),
			[]referral.State{recalled, sent, recalled, sent},
			referral.DutyRecallOnward, items(onwardID(2), onwardID(4)),
		},
		"consent of the provider withdrawn": {
			seen(referral.ProviderScope(provider), person.Withdrawn),
			[]referral.State{recalled, sent, recalled, sent},
			referral.DutyRecallOnward, items(onwardID(2), onwardID(4)),
		},
		"consent of another provider withdrawn": {
			seen(referral.ProviderScope(activity.ProviderID(fixedID(66))), person.Withdrawn),
			[]referral.State{proposed, sent, proposed, sent},
			referral.DutyRecallOnward, nil,
		},
		"consent given": {
			seen(person.ScopeTakePart, person.Given), []referral.State{proposed, sent, proposed, sent}, referral.DutyRecallOnward, nil,
		},
		"prohibited": {
			&referral.SeeContactRules{Prohibited: person.Yes},
			[]referral.State{recalled, sent, recalled, sent},
			referral.DutyRecallOnward, items(onwardID(2), onwardID(4)),
		},
		"not prohibited": {
			&referral.SeeContactRules{Prohibited: person.No}, []referral.State{proposed, sent, proposed, sent}, referral.DutyRecallOnward, nil,
		},
		"prohibited but arranged": {
			&referral.SeeContactRules{Prohibited: person.Yes, Arrangement: referral.Arrangement{Via: "refuge-worker"}},
			[]referral.State{proposed, sent, proposed, sent},
			referral.DutyRecallOnward, nil,
		},
		"provider suspended": {
			&referral.SeeProvider{Provider: provider, Suspended: person.Yes},
			[]referral.State{proposed, sent, proposed, sent},
			referral.DutyReviewOnward, items(onwardID(1), onwardID(2), onwardID(3), onwardID(4)),
		},
		"another provider suspended": {
			&referral.SeeProvider{Provider: activity.ProviderID(fixedID(66)), Suspended: person.Yes},
			[]referral.State{proposed, sent, proposed, sent},
			referral.DutyReviewOnward, nil,
		},
	} {
		f := four(t).do(c.cmd)
		require.Equal(t, c.states, f.states(), name)
		require.Equal(t, c.items, f.owedFor(c.owed), name)
	}
}

// TestASuspensionLiftedSettlesItsReviews: those of that provider, each of them.
func TestASuspensionLiftedSettlesItsReviews(t *testing.T) {
	second := activity.ProviderID(fixedID(66))
	elsewhere := propose(5)
	elsewhere.Onward.Provider = second
	see := func(p activity.ProviderID, s person.Tri) referral.Command {
		return &referral.SeeProvider{Provider: p, Suspended: s}
	}
	f := four(t).do(elsewhere, see(provider, person.Yes), see(second, person.Yes))
	require.Len(t, f.owedFor(referral.DutyReviewOnward), 5)
	require.Len(t, f.records("suspended"), 2)
	f.do(see(provider, person.Yes))
	require.Len(t, f.owedFor(referral.DutyReviewOnward), 5, "known already")
	require.Len(t, f.records("suspended"), 2)
	f.do(see(provider, person.No))
	require.Equal(t, items(onwardID(5)), f.owedFor(referral.DutyReviewOnward))
	require.Len(t, f.records("suspended"), 1)
	f.do(see(second, person.No))
	require.Empty(t, f.owedFor(referral.DutyReviewOnward))
}

// TestAnEndedOnwardOwesNothing: both the recall and the review that were due
// are over when it ends, and those of another stay.
func TestAnEndedOnwardOwesNothing(t *testing.T) {
	for _, end := range []referral.Command{
		&referral.DeclineOnward{Onward: onwardID(2), Reason: "no-capacity"},
		&referral.RecallOnward{Onward: onwardID(2), Reason: "no-longer-needed"},
	} {
		f := four(t).do(
			&referral.SeeProvider{Provider: provider, Suspended: person.Yes},
			seen(person.ScopeTakePart, person.Withdrawn),
		)
		both := items(onwardID(2), onwardID(4))
		require.Equal(t, both, f.owedFor(referral.DutyReviewOnward))
		require.Equal(t, both, f.owedFor(referral.DutyRecallOnward))
		f.do(end)
		require.Equal(t, both[1:], f.owedFor(referral.DutyReviewOnward))
		require.Equal(t, both[1:], f.owedFor(referral.DutyRecallOnward))
	}
	f := four(t).do(seen(person.ScopeTakePart, person.Withdrawn), &referral.AcknowledgeOnward{Onward: onwardID(2)})
	require.Equal(t, items(onwardID(2), onwardID(4)), f.owedFor(referral.DutyRecallOnward), "an acknowledgement ends nothing")
}

// TestAClosureReachesEachItem: every session to come, every concern, every
// onward referral that is left open.
func TestAClosureReachesEachItem(t *testing.T) {
	f := engaged(t)
	f.do(f.arrange(1), f.arrange(2), f.arrange(3), &referral.CancelSessionByPerson{Session: sessionID(2), Reason: "unwell"})
	f.do(closing("needs-met-elsewhere"))
	var got []referral.State
	for s := range f.r.Sessions() {
		got = append(got, s.State)
	}
	require.Equal(t, []referral.State{referral.StateCancelledByService, referral.StateCancelledByPerson, referral.StateCancelledByService}, got)

	f = engaged(t).do(propose(1), send(1), propose(2), send(2))
	until := f.at.AddDate(0, 1, 0)
	f.do(&referral.Close{Reason: "needs-met-elsewhere", LeaveOpen: []referral.LeftOpen{
		{Onward: onwardID(1), Watcher: aWorker, Until: until}, {Onward: onwardID(2), Watcher: anOther, Until: until},
	}})
	var watchers []referral.ActorID
	for o := range f.r.Onwards() {
		require.True(t, until.Equal(o.WatchUntil))
		watchers = append(watchers, o.Watcher)
	}
	require.Equal(t, []referral.ActorID{aWorker, anOther}, watchers)

	concern := func(n int) referral.Command {
		return &referral.RaiseConcern{Concern: referral.Concern{ID: referral.ConcernID(fixedID(n)), Kind: "neglect"}}
	}
	f = engaged(t).do(concern(600), concern(601), &referral.ResolveConcern{Concern: referral.ConcernID(fixedID(601)), Words: person.NewText("seen to")}, concern(602))
	require.Len(t, f.owedFor(referral.DutySafeguarding), 2)
	f.as(referral.RoleTeamLead).do(&referral.Close{Reason: "needs-met-elsewhere", HandedTo: person.NewText("council")})
	require.Empty(t, f.owedFor(referral.DutySafeguarding))
	require.Contains(t, f.records("concerns")[0], "handedTo")
	require.NotContains(t, f.records("concerns")[1], "handedTo", "it was resolved")
	require.Contains(t, f.records("concerns")[2], "handedTo")
}

// TestWhoIsToldOfAnEnd: the code for declining is due when the person declined,
// and a word to the referrer when the reason is theirs to act on.
func TestWhoIsToldOfAnEnd(t *testing.T) {
	f := engaged(t).do(closing("needs-met-elsewhere"))
	require.NotContains(t, f.owed(), referral.DutyDeclineCode)
	require.NotContains(t, f.owed(), referral.DutyTellReferrer)
	f = engaged(t)
	f.facts.Channels = []referral.ChannelFact{{Channel: referral.ChannelTelephone, Usable: person.No}}
	f.do(closing(referral.ReasonReturnToReferrer))
	require.NotContains(t, f.owed(), referral.DutyDeclineCode)
	require.Contains(t, f.owed(), referral.DutyTellReferrer)
	f = engaged(t).do(&referral.Close{Reason: referral.ReasonDeclined, DecidedBy: decidedByPerson})
	require.Contains(t, f.owed(), referral.DutyDeclineCode)
	require.NotContains(t, f.owed(), referral.DutyTellReferrer)
}

// TestD18_WhenTheCodeIsDue goes through every moment that a policy can name and
// every basis: whether the code is owed after receipt, after a contact without
// acceptance, and after one with it.
func TestD18_WhenTheCodeIsDue(t *testing.T) {
	const (
		atReceipt  = 1 << iota // owed at receipt
		atContact              // owed after a contact
		atAccepted             // owed after a contact that accepts
	)
	always, accepts, never := atReceipt|atContact|atAccepted, atAccepted, 0
	for _, c := range []struct {
		moment   referral.CodeMoment
		basis    referral.Basis
		recorded bool
		want     int
	}{
		{referral.CodeAtReceipt, referral.BasisOfferAccepted, false, always},
		{referral.CodeAtReceipt, referral.BasisSelfReferral, false, always},
		{referral.CodeAtReceipt, referral.BasisOfferNotRecorded, false, always},
		{referral.CodeAtReceipt, referral.BasisProactiveCohort, false, accepts},
		{referral.CodeAtReceipt, referral.BasisOfferAccepted, true, never},
		{referral.CodeAtAcceptance, referral.BasisOfferAccepted, false, always},
		{referral.CodeAtAcceptance, referral.BasisOfferNotRecorded, false, accepts},
		{referral.CodeAtAcceptance, referral.BasisProactiveCohort, false, accepts},
		{referral.CodeAtAcceptance, referral.BasisOfferNotRecorded, true, never},
		{referral.CodeAtFirstContact, referral.BasisOfferAccepted, false, accepts},
		{referral.CodeAtFirstContact, referral.BasisProactiveCohort, false, accepts},
		{referral.CodeAtFirstContact, referral.BasisProactiveCohort, true, never},
	} {
		policy := referral.DefaultPolicy()
		policy.CodeAt = c.moment
		rules, err := referral.CompilePolicy(policy)
		require.NoError(t, err)
		f := newFlow(t)
		f.rules = rules
		s := submit()
		s.Intake.Basis, s.Intake.CodeRecorded = c.basis, c.recorded
		if c.basis == referral.BasisProactiveCohort {
			s.Intake.Cohort = "x-cohort"
		}
		f.do(s)
		owed := func() bool { return slices.Contains(f.owed(), referral.DutyCodeToRecord) }
		require.Equal(t, c.want&atReceipt != 0, owed(), "%v at receipt", c)
		f.do(&referral.Accept{Eligible: person.Yes}, &referral.Allocate{Worker: aWorker})
		talked := engaging()
		talked.Contact.Accepts = person.Unknown
		if c.basis == referral.BasisProactiveCohort || c.basis == referral.BasisOfferNotRecorded {
			// The first contact is where they accept; an attempt before it brings nothing.
			f.do(&referral.RecordAttempt{Contact: contact(60, referral.ChannelTelephone, referral.OutcomeNoAnswer)})
		} else {
			f.do(talked)
		}
		require.Equal(t, c.want&atContact != 0, owed(), "%v after a contact", c)
		if f.r.State() == referral.StateContacting {
			f.do(engaging())
		} else {
			more := contact(61, referral.ChannelTelephone, referral.OutcomeEngaged)
			more.Accepts = person.Yes
			f.do(&referral.RecordContact{Contact: more})
		}
		require.Equal(t, c.want&atAccepted != 0, owed(), "%v after acceptance", c)
		again := contact(62, referral.ChannelTelephone, referral.OutcomeEngaged)
		again.Accepts = person.Yes
		f.do(&referral.RecordContact{Contact: again})
		n := 0
		for d := range f.r.Duties() {
			if d.Kind == referral.DutyCodeToRecord {
				n++
			}
		}
		require.LessOrEqual(t, n, 1, "%v: never twice", c)
	}
}

// TestEnteredInErrorTakesBackAllThatWasWritten: both codes and every message.
func TestEnteredInErrorTakesBackAllThatWasWritten(t *testing.T) {
	f := engaged(t).do(
		&referral.SettleDuty{Kind: referral.DutyCodeToRecord},
		&referral.Close{Reason: referral.ReasonDeclined, DecidedBy: decidedByPerson},
		&referral.SettleDuty{Kind: referral.DutyDeclineCode}, &referral.SettleDuty{Kind: referral.DutyMessageBack},
	)
	f.as(referral.RoleTeamLead).do(&referral.EnterInError{Reason: "wrong-person"})
	require.Equal(t, []referral.DutyKind{referral.DutyCodeToRetract, referral.DutyCodeToRetract, referral.DutyCorrectedMessage}, f.owed())

	f = engaged(t).do(&referral.Close{Reason: referral.ReasonDeclined, DecidedBy: decidedByPerson}, &referral.SettleDuty{Kind: referral.DutyDeclineCode})
	f.as(referral.RoleTeamLead).do(&referral.EnterInError{Reason: "wrong-person"})
	require.Equal(t, []referral.DutyKind{referral.DutyCodeToRetract}, f.owed(), "what was not sent needs no correction")
}

// TestMessageBackFollowsEitherConsent: it stays due while the GP or the referrer
// may have it, whichever consent is seen last.
func TestMessageBackFollowsEitherConsent(t *testing.T) {
	gp, referrer := person.ScopeShareGP, person.ScopeShareReferrer
	for _, c := range []struct {
		first, second person.Scope
	}{{gp, referrer}, {referrer, gp}} {
		f := engaged(t).do(closing("needs-met-elsewhere"))
		f.facts.Consents = nil
		f.do(seen(c.first, person.Refused))
		require.Contains(t, f.owed(), referral.DutyMessageBack)
		f.do(seen(c.second, person.Given), seen(c.first, person.Withdrawn))
		require.Contains(t, f.owed(), referral.DutyMessageBack)
		f.do(seen(c.second, person.Withdrawn))
		require.NotContains(t, f.owed(), referral.DutyMessageBack)
	}
}

// TestWhatIsDueIsInOrder: by time, then kind, then duty, then item.
func TestWhatIsDueIsInOrder(t *testing.T) {
	f := twoOfEach(t)
	rules := withCalendar()
	for _, days := range []int{0, 1, 40, 400} {
		due := referral.Clocks(f.r, rules, f.at.AddDate(0, 0, days)).Due
		require.NotEmpty(t, due)
		for i := 1; i < len(due); i++ {
			a, b := due[i-1], due[i]
			c := a.Due.Compare(b.Due)
			require.LessOrEqual(t, c, 0)
			if c != 0 {
				continue
			}
			require.LessOrEqual(t, a.Kind, b.Kind)
			if a.Kind == b.Kind {
				require.LessOrEqual(t, a.Duty, b.Duty)
				if a.Duty == b.Duty {
					require.Negative(t, slices.Compare(a.ID[:], b.ID[:]))
				}
			}
		}
	}
}

// TestCaseloadOfOneAndOfNobody: the worker's list has theirs, the queue what
// nobody has, and without either all is there, in order of time.
func TestCaseloadOfOneAndOfNobody(t *testing.T) {
	a, b, free := contacting(t), newFlow(t), newFlow(t)
	other := submit()
	other.Referral = referral.ID(fixedID(71))
	b.do(other, &referral.Accept{Eligible: person.Yes}, &referral.Allocate{Worker: anOther})
	third := submit()
	third.Referral = referral.ID(fixedID(70))
	free.do(third)
	list := []referral.Referral{b.r, a.r, free.r}
	rules, now := withCalendar(), monday.AddDate(0, 0, 30)
	whose := func(worker referral.ActorID, queue bool) map[referral.ID]bool {
		out := map[referral.ID]bool{}
		items := referral.Caseload(list, rules, now, worker, queue)
		for i := 1; i < len(items); i++ {
			c := items[i-1].Item.Due.Compare(items[i].Item.Due)
			require.LessOrEqual(t, c, 0)
			if c == 0 {
				require.LessOrEqual(t, items[i-1].Referral.Compare(items[i].Referral), 0)
			}
		}
		for _, i := range items {
			out[i.Referral] = true
		}
		return out
	}
	require.Equal(t, map[referral.ID]bool{a.r.ID(): true}, whose(aWorker, false))
	require.Equal(t, map[referral.ID]bool{b.r.ID(): true}, whose(anOther, false))
	require.Equal(t, map[referral.ID]bool{free.r.ID(): true}, whose(referral.ActorID{}, true))
	require.Len(t, whose(referral.ActorID{}, false), 3)
}

// TestTargetsNeedTheirEvents: each target is due from the event that starts it
// until the one that meets it.
func TestTargetsNeedTheirEvents(t *testing.T) {
	policy := referral.DefaultPolicy()
	policy.Targets = referral.TargetPolicy{Decision: 2, Allocation: 3, FirstAttempt: 4, FirstContact: 5, Plan: 6, PlanReview: 7, Signpost: 8}
	compiled, err := referral.CompilePolicy(policy)
	require.NoError(t, err)
	rules := compiled.WithCalendar(calendar.MustFor(calendar.England))
	due := func(f *flow) map[referral.ItemKind]int {
		out := map[referral.ItemKind]int{}
		for _, i := range referral.Clocks(f.r, rules, f.at).Due {
			if i.Duty == "" {
				out[i.Kind]++
			}
		}
		return out
	}
	type kinds = map[referral.ItemKind]int
	require.Equal(t, kinds{referral.ItemDecision: 1, referral.ItemFirstAttempt: 1, referral.ItemFirstContact: 1}, due(received(t)))
	require.Equal(t, kinds{referral.ItemAllocation: 1, referral.ItemFirstAttempt: 1, referral.ItemFirstContact: 1}, due(accepted(t)))
	require.Equal(t, kinds{referral.ItemFirstAttempt: 1, referral.ItemFirstContact: 1}, due(contacting(t)))
	require.Equal(t, kinds{referral.ItemPlan: 1}, due(engaged(t)))
	agreed := func() *flow {
		return engaged(t).do(&referral.DraftPlan{}, &referral.AgreePlan{AgreedBy: decidedByPerson})
	}
	require.Equal(t, kinds{referral.ItemPlan: 1}, due(engaged(t).do(&referral.DraftPlan{})), "a draft is no plan, and has no review")
	require.Equal(t, kinds{referral.ItemPlanReview: 1}, due(agreed()))
	require.Empty(t, due(agreed().do(&referral.CompletePlan{})), "a plan that is over has no review")

	f := agreed()
	step := func(n int, s referral.StepStatus) referral.Command {
		return &referral.AddStep{Step: referral.Step{ID: referral.StepID(fixedID(n)), What: person.NewText("walk"), Due: f.at.AddDate(0, 0, 3), Status: s}}
	}
	f.do(step(900, referral.StepPlanned), step(901, referral.StepUnderWay), step(902, referral.StepDone))
	require.Equal(t, kinds{referral.ItemPlanReview: 1, referral.ItemStep: 2}, due(f))
	f.do(propose(1), send(1), propose(2), send(2), &referral.AcknowledgeOnward{Onward: onwardID(2)}, propose(3), send(3), &referral.AcceptOnward{Onward: onwardID(3)}, propose(4))
	require.Equal(t, kinds{referral.ItemPlanReview: 1, referral.ItemStep: 2, referral.ItemOnwardReply: 2}, due(f), "sent and acknowledged await a reply")
	f.do(&referral.Signpost{Signpost: referral.Signposting{ID: referral.SignpostID(fixedID(500))}})
	require.Equal(t, 1, due(f)[referral.ItemSignpost])
	f.do(&referral.FollowUpSignpost{Signpost: referral.SignpostID(fixedID(500)), Use: referral.UseUsed})
	require.Zero(t, due(f)[referral.ItemSignpost])

	policy.Targets = referral.TargetPolicy{}
	none, err := referral.CompilePolicy(policy)
	require.NoError(t, err)
	rules = none.WithCalendar(calendar.MustFor(calendar.England))
	require.Empty(t, due(received(t)), "no target, nothing due")
	require.Empty(t, due(engaged(t).do(&referral.Signpost{Signpost: referral.Signposting{ID: referral.SignpostID(fixedID(500))}})))
}

// TestDecidedOnce: the decision is when the referral left the inbox for good; a
// question back and an undone command are none.
func TestDecidedOnce(t *testing.T) {
	decided := func(f *flow) time.Time { return referral.Clocks(f.r, nil, f.at).Dates.Decided }
	f := received(t).do(&referral.AskInformation{Words: person.NewText("which number?")})
	require.Zero(t, decided(f))
	require.Zero(t, decided(received(t)))
	f = accepted(t)
	at := f.at
	require.Equal(t, at, decided(f))
	require.Equal(t, at, decided(f.do(&referral.Allocate{Worker: aWorker}, engaging(), closing("needs-met-elsewhere"))))
}

// TestWorkingDaysAreUnknownWithoutACalendar: they are -1, never a count.
func TestWorkingDaysAreUnknownWithoutACalendar(t *testing.T) {
	f := engaged(t)
	clocks := referral.Clocks(f.r, nil, f.at).Clocks
	require.NotEmpty(t, clocks)
	for _, c := range clocks {
		require.Equal(t, -1, c.Span.Working)
		require.Equal(t, -1, c.Span.AdjustedWorking)
	}
	for _, c := range referral.Clocks(f.r, withCalendar(), f.at).Clocks {
		require.GreaterOrEqual(t, c.Span.Working, 0)
		require.GreaterOrEqual(t, c.Span.AdjustedWorking, 0)
	}
}

// TestMissedInARow: what counts, what does not, and what breaks the row (D17).
func TestMissedInARow(t *testing.T) {
	limit := referral.DefaultPolicy().MissedLimit
	miss := func(id referral.SessionID) referral.Command { return &referral.MissSession{Session: id} }
	unbrought := func(id referral.SessionID) referral.Command {
		return &referral.MissSession{Session: id, NotBrought: true}
	}
	cancelled := func(id referral.SessionID) referral.Command {
		return &referral.CancelSessionByPerson{Session: id, Reason: "unwell"}
	}
	attended := func(id referral.SessionID) referral.Command { return &referral.AttendSession{Session: id} }
	run := func(how ...func(referral.SessionID) referral.Command) *flow {
		f := engaged(t)
		for n, h := range how {
			f.do(f.arrange(n))
			f.at = f.at.Add(12 * time.Hour)
			f.do(h(sessionID(n)))
		}
		return f
	}
	row := func(n int) []func(referral.SessionID) referral.Command {
		var out []func(referral.SessionID) referral.Command
		for range n {
			out = append(out, miss)
		}
		return out
	}
	end := closing("disengaged")
	for name, c := range map[string]struct {
		how []func(referral.SessionID) referral.Command
		ok  bool
	}{
		"enough":                       {row(limit), true},
		"one too few":                  {row(limit - 1), false},
		"one not brought":              {append(row(limit-1), unbrought), false},
		"not brought among them":       {append(append(row(limit-1), unbrought), miss), true},
		"cancelled among them":         {append(append(row(limit-1), cancelled), miss), true},
		"attended among them":          {append(append(row(limit-1), attended), miss), false},
		"attended before them":         {append([]func(referral.SessionID) referral.Command{attended}, row(limit)...), true},
		"attended after them":          {append(row(limit), attended), false},
		"missed, attended, too few":    {append(append(row(limit), attended), row(limit-1)...), false},
		"missed, attended, and enough": {append(append(row(1), attended), row(limit)...), true},
	} {
		f, e := run(c.how...), *end
		if c.ok {
			f.do(&e)
			continue
		}
		require.Equal(t, referral.Rule("missed-sessions"), f.no(&e).Rule, name)
	}
}
