package matching

import (
	"iter"

	"github.com/socialprescribing/socialprescribing/activity"
)

// Sizes are those of sizes.
type Sizes struct{ Full, Screening, Sparse, Dense, Short int }

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
		dense: or(s.Dense, usual.dense), short: or(s.Short, usual.short),
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
