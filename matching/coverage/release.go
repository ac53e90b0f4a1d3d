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
	// Groups are the groups of the dimension, in order of their codes. Those who
	// are in none are the group without a code, so that the groups add up to All;
	// where that is everybody, there are no groups.
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
// groups and what they found are protected as a table with margins. What is part
// of something in that table, such as those with one thing in the way of those
// who found nothing, is starred where it, or what it leaves of the whole, would
// give a small count away, and where the whole is starred.
//
// Of the same people only one report may leave, by one dimension and of one kind:
// what one stars for the sake of a small count another may show, so that two tell
// what neither does, whether the policy rounds or not. Who needs two dimensions at
// once gives each case a group that is of both. The error matches cohort.ErrInput:
// a policy that can't be used.
func (t *Tally) Release(dimension string, p cohort.SuppressionPolicy) (Report, error) {
	if err := p.Check(); err != nil {
		return Report{}, err
	}
	r := Report{Dimension: dimension, People: p.Count(t.people), Policy: p, Choice: t.o.Choice}
	nothing := map[person.NeedCode]cohort.Count{}
	for _, need := range t.Needs() {
		row, err := t.needRow(need, dimension, p)
		if err != nil {
			return Report{}, err
		}
		if t.tight(need, p, row.All.People) {
			r.People = cohort.Suppressed()
		}
		nothing[need] = row.All.Nothing
		r.Needs = append(r.Needs, row)
	}
	r.Additions, r.Recorded = t.additions(p, nothing), t.recorded(p)
	return r, nil
}

// all are the people with a need.
func (t *Tally) all(need person.NeedCode) counts {
	return t.cells[key{need, cohort.Group{Dimension: DimensionAll}}]
}

// tight reports whether the size of the sample would give a small count away. Who
// does not have a need is what its people leave of the sample; and where they
// are starred, there must be room in it for more of them.
func (t *Tally) tight(need person.NeedCode, p cohort.SuppressionPolicy, shown cohort.Count) bool {
	all := t.all(need)
	n := all.people()
	if starred(shown) {
		return t.people-n < p.LeastSpread()
	}
	return starred(part(p, n, t.people, shown))
}

// people is how many there are.
func (c *counts) people() int64 { return c.none + c.some + c.many }

// found are those who found nothing, something and a choice.
func (c *counts) found() []int64 { return []int64{c.none, c.some, c.many} }

// part is how a count is shown that is part of a whole which is shown as given.
// What it leaves of the whole must not be given away either if it is small: a
// reader may know the whole better than it is shown, from what it is a sum of, and
// that somebody is left, from who else is counted, so that only the rounding of
// the part hides how many.
func part(p cohort.SuppressionPolicy, n, whole int64, shown cohort.Count) cohort.Count {
	rest := whole - n
	switch {
	case n == 0:
		return p.Count(0)
	case starred(shown), rest >= 1 && rest <= p.Below && room(p, n, whole-1) < p.LeastSpread():
		return cohort.Suppressed()
	}
	return p.Count(n)
}

// span is the least and the greatest count that are shown as n is.
func span(p cohort.SuppressionPolicy, n int64) (int64, int64) {
	shown, ok := p.Count(n).Shown()
	switch {
	case !ok:
		return 1, p.Below
	case n == 0 || p.Base < 2:
		return n, n
	}
	return max(shown-p.Base/2, p.Below+1), shown + (p.Base-1)/2
}

// room is how many counts up to a limit are shown as n is.
func room(p cohort.SuppressionPolicy, n, limit int64) int64 {
	lo, hi := span(p, n)
	return max(min(hi, limit)-lo+1, 0)
}

// starred reports whether a count is not shown.
func starred(c cohort.Count) bool {
	_, shown := c.Shown()
	return !shown
}

func (t *Tally) needRow(need person.NeedCode, dimension string, p cohort.SuppressionPolicy) (NeedRow, error) {
	row, all := NeedRow{Need: need}, t.all(need)
	groups, cells := t.split(need, dimension)
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
	row.Barriers = t.barriersOf(need, p, row.All.Nothing)
	row.ToCheck = toCheck(p, all, row.All)
	return row, nil
}

