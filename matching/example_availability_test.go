package matching_test

import (
	"fmt"

	"github.com/socialprescribing/socialprescribing/matching"
)

// Places change by the minute, records by the week: an overlay says which
// activities are full now, and the index stays as it is.
func ExampleAvailability() {
	ix := exampleIndex()
	places := ix.Availability()
	show := func(when string) {
		q := exampleQuery()
		q.Availability = places
		r, err := ix.Match(q)
		if err != nil {
			fmt.Println(err)
			return
		}
		for _, m := range r.Matches {
			fmt.Printf("%s: %s\n", when, exampleName(m.Activity))
		}
	}
	show("at nine")
	places.Set(exampleLunch.ID, matching.PlacesFull)
	show("at ten")
	places.Set(exampleLunch.ID, matching.PlacesOpen)
	show("at eleven")
	// Output:
	// at nine: Invented lunch club
	// at nine: Invented coffee morning
	// at ten: Invented coffee morning
	// at eleven: Invented lunch club
	// at eleven: Invented coffee morning
}
