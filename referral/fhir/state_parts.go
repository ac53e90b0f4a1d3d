package fhir

import "github.com/socialprescribing/socialprescribing/referral"

// The states of sessions, plans and goals have one row for all profiles: no
// guide narrows them. The codes are those of R4's required bindings.

// A SessionStatus is how a session stands. Attended and took place are two
// facts (D17), and so are Appointment and Encounter.
type SessionStatus struct {
	Appointment string // Appointment.status
	Encounter   string // Encounter.status; "" if there is no encounter to write
}

var sessionRows = map[referral.State]SessionStatus{
	referral.StateScheduled:          {"booked", ""},
	referral.StateAttended:           {"fulfilled", "finished"},
	referral.StateNotSeen:            {"noshow", ""}, // came too late to be seen; the attendance code says so
	referral.StateNotAttended:        {"noshow", ""},
	referral.StateNotHappened:        {"arrived", "cancelled"}, // the person came, and it did not take place
	referral.StateCancelledByPerson:  {"cancelled", ""},
	referral.StateCancelledByService: {"cancelled", ""},
	referral.StateRescheduled:        {"cancelled", ""}, // its replacement is an Appointment of its own
	referral.StateEnteredInError:     {"entered-in-error", ""},
}

// sessionPhases serve a host's own states of a session.
var sessionPhases = map[referral.Phase]SessionStatus{
	referral.PhaseDraft:   {"proposed", ""},
	referral.PhasePending: {"booked", ""},
	referral.PhaseActive:  {"arrived", "in-progress"},
	referral.PhaseOnHold:  {"pending", ""},
	referral.PhaseEnded:   {"fulfilled", "unknown"},
	referral.PhaseVoid:    {"entered-in-error", ""},
}

// StatusOfSession says how a session in a state is written; phase decides for a
// state that is not of the standard pathway. It gives false for neither.
func StatusOfSession(s referral.State, phase referral.Phase) (SessionStatus, bool) {
	return either(sessionRows, sessionPhases, s, phase)
}

var planRows = map[referral.State]string{
	referral.StateDraft:     "draft",
	referral.StateAgreed:    "active",
	referral.StateReviewed:  "active",
	referral.StateCompleted: "completed",
}

var planPhases = map[referral.Phase]string{
	referral.PhaseDraft:   "draft",
	referral.PhasePending: "draft",
	referral.PhaseActive:  "active",
	referral.PhaseOnHold:  "on-hold",
	referral.PhaseEnded:   "unknown", // a host's end: whether it was completed is not said
	referral.PhaseVoid:    "entered-in-error",
}

// StatusOfPlan gives CarePlan.status; phase decides for a state that is not of
// the standard pathway. It gives false for neither.
func StatusOfPlan(s referral.State, phase referral.Phase) (string, bool) {
	return either(planRows, planPhases, s, phase)
}

// A GoalStatus is how a goal stands.
type GoalStatus struct {
	Lifecycle string // Goal.lifecycleStatus
	// Achievement is a code of http://terminology.hl7.org/CodeSystem/goal-achievement
	// for Goal.achievementStatus; "" if none of its codes says it.
	Achievement string
}

var goalRows = map[referral.State]GoalStatus{
	referral.StateProposed:       {"proposed", ""},
	referral.StateAccepted:       {"accepted", ""},
	referral.StateInProgress:     {"active", "in-progress"},
	referral.StateAchieved:       {"completed", "achieved"},
	referral.StatePartlyAchieved: {"completed", ""}, // no code of the set says "in part": it is said in words
	referral.StateNotAchieved:    {"completed", "not-achieved"},
	referral.StateAbandoned:      {"cancelled", ""},
}

var goalPhases = map[referral.Phase]GoalStatus{
	referral.PhaseDraft:   {"proposed", ""},
	referral.PhasePending: {"accepted", ""},
	referral.PhaseActive:  {"active", ""},
	referral.PhaseOnHold:  {"on-hold", ""},
	referral.PhaseEnded:   {"completed", ""},
	referral.PhaseVoid:    {"entered-in-error", ""},
}

// StatusOfGoal says how a goal in a state is written; phase decides for a state
// that is not of the standard pathway. It gives false for neither.
func StatusOfGoal(s referral.State, phase referral.Phase) (GoalStatus, bool) {
	return either(goalRows, goalPhases, s, phase)
}

// either looks up a state, and where it has no row, the phase.
func either[T any](states map[referral.State]T, phases map[referral.Phase]T, s referral.State, phase referral.Phase) (T, bool) {
	if v, ok := states[s]; ok {
		return v, true
	}
	v, ok := phases[phase]
	return v, ok
}
