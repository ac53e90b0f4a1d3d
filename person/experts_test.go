package person_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

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

// TestExpert06_NeedsAreData: a list of needs has a version and a source, a host adds
// its own, and what is in no list is in the person's words.
func TestExpert06_NeedsAreData(t *testing.T) {
	base := person.Needs()
	require.NotEmpty(t, base.Version())
	require.NotEmpty(t, base.Licence())
	own, err := person.LoadVocabulary([]byte(`{"version":"2026-04","source":"Invented council","licence":"OGL-UK-3.0",
	 "groups":[{"key":"x-local","en":"Local"}],"needs":[{"code":"x-ours:allotment","group":"x-local","en":"Allotment","definition":"Wants a plot.","broader":""}]}`))
	require.NoError(t, err)
	both, err := base.With(own)
	require.NoError(t, err)
	require.Equal(t, base.Version()+"+2026-04", both.Version(), "each is told apart")
	require.Equal(t, "Allotment", both.Text(language.English, "x-ours:allotment"))
	_, ok := base.Lookup("x-ours:allotment")
	require.False(t, ok, "the list that everybody has stays as it is")
	other := person.Person{Needs: []*person.Need{{Words: person.NewText("a place to keep my bicycle")}}}
	require.NoError(t, other.Validate(), "what no list has is said in words")
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

// TestExpert12_ConsentIsNoBoolean: per scope, refused or withdrawn or lapsed, by whom,
// on what evidence, and every answer names the entry that it rests on.
func TestExpert12_ConsentIsNoBoolean(t *testing.T) {
	guardian := complete(person.AuthorityGuardian)
	given := decide(1, person.ScopeShareGP, person.Given, 0)
	given.Expires, given.Evidence, given.Authority, given.Method = days(5), person.NewText("form 7"), &guardian, person.MethodSigned
	c := record(t, person.Consents{}, given, decide(2, person.ScopeShareReferrer, person.Refused, 0), decide(3, person.ScopeTakePart, person.Given, 0),
		decide(4, person.ScopeTakePart, person.Withdrawn, 3))
	at := func(n int, s person.Scope) person.Verdict { return c.At(days(n)).Verdict(s) }
	require.Equal(t, person.Verdict{Answer: person.Given, Entry: entry(1), Lapses: days(5)}, at(1, person.ScopeShareGP))
	require.Equal(t, person.Expired, at(5, person.ScopeShareGP).Answer)
	require.Equal(t, person.Refused, at(1, person.ScopeShareReferrer).Answer, "refused for one and given for another")
	require.Equal(t, []person.Answer{person.Given, person.Withdrawn}, []person.Answer{at(2, person.ScopeTakePart).Answer, at(3, person.ScopeTakePart).Answer})
	require.Equal(t, person.NotAsked, at(9, person.ScopeResearch).Answer, "silence is no answer")
	entry := c.All()[0]
	require.Equal(t, []any{"form 7", person.AuthorityGuardian, person.MethodSigned}, []any{entry.Evidence.Disclose(), entry.Authority.Kind, entry.Method})
}

// TestExpert13_AnOverrideIsRecordedBesideTheRefusal: danger to life opens what the
// person closed, for as long as it says, with a reason and an author; the ledger
// still says what the person said.
func TestExpert13_AnOverrideIsRecordedBesideTheRefusal(t *testing.T) {
	p := person.Person{Consents: record(t, person.Consents{}, decide(1, person.ScopeShareGP, person.Refused, 0))}
	_, ok := p.OverrideFor(person.ScopeShareGP, days(2))
	require.False(t, ok)
	p.Overrides = []*person.Override{{
		ID: entry(2), Scope: person.ScopeShareGP, Kind: person.OverrideVitalInterests, At: days(1), Until: days(3),
		Reason: person.NewText("in danger"), Author: person.NewText("the lead"),
	}}
	o, ok := p.OverrideFor(person.ScopeShareGP, days(2))
	require.True(t, ok)
	require.Equal(t, []string{"in danger", "the lead"}, []string{o.Reason.Disclose(), o.Author.Disclose()})
	require.Equal(t, person.Refused, p.Consents.At(days(2)).Verdict(person.ScopeShareGP).Answer)
	_, ok = p.OverrideFor(person.ScopeShareGP, days(3))
	require.False(t, ok, "and not for longer")
	_, ok = p.OverrideFor(person.ScopeShareReferrer, days(2))
	require.False(t, ok, "and for nobody else")
}

// TestExpert14_SafeContact: do not contact, no voicemail, only at these times, through
// somebody else: each is a rule that a reminder meets.
func TestExpert14_SafeContact(t *testing.T) {
	nobody := person.ProviderID{}
	p := reachable()
	p.Contact = &person.ContactRules{
		Permitted: person.Permissions{Phone: person.Yes, Voicemail: person.No},
		SafeTimes: []person.SafeTime{{Days: 1 << noon.Weekday(), From: noon.Hour() * 60, To: noon.Hour()*60 + 30}},
	}
	require.Equal(t, person.ContactPermitted, p.ContactBy(person.ChannelPhone, nobody, noon).Answer)
	require.Equal(t, person.ContactRefused, p.ContactBy(person.ChannelVoicemail, nobody, noon).Answer, "no message is left")
	require.Equal(t, person.ContactUnsafeTime, p.ContactBy(person.ChannelPhone, nobody, noon.Add(time.Hour)).Answer)
	p.Contact.Prohibitions = []*person.ContactProhibition{{
		ID: entry(1), Alternative: &person.ContactAlternative{Via: person.NewText("the refuge"), How: person.ChannelPhone},
	}}
	for _, c := range person.Channels() {
		v := p.ContactBy(c, nobody, noon)
		require.Equal(t, []any{person.ContactProhibited, entry(1), "the refuge"}, []any{v.Answer, v.Prohibition, v.Alternative.Via.Disclose()}, c)
	}
	require.Empty(t, p.UsableChannels(nobody, noon))
}

// TestExpert21_NotOnlyDeficits: strengths and interests stand beside the needs, in the
// person's own words, and what matters to them goes to whoever makes the plan.
func TestExpert21_NotOnlyDeficits(t *testing.T) {
	words := person.NewText("I bake for the whole street")
	p := person.Person{
		Needs:     []*person.Need{{Code: "sp-need:lonely", Words: person.NewText("the evenings are long"), SaidBy: person.InformantSelf}},
		Strengths: []*person.Strength{{Words: words, SaidBy: person.InformantSelf}},
		Interests: []*person.Interest{{Code: "sp-activity:choir", Tried: person.Yes, Priority: 1}},
		About:     &person.AboutMe{Important: person.NewText("my garden"), WrittenWith: person.NewText("my sister")},
	}
	require.NoError(t, p.Validate())
	for _, a := range []person.Audience{person.AudienceLinkWorker, person.AudienceGP, person.AudiencePerson} {
		d := person.ViewFor(a).Of(p, nil).Person
		require.True(t, d.Strengths[0].Words.Equal(words), a)
		require.Equal(t, person.CURIE("sp-activity:choir"), d.Interests[0].Code)
		require.Equal(t, []string{"my garden", "my sister"}, []string{d.About.Important.Disclose(), d.About.WrittenWith.Disclose()})
	}
}

// TestExpert25_NothingSlipsOut: no word in a log, an error or a provider's payload on
// safety; the person gets everything, or is told what is kept back; a record is kept
// as long as it must be and under a hold whatever comes; erasing leaves a tombstone.
func TestExpert25_NothingSlipsOut(t *testing.T) {
	p := fullPerson()
	var b strings.Builder
	slog.New(slog.NewTextHandler(&b, nil)).Info("seen", "who", p, "error", fmt.Errorf("on %v", p))
	requireSilent(t, b.String(), "a log", false)
	data, err := json.Marshal(person.ViewFor(person.AudienceProvider).Of(p, &person.ViewOptions{At: days(0)}).Person)
	require.NoError(t, err)
	require.NotContains(t, string(data), "safeguarding")
	export := person.SubjectAccess(p, nil, nil)
	require.Equal(t, len(p.Risks), len(export.Person.Risks)+len(export.Withheld), "whole, or listed")
	closed, late := person.MustParseDate("2000"), time.Date(2090, time.January, 1, 0, 0, 0, 0, time.UTC)
	p.Holds, p.Death = nil, nil
	require.Equal(t, person.RetentionDue, person.RetentionHealth().Of(p, closed, late).Answer)
	p.Holds = []*person.LegalHold{{From: days(0)}}
	require.Equal(t, person.RetentionHeld, person.RetentionHealth().Of(p, closed, late).Answer)
	stone := person.Tombstone{At: days(1), By: person.NewText("records manager"), Law: "retention"}
	_, err = person.Erase(person.NewChangeID(), 1, p, nil, person.NewEntryID(), stone)
	require.ErrorIs(t, err, person.ErrHeld)
	p.Holds = nil
	c, err := person.Erase(person.NewChangeID(), 1, p, nil, person.NewEntryID(), stone)
	require.NoError(t, err)
	require.True(t, c.Value.Erased() && c.Value.ID == p.ID, "erased in place, never gone")
}
