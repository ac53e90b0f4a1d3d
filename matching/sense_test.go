package matching_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/matching"
	"github.com/socialprescribing/socialprescribing/person"
)

// ofKinds is an activity of some categories, known or derived.
func ofKinds(n byte, standing activity.Standing, codes ...activity.CategoryCode) activity.Activity {
	a := activity.Activity{ID: activity.ID{15: n}, Name: "Test", Status: activity.Active}
	for _, c := range codes {
		a.Categories = append(a.Categories, activity.Category{Code: c, Standing: standing})
	}
	return a
}

// sense judges one activity, by itself and through an index, and returns the
// verdict of one criterion.
func sense(t *testing.T, s matching.Seeker, a activity.Activity, c matching.CriterionCode) (matching.Fit, matching.ReasonCode, bool) {
	t.Helper()
	q, o := matching.Query{Seeker: s, At: monday}, &matching.Options{Horizon: horizon}
	e, err := matching.Explain(q, a, o)
	require.NoError(t, err)
	ix, err := matching.NewIndex(slices.Values([]activity.Activity{a}), o)
	require.NoError(t, err)
	r, err := ix.Match(q)
	require.NoError(t, err)
	require.Equal(t, e.Matches, len(r.Matches) == 1, "index and explanation agree")
	for _, v := range e.Criteria {
		if v.Criterion == c {
			code := matching.ReasonCode("")
			if len(v.Reasons) > 0 {
				code = v.Reasons[0].Code
			}
			return v.Fit, code, e.Matches
		}
	}
	t.Fatal("no such criterion")
	return 0, "", false
}

func TestSense(t *testing.T) {
	gym := like("gym")
	walker := matching.Seeker{Needs: need("inactive"), Interests: like("walking-group")}
	avoids := matching.Seeker{Needs: need("inactive"), Avoid: matching.Avoid{Categories: gym}}
	lonely := matching.Seeker{Needs: need("lonely")}
	parent := matching.Seeker{Needs: need("lonely"), Groups: []matching.GroupAnswer{{Group: "sp-group:lone-parents", Is: person.Yes}}}
	for name, test := range map[string]struct {
		seeker    matching.Seeker
		a         activity.Activity
		criterion matching.CriterionCode
		fit       matching.Fit
		code      matching.ReasonCode
		matches   bool
	}{
		"an avoided kind is out, silently":              {avoids, ofKinds(1, activity.Known, "sp-activity:gym"), matching.Choice, matching.No, matching.ReasonChoice, false},
		"one that words suggest is asked about":         {avoids, ofKinds(1, activity.Assumed, "sp-activity:gym"), matching.Choice, matching.Unknown, matching.ReasonChoiceUnknown, true},
		"another kind is not avoided":                   {avoids, ofKinds(1, activity.Known, "sp-activity:swimming"), matching.Choice, matching.Exact, "", true},
		"narrower is avoided too":                       {matching.Seeker{Needs: need("lonely"), Avoid: matching.Avoid{Categories: like("social-group")}}, ofKinds(1, activity.Known, "sp-activity:lunch-club"), matching.Choice, matching.No, matching.ReasonChoice, false},
		"a walk in nature is close to a walking group":  {walker, ofKinds(1, activity.Known, "sp-activity:nature-walk"), matching.Interest, matching.Good, matching.ReasonInterestNear, true},
		"a gym is not close to it, and for its friends": {walker, ofKinds(1, activity.Known, "sp-activity:gym"), matching.Interest, matching.No, matching.ReasonInterestNone, false},
		"who named no interest may go to a gym":         {matching.Seeker{Needs: need("inactive")}, ofKinds(1, activity.Known, "sp-activity:gym"), matching.Interest, matching.Exact, "", true},
		"a parent group is nothing for the lonely":      {lonely, ofKinds(1, activity.Known, "sp-activity:parent-group"), matching.Need, matching.No, matching.ReasonNeedNone, false},
		"but it is for a lonely parent":                 {parent, ofKinds(1, activity.Known, "sp-activity:parent-group"), matching.Need, matching.Exact, matching.ReasonNeedDirect, true},
		"a group of drinkers is not company":            {lonely, ofKinds(1, activity.Known, "sp-activity:alcohol-support", "sp-activity:peer-support"), matching.Need, matching.No, matching.ReasonNeedFocus, false},
	} {
		t.Run(name, func(t *testing.T) {
			fit, code, matches := sense(t, test.seeker, test.a, test.criterion)
			require.Equal(t, test.fit, fit)
			require.Equal(t, test.code, code)
			require.Equal(t, test.matches, matches)
		})
	}
}

// TestHomeVisitWithoutAHome: somebody with no fixed abode is asked where they
// could meet.
func TestHomeVisitWithoutAHome(t *testing.T) {
	a := ofKinds(1, activity.Known, "sp-activity:befriending")
	a.Modes = []activity.Mode{activity.HomeVisit}
	s := matching.Seeker{Needs: need("lonely"), Place: places["Manchester"]}
	fit, code, matches := sense(t, s, a, matching.Access)
	require.Equal(t, matching.Exact, fit)
	require.Empty(t, code)
	require.True(t, matches)
	s.Place.Chosen = true
	fit, code, matches = sense(t, s, a, matching.Access)
	require.Equal(t, matching.Unknown, fit)
	require.Equal(t, matching.ReasonHomeAsk, code)
	require.True(t, matches)
}

// TestDistrictOfResidence: a home lies in one district only, so that another is
// a no although not every area of the home is known.
func TestDistrictOfResidence(t *testing.T) {
	a := ofKinds(1, activity.Known, "sp-activity:befriending")
	a.Eligibility.Residence = activity.KnownAs([]activity.AreaCode{"E08000009"})
	s := matching.Seeker{Needs: need("lonely"), Place: matching.Place{Areas: []activity.AreaCode{"E08000009"}}}
	for area, want := range map[activity.AreaCode]matching.Fit{"E08000009": matching.Exact, "E08000003": matching.No, "E05000829": matching.Unknown} {
		s.Place.Areas[0] = area
		fit, _, _ := sense(t, s, a, matching.Eligibility)
		require.Equal(t, want, fit, area)
	}
}

// TestPerKind: no more than so many by one kind, unless the person likes it;
// the others are set aside and say so.
func TestPerKind(t *testing.T) {
	list := []activity.Activity{
		ofKinds(1, activity.Known, "sp-activity:library"), ofKinds(2, activity.Known, "sp-activity:library"),
		ofKinds(3, activity.Known, "sp-activity:library"), ofKinds(4, activity.Known, "sp-activity:community-centre"),
	}
	q := matching.Query{Seeker: matching.Seeker{Needs: need("lonely")}, At: monday, Options: &matching.QueryOptions{PerKind: 2}}
	r, err := matching.Rank(q, slices.Values(list), nil)
	require.NoError(t, err)
	require.Len(t, r.Matches, 3)
	require.Len(t, r.SetAside, 1)
	require.True(t, r.SetAside[0].ByKind)
	q.Seeker.Interests = like("library")
	r, err = matching.Rank(q, slices.Values(list), nil)
	require.NoError(t, err)
	require.Len(t, r.Matches, 4)
}
