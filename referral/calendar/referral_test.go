package calendar_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/referral"
	"github.com/socialprescribing/socialprescribing/referral/calendar"
)

var _ referral.Calendar = (*calendar.Calendar)(nil)

// TestClockCalendar: the calendar of clocks counts between instants as this
// package counts between days, by the clock on the wall.
func TestClockCalendar(t *testing.T) {
	t.Parallel()
	c := calendar.MustFor(calendar.England)
	// 23:30 UTC in summer is the next day.
	thursday := time.Date(2026, 7, 2, 23, 30, 0, 0, time.UTC)
	require.Equal(t, 1, c.LocalDay(thursday)-c.LocalDay(thursday.Add(-time.Hour)))
	require.Zero(t, c.LocalDay(time.Time{}))
	end, provisional := c.Deadline(thursday, 1, nil)
	require.Equal(t, time.Date(2026, 7, 6, 23, 0, 0, 0, time.UTC), end, "from Friday: the end of Monday")
	require.False(t, provisional)

	at := func(day int) time.Time { return time.Date(2026, 11, day, 9, 0, 0, 0, time.UTC) }
	hold := [][2]time.Time{{at(3), at(10)}}
	n, provisional := c.WorkingDays(at(2), at(16), hold)
	require.Equal(t, 5, n)
	require.False(t, provisional)
	end, _ = c.Deadline(at(2), 2, hold)
	require.Equal(t, time.Date(2026, 11, 12, 0, 0, 0, 0, time.UTC), end)
	end, provisional = c.Deadline(at(2), 2, [][2]time.Time{{at(3), {}}})
	require.True(t, end.IsZero())
	require.False(t, provisional)
	n, provisional = c.WorkingDays(at(2), time.Date(2028, 1, 4, 9, 0, 0, 0, time.UTC), nil)
	require.Equal(t, fingersBetween(c, day("2026-11-02"), day("2028-01-04"), nil), n)
	require.True(t, provisional)
	n, provisional = c.WorkingDays(time.Time{}, at(2), nil)
	require.Zero(t, n)
	require.False(t, provisional)
}
