package fhir

import (
	"slices"

	"github.com/socialprescribing/socialprescribing/referral"
)

// Canonical is what the addresses of this library's own FHIR artefacts begin
// with. They name; nothing need be found there.
const Canonical = "https://github.com/socialprescribing/socialprescribing/fhir"

// BusinessSystem is the system of this library's codes for Task.businessStatus.
const BusinessSystem = Canonical + "/CodeSystem/business-status"

// BSeRSystem is the system of BSeR's codes for Task.businessStatus, as
// input/fsh/codesystems/TaskBusinessStatusCS.fsh of HL7/bser declares it. It has
// no code 5.1, although the guide's state machine names one.
const BSeRSystem = "http://hl7.org/fhir/us/bser/CodeSystem/TaskBusinessStatusCS"

// Business is a code of this library for Task.businessStatus: what
// Task.status is too coarse to say. It never opens or closes anything by
// itself. The zero Business is none.
type Business string

// The codes, by what they say. Which states they stand for is in StateRows.
const (
	BusinessDraft                Business = "draft"
	BusinessReceived             Business = "received"
	BusinessInformationRequested Business = "information-requested"
	BusinessInformationGiven     Business = "information-given"
	BusinessAwaitingAllocation   Business = "awaiting-allocation"
	BusinessContacting           Business = "contacting"
	BusinessEngaged              Business = "engaged"
	BusinessPlanAgreed           Business = "plan-agreed"
	BusinessSupporting           Business = "supporting"
	BusinessOnHold               Business = "on-hold"
	BusinessCompleted            Business = "completed"
	BusinessClosedBeforeStart    Business = "closed-before-start"
	BusinessClosedAfterStart     Business = "closed-after-start"
	BusinessDeclinedByService    Business = "declined-by-service"
	BusinessRedirected           Business = "redirected"
	BusinessTransferred          Business = "transferred"
	BusinessDeclinedByPerson     Business = "declined-by-person"
	BusinessWithdrawn            Business = "withdrawn-by-referrer"

	BusinessProposed              Business = "proposed"
	BusinessSent                  Business = "sent"
	BusinessAcknowledged          Business = "acknowledged"
	BusinessAccepted              Business = "accepted"
	BusinessWaitlisted            Business = "waitlisted"
	BusinessStarted               Business = "started"
	BusinessPaused                Business = "paused"
	BusinessDeclinedByProvider    Business = "declined-by-provider"
	BusinessExpired               Business = "expired"
	BusinessCancellationRequested Business = "cancellation-requested"
	BusinessRecalled              Business = "recalled"
	BusinessCancelledBeforeStart  Business = "cancelled-by-provider-before-start"
	BusinessCancelledAfterStart   Business = "cancelled-by-provider-after-start"
	BusinessNeverStarted          Business = "never-started"
	BusinessEndedEarly            Business = "ended-early"

	BusinessPhaseDraft   Business = "phase-draft"
	BusinessPhasePending Business = "phase-pending"
	BusinessPhaseActive  Business = "phase-active"
	BusinessPhaseOnHold  Business = "phase-on-hold"
	BusinessPhaseEnded   Business = "phase-ended"
)

// A BusinessDef explains a code.
type BusinessDef struct {
	Code       Business
	Display    string
	Definition string          // one sentence
	Parts      []referral.Part // whose Task may carry it
}

var (
	ofEpisode = []referral.Part{referral.PartReferral}
	ofOnward  = []referral.Part{referral.PartOnward}
	ofEither  = []referral.Part{referral.PartReferral, referral.PartOnward}
)

