package referral_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/outcome"
	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral"
)

func TestD13_ConsentThatLapsedSinceTheFactsWereGathered(t *testing.T) {
	f := engaged(t).do(propose(1))
	lapses := f.at.Add(time.Hour) // the very instant of the command: lapsed
	f.facts.Consents[0].Verdict.Lapses = lapses
	refusal := f.no(send(1))
	require.Equal(t, referral.Rule("consent-to-share"), refusal.Rule)
	require.Equal(t, string(person.Expired), refusal.Offered)
	f.facts.Consents[0].Verdict.Lapses = f.at.Add(2 * time.Hour)
	f.do(send(1))
}

func TestD5_TransferIsNotTakenOverAfterConsentFellAway(t *testing.T) {
	offer := &referral.OfferTransfer{Reason: "moved-area", To: other}
	f := engaged(t).do(offer)
	f.facts.Consents[1].Verdict.Answer = person.Withdrawn
	require.Equal(t, referral.Rule("consent-to-transfer"), f.no(&referral.AcceptTransfer{Episode: referral.ID(fixedID(8))}).Rule)
	f.do(&referral.RefuseTransfer{Reason: "no-capacity"})

	f = engaged(t).do(&referral.OfferTransfer{Reason: "moved-area", To: other}, &referral.SeeConsent{
		Consent: referral.ConsentSeen{Scope: referral.TransferScope(other), Answer: person.Withdrawn},
	})
	f.facts.Consents = nil // what was seen last counts when nothing newer is known
	require.Equal(t, referral.Rule("consent-to-transfer"), f.no(&referral.AcceptTransfer{Episode: referral.ID(fixedID(8))}).Rule)
}

func TestD16_UndoDoesNotRemoveAnAlert(t *testing.T) {
	link := func(alert person.Tri) *referral.LinkAssessment {
		return &referral.LinkAssessment{Assessment: referral.Assessment{
			Record: outcome.RecordID(fixedID(900)), Instrument: "phq-9", Stage: referral.StageBaseline, Alert: alert,
		}}
	}
	for _, alert := range []person.Tri{person.Yes, person.Unknown} {
		f := engaged(t).do(link(alert))
		require.Equal(t, referral.ActionAcknowledgeAlert, f.no(&referral.Undo{Words: person.NewText("a slip")}).Instead)
		require.Contains(t, f.owed(), referral.DutySafetyAlert)
	}
	engaged(t).do(link(person.No), &referral.Undo{Words: person.NewText("a slip")})
}

func TestD15_UndoDoesNotRemoveAConcern(t *testing.T) {
	f := engaged(t).do(&referral.RaiseConcern{Concern: referral.Concern{ID: referral.ConcernID(fixedID(901)), Kind: "neglect"}})
	require.Equal(t, referral.ActionResolveConcern, f.no(&referral.Undo{Words: person.NewText("a slip")}).Instead)
	require.Contains(t, f.owed(), referral.DutySafeguarding)
}

func TestD11_AttemptsBeforeReopeningDoNotCloseAgain(t *testing.T) {
	f := contacting(t)
	try := func(n int) {
		for i, ch := range []referral.Channel{referral.ChannelTelephone, referral.ChannelTextMessage, referral.ChannelLetter} {
			f.at = f.at.Add(26 * time.Hour)
			f.do(&referral.RecordAttempt{Contact: contact(n+i, ch, referral.OutcomeMessageSent)})
		}
	}
	try(10)
	f.do(closing(referral.ReasonUnableToContact), &referral.Reopen{Reason: "closed-in-error"})
	require.Equal(t, referral.Rule("attempts-sufficient"), f.no(closing(referral.ReasonUnableToContact)).Rule)
	try(20)
	f.do(closing(referral.ReasonUnableToContact))
}

func TestD12_NoVoicemailWhereNoneIsAllowed(t *testing.T) {
	f := contacting(t)
	left := &referral.RecordAttempt{Contact: contact(30, referral.ChannelTelephone, referral.OutcomeVoicemailLeft)}
	f.facts.Voicemail = person.No
	require.Equal(t, referral.Rule("contact-allowed"), f.no(left).Rule)
	f.do(&referral.RecordAttempt{Contact: contact(31, referral.ChannelTelephone, referral.OutcomeNoAnswer)})
	f.facts.Voicemail = person.Unknown
	f.do(&referral.RecordAttempt{Contact: contact(32, referral.ChannelTelephone, referral.OutcomeVoicemailLeft)})
	require.Contains(t, f.new[0].Relied.Flags, referral.Rule("voicemail-permission-unknown"))
}

