package matching

import (
	"cmp"
	"slices"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/person"
)

// An activity is judged offer by offer: one for each place where it happens,
// and one for each way of reaching people that needs no place. Somebody who
// cannot get to the one in Sale may still telephone. The offer that suits best
// speaks for the activity, so that it appears once; an activity is excluded
// only when all its offers are.
//
// offer holds what the criteria look at, and nothing else of the record. An
// index fills it from its columns, everybody else from the record itself; the
// criteria cannot tell the difference, which is what makes them the same.
type offer struct {
	id       activity.ID
	provider activity.ProviderID
	mode     activity.Mode // "" when not known
	placed   bool          // happens at a place, known or not
	site     *site
	at       activity.Coordinates
	rough    bool // at is the middle of a district
	cats     []category
	ages     *ageRule
	admit    *admitRule
	area     *areaRule
	feats    *features
	langs    []activity.LanguageOffer
	when     *pattern
	cost     *activity.Cost
	room     *room
	state    *state
	fresh    *freshness
	host     []uint8 // columns of the host's criteria
}

// site is where an offer is, apart from its coordinates.
type site struct {
	id      activity.LocationID
	outward activity.AreaCode
	areas   []activity.AreaCode
}

// category is a category of an activity; guessed when a rule derived it.
type category struct {
	code    activity.CategoryCode
	guessed bool
}

// ageRule says which ages may come.
type ageRule struct {
	limit, suits activity.Bound[activity.AgeRange]
}

// admitRule says who else may come, and how.
type admitRule struct {
	gender     activity.Bound[activity.GenderLimit]
	groups     activity.Bound[[]activity.GroupCode]
	practices  activity.Bound[[]person.ODSCode]
	routes     []activity.Route
	conditions int
	open       bool // it asks nothing, whoever comes
}

// areaRule says where one has to live.
type areaRule struct {
	residence activity.Bound[[]activity.AreaCode]
	cover     activity.Coverage
	around    []activity.Coordinates // of located places, only if cover has a radius
}

// features are the access facts of an activity and of the place of the offer.
type features struct{ activity, place activity.Access }

// of returns whether the feature is there. What is said of the place counts
// beside what is said of the activity; if the two disagree nothing is known.
func (f *features) of(code activity.Feature) person.Tri {
	a, p := f.activity.Of(code), f.place.Of(code)
	switch {
	case a == person.Unknown:
		return p
	case p == person.Unknown || a == p:
		return a
	}
	return person.Unknown
}

// room is what is known of places and waits.
type room struct {
	state     activity.CapacityState
	available int // -1 not known
	wait      int // days; -1 not known
	asOf      activity.Day
}

// state is what decides whether an activity may be offered at all.
type state struct {
	status  activity.Status
	ended   activity.Day
	private bool
}

// freshness is what is known of how current a record is.
type freshness struct {
	running  bool // the status is stated
	assured  activity.Day
	modified activity.Day
}

// remote reports whether the mode needs no place to go to.
func remote(m activity.Mode) bool {
	switch m {
	case activity.Online, activity.Telephone, activity.ByPost, activity.HomeVisit, activity.Outreach:
		return true
	case activity.InPerson:
	}
	return false
}

// builder turns records into offers. It keeps the options that decide how, and
// compiles schedules.
type builder struct {
	opts *compiled
}

// spot is where and how an offer happens: at a location of the record, or by a
// mode that needs none, or at a place that the record does not name.
type spot struct {
	location int // index in Activity.Locations; -1 none
	mode     activity.Mode
	placed   bool
}

// maxSpots is how many spots of a record are looked at: more than any activity
// has, and few enough to be numbered with the entries of a table.
const maxSpots = 1 << 14

// spots appends the spots of a, from one to maxSpots, in the order of the
// record: places first, then modes. onlyHere says that the categories of a only
// happen at a place, which answers for a mode that is not stated.
func spots(a *activity.Activity, onlyHere bool, out []spot) []spot {
	there := activity.Mode("")
	if onlyHere || a.Mode(activity.InPerson) {
		there = activity.InPerson
	}
	from := len(out)
	if len(a.Modes) == 0 || a.Mode(activity.InPerson) {
		for i := range a.Locations {
			if k := a.Locations[i].Kind; k != activity.Virtual && k != activity.Postal {
				out = append(out, spot{location: i, mode: there, placed: true})
			}
		}
		if len(out) == from && a.Mode(activity.InPerson) {
			out = append(out, spot{location: -1, mode: there, placed: true})
		}
	}
	for _, m := range a.Modes {
		if remote(m) {
			out = append(out, spot{location: -1, mode: m})
		}
	}
	out = out[:min(len(out), from+maxSpots)]
	switch {
	case len(out) > from:
	case virtualOnly(a):
		out = append(out, spot{location: -1, mode: activity.Online})
	default:
		out = append(out, spot{location: -1, mode: there, placed: true})
	}
	return out
}

// offers returns the offers of a, one for each spot.
func (b *builder) offers(a *activity.Activity) []offer {
	base := b.base(a)
	list := spots(a, b.opts.crosswalk.onlyInPerson(base.cats), nil)
	out := make([]offer, len(list))
	for i, s := range list {
		out[i] = b.offer(base, a, s)
	}
	return out
}

