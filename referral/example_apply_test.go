package referral_test

import (
	"errors"
	"fmt"
	"time"

	"golang.org/x/text/language"

	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral"
)

// A GP refers a person; a provider tries what only staff may do.
func Example() {
	at := time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)
	meta := func(role referral.Role) referral.Meta {
		return referral.Meta{
			ID: referral.NewChangeID(), By: referral.Actor{ID: referral.NewActorID(), Role: role, Purpose: referral.PurposeDirectCare},
			At: at, RecordedAt: at,
		}
	}
	m := referral.Pathway()
	r, _, err := m.Apply(referral.Referral{}, &referral.Submit{
		Meta: meta(referral.RoleReferrer), Referral: referral.NewID(),
		Intake: &referral.Intake{
			Person: person.NewID(), Service: referral.NewServiceID(), Basis: referral.BasisOfferAccepted,
			Reasons: []person.NeedCode{"sp-need:lonely"},
		},
	}, referral.Facts{AsOf: at, Identified: person.Yes, Reachable: person.Yes}, nil)
	fmt.Println(r.State(), err)

	_, _, err = m.Apply(r, &referral.Accept{Meta: meta(referral.RoleProvider), Eligible: person.Yes}, referral.Facts{}, nil)
	var no *referral.Refusal
	fmt.Println(errors.As(err, &no), no.Rule, no.Allowed())
	fmt.Println(no.Text(language.English))

	r, events, err := m.Apply(r, &referral.Accept{Meta: meta(referral.RoleTeamLead), Eligible: person.Yes}, referral.Facts{}, nil)
	fmt.Println(r.State(), events[0].Type, err)
	// Output:
	// received <nil>
	// true role [administrator link-worker team-lead]
	// “Accept the referral” is not for this role: Provider.
	// accepted referral.accepted <nil>
}