func TestD34_UrgentNeedIsDueWhateverItsFlag(t *testing.T) {
	f := newFlow(t)
	s := submit()
	s.Intake.Reasons = append(s.Intake.Reasons, "sp-need:suicidal")
	require.Contains(t, f.do(s).owed(), referral.DutyUrgentNeed)
	g := engaged(t)
	require.NotContains(t, g.owed(), referral.DutyUrgentNeed)
	g.do(&referral.RecordNeed{Need: referral.Need{Code: "sp-need:no-food-today"}})
	require.Contains(t, g.owed(), referral.DutyUrgentNeed)
}

func TestD18_ExpiredSharingWithTheGPWithholdsTheCode(t *testing.T) {
	f := contacting(t)
	f.facts.Consents[2].Verdict.Answer = person.Expired
	f.do(engaging())
	for d := range f.r.Duties() {
		require.Equal(t, referral.CodeWithhold, d.Sharing)
	}
}

func TestAmendKeepsTheService(t *testing.T) {
	f := received(t)
	in := f.r.Intake()
	in.Service = other
	reasons := f.m.Reasons(referral.ActionAmend)
	require.NotEmpty(t, reasons)
	require.Equal(t, "intake.service", f.fault(&referral.Amend{Intake: in, Reason: reasons[0].Code, Words: person.NewText("typed wrongly")}).Path)
}

// changes gives what duty.changed said in the last command.
func (f *flow) changes() []referral.Duty {
	f.t.Helper()
	var out []referral.Duty
	for i := range f.new {
		if f.new[i].Type == referral.EventDutyChanged {
			d, ok := f.new[i].Data.(*referral.Duty)
			require.True(f.t, ok)
			out = append(out, *d)
		}
		require.False(f.t, f.new[i].Type == referral.EventDutyRaised && len(out) > 0, "what was owed is not raised again")
	}
	return out
}

func seen(s person.Scope, a person.Answer) *referral.SeeConsent {
	return &referral.SeeConsent{Consent: referral.ConsentSeen{Scope: s, Answer: a}}
}

func TestD18_CodeFollowsConsentToShareWithTheGP(t *testing.T) {
	for _, answer := range []person.Answer{person.Withdrawn, person.Refused, person.Expired} {
		f := engaged(t)
		require.Equal(t, []referral.DutyKind{referral.DutyCodeToRecord}, f.owed())
		f.do(seen(person.ScopeShareGP, answer))
		changes := f.changes()
		require.Len(t, changes, 1)
		require.Equal(t, referral.CodeWithhold, changes[0].Sharing)
		require.Zero(t, changes[0].Dropped)
		for d := range f.r.Duties() {
			require.Equal(t, referral.CodeWithhold, d.Sharing)
		}
		notice, err := f.new[1].CloudEvent("https://host.example/referrals")
		require.NoError(t, err)
		require.Equal(t, "io.github.socialprescribing.duty.changed", notice.Type)
		require.Equal(t, referral.CodeWithhold, notice.Data.Sharing)
		require.Empty(t, notice.Data.Code)
		require.Empty(t, f.do(seen(person.ScopeShareGP, answer)).changes(), "nothing new")
		require.Equal(t, referral.CodeShare, f.do(seen(person.ScopeShareGP, person.Given)).changes()[0].Sharing)
	}

	p := referral.DefaultPolicy()
	p.CodeRefused = referral.CodeOnly
	rules, err := referral.CompilePolicy(p)
	require.NoError(t, err)
	f := engaged(t)
	f.rules = rules
	require.Equal(t, referral.CodeOnly, f.do(seen(person.ScopeShareGP, person.Withdrawn)).changes()[0].Sharing)
	lapsed := seen(person.ScopeShareGP, person.Given)
	f.do(seen(person.ScopeShareGP, person.Given))
	lapsed.Consent.Lapses = f.at
	require.Equal(t, referral.CodeOnly, f.do(lapsed).changes()[0].Sharing, "given, and lapsed since")

	f = engaged(t).do(&referral.SettleDuty{Kind: referral.DutyCodeToRecord})
	require.Empty(t, f.do(seen(person.ScopeShareGP, person.Withdrawn)).changes(), "written is written")
}

func TestD18_MessageBackGoesToNobodyWhoMayNotHaveIt(t *testing.T) {
	f := engaged(t).do(closing("needs-met-elsewhere"))
	require.Contains(t, f.owed(), referral.DutyMessageBack)
	f.do(seen(person.ScopeShareGP, person.Withdrawn))
	require.Contains(t, f.owed(), referral.DutyMessageBack, "the referrer may still be told")
	f.facts.Consents = nil // what was seen last counts
	f.do(seen(person.ScopeShareReferrer, person.Refused))
	require.Len(t, f.changes(), 1)
	require.Equal(t, f.at, f.changes()[0].Dropped)
	require.NotContains(t, f.owed(), referral.DutyMessageBack)
}

