package coverage_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/matching"
	"github.com/socialprescribing/socialprescribing/matching/coverage"
	"github.com/socialprescribing/socialprescribing/outcome/cohort"
	"github.com/socialprescribing/socialprescribing/person"
)

var (
	sale  = activity.MustParseCoordinates("53.4246,-2.3220")
	leeds = activity.MustParseCoordinates("53.8008,-1.5491")
	// monday is a Monday in March, ten in the morning.
	monday = time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)
)

func id(n byte) activity.ID { return activity.ID{15: n} }

func group(n byte, code activity.CategoryCode, at activity.Coordinates) activity.Activity {
	return activity.Activity{
		ID: id(n), Name: "Invented", Status: activity.Active,
		Categories: []activity.Category{{Code: code, Standing: activity.Known}},
		Locations:  []activity.Location{{Kind: activity.Physical, Coordinates: at}},
		Cost:       activity.Free(),
	}
}

// directory answers from a list by judging every entry.
func directory(list ...activity.Activity) coverage.Finder {
	return coverage.FinderFunc(func(q matching.Query) (matching.Result, error) {
		return matching.Rank(q, slices.Values(list), nil)
	})
}

func lonely(at activity.Coordinates) matching.Seeker {
	return matching.Seeker{Needs: []person.NeedCode{"sp-need:lonely"}, Place: matching.Place{Coordinates: at}}
}

// plain shows every count, so that tests can read them; a threshold of 1 is the
// least that a policy may have.
func report(t *testing.T, tally *coverage.Tally, dimension string) coverage.Report {
	t.Helper()
	r, err := tally.Release(dimension, cohort.SuppressionPolicy{Name: "test", Below: 1})
	require.NoError(t, err)
	return r
}

func add(t *testing.T, tally *coverage.Tally, n int, c coverage.Case) {
	t.Helper()
	c.At = monday
	for range n {
		require.NoError(t, tally.Add(c))
	}
}

// TestBarriers: what stands in the way is named, one criterion at a time.
func TestBarriers(t *testing.T) {
	t.Parallel()
	far := group(1, "sp-activity:befriending", leeds)
	here := group(2, "sp-activity:befriending", sale)
	dear, young := here, here
	dear.Cost = activity.Cost{Standing: activity.Known, Options: []activity.CostOption{{Kind: activity.Price, Amount: activity.Pence(900)}}}
	ages, err := activity.AgesInYears(0, 25)
	require.NoError(t, err)
	young.Eligibility.Ages = activity.KnownAs(ages)
	other := group(4, "sp-activity:food-bank", sale)
	for name, tc := range map[string]struct {
		list []activity.Activity
		ask  func(*matching.Seeker)
		want []matching.CriterionCode
	}{
		"too far":        {[]activity.Activity{far}, nil, []matching.CriterionCode{matching.Travel}},
		"nothing of it":  {[]activity.Activity{other}, nil, []matching.CriterionCode{matching.Need}},
		"two at once":    {[]activity.Activity{group(5, "sp-activity:food-bank", leeds)}, nil, []matching.CriterionCode{""}},
		"one or other":   {[]activity.Activity{far, other}, nil, []matching.CriterionCode{matching.Need, matching.Travel}},
		"empty":          {nil, nil, []matching.CriterionCode{""}},
		"too dear":       {[]activity.Activity{dear}, func(s *matching.Seeker) { s.Budget = matching.UpTo(200) }, []matching.CriterionCode{matching.Cost}},
		"too old":        {[]activity.Activity{young}, func(s *matching.Seeker) { s.Age = matching.AgeInYears(70) }, []matching.CriterionCode{matching.Eligibility}},
		"nothing online": {[]activity.Activity{online(here)}, func(s *matching.Seeker) { s.Digital = person.No }, []matching.CriterionCode{matching.Access}},
	} {
		tally, err := coverage.New(directory(tc.list...), nil)
		require.NoError(t, err)
		s := lonely(sale)
		if tc.ask != nil {
			tc.ask(&s)
		}
		add(t, tally, 2, coverage.Case{Seeker: s})
		row := report(t, tally, coverage.DimensionAll).Needs[0]
		require.Equal(t, "2", row.All.Nothing.String(), name)
		require.Equal(t, "0", row.All.Choice.String(), name)
		var got []matching.CriterionCode
		for _, b := range row.Barriers {
			got = append(got, b.Criterion)
			require.Equal(t, "2", b.People.String())
		}
		require.Equal(t, tc.want, got, name)
	}
}

