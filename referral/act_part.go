package referral

import (
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/socialprescribing/socialprescribing/person"
)

// partRecord makes the record of an onward referral, a session, a plan or a
// goal as the event leaves it.
func (d *decision) partRecord() (Payload, error) {
	switch allParts[d.pi] {
	case PartOnward:
		return d.onwardRecord()
	case PartSession:
		return d.sessionRecord()
	case PartPlan:
		return d.planRecord()
	case PartGoal:
		return d.goalRecord()
	case PartReferral:
	}
	return nil, nil //nolint:nilnil // unreachable: the episode has no part record
}

func (d *decision) onwardRecord() (Payload, error) {
	o := *d.onward()
	from := o.State
	if c, ok := d.cmd.(*ProposeOnward); ok {
		o = Onward{
			ID: c.Onward.ID, Provider: c.Onward.Provider, Activity: c.Onward.Activity, Need: c.Onward.Need,
			Words: c.Onward.Words, Arrangement: c.Onward.Arrangement, Proposed: d.at,
		}
		if o.ID.IsZero() || o.Provider.IsZero() {
			return nil, &Fault{Rule: RuleRequired, Path: "onward", Wanted: "an identifier and a provider"}
		}
	}
	o.State, o.Reason, o.By = d.target(), d.reason, ""
	if d.part.To != Stay {
		o.Since = d.at
	}
	d.stampOnward(&o, from)
	if err := d.detailOnward(&o); err != nil {
		return nil, err
	}
	return &o, nil
}

// stampOnward sets the times that the move makes.
func (d *decision) stampOnward(o *Onward, from State) {
	if from == StateExpired {
		o.Late = true
		o.Ended = time.Time{}
	}
	if from == StatePaused {
		o.Return = ""
	}
	//exhaustive:ignore
	switch d.k {
	case kindSendOnward:
		o.Sent = d.at
	case kindAcceptOnward, kindWaitlistOnward, kindDeclineOnward:
		if o.Answered.IsZero() {
			o.Answered = d.at
		}
		if d.k == kindAcceptOnward {
			o.Accepted = d.at
		}
	case kindStartOnward:
		o.Started = d.at
		if o.Accepted.IsZero() { // who lets somebody attend has accepted them
			o.Accepted = d.at
		}
		if o.Answered.IsZero() {
			o.Answered = d.at
		}
	case kindPauseOnward:
		o.Return = from
	}
	if def, ok := d.m.State(PartOnward, o.State); ok && final(def.Phase) {
		o.Ended = d.at
	}
}

// detailOnward sets what the command itself brings.
func (d *decision) detailOnward(o *Onward) error {
	switch c := d.cmd.(type) {
	case *SendOnward:
		o.Override = c.Override
		if d.prohibited() && o.Arrangement.IsZero() {
			o.Arrangement = d.r.body().Arrangement
		}
	case *WaitlistOnward:
		if c.Position < 0 {
			return outOfRange("position", c.Position, "1 or more, or 0 if not told")
		}
		o.Position, o.Expected = c.Position, normal(c.Expected)
	case *DeclineOnward, *CancelOnward:
		o.By = PartyProvider
	case *RefuseOnward, *NeverStartOnward:
		o.By = PartyPerson
	case *EndOnward:
		if !c.By.IsValid() {
			return badWord("by", c.By, allParty)
		}
		o.By = c.By
	case *RecallOnward, *VoidOnward:
		o.By = PartyService
	case *ExpireOnward:
		o.By = PartySystem
	}
	return nil
}

func (d *decision) sessionRecord() (Payload, error) {
	s, _ := d.r.Session(SessionID(d.item))
	old := s
	if c, ok := d.cmd.(*ArrangeSession); ok {
		return d.newSession(c.Session, SessionID{})
	}
	s.State, s.Reason, s.Since, s.Words = d.target(), d.reason, d.at, d.words
	switch c := d.cmd.(type) {
	case *RescheduleSession:
		if !c.By.IsValid() {
			return nil, badWord("by", c.By, allParty)
		}
		if _, err := d.newSession(c.To, s.ID); err != nil {
			return nil, err
		}
		s.By, s.ReplacedBy = c.By, c.To.ID
	case *AttendSession:
		s.Late, s.Contact = c.Late, c.Contact
	case *NotSeenSession:
		s.Late = true
	case *MissSession:
		s.NotBrought = c.NotBrought
	case *FailSession:
		if !c.By.IsValid() {
			return nil, badWord("by", c.By, allParty)
		}
		s.Late, s.By = c.Late, c.By
	case *CancelSessionByPerson:
		s.By = PartyPerson
	case *CancelSessionByService:
		s.By = PartyService
	case *CorrectSession:
		s.Late, s.NotBrought, s.By, s.Contact, s.Words = false, false, "", ContactID{}, person.Text{}
		s.Reason = ""
		return &SessionChange{Old: old, New: s}, nil
	}
	return &s, nil
}

