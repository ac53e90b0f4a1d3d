package coverage

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/matching"
	"github.com/socialprescribing/socialprescribing/outcome/cohort"
	"github.com/socialprescribing/socialprescribing/person"
)

// truth is a sample of people of whom some have one need: who found nothing, by
// which of two barriers, or neither, or both, are in the way, and how many of
// them one more activity would serve; who found something or a choice, for sure
// or to be checked; and who does not have the need.
type truth struct {
	neither, travel, cost, both, served int64
	someSure, someCheck, manySure       int64
	manyCheck, without                  int64
}

func (x truth) none() int64  { return x.neither + x.travel + x.cost + x.both }
func (x truth) found() int64 { return x.someSure + x.someCheck + x.manySure + x.manyCheck }

const attacked = person.NeedCode("sp-need:lonely")

// tally is one that has counted these people.
func (x truth) tally() *Tally {
	added := activity.ID{1}
	t := &Tally{
		o: Options{Choice: 3, Candidates: []activity.Activity{{ID: added}}}, people: x.none() + x.found() + x.without,
		cells: map[key]counts{}, barriers: map[barrierKey]int64{
			{attacked, ""}:              x.neither,
			{attacked, matching.Travel}: x.travel + x.both,
			{attacked, matching.Cost}:   x.cost + x.both,
		},
		gains: map[gainKey]int64{{added, attacked}: x.served}, spreads: map[key]*spread{}, unmet: map[Unmet]int64{},
	}
	t.cells[key{attacked, cohort.Group{Dimension: DimensionAll}}] = counts{
		none: x.none(), some: x.someSure + x.someCheck, many: x.manySure + x.manyCheck, check: x.someCheck + x.manyCheck,
	}
	return t
}

// secrets are the counts of people that a report shows, and what those that are
// parts of others leave of them. That none of those who found something has
// anything to check leaves all of them, and says nothing new.
func (x truth) secrets() map[string]int64 {
	check := x.someCheck + x.manyCheck
	return map[string]int64{
		"nothing": x.none(), "some": x.someSure + x.someCheck, "choice": x.manySure + x.manyCheck,
		"to check": check, "sure": x.found() - check, "travel": x.travel + x.both, "not travel": x.neither + x.cost,
		"cost": x.cost + x.both, "not cost": x.neither + x.travel, "neither": x.neither, "both": x.both,
		"served": x.served, "not served": x.none() - x.served, "without the need": x.without,
		"with the need": x.none() + x.found(),
	}
}

// reader is what a reader has: a report, and the rule by which it was made.
type reader struct {
	p cohort.SuppressionPolicy
	r Report
}

// fits reports whether a count could be what is shown.
func (a reader) fits(c cohort.Count, n int64) bool {
	if starred(c) {
		return n >= 1
	}
	return a.p.Count(n) == c
}

// barrier reports whether n people could have a barrier.
func (a reader) barrier(code matching.CriterionCode, n int64) bool {
	if starred(a.r.Needs[0].All.Nothing) {
		return true // then nothing is said of them
	}
	for _, b := range a.r.Needs[0].Barriers {
		if b.Criterion == code {
			return a.fits(b.People, n)
		}
	}
	return n == 0
}

// addition reports whether n people could be served.
func (a reader) addition(n int64) bool {
	switch {
	case starred(a.r.Needs[0].All.Nothing):
		return true
	case len(a.r.Additions) == 0:
		return n == 0
	}
	return a.fits(a.r.Additions[0].Needs[0].People, n)
}

// possible tries all samples up to a limit in each respect and returns which
// values each secret could have. What concerns those who found nothing and those
// who found something is tried apart, and put together by how many they are.
func (a reader) possible(limit int64) map[string]map[int64]bool {
	out := map[string]map[int64]bool{}
	nones, founds := map[int64][]truth{}, map[int64][]truth{}
	row := a.r.Needs[0]
	each(limit, 4, func(n []int64) {
		x := truth{neither: n[0], travel: n[1], cost: n[2], both: n[3]}
		if a.fits(row.All.Nothing, x.none()) && a.barrier("", x.neither) && a.barrier(matching.Travel, x.travel+x.both) && a.barrier(matching.Cost, x.cost+x.both) {
			for x.served = 0; x.served <= x.none(); x.served++ {
				if a.addition(x.served) {
					nones[x.none()] = append(nones[x.none()], x)
				}
			}
		}
		y := truth{someSure: n[0], someCheck: n[1], manySure: n[2], manyCheck: n[3]}
		if a.fits(row.All.Some, n[0]+n[1]) && a.fits(row.All.Choice, n[2]+n[3]) && a.fits(row.ToCheck, n[1]+n[3]) {
			founds[y.found()] = append(founds[y.found()], y)
		}
	})
	note := func(names []string, list ...truth) {
		for _, x := range list {
			s := x.secrets()
			for _, name := range names {
				if out[name] == nil {
					out[name] = map[int64]bool{}
				}
				out[name][s[name]] = true
			}
		}
	}
	ofNone, ofFound := map[int64]bool{}, map[int64]bool{}
	for n := range nones {
		for m := range founds {
			if !a.fits(row.All.People, n+m) {
				continue
			}
			for w := int64(0); w <= limit; w++ {
				if a.fits(a.r.People, n+m+w) {
					ofNone[n], ofFound[m] = true, true
					note([]string{"with the need", "without the need"}, truth{neither: n, someSure: m, without: w})
				}
			}
		}
	}
	for n := range ofNone {
		note([]string{"nothing", "travel", "not travel", "cost", "not cost", "neither", "both", "served", "not served"}, nones[n]...)
	}
	for m := range ofFound {
		note([]string{"some", "choice", "to check", "sure"}, founds[m]...)
	}
	return out
}

// each yields every list of so many numbers up to a limit.
func each(limit int64, length int, yield func([]int64)) {
	list := make([]int64, length)
	var fill func(at int)
	fill = func(at int) {
		if at == length {
			yield(list)
			return
		}
		for n := int64(0); n <= limit; n++ {
			list[at] = n
			fill(at + 1)
		}
	}
	fill(0)
}

// TestNoSmallCountCanBeWorkedOut attacks reports: whatever a reader subtracts, no
// small count of people, of those that a report shows or of what they leave of
// each other, can be narrowed down below the promised number of values.
func TestNoSmallCountCanBeWorkedOut(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(21, 22))
	small := 0
	for _, p := range []cohort.SuppressionPolicy{{Below: 2}, {Below: 3}, {Below: 2, Base: 3}, {Below: 3, Base: 2}} {
		for range attacks {
			some := func() int64 { return rng.Int64N(5) * rng.Int64N(2) }
			x := truth{
				neither: some(), travel: some(), cost: some(), both: some(), someSure: some(), someCheck: some(), manySure: some(),
				manyCheck: some(), without: some(),
			}
			if n := x.none(); n > 0 {
				x.served = rng.Int64N(n + 1)
			}
			r, err := x.tally().Release(DimensionAll, p)
			require.NoError(t, err)
			could := reader{p, r}.possible(6)
			for name, n := range x.secrets() {
				require.True(t, could[name][n], "%s: the truth is possible", name)
				if n >= 1 && n <= p.Below && (name != "sure" || x.someCheck+x.manyCheck > 0) {
					small++
					require.GreaterOrEqual(t, int64(len(could[name])), p.LeastSpread(), "%+v %+v: %s is one of %v of %+v", p, x, name, could[name], r)
				}
			}
		}
	}
	require.Greater(t, small, 100)
}
