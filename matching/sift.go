package matching

import (
	"slices"
)

// Sifting: the best k of a list of rows, without judging every row by every
// criterion.
//
// The rows are marked with their fit for the criterion that is compared first,
// and those with the greatest fit are sifted by the second, and so on down.
// What comes out at the end has the greatest key of all, so that it goes among
// the best; then the division with the next lower fit is taken up, unless even
// Exact in everything that follows would not do. With k found, most divisions
// never are: each row is looked at once for each criterion that its division
// comes to, which for most rows is one.
//
// A pass marks all rows of a division by one table before the next is looked
// at. That is quicker than row by row, since the processor waits for many rows
// of memory at a time and has nothing to guess.

// stage is a criterion by which rows are divided.
type stage struct {
	group  int
	looks  []look
	shift  uint8 // of its fit in the key
	out    uint8 // bit f: fit f excludes
	weeds  bool  // a row that is not excluded is Exact
	sorted bool  // every row of the part has the same fit
}

// look is one facet of a stage.
type look struct {
	facet int
	col   int     // the column that answers it, or none
	memo  []uint8 // fit plus one of each entry of that column; 0 not yet judged
}

// fMust is the part of the person's choice that ranks: must-haves that a
// record does not answer. fShun is the part that only excludes.
const (
	fMust = facets + maxCriteria + iota
	fShun
)

// few is how many rows are judged one by one rather than in passes.
const few = 10

// batch is how many rows are collected before they are sifted.
const batch = 8192

// stagesOf makes the stages from the steps, those that only exclude last.
func (x *scan) stagesOf(steps []step, buf []stage, looks []look) ([]stage, []look) {
	stages, late := buf[:0], [2]stage{}
	n := 0
	looks = slices.Grow(looks[:0], len(steps)+1)
	for from := 0; from < len(steps); {
		to := from
		for !steps[to].last {
			to++
		}
		st := stage{group: groupOfStep(&steps[from]), shift: steps[from].shift, out: steps[from].out}
		at := len(looks)
		for _, s := range steps[from : to+1] {
			looks = append(looks, look{facet: s.facet, col: x.column(s.facet)})
		}
		from = to + 1
		if st.group == gAccess {
			slices.Reverse(looks[at:]) // the mode is the smaller table
		}
		switch {
		case st.group == gChoice && x.p.demands():
			looks[at] = look{facet: fMust, col: x.p.mustColumn()}
			st.looks = looks[at:len(looks):len(looks)]
			stages = append(stages, st)
			if x.p.q.Seeker.Avoid.IsZero() {
				continue
			}
			at = len(looks)
			looks = append(looks, look{facet: fShun, col: none})
			st.weeds = true
		case st.group == gChoice || st.group == gStanding:
			st.weeds = true
		}
		st.looks = looks[at:len(looks):len(looks)]
		if st.weeds {
			late[n] = st
			n++
			continue
		}
		stages = append(stages, st)
	}
	return append(stages, late[:n]...), looks
}

// aim points the stages at the memories of a segment.
func (x *scan) aim() {
	for s := range x.stages {
		for l := range x.stages[s].looks {
			lk := &x.stages[s].looks[l]
			switch {
			case lk.col == none:
			case lk.facet == fMust:
				lk.memo = x.memo.must
			default:
				lk.memo = x.memo.fits[lk.facet]
			}
		}
	}
}

// enter begins a part.
func (x *scan) enter(b box) {
	x.box = b
	x.start, x.list = x.base, x.list[:0]
	x.rest[len(x.stages)] = 0
	for n := len(x.stages) - 1; n >= 0; n-- {
		st := &x.stages[n]
		most := Exact
		switch st.group {
		case gNeed:
			most, st.sorted = b.need, b.byNeed
		case gTravel:
			most = b.travel
		case gInterest:
			most = b.likes.fit()
		}
		if b.shut && st.group == x.gates[b.passed].group {
			most = min(most, Good)
		}
		x.rest[n] = x.rest[n+1]
		switch {
		case st.group == gChoice && st.weeds && x.p.demands():
			// Its bits are those of the stage that ranks.
		case st.weeds || st.sorted:
			x.start |= uint64(most) << st.shift
		default:
			x.rest[n] |= uint64(most) << st.shift
		}
	}
}

// flush sifts what has been collected of a part.
func (x *scan) flush() {
	x.sift(x.list, 0, x.start)
	x.list = x.list[:0]
}

// sift notes the best of a list of rows, of whose keys the parts of the stages
// before n are known.
func (x *scan) sift(list []int32, n int, key uint64) {
	switch {
	case len(list) == 0 || x.hopeless(key|x.rest[n]):
		return
	case n == len(x.stages):
		for _, i := range list {
			x.note(candidate{key: key, seg: x.segNo, row: i})
		}
		return
	case x.stages[n].sorted:
		x.sift(list, n+1, key)
		return
	case len(list) <= few:
		for _, i := range list {
			x.row(i, n, key)
		}
		return
	}
	from := len(x.marks)
	x.marks = slices.Grow(x.marks, len(list))[:from+len(list)]
	x.divide(list, x.marks[from:], n, key)
	x.marks = x.marks[:from]
}

