package openactive_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/activity/hsds"
	"github.com/socialprescribing/socialprescribing/activity/openactive"
)

// event reads one Event with the members.
func event(t *testing.T, members string) (activity.Activity, openactive.Page) {
	t.Helper()
	p := read(t, page("n", `{"state":"updated","kind":"Event","id":"e","modified":1,"data":{"@type":"Event","@id":"e","name":"x",`+members+`}}`))
	c := openactive.NewCatalogue(&openactive.Options{Source: "x"})
	c.Apply(p)
	var list []activity.Activity
	for a := range c.All() {
		list = append(list, a)
	}
	require.Len(t, list, 1, members)
	return list[0], p
}

// told is what an activity says, as a person would write it down.
func told(a activity.Activity) map[string]string {
	out := map[string]string{
		"description": a.Description, "url": a.URL, "provider": a.ProviderName, "text": a.Schedule.Text, "zone": a.Schedule.Zone, "status": string(a.Status),
		"conditions": strings.Join(a.Eligibility.Conditions, "|"), "gender": string(a.Eligibility.Gender.Value), "ages": a.Eligibility.Ages.Value.String(),
	}
	for _, m := range a.Modes {
		out["modes"] += string(m) + " "
	}
	for _, f := range a.Access {
		out["access"] += fmt.Sprintf("%s=%v%s ", f.Feature, f.Has, f.Note)
	}
	for _, x := range a.Terms {
		out["terms"] += fmt.Sprintf("%s:%s(%s) ", x.About, x.Name, x.Code)
	}
	for _, x := range a.Cost.Options {
		out["cost"] += fmt.Sprintf("%s %s %s; ", x.Text, x.Amount, x.For)
	}
	for _, x := range a.Contacts {
		out["contacts"] += x.Name.Disclose() + " "
	}
	for _, x := range a.Alerts {
		out["alerts"] += x.Text
	}
	for _, r := range a.Schedule.Rules {
		out["rules"] += strings.TrimSpace(r.Start.String()+" "+r.RRule()) + " "
		for _, x := range r.Except {
			out["rules"] += "not " + x.String() + " "
		}
		out["rules"] += r.From.String() + "-" + r.To.String() + ";"
	}
	out["places"] = fmt.Sprint(a.Capacity.Available.Value, "/", a.Capacity.Maximum.Value, " ", a.Capacity.State)
	for _, l := range a.Locations {
		out["place"] = strings.Join(l.Address.Lines, "|") + " " + l.Address.Town + " " + l.Address.Region + " " + l.Address.Country + " " + l.Address.Postcode.Disclose() + l.Address.PostcodeText
		out["site"] = l.Name + " " + string(l.Kind) + " " + l.URL + " " + l.Coordinates.String()
		for _, f := range l.Access {
			out["site access"] += fmt.Sprintf("%s=%v ", f.Feature, f.Has)
		}
	}
	return out
}

