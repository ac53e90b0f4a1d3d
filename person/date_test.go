package person_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/person"
)

func TestDates(t *testing.T) {
	for s, want := range map[string]struct {
		precision        person.Precision
		earliest, latest string
	}{
		"1950":       {person.PrecisionYear, "1950-01-01", "1950-12-31"},
		"1950-02":    {person.PrecisionMonth, "1950-02-01", "1950-02-28"},
		"2000-02":    {person.PrecisionMonth, "2000-02-01", "2000-02-29"},
		"1900-02":    {person.PrecisionMonth, "1900-02-01", "1900-02-28"},
		"1950-04":    {person.PrecisionMonth, "1950-04-01", "1950-04-30"},
		"1950-03-12": {person.PrecisionDay, "1950-03-12", "1950-03-12"},
		"1950~":      {person.PrecisionYear, "1950-01-01~", "1950-12-31~"},
		"1950-03~":   {person.PrecisionMonth, "1950-03-01~", "1950-03-31~"},
		"0001-01-01": {person.PrecisionDay, "0001-01-01", "0001-01-01"},
		"9999-12-31": {person.PrecisionDay, "9999-12-31", "9999-12-31"},
	} {
		d, err := person.ParseDate(s)
		require.NoError(t, err, s)
		require.Equal(t, s, d.Disclose())
		require.Equal(t, want.precision, d.Precision())
		require.Equal(t, []string{want.earliest, want.latest}, []string{d.Earliest().Disclose(), d.Latest().Disclose()}, s)
		require.Equal(t, s[len(s)-1] == '~', d.Estimated())
	}
	for s, want := range map[string]person.Problem{
		"": person.ProblemEmpty, "~": person.ProblemLength, "195": person.ProblemLength, "19500": person.ProblemLength, "1950-3": person.ProblemLength,
		"0000": person.ProblemDate, "1950-13": person.ProblemDate, "1950-00": person.ProblemDate, "1950-01-00": person.ProblemDate,
		"1950-02-30": person.ProblemDate, "1900-02-29": person.ProblemDate, "1950-04-31": person.ProblemDate, "1950/01": person.ProblemShape,
		"1950-01/01": person.ProblemShape, "12/03/1950": person.ProblemShape, "19a0": person.ProblemDate, "1950-0x": person.ProblemDate,
		"1950-01-0x": person.ProblemDate, "1950~~": person.ProblemLength, "+950": person.ProblemDate, "1950-01-32": person.ProblemDate,
	} {
		_, err := person.ParseDate(s)
		require.EqualError(t, err, "person: date: "+string(want), "%q", s)
	}
	require.Equal(t, []string{"none", "year", "month", "day"}, []string{
		person.PrecisionNone.String(), person.PrecisionYear.String(), person.PrecisionMonth.String(), person.PrecisionDay.String(),
	})
	require.Equal(t, "none", person.Precision(9).String())
}

func TestNewDate(t *testing.T) {
	for _, c := range []struct {
		y, m, d int
		want    string
	}{{1950, 3, 12, "1950-03-12"}, {1950, 3, 0, "1950-03"}, {1950, 0, 0, "1950"}} {
		d, err := person.NewDate(c.y, c.m, c.d)
		require.NoError(t, err)
		require.Equal(t, c.want, d.Disclose())
		require.Equal(t, []int{c.y, c.m, c.d}, []int{d.Year(), int(d.Month()), d.Day()})
		require.Equal(t, c.want+"~", d.AsEstimated().Disclose())
	}
	for _, c := range [][3]int{{0, 0, 0}, {1950, 0, 1}, {1950, 13, 1}, {1950, -1, 0}, {1950, 1, -1}, {10000, 1, 1}, {-1, 1, 1}} {
		_, err := person.NewDate(c[0], c[1], c[2])
		require.ErrorIs(t, err, person.ErrSyntax)
	}
	at := time.Date(2024, 2, 29, 23, 59, 0, 0, time.FixedZone("", 3600))
	require.Equal(t, "2024-02-29", person.DateOf(at).Disclose())
	require.True(t, person.DateOf(time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)).IsZero())
	require.Equal(t, person.PrecisionDay, person.DateOf(time.Time{}).Precision(), "the zero time is a day like another: ask IsZero first")
	var zero person.Date
	require.True(t, zero.AsEstimated().IsZero() && zero.Earliest().IsZero() && zero.Latest().IsZero() && !zero.Estimated())
	require.Equal(t, []int{0, 0, 0}, []int{zero.Year(), int(zero.Month()), zero.Day()})
	require.Equal(t, person.PrecisionNone, zero.Precision())
}

