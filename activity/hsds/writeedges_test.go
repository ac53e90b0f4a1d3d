package hsds_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/activity/hsds"
	"github.com/socialprescribing/socialprescribing/person"
)

// change is one thing that an activity or its provider can say.
type change struct {
	name string
	do   func(a *activity.Activity, p *activity.Provider)
	// lost are the pointers listed when HSDS members may be written, only those
	// of the strict profile; "" for none.
	lost, only string
}

func day(s string) activity.Day { return activity.MustParseDay(s) }

// hall returns the only location of the activity.
func hall(a *activity.Activity) *activity.Location {
	if len(a.Locations) == 0 {
		a.Locations = []activity.Location{{ID: activity.DeriveLocationID("t", "hall"), Kind: activity.Physical, Name: "Hall"}}
	}
	return &a.Locations[0]
}

func ruled(r activity.Rule) func(*activity.Activity, *activity.Provider) {
	return func(a *activity.Activity, _ *activity.Provider) {
		a.Schedule = activity.Schedule{Zone: "Europe/London", ZoneRule: "hsds:assumed-zone", Confidence: activity.Stated, Rules: []activity.Rule{r}}
	}
}

var mondays = []activity.NthDay{activity.Every(activity.Monday)}

// changes name each part of a record, and what of it cannot be carried.
var changes = []change{
	{"nothing", func(*activity.Activity, *activity.Provider) {}, "", ""},
	{"an alert", func(a *activity.Activity, _ *activity.Provider) { a.Alerts = []activity.Alert{{Text: "closed"}} }, "", ""},
	{"an alert from a day", func(a *activity.Activity, _ *activity.Provider) {
		a.Alerts = []activity.Alert{{Text: "closed", From: day("2026-01-01")}}
	}, "/alerts/0/from", "/alerts/0/from"},
	{"an alert until a day", func(a *activity.Activity, _ *activity.Provider) {
		a.Alerts = []activity.Alert{{Text: "closed", Until: day("2026-01-01")}}
	}, "/alerts/0/from", "/alerts/0/from"},
	{"a way in words", func(a *activity.Activity, _ *activity.Provider) { a.Routes = []activity.RouteOption{{Text: "ring"}} }, "", "/routes"},
	{"a way with an issuer", func(a *activity.Activity, _ *activity.Provider) {
		a.Routes = []activity.RouteOption{{Route: activity.Voucher, Issuer: "GP"}}
	}, "", "/routes/0/issuer"},
	{"a way with a page", func(a *activity.Activity, _ *activity.Provider) {
		a.Routes = []activity.RouteOption{{Route: activity.SelfReferral, URL: "https://a.example"}}
	}, "/routes/0/url", "/routes/0/url"},
	{"eligibility in words", func(a *activity.Activity, _ *activity.Provider) { a.Eligibility.Text = "adults" }, "", "/eligibility/text"},
	{"a condition", func(a *activity.Activity, _ *activity.Provider) { a.Eligibility.Conditions = []string{"bring a hat"} }, "", "/eligibility/conditions/0"},
	{"ages that are assumed", func(a *activity.Activity, _ *activity.Provider) {
		r, _ := activity.AgesInYears(18, -1)
		a.Eligibility.Ages, a.Eligibility.SuitsAges = activity.AssumedAs(r, "x:y"), activity.AssumedAs(r, "x:y")
		a.Eligibility.Gender = activity.AssumedAs(activity.WomenOnly, "x:y")
	}, "/eligibility/ages /eligibility/suitsAges /eligibility/gender", "/eligibility/ages /eligibility/suitsAges /eligibility/gender"},
	{"whole years", ages(18*12, 66*12-1), "", ""},
	{"quarters of years", ages(3, 30), "", ""},
	{"three quarters", ages(12+9, -1), "", ""},
	{"a minimum in months", ages(7, 66*12-1), "/eligibility/ages", "/eligibility/ages"},
	{"a maximum in months", ages(12, 31), "/eligibility/ages", "/eligibility/ages"},
	{"a language", func(a *activity.Activity, _ *activity.Provider) {
		a.Languages = []activity.LanguageOffer{{Tag: language.MustParse("cy")}}
	}, "", "/languages"},
	{"a language in words", func(a *activity.Activity, _ *activity.Provider) {
		a.Languages = []activity.LanguageOffer{{Text: "ask"}}
	}, "", "/languages"},
	{"a document", func(a *activity.Activity, _ *activity.Provider) { a.Documents = []string{"Passport"} }, "", "/documents"},
	{"funding", func(a *activity.Activity, _ *activity.Provider) { a.Funding = []string{"Council", "Lottery"} }, "", ""},
	{"a mail address", contact(activity.Contact{Email: "a@b.example"}), "", ""},
	{"two mail addresses", contact(activity.Contact{Email: "a@b.example"}, activity.Contact{Email: "c@d.example"}), "", "/contacts/1/email"},
	{"a department", contact(activity.Contact{Email: "a@b.example"}, activity.Contact{Label: "Desk"}), "", "/contacts/1/label"},
	{"a name", contact(activity.Contact{Email: "a@b.example"}, activity.Contact{Name: person.NewText("Ann Persona")}), "", ""},
	{"a title", contact(activity.Contact{Email: "a@b.example"}, activity.Contact{Role: "Host"}), "", ""},
	{"a telephone", contact(activity.Contact{Email: "a@b.example"}, activity.Contact{Phones: []activity.Phone{{Number: "0161 496 0001", Extension: "7", Kind: "voice", Text: "mornings"}}}), "", "/contacts/1/phones"},
	{"words for a number", contact(activity.Contact{Email: "a@b.example"}, activity.Contact{Phones: []activity.Phone{{Text: "ask inside"}}}), "", "/contacts/1/phones"},
	{"a contact's page", contact(activity.Contact{Email: "a@b.example", URL: "https://a.example"}), "/contacts/0/url", "/contacts/0/url"},
	{"places", func(a *activity.Activity, _ *activity.Provider) {
		a.Capacity = activity.Capacity{State: activity.Limited, Available: activity.KnownAs(3), Maximum: activity.KnownAs(9), Unit: "beds", AsOf: time.Date(2026, 9, 1, 10, 0, 0, 0, time.UTC)}
	}, "", "/capacity"},
	{"places of no unit", func(a *activity.Activity, _ *activity.Provider) {
		a.Capacity = activity.Capacity{Maximum: activity.KnownAs(9), Unit: "places", AsOf: time.Date(2026, 9, 1, 10, 0, 0, 0, time.UTC)}
	}, "", "/capacity"},
	{"places of no date", func(a *activity.Activity, _ *activity.Provider) {
		a.Capacity = activity.Capacity{Maximum: activity.KnownAs(9)}
	}, "/capacity", "/capacity"},
	{"a wait in words", func(a *activity.Activity, _ *activity.Provider) { a.Capacity = activity.Capacity{Text: "weeks"} }, "", "/capacity/text"},
	{"a wait of days", func(a *activity.Activity, _ *activity.Provider) {
		a.Capacity = activity.Capacity{State: activity.Full, WaitDays: activity.KnownAs(14)}
	}, "", ""},
	{"a radius", func(a *activity.Activity, _ *activity.Provider) {
		a.Coverage = activity.Coverage{Standing: activity.Known, Radius: 500}
	}, "", ""},
	{"everywhere", func(a *activity.Activity, _ *activity.Provider) {
		a.Coverage = activity.Coverage{Standing: activity.Known, Everywhere: true}
	}, "", ""},
	{"areas", func(a *activity.Activity, _ *activity.Provider) {
		a.Coverage = activity.Coverage{Standing: activity.Known, Areas: []activity.AreaCode{"E08000009"}, Outward: []activity.AreaCode{"M33"}, Text: "Sale"}
	}, "", ""},
	{"an area in words", func(a *activity.Activity, _ *activity.Provider) { a.Coverage = activity.Coverage{Text: "Sale"} }, "", ""},
	{"who assures", func(a *activity.Activity, _ *activity.Provider) {
		a.Assurance = activity.Assurance{On: day("2026-09-01"), By: "council.example", Due: day("2027-09-01")}
	}, "/assurance/by /assurance/due", "/assurance/by /assurance/due"},
	{"a change of no instant", func(a *activity.Activity, _ *activity.Provider) { a.Source.ModifiedText = "lately" }, "/source/modifiedText", "/source/modifiedText"},
	{"members of the source", func(a *activity.Activity, _ *activity.Provider) {
		a.Source.Extra = json.RawMessage(`{"x":{"y":[1.50,"z"]},"w":true}`)
	}, "", "/source/extra"},
	{"a member that is written already", func(a *activity.Activity, _ *activity.Provider) {
		a.Source.Extra = json.RawMessage(`{"name":"other","x":1}`)
	}, "/source/extra/name", "/source/extra"},
	{"members that are no JSON", func(a *activity.Activity, _ *activity.Provider) { a.Source.Extra = json.RawMessage(`{"x":`) }, "/source/extra", "/source/extra"},
	{"members that are nothing", func(a *activity.Activity, _ *activity.Provider) { a.Source.Extra = json.RawMessage(` `) }, "/source/extra", "/source/extra"},
	{"an end", func(a *activity.Activity, _ *activity.Provider) { a.Ended = day("2026-09-01") }, "", ""},
	{"an invented record", func(a *activity.Activity, _ *activity.Provider) { a.Source.Invented = true }, "", ""},
	{"a mode", func(a *activity.Activity, _ *activity.Provider) { a.Modes = []activity.Mode{activity.Online} }, "", ""},
	{"an assumed category", func(a *activity.Activity, _ *activity.Provider) {
		a.Categories = []activity.Category{{Code: "sp-activity:choir", Standing: activity.Assumed, From: "words"}}
		a.Terms = []activity.Term{{About: "service_type", Name: "Choir or singing group", Code: "sp-activity:choir", Value: "assumed: words"}}
	}, "", "/terms /categories/0/standing"},
	{"a category without its term", func(a *activity.Activity, _ *activity.Provider) {
		a.Schedule.Closed = []activity.LocalTime{day("2026-12-25").At(activity.Clock{})} // the term is new, so that it is not the same
		a.Categories = []activity.Category{{Code: "sp-activity:choir", Standing: activity.Assumed, From: "words"}}
	}, "/schedule/closed", "/schedule/closed /categories/0/standing"},
	{"a term with a code", func(a *activity.Activity, _ *activity.Provider) { a.Terms = []activity.Term{{Name: "N", Code: "77"}} }, "", "/terms"},
	{"a term with a CURIE", func(a *activity.Activity, _ *activity.Provider) {
		a.Terms = []activity.Term{{Name: "N", Code: "esd:7"}}
	}, "", ""},
	{"a term with a UUID", func(a *activity.Activity, _ *activity.Provider) {
		a.Terms = []activity.Term{{Name: "N", Code: "11111111-1111-4111-8111-111111111111"}}
	}, "", ""},
	{"a term with a value", func(a *activity.Activity, _ *activity.Provider) {
		a.Terms = []activity.Term{{Name: "N", Code: "esd:7", Value: "v"}}
	}, "", "/terms"},
	{"a feature that is there", func(a *activity.Activity, _ *activity.Provider) {
		a.Access = activity.Access{{Feature: activity.Lift, Has: person.Yes}}
	}, "", ""},
	{"a feature that is not", func(a *activity.Activity, _ *activity.Provider) {
		a.Access = activity.Access{{Feature: activity.Lift, Has: person.No}}
	}, "", "/access/0"},
	{"a feature with a note", func(a *activity.Activity, _ *activity.Provider) {
		a.Access = activity.Access{{Feature: activity.Lift, Has: person.Yes, Note: "small"}}
	}, "/access/0/note", "/access/0/note"},
	{"a note on a feature", func(a *activity.Activity, _ *activity.Provider) {
		a.Access = activity.Access{{Feature: activity.Lift, Note: "ask"}}
	}, "", "/access/0"},
	// Places.
	{"a hall", func(a *activity.Activity, _ *activity.Provider) { hall(a).Description = "Room 2" }, "", ""},
	{"a hall of no kind", func(a *activity.Activity, _ *activity.Provider) { hall(a).Kind = "" }, "/locations/0/kind", "/locations/0/kind"},
	{"a point", func(a *activity.Activity, _ *activity.Provider) {
		hall(a).Coordinates = activity.MustParseCoordinates("53.420000,-2.300010")
	}, "", ""},
	{"a way there", func(a *activity.Activity, _ *activity.Provider) { hall(a).Transport = "Bus 5" }, "", "/locations/0/transport"},
	{"a page of the hall", func(a *activity.Activity, _ *activity.Provider) { hall(a).URL = "https://a.example" }, "", "/locations/0/url"},
	{"an address", address("1 Lane"), "", ""},
	{"an address of three lines", address("1 Lane", "Mill", "Yard"), "", ""},
	{"a postal address", func(a *activity.Activity, _ *activity.Provider) {
		hall(a).Kind, hall(a).Address = activity.Postal, activity.Address{Lines: []string{"PO Box 1"}, Town: "Sale", Country: "GB"}
	}, "", ""},
	{"a foreign postcode", func(a *activity.Activity, _ *activity.Provider) {
		hall(a).Address = activity.Address{Lines: []string{"1 Rue"}, Town: "Paris", Country: "FR", PostcodeText: "75001"}
	}, "", ""},
	{"a precision", func(a *activity.Activity, _ *activity.Provider) { hall(a).Precision = "postcode" }, "", ""},
	{"an area of a hall", func(a *activity.Activity, _ *activity.Provider) { hall(a).Areas = []activity.AreaCode{"E08000009"} }, "", ""},
	{"a lift in the hall", func(a *activity.Activity, _ *activity.Provider) {
		hall(a).Access = activity.Access{{Feature: activity.Lift, Has: person.Yes}}
	}, "", ""},
	{"no lift in the hall", func(a *activity.Activity, _ *activity.Provider) {
		hall(a).Access = activity.Access{{Feature: activity.Lift, Has: person.No}}
	}, "", "/locations/0/access/0"},
	{"members of the hall", func(a *activity.Activity, _ *activity.Provider) { hall(a).Source.Extra = json.RawMessage(`{"x":1}`) }, "/locations/0/source/extra", "/locations/0/source/extra"},
	// Providers.
	{"a legal status", func(_ *activity.Activity, p *activity.Provider) { p.LegalStatus = "CIO" }, "", "/provider/legalStatus"},
	{"a parent", func(_ *activity.Activity, p *activity.Provider) { p.Parent = activity.DeriveProviderID("t", "q") }, "", ""},
	{"a page of the provider", func(_ *activity.Activity, p *activity.Provider) { p.URL = "https://a.example" }, "", ""},
	{"an address of the provider", func(_ *activity.Activity, p *activity.Provider) {
		p.Contacts = []activity.Contact{{Email: "a@b.example"}}
	}, "", ""},
	{"a telephone of the provider", func(_ *activity.Activity, p *activity.Provider) {
		p.Contacts = []activity.Contact{{Phones: []activity.Phone{{Number: "0161 496 0001"}}}}
	}, "/provider/contacts/0", "/provider/contacts/0"},
	{"a name at the provider", func(_ *activity.Activity, p *activity.Provider) {
		p.Contacts = []activity.Contact{{Name: person.NewText("Ann Persona")}}
	}, "/provider/contacts/0", "/provider/contacts/0"},
	{"two contacts of the provider", func(_ *activity.Activity, p *activity.Provider) {
		p.Contacts = []activity.Contact{{Email: "a@b.example"}, {Email: "c@d.example"}}
	}, "/provider/contacts/1", "/provider/contacts/1"},
	{"halls of the provider", func(_ *activity.Activity, p *activity.Provider) { p.Locations = []activity.Location{{Name: "Hall"}} }, "/provider/locations", "/provider/locations"},
	{"members of the provider", func(_ *activity.Activity, p *activity.Provider) { p.Source.Extra = json.RawMessage(`{"x":1}`) }, "/provider/source/extra", "/provider/source/extra"},
	{"a charity", func(_ *activity.Activity, p *activity.Provider) {
		p.Identifiers = []activity.Identifier{{Scheme: activity.CharityScotland, Value: "SC1", Text: "GB-SC charity"}}
	}, "", ""},
	// Schedules.
	{"every Monday", ruled(activity.Rule{Freq: activity.Weekly, ByDay: mondays, From: activity.MustParseClock("10:00"), To: activity.MustParseClock("12:00")}), "", ""},
	{"every month", ruled(activity.Rule{Freq: activity.Monthly, ByMonthDay: []int{1, -1}}), "", ""},
	{"every second Monday", ruled(activity.Rule{Freq: activity.Weekly, Interval: 2, Start: day("2026-09-07"), ByDay: mondays}), "", ""},
	{"but one Monday", ruled(activity.Rule{Freq: activity.Weekly, ByDay: mondays, Except: []activity.LocalTime{day("2026-09-07").At(activity.Clock{})}}), "/schedule/rules/0/except", "/schedule/rules/0/except"},
	{"and a Tuesday", ruled(activity.Rule{Freq: activity.Weekly, ByDay: mondays, Add: []activity.LocalTime{day("2026-09-08").At(activity.Clock{})}}), "/schedule/rules/0", "/schedule/rules/0"},
	{"Mondays in May", ruled(activity.Rule{Freq: activity.Monthly, ByDay: mondays, ByMonth: []time.Month{5}}), "/schedule/rules/0", "/schedule/rules/0"},
	{"every year", ruled(activity.Rule{Freq: activity.Yearly, Start: day("2026-09-07")}), "/schedule/rules/0", "/schedule/rules/0"},
	{"every second day", ruled(activity.Rule{Freq: activity.Daily, Interval: 2, Start: day("2026-09-07")}), "/schedule/rules/0", "/schedule/rules/0"},
	{"every day but weekends", ruled(activity.Rule{Freq: activity.Daily, ByDay: mondays}), "/schedule/rules/0", "/schedule/rules/0"},
	{"six days", ruled(activity.Rule{Freq: activity.Daily, Start: day("2026-09-07"), Count: 6}), "/schedule/rules/0", "/schedule/rules/0"},
	{"six Mondays", ruled(activity.Rule{Freq: activity.Weekly, Start: day("2026-09-07"), Count: 6, ByDay: mondays}), "", "/schedule/rules/0"},
	{"until a day", ruled(activity.Rule{Freq: activity.Weekly, ByDay: mondays, Until: day("2026-12-01").At(activity.Clock{})}), "", "/schedule/rules/0/until"},
	{"until an hour", ruled(activity.Rule{Freq: activity.Weekly, ByDay: mondays, Until: day("2026-12-01").At(activity.MustParseClock("10:00"))}), "/schedule/rules/0/until", "/schedule/rules/0/until"},
	{"weeks from Sunday", ruled(activity.Rule{Freq: activity.Weekly, ByDay: mondays, WeekStart: activity.Sunday}), "", "/schedule/rules/0/weekStart"},
	{"weeks from Monday", ruled(activity.Rule{Freq: activity.Weekly, ByDay: mondays, WeekStart: activity.Monday}), "", ""},
	{"in one of two halls", func(a *activity.Activity, _ *activity.Provider) {
		ruled(activity.Rule{Freq: activity.Weekly, ByDay: mondays, Location: hall(a).ID})(a, nil)
		a.Locations = append(a.Locations, activity.Location{ID: activity.DeriveLocationID("t", "shed"), Kind: activity.Physical})
	}, "/schedule/rules/0/location", "/schedule/rules/0/location"},
	{"closed for a day", func(a *activity.Activity, _ *activity.Provider) {
		a.Schedule.Closed = []activity.LocalTime{day("2026-12-25").At(activity.Clock{})}
	}, "/schedule/closed", "/schedule/closed"},
	{"another zone", func(a *activity.Activity, _ *activity.Provider) {
		ruled(activity.Rule{Freq: activity.Weekly, ByDay: mondays})(a, nil)
		a.Schedule.Zone = "Europe/Paris"
	}, "/schedule/zone", "/schedule/zone"},
	{"hours in words", func(a *activity.Activity, _ *activity.Provider) { a.Schedule.Text = "by luck" }, "", ""},
	{"a page of hours", func(a *activity.Activity, _ *activity.Provider) {
		a.Schedule.URL, a.Schedule.Text = "https://a.example", "by luck"
	}, "", ""},
}