// virtualOnly reports whether every location of a is virtual, and there is one.
func virtualOnly(a *activity.Activity) bool {
	for i := range a.Locations {
		if a.Locations[i].Kind != activity.Virtual {
			return false
		}
	}
	return len(a.Locations) > 0
}

// base fills what all offers of a share.
func (b *builder) base(a *activity.Activity) offer {
	places, now, fresh := roomOf(&a.Capacity), stateOf(a), freshnessOf(a)
	ages, admit, area := agesOf(a), admitOf(a), areaOf(a)
	return offer{
		id: a.ID, provider: a.Provider, room: &places, state: &now, fresh: &fresh,
		cats: categories(a), ages: &ages, admit: &admit, area: &area, langs: a.Languages, cost: &a.Cost,
		host: b.opts.columns(a),
	}
}

// offer completes the offer at one spot.
func (b *builder) offer(o offer, a *activity.Activity, s spot) offer {
	o.placed, o.mode = s.placed, s.mode
	o.site, o.feats = &site{}, &features{activity: a.Access}
	if s.location >= 0 {
		l := &a.Locations[s.location]
		o.site = &site{id: l.ID, outward: outwardOf(l), areas: l.Areas}
		o.at, o.rough = b.opts.pointOf(l)
		o.feats.place = l.Access
	}
	o.when = b.opts.patternOf(&a.Schedule, o.site.id)
	return o
}

// outwardOf returns the postcode district of a location.
func outwardOf(l *activity.Location) activity.AreaCode {
	return activity.AreaCode(l.Address.Postcode.Outward())
}

// pointOf returns where a location is and whether that is rough.
func (c *compiled) pointOf(l *activity.Location) (activity.Coordinates, bool) {
	if !l.Coordinates.IsZero() || c.Places == nil {
		return l.Coordinates, l.Precision == activity.AreaCentre
	}
	if out := outwardOf(l); out != "" {
		if p, ok := c.Places(out); ok {
			return p, true
		}
	}
	return activity.Coordinates{}, false
}

// categories returns the categories of a; see appendCategories.
func categories(a *activity.Activity) []category {
	return appendCategories(make([]category, 0, len(a.Categories)), a)
}

// appendCategories appends the categories of a, sorted, each once; one that the
// source states outweighs the same one derived by a rule.
func appendCategories(list []category, a *activity.Activity) []category {
	for i := range a.Categories {
		if c := &a.Categories[i]; c.Code != "" {
			list = append(list, category{code: c.Code, guessed: c.Standing != activity.Known})
		}
	}
	if len(list) > 1 {
		slices.SortFunc(list, func(x, y category) int {
			return cmp.Or(cmp.Compare(x.code, y.code), boolOrder(x.guessed, y.guessed))
		})
		list = slices.CompactFunc(list, func(x, y category) bool { return x.code == y.code })
	}
	return list
}

// boolOrder orders false before true.
func boolOrder(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// agesOf gathers which ages may come.
func agesOf(a *activity.Activity) ageRule {
	return ageRule{limit: a.Eligibility.Ages, suits: a.Eligibility.SuitsAges}
}

// admitOf gathers who else may come.
func admitOf(a *activity.Activity) admitRule {
	e := &a.Eligibility
	r := admitRule{gender: e.Gender, groups: e.Groups, practices: e.Practices, conditions: len(e.Conditions)}
	for i := range a.Routes {
		if way := a.Routes[i].Route; way != "" && !slices.Contains(r.routes, way) {
			r.routes = append(r.routes, way)
		}
	}
	r.open = len(e.Groups.Value)+len(e.Practices.Value)+len(e.Conditions)+len(r.routes) == 0 &&
		(e.Gender.Value == "" || e.Gender.Value == activity.NoGenderLimit)
	return r
}

// areaOf gathers where one has to live.
func areaOf(a *activity.Activity) areaRule {
	r := areaRule{residence: a.Eligibility.Residence, cover: a.Coverage}
	r.cover.Text = ""
	if r.cover.Radius > 0 {
		for i := range a.Locations {
			if !a.Locations[i].Coordinates.IsZero() {
				r.around = append(r.around, a.Locations[i].Coordinates)
			}
		}
	}
	return r
}

// roomOf gathers what is known of places.
func roomOf(c *activity.Capacity) room {
	r := room{state: c.State, available: -1, wait: -1}
	if n, ok := c.Available.Get(); ok {
		r.available = n
	}
	if n, ok := c.WaitDays.Get(); ok {
		r.wait = n
	}
	if !c.AsOf.IsZero() {
		r.asOf = activity.DayOf(c.AsOf)
	}
	return r
}

// stateOf gathers what decides whether a may be offered. It is for private use
// when at least one way in is named and every named one is private: what a
// source says beside that in prose opens nothing.
func stateOf(a *activity.Activity) state {
	s := state{status: a.Status, ended: a.Ended}
	named := false
	for i := range a.Routes {
		if r := a.Routes[i].Route; r != "" {
			s.private = r == activity.PrivateUse && (s.private || !named)
			named = true
		}
	}
	return s
}

// freshnessOf gathers how current the record of a is.
func freshnessOf(a *activity.Activity) freshness {
	f := freshness{running: a.Status != "", assured: a.Assurance.On}
	if !a.Source.Modified.IsZero() {
		f.modified = activity.DayOf(a.Source.Modified)
	}
	return f
}