// TestEachMember reads one member at a time: what comes of it, and the faults.
func TestEachMember(t *testing.T) {
	for _, c := range []struct {
		members, field, want string
		faults               []hsds.FaultKind
	}{
		{`"description":7`, "description", "7", []hsds.FaultKind{hsds.WrongType}},
		{`"description":null`, "description", "", nil},
		{`"url":" https://a.example/x "`, "url", "https://a.example/x", nil},
		{`"url":"http://a.example"`, "url", "http://a.example", nil},
		{`"url":"a.example"`, "url", "", []hsds.FaultKind{hsds.BadURL}},
		{`"url":"https://a.example/<b>"`, "url", "", []hsds.FaultKind{hsds.BadURL}},
		{`"url":""`, "url", "", nil},
		// Where it is held, and how it is led.
		{`"eventAttendanceMode":"https://schema.org/OfflineEventAttendanceMode"`, "modes", "in-person ", nil},
		{`"eventAttendanceMode":"OnlineEventAttendanceMode"`, "modes", "online ", nil},
		{`"eventAttendanceMode":"https://schema.org/MixedEventAttendanceMode"`, "modes", "in-person online ", nil},
		{`"eventAttendanceMode":"https://schema.org/Telepathic"`, "modes", "", []hsds.FaultKind{hsds.BadEnum}},
		{`"leader":[{"givenName":"Ann"},{"familyName":"Persona"},{"name":"Bo Persona"},{}]`, "contacts", "Ann Persona Bo Persona ", nil},
		{`"organizer":{"name":"Baths","url":"https://b.example"}`, "provider", "Baths", nil},
		{`"organizer":["Baths",{"name":"Club"}]`, "provider", "Club", nil},
		{`"organizer":{"@id":"o"}`, "provider", "", []hsds.FaultKind{hsds.Missing}},
		// Status.
		{`"eventStatus":"https://schema.org/EventScheduled"`, "status", "active", nil},
		{`"eventStatus":"https://schema.org/EventRescheduled"`, "status", "active", nil},
		{`"eventStatus":"EventPostponed"`, "status", "temporarily-closed", nil},
		{`"eventStatus":"https://schema.org/EventCancelled"`, "status", "temporarily-closed", nil},
		{`"eventStatus":"soon"`, "status", "active", []hsds.FaultKind{hsds.BadEnum}},
		// For whom.
		{`"genderRestriction":"oa:MaleOnly"`, "gender", "men", nil},
		{`"genderRestriction":"https://openactive.io/FemaleOnly"`, "gender", "women", nil},
		{`"genderRestriction":"https://openactive.io/NoRestriction"`, "gender", "none", nil},
		{`"genderRestriction":"None"`, "gender", "none", nil},
		{`"genderRestriction":"x"`, "gender", "none", []hsds.FaultKind{hsds.BadEnum}},
		{`"ageRestriction":{"minValue":16,"maxValue":150}`, "ages", "16y-150y", nil},
		{`"ageRestriction":{"minValue":0}`, "ages", "all", nil},
		{`"ageRestriction":{"maxValue":0}`, "ages", "-0y", nil},
		{`"ageRestriction":{"minValue":16.0}`, "ages", "16y-", nil},
		{`"ageRestriction":{"minValue":151}`, "ages", "18y-", []hsds.FaultKind{hsds.BadAge}},
		{`"ageRestriction":{"minValue":5,"maxValue":4}`, "ages", "18y-", []hsds.FaultKind{hsds.MinAboveMax}},
		{`"ageRestriction":{}`, "ages", "18y-", []hsds.FaultKind{hsds.BadAge}},
		{`"additionalAdmissionRestriction":["Bring a friend","",3]`, "conditions", "Bring a friend|3", []hsds.FaultKind{hsds.WrongType}},
		{`"additionalAdmissionRestriction":"Bring a friend"`, "conditions", "Bring a friend", nil},
		// Access.
		{`"accessibilitySupport":[{"prefLabel":"Hearing impairment"},{"prefLabel":"Sign language"},{"x":1}]`, "access", "hearing-impairment-support=yes x-note=unknownSign language ", nil},
		{`"accessibilityInformation":"Ramp at the back"`, "access", "x-note=unknownRamp at the back ", nil},
		{`"accessibilityInformation":""`, "access", "", nil},
		{`"level":["BEGINNERS","Advanced"]`, "access", "beginners-welcome=yes ", nil},
		{`"level":["beginner"]`, "access", "beginners-welcome=yes ", nil},
		{`"level":["Advanced"]`, "access", "", nil},
		{`"level":"Advanced"`, "terms", "level:Advanced() ", nil},
		// What.
		{`"activity":["Walking"]`, "terms", "activity:Walking() ", nil},
		{
			`"activity":[{"prefLabel":"Tennis","@id":"https://openactive.io/facility-types#t"},{"id":"https://openactive.io/activity-list#w"},{"@id":"urn:own"},{}]`, "terms",
			"activity:Tennis(openActiveFacility:t) activity:(openActiveActivity:w) activity:(urn:own) ", nil,
		},
		{`"attendeeInstructions":"Ring","meetingPoint":"the bell","schedulingNote":"twice"`, "alerts", "Ring\nthe bell\ntwice", nil},
		// Where.
		{`"location":{"name":"Hall","url":"https://h.example","geo":{"latitude":53.4,"longitude":-2.3}}`, "site", "Hall physical https://h.example 53.400000,-2.300000", nil},
		{`"location":[{"name":"Hall"},{"name":"Other"}]`, "site", "Hall physical  ", nil},
		{`"location":{"type":"VirtualLocation","name":"Zoom"}`, "site", "Zoom virtual  ", nil},
		{`"location":"Hall"`, "site", "", []hsds.FaultKind{hsds.WrongType}},
		{`"location":{"name":"Hall","geo":{"latitude":153.4,"longitude":-2.3}}`, "site", "Hall physical  ", []hsds.FaultKind{hsds.BadPosition}},
		{`"location":{"address":"1 High St"}`, "place", "1 High St    ", nil},
		{
			`"location":{"address":{"streetAddress":"1 High St, ,","addressLocality":"Sale","addressRegion":"Cheshire","addressCountry":" gb ","postalCode":"m33 1aa"}}`, "place",
			"1 High St Sale Cheshire GB M33 1AA",
			[]hsds.FaultKind{hsds.StrayBlanks},
		},
		{`"location":{"address":{"streetAddress":"1 High St","addressCountry":"United Kingdom","postalCode":"none"}}`, "place", "1 High St    none", []hsds.FaultKind{hsds.BadPostcode}},
		{`"location":{"address":{"addressLocality":"Sale"}}`, "place", " Sale   ", nil},
		{
			`"location":{"amenityFeature":[{"@type":"Parking","value":false},{"@type":"ChangingFacilities","value":true},{"@type":"AZ","value":true},{"@type":"Creche"},{"value":true}]}`, "site access",
			"parking=no x-changing-facilities=yes x-a-z=yes ", nil,
		},
		// Places.
		{`"maximumAttendeeCapacity":10,"remainingAttendeeCapacity":10`, "places", "10/10 limited", nil},
		{`"maximumAttendeeCapacity":10,"remainingAttendeeCapacity":11`, "places", "0/10 ", nil},
		{`"maximumAttendeeCapacity":10,"remainingAttendeeCapacity":0`, "places", "0/10 full", nil},
		{`"remainingAttendeeCapacity":1073741824`, "places", "1073741824/0 limited", nil},
		{`"remainingAttendeeCapacity":1073741825`, "places", "0/0 ", []hsds.FaultKind{hsds.BadCapacity}},
		{`"remainingAttendeeCapacity":-1`, "places", "0/0 ", []hsds.FaultKind{hsds.BadCapacity}},
		{`"maximumAttendeeCapacity":"ten"`, "places", "0/0 ", []hsds.FaultKind{hsds.BadCapacity}},
	} {
		a, p := event(t, c.members)
		require.Equal(t, c.want, told(a)[c.field], c.members)
		require.Equal(t, c.faults, kinds(p), c.members)
	}
}

