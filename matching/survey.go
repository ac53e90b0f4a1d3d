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
// reach. An activity that happens in several ways counts as Explain explains it:
// by the one that has the fewest criteria against it, then by the one that suits
// best. A plain record.
//
// It is about one person, as a Result is, and not for providers: it says nothing
// of what a person avoids, but how much they do.
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
	// one respect would find them, and perhaps some that are also near misses
	// in another, as they happen elsewhere, and are counted there.
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
// need within twice the limit of travel, and counts the rest. The result is the
// same as that of SurveyAll over the same activities.
func (x *Index) Survey(q Query) (Survey, error) {
	s := x.borrow()
	defer x.giveBack(s)
	s.query = q
	p := &s.plan
	if err := p.set(x.c, &s.query); err != nil {
		return Survey{}, err
	}
	if s.census == nil {
		s.census = &census{}
	}
	t := tally{reasons: map[Reason]int{}}
	sc, w := &s.scan, s.census
	sc.begin(p, s)
	w.open(sc, &t)
	for n, seg := range x.segs {
		sc.seg, sc.segNo, sc.dead, sc.memo = seg, int32(n), x.dead[n], s.memos[n]
		sc.ready()
		w.segment(s)
	}
	w.close()
	return t.survey(p), nil
}

// segment counts one segment.
func (w *census) segment(s *scratch) {
	w.begin()
	seg := w.seg
	var sets []*rowSet
	total, serving := seg.activities(w.dead, w.mayServe)
	w.s.Total += total
	if w.p.asks(fNeed) && w.p.hard.has(gNeed) {
		w.serve()
		sets = slices.Concat(w.sets.direct, w.sets.good, w.sets.low, w.sets.none)
	} else {
		serving = total
	}
	w.s.NotServing += total - serving
	near := append(s.cover[0][:0], span{hi: int32(seg.len())})
	if w.limited {
		near = seg.spans(w.p.q.Seeker.Place.Coordinates, w.scope, near[:0])
		near = append(near, span{lo: int32(seg.located), hi: int32(seg.len())})
	}
	s.cover[0] = near
	w.lay(near)
	w.walk(sets)
	w.several()
	w.s.Beyond += serving - w.judged
}

// mayServe reports whether an entry of the table of categories may serve a need:
// one of its categories does, or it has none.
func (w *census) mayServe(entry uint16) bool {
	list := w.seg.catsOf[entry]
	return len(list) == 0 || slices.ContainsFunc(list, func(c uint32) bool { return w.cats[c] > No })
}

// activities counts the living activities of a segment, and those of them whose
// entry in the table of categories is one of some.
func (s *segment) activities(dead bitset, some func(entry uint16) bool) (int, int) {
	all, those := 0, 0
	chosen := make([]bool, len(s.kindred))
	for entry, n := range s.kindred {
		chosen[entry] = some(uint16(entry))
		all += int(n)
		if chosen[entry] {
			those += int(n)
		}
	}
	for w, word := range dead {
		for ; word != 0; word &= word - 1 {
			i := w<<6 + bits.TrailingZeros64(word)
			if s.rows[i].is(flagMulti) && s.ord(uint32(i)) != 0 {
				continue
			}
			all--
			if chosen[s.rows[i].c[cCats]] {
				those--
			}
		}
	}
	return all, those
}
