package reporting

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/outcome"
	"github.com/socialprescribing/socialprescribing/outcome/cohort"
	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral"
	"github.com/socialprescribing/socialprescribing/referral/calendar"
)

// Options say what is counted and how. Calendar and Now are needed.
type Options struct {
	// Calendar counts the working days, in the service's local days.
	Calendar *calendar.Calendar
	// Now is when the report is made: what has not happened by then is still
	// waited for.
	Now time.Time
	// From and To bound the day of receipt, both included; the zero Day leaves
	// that end open.
	From calendar.Day
	To   calendar.Day
	// Adjusted leaves holds that the person caused out of the waits. Published
	// waits don't.
	Adjusted bool
	// NotSeenIsMissed counts "arrived too late to be seen" as missed in the
	// rate of missed sessions.
	NotSeenIsMissed bool
}

// Tally accumulates the measures of a service from its episodes, in any order.
// It holds counts and nothing of anybody. Tallies of shards with the same
// options merge to exactly the whole. Make it with New; it is not safe for
// concurrent use.
type Tally struct {
	o     Options
	state state
}

// state is what is counted; it is the JSON form too.
type state struct {
	// Drafts, Void, NotAsked and Outside are episodes that are not counted:
	// not sent yet, entered in error, chosen from a cohort and not accepted by
	// the person yet (D3), received outside the period.
	Drafts   int64 `json:"drafts"`
	Void     int64 `json:"void"`
	NotAsked int64 `json:"notAsked"`
	Outside  int64 `json:"outside"`

	Whole     *measures                        `json:"whole"`
	Groups    map[groupKey]*measures           `json:"groups"`
	Providers map[activity.ProviderID]*onwards `json:"providers"`
	Ends      map[endKey]int64                 `json:"ends"`
	Unmet     map[unmetKey]int64               `json:"unmet"`
	Change    map[Measure]*changes             `json:"change"`
}

// changes are the pairs of one measure by group.
type changes struct {
	Direction outcome.Direction `json:"direction"`
	By        *cohort.Breakdown `json:"by"`
}

// measures are those of a group, or of all.
type measures struct {
	Furthest [7]int64          `json:"furthest"` // by stage: those that got no further
	Open     int64             `json:"open"`
	Waits    map[Wait]*waiting `json:"waits"`
	Attempts cohort.Sample     `json:"attempts"` // for each episode
	Contacts cohort.Sample     `json:"contacts"` // for each episode that was spoken with
	Sessions attendance        `json:"sessions"`
}

// waiting is one wait: of those for whom it is over, and of those still waiting.
type waiting struct {
	Over        cohort.Sample `json:"over"`
	Still       cohort.Sample `json:"still"`
	Provisional int64         `json:"provisional"`
}

// onwards are the onward referrals to one provider.
type onwards struct {
	Results [resultCount]int64 `json:"results"`
	Answer  waiting            `json:"answer"` // from sent to answered
	Start   waiting            `json:"start"`  // from sent to started
}

// groupKey is a cohort.Group that can be the key of a JSON object.
type groupKey cohort.Group

// New returns an empty tally. The error matches ErrInput: no calendar, no time,
// a period that ends before it begins.
func New(o Options) (*Tally, error) {
	var faults []error
	if o.Calendar == nil {
		faults = append(faults, &InputError{Path: "calendar", What: "none"})
	}
	if o.Now.IsZero() {
		faults = append(faults, &InputError{Path: "now", What: "not said"})
	}
	if o.To.Before(o.From) {
		faults = append(faults, &InputError{Path: "to", What: "before from"})
	}
	if len(faults) > 0 {
		return nil, errors.Join(faults...)
	}
	return &Tally{o: o, state: newState()}, nil
}

func newState() state {
	return state{
		Whole: newMeasures(), Groups: map[groupKey]*measures{}, Providers: map[activity.ProviderID]*onwards{},
		Ends: map[endKey]int64{}, Unmet: map[unmetKey]int64{}, Change: map[Measure]*changes{},
	}
}

func newMeasures() *measures { return &measures{Waits: map[Wait]*waiting{}} }

