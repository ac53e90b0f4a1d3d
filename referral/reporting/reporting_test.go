package reporting_test

import (
	"encoding/json"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"

	"github.com/socialprescribing/socialprescribing/outcome"
	"github.com/socialprescribing/socialprescribing/outcome/cohort"
	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral"
	"github.com/socialprescribing/socialprescribing/referral/calendar"
	"github.com/socialprescribing/socialprescribing/referral/reporting"
)

func release(tb testing.TB, tally *reporting.Tally, dimension string) reporting.Report {
	tb.Helper()
	r, err := tally.Release(dimension, cohort.HESSuppression())
	require.NoError(tb, err)
	return r
}

func value(v *outcome.Value) string {
	if v == nil {
		return "-"
	}
	return v.String()
}

func funnelOf(s reporting.Section) string {
	var out []string
	for _, row := range s.Funnel {
		out = append(out, string(row.Stage)+" "+row.Reached.String())
	}
	return strings.Join(out, ", ")
}

func wait(s reporting.Section, w reporting.Wait) reporting.WaitRow {
	for _, row := range s.Waits {
		if row.Wait == w {
			return row
		}
	}
	return reporting.WaitRow{}
}

// whole is an episode that goes all the way.
func whole(tb testing.TB) *journey {
	tb.Helper()
	j := begin(tb, referral.BasisOfferAccepted).accept(1).allocate(2).attempt(3).engage(7).attended(8, 15).missed(16, 22)
	j.at(23).do(&referral.DraftPlan{Meta: j.meta(referral.RoleLinkWorker), Plan: referral.Plan{}})
	j.do(&referral.AgreePlan{Meta: j.meta(referral.RoleLinkWorker), AgreedBy: referral.Decider{Party: referral.PartyPerson}})
	id := j.sent(24, provider(1))
	j.at(28).do(&referral.AcceptOnward{Meta: j.meta(referral.RoleProvider), Onward: id})
	j.at(35).do(&referral.StartOnward{Meta: j.meta(referral.RoleLinkWorker), Onward: id})
	j.at(38).do(&referral.CompleteOnward{Meta: j.meta(referral.RoleLinkWorker), Onward: id})
	return j.close(40, referral.ReasonGoalsAchieved)
}

// TestWholeEpisode: every date of an episode that goes all the way, in working
// days from Monday 2 March 2026; Good Friday is 3 April.
func TestWholeEpisode(t *testing.T) {
	t.Parallel()
	tally := newTally(t, nil)
	add(t, tally, 10, reporting.Episode{Referral: whole(t).r})
	r := release(t, tally, "")
	require.Equal(t, "received 10, accepted 10, allocated 10, engaged 10, planned 10, referred-on 10, started 10", funnelOf(r.All))
	require.Equal(t, "0", r.All.Open.String())
	for w, want := range map[reporting.Wait]string{
		reporting.WaitDecision: "1", reporting.WaitAllocation: "2", reporting.WaitFirstAttempt: "3", reporting.WaitFirstOffer: "6",
		reporting.WaitFirstContact: "5", reporting.WaitFirstSession: "11", reporting.WaitPlan: "17", reporting.WaitEnd: "27",
	} {
		row := wait(r.All, w)
		require.Equal(t, want, value(row.Median), w)
		require.Equal(t, want, value(row.Ninetieth), w)
		require.Equal(t, "10", row.Over.String())
		require.Equal(t, "0", row.Still.String())
		require.False(t, row.Provisional)
	}
	require.Equal(t, "2", value(r.All.Attempts.Mean))
	require.Equal(t, "2", value(r.All.Contacts.Median), "the first contact and the session")
	require.Equal(t, "50", value(r.All.Sessions.MissedRate))
	require.Equal(t, []reporting.End{{State: referral.StateClosed, Reason: referral.ReasonGoalsAchieved, Episodes: cohort.ShownCount(10)}}, r.Ends)
	require.Equal(t, "GB-ENG 2026-07 Europe/London", r.Calendar)
}

