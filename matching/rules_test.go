package matching_test

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/matching"
	"github.com/socialprescribing/socialprescribing/person"
)

// Tests named for the rules that matching has to keep.

// everyWay answers a query in each way that there is: plainly, by an index, and by
// a host's own search.
func everyWay(t *testing.T, q matching.Query, list []activity.Activity) map[string]matching.Result {
	t.Helper()
	return everyWayWith(t, q, list, &matching.Options{Horizon: horizon})
}

func everyWayWith(t *testing.T, q matching.Query, list []activity.Activity, o *matching.Options) map[string]matching.Result {
	t.Helper()
	ix, err := matching.NewIndex(slices.Values(list), o)
	require.NoError(t, err)
	out := map[string]matching.Result{}
	for name, answer := range map[string]func() (matching.Result, error){
		"plainly":  func() (matching.Result, error) { return matching.Rank(q, slices.Values(list), o) },
		"by index": func() (matching.Result, error) { return ix.Match(q) },
		"by source": func() (matching.Result, error) {
			return matching.MatchSource(t.Context(), fromList(list), q, o)
		},
	} {
		r, err := answer()
		require.NoError(t, err, name)
		out[name] = r
	}
	return out
}

// TestD23_RemoteOnly: what happens online only is for those who can join; where
// nobody has said whether the person can, somebody asks; what is also in person is
// open to all.
func TestD23_RemoteOnly(t *testing.T) {
	online := group(1, "sp-activity:befriending", sale)
	online.Modes, online.Locations = []activity.Mode{activity.Online}, nil
	both := group(2, "sp-activity:befriending", sale)
	both.Modes = []activity.Mode{activity.InPerson, activity.Online}
	for can, want := range map[person.Tri]struct {
		code matching.ReasonCode
		n    int
	}{
		person.Yes: {"", 2}, person.Unknown: {matching.ReasonDigitalAsk, 2}, person.No: {matching.ReasonDigitalNot, 1},
	} {
		q := matching.Query{Seeker: matching.Seeker{Needs: need("lonely"), Digital: can}, At: monday}
		for name, r := range everyWay(t, q, []activity.Activity{online, both}) {
			require.Len(t, r.Matches, want.n, name)
			at := slices.IndexFunc(r.Matches, func(m matching.Match) bool { return m.Activity == both.ID })
			require.GreaterOrEqual(t, at, 0)
			if can == person.No {
				require.Equal(t, activity.InPerson, r.Matches[at].Mode)
			}
		}
		e, err := matching.Explain(q, online, nil)
		require.NoError(t, err)
		got := matching.ReasonCode("")
		for _, r := range verdictOf(t, e, matching.Access).Reasons {
			if r.Code == matching.ReasonDigitalAsk || r.Code == matching.ReasonDigitalNot {
				got = r.Code
			}
		}
		require.Equal(t, want.code, got, can)
	}
}

