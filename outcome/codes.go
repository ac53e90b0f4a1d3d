package outcome

import (
	"errors"
	"slices"
)

// ErrCode matches every error that says a text is not a word of its vocabulary.
var ErrCode = errors.New("outcome: unknown word of a vocabulary")

// Direction says which way on a scale is better for the person.
type Direction string

// The directions. Neither is for scales where more is not plainly better or worse,
// such as a category code.
const (
	Higher  Direction = "higher"
	Lower   Direction = "lower"
	Neither Direction = "neither"
)

// IsValid reports whether d is one of the directions.
func (d Direction) IsValid() bool { return d == Higher || d == Lower || d == Neither }

// UnmarshalText refuses what is not a direction; empty text reads as unset.
func (d *Direction) UnmarshalText(text []byte) error { return readWord(d, text) }

// Sign is +1 when higher is better, -1 when lower is better and 0 otherwise:
// improvement = difference × sign.
func (d Direction) Sign() int64 {
	switch d {
	case Higher:
		return 1
	case Lower:
		return -1
	case Neither:
		return 0
	}
	return 0
}

// Status says how far a part of a score can be relied on.
type Status string

// The statuses. A prorated part is scored although answers are missing, by the
// rule that the instrument's source publishes; [PartScore.Answered] says k of n.
const (
	Complete    Status = "complete"
	Prorated    Status = "prorated"
	NotScorable Status = "not-scorable"
)

// IsValid reports whether s is one of the statuses.
func (s Status) IsValid() bool { return s == Complete || s == Prorated || s == NotScorable }

// UnmarshalText refuses what is not a status; empty text reads as unset.
func (s *Status) UnmarshalText(text []byte) error { return readWord(s, text) }

// Reason says why a part is not scorable.
type Reason string

// The reasons. ReasonMissing: more answers are missing than the rule allows.
// ReasonTable: the conversion table is the host's and has not been supplied.
// ReasonNotInTable: the table has no row for this state. ReasonPart: a part that
// this one rests on is not scorable. ReasonNotSupplied: the host supplies this
// part of an opaque measure and did not. ReasonInvalid, in a batch only: an answer
// is outside the allowed range.
const (
	ReasonMissing     Reason = "missing-answers"
	ReasonTable       Reason = "table-not-supplied"
	ReasonNotInTable  Reason = "not-in-table"
	ReasonPart        Reason = "part-not-scorable"
	ReasonNotSupplied Reason = "not-supplied"
	ReasonInvalid     Reason = "invalid-answers"
)

// IsValid reports whether r is one of the reasons.
func (r Reason) IsValid() bool { return slices.Contains(reasonCodes[1:], r) }

// UnmarshalText refuses what is not a reason; empty text reads as unset.
func (r *Reason) UnmarshalText(text []byte) error { return readWord(r, text) }

// statusCodes and reasonCodes are the inline forms used inside a Score; the texts
// above are what is persisted, never these indices.
var (
	statusCodes = [...]Status{"", Complete, Prorated, NotScorable}
	reasonCodes = [...]Reason{"", ReasonMissing, ReasonTable, ReasonNotInTable, ReasonPart, ReasonNotSupplied, ReasonInvalid}
)

const (
	stComplete    = 1
	stProrated    = 2
	stNotScorable = 3

	whyMissing     = 1
	whyTable       = 2
	whyNotInTable  = 3
	whyPart        = 4
	whyNotSupplied = 5
	whyInvalid     = 6
)

// Class is the licence class of an instrument: what this library may ship of it
// and what the host must bring.
type Class string

// The licence classes. A: free, scored here. B: scored here, item wording is the
// host's to license. C: scored only with a conversion table or weights that the
// host supplies. D: opaque, the host supplies the finished score.
const (
	ClassFree      Class = "A"
	ClassScoreOnly Class = "B"
	ClassHostTable Class = "C"
	ClassOpaque    Class = "D"
)

// IsValid reports whether c is one of the classes.
func (c Class) IsValid() bool {
	return c == ClassFree || c == ClassScoreOnly || c == ClassHostTable || c == ClassOpaque
}

// UnmarshalText refuses what is not a class; empty text reads as unset.
func (c *Class) UnmarshalText(text []byte) error { return readWord(c, text) }

// Standing says how well a band set, a rule or a code is founded.
type Standing string

// The standings. Verified: the figure was read in its source or in two independent
// ones. SingleSource: one secondary source. Unverified: in common use, but its
// source has not been seen; shown with that warning and never a default.
const (
	Verified     Standing = "verified"
	SingleSource Standing = "single-source"
	Unverified   Standing = "unverified"
)

// IsValid reports whether s is one of the standings.
func (s Standing) IsValid() bool { return s == Verified || s == SingleSource || s == Unverified }

// UnmarshalText refuses what is not a standing; empty text reads as unset.
func (s *Standing) UnmarshalText(text []byte) error { return readWord(s, text) }

// TextPolicy says what wording a definition may carry.
type TextPolicy string

// The text policies. TextOwn: short labels of our own, no item wording. TextFree:
// the item wording is free and may be carried. TextHost: the same labels, and the
// host must obtain the wording under licence before it shows the instrument.
const (
	TextOwn  TextPolicy = "own-labels"
	TextFree TextPolicy = "wording-free"
	TextHost TextPolicy = "host-supplied"
)

// IsValid reports whether p is one of the policies.
func (p TextPolicy) IsValid() bool { return p == TextOwn || p == TextFree || p == TextHost }

// UnmarshalText refuses what is not a policy; empty text reads as unset.
func (p *TextPolicy) UnmarshalText(text []byte) error { return readWord(p, text) }

// word is a persisted vocabulary.
type word interface {
	~string
	IsValid() bool
}

func readWord[W word](dst *W, text []byte) error {
	w := W(text)
	if w != "" && !w.IsValid() {
		return ErrCode
	}
	*dst = w
	return nil
}
