package referral_test

import (
	"fmt"

	"github.com/socialprescribing/socialprescribing/referral"
)

// What a host shows its clinical safety officer: how its policy differs from
// the defaults, and what each default rests on.
func ExamplePolicy_Diff() {
	p, err := referral.ReadPolicy([]byte(`{"reopenDays": 30}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, d := range p.Diff(referral.DefaultPolicy()) {
		fmt.Printf("%s: %s instead of %s (%s: %s)\n", d.Path, d.To, d.From, d.Item.Standing, d.Item.Source)
	}
	// Output:
	// reopenDays: 30 instead of 90 (practice: later, a new referral is linked to the old)
}
