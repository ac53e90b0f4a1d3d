package prsb_test

import (
	"fmt"
	"strings"
	"time"

	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral"
	"github.com/socialprescribing/socialprescribing/referral/prsb"
)

// The message back to the GP practice. What goes is what the practice's view
// shows, if the person agreed that it may; the report says what stays behind.
func ExampleBuild() {
	at := time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)
	who := person.Person{
		ID: person.NewID(), NHSNumber: person.MustParseNHSNumber("9990548609"),
		Name: person.NewName("Person", "Invented"), Birth: person.MustParseDate("1957"),
		Social: &person.SocialContext{Circumstances: person.NewText("for the link worker alone")},
	}
	who.Consents, _ = who.Consents.Record(person.Decision{
		ID: person.NewEntryID(), Scope: person.ScopeShareGP, Answer: person.Given, Method: person.MethodVerbal,
		At: at, RecordedAt: at, RecordedBy: person.NewText("Invented worker"),
	})
	r, _, _ := referral.Pathway().Apply(referral.Referral{}, &referral.Submit{
		Meta: referral.Meta{
			ID: referral.NewChangeID(), At: at, RecordedAt: at,
			By: referral.Actor{ID: referral.NewActorID(), Role: referral.RolePerson, Purpose: referral.PurposeDirectCare},
		},
		Referral: referral.NewID(),
		Intake: &referral.Intake{
			Person: who.ID, Service: referral.NewServiceID(), Basis: referral.BasisSelfReferral, Reasons: []person.NeedCode{"sp-need:lonely"},
		},
	}, referral.Facts{AsOf: at, Identified: person.Yes, Reachable: person.Yes}, nil)

	record, report := prsb.Build(prsb.Input{
		Referral: r, Person: who, View: person.ViewFor(person.AudienceGP), ViewOptions: person.ViewOptions{At: at},
	}, &prsb.Options{Kind: prsb.KindMessage})

	for _, p := range []prsb.Path{
		"person-demographics/date-of-birth",
		"referral-details/referral-details-record-entry/referrer-details/name",
		"referral-details/referral-details-record-entry/referrer-details/service/free-text",
		"referral-details/referral-details-record-entry/reason-for-referral/free-text",
		"clinical-summary/clinical-summary",
	} {
		text, _ := record.Text(p)
		fmt.Println(text.Disclose())
	}
	for _, w := range report.Withheld {
		if strings.HasPrefix(w.Path, "person.") {
			fmt.Println("withheld:", w.Path, w.Rule)
		}
	}
	for _, f := range prsb.Errors(report.Findings) {
		fmt.Println(f.Position, f.Problem)
	}
	// Output:
	// 1957
	// Invented Person
	// Self-referral
	// Loneliness
	// Social prescribing: Received, since 2026-03-02
	// withheld: person.id not-listed
	// withheld: person.social.circumstances not-listed
	// withheld: person.consents not-listed
	// person-demographics/date-of-birth malformed
	// gp-practice absent
	// referral-details/referral-details-record-entry[1]/referrer-details/contact-details absent
	// referral-details/referral-details-record-entry[1]/referral-to absent
	// risks absent
}

// A record that another system sent, in the model's types. What the model cannot
// hold as it was is listed by its position, and written back all the same.
func ExampleRead() {
	record, err := prsb.ReadJSON(strings.NewReader(`{
		"Person demographics": {
			"Person name": {"Person first name": "Invented", "Person family name": "Person"},
			"Date of birth": "1957-03-02",
			"NHS number": "not a number"
		}
	}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	content, uncarried := prsb.Read(record)
	fmt.Println(content.Person.Name.DiscloseFull(), content.Person.Birth.Disclose(), content.Person.NHSNumber.IsZero())
	for _, u := range uncarried {
		fmt.Println(u.Position, u.Why)
	}
	fmt.Println(record.Equal(content.Record()))
	// Output:
	// Invented Person 1957-03-02 true
	// person-demographics[1]/nhs-number unreadable
	// true
}
