package episodes

import (
	"reflect"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/outcome"
	"github.com/socialprescribing/socialprescribing/outcome/instruments"
	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral"
)

// walk tries random commands until the given number is done, or nothing more
// is possible: what the machine refuses is not done, so that every episode is
// one that the rules allow.
func (g *generator) walk(steps int) {
	for misses := 0; steps > 0 && misses < 400; {
		if !g.step() {
			misses++
			continue
		}
		steps, misses = steps-1, 0
	}
}

// step tries one command and reports whether it was done.
func (g *generator) step() bool {
	m := g.choose()
	if m.ends && !g.chance(g.ending) {
		return false
	}
	cmd := m.make(g)
	if cmd == nil {
		return false
	}
	at := g.at.Add(time.Duration(1+g.below(60)) * time.Hour)
	if g.chance(5) {
		at = at.AddDate(0, 0, 20) // nobody answered for weeks
	}
	by := pick(g, rolesOf(cmd.Action()))
	fill(cmd, referral.Meta{ID: referral.ChangeID(g.id()), By: g.actor(by), At: at.Add(-time.Minute), RecordedAt: at})
	next, events, err := referral.Pathway().Apply(g.r, cmd, g.facts(at), nil)
	if err != nil {
		return false
	}
	if x, ok := cmd.(*referral.LinkAssessment); ok {
		g.measured(x.Assessment, at)
	}
	g.at, g.r, g.events = at, next, append(g.events, events...)
	return true
}

// fill sets the common part of a command.
func fill(cmd referral.Command, m referral.Meta) {
	reflect.ValueOf(cmd).Elem().FieldByName("Meta").Set(reflect.ValueOf(m))
}

// rolesOf gives who may try an action, in the order of the machine's rows.
func rolesOf(a referral.Action) []referral.Role {
	if list := roles()[a]; len(list) > 0 {
		return list
	}
	return []referral.Role{referral.RoleTeamLead}
}

var roles = sync.OnceValue(func() map[referral.Action][]referral.Role {
	out := map[referral.Action][]referral.Role{}
	s := referral.Pathway().Spec()
	for _, table := range []referral.Table{s.Onward, s.Session, s.Plan, s.Goal, s.Referral} {
		for _, row := range table.Rows {
			if len(out[row.On]) == 0 {
				out[row.On] = row.Roles
			}
		}
	}
	return out
})

func (g *generator) actor(r referral.Role) referral.Actor {
	id := g.worker
	if r == referral.RoleReferrer {
		id = g.referrer
	}
	return referral.Actor{ID: id, Role: r, Organisation: "Y99999", Purpose: referral.PurposeDirectCare}
}

// facts are those of the person's record, with the providers in order.
func (g *generator) facts(at time.Time) referral.Facts {
	f := referral.FactsOf(g.who, g.version, g.r, at)
	f.OtherOpen = person.No
	for _, p := range g.providers {
		f.Providers = append(f.Providers, referral.ProviderFact{Provider: p.ID, Agreement: person.Yes, Suspended: person.No})
	}
	for _, scope := range g.shared() {
		f.Consents = append(f.Consents, referral.ConsentFact{Scope: scope, Verdict: g.who.Consents.At(at).Verdict(scope)})
	}
	return f
}

// measured makes the record of a linked measure.
func (g *generator) measured(a referral.Assessment, at time.Time) {
	in := instruments.MustGet(outcome.InstrumentID(a.Instrument))
	occasion := map[referral.Stage]outcome.Occasion{referral.StageBaseline: outcome.Baseline, referral.StageFollowUp: outcome.End}[a.Stage]
	if occasion == "" {
		occasion = outcome.Review
	}
	answers := outcome.Response{outcome.Answer(g.below(11)), outcome.Answer(g.below(11)), outcome.Answer(g.below(11)), outcome.Answer(g.below(11))}
	if g.chance(15) {
		answers[g.below(4)] = outcome.NotAnswered
	}
	rec, err := outcome.NewRecord(a.Record, g.who.ID, in, answers, occasion, at)
	if err != nil {
		return // a test finds that the record is missing
	}
	rec.Episode, rec.By, rec.Mode = outcome.EpisodeID(g.r.ID()), outcome.ActorID(g.worker), outcome.Telephone
	g.outcomes = append(g.outcomes, rec)
}