// TestD4_Adjusted: only a hold of the person's stops the adjusted clock, and
// published waits run on.
func TestD4_Adjusted(t *testing.T) {
	t.Parallel()
	held := func(why referral.Reason) *journey {
		j := begin(t, referral.BasisOfferAccepted).accept(0).allocate(0)
		j.at(1).do(&referral.Hold{Meta: j.meta(referral.RoleLinkWorker), Reason: why, Review: day(20)})
		j.at(8).do(&referral.Resume{Meta: j.meta(referral.RoleLinkWorker)})
		return j.engage(9)
	}
	for _, tc := range []struct {
		why      referral.Reason
		adjusted bool
		want     string
	}{
		{"unwell", false, "7"}, {"unwell", true, "2"}, {"service-capacity", true, "7"},
	} {
		tally := newTally(t, func(o *reporting.Options) { o.Adjusted = tc.adjusted })
		add(t, tally, 10, reporting.Episode{Referral: held(tc.why).r})
		r := release(t, tally, "")
		require.Equal(t, tc.want, value(wait(r.All, reporting.WaitFirstContact).Median), "%s %v", tc.why, tc.adjusted)
		require.Equal(t, tc.adjusted, r.Adjusted)
	}
}

// TestStillWaiting: those who wait are shown beside those who don't any more,
// and what ended without a contact is in neither.
func TestStillWaiting(t *testing.T) {
	t.Parallel()
	tally := newTally(t, nil)
	add(t, tally, 10, reporting.Episode{Referral: begin(t, referral.BasisSelfReferral).accept(1).r})
	add(t, tally, 15, reporting.Episode{Referral: begin(t, referral.BasisSelfReferral).accept(1).allocate(1).engage(2).r})
	rejected := begin(t, referral.BasisOfferAccepted).at(3)
	rejected.do(&referral.Reject{Meta: rejected.meta(referral.RoleTeamLead), Reason: "out-of-area"})
	add(t, tally, 20, reporting.Episode{Referral: rejected.r})
	r := release(t, tally, "")
	row := wait(r.All, reporting.WaitFirstContact)
	require.Equal(t, "15", row.Over.String())
	require.Equal(t, "10", row.Still.String())
	require.Equal(t, "2", value(row.Median))
	require.Equal(t, "42", value(row.StillMedian), "to Friday 1 May, over Easter")
	require.Equal(t, "45", wait(r.All, reporting.WaitDecision).Over.String())
	require.Equal(t, "20", wait(r.All, reporting.WaitEnd).Over.String())
	require.Equal(t, "25", r.All.Open.String())
	require.Equal(t, "received 45, accepted 25, allocated 15, engaged 15, planned 0, referred-on 0, started 0", funnelOf(r.All))
	require.Equal(t, referral.Reason("out-of-area"), r.Ends[0].Reason)
}

