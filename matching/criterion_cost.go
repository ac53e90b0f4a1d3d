package matching

import (
	"cmp"
	"slices"

	"github.com/socialprescribing/socialprescribing/activity"
)

// Cost: whether the person can afford it. What is judged is the least that
// they must pay for one attendance, with the concessions that they have; a
// suggested donation and a deposit are not a price. That no price is stated
// never means free; a deposit alone does, but not beside a price.
//
// Fits:
//
//	Exact    free
//	Good     within the ceiling
//	Low      paid for a month, a year or a course, above the ceiling as a sum
//	Unknown  not stated, assumed, or in another currency
//	No       above the ceiling

func (p *plan) raisesCost() bool { return p.q.Seeker.Budget.Set }

func judgeCost(p *plan, o *offer, out []Judgement) []Judgement {
	if o.cost.Standing != activity.Known {
		return append(out, Judgement{Code: ReasonCostAsk, Fit: Unknown})
	}
	best, unsure, deposit := Judgement{}, false, false
	for i := range o.cost.Options {
		c := &o.cost.Options[i]
		if !p.pays(c) {
			continue
		}
		if c.Kind == activity.Deposit {
			deposit = true
			continue
		}
		j := p.price(c)
		unsure = unsure || j.Fit == Unknown
		if j.Fit == Unknown || best.Code != "" && !cheaper(j, best) {
			continue
		}
		best = j
	}
	if best.Code == "" && !unsure && deposit {
		best = Judgement{Code: ReasonFree, Fit: Exact}
	}
	if best.Code == "" || unsure && best.Fit != Exact {
		return append(out, Judgement{Code: ReasonCostAsk, Fit: Unknown})
	}
	return append(out, best)
}

// cheaper orders prices by how well they fit, then by amount.
func cheaper(a, b Judgement) bool {
	return cmp.Or(cmp.Compare(b.Fit, a.Fit), cmp.Compare(a.A, b.A)) < 0
}

// pays reports whether an option holds on the day and for this person.
func (p *plan) pays(c *activity.CostOption) bool {
	if p.day.Before(c.ValidFrom) || !c.ValidTo.IsZero() && c.ValidTo.Before(p.day) {
		return false
	}
	return c.For == activity.ForEveryone || slices.Contains(p.q.Seeker.Budget.Conditions, c.For)
}

// price judges one option.
func (p *plan) price(c *activity.CostOption) Judgement {
	ceiling := p.q.Seeker.Budget.Ceiling
	switch {
	case c.Kind == activity.Donation:
		return Judgement{Code: ReasonFree, Fit: Exact}
	case c.Kind != activity.Price || c.Amount.IsZero():
		return Judgement{Fit: Unknown}
	case c.Amount.Minor() == 0:
		return Judgement{Code: ReasonFree, Fit: Exact}
	case c.Amount.Currency() != "GBP" || c.Amount.Minor() < 0:
		return Judgement{Fit: Unknown}
	}
	j := Judgement{Code: ReasonCostWithin, Fit: Good, A: clamp(c.Amount.Minor()), B: clamp(ceiling), Subject: string(c.Per)}
	switch {
	case c.Amount.Minor() <= ceiling:
	case c.Per == activity.PerMonth || c.Per == activity.PerYear || c.Per == activity.PerCourse:
		j.Code, j.Fit = ReasonCostPeriod, Low
	default:
		j.Code, j.Fit = ReasonCostAbove, No
	}
	return j
}

// clamp brings an amount into the range of an argument.
func clamp(n int64) int32 { return int32(min(max(n, -1<<31), 1<<31-1)) }
