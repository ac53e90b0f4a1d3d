package referral_test

import (
	"errors"
	"fmt"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral"
)

// What a person thought of an activity is kept only as they agreed.
func ExampleRecordFeedback() {
	e := engagedEpisode(activity.NewProviderID())
	said := referral.Feedback{Activity: activity.NewID(), From: referral.PartyPerson, Rating: 4, MayShare: person.No}
	for _, answer := range []person.Answer{person.Refused, person.Given} {
		e.facts.Consents = []referral.ConsentFact{{Scope: person.ScopeFeedback, Verdict: person.Verdict{Answer: answer}}}
		err := e.do(&referral.RecordFeedback{Meta: e.by(referral.RoleLinkWorker), Feedback: said})
		no, refused := errors.AsType[*referral.Refusal](err)
		if refused {
			fmt.Println("refused:", no.Rule)
		}
	}
	for f := range e.r.Feedback() {
		fmt.Println(f.From, f.Rating)
	}
	// Output:
	// refused: feedback-agreed
	// person 4
}

// A provider may see what was said about its activity and may be shared.
func ExampleReferral_Feedback() {
	e, choir := engagedEpisode(activity.NewProviderID()), activity.NewID()
	for _, f := range []referral.Feedback{
		{Activity: choir, From: referral.PartyPerson, Rating: 5, Text: person.NewText("I sang!"), MayShare: person.Yes},
		{Activity: choir, From: referral.PartyPerson, Rating: 2, Text: person.NewText("The tea was cold."), MayShare: person.No},
		{Activity: activity.NewID(), From: referral.PartyPerson, Rating: 3, MayShare: person.Yes},
	} {
		e.must(&referral.RecordFeedback{Meta: e.by(referral.RolePerson), Feedback: f}) // who writes it agrees to its being kept
	}
	for f := range e.r.Feedback() {
		if f.Activity == choir && f.MayShare == person.Yes {
			fmt.Println(f.Rating, f.Text.Disclose())
		}
	}
	// Output:
	// 5 I sang!
}