// TestD17_Attendance: the codes one by one, the rate of 3 (and 7 by policy) of
// 5, 6, 7 and 3, and what is in neither part of it.
func TestD17_Attendance(t *testing.T) {
	t.Parallel()
	tally, strict := newTally(t, nil), newTally(t, func(o *reporting.Options) { o.NotSeenIsMissed = true })
	one := func(end func(j *journey, id referral.SessionID) referral.Command) reporting.Episode {
		j := begin(t, referral.BasisOfferAccepted).accept(0).allocate(0).engage(1)
		id := j.session(2, 9)
		return reporting.Episode{Referral: j.do(end(j, id)).r}
	}
	worker := func(j *journey) referral.Meta { return j.meta(referral.RoleLinkWorker) }
	for n, e := range map[int]reporting.Episode{
		60: one(func(j *journey, id referral.SessionID) referral.Command {
			return &referral.AttendSession{Meta: worker(j), Session: id}
		}),
		10: one(func(j *journey, id referral.SessionID) referral.Command {
			return &referral.AttendSession{Meta: worker(j), Session: id, Late: true}
		}),
		15: one(func(j *journey, id referral.SessionID) referral.Command {
			return &referral.NotSeenSession{Meta: worker(j), Session: id}
		}),
		20: one(func(j *journey, id referral.SessionID) referral.Command {
			return &referral.MissSession{Meta: worker(j), Session: id, NotBrought: true}
		}),
		25: one(func(j *journey, id referral.SessionID) referral.Command {
			return &referral.CancelSessionByPerson{Meta: worker(j), Session: id, Reason: "unwell"}
		}),
		30: one(func(j *journey, id referral.SessionID) referral.Command {
			return &referral.CancelSessionByService{Meta: worker(j), Session: id, Reason: "worker-absent"}
		}),
		35: one(func(j *journey, id referral.SessionID) referral.Command {
			return &referral.FailSession{Meta: worker(j), Session: id, By: referral.PartyService, Reason: "worker-absent"}
		}),
		40: one(func(j *journey, id referral.SessionID) referral.Command {
			return &referral.RescheduleSession{
				Meta: worker(j), Session: id, By: referral.PartyPerson, Reason: "person-unwell",
				To: referral.Session{ID: referral.NewSessionID(), Start: day(20)},
			}
		}),
		45: one(func(j *journey, id referral.SessionID) referral.Command {
			return &referral.RescheduleSession{
				Meta: worker(j), Session: id, By: referral.PartyService, Reason: "worker-absent",
				To: referral.Session{ID: referral.NewSessionID(), Start: day(20)},
			}
		}),
		50: one(func(j *journey, id referral.SessionID) referral.Command {
			return &referral.VoidSession{Meta: worker(j), Session: id, Reason: "never-happened"}
		}),
	} {
		add(t, tally, n, e)
		add(t, strict, n, e)
	}
	s := release(t, tally, "").All.Sessions
	got := map[string]string{
		"on time": s.OnTime.String(), "late": s.Late.String(), "not seen": s.NotSeen.String(), "missed": s.Missed.String(),
		"by person": s.ByPerson.String(), "by service": s.ByService.String(), "not brought": s.NotBrought.String(),
		"not happened": s.NotHappened.String(), "moved by person": s.MovedByPerson.String(), "moved": s.MovedOther.String(),
		"episodes": s.Episodes.String(), "rate": value(s.MissedRate), "cancelled": value(s.PersonCancelled), "by us": value(s.ServiceCancelled),
	}
	require.Equal(t, map[string]string{
		"on time": "95", "late": "10", "not seen": "15", "missed": "20", "by person": "25", "by service": "30",
		"not brought": "20", "not happened": "35", "moved by person": "40", "moved": "45", "episodes": "280",
		"rate": "14", "cancelled": "13", "by us": "15",
	}, got)
	require.Equal(t, "25", value(release(t, strict, "").All.Sessions.MissedRate))
}

