package matching_test

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/matching"
)

// weekly is a schedule of one session a week from a day.
func weekly(from string, hours string) activity.Schedule {
	start := activity.MustParseDay(from)
	begin, end, _ := strings.Cut(hours, "-")
	return activity.Schedule{Zone: "Europe/London", Rules: []activity.Rule{{
		Freq: activity.Weekly, Start: start, From: activity.MustParseClock(begin), To: activity.MustParseClock(end),
	}}}
}

// TestVerdictsAtTheirLimits: the last value of a verdict and the first of the
// next.
func TestVerdictsAtTheirLimits(t *testing.T) {
	type (
		S = matching.Seeker
		A = activity.Activity
	)
	today := activity.DayOf(monday)
	room := func(c activity.Capacity) func(*A) { return func(a *A) { a.Capacity = c } }
	wait := func(days int) func(*A) {
		return room(activity.Capacity{State: activity.Open, WaitDays: activity.KnownAs(days)})
	}
	assured := func(days int) func(*A) { return func(a *A) { a.Assurance.On = today.AddDays(-days) } }
	modified := func(days int) func(*A) {
		return func(a *A) { a.Source.Modified = monday.AddDate(0, 0, -days) }
	}
	stated := func(days int) func(*A) {
		return room(activity.Capacity{State: activity.Full, AsOf: monday.AddDate(0, 0, -days)})
	}
	mondays := func(s *S) { s.Free = matching.SlotsOf(matching.Morning, time.Monday) }
	meets := func(from string) func(*A) { return func(a *A) { a.Schedule = weekly(from, "10:30-11:30") } }
	partly := func(also func(*A)) func(*A) {
		return func(a *A) {
			also(a)
			a.Schedule.Confidence = activity.Partial
		}
	}
	lapsed := func(also func(*A), day string) func(*A) {
		return func(a *A) {
			also(a)
			a.Schedule.Rules[0].ValidTo = activity.MustParseDay(day)
		}
	}
	deposit := activity.CostOption{Kind: activity.Deposit, Amount: activity.Pence(1000)}
	purse := func(n int64) func(*S) { return func(s *S) { s.Budget = matching.UpTo(n) } }
	costs := func(options ...activity.CostOption) func(*A) { return func(a *A) { a.Cost = priced(options...) } }
	for name, c := range map[string]struct {
		who  func(*S)
		what func(*A)
		of   matching.CriterionCode
		code matching.ReasonCode
		fit  matching.Fit
		a, b int32
	}{
		"no wait":                     {nil, wait(0), matching.Capacity, matching.ReasonPlaces, matching.Exact, 0, 0},
		"14 days":                     {nil, wait(14), matching.Capacity, matching.ReasonPlaces, matching.Exact, 0, 0},
		"15 days":                     {nil, wait(15), matching.Capacity, matching.ReasonWait, matching.Good, 15, 0},
		"42 days":                     {nil, wait(42), matching.Capacity, matching.ReasonWait, matching.Good, 42, 0},
		"43 days":                     {nil, wait(43), matching.Capacity, matching.ReasonWait, matching.Low, 43, 0},
		"a wait alone":                {nil, room(activity.Capacity{WaitDays: activity.KnownAs(0)}), matching.Capacity, matching.ReasonPlacesAsk, matching.Unknown, 0, 0},
		"one place alone":             {nil, room(activity.Capacity{Available: activity.KnownAs(1)}), matching.Capacity, matching.ReasonPlaces, matching.Exact, 0, 0},
		"full 90 days ago":            {nil, stated(90), matching.Capacity, matching.ReasonFull, matching.No, 0, 0},
		"full 91 days ago":            {nil, stated(91), matching.Capacity, matching.ReasonPlacesAsk, matching.Unknown, math.MinInt32, 0},
		"assured 90 days ago":         {nil, assured(90), matching.Freshness, matching.ReasonFresh, matching.Exact, math.MinInt32, 0},
		"assured 91 days ago":         {nil, assured(91), matching.Freshness, matching.ReasonStale, matching.Good, math.MinInt32, 0},
		"assured 180 days ago":        {nil, assured(180), matching.Freshness, matching.ReasonStale, matching.Good, math.MinInt32, 0},
		"assured 181 days ago":        {nil, assured(181), matching.Freshness, matching.ReasonVeryStale, matching.Low, math.MinInt32, 0},
		"changed 90 days ago":         {nil, modified(90), matching.Freshness, matching.ReasonFresh, matching.Good, math.MinInt32, 0},
		"changed 91 days ago":         {nil, modified(91), matching.Freshness, matching.ReasonVeryStale, matching.Low, math.MinInt32, 0},
		"today":                       {mondays, meets("2026-03-02"), matching.Time, matching.ReasonTimeSoon, matching.Exact, math.MinInt32, 0},
		"in a week":                   {mondays, meets("2026-03-09"), matching.Time, matching.ReasonTimeSoon, matching.Exact, math.MinInt32, 0},
		"in 14 days":                  {mondays, meets("2026-03-16"), matching.Time, matching.ReasonTimeMonth, matching.Good, math.MinInt32, 0},
		"in 21 days":                  {mondays, meets("2026-03-23"), matching.Time, matching.ReasonTimeMonth, matching.Good, math.MinInt32, 0},
		"in 28 days":                  {mondays, meets("2026-03-30"), matching.Time, matching.ReasonTimeLater, matching.Low, math.MinInt32, 0},
		"a price of a ceiling":        {purse(300), costs(price(300, activity.PerSession, "")), matching.Cost, matching.ReasonCostWithin, matching.Good, 300, 300},
		"a price below nothing":       {purse(300), costs(price(-1, activity.PerSession, "")), matching.Cost, matching.ReasonCostAsk, matching.Unknown, 0, 0},
		"the lower of two prices":     {purse(900), costs(price(500, activity.PerSession, ""), price(300, activity.PerSession, "")), matching.Cost, matching.ReasonCostWithin, matching.Good, 300, 900},
		"the lower price first":       {purse(900), costs(price(300, activity.PerSession, ""), price(500, activity.PerSession, "")), matching.Cost, matching.ReasonCostWithin, matching.Good, 300, 900},
		"a price above all counts":    {purse(300), costs(price(1<<40, activity.PerSession, "")), matching.Cost, matching.ReasonCostAbove, matching.No, math.MaxInt32, 300},
		"free beside a price":         {purse(900), costs(price(300, activity.PerSession, ""), price(0, activity.PerSession, "")), matching.Cost, matching.ReasonFree, matching.Exact, 0, 0},
		"within beside a month above": {purse(300), costs(price(2500, activity.PerMonth, ""), price(300, activity.PerSession, "")), matching.Cost, matching.ReasonCostWithin, matching.Good, 300, 300},
		"a deposit alone":             {purse(0), costs(deposit), matching.Cost, matching.ReasonFree, matching.Exact, 0, 0},
		"a deposit beside a price":    {purse(300), costs(deposit, price(500, activity.PerSession, "")), matching.Cost, matching.ReasonCostAbove, matching.No, 500, 300},
		"a deposit beside free":       {purse(300), costs(deposit, price(0, activity.PerSession, "")), matching.Cost, matching.ReasonFree, matching.Exact, 0, 0},
		"a deposit and what is unsure": {
			purse(300), costs(deposit, activity.CostOption{Kind: activity.Price}), matching.Cost, matching.ReasonCostAsk, matching.Unknown, 0, 0,
		},
		"half understood, not when free":     {mondays, partly(meets("2026-03-03")), matching.Time, matching.ReasonTimeAsk, matching.Unknown, math.MinInt32, 0},
		"of last year, not when free":        {mondays, lapsed(meets("2026-03-03"), "2026-02-01"), matching.Time, matching.ReasonTimeAsk, matching.Unknown, math.MinInt32, 0},
		"certain for a while, not when free": {mondays, lapsed(meets("2026-03-03"), "2026-03-10"), matching.Time, matching.ReasonTimeNot, matching.No, math.MinInt32, 0},
		"another day, no time of day": {mondays, func(a *A) {
			meets("2026-03-03")(a)
			a.Schedule.Rules[0].From, a.Schedule.Rules[0].To = activity.Clock{}, activity.Clock{}
		}, matching.Time, matching.ReasonTimeNot, matching.No, math.MinInt32, 0},
		"within beside what is unsure": {
			purse(300), costs(price(300, activity.PerSession, ""), activity.CostOption{Kind: activity.Price}),
			matching.Cost, matching.ReasonCostAsk, matching.Unknown, 0, 0,
		},
		"free beside what is unsure": {
			purse(300), costs(price(0, activity.PerSession, ""), activity.CostOption{Kind: activity.Price}),
			matching.Cost, matching.ReasonFree, matching.Exact, 0, 0,
		},
	} {
		a := group(1, "sp-activity:crafts", sale)
		q := matching.Query{At: monday}
		if c.who != nil {
			c.who(&q.Seeker)
		}
		c.what(&a)
		e, err := matching.Explain(q, a, nil)
		require.NoError(t, err, name)
		v := verdictOf(t, e, c.of)
		i := slices.IndexFunc(v.Reasons, func(r matching.Reason) bool { return r.Code == c.code })
		require.GreaterOrEqual(t, i, 0, "%s: %+v", name, v)
		require.Equal(t, c.fit, v.Reasons[i].Fit, name)
		if c.a != math.MinInt32 { // which stands for a day
			require.Equal(t, c.a, v.Reasons[i].A, name)
			require.Equal(t, c.b, v.Reasons[i].B, name)
		}
	}
}

