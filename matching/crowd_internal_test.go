package matching

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/person"
)

// A crowd is a directory in which few things can be said and all of them are said
// within reach of one person, so that one activity has several places and most
// have several things against them, by chance and in every combination.
type crowd struct {
	*rand.Rand
	t *testing.T
}

// one is one of a list.
func one[T any](c crowd, list ...T) T { return list[c.IntN(len(list))] }

// some are those of a list that a coin falls for.
func some[T any](c crowd, list ...T) []T {
	var out []T
	for _, v := range list {
		if c.IntN(3) == 0 {
			out = append(out, v)
		}
	}
	return out
}

// often is true once in so many times.
func (c crowd) often(n int) bool { return c.IntN(n) == 0 }

var (
	crowdKinds = []activity.CategoryCode{
		"sp-activity:befriending", "sp-activity:crafts", "sp-activity:visual-arts", "sp-activity:food-bank", "sp-activity:gym",
		"sp-activity:alcohol-support", "sp-activity:parent-group",
	}
	crowdFeatures = []activity.Feature{activity.StepFree, activity.HearingLoop, activity.MixedGender, activity.FaithVenue}
	crowdAreas    = []activity.AreaCode{"M33", "M1", "E08000009", "E08000003", "E05000001"}
	crowdModes    = []activity.Mode{activity.InPerson, activity.Telephone, activity.Online, activity.HomeVisit}
	crowdTris     = []person.Tri{person.Yes, person.No, person.Unknown}
	crowdTags     = []language.Tag{language.English, language.Urdu, language.Polish}
)

// standing says how something is known.
func (c crowd) standing() activity.Standing {
	return one(c, activity.Known, activity.Known, activity.Assumed, activity.Unknown)
}

// bound is one of a list, as far as it is known.
func bound[T any](c crowd, list ...T) activity.Bound[T] {
	if c.often(2) {
		return activity.Bound[T]{}
	}
	return activity.Bound[T]{Standing: c.standing(), Value: one(c, list...)}
}

// point is near, at some distance, about as far as the limit or twice that, or
// nowhere.
func (c crowd) point() activity.Coordinates {
	if c.often(6) {
		return activity.Coordinates{}
	}
	return point1(c.t, 53_000_000+int64(one(c, 0, 1000, 20_000, 44_000, 46_000, 58_000, 72_000, 90_000, 118_000, 130_000, 900_000)), -2_000_000+int64(one(c, 0, 0, 500, 30_000, 3_500_000)))
}

// facts are said of an activity, or of a place.
func (c crowd) facts() activity.Access {
	var out activity.Access
	for _, f := range some(c, crowdFeatures...) {
		out = append(out, activity.AccessFact{Feature: f, Has: one(c, crowdTris...)})
	}
	return out
}

func (c crowd) location(n int) activity.Location {
	l := activity.Location{ID: activity.LocationID{byte(n + 1)}, Kind: one(c, activity.Physical, activity.Physical, activity.Physical, activity.Virtual), Coordinates: c.point(), Access: c.facts()}
	l.Precision = one(c, activity.Precision(""), activity.AreaCentre)
	l.Areas = some(c, crowdAreas[2:]...)
	if c.often(2) {
		l.Address.Postcode = one(c, person.MustParsePostcode("M33 2DH"), person.MustParsePostcode("M1 1AE"))
	}
	return l
}

// schedule is weekly, here or there, and some of it is over.
func (c crowd) schedule(places []activity.Location) activity.Schedule {
	s := activity.Schedule{Zone: "Europe/London", Confidence: one(c, activity.Stated, activity.Partial)}
	from := activity.DayOf(workday).AddDays(-60)
	for range c.IntN(4) {
		r := activity.Rule{Start: from, Freq: activity.Weekly, From: activity.MustParseClock(one(c, "09:00", "14:00", "19:00")), ByDay: []activity.NthDay{activity.Every(one(c, activity.Monday, activity.Wednesday))}}
		switch c.IntN(5) {
		case 0:
			r.Until = from.AddDays(30).At(activity.Clock{})
		case 1:
			r.Until = from.AddDays(75).At(activity.Clock{})
		case 2:
			r.ValidTo = from.AddDays(30)
		}
		if len(places) > 0 && !c.often(3) {
			r.Location = one(c, places...).ID
		}
		s.Rules = append(s.Rules, r)
	}
	return s
}

