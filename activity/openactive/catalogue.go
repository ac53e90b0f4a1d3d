package openactive

import (
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/internal/jsonscan"
	"github.com/socialprescribing/socialprescribing/person"
)

// Catalogue joins the items of a publisher's feeds into activities. It grows
// with what it is given and is not safe for concurrent use.
type Catalogue struct {
	opt      Options
	now      time.Time // where the next date is sought from; zero: not known
	zones    func(string) (*time.Location, error)
	versions map[string]int64        // feed and item -> modified, also of deleted ones
	items    map[string]*opportunity // feed and item
	byID     map[string]*opportunity // identifier -> the object itself
	children map[string]map[string]*opportunity
	shown    map[string]bool // identifiers of the activities that exist
}

// NewCatalogue returns an empty catalogue.
func NewCatalogue(o *Options) *Catalogue {
	return &Catalogue{
		opt: o.withDefaults(), zones: activity.CachedZones(activity.LoadZone),
		versions: map[string]int64{}, items: map[string]*opportunity{},
		byID: map[string]*opportunity{}, children: map[string]map[string]*opportunity{}, shown: map[string]bool{},
	}
}

// Changes is what a page changed.
type Changes struct {
	// Updated are the activities that are new or different, by ID.
	Updated []activity.Activity
	// Removed are the activities that are gone, in order.
	Removed []activity.ID
	// Ignored counts items that were older than what the catalogue holds.
	Ignored int
}

// Apply takes the items of a page. Of one item the version with the highest
// modified number counts, whatever the order in which versions come; a deleted
// item stays deleted until a newer version comes.
func (c *Catalogue) Apply(p Page) Changes {
	var out Changes
	touched := map[string]bool{}
	for _, it := range p.Items {
		key := it.Kind + "\x00" + it.ID
		if have, known := c.versions[key]; known && it.Modified < have {
			out.Ignored++
			continue
		}
		c.versions[key] = it.Modified
		if old := c.items[key]; old != nil {
			c.forget(old, touched)
			delete(c.items, key)
		}
		if !it.Deleted {
			c.items[key] = it.data
			c.learn(it.data, touched)
		}
	}
	c.changes(&out, touched)
	return out
}

// root follows parents up to the object that is the activity.
func (c *Catalogue) root(o *opportunity) *opportunity {
	for range 8 { // series of a series of …: deeper is a loop
		parent := c.parent(o)
		if parent == nil || !c.isPart(o) {
			return o
		}
		o = parent
	}
	return o
}

// parent returns the object that o belongs to, as an item of its own or as it
// stands within o, or nil.
func (c *Catalogue) parent(o *opportunity) *opportunity {
	if known := c.byID[o.parent]; known != nil && o.parent != "" && known != o {
		return known
	}
	return o.embedded
}

// isPart reports whether an object is a part of its parent: a date of a series, a
// slot of a facility, an event of a course. An event of a series of events stands
// for itself.
func (c *Catalogue) isPart(o *opportunity) bool {
	switch o.kind {
	case "ScheduledSession", "Slot", "IndividualFacilityUse":
		return true
	case "Event":
		p := c.parent(o)
		return p != nil && p.kind == "CourseInstance"
	}
	return false
}

func (c *Catalogue) learn(o *opportunity, touched map[string]bool) {
	c.byID[o.id] = o
	if o.parent != "" {
		if c.children[o.parent] == nil {
			c.children[o.parent] = map[string]*opportunity{}
		}
		c.children[o.parent][o.id] = o
	}
	for i, ch := range o.children {
		ch.parent = o.id
		if ch.id == "" { // the dates of a course seldom have identifiers
			ch.id = fmt.Sprintf("%s#%d", o.id, i)
		}
		c.learn(ch, touched)
	}
	touched[c.root(o).id] = true
	// Parts that came before their series now belong to it.
	for id := range c.children[o.id] {
		touched[id] = true
	}
}

func (c *Catalogue) forget(o *opportunity, touched map[string]bool) {
	touched[c.root(o).id] = true
	touched[o.id] = true
	for id := range c.children[o.id] {
		touched[id] = true
	}
	for _, ch := range o.children {
		c.forget(ch, touched)
	}
	if c.byID[o.id] == o {
		delete(c.byID, o.id)
	}
	if c.children[o.parent][o.id] == o {
		delete(c.children[o.parent], o.id)
	}
}

