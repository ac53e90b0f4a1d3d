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
		if i%17 == 0 {
			list[i].Eligibility.Residence = activity.KnownAs([]activity.AreaCode{"M1", "E08000003"})
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
		compared, differing := ix.QuickFits(q)
		require.Empty(t, differing, "seeker %d", i)
		for k, n := range compared {
			total[k] += n
		}
	}
	for _, want := range []string{
		"4 no", "4 unknown", "4 low", "4 good", "4 exact", "5 no", "5 low", "5 good", "5 exact", "6 unknown", "6 low", "6 good", "6 exact",
		"9 no", "9 unknown", "9 exact", "10 no", "10 unknown", "10 exact", "13 no", "13 unknown", "13 low", "13 good", "13 exact",
		"must no", "must unknown", "must exact",
	} {
		require.Positive(t, total[want], "%s: %v", want, total)
	}
}
