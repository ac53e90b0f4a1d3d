package openactive_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/activity/hsds"
	"github.com/socialprescribing/socialprescribing/activity/openactive"
	"github.com/socialprescribing/socialprescribing/person"
)

const series = `{"state":"updated","kind":"SessionSeries","id":"s1","modified":5,"data":{
 "@type":"SessionSeries","@id":"https://x.example/series/1","name":"Gentle Aqua","description":"Warm <b>water</b>",
 "activity":[{"@type":"Concept","@id":"https://openactive.io/activity-list#abc","prefLabel":"Aqua","inScheme":"https://openactive.io/activity-list"}],
 "organizer":{"@type":"Organization","@id":"https://x.example/org/1","name":"Baths","telephone":"0161 496 0002"},
 "location":{"@type":"Place","name":"Pool","address":{"@type":"PostalAddress","streetAddress":"1 Pool Lane,","addressLocality":"Sale","postalCode":"M33 1AA","addressCountry":"GB"},
  "geo":{"latitude":53.4,"longitude":-2.3},"amenityFeature":[{"@type":"Parking","name":"Parking","value":true},{"@type":"Showers","value":false}]},
 "leader":[{"@type":"Person","givenName":"Ann","familyName":"Persona"}],
 "accessibilitySupport":[{"@type":"Concept","prefLabel":"Visual impairment"}],
 "ageRange":{"@type":"QuantitativeValue","minValue":60},"ageRestriction":{"@type":"QuantitativeValue","minValue":16},
 "genderRestriction":"https://openactive.io/FemaleOnly","level":["Beginner"],
 "offers":[{"@type":"Offer","name":"Adult","price":4.5,"priceCurrency":"GBP"},{"@type":"Offer","name":"Senior","price":3,"priceCurrency":"GBP"}],
 "eventSchedule":[{"@type":"Schedule","repeatFrequency":"P2W","byDay":["https://schema.org/Tuesday"],"startDate":"2026-09-01","endDate":"2026-12-31","startTime":"10:00","endTime":"11:00","scheduleTimezone":"Europe/London","scheduledEventType":"ScheduledSession","exceptDate":["2026-09-15T09:00:00Z"]}]
}}`

func session(id, start string, modified, left int) string {
	return fmt.Sprintf(`{"state":"updated","kind":"ScheduledSession","id":%q,"modified":%d,"data":{"@type":"ScheduledSession","@id":"https://x.example/sessions/%s","superEvent":"https://x.example/series/1","startDate":%q,"maximumAttendeeCapacity":10,"remainingAttendeeCapacity":%d}}`, id, modified, id, start, left)
}

func page(next string, items ...string) string {
	return `{"next":"` + next + `","license":"https://creativecommons.org/licenses/by/4.0/","items":[` + strings.Join(items, ",") + `]}`
}

func read(t *testing.T, in string) openactive.Page {
	t.Helper()
	p, err := openactive.ReadPage(strings.NewReader(in), &openactive.Options{Source: "x"})
	require.NoError(t, err)
	return p
}

func one(t *testing.T, c *openactive.Catalogue) activity.Activity {
	t.Helper()
	var list []activity.Activity
	for a := range c.All() {
		list = append(list, a)
	}
	require.Len(t, list, 1)
	require.NoError(t, list[0].Check())
	return list[0]
}

