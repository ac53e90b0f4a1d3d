package matching

import (
	"cmp"
	"iter"
	"math/bits"
	"slices"

	"github.com/socialprescribing/socialprescribing/activity"
)

// Survey says how a directory as a whole answers a query: how much there is,
// how much of it suits, and what stands against the rest. It is a question of
// its own and not part of every answer, since it looks at everything in
// reach. A plain record.
type Survey struct {
	// Total is how many activities there are. Every one of them is counted in
	// exactly one of NotServing, Beyond, Matching and Excluded.
	Total int `json:"total"`
	// NotServing serve none of the needs.
	NotServing int `json:"notServing"`
	// Beyond serve a need and are all farther away than twice the limit of
	// travel.
	Beyond int `json:"beyond"`
	// Matching suit.
	Matching int `json:"matching"`
	// Excluded serve a need, lie within twice the limit, and do not suit.
	Excluded int `json:"excluded"`
	// Criteria say for each criterion that excludes any, in the order compared,
	// how many of those it does.
	Criteria []SurveyCriterion `json:"criteria,omitzero"`
	// Reasons count the reasons of exclusions, most frequent first. An activity
	// with several counts under each.
	Reasons []ReasonCount `json:"reasons,omitzero"`
}

// SurveyCriterion counts what one criterion excludes.
type SurveyCriterion struct {
	Criterion CriterionCode `json:"criterion"`
	// Excluded are those that it excludes, alone or with others.
	Excluded int `json:"excluded"`
	// Alone are near misses: those that nothing else excludes. A change in this
	// one respect would find them.
	Alone int `json:"alone"`
}

// ReasonCount is a reason and how many exclusions give it.
type ReasonCount struct {
	Criterion CriterionCode `json:"criterion"`
	Code      ReasonCode    `json:"code"`
	Count     int           `json:"count"`
}

// tally counts for a survey.
type tally struct {
	s       Survey
	groups  [groups + maxCriteria][2]int
	reasons map[Reason]int
}

// count counts one activity by its explained offer.
func (t *tally) count(p *plan, f *found) {
	if !f.v.excluded {
		t.s.Matching++
		return
	}
	t.s.Excluded++
	against := p.against(&f.v)
	for _, g := range against {
		t.groups[g][0]++
		if len(against) == 1 {
			t.groups[g][1]++
		}
	}
	for _, j := range f.v.judged {
		if p.excludes(j.group, j.fit) {
			t.why(p.codeOf(j.group), j.list, j.fit, 1)
		}
	}
}

// why counts the reasons to blame, each code once.
func (t *tally) why(c CriterionCode, list []Judgement, fit Fit, n int) {
	for i, j := range list {
		if j.Fit != fit || slices.ContainsFunc(list[:i], func(o Judgement) bool { return o.Code == j.Code && o.Fit == fit }) {
			continue
		}
		t.reasons[Reason{Criterion: c, Code: j.Code}] += n
	}
}

// survey completes the counts.
func (t *tally) survey(p *plan) Survey {
	for _, g := range p.order[:p.groups] {
		if n := t.groups[g]; n[0] > 0 {
			t.s.Criteria = append(t.s.Criteria, SurveyCriterion{Criterion: p.codeOf(g), Excluded: n[0], Alone: n[1]})
		}
	}
	for r, n := range t.reasons {
		t.s.Reasons = append(t.s.Reasons, ReasonCount{Criterion: r.Criterion, Code: r.Code, Count: n})
	}
	slices.SortFunc(t.s.Reasons, func(a, b ReasonCount) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Criterion, b.Criterion), cmp.Compare(a.Code, b.Code))
	})
	return t.s
}

// SurveyAll surveys a sequence of activities by judging all of them; see
// Index.Survey, whose plain statement it is.
func SurveyAll(q Query, activities iter.Seq[activity.Activity], o *Options) (Survey, error) {
	c, err := forQuery(&q, o)
	if err != nil {
		return Survey{}, err
	}
	p, err := c.prepare(&q)
	if err != nil {
		return Survey{}, err
	}
	b, t := builder{opts: c}, tally{reasons: map[Reason]int{}}
	seen := map[activity.ID]bool{}
	for a := range activities {
		if !seen[a.ID] {
			seen[a.ID] = true
			t.one(p, b.offers(&a))
		}
	}
	return t.survey(p), nil
}