// TestOffers: prices in pence, for whom, and what is not a price.
func TestOffers(t *testing.T) {
	const gbp = `,"priceCurrency":"GBP"`
	for _, c := range []struct {
		offer, want string
		faults      []hsds.FaultKind
	}{
		{`"price":4.5` + gbp, " GBP 450 ; ", nil},
		{`"price":4.05` + gbp, " GBP 405 ; ", nil},
		{`"price":4` + gbp, " GBP 400 ; ", nil},
		{`"price":4.500` + gbp, " GBP 450 ; ", nil},
		{`"price":123456789` + gbp, " GBP 12345678900 ; ", nil},
		{`"price":1234567890` + gbp, "  ; ", []hsds.FaultKind{hsds.BadCost}},
		{`"price":4.505` + gbp, "  ; ", []hsds.FaultKind{hsds.BadCost}},
		{`"price":-4` + gbp, "  ; ", []hsds.FaultKind{hsds.BadCost}},
		{`"price":"TBC"` + gbp, "  ; ", []hsds.FaultKind{hsds.BadCost}},
		{`"price":".5"` + gbp, "  ; ", []hsds.FaultKind{hsds.BadCost}},
		{`"price":0`, " GBP 0 ; ", nil},
		{`"price":3`, "  ; ", []hsds.FaultKind{hsds.Missing, hsds.BadCost}},
		{`"price":3,"priceCurrency":"pounds"`, "  ; ", []hsds.FaultKind{hsds.BadEnum}},
		{`"name":"Donation"`, "Donation  ; ", nil},
		{`"name":"Adult non-member","price":1` + gbp, "Adult non-member GBP 100 non-member; ", nil},
		{`"name":"Non Members","price":1` + gbp, "Non Members GBP 100 non-member; ", nil},
		{`"name":"Members","price":1` + gbp, "Members GBP 100 member; ", nil},
		{`"name":"Carers","price":1` + gbp, "Carers GBP 100 carer; ", nil},
		{`"name":"Concession","price":1` + gbp, "Concession GBP 100 concession; ", nil},
		{`"name":"Student","price":1` + gbp, "Student GBP 100 concession; ", nil},
		{`"name":"Under 16s","price":1` + gbp, "Under 16s GBP 100 child; ", nil},
		{`"name":"Junior","price":1` + gbp, "Junior GBP 100 child; ", nil},
		{`"name":"Children","price":1` + gbp, "Children GBP 100 child; ", nil},
		{`"name":"Red","price":1,"ageRestriction":{"minValue":60}` + gbp, "Red GBP 100 concession; ", nil},
		{`"name":"Red","price":1,"eligibleEntitlementType":["x"]` + gbp, "Red GBP 100 concession; ", nil},
	} {
		a, p := event(t, `"offers":["free",{"@type":"Offer",`+c.offer+`}]`)
		require.Equal(t, c.want, told(a)["cost"], c.offer)
		require.Equal(t, c.faults, kinds(p), c.offer)
		require.Equal(t, strings.Contains(c.want, "GBP"), a.Cost.Standing == activity.Known, c.offer)
	}
}

