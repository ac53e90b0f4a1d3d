package matching

// The parts of a segment, and the order in which they are scanned.

// box is a part: rows of which something is known before any is looked at. No
// fit for need or travel is greater than these.
type box struct {
	need, travel Fit
	byNeed       bool // every row has that fit for the need
	likes        liking
	apt          aptness
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

// aptness says which rows are in a box, by the sieves.
type aptness uint8

const (
	anyAptness aptness = iota
	apt                // may be Exact in all that the sieves are about
	lessApt            // is not

)

// first reports whether a box is the first of those that differ in liking and
// aptness alone.
func (b *box) first() bool { return b.likes <= mostLiked && b.apt <= apt }

// levels are the fits for the need, best first.
var levels = [...]Fit{Exact, Good, Low, Unknown}

// segment scans one segment, part by part. The criterion that is compared first
// goes in the outermost loop: of travel and need, whichever that is, then
// interest and what the sieves are about, and travel innermost if it did not
// come first.
func (x *scan) segment(s *scratch) {
	s.rings, s.worked = x.p.rings(s.rings[:0]), 0
	for r := range s.sheets {
		s.sheets[r].laid = false
	}
	reach, thin := x.thin(s)
	if thin {
		return
	}
	rings := len(s.rings) + 2 // the last two are for places that are not known
	if len(s.rings) == 0 {
		rings = 1
	}
	if !x.p.asks(fNeed) || !x.p.hard.has(gNeed) {
		for r := range rings {
			x.part(s, box{need: Exact}, r)
		}
		return
	}
	x.serve()
	x.sieves, x.byLiking = x.sieves[:0], false
	if reach > x.p.sizes.dense {
		x.byLiking = x.p.asks(fLikes)
		x.like()
		x.sieve()
	}
	if !x.p.nearFirst() {
		x.boxes(s, 0, rings)
		return
	}
	for r := range rings {
		x.boxes(s, r, r+1)
	}
}

// boxes scans the boxes of some rings.
func (x *scan) boxes(s *scratch, from, to int) {
	likes := [2]liking{anyLiking, anyLiking}
	if x.byLiking {
		likes = [2]liking{mostLiked, lessLiked}
	}
	apts := [2]aptness{anyAptness, anyAptness}
	if len(x.sieves) > 0 {
		apts = [2]aptness{apt, lessApt}
	}
	for _, level := range levels {
		if len(x.sets.of(level)) == 0 {
			continue
		}
		for l := likes[0]; l <= likes[1]; l++ {
			for a := apts[0]; a <= apts[1]; a++ {
				b := box{need: level, travel: Exact, byNeed: true, likes: l, apt: a}
				if x.hopeless(x.bound(&b)) {
					continue
				}
				for r := from; r < to; r++ {
					x.part(s, b, r)
				}
			}
		}
	}
}

// thin scans all that is in reach as one part, if that is little, and returns
// how many rows are in reach.
func (x *scan) thin(s *scratch) (int, bool) {
	seg := x.seg
	near := append(s.cover[3][:0], span{hi: int32(seg.lost)})
	if n := len(s.rings); n > 0 {
		near = seg.spans(x.p.q.Seeker.Place.Coordinates, s.rings[n-1].radius, near[:0])
		near = append(near, span{lo: int32(seg.located), hi: int32(seg.lost)})
	}
	s.cover[3] = near
	local, all := x.local()
	rows := seg.len() - seg.local + len(local.rows)
	if all {
		rows = seg.len() - seg.lost
	}
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

// part scans a box in one ring, unless nothing in it can be among the best. Rows
// that are at no place go with the first ring; those at a place of which only
// the postcode district is known come after the last, the person's district
// before the others.
func (x *scan) part(s *scratch, b box, r int) {
	lost := r - len(s.rings)
	switch {
	case len(s.rings) == 0:
		b.travel = Exact
	case r == 0:
		b.travel = Exact
	case lost == 0:
		b.travel = Good
	case lost == 1 && x.p.strict.has(gTravel):
		return
	case lost == 1:
		b.travel = Unknown
	default:
		b.travel = s.rings[r].best
	}
	if x.hopeless(x.bound(&b)) {
		return
	}
	x.enter(b)
	if b.byNeed {
		if r == 0 && len(s.rings) > 0 {
			x.nearby()
		}
		if sh := &s.sheets[r]; !sh.laid {
			sh.lay(x.runs(s, r))
		}
		x.collect(&s.sheets[r])
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

// nearby collects the rows that serve only certain districts, the person's among
// them. They are few and taken with the first of the boxes of a level.
func (x *scan) nearby() {
	local, _ := x.local()
	for n, i := range local.rows {
		switch {
		case !x.box.byNeed:
			x.gatherAll(int(i), int(i)+1)
		case x.box.first() && x.serves(local.cats[n]) == x.box.need && !x.dead.has(int(i)):
			x.list = append(x.list, int32(i))
		}
	}
}