// TestBandsToTheMetre: a band takes its own last metre, by Explain and by an
// index alike.
func TestBandsToTheMetre(t *testing.T) {
	lat, lon := sale.Micro()
	for _, far := range []int64{9_000, 17_000, 31_000, 44_000} { // in millionths of a degree to the north
		at, err := activity.CoordinatesAt(int64(lat)+far, int64(lon))
		require.NoError(t, err)
		d, _ := sale.DistanceTo(at)
		for _, c := range []struct {
			bands matching.Bands
			fit   matching.Fit
		}{
			{matching.Bands{d, d + 1, d + 2}, matching.Exact},
			{matching.Bands{d - 1, d, d + 1}, matching.Good},
			{matching.Bands{d - 2, d - 1, d}, matching.Low},
			{matching.Bands{d - 3, d - 2, d - 1}, matching.No},
		} {
			a := group(1, "sp-activity:crafts", at)
			q := matching.Query{At: monday, Seeker: matching.Seeker{Needs: need("lonely"), Place: matching.Place{Coordinates: sale}}}
			q.Options = &matching.QueryOptions{Bands: func(matching.TravelMode) matching.Bands { return c.bands }}
			e, err := matching.Explain(q, a, nil)
			require.NoError(t, err)
			require.Equal(t, c.fit, verdictOf(t, e, matching.Travel).Fit)
			index, err := matching.NewIndex(slices.Values([]activity.Activity{a}), &matching.Options{Horizon: matching.Horizon{From: activity.DayOf(monday)}})
			require.NoError(t, err)
			r, err := index.Match(q)
			require.NoError(t, err)
			require.Equal(t, c.fit != matching.No, len(r.Matches) == 1, "%v %v", d, c)
		}
	}
}