// newSession makes a new session, which may replace another.
func (d *decision) newSession(in Session, replaces SessionID) (Payload, error) {
	s := Session{
		ID: in.ID, Start: normal(in.Start), Minutes: in.Minutes, Channel: in.Channel, Delivery: in.Delivery,
		Register: in.Register, Onward: in.Onward, Offered: normal(in.Offered), Words: in.Words,
		State: StateScheduled, Since: d.at, Replaces: replaces,
	}
	if replaces.IsZero() {
		s.Replaces = in.Replaces
	}
	if s.Offered.IsZero() {
		s.Offered = d.at
	}
	switch {
	case s.ID.IsZero() || s.Start.IsZero():
		return nil, &Fault{Rule: RuleRequired, Path: "session", Wanted: "an identifier and a start"}
	case s.ID == replaces:
		return nil, &Fault{Rule: RuleTaken, Path: "session.id"}
	case s.Channel != "" && !s.Channel.IsValid():
		return nil, badWord("session.channel", s.Channel, allChannel)
	case s.Delivery != "" && !s.Delivery.IsValid():
		return nil, badWord("session.delivery", s.Delivery, allDelivery)
	case s.Minutes < 0:
		return nil, outOfRange("session.minutes", s.Minutes, "0 or more")
	case s.Offered.After(d.now):
		return nil, &Fault{Rule: RuleFuture, Path: "session.offered", Wanted: "not after it was recorded"}
	}
	return &s, d.replaceable(s.Replaces, replaces)
}

// replaceable says whether a session may be replaced by a new one: what took
// place is not (R6).
func (d *decision) replaceable(id, moved SessionID) error {
	if id.IsZero() || id == moved {
		return nil
	}
	old, ok := d.r.Session(id)
	switch {
	case !ok:
		return d.noItem(uuid.UUID(id))
	case old.State == StateAttended, old.State == StateScheduled:
		return &Refusal{Rule: RuleItem, Action: d.m.names[d.k], Part: PartSession, State: old.State, Item: uuid.UUID(id), Wanted: "a session that did not take place"}
	}
	return nil
}

func (d *decision) planRecord() (Payload, error) {
	p, ok := d.r.Plan()
	switch c := d.cmd.(type) {
	case *DraftPlan:
		next := Plan{Matters: c.Plan.Matters, IfWorse: c.Plan.IfWorse, Words: c.Plan.Words, Version: 1, Drafted: d.at}
		if ok {
			next.Version = p.Version + 1
			if p.State == StateDraft {
				next.Version, next.Drafted = p.Version, p.Drafted
			}
		}
		p = next
	case *AgreePlan:
		p.Agreed, p.AgreedBy, p.Shared, p.Review = d.at, c.AgreedBy, slices.Clone(c.SharedWith), normal(c.Review)
		if p.AgreedBy.Party == "" {
			p.AgreedBy.Party = PartyPerson
			if d.meta.By.Role == RoleRepresentative {
				p.AgreedBy = Decider{Party: PartyRepresentative, Actor: d.actor(), Authority: c.AgreedBy.Authority}
			}
		}
	case *ReviewPlan:
		p.Reviewed, p.Review = d.at, normal(c.Review)
	case *CompletePlan:
		p.Completed = d.at
	}
	p.State, p.Since = d.target(), d.at
	return &p, nil
}

func (d *decision) goalRecord() (Payload, error) {
	g, _ := d.r.Goal(GoalID(d.item))
	old := g
	switch c := d.cmd.(type) {
	case *ProposeGoal:
		g = c.Goal
		g.Reason, g.Outcome = "", person.Text{}
		if err := checkGoal(&g); err != nil {
			return nil, err
		}
	case *ReviseGoal:
		g = c.Goal
		g.State, g.Since, g.Reason, g.Outcome = old.State, old.Since, old.Reason, old.Outcome
		return &GoalChange{Old: old, New: g}, checkGoal(&g)
	case *AchieveGoal, *PartlyAchieveGoal, *MissGoal, *AbandonGoal:
		g.Outcome, g.Reason = d.words, d.reason
	}
	g.State, g.Since = d.target(), d.at
	return &g, nil
}

func checkGoal(g *Goal) error {
	switch {
	case g.ID.IsZero() || g.Words.IsZero():
		return &Fault{Rule: RuleRequired, Path: "goal", Wanted: "an identifier and the person's words"}
	case g.Importance < 0 || g.Importance > 10:
		return outOfRange("goal.importance", g.Importance, "1 to 10, or 0 for not said")
	case g.Confidence < 0 || g.Confidence > 10:
		return outOfRange("goal.confidence", g.Confidence, "1 to 10, or 0 for not said")
	case g.Need != "" && !g.Need.IsValid():
		return &Fault{Rule: RuleWord, Path: "goal.need", Wanted: "a code such as sp-need:lonely"}
	}
	return nil
}
