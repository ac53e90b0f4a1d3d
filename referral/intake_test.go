package referral_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral"
)

func TestIntakeIsChecked(t *testing.T) {
	for path, change := range map[string]func(*referral.Intake){
		"intake.person":  func(in *referral.Intake) { in.Person = person.ID{} },
		"intake.service": func(in *referral.Intake) { in.Service = referral.ServiceID{} },
		"intake.urgency": func(in *referral.Intake) { in.Urgency = "soonish" },
		"intake.route":   func(in *referral.Intake) { in.Route = "pigeon" },
		"intake.reasons": func(in *referral.Intake) { in.Reasons = []person.NeedCode{"no prefix"} },
	} {
		in := intake()
		change(&in)
		f := newFlow(t).fault(&referral.Submit{Referral: referral.ID(fixedID(7)), Intake: &in})
		require.Equal(t, path, f.Path)
	}
	require.Equal(t, referral.RuleID, newFlow(t).fault(&referral.Submit{Intake: submit().Intake}).Rule)
	in := intake()
	in.Basis, in.Authority = referral.BasisByRepresentative, person.AuthorityParentalResponsibility
	f := newFlow(t).as(referral.RoleRepresentative)
	require.ErrorIs(t, f.no(&referral.Submit{Referral: referral.ID(fixedID(7)), Intake: &in}), referral.ErrUnknownFact)
	f.facts.Authorities = []referral.AuthorityFact{{Actor: aWorker, Kind: person.AuthorityParentalResponsibility, Valid: person.No}}
	require.ErrorIs(t, f.no(&referral.Submit{Referral: referral.ID(fixedID(7)), Intake: &in}), referral.ErrNotPermitted)
	f.facts.Authorities[0].Valid = person.Yes
	f.do(&referral.Submit{Referral: referral.ID(fixedID(7)), Intake: &in})
}

func TestAConcernElsewhereMustBeEscalatedHere(t *testing.T) {
	f := engaged(t).do(f0arrange())
	f.facts.Safeguarding = person.Yes
	r := f.no(closing("limit-reached"))
	require.Equal(t, referral.Rule("escalated"), r.Rule)
	require.Equal(t, referral.ActionRaiseConcern, r.Instead)
	require.NotEmpty(t, referral.ClockNames())
	require.True(t, referral.Span{}.IsZero())
}
