package activity_test

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/activity"
)

// randomRule makes a rule that passes its check.
func randomRule(r *rand.Rand) activity.Rule {
	for {
		rule := activity.Rule{
			Start: activity.MustParseDay("2015-01-01").AddDays(r.IntN(4000)), From: must(activity.ParseClock([]string{"00:00", "09:30", "18:00", "23:59"}[r.IntN(4)])),
			Freq:     []activity.Frequency{activity.Once, activity.Daily, activity.Weekly, activity.Monthly, activity.Yearly}[r.IntN(5)],
			Interval: r.IntN(5),
		}
		if r.IntN(5) == 0 {
			rule.Start = activity.Day{}
		}
		switch r.IntN(4) {
		case 0:
			rule.Count = 1 + r.IntN(40)
		case 1:
			rule.Until = activity.MustParseDay("2016-01-01").AddDays(r.IntN(5000)).At(must(activity.ParseClock("09:30")))
		case 2:
			rule.Until = activity.MustParseDay("2016-01-01").AddDays(r.IntN(5000)).At(activity.Clock{})
		}
		for range r.IntN(4) {
			d := activity.Every(activity.DayNameOf(time.Weekday(r.IntN(7))))
			if n := r.IntN(11) - 5; n != 0 && (rule.Freq == activity.Monthly || rule.Freq == activity.Yearly) {
				d = must(activity.Nth(n*(1+r.IntN(2)), d.Day()))
			}
			rule.ByDay = append(rule.ByDay, d)
		}
		if rule.Freq != activity.Weekly && r.IntN(2) == 0 {
			for range 1 + r.IntN(3) {
				rule.ByMonthDay = append(rule.ByMonthDay, r.IntN(63)-31)
			}
		}
		if r.IntN(3) == 0 {
			rule.ByMonth = []time.Month{time.Month(1 + r.IntN(12)), time.Month(1 + r.IntN(12))}
		}
		rule.WeekStart = activity.DayNameOf(time.Weekday(r.IntN(7)))
		if rule.Check() == nil {
			return rule
		}
	}
}

func TestRandomRulesAgainstTheSlowTwin(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 5))
	n := 600
	if reduced {
		n = 150
	}
	for range n {
		s := activity.Schedule{Zone: "UTC"}
		for range 1 + r.IntN(2) {
			s.Rules = append(s.Rules, randomRule(r))
		}
		from := time.Date(2014+r.IntN(16), time.Month(1+r.IntN(12)), 1+r.IntN(28), r.IntN(24), 0, 0, 0, time.UTC)
		compareWithTwin(t, s, from, from.AddDate(0, r.IntN(40), 0))
	}
}

// at makes the occurrences of a window as texts.
func window(tt *activity.Timetable, from, to time.Time) []activity.Occurrence {
	return slices.Collect(tt.Occurrences(from, to))
}

func TestWindowsJoinWithoutGapOrOverlap(t *testing.T) {
	r := rand.New(rand.NewPCG(6, 6))
	for range 60 {
		a, b := randomRule(r), randomRule(r)
		b.To = must(activity.ParseClock("12:00"))
		a.Except = []activity.LocalTime{activity.MustParseDay("2020-01-01").AddDays(r.IntN(365)).At(activity.Clock{})}
		b.Add = []activity.LocalTime{activity.MustParseDay("2020-03-29").At(must(activity.ParseClock("01:30"))), activity.MustParseDay("2020-06-01").At(activity.Clock{})}
		tt, err := activity.Schedule{Zone: "Europe/London", Rules: []activity.Rule{a, b}}.Compile(nil)
		require.NoError(t, err)
		from := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
		whole := window(tt, from, from.AddDate(1, 0, 0))
		var parts []activity.Occurrence
		for at := from; at.Before(from.AddDate(1, 0, 0)); {
			next := at.Add(time.Duration(1+r.IntN(60*24*40)) * time.Minute)
			if next.After(from.AddDate(1, 0, 0)) {
				next = from.AddDate(1, 0, 0)
			}
			parts = append(parts, window(tt, at, next)...)
			at = next
		}
		require.Equal(t, whole, parts)
		// In order, each within the window, and Next agrees.
		for i, o := range whole {
			require.False(t, o.Start.Before(from) || !o.Start.Before(from.AddDate(1, 0, 0)))
			require.False(t, o.End.Before(o.Start))
			if i > 0 {
				require.False(t, o.Start.Before(whole[i-1].Start))
			}
		}
		next, ok := tt.Next(from.Add(-time.Nanosecond))
		if len(whole) > 0 {
			require.True(t, ok)
			require.Equal(t, whole[0], next)
		} else if ok {
			require.False(t, next.Start.Before(from.AddDate(1, 0, 0)))
		}
	}
}

