package openactive_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/activity/hsds"
	"github.com/socialprescribing/socialprescribing/activity/openactive"
)

func instant(s string) time.Time {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		panic(err)
	}
	return t
}

// TestPlacesAreThoseOfTheNextDate holds that a date gone by promises nothing.
func TestPlacesAreThoseOfTheNextDate(t *testing.T) {
	c := openactive.NewCatalogue(&openactive.Options{Source: "x"})
	c.Apply(read(t, page("n", strings.Replace(series, `"eventSchedule"`, `"x"`, 1),
		session("a", "2026-09-08T09:00:00Z", 6, 4), session("b", "2026-09-22T09:00:00Z", 7, 0), session("c", "2026-10-06T09:00:00Z", 8, 2))))
	places := func() (activity.CapacityState, activity.Bound[int]) {
		a := one(t, c)
		return a.Capacity.State, a.Capacity.Available
	}
	state, left := places()
	require.Empty(t, state, "no date is the next")
	require.Zero(t, left)
	for _, step := range []struct {
		now     string
		changed int
		state   activity.CapacityState
		left    activity.Bound[int]
	}{
		{"2026-09-01T00:00:00Z", 1, activity.Limited, activity.KnownAs(4)},
		{"2026-09-08T09:00:00Z", 0, activity.Limited, activity.KnownAs(4)}, // it begins now
		{"2026-09-08T09:00:01Z", 1, activity.Full, activity.KnownAs(0)},
		{"2026-09-08T09:00:00Z", 0, activity.Full, activity.KnownAs(0)}, // not back
		{"2026-09-20T00:00:00Z", 0, activity.Full, activity.KnownAs(0)},
		{"2026-09-22T09:30:00Z", 1, activity.Limited, activity.KnownAs(2)},
		{"2027-01-01T00:00:00Z", 1, "", activity.Bound[int]{}}, // no date is left
	} {
		changes := c.Advance(instant(step.now))
		require.Len(t, changes.Updated, step.changed, step.now)
		state, left = places()
		require.Equal(t, step.state, state, step.now)
		require.Equal(t, step.left, left, step.now)
	}
}

func TestPlacesThatAllDatesAgreeOn(t *testing.T) {
	bare := strings.Replace(series, `"eventSchedule"`, `"x"`, 1)
	for _, step := range []struct {
		left [2]int
		want activity.CapacityState
	}{{[2]int{0, 0}, activity.Full}, {[2]int{3, 3}, activity.Limited}, {[2]int{0, 3}, ""}, {[2]int{11, 11}, ""}} {
		c := openactive.NewCatalogue(&openactive.Options{Source: "x"})
		c.Apply(read(t, page("n", bare, session("a", "2026-09-08T09:00:00Z", 6, step.left[0]), session("b", "2026-09-22T09:00:00Z", 7, step.left[1]))))
		a := one(t, c)
		require.Equal(t, step.want, a.Capacity.State, "%v", step.left)
		require.Equal(t, step.want != "", a.Capacity.Available.Standing == activity.Known)
		require.Equal(t, activity.KnownAs(10), a.Capacity.Maximum)
	}
}