// TestSchedules: the recurrence of a schedule, by what it says.
func TestSchedules(t *testing.T) {
	const start = `,"startDate":"2026-09-01","startTime":"10:00","endTime":"11:00"`
	for _, c := range []struct {
		schedule, rules, text string
		faults                []hsds.FaultKind
	}{
		{`"byDay":["https://schema.org/Tuesday","TH"]` + start, "2026-09-01 FREQ=WEEKLY;BYDAY=TU,TH 10:00-11:00;", "", nil},
		{`"byDay":"schema:Tuesday"` + start, "", "schema:Tuesday startTime 10:00 endTime 11:00 startDate 2026-09-01", []hsds.FaultKind{hsds.BadRule, hsds.BadRule}},
		{`"repeatFrequency":"P1D"` + start, "2026-09-01 FREQ=DAILY 10:00-11:00;", "", nil},
		{`"repeatFrequency":"P14D"` + start, "2026-09-01 FREQ=DAILY;INTERVAL=14 10:00-11:00;", "", nil},
		{`"repeatFrequency":"P1M","byDay":["2TU","-1FR"]` + start, "2026-09-01 FREQ=MONTHLY;BYDAY=2TU,-1FR 10:00-11:00;", "", nil},
		{`"repeatFrequency":"P1M","byMonthDay":[1,-1]` + start, "2026-09-01 FREQ=MONTHLY;BYMONTHDAY=1,-1 10:00-11:00;", "", nil},
		{`"repeatFrequency":"P1Y","byMonth":5,"byMonthDay":1` + start, "2026-09-01 FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=1 10:00-11:00;", "", nil},
		{`"repeatFrequency":"P1W","byDay":["MO"],"startTime":"10:00"`, "FREQ=WEEKLY;BYDAY=MO 10:00-;", "", nil},
		{`"repeatFrequency":"P1W","byDay":["MO"],"endTime":"10:00"`, "FREQ=WEEKLY;BYDAY=MO -;", "", nil},
		{`"repeatFrequency":"P1W","repeatCount":4,"endDate":"2026-12-31"` + start, "2026-09-01 FREQ=WEEKLY;COUNT=4 10:00-11:00;", "", nil},
		{`"repeatFrequency":"P1W","endDate":"2026-12-31"` + start, "2026-09-01 FREQ=WEEKLY;UNTIL=20261231 10:00-11:00;", "", nil},
		{`"repeatFrequency":"P1W","exceptDate":["2026-09-08T09:00:00Z","2026-09-15","soon","2026-99-99"]` + start, "2026-09-01 FREQ=WEEKLY not 2026-09-08 not 2026-09-15 10:00-11:00;", "", nil},
		{`"repeatFrequency":"P999W"` + start, "2026-09-01 FREQ=WEEKLY;INTERVAL=999 10:00-11:00;", "", nil},
		// No rule: without an anchor, or that nobody can follow.
		{`"repeatFrequency":"P2W","byDay":["MO"],"startTime":"10:00"`, "", "MO startTime 10:00 repeatFrequency P2W", nil},
		{`"repeatFrequency":"P1W","startTime":"10:00"`, "", "startTime 10:00 repeatFrequency P1W", nil},
		{`"repeatFrequency":"P1W","byDay":["MO"],"repeatCount":3,"startTime":"10:00"`, "", "MO startTime 10:00 repeatFrequency P1W", nil},
		{`"repeatFrequency":"P0W"` + start, "", "startTime 10:00 endTime 11:00 repeatFrequency P0W startDate 2026-09-01", []hsds.FaultKind{hsds.BadRule}},
		{`"repeatFrequency":"PW"` + start, "", "startTime 10:00 endTime 11:00 repeatFrequency PW startDate 2026-09-01", []hsds.FaultKind{hsds.BadRule}},
		{`"repeatFrequency":"1WW"` + start, "", "startTime 10:00 endTime 11:00 repeatFrequency 1WW startDate 2026-09-01", []hsds.FaultKind{hsds.BadRule}},
		{`"repeatFrequency":"P1H"` + start, "", "startTime 10:00 endTime 11:00 repeatFrequency P1H startDate 2026-09-01", []hsds.FaultKind{hsds.BadRule}},
		{`"repeatFrequency":"P/W"` + start, "", "startTime 10:00 endTime 11:00 repeatFrequency P/W startDate 2026-09-01", []hsds.FaultKind{hsds.BadRule}},
		{`"repeatFrequency":"P:W"` + start, "", "startTime 10:00 endTime 11:00 repeatFrequency P:W startDate 2026-09-01", []hsds.FaultKind{hsds.BadRule}},
		{`"startTime":"10:00"`, "", "startTime 10:00", []hsds.FaultKind{hsds.BadRule}},
		{`"byDay":["MO"],"startTime":"ten"`, "FREQ=WEEKLY;BYDAY=MO -;", "", []hsds.FaultKind{hsds.BadTime}},
		{`"byDay":["MO"],"startTime":"10:00","startDate":"soon"`, "FREQ=WEEKLY;BYDAY=MO 10:00-;", "", []hsds.FaultKind{hsds.BadDate}},
		{`"@type":"PartialSchedule","byDay":["https://schema.org/Monday"],"repeatFrequency":"P1W","endDate":"2026-10-01"`, "", "Monday repeatFrequency P1W endDate 2026-10-01", nil},
	} {
		a, p := event(t, `"eventSchedule":["weekly",{`+c.schedule+`}]`)
		got := told(a)
		require.Equal(t, c.rules, got["rules"], c.schedule)
		require.Equal(t, c.text, got["text"], c.schedule)
		require.Equal(t, c.faults, kinds(p), c.schedule)
	}
}

