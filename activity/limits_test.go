package activity_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/person"
)

// TestWordsAtTheEndsOfTheirRanges: each range of characters from end to end, and
// what lies next to it.
func TestWordsAtTheEndsOfTheirRanges(t *testing.T) {
	for word, ok := range map[string]bool{
		"x-a": true, "x-z": true, "x-0": true, "x-9": true, "x--": true, "x-": false, "y-a": false,
		"x-`": false, "x-{": false, "x-/": false, "x-:": false, "x-A": false,
	} {
		require.Equal(t, ok, activity.Feature(word).IsValid(), word)
	}
	for code, ok := range map[string]bool{
		"a:x": true, "z:x": true, "A:x": true, "Z:x": true, "0:x": true, "9:x": true, "-:x": true, "_:x": true, "aB-9_:x": true,
		"`:x": false, "{:x": false, "@:x": false, "[:x": false, "/:x": false, ";:x": false, ".:x": false,
		"a:!": true, "a:~": true, "a: ": false, "a:\x7f": false, "a:é": false, "a:": false, ":x": false, "ax": false,
		"a:" + strings.Repeat("x", 126): true, "a:" + strings.Repeat("x", 127): false,
	} {
		require.Equal(t, ok, activity.CategoryCode(code).IsValid(), code)
	}
	for code, ok := range map[string]bool{"AAA": true, "ZZZ": true, "GBP": true, "@AA": false, "A[A": false, "gbp": false, "GB": false, "GBPP": false} {
		_, err := activity.NewMoney(1, code)
		require.Equal(t, ok, err == nil, code)
	}
}

// TestDecimalsOfCoordinates: signs, exponents, rounding and lengths.
func TestDecimalsOfCoordinates(t *testing.T) {
	for text, want := range map[string]int32{
		"51.5": 51_500_000, "+51.5": 51_500_000, "-51.5": -51_500_000, "5.15e1": 51_500_000, "5.15E+1": 51_500_000, "515e-1": 51_500_000,
		"0.0000005": 1, "0.0000004": 0, "-0.0000005": -1, "1e-6": 1, "5e-7": 1, "4e-7": 0, "5e-8": 0, "90": 90_000_000,
		"1." + strings.Repeat("0", 398): 1_000_000, "12e-10": 0, "1e01": 10_000_000, "1e001": 10_000_000,
	} {
		c, err := activity.ParseLatLon(text, "1")
		require.NoError(t, err, text)
		lat, _ := c.Micro()
		require.Equal(t, want, lat, text)
	}
	for _, text := range []string{
		"", "+", "--1", "+-1", "1e", "1e+", "1e0001", "1ex", "1e/", "1e:", "1/2", "1:2", "1." + strings.Repeat("0", 401), "90.000001", "-90.000001", "1e3", "1000.1", "1e9",
	} {
		_, err := activity.ParseLatLon(text, "1")
		require.Error(t, err, text)
	}
	at := func(lat, lon int64) activity.Coordinates {
		c, err := activity.CoordinatesAt(lat, lon)
		require.NoError(t, err)
		return c
	}
	for _, c := range []struct {
		lat, lon int64
		in       bool
	}{
		{49_100_000, 0, true},
		{49_099_999, 0, false},
		{61_000_000, 0, true},
		{61_000_001, 0, false},
		{52_000_000, -8_700_000, true},
		{52_000_000, -8_700_001, false},
		{52_000_000, 1_900_000, true},
		{52_000_000, 1_900_001, false},
	} {
		require.Equal(t, c.in, at(c.lat, c.lon).InUnitedKingdom(), c)
	}
	require.Negative(t, at(1, 5).Compare(at(2, 4)))
	require.Positive(t, at(2, 4).Compare(at(1, 5)))
	require.Negative(t, at(1, 4).Compare(at(1, 5)))
	require.Positive(t, at(1, 5).Compare(at(1, 4)))
	require.Zero(t, at(1, 5).Compare(at(1, 5)))
}

// TestDistancesAllOverTheGlobe compares with the haversine formula by package
// math: across the line of 180 degrees, to the antipode, over the pole.
func TestDistancesAllOverTheGlobe(t *testing.T) {
	rad := func(micro int64) float64 { return float64(micro) / 1e6 * math.Pi / 180 }
	points := [][2]int64{
		{0, 1},
		{0, 179_000_000},
		{0, -179_000_000},
		{51_500_000, -120_000},
		{-51_500_000, 179_880_000},
		{89_900_000, 10_000_000},
		{89_900_000, -170_000_000},
		{-33_900_000, 151_200_000},
		{55_950_000, -3_190_000},
		{0, 90_000_000},
		{0, -90_000_000},
		{45_000_000, 45_000_000},
	}
	for _, p := range points {
		for _, q := range points {
			a, err := activity.CoordinatesAt(p[0], p[1])
			require.NoError(t, err)
			b, err := activity.CoordinatesAt(q[0], q[1])
			require.NoError(t, err)
			got, ok := a.DistanceTo(b)
			require.True(t, ok)
			x := math.Pow(math.Sin(rad(q[0]-p[0])/2), 2) + math.Cos(rad(p[0]))*math.Cos(rad(q[0]))*math.Pow(math.Sin(rad(q[1]-p[1])/2), 2)
			want := 2 * 6371008.8 * math.Asin(math.Sqrt(min(x, 1)))
			require.InDelta(t, want, float64(got), 2, "%v to %v", p, q)
			back, _ := b.DistanceTo(a)
			require.Equal(t, got, back)
		}
	}
}

