package reporting_test

import (
	"encoding/json"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/outcome"
	"github.com/socialprescribing/socialprescribing/outcome/cohort"
	"github.com/socialprescribing/socialprescribing/referral"
	"github.com/socialprescribing/socialprescribing/referral/reporting"
)

// attacker works out what the true counts behind a report can be, by drawing
// ever narrower bounds from what is shown and from how the counts hang together.
type attacker struct {
	p         cohort.SuppressionPolicy
	low, high []int64
	sums      [][]int // the first is the sum of the others
}

const boundless = int64(1) << 40

// saw takes in a count of the report.
func (a *attacker) saw(c cohort.Count) int {
	n, shown := c.Shown()
	switch {
	case !shown:
		return a.unknown(1)
	case n == 0:
		a.low, a.high = append(a.low, 0), append(a.high, 0)
	default:
		a.low, a.high = append(a.low, max(n-a.p.Base/2, a.p.Below+1)), append(a.high, n+(a.p.Base-1)/2)
	}
	return len(a.low) - 1
}

func (a *attacker) unknown(least int64) int {
	a.low, a.high = append(a.low, least), append(a.high, boundless)
	return len(a.low) - 1
}

func (a *attacker) is(sum int, parts ...int) { a.sums = append(a.sums, append([]int{sum}, parts...)) }

// think draws bounds until nothing changes any more.
func (a *attacker) think() {
	for changed := true; changed; {
		changed = false
		narrow := func(i int, lo, hi int64) {
			if lo > a.low[i] {
				a.low[i], changed = lo, true
			}
			if hi < a.high[i] {
				a.high[i], changed = hi, true
			}
		}
		for _, s := range a.sums {
			var lo, hi int64
			for _, i := range s[1:] {
				lo, hi = lo+a.low[i], hi+a.high[i]
			}
			narrow(s[0], lo, hi)
			for _, i := range s[1:] {
				narrow(i, a.low[s[0]]-(hi-a.high[i]), a.high[s[0]]-(lo-a.low[i]))
			}
		}
	}
}

// seen are the counts of a section in the attacker's hand, in a fixed order: the
// total, the stages, what is over and still waited for, those with contacts.
func (a *attacker) section(s reporting.Section) []int {
	total := a.saw(s.Episodes)
	out := []int{total}
	for _, row := range s.Funnel {
		out = append(out, a.saw(row.NoFurther))
	}
	a.is(total, out[1:]...)
	engaged := a.saw(s.Contacts.Episodes)
	a.is(engaged, out[4:]...)
	out = append(out, engaged)
	a.is(total, a.saw(s.Attempts.Episodes))
	for _, w := range s.Waits {
		over, still := a.saw(w.Over), a.saw(w.Still)
		a.is(total, over, still, a.unknown(0))
		out = append(out, over, still)
	}
	open := a.saw(s.Open)
	a.is(open, out[len(out)-1]) // the wait for the end
	return append(out, open)
}

// reports takes in all the reports of one tally. Whoever knows that everybody is
// in a group knows more.
func (a *attacker) reports(t *testing.T, tally *reporting.Tally, everybody bool) map[string][]int {
	t.Helper()
	out := map[string][]int{}
	all := a.section(release(t, tally, "").All)
	for _, d := range tally.Dimensions() {
		r := release(t, tally, d)
		for i, k := range a.section(r.All) { // the very same counts
			a.is(all[i], k)
		}
		parts := make([][]int, len(all))
		for _, g := range r.Groups {
			seen := a.section(g)
			out[d+" "+g.Group.Code] = seen
			for i, k := range seen {
				parts[i] = append(parts[i], k)
			}
		}
		for i, k := range all {
			if !everybody {
				parts[i] = append(parts[i], a.unknown(0))
			}
			a.is(k, parts[i]...)
		}
	}
	return out
}

// TestD26_AReportGivesNoSmallCountAway: four groups of twelve, of whom four each
// got nowhere. Everything stands at the edge of what rounding hides: four times
// twelve are fifty, four times eight thirty. Whoever may add up the other names
// of the same people has every count.
func TestD26_AReportGivesNoSmallCountAway(t *testing.T) {
	t.Parallel()
	tally := newTally(t, nil)
	early, far := begin(t, referral.BasisSelfReferral).accept(2).r, whole(t).r
	for _, code := range []string{"A", "B", "C", "D"} {
		g := []cohort.Group{{Dimension: "ethnicity", Code: code}}
		add(t, tally, 4, reporting.Episode{Referral: early, Groups: g})
		add(t, tally, 8, reporting.Episode{Referral: far, Groups: g})
	}
	p := cohort.HESSuppression()
	a := &attacker{p: p}
	sections := a.reports(t, tally, true)
	a.think()
	for name, seen := range sections {
		for i, k := range seen {
			if values := a.high[k] - a.low[k] + 1; a.high[k] <= p.Below && a.low[k] > 0 {
				require.GreaterOrEqual(t, values, p.LeastSpread(), "%s, count %d", name, i)
			}
		}
	}
}

