package matching_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/matching"
	"github.com/socialprescribing/socialprescribing/person"
)

// limits returns a range of ages in years, -1 open.
func limits(lo, hi int) activity.AgeRange {
	r, err := activity.AgesInYears(lo, hi)
	if err != nil {
		panic(err)
	}
	return r
}

// priced is a known cost of the options given.
func priced(options ...activity.CostOption) activity.Cost {
	return activity.Cost{Standing: activity.Known, Options: options}
}

// price is one option.
func price(pence int64, per activity.PricePer, who activity.PriceFor) activity.CostOption {
	return activity.CostOption{Kind: activity.Price, Amount: activity.Pence(pence), Per: per, For: who}
}

// TestVerdicts has one line for each judgement that a criterion can come to:
// what the person says, what the record says, and the reason and fit to expect.
func TestVerdicts(t *testing.T) {
	type (
		S = matching.Seeker
		A = activity.Activity
	)
	eur, err := activity.NewMoney(100, "EUR")
	require.NoError(t, err)
	day := activity.MustParseDay
	practice := person.MustParseODSCode("P91011")
	other := person.MustParseODSCode("P91012")
	elig := func(e activity.Eligibility) func(*A) { return func(a *A) { a.Eligibility = e } }
	ages := func(b activity.Bound[activity.AgeRange]) func(*A) { return elig(activity.Eligibility{Ages: b}) }
	sex := func(b activity.Bound[activity.GenderLimit]) func(*A) { return elig(activity.Eligibility{Gender: b}) }
	groups := func(b activity.Bound[[]activity.GroupCode]) func(*A) { return elig(activity.Eligibility{Groups: b}) }
	lives := func(b activity.Bound[[]activity.AreaCode]) func(*A) {
		return elig(activity.Eligibility{Residence: b})
	}
	surgeries := func(b activity.Bound[[]person.ODSCode]) func(*A) {
		return elig(activity.Eligibility{Practices: b})
	}
	covers := func(c activity.Coverage) func(*A) { return func(a *A) { a.Coverage = c } }
	routes := func(list ...activity.Route) func(*A) {
		return func(a *A) {
			for _, r := range list {
				a.Routes = append(a.Routes, activity.RouteOption{Route: r})
			}
		}
	}
	costs := func(c activity.Cost) func(*A) { return func(a *A) { a.Cost = c } }
	room := func(c activity.Capacity) func(*A) { return func(a *A) { a.Capacity = c } }
	wait := func(state activity.CapacityState, days int) func(*A) {
		return room(activity.Capacity{State: state, WaitDays: activity.KnownAs(days)})
	}
	fresh := func(on string) func(*A) { return func(a *A) { a.Assurance.On = day(on) } }
	feature := func(f activity.Feature, has person.Tri) func(*A) {
		return func(a *A) { a.Access = append(a.Access, activity.AccessFact{Feature: f, Has: has}) }
	}
	asked := func(n int) func(*S) { return func(s *S) { s.Age = matching.AgeInYears(n) } }
	women := func(v person.Tri) func(*S) { return func(s *S) { s.Gender.Women = v } }
	member := func(g activity.GroupCode, v person.Tri) func(*S) {
		return func(s *S) { s.Groups = append(s.Groups, matching.GroupAnswer{Group: g, Is: v}) }
	}
	inM33 := func(s *S) { s.Place = matching.Place{Outward: "M33"} }
	purse := func(n int64, c ...activity.PriceFor) func(*S) {
		return func(s *S) { s.Budget = matching.UpTo(n, c...) }
	}
	over65, all := limits(65, -1), activity.AgeRange{}
	veterans := []activity.GroupCode{"sp-group:veterans", "sp-group:carers"}
	m33 := []activity.AreaCode{"M33"}
	gss := []activity.AreaCode{"E08000009"}

	for name, c := range map[string]struct {
		who  func(*S)
		what func(*A)
		of   matching.CriterionCode
		code matching.ReasonCode
		fit  matching.Fit
	}{
		"age inside":                 {asked(70), ages(activity.KnownAs(over65)), matching.Eligibility, matching.ReasonAgeFits, matching.Exact},
		"age outside":                {asked(64), ages(activity.KnownAs(over65)), matching.Eligibility, matching.ReasonAgeNot, matching.No},
		"age partly inside":          {func(s *S) { s.Age = matching.Ages{Min: 64 * 12, Max: 65*12 + 11, Known: true} }, ages(activity.KnownAs(over65)), matching.Eligibility, matching.ReasonAgeMaybe, matching.Unknown},
		"age limit assumed":          {asked(64), ages(activity.AssumedAs(over65, "rule")), matching.Eligibility, matching.ReasonAgeAssumed, matching.Unknown},
		"age limit not stated":       {asked(64), nil, matching.Eligibility, matching.ReasonAgeAsk, matching.Unknown},
		"age not said":               {nil, ages(activity.KnownAs(over65)), matching.Eligibility, matching.ReasonAgeNotSaid, matching.Unknown},
		"all ages":                   {asked(64), ages(activity.KnownAs(all)), matching.Eligibility, matching.ReasonAgeFits, matching.Exact},
		"all ages assumed":           {asked(64), ages(activity.AssumedAs(all, "rule")), matching.Eligibility, matching.ReasonAgeAssumed, matching.Unknown},
		"0 to 99, age not said":      {nil, ages(activity.KnownAs(limits(0, 99))), matching.Eligibility, matching.ReasonAgeNotSaid, matching.Unknown},
		"0 to 120 assumed, not said": {nil, ages(activity.AssumedAs(limits(0, 120), "rule")), matching.Eligibility, matching.ReasonAgeNotSaid, matching.Unknown},
		"meant for other ages":       {asked(30), elig(activity.Eligibility{SuitsAges: activity.KnownAs(over65)}), matching.Eligibility, matching.ReasonAgeUnsuited, matching.Low},
		"for women, she would":       {women(person.Yes), sex(activity.KnownAs(activity.WomenOnly)), matching.Eligibility, matching.ReasonGenderFits, matching.Exact},
		"for women, not this person": {women(person.No), sex(activity.KnownAs(activity.WomenOnly)), matching.Eligibility, matching.ReasonGenderNot, matching.No},
		"for women, not asked":       {nil, sex(activity.KnownAs(activity.WomenOnly)), matching.Eligibility, matching.ReasonGenderAsk, matching.Unknown},
		"for women, assumed":         {women(person.No), sex(activity.AssumedAs(activity.WomenOnly, "rule")), matching.Eligibility, matching.ReasonGenderAsk, matching.Unknown},
		"for men":                    {func(s *S) { s.Gender.Men = person.No }, sex(activity.KnownAs(activity.MenOnly)), matching.Eligibility, matching.ReasonGenderNot, matching.No},
		"one of the groups":          {member("sp-group:carers", person.Yes), groups(activity.KnownAs(veterans)), matching.Eligibility, matching.ReasonGroupFits, matching.Exact},
		"one group not asked about":  {member("sp-group:carers", person.No), groups(activity.KnownAs(veterans)), matching.Eligibility, matching.ReasonGroupAsk, matching.Unknown},
		"none of the groups": {func(s *S) {
			member("sp-group:carers", person.No)(s)
			member("sp-group:veterans", person.No)(s)
		}, groups(activity.KnownAs(veterans)), matching.Eligibility, matching.ReasonGroupNot, matching.No},
		"a group assumed": {func(s *S) {
			member("sp-group:carers", person.No)(s)
			member("sp-group:veterans", person.No)(s)
		}, groups(activity.AssumedAs(veterans, "rule")), matching.Eligibility, matching.ReasonGroupAsk, matching.Unknown},
		"lives there":         {inM33, lives(activity.KnownAs(m33)), matching.Eligibility, matching.ReasonAreaFits, matching.Exact},
		"lives elsewhere":     {func(s *S) { s.Place.Outward = "M32" }, lives(activity.KnownAs(m33)), matching.Eligibility, matching.ReasonAreaNot, matching.No},
		"a council not known": {inM33, lives(activity.KnownAs(gss)), matching.Eligibility, matching.ReasonAreaAsk, matching.Unknown},
		"another council": {func(s *S) {
			s.Place = matching.Place{Outward: "M4", Areas: []activity.AreaCode{"E08000003"}, AreasComplete: true}
		}, lives(activity.KnownAs(gss)), matching.Eligibility, matching.ReasonAreaNot, matching.No},
		"the council":                     {func(s *S) { s.Place = matching.Place{Areas: gss} }, lives(activity.KnownAs(gss)), matching.Eligibility, matching.ReasonAreaFits, matching.Exact},
		"home not known":                  {nil, lives(activity.KnownAs(m33)), matching.Eligibility, matching.ReasonAreaAsk, matching.Unknown},
		"no fixed abode":                  {func(s *S) { s.Place = matching.Place{Outward: "M33", Chosen: true} }, lives(activity.KnownAs(m33)), matching.Eligibility, matching.ReasonAreaAsk, matching.Unknown},
		"residence assumed":               {inM33, lives(activity.AssumedAs(m33, "rule")), matching.Eligibility, matching.ReasonAreaAsk, matching.Unknown},
		"serves the district":             {inM33, covers(activity.Coverage{Standing: activity.Known, Outward: m33}), matching.Eligibility, matching.ReasonAreaFits, matching.Exact},
		"serves another":                  {inM33, covers(activity.Coverage{Standing: activity.Known, Outward: []activity.AreaCode{"M1"}}), matching.Eligibility, matching.ReasonAreaNot, matching.No},
		"serves, area chosen":             {func(s *S) { s.Place = matching.Place{Outward: "M33", Chosen: true} }, covers(activity.Coverage{Standing: activity.Known, Outward: m33}), matching.Eligibility, matching.ReasonAreaAsk, matching.Unknown},
		"serves, assumed":                 {inM33, covers(activity.Coverage{Standing: activity.Assumed, Outward: m33}), matching.Eligibility, matching.ReasonAreaAsk, matching.Unknown},
		"the practice":                    {func(s *S) { s.Practice = practice }, surgeries(activity.KnownAs([]person.ODSCode{practice})), matching.Eligibility, matching.ReasonPracticeFits, matching.Exact},
		"another practice":                {func(s *S) { s.Practice = other }, surgeries(activity.KnownAs([]person.ODSCode{practice})), matching.Eligibility, matching.ReasonPracticeNot, matching.No},
		"no practice":                     {func(s *S) { s.NoPractice = true }, surgeries(activity.KnownAs([]person.ODSCode{practice})), matching.Eligibility, matching.ReasonPracticeNot, matching.No},
		"practice not known":              {nil, surgeries(activity.KnownAs([]person.ODSCode{practice})), matching.Eligibility, matching.ReasonPracticeAsk, matching.Unknown},
		"practices assumed":               {func(s *S) { s.Practice = other }, surgeries(activity.AssumedAs([]person.ODSCode{practice}, "rule")), matching.Eligibility, matching.ReasonPracticeAsk, matching.Unknown},
		"by referral":                     {nil, routes(activity.Professional), matching.Eligibility, matching.ReasonRouteProvider, matching.Good},
		"by voucher":                      {nil, routes(activity.Voucher, activity.Membership), matching.Eligibility, matching.ReasonRouteVoucher, matching.Good},
		"voucher or referral":             {nil, routes(activity.Voucher, activity.Professional), matching.Eligibility, matching.ReasonRouteVoucher, matching.Good},
		"referral or voucher":             {nil, routes(activity.Professional, activity.Voucher), matching.Eligibility, matching.ReasonRouteProvider, matching.Good},
		"lives, first letters":            {func(s *S) { s.Place = matching.Place{Outward: "M33"} }, lives(activity.KnownAs([]activity.AreaCode{"A00000009"})), matching.Eligibility, matching.ReasonAreaAsk, matching.Unknown},
		"lives, last letters":             {func(s *S) { s.Place = matching.Place{Outward: "M33"} }, lives(activity.KnownAs([]activity.AreaCode{"Z00000000"})), matching.Eligibility, matching.ReasonAreaAsk, matching.Unknown},
		"lives, no such code":             {func(s *S) { s.Place = matching.Place{Outward: "M33"} }, lives(activity.KnownAs([]activity.AreaCode{"[00000000"})), matching.Eligibility, matching.ReasonAreaNot, matching.No},
		"no carer, no young carer":        {member("sp-group:carers", person.No), groups(activity.KnownAs([]activity.GroupCode{"sp-group:young-carers"})), matching.Eligibility, matching.ReasonGroupNot, matching.No},
		"a carer, perhaps a young one":    {member("sp-group:carers", person.Yes), groups(activity.KnownAs([]activity.GroupCode{"sp-group:young-carers"})), matching.Eligibility, matching.ReasonGroupAsk, matching.Unknown},
		"perhaps a carer":                 {member("sp-group:carers", person.Unknown), groups(activity.KnownAs([]activity.GroupCode{"sp-group:young-carers"})), matching.Eligibility, matching.ReasonGroupAsk, matching.Unknown},
		"no young carer, perhaps a carer": {member("sp-group:young-carers", person.No), groups(activity.KnownAs([]activity.GroupCode{"sp-group:carers"})), matching.Eligibility, matching.ReasonGroupAsk, matching.Unknown},
		"a young carer is a carer":        {member("sp-group:young-carers", person.Yes), groups(activity.KnownAs([]activity.GroupCode{"sp-group:carers"})), matching.Eligibility, matching.ReasonGroupFits, matching.Exact},
		"for members":                     {nil, routes(activity.Membership), matching.Eligibility, matching.ReasonRouteMember, matching.Low},
		"no way in":                       {func(s *S) { s.Routes = []activity.Route{activity.SelfReferral} }, routes(activity.Professional), matching.Eligibility, matching.ReasonRouteNot, matching.No},
		"conditions in words":             {nil, elig(activity.Eligibility{Conditions: []string{"ask us"}}), matching.Eligibility, matching.ReasonConditionAsk, matching.Unknown},
		"cost not stated":                 {purse(0), nil, matching.Cost, matching.ReasonCostAsk, matching.Unknown},
		"free":                            {purse(0), costs(activity.Free()), matching.Cost, matching.ReasonFree, matching.Exact},
		"a donation":                      {purse(0), costs(priced(activity.CostOption{Kind: activity.Donation, Amount: activity.Pence(300)})), matching.Cost, matching.ReasonFree, matching.Exact},
		"within the ceiling":              {purse(300), costs(priced(price(300, activity.PerSession, ""))), matching.Cost, matching.ReasonCostWithin, matching.Good},
		"a penny above":                   {purse(299), costs(priced(price(300, activity.PerSession, ""))), matching.Cost, matching.ReasonCostAbove, matching.No},
		"a month above":                   {purse(300), costs(priced(price(2500, activity.PerMonth, ""))), matching.Cost, matching.ReasonCostPeriod, matching.Low},
		"a concession not had":            {purse(200), costs(priced(price(300, "", ""), price(100, "", activity.ForConcession))), matching.Cost, matching.ReasonCostAbove, matching.No},
		"a concession":                    {purse(200, activity.ForConcession), costs(priced(price(300, "", ""), price(100, "", activity.ForConcession))), matching.Cost, matching.ReasonCostWithin, matching.Good},
		"another currency":                {purse(200), costs(priced(activity.CostOption{Kind: activity.Price, Amount: eur})), matching.Cost, matching.ReasonCostAsk, matching.Unknown},
		"no amount":                       {purse(200), costs(priced(activity.CostOption{Kind: activity.Price})), matching.Cost, matching.ReasonCostAsk, matching.Unknown},
		"a price not yet valid":           {purse(200), costs(priced(activity.CostOption{Kind: activity.Price, Amount: activity.Pence(0), ValidFrom: day("2026-04-01")})), matching.Cost, matching.ReasonCostAsk, matching.Unknown},
		"a price out of date":             {purse(200), costs(priced(activity.CostOption{Kind: activity.Price, Amount: activity.Pence(0), ValidTo: day("2026-03-01")})), matching.Cost, matching.ReasonCostAsk, matching.Unknown},
		"places not stated":               {nil, nil, matching.Capacity, matching.ReasonPlacesAsk, matching.Unknown},
		"places stated long ago":          {nil, room(activity.Capacity{State: activity.Full, AsOf: monday.AddDate(-2, 0, 0)}), matching.Capacity, matching.ReasonPlacesAsk, matching.Unknown},
		"open":                            {nil, room(activity.Capacity{State: activity.Open}), matching.Capacity, matching.ReasonPlaces, matching.Exact},
		"full":                            {nil, room(activity.Capacity{State: activity.Full}), matching.Capacity, matching.ReasonFull, matching.No},
		"none left":                       {nil, room(activity.Capacity{Available: activity.KnownAs(0)}), matching.Capacity, matching.ReasonFull, matching.No},
		"some left":                       {nil, room(activity.Capacity{Available: activity.KnownAs(3)}), matching.Capacity, matching.ReasonPlaces, matching.Exact},
		"few left":                        {nil, room(activity.Capacity{State: activity.Limited, Available: activity.KnownAs(2)}), matching.Capacity, matching.ReasonPlacesFew, matching.Good},
		"a list":                          {nil, wait(activity.Waitlist, 90), matching.Capacity, matching.ReasonWaitlist, matching.Low},
		"assessed first":                  {nil, room(activity.Capacity{State: activity.AssessFirst}), matching.Capacity, matching.ReasonAssessFirst, matching.Low},
		"a fortnight":                     {nil, wait(activity.Open, 14), matching.Capacity, matching.ReasonPlaces, matching.Exact},
		"a longer wait":                   {nil, wait(activity.Open, 15), matching.Capacity, matching.ReasonWait, matching.Good},
		"a long wait":                     {nil, wait(activity.Open, 43), matching.Capacity, matching.ReasonWait, matching.Low},
		"checked lately":                  {nil, fresh("2026-02-01"), matching.Freshness, matching.ReasonFresh, matching.Exact},
		"stale":                           {nil, fresh("2025-11-01"), matching.Freshness, matching.ReasonStale, matching.Good},
		"very stale":                      {nil, fresh("2023-06-01"), matching.Freshness, matching.ReasonVeryStale, matching.Low},
		"never checked":                   {nil, nil, matching.Freshness, matching.ReasonNeverSaid, matching.Unknown},
		"status not stated":               {nil, func(a *A) { a.Status = "" }, matching.Freshness, matching.ReasonStatusAsk, matching.Unknown},
		"inactive":                        {nil, func(a *A) { a.Status = activity.Inactive }, matching.Standing, matching.ReasonInactive, matching.No},
		"defunct":                         {nil, func(a *A) { a.Status = activity.Defunct }, matching.Standing, matching.ReasonDefunct, matching.No},
		"closed for now":                  {nil, func(a *A) { a.Status = activity.TemporarilyClosed }, matching.Standing, matching.ReasonClosedNow, matching.No},
		"ended":                           {nil, func(a *A) { a.Ended = day("2026-03-01") }, matching.Standing, matching.ReasonEnded, matching.No},
		"must have, has not":              {func(s *S) { s.MustHave = []activity.Feature{activity.StepFree} }, feature(activity.StepFree, person.No), matching.Choice, matching.ReasonChoice, matching.No},
		"must have, not known":            {func(s *S) { s.MustHave = []activity.Feature{activity.StepFree} }, nil, matching.Choice, matching.ReasonChoiceUnknown, matching.Unknown},
		"must not":                        {func(s *S) { s.MustNot = []activity.Feature{activity.AlcoholPresent} }, feature(activity.AlcoholPresent, person.Yes), matching.Choice, matching.ReasonChoice, matching.No},
		"mixed: women only":               {func(s *S) { s.MustHave = []activity.Feature{activity.MixedGender} }, sex(activity.KnownAs(activity.WomenOnly)), matching.Choice, matching.ReasonChoice, matching.No},
		"not mixed: no limit":             {func(s *S) { s.MustNot = []activity.Feature{activity.MixedGender} }, sex(activity.KnownAs(activity.NoGenderLimit)), matching.Choice, matching.ReasonChoice, matching.No},
		"mixed: not stated":               {func(s *S) { s.MustHave = []activity.Feature{activity.MixedGender} }, nil, matching.Choice, matching.ReasonChoiceUnknown, matching.Unknown},
		"avoids the district":             {func(s *S) { s.Avoid.Areas = m33 }, func(a *A) { a.Locations[0].Areas = m33 }, matching.Choice, matching.ReasonChoice, matching.No},
		"has what matters":                {func(s *S) { s.Matters = []activity.Feature{activity.OneToOne} }, feature(activity.OneToOne, person.Yes), matching.Interest, matching.ReasonMatters, matching.Exact},
		"lacks what matters":              {func(s *S) { s.Matters = []activity.Feature{activity.OneToOne} }, feature(activity.OneToOne, person.No), matching.Interest, matching.ReasonMattersNot, matching.Low},
		"what matters, unknown":           {func(s *S) { s.Matters = []activity.Feature{activity.OneToOne} }, nil, matching.Interest, matching.ReasonMattersAsk, matching.Unknown},
		"step-free":                       {func(s *S) { s.Access = []activity.Feature{activity.StepFree} }, feature(activity.StepFree, person.Yes), matching.Access, matching.ReasonAccessHas, matching.Exact},
		"a step":                          {func(s *S) { s.Access = []activity.Feature{activity.StepFree} }, feature(activity.StepFree, person.No), matching.Access, matching.ReasonAccessNot, matching.No},
		"steps not known":                 {func(s *S) { s.Access = []activity.Feature{activity.StepFree} }, nil, matching.Access, matching.ReasonAccessAsk, matching.Unknown},
	} {
		t.Run(name, func(t *testing.T) {
			a := group(1, "sp-activity:crafts", sale)
			q := matching.Query{At: monday}
			if c.who != nil {
				c.who(&q.Seeker)
			}
			if c.what != nil {
				c.what(&a)
			}
			e, err := matching.Explain(q, a, nil)
			require.NoError(t, err)
			found := false
			for _, v := range e.Criteria {
				if v.Criterion != c.of {
					continue
				}
				for _, r := range v.Reasons {
					if r.Code != c.code {
						continue
					}
					found = true
					require.Equal(t, c.fit, r.Fit)
					require.LessOrEqual(t, v.Fit, r.Fit)
					require.NotEqual(t, string(r.Code), r.Text(language.English), "has a text")
					require.NotEqual(t, string(r.Code), r.Text(language.Make("cy")))
				}
				require.Equal(t, v.Fit == matching.No && c.of != matching.Freshness, v.Excludes)
			}
			require.True(t, found, "%+v", e.Criteria)
			require.Equal(t, e.Matches, len(e.Failed()) == 0)

			// Soft: the same fit excludes no more, save choice and standing.
			q.Options = &matching.QueryOptions{Soft: []matching.CriterionCode{c.of}}
			soft, err := matching.Explain(q, a, nil)
			require.NoError(t, err)
			fixed := c.of == matching.Choice || c.of == matching.Standing
			if c.fit == matching.No {
				require.Equal(t, !fixed, soft.Matches)
			}
			// Strict: not known excludes as well.
			q.Options = &matching.QueryOptions{ExcludeUnknown: []matching.CriterionCode{c.of}}
			strict, err := matching.Explain(q, a, nil)
			require.NoError(t, err)
			if c.fit <= matching.Unknown && c.of != matching.Freshness {
				require.False(t, strict.Matches)
			}
			// Dropped: not evaluated at all, save choice and standing.
			q.Options = &matching.QueryOptions{Drop: []matching.CriterionCode{c.of}}
			dropped, err := matching.Explain(q, a, nil)
			require.NoError(t, err)
			want := len(e.Criteria) - 1
			if fixed {
				want++
			}
			require.Len(t, dropped.Criteria, want)
		})
	}
}

