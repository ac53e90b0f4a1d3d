package reporting

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/outcome"
	"github.com/socialprescribing/socialprescribing/outcome/cohort"
)

// The partitions of episodes, in this order: by stage, by each wait, by whether
// there were sessions, by each measure. Those of sessions: by result, by whether
// who came found it take place, by whether who missed was not brought.
const (
	byStage     = 0
	byWait      = 1 // and on
	byResult    = 0
	byHappened  = 1
	byBrought   = 2
	resultKinds = 8
)

// The classes of a wait.
const (
	over = iota
	still
	neither
)

// results are the ways in which a session ends, one each, in the order of the
// first partition of sessions.
func (a *attendance) results() [resultKinds]int64 {
	return [resultKinds]int64{a.OnTime, a.Late, a.NotSeen, a.Missed, a.ByPerson, a.ByService, a.MovedPerson, a.MovedOther}
}

const (
	resultOnTime = 0
	resultLate   = 1
	resultMissed = 3
)

// figures are the counts of all that a report of any dimension publishes: two
// reports of one tally star the same.
type figures struct {
	fault     bool // the counts do not add up
	episodes  *cube
	sessions  *cube
	ends      *cube
	providers map[activity.ProviderID]*cube
	groups    map[groupKey]int // the section
}

// number is a count as it is taken in.
func (f *figures) number(n int64) int64 {
	f.fault = f.fault || n < 0 || n > 1<<50
	return n
}

// figures takes the counts of the tally in and stars what must be.
func (t *Tally) figures(p cohort.SuppressionPolicy) (*figures, error) {
	f := &figures{
		episodes: &cube{p: p}, sessions: &cube{p: p}, ends: &cube{p: p, closed: true},
		providers: map[activity.ProviderID]*cube{}, groups: map[groupKey]int{},
	}
	whole := t.counted(everybody, t.state.Whole)
	f.groups[groupKey(everybody)] = f.section(whole, false)
	for _, d := range t.Dimensions() {
		f.dimension(t, d, whole)
	}
	f.links(whole)
	f.addEnds(t)
	for _, c := range t.state.Change {
		for _, d := range append(t.Dimensions(), everybody.Dimension) {
			for _, g := range c.By.Groups(d) {
				_, known := f.groups[groupKey(g)]
				f.fault = f.fault || !known
			}
		}
	}
	for _, id := range t.providerIDs() {
		f.provider(p, id, t.state.Providers[id])
	}
	if f.fault {
		return nil, &InputError{Path: "", What: "a state whose counts do not add up"}
	}
	f.episodes.protect()
	f.sessions.protect()
	return f, nil
}

// counted is a section as it was counted: the numbers of each class of each
// partition, the last of each partition being those that are left.
type counted struct {
	episodes, sessions [][]int64
}

func (t *Tally) counted(g cohort.Group, m *measures) counted {
	c := counted{episodes: [][]int64{m.Furthest[:]}}
	total := sum(m.Furthest[:])
	for _, w := range Waits() {
		wait := m.Waits[w]
		if wait == nil {
			wait = &waiting{}
		}
		c.episodes = append(c.episodes, withRest(total, wait.Over.N(), wait.Still.N()))
	}
	a := m.Sessions
	c.episodes = append(c.episodes, withRest(total, a.Episodes))
	for _, k := range t.measured() {
		var s cohort.Summary
		if by := t.state.Change[k].By; slices.Contains(by.Groups(g.Dimension), g) { // Of would make one
			s = by.Of(g).Summary(nil)
		}
		c.episodes = append(c.episodes, withRest(total, s.Pairs, s.BaselineOnly))
	}
	r := a.results()
	came := a.OnTime + a.Late
	c.sessions = [][]int64{
		r[:],
		{a.NotHappened, came - a.NotHappened, sum(r[:]) - came},
		{a.NotBrought, a.Missed - a.NotBrought, sum(r[:]) - a.Missed},
	}
	return c
}

func withRest(total int64, ns ...int64) []int64 { return append(ns, total-sum(ns)) }

func sum(ns []int64) int64 {
	var out int64
	for _, n := range ns {
		out += n
	}
	return out
}

// minus is what is left without the other.
func (c counted) minus(o counted) counted {
	less := func(a, b [][]int64) [][]int64 {
		out := make([][]int64, len(a))
		for i := range a {
			out[i] = slices.Clone(a[i])
			for j := range out[i] {
				out[i][j] -= b[i][j]
			}
		}
		return out
	}
	return counted{less(c.episodes, o.episodes), less(c.sessions, o.sessions)}
}

// section takes in a section; hidden, if it is of those who are in no report.
// Of each partition but the first the last class is not published.
func (f *figures) section(c counted, hidden bool) int {
	f.cut(f.episodes, c.episodes, hidden, !hidden)
	f.cut(f.sessions, c.sessions, hidden, false)
	for _, s := range f.sessions.sections[len(f.sessions.sections)-1].parts[byHappened:] {
		f.sessions.figures[s[1]] = figure{n: f.sessions.figures[s[1]].n, hidden: true}
	}
	return len(f.episodes.sections) - 1
}

