package referral_test

import (
	"fmt"
	"time"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral"
)

// episode is an invented referral as a host would drive it: it applies commands
// an hour apart and keeps what the last one raised.
type episode struct {
	r      referral.Referral
	events []referral.Event
	at     time.Time
	worker referral.ActorID
	facts  referral.Facts
}

// engagedEpisode is a referral whose link worker has spoken with the person, who
// agreed that a walking group may be told.
func engagedEpisode(walks activity.ProviderID) *episode {
	e := &episode{
		at: time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC), worker: referral.NewActorID(),
		facts: referral.Facts{
			Identified: person.Yes, Reachable: person.Yes,
			Consents:  []referral.ConsentFact{{Scope: referral.ProviderScope(walks), Verdict: person.Verdict{Answer: person.Given}}},
			Providers: []referral.ProviderFact{{Provider: walks, Agreement: person.Yes, Suspended: person.No}},
		},
	}
	e.must(&referral.Submit{Meta: e.by(referral.RoleReferrer), Referral: referral.NewID(), Intake: &referral.Intake{
		Person: person.NewID(), Service: referral.NewServiceID(),
		Basis: referral.BasisOfferAccepted, Reasons: []person.NeedCode{"sp-need:lonely"},
	}})
	e.must(&referral.Accept{Meta: e.by(referral.RoleTeamLead), Eligible: person.Yes})
	e.must(&referral.Allocate{Meta: e.by(referral.RoleTeamLead), Worker: e.worker})
	e.must(&referral.FirstContact{Meta: e.by(referral.RoleLinkWorker), Contact: referral.Contact{
		ID: referral.NewContactID(), Channel: referral.ChannelTelephone, Outcome: referral.OutcomeEngaged,
	}})
	return e
}

// by says who does the next command; time passes by an hour.
func (e *episode) by(role referral.Role) referral.Meta {
	e.at = e.at.Add(time.Hour)
	who := referral.NewActorID()
	if role == referral.RoleLinkWorker {
		who = e.worker
	}
	return referral.Meta{ID: referral.NewChangeID(), By: referral.Actor{ID: who, Role: role}, At: e.at, RecordedAt: e.at}
}

// do applies a command; when it is refused the episode stays as it was.
func (e *episode) do(cmd referral.Command) error {
	e.facts.AsOf = e.at
	r, events, err := referral.Pathway().Apply(e.r, cmd, e.facts, nil)
	if err == nil {
		e.r, e.events = r, events
	}
	return err
}

// must applies a command that cannot be refused here.
func (e *episode) must(cmd referral.Command) {
	if err := e.do(cmd); err != nil {
		panic(fmt.Sprint(cmd.Action(), ": ", err))
	}
}
