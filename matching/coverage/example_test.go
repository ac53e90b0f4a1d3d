package coverage_test

import (
	"fmt"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/matching/coverage"
	"github.com/socialprescribing/socialprescribing/outcome/cohort"
)

// Forty lonely people in two wards; the only befriending is in one of them.
// What would one more group in the other do?
func Example() {
	t, err := coverage.New(directory(group(1, "sp-activity:befriending", sale)),
		&coverage.Options{Candidates: []activity.Activity{group(2, "sp-activity:befriending", leeds)}})
	if err != nil {
		fmt.Println(err)
		return
	}
	for i := range 40 {
		c := coverage.Case{Seeker: lonely(sale), At: monday, Area: "Sale Central"}
		if i%2 == 1 {
			c = coverage.Case{Seeker: lonely(leeds), At: monday, Area: "Little London"}
		}
		if err := t.Add(c); err != nil {
			fmt.Println(err)
			return
		}
	}
	r, err := t.Release(coverage.DimensionArea, cohort.HESSuppression())
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, need := range r.Needs {
		for _, g := range need.Groups {
			fmt.Printf("%s, %s: %s find nothing, %s something\n", need.Need, g.Group.Code, g.Nothing, g.Some)
		}
		for _, b := range need.Barriers {
			fmt.Printf("%s people: only %s is in the way\n", b.People, b.Criterion)
		}
	}
	for _, a := range r.Additions {
		fmt.Printf("one more there would serve %s\n", a.Needs[0].People)
	}
	// Output:
	// sp-need:lonely, Little London: 20 find nothing, 0 something
	// sp-need:lonely, Sale Central: 0 find nothing, 20 something
	// 20 people: only travel is in the way
	// one more there would serve 20
}
