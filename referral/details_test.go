package referral_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral"
)

// TestTimesAreKeptInMicrosecondsOfUTC: whatever zone and fraction a host gives.
func TestTimesAreKeptInMicrosecondsOfUTC(t *testing.T) {
	zone := time.FixedZone("away", 3600)
	for _, c := range []struct{ given, kept time.Time }{
		{time.Date(2026, 3, 3, 10, 0, 0, 123456789, zone), time.Date(2026, 3, 3, 9, 0, 0, 123456000, time.UTC)},
		{time.Date(2026, 3, 3, 10, 0, 0, 123456000, time.UTC), time.Date(2026, 3, 3, 10, 0, 0, 123456000, time.UTC)},
		{time.Date(2026, 3, 3, 10, 0, 0, 1, time.UTC), time.Date(2026, 3, 3, 10, 0, 0, 0, time.UTC)},
	} {
		f := received(t)
		n := &referral.WriteNote{Note: referral.Note{ID: referral.NoteID(fixedID(800)), Text: person.NewText("x")}}
		n.At, n.RecordedAt = c.given, c.given
		f.do(n)
		require.Equal(t, c.kept, f.new[0].At)
		require.Equal(t, c.kept, f.new[0].Recorded)
	}
}

// TestWordsOfTheIntakeAndOfTriage: nothing said is allowed, a word of no list
// is not.
func TestWordsOfTheIntakeAndOfTriage(t *testing.T) {
	for path, change := range map[string]func(*referral.Intake){
		"intake.basis":   func(in *referral.Intake) { in.Basis = "whim" },
		"intake.urgency": func(in *referral.Intake) { in.Urgency = "whim" },
		"intake.route":   func(in *referral.Intake) { in.Route = "pigeon" },
	} {
		s := submit()
		change(s.Intake)
		require.Equal(t, path, newFlow(t).fault(s).Path)
	}
	in := intake()
	in.Basis, in.Urgency, in.Route = "", "", ""
	newFlow(t).do(&referral.Draft{Referral: referral.ID(fixedID(7)), Intake: in})

	f := received(t)
	require.Equal(t, "urgency", f.fault(&referral.Triage{Urgency: "whim"}).Path)
	f.do(&referral.Triage{Urgency: referral.UrgencyUrgent})
	require.Equal(t, referral.UrgencyUrgent, f.r.Intake().Urgency)
	f.do(&referral.Triage{})
	require.Equal(t, referral.UrgencyUrgent, f.r.Intake().Urgency, "nothing said changes nothing")
}

// TestAnAcceptanceSaysWhatIsUnusual: that somebody is not eligible, and that it
// was overridden; an ordinary one brings no record.
func TestAnAcceptanceSaysWhatIsUnusual(t *testing.T) {
	f := accepted(t)
	require.Nil(t, f.new[0].Data)
	f = received(t)
	reasons := f.m.Reasons(referral.ActionAccept)
	require.NotEmpty(t, reasons)
	f.do(&referral.Accept{Eligible: person.No, Reason: reasons[0].Code, Words: person.NewText("agreed with the practice")})
	require.Equal(t, &referral.Accepted{Eligible: person.No}, f.new[0].Data)
	require.Contains(t, f.new[0].Relied.Flags, referral.Rule("eligibility-overridden"))
}

// TestUndoNamesTheCommandsOwnEvent: a command that made several events is undone
// as a whole, under the name of its first.
func TestUndoNamesTheCommandsOwnEvent(t *testing.T) {
	f := engaged(t)
	need := &referral.RecordNeed{Need: referral.Need{Code: lonely, Urgent: true}}
	f.do(need)
	require.Greater(t, len(f.new), 1)
	first := f.new[0]
	f.do(&referral.Undo{Words: person.NewText("slip")})
	require.Equal(t, &referral.Undone{Command: first.Command, Event: first.Type}, f.new[0].Data)
}

// TestTimesOfAnOnward: a place on a waiting list answers, and only an acceptance
// accepts; what was paused goes back to where it was.
func TestTimesOfAnOnward(t *testing.T) {
	f := engaged(t).do(propose(1), send(1), &referral.WaitlistOnward{Onward: onwardID(1)})
	o, _ := f.r.Onward(onwardID(1))
	answered := f.at
	require.Equal(t, answered, o.Answered)
	require.Zero(t, o.Accepted)
	f.do(&referral.AcceptOnward{Onward: onwardID(1)})
	o, _ = f.r.Onward(onwardID(1))
	require.Equal(t, answered, o.Answered, "answered once")
	require.Equal(t, f.at, o.Accepted)
	f.do(&referral.StartOnward{Onward: onwardID(1)}, &referral.PauseOnward{Onward: onwardID(1), Reason: "person-unwell"})
	o, _ = f.r.Onward(onwardID(1))
	require.Equal(t, referral.StateStarted, o.Return)
	f.do(&referral.ResumeOnward{Onward: onwardID(1)})
	o, _ = f.r.Onward(onwardID(1))
	require.Empty(t, o.Return)
	require.Equal(t, referral.StateStarted, o.State)
}

