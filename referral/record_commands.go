package referral

import (
	"github.com/socialprescribing/socialprescribing/person"
)

// The commands of notes, links and the reserved events. Each is a plain struct
// that the caller fills and passes by pointer; it must not be changed
// afterwards, for the event may share its parts.

// WriteNote writes a note (D20).
type WriteNote struct {
	Meta
	Note Note
}

// AmendNote changes a note: its author only.
type AmendNote struct {
	Meta
	Note  NoteID
	Text  person.Text // the new text; the old is kept in the event
	Words person.Text // why
}

// LinkEpisode links this episode to another (D25).
type LinkEpisode struct {
	Meta
	Link Link
}

// UnlinkEpisode breaks a link; nothing is disclosed by it.
type UnlinkEpisode struct {
	Meta
	Link Link
}

// AssessComplexity records how complex the episode is (D27).
type AssessComplexity struct {
	Meta
	Weight int // the host's caseload weight, 0 to 1000
	Words  person.Text
}

// DiscussInSupervision records a discussion in supervision (D27).
type DiscussInSupervision struct {
	Meta
	Words person.Text
}

// RecordComplaint records a complaint; it is never an input to ranking or
// closure (D27).
type RecordComplaint struct {
	Meta
	Note  NoteID // the note that holds it, with its own visibility
	Words person.Text
}

// RequestFunding records a request for money (D27).
type RequestFunding struct {
	Meta
	Funding Funding
}

// AgreeFunding records that money was agreed (D27).
type AgreeFunding struct {
	Meta
	Funding Funding
}