// TestTravelMinutes: a host's travel times refine what the bands reach.
func TestTravelMinutes(t *testing.T) {
	a := group(1, "sp-activity:crafts", stretford)
	for _, c := range []struct {
		minutes, limit int
		known          bool
		code           matching.ReasonCode
		fit            matching.Fit
	}{
		{20, 0, true, matching.ReasonTravelMinutes, matching.Exact},
		{21, 0, true, matching.ReasonTravelMinutes, matching.Good},
		{41, 0, true, matching.ReasonTravelMinutes, matching.Low},
		{61, 0, true, matching.ReasonTravelTooLong, matching.No},
		{10, 30, true, matching.ReasonTravelMinutes, matching.Exact},
		{31, 30, true, matching.ReasonTravelTooLong, matching.No},
		{31, 30, false, matching.ReasonTravelMiddle, matching.Good},
	} {
		q := matching.Query{At: monday, Seeker: matching.Seeker{
			Place: matching.Place{Coordinates: sale}, Travel: matching.Journey{Minutes: c.limit},
		}}
		q.Options = &matching.QueryOptions{TravelMinutes: func(activity.Coordinates) (int, bool) { return c.minutes, c.known }}
		e, err := matching.Explain(q, a, nil)
		require.NoError(t, err)
		v := verdictOf(t, e, matching.Travel)
		require.Equal(t, c.code, v.Reasons[0].Code)
		require.Equal(t, c.fit, v.Fit)
		if c.fit == matching.No {
			cfs, err := matching.Counterfactuals(q, a, nil)
			require.NoError(t, err)
			require.Len(t, cfs, 1)
			require.Equal(t, matching.TravelLonger, cfs[0].Changes[0].Code)
			require.NotEqual(t, "travel-longer", cfs[0].Changes[0].Text(language.English))
			e, err = matching.Explain(cfs[0].Apply(q), a, nil)
			require.NoError(t, err)
			require.True(t, e.Matches)
		}
	}
}

// verdictOf returns what a criterion says.
func verdictOf(t *testing.T, e matching.Explanation, c matching.CriterionCode) matching.CriterionVerdict {
	t.Helper()
	for _, v := range e.Criteria {
		if v.Criterion == c {
			return v
		}
	}
	require.Fail(t, "not judged", c)
	return matching.CriterionVerdict{}
}

// TestAllAgesRaiseNoQuestion: what is open to everybody asks nobody's age, also
// where the directory writes that as 0 to 120.
func TestAllAgesRaiseNoQuestion(t *testing.T) {
	for _, r := range []activity.AgeRange{{}, limits(0, -1), limits(-1, 120), limits(0, 100)} {
		a := group(1, "sp-activity:crafts", sale)
		a.Eligibility.Ages = activity.KnownAs(r)
		e, err := matching.Explain(matching.Query{At: monday}, a, nil)
		require.NoError(t, err)
		for _, v := range e.Criteria {
			if v.Criterion == matching.Eligibility {
				require.Empty(t, v.Reasons, r)
				require.Equal(t, matching.Exact, v.Fit)
			}
		}
	}
}
