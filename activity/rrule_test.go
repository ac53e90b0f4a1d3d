package activity_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"

	"github.com/socialprescribing/socialprescribing/activity"
)

func TestRuleInWords(t *testing.T) {
	for _, c := range []struct{ start, rrule, english, welsh string }{
		{"2026-01-06", "FREQ=WEEKLY;INTERVAL=2", "every second Tuesday, 10:00–12:00", "bob yn ail ddydd Mawrth, 10:00–12:00"},
		{"", "FREQ=WEEKLY;BYDAY=TU,TH", "every Tuesday and Thursday, 10:00–12:00", "bob dydd Mawrth a dydd Iau, 10:00–12:00"},
		{"", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "Monday to Friday, 10:00–12:00", "dydd Llun i ddydd Gwener, 10:00–12:00"},
		{"", "FREQ=WEEKLY;BYDAY=SA,SU,MO,TU,WE,TH,FR", "every day, 10:00–12:00", "bob dydd, 10:00–12:00"},
		{"2026-01-06", "FREQ=WEEKLY;INTERVAL=3;BYDAY=TU", "every 3 weeks on Tuesday, 10:00–12:00", "bob 3 wythnos ar ddydd Mawrth, 10:00–12:00"},
		{"2026-01-06", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH", "every second week on Tuesday and Thursday, 10:00–12:00", "bob yn ail wythnos ar ddydd Mawrth a dydd Iau, 10:00–12:00"},
		{"", "FREQ=MONTHLY;BYDAY=2TU,4TU", "the second Tuesday and fourth Tuesday of the month, 10:00–12:00", "y ail ddydd Mawrth a pedwerydd dydd Mawrth o'r mis, 10:00–12:00"},
		{"", "FREQ=MONTHLY;BYDAY=-1FR", "the last Friday of the month, 10:00–12:00", "y dydd Gwener olaf o'r mis, 10:00–12:00"},
		{"2026-01-06", "FREQ=MONTHLY;INTERVAL=2;BYDAY=1TU", "the first Tuesday of every second month, 10:00–12:00", "y dydd Mawrth cyntaf bob yn ail fis, 10:00–12:00"},
		{"", "FREQ=MONTHLY;BYMONTHDAY=15,-1", "the 15th and last day of the month, 10:00–12:00", "y diwrnod 15 a diwrnod olaf o'r mis, 10:00–12:00"},
		{"", "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", "every Friday in every month (13th), 10:00–12:00", "bob dydd Gwener bob mis (diwrnod 13), 10:00–12:00"},
		{"2026-01-03", "FREQ=MONTHLY", "the 3rd of the month, 10:00–12:00", "y diwrnod 3 o'r mis, 10:00–12:00"},
		{"", "FREQ=MONTHLY;BYMONTHDAY=1,2,11,12,13,21,22,23,30", "the 1st, 2nd, 11th, 12th, 13th, 21st, 22nd, 23rd and 30th of the month, 10:00–12:00", "y diwrnod 1, diwrnod 2, diwrnod 11, diwrnod 12, diwrnod 13, diwrnod 21, diwrnod 22, diwrnod 23 a diwrnod 30 o'r mis, 10:00–12:00"},
		{"", "FREQ=MONTHLY;BYMONTHDAY=-2", "the day 2 from the end of the month, 10:00–12:00", "y diwrnod 2 o'r diwedd o'r mis, 10:00–12:00"},
		{"", "FREQ=MONTHLY;BYDAY=-2TU", "the Tuesday, number 2 from the end of the month, 10:00–12:00", "y dydd Mawrth, rhif 2 o'r diwedd o'r mis, 10:00–12:00"},
		{"2026-01-06", "FREQ=MONTHLY;INTERVAL=3;BYDAY=1TU", "the first Tuesday of every 3 months, 10:00–12:00", "y dydd Mawrth cyntaf bob 3 mis, 10:00–12:00"},
		{"", "FREQ=WEEKLY;BYDAY=SA;BYMONTH=6,7", "every Saturday in June and July, 10:00–12:00", "bob dydd Sadwrn ym mis Mehefin a Gorffennaf, 10:00–12:00"},
		{"", "FREQ=DAILY;BYDAY=SA,SU", "every day, Saturday and Sunday, 10:00–12:00", "bob dydd, dydd Sadwrn a dydd Sul, 10:00–12:00"},
		{"2026-01-06", "FREQ=YEARLY;INTERVAL=2;BYMONTH=3,6", "6 March and 6 June every 2 years, 10:00–12:00", "6 Mawrth a 6 Mehefin bob 2 mlynedd, 10:00–12:00"},
		{"", "FREQ=YEARLY;BYMONTH=5;BYDAY=1MO", "first Monday in May every year, 10:00–12:00", "dydd Llun cyntaf ym mis Mai bob blwyddyn, 10:00–12:00"},
		{"", "FREQ=YEARLY;BYDAY=20MO", "the Monday number 20 of the year every year, 10:00–12:00", "y dydd Llun rhif 20 o'r flwyddyn bob blwyddyn, 10:00–12:00"},
		{"", "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=25", "25th in December every year, 10:00–12:00", "diwrnod 25 ym mis Rhagfyr bob blwyddyn, 10:00–12:00"},
		{"2026-12-25", "FREQ=YEARLY", "25 December every year, 10:00–12:00", "25 Rhagfyr bob blwyddyn, 10:00–12:00"},
		{"2026-01-06", "FREQ=DAILY;INTERVAL=2;COUNT=6", "every second day, 10:00–12:00, 6 times", "bob yn ail ddiwrnod, 10:00–12:00, 6 gwaith"},
		{"2026-01-06", "FREQ=DAILY;UNTIL=20260630", "every day, 10:00–12:00, until 30 June 2026", "bob dydd, 10:00–12:00, tan 30 Mehefin 2026"},
	} {
		t.Run(c.rrule, func(t *testing.T) {
			r, err := activity.ParseRRule(c.rrule, nil)
			require.NoError(t, err)
			if c.start != "" {
				r.Start = activity.MustParseDay(c.start)
			}
			r.From, r.To = activity.MustParseClock("10:00"), activity.MustParseClock("12:00")
			require.NoError(t, r.Check())
			require.Equal(t, c.english, r.Describe(language.BritishEnglish))
			require.Equal(t, c.welsh, r.Describe(language.MustParse("cy-GB")))
		})
	}
}

func TestScheduleInWords(t *testing.T) {
	en := language.English
	day := activity.MustParseDay("2026-03-15")
	require.Equal(t, "times not known", activity.Schedule{}.Describe(en))
	require.Equal(t, "ring first", activity.Schedule{Text: "ring first"}.Describe(en))
	h := activity.ParseHours("Mon 10am-11am, Wed from 2pm (term time only) and more", "Europe/London")
	require.Equal(t, "every Monday, 10:00–11:00 (term time only); every Wednesday, from 14:00 (term time only) (check with the provider)", h.Schedule.Describe(en))
	s := london(activity.Rule{Start: day, From: activity.MustParseClock("10:00"), Add: []activity.LocalTime{day.AddDays(1).At(activity.MustParseClock("09:00"))}})
	s.Closed = []activity.LocalTime{day.AddDays(2).At(activity.Clock{})}
	require.Equal(t, "on 15 March 2026, from 10:00, also 16 March 2026 09:00; not 17 March 2026", s.Describe(en))
	s.Rules[0] = activity.Rule{Add: []activity.LocalTime{day.At(activity.Clock{}), day.AddDays(1).At(activity.Clock{}), day.AddDays(2).At(activity.Clock{}), day.AddDays(3).At(activity.Clock{}), day.AddDays(4).At(activity.Clock{})}}
	s.Rules[0].Except = s.Rules[0].Add[:4]
	s.Closed = nil
	require.Equal(t, "on 15 March 2026, 16 March 2026, 17 March 2026 and 2 more dates, except 4 dates", s.Describe(en))
}

func TestParseRRuleRefuses(t *testing.T) {
	for text, want := range map[string]error{
		"":                                    activity.ErrSyntax,
		"WEEKLY":                              activity.ErrSyntax,
		"INTERVAL=2":                          activity.ErrSyntax,
		"FREQ=":                               activity.ErrSyntax,
		"FREQ=SOMETIMES":                      activity.ErrSyntax,
		"FREQ=WEEKLY;FREQ=DAILY":              activity.ErrSyntax,
		"FREQ=WEEKLY;INTERVAL=0":              activity.ErrSyntax,
		"FREQ=WEEKLY;INTERVAL=-1":             activity.ErrSyntax,
		"FREQ=WEEKLY;INTERVAL=1001":           activity.ErrInvalid,
		"FREQ=WEEKLY;COUNT=100001":            activity.ErrInvalid,
		"FREQ=WEEKLY;COUNT=2;UNTIL=20260101":  activity.ErrInvalid,
		"FREQ=WEEKLY;BYDAY=2TU":               activity.ErrInvalid,
		"FREQ=DAILY;BYDAY=2TU":                activity.ErrInvalid,
		"FREQ=WEEKLY;BYMONTHDAY=3":            activity.ErrInvalid,
		"FREQ=MONTHLY;BYMONTHDAY=32":          activity.ErrInvalid,
		"FREQ=MONTHLY;BYMONTHDAY=0":           activity.ErrInvalid,
		"FREQ=MONTHLY;BYMONTHDAY=+-3":         activity.ErrSyntax,
		"FREQ=MONTHLY;BYMONTH=13":             activity.ErrInvalid,
		"FREQ=MONTHLY;BYDAY=6TU":              activity.ErrInvalid,
		"FREQ=MONTHLY;BYDAY=0TU":              activity.ErrSyntax,
		"FREQ=MONTHLY;BYDAY=2XX":              activity.ErrSyntax,
		"FREQ=MONTHLY;BYDAY=TU;BYSETPOS=6":    activity.ErrUnsupported,
		"FREQ=MONTHLY;BYDAY=TU,WE;BYSETPOS=1": activity.ErrUnsupported,
		"FREQ=MONTHLY;BYDAY=TU;BYSETPOS=1,2":  activity.ErrUnsupported,
		"FREQ=HOURLY":                         activity.ErrUnsupported,
		"FREQ=YEARLY;BYWEEKNO=20":             activity.ErrUnsupported,
		"FREQ=YEARLY;BYYEARDAY=20":            activity.ErrUnsupported,
		"FREQ=DAILY;BYHOUR=9":                 activity.ErrUnsupported,
		"FREQ=DAILY;UNTIL=2026":               activity.ErrSyntax,
		"FREQ=DAILY;UNTIL=20260230":           activity.ErrSyntax,
		"FREQ=DAILY;UNTIL=20260228T250000":    activity.ErrSyntax,
		"FREQ=DAILY;UNTIL=20260228Z":          activity.ErrSyntax,
		"FREQ=DAILY;UNTIL=20260228T100000Z":   activity.ErrZone,
		"FREQ=DAILY;WKST=XX":                  activity.ErrSyntax,
		"FREQ=DAILY;NONSENSE=1":               activity.ErrSyntax,
	} {
		_, err := activity.ParseRRule(text, nil)
		require.ErrorIs(t, err, want, text)
	}
}

func TestBySetPosAsAnOrdinalWeekday(t *testing.T) {
	r, err := activity.ParseRRule("rrule:freq=monthly;byday=tu;bysetpos=-1;", nil)
	require.NoError(t, err)
	require.Equal(t, "FREQ=MONTHLY;BYDAY=-1TU", r.RRule())
}

func TestUntilInUTCBecomesTheWallClock(t *testing.T) {
	zone, err := time.LoadLocation("Europe/London")
	require.NoError(t, err)
	for utc, local := range map[string]string{
		"20260701T090000Z": "2026-07-01T10:00",
		"20260101T090000Z": "2026-01-01T09:00",
		// 25 October 2026: 01:30 passes first at 00:30 UTC, again at 01:30 UTC.
		"20261025T003000Z": "2026-10-25T01:30",
		"20261025T013000Z": "2026-10-25T01:59:59",
	} {
		r, err := activity.ParseRRule("FREQ=DAILY;UNTIL="+utc, zone)
		require.NoError(t, err)
		require.Equal(t, local, r.Until.String(), utc)
	}
}

func TestParseICalendar(t *testing.T) {
	s, err := activity.ParseICalendar(strings.ReplaceAll(`BEGIN:VEVENT
SUMMARY:Walk
RRULE:FREQ=WEEKLY;UNTIL=20260501T090000Z
DTSTART;TZID=Europe/London:20260407T100000
DURATION:PT1H30M
EXDATE;TZID=Europe/London:20260414T100000
RDATE:20260416T
 150000
END:VEVENT`, "\n", "\r\n"), "", nil)
	require.NoError(t, err)
	require.Equal(t, []string{
		"2026-04-07T10:00+01:00/11:30", "2026-04-16T15:00+01:00/16:30", "2026-04-21T10:00+01:00/11:30", "2026-04-28T10:00+01:00/11:30",
	}, starts(t, s, "2026-01-01T00:00", "2027-01-01T00:00"))

	s, err = activity.ParseICalendar("DTSTART;TZID=GMT Standard Time:20260407T220000\nDTEND;TZID=GMT Standard Time:20260408T000000", "", nil)
	require.NoError(t, err)
	require.Equal(t, []string{"2026-04-07T22:00+01:00/00:00"}, starts(t, s, "2026-01-01T00:00", "2027-01-01T00:00"))

	s, err = activity.ParseICalendar("DTSTART:20260407T090000Z\nDTEND:20260407T100000Z\nRRULE:FREQ=DAILY;COUNT=2\nEXDATE:20260408", "", nil)
	require.NoError(t, err)
	require.Equal(t, "UTC", s.Zone)
	require.Equal(t, []string{"2026-04-07T09:00Z/10:00"}, starts(t, s, "2026-01-01T00:00", "2027-01-01T00:00"))

	s, err = activity.ParseICalendar("DTSTART;VALUE=DATE:20260407", "Europe/London", nil)
	require.NoError(t, err)
	tt, err := s.Compile(nil)
	require.NoError(t, err)
	o, ok := tt.Next(time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC))
	require.True(t, ok)
	require.True(t, o.AllDay)
	require.Equal(t, 24*time.Hour, o.End.Sub(o.Start))

	for text, want := range map[string]error{
		"":                        activity.ErrSyntax,
		"DTSTART:20260407T100000": activity.ErrZone,
		"DTSTART;TZID=Nowhere/Town:20260407T100000":                      activity.ErrZone,
		"DTSTART:20260407T100000Z\nDTSTART:20260407T100000Z":             activity.ErrSyntax,
		"DTSTART:20260407T100000Z\nDTEND:20260409T100000Z":               activity.ErrUnsupported,
		"DTSTART:20260407T100000Z\nDTEND:20260407T100000Z":               activity.ErrUnsupported,
		"DTSTART:20260407T100000Z\nDURATION:P2D":                         activity.ErrUnsupported,
		"DTSTART:20260407T100000Z\nDURATION:1H":                          activity.ErrSyntax,
		"DTSTART:20260407T100000Z\nRRULE:FREQ=HOURLY":                    activity.ErrUnsupported,
		"DTSTART:20260407T100000Z\nRRULE:FREQ=DAILY\nRRULE:FREQ=WEEKLY":  activity.ErrUnsupported,
		"DTSTART:20260407T100000Z\nRRULE:FREQ=DAILY\nEXRULE:FREQ=WEEKLY": activity.ErrUnsupported,
		"DTSTART:20260407T100000Z\nEXDATE:tomorrow":                      activity.ErrSyntax,
	} {
		_, err := activity.ParseICalendar(text, "", nil)
		require.ErrorIs(t, err, want, text)
	}
}

