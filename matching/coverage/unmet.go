package coverage

import (
	"fmt"
	"maps"
	"slices"

	"github.com/socialprescribing/socialprescribing/outcome/cohort"
	"github.com/socialprescribing/socialprescribing/person"
)

// UnmetReason says why a link worker could not meet a need. Its words are those
// of the pathway's record of an unmet need, which this package does not import:
// a host converts from one to the other.
type UnmetReason string

// The values of UnmetReason.
const (
	UnmetNoneExists UnmetReason = "none-exists"
	UnmetFull       UnmetReason = "full"
	UnmetTooFar     UnmetReason = "too-far"
	UnmetCost       UnmetReason = "cost"
	UnmetIneligible UnmetReason = "ineligible"
	UnmetDeclined   UnmetReason = "declined"
)

// unmetReasons are all reasons, in the order in which they are reported.
var unmetReasons = []UnmetReason{UnmetNoneExists, UnmetFull, UnmetTooFar, UnmetCost, UnmetIneligible, UnmetDeclined}

// IsValid reports whether r is one of the values.
func (r UnmetReason) IsValid() bool { return slices.Contains(unmetReasons, r) }

// UnmarshalText accepts the values only; the error matches ErrInput.
func (r *UnmetReason) UnmarshalText(text []byte) error {
	v := UnmetReason(text)
	if !v.IsValid() {
		return &InputError{Path: "reason", What: "unknown reason"}
	}
	*r = v
	return nil
}

// Unmet is one need that was recorded as unmet, without whose it is.
type Unmet struct {
	Need   person.NeedCode `json:"need"`
	Reason UnmetReason     `json:"reason"`
}

// RecordedNeed is what link workers recorded of one need.
type RecordedNeed struct {
	Need person.NeedCode `json:"need"`
	// Reasons are those that were recorded, in order none exists, full, too
	// far, cost, ineligible, declined.
	Reasons []RecordedReason `json:"reasons"`
}

// RecordedReason is for how many people a reason was recorded.
type RecordedReason struct {
	Reason UnmetReason  `json:"reason"`
	People cohort.Count `json:"people"`
}

// AddUnmet counts what was recorded as unmet for one person: all of it at once,
// since a person counts once for a need and a reason, however often it was
// written down. The person need not be of the sample, and is not added to it.
// The error matches ErrInput, a need without code or a reason that is not
// valid, and then nothing is counted.
func (t *Tally) AddUnmet(recorded []Unmet) error {
	once := map[Unmet]bool{}
	for i, u := range recorded {
		if !u.Need.IsValid() {
			return &InputError{Path: fmt.Sprintf("unmet/%d/need", i), What: "no code of a need"}
		}
		if !u.Reason.IsValid() {
			return &InputError{Path: fmt.Sprintf("unmet/%d/reason", i), What: "unknown reason"}
		}
		once[u] = true
	}
	for u := range once {
		t.unmet[u]++
	}
	return nil
}

// recorded is what was recorded, as it may leave. Each count stands by itself:
// since a person may have several reasons, they have no total that would give a
// starred one away, and none is shown.
func (t *Tally) recorded(p cohort.SuppressionPolicy) []RecordedNeed {
	needs := map[person.NeedCode]bool{}
	for u := range t.unmet {
		needs[u.Need] = true
	}
	var out []RecordedNeed
	for _, need := range slices.Sorted(maps.Keys(needs)) {
		row := RecordedNeed{Need: need}
		for _, reason := range unmetReasons {
			if n := t.unmet[Unmet{need, reason}]; n > 0 {
				row.Reasons = append(row.Reasons, RecordedReason{reason, p.Count(n)})
			}
		}
		out = append(out, row)
	}
	return out
}
