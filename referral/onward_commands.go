package referral

import (
	"time"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/person"
)

// The commands of onward referrals and signposts. Each is a plain struct that
// the caller fills and passes by pointer; it must not be changed afterwards, for
// the event may share its parts.

// ProposeOnward proposes an onward referral with the person.
type ProposeOnward struct {
	Meta
	Onward Onward // the new onward referral; ID, Provider and, where there is one, Activity are the caller's, the rest follows from what happens
}

// SendOnward sends it to the provider: the first disclosure, gated by consent
// (D13).
type SendOnward struct {
	Meta
	Onward   OnwardID   // which onward referral
	Override Override   // why it is sent without consent, or without the provider's agreement
	Agreed   person.Tri // whether the person agreed to this referral
}

// AcknowledgeOnward records that the provider has seen it.
type AcknowledgeOnward struct {
	Meta
	Onward OnwardID // which onward referral
}

// AcceptOnward records that the provider accepted; late news is taken after
// expiry.
type AcceptOnward struct {
	Meta
	Onward OnwardID // which onward referral
	Words  person.Text
}

// WaitlistOnward records a place on the provider's waiting list, or a new
// position.
type WaitlistOnward struct {
	Meta
	Onward   OnwardID  // which onward referral
	Position int       // place in the list; 0 if not told
	Expected time.Time // when a place is expected; zero if not told
}

// DeclineOnward records that the provider said no.
type DeclineOnward struct {
	Meta
	Onward OnwardID    // which onward referral
	Reason Reason      // why, from the machine's list for this action
	Words  person.Text // the reason in words; needed where the reason says so
}

// RefuseOnward records that the person said no to this provider.
type RefuseOnward struct {
	Meta
	Onward OnwardID    // which onward referral
	Reason Reason      // why, from the machine's list for this action
	Words  person.Text // the reason in words; needed where the reason says so
}

// StartOnward records the first attendance.
type StartOnward struct {
	Meta
	Onward OnwardID // which onward referral
}

// PauseOnward records a pause by either side.
type PauseOnward struct {
	Meta
	Onward OnwardID    // which onward referral
	Reason Reason      // why, from the machine's list for this action
	Words  person.Text // the reason in words; needed where the reason says so
}

// ResumeOnward records the end of the pause.
type ResumeOnward struct {
	Meta
	Onward OnwardID // which onward referral
}

// CompleteOnward records that it was taken to its end.
type CompleteOnward struct {
	Meta
	Onward OnwardID // which onward referral
	Words  person.Text
}

// EndOnward records that the person stopped early.
type EndOnward struct {
	Meta
	Onward OnwardID    // which onward referral
	Reason Reason      // why, from the machine's list for this action
	Words  person.Text // the reason in words; needed where the reason says so
	By     Party       // who ended it
}

// NeverStartOnward records that the person never took up an accepted place.
type NeverStartOnward struct {
	Meta
	Onward OnwardID    // which onward referral
	Reason Reason      // why, from the machine's list for this action
	Words  person.Text // the reason in words; needed where the reason says so
}

// CancelOnward records that the provider took the place back, before or after
// the start.
type CancelOnward struct {
	Meta
	Onward OnwardID    // which onward referral
	Reason Reason      // why, from the machine's list for this action
	Words  person.Text // the reason in words; needed where the reason says so
}

// ExpireOnward records that the provider did not answer in time. Late news is
// still taken.
type ExpireOnward struct {
	Meta
	Onward OnwardID // which onward referral
}

// RecallOnward takes the referral back from the provider, who has to be told.
type RecallOnward struct {
	Meta
	Onward OnwardID    // which onward referral
	Reason Reason      // why, from the machine's list for this action
	Words  person.Text // the reason in words; needed where the reason says so
}

// VoidOnward marks an onward referral as never meant.
type VoidOnward struct {
	Meta
	Onward OnwardID    // which onward referral
	Reason Reason      // why, from the machine's list for this action
	Words  person.Text // the reason in words; needed where the reason says so
}

// SeeProvider records a provider's suspension as the service now knows it: its
// open referrals become due for review (D30).
type SeeProvider struct {
	Meta
	Provider  activity.ProviderID
	Suspended person.Tri
}

// Signpost records information given, with no answer expected: not a referral.
type Signpost struct {
	Meta
	Signpost Signposting
}

// FollowUpSignpost records whether a signpost was used.
type FollowUpSignpost struct {
	Meta
	Signpost SignpostID
	Use      Use
}

// RecordSupport records help to attend, planned or done (D24).
type RecordSupport struct {
	Meta
	Support Support
}

// RecordFeedback records what somebody said about an activity (D24).
type RecordFeedback struct {
	Meta
	Feedback Feedback
}
