package referral_test

import (
	"context"
	"fmt"
	"time"

	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral"
	"github.com/socialprescribing/socialprescribing/referral/memreferral"
)

// A repository loads, gathers facts, applies, commits, and is audited. The
// same command sent twice is applied once.
func ExampleRepository_Do() {
	at := time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)
	repo := referral.NewRepository(memreferral.New(nil), &referral.RepositoryOptions{
		Facts: func(context.Context, referral.Referral, referral.Command) (referral.Facts, error) {
			return referral.Facts{AsOf: at, Identified: person.Yes, Reachable: person.Yes}, nil
		},
		Audit: func(_ context.Context, a referral.Access) error {
			fmt.Println("audit:", a.Kind, a.Action, a.By.Role)
			return nil
		},
	})
	id := referral.NewID()
	cmd := &referral.Submit{
		Meta: referral.Meta{
			ID: referral.NewChangeID(), By: referral.Actor{ID: referral.NewActorID(), Role: referral.RolePerson}, At: at, RecordedAt: at,
		},
		Referral: id, Intake: &referral.Intake{
			Person: person.NewID(), Service: referral.NewServiceID(), Basis: referral.BasisSelfReferral, Reasons: []person.NeedCode{"sp-need:debt"},
		},
	}
	for range 2 {
		r, events, err := repo.Do(context.Background(), id, cmd)
		fmt.Println(r.State(), len(events), err)
	}
	// Output:
	// audit: attempt submit person
	// audit: write submit person
	// received 1 <nil>
	// audit: repeat submit person
	// received 0 <nil>
}