// TestOnward: each onward referral is counted once, by who decided; what the
// person declined is not held against the provider.
func TestOnward(t *testing.T) {
	t.Parallel()
	tally := newTally(t, nil)
	one := func(end func(j *journey, id referral.OnwardID) referral.Command) reporting.Episode {
		j := begin(t, referral.BasisOfferAccepted).accept(0).allocate(0).engage(1)
		id := j.sent(2, provider(1))
		j.at(9)
		if end != nil {
			j.do(end(j, id))
		}
		return reporting.Episode{Referral: j.r}
	}
	prov := func(j *journey) referral.Meta { return j.meta(referral.RoleProvider) }
	add(t, tally, 30, one(func(j *journey, id referral.OnwardID) referral.Command {
		return &referral.AcceptOnward{Meta: prov(j), Onward: id}
	}))
	add(t, tally, 10, one(func(j *journey, id referral.OnwardID) referral.Command {
		return &referral.DeclineOnward{Meta: prov(j), Onward: id, Reason: "no-capacity"}
	}))
	add(t, tally, 15, one(func(j *journey, id referral.OnwardID) referral.Command {
		return &referral.RefuseOnward{Meta: j.meta(referral.RoleLinkWorker), Onward: id, Reason: "not-now"}
	}))
	add(t, tally, 20, one(func(j *journey, id referral.OnwardID) referral.Command {
		j.at(30)
		return &referral.ExpireOnward{Meta: j.meta(referral.RoleSystem), Onward: id}
	}))
	add(t, tally, 25, one(func(j *journey, id referral.OnwardID) referral.Command {
		return &referral.RecallOnward{Meta: j.meta(referral.RoleLinkWorker), Onward: id, Reason: "no-longer-needed"}
	}))
	add(t, tally, 35, one(func(j *journey, id referral.OnwardID) referral.Command {
		return &referral.WaitlistOnward{Meta: prov(j), Onward: id, Position: 3}
	}))
	add(t, tally, 40, one(nil))
	add(t, tally, 45, one(func(j *journey, id referral.OnwardID) referral.Command {
		return &referral.VoidOnward{Meta: j.meta(referral.RoleLinkWorker), Onward: id, Reason: "never-happened"}
	}))
	j := begin(t, referral.BasisOfferAccepted).accept(0).allocate(0).engage(1).at(3)
	sign := referral.NewSignpostID()
	j.do(&referral.Signpost{Meta: j.meta(referral.RoleLinkWorker), Signpost: referral.Signposting{ID: sign, Provider: provider(2)}})
	add(t, tally, 50, reporting.Episode{Referral: j.r})
	j.at(10).do(&referral.FollowUpSignpost{Meta: j.meta(referral.RoleLinkWorker), Signpost: sign, Use: referral.UseUsed})
	add(t, tally, 55, reporting.Episode{Referral: j.r})
	r := release(t, tally, "")
	require.Len(t, r.Providers, 1, "a signpost is no onward referral")
	p := r.Providers[0]
	require.Equal(t, []string{"175", "30", "10", "15", "20", "25", "75"}, []string{
		p.Sent.String(), p.Accepted.String(), p.Declined.String(),
		p.ByPerson.String(), p.Expired.String(), p.Recalled.String(), p.Pending.String(),
	})
	require.Equal(t, "75", value(p.Acceptance))
	require.Equal(t, "5", value(p.Answer.Median))
	require.Equal(t, "75", p.Answer.Over.String(), "accepted, declined and waitlisted have answered")
	require.Equal(t, "40", p.Answer.Still.String())
	require.Equal(t, "65", p.Start.Still.String(), "accepted or on the list, and not begun")
	require.Equal(t, "received 325, accepted 325, allocated 325, engaged 325, planned 280, referred-on 280, started 55", funnelOf(r.All))
}

// TestD3_Cohort: nobody chosen from a cohort counts before they accept; drafts,
// errors and other periods don't either.
func TestD3_Cohort(t *testing.T) {
	t.Parallel()
	tally := newTally(t, func(o *reporting.Options) {
		o.From, o.To = calendar.MustParseDay("2026-03-01"), calendar.MustParseDay("2026-03-31")
	})
	add(t, tally, 10, reporting.Episode{Referral: begin(t, referral.BasisProactiveCohort).accept(1).r})
	add(t, tally, 15, reporting.Episode{Referral: begin(t, referral.BasisProactiveCohort).accept(1).allocate(1).engage(2).r})
	void := begin(t, referral.BasisOfferAccepted)
	void.do(&referral.EnterInError{Meta: void.meta(referral.RoleAdministrator), Reason: "wrong-person"})
	add(t, tally, 20, reporting.Episode{Referral: void.r})
	add(t, tally, 5, reporting.Episode{})
	r := release(t, tally, "")
	require.Equal(t, "15", r.All.Episodes.String())
	require.Equal(t, "10", r.NotAsked.String())
	for _, period := range [][2]string{{"2026-03-03", "2026-03-31"}, {"2026-01-01", "2026-03-01"}} {
		other := newTally(t, func(o *reporting.Options) {
			o.From, o.To = calendar.MustParseDay(period[0]), calendar.MustParseDay(period[1])
		})
		add(t, other, 10, reporting.Episode{Referral: whole(t).r})
		require.Equal(t, "0", release(t, other, "").All.Episodes.String())
	}
}

