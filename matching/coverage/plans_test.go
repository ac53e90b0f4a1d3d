package coverage_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/matching/allocate"
	"github.com/socialprescribing/socialprescribing/matching/coverage"
	"github.com/socialprescribing/socialprescribing/outcome/cohort"
)

func decile(n int) cohort.Decile { return cohort.Decile{Index: cohort.IMD, Year: 2025, Decile: n} }

// TestComparePlans: ten who have waited longest get their first wish by priority, and
// are asked to take their second where as many as possible are to be placed; the ten
// from the first decile who want one thing only then get a place.
func TestComparePlans(t *testing.T) {
	t.Parallel()
	p := allocate.Problem{Places: []allocate.Places{{Activity: id(1), Free: 10}, {Activity: id(2), Free: 10}}}
	var who []coverage.Applicant
	ask := func(n int, name string, waiting int, d int, choices ...allocate.Choice) {
		for i := range n {
			r := allocate.RequestID(fmt.Sprintf("%s%02d", name, i))
			p.Requests = append(p.Requests, allocate.Request{ID: r, Waiting: waiting, Choices: choices})
			a := coverage.Applicant{Request: r, Need: "sp-need:lonely", Groups: of(name)}
			if d > 0 {
				a.Decile = decile(d)
			}
			who = append(who, a)
		}
	}
	first, second := allocate.Choice{Activity: id(1), Rank: 1}, allocate.Choice{Activity: id(2), Rank: 2}
	ask(10, "A", 30, 9, first, second)
	ask(10, "B", 20, 1, first)
	ask(12, "C", 10, 0)
	turns, most := must(allocate.Priority(p)), must(allocate.Most(p))
	imd := decile(1).Group().Dimension
	c := must(coverage.ComparePlans(turns, most, who, imd, cohort.SuppressionPolicy{Below: 2}))
	require.Equal(t, allocate.ByPriority, c.First)
	require.Equal(t, allocate.ByMost, c.Second)
	require.Len(t, c.Needs, 1)
	row := c.Needs[0]
	told := func(r coverage.PlanRow) string {
		return fmt.Sprintf("%s: %s better, %s same, %s worse, of %s", r.Group.Code, r.Better, r.Same, r.Worse, r.People)
	}
	require.Equal(t, ": 10 better, 12 same, 10 worse, of 32", told(row.All))
	require.Len(t, row.Groups, 3)
	require.Equal(t, ": 0 better, 12 same, 0 worse, of 12", told(row.Groups[0]), "those of no decile")
	require.Equal(t, decile(1).Group(), row.Groups[1].Group)
	require.Equal(t, decile(1).Group().Code+": 10 better, 0 same, 0 worse, of 10", told(row.Groups[1]))
	require.Equal(t, decile(9).Group().Code+": 0 better, 0 same, 10 worse, of 10", told(row.Groups[2]))
	back := must(coverage.ComparePlans(most, turns, who, "ethnicity", cohort.SuppressionPolicy{Below: 2}))
	require.Equal(t, "A: 10 better, 0 same, 0 worse, of 10", told(back.Needs[0].Groups[0]))
	none := must(coverage.ComparePlans(most, turns, who, "language", cohort.SuppressionPolicy{Below: 2}))
	require.Empty(t, none.Needs[0].Groups)
	require.Equal(t, ": 10 better, 12 same, 10 worse, of 32", told(none.Needs[0].All))
	few := must(coverage.ComparePlans(turns, most, who, imd, cohort.SuppressionPolicy{Below: 11}))
	require.Equal(t, "*", few.Needs[0].Groups[1].Better.String())
}

