package activity_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/activity"
)

func TestHoldsLapseEarliestFirst(t *testing.T) {
	s := open(t, hours(3))
	for i, minutes := range []int{30, 10, 10} {
		s.do(&activity.Reserve{BookingMeta: s.meta(0), Holder: holder(9 - i), Until: t0.Add(time.Duration(minutes) * time.Minute)})
	}
	before := len(s.all)
	s.do(&activity.Tick{BookingMeta: s.meta(60)})
	var order []activity.HolderID
	for _, e := range s.all[before:] {
		require.Equal(t, activity.HoldLapsed, e.Kind)
		order = append(order, e.Holder)
	}
	// Of the two that lapse together, the one who asked first.
	require.Equal(t, []activity.HolderID{holder(8), holder(7), holder(9)}, order)
}

func TestEventsOfBookings(t *testing.T) {
	s := open(t, hours(1))
	s.do(&activity.SetTerms{BookingMeta: s.meta(0), Terms: hours(2)})
	s.do(&activity.Reserve{BookingMeta: s.meta(1), Holder: holder(1)})
	terms, held := s.all[0], s.all[2]
	require.Equal(t, activity.Version(2), terms.Version)
	require.Equal(t, activity.Version(3), held.Version)
	require.NotEqual(t, s.all[1].ID, held.ID)
	c := terms.Clone()
	require.True(t, c.Equal(terms))
	c.Terms.Places = 99
	require.Equal(t, 2, terms.Terms.Places, "a clone of its own")
	require.False(t, c.Equal(terms))
	c.Terms = nil
	require.False(t, c.Equal(terms))
	local := held
	local.At, local.Until = held.At.In(time.FixedZone("x", 3600)), held.Until.In(time.FixedZone("x", 3600))
	require.True(t, local.Equal(held))
	local.Until = held.Until.Add(time.Microsecond)
	require.False(t, local.Equal(held))
	local = held
	local.Holder = holder(2)
	require.False(t, local.Equal(held))

	_, err := activity.ReplayBookings(activity.ID{}, time.Time{}, hours(1), nil)
	require.ErrorIs(t, err, activity.ErrInvalid)
	_, err = activity.ReplayBookings(activity.ID{8}, time.Time{}, hours(1), s.all)
	require.ErrorIs(t, err, activity.ErrInvalid, "events of another book")
	// The same command makes the same events, wherever it is carried out.
	again := open(t, hours(1))
	again.do(&activity.SetTerms{BookingMeta: again.meta(0), Terms: hours(2)})
	require.Equal(t, terms.ID, again.all[0].ID)
}

func TestOnlyTheLastCommandsAreRemembered(t *testing.T) {
	s := open(t, activity.BookingTerms{Unlimited: true, HoldFor: 1000 * time.Hour})
	first := &activity.Reserve{BookingMeta: s.meta(0), Holder: holder(1)}
	s.do(first)
	for i := range 63 {
		s.do(&activity.Reserve{BookingMeta: s.meta(0), Holder: holder(2 + i)})
	}
	require.Empty(t, s.do(first), "64 commands ago")
	s.do(&activity.Reserve{BookingMeta: s.meta(0), Holder: holder(200)})
	s.refused(first, activity.ErrHeld)
}

func TestRedactedEventsKeepTheirHead(t *testing.T) {
	e := activity.Event{ID: activity.EventID{1}, Activity: activity.ID{2}, Version: 3, Kind: activity.Closed, At: t0, By: "somebody", Note: "why"}
	want := e
	want.By, want.Note = "", ""
	require.Equal(t, want, e.Redacted())
}

func TestCalendarTimesOfOtherZones(t *testing.T) {
	s, err := activity.ParseICalendar("DTSTART;TZID=Europe/London:20260407T100000\nRRULE:FREQ=DAILY;COUNT=4\n"+
		"EXDATE;TZID=Europe/Paris:20260408T110000\nEXDATE:20260409T090000Z\nRDATE;TZID=America/New_York:20260501T050000", "", nil)
	require.NoError(t, err)
	require.Equal(t, []string{"2026-04-07T10:00+01:00/10:00", "2026-04-10T10:00+01:00/10:00", "2026-05-01T10:00+01:00/10:00"}, starts(t, s, "2026-01-01T00:00", "2027-01-01T00:00"))
	_, err = activity.ParseICalendar("DTSTART:20260407T100000Z\nEXDATE;TZID=Nowhere/Town:20260408T110000", "", nil)
	require.ErrorIs(t, err, activity.ErrZone)
	s, err = activity.ParseICalendar("DTSTART;TZID=\"Europe/London\":20260407T230000\nDURATION:PT90M", "", nil)
	require.NoError(t, err)
	require.Equal(t, "00:30", s.Rules[0].To.String())
	for text, want := range map[string]string{"PT1H": "11:00", "PT30M": "10:30", "PT14H": "24:00", "P1D": "10:00", "PT1H30M15S": "11:30:15"} {
		s, err := activity.ParseICalendar("DTSTART:20260407T100000Z\nDURATION:"+text, "", nil)
		require.NoError(t, err, text)
		require.Equal(t, want, s.Rules[0].To.String(), text)
	}
	for _, text := range []string{"P", "PT", "PT1", "P1H", "PT1D", "P1Y", "PT999999H", "T1H", "P1DT", "PTT1H"} {
		_, err := activity.ParseICalendar("DTSTART:20260407T100000Z\nDURATION:"+text, "", nil)
		require.Error(t, err, text)
	}
	r, err := activity.ParseRRule("FREQ=DAILY;UNTIL=20260407T103015", nil)
	require.NoError(t, err)
	require.Equal(t, "FREQ=DAILY;UNTIL=20260407T103015", r.RRule())
	require.Empty(t, activity.Rule{}.RRule())
}

func TestProseThatSaysTwoThings(t *testing.T) {
	for text, want := range map[string]string{
		"Tuesdays and 1st Friday 10am-11am":               "", // weekly or monthly?
		"Mon 10am-11am (except bank holidays, term time)": "MO 10:00-11:00 (not on bank holidays; term time only)",
		"Weekdays 9am-5pm, closed Wednesday 2pm-3pm":      "",
		"Mondays 10am-11am, closed Mondays":               "",
		"except Mondays":                                  "",
		"13 - 15 Mondays":                                 "MO",
		"Mondays 25 - 26":                                 "",
		"Mondays 5am - 3":                                 "MO 05:00-15:00",
		"Mondays 11pm - 1am":                              "MO 23:00-01:00",
		"Mondays 10am - 10am":                             "",
		"Mondays 0:30 - 1:30":                             "MO 00:30-01:30",
		strings.Repeat("Monday 10am - 11am. ", 300):       "",
	} {
		h := activity.ParseHours(text, "Europe/London")
		require.Equal(t, want, rulesText(h.Schedule.Rules), text)
		require.Equal(t, text, h.Schedule.Text)
	}
}