// changes makes the activities of what was touched.
func (c *Catalogue) changes(out *Changes, touched map[string]bool) {
	ids := make([]string, 0, len(touched))
	for id := range touched {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	for _, id := range ids {
		a, ok := c.activity(id)
		switch {
		case ok:
			c.shown[id] = true
			out.Updated = append(out.Updated, a)
		case c.shown[id]:
			delete(c.shown, id)
			out.Removed = append(out.Removed, activity.DeriveID(c.opt.Source, id))
		}
	}
	slices.SortFunc(out.Updated, func(a, b activity.Activity) int { return a.ID.Compare(b.ID) })
	slices.SortFunc(out.Removed, activity.ID.Compare)
}

// All yields every activity, in order of ID.
func (c *Catalogue) All() iter.Seq[activity.Activity] {
	return func(yield func(activity.Activity) bool) {
		var list []activity.Activity
		seen := map[string]bool{}
		var tell func(o *opportunity)
		tell = func(o *opportunity) {
			if id := c.root(o).id; !seen[id] {
				seen[id] = true
				if a, ok := c.activity(id); ok {
					list = append(list, a)
				}
			}
			for _, ch := range o.children { // a series of events holds them
				tell(ch)
			}
		}
		for _, o := range c.items {
			tell(o)
		}
		slices.SortFunc(list, func(a, b activity.Activity) int { return a.ID.Compare(b.ID) })
		for _, a := range list {
			if !yield(a) {
				return
			}
		}
	}
}

// Waiting returns the number of dates and slots whose series or facility has
// not come: they belong to no activity yet, and are not lost.
func (c *Catalogue) Waiting() int {
	n := 0
	for _, o := range c.items {
		if root := c.root(o); c.isPart(root) {
			n++
		}
	}
	return n
}

// Providers yields who runs the activities, in order of ID.
func (c *Catalogue) Providers() iter.Seq[activity.Provider] {
	return func(yield func(activity.Provider) bool) {
		byID := map[activity.ProviderID]*activity.Provider{}
		for _, o := range c.items {
			if p := c.inherit(c.root(o)).provider; p != nil {
				if have := byID[p.ID]; have == nil || have.Name < p.Name {
					byID[p.ID] = p
				}
			}
		}
		ids := make([]activity.ProviderID, 0, len(byID))
		for id := range byID {
			ids = append(ids, id)
		}
		slices.SortFunc(ids, activity.ProviderID.Compare)
		for _, id := range ids {
			if !yield(byID[id].Clone()) {
				return
			}
		}
	}
}

// activity makes the activity of that identifier; ok is false when there is
// none, or the object is a part of another.
func (c *Catalogue) activity(id string) (activity.Activity, bool) {
	o := c.byID[id]
	if o == nil {
		// A session that holds its series: the series is known only through it.
		for _, child := range c.sorted(id) {
			if child.embedded != nil && child.embedded.id == id {
				o = child.embedded
				break
			}
		}
	}
	if o == nil || c.isPart(o) || c.root(o) != o || o.kind == "Place" || o.kind == "EventSeries" || o.kind == "Course" {
		return activity.Activity{}, false
	}
	parts := slices.DeleteFunc(c.sorted(id), func(p *opportunity) bool { return !c.isPart(p) })
	return c.build(c.inherit(o), parts), true
}

// sorted returns the parts of an object by start, then identifier, with the
// parts of its parts.
func (c *Catalogue) sorted(id string) []*opportunity {
	var out []*opportunity
	for _, ch := range c.children[id] {
		out = append(out, ch)
		if ch.kind == "IndividualFacilityUse" {
			for _, slot := range c.children[ch.id] {
				out = append(out, slot)
			}
		}
	}
	slices.SortFunc(out, func(a, b *opportunity) int {
		if d := a.start.Compare(b.start); d != 0 {
			return d
		}
		return strings.Compare(a.id, b.id)
	})
	return out
}

// inherit fills what an object leaves out from its parents.
func (c *Catalogue) inherit(o *opportunity) *opportunity {
	out := *o
	for range 8 {
		p := o.embedded
		if p == nil && o.parent != "" {
			p = c.byID[o.parent]
		}
		if p == nil || p == o {
			break
		}
		out.fill(p)
		o = p
	}
	return &out
}

// fill takes from p what o does not say.
func (o *opportunity) fill(p *opportunity) {
	or(&o.name, p.name)
	or(&o.description, p.description)
	or(&o.url, p.url)
	or(&o.zone, p.zone)
	or(&o.text, p.text)
	or(&o.instruct, p.instruct)
	or(&o.gender, p.gender)
	orList(&o.concepts, p.concepts)
	orList(&o.levels, p.levels)
	orList(&o.modes, p.modes)
	orList(&o.access, p.access)
	orList(&o.conditions, p.conditions)
	orList(&o.leaders, p.leaders)
	orList(&o.rules, p.rules)
	orPointer(&o.provider, p.provider)
	orPointer(&o.place, p.place)
	orPointer(&o.suits, p.suits)
	orPointer(&o.ages, p.ages)
	if !o.hasOffers {
		o.offers, o.hasOffers = p.offers, p.hasOffers
	}
	if !o.hasFree {
		o.free, o.hasFree = p.free, p.hasFree
	}
}

func or[T comparable](to *T, from T) {
	var none T
	if *to == none {
		*to = from
	}
}

func orList[S ~[]E, E any](to *S, from S) {
	if len(*to) == 0 {
		*to = from
	}
}

func orPointer[T any](to **T, from *T) {
	if *to == nil {
		*to = from
	}
}

// build makes the activity of an object and its parts.
func (c *Catalogue) build(o *opportunity, parts []*opportunity) activity.Activity {
	a := activity.Activity{
		ID: activity.DeriveID(c.opt.Source, o.id), Name: o.name, Description: o.description, URL: o.url, Status: activity.Active,
		Source: activity.Source{Name: c.opt.Source, Format: "openactive-2", Record: o.id},
	}
	if a.Name == "" && len(o.concepts) > 0 {
		a.Name = o.concepts[0].Name
	}
	if o.cancelled {
		a.Status = activity.TemporarilyClosed
	}
	if o.provider != nil {
		a.Provider, a.ProviderName = o.provider.ID, o.provider.Name
	}
	if o.place != nil {
		a.Locations = []activity.Location{o.place.Clone()}
	}
	a.Modes = slices.Clone(o.modes)
	a.Access = o.access.Clone()
	for _, l := range o.leaders {
		a.Contacts = append(a.Contacts, l.Clone())
	}
	c.categories(&a, o)
	for _, l := range o.levels {
		a.Terms = append(a.Terms, activity.Term{Name: l, About: "level"})
		if strings.EqualFold(l, "beginner") || strings.EqualFold(l, "beginners") {
			a.Access = append(a.Access, activity.AccessFact{Feature: activity.BeginnersWelcome, Has: person.Yes})
		}
	}
	if o.instruct != "" {
		a.Alerts = []activity.Alert{{Text: o.instruct}}
	}
	c.eligibility(&a, o)
	c.cost(&a, o, parts)
	c.schedule(&a, o, parts)
	c.capacity(&a, o, parts)
	return a
}

// eligibility sets what is said and assumes what is not.
func (c *Catalogue) eligibility(a *activity.Activity, o *opportunity) {
	e := &a.Eligibility
	e.Conditions = slices.Clone(o.conditions)
	if o.suits != nil {
		e.SuitsAges = activity.KnownAs(*o.suits)
	} else if adults, err := activity.AgesInYears(18, -1); err == nil {
		e.SuitsAges = activity.AssumedAs(adults, RuleAges)
		if o.ages == nil {
			e.Ages = activity.AssumedAs(adults, RuleAges)
		}
	}
	if o.ages != nil {
		e.Ages = activity.KnownAs(*o.ages)
	}
	e.Gender = activity.AssumedAs(activity.NoGenderLimit, RuleGender)
	if o.gender != "" {
		e.Gender = activity.KnownAs(o.gender)
	}
}

func (c *Catalogue) categories(a *activity.Activity, o *opportunity) {
	seen := map[activity.CategoryCode]bool{}
	for _, t := range o.concepts {
		a.Terms = append(a.Terms, t)
		for _, cat := range c.opt.Categories(t) {
			if !seen[cat.Code] {
				seen[cat.Code] = true
				a.Categories = append(a.Categories, cat)
			}
		}
	}
}

// maxOffers is how many different offers of dates are those of their series.
const maxOffers = 200

// cost takes the offers of the activity, or those of its dates.
func (c *Catalogue) cost(a *activity.Activity, o *opportunity, parts []*opportunity) {
	offers := o.offers
	if len(offers) == 0 {
		for _, p := range parts {
			for _, f := range p.offers {
				if len(offers) < maxOffers && !slices.Contains(offers, f) {
					offers = append(offers, f)
				}
			}
		}
	}
	switch {
	case len(offers) > 0:
		a.Cost.Options = slices.Clone(offers)
		for _, f := range offers {
			if !f.Amount.IsZero() {
				a.Cost.Standing = activity.Known
			}
		}
	case o.free:
		a.Cost = activity.Free()
	}
}

// schedule joins the rules with the dates.
func (c *Catalogue) schedule(a *activity.Activity, o *opportunity, parts []*opportunity) {
	k := &a.Schedule
	k.Text = o.text
	for _, r := range o.rules {
		k.Rules = append(k.Rules, r.Clone())
	}
	zone := o.zone
	if zone == "" {
		zone, k.ZoneRule = c.opt.Zone, "openactive:assumed-zone"
	}
	loc, err := c.zones(zone)
	if err != nil {
		loc, zone = time.UTC, "UTC"
	}
	dates := parts
	// A course begins with its first date.
	course := o.kind == "CourseInstance" && slices.ContainsFunc(parts, func(p *opportunity) bool { return !p.start.IsZero() })
	if !o.start.IsZero() && len(o.rules) == 0 && !course {
		dates = append([]*opportunity{o}, parts...)
	}
	if len(o.rules) == 0 {
		for _, d := range dates {
			if d.start.IsZero() || d.cancelled {
				continue
			}
			k.Rules = append(k.Rules, once(d, loc))
		}
	} else {
		k.Closed = cancelledDates(k.Rules, parts, loc)
	}
	if len(k.Rules) > 0 || k.Text != "" {
		k.Zone, k.Confidence = zone, activity.Stated
	}
	if len(k.Rules) == 0 {
		k.Zone, k.ZoneRule, k.Confidence = "", "", ""
	}
}

// once is a rule of one date.
func once(d *opportunity, loc *time.Location) activity.Rule {
	local := d.start.In(loc)
	r := activity.Rule{Start: activity.DayOf(local), From: clockOf(local)}
	if d.end.After(d.start) && d.end.Sub(d.start) < 24*time.Hour {
		r.To = clockOf(d.end.In(loc))
	}
	return r
}

func clockOf(t time.Time) activity.Clock {
	c, _ := activity.NewClock(t.Hour(), t.Minute(), t.Second())
	return c
}

// cancelledDates are the dates of a series on which nothing takes place: the
// start that was cancelled where a rule has it, or else the day. A date at a time
// that no rule has was moved before it was cancelled, and nothing of its day is
// promised.
func cancelledDates(rules []activity.Rule, parts []*opportunity, loc *time.Location) []activity.LocalTime {
	starts := map[activity.Clock]bool{}
	for _, r := range rules {
		starts[r.From] = true
	}
	var out []activity.LocalTime
	for _, p := range parts {
		if !p.cancelled || p.start.IsZero() {
			continue
		}
		local := p.start.In(loc)
		clock := clockOf(local)
		if !starts[clock] {
			clock = activity.Clock{}
		}
		out = append(out, activity.DayOf(local).At(clock))
	}
	return out
}

// integer reads a whole number, 0 when it is none.
func integer(v jsonscan.Value) int64 {
	s := v.Text()
	var n int64
	for i, c := range []byte(s) {
		if c == '-' && i == 0 {
			continue
		}
		if c < '0' || c > '9' || n > 1<<58 {
			return 0
		}
		n = n*10 + int64(c-'0')
	}
	if strings.HasPrefix(s, "-") {
		return -n
	}
	return n
}

// safe returns s if it is an identifier that holds no personal data.
func safe(s string) string {
	if len(s) > 64 || strings.ContainsAny(s, "@ ") {
		return ""
	}
	return s
}
