package main

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"time"

	"golang.org/x/text/language"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/matching"
	"github.com/socialprescribing/socialprescribing/matching/coverage"
	"github.com/socialprescribing/socialprescribing/outcome"
	"github.com/socialprescribing/socialprescribing/outcome/cohort"
	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/person/memperson"
	"github.com/socialprescribing/socialprescribing/referral"
	"github.com/socialprescribing/socialprescribing/referral/memreferral"
	"github.com/socialprescribing/socialprescribing/referral/reporting"
)

// maxCaseload bounds -caseload: everything is kept in memory.
const maxCaseload = 10_000

// The cases begin over eighteen weeks; the service looks at its measures
// after twenty-six. Those who came late are still on their way.
const (
	intakeDays = 126
	reportDay  = 182
)

// caseload is a service with many people, and what it counts of them.
type caseload struct {
	svc      *service
	dir      *directory
	indexes  map[activity.Day]*matching.Index
	measures *reporting.Tally
	gaps     *coverage.Tally
	now      time.Time
}

// runCaseload takes n synthetic people through the service and prints its
// measures.
func runCaseload(ctx context.Context, d *directory, s settings, p *page, stderr io.Writer) error {
	c, err := newCaseload(d)
	if err != nil {
		return err
	}
	tick := progress(stderr, s.caseload)
	for i := range s.caseload {
		if err := c.one(ctx, i, s.seed); err != nil {
			return fmt.Errorf("case %d: %w", i+1, err)
		}
		tick(i + 1)
	}
	d.tell(p)
	if err := c.tell(p, s.caseload); err != nil {
		return err
	}
	return p.Err()
}

func newCaseload(d *directory) (*caseload, error) {
	svc, err := newService(d, memreferral.New(nil), memperson.New())
	if err != nil {
		return nil, err
	}
	c := &caseload{svc: svc, dir: d, indexes: map[activity.Day]*matching.Index{}}
	c.now = svc.calendar.Zone().StartOf(firstDay().AddDays(reportDay))
	if c.measures, err = reporting.New(reporting.Options{Calendar: svc.calendar, Now: c.now}); err != nil {
		return nil, err
	}
	c.gaps, err = coverage.New(coverage.FinderFunc(c.match), nil)
	return c, err
}

// match answers from the index of the week that is asked about.
func (c *caseload) match(q matching.Query) (matching.Result, error) {
	days := c.svc.calendar.DayOf(q.At)
	from, _ := activity.NewDay(days.AddDays(-int(days.Weekday())).Date())
	x, ok := c.indexes[from]
	if !ok {
		var err error
		if x, err = c.dir.index(from); err != nil {
			return matching.Result{}, err
		}
		c.indexes[from] = x
	}
	return x.Match(q)
}

// progress says on a terminal how far the run is; elsewhere it is silent.
func progress(w io.Writer, n int) func(int) {
	f, ok := w.(*os.File)
	if !ok {
		return func(int) {}
	}
	info, err := f.Stat()
	if err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return func(int) {}
	}
	return func(i int) {
		if i%25 == 0 || i == n {
			fmt.Fprintf(f, "\r%d/%d", i, n) //nolint:errcheck // a line that may be lost
		}
		if i == n {
			fmt.Fprint(f, "\r          \r") //nolint:errcheck // as above
		}
	}
}

// one takes one person through the service, as far as their fate and the end of
// the run let them, and counts them.
func (c *caseload) one(ctx context.Context, i, seed int) error {
	r := rand.New(rand.NewPCG(uint64(seed), uint64(i))) //nolint:gosec // invented people are no secret
	j := &journey{
		page: &page{w: io.Discard, tag: language.BritishEnglish}, ctx: ctx, dir: c.dir, svc: c.svc, seed: 100_000*seed + i,
		start: firstDay().AddDays(7 * r.IntN(intakeDays/7)), until: c.now, brief: true, pace: drawPace(r),
	}
	j.who = somebody(r, i)
	j.id = referral.ID(j.newID())
	decile := 1 + min(9, r.IntN(5)+r.IntN(6))
	if err := c.live(j, drawFate(r)); err != nil {
		return err
	}
	seeker := j.who.seeker(j.person, j.on(15, 10, 0))
	err := c.measures.Add(reporting.Episode{
		Referral: j.episode, Decile: cohort.Decile{Index: cohort.IMD, Year: 2025, Decile: decile},
		Groups: []cohort.Group{{Dimension: "age", Code: ageBand(j.person, j.now)}}, Changes: changesOf(j.comparisons(), j.records),
	})
	if err == nil {
		err = c.gaps.Add(coverage.Case{Seeker: seeker, At: j.on(15, 10, 0), Area: string(j.who.home.area)})
	}
	return err
}