func TestOpeningHoursOfAFacility(t *testing.T) {
	for _, c := range []struct {
		hours, rules string
		faults       []hsds.FaultKind
	}{
		{`{"dayOfWeek":["https://schema.org/Monday","https://schema.org/Friday"],"opens":"09:00","closes":"17:00"}`, "FREQ=WEEKLY;BYDAY=MO,FR 09:00-17:00;", nil},
		{`[{"dayOfWeek":"Sunday","opens":"09:00","closes":"17:00","validFrom":"2026-01-01","validThrough":"2026-06-30"}]`, "FREQ=WEEKLY;BYDAY=SU 09:00-17:00;", nil},
		{`{"dayOfWeek":"PublicHolidays","opens":"09:00","closes":"17:00"}`, "", nil},
		{`{"dayOfWeek":"Sunday","closes":"17:00"}`, "", nil},
		{`{"dayOfWeek":"Sunday","opens":"09:00","validFrom":"2026-07-01","validThrough":"2026-06-30"}`, "", []hsds.FaultKind{hsds.BadRule}},
	} {
		a, p := event(t, `"openingHoursSpecification":`+c.hours)
		require.Equal(t, c.rules, told(a)["rules"], c.hours)
		require.Equal(t, c.faults, kinds(p), c.hours)
		if strings.Contains(c.hours, `"validFrom":"2026-01`) {
			require.Equal(t, "2026-01-01 2026-06-30", a.Schedule.Rules[0].ValidFrom.String()+" "+a.Schedule.Rules[0].ValidTo.String())
		}
	}
}

// TestOneDate: an event without a schedule takes place once.
func TestOneDate(t *testing.T) {
	for members, want := range map[string]string{
		`"startDate":"2026-10-24T18:00:00Z","endDate":"2026-10-24T19:30:00Z"`: "10-24 19:00-20:30",
		`"startDate":"2026-10-25T18:00Z","endDate":"2026-10-26T17:59:59Z"`:    "10-25 18:00-17:59:59",
		`"startDate":"2026-10-25T18:00:00Z","endDate":"2026-10-26T18:00:00Z"`: "10-25 18:00-",
		`"startDate":"2026-10-25T18:00:00Z","endDate":"2026-10-25T18:00:00Z"`: "10-25 18:00-",
		`"startDate":"2026-10-25T18:00:00+02:00"`:                             "10-25 16:00-",
		`"startDate":"2026-10-25T18:00:00.1234567Z"`:                          "10-25 18:00-",
		`"startDate":"2026-10-25"`:                                            "",
		`"startDate":"2026-10-25T18:00:00","endDate":"2026-10-25T19:00:00Z"`:  "no-offset",
		`"startDate":"2026-10-25T18:00:00Z","eventStatus":"EventCancelled"`:   "",
	} {
		a, p := event(t, members)
		got := ""
		for _, r := range a.Schedule.Rules {
			got += r.Start.String()[5:] + " " + r.From.String() + "-" + r.To.String()
		}
		for _, f := range p.Faults {
			got += string(f.Kind)
		}
		require.Equal(t, want, got, members)
		if got == "" || got == "no-offset" {
			require.Empty(t, a.Schedule.Zone)
			require.Empty(t, a.Schedule.ZoneRule)
		} else {
			require.Equal(t, "Europe/London", a.Schedule.Zone)
			require.Equal(t, "openactive:assumed-zone", a.Schedule.ZoneRule)
			require.Equal(t, activity.Stated, a.Schedule.Confidence)
		}
	}
}

// inherited names each thing that a date may leave to its series, and the series
// to its course: the member, and what comes of it.
var inherited = []struct{ member, field, want string }{
	{`"description":"Warm water"`, "description", "Warm water"},
	{`"url":"https://a.example"`, "url", "https://a.example"},
	{`"attendeeInstructions":"Ring"`, "alerts", "Ring"},
	{`"genderRestriction":"FemaleOnly"`, "gender", "women"},
	{`"activity":["Aqua"]`, "terms", "activity:Aqua() "},
	{`"level":["Advanced"]`, "terms", "level:Advanced() "},
	{`"eventAttendanceMode":"OnlineEventAttendanceMode"`, "modes", "online "},
	{`"accessibilityInformation":"Ramp"`, "access", "x-note=unknownRamp "},
	{`"additionalAdmissionRestriction":["Bring a friend"]`, "conditions", "Bring a friend"},
	{`"leader":[{"name":"Ann Persona"}]`, "contacts", "Ann Persona "},
	{`"organizer":{"name":"Baths"}`, "provider", "Baths"},
	{`"location":{"name":"Hall"}`, "site", "Hall physical  "},
	{`"ageRestriction":{"minValue":50}`, "ages", "50y-"},
	{`"offers":[{"price":2,"priceCurrency":"GBP"}]`, "cost", " GBP 200 ; "},
	{`"eventSchedule":[{"@type":"Schedule","byDay":["MO"],"startTime":"10:00","scheduleTimezone":"Europe/Paris"}]`, "rules", "FREQ=WEEKLY;BYDAY=MO 10:00-;"},
	{`"eventSchedule":[{"@type":"Schedule","byDay":["MO"],"startTime":"10:00","scheduleTimezone":"Europe/Paris"}]`, "zone", "Europe/Paris"},
	{`"eventSchedule":[{"@type":"PartialSchedule","startTime":"10:00"}]`, "text", "startTime 10:00"},
}

