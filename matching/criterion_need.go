package matching

import (
	"slices"

	"github.com/socialprescribing/socialprescribing/activity"
)

// Need: whether the activity serves a need of the person, by the crosswalk from
// needs to categories. Within the categories of an activity one is enough.
//
// Fits:
//
//	Exact    serves the first need directly
//	Good     serves the first need indirectly, or a later one directly
//	Low      anything weaker that still serves some need
//	Unknown  the record has no category at all
//	No       serves none of the needs
//
// An activity for certain people, such as those who drink, serves the needs of
// others poorly, whatever else it is; the crosswalk says which categories have
// such a focus. A category that a rule derived, from a word in a name for instance, counts
// one step lower (D31): "Walker Street Clinic" is not a walk. Only what serves
// a need is a match, so that a food bank is not offered to somebody who wants
// to walk merely because it is near.
//
// With interests and no needs, interests are what is looked for; see judgeLikes.

func (p *plan) raisesNeed() bool { return len(p.q.Seeker.Needs) > 0 }

func judgeNeed(p *plan, o *offer, out []Judgement) []Judgement {
	if len(o.cats) == 0 {
		return append(out, Judgement{Code: ReasonNoCategory, Fit: Unknown})
	}
	best, limit := Judgement{Code: ReasonNeedNone}, Exact
	for _, c := range o.cats {
		if p.elsewhereFocused(c.code) {
			limit = Low
		}
		for rank, need := range p.q.Seeker.Needs {
			strength := p.crosswalk.strength(need, c.code)
			if fit := needFit(strength, rank, c.guessed); fit > best.Fit {
				best = Judgement{Code: needReason(strength, c.guessed), Fit: fit, A: int32(rank), Subject: string(need), Object: string(c.code)}
			}
		}
	}
	if best.Fit > limit {
		best.Code, best.Fit = ReasonNeedFocus, limit
	}
	return append(out, best)
}

// elsewhereFocused reports whether a category says whom an activity is for, and
// that is not for any of the seeker's needs: a link that is weak does not count.
func (p *plan) elsewhereFocused(code activity.CategoryCode) bool {
	if !p.crosswalk.focus[code] {
		return false
	}
	for _, need := range p.q.Seeker.Needs {
		if grade(p.crosswalk.strength(need, code)) >= grade(Related) {
			return false
		}
	}
	return true
}

// needFit grades one link from the need at a rank (0 the first).
func needFit(s Strength, rank int, guessed bool) Fit {
	fit := No
	switch {
	case s == Direct && rank == 0:
		fit = Exact
	case s == Direct || s == Related && rank == 0:
		fit = Good
	case s == Related || s == Weak:
		fit = Low
	}
	if guessed && fit > Low {
		fit--
	}
	return fit
}

// needReason names one link.
func needReason(s Strength, guessed bool) ReasonCode {
	switch {
	case guessed:
		return ReasonNeedGuessed
	case s == Direct:
		return ReasonNeedDirect
	case s == Related:
		return ReasonNeedRelated
	}
	return ReasonNeedWeak
}

// Interest: whether it is what the person likes (categories) and has what
// matters to them (features). It orders what serves the needs.
//
// Fits for categories: Exact, one that the person named, or a narrower one;
// Good, another of the same pillar; Low, something else; Unknown, no category
// known. With no needs asked, something else is No: then interests are what is
// looked for, and it is hard.

func (p *plan) raisesLikes() bool { return len(p.q.Seeker.Interests) > 0 }

func judgeLikes(p *plan, o *offer, out []Judgement) []Judgement {
	if len(o.cats) == 0 {
		return append(out, Judgement{Code: ReasonNoCategory, Fit: Unknown})
	}
	best := Judgement{Code: ReasonInterestNone, Fit: p.elsewhere()}
	for _, c := range o.cats {
		if j := p.likes(c.code); j.Fit > best.Fit {
			best = j
		}
	}
	return append(out, best)
}

// elsewhere is the fit of something that is not among the interests.
func (p *plan) elsewhere() Fit {
	if p.raisesNeed() {
		return Low
	}
	return No
}

// likes grades one category against the person's interests.
func (p *plan) likes(code activity.CategoryCode) Judgement {
	best := Judgement{}
	concept, known := p.vocabulary.Lookup(code)
	for i, want := range p.q.Seeker.Interests {
		if p.vocabulary.Is(code, want) {
			return Judgement{Code: ReasonInterest, Fit: Exact, Subject: string(code)}
		}
		if known && best.Fit == No && p.pillars[min(i, len(p.pillars)-1)] == concept.Pillar {
			best = Judgement{Code: ReasonInterestNear, Fit: Good, Subject: string(code), Object: string(concept.Pillar)}
		}
	}
	return best
}

// What matters: features that are wished for. Beside named interests a wish
// that the record does not answer costs one step and one that is known not to
// hold costs two; alone, they are judged as they stand.

func (p *plan) raisesMatters() bool { return len(p.q.Seeker.Matters) > 0 }

func judgeMatters(p *plan, o *offer, out []Judgement) []Judgement {
	open := Unknown
	if p.raisesLikes() {
		open = Good
	}
	for i, f := range p.q.Seeker.Matters {
		if slices.Contains(p.q.Seeker.Matters[:i], f) {
			continue
		}
		out = append(out, triJudgement(o.feats.of(f), string(f),
			Judgement{Code: ReasonMatters, Fit: Exact},
			Judgement{Code: ReasonMattersNot, Fit: Low},
			Judgement{Code: ReasonMattersAsk, Fit: open}))
	}
	return out
}