func FuzzParseRRule(f *testing.F) {
	for _, s := range []string{
		"FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH;WKST=SU", "FREQ=MONTHLY;BYDAY=2TU,4TU", "FREQ=MONTHLY;BYMONTHDAY=-1,31", "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29",
		"FREQ=DAILY;UNTIL=20261025T013000Z", "FREQ=DAILY;COUNT=3", "FREQ=MONTHLY;BYDAY=TU;BYSETPOS=2",
	} {
		f.Add(s)
	}
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		r, err := activity.ParseRRule(text, zone)
		if err != nil {
			return
		}
		again, err := activity.ParseRRule(r.RRule(), nil)
		if err != nil {
			t.Fatalf("%q is not read again: %v", r.RRule(), err)
		}
		require.Equal(t, r.RRule(), again.RRule())
		r.Start, r.From = activity.MustParseDay("2024-01-31"), activity.MustParseClock("10:00")
		s := activity.Schedule{Zone: "UTC", Rules: []activity.Rule{r}}
		if s.Check() != nil {
			t.Fatalf("a rule that does not pass its check: %v", s.Check())
		}
		at := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
		compareWithTwin(t, s, at, at.AddDate(3, 0, 0))
	})
}

func FuzzParseICalendar(f *testing.F) {
	f.Add("DTSTART;TZID=Europe/London:20260407T100000\nDURATION:PT1H30M\nRRULE:FREQ=WEEKLY;UNTIL=20260501T090000Z\nEXDATE:20260414T100000")
	f.Add("DTSTART:20260407T090000Z\nDTEND:20260407T100000Z\nRDATE:20260501")
	f.Fuzz(func(t *testing.T, text string) {
		s, err := activity.ParseICalendar(text, "Europe/London", nil)
		if err != nil {
			return
		}
		if _, err := s.Compile(nil); err != nil {
			t.Fatalf("what was read does not compile: %v", err)
		}
	})
}
