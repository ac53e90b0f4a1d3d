package matching

import (
	"cmp"
	"math/bits"
	"slices"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/person"
)

// A segment is an immutable block of rows with its tables.
//
// Rows with coordinates come first, sorted by cell, southernmost row of cells
// first and within it from west to east, so that what lies in reach of a person
// is a few dozen runs of rows. Then come the rows without: those that happen at
// a place of which no more than the postcode district is known, by district;
// those that serve certain postcode districts and nobody else, with a list for
// each district; and at the end those that any query has to look at.
//
// For each category there is a set of rows, so that a query looks only at rows
// that serve a need: as a bitmap, 64 rows a word, where many rows have it, and
// as a list where few do. Rows of a cell stand in order of their categories, so
// that those that serve a need stand together.
type segment struct {
	rows []row
	from []source
	ids  []activity.ID
	host [][]uint8
	t    tables

	located int      // rows[:located] have coordinates
	cells   []uint32 // distinct cells of those, ascending
	starts  []uint32 // first row of each cell, and located at the end
	south   int32    // first row of cells that has any
	bands   []uint32 // for each row of cells from south: its first index in cells

	lost      int // rows[located:lost] are at a place without coordinates
	lostIn    map[activity.AreaCode]span
	local     int // rows[lost:local] serve only certain districts
	districts map[activity.AreaCode]resort

	multi []uint32 // rows whose activity has several, ascending
	ords  []uint16 // which offer of it each of those is
	peers []uint32 // the index of the next of that activity, in a ring, and alike
	heads []uint32 // the least index of that activity

	byID    []uint32 // rows in order of ID
	kindred []uint32 // how many activities have each entry of the table of categories

	cats    []category // numbered
	catSets []rowSet   // the rows of each
	focus   []bool     // whether it says whom an activity is for
	focused bitset     // rows with a category that does
	catsOf  [][]uint32 // the categories of each entry of the table of categories
	noCat   rowSet
	quick   quick
	screen  [columns]*screen
	// patterns are those of the table of schedules, side by side.
	patterns []pattern
	links    map[person.NeedCode][]needLink
}

// needLink says how one of the segment's categories serves a need.
type needLink struct {
	cat         uint32
	first, next Fit // of the need at the first rank, and at any other
	strength    Strength
	group       activity.GroupCode // only for those among it; "" for all
}

// rowSet is a set of rows, as bitmap or as list.
type rowSet struct {
	words []uint64
	list  []uint32
	count int
}

// Cells are a hundredth of a degree of latitude (1.1 km) and a sixtieth of a
// degree of longitude (1.1 km in the middle of Great Britain).
const (
	cellLat = 10_000
	cellLon = 16_667
)

// cellOf returns the cell of a point: the row of cells in the upper half.
func cellOf(lat, lon int32) uint32 {
	return uint32((lat+90_000_000)/cellLat)<<16 | uint32((int64(lon)+180_000_000)/cellLon)
}

// wordBudget is how many words of bitmaps a segment spends for 64 rows: each
// is one category.
const wordBudget = 96

// len returns how many rows there are.
func (s *segment) len() int { return len(s.ids) }

// is reports whether a row has a flag.
func (s *segment) is(i int, flag uint16) bool { return s.rows[i].is(flag) }

// mode returns the mode of a row.
func (s *segment) mode(i int) activity.Mode { return modeList[s.rows[i].c[cKind]&7] }

// finish sorts the rows of a maker and makes a segment of them. Of records
// with the same ID only the first counts.
func (m *maker) finish() *segment {
	s := &segment{from: m.from, ids: m.ids, host: m.host, t: m.t, ords: m.ords}
	s.t.seal()
	s.arrange(m.rows, m.distinct)
	s.index(m.opts.crosswalk)
	s.quicken(m.opts)
	s.screens(m.opts.sizes.screening)
	s.patterns = slices.Clone(m.patterns)
	return s
}

