package matching_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/matching"
	"github.com/socialprescribing/socialprescribing/matching/internal/synth"
	"github.com/socialprescribing/socialprescribing/person"
)

// both asks an index and the plain twin, and holds them against each other.
func both(t *testing.T, list []activity.Activity, q matching.Query, o *matching.Options) matching.Result {
	t.Helper()
	ix, err := matching.NewIndex(slices.Values(list), o)
	require.NoError(t, err)
	got, err := ix.Match(q)
	require.NoError(t, err)
	want, err := matching.Rank(q, slices.Values(list), o)
	require.NoError(t, err)
	require.Equal(t, want, got)
	return got
}

// crafts are n equal activities, two to a site and three to a provider.
func crafts(n int) []activity.Activity {
	list := make([]activity.Activity, n)
	for i := range list {
		list[i] = group(byte(i+1), "sp-activity:crafts", sale)
		list[i].Provider = activity.ProviderID{15: byte(i/3 + 1)}
		list[i].Locations[0].ID = activity.LocationID{15: byte(i/2 + 1)}
	}
	return list
}

func TestAvailability(t *testing.T) {
	list := crafts(70)
	o := &matching.Options{Horizon: horizon}
	ix, err := matching.NewIndex(slices.Values(list), o)
	require.NoError(t, err)
	require.Equal(t, horizon.From, ix.Horizon().From)
	places := ix.Availability()
	require.Equal(t, 70, places.Len())
	require.Equal(t, slices.Collect(ix.IDs())[0], id(1))
	for i := range byte(70) {
		require.Equal(t, matching.PlacesUnknown, places.Of(id(i+1)))
		require.True(t, places.Set(id(i+1), matching.PlacesFull))
	}
	require.False(t, places.Set(id(99), matching.PlacesFull))
	require.Equal(t, matching.PlacesUnknown, places.Of(id(99)))
	q := matching.Query{At: synth.At, K: 100, Availability: places}
	r, err := ix.Match(q)
	require.NoError(t, err)
	require.Empty(t, r.Matches)
	places.Set(id(66), matching.PlacesOpen)
	places.Set(id(3), matching.PlacesUnknown)
	r, err = ix.Match(q)
	require.NoError(t, err)
	require.Len(t, r.Matches, 2)
	require.Equal(t, id(66), r.Matches[0].Activity, "an open place comes before one that is not known")
	require.Equal(t, id(3), r.Matches[1].Activity)
	same, err := matching.Rank(q, slices.Values(list), o)
	require.NoError(t, err)
	require.Equal(t, same, r)

	// The host's count is the truth about the host's places; the directory's word is not.
	list[0].Capacity = activity.Capacity{State: activity.Full}
	list[1].Capacity = activity.Capacity{State: activity.Waitlist, WaitDays: activity.KnownAs(30)}
	places.Set(id(1), matching.PlacesOpen)
	e, err := matching.Explain(q, list[0], o)
	require.NoError(t, err)
	require.True(t, e.Matches)
	e, err = matching.Explain(q, list[1], o)
	require.NoError(t, err)
	require.True(t, e.Matches, "full, but it keeps a list")
	require.Equal(t, matching.ReasonWaitlist, verdictOf(t, e, matching.Capacity).Reasons[0].Code)

	var none *matching.Availability
	require.Equal(t, matching.PlacesUnknown, none.Of(id(1)))
	require.Zero(t, none.Len())
	require.Equal(t, 1, matching.NewAvailability([]activity.ID{id(1), id(1)}).Len())
}

// TestSpread: bounds on providers and sites are a pass over the ranking.
// TestPlacesSetMeanwhile: where the host's count is set while a query runs, the
// reasons of each match are still of the fits that it was ranked by.
func TestPlacesSetMeanwhile(t *testing.T) {
	list := crafts(60)
	ix, err := matching.NewIndex(slices.Values(list), &matching.Options{Horizon: horizon})
	require.NoError(t, err)
	places := ix.Availability()
	calls := 0
	q := matching.Query{Seeker: matching.Seeker{Needs: need("lonely"), Place: matching.Place{Coordinates: sale}}, At: monday, K: 50, Availability: places}
	// The host's own function is called between the choosing and the telling.
	q.Options = &matching.QueryOptions{TravelMinutes: func(activity.Coordinates) (int, bool) {
		for i := range list {
			places.Set(list[i].ID, matching.PlaceState((calls+i)%3))
		}
		calls++
		return 5, true
	}}
	seen := map[matching.Fit]int{}
	for range 6 {
		r, err := ix.Match(q)
		require.NoError(t, err)
		for _, m := range r.Matches {
			fit, ok := r.FitOf(m, matching.Capacity)
			require.True(t, ok)
			i := slices.IndexFunc(m.Reasons, func(r matching.Reason) bool { return r.Criterion == matching.Capacity })
			require.Equal(t, fit, m.Reasons[i].Fit)
			seen[fit]++
		}
	}
	require.Zero(t, seen[matching.No])
	require.Len(t, seen, 2)
	var none *matching.Availability
	require.False(t, none.Set(id(1), matching.PlacesOpen), "nil knows nothing")
}