func spoken(a activity.Activity, tag string) activity.Activity {
	a.Languages = []activity.LanguageOffer{{Tag: language.MustParse(tag)}}
	return a
}

func online(a activity.Activity) activity.Activity {
	a.Modes = []activity.Mode{activity.Online}
	a.Locations = nil
	return a
}

// TestFound: nothing, something and a choice are told apart, each need by
// itself, and a need named twice is one.
func TestFound(t *testing.T) {
	t.Parallel()
	tally, err := coverage.New(directory(group(1, "sp-activity:befriending", sale), group(2, "sp-activity:befriending", sale),
		group(3, "sp-activity:befriending", sale), group(4, "sp-activity:food-bank", sale)), nil)
	require.NoError(t, err)
	s := lonely(sale)
	s.Needs = []person.NeedCode{"sp-need:food", "sp-need:lonely", "sp-need:lonely", "sp-need:alcohol"}
	add(t, tally, 3, coverage.Case{Seeker: s, Area: "E05000001"})
	add(t, tally, 2, coverage.Case{Area: "E05000001"})
	r := report(t, tally, coverage.DimensionArea)
	require.Equal(t, "5", r.People.String())
	require.Equal(t, []person.NeedCode{"sp-need:alcohol", "sp-need:food", "sp-need:lonely"}, tally.Needs())
	require.Equal(t, "3", r.Needs[0].All.Nothing.String())
	require.Equal(t, "3", r.Needs[1].All.Some.String())
	require.Equal(t, "3", r.Needs[2].All.Choice.String())
	require.Equal(t, "3", r.Needs[2].Groups[0].Choice.String())
	require.Equal(t, cohort.Group{Dimension: "area", Code: "E05000001"}, r.Needs[2].Groups[0].Group)
	require.Equal(t, []string{"access", "all", "area", "language", "time"}, tally.Dimensions())
	require.Equal(t, int64(5), tally.People())
	// A dimension that nobody has: everybody, and no groups.
	none := report(t, tally, "IMD 2019")
	require.Equal(t, "3", none.Needs[2].All.Choice.String())
	require.Empty(t, none.Needs[2].Groups)
}

// TestSetAside: what the host's policy sets aside, to spread what is offered over
// providers, is found all the same.
func TestSetAside(t *testing.T) {
	t.Parallel()
	some, aside := matching.Match{Activity: id(1)}, matching.SetAside{Match: matching.Match{Activity: id(2)}}
	for _, tc := range []struct {
		res  matching.Result
		want string
	}{
		{matching.Result{}, "[3 0 0]"},
		{matching.Result{Matches: []matching.Match{some}}, "[0 3 0]"},
		{matching.Result{SetAside: []matching.SetAside{aside}}, "[0 3 0]"},
		{matching.Result{Matches: []matching.Match{some}, SetAside: []matching.SetAside{aside}}, "[0 0 3]"},
	} {
		tally := must(coverage.New(coverage.FinderFunc(func(matching.Query) (matching.Result, error) {
			return tc.res, nil
		}), &coverage.Options{Choice: 2, Counted: matching.MaxK}))
		add(t, tally, 3, coverage.Case{Seeker: lonely(sale)})
		row := report(t, tally, coverage.DimensionAll).Needs[0]
		require.Equal(t, tc.want, fmt.Sprint([]cohort.Count{row.All.Nothing, row.All.Some, row.All.Choice}))
	}
}

// TestAdditions: a candidate is judged as if it were there.
func TestAdditions(t *testing.T) {
	t.Parallel()
	here, there := group(8, "sp-activity:befriending", sale), group(9, "sp-activity:befriending", leeds)
	tally, err := coverage.New(directory(group(1, "sp-activity:food-bank", sale)),
		&coverage.Options{Candidates: []activity.Activity{there, here, group(7, "sp-activity:food-bank", sale)}})
	require.NoError(t, err)
	add(t, tally, 4, coverage.Case{Seeker: lonely(sale)})
	add(t, tally, 2, coverage.Case{Seeker: lonely(leeds)})
	r := report(t, tally, coverage.DimensionAll)
	require.Len(t, r.Additions, 2)
	require.Equal(t, here.ID, r.Additions[0].Activity)
	require.Equal(t, "4", r.Additions[0].Needs[0].People.String())
	require.Equal(t, there.ID, r.Additions[1].Activity)
	require.Equal(t, "2", r.Additions[1].Needs[0].People.String())

	// What was promised is kept: with the candidate in the directory, exactly
	// those people find something.
	after, err := coverage.New(directory(group(1, "sp-activity:food-bank", sale), here), nil)
	require.NoError(t, err)
	add(t, after, 4, coverage.Case{Seeker: lonely(sale)})
	add(t, after, 2, coverage.Case{Seeker: lonely(leeds)})
	row := report(t, after, coverage.DimensionAll).Needs[0]
	require.Equal(t, "4", row.All.Some.String())
	require.Equal(t, "2", row.All.Nothing.String())
}

