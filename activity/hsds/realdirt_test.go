package hsds_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/activity"
)

// TestDirtOfRealDirectories holds what real directories were seen to write and
// TestDirt, TestScheduleDirt and TestPlaceDirt do not hold, word for word.
func TestDirtOfRealDirectories(t *testing.T) {
	place := func(members string) string {
		return `"service_at_locations":[{"id":"1","location":{"id":"33333333-3333-4333-8333-333333333333","location_type":"physical",` + members + `}}]`
	}
	for _, c := range []struct{ in, faults, at, kept string }{
		{
			place(`"addresses":[{"address_1":"a","city":"c","state_province":"FL  ","postal_code":"M33","country":"   "}]`),
			"bad-postcode warning kept-as-text /service_at_locations/0/location/addresses/0/postal_code; stray-blanks note repaired /service_at_locations/0/location/addresses/0/country; stray-blanks note repaired /service_at_locations/0/location/addresses/0/state_province",
			"locations.0.address", `{"lines":["a"],"town":"c","region":"FL","postcodeText":"M33"}`,
		},
		{
			place(`"addresses":[{"address_1":"a","city":"c","state_province":"s","postal_code":"m331aa","country":"GB"}]`), "",
			"locations.0.address.postcode", `"M33 1AA"`,
		},
		{
			place(`"latitude":"","longitude":"0.00000"`),
			"bad-position warning left-unknown /service_at_locations/0/location/longitude; null-value note left-unknown /service_at_locations/0/location/latitude; wrong-type error repaired /service_at_locations/0/location/longitude",
			"locations.0.coordinates", `null`,
		},
		{`"schedules":[{"id":"1","freq":"WEEKLY","byday":"MO","opens_at":"9am","closes_at":"12:00pm (dispensing)"}]`, "bad-time note repaired /schedules/0/closes_at; bad-time note repaired /schedules/0/opens_at", "schedule.rules", `[{"from":"09:00","to":"12:00","freq":"WEEKLY","byDay":["MO"],"note":"(dispensing)"}]`},
		{`"schedules":[{"id":"1","description":"3rd Thursday of each month. 7.00pm – 10.00pm"}]`, "", "schedule.rules", `[{"from":"19:00","to":"22:00","freq":"MONTHLY","byDay":["3TH"]}]`},
		{`"schedules":[{"id":"1","description":"Wednesday 2=3pm"}]`, "", "schedule.rules", `[{"from":"14:00","to":"15:00","freq":"WEEKLY","byDay":["WE"]}]`},
		{`"schedules":[{"id":"1","freq":"WEEKLY","byday":"MO","dtstart":"2011-01-03","opens_at":"10:00"}]`, "", "schedule.rules", `[{"start":"2011-01-03","from":"10:00","freq":"WEEKLY","byDay":["MO"]}]`},
		{`"languages":[{"id":"1","name":"Spanish (limited)"}]`, "", "languages", `[{"tag":"es","text":"Spanish (limited)"}]`},
		{`"cost_options":[{"id":"1","amount_description":"TBC"}]`, "missing note left-unknown /cost_options/0/amount", "cost", `{"options":[{"kind":"price","text":"TBC"}]}`},
		{`"fees_description":"TBC"`, "", "cost", `{"text":"TBC"}`},
		{`"description":"one\\ntwo ###MON### three"`, "markup note repaired /description", "description", `"one\ntwo three"`},
		{`"organization_id":"99999999-2222-4222-8222-222222222222","status":""`, "dangling warning kept /organization_id; duplicate-key warning dropped /status; null-value note left-unknown /status", "status", `null`},
	} {
		a, faults := dirty(t, c.in)
		require.Equal(t, c.faults, faults, c.in)
		data, err := json.Marshal(a)
		require.NoError(t, err)
		require.JSONEq(t, c.kept, pick(t, data, c.at), c.in)
	}
	for text, want := range map[string]string{
		"Interpreters available in 150 languages": "yes", "Translation on request": "yes", "Notes are translated": "yes",
		"No interpreters": "unknown", "We cannot offer translation": "unknown", "Sorry, we don’t have an interpreter": "unknown", "English only, without interpreters": "unknown",
	} {
		a, faults := dirty(t, `"languages":[{"id":"1","name":"`+text+`"}]`)
		require.Equal(t, want, a.Languages[0].Interpreter.String(), text)
		require.Equal(t, text, a.Languages[0].Text)
		require.Equal(t, want == "yes", faults == "", text)
	}
	// Of a price in prose the words are kept, and no amount is known.
	for _, text := range []string{"£5 (with one free helper/carer)", "Suggested donation of £1 per session"} {
		for _, in := range []string{`"cost_options":[{"id":"1","amount_description":"` + text + `"}]`, `"fees_description":"` + text + `"`} {
			a, _ := dirty(t, in)
			data, err := json.Marshal(a.Cost)
			require.NoError(t, err)
			require.Contains(t, string(data), text)
			_, known := a.Cost.Lowest(activity.Day{}, activity.ForCarers)
			require.False(t, known, in)
		}
	}
}