// somebody is a person like one of the profiles, with another home, other
// needs first and other answers.
func somebody(r *rand.Rand, i int) profile {
	who := profiles[i%len(profiles)]
	who.given, who.family = someName(r, who), families[r.IntN(len(families))]
	if !who.noAbode {
		homes := []home{sale, oldTrafford, wythenshawe, urmston, stretford, chorlton, fallowfield, crumpsall, swinton, newtonHeath, middleton, denton, levenshulme}
		who.home = homes[r.IntN(len(homes))]
	}
	who.needs = append([]person.NeedCode(nil), who.needs...)
	if r.IntN(3) == 0 {
		r.Shuffle(len(who.needs), func(a, b int) { who.needs[a], who.needs[b] = who.needs[b], who.needs[a] })
	}
	who = who.constrained(r)
	a := &who.measures
	a.ons4, a.ons4After = around(r, a.ons4, 0, 10), around(r, a.ons4After, 0, 10)
	a.swemwbs, a.swAfter = around(r, a.swemwbs, 1, 5), around(r, a.swAfter, 1, 5)
	a.ucla3, a.uclaAfter = around(r, a.ucla3, 1, 3), around(r, a.uclaAfter, 1, 3)
	return who
}

// constrained makes some of them harder to find something for.
func (who profile) constrained(r *rand.Rand) profile {
	if r.IntN(4) == 0 {
		who.journey = matching.Journey{Mode: matching.OnFoot, Limit: 1500}
	}
	if r.IntN(6) == 0 {
		who.requires = append([]person.RequirementCode{person.NeedsWheelchair}, who.requires...)
	}
	if r.IntN(5) == 0 {
		who.free = "mon-eve tue-eve wed-eve thu-eve fri-eve"
	}
	if r.IntN(4) == 0 {
		who.budget = matching.UpTo(0)
	}
	return who
}

// drawPace delays the steps of somebody's way by whole weeks or single days.
func drawPace(r *rand.Rand) pace {
	weeks := []int{0, 0, 0, 0, 1, 1, 2, 3}
	return pace{
		allocation: r.IntN(2), contact: r.IntN(3), meeting: r.IntN(3),
		beforeContact: 7 * weeks[r.IntN(len(weeks))], beforeMeeting: 7 * weeks[r.IntN(len(weeks))], afterPlan: 7 * weeks[r.IntN(len(weeks))],
	}
}

// around varies answers within the range of their items.
func around(r *rand.Rand, in outcome.Response, low, high outcome.Answer) outcome.Response {
	out := in.Clone()
	for i := range out {
		out[i] = min(high, max(low, out[i]+outcome.Answer(r.IntN(3)-1)))
	}
	return out
}

// fate is how things go for somebody.
type fate struct {
	rejected, declined, unreached bool
	noMeasures, noEnd             bool
	providerSaysNo, neverStarts   bool
	noAnswer, missesTwice         bool
	signpost                      referral.Use
}

// drawFate draws one: the shares are plausible and not anybody's statistics.
func drawFate(r *rand.Rand) fate {
	in := func(percent int) bool { return r.IntN(100) < percent }
	use := []referral.Use{referral.UseUsed, referral.UseUsed, referral.UseNotUsed, referral.UseUnknown}
	return fate{
		signpost: use[r.IntN(len(use))],
		rejected: in(6), declined: in(7), unreached: in(10), noMeasures: in(20), noEnd: in(35),
		providerSaysNo: in(20), neverStarts: in(15), noAnswer: in(8), missesTwice: in(12),
	}
}

