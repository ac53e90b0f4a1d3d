package outcome

import (
	"encoding/json"
	"errors"
	"slices"
)

// comparisonJSON is the shown form of a [Comparison]. Difference and Improvement are
// absent, not 0, where there is none.
type comparisonJSON struct {
	Instrument  Key         `json:"instrument"`
	Part        PartCode    `json:"part"`
	Baseline    PartScore   `json:"baseline"`
	FollowUp    PartScore   `json:"followUp"`
	Difference  *Value      `json:"difference,omitempty"`
	Improvement *Value      `json:"improvement,omitempty"`
	Judgements  []Judgement `json:"judgements,omitempty"`
}

// errComparisonJSON says why a Comparison is not read back.
var errComparisonJSON = errors.New("outcome: a comparison is not read from JSON: store the two scores and compare them again")

// MarshalJSON writes the whole comparison for showing and export: both scores of the
// part, difference, improvement, and the judgement of every rule beside its source.
// The zero Comparison is null.
//
// It is not the storage form. What is stored is the two scores: rules and their
// standing change with the definition, and a stored verdict would outlive them.
func (c Comparison) MarshalJSON() ([]byte, error) {
	if c.instrument == nil {
		return []byte("null"), nil
	}
	f := comparisonJSON{Instrument: c.instrument.key, Part: c.Part(), Baseline: c.before, FollowUp: c.after}
	if d, ok := c.Difference(); ok {
		f.Difference = &d
	}
	if d, ok := c.Improvement(); ok {
		f.Improvement = &d
	}
	f.Judgements = slices.AppendSeq(f.Judgements, c.Judgements())
	return json.Marshal(f)
}

// UnmarshalJSON reads null as the zero Comparison and refuses anything else, rather
// than give a comparison without its instrument.
func (c *Comparison) UnmarshalJSON(data []byte) error {
	if string(data) != "null" {
		return errComparisonJSON
	}
	*c = Comparison{}
	return nil
}