func TestSeriesIsReadWhole(t *testing.T) {
	c := openactive.NewCatalogue(&openactive.Options{Source: "x", Categories: func(t activity.Term) []activity.Category {
		return []activity.Category{{Code: "sp-activity:swimming", Standing: activity.Known, From: t.Code}}
	}})
	p := read(t, page("n", series))
	require.Equal(t, []hsds.FaultKind{hsds.Markup, hsds.StrayBlanks}, []hsds.FaultKind{p.Faults[0].Kind, p.Faults[1].Kind})
	changes := c.Apply(p)
	require.Len(t, changes.Updated, 1)
	a := one(t, c)
	require.Equal(t, changes.Updated[0], a)
	require.Equal(t, "Warm water", a.Description)
	require.Equal(t, "60y-", a.Eligibility.SuitsAges.Value.String())
	require.Equal(t, "16y-", a.Eligibility.Ages.Value.String(), "suitability and limit stay apart")
	require.Equal(t, activity.Known, a.Eligibility.Ages.Standing)
	require.Equal(t, activity.KnownAs(activity.WomenOnly), a.Eligibility.Gender)
	require.Equal(t, person.Yes, a.Access.Of(activity.VisualSupport))
	require.Equal(t, person.Yes, a.Access.Of(activity.BeginnersWelcome))
	require.Equal(t, person.Yes, a.Locations[0].Access.Of(activity.Parking))
	require.Equal(t, person.No, a.Locations[0].Access.Of("x-showers"))
	require.Equal(t, []string{"1 Pool Lane"}, a.Locations[0].Address.Lines)
	require.Equal(t, "Baths", a.ProviderName)
	require.Equal(t, "Ann Persona", a.Contacts[0].Name.Disclose())
	require.True(t, a.HasCategory("sp-activity:swimming"))
	require.Equal(t, "openActiveActivity:abc", a.Terms[0].Code)
	pence, known := a.Cost.Lowest(activity.Day{})
	require.True(t, known)
	require.EqualValues(t, 450, pence)
	pence, _ = a.Cost.Lowest(activity.Day{}, activity.ForConcession)
	require.EqualValues(t, 300, pence)
	var starts []string
	for o := range a.Schedule.Occurrences(time.Date(2026, 9, 1, 0, 0, 0, 0, time.UTC), time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)) {
		starts = append(starts, o.Start.UTC().Format("01-02 15:04"))
	}
	require.Equal(t, []string{"09-01 09:00", "09-29 09:00", "10-13 09:00", "10-27 10:00"}, starts, "15 September is excepted; the clocks change")
	providers := 0
	for p := range c.Providers() {
		require.NoError(t, p.Check())
		providers++
	}
	require.Equal(t, 1, providers)
}

func TestSessionsAreTheDatesOfTheirSeries(t *testing.T) {
	bare := strings.Replace(series, `"eventSchedule"`, `"x"`, 1)
	for _, order := range [][]string{
		{bare, session("a", "2026-09-08T09:00:00Z", 6, 3), session("b", "2026-10-27T10:00:00Z", 7, 0)},
		{session("b", "2026-10-27T10:00:00Z", 7, 0), session("a", "2026-09-08T09:00:00Z", 6, 3), bare},
	} {
		c := openactive.NewCatalogue(&openactive.Options{Source: "x"})
		for i, it := range order {
			c.Apply(read(t, page("n", it)))
			if i == 0 && it != bare {
				require.Equal(t, 1, c.Waiting())
			}
		}
		require.Zero(t, c.Waiting())
		a := one(t, c)
		require.Len(t, a.Schedule.Rules, 2)
		require.Equal(t, "2026-09-08", a.Schedule.Rules[0].Start.String())
		require.Equal(t, "10:00", a.Schedule.Rules[0].From.String(), "09:00 UTC in summer")
		require.Equal(t, "10:00", a.Schedule.Rules[1].From.String(), "10:00 UTC in winter")
		require.Zero(t, a.Capacity.Available, "3 places on one date and none on the other, and no date is the next")
		require.Equal(t, activity.KnownAs(10), a.Capacity.Maximum)
		changes := c.Apply(read(t, page("n", `{"state":"deleted","kind":"ScheduledSession","id":"a","modified":9}`)))
		require.Len(t, changes.Updated, 1)
		require.Len(t, changes.Updated[0].Schedule.Rules, 1)
		changes = c.Apply(read(t, page("n", session("a", "2026-09-08T09:00:00Z", 6, 3))))
		require.Equal(t, 1, changes.Ignored, "an older version does not bring it back")
		require.Len(t, one(t, c).Schedule.Rules, 1)
		changes = c.Apply(read(t, page("n", `{"state":"deleted","kind":"SessionSeries","id":"s1","modified":10}`)))
		require.Empty(t, changes.Updated)
		require.Equal(t, []activity.ID{a.ID}, changes.Removed)
	}
}