// TestD26_Unmet: who found nothing and why, once for each episode.
func TestD26_Unmet(t *testing.T) {
	t.Parallel()
	tally := newTally(t, nil)
	j := begin(t, referral.BasisOfferAccepted).accept(0).allocate(0).engage(1)
	for _, u := range []referral.Unmet{
		{Need: "sp-need:debt", Reason: referral.UnmetFull},
		{Need: "sp-need:debt", Reason: referral.UnmetFull},
		{Need: "sp-need:debt", Reason: referral.UnmetTooFar},
	} {
		j.do(&referral.RecordUnmet{Meta: j.meta(referral.RoleLinkWorker), Unmet: u})
	}
	add(t, tally, 10, reporting.Episode{Referral: j.r})
	r := release(t, tally, "")
	require.Equal(t, []reporting.Unmet{
		{Need: "sp-need:debt", Reason: referral.UnmetFull, Episodes: cohort.ShownCount(10)},
		{Need: "sp-need:debt", Reason: referral.UnmetTooFar, Episodes: cohort.ShownCount(10)},
	}, r.Unmet)
}

// TestReopened: an episode that was closed and opened again has not ended, and
// the reason of an earlier end is not that of a later one.
func TestReopened(t *testing.T) {
	t.Parallel()
	j := begin(t, referral.BasisOfferAccepted).accept(0).allocate(0).engage(1).close(5, "moved-away")
	j.at(8)
	j.facts.OtherOpen = person.No
	j.do(&referral.Reopen{Meta: j.meta(referral.RoleTeamLead), Reason: "person-asked"})
	tally := newTally(t, nil)
	add(t, tally, 10, reporting.Episode{Referral: j.r})
	require.Empty(t, release(t, tally, "").Ends)
	require.Equal(t, "10", release(t, tally, "").All.Open.String())
	j.close(12, "hospital-or-care-home")
	tally = newTally(t, nil)
	add(t, tally, 10, reporting.Episode{Referral: j.r})
	r := release(t, tally, "")
	require.Len(t, r.Ends, 1)
	require.Equal(t, referral.Reason("hospital-or-care-home"), r.Ends[0].Reason)
	require.Equal(t, "9", value(wait(r.All, reporting.WaitEnd).Median))
}

// TestUndone: what was taken back never happened.
func TestUndone(t *testing.T) {
	t.Parallel()
	j := begin(t, referral.BasisOfferAccepted).accept(1)
	j.at(2).do(&referral.Undo{Meta: j.meta(referral.RoleTeamLead), Words: person.NewText("the wrong one")})
	tally := newTally(t, nil)
	add(t, tally, 10, reporting.Episode{Referral: j.r})
	r := release(t, tally, "")
	require.Equal(t, "0", r.All.Funnel[1].Reached.String())
	require.Equal(t, "10", wait(r.All, reporting.WaitDecision).Still.String())
}

// sample is a made-up caseload with groups and measures.
func sample(tb testing.TB, rng *rand.Rand, n int) []reporting.Episode {
	tb.Helper()
	kinds := []*journey{
		whole(tb), begin(tb, referral.BasisSelfReferral).accept(2), begin(tb, referral.BasisOfferAccepted).accept(1).allocate(3).attempt(4),
		begin(tb, referral.BasisOfferAccepted).accept(1).allocate(1).engage(12).missed(13, 20), begin(tb, referral.BasisProactiveCohort),
	}
	out := make([]reporting.Episode, n)
	for i := range out {
		e := reporting.Episode{
			Referral: kinds[rng.IntN(len(kinds))].r,
			Groups:   []cohort.Group{{Dimension: "ethnicity", Code: []string{"A", "B", "C", ""}[min(rng.IntN(20)/5, 3)]}},
		}
		if rng.IntN(5) > 0 {
			e.Decile = cohort.Decile{Index: cohort.WIMD, Year: 2019, Decile: 1 + rng.IntN(10)}
		}
		b, f := outcome.Int(rng.Int64N(20)), outcome.Int(rng.Int64N(20))
		c := reporting.Change{Measure: reporting.Measure{Instrument: "phq-9", Version: "1", Part: "total"}, Direction: outcome.Lower}
		switch rng.IntN(4) {
		case 0:
			c.Baseline = &b
		case 1:
			c.FollowUp = &f
		default:
			c.Baseline, c.FollowUp = &b, &f
		}
		if rng.IntN(3) > 0 {
			e.Changes = []reporting.Change{c}
		}
		out[i] = e
	}
	return out
}

