package hsds_test

import (
	"fmt"
	"os"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/activity/hsds"
)

// What the profile cannot carry is listed, not dropped in silence.
func ExampleWriter() {
	a := activity.Activity{
		ID: activity.DeriveID("example", "choir"), Name: "Choir", Status: activity.Active,
		Eligibility: activity.Eligibility{Text: "Anybody who likes to sing"},
	}
	w := hsds.NewWriter(os.Stdout, &hsds.WriteOptions{ProfileOnly: true, Lines: true})
	lost, err := w.Write(&a, nil)
	if err != nil {
		fmt.Println(err)
	}
	for _, f := range lost {
		fmt.Println("not carried:", f.Pointer)
	}
	// Output:
	// {"id":"dec36f38-b027-5801-a089-e2a880a79e1a","name":"Choir","status":"active"}
	// not carried: /eligibility/text
}
