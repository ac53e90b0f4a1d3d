package matching_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/matching"
	"github.com/socialprescribing/socialprescribing/matching/internal/synth"
	"github.com/socialprescribing/socialprescribing/person"
)

func TestSurveyEqualsBruteForce(t *testing.T) {
	w := synth.New()
	list := slices.Collect(w.Activities(1200/smaller, 3))
	opts := &matching.Options{Horizon: horizon}
	ix, err := matching.NewIndex(slices.Values(list), opts)
	require.NoError(t, err)
	for i, s := range w.Seekers(20, 5) {
		q := query(s)
		if i%5 == 0 {
			q.Options = &matching.QueryOptions{ExcludeUnknown: []matching.CriterionCode{matching.Eligibility, matching.Capacity}}
		}
		if i%5 == 1 {
			q.Options = policies[len(policies)-1] // travel times: too far or too long
		}
		if i%5 == 2 {
			q.Options = policies[0]
		}
		want, err := matching.SurveyAll(q, slices.Values(list), opts)
		require.NoError(t, err)
		got, err := ix.Survey(q)
		require.NoError(t, err)
		require.Equal(t, want, got, "seeker %d", i)
		require.Equal(t, len(list), got.Total)
		require.Equal(t, got.Total, got.NotServing+got.Beyond+got.Matching+got.Excluded)
		q.K = 1000
		r, err := ix.Match(q)
		require.NoError(t, err)
		require.Len(t, r.Matches, got.Matching)
	}
}

// TestCounterfactuals applies every counterfactual and takes every part away.
func TestCounterfactuals(t *testing.T) {
	w := synth.New()
	list := slices.Collect(w.Activities(400, 3))
	opts := &matching.Options{Horizon: horizon}
	seen := map[matching.AlterationCode]int{}
	for n, s := range w.Seekers(60, 6) {
		q := query(s)
		for k := n % smaller; k < 220; k += smaller {
			// Bring everything near, so that other criteria have a say.
			a := list[k].Clone()
			for i := range a.Locations {
				a.Locations[i].Coordinates = s.Place.Coordinates
				if a.ID[0]%4 == 0 {
					a.Locations[i].Coordinates = sale
				}
			}
			cfs, err := matching.Counterfactuals(q, a, opts)
			require.NoError(t, err)
			e, err := matching.Explain(q, a, opts)
			require.NoError(t, err)
			if e.Matches {
				require.Empty(t, cfs)
			}
			for _, cf := range cfs {
				sound(t, q, a, cf, opts)
				for _, c := range cf.Changes {
					seen[c.Code]++
					require.True(t, c.Code.IsValid())
				}
			}
		}
	}
	t.Log(seen)
	for _, c := range []matching.AlterationCode{matching.TravelFurther, matching.PayMore, matching.BeFree, matching.UseMode, matching.PlaceFree, matching.OldEnough} {
		require.Positive(t, seen[c], c)
	}
}

// sound checks that a counterfactual is enough and that no part of it is.
func sound(t *testing.T, q matching.Query, a activity.Activity, cf matching.Counterfactual, o *matching.Options) {
	t.Helper()
	for part := range 1 << len(cf.Changes) {
		some := matching.Counterfactual{Activity: cf.Activity}
		for i, c := range cf.Changes {
			if part>>i&1 == 1 {
				some.Changes = append(some.Changes, c)
			}
		}
		e, err := matching.Explain(some.Apply(q), a, o)
		require.NoError(t, err)
		require.Equal(t, part == 1<<len(cf.Changes)-1, e.Matches, "%+v of %+v", some.Changes, cf.Changes)
	}
}

