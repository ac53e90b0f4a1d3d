package matching

import (
	"slices"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/person"
)

// Eligibility: whether the person may come, and how sure that is. Three-valued
// throughout. A birth date that is only a year gives an interval of ages; an
// interval that lies partly inside a limit is not known. A bound that a rule of
// the source's standard filled in (OpenActive's "18 and over") judges as not
// known, with that reason (D31).
//
// Fits:
//
//	Exact    every limit is known and met
//	Good     met, with something to arrange: a referral, a voucher
//	Low      allowed but meant for others, or for members
//	Unknown  somebody has to ask the provider or the person
//	No       a known limit is not met
//
// A limit that the record states raises the question by itself, even when the
// seeker says nothing: that the person's age is not known does not make them
// eligible for a group for the over-65s. Limits that the record does not state
// are asked about only where the seeker answers: age.
//
// A need is no answer to whom a limit is for: somebody with a need that carers
// have is asked whether they are a carer before they are sent to what is only for
// carers. They are not left out, nor taken to be one.
//
// Single-sex activities go by what the person said they would go to, never by
// a recorded sex, and the reason says nothing about the person.

func judgeAdmit(p *plan, o *offer, out []Judgement) []Judgement {
	if o.admit.open {
		return out
	}
	out = p.judgeGender(o.admit, out)
	out = p.judgeGroups(o.admit, out)
	out = p.judgePractice(o.admit, out)
	out = p.judgeRoutes(o.admit, out)
	if n := o.admit.conditions; n > 0 {
		out = append(out, Judgement{Code: ReasonConditionAsk, Fit: Unknown, A: int32(n)})
	}
	return out
}

// ageArgs packs a range into the arguments of a reason.
func ageArgs(j Judgement, r activity.AgeRange) Judgement {
	j.A, j.B = int32(r.MinMonths()), -1
	if hi, ok := r.MaxMonths(); ok {
		j.B = int32(hi)
	}
	return j
}

func judgeAge(p *plan, o *offer, out []Judgement) []Judgement {
	age, limit := p.q.Seeker.Age, o.ages.limit
	switch {
	case limit.Standing == activity.Unknown && !age.Known:
	case limit.Standing == activity.Unknown:
		out = append(out, Judgement{Code: ReasonAgeAsk, Fit: Unknown})
	case limit.Standing == activity.Known && allAges(limit.Value) && !age.Known:
	case !age.Known:
		out = append(out, ageArgs(Judgement{Code: ReasonAgeNotSaid, Fit: Unknown}, limit.Value))
	case limit.Standing != activity.Known:
		out = append(out, ageArgs(Judgement{Code: ReasonAgeAssumed, Fit: Unknown}, limit.Value))
	default:
		out = append(out, ageArgs(triJudgement(limit.Value.Admits(age.Min, age.Max), "", ReasonAgeFits, ReasonAgeNot, ReasonAgeMaybe), limit.Value))
	}
	if suits, ok := o.ages.suits.Get(); ok && age.Known && suits.Admits(age.Min, age.Max) == person.No {
		out = append(out, ageArgs(Judgement{Code: ReasonAgeUnsuited, Fit: Low}, suits))
	}
	return out
}

// allAges reports whether a range leaves nobody out. Some directories write 0 to
// 120 for "no limit".
func allAges(r activity.AgeRange) bool { return r.Admits(0, oldest) == person.Yes }

// oldest is an age, in months, up to which a range has to reach to leave nobody
// out.
const oldest = 100 * 12

func (p *plan) judgeGender(w *admitRule, out []Judgement) []Judgement {
	var would person.Tri
	switch w.gender.Value {
	case activity.WomenOnly:
		would = p.q.Seeker.Gender.Women
	case activity.MenOnly:
		would = p.q.Seeker.Gender.Men
	case activity.NoGenderLimit, "":
		return out
	}
	switch w.gender.Standing {
	case activity.Unknown:
		return out
	case activity.Assumed:
		would = person.Unknown
	case activity.Known:
	}
	return append(out, triJudgement(would, "", ReasonGenderFits, ReasonGenderNot, ReasonGenderAsk))
}

func (p *plan) judgeGroups(w *admitRule, out []Judgement) []Judgement {
	list := w.groups.Value
	if w.groups.Standing == activity.Unknown || len(list) == 0 {
		return out
	}
	verdict, subject := person.No, list[0]
	for _, g := range list {
		is := p.isOf(g)
		if next := verdict.Or(is); next != verdict { // name the group that decides
			verdict, subject = next, g
		}
	}
	if verdict == person.No && w.groups.Standing != activity.Known {
		verdict = person.Unknown
	}
	return append(out, triJudgement(verdict, string(subject), ReasonGroupFits, ReasonGroupNot, ReasonGroupAsk))
}

// isOf returns what the person answered about a group, or what follows from
// another answer: a young carer is a carer, and who is no carer is no young
// carer. That somebody belongs to an ethnic community does not say to which.
func (p *plan) isOf(g activity.GroupCode) person.Tri {
	follows := person.Unknown
	for _, a := range p.q.Seeker.Groups {
		switch {
		case a.Group == g:
			return a.Is
		case a.Is == person.Yes && p.vocabulary.GroupIs(a.Group, g):
			follows = person.Yes
		case a.Is == person.No && follows == person.Unknown && p.vocabulary.GroupIs(g, a.Group):
			follows = person.No
		}
	}
	return follows
}

