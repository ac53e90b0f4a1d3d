package episodes

import (
	"github.com/google/uuid"

	"github.com/socialprescribing/socialprescribing/outcome"
	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral"
)

// A move makes a command of one kind, or nil where there is nothing to act on.
type move struct {
	weight int
	make   func(*generator) referral.Command
	ends   bool // it may end the episode, so that it is tried seldom
}

// moves are the commands of an episode. Weights make most episodes get
// somewhere, and let every state come up.
var moves = concat(startMoves, endMoves, contactMoves, needMoves, onwardMoves, planMoves, sessionMoves, safetyMoves)

func concat(lists ...[]move) []move {
	var out []move
	for _, l := range lists {
		out = append(out, l...)
	}
	return out
}

var startMoves = []move{
	{weight: 10, make: func(g *generator) referral.Command {
		return &referral.Draft{Referral: referral.ID(g.id()), Intake: g.intake()}
	}},
	{weight: 40, make: func(g *generator) referral.Command {
		if !g.r.IsZero() {
			return &referral.Submit{}
		}
		in := g.intake()
		return &referral.Submit{Referral: referral.ID(g.id()), Intake: &in}
	}},
	{weight: 4, make: func(g *generator) referral.Command {
		return &referral.Triage{Urgency: one(g, referral.UrgencyRoutine, referral.UrgencyUrgent), Words: g.maybe(50)}
	}},
	{weight: 8, make: func(g *generator) referral.Command { return &referral.AskInformation{Words: g.text()} }},
	{weight: 8, make: func(g *generator) referral.Command { return &referral.AnswerInformation{Words: g.text()} }},
	{weight: 30, make: func(*generator) referral.Command { return &referral.Accept{Eligible: person.Yes} }},
	{weight: 40, make: func(g *generator) referral.Command { return &referral.Allocate{Worker: g.worker, Team: "north"} }},
	{weight: 40, make: func(g *generator) referral.Command { return &referral.FirstContact{Contact: g.spoken()} }},
	{weight: 2, make: func(g *generator) referral.Command {
		return &referral.Reallocate{Worker: one(g, g.worker, g.other), Reason: g.reason(referral.ActionReallocate), Words: g.maybe(50)}
	}},
	{weight: 1, make: func(g *generator) referral.Command { return &referral.MarkLeft{Words: g.maybe(50)} }},
	{weight: 4, make: func(g *generator) referral.Command {
		return &referral.Hold{Reason: g.reason(referral.ActionHold), Words: g.text(), Review: g.at.AddDate(0, 0, 14)}
	}},
	{weight: 2, make: func(g *generator) referral.Command {
		return &referral.ExtendHold{Reason: g.reason(referral.ActionExtendHold), Words: g.text(), Review: g.at.AddDate(0, 0, 18)}
	}},
	{weight: 12, make: func(g *generator) referral.Command { return &referral.Resume{Words: g.maybe(50)} }},
	{weight: 1, make: func(g *generator) referral.Command {
		in := g.intake()
		in.Person = g.r.Person()
		return &referral.Amend{Intake: in, Reason: g.reason(referral.ActionAmend), Words: g.text()}
	}},
	{weight: 2, make: func(g *generator) referral.Command { return &referral.Undo{Words: g.text()} }},
	{weight: 3, make: func(g *generator) referral.Command {
		for d := range g.r.Duties() {
			if d.Settled.IsZero() {
				return &referral.SettleDuty{Kind: d.Kind, Item: d.Item, Words: g.maybe(50)}
			}
		}
		return nil
	}},
}

