package reporting_test

import (
	"fmt"
	"time"

	"golang.org/x/text/language"

	"github.com/socialprescribing/socialprescribing/outcome/cohort"
	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral"
	"github.com/socialprescribing/socialprescribing/referral/calendar"
	"github.com/socialprescribing/socialprescribing/referral/reporting"
)

// Forty referrals, of which thirty were taken up at once.
func Example() {
	t, err := reporting.New(reporting.Options{Calendar: calendar.MustFor(calendar.Wales), Now: monday.AddDate(0, 2, 0)})
	if err != nil {
		fmt.Println(err)
		return
	}
	for i := range 40 {
		if err := t.Add(reporting.Episode{Referral: referred(i%4 > 0)}); err != nil {
			fmt.Println(err)
			return
		}
	}
	r, err := t.Release("", cohort.HESSuppression())
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, row := range r.All.Funnel[:3] {
		fmt.Println(row.Reached, row.Stage.Text(language.English))
	}
	for _, row := range r.All.Waits[:2] {
		fmt.Printf("%s: half within %s working days, %s still waiting\n", row.Wait.Text(language.English), row.Median, row.Still)
	}
	// Output:
	// 40 referral received
	// 30 accepted by the service
	// 0 given to a link worker
	// until the service decided: half within 3 working days, 10 still waiting
	// until a link worker had it: half within <nil> working days, 40 still waiting
}

// referred is an episode received on monday and, if so wished, accepted three
// days later.
func referred(accepted bool) referral.Referral {
	machine, facts := referral.Pathway(), referral.Facts{AsOf: monday, Identified: person.Yes, Reachable: person.Yes}
	by := func(role referral.Role, at time.Time) referral.Meta {
		return referral.Meta{ID: referral.NewChangeID(), By: referral.Actor{ID: referral.NewActorID(), Role: role}, At: at, RecordedAt: at}
	}
	r, _, err := machine.Apply(referral.Referral{}, &referral.Submit{
		Meta: by(referral.RoleReferrer, monday), Referral: referral.NewID(),
		Intake: &referral.Intake{
			Person: person.NewID(), Service: referral.NewServiceID(), Basis: referral.BasisOfferAccepted,
			Reasons: []person.NeedCode{"sp-need:lonely"},
		},
	}, facts, nil)
	if err == nil && accepted {
		r, _, err = machine.Apply(r, &referral.Accept{Meta: by(referral.RoleTeamLead, day(3)), Eligible: person.Yes}, facts, nil)
	}
	if err != nil {
		fmt.Println(err)
	}
	return r
}
