package fhir

import "slices"

// TaskStatus is Task.status of R4: how far one performer is with one attempt.
// The performer's side writes it.
type TaskStatus string

// The twelve codes of http://hl7.org/fhir/ValueSet/task-status, version 4.0.1.
const (
	TaskDraft          TaskStatus = "draft"
	TaskRequested      TaskStatus = "requested"
	TaskReceived       TaskStatus = "received"
	TaskAccepted       TaskStatus = "accepted"
	TaskRejected       TaskStatus = "rejected"
	TaskReady          TaskStatus = "ready"
	TaskCancelled      TaskStatus = "cancelled"
	TaskInProgress     TaskStatus = "in-progress"
	TaskOnHold         TaskStatus = "on-hold"
	TaskFailed         TaskStatus = "failed"
	TaskCompleted      TaskStatus = "completed"
	TaskEnteredInError TaskStatus = "entered-in-error"
)

var allTaskStatus = []TaskStatus{
	TaskDraft, TaskRequested, TaskReceived, TaskAccepted, TaskRejected, TaskReady,
	TaskCancelled, TaskInProgress, TaskOnHold, TaskFailed, TaskCompleted, TaskEnteredInError,
}

// TaskStatuses gives the twelve in the order of R4. The caller owns the list.
func TaskStatuses() []TaskStatus { return slices.Clone(allTaskStatus) }

// IsValid says whether s is one of the twelve.
func (s TaskStatus) IsValid() bool { return slices.Contains(allTaskStatus, s) }

// Terminal says whether the attempt is over. The list is positive on purpose:
// "not completed and not cancelled" takes failed and entered-in-error for open.
func (s TaskStatus) Terminal() bool {
	//exhaustive:ignore
	switch s {
	case TaskRejected, TaskCancelled, TaskFailed, TaskCompleted, TaskEnteredInError:
		return true
	}
	return false
}

// WantsReason says whether Task.statusReason must be given with s: R4 leaves it
// open, Gravity asks for it with the first four, and our machines ask for a
// reason with the fifth.
func (s TaskStatus) WantsReason() bool {
	//exhaustive:ignore
	switch s {
	case TaskRejected, TaskCancelled, TaskOnHold, TaskFailed, TaskEnteredInError:
		return true
	}
	return false
}

// RequestStatus is ServiceRequest.status of R4: whether the authorisation
// stands. The requester's side writes it.
type RequestStatus string

// The seven codes of http://hl7.org/fhir/ValueSet/request-status, version 4.0.1.
const (
	RequestDraft          RequestStatus = "draft"
	RequestActive         RequestStatus = "active"
	RequestOnHold         RequestStatus = "on-hold"
	RequestRevoked        RequestStatus = "revoked"
	RequestCompleted      RequestStatus = "completed"
	RequestEnteredInError RequestStatus = "entered-in-error"
	RequestUnknown        RequestStatus = "unknown"
)

var allRequestStatus = []RequestStatus{
	RequestDraft, RequestActive, RequestOnHold, RequestRevoked, RequestCompleted, RequestEnteredInError, RequestUnknown,
}

// RequestStatuses gives the seven in the order of R4. The caller owns the list.
func RequestStatuses() []RequestStatus { return slices.Clone(allRequestStatus) }

// IsValid says whether s is one of the seven.
func (s RequestStatus) IsValid() bool { return slices.Contains(allRequestStatus, s) }

// A Status is what one state looks like in FHIR under one profile.
type Status struct {
	// Request is ServiceRequest.status; "" if nothing is written.
	Request RequestStatus
	// Task is Task.status of the attempt; "" if nothing is written.
	Task TaskStatus
	// Business is the code for Task.businessStatus from BusinessSystem; "" if
	// there is none.
	Business Business
	// BSeR is the code for Task.businessStatus from BSeRSystem, written beside
	// ours; "" under every other profile.
	BSeR string
	// Reason says that Task.statusReason must be there; where it is false there
	// must be none, because a statusReason explains the present status only.
	Reason bool
}

// Written says whether the state is written at all. What was never sent to
// anybody is dropped: R4 draws no way from draft to revoked.
func (s Status) Written() bool { return s.Request != "" }

// Closed says whether no attempt is open.
func (s Status) Closed() bool { return !s.Written() || s.Task.Terminal() }