// Add counts one episode. An episode must be added once. The error matches
// ErrInput, and then nothing is counted: a group without dimension or two of one
// dimension, a decile that is not valid, a measure named twice or with another
// direction than before, a Tally that New has not made.
func (t *Tally) Add(e Episode) error {
	if err := t.made(); err != nil {
		return err
	}
	groups, err := groupsOf(e)
	if err != nil {
		return err
	}
	if err := t.checkChanges(e.Changes); err != nil {
		return err
	}
	r := e.Referral
	if t.skip(r) {
		return nil
	}
	rd := read(r, t.o.Calendar)
	if (!t.o.From.IsZero() && rd.received.Before(t.o.From)) || t.o.To.Before(rd.received) {
		t.state.Outside++
		return nil
	}
	t.count(t.state.Whole, rd)
	for _, g := range groups[1:] {
		m := t.state.Groups[groupKey(g)]
		if m == nil {
			m = newMeasures()
			t.state.Groups[groupKey(g)] = m
		}
		t.count(m, rd)
	}
	if rd.end.State != "" {
		t.state.Ends[rd.end]++
	}
	for _, u := range rd.unmet {
		t.state.Unmet[u]++
	}
	t.countOnwards(rd)
	t.countChanges(e.Changes, groups)
	return nil
}

// made reports that the tally can't be used.
func (t *Tally) made() error {
	if t == nil || t.o.Calendar == nil || t.state.Whole == nil {
		return &InputError{Path: "tally", What: "not made by New"}
	}
	return nil
}

// skip reports, and notes, that an episode is not one of the service's yet or
// never was.
func (t *Tally) skip(r referral.Referral) bool {
	switch {
	case r.Phase() == referral.PhaseVoid:
		t.state.Void++
	case r.IsZero() || r.Received().IsZero():
		t.state.Drafts++
	case r.Intake().Basis == referral.BasisProactiveCohort && !accepted(r):
		t.state.NotAsked++
	default:
		return false
	}
	return true
}

// accepted says whether the person has taken up the support.
func accepted(r referral.Referral) bool {
	for c := range r.Contacts() {
		if c.Accepts == person.Yes {
			return true
		}
	}
	return false
}

// everybody is the group of all, the first of every episode.
var everybody = cohort.Group{Dimension: "all"}

func groupsOf(e Episode) ([]cohort.Group, error) {
	groups := []cohort.Group{everybody}
	if e.Decile != (cohort.Decile{}) {
		if !e.Decile.IsValid() {
			return nil, &InputError{Path: "decile", What: "not valid"}
		}
		groups = append(groups, e.Decile.Group())
	}
	for i, g := range e.Groups {
		switch {
		case g.Dimension == "" || slices.ContainsFunc(groups, func(h cohort.Group) bool { return h.Dimension == g.Dimension }):
			return nil, &InputError{Path: fmt.Sprintf("groups/%d", i), What: "no dimension, or one that the episode has already"}
		case strings.Contains(g.Dimension+g.Code, parting):
			return nil, &InputError{Path: fmt.Sprintf("groups/%d", i), What: "a tab in a code"}
		}
		groups = append(groups, g)
	}
	return groups, nil
}

func (t *Tally) count(m *measures, rd reading) {
	m.Furthest[rd.stage]++
	if rd.open {
		m.Open++
	}
	for _, w := range Waits() {
		t.countWait(m, w, rd)
	}
	m.Attempts.Add(outcome.Int(rd.attempts))
	if rd.stage >= slices.Index(Stages(), StageEngaged) {
		m.Contacts.Add(outcome.Int(rd.contacts))
	}
	m.Sessions.add(rd.sessions)
}

func (t *Tally) countWait(m *measures, w Wait, rd reading) {
	wait := m.Waits[w]
	if wait == nil {
		wait = &waiting{}
		m.Waits[w] = wait
	}
	var pauses []calendar.Pause
	if t.o.Adjusted {
		pauses = rd.pauses
	}
	wait.count(t.o, rd.received, rd.dates[w], rd.open, pauses)
}

// count adds a wait that is over on a day, or is still on. What ended without
// the thing waited for is neither.
func (w *waiting) count(o Options, from, over calendar.Day, still bool, pauses []calendar.Pause) {
	into, to := &w.Over, over
	if over.IsZero() {
		if !still {
			return
		}
		into, to = &w.Still, o.Calendar.DayOf(o.Now)
	}
	n := o.Calendar.WorkingDaysBetween(from, to, pauses...)
	if n.Standing == calendar.Provisional {
		w.Provisional++
	}
	// An event that was recorded as before the receipt took no time.
	into.Add(outcome.Int(int64(max(n.Days, 0))))
}

func (w *waiting) merge(other *waiting) {
	w.Over.Merge(&other.Over)
	w.Still.Merge(&other.Still)
	w.Provisional += other.Provisional
}

func (t *Tally) countOnwards(rd reading) {
	for _, o := range rd.onwards {
		p := t.state.Providers[o.provider]
		if p == nil {
			p = &onwards{}
			t.state.Providers[o.provider] = p
		}
		p.Results[o.result]++
		p.Answer.count(t.o, o.sent, o.answered, o.waitsAnswer, nil)
		p.Start.count(t.o, o.sent, o.begun, o.waitsTurn, nil)
	}
}

