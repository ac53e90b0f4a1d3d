package referral

import (
	"github.com/socialprescribing/socialprescribing/outcome"
	"github.com/socialprescribing/socialprescribing/person"
)

// The commands of contact with the person, and of what is learnt about them.
// Each is a plain struct that the caller fills and passes by pointer; it must
// not be changed afterwards, for the event may share its parts.

// RecordAttempt records an attempt to reach the person, or a contact that was
// not two-way.
type RecordAttempt struct {
	Meta
	Contact Contact
}

// FirstContact records the first two-way contact: support begins.
type FirstContact struct {
	Meta
	Contact Contact // the two-way contact
}

// RecordContact records a further contact.
type RecordContact struct {
	Meta
	Contact Contact
}

// SeeConsent records a consent verdict as the service now knows it. A withdrawal
// recalls what depended on it (D1).
type SeeConsent struct {
	Meta
	Consent ConsentSeen
}

// SeeContactRules records the contact rules as the service now knows them (D12).
type SeeContactRules struct {
	Meta
	Prohibited  person.Tri  // whether the person may be contacted at all
	Arrangement Arrangement // the alternative, if contact is prohibited
}

// RecordDeath records that the person has died (D8).
type RecordDeath struct {
	Meta
	Died  person.Date // may be partial or zero
	Words person.Text // how it is known
}

// CorrectDeath takes a death back that was recorded in error.
type CorrectDeath struct {
	Meta
	Reason Reason      // why, from the machine's list for this action
	Words  person.Text // the reason in words; needed where the reason says so
}

// RecordNeed records a need, in a code and in the person's own words.
type RecordNeed struct {
	Meta
	Need Need
}

// RecordMatters records what matters to the person, and their strengths.
type RecordMatters struct {
	Meta
	Matters Matters
}

// LinkAssessment links a completed measure. An alert in it opens a safety item
// at once (D16).
type LinkAssessment struct {
	Meta
	Assessment Assessment
}

// AcknowledgeAlert ends the safety item of an alert: nothing else does.
type AcknowledgeAlert struct {
	Meta
	Record outcome.RecordID // the measure that raised it
	Words  person.Text      // what was done
}

// RecordUnmet records a need that nothing could meet (D26).
type RecordUnmet struct {
	Meta
	Unmet Unmet
}
