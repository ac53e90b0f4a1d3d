package matching_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/matching"
	"github.com/socialprescribing/socialprescribing/matching/allocate"
	"github.com/socialprescribing/socialprescribing/matching/internal/synth"
	"github.com/socialprescribing/socialprescribing/person"
)

// world is one seeker and a list of activities: a case of a property.
type world struct {
	seeker matching.Seeker
	list   []activity.Activity
}

// query asks for everything that matches.
func (w world) query() matching.Query {
	return matching.Query{Seeker: w.seeker, At: synth.At, K: matching.MaxK}
}

// must returns a value, or panics: faults of a property's own questions.
func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// rank answers a query plainly.
func (w world) rank(q matching.Query) matching.Result {
	return must(matching.Rank(q, slices.Values(w.list), propertyOptions))
}

// explain explains one activity.
func (w world) explain(q matching.Query, i int) matching.Explanation {
	return must(matching.Explain(q, w.list[i], propertyOptions))
}

var propertyOptions = &matching.Options{Horizon: horizon}

// same compares two answers as a reader of them would.
func same(a, b any) bool {
	return string(must(json.Marshal(a))) == string(must(json.Marshal(b)))
}

// ranked lists the activities that match, in order.
func ranked(r matching.Result) []activity.ID {
	out := make([]activity.ID, 0, len(r.Matches))
	for _, m := range r.Matches {
		out = append(out, m.Activity)
	}
	return out
}

// worlds are made-up seekers over made-up activities near them, and the seekers
// of the review over the real directory, in parts.
var worlds = sync.OnceValue(func() []world {
	w := synth.New()
	near := slices.Collect(w.Activities(4000/smaller, 9))
	var out []world
	for i, s := range w.Seekers(80/smaller, 14) {
		var list []activity.Activity
		for j := range near {
			a := &near[j]
			if len(a.Locations) > 0 {
				if d, ok := s.Place.Coordinates.DistanceTo(a.Locations[0].Coordinates); ok && d > 40_000 {
					continue
				}
			}
			if list = append(list, *a); len(list) == 40 {
				break
			}
		}
		out = append(out, world{s, list})
		if testing.Short() && i == 20 {
			break
		}
	}
	return out
})

// properties holds a property over every world; where it fails, the world is
// made as small as it can be and still fail, and shown.
func properties(t *testing.T, holds func(world) error) {
	t.Helper()
	list := worlds()
	actual := directory(t, true)
	for i := 0; i < len(fifty); i += smaller {
		s := fifty[i].Seeker
		s.Place = places[fifty[i].place]
		part := len(actual) / len(fifty)
		list = append(list[:len(list):len(list)], world{s, actual[i*part : (i+1)*part]})
	}
	cases := 0
	for _, w := range list {
		cases += len(w.list)
		if holds(w) == nil {
			continue
		}
		small := shrink(w, holds)
		require.NoError(t, holds(small), "seeker %s\nactivities %s", must(json.Marshal(small.seeker)), readable(small.list))
	}
	require.Greater(t, cases, 500)
}

// readable names activities.
func readable(list []activity.Activity) string {
	out := ""
	for i := range list {
		out += fmt.Sprintf("\n  %s %q %v", list[i].ID, list[i].Name, list[i].Categories)
	}
	return out
}

// shrink takes away activities and wishes, one at a time, while it still fails.
func shrink(w world, holds func(world) error) world {
	for again := true; again; {
		again = false
		for i := len(w.list) - 1; i >= 0; i-- {
			less := world{w.seeker, slices.Delete(slices.Clone(w.list), i, i+1)}
			if holds(less) != nil {
				w, again = less, true
			}
		}
		for _, without := range simpler {
			less := world{w.seeker.Clone(), w.list}
			if without(&less.seeker) && holds(less) != nil {
				w, again = less, true
			}
		}
	}
	return w
}

// simpler each take one thing from a seeker, and report whether it was there.
var simpler = []func(*matching.Seeker) bool{
	func(s *matching.Seeker) bool { return cut(&s.Needs) },
	func(s *matching.Seeker) bool { return cut(&s.Interests) },
	func(s *matching.Seeker) bool { return cut(&s.Matters) },
	func(s *matching.Seeker) bool { return cut(&s.Groups) },
	func(s *matching.Seeker) bool { return cut(&s.Languages) },
	func(s *matching.Seeker) bool { return cut(&s.Access) },
	func(s *matching.Seeker) bool { return cut(&s.Modes) },
	func(s *matching.Seeker) bool { return cut(&s.Order) },
	func(s *matching.Seeker) bool { return cut(&s.MustHave) },
	func(s *matching.Seeker) bool { return cut(&s.MustNot) },
	func(s *matching.Seeker) bool { return forget(&s.Age) },
	func(s *matching.Seeker) bool { return forget(&s.Free) },
	func(s *matching.Seeker) bool { return forget(&s.Travel) },
	func(s *matching.Seeker) bool { return forget(&s.Digital) },
}

// cut takes the last element away.
func cut[T any](list *[]T) bool {
	if len(*list) == 0 {
		return false
	}
	*list = (*list)[:len(*list)-1]
	return true
}

// forget makes a value zero.
func forget[T comparable](v *T) bool {
	var zero T
	was := *v
	*v = zero
	return was != zero
}

