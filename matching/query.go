package matching

import (
	"fmt"
	"slices"
	"time"

	"github.com/socialprescribing/socialprescribing/activity"
)

// Query asks for the best K activities for a seeker at a time. A plain record;
// the zero K means 5.
type Query struct {
	Seeker Seeker
	// At is the time of asking. It decides the day, hence what is soon, what
	// is stale and what has ended.
	At time.Time
	// K is how many matches are wanted; 0 means DefaultK.
	K int
	// Availability is the host's own count of places; nil means that the
	// directory's statements stand alone.
	Availability *Availability
	// Options are the host's policy; nil means the defaults.
	Options *QueryOptions
}

// DefaultK is how many matches a query asks for unless it says otherwise: as
// many as a person can talk through in one conversation.
const DefaultK = 5

// MaxK bounds K.
const MaxK = 1000

// QueryOptions are the host's policy for a query. The zero value is the
// default policy: what is known not to fit excludes, what is not known does
// not. A plain record.
type QueryOptions struct {
	// Order is the host's order of criteria, used where the person has none.
	Order []CriterionCode
	// ExcludeUnknown lists criteria whose Unknown excludes too. Their No then
	// does, though they be listed as soft.
	ExcludeUnknown []CriterionCode
	// Soft lists criteria whose No ranks last instead of excluding. Choice
	// and Standing cannot be softened.
	Soft []CriterionCode
	// Drop lists criteria that are not evaluated at all. Choice and Standing
	// cannot be dropped.
	Drop []CriterionCode
	// Suspended lists providers that may not be used now (D30); see
	// SuspendedAt.
	Suspended []activity.ProviderID
	// Bands replaces the distances of DefaultBands; nil keeps them.
	Bands func(TravelMode) Bands
	// TravelMinutes gives the minutes from the seeker's place to a point;
	// false where it does not know. It must be pure for the time of a query.
	// It refines the judgement of what the bands reach; it does not extend
	// their limit.
	TravelMinutes func(activity.Coordinates) (int, bool)
	// PerProvider and PerSite bound how many matches one provider or one site
	// may take, as a pass over the ranking; 0 means no bound. See Result.SetAside.
	PerProvider int
	PerSite     int
	// PerKind bounds, likewise, how many matches may serve a need by the same
	// category, so that the fifth choice is not the first one farther away.
	// What the person likes is not bounded: who wants to swim chooses a pool.
	PerKind int
	// Rotate breaks ties by a hash of the ID with this number instead of by the
	// ID, so that equals take turns at being first; 0 keeps the order of ID.
	Rotate uint64
	// Crisis is the host's list of whom to turn to at once (D34).
	Crisis []CrisisLine
}

// SuspendedAt lists the providers that are suspended at t, in order of ID.
func SuspendedAt(providers []activity.Provider, t time.Time) []activity.ProviderID {
	var out []activity.ProviderID
	for i := range providers {
		if _, is := providers[i].SuspendedAt(t); is {
			out = append(out, providers[i].ID)
		}
	}
	slices.SortFunc(out, activity.ProviderID.Compare)
	return slices.Compact(out)
}

// set is a small set of groups.
type set uint32

func (s set) has(g int) bool { return s>>g&1 == 1 }

// plan is a query, compiled.
type plan struct {
	*compiled
	q    *Query
	opts *QueryOptions
	k    int

	day     activity.Day
	today   int // first bit of the day
	soonest int // first bit that is not too soon

	groups   int                       // built-in and the host's
	order    [groups + maxCriteria]int // groups, in the order compared
	hard     set
	strict   set
	dropped  set
	raised   uint32 // facets
	ownPlans [][256]Judgement

	home       activity.Place
	near       [][]activity.CategoryCode // close to each interest
	free       slotSet
	avoidTimes slotSet
	ahead      slotSet // all from soonest on
	bands      Bands
}

// noOptions stands for nil query options. Never written.
var noOptions QueryOptions

// prepare compiles a query.
func (c *compiled) prepare(q *Query) (*plan, error) {
	p := &plan{}
	if err := p.set(c, q); err != nil {
		return nil, err
	}
	return p, nil
}