// TestMergeIsWhole: dealt to shards, sent as JSON and merged, every report is
// that of the whole, byte for byte.
func TestMergeIsWhole(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(1, 9))
	all := newTally(t, nil)
	shards := []*reporting.Tally{newTally(t, nil), newTally(t, nil), newTally(t, nil)}
	for _, e := range sample(t, rng, 400) {
		require.NoError(t, all.Add(e))
		require.NoError(t, shards[rng.IntN(3)].Add(e))
	}
	merged := newTally(t, nil)
	for _, i := range rng.Perm(3) {
		state, err := json.Marshal(shards[i])
		require.NoError(t, err)
		sent := newTally(t, nil)
		require.NoError(t, json.Unmarshal(state, sent))
		require.NoError(t, merged.Merge(sent))
	}
	require.Equal(t, []string{"WIMD 2019", "ethnicity"}, merged.Dimensions())
	for _, d := range []string{"", "WIMD 2019", "ethnicity", "nothing"} {
		a, err := json.Marshal(release(t, all, d))
		require.NoError(t, err)
		b, err := json.Marshal(release(t, merged, d))
		require.NoError(t, err)
		require.Equal(t, string(a), string(b), d)
	}
	x, err := json.Marshal(all)
	require.NoError(t, err)
	y, err := json.Marshal(merged)
	require.NoError(t, err)
	require.Equal(t, string(x), string(y))
}

// TestEquity: the same measures by group; small groups show nothing, and
// nothing that is shown gives them away.
func TestEquity(t *testing.T) {
	t.Parallel()
	tally := newTally(t, nil)
	group := func(code string) []cohort.Group { return []cohort.Group{{Dimension: "ethnicity", Code: code}} }
	b, f := outcome.Int(18), outcome.Int(12)
	change := []reporting.Change{{Measure: reporting.Measure{Instrument: "phq-9"}, Direction: outcome.Lower, Baseline: &b, FollowUp: &f}}
	add(t, tally, 40, reporting.Episode{Referral: whole(t).r, Groups: group("A"), Changes: change})
	add(t, tally, 20, reporting.Episode{Referral: begin(t, referral.BasisSelfReferral).accept(2).r, Groups: group("B")})
	add(t, tally, 3, reporting.Episode{Referral: whole(t).r, Groups: group("C"), Changes: change})
	add(t, tally, 10, reporting.Episode{Referral: whole(t).r})
	r := release(t, tally, "ethnicity")
	require.Equal(t, "75", r.All.Episodes.String())
	require.Len(t, r.Groups, 3)
	require.Equal(t, "40", r.Groups[0].Episodes.String())
	require.Equal(t, "5", value(wait(r.Groups[0], reporting.WaitFirstContact).Median))
	require.Equal(t, "-", value(wait(r.Groups[1], reporting.WaitFirstContact).Median))
	small := r.Groups[2]
	require.Equal(t, "*", small.Episodes.String())
	require.Equal(t, "-", value(wait(small, reporting.WaitFirstContact).Median))
	require.Equal(t, "-", value(small.Sessions.MissedRate))
	require.Equal(t, "-", value(small.Attempts.Mean))
	require.Equal(t, "*", small.Funnel[6].Reached.String())
	require.Equal(t, "6", value2(r.Change[0].Groups.Groups[0].Improvement))
	require.False(t, r.Change[0].Groups.Groups[1].Improvement.IsKnown())
	require.NotEmpty(t, r.Change[0].All.Caveats)
	require.Equal(t, "45", r.Change[0].All.Pairs.String(), "43 rounded")
}

func value2(e outcome.Estimate) string {
	v, _ := e.Value(2)
	return v.String()
}

func TestPolicyMustRound(t *testing.T) {
	t.Parallel()
	tally := newTally(t, nil)
	for _, p := range []cohort.SuppressionPolicy{{}, {Below: 5}, {Below: 7, Base: 4}, {Below: 5, Base: 5, Spread: 5}} {
		_, err := tally.Release("", p)
		require.ErrorIs(t, err, cohort.ErrInput)
	}
}

