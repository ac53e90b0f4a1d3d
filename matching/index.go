package matching

import (
	"iter"
	"slices"
	"sync"

	"github.com/socialprescribing/socialprescribing/activity"
)

// Index answers queries over a directory. It keeps no record: of each activity
// it holds what the criteria look at, in a little over a hundred bytes.
// Immutable and safe for concurrent use; With and Advance make the next one.
type Index struct {
	c    *compiled
	segs []*segment
	dead []bitset
	live int // rows that are not dead
	// mains are how many segments were made when everything was; those after
	// them hold what has changed since.
	mains int
	pool  *sync.Pool
}

// NewIndex makes an index of a sequence of activities over the horizon of the
// options. Of records with the same ID the first counts. The records are read
// and not kept, and may be reused by the caller while the sequence runs.
//
// It returns an error that matches ErrOptions, or ErrHorizon if the options
// set none.
func NewIndex(activities iter.Seq[activity.Activity], o *Options) (*Index, error) {
	c, err := compile(o)
	if err != nil {
		return nil, err
	}
	if c.horizon.From.IsZero() {
		return nil, ErrHorizon
	}
	segs := segments(c, activities)
	return newIndex(c, segs, repeated(segs), len(segs)), nil
}

// segments makes the segments of a sequence: one, unless its records differ in
// so many ways that a table with 16-bit numbers does not hold them.
func segments(c *compiled, activities iter.Seq[activity.Activity]) []*segment {
	m := newMaker(c)
	var out []*segment
	for a := range activities {
		if m.crowded(min(len(a.Locations)+len(a.Modes), maxSpots)+1) && len(m.rows) > 0 {
			out = append(out, m.finish())
			m = newMaker(c)
		}
		m.add(&a)
	}
	return append(out, m.finish())
}

// repeated marks the rows of segments whose activity an earlier segment has.
func repeated(segs []*segment) []bitset {
	dead := make([]bitset, len(segs))
	for n, s := range segs[1:] {
		for _, r := range s.byID {
			for _, earlier := range segs[:n+1] {
				if lo, hi := earlier.find(s.ids[r]); lo < hi {
					dead[n+1] = s.kill(s.ids[r], dead[n+1])
				}
			}
		}
	}
	return dead
}

// newIndex makes an index of segments, of which the first few are the main
// ones.
func newIndex(c *compiled, segs []*segment, dead []bitset, mains int) *Index {
	x := &Index{c: c, segs: segs, dead: dead, mains: mains, pool: &sync.Pool{}}
	if dead == nil {
		x.dead = make([]bitset, len(segs))
	}
	for i, s := range segs {
		x.live += s.len() - x.dead[i].count()
	}
	return x
}

// Horizon returns the run of days that the index knows.
func (x *Index) Horizon() Horizon { return Horizon{From: x.c.horizon.From, Days: x.c.horizon.days()} }

// Len returns how many activities the index holds.
func (x *Index) Len() int {
	n := 0
	for range x.IDs() {
		n++
	}
	return n
}

// IDs returns the activities in the index, segment by segment in order of ID.
func (x *Index) IDs() iter.Seq[activity.ID] {
	return func(yield func(activity.ID) bool) {
		for n, s := range x.segs {
			for i, r := range s.byID {
				if x.dead[n].has(int(r)) || i > 0 && s.ids[s.byID[i-1]] == s.ids[r] {
					continue
				}
				if !yield(s.ids[r]) {
					return
				}
			}
		}
	}
}

// Availability makes an overlay for the activities of the index. It remains
// good for those that later indexes made by With still hold.
func (x *Index) Availability() *Availability {
	return availabilityOf(slices.SortedFunc(x.IDs(), activity.ID.Compare))
}

// scratch is what a query needs beside its result. It is reused.
type scratch struct {
	memos  []*memo
	scan   scan
	rings  []ring
	cover  [4][]span // the cells within each ring's radius
	parts  [4][]span // those of the ring alone
	worked int       // how many rings that is worked out for
	steps  []step
	calls  []Judgement
	said   []judged
}

// borrow takes a scratch that fits the index.
func (x *Index) borrow() *scratch {
	if s, ok := x.pool.Get().(*scratch); ok {
		return s
	}
	s := &scratch{memos: make([]*memo, len(x.segs))}
	for i := range s.memos {
		s.memos[i] = newMemo(x.segs[i])
	}
	return s
}

// Match returns the best K activities for a seeker, with the reasons. The
// result is the same, to the byte, as that of Rank over the same activities.
//
// Errors match ErrHorizon when the time of the query is outside the horizon,
// ErrSeeker and ErrOptions when the query is faulty.
func (x *Index) Match(q Query) (Result, error) {
	p, err := x.c.prepare(&q)
	if err != nil {
		return Result{}, err
	}
	s := x.borrow()
	defer x.pool.Put(s)
	want := p.k
	r := p.answer(x.live, func(n int) []Match {
		if n == 0 {
			return []Match{} // a directory of nothing
		}
		p.k = n
		defer func() { p.k = want }()
		return x.top(p, s)
	})
	return r, nil
}