// one counts one activity.
func (t *tally) one(p *plan, offers []offer) {
	t.s.Total++
	if p.asks(fNeed) && p.hard.has(gNeed) && p.servesNone(&offers[0]) {
		t.s.NotServing++
		return
	}
	if p.allBeyond(offers) {
		t.s.Beyond++
		return
	}
	f := p.closest(offers)
	t.count(p, &f)
}

// servesNone reports whether an activity serves no need at all. One that is
// meant for people with another need counts among what is excluded.
func (p *plan) servesNone(o *offer) bool {
	list := judgeNeed(p, o, nil)
	return len(list) == 1 && list[0].Code == ReasonNeedNone
}

// scope is how far a survey looks: twice the limit, and false if travel sets
// none.
func (p *plan) scope() (activity.Metres, bool) {
	if len(p.rings(nil)) == 0 {
		return 0, false
	}
	return min(2*p.bands[2]+roughness, farthest), true
}

// allBeyond reports whether every offer is at a place outside the scope.
func (p *plan) allBeyond(offers []offer) bool {
	scope, limited := p.scope()
	if !limited {
		return false
	}
	for i := range offers {
		d, ok := p.q.Seeker.Place.Coordinates.DistanceTo(offers[i].at)
		if !offers[i].placed || !ok || d <= scope {
			return false
		}
	}
	return true
}

// Survey says how the whole directory answers a query. It judges what serves a
// need within twice the limit of travel, and counts the rest.
func (x *Index) Survey(q Query) (Survey, error) {
	p, err := x.c.prepare(&q)
	if err != nil {
		return Survey{}, err
	}
	s := x.borrow()
	defer x.pool.Put(s)
	t := tally{reasons: map[Reason]int{}}
	sc := &s.scan
	sc.begin(p, s)
	for n, seg := range x.segs {
		sc.seg, sc.segNo, sc.dead, sc.memo = seg, int32(n), x.dead[n], s.memos[n]
		sc.ready()
		sc.survey(&t, s)
	}
	return t.survey(p), nil
}

// survey counts one segment.
func (x *scan) survey(t *tally, s *scratch) {
	seg := x.seg
	t.s.Total += seg.activities(x.dead, nil)
	serving := seg.activities(x.dead, nil)
	var sets []*rowSet
	if x.p.asks(fNeed) && x.p.hard.has(gNeed) {
		x.serve()
		sets = slices.Concat(x.sets.direct, x.sets.good, x.sets.low, x.sets.none)
		t.s.NotServing += serving - seg.activities(x.dead, sets)
		serving = seg.activities(x.dead, sets)
	}
	w := &watch{scan: x, tally: t, sets: sets}
	w.scope, w.limited = x.p.scope()
	w.line()
	if !w.limited {
		w.walk(0, seg.len())
	} else {
		s.cover[0] = seg.spans(x.p.q.Seeker.Place.Coordinates, w.scope, s.cover[0][:0])
		for _, c := range s.cover[0] {
			w.walk(int(c.lo), int(c.hi))
		}
		w.walk(seg.located, seg.len())
	}
	w.various()
	w.blame()
	t.s.Beyond += serving - w.judged
}

// activities counts the activities with a living row in some sets, or at all:
// the rows that are the first of theirs.
func (s *segment) activities(dead bitset, sets []*rowSet) int {
	n := 0
	var buf [words]uint64
	for w := 0; w < len(s.firsts); w += words {
		firsts := s.firsts[w:min(w+words, len(s.firsts))]
		chunk := buf[:len(firsts)]
		clear(chunk)
		for _, set := range sets {
			set.or(w, chunk)
		}
		for i, f := range firsts {
			if sets != nil {
				f &= chunk[i]
			}
			if dead != nil {
				f &^= dead[w+i]
			}
			n += bits.OnesCount64(f)
		}
	}
	return n
}

