package person_test

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"

	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/person/memperson"
)

// The tests of this file are the points of the list of what annoys those who do
// this work that concern the person; those of the journey are in package referral.

// TestExpert05_SNOMEDCodesKeepTheirDigits: no number type, no lost digit, no
// typing error, and an extension's code tells that it is one.
func TestExpert05_SNOMEDCodesKeepTheirDigits(t *testing.T) {
	const long = "999000041000000102" // 18 digits: a float would round it
	id := person.MustParseSCTID(long)
	data, err := json.Marshal(id)
	require.NoError(t, err)
	require.Equal(t, `"`+long+`"`, string(data), "stored as text")
	require.Equal(t, person.PartitionConceptExtension, id.Partition())
	require.Equal(t, person.PartitionConcept, person.MustParseSCTID("22298006").Partition())

	var read person.SCTID
	require.Error(t, json.Unmarshal([]byte(`1.09e15`), &read), "a number is not a code")
	require.Error(t, json.Unmarshal([]byte(`22298006`), &read))
	_, err = person.ParseSCTID("22298060")
	require.ErrorIs(t, err, person.ErrSyntax, "two digits that changed places")
}

// TestExpert08_NothingIsRequiredToBeHelped: a person without a number, postcode,
// birth date or practice is a valid person, and two of them are not one.
func TestExpert08_NothingIsRequiredToBeHelped(t *testing.T) {
	store := memperson.New()
	a := person.Person{ID: person.NewID(), Name: person.NewName("Invented", "Ada")}
	b := person.Person{ID: person.NewID(), Name: person.NewName("Invented", "Bea")}
	for _, p := range []person.Person{a, b} {
		require.NoError(t, p.Validate())
		require.Empty(t, p.Check(person.StandardLive))
		require.NoError(t, store.Commit(t.Context(), person.Change{Value: p}))
		require.False(t, person.Identifier{}.Matches(p), "a blank matches nobody")
		found, err := store.Find(t.Context(), person.Identifier{NHSNumber: p.NHSNumber})
		require.NoError(t, err)
		require.Empty(t, found, "no number is nobody's number, not even their own")
	}
}

// TestExpert09_NHSNumbers: a check of ten, a leading zero, a repeated digit, the
// synthetic range.
func TestExpert09_NHSNumbers(t *testing.T) {
	for number, want := range map[string]person.Problem{
		"4444444444": person.ProblemRepeatedDigit, "9434765918": person.ProblemChecksum,
		"9434765919": person.ProblemNone, "0607230002": person.ProblemNone, "9990000018": person.ProblemNone,
	} {
		require.Equal(t, want, person.CheckNHSNumber([]byte(number)), number)
	}
	for last := range byte(10) { // 943476596: its check works out at ten
		require.NotEqual(t, person.ProblemNone, person.CheckNHSNumber(append([]byte("943476596"), '0'+last)))
	}
	person.MustParseCHINumber("0607230002") // a leading zero is a digit

	test := person.Person{NHSNumber: person.MustParseNHSNumber("9990000018")}
	require.True(t, test.NHSNumber.IsSynthetic())
	require.NoError(t, test.Validate(), "good in a test")
	found := test.Check(person.StandardLive)
	require.Len(t, found, 1, "and not in silence when live")
	require.Equal(t, "synthetic", found[0].Rule)
	require.Equal(t, person.FindingError, found[0].Level)
}

// TestExpert10_AnUnknownBirthDateIsUnknown: it is not today and not 1900, and a
// part of a date answers what it can.
func TestExpert10_AnUnknownBirthDateIsUnknown(t *testing.T) {
	today := person.MustParseDate("2026-11-26")
	none := person.Date{}
	require.Equal(t, person.Unknown, none.AgeOn(today).AtLeast(18))
	require.Equal(t, person.Unknown, none.AgeOn(today).Under(18))
	data, err := json.Marshal(person.Person{ID: person.NewID()})
	require.NoError(t, err)
	require.NotContains(t, string(data), "birth")

	year := person.MustParseDate("2008") // 17 or 18, and surely not 16
	require.Equal(t, person.Unknown, year.AgeOn(today).AtLeast(18))
	require.Equal(t, person.Yes, year.AgeOn(today).AtLeast(17))
	require.Equal(t, person.No, year.AgeOn(today).AtLeast(19))

	placeholder := person.Person{Birth: person.MustParseDate("1900-01-01")}
	require.Len(t, placeholder.Check(person.StandardLive), 1, "a placeholder is pointed out")
}