// TestWhatIsInherited: from a parent that stands within, from one in an item of
// its own that comes before or after, and from the parent of the parent; and
// never in place of what is said.
func TestWhatIsInherited(t *testing.T) {
	item := func(kind, id, members string) string {
		return `{"state":"updated","kind":"` + kind + `","id":"` + id + `","modified":1,"data":{"@type":"` + kind + `","@id":"` + id + `"` + members + `}}`
	}
	for _, x := range inherited {
		for name, items := range map[string][]string{
			"within":       {item("Event", "e", `,"name":"x","superEvent":{"@type":"EventSeries","@id":"p",`+x.member+`}`)},
			"unnamed":      {item("Event", "e", `,"name":"x","superEvent":{"@type":"EventSeries",`+x.member+`}`)},
			"before":       {item("EventSeries", "p", `,`+x.member), item("Event", "e", `,"name":"x","superEvent":"p"`)},
			"after":        {item("Event", "e", `,"name":"x","superEvent":"p"`), item("EventSeries", "p", `,`+x.member)},
			"by reference": {item("CourseInstance", "e", `,"name":"x","instanceOfCourse":{"@type":"Course","@id":"p",`+x.member+`}`)},
			"grandparent": {
				item("EventSeries", "q", `,`+x.member), item("EventSeries", "p", `,"superEvent":"q"`),
				item("Event", "e", `,"name":"x","superEvent":"p"`),
			},
		} {
			c := openactive.NewCatalogue(&openactive.Options{Source: "x"})
			c.Apply(read(t, page("n", items...)))
			require.Equal(t, x.want, told(one(t, c))[x.field], "%s, %s", x.member, name)
		}
	}
	// What is said stands.
	own := `,"name":"x","description":"own","genderRestriction":"MaleOnly","level":["L"],"location":{"name":"Own"},"offers":[{"price":1,"priceCurrency":"GBP"}],"ageRange":{"minValue":20},"superEvent":"p"`
	c := openactive.NewCatalogue(&openactive.Options{Source: "x"})
	c.Apply(read(t, page("n", item("Event", "e", own), item("EventSeries", "p", `,"description":"p","genderRestriction":"FemaleOnly","level":["P"],"location":{"name":"P"},"offers":[{"price":9,"priceCurrency":"GBP"}],"ageRange":{"minValue":60}`))))
	a := one(t, c)
	got := told(a)
	require.Equal(t, []string{"own", "men", "level:L() ", "Own physical  ", " GBP 100 ; "}, []string{got["description"], got["gender"], got["terms"], got["site"], got["cost"]})
	require.Equal(t, "20y-", a.Eligibility.SuitsAges.Value.String())
}

// TestEventsWithinTheirSeries: a series of events is no activity, the events
// that it holds are, and All and the changes tell the same.
func TestEventsWithinTheirSeries(t *testing.T) {
	c := openactive.NewCatalogue(&openactive.Options{Source: "x"})
	changes := c.Apply(read(t, page("n", `{"state":"updated","kind":"EventSeries","id":"p","modified":1,"data":{"@type":"EventSeries","@id":"p","name":"Runs","description":"In the park",
		"subEvent":["e0",{"@type":"Event","@id":"e1","name":"First","startDate":"2026-10-24T18:00:00Z"},{"@type":"Event","@id":"e2","startDate":"2026-10-31T18:00:00Z"}]}}`)))
	var all []activity.Activity
	for a := range c.All() {
		all = append(all, a)
	}
	require.Equal(t, changes.Updated, all)
	require.Len(t, all, 2)
	names := []string{all[0].Name, all[1].Name}
	slices.Sort(names)
	require.Equal(t, []string{"First", "Runs"}, names)
	require.Equal(t, "In the park", all[0].Description)
	require.Zero(t, c.Waiting())
	changes = c.Apply(read(t, page("n", `{"state":"deleted","kind":"EventSeries","id":"p","modified":2}`)))
	require.Len(t, changes.Removed, 2)
	for range c.All() {
		t.Fatal("an event of a series that is gone")
	}
}

