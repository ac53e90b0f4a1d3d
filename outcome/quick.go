package outcome

import (
	"math/bits"
	"slices"
)

// The quick way scores a response whose answers are all given and within range by
// tables that Compile fills once, with the general rules of engine.go: each answer
// adds one word, and the sum of the words holds, side by side, a bit for each alert
// and a lane for each part that is a sum or a mean over items. A part is then read
// from a table, at the place that its lane gives, or the lanes of the parts that it
// rests on together with any that lie between them.
//
// A response with a missing answer or one out of range, and an instrument with
// answers above 15, go the general way, which gives the same result.
const (
	quickAnswers = 16 // an item's answers are 0 to 15
	quickWidth   = 11 // bits of a place in a part's table: 16 KiB
	quickBits    = 57 // for alerts and lanes; above them the wrong answers are counted
	wrong        = 1 << quickBits
)

// quick is the compiled quick way; without words the instrument has none.
type quick struct {
	words  [][quickAnswers]uint64 // words[i][a]: what answer a of item i adds
	parts  []quickPart
	rest   []uint8 // the other parts, scored by the general rules
	alerts uint8   // the lowest bits of a sum: the alerts that are raised
	onPart bool    // an alert rests on a part: all are judged by the general rules
	more   bool    // there are such parts or alerts
	even   even
}

// quickPart is a part that some bits of a sum of words decide.
type quickPart struct {
	part, shift uint8
	mask        uint64
	rows        []PartScore
}

func (q *quickPart) of(sum uint64) PartScore { return q.rows[sum>>(q.shift&63)&q.mask] }

// lane describes the bits of a sum of words that one part over items has, while the
// tables are made: they hold by how many steps the part's sum exceeds the lowest
// one, at most top. A part without a lane has width 0.
type lane struct {
	shift, width   uint8
	low, step, top int64
	idx            []uint8 // the items
	steps          []int64 // of each of their answers
}

func (l *lane) of(place uint64) int64 { return int64(place & (1<<l.width - 1)) }

// pack adds the words of a response of the instrument's length. The result is at
// least wrong when an answer is missing or out of range.
//
//go:noinline // within a larger function the loop runs out of registers and takes three times as long
func (q *quick) pack(r []Answer) uint64 {
	var sum uint64
	var seen uint16
	words := q.words[:len(r)]
	for i, a := range r {
		seen |= uint16(a)
		sum += words[i][a&(quickAnswers-1)]
	}
	if seen >= quickAnswers {
		return wrong
	}
	return sum
}

// column scores rows until one has an answer missing or out of range, and returns
// how many it scored.
func (q *quick) column(t *quickPart, answers []Answer, dst []PartScore) int {
	n := len(q.words)
	for i := range dst {
		sum := q.pack(answers[:n])
		if sum >= wrong {
			return i
		}
		answers, dst[i] = answers[n:], t.of(sum)
	}
	return len(dst)
}

// buildQuick makes the tables anew: when an instrument is compiled and whenever a
// table joins it.
func (in *Instrument) buildQuick() {
	in.quick = quick{}
	if len(in.items) == 0 || slices.ContainsFunc(in.items, func(it item) bool { return it.max >= quickAnswers }) {
		return
	}
	q := quick{words: make([][quickAnswers]uint64, len(in.items))}
	for i := range in.items {
		for a := range q.words[i] {
			if Answer(a) < in.items[i].min || Answer(a) > in.items[i].max {
				q.words[i][a] = wrong
			}
		}
	}
	in.quickAlerts(&q)
	lanes := in.pourLanes(&q)
	for i := range in.parts {
		if t, ok := in.tabulate(i, lanes); ok {
			q.parts = append(q.parts, t)
			continue
		}
		q.rest = append(q.rest, uint8(i))
	}
	q.even = in.evenRange(lanes)
	q.more = len(q.rest) > 0 || q.onPart
	q.even.all = !q.more && q.alerts == 0 &&
		!slices.ContainsFunc(q.parts, func(t quickPart) bool { return !q.even.decides(&t) })
	in.quick = q
}

// quickAlerts gives every alert on an item its bit.
func (in *Instrument) quickAlerts(q *quick) {
	for i := range in.alerts {
		if in.alerts[i].item < 0 {
			q.onPart = true
			return
		}
	}
	for i, a := range in.alerts {
		it := &in.items[a.item]
		for x := it.min; x <= it.max; x++ {
			if int64(x)*unit >= a.min {
				q.words[a.item][x] |= 1 << i
			}
		}
		q.alerts |= 1 << i
	}
}

