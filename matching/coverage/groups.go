package coverage

import (
	"math"
	"slices"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/matching"
	"github.com/socialprescribing/socialprescribing/outcome"
	"github.com/socialprescribing/socialprescribing/outcome/cohort"
	"github.com/socialprescribing/socialprescribing/person"
)

// step is what distances are rounded to before they are kept, in metres: a
// median must not place a home, and a street is not what groups differ by.
const step = 100

// spread is what the people of a cell found, as far as it isn't a count of
// people: how many matches each has who has any, and how far the best one is.
type spread struct {
	matches cohort.Sample
	metres  cohort.Sample
}

// GroupReport is how what people find differs by group, for the same need. It
// compares nothing by itself: groups differ in where they live, what they ask
// for and what they can't do without, and the report does not say which of
// these it is. It is plain data, and may leave.
type GroupReport struct {
	// Dimension is what the groups are by.
	Dimension string `json:"dimension"`
	// Needs has a row for each need, in order of the codes.
	Needs []GroupNeed `json:"needs"`
	// Counted is where the counting of one person's matches ends.
	Counted int `json:"counted"`
	// Policy is the rule of suppression that was applied.
	Policy cohort.SuppressionPolicy `json:"policy"`
}

// GroupNeed is one need.
type GroupNeed struct {
	Need person.NeedCode `json:"need"`
	// All is everybody with the need who is in a group of the dimension.
	All GroupFinds `json:"all"`
	// Groups are the groups of the dimension, in order of their codes.
	Groups []GroupFinds `json:"groups"`
}

// GroupFinds is what one group finds for one need, or what all find. The counts
// Nothing, Sure and ToCheck are of different people.
type GroupFinds struct {
	Group cohort.Group `json:"group"`
	// Nothing counts those who found no match.
	Nothing cohort.Count `json:"nothing"`
	// Sure counts those who found a match, the best of which leaves nothing to
	// ask.
	Sure cohort.Count `json:"sure"`
	// ToCheck counts those who found a match, but where something about the
	// best one is not known and must be asked first.
	ToCheck cohort.Count `json:"toCheck"`
	// People is all three.
	People cohort.Count `json:"people"`
	// UnknownShare is ToCheck as a share, 0 to 1, of those who found a match. It
	// is worked out from the two counts as shown, so it is no more exact than
	// they are, and not known where one is starred or nobody found anything.
	UnknownShare outcome.Estimate `json:"unknownShare"`
	// Matches is the median of how many matches a person has who found any,
	// counted up to GroupReport.Counted. Not known unless Sure or ToCheck is shown
	// and not 0. Of two values in the middle a median is the lower one.
	Matches outcome.Estimate `json:"matches"`
	// Metres is the median distance to the best match, in a straight line, over
	// those whose best match is at a known distance: not online, and not judged
	// by the host's travel times. Each is rounded to 100 m first. Not known
	// where Matches is not, or where these are too few for the policy.
	Metres outcome.Estimate `json:"metres"`
}

// Found returns how many found a match, worked out from the counts as shown:
// starred where one of the two is.
func (g GroupFinds) Found() cohort.Count {
	sure, ok := g.Sure.Shown()
	check, also := g.ToCheck.Shown()
	if !ok || !also {
		return cohort.Suppressed()
	}
	return cohort.ShownCount(sure + check)
}

// ByGroup reports how what people find for each need differs by the groups of
// one dimension (see Dimensions). For each need the counts are protected as a
// table with margins, and a median is withheld where it is of too few people, or
// where that it is of enough would say more than the counts do. As for Release, of
// the same people one report may leave. The error matches cohort.ErrInput: a policy
// that can't be used.
func (t *Tally) ByGroup(dimension string, p cohort.SuppressionPolicy) (GroupReport, error) {
	if err := p.Check(); err != nil {
		return GroupReport{}, err
	}
	r := GroupReport{Dimension: dimension, Counted: t.o.Counted, Policy: p}
	for _, need := range t.Needs() {
		row, err := t.groupNeed(need, dimension, p)
		if err != nil {
			return GroupReport{}, err
		}
		if len(row.Groups) > 0 {
			r.Needs = append(r.Needs, row)
		}
	}
	return r, nil
}

