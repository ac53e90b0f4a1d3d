package calendar_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"

	"github.com/socialprescribing/socialprescribing/referral/calendar"
)

// days are the holidays' days as one text.
func days(hs []calendar.Holiday) string {
	var out []string
	for _, h := range hs {
		out = append(out, h.Day.String())
	}
	return strings.Join(out, " ")
}

// TestD29_RuleAgainstLists: the standing rule gives every published year
// exactly, but for the one-off days, which are named here.
func TestD29_RuleAgainstLists(t *testing.T) {
	t.Parallel()
	all := "GB-ENG GB-WLS GB-SCT GB-NIR"
	exceptions := map[int]struct{ published, byRule, nations string }{
		2020: {"2020-05-08", "2020-05-04", all},
		2022: {"2022-06-02 2022-06-03 2022-09-19", "2022-05-30", all},
		2023: {"2023-05-08", "", all},
		2026: {"2026-06-15", "", "GB-SCT"},
	}
	for _, n := range calendar.Nations() {
		years := calendar.Builtin().Years(n)
		require.Equal(t, []int{2019, 2020, 2021, 2022, 2023, 2024, 2025, 2026, 2027}, years)
		for _, y := range years {
			listed, standing := calendar.Builtin().Holidays(n, y)
			require.Equal(t, calendar.Published, standing)
			rule := calendar.ByRule(n, y)
			onlyListed, onlyRule := differ(listed, rule), differ(rule, listed)
			want := exceptions[y]
			if !strings.Contains(want.nations, string(n)) {
				want.published, want.byRule = "", ""
			}
			require.Equal(t, want.published, onlyListed, "%s %d", n, y)
			require.Equal(t, want.byRule, onlyRule, "%s %d", n, y)
		}
	}
}

func differ(a, b []calendar.Holiday) string {
	var out []calendar.Holiday
	for _, h := range a {
		if !strings.Contains(days(b), h.Day.String()) {
			out = append(out, h)
		}
	}
	return days(out)
}

// TestBuiltin: the number of days is that of GOV.UK's feed for these years, and
// every one is a weekday; substitutes stand for weekends.
func TestBuiltin(t *testing.T) {
	t.Parallel()
	l := calendar.Builtin()
	require.Equal(t, "2026-07", l.Version())
	require.Contains(t, l.Source(), "GOV.UK")
	require.Contains(t, l.Licence(), "Open Government Licence")
	n := 0
	for _, nation := range []calendar.Nation{calendar.England, calendar.Scotland, calendar.NorthernIreland} {
		for _, y := range l.Years(nation) {
			hs, _ := l.Holidays(nation, y)
			n += len(hs)
			for _, h := range hs {
				require.NotContains(t, "Saturday Sunday", h.Day.Weekday().String())
			}
		}
	}
	require.Equal(t, 253, n)
	require.Empty(t, l.Years("FR"))
	hs, standing := l.Holidays("FR", 2024)
	require.Empty(t, hs)
	require.Equal(t, calendar.Provisional, standing)
}