func (c crowd) activity(n int) activity.Activity {
	a := activity.Activity{ID: numbered(n), Name: "Invented", Status: one(c, activity.Active, activity.Active, activity.Active, "", activity.Inactive, activity.Defunct)}
	a.Provider[0] = byte(c.IntN(4))
	for _, k := range some(c, crowdKinds...) {
		a.Categories = append(a.Categories, activity.Category{Code: k, Standing: one(c, activity.Known, activity.Known, activity.Assumed)})
	}
	for i := range c.IntN(5) {
		a.Locations = append(a.Locations, c.location(i))
	}
	if c.often(2) {
		a.Modes = some(c, crowdModes...)
	}
	if c.often(3) {
		a.Coverage = activity.Coverage{Standing: c.standing(), Everywhere: c.often(5), Radius: one(c, activity.Metres(0), 0, 3000), Outward: some(c, crowdAreas[:2]...), Areas: some(c, crowdAreas[2:]...)}
	}
	lo := one(c, 18, 30, 65)
	a.Eligibility = activity.Eligibility{
		Ages: bound(c, years(c.t, lo, lo+40), years(c.t, 0, 120)), SuitsAges: bound(c, years(c.t, 50, 80)), Gender: bound(c, activity.WomenOnly, activity.MenOnly, activity.NoGenderLimit),
		Groups: bound(c, []activity.GroupCode{"carer"}, []activity.GroupCode{"lgbt", "carer"}, nil), Residence: bound(c, some(c, crowdAreas...)),
	}
	if c.often(3) {
		a.Eligibility.Conditions = []string{"ask"}
	}
	for _, r := range some(c, activity.SelfReferral, activity.Professional, activity.Membership, activity.PrivateUse) {
		if c.often(2) {
			a.Routes = append(a.Routes, activity.RouteOption{Route: r})
		}
	}
	a.Access, a.Schedule = c.facts(), c.schedule(a.Locations)
	a.Cost = one(c, activity.Cost{}, activity.Free(), activity.Cost{Standing: activity.Known, Options: []activity.CostOption{{Kind: activity.Price, Amount: activity.Pence(500)}}})
	for _, tag := range some(c, crowdTags...) {
		a.Languages = append(a.Languages, activity.LanguageOffer{Tag: tag, Interpreter: one(c, crowdTris...)})
	}
	a.Capacity.State = one(c, "", activity.Open, activity.Full, activity.Waitlist)
	a.Assurance.On = one(c, activity.Day{}, activity.DayOf(workday).AddDays(-10), activity.DayOf(workday).AddDays(-900))
	a.Ended = one(c, activity.Day{}, activity.Day{}, activity.Day{}, activity.DayOf(workday).AddDays(-1))
	return a
}

// seeker is somebody in the middle of it.
func (c crowd) seeker(list []activity.Activity) Seeker {
	s := Seeker{Place: Place{Coordinates: point1(c.t, 53_000_000, -2_000_000)}}
	s.Needs = some(c, person.NeedCode("sp-need:lonely"), "sp-need:food", "sp-need:low-mood")
	s.Interests = some(c, crowdKinds[1:5]...)
	s.Matters, s.Access = some(c, crowdFeatures...), some(c, crowdFeatures...)
	s.MustHave, s.MustNot = some(c, crowdFeatures...), some(c, crowdFeatures...)
	if !c.often(3) {
		s.MustHave, s.MustNot = nil, nil
	}
	if c.often(3) {
		s.Avoid = Avoid{Categories: some(c, crowdKinds...), Areas: some(c, crowdAreas...), Times: SlotsOf(Morning, some(c, time.Monday, time.Wednesday)...)}
		s.Avoid.Sites = some(c, activity.LocationID{1}, activity.LocationID{3})
		if c.often(2) {
			s.Avoid = Avoid{Activities: []activity.ID{one(c, list...).ID}, Providers: []activity.ProviderID{one(c, list...).Provider}}
		}
	}
	s.Place.Outward, s.Place.Areas = one(c, "", crowdAreas[0]), some(c, crowdAreas[2:]...)
	s.Place.AreasComplete, s.Place.Chosen = c.often(2), c.often(6)
	if c.often(10) {
		s.Place.Coordinates = activity.Coordinates{}
	}
	s.Travel = Journey{Limit: one(c, activity.Metres(0), 2000, 5000, 7000, 60_000), Mode: one(c, "", OnFoot), Minutes: one(c, 0, 20)}
	s.Age = one(c, Ages{}, AgeInYears(40), AgeInYears(70))
	s.Gender = GenderChoice{Women: one(c, crowdTris...), Men: one(c, crowdTris...)}
	s.Groups = some(c, GroupAnswer{"carer", person.Yes}, GroupAnswer{"lgbt", person.No})
	s.Languages, s.Modes, s.Digital = some(c, crowdTags...), some(c, crowdModes...), one(c, crowdTris...)
	s.Budget = one(c, Budget{}, UpTo(300))
	if c.often(2) {
		s.Free = SlotsOf(one(c, Morning, Afternoon, Evening), time.Monday, time.Wednesday)
	}
	return s
}