func TestDateOrder(t *testing.T) {
	u, n, y := person.Unknown, person.No, person.Yes
	for _, c := range []struct {
		a, b                string
		before, after, same person.Tri
	}{
		{"1950-03-12", "1950-03-13", y, n, n},
		{"1950-03-12", "1950-03-12", n, n, y},
		{"1950", "1951", y, n, n},
		{"1950", "1950", u, u, u},
		{"1950", "1950-12-31", u, n, u}, // 31 December is the last day of 1950
		{"1950-03", "1950", u, u, u},
		{"1950-03", "1950-04-01", y, n, n},
		{"1950-03", "1950-03-31", u, n, u},
		{"1950-03", "1950-03-01", n, u, u},
		{"1950", "", u, u, u},
		{"", "", u, u, u},
		{"1950-03-12~", "1950-03-12", u, u, u},
		{"1950~", "1956-01-01", y, n, n},
		{"1950~", "1955-12-31", u, n, u},
		{"1950~", "1945-01-01", n, u, u},
		{"1950~", "1944-12-31", n, y, n},
	} {
		var a, b person.Date
		require.NoError(t, a.UnmarshalText([]byte(c.a)))
		require.NoError(t, b.UnmarshalText([]byte(c.b)))
		require.Equal(t, c.before, a.Before(b), "%s before %s", c.a, c.b)
		require.Equal(t, c.after, a.After(b), "%s after %s", c.a, c.b)
		require.Equal(t, c.same, a.SameDay(b), "%s same as %s", c.a, c.b)
		require.Equal(t, c.same, b.SameDay(a), "%s same as %s", c.b, c.a)
	}
	order := []string{"", "1949", "1949~", "1949-01", "1949-01-01", "1949-01-01~", "1949-01-02", "1949-02", "1950"}
	for i, s := range order {
		for j, r := range order {
			var a, b person.Date
			require.NoError(t, a.UnmarshalText([]byte(s)))
			require.NoError(t, b.UnmarshalText([]byte(r)))
			require.Equal(t, sign(i-j), a.Compare(b), "%s %s", s, r)
		}
	}
}

func sign(n int) int {
	if n < 0 {
		return -1
	}
	return min(n, 1)
}

func TestAges(t *testing.T) {
	const today = "2026-11-24"
	for _, c := range []struct {
		birth, on              string
		loY, hiY, loM, hiM     int
		known                  bool
		adult, pension, infant person.Tri
	}{
		{"2008-11-24", today, 18, 18, 216, 216, true, person.Yes, person.No, person.No},
		{"2008-11-25", today, 17, 17, 215, 215, true, person.No, person.No, person.No},
		{"2008", today, 17, 18, 214, 226, true, person.Unknown, person.No, person.No},
		{"2008-11", today, 17, 18, 215, 216, true, person.Unknown, person.No, person.No},
		{"1950", today, 75, 76, 910, 922, true, person.Yes, person.Yes, person.No},
		{"1961", today, 64, 65, 778, 790, true, person.Yes, person.Unknown, person.No},
		{"2026-11-24", today, 0, 0, 0, 0, true, person.No, person.No, person.Yes},
		{"2026-10-25", today, 0, 0, 0, 0, true, person.No, person.No, person.Yes},
		{"2026-10-24", today, 0, 0, 1, 1, true, person.No, person.No, person.Yes},
		{"2025-11-25", today, 0, 0, 11, 11, true, person.No, person.No, person.Yes},
		{"2025-11-24", today, 1, 1, 12, 12, true, person.No, person.No, person.No},
		{"2026", today, 0, 0, 0, 10, true, person.No, person.No, person.Yes},
		{"2026-11-25", today, 0, 0, 0, 0, false, person.Unknown, person.Unknown, person.Unknown},
		{"2027", today, 0, 0, 0, 0, false, person.Unknown, person.Unknown, person.Unknown},
		{"", today, 0, 0, 0, 0, false, person.Unknown, person.Unknown, person.Unknown},
		{"1950", "", 0, 0, 0, 0, false, person.Unknown, person.Unknown, person.Unknown},
		// Born on the leap day: a year is complete on 1 March.
		{"2008-02-29", "2026-02-28", 17, 17, 215, 215, true, person.No, person.No, person.No},
		{"2008-02-29", "2026-03-01", 18, 18, 216, 216, true, person.Yes, person.No, person.No},
		{"2008-02-29", "2028-02-29", 20, 20, 240, 240, true, person.Yes, person.No, person.No},
		{"2008-02-28", "2026-02-28", 18, 18, 216, 216, true, person.Yes, person.No, person.No},
		// Born on the 31st: a month is complete on the first where there is none.
		{"2026-01-31", "2026-02-28", 0, 0, 0, 0, true, person.No, person.No, person.Yes},
		{"2026-01-31", "2026-03-01", 0, 0, 1, 1, true, person.No, person.No, person.Yes},
		// An estimate may be five years off, whatever it says of months.
		{"2006-06-15~", today, 14, 25, 178, 310, true, person.Unknown, person.No, person.No},
		{"1950~", today, 70, 81, 850, 982, true, person.Yes, person.Yes, person.No},
		{"1960~", today, 60, 71, 730, 862, true, person.Yes, person.Unknown, person.No},
		{"2003~", today, 17, 28, 214, 346, true, person.Unknown, person.No, person.No},
		{"2002~", today, 18, 29, 226, 358, true, person.Yes, person.No, person.No},
		// A day that is known only to the year.
		{"2008-11-24", "2026", 17, 18, 205, 217, true, person.Unknown, person.No, person.No},
	} {
		var b, on person.Date
		require.NoError(t, b.UnmarshalText([]byte(c.birth)))
		require.NoError(t, on.UnmarshalText([]byte(c.on)))
		a := b.AgeOn(on)
		lo, hi, ok := a.Years()
		require.Equal(t, []any{c.loY, c.hiY, c.known}, []any{lo, hi, ok}, "%s on %s", c.birth, c.on)
		require.Equal(t, !c.known, a.IsZero())
		lo, hi, _ = a.Months()
		require.Equal(t, []int{c.loM, c.hiM}, []int{lo, hi}, "%s on %s", c.birth, c.on)
		require.Equal(t, c.adult, a.AtLeast(18), "%s on %s", c.birth, c.on)
		require.Equal(t, c.adult.Not(), a.Under(18))
		require.Equal(t, c.pension, a.AtLeast(65), "%s on %s", c.birth, c.on)
		require.Equal(t, c.infant, a.AtLeastMonths(12).Not(), "%s on %s", c.birth, c.on)
		require.Equal(t, c.adult.And(c.pension.Not()), a.Within(18, 64))
		text, err := a.MarshalText()
		require.NoError(t, err)
		var back person.Age
		require.NoError(t, back.UnmarshalText(text))
		require.Equal(t, a, back)
	}
}

