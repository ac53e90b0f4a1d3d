package reporting_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral"
	"github.com/socialprescribing/socialprescribing/referral/calendar"
	"github.com/socialprescribing/socialprescribing/referral/reporting"
)

// monday is Monday 2 March 2026, nine in the morning.
var monday = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// day is the day so many days after monday, at the same hour.
func day(n int) time.Time { return monday.AddDate(0, 0, n) }

// journey makes one episode through the standard machine, so that what is
// measured is what a service would have recorded.
type journey struct {
	t     testing.TB
	r     referral.Referral
	now   time.Time
	facts referral.Facts
	who   referral.ActorID
}

func (j *journey) at(n int) *journey {
	j.now = day(n)
	return j
}

func (j *journey) meta(role referral.Role) referral.Meta {
	j.now = j.now.Add(time.Minute)
	return referral.Meta{ID: referral.NewChangeID(), By: referral.Actor{ID: j.who, Role: role}, At: j.now, RecordedAt: j.now}
}

func (j *journey) do(c referral.Command) *journey {
	j.t.Helper()
	next, _, err := referral.Pathway().Apply(j.r, c, j.facts, nil)
	require.NoError(j.t, err)
	j.r = next
	return j
}

// begin submits a referral on monday.
func begin(tb testing.TB, basis referral.Basis) *journey {
	tb.Helper()
	j := &journey{t: tb, now: monday, who: referral.NewActorID()}
	j.facts = referral.Facts{AsOf: monday, Identified: person.Yes, Reachable: person.Yes, Dead: person.No}
	in := &referral.Intake{Person: person.NewID(), Service: referral.NewServiceID(), Basis: basis, Reasons: []person.NeedCode{"sp-need:lonely"}}
	if basis == referral.BasisProactiveCohort {
		in.Cohort = "frailty"
	}
	return j.do(&referral.Submit{Meta: j.meta(referral.RoleReferrer), Referral: referral.NewID(), Intake: in})
}

func (j *journey) accept(n int) *journey {
	j.t.Helper()
	j.at(n)
	return j.do(&referral.Accept{Meta: j.meta(referral.RoleTeamLead), Eligible: person.Yes})
}

func (j *journey) allocate(n int) *journey {
	j.t.Helper()
	j.at(n)
	return j.do(&referral.Allocate{Meta: j.meta(referral.RoleTeamLead), Worker: j.who})
}

func (j *journey) attempt(n int) *journey {
	j.t.Helper()
	j.at(n)
	return j.do(&referral.RecordAttempt{Meta: j.meta(referral.RoleLinkWorker), Contact: referral.Contact{
		ID: referral.NewContactID(), Channel: referral.ChannelTelephone, Outcome: referral.OutcomeVoicemailLeft,
	}})
}

func (j *journey) engage(n int) *journey {
	j.t.Helper()
	j.at(n)
	return j.do(&referral.FirstContact{Meta: j.meta(referral.RoleLinkWorker), Contact: referral.Contact{
		ID: referral.NewContactID(), Channel: referral.ChannelTelephone, Outcome: referral.OutcomeEngaged, Accepts: person.Yes,
	}})
}

// session arranges a session on day n for day m and returns its ID.
func (j *journey) session(n, m int) referral.SessionID {
	j.t.Helper()
	id := referral.NewSessionID()
	j.at(n).do(&referral.ArrangeSession{Meta: j.meta(referral.RoleLinkWorker), Session: referral.Session{ID: id, Start: day(m), Minutes: 60}})
	j.at(m)
	return id
}

func (j *journey) attended(n, m int) *journey {
	j.t.Helper()
	id := j.session(n, m)
	return j.do(&referral.AttendSession{Meta: j.meta(referral.RoleLinkWorker), Session: id})
}

func (j *journey) missed(n, m int) *journey {
	j.t.Helper()
	id := j.session(n, m)
	return j.do(&referral.MissSession{Meta: j.meta(referral.RoleLinkWorker), Session: id})
}

// sent proposes an onward referral to a provider and sends it, on day n.
func (j *journey) sent(n int, p activity.ProviderID) referral.OnwardID {
	j.t.Helper()
	j.at(n)
	id := referral.NewOnwardID()
	scope := person.ScopeShareProvider(person.ProviderID(p))
	j.facts.Consents = append(j.facts.Consents, referral.ConsentFact{Scope: scope, Verdict: person.Verdict{Answer: person.Given}})
	j.facts.Providers = append(j.facts.Providers, referral.ProviderFact{Provider: p, Agreement: person.Yes, Suspended: person.No})
	j.facts.Prohibited = person.No
	j.do(&referral.ProposeOnward{Meta: j.meta(referral.RoleLinkWorker), Onward: referral.Onward{ID: id, Provider: p}})
	j.do(&referral.SendOnward{Meta: j.meta(referral.RoleLinkWorker), Onward: id, Agreed: person.Yes})
	return id
}

func (j *journey) close(n int, why referral.Reason) *journey {
	j.t.Helper()
	j.at(n)
	return j.do(&referral.Close{
		Meta: j.meta(referral.RoleLinkWorker), Reason: why, NoMeasures: "not-appropriate",
		DecidedBy: referral.Decider{Party: referral.PartyPerson},
	})
}

func newTally(tb testing.TB, mend func(*reporting.Options)) *reporting.Tally {
	tb.Helper()
	o := reporting.Options{Calendar: calendar.MustFor(calendar.England), Now: day(60)}
	if mend != nil {
		mend(&o)
	}
	tally, err := reporting.New(o)
	require.NoError(tb, err)
	return tally
}

// add counts an episode n times: a report shows no small numbers, and by fives
// it shows them as they are.
func add(tb testing.TB, tally *reporting.Tally, n int, e reporting.Episode) {
	tb.Helper()
	for range n {
		require.NoError(tb, tally.Add(e))
	}
}

func provider(n byte) activity.ProviderID { return activity.ProviderID{15: n} }
