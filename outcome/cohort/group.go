package cohort

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/socialprescribing/socialprescribing/outcome"
)

// DeprivationIndex is one of the four nations' indices of multiple deprivation.
// Each ranks the areas of its own nation only, by its own measures: decile 1 of
// one is not decile 1 of another. It is a persisted vocabulary.
type DeprivationIndex string

// The indices.
const (
	IMD   DeprivationIndex = "IMD"   // England
	WIMD  DeprivationIndex = "WIMD"  // Wales
	SIMD  DeprivationIndex = "SIMD"  // Scotland
	NIMDM DeprivationIndex = "NIMDM" // Northern Ireland
)

// IsValid reports whether i is one of the four.
func (i DeprivationIndex) IsValid() bool {
	switch i {
	case IMD, WIMD, SIMD, NIMDM:
		return true
	default:
		return false
	}
}

// UnmarshalText accepts the four, and "" as unset; the error matches ErrInput.
func (i *DeprivationIndex) UnmarshalText(b []byte) error {
	v := DeprivationIndex(b)
	if v != "" && !v.IsValid() {
		return &InputError{Path: "index", What: "unknown index of deprivation"}
	}
	*i = v
	return nil
}

// Decile is a tenth of the areas of one nation by one edition of its index; 1 is
// the most deprived. The host looks it up from an address; this library holds
// no such table. Deciles of different indices or years are different things and
// never pooled: they lie in different dimensions (see Group).
type Decile struct {
	Index DeprivationIndex `json:"index"`
	Year  int              `json:"year"`
	// Decile is 1, the most deprived, to 10; 0 is not known.
	Decile int `json:"decile,omitzero"`
}

// IsValid reports whether the index is known, the year named and the decile 1
// to 10 or not known.
func (d Decile) IsValid() bool {
	return d.Index.IsValid() && d.Year >= 1990 && d.Year <= 9999 && d.Decile >= 0 && d.Decile <= 10
}

// Group returns the decile as a group: the dimension is the index with its
// year, such as "SIMD 2020", the code "01" to "10", or "" for not known. A
// decile that is not valid gives the zero Group.
func (d Decile) Group() Group {
	if !d.IsValid() {
		return Group{}
	}
	g := Group{Dimension: fmt.Sprintf("%s %d", d.Index, d.Year)}
	if d.Decile > 0 {
		g.Code = fmt.Sprintf("%02d", d.Decile)
	}
	return g
}

// Group is one part of one way to divide people: {"ethnicity", "A"}, {"practice",
// "A81001"}, {"IMD 2019", "03"}. The code "" is "not known", a group like any
// other: equity can't be told from the known alone. Group is comparable.
type Group struct {
	Dimension string `json:"dimension"`
	Code      string `json:"code"`
}

// Compare orders groups by dimension, then by code.
func (g Group) Compare(h Group) int {
	return cmp.Or(strings.Compare(g.Dimension, h.Dimension), strings.Compare(g.Code, h.Code))
}

// Breakdown accumulates the paired measurements of groups. Each dimension is by
// itself; a person is added once to one group of each dimension of interest.
//
// The zero Breakdown is empty and ready to use. It must not be copied after use
// and is not safe for concurrent writing. Breakdowns of shards merge to exactly
// the whole.
type Breakdown struct {
	groups map[Group]*Paired
}

// Of returns the accumulator of a group, making it when it isn't there.
func (b *Breakdown) Of(g Group) *Paired {
	if b.groups == nil {
		b.groups = map[Group]*Paired{}
	}
	p := b.groups[g]
	if p == nil {
		p = &Paired{}
		b.groups[g] = p
	}
	return p
}

// Merge adds all of other, which is left as it is.
func (b *Breakdown) Merge(other *Breakdown) {
	for g, p := range other.groups {
		b.Of(g).Merge(p)
	}
}

// Groups returns the groups of a dimension in order of their codes.
func (b *Breakdown) Groups(dimension string) []Group {
	var out []Group
	for g := range b.groups {
		if g.Dimension == dimension {
			out = append(out, g)
		}
	}
	slices.SortFunc(out, Group.Compare)
	return out
}

// breakdownRow is one group in the JSON state.
type breakdownRow struct {
	Group Group   `json:"group"`
	State *Paired `json:"state"`
}

// MarshalJSON writes the whole state, for a shard to send, in order of the
// groups. Nothing in it is suppressed.
func (b *Breakdown) MarshalJSON() ([]byte, error) {
	rows := make([]breakdownRow, 0, len(b.groups))
	for _, g := range slices.SortedFunc(maps.Keys(b.groups), Group.Compare) {
		rows = append(rows, breakdownRow{Group: g, State: b.groups[g]})
	}
	return json.Marshal(rows)
}

