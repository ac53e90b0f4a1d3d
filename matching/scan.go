package matching

import (
	"math/bits"
	"slices"

	"github.com/socialprescribing/socialprescribing/activity"
)

// How an index finds the best k without judging everything.
//
// # What is sought
//
// Every row has a key: the fits of the criteria in the order compared, three
// bits each, the first highest. The best k are those with the greatest keys
// among the rows that nothing excludes, equals in order of ID, each activity
// once. Rank sorts all keys; here most rows are never looked at.
//
// # Steps
//
// 1. Reach. Beyond the last band of travel everything is excluded, so only rows
// in the cells that the reach touches are looked at, and the rows without
// coordinates.
//
// 2. Levels. What serves no need is excluded. Rows that serve the first need
// directly are found as a union of bitmaps, then those that serve it less well,
// and so on. Before each level the best key that it could hold is compared with
// the worst of the k found so far: when even that would not do, the scan ends.
//
// 3. Rings. Within a level the cells near the person come first, then those
// farther away, with the same test before each ring.
//
// 4. Tests. Once k are found, most rows fall short of the worst of them in a
// criterion in which that one has the most there is. Such criteria are looked
// at in the order in which they turn rows away, not in that of comparison, and
// the first that fails is the end of the row.
//
// 5. Rows. What passes is judged criterion by criterion, in order, and a row is left as soon as the
// part of its key that is known is less than the same part of the worst of the
// k. A criterion that nobody raised costs nothing: its part of every key is the
// same.
//
// The fit of an entry of a table is judged once per query and remembered.
//
// # Notes
//
// The distance to a row is worked out exactly only where it matters. A quick
// estimate in whole numbers, good to a thousandth within fifty kilometres,
// decides when it is clear of every band; else activity.Coordinates.DistanceTo
// does, as it does in Rank. Both therefore agree always.
//
// An activity with several rows is kept with the best of them. Its rows are
// compared by key, then by their order in the record, as Rank does.

// candidate is a row among the best.
type candidate struct {
	key uint64
	seg int32
	row int32
	ord uint16 // of a row whose activity has others
}

// step is one facet to judge.
type step struct {
	facet int
	last  bool  // of its group
	shift uint8 // of the group's fit in the key
	out   uint8 // bit f: fit f excludes
}

// scan is one query over an index.
type scan struct {
	p     *plan
	steps []step
	base  uint64 // Exact for every group that is not raised
	top   []candidate
	best  []activity.ID // IDs of top, for comparison

	seg   *segment
	segNo int32
	dead  bitset
	memo  *memo

	own    [][]Fit // fits of the host's criteria
	tests  []test
	ready  bool // tests are those of the part being scanned and the worst of top
	byNeed bool // rows of another level are left out
	level  Fit  // the most that a row of the part can have for the need
	ring   Fit  // likewise for travel

	cats []Fit // fit for the needs of each of the segment's categories
	near []Fit // fit for the interests, likewise
	// liked are the sets of rows whose fit for the interests is at least Good,
	// and those whose is Exact.
	liked [2][]*rowSet
	away  []bool // whether it is for people with another need
	here  point
	buf   offer
	site  site
	out   []Judgement
}

// stepsOf lists the facets to judge, in the order compared. A facet that is
// not raised is Exact in every row.
func (x *scan) stepsOf(buf []step) []step {
	p := x.p
	steps := buf[:0]
	for i, g := range p.order[:p.groups] {
		shift := uint8(3 * (p.groups - 1 - i))
		from := len(steps)
		var out uint8
		for f := No; f <= Exact; f++ {
			if p.excludes(g, f) {
				out |= 1 << f
			}
		}
		if g >= groups {
			steps = append(steps, step{facet: facets + g - groups, shift: shift, out: out})
		} else {
			for _, f := range facetsOf[g] {
				if p.asks(f) {
					steps = append(steps, step{facet: f, shift: shift, out: out})
				}
			}
		}
		if len(steps) == from {
			x.base |= uint64(Exact) << shift
			continue
		}
		steps[len(steps)-1].last = true
	}
	return steps
}

