package referral_test

import (
	"fmt"
	"time"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/referral"
)

// Each appointment that is made or moved is an event: a host that watches for
// them tells the person, by a channel that the person's record allows.
func ExampleArrangeSession() {
	e, first, second := engagedEpisode(activity.NewProviderID()), referral.NewSessionID(), referral.NewSessionID()
	start := time.Date(2026, time.March, 9, 14, 0, 0, 0, time.UTC)
	e.must(&referral.ArrangeSession{Meta: e.by(referral.RoleLinkWorker), Session: referral.Session{
		ID: first, Start: start, Minutes: 45, Channel: referral.ChannelInPerson,
	}})
	tell(e.events)
	e.must(&referral.RescheduleSession{
		Meta: e.by(referral.RoleLinkWorker), Session: first, By: referral.PartyPerson, Reason: "caring-or-family",
		To: referral.Session{ID: second, Start: start.AddDate(0, 0, 2), Minutes: 45, Channel: referral.ChannelInPerson},
	})
	tell(e.events)
	for s := range e.r.Sessions() {
		fmt.Println(s.Start.Format("2 Jan 15:04"), s.State)
	}
	// Output:
	// tell: session.arranged 9 Mar 14:00
	// tell: session.rescheduled 9 Mar 14:00
	// tell: session.arranged 11 Mar 14:00
	// 9 Mar 14:00 rescheduled
	// 11 Mar 14:00 scheduled
}

// tell stands for the host's sender of messages.
func tell(events []referral.Event) {
	for _, e := range events {
		if s, ok := e.Data.(*referral.Session); ok {
			fmt.Println("tell:", e.Type, s.Start.Format("2 Jan 15:04"))
		}
	}
}
