package referral_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral"
)

// What real systems learnt the hard way: the lessons of their state machines
// (TestLesson16), of three of them in particular (33, 34, 35), and what users
// complain about (37). The numbers are those of the sections of the notes that
// this library was written from; named_test.go holds the whole list.

// hasRow says whether a machine has a row for an action in a state.
func hasRow(p referral.Part, from referral.State, on referral.Action) (referral.Transition, bool) {
	spec := referral.Pathway().Spec()
	table := map[referral.Part]referral.Table{
		referral.PartReferral: spec.Referral, referral.PartOnward: spec.Onward, referral.PartSession: spec.Session,
		referral.PartPlan: spec.Plan, referral.PartGoal: spec.Goal,
	}[p]
	for _, r := range table.Rows {
		if r.On == on && slices.Contains(r.From, from) {
			return r, true
		}
	}
	return referral.Transition{}, false
}

// TestLesson16_CancelNeedsNoDetour: one system allows cancelling from pending
// only, so that its users move things back to pending first.
func TestLesson16_CancelNeedsNoDetour(t *testing.T) {
	for _, s := range referral.Pathway().Spec().Referral.States {
		if s.Phase == referral.PhaseEnded || s.Phase == referral.PhaseVoid {
			continue
		}
		_, cancel := hasRow(referral.PartReferral, s.Name, referral.ActionCancel)
		_, closes := hasRow(referral.PartReferral, s.Name, referral.ActionClose)
		require.True(t, cancel || closes, "%s has no way out of its own", s.Name)
	}
}

// TestLesson33_TransitionsBelongToRoles: the referrer takes back what they sent
// and decides nothing of the service's; a provider answers, and nothing else.
func TestLesson33_TransitionsBelongToRoles(t *testing.T) {
	f := received(t)
	f.as(referral.RoleReferrer)
	require.Equal(t, referral.RuleRole, f.no(&referral.Accept{Eligible: person.Yes}).Rule)
	require.Equal(t, referral.RuleRole, f.no(&referral.Reject{Reason: "no-capacity"}).Rule)
	f.do(&referral.Withdraw{Reason: "sent-in-error"})

	g := engaged(t).do(propose(1), send(1))
	g.as(referral.RoleProvider)
	require.Equal(t, referral.RuleRole, g.no(closing("moved-away")).Rule)
	require.Equal(t, referral.RuleRole, g.no(&referral.RecallOnward{Onward: onwardID(1), Reason: "person-asked"}).Rule)
	g.do(&referral.AcknowledgeOnward{Onward: onwardID(1)})
}

// TestLesson34_OnlyWhoWasAskedAnswers: who sent a referral on can't accept it for
// the provider, and what is no longer asked can't be accepted.
func TestLesson34_OnlyWhoWasAskedAnswers(t *testing.T) {
	f := engaged(t).do(propose(1))
	require.Equal(t, referral.RuleState, f.no(&referral.AcceptOnward{Onward: onwardID(1)}).Rule, "not sent yet")
	f.do(send(1))
	f.as(referral.RoleReferrer)
	require.Equal(t, referral.RuleRole, f.no(&referral.AcceptOnward{Onward: onwardID(1)}).Rule)
	f.as(referral.RoleProvider).do(&referral.DeclineOnward{Onward: onwardID(1), Reason: "no-capacity"})
	require.Equal(t, referral.RuleState, f.no(&referral.AcceptOnward{Onward: onwardID(1)}).Rule, "declined already")
	require.Equal(t, referral.RuleState, f.no(&referral.CompleteOnward{Onward: onwardID(1)}).Rule, "done only what began")
}

// TestLesson35_ReopeningIsGuarded: only what is closed, only while no other
// episode of the service is open, only within the time; the closure stays.
func TestLesson35_ReopeningIsGuarded(t *testing.T) {
	f := engaged(t)
	require.Equal(t, referral.RuleState, f.no(&referral.Reopen{Reason: "person-asked"}).Rule)
	f.do(closing("moved-away"))
	f.facts.OtherOpen = person.Yes
	require.Equal(t, referral.Rule("no-other-open"), f.no(&referral.Reopen{Reason: "person-asked"}).Rule)
	f.facts.OtherOpen = person.No
	f.do(&referral.Reopen{Reason: "person-asked"})
	require.Len(t, slices.Collect(f.r.Closures()), 1)
}

