package fhir

import (
	"slices"

	"github.com/socialprescribing/socialprescribing/referral"
)

// A Label tells situations of one state apart that FHIR writes differently. It
// is derived from the episode, never stored (D2). Most states have only the
// empty label.
type Label string

// The labels.
const (
	LabelNone            Label = ""
	LabelPlanned         Label = "plan-agreed"       // engaged: a plan has been agreed
	LabelSupporting      Label = "supporting"        // engaged: the plan is being carried out
	LabelCompleted       Label = "completed"         // closed: what was asked for was done
	LabelBeforeStart     Label = "before-start"      // nobody had begun to work on it
	LabelAfterStart      Label = "after-start"       // somebody had begun to work on it
	LabelNeverSent       Label = "never-sent"        // nobody else ever had it
	LabelAfterAcceptance Label = "after-acceptance"  // declined from the waiting list
	LabelConfirmed       Label = "confirmed"         // recalled, and the provider has confirmed
	LabelContacting      Label = "from-contacting"   // on hold
	LabelEngaged         Label = "from-engaged"      // on hold
	LabelSent            Label = "from-sent"         // expired, or recall asked for
	LabelAcknowledged    Label = "from-acknowledged" // expired, or recall asked for
	LabelAccepted        Label = "from-accepted"     // recall asked for
	LabelWaitlisted      Label = "from-waitlisted"   // recall asked for
	LabelStarted         Label = "from-started"      // recall asked for
	LabelPaused          Label = "from-paused"       // recall asked for
)

// A StateRow says how one state with one label is written under one profile.
type StateRow struct {
	Profile Profile
	Part    referral.Part  // PartReferral or PartOnward
	State   referral.State // of the standard pathway; "" in a row of a phase
	Phase   referral.Phase // in a row for a host's x- states; else ""
	Label   Label
	Status  Status
}

// line is one line of the mapping for all profiles. UK Core has the states of
// R4. The column bser is BSeR's Task.status and, after a stroke, its code.
type line struct {
	state   referral.State
	phase   referral.Phase
	label   Label
	request RequestStatus
	task    TaskStatus
	gravity TaskStatus
	bser    TaskStatus
	code    string
	word    Business
}

// dropped is the line of what nobody else ever had.
func dropped(s referral.State) line { return line{state: s, label: LabelNeverSent} }

// void is the line of what should never have been.
func void(s referral.State) line {
	return line{
		state: s, request: RequestEnteredInError, task: TaskEnteredInError, gravity: TaskEnteredInError, bser: TaskEnteredInError,
	}
}

// recalled is a line of a recall that the provider has not confirmed: the
// authorisation is gone, and the attempt stands where the provider left it
// until the provider says how it ended. BSeR says so by 5.2.
func recalled(from Label, task, gravity TaskStatus) line {
	return line{
		referral.StateRecalled, "", from, RequestRevoked, task, gravity, TaskInProgress, bserCancelAsked, BusinessCancellationRequested,
	}
}

// The codes of BSeR's businessStatus that are written.
const (
	bserCreated     = "2.0"
	bserAccepted    = "3.0"
	bserDeclined    = "4.0"
	bserScheduled   = "5.1.1"
	bserUnattended  = "5.1.2"
	bserCalledOff   = "5.1.3"
	bserDone        = "5.1.4"
	bserCancelAsked = "5.2"
	bserCancelled   = "6.0"
	bserCompleted   = "7.0"
)

