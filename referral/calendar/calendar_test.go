package calendar_test

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/referral/calendar"
)

func day(s string) calendar.Day { return calendar.MustParseDay(s) }

// calendars are the four standing calendars and two of a host's own.
func calendars(t *testing.T) map[string]*calendar.Calendar {
	t.Helper()
	out := map[string]*calendar.Calendar{}
	for _, n := range calendar.Nations() {
		out[string(n)] = calendar.MustFor(n)
	}
	var err error
	out["own"], err = calendar.New(calendar.Scotland, &calendar.Options{
		Days:   []time.Weekday{time.Tuesday, time.Wednesday, time.Saturday},
		Add:    []calendar.Holiday{{Day: day("2026-09-23"), Title: "Training"}, {Day: day("2026-09-19")}},
		Remove: []calendar.Day{day("2026-06-15"), day("2025-01-01")},
	})
	require.NoError(t, err)
	return out
}

// TestModel holds the arithmetic against counting on the fingers: one day
// after the other, asking only IsWorkingDay.
func TestModel(t *testing.T) {
	t.Parallel()
	for name, c := range calendars(t) {
		rng := rand.New(rand.NewPCG(1, uint64(len(name))))
		for range 3000 {
			from := day("1998-06-01").AddDays(rng.IntN(63 * 365))
			n := rng.IntN(60) - 20
			if rng.IntN(4) == 0 {
				n *= 20
			}
			var pauses []calendar.Pause
			for range rng.IntN(4) {
				p := calendar.Pause{From: from.AddDays(rng.IntN(80) - 30)}
				if rng.IntN(6) > 0 {
					p.To = p.From.AddDays(rng.IntN(30) - 2)
				}
				pauses = append(pauses, p)
			}
			want := fingersAdd(c, from, n, pauses)
			got := c.AddWorkingDays(from, n, pauses...)
			require.Equal(t, want.String(), got.Day.String(), "%s %s %d %v", name, from, n, pauses)
			to := from.AddDays(rng.IntN(800) - 300)
			require.Equal(t, fingersBetween(c, from, to, pauses),
				c.WorkingDaysBetween(from, to, pauses...).Days, "%s %s %s %v", name, from, to, pauses)
		}
	}
}

func fingersCounts(c *calendar.Calendar, d calendar.Day, pauses []calendar.Pause) bool {
	for _, p := range pauses {
		if p.From.Before(d) && (p.To.IsZero() || !p.To.Before(d)) {
			return false
		}
	}
	return c.IsWorkingDay(d)
}

func fingersAdd(c *calendar.Calendar, from calendar.Day, n int, pauses []calendar.Pause) calendar.Day {
	if n == 0 {
		if fingersCounts(c, from, pauses) {
			return from
		}
		n = 1
	}
	step := 1
	if n < 0 {
		step, n = -1, -n
	}
	for range 20000 {
		from = from.AddDays(step)
		if fingersCounts(c, from, pauses) {
			n--
		}
		if n == 0 {
			return from
		}
	}
	return calendar.Day{}
}

func fingersBetween(c *calendar.Calendar, from, to calendar.Day, pauses []calendar.Pause) int {
	n := 0
	for d := from.AddDays(1); d.Compare(to) <= 0; d = d.AddDays(1) {
		if fingersCounts(c, d, pauses) {
			n++
		}
	}
	for d := to; d.Compare(from) < 0; d = d.AddDays(1) {
		if fingersCounts(c, d, pauses) {
			n--
		}
	}
	return n
}

