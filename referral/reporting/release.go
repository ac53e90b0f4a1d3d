package reporting

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/outcome"
	"github.com/socialprescribing/socialprescribing/outcome/cohort"
	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral"
	"github.com/socialprescribing/socialprescribing/referral/calendar"
)

// Report holds the measures of a service as they may leave: suppressed. It is
// plain data. Counts are of episodes unless they say otherwise.
type Report struct {
	// From and To are the period of receipt; an open end is not known.
	From calendar.Day `json:"from,omitzero"`
	To   calendar.Day `json:"to,omitzero"`
	// Calendar names what the working days were counted by.
	Calendar string `json:"calendar"`
	// Adjusted says that holds caused by the person are not in the waits.
	Adjusted bool `json:"adjusted,omitzero"`
	// All are the measures of everybody.
	All Section `json:"all"`
	// Dimension and Groups are the same measures by group, in order of the
	// codes: for equity.
	Dimension string    `json:"dimension,omitzero"`
	Groups    []Section `json:"groups,omitzero"`
	// NotAsked counts people chosen from a cohort who have not accepted yet.
	// They are in no other figure.
	NotAsked cohort.Count `json:"notAsked"`
	// Providers, Ends, Unmet and Change are of everybody; Change is by the
	// groups of the dimension.
	Providers []Provider `json:"providers"`
	Ends      []End      `json:"ends"`
	Unmet     []Unmet    `json:"unmet"`
	Change    []Changed  `json:"change"`
	// Policy is the rule of suppression that was applied.
	Policy cohort.SuppressionPolicy `json:"policy"`
}

// Section is the measures of one group.
type Section struct {
	Group    cohort.Group `json:"group"`
	Episodes cohort.Count `json:"episodes"`
	// Open are those that have not ended.
	Open cohort.Count `json:"open"`
	// Funnel has a row for each stage.
	Funnel []FunnelRow `json:"funnel"`
	// Waits has a row for each wait.
	Waits []WaitRow `json:"waits"`
	// Attempts and Contacts are for each episode: attempts to reach the
	// person, and two-way contacts of those who were spoken with.
	Attempts PerEpisode `json:"attempts"`
	Contacts PerEpisode `json:"contacts"`
	Sessions Sessions   `json:"sessions"`
}

// FunnelRow is one stage.
type FunnelRow struct {
	Stage Stage `json:"stage"`
	// NoFurther are the episodes whose furthest stage this is.
	NoFurther cohort.Count `json:"noFurther"`
	// Reached are those that got at least so far: the sum of what is shown
	// from here on, so that nothing can be learnt from it beside that. It is
	// suppressed when a part of it is.
	Reached cohort.Count `json:"reached"`
}

// WaitRow is one wait, in working days.
type WaitRow struct {
	Wait Wait `json:"wait"`
	// Over are those for whom the wait is over.
	Over cohort.Count `json:"over"`
	// Median and Ninetieth are of those: half, and nine in ten, waited no
	// longer. Nil when they may not be shown.
	Median    *outcome.Value `json:"median"`
	Ninetieth *outcome.Value `json:"ninetieth"`
	// Still are those who still wait, and StillMedian how long half of them
	// have waited by now. A service looks fast on Over alone when it leaves
	// the slow ones waiting.
	Still       cohort.Count   `json:"still"`
	StillMedian *outcome.Value `json:"stillMedian"`
	// Provisional says that some were counted past the published bank
	// holidays.
	Provisional bool `json:"provisional,omitzero"`
}

// PerEpisode is a number for each episode.
type PerEpisode struct {
	Episodes cohort.Count   `json:"episodes"`
	Mean     *outcome.Value `json:"mean"` // to one decimal
	Median   *outcome.Value `json:"median"`
}