// referralLines is the mapping of the episode. Whoever refers writes the
// ServiceRequest, the service writes the Task. "Start" is when a worker begins
// to work on it: contacting is in-progress, because Gravity has no way from
// on-hold back to accepted.
//
// BSeR has no on-hold: the Task stays where it was. It has no way from 5.1 to
// completed, so an engaged person is 5.1.4, and its recipient ends by declining,
// at any time: only what the referrer takes back is cancelled.
var referralLines = []line{
	{referral.StateDraft, "", "", RequestDraft, TaskDraft, TaskDraft, TaskDraft, "", BusinessDraft},
	{referral.StateReceived, "", "", RequestActive, TaskReceived, TaskRequested, TaskReceived, bserCreated, BusinessReceived},
	{referral.StateInformationRequested, "", "", RequestActive, TaskReceived, TaskRequested, TaskReceived, bserCreated, BusinessInformationRequested},
	{referral.StateAccepted, "", "", RequestActive, TaskAccepted, TaskAccepted, TaskAccepted, bserAccepted, BusinessAwaitingAllocation},
	{referral.StateContacting, "", "", RequestActive, TaskInProgress, TaskInProgress, TaskAccepted, bserAccepted, BusinessContacting},
	{referral.StateEngaged, "", "", RequestActive, TaskInProgress, TaskInProgress, TaskInProgress, bserDone, BusinessEngaged},
	{referral.StateEngaged, "", LabelPlanned, RequestActive, TaskInProgress, TaskInProgress, TaskInProgress, bserDone, BusinessPlanAgreed},
	{referral.StateEngaged, "", LabelSupporting, RequestActive, TaskInProgress, TaskInProgress, TaskInProgress, bserDone, BusinessSupporting},
	{referral.StateOnHold, "", LabelContacting, RequestActive, TaskOnHold, TaskOnHold, TaskAccepted, bserAccepted, BusinessOnHold},
	{referral.StateOnHold, "", LabelEngaged, RequestActive, TaskOnHold, TaskOnHold, TaskInProgress, bserDone, BusinessOnHold},
	{referral.StateClosed, "", LabelCompleted, RequestCompleted, TaskCompleted, TaskCompleted, TaskCompleted, bserCompleted, BusinessCompleted},
	{referral.StateClosed, "", LabelAfterStart, RequestRevoked, TaskCancelled, TaskCancelled, TaskRejected, bserDeclined, BusinessClosedAfterStart},
	{referral.StateRejected, "", "", RequestActive, TaskRejected, TaskRejected, TaskRejected, bserDeclined, BusinessDeclinedByService},
	{referral.StateRedirected, "", "", RequestActive, TaskCancelled, TaskCancelled, TaskRejected, bserDeclined, BusinessRedirected},
	{referral.StateTransferred, "", "", RequestActive, TaskCancelled, TaskCancelled, TaskRejected, bserDeclined, BusinessTransferred},
	{referral.StateDeclined, "", "", RequestRevoked, TaskCancelled, TaskCancelled, TaskRejected, bserDeclined, BusinessDeclinedByPerson},
	{referral.StateWithdrawn, "", "", RequestRevoked, TaskCancelled, TaskCancelled, TaskCancelled, bserCancelled, BusinessWithdrawn},
	dropped(referral.StateCancelled),
	{referral.StateCancelled, "", LabelBeforeStart, RequestRevoked, TaskCancelled, TaskCancelled, TaskRejected, bserDeclined, BusinessClosedBeforeStart},
	{referral.StateCancelled, "", LabelAfterStart, RequestRevoked, TaskCancelled, TaskCancelled, TaskRejected, bserDeclined, BusinessClosedAfterStart},
	dropped(referral.StateEnteredInError),
	void(referral.StateEnteredInError),
}

