package hsds_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/activity/hsds"
)

// kinds are the kinds of fault in the text of dirty, in its order.
func kinds(faults string) string {
	var out []string
	for f := range strings.SplitSeq(faults, "; ") {
		if kind, _, _ := strings.Cut(f, " "); kind != "" {
			out = append(out, kind)
		}
	}
	return strings.Join(out, " ")
}

// TestClocksAsTheyAreWritten: the time that a row opens at, or none.
func TestClocksAsTheyAreWritten(t *testing.T) {
	for in, want := range map[string]string{
		"09:00": "09:00", "T10:00": "10:00", "10:00:30": "10:00:30", "10:00:00.25": "10:00", "10:00Z": "10:00", "10:00+01:00": "10:00", "10:00-0500": "10:00", "00:00": "00:00",
		"9:00": "09:00 bad-time", "09.30": "09:30 bad-time", "1730": "17:30 bad-time", "9:00am": "09:00 bad-time", "9.15 p.m.": "21:15 bad-time", "12:00am": "00:00 bad-time",
		"12:30am": "00:30 bad-time", "12:00pm": "12:00 bad-time", "1am": "01:00 bad-time", "11pm": "23:00 bad-time", "12noon": "12:00 bad-time", "12 midnight": "00:00 bad-time",
		"10:00, by the door": "10:00 bad-time", "10:00 (or so)": "10:00 bad-time",
		"9": " bad-time", "9.00": " bad-time", "930": " bad-time", "0:30am": " bad-time", "13:00pm": " bad-time", "10:60": " bad-time", "24:01": " bad-time", "10:00:0": " bad-time",
		"10:0": " bad-time", "10:00+1": " bad-time", "10:00+0100x": " bad-time", "10:00 sharp": " bad-time", "12345": " bad-time", "ten": " bad-time", ":30": " bad-time", "": " null-value",
	} {
		a, faults := dirty(t, `"schedules":[{"id":"1","freq":"WEEKLY","byday":"MO","opens_at":"`+in+`"}]`)
		require.Equal(t, want, strings.TrimRight(a.Schedule.Rules[0].From.String()+" "+kinds(faults), " "), in)
	}
}

