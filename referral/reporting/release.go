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
// the groups of one dimension are reported beside it, and the funnel is
// protected as one table of groups and stages with its margins, so that no small
// group can be worked out from the others.
//
// The other figures of a report overlap with the funnel and with each other in
// more ways than a table has. Only rounding protects them: the policy must round
// to a base greater than its LeastSpread, so that the difference of two figures
// leaves a small count as open as the policy wants it. HESSuppression does. The
// error matches cohort.ErrInput: a policy that can't be used.
//
// Counts are of episodes. A person may have more than one in the period, so a
// policy whose threshold is of people should allow for that.
func (t *Tally) Release(dimension string, p cohort.SuppressionPolicy) (Report, error) {
	if err := p.Check(); err != nil {
		return Report{}, err
	}
	if p.Base <= p.LeastSpread() {
		return Report{}, &InputError{Path: "policy/base", What: "must be greater than the spread: a report is protected by rounding"}
	}
	r := Report{
		From: t.o.From, To: t.o.To, Calendar: t.o.Calendar.String(), Adjusted: t.o.Adjusted,
		Dimension: dimension, NotAsked: p.Count(t.state.NotAsked), Policy: p,
		Providers: t.providers(p), Ends: t.ends(p), Unmet: t.unmet(p),
	}
	if err := t.sections(&r, p); err != nil {
		return Report{}, err
	}
	var err error
	r.Change, err = t.changed(dimension, p)
	return r, err
}

// sections fills All and Groups.
func (t *Tally) sections(r *Report, p cohort.SuppressionPolicy) error {
	groups := t.groups(r.Dimension)
	cells := make([][]int64, 0, len(groups)+1)
	rest := t.state.Whole.Furthest
	for _, g := range groups {
		f := t.state.Groups[g].Furthest
		cells = append(cells, f[:])
		for i, n := range f {
			rest[i] -= n
		}
	}
	// Those who are in no group of the dimension are a row that is not shown.
	cells = append(cells, rest[:])
	table, err := p.Table(cells)
	if err != nil {
		return err
	}
	r.All = t.section(everybody, t.state.Whole, table.Columns, table.Total, p)
	for i, g := range groups {
		r.Groups = append(r.Groups, t.section(cohort.Group(g), t.state.Groups[g], table.Cells[i], table.Rows[i], p))
	}
	return nil
}

func (t *Tally) section(g cohort.Group, m *measures, furthest []cohort.Count, total cohort.Count, p cohort.SuppressionPolicy) Section {
	s := Section{
		Group: g, Episodes: total, Open: p.Count(m.Open), Funnel: funnel(furthest, total),
		Attempts: perEpisode(&m.Attempts, p), Contacts: perEpisode(&m.Contacts, p), Sessions: t.sessions(m.Sessions, p),
	}
	for _, w := range Waits() {
		wait := m.Waits[w]
		if wait == nil {
			wait = &waiting{}
		}
		row := wait.row(p)
		row.Wait = w
		s.Waits = append(s.Waits, row)
	}
	return s
}

func funnel(furthest []cohort.Count, total cohort.Count) []FunnelRow {
	rows := make([]FunnelRow, len(furthest))
	known, sum := true, int64(0)
	for i := len(furthest) - 1; i >= 0; i-- {
		n, shown := furthest[i].Shown()
		known = known && shown
		sum += n
		rows[i] = FunnelRow{Stage: Stages()[i], NoFurther: furthest[i], Reached: cohort.Suppressed()}
		if known {
			rows[i].Reached = cohort.ShownCount(sum)
		}
	}
	rows[0].Reached = total
	return rows
}