var endMoves = ending([]move{
	{weight: 5, make: func(g *generator) referral.Command {
		return &referral.Reject{Reason: g.reason(referral.ActionReject), Words: g.text(), ReferrerTold: g.chance(50)}
	}},
	{weight: 5, make: func(g *generator) referral.Command {
		return &referral.Redirect{Reason: g.reason(referral.ActionRedirect), Words: g.text(), To: g.elsewhere, Acknowledged: g.at}
	}},
	{weight: 1, make: func(g *generator) referral.Command {
		return &referral.Decline{Reason: g.reason(referral.ActionDecline), Words: g.text(), DecidedBy: g.decider()}
	}},
	{weight: 5, make: func(g *generator) referral.Command {
		return &referral.Withdraw{Reason: g.reason(referral.ActionWithdraw), Words: g.text()}
	}},
	{weight: 5, make: func(g *generator) referral.Command {
		return &referral.Cancel{Reason: g.reason(referral.ActionCancel), Words: g.text()}
	}},
	{weight: 16, make: func(g *generator) referral.Command {
		return &referral.Close{
			Reason: g.reason(referral.ActionClose), Words: g.text(), DecidedBy: g.decider(), LeaveOpen: g.leave(), LeaveGoals: "left", NoMeasures: "declined",
			HandedTo: g.maybe(50),
		}
	}},
	{weight: 2, make: func(g *generator) referral.Command {
		return &referral.Reopen{Reason: g.reason(referral.ActionReopen), Words: g.text()}
	}},
	{weight: 1, make: func(g *generator) referral.Command {
		if !g.chance(25) {
			return nil
		}
		return &referral.EnterInError{Reason: g.reason(referral.ActionEnterInError), Words: g.text()}
	}},
	{weight: 3, make: func(g *generator) referral.Command {
		return &referral.RefuseTransfer{Reason: g.reason(referral.ActionRefuseTransfer), Words: g.text()}
	}},
})

// ending marks the moves of a list as those that may end an episode.
func ending(list []move) []move {
	for i := range list {
		list[i].ends = true
	}
	return list
}

// override is given now and then, with a reason that the machine knows.
func (g *generator) override(referral.Action) referral.Override {
	if !g.chance(40) {
		return referral.Override{}
	}
	return referral.Override{Reason: one[referral.Reason](g, "vital-interests", "best-interests", "safeguarding"), Words: g.text()}
}

// A transfer that was offered is answered soon.
var contactMoves = []move{
	{weight: 2, make: func(g *generator) referral.Command {
		return &referral.OfferTransfer{Reason: g.reason(referral.ActionOfferTransfer), Words: g.text(), To: g.elsewhere, Override: g.override(referral.ActionOfferTransfer)}
	}},
	{weight: 10, make: func(g *generator) referral.Command {
		return &referral.AcceptTransfer{Episode: referral.ID(g.id()), LeaveOpen: g.leave()}
	}},
	{weight: 12, make: func(g *generator) referral.Command { return &referral.RecordAttempt{Contact: g.contact()} }},
	{weight: 12, make: func(g *generator) referral.Command { return &referral.RecordContact{Contact: g.spoken()} }},
}

var needMoves = []move{
	{weight: 10, make: func(g *generator) referral.Command {
		return &referral.RecordNeed{Need: referral.Need{Code: g.needCode(), Words: g.maybe(70), Priority: g.below(4), Urgent: g.chance(5)}}
	}},
	{weight: 6, make: func(g *generator) referral.Command {
		return &referral.RecordMatters{Matters: referral.Matters{Words: g.text(), Strengths: some(g, 2, g.text)}}
	}},
	{weight: 6, make: func(g *generator) referral.Command {
		return &referral.LinkAssessment{Assessment: referral.Assessment{
			Record: outcome.RecordID(g.id()), Instrument: "ons4", Stage: one(g, referral.StageBaseline, referral.StageInterim, referral.StageFollowUp), Alert: person.No,
		}}
	}},
	{weight: 3, make: func(g *generator) referral.Command {
		return &referral.RecordUnmet{Unmet: referral.Unmet{Need: g.needCode(), Reason: one(g, referral.UnmetFull, referral.UnmetTooFar, referral.UnmetNoneExists)}}
	}},
	{weight: 6, make: func(g *generator) referral.Command {
		a := g.provider()
		return &referral.Signpost{Signpost: referral.Signposting{ID: referral.SignpostID(g.id()), Provider: a.Provider, Activity: a.ID, Need: g.needCode(), Words: g.maybe(60)}}
	}},
	{weight: 3, make: func(g *generator) referral.Command {
		for s := range g.r.Signposts() {
			return &referral.FollowUpSignpost{Signpost: s.ID, Use: one(g, referral.UseUsed, referral.UseNotUsed)}
		}
		return nil
	}},
	{weight: 4, make: func(g *generator) referral.Command {
		return &referral.WriteNote{Note: referral.Note{
			ID: referral.NoteID(g.id()), Text: g.text(), Visible: one(g, referral.VisibleTeam, referral.VisibleGP, referral.VisibleProvider, referral.VisiblePerson),
			ThirdParty: g.chance(10), Harm: g.chance(5), Important: g.chance(10), Kind: referral.NoteGeneral,
		}}
	}},
	{weight: 2, make: func(g *generator) referral.Command {
		return &referral.RecordFeedback{Feedback: referral.Feedback{Activity: g.provider().ID, From: referral.PartyPerson, Rating: 1 + g.below(5), Text: g.maybe(50), MayShare: g.tri()}}
	}},
	{weight: 1, make: func(g *generator) referral.Command {
		return &referral.LinkEpisode{Link: referral.Link{Kind: referral.LinkHousehold, Episode: referral.ID(g.id())}}
	}},
	{weight: 1, make: func(g *generator) referral.Command { return &referral.DiscussInSupervision{Words: g.text()} }},
	{weight: 1, make: func(g *generator) referral.Command {
		return &referral.RecordComplaint{Note: referral.NoteID(g.id()), Words: g.text()}
	}},
}

