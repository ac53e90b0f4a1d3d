package referral

import (
	"encoding/json"
	"time"

	"github.com/google/uuid"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/person"
)

// A Payload is the record that an event brings: a pointer to one of the record
// types of this package. For onward referrals, sessions, plans and goals it is
// the whole record as the event leaves it, so that folding is replacing.
type Payload interface{ payload() }

// Accepted says that a referral was accepted of a person who was not known to
// be eligible.
type Accepted struct {
	Eligible person.Tri `json:"eligible,omitzero"`
}

// Triaged is a triage decision.
type Triaged struct {
	Urgency Urgency `json:"urgency,omitzero"`
}

// Redirected says who took the referral.
type Redirected struct {
	To           ServiceID `json:"to"`
	Acknowledged time.Time `json:"acknowledged"`
}

// Undone names the command that was taken back.
type Undone struct {
	Command ChangeID  `json:"command"`
	Event   EventType `json:"event"` // its first event
}

// Amendment keeps the old value beside the new.
type Amendment struct {
	Old Intake `json:"old"`
	New Intake `json:"new"`
}

// Erasure names the records whose words were erased; none means all.
type Erasure struct {
	Items []uuid.UUID `json:"items,omitzero"`
}

// CustomData is a host's own.
type CustomData struct {
	Data json.RawMessage `json:"data,omitzero"`
}

// ContactRulesSeen are the contact rules as the service came to know them.
type ContactRulesSeen struct {
	Prohibited  person.Tri  `json:"prohibited,omitzero"`
	Arrangement Arrangement `json:"arrangement,omitzero"`
}

// Death says when the person died, as far as it is known.
type Death struct {
	Died person.Date `json:"died,omitzero"`
}

// ProviderSeen is a provider's suspension as the service came to know it.
type ProviderSeen struct {
	Provider  activity.ProviderID `json:"provider"`
	Suspended person.Tri          `json:"suspended,omitzero"`
}

// StepChange keeps the old action beside the new.
type StepChange struct {
	Old Step `json:"old"`
	New Step `json:"new"`
}

// GoalChange keeps the old goal beside the new.
type GoalChange struct {
	Old Goal `json:"old"`
	New Goal `json:"new"`
}

// SessionChange keeps the old record beside the new.
type SessionChange struct {
	Old Session `json:"old"`
	New Session `json:"new"`
}

// NoteChange keeps the old text beside the new note.
type NoteChange struct {
	Old person.Text `json:"old"`
	New Note        `json:"new"`
}

// Complexity is a caseload weight.
type Complexity struct {
	Weight int `json:"weight"`
}

// Complaint points to the note that holds it.
type Complaint struct {
	Note NoteID `json:"note,omitzero"`
}

func (*Intake) payload()           {}
func (*Accepted) payload()         {}
func (*Triaged) payload()          {}
func (*Redirected) payload()       {}
func (*Decider) payload()          {}
func (*Assignment) payload()       {}
func (*Holding) payload()          {}
func (*Transfer) payload()         {}
func (*Closure) payload()          {}
func (*Undone) payload()           {}
func (*Amendment) payload()        {}
func (*Erasure) payload()          {}
func (*Duty) payload()             {}
func (*CustomData) payload()       {}
func (*Contact) payload()          {}
func (*ConsentSeen) payload()      {}
func (*ContactRulesSeen) payload() {}
func (*Death) payload()            {}
func (*Need) payload()             {}
func (*Matters) payload()          {}
func (*Assessment) payload()       {}
func (*Unmet) payload()            {}
func (*Onward) payload()           {}
func (*ProviderSeen) payload()     {}
func (*Signposting) payload()      {}
func (*Support) payload()          {}
func (*Feedback) payload()         {}
func (*Plan) payload()             {}
func (*Goal) payload()             {}
func (*GoalChange) payload()       {}
func (*Step) payload()             {}
func (*StepChange) payload()       {}
func (*Session) payload()          {}
func (*SessionChange) payload()    {}
func (*Risk) payload()             {}
func (*Concern) payload()          {}
func (*Note) payload()             {}
func (*NoteChange) payload()       {}
func (*Link) payload()             {}
func (*Complexity) payload()       {}
func (*Complaint) payload()        {}
func (*Funding) payload()          {}

// newPayload makes the empty record of an event type; nil if it has none.
//
//nolint:gocognit // one case per type
func newPayload(k kind) Payload {
	//exhaustive:ignore
	switch k {
	case kindDraft, kindSubmit:
		return new(Intake)
	case kindAccept:
		return new(Accepted)
	case kindTriage:
		return new(Triaged)
	case kindRedirect:
		return new(Redirected)
	case kindDecline:
		return new(Decider)
	case kindAllocate, kindReallocate:
		return new(Assignment)
	case kindHold, kindExtendHold:
		return new(Holding)
	case kindOfferTransfer, kindAcceptTransfer, kindRefuseTransfer, kindLapseTransfer:
		return new(Transfer)
	case kindClose:
		return new(Closure)
	case kindUndo:
		return new(Undone)
	case kindAmend:
		return new(Amendment)
	case kindRedact:
		return new(Erasure)
	case kindSettleDuty, kindDutyRaised, kindDutyChanged:
		return new(Duty)
	case kindCustom:
		return new(CustomData)
	case kindRecordAttempt, kindFirstContact, kindRecordContact:
		return new(Contact)
	case kindSeeConsent:
		return new(ConsentSeen)
	case kindSeeContactRules:
		return new(ContactRulesSeen)
	case kindRecordDeath:
		return new(Death)
	case kindRecordNeed:
		return new(Need)
	case kindRecordMatters:
		return new(Matters)
	case kindLinkAssessment, kindAcknowledgeAlert:
		return new(Assessment)
	case kindRecordUnmet:
		return new(Unmet)
	case kindSeeProvider:
		return new(ProviderSeen)
	case kindSignpost, kindFollowUpSignpost:
		return new(Signposting)
	case kindRecordSupport:
		return new(Support)
	case kindRecordFeedback:
		return new(Feedback)
	case kindReviseGoal:
		return new(GoalChange)
	case kindAddStep:
		return new(Step)
	case kindUpdateStep:
		return new(StepChange)
	case kindCorrectSession:
		return new(SessionChange)
	case kindRaiseRisk, kindResolveRisk:
		return new(Risk)
	case kindRaiseConcern, kindEscalateConcern, kindHandOverConcern, kindResolveConcern:
		return new(Concern)
	case kindWriteNote:
		return new(Note)
	case kindAmendNote:
		return new(NoteChange)
	case kindLinkEpisode, kindUnlinkEpisode:
		return new(Link)
	case kindAssessComplexity:
		return new(Complexity)
	case kindRecordComplaint:
		return new(Complaint)
	case kindRequestFunding, kindAgreeFunding:
		return new(Funding)
	}
	return partPayload(k)
}

func partPayload(k kind) Payload {
	if k >= kindCount {
		return new(CustomData)
	}
	switch kinds[k].part {
	case PartOnward:
		return new(Onward)
	case PartSession:
		return new(Session)
	case PartPlan:
		return new(Plan)
	case PartGoal:
		return new(Goal)
	case PartReferral:
	}
	return nil
}