// TestTheEventsOfACourseAreItsDates, whether they stand within or come as items
// of their own, before the course or after it, with identifiers or without.
func TestTheEventsOfACourseAreItsDates(t *testing.T) {
	const course = `{"state":"updated","kind":"CourseInstance","id":"c","modified":1,"data":{"@type":"CourseInstance","@id":"c","name":"Netball","startDate":"2026-10-02T19:15:00Z","endDate":"2026-10-16T19:45:00Z"%s}}`
	event := func(id, day string) string {
		return `{"@type":"Event",` + id + `"startDate":"2026-10-` + day + `T19:15:00Z","endDate":"2026-10-` + day + `T19:45:00Z"`
	}
	item := func(id, day string) string {
		return `{"state":"updated","kind":"Event","id":"` + id + `","modified":1,"data":` + event(`"@id":"`+id+`",`, day) + `,"superEvent":"c"}}`
	}
	within := fmt.Sprintf(course, `,"subEvent":[`+event("", "02")+`},`+event("", "09")+`},`+event("", "16")+`,"eventStatus":"EventCancelled"}]`)
	bare := fmt.Sprintf(course, "")
	for name, items := range map[string][]string{
		"within": {within},
		"before": {item("a", "02"), item("b", "09"), bare},
		"after":  {bare, item("b", "09"), item("a", "02")},
	} {
		c := openactive.NewCatalogue(&openactive.Options{Source: "x"})
		shown := map[activity.ID]bool{}
		for _, it := range items {
			changes := c.Apply(read(t, page("n", it)))
			for _, a := range changes.Updated {
				shown[a.ID] = true
			}
			for _, id := range changes.Removed {
				delete(shown, id)
			}
		}
		a := one(t, c)
		require.Equal(t, map[activity.ID]bool{a.ID: true}, shown, name)
		require.Equal(t, "2026-10-02 20:15-20:45;2026-10-09 20:15-20:45;", told(a)["rules"], name)
	}
	// A course of which no date is known begins when it says.
	c := openactive.NewCatalogue(&openactive.Options{Source: "x"})
	c.Apply(read(t, page("n", bare)))
	require.Equal(t, "2026-10-02 20:15-;", told(one(t, c))["rules"])
	// The events of any other event stand for themselves.
	c = openactive.NewCatalogue(&openactive.Options{Source: "x"})
	changes := c.Apply(read(t, page("n", strings.ReplaceAll(within, "CourseInstance", "HeadlineEvent"))))
	require.Len(t, changes.Updated, 4)
}

// TestASessionThatHoldsItsSeries: the series is known only through its dates.
func TestASessionThatHoldsItsSeries(t *testing.T) {
	session := func(id, start string) string {
		return `{"state":"updated","kind":"ScheduledSession","id":"` + id + `","modified":1,"data":{"@type":"ScheduledSession","@id":"` + id + `","startDate":"` + start + `",
			"superEvent":{"@type":"SessionSeries","@id":"s","name":"Aqua","organizer":{"@id":"o","name":"Baths"},"location":{"name":"Pool"}}}}`
	}
	c := openactive.NewCatalogue(&openactive.Options{Source: "x"})
	c.Apply(read(t, page("n", session("b", "2026-10-31T18:00:00Z"), session("a", "2026-10-24T18:00:00Z"))))
	a := one(t, c)
	require.Equal(t, "Aqua", a.Name)
	require.Equal(t, "Baths", a.ProviderName)
	require.Len(t, a.Schedule.Rules, 2)
	require.Equal(t, "2026-10-24", a.Schedule.Rules[0].Start.String(), "in order of start")
	require.Zero(t, c.Waiting())
	for p := range c.Providers() {
		require.Equal(t, a.Provider, p.ID)
	}
	changes := c.Apply(read(t, page("n", `{"state":"deleted","kind":"ScheduledSession","id":"b","modified":1}`)))
	require.Len(t, changes.Updated, 1)
	changes = c.Apply(read(t, page("n", `{"state":"deleted","kind":"ScheduledSession","id":"a","modified":1}`)))
	require.Equal(t, []activity.ID{a.ID}, changes.Removed)
}

// TestItemsThatAreNone: what is lost is counted, and what can be kept is.
func TestItemsThatAreNone(t *testing.T) {
	for _, c := range []struct {
		in     string
		items  int
		lost   int
		id     string
		faults []hsds.FaultKind
	}{
		{`{"@type":"Event","name":"x"}`, 1, 0, "x", nil},
		{`{"@type":"Event","@id":"e","name":"x"}`, 1, 0, "e", nil},
		{`{"type":"Event","id":"e","name":"x"}`, 1, 0, "e", nil},
		{`{"type":"Event","identifier":17,"name":"x"}`, 1, 0, "17", nil},
		{`[{"@type":"Event","@id":"e"},{"@type":"Event"},7]`, 1, 2, "e", []hsds.FaultKind{hsds.NotAService, hsds.NotAService}},
		{`{"@type":"https://schema.org/Event","@id":"e"}`, 1, 0, "e", nil},
		{`{"@type":"schema:Event","@id":"e"}`, 1, 0, "e", nil},
		{`{"@type":"Concert","@id":"e"}`, 1, 0, "e", []hsds.FaultKind{hsds.UnknownValue}},
		{`{"next":"n","items":[{"state":"updated","kind":"Event","id":"k","modified":1,"data":{"@type":"Event","name":"x"}}]}`, 1, 0, "k", nil},
		{`{"next":"n","items":[{"state":"updated","kind":"Event","modified":1,"data":{"@type":"Event","@id":"d"}}]}`, 0, 1, "", []hsds.FaultKind{hsds.NotAService}},
		{`{"next":"n","items":[{"state":"updated","kind":"Event","modified":1,"data":{"@type":"Event","@id":"d","name":"x"}}]}`, 1, 0, "d", nil},
		{`{"next":"n","items":[{"state":"deleted","kind":"Event","modified":1}]}`, 0, 1, "", []hsds.FaultKind{hsds.NotAService}},
		{`{"items":[]}`, 0, 0, "", []hsds.FaultKind{hsds.Missing}},
		{`7`, 0, 1, "", nil},
		{`{"@type":"ScheduledSession","@id":"e","superEvent":"p"}`, 1, 0, "e", []hsds.FaultKind{hsds.Missing}},
		{`{"@type":"ScheduledSession","@id":"e","startDate":"2026-10-31T18:00:00Z"}`, 1, 0, "e", []hsds.FaultKind{hsds.Dangling}},
		{`{"@type":"Slot","@id":"e","startDate":"2026-10-31T18:00:00Z","facilityUse":7}`, 1, 0, "e", []hsds.FaultKind{hsds.WrongType, hsds.Dangling}},
		{`{"@type":"CourseInstance","@id":"e","instanceOfCourse":7}`, 1, 0, "e", nil},
		{`{"@type":"Place","@id":"e","name":"x"}`, 1, 0, "e", nil},
	} {
		p := read(t, c.in)
		require.Len(t, p.Items, c.items, c.in)
		require.Equal(t, c.lost, p.Lost, c.in)
		require.Equal(t, c.faults, kinds(p), c.in)
		if c.items == 1 {
			require.Equal(t, c.id, p.Items[0].ID, c.in)
		}
	}
}