// TestLesson37_OpenedByAccident: with a right of its own and a reason, and it
// stays on record.
func TestLesson37_OpenedByAccident(t *testing.T) {
	f := received(t)
	require.Equal(t, referral.RuleRole, f.no(&referral.EnterInError{Reason: "duplicate-record"}).Rule)
	f.as(referral.RoleTeamLead)
	require.Equal(t, referral.RuleReason, f.fault(&referral.EnterInError{}).Rule)
	f.do(&referral.EnterInError{Reason: "duplicate-record"})
	require.Equal(t, referral.PhaseVoid, f.r.Phase())
	require.EqualValues(t, 2, f.r.Sequence())
}

// TestLesson37_ADuplicateIsCalledADuplicate: users without the reason pick a false
// one.
func TestLesson37_ADuplicateIsCalledADuplicate(t *testing.T) {
	for action, reason := range map[referral.Action]referral.Reason{
		referral.ActionReject: referral.ReasonDuplicate, referral.ActionCancel: referral.ReasonDuplicate,
		referral.ActionClose: referral.ReasonDuplicate, referral.ActionEnterInError: "duplicate-record",
	} {
		_, ok := referral.Pathway().Reason(action, reason)
		require.True(t, ok, action)
		_, ok = referral.Pathway().Reason(action, referral.ReasonOther)
		require.True(t, ok, "%s: and there is always another, in words", action)
	}
}

// TestLesson37_NothingReopensByItself: late news and late entries leave a closed
// episode closed.
func TestLesson37_NothingReopensByItself(t *testing.T) {
	f := engaged(t).do(propose(1), send(1))
	f.do(&referral.Close{Reason: "moved-away", LeaveOpen: []referral.LeftOpen{{Onward: onwardID(1), Watcher: aWorker, Until: f.at.AddDate(0, 1, 0)}}})
	f.as(referral.RoleProvider).do(&referral.AcceptOnward{Onward: onwardID(1)}, &referral.StartOnward{Onward: onwardID(1)})
	f.as(referral.RoleLinkWorker).do(&referral.WriteNote{Note: referral.Note{ID: referral.NoteID(fixedID(80)), Text: person.NewText("late")}})
	require.Equal(t, referral.StateClosed, f.r.State())
}

// TestLesson37_ConsentMayBeGivenAgain: after a withdrawal, the latest decision
// counts.
func TestLesson37_ConsentMayBeGivenAgain(t *testing.T) {
	scope := referral.ProviderScope(provider)
	see := func(a person.Answer) *referral.SeeConsent {
		return &referral.SeeConsent{Consent: referral.ConsentSeen{Scope: scope, Answer: a}}
	}
	f := engaged(t).do(see(person.Given), see(person.Withdrawn))
	f.facts.Consents[0].Verdict.Answer = person.Withdrawn
	f.do(propose(1))
	require.Equal(t, referral.Rule("consent-to-share"), f.no(send(1)).Rule)
	f.facts.Consents[0].Verdict.Answer = person.Given
	f.do(see(person.Given), send(1))
	require.Len(t, slices.Collect(f.r.Consents()), 3, "and every decision stays")
}

// TestLesson37_ConsentIsNoSideEffect: no command but the one that is about
// consent changes what is known of it.
func TestLesson37_ConsentIsNoSideEffect(t *testing.T) {
	f := engaged(t).do(&referral.SeeConsent{Consent: referral.ConsentSeen{Scope: person.ScopeShareGP, Answer: person.Refused}})
	before := asJSON(t, slices.Collect(f.r.Consents()))
	in := intake()
	in.ShareBack = person.Yes
	f.do(
		propose(1), send(1), &referral.Amend{Intake: in, Reason: "person-corrected"}, goal(1),
		&referral.SeeContactRules{Prohibited: person.No}, &referral.RecallOnward{Onward: onwardID(1), Reason: "no-longer-needed"},
		closing("moved-away"),
	)
	require.Equal(t, before, asJSON(t, slices.Collect(f.r.Consents())))
}

// TestLesson37_OneMissedAppointmentEndsNothing: and who comes back within the
// time needs no new referral.
func TestLesson37_OneMissedAppointmentEndsNothing(t *testing.T) {
	f := engaged(t).do(f0arrange())
	f.at = f.at.AddDate(0, 0, 5)
	f.do(&referral.MissSession{Session: sessionID(1)})
	require.Equal(t, referral.Rule("missed-sessions"), f.no(closing("disengaged")).Rule)
	require.Greater(t, referral.DefaultPolicy().MissedLimit, 1)
	f.do(closing("moved-away"), &referral.Reopen{Reason: "needs-returned"})
	require.Equal(t, referral.StateEngaged, f.r.State())
}