// top finds the best p.k and dresses them.
func (x *Index) top(p *plan, s *scratch) []Match {
	sc := &s.scan
	sc.begin(p, s)
	sc.stages, sc.looks = sc.stagesOf(sc.steps, sc.stages, sc.looks)
	for n, seg := range x.segs {
		sc.seg, sc.segNo, sc.dead, sc.memo = seg, int32(n), x.dead[n], s.memos[n]
		sc.memo.next(p)
		sc.grade()
		sc.aim()
		sc.segment(s)
	}
	return sc.dress(x.segs, s)
}

// begin makes a scan ready for a plan; what it has room for is reused.
func (x *scan) begin(p *plan, s *scratch) {
	*x = scan{
		p: p, top: x.top[:0], best: x.best[:0], own: x.own[:0], out: x.out[:0], cats: x.cats, near: x.near, away: x.away, sets: x.sets,
		stages: x.stages, looks: x.looks, list: x.list[:0], arena: x.arena[:0], marks: x.marks[:0],
	}
	x.buf.site = &x.site
	s.steps = x.stepsOf(s.steps)
	x.steps = s.steps
	x.own = p.ownFits(x.own)
	if p.asks(fTravel) {
		x.here = pointAt(p.q.Seeker.Place.Coordinates, p.bands)
	}
	soon := slotSet{^uint64(0), ^uint64(0), ^uint64(0)}
	soon = soon.from(parts * (p.today/parts + soonDays))
	for i := range soon {
		x.soon[i] = p.free[i] &^ soon[i]
	}
	for f := No; f <= Exact; f++ {
		if p.excludes(gNeed, f) {
			x.needOut |= 1 << f
		}
	}
}

// ownFits tabulates the fits of the host's criteria.
func (p *plan) ownFits(out [][]Fit) [][]Fit {
	for i := range p.ownPlans {
		fits := make([]Fit, 256)
		for v := range fits {
			fits[v] = p.ownPlans[i][v].Fit
		}
		out = append(out, fits)
	}
	return out
}

// levels are the fits for the need, best first. Without a need there is one.
var levels = [...]Fit{Exact, Good, Low, Unknown}

// sparse is how many rows in reach are so few that it does not pay to take
// them level by level and ring by ring.
const sparse = 1024

// segment scans one segment, level by level and ring by ring, the criterion
// that is compared first in the outer loop.
func (x *scan) segment(s *scratch) {
	s.rings, s.worked = x.p.rings(s.rings[:0]), 0
	if x.thin(s) {
		return
	}
	byNeed := x.p.asks(fNeed) && x.p.hard.has(gNeed)
	n := 1
	if byNeed {
		n = len(levels)
		x.serve()
	}
	m := len(s.rings) + 1 // the last is for places that are not known
	for i := range n * m {
		l, r := i/m, i%m
		if x.p.nearFirst() {
			l, r = i%n, i/n
		}
		x.part(s, byNeed, l, r)
	}
}

// thin scans all that is in reach as one part, if that is little.
func (x *scan) thin(s *scratch) bool {
	seg := x.seg
	near := append(s.cover[3][:0], span{hi: int32(seg.lost)})
	if n := len(s.rings); n > 0 {
		near = seg.spans(x.p.q.Seeker.Place.Coordinates, s.rings[n-1].radius, near[:0])
		near = append(near, span{lo: int32(seg.located), hi: int32(seg.lost)})
	}
	s.cover[3] = near
	local, all := x.local()
	rows := seg.len() - seg.local + len(local)
	if all {
		rows = seg.len() - seg.lost
	}
	for _, c := range near {
		rows += int(c.hi - c.lo)
	}
	if rows > sparse {
		return false
	}
	x.enter(false, Exact, Exact)
	for _, c := range near {
		x.gatherAll(int(c.lo), int(c.hi))
	}
	if all {
		x.gatherAll(seg.lost, seg.local)
	}
	for _, i := range local {
		x.gatherAll(int(i), int(i)+1)
	}
	x.gatherAll(seg.local, seg.len())
	x.flush()
	return true
}

// nearFirst reports whether travel is compared before need.
func (p *plan) nearFirst() bool {
	for _, g := range p.order[:p.groups] {
		if g == gTravel || g == gNeed {
			return g == gTravel
		}
	}
	return false
}

// surround finds the runs of rows in a ring, and in those within it.
func (x *scan) surround(s *scratch, r int) []span {
	for i := s.worked; i <= r; i++ {
		s.cover[i] = x.seg.spans(x.p.q.Seeker.Place.Coordinates, s.rings[i].radius, s.cover[i][:0])
		if i == 0 {
			s.parts[i] = append(s.parts[i][:0], s.cover[i]...)
			continue
		}
		s.parts[i] = without(s.cover[i], s.cover[i-1], s.parts[i][:0])
	}
	s.worked = max(s.worked, r+1)
	return s.parts[r]
}

