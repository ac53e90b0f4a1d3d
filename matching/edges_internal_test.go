package matching

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/person"
)

// planFor prepares the query of a seeker.
func planFor(t *testing.T, s Seeker) *plan {
	t.Helper()
	p, err := sized(t, usual).prepare(&Query{At: workday, Seeker: s})
	require.NoError(t, err)
	return p
}

// TestRoomAtItsEdges: what is not stated is asked, what was stated too long ago
// is asked with the day, and no wait is a statement too.
func TestRoomAtItsEdges(t *testing.T) {
	p := planFor(t, Seeker{})
	old := p.day.AddDays(-activity.FreshDays - 1)
	for name, k := range map[string]struct {
		r    room
		want Judgement
	}{
		"nothing":      {room{available: -1, wait: -1, asOf: old}, Judgement{Code: ReasonPlacesAsk, Fit: Unknown}},
		"no wait":      {room{available: -1, wait: 0, asOf: old}, Judgement{Code: ReasonPlacesAsk, Fit: Unknown, A: dayArg(old)}},
		"no place":     {room{available: 0, wait: -1, asOf: old}, Judgement{Code: ReasonPlacesAsk, Fit: Unknown, A: dayArg(old)}},
		"no place now": {room{available: 0, wait: -1, asOf: p.day}, Judgement{Code: ReasonFull}},
		"a place now":  {room{available: 1, wait: -1, asOf: p.day}, Judgement{Code: ReasonPlaces, Fit: Exact}},
	} {
		require.Equal(t, []Judgement{k.want}, judgeRoom(p, &offer{room: &k.r}, nil), name)
	}
	require.Equal(t, room{available: -1, wait: -1}, roomOf(&activity.Capacity{}))
}

// TestChoiceIsRaised: by each wish alone and by two at once, and by none else.
func TestChoiceIsRaised(t *testing.T) {
	step, alcohol, mixed := []activity.Feature{activity.StepFree}, []activity.Feature{activity.AlcoholPresent}, []activity.Feature{activity.MixedGender}
	kinds := Avoid{Categories: []activity.CategoryCode{"sp-activity:crafts"}}
	for name, k := range map[string]struct {
		s               Seeker
		raised, demands bool
		column          int
	}{
		"nothing":       {Seeker{}, false, false, cFeats},
		"a must":        {Seeker{MustHave: step}, true, true, cFeats},
		"a must not":    {Seeker{MustNot: alcohol}, true, true, cFeats},
		"both":          {Seeker{MustHave: step, MustNot: alcohol}, true, true, cFeats},
		"a kind":        {Seeker{Avoid: kinds}, true, true, none},
		"all three":     {Seeker{MustHave: step, MustNot: alcohol, Avoid: kinds}, true, true, none},
		"a must, kind":  {Seeker{MustHave: step, Avoid: kinds}, true, true, none},
		"must, mixed":   {Seeker{MustHave: mixed}, true, true, none},
		"mustn't mixed": {Seeker{MustNot: mixed}, true, true, none},
		"a place":       {Seeker{Avoid: Avoid{Areas: []activity.AreaCode{"M33"}}}, true, false, cFeats},
	} {
		p := planFor(t, k.s)
		require.Equal(t, k.raised, p.asks(fChoice), name)
		require.Equal(t, k.demands, p.demands(), name)
		require.Equal(t, k.column, p.mustColumn(), name)
	}
	a := &Avoid{Areas: []activity.AreaCode{"M33", "E08000009"}}
	for out, want := range map[activity.AreaCode]bool{"": false, "M1": false, "M33": true} {
		require.Equal(t, want, avoidedArea(a, &site{outward: out}), out)
	}
	require.True(t, avoidedArea(a, &site{areas: []activity.AreaCode{"E1", "E08000009"}}))
}