func ages(lo, hi int) func(*activity.Activity, *activity.Provider) {
	return func(a *activity.Activity, _ *activity.Provider) {
		r, err := activity.AgesInMonths(lo, hi)
		if err != nil {
			panic(err)
		}
		a.Eligibility.Ages = activity.KnownAs(r)
	}
}

func contact(list ...activity.Contact) func(*activity.Activity, *activity.Provider) {
	return func(a *activity.Activity, _ *activity.Provider) { a.Contacts = list }
}

func address(lines ...string) func(*activity.Activity, *activity.Provider) {
	return func(a *activity.Activity, _ *activity.Provider) {
		hall(a).Address = activity.Address{Lines: lines, Town: "Sale", Region: "Cheshire", Postcode: person.MustParsePostcode("M33 1AA"), Country: "GB"}
	}
}

// TestEachPartIsCarriedOrListed: one thing at a time is written and read again.
// What is not listed as lost is the same, with the members of HSDS and without.
func TestEachPartIsCarriedOrListed(t *testing.T) {
	for _, c := range changes {
		for _, only := range []bool{false, true} {
			p := activity.Provider{ID: activity.DeriveProviderID("t", "p"), Name: "P", Description: "d"}
			a := activity.Activity{ID: activity.DeriveID("t", "1"), Name: "N", Status: activity.Active, Provider: p.ID, ProviderName: "P"}
			c.do(&a, &p)
			require.NoError(t, a.Check(), c.name)
			again, lost, _ := rewrite(t, hsds.Directory{Activities: []activity.Activity{a}, Providers: []activity.Provider{p}}, &hsds.WriteOptions{ProfileOnly: only})
			var paths []string
			for _, f := range lost {
				paths = append(paths, f.Pointer)
				require.Equal(t, a.ID.String(), f.Record)
			}
			want := map[bool]string{false: c.lost, true: c.only}[only]
			require.Equal(t, want, strings.Join(paths, " "), "%s, %v", c.name, only)
			if want != "" {
				continue
			}
			got, org := again.Activities[0], again.Providers[0]
			// The reader adds where it read them from.
			got.Source, a.Source = activity.Source{Extra: got.Source.Extra, Invented: got.Source.Invented}, activity.Source{Extra: a.Source.Extra, Invented: a.Source.Invented}
			for i := range got.Locations {
				got.Locations[i].Source = activity.Source{}
			}
			org.Source = activity.Source{}
			if only && strings.Contains(c.name, "three lines") {
				a.Locations[0].Address.Lines = []string{"1 Lane, Mill, Yard"}
			} else if strings.Contains(c.name, "three lines") {
				a.Locations[0].Address.Lines = []string{"1 Lane", "Mill, Yard"}
			}
			if only && c.name == "weeks from Monday" {
				a.Schedule.Rules[0].WeekStart = "" // Monday is what no day means
			}
			wantJSON, err := json.Marshal([]any{a, p})
			require.NoError(t, err)
			gotJSON, err := json.Marshal([]any{got, org})
			require.NoError(t, err)
			require.JSONEq(t, string(wantJSON), string(gotJSON), "%s, %v", c.name, only)
		}
	}
}

// TestPageOfWrittenServices: what a page says of itself.
func TestPageOfWrittenServices(t *testing.T) {
	for n, want := range map[int]string{
		0: `{"total_items":0,"total_pages":1,"page_number":1,"size":0,"first_page":true,"last_page":true,"empty":true}`,
		2: `{"total_items":2,"total_pages":1,"page_number":1,"size":2,"first_page":true,"last_page":true,"empty":false}`,
	} {
		var b bytes.Buffer
		w := hsds.NewWriter(&b, nil)
		for i := range n {
			_, err := w.Write(&activity.Activity{ID: activity.DeriveID("t", itoa(i)), Name: "N", Status: activity.Active}, nil)
			require.NoError(t, err)
		}
		require.NoError(t, w.Close())
		var page map[string]any
		require.NoError(t, json.Unmarshal(b.Bytes(), &page))
		require.Len(t, page["contents"], n)
		delete(page, "contents")
		got, err := json.Marshal(page)
		require.NoError(t, err)
		require.JSONEq(t, want, string(got))
	}
}
