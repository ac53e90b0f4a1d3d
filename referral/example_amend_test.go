package referral_test

import (
	"fmt"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral"
)

// The record of a referral is put right without losing what it said before, and
// tells everything that was done.
func ExampleAmend() {
	e := engagedEpisode(activity.NewProviderID())
	intake := e.r.Intake()
	intake.Reasons = []person.NeedCode{"sp-need:lonely", "sp-need:debt"}
	e.must(&referral.Amend{Meta: e.by(referral.RoleLinkWorker), Intake: intake, Reason: "new-information", Words: person.NewText("She told me about the letters.")})
	fmt.Println(e.r.Intake().Reasons)
	if was, ok := e.events[0].Data.(*referral.Amendment); ok {
		fmt.Println("before:", was.Old.Reasons)
	}
	for h := range e.r.History() {
		fmt.Println(h.At.Format("15:04"), h.Role, h.Type)
	}
	// Output:
	// [sp-need:lonely sp-need:debt]
	// before: [sp-need:lonely]
	// 10:00 referrer referral.submitted
	// 11:00 team-lead referral.accepted
	// 12:00 team-lead referral.allocated
	// 13:00 link-worker contact.first
	// 14:00 link-worker referral.amended
}