// TestOneOfTwoDatesOfADayIsCancelled holds that the other still takes place, and
// that a date that was moved before it was cancelled promises nothing that day.
func TestOneOfTwoDatesOfADayIsCancelled(t *testing.T) {
	const schedules = `"eventSchedule":[{"@type":"Schedule","repeatFrequency":"P1W","byDay":["https://schema.org/Tuesday"],"startDate":"2026-09-01","startTime":"10:00","endTime":"11:00","scheduleTimezone":"GMT Standard Time"},
		{"@type":"Schedule","repeatFrequency":"P1W","byDay":["https://schema.org/Tuesday"],"startDate":"2026-09-01","startTime":"14:00","endTime":"15:00","scheduleTimezone":"GMT Standard Time"}]`
	two := series[:strings.Index(series, `"eventSchedule"`)] + schedules + "}}"
	cancelled := func(id, start string, modified int) string {
		return strings.Replace(session(id, start, modified, 3), `"startDate"`, `"eventStatus":"https://schema.org/EventCancelled","startDate"`, 1)
	}
	c := openactive.NewCatalogue(&openactive.Options{Source: "x"})
	c.Apply(read(t, page("n", two, cancelled("a", "2026-09-08T13:00:00Z", 6), cancelled("b", "2026-09-15T09:30:00Z", 7))))
	a := one(t, c)
	require.Equal(t, "Europe/London", a.Schedule.Zone, "the Windows name is known")
	require.Empty(t, a.Schedule.ZoneRule)
	var starts []string
	for o := range a.Schedule.Occurrences(instant("2026-09-01T00:00:00Z"), instant("2026-09-23T00:00:00Z")) {
		starts = append(starts, o.Start.UTC().Format("01-02 15:04"))
	}
	require.Equal(t, []string{"09-01 09:00", "09-01 13:00", "09-08 09:00", "09-22 09:00", "09-22 13:00"}, starts)
}

// TestRulesThatCannotBe holds that a rule which says nothing of any date becomes
// text and a named fault, and takes no other rule with it.
func TestRulesThatCannotBe(t *testing.T) {
	for from, to := range map[string]string{
		`"P2W"`: `"P2000D"`, `"byDay":["https://schema.org/Tuesday"]`: `"byDay":["2TU"]`, `"startDate":"2026-09-01"`: `"byMonth":13,"startDate":"2026-09-01"`,
		`"startTime":"10:00"`: `"startTime":"24:00"`,
	} {
		p := read(t, page("n", strings.Replace(series, from, to, 1)))
		require.Contains(t, kinds(p), hsds.BadRule, to)
		c := openactive.NewCatalogue(&openactive.Options{Source: "x"})
		c.Apply(p)
		a := one(t, c)
		require.NoError(t, a.Check())
		require.Empty(t, a.Schedule.Rules, to)
		require.Contains(t, a.Schedule.Text, "startDate 2026-09-01")
	}
}

func TestAZoneThatNobodyKnows(t *testing.T) {
	for _, zone := range []string{"Mars/Olympus", "Local", "BST"} {
		p := read(t, page("n", strings.Replace(series, "Europe/London", zone, 1)))
		require.Contains(t, kinds(p), hsds.UnknownValue, zone)
		c := openactive.NewCatalogue(&openactive.Options{Source: "x"})
		c.Apply(p)
		a := one(t, c)
		require.Equal(t, "Europe/London", a.Schedule.Zone)
		require.Equal(t, "openactive:assumed-zone", a.Schedule.ZoneRule)
		first, ok := a.Schedule.Next(instant("2026-09-01T00:00:00Z"))
		require.True(t, ok)
		require.Equal(t, "09:00", first.Start.UTC().Format("15:04"), "ten o'clock on the wall")
	}
}

func kinds(p openactive.Page) []hsds.FaultKind {
	var out []hsds.FaultKind
	for _, f := range p.Faults {
		out = append(out, f.Kind)
	}
	return out
}

// TestWhatASeriesSaysOverridesItsParent: free or not is inherited only when it
// is not said.
func TestWhatASeriesSaysOverridesItsParent(t *testing.T) {
	const event = `{"state":"updated","kind":"Event","id":"e","modified":1,"data":{"@type":"Event","@id":"e","name":"Run",%s"superEvent":{"@type":"EventSeries","@id":"p","name":"Runs","isAccessibleForFree":true}}}`
	for own, want := range map[string]activity.Standing{``: activity.Known, `"isAccessibleForFree":true,`: activity.Known, `"isAccessibleForFree":false,`: activity.Unknown} {
		c := openactive.NewCatalogue(&openactive.Options{Source: "x"})
		c.Apply(read(t, page("n", strings.Replace(event, "%s", own, 1))))
		require.Equal(t, want, one(t, c).Cost.Standing, own)
	}
}