// TestFirstOfEquals: of prices and of languages that suit as well, the first
// that the record states is named.
func TestFirstOfEquals(t *testing.T) {
	a, b := Judgement{Fit: Good, A: 3}, Judgement{Fit: Good, A: 4}
	require.True(t, cheaper(a, b))
	require.False(t, cheaper(b, a))
	require.False(t, cheaper(a, a))
	require.True(t, cheaper(Judgement{Fit: Exact, A: 9}, a))

	pl, uk, en := language.Polish, language.Ukrainian, language.English
	p := planFor(t, Seeker{Languages: []language.Tag{en, uk, pl}})
	says := func(list ...activity.LanguageOffer) Judgement {
		out := judgeLanguage(p, &offer{langs: list}, nil)
		require.Len(t, out, 1)
		return out[0]
	}
	require.Equal(t, "pl", says(activity.LanguageOffer{Tag: pl}, activity.LanguageOffer{Tag: uk}).Subject)
	require.Equal(t, "uk", says(activity.LanguageOffer{Tag: uk}, activity.LanguageOffer{Tag: pl}).Subject)
	require.Equal(t, Judgement{Code: ReasonInterpreter, Fit: Low, Subject: "en"}, says(activity.LanguageOffer{Tag: en, Interpreter: person.Yes}))
	require.Equal(t, Judgement{Code: ReasonInterpreter, Fit: Low, Subject: "uk"}, says(activity.LanguageOffer{Tag: uk, Interpreter: person.Yes}))
	require.Equal(t, Unknown, says(activity.LanguageOffer{Tag: language.Korean, Interpreter: person.Yes}).Fit)
	for c, want := range map[language.Confidence][2]Fit{
		language.Exact: {Exact, Good}, language.High: {Exact, Good}, language.Low: {Low, Low}, language.No: {No, No},
	} {
		require.Equal(t, want, [2]Fit{spoken(c, 0).Fit, spoken(c, 1).Fit}, c)
	}
}

func TestSpotsOfRecords(t *testing.T) {
	require.Equal(t, []spot{{location: -1, placed: true}}, spots(&activity.Activity{}, false, nil), "nothing said: somewhere")
	virtual := activity.Activity{Locations: []activity.Location{{Kind: activity.Virtual}}}
	require.Equal(t, []spot{{location: -1, mode: activity.Online}}, spots(&virtual, false, nil))

	here := activity.MustParseCoordinates("53.4246,-2.3220")
	a := invented(1, "sp-activity:crafts", here, activity.Coordinates{})
	require.Empty(t, areaOf(&a).around, "no radius to measure")
	a.Coverage.Radius = 1
	require.Len(t, areaOf(&a).around, 1)
}

func TestAsManyCriteriaAsFit(t *testing.T) {
	o := Options{Horizon: Horizon{From: activity.DayOf(workday)}}
	for i := range maxCriteria {
		o.Criteria = append(o.Criteria, Criterion{
			Code:   CriterionCode("x-" + string(rune('a'+i))),
			Column: func(*activity.Activity) uint8 { return 0 }, Plan: func(Query) [256]Judgement { return [256]Judgement{} },
		})
	}
	_, err := compile(&o)
	require.NoError(t, err)
	o.Criteria = append(o.Criteria, o.Criteria[0])
	o.Criteria[maxCriteria].Code = "x-one-more"
	_, err = compile(&o)
	require.ErrorIs(t, err, ErrOptions)
}

// TestZonesAreTheHosts: its resolver is asked where it gives one, and a zone at
// hand is not loaded again.
func TestZonesAreTheHosts(t *testing.T) {
	c := sized(t, usual)
	z, err := c.zones()("Europe/London")
	require.NoError(t, err)
	require.Same(t, c.zone, z)
	z, err = c.zones()("Europe/Paris")
	require.NoError(t, err)
	require.Equal(t, "Europe/Paris", z.String())
	mine := errors.New("mine")
	c.Zones = func(string) (*time.Location, error) { return nil, mine }
	_, err = c.zones()("Europe/Paris")
	require.ErrorIs(t, err, mine)
	_, err = compile(&Options{Zones: func(string) (*time.Location, error) { return nil, nil }})
	require.ErrorIs(t, err, ErrOptions, "a host that gives nothing")
}

// TestHorizonToItsEnds: its first day counts, and whether anything is left
// after its last.
func TestHorizonToItsEnds(t *testing.T) {
	from := activity.DayOf(workday)
	for days, want := range map[int]int{-1: HorizonDays, 0: HorizonDays, 1: 1, HorizonDays: HorizonDays, HorizonDays + 1: HorizonDays} {
		require.Equal(t, want, Horizon{From: from, Days: days}.days(), days)
	}
	once := func(day activity.Day, clock string) pattern {
		at := activity.MustParseClock(clock)
		s := activity.Schedule{Zone: "Europe/London", Rules: []activity.Rule{{
			Freq: activity.Weekly, Count: 1, Start: day, From: at, To: activity.MustParseClock("23:00"),
		}}}
		return expand(&s, activity.LocationID{}, Horizon{From: from, Days: 7}, sized(t, usual).zones())
	}
	p := once(from, "10:00")
	require.True(t, p.known)
	require.GreaterOrEqual(t, p.sure.first(), 0)
	require.Less(t, p.sure.first(), parts, "on the first day")
	require.True(t, p.last)
	p = once(from.AddDays(7), "00:00")
	require.True(t, p.sure.empty())
	require.False(t, p.last, "the first moment after the horizon")

	one, two := activity.LocationID{1}, activity.LocationID{2}
	for _, k := range []struct {
		rule, at activity.LocationID
		want     bool
	}{
		{one, one, true}, {one, two, false}, {activity.LocationID{}, one, true}, {one, activity.LocationID{}, true},
	} {
		require.Equal(t, k.want, holdsAt(&activity.Rule{Location: k.rule}, k.at))
	}
}

