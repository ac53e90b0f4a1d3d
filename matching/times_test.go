package matching_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/matching"
	"github.com/socialprescribing/socialprescribing/person"
)

// partsOf says in which parts of the Monday a session of the hours can be
// joined: M, A and E for certain, m, a and e perhaps.
func partsOf(t *testing.T, s activity.Schedule) string {
	t.Helper()
	a := group(1, "sp-activity:crafts", sale)
	a.Schedule = s
	var out strings.Builder
	for i, part := range []matching.Part{matching.Morning, matching.Afternoon, matching.Evening} {
		q := matching.Query{At: time.Date(2026, 3, 2, 0, 1, 0, 0, time.UTC), Seeker: matching.Seeker{Free: matching.SlotsOf(part, time.Monday)}}
		e, err := matching.Explain(q, a, nil)
		require.NoError(t, err)
		switch v := verdictOf(t, e, matching.Time); v.Fit {
		case matching.Exact:
			out.WriteByte("MAE"[i])
		case matching.Unknown:
			if v.Reasons[0].Code == matching.ReasonTimeUnsure { // else it may be at any time
				out.WriteByte("mae"[i])
			}
		case matching.No, matching.Low, matching.Good:
		}
	}
	return out.String()
}

// TestPartsOfADay: a session of up to three hours has to be joined at its start;
// a longer one can be joined in each part of which it covers an hour.
func TestPartsOfADay(t *testing.T) {
	for hours, want := range map[string]string{
		"09:00-10:00": "M", "11:59-14:59": "M", "12:00-13:00": "A", "16:59-18:00": "A", "17:00-18:00": "E", "00:00-01:00": "M", "23:00-23:30": "E",
		"10:00-13:00": "M", "10:00-13:01": "MA", "09:59-13:00": "MA", "09:30-12:59": "M", "11:00-14:01": "MA", "11:30-15:00": "MA",
		"13:00-17:59": "A", "13:00-18:00": "AE", "14:00-17:00": "A", "09:00-18:00": "MAE", "09:00-17:59": "MA", "11:01-18:00": "MAE",
		"16:30-20:00": "AE", "16:00-20:00": "AE", "17:00-22:00": "E", "20:00-23:59": "E",
	} {
		require.Equal(t, want, partsOf(t, weekly("2026-03-02", hours)), hours)
	}
	s := weekly("2026-03-02", "09:00-10:00")
	s.Confidence = activity.Partial
	require.Equal(t, "m", partsOf(t, s), "read from prose, and not all of it")
	s = weekly("2026-03-02", "09:00-18:00")
	s.Rules[0].ValidTo = activity.MustParseDay("2026-03-01")
	require.Equal(t, "mae", partsOf(t, s), "nobody vouches for it any more")
	require.Equal(t, "mae", partsOf(t, activity.Schedule{Zone: "Europe/London", Rules: []activity.Rule{{
		Freq: activity.Weekly, Start: activity.MustParseDay("2026-03-02"),
	}}}), "the time of day is not known")
}

