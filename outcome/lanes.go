package outcome

// maxLanes is how many sums over items are added in one pass, in 16 bits each of
// one word: PHQ-9 has three. A response with every item answered within its range
// takes this path; any other takes the general one, which gives the same result.
const maxLanes = 4

// lane is a part that is a sum or a mean over items, of whole and small weights.
type lane struct {
	part, shift, n uint8
	whole          bool // a plain sum: no division
	add            int64
	rule           *part
}

// converted is a part that looks the whole sum of a lane up in a table.
type converted struct {
	part, shift, n uint8
	rows           []int64 // by the sum; the table's offset is taken off already
}

// limit is what the one pass over a response needs of an item, in one word.
type limit struct {
	min, span uint16
	base      int32 // packed[base+answer]
}

// buildLanes gives lanes to the first sums and means whose weights are whole
// numbers, not negative and small enough that a lane cannot run over.
func (in *Instrument) buildLanes() {
	in.packed, in.limits, in.lanes, in.converted, in.rest, in.plain = nil, nil, nil, nil, nil, false
	limits, total := make([]limit, len(in.items)), 0
	for i := range in.items {
		it := &in.items[i]
		limits[i] = limit{min: uint16(it.min), span: uint16(it.max - it.min), base: int32(total) - int32(it.min)}
		total += int(it.max-it.min) + 1
	}
	if total > 1<<12 {
		return
	}
	in.packed, in.limits = make([]uint64, total), limits
	for i := range in.parts {
		p := &in.parts[i]
		if c, ok := in.conversion(p); ok {
			c.part = uint8(i)
			in.converted = append(in.converted, c)
			continue
		}
		if len(in.lanes) == maxLanes || !p.fitsLane() {
			in.rest = append(in.rest, uint8(i))
			continue
		}
		l := lane{part: uint8(i), shift: uint8(16 * len(in.lanes)), n: uint8(len(p.idx)), add: p.add, rule: p}
		l.whole = p.mul == 1 && p.div == 1 && p.op == opSum
		in.lanes = append(in.lanes, l)
		in.pour(p, l.shift)
	}
	in.plain = len(in.lanes) == 1 && in.plainLane(&in.lanes[0])
}

// plainLane reports whether the lane adds the answers of every item as they are, and
// all have the same range of answers that are not negative.
func (in *Instrument) plainLane(l *lane) bool {
	return l.whole && l.rule.unit && int(l.n) == len(in.items) && in.uniform() && in.items[0].min >= 0
}

// conversion reports whether a part is a table over a part that has a lane of whole
// sums already. A sum never lies before the first row of its table, because a table
// has a row for every value of the part that it converts.
func (in *Instrument) conversion(p *part) (converted, bool) {
	if p.op != opTable || p.table == nil {
		return converted{}, false
	}
	for i := range in.lanes {
		l := &in.lanes[i]
		if l.part != p.of[0] || !l.whole || l.add%unit != 0 {
			continue
		}
		rows := make([]int64, p.table.first-l.add/unit, int(p.table.first-l.add/unit)+len(p.table.values))
		return converted{shift: l.shift, n: l.n, rows: append(rows, p.table.values...)}, true
	}
	return converted{}, false
}

func (p *part) fitsLane() bool {
	if p.op != opSum && p.op != opMean || len(p.idx) == 0 || len(p.penalties) > 0 {
		return false
	}
	top := int64(0)
	for _, w := range p.weights {
		if w < 0 || w%unit != 0 {
			return false
		}
		top = max(top, w/unit)
	}
	return top*int64(len(p.idx)) < 1<<16
}

// pour writes the weights of a part into its lane of every answer.
func (in *Instrument) pour(p *part, shift uint8) {
	for j, i := range p.idx {
		it := &in.items[i]
		for a := int32(it.min); a <= int32(it.max); a++ {
			in.packed[in.limits[i].base+a] |= uint64(p.weights[p.base[j]+a]/unit) << shift
		}
	}
}

// pack adds the lanes of a response, and reports false when an answer is missing or
// out of range, or the instrument has too many answers for lanes.
func (in *Instrument) pack(r []Answer) (uint64, bool) {
	if in.plain {
		low := in.limits[0].min
		sum, ok := addUniform(r, low, uint32(in.limits[0].span))
		return uint64(sum) + uint64(low)*uint64(len(r)), ok
	}
	var sum uint64
	limits, packed := in.limits, in.packed
	if len(limits) < len(r) {
		return 0, false
	}
	for i, a := range r {
		l := limits[i]
		if uint16(a)-l.min > l.span {
			return 0, false
		}
		sum += packed[l.base+int32(a)]
	}
	return sum, true
}

// fill makes the part of the sum; every item is answered.
func (c *converted) fill(out *PartScore, sums uint64) {
	*out = PartScore{value: Value{c.rows[sums>>c.shift&0xFFFF]}, answered: c.n, of: c.n, status: stComplete}
}

// fill makes a part of its lane; every item is answered.
func (l *lane) fill(out *PartScore, sums uint64) {
	sum := int64(sums>>l.shift&0xFFFF) * unit
	out.answered, out.of, out.status = l.n, l.n, stComplete
	out.value.millionths = sum + l.add
	if !l.whole {
		l.rule.finish(out, sum, int(l.n), nil)
	}
}