// TestShrinkFindsTheCause: the smallest case of a false property is one activity.
func TestShrinkFindsTheCause(t *testing.T) {
	list := crafts(20)
	list[13].Status = activity.Defunct
	w := world{fifty[1].Seeker, list}
	small := shrink(w, func(w world) error {
		for i := range w.list {
			if w.list[i].Status == activity.Defunct {
				return fmt.Errorf("defunct")
			}
		}
		return nil
	})
	require.Len(t, small.list, 1)
	require.Equal(t, id(14), small.list[0].ID)
	require.Empty(t, small.seeker.Needs)
}

// A match breaks no limit that is known on both sides, judged here anew from the
// records and not by the criteria.
func TestProperty01_NoHardViolation(t *testing.T) {
	properties(t, func(w world) error {
		r := w.rank(w.query())
		for i := range w.list {
			a := &w.list[i]
			if !slices.Contains(ranked(r), a.ID) {
				continue
			}
			if ages, ok := a.Eligibility.Ages.Get(); ok && a.Eligibility.Ages.Standing == activity.Known && w.seeker.Age.Known &&
				ages.Admits(w.seeker.Age.Min, w.seeker.Age.Max) == person.No {
				return fmt.Errorf("age")
			}
			if a.Eligibility.Gender.Standing == activity.Known && a.Eligibility.Gender.Value == activity.WomenOnly && w.seeker.Gender.Women == person.No {
				return fmt.Errorf("gender")
			}
			if b := w.seeker.Budget; b.Set && a.Cost.Affordable(horizon.From, b.Ceiling, b.Conditions...) == person.No && !periodic(a) {
				return fmt.Errorf("cost")
			}
			for _, f := range w.seeker.MustNot {
				if a.Access.Of(f) == person.Yes {
					return fmt.Errorf("must not")
				}
			}
			if slices.Contains(w.seeker.Avoid.Activities, a.ID) {
				return fmt.Errorf("avoided")
			}
		}
		return nil
	})
}

// periodic reports whether a price is for a month, a year or a course.
func periodic(a *activity.Activity) bool {
	return slices.ContainsFunc(a.Cost.Options, func(o activity.CostOption) bool {
		return o.Per == activity.PerMonth || o.Per == activity.PerYear || o.Per == activity.PerCourse
	})
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
	}
	improve := []func(*activity.Activity){
		func(a *activity.Activity) { a.Capacity = activity.Capacity{State: activity.Open} },
		func(a *activity.Activity) { a.Cost = activity.Free() },
		func(a *activity.Activity) { a.Status, a.Assurance.On = activity.Active, horizon.From },
	}
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
				f(&a)
				better.list[i] = a
				if now := slices.Index(ranked(better.rank(better.query())), a.ID); now < 0 || now > at {
					return fmt.Errorf("improvement %d lowers %s from %d to %d", n, a.ID, at, now)
				}
			}
		}
		return nil
	})
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

// A counterfactual makes a match, no part of it does, and what cannot change is
// not offered.
func TestProperty13_Counterfactuals(t *testing.T) {
	properties(t, func(w world) error {
		for i := range w.list {
			a := w.list[i]
			for _, cf := range must(matching.Counterfactuals(w.query(), a, propertyOptions)) {
				if !must(matching.Explain(cf.Apply(w.query()), a, propertyOptions)).Matches {
					return fmt.Errorf("%+v is not enough", cf.Changes)
				}
				for n, c := range cf.Changes {
					if c.Code == matching.OldEnough && !horizon.From.Before(c.Day()) {
						return fmt.Errorf("old enough in the past")
					}
					part := cf
					part.Changes = slices.Delete(slices.Clone(cf.Changes), n, n+1)
					if must(matching.Explain(part.Apply(w.query()), a, propertyOptions)).Matches {
						return fmt.Errorf("%+v is more than enough", cf.Changes)
					}
				}
			}
		}
		return nil
	})
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

// Distance is symmetric and keeps the triangle inequality, and an index finds
// what judging everything finds.
func TestProperty17_DistanceAndIndex(t *testing.T) {
	properties(t, func(w world) error {
		ix := must(matching.NewIndex(slices.Values(w.list), propertyOptions))
		if !same(must(ix.Match(w.query())), w.rank(w.query())) {
			return fmt.Errorf("the index finds something else")
		}
		points := []activity.Coordinates{w.seeker.Place.Coordinates, sale}
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
		}
		return nil
	})
}

// What a window yields is what a wider window yields within it.
func TestProperty18_Occurrences(t *testing.T) {
	from := synth.At.AddDate(0, 0, -7)
	to, late := from.AddDate(0, 0, 21), from.AddDate(0, 0, 49)
	properties(t, func(w world) error {
		for i := range w.list {
			s := w.list[i].Schedule
			var narrow, wide []time.Time
			for o := range s.Occurrences(from.AddDate(0, 0, 7), to) {
				narrow = append(narrow, o.Start)
			}
			for o := range s.Occurrences(from, late) {
				if !o.Start.Before(from.AddDate(0, 0, 7)) && o.Start.Before(to) {
					wide = append(wide, o.Start)
				}
			}
			if !slices.EqualFunc(narrow, wide, time.Time.Equal) {
				return fmt.Errorf("%v and %v", narrow, wide)
			}
		}
		return nil
	})
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