// part scans one ring at one level, unless nothing in it can be among the best.
// Rows that are at no place go with the first ring, those at a place that is
// not known come last.
func (x *scan) part(s *scratch, byNeed bool, l, r int) {
	level := Exact
	if byNeed {
		level = levels[l]
		if x.sets.most(level) == 0 {
			return
		}
	}
	switch {
	case len(s.rings) == 0:
		if !x.hopeless(x.bound(level, Exact)) {
			x.enter(byNeed, level, Exact)
			x.walk(0, x.seg.len(), byNeed, level)
			x.flush()
		}
		return
	case r == len(s.rings):
		x.elsewhere(byNeed, level)
		return
	case x.hopeless(x.bound(level, s.rings[r].best)) && (r > 0 || x.hopeless(x.bound(level, Exact))):
		return
	}
	x.enter(byNeed, level, s.rings[r].best)
	if r == 0 {
		x.enter(byNeed, level, Exact)
		x.tails(byNeed, level)
	}
	list := x.surround(s, r)
	mid := len(list) / 2
	for d := 0; d <= mid; d++ {
		if i := mid + d; i < len(list) {
			x.walk(int(list[i].lo), int(list[i].hi), byNeed, level)
		}
		if i := mid - d; d > 0 && i >= 0 {
			x.walk(int(list[i].lo), int(list[i].hi), byNeed, level)
		}
	}
	x.flush()
	if r == 0 {
		x.sameDistrict(byNeed, level)
	}
}

// walk collects the rows of [lo, hi) at a level; or all that the need does not
// exclude.
func (x *scan) walk(lo, hi int, byNeed bool, level Fit) {
	if byNeed {
		x.gather(lo, hi, level)
		return
	}
	x.gatherAll(lo, hi)
}

// sameDistrict scans the rows at a place of which only the postcode district is
// known, where it is the person's: Good for travel at most.
func (x *scan) sameDistrict(byNeed bool, level Fit) {
	home := x.p.q.Seeker.Place.Outward
	if run, ok := x.seg.lostIn[home]; ok && home != "" && !x.hopeless(x.bound(level, Good)) {
		x.enter(byNeed, level, Good)
		x.walk(int(run.lo), int(run.hi), byNeed, level)
		x.flush()
	}
}

// elsewhere scans the other rows at a place without coordinates: nobody knows
// whether the person can get there.
func (x *scan) elsewhere(byNeed bool, level Fit) {
	if x.p.strict.has(gTravel) || x.hopeless(x.bound(level, Unknown)) {
		return
	}
	x.enter(byNeed, level, Unknown)
	run := span{lo: int32(x.seg.lost), hi: int32(x.seg.lost)}
	if home := x.p.q.Seeker.Place.Outward; home != "" {
		if same, ok := x.seg.lostIn[home]; ok {
			run = same
		}
	}
	x.walk(x.seg.located, int(run.lo), byNeed, level)
	x.walk(int(run.hi), x.seg.lost, byNeed, level)
	x.flush()
}

// local returns the rows that serve only certain districts, the person's among
// them; or that all such rows have to be looked at, since it is not known or a
// rule of residence does not exclude.
func (x *scan) local() ([]uint32, bool) {
	home := &x.p.q.Seeker.Place
	if home.Outward == "" || home.Chosen || !x.p.asks(fArea) || !x.p.hard.has(gEligibility) {
		return nil, true
	}
	return x.seg.districts[home.Outward], false
}

// tails collects the rows that are not at a place or serve certain districts.
func (x *scan) tails(byNeed bool, level Fit) {
	seg := x.seg
	local, all := x.local()
	if all {
		x.walk(seg.lost, seg.local, byNeed, level)
	}
	for _, i := range local {
		if (!byNeed || x.needOf(int(i)) == level) && !x.dead.has(int(i)) {
			x.list = append(x.list, int32(i))
		}
	}
	x.walk(seg.local, seg.len(), byNeed, level)
}

// dress makes matches of the best.
func (x *scan) dress(segs []*segment, s *scratch) []Match {
	p := x.p
	out := make([]Match, len(x.top))
	fits := make([]Fit, len(x.top)*p.groups)
	s.calls, s.said = s.calls[:0], s.said[:0]
	for _, c := range x.top {
		segs[c.seg].offer(int(c.row), &x.buf)
		s.said, s.calls = p.all(&x.buf, s.said, s.calls)
	}
	reasons := make([]Reason, 0, len(s.calls))
	for n, c := range x.top {
		seg := segs[c.seg]
		origin := &seg.from[c.row]
		from := len(reasons)
		mine := fits[n*p.groups : (n+1)*p.groups : (n+1)*p.groups]
		for i, j := range s.said[n*p.groups : (n+1)*p.groups] {
			mine[i] = j.fit
			for _, one := range j.list {
				reasons = append(reasons, reason(p.codeOf(j.group), one))
			}
		}
		out[n] = Match{
			Activity: seg.ids[c.row], Provider: seg.t.provider.vals[origin.provider],
			Site: seg.t.site.vals[origin.site].id, Mode: seg.mode(int(c.row)),
			Fits: mine, Reasons: reasons[from:len(reasons):len(reasons)],
		}
	}
	return out
}
