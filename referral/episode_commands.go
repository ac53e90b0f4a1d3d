package referral

import (
	"encoding/json"
	"time"

	"github.com/google/uuid"

	"github.com/socialprescribing/socialprescribing/person"
)

// The commands of the episode itself. Each is a plain struct that the caller
// fills and passes by pointer; it must not be changed afterwards, for the event
// may share its parts.

// Draft begins a referral that is not sent yet.
type Draft struct {
	Meta
	Referral ID     // the new episode's identifier
	Intake   Intake // what is known so far; may be incomplete
}

// Submit sends a referral to the service. At is when the service received it:
// waiting times count from there.
type Submit struct {
	Meta
	Referral ID      // the new episode's identifier; zero when a draft is submitted
	Intake   *Intake // the whole referral; nil keeps what was drafted
}

// Triage records a triage decision. Triage is an act, not a state (D2).
type Triage struct {
	Meta
	Urgency Urgency
	Words   person.Text
}

// AskInformation asks the referrer for what is missing.
type AskInformation struct {
	Meta
	Words person.Text // the question
}

// AnswerInformation gives the referrer's answer.
type AnswerInformation struct {
	Meta
	Words person.Text // the answer
}

// Accept accepts the referral into the service. If the person is not known to be
// eligible, Reason overrides that, and is recorded.
type Accept struct {
	Meta
	Eligible person.Tri  // whether the person meets the service's criteria
	Reason   Reason      // why, from the machine's list for this action
	Words    person.Text // the reason in words; needed where the reason says so
}

// Reject refuses the referral: the service's decision, never to be confused with
// Decline.
type Reject struct {
	Meta
	Reason       Reason      // why, from the machine's list for this action
	Words        person.Text // the reason in words; needed where the reason says so
	ReferrerTold bool        // whether the referrer has been told; if not, it is owed
}

// Redirect passes the referral to a more suitable service before it is accepted
// (D5).
type Redirect struct {
	Meta
	Reason       Reason      // why, from the machine's list for this action
	Words        person.Text // the reason in words; needed where the reason says so
	To           ServiceID   // the service that takes it
	Acknowledged time.Time   // when that service acknowledged; a redirect without an acknowledgement would leave the person with nobody
}

// Decline records that the person said no, before they were engaged. An explicit
// statement: silence is not a decline.
type Decline struct {
	Meta
	Reason    Reason      // why, from the machine's list for this action
	Words     person.Text // the reason in words; needed where the reason says so
	DecidedBy Decider     // the person, or who decided for them and by which authority
}

// Withdraw records that the referrer took the referral back.
type Withdraw struct {
	Meta
	Reason Reason      // why, from the machine's list for this action
	Words  person.Text // the reason in words; needed where the reason says so
}

// Cancel ends a referral before support began, for a reason of the service or of
// nobody.
type Cancel struct {
	Meta
	Reason Reason      // why, from the machine's list for this action
	Words  person.Text // the reason in words; needed where the reason says so
}

// Allocate gives the referral to its first worker.
type Allocate struct {
	Meta
	Worker ActorID // who is to work with the person
	Team   string  // the team's code, if any
}

// Reallocate gives the episode to another worker; there is exactly one at any
// time (D6).
type Reallocate struct {
	Meta
	Worker ActorID // the new worker
	Team   string
	Reason Reason      // why, from the machine's list for this action
	Words  person.Text // the reason in words; needed where the reason says so
}

// MarkLeft records that the worker has left. They stay assigned until the
// episode is reallocated, which becomes due.
type MarkLeft struct {
	Meta
	Words person.Text
}

// Hold pauses the episode; it remembers where it was (D4).
type Hold struct {
	Meta
	Reason Reason      // why, from the machine's list for this action
	Words  person.Text // the reason in words; needed where the reason says so
	Review time.Time   // when the hold is to be looked at again
}

// ExtendHold sets another review date.
type ExtendHold struct {
	Meta
	Reason Reason      // why, from the machine's list for this action
	Words  person.Text // the reason in words; needed where the reason says so
	Review time.Time   // the next review
}

// Resume ends the hold; the episode goes on where it was.
type Resume struct {
	Meta
	Words person.Text
}

// OfferTransfer offers the episode to another service. The sender stays
// responsible until it is accepted (D5).
type OfferTransfer struct {
	Meta
	Reason   Reason      // why, from the machine's list for this action
	Words    person.Text // the reason in words; needed where the reason says so
	To       ServiceID   // the service that is asked
	Expires  time.Time   // when the offer lapses; zero takes the policy's days
	Override Override    // why the offer discloses without consent
}

// AcceptTransfer records that the receiving service took the episode over.
type AcceptTransfer struct {
	Meta
	Episode   ID         // the new episode at the receiving service
	LeaveOpen []LeftOpen // the onward referrals that go on, each with who watches it and until when
	Words     person.Text
}

// RefuseTransfer records that the receiving service said no.
type RefuseTransfer struct {
	Meta
	Reason Reason      // why, from the machine's list for this action
	Words  person.Text // the reason in words; needed where the reason says so
}

// LapseTransfer records that nobody answered in time.
type LapseTransfer struct {
	Meta
}

// Close ends the episode.
type Close struct {
	Meta
	Reason     Reason      // why, from the machine's list for this action
	Words      person.Text // the reason in words; needed where the reason says so
	DecidedBy  Decider     // for reasons that the person gives: who said so
	LeaveOpen  []LeftOpen  // the onward referrals that stay open, each with who watches it and until when (D9)
	LeaveGoals Reason      // why goals without an outcome are left so; waived by some closing reasons
	NoMeasures Reason      // why there are no measures at the end
	HandedTo   person.Text // the outside owner of an open safeguarding concern (D15)
}

// Reopen opens a closed episode again, within the policy's window; what was
// closed stays in the history.
type Reopen struct {
	Meta
	Reason Reason      // why, from the machine's list for this action
	Words  person.Text // the reason in words; needed where the reason says so
}

// Undo takes back the last command, while nothing of it has left the service
// (D7). The history keeps both.
type Undo struct {
	Meta
	Words person.Text // why
}

// EnterInError marks the whole episode as never meant; nothing is deleted.
type EnterInError struct {
	Meta
	Reason Reason      // why, from the machine's list for this action
	Words  person.Text // the reason in words; needed where the reason says so
}

// Amend corrects what was sent, with a reason; the old value is kept in the
// event.
type Amend struct {
	Meta
	Intake Intake      // the referral as it should read
	Reason Reason      // why, from the machine's list for this action
	Words  person.Text // the reason in words; needed where the reason says so
}

// Redact erases personal words in place, as an explicit recorded act (D21).
type Redact struct {
	Meta
	Reason Reason      // why, from the machine's list for this action
	Words  person.Text // the reason in words; needed where the reason says so
	Items  []uuid.UUID // which records lose their words; empty for all
}

// SettleDuty records that something owed was done: the message sent, the code
// written, the referrer told.
type SettleDuty struct {
	Meta
	Kind  DutyKind
	Item  uuid.UUID   // what it is about; zero for the episode
	Words person.Text // what was done
}

// Custom is the one open command. It is legal only for the x- actions of the
// host's own rows.
type Custom struct {
	Meta
	Do     Action          // a host's own action, whose name starts with x-
	Reason Reason          // why, from the machine's list for this action
	Words  person.Text     // the reason in words; needed where the reason says so
	Data   json.RawMessage // the host's own data: JSON, at most 16 kB
}
