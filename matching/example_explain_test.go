package matching_test

import (
	"fmt"

	"github.com/socialprescribing/socialprescribing/matching"
)

// Why was the choir not offered? Explain judges any one activity, and gives
// every criterion that it fails, not only the first.
func ExampleExplain() {
	q := exampleQuery()
	q.Seeker.Budget = matching.UpTo(200)
	q.Seeker.Travel.Limit = 500
	e, err := matching.Explain(q, exampleChoir, exampleOptions)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("matches:", e.Matches)
	for _, r := range e.Failed() {
		fmt.Printf("%s: %s\n", r.Criterion, r.Text(english))
	}
	// Output:
	// matches: false
	// travel: Too far: about 700 m, and the person would go about 500 m
	// cost: £6, and the person can pay £2
}
