package coverage_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/matching"
	"github.com/socialprescribing/socialprescribing/matching/coverage"
	"github.com/socialprescribing/socialprescribing/outcome/cohort"
	"github.com/socialprescribing/socialprescribing/person"
)

// anything is an activity at one place, which any criterion may stand in the way of.
func anything(rng *rand.Rand, n byte) activity.Activity {
	a := group(n, []activity.CategoryCode{"sp-activity:befriending", "sp-activity:food-bank", "sp-activity:choir"}[rng.IntN(3)],
		[]activity.Coordinates{sale, oneNorth, leeds}[rng.IntN(3)])
	switch rng.IntN(4) {
	case 0:
		a.Cost = activity.Cost{Standing: activity.Known, Options: []activity.CostOption{{Kind: activity.Price, Amount: activity.Pence(900)}}}
	case 1:
		a.Cost = activity.Cost{}
	}
	if rng.IntN(3) == 0 {
		a.Eligibility.Ages = activity.KnownAs(must(activity.AgesInYears(0, 25)))
	}
	if rng.IntN(3) == 0 {
		a = spoken(a, "en")
	}
	if rng.IntN(4) == 0 {
		a = online(a)
	}
	return a
}

// anybody is a seeker who raises some of these.
func anybody(rng *rand.Rand) matching.Seeker {
	s := lonely([]activity.Coordinates{sale, leeds}[rng.IntN(2)])
	s.Needs = [][]person.NeedCode{{"sp-need:lonely"}, {"sp-need:food"}, {"sp-need:lonely", "sp-need:food"}}[rng.IntN(3)]
	if rng.IntN(2) == 0 {
		s.Budget = matching.UpTo(100)
	}
	if rng.IntN(2) == 0 {
		s.Age = matching.AgeInYears(70)
	}
	if rng.IntN(3) == 0 {
		s.Languages = []language.Tag{language.Polish}
	}
	if rng.IntN(3) == 0 {
		s.Digital = person.No
	}
	return s
}

// counted is what a report is expected to say, by need and what is counted.
type counted map[string]int

// twin counts without a tally: it explains every activity to everybody, and takes
// what alone excludes one for a barrier.
func twin(t *testing.T, people []coverage.Case, list, candidates []activity.Activity, choice int) counted {
	t.Helper()
	out, why := counted{}, map[person.NeedCode]counted{}
	for _, c := range people {
		for _, need := range c.Seeker.Needs {
			q := matching.Query{Seeker: c.Seeker.Clone(), At: c.At}
			q.Seeker.Needs = []person.NeedCode{need}
			matches, barriers := 0, map[matching.CriterionCode]bool{}
			for _, a := range list {
				e := must(matching.Explain(q, a, nil))
				var against []matching.CriterionCode
				for _, v := range e.Criteria {
					if v.Excludes {
						against = append(against, v.Criterion)
					}
				}
				if e.Matches {
					matches++
				}
				if len(against) == 1 {
					barriers[against[0]] = true
				}
			}
			found := "nothing"
			switch {
			case matches >= choice:
				found = "choice"
			case matches > 0:
				found = "some"
			}
			out[fmt.Sprint(need, " ", found)]++
			out[fmt.Sprint(need, " ", c.Area, " ", found)]++
			if matches > 0 {
				continue
			}
			if why[need] == nil {
				why[need] = counted{}
			}
			for b := range barriers {
				why[need][fmt.Sprint(need, " barrier ", b)]++
			}
			if len(barriers) == 0 {
				why[need][fmt.Sprint(need, " barrier ")]++
			}
			for _, a := range candidates {
				if must(matching.Explain(q, a, nil)).Matches {
					why[need][fmt.Sprint(need, " served by ", a.ID)]++
				}
			}
		}
	}
	for need, said := range why {
		if out[fmt.Sprint(need, " nothing")] > 1 { // of one, who is starred, nothing is said
			maps.Copy(out, said)
		}
	}
	return out
}

// told is what a report says in the same words.
func told(r coverage.Report) counted {
	out := counted{}
	note := func(n cohort.Count, name ...any) {
		v, shown := n.Shown()
		if !shown {
			v = 1 // by a threshold of one
		}
		if v > 0 {
			out[fmt.Sprint(name...)] += int(v)
		}
	}
	for _, row := range r.Needs {
		for _, g := range append(slices.Clone(row.Groups), row.All) {
			of := fmt.Sprint(row.Need, " ")
			if g.Group.Dimension == coverage.DimensionArea {
				of += g.Group.Code + " "
			}
			note(g.Nothing, of, "nothing")
			note(g.Some, of, "some")
			note(g.Choice, of, "choice")
		}
		for _, b := range row.Barriers {
			note(b.People, row.Need, " barrier ", b.Criterion)
		}
	}
	for _, a := range r.Additions {
		for _, n := range a.Needs {
			note(n.People, n.Need, " served by ", a.Activity)
		}
	}
	return out
}

// TestTwin: over small directories and samples of every kind, the report says what
// its twin counts; and what it says of one more activity comes true when the
// activity is there.
func TestTwin(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(31, 32))
	kinds, served := counted{}, 0
	for range 300 {
		var list, candidates []activity.Activity
		for n := range byte(rng.IntN(5)) {
			list = append(list, anything(rng, 1+n))
		}
		for n := range byte(2) {
			candidates = append(candidates, anything(rng, 100+n))
		}
		var people []coverage.Case
		for range 1 + rng.IntN(12) {
			people = append(people, coverage.Case{Seeker: anybody(rng), At: monday, Area: []string{"A", "B"}[rng.IntN(2)]})
		}
		tally := must(coverage.New(directory(list...), &coverage.Options{Choice: 2, Candidates: candidates}))
		for _, c := range people {
			require.NoError(t, tally.Add(c))
		}
		want, got := twin(t, people, list, candidates, 2), told(report(t, tally, coverage.DimensionArea))
		require.Equal(t, want, got)
		for name := range want {
			kinds[name]++
		}
		for _, a := range candidates {
			before := want["sp-need:lonely nothing"]
			gain := want[fmt.Sprint("sp-need:lonely served by ", a.ID)]
			if before < 2 {
				continue // starred
			}
			after := twin(t, people, append(slices.Clone(list), a), nil, 2)
			require.Equal(t, before-gain, after["sp-need:lonely nothing"])
			served += gain
		}
	}
	for _, b := range []matching.CriterionCode{matching.Need, matching.Eligibility, matching.Access, matching.Travel, matching.Cost, ""} {
		require.Positive(t, kinds[fmt.Sprint("sp-need:lonely barrier ", b)], "%q", b)
	}
	require.Greater(t, served, 100)
}
