package coverage

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"github.com/socialprescribing/socialprescribing/matching/allocate"
	"github.com/socialprescribing/socialprescribing/outcome/cohort"
	"github.com/socialprescribing/socialprescribing/person"
)

// Applicant is one request of a batch that was allocated by two policies: for which
// need it is, and to which groups the person belongs. A person has at most one
// request for a need.
type Applicant struct {
	Request allocate.RequestID
	Need    person.NeedCode
	// Decile is the deprivation decile of where the person lives; the zero Decile
	// leaves the dimension out.
	Decile cohort.Decile
	// Groups are further groups, at most one of each dimension.
	Groups []cohort.Group
}

// PlanComparison says whom one plan serves better than another, by the groups of one
// dimension. It is plain data, and may leave.
type PlanComparison struct {
	Dimension string `json:"dimension"`
	// First and Second are the policies of the two plans.
	First  allocate.Policy `json:"first"`
	Second allocate.Policy `json:"second"`
	// Needs has a row for each need, in order of the codes.
	Needs []PlanNeed `json:"needs"`
	// Policy is the rule of suppression that was applied.
	Policy cohort.SuppressionPolicy `json:"policy"`
}

// PlanNeed is one need.
type PlanNeed struct {
	Need person.NeedCode `json:"need"`
	// All is everybody with a request for the need.
	All PlanRow `json:"all"`
	// Groups are the groups of the dimension, in order of their codes. Those in none
	// are the group without a code; where that is everybody, there are no groups.
	Groups []PlanRow `json:"groups"`
}

// PlanRow is one group, or all. The three counts are of different people.
type PlanRow struct {
	Group cohort.Group `json:"group"`
	// Better, Same and Worse: the second plan gives them a place where the first
	// gives none, or one that they rank higher; what they rank alike, or nothing in
	// both; and the other way round.
	Better cohort.Count `json:"better"`
	Same   cohort.Count `json:"same"`
	Worse  cohort.Count `json:"worse"`
	// People is all three.
	People cohort.Count `json:"people"`
}

// ComparePlans says by the groups of a dimension whom the second of two plans for
// the same batch serves better than the first, and whom worse: what a service gives
// up for placing the most people, say, and in which deciles of deprivation they live.
// For each need the counts are protected as one table with margins. Two tables, one
// of each plan, would be about the same people, and tell more (see Tally.Release).
//
// The error matches ErrInput: an applicant whose request is not in both plans, or
// occurs twice, or has no need or a group that can't be; and cohort.ErrInput: a policy
// that can't be used.
func ComparePlans(first, second allocate.Plan, who []Applicant, dimension string, p cohort.SuppressionPolicy) (PlanComparison, error) {
	if err := p.Check(); err != nil {
		return PlanComparison{}, err
	}
	a, b := standings(first), standings(second)
	counts, seen := map[person.NeedCode]map[cohort.Group][]int64{}, map[allocate.RequestID]bool{}
	for i, x := range who {
		was, in := a[x.Request]
		is, also := b[x.Request]
		if !in || !also || seen[x.Request] {
			return PlanComparison{}, &InputError{Path: fmt.Sprintf("applicants/%d/request", i), What: "not in both plans, or twice"}
		}
		seen[x.Request] = true
		g, err := x.group(i, dimension)
		if err != nil {
			return PlanComparison{}, err
		}
		if counts[x.Need] == nil {
			counts[x.Need] = map[cohort.Group][]int64{}
		}
		if counts[x.Need][g] == nil {
			counts[x.Need][g] = make([]int64, 3)
		}
		counts[x.Need][g][1+cmp.Compare(is, was)]++
	}
	out := PlanComparison{Dimension: dimension, First: first.Policy, Second: second.Policy, Policy: p}
	for _, need := range slices.Sorted(maps.Keys(counts)) {
		row, err := planNeed(need, dimension, counts[need], p)
		if err != nil {
			return PlanComparison{}, err
		}
		out.Needs = append(out.Needs, row)
	}
	return out, nil
}

// unplaced stands for a rank that is worse than any.
const unplaced = allocate.RankLimit + 1

// standings is the rank, cut as the policies cut it, that each request of a plan got;
// 0 for a place held before.
func standings(plan allocate.Plan) map[allocate.RequestID]int {
	out := make(map[allocate.RequestID]int, len(plan.Placed)+len(plan.Unplaced))
	for _, pl := range plan.Placed {
		out[pl.Request] = min(pl.Rank, allocate.RankLimit)
	}
	for _, u := range plan.Unplaced {
		out[u.Request] = unplaced
	}
	return out
}

// group is the group of a dimension that an applicant is in; without a code for none.
func (x Applicant) group(i int, dimension string) (cohort.Group, error) {
	out, groups := cohort.Group{Dimension: dimension}, slices.Clone(x.Groups)
	switch {
	case !x.Need.IsValid():
		return out, &InputError{Path: fmt.Sprintf("applicants/%d/need", i), What: "no code of a need"}
	case x.Decile == (cohort.Decile{}):
	case !x.Decile.IsValid():
		return out, &InputError{Path: fmt.Sprintf("applicants/%d/decile", i), What: "not valid"}
	default:
		groups = append(groups, x.Decile.Group())
	}
	for k, g := range groups {
		if g.Dimension == "" || slices.ContainsFunc(groups[:k], func(h cohort.Group) bool { return h.Dimension == g.Dimension }) {
			return out, &InputError{Path: fmt.Sprintf("applicants/%d/groups", i), What: "no dimension, or one twice"}
		}
		if g.Dimension == dimension {
			out = g
		}
	}
	return out, nil
}

func planNeed(need person.NeedCode, dimension string, by map[cohort.Group][]int64, p cohort.SuppressionPolicy) (PlanNeed, error) {
	groups := slices.SortedFunc(maps.Keys(by), cohort.Group.Compare)
	cells := make([][]int64, len(groups))
	for i, g := range groups {
		cells[i] = by[g]
	}
	table, err := p.Table(cells)
	if err != nil {
		return PlanNeed{}, err
	}
	row := PlanNeed{Need: need, All: planRow(cohort.Group{Dimension: DimensionAll}, table.Columns, table.Total)}
	if len(groups) > 1 || groups[0] != (cohort.Group{Dimension: dimension}) {
		for i, g := range groups {
			row.Groups = append(row.Groups, planRow(g, table.Cells[i], table.Rows[i]))
		}
	}
	return row, nil
}

func planRow(g cohort.Group, cells []cohort.Count, people cohort.Count) PlanRow {
	return PlanRow{Group: g, Better: cells[0], Same: cells[1], Worse: cells[2], People: people}
}
