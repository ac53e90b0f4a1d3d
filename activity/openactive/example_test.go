package openactive_test

import (
	"fmt"
	"strings"

	"github.com/socialprescribing/socialprescribing/activity/openactive"
)

// A session that comes before its series waits for it.
func ExampleCatalogue() {
	c := openactive.NewCatalogue(&openactive.Options{Source: "Example"})
	for _, page := range []string{
		`{"next": "b", "items": [{"state": "updated", "kind": "ScheduledSession", "id": "s1", "modified": 2,
			"data": {"@type": "ScheduledSession", "@id": "s1", "superEvent": "series", "startDate": "2026-07-01T18:00:00Z"}}]}`,
		`{"next": "c", "items": [{"state": "updated", "kind": "SessionSeries", "id": "x", "modified": 3,
			"data": {"@type": "SessionSeries", "@id": "series", "name": "Gentle yoga"}}]}`,
	} {
		p, err := openactive.ReadPage(strings.NewReader(page), nil)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println("changed:", len(c.Apply(p).Updated), "waiting:", c.Waiting())
	}
	for a := range c.All() {
		fmt.Println(a.Name, a.Schedule.Rules[0].Start, a.Schedule.Rules[0].From)
		fmt.Println("ages:", a.Eligibility.Ages.Value, a.Eligibility.Ages.Standing)
	}
	// Output:
	// changed: 0 waiting: 1
	// changed: 1 waiting: 0
	// Gentle yoga 2026-07-01 19:00
	// ages: 18y- assumed
}
