package matching

import (
	"cmp"
	"iter"
	"slices"

	"github.com/socialprescribing/socialprescribing/activity"
)

// Rank answers a query over a sequence of activities by judging every one of
// them by every criterion. It is the plainest statement of what a match is:
// an index gives the same answer, faster, and the tests hold them against each
// other. It suits lists of some hundreds.
//
// A horizon that is not set in the options begins on the day of the query.
// An activity that occurs twice in the sequence counts once, as it occurs
// first. Errors are those of Index.Match.
func Rank(q Query, activities iter.Seq[activity.Activity], o *Options) (Result, error) {
	c, err := forQuery(&q, o)
	if err != nil {
		return Result{}, err
	}
	p, err := c.prepare(&q)
	if err != nil {
		return Result{}, err
	}
	t := twin{builder: builder{opts: c}, seen: map[activity.ID]bool{}}
	for a := range activities {
		t.add(p, &a)
	}
	return t.result(p), nil
}

// forQuery compiles options, with a horizon from the day of the query if none
// is set.
func forQuery(q *Query, o *Options) (*compiled, error) {
	var c *compiled
	var err error
	if o == nil {
		c, err = defaults()
	} else {
		c, err = compile(o)
	}
	if err != nil {
		return nil, err
	}
	if c.horizon.From.IsZero() {
		c = c.ahead(activity.DayOf(q.At.In(c.zone)))
	}
	return c, nil
}

// twin collects what matches, one activity at a time.
type twin struct {
	builder
	seen  map[activity.ID]bool
	found []found
}

// found is a match in the making.
type found struct {
	key uint64
	o   offer
	v   verdict
}

// add judges an activity and keeps it if any of its offers is not excluded.
func (t *twin) add(p *plan, a *activity.Activity) {
	if t.seen[a.ID] {
		return
	}
	t.seen[a.ID] = true
	if f, ok := bestOffer(p, t.offers(a)); ok {
		t.found = append(t.found, f)
	}
}

// bestOffer returns the offer with the greatest key among those not excluded;
// of equals, the first.
func bestOffer(p *plan, offers []offer) (found, bool) {
	var best found
	ok := false
	for i := range offers {
		v := p.judge(&offers[i])
		if !v.excluded && (!ok || v.key > best.key) {
			best, ok = found{key: v.key, o: offers[i], v: v}, true
		}
	}
	return best, ok
}

// result sorts what was found and takes the first k.
func (t *twin) result(p *plan) Result {
	slices.SortFunc(t.found, func(a, b found) int {
		if a.key != b.key {
			return cmp.Compare(b.key, a.key)
		}
		switch {
		case p.before(a.o.id, b.o.id):
			return -1
		case p.before(b.o.id, a.o.id):
			return 1
		}
		return 0
	})
	return p.answer(len(t.found), func(n int) []Match {
		out := make([]Match, 0, n)
		for i := range t.found[:n] {
			out = append(out, p.match(&t.found[i].o, t.found[i].v.judged))
		}
		return out
	})
}

// answer makes a result of the first matches, which first delivers on demand:
// all are how many there are at most.
func (p *plan) answer(all int, first func(n int) []Match) Result {
	r := Result{Urgent: p.urgent(), Crosswalk: p.crosswalk.Version(), Order: make([]CriterionCode, 0, p.groups)}
	for _, g := range p.order[:p.groups] {
		r.Order = append(r.Order, p.codeOf(g))
	}
	if p.opts.PerProvider <= 0 && p.opts.PerSite <= 0 && p.opts.PerKind <= 0 {
		r.Matches = first(min(p.k, all))
		return r
	}
	for n := p.k; ; n *= 2 {
		list := first(min(n, all))
		r.Matches, r.SetAside = p.spread(list)
		if len(r.Matches) == p.k || n >= all || len(list) < n {
			return r
		}
	}
}

// spread takes matches in their order, each unless its provider or site has
// had its share, until there are k. It is a pass over the ranking: what
// remains keeps its order.
func (p *plan) spread(list []Match) ([]Match, []SetAside) {
	kept, aside := make([]Match, 0, p.k), []SetAside(nil)
	providers, sites, kinds := map[activity.ProviderID]int{}, map[activity.LocationID]int{}, map[string]int{}
	for _, m := range list {
		if len(kept) == p.k {
			break
		}
		byProvider := p.opts.PerProvider > 0 && !m.Provider.IsZero() && providers[m.Provider] >= p.opts.PerProvider
		bySite := p.opts.PerSite > 0 && !m.Site.IsZero() && sites[m.Site] >= p.opts.PerSite
		kind := m.kind()
		byKind := p.opts.PerKind > 0 && kind != "" && kinds[kind] >= p.opts.PerKind
		if byProvider || bySite || byKind {
			aside = append(aside, SetAside{Match: m, ByProvider: byProvider, BySite: bySite, ByKind: byKind})
			continue
		}
		providers[m.Provider]++
		sites[m.Site]++
		kinds[kind]++
		kept = append(kept, m)
	}
	return kept, aside
}

// kind is the category by which a match serves a need, unless it is something
// that the person likes.
func (m Match) kind() string {
	kind := ""
	for i := range m.Reasons {
		switch r := &m.Reasons[i]; {
		case r.Code == ReasonInterest:
			return ""
		case r.Criterion == Need:
			kind = r.Object
		}
	}
	return kind
}

// match makes a match of an offer and its judgements.
func (p *plan) match(o *offer, list []judged) Match {
	m := Match{Activity: o.id, Provider: o.provider, Site: o.site.id, Mode: o.mode, Fits: make([]Fit, len(list))}
	n := 0
	for i := range list {
		m.Fits[i] = list[i].fit
		n += len(list[i].list)
	}
	m.Reasons = make([]Reason, 0, n)
	for i := range list {
		for _, j := range list[i].list {
			m.Reasons = append(m.Reasons, reason(p.codeOf(list[i].group), j))
		}
	}
	return m
}
