package matching

import (
	"iter"
	"slices"
	"sync"

	"github.com/socialprescribing/socialprescribing/activity"
)

// Index answers queries over a directory. It keeps no record: of each activity
// it holds what the criteria look at, in about a hundred bytes.
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
		var host []uint8
		if len(c.Options.Criteria) > 0 {
			host = c.columnsOf(a)
		}
		m.add(&a, host)
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
	query  Query
	plan   plan
	memos  []*memo
	scan   scan
	rings  []ring
	near   []span    // what is in reach
	cover  [4][]span // the cells within each ring's radius
	parts  [4][]span // those of the ring alone
	worked int       // how many rings that is worked out for
	sheets [7]sheet  // of the rings and of what is at no known place
	runs   []span
	steps  []step
	dress  dresser
	census *census // nil until the first survey
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

// giveBack returns a scratch, without what it knows of a person.
func (x *Index) giveBack(s *scratch) {
	s.query = Query{}
	x.pool.Put(s)
}

// Match returns the best K activities for a seeker, with the reasons. The
// result is the same, to the byte, as that of Rank over the same activities.
//
// Errors match ErrHorizon when the time of the query is outside the horizon,
// ErrSeeker and ErrOptions when the query is faulty.
func (x *Index) Match(q Query) (Result, error) {
	s := x.borrow()
	defer x.giveBack(s)
	s.query = q
	p := &s.plan
	if err := p.set(x.c, &s.query); err != nil {
		return Result{}, err
	}
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
		sc.ready()
		sc.aim()
		sc.segment(s)
	}
	return sc.dress(x.segs, &s.dress)
}

// begin makes a scan ready for a plan; what it has room for is reused.
func (x *scan) begin(p *plan, s *scratch) {
	*x = scan{
		p: p, top: x.top[:0], best: x.best[:0], own: x.own[:0], out: x.out[:0], cats: x.cats, grounds: x.grounds, near: x.near, away: x.away, sets: x.sets, sieves: x.sieves, gates: x.gates, cuts: x.cuts,
		stages: x.stages, looks: x.looks, list: x.list[:0], doubted: x.doubted[:0], arena: x.arena[:0], named: x.named, marks: x.marks[:0],
	}
	x.buf.site = &x.site
	s.steps = x.stepsOf(s.steps)
	x.steps = s.steps
	x.own = p.ownFits(x.own)
	if p.asks(fTravel) {
		x.here = pointAt(p.q.Seeker.Place.Coordinates, p.bands)
	}
	soon, month := p.free.from(parts*(p.today/parts+soonDays)), p.free.from(parts*(p.today/parts+monthDays))
	for i := range soon {
		x.soon[i], x.month[i] = p.free[i]&^soon[i], p.free[i]&^month[i]
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