// choose picks a move by weight.
func (g *generator) choose() move {
	total := 0
	for _, m := range moves {
		total += m.weight
	}
	n := g.below(total)
	for _, m := range moves {
		if n -= m.weight; n < 0 {
			return m
		}
	}
	return moves[0]
}

// reason picks one of the machine's reasons for an action.
func (g *generator) reason(a referral.Action) referral.Reason {
	list := referral.Pathway().Reasons(a)
	if len(list) == 0 {
		return ""
	}
	return pick(g, list).Code
}

// last gives one of what the episode has, at random, or false.
func last[T any](g *generator, list []T) (T, bool) {
	var zero T
	if len(list) == 0 {
		return zero, false
	}
	return pick(g, list), true
}

func (g *generator) needCode() person.NeedCode { return pick(g, needCodes) }

func (g *generator) provider() activity.Activity { return pick(g, g.activities) }

func (g *generator) onward() (referral.OnwardID, bool) {
	var list []referral.OnwardID
	for o := range g.r.Onwards() {
		list = append(list, o.ID)
	}
	return last(g, list)
}

func (g *generator) session() (referral.SessionID, bool) {
	var list []referral.SessionID
	for s := range g.r.Sessions() {
		list = append(list, s.ID)
	}
	return last(g, list)
}

func (g *generator) goal() (referral.Goal, bool) {
	var list []referral.Goal
	for x := range g.r.Goals() {
		list = append(list, x)
	}
	return last(g, list)
}

func (g *generator) leave() []referral.LeftOpen {
	var out []referral.LeftOpen
	for o := range g.r.Onwards() {
		if o.Ended.IsZero() && o.State != referral.StateEnteredInError {
			out = append(out, referral.LeftOpen{Onward: o.ID, Watcher: g.worker, Until: g.at.AddDate(0, 2, 0)})
		}
	}
	return out
}

func (g *generator) decider() referral.Decider { return referral.Decider{Party: referral.PartyPerson} }

func (g *generator) intake() referral.Intake {
	in := referral.Intake{
		Person: g.who.ID, Service: g.service, Basis: one(g, referral.BasisOfferAccepted, referral.BasisOfferAccepted, referral.BasisSelfReferral, referral.BasisOfferNotRecorded),
		Source: "gp-practice", Referrer: g.referrer, From: "Y99999", Urgency: one(g, referral.UrgencyRoutine, referral.UrgencyUrgent), Words: g.maybe(80),
		Route: referral.ChannelTelephone, ShareBack: g.tri(), CodeRecorded: g.chance(20),
	}
	in.Reasons = append(some(g, 2, g.needCode), g.needCode())
	if in.Basis == referral.BasisSelfReferral {
		in.Referrer, in.Source, in.From = referral.ActorID{}, "self", ""
	}
	return in
}

func (g *generator) contact() referral.Contact {
	c := referral.Contact{
		ID: referral.ContactID(g.id()), Channel: one(g, referral.ChannelTelephone, referral.ChannelTelephone, referral.ChannelTextMessage, referral.ChannelHomeVisit, referral.ChannelInPerson),
		Outcome: one(g, referral.OutcomeNoAnswer, referral.OutcomeVoicemailLeft, referral.OutcomeMessageSent, referral.OutcomeWrongNumber, referral.OutcomeCallBack),
		Minutes: g.below(40), Words: g.maybe(60), Offered: g.chance(30),
	}
	return c
}

func (g *generator) spoken() referral.Contact {
	c := g.contact()
	c.Channel, c.Outcome, c.Accepts = one(g, referral.ChannelTelephone, referral.ChannelInPerson), referral.OutcomeEngaged, person.Yes
	return c
}

func (g *generator) stepOf(id uuid.UUID) referral.Step {
	s := referral.Step{
		ID: referral.StepID(id), What: g.text(), Owner: one(g, referral.OwnerPerson, referral.OwnerLinkWorker, referral.OwnerCarer, referral.OwnerProvider),
		Strategy: g.maybe(40), Stage: g.maybe(30), Confidence: g.below(11), Status: one(g, referral.StepPlanned, referral.StepUnderWay, referral.StepDone, referral.StepDropped),
	}
	if goal, ok := g.goal(); ok {
		s.Goal = goal.ID
	}
	if g.chance(60) {
		s.Due, s.Review = g.at.AddDate(0, 0, 20), g.at.AddDate(0, 0, 30)
	}
	return s
}