// TestSchedulesThatDifferInOneThing: an index keeps one pattern for equal
// schedules. What differs in any member must not be taken for equal.
func TestSchedulesThatDifferInOneThing(t *testing.T) {
	day := activity.MustParseDay
	at := func(s string) activity.LocalTime {
		v, err := activity.ParseLocalTime(s)
		require.NoError(t, err)
		return v
	}
	first := activity.LocationID{1}
	second := activity.LocationID{2}
	base := activity.Rule{
		Freq: activity.Weekly, Start: day("2026-02-02"), From: activity.MustParseClock("09:00"), To: activity.MustParseClock("10:00"),
		ByDay: []activity.NthDay{activity.Every(activity.Monday)},
	}
	monthly := base
	monthly.Freq, monthly.ByDay, monthly.ByMonthDay = activity.Monthly, nil, []int{3}
	var list []activity.Activity
	add := func(change func(*activity.Schedule, *activity.Rule), from activity.Rule) {
		a := group(byte(len(list)+1), "sp-activity:befriending", sale)
		s := activity.Schedule{Zone: "Europe/London", Rules: []activity.Rule{from}}
		r := &s.Rules[0]
		r.ByDay, r.ByMonthDay = slices.Clone(r.ByDay), slices.Clone(r.ByMonthDay)
		change(&s, r)
		a.Schedule = s
		a.Locations[0].ID = first
		list = append(list, a)
	}
	type (
		S = *activity.Schedule
		R = *activity.Rule
	)
	for _, change := range []func(S, R){
		func(S, R) {},
		func(_ S, r R) { r.ByDay[0] = activity.Every(activity.Tuesday) },
		func(_ S, r R) { r.ByDay = append(r.ByDay, activity.Every(activity.Tuesday)) },
		func(_ S, r R) { r.ByDay = append(r.ByDay, activity.Every(activity.Thursday)) },
		func(_ S, r R) { r.ByDay = nil },
		func(_ S, r R) { r.ByDay, r.Start = nil, day("2026-02-03") },
		func(_ S, r R) { r.ByDay, r.Start = nil, day("2026-02-04") },
		func(_ S, r R) { r.Interval = 1 },
		func(_ S, r R) { r.Interval = 2 },
		func(_ S, r R) { r.Interval, r.Start = 2, day("2026-02-09") },
		func(_ S, r R) { r.Interval = 3 },
		func(_ S, r R) { r.Count = 1 },
		func(_ S, r R) { r.Count = 5 },
		func(_ S, r R) { r.Count = 6 },
		func(_ S, r R) { r.Count, r.Start = 5, day("2026-02-16") },
		func(_ S, r R) { r.Start = day("2026-03-02") },
		func(_ S, r R) { r.Start = day("2026-03-03") },
		func(_ S, r R) { r.Start = day("2026-03-16") },
		func(_ S, r R) { r.Until = at("2026-03-10") },
		func(_ S, r R) { r.Until = at("2026-03-20") },
		func(_ S, r R) { r.From = activity.MustParseClock("13:00"); r.To = activity.MustParseClock("14:00") },
		func(_ S, r R) { r.To = activity.MustParseClock("18:00") },
		func(_ S, r R) { r.To = activity.Clock{} },
		func(_ S, r R) { r.From, r.To = activity.Clock{}, activity.Clock{} },
		func(_ S, r R) { r.From = activity.MustParseClock("00:00") },
		func(_ S, r R) { r.ByMonth = []time.Month{time.April} },
		func(_ S, r R) { r.ByMonth = []time.Month{time.March} },
		func(_ S, r R) { r.WeekStart = activity.Sunday; r.Interval = 2 },
		func(_ S, r R) { r.Except = []activity.LocalTime{at("2026-03-02")} },
		func(_ S, r R) { r.Except = []activity.LocalTime{at("2026-03-09")} },
		func(_ S, r R) { r.Add = []activity.LocalTime{at("2026-03-05")} },
		func(_ S, r R) { r.Add = []activity.LocalTime{at("2026-03-06")} },
		func(_ S, r R) { r.ValidTo = day("2026-02-20") },
		func(_ S, r R) { r.ValidFrom = day("2026-03-12") },
		func(_ S, r R) { r.Location = first },
		func(_ S, r R) { r.Location = second },
		func(s S, _ R) { s.Closed = []activity.LocalTime{at("2026-03-02")} },
		func(s S, _ R) { s.Confidence = activity.Partial },
		func(s S, _ R) { s.Zone = "Pacific/Auckland" },
		func(s S, r R) {
			s.Rules = append(s.Rules, *r)
			s.Rules[1].ByDay = []activity.NthDay{activity.Every(activity.Friday)}
		},
	} {
		add(change, base)
	}
	for _, change := range []func(S, R){
		func(S, R) {},
		func(_ S, r R) { r.ByMonthDay[0] = 4 },
		func(_ S, r R) { r.ByMonthDay = append(r.ByMonthDay, 5) },
		func(_ S, r R) { r.ByMonthDay, r.Start = nil, day("2026-02-06") },
		func(_ S, r R) { r.ByMonthDay, r.Start = nil, day("2026-02-07") },
		func(_ S, r R) {
			first, err := activity.Nth(1, activity.Wednesday)
			require.NoError(t, err)
			r.ByMonthDay, r.ByDay = nil, []activity.NthDay{first}
		},
		func(_ S, r R) { r.Interval = 2 },
		func(_ S, r R) { r.Interval, r.Start = 2, day("2026-01-03") },
		func(_ S, r R) { r.Freq, r.ByMonthDay = activity.Daily, nil },
		func(_ S, r R) { r.Freq, r.ByMonthDay, r.Start = activity.Daily, nil, day("2026-03-19") },
	} {
		add(change, monthly)
	}
	for _, part := range []matching.Part{matching.Morning, matching.Afternoon, matching.Evening} {
		for w := time.Sunday; w <= time.Saturday; w++ {
			q := matching.Query{At: monday, K: len(list), Seeker: matching.Seeker{Needs: need("lonely"), Free: matching.SlotsOf(part, w)}}
			both(t, list, q, &matching.Options{Horizon: matching.Horizon{From: activity.DayOf(monday)}})
		}
	}
}