// judgeArea judges rules of residence and the area served. A person who has no
// fixed abode and chose an area does not live there as far as a rule of
// residence goes: it has to be asked.
func judgeArea(p *plan, o *offer, out []Judgement) []Judgement {
	w := o.area
	verdict, stated := person.Yes, false
	if list := w.residence.Value; w.residence.Standing != activity.Unknown && len(list) > 0 {
		v := p.lives(list)
		if w.residence.Standing != activity.Known {
			v = person.Unknown
		}
		verdict, stated = verdict.And(v), true
	}
	switch {
	case w.cover.Standing == activity.Known && !w.cover.Everywhere:
		v := w.covers(p.home)
		if p.q.Seeker.Place.Chosen {
			v = person.Unknown
		}
		verdict, stated = verdict.And(v), true
	case w.cover.Standing == activity.Assumed:
		verdict, stated = verdict.And(person.Unknown), true
	}
	if !stated {
		return out
	}
	return append(out, triJudgement(verdict, "", ReasonAreaFits, ReasonAreaNot, ReasonAreaAsk))
}

// covers reports whether an area served takes in a home. A rule keeps the points
// around which a radius goes and not the whole of their locations.
func (w *areaRule) covers(home activity.Place) person.Tri {
	var room [1]activity.Location // for most there is one at most
	around := room[:0]
	for _, c := range w.around {
		around = append(around, activity.Location{Coordinates: c})
	}
	return w.cover.Covers(home, around)
}

// lives reports whether the person lives in one of the areas.
func (p *plan) lives(list []activity.AreaCode) person.Tri {
	home := &p.q.Seeker.Place
	if home.Chosen || home.IsZero() {
		return person.Unknown
	}
	inDistrict := slices.ContainsFunc(home.Areas, isDistrict)
	for _, a := range list {
		if a == home.Outward || slices.Contains(home.Areas, a) {
			return person.Yes
		}
	}
	for _, a := range list {
		switch {
		case isDistrict(a) && inDistrict: // a home lies in one only
		case isGSS(a) && home.AreasComplete:
		case isGSS(a), home.Outward == "":
			return person.Unknown
		}
	}
	return person.No
}

// isDistrict reports whether an area is a local authority district, by its
// entity code in the coding of the Office for National Statistics (Code History
// Database): unitary, non-metropolitan and metropolitan districts and London
// boroughs, and what corresponds in Wales, Scotland and Northern Ireland.
func isDistrict(a activity.AreaCode) bool {
	if !isGSS(a) {
		return false
	}
	switch a[:3] {
	case "E06", "E07", "E08", "E09", "W06", "S12", "N09":
		return true
	}
	return false
}

// isGSS reports whether an area code has the form of the Office for National
// Statistics: a letter and eight digits.
func isGSS(a activity.AreaCode) bool {
	if len(a) != 9 || a[0] < 'A' || a[0] > 'Z' {
		return false
	}
	for _, c := range []byte(a[1:]) {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}

func (p *plan) judgePractice(w *admitRule, out []Judgement) []Judgement {
	list := w.practices.Value
	if w.practices.Standing == activity.Unknown || len(list) == 0 {
		return out
	}
	verdict := person.Unknown
	switch s := &p.q.Seeker; {
	case !s.Practice.IsZero() && slices.Contains(list, s.Practice):
		verdict = person.Yes
	case w.practices.Standing == activity.Known && (s.NoPractice || !s.Practice.IsZero()):
		verdict = person.No
	}
	return append(out, triJudgement(verdict, "", ReasonPracticeFits, ReasonPracticeNot, ReasonPracticeAsk))
}

// judgeRoutes judges the ways in. The easiest one that is open decides; a way
// in that has to be arranged says so.
func (p *plan) judgeRoutes(w *admitRule, out []Judgement) []Judgement {
	best := Judgement{Code: ReasonRouteNot, Fit: No}
	open := p.q.Seeker.Routes
	known := false
	for _, r := range w.routes {
		if r == activity.PrivateUse {
			continue // standing judges it
		}
		if !known {
			best.Subject = string(r)
		}
		known = true
		if len(open) > 0 && !slices.Contains(open, r) {
			continue
		}
		if j := routeJudgement(r); j.Fit > best.Fit {
			best = j
		}
	}
	if !known || best.Fit == Exact {
		return out
	}
	return append(out, best)
}

// routeJudgement says what a way in takes.
func routeJudgement(r activity.Route) Judgement {
	switch r {
	case activity.Professional:
		return Judgement{Code: ReasonRouteProvider, Fit: Good}
	case activity.Voucher:
		return Judgement{Code: ReasonRouteVoucher, Fit: Good}
	case activity.Membership:
		return Judgement{Code: ReasonRouteMember, Fit: Low}
	case activity.Signpost, activity.SelfReferral, activity.DropIn, activity.PrivateUse: // private use is excluded before
	}
	return exact
}

// triJudgement judges Exact, No or Unknown, with the reason that belongs to it.
func triJudgement(v person.Tri, subject string, yes, no, ask ReasonCode) Judgement {
	switch v {
	case person.Yes:
		return Judgement{Code: yes, Fit: Exact, Subject: subject}
	case person.No:
		return Judgement{Code: no, Subject: subject}
	case person.Unknown:
	}
	return Judgement{Code: ask, Fit: Unknown, Subject: subject}
}
