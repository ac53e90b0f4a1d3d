package fhir_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral/fhir"
)

// TestExpert23_AccessibleInformationGoesToEverybody: whoever gets a bundle reads in
// it how the person must be written and spoken to, if only by the code of the need,
// as long as the need lasts.
func TestExpert23_AccessibleInformationGoesToEverybody(t *testing.T) {
	x, err := fhir.NewExporter(options(fhir.ProfileUKCore, fhir.FormCollection))
	require.NoError(t, err)
	for _, a := range audiences {
		in := episodeOf(made()[0], a)
		today := person.DateOf(in.ViewOptions.At)
		tomorrow, yesterday := person.DateOf(in.ViewOptions.At.Add(24*time.Hour)), person.DateOf(in.ViewOptions.At.Add(-24*time.Hour))
		in.Person.Requirements = []*person.Requirement{
			{Kind: person.RequirementFormat, Code: person.NeedsLargePrint, From: person.MustParseDate("2019-04"), To: tomorrow, ReviewBy: tomorrow},
			{Kind: person.RequirementProfessional, Words: person.NewText("lip speaker"), Detail: person.NewText("on her left"), To: today},
			{Kind: person.RequirementSupport, Code: person.NeedsHearingLoop, Words: person.NewText("set to T"), SNOMED: person.MustParseSCTID("22298006"), To: yesterday},
			{Kind: person.RequirementContactMethod},
			{Kind: person.RequirementMobility, Code: person.NeedsStepFree},
		}
		got, err := x.Export(in)
		require.NoError(t, err)
		require.Empty(t, fhir.Check(got.Bundle))
		flags := map[string]*fhir.Flag{}
		for _, e := range got.Bundle.Entry {
			if f, ok := e.Resource.(*fhir.Flag); ok && f.Category[0].Text == "individual requirement" {
				flags[f.Code.Text] = f
			}
		}
		large, lips, loop := flags["large print"], flags["lip speaker: on her left"], flags["hearing loop: set to T"]
		require.True(t, large != nil && lips != nil && loop != nil && flags["contact method"] != nil, "to %s: %v", a, flags)
		require.Equal(t, fhir.Period{Start: "2019-04", End: fhir.DateTime(tomorrow.Disclose())}, large.Period)
		require.Equal(t, []string{"active", "active", "inactive"}, []string{large.Status, lips.Status, loop.Status})
		require.Equal(t, "22298006", loop.Code.Coding[0].Code)
		require.Contains(t, got.Losses, fhir.Loss{Path: "person.requirements.reviewBy", Why: "no element of a Flag for the day of review"})
		_, stepFree := flags["step-free access"]
		require.Equal(t, a != person.AudienceReferrer, stepFree, "the referrer offers no place")
	}
}