// set makes p the plan of a query. What it has room for is reused.
func (p *plan) set(c *compiled, q *Query) error {
	*p = plan{
		compiled: c, q: q, opts: q.Options, groups: groups + len(c.Options.Criteria), k: q.K,
		near: p.near[:0], ownPlans: p.ownPlans[:0],
	}
	if p.opts == nil {
		p.opts = &noOptions
	}
	if p.k == 0 {
		p.k = DefaultK
	}
	if err := p.check(); err != nil {
		return err
	}
	if err := p.setTime(); err != nil {
		return err
	}
	p.setPolicy()
	p.setOrder()
	p.setSeeker()
	p.setRaised()
	return nil
}

// check reports faults of the query.
func (p *plan) check() error {
	if err := p.q.Seeker.Check(); err != nil {
		return err
	}
	if p.q.K < 0 || p.q.K > MaxK {
		return fmt.Errorf("%w: K must be from 0 to %d", ErrOptions, MaxK)
	}
	for _, list := range [...][]CriterionCode{p.opts.Order, p.opts.ExcludeUnknown, p.opts.Soft, p.opts.Drop, p.q.Seeker.Order} {
		for _, code := range list {
			if p.groupOf(code) < 0 {
				return fmt.Errorf("%w: no such criterion", ErrOptions)
			}
		}
	}
	return nil
}

// groupOf returns the number of a criterion, or -1.
func (p *plan) groupOf(code CriterionCode) int {
	for g, c := range builtIn {
		if c == code {
			return g
		}
	}
	for i := range p.compiled.Options.Criteria {
		if p.compiled.Options.Criteria[i].Code == code {
			return groups + i
		}
	}
	return -1
}

// codeOf returns the criterion of a group.
func (p *plan) codeOf(g int) CriterionCode {
	if g < groups {
		return builtIn[g]
	}
	return p.compiled.Options.Criteria[g-groups].Code
}

// setTime places the query in the horizon.
func (p *plan) setTime() error {
	local := p.q.At.In(p.zone)
	p.day = activity.DayOf(local)
	if !p.horizon.Contains(p.day) {
		return ErrHorizon
	}
	p.today = parts * p.horizon.From.DaysUntil(p.day)
	p.soonest = p.today + int(partOf(local.Hour())) + 1
	return nil
}

// setPolicy decides which criteria exclude.
func (p *plan) setPolicy() {
	p.hard = 1<<gChoice | 1<<gStanding | 1<<gNeed | 1<<gInterest | 1<<gEligibility | 1<<gAccess | 1<<gLanguage |
		1<<gTime | 1<<gTravel | 1<<gCost | 1<<gCapacity
	for i := range p.compiled.Options.Criteria {
		if p.compiled.Options.Criteria[i].Hard {
			p.hard |= 1 << (groups + i)
		}
	}
	const fixed = set(1<<gChoice | 1<<gStanding)
	for _, c := range p.opts.Soft {
		p.hard &^= 1 << p.groupOf(c) &^ fixed
	}
	for _, c := range p.opts.ExcludeUnknown {
		p.strict |= 1 << p.groupOf(c)
	}
	p.hard |= p.strict // what is not known never excludes where a known misfit does not
	for _, c := range p.opts.Drop {
		p.dropped |= 1 << p.groupOf(c) &^ fixed
	}
}

// setOrder puts the criteria in the order in which they are compared: choice
// and standing, the person's order or else the host's, then the default.
func (p *plan) setOrder() {
	wish := p.q.Seeker.Order
	if len(wish) == 0 {
		wish = p.opts.Order
	}
	n, done := 0, set(0)
	add := func(g int) {
		if !done.has(g) && !p.dropped.has(g) {
			p.order[n], n, done = g, n+1, done|1<<g
		}
	}
	add(gChoice)
	add(gStanding)
	for _, c := range wish {
		add(p.groupOf(c))
	}
	for g := range gFreshness {
		add(g)
	}
	// The host's criteria come before freshness, which is about the record and
	// not about the person.
	for g := groups; g < p.groups; g++ {
		add(g)
	}
	add(gFreshness)
	p.groups = n
}

