package matching_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/matching"
)

// TestPrivateUseIsNeverOffered has the shapes in which directories say it.
func TestPrivateUseIsNeverOffered(t *testing.T) {
	private, prose := activity.RouteOption{Route: activity.PrivateUse}, activity.RouteOption{Text: "Private Use"}
	self := activity.RouteOption{Route: activity.SelfReferral}
	for _, c := range []struct {
		routes  []activity.RouteOption
		offered bool
	}{
		{nil, true},
		{[]activity.RouteOption{prose}, true}, // words that nobody has read
		{[]activity.RouteOption{private}, false},
		{[]activity.RouteOption{prose, private}, false},
		{[]activity.RouteOption{private, prose}, false},
		{[]activity.RouteOption{private, self}, true},
		{[]activity.RouteOption{self, private}, true},
		{[]activity.RouteOption{self, private, private}, true},
		{[]activity.RouteOption{private, private}, false},
	} {
		a := activity.Activity{ID: activity.ID{1}, Status: activity.Active, Routes: c.routes}
		e, err := matching.Explain(matching.Query{At: time.Date(2026, 10, 5, 9, 0, 0, 0, time.UTC)}, a, nil)
		require.NoError(t, err)
		require.Equal(t, c.offered, e.Matches, "%v", c.routes)
	}
}