// onwardMove acts on one of the onward referrals.
func onwardMove(weight int, build func(*generator, referral.OnwardID) referral.Command) move {
	return move{weight: weight, make: func(g *generator) referral.Command {
		id, ok := g.onward()
		if !ok {
			return nil
		}
		return build(g, id)
	}}
}

var onwardMoves = []move{
	{weight: 12, make: func(g *generator) referral.Command {
		a := g.provider()
		o := referral.Onward{ID: referral.OnwardID(g.id()), Provider: a.Provider, Activity: a.ID, Need: g.needCode(), Words: g.maybe(60)}
		if g.chance(30) {
			o.Arrangement = referral.Arrangement{Via: "link-worker", When: g.text(), How: g.text()}
		}
		return &referral.ProposeOnward{Onward: o}
	}},
	onwardMove(24, func(g *generator, id referral.OnwardID) referral.Command {
		return &referral.SendOnward{Onward: id, Agreed: person.Yes, Override: g.override(referral.ActionSendOnward)}
	}),
	onwardMove(6, func(_ *generator, id referral.OnwardID) referral.Command {
		return &referral.AcknowledgeOnward{Onward: id}
	}),
	onwardMove(10, func(g *generator, id referral.OnwardID) referral.Command {
		return &referral.AcceptOnward{Onward: id, Words: g.maybe(30)}
	}),
	onwardMove(3, func(g *generator, id referral.OnwardID) referral.Command {
		return &referral.WaitlistOnward{Onward: id, Position: 1 + g.below(9), Expected: g.at.AddDate(0, 1, 0)}
	}),
	onwardMove(3, func(g *generator, id referral.OnwardID) referral.Command {
		return &referral.DeclineOnward{Onward: id, Reason: g.reason(referral.ActionDeclineOnward), Words: g.text()}
	}),
	onwardMove(2, func(g *generator, id referral.OnwardID) referral.Command {
		return &referral.RefuseOnward{Onward: id, Reason: g.reason(referral.ActionRefuseOnward), Words: g.text()}
	}),
	onwardMove(12, func(_ *generator, id referral.OnwardID) referral.Command { return &referral.StartOnward{Onward: id} }),
	onwardMove(3, func(g *generator, id referral.OnwardID) referral.Command {
		return &referral.PauseOnward{Onward: id, Reason: g.reason(referral.ActionPauseOnward), Words: g.text()}
	}),
	onwardMove(3, func(_ *generator, id referral.OnwardID) referral.Command { return &referral.ResumeOnward{Onward: id} }),
	onwardMove(4, func(g *generator, id referral.OnwardID) referral.Command {
		return &referral.CompleteOnward{Onward: id, Words: g.maybe(50)}
	}),
	onwardMove(2, func(g *generator, id referral.OnwardID) referral.Command {
		return &referral.EndOnward{Onward: id, Reason: g.reason(referral.ActionEndOnward), Words: g.text(), By: one(g, referral.PartyPerson, referral.PartyProvider)}
	}),
	onwardMove(2, func(g *generator, id referral.OnwardID) referral.Command {
		return &referral.NeverStartOnward{Onward: id, Reason: g.reason(referral.ActionNeverStartOnward), Words: g.text()}
	}),
	onwardMove(2, func(g *generator, id referral.OnwardID) referral.Command {
		return &referral.CancelOnward{Onward: id, Reason: g.reason(referral.ActionCancelOnward), Words: g.text()}
	}),
	onwardMove(2, func(_ *generator, id referral.OnwardID) referral.Command { return &referral.ExpireOnward{Onward: id} }),
	onwardMove(2, func(g *generator, id referral.OnwardID) referral.Command {
		return &referral.RecallOnward{Onward: id, Reason: g.reason(referral.ActionRecallOnward), Words: g.text()}
	}),
	onwardMove(1, func(g *generator, id referral.OnwardID) referral.Command {
		return &referral.VoidOnward{Onward: id, Reason: g.reason(referral.ActionVoidOnward), Words: g.text()}
	}),
	onwardMove(2, func(g *generator, id referral.OnwardID) referral.Command {
		return &referral.RecordSupport{Support: referral.Support{Onward: id, Level: one(g, referral.SupportIntroduced, referral.SupportWithWorker, referral.SupportTransport), Done: g.chance(50)}}
	}),
}

