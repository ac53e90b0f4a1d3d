package hsds_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/activity/hsds"
	"github.com/socialprescribing/socialprescribing/person"
)

// walk is one service with most of what a record can say.
const walk = `{
 "id":"11111111-1111-4111-8111-111111111111","name":"Riverside Walk","status":"active",
 "description":"<p>A slow walk.</p><p>Dogs &amp; friends welcome</p>",
 "url":"www.example.org/walk","email":"walk@example.org","minimum_age":18,"maximum_age":65,
 "assured_date":"2026-09-01","assurer_email":"a.person@council.example","last_modified":"2026-09-01T10:00:00Z",
 "alert":"No walk on 25 December","eligibility_description":"Adults","fees_description":"Free",
 "organization":{"id":"22222222-2222-4222-8222-222222222222","name":"Slow Steps","description":"A charity",
  "organization_identifiers":[{"id":"23222222-2222-4222-8222-222222222222","identifier_scheme":"GB-CHC","identifier_type":"Charity number","identifier":"123"}]},
 "schedules":[{"id":"s","freq":"WEEKLY","byday":"TU,FR","opens_at":"10:00","closes_at":"11:30","attending_type":"in person","valid_to":"2026-12-31"}],
 "languages":[{"id":"l","name":"English and Welsh"},{"id":"m","code":"bfi","name":"BSL"}],
 "cost_options":[{"id":"c","option":"Concession","amount":1.5,"amount_description":"per session"},{"id":"d","option":"","amount":3}],
 "service_areas":[{"id":"a","name":"Trafford","extent":"E08000009"}],
 "service_at_locations":[{"id":"x","location":{"id":"33333333-3333-4333-8333-333333333333","location_type":"physical","name":"Hall",
  "latitude":53.42,"longitude":-2.32,"external_identifier":"10092008082","external_identifier_type":"UPRN",
  "addresses":[{"id":"y","address_1":"1 Mill Lane","city":"Sale","state_province":"Greater Manchester","postal_code":"M33 1AA","country":"GB","address_type":"physical"}],
  "accessibility":[{"id":"z","description":"Wheelchair access, hearing loop"}]}}],
 "contacts":[{"id":"k","name":"Ann Persona","title":"Walk leader","phones":[{"id":"p","number":"Office: 0161 496 0001"}]}],
 "attributes":[
  {"id":"t1","link_type":"service_type","taxonomy_term":{"id":"u1","name":"Walking group","description":"","term_uri":"sp-activity:walking-group"}},
  {"id":"t2","link_type":"route","value":"GP surgery","taxonomy_term":{"id":"u2","name":"Professional","description":"","term_uri":"sp-route:professional"}},
  {"id":"t3","link_type":"accessibility","value":"no","taxonomy_term":{"id":"u3","name":"Quiet","description":"","term_uri":"sp-access:quiet-space"}}],
 "capacities":[{"id":"q","available":4,"maximum":12,"updated":"2026-09-01T10:00:00Z"}],
 "vendor_extra":{"owner":"b.person@council.example","n":1.50}
}`

func readOne(t *testing.T, in string) (hsds.Record, *hsds.Report) {
	t.Helper()
	r := hsds.NewReader(strings.NewReader(in), &hsds.Options{Source: "test", On: activity.MustParseDay("2026-10-01")})
	var got []hsds.Record
	for rec, err := range r.Records() {
		require.NoError(t, err)
		got = append(got, rec)
	}
	require.Len(t, got, 1)
	return got[0], r.Report()
}

