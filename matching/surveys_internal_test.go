package matching

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/person"
)

// surveyed surveys by the tables and by judging all, which must agree.
func surveyed(t *testing.T, list []activity.Activity, q Query) Survey {
	t.Helper()
	o := &Options{Horizon: Horizon{From: activity.DayOf(workday)}}
	want, err := SurveyAll(q, slices.Values(list), o)
	require.NoError(t, err)
	x, err := NewIndex(slices.Values(list), o)
	require.NoError(t, err)
	got, err := x.Survey(q)
	require.NoError(t, err)
	require.Equal(t, want, got)
	return got
}

// lonely asks for somebody at a point who travels so far.
func lonely(t *testing.T, limit activity.Metres) Query {
	t.Helper()
	return Query{At: workday, Seeker: Seeker{
		Needs: []person.NeedCode{"sp-need:lonely"}, Place: Place{Coordinates: point1(t, 53_000_000, -2_000_000)},
		Travel: Journey{Limit: limit},
	}}
}

// TestSurveyByHand: each count of a directory of eight, counted by hand.
func TestSurveyByHand(t *testing.T) {
	near, far, beyond := point1(t, 53_001_000, -2_000_000), point1(t, 53_050_000, -2_000_000), point1(t, 53_500_000, -2_000_000)
	step := func(a activity.Activity, has person.Tri) activity.Activity {
		a.Access = activity.Access{{Feature: activity.StepFree, Has: has}, {Feature: activity.HearingLoop, Has: has}}
		return a
	}
	list := []activity.Activity{
		step(invented(0, "sp-activity:befriending", near), person.Yes),
		step(invented(1, "sp-activity:befriending", near), person.No),
		step(invented(2, "sp-activity:befriending", far), person.No),
		step(invented(3, "sp-activity:befriending", far), person.Yes),
		step(invented(4, "sp-activity:befriending", beyond), person.No),
		step(invented(5, "sp-activity:befriending", far, beyond), person.Yes),
		step(invented(6, "sp-activity:befriending", beyond, near), person.Yes),
		step(invented(7, "sp-activity:food-bank", near), person.Yes),
	}
	q := lonely(t, 2000)
	q.Seeker.Access = []activity.Feature{activity.StepFree, activity.HearingLoop}
	require.Equal(t, Survey{
		Total: 8, NotServing: 1, Beyond: 1, Matching: 2, Excluded: 4,
		Criteria: []SurveyCriterion{{Criterion: Access, Excluded: 2, Alone: 1}, {Criterion: Travel, Excluded: 3, Alone: 2}},
		Reasons: []ReasonCount{
			{Criterion: Travel, Code: ReasonTravelTooFar, Count: 3},
			{Criterion: Access, Code: ReasonAccessNot, Count: 2},
		},
	}, surveyed(t, list, q))
	q.Options = &QueryOptions{Soft: []CriterionCode{Travel}}
	s := surveyed(t, list, q)
	require.Equal(t, [3]int{1, 0, 4}, [3]int{s.NotServing, s.Beyond, s.Matching})
	require.Equal(t, []SurveyCriterion{{Criterion: Access, Excluded: 3, Alone: 3}}, s.Criteria)
}

// TestSurveyScope: twice the limit and the roughness is within, a metre more is
// beyond.
func TestSurveyScope(t *testing.T) {
	q := lonely(t, 0)
	tried := 0
	for step := range int64(40) {
		at := point1(t, 53_100_000+step*97, -2_000_000)
		d, _ := q.Seeker.Place.Coordinates.DistanceTo(at)
		if (d-roughness)%2 != 0 {
			continue
		}
		tried++
		limit := (d - roughness) / 2
		for cut, beyond := range map[activity.Metres]int{0: 0, 1: 1} {
			q.Seeker.Travel.Limit = limit - cut
			s := surveyed(t, []activity.Activity{invented(1, "sp-activity:befriending", at)}, q)
			require.Equal(t, beyond, s.Beyond, "%d", d)
			require.Equal(t, 1-beyond, s.Excluded)
		}
	}
	require.Positive(t, tried)
}

// TestSurveySpeaksForTheBest: of several places the one with the fewest things
// against it speaks, of those with as few the one that suits better, of equals
// the first.
func TestSurveySpeaksForTheBest(t *testing.T) {
	near, far := point1(t, 53_001_000, -2_000_000), point1(t, 53_040_000, -2_000_000)
	type spot struct {
		at    activity.Coordinates
		step  person.Tri
		loop  person.Tri
		rough bool
	}
	spots := []spot{
		{near, person.No, person.Yes, false},
		{near, person.No, person.No, true},
		{far, person.Yes, person.Yes, false},
		{far, person.No, person.Yes, false},
		{far, person.Unknown, person.Yes, true},
		{far, person.Yes, person.Yes, true},
		{activity.Coordinates{}, person.No, person.Unknown, false},
		{activity.Coordinates{}, person.Yes, person.Yes, false},
	}
	var list []activity.Activity
	for i, x := range spots {
		for j, y := range spots {
			for k, z := range spots {
				a := invented(i*100+j*10+k, "sp-activity:befriending", x.at, y.at, z.at)
				for n, s := range []spot{x, y, z} {
					l := &a.Locations[n]
					l.Access = activity.Access{{Feature: activity.StepFree, Has: s.step}, {Feature: activity.HearingLoop, Has: s.loop}}
					if s.rough {
						l.Precision = activity.AreaCentre
					}
				}
				list = append(list, a)
			}
		}
	}
	q := lonely(t, 2000)
	q.Seeker.Access = []activity.Feature{activity.StepFree, activity.HearingLoop}
	minutes := func(c activity.Coordinates) (int, bool) {
		return map[activity.Coordinates]int{near: 90, far: 10}[c], c != far
	}
	for _, o := range []*QueryOptions{
		nil,
		{ExcludeUnknown: []CriterionCode{Access, Travel}},
		{Order: []CriterionCode{Travel}},
		{Order: []CriterionCode{Travel}, ExcludeUnknown: []CriterionCode{Travel}},
		{TravelMinutes: minutes},
		{TravelMinutes: minutes, ExcludeUnknown: []CriterionCode{Travel}},
		{Soft: []CriterionCode{Access}},
		{Drop: []CriterionCode{Access}},
	} {
		q.Options = o
		s := surveyed(t, list, q)
		require.Equal(t, len(list), s.Matching+s.Excluded+s.Beyond)
		require.Positive(t, s.Excluded)
		for some := range slices.Chunk(list, 37) { // the whole has every order of places as often
			surveyed(t, some, q)
		}
	}
	var one []activity.Activity // with one place each, so that entries are shared
	for n := range 128 {
		s := spots[n%len(spots)]
		a := invented(n, "sp-activity:befriending", s.at)
		a.Locations[0].Access = activity.Access{{Feature: activity.StepFree, Has: s.step}, {Feature: activity.HearingLoop, Has: s.loop}}
		if s.rough {
			a.Locations[0].Precision = activity.AreaCentre
		}
		one = append(one, a)
	}
	for _, n := range []int{64, 127, 128} {
		for _, strict := range [][]CriterionCode{nil, {Travel}, {Access, Travel}} {
			q.Options = &QueryOptions{ExcludeUnknown: strict}
			require.Equal(t, n, surveyed(t, one[:n], q).Total)
			q.Options = &QueryOptions{ExcludeUnknown: strict, Soft: []CriterionCode{Need}}
			surveyed(t, one[:n], q)
		}
	}
}