// divide divides rows by their fit for a stage and sifts the divisions.
//
// A mark is the fit plus one, and in its upper half how many looks after the
// first it takes into account: the second look is taken only at rows that the
// first leaves in the division at hand, and so on.
func (x *scan) divide(list []int32, marks []uint8, n int, key uint64) {
	st := &x.stages[n]
	x.mark(&st.looks[0], list, marks)
	counts := tally8(marks)
	whole := uint8(len(st.looks)-1) << 4
	for fit := Exact; fit <= Exact; fit-- { // until it wraps round
		k := key
		if !st.weeds {
			k |= uint64(fit) << st.shift
		}
		if counts[fit+1] == 0 || st.out>>fit&1 == 1 {
			continue
		}
		if x.hopeless(k | x.rest[n+1]) {
			return
		}
		mark := uint8(fit) + 1
		if whole != 0 {
			x.complete(st, list, marks, mark, &counts)
		}
		if counts[mark] == len(list) {
			x.sift(list, n+1, k)
			return
		}
		at := len(x.arena)
		x.sift(x.pick(list, marks, mark|whole, counts[mark]), n+1, k)
		x.arena = x.arena[:at]
	}
}

// tally8 counts marks by their lower half, four at a time, so that no count has
// to wait for the one before.
func tally8(marks []uint8) [8]int {
	var c [4][8]int
	n := 0
	for ; n+4 <= len(marks); n += 4 {
		m := marks[n : n+4 : n+4]
		c[0][m[0]&7]++
		c[1][m[1]&7]++
		c[2][m[2]&7]++
		c[3][m[3]&7]++
	}
	for ; n < len(marks); n++ {
		c[0][marks[n]&7]++
	}
	for k := range c[0] {
		c[0][k] += c[1][k] + c[2][k] + c[3][k]
	}
	return c[0]
}

// pick collects the rows with a mark, of which there are count.
func (x *scan) pick(list []int32, marks []uint8, mark uint8, count int) []int32 {
	at := len(x.arena)
	x.arena = slices.Grow(x.arena, count+1)[:at+count+1]
	out, n := x.arena[at:], 0
	for k, m := range marks {
		out[n] = list[k] // overwritten by the next unless it counts
		if m == mark {
			n++
		}
	}
	return out[:count]
}

// complete takes the other looks of a stage at the rows of a division.
func (x *scan) complete(st *stage, list []int32, marks []uint8, mark uint8, counts *[8]int) {
	from, count := len(x.arena), 0
	x.arena = slices.Grow(x.arena, len(marks)+1)[:from+len(marks)+1]
	in := x.arena[from:]
	for n, m := range marks {
		in[count] = int32(n) // overwritten by the next unless it counts
		if m&7 == mark {
			count++
		}
	}
	in = in[:count]
	for l := 1; l < len(st.looks); l++ {
		lk, kept := &st.looks[l], in[:0]
		memo, rows, col := lk.memo, x.seg.rows, max(lk.col, 0)
		if lk.col == none {
			memo = nil
		}
		for _, n := range in {
			v := marks[n]
			if int(v>>4) < l {
				fit := uint8(0)
				if memo != nil {
					fit = memo[rows[list[n]].c[col]]
				}
				if fit == 0 {
					fit = uint8(x.see(lk, list[n])) + 1
				}
				if fit < mark {
					counts[mark]--
					counts[fit]++
					v = fit
				}
				v = v&7 | uint8(l)<<4
				marks[n] = v
			}
			if v&7 == mark {
				kept = append(kept, n)
			}
		}
		in = kept
	}
	x.arena = x.arena[:from]
}

// mark marks rows with their fit for the first look of a stage, plus one.
func (x *scan) mark(lk *look, list []int32, marks []uint8) {
	if lk.col == none {
		for n, i := range list {
			marks[n] = uint8(x.see(lk, i)) + 1
		}
		return
	}
	memo, rows, col := lk.memo, x.seg.rows, lk.col
	for n, i := range list {
		v := memo[rows[i].c[col]]
		if v == 0 {
			v = x.study(lk, i)
		}
		marks[n] = v
	}
}

// study judges the entry of a row, remembers its fit and returns that plus one.
func (x *scan) study(lk *look, i int32) uint8 {
	v := uint8(x.fresh(lk.facet, int(i))) + 1
	lk.memo[x.seg.rows[i].c[lk.col]] = v
	return v
}

