package matching_test

import (
	"cmp"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/matching"
	"github.com/socialprescribing/socialprescribing/matching/allocate"
	"github.com/socialprescribing/socialprescribing/matching/internal/synth"
	"github.com/socialprescribing/socialprescribing/person"
)

// A match breaks no limit that is known on both sides, judged here anew from the
// records and not by the criteria. Each limit must stand against something in
// the worlds, or nothing is held.
func TestProperty01_NoHardViolation(t *testing.T) {
	stood := map[string]int{}
	properties(t, func(w world) error {
		matches := map[activity.ID]matching.Match{}
		for _, m := range w.rank(w.query()).Matches {
			matches[m.Activity] = m
		}
		for i := range w.list {
			a := &w.list[i]
			m, is := matches[a.ID]
			for limit, breaks := range limitsOf(&w.seeker) {
				// An activity that is no match is looked at as a whole.
				switch {
				case !breaks(a, m.Site, m.Mode):
				case is:
					return fmt.Errorf("%s", limit)
				default:
					stood[limit]++
				}
			}
		}
		return nil
	})
	if whole() {
		var idle []string
		for limit := range limitsOf(&matching.Seeker{}) {
			if stood[limit] == 0 {
				idle = append(idle, limit)
			}
		}
		require.Empty(t, idle, "limits that nothing in the worlds meets")
	}
}

// What is not known stays so: it excludes exactly where the policy says so.
func TestProperty02_ThreeValues(t *testing.T) {
	properties(t, func(w world) error {
		strict := w.query()
		strict.Options = &matching.QueryOptions{ExcludeUnknown: matching.Criteria()}
		for i := range w.list {
			e, s := w.explain(w.query(), i), w.explain(strict, i)
			for _, c := range e.Criteria {
				if c.Fit == matching.Unknown && c.Excludes {
					return fmt.Errorf("unknown excludes by itself: %s", c.Criterion)
				}
			}
			for _, c := range s.Criteria {
				if c.Fit == matching.Unknown && !c.Excludes {
					return fmt.Errorf("the policy is not kept: %s", c.Criterion)
				}
			}
			if s.Matches && !e.Matches {
				return fmt.Errorf("a stricter policy finds more")
			}
		}
		return nil
	})
}

// Matches and exclusions are all candidates, and disjoint.
func TestProperty03_NothingVanishes(t *testing.T) {
	properties(t, func(w world) error {
		r := ranked(w.rank(w.query()))
		n := 0
		for i := range w.list {
			e := w.explain(w.query(), i)
			if e.Matches != slices.Contains(r, e.Activity) || e.Matches == (len(e.Failed()) > 0) {
				return fmt.Errorf("%s is neither or both", e.Activity)
			}
			if e.Matches {
				n++
			}
		}
		s := must(matching.SurveyAll(w.query(), slices.Values(w.list), propertyOptions))
		if n != len(r) || n != s.Matching || s.Total != len(w.list) || s.NotServing+s.Beyond+s.Matching+s.Excluded != s.Total {
			return fmt.Errorf("%d matches, %d explained, %+v", len(r), n, s)
		}
		return nil
	})
}

// Each criterion that excludes is listed: softening all those listed, and no
// fewer, lets the activity in, if it is not for choice or standing.
func TestProperty04_AllFailedCriteria(t *testing.T) {
	properties(t, func(w world) error {
		for i := range w.list {
			e := w.explain(w.query(), i)
			var failed []matching.CriterionCode
			for _, c := range e.Criteria {
				if c.Excludes {
					failed = append(failed, c.Criterion)
				}
			}
			if len(failed) == 0 || len(w.list[i].Locations) > 1 || len(w.list[i].Modes) > 1 ||
				slices.Contains(failed, matching.Choice) || slices.Contains(failed, matching.Standing) {
				continue
			}
			q := w.query()
			q.Options = &matching.QueryOptions{Soft: failed}
			if !w.explain(q, i).Matches {
				return fmt.Errorf("%v is not all", failed)
			}
			q.Options = &matching.QueryOptions{Soft: failed[1:]}
			if w.explain(q, i).Matches {
				return fmt.Errorf("%v is too much", failed)
			}
		}
		return nil
	})
}