// TestHorizonEnds: its first and last day are in it, the days beside it are not.
func TestHorizonEnds(t *testing.T) {
	from := activity.DayOf(monday)
	for _, days := range []int{1, 7, matching.HorizonDays, 0} {
		h := matching.Horizon{From: from, Days: days}
		n := days
		if n == 0 {
			n = matching.HorizonDays
		}
		require.False(t, h.Contains(from.AddDays(-1)))
		require.True(t, h.Contains(from))
		require.True(t, h.Contains(from.AddDays(n-1)))
		require.False(t, h.Contains(from.AddDays(n)))
	}
	require.False(t, matching.Horizon{}.Contains(from))
	require.False(t, matching.Horizon{From: from}.Contains(activity.Day{}))
}

// TestComparisons: a match before what is none, then by the criterion that
// decides, then by identifier; whichever is named first.
func TestComparisons(t *testing.T) {
	near, mid, far := group(1, "sp-activity:befriending", sale), group(2, "sp-activity:befriending", stretford), group(3, "sp-activity:befriending", leeds)
	twin := group(4, "sp-activity:befriending", sale)
	dear := group(5, "sp-activity:befriending", sale)
	dear.Cost = priced(price(5000, activity.PerSession, ""))
	q := matching.Query{At: monday, Seeker: matching.Seeker{Needs: need("lonely"), Place: matching.Place{Coordinates: sale}, Budget: matching.UpTo(100)}}
	for _, c := range []struct {
		better, worse activity.Activity
		decided       matching.CriterionCode
		excluded      bool
	}{
		{near, mid, matching.Travel, false},
		{near, far, matching.Travel, true},
		{mid, far, matching.Travel, true},
		{near, twin, "", false},
		{near, dear, matching.Cost, true},
		{mid, dear, matching.Cost, true},
	} {
		for _, swap := range []bool{false, true} {
			a, b := c.better, c.worse
			if swap {
				a, b = b, a
			}
			got, err := matching.Compare(q, a, b, nil)
			require.NoError(t, err)
			require.Equal(t, c.better.ID, got.First.Activity, "%v", c.decided)
			require.Equal(t, c.worse.ID, got.Second.Activity)
			require.Equal(t, c.decided, got.Decided)
			require.Equal(t, c.excluded, got.Excluded)
		}
	}
	both := far
	both.ID = id(6)
	both.Cost = dear.Cost
	got, err := matching.Compare(q, both, far, nil)
	require.NoError(t, err)
	require.True(t, got.Excluded)
	require.False(t, got.First.Matches)
	require.False(t, got.Second.Matches)
}