// goalMove acts on one of the goals.
func goalMove(weight int, build func(*generator, referral.Goal) referral.Command) move {
	return move{weight: weight, make: func(g *generator) referral.Command {
		x, ok := g.goal()
		if !ok {
			return nil
		}
		return build(g, x)
	}}
}

var planMoves = []move{
	{weight: 8, make: func(g *generator) referral.Command {
		return &referral.DraftPlan{Plan: referral.Plan{Matters: g.maybe(60), IfWorse: g.maybe(50), Words: g.maybe(50)}}
	}},
	{weight: 8, make: func(g *generator) referral.Command {
		return &referral.AgreePlan{AgreedBy: g.decider(), SharedWith: []referral.Party{referral.PartyPerson}, Review: g.at.AddDate(0, 1, 0)}
	}},
	{weight: 4, make: func(g *generator) referral.Command {
		return &referral.ReviewPlan{Review: g.at.AddDate(0, 2, 0), Words: g.maybe(50)}
	}},
	{weight: 3, make: func(g *generator) referral.Command { return &referral.CompletePlan{Words: g.maybe(50)} }},
	{weight: 10, make: func(g *generator) referral.Command {
		return &referral.ProposeGoal{Goal: referral.Goal{
			ID: referral.GoalID(g.id()), Words: g.text(), Need: one(g, g.needCode(), ""), Importance: g.below(11), Confidence: g.below(11), Target: g.date(),
		}}
	}},
	goalMove(6, func(_ *generator, x referral.Goal) referral.Command { return &referral.AgreeGoal{Goal: x.ID} }),
	goalMove(5, func(_ *generator, x referral.Goal) referral.Command { return &referral.StartGoal{Goal: x.ID} }),
	goalMove(2, func(g *generator, x referral.Goal) referral.Command {
		return &referral.AchieveGoal{Goal: x.ID, Words: g.maybe(70)}
	}),
	goalMove(2, func(g *generator, x referral.Goal) referral.Command {
		return &referral.PartlyAchieveGoal{Goal: x.ID, Words: g.maybe(70)}
	}),
	goalMove(2, func(g *generator, x referral.Goal) referral.Command {
		return &referral.MissGoal{Goal: x.ID, Words: g.maybe(70)}
	}),
	goalMove(1, func(g *generator, x referral.Goal) referral.Command {
		return &referral.AbandonGoal{Goal: x.ID, Reason: g.reason(referral.ActionAbandonGoal), Words: g.text()}
	}),
	goalMove(1, func(g *generator, x referral.Goal) referral.Command {
		x.Words = g.text()
		return &referral.ReviseGoal{Goal: referral.Goal{ID: x.ID, Words: g.text(), Need: x.Need, Importance: 7}, Words: g.maybe(50)}
	}),
	{weight: 8, make: func(g *generator) referral.Command { return &referral.AddStep{Step: g.stepOf(g.id())} }},
	{weight: 3, make: func(g *generator) referral.Command {
		for s := range g.r.Steps() {
			return &referral.UpdateStep{Step: g.stepOf(uuid.UUID(s.ID))}
		}
		return nil
	}},
}