// What is not running is excluded for that reason, whatever else holds.
func TestProperty05_StatusGate(t *testing.T) {
	gates := map[matching.ReasonCode]func(*activity.Activity, *matching.Query){
		matching.ReasonInactive:  func(a *activity.Activity, _ *matching.Query) { a.Status = activity.Inactive },
		matching.ReasonDefunct:   func(a *activity.Activity, _ *matching.Query) { a.Status = activity.Defunct },
		matching.ReasonClosedNow: func(a *activity.Activity, _ *matching.Query) { a.Status = activity.TemporarilyClosed },
		matching.ReasonEnded:     func(a *activity.Activity, _ *matching.Query) { a.Ended = horizon.From.AddDays(-1) },
		matching.ReasonSuspended: func(a *activity.Activity, q *matching.Query) {
			a.Provider = activity.ProviderID{1}
			q.Options = &matching.QueryOptions{Suspended: []activity.ProviderID{{1}}}
		},
		matching.ReasonFinished: func(a *activity.Activity, _ *matching.Query) {
			a.Schedule = activity.Schedule{Zone: "Europe/London", Rules: []activity.Rule{{
				Start: horizon.From.AddDays(-70), Freq: activity.Weekly, Count: 3, From: activity.MustParseClock("10:00"),
			}}}
		},
	}
	properties(t, func(w world) error {
		for i := range min(len(w.list), 6) {
			for code, shut := range gates {
				a, q := w.list[i].Clone(), w.query()
				shut(&a, &q)
				e := must(matching.Explain(q, a, propertyOptions))
				if e.Matches || !slices.ContainsFunc(e.Failed(), func(r matching.Reason) bool { return r.Code == code }) {
					return fmt.Errorf("%s: %+v", code, e.Failed())
				}
			}
		}
		return nil
	})
}

// The same inputs give the same output, and nothing of the query is changed.
func TestProperty06_Deterministic(t *testing.T) {
	properties(t, func(w world) error {
		q := w.query()
		before := w.seeker.Clone()
		first := w.rank(q)
		if again := w.rank(q); !same(first, again) {
			return fmt.Errorf("another answer")
		}
		q.At = q.At.In(time.FixedZone("elsewhere", 5*3600))
		if again := w.rank(q); !same(first, again) {
			return fmt.Errorf("the zone of the clock counts")
		}
		if !same(before, q.Seeker) {
			return fmt.Errorf("the seeker was changed")
		}
		return nil
	})
}

// The order in which activities come does not matter.
func TestProperty07_Permutation(t *testing.T) {
	properties(t, func(w world) error {
		back := world{w.seeker, slices.Clone(w.list)}
		slices.Reverse(back.list)
		turned := world{w.seeker, slices.Concat(w.list[len(w.list)/3:], w.list[:len(w.list)/3])}
		want := w.rank(w.query())
		for _, x := range []world{back, turned} {
			if !same(x.rank(w.query()), want) {
				return fmt.Errorf("order of input")
			}
		}
		return nil
	})
}