// watch walks a segment for a survey.
type watch struct {
	*scan
	*tally
	sets    []*rowSet
	scope   activity.Metres
	limited bool
	lines   []line
	judged  int
	multi   map[activity.ID]bool
	blamed  map[blamed]example
	tables  [facets][]example // the same for facets that a column answers, by entry
	far     example           // and for travel that is too far
}

// line is a step as a survey looks at it.
type line struct {
	facet, group int
	last         bool // of its group
	out          uint8
	shift        uint8
	col          int     // the column that answers it, or none
	memo         []uint8 // as of look
}

// line makes the lines.
func (w *watch) line() {
	for s := range w.steps {
		st := &w.steps[s]
		l := line{facet: st.facet, group: groupOfStep(st), last: st.last, out: st.out, shift: st.shift, col: w.column(st.facet)}
		if l.col != none {
			l.memo = w.memo.fits[st.facet]
		}
		w.lines = append(w.lines, l)
	}
}

// fitOn returns the fit of a row on a line.
func (w *watch) fitOn(l *line, i int) Fit {
	if l.col == none {
		return w.alone(l.facet, i)
	}
	if v := l.memo[w.seg.rows[i].c[l.col]]; v != 0 {
		return Fit(v - 1)
	}
	return w.learn(l.facet, i)
}

// blamed is an entry of a facet's table that excludes with a fit.
type blamed struct {
	facet int
	class uint32
	fit   Fit
}

// example is a row with such an entry, and how many there are.
type example struct{ row, count int }

// walk counts the rows of a run that may serve a need.
func (w *watch) walk(lo, hi int) {
	if w.sets == nil {
		for i := lo; i < hi; i++ {
			w.see(i)
		}
		return
	}
	var buf [words]uint64
	for at := lo >> 6; at<<6 < hi; at += words {
		chunk := buf[:min(words, (hi-1)>>6-at+1)]
		clear(chunk)
		for _, s := range w.sets {
			s.or(at, chunk)
		}
		for c, word := range chunk {
			for ; word != 0; word &= word - 1 {
				if i := (at+c)<<6 + bits.TrailingZeros64(word); i >= lo && i < hi {
					w.see(i)
				}
			}
		}
	}
}

// see counts one row. Rows of activities with several wait.
func (w *watch) see(i int) {
	switch {
	case w.dead.has(i):
	case w.seg.is(i, flagMulti):
		if w.multi == nil {
			w.multi = map[activity.ID]bool{}
		}
		w.multi[w.seg.ids[i]] = true
	case w.outside(i):
	default:
		w.single(i)
	}
}

// outside reports whether a row lies outside the scope; the cells reach a
// little farther.
func (w *watch) outside(i int) bool {
	if !w.limited || !w.seg.is(i, flagPlaced) || !w.seg.rows[i].micro.known() {
		return false
	}
	if w.here.surely(w.seg.rows[i].micro, w.scope) {
		return false
	}
	at, _ := activity.CoordinatesAt(int64(w.seg.rows[i].micro.lat), int64(w.seg.rows[i].micro.lon))
	d, _ := w.p.q.Seeker.Place.Coordinates.DistanceTo(at)
	return d > w.scope
}

// single counts the only row of an activity.
func (w *watch) single(i int) {
	failed, _ := w.failed(i)
	w.settle(i, failed)
}

// failed judges a row by every criterion and returns those that exclude it, and
// its key.
func (w *watch) failed(i int) (set, uint64) {
	out, key, fit := set(0), w.base, Exact
	for n := range w.lines {
		l := &w.lines[n]
		fit = min(fit, w.fitOn(l, i))
		if !l.last {
			continue
		}
		if l.out>>fit&1 == 1 {
			out |= 1 << l.group
		}
		key |= uint64(fit) << l.shift
		fit = Exact
	}
	return out, key
}

