package hsds_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/activity/hsds"
	"github.com/socialprescribing/socialprescribing/person"
)

// dirty reads one service with the given members beside the least that there
// must be, and returns it with its faults as "kind severity done /pointer".
func dirty(t *testing.T, members string) (activity.Activity, string) {
	t.Helper()
	in := `{"id":"11111111-1111-4111-8111-111111111111","name":"n","status":"active","organization":{"id":"22222222-2222-4222-8222-222222222222","name":"o","description":"d"}`
	if members != "" {
		in += "," + members
	}
	rec, report := readOne(t, in+"}")
	require.NoError(t, rec.Activity.Check(), members)
	var faults []string
	for _, f := range report.Faults {
		faults = append(faults, fmt.Sprint(f.Kind, " ", f.Severity, " ", f.Done, " ", f.Pointer))
		require.True(t, f.Severity.IsValid() && f.Done.IsValid())
	}
	sort.Strings(faults)
	return *rec.Activity, strings.Join(faults, "; ")
}

// TestDirt is the table of what real directories hold: the member, the faults
// named, and the part of the record that is kept, as JSON.
func TestDirt(t *testing.T) {
	for _, c := range []struct{ name, in, faults, at, kept string }{
		{"ages in years and months", `"minimum_age":0.5,"maximum_age":3`, "", "eligibility.ages", `{"standing":"known","value":"6m-3y"}`},
		{"ages as texts", `"minimum_age":"18"`, "wrong-type error repaired /minimum_age", "eligibility.ages", `{"standing":"known","value":"18y-"}`},
		{"minus one", `"minimum_age":-1,"maximum_age":-1`, "age-minus-one warning repaired /maximum_age; age-minus-one warning repaired /minimum_age", "eligibility.ages", `{"standing":"assumed","rule":"hsds:minus-one-no-limit"}`},
		{"minimum above maximum", `"minimum_age":65,"maximum_age":18`, "min-above-max warning left-unknown /maximum_age", "eligibility.ages", `null`},
		{"an impossible age", `"maximum_age":1000`, "bad-age warning left-unknown /maximum_age", "eligibility.ages", `null`},
		{"an age that is a list", `"minimum_age":[1]`, "wrong-type error dropped /minimum_age", "eligibility.ages", `null`},
		{"null and empty", `"minimum_age":null,"url":"","alert":null`, "null-value note left-unknown /alert; null-value note left-unknown /minimum_age; null-value note left-unknown /url", "alerts", `null`},
		{"markup", `"description":"<h1>Us</h1><ul><li>one<li>two</ul>a&nbsp;b &lt;c&gt; <script>x()</script>&#39; d<18 <!-- gone --> <td>e\\nf ###MON### ###a b###"`, "markup note repaired /description", "description", `"Us\n\n- one\n- two\na b <c> ' d<18 e\nf ###a b###"`},
		{"mojibake", `"description":"CafÃ© â€™s"`, "mojibake warning repaired /description", "description", `"Café ’s"`},
		{"real accents stay", `"description":"Crème brûlée — naïve Ãé"`, "", "description", `"Crème brûlée — naïve Ãé"`},
		{"stray blanks", `"alert":" closed  today "`, "stray-blanks note repaired /alert", "alerts", `[{"text":"closed today"}]`},
		{"a URL without scheme", `"url":"www.example.net/x"`, "bad-url error repaired /url", "url", `"http://www.example.net/x"`},
		{"no URL at all", `"url":"see our page"`, "bad-url error dropped /url", "url", `null`},
		{"a URL of another scheme", `"url":"mailto:a@example.net"`, "", "url", `"mailto:a@example.net"`},
		{"a host with blanks", `"url":"http://a b/"`, "bad-url error dropped /url", "url", `null`},
		{"an e-mail that is none", `"email":"ask at desk"`, "bad-email error dropped /email", "contacts", `null`},
		{"a boolean e-mail", `"email":true`, "wrong-type error repaired /email", "contacts", `null`},
		{"a fake e-mail", `"email":"Unknown-1@noemail.invalid"`, "fake-email warning dropped /email", "contacts", `null`},
		{"a status of its own", `"status":"open"`, "bad-enum error left-unknown /status; duplicate-key warning dropped /status", "status", `null`},
		{"temporarily closed", `"status":"temporarily closed"`, "duplicate-key warning dropped /status", "status", `"temporarily-closed"`},
		{"no date", `"assured_date":"soon"`, "bad-date error left-unknown /assured_date", "assurance", `null`},
		{"a timestamp for a date", `"assured_date":"2026-09-01T00:00:00"`, "bad-date note repaired /assured_date", "assurance", `{"on":"2026-09-01"}`},
		{"stale", `"assured_date":"2020-01-01"`, "stale note kept /assured_date", "assurance", `{"on":"2020-01-01"}`},
		{"no offset", `"last_modified":"2025-09-02T12:06:15.654"`, "no-offset error kept-as-text /last_modified", "source.modifiedText", `"2025-09-02T12:06:15.654"`},
		{"no timestamp", `"last_modified":"yesterday"`, "bad-date error dropped /last_modified", "source.modifiedText", `null`},
		{"two organisations", `"organization_id":"33333333-2222-4222-8222-222222222222"`, "dangling warning kept /organization_id", "provider", `"22222222-2222-4222-8222-222222222222"`},
		{"words in a number", `"phones":[{"id":"p","number":"MAPS: 0117 332 7111 or (01204) 385848","type":"voice","extension":"12"}]`, "phone-text note repaired /phones/0/number", "contacts", `[{"phones":[{"number":"0117 332 7111","extension":"12","kind":"voice","text":"MAPS"},{"number":"(01204) 385848","extension":"12","kind":"voice"}]}]`},
		{"no number", `"phones":[{"id":"p","number":"ask inside"},{"id":"q"},{"id":"r","number":1614960000}]`, "missing warning left-unknown /phones/1/number; phone-text warning kept-as-text /phones/0/number; wrong-type error repaired /phones/2/number", "contacts", `[{"phones":[{"text":"ask inside"},{"number":"1614960000"}]}]`},
		{"a letter for a nought", `"phones":[{"id":"p","number":"O7700 900000"}]`, "phone-text warning kept-as-text /phones/0/number", "contacts", `[{"phones":[{"text":"O7700 900000"}]}]`},
		{
			"languages in prose", `"languages":[{"id":"1","name":"English and Spanish"},{"id":"2","name":"Interpreters available in 150 languages"},{"id":"3","name":"Elvish"},{"id":"4","name":"Urdu (some)"},{"id":"5","code":"xx-bad-"},{"id":"6","language":"Welsh","note":"through an interpreter"},{"id":"7","note":"ask"}]`,
			"bad-language note kept-as-text /languages/2/name; bad-language warning left-unknown /languages/4/code; missing note left-unknown /languages/4/name", "languages",
			`[{"tag":"en"},{"tag":"es"},{"interpreter":"yes","text":"Interpreters available in 150 languages"},{"text":"Elvish"},{"tag":"ur","text":"Urdu (some)"},{"tag":"cy","interpreter":"yes","text":"through an interpreter"},{"text":"ask"}]`,
		},
		{"fees in prose", `"fees_description":"Free of charge."`, "", "cost", `{"standing":"known","options":[{"kind":"price","amount":"GBP 0"}],"text":"Free of charge."}`},
		{"fees that may cost", `"fees":"Sliding scale"`, "", "cost", `{"text":"Sliding scale"}`},
		{
			"prices", `"cost_options":[{"id":"1","option":"Donation","amount":2,"valid_from":"2026-01-01"},{"id":"2","option":"Members","amount_description":"£3.50"},{"id":"3","option":"Under 18s and over 60s","amount":35},{"id":"4","option":"Entry","amount":-5},{"id":"5","amount":1.234},{"id":"6","amount":10,"currency":"eur","amount_description":"per month"},{"id":"7","amount":1,"currency":"pounds"},{"id":"8","option":"Carer","amount_description":"50p"},{"id":"9","option":"Adult","amount_description":"TBC"}]`,
			"bad-cost warning left-unknown /cost_options/3/amount; bad-cost warning left-unknown /cost_options/4/amount; bad-enum error left-unknown /cost_options/6/currency; missing note left-unknown /cost_options/8/amount; unknown-value note kept-as-text /cost_options/2/option", "cost.options.1", `{"kind":"price","amount":"GBP 350","for":"member","text":"Members £3.50"}`,
		},
		{"capacity that cannot be", `"capacities":[{"id":"1","available":9,"maximum":3,"updated":"2026-01-01T00:00:00Z","unit":{"id":"u","name":"beds"},"description":"few"}]`, "bad-capacity warning left-unknown /capacities/0", "capacity", `{"unit":"beds","asOf":"2026-01-01T00:00:00Z","text":"few"}`},
		{"capacities of several things", `"capacities":[{"id":"1","available":0,"maximum":5,"unit":{"id":"u","name":"beds"}},{"id":"2","available":9,"unit":{"id":"v","name":"chairs"},"description":"in the hall"}]`, "unknown-value note kept-as-text /capacities", "capacity", `{"text":"beds 0 of 5\nchairs 9 in the hall"}`},
		{"no capacity", `"capacities":[]`, "", "capacity", `null`},
		{"a maximum age of nought", `"minimum_age":0,"maximum_age":0`, "placeholder warning left-unknown /maximum_age", "eligibility.ages", `null`},
		{"within one year of age", `"minimum_age":5.5,"maximum_age":5`, "", "eligibility.ages", `{"standing":"known","value":"66m-5y"}`},
		{"both addresses, the physical one kept", `"service_at_locations":[{"id":"1","location":{"id":"33333333-3333-4333-8333-333333333333","location_type":"physical","addresses":[{"id":"1","address_1":"PO Box 1","city":"c","state_province":"s","postal_code":"M33 1AA","country":"GB","address_type":"postal"},7,{"id":"2","address_1":"2 Lane","city":"c","state_province":"s","postal_code":"M33 1AB","country":"GB","address_type":"physical"},{"id":"3","address_1":"3 Lane","city":"c","state_province":"s","postal_code":"M33 1AD","country":"GB","address_type":"physical"}]}}]`, "wrong-type error dropped /service_at_locations/0/location/addresses/1", "locations.0.address.lines", `["2 Lane"]`},
		{"capacity without an offset", `"capacities":[{"id":"1","available":2,"updated":"2026-01-01"}],"wait_time":"two weeks"`, "no-offset error left-unknown /capacities/0/updated", "capacity", `{"state":"limited","available":{"standing":"known","value":2},"text":"two weeks"}`},
		{"areas by name only", `"service_areas":[{"id":"1","name":"Bristol","uri":"http://www.example.com"},{"id":"2","name":"M33"}]`, "placeholder note kept /service_areas/0/uri", "coverage", `{"outward":["M33"],"text":"Bristol"}`},
		{"everywhere", `"service_areas":[{"id":"1","name":"UK wide"}]`, "", "coverage", `{"standing":"known","everywhere":true,"text":"UK wide"}`},
		{"lists of the wrong kind", `"schedules":7,"phones":{"id":"1","number":"0161 496 0001"},"contacts":[1],"funding":null,"required_documents":[{"id":"1","document":"Passport"}]`, "null-value note left-unknown /funding; wrong-type error dropped /contacts/0; wrong-type error dropped /schedules; wrong-type warning repaired /phones", "documents", `["Passport"]`},
		{"an empty contact", `"contacts":[{"id":"1"}]`, "", "contacts", `null`},
		{"an attribute without a term", `"attributes":[{"id":"1","link_type":"x"},{"id":"2","label":"Youth","value":3}]`, "bad-term warning dropped /attributes/0", "terms", `[{"name":"Youth","value":"3"}]`},
		{
			"unknown terms of ours", `"attributes":[` + attr("sp-route:teleport", "") + `,` + attr("sp-wait:x", "") + `,` + attr("sp-access:Nope", "") + `,` + attr("sp-gender:x", "") + `,` + attr("sp-new:x", "") + `]`,
			"bad-term warning kept-as-text /attributes/0; bad-term warning kept-as-text /attributes/1; bad-term warning kept-as-text /attributes/2; bad-term warning kept-as-text /attributes/3", "terms.4.code", `"sp-new:x"`,
		},
		{"members of vendors", `"pc_metadata":{"by":"a.person@example.net, or mailto:b@example.net","n":1},"program":{"id":"x"}`, "not-carried note dropped /pc_metadata", "source.extra", `{"pc_metadata":{"by":"[e-mail address], or mailto:[e-mail address]","n":1},"program":{"id":"x"}}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			a, faults := dirty(t, c.in)
			require.Equal(t, c.faults, faults)
			data, err := json.Marshal(a)
			require.NoError(t, err)
			require.JSONEq(t, c.kept, pick(t, data, c.at))
		})
	}
}

// attr is an attribute with a term of ours.
func attr(curie, value string) string {
	if value == "" {
		return fmt.Sprintf(`{"id":"1","taxonomy_term":{"id":"t","name":"n","description":"d","term_uri":%q}}`, curie)
	}
	return fmt.Sprintf(`{"id":"1","value":%q,"taxonomy_term":{"id":"t","name":"n","description":"d","term_uri":%q}}`, value, curie)
}

// pick returns the part of a JSON text at a dotted path.
func pick(t *testing.T, data []byte, path string) string {
	t.Helper()
	var v any
	require.NoError(t, json.Unmarshal(data, &v))
	for key := range strings.SplitSeq(path, ".") {
		switch x := v.(type) {
		case map[string]any:
			v = x[key]
		case []any:
			var n int
			_, err := fmt.Sscan(key, &n)
			require.NoError(t, err)
			v = x[n]
		default:
			v = nil
		}
	}
	out, err := json.Marshal(v)
	require.NoError(t, err)
	return string(out)
}

// TestScheduleDirt holds rows of schedules, their faults, the rules that they
// become and the text that is kept.
func TestScheduleDirt(t *testing.T) {
	for _, c := range []struct{ in, faults, rules, text string }{
		{`"freq":"WEEKLY","byday":"MO, TU","opens_at":"9:30am","closes_at":"5:00pm (Counter closes at 4:30 pm)"`, "bad-time note repaired closes_at; bad-time note repaired opens_at", `[{"from":"09:30","to":"17:00","freq":"WEEKLY","byDay":["MO","TU"],"note":"(counter closes at 4:30 pm)"}]`, ""},
		{`"freq":"WEEKLY","byday":"MO","opens_at":"830am","closes_at":"12noon"`, "bad-time note repaired closes_at; bad-time note repaired opens_at", `[{"from":"08:30","to":"12:00","freq":"WEEKLY","byDay":["MO"]}]`, ""},
		{`"freq":"WEEKLY","byday":"MO","opens_at":"8:00m"`, "bad-time error kept-as-text opens_at", `[{"freq":"WEEKLY","byDay":["MO"],"note":"8:00m"}]`, ""},
		{`"freq":"WEEKLY","byday":"MO","opens_at":"6:300pm","closes_at":"20:00"`, "bad-time error kept-as-text opens_at", `[{"freq":"WEEKLY","byDay":["MO"],"note":"6:300pm\nuntil 20:00"}]`, ""},
		{`"freq":"WEEKLY","byday":"MO","opens_at":"10:00Z","closes_at":"12:00:00.5+01:00"`, "", `[{"from":"10:00","to":"12:00","freq":"WEEKLY","byDay":["MO"]}]`, ""},
		{`"freq":"WEEKLY","byday":"MO","opens_at":"9:0am"`, "bad-time error kept-as-text opens_at", `[{"freq":"WEEKLY","byDay":["MO"],"note":"9:0am"}]`, ""},
		{`"freq":"WEEKLY","byday":"MO","opens_at":"25:00"`, "bad-time error kept-as-text opens_at", `[{"freq":"WEEKLY","byDay":["MO"],"note":"25:00"}]`, ""},
		{`"freq":"weekly","byday":"MO"`, "bad-enum error repaired freq", `[{"freq":"WEEKLY","byDay":["MO"]}]`, ""},
		{`"freq":"DAILY","opens_at":"09:00"`, "bad-enum error kept freq", `[{"from":"09:00","freq":"DAILY"}]`, ""},
		{`"freq":"hourly","dtstart":"2026-01-01"`, "bad-enum error left-unknown freq", `[{"start":"2026-01-01"}]`, ""},
		{`"byday":"MO,2TU"`, "bad-rule warning repaired byday; odd-schedule note repaired ", `[{"freq":"WEEKLY","byDay":["MO","TU"]}]`, ""},
		{`"weekday":"Monday","opens_at":"09:00"`, "", `[{"from":"09:00","freq":"WEEKLY","byDay":["MO"]}]`, ""},
		{`"weekday":9,"dtstart":"2026-01-01"`, "bad-enum warning left-unknown weekday", `[{"start":"2026-01-01"}]`, ""},
		{`"freq":"WEEKLY","byday":"Monday,XX"`, "bad-rule warning left-unknown byday; bad-rule warning repaired byday", `[{"freq":"WEEKLY","byDay":["MO"]}]`, ""},
		{`"freq":"MONTHLY","bymonthday":"-1,x,40"`, "bad-rule warning left-unknown bymonthday; bad-rule warning left-unknown bymonthday", `[{"freq":"MONTHLY","byMonthDay":[-1]}]`, ""},
		{`"freq":"WEEKLY","byday":"MO","bymonthday":"2"`, "bad-rule warning dropped bymonthday", `[{"freq":"WEEKLY","byDay":["MO"]}]`, ""},
		{`"freq":"WEEKLY","byday":"MO","interval":2,"opens_at":"10:00","closes_at":"12:00"`, "odd-schedule warning kept-as-text ", `null`, "10:00–12:00"},
		{`"freq":"WEEKLY","byday":"MO","interval":0,"count":-1,"wkst":"XX"`, "bad-enum error left-unknown wkst; bad-rule warning left-unknown count; bad-rule warning left-unknown interval", `[{"freq":"WEEKLY","byDay":["MO"]}]`, ""},
		{`"freq":"WEEKLY","byday":"MO","count":3,"until":"2026-12-01","dtstart":"2026-09-01","wkst":"SU"`, "bad-rule warning dropped count", `[{"start":"2026-09-01","freq":"WEEKLY","until":"2026-12-01","byDay":["MO"],"weekStart":"SU"}]`, ""},
		{`"freq":"WEEKLY","byday":"MO","byweekno":"3","timezone":5,"interval":1.5`, "bad-number error left-unknown interval; not-carried warning dropped timezone; not-carried warning kept-as-text byweekno", `[{"freq":"WEEKLY","byDay":["MO"],"note":"byweekno: 3"}]`, ""},
		{`"freq":"WEEKLY","byday":"MO","timezone":99`, "bad-number warning dropped timezone", `[{"freq":"WEEKLY","byDay":["MO"]}]`, ""},
		{`"freq":"WEEKLY","byday":"MO","valid_from":"2026-05-01","valid_to":"2026-01-01"`, "min-above-max warning left-unknown valid_to", `[{"freq":"WEEKLY","byDay":["MO"],"validFrom":"2026-05-01"}]`, ""},
		{`"notes":"x"`, "", `null`, "x"},
		{`"valid_from":"2026-01-01"`, "odd-schedule warning dropped ", `null`, ""},
		{`"description":"Tuesdays 2pm - 4pm"`, "", `[{"from":"14:00","to":"16:00","freq":"WEEKLY","byDay":["TU"]}]`, "Tuesdays 2pm - 4pm"},
		{`"freq":"WEEKLY","byday":"MO","attending_type":"by carrier pigeon"`, "unknown-value note kept-as-text attending_type", `[{"freq":"WEEKLY","byDay":["MO"],"note":"by carrier pigeon"}]`, ""},
	} {
		t.Run(c.in, func(t *testing.T) {
			a, faults := dirty(t, `"schedules":[{"id":"1",`+c.in+`}]`)
			require.Equal(t, c.faults, strings.NewReplacer("/schedules/0/", "", "/schedules/0", "").Replace(faults))
			data, err := json.Marshal(a.Schedule)
			require.NoError(t, err)
			require.JSONEq(t, c.rules, pick(t, data, "rules"))
			require.Equal(t, c.text, a.Schedule.Text)
		})
	}
}

// TestPlaceDirt holds locations.
func TestPlaceDirt(t *testing.T) {
	for _, c := range []struct{ in, faults, at, kept string }{
		{`"latitude":100,"longitude":1`, "bad-position warning left-unknown latitude", "coordinates", `null`},
		{`"latitude":53.4`, "bad-position warning left-unknown latitude", "coordinates", `null`},
		{`"longitude":0.0`, "bad-position warning left-unknown longitude", "coordinates", `null`},
		{`"latitude":0,"longitude":0`, "bad-position warning left-unknown latitude", "coordinates", `null`},
		{`"latitude":"north","longitude":1`, "bad-position error left-unknown latitude; wrong-type error repaired latitude", "coordinates", `null`},
		{`"latitude":25.7,"longitude":-80.2`, "far-away warning left-unknown latitude", "coordinates", `null`},
		{`"latitude":25.7,"longitude":-80.2,"addresses":[{"address_1":"a","city":"Miami","state_province":"FL ","postal_code":"33101","country":"US"}]`, "stray-blanks note repaired addresses/0/state_province", "coordinates", `"25.700000,-80.200000"`},
		{
			`"addresses":[{"address_1":"a","city":"c","state_province":"s","postal_code":"m331aa","country":"UK","address_type":"postal"},{"address_1":"b","address_2":"c","city":"c","region":"r","state_province":"","postal_code":" WA154 1HF","country":"GBR","address_type":"physical"}]`,
			"bad-enum warning left-unknown addresses/1/country; bad-postcode warning kept-as-text addresses/1/postal_code; null-value note left-unknown addresses/1/state_province; stray-blanks note repaired addresses/1/postal_code", "address", `{"lines":["b","c"],"town":"c","region":"r","postcodeText":"WA154 1HF"}`,
		},
		{`"external_identifier_type":"UPRN","external_identifier":"x"`, "bad-id warning kept-as-text external_identifier", "source.extra", `{"external_identifier":"x","external_identifier_type":"UPRN"}`},
		{`"accessibility":[{"id":"1","description":"Wheelchair access by arrangement","details":"ring","url":"x y"},{"id":"2","accessibility":"Lift"}]`, "bad-url error dropped accessibility/0/url", "access", `[{"feature":"x-note","note":"Wheelchair access by arrangement\nring"},{"feature":"lift","has":"yes"}]`},
		{`"attributes":[` + attr("sp-precision:postcode", "") + `,` + attr("sp-area:e08000009", "") + `,` + attr("sp-precision:x", "") + `,` + attr("sp-access:lift", "no") + `,` + attr("other:x", "") + `]`, "bad-term warning dropped attributes/2", "areas", `["E08000009"]`},
		{`"transportation":"Bus 5","url":"https://example.net","description":"d","alternate_name":"other","phones":[{"number":"0161 496 0009"}],"languages":[{"name":"Polish"}],"schedules":[{"freq":"WEEKLY","byday":"MO"}]`, "", "source.extra", `{"alternate_name":"other"}`},
	} {
		t.Run(c.in, func(t *testing.T) {
			a, faults := dirty(t, `"service_at_locations":[{"id":"1","location":{"id":"33333333-3333-4333-8333-333333333333","location_type":"physical",`+c.in+`}}]`)
			require.Equal(t, c.faults, strings.ReplaceAll(faults, "/service_at_locations/0/location/", ""))
			data, err := json.Marshal(a.Locations[0])
			require.NoError(t, err)
			require.JSONEq(t, c.kept, pick(t, data, c.at))
		})
	}
	a, faults := dirty(t, `"service_at_locations":[{"id":"1","location_id":"x"},{"id":"2"},{"id":"3","location":{"id":"4","location_type":"moon"},"description":"Room 2","phones":[{"number":"0161 496 0001"}],"contacts":[{"title":"Host"}],"service_areas":[{"name":"M1"}],"schedules":[{"freq":"WEEKLY","byday":"FR"}]}]`)
	require.Equal(t, "bad-enum error left-unknown /service_at_locations/2/location/location_type; dangling warning left-unknown /service_at_locations/0/location_id; missing warning left-unknown /service_at_locations/1/location", faults)
	require.Equal(t, "Room 2", a.Locations[0].Description)
	require.Equal(t, a.Locations[0].ID, a.Schedule.Rules[0].Location)
	require.Equal(t, []activity.AreaCode{"M1"}, a.Coverage.Outward)
	require.Len(t, a.Contacts, 2)
}

func TestOpenReferralUK1(t *testing.T) {
	a, faults := dirty(t, `"attending_type":"home visit","attending_access":"referral","deliverable_type":"Advice",
	 "regular_schedules":[{"id":"1","weekday":"2","opens_at":"10:00","closes_at":"11:00"}],
	 "holiday_schedules":[{"id":"1","closed":true,"start_date":"2026-12-24","end_date":"2026-12-26"},{"id":"2","closed":false,"start_date":"2026-12-27"}],
	 "eligibilitys":[{"id":"1","eligibility":"female","minimum_age":16,"maximum_age":25,"taxonomys":[{"id":"x","name":"Y","vocabulary":"v"}]}],
	 "service_taxonomys":[{"id":"1","taxonomy":{"id":"esd:1","name":"Advice","vocabulary":"esdServices"}}],
	 "fundings":[{"id":"1","source":"Council"}]`)
	require.Equal(t, "not-carried warning dropped /holiday_schedules/1", faults)
	require.Equal(t, []activity.Mode{activity.HomeVisit}, a.Modes)
	require.Equal(t, activity.Professional, a.Routes[0].Route)
	require.Equal(t, []activity.NthDay{activity.Every(activity.Tuesday)}, a.Schedule.Rules[0].ByDay)
	require.Len(t, a.Schedule.Closed, 3)
	require.Equal(t, activity.KnownAs(activity.WomenOnly), a.Eligibility.Gender)
	require.Equal(t, "16y-25y", a.Eligibility.Ages.Value.String())
	require.Equal(t, "esdServices", a.Terms[len(a.Terms)-1].Taxonomy)
	require.Equal(t, []string{"Council"}, a.Funding)
	for word, want := range map[string]activity.Route{"appointment": activity.SelfReferral, "membership": activity.Membership, "drop-in": activity.DropIn, "magic": ""} {
		a, _ := dirty(t, `"attending_access":"`+word+`"`)
		require.Equal(t, want, a.Routes[0].Route)
	}
}

// TestSeveralEligibilitiesOfOpenReferralUK1 holds that a service for several
// kinds of people is not taken for one for the first kind, or the last.
func TestSeveralEligibilitiesOfOpenReferralUK1(t *testing.T) {
	women := activity.KnownAs(activity.WomenOnly)
	for in, want := range map[string]struct {
		ages   string
		gender activity.Bound[activity.GenderLimit]
	}{
		`{"eligibility":"female","minimum_age":16,"maximum_age":25}`:                                                          {"known 16y-25y", women},
		`{"eligibility":"female","minimum_age":16,"maximum_age":25},{"eligibility":"female","minimum_age":20}`:                {"known 16y-", women},
		`{"eligibility":"female","minimum_age":16,"maximum_age":25},{"eligibility":"male","minimum_age":18,"maximum_age":30}`: {"known 16y-30y", activity.Bound[activity.GenderLimit]{}},
		`{"eligibility":"child","minimum_age":0,"maximum_age":10},{"eligibility":"adult","minimum_age":18,"maximum_age":99}`:  {"assumed -99y hsds:several-eligibilities", activity.Bound[activity.GenderLimit]{}},
		`{"eligibility":"adult","minimum_age":11,"maximum_age":17},{"eligibility":"child","maximum_age":10}`:                  {"known -17y", activity.Bound[activity.GenderLimit]{}},
		`{"eligibility":"female"},{"eligibility":"child","minimum_age":5,"maximum_age":10}`:                                   {" ", activity.Bound[activity.GenderLimit]{}},
		`{"eligibility":"adult","minimum_age":-1,"maximum_age":-1},{"eligibility":"child","minimum_age":5,"maximum_age":10}`:  {"assumed all hsds:minus-one-no-limit", activity.Bound[activity.GenderLimit]{}},
		`{"eligibility":"adult","minimum_age":30,"maximum_age":20}`:                                                           {" ", activity.Bound[activity.GenderLimit]{}},
	} {
		a, _ := dirty(t, `"eligibilitys":[`+in+`]`)
		ages := a.Eligibility.Ages
		got := string(ages.Standing) + " "
		if ages.Standing != "" {
			got += ages.Value.String()
		}
		if ages.Rule != "" {
			got += " " + ages.Rule
		}
		require.Equal(t, want.ages, got, in)
		require.Equal(t, want.gender, a.Eligibility.Gender, in)
	}
	a, _ := dirty(t, `"minimum_age":21,"eligibilitys":[{"eligibility":"child","minimum_age":5,"maximum_age":10}]`)
	require.Equal(t, "21y-", a.Eligibility.Ages.Value.String(), "the service's own numbers come first")
	a, _ = dirty(t, `"minimum_age":null,"eligibilitys":[{"eligibility":"child","minimum_age":5,"maximum_age":10}]`)
	require.Equal(t, "5y-10y", a.Eligibility.Ages.Value.String())
}

// TestCoverageIsWhatAllListsSay holds that areas with a code in one list do not
// make known what another list leaves open.
func TestCoverageIsWhatAllListsSay(t *testing.T) {
	at := func(areas string) string {
		return `"service_at_locations":[{"id":"1","location":{"id":"33333333-3333-4333-8333-333333333333","location_type":"physical"},"service_areas":[` + areas + `]}]`
	}
	for in, want := range map[string]activity.Standing{
		`"service_areas":[{"id":"1","name":"M33"}]`:                                                    activity.Known,
		`"service_areas":[{"id":"1","name":"Bristol"}],` + at(`{"id":"2","name":"M33"}`):               activity.Unknown,
		at(`{"id":"2","name":"M33"}`) + `,"service_areas":[{"id":"1","name":"Bristol"}]`:               activity.Unknown,
		`"service_areas":[{"id":"1","name":"M34"}],` + at(`{"id":"2","name":"M33"}`):                   activity.Known,
		`"service_areas":[{"id":"1","name":"UK wide"}],` + at(`{"id":"2","name":"Somewhere"}`):         activity.Known,
		`"attributes":[` + attr("sp-radius:5000", "") + `],"service_areas":[{"id":"1","name":"Town"}]`: activity.Known,
	} {
		a, _ := dirty(t, in)
		require.Equal(t, want, a.Coverage.Standing, in)
	}
}

func TestFactsCarriedByTerms(t *testing.T) {
	a, faults := dirty(t, `"application_process":"Ring us","attributes":[`+strings.Join([]string{
		attr("sp-suits:50y-", ""), attr("sp-residence:m33", ""), attr("sp-practice:P91003", ""), attr("sp-condition:text", "Bring a hat"), attr("sp-capacity:full", ""),
		attr("sp-wait:14", ""), attr("sp-radius:5000", ""), attr("sp-ended:2026-03-31", ""), attr("sp-mode:online", ""), attr("sp-schedule:partial", ""),
		attr("sp-activity:choir", "assumed: words"), attr("sp-access:lift", "ask first"), attr("sp-group:none", ""),
	}, ",")+`]`)
	require.Empty(t, faults)
	require.Equal(t, "50y-", a.Eligibility.SuitsAges.Value.String())
	require.Equal(t, []activity.AreaCode{"M33"}, a.Eligibility.Residence.Value)
	require.Equal(t, "P91003", a.Eligibility.Practices.Value[0].String())
	require.Equal(t, []string{"Bring a hat"}, a.Eligibility.Conditions)
	require.Equal(t, activity.Full, a.Capacity.State)
	require.Equal(t, activity.KnownAs(14), a.Capacity.WaitDays)
	require.EqualValues(t, 5000, a.Coverage.Radius)
	require.Equal(t, "2026-03-31", a.Ended.String())
	require.Equal(t, activity.Category{Code: "sp-activity:choir", Standing: activity.Assumed, From: "words"}, a.Categories[0])
	require.Equal(t, person.Unknown, a.Access.Of(activity.Lift))
	require.Equal(t, activity.Known, a.Eligibility.Groups.Standing)
	require.Equal(t, "Ring us", a.Routes[0].Text)
	d := hsds.Directory{Activities: []activity.Activity{a}}
	again, lost, _ := rewrite(t, d, nil)
	require.Empty(t, lost)
	a.Source.Record, again.Activities[0].Source.Record = "", ""
	require.Equal(t, a.Eligibility, again.Activities[0].Eligibility)
	require.Equal(t, a.Capacity, again.Activities[0].Capacity)
	require.Equal(t, a.Coverage, again.Activities[0].Coverage)
}

func TestOtherRecords(t *testing.T) {
	in := `[{"id":"1","name":"Org","description":"d","website":"https://example.net","legal_status":"CIO","parent_organization_id":"9","phones":[{"number":"0161 496 0001"}],"contacts":[{"title":"x"}],
	  "organization_identifiers":[{"id":"1","identifier_scheme":"GB-XYZ","identifier":"7"},{"id":"2","identifier_type":"t"}],"locations":[{"id":"5","location_type":"virtual"}],"attributes":[{"label":"A"}],"logo":"x","services":[{"id":"8","name":"S1","status":"active"},{"id":"9","name":"S2","status":"inactive"}]},
	 {"id":"2","name":"Bare","description":"d","website":"https://example.net"},
	 {"id":"3","location_type":"physical","name":"Hall"},
	 {"id":"4","name":"Taxonomy","description":"d","taxonomy_terms":[{"id":"t","name":"Term","description":"d"}],"version":"1"},
	 {"id":"5","name":"Empty taxonomy","description":"d","uri":"https://example.net"},
	 {"id":"6","name":"Term","description":"d","parent_id":"x","taxonomy_detail":{"id":"y","name":"T"},"code":"c"},
	 {"version":"3.0","profile":"https://example.net","openapi_url":"https://example.net"},
	 {"id":"7","service_id":"8","location":{"id":"3","location_type":"physical"}},
	 {"id":"8","service":{"id":"11","name":"At","status":"active"},"location":{"id":"3","location_type":"physical"},"schedules":[{"freq":"WEEKLY","byday":"MO"},{"description":"and by luck"}]},
	 {"x":1}, 7]`
	d, err := hsds.ReadAll(strings.NewReader(in), &hsds.Options{Source: "t"})
	require.NoError(t, err)
	require.Len(t, d.Activities, 3)
	require.Len(t, d.Providers, 2)
	require.Equal(t, d.Providers[0].ID, d.Activities[1].Provider)
	require.Len(t, d.Locations, 2)
	require.Len(t, d.Terms, 3)
	require.Equal(t, 2, d.Report.Lost)
	require.Equal(t, "and by luck", d.Activities[2].Schedule.Text)
	require.Equal(t, activity.Identifier{Scheme: "x-other", Value: "7", Text: "GB-XYZ"}, d.Providers[0].Identifiers[0])
	require.Equal(t, d.Report.Total(), len(d.Report.Faults))
	kinds := d.Report.Kinds()
	for i := 1; i < len(kinds); i++ {
		require.GreaterOrEqual(t, kinds[i-1].Count, kinds[i].Count)
	}
}

// TestTheRootOfAnAPI holds what is said of the answer to GET /: it is no
// service, and its addresses must be URLs.
func TestTheRootOfAnAPI(t *testing.T) {
	for in, want := range map[string]string{
		`{"version":"HSDS-UK-3.0","profile":"https://example.net/p","openapi_url":"https://example.net/o"}`:     "not-a-service note dropped ",
		`{"version":"HSDS-UK-3.0","openapi_url":"docs-example/openapi30.json"}`:                                 "bad-url error dropped /openapi_url; missing warning left-unknown /profile; not-a-service note dropped ",
		`{"version":3,"profile":"https://path/to/profile","openapi_url":"example.net/o"}`:                       "bad-url error repaired /openapi_url; not-a-service note dropped ; placeholder note kept /profile; wrong-type error repaired /version",
		`{"profile":"https://example.net/p","openapi_url":"https://example.net/o","x":"no member of the root"}`: "missing warning left-unknown /version; not-a-service note dropped ",
	} {
		d, err := hsds.ReadAll(strings.NewReader(in), nil)
		require.NoError(t, err)
		require.Zero(t, d.Report.Lost)
		var faults []string
		for _, f := range d.Report.Faults {
			faults = append(faults, fmt.Sprint(f.Kind, " ", f.Severity, " ", f.Done, " ", f.Pointer))
		}
		sort.Strings(faults)
		require.Equal(t, want, strings.Join(faults, "; "), in)
	}
}

func TestPackageIsJoined(t *testing.T) {
	files := fstest.MapFS{
		"services.csv":                 {Data: []byte("id,organization_id,name,status,languages,service_areas,funding\ns1,o1,One,active,,,\ns2,o9,Two,active,Welsh,Ashton,Council\n")},
		"organizations.csv":            {Data: []byte("id,name,description\no1,Org,d\no2,Alone,d\n")},
		"locations.csv":                {Data: []byte("id,name,location_type,latitude,longitude\nl1,Hall,physical,53.4,-2.3\nl2,Shed,,,\n")},
		"service_at_location.csv":      {Data: []byte("id,service_id,location_id\na1,s1,l1\na2,s1,l9\n")},
		"schedules.csv":                {Data: []byte("id,service_id,service_at_location_id,freq,byday\nk1,,a1,WEEKLY,MO\nk2,s1,,WEEKLY,TU\n")},
		"attributes.csv":               {Data: []byte("id,link_id,taxonomy_term_id,link_type\nt1,s1,x1,service_type\n")},
		"taxonomy_terms.csv":           {Data: []byte("id,name,description,term_uri\nx1,Choir,d,sp-activity:choir\n")},
		"service_capacity.csv":         {Data: []byte("id,service_id,unit_id,available,maximum\nc1,s1,u1,2,5\n")},
		"units.csv":                    {Data: []byte("id,name\nu1,seats\n")},
		"contacts.csv":                 {Data: []byte("id,service_id,title\nq1,s1,Host\n")},
		"phones.csv":                   {Data: []byte("id,contact_id,number\np1,q1,0161 496 0002\n")},
		"organization_identifiers.csv": {Data: []byte("id,organization_id,identifier_scheme,identifier_type,identifier\ni1,o1,GB-COH,company,1\n")},
	}
	p := hsds.NewPackage(files, &hsds.Options{Source: "t"})
	var d hsds.Directory
	for rec, err := range p.Records() {
		require.NoError(t, err)
		if rec.Activity != nil {
			d.Activities = append(d.Activities, *rec.Activity)
		}
		if rec.Provider != nil {
			d.Providers = append(d.Providers, *rec.Provider)
		}
		if rec.Location != nil {
			d.Locations = append(d.Locations, *rec.Location)
		}
	}
	for _, err := range p.Records() {
		t.Fatal("runs once", err)
	}
	require.Len(t, d.Activities, 2)
	one := d.Activities[0]
	require.NoError(t, one.Check())
	require.Equal(t, "Hall", one.Locations[0].Name)
	require.Len(t, one.Schedule.Rules, 2)
	require.True(t, one.HasCategory("sp-activity:choir"))
	require.Equal(t, "seats", one.Capacity.Unit)
	require.Equal(t, "0161 496 0002", one.Contacts[0].Phones[0].Number)
	require.Equal(t, activity.CompanyNumber, d.Providers[0].Identifiers[0].Scheme)
	require.Equal(t, "Alone", d.Providers[1].Name, "an organisation without services is not lost")
	require.Equal(t, "Shed", d.Locations[0].Name)
	require.Equal(t, "Ashton", d.Activities[1].Coverage.Text)
	require.Equal(t, []string{"Council"}, d.Activities[1].Funding)
	var dangling []string
	for _, f := range p.Report().Faults {
		if f.Kind == hsds.Dangling {
			dangling = append(dangling, fmt.Sprint(f.File, ":", f.Line, f.Pointer))
		}
	}
	require.Equal(t, []string{"service_at_location.csv:3/location_id", "services.csv:3/organization_id"}, dangling)
}

// TestTablesOfHSDS31: the tables that 3.1 added, and programmes, which no field
// of the model is for: they are kept beside it.
func TestTablesOfHSDS31(t *testing.T) {
	files := fstest.MapFS{
		"services.csv":         {Data: []byte("id,organization_id,program_id,name,status\ns1,o1,g1,One,active\n")},
		"organizations.csv":    {Data: []byte("id,name,description\no1,Org,d\n")},
		"programs.csv":         {Data: []byte("id,organization_id,name\ng1,o1,Grow\ng2,o1,Wither\n")},
		"url.csv":              {Data: []byte("id,label,url,organization_id,service_id\nu1,Page,https://a.example,,s1\nu2,Home,https://b.example,o1,\nu3,Lost,https://c.example,,s9\n")},
		"service_capacity.csv": {Data: []byte("id,service_id,unit_id,available,maximum\nc1,s1,n1,2,5\n")},
		"units.csv":            {Data: []byte("id,name\nn1,seats\n")},
	}
	p := hsds.NewPackage(files, &hsds.Options{Source: "t"})
	var recs []hsds.Record
	for rec, err := range p.Records() {
		require.NoError(t, err)
		recs = append(recs, rec)
	}
	require.Len(t, recs, 1)
	require.JSONEq(t, `{"program_id":"g1","program":{"id":"g1","organization_id":"o1","name":"Grow"},
		"additional_urls":[{"id":"u1","label":"Page","url":"https://a.example","service_id":"s1"}]}`, string(recs[0].Activity.Source.Extra))
	require.JSONEq(t, `{"additional_websites":[{"id":"u2","label":"Home","url":"https://b.example","organization_id":"o1"}]}`, string(recs[0].Provider.Source.Extra))
	require.Equal(t, "2 of 5 seats", fmt.Sprint(recs[0].Activity.Capacity.Available.Value, " of ", recs[0].Activity.Capacity.Maximum.Value, " ", recs[0].Activity.Capacity.Unit))
	var dangling []string
	for _, f := range p.Report().Faults {
		if f.Kind == hsds.Dangling {
			dangling = append(dangling, fmt.Sprint(f.File, ":", f.Line))
		}
	}
	require.Equal(t, []string{"url.csv:4", "programs.csv:3"}, dangling)
	require.Zero(t, p.Report().Counts[hsds.UnknownTable])
}

// TestEveryTableOfTheSchemasIsKnown reads the names of the tables off the
// official schemas, when they are at hand.
func TestEveryTableOfTheSchemasIsKnown(t *testing.T) {
	dir := os.Getenv("SHARED_DATA")
	if dir == "" {
		t.Log("SHARED_DATA is not set: no schemas")
		return
	}
	files := fstest.MapFS{}
	for _, version := range []string{"hsds-3.0", "hsds-3.1-dev"} {
		list, err := filepath.Glob(filepath.Join(dir, "data", "schemas", version, "*.json"))
		require.NoError(t, err)
		require.NotEmpty(t, list)
		for _, name := range list {
			data, err := os.ReadFile(name)
			require.NoError(t, err)
			var schema struct {
				Path string `json:"path"`
			}
			require.NoError(t, json.Unmarshal(data, &schema))
			if strings.HasSuffix(schema.Path, ".csv") {
				files[schema.Path] = &fstest.MapFile{Data: []byte("id\n")}
			}
		}
	}
	require.Len(t, files, 24)
	p := hsds.NewPackage(files, nil)
	for _, err := range p.Records() {
		require.NoError(t, err)
	}
	var left []string
	for _, f := range p.Report().Faults {
		require.NotEqual(t, hsds.UnknownTable, f.Kind, f.File)
		if f.Kind == hsds.NotCarried {
			left = append(left, f.File)
		}
	}
	require.Equal(t, []string{"meta_table_descriptions.csv", "metadata.csv"}, left)
}

// TestSummaryOfEachProvider: completeness, freshness and faults by kind are
// counted for the whole and for each provider, and the providers' add up to it.
func TestSummaryOfEachProvider(t *testing.T) {
	service := func(n int, org, members string) string {
		return fmt.Sprintf(`{"id":"11111111-1111-4111-8111-%012d","name":"n","status":"active","organization":{"id":"%s2222222-2222-4222-8222-222222222222","name":"%[2]s","description":"d"}%s}`, n, org, members)
	}
	in := service(1, "a", `,"assured_date":"2026-09-15","minimum_age":18,"description":"d","cost_options":[{"id":"c","amount":2}]`) + "\n" +
		service(2, "a", `,"assured_date":"2020-01-01","url":"no page","email":"none"`) + "\n" +
		service(3, "b", `,"minimum_age":-1,"maximum_age":-1,"languages":[{"name":"Welsh"}]`) + "\n" +
		service(4, "a", `,"url":"www.example.org"`) + "\n"
	r := hsds.NewReader(strings.NewReader(in), &hsds.Options{Source: "t", On: activity.MustParseDay("2026-10-01")})
	names := map[string]hsds.ProviderCount{}
	for _, err := range r.Records() {
		require.NoError(t, err)
	}
	report := r.Report()
	for _, p := range report.Providers {
		names[p.Name] = p
	}
	require.Equal(t, hsds.ProviderCount{
		Name: "a", Services: 3, Faults: 4, Kinds: []hsds.KindCount{{Kind: hsds.BadEmail, Count: 1}, {Kind: hsds.BadURL, Count: 2}, {Kind: hsds.Stale, Count: 1}},
		Completeness: hsds.Completeness{Description: 1, Provider: 3, Ages: 1, Cost: 1}, Freshness: hsds.Freshness{Fresh: 1, Stale: 1, Unassured: 1},
	}, names["a"])
	require.Equal(t, hsds.ProviderCount{
		Name: "b", Services: 1, Faults: 2, Kinds: []hsds.KindCount{{Kind: hsds.AgeMinusOne, Count: 2}},
		Completeness: hsds.Completeness{Provider: 1, Languages: 1}, Freshness: hsds.Freshness{Unassured: 1},
	}, names["b"])
	require.Equal(t, hsds.Completeness{Description: 1, Provider: 4, Ages: 1, Cost: 1, Languages: 1}, report.Completeness)
	require.Equal(t, hsds.Freshness{Fresh: 1, Stale: 1, Unassured: 2}, report.Freshness)
	require.Equal(t, map[hsds.FaultKind]int{hsds.BadURL: 2, hsds.BadEmail: 1, hsds.Stale: 1, hsds.AgeMinusOne: 2}, report.Counts)
	require.Equal(t, 6, report.Total())
}

func TestTabularJSON(t *testing.T) {
	d, err := hsds.ReadAll(strings.NewReader(`{"services.csv":[{"id":"s","organization_id":"o","name":"One","status":"active"}],"organizations.csv":[{"id":"o","name":"Org","description":"d"}],"odd.csv":[]}`), nil)
	require.NoError(t, err)
	require.Len(t, d.Activities, 1)
	require.Equal(t, "Org", d.Activities[0].ProviderName)
	require.Equal(t, 1, d.Report.Services)
	require.Equal(t, 1, d.Report.Counts[hsds.UnknownTable])
	require.Equal(t, hsds.ProviderCount{
		Name: "Org", Services: 1, Faults: 1, Kinds: []hsds.KindCount{{Kind: hsds.BadID, Count: 1}}, Completeness: hsds.Completeness{Provider: 1}, Freshness: hsds.Freshness{Unassured: 1},
	}, d.Report.Providers[d.Providers[0].ID])
}

func TestExportedHelpers(t *testing.T) {
	require.Equal(t, "/a/?", hsds.SafePointer("/a/b c/d"))
	text, changed := hsds.PlainText("<b>x</b>")
	require.Equal(t, "x", text)
	require.True(t, changed)
	require.False(t, hsds.Done("x").IsValid())
	require.False(t, hsds.Severity("x").IsValid())
}