// people are made-up seekers with every kind of group.
func people(rng *rand.Rand, n int) []coverage.Case {
	needs := []person.NeedCode{"sp-need:lonely", "sp-need:debt", "sp-need:food"}
	out := make([]coverage.Case, n)
	for i := range out {
		s := lonely([]activity.Coordinates{sale, leeds}[rng.IntN(2)])
		s.Needs = needs[:1+rng.IntN(3)]
		if rng.IntN(3) == 0 {
			s.Languages = []language.Tag{language.Polish}
		}
		if rng.IntN(3) == 0 {
			s.Access = []activity.Feature{activity.StepFree}
		}
		if rng.IntN(2) == 0 {
			s.Free = matching.SlotsOf(matching.Part(rng.IntN(3)), time.Tuesday)
		}
		out[i] = coverage.Case{
			Seeker: s, At: monday, Area: []string{"A", "B", ""}[rng.IntN(3)],
			Groups: []cohort.Group{{Dimension: "ethnicity", Code: []string{"A", "B"}[rng.IntN(2)]}},
		}
		if rng.IntN(4) > 0 {
			out[i].Decile = cohort.Decile{Index: cohort.IMD, Year: 2025, Decile: 1 + rng.IntN(10)}
		}
	}
	return out
}

// TestMergeIsWhole: dealt to shards and merged, every report is that of the
// whole, byte for byte.
func TestMergeIsWhole(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(1, 2))
	finder := directory(group(1, "sp-activity:befriending", sale), spoken(group(2, "sp-activity:food-bank", leeds), "en"))
	o := &coverage.Options{Choice: 2, Candidates: []activity.Activity{group(9, "sp-activity:befriending", leeds)}}
	whole, err := coverage.New(finder, o)
	require.NoError(t, err)
	shards := make([]*coverage.Tally, 3)
	for i := range shards {
		shards[i], err = coverage.New(finder, o)
		require.NoError(t, err)
	}
	for _, c := range people(rng, 150) {
		require.NoError(t, whole.Add(c))
		require.NoError(t, shards[rng.IntN(3)].Add(c))
	}
	merged, err := coverage.New(finder, o)
	require.NoError(t, err)
	for _, i := range rng.Perm(3) {
		require.NoError(t, merged.Merge(shards[i]))
	}
	require.Equal(t, whole.Dimensions(), merged.Dimensions())
	for _, d := range append(whole.Dimensions(), "nothing") {
		for _, p := range []cohort.SuppressionPolicy{cohort.HESSuppression(), {Below: 1}} {
			a, err := whole.Release(d, p)
			require.NoError(t, err)
			b, err := merged.Release(d, p)
			require.NoError(t, err)
			x, err := json.Marshal(a)
			require.NoError(t, err)
			y, err := json.Marshal(b)
			require.NoError(t, err)
			require.Equal(t, string(x), string(y))
		}
	}
	other, err := coverage.New(finder, nil)
	require.NoError(t, err)
	require.ErrorIs(t, merged.Merge(other), coverage.ErrInput)
}

// TestGroupsAddUp: in every dimension that everybody has, the groups of a need
// add up to all of them; the code "" is a group like any other.
func TestGroupsAddUp(t *testing.T) {
	t.Parallel()
	tally, err := coverage.New(directory(group(1, "sp-activity:befriending", sale)), nil)
	require.NoError(t, err)
	for _, c := range people(rand.New(rand.NewPCG(3, 4)), 60) {
		require.NoError(t, tally.Add(c))
	}
	for _, d := range []string{coverage.DimensionArea, coverage.DimensionLanguage, coverage.DimensionAccess, coverage.DimensionTime, "ethnicity"} {
		r, err := tally.Release(d, cohort.SuppressionPolicy{Below: 1})
		require.NoError(t, err)
		for _, row := range r.Needs {
			var known, total int64
			for _, g := range row.Groups {
				n, shown := g.People.Shown()
				if !shown {
					n = 1
				}
				known += n
			}
			total, _ = row.All.People.Shown()
			require.LessOrEqual(t, known, total, "%s %s", d, row.Need)
		}
	}
}