var businessDefs = []BusinessDef{
	{BusinessDraft, "Draft", "The referral is being written; nobody else has it.", ofEpisode},
	{BusinessReceived, "Received", "The service has the referral and decides.", ofEpisode},
	{BusinessInformationRequested, "Information requested", "The service has asked whoever referred for something, and decides afterwards.", ofEpisode},
	{BusinessInformationGiven, "Information given", "Whoever referred has answered; the answer is in Task.note.", ofEpisode},
	{BusinessAwaitingAllocation, "Awaiting allocation", "The service has accepted the referral, and no worker has it yet.", ofEpisode},
	{BusinessContacting, "Contacting", "A worker tries to reach the person.", ofEpisode},
	{BusinessEngaged, "Engaged", "The person and the worker are in touch.", ofEpisode},
	{BusinessPlanAgreed, "Plan agreed", "The person and the worker have agreed a plan.", ofEpisode},
	{BusinessSupporting, "Supporting", "The plan is being carried out.", ofEpisode},
	{BusinessOnHold, "On hold", "Support is paused and goes on later.", ofEpisode},
	{BusinessCompleted, "Completed", "What was asked for was done to its end; it says nothing of whether goals were met.", ofEither},
	{BusinessClosedBeforeStart, "Closed before start", "It ended before anybody had begun to work on it.", ofEpisode},
	{BusinessClosedAfterStart, "Closed after start", "It ended after somebody had begun to work on it, and before it was done.", ofEpisode},
	{BusinessDeclinedByService, "Declined by the service", "The service said no to the referral.", ofEpisode},
	{BusinessRedirected, "Redirected", "Another service took the referral over before support began.", ofEpisode},
	{BusinessTransferred, "Transferred", "Another service took the episode over.", ofEpisode},
	{BusinessDeclinedByPerson, "Declined by the person", "The person said no before it began.", ofEither},
	{BusinessWithdrawn, "Withdrawn by the referrer", "Whoever referred took the referral back.", ofEpisode},
	{BusinessProposed, "Proposed", "It has been talked about with the person; nothing has left the service.", ofOnward},
	{BusinessSent, "Sent", "It has been sent to the provider.", ofOnward},
	{BusinessAcknowledged, "Acknowledged", "The provider has seen it.", ofOnward},
	{BusinessAccepted, "Accepted", "The provider has a place for the person.", ofOnward},
	{BusinessWaitlisted, "On the waiting list", "The person is on the provider's waiting list.", ofOnward},
	{BusinessStarted, "Started", "The person has attended.", ofOnward},
	{BusinessPaused, "Paused", "It goes on later.", ofOnward},
	{BusinessDeclinedByProvider, "Declined by the provider", "The provider said no.", ofOnward},
	{BusinessExpired, "Not answered in time", "The provider had not answered when the requester's time was up; an answer is still taken.", ofOnward},
	{BusinessCancellationRequested, "Cancellation requested", "The requester no longer wants it; the performer confirms, or says how it ended.", ofEither},
	{BusinessRecalled, "Recalled", "The requester took it back, and the performer has confirmed.", ofOnward},
	{BusinessCancelledBeforeStart, "Cancelled by the provider before start", "The provider took the place back before the person had attended.", ofOnward},
	{BusinessCancelledAfterStart, "Cancelled by the provider after start", "The provider took the place back after the person had attended.", ofOnward},
	{BusinessNeverStarted, "Never started", "The person never took the place up.", ofOnward},
	{BusinessEndedEarly, "Ended early", "The person stopped before the end.", ofOnward},
	{BusinessPhaseDraft, "Own state, being prepared", "A state of the host's own, in which nobody else has it yet.", ofEither},
	{BusinessPhasePending, "Own state, waiting", "A state of the host's own, in which work has not begun.", ofEither},
	{BusinessPhaseActive, "Own state, under way", "A state of the host's own, in which work goes on.", ofEither},
	{BusinessPhaseOnHold, "Own state, on hold", "A state of the host's own, in which work is paused.", ofEither},
	{BusinessPhaseEnded, "Own state, ended", "A state of the host's own that is an end; whether it was completed is not said.", ofEither},
}

// BusinessDefs gives all codes in a fixed order. The caller owns the list.
func BusinessDefs() []BusinessDef {
	out := slices.Clone(businessDefs)
	for i := range out {
		out[i].Parts = slices.Clone(out[i].Parts)
	}
	return out
}

// IsValid says whether b is one of the codes.
func (b Business) IsValid() bool { return b.def() != nil }

// Display is the code's name in English, or "" for no code.
func (b Business) Display() string {
	if d := b.def(); d != nil {
		return d.Display
	}
	return ""
}

func (b Business) def() *BusinessDef {
	for i := range businessDefs {
		if businessDefs[i].Code == b {
			return &businessDefs[i]
		}
	}
	return nil
}

// bserDisplays are BSeR's names of its codes, from the same file as BSeRSystem.
var bserDisplays = map[string]string{
	bserCreated:     "Service Request Created",
	bserAccepted:    "Service Request Accepted",
	bserDeclined:    "Service Request Declined",
	bserScheduled:   "Service Request Event Scheduled",
	bserUnattended:  "Scheduled Service Request Event Unattended",
	bserCalledOff:   "Scheduled Service Request Event Cancelled",
	bserDone:        "Service Request Event Completed",
	bserCancelAsked: "Service Request Cancellation Requested",
	bserCancelled:   "Service Request Fulfillment Cancelled",
	bserCompleted:   "Service Request Fulfillment Completed",
}

// BSeRDisplay is BSeR's name of one of its codes, or "".
func BSeRDisplay(code string) string { return bserDisplays[code] }