// options are any policy.
func (c crowd) options() *QueryOptions {
	o := &QueryOptions{}
	pick := func(n int) []CriterionCode {
		if !c.often(n) {
			return nil
		}
		return some(c, Criteria()...)
	}
	o.Order, o.ExcludeUnknown, o.Soft, o.Drop = pick(2), pick(1), pick(2), pick(4)
	c.Shuffle(len(o.Order), func(i, j int) { o.Order[i], o.Order[j] = o.Order[j], o.Order[i] })
	if c.often(3) {
		o.Suspended = []activity.ProviderID{{1}, {3}}
	}
	if c.often(4) {
		o.Bands = func(TravelMode) Bands { return Bands{1000, 3000, 4900} }
	}
	if c.often(4) {
		o.TravelMinutes = func(at activity.Coordinates) (int, bool) {
			lat, lon := at.Micro()
			return int(lat/1000+lon/100) % 80, lat/1000%3 != 0
		}
	}
	return o
}

// own are criteria of a host's.
func (c crowd) own() []Criterion {
	plan := func(n uint8) func(Query) [256]Judgement {
		return func(Query) [256]Judgement {
			var out [256]Judgement
			for v := range out {
				out[v] = Judgement{Fit: Fit((uint8(v) + n) % 5), Code: [...]ReasonCode{"x-one", "x-two", ""}[v%3]}
			}
			return out
		}
	}
	return some(c, Criterion{Code: "x-a", Hard: true, Column: func(a *activity.Activity) uint8 { return a.ID[7] }, Plan: plan(1)},
		Criterion{Code: "x-b", Column: func(a *activity.Activity) uint8 { return a.ID[7] * 3 }, Plan: plan(2)},
		Criterion{Code: "x-c", Hard: true, Column: func(a *activity.Activity) uint8 { return a.ID[7] * 5 % 4 }, Plan: plan(3)})
}

// crowded is a crowd in which much has changed: as an index, and as the offers of
// each activity.
type crowded struct {
	c      *compiled
	index  *Index
	list   []activity.Activity
	offers [][]offer
}

func (c crowd) crowded(size int) crowded {
	o := &Options{Horizon: Horizon{From: activity.DayOf(workday)}, Criteria: c.own()}
	out := crowded{}
	var old, gone []activity.Activity
	var changes []Change
	for i := range size {
		a := c.activity(i)
		out.list, old = append(out.list, a), append(old, a)
		switch {
		case c.often(20):
			old[i] = c.activity(i)
			changes = append(changes, Change{Put: &a})
		case c.often(20):
			gone = append(gone, c.activity(1000+i))
			changes = append(changes, Change{Remove: numbered(1000 + i)})
		}
	}
	x, err := NewIndex(slices.Values(append(old, gone...)), o)
	require.NoError(c.t, err)
	out.index, out.c = x.With(changes), x.c
	b := builder{opts: x.c}
	for i := range out.list {
		out.offers = append(out.offers, b.offers(&out.list[i]))
	}
	return out
}