// Taking a condition away never loses a match; another candidate never changes
// the order of the others; an improvement never lowers an activity.
func TestProperty08_Monotone(t *testing.T) {
	relax := []func(*matching.Seeker) bool{
		func(s *matching.Seeker) bool { return cut(&s.Access) },
		func(s *matching.Seeker) bool { return cut(&s.MustHave) },
		func(s *matching.Seeker) bool { return cut(&s.MustNot) },
		func(s *matching.Seeker) bool {
			if !s.Budget.Set {
				return false
			}
			s.Budget.Ceiling += 500
			return true
		},
		func(s *matching.Seeker) bool { return forget(&s.Avoid.Times) },
		func(s *matching.Seeker) bool {
			was := s.Avoid.IsZero()
			s.Avoid = matching.Avoid{}
			return !was
		},
		func(s *matching.Seeker) bool {
			was := len(s.Modes)
			s.Modes = nil
			return was > 0
		},
		func(s *matching.Seeker) bool {
			s.Travel.Limit = max(2*s.Travel.Limit, 2*matching.DefaultBands(s.Travel.Mode)[2])
			return true
		},
		func(s *matching.Seeker) bool {
			if s.Free.IsZero() {
				return false
			}
			s.Free = s.Free.Union(matching.SlotsOf(matching.Evening, time.Monday, time.Saturday))
			return true
		},
		func(s *matching.Seeker) bool {
			s.Gender, s.Digital, s.Age = matching.GenderChoice{Women: person.Yes, Men: person.Yes}, person.Yes, matching.Ages{}
			return true
		},
		func(s *matching.Seeker) bool {
			if len(s.Needs) == 0 {
				return false
			}
			s.Needs = append(s.Needs, "sp-need:lonely", "sp-need:debt")
			return true
		},
	}
	// Each improves an activity for a seeker in one respect, and reports whether
	// it could.
	type improvement func(*matching.Seeker, *activity.Activity) bool
	always := func(f func(*activity.Activity)) improvement {
		return func(_ *matching.Seeker, a *activity.Activity) bool { f(a); return true }
	}
	improve := []improvement{
		always(func(a *activity.Activity) { a.Capacity = activity.Capacity{State: activity.Open} }),
		always(func(a *activity.Activity) { a.Cost = activity.Free() }),
		always(func(a *activity.Activity) { a.Status, a.Assurance.On = activity.Active, horizon.From }),
		always(func(a *activity.Activity) {
			a.Eligibility = activity.Eligibility{
				Ages: activity.KnownAs(activity.AgeRange{}), Gender: activity.KnownAs(activity.NoGenderLimit),
			}
		}),
		func(s *matching.Seeker, a *activity.Activity) bool { // nearer
			if len(a.Locations) != 1 || a.Coverage.Radius > 0 || s.Place.Coordinates.IsZero() {
				return false
			}
			a.Locations[0].Coordinates, a.Locations[0].Precision = s.Place.Coordinates, ""
			return true
		},
		func(s *matching.Seeker, a *activity.Activity) bool { // in their language
			if len(s.Languages) > 0 {
				a.Languages = append(a.Languages, activity.LanguageOffer{Tag: s.Languages[0]})
			}
			return len(s.Languages) > 0
		},
		func(s *matching.Seeker, a *activity.Activity) bool { // with what they need
			for _, f := range slices.Concat(s.Access, s.MustHave, s.Matters) {
				if slices.Contains(s.MustNot, f) {
					return false
				}
				a.Access = append(slices.DeleteFunc(a.Access, func(x activity.AccessFact) bool { return x.Feature == f }),
					activity.AccessFact{Feature: f, Has: person.Yes})
			}
			return len(s.Access)+len(s.MustHave)+len(s.Matters) > 0
		},
		func(s *matching.Seeker, a *activity.Activity) bool { // something they like beside
			if len(s.Interests) == 0 || slices.Contains(s.Avoid.Categories, s.Interests[0]) {
				return false
			}
			for i := range a.Categories {
				if a.Categories[i].Code == s.Interests[0] && a.Categories[i].Standing != activity.Known {
					return false // stated and derived at once is what it was
				}
			}
			a.Categories = append(a.Categories, activity.Category{Code: s.Interests[0], Standing: activity.Known})
			return !focused(s.Interests[0])
		},
		func(s *matching.Seeker, a *activity.Activity) bool { // sooner and more often, when they are free
			if a.Schedule.IsZero() || s.Free.IsZero() || !s.Avoid.Times.IsZero() {
				return false
			}
			day := synth.From.AddDays(7)
			for ; ; day = day.AddDays(1) {
				for part, clock := range []string{"10:00", "13:00", "18:00"} {
					if s.Free.Has(day.Weekday(), matching.Part(part)) {
						a.Schedule.Zone, a.Schedule.Confidence = "Europe/London", activity.Stated
						a.Schedule.Rules = append(a.Schedule.Rules, activity.Rule{Start: day, Freq: activity.Weekly, From: activity.MustParseClock(clock)})
						return true
					}
				}
			}
		},
	}
	improved := make([]int, len(improve))
	properties(t, func(w world) error {
		base := ranked(w.rank(w.query()))
		for n, f := range relax {
			less := world{w.seeker.Clone(), w.list}
			if !f(&less.seeker) {
				continue
			}
			got := ranked(less.rank(less.query()))
			for _, a := range base {
				if !slices.Contains(got, a) {
					return fmt.Errorf("relaxation %d loses %s", n, a)
				}
			}
		}
		for i := range min(len(w.list), 5) {
			fewer := world{w.seeker, slices.Delete(slices.Clone(w.list), i, i+1)}
			want := slices.DeleteFunc(slices.Clone(base), func(x activity.ID) bool { return x == w.list[i].ID })
			if got := ranked(fewer.rank(fewer.query())); !slices.Equal(want, got) {
				return fmt.Errorf("without %s the others change places", w.list[i].ID)
			}
			at := slices.Index(base, w.list[i].ID)
			if at < 0 || w.list[i].Status == "" {
				continue
			}
			for n, f := range improve {
				better := world{w.seeker, slices.Clone(w.list)}
				a := w.list[i].Clone()
				if !f(&better.seeker, &a) {
					continue
				}
				improved[n]++
				better.list[i] = a
				if now := slices.Index(ranked(better.rank(better.query())), a.ID); now < 0 || now > at {
					return fmt.Errorf("improvement %d lowers %s from %d to %d", n, a.ID, at, now)
				}
			}
		}
		return nil
	})
	for n, times := range improved {
		require.True(t, times > 0 || !whole(), "improvement %d was never tried", n)
	}
}