// TestD32_Order: the default order, the host's, and the person's, which goes before
// the host's; what is not named follows in the default order, choice and standing
// always come first, and the order used is in the result. "Near", "soon", "cheap"
// and "like this" each put another activity first.
func TestD32_Order(t *testing.T) {
	standard := []matching.CriterionCode{
		matching.Choice, matching.Standing, matching.Need, matching.Interest, matching.Eligibility, matching.Access,
		matching.Language, matching.Time, matching.Travel, matching.Cost, matching.Capacity, matching.Freshness,
	}
	require.Equal(t, standard, matching.Criteria())
	price := func(pence int64) activity.Cost {
		return priced(activity.CostOption{Kind: activity.Price, Amount: activity.Pence(pence), Per: activity.PerSession})
	}
	near, soon := group(1, "sp-activity:library", sale), group(2, "sp-activity:library", stretford)
	cheap, liked := group(3, "sp-activity:library", stretford), group(4, "sp-activity:choir", stretford)
	near.Cost, soon.Cost, cheap.Cost, liked.Cost = price(200), price(200), activity.Free(), price(200)
	near.Schedule, soon.Schedule = weekly("2026-03-30", "10:30-11:30"), weekly("2026-03-02", "10:30-11:30")
	cheap.Schedule, liked.Schedule = weekly("2026-03-30", "10:30-11:30"), weekly("2026-03-30", "10:30-11:30")
	list := []activity.Activity{near, soon, cheap, liked}
	s := matching.Seeker{
		Needs: need("lonely"), Interests: like("choir"), Place: places["Sale"], Budget: matching.UpTo(500),
		Free: matching.SlotsOf(matching.Morning, time.Monday),
	}
	for _, c := range []struct {
		wish, host []matching.CriterionCode
		first      activity.ID
		order      []matching.CriterionCode // after choice and standing
	}{
		{[]matching.CriterionCode{matching.Travel}, nil, near.ID, []matching.CriterionCode{matching.Travel, matching.Need, matching.Interest}},
		{[]matching.CriterionCode{matching.Time}, nil, soon.ID, []matching.CriterionCode{matching.Time, matching.Need, matching.Interest}},
		{[]matching.CriterionCode{matching.Cost}, nil, cheap.ID, []matching.CriterionCode{matching.Cost, matching.Need, matching.Interest}},
		{[]matching.CriterionCode{matching.Interest}, nil, liked.ID, []matching.CriterionCode{matching.Interest, matching.Need, matching.Eligibility}},
		{nil, []matching.CriterionCode{matching.Cost, matching.Travel}, cheap.ID, []matching.CriterionCode{matching.Cost, matching.Travel, matching.Need}},
		{[]matching.CriterionCode{matching.Travel}, []matching.CriterionCode{matching.Cost}, near.ID, []matching.CriterionCode{matching.Travel, matching.Need, matching.Interest}},
	} {
		q := matching.Query{Seeker: s, At: monday, K: 4, Options: &matching.QueryOptions{Order: c.host}}
		q.Seeker.Order = c.wish
		for name, r := range everyWay(t, q, list) {
			require.NotEmpty(t, r.Matches)
			require.Equal(t, c.first, r.Matches[0].Activity, "%s %+v", name, c)
			require.Equal(t, []matching.CriterionCode{matching.Choice, matching.Standing}, r.Order[:2])
			require.Equal(t, c.order, r.Order[2:5])
			rest := slices.DeleteFunc(slices.Clone(standard), func(x matching.CriterionCode) bool { return slices.Contains(r.Order[:5], x) })
			require.Equal(t, rest, slices.DeleteFunc(slices.Clone(r.Order), func(x matching.CriterionCode) bool { return slices.Contains(r.Order[:5], x) }))
		}
	}
}