// TestThirdsOfATravelTime: a third of the limit, two thirds, and the whole.
func TestThirdsOfATravelTime(t *testing.T) {
	a := group(1, "sp-activity:crafts", stretford)
	for minutes, fit := range map[int]matching.Fit{
		0: matching.Exact, 10: matching.Exact, 11: matching.Good, 20: matching.Good, 21: matching.Low, 30: matching.Low, 31: matching.No,
	} {
		q := matching.Query{At: monday, Seeker: matching.Seeker{Place: matching.Place{Coordinates: sale}, Travel: matching.Journey{Minutes: 30}}}
		q.Options = &matching.QueryOptions{TravelMinutes: func(activity.Coordinates) (int, bool) { return minutes, true }}
		e, err := matching.Explain(q, a, nil)
		require.NoError(t, err)
		require.Equal(t, fit, verdictOf(t, e, matching.Travel).Fit, minutes)
	}
}

// TestOldEnoughToTheDay: the day named is one on which the person surely is old
// enough; a person who may be so already has no such day.
func TestOldEnoughToTheDay(t *testing.T) {
	for _, c := range []struct {
		age  matching.Ages
		want string // "" for none
	}{
		{matching.AgeInYears(64), "2027-04-02"},
		{matching.AgeInYears(60), "2031-04-02"},
		{matching.Ages{Min: 65*12 - 1, Max: 65*12 - 1, Known: true}, "2026-05-02"},
		{matching.Ages{Min: 65*12 - 1, Max: 65 * 12, Known: true}, ""},
		{matching.AgeInYears(65), ""},
	} {
		a := group(1, "sp-activity:crafts", sale)
		a.Eligibility.Ages = activity.KnownAs(limits(65, 70))
		q := matching.Query{At: monday, Seeker: matching.Seeker{Age: c.age}}
		cfs, err := matching.Counterfactuals(q, a, nil)
		require.NoError(t, err)
		if c.want == "" {
			require.Empty(t, cfs)
			continue
		}
		require.Len(t, cfs, 1)
		change := cfs[0].Changes[0]
		require.Equal(t, matching.OldEnough, change.Code)
		require.Equal(t, c.want, change.Day().String(), "%+v", c.age)
		then := cfs[0].Apply(q)
		e, err := matching.Explain(then, a, nil)
		require.NoError(t, err)
		require.True(t, e.Matches)
	}
	a := group(1, "sp-activity:crafts", sale)
	a.Eligibility.Ages = activity.KnownAs(limits(18, 60))
	cfs, err := matching.Counterfactuals(matching.Query{At: monday, Seeker: matching.Seeker{Age: matching.AgeInYears(70)}}, a, nil)
	require.NoError(t, err)
	require.Empty(t, cfs, "nobody grows younger")
}