// TestRuleYears: the rule in years of every alignment with the week, against
// lists that GOV.UK published before 2019 (Scotland and England) and against
// known days of later ones.
func TestRuleYears(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		n    calendar.Nation
		year int
		want string
	}{
		{calendar.England, 2013, "2013-01-01 2013-03-29 2013-04-01 2013-05-06 2013-05-27 2013-08-26 2013-12-25 2013-12-26"},
		{calendar.England, 2015, "2015-01-01 2015-04-03 2015-04-06 2015-05-04 2015-05-25 2015-08-31 2015-12-25 2015-12-28"},
		{calendar.England, 2016, "2016-01-01 2016-03-25 2016-03-28 2016-05-02 2016-05-30 2016-08-29 2016-12-26 2016-12-27"},
		{calendar.England, 2017, "2017-01-02 2017-04-14 2017-04-17 2017-05-01 2017-05-29 2017-08-28 2017-12-25 2017-12-26"},
		{calendar.Scotland, 2013, "2013-01-01 2013-01-02 2013-03-29 2013-05-06 2013-05-27 2013-08-05 2013-12-02 2013-12-25 2013-12-26"},
		{calendar.Scotland, 2014, "2014-01-01 2014-01-02 2014-04-18 2014-05-05 2014-05-26 2014-08-04 2014-12-01 2014-12-25 2014-12-26"},
		{calendar.Scotland, 2016, "2016-01-01 2016-01-04 2016-03-25 2016-05-02 2016-05-30 2016-08-01 2016-11-30 2016-12-26 2016-12-27"},
		{calendar.Scotland, 2017, "2017-01-02 2017-01-03 2017-04-14 2017-05-01 2017-05-29 2017-08-07 2017-11-30 2017-12-25 2017-12-26"},
		{calendar.NorthernIreland, 2013, "2013-01-01 2013-03-18 2013-03-29 2013-04-01 2013-05-06 2013-05-27 2013-07-12 2013-08-26 2013-12-25 2013-12-26"},
		{calendar.NorthernIreland, 2014, "2014-01-01 2014-03-17 2014-04-18 2014-04-21 2014-05-05 2014-05-26 2014-07-14 2014-08-25 2014-12-25 2014-12-26"},
		{calendar.England, 2028, "2028-01-03 2028-04-14 2028-04-17 2028-05-01 2028-05-29 2028-08-28 2028-12-25 2028-12-26"},
		{calendar.Wales, 2028, "2028-01-03 2028-04-14 2028-04-17 2028-05-01 2028-05-29 2028-08-28 2028-12-25 2028-12-26"},
		{calendar.Scotland, 2028, "2028-01-03 2028-01-04 2028-04-14 2028-05-01 2028-05-29 2028-08-07 2028-11-30 2028-12-25 2028-12-26"},
		{calendar.NorthernIreland, 2028, "2028-01-03 2028-03-17 2028-04-14 2028-04-17 2028-05-01 2028-05-29 2028-07-12 2028-08-28 2028-12-25 2028-12-26"},
		{calendar.England, 2029, "2029-01-01 2029-03-30 2029-04-02 2029-05-07 2029-05-28 2029-08-27 2029-12-25 2029-12-26"},
		{calendar.Wales, 2029, "2029-01-01 2029-03-30 2029-04-02 2029-05-07 2029-05-28 2029-08-27 2029-12-25 2029-12-26"},
		{calendar.Scotland, 2029, "2029-01-01 2029-01-02 2029-03-30 2029-05-07 2029-05-28 2029-08-06 2029-11-30 2029-12-25 2029-12-26"},
		{calendar.NorthernIreland, 2029, "2029-01-01 2029-03-19 2029-03-30 2029-04-02 2029-05-07 2029-05-28 2029-07-12 2029-08-27 2029-12-25 2029-12-26"},
		{calendar.England, 2030, "2030-01-01 2030-04-19 2030-04-22 2030-05-06 2030-05-27 2030-08-26 2030-12-25 2030-12-26"},
		{calendar.Wales, 2030, "2030-01-01 2030-04-19 2030-04-22 2030-05-06 2030-05-27 2030-08-26 2030-12-25 2030-12-26"},
		{calendar.Scotland, 2030, "2030-01-01 2030-01-02 2030-04-19 2030-05-06 2030-05-27 2030-08-05 2030-12-02 2030-12-25 2030-12-26"},
		{calendar.NorthernIreland, 2030, "2030-01-01 2030-03-18 2030-04-19 2030-04-22 2030-05-06 2030-05-27 2030-07-12 2030-08-26 2030-12-25 2030-12-26"},
	} {
		require.Equal(t, tc.want, days(calendar.ByRule(tc.n, tc.year)), "%s %d", tc.n, tc.year)
	}
	require.Empty(t, calendar.ByRule(calendar.England, 0))
}

