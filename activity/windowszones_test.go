package activity_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/activity"
)

func TestWindowsNamesOfZones(t *testing.T) {
	for name, iana := range map[string]string{
		"GMT Standard Time": "Europe/London", "gmt standard time ": "Europe/London", "W. Europe Standard Time": "Europe/Berlin",
		"Eastern Standard Time": "America/New_York", "UTC": "UTC",
	} {
		s := activity.Schedule{Zone: name, Rules: []activity.Rule{{Freq: activity.Daily}}}
		tt, err := s.Compile(nil)
		require.NoError(t, err, name)
		require.Equal(t, iana, tt.Location().String())
	}
}

func TestAnUnknownZoneIsANamedFault(t *testing.T) {
	s := activity.Schedule{Zone: "Middle Earth Standard Time", Rules: []activity.Rule{{Freq: activity.Daily}}}
	_, err := s.Compile(nil)
	require.ErrorIs(t, err, activity.ErrZone)
	require.Equal(t, "/zone", activity.Faults(err)[0].Path)

	// The host decides where zones come from; its answer is not overruled.
	none := errors.New("no zone data here")
	s.Zone = "Europe/London"
	_, err = s.Compile(&activity.ScheduleOptions{Zones: func(string) (*time.Location, error) { return nil, none }})
	require.ErrorIs(t, err, activity.ErrZone)
	require.ErrorIs(t, err, none)
	_, err = s.Compile(&activity.ScheduleOptions{Zones: func(string) (*time.Location, error) { return nil, nil }})
	require.ErrorIs(t, err, activity.ErrZone)

	s.Zone = ""
	_, err = s.Compile(nil)
	require.ErrorIs(t, err, activity.ErrZone)
	for range s.Occurrences(time.Time{}, time.Now()) {
		t.Fatal("an occurrence without a zone")
	}
	_, ok := s.Next(time.Time{})
	require.False(t, ok)
}

func TestLoadZone(t *testing.T) {
	for name, iana := range map[string]string{"Europe/London": "Europe/London", " gmt standard TIME": "Europe/London", "Etc/UTC": "Etc/UTC"} {
		loc, err := activity.LoadZone(name)
		require.NoError(t, err, name)
		require.Equal(t, iana, loc.String())
	}
	for _, name := range []string{"", "Local", "GMT Standard", "../etc/passwd", "Europe/London\x00"} {
		loc, err := activity.LoadZone(name)
		require.ErrorIs(t, err, activity.ErrZone, name)
		require.Nil(t, loc)
	}
	// The same feed gives the same times wherever it is read.
	s := activity.Schedule{Zone: "Local", Rules: []activity.Rule{{Freq: activity.Daily}}}
	_, err := s.Compile(nil)
	require.ErrorIs(t, err, activity.ErrZone)
}

func TestEveryWindowsNameLeadsToAZone(t *testing.T) {
	rows := strings.Split(strings.TrimSpace(activity.WindowsZones), "\n")
	require.Len(t, rows, 142)
	for _, row := range rows {
		name, iana, _ := strings.Cut(row, "=")
		s := activity.Schedule{Zone: name, Rules: []activity.Rule{{Freq: activity.Daily}}}
		tt, err := s.Compile(nil)
		require.NoError(t, err, name)
		if name != "UTC" {
			require.Equal(t, iana, tt.Location().String())
		}
	}
}

func TestCachedZonesAskOnce(t *testing.T) {
	asked := map[string]int{}
	zones := activity.CachedZones(func(name string) (*time.Location, error) {
		asked[name]++
		return time.LoadLocation(name)
	})
	s := activity.Schedule{Zone: "Europe/London", Rules: []activity.Rule{{Freq: activity.Daily}}}
	for range 3 {
		_, err := s.Compile(&activity.ScheduleOptions{Zones: zones})
		require.NoError(t, err)
		_, err = zones("Nowhere/Town")
		require.Error(t, err)
	}
	require.Equal(t, map[string]int{"Europe/London": 1, "Nowhere/Town": 1}, asked)
	loc, err := activity.CachedZones(nil)("UTC")
	require.NoError(t, err)
	require.Equal(t, time.UTC, loc)
}