// TestD33_ChoiceIsSilent: whatever a person avoids, must have or must not have, it
// excludes, in every way of asking and whatever the order and however soft the
// policy is otherwise. The reason is "the person's choice" without any argument, and
// nothing that leaves holds what the choice was.
func TestD33_ChoiceIsSilent(t *testing.T) {
	out := group(1, "sp-activity:gym", sale)
	out.Provider = activity.ProviderID{15: 77}
	out.Locations[0].ID = activity.LocationID{15: 78}
	out.Locations[0].Areas = []activity.AreaCode{"E05000829"}
	out.Schedule = weekly("2026-03-02", "10:30-11:30")
	out.Access = []activity.AccessFact{{Feature: activity.AlcoholPresent, Has: person.Yes}, {Feature: activity.QuietSpace, Has: person.No}}
	for name, c := range map[string]struct {
		choose func(*matching.Seeker)
		secret string
	}{
		"activity":  {func(s *matching.Seeker) { s.Avoid.Activities = []activity.ID{out.ID} }, ""},
		"provider":  {func(s *matching.Seeker) { s.Avoid.Providers = []activity.ProviderID{out.Provider} }, ""},
		"site":      {func(s *matching.Seeker) { s.Avoid.Sites = []activity.LocationID{out.Locations[0].ID} }, ""},
		"kind":      {func(s *matching.Seeker) { s.Avoid.Categories = like("gym") }, "sp-activity:gym"},
		"area":      {func(s *matching.Seeker) { s.Avoid.Areas = []activity.AreaCode{"E05000829"} }, "E05000829"},
		"times":     {func(s *matching.Seeker) { s.Avoid.Times = matching.SlotsOf(matching.Morning, time.Monday) }, ""},
		"must have": {func(s *matching.Seeker) { s.MustHave = []activity.Feature{activity.QuietSpace} }, string(activity.QuietSpace)},
		"must not":  {func(s *matching.Seeker) { s.MustNot = []activity.Feature{activity.AlcoholPresent} }, string(activity.AlcoholPresent)},
	} {
		q := matching.Query{Seeker: matching.Seeker{Interests: like("swimming"), Order: []matching.CriterionCode{matching.Travel}}, At: monday}
		require.NoError(t, q.Seeker.Check())
		// Everything that may be softened is.
		q.Options = &matching.QueryOptions{Soft: slices.DeleteFunc(matching.Criteria(), func(x matching.CriterionCode) bool {
			return x == matching.Choice || x == matching.Standing
		})}
		for way, r := range everyWay(t, q, []activity.Activity{out}) {
			require.Len(t, r.Matches, 1, "%s %s: nothing else stands against it", name, way)
		}
		c.choose(&q.Seeker)
		for way, r := range everyWay(t, q, []activity.Activity{out}) {
			require.Empty(t, r.Matches, "%s %s", name, way)
		}
		e, err := matching.Explain(q, out, nil)
		require.NoError(t, err)
		require.Equal(t, []matching.Reason{{Criterion: matching.Choice, Code: matching.ReasonChoice}}, e.Failed(), name)
		require.Equal(t, matching.Choice, e.Criteria[0].Criterion)
		cfs, err := matching.Counterfactuals(q, out, nil)
		require.NoError(t, err)
		require.Empty(t, cfs, "a choice is not what would have to change")
		survey, err := matching.SurveyAll(q, slices.Values([]activity.Activity{out}), &matching.Options{Horizon: horizon})
		require.NoError(t, err)
		require.Equal(t, []matching.ReasonCount{{Criterion: matching.Choice, Code: matching.ReasonChoice, Count: 1}}, survey.Reasons, name)
		if c.secret != "" {
			for _, v := range []any{e, e.ForProvider(), survey} {
				text, err := json.Marshal(v)
				require.NoError(t, err)
				require.NotContains(t, string(text), c.secret, name)
			}
		}
		for _, v := range e.ForProvider(matching.Criteria()...).Criteria {
			require.NotEqual(t, matching.Choice, v.Criterion, "not even where the host allows it")
		}
	}
}