func TestSpread(t *testing.T) {
	list := crafts(24)
	o := &matching.Options{Horizon: horizon}
	all := both(t, list, matching.Query{At: synth.At, K: 24}, o)
	require.Len(t, all.Matches, 24)
	for _, bound := range [][2]int{{1, 0}, {2, 0}, {0, 1}, {2, 1}, {9, 9}} {
		q := matching.Query{At: synth.At, K: 6, Options: &matching.QueryOptions{PerProvider: bound[0], PerSite: bound[1]}}
		r := both(t, list, q, o)
		providers, sites := map[activity.ProviderID]int{}, map[activity.LocationID]int{}
		last := -1
		for _, m := range r.Matches {
			providers[m.Provider]++
			sites[m.Site]++
			at := slices.IndexFunc(all.Matches, func(x matching.Match) bool { return x.Activity == m.Activity })
			require.Greater(t, at, last, "what remains keeps its order")
			last = at
			require.True(t, bound[0] == 0 || providers[m.Provider] <= bound[0])
			require.True(t, bound[1] == 0 || sites[m.Site] <= bound[1])
		}
		require.Len(t, r.Matches, 6)
		// Every activity before the last match is a match or was set aside, with its bound.
		require.Equal(t, last+1, len(r.Matches)+len(r.SetAside))
		for _, s := range r.SetAside {
			require.Equal(t, s.ByProvider, bound[0] > 0 && providers[s.Match.Provider] >= bound[0] && s.ByProvider)
			require.True(t, s.ByProvider || s.BySite)
		}
	}
	// More sites are asked for than there are: all that can be had, and no loop.
	r := both(t, list, matching.Query{At: synth.At, K: 20, Options: &matching.QueryOptions{PerSite: 1}}, o)
	require.Len(t, r.Matches, 12)
}

// TestRotate: equals take turns, better ones do not; the same number gives the
// same order.
func TestRotate(t *testing.T) {
	list := crafts(30)
	list[29].Capacity.State = activity.Open // better than the rest
	o := &matching.Options{Horizon: horizon}
	second := map[activity.ID]int{}
	for seed := range uint64(200 / smaller) {
		q := matching.Query{At: synth.At, K: 30, Options: &matching.QueryOptions{Rotate: seed}}
		r := both(t, list, q, o)
		require.Equal(t, id(30), r.Matches[0].Activity)
		second[r.Matches[1].Activity]++
		ids := map[activity.ID]bool{}
		for _, m := range r.Matches {
			ids[m.Activity] = true
		}
		require.Len(t, ids, 30)
	}
	require.Greater(t, len(second), 20-4*(smaller-1), "the turn goes round")
	for _, n := range second {
		require.Less(t, n, 30, "nobody has it for good")
	}
}

// TestForProvider: a provider is told nothing about the person.
func TestForProvider(t *testing.T) {
	w := synth.New()
	list := slices.Collect(w.Activities(300, 4))
	private := map[matching.CriterionCode]bool{}
	for _, s := range w.Seekers(20/smaller, 3) {
		q := matching.Query{Seeker: s, At: synth.At, K: 50}
		r, err := matching.Rank(q, slices.Values(list), nil)
		require.NoError(t, err)
		for _, m := range r.Matches {
			p := m.ForProvider()
			require.Nil(t, p.Fits)
			for _, why := range p.Reasons {
				require.Contains(t, []matching.CriterionCode{matching.Standing, matching.Time, matching.Capacity, matching.Freshness}, why.Criterion)
			}
			for _, why := range m.Reasons {
				private[why.Criterion] = true
			}
			for _, why := range m.ForProvider(matching.Choice, matching.Access).Reasons {
				require.Equal(t, matching.Access, why.Criterion, "choice is never allowed")
			}
			for _, why := range m.ToCheck() {
				require.Equal(t, matching.Unknown, why.Fit)
			}
		}
		e, err := matching.Explain(q, list[0], nil)
		require.NoError(t, err)
		require.Len(t, e.ForProvider().Criteria, 4)
		require.Len(t, e.ForProvider(matching.Choice, matching.Cost).Criteria, 1)
		require.Len(t, e.Criteria, 12, "the explanation itself is whole")
	}
	require.True(t, private[matching.Need] && private[matching.Eligibility], "there was something to hide")
}