// TestD29_EachNationHasItsOwnDays: what only some nations keep, in every year
// from 2019 to 2030, published or by rule. A day of these is off in the nations
// named, as itself or on its substitute, and worked in the others.
func TestD29_EachNationHasItsOwnDays(t *testing.T) {
	t.Parallel()
	const eng, wls, sct, nir = "GB-ENG", "GB-WLS", "GB-SCT", "GB-NIR"
	for y := 2019; y <= 2030; y++ {
		easter := calendar.EasterSunday(y)
		for _, tc := range []struct {
			title string
			on    calendar.Day
			in    string
		}{
			{"Easter Monday", easter.AddDays(1), eng + wls + nir},
			{"2nd January", calendar.DateOf(y, time.January, 2), sct},
			{"St Patrick’s Day", calendar.DateOf(y, time.March, 17), nir},
			{"Battle of the Boyne (Orangemen’s Day)", calendar.DateOf(y, time.July, 12), nir},
			{"St Andrew’s Day", calendar.DateOf(y, time.November, 30), sct},
		} {
			for _, n := range calendar.Nations() {
				c := calendar.MustFor(n)
				off := tc.on
				for off.Weekday() == time.Saturday || off.Weekday() == time.Sunday {
					off = off.AddDays(1)
				}
				i := slices.IndexFunc(c.Holidays(y), func(h calendar.Holiday) bool { return h.Title == tc.title })
				if !strings.Contains(tc.in, string(n)) {
					require.Negative(t, i, "%s %d %s", n, y, tc.title)
					continue
				}
				require.GreaterOrEqual(t, i, 0, "%s %d %s", n, y, tc.title)
				h := c.Holidays(y)[i]
				require.False(t, c.IsWorkingDay(h.Day))
				require.Equal(t, h.Substitute, h.Day != tc.on, "%s %d %s", n, y, tc.title)
				require.LessOrEqual(t, off.DaysTo(h.Day), 1, "%s %d %s", n, y, tc.title)
				require.GreaterOrEqual(t, off.DaysTo(h.Day), 0, "%s %d %s", n, y, tc.title)
			}
		}
		require.True(t, calendar.MustFor(calendar.Scotland).IsWorkingDay(easter.AddDays(1)), "%d", y)
	}
}

// TestEaster: the extremes and some years of the almanac.
func TestEaster(t *testing.T) {
	t.Parallel()
	for _, want := range []string{
		"1818-03-22", "1886-04-25", "1943-04-25", "1954-04-18", "1961-04-02", "1981-04-19",
		"2000-04-23", "2008-03-23", "2011-04-24", "2024-03-31", "2030-04-21", "2038-04-25", "2049-04-18", "2076-04-19",
	} {
		require.Equal(t, want, calendar.EasterSunday(calendar.MustParseDay(want).Year()).String())
	}
}

func TestReadList(t *testing.T) {
	t.Parallel()
	// The feed as GOV.UK writes it, with members that are not read.
	var doc map[string]any
	require.NoError(t, json.Unmarshal(calendar.BuiltinFeed, &doc))
	delete(doc, "version")
	delete(doc, "source")
	delete(doc, "licence")
	scotland := doc["scotland"].(map[string]any)
	events := scotland["events"].([]any)
	scotland["events"] = append(events,
		map[string]any{"title": "New Year’s Day", "date": "2028-01-03", "notes": "Substitute day", "bunting": true})
	feed, err := json.Marshal(doc)
	require.NoError(t, err)
	l, err := calendar.ReadList(feed)
	require.NoError(t, err)
	require.Empty(t, l.Version())
	// One day of 2028 does not make the year published.
	require.NotContains(t, l.Years(calendar.Scotland), 2028)
	hs, standing := l.Holidays(calendar.Scotland, 2028)
	require.Equal(t, calendar.Provisional, standing)
	require.Len(t, hs, 9)

	for name, bad := range map[string]string{
		"not JSON":  `x`,
		"array":     `[]`,
		"no nation": `{"england-and-wales":{"events":[]},"scotland":{"events":[]}}`,
		"not a day": `{"england-and-wales":{"events":[{"date":"2024-02-30"}]},"scotland":{"events":[]},"northern-ireland":{"events":[]}}`,
		"twice":     `{"england-and-wales":{"events":[{"date":"2024-02-03"},{"date":"2024-02-03"}]},"scotland":{"events":[]},"northern-ireland":{"events":[]}}`,
		"division":  `{"england-and-wales":[],"scotland":{"events":[]},"northern-ireland":{"events":[]}}`,
		"version":   `{"version":1,"source":2,"england-and-wales":{"events":[]},"scotland":{"events":[]},"northern-ireland":{"events":[]}}`,
	} {
		l, err := calendar.ReadList([]byte(bad))
		require.ErrorIs(t, err, calendar.ErrFeed, name)
		require.Nil(t, l)
		var fault *calendar.FeedError
		require.ErrorAs(t, err, &fault, name)
		require.NotContains(t, err.Error(), "2024")
	}
	// Every fault, not the first.
	_, err = calendar.ReadList([]byte(`{"scotland":{"events":[{"date":"x"},{"date":"y"}]}}`))
	require.Len(t, strings.Split(err.Error(), "\n"), 4)
}