// focused reports whether a category says whom an activity is for: being that as
// well is not for everybody an improvement.
func focused(code activity.CategoryCode) bool {
	for _, c := range []activity.CategoryCode{"sp-activity:parent-group", "sp-activity:carers-support", "sp-activity:dementia-support", "sp-activity:bereavement-support"} {
		if c == code {
			return true
		}
	}
	return false
}

// A criterion that judges all alike changes no order; a dropped one is not
// evaluated (there are no weights: D32, D35).
func TestProperty09_EqualCriterionAndDropped(t *testing.T) {
	properties(t, func(w world) error {
		o := &matching.Options{Horizon: horizon, Criteria: []matching.Criterion{{
			Code: "x-same", Column: func(*activity.Activity) uint8 { return 7 },
			Plan: func(matching.Query) [256]matching.Judgement {
				var out [256]matching.Judgement
				for i := range out {
					out[i] = matching.Judgement{Code: "x-same.said", Fit: matching.Low}
				}
				return out
			},
		}}}
		want := ranked(w.rank(w.query()))
		q := w.query()
		q.Options = &matching.QueryOptions{Order: []matching.CriterionCode{"x-same"}}
		if got := ranked(must(matching.Rank(q, slices.Values(w.list), o))); !slices.Equal(want, got) {
			return fmt.Errorf("a criterion that says the same of all changed the order")
		}
		q.Options = &matching.QueryOptions{Drop: []matching.CriterionCode{matching.Capacity, matching.Freshness}}
		if r := w.rank(q); len(r.Order) != 10 {
			return fmt.Errorf("dropped, and yet in the order: %v", r.Order)
		}
		bare := world{w.seeker, slices.Clone(w.list)}
		for i := range bare.list {
			bare.list[i].Capacity = activity.Capacity{}
			bare.list[i].Assurance, bare.list[i].Source = activity.Assurance{}, activity.Source{}
		}
		if !slices.Equal(ranked(w.rank(q)), ranked(bare.rank(q))) {
			return fmt.Errorf("a dropped criterion counts")
		}
		return nil
	})
}

// What occurs twice is one result.
func TestProperty10_Duplicates(t *testing.T) {
	properties(t, func(w world) error {
		twice := world{w.seeker, slices.Concat(w.list, w.list)}
		if !same(w.rank(w.query()), twice.rank(w.query())) {
			return fmt.Errorf("a duplicate counts")
		}
		return nil
	})
}

// Comparing the fits shown, in the declared order, then the IDs, gives the
// ranking exactly (D35).
func TestProperty11_ShownFitsAreTheRanking(t *testing.T) {
	properties(t, func(w world) error {
		r := w.rank(w.query())
		byShown := slices.Clone(r.Matches)
		slices.SortFunc(byShown, func(a, b matching.Match) int {
			if c := slices.Compare(b.Fits, a.Fits); c != 0 {
				return c
			}
			return a.Activity.Compare(b.Activity)
		})
		for i := range byShown {
			if byShown[i].Activity != r.Matches[i].Activity || len(byShown[i].Fits) != len(r.Order) {
				return fmt.Errorf("place %d", i)
			}
		}
		return nil
	})
}

