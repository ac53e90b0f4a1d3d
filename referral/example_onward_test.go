package referral_test

import (
	"errors"
	"fmt"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral"
)

// A link worker refers a person on to a service. Nothing is sent about somebody
// who has not agreed to it.
func ExampleSendOnward() {
	walks := activity.NewProviderID()
	e, onward := engagedEpisode(walks), referral.NewOnwardID()
	e.must(&referral.ProposeOnward{Meta: e.by(referral.RoleLinkWorker), Onward: referral.Onward{
		ID: onward, Provider: walks, Activity: activity.NewID(), Need: "sp-need:lonely",
	}})
	agreed := e.facts.Consents
	e.facts.Consents = []referral.ConsentFact{{Scope: referral.ProviderScope(walks), Verdict: person.Verdict{Answer: person.Refused}}}
	err := e.do(&referral.SendOnward{Meta: e.by(referral.RoleLinkWorker), Onward: onward, Agreed: person.Yes})
	if no, ok := errors.AsType[*referral.Refusal](err); ok {
		fmt.Println("refused:", no.Rule)
	}
	e.facts.Consents = agreed
	e.must(&referral.SendOnward{Meta: e.by(referral.RoleLinkWorker), Onward: onward, Agreed: person.Yes})
	e.must(&referral.AcceptOnward{Meta: e.by(referral.RoleProvider), Onward: onward})
	e.must(&referral.StartOnward{Meta: e.by(referral.RoleProvider), Onward: onward})
	o, _ := e.r.Onward(onward)
	fmt.Println(o.State, "sent", o.Sent.Format("15:04"), "started", o.Started.Format("15:04"))
	// Output:
	// refused: consent-to-share
	// started sent 16:00 started 18:00
}