// TestWhoAgreedAPlan: who the command names, else the person.
func TestWhoAgreedAPlan(t *testing.T) {
	named := referral.Decider{Party: referral.PartyPerson, Actor: fixedID(55)}
	for _, c := range []struct{ given, kept referral.Decider }{
		{named, named},
		{decidedByPerson, decidedByPerson},
	} {
		f := engaged(t).do(&referral.DraftPlan{}, &referral.AgreePlan{AgreedBy: c.given})
		p, ok := f.r.Plan()
		require.True(t, ok)
		require.Equal(t, c.kept, p.AgreedBy)
	}
	f := engaged(t).do(&referral.DraftPlan{})
	f.as(referral.RolePerson).do(&referral.AgreePlan{})
	p, _ := f.r.Plan()
	require.Equal(t, referral.PartyPerson, p.AgreedBy.Party)
}

// TestTheReferrerReachesThem: a person who is reached through the referrer need
// not be reachable otherwise.
func TestTheReferrerReachesThem(t *testing.T) {
	via := submit()
	via.Intake.Route = referral.ChannelViaReferrer
	f := newFlow(t)
	f.facts.Reachable = person.No
	f.do(via)
	f = newFlow(t)
	f.facts.Reachable = person.No
	require.Equal(t, referral.Rule("reachable"), f.no(submit()).Rule)
}

// TestHoldsAndTransfersAreKeptApart: extending changes the hold that lasts, and
// an answer the transfer that was offered; each new one stands beside the old.
func TestHoldsAndTransfersAreKeptApart(t *testing.T) {
	f := engaged(t)
	hold := func(days int) referral.Command {
		return &referral.Hold{Reason: "unwell", Review: f.at.AddDate(0, 0, days)}
	}
	f.do(hold(5))
	require.Len(t, f.records("holds"), 1)
	f.do(&referral.ExtendHold{Reason: "unwell", Review: f.at.AddDate(0, 0, 9)})
	require.Len(t, f.records("holds"), 1)
	f.do(&referral.Resume{})
	first := f.records("holds")[0]
	f.do(hold(6))
	require.Len(t, f.records("holds"), 2)
	f.do(&referral.ExtendHold{Reason: "unwell", Review: f.at.AddDate(0, 0, 10)})
	require.Len(t, f.records("holds"), 2)
	require.Equal(t, first, f.records("holds")[0])

	f = engaged(t).do(&referral.OfferTransfer{Reason: "moved-area", To: other})
	require.Len(t, f.records("transfers"), 1)
	f.do(&referral.RefuseTransfer{Reason: f.m.Reasons(referral.ActionRefuseTransfer)[0].Code, Words: person.NewText("no room")})
	require.Len(t, f.records("transfers"), 1)
	first = f.records("transfers")[0]
	f.do(&referral.OfferTransfer{Reason: "moved-area", To: other})
	require.Len(t, f.records("transfers"), 2)
	f.do(&referral.AcceptTransfer{Episode: referral.ID(fixedID(8))})
	require.Len(t, f.records("transfers"), 2)
	require.Equal(t, first, f.records("transfers")[0])
}

// TestReopenedTwice: the last closure is reopened, the first stays as it was,
// and the case goes back to whoever had it.
func TestReopenedTwice(t *testing.T) {
	f := engaged(t).do(closing("needs-met-elsewhere"))
	require.NotContains(t, f.records("closures")[0], "reopened")
	f.do(&referral.Reopen{Reason: "person-asked"})
	require.Contains(t, f.records("closures")[0], "reopened")
	require.Equal(t, aWorker, f.r.Worker())
	first := f.records("closures")[0]
	f.do(closing("needs-met-elsewhere"), &referral.Reopen{Reason: "person-asked"})
	require.Equal(t, first, f.records("closures")[0])
	require.Contains(t, f.records("closures")[1], "reopened")
}

// TestSchemasOfEvents: none below one, none above Schema.
func TestSchemasOfEvents(t *testing.T) {
	f := received(t)
	for schema, ok := range map[int]bool{0: false, -1: false, referral.Schema: true, referral.Schema + 1: false} {
		e := f.events[0]
		e.Schema = schema
		_, err := referral.Upcast(e)
		require.Equal(t, ok, err == nil, schema)
		if !ok {
			var h *referral.HistoryError
			require.ErrorAs(t, err, &h)
			require.Equal(t, referral.RuleSchema, h.Rule)
		}
	}
}