// TestAgesAtTheirEnds: nought, the greatest age, open ends, and a range of one.
func TestAgesAtTheirEnds(t *testing.T) {
	for _, c := range []struct {
		lo, hi int
		ok     bool
		least  int
		most   int // -1 when open
	}{
		{0, 0, true, 0, 11},
		{0, -1, true, 0, -1},
		{-1, 0, true, 0, 11},
		{-1, -1, true, 0, -1},
		{18, 18, true, 216, 227},
		{18, 17, false, 0, 0},
		{150, 150, true, 1800, 1811},
		{151, -1, false, 0, 0},
		{0, 151, false, 0, 0},
		{1 << 60, -1, false, 0, 0}, // times twelve it would be negative, and open
		{-1, math.MaxInt, false, 0, 0},
		{math.MinInt, math.MinInt, true, 0, -1},
	} {
		r, err := activity.AgesInYears(c.lo, c.hi)
		require.Equal(t, c.ok, err == nil, c)
		if !c.ok {
			continue
		}
		most, closed := r.MaxMonths()
		require.Equal(t, c.least, r.MinMonths(), c)
		require.Equal(t, c.most >= 0, closed, c)
		if closed {
			require.Equal(t, c.most, most, c)
		}
	}
	_, err := activity.AgesInMonths(5, 5)
	require.NoError(t, err)
	r, err := activity.AgesInMonths(0, 0)
	require.NoError(t, err)
	most, closed := r.MaxMonths()
	require.True(t, closed)
	require.Zero(t, most)
	_, err = activity.AgesInMonths(6, 5)
	require.Error(t, err)
	_, err = activity.AgesInYears(151, -1)
	require.ErrorContains(t, err, "above 150 years")
	for text, ok := range map[string]bool{"0-0": true, "0m-0m": true, "+1-2": false, "-1-2": false, "18-": true, "-18": true, "x-2": false, "1-3601": false} {
		_, err := activity.ParseAgeRange(text)
		require.Equal(t, ok, err == nil, text)
	}
}

// TestAnAddressIsKnownByAnyOfItsFields.
func TestAnAddressIsKnownByAnyOfItsFields(t *testing.T) {
	require.True(t, activity.Address{}.IsZero())
	postcode, err := person.ParsePostcode("SW1A 1AA")
	require.NoError(t, err)
	for name, a := range map[string]activity.Address{
		"lines": {Lines: []string{"1 High Street"}}, "town": {Town: "Leeds"}, "region": {Region: "Kent"},
		"postcode": {Postcode: postcode}, "postcode text": {PostcodeText: "SW1A"}, "country": {Country: "GB"},
	} {
		require.False(t, a.IsZero(), name)
	}
}

// TestOrdinalWeekdaysInOrder: by ordinal, then from Monday.
func TestOrdinalWeekdaysInOrder(t *testing.T) {
	nth := func(n int, d activity.DayName) activity.NthDay {
		v, err := activity.Nth(n, d)
		require.NoError(t, err, n)
		return v
	}
	require.Negative(t, nth(1, activity.Sunday).Compare(nth(2, activity.Monday)))
	require.Positive(t, nth(2, activity.Monday).Compare(nth(1, activity.Sunday)))
	require.Negative(t, nth(-1, activity.Sunday).Compare(nth(1, activity.Monday)))
	require.Negative(t, nth(1, activity.Monday).Compare(nth(1, activity.Sunday)))
	for n, ok := range map[int]bool{-54: false, -53: true, -1: true, 0: false, 1: true, 53: true, 54: false} {
		_, err := activity.Nth(n, activity.Monday)
		require.Equal(t, ok, err == nil, n)
	}
	require.Negative(t, activity.Pence(1).Compare(activity.Pence(2)))
	require.Positive(t, activity.Pence(2).Compare(activity.Pence(1)))
	require.Zero(t, activity.Pence(2).Compare(activity.Pence(2)))
}

