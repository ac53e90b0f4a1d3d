package persontest

import (
	"fmt"
	"time"

	"github.com/google/uuid"
	"golang.org/x/text/language"

	"github.com/socialprescribing/socialprescribing/person"
)

// sample makes an invented person with something in every part of the record,
// so that a store that forgets a column shows it.
func sample(id uuid.UUID, version uint64, variant int, at time.Time) person.Person {
	text := func(s string) person.Text { return person.NewText(fmt.Sprintf("%s %d.%d", s, version, variant)) }
	on := person.MustParseDate("2026-01-02")
	entry := person.EntryID{1, byte(version), byte(variant)}
	p := person.Person{
		ID: person.ID(id), NHSNumber: person.MustParseNHSNumber("9990000018"),
		NHSNumberTrace:   person.NHSNumberTrace{Status: person.NHSNumberVerified, On: on},
		CHINumber:        person.MustParseCHINumber("0607230002"),
		HCNumber:         person.MustParseHCNumber("3200000007"),
		OtherIdentifiers: []*person.OtherIdentifier{{System: "suite", Value: text("id")}},
		Name:             person.NewName("Suite", "Person").WithPreferred(text("Pat").Disclose()),
		Birth:            person.MustParseDate("1950-03~"),
		Death:            &person.Death{On: on, RecordedAt: at},
		Demographics: &person.Demographics{
			Sex: person.SexFemale, Pronouns: text("she"), Veteran: person.No,
			Ethnicity: person.Ethnicity{Scheme: person.EthnicityEngland2001, Code: "Z", Status: person.EthnicityNotStated},
		},
		GP: []*person.GPRegistration{{Practice: person.MustParseODSCode("V81999"), GPName: text("Dr Suite")}},
		Addresses: []*person.Address{{
			Kind: person.AddressHome, Lines: []person.Text{text("1 Invented Lane")},
			Postcode: person.MustParsePostcode("M1 1AE"), UPRN: person.MustParseUPRN("100000000001"), From: on,
		}},
		Contacts: []*person.ContactPoint{{Kind: person.ContactPhoneNumber, Value: text("0161 496 0000"), Preference: 1}},
		Contact: &person.ContactRules{
			Preferred: person.ChannelText, Permitted: person.Permissions{Voicemail: person.No},
			SafeTimes:    []person.SafeTime{{Days: 2, From: 540, To: 600}},
			Prohibitions: []*person.ContactProhibition{{ID: entry, Channels: []person.Channel{person.ChannelPost}, From: at}},
		},
		Languages:    person.Languages{{Tag: language.MustParse("cy"), Interpreter: person.No}, {Tag: language.MustParse("bfi")}},
		Requirements: []*person.Requirement{{Kind: person.RequirementMobility, Code: person.NeedsStepFree, ReviewBy: on}},
		Digital:      &person.DigitalAccess{Device: person.Yes},
		About:        &person.AboutMe{Important: text("my garden")},
		Needs:        []*person.Need{{ID: entry, Code: "sp-need:lonely", Words: text("quiet evenings"), Priority: 1}},
		Strengths:    []*person.Strength{{Words: text("bakes")}},
		Interests:    []*person.Interest{{Code: "sp-activity:choir", Priority: 2}},
	}
	return withContext(p, entry, text, on, at)
}

func withContext(p person.Person, entry person.EntryID, text func(string) person.Text, on person.Date, at time.Time) person.Person {
	p.Social = &person.SocialContext{LivesAlone: person.Yes, Smoking: person.Smoking{Stopped: on}}
	p.Care = []*person.CarePackage{{ID: entry, Name: text("care")}}
	p.Pregnancy = &person.Pregnancy{Pregnant: person.No, AsOf: on}
	p.Diagnoses = []*person.Diagnosis{{Problem: person.Coded{Code: "snomedCT:22298006"}, Comment: []person.Text{text("c")}}}
	p.ClinicalSummary = text("summary")
	p.Relations = []*person.Relation{{
		ID: entry, Kinds: []person.RelationKind{person.RelationNextOfKin}, Name: person.NewName("Kin"),
		Contacts: []*person.ContactPoint{{Kind: person.ContactEmailAddress, Value: text("kin@example.org")}},
	}}
	p.Risks = []*person.Risk{{ID: entry, Kind: person.RiskToStaff, Words: text("dog"), VisibleTo: []person.Audience{person.AudienceLinkWorker}}}
	p.NoKnownRisks = &person.NoKnownRisks{At: at, By: text("worker")}
	p.Safeguarding = &person.Safeguarding{Concerns: []*person.Concern{{
		ID: entry, RaisedAt: at, Escalation: &person.Escalation{To: text("council"), At: at},
	}}}
	p.Consents, _ = p.Consents.Record(person.Decision{
		ID: entry, Scope: person.ScopeShareGP, Answer: person.Given, At: at, RecordedAt: at, Evidence: text("form"),
	})
	p.SharingStatement = text("agreed")
	p.LegalBases = []*person.LegalBasis{{ID: entry, Article: "6(1)(e)", RecordedAt: at}}
	p.Overrides = []*person.Override{{ID: entry, Scope: person.ScopeShareGP, Kind: person.OverrideSafeguarding, At: at}}
	p.Holds = []*person.LegalHold{{ID: entry, Reason: text("inquiry"), From: at}}
	_ = p.Extra.UnmarshalJSON([]byte(`{"laterMember":{"kept":true}}`))
	return p
}