func TestNextIsBounded(t *testing.T) {
	day := activity.MustParseDay("2026-02-10")
	// The 31st of February, every twelve months.
	never := activity.Rule{Start: day, Freq: activity.Monthly, Interval: 12, ByMonthDay: []int{31}}
	tt, err := london(never).Compile(nil)
	require.NoError(t, err)
	_, ok := tt.Next(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))
	require.False(t, ok)
	// The next 29 February after 2096 is in 2104.
	leap := activity.Rule{Start: activity.MustParseDay("2096-02-29"), From: activity.MustParseClock("10:00"), Freq: activity.Yearly}
	tt, err = london(leap).Compile(nil)
	require.NoError(t, err)
	o, ok := tt.Next(time.Date(2096, 3, 1, 0, 0, 0, 0, time.UTC))
	require.True(t, ok)
	require.Equal(t, "2104-02-29T10:00:00Z", o.Start.UTC().Format(time.RFC3339))
	// A rule that begins later than a century from now is still found.
	o, ok = tt.Next(time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC))
	require.True(t, ok)
	require.Equal(t, 2096, o.Start.Year())
	// Strictly after.
	o, ok = tt.Next(o.Start)
	require.True(t, ok)
	require.Equal(t, 2104, o.Start.Year())
	// The end of time.
	late := activity.Rule{Start: activity.MustParseDay("9999-12-30"), Freq: activity.Daily}
	tt, err = london(late).Compile(nil)
	require.NoError(t, err)
	require.Len(t, window(tt, time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(12000, 1, 1, 0, 0, 0, 0, time.UTC)), 1, "the last day of the calendar is not told")
	require.Empty(t, window(tt, time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)), "a window that ends before it begins")
}

func TestD31PastValidityIsUnknownNotEnded(t *testing.T) {
	day := activity.MustParseDay("2026-06-01")
	s := london(activity.Rule{
		From: activity.MustParseClock("10:00"), Freq: activity.Daily, ValidFrom: day, ValidTo: day.AddDays(1),
	})
	tt, err := s.Compile(nil)
	require.NoError(t, err)
	var got []bool
	for o := range tt.Occurrences(time.Date(2026, 5, 31, 0, 0, 0, 0, time.UTC), time.Date(2026, 6, 4, 0, 0, 0, 0, time.UTC)) {
		got = append(got, o.Unvouched)
	}
	require.Equal(t, []bool{true, false, false, true}, got)
	// Until, by contrast, ends it.
	s.Rules[0].Until = day.At(activity.Clock{})
	require.Equal(t, []string{"2026-05-31T10:00+01:00/10:00", "2026-06-01T10:00+01:00/10:00"}, starts(t, s, "2026-05-31T00:00", "2026-06-04T00:00"))
	// Until with a time is inclusive to the second.
	s.Rules[0].Until = day.At(activity.MustParseClock("10:00"))
	require.Len(t, starts(t, s, "2026-05-31T00:00", "2026-06-04T00:00"), 2)
	s.Rules[0].Until = day.At(activity.MustParseClock("09:59"))
	require.Len(t, starts(t, s, "2026-05-31T00:00", "2026-06-04T00:00"), 1)
}

// TestOneRuleThatVouchesIsEnough: last year's rule beside this year's, at the same
// times, takes nothing from it, in whichever order they stand.
func TestOneRuleThatVouchesIsEnough(t *testing.T) {
	day := activity.MustParseDay("2026-06-01")
	old := activity.Rule{From: activity.MustParseClock("10:00"), Freq: activity.Daily, ValidTo: day.AddDays(-1)}
	long, again := old, old
	long.To = activity.MustParseClock("12:00") // at the same time, but another
	again.ValidTo = day.AddDays(1)
	for n, rules := range [][]activity.Rule{{old, long, again}, {again, long, old}, {old, again, long}, {long, again, old}} {
		tt, err := london(rules...).Compile(nil)
		require.NoError(t, err)
		vouched := map[bool][]int{}
		for o := range tt.Occurrences(time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC), time.Date(2026, 6, 4, 0, 0, 0, 0, time.UTC)) {
			vouched[!o.Unvouched] = append(vouched[!o.Unvouched], o.Rule)
		}
		one := slices.IndexFunc(rules, func(r activity.Rule) bool { return r.ValidTo == again.ValidTo })
		require.Equal(t, []int{one, one}, vouched[true], "%d", n)
		require.Len(t, vouched[false], 4, "%d", n)
	}
}