// bound returns the greatest key that a row can have whose fits for need and
// travel are at most these.
func (x *scan) bound(need, travel Fit) uint64 {
	key := uint64(0)
	for _, g := range x.p.order[:x.p.groups] {
		fit := Exact
		switch g {
		case gNeed:
			fit = need
		case gTravel:
			fit = travel
		}
		key = key<<3 | uint64(fit)
	}
	return key
}

// A test is what a facet of a row must be at least, or the row cannot be among
// the best.
type test struct {
	facet int
	least Fit
	memo  []uint8
}

// enter begins a part in which no row has more than these fits for need and
// travel.
func (x *scan) enter(byNeed bool, level, ring Fit) {
	x.byNeed, x.level, x.ring, x.ready = byNeed, level, ring, false
}

// demand works out the tests. As long as the worst of the best has the most
// that is possible in the criteria compared first, a better row must have it
// in each of them too, so that they may be looked at in any order; in the
// criterion after those it must have no less. What excludes is asked always.
func (x *scan) demand() {
	x.ready = true
	var need [facets + maxCriteria]Fit
	tied := len(x.top) == x.p.k
	var worst uint64
	if tied {
		worst = x.top[len(x.top)-1].key
	}
	for _, st := range x.steps {
		if st.out&1 == 1 {
			need[st.facet] = Unknown
		}
		if !tied {
			continue
		}
		theirs := Fit(worst >> st.shift & 7)
		need[st.facet] = max(need[st.facet], theirs)
		tied = !st.last || theirs >= x.most(st.facet)
	}
	for n := range x.tests {
		x.tests[n].least = need[x.tests[n].facet]
	}
}

// most is the most that a row of the part can have for a facet.
func (x *scan) most(f int) Fit {
	switch f {
	case fNeed:
		return x.level
	case fTravel:
		return x.ring
	}
	return Exact
}

// costly are the facets whose answer depends on the row itself; they are
// looked at last.
func costly(f int) bool { return f == fTravel || f == fChoice || f >= facets }

// prepareTests lists the facets, those that cost little first.
func (x *scan) prepareTests() {
	x.tests, x.ready = x.tests[:0], false
	for _, late := range [...]bool{false, true} {
		for _, st := range x.steps {
			if costly(st.facet) != late {
				continue
			}
			t := test{facet: st.facet}
			if st.facet < facets {
				t.memo = x.memo.fits[st.facet]
			}
			x.tests = append(x.tests, t)
		}
	}
}

// consider judges a row, unless a test shows that it cannot be among the best.
// The test that turned a row away moves up by one, so that what turns most
// away comes to be asked first.
func (x *scan) consider(i int) {
	if !x.ready {
		x.demand()
	}
	r := &x.seg.rows[i]
	for n := range x.tests {
		t := &x.tests[n]
		if t.least == No || x.remembered(t, r, i) >= t.least {
			continue
		}
		if n > 0 && costly(x.tests[n-1].facet) == costly(t.facet) {
			x.tests[n-1], x.tests[n] = x.tests[n], x.tests[n-1]
		}
		return
	}
	if x.byNeed && x.fit(fNeed, r, i) != x.level {
		return
	}
	x.row(i)
}

// remembered returns the fit of a test's facet for a row, the quick way for
// the facets that are asked most.
func (x *scan) remembered(t *test, r *row, i int) Fit {
	var class uint32
	switch t.facet {
	case fNeed, fLikes:
		class = r.cats
	case fStanding:
		class = uint32(r.state)
	case fFinished:
		if r.flags&flagLast == 0 {
			return Exact
		}
		class = r.when
	case fTime:
		class = r.when
	case fAge:
		class = uint32(r.ages)
	case fAdmit:
		class = uint32(r.admit)
	case fArea:
		class = r.area
	case fLanguage:
		class = uint32(r.langs)
	case fCost:
		class = uint32(r.cost)
	case fFresh:
		class = uint32(r.fresh)
	case fFeatures:
		class = r.feats<<1 | uint32(r.flags&flagPlaced)
	default:
		return x.fit(t.facet, r, i)
	}
	if v := t.memo[class]; v != 0 {
		return Fit(v - 1)
	}
	fit := x.fresh(t.facet, r, i)
	t.memo[class] = uint8(fit) + 1
	return fit
}