// live is the short form of a journey.
func (c *caseload) live(j *journey, f fate) error {
	j.at(0, 8, 30)
	j.register()
	j.refer()
	j.today()
	switch {
	case f.rejected:
		j.set(j.days().accepted)
		j.do(&referral.Reject{Meta: j.meta(referral.RoleTeamLead), Reason: "out-of-area", ReferrerTold: true})
		return j.err
	case f.declined:
		j.set(j.days().accepted)
		j.do(&referral.Decline{Meta: j.meta(referral.RoleAdministrator), Reason: referral.ReasonDoesNotWant, DecidedBy: referral.Decider{Party: referral.PartyPerson}})
		return j.err
	}
	j.accept()
	if f.unreached {
		j.notReached()
		return j.err
	}
	j.reach()
	j.consents()
	if f.noMeasures {
		j.who.measures = answers{}
	}
	if f.noEnd {
		m := &j.who.measures
		m.ons4After, m.swAfter, m.uclaAfter, m.phq9After = nil, nil, nil, nil
	}
	j.meet()
	return c.connect(j, f)
}

// notReached ends with what the policy asks for: three attempts, on different
// days and by two channels, and the referrer told.
func (j *journey) notReached() {
	ch := j.who.channels()
	for i, day := range []int{3, 4, 11} {
		j.at(day, 16, 0)
		j.attempt(ch[i])
	}
	j.at(18, 9, 0)
	j.do(&referral.Close{Meta: j.meta(referral.RoleLinkWorker), Reason: referral.ReasonUnableToContact})
}

// connect is the second half: a plan, an onward referral and the end.
func (c *caseload) connect(j *journey, f fate) error {
	q := matching.Query{Seeker: j.who.seeker(j.person, j.now), At: j.now, Options: &matching.QueryOptions{PerProvider: 2}}
	result, err := c.match(q)
	if err != nil {
		return err
	}
	j.found = &found{Query: q, Seeker: q.Seeker, Result: result}
	j.plan()
	declines, starts, told := j.choose()
	if starts == nil {
		j.unmet()
	}
	for _, m := range told {
		j.signpost(m)
	}
	if declines != nil && f.providerSaysNo {
		j.declined(*declines)
	}
	if starts != nil {
		j.connected(*starts, f)
	}
	j.signpostUse = f.signpost
	j.review()
	if j.err == nil && !j.later() {
		j.end(f)
	}
	return j.err
}

// connected is the onward referral that goes on.
func (j *journey) connected(m matching.Match, f fate) {
	if f.noAnswer {
		j.at(25, 10, 0)
		id := j.propose(m)
		j.agreeToShare(m)
		j.send(id)
		j.at(40, 9, 0)
		j.do(&referral.ExpireOnward{Meta: j.meta(referral.RoleSystem), Onward: id})
		return
	}
	id := j.waitlisted(m)
	if f.missesTwice {
		j.sessions()
	}
	if f.neverStarts {
		j.at(50, 10, 0)
		j.do(&referral.NeverStartOnward{Meta: j.meta(referral.RoleProvider), Onward: id, Reason: "changed-mind"})
		return
	}
	j.started(id, m)
}

// end closes the episode; somebody without measures has a reason recorded.
func (j *journey) end(f fate) {
	j.at(92, 11, 0)
	j.measure(outcome.End, referral.StageFollowUp)
	j.at(94, 9, 30)
	j.conclude()
	cmd := &referral.Close{Meta: j.meta(referral.RoleLinkWorker), Reason: referral.ReasonPartlyAchieved, LeaveOpen: j.leftOpen()}
	if f.noMeasures || f.noEnd {
		cmd.NoMeasures = "declined"
	}
	j.do(cmd)
}

// changesOf are the pairs, and the baselines without a partner.
func changesOf(pairs []comparison, records []outcome.Record) []reporting.Change {
	var out []reporting.Change
	for _, c := range pairs {
		before, _ := c.change.Baseline().Value()
		after, _ := c.change.FollowUp().Value()
		info, _ := c.in.Part(c.part)
		out = append(out, reporting.Change{
			Measure: measureOf(c.in.Key(), c.part), Direction: info.Direction, Baseline: &before, FollowUp: &after,
		})
	}
	if len(pairs) > 0 {
		return out
	}
	return append(out, baselinesOf(records)...)
}

func measureOf(k outcome.Key, part outcome.PartCode) reporting.Measure {
	return reporting.Measure{Instrument: string(k.ID), Version: k.Version, Part: string(part)}
}

// ageBand groups ages in tens; a birth date known in part may give none.
func ageBand(p person.Person, at time.Time) string {
	low, high, ok := p.Birth.AgeOn(person.DateOf(at)).Years()
	switch {
	case !ok || low/20 != high/20:
		return ""
	case low < 18:
		return "0-17"
	case low < 40:
		return "18-39"
	case low < 65:
		return "40-64"
	}
	return "65+"
}