func TestD18_AmendedIntakeDropsTheCodeOrTakesItBack(t *testing.T) {
	amend := func(f *flow, recorded bool) *flow {
		in := f.r.Intake()
		in.CodeRecorded = recorded
		return f.do(&referral.Amend{Intake: in, Reason: f.m.Reasons(referral.ActionAmend)[0].Code, Words: person.NewText("typed wrongly")})
	}
	f := amend(engaged(t), true)
	require.Len(t, f.changes(), 1)
	require.NotZero(t, f.changes()[0].Dropped)
	require.Empty(t, f.owed())
	require.Equal(t, []referral.DutyKind{referral.DutyCodeToRecord}, amend(f, false).owed(), "not written by anybody: owed")

	f = engaged(t).do(&referral.SettleDuty{Kind: referral.DutyCodeToRecord})
	require.Equal(t, []referral.DutyKind{referral.DutyCodeToRetract}, amend(f, true).owed())
	f.do(&referral.SettleDuty{Kind: referral.DutyCodeToRetract})
	f.as(referral.RoleTeamLead).do(&referral.EnterInError{Reason: "wrong-person"})
	require.Empty(t, f.owed(), "taken back once")
}

func TestD18_ReopeningDropsTheMessageBack(t *testing.T) {
	f := engaged(t).do(closing("needs-met-elsewhere"), &referral.Reopen{Reason: "person-asked"})
	require.Len(t, f.changes(), 1)
	require.NotContains(t, f.owed(), referral.DutyMessageBack)
	f.do(closing("needs-met-elsewhere"))
	require.Contains(t, f.owed(), referral.DutyMessageBack)
}

func TestAnEndIsNotBeforeTheWorkThatIsOnRecord(t *testing.T) {
	back := func(f *flow, c *referral.Close) *flow {
		c.At = f.at.Add(-time.Minute)
		require.Equal(t, referral.RuleOrder, f.fault(c).Rule)
		c.At = f.at
		return f.do(c)
	}
	back(engaged(t).do(&referral.RecordContact{Contact: contact(40, referral.ChannelTelephone, referral.OutcomeEngaged)}), closing("needs-met-elsewhere"))
	back(engaged(t).do(propose(1), send(1), &referral.AcceptOnward{Onward: onwardID(1)}, &referral.StartOnward{Onward: onwardID(1)},
		&referral.CompleteOnward{Onward: onwardID(1)}), closing("needs-met-elsewhere"))
	f := engaged(t)
	back(f.do(f.arrange(1)), closing("needs-met-elsewhere"))
}

func TestD12_NoDateWhereContactIsProhibited(t *testing.T) {
	f := engaged(t)
	f.facts.Prohibited = person.Yes
	require.Equal(t, referral.Rule("prohibition-arranged"), f.no(f.arrange(1)).Rule)
	f.do(&referral.SeeContactRules{Prohibited: person.Yes, Arrangement: referral.Arrangement{Via: "refuge-worker"}})
	f.do(f.arrange(1))
	f = engaged(t).do(&referral.SeeContactRules{Prohibited: person.Yes})
	f.facts.Prohibited = person.Unknown
	require.Equal(t, referral.Rule("prohibition-arranged"), f.no(f.arrange(1)).Rule)
}

func TestNobodyIsPrintedByARecord(t *testing.T) {
	const name = "Mrs Invented"
	text := person.NewText(name)
	need := referral.Need{Code: lonely, Words: text}
	for _, v := range []any{
		referral.Closure{HandedTo: text, Words: text},
		referral.Close{HandedTo: text},
		referral.HandOverConcern{Owner: text},
		referral.Concern{HandedTo: text, Escalation: referral.Escalation{To: text}},
		referral.Escalation{To: text},
		intake(), need,
		referral.RecordNeed{Need: need},
		[]referral.Need{need},
		referral.Amendment{Old: intake(), New: intake()},
		struct{ hidden referral.Closure }{referral.Closure{HandedTo: text}},
	} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
			got := fmt.Sprintf(verb, v)
			require.NotContains(t, got, name, "%T %s", v, verb)
			require.NotContains(t, got, "4d727320496e76656e746564", "%T %s", v, verb)
			require.NotContains(t, got, string(lonely), "%T %s", v, verb)
		}
	}
	require.JSONEq(t, `{"to":"Mrs Invented"}`, asJSON(t, referral.Escalation{To: text}))
}