// TestD26_ReportsOfOneTallyTellNoMoreTogether: made-up caseloads of all sizes,
// reported by both dimensions.
func TestD26_ReportsOfOneTallyTellNoMoreTogether(t *testing.T) {
	t.Parallel()
	p := cohort.HESSuppression()
	for seed := range uint64(8) {
		rng := rand.New(rand.NewPCG(seed, 7))
		tally := newTally(t, nil)
		for _, e := range sample(t, rng, 10+rng.IntN(150)) {
			require.NoError(t, tally.Add(e))
		}
		a := &attacker{p: p}
		sections := a.reports(t, tally, false)
		a.think()
		for name, seen := range sections {
			for i, k := range seen {
				require.LessOrEqual(t, a.low[k], a.high[k], "the attacker reckons rightly")
				if a.low[k] > 0 && a.high[k] <= p.Below {
					require.GreaterOrEqual(t, a.high[k]-a.low[k]+1, p.LeastSpread(), "seed %d, %s, count %d", seed, name, i)
				}
			}
		}
		first, err := json.Marshal(release(t, tally, "ethnicity").All)
		require.NoError(t, err)
		second, err := json.Marshal(release(t, tally, "").All)
		require.NoError(t, err)
		require.Equal(t, string(first), string(second), "what is starred of everybody does not depend on the dimension")
	}
}

// TestD26_PairsAreNotGivenAway: the pairs of a measure are counted of everybody
// and of groups, and each is shown or not as in the other.
func TestD26_PairsAreNotGivenAway(t *testing.T) {
	t.Parallel()
	tally := newTally(t, nil)
	b, f := outcome.Int(18), outcome.Int(12)
	change := []reporting.Change{{Measure: reporting.Measure{Instrument: "phq-9"}, Direction: outcome.Lower, Baseline: &b, FollowUp: &f}}
	for code, n := range map[string]int{"A": 12, "B": 12, "C": 3} {
		add(t, tally, n, reporting.Episode{Referral: whole(t).r, Groups: []cohort.Group{{Dimension: "ethnicity", Code: code}}, Changes: change})
	}
	c := release(t, tally, "ethnicity").Change[0]
	stars := 0
	for _, g := range c.Groups.Groups {
		if _, shown := g.Pairs.Shown(); !shown {
			stars++
			require.False(t, g.Improvement.IsKnown())
		}
	}
	require.Equal(t, "25", c.All.Pairs.String())
	require.Equal(t, "*", c.Groups.Pairs.String(), "a sum of which a part is starred")
	require.GreaterOrEqual(t, stars, 1)
}

// TestStatesThatDoNotAddUp: a state from elsewhere whose counts contradict each
// other is an error of its own, not a report.
func TestStatesThatDoNotAddUp(t *testing.T) {
	t.Parallel()
	tally := newTally(t, nil)
	add(t, tally, 10, reporting.Episode{Referral: whole(t).r, Groups: []cohort.Group{{Dimension: "ethnicity", Code: "A"}}})
	good, err := json.Marshal(tally)
	require.NoError(t, err)
	for _, part := range []string{"whole", "groups", "ends"} {
		var state map[string]any
		require.NoError(t, json.Unmarshal(good, &state))
		switch part {
		case "whole":
			state["whole"].(map[string]any)["furthest"] = []int{1, 0, 0, 0, 0, 0, 0}
		case "groups":
			state["groups"].(map[string]any)["ethnicity\tA"].(map[string]any)["furthest"] = []int{0, 0, 0, 0, 0, 0, 11}
		case "ends":
			state["ends"] = map[string]int{"closed\tmoved-away": 3}
		}
		bad, err := json.Marshal(state)
		require.NoError(t, err)
		other := newTally(t, nil)
		require.NoError(t, json.Unmarshal(bad, other))
		_, err = other.Release("ethnicity", cohort.HESSuppression())
		require.ErrorIs(t, err, reporting.ErrInput, part)
	}
}

// TestD26_ProtectionStarsLittleMore: of made-up caseloads with four ethnic groups
// and ten deciles, what is starred for the sake of small counts is few beside
// those.
func TestD26_ProtectionStarsLittleMore(t *testing.T) {
	t.Parallel()
	for _, n := range []int{30, 100, 200, 400, 1000, 2000} {
		tally := newTally(t, nil)
		for _, e := range sample(t, rand.New(rand.NewPCG(1, 9)), n) {
			require.NoError(t, tally.Add(e))
		}
		counts, err := reporting.Stars(tally, cohort.HESSuppression())
		require.NoError(t, err)
		t.Log(n, "episodes: shown, small, starred for their sake", counts)
		require.LessOrEqual(t, counts[2]*10, counts[1], "%d episodes", n)
	}
}