// hopeless reports whether no row with at most this key can still be among the
// best. Equal keys can: the ID decides.
func (x *scan) hopeless(bound uint64) bool {
	return len(x.top) == x.p.k && x.top[len(x.top)-1].key > bound
}

// row judges one row and notes it if it is among the best.
func (x *scan) row(i int) {
	r := &x.seg.rows[i]
	key, fit := x.base, Exact
	full := len(x.top) == x.p.k
	var worst uint64
	if full {
		worst = x.top[len(x.top)-1].key
	}
	for s := range x.steps {
		st := &x.steps[s]
		fit = min(fit, x.fit(st.facet, r, i))
		if !st.last {
			continue
		}
		if st.out>>fit&1 == 1 {
			return
		}
		key |= uint64(fit) << st.shift
		fit = Exact
		if full {
			switch mine, theirs := key>>st.shift, worst>>st.shift; {
			case mine < theirs:
				return
			case mine > theirs:
				full = false // whatever follows, it is better
			}
		}
	}
	x.note(candidate{key: key, seg: x.segNo, row: int32(i)}, r.flags)
}

// note puts a row among the best, if it is.
func (x *scan) note(c candidate, flags uint8) {
	id := x.seg.ids[c.row]
	if flags&flagMulti != 0 {
		c.ord = x.seg.from[c.row].ord
		if !x.replace(c, id) {
			return
		}
	}
	n := len(x.top)
	if n == x.p.k {
		if !x.ahead(c.key, id, n-1) {
			return
		}
		n--
		x.top, x.best = x.top[:n], x.best[:n]
	}
	x.top, x.best = append(x.top, c), append(x.best, id)
	for ; n > 0 && x.ahead(c.key, id, n-1); n-- {
		x.top[n], x.best[n] = x.top[n-1], x.best[n-1]
	}
	x.top[n], x.best[n] = c, id
	x.ready = false
}

// ahead reports whether a key and ID come before the candidate at n.
func (x *scan) ahead(key uint64, id activity.ID, n int) bool {
	if key != x.top[n].key {
		return key > x.top[n].key
	}
	return x.p.before(id, x.best[n])
}

// replace looks for another row of the same activity among the best. It
// reports whether c has still to be put in; then the other is gone.
func (x *scan) replace(c candidate, id activity.ID) bool {
	for n := range x.top {
		if x.best[n] != id {
			continue
		}
		if c.key < x.top[n].key || c.key == x.top[n].key && c.ord > x.top[n].ord {
			return false
		}
		x.top = append(x.top[:n], x.top[n+1:]...)
		x.best = append(x.best[:n], x.best[n+1:]...)
		return true
	}
	return true
}

// class returns which entry of which table the answer of a facet depends on,
// and whether that is all it depends on.
func (x *scan) class(f int, r *row, i int) (uint32, bool) {
	switch f {
	case fNeed, fLikes:
		return r.cats, true
	case fAge:
		return uint32(r.ages), true
	case fAdmit:
		return uint32(r.admit), true
	case fArea:
		return r.area, true
	case fMatters:
		return r.feats, true
	case fStanding:
		return uint32(r.state), true
	case fFinished, fTime:
		return r.when, true
	case fFeatures:
		return r.feats<<1 | uint32(r.flags&flagPlaced), true
	case fMode:
		return uint32(r.mode)<<1 | uint32(r.flags&flagPlaced), true
	case fLanguage:
		return uint32(r.langs), true
	case fCost:
		return uint32(r.cost), true
	case fRoom:
		return uint32(r.room), x.p.q.Availability == nil
	case fFresh:
		return uint32(r.fresh), true
	case fSuspended:
		return x.seg.from[i].provider, true
	case fTravel, fChoice:
		return 0, false
	default:
		return uint32(x.seg.host[f-facets][i]), false
	}
}