// arrange drops repeated records, unless there are none, and sorts the rows.
func (s *segment) arrange(rows []row, distinct bool) {
	n := len(rows)
	byID := sortIDs(s.ids)
	keep := make([]bool, n)
	for i := 0; i < n; {
		j, first := i, true
		for ; j < n && s.ids[byID[j]] == s.ids[byID[i]]; j++ {
			if !distinct && s.ords[byID[j]] == 0 && j > i {
				first = false
			}
			keep[byID[j]] = first
		}
		i = j
	}
	keys := make([]uint64, 0, n)
	towns, order := s.townOrder(), s.kindOrder(rows)
	for at, i := range order {
		if keep[i] {
			keys = append(keys, uint64(s.place(int(i), &rows[i], towns))<<32|uint64(at))
		}
	}
	keys = sortPlaces(keys)
	for n, k := range keys {
		keys[n] = k>>32<<32 | uint64(order[uint32(k)])
	}
	s.reorder(rows, keys)
	where := make([]uint32, n)
	for to, k := range keys {
		where[uint32(k)] = uint32(to)
	}
	s.byID = make([]uint32, 0, len(keys))
	for _, i := range byID {
		if keep[i] {
			s.byID = append(s.byID, where[i])
		}
	}
}

// Places after all cells, for rows without coordinates. Those at a place have
// placeLost and the number of the postcode district.
const (
	placeLost  = 1 << 31
	placeLocal = 1<<32 - 2
	placeAny   = 1<<32 - 1
)

// place returns where a row belongs: its cell, or one of the tails.
func (s *segment) place(i int, r *row, towns []uint32) uint32 {
	switch {
	case r.known():
		return cellOf(r.lat, r.lon)
	case localOnly(&s.t.area.vals[r.c[cArea]]):
		return placeLocal
	case r.is(flagPlaced):
		return placeLost + towns[s.t.site.vals[s.from[i].site].town]
	}
	return placeAny
}

// kindOrder returns the rows in order of their categories, so that rows of a
// place that serve the same needs stand together.
func (s *segment) kindOrder(rows []row) []uint32 {
	list := s.t.cats.vals
	entries := make([]uint32, len(list))
	for i := range entries {
		entries[i] = uint32(i)
	}
	slices.SortFunc(entries, func(a, b uint32) int {
		return slices.CompareFunc(list[a], list[b], func(x, y category) int {
			return cmp.Or(cmp.Compare(x.code, y.code), boolOrder(x.guessed, y.guessed))
		})
	})
	next := make([]uint32, len(list))
	for i := range rows {
		next[rows[i].c[cCats]]++
	}
	from := uint32(0)
	for _, e := range entries {
		next[e], from = from, from+next[e]
	}
	order := make([]uint32, len(rows))
	for i := range rows {
		e := rows[i].c[cCats]
		order[next[e]] = uint32(i)
		next[e]++
	}
	return order
}

// townOrder numbers the postcode districts of the towns, in their order.
func (s *segment) townOrder() []uint32 {
	list := make([]activity.AreaCode, len(s.t.town.vals))
	for i := range list {
		list[i] = s.t.town.vals[i].outward
	}
	slices.Sort(list)
	list = slices.Compact(list)
	out := make([]uint32, len(s.t.town.vals))
	for i := range out {
		n, _ := slices.BinarySearch(list, s.t.town.vals[i].outward)
		out[i] = uint32(n)
	}
	return out
}

// localOnly reports whether an area served is a list of postcode districts and
// nothing else.
func localOnly(r *areaRule) bool {
	c := &r.cover
	return c.Standing == activity.Known && !c.Everywhere && c.Radius == 0 && len(c.Areas) == 0 && len(c.Outward) > 0
}

