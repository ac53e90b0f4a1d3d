package referral_test

import (
	"fmt"
	"time"

	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral"
)

// A host gathers facts from the person's record, and adds what only it knows.
func ExampleFactsOf() {
	at := time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)
	ada := person.Person{
		ID: person.NewID(), Name: person.NewName("Testperson", "Ada"), Birth: person.MustParseDate("1950"),
		Contacts: []*person.ContactPoint{{Kind: person.ContactPhoneNumber, Value: person.NewText("07700 900123")}},
	}
	f := referral.FactsOf(ada, 1, referral.Referral{}, at)
	f.OtherOpen = person.No // from the host's own register
	fmt.Println("identified:", f.Identified, "reachable:", f.Reachable)
	fmt.Println("safe times:", f.SafeNow, "prohibited:", f.Prohibited)
	for _, c := range f.Consents {
		fmt.Println(c.Scope, c.Verdict.Answer)
	}
	// Output:
	// identified: yes reachable: yes
	// safe times: unknown prohibited: unknown
	// take-part not-asked
	// share-gp not-asked
	// share-referrer not-asked
	// feedback not-asked
}