// Sessions are the appointments of the service, by the codes of the NHS Data
// Dictionary. Rates are worked out from the counts as shown, in whole per cent.
type Sessions struct {
	Episodes  cohort.Count `json:"episodes"` // with any session
	OnTime    cohort.Count `json:"onTime"`
	Late      cohort.Count `json:"late"`
	NotSeen   cohort.Count `json:"notSeen"`
	Missed    cohort.Count `json:"missed"`
	ByPerson  cohort.Count `json:"byPerson"`
	ByService cohort.Count `json:"byService"`
	// NotBrought is a part of Missed, NotHappened of OnTime and Late.
	NotBrought  cohort.Count `json:"notBrought"`
	NotHappened cohort.Count `json:"notHappened"`
	// MovedByPerson and MovedOther were replaced by another date.
	MovedByPerson cohort.Count `json:"movedByPerson"`
	MovedOther    cohort.Count `json:"movedOther"`
	// MissedRate is missed of those that were to be kept: attended on time,
	// late, not seen and missed. Cancelled sessions are in neither.
	MissedRate *outcome.Value `json:"missedRate"`
	// PersonCancelled and ServiceCancelled are of all with a result, without
	// those that were moved.
	PersonCancelled  *outcome.Value `json:"personCancelled"`
	ServiceCancelled *outcome.Value `json:"serviceCancelled"`
}

// Provider is the onward referrals to one provider. Each is counted once.
type Provider struct {
	Provider activity.ProviderID `json:"provider"`
	Sent     cohort.Count        `json:"sent"`
	Accepted cohort.Count        `json:"accepted"` // at some time, whatever came later
	Declined cohort.Count        `json:"declined"` // by the provider
	ByPerson cohort.Count        `json:"byPerson"` // the person said no first, or never took it up
	Expired  cohort.Count        `json:"expired"`  // no answer in time
	Recalled cohort.Count        `json:"recalled"` // by the service, or cancelled before acceptance
	Pending  cohort.Count        `json:"pending"`
	// Acceptance is accepted of accepted and declined, in whole per cent, from
	// the counts as shown. What the person declined is not held against the
	// provider.
	Acceptance *outcome.Value `json:"acceptance"`
	// Answer and Start are the waits from sending to the answer and to the
	// first attendance.
	Answer WaitRow `json:"answer"`
	Start  WaitRow `json:"start"`
}

// End is a way in which episodes ended.
type End struct {
	State    referral.State  `json:"state"`
	Reason   referral.Reason `json:"reason,omitzero"`
	Episodes cohort.Count    `json:"episodes"`
}

// Unmet is a need that nothing could meet, and why. An episode counts once for
// each need and reason.
type Unmet struct {
	Need     person.NeedCode      `json:"need"`
	Reason   referral.UnmetReason `json:"reason"`
	Episodes cohort.Count         `json:"episodes"`
}

// Changed is the change of one measure: of everybody, and by the groups of the
// dimension.
type Changed struct {
	Measure   Measure           `json:"measure"`
	Direction outcome.Direction `json:"direction,omitzero"`
	All       cohort.Released   `json:"all"`
	Groups    cohort.Released   `json:"groups,omitzero"`
}

// Release makes the report. Dimension "" makes it of everybody only; otherwise
// the groups of one dimension are reported beside it.
//
// All counts of all dimensions are protected together, so that no small count
// can be worked out from others of the report, or from a report of another
// dimension of the same tally: a starred count could have at least as many values
// as the policy's LeastSpread, whatever is subtracted from what. A reader who
// knows more can do more. Above all that is another report about nearly the same
// people: of a period a day longer, or of the same period a day later. Publish
// periods that do not overlap, and each once.
//
// The policy must round to a base greater than its LeastSpread. HESSuppression
// does. The error matches cohort.ErrInput: a policy that can't be used, a Tally
// that New has not made, a state that was read and whose counts do not add up.
//
// Counts are of episodes. A person may have more than one in the period, so a
// policy whose threshold is of people should allow for that.
func (t *Tally) Release(dimension string, p cohort.SuppressionPolicy) (Report, error) {
	if err := t.made(); err != nil {
		return Report{}, err
	}
	if err := p.Check(); err != nil {
		return Report{}, err
	}
	if p.Base <= p.LeastSpread() {
		return Report{}, &InputError{Path: "policy/base", What: "must be greater than the spread: a report is protected by rounding"}
	}
	f, err := t.figures(p)
	if err != nil {
		return Report{}, err
	}
	r := Report{
		From: t.o.From, To: t.o.To, Calendar: t.o.Calendar.String(), Adjusted: t.o.Adjusted,
		Dimension: dimension, NotAsked: p.Count(t.state.NotAsked), Policy: p,
		All:       t.section(everybody, t.state.Whole, f, 0),
		Providers: t.providers(f), Ends: t.ends(f), Unmet: t.unmet(p),
	}
	for _, g := range t.groups(dimension) {
		r.Groups = append(r.Groups, t.section(cohort.Group(g), t.state.Groups[g], f, f.groups[g]))
	}
	r.Change, err = t.changed(dimension, f)
	return r, err
}

