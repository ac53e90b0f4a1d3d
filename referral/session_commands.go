package referral

import (
	"github.com/socialprescribing/socialprescribing/person"
)

// The commands of sessions. Each is a plain struct that the caller fills and
// passes by pointer; it must not be changed afterwards, for the event may share
// its parts.

// ArrangeSession arranges a session. It is refused while contact is prohibited
// and nothing is arranged instead (D12); whether a reminder may be sent is for
// person.Person.ContactBy to say.
type ArrangeSession struct {
	Meta
	Session Session // the new session; ID, At and Offered are the caller's
}

// RescheduleSession moves a session: the old one stays, as rescheduled (R6, R7).
type RescheduleSession struct {
	Meta
	Session SessionID   // which session
	To      Session     // the new session, which replaces it
	By      Party       // who asked
	Reason  Reason      // why, from the machine's list for this action
	Words   person.Text // the reason in words; needed where the reason says so
}

// AttendSession records that the person attended and the session happened.
type AttendSession struct {
	Meta
	Session SessionID // which session
	Late    bool      // arrived late, but was seen
	Contact ContactID // the contact it was, if recorded
	Words   person.Text
}

// NotSeenSession records that the person came too late to be seen.
type NotSeenSession struct {
	Meta
	Session SessionID // which session
	Words   person.Text
}

// MissSession records that the person did not attend and gave no warning.
type MissSession struct {
	Meta
	Session    SessionID // which session
	NotBrought bool      // somebody else should have brought them
	Words      person.Text
}

// FailSession records that the person attended and the session did not happen.
type FailSession struct {
	Meta
	Session SessionID // which session
	Late    bool
	By      Party       // on whose side the cause lay
	Reason  Reason      // why, from the machine's list for this action
	Words   person.Text // the reason in words; needed where the reason says so
}

// CancelSessionByPerson records a cancellation by, or on behalf of, the person.
type CancelSessionByPerson struct {
	Meta
	Session SessionID   // which session
	Reason  Reason      // why, from the machine's list for this action
	Words   person.Text // the reason in words; needed where the reason says so
}

// CancelSessionByService records a cancellation by whoever holds the session.
type CancelSessionByService struct {
	Meta
	Session SessionID   // which session
	Reason  Reason      // why, from the machine's list for this action
	Words   person.Text // the reason in words; needed where the reason says so
}

// CorrectSession takes an attendance back that was recorded wrongly; what was
// recorded on it is cleared, and kept in the event (R5).
type CorrectSession struct {
	Meta
	Session SessionID   // which session
	Reason  Reason      // why, from the machine's list for this action
	Words   person.Text // the reason in words; needed where the reason says so
}

// VoidSession marks a session as never meant.
type VoidSession struct {
	Meta
	Session SessionID   // which session
	Reason  Reason      // why, from the machine's list for this action
	Words   person.Text // the reason in words; needed where the reason says so
}