func TestSlotsFromABit(t *testing.T) {
	all := slotSet{^uint64(0), ^uint64(0), ^uint64(0)}
	for i := range 192 {
		from := all.from(i)
		require.Equal(t, i, from.first())
		require.Equal(t, 192-i, bitset(from[:]).count())
	}
	beyond := all.from(192)
	require.Equal(t, -1, beyond.first())
	before := all.from(-5)
	require.Equal(t, all, before)
}

// TestFirstPlaceOfTheRecord: of places that suit alike the first of the record
// is shown, wherever they lie.
func TestFirstPlaceOfTheRecord(t *testing.T) {
	var list []activity.Activity
	for i := range 4 { // the first to the north, south, west and east of the second
		lat, lon := int64(53_000_000), int64(-2_000_000)
		step := [][2]int64{{20_000, 0}, {-20_000, 0}, {0, -40_000}, {0, 40_000}}[i]
		a := invented(i, "sp-activity:befriending", point1(t, lat+step[0], lon+step[1]), point1(t, lat, lon))
		a.Locations[0].ID, a.Locations[1].ID = activity.LocationID{15: 1}, activity.LocationID{15: 2}
		list = append(list, a)
	}
	q := lonely(t, 0)
	q.Options = &QueryOptions{Bands: func(TravelMode) Bands { return Bands{10_000, 20_000, 30_000} }}
	for _, order := range [][]int{{0, 1, 2, 3}, {3, 2, 1, 0}} {
		var some []activity.Activity
		for _, i := range order {
			some = append(some, list[i])
		}
		x, err := NewIndex(slices.Values(some), &Options{Horizon: Horizon{From: activity.DayOf(workday)}})
		require.NoError(t, err)
		r, err := x.Match(q)
		require.NoError(t, err)
		require.Len(t, r.Matches, 4)
		for _, m := range r.Matches {
			require.Equal(t, activity.LocationID{15: 1}, m.Site)
		}
	}
	// Bounds on providers alone set nothing aside by kind.
	for i := range list {
		list[i].Provider = activity.ProviderID{byte(i/2) + 1}
	}
	q.Options.PerProvider = 1
	r, err := Rank(q, slices.Values(list), nil)
	require.NoError(t, err)
	require.Len(t, r.Matches, 2)
	require.Len(t, r.SetAside, 2)
	for _, a := range r.SetAside {
		require.Equal(t, [3]bool{true, false, false}, [3]bool{a.ByProvider, a.BySite, a.ByKind})
	}
}

func TestMonthsOfAnAlteration(t *testing.T) {
	day := activity.MustParseDay("2027-04-02")
	require.Equal(t, 13, monthsUntil(workday, day))
	require.Equal(t, 0, monthsUntil(workday, activity.MustParseDay("2026-03-30")))
	require.Equal(t, 10, monthsUntil(workday, activity.MustParseDay("2027-01-01")))
	q := Query{At: workday, Seeker: Seeker{Age: Ages{Min: 700, Max: 705, Known: true}}}
	q = apply(q, numbered(1), []Alteration{{Code: OldEnough, A: dayArg(day)}})
	require.Equal(t, Ages{Min: 712, Max: 718, Known: true}, q.Seeker.Age)

	p := planFor(t, Seeker{})
	o := offer{when: &pattern{known: true}, ages: &ageRule{}}
	_, ok := p.beFree(&o)
	require.False(t, ok, "never")
	wednesday := 3*9 + 1
	o.when.sure.set(0) // has been
	o.when.sure.set(wednesday)
	alt, ok := p.beFree(&o)
	require.True(t, ok)
	require.Equal(t, SlotsOf(Part(1), time.Wednesday).String(), alt.Subject)

	o.ages.limit = activity.KnownAs(years(t, 65, 70))
	for most, young := range map[int]bool{65*12 - 1: true, 65 * 12: false} {
		p := planFor(t, Seeker{Age: Ages{Min: 60 * 12, Max: most, Known: true}})
		_, ok := p.oldEnough(&o)
		require.Equal(t, young, ok)
	}
}