// The verdict follows from the explanation: the fit of a criterion is the least
// of its reasons', and the match and the explanation say the same.
func TestProperty12_Faithful(t *testing.T) {
	properties(t, func(w world) error {
		r := w.rank(w.query())
		for i := range w.list {
			e := w.explain(w.query(), i)
			excluded := false
			for _, c := range e.Criteria {
				least := matching.Exact
				for _, why := range c.Reasons {
					least = least.And(why.Fit)
				}
				if least != c.Fit {
					return fmt.Errorf("%s says %s for reasons %v", c.Criterion, c.Fit, c.Reasons)
				}
				excluded = excluded || c.Excludes
			}
			if e.Matches == excluded {
				return fmt.Errorf("the verdict is not that of the criteria")
			}
			for _, m := range r.Matches {
				if m.Activity != e.Activity {
					continue
				}
				for n, c := range e.Criteria {
					if m.Fits[n] != c.Fit || r.Order[n] != c.Criterion {
						return fmt.Errorf("the match says %s of %s, the explanation %s", m.Fits[n], c.Criterion, c.Fit)
					}
				}
			}
		}
		return nil
	})
}

// alterable are the reasons that an act of the person or the worker answers.
var alterable = []matching.ReasonCode{
	matching.ReasonTravelTooFar, matching.ReasonCostAbove, matching.ReasonModeNot, matching.ReasonDigitalNot,
	matching.ReasonRouteNot, matching.ReasonFull,
}

// A counterfactual makes a match, no part of it does, a little less of it does
// not, and what cannot change is not offered. What stands against an activity
// that happens in one way, and can all be changed, has a counterfactual.
func TestProperty13_Counterfactuals(t *testing.T) {
	found := map[matching.AlterationCode]int{}
	properties(t, func(w world) error {
		for i := range w.list {
			a := w.list[i]
			list := must(matching.Counterfactuals(w.query(), a, propertyOptions))
			if err := altered(w, a, list); err != nil {
				return err
			}
			for _, cf := range list {
				for _, c := range cf.Changes {
					found[c.Code]++
				}
			}
			e := w.explain(w.query(), i)
			fixed := slices.ContainsFunc(e.Failed(), func(r matching.Reason) bool { return !slices.Contains(alterable, r.Code) })
			if !e.Matches && !fixed && len(list) == 0 && len(a.Locations) <= 1 && len(a.Modes) <= 1 {
				return fmt.Errorf("no way out of %v", e.Failed())
			}
			if e.Matches && len(list) > 0 {
				return fmt.Errorf("a match, and would be one if %+v", list)
			}
		}
		return nil
	})
	if whole() {
		require.GreaterOrEqual(t, len(found), 7, "%v", found)
	}
}

// altered holds each counterfactual of an activity.
func altered(w world, a activity.Activity, list []matching.Counterfactual) error {
	matches := func(cf matching.Counterfactual) bool {
		return must(matching.Explain(cf.Apply(w.query()), a, propertyOptions)).Matches
	}
	with := func(cf matching.Counterfactual, changes []matching.Alteration) matching.Counterfactual {
		cf.Changes = changes
		return cf
	}
	exact := !slices.ContainsFunc(a.Locations, func(l activity.Location) bool { return l.Precision == activity.AreaCentre })
	for _, cf := range list {
		if !matches(cf) {
			return fmt.Errorf("%+v is not enough", cf.Changes)
		}
		for n, c := range cf.Changes {
			switch c.Criterion {
			case matching.Choice, matching.Standing, matching.Need, matching.Interest, matching.Language, matching.Freshness:
				return fmt.Errorf("%s cannot be changed", c.Criterion)
			case matching.Eligibility:
				if c.Code != matching.OldEnough && c.Code != matching.ByRoute {
					return fmt.Errorf("%s of eligibility cannot be changed", c.Code)
				}
			}
			if c.Code == matching.OldEnough && !horizon.From.Before(c.Day()) {
				return fmt.Errorf("old enough in the past")
			}
			if matches(with(cf, slices.Delete(slices.Clone(cf.Changes), n, n+1))) {
				return fmt.Errorf("%+v is more than enough", cf.Changes)
			}
			if c.Code == matching.PayMore || c.Code == matching.TravelFurther && exact {
				less := slices.Clone(cf.Changes)
				if less[n].A--; matches(with(cf, less)) {
					return fmt.Errorf("%+v would do with less", cf.Changes)
				}
			}
		}
	}
	return nil
}

// What a provider sees is the same whoever the person is, of two who would come
// at the same times.
func TestProperty14_ProviderSeesNoPerson(t *testing.T) {
	properties(t, func(w world) error {
		other := matching.Seeker{Free: w.seeker.Free, Avoid: matching.Avoid{Times: w.seeker.Avoid.Times}}
		for i := range w.list {
			if len(w.list[i].Locations) > 1 || len(w.list[i].Modes) > 1 {
				continue // another person may be offered another place
			}
			q := w.query()
			q.Seeker = other
			x, y := w.explain(w.query(), i).ForProvider(), w.explain(q, i).ForProvider()
			if !same(x.Criteria, y.Criteria) {
				return fmt.Errorf("%v and %v", x.Criteria, y.Criteria)
			}
		}
		return nil
	})
}