// TestSurveyUnderEveryPolicy: under policies, choices and criteria of a host's
// own that leave more to be said than there are bits, over a directory in which
// much has changed, an index counts what judging all does.
func TestSurveyUnderEveryPolicy(t *testing.T) {
	w := synth.New()
	list := slices.Collect(w.Activities(900/smaller, 8))
	for i := range list {
		a := &list[i]
		for n := range a.Locations {
			if l := &a.Locations[n]; i%3 == 0 {
				l.Precision = activity.AreaCentre
				l.Access = activity.Access{{Feature: activity.StepFree, Has: []person.Tri{person.Yes, person.No, person.Unknown}[(i+n)/3%3]}}
			}
		}
		if i%5 == 0 && len(a.Locations) == 1 && !a.Locations[0].Coordinates.IsZero() { // several places
			more := a.Locations[0]
			lat, lon := more.Coordinates.Micro()
			for n := range int64(1 + i%3) {
				more.ID[0]++
				more.Coordinates = must(activity.CoordinatesAt(int64(lat)+(n-1)*int64(i%700)*900, int64(lon)))
				if i%7 == 0 {
					more.Coordinates = activity.Coordinates{}
				}
				a.Locations = append(a.Locations, more)
			}
			for n := range a.Schedule.Rules { // at other times elsewhere
				a.Schedule.Rules[n].Location = a.Locations[i/5%len(a.Locations)].ID
			}
		}
		if i%11 == 0 {
			a.Modes = []activity.Mode{activity.InPerson, activity.Telephone, activity.Online}
		}
	}
	own := []matching.Criterion{
		{Code: "x-many", Hard: true, Column: func(a *activity.Activity) uint8 { return a.ID[3] }, Plan: hundred256},
		{Code: "x-soft", Column: func(a *activity.Activity) uint8 { return a.ID[4] }, Plan: hundred256},
	}
	for _, o := range []*matching.Options{{Horizon: horizon}, {Horizon: horizon, Criteria: own}} {
		ix := must(matching.NewIndex(slices.Values(list), o))
		var changes []matching.Change
		changed := slices.Clone(list)
		for i := 0; i < len(list); i += 9 {
			changed[i] = changed[i].Clone()
			changed[i].Status = activity.Active
			changes = append(changes, matching.Change{Put: &changed[i]})
		}
		ix = ix.With(changes[:len(changes)/4])
		copy(changed[9*(len(changes)/4):], list[9*(len(changes)/4):])
		require.Equal(t, 2, ix.Segments())
		seen := map[matching.ReasonCode]bool{}
		for i, s := range w.Seekers(len(surveyPolicies)*2, 15) {
			q := query(chosen(s, list, i))
			q.Options = surveyPolicies[i%len(surveyPolicies)]
			if i%4 == 1 {
				q.Seeker.Travel.Limit = []activity.Metres{20_000, 49_000, 60_000, 300_000}[i/4%4]
			}
			if i%6 == 2 {
				q.Availability = ix.Availability()
				for n := range list {
					q.Availability.Set(list[n].ID, matching.PlaceState(n%3))
				}
			}
			want, err := matching.SurveyAll(q, slices.Values(changed), o)
			require.NoError(t, err)
			got, err := ix.Survey(q)
			require.NoError(t, err)
			require.Equal(t, want, got, "seeker %d", i)
			for _, r := range got.Reasons {
				seen[r.Code] = true
			}
		}
		for _, code := range []matching.ReasonCode{
			matching.ReasonChoice, matching.ReasonChoiceUnknown, matching.ReasonSuspended, matching.ReasonNeedFocus, matching.ReasonAccessAsk,
			matching.ReasonTravelRough, matching.ReasonTravelTooLong, matching.ReasonFull, matching.ReasonMattersAsk,
		} {
			require.True(t, seen[code], code)
		}
	}
}

// hundred256 judges every value in a way of its own, some without a reason.
func hundred256(matching.Query) [256]matching.Judgement {
	var out [256]matching.Judgement
	for v := range out {
		out[v] = matching.Judgement{Fit: matching.Fit(v % 5), Code: matching.ReasonCode("x-reason." + string(rune('a'+v%26)) + string(rune('a'+v/26)))}
		if v%10 == 0 {
			out[v].Code = ""
		}
	}
	return out
}

// chosen gives a seeker something to avoid or to have.
func chosen(s matching.Seeker, list []activity.Activity, n int) matching.Seeker {
	s = conditioned(s, slices.Clone(list), n)
	switch n % 7 {
	case 0:
		s.MustHave = []activity.Feature{activity.MixedGender}
	case 1:
		s.MustHave, s.MustNot = []activity.Feature{activity.StepFree}, []activity.Feature{activity.FaithVenue}
	case 2:
		s.Avoid.Times = matching.SlotsOf(matching.Morning, time.Monday, time.Tuesday, time.Wednesday)
	case 3:
		for i := range list {
			if len(list[i].Locations) > 0 && i%3 == 0 {
				s.Avoid.Sites = append(s.Avoid.Sites, list[i].Locations[0].ID)
			}
		}
	case 4:
		s.Matters, s.Interests, s.Access = []activity.Feature{activity.StepFree}, nil, []activity.Feature{activity.StepFree}
	case 5:
		s.Place.Coordinates = activity.Coordinates{}
	}
	return s
}

// surveyPolicies are options under which a survey has different things to count.
var surveyPolicies = func() []*matching.QueryOptions {
	all := matching.Criteria()
	var some []activity.ProviderID
	for i := range uint64(150) {
		some = append(some, synth.New().Activity(int(i*7), 8).Provider)
	}
	out := append(slices.Clone(policies),
		&matching.QueryOptions{ExcludeUnknown: all, Suspended: some},
		&matching.QueryOptions{ExcludeUnknown: all, Soft: all[2:]},
		&matching.QueryOptions{ExcludeUnknown: all, Drop: []matching.CriterionCode{matching.Need, matching.Travel}},
		&matching.QueryOptions{ExcludeUnknown: []matching.CriterionCode{matching.Access, matching.Choice}, Suspended: some},
		&matching.QueryOptions{ExcludeUnknown: []matching.CriterionCode{matching.Interest, matching.Eligibility}, Soft: []matching.CriterionCode{matching.Interest}},
		&matching.QueryOptions{Drop: all[2:]},
		nil,
	)
	both := *policies[len(policies)-1]
	both.ExcludeUnknown = []matching.CriterionCode{matching.Travel}
	return append(out, &both)
}()