func (t *Tally) section(g cohort.Group, m *measures, f *figures, at int) Section {
	e := f.episodes.sections[at]
	shown := func(q, class int) cohort.Count { return f.episodes.count(e.parts[q][class]) }
	waits := Waits()
	s := Section{
		Group: g, Episodes: f.episodes.count(e.total), Open: shown(byWait+slices.Index(waits, WaitEnd), still),
		Funnel: funnel(f.episodes, e), Sessions: t.sessions(f.sessions, f.sessions.sections[at]),
	}
	s.Sessions.Episodes = shown(byWait+len(waits), 0)
	s.Attempts = perEpisode(&m.Attempts, s.Episodes)
	s.Contacts = perEpisode(&m.Contacts, s.Funnel[slices.Index(Stages(), StageEngaged)].Reached)
	for i, w := range waits {
		wait := m.Waits[w]
		if wait == nil {
			wait = &waiting{}
		}
		row := wait.row(shown(byWait+i, over), shown(byWait+i, still))
		row.Wait = w
		s.Waits = append(s.Waits, row)
	}
	return s
}

func funnel(c *cube, e section) []FunnelRow {
	rows := make([]FunnelRow, len(e.parts[byStage]))
	known, reached := true, int64(0)
	for i := len(rows) - 1; i >= 0; i-- {
		stopped := c.count(e.parts[byStage][i])
		n, shown := stopped.Shown()
		known = known && shown
		reached += n
		rows[i] = FunnelRow{Stage: Stages()[i], NoFurther: stopped, Reached: cohort.Suppressed()}
		if known {
			rows[i].Reached = cohort.ShownCount(reached)
		}
	}
	rows[0].Reached = c.count(e.total)
	return rows
}

// row shows the quantiles of waits whose number is shown and not nothing.
func (w *waiting) row(over, still cohort.Count) WaitRow {
	row := WaitRow{Over: over, Still: still, Provisional: w.Provisional > 0}
	if n, _ := over.Shown(); n > 0 {
		row.Median = quantile(&w.Over, "0.5", cohort.QuantileLinear)
		row.Ninetieth = quantile(&w.Over, "0.9", cohort.QuantileNearest)
	}
	if n, _ := still.Shown(); n > 0 {
		row.StillMedian = quantile(&w.Still, "0.5", cohort.QuantileLinear)
	}
	return row
}

func quantile(s *cohort.Sample, share string, m cohort.QuantileMethod) *outcome.Value {
	v, ok := s.Quantile(outcome.MustParseValue(share), m)
	if !ok {
		return nil
	}
	return &v
}

// perEpisode shows mean and median of episodes whose number is shown.
func perEpisode(s *cohort.Sample, episodes cohort.Count) PerEpisode {
	out := PerEpisode{Episodes: episodes}
	if n, _ := episodes.Shown(); n == 0 {
		return out
	}
	if mean, ok := s.Mean().Value(1); ok {
		out.Mean = &mean
	}
	out.Median = quantile(s, "0.5", cohort.QuantileLinear)
	return out
}

func (t *Tally) sessions(c *cube, e section) Sessions {
	var r [resultKinds]cohort.Count
	for i := range r {
		r[i] = c.count(e.parts[byResult][i])
	}
	s := Sessions{
		OnTime: r[resultOnTime], Late: r[resultLate], NotSeen: r[2], Missed: r[resultMissed], ByPerson: r[4], ByService: r[5],
		MovedByPerson: r[6], MovedOther: r[7],
		NotHappened: c.count(e.parts[byHappened][0]), NotBrought: c.count(e.parts[byBrought][0]),
	}
	missed := []cohort.Count{s.Missed}
	if t.o.NotSeenIsMissed {
		missed = append(missed, s.NotSeen)
	}
	due := []cohort.Count{s.OnTime, s.Late, s.NotSeen, s.Missed}
	s.MissedRate = rate(missed, due)
	all := append(due, s.ByPerson, s.ByService)
	s.PersonCancelled = rate([]cohort.Count{s.ByPerson}, all)
	s.ServiceCancelled = rate([]cohort.Count{s.ByService}, all)
	return s
}