func TestNumbersAtTheirLimits(t *testing.T) {
	for in, want := range map[string]string{
		`"minimum_age":150`: "150y-", `"minimum_age":150.5`: " bad-age", `"minimum_age":18.0000`: "18y-", `"minimum_age":17.9999`: " bad-age", `"minimum_age":-2`: " bad-age",
		`"minimum_age":1e1`: " bad-age", `"minimum_age":0.25`: "3m-", `"minimum_age":0`: "all", `"maximum_age":17`: "-17y", `"minimum_age":5,"maximum_age":5`: "5y-5y",
		`"minimum_age":6,"maximum_age":5`: "6y- min-above-max", `"minimum_age":"x"`: " bad-age wrong-type", `"minimum_age":1234567890123`: " bad-age",
	} {
		a, faults := dirty(t, in)
		text := a.Eligibility.Ages.Value.String()
		if a.Eligibility.Ages.Standing == activity.Unknown {
			text = ""
		}
		require.Equal(t, strings.TrimSuffix(want, "6y- min-above-max"), strings.TrimSuffix(strings.TrimRight(text+" "+kinds(faults), " "), " min-above-max"), in)
	}
	for in, want := range map[string]string{
		`"available":0,"maximum":0`: "0/0 ", `"available":3,"maximum":3`: "3/3 limited ", `"available":4,"maximum":3`: "0/0 bad-capacity", `"available":-1`: "0/0 bad-capacity",
		`"available":1,"maximum":-1`: "0/0 bad-capacity", `"available":1`: "1/0 limited ", `"available":2147483647`: "2147483647/0 limited ", `"available":2147483648`: "0/0 bad-number",
		`"available":1.5`: "0/0 bad-number", `"maximum":12`: "0/12 ",
	} {
		a, faults := dirty(t, `"capacities":[{"id":"1",`+in+`}]`)
		k := a.Capacity
		got := fmt.Sprint(k.Available.Value, "/", k.Maximum.Value, " ")
		if k.State != "" {
			got += string(k.State) + " "
		}
		require.Equal(t, want, got+kinds(faults), in)
	}
	for in, want := range map[string]string{
		`"amount":0`: "GBP 0", `"amount":0.01`: "GBP 1", `"amount":-0.01`: " bad-cost", `"amount":1.005`: " bad-cost", `"amount":1.500`: "GBP 150", `"amount":2,"currency":"usd"`: "USD 200",
		`"amount_description":"£0"`: "GBP 0", `"amount_description":"£3.5"`: "GBP 350", `"amount_description":"£-1"`: " missing", `"amount_description":"£3.505"`: " missing",
		`"amount_description":"0p"`: "GBP 0", `"amount_description":"99p"`: "GBP 99", `"amount_description":"100p"`: " missing", `"amount_description":"Free!"`: "GBP 0",
		`"amount_description":"-1p"`: " missing", `"amount_description":"free on Tuesdays"`: " missing",
	} {
		a, faults := dirty(t, `"cost_options":[{"id":"1","option":"Adult",`+in+`}]`)
		require.Equal(t, want, strings.TrimRight(a.Cost.Options[0].Amount.String()+" "+strings.ReplaceAll(kinds(faults), "unknown-value", ""), " "), in)
	}
	for in, want := range map[string]string{
		`"freq":"MONTHLY","bymonthday":"31,-31"`: "MONTHLY 0 0 [31 -31] ", `"freq":"MONTHLY","bymonthday":"1,32"`: "MONTHLY 0 0 [1] bad-rule", `"freq":"MONTHLY","bymonthday":"1,-32"`: "MONTHLY 0 0 [1] bad-rule",
		`"freq":"MONTHLY","bymonthday":"1,0"`: "MONTHLY 0 0 [1] bad-rule", `"freq":"MONTHLY","bymonthday":15`: "MONTHLY 0 0 [15] ",
		`"freq":"WEEKLY","byday":"MO","interval":1`: "WEEKLY 1 0 [] ", `"freq":"WEEKLY","byday":"MO","dtstart":"2026-09-01","count":1`: "WEEKLY 0 1 [] ", `"freq":"WEEKLY","byday":"","weekday":"7"`: "WEEKLY 0 0 [] ",
		`"freq":"WEEKLY","byday":"MO","timezone":14`: "WEEKLY 0 0 [] not-carried", `"freq":"WEEKLY","byday":"MO","timezone":14.01`: "WEEKLY 0 0 [] bad-number", `"freq":"WEEKLY","byday":"MO","timezone":-12`: "WEEKLY 0 0 [] not-carried",
		`"freq":"WEEKLY","byday":"MO","timezone":-12.01`: "WEEKLY 0 0 [] bad-number", `"freq":"WEEKLY","byday":"MO","timezone":1`: "WEEKLY 0 0 [] ", `"freq":"WEEKLY","byday":"MO","timezone":0`: "WEEKLY 0 0 [] ",
	} {
		a, faults := dirty(t, `"schedules":[{"id":"1",`+in+`}]`)
		r := a.Schedule.Rules[0]
		require.Equal(t, want, fmt.Sprint(r.Freq, " ", r.Interval, " ", r.Count, " ", r.ByMonthDay, " ", kinds(faults)), in)
	}
	a, _ := dirty(t, `"holiday_schedules":[{"closed":"1","start_date":"2025-01-01","end_date":"2027-01-01"},{"closed":true,"start_date":"2024-01-01"}]`)
	require.Len(t, a.Schedule.Closed, 366+1, "a year at most, and a day that has no end is a day")
}

