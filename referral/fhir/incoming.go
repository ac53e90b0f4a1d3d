package fhir

import (
	"errors"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/referral"
)

// ErrRefused is matched by every Refusal.
var ErrRefused = errors.New("fhir: update refused")

// A Sender is whoever an update comes from, as the host has made sure of it: a
// message is never believed about its own sender.
type Sender struct {
	// Actor does what the update asks for. Its role decides what it may say: a
	// provider speaks for its own onward referrals; a referrer, the person or a
	// representative asks for the episode; staff and system speak for the
	// service.
	Actor referral.Actor
	// Provider is the provider that a sender of that role speaks for.
	Provider activity.ProviderID
	// System names the sending system, such as its base address. Two systems
	// number their versions alike, so it is part of every command's identifier.
	System string
	// Profile is the guide whose states it writes.
	Profile Profile
	// Codes are codes of its own for Task.businessStatus, as "system|code",
	// with what was agreed that they mean. What is not in it is unknown.
	Codes map[string]Business
}

// An Inbox turns updates into commands. It is plain data, not changed by its
// methods, and safe for concurrent use while nobody changes it.
type Inbox struct {
	Sender Sender
	// Machine decides what leads where; nil is referral.Pathway().
	Machine *referral.Machine
	// Received is when the update came in. It becomes the command's RecordedAt.
	Received time.Time
	// Skew is how far the sender's clock may be ahead. What is said to have
	// happened that little later than it came in is taken to have happened when
	// it came in.
	Skew time.Duration
}

func (in Inbox) machine() *referral.Machine {
	if in.Machine == nil {
		return referral.Pathway()
	}
	return in.Machine
}

// A Ruling is what one update comes to: commands, or a question, or a
// refusal, and exactly one of them.
type Ruling struct {
	Path string        // of the Task or the ServiceRequest in the text
	Part referral.Part // what it is about, once that is known
	Item uuid.UUID     // which onward referral; zero for the episode
	// Commands are to be done in order. Each has an identifier that follows
	// from the sender and the version of the Task, so that a repeated delivery
	// is taken as done.
	Commands []referral.Command
	Question *Question
	Refusal  *Refusal
	// Done is how many of the commands Deliver has done.
	Done int
}

// QuestionCode says what a person has to decide.
type QuestionCode string

// The questions.
const (
	AskBusiness    QuestionCode = "unknown-business-status" // a businessStatus that nobody has agreed on
	AskAmbiguous   QuestionCode = "several-meanings"        // the status stands for several states
	AskNoMeaning   QuestionCode = "no-state"                // the status stands for no state: failed, ready
	AskReason      QuestionCode = "reason-missing"          // a reason is needed and not given
	AskDetails     QuestionCode = "details-missing"         // the command needs what the message does not carry
	AskNewRequest  QuestionCode = "new-request"             // a request that is not known here
	AskNewAttempt  QuestionCode = "new-attempt"             // another Task for a request whose attempt has ended
	AskError       QuestionCode = "entered-in-error"        // the sender says it never was; the service decides
	AskCancel      QuestionCode = "cancellation-asked"      // support has begun: confirm, or say how it ended
	AskSuspend     QuestionCode = "suspension-asked"        // the requester suspends or ends its request
	AskAfterRecall QuestionCode = "after-recall"            // something else than the end of what was recalled
	AskAppointment QuestionCode = "appointment"             // news of an appointment, which has its own record
)

// A Question is what software must not decide. It holds no personal data.
type Question struct {
	Code QuestionCode
	Task TaskStatus
	// Offered is the businessStatus as "system|code", if each is a plain word
	// or address; else "".
	Offered string
	// Candidates are the states that it may stand for.
	Candidates []referral.State
	// Missing names what the command would need.
	Missing []string
}

// RefusalCode says why nothing is done with an update.
type RefusalCode string

// The refusals. Only RefusedRepeated is harmless.
const (
	RefusedRepeated      RefusalCode = "repeated"             // it says what is known already
	RefusedStale         RefusalCode = "out-of-order"         // it is older than what is known
	RefusedFuture        RefusalCode = "in-future"            // it says that it will have happened
	RefusedUndated       RefusalCode = "undated"              // nothing says when it was written
	RefusedUnknown       RefusalCode = "unknown-item"         // it is about nothing of this episode
	RefusedPerson        RefusalCode = "another-person"       // it is about somebody else
	RefusedPerformer     RefusalCode = "another-performer"    // the sender is not whom it was sent to
	RefusedSide          RefusalCode = "not-theirs-to-write"  // the other side writes this status
	RefusedMismatch      RefusalCode = "contradiction"        // Task.status and businessStatus do not go together
	RefusedIllegal       RefusalCode = "illegal"              // the machine has no such way
	RefusedSubTask       RefusalCode = "sub-task"             // a part's status never moves the whole
	RefusedTwoActive     RefusalCode = "two-active"           // a second open Task with the same focus
	RefusedHappened      RefusalCode = "happened"             // entered in error, but the person has attended
	RefusedMeaning       RefusalCode = "not-understood"       // an element may turn its meaning round
	RefusedInvalid       RefusalCode = "invalid"              // a status that R4 does not have, or none
	RefusedTerminal      RefusalCode = "over"                 // the attempt has ended; coming back is a new Task
	RefusedNotConfigured RefusalCode = "sender-not-described" // the host has not said who sends
)

// A Refusal says why nothing is done with an update. It matches ErrRefused, and
// what its cause matches. It holds no personal data.
type Refusal struct {
	Code RefusalCode
	Task TaskStatus
	From referral.State // as it stands
	To   referral.State // as the update has it
	// Allowed are the actions that would be possible.
	Allowed []string
	Cause   error // the machine's own refusal
}

// Error is one line.
func (r *Refusal) Error() string {
	var b strings.Builder
	b.WriteString("fhir: update refused: " + string(r.Code))
	if r.To != "" {
		b.WriteString(": " + string(r.From) + " to " + string(r.To))
	}
	if r.Cause != nil {
		b.WriteString(": " + r.Cause.Error())
	}
	return b.String()
}

// Is matches ErrRefused.
func (r *Refusal) Is(target error) bool { return target == ErrRefused }

// Unwrap gives the machine's own refusal, or nil.
func (r *Refusal) Unwrap() error { return r.Cause }

// Harmless says that there is nothing to look into: the update was known.
func (r *Refusal) Harmless() bool { return r.Code == RefusedRepeated }
