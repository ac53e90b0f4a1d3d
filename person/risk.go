package person

import (
	"slices"
	"time"
)

// RiskKind groups risks by who is in danger from what. Closed list.
type RiskKind string

// The kinds of risk. RiskToStaff is about those who visit, and stands apart
// from what may happen to the person.
const (
	RiskToSelf        RiskKind = "to-self"
	RiskToOthers      RiskKind = "to-others"
	RiskFromOthers    RiskKind = "from-others"
	RiskToStaff       RiskKind = "to-staff"
	RiskSubstance     RiskKind = "substance"
	RiskExploitation  RiskKind = "exploitation"
	RiskDomesticAbuse RiskKind = "domestic-abuse"
	RiskFalls         RiskKind = "falls"
	RiskSelfNeglect   RiskKind = "self-neglect"
	RiskOther         RiskKind = "other"
)

// IsValid reports whether k is in the list.
func (k RiskKind) IsValid() bool {
	switch k {
	case RiskToSelf, RiskToOthers, RiskFromOthers, RiskToStaff, RiskSubstance, RiskExploitation,
		RiskDomesticAbuse, RiskFalls, RiskSelfNeglect, RiskOther:
		return true
	}
	return false
}

// UnmarshalText reads one of the texts; "" is unset.
func (k *RiskKind) UnmarshalText(text []byte) error { return unmarshalCode(k, text, "kind of risk") }

// Risk is a danger that is known of.
type Risk struct {
	ID         EntryID    `json:"id,omitzero"`
	Kind       RiskKind   `json:"kind,omitzero"`
	SNOMED     SCTID      `json:"snomed,omitzero"`
	Words      Text       `json:"words,omitzero"`
	From       Date       `json:"from,omitzero"`
	To         Date       `json:"to,omitzero"`
	Source     Text       `json:"source,omitzero"`
	ReviewBy   Date       `json:"reviewBy,omitzero"`
	VisibleTo  []Audience `json:"visibleTo,omitempty"` // none: the team only
	ThirdParty Tri        `json:"thirdParty,omitzero"` // does it tell of somebody else?
	Comment    Text       `json:"comment,omitzero"`
}

// NoKnownRisks is the positive statement that somebody asked and found none.
// The national standard makes risks mandatory: silence is not an answer.
type NoKnownRisks struct {
	At time.Time `json:"at,omitzero"`
	By Text      `json:"by,omitzero"`
}

// ConcernState is how far a safeguarding concern has come. Closed list.
type ConcernState string

// The states of a concern.
const (
	ConcernRaised     ConcernState = "raised"
	ConcernEscalated  ConcernState = "escalated"
	ConcernHandedOver ConcernState = "handed-over"
	ConcernResolved   ConcernState = "resolved"
)

// IsValid reports whether s is in the list.
func (s ConcernState) IsValid() bool {
	switch s {
	case ConcernRaised, ConcernEscalated, ConcernHandedOver, ConcernResolved:
		return true
	}
	return false
}

// UnmarshalText reads one of the texts; "" is unset.
func (s *ConcernState) UnmarshalText(text []byte) error {
	return unmarshalCode(s, text, "state of a concern")
}

// Concern is a safeguarding concern, from being raised to the end of it.
type Concern struct {
	ID         EntryID     `json:"id,omitzero"`
	SNOMED     SCTID       `json:"snomed,omitzero"`
	Words      Text        `json:"words,omitzero"`
	Comment    Text        `json:"comment,omitzero"`
	RaisedAt   time.Time   `json:"raisedAt,omitzero"`
	RaisedBy   Text        `json:"raisedBy,omitzero"`
	Escalation *Escalation `json:"escalation,omitzero"`
	Ending     *ConcernEnd `json:"ending,omitzero"`
}

// Escalation says to whom a concern was taken.
type Escalation struct {
	To            Text      `json:"to,omitzero"`
	At            time.Time `json:"at,omitzero"`
	Reference     Text      `json:"reference,omitzero"`
	ConsentSought Tri       `json:"consentSought,omitzero"`
	WhyNot        Text      `json:"whyNot,omitzero"` // when consent was not sought
}

// ConcernEnd says how a concern ended here.
type ConcernEnd struct {
	State   ConcernState `json:"state,omitzero"` // handed over or resolved
	At      time.Time    `json:"at,omitzero"`
	By      Text         `json:"by,omitzero"`
	Owner   Text         `json:"owner,omitzero"` // who outside now owns it, when handed over
	Outcome Text         `json:"outcome,omitzero"`
}

// State gives how far the concern has come. A hand-over that names no owner, and an
// ending that says neither hand-over nor resolution, end nothing: the concern is
// then as far as it was before.
func (c Concern) State() ConcernState {
	switch {
	case c.Ending != nil && c.Ending.ends():
		return c.Ending.State
	case c.Escalation != nil:
		return ConcernEscalated
	}
	return ConcernRaised
}

// ends reports whether the concern is no longer ours by it.
func (e ConcernEnd) ends() bool {
	return e.State == ConcernResolved || e.State == ConcernHandedOver && !e.Owner.IsZero()
}

// Open reports whether the concern is still ours: raised or escalated.
func (c Concern) Open() bool {
	s := c.State()
	return s != ConcernHandedOver && s != ConcernResolved
}

// Protection is a period under the care or plan of a local authority.
type Protection struct {
	From      Date    `json:"from,omitzero"`
	To        Date    `json:"to,omitzero"`
	Authority ODSCode `json:"authority,omitzero"`
	Words     Text    `json:"words,omitzero"` // the authority in words, where it has no code
}

// Safeguarding holds what is known of the person's safety. Indicator is what
// a referral said when it said no more.
type Safeguarding struct {
	Indicator         Tri         `json:"indicator,omitzero"`
	Concerns          []*Concern  `json:"concerns,omitempty"`
	LookedAfterChild  *Protection `json:"lookedAfterChild,omitzero"`
	UnbornChildOnPlan *Protection `json:"unbornChildProtectionPlan,omitzero"`
}

func (r Risk) clone() Risk {
	r.VisibleTo = slices.Clone(r.VisibleTo)
	return r
}

func (c Concern) clone() Concern {
	c.Escalation = clonePtr(c.Escalation)
	c.Ending = clonePtr(c.Ending)
	return c
}

func (s Safeguarding) clone() Safeguarding {
	s.Concerns = cloneAllBy(s.Concerns, Concern.clone)
	s.LookedAfterChild = clonePtr(s.LookedAfterChild)
	s.UnbornChildOnPlan = clonePtr(s.UnbornChildOnPlan)
	return s
}
