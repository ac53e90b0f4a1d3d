package referral_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral"
)

func TestSmoke(t *testing.T) {
	m := referral.Pathway()
	at := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	var r referral.Referral
	var all []referral.Event
	facts := referral.Facts{AsOf: at, Identified: person.Yes, Reachable: person.Yes}
	do := func(c referral.Command) {
		t.Helper()
		next, ev, err := m.Apply(r, c, facts, nil)
		require.NoError(t, err)
		r = next
		all = append(all, ev...)
	}
	worker := referral.NewActorID()
	meta := func(role referral.Role) referral.Meta {
		at = at.Add(time.Hour)
		return referral.Meta{ID: referral.NewChangeID(), By: referral.Actor{ID: worker, Role: role}, At: at, RecordedAt: at}
	}
	do(&referral.Submit{Meta: meta(referral.RoleReferrer), Referral: referral.NewID(), Intake: &referral.Intake{
		Person: person.NewID(), Service: referral.NewServiceID(), Basis: referral.BasisOfferAccepted, Reasons: []person.NeedCode{"sp-need:lonely"}}})
	do(&referral.Accept{Meta: meta(referral.RoleTeamLead), Eligible: person.Yes})
	do(&referral.Allocate{Meta: meta(referral.RoleTeamLead), Worker: worker})
	do(&referral.FirstContact{Meta: meta(referral.RoleLinkWorker), Contact: referral.Contact{ID: referral.NewContactID(), Channel: referral.ChannelTelephone, Outcome: referral.OutcomeEngaged, Accepts: person.Yes}})
	require.Equal(t, referral.StateEngaged, r.State())
	g := referral.NewGoalID()
	do(&referral.ProposeGoal{Meta: meta(referral.RoleLinkWorker), Goal: referral.Goal{ID: g, Words: person.NewText("walk")}})
	do(&referral.StartGoal{Meta: meta(referral.RoleLinkWorker), Goal: g})
	do(&referral.AchieveGoal{Meta: meta(referral.RoleLinkWorker), Goal: g})
	do(&referral.Close{Meta: meta(referral.RoleLinkWorker), Reason: referral.ReasonGoalsAchieved})
	require.Equal(t, referral.StateClosed, r.State())
	again, err := referral.Replay(all)
	require.NoError(t, err)
	require.Equal(t, r.State(), again.State())
	for e := range r.History() {
		t.Log(e.Sequence, e.Type, e.From, e.To)
	}
}
