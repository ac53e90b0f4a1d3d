package matching

import (
	"slices"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/person"
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
//	No       serves none of the needs, or is meant for people with another
//
// An activity for certain people, such as those who drink, does not serve the
// needs of others, whatever else it is: a group for people with dementia is not
// company for a new mother, although it is a group. The crosswalk says which
// categories have such a focus. A category that a rule derived, from a word in a name for instance, counts
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
	best, focused := Judgement{Code: ReasonNeedNone}, false
	for _, c := range o.cats {
		focused = focused || p.elsewhereFocused(c.code)
		for rank, need := range p.q.Seeker.Needs {
			strength := p.strength(need, c.code)
			if fit := needFit(strength, rank, c.guessed); fit > best.Fit {
				best = Judgement{Code: needReason(strength, c.guessed), Fit: fit, A: int32(rank), Subject: string(need), Object: string(c.code)}
			}
		}
	}
	if focused && best.Fit > No {
		best.Code, best.Fit = ReasonNeedFocus, No
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
		if grade(p.strength(need, code)) >= grade(Related) {
			return false
		}
	}
	return true
}

// strength is how a category serves a need of this seeker: a link that holds
// only for those among a group counts where they said that they are.
func (p *plan) strength(need person.NeedCode, code activity.CategoryCode) Strength {
	l := p.crosswalk.strong[linkKey{need, code}]
	if !p.among(l.group) {
		return ""
	}
	return l.strength
}

// among reports whether the person said that they are among a group; of "" all
// are.
func (p *plan) among(g activity.GroupCode) bool { return g == "" || p.isOf(g) == person.Yes }

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
// Good, one close to it (the crosswalk says which are, and a broader one is);
// Low, something else; Unknown, no category known. With no needs asked,
// something else is No: then interests are what is looked for, and it is hard.
//
// Close is meant as the person would mean it. That a walk and a gym are both
// physical activity says something about the heart and nothing about liking.
//
// Some things are for those who like them and for nobody else, such as a tennis
// court or a football pitch (Crosswalk, taste). To somebody who said what they
// like they are No unless they are among it or close to it, whatever they would
// do for the need; somebody who said nothing is not kept from them.

func (p *plan) raisesLikes() bool { return len(p.q.Seeker.Interests) > 0 }

func judgeLikes(p *plan, o *offer, out []Judgement) []Judgement {
	if len(o.cats) == 0 {
		return append(out, Judgement{Code: ReasonNoCategory, Fit: Unknown})
	}
	best := Judgement{Code: ReasonInterestNone}
	for _, c := range o.cats {
		best.Fit = max(best.Fit, p.elsewhere(c.code))
	}
	for _, c := range o.cats {
		if j := p.likes(c.code); j.Fit > best.Fit {
			best = j
		}
	}
	return append(out, best)
}

// elsewhere is the fit of a category that is not among the interests.
func (p *plan) elsewhere(code activity.CategoryCode) Fit {
	if p.raisesNeed() && !p.crosswalk.taste[code] {
		return Low
	}
	return No
}

// likes grades one category against the person's interests.
func (p *plan) likes(code activity.CategoryCode) Judgement {
	best := Judgement{}
	for i, want := range p.q.Seeker.Interests {
		if p.vocabulary.Is(code, want) {
			return Judgement{Code: ReasonInterest, Fit: Exact, Subject: string(code)}
		}
		if best.Fit == No && (slices.Contains(p.near[i], code) || p.vocabulary.Is(want, code)) {
			best = Judgement{Code: ReasonInterestNear, Fit: Good, Subject: string(code), Object: string(want)}
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
		j := triJudgement(o.feats.of(f), string(f), ReasonMatters, ReasonMattersNot, ReasonMattersAsk)
		switch j.Fit {
		case No:
			j.Fit = Low
		case Unknown:
			j.Fit = open
		case Low, Good, Exact:
		}
		out = append(out, j)
	}
	return out
}