// TestVersionsAreNumbers, whichever way they are written; what is none counts as
// the oldest.
func TestVersionsAreNumbers(t *testing.T) {
	for in, want := range map[string]int64{`5`: 5, `"5"`: 5, `-3`: -3, `"5x"`: 0, `5.5`: 0, `null`: 0, `"--3"`: 0, `1790000000000`: 1790000000000, `99999999999999999999`: 0} {
		p := read(t, page("n", `{"state":"deleted","kind":"Event","id":"e","modified":`+in+`}`))
		require.Equal(t, want, p.Items[0].Modified, in)
	}
}

// TestFaultsAreBounded: two hundred of one item are told and the rest counted;
// of the next item they are told again.
func TestFaultsAreBounded(t *testing.T) {
	many := func(id string, n int) string {
		return `{"state":"updated","kind":"Event","id":"` + id + `","modified":1,"data":{"@type":"Event","@id":"` + id + `","name":"x","additionalAdmissionRestriction":[` +
			strings.TrimSuffix(strings.Repeat("7,", n), ",") + `]}}`
	}
	p := read(t, page("n", many("a", 200), many("b", 203), many("c", 1)))
	require.Len(t, p.Faults, 401)
	require.Equal(t, 3, p.Omitted)
	require.Equal(t, "c", p.Faults[400].Record)
	require.Equal(t, "/items/2/data/additionalAdmissionRestriction/0", p.Faults[400].Pointer)
	var items []string
	for i := range 51 {
		items = append(items, many(fmt.Sprint("i", i), 200))
	}
	p = read(t, page("n", items...))
	require.Len(t, p.Faults, 10_000)
	require.Equal(t, 200, p.Omitted)
	// A record is named by its identifier unless that may be personal.
	for id, want := range map[string]string{strings.Repeat("x", 64): strings.Repeat("x", 64), strings.Repeat("x", 65): "", "a b": "", "a@b": ""} {
		require.Equal(t, want, read(t, page("n", many(id, 1))).Faults[0].Record)
	}
}

// TestZonesOfDates: the host's zone shows dates that name none.
func TestZonesOfDates(t *testing.T) {
	const in = `{"@type":"Event","@id":"e","name":"x","startDate":"2026-10-24T18:00:00Z","endDate":"2026-10-24T19:00:00Z"}`
	for zone, want := range map[string]string{"": "19:00 Europe/London", "Europe/Paris": "20:00 Europe/Paris", "Nowhere": "18:00 UTC"} {
		c := openactive.NewCatalogue(&openactive.Options{Zone: zone})
		c.Apply(read(t, in))
		a := one(t, c)
		require.Equal(t, want, a.Schedule.Rules[0].From.String()+" "+a.Schedule.Zone)
	}
	// A cancelled date is read in the zone of its series.
	c := openactive.NewCatalogue(&openactive.Options{Source: "x"})
	c.Apply(read(t, page("n", strings.Replace(series, "Europe/London", "Europe/Paris", 1),
		strings.Replace(session("a", "2026-09-29T08:00:00Z", 6, 3), `"startDate"`, `"eventStatus":"EventCancelled","startDate"`, 1))))
	a := one(t, c)
	require.Equal(t, "2026-09-29T10:00", a.Schedule.Closed[0].String())
	next, ok := a.Schedule.Next(time.Date(2026, 9, 20, 0, 0, 0, 0, time.UTC))
	require.True(t, ok)
	require.Equal(t, "2026-10-13T08:00:00Z", next.Start.UTC().Format(time.RFC3339))
}