// Fewer places are never more matches: what is full is no match, and is again
// once it is not. That a place is taken once is held over activity.Bookings in
// package activity, and that no plan gives more than there is in package
// allocate.
func TestProperty15_NeverOverCapacity(t *testing.T) {
	properties(t, func(w world) error {
		q := w.query()
		base := w.rank(q)
		ids := make([]activity.ID, 0, len(w.list))
		for i := range w.list {
			ids = append(ids, w.list[i].ID)
		}
		q.Availability = matching.NewAvailability(ids)
		for i := range w.list {
			q.Availability.Set(ids[i], matching.PlacesFull)
		}
		for _, m := range w.rank(q).Matches {
			if f, _ := base.FitOf(m, matching.Capacity); f != matching.Low {
				return fmt.Errorf("full, and a match")
			}
		}
		for i := range w.list {
			q.Availability.Set(ids[i], matching.PlacesUnknown)
		}
		if !same(w.rank(q), base) {
			return fmt.Errorf("a count that is taken back leaves a trace")
		}
		return nil
	})
}

// wishes are ten people like the seeker, each of whom orders the criteria in
// another way and names at most four of their best matches. Places are few.
func (w world) wishes() allocate.Problem {
	var p allocate.Problem
	for i := range w.list {
		p.Places = append(p.Places, allocate.Places{Activity: w.list[i].ID, Free: i % 3})
	}
	all := matching.Criteria()
	for n := range 10 {
		q := w.query()
		q.Seeker.Order = append(slices.Clone(all[2+n%(len(all)-2):]), all[2:2+n%(len(all)-2)]...)
		r := allocate.Request{ID: allocate.RequestID(fmt.Sprint(n)), Urgency: n % 2, Waiting: n / 3}
		for rank, id := range ranked(w.rank(q)) {
			if rank < 1+n%4 {
				r.Choices = append(r.Choices, allocate.Choice{Activity: id, Rank: rank + 1})
			}
		}
		p.Requests = append(p.Requests, r)
	}
	return p
}

// rooms counts the free places of a problem.
func rooms(p allocate.Problem) map[activity.ID]int {
	free := map[activity.ID]int{}
	for _, pl := range p.Places {
		free[pl.Activity] = pl.Free
	}
	return free
}

// maxFlow is how many people can have a place at all: one after the other is
// given one, by moving those who have one already if need be.
func maxFlow(p allocate.Problem) int {
	free, holders := rooms(p), map[activity.ID][]int{}
	var place func(i int, tried map[activity.ID]bool) bool
	place = func(i int, tried map[activity.ID]bool) bool {
		for _, c := range p.Requests[i].Choices {
			if tried[c.Activity] {
				continue
			}
			tried[c.Activity] = true
			if len(holders[c.Activity]) < free[c.Activity] {
				holders[c.Activity] = append(holders[c.Activity], i)
				return true
			}
			for at, h := range holders[c.Activity] {
				if place(h, tried) {
					holders[c.Activity][at] = i
					return true
				}
			}
		}
		return false
	}
	n := 0
	for i := range p.Requests {
		if place(i, map[activity.ID]bool{}) {
			n++
		}
	}
	return n
}

// cheapest tries everything: the most people placed, and the least sum of ranks
// with which that many can be.
func cheapest(requests []allocate.Request, free map[activity.ID]int) (int, int) {
	if len(requests) == 0 {
		return 0, 0
	}
	placed, sum := cheapest(requests[1:], free)
	for _, c := range requests[0].Choices {
		if free[c.Activity] == 0 {
			continue
		}
		free[c.Activity]--
		n, s := cheapest(requests[1:], free)
		free[c.Activity]++
		if n, s = n+1, s+c.Rank; n > placed || n == placed && s < sum {
			placed, sum = n, s
		}
	}
	return placed, sum
}