func TestAddressesOfPagesAndMail(t *testing.T) {
	for in, want := range map[string]string{
		"http://a_b.example/x": "http://a_b.example/x", "http://A.EXAMPLE:8080/?q": "http://A.EXAMPLE:8080/?q", "https://az-09.example?q=1": "https://az-09.example?q=1", "http://münchen.example": "http://münchen.example",
		"ftp://a.example": "ftp://a.example", "tel:0161": "tel:0161", "a.example/x": "http://a.example/x bad-url",
		"https://example.com/x": "https://example.com/x placeholder", "https://www.example.com:80": "https://www.example.com:80 placeholder", "https://path/to/profile": "https://path/to/profile placeholder",
		"http://-a.example": " bad-url", "http://.a": " bad-url", "http://a..b": " bad-url", "http://exa`mple.org": " bad-url", "http://exa{mple.org": " bad-url", "http://": " bad-url", "http://a.example/<b>": " bad-url",
		"http://exa!mple.org": " bad-url", "http://exa[mple.org": " bad-url", "example": " bad-url", "a b.example": " bad-url", "a.example:80": " bad-url", "a@b.example": " bad-url",
	} {
		a, faults := dirty(t, `"url":"`+in+`"`)
		require.Equal(t, want, strings.TrimRight(a.URL+" "+kinds(faults), " "), in)
	}
	long := strings.Repeat("x", 254-len("@b.example"))
	for in, want := range map[string]string{
		"a@b.example": "", "A.b+c@B-9.example": "", long + "@b.example": "", long + "x@b.example": "bad-email", "a@b": "bad-email", "@b.example": "bad-email", "a@b.example.": "bad-email",
		"a@b@c.example": "bad-email", "a b@c.example": "bad-email", "a@-b.example": "bad-email", "(a)@b.example": "bad-email", "a@x.invalid": "fake-email", "a@noemail.example": "fake-email",
	} {
		a, faults := dirty(t, `"email":"`+in+`"`)
		require.Equal(t, want, kinds(faults), in)
		require.Equal(t, want == "", len(a.Contacts) == 1 && a.Contacts[0].Email == in, in)
	}
	a, faults := dirty(t, `"x":"ring, or a@b.example/c@d.example;email:e@f.example\nand <g@h.example>; not@all, @i"`)
	require.JSONEq(t, `{"x":"ring, or [e-mail address]/[e-mail address];email:[e-mail address]\nand <[e-mail address]>; not@all, @i"}`, string(a.Source.Extra))
	require.Equal(t, "not-carried", kinds(faults))
}

func TestTelephoneNumbers(t *testing.T) {
	for in, want := range map[string]string{
		"0161 496 0001": "0161 496 0001||", "(0161) 496-0001": "(0161) 496-0001||", "+44 (0)161.496.0001": "+44 (0)161.496.0001||", "123": "123||", "12": "|12|phone-text", "123456789012345": "123456789012345||",
		"1234567890123456": "|1234567890123456|phone-text", "x123": "|x123|phone-text", "123Z": "|123Z|phone-text", "`123": "123|`|phone-text", "123{": "123|{|phone-text", "0161 496 ext 0001": "|0161 496 ext 0001|phone-text",
		"Desk: 0161 496 0001 - mornings": "0161 496 0001|Desk:   - mornings|phone-text", "+": "|+|phone-text", "0161 496 0001 +": "0161 496 0001|+|phone-text", "(0161 496 0001)": "0161 496 0001|( )|phone-text",
	} {
		a, faults := dirty(t, `"phones":[{"id":"1","number":"`+in+`"}]`)
		p := a.Contacts[0].Phones[0]
		require.Equal(t, want, p.Number+"|"+p.Text+"|"+kinds(faults), in)
	}
}

func TestPlainText(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "plain": "plain", "a  b": "a b", " a": "a", "a ": "a", "a\x7fb": "a\x7fb", "a\tb": "a b", "é ": "é", "a\n b": "a\nb", "a\r\nb": "a\nb",
		"<b>a</b>": "a", "a<br>b": "a\nb", "<p>a</p><p>b</p>": "a\n\nb", "<ul><li>a<li>b</ul>": "- a\n- b", "<td>a</td><td>b</td>": "a b", "<A HREF='x'>a</A>": "a", "<Z>a</Z>": "a", "</a>b": "b",
		"a < b": "a < b", "a <3": "a <3", "<": "<", "a<": "a<", "<`b": "<`b", "<{b": "<{b", "<[b>": "<[b>", "<@b>": "<@b>", "<!doctype>a": "a", "<b <i>a": "<b a", "<b": "<b",
		"<!-- x -->a": "a", "<!-- x": "<!-- x", "a<!-- x -->b<!-- y": "ab<!-- y", "<!-- x --><!-- y -->a": "a",
		"<script>x</script>a": "a", "<style>x</STYLE >a": "a", "<script>x</b></script>a": "a", "<script>x": "", "<script>x</script": "", "<script>x</s": "",
		"###MON###a": "a", "a###b###": "a###b###", "######": "######", "###A###B###C": "B###C", "###ABCDEFGHIJKL###a": "a", "###ABCDEFGHIJKLM###a": "###ABCDEFGHIJKLM###a", "###A B###": "###A B###", "###": "###", "##a": "##a",
		`a\nb`: "a\nb", `a\tb`: "a b", `c:\x`: `c:\x`, "&amp;&lt;&#39;": "&<'", "a\n\n\nb": "a\n\nb", "a\n-\nb": "a\n\nb",
		"CafÃ©": "Café", "itâ€™s": "it’s", "â‚¬5": "€5", "Ã": "Ã", "naïve": "naïve", "Å½": "Ž", "Â£5": "£5", "Ã\u00a0": "à", "\u0083Ã©": "\u0083Ã©", "Ã¿": "ÿ", "Ā": "Ā",
	} {
		got, changed := hsds.PlainText(in)
		require.Equal(t, want, got, "%q", in)
		if in != "a\n-\nb" { // a list that lost its entries
			require.Equal(t, strings.Join(strings.Fields(want), "") != strings.Join(strings.Fields(in), ""), changed, "%q", in)
		}
	}
}

