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
	pool *sync.Pool
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
	return newIndex(c, segs, repeated(segs)), nil
}

// segments makes the segments of a sequence: one, unless its records differ in
// so many ways that a table with 16-bit numbers does not hold them.
func segments(c *compiled, activities iter.Seq[activity.Activity]) []*segment {
	m := newMaker(c)
	var out []*segment
	for a := range activities {
		if m.crowded() {
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

// newIndex makes an index of segments.
func newIndex(c *compiled, segs []*segment, dead []bitset) *Index {
	x := &Index{c: c, segs: segs, dead: dead, pool: &sync.Pool{}}
	if dead == nil {
		x.dead = make([]bitset, len(segs))
	}
	for i, s := range segs {
		x.live += len(s.rows) - x.dead[i].count()
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
	memos []*memo
	scan  scan
	rings []ring
	cover [4][]span // the cells within each ring's radius
	parts [4][]span // those of the ring alone
	steps []step
	sets  [4][]*rowSet // by level
	calls []Judgement
	said  []judged
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
	*sc = scan{p: p, top: sc.top[:0], best: sc.best[:0], own: sc.own[:0], out: sc.out[:0], buf: sc.buf, cats: sc.cats, near: sc.near, away: sc.away, tests: sc.tests, liked: sc.liked}
	sc.buf.site = &sc.site
	s.steps = sc.stepsOf(s.steps)
	sc.steps = s.steps
	sc.own = p.ownFits(sc.own)
	if p.asks(fTravel) {
		sc.here = pointAt(p.q.Seeker.Place.Coordinates, p.bands)
	}
	for n, seg := range x.segs {
		sc.seg, sc.segNo, sc.dead, sc.memo = seg, int32(n), x.dead[n], s.memos[n]
		sc.memo.next(p)
		sc.grade()
		sc.prepareTests()
		sc.segment(s)
	}
	return sc.dress(x.segs, s)
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

// segment scans one segment, level by level and ring by ring, the criterion
// that is compared first in the outer loop.
func (x *scan) segment(s *scratch) {
	byNeed := x.p.asks(fNeed) && x.p.hard.has(gNeed)
	n := 1
	if byNeed {
		n = len(levels)
		for i, level := range levels {
			s.sets[i] = x.seg.serving(x.p, level, s.sets[i][:0])
		}
	}
	s.rings = x.p.rings(s.rings[:0])
	x.surround(s)
	m := len(s.rings) + 1 // the last is for places that are not known
	for i := range n * m {
		l, r := i/m, i%m
		if x.p.nearFirst() {
			l, r = i%n, i/n
		}
		x.part(s, byNeed, l, r)
	}
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

// surround finds the runs of rows in each ring.
func (x *scan) surround(s *scratch) {
	for i, r := range s.rings {
		s.cover[i] = x.seg.spans(x.p.q.Seeker.Place.Coordinates, r.radius, s.cover[i][:0])
		if i == 0 {
			s.parts[i] = append(s.parts[i][:0], s.cover[i]...)
			continue
		}
		s.parts[i] = without(s.cover[i], s.cover[i-1], s.parts[i][:0])
	}
}

// part scans one ring at one level, unless nothing in it can be among the best.
// Rows that are at no place go with the first ring, those at a place that is
// not known come last.
func (x *scan) part(s *scratch, byNeed bool, l, r int) {
	level, sets := Exact, []*rowSet(nil)
	if byNeed {
		level, sets = levels[l], s.sets[l]
		if len(sets) == 0 {
			return
		}
	}
	if r == 0 && !x.hopeless(x.bound(level, Exact)) {
		x.enter(byNeed, level, Exact)
		if len(s.rings) == 0 {
			x.walk(0, len(x.seg.rows), sets)
			return
		}
		x.tails(sets)
	}
	if r == 0 && len(s.rings) > 0 {
		x.sameDistrict(byNeed, level, sets)
	}
	if r == len(s.rings) {
		if r > 0 {
			x.elsewhere(byNeed, level, sets)
		}
		return
	}
	if x.hopeless(x.bound(level, s.rings[r].best)) {
		return
	}
	x.enter(byNeed, level, s.rings[r].best)
	list := s.parts[r]
	mid := len(list) / 2
	for d := 0; d <= mid; d++ {
		if i := mid + d; i < len(list) {
			x.walk(int(list[i].lo), int(list[i].hi), sets)
		}
		if i := mid - d; d > 0 && i >= 0 {
			x.walk(int(list[i].lo), int(list[i].hi), sets)
		}
	}
}

// sameDistrict scans the rows at a place of which only the postcode district is
// known, where it is the person's: Good for travel at most.
func (x *scan) sameDistrict(byNeed bool, level Fit, sets []*rowSet) {
	home := x.p.q.Seeker.Place.Outward
	if run, ok := x.seg.lostIn[home]; ok && home != "" && !x.hopeless(x.bound(level, Good)) {
		x.enter(byNeed, level, Good)
		x.walk(int(run.lo), int(run.hi), sets)
	}
}

// elsewhere scans the other rows at a place without coordinates: nobody knows
// whether the person can get there.
func (x *scan) elsewhere(byNeed bool, level Fit, sets []*rowSet) {
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
	x.walk(x.seg.located, int(run.lo), sets)
	x.walk(int(run.hi), x.seg.lost, sets)
}

// serving collects the sets of rows that may serve the needs at a level. Poorly
// can be anything: a focus lowers what would have been better.
func (s *segment) serving(p *plan, level Fit, out []*rowSet) []*rowSet {
	if level == Unknown {
		return append(out, &s.noCat)
	}
	for rank, need := range p.q.Seeker.Needs {
		for _, l := range s.links[need] {
			if fit := needFit(l.strength, rank, s.cats[l.cat].guessed); fit == level || level == Low && fit > Low {
				out = append(out, &s.catSets[l.cat])
			}
		}
	}
	return out
}

// tails scans the rows that are not at a place or serve certain districts: the local ones of the person's
// district, if that is known and a rule of residence excludes, and the rest.
func (x *scan) tails(sets []*rowSet) {
	seg := x.seg
	home := &x.p.q.Seeker.Place
	if home.Outward == "" || home.Chosen || !x.p.asks(fArea) || !x.p.hard.has(gEligibility) {
		x.walk(seg.lost, len(seg.rows), sets)
		return
	}
	for _, i := range seg.districts[home.Outward] {
		if !x.dead.has(int(i)) {
			x.consider(int(i))
		}
	}
	x.walk(seg.local, len(seg.rows), sets)
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
		r, origin := &seg.rows[c.row], &seg.from[c.row]
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
			Site: seg.t.site.vals[origin.site].id, Mode: modeList[r.mode],
			Fits: mine, Reasons: reasons[from:len(reasons):len(reasons)],
		}
	}
	return out
}