// TestRecurrenceRulesAtTheirLimits: what is read at a limit, and what not.
func TestRecurrenceRulesAtTheirLimits(t *testing.T) {
	for text, ok := range map[string]bool{
		"RRULE:FREQ=DAILY": true, "rrule:FREQ=DAILY": true, "RRULE:": false, "RRULE": false, "FREQ=DAILY": true,
		"FREQ=MONTHLY;BYDAY=TU;BYSETPOS=5": true, "FREQ=MONTHLY;BYDAY=TU;BYSETPOS=-5": true,
		"FREQ=MONTHLY;BYDAY=TU;BYSETPOS=6": false, "FREQ=MONTHLY;BYDAY=TU;BYSETPOS=-6": false,
	} {
		_, err := activity.ParseRRule(text, time.UTC)
		require.Equal(t, ok, err == nil, text)
	}
	event := func(lines string) string {
		return "BEGIN:VEVENT\r\nDTSTART:20260302T220000\r\n" + lines + "\r\nRRULE:FREQ=WEEKLY\r\nEND:VEVENT"
	}
	for lines, want := range map[string]string{
		"DURATION:PT1H": "23:00", "DURATION:PT2H": "24:00", "DURATION:PT3H": "01:00", "DURATION:P1D": "22:00", "DURATION:PT90M": "23:30", "DURATION:PT1800S": "22:30",
		"DURATION:P1DT1S": "", "DURATION:PT0S": "", "DURATION:P": "", "DURATION:PT": "", "DURATION:P1": "", "DURATION:PT100001S": "", "DURATION:P1W": "",
		"DTEND:20260302T230000": "23:00", "DTEND:20260303T000000": "24:00", "DTEND:20260303T010000": "01:00", "DTEND:20260303T220000": "22:00",
		"DTEND:20260303T220001": "", "DTEND:20260302T220000": "", "DTEND:20260302T210000": "", "DTEND:20260304T000000": "",
	} {
		s, err := activity.ParseICalendar(event(lines), "Europe/London", nil)
		require.Equal(t, want != "", err == nil, lines)
		if want != "" {
			require.Len(t, s.Rules, 1)
			require.Equal(t, want, s.Rules[0].To.String(), lines)
		}
	}
}

// The calendar of Day is that of package time, day by day at the ends of every
// month from year 1 to 9999.
func TestEveryMonthOfTheCalendar(t *testing.T) {
	for year := 1; year <= 9999; year++ {
		for month := time.January; month <= time.December; month++ {
			last := time.Date(year, month+1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, -1)
			for _, want := range []time.Time{time.Date(year, month, 1, 0, 0, 0, 0, time.UTC), last} {
				d, ok := activity.NewDay(want.Year(), want.Month(), want.Day())
				if !ok || d != activity.DayOf(want) || d.String() != want.Format("2006-01-02") {
					t.Fatalf("%v reads as %v", want, d)
				}
			}
			if _, ok := activity.NewDay(year, month, last.Day()+1); ok {
				t.Fatalf("%v has a day more", last)
			}
		}
	}
}

// Before 1970 the seconds of the calendar are negative.
func TestSchedulesBeforeTheEpoch(t *testing.T) {
	s := activity.Schedule{Zone: "Europe/London", Rules: []activity.Rule{{
		Freq: activity.Daily, Start: activity.MustParseDay("1969-12-28"), From: activity.MustParseClock("23:30"), To: activity.MustParseClock("00:30"),
		Except: []activity.LocalTime{activity.MustParseDay("1969-12-30").At(activity.Clock{})}, Add: []activity.LocalTime{activity.MustParseDay("1969-12-29").At(activity.MustParseClock("00:00"))},
	}}}
	require.NoError(t, s.Check())
	var got []string
	for o := range s.Occurrences(time.Date(1969, 12, 1, 0, 0, 0, 0, time.UTC), time.Date(1970, 1, 2, 0, 0, 0, 0, time.UTC)) {
		got = append(got, o.Start.Format("01-02 15:04 MST"))
	}
	// Britain kept summer time from 1968 to 1971.
	require.Equal(t, []string{"12-28 23:30 BST", "12-29 00:00 BST", "12-29 23:30 BST", "12-31 23:30 BST", "01-01 23:30 BST"}, got)
	next, ok := s.Next(time.Date(1969, 12, 29, 22, 29, 59, 999_999_999, time.UTC))
	require.True(t, ok)
	require.Equal(t, "1969-12-29T22:30:00Z", next.Start.UTC().Format(time.RFC3339))
	next, ok = s.Next(time.Date(1969, 12, 29, 22, 30, 0, 0, time.UTC))
	require.True(t, ok)
	require.Equal(t, "1969-12-31T22:30:00Z", next.Start.UTC().Format(time.RFC3339), "after the instant, not at it")
}