// fit returns the fit of a facet for a row.
func (x *scan) fit(f int, r *row, i int) Fit {
	class, known := x.class(f, r, i)
	if !known {
		return x.alone(f, r, i, class)
	}
	if v := x.memo.fits[f][class]; v != 0 {
		return Fit(v - 1)
	}
	fit := x.fresh(f, r, i)
	x.memo.fits[f][class] = uint8(fit) + 1
	return fit
}

// alone judges a facet whose answer depends on the row itself.
func (x *scan) alone(f int, r *row, i int, class uint32) Fit {
	switch f {
	case fTravel:
		return x.travel(r, i)
	case fChoice:
		return x.judge(f, i)
	case fRoom:
		if j, ok := overlaid(x.p.q.Availability.Of(x.seg.ids[i]), &x.seg.t.room.vals[r.room]); ok {
			return j.Fit
		}
		return x.fresh(f, r, i)
	default:
		return x.own[f-facets][class]
	}
}

// fresh judges an entry that has not been judged before in this query. Needs
// and interests are judged category by category beforehand.
func (x *scan) fresh(f int, r *row, i int) Fit {
	switch f {
	case fNeed:
		fit := mostOf(x.cats, x.seg.catsOf[r.cats])
		if fit > Low && fit != Unknown && x.focused(x.seg.catsOf[r.cats]) {
			return Low
		}
		return fit
	case fLikes:
		return mostOf(x.near, x.seg.catsOf[r.cats])
	}
	x.fill(f, r, i)
	x.out = table[f].judge(x.p, &x.buf, x.out[:0])
	return least(x.out)
}

// mostOf returns the greatest fit of some categories; Unknown if there are none.
func mostOf(fits []Fit, cats []uint32) Fit {
	if len(cats) == 0 {
		return Unknown
	}
	best := No
	for _, c := range cats {
		best = max(best, fits[c])
	}
	return best
}

// focused reports whether one of some categories is for people with another
// need.
func (x *scan) focused(cats []uint32) bool {
	for _, c := range cats {
		if x.away[c] {
			return true
		}
	}
	return false
}

// grade judges the segment's categories for the needs and the interests.
func (x *scan) grade() {
	n := len(x.seg.cats)
	x.cats, x.near = slices.Grow(x.cats[:0], n)[:n], slices.Grow(x.near[:0], n)[:n]
	clear(x.cats)
	clear(x.near)
	x.away = append(x.away[:0], x.seg.focus...)
	for rank, need := range x.p.q.Seeker.Needs {
		for _, l := range x.seg.links[need] {
			x.cats[l.cat] = max(x.cats[l.cat], needFit(l.strength, rank, x.seg.cats[l.cat].guessed))
			if grade(l.strength) >= grade(Related) {
				x.away[l.cat] = false
			}
		}
	}
	x.liked[0], x.liked[1] = x.liked[0][:0], x.liked[1][:0]
	if !x.p.asks(fLikes) {
		return
	}
	least := x.p.elsewhere()
	for n, c := range x.seg.cats {
		x.near[n] = max(least, x.p.likes(c.code).Fit)
		if x.near[n] >= Good {
			x.liked[0] = append(x.liked[0], &x.seg.catSets[n])
		}
		if x.near[n] >= Exact {
			x.liked[1] = append(x.liked[1], &x.seg.catSets[n])
		}
	}
}

// fill fills what one facet looks at.
func (x *scan) fill(f int, r *row, i int) {
	t, o := &x.seg.t, &x.buf
	switch f {
	case fAge:
		o.ages = &t.ages.vals[r.ages]
	case fAdmit:
		o.admit = &t.admit.vals[r.admit]
	case fArea:
		o.area = &t.area.vals[r.area]
	case fStanding:
		o.state = &t.state.vals[r.state]
	case fFinished, fTime:
		o.when = &t.when.vals[r.when].pattern
	case fMatters, fFeatures, fMode:
		o.feats, o.placed, o.mode = &t.feats.vals[r.feats], r.flags&flagPlaced != 0, modeList[r.mode]
	case fLanguage:
		o.langs = t.langs.vals[r.langs]
	case fCost:
		o.cost = &t.cost.vals[r.cost]
	case fRoom:
		o.room = &t.room.vals[r.room]
	case fFresh:
		o.fresh = &t.fresh.vals[r.fresh]
	default:
		x.seg.offer(i, o)
	}
}

