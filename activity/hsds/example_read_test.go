package hsds_test

import (
	"fmt"
	"strings"

	"github.com/socialprescribing/socialprescribing/activity/hsds"
)

// A directory file is read whole; what was wrong with it is in the report.
func ExampleReadAll() {
	page := `{"total_items": 1, "contents": [{
		"id": "ac148810-d857-441c-9679-408f346de14b", "name": "Riverside Walk", "status": "active",
		"url": "www.example.org/walk", "minimum_age": -1, "maximum_age": -1,
		"organization": {"id": "d9d5e0f5-d3ce-4f73-9a2f-4dd0ecc6c610", "name": "Slow Steps", "description": "A charity"}
	}]}`
	d, err := hsds.ReadAll(strings.NewReader(page), &hsds.Options{Source: "Example"})
	if err != nil {
		fmt.Println(err)
		return
	}
	a := d.Activities[0]
	fmt.Println(a.Name, "by", a.ProviderName)
	fmt.Println("ages:", a.Eligibility.Ages.Standing, "by", a.Eligibility.Ages.Rule)
	for _, f := range d.Report.Faults {
		fmt.Println(f.Pointer, f.Severity, f.Kind, f.Done)
	}
	// Output:
	// Riverside Walk by Slow Steps
	// ages: assumed by hsds:minus-one-no-limit
	// /contents/0/url error bad-url repaired
	// /contents/0/minimum_age warning age-minus-one repaired
	// /contents/0/maximum_age warning age-minus-one repaired
}

// A file that is cut off says where, and what came before is kept.
func ExampleReader_Records() {
	cut := `{"contents": [{"id": "1", "name": "Choir", "status": "active"}, {"id": "2", "name": "Walk`
	r := hsds.NewReader(strings.NewReader(cut), nil)
	for rec, err := range r.Records() {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(rec.Activity.Name)
	}
	// Output:
	// Choir
	// hsds: line 1 byte 89 /contents/1/name fatal: truncated (stopped)
}