// reorder brings rows into the order of keys, whose lower halves are the
// present positions.
func (s *segment) reorder(rows []row, keys []uint64) {
	ids, origin := make([]activity.ID, len(keys)), make([]source, len(keys))
	var ords []uint16
	s.rows = make([]row, len(keys))
	host := make([][]uint8, len(s.host))
	for c := range host {
		host[c] = make([]uint8, len(keys))
	}
	for to, k := range keys {
		from := uint32(k)
		ids[to], origin[to] = s.ids[from], s.from[from]
		s.rows[to] = rows[from]
		if rows[from].is(flagMulti) {
			s.multi, ords = append(s.multi, uint32(to)), append(ords, s.ords[from])
		}
		for c := range host {
			host[c][to] = s.host[c][from]
		}
	}
	s.ids, s.from, s.host, s.multi, s.ords = ids, origin, host, slices.Clone(s.multi), slices.Clone(ords)
	s.located, s.local = 0, len(keys)
	for i := len(keys) - 1; i >= 0 && uint32(keys[i]>>32) == placeAny; i-- {
		s.local = i
	}
	s.located = s.local
	for i := s.local - 1; i >= 0 && uint32(keys[i]>>32) == placeLocal; i-- {
		s.located = i
	}
	s.lost = s.located
	for i := s.lost - 1; i >= 0 && uint32(keys[i]>>32) >= placeLost; i-- {
		s.located = i
	}
	s.lostIn = map[activity.AreaCode]span{}
	for i := s.located; i < s.lost; i++ {
		town := s.outward(i)
		run, known := s.lostIn[town]
		if !known {
			run.lo = int32(i)
		}
		run.hi = int32(i) + 1
		s.lostIn[town] = run
	}
	s.layCells(keys[:s.located])
}

// ord returns which offer of its activity a row is, in the order of the record.
func (s *segment) ord(i uint32) uint16 {
	if at, ok := slices.BinarySearch(s.multi, i); ok {
		return s.ords[at]
	}
	return 0
}

// outward returns the postcode district of a row's site; "" if not known.
func (s *segment) outward(i int) activity.AreaCode {
	return s.t.town.vals[s.t.site.vals[s.from[i].site].town].outward
}

// layCells notes where each cell begins.
func (s *segment) layCells(keys []uint64) {
	s.cells, s.starts, s.bands, s.south = nil, nil, nil, 0
	for i, k := range keys {
		cell := uint32(k >> 32)
		if n := len(s.cells); n > 0 && s.cells[n-1] == cell {
			continue
		}
		s.cells, s.starts = append(s.cells, cell), append(s.starts, uint32(i))
	}
	s.starts = append(s.starts, uint32(len(keys)))
	if len(s.cells) == 0 {
		return
	}
	s.south = int32(s.cells[0] >> 16)
	for i, cell := range s.cells {
		for int(cell>>16) >= int(s.south)+len(s.bands) {
			s.bands = append(s.bands, uint32(i))
		}
	}
	s.bands = append(s.bands, uint32(len(s.cells)))
	s.cells, s.starts, s.bands = slices.Clone(s.cells), slices.Clone(s.starts), slices.Clone(s.bands)
}

// index makes the sets of rows: by need, by district.
func (s *segment) index(x *Crosswalk) {
	numbers := map[category]uint32{}
	s.catsOf = make([][]uint32, len(s.t.cats.vals))
	for i, list := range s.t.cats.vals {
		for _, c := range list {
			n, ok := numbers[c]
			if !ok {
				n = uint32(len(s.cats))
				numbers[c] = n
				s.cats = append(s.cats, c)
			}
			s.catsOf[i] = append(s.catsOf[i], n)
		}
	}
	s.kindred = make([]uint32, len(s.t.cats.vals))
	for i := range s.rows {
		s.kindred[s.rows[i].c[cCats]]++
	}
	for n, i := range s.multi {
		if s.ords[n] != 0 {
			s.kindred[s.rows[i].c[cCats]]--
		}
	}
	s.pair()
	s.link(x)
	s.sort()
	s.byDistrict()
}

