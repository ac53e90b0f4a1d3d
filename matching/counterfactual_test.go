package matching_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/matching"
)

// onlyWayOut lists what would have to be otherwise, by the one answer there is.
func onlyWayOut(t *testing.T, q matching.Query, a activity.Activity) []matching.Alteration {
	t.Helper()
	list, err := matching.Counterfactuals(q, a, nil)
	require.NoError(t, err)
	require.Len(t, list, 1)
	sound(t, q, a, list[0], nil)
	return list[0].Changes
}

// TestTooFarAndTooLong: how long the way is shows only once it is not too far, and
// then it has to be otherwise as well.
func TestTooFarAndTooLong(t *testing.T) {
	a := group(1, "sp-activity:crafts", stretford)
	minutes := 30
	q := matching.Query{
		At:      monday,
		Seeker:  matching.Seeker{Place: places["Sale"], Travel: matching.Journey{Limit: 500, Minutes: 10}},
		Options: &matching.QueryOptions{TravelMinutes: func(activity.Coordinates) (int, bool) { return minutes, minutes > 0 }},
	}
	changes := onlyWayOut(t, q, a)
	require.Len(t, changes, 2)
	require.Equal(t, matching.TravelFurther, changes[0].Code)
	require.Equal(t, matching.Alteration{Criterion: matching.Travel, Code: matching.TravelLonger, A: 30}, changes[1])
	for _, minutes = range []int{10, 0} {
		require.Len(t, onlyWayOut(t, q, a), 1, "not too long, or not known")
	}
}

// TestWayInBesidePrivateUse: a way in that is for nobody else is no answer, nor what
// is said to be lacking.
func TestWayInBesidePrivateUse(t *testing.T) {
	a := group(1, "sp-activity:crafts", sale)
	a.Routes = []activity.RouteOption{{Route: activity.PrivateUse}, {Route: activity.Membership}}
	q := matching.Query{At: monday, Seeker: matching.Seeker{Routes: []activity.Route{activity.SelfReferral}}}
	require.Equal(t, []matching.Alteration{{Criterion: matching.Eligibility, Code: matching.ByRoute, Subject: "membership"}}, onlyWayOut(t, q, a))
	slices.Reverse(a.Routes)
	require.Equal(t, "membership", onlyWayOut(t, q, a)[0].Subject)
}
