package matching_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/matching"
	"github.com/socialprescribing/socialprescribing/person"
)

// sale and nearby points, for small tests.
var (
	sale      = activity.MustParseCoordinates("53.4246,-2.3220")
	stretford = activity.MustParseCoordinates("53.4466,-2.3086")
	leeds     = activity.MustParseCoordinates("53.8008,-1.5491")
)

// monday is the time at which small tests ask: Monday 2 March 2026, ten in the
// morning.
var monday = time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)

func id(n byte) activity.ID { return activity.ID{15: n} }

func group(n byte, code activity.CategoryCode, at activity.Coordinates) activity.Activity {
	return activity.Activity{
		ID: id(n), Name: "Invented", Status: activity.Active,
		Categories: []activity.Category{{Code: code, Standing: activity.Known}},
		Locations:  []activity.Location{{Kind: activity.Physical, Coordinates: at}},
	}
}

func TestTravelDecidesWhenNothingElseIsAsked(t *testing.T) {
	list := []activity.Activity{
		group(1, "sp-activity:befriending", leeds),
		group(2, "sp-activity:befriending", stretford),
		group(3, "sp-activity:befriending", sale),
		group(4, "sp-activity:food-bank", sale),
	}
	// A record that says everything must not win by saying everything.
	list[1].Cost, list[1].Languages = activity.Free(), []activity.LanguageOffer{{}}
	q := matching.Query{
		Seeker: matching.Seeker{Needs: []person.NeedCode{"sp-need:lonely"}, Place: matching.Place{Coordinates: sale}},
		At:     monday,
	}
	r, err := matching.Rank(q, slices.Values(list), nil)
	require.NoError(t, err)
	require.Len(t, r.Matches, 2)
	require.Equal(t, id(3), r.Matches[0].Activity)
	require.Equal(t, id(2), r.Matches[1].Activity)

	e, err := matching.Explain(q, list[0], nil)
	require.NoError(t, err)
	require.False(t, e.Matches)
	require.Equal(t, matching.ReasonTravelTooFar, e.Failed()[0].Code)
	c, err := matching.Compare(q, list[1], list[2], nil)
	require.NoError(t, err)
	require.Equal(t, matching.Travel, c.Decided)
}
