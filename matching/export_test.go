package matching

import (
	"fmt"
	"iter"
	"slices"

	"github.com/socialprescribing/socialprescribing/activity"
)

// Sizes are those of sizes.
type Sizes struct{ Full, Screening, Sparse, Dense, Gated int }

// NewSizedIndex is NewIndex with sizes of its own; 0 leaves the usual one.
func NewSizedIndex(activities iter.Seq[activity.Activity], o *Options, s Sizes) (*Index, error) {
	c, err := compile(o)
	if err != nil {
		return nil, err
	}
	or := func(n, usual int) int {
		if n == 0 {
			return usual
		}
		return n
	}
	c.sizes = sizes{
		full: or(s.Full, usual.full), screening: or(s.Screening, usual.screening), sparse: or(s.Sparse, usual.sparse),
		dense: or(s.Dense, usual.dense), gated: or(s.Gated, usual.gated), crowd: usual.crowd,
	}
	segs := segments(c, activities)
	return newIndex(c, segs, repeated(segs), len(segs)), nil
}

// Segments is how many segments an index has.
func (x *Index) Segments() int { return len(x.segs) }

// Twin is Rank with the offers made once, for many queries over one list.
type Twin struct {
	c      *compiled
	offers [][]offer
}

// NewTwin makes the offers.
func NewTwin(activities iter.Seq[activity.Activity], o *Options) (*Twin, error) {
	c, err := compile(o)
	if err != nil {
		return nil, err
	}
	b := builder{opts: c}
	t := &Twin{c: c}
	seen := map[activity.ID]bool{}
	for a := range activities {
		if !seen[a.ID] {
			seen[a.ID] = true
			t.offers = append(t.offers, b.offers(&a))
		}
	}
	return t, nil
}

// Match judges everything.
func (t *Twin) Match(q Query) (Result, error) {
	p, err := t.c.prepare(&q)
	if err != nil {
		return Result{}, err
	}
	tw := twin{}
	for _, list := range t.offers {
		if f, ok := bestOffer(p, list); ok {
			tw.found = append(tw.found, f)
		}
	}
	return tw.result(p), nil
}

// Quick is Match, judging no further once something excludes an offer. Travel
// and needs go first, since they exclude the most. It is still every offer, one
// by one, and for directories that are too large to judge wholly two thousand
// times.
func (t *Twin) Quick(q Query) (Result, error) {
	p, err := t.c.prepare(&q)
	if err != nil {
		return Result{}, err
	}
	first := slices.DeleteFunc([]int{gTravel, gNeed}, p.dropped.has)
	rest := slices.DeleteFunc(slices.Clone(p.order[:p.groups]), func(g int) bool { return slices.Contains(first, g) })
	order := append(first, rest...)
	tw := twin{}
	var buf []Judgement
	for _, list := range t.offers {
		admitted := false
		for i := range list {
			admitted, buf = p.admits(&list[i], order, buf)
			if admitted {
				break
			}
		}
		if !admitted {
			continue
		}
		if f, ok := bestOffer(p, list); ok {
			tw.found = append(tw.found, f)
		}
	}
	return tw.result(p), nil
}

// admits reports whether no criterion excludes an offer.
func (p *plan) admits(o *offer, order []int, buf []Judgement) (bool, []Judgement) {
	for _, g := range order {
		if buf = p.group(g, o, buf[:0]); p.excludes(g, least(buf)) {
			return false, buf
		}
	}
	return true, buf
}

// QuickFits holds the quick fits of every row against the judgements of the
// table. It returns how many were compared, by facet and fit, and the first few
// that differ.
func (x *Index) QuickFits(q Query) (map[string]int, []string) {
	p, err := x.c.prepare(&q)
	if err != nil {
		return nil, []string{err.Error()}
	}
	s, compared, differing := x.borrow(), map[string]int{}, []string(nil)
	sc := &s.scan
	sc.begin(p, s)
	for n, seg := range x.segs {
		sc.seg, sc.segNo, sc.dead, sc.memo = seg, int32(n), x.dead[n], s.memos[n]
		sc.ready()
		for i := range seg.rows {
			for _, f := range [...]int{fNeed, fLikes, fMatters, fAdmit, fArea, fFeatures, fTime} {
				if !p.asks(f) {
					continue
				}
				got, want := sc.fit(f, i), sc.judge(f, i)
				compared[fmt.Sprint(f, " ", want)]++
				if got != want && len(differing) < 5 {
					differing = append(differing, fmt.Sprintf("facet %d row %d: %v, want %v", f, i, got, want))
				}
			}
			if !p.demands() || p.mustColumn() != cFeats {
				continue
			}
			got, want := sc.featured(fMust, seg.rows[i].c[cFeats]), sc.demanded(i)
			compared[fmt.Sprint("must ", want)]++
			if got != want && len(differing) < 5 {
				differing = append(differing, fmt.Sprintf("must row %d: %v, want %v", i, got, want))
			}
		}
	}
	return compared, differing
}
