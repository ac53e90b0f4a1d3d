package activity_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/activity"
)

func starts(t *testing.T, s activity.Schedule, from, to string) []string {
	t.Helper()
	tt, err := s.Compile(nil)
	require.NoError(t, err)
	a, err := time.ParseInLocation("2006-01-02T15:04", from, tt.Location())
	require.NoError(t, err)
	b, err := time.ParseInLocation("2006-01-02T15:04", to, tt.Location())
	require.NoError(t, err)
	var out []string
	for o := range tt.Occurrences(a, b) {
		out = append(out, o.Start.Format("2006-01-02T15:04Z07:00")+"/"+o.End.Format("15:04"))
	}
	return out
}

func london(r ...activity.Rule) activity.Schedule {
	return activity.Schedule{Zone: "Europe/London", Rules: r}
}

func TestWeeklyKeepsTheWallClockAcrossBothClockChanges(t *testing.T) {
	s := london(activity.Rule{
		Start: activity.MustParseDay("2026-03-15"), From: activity.MustParseClock("01:30"),
		To: activity.MustParseClock("02:15"), Freq: activity.Weekly,
	})
	// 29 March 2026: 01:30 does not exist, and is read with the offset before.
	// The end, 02:15 BST, would come first: the length is kept.
	require.Equal(t, []string{
		"2026-03-15T01:30Z/02:15", "2026-03-22T01:30Z/02:15", "2026-03-29T02:30+01:00/03:15", "2026-04-05T01:30+01:00/02:15",
	}, starts(t, s, "2026-03-01T00:00", "2026-04-10T00:00"))
	// 25 October 2026: 01:30 happens twice; the first passing counts.
	require.Equal(t, []string{"2026-10-25T01:30+01:00/02:15"}, starts(t, s, "2026-10-25T00:00", "2026-10-26T00:00"))
}

func TestMonthlyOrdinalsSkipMonthsThatHaveNone(t *testing.T) {
	fifth, err := activity.Nth(5, activity.Friday)
	require.NoError(t, err)
	s := london(activity.Rule{
		From: activity.MustParseClock("10:00"), To: activity.MustParseClock("12:00"),
		Freq: activity.Monthly, ByDay: []activity.NthDay{fifth},
	})
	require.Equal(t, []string{
		"2026-01-30T10:00Z/12:00", "2026-05-29T10:00+01:00/12:00", "2026-07-31T10:00+01:00/12:00",
		"2026-10-30T10:00Z/12:00",
	}, starts(t, s, "2026-01-01T00:00", "2027-01-01T00:00"))
}

func TestIntervalCountAndExceptions(t *testing.T) {
	s := london(activity.Rule{
		Start: activity.MustParseDay("2026-01-06"), From: activity.MustParseClock("10:00"),
		Freq: activity.Weekly, Interval: 2, Count: 4,
		ByDay:  []activity.NthDay{activity.Every(activity.Tuesday), activity.Every(activity.Thursday)},
		Except: []activity.LocalTime{activity.MustParseDay("2026-01-08").At(activity.Clock{})},
		Add:    []activity.LocalTime{activity.MustParseDay("2026-01-10").At(activity.MustParseClock("14:00"))},
	})
	require.Equal(t, []string{
		"2026-01-06T10:00Z/10:00", "2026-01-10T14:00Z/14:00", "2026-01-20T10:00Z/10:00", "2026-01-22T10:00Z/10:00",
	}, starts(t, s, "2026-01-01T00:00", "2027-01-01T00:00"))
}