// TestWordsAtTheirLimits: where one way of saying a number gives way to the
// next.
func TestWordsAtTheirLimits(t *testing.T) {
	for want, r := range map[string]Reason{
		"Near: about 950 m":            {Criterion: Travel, Code: ReasonTravelNear, A: 974},
		"Near: about 1.0 km":           {Criterion: Travel, Code: ReasonTravelNear, A: 975},
		"Only for ages 18 and over":    {Criterion: Eligibility, Code: ReasonAgeNot, A: 216, B: 1200},
		"Only for ages 18 to 99":       {Criterion: Eligibility, Code: ReasonAgeNot, A: 216, B: 1199},
		"Only for ages up to 0 months": {Criterion: Eligibility, Code: ReasonAgeNot, A: 0, B: 0},
	} {
		require.Equal(t, want, r.Text(language.BritishEnglish))
	}
	require.Equal(t, "a thing", named(language.English, CriterionCode(":a-thing")))
	all := Reason{Criterion: Eligibility, Code: ReasonAgeNot, A: 0, B: -1}.Text(language.BritishEnglish)
	require.NotContains(t, all, "0")
}

// TestCrowdedTables: a segment is closed before a table holds more than it can.
func TestCrowdedTables(t *testing.T) {
	c := sized(t, sizes{full: 5, screening: 4096, sparse: 1024, dense: 16_384})
	m := newMaker(c)
	for i := range 3 {
		a := invented(i, "sp-activity:crafts", point1(t, 53_000_000, -2_000_000))
		a.Eligibility.Ages = activity.KnownAs(years(t, 20+i, 60))
		m.add(&a, nil)
	}
	require.Equal(t, []bool{false, false, true}, []bool{m.crowded(1), m.crowded(2), m.crowded(3)})

	c.sizes.full = 20
	var list []activity.Activity
	for i := range 100 {
		a := invented(i, "sp-activity:crafts", point1(t, 53_000_000, -2_000_000), point1(t, 53_100_000, -2_000_000))
		a.Eligibility.Ages = activity.KnownAs(years(t, 1+i/2, 120))
		list = append(list, a)
	}
	segs := segments(c, slices.Values(list))
	x := newIndex(c, segs, repeated(segs), len(segs))
	y := x.With([]Change{{Remove: list[50].ID}}).Compact()
	require.Equal(t, 99, y.Len())
	require.Less(t, len(y.segs), 5, "no more than it takes")
	require.Greater(t, len(y.segs), 2)
	for _, s := range y.segs {
		require.LessOrEqual(t, len(s.t.ages.vals), 20)
		require.Positive(t, s.len())
	}
}

// TestChoiceStaysWithThePerson: a provider never sees a reason of choice, be it
// named among what is allowed (D33).
func TestChoiceStaysWithThePerson(t *testing.T) {
	m := Match{Reasons: []Reason{
		{Criterion: Choice, Code: ReasonChoiceUnknown}, {Criterion: Access, Code: ReasonAccessAsk}, {Criterion: Capacity, Code: ReasonPlaces},
	}}
	for _, k := range []struct {
		allow, want []CriterionCode
	}{
		{nil, []CriterionCode{Capacity}},
		{[]CriterionCode{Choice, Access}, []CriterionCode{Access}},
		{[]CriterionCode{Choice}, nil},
	} {
		var got []CriterionCode
		for _, r := range m.ForProvider(k.allow...).Reasons {
			got = append(got, r.Criterion)
		}
		require.Equal(t, k.want, got)
	}
}

// TestWeekly: day by day, from every weekday on, to the end of the horizon and no
// farther.
func TestWeekly(t *testing.T) {
	for start := range 7 {
		for _, days := range []int{1, 6, 7, 8, 22, 43, 55, HorizonDays} {
			h := Horizon{From: activity.MustParseDay("2026-03-02").AddDays(start), Days: days}
			for _, text := range []string{"", "mon-am", "sun-eve", "tue-pm sat-am", "mon-am mon-pm mon-eve thu-eve sun-am"} {
				s, err := ParseSlots(text)
				require.NoError(t, err)
				got, want := weekly(s, h), slotSet{}
				for n := range days {
					for _, part := range []Part{Morning, Afternoon, Evening} {
						if s.Has(h.From.AddDays(n).Weekday(), part) {
							want.set(n*parts + int(part))
						}
					}
				}
				require.Equal(t, want, got, "%v %d %q", h.From, days, text)
			}
		}
	}
}
