package fhir_test

import (
	"fmt"
	"slices"
	"time"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/outcome/instruments"
	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral"
	"github.com/socialprescribing/socialprescribing/referral/fhir"
)

// A message to the GP practice about a person who was referred for loneliness.
// What goes is what the practice's view shows, and no more.
func ExampleExporter_Export() {
	at := time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)
	who := person.Person{
		NHSNumber: person.MustParseNHSNumber("9990548609"),
		Name:      person.NewName("Person", "Invented"),
		Social:    &person.SocialContext{Circumstances: person.NewText("for the link worker alone")},
	}
	r, _, _ := referral.Pathway().Apply(referral.Referral{}, &referral.Submit{
		Meta: referral.Meta{
			ID: referral.NewChangeID(), At: at, RecordedAt: at,
			By: referral.Actor{ID: referral.NewActorID(), Role: referral.RoleReferrer, Purpose: referral.PurposeDirectCare},
		},
		Referral: referral.NewID(),
		Intake: &referral.Intake{
			Person: person.NewID(), Service: referral.NewServiceID(), Basis: referral.BasisOfferAccepted, Reasons: []person.NeedCode{"sp-need:lonely"},
		},
	}, referral.Facts{AsOf: at, Identified: person.Yes, Reachable: person.Yes}, nil)

	x, err := fhir.NewExporter(fhir.Options{
		Profile: fhir.ProfileUKCore, Form: fhir.FormCollection,
		Service:     fhir.Organisation{Name: "Invented social prescribing service"},
		Instruments: slices.Collect(instruments.All()),
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	got, err := x.Export(fhir.Episode{
		Referral: r, Person: who, View: person.ViewFor(person.AudienceGP), ViewOptions: person.ViewOptions{At: at},
		Referrer: fhir.Organisation{Name: "Invented surgery"},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, e := range got.Bundle.Entry {
		switch r := e.Resource.(type) {
		case *fhir.ServiceRequest:
			fmt.Println("ServiceRequest", r.Status, r.ReasonCode[0].Coding[0].Display)
		case *fhir.Task:
			fmt.Println("Task", r.Status, r.BusinessStatus.Coding[0].Code)
		default:
			fmt.Println(r.ResourceType())
		}
	}
	fmt.Println("withheld:", got.Withheld)
	fmt.Println("broken rules:", len(fhir.Check(got.Bundle)))
	_, err = fhir.Encode(got.Bundle)
	fmt.Println(err)
	// Output:
	// Organization
	// Organization
	// Patient
	// ServiceRequest active Loneliness
	// Task received received
	// Provenance
	// withheld: [{social.circumstances not-listed}]
	// broken rules: 0
	// <nil>
}

// What another system sent is taken as far as it can be; the rest is listed by
// its path, and never by its value.
func ExampleDecode() {
	res, report, err := fhir.Decode([]byte(`{
		"resourceType": "Task", "status": "in-progress", "intent": "order",
		"requester": {"reference": "HealthcareService/7"},
		"owner": {"reference": "Organization/9"},
		"authoredOn": "2026-03-01T09:00:00",
		"partOf": [],
		"insurance": [{"reference": "Coverage/1"}]
	}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	task := res.(*fhir.Task)
	fmt.Println(task.Status, task.Owner.Target())
	for _, f := range report.Faults {
		fmt.Println(f.Path, f.Problem)
	}
	// Output:
	// in-progress Organization
	// Task.requester reference to a wrong type
	// Task.authoredOn bad form
	// Task.partOf empty
	// Task.insurance unsupported
}

// A directory becomes organisations, services and places. What would not come
// back as it was is counted.
func ExampleExportDirectory() {
	provider := activity.NewProviderID()
	b, losses, err := fhir.ExportDirectory(fhir.Directory{
		Providers: []activity.Provider{{ID: provider, Name: "Invented walkers", URL: "https://walk.example.org"}},
		Activities: []activity.Activity{{
			ID: activity.NewID(), Provider: provider, Name: "Tuesday walk", Status: activity.Active,
			Cost: activity.Cost{Text: "£1 for tea"},
		}},
	}, fhir.ProfileUKCore, time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, e := range b.Entry {
		fmt.Println(e.Resource.ResourceType())
	}
	fmt.Println(losses)

	back, lost := fhir.ReadDirectory(b)
	fmt.Println(back.Activities[0].Name, back.Activities[0].Provider == provider, lost)
	// Output:
	// Organization
	// HealthcareService
	// [{activity.cost 1}]
	// Tuesday walk true []
}
