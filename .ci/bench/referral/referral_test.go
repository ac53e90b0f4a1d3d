// Package referral_test compares the referral machine with what a user would
// pick instead, github.com/qmuntal/stateless, in one run.
package referral_test

import (
	"context"
	"testing"
	"time"

	"github.com/qmuntal/stateless"

	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral"
	"github.com/socialprescribing/socialprescribing/referral/memreferral"
)

var (
	at    = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	facts = referral.Facts{
		AsOf: at, Identified: person.Yes, Reachable: person.Yes, Dead: person.No, Safeguarding: person.No,
		Channels: []referral.ChannelFact{{Channel: referral.ChannelTelephone, Usable: person.Yes}}, SafeNow: person.Yes,
	}
)

func meta(role referral.Role) referral.Meta {
	return referral.Meta{
		ID: referral.NewChangeID(), By: referral.Actor{ID: referral.NewActorID(), Role: role, Purpose: referral.PurposeDirectCare},
		At: at, RecordedAt: at,
	}
}

// fresh is an episode that was just received.
func fresh(b *testing.B) referral.Referral {
	b.Helper()
	r, _, err := referral.Pathway().Apply(referral.Referral{}, &referral.Submit{
		Meta: meta(referral.RoleReferrer), Referral: referral.NewID(), Intake: &referral.Intake{
			Person: person.NewID(), Service: referral.NewServiceID(), Basis: referral.BasisOfferAccepted,
			Reasons: []person.NeedCode{"sp-need:lonely"},
		},
	}, facts, nil)
	if err != nil {
		b.Fatal(err)
	}
	return r
}

// realistic is an episode of 12 contacts, 6 sessions, 3 onward referrals, 4
// goals and at least 40 events.
func realistic(b *testing.B) (referral.Referral, []referral.Event) {
	b.Helper()
	r := fresh(b)
	var all []referral.Event
	do := func(c referral.Command) {
		next, ev, err := referral.Pathway().Apply(r, c, facts, nil)
		if err != nil {
			b.Fatal(err)
		}
		r, all = next, append(all, ev...)
	}
	tl := referral.RoleTeamLead
	do(&referral.Accept{Meta: meta(tl), Eligible: person.Yes})
	do(&referral.Allocate{Meta: meta(tl), Worker: referral.NewActorID()})
	contact := func(o referral.ContactOutcome) referral.Contact {
		return referral.Contact{ID: referral.NewContactID(), Channel: referral.ChannelTelephone, Outcome: o}
	}
	do(&referral.RecordAttempt{Meta: meta(tl), Contact: contact(referral.OutcomeNoAnswer)})
	do(&referral.FirstContact{Meta: meta(tl), Contact: contact(referral.OutcomeEngaged)})
	for range 10 {
		do(&referral.RecordContact{Meta: meta(tl), Contact: contact(referral.OutcomeEngaged)})
	}
	for range 6 {
		id := referral.NewSessionID()
		do(&referral.ArrangeSession{Meta: meta(tl), Session: referral.Session{ID: id, Start: at}})
		do(&referral.AttendSession{Meta: meta(tl), Session: id})
	}
	for range 4 {
		id := referral.NewGoalID()
		do(&referral.ProposeGoal{Meta: meta(tl), Goal: referral.Goal{ID: id, Words: person.NewText("synthetic")}})
		do(&referral.StartGoal{Meta: meta(tl), Goal: id})
	}
	for range 3 {
		do(&referral.ProposeOnward{Meta: meta(tl), Onward: referral.Onward{ID: referral.NewOnwardID(), Provider: [16]byte{1}}})
	}
	return r, all
}