// TestTheClosestOffersExplain: of the places of an activity that is no match,
// the one with the fewest criteria against it is explained.
func TestTheClosestOffersExplain(t *testing.T) {
	at := func(n byte, c activity.Coordinates, features ...activity.AccessFact) activity.Location {
		return activity.Location{ID: activity.LocationID{n}, Kind: activity.Physical, Coordinates: c, Access: features}
	}
	step := activity.AccessFact{Feature: activity.StepFree, Has: person.No}
	free := activity.AccessFact{Feature: activity.StepFree, Has: person.Yes}
	q := matching.Query{At: monday, Seeker: matching.Seeker{
		Needs: need("lonely"), Place: matching.Place{Coordinates: sale}, Access: []activity.Feature{activity.StepFree},
	}}
	for _, places := range [][]activity.Location{
		{at(1, leeds, step), at(2, sale, step)},
		{at(2, sale, step), at(1, leeds, step)},
		{at(1, leeds, step), at(2, leeds, free)},
		{at(2, leeds, free), at(1, leeds, step)},
		{at(1, leeds, step), at(3, leeds, step), at(2, sale, step)},
		{at(1, stretford, step), at(2, leeds, free)},
		{at(2, leeds, free), at(1, stretford, step)},
	} {
		a := group(1, "sp-activity:befriending", sale)
		a.Locations = places
		e, err := matching.Explain(q, a, nil)
		require.NoError(t, err)
		require.False(t, e.Matches)
		require.Equal(t, activity.LocationID{2}, e.Site, "%v", places)
		require.Len(t, e.Failed(), 1)
	}
}

// TestEqualCategories: what the source states outweighs the same category from
// a rule, whichever comes first, in an index and without one.
func TestEqualCategories(t *testing.T) {
	code := activity.CategoryCode("sp-activity:befriending")
	known, guessed := activity.Category{Code: code, Standing: activity.Known}, activity.Category{Code: code, Standing: activity.Assumed}
	var list []activity.Activity
	for _, cats := range [][]activity.Category{{known}, {guessed}, {known, guessed}, {guessed, known}, {guessed, guessed}} {
		a := group(byte(len(list)+1), code, sale)
		a.Categories = cats
		list = append(list, a)
	}
	q := matching.Query{At: monday, K: 9, Seeker: matching.Seeker{Needs: need("lonely"), Place: matching.Place{Coordinates: sale}}}
	r := both(t, list, q, &matching.Options{Horizon: matching.Horizon{From: activity.DayOf(monday)}})
	require.Equal(t, []activity.ID{id(1), id(3), id(4), id(2), id(5)}, ranked(r))
}

// TestEachRankOnce: however many places an activity has, it is ranked once, by
// its best, and the smaller identifier goes first among equals, for every K.
func TestEachRankOnce(t *testing.T) {
	var list []activity.Activity
	for n := range byte(24) {
		a := group(n+1, "sp-activity:befriending", []activity.Coordinates{sale, stretford, leeds}[n%3])
		for m := range n % 4 {
			a.Locations = append(a.Locations, activity.Location{
				ID: activity.LocationID{n, m}, Kind: activity.Physical, Coordinates: []activity.Coordinates{stretford, sale, leeds}[(n+m)%3],
			})
		}
		list = append(list, a)
	}
	for k := 1; k <= len(list); k++ {
		for _, reverse := range []bool{false, true} {
			some := slices.Clone(list)
			if reverse {
				slices.Reverse(some)
			}
			q := matching.Query{At: monday, K: k, Seeker: matching.Seeker{Needs: need("lonely"), Place: matching.Place{Coordinates: sale}}}
			r := both(t, some, q, &matching.Options{Horizon: matching.Horizon{From: activity.DayOf(monday)}})
			seen := map[activity.ID]bool{}
			for i, m := range r.Matches {
				require.False(t, seen[m.Activity], "twice")
				seen[m.Activity] = true
				if i > 0 && slices.Equal(m.Fits, r.Matches[i-1].Fits) {
					require.Negative(t, r.Matches[i-1].Activity.Compare(m.Activity), fmt.Sprint(k))
				}
			}
		}
	}
}