// TestProvisionalWaits: a wait past the published bank holidays says so.
func TestProvisionalWaits(t *testing.T) {
	t.Parallel()
	tally := newTally(t, func(o *reporting.Options) { o.Now = time.Date(2028, 2, 1, 9, 0, 0, 0, time.UTC) })
	add(t, tally, 10, reporting.Episode{Referral: begin(t, referral.BasisSelfReferral).r})
	require.True(t, wait(release(t, tally, "").All, reporting.WaitDecision).Provisional)
}

func TestFaults(t *testing.T) {
	t.Parallel()
	_, err := reporting.New(reporting.Options{From: calendar.MustParseDay("2026-03-02"), To: calendar.MustParseDay("2026-03-01")})
	require.ErrorIs(t, err, reporting.ErrInput)
	require.ErrorIs(t, err, cohort.ErrInput)
	require.Equal(t, "reporting: calendar: none\nreporting: now: not said\nreporting: to: before from", err.Error())

	tally := newTally(t, nil)
	r := begin(t, referral.BasisSelfReferral).r
	v := outcome.Int(3)
	m := reporting.Measure{Instrument: "phq-9"}
	require.NoError(t, tally.Add(reporting.Episode{Referral: r, Changes: []reporting.Change{{Measure: m, Direction: outcome.Lower, Baseline: &v}}}))
	before, err := json.Marshal(tally)
	require.NoError(t, err)
	for _, bad := range []reporting.Episode{
		{Referral: r, Decile: cohort.Decile{Index: "XMD", Year: 2019}},
		{Referral: r, Groups: []cohort.Group{{Code: "A"}}},
		{Referral: r, Groups: []cohort.Group{{Dimension: "all"}}},
		{Referral: r, Groups: []cohort.Group{{Dimension: "a\tb"}}},
		{Referral: r, Changes: []reporting.Change{{}}},
		{Referral: r, Changes: []reporting.Change{{Measure: m, Direction: outcome.Lower}, {Measure: m, Direction: outcome.Lower}}},
		{Referral: r, Changes: []reporting.Change{{Measure: m, Direction: outcome.Higher}}},
		{Referral: r, Changes: []reporting.Change{{Measure: reporting.Measure{Instrument: "a\tb"}}}},
	} {
		require.ErrorIs(t, tally.Add(bad), reporting.ErrInput)
	}
	after, err := json.Marshal(tally)
	require.NoError(t, err)
	require.Equal(t, string(before), string(after))

	other := newTally(t, func(o *reporting.Options) { o.Adjusted = true })
	require.ErrorIs(t, tally.Merge(other), reporting.ErrInput)
	other = newTally(t, nil)
	require.NoError(t, other.Add(reporting.Episode{Referral: r, Changes: []reporting.Change{{Measure: m, Direction: outcome.Higher}}}))
	require.ErrorIs(t, tally.Merge(other), reporting.ErrInput)
	for _, bad := range []string{
		`[]`, `{"whole":null}`, `{"groups":null}`, `{"drafts":-1}`, `{"groups":{"a":{}}}`, `{"groups":{"a\tb":null}}`,
		`{"providers":{"00000000-0000-0000-0000-000000000001":null}}`, `{"ends":{"closed":1}}`, `{"ends":{"closed\tx":0}}`,
		`{"unmet":{"a":1}}`, `{"unmet":{"a\tb":-1}}`, `{"change":{"a":{}}}`, `{"change":{"a\tb\tc":null}}`, `{"whole":{"waits":{"nothing":{}}}}`,
		`{"providers":{"00000000-0000-0000-0000-000000000001":{"results":[-1]}}}`,
	} {
		require.ErrorIs(t, json.Unmarshal([]byte(bad), tally), reporting.ErrInput, bad)
	}
	again, err := json.Marshal(tally)
	require.NoError(t, err)
	require.Equal(t, string(before), string(again))
}