func (f *figures) cut(c *cube, partitions [][]int64, hidden, totalShown bool) {
	take := func(n int64, shown bool) int {
		if f.number(n); shown {
			return c.show(n)
		}
		return c.hide(n)
	}
	s := section{total: take(sum(partitions[0]), totalShown)}
	for q, ns := range partitions {
		var parts []int
		for class, n := range ns {
			parts = append(parts, take(n, !hidden && (q == 0 || class < len(ns)-1)))
		}
		s.parts = append(s.parts, parts)
	}
	c.sections = append(c.sections, s)
}

// dimension takes in the groups of one dimension, and those who are in none of
// them.
func (f *figures) dimension(t *Tally, d string, whole counted) {
	rest, sections := whole, []int(nil)
	for _, g := range t.groups(d) {
		c := t.counted(cohort.Group(g), t.state.Groups[g])
		rest = rest.minus(c)
		f.groups[g] = f.section(c, false)
		sections = append(sections, f.groups[g])
	}
	sections = append(sections, f.section(rest, true))
	f.episodes.dimensions = append(f.episodes.dimensions, sections)
	f.sessions.dimensions = append(f.sessions.dimensions, sections)
}

// reaching are the stages that a wait ends with, as a reader may take it.
var reaching = map[Wait]Stage{
	WaitAllocation: StageAllocated, WaitFirstContact: StageEngaged, WaitFirstSession: StageEngaged, WaitPlan: StagePlanned,
}

// links says which classes go together. Those whose wait is over are taken to be
// those who got as far, where in every section they are as many: a reader may
// take them to be the same.
func (f *figures) links(whole counted) {
	f.episodes.linked = make([]func(int, int) bool, len(whole.episodes))
	for i, w := range Waits() {
		stage, ok := reaching[w]
		if from := slices.Index(Stages(), stage); ok && f.alike(byWait+i, from) {
			f.episodes.linked[byWait+i] = func(first, class int) bool { return (first >= from) == (class == over) }
		}
	}
	f.sessions.linked = []func(int, int) bool{
		nil,
		func(first, class int) bool { return (first == resultOnTime || first == resultLate) == (class < 2) },
		func(first, class int) bool { return (first == resultMissed) == (class < 2) },
	}
}

func (f *figures) alike(partition, from int) bool {
	for _, s := range f.episodes.sections {
		var reached int64
		for _, i := range s.parts[byStage][from:] {
			reached += f.episodes.figures[i].n
		}
		if reached != f.episodes.figures[s.parts[partition][over]].n {
			return false
		}
	}
	return true
}

// addEnds takes in the ends, which are those whose wait for the end is over: how
// many that are is kept with the episodes, and starred there if it must be here.
func (f *figures) addEnds(t *Tally) {
	ended := f.episodes.sections[0].parts[byWait+slices.Index(Waits(), WaitEnd)][over]
	var ends []int64
	for _, k := range t.endKeys() {
		ends = append(ends, t.state.Ends[k])
	}
	if len(ends) == 0 {
		return
	}
	f.fault = f.fault || sum(ends) != f.episodes.figures[ended].n
	f.cut(f.ends, [][]int64{ends}, false, true)
	f.ends.linked = make([]func(int, int) bool, 1)
	f.ends.protect()
}

// provider takes in the onward referrals to one provider: by what became of them,
// by the wait for the answer, by the wait for the beginning.
func (f *figures) provider(p cohort.SuppressionPolicy, id activity.ProviderID, o *onwards) {
	c := &cube{p: p, linked: make([]func(int, int) bool, 3)}
	sent := sum(o.Results[:])
	f.cut(c, [][]int64{
		o.Results[:],
		withRest(sent, o.Answer.Over.N(), o.Answer.Still.N()),
		withRest(sent, o.Start.Over.N(), o.Start.Still.N()),
	}, false, true)
	c.protect()
	f.providers[id] = c
}

// measured are the measures of change in order.
func (t *Tally) measured() []Measure {
	return slices.SortedFunc(maps.Keys(t.state.Change), func(a, b Measure) int {
		return cmp.Or(cmp.Compare(a.Instrument, b.Instrument), cmp.Compare(a.Version, b.Version), cmp.Compare(a.Part, b.Part))
	})
}

// masked gives the change of a measure with the counts that may be shown; where
// the pairs are starred, nothing of the group is. All pairs are added up from
// what is shown.
func (f *figures) masked(r cohort.Released, measure int) cohort.Released {
	q := byWait + len(Waits()) + 1 + measure
	var pairs []cohort.Count
	for i := range r.Groups {
		g := &r.Groups[i]
		parts := f.episodes.sections[f.groups[groupKey(g.Group)]].parts[q]
		g.Pairs, g.WithoutFollowUp = f.episodes.count(parts[0]), f.episodes.count(parts[1])
		pairs = append(pairs, g.Pairs)
		if _, shown := g.Pairs.Shown(); shown {
			continue
		}
		nan := outcome.Estimate(math.NaN())
		g.Baseline, g.Difference, g.Improvement, g.HedgesG = nan, nan, nan, nan
		g.Interval.Low, g.Interval.High = nan, nan
	}
	if r.Pairs = cohort.Suppressed(); len(pairs) == 0 {
		r.Pairs = cohort.ShownCount(0)
	} else if n, ok := total(pairs); ok {
		r.Pairs = cohort.ShownCount(n)
	}
	return r
}