// TestLesson37_WhatIsClosedIsNotOverdue: nothing but what is owed, and what
// somebody watches, is due of a closed episode.
func TestLesson37_WhatIsClosedIsNotOverdue(t *testing.T) {
	f := engaged(t)
	f.do(
		&referral.DraftPlan{}, &referral.AgreePlan{AgreedBy: decidedByPerson, Review: f.at.AddDate(0, 0, 3)},
		&referral.AddStep{Step: referral.Step{ID: referral.StepID(fixedID(900)), What: person.NewText("ring"), Due: f.at.AddDate(0, 0, 2)}},
		f0arrange(), closing("moved-away"),
	)
	for _, i := range referral.Clocks(f.r, withCalendar(), f.at.AddDate(1, 0, 0)).Overdue() {
		require.Equal(t, referral.ItemDuty, i.Kind)
	}
}

// TestBackDatedDeath: a death that becomes known a week late is dated when it
// was; what was sent and arranged meanwhile was taken back after it was sent, not
// before.
func TestBackDatedDeath(t *testing.T) {
	f := engaged(t)
	f.at = f.at.AddDate(0, 0, 7)
	f.do(propose(1), send(1), f.arrange(2))
	died := &referral.RecordDeath{}
	died.At = f.at.AddDate(0, 0, -5)
	f.do(died)
	o, _ := f.r.Onward(onwardID(1))
	require.Equal(t, referral.StateRecalled, o.State)
	require.False(t, o.Ended.Before(o.Sent), "it is not recalled before it was sent")
	s, _ := f.r.Session(sessionID(2))
	require.Equal(t, referral.StateCancelledByPerson, s.State)
	require.Contains(t, f.owed(), referral.DutyRecallNotice)
	require.Equal(t, referral.Rule("contact-allowed"), f.no(&referral.RecordContact{Contact: contact(9, referral.ChannelTelephone, referral.OutcomeEngaged)}).Rule)
	f.do(closing("deceased"))
}

// TestBackDatedWithdrawalOfConsent does the same for consent.
func TestBackDatedWithdrawalOfConsent(t *testing.T) {
	f := engaged(t)
	f.at = f.at.AddDate(0, 0, 7)
	f.do(propose(1))
	c := &referral.SeeConsent{Consent: referral.ConsentSeen{Scope: referral.ProviderScope(provider), Answer: person.Withdrawn}}
	c.At = f.at.AddDate(0, 0, -5)
	f.do(c)
	o, _ := f.r.Onward(onwardID(1))
	require.Equal(t, referral.StateRecalled, o.State)
	require.False(t, o.Ended.Before(o.Proposed))
}

// TestAmendingWhatThePersonWantsTold: who says after the end that nobody is to be
// told is not told of; who says yes after all is, once.
func TestAmendingWhatThePersonWantsTold(t *testing.T) {
	amend := func(f *flow, want person.Tri) *flow {
		in := f.r.Intake()
		in.ShareBack = want
		return f.do(&referral.Amend{Intake: in, Reason: "person-corrected"})
	}
	f := engaged(t).do(closing("moved-away"))
	require.Contains(t, f.owed(), referral.DutyMessageBack)
	amend(f, person.No)
	require.NotContains(t, f.owed(), referral.DutyMessageBack, "nothing goes that the person does not want")
	amend(f, person.Yes)
	require.Contains(t, f.owed(), referral.DutyMessageBack)
	f.do(&referral.SettleDuty{Kind: referral.DutyMessageBack})
	amend(amend(f, person.No), person.Yes)
	require.NotContains(t, f.owed(), referral.DutyMessageBack, "one has gone")

	open := amend(engaged(t), person.No)
	amend(open, person.Yes)
	require.NotContains(t, open.owed(), referral.DutyMessageBack, "not before the end")

	gone := engaged(t).do(closing("moved-away"))
	gone.facts.Consents[2].Verdict.Answer, gone.facts.Consents[3].Verdict.Answer = person.Withdrawn, person.Withdrawn
	for _, s := range []person.Scope{person.ScopeShareGP, person.ScopeShareReferrer} {
		gone.do(&referral.SeeConsent{Consent: referral.ConsentSeen{Scope: s, Answer: person.Withdrawn}})
	}
	require.NotContains(t, gone.owed(), referral.DutyMessageBack)
	amend(amend(gone, person.No), person.Yes)
	require.NotContains(t, gone.owed(), referral.DutyMessageBack, "an amendment gives no consent")
}

