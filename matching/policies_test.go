package matching_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/matching"
	"github.com/socialprescribing/socialprescribing/matching/internal/synth"
	"github.com/socialprescribing/socialprescribing/person"
)

// TestPoliciesByChance: whatever a host's policy says, also where it contradicts
// itself, all ways of asking give one answer, and so do both surveys.
func TestPoliciesByChance(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 9))
	w := synth.New()
	list := slices.Collect(w.Activities(900/smaller, 21))
	for i := range list {
		roughen(r, &list[i])
	}
	o := &matching.Options{Horizon: horizon, Criteria: []matching.Criterion{{
		Code: "x-own", Column: func(a *activity.Activity) uint8 { return a.ID[3] },
		Plan: func(matching.Query) [256]matching.Judgement {
			var out [256]matching.Judgement
			for i := range out {
				out[i] = matching.Judgement{Fit: matching.Fit(i % 5), Code: "x-own.says"}
			}
			return out
		},
	}}}
	ix := must(matching.NewIndex(slices.Values(list), o))
	n := 120 / smaller
	if testing.Short() {
		n = 24
	}
	matches := 0
	for _, s := range w.Seekers(n, 77) {
		q := queryByChance(r, s)
		got := must(ix.Match(q))
		require.True(t, same(got, must(matching.Rank(q, slices.Values(list), o))), "%+v", *q.Options)
		require.True(t, same(got, must(matching.MatchSource(t.Context(), fromList(list), q, o))), "%+v", *q.Options)
		require.True(t, same(must(ix.Survey(q)), must(matching.SurveyAll(q, slices.Values(list), o))), "%+v", *q.Options)
		matches += len(got.Matches)
	}
	require.Greater(t, matches, n)
}

// roughen leaves something out of a record, or makes it doubtful.
func roughen(r *rand.Rand, a *activity.Activity) {
	for i := range a.Locations {
		switch r.IntN(12) {
		case 0:
			a.Locations[i].Precision = activity.AreaCentre
		case 1:
			a.Locations[i].Coordinates = activity.Coordinates{}
		}
	}
	switch r.IntN(6) {
	case 0:
		a.Schedule.Confidence = activity.Partial
	case 1:
		a.Schedule.Rules = slices.Clone(a.Schedule.Rules)
		for i := range a.Schedule.Rules {
			a.Schedule.Rules[i].ValidTo = synth.From.AddDays(r.IntN(60) - 20)
		}
	case 2:
		a.Status = ""
	case 3:
		a.Routes = append(slices.Clone(a.Routes), activity.RouteOption{Route: activity.PrivateUse})
	}
}

// queryByChance is a query under a policy that chance makes up.
func queryByChance(r *rand.Rand, s matching.Seeker) matching.Query {
	codes := append(matching.Criteria(), "x-own")
	some := func(n int) []matching.CriterionCode {
		var out []matching.CriterionCode
		for range r.IntN(n + 1) {
			out = append(out, codes[r.IntN(len(codes))])
		}
		return out
	}
	p := &matching.QueryOptions{
		Order: some(3), Soft: some(4), Drop: some(2), ExcludeUnknown: some(4),
		PerProvider: r.IntN(4), PerSite: r.IntN(4), PerKind: r.IntN(4) - 1, Rotate: uint64(r.IntN(3)),
	}
	if r.IntN(2) == 0 {
		bands := []matching.Bands{{5000, 1000, 3000}, {}, {-1, -5, -9}, {1 << 30, 1 << 30, 1 << 30}, {0, 0, 20_000}, {9000, 9000, math.MaxInt32}}
		b := bands[r.IntN(len(bands))]
		p.Bands = func(matching.TravelMode) matching.Bands { return b }
	}
	if r.IntN(4) == 0 {
		n := 1 + r.IntN(90)
		p.TravelMinutes = func(c activity.Coordinates) (int, bool) {
			lat, lon := c.Micro()
			return int(lat+lon) % n, (lat+lon)%3 != 0
		}
	}
	at := synth.At.Add(time.Duration(r.IntN(40*24)) * time.Hour)
	q := matching.Query{Seeker: s, At: at, K: []int{0, 1, 5, matching.MaxK}[r.IntN(4)], Options: p}
	for what, change := range []func(*matching.Seeker){
		func(s *matching.Seeker) {
			s.Avoid.Times = matching.SlotsOf(matching.Part(r.IntN(3)), time.Tuesday, time.Weekday(r.IntN(7)))
		},
		func(s *matching.Seeker) {
			s.Free = matching.SlotsOf(matching.Part(r.IntN(3)), time.Tuesday, time.Weekday(r.IntN(7)))
		},
		func(s *matching.Seeker) { s.Place.Coordinates = activity.Coordinates{} },
		func(s *matching.Seeker) { s.Place.Chosen = true },
		func(s *matching.Seeker) {
			s.Travel.Limit = []activity.Metres{math.MaxInt32, 1 << 30, 20_100_000, 1}[r.IntN(4)]
		},
		func(s *matching.Seeker) { s.MustNot = append(s.MustNot, activity.MixedGender) },
		func(s *matching.Seeker) { s.Needs = nil },
		func(s *matching.Seeker) {
			s.Gender = matching.GenderChoice{Women: person.Tri(r.IntN(3)), Men: person.Tri(r.IntN(3))}
		},
	} {
		if r.IntN(4+what/4) == 0 {
			change(&q.Seeker)
		}
	}
	return q
}