// see returns the fit of a facet for a row.
func (x *scan) see(lk *look, i int32) Fit {
	switch {
	case lk.col != none:
		if v := lk.memo[x.seg.rows[i].c[lk.col]]; v != 0 {
			return Fit(v - 1)
		}
		return Fit(x.study(lk, i) - 1)
	case lk.facet == fMust:
		return x.fresh(fMust, int(i))
	case lk.facet == fShun:
		x.seg.offer(int(i), &x.buf)
		if x.p.avoided(&x.buf) {
			return No
		}
		return Exact
	}
	return x.alone(lk.facet, int(i))
}

// row judges one row by the stages from n on and notes it if it is among the
// best.
func (x *scan) row(i int32, n int, key uint64) {
	for ; n < len(x.stages); n++ {
		st := &x.stages[n]
		if st.sorted {
			continue
		}
		fit := Exact
		for l := range st.looks {
			lk := &st.looks[l]
			if lk.col != none {
				if v := lk.memo[x.seg.rows[i].c[lk.col]]; v != 0 { // as see does, without a call
					fit = min(fit, Fit(v-1))
					continue
				}
			}
			fit = min(fit, x.see(lk, i))
		}
		if st.out>>fit&1 == 1 {
			return
		}
		if !st.weeds {
			key |= uint64(fit) << st.shift
		}
		if x.hopeless(key | x.rest[n+1]) {
			return
		}
	}
	x.note(candidate{key: key, seg: x.segNo, row: i})
}

// servers are the sets of rows by what their categories do for the needs.
type servers struct {
	direct, good, low []*rowSet // those of a category with that fit
	none              []*rowSet // those without a category
	best, well        []*rowSet // those of a category that is Exact, and Good, for the interests
	// How many rows there are with each fit for the need, and as the interests
	// ask, counting some twice.
	count [Exact + 1]int
	liked [lessLiked + 1]int
}

// serve finds the sets.
func (x *scan) serve() {
	s, v := x.seg, &x.sets
	v.direct, v.good, v.low = v.direct[:0], v.good[:0], v.low[:0]
	v.none = append(v.none[:0], &s.noCat)
	v.count = [Exact + 1]int{Unknown: s.noCat.count}
	for n, fit := range x.cats {
		v.count[fit] += s.catSets[n].count
		switch fit {
		case Exact:
			v.direct = append(v.direct, &s.catSets[n])
		case Good:
			v.good = append(v.good, &s.catSets[n])
		case Low:
			v.low = append(v.low, &s.catSets[n])
		case Unknown, No:
		}
	}
}

// like finds the sets of rows that answer the interests.
func (x *scan) like() {
	s, v := x.seg, &x.sets
	v.best, v.well = v.best[:0], v.well[:0]
	v.liked = [lessLiked + 1]int{anyLiking: s.len(), lessLiked: s.len()}
	if !x.byLiking {
		return
	}
	for n := range s.cats {
		switch x.near[n] {
		case Exact:
			v.best = append(v.best, &s.catSets[n])
			v.liked[mostLiked] += s.catSets[n].count
		case Good:
			v.well = append(v.well, &s.catSets[n])
			v.liked[wellLiked] += s.catSets[n].count
		case Low, Unknown, No:
		}
	}
}

// of returns the sets to be joined for a level.
func (v *servers) of(level Fit) []*rowSet {
	switch level {
	case Exact:
		return v.direct
	case Good:
		return v.good
	case Low:
		return v.low
	case Unknown:
		return v.none
	case No:
	}
	return nil
}

// gatherAll collects the rows of [lo, hi) that the need does not exclude.
func (x *scan) gatherAll(lo, hi int) {
	rows, memo, out := x.seg.rows, x.memo.fits[fNeed], x.needOut
	if !x.p.asks(fNeed) {
		out = 0
	}
	for i := lo; i < hi; i++ {
		entry := rows[i].c[cCats]
		v := memo[entry]
		if v == 0 && out != 0 {
			v = uint8(x.serves(entry)) + 1
		}
		if out<<1>>v&1 == 1 || x.dead != nil && x.dead.has(i) {
			continue
		}
		x.list = append(x.list, int32(i))
		if len(x.list) >= batch {
			x.flush()
		}
	}
}

// needOf returns the fit of a row for the needs.
func (x *scan) needOf(i int) Fit { return x.serves(x.seg.rows[i].c[cCats]) }

// serves returns the fit of an entry of the table of categories for the needs.
func (x *scan) serves(entry uint16) Fit {
	memo := x.memo.fits[fNeed]
	if v := memo[entry]; v != 0 {
		return Fit(v - 1)
	}
	fit := x.serving(x.seg.catsOf[entry])
	memo[entry] = uint8(fit) + 1
	return fit
}

// serving returns the fit of a list of categories for the needs.
func (x *scan) serving(list []uint32) Fit {
	if len(list) == 0 {
		return Unknown
	}
	fit := No
	for _, c := range list {
		fit = max(fit, x.cats[c])
	}
	if fit > No && x.focused(list) {
		return No
	}
	return fit
}