// TestRaisedByWhatIsAsked: a criterion is judged when the person says something
// about it, be it one thing.
func TestRaisedByWhatIsAsked(t *testing.T) {
	judged := func(s matching.Seeker, o *matching.Options, c matching.CriterionCode) bool {
		a := group(1, "sp-activity:crafts", sale)
		e, err := matching.Explain(matching.Query{At: monday, Seeker: s}, a, o)
		require.NoError(t, err)
		return slices.ContainsFunc(e.Criteria, func(v matching.CriterionVerdict) bool { return v.Criterion == c })
	}
	for _, c := range []struct {
		of matching.CriterionCode
		s  matching.Seeker
	}{
		{matching.Access, matching.Seeker{Access: []activity.Feature{activity.StepFree}}},
		{matching.Choice, matching.Seeker{MustHave: []activity.Feature{activity.StepFree}}},
		{matching.Choice, matching.Seeker{MustNot: []activity.Feature{activity.AlcoholPresent}}},
		{matching.Interest, matching.Seeker{Matters: []activity.Feature{activity.OneToOne}}},
		{matching.Travel, matching.Seeker{Place: matching.Place{Coordinates: sale}}},
		{matching.Cost, matching.Seeker{Budget: matching.UpTo(0)}},
		{matching.Time, matching.Seeker{Free: matching.SlotsOf(matching.Morning, time.Monday)}},
		{matching.Need, matching.Seeker{Needs: need("lonely")}},
	} {
		require.True(t, judged(c.s, nil, c.of), c.of)
	}
}

// TestAgeFitsWithoutALimit: nothing is shown for an age that no limit names.
func TestAgeFitsWithoutALimit(t *testing.T) {
	a := group(1, "sp-activity:crafts", sale)
	a.Eligibility.Ages = activity.KnownAs(activity.AgeRange{})
	e, err := matching.Explain(matching.Query{At: monday, Seeker: matching.Seeker{Age: matching.AgeInYears(40)}}, a, nil)
	require.NoError(t, err)
	v := verdictOf(t, e, matching.Eligibility)
	i := slices.IndexFunc(v.Reasons, func(r matching.Reason) bool { return r.Code == matching.ReasonAgeFits })
	require.GreaterOrEqual(t, i, 0)
	require.EqualValues(t, -1, v.Reasons[i].B)
}

// TestQuickReachAgreesWithDistances: an index finds what Explain says is in
// reach, at the edges of the bands, all round, from Kent to Shetland and beyond.
func TestQuickReachAgreesWithDistances(t *testing.T) {
	centres := [][2]int64{
		{51_100_000, 1_200_000},
		{53_424_000, -2_322_000},
		{60_150_000, -1_150_000},
		{1_000_000, 1_000_000},
		{-33_900_000, 151_200_000},
		{69_990_000, 20_000_000},
		{70_010_000, 20_000_000},
		{-70_010_000, 20_000_000},
		{10_000_000, 178_990_000},
		{10_000_000, 179_990_000},
		{10_000_000, -179_990_000},
	}
	for _, bands := range []matching.Bands{{1600, 5000, 15_000}, {1, 2, 3}, {10_000, 30_000, 50_000}, {10_000, 30_000, 60_000}} {
		for _, c := range centres {
			centre, err := activity.CoordinatesAt(c[0], c[1])
			require.NoError(t, err)
			var list []activity.Activity
			n := byte(0)
			scale := math.Cos(float64(c[0]) / 1e6 * math.Pi / 180)
			for _, radius := range []float64{float64(bands[0]), float64(bands[1]), float64(bands[2])} {
				for _, off := range []float64{0.95, 0.9985, 0.9995, 1, 1.0005, 1.0015, 1.05} {
					for k := range 6 {
						angle := float64(k)*math.Pi/3 + 0.2
						lat := c[0] + int64(math.Sin(angle)*radius*off*8.9932)
						lon := c[1] + int64(math.Cos(angle)*radius*off*8.9932/scale)
						if lon > 180_000_000 {
							lon -= 360_000_000
						}
						if lon < -180_000_000 {
							lon += 360_000_000
						}
						at, err := activity.CoordinatesAt(lat, lon)
						require.NoError(t, err)
						n++
						list = append(list, group(n, "sp-activity:befriending", at))
					}
				}
			}
			q := matching.Query{At: monday, K: len(list), Seeker: matching.Seeker{Needs: need("lonely"), Place: matching.Place{Coordinates: centre}}}
			q.Options = &matching.QueryOptions{Bands: func(matching.TravelMode) matching.Bands { return bands }}
			index, err := matching.NewIndex(slices.Values(list), &matching.Options{Horizon: matching.Horizon{From: activity.DayOf(monday)}})
			require.NoError(t, err)
			got, err := index.Match(q)
			require.NoError(t, err)
			want, err := matching.Rank(q, slices.Values(list), nil)
			require.NoError(t, err)
			require.Equal(t, want, got, "%v %v", c, bands)
		}
	}
}
