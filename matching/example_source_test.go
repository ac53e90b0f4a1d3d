package matching_test

import (
	"context"
	"fmt"
	"iter"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/matching"
)

// shelf is a Source over a list. A host's own would turn the coarse query into
// the terms of its search engine.
type shelf []activity.Activity

// Candidates yields what the coarse query does not rule out.
func (s shelf) Candidates(ctx context.Context, c matching.Coarse) iter.Seq2[activity.Activity, error] {
	return func(yield func(activity.Activity, error) bool) {
		for i := range s {
			if err := ctx.Err(); err != nil {
				yield(activity.Activity{}, err)
				return
			}
			if c.Allows(&s[i]) && !yield(s[i], nil) {
				return
			}
		}
	}
}

// A directory with a search of its own: it finds candidates, and the matcher
// judges them as it judges those of an index.
func ExampleMatchSource() {
	src := shelf(exampleListings)
	coarse, err := matching.CoarseOf(exampleQuery(), exampleOptions)
	if err != nil {
		fmt.Println(err)
		return
	}
	for a, err := range src.Candidates(context.Background(), coarse) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println("candidate:", a.Name)
	}
	r, err := matching.MatchSource(context.Background(), src, exampleQuery(), exampleOptions)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, m := range r.Matches {
		fmt.Println("match:", exampleName(m.Activity))
	}
	// Output:
	// candidate: Invented lunch club
	// candidate: Invented choir
	// candidate: Invented coffee morning
	// match: Invented lunch club
	// match: Invented coffee morning
}