func TestRulesThatCoincideAreToldOnce(t *testing.T) {
	from, to := activity.MustParseClock("10:00"), activity.MustParseClock("12:00")
	day := activity.MustParseDay("2026-06-02")
	a := activity.Rule{Start: day, From: from, To: to}
	b := activity.Rule{From: from, To: to, Freq: activity.Weekly, ByDay: []activity.NthDay{activity.Every(activity.Tuesday)}}
	require.Equal(t, []string{"2026-06-02T10:00+01:00/12:00", "2026-06-09T10:00+01:00/12:00"}, starts(t, london(a, b), "2026-06-01T00:00", "2026-06-14T00:00"))
	b.Location = activity.LocationID{1}
	require.Len(t, starts(t, london(a, b), "2026-06-01T00:00", "2026-06-14T00:00"), 3, "in two places there are two")
	b.Location = activity.LocationID{}
	b.To = activity.MustParseClock("11:00")
	require.Len(t, starts(t, london(a, b), "2026-06-01T00:00", "2026-06-14T00:00"), 3)
	// Added dates that the rule has anyway, and twice the same, count once.
	b.Add = []activity.LocalTime{day.At(activity.Clock{}), day.At(from), day.At(from)}
	require.Len(t, starts(t, london(b), "2026-06-01T00:00", "2026-06-14T00:00"), 2)
	// A loop may stop early.
	for range london(a, b).Occurrences(time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC), time.Date(2030, 6, 1, 0, 0, 0, 0, time.UTC)) {
		break
	}
	for range london(a).Occurrences(time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC), time.Date(2030, 6, 1, 0, 0, 0, 0, time.UTC)) {
		break
	}
}

func TestClosedDaysRemoveFromAllRules(t *testing.T) {
	day := activity.MustParseDay("2026-12-24")
	s := london(
		activity.Rule{From: activity.MustParseClock("10:00"), Freq: activity.Daily},
		activity.Rule{From: activity.MustParseClock("14:00"), Freq: activity.Daily, Add: []activity.LocalTime{day.AddDays(1).At(activity.MustParseClock("16:00"))}},
	)
	s.Closed = []activity.LocalTime{day.AddDays(1).At(activity.Clock{}), day.At(activity.MustParseClock("14:00"))}
	require.Equal(t, []string{"2026-12-24T10:00Z/10:00", "2026-12-26T10:00Z/10:00", "2026-12-26T14:00Z/14:00"}, starts(t, s, "2026-12-24T00:00", "2026-12-27T00:00"))
}

func TestSessionsOverMidnightAndWholeDays(t *testing.T) {
	day := activity.MustParseDay("2026-03-28")
	night := activity.Rule{Start: day, From: activity.MustParseClock("22:00"), To: activity.MustParseClock("02:00")}
	tt, err := london(night).Compile(nil)
	require.NoError(t, err)
	o, ok := tt.Next(time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC))
	require.True(t, ok)
	require.Equal(t, 3*time.Hour, o.End.Sub(o.Start), "an hour is lost to the spring change")
	night.To = activity.MustParseClock("22:00")
	tt, err = london(night).Compile(nil)
	require.NoError(t, err)
	o, _ = tt.Next(time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC))
	require.Equal(t, 23*time.Hour, o.End.Sub(o.Start), "an end at the start is a day later")
	tt, err = london(activity.Rule{Start: day.AddDays(1)}).Compile(nil)
	require.NoError(t, err)
	o, _ = tt.Next(time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC))
	require.True(t, o.AllDay)
	require.Equal(t, 23*time.Hour, o.End.Sub(o.Start))
	require.Equal(t, "Europe/London", tt.Location().String())
}

// Every second of two years around the changes of odd zones is read as a slow
// search reads it.
func TestClockReadingsInOddZones(t *testing.T) {
	for _, name := range []string{"Europe/London", "Australia/Lord_Howe", "America/St_Johns", "Pacific/Apia", "Africa/Casablanca", "Europe/Dublin"} {
		loc, err := time.LoadLocation(name)
		require.NoError(t, err)
		for at := time.Date(2011, 1, 1, 0, 0, 0, 0, time.UTC); at.Year() < 2013; {
			_, end := at.In(loc).ZoneBounds()
			if end.IsZero() {
				break
			}
			for m := -200; m <= 200; m += 20 {
				_, off := end.Add(-time.Second).In(loc).Zone()
				wall := end.UTC().Add(time.Duration(off)*time.Second + time.Duration(m)*time.Minute)
				c, ok := activity.NewClock(wall.Clock())
				require.True(t, ok)
				s := activity.Schedule{Zone: name, Rules: []activity.Rule{{Start: activity.DayOf(wall), From: c}}}
				tt, err := s.Compile(nil)
				require.NoError(t, err)
				o, ok := tt.Next(end.AddDate(0, 0, -5))
				require.True(t, ok)
				require.Equal(t, slowReading(wall, loc).UTC(), o.Start.UTC(), "%s %v", name, wall)
			}
			at = end
		}
	}
}