// TestNamesThatMayBePrinted: in a fault an identifier is repeated only when it
// looks like one.
func TestNamesThatMayBePrinted(t *testing.T) {
	for name, ok := range map[string]bool{
		"a": true, "z": true, "A": true, "Z": true, "0": true, "9": true, "-": true, "_": true, ".": true, ":": true, strings.Repeat("x", 64): true, strings.Repeat("x", 65): false,
		"`": false, "{": false, "@": false, "[": false, "/": false, ";": false, " ": false, "é": false,
	} {
		rec, report := readOne(t, fmt.Sprintf(`{"id":%q,"name":"n","status":"?"}`, name))
		require.NotNil(t, rec.Activity)
		require.Equal(t, ok, report.Faults[0].Record == name, name)
		require.True(t, ok || report.Faults[0].Record == "", name)
		if name != "/" {
			require.Equal(t, map[bool]string{true: "/a/" + name + "/b", false: "/a/?"}[ok], hsds.SafePointer("/a/"+name+"/b"), name)
		}
	}
	require.Equal(t, "/a~1b/$c", hsds.SafePointer("/a~1b/$c"))
	require.Equal(t, "f.csv line 3 record r /a error: bad-id (kept)", hsds.Fault{File: "f.csv", Line: 3, Offset: 9, Record: "r", Pointer: "/a", Severity: hsds.Error, Kind: hsds.BadID, Done: hsds.Kept}.String())
	require.Equal(t, "byte 0 fatal: truncated (stopped)", hsds.Fault{Severity: hsds.Fatal, Kind: hsds.Truncated, Done: hsds.Stopped}.String())
	require.Equal(t, "line 1 note: stale (kept)", hsds.Fault{Line: 1, Severity: hsds.Note, Kind: hsds.Stale, Done: hsds.Kept}.String())
}

// TestPageTotals: what a page says of itself.
func TestPageTotals(t *testing.T) {
	for in, want := range map[string]int{
		`"size":2`: 0, `"size":3`: 1, `"total_items":2,"total_pages":1`: 0, `"total_items":3,"total_pages":1`: 1, `"total_items":1`: 1, `"total_items":3,"total_pages":2`: 0, `"total_items":3`: 0,
		`"page_number":1,"total_pages":2,"last_page":false`: 0, `"page_number":2,"total_pages":2,"last_page":true`: 0, `"page_number":3,"total_pages":2,"last_page":true`: 0, `"page_number":1,"total_pages":2,"last_page":true`: 1,
		`"page_number":2,"total_pages":2,"last_page":false`: 1, `"total_pages":2,"last_page":true`: 0, `"page_number":1,"last_page":false`: 0, `"page_number":2,"total_pages":2`: 0, `"empty":false`: 0, `"empty":true`: 1,
	} {
		d, err := hsds.ReadAll(strings.NewReader(list(in+",", brief(1), brief(2))), nil)
		require.NoError(t, err)
		require.Equal(t, want, d.Report.Counts[hsds.WrongTotals], in)
		require.Equal(t, 2, d.Report.Records)
	}
}