func TestSuspended(t *testing.T) {
	from := synth.At.AddDate(0, 0, -1)
	providers := []activity.Provider{
		{ID: activity.ProviderID{15: 2}, Suspensions: []activity.Suspension{{From: from}}},
		{ID: activity.ProviderID{15: 1}, Suspensions: []activity.Suspension{{From: from, Until: synth.At.Add(time.Hour)}}},
		{ID: activity.ProviderID{15: 3}, Suspensions: []activity.Suspension{{From: from, Until: synth.At}}},
		{ID: activity.ProviderID{15: 2}, Suspensions: []activity.Suspension{{From: from}}},
		{ID: activity.ProviderID{15: 4}},
	}
	out := matching.SuspendedAt(providers, synth.At)
	require.Equal(t, []activity.ProviderID{{15: 1}, {15: 2}}, out)
	list := crafts(12)
	q := matching.Query{At: synth.At, K: 12, Options: &matching.QueryOptions{
		Suspended: out, Soft: []matching.CriterionCode{matching.Standing}, Drop: []matching.CriterionCode{matching.Standing},
	}}
	r := both(t, list, q, &matching.Options{Horizon: horizon})
	require.Len(t, r.Matches, 6, "neither softened nor dropped")
	e, err := matching.Explain(q, list[0], nil)
	require.NoError(t, err)
	require.Equal(t, matching.ReasonSuspended, e.Failed()[0].Code)
	c, err := matching.CoarseOf(q, nil)
	require.NoError(t, err)
	require.False(t, c.Allows(&list[0]))
}

// TestOwnCriteria: a host's own criteria rank and exclude, in an index as in the
// twin, in every place of the order.
func TestOwnCriteria(t *testing.T) {
	w := synth.New()
	list := slices.Collect(w.Activities(500/smaller, 6))
	own := func(name string, hard bool, by int) matching.Criterion {
		return matching.Criterion{
			Code: matching.CriterionCode("x-" + name), Hard: hard,
			Column: func(a *activity.Activity) uint8 { return a.ID[by] },
			Plan: func(q matching.Query) [256]matching.Judgement {
				var out [256]matching.Judgement
				for i := range out {
					out[i] = matching.Judgement{Code: matching.ReasonCode("x-" + name + ".said"), Fit: matching.Fit(i % 5), A: int32(i), B: int32(len(q.Seeker.Needs))}
				}
				return out
			},
		}
	}
	for n := 1; n <= 8; n += smaller {
		o := &matching.Options{Horizon: horizon}
		for i := range n {
			o.Criteria = append(o.Criteria, own(fmt.Sprintf("own%d", i), i == 0, i))
		}
		ix, err := matching.NewIndex(slices.Values(list), o)
		require.NoError(t, err)
		for i, s := range w.Seekers(6, uint64(n)) {
			q := matching.Query{Seeker: s, At: synth.At, K: 12}
			if i%2 == 0 {
				q.Options = &matching.QueryOptions{Order: []matching.CriterionCode{"x-own0"}, ExcludeUnknown: []matching.CriterionCode{"x-own0"}}
			}
			want, err := matching.Rank(q, slices.Values(list), o)
			require.NoError(t, err)
			got, err := ix.Match(q)
			require.NoError(t, err)
			require.Equal(t, want, got)
			ws, err := matching.SurveyAll(q, slices.Values(list), o)
			require.NoError(t, err)
			gs, err := ix.Survey(q)
			require.NoError(t, err)
			require.Equal(t, ws, gs)
			for _, m := range got.Matches {
				f, ok := got.FitOf(m, "x-own0")
				require.True(t, ok)
				require.Equal(t, matching.Fit(m.Activity[0]%5), f)
				require.NotEqual(t, matching.No, f)
			}
		}
	}
	_, ok := matching.Result{}.FitOf(matching.Match{}, matching.Need)
	require.False(t, ok)
}

// TestRoughPlaces: the middle of a district stands in where the coordinates are
// not known, and says that it is rough.
func TestRoughPlaces(t *testing.T) {
	list := crafts(3)
	for i := range list {
		list[i].Locations[0].Coordinates = activity.Coordinates{}
		list[i].Locations[0].Address.Postcode = person.MustParsePostcode("M32 0TB")
	}
	o := &matching.Options{Horizon: horizon, Places: func(code activity.AreaCode) (activity.Coordinates, bool) { return stretford, code == "M32" }}
	q := matching.Query{At: synth.At, Seeker: matching.Seeker{Place: matching.Place{Coordinates: sale, Outward: "M33"}}}
	r := both(t, list, q, o)
	require.Len(t, r.Matches, 3)
	f, _ := r.FitOf(r.Matches[0], matching.Travel)
	require.Equal(t, matching.Good, f)
	q.Seeker.Travel.Limit = 1000
	r = both(t, list, q, o)
	f, _ = r.FitOf(r.Matches[0], matching.Travel)
	require.Equal(t, matching.Unknown, f, "it may be nearer than the middle of its district")
	q.Seeker.Place = matching.Place{Outward: "M32"}
	r = both(t, list, q, &matching.Options{Horizon: horizon})
	f, _ = r.FitOf(r.Matches[0], matching.Travel)
	require.Equal(t, matching.Good, f, "the same district")
}