// TestD29_OneOffDays: the days that no rule foresees.
func TestD29_OneOffDays(t *testing.T) {
	t.Parallel()
	all := []calendar.Nation{calendar.England, calendar.Wales, calendar.Scotland, calendar.NorthernIreland}
	for _, tc := range []struct {
		day     string
		off     []calendar.Nation
		because string
	}{
		{"2020-05-04", nil, "the early May holiday moved away for VE day"},
		{"2020-05-08", all, "VE day"},
		{"2022-05-30", nil, "the spring holiday moved to 2 June"},
		{"2022-06-02", all, "the spring holiday, moved"},
		{"2022-06-03", all, "Platinum Jubilee"},
		{"2022-09-19", all, "State Funeral"},
		{"2023-05-08", all, "Coronation"},
		{"2026-06-15", []calendar.Nation{calendar.Scotland}, "World Cup"},
		{"2024-12-02", []calendar.Nation{calendar.Scotland}, "St Andrew's Day on a Saturday"},
		{"2025-07-14", []calendar.Nation{calendar.NorthernIreland}, "Battle of the Boyne on a Saturday"},
		{"2026-04-06", []calendar.Nation{calendar.England, calendar.Wales, calendar.NorthernIreland}, "Easter Monday"},
		{"2026-08-03", []calendar.Nation{calendar.Scotland}, "first Monday of August"},
		{"2027-01-04", []calendar.Nation{calendar.Scotland}, "2 January on a Saturday"},
		{"2022-01-04", []calendar.Nation{calendar.Scotland}, "both New Year days on a weekend"},
	} {
		for _, n := range all {
			off := false
			for _, o := range tc.off {
				off = off || o == n
			}
			require.Equal(t, !off, calendar.MustFor(n).IsWorkingDay(day(tc.day)), "%s %s: %s", n, tc.day, tc.because)
		}
	}
}

// TestLondon holds the built-in rule against the zone database, at every hour
// around the changes and at every midnight.
func TestLondon(t *testing.T) {
	t.Parallel()
	loc, err := time.LoadLocation("Europe/London")
	require.NoError(t, err)
	byRule, byBase := calendar.London(), calendar.ZoneOf(loc)
	end := time.Date(2038, 1, 1, 0, 0, 0, 0, time.UTC)
	for at := time.Date(1972, 1, 1, 0, 0, 0, 0, time.UTC); at.Before(end); at = at.Add(time.Hour) {
		for _, u := range []time.Time{at, at.Add(-time.Microsecond)} {
			if byRule.DayOf(u) != byBase.DayOf(u) {
				require.Equal(t, byBase.DayOf(u), byRule.DayOf(u), "%s", u)
			}
		}
	}
	for d := day("1972-01-02"); d.Year() < 2038; d = d.AddDays(1) {
		if !byRule.StartOf(d).Equal(byBase.StartOf(d)) {
			require.Equal(t, byBase.StartOf(d), byRule.StartOf(d), "%s", d)
		}
	}
}

// TestPathwayDays: the cases that a link worker would ask about.
func TestPathwayDays(t *testing.T) {
	t.Parallel()
	c := calendar.MustFor(calendar.England)
	for _, tc := range []struct {
		from string
		n    int
		want string
	}{
		{"2026-11-20", 2, "2026-11-24"},  // Friday: Monday, Tuesday
		{"2026-11-21", 2, "2026-11-24"},  // Saturday: the same
		{"2026-12-24", 1, "2026-12-29"},  // over Christmas and the substitute for Boxing Day
		{"2026-04-02", 2, "2026-04-08"},  // Maundy Thursday: over Easter
		{"2026-11-20", 0, "2026-11-20"},  // that day
		{"2026-11-21", 0, "2026-11-23"},  // a Saturday: the next working day
		{"2026-11-24", -2, "2026-11-20"}, // a reminder two working days before
		{"2026-11-22", -1, "2026-11-20"}, // from a Sunday
	} {
		require.Equal(t, tc.want, c.AddWorkingDays(day(tc.from), tc.n).Day.String(), "%s %+d", tc.from, tc.n)
	}
	require.Equal(t, "2026-04-07", calendar.MustFor(calendar.Scotland).AddWorkingDays(day("2026-04-02"), 2).Day.String())
	require.Equal(t, "2026-11-23", c.Next(day("2026-11-20")).Day.String())
	require.Equal(t, 2, c.WorkingDaysBetween(day("2026-11-20"), day("2026-11-24")).Days)
	require.Equal(t, -2, c.WorkingDaysBetween(day("2026-11-24"), day("2026-11-20")).Days)
	require.Zero(t, c.WorkingDaysBetween(day("2026-11-20"), day("2026-11-22")).Days)
}

