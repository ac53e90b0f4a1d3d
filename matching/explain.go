package matching

import (
	"cmp"
	"slices"

	"github.com/socialprescribing/socialprescribing/activity"
)

// Explanation says everything about one activity for one query: what every
// criterion says, and which of them exclude it. A plain record.
type Explanation struct {
	Activity activity.ID         `json:"activity"`
	Provider activity.ProviderID `json:"provider,omitzero"`
	// Site and Mode are those of the offer explained: the best of those that
	// match, or else the one with the fewest criteria against it.
	Site activity.LocationID `json:"site,omitzero"`
	Mode activity.Mode       `json:"mode,omitzero"`
	// Matches is whether it is a match. Whether it is among the best is a
	// question of the others.
	Matches bool `json:"matches"`
	// Criteria has an entry for each criterion, in the order compared.
	Criteria []CriterionVerdict `json:"criteria"`
}

// CriterionVerdict is what one criterion says.
type CriterionVerdict struct {
	Criterion CriterionCode `json:"criterion"`
	Fit       Fit           `json:"fit"`
	// Excludes is whether this criterion, alone, keeps the activity from being
	// a match: No where it is hard, and Unknown where the policy says so.
	Excludes bool `json:"excludes,omitzero"`
	// Reasons are all that it has to say; none when it was not raised.
	Reasons []Reason `json:"reasons,omitzero"`
}

// Explain judges one activity by every criterion. It lists every criterion
// that fails, not the first, and every reason of each. It takes the record,
// since an index keeps none. Errors are those of Match.
func Explain(q Query, a activity.Activity, o *Options) (Explanation, error) {
	c, err := forQuery(&q, o)
	if err != nil {
		return Explanation{}, err
	}
	return c.explain(&q, &a)
}

// explain is Explain with compiled options.
func (c *compiled) explain(q *Query, a *activity.Activity) (Explanation, error) {
	p, err := c.prepare(q)
	if err != nil {
		return Explanation{}, err
	}
	b := builder{opts: c}
	return p.explanation(p.closest(b.offers(a))), nil
}

// closest returns the offer to explain: the best match, else the one with the
// fewest criteria against it, then the greatest key, then the first.
func (p *plan) closest(offers []offer) found {
	if f, ok := bestOffer(p, offers); ok {
		return f
	}
	var best found
	fewest := -1
	for i := range offers {
		v := p.judge(&offers[i])
		n := len(p.against(&v))
		if fewest < 0 || n < fewest || n == fewest && v.key > best.key {
			best, fewest = found{key: v.key, o: offers[i], v: v}, n
		}
	}
	return best
}

// against lists the groups that exclude, in the order compared.
func (p *plan) against(v *verdict) []int {
	var out []int
	for i := range v.judged {
		if p.excludes(v.judged[i].group, v.judged[i].fit) {
			out = append(out, v.judged[i].group)
		}
	}
	return out
}

// explanation dresses what was found.
func (p *plan) explanation(f found) Explanation {
	e := Explanation{
		Activity: f.o.id, Provider: f.o.provider, Site: f.o.site.id, Mode: f.o.mode,
		Matches: !f.v.excluded, Criteria: make([]CriterionVerdict, len(f.v.judged)),
	}
	for i, j := range f.v.judged {
		code := p.codeOf(j.group)
		e.Criteria[i] = CriterionVerdict{Criterion: code, Fit: j.fit, Excludes: p.excludes(j.group, j.fit)}
		for _, r := range j.list {
			e.Criteria[i].Reasons = append(e.Criteria[i].Reasons, reason(code, r))
		}
	}
	return e
}

// Failed returns the reasons of the criteria that exclude, those that are to
// blame: of a criterion with several reasons, the ones with its fit.
func (e Explanation) Failed() []Reason {
	var out []Reason
	for _, c := range e.Criteria {
		if !c.Excludes {
			continue
		}
		for _, r := range c.Reasons {
			if r.Fit == c.Fit {
				out = append(out, r)
			}
		}
	}
	return out
}

// ForProvider returns the explanation as a provider may see it; see
// Match.ForProvider. Which criteria exclude is left out with their reasons.
func (e Explanation) ForProvider(allow ...CriterionCode) Explanation {
	if len(allow) == 0 {
		allow = forProviders
	}
	out := e
	out.Criteria = nil
	for _, c := range e.Criteria {
		if c.Criterion != Choice && slices.Contains(allow, c.Criterion) {
			out.Criteria = append(out.Criteria, c)
		}
	}
	return out
}

// Comparison says which of two activities suits better and what decided.
type Comparison struct {
	// First and Second are the two, the better one first.
	First  Explanation `json:"first"`
	Second Explanation `json:"second"`
	// Decided is the criterion that decided; "" when only the IDs did.
	Decided CriterionCode `json:"decided,omitzero"`
	// Excluded says that Second is no match at all; Decided is then the first
	// criterion that excludes it, unless First is no match either.
	Excluded bool `json:"excluded,omitzero"`
}

// Compare judges two activities for a query and says which suits better and
// which criterion decided. A match comes before what is no match; between two
// that are no match the fits decide as well. Errors are those of Match.
func Compare(q Query, a, b activity.Activity, o *Options) (Comparison, error) {
	c, err := forQuery(&q, o)
	if err != nil {
		return Comparison{}, err
	}
	p, err := c.prepare(&q)
	if err != nil {
		return Comparison{}, err
	}
	build := builder{opts: c}
	x, y := p.closest(build.offers(&a)), p.closest(build.offers(&b))
	if p.order2(&x, &y) > 0 {
		x, y = y, x
	}
	out := Comparison{First: p.explanation(x), Second: p.explanation(y), Excluded: y.v.excluded}
	if y.v.excluded && !x.v.excluded {
		out.Decided = p.codeOf(p.against(&y.v)[0])
		return out, nil
	}
	for i := range x.v.judged {
		if x.v.judged[i].fit != y.v.judged[i].fit {
			out.Decided = p.codeOf(x.v.judged[i].group)
			break
		}
	}
	return out, nil
}

// order2 orders two candidates, the better first.
func (p *plan) order2(x, y *found) int {
	if x.v.excluded != y.v.excluded {
		return boolOrder(x.v.excluded, y.v.excluded)
	}
	if x.key != y.key {
		return cmp.Compare(y.key, x.key)
	}
	switch {
	case p.before(x.o.id, y.o.id):
		return -1
	case p.before(y.o.id, x.o.id):
		return 1
	}
	return 0
}
