package matching_test

import (
	"fmt"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/matching"
)

// What would have to be otherwise for the choir to match, and the befriending in
// the city? Each answer is enough by itself, and nothing of it can be left out.
func ExampleCounterfactuals() {
	q := exampleQuery()
	for _, a := range []activity.Activity{exampleChoir, exampleFriends} {
		answers, err := matching.Counterfactuals(q, a, exampleOptions)
		if err != nil {
			fmt.Println(err)
			return
		}
		for _, answer := range answers {
			for _, alteration := range answer.Changes {
				fmt.Printf("%s: %s\n", a.Name, alteration.Text(english))
			}
			e, err := matching.Explain(answer.Apply(q), a, exampleOptions)
			if err != nil {
				fmt.Println(err)
				return
			}
			fmt.Println("then it matches:", e.Matches)
		}
	}
	// Output:
	// Invented choir: if the person could pay £6
	// then it matches: true
	// Invented befriending: if the person would go about 8.4 km
	// then it matches: true
}