// TestUndoAfterATransfer: what another service took over, or knows to be on
// offer, is not taken back by a step of ours.
func TestUndoAfterATransfer(t *testing.T) {
	undo := func() *referral.Undo { return &referral.Undo{Words: person.NewText("by mistake")} }
	f := engaged(t).do(&referral.OfferTransfer{To: other, Reason: "moved-area"})
	require.Equal(t, referral.ActionRefuseTransfer, f.no(undo()).Instead)
	f.do(&referral.AcceptTransfer{Episode: referral.ID(fixedID(70))})
	require.Equal(t, referral.StateTransferred, f.r.State())
	r := f.no(undo())
	require.Equal(t, referral.Rule("nothing-left"), r.Rule)
	require.Equal(t, referral.ActionEnterInError, r.Instead)
}

// TestD20_UndoLosesNoNote: a note is amended, never taken away.
func TestD20_UndoLosesNoNote(t *testing.T) {
	id := referral.NoteID(fixedID(80))
	f := engaged(t).do(&referral.WriteNote{Note: referral.Note{ID: id, Text: person.NewText("first")}})
	require.Equal(t, referral.ActionAmendNote, f.no(&referral.Undo{Words: person.NewText("x")}).Instead)
	f.do(&referral.AmendNote{Note: id, Text: person.NewText("second")})
	require.Equal(t, referral.ActionAmendNote, f.no(&referral.Undo{Words: person.NewText("x")}).Instead)
	require.Equal(t, "second", slices.Collect(f.r.Notes())[0].Text.Disclose())
}

// TestPolicyChangesWithinAnEpisode: what was decided stays, what is decided next
// goes by the rules of its day, and the code is due once under any of them.
func TestPolicyChangesWithinAnEpisode(t *testing.T) {
	rules := func(at referral.CodeMoment) *referral.Rules {
		p := referral.DefaultPolicy()
		p.CodeAt = at
		out, err := referral.CompilePolicy(p)
		require.NoError(t, err)
		return out
	}
	moments := []referral.CodeMoment{referral.CodeAtReceipt, referral.CodeAtAcceptance, referral.CodeAtFirstContact}
	for _, first := range moments {
		for _, then := range moments {
			f := newFlow(t)
			f.rules = rules(first)
			f.do(submit(), &referral.Accept{Eligible: person.Yes})
			f.rules = rules(then)
			f.do(&referral.Allocate{Worker: aWorker}, engaging())
			codes := 0
			for d := range f.r.Duties() {
				if d.Kind == referral.DutyCodeToRecord {
					codes++
				}
			}
			require.Equal(t, 1, codes, "%s, then %s", first, then)
			again, err := referral.Replay(f.events) // asks no policy
			require.NoError(t, err)
			require.True(t, again.Equal(f.r))
		}
	}
	short := referral.DefaultPolicy()
	short.OnwardReplyDays = 1
	f := engaged(t).do(propose(1), send(1))
	f.at = f.at.AddDate(0, 0, 3)
	require.Equal(t, referral.Rule("reply-lapsed"), f.no(&referral.ExpireOnward{Onward: onwardID(1)}).Rule)
	var err error
	f.rules, err = referral.CompilePolicy(short)
	require.NoError(t, err)
	f.as(referral.RoleSystem).do(&referral.ExpireOnward{Onward: onwardID(1)})
}

// TestZeroRepositoryIsAFault: a repository that was not made says so.
func TestZeroRepositoryIsAFault(t *testing.T) {
	for _, r := range []*referral.Repository{nil, {}, referral.NewRepository(nil, nil)} {
		_, err := r.Get(t.Context(), referral.ID(uuid.UUID{1}), referral.Actor{}, time.Time{})
		require.ErrorIs(t, err, referral.ErrInvalid)
		_, _, err = r.Do(t.Context(), referral.ID(uuid.UUID{1}), submit())
		require.ErrorIs(t, err, referral.ErrInvalid)
		require.NotNil(t, r.Machine())
	}
}