// TestSuppressed: nothing small leaves, in any part of the report.
func TestSuppressed(t *testing.T) {
	t.Parallel()
	tally, err := coverage.New(directory(), &coverage.Options{Candidates: []activity.Activity{group(9, "sp-activity:befriending", sale)}})
	require.NoError(t, err)
	add(t, tally, 5, coverage.Case{Seeker: lonely(sale), Area: "A"})
	r, err := tally.Release(coverage.DimensionArea, cohort.HESSuppression())
	require.NoError(t, err)
	b, err := json.Marshal(r)
	require.NoError(t, err)
	require.NotContains(t, string(b), `:5,`)
	require.Equal(t, "*", r.People.String())
	require.Equal(t, "*", r.Needs[0].All.Nothing.String())
	require.Empty(t, r.Needs[0].Barriers, "not even which there are")
	require.Empty(t, r.Additions)
	_, err = tally.Release(coverage.DimensionArea, cohort.SuppressionPolicy{})
	require.ErrorIs(t, err, cohort.ErrInput)
}

func TestFaults(t *testing.T) {
	t.Parallel()
	_, err := coverage.New(nil, &coverage.Options{Choice: -1, Candidates: []activity.Activity{{}, {ID: id(1)}, {ID: id(1)}}})
	require.ErrorIs(t, err, coverage.ErrInput)
	require.ErrorIs(t, err, cohort.ErrInput)
	require.Equal(t, "coverage: finder: none\ncoverage: choice: out of range\ncoverage: candidates/0: no ID, or the ID of another\n"+
		"coverage: candidates/2: no ID, or the ID of another", err.Error())

	_, err = coverage.New(directory(), &coverage.Options{Choice: matching.MaxK + 1})
	require.ErrorContains(t, err, "choice")
	_, err = coverage.New(directory(), &coverage.Options{Choice: matching.MaxK, Counted: matching.MaxK})
	require.NoError(t, err)
	tally, err := coverage.New(directory(), nil)
	require.NoError(t, err)
	for _, bad := range []coverage.Case{
		{Decile: cohort.Decile{Index: "XMD", Year: 2019, Decile: 1}},
		{Groups: []cohort.Group{{Code: "A"}}},
		{Groups: []cohort.Group{{Dimension: "area", Code: "A"}}},
		{Groups: []cohort.Group{{Dimension: "d", Code: "A"}, {Dimension: "d", Code: "B"}}},
	} {
		require.ErrorIs(t, tally.Add(bad), coverage.ErrInput)
	}
	require.Zero(t, tally.People())

	// The finder's error is passed on, whenever it comes, and nothing counts.
	broken := errors.New("directory is away")
	for failAt := range 4 {
		calls := 0
		tally, err := coverage.New(coverage.FinderFunc(func(q matching.Query) (matching.Result, error) {
			if calls++; calls > failAt {
				return matching.Result{}, broken
			}
			return matching.Rank(q, slices.Values([]activity.Activity(nil)), nil)
		}), nil)
		require.NoError(t, err)
		require.ErrorIs(t, tally.Add(coverage.Case{Seeker: lonely(sale), At: monday}), broken)
		require.Zero(t, tally.People())
		require.Empty(t, tally.Needs())
	}
	tally, err = coverage.New(directory(), &coverage.Options{
		Candidates: []activity.Activity{group(1, "sp-activity:befriending", sale)},
		Matching:   &matching.Options{Zone: "Nowhere/Atall"},
	})
	require.NoError(t, err)
	require.Error(t, tally.Add(coverage.Case{Seeker: lonely(sale), At: monday}))
}

// TestPolicy: what the host's own policy softens or drops is no barrier, and
// what it excludes when unknown is given up with its criterion.
func TestPolicy(t *testing.T) {
	t.Parallel()
	far := group(1, "sp-activity:befriending", leeds)
	tally, err := coverage.New(directory(far), &coverage.Options{Query: &matching.QueryOptions{Soft: []matching.CriterionCode{matching.Travel}}})
	require.NoError(t, err)
	add(t, tally, 2, coverage.Case{Seeker: lonely(sale)})
	require.Equal(t, "2", report(t, tally, coverage.DimensionAll).Needs[0].All.Some.String())

	unsaid := group(1, "sp-activity:befriending", sale)
	unsaid.Cost = activity.Cost{}
	tally, err = coverage.New(directory(unsaid), &coverage.Options{Query: &matching.QueryOptions{ExcludeUnknown: []matching.CriterionCode{matching.Cost}}})
	require.NoError(t, err)
	s := lonely(sale)
	s.Budget = matching.UpTo(0)
	add(t, tally, 2, coverage.Case{Seeker: s})
	row := report(t, tally, coverage.DimensionAll).Needs[0]
	require.Equal(t, "2", row.All.Nothing.String())
	require.Equal(t, matching.Cost, row.Barriers[0].Criterion)
}