// TestTermsAtTheirLimits: terms of ours that say a number or a word that there is.
func TestTermsAtTheirLimits(t *testing.T) {
	for curie, want := range map[string]string{
		"sp-wait:0": "wait 0", "sp-wait:9999": "wait 9999", "sp-wait:10000": "bad-term", "sp-wait:-1": "bad-term", "sp-wait:1.5": "bad-term",
		"sp-radius:1": "radius 1", "sp-radius:1999999": "radius 1999999", "sp-radius:2000000": "bad-term", "sp-radius:0": "bad-term", "sp-radius:x": "bad-term",
		"sp-coverage:everywhere": "everywhere", "sp-coverage:here": "bad-term", "sp-ended:2026-02-30": "bad-term", "sp-mode:x": "bad-term", "sp-capacity:x": "bad-term",
		"sp-schedule:x": "bad-term", "sp-schedule:": "bad-url", "sp-suits:x": "bad-term", "sp-practice:ABCDEFGHIJKLMNOPQRSTU": "bad-term", "sp-record:x": "bad-term", "sp-residence:none": "residence []", "sp-residence:m33": "residence [M33]", "sp-practice:none": "practices []",
	} {
		a, faults := dirty(t, `"attributes":[`+attr(curie, "")+`]`)
		var got []string
		if n, ok := a.Capacity.WaitDays.Get(); ok {
			got = append(got, fmt.Sprint("wait ", n))
		}
		if a.Coverage.Radius > 0 {
			got = append(got, fmt.Sprint("radius ", int(a.Coverage.Radius)))
		}
		if a.Coverage.Everywhere {
			got = append(got, "everywhere")
		}
		if a.Eligibility.Residence.Standing == activity.Known {
			got = append(got, fmt.Sprint("residence ", a.Eligibility.Residence.Value))
		}
		if a.Eligibility.Practices.Standing == activity.Known {
			got = append(got, fmt.Sprint("practices ", a.Eligibility.Practices.Value))
		}
		if k := kinds(faults); k != "" {
			got = append(got, k)
			require.Equal(t, activity.Unknown, a.Coverage.Standing, curie)
		}
		require.Equal(t, want, strings.Join(got, " "), curie)
	}
}

// TestAnInventedRecordStaysOne, whatever other marks it bears.
func TestAnInventedRecordStaysOne(t *testing.T) {
	a, faults := dirty(t, `"attributes":[`+attr("sp-record:invented", "")+`,`+attr("sp-record:polished", "")+`]`)
	require.True(t, a.Source.Invented)
	require.Equal(t, "bad-term", kinds(faults))
}

// TestEachFactIsCounted: a service that states one fact is complete in that one.
func TestEachFactIsCounted(t *testing.T) {
	place := func(members string) string {
		return `"service_at_locations":[{"id":"1","location":{"id":"33333333-3333-4333-8333-333333333333","location_type":"physical",` + members + `}}]`
	}
	for in, want := range map[string]hsds.Completeness{
		``:                  {},
		`"description":"d"`: {Description: 1},
		`"attributes":[` + attr("sp-activity:choir", "") + `]`: {Category: 1},
		`"minimum_age":18`:                        {Ages: 1},
		`"minimum_age":-1,"maximum_age":-1`:       {},
		`"fees_description":"Free"`:               {Cost: 1},
		`"fees_description":"Ask"`:                {},
		place(`"latitude":53.4,"longitude":-2.3`): {Coordinates: 1},
		place(`"addresses":[{"address_1":"a","city":"c","state_province":"s","postal_code":"M33 1AA","country":"GB"}]`): {Postcode: 1},
		place(`"accessibility":[{"id":"1","description":"lift"}]`):                                                      {Access: 1},
		place(`"name":"Hall"`):                                                          {},
		`"attributes":[` + attr("sp-access:lift", "") + `]`:                             {Access: 1},
		`"schedules":[{"id":"1","freq":"WEEKLY","byday":"MO"}]`:                         {Schedule: 1},
		`"schedules":[{"id":"1","description":"ask"}]`:                                  {},
		`"languages":[{"id":"1","name":"Welsh"}]`:                                       {Languages: 1},
		`"email":"a@b.example"`:                                                         {Contact: 1},
		`"service_areas":[{"id":"1","name":"M33"}]`:                                     {Coverage: 1},
		`"service_areas":[{"id":"1","name":"Sale"}]`:                                    {},
		`"capacities":[{"id":"1","available":0}]`:                                       {Capacity: 1},
		`"attributes":[` + attr("sp-capacity:full", "") + `]`:                           {Capacity: 1},
		`"capacities":[{"id":"1","maximum":9}]`:                                         {},
		`"attributes":[` + attr("sp-route:self", "") + `]`:                              {Route: 1},
		`"application_process":"ring"`:                                                  {},
		`"attributes":[` + attr("sp-route:self", "") + `],"application_process":"ring"`: {Route: 1},
	} {
		members := `"id":"11111111-1111-4111-8111-111111111111","name":"n","status":"active","organization":{"id":"22222222-2222-4222-8222-222222222222","name":"o","description":"d"}`
		if in != "" {
			members += "," + in
		}
		_, report := readOne(t, `{`+members+`}`)
		want.Provider = 1
		require.Equal(t, want, report.Completeness, in)
		require.Equal(t, hsds.Freshness{Unassured: 1}, report.Freshness)
		for _, p := range report.Providers {
			require.Equal(t, want, p.Completeness, in)
		}
	}
	_, report := readOne(t, `{"id":"11111111-1111-4111-8111-111111111111","name":"n","status":"active"}`)
	require.Zero(t, report.Completeness.Provider)
}