// onwardLines is the mapping of an onward referral: the service is the
// requester, the provider the performer. FHIR has no word for expired: the
// provider has said nothing, so its Task stands where it was, and may still be
// answered.
var onwardLines = []line{
	{referral.StateProposed, "", "", RequestDraft, TaskDraft, TaskDraft, TaskDraft, "", BusinessProposed},
	{referral.StateSent, "", "", RequestActive, TaskRequested, TaskRequested, TaskReceived, bserCreated, BusinessSent},
	{referral.StateAcknowledged, "", "", RequestActive, TaskReceived, TaskRequested, TaskReceived, bserCreated, BusinessAcknowledged},
	{referral.StateAccepted, "", "", RequestActive, TaskAccepted, TaskAccepted, TaskAccepted, bserAccepted, BusinessAccepted},
	{referral.StateWaitlisted, "", "", RequestActive, TaskAccepted, TaskAccepted, TaskAccepted, bserAccepted, BusinessWaitlisted},
	{referral.StateStarted, "", "", RequestActive, TaskInProgress, TaskInProgress, TaskInProgress, bserDone, BusinessStarted},
	{referral.StatePaused, "", "", RequestActive, TaskOnHold, TaskOnHold, TaskInProgress, bserDone, BusinessPaused},
	{referral.StateCompleted, "", "", RequestCompleted, TaskCompleted, TaskCompleted, TaskCompleted, bserCompleted, BusinessCompleted},
	{referral.StateDeclinedByProvider, "", "", RequestActive, TaskRejected, TaskRejected, TaskRejected, bserDeclined, BusinessDeclinedByProvider},
	{referral.StateDeclinedByProvider, "", LabelAfterAcceptance, RequestActive, TaskCancelled, TaskCancelled, TaskRejected, bserDeclined, BusinessDeclinedByProvider},
	dropped(referral.StateDeclinedByPerson),
	{referral.StateDeclinedByPerson, "", "", RequestRevoked, TaskCancelled, TaskCancelled, TaskRejected, bserDeclined, BusinessDeclinedByPerson},
	{referral.StateExpired, "", LabelSent, RequestActive, TaskRequested, TaskRequested, TaskReceived, bserCreated, BusinessExpired},
	{referral.StateExpired, "", LabelAcknowledged, RequestActive, TaskReceived, TaskRequested, TaskReceived, bserCreated, BusinessExpired},
	dropped(referral.StateRecalled),
	recalled(LabelSent, TaskRequested, TaskRequested),
	recalled(LabelAcknowledged, TaskReceived, TaskRequested),
	recalled(LabelAccepted, TaskAccepted, TaskAccepted),
	recalled(LabelWaitlisted, TaskAccepted, TaskAccepted),
	recalled(LabelStarted, TaskInProgress, TaskInProgress),
	recalled(LabelPaused, TaskOnHold, TaskOnHold),
	{referral.StateRecalled, "", LabelConfirmed, RequestRevoked, TaskCancelled, TaskCancelled, TaskCancelled, bserCancelled, BusinessRecalled},
	{referral.StateCancelledByProvider, "", LabelBeforeStart, RequestRevoked, TaskCancelled, TaskCancelled, TaskRejected, bserDeclined, BusinessCancelledBeforeStart},
	{referral.StateCancelledByProvider, "", LabelAfterStart, RequestRevoked, TaskCancelled, TaskCancelled, TaskRejected, bserDeclined, BusinessCancelledAfterStart},
	{referral.StateNeverStarted, "", "", RequestRevoked, TaskCancelled, TaskCancelled, TaskRejected, bserDeclined, BusinessNeverStarted},
	{referral.StateEndedEarly, "", "", RequestRevoked, TaskCancelled, TaskCancelled, TaskRejected, bserDeclined, BusinessEndedEarly},
	dropped(referral.StateEnteredInError),
	void(referral.StateEnteredInError),
}

// phaseLines serve a host's own x- states, of which only the phase is known
// (D2). Whether an ended one was completed is not said, and cancelled is the
// code that claims least.
var phaseLines = []line{
	{"", referral.PhaseDraft, "", RequestDraft, TaskDraft, TaskDraft, TaskDraft, "", BusinessPhaseDraft},
	{"", referral.PhasePending, "", RequestActive, TaskReceived, TaskRequested, TaskReceived, bserCreated, BusinessPhasePending},
	{"", referral.PhaseActive, "", RequestActive, TaskInProgress, TaskInProgress, TaskInProgress, bserDone, BusinessPhaseActive},
	{"", referral.PhaseOnHold, "", RequestActive, TaskOnHold, TaskOnHold, TaskInProgress, bserDone, BusinessPhaseOnHold},
	{"", referral.PhaseEnded, "", RequestRevoked, TaskCancelled, TaskCancelled, TaskRejected, bserDeclined, BusinessPhaseEnded},
	{"", referral.PhaseVoid, "", RequestEnteredInError, TaskEnteredInError, TaskEnteredInError, TaskEnteredInError, "", ""},
}

// status is the line as one profile has it.
func (l line) status(p Profile) Status {
	s := Status{Request: l.request, Task: l.task, Business: l.word}
	//exhaustive:ignore
	switch p {
	case ProfileSDOHCC:
		s.Task = l.gravity
	case ProfileBSeR:
		s.Task, s.BSeR = l.bser, l.code
	}
	s.Reason = s.Task.WantsReason()
	return s
}

// lines gives the mapping of a part; the other parts have none (see
// SessionStatus, PlanStatus and GoalStatus).
func lines(part referral.Part) []line {
	//exhaustive:ignore
	switch part {
	case referral.PartReferral:
		return referralLines
	case referral.PartOnward:
		return onwardLines
	}
	return nil
}

// StateRows gives the whole mapping of episodes and onward referrals under one
// profile, in a fixed order: the states of the episode, those of an onward
// referral, and the phases of either. The caller owns the list. An unknown
// profile has no rows.
func StateRows(p Profile) []StateRow {
	if !p.IsValid() {
		return nil
	}
	var out []StateRow
	parts := []referral.Part{referral.PartReferral, referral.PartOnward}
	for _, part := range parts {
		for _, l := range slices.Concat(lines(part), phaseLines) {
			out = append(out, StateRow{Profile: p, Part: part, State: l.state, Phase: l.phase, Label: l.label, Status: l.status(p)})
		}
	}
	return out
}
