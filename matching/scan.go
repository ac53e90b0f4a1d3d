package matching

import (
	"cmp"
	"slices"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/person"
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
// 2. Parts. What serves no need is excluded. Rows that serve the first need
// directly are found as a union of sets, then those that serve it less well,
// and so on; of each level the cells near the person come first, then those
// farther away. Where there is much in reach, what the person likes and gates
// divide it further: a gate is passed by what may be Exact in one criterion.
// Always the criterion compared first divides first. Before each part the best
// key that it could hold is compared with the worst of the k found so far: when
// even that would not do, the part is left out. Where there is little in reach,
// all of it is one part. See walk.
//
// 3. Sifting. The rows of a part are divided by their fit for the criterion
// compared first, those with the greatest fit by the second, and so on: the
// first k that come out at the end are the best of the part. The others are
// taken up again, the greatest fit first, only as long as the best key that
// they could have would still do. A pass over the rows of a division looks at
// one column and one small table, without a branch that depends on the row.
// See sift.
//
// The fit of an entry of a table is judged once per query and remembered.
//
// # Notes
//
// A criterion that can only exclude, such as standing, is looked at last,
// since by then few rows are left. A criterion that nobody raised costs
// nothing: its part of every key is the same.
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
	p      *plan
	steps  []step
	stages []stage
	looks  []look
	base   uint64 // Exact for every group that is not raised
	top    []candidate
	best   []activity.ID // IDs of top, for comparison

	seg   *segment
	segNo int32
	dead  bitset
	memo  *memo

	own   [][]Fit                          // fits of the host's criteria
	start uint64                           // what is known of the keys of a part
	rest  [groups + maxCriteria + 1]uint64 // the most that the stages from one on can add
	// needOut says which fits for the need exclude: bit f, fit f.
	needOut uint8

	list    []int32 // rows of the part
	doubted []int32 // rows that may be of the part
	arena   []int32 // divisions of it
	marks   []uint8 // their fits

	cats    []Fit    // fit for the needs of each of the segment's categories
	grounds []ground // what that fit rests on, where there is any
	near    []Fit    // for the interests, likewise
	away    []bool   // whether it is for people with another need
	sets    servers
	box     box
	// sieves are unions of sets of rows, and gates those of one criterion each.
	sieves   []sieve
	gates    []gate
	byLiking bool // there are boxes by liking
	cuts     []cut
	reach    int // rows in reach
	here     point
	soon     slotSet // free parts of the days in which what happens is Exact
	month    slotSet // and of those in which it is Good, with those before
	wishes   wishes
	welcome  welcome
	named    [][]uint16          // entries of the table of areas that name where the person lives
	areas    [4][areaKinds]uint8 // fit plus one of the entries of a kind, by how they name the home; 0 not yet judged
	buf      offer
	site     site
	out      []Judgement
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

// groupOfStep returns the group that a step belongs to.
func groupOfStep(st *step) int {
	if st.facet >= facets {
		return groups + st.facet - facets
	}
	return table[st.facet].group
}

// bound returns the greatest key that a row of a box can have.
func (x *scan) bound(b *box) uint64 {
	shut := none
	if b.shut {
		shut = x.gates[b.passed].group
	}
	key := uint64(0)
	for _, g := range x.p.order[:x.p.groups] {
		fit := Exact
		switch g {
		case gNeed:
			fit = b.need
		case gTravel:
			fit = b.travel
		case gInterest:
			fit = b.likes.fit()
		}
		if g == shut {
			fit = min(fit, Good)
		}
		key = key<<3 | uint64(fit)
	}
	return key
}

// hopeless reports whether no row with at most this key can still be among the
// best. Equal keys can: the ID decides.
func (x *scan) hopeless(bound uint64) bool {
	return len(x.top) == x.p.k && x.top[len(x.top)-1].key > bound
}

// note puts a row among the best, if it is.
func (x *scan) note(c candidate) {
	id, n := x.seg.ids[c.row], len(x.top)
	if n == x.p.k && !x.ahead(c.key, id, n-1) && id != x.best[n-1] {
		return
	}
	if x.seg.is(int(c.row), flagMulti) {
		if !x.replace(c, id) {
			return
		}
		n = len(x.top)
	}
	if n == x.p.k {
		n--
		x.top, x.best = x.top[:n], x.best[:n]
	}
	x.top, x.best = append(x.top, c), append(x.best, id)
	for ; n > 0 && x.ahead(c.key, id, n-1); n-- {
		x.top[n], x.best[n] = x.top[n-1], x.best[n-1]
	}
	x.top[n], x.best[n] = c, id
}

// ahead reports whether a key and ID come before the candidate at n.
func (x *scan) ahead(key uint64, id activity.ID, n int) bool {
	if key == x.top[n].key {
		return x.p.before(id, x.best[n])
	}
	return key > x.top[n].key
}

// replace looks for another row of the same activity among the best. It
// reports whether c has still to be put in; then the other is gone.
func (x *scan) replace(c candidate, id activity.ID) bool {
	for n := range x.top {
		if x.best[n] != id {
			continue
		}
		other := x.top[n] // in the same segment, since of an activity all rows are
		if cmp.Or(cmp.Compare(c.key, other.key), cmp.Compare(x.seg.ord(uint32(other.row)), x.seg.ord(uint32(c.row)))) < 0 {
			return false
		}
		x.top = append(x.top[:n], x.top[n+1:]...)
		x.best = append(x.best[:n], x.best[n+1:]...)
		return true
	}
	return true
}

// columnOf is the column whose entry answers a facet; for those that no entry
// answers it is none. It is never written.
var columnOf = [facets]int{
	fChoice: none, fStanding: cState, fFinished: cWhen, fSuspended: none, fNeed: cCats, fLikes: cCats, fMatters: cFeats,
	fAge: cAges, fAdmit: cAdmit, fArea: cArea, fFeatures: cFeats, fMode: cKind, fLanguage: cLangs, fTime: cWhen,
	fTravel: none, fCost: cCost, fRoom: cRoom, fFresh: cFresh,
}

// none is not a column.
const none = -1

// column returns the column whose entry answers a facet in this query, or none.
func (x *scan) column(f int) int {
	if f >= facets || f == fRoom && x.p.q.Availability != nil {
		return none
	}
	return columnOf[f]
}

// fit returns the fit of a facet for a row.
func (x *scan) fit(f int, i int) Fit {
	col := x.column(f)
	if col == none {
		return x.alone(f, i)
	}
	if v := x.memo.fits[f][x.seg.rows[i].c[col]]; v != 0 {
		return Fit(v - 1)
	}
	return x.learn(f, i)
}

// learn judges an entry that has not been judged before in this query, and
// remembers its fit.
func (x *scan) learn(f int, i int) Fit {
	fit := x.fresh(f, i)
	x.memo.fits[f][x.seg.rows[i].c[columnOf[f]]] = uint8(fit) + 1
	return fit
}

// alone judges a facet whose answer depends on the row itself.
func (x *scan) alone(f int, i int) Fit {
	switch f {
	case fTravel:
		return x.travel(i)
	case fSuspended, fChoice:
		return x.judge(f, i)
	case fRoom:
		if j, ok := overlaid(x.p.q.Availability.Of(x.seg.ids[i]), &x.seg.t.room.vals[x.seg.rows[i].c[cRoom]]); ok {
			return j.Fit
		}
		return x.fresh(f, i)
	}
	return x.own[f-facets][x.seg.host[f-facets][i]]
}

// fresh judges an entry: by a quick fit where there is one.
func (x *scan) fresh(f int, i int) Fit {
	c := &x.seg.rows[i].c
	switch f {
	case fNeed:
		return x.serving(x.seg.catsOf[c[cCats]])
	case fLikes:
		return x.liking(x.seg.catsOf[c[cCats]])
	case fAdmit:
		return x.admitted(c[cAdmit])
	case fArea:
		return x.residing(c[cArea])
	case fTime:
		return x.timely(&x.seg.patterns[c[cWhen]])
	case fFeatures, fMatters:
		if x.seg.quick.feats != nil {
			return x.featured(f, c[cFeats])
		}
	case fMust:
		if x.seg.quick.feats != nil && x.p.mustColumn() == cFeats {
			return x.featured(f, c[cFeats])
		}
		return x.demanded(i)
	}
	x.fill(f, i)
	x.out = table[f].judge(x.p, &x.buf, x.out[:0])
	return least(x.out)
}

// demanded judges the must-haves.
func (x *scan) demanded(i int) Fit {
	if x.p.mustColumn() == none {
		x.seg.offer(i, &x.buf)
	} else {
		x.fill(fFeatures, i)
	}
	switch x.p.must(&x.buf) {
	case person.Yes:
		return Exact
	case person.Unknown:
		return Unknown
	case person.No:
	}
	return No
}

// liking returns the greatest fit of some categories for the interests; Unknown
// if there are none.
func (x *scan) liking(cats []uint32) Fit {
	if len(cats) == 0 {
		return Unknown
	}
	best := No
	for _, c := range cats {
		best = max(best, x.near[c])
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

// ready works out what every fit over a segment depends on.
func (x *scan) ready() {
	x.memo.next(x.p)
	x.grade()
	x.wishing()
	x.resident()
}

// ground is what the fit of a category for the needs rests on: a link from the
// need at a rank.
type ground struct {
	rank     int
	strength Strength
}

// grade judges the segment's categories for the needs.
func (x *scan) grade() {
	n := len(x.seg.cats)
	x.cats, x.near = slices.Grow(x.cats[:0], n)[:n], slices.Grow(x.near[:0], n)[:n]
	x.grounds = slices.Grow(x.grounds[:0], n)[:n]
	clear(x.cats)
	x.fancy()
	x.away = append(x.away[:0], x.seg.focus...)
	group, among := activity.GroupCode(""), true // links of one group often follow each other
	for rank, need := range x.p.q.Seeker.Needs {
		links := x.seg.links[need]
		for i := range links {
			l := &links[i]
			if l.group != "" {
				if l.group != group {
					group, among = l.group, x.p.among(l.group)
				}
				if !among {
					continue
				}
			}
			fit := l.next
			if rank == 0 {
				fit = l.first
			}
			if fit > x.cats[l.cat] {
				x.cats[l.cat], x.grounds[l.cat] = fit, ground{rank, l.strength}
			}
			if x.away[l.cat] && grade(l.strength) >= grade(Related) {
				x.away[l.cat] = false
			}
		}
	}
}

// fill fills what one facet looks at.
func (x *scan) fill(f int, i int) {
	t, o := &x.seg.t, &x.buf
	switch f {
	case fNeed, fLikes:
		o.cats = t.cats.vals[x.seg.rows[i].c[cCats]]
	case fAge:
		o.ages = &t.ages.vals[x.seg.rows[i].c[cAges]]
	case fAdmit:
		o.admit = &t.admit.vals[x.seg.rows[i].c[cAdmit]]
	case fArea:
		o.area = &t.area.vals[x.seg.rows[i].c[cArea]]
	case fStanding:
		o.state = &t.state.vals[x.seg.rows[i].c[cState]]
	case fFinished, fTime:
		o.when = &x.seg.patterns[x.seg.rows[i].c[cWhen]]
	case fMatters, fFeatures, fMode:
		o.feats, o.placed, o.mode = &t.feats.vals[x.seg.rows[i].c[cFeats]], x.seg.is(i, flagPlaced), x.seg.mode(i)
	case fTravel:
		x.seg.spot(i, o)
	case fLanguage:
		o.langs = t.langs.vals[x.seg.rows[i].c[cLangs]]
	case fCost:
		o.cost = &t.cost.vals[x.seg.rows[i].c[cCost]]
	case fRoom:
		o.id, o.room = x.seg.ids[i], &t.room.vals[x.seg.rows[i].c[cRoom]]
	case fFresh:
		o.fresh = &t.fresh.vals[x.seg.rows[i].c[cFresh]]
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
	must []uint8      // of fMust
	day  activity.Day // of the query before
}

// daily are the facets that ask nothing of the person: what they say of an entry
// is the same all day.
const daily = 1<<fStanding | 1<<fFinished | 1<<fRoom | 1<<fFresh

// newMemo makes room for the entries of a segment.
func newMemo(s *segment) *memo {
	m := &memo{}
	sizes, total := s.t.sizes(), 0
	for _, c := range columnOf {
		if c != none {
			total += sizes[c]
		}
	}
	all := make([]uint8, total+sizes[cFeats])
	for f, c := range columnOf {
		if c != none {
			m.fits[f], all = all[:sizes[c]:sizes[c]], all[sizes[c]:]
		}
	}
	m.must = all
	return m
}

// next forgets what was judged of the facets that a plan raises, unless that
// still holds.
func (m *memo) next(p *plan) {
	stale := p.raised
	if m.day == p.day {
		stale &^= daily
	} else {
		stale, m.day = stale|daily, p.day
	}
	for f := range m.fits {
		if stale>>f&1 == 1 {
			clear(m.fits[f])
		}
	}
	if p.demands() {
		clear(m.must)
	}
}