// TestProvisionalDeadline: a deadline past the published horizon says so, and
// one over the turn of the year into it as well.
func TestD29_ProvisionalDeadline(t *testing.T) {
	t.Parallel()
	c := calendar.MustFor(calendar.England)
	near := c.AddWorkingDays(day("2027-12-01"), 5)
	require.False(t, near.Provisional())
	// The first and the last published day count as such, and so does a turn
	// of the year between.
	last := c.AddWorkingDays(day("2027-12-29"), 2)
	require.Equal(t, "2027-12-31", last.Day.String())
	require.False(t, last.Provisional())
	require.True(t, c.AddWorkingDays(day("2027-12-29"), 3).Provisional())
	require.False(t, c.AddWorkingDays(day("2019-01-01"), 1).Provisional())
	require.True(t, c.AddWorkingDays(day("2019-01-01"), -1).Provisional())
	require.False(t, c.AddWorkingDays(day("2019-12-20"), 15).Provisional())
	far := c.AddWorkingDays(day("2027-12-20"), 10)
	require.True(t, far.Provisional())
	require.Equal(t, "2028-01-06", far.Day.String())
	require.Equal(t, calendar.Provisional, c.WorkingDaysBetween(day("2018-06-01"), day("2019-06-01")).Standing)
	require.Equal(t, calendar.Provisional, c.Standing(2030))
	// A gap in what is published is provisional, the years around it are not.
	feed := strings.ReplaceAll(string(calendar.BuiltinFeed), "\"2024-08-", "\"2024-09-")
	feed = strings.Replace(feed, `{"title": "Boxing Day", "date": "2024-12-26", "notes": ""},`, "", 1)
	gap, err := calendar.ReadList([]byte(feed))
	require.NoError(t, err)
	c, err = calendar.New(calendar.England, &calendar.Options{List: gap})
	require.NoError(t, err)
	for from, want := range map[string]calendar.Standing{
		"2023-12-28": calendar.Provisional, "2023-11-28": calendar.Published,
		"2024-06-03": calendar.Provisional, "2025-06-03": calendar.Published,
	} {
		require.Equal(t, want, c.AddWorkingDays(day(from), 5).Standing, from)
	}
	require.Contains(t, calendar.Provisional.Text(language.English), "provisional")
	require.NotEqual(t, calendar.Published.Text(language.English), calendar.Published.Text(language.MustParse("cy")))
	require.Empty(t, calendar.Standing("").Text(language.English))
	var s calendar.Standing
	require.NoError(t, s.UnmarshalText([]byte("provisional")))
	require.ErrorIs(t, s.UnmarshalText([]byte("maybe")), calendar.ErrFeed)
}

// TestHolidayTexts: every title of the built-in list and of the rule has words
// in both languages; a host's own title is kept.
func TestHolidayTexts(t *testing.T) {
	t.Parallel()
	_, err := calendar.CatalogueOfTexts()
	require.NoError(t, err)
	for _, n := range calendar.Nations() {
		for y := 2019; y < 2031; y++ {
			hs, _ := calendar.Builtin().Holidays(n, y)
			for _, h := range hs {
				require.Equal(t, h.Title, h.Text(language.BritishEnglish))
				require.NotEqual(t, h.Title, h.Text(language.MustParse("cy")), h.Title)
			}
		}
	}
	require.Equal(t, "Village fair", calendar.Holiday{Title: "Village fair"}.Text(language.MustParse("cy")))
}

// FuzzReadList: any bytes are refused with a typed error or give a list whose
// published years are whole.
func FuzzReadList(f *testing.F) {
	f.Add(calendar.BuiltinFeed)
	f.Add([]byte(`{"england-and-wales":{"events":[{"date":"2024-02-03"}]},"scotland":{"events":[]},"northern-ireland":{"events":[]}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		l, err := calendar.ReadList(data)
		if err != nil {
			require.ErrorIs(t, err, calendar.ErrFeed)
			require.Nil(t, l)
			return
		}
		for _, n := range calendar.Nations() {
			for _, y := range l.Years(n) {
				hs, _ := l.Holidays(n, y)
				require.GreaterOrEqual(t, len(hs), len(calendar.ByRule(n, y)))
			}
		}
	})
}