func TestAbsentFactsAreAssumedNotKnown(t *testing.T) {
	c := openactive.NewCatalogue(nil)
	c.Apply(read(t, page("n", `{"state":"updated","kind":"Event","id":"e","modified":1,"data":{"@type":"Event","@id":"e","name":"Run","startDate":"2026-10-01T18:00:00Z","eventStatus":"https://schema.org/EventCancelled"}}`)))
	a := one(t, c)
	require.Equal(t, activity.Assumed, a.Eligibility.Ages.Standing)
	require.Equal(t, openactive.RuleAges, a.Eligibility.Ages.Rule)
	require.Equal(t, "18y-", a.Eligibility.SuitsAges.Value.String())
	require.Equal(t, openactive.RuleGender, a.Eligibility.Gender.Rule)
	require.Equal(t, activity.Unknown, a.Cost.Standing)
	require.Equal(t, activity.TemporarilyClosed, a.Status)
	require.Empty(t, a.Schedule.Rules, "a cancelled event takes place on no date")
	c = openactive.NewCatalogue(nil)
	c.Apply(read(t, page("n", `{"state":"updated","kind":"Event","id":"e","modified":1,"data":{"@type":"Event","@id":"e","name":"Run","startDate":"2026-10-01T18:00:00Z"}}`)))
	require.Equal(t, "19:00", one(t, c).Schedule.Rules[0].From.String())
}

func TestAllAgesAndBadAges(t *testing.T) {
	for in, want := range map[string]string{
		`{"minValue":0}`: "all", `{"maxValue":12}`: "-12y", `{"minValue":16,"maxValue":24}`: "16y-24y", `{}`: "", `{"minValue":-1}`: "", `{"minValue":9,"maxValue":3}`: "", `{"minValue":"x"}`: "",
	} {
		p := read(t, page("n", `{"state":"updated","kind":"Event","id":"e","modified":1,"data":{"@type":"Event","@id":"e","name":"x","ageRange":`+in+`}}`))
		c := openactive.NewCatalogue(nil)
		c.Apply(p)
		a := one(t, c)
		if want == "" {
			require.Len(t, p.Faults, 1, in)
			require.Equal(t, activity.Assumed, a.Eligibility.SuitsAges.Standing)
			continue
		}
		require.Empty(t, p.Faults)
		require.Equal(t, want, a.Eligibility.SuitsAges.Value.String())
		require.Equal(t, activity.Known, a.Eligibility.SuitsAges.Standing)
	}
}

func TestFacilityWithSlots(t *testing.T) {
	c := openactive.NewCatalogue(&openactive.Options{Source: "x"})
	c.Apply(read(t, page("n", `{"state":"updated","kind":"FacilityUse","id":"f","modified":1,"data":{"@type":"FacilityUse","@id":"https://x.example/f","name":"Court","provider":{"@id":"o","name":"Club"},
	 "facilityType":[{"@id":"https://openactive.io/facility-types#t","prefLabel":"Tennis Court","inScheme":"https://openactive.io/facility-types"}],
	 "individualFacilityUse":[{"@type":"IndividualFacilityUse","@id":"https://x.example/f/1","name":"Court 1"}],
	 "hoursAvailable":[{"@type":"OpeningHoursSpecification","dayOfWeek":["https://schema.org/Monday","https://schema.org/PublicHolidays"],"opens":"09:00","closes":"17:00"}]}}`)))
	changes := c.Apply(read(t, page("n", `{"state":"updated","kind":"IndividualFacilityUse/Slot","id":"sl","modified":2,"data":{"@type":"Slot","@id":"https://x.example/slot","facilityUse":"https://x.example/f/1","startDate":"2026-09-07T10:00:00Z","remainingUses":0,"maximumUses":1,"offers":[{"@type":"Offer","price":10,"priceCurrency":"GBP"}]}}`)))
	require.Len(t, changes.Updated, 1)
	a := one(t, c)
	require.Equal(t, "Court", a.Name)
	require.Len(t, a.Schedule.Rules, 1)
	require.Equal(t, activity.Full, a.Capacity.State)
	pence, known := a.Cost.Lowest(activity.Day{})
	require.True(t, known)
	require.EqualValues(t, 1000, pence)
}