// pair makes rings of the rows of each activity that has several, in the order
// of its record.
func (s *segment) pair() {
	order := make([]uint32, len(s.multi))
	for n := range order {
		order[n] = uint32(n)
	}
	slices.SortFunc(order, func(a, b uint32) int {
		if c := s.ids[s.multi[a]].Compare(s.ids[s.multi[b]]); c != 0 {
			return c
		}
		return cmp.Compare(s.ords[a], s.ords[b])
	})
	s.peers, s.heads = make([]uint32, len(order)), make([]uint32, len(order))
	for lo := 0; lo < len(order); {
		first, hi, same := s.multi[order[lo]], lo+1, uint32(alike)
		for ; hi < len(order) && s.ids[s.multi[order[hi]]] == s.ids[first]; hi++ {
			s.peers[order[hi-1]] = order[hi]
			if s.rows[s.multi[order[hi]]].c[cWhen] != s.rows[first].c[cWhen] {
				same = 0
			}
		}
		s.peers[order[hi-1]] = order[lo]
		head := slices.Min(order[lo:hi])
		for _, at := range order[lo:hi] {
			s.peers[at] |= same
			s.heads[at] = head
		}
		lo = hi
	}
}

// alike marks the rows of an activity that happens at the same times everywhere.
const alike = 1 << 31

// peer returns the index of the next row of the same activity.
func (s *segment) peer(at int) int { return int(s.peers[at] &^ alike) }

// sort makes the sets of rows by category, of those that have none and of those
// with one that says whom an activity is for.
func (s *segment) sort() {
	counts := make([]int, len(s.cats))
	for i := range s.rows {
		for _, n := range s.catsOf[s.rows[i].c[cCats]] {
			counts[n]++
		}
	}
	s.allot(counts)
	s.focused = make(bitset, (s.len()+63)/64)
	for i := range s.rows {
		list := s.catsOf[s.rows[i].c[cCats]]
		if len(list) == 0 {
			s.noCat.put(uint32(i))
		}
		for _, n := range list {
			s.catSets[n].put(uint32(i))
			if s.focus[n] {
				s.focused[i>>6] |= 1 << (i & 63)
			}
		}
	}
}

// allot gives bitmaps to the categories with most rows, as far as the budget
// goes and there is a row for each word, and lists to the others.
func (s *segment) allot(counts []int) {
	s.catSets = make([]rowSet, len(counts))
	order := make([]int, len(counts))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(counts[b], counts[a]) })
	words := (s.len() + 63) / 64
	for rank, n := range order {
		if rank < wordBudget && counts[n]*64 >= s.len() {
			s.catSets[n].words = make([]uint64, words)
		} else {
			s.catSets[n].list = make([]uint32, 0, counts[n])
		}
	}
}

// put adds a row; rows come in ascending order.
func (r *rowSet) put(i uint32) {
	r.count++
	if r.words != nil {
		r.words[i>>6] |= 1 << (i & 63)
		return
	}
	r.list = append(r.list, i)
}

// or joins the rows of the words from w on into out. Of a list it passes over at
// entries, all of which are before; it returns over how many it has passed, so
// that a later run of words need not be looked for from the beginning.
func (r *rowSet) or(w int, out []uint64, at int) int {
	if r.words != nil {
		unite(out, r.words[w:])
		return 0
	}
	lo, hi := uint32(w)<<6, uint32(w+len(out))<<6
	step := 1
	for at+step < len(r.list) && r.list[at+step] < lo {
		at, step = at+step, 2*step
	}
	at += lowerBound(r.list[at:min(at+step+1, len(r.list))], lo)
	for _, i := range r.list[at:] {
		if i >= hi {
			break
		}
		out[(i-lo)>>6] |= 1 << (i & 63)
	}
	return at
}

// unite joins the first words of a bitmap into out, four at a time.
func unite(out, in []uint64) {
	in = in[:len(out)]
	for len(out) >= 4 {
		o, v := (*[4]uint64)(out), (*[4]uint64)(in)
		o[0] |= v[0]
		o[1] |= v[1]
		o[2] |= v[2]
		o[3] |= v[3]
		out, in = out[4:], in[4:]
	}
	for i, v := range in {
		out[i] |= v
	}
}

