package referral_test

import (
	"errors"
	"fmt"
	"time"

	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral"
)

// Somebody refers themselves: no professional stands between, and the service
// must be able to reach them.
func ExampleSubmit_selfReferral() {
	at := time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)
	cmd := &referral.Submit{
		Meta: referral.Meta{
			ID: referral.NewChangeID(), By: referral.Actor{ID: referral.NewActorID(), Role: referral.RolePerson}, At: at, RecordedAt: at,
		},
		Referral: referral.NewID(),
		Intake: &referral.Intake{
			Person: person.NewID(), Service: referral.NewServiceID(), Basis: referral.BasisSelfReferral,
			Reasons: []person.NeedCode{"sp-need:debt"}, Words: person.NewText("The letters keep coming."),
		},
	}
	for _, reachable := range []person.Tri{person.No, person.Yes} {
		facts := referral.Facts{AsOf: at, Identified: person.Yes, Reachable: reachable}
		r, _, err := referral.Pathway().Apply(referral.Referral{}, cmd, facts, nil)
		if no, ok := errors.AsType[*referral.Refusal](err); ok {
			fmt.Println("refused:", no.Rule)
			continue
		}
		fmt.Println(r.State(), r.Intake().Basis)
	}
	// Output:
	// refused: reachable
	// received self
}