func (t *Tally) groupNeed(need person.NeedCode, dimension string, p cohort.SuppressionPolicy) (GroupNeed, error) {
	groups := t.groups(need, dimension)
	cells, all := make([][]int64, len(groups)), spread{}
	for i, g := range groups {
		c := t.cells[key{need, g}]
		cells[i] = []int64{c.none, c.some + c.many - c.check, c.check}
		s := t.spreads[key{need, g}]
		all.matches.Merge(&s.matches)
		all.metres.Merge(&s.metres)
	}
	table, err := p.Table(cells)
	if err != nil || len(groups) == 0 {
		return GroupNeed{}, err
	}
	row := GroupNeed{Need: need, All: groupFinds(cohort.Group{Dimension: DimensionAll}, table.Columns, table.Total, &all, p)}
	for i, g := range groups {
		row.Groups = append(row.Groups, groupFinds(g, table.Cells[i], table.Rows[i], t.spreads[key{need, g}], p))
	}
	return row, nil
}

// groups are the groups of a dimension in which somebody has a need, in order.
func (t *Tally) groups(need person.NeedCode, dimension string) []cohort.Group {
	var out []cohort.Group
	for k := range t.cells {
		if k.need == need && k.group.Dimension == dimension {
			out = append(out, k.group)
		}
	}
	slices.SortFunc(out, cohort.Group.Compare)
	return out
}

func groupFinds(g cohort.Group, cells []cohort.Count, people cohort.Count, s *spread, p cohort.SuppressionPolicy) GroupFinds {
	out := GroupFinds{
		Group: g, Nothing: cells[0], Sure: cells[1], ToCheck: cells[2], People: people,
		UnknownShare: unknown, Matches: unknown, Metres: unknown,
	}
	if found, ok := out.Found().Shown(); ok {
		check, _ := out.ToCheck.Shown()
		out.UnknownShare = cohort.Proportion{X: check, N: found}.Share()
	}
	// A median says that enough people found something, so it may be known only
	// where a count has said so already. It is of those alone: a median of 0, or
	// of a half, would say how many in all found nothing.
	if several(out.Sure) || several(out.ToCheck) {
		out.Matches, out.Metres = median(&s.matches, p), median(&s.metres, p)
	}
	return out
}

// several reports whether a count is shown, and is not 0: then it is above the
// threshold, and a reader knows.
func several(c cohort.Count) bool {
	n, shown := c.Shown()
	return shown && n > 0
}

// unknown is the estimate that is not known.
var unknown = outcome.Estimate(math.NaN())

// median is that of enough people, or not known. It is a value that occurred: the
// mean of two in the middle would say, where it lies between two steps, that the
// people are an even number.
func median(s *cohort.Sample, p cohort.SuppressionPolicy) outcome.Estimate {
	m, ok := s.Quantile(half, cohort.QuantileNearest)
	if !ok || !p.Shows(s.N()) {
		return unknown
	}
	return m.Estimate()
}

var half = outcome.MustParseValue("0.5")

// metresOf returns how far a match is, in whole steps; false where the matcher
// did not measure it.
func metresOf(m matching.Match) (activity.Metres, bool) {
	for _, r := range m.Reasons {
		//exhaustive:ignore
		switch r.Code {
		case matching.ReasonTravelNear, matching.ReasonTravelMiddle, matching.ReasonTravelFar, matching.ReasonTravelRough:
			return activity.Metres((r.A + step/2) / step * step), true
		}
	}
	return 0, false
}

// addSpread notes what came of one need in one cell.
func (t *Tally) addSpread(k key, f finding) {
	s := t.spreads[k]
	if s == nil {
		s = &spread{}
		t.spreads[k] = s
	}
	if f.matches > 0 {
		s.matches.Add(outcome.Int(int64(f.matches)))
	}
	if f.located {
		s.metres.Add(outcome.Int(int64(f.metres)))
	}
}

// mergeSpreads adds what another tally noted.
func (t *Tally) mergeSpreads(other *Tally) {
	for k, s := range other.spreads {
		mine := t.spreads[k]
		if mine == nil {
			mine = &spread{}
			t.spreads[k] = mine
		}
		mine.matches.Merge(&s.matches)
		mine.metres.Merge(&s.metres)
	}
}
