package matching

// The parts of a segment, and the order in which they are scanned.

// box is a part: rows of which something is known before any is looked at. No
// fit for need or travel is greater than these.
type box struct {
	need, travel Fit
	byNeed       bool // every row has that fit for the need
	likes        liking
	// passed is how many of the gates every row passes, from the first on; shut
	// says that none passes the next one, and whole that it is not asked.
	passed      uint8
	shut, whole bool
}

// liking says which rows are in a box, by their categories.
type liking uint8

const (
	anyLiking liking = iota
	mostLiked        // Exact for the interests
	wellLiked        // Good
	lessLiked        // less

)

// fit is the most that a row can have for the interests.
func (l liking) fit() Fit {
	switch l {
	case wellLiked:
		return Good
	case lessLiked:
		return Low
	case anyLiking, mostLiked:
	}
	return Exact
}

// levels are the fits for the need, best first.
var levels = [...]Fit{Exact, Good, Low, Unknown}

// segment scans one segment, part by part.
func (x *scan) segment(s *scratch) {
	s.rings, s.worked = x.p.rings(s.rings[:0]), 0
	for r := range s.sheets {
		s.sheets[r].laid = false
	}
	reach, thin := x.thin(s)
	if thin {
		return
	}
	if !x.p.asks(fNeed) || !x.p.hard.has(gNeed) {
		for r := range s.places() {
			x.part(s, box{need: Exact}, r)
		}
		return
	}
	x.serve()
	x.sieves, x.gates, x.byLiking = x.sieves[:0], x.gates[:0], false
	if reach > x.p.sizes.dense {
		x.byLiking = x.p.asks(fLikes)
		x.like()
		x.sieve()
	}
	x.cuts, x.reach = x.cutsOf(x.cuts[:0]), reach
	x.walk(s, x.cuts, box{need: Exact, travel: Exact}, none)
}

// places is how many parts the map has: the rings, and two for places that are
// not known; or one where travel sets no limit.
func (s *scratch) places() int {
	if len(s.rings) == 0 {
		return 1
	}
	return len(s.rings) + 2
}

// cut is a way to divide a segment into parts.
type cut uint8

const (
	cutNeed cut = iota
	cutLiking
	cutGate
	cutPlace
)

// cutsOf lists the cuts in the order in which their criteria are compared, so
// that what can hold the best comes first.
func (x *scan) cutsOf(out []cut) []cut {
	gate, placed := 0, false
	for _, g := range x.p.order[:x.p.groups] {
		switch {
		case g == gNeed:
			out = append(out, cutNeed)
		case g == gInterest && x.byLiking:
			out = append(out, cutLiking)
		case g == gTravel:
			out, placed = append(out, cutPlace), true
		}
		if gate < len(x.gates) && x.gates[gate].group == g {
			out, gate = append(out, cutGate), gate+1
		}
	}
	if !placed {
		out = append(out, cutPlace)
	}
	return out
}

// walk divides a box by the cuts that are left, the better half first, and scans
// what comes out. Of a box in which nothing can be among the best it lets be.
func (x *scan) walk(s *scratch, cuts []cut, b box, place int) {
	if x.hopeless(x.bound(&b)) {
		return
	}
	if len(cuts) == 0 {
		x.part(s, b, place)
		return
	}
	cuts, c := cuts[1:], cuts[0]
	switch c {
	case cutNeed:
		b.byNeed = true
		for _, b.need = range levels {
			if len(x.sets.of(b.need)) > 0 && x.needOut>>b.need&1 == 0 {
				x.walk(s, cuts, b, place)
			}
		}
	case cutLiking:
		for b.likes = mostLiked; b.likes <= lessLiked; b.likes++ {
			x.walk(s, cuts, b, place)
		}
	case cutGate:
		b.whole = b.whole || !b.shut && x.few(s, &b, place)
		if !b.shut && !b.whole { // what does not pass one gate is not divided by the next
			through := b
			through.passed++
			x.walk(s, cuts, through, place)
			b.shut = true
		}
		x.walk(s, cuts, b, place)
	case cutPlace:
		for r := range s.places() {
			if fit, there := x.travelAt(s, r); there {
				b.travel = fit
				x.walk(s, cuts, b, r)
			}
		}
	}
}

// few reports whether a box has so few rows that gates do not pay, as far as can
// be told from how many there are at its place and how many rows of the segment
// have its fits for need and interests. Of each gate the words of the box are
// looked at again, so that there have to be some in most words too.
func (x *scan) few(s *scratch, b *box, place int) bool {
	rows, all, some := x.reach, x.seg.len(), x.seg.len()
	if place != none {
		rows = x.sheetOf(s, place).rows
	}
	if b.byNeed {
		some = x.sets.count[b.need]
	}
	some = min(some, x.sets.liked[b.likes])
	return some*64 < all*x.p.sizes.crowd || int64(rows)*int64(some) < int64(all)*int64(x.p.sizes.gated)
}

// travelAt returns the greatest fit for travel in a place, and whether there is
// any that does not exclude. Rows that are at no place go with the first ring;
// those at a place of which only the postcode district is known come after the
// last, the person's district before the others.
func (x *scan) travelAt(s *scratch, r int) (Fit, bool) {
	switch lost := r - len(s.rings); {
	case r == 0:
		return Exact, true
	case lost == 0:
		return Good, true
	case lost == 1:
		return Unknown, !x.p.strict.has(gTravel)
	}
	return s.rings[r].best, true
}

