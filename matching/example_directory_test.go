package matching_test

import (
	"slices"
	"time"

	"golang.org/x/text/language"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/matching"
	"github.com/socialprescribing/socialprescribing/person"
)

// The directory of the examples: four invented activities in and near Sale, and
// an invented person who is asked about there.
var (
	exampleDay     = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	exampleOptions = &matching.Options{Horizon: matching.Horizon{From: activity.DayOf(exampleDay)}}

	exampleLunch    = exampleActivity(1, "Invented lunch club", "sp-activity:lunch-club", "53.4246,-2.3220", activity.Free())
	exampleChoir    = exampleActivity(2, "Invented choir", "sp-activity:choir", "53.4310,-2.3200", examplePounds(6))
	exampleFriends  = exampleActivity(3, "Invented befriending", "sp-activity:befriending", "53.4839,-2.2446", activity.Free())
	exampleCoffee   = exampleActivity(4, "Invented coffee morning", "sp-activity:coffee-morning", "53.4250,-2.3240", examplePounds(3))
	exampleListings = []activity.Activity{exampleLunch, exampleChoir, exampleFriends, exampleCoffee}
)

func exampleActivity(n byte, name string, code activity.CategoryCode, at string, cost activity.Cost) activity.Activity {
	return activity.Activity{
		ID: activity.ID{15: n}, Name: name, Status: activity.Active, Cost: cost,
		Categories: []activity.Category{{Code: code, Standing: activity.Known}},
		Locations:  []activity.Location{{Kind: activity.Physical, Coordinates: activity.MustParseCoordinates(at)}},
	}
}

func examplePounds(n int64) activity.Cost {
	return activity.Cost{Standing: activity.Known, Options: []activity.CostOption{{Kind: activity.Price, Amount: activity.Pence(n * 100)}}}
}

// exampleQuery is somebody lonely in Sale who can pay five pounds and go two
// miles.
func exampleQuery() matching.Query {
	return matching.Query{At: exampleDay, Seeker: matching.Seeker{
		Needs:  []person.NeedCode{"sp-need:lonely"},
		Place:  matching.Place{Coordinates: activity.MustParseCoordinates("53.4246,-2.3220")},
		Travel: matching.Journey{Limit: 3200},
		Budget: matching.UpTo(500),
	}}
}

// exampleName is what an activity of the examples is called.
func exampleName(id activity.ID) string {
	i := slices.IndexFunc(exampleListings, func(a activity.Activity) bool { return a.ID == id })
	return exampleListings[i].Name
}

// exampleIndex is an index over the directory of the examples.
func exampleIndex() *matching.Index {
	ix, err := matching.NewIndex(slices.Values(exampleListings), exampleOptions)
	if err != nil {
		panic(err)
	}
	return ix
}

// english is the language of the examples' sentences.
var english = language.English