// pourLanes gives the sums and means over items a lane each, as far as the word
// reaches; those that count the same answers alike share one. A part without a lane
// has width 0.
func (in *Instrument) pourLanes(q *quick) []lane {
	lanes, next := make([]lane, len(in.parts)), uint8(MaxAlerts)
	for i := range in.parts {
		l, ok := in.parts[i].lane(in.items)
		if !ok {
			continue
		}
		if k := slices.IndexFunc(lanes[:i], l.like); k >= 0 {
			l.shift = lanes[k].shift
			lanes[i] = l
			continue
		}
		if next+l.width > quickBits {
			continue
		}
		l.shift = next
		next += l.width
		lanes[i] = l
		steps := l.steps
		for _, at := range in.parts[i].idx {
			it := &in.items[at]
			for a := it.min; a <= it.max; a++ {
				q.words[at][a] += uint64(steps[0]) << l.shift
				steps = steps[1:]
			}
		}
	}
	return lanes
}

// weightsOf returns what the answers of the part's item j count, from the lowest.
func (p *part) weightsOf(j int, it *item) []int64 {
	return p.weights[p.base[j]+int32(it.min) : p.base[j]+int32(it.max)+1]
}

// lane reports whether a part is a sum or a mean over items, and over how many
// different sums.
func (p *part) lane(items []item) (lane, bool) {
	if p.op != opSum && p.op != opMean || len(p.idx) == 0 || len(p.penalties) > 0 {
		return lane{}, false
	}
	l := lane{idx: p.idx}
	var reach int64
	for j, at := range p.idx {
		w := p.weightsOf(j, &items[at])
		lowest := slices.Min(w)
		for _, x := range w {
			l.step = gcd(x-lowest, l.step)
			l.steps = append(l.steps, x-lowest)
		}
		l.low += lowest
		reach += slices.Max(w) - lowest
	}
	l.step = max(l.step, 1) // every answer counts the same
	for k := range l.steps {
		l.steps[k] /= l.step
	}
	l.top = reach / l.step
	l.width = uint8(max(bits.Len64(uint64(l.top)), 1))
	return l, l.width <= quickWidth
}

// like reports whether another lane counts the same answers alike.
func (l *lane) like(other lane) bool {
	return slices.Equal(l.idx, other.idx) && slices.Equal(l.steps, other.steps)
}

func gcd(a, b int64) int64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// lanesUnder returns the lanes that decide a part, as bits by part, and false when
// something else does too.
func (in *Instrument) lanesUnder(i int, lanes []lane) (uint16, bool) {
	if lanes[i].width > 0 {
		return 1 << i, true
	}
	p := &in.parts[i]
	if len(p.idx) > 0 || len(p.terms) > 0 || p.op == opTable && p.table == nil {
		return 0, false
	}
	var under uint16
	rests := slices.Clone(p.of)
	for _, c := range p.cases {
		for _, w := range c.when {
			if w.item >= 0 {
				return 0, false
			}
			rests = append(rests, uint8(w.part))
		}
	}
	for _, j := range rests {
		u, ok := in.lanesUnder(int(j), lanes)
		if !ok {
			return 0, false
		}
		under |= u
	}
	return under, under != 0
}

// tabulate makes the table of a part that lanes decide, by the general rules.
func (in *Instrument) tabulate(i int, lanes []lane) (quickPart, bool) {
	under, ok := in.lanesUnder(i, lanes)
	if !ok {
		return quickPart{}, false
	}
	shift, end := uint8(quickBits), uint8(0)
	for j, l := range lanes {
		if under>>j&1 == 1 {
			shift, end = min(shift, l.shift), max(end, l.shift+l.width)
		}
	}
	width := end - shift
	if width > quickWidth {
		return quickPart{}, false
	}
	t := quickPart{part: uint8(i), shift: shift, mask: 1<<width - 1, rows: make([]PartScore, 1<<width)}
	for place := range t.rows {
		var s Score
		if in.scoreLanes(under, lanes, uint64(place)<<shift, &s) {
			in.above(i, under, lanes, &s)
			t.rows[place] = s.parts[i]
		}
	}
	return t, true
}

// scoreLanes scores the parts that have the given lanes, and reports false when a
// lane holds more than any response can give.
func (in *Instrument) scoreLanes(under uint16, lanes []lane, sum uint64, s *Score) bool {
	for j := range lanes {
		if under>>j&1 == 0 {
			continue
		}
		l := &lanes[j]
		if l.of(sum>>l.shift) > l.top {
			return false
		}
		s.parts[j] = in.parts[j].finishLane(l, l.of(sum>>l.shift))
	}
	return true
}

