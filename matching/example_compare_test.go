package matching_test

import (
	"fmt"

	"github.com/socialprescribing/socialprescribing/matching"
)

// Why does the lunch club come before the coffee morning? Compare names the
// first criterion in the person's order on which the two differ.
func ExampleCompare() {
	c, err := matching.Compare(exampleQuery(), exampleLunch, exampleCoffee, exampleOptions)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("decided by:", c.Decided)
	for _, e := range []matching.Explanation{c.First, c.Second} {
		for _, v := range e.Criteria {
			if v.Criterion == c.Decided {
				fmt.Printf("%s: %s, %s\n", exampleName(e.Activity), v.Fit, v.Reasons[0].Text(english))
			}
		}
	}
	// Output:
	// decided by: cost
	// Invented lunch club: exact, Free
	// Invented coffee morning: good, £3, which the person can pay
}