// settle counts an activity by the row that speaks for it.
func (w *watch) settle(i int, failed set) {
	w.judged++
	if failed == 0 {
		w.s.Matching++
		return
	}
	w.s.Excluded++
	for left := failed; left != 0; left &= left - 1 {
		n := &w.tally.groups[bits.TrailingZeros32(uint32(left))]
		n[0]++
		if failed == left&-left {
			n[1]++
		}
	}
	for from := 0; from < len(w.lines); {
		to := from
		for !w.lines[to].last {
			to++
		}
		if failed.has(w.lines[from].group) {
			w.accuse(w.lines[from:to+1], i)
		}
		from = to + 1
	}
}

// groupOfStep returns the group that a step belongs to.
func groupOfStep(st *step) int {
	if st.facet >= facets {
		return groups + st.facet - facets
	}
	return table[st.facet].group
}

// accuse notes which entries of which facets of a criterion are to blame.
func (w *watch) accuse(lines []line, i int) {
	fit := Exact
	for n := range lines {
		fit = min(fit, w.fitOn(&lines[n], i))
	}
	for n := range lines {
		l := &lines[n]
		if w.fitOn(l, i) != fit {
			continue
		}
		switch {
		case l.col != none:
			if w.tables[l.facet] == nil {
				w.tables[l.facet] = make([]example, len(l.memo))
			}
			e := &w.tables[l.facet][w.seg.rows[i].c[l.col]]
			e.row, e.count = i, e.count+1
		case l.facet != fTravel:
			if w.blamed == nil {
				w.blamed = map[blamed]example{}
			}
			key := blamed{l.facet, w.class(l.facet, i), fit}
			w.blamed[key] = example{row: i, count: w.blamed[key].count + 1}
		case fit != No || w.p.opts.TravelMinutes != nil:
			// Rows with this fit differ in their reasons.
			w.blameOne(blamed{l.facet, 0, fit}, example{row: i, count: 1})
		default:
			w.far = example{row: i, count: w.far.count + 1}
		}
	}
}

// blame turns entries into reasons: each is judged once, for an example.
func (w *watch) blame() {
	for f, list := range w.tables {
		for class, e := range list {
			if e.count > 0 {
				// An entry has one fit.
				w.blameOne(blamed{f, uint32(class), Fit(w.memo.fits[f][class] - 1)}, e)
			}
		}
	}
	for key, e := range w.blamed {
		w.blameOne(key, e)
	}
	if w.far.count > 0 {
		w.blameOne(blamed{fTravel, 0, No}, w.far)
	}
}

// blameOne turns one entry into reasons.
func (w *watch) blameOne(key blamed, e example) {
	if key.facet < facets && w.column(key.facet) != none && key.facet != fNeed && key.facet != fLikes {
		w.fill(key.facet, e.row)
	} else {
		w.seg.offer(e.row, &w.buf)
	}
	g := groups + key.facet - facets
	var list []Judgement
	if key.facet < facets {
		g = table[key.facet].group
		list = w.p.facet(key.facet, &w.buf, nil)
	} else {
		list = w.p.own(key.facet-facets, &w.buf, nil)
	}
	w.why(w.p.codeOf(g), list, key.fit, e.count)
}

// various counts the activities with several rows, each by the row that suits
// best, as closest does.
func (w *watch) various() {
	for id := range w.multi { // counting does not depend on the order
		rows := w.seg.rowsOf(id, w.dead)
		if len(rows) == 0 || !slices.ContainsFunc(rows, func(i uint32) bool { return !w.outside(int(i)) }) {
			continue
		}
		best, failed, key := 0, set(0), uint64(0)
		for n, i := range rows {
			f, k := w.failed(int(i))
			mine, least := bits.OnesCount32(uint32(f)), bits.OnesCount32(uint32(failed))
			if n == 0 || mine < least || mine == least && k > key {
				best, failed, key = int(i), f, k
			}
		}
		w.settle(best, failed)
	}
}

// rowsOf returns the living rows of an activity in the order of its record.
func (s *segment) rowsOf(id activity.ID, dead bitset) []uint32 {
	lo, hi := s.find(id)
	rows := slices.DeleteFunc(slices.Clone(s.byID[lo:hi]), func(i uint32) bool { return dead.has(int(i)) })
	slices.SortFunc(rows, func(a, b uint32) int { return cmp.Compare(s.ord(a), s.ord(b)) })
	return rows
}
