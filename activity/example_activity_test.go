package activity_test

import (
	"errors"
	"fmt"
	"slices"

	"golang.org/x/text/language"

	"github.com/socialprescribing/socialprescribing/activity"
)

// A record says only what its source says. Check names every fault by its path.
func ExampleActivity_Check() {
	walk := activity.Activity{
		ID: activity.DeriveID("Invented Directory", "17"), Name: "Tuesday walk", Status: activity.Active,
		Categories: []activity.Category{{Code: "sp-activity:walking-group", Standing: activity.Known}},
		Cost:       activity.Free(),
		Capacity:   activity.Capacity{Maximum: activity.KnownAs(12), Available: activity.KnownAs(13)},
	}
	err := walk.Check()
	fmt.Println(errors.Is(err, activity.ErrInvalid))
	for _, fault := range activity.Faults(err) {
		fmt.Println(fault.Path, fault.Text)
	}
	fmt.Println(walk.Categories[0].Code.Text(language.MustParse("cy")))
	fmt.Println("wheelchair access:", walk.Access.Of(activity.Wheelchair))
	// Output:
	// true
	// /capacity/available more places left than there are
	// Grŵp cerdded
	// wheelchair access: unknown
}

// Pairs of records that may be one come with their evidence; a person decides.
func ExampleFindDuplicates() {
	a := activity.Activity{ID: activity.ID{1}, Name: "The Invented Choir", URL: "https://choir.example.org/join"}
	b := activity.Activity{ID: activity.ID{2}, Name: "Invented choir (CIC)", URL: "choir.example.org/join/"}
	for _, pair := range activity.FindDuplicates(slices.Values([]activity.Activity{a, b}), nil).Pairs {
		fmt.Println(pair.Score)
		for _, e := range pair.Evidence {
			fmt.Println(e.Points, e.Kind.Text(language.English), "-", e.Detail)
		}
	}
	// Output:
	// 100
	// 60 same name - choir invented
	// 40 same web page - choir.example.org/join
}

// Which checks a provider needs depends on the way in (D30).
func ExampleProvider_Verify() {
	day := activity.MustParseDay("2026-06-01")
	p := activity.Provider{Checks: []activity.ProviderCheck{{Kind: activity.SharingAgreement, SeenOn: day.AddDays(-400), Expires: day.AddDays(-35)}}}
	policy := activity.DefaultProviderPolicy()
	fmt.Println(p.Verify(activity.Signpost, t0, day, policy).Allowed())
	verdict := p.Verify(activity.Professional, t0, day, policy)
	for _, f := range verdict.Wanting() {
		fmt.Println(verdict.Allowed(), f.Kind.Text(language.English), f.Standing.Text(language.English))
	}
	// Output:
	// true
	// false information-sharing agreement out of date
}