// setSeeker works out what several facets need.
func (p *plan) setSeeker() {
	s := &p.q.Seeker
	p.home = activity.Place{
		Coordinates: s.Place.Coordinates, Outward: s.Place.Outward,
		Areas: s.Place.Areas, AreasComplete: s.Place.AreasComplete,
	}
	for _, c := range s.Interests {
		p.near = append(p.near, p.crosswalk.near[c])
	}
	whole := slotSet{^uint64(0), ^uint64(0), ^uint64(0)}
	p.ahead = whole.from(p.soonest)
	p.avoidTimes = weekly(s.Avoid.Times, p.horizon)
	free := weekly(Slots{bits: s.Free.bits &^ s.Avoid.Times.bits}, p.horizon)
	p.free = free.from(p.soonest)
	bands := DefaultBands
	if p.opts.Bands != nil {
		bands = p.opts.Bands
	}
	p.bands = bands(s.Travel.Mode).within(s.Travel.Limit)
}

// setRaised notes which facets ask anything, and runs the host's plans.
func (p *plan) setRaised() {
	for f := range table {
		if !p.dropped.has(table[f].group) && table[f].raised(p) {
			p.raised |= 1 << f
		}
	}
	for i := range p.compiled.Options.Criteria {
		p.ownPlans = append(p.ownPlans, p.compiled.Options.Criteria[i].Plan(*p.q))
	}
}

// asks reports whether a facet is raised.
func (p *plan) asks(f int) bool { return p.raised>>f&1 == 1 }

// excludes reports whether a fit of a group excludes, by the policy.
func (p *plan) excludes(g int, f Fit) bool {
	return f == No && p.hard.has(g) || f == Unknown && p.strict.has(g)
}

// judged is what a group says about an offer.
type judged struct {
	group int
	fit   Fit
	list  []Judgement
}

// all judges an offer by every criterion, in the order compared. The
// judgements go to the end of buf, which may have room for them already.
func (p *plan) all(o *offer, out []judged, buf []Judgement) ([]judged, []Judgement) {
	for _, g := range p.order[:p.groups] {
		from := len(buf)
		buf = p.group(g, o, buf)
		list := buf[from:len(buf):len(buf)]
		out = append(out, judged{group: g, fit: least(list), list: list})
	}
	return out, buf
}

// group judges an offer by one criterion.
func (p *plan) group(g int, o *offer, out []Judgement) []Judgement {
	if g >= groups {
		return p.own(g-groups, o, out)
	}
	for _, f := range facetsOf[g] {
		if p.asks(f) {
			out = p.facet(f, o, out)
		}
	}
	return out
}

// facet judges an offer by one facet.
func (p *plan) facet(f int, o *offer, out []Judgement) []Judgement {
	if f == fRoom {
		if j, ok := overlaid(p.q.Availability.Of(o.id), o.room); ok {
			return append(out, j)
		}
	}
	return table[f].judge(p, o, out)
}

// own judges an offer by one of the host's criteria.
func (p *plan) own(i int, o *offer, out []Judgement) []Judgement {
	if j := p.ownPlans[i][o.host[i]]; j != exact {
		out = append(out, j)
	}
	return out
}

// verdict is everything that is known of an offer for a query.
type verdict struct {
	key      uint64
	excluded bool
	judged   []judged
}

// judge judges an offer and packs its fits into a key: three bits for each
// criterion, the first compared in the highest place, so that a greater key
// is a better match.
func (p *plan) judge(o *offer) verdict {
	var v verdict
	v.judged, _ = p.all(o, nil, nil)
	for i := range v.judged {
		j := &v.judged[i]
		v.key = v.key<<3 | uint64(j.fit)
		v.excluded = v.excluded || p.excludes(j.group, j.fit)
	}
	return v
}

// rank orders IDs among equals.
func (p *plan) before(a, b activity.ID) bool {
	if r := p.opts.Rotate; r != 0 {
		if x, y := mix(a, r), mix(b, r); x != y {
			return x < y
		}
	}
	return a.Compare(b) < 0
}

// mix hashes an ID with a number (the finaliser of SplitMix64, over both
// halves).
func mix(id activity.ID, r uint64) uint64 {
	h := r
	for i := 0; i < 16; i += 8 {
		var w uint64
		for _, c := range id[i : i+8] {
			w = w<<8 | uint64(c)
		}
		h ^= w
		h ^= h >> 30
		h *= 0xbf58476d1ce4e5b9
		h ^= h >> 27
		h *= 0x94d049bb133111eb
		h ^= h >> 31
	}
	return h
}