// finishLane scores a part over items from the steps that its lane holds.
func (p *part) finishLane(l *lane, steps int64) PartScore {
	var out figure
	p.finish(&out, l.low+steps*l.step, len(p.idx), nil)
	return out.pack()
}

// above scores, in order, the parts up to i that the given lanes decide and that
// are no lanes themselves.
func (in *Instrument) above(i int, under uint16, lanes []lane, s *Score) {
	for j := range i + 1 {
		if u, ok := in.lanesUnder(j, lanes); ok && lanes[j].width == 0 && u&^under == 0 {
			in.scorePart(j, nil, s)
		}
	}
}

// even describes an instrument whose items all have the same answers, for columns
// of a part that is decided by their plain sum: four answers are checked and added
// at a time, as the four 16-bit lanes of a word. n is 0 when there is no such part.
type even struct {
	n     int
	all   bool  // every part and alert is decided by the plain sum
	shift uint8 // of the lane of the plain sum
	mask  uint64
	base  uint64 // the sum of the lowest answers
	// Added to an answer that is not negative, over sets the top bit of its lane
	// when the answer is above the highest, under when it is not below the lowest.
	over, under uint64
	last        uint64 // of a row's last four answers, those after its last whole word
}

const (
	ones  = 0x0001_0001_0001_0001
	signs = 0x8000_8000_8000_8000
)

func (in *Instrument) evenRange(lanes []lane) even {
	lo, hi, n := in.items[0].min, in.items[0].max, len(in.items)
	if n < 4 || slices.ContainsFunc(in.items, func(it item) bool { return it.min != lo || it.max != hi }) {
		return even{}
	}
	for i := range in.parts {
		if p := &in.parts[i]; lanes[i].width > 0 && p.unit && len(p.idx) == n && lo < hi {
			return even{
				n: n, shift: lanes[i].shift, mask: 1<<lanes[i].width - 1, base: uint64(lo) * uint64(n),
				over: uint64(0x7FFF-hi) * ones, under: signs - uint64(lo)*ones, last: ^(^uint64(0) >> (16 * (n % 4))),
			}
		}
	}
	return even{}
}

// decides reports whether the plain sum alone decides a part.
func (e *even) decides(t *quickPart) bool { return e.n > 0 && t.shift == e.shift && t.mask == e.mask }

// total returns the sum of the words of a response from its plain sum, when nothing
// else is to be known of it. The result is at least wrong when an answer is missing
// or out of range.
func (e *even) total(r []Answer) uint64 {
	w, end := four(r), four(r[len(r)-4:])
	bad := w | (w + e.over) | end | (end + e.over)
	good := (w + e.under) & (end + e.under)
	sum := w + end&e.last
	for j := 8; j <= len(r); j += 4 {
		w := four(r[j-4:])
		bad |= w | (w + e.over)
		good &= w + e.under
		sum += w
	}
	if (bad|^good)&signs != 0 {
		return wrong
	}
	return (sum*ones>>48 - e.base) << (e.shift & 63)
}

// column scores rows until one has an answer missing or out of range, and returns
// how many it scored. It is total once more, in a loop that calls nothing, so that all it needs stays in registers.
func (e *even) column(rows []PartScore, answers []Answer, dst []PartScore) int {
	n, over, under, last, base := e.n, e.over, e.under, e.last, e.base
	for i := range dst {
		row := answers[i*n:][:n]
		w, end := four(row), four(row[n-4:])
		bad := w | (w + over) | end | (end + over)
		good := (w + under) & (end + under)
		sum := w + end&last
		for j := 8; j <= n; j += 4 {
			w := four(row[j-4:])
			bad |= w | (w + over)
			good &= w + under
			sum += w
		}
		sum = sum*ones>>48 - base
		if (bad|^good)&signs != 0 || sum >= uint64(len(rows)) {
			return i
		}
		dst[i] = rows[sum]
	}
	return len(dst)
}

// four reads four answers into the lanes of a word: one load where the hardware
// has the lowest first.
func four(r []Answer) uint64 {
	_ = r[3]
	return uint64(uint16(r[0])) | uint64(uint16(r[1]))<<16 | uint64(uint16(r[2]))<<32 | uint64(uint16(r[3]))<<48
}