func (w *waiting) row(p cohort.SuppressionPolicy) WaitRow {
	row := WaitRow{Over: p.Count(w.Over.N()), Still: p.Count(w.Still.N()), Provisional: w.Provisional > 0}
	if p.Shows(w.Over.N()) {
		row.Median = quantile(&w.Over, "0.5", cohort.QuantileLinear)
		row.Ninetieth = quantile(&w.Over, "0.9", cohort.QuantileNearest)
	}
	if p.Shows(w.Still.N()) {
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

func perEpisode(s *cohort.Sample, p cohort.SuppressionPolicy) PerEpisode {
	out := PerEpisode{Episodes: p.Count(s.N())}
	if !p.Shows(s.N()) {
		return out
	}
	if mean, ok := s.Mean().Value(1); ok {
		out.Mean = &mean
	}
	out.Median = quantile(s, "0.5", cohort.QuantileLinear)
	return out
}

func (t *Tally) sessions(a attendance, p cohort.SuppressionPolicy) Sessions {
	s := Sessions{
		Episodes: p.Count(a.Episodes), OnTime: p.Count(a.OnTime), Late: p.Count(a.Late), NotSeen: p.Count(a.NotSeen),
		Missed: p.Count(a.Missed), ByPerson: p.Count(a.ByPerson), ByService: p.Count(a.ByService),
		NotBrought: p.Count(a.NotBrought), NotHappened: p.Count(a.NotHappened),
		MovedByPerson: p.Count(a.MovedPerson), MovedOther: p.Count(a.MovedOther),
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

// providers are in order of ID; each is protected as a list with its total.
func (t *Tally) providers(p cohort.SuppressionPolicy) []Provider {
	ids := slices.SortedFunc(maps.Keys(t.state.Providers), activity.ProviderID.Compare)
	out := make([]Provider, 0, len(ids))
	for _, id := range ids {
		o := t.state.Providers[id]
		list, err := p.List(o.Results[:])
		if err != nil {
			continue // Check has passed and counts are never negative
		}
		c := list.Counts
		row := Provider{
			Provider: id, Sent: list.Total, Accepted: c[resultAccepted], Declined: c[resultDeclined],
			ByPerson: c[resultPerson], Expired: c[resultExpired], Recalled: c[resultWithdrawn], Pending: c[resultPending],
			Answer: o.Answer.row(p), Start: o.Start.row(p),
		}
		row.Acceptance = rate([]cohort.Count{row.Accepted}, []cohort.Count{row.Accepted, row.Declined})
		out = append(out, row)
	}
	return out
}

// ends are in order of state and reason, protected as a list.
func (t *Tally) ends(p cohort.SuppressionPolicy) []End {
	keys := slices.SortedFunc(maps.Keys(t.state.Ends), func(a, b endKey) int {
		return cmp.Or(cmp.Compare(a.State, b.State), cmp.Compare(a.Reason, b.Reason))
	})
	counts := make([]int64, len(keys))
	for i, k := range keys {
		counts[i] = t.state.Ends[k]
	}
	list, err := p.List(counts)
	if err != nil {
		return nil // Check has passed and counts are never negative
	}
	out := make([]End, len(keys))
	for i, k := range keys {
		out[i] = End{State: k.State, Reason: k.Reason, Episodes: list.Counts[i]}
	}
	return out
}

// unmet is in order of need and reason. Its counts overlap, so no total stands
// beside them.
func (t *Tally) unmet(p cohort.SuppressionPolicy) []Unmet {
	keys := slices.SortedFunc(maps.Keys(t.state.Unmet), func(a, b unmetKey) int {
		return cmp.Or(cmp.Compare(a.Need, b.Need), cmp.Compare(a.Reason, b.Reason))
	})
	out := make([]Unmet, len(keys))
	for i, k := range keys {
		out[i] = Unmet{Need: k.Need, Reason: k.Reason, Episodes: p.Count(t.state.Unmet[k])}
	}
	return out
}

func (t *Tally) changed(dimension string, p cohort.SuppressionPolicy) ([]Changed, error) {
	keys := slices.SortedFunc(maps.Keys(t.state.Change), func(a, b Measure) int {
		return cmp.Or(cmp.Compare(a.Instrument, b.Instrument), cmp.Compare(a.Version, b.Version), cmp.Compare(a.Part, b.Part))
	})
	out := make([]Changed, len(keys))
	for i, k := range keys {
		c := t.state.Change[k]
		o := &cohort.SummaryOptions{Direction: c.Direction}
		all, err := c.By.Release(everybody.Dimension, o, p)
		if err != nil {
			return nil, err
		}
		out[i] = Changed{Measure: k, Direction: c.Direction, All: all}
		if dimension != "" {
			if out[i].Groups, err = c.By.Release(dimension, o, p); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}
