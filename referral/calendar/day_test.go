package calendar_test

import (
	"encoding/json"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/referral/calendar"
)

// TestDayAgainstTime holds the arithmetic of days against package time, over
// every day of four centuries and the ends of the range.
func TestDayAgainstTime(t *testing.T) {
	t.Parallel()
	d := calendar.DateOf(1899, time.January, 1)
	at := time.Date(1899, 1, 1, 0, 0, 0, 0, time.UTC)
	for at.Year() < 2301 {
		y, m, dd := d.Date()
		if y != at.Year() || m != at.Month() || dd != at.Day() || d.Weekday() != at.Weekday() {
			t.Fatalf("%s is not %s", d, at)
		}
		if calendar.DateOf(y, m, dd) != d {
			t.Fatalf("%s does not come back", d)
		}
		d, at = d.AddDays(1), at.AddDate(0, 0, 1)
	}
	require.Equal(t, "0001-01-01", calendar.DateOf(1, 1, 1).String())
	require.Equal(t, time.Monday, calendar.DateOf(1, 1, 1).Weekday())
	require.Equal(t, "9999-12-31", calendar.DateOf(9999, 12, 31).String())
	require.Equal(t, time.Friday, calendar.DateOf(9999, 12, 31).Weekday())
	require.True(t, calendar.DateOf(9999, 12, 31).AddDays(1).IsZero())
	require.True(t, calendar.DateOf(1, 1, 1).AddDays(-1).IsZero())
	require.True(t, calendar.DateOf(1, 1, 1).AddDays(math.MaxInt).IsZero())
	require.Equal(t, "2000-02-29", calendar.DateOf(2000, 2, 29).String())
	require.True(t, calendar.DateOf(1900, 2, 29).IsZero())
	require.Equal(t, "2024-02-29", calendar.DateOf(2024, 2, 29).String())
	for _, bad := range []calendar.Day{
		calendar.DateOf(2024, 4, 31), calendar.DateOf(2024, 13, 1), calendar.DateOf(0, 1, 1),
		calendar.DateOf(10000, 1, 1), calendar.DateOf(2024, 1, 0),
	} {
		require.True(t, bad.IsZero())
	}
}

func TestDayText(t *testing.T) {
	t.Parallel()
	var zero calendar.Day
	require.Empty(t, zero.String())
	require.Zero(t, zero.Year())
	require.True(t, zero.AddDays(4).IsZero())
	type record struct {
		On calendar.Day `json:"on,omitzero"`
	}
	b, err := json.Marshal(record{})
	require.NoError(t, err)
	require.JSONEq(t, `{}`, string(b))
	b, err = json.Marshal(record{On: day("2026-05-08")})
	require.NoError(t, err)
	require.JSONEq(t, `{"on":"2026-05-08"}`, string(b))
	var r record
	require.NoError(t, json.Unmarshal(b, &r))
	require.Equal(t, day("2026-05-08"), r.On)
	require.NoError(t, json.Unmarshal([]byte(`{"on":""}`), &r))
	require.True(t, r.On.IsZero())
	for _, bad := range []string{"2026-5-08", "2026-05-8", "2026/05/08", "2026-02-30", "20260508", "2026-05-08T00:00:00Z", "+026-05-08", "x"} {
		_, err := calendar.ParseDay(bad)
		require.ErrorIs(t, err, calendar.ErrDay, bad)
		require.NotContains(t, err.Error(), bad)
	}
	require.ErrorIs(t, r.On.UnmarshalText([]byte("x")), calendar.ErrDay)
	require.Panics(t, func() { calendar.MustParseDay("x") })
}

func TestDayOrder(t *testing.T) {
	t.Parallel()
	a, b := day("2026-05-08"), day("2026-06-08")
	var zero calendar.Day
	require.Equal(t, 31, a.DaysTo(b))
	require.Equal(t, -31, b.DaysTo(a))
	require.Zero(t, a.DaysTo(zero))
	require.Zero(t, zero.DaysTo(a))
	require.Equal(t, []int{-1, 0, 1}, []int{a.Compare(b), a.Compare(a), b.Compare(a)})
	require.True(t, a.Before(b))
	require.True(t, b.After(a))
	require.False(t, zero.Before(a))
	require.False(t, a.After(zero))
	require.False(t, a.Before(a))
	require.Equal(t, time.Friday, a.Weekday())
}

// FuzzParseDay: what parses is written back as it was, and is what package
// time reads.
func FuzzParseDay(f *testing.F) {
	for _, s := range []string{"2026-05-08", "0001-01-01", "2024-02-29", "2023-02-29", "9999-12-31", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := calendar.ParseDay(s)
		at, timeErr := time.Parse(time.DateOnly, s)
		ok := timeErr == nil && at.Year() > 0
		if (err == nil) != ok {
			t.Fatalf("we say %v, package time %v", err, timeErr)
		}
		if ok && (d.String() != s || d.Weekday() != at.Weekday()) {
			t.Fatalf("%s for %s", d, s)
		}
	})
}

// TestZones: zones of the host, with clocks that skip or repeat midnight.
func TestZones(t *testing.T) {
	t.Parallel()
	for name, on := range map[string]string{
		"America/Sao_Paulo":  "2017-10-15", // 00:00 did not exist
		"Asia/Beirut":        "2022-03-27", // 00:00 did not exist
		"America/Havana":     "2023-11-05", // 00:00 to 01:00 twice
		"Pacific/Kiritimati": "2024-06-01",
		"Europe/Dublin":      "2024-03-31",
	} {
		loc, err := time.LoadLocation(name)
		require.NoError(t, err)
		z := calendar.ZoneOf(loc)
		require.Equal(t, name, z.String())
		for d := day(on).AddDays(-2); d.Compare(day(on).AddDays(2)) <= 0; d = d.AddDays(1) {
			start := z.StartOf(d)
			require.Equal(t, d, z.DayOf(start), name)
			require.Equal(t, d.AddDays(-1), z.DayOf(start.Add(-time.Microsecond)), name)
			require.Equal(t, start, z.EndOf(d.AddDays(-1)))
			require.Equal(t, time.UTC, start.Location())
		}
	}
	z := calendar.London()
	require.Equal(t, calendar.ZoneOf(nil), z)
	require.Equal(t, "Europe/London", z.String())
	text, err := z.MarshalText()
	require.NoError(t, err)
	require.Equal(t, "Europe/London", string(text))
	require.True(t, z.DayOf(time.Time{}).IsZero())
	require.True(t, z.StartOf(calendar.Day{}).IsZero())
	// Half past midnight in summer is the day before in UTC.
	require.Equal(t, "2026-07-02", z.DayOf(time.Date(2026, 7, 1, 23, 30, 0, 0, time.UTC)).String())
	require.Equal(t, "2026-01-01", z.DayOf(time.Date(2026, 1, 1, 23, 30, 0, 0, time.UTC)).String())
	require.Equal(t, time.Date(2026, 7, 1, 23, 0, 0, 0, time.UTC), z.StartOf(day("2026-07-02")))
	// Before 1972, and before 1970.
	require.Equal(t, "1969-07-20", z.DayOf(time.Date(1969, 7, 20, 23, 59, 59, 0, time.UTC)).String())
	require.Equal(t, "1948-07-05", z.DayOf(time.Date(1948, 7, 5, 0, 0, 0, 0, time.UTC)).String())
}
