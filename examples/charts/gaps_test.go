package main

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/activity/hsds"
	"github.com/socialprescribing/socialprescribing/matching"
	"github.com/socialprescribing/socialprescribing/matching/coverage"
	"github.com/socialprescribing/socialprescribing/outcome/cohort"
	"github.com/socialprescribing/socialprescribing/person"
)

// TestReport writes the report that the chart draws: invented people in four
// places of Greater Manchester, over its real directory.
func TestReport(t *testing.T) {
	data, err := os.ReadFile(filepath.Join("..", "pathway", "directory", "greater-manchester.json"))
	require.NoError(t, err)
	d, err := hsds.ReadAll(bytes.NewReader(data), nil)
	require.NoError(t, err)
	at := time.Date(2026, 10, 5, 9, 0, 0, 0, time.UTC)
	ix, err := matching.NewIndex(slices.Values(d.Activities), &matching.Options{Horizon: matching.Horizon{From: activity.DayOf(at)}})
	require.NoError(t, err)
	tally, err := coverage.New(ix, nil)
	require.NoError(t, err)
	for _, p := range []struct {
		area, at string
		people   int
	}{
		{"Altrincham", "53.3875,-2.3490", 126}, {"Wigan", "53.5450,-2.6325", 108}, {"Oldham", "53.5409,-2.1114", 75}, {"Bramhall", "53.3580,-2.1630", 5},
	} {
		for i := range p.people {
			s := matching.Seeker{
				Place: matching.Place{Coordinates: activity.MustParseCoordinates(p.at)},
				Needs: []person.NeedCode{"sp-need:lonely", "sp-need:debt", "sp-need:memory"}[:1+i%3],
			}
			if i%2 == 0 {
				s.Travel.Mode = matching.OnFoot
			}
			require.NoError(t, tally.Add(coverage.Case{Seeker: s, At: at, Area: p.area}))
		}
	}
	r, err := tally.Release(coverage.DimensionArea, cohort.HESSuppression())
	require.NoError(t, err)
	got, err := json.MarshalIndent(r, "", " ")
	require.NoError(t, err)
	path := filepath.Join("testdata", "gaps.json")
	if *update {
		require.NoError(t, os.WriteFile(path, append(got, '\n'), 0o600))
	}
	want, err := os.ReadFile(path) //nolint:gosec // our own file
	require.NoError(t, err)
	require.JSONEq(t, string(want), string(got))
}

// TestGapsOfFew: what the report does not show is not drawn either, and a report
// without groups has a bar for everybody.
func TestGapsOfFew(t *testing.T) {
	var stdout bytes.Buffer
	require.Zero(t, run([]string{"gaps", "testdata/gaps.json"}, &stdout, io.Discard))
	require.Contains(t, stdout.String(), "Bramhall: too few to show")
	require.NotContains(t, stdout.String(), "Bramhall: 5")
	r := coverage.Report{Dimension: "all", Needs: []coverage.NeedRow{{
		Need: "sp-need:lonely", All: coverage.GroupRow{
			Group: cohort.Group{Dimension: coverage.DimensionAll}, Nothing: cohort.ShownCount(10), Some: cohort.ShownCount(20), People: cohort.ShownCount(30),
		},
	}}}
	data, err := json.Marshal(r)
	require.NoError(t, err)
	path := filepath.Join(t.TempDir(), "all.json")
	require.NoError(t, os.WriteFile(path, data, 0o600))
	stdout.Reset()
	require.Zero(t, run([]string{"-lang", "cy", "gaps", path}, &stdout, io.Discard))
	require.Contains(t, stdout.String(), "everybody: 10 find nothing")
	require.Contains(t, stdout.String(), "10 of 30 find nothing")
	require.Equal(t, 1, run([]string{"gaps", "testdata/none.json"}, io.Discard, io.Discard))
}