func BenchmarkApply(b *testing.B) {
	m := referral.Pathway()
	cmd := &referral.Accept{Meta: meta(referral.RoleTeamLead), Eligible: person.Yes}
	r := fresh(b)
	b.Run("fresh", func(b *testing.B) {
		b.ReportAllocs()
		defer cpu(b)()
		for b.Loop() {
			if _, _, err := m.Apply(r, cmd, facts, nil); err != nil {
				b.Fatal(err)
			}
		}
	})
	full, _ := realistic(b)
	mark := &referral.Hold{Meta: meta(referral.RoleTeamLead), Reason: "unwell", Review: at.AddDate(0, 0, 7)}
	b.Run("realistic", func(b *testing.B) {
		b.ReportAllocs()
		defer cpu(b)()
		for b.Loop() {
			if _, _, err := m.Apply(full, mark, facts, nil); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("refused", func(b *testing.B) {
		b.ReportAllocs()
		no := &referral.Resume{Meta: meta(referral.RoleTeamLead)}
		defer cpu(b)()
		for b.Loop() {
			if _, _, err := m.Apply(r, no, facts, nil); err == nil {
				b.Fatal("not refused")
			}
		}
	})
	b.Run("refused-by-guard", func(b *testing.B) {
		b.ReportAllocs()
		no := &referral.Accept{Meta: meta(referral.RoleTeamLead)}
		defer cpu(b)()
		for b.Loop() {
			if _, _, err := m.Apply(r, no, facts, nil); err == nil {
				b.Fatal("not refused")
			}
		}
	})
	b.Run("restore-and-apply", func(b *testing.B) {
		store := memreferral.New(&memreferral.Options{DropEvents: true})
		if err := store.Commit(b.Context(), referral.Change{ID: referral.NewChangeID(), Value: r}); err != nil {
			b.Fatal(err)
		}
		b.ReportAllocs()
		defer cpu(b)()
		for b.Loop() {
			v, _, err := store.Get(b.Context(), r.ID())
			if err != nil {
				b.Fatal(err)
			}
			if _, _, err := m.Apply(v, cmd, facts, nil); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func machine() *stateless.StateMachine {
	s := stateless.NewStateMachine("received")
	s.Configure("received").Permit("ask", "information-requested").Permit("accept", "accepted").Permit("reject", "rejected").
		Permit("redirect", "redirected").Permit("decline", "declined").Permit("withdraw", "withdrawn").Permit("cancel", "cancelled")
	s.Configure("information-requested").Permit("answer", "received").Permit("reject", "rejected")
	s.Configure("accepted").Permit("allocate", "contacting").Permit("back", "received")
	s.Configure("contacting").Permit("engage", "engaged").Permit("hold", "on-hold").Permit("close", "closed")
	s.Configure("engaged").Permit("hold", "on-hold").Permit("close", "closed")
	s.Configure("on-hold").Permit("resume", "engaged").Permit("close", "closed")
	s.Configure("closed").Permit("reopen", "engaged")
	return s
}

// move is a transition between two states of the referral.
type move struct{ from, by, to string }

// moves are those of the standard pathway's referral, without what stays in a
// state, returns to a remembered one, or is an undo or an error.
func moves() []move {
	var out []move
	spec := referral.Pathway().Spec()
	for _, r := range spec.Referral.Rows {
		if r.To == referral.Stay || r.To == referral.Return || r.Mark == referral.MarkUndo || r.Mark == referral.MarkError {
			continue
		}
		for _, from := range r.From {
			out = append(out, move{string(from), string(r.On), string(r.To)})
		}
	}
	return out
}

// pathway makes a machine of stateless with the same states and transitions as
// the referral of the standard pathway, and none of the guards.
func pathway(all []move) *stateless.StateMachine {
	s := stateless.NewStateMachine("received")
	for i := range all {
		s.Configure(all[i].from).Permit(all[i].by, all[i].to)
	}
	return s
}

// BenchmarkStateless fires bare transitions: no guard, no event, nothing kept.
func BenchmarkStateless(b *testing.B) {
	b.Run("kept", func(b *testing.B) {
		s := machine()
		ctx := context.Background()
		triggers := [2]string{"accept", "back"}
		b.ReportAllocs()
		i := 0
		defer cpu(b)()
		for b.Loop() {
			if err := s.FireCtx(ctx, triggers[i&1]); err != nil {
				b.Fatal(err)
			}
			i++
		}
	})
	b.Run("built", func(b *testing.B) {
		b.ReportAllocs()
		defer cpu(b)()
		for b.Loop() {
			if err := machine().Fire("accept"); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkStatelessPathway builds a machine of the same states and transitions
// for one referral, and fires it once: what stands beside restore-and-apply. The
// machine of BenchmarkStateless has six states and eleven transitions.
func BenchmarkStatelessPathway(b *testing.B) {
	all := moves()
	b.ReportAllocs()
	defer cpu(b)()
	for b.Loop() {
		if err := pathway(all).Fire("accept"); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(len(all)), "transitions")
}

func BenchmarkReplay(b *testing.B) {
	r := fresh(b)
	_ = r
	_, events := realisticWhole(b)
	b.ReportAllocs()
	defer cpu(b)()
	for b.Loop() {
		if _, err := referral.Replay(events); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(len(events))*float64(b.N)/b.Elapsed().Seconds(), "events/s")
}

// realisticWhole gives the realistic episode with its first event.
func realisticWhole(b *testing.B) (referral.Referral, []referral.Event) {
	b.Helper()
	store := memreferral.New(nil)
	repo := referral.NewRepository(store, &referral.RepositoryOptions{
		Facts: func(context.Context, referral.Referral, referral.Command) (referral.Facts, error) { return facts, nil },
	})
	id := referral.NewID()
	do := func(c referral.Command) {
		if _, _, err := repo.Do(b.Context(), id, c); err != nil {
			b.Fatal(err)
		}
	}
	tl := referral.RoleTeamLead
	do(&referral.Submit{Meta: meta(tl), Referral: id, Intake: &referral.Intake{
		Person: person.NewID(), Service: referral.NewServiceID(), Basis: referral.BasisOfferAccepted, Reasons: []person.NeedCode{"sp-need:lonely"},
	}})
	do(&referral.Accept{Meta: meta(tl), Eligible: person.Yes})
	do(&referral.Allocate{Meta: meta(tl), Worker: referral.NewActorID()})
	for n := range 12 {
		c := referral.Contact{ID: referral.NewContactID(), Channel: referral.ChannelTelephone, Outcome: referral.OutcomeEngaged}
		if n == 0 {
			do(&referral.FirstContact{Meta: meta(tl), Contact: c})
		} else {
			do(&referral.RecordContact{Meta: meta(tl), Contact: c})
		}
	}
	for range 6 {
		sid := referral.NewSessionID()
		do(&referral.ArrangeSession{Meta: meta(tl), Session: referral.Session{ID: sid, Start: at}})
		do(&referral.AttendSession{Meta: meta(tl), Session: sid})
	}
	for range 4 {
		gid := referral.NewGoalID()
		do(&referral.ProposeGoal{Meta: meta(tl), Goal: referral.Goal{ID: gid, Words: person.NewText("synthetic")}})
		do(&referral.StartGoal{Meta: meta(tl), Goal: gid})
	}
	for range 3 {
		do(&referral.ProposeOnward{Meta: meta(tl), Onward: referral.Onward{ID: referral.NewOnwardID(), Provider: [16]byte{1}}})
	}
	events, err := store.Events(b.Context(), id)
	if err != nil {
		b.Fatal(err)
	}
	v, _, _ := store.Get(b.Context(), id)
	return v, events
}
