package matching

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/activity"
)

// TestStrictNeedInALargeDirectory: where what is not known of the need excludes,
// so it does where there is too much in reach to look at all of it.
func TestStrictNeedInALargeDirectory(t *testing.T) {
	var list []activity.Activity
	for n := range usual.sparse + 100 {
		code := activity.CategoryCode("sp-activity:food-bank")
		switch n % 300 {
		case 0:
			code = "sp-activity:befriending"
		case 1:
			code = ""
		}
		list = append(list, invented(n, code, point1(t, 53_000_000+int64(n), -2_000_000)))
	}
	q := lonely(t, 5000)
	q.K, q.Options = 20, &QueryOptions{ExcludeUnknown: []CriterionCode{Need}}
	require.Len(t, agrees(t, q, list).Matches, 4)
}

// agrees asks an index and judges all, which must agree.
func agrees(t *testing.T, q Query, list []activity.Activity) Result {
	t.Helper()
	o := &Options{Horizon: Horizon{From: activity.DayOf(workday)}}
	want, err := Rank(q, slices.Values(list), o)
	require.NoError(t, err)
	x, err := NewIndex(slices.Values(list), o)
	require.NoError(t, err)
	got, err := x.Match(q)
	require.NoError(t, err)
	require.Equal(t, want, got)
	return got
}

// TestMinutesToARoughPlace: a travel time says how near a place is whose point is
// the middle of a district, whatever excludes.
func TestMinutesToARoughPlace(t *testing.T) {
	var list []activity.Activity
	for n := range usual.sparse + 50 {
		a := invented(n, "sp-activity:befriending", point1(t, 53_001_000+int64(n), -2_000_000))
		if n%100 == 0 {
			a.Locations[0].Coordinates, a.Locations[0].Precision = point1(t, 53_040_000, -2_000_000), activity.AreaCentre
		}
		list = append(list, a)
	}
	q := lonely(t, 2000)
	q.Options = &QueryOptions{TravelMinutes: func(at activity.Coordinates) (int, bool) {
		if lat, _ := at.Micro(); lat == 53_040_000 {
			return 5, true
		}
		return 50, true
	}}
	for _, strict := range [][]CriterionCode{nil, {Travel}} {
		for _, some := range [][]activity.Activity{list[:20], list} {
			q.Options.ExcludeUnknown = strict
			r := agrees(t, q, some)
			require.Equal(t, numbered(0), r.Matches[0].Activity)
		}
	}
}

// TestTheSameTimesFromTwoRules: a rule of last year that holds at one place, and one
// of this year that holds everywhere, say the same wherever the entry of the table
// came from.
func TestTheSameTimesFromTwoRules(t *testing.T) {
	day := activity.DayOf(workday)
	now := activity.Rule{
		Start: day.AddDays(-60), From: activity.MustParseClock("19:00"), Freq: activity.Weekly,
		ByDay: []activity.NthDay{activity.Every(activity.Wednesday)},
	}
	before := now
	before.ValidTo = day.AddDays(-30)
	var list []activity.Activity
	for n := range 2 {
		a := invented(n, "sp-activity:befriending", point1(t, 53_000_000+int64(n), -2_000_000))
		a.Locations[0].ID = activity.LocationID{1}
		if n == 1 {
			before.Location = a.Locations[0].ID
		}
		a.Schedule = activity.Schedule{Zone: "Europe/London", Confidence: activity.Stated, Rules: []activity.Rule{before, now}}
		list = append(list, a)
	}
	for free, found := range map[Slots]int{SlotsOf(Evening, time.Wednesday): 2, SlotsOf(Morning, time.Monday): 0} {
		q := lonely(t, 5000)
		q.Seeker.Free = free
		for _, l := range [][]activity.Activity{list, {list[1], list[0]}} {
			require.Len(t, agrees(t, q, l).Matches, found)
		}
	}
}