// TestD4_Pauses: a clock stands still in a hold of the person's, once however
// many holds lie over each other, and an open hold leaves the deadline open.
func TestD4_Pauses(t *testing.T) {
	t.Parallel()
	c := calendar.MustFor(calendar.England)
	hold := calendar.Pause{From: day("2026-11-03"), To: day("2026-11-10")}
	require.Equal(t, 10, c.WorkingDaysBetween(day("2026-11-02"), day("2026-11-16")).Days)
	require.Equal(t, 5, c.WorkingDaysBetween(day("2026-11-02"), day("2026-11-16"), hold).Days)
	require.Equal(t, 5, c.WorkingDaysBetween(day("2026-11-02"), day("2026-11-16"), hold, hold).Days)
	require.Equal(t, "2026-11-11", c.AddWorkingDays(day("2026-11-02"), 2, hold).Day.String())
	require.Equal(t, 7, calendar.PausedDays(day("2026-11-02"), day("2026-11-16"), hold, hold))
	require.Equal(t, 2, calendar.PausedDays(day("2026-11-08"), day("2026-11-16"), hold))
	open := calendar.Pause{From: day("2026-11-03")}
	require.Equal(t, "2026-11-03", c.AddWorkingDays(day("2026-11-02"), 1, open).Day.String())
	late := c.AddWorkingDays(day("2026-11-02"), 2, open)
	require.True(t, late.Day.IsZero())
	require.False(t, late.Provisional())
	require.Equal(t, 1, c.WorkingDaysBetween(day("2026-11-02"), day("2026-12-02"), open).Days)
	require.Equal(t, 29, calendar.PausedDays(day("2026-11-02"), day("2026-12-02"), open))
	// A pause of one day costs nothing, nor does one that ends before it begins.
	for _, none := range []calendar.Pause{
		{From: day("2026-11-03"), To: day("2026-11-03")},
		{From: day("2026-11-09"), To: day("2026-11-03")},
		{To: day("2026-11-09")},
	} {
		require.Equal(t, 10, c.WorkingDaysBetween(day("2026-11-02"), day("2026-11-16"), none).Days)
		require.Zero(t, calendar.PausedDays(day("2026-11-02"), day("2026-11-16"), none))
	}
	require.Zero(t, calendar.PausedDays(day("2026-11-16"), day("2026-11-02"), hold))
	require.Zero(t, calendar.PausedDays(calendar.Day{}, day("2026-11-02"), hold))
}

// TestUnknownDays: from what is not known nothing is counted.
func TestUnknownDays(t *testing.T) {
	t.Parallel()
	c := calendar.MustFor(calendar.England)
	require.Equal(t, calendar.Deadline{}, c.AddWorkingDays(calendar.Day{}, 3))
	require.False(t, c.WorkingDaysBetween(calendar.Day{}, day("2026-11-20")).IsKnown())
	require.False(t, c.WorkingDaysBetween(day("2026-11-20"), calendar.Day{}).IsKnown())
	require.True(t, c.WorkingDaysBetween(day("2026-11-20"), day("2026-11-20")).IsKnown())
	require.False(t, c.IsWorkingDay(calendar.Day{}))
}

// TestFarDays: beyond the table, to both ends of the range.
func TestFarDays(t *testing.T) {
	t.Parallel()
	c := calendar.MustFor(calendar.Scotland)
	for _, from := range []string{"1975-03-01", "2190-07-07", "1999-12-28", "2059-12-20"} {
		for _, n := range []int{1, 12, 300, -1, -12, -300} {
			d := c.AddWorkingDays(day(from), n)
			require.True(t, c.IsWorkingDay(d.Day))
			require.Equal(t, n, c.WorkingDaysBetween(day(from), d.Day).Days)
		}
	}
	require.True(t, c.AddWorkingDays(day("9999-12-20"), 300).Day.IsZero())
	require.True(t, c.AddWorkingDays(day("0001-01-20"), -300).Day.IsZero())
	require.True(t, c.AddWorkingDays(day("2026-01-20"), math.MaxInt).Day.IsZero())
	require.True(t, c.AddWorkingDays(day("2026-01-20"), math.MinInt).Day.IsZero())
	last := c.AddWorkingDays(day("9999-12-29"), 2).Day
	require.Equal(t, "9999-12-31", last.String())
	whole := c.WorkingDaysBetween(day("0001-01-01"), day("9999-12-31"))
	// Forwards the last day counts and the first does not; backwards neither
	// does, the first being New Year's Day.
	require.Equal(t, 1-whole.Days, c.WorkingDaysBetween(day("9999-12-31"), day("0001-01-01")).Days)
}

