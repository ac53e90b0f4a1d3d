package matching_test

import (
	"fmt"

	"github.com/socialprescribing/socialprescribing/matching"
)

// The choir becomes free and the lunch club closes. With makes a new index that
// shares the rest with the old one, which still answers as it did.
func ExampleIndex_With() {
	choir := exampleChoir
	choir.Cost = exampleLunch.Cost
	before := exampleIndex()
	after := before.With([]matching.Change{{Put: &choir}, {Remove: exampleLunch.ID}})
	for _, ix := range []*matching.Index{before, after} {
		r, err := ix.Match(exampleQuery())
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(ix.Len(), "activities")
		for _, m := range r.Matches {
			fmt.Println(" ", exampleName(m.Activity))
		}
	}
	// Output:
	// 4 activities
	//   Invented lunch club
	//   Invented coffee morning
	// 3 activities
	//   Invented choir
	//   Invented coffee morning
}
