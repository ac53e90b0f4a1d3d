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