// envious finds somebody who would rather have what is free, or what somebody
// got who comes after them; "" is nobody.
func envious(p allocate.Problem, plan allocate.Plan) allocate.RequestID {
	before := func(a, b allocate.Request) bool {
		return cmp.Or(cmp.Compare(b.Urgency, a.Urgency), cmp.Compare(b.Waiting, a.Waiting), cmp.Compare(a.ID, b.ID)) < 0
	}
	free, rank := rooms(p), map[allocate.RequestID]int{}
	got := map[activity.ID][]allocate.Request{}
	for _, pl := range plan.Placed {
		free[pl.Activity]--
		rank[pl.Request] = pl.Rank
		i := slices.IndexFunc(p.Requests, func(r allocate.Request) bool { return r.ID == pl.Request })
		got[pl.Activity] = append(got[pl.Activity], p.Requests[i])
	}
	for _, r := range p.Requests {
		for _, c := range r.Choices {
			if have := rank[r.ID]; have != 0 && c.Rank >= have {
				continue
			}
			later := func(h allocate.Request) bool { return before(r, h) }
			if free[c.Activity] > 0 || slices.ContainsFunc(got[c.Activity], later) {
				return r.ID
			}
		}
	}
	return ""
}

// Out of what the matcher finds, as many people are placed as the places allow
// at all, at the least sum of ranks; by priority nobody has cause to envy; and
// asked again, in another order too, the plan is the same. Package allocate
// holds more and larger cases by themselves.
func TestProperty16_Assignment(t *testing.T) {
	placed, unplaced, envy := 0, 0, 0
	properties(t, func(w world) error {
		p := w.wishes()
		most, turns := must(allocate.Most(p)), must(allocate.Priority(p))
		placed, unplaced = placed+len(most.Placed), unplaced+len(most.Unplaced)
		if n := maxFlow(p); len(most.Placed) != n || len(turns.Placed) > n {
			return fmt.Errorf("%d placed, %d can be", len(most.Placed), n)
		}
		if id := envious(p, turns); id != "" {
			return fmt.Errorf("%s has cause to envy", id)
		}
		if envious(p, most) != "" {
			envy++ // what placing the most may cost
		}
		few := allocate.Problem{Requests: p.Requests[:5], Places: p.Places}
		plan := must(allocate.Most(few))
		if n, sum := cheapest(few.Requests, rooms(few)); len(plan.Placed) != n || plan.RankSum != sum {
			return fmt.Errorf("%d placed at %d, not %d at %d", len(plan.Placed), plan.RankSum, n, sum)
		}
		slices.Reverse(p.Requests)
		slices.Reverse(p.Places)
		if !same(most, must(allocate.Most(p))) || !same(turns, must(allocate.Priority(p))) {
			return fmt.Errorf("another plan when asked again")
		}
		return nil
	})
	require.Positive(t, placed)
	require.Positive(t, unplaced)
	require.Positive(t, envy, "the check for envy must find some where it may be")
}

// farPoints are where arithmetic on degrees goes wrong: both sides of the line
// where the date changes, the poles, the far side of the earth.
var farPoints = []activity.Coordinates{
	activity.MustParseCoordinates("51.5,179.999999"), activity.MustParseCoordinates("51.5,-179.999999"),
	activity.MustParseCoordinates("90,0"), activity.MustParseCoordinates("90,120"), activity.MustParseCoordinates("-90,0"),
	activity.MustParseCoordinates("-53.4246,177.678"), activity.MustParseCoordinates("0.000001,0.000001"),
}

// Distance is symmetric, nothing between a point and itself and something
// between two that are a metre apart, at most half the way round the earth, and
// keeps the triangle inequality; the date line and the poles are no border. And
// an index finds what judging everything finds.
func TestProperty17_DistanceAndIndex(t *testing.T) {
	properties(t, func(w world) error {
		ix := must(matching.NewIndex(slices.Values(w.list), propertyOptions))
		if !same(must(ix.Match(w.query())), w.rank(w.query())) {
			return fmt.Errorf("the index finds something else")
		}
		points := append([]activity.Coordinates{w.seeker.Place.Coordinates, sale}, farPoints...)
		for i := range w.list {
			for j := range w.list[i].Locations {
				points = append(points, w.list[i].Locations[j].Coordinates)
			}
		}
		for i := 2; i < len(points); i++ {
			a, b, c := points[i-2], points[i-1], points[i]
			ab, ok1 := a.DistanceTo(b)
			ba, ok2 := b.DistanceTo(a)
			bc, ok3 := b.DistanceTo(c)
			ac, ok4 := a.DistanceTo(c)
			if ok1 != ok2 || ab != ba || ab < 0 || ok1 && a == b && ab != 0 {
				return fmt.Errorf("%s to %s is not %s to %s", a, b, b, a)
			}
			if ok1 && ok3 && ok4 && ac > ab+bc+2 {
				return fmt.Errorf("the way over %s is shorter", b)
			}
			if ok1 && (ab > 20_015_115 || ab == 0 && apart(a, b)) {
				return fmt.Errorf("%d m from %s to %s", ab, a, b)
			}
		}
		return nil
	})
	d, ok := farPoints[0].DistanceTo(farPoints[1])
	require.True(t, ok)
	require.Less(t, d, activity.Metres(2), "across the date line")
	d, ok = farPoints[2].DistanceTo(farPoints[3])
	require.True(t, ok)
	require.Zero(t, d, "the north pole has every longitude")
}