func TestServiceIsReadWhole(t *testing.T) {
	rec, report := readOne(t, walk)
	a, p := rec.Activity, rec.Provider
	require.NoError(t, a.Check())
	require.NoError(t, p.Check())
	require.Equal(t, "Riverside Walk", a.Name)
	require.Equal(t, "A slow walk.\n\nDogs & friends welcome", a.Description)
	require.Equal(t, activity.Active, a.Status)
	require.Equal(t, "http://www.example.org/walk", a.URL)
	require.Equal(t, "18y-65y", a.Eligibility.Ages.Value.String())
	require.Equal(t, activity.Known, a.Eligibility.Ages.Standing)
	require.Equal(t, "2026-09-01", a.Assurance.On.String())
	require.Equal(t, "council.example", a.Assurance.By, "the body, not the person")
	require.Equal(t, p.ID, a.Provider)
	require.Equal(t, "Slow Steps", a.ProviderName)
	require.Equal(t, activity.CharityEnglandWales, p.Identifiers[0].Scheme)
	require.Equal(t, []activity.NthDay{activity.Every(activity.Tuesday), activity.Every(activity.Friday)}, a.Schedule.Rules[0].ByDay)
	require.Equal(t, "Europe/London", a.Schedule.Zone)
	require.Equal(t, "2026-12-31", a.Schedule.Rules[0].ValidTo.String())
	require.Equal(t, []activity.Mode{activity.InPerson}, a.Modes)
	require.Equal(t, []language.Tag{language.English, language.Make("cy"), language.Make("bfi")},
		[]language.Tag{a.Languages[0].Tag, a.Languages[1].Tag, a.Languages[2].Tag})
	pence, known := a.Cost.Lowest(activity.Day{})
	require.True(t, known)
	require.EqualValues(t, 300, pence)
	pence, _ = a.Cost.Lowest(activity.Day{}, activity.ForConcession)
	require.EqualValues(t, 150, pence)
	require.Equal(t, activity.Known, a.Coverage.Standing)
	require.Equal(t, []activity.AreaCode{"E08000009"}, a.Coverage.Areas)
	require.Equal(t, "53.420000,-2.320000", a.Locations[0].Coordinates.String())
	require.Equal(t, "M33 1AA", a.Locations[0].Address.Postcode.Disclose())
	require.Equal(t, person.Yes, a.Locations[0].Access.Of(activity.HearingLoop))
	require.Equal(t, person.No, a.Access.Of(activity.QuietSpace))
	require.Equal(t, "0161 496 0001", a.Contacts[1].Phones[0].Number)
	require.Equal(t, "Ann Persona", a.Contacts[1].Name.Disclose())
	require.True(t, a.HasCategory("sp-activity:walking-group"))
	require.Equal(t, []activity.RouteOption{{Route: activity.Professional, Issuer: "GP surgery"}}, a.Routes)
	require.Equal(t, activity.Limited, a.Capacity.State)
	require.JSONEq(t, `{"vendor_extra":{"owner":"[e-mail address]","n":1.50}}`, string(a.Source.Extra))
	require.Equal(t, 1, report.Services)
	require.Equal(t, 1, report.Freshness.Fresh)
	require.Equal(t, map[hsds.Severity]int{hsds.Note: 4, hsds.Error: 1}, report.Severities, "%v", report.Faults)
}

func TestTruncatedFileSaysWhereAndKeepsWhatCameBefore(t *testing.T) {
	page := `{"total_items":3,"contents":[` + walk + `,` + strings.Replace(walk, "11111111-1", "11111112-1", 1) + `,{"id":"z","name":"Cut o`
	d, err := hsds.ReadAll(strings.NewReader(page), nil)
	require.ErrorIs(t, err, hsds.ErrUnreadable)
	require.Len(t, d.Activities, 2)
	require.Len(t, d.Providers, 1)
	var f hsds.Fault
	require.True(t, errors.As(err, &f))
	require.Equal(t, hsds.Truncated, f.Kind)
	require.EqualValues(t, len(page), f.Offset)
	require.Equal(t, "/contents/2/name", f.Pointer)
	require.Equal(t, d.Report.Faults[len(d.Report.Faults)-1], f)
}

func TestDamagedLineLosesOnlyItself(t *testing.T) {
	one := strings.ReplaceAll(walk, "\n", "")
	in := one + "\n" + one[:200] + "\n" + one + "\n{\"foo\":1}\n"
	d, err := hsds.ReadAll(strings.NewReader(in), nil)
	require.NoError(t, err)
	require.Equal(t, hsds.NDJSON, d.Report.Format)
	require.Len(t, d.Activities, 2)
	require.Equal(t, 4, d.Report.Records)
	require.Equal(t, 2, d.Report.Lost)
	var lost []string
	for _, f := range d.Report.Faults {
		if f.Done == hsds.RecordLost {
			lost = append(lost, f.String())
		}
	}
	require.Equal(t, []string{
		"line 2 /email error: truncated (record-lost)",
		"line 4 error: not-a-service (record-lost)",
	}, lost)
}

func TestReportNeverHoldsPersonalData(t *testing.T) {
	in := `{"id":"jane.doe@example.org","name":7,"status":"Jane Doe","email":"Jane Doe","url":"jane doe","assured_date":"Jane",
	"jane.doe@example.org":[{"x":"\ud800"}],"last_modified":"Jane","minimum_age":"Jane","contacts":[{"name":{"Jane":1},"email":"Jane Doe"}],
	"schedules":[{"opens_at":"Jane","freq":"Jane","byday":"Jane"}],"organization":{"name":"Jane Doe Ltd","Jane Doe":"\ud800"}}`
	d, err := hsds.ReadAll(strings.NewReader(in), nil)
	require.NoError(t, err)
	require.NotEmpty(t, d.Report.Faults)
	for _, f := range d.Report.Faults {
		require.NotContains(t, strings.ToLower(f.String()+f.Error()), "jane", "%v", f.Kind)
	}
	d, err = hsds.ReadAll(strings.NewReader(in[:len(in)-30]), nil)
	require.ErrorIs(t, err, hsds.ErrUnreadable)
	require.NotContains(t, strings.ToLower(err.Error()), "jane")
	require.NotEmpty(t, d.Report.Faults)
}