// TestExpert11_NoFixedAbode: a person may have no address, its pseudo-postcode is
// no place on a map, and forces' post is post.
func TestExpert11_NoFixedAbode(t *testing.T) {
	none := person.MustParsePostcode("ZZ99 3VZ")
	require.Equal(t, person.PostcodeNoFixedAbode, none.Kind())
	require.False(t, none.Geocodable())
	p := person.Person{ID: person.NewID(), Addresses: []*person.Address{{NoFixedAbode: person.Yes, Postcode: none}}}
	require.NoError(t, p.Validate())
	for _, s := range []string{"BFPO 12", "BF1 4AA"} {
		require.Equal(t, person.PostcodeForces, person.MustParsePostcode(s).Kind(), s)
		require.False(t, person.MustParsePostcode(s).Geocodable(), s)
	}
}

// TestExpert23_EthnicityAndAccessibleInformation: three answers that are not one,
// each nation's own list, and the information needs in whatever is sent.
func TestExpert23_EthnicityAndAccessibleInformation(t *testing.T) {
	status := func(scheme person.EthnicityScheme, code string) person.Ethnicity {
		e, err := person.ParseEthnicity(scheme, code)
		require.NoError(t, err)
		return e
	}
	notStated, notKnown := status(person.EthnicityEngland2001, "Z"), status(person.EthnicityEngland2001, "99")
	other := status(person.EthnicityEngland2001, "S")
	require.Equal(t, person.EthnicityNotStated, notStated.Status)
	require.Equal(t, person.EthnicityNotKnown, notKnown.Status)
	require.Equal(t, person.EthnicityStated, other.Status)
	require.NotEqual(t, notStated.Status.Text(language.English), notKnown.Status.Text(language.English))
	_, err := person.ParseEthnicity(person.EthnicityEngland2001, "T")
	require.Error(t, err)
	require.Equal(t, person.EthnicityWales, status(person.EthnicityWales, "T").Scheme)

	// Whoever writes or speaks to the person is told how, the referrer too.
	p := person.Person{
		Languages: person.Languages{{Tag: language.Polish, Interpreter: person.Yes}, {Tag: language.MustParse("bfi"), Interpreter: person.Yes}},
	}
	kinds := []person.RequirementKind{
		person.RequirementContactMethod, person.RequirementFormat, person.RequirementProfessional, person.RequirementSupport,
	}
	for _, k := range kinds {
		p.Requirements = append(p.Requirements, &person.Requirement{
			Kind: k, SNOMED: person.MustParseSCTID("22298006"), Words: person.NewText("in words"), ReviewBy: person.MustParseDate("2027-01"),
		})
	}
	codes := []person.RequirementCode{
		person.NeedsLargePrint, person.NeedsEasyRead, person.NeedsBraille, person.NeedsAudio, person.NeedsSignInterpreter, person.NeedsHearingLoop,
	}
	for _, c := range codes { // by the code, whatever heading somebody chose
		p.Requirements = append(p.Requirements, &person.Requirement{Kind: person.RequirementImpairment, Code: c})
	}
	everywhere := len(p.Requirements)
	for _, c := range person.RequirementCodes() {
		if !slices.Contains(codes, c) {
			p.Requirements = append(p.Requirements, &person.Requirement{Kind: person.RequirementMobility, Code: c, Flag: person.Yes})
		}
	}
	p.Requirements = append(p.Requirements, nil, &person.Requirement{Kind: person.RequirementAdjustment, Words: person.NewText("more time")})
	for _, a := range []person.Audience{person.AudienceProvider, person.AudienceLinkWorker, person.AudienceGP, person.AudiencePerson, person.AudienceReferrer} {
		d := person.ViewFor(a).Of(p, &person.ViewOptions{At: days(0)})
		require.GreaterOrEqual(t, len(d.Person.Requirements), everywhere, "%s must know how to write to them", a)
		for i, k := range kinds {
			got := d.Person.Requirements[i]
			require.Equal(t, []any{k, "in words", "2027-01"}, []any{got.Kind, got.Words.Disclose(), got.ReviewBy.Disclose()}, a)
			require.False(t, got.SNOMED.IsZero())
		}
		require.Contains(t, d.Person.Languages, person.LanguageSkill{Tag: language.MustParse("bfi"), Interpreter: person.Yes}, "%s must know that they sign", a)
		if a != person.AudienceReferrer {
			require.Len(t, d.Person.Languages, 2)
			require.Len(t, d.Person.Requirements, len(p.Requirements)-1)
			continue
		}
		require.Len(t, d.Person.Languages, 1, "a spoken language is no such need")
		require.Len(t, d.Person.Requirements, everywhere, "the referrer offers no place")
		for _, path := range []string{"requirements", "languages"} {
			require.Contains(t, d.Told(), person.Withholding{Path: path, Rule: person.WithheldNotListed})
		}
	}
	for _, q := range person.ViewFor(person.AudienceAnonymous).Of(p, nil).Person.Requirements {
		require.True(t, q.Words.IsZero() && q.SNOMED.IsZero(), "statistics know kinds and codes")
	}
}
