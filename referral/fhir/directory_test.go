package fhir_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/internal/episodes"
	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral/fhir"
)

func mustClock(s string) activity.Clock {
	c, err := activity.ParseClock(s)
	if err != nil {
		panic(err)
	}
	return c
}

func tuesday() activity.NthDay {
	var d activity.NthDay
	if err := d.UnmarshalText([]byte("TU")); err != nil {
		panic(err)
	}
	return d
}

// carried is a directory of which everything can be carried.
func carried() fhir.Directory {
	p, l := activity.NewProviderID(), activity.NewLocationID()
	place := activity.Location{
		ID: l, Kind: activity.Physical, Name: "Invented hall", Description: "Behind the pond", URL: "https://hall.example.org",
		Address:     activity.Address{Lines: []string{"1 Nowhere Road"}, Town: "Nowhere", Region: "Nowhereshire", Country: "GB", Postcode: person.MustParsePostcode("ZZ99 3VZ")},
		Coordinates: activity.MustParseCoordinates("53.480800,-2.242600"),
	}
	return fhir.Directory{
		Providers: []activity.Provider{{
			ID: p, Name: "Invented walkers", Description: "They walk", URL: "https://walk.example.org",
			Identifiers: []activity.Identifier{{Scheme: activity.CharityEnglandWales, Value: "1234567"}, {Scheme: activity.ODS, Value: "A99999"}},
			Contacts:    []activity.Contact{{Label: "Office", Name: person.NewText("Invented Person"), Email: "walk@example.org", Phones: []activity.Phone{{Number: "01632 960001"}}}},
			Locations:   []activity.Location{place},
		}},
		Activities: []activity.Activity{{
			ID: activity.NewID(), Provider: p, ProviderName: "Invented walkers", Name: "Tuesday walk", Description: "Slow and short", Status: activity.Active,
			Categories: []activity.Category{{Code: "sp-cat:walking"}}, Locations: []activity.Location{place}, URL: "https://walk.example.org/tuesday",
			Eligibility: activity.Eligibility{Text: "For anybody"}, Routes: []activity.RouteOption{{Route: activity.SelfReferral}},
			Languages: []activity.LanguageOffer{{Tag: language.MustParse("cy")}}, Modes: []activity.Mode{activity.InPerson},
			Contacts: []activity.Contact{{Email: "tuesday@example.org", Phones: []activity.Phone{{Number: "01632 960002"}}}},
			Schedule: activity.Schedule{Text: "Not on bank holidays", Rules: []activity.Rule{{Freq: activity.Weekly, ByDay: []activity.NthDay{tuesday()}, From: mustClock("10:00"), To: mustClock("11:30")}}},
		}},
	}
}

var sent = time.Date(2026, time.March, 20, 9, 0, 0, 0, time.UTC)

func TestDirectoryComesBack(t *testing.T) {
	d := carried()
	b, losses, err := fhir.ExportDirectory(d, fhir.ProfileUKCore, sent)
	require.NoError(t, err)
	assert.Empty(t, losses)
	assert.Empty(t, fhir.Check(b))
	data, err := fhir.Encode(b)
	require.NoError(t, err)
	res, report, err := fhir.Decode(data)
	require.NoError(t, err)
	assert.Empty(t, report.Faults)
	back, lost := fhir.ReadDirectory(res.(*fhir.Bundle))
	assert.Empty(t, lost)
	assert.Equal(t, d, back)
}

// TestDirectorySaysWhatItLoses changes one field at a time that can't be
// carried: each is listed, and nothing else.
func TestDirectorySaysWhatItLoses(t *testing.T) {
	for path, change := range map[string]func(*fhir.Directory){
		"provider.checks":      func(d *fhir.Directory) { d.Providers[0].Checks = []activity.ProviderCheck{{By: "host"}} },
		"provider.suspensions": func(d *fhir.Directory) { d.Providers[0].Suspensions = []activity.Suspension{{Reason: "host"}} },
		"provider.contacts":    func(d *fhir.Directory) { d.Providers[0].Contacts[0].Role = "Manager" },
		"provider.locations":   func(d *fhir.Directory) { d.Providers[0].Locations[0].Transport = "Bus 7" },
		"activity.locations":   func(d *fhir.Directory) { d.Activities[0].Locations = []activity.Location{{Name: "No identifier"}} },
		"activity.cost":        func(d *fhir.Directory) { d.Activities[0].Cost.Text = "£1" },
		"activity.capacity":    func(d *fhir.Directory) { d.Activities[0].Capacity.Text = "ten" },
		"activity.coverage":    func(d *fhir.Directory) { d.Activities[0].Coverage.Text = "the town" },
		"activity.eligibility": func(d *fhir.Directory) { d.Activities[0].Eligibility.Conditions = []string{"x"} },
		"activity.access": func(d *fhir.Directory) {
			d.Activities[0].Access = activity.Access{{Feature: "step-free", Has: person.No}}
		},
		"activity.schedule":  func(d *fhir.Directory) { d.Activities[0].Schedule.Rules[0].Interval = 2 },
		"activity.languages": func(d *fhir.Directory) { d.Activities[0].Languages[0].Interpreter = person.Yes },
		"activity.source":    func(d *fhir.Directory) { d.Activities[0].Source.Name = "x" },
	} {
		d := carried()
		change(&d)
		b, losses, err := fhir.ExportDirectory(d, "", sent)
		require.NoError(t, err)
		assert.Equal(t, []fhir.DirectoryLoss{{Path: path, Records: 1}}, losses, path)
		assert.Empty(t, fhir.Check(b))
		_, err = fhir.Encode(b)
		require.NoError(t, err)
	}
}

func TestDirectoryRefuses(t *testing.T) {
	_, _, err := fhir.ExportDirectory(fhir.Directory{}, "none", sent)
	require.Error(t, err)
	_, _, err = fhir.ExportDirectory(fhir.Directory{}, "", time.Time{})
	require.Error(t, err)
}

// TestBundlesOfDirectories writes directories that the validators read.
func TestBundlesOfDirectories(t *testing.T) {
	for seed := range uint64(20) {
		e := episodes.New(seed)
		b, _, err := fhir.ExportDirectory(fhir.Directory{Providers: e.Providers, Activities: e.Activities}, fhir.ProfileUKCore, e.At)
		require.NoError(t, err)
		writeBundle(t, "directory", seed, b)
	}
	b, _, err := fhir.ExportDirectory(carried(), fhir.ProfileUKCore, sent)
	require.NoError(t, err)
	writeBundle(t, "directory-full", 0, b)
}

// TestForeignDirectory reads the services and organisations of the published
// examples; each becomes a record, and what does not fit is listed.
func TestForeignDirectory(t *testing.T) {
	var all fhir.Bundle
	for _, file := range foreign(t) {
		data, err := os.ReadFile(file)
		require.NoError(t, err)
		if res, _, err := fhir.Decode(data); err == nil {
			all.Entry = append(all.Entry, fhir.BundleEntry{Resource: res})
		}
	}
	d, lost := fhir.ReadDirectory(&all)
	assert.GreaterOrEqual(t, len(d.Providers), 5)
	assert.Len(t, d.Activities, 2)
	rules := 0
	for _, a := range d.Activities {
		assert.NotEmpty(t, a.Name)
		rules += len(a.Schedule.Rules)
	}
	assert.Positive(t, rules, "opening times")
	var paths []string
	for _, l := range lost {
		paths = append(paths, l.Path)
	}
	assert.Contains(t, strings.Join(paths, " "), "HealthcareService.notAvailable")
}