// TestSoftAndStrict: where what is not known excludes, so does what is known not to
// fit, whatever else the policy says of it.
func TestSoftAndStrict(t *testing.T) {
	a := group(1, "sp-activity:crafts", sale)
	a.Eligibility.Ages = activity.KnownAs(limits(65, -1))
	both := &matching.QueryOptions{Soft: []matching.CriterionCode{matching.Eligibility}, ExcludeUnknown: []matching.CriterionCode{matching.Eligibility}}
	for _, age := range []matching.Ages{{}, matching.AgeInYears(30)} {
		q := matching.Query{At: monday, Seeker: matching.Seeker{Age: age}, Options: both}
		require.False(t, must(matching.Explain(q, a, nil)).Matches)
	}
	o := &matching.Options{Criteria: []matching.Criterion{{
		Code: "x-own", Column: func(*activity.Activity) uint8 { return 0 }, Plan: func(matching.Query) [256]matching.Judgement { return [256]matching.Judgement{} },
	}}}
	q := matching.Query{At: monday}
	require.True(t, must(matching.Explain(q, a, o)).Matches)
	q.Options = &matching.QueryOptions{ExcludeUnknown: []matching.CriterionCode{"x-own"}}
	require.False(t, must(matching.Explain(q, a, o)).Matches)
}

// TestBandsOutOfOrder: a limit beyond the earth, bands below nothing and bands out
// of order are what can be meant by them.
func TestBandsOutOfOrder(t *testing.T) {
	a := group(1, "sp-activity:crafts", stretford) // 2.6 km away
	const most = math.MaxInt32
	for bands, fit := range map[matching.Bands]matching.Fit{
		{most, most, most}: matching.Exact,
		{5000, 1000, 3000}: matching.Low,
		{5000, 4000, 3000}: matching.Exact,
		{5000, 4000, 2000}: matching.No,
		{-1, -1, -1}:       matching.No,
	} {
		q := matching.Query{At: monday, Seeker: matching.Seeker{Place: places["Sale"]}}
		q.Options = &matching.QueryOptions{Bands: func(matching.TravelMode) matching.Bands { return bands }}
		e := must(matching.Explain(q, a, nil))
		require.Equal(t, fit, verdictOf(t, e, matching.Travel).Fit, "%v", bands)
	}
	ix := must(matching.NewIndex(slices.Values([]activity.Activity{a}), propertyOptions))
	q := matching.Query{At: monday, Seeker: matching.Seeker{Place: places["Sale"], Travel: matching.Journey{Limit: math.MaxInt32}}}
	require.Equal(t, 1, must(ix.Survey(q)).Matching)
	require.Len(t, must(ix.Match(q)).Matches, 1)
}