// thin scans all that is in reach as one part, if that is little, and returns
// how many rows are in reach.
func (x *scan) thin(s *scratch) (int, bool) {
	seg := x.seg
	near, lost := append(s.near[:0], span{hi: int32(seg.lost)}), span{}
	if n := len(s.rings); n > 0 {
		near = seg.spans(x.p.q.Seeker.Place.Coordinates, s.rings[n-1].radius, near[:0])
		lost = span{lo: int32(seg.located), hi: int32(seg.lost)}
	}
	s.near = near
	local, all := x.local()
	rows := seg.len() - seg.local + len(local.rows)
	if all {
		rows = seg.len() - seg.lost
	}
	rows += int(lost.hi - lost.lo)
	for _, c := range near {
		rows += int(c.hi - c.lo)
	}
	if rows > x.p.sizes.sparse {
		return rows, false
	}
	x.enter(box{need: Exact, travel: Exact})
	for _, c := range near {
		x.gatherAll(int(c.lo), int(c.hi))
	}
	x.gatherAll(int(lost.lo), int(lost.hi))
	if all {
		x.gatherAll(seg.lost, seg.local)
	}
	for _, i := range local.rows {
		x.gatherAll(int(i), int(i)+1)
	}
	x.gatherAll(seg.local, seg.len())
	x.flush()
	return rows, true
}

// surround finds the runs of rows in a ring, and in those within it.
func (x *scan) surround(s *scratch, r int) []span {
	for i := s.worked; i <= r; i++ {
		if i == len(s.rings)-1 {
			s.cover[i] = append(s.cover[i][:0], s.near...) // as thin found it
		} else {
			s.cover[i] = x.seg.spans(x.p.q.Seeker.Place.Coordinates, s.rings[i].radius, s.cover[i][:0])
		}
		if i == 0 {
			s.parts[i] = append(s.parts[i][:0], s.cover[i]...)
			continue
		}
		s.parts[i] = without(s.cover[i], s.cover[i-1], s.parts[i][:0])
	}
	s.worked = max(s.worked, r+1)
	return s.parts[r]
}

// part scans a box in one place, unless nothing in it can be among the best.
func (x *scan) part(s *scratch, b box, r int) {
	fit, there := x.travelAt(s, r)
	if b.travel = fit; !there || x.hopeless(x.bound(&b)) {
		return
	}
	x.enter(b)
	if b.byNeed {
		if r == 0 && len(s.rings) > 0 {
			x.nearby()
		}
		x.collect(x.sheetOf(s, r))
	} else {
		for _, run := range x.runs(s, r) {
			x.gatherAll(int(run.lo), int(run.hi))
		}
		if r == 0 && len(s.rings) > 0 {
			x.nearby()
		}
	}
	x.flush()
}

// runs returns the runs of rows of a ring. Good until it is called again.
func (x *scan) runs(s *scratch, r int) []span {
	seg, same, out := x.seg, x.sameDistrict(), s.runs[:0]
	switch {
	case len(s.rings) == 0:
		out = append(out, span{hi: int32(seg.len())})
	case r == len(s.rings):
		out = append(out, same)
	case r > len(s.rings):
		out = append(out, span{lo: int32(seg.located), hi: same.lo}, span{lo: same.hi, hi: int32(seg.lost)})
	default:
		out = append(out, x.surround(s, r)...)
		if r > 0 {
			break
		}
		from := seg.local
		if _, all := x.local(); all {
			from = seg.lost
		}
		out = append(out, span{lo: int32(from), hi: int32(seg.len())})
	}
	s.runs = out
	return out
}

// sameDistrict returns the rows at a place of which only the postcode district
// is known, where it is the person's; else an empty run after those at others.
func (x *scan) sameDistrict() span {
	if home := x.p.q.Seeker.Place.Outward; home != "" {
		if run, ok := x.seg.lostIn[home]; ok {
			return run
		}
	}
	return span{lo: int32(x.seg.lost), hi: int32(x.seg.lost)}
}

// local returns the rows that serve only certain districts, the person's among
// them; or that all such rows have to be looked at, since it is not known or a
// rule of residence does not exclude.
func (x *scan) local() (resort, bool) {
	home := &x.p.q.Seeker.Place
	if home.Outward == "" || home.Chosen || !x.p.asks(fArea) || !x.p.hard.has(gEligibility) {
		return resort{}, true
	}
	return x.seg.districts[home.Outward], false
}

// first reports whether a box is the first of those that differ in liking and
// gates alone.
func (x *scan) first() bool {
	return x.box.likes <= mostLiked && !x.box.shut
}

// nearby collects the rows that serve only certain districts, the person's among
// them. They are few and taken with the first of the boxes of a level.
func (x *scan) nearby() {
	local, _ := x.local()
	for n, i := range local.rows {
		switch {
		case !x.box.byNeed:
			x.gatherAll(int(i), int(i)+1)
		case x.first() && x.serves(local.cats[n]) == x.box.need && !x.dead.has(int(i)):
			x.list = append(x.list, int32(i))
		}
	}
}
