package referral_test

import (
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
