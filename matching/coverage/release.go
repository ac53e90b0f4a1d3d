package coverage

import (
	"cmp"
	"slices"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/matching"
	"github.com/socialprescribing/socialprescribing/outcome/cohort"
	"github.com/socialprescribing/socialprescribing/person"
)

// Report is who finds nothing, as it may leave: every count is one of people,
// suppressed. It is plain data, ready to be drawn.
type Report struct {
	// Dimension is what Groups of each need are by.
	Dimension string `json:"dimension"`
	// People is the size of the sample.
	People cohort.Count `json:"people"`
	// Needs has a row for each need, in order of the codes.
	Needs []NeedRow `json:"needs"`
	// Additions are the candidates that would meet an unmet need, each by
	// itself, those first that would serve more people as shown; then by ID.
	Additions []Addition `json:"additions"`
	// Recorded is what link workers recorded as unmet (see AddUnmet), a row for
	// each need in order of the codes: what the survey of the directory says
	// nobody can find, beside what people were found to lack.
	Recorded []RecordedNeed `json:"recorded,omitzero"`
	// Policy is the rule of suppression that was applied.
	Policy cohort.SuppressionPolicy `json:"policy"`
	// Choice is how many matches make a choice.
	Choice int `json:"choice"`
}

// NeedRow is one need.
type NeedRow struct {
	Need person.NeedCode `json:"need"`
	// All is everybody with the need.
	All GroupRow `json:"all"`
	// Groups are the groups of the dimension, in order of their codes.
	Groups []GroupRow `json:"groups"`
	// ToCheck counts those who found something, but whose best match has
	// something to ask before anything is arranged.
	ToCheck cohort.Count `json:"toCheck"`
	// Barriers say what stood in the way of those who found nothing: for how
	// many giving up one criterion alone would have found something. A person
	// may count for several. Criterion "" counts those whom no single change
	// helps.
	Barriers []Barrier `json:"barriers"`
}

// GroupRow is one group, or all. The three counts are of different people.
type GroupRow struct {
	Group cohort.Group `json:"group"`
	// Nothing, Some and Choice: found nothing; something but no choice; a
	// choice.
	Nothing cohort.Count `json:"nothing"`
	Some    cohort.Count `json:"some"`
	Choice  cohort.Count `json:"choice"`
	// People is all three.
	People cohort.Count `json:"people"`
}

// Barrier is one criterion in the way.
type Barrier struct {
	Criterion matching.CriterionCode `json:"criterion"`
	People    cohort.Count           `json:"people"`
}

// Addition is what one more activity would do.
type Addition struct {
	Activity activity.ID `json:"activity"`
	// Needs are the needs that it would meet, in order of the codes, with how
	// many people who find nothing now. A person with two such needs counts
	// in both.
	Needs []AdditionNeed `json:"needs"`
}

// AdditionNeed is one need that an addition would meet.
type AdditionNeed struct {
	Need   person.NeedCode `json:"need"`
	People cohort.Count    `json:"people"`
}

// Release makes the report by one dimension (see Dimensions). For each need the
// groups and what they found are protected as a table with margins; the other
// counts stand by themselves. Two reports by different dimensions about the
// same people should not both leave unless the policy rounds: small groups can
// be told from their differences. The error matches cohort.ErrInput: a policy
// that can't be used.
func (t *Tally) Release(dimension string, p cohort.SuppressionPolicy) (Report, error) {
	if err := p.Check(); err != nil {
		return Report{}, err
	}
	r := Report{Dimension: dimension, People: p.Count(t.people), Policy: p, Choice: t.o.Choice}
	for _, need := range t.Needs() {
		row, err := t.needRow(need, dimension, p)
		if err != nil {
			return Report{}, err
		}
		r.Needs = append(r.Needs, row)
	}
	r.Additions, r.Recorded = t.additions(p), t.recorded(p)
	return r, nil
}

func (t *Tally) needRow(need person.NeedCode, dimension string, p cohort.SuppressionPolicy) (NeedRow, error) {
	row := NeedRow{Need: need, ToCheck: p.Count(t.cells[key{need, cohort.Group{Dimension: DimensionAll}}].check)}
	groups := t.groups(need, dimension)
	if len(groups) == 0 {
		// Nobody with the need has the dimension: everybody is shown alone.
		groups = []cohort.Group{{Dimension: DimensionAll}}
	}
	cells := make([][]int64, len(groups))
	for i, g := range groups {
		c := t.cells[key{need, g}]
		cells[i] = []int64{c.none, c.some, c.many}
	}
	table, err := p.Table(cells)
	if err != nil {
		return row, err
	}
	row.All = groupRow(cohort.Group{Dimension: DimensionAll}, table.Columns, table.Total)
	for i, g := range groups {
		if g.Dimension == dimension {
			row.Groups = append(row.Groups, groupRow(g, table.Cells[i], table.Rows[i]))
		}
	}
	for _, b := range append(Barriers(), "") {
		if n := t.barriers[barrierKey{need, b}]; n > 0 {
			row.Barriers = append(row.Barriers, Barrier{Criterion: b, People: p.Count(n)})
		}
	}
	return row, nil
}

func groupRow(g cohort.Group, cells []cohort.Count, people cohort.Count) GroupRow {
	return GroupRow{Group: g, Nothing: cells[0], Some: cells[1], Choice: cells[2], People: people}
}

func (t *Tally) additions(p cohort.SuppressionPolicy) []Addition {
	var out []Addition
	shown := map[activity.ID]int64{}
	for _, a := range t.o.Candidates {
		add := Addition{Activity: a.ID}
		for _, need := range t.Needs() {
			if n := t.gains[gainKey{a.ID, need}]; n > 0 {
				c := p.Count(n)
				v, _ := c.Shown()
				shown[a.ID] += v
				add.Needs = append(add.Needs, AdditionNeed{Need: need, People: c})
			}
		}
		if len(add.Needs) > 0 {
			out = append(out, add)
		}
	}
	slices.SortFunc(out, func(a, b Addition) int {
		return cmp.Or(cmp.Compare(shown[b.Activity], shown[a.Activity]), a.Activity.Compare(b.Activity))
	})
	return out
}
