package referral_test

import (
	"fmt"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/referral"
)

// A referral goes to a link worker, and to another one when the first is away;
// both stay on the record.
func ExampleAllocate() {
	e := engagedEpisode(activity.NewProviderID()) // its team lead allocated it
	first := e.worker
	fmt.Println("with the first worker:", e.r.Worker() == first)
	e.must(&referral.Reallocate{Meta: e.by(referral.RoleTeamLead), Worker: referral.NewActorID(), Reason: "worker-absent"})
	fmt.Println("with the first worker:", e.r.Worker() == first)
	for a := range e.r.Assignments() {
		fmt.Println("first worker:", a.Worker == first)
	}
	// Output:
	// with the first worker: true
	// with the first worker: false
	// first worker: true
	// first worker: false
}