// TestEqualReferrals: a value equals its own decoding, and none that differs.
func TestEqualReferrals(t *testing.T) {
	a, b := engaged(t), engaged(t)
	require.True(t, a.r.Equal(a.r))
	require.True(t, a.r.Equal(b.r))
	require.False(t, a.r.Equal(referral.Referral{}))
	b.do(goal(1))
	require.False(t, a.r.Equal(b.r))
}

// TestNoticesNameTheirItem: where the event is about one, and only there.
func TestNoticesNameTheirItem(t *testing.T) {
	f := engaged(t)
	notice, err := f.events[0].CloudEvent("https://host.example")
	require.NoError(t, err)
	require.Empty(t, notice.Data.Item)
	f.do(propose(1))
	notice, err = f.new[0].CloudEvent("https://host.example")
	require.NoError(t, err)
	require.Equal(t, uuid.UUID(onwardID(1)).String(), notice.Data.Item)
}

// TestWhereOptionsLead: back to where an episode was, for what goes back.
func TestWhereOptionsLead(t *testing.T) {
	option := func(f *flow, a referral.Action, item uuid.UUID) referral.Option {
		for _, o := range f.m.Options(f.r, f.facts, f.rules, referral.RoleTeamLead, f.at.Add(time.Hour)) {
			if o.Action == a && o.Item == item {
				return o
			}
		}
		t.Fatalf("no option %s", a)
		return referral.Option{}
	}
	none := uuid.UUID{}
	closed := engaged(t).do(closing("needs-met-elsewhere"))
	require.Equal(t, referral.StateEngaged, option(closed, referral.ActionReopen, none).To)
	f := contacting(t)
	require.Equal(t, referral.StateAccepted, option(f, referral.ActionUndo, none).To)
	f.do(engaging())
	require.Equal(t, referral.StateEngaged, option(f, referral.ActionRecordNeed, none).To, "stays")
	held := engaged(t)
	held.do(&referral.Hold{Reason: "unwell", Review: held.at.AddDate(0, 0, 5)})
	require.Equal(t, referral.StateEngaged, option(held, referral.ActionResume, none).To)

	parts := engaged(t).do(propose(1), goal(1))
	parts.do(parts.arrange(1))
	require.Equal(t, referral.PartReferral, option(parts, referral.ActionClose, none).Part)
	require.Equal(t, referral.PartOnward, option(parts, referral.ActionSendOnward, uuid.UUID(onwardID(1))).Part)
	require.Equal(t, referral.PartGoal, option(parts, referral.ActionStartGoal, uuid.UUID(goalID(1))).Part)
	require.Equal(t, referral.PartSession, option(parts, referral.ActionAttendSession, uuid.UUID(sessionID(1))).Part)
	require.Equal(t, referral.PartOnward, option(parts, referral.ActionProposeOnward, none).Part)
}

// TestAnAuditThatFails: a reading that cannot be audited is none, and a refusal
// that cannot be audited says both.
func TestAnAuditThatFails(t *testing.T) {
	broken := errors.New("the audit is down")
	var fail error
	gathered := 0
	repo := referral.NewRepository(newStore(), &referral.RepositoryOptions{
		Facts: facts(&gathered), Audit: func(context.Context, referral.Access) error { return fail },
	})
	f := newFlow(t)
	s := submit()
	f.fill(s)
	_, _, err := repo.Do(context.Background(), s.Referral, s)
	require.NoError(t, err)
	by := referral.Actor{ID: aWorker, Role: referral.RoleLinkWorker, Purpose: referral.PurposeDirectCare}
	got, err := repo.Get(context.Background(), s.Referral, by, f.at)
	require.NoError(t, err)
	require.Equal(t, s.Referral, got.ID())
	again := submit()
	f.fill(again)
	again.ID = referral.ChangeID(fixedID(1234))
	_, _, err = repo.Do(context.Background(), s.Referral, again)
	require.Error(t, err)
	require.NotErrorIs(t, err, broken)
	fail = broken
	got, err = repo.Get(context.Background(), s.Referral, by, f.at)
	require.ErrorIs(t, err, broken)
	require.True(t, got.IsZero())
	_, _, err = repo.Do(context.Background(), s.Referral, again)
	require.ErrorIs(t, err, broken)
	var refusal *referral.Refusal
	require.ErrorAs(t, err, &refusal)
}
