package main

import (
	"time"

	"github.com/socialprescribing/socialprescribing/outcome"
	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral"
)

// meet is the first meeting: measures, what matters, what the person wants.
func (j *journey) meet() {
	j.heading("The first meeting: what matters", "Y cyfarfod cyntaf: beth sy'n bwysig")
	d := j.days()
	j.set(d.consent)
	meeting := j.arrange(d.meet, j.who.meets(), 60, referral.OnwardID{})
	j.at(d.meet.day, d.meet.hour+1, 0)
	if j.do(&referral.AttendSession{Meta: j.meta(referral.RoleLinkWorker), Session: meeting}) {
		j.dated("They meet for an hour.", "Maent yn cyfarfod am awr.")
	}
	if j.do(&referral.RecordMatters{Meta: j.meta(referral.RoleLinkWorker), Matters: referral.Matters{
		Words: person.NewText(j.who.said), Strengths: []person.Text{person.NewText(j.who.strength)},
	}}) {
		j.sub("What matters, in their own words:", "Beth sy'n bwysig, yn eu geiriau eu hunain:")
		j.quote(person.NewText(j.who.said))
		j.sub("What they can build on:", "Yr hyn y gallant adeiladu arno:")
		j.quote(person.NewText(j.who.strength))
	}
	j.recordNeeds()
	j.dated("Measures at the beginning (a score begins a conversation; it decides nothing):",
		"Mesurau ar y dechrau (dechrau sgwrs yw sgôr; nid yw'n penderfynu dim):")
	j.measure(outcome.Baseline, referral.StageBaseline)
	j.goals()
}

// arrange arranges a session with the link worker or at an activity.
func (j *journey) arrange(m moment, c referral.Channel, minutes int, onward referral.OnwardID) referral.SessionID {
	return j.arrangeAt(j.on(m.day, m.hour, m.minute), c, minutes, onward)
}

func (j *journey) arrangeAt(start time.Time, c referral.Channel, minutes int, onward referral.OnwardID) referral.SessionID {
	s := referral.Session{ID: referral.SessionID(j.newID()), Start: start, Minutes: minutes, Channel: c, Delivery: referral.DeliveryOneToOne, Onward: onward}
	if !onward.IsZero() && c == referral.ChannelInPerson {
		s.Delivery = referral.DeliveryGroup
	}
	j.do(&referral.ArrangeSession{Meta: j.meta(referral.RoleLinkWorker), Session: s})
	return s.ID
}

// recordNeeds writes the needs into the episode, in the person's order.
func (j *journey) recordNeeds() {
	for i, n := range j.person.CurrentNeeds() {
		if !isUrgent(n.Code) { // those were recorded at once
			j.do(&referral.RecordNeed{Meta: j.meta(referral.RoleLinkWorker), Need: referral.Need{Code: n.Code, Words: n.Words, Priority: i + 1}})
		}
	}
}

// goals are the person's own, in their words.
func (j *journey) goals() {
	j.dated("What they want, and how much it matters to them (1 to 10):", "Yr hyn y maent ei eisiau, a pha mor bwysig ydyw iddynt (1 i 10):")
	for i, words := range j.who.goals {
		g := referral.Goal{
			ID: referral.GoalID(j.newID()), Words: person.NewText(words), Importance: 10 - 2*i, Confidence: 4 + i,
			Need: j.who.needs[min(i, len(j.who.needs)-1)],
		}
		j.do(&referral.ProposeGoal{Meta: j.meta(referral.RoleLinkWorker), Goal: g})
		if j.do(&referral.AgreeGoal{Meta: j.meta(referral.RolePerson), Goal: g.ID}) {
			j.wrapped("      “", "       ", words+"” ("+j.say("%d of 10", "%d o 10", g.Importance)+")")
		}
	}
}

// plan is agreed by the person and by nobody else.
func (j *journey) plan() {
	j.heading("The plan", "Y cynllun")
	d := j.days().meet
	j.at(d.day+2, 16, 0)
	j.do(&referral.DraftPlan{Meta: j.meta(referral.RoleLinkWorker), Plan: referral.Plan{
		Matters: person.NewText(j.who.said),
		IfWorse: person.NewText("Ring the surgery and ask for the duty doctor; NHS 111 at night; 999 if in danger."),
	}})
	for g := range j.episode.Goals() {
		j.do(&referral.AddStep{Meta: j.meta(referral.RoleLinkWorker), Step: referral.Step{
			ID: referral.StepID(j.newID()), Goal: g.ID, What: person.NewText("Ask the provider what has to be checked, then go together the first time."),
			Owner: referral.OwnerLinkWorker, Due: j.on(d.day+14, 17, 0), Confidence: 7,
		}})
		j.do(&referral.StartGoal{Meta: j.meta(referral.RoleLinkWorker), Goal: g.ID})
	}
	review := j.on(64, 10, 0)
	if j.do(&referral.AgreePlan{
		Meta: j.meta(referral.RolePerson), AgreedBy: referral.Decider{Party: referral.PartyPerson},
		SharedWith: []referral.Party{referral.PartyPerson}, Review: review,
	}) {
		j.dated("The person agrees the plan: %d goals, %d actions, and what to do if things get worse. They have a copy. It is looked at again on %s.",
			"Mae'r person yn cytuno ar y cynllun: %d nod, %d cam, a beth i'w wneud os bydd pethau'n gwaethygu. Mae copi ganddynt. Edrychir arno eto ar %s.",
			count(j.episode.Goals()), count(j.episode.Steps()), j.date(review))
	}
}
