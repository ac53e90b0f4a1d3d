package referral

import (
	_ "embed"
	"encoding/json"
	"slices"
	"sync"
)

// The states of the standard pathway (D2). What has "x-" in front is a host's.
const (
	// Of the referral.
	StateDraft                State = "draft"
	StateReceived             State = "received"
	StateInformationRequested State = "information-requested"
	StateAccepted             State = "accepted" // also of an onward referral and of a goal
	StateContacting           State = "contacting"
	StateEngaged              State = "engaged"
	StateOnHold               State = "on-hold"
	StateClosed               State = "closed"
	StateRejected             State = "rejected"
	StateRedirected           State = "redirected"
	StateTransferred          State = "transferred"
	StateDeclined             State = "declined"
	StateWithdrawn            State = "withdrawn"
	StateCancelled            State = "cancelled"
	StateEnteredInError       State = "entered-in-error" // of every part

	// Of an onward referral.
	StateProposed            State = "proposed" // also of a goal
	StateSent                State = "sent"
	StateAcknowledged        State = "acknowledged"
	StateWaitlisted          State = "waitlisted"
	StateStarted             State = "started"
	StatePaused              State = "paused"
	StateCompleted           State = "completed" // also of a plan
	StateDeclinedByProvider  State = "declined-by-provider"
	StateDeclinedByPerson    State = "declined-by-person"
	StateExpired             State = "expired"
	StateRecalled            State = "recalled"
	StateCancelledByProvider State = "cancelled-by-provider"
	StateNeverStarted        State = "never-started"
	StateEndedEarly          State = "ended-early"

	// Of a session.
	StateScheduled          State = "scheduled"
	StateAttended           State = "attended"
	StateNotSeen            State = "not-seen"
	StateNotAttended        State = "not-attended"
	StateNotHappened        State = "not-happened"
	StateCancelledByPerson  State = "cancelled-by-person"
	StateCancelledByService State = "cancelled-by-service"
	StateRescheduled        State = "rescheduled"

	// Of a plan; draft and completed as above.
	StateAgreed   State = "agreed"
	StateReviewed State = "reviewed"

	// Of a goal; proposed and accepted as above.
	StateInProgress     State = "in-progress"
	StateAchieved       State = "achieved"
	StatePartlyAchieved State = "partly-achieved"
	StateNotAchieved    State = "not-achieved"
	StateAbandoned      State = "abandoned"
)

//go:embed reasons.json
var reasonsJSON []byte

// A reasonFile is the embedded vocabulary of reasons.
type reasonFile struct {
	Version string      `json:"version"`
	Source  string      `json:"source"`
	Licence string      `json:"licence"`
	Reasons []ReasonDef `json:"reasons"`
}

var standard = sync.OnceValues(func() (*Machine, error) {
	var file reasonFile
	if err := json.Unmarshal(reasonsJSON, &file); err != nil {
		return nil, err
	}
	return Compile(Spec{
		Version:  "1",
		Referral: referralTable(),
		Onward:   onwardTable(),
		Session:  sessionTable(),
		Plan:     planTable(),
		Goal:     goalTable(),
		Reasons:  file.Reasons,
	})
})

// Pathway is the standard machine. It is made on first use and shared: compile
// a changed copy of its Spec to have your own.
func Pathway() *Machine {
	m, err := standard()
	if err != nil {
		panic(err) // the tables of this package are broken
	}
	return m
}

var standardStates = sync.OnceValue(func() map[State]bool {
	known := map[State]bool{}
	for _, t := range []Table{referralTable(), onwardTable(), sessionTable(), planTable(), goalTable()} {
		for _, s := range t.States {
			known[s.Name] = true
		}
	}
	return known
})

func isStandardState(s State) bool { return standardStates()[s] }

// The groups of roles and states that rows share.
var (
	staff  = []Role{RoleAdministrator, RoleLinkWorker, RoleTeamLead}
	worker = []Role{RoleLinkWorker, RoleTeamLead}
)

func anyOf[T any](groups ...[]T) []T { return slices.Concat(groups...) }

func roles(rs ...Role) []Role           { return rs }
func states(ss ...State) []State        { return ss }
func wants(gs ...GuardName) []GuardName { return gs }
