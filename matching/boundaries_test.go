package matching_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/matching"
	"github.com/socialprescribing/socialprescribing/person"
)

// TestHostWords: what a host may call a criterion of its own.
func TestHostWords(t *testing.T) {
	for _, c := range []matching.CriterionCode{"x-a", "x-z", "x-0", "x-9", "x-a.b-9"} {
		require.True(t, c.IsValid(), c)
	}
	for _, c := range []matching.CriterionCode{"x-", "x", "y-a", "x-`", "x-{", "x-/", "x-:", "x-A", "x-a b"} {
		require.False(t, c.IsValid(), c)
	}
}

// TestRoughLimit: the middle of a district may lie three kilometres beyond the
// limit, and no farther.
func TestRoughLimit(t *testing.T) {
	a := group(1, "sp-activity:crafts", leeds)
	a.Locations[0].Precision = activity.AreaCentre
	d, ok := sale.DistanceTo(leeds)
	require.True(t, ok)
	fit := func(limit activity.Metres) matching.Fit {
		q := matching.Query{Seeker: matching.Seeker{Place: matching.Place{Coordinates: sale}, Travel: matching.Journey{Limit: limit}}, At: monday}
		return fitOf(t, must(matching.Explain(q, a, nil)), matching.Travel)
	}
	require.Greater(t, d, activity.Metres(3001))
	require.Equal(t, matching.Unknown, fit(d-3000))
	require.Equal(t, matching.No, fit(d-3001))
}

// fitOf is the fit of a criterion in an explanation.
func fitOf(t *testing.T, e matching.Explanation, c matching.CriterionCode) matching.Fit {
	t.Helper()
	i := slices.IndexFunc(e.Criteria, func(v matching.CriterionVerdict) bool { return v.Criterion == c })
	require.GreaterOrEqual(t, i, 0)
	return e.Criteria[i].Fit
}

// TestFirstOfEqualPlacesIsExplained: of places that are as good as each other the
// first speaks, whether the activity is a match or not.
func TestFirstOfEqualPlacesIsExplained(t *testing.T) {
	a := group(1, "sp-activity:crafts", leeds)
	a.Locations = append(a.Locations, a.Locations[0])
	a.Locations[0].ID, a.Locations[1].ID = activity.LocationID{15: 9}, activity.LocationID{15: 1}
	for _, limit := range []activity.Metres{1000, 90_000} {
		q := matching.Query{Seeker: matching.Seeker{Place: matching.Place{Coordinates: sale}, Travel: matching.Journey{Limit: limit}}, At: monday}
		e := must(matching.Explain(q, a, nil))
		require.Equal(t, limit > 1000, e.Matches)
		require.Equal(t, activity.LocationID{15: 9}, e.Site)
	}
}

// TestFitOfWhatIsThere: the first criterion has a fit, one that was not used has
// none, and a match as a provider sees it has none at all.
func TestFitOfWhatIsThere(t *testing.T) {
	q := matching.Query{At: monday, Options: &matching.QueryOptions{Drop: []matching.CriterionCode{matching.Cost}}}
	r := must(matching.Rank(q, slices.Values(crafts(1)), nil))
	fit, ok := r.FitOf(r.Matches[0], matching.Choice)
	require.True(t, ok)
	require.Equal(t, matching.Exact, fit)
	_, ok = r.FitOf(r.Matches[0], matching.Cost)
	require.False(t, ok)
	for _, c := range r.Order {
		_, ok = r.FitOf(r.Matches[0].ForProvider(), c)
		require.False(t, ok, c)
	}
}

// TestNewborn: an age of no months is an age, and an interval of one month is one.
func TestNewborn(t *testing.T) {
	require.NoError(t, matching.Seeker{Age: matching.Ages{Known: true}}.Check())
	require.NoError(t, matching.Seeker{Age: matching.Ages{Min: 1, Max: 1, Known: true}}.Check())
	require.Error(t, matching.Seeker{Age: matching.Ages{Min: -1, Max: 1, Known: true}}.Check())
	require.Error(t, matching.Seeker{Age: matching.Ages{Min: 2, Max: 1, Known: true}}.Check())
}

// TestNoSuchSlot: a part or a day that there is not is never in a set.
func TestNoSuchSlot(t *testing.T) {
	for _, d := range []time.Weekday{-1, 7} {
		require.True(t, matching.Slots{}.With(d, matching.Morning).IsZero())
		require.False(t, matching.AllSlots().Has(d, matching.Morning))
	}
	require.True(t, matching.Slots{}.With(time.Sunday, 3).IsZero())
	require.False(t, matching.AllSlots().Has(time.Sunday, 3))
	require.True(t, matching.AllSlots().Has(time.Sunday, matching.Evening))
	require.True(t, matching.Slots{}.With(time.Saturday, matching.Morning).Has(time.Saturday, matching.Morning))
}