// TestWhatWasNotMade: a Tally or a Minimum that was not made by its function says
// so, and nothing panics.
func TestWhatWasNotMade(t *testing.T) {
	t.Parallel()
	e := reporting.Episode{Referral: begin(t, referral.BasisSelfReferral).r}
	for _, m := range []*reporting.Minimum{nil, {}} {
		_, ok, err := m.Row(e, nil)
		require.ErrorIs(t, err, reporting.ErrInput)
		require.False(t, ok)
	}
	for _, tally := range []*reporting.Tally{nil, {}} {
		require.ErrorIs(t, tally.Add(e), reporting.ErrInput)
		require.ErrorIs(t, newTally(t, nil).Merge(tally), reporting.ErrInput)
		_, err := tally.Release("", cohort.HESSuppression())
		require.ErrorIs(t, err, reporting.ErrInput)
	}
	var zero reporting.Tally
	require.ErrorIs(t, zero.Merge(newTally(t, nil)), reporting.ErrInput)
}

func TestWords(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	welsh := language.MustParse("cy")
	for _, s := range reporting.Stages() {
		require.True(t, s.IsValid())
		for _, words := range []string{s.Text(language.English), s.Text(welsh)} {
			require.False(t, seen[words], words)
			seen[words] = true
		}
	}
	for _, w := range reporting.Waits() {
		require.True(t, w.IsValid())
		for _, words := range []string{w.Text(language.English), w.Text(welsh)} {
			require.False(t, seen[words], words)
			seen[words] = true
		}
	}
	require.Equal(t, "x", reporting.Stage("x").Text(welsh))
	var s reporting.Stage
	require.NoError(t, s.UnmarshalText([]byte("engaged")))
	require.NoError(t, s.UnmarshalText(nil))
	require.ErrorIs(t, s.UnmarshalText([]byte("x")), reporting.ErrInput)
	var w reporting.Wait
	require.NoError(t, w.UnmarshalText([]byte("plan")))
	require.ErrorIs(t, w.UnmarshalText([]byte("x")), reporting.ErrInput)
}

// FuzzState: any bytes are refused, leaving the tally as it was, or read to a
// state that writes the same bytes again and reports without fault.
func FuzzState(f *testing.F) {
	tally := newTally(f, nil)
	for _, e := range sample(f, rand.New(rand.NewPCG(1, 1)), 2) {
		require.NoError(f, tally.Add(e))
	}
	seed, err := json.Marshal(tally)
	require.NoError(f, err)
	f.Add(seed)
	f.Fuzz(func(t *testing.T, data []byte) {
		one, two := newTally(t, nil), newTally(t, nil)
		if err := one.UnmarshalJSON(data); err != nil {
			require.ErrorIs(t, err, reporting.ErrInput)
			return
		}
		first, err := json.Marshal(one)
		require.NoError(t, err)
		require.NoError(t, two.UnmarshalJSON(first))
		second, err := json.Marshal(two)
		require.NoError(t, err)
		require.Equal(t, string(first), string(second))
		_, _ = one.Release("ethnicity", cohort.HESSuppression())
	})
}

// BenchmarkAdd: one episode that went all the way, with groups and a measure.
func BenchmarkAdd(b *testing.B) {
	episodes := sample(b, rand.New(rand.NewPCG(1, 1)), 256)
	tally := newTally(b, nil)
	for i := 0; b.Loop(); i++ {
		_ = tally.Add(episodes[i&255])
	}
}

// TestD28_DecilesOfEditionsAreDimensionsOfTheirOwn: the deciles of two indices, or
// of two editions of one, are never added up, and stand in no report together.
func TestD28_DecilesOfEditionsAreDimensionsOfTheirOwn(t *testing.T) {
	t.Parallel()
	tally := newTally(t, nil)
	r := begin(t, referral.BasisSelfReferral).r
	for _, d := range []cohort.Decile{
		{Index: cohort.IMD, Year: 2019, Decile: 1}, {Index: cohort.IMD, Year: 2025, Decile: 1}, {Index: cohort.SIMD, Year: 2020, Decile: 1},
	} {
		add(t, tally, 10, reporting.Episode{Referral: r, Decile: d})
	}
	require.Equal(t, []string{"IMD 2019", "IMD 2025", "SIMD 2020"}, tally.Dimensions())
	for _, d := range tally.Dimensions() {
		report := release(t, tally, d)
		require.Len(t, report.Groups, 1)
		require.Equal(t, "10", report.Groups[0].Episodes.String())
		require.Equal(t, "30", report.All.Episodes.String())
	}
}