// TestComparePlansTwin: over random batches of two needs each count is what the plans
// say, request by request.
func TestComparePlansTwin(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(61, 62))
	seen := map[string]int{}
	for range 200 {
		p := allocate.Problem{Places: []allocate.Places{{Activity: id(1), Free: rng.IntN(4)}, {Activity: id(2), Free: rng.IntN(4)}}}
		var who []coverage.Applicant
		for i := range 12 {
			q := allocate.Request{ID: allocate.RequestID(fmt.Sprint(i)), Waiting: rng.IntN(3)}
			for a := range 2 {
				if rng.IntN(3) > 0 {
					q.Choices = append(q.Choices, allocate.Choice{Activity: id(byte(1 + a)), Rank: 1 + 15*rng.IntN(3)})
				}
			}
			if rng.IntN(8) == 0 {
				q.Held = id(1)
			}
			p.Requests = append(p.Requests, q)
			who = append(who, coverage.Applicant{
				Request: q.ID, Need: lonely(sale).Needs[0], Groups: of([]string{"A", "B"}[rng.IntN(2)]),
			})
			if i%2 == 0 {
				who[i].Need = "sp-need:food"
			}
		}
		a, b := must(allocate.Priority(p)), must(allocate.Most(p))
		rank := func(plan allocate.Plan, r allocate.RequestID) int {
			for _, pl := range plan.Placed {
				if pl.Request == r {
					return min(pl.Rank, 20) // held is 0
				}
			}
			return 100
		}
		want := map[string]int{}
		for _, x := range who {
			word := "same"
			switch was, is := rank(a, x.Request), rank(b, x.Request); {
			case is < was:
				word = "better"
			case is > was:
				word = "worse"
			}
			want[fmt.Sprint(x.Need, x.Groups[0].Code, word)]++
			seen[word]++
		}
		got := map[string]int{}
		for _, row := range must(coverage.ComparePlans(a, b, who, "ethnicity", cohort.SuppressionPolicy{Below: 1})).Needs {
			for _, g := range row.Groups {
				for word, n := range map[string]cohort.Count{"better": g.Better, "same": g.Same, "worse": g.Worse} {
					v, shown := n.Shown()
					if !shown {
						v = 1
					}
					if v > 0 {
						got[fmt.Sprint(row.Need, g.Group.Code, word)] = int(v)
					}
				}
			}
		}
		require.Equal(t, want, got)
	}
	require.True(t, seen["better"] > 10 && seen["worse"] > 10 && seen["same"] > 10, seen)
}

func TestComparePlansFaults(t *testing.T) {
	t.Parallel()
	plan := must(allocate.Priority(allocate.Problem{Requests: []allocate.Request{{ID: "a"}, {ID: "b"}}}))
	good := coverage.Applicant{Request: "a", Need: "sp-need:lonely"}
	with := func(f func(*coverage.Applicant)) coverage.Applicant {
		x := good
		x.Request = "b"
		f(&x)
		return x
	}
	for path, bad := range map[string]coverage.Applicant{
		"applicants/1/request: ": good,
		"applicants/1/request":   with(func(x *coverage.Applicant) { x.Request = "c" }),
		"applicants/1/need":      with(func(x *coverage.Applicant) { x.Need = "" }),
		"applicants/1/decile":    with(func(x *coverage.Applicant) { x.Decile = cohort.Decile{Index: "XMD", Year: 2019, Decile: 1} }),
		"applicants/1/groups":    with(func(x *coverage.Applicant) { x.Groups = []cohort.Group{{Code: "A"}} }),
		"applicants/1/groups: ":  with(func(x *coverage.Applicant) { x.Groups = append(of("A"), of("B")...) }),
		"applicants/1/groups: n": with(func(x *coverage.Applicant) { x.Decile, x.Groups = decile(1), []cohort.Group{decile(2).Group()} }),
	} {
		_, err := coverage.ComparePlans(plan, plan, []coverage.Applicant{good, bad}, "ethnicity", cohort.HESSuppression())
		require.ErrorIs(t, err, coverage.ErrInput, path)
		require.ErrorContains(t, err, path)
	}
	only := must(allocate.Priority(allocate.Problem{Requests: []allocate.Request{{ID: "b"}}}))
	for _, plans := range [][2]allocate.Plan{{plan, only}, {only, plan}} {
		_, err := coverage.ComparePlans(plans[0], plans[1], []coverage.Applicant{good}, "ethnicity", cohort.HESSuppression())
		require.ErrorIs(t, err, coverage.ErrInput)
	}
	_, err := coverage.ComparePlans(plan, plan, nil, "ethnicity", cohort.SuppressionPolicy{})
	require.ErrorIs(t, err, cohort.ErrInput)
	require.Empty(t, must(coverage.ComparePlans(plan, plan, nil, "ethnicity", cohort.HESSuppression())).Needs)

	var b bytes.Buffer
	slog.New(slog.NewTextHandler(&b, nil)).Info("x", "applicant", good)
	require.NotContains(t, b.String()+fmt.Sprintf("%v %+v %#v", good, good, good), "lonely")
}
