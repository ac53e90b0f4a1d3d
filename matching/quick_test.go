package matching_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/matching"
	"github.com/socialprescribing/socialprescribing/matching/internal/synth"
	"github.com/socialprescribing/socialprescribing/person"
)

// TestQuickFits: a quick fit is the least of the fits of the judgements that it
// stands for, whatever the seeker asks and the record states.
func TestQuickFits(t *testing.T) {
	w := synth.New()
	list := slices.Collect(w.Activities(1500, 1))
	for i := range list {
		if i%5 == 0 && len(list[i].Locations) > 0 { // what the place says beside what the activity says
			for _, f := range list[i].Access {
				has := []person.Tri{person.Yes, person.No, person.Unknown}[i/5%3]
				list[i].Locations[0].Access = append(list[i].Locations[0].Access, activity.AccessFact{Feature: f.Feature, Has: has})
			}
		}
		if i%2 == 0 { // lists of all forms, of which some name where somebody lives
			rule := residences[i/2%len(residences)]
			list[i].Eligibility.Residence = activity.KnownAs(rule)
			if i%26 == 0 {
				list[i].Eligibility.Residence.Standing = activity.Assumed
			}
		}
	}
	ix, err := matching.NewIndex(slices.Values(list), &matching.Options{Horizon: horizon})
	require.NoError(t, err)
	total := map[string]int{}
	for i, s := range w.Seekers(120, 2) {
		q := query(s)
		switch i % 6 {
		case 0:
			q.Seeker.MustHave = []activity.Feature{activity.StepFree}
			q.Seeker.MustNot = []activity.Feature{activity.FaithVenue}
		case 1:
			q.Seeker.Matters = []activity.Feature{activity.StepFree, activity.HearingLoop, "x-sp:never-stated"}
		case 2:
			q.Seeker.Place.Outward = ""
		case 3:
			q.Seeker.Place.Chosen = true
		case 4:
			q.Seeker.Needs = nil
		}
		if i%3 > 0 {
			q.Seeker.Place.Areas = append(q.Seeker.Place.Areas, []activity.AreaCode{"E08000003", "E05000001", "x-quarter"}[i/3%3])
			q.Seeker.Place.AreasComplete = i%5 > 0
		}
		compared, differing := ix.QuickFits(q)
		require.Empty(t, differing, "seeker %d", i)
		for k, n := range compared {
			total[k] += n
		}
	}
	for _, want := range []string{
		"4 no", "4 unknown", "4 low", "4 good", "4 exact", "5 no", "5 low", "5 good", "5 exact", "6 unknown", "6 low", "6 good", "6 exact",
		"8 no", "8 unknown", "8 low", "8 good", "8 exact",
		"9 no", "9 unknown", "9 exact", "10 no", "10 unknown", "10 exact", "13 no", "13 unknown", "13 low", "13 good", "13 exact",
		"must no", "must unknown", "must exact",
	} {
		require.Positive(t, total[want], "%s: %v", want, total)
	}
}

// residences are rules of residence by postcode district, local authority
// district, ward and names of a host's own.
var residences = [][]activity.AreaCode{
	{"M1", "E08000003"},
	{"E08000003"},
	{"E08000009", "W06000015"},
	{"E05000001"},
	{"E05000009", "E05000008"},
	{"QA00001"},
	{"M9"},
	{"x-quarter"},
	{"x-other", "E05000001"},
	{"E08000009", "E05000009"},
	{"M9", "E05000009"},
	{"x-other", "E08000009", "E05000009"},
}

// TestCatchments: an area around a place, to the metre, for somebody near and far
// away, of whom much and little is known.
func TestCatchments(t *testing.T) {
	home := must(activity.CoordinatesAt(53_000_000, -2_000_000))
	var list []activity.Activity
	for i := range int64(240) {
		at := must(activity.CoordinatesAt(53_000_000+i*i*i/2, -2_000_000+i*i*i))
		d, ok := home.DistanceTo(at)
		require.True(t, ok)
		for off := range activity.Metres(5) {
			a := group(1, "sp-activity:crafts", at)
			a.ID = activity.ID{1: byte(i), 2: byte(off), 15: 1}
			a.Coverage = activity.Coverage{Standing: activity.Known, Radius: max(d+(off-2)*(1+d/2000), 1)}
			switch i % 12 {
			case 3:
				a.Locations = append(a.Locations, a.Locations[0])
				a.Locations[0].Coordinates = must(activity.CoordinatesAt(51_000_000, -1_000_000))
			case 6:
				a.Eligibility.Residence = activity.KnownAs([]activity.AreaCode{"M1"})
			case 9:
				a.Locations[0].Coordinates = activity.Coordinates{}
			}
			list = append(list, a)
		}
	}
	ix := must(matching.NewIndex(slices.Values(list), &matching.Options{Horizon: horizon}))
	for _, place := range []matching.Place{
		{Coordinates: home, Outward: "M1"},
		{Coordinates: home, Chosen: true},
		{Outward: "M1"},
		{Coordinates: must(activity.CoordinatesAt(75_000_000, -2_000_000))},
		{Coordinates: must(activity.CoordinatesAt(53_000_000, 10_000_000))},
	} {
		q := query(matching.Seeker{Place: place})
		compared, differing := ix.QuickFits(q)
		require.Empty(t, differing, "%+v", place)
		require.Positive(t, compared["9 no"]+compared["9 unknown"])
		want := must(matching.SurveyAll(q, slices.Values(list), &matching.Options{Horizon: horizon}))
		require.Equal(t, want, must(ix.Survey(q)))
	}
}
