package referral

import (
	"github.com/socialprescribing/socialprescribing/person"
)

// The commands of risk and safeguarding. Each is a plain struct that the caller
// fills and passes by pointer; it must not be changed afterwards, for the event
// may share its parts.

// RaiseRisk records a risk.
type RaiseRisk struct {
	Meta
	Risk Risk
}

// ResolveRisk records that a risk is over.
type ResolveRisk struct {
	Meta
	Risk  RiskID
	Words person.Text
}

// RaiseConcern raises a safeguarding concern (D15).
type RaiseConcern struct {
	Meta
	Concern Concern
}

// EscalateConcern escalates it to somebody whose task it is.
type EscalateConcern struct {
	Meta
	Concern    ConcernID
	Escalation Escalation
}

// HandOverConcern hands it over to an outside owner.
type HandOverConcern struct {
	Meta
	Concern ConcernID
	Owner   person.Text // the named outside owner: an organisation or a team
	Words   person.Text
}

// ResolveConcern records that it is resolved.
type ResolveConcern struct {
	Meta
	Concern ConcernID
	Words   person.Text
}