// toCheck is how many of those who found something are to check. What they found
// is shown as two counts; their sum must not be known better by this one.
func toCheck(p cohort.SuppressionPolicy, all counts, shown GroupRow) cohort.Count {
	whole := shown.Some
	if starred(shown.Choice) {
		whole = shown.Choice
	}
	some, _ := span(p, all.some)
	many, _ := span(p, all.many)
	if check, _ := span(p, all.check); check > some+many {
		whole = cohort.Suppressed()
	}
	return part(p, all.check, all.some+all.many, whole)
}

// split divides the people with a need by the groups of a dimension, each group by
// what they found. Those in none are the group without a code; if nobody is in any,
// all are one group of everybody.
func (t *Tally) split(need person.NeedCode, dimension string) ([]cohort.Group, [][]int64) {
	groups, all := t.groups(need, dimension), t.all(need)
	rest := all.found()
	if len(groups) == 0 {
		return []cohort.Group{{Dimension: DimensionAll}}, [][]int64{rest}
	}
	cells := make([][]int64, len(groups))
	for i, g := range groups {
		c := t.cells[key{need, g}]
		cells[i] = c.found()
		for j, n := range cells[i] {
			rest[j] -= n
		}
	}
	none := cohort.Group{Dimension: dimension}
	switch {
	case slices.Max(rest) == 0:
	case groups[0] == none:
		for j, n := range rest {
			cells[0][j] += n
		}
	default:
		groups, cells = slices.Insert(groups, 0, none), slices.Insert(cells, 0, rest)
	}
	return groups, cells
}

// barriersOf is what stood in the way of those who found nothing; where these
// are starred, nothing is said of them, since each barrier that is named has
// somebody.
func (t *Tally) barriersOf(need person.NeedCode, p cohort.SuppressionPolicy, nothing cohort.Count) []Barrier {
	if starred(nothing) {
		return nil
	}
	none := t.all(need).none
	var out []Barrier
	var counts []int64
	for _, b := range append(Barriers(), "") {
		if n := t.barriers[barrierKey{need, b}]; n > 0 {
			counts = append(counts, n)
			out = append(out, Barrier{Criterion: b, People: part(p, n, none, nothing)})
		}
	}
	for {
		i := telling(p, none, counts, out)
		if i < 0 {
			return out
		}
		out[i].People = cohort.Suppressed()
	}
}

// telling is which barrier to star next because all of them together tell more
// than each does; -1 is none. Everybody who found nothing has a barrier or
// counts among those whom no single change helps, who have none. So how often
// somebody counts again is what the counts come to above the whole; and the
// whole is at least those without a barrier and those with any one of them, and
// at most all together: it must not be known better by that than as it is shown.
func telling(p cohort.SuppressionPolicy, none int64, counts []int64, shown []Barrier) int {
	again, slack, top, least, rest := -none, int64(0), int64(0), -1, -1
	low := make([]int64, len(counts))
	for i, n := range counts {
		lo, hi := span(p, n)
		if starred(shown[i].People) {
			lo, hi = 1, none
		} else if least < 0 || n < counts[least] {
			least = i
		}
		if low[i] = lo; shown[i].Criterion == "" {
			rest = i
		}
		again, slack, top = again+n, slack+hi-lo, top+hi
	}
	from, to := span(p, none)
	if top < to || again >= 1 && again <= p.Below && slack+1 < p.LeastSpread() {
		return least
	}
	for i := range counts {
		if rest < 0 || i == rest || low[i]+low[rest] <= from {
			continue
		}
		if starred(shown[rest].People) || !starred(shown[i].People) && counts[i] < counts[rest] {
			return i
		}
		return rest
	}
	return -1
}

func groupRow(g cohort.Group, cells []cohort.Count, people cohort.Count) GroupRow {
	return GroupRow{Group: g, Nothing: cells[0], Some: cells[1], Choice: cells[2], People: people}
}

func (t *Tally) additions(p cohort.SuppressionPolicy, nothing map[person.NeedCode]cohort.Count) []Addition {
	var out []Addition
	shown := map[activity.ID]int64{}
	for _, a := range t.o.Candidates {
		add := Addition{Activity: a.ID}
		for _, need := range t.Needs() {
			if n := t.gains[gainKey{a.ID, need}]; n > 0 && !starred(nothing[need]) {
				c := part(p, n, t.all(need).none, nothing[need])
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
