package referral

import (
	"time"

	"github.com/socialprescribing/socialprescribing/person"
)

// The commands of the plan, its goals and its actions. Each is a plain struct
// that the caller fills and passes by pointer; it must not be changed
// afterwards, for the event may share its parts.

// DraftPlan writes a plan, or its next version.
type DraftPlan struct {
	Meta
	Plan Plan
}

// AgreePlan records that the plan is agreed.
type AgreePlan struct {
	Meta
	AgreedBy   Decider   // the person, or a representative with authority: nobody else approves a plan
	SharedWith []Party   // who has a copy
	Review     time.Time // when it is to be reviewed
}

// ReviewPlan records a review.
type ReviewPlan struct {
	Meta
	Review time.Time // the next review; zero if none
	Words  person.Text
}

// CompletePlan records that the plan is carried out.
type CompletePlan struct {
	Meta
	Words person.Text
}

// ProposeGoal adds a goal.
type ProposeGoal struct {
	Meta
	Goal Goal // the goal in the person's words
}

// AgreeGoal records that the person takes the goal as theirs.
type AgreeGoal struct {
	Meta
	Goal GoalID // which goal
}

// StartGoal records that work on it began.
type StartGoal struct {
	Meta
	Goal GoalID // which goal
}

// AchieveGoal records a goal as achieved.
type AchieveGoal struct {
	Meta
	Goal  GoalID      // which goal
	Words person.Text // the outcome
}

// PartlyAchieveGoal records a goal as achieved in part.
type PartlyAchieveGoal struct {
	Meta
	Goal  GoalID      // which goal
	Words person.Text // the outcome
}

// MissGoal records a goal as not achieved.
type MissGoal struct {
	Meta
	Goal  GoalID      // which goal
	Words person.Text // the outcome
}

// AbandonGoal records that the goal was given up.
type AbandonGoal struct {
	Meta
	Goal   GoalID      // which goal
	Reason Reason      // why, from the machine's list for this action
	Words  person.Text // the reason in words; needed where the reason says so
}

// ReviseGoal changes the wording, importance, target or confidence of a goal;
// the old is kept in the event.
type ReviseGoal struct {
	Meta
	Goal  Goal        // the goal as it should read
	Words person.Text // why
}

// AddStep adds an action to the plan.
type AddStep struct {
	Meta
	Step Step
}

// UpdateStep records how an action stands.
type UpdateStep struct {
	Meta
	Step Step
}
