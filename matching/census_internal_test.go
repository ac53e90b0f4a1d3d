package matching

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/activity"
)

// TestSurveyOfOneThatIsOverInOnePlace: what stands against the place that suits
// best is counted in full where it has more against it than another, in the same
// respect.
func TestSurveyOfOneThatIsOverInOnePlace(t *testing.T) {
	south, north := point1(t, 53_001_000, -2_000_000), point1(t, 53_035_000, -2_000_000)
	from := activity.DayOf(workday).AddDays(-60)
	for name, at := range map[string][]activity.Coordinates{"over to the south": {south, north}, "over to the north": {north, south}} {
		a := invented(1, "sp-activity:befriending", at...)
		a.Status = activity.Inactive
		a.Locations[0].ID, a.Locations[1].ID = activity.LocationID{1}, activity.LocationID{2}
		weekly := activity.Rule{Start: from, From: activity.MustParseClock("10:00"), Freq: activity.Weekly}
		ended := weekly
		ended.Location, ended.Until, weekly.Location = activity.LocationID{1}, from.AddDays(30).At(activity.Clock{}), activity.LocationID{2}
		a.Schedule = activity.Schedule{Zone: "Europe/London", Rules: []activity.Rule{ended, weekly}}
		for n, near := range at {
			q := lonely(t, 5000)
			q.Seeker.Place.Coordinates = near
			s := surveyed(t, []activity.Activity{a}, q)
			require.Equal(t, []SurveyCriterion{{Criterion: Standing, Excluded: 1, Alone: 1}}, s.Criteria, name)
			require.Len(t, s.Reasons, 2-n, name)
		}
	}
}

// TestSurveyFarNorthAndAcrossTheDateLine: where meridians stand close together,
// and beyond the one of 180 degrees, what is near is near.
func TestSurveyFarNorthAndAcrossTheDateLine(t *testing.T) {
	for name, k := range map[string]struct {
		home, there        activity.Coordinates
		matching, excluded int
	}{
		"within the scope to the east":     {point1(t, 69_000_000, 20_000_000), point1(t, 69_000_000, 22_100_000), 0, 1},
		"within the scope to the west":     {point1(t, 69_000_000, 20_000_000), point1(t, 69_000_000, 17_900_000), 0, 1},
		"outside it":                       {point1(t, 69_000_000, 20_000_000), point1(t, 69_000_000, 22_700_000), 0, 0},
		"within the limit across the line": {point1(t, 66_000_000, 178_950_000), point1(t, 66_000_000, -179_990_000), 1, 0},
		"and back":                         {point1(t, 66_000_000, -178_950_000), point1(t, 66_000_000, 179_990_000), 1, 0},
		"within the scope across the line": {point1(t, 66_000_000, 178_500_000), point1(t, 66_000_000, -179_500_000), 0, 1},
		"and back again":                   {point1(t, 66_000_000, -178_500_000), point1(t, 66_000_000, 179_500_000), 0, 1},
	} {
		q := lonely(t, 50_000)
		q.Seeker.Place.Coordinates = k.home
		a := invented(1, "sp-activity:befriending", k.there)
		s := surveyed(t, []activity.Activity{a}, q)
		require.Equal(t, [2]int{k.matching, k.excluded}, [2]int{s.Matching, s.Excluded}, name)
		a.Coverage = activity.Coverage{Standing: activity.Known, Radius: 50_000}
		s = surveyed(t, []activity.Activity{a}, q)
		require.Equal(t, [2]int{k.matching, k.excluded}, [2]int{s.Matching, s.Excluded}, name)
	}
}

// TestSurveyOfTheSameReasonTwice: a reason that two criteria give is counted for
// each of them.
func TestSurveyOfTheSameReasonTwice(t *testing.T) {
	a := invented(1, "", point1(t, 53_001_000, -2_000_000))
	q := lonely(t, 5000)
	q.Seeker.Interests = []activity.CategoryCode{"sp-activity:crafts"}
	q.Options = &QueryOptions{ExcludeUnknown: []CriterionCode{Need, Interest}}
	require.Equal(t, []ReasonCount{
		{Criterion: Interest, Code: ReasonNoCategory, Count: 1}, {Criterion: Need, Code: ReasonNoCategory, Count: 1},
	}, surveyed(t, []activity.Activity{a}, q).Reasons)
}

// TestSurveyOfAreasThatNameTheHome: of activities whose areas name where the
// person lives each is judged for itself, since one may ask for more.
func TestSurveyOfAreasThatNameTheHome(t *testing.T) {
	near := point1(t, 53_001_000, -2_000_000)
	of := func(n int, served activity.AreaCode) activity.Activity {
		a := invented(n, "sp-activity:befriending", near)
		a.Eligibility.Residence = activity.KnownAs([]activity.AreaCode{"E08000009"})
		a.Coverage = activity.Coverage{Standing: activity.Known, Outward: []activity.AreaCode{served}}
		return a
	}
	q := lonely(t, 5000)
	q.Seeker.Place.Outward, q.Seeker.Place.Areas = "M33", []activity.AreaCode{"E08000009"}
	for _, list := range [][]activity.Activity{{of(1, "M33"), of(2, "M1")}, {of(1, "M1"), of(2, "M33")}} {
		s := surveyed(t, list, q)
		require.Equal(t, [2]int{1, 1}, [2]int{s.Matching, s.Excluded})
	}
}

// TestSurveyOfWholeWords: a directory of 64 and 128 that all happen somewhere,
// so that the rows without a place begin, and end, where a word of bits does.
func TestSurveyOfWholeWords(t *testing.T) {
	var list []activity.Activity
	for n := range 128 {
		list = append(list, invented(n, "sp-activity:befriending", point1(t, 53_001_000+int64(n), -2_000_000)))
	}
	for _, n := range []int{64, 127, 128} {
		require.Equal(t, n, surveyed(t, list[:n], lonely(t, 5000)).Matching)
	}
}
