package allocate_test

import (
	"fmt"

	"golang.org/x/text/language"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/matching/allocate"
)

// A place in an allotment, a place in a choir, and three people, of whom Ash has
// waited longest. By priority Ash has the first wish, and the choir stays empty;
// to place as many as possible, Ash is asked to take the second.
func Example() {
	allotment, choir := activity.ID{15: 1}, activity.ID{15: 2}
	names := map[activity.ID]string{allotment: "allotment", choir: "choir"}
	p := allocate.Problem{
		Places: []allocate.Places{{Activity: allotment, Free: 1}, {Activity: choir, Free: 1}},
		Requests: []allocate.Request{
			{ID: "ash", Waiting: 30, Choices: []allocate.Choice{{Activity: allotment, Rank: 1}, {Activity: choir, Rank: 2}}},
			{ID: "birch", Waiting: 20, Choices: []allocate.Choice{{Activity: allotment, Rank: 1}}},
			{ID: "cedar", Waiting: 10, Choices: []allocate.Choice{{Activity: allotment, Rank: 2}}},
		},
	}
	for _, policy := range []func(allocate.Problem) (allocate.Plan, error){allocate.Priority, allocate.Most} {
		plan, err := policy(p)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("by %s:\n", plan.Policy)
		for _, placed := range plan.Placed {
			fmt.Printf("  %s: %s\n", placed.Request, names[placed.Activity])
		}
		for _, u := range plan.Unplaced {
			fmt.Printf("  %s: %s\n", u.Request, u.Text(language.English))
		}
	}
	// Output:
	// by priority:
	//   ash: allotment
	//   birch: Full: 1 person came first
	//   cedar: Full: 1 person came first
	// by most:
	//   ash: choir
	//   birch: allotment
	//   cedar: Full: 1 person came first
}

// The choir would rather have Cedar, who can sing bass, and the allotment nobody in
// particular. Ash, who has waited longest, keeps the allotment; Birch is told that
// somebody comes first.
func ExampleStable() {
	allotment, choir := activity.ID{15: 1}, activity.ID{15: 2}
	names := map[activity.ID]string{allotment: "allotment", choir: "choir"}
	plan, err := allocate.Stable(allocate.Problem{
		Places: []allocate.Places{{Activity: allotment, Free: 1}, {Activity: choir, Free: 1, Prefers: []allocate.RequestID{"cedar"}}},
		Requests: []allocate.Request{
			{ID: "ash", Waiting: 30, Choices: []allocate.Choice{{Activity: allotment, Rank: 1}, {Activity: choir, Rank: 2}}},
			{ID: "birch", Waiting: 20, Choices: []allocate.Choice{{Activity: choir, Rank: 1}, {Activity: allotment, Rank: 2}}},
			{ID: "cedar", Waiting: 10, Choices: []allocate.Choice{{Activity: allotment, Rank: 1}, {Activity: choir, Rank: 2}}},
		},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, placed := range plan.Placed {
		fmt.Printf("%s: %s\n", placed.Request, names[placed.Activity])
	}
	for _, u := range plan.Unplaced {
		fmt.Printf("%s: %s\n", u.Request, u.Text(language.English))
	}
	// Output:
	// ash: allotment
	// cedar: choir
	// birch: Full: 1 person came first
}
