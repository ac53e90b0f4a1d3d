package main

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/outcome"
	"github.com/socialprescribing/socialprescribing/outcome/memoutcome"
	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral"
	"github.com/socialprescribing/socialprescribing/referral/calendar"
)

// service is a social prescribing service as a host wires it: stores, rules and
// the function that gathers facts. Another host has other stores, and nothing
// else changes.
type service struct {
	id        referral.ServiceID
	people    person.Store
	outcomes  outcome.Store
	referrals *referral.Repository
	episodes  referral.Store
	calendar  *calendar.Calendar
	rules     *referral.Rules
	// agreements is the register of sharing agreements (D30): which providers
	// may be sent a named person's details. Absent is not known.
	agreements map[activity.ProviderID]person.Tri
}

// newService wires a service over the memory stores. It has agreements with
// the invented providers; of the real ones nothing is known.
func newService(d *directory, episodes referral.Store, people person.Store) (*service, error) {
	cal, err := calendar.For(calendar.England)
	if err != nil {
		return nil, err
	}
	rules, err := referral.CompilePolicy(referral.DefaultPolicy())
	if err != nil {
		return nil, err
	}
	s := &service{
		id: referral.ServiceID(fixedID("service")), people: people, outcomes: memoutcome.New(), episodes: episodes,
		calendar: cal, rules: rules.WithCalendar(cal), agreements: map[activity.ProviderID]person.Tri{},
	}
	for _, p := range d.Providers {
		if p.Source.Invented {
			s.agreements[p.ID] = person.Yes
		}
	}
	s.referrals = referral.NewRepository(episodes, &referral.RepositoryOptions{Rules: s.rules, Facts: s.facts})
	return s, nil
}

// facts gathers what other aggregates know (D1). Repository calls it afresh for
// every command and every retry.
func (s *service) facts(ctx context.Context, r referral.Referral, cmd referral.Command) (referral.Facts, error) {
	who := r.Person()
	if c, ok := cmd.(*referral.Submit); ok && c.Intake != nil {
		who = c.Intake.Person
	}
	p, version, err := s.people.Get(ctx, who)
	if err != nil {
		return referral.Facts{}, err
	}
	f := referral.FactsOf(p, version, r, referral.MetaOf(cmd).RecordedAt)
	f.OtherOpen = person.No
	for o := range r.Onwards() {
		_, suspended := s.suspended(o.Provider)
		f.Providers = append(f.Providers, referral.ProviderFact{
			Provider: o.Provider, Agreement: s.agreements[o.Provider], Suspended: person.TriOf(suspended),
		})
	}
	return f, nil
}

// suspended asks the register; nobody is suspended in this run.
func (s *service) suspended(activity.ProviderID) (time.Time, bool) { return time.Time{}, false }

// fixedID names a thing that is the same in every run.
func fixedID(name string) uuid.UUID {
	space := uuid.MustParse("6f0d5a42-8a5e-5a0c-9d2b-7c1f6c1f3e10")
	return uuid.NewSHA1(space, []byte(name))
}