// TestNobodyIsLeftOut: by a dimension that some have, those who have it not are a
// group without a code, so that the report is about everybody with the need in
// all its parts.
func TestNobodyIsLeftOut(t *testing.T) {
	t.Parallel()
	tally, err := coverage.New(directory(group(1, "sp-activity:befriending", sale)), nil)
	require.NoError(t, err)
	second := decile(2)
	add(t, tally, 10, coverage.Case{Seeker: lonely(sale), Decile: second})
	add(t, tally, 20, coverage.Case{Seeker: lonely(sale)})
	add(t, tally, 5, coverage.Case{Seeker: lonely(leeds)})
	row := report(t, tally, second.Group().Dimension).Needs[0]
	require.Len(t, row.Groups, 2)
	require.Equal(t, cohort.Group{Dimension: second.Group().Dimension}, row.Groups[0].Group)
	require.Equal(t, "5", row.Groups[0].Nothing.String())
	require.Equal(t, "20", row.Groups[0].Some.String())
	require.Equal(t, "10", row.Groups[1].Some.String())
	require.Equal(t, "35", row.All.People.String())
	require.Equal(t, "5", row.Barriers[0].People.String())

	// A host's own group without a code is that of those it does not know.
	tally, err = coverage.New(directory(group(1, "sp-activity:befriending", sale)), nil)
	require.NoError(t, err)
	add(t, tally, 10, coverage.Case{Seeker: lonely(sale), Groups: of("A")})
	add(t, tally, 20, coverage.Case{Seeker: lonely(sale), Groups: of("")})
	add(t, tally, 30, coverage.Case{Seeker: lonely(sale)})
	row = report(t, tally, "ethnicity").Needs[0]
	require.Len(t, row.Groups, 2)
	require.Equal(t, "50", row.Groups[0].People.String())
	require.Equal(t, "10", row.Groups[1].People.String())
}

// TestPartsGiveNothingAway: what a part leaves of its whole is not small, and
// nothing is said of a whole that is starred.
func TestPartsGiveNothingAway(t *testing.T) {
	t.Parallel()
	exact := cohort.SuppressionPolicy{Name: "exact", Below: 7}
	dear := group(2, "sp-activity:befriending", sale)
	dear.Cost = activity.Cost{Standing: activity.Known, Options: []activity.CostOption{{Kind: activity.Price, Amount: activity.Pence(900)}}}
	ask := func(people ...int) coverage.NeedRow { // of whom far away, and with no money beside it
		tally, err := coverage.New(directory(dear), nil)
		require.NoError(t, err)
		far := lonely(leeds)
		poor := lonely(sale)
		poor.Budget = matching.UpTo(100)
		add(t, tally, people[0], coverage.Case{Seeker: far})
		add(t, tally, people[1], coverage.Case{Seeker: poor})
		row := must(tally.Release(coverage.DimensionAll, exact)).Needs[0]
		return row
	}
	row := ask(20, 12)
	require.Equal(t, "32", row.All.Nothing.String())
	require.Len(t, row.Barriers, 2)
	require.Equal(t, "20", row.Barriers[0].People.String())
	require.Equal(t, "12", row.Barriers[1].People.String())
	row = ask(20, 3) // the three who could not pay are what the twenty leave
	require.Equal(t, "23", row.All.Nothing.String())
	require.Equal(t, "*", row.Barriers[0].People.String())
	require.Equal(t, "*", row.Barriers[1].People.String())
	row = ask(2, 3)
	require.Equal(t, "*", row.All.Nothing.String())
	require.Empty(t, row.Barriers)
}

// TestSampleGivesNothingAway: the size of the sample is starred where it shows how
// few do not have a need.
func TestSampleGivesNothingAway(t *testing.T) {
	t.Parallel()
	for without, want := range map[int]string{0: "20", 3: "*", 8: "28"} {
		tally, err := coverage.New(directory(), nil)
		require.NoError(t, err)
		add(t, tally, 20, coverage.Case{Seeker: lonely(sale)})
		add(t, tally, without, coverage.Case{})
		r := must(tally.Release(coverage.DimensionAll, cohort.SuppressionPolicy{Name: "exact", Below: 7}))
		require.Equal(t, want, r.People.String(), without)
	}
}