func TestAgeBounds(t *testing.T) {
	a := person.MustParseDate("2000-06-01").AgeOn(person.MustParseDate("2020-06-01"))
	require.Equal(t, person.Yes, a.Within(20, 20))
	require.Equal(t, person.No, a.Within(21, -1))
	require.Equal(t, person.Yes, a.Within(0, 20))
	require.Equal(t, person.No, a.Within(0, 19))
	require.Equal(t, person.Yes, a.Within(-1, -1))
	require.Equal(t, person.Yes, person.Age{}.Within(0, -1), "no bound, no question")
	require.Equal(t, person.No, a.Within(-1, 0))
	require.Equal(t, person.Yes, person.MustParseDate("2026-01-01").AgeOn(person.MustParseDate("2026-06-01")).Within(0, 0), "an infant")
	require.Equal(t, person.Unknown, person.Age{}.Within(0, 5))
	b := person.MustParseDate("2000").AgeOn(person.MustParseDate("2020-06-01"))
	c := person.MustParseDate("2000-06-02").AgeOn(person.MustParseDate("2020-06-01"))
	require.Equal(t, []int{1, -1, 1, -1, 0}, []int{a.Compare(b), b.Compare(a), a.Compare(person.Age{}), c.Compare(a), a.Compare(a)})
	d := person.MustParseDate("1999-12").AgeOn(person.MustParseDate("2019-12-15"))
	e := person.MustParseDate("2000-01").AgeOn(person.MustParseDate("2019-12-15"))
	require.Equal(t, 1, d.Compare(e))
	var long person.Age
	require.NoError(t, long.UnmarshalText([]byte("999999m")), "six digits")
	for _, bad := range []string{"m", "1", "01m", "1234567m", "1m/1m", "2m/1m", "1m/", "1m/2", "xm", "1m/2m/3m", "-1m"} {
		var x person.Age
		require.ErrorIs(t, x.UnmarshalText([]byte(bad)), person.ErrSyntax, bad)
	}
}

// TestAgesAgreeWithTwin compares with a count month by month.
func TestAgesAgreeWithTwin(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 8))
	day := func(from, to int) person.Date {
		return person.DateOf(time.Date(from, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, rng.IntN((to-from)*365)))
	}
	for range 3000 {
		b, on := day(1996, 2024), day(2024, 2032)
		lo, hi, ok := b.AgeOn(on).Months()
		require.True(t, ok)
		require.Equal(t, lo, hi)
		require.Equal(t, slowMonths(b, on), lo, "%s on %s", b.Disclose(), on.Disclose())
	}
}

// TestPartialAgeHoldsEveryReading: the interval of a partial date is the hull
// of the ages of every day that it may mean.
func TestPartialAgeHoldsEveryReading(t *testing.T) {
	for _, s := range []string{"2008", "2008-02", "2007-02", "2008-12"} {
		d := person.MustParseDate(s)
		for _, o := range []string{"2026-02-28", "2026-03-01", "2026-12-31", "2028-02-29"} {
			on := person.MustParseDate(o)
			least, most := 1<<30, -1
			for day := time.Date(d.Year(), 1, 1, 0, 0, 0, 0, time.UTC); day.Year() == d.Year(); day = day.AddDate(0, 0, 1) {
				if d.Month() == 0 || day.Month() == d.Month() {
					m := slowMonths(person.DateOf(day), on)
					least, most = min(least, m), max(most, m)
				}
			}
			lo, hi, ok := d.AgeOn(on).Months()
			require.Equal(t, []any{least, most, true}, []any{lo, hi, ok}, "%s on %s", s, o)
		}
	}
}