// judged surveys by judging all, and holds the counts against a plain count of
// what stands against each offer.
func (w *crowded) judged(t *testing.T, q Query) Survey {
	t.Helper()
	p, err := w.c.prepare(&q)
	require.NoError(t, err)
	n := tally{reasons: map[Reason]int{}}
	excluded, alone, single := 0, 0, map[CriterionCode]int{}
	for _, offers := range w.offers {
		before := n.s.Excluded
		if n.one(p, offers); n.s.Excluded == before {
			continue
		}
		fewest, one := groups+maxCriteria, map[CriterionCode]bool{}
		for i := range offers {
			v := p.judge(&offers[i])
			against := p.against(&v)
			if fewest = min(fewest, len(against)); len(against) == 1 {
				one[p.codeOf(against[0])] = true
			}
		}
		if excluded += fewest; fewest == 1 {
			alone++
		}
		for code := range one {
			single[code]++
		}
	}
	s := n.survey(p)
	require.Equal(t, s.Total, s.NotServing+s.Beyond+s.Matching+s.Excluded)
	for _, c := range s.Criteria {
		excluded, alone = excluded-c.Excluded, alone-c.Alone
		require.LessOrEqual(t, c.Alone, single[c.Criterion])
	}
	require.Equal(t, [2]int{}, [2]int{excluded, alone}, "each is counted for the fewest that exclude it")
	return s
}

// TestSurveyOfCrowds: over crowds and under every policy an index counts what
// judging all does; each count is what it says; and who gives up a criterion finds
// what it alone excludes.
func TestSurveyOfCrowds(t *testing.T) {
	seen, parts := map[ReasonCode]bool{}, [4]int{}
	for n := range uint64(20) {
		c := crowd{rand.New(rand.NewPCG(n, 7)), t}
		w := c.crowded([]int{3, 20, 40, 64, 128}[n%5])
		for k := range 8 {
			q := Query{At: workday, Seeker: c.seeker(w.list), Options: c.options()}
			if c.often(3) {
				q.Availability = w.index.Availability()
				for i := range w.list {
					q.Availability.Set(w.list[i].ID, PlaceState(c.IntN(3)))
				}
			}
			s, err := w.index.Survey(q)
			require.NoError(t, err)
			require.Equal(t, w.judged(t, q), s, "crowd %d, query %d", n, k)
			for _, r := range s.Reasons {
				seen[r.Code] = true
			}
			for i, v := range [...]int{s.NotServing, s.Beyond, s.Matching, s.Excluded} {
				parts[i] += v
			}
			for _, l := range s.Criteria {
				if l.Criterion == Choice || l.Criterion == Standing {
					continue
				}
				o := *q.Options
				q.Options, o.Drop = &o, append(slices.Clone(o.Drop), l.Criterion)
				without, err := w.index.Survey(q)
				require.NoError(t, err)
				require.GreaterOrEqual(t, without.Matching, s.Matching+l.Alone)
			}
		}
	}
	require.Greater(t, len(seen), 40, "reasons")
	require.NotContains(t, parts, 0)
}

// TestMatchOfCrowds: over crowds and under every policy an index finds what
// judging all does, however it goes about it.
func TestMatchOfCrowds(t *testing.T) {
	for n := range uint64(25) {
		c := crowd{rand.New(rand.NewPCG(n, 8)), t}
		w := c.crowded([]int{3, 20, 40, 64, 128}[n%5])
		tiny := *w.c
		tiny.sizes = sizes{full: usual.full, screening: 1, sparse: 1, dense: one(c, 1, 1000), gated: one(c, 1, 1000), crowd: one(c, 0, 4)}
		segs := segments(&tiny, slices.Values(w.list))
		small, twin := newIndex(&tiny, segs, repeated(segs), len(segs)), &Twin{c: w.c, offers: w.offers}
		for k := range 8 {
			q := Query{At: workday, Seeker: c.seeker(w.list), Options: c.options(), K: one(c, 1, 3, 10, 200)}
			want, err := twin.Match(q)
			require.NoError(t, err)
			for _, x := range []*Index{w.index, small} {
				got, err := x.Match(q)
				require.NoError(t, err)
				require.Equal(t, want, got, "crowd %d, query %d", n, k)
			}
		}
	}
}