// TestCountriesAndAreas by their codes.
func TestCountriesAndAreas(t *testing.T) {
	for in, want := range map[string]string{"AZ": "AZ", "za": "ZA", "UK": "GB bad-enum", "A1": " bad-enum", "[A": " bad-enum", "@A": " bad-enum", "A[": " bad-enum", "A@": " bad-enum", "GBR": " bad-enum"} {
		a, faults := dirty(t, `"service_at_locations":[{"id":"1","location":{"id":"33333333-3333-4333-8333-333333333333","location_type":"physical","addresses":[{"address_1":"a","city":"c","state_province":"s","postal_code":"","country":"`+in+`"}]}}]`)
		require.Equal(t, want, strings.TrimRight(a.Locations[0].Address.Country+" "+strings.TrimSuffix(strings.TrimSuffix(kinds(faults), "null-value"), " "), " "), in)
	}
	for in, want := range map[string]string{
		`"name":"M1"`: "[][M1]", `"name":"SW1A"`: "[][SW1A]", `"name":"SW1AA"`: "[][]SW1AA", `"name":"m33"`: "[][]m33", `"name":"M"`: "[][]M", `"name":"E08000009"`: "[E08000009][]", `"name":"X08000009"`: "[][]X08000009",
		`"name":"Sale","extent":"E08000009"`: "[E08000009][]Sale", `"name":"Sale","uri":"http://statistics.data.gov.uk/id/statistical-geography/W06000015"`: "[W06000015][]Sale", `"name":"Sale","uri":"http://a.example/M33"`: "[][M33]Sale",
		`"name":"Sale","service_area":"Sale"`: "[][]Sale", `"name":"Sale","service_area":"All of it"`: "[][]Sale\nAll of it",
	} {
		a, _ := dirty(t, `"service_areas":[{"id":"1",`+in+`}]`)
		require.Equal(t, want, fmt.Sprintf("%v%v%s", a.Coverage.Areas, a.Coverage.Outward, a.Coverage.Text), in)
	}
	a, _ := dirty(t, `"service_areas":[{"id":"1","name":"Sale"},{"id":"2","name":"Sale"},{"id":"3","name":"Bury"},{"id":"4","name":"Sale"}]`)
	require.Equal(t, "Sale\nBury\nSale", a.Coverage.Text)
}

