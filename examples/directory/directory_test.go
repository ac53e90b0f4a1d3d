package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/activity/hsds"
)

const committed = "../pathway/directory"

func TestGeneratedBytesAreThoseCommitted(t *testing.T) {
	files, _, err := generate("raw")
	require.NoError(t, err)
	for _, f := range files {
		want, err := os.ReadFile(filepath.Join(committed, f.name))
		require.NoError(t, err)
		require.True(t, bytes.Equal(want, f.data), "%s: run go generate ./...", f.name)
	}
}

func TestCountsArePrinted(t *testing.T) {
	var b bytes.Buffer
	require.NoError(t, run("", &b))
	want, err := os.ReadFile("testdata/counts.txt")
	require.NoError(t, err)
	require.Equal(t, string(want), b.String())
}

func readBack(t *testing.T, name string) hsds.Directory {
	t.Helper()
	f, err := os.Open(filepath.Join(committed, name))
	require.NoError(t, err)
	defer f.Close() //nolint:errcheck // only read
	d, err := hsds.ReadAll(f, &hsds.Options{Source: name})
	require.NoError(t, err)
	require.Zero(t, d.Report.Lost)
	for _, a := range d.Activities {
		require.NoError(t, a.Check(), a.Name)
	}
	for _, p := range d.Providers {
		require.NoError(t, p.Check(), p.Name)
	}
	return d
}

func TestRealDirectoryReadsBack(t *testing.T) {
	d := readBack(t, "greater-manchester.json")
	require.Len(t, d.Activities, 673)
	usable := 0
	for i := range d.Activities {
		a := &d.Activities[i]
		require.False(t, a.Source.Invented)
		require.NotEmpty(t, a.Categories, a.Name)
		private := len(a.Routes) > 0
		for _, r := range a.Routes {
			private = private && (r.Route == activity.PrivateUse || r.Route == "")
		}
		private = private && a.Routes[len(a.Routes)-1].Route == activity.PrivateUse
		if a.Status == activity.Active && !private {
			usable++
		}
	}
	require.Equal(t, 558, usable)
	require.Zero(t, d.Report.Severities[hsds.Error], "%v", d.Report.Faults)
	require.Equal(t, map[hsds.FaultKind]int{hsds.BadPostcode: 1, hsds.PhoneText: 5}, only(d.Report, hsds.Warning))
}

// only counts the faults of a severity by kind.
func only(r *hsds.Report, s hsds.Severity) map[hsds.FaultKind]int {
	out := map[hsds.FaultKind]int{}
	for _, f := range r.Faults {
		if f.Severity == s {
			out[f.Kind]++
		}
	}
	return out
}

func TestInventedRecordsSaySoAndFillEveryField(t *testing.T) {
	d := readBack(t, "invented.json")
	require.Len(t, d.Activities, 82)
	require.Empty(t, d.Report.Faults)
	pillars := map[activity.Pillar]int{}
	for _, a := range d.Activities {
		require.True(t, a.Source.Invented, a.Name)
		require.True(t, strings.HasPrefix(a.Name, inventedMark), a.Name)
		require.True(t, strings.HasPrefix(a.ProviderName, inventedMark), a.Name)
		require.Equal(t, activity.Known, a.Eligibility.Ages.Standing, a.Name)
		require.Equal(t, activity.Known, a.Eligibility.SuitsAges.Standing, a.Name)
		require.Equal(t, activity.Known, a.Eligibility.Gender.Standing, a.Name)
		require.Equal(t, activity.Known, a.Eligibility.Groups.Standing, a.Name)
		require.Equal(t, activity.Known, a.Eligibility.Residence.Standing, a.Name)
		require.Equal(t, activity.Known, a.Eligibility.Practices.Standing, a.Name)
		require.Equal(t, activity.Known, a.Coverage.Standing, a.Name)
		require.Equal(t, activity.Known, a.Cost.Standing, a.Name)
		_, known := a.Cost.Lowest(activity.MustParseDay("2026-10-01"))
		require.True(t, known, a.Name)
		require.NotEmpty(t, a.Schedule.Rules, a.Name)
		require.NotEmpty(t, a.Languages, a.Name)
		require.NotEmpty(t, a.Modes, a.Name)
		require.NotEmpty(t, a.Routes, a.Name)
		require.NotEmpty(t, a.Contacts, a.Name)
		require.Len(t, a.Access, len(noted), a.Name)
		require.NotEmpty(t, a.Capacity.State, a.Name)
		require.Equal(t, activity.Known, a.Capacity.WaitDays.Standing, a.Name)
		require.NotEmpty(t, a.Locations, a.Name)
		require.Equal(t, inventedOn, a.Assurance.On.String())
		for _, c := range a.Categories {
			con, ok := activity.DefaultVocabulary().Lookup(c.Code)
			require.True(t, ok, "%s: %s", a.Name, c.Code)
			pillars[con.Pillar]++
		}
	}
	for _, p := range []activity.Pillar{activity.AdvicePillar, activity.NaturePillar, activity.ArtsPillar, activity.PhysicalPillar} {
		require.GreaterOrEqual(t, pillars[p], 10, p)
	}
}

func TestEveryCategoryIsOfTheVocabulary(t *testing.T) {
	for _, a := range readBack(t, "greater-manchester.json").Activities {
		for _, c := range a.Categories {
			_, ok := activity.DefaultVocabulary().Lookup(c.Code)
			require.True(t, ok, "%s: %s", a.Name, c.Code)
		}
	}
}

func TestEveryMentalHealthRowHasItsReading(t *testing.T) {
	list, err := readFeatures("raw/trafford-mental-health-services.geojson")
	require.NoError(t, err)
	used := map[string]bool{}
	for _, f := range list {
		key := f.Properties["name"]
		if _, ok := readings[key]; !ok {
			key += " " + f.Properties["postcode"]
		}
		r, ok := readings[key]
		require.True(t, ok, key)
		used[key] = true
		for _, part := range []string{r.hours, r.fee} {
			require.Contains(t, f.Properties["description"], part, "a reading must stand in the row")
		}
	}
	require.Len(t, used, len(readings), "a reading without a row")
}

func TestNoMailAddressAnywhere(t *testing.T) {
	for _, glob := range []string{"raw/*", committed + "/*.json", "invented.txt"} {
		names, err := filepath.Glob(glob)
		require.NoError(t, err)
		require.NotEmpty(t, names)
		for _, name := range names {
			data, err := os.ReadFile(name)
			require.NoError(t, err)
			require.False(t, holdsMail(string(data)), name)
		}
	}
}

// holdsMail reports whether an "@" stands between two words.
func holdsMail(s string) bool {
	for i := range s {
		if s[i] == '@' && i > 0 && i+1 < len(s) && s[i-1] > ' ' && s[i+1] >= 'A' {
			return true
		}
	}
	return false
}