// link resolves the crosswalk for the segment's categories.
func (s *segment) link(x *Crosswalk) {
	byCode := map[activity.CategoryCode][]uint32{}
	s.focus = make([]bool, len(s.cats))
	for n, c := range s.cats {
		byCode[c.code] = append(byCode[c.code], uint32(n))
		s.focus[n] = x.focus[c.code]
	}
	s.links = map[person.NeedCode][]needLink{}
	for _, l := range x.links {
		for _, n := range byCode[l.Category] {
			s.links[l.Need] = append(s.links[l.Need], needLink{
				cat: n, first: needFit(l.Strength, 0, s.cats[n].guessed), next: needFit(l.Strength, 1, s.cats[n].guessed),
				strength: l.Strength, group: l.Group,
			})
		}
	}
}

// resort is the rows that serve a postcode district, and their entries in the
// table of categories, so that most need not be looked at.
type resort struct {
	rows []uint32
	cats []uint16
}

// byDistrict lists the local rows of each postcode district.
func (s *segment) byDistrict() {
	s.districts = map[activity.AreaCode]resort{}
	for i := s.lost; i < s.local; i++ {
		list := s.t.area.vals[s.rows[i].c[cArea]].cover.Outward
		for n, area := range list {
			if !slices.Contains(list[:n], area) {
				r := s.districts[area]
				s.districts[area] = resort{append(r.rows, uint32(i)), append(r.cats, s.rows[i].c[cCats])}
			}
		}
	}
	for area, r := range s.districts { // without the room to grow
		s.districts[area] = resort{slices.Clone(r.rows), slices.Clone(r.cats)}
	}
}

// find returns the rows of an activity as a range of byID.
func (s *segment) find(id activity.ID) (int, int) {
	lo, ok := slices.BinarySearchFunc(s.byID, id, func(i uint32, id activity.ID) int { return s.ids[i].Compare(id) })
	if !ok {
		return lo, lo
	}
	return lo, s.run(lo)
}

// run returns where the rows end of the activity whose rows begin at lo in
// byID.
func (s *segment) run(lo int) int {
	id, hi := s.ids[s.byID[lo]], lo+1
	for hi < len(s.byID) && s.ids[s.byID[hi]] == id {
		hi++
	}
	return hi
}

// offer fills o from a row.
func (s *segment) offer(i int, o *offer) {
	c := &s.rows[i].c
	*o = offer{
		id: s.ids[i], provider: s.t.provider.vals[s.from[i].provider],
		cats: s.t.cats.vals[c[cCats]], ages: &s.t.ages.vals[c[cAges]], admit: &s.t.admit.vals[c[cAdmit]],
		area: &s.t.area.vals[c[cArea]], feats: &s.t.feats.vals[c[cFeats]],
		langs: s.t.langs.vals[c[cLangs]], when: &s.patterns[c[cWhen]], cost: &s.t.cost.vals[c[cCost]],
		room: &s.t.room.vals[c[cRoom]], state: &s.t.state.vals[c[cState]], fresh: &s.t.fresh.vals[c[cFresh]],
		site: o.site, host: o.host[:0],
	}
	s.spot(i, o)
	for h := range s.host {
		o.host = append(o.host, s.host[h][i])
	}
}

// spot fills o with where a row is.
func (s *segment) spot(i int, o *offer) {
	place := &s.t.site.vals[s.from[i].site]
	town := &s.t.town.vals[place.town]
	o.mode, o.placed, o.rough = s.mode(i), s.is(i, flagPlaced), s.is(i, flagRough)
	o.site.id, o.site.outward, o.site.areas = place.id, town.outward, town.areas
	o.at = activity.Coordinates{}
	if at := s.rows[i].micro; at.known() {
		o.at, _ = activity.CoordinatesAt(int64(at.lat), int64(at.lon))
	}
}

// bitset is a set of rows.
type bitset []uint64

// has reports whether i is in the set; a nil set is empty.
func (b bitset) has(i int) bool { return b != nil && b[i>>6]>>(i&63)&1 == 1 }

// count returns how many are in the set.
func (b bitset) count() int {
	n := 0
	for _, w := range b {
		n += bits.OnesCount64(w)
	}
	return n
}