func TestNew(t *testing.T) {
	t.Parallel()
	own := calendars(t)["own"]
	require.True(t, own.IsWorkingDay(day("2026-09-26")), "a Saturday worked")
	require.False(t, own.IsWorkingDay(day("2026-09-19")), "a day added")
	require.False(t, own.IsWorkingDay(day("2026-09-23")), "a training day")
	require.True(t, own.IsWorkingDay(day("2025-01-01")), "a bank holiday worked through, a Wednesday")
	h, ok := own.Holiday(day("2026-09-23"))
	require.True(t, ok)
	require.Equal(t, "Training", h.Title)
	_, ok = own.Holiday(day("2026-06-15"))
	require.False(t, ok)
	require.Len(t, own.Holidays(2026), 11)
	require.Equal(t, "GB-SCT 2026-07 Europe/London", own.String())
	text, err := own.MarshalText()
	require.NoError(t, err)
	require.Equal(t, own.String(), string(text))
	require.Equal(t, calendar.Scotland, own.Nation())
	require.Equal(t, calendar.London(), own.Zone())
	require.Same(t, calendar.Builtin(), own.List())

	same, err := calendar.New(calendar.Wales, nil)
	require.NoError(t, err)
	require.Same(t, calendar.MustFor(calendar.Wales), same)
	_, err = calendar.New("FR", nil)
	require.ErrorIs(t, err, calendar.ErrNation)
	_, err = calendar.For("")
	require.ErrorIs(t, err, calendar.ErrNation)
	require.Panics(t, func() { calendar.MustFor("FR") })

	// Every fault at once, in input order.
	_, err = calendar.New(calendar.England, &calendar.Options{
		Days:   []time.Weekday{time.Monday, 9},
		Add:    []calendar.Holiday{{}, {Day: day("2026-05-05")}, {Day: day("2026-05-05")}},
		Remove: []calendar.Day{{}, day("2026-05-05"), day("2026-05-06")},
	})
	require.ErrorIs(t, err, calendar.ErrOptions)
	require.Equal(t, `calendar: options days/1: not a weekday
calendar: options add/0: day not known
calendar: options add/2: day added twice
calendar: options remove/0: day not known
calendar: options remove/1: day both added and removed
calendar: options remove/2: no bank holiday on this day`, err.Error())
}

// TestSundayService: the whole week can be worked, Sunday first.
func TestSundayService(t *testing.T) {
	t.Parallel()
	c, err := calendar.New(calendar.England, &calendar.Options{Days: []time.Weekday{time.Sunday, time.Saturday}})
	require.NoError(t, err)
	require.Equal(t, "2026-11-29", c.AddWorkingDays(day("2026-11-22"), 2).Day.String())
	require.Equal(t, "2026-11-21", c.AddWorkingDays(day("2026-11-22"), -1).Day.String())
}

// BenchmarkAddWorkingDays: a deadline of ten working days.
func BenchmarkAddWorkingDays(b *testing.B) {
	c := calendar.MustFor(calendar.England)
	from := day("2026-11-02")
	b.Run("table", func(b *testing.B) {
		for b.Loop() {
			c.AddWorkingDays(from, 10)
		}
	})
	b.Run("paused", func(b *testing.B) {
		hold := calendar.Pause{From: day("2026-11-03"), To: day("2026-11-10")}
		for b.Loop() {
			c.AddWorkingDays(from, 10, hold)
		}
	})
	b.Run("fingers", func(b *testing.B) { // one day after the other, with the same table
		for b.Loop() {
			fingersAdd(c, from, 10, nil)
		}
	})
}

// BenchmarkWorkingDaysBetween: a wait of a year.
func BenchmarkWorkingDaysBetween(b *testing.B) {
	c := calendar.MustFor(calendar.England)
	from, to := day("2025-11-02"), day("2026-11-02")
	b.Run("table", func(b *testing.B) {
		for b.Loop() {
			c.WorkingDaysBetween(from, to)
		}
	})
	b.Run("fingers", func(b *testing.B) {
		for b.Loop() {
			fingersBetween(c, from, to, nil)
		}
	})
}

// BenchmarkDayOf: the UK local day of an instant, beside the zone database.
func BenchmarkDayOf(b *testing.B) {
	at := time.Date(2026, 7, 1, 23, 30, 0, 0, time.UTC)
	b.Run("rule", func(b *testing.B) {
		for b.Loop() {
			calendar.London().DayOf(at)
		}
	})
	b.Run("database", func(b *testing.B) {
		loc, err := time.LoadLocation("Europe/London")
		require.NoError(b, err)
		z := calendar.ZoneOf(loc)
		for b.Loop() {
			z.DayOf(at)
		}
	})
}
