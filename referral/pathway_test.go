package referral_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral"
)

// TestWholePathway walks one episode from the referral to its closure, with an
// onward referral that is declined, one that waitlists and starts, a signpost,
// sessions, a hold, a plan and goals.
func TestWholePathway(t *testing.T) {
	f := engaged(t)
	require.Equal(t, referral.StateEngaged, f.r.State())
	require.Equal(t, referral.PhaseActive, f.r.Phase())
	require.Equal(t, []referral.DutyKind{referral.DutyCodeToRecord}, f.owed())
	f.do(
		&referral.SettleDuty{Kind: referral.DutyCodeToRecord},
		&referral.RecordNeed{Need: referral.Need{Code: lonely, Words: person.NewText("the house is quiet"), Priority: 1}},
		&referral.RecordMatters{Matters: referral.Matters{Words: person.NewText("seeing people"), Strengths: []person.Text{person.NewText("cooks well")}}},
		&referral.DraftPlan{Plan: referral.Plan{Matters: person.NewText("seeing people")}},
		&referral.AgreePlan{AgreedBy: referral.Decider{Party: referral.PartyPerson}, Review: f.at.AddDate(0, 0, 60)},
		goal(1), &referral.AgreeGoal{Goal: goalID(1)}, &referral.StartGoal{Goal: goalID(1)},
		propose(1), send(1), &referral.DeclineOnward{Onward: onwardID(1), Reason: referral.ReasonNoCapacity},
		propose(2), send(2), &referral.AcknowledgeOnward{Onward: onwardID(2)},
		&referral.WaitlistOnward{Onward: onwardID(2), Position: 4}, &referral.WaitlistOnward{Onward: onwardID(2), Position: 1},
		&referral.AcceptOnward{Onward: onwardID(2)}, &referral.StartOnward{Onward: onwardID(2)},
		&referral.PauseOnward{Onward: onwardID(2), Reason: "person-unwell"}, &referral.ResumeOnward{Onward: onwardID(2)},
		&referral.Signpost{Signpost: referral.Signposting{ID: referral.SignpostID(fixedID(500))}},
		f.arrange(1),
	)
	f.at = f.at.AddDate(0, 0, 1)
	f.do(
		&referral.AttendSession{Session: sessionID(1), Late: true},
		&referral.Hold{Reason: "unwell", Review: f.at.AddDate(0, 0, 20)},
		&referral.Resume{},
		&referral.FollowUpSignpost{Signpost: referral.SignpostID(fixedID(500)), Use: referral.UseUsed},
		&referral.CompleteOnward{Onward: onwardID(2)},
		&referral.AchieveGoal{Goal: goalID(1), Words: person.NewText("walks daily")},
		&referral.ReviewPlan{}, &referral.CompletePlan{},
		closing(referral.ReasonGoalsAchieved),
	)
	require.Equal(t, referral.StateClosed, f.r.State())
	require.Equal(t, []referral.DutyKind{referral.DutyMessageBack}, f.owed())
	o, ok := f.r.Onward(onwardID(2))
	require.True(t, ok)
	require.Equal(t, referral.StateCompleted, o.State)
	require.False(t, o.Started.IsZero())
	f.do(&referral.SettleDuty{Kind: referral.DutyMessageBack})
	require.Empty(t, f.owed())
	_, assigned := f.r.Assignment()
	require.False(t, assigned)
}