// judge judges one facet of a row as Rank would, from the whole offer.
func (x *scan) judge(f, i int) Fit {
	x.seg.offer(i, &x.buf)
	x.out = table[f].judge(x.p, &x.buf, x.out[:0])
	return least(x.out)
}

// memo remembers the fits of entries for one query over one segment: the fit
// plus one, 0 for not yet judged.
type memo struct {
	fits [facets][]uint8
	all  []uint8 // what fits are parts of
}

// newMemo makes room for the entries of a segment.
func newMemo(s *segment) *memo {
	m := &memo{}
	sizes := [facets]int{
		fStanding: len(s.t.state.vals), fFinished: len(s.t.when.vals), fSuspended: len(s.t.provider.vals),
		fNeed: len(s.t.cats.vals), fLikes: len(s.t.cats.vals), fMatters: len(s.t.feats.vals),
		fAge: len(s.t.ages.vals), fAdmit: len(s.t.admit.vals), fArea: len(s.t.area.vals),
		fFeatures: 2 * len(s.t.feats.vals), fMode: 2 * len(modeList), fLanguage: len(s.t.langs.vals),
		fTime: len(s.t.when.vals), fCost: len(s.t.cost.vals), fRoom: len(s.t.room.vals), fFresh: len(s.t.fresh.vals),
	}
	total := 0
	for _, n := range sizes {
		total += n
	}
	m.all = make([]uint8, total)
	at := 0
	for f, n := range sizes {
		m.fits[f] = m.all[at : at+n : at+n]
		at += n
	}
	return m
}

// next forgets what was judged of the facets that a plan raises.
func (m *memo) next(p *plan) {
	for f := range m.fits {
		if p.asks(f) {
			clear(m.fits[f])
		}
	}
}

// words is how many words of a bitmap are joined at a time.
const words = 64

// walk judges the rows of [lo, hi) that are in the union of the sets; all of
// them if sets is nil. Rows whose fit for the need is not the level's are left
// for another level. A few rows are looked at one by one rather than in the
// sets.
func (x *scan) walk(lo, hi int, sets []*rowSet) {
	if sets == nil || hi-lo <= 4*len(sets) {
		for i := lo; i < hi; i++ {
			if !x.dead.has(i) {
				x.consider(i)
			}
		}
		return
	}
	var buf, also [words]uint64
	for w := lo >> 6; w<<6 < hi; w += words {
		chunk := buf[:min(words, (hi-1)>>6-w+1)]
		clear(chunk)
		for _, s := range sets {
			s.or(w, chunk)
		}
		x.keepLiked(w, chunk, also[:len(chunk)])
		for c, word := range chunk {
			at := (w + c) << 6
			if at < lo {
				word &= ^uint64(0) << (lo - at)
			}
			if at+64 > hi {
				word &= ^uint64(0) >> (at + 64 - hi)
			}
			for ; word != 0; word &= word - 1 {
				if i := at + bits.TrailingZeros64(word); !x.dead.has(i) {
					x.consider(i)
				}
			}
		}
	}
}

// keepLiked keeps the rows of a chunk that answer the interests as well as the
// worst of the best does, where a row has to.
func (x *scan) keepLiked(w int, chunk, also []uint64) {
	if !x.p.asks(fLikes) {
		return
	}
	if !x.ready {
		x.demand()
	}
	for n := range x.tests {
		t := &x.tests[n]
		if t.facet != fLikes || t.least < Good {
			continue
		}
		clear(also)
		for _, s := range x.liked[t.least-Good] {
			s.or(w, also)
		}
		for c := range chunk {
			chunk[c] &= also[c]
		}
	}
}