// TestD34_UrgentComesFirstAndApart: what is urgent is told with whom to turn to,
// from the host's list, in every way of asking, even when nothing matches; the
// matches are those of the same needs that are not.
func TestD34_UrgentComesFirstAndApart(t *testing.T) {
	anybody, food := matching.CrisisLine{Text: "Any", Contact: "111"}, matching.CrisisLine{Need: "sp-need:food", Text: "Food", Contact: "222"}
	other := matching.CrisisLine{Need: "sp-need:suicidal", Text: "Other"}
	list := []activity.Activity{group(1, "sp-activity:food-bank", sale), group(2, "sp-activity:befriending", sale)}
	for name, c := range map[string]struct {
		needs, flagged []person.NeedCode
		want           []person.NeedCode
		lines          []matching.CrisisLine
	}{
		"nothing urgent":                {need("lonely", "food"), nil, nil, nil},
		"no food today, flagged":        {need("lonely", "food"), need("food"), need("food"), []matching.CrisisLine{anybody, food}},
		"urgent in itself":              {need("suicidal"), nil, need("suicidal"), []matching.CrisisLine{anybody, other}},
		"both, each once":               {need("suicidal", "food"), need("food", "suicidal"), need("suicidal", "food"), []matching.CrisisLine{anybody, food, other}},
		"flagged, and not among needs":  {need("lonely"), need("food"), need("food"), []matching.CrisisLine{anybody, food}},
		"no food today, not flagged":    {need("no-food-today"), nil, need("no-food-today"), []matching.CrisisLine{anybody}},
		"nowhere to sleep, not flagged": {need("nowhere-to-sleep"), nil, need("nowhere-to-sleep"), []matching.CrisisLine{anybody}},
		"unsafe tonight, not flagged":   {need("unsafe-tonight"), nil, need("unsafe-tonight"), []matching.CrisisLine{anybody}},
	} {
		q := matching.Query{Seeker: matching.Seeker{Needs: c.needs, Urgent: c.flagged}, At: monday}
		q.Options = &matching.QueryOptions{Crisis: []matching.CrisisLine{anybody, food, other}}
		calm := q
		calm.Seeker.Urgent = nil
		want := everyWay(t, calm, list)
		for way, r := range everyWay(t, q, list) {
			require.Equal(t, want[way].Matches, r.Matches, "%s %s", name, way)
		}
		for _, directory := range [][]activity.Activity{list, nil} {
			for way, r := range everyWay(t, q, directory) {
				if c.want == nil {
					require.Nil(t, r.Urgent, "%s %s", name, way)
					continue
				}
				require.NotNil(t, r.Urgent, "%s %s", name, way)
				require.Equal(t, c.want, r.Urgent.Needs, "%s %s", name, way)
				require.Equal(t, c.lines, r.Urgent.Lines, "%s %s", name, way)
				text, err := json.Marshal(r)
				require.NoError(t, err)
				require.Contains(t, string(text[:12]), `{"urgent":`, "it comes first")
			}
		}
	}
}

// TestEveryResultSaysItsCrosswalk: what a need was taken to be served by is a matter
// of judgement, so each result says whose and in which version: the library's, or
// that of a host who added to it, took links out or changed them.
func TestEveryResultSaysItsCrosswalk(t *testing.T) {
	standard := matching.DefaultCrosswalk()
	for l := range standard.All() {
		require.NotEmpty(t, l.Reason, "%s for %s", l.Category, l.Need)
		require.Equal(t, standard.Version(), l.From)
	}
	own, err := standard.With("Trafford 3",
		matching.Link{Need: "sp-need:lonely", Category: "sp-activity:gym", Strength: matching.Direct, Reason: "The gym here has a club."},
		matching.Link{Need: "sp-need:lonely", Category: "sp-activity:befriending", Strength: matching.Absent, Reason: "None here."},
		matching.Link{Need: "sp-need:lonely", Category: "sp-activity:choir", Strength: matching.Weak, Reason: "They are full."})
	require.NoError(t, err)
	gym, friend, choir := group(1, "sp-activity:gym", sale), group(2, "sp-activity:befriending", sale), group(3, "sp-activity:choir", sale)
	list := []activity.Activity{gym, friend, choir}
	q := matching.Query{Seeker: matching.Seeker{Needs: need("lonely")}, At: monday}
	for _, c := range []struct {
		crosswalk *matching.Crosswalk
		version   string
		want      []activity.ID
	}{
		{nil, standard.Version(), []activity.ID{friend.ID, choir.ID}},
		{own, standard.Version() + "+Trafford 3", []activity.ID{gym.ID, choir.ID}},
	} {
		for way, r := range everyWayWith(t, q, list, &matching.Options{Horizon: horizon, Crosswalk: c.crosswalk}) {
			require.Equal(t, c.version, r.Crosswalk, way)
			require.Equal(t, c.want, ranked(r), way)
		}
	}
}