// TestClosePrevailsOverInterpreter: what a language alone achieves is not put
// down to an interpreter.
func TestClosePrevailsOverInterpreter(t *testing.T) {
	a := group(1, "sp-activity:crafts", sale)
	a.Languages = []activity.LanguageOffer{{Tag: language.MustParse("da"), Interpreter: person.Yes}}
	fit, code, _ := sense(t, matching.Seeker{Languages: []language.Tag{language.MustParse("nb")}}, a, matching.Language)
	require.Equal(t, matching.Low, fit)
	require.Equal(t, matching.ReasonLanguageClose, code)
}

// TestNoCategorySaysNothingOfTheMode: only what is known to need a place is
// taken to happen at one.
func TestNoCategorySaysNothingOfTheMode(t *testing.T) {
	a := activity.Activity{ID: id(1), Status: activity.Active}
	s := matching.Seeker{Modes: []activity.Mode{activity.Telephone}}
	fit, code, matches := sense(t, s, a, matching.Access)
	require.Equal(t, matching.Unknown, fit)
	require.Equal(t, matching.ReasonModeAsk, code)
	require.True(t, matches)
}

// TestCoarseAllows has a line for each way in which an activity can be a
// candidate or not.
func TestCoarseAllows(t *testing.T) {
	d, ok := sale.DistanceTo(stretford)
	require.True(t, ok)
	here := matching.Coarse{Near: sale, Within: d}
	food := matching.Coarse{Categories: like("food-bank")}
	with := func(f func(*activity.Activity)) activity.Activity {
		a := group(1, "sp-activity:crafts", stretford)
		f(&a)
		return a
	}
	kinds := func(codes ...activity.CategoryCode) activity.Activity {
		return with(func(a *activity.Activity) {
			a.Categories = nil
			for _, c := range codes {
				a.Categories = append(a.Categories, activity.Category{Code: c})
			}
		})
	}
	for name, c := range map[string]struct {
		coarse matching.Coarse
		a      activity.Activity
		want   bool
	}{
		"anything":                      {matching.Coarse{}, kinds("sp-activity:crafts"), true},
		"of the kind":                   {food, kinds("sp-activity:crafts", "sp-activity:food-bank"), true},
		"of another kind":               {food, kinds("sp-activity:crafts"), false},
		"of no kind":                    {food, kinds(), true},
		"of a kind without code":        {food, kinds("sp-activity:crafts", ""), true},
		"nothing serves":                {matching.Coarse{Categories: []activity.CategoryCode{}}, kinds("sp-activity:crafts"), false},
		"at the limit":                  {here, kinds(), true},
		"a metre beyond":                {matching.Coarse{Near: sale, Within: d - 1}, kinds(), false},
		"nowhere":                       {here, with(func(a *activity.Activity) { a.Locations = nil }), true},
		"at a place not located":        {matching.Coarse{Near: sale, Within: 1}, with(func(a *activity.Activity) { a.Locations[0].Coordinates = activity.Coordinates{} }), true},
		"one of two near":               {matching.Coarse{Near: sale, Within: 1}, with(func(a *activity.Activity) { a.Locations = append(a.Locations, activity.Location{Coordinates: sale}) }), true},
		"none of two near":              {matching.Coarse{Near: sale, Within: 1}, with(func(a *activity.Activity) { a.Locations = append(a.Locations, a.Locations[0]) }), false},
		"by telephone too":              {matching.Coarse{Near: sale, Within: 1}, with(func(a *activity.Activity) { a.Modes = []activity.Mode{activity.InPerson, activity.Telephone} }), true},
		"in person only":                {matching.Coarse{Near: sale, Within: 1}, with(func(a *activity.Activity) { a.Modes = []activity.Mode{activity.InPerson} }), false},
		"only at an address for post":   {matching.Coarse{Near: sale, Within: 1}, with(func(a *activity.Activity) { a.Locations[0].Kind = activity.Postal }), true},
		"closed":                        {matching.Coarse{Active: true}, with(func(a *activity.Activity) { a.Status = activity.Inactive }), false},
		"not said to be open":           {matching.Coarse{Active: true}, with(func(a *activity.Activity) { a.Status = "" }), true},
		"avoided":                       {matching.Coarse{Avoid: []activity.ID{id(1)}}, kinds(), false},
		"by an avoided provider":        {matching.Coarse{AvoidProviders: []activity.ProviderID{{1}}}, with(func(a *activity.Activity) { a.Provider = activity.ProviderID{1} }), false},
		"no provider, and none avoided": {matching.Coarse{AvoidProviders: []activity.ProviderID{{}}}, kinds(), true},
	} {
		require.Equal(t, c.want, c.coarse.Allows(&c.a), name)
	}
}