func (t *Tally) checkChanges(list []Change) error {
	for i, c := range list {
		path := fmt.Sprintf("changes/%d", i)
		if c.Measure.Instrument == "" || slices.ContainsFunc(list[:i], func(d Change) bool { return d.Measure == c.Measure }) {
			return &InputError{Path: path, What: "no instrument, or a measure named twice"}
		}
		if strings.Contains(c.Measure.Instrument+c.Measure.Version+c.Measure.Part, parting) {
			return &InputError{Path: path, What: "a tab in a code"}
		}
		if known := t.state.Change[c.Measure]; known != nil && known.Direction != c.Direction {
			return &InputError{Path: path, What: "another direction than before"}
		}
	}
	return nil
}

func (t *Tally) countChanges(list []Change, groups []cohort.Group) {
	for _, c := range list {
		ch := t.state.Change[c.Measure]
		if ch == nil {
			ch = &changes{Direction: c.Direction, By: &cohort.Breakdown{}}
			t.state.Change[c.Measure] = ch
		}
		for _, g := range groups {
			p := ch.By.Of(g)
			switch {
			case c.Baseline != nil && c.FollowUp != nil:
				p.Add(*c.Baseline, *c.FollowUp)
			case c.Baseline != nil:
				p.AddBaseline(*c.Baseline)
			case c.FollowUp != nil:
				p.AddFollowUp(*c.FollowUp)
			}
		}
	}
}

// Merge adds all of other, which is left as it is. Both must have been made
// with the same options: the period, the flags and the calendar's name are
// compared, and measures must have one direction; else the error matches
// ErrInput and nothing is added.
func (t *Tally) Merge(other *Tally) error {
	if err := errors.Join(t.made(), other.made()); err != nil {
		return err
	}
	a, b := t.o, other.o
	if !a.Now.Equal(b.Now) || a.From != b.From || a.To != b.To || a.Adjusted != b.Adjusted ||
		a.NotSeenIsMissed != b.NotSeenIsMissed || a.Calendar.String() != b.Calendar.String() {
		return &InputError{Path: "options", What: "not those of the other tally"}
	}
	for m, c := range other.state.Change {
		if known := t.state.Change[m]; known != nil && known.Direction != c.Direction {
			return &InputError{Path: "change", What: "another direction in the other tally"}
		}
	}
	t.state.merge(&other.state)
	return nil
}

func (s *state) merge(o *state) {
	s.Drafts += o.Drafts
	s.Void += o.Void
	s.NotAsked += o.NotAsked
	s.Outside += o.Outside
	s.Whole.merge(o.Whole)
	for g, m := range o.Groups {
		if s.Groups[g] == nil {
			s.Groups[g] = newMeasures()
		}
		s.Groups[g].merge(m)
	}
	for id, p := range o.Providers {
		if s.Providers[id] == nil {
			s.Providers[id] = &onwards{}
		}
		s.Providers[id].merge(p)
	}
	for k, n := range o.Ends {
		s.Ends[k] += n
	}
	for k, n := range o.Unmet {
		s.Unmet[k] += n
	}
	for m, c := range o.Change {
		if s.Change[m] == nil {
			s.Change[m] = &changes{Direction: c.Direction, By: &cohort.Breakdown{}}
		}
		s.Change[m].By.Merge(c.By)
	}
}

func (m *measures) merge(o *measures) {
	for i, n := range o.Furthest {
		m.Furthest[i] += n
	}
	m.Open += o.Open
	for w, other := range o.Waits {
		if m.Waits[w] == nil {
			m.Waits[w] = &waiting{}
		}
		m.Waits[w].merge(other)
	}
	m.Attempts.Merge(&o.Attempts)
	m.Contacts.Merge(&o.Contacts)
	m.Sessions.add(o.Sessions)
}

func (p *onwards) merge(o *onwards) {
	for i, n := range o.Results {
		p.Results[i] += n
	}
	p.Answer.merge(&o.Answer)
	p.Start.merge(&o.Start)
}

// Dimensions returns the dimensions of the groups seen, in order.
func (t *Tally) Dimensions() []string {
	seen := map[string]bool{}
	for g := range t.state.Groups {
		seen[g.Dimension] = true
	}
	return slices.Sorted(maps.Keys(seen))
}

func (t *Tally) groups(dimension string) []groupKey {
	var out []groupKey
	for g := range t.state.Groups {
		if g.Dimension == dimension {
			out = append(out, g)
		}
	}
	slices.SortFunc(out, func(a, b groupKey) int { return strings.Compare(a.Code, b.Code) })
	return out
}
