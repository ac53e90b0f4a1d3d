package synth

import (
	"slices"
	"time"

	"golang.org/x/text/language"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/matching"
	"github.com/socialprescribing/socialprescribing/person"
)

// Seekers makes n seekers; the same ones for the same seed.
func (w *World) Seekers(n int, seed uint64) []matching.Seeker {
	out := make([]matching.Seeker, n)
	for i := range out {
		r := rng(seed*97 + uint64(i)*0x9e3779b97f4a7c15 + 3)
		r.next()
		out[i] = w.seeker(&r)
	}
	return out
}

// seeker makes one.
func (w *World) seeker(r *rng) matching.Seeker {
	t := &w.towns[w.town(r)]
	s := matching.Seeker{Place: matching.Place{
		Coordinates: t.point(r), Outward: pick(r, t.outward), Areas: []activity.AreaCode{t.council}, AreasComplete: true,
	}}
	for range 1 + r.falling(3) {
		if need := needs[r.falling(len(needs))]; !slices.Contains(s.Needs, need) {
			s.Needs = append(s.Needs, need)
		}
	}
	if r.chance(400) {
		s.Interests = []activity.CategoryCode{categories[r.falling(len(categories))]}
	}
	if r.chance(100) {
		s.Matters = []activity.Feature{pick(r, facts[:])}
	}
	who(r, &s)
	can(r, &s)
	if r.chance(500) {
		for range 2 + r.n(8) {
			s.Free = s.Free.With(time.Weekday(r.n(7)), matching.Part(r.n(3)))
		}
	}
	s.Travel.Mode = pick(r, []matching.TravelMode{"", "", matching.OnFoot, matching.ByBus, matching.ByCar})
	if r.chance(200) {
		s.Travel.Limit = activity.Metres(1000 * (1 + r.n(20)))
	}
	wishes(r, &s)
	return s
}

// who fills who the person is.
func who(r *rng, s *matching.Seeker) {
	if r.chance(850) {
		s.Age = matching.AgeInYears(18 + r.n(75))
		if r.chance(50) {
			s.Age.Max += 11 // a birth date that is only a year
		}
	}
	if r.chance(500) {
		s.Gender = matching.GenderChoice{Women: person.Yes, Men: person.No}
	}
	for _, g := range groupCodes {
		if r.chance(300) {
			s.Groups = append(s.Groups, matching.GroupAnswer{Group: g, Is: pick(r, []person.Tri{person.Yes, person.No})})
		}
	}
	if r.chance(100) {
		s.Languages = []language.Tag{language.Make(pick(r, tags[:]))}
		if r.chance(600) {
			s.Languages = append(s.Languages, language.English)
		}
	}
}

// can fills what the person can and cannot do.
func can(r *rng, s *matching.Seeker) {
	if r.chance(250) {
		s.Access = []activity.Feature{facts[r.n(4)]}
	}
	if r.chance(50) {
		s.Modes = []activity.Mode{activity.HomeVisit, activity.Telephone, activity.Online}
	}
	if r.chance(300) {
		s.Digital = pick(r, []person.Tri{person.Yes, person.No})
	}
	if r.chance(330) {
		s.Budget = matching.UpTo(int64(100 * r.n(8)))
		if r.chance(500) {
			s.Budget.Conditions = []activity.PriceFor{activity.ForConcession}
		}
	}
}

// wishes fills conditions and orders of the person's own.
func wishes(r *rng, s *matching.Seeker) {
	switch r.n(90) {
	case 0:
		s.Avoid.Areas = []activity.AreaCode{s.Place.Areas[0]}
	case 1:
		s.Avoid.Times = matching.SlotsOf(matching.Evening, time.Monday, time.Tuesday)
	case 2:
		s.MustNot = []activity.Feature{activity.FaithVenue}
	case 3:
		s.MustHave = []activity.Feature{activity.StepFree}
	}
	switch r.n(20) {
	case 0:
		s.Order = []matching.CriterionCode{matching.Travel}
	case 1:
		s.Order = []matching.CriterionCode{matching.Time}
	case 2:
		s.Order = []matching.CriterionCode{matching.Cost, matching.Interest}
	}
}
