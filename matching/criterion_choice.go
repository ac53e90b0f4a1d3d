package matching

import (
	"slices"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/person"
)

// The person's choice: what they avoid and what they must or must not have
// (D33). It comes first and it is hard. Why somebody avoids a church hall, a
// neighbour's group or Tuesday evenings is nobody's business, and often it is a
// matter of safety: the reason says "the person's choice" and carries no
// argument, so that no list, log or screen can show what the choice was.
//
// Fits: Exact (nothing stands against it), Unknown (a must-have that the record
// does not answer: ask), No. What is avoided is avoided when it is known; an
// activity whose area is not known is not taken for one in an avoided area. A
// kind of activity that is avoided rules out whatever is of that kind among
// other things; where a rule derived the kind from words, somebody has to ask.

func (p *plan) raisesChoice() bool {
	s := &p.q.Seeker
	return len(s.MustHave)+len(s.MustNot) > 0 || !s.Avoid.IsZero()
}

func judgeChoice(p *plan, o *offer, out []Judgement) []Judgement {
	if p.avoided(o) {
		return append(out, Judgement{Code: ReasonChoice, Fit: No})
	}
	switch p.must(o) {
	case person.No:
		return append(out, Judgement{Code: ReasonChoice, Fit: No})
	case person.Unknown:
		return append(out, Judgement{Code: ReasonChoiceUnknown, Fit: Unknown})
	case person.Yes:
	}
	return out
}

// demands reports whether there is anything that the person must or must not
// have, or a kind that they avoid: what a record may leave open.
func (p *plan) demands() bool {
	s := &p.q.Seeker
	return len(s.MustHave)+len(s.MustNot)+len(s.Avoid.Categories) > 0
}

// must returns whether an offer has all that the person must have, nothing that
// they must not, and is of no kind that they avoid.
func (p *plan) must(o *offer) person.Tri {
	return p.avoidedKind(o.cats).Not().And(p.mustFeatures(o))
}

// mustFeatures is the part of must that is about features.
func (p *plan) mustFeatures(o *offer) person.Tri {
	verdict := person.Yes
	for _, f := range p.q.Seeker.MustHave {
		verdict = verdict.And(wanted(o, f))
	}
	for _, f := range p.q.Seeker.MustNot {
		verdict = verdict.And(wanted(o, f).Not())
	}
	return verdict
}

// mustColumn is the column of an index that must looks at; none if it looks at
// several.
func (p *plan) mustColumn() int {
	if len(p.q.Seeker.Avoid.Categories) > 0 || p.mustMixed() {
		return none
	}
	return cFeats
}

// mustMixed reports whether what the person must or must not have says something
// of the sexes, which a rule of eligibility answers too.
func (p *plan) mustMixed() bool {
	return slices.Contains(p.q.Seeker.MustHave, activity.MixedGender) || slices.Contains(p.q.Seeker.MustNot, activity.MixedGender)
}

// avoided reports whether the offer is one of those that the person avoids.
func (p *plan) avoided(o *offer) bool {
	a := &p.q.Seeker.Avoid
	return slices.Contains(a.Activities, o.id) ||
		!o.provider.IsZero() && slices.Contains(a.Providers, o.provider) ||
		!o.site.id.IsZero() && slices.Contains(a.Sites, o.site.id) ||
		avoidedArea(a, o.site) ||
		p.onlyAt(o.when, p.avoidTimes)
}

// avoidedKind reports whether one of the categories is avoided.
func (p *plan) avoidedKind(list []category) person.Tri {
	verdict := person.No
	for _, c := range list {
		for _, a := range p.q.Seeker.Avoid.Categories {
			if !p.vocabulary.Is(c.code, a) {
				continue
			}
			if !c.guessed {
				return person.Yes
			}
			verdict = person.Unknown
		}
	}
	return verdict
}

// avoidedArea reports whether a site lies in an avoided area.
func avoidedArea(a *Avoid, s *site) bool {
	if s.outward != "" && slices.Contains(a.Areas, s.outward) {
		return true
	}
	for _, area := range s.areas {
		if slices.Contains(a.Areas, area) {
			return true
		}
	}
	return false
}

// onlyAt reports whether everything that is still to come falls into the given
// slots.
func (p *plan) onlyAt(w *pattern, slots slotSet) bool {
	if slots.empty() || !w.known {
		return false
	}
	all := slotSet{w.sure[0] | w.unsure[0], w.sure[1] | w.unsure[1], w.sure[2] | w.unsure[2]}
	all = all.from(p.soonest)
	return !all.empty() && all == all.and(&slots)
}

// wanted reports whether a feature holds. An activity limited to one sex is
// not of mixed gender, whatever the access list says.
func wanted(o *offer, f activity.Feature) person.Tri {
	v := o.feats.of(f)
	if f != activity.MixedGender || v != person.Unknown {
		return v
	}
	switch g, _ := o.admit.gender.Get(); g {
	case activity.WomenOnly, activity.MenOnly:
		return person.No
	case activity.NoGenderLimit:
		return person.Yes
	}
	return person.Unknown
}
