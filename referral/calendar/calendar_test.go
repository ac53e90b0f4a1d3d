package calendar_test

import (
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