// UnmarshalJSON reads what MarshalJSON writes. The error matches ErrInput.
func (b *Breakdown) UnmarshalJSON(data []byte) error {
	var rows []breakdownRow
	if err := json.Unmarshal(data, &rows); err != nil {
		return &InputError{Path: "", What: "not the state of a breakdown"}
	}
	c := Breakdown{groups: make(map[Group]*Paired, len(rows))}
	for i, r := range rows {
		if r.State == nil || c.groups[r.Group] != nil {
			return &InputError{Path: fmt.Sprintf("%d", i), What: "a group without state or given twice"}
		}
		c.groups[r.Group] = r.State
	}
	*b = c
	return nil
}

// Released is a breakdown by one dimension as it may leave: suppressed.
type Released struct {
	Dimension string `json:"dimension"`
	// Groups are the rows in order of their codes.
	Groups []ReleasedGroup `json:"groups"`
	// Pairs is the number of pairs of all groups.
	Pairs Count `json:"pairs"`
	// Policy is the rule that was applied.
	Policy SuppressionPolicy `json:"policy"`
	// Assumptions and Caveats are those of the summaries. Caveats is never
	// empty.
	Assumptions []Assumption `json:"assumptions"`
	Caveats     []Caveat     `json:"caveats"`
}

// ReleasedGroup is one row. Where Pairs is starred, no other figure is shown.
type ReleasedGroup struct {
	Group Group `json:"group"`
	// Pairs is the number of people with baseline and follow-up.
	Pairs Count `json:"pairs"`
	// WithoutFollowUp is the number with a baseline only.
	WithoutFollowUp Count `json:"withoutFollowUp"`
	// Baseline, Difference and Improvement are means, not known when starred.
	Baseline    outcome.Estimate `json:"baseline"`
	Difference  outcome.Estimate `json:"difference"`
	Improvement outcome.Estimate `json:"improvement"`
	// Interval is that of the difference.
	Interval Interval `json:"interval"`
	// HedgesG is the standardised difference (see Effects).
	HedgesG outcome.Estimate `json:"hedgesG"`
}

// Release makes the suppressed report of one dimension. Pairs and those without
// a follow-up are protected as a table with margins, so that neither can be
// worked out from the other or from the totals. Estimates are rounded to two
// decimals, half away from zero, and shown only for groups whose count is.
// Options may be nil. The error matches ErrInput: a policy that Check refuses.
func (b *Breakdown) Release(dimension string, o *SummaryOptions, p SuppressionPolicy) (Released, error) {
	if o == nil {
		o = &SummaryOptions{}
	}
	groups := b.Groups(dimension)
	counts := make([][]int64, len(groups))
	for i, g := range groups {
		counts[i] = []int64{b.groups[g].N(), b.groups[g].before.n()}
	}
	table, err := p.Table(counts)
	if err != nil {
		return Released{}, err
	}
	r := Released{
		Dimension: dimension, Policy: p, Assumptions: summaryAssumptions(),
		Caveats: []Caveat{CaveatRegression, CaveatNoComparison},
	}
	if len(groups) > 0 {
		r.Pairs = table.Columns[0]
	}
	for i, g := range groups {
		r.Groups = append(r.Groups, releasedGroup(g, b.groups[g].Summary(o), table.Cells[i]))
	}
	return r, nil
}

func releasedGroup(g Group, s Summary, counts []Count) ReleasedGroup {
	row := ReleasedGroup{Group: g, Pairs: counts[0], WithoutFollowUp: counts[1]}
	nan := outcome.Estimate(math.NaN())
	row.Baseline, row.Difference, row.Improvement, row.HedgesG = nan, nan, nan, nan
	row.Interval = unknownInterval(s.T.Interval.Level, MethodStudent)
	if _, shown := counts[0].Shown(); !shown {
		return row
	}
	row.Baseline, row.Difference = rounded(s.Baseline.Mean), rounded(s.Difference.Mean)
	row.Improvement, row.HedgesG = rounded(s.Improvement), rounded(s.Effects.HedgesG.Size)
	row.Interval.Low, row.Interval.High = rounded(s.T.Interval.Low), rounded(s.T.Interval.High)
	return row
}

// rounded is an estimate at two decimals, the form in which it leaves.
func rounded(e outcome.Estimate) outcome.Estimate {
	v, ok := e.Value(2)
	if !ok {
		return outcome.Estimate(math.NaN())
	}
	return outcome.Estimate(float64(v.Millionths()) / 1e6)
}