func TestFaultsHoldNoValues(t *testing.T) {
	p := read(t, page("n", `{"state":"updated","kind":"Event","id":"jane@example.org","modified":1,"data":{"@type":"Event","@id":"e","name":7,"url":"jane","startDate":"jane","ageRange":{"minValue":"jane"},"genderRestriction":"jane","offers":[{"price":"jane"},{"price":5}],"location":{"address":{"postalCode":"jane"},"geo":{"latitude":1}},"eventSchedule":[{"byDay":["jane"],"startTime":"jane"}],"remainingAttendeeCapacity":"jane"}}`, `7`, `{"state":"updated","id":"x"}`))
	require.Equal(t, 2, p.Lost)
	require.GreaterOrEqual(t, len(p.Faults), 12)
	for _, f := range p.Faults {
		require.NotContains(t, f.String(), "jane")
	}
	c := openactive.NewCatalogue(nil)
	c.Apply(p)
	one(t, c)
}

func TestTruncatedPage(t *testing.T) {
	whole := page("n", series, session("a", "2026-09-08T09:00:00Z", 6, 3))
	p, err := openactive.ReadPage(strings.NewReader(whole[:len(whole)-40]), nil)
	require.ErrorIs(t, err, openactive.ErrUnreadable)
	require.Len(t, p.Items, 1)
	require.Equal(t, hsds.Truncated, p.Faults[len(p.Faults)-1].Kind)
}

// feed serves pages by address.
func feed(pages map[string]string) openactive.Fetch {
	return func(_ context.Context, url string) (io.ReadCloser, error) {
		p, ok := pages[url]
		if !ok {
			return nil, errors.New("no such page")
		}
		return io.NopCloser(strings.NewReader(p)), nil
	}
}

func TestFollow(t *testing.T) {
	follow := func(pages map[string]string, url string) (int, openactive.Page, error) {
		n, last := 0, openactive.Page{}
		for p, e := range openactive.Follow(context.Background(), feed(pages), url, nil) {
			if e != nil {
				return n, last, e
			}
			n, last = n+1, p
		}
		return n, last, nil
	}
	n, last, err := follow(map[string]string{"a": page("b", series), "b": page("c"), "c": page("d", session("a", "2026-09-08T09:00:00Z", 6, 3)), "d": page("d")}, "a")
	require.NoError(t, err)
	require.Equal(t, 4, n, "an empty page that leads on is not the last")
	require.True(t, last.Last())
	require.Equal(t, "d", last.Next, "where to go on later")
	_, _, err = follow(map[string]string{"a": page("a", series)}, "a")
	require.ErrorIs(t, err, openactive.ErrUnreadable, "a full page that leads to itself")
	_, _, err = follow(map[string]string{"a": page("b", series)}, "a")
	require.ErrorContains(t, err, "no such page")
	n, _, err = follow(map[string]string{"a": page("b", series), "b": "{"}, "a")
	require.ErrorIs(t, err, openactive.ErrUnreadable)
	require.Equal(t, 1, n)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for _, err := range openactive.Follow(ctx, feed(nil), "a", nil) {
		require.ErrorIs(t, err, context.Canceled)
	}
}

func FuzzReadPage(f *testing.F) {
	f.Add(page("n", series, session("a", "2026-09-08T09:00:00Z", 6, 3)))
	f.Add(`[{"@type":"Event","name":"x"}]`)
	f.Add(page("n", strings.NewReplacer("P2W", "P2000D", "Europe/London", "Local").Replace(series)))
	f.Add(page("n", strings.NewReplacer(`"P2W"`, `"P1M","byMonthDay":[32],"byMonth":13,"repeatCount":-1`).Replace(series)))
	f.Fuzz(func(t *testing.T, in string) {
		p, err := openactive.ReadPage(strings.NewReader(in), nil)
		if err != nil {
			require.ErrorIs(t, err, openactive.ErrUnreadable)
		}
		c := openactive.NewCatalogue(nil)
		c.Apply(p)
		c.Apply(p)
		for a := range c.All() {
			require.False(t, a.ID.IsZero())
			require.NoError(t, a.Schedule.Check())
			require.NoError(t, a.Cost.Check())
			for o := range a.Schedule.Occurrences(time.Date(2026, 9, 1, 0, 0, 0, 0, time.UTC), time.Date(2026, 9, 8, 0, 0, 0, 0, time.UTC)) {
				require.False(t, o.End.Before(o.Start))
			}
		}
	})
}