// apart reports whether two points surely lie a metre apart: by latitude.
func apart(a, b activity.Coordinates) bool {
	x, _ := a.Micro()
	y, _ := b.Micro()
	return x-y > 20 || y-x > 20
}

// What a window yields is what a wider window yields within it; a day that is
// taken out does not occur; the wall clock keeps its time when the clocks change,
// which they do in the window; and a window never yields more than one
// occurrence for each rule and day.
func TestProperty18_Occurrences(t *testing.T) {
	from := synth.At.AddDate(0, 0, -7)
	to, late := from.AddDate(0, 0, 21), from.AddDate(0, 0, 49)
	taken, across := 0, 0
	properties(t, func(w world) error {
		for i := range w.list {
			s := w.list[i].Schedule
			var narrow, wide []time.Time
			for o := range s.Occurrences(from.AddDate(0, 0, 7), to) {
				narrow = append(narrow, o.Start)
			}
			n := 0
			for o := range s.Occurrences(from, late) {
				if n++; n > 49*(len(s.Rules)+1) {
					return fmt.Errorf("no end of occurrences")
				}
				if !o.Start.Before(from.AddDate(0, 0, 7)) && o.Start.Before(to) {
					wide = append(wide, o.Start)
				}
				if !o.AllDay && !onTheClock(&s, o.Start) {
					return fmt.Errorf("%s is at none of the times stated", o.Start)
				}
				if o.Start.After(summerTime) {
					across++
				}
			}
			if !slices.EqualFunc(narrow, wide, time.Time.Equal) {
				return fmt.Errorf("%v and %v", narrow, wide)
			}
			if len(wide) == 0 || len(s.Rules) == 0 {
				continue
			}
			closed := s.Clone()
			day := activity.DayOf(wide[0])
			for r := range closed.Rules {
				closed.Rules[r].Except = append(closed.Rules[r].Except, day.At(activity.Clock{}))
			}
			taken++
			for o := range closed.Occurrences(from, late) {
				if activity.DayOf(o.Start) == day {
					return fmt.Errorf("%s was taken out", day)
				}
			}
		}
		return nil
	})
	require.Positive(t, taken)
	require.Positive(t, across, "some must occur after the clocks change")
}

// summerTime is when the clocks change in the synthetic spring.
var summerTime = time.Date(2026, 3, 29, 1, 0, 0, 0, time.UTC)

// onTheClock reports whether a time has the wall clock of one of the rules.
func onTheClock(s *activity.Schedule, at time.Time) bool {
	clock := activity.MustParseClock(at.Format("15:04"))
	return slices.ContainsFunc(s.Rules, func(r activity.Rule) bool { return r.From == clock || len(r.Add) > 0 })
}

// A number for rotation spreads ties and nothing else: the fits at each place of
// the ranking stay as they are, and the same number gives the same order.
// Coverage by group is computed from outputs in package coverage.
func TestProperty19_RotationSpreadsTies(t *testing.T) {
	moved := 0
	properties(t, func(w world) error {
		base := w.rank(w.query())
		q := w.query()
		q.Options = &matching.QueryOptions{Rotate: 12345}
		turned := w.rank(q)
		if !same(turned, w.rank(q)) || len(turned.Matches) != len(base.Matches) {
			return fmt.Errorf("not reproducible")
		}
		for i := range base.Matches {
			if !slices.Equal(base.Matches[i].Fits, turned.Matches[i].Fits) {
				return fmt.Errorf("place %d has other fits", i)
			}
			if base.Matches[i].Activity != turned.Matches[i].Activity {
				moved++
			}
		}
		return nil
	})
	require.Positive(t, moved)
}