// sessionMove acts on one of the sessions.
func sessionMove(weight int, build func(*generator, referral.SessionID) referral.Command) move {
	return move{weight: weight, make: func(g *generator) referral.Command {
		id, ok := g.session()
		if !ok {
			return nil
		}
		return build(g, id)
	}}
}

func (g *generator) arrangement() referral.Session {
	return referral.Session{
		ID: referral.SessionID(g.id()), Start: g.at.AddDate(0, 0, 3+g.below(4)), Minutes: 45, Words: g.maybe(30),
		Channel: one(g, referral.ChannelInPerson, referral.ChannelTelephone, referral.ChannelHomeVisit), Delivery: referral.DeliveryOneToOne,
	}
}

var sessionMoves = []move{
	{weight: 10, make: func(g *generator) referral.Command { return &referral.ArrangeSession{Session: g.arrangement()} }},
	sessionMove(10, func(g *generator, id referral.SessionID) referral.Command {
		return &referral.AttendSession{Session: id, Late: g.chance(10), Words: g.maybe(50)}
	}),
	sessionMove(1, func(g *generator, id referral.SessionID) referral.Command {
		return &referral.NotSeenSession{Session: id, Words: g.maybe(50)}
	}),
	sessionMove(2, func(g *generator, id referral.SessionID) referral.Command {
		return &referral.MissSession{Session: id, NotBrought: g.chance(10), Words: g.maybe(50)}
	}),
	sessionMove(1, func(g *generator, id referral.SessionID) referral.Command {
		return &referral.FailSession{Session: id, Reason: g.reason(referral.ActionFailSession), By: referral.PartyService, Words: g.text()}
	}),
	sessionMove(1, func(g *generator, id referral.SessionID) referral.Command {
		return &referral.CancelSessionByPerson{Session: id, Reason: g.reason(referral.ActionCancelSessionByPerson), Words: g.text()}
	}),
	sessionMove(1, func(g *generator, id referral.SessionID) referral.Command {
		return &referral.CancelSessionByService{Session: id, Reason: g.reason(referral.ActionCancelSessionByService), Words: g.text()}
	}),
	sessionMove(2, func(g *generator, id referral.SessionID) referral.Command {
		return &referral.RescheduleSession{Session: id, To: g.arrangement(), By: referral.PartyPerson, Reason: g.reason(referral.ActionRescheduleSession), Words: g.text()}
	}),
	sessionMove(1, func(g *generator, id referral.SessionID) referral.Command {
		return &referral.VoidSession{Session: id, Reason: g.reason(referral.ActionVoidSession), Words: g.text()}
	}),
}

var safetyMoves = []move{
	{weight: 2, make: func(g *generator) referral.Command {
		return &referral.RaiseRisk{Risk: referral.Risk{
			ID: referral.RiskID(g.id()), Kind: one(g, "self", "falls", "lone-working"), Source: referral.PartyService, Words: g.text(), Review: g.at.AddDate(0, 1, 0),
			Visible: one(g, referral.VisibleTeam, referral.VisibleGP, referral.VisibleProvider),
		}}
	}},
	{weight: 1, make: func(g *generator) referral.Command {
		for x := range g.r.Risks() {
			return &referral.ResolveRisk{Risk: x.ID, Words: g.text()}
		}
		return nil
	}},
	{weight: 1, make: func(g *generator) referral.Command {
		return &referral.RaiseConcern{Concern: referral.Concern{ID: referral.ConcernID(g.id()), Kind: "self-neglect", Words: g.text()}}
	}},
	{weight: 4, make: func(g *generator) referral.Command {
		for x := range g.r.Concerns() {
			return &referral.EscalateConcern{Concern: x.ID, Escalation: referral.Escalation{To: g.text(), Reference: "R1", Consent: person.Yes, Welfare: g.chance(50)}}
		}
		return nil
	}},
	{weight: 4, make: func(g *generator) referral.Command {
		for x := range g.r.Concerns() {
			return one[referral.Command](g, &referral.HandOverConcern{Concern: x.ID, Owner: g.text(), Words: g.text()}, &referral.ResolveConcern{Concern: x.ID, Words: g.text()})
		}
		return nil
	}},
}
