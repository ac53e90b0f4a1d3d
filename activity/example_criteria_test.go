package activity_test

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/socialprescribing/socialprescribing/activity"
)

// A provider says who may come. What it does not say stays unknown, and what
// cannot be meant is named by its path.
func ExampleEligibility() {
	_, err := activity.AgesInYears(55, 54)
	fmt.Println(errors.Is(err, activity.ErrSyntax))
	ages, err := activity.AgesInYears(55, -1)
	if err != nil {
		fmt.Println(err)
		return
	}
	criteria := activity.Eligibility{
		Ages:       activity.KnownAs(ages),
		Gender:     activity.AssumedAs(activity.NoGenderLimit, "the source names no gender"),
		Conditions: []string{"able to climb one flight of stairs"},
		Text:       "For over 55s. You need to manage the stairs.",
	}
	fmt.Println(criteria.Check())
	for _, months := range []int{54*12 + 11, 55 * 12} {
		fmt.Println(months, ages.Admits(months, months))
	}
	fmt.Println("anyone between:", ages.Admits(54*12, 56*12))
	text, _ := json.Marshal(criteria)
	fmt.Println(string(text))
	// Output:
	// true
	// <nil>
	// 659 no
	// 660 yes
	// anyone between: unknown
	// {"ages":{"standing":"known","value":"55y-"},"gender":{"standing":"assumed","rule":"the source names no gender","value":"none"},"conditions":["able to climb one flight of stairs"],"text":"For over 55s. You need to manage the stairs."}
}