// TestWhatAServiceTakesFromItsPlace: what it does not say itself, and no more.
func TestWhatAServiceTakesFromItsPlace(t *testing.T) {
	const place = `"service_at_locations":[{"id":"1"%s,"location":{"id":"33333333-3333-4333-8333-333333333333","location_type":"physical","schedules":[{"freq":"WEEKLY","byday":"MO"}],"phones":[{"number":"0161 496 0009"}],"languages":[{"name":"Polish"}]}}]`
	for in, want := range map[string]string{
		fmt.Sprintf(place, ""):                                                   "[MO] 0161 496 0009 pl",
		`"schedules":[],` + fmt.Sprintf(place, ""):                               "[] 0161 496 0009 pl",
		fmt.Sprintf(place, `,"schedules":[{"freq":"WEEKLY","byday":"TU"}]`):      "[TU] 0161 496 0009 pl",
		`"schedules":[{"freq":"WEEKLY","byday":"WE"}],` + fmt.Sprintf(place, ""): "[WE] 0161 496 0009 pl",
		`"phones":[{"number":"0161 496 0001"}],` + fmt.Sprintf(place, ""):        "[MO] 0161 496 0001 pl",
		`"languages":[{"name":"Welsh"}],` + fmt.Sprintf(place, ""):               "[MO] 0161 496 0009 cy",
		`"languages":[],` + fmt.Sprintf(place, ""):                               "[MO] 0161 496 0009 ",
		fmt.Sprintf(place, `,"phones":[{"number":"0161 496 0002"}]`):             "[MO] 0161 496 0002 pl",
	} {
		a, _ := dirty(t, in)
		var days []activity.NthDay
		for _, r := range a.Schedule.Rules {
			days = append(days, r.ByDay...)
			require.Equal(t, "Europe/London", a.Schedule.Zone)
		}
		tag := ""
		for _, l := range a.Languages {
			tag += l.Tag.String()
		}
		require.Equal(t, want, fmt.Sprint(days, " ", a.Contacts[0].Phones[0].Number, " ", tag), in)
	}
	// A service at a location, by itself: its rules have a zone.
	d, err := hsds.ReadAll(strings.NewReader(`{"id":"1","service":{"id":"11111111-1111-4111-8111-111111111111","name":"At","status":"active"},"schedules":[{"freq":"WEEKLY","byday":"MO"}],"location":{"id":"3","location_type":"physical"}}`), nil)
	require.NoError(t, err)
	require.Equal(t, []string{"Europe/London", "hsds:assumed-zone", "stated"}, []string{d.Activities[0].Schedule.Zone, d.Activities[0].Schedule.ZoneRule, string(d.Activities[0].Schedule.Confidence)})
	d, err = hsds.ReadAll(strings.NewReader(`{"id":"1","service":{"id":"11111111-1111-4111-8111-111111111111","name":"At","status":"active"},"schedules":[{"description":"by luck"}],"location":{"id":"3","location_type":"physical"}}`), nil)
	require.NoError(t, err)
	require.Equal(t, []string{"", "by luck"}, []string{d.Activities[0].Schedule.Zone, d.Activities[0].Schedule.Text})
	d, err = hsds.ReadAll(strings.NewReader(`{"id":"1","service":{"id":"11111111-1111-4111-8111-111111111111","name":"At","status":"active"},"location":{"id":"3","location_type":"physical"}}`), nil)
	require.NoError(t, err)
	require.Empty(t, d.Activities[0].Schedule.Text)
}

// TestTaxonomiesAndTerms as records of their own.
func TestTaxonomiesAndTerms(t *testing.T) {
	for in, want := range map[string]string{
		`{"id":"1","name":"T","description":"d","taxonomy_terms":[]}`:                                                                                "T||  ",
		`{"id":"1","name":"T","description":"d","taxonomy_terms":[{"id":"t","name":"A","description":"d"},{"id":"u","name":"B","description":"d"}]}`: "|t|A |u|B ",
		`{"id":"1","taxonomy_terms":[{"id":"t","name":"A"}]}`:                                                                                        "|t|A missing missing missing",
		`{"id":"t","name":"A","description":"d","parent_id":"p","taxonomy":"T","code":"7"}`:                                                          "T|7|A ",
		`{"id":"t","name":"A","description":"d","parent_id":"p","taxonomy_detail":{"id":"x","name":"T"}}`:                                            "T|t|A ",
		`{"id":"t","name":"A","description":"d","parent_id":"p","term_uri":"esd:7"}`:                                                                 "|esd:7|A ",
		`{"id":"t","name":"A","description":"d","parent_id":"p","term_uri":"https://a.example/7"}`:                                                   "|t|A ",
		`{"id":"t","name":"A","description":"d","parent_id":"p","term_uri":"a.example/7"}`:                                                           "|t|A bad-url",
		`{"id":"t","name":"A","description":"d","parent_id":"p","term_uri":"seven"}`:                                                                 "|t|A bad-url",
		`{"id":"t","name":"A","description":"d","parent_id":"p","term_uri":""}`:                                                                      "|t|A null-value",
		`{"id":"t","name":"A","parent_id":"p","vocabulary":"V"}`:                                                                                     "V|t|A ",
	} {
		d, err := hsds.ReadAll(strings.NewReader(in), nil)
		require.NoError(t, err)
		got := ""
		for _, x := range d.Terms {
			got += x.Taxonomy + "|" + x.Code + "|" + x.Name + " "
		}
		for i, f := range d.Report.Faults {
			if i > 0 {
				got += " "
			}
			got += string(f.Kind)
		}
		require.Equal(t, strings.TrimRight(want, " "), strings.TrimRight(got, " "), in)
	}
}