// rate is a share of counts as shown, in whole per cent, half away from zero;
// nil when one of them is not shown or there is nothing to share.
func rate(part, whole []cohort.Count) *outcome.Value {
	x, okX := total(part)
	n, okN := total(whole)
	if !okX || !okN || n == 0 {
		return nil
	}
	v, _ := outcome.Int(100 * x).Quo(n)
	v = v.Round(0)
	return &v
}

func total(counts []cohort.Count) (int64, bool) {
	var sum int64
	for _, c := range counts {
		n, shown := c.Shown()
		if !shown || sum > math.MaxInt64/400-n {
			return 0, false
		}
		sum += n
	}
	return sum, true
}

func (t *Tally) providerIDs() []activity.ProviderID {
	return slices.SortedFunc(maps.Keys(t.state.Providers), activity.ProviderID.Compare)
}

// providers are in order of ID.
func (t *Tally) providers(f *figures) []Provider {
	ids := t.providerIDs()
	out := make([]Provider, 0, len(ids))
	for _, id := range ids {
		o, c := t.state.Providers[id], f.providers[id]
		e := c.sections[0]
		n := func(q, class int) cohort.Count { return c.count(e.parts[q][class]) }
		row := Provider{
			Provider: id, Sent: c.count(e.total), Accepted: n(0, int(resultAccepted)), Declined: n(0, int(resultDeclined)),
			ByPerson: n(0, int(resultPerson)), Expired: n(0, int(resultExpired)), Recalled: n(0, int(resultWithdrawn)),
			Pending: n(0, int(resultPending)),
			Answer:  o.Answer.row(n(1, over), n(1, still)), Start: o.Start.row(n(2, over), n(2, still)),
		}
		row.Acceptance = rate([]cohort.Count{row.Accepted}, []cohort.Count{row.Accepted, row.Declined})
		out = append(out, row)
	}
	return out
}

func (t *Tally) endKeys() []endKey {
	return slices.SortedFunc(maps.Keys(t.state.Ends), func(a, b endKey) int {
		return cmp.Or(cmp.Compare(a.State, b.State), cmp.Compare(a.Reason, b.Reason))
	})
}

// ends are in order of state and reason.
func (t *Tally) ends(f *figures) []End {
	keys := t.endKeys()
	out := make([]End, len(keys))
	for i, k := range keys {
		out[i] = End{State: k.State, Reason: k.Reason, Episodes: f.ends.count(f.ends.sections[0].parts[0][i])}
	}
	return out
}

func (t *Tally) unmetKeys() []unmetKey {
	return slices.SortedFunc(maps.Keys(t.state.Unmet), func(a, b unmetKey) int {
		return cmp.Or(cmp.Compare(a.Need, b.Need), cmp.Compare(a.Reason, b.Reason))
	})
}

// unmet is in order of need and reason. Its counts overlap, so no total stands
// beside them.
func (t *Tally) unmet(p cohort.SuppressionPolicy) []Unmet {
	keys := t.unmetKeys()
	out := make([]Unmet, len(keys))
	for i, k := range keys {
		out[i] = Unmet{Need: k.Need, Reason: k.Reason, Episodes: p.Count(t.state.Unmet[k])}
	}
	return out
}

func (t *Tally) changed(dimension string, f *figures) ([]Changed, error) {
	keys := t.measured()
	out := make([]Changed, len(keys))
	for i, k := range keys {
		c := t.state.Change[k]
		o := &cohort.SummaryOptions{Direction: c.Direction}
		all, err := c.By.Release(everybody.Dimension, o, f.episodes.p)
		if err != nil {
			return nil, err
		}
		out[i] = Changed{Measure: k, Direction: c.Direction, All: f.masked(all, i)}
		if dimension == "" {
			continue
		}
		groups, err := c.By.Release(dimension, o, f.episodes.p)
		if err != nil {
			return nil, err
		}
		out[i].Groups = f.masked(groups, i)
	}
	return out, nil
}
