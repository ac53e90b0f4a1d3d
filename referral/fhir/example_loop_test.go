package fhir_test

import (
	"context"
	"fmt"
	"time"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral"
	"github.com/socialprescribing/socialprescribing/referral/fhir"
	"github.com/socialprescribing/socialprescribing/referral/memreferral"
)

// The closed loop: a provider is sent a bundle, and what it sends back becomes
// commands, or a question for the link worker. Here it first uses a word that
// nobody has agreed on, then declines, then sends the same once more.
func ExampleInbox_Deliver() {
	ctx, at := context.Background(), time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)
	episode, onward, walks := referral.NewID(), referral.NewOnwardID(), activity.NewProviderID()
	repo := referral.NewRepository(memreferral.New(nil), &referral.RepositoryOptions{
		Facts: func(context.Context, referral.Referral, referral.Command) (referral.Facts, error) {
			return referral.Facts{
				AsOf: at, Identified: person.Yes, Reachable: person.Yes,
				Consents:  []referral.ConsentFact{{Scope: referral.ProviderScope(walks), Verdict: person.Verdict{Answer: person.Given}}},
				Providers: []referral.ProviderFact{{Provider: walks, Agreement: person.Yes, Suspended: person.No}},
			}, nil
		},
	})
	worker := referral.Actor{ID: referral.NewActorID(), Role: referral.RoleLinkWorker}
	meta := func() referral.Meta {
		at = at.Add(time.Hour)
		return referral.Meta{ID: referral.NewChangeID(), By: worker, At: at, RecordedAt: at}
	}
	for _, c := range []referral.Command{
		&referral.Submit{Meta: meta(), Referral: episode, Intake: &referral.Intake{
			Person: person.NewID(), Service: referral.NewServiceID(), Basis: referral.BasisOfferAccepted, Reasons: []person.NeedCode{"sp-need:lonely"},
		}},
		&referral.Accept{Meta: meta(), Eligible: person.Yes},
		&referral.Allocate{Meta: meta(), Worker: worker.ID},
		&referral.FirstContact{Meta: meta(), Contact: referral.Contact{
			ID: referral.NewContactID(), Channel: referral.ChannelTelephone, Outcome: referral.OutcomeEngaged,
		}},
		&referral.ProposeOnward{Meta: meta(), Onward: referral.Onward{ID: onward, Provider: walks}},
		&referral.SendOnward{Meta: meta(), Onward: onward, Agreed: person.Yes},
	} {
		if _, _, err := repo.Do(ctx, episode, c); err != nil {
			fmt.Println(err)
		}
	}

	// What the provider has been sent.
	r, _ := repo.Get(ctx, episode, worker, at)
	s, _ := fhir.OnwardStatus(fhir.ProfileUKCore, nil, r, onward)
	fmt.Printf("sent: ServiceRequest %s, Task %s (%s)\n", s.Request, s.Task, s.Business.Display())

	// What comes back. The host knows who sent it, and says so.
	in := fhir.Inbox{Sender: fhir.Sender{
		Actor: referral.Actor{ID: referral.NewActorID(), Role: referral.RoleProvider}, Provider: walks,
		System: "https://walks.example.org/fhir", Profile: fhir.ProfileUKCore,
	}}
	task := func(version int, more string) string {
		return fmt.Sprintf(`{"resourceType":"Task","meta":{"versionId":"%d"},"identifier":[{"value":"%s"}],"intent":"order","lastModified":"%s",%s}`,
			version, onward, at.Format(time.RFC3339), more)
	}
	at = at.Add(time.Hour)
	thinking := task(2, `"status":"received","businessStatus":{"coding":[{"system":"https://walks.example.org/codes","code":"PONDERING"}]}`)
	declined := task(3, `"status":"rejected","statusReason":{"text":"The group is full until April."}`)
	for _, text := range []string{thinking, declined, declined} {
		in.Received = at.Add(time.Minute)
		updates, _, err := fhir.ReadUpdates([]byte(text))
		if err != nil {
			fmt.Println(err)
			continue
		}
		rulings, err := in.Deliver(ctx, repo, episode, updates)
		if err != nil {
			fmt.Println(err)
		}
		for _, v := range rulings {
			switch {
			case v.Question != nil:
				fmt.Println("ask:", v.Question.Code, v.Question.Offered)
			case v.Refusal != nil:
				fmt.Println("refused:", v.Refusal.Code, "harmless:", v.Refusal.Harmless())
			default:
				fmt.Println("done:", v.Commands[0].Action())
			}
		}
	}

	r, _ = repo.Get(ctx, episode, worker, at)
	s, _ = fhir.OnwardStatus(fhir.ProfileUKCore, nil, r, onward)
	fmt.Printf("now: ServiceRequest %s, Task %s (%s)\n", s.Request, s.Task, s.Business.Display())
	// Output:
	// sent: ServiceRequest active, Task requested (Sent)
	// ask: unknown-business-status https://walks.example.org/codes|PONDERING
	// done: decline-onward
	// refused: repeated harmless: true
	// now: ServiceRequest active, Task rejected (Declined by the provider)
}