// TestIdentifiersThatAreNone: numbers are identifiers, and records without one
// are told apart by what they say.
func TestIdentifiersThatAreNone(t *testing.T) {
	d, err := hsds.ReadAll(strings.NewReader(`[{"id":7,"name":"A","status":"active"},{"name":"B","status":"active"},{"name":"C","status":"active"},{"name":"C","status":"active","description":"d"},
		{"id":"8","name":"D","status":"active","organization":{"name":"O","description":"d"},"service_at_locations":[{"id":"x","location":{"location_type":"physical"}},{"id":"y","location":{"location_type":"physical"}},{"id":"z","location":{"id":9,"location_type":"physical"}}]},
		{"id":"9","name":"E","status":"active","organization":{"name":"P","description":"d"}}]`), &hsds.Options{Source: "t"})
	require.NoError(t, err)
	require.Equal(t, "7", d.Activities[0].Source.Record)
	seen := map[activity.ID]bool{}
	for _, a := range d.Activities {
		require.False(t, a.ID.IsZero())
		require.False(t, seen[a.ID], a.Name)
		seen[a.ID] = true
	}
	places := d.Activities[4].Locations
	require.Equal(t, "9", places[2].Source.Record)
	require.NotEqual(t, places[0].ID, places[1].ID)
	require.NotEqual(t, d.Activities[4].Provider, d.Activities[5].Provider)
	require.Equal(t, activity.DeriveID("t", "7"), d.Activities[0].ID)
	require.Equal(t, activity.DeriveLocationID("t", "9"), places[2].ID)
}

// TestTablesThatHangOnPlaces: before HSDS 2 a service hung on a location, and
// that on an organisation.
func TestTablesThatHangOnPlaces(t *testing.T) {
	p := hsds.NewPackage(fstest.MapFS{
		"services.csv":      {Data: []byte("id,location_id,organization_id,name,status\ns1,l1,,One,active\ns2,l9,,Two,active\ns3,l1,o2,Three,active\ns4,,o2,Four,active\n")},
		"locations.csv":     {Data: []byte("id,organization_id,name,location_type\nl1,o1,Hall,physical\nl2,o1,Shed,\n")},
		"organizations.csv": {Data: []byte("id,name,description\no1,First,d\no2,Second,d\no3,Third,d\n")},
		"phones.csv":        {Data: []byte("id,organization_id,location_id,number\n1,,l2,0161 496 0001\n2,o3,,0161 496 0002\n")},
	}, &hsds.Options{Source: "t"})
	got := ""
	for rec, err := range p.Records() {
		require.NoError(t, err)
		switch {
		case rec.Activity != nil:
			got += rec.Activity.Name + " " + rec.Activity.ProviderName
			for _, l := range rec.Activity.Locations {
				got += " " + l.Name
			}
			got += "; "
		case rec.Provider != nil:
			got += "provider " + rec.Provider.Name + " " + rec.Provider.Contacts[0].Phones[0].Number + "; "
		case rec.Location != nil:
			got += "place " + rec.Location.Name + " " + string(rec.Location.Kind) + "; "
		}
	}
	require.Equal(t, "One First Hall; Two ; Three Second Hall; Four Second; provider Third 0161 496 0002; place Shed ; ", got)
}