// slowReading tries all instants, minute by minute.
func slowReading(wall time.Time, loc *time.Location) time.Time {
	shows := func(t time.Time) bool {
		y, m, d := t.In(loc).Date()
		hh, mm, ss := t.In(loc).Clock()
		return time.Date(y, m, d, hh, mm, ss, 0, time.UTC).Equal(wall)
	}
	for t := wall.Add(-27 * time.Hour); t.Before(wall.Add(27 * time.Hour)); t = t.Add(time.Minute) {
		if shows(t) {
			return t
		}
	}
	// It is skipped: the offset before the change.
	_, off := wall.Add(-27 * time.Hour).In(loc).Zone()
	return wall.Add(-time.Duration(off) * time.Second)
}

func FuzzTimetable(f *testing.F) {
	f.Add(uint64(1), uint64(2), int64(1767225600), uint16(400))
	f.Add(uint64(77), uint64(5), int64(-62135596800), uint16(9))
	f.Fuzz(func(t *testing.T, a, b uint64, at int64, days uint16) {
		r := rand.New(rand.NewPCG(a, b))
		s := activity.Schedule{Zone: "UTC", Rules: []activity.Rule{randomRule(r)}}
		from := time.Unix(at%(1<<32), 0).UTC()
		if from.Year() < 2000 || from.Year() > 2060 {
			// The twin walks day by day from 1990: far windows are only run.
			tt, err := s.Compile(nil)
			require.NoError(t, err)
			for range tt.Occurrences(from, from.AddDate(0, 0, int(days%800))) {
			}
			return
		}
		compareWithTwin(t, s, from, from.AddDate(0, 0, int(days%800)))
	})
}

// How many occurrences a second, beside stepping through days with package time.
func BenchmarkOccurrences(b *testing.B) {
	rule := activity.Rule{
		Start: activity.MustParseDay("2020-01-06"), From: activity.MustParseClock("10:00"), To: activity.MustParseClock("12:00"),
		Freq: activity.Weekly, ByDay: []activity.NthDay{activity.Every(activity.Tuesday), activity.Every(activity.Thursday)},
	}
	monthly := activity.Rule{From: rule.From, To: rule.To, Freq: activity.Monthly, ByDay: []activity.NthDay{must(activity.Nth(2, activity.Tuesday)), must(activity.Nth(-1, activity.Friday))}}
	from := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for name, s := range map[string]activity.Schedule{"weekly": london(rule), "monthly": london(monthly), "both": london(rule, monthly)} {
		b.Run(name, func(b *testing.B) {
			tt, err := s.Compile(nil)
			require.NoError(b, err)
			b.ReportAllocs()
			n := 0
			for b.Loop() {
				for range tt.Occurrences(from, from.AddDate(10, 0, 0)) {
					n++
				}
			}
			b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "occurrences/s")
		})
	}
	b.Run("baseline-days", func(b *testing.B) {
		loc, err := time.LoadLocation("Europe/London")
		require.NoError(b, err)
		n := 0
		for b.Loop() {
			for d := 0; d < 3652; d++ {
				at := time.Date(2026, 1, 1+d, 10, 0, 0, 0, loc)
				if w := at.Weekday(); w == time.Tuesday || w == time.Thursday {
					n++
				}
			}
		}
		b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "occurrences/s")
	})
	b.Run("eight-weeks", func(b *testing.B) {
		tt, err := london(rule, monthly).Compile(nil)
		require.NoError(b, err)
		b.ReportAllocs()
		for b.Loop() {
			for range tt.Occurrences(from, from.AddDate(0, 0, 56)) {
			}
		}
	})
}

func BenchmarkBooking(b *testing.B) {
	for _, size := range []int{12, 200} {
		b.Run(map[int]string{12: "12-places", 200: "200-places"}[size], func(b *testing.B) {
			book, err := activity.NewBookings(activity.ID{1}, time.Time{}, activity.BookingTerms{Places: size, HoldFor: time.Hour})
			require.NoError(b, err)
			n := 0
			meta := func() activity.BookingMeta {
				n++
				return activity.BookingMeta{ID: activity.ChangeID{byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n), 1}, At: t0}
			}
			for i := range size - 1 {
				book, _, err = book.Apply(&activity.Reserve{BookingMeta: meta(), Holder: holder(i)})
				require.NoError(b, err)
			}
			b.ReportAllocs()
			for b.Loop() {
				next, _, err := book.Apply(&activity.Reserve{BookingMeta: meta(), Holder: holder(size)})
				if err != nil {
					b.Fatal(err)
				}
				if _, _, err = next.Apply(&activity.Release{BookingMeta: meta(), Holder: holder(size)}); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(2*b.N)/b.Elapsed().Seconds(), "commands/s")
		})
	}
}
