package allocate_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/matching/allocate"
)

// rankOf is the rank that counts: the better one of an activity named twice, cut.
func rankOf(q allocate.Request, id activity.ID) (int, bool) {
	best := 0
	for _, c := range q.Choices {
		if c.Activity == id && (best == 0 || c.Rank < best) {
			best = c.Rank
		}
	}
	return min(best, allocate.RankLimit), best > 0
}

// given is where each request has a place that this allocation gave.
func given(plan allocate.Plan) map[allocate.RequestID]activity.ID {
	out := map[allocate.RequestID]activity.ID{}
	for _, pl := range plan.Placed {
		if !pl.Held {
			out[pl.Request] = pl.Activity
		}
	}
	return out
}

// explained works out anew why everybody unplaced got nothing, and how far each
// activity's places reached, and holds the plan against that.
func explained(t *testing.T, p allocate.Problem, plan allocate.Plan) {
	t.Helper()
	apart := map[allocate.RequestID]bool{}
	for i, q := range bound(p).Requests {
		apart[q.ID] = len(q.Choices) == 0 && len(p.Requests[i].Choices) > 0
	}
	p = bound(p)
	free, at := map[activity.ID]int{}, given(plan)
	for _, pl := range p.Places {
		free[pl.Activity] = pl.Free
	}
	list := byPriority(p)
	turn := map[allocate.RequestID]int{}
	paired := map[allocate.RequestID]bool{}
	for i, q := range list {
		turn[q.ID] = i
	}
	for _, q := range list {
		paired[q.ID] = q.Together != "" && q.Held.IsZero() && list[turn[q.Together]].Held.IsZero()
	}
	there := map[activity.ID][]allocate.RequestID{}
	for id, a := range at {
		there[a] = append(there[a], id)
	}
	unplaced := map[allocate.RequestID]allocate.Unplaced{}
	for i, u := range plan.Unplaced {
		unplaced[u.Request] = u
		require.True(t, i == 0 || turn[plan.Unplaced[i-1].Request] < turn[u.Request], "in order of priority")
	}
	for i, q := range list {
		u, is := unplaced[q.ID]
		require.Equal(t, q.Held.IsZero() && at[q.ID].IsZero(), is)
		if !is {
			continue
		}
		var full []allocate.Full
		wanted := slices.Clone(q.Choices)
		slices.SortFunc(wanted, func(a, b allocate.Choice) int {
			x, _ := rankOf(q, a.Activity)
			y, _ := rankOf(q, b.Activity)
			return cmp.Or(x-y, a.Activity.Compare(b.Activity))
		})
		behind, later := 0, false
		for _, c := range slices.CompactFunc(wanted, func(a, b allocate.Choice) bool { return a.Activity == b.Activity }) {
			if free[c.Activity] == 0 {
				continue
			}
			f := allocate.Full{Activity: c.Activity}
			for _, id := range there[c.Activity] {
				if turn[id] < i {
					f.Ahead++
					continue
				}
				f.Behind++
				later = later || !paired[id]
			}
			behind += f.Behind
			full = append(full, f)
		}
		require.Equal(t, full, u.Full, q.ID)
		want := allocate.FullAhead
		switch {
		case apart[q.ID]:
			want = allocate.NotTogether
		case len(q.Choices) == 0:
			want = allocate.NoChoice
		case paired[q.ID]:
			want = allocate.NotTogether
		case len(full) == 0:
			want = allocate.NoPlaces
		case later:
			want = allocate.FullMost
		}
		require.Equal(t, want, u.Reason, "%s %+v", q.ID, full)
	}
	last := map[activity.ID]allocate.Request{}
	for _, q := range list {
		if a, ok := at[q.ID]; ok {
			last[a] = q
		}
	}
	for _, c := range plan.Cutoffs {
		require.Equal(t, last[c.Activity].Urgency, c.Urgency)
		require.Equal(t, last[c.Activity].Waiting, c.Waiting)
	}
}

// couples ties some of the requests of a problem to each other, gives a few a
// place already, and names some activities twice.
func couples(r *rand.Rand, p allocate.Problem) allocate.Problem {
	for i := 0; i+1 < len(p.Requests); i += 2 {
		a, b := &p.Requests[i], &p.Requests[i+1]
		if r.IntN(2) == 0 {
			a.Together, b.Together = b.ID, a.ID
			b.Choices = append(b.Choices, a.Choices...)
		}
		if r.IntN(6) == 0 {
			a.Held = act(r.IntN(3))
		}
		if len(b.Choices) > 0 && r.IntN(3) == 0 {
			c := b.Choices[r.IntN(len(b.Choices))]
			c.Rank = 1 + r.IntN(30)
			b.Choices = append(b.Choices, c)
		}
	}
	return p
}

// bound leaves to whoever is to be together with somebody who has a place already
// no choice but that.
func bound(p allocate.Problem) allocate.Problem {
	p.Requests = slices.Clone(p.Requests)
	for _, o := range p.Requests {
		if o.Held.IsZero() || o.Together == "" {
			continue
		}
		q := &p.Requests[slices.IndexFunc(p.Requests, func(q allocate.Request) bool { return q.ID == o.Together })]
		if q.Held.IsZero() {
			q.Choices = slices.DeleteFunc(slices.Clone(q.Choices), func(c allocate.Choice) bool { return c.Activity != o.Held })
		}
	}
	return p
}

// byHand places the couples as the package says it does, and returns what is
// left for the others, and where the couples are.
func byHand(p allocate.Problem) (allocate.Problem, map[allocate.RequestID]outcome) {
	p = bound(p)
	rest := allocate.Problem{Places: slices.Clone(p.Places)}
	got, done := map[allocate.RequestID]outcome{}, map[allocate.RequestID]bool{}
	for _, q := range byPriority(p) {
		if !q.Held.IsZero() || done[q.ID] {
			continue
		}
		other := slices.IndexFunc(p.Requests, func(o allocate.Request) bool { return o.ID == q.Together })
		if q.Together == "" || !p.Requests[other].Held.IsZero() {
			q.Together = ""
			rest.Requests = append(rest.Requests, q)
			continue
		}
		o := p.Requests[other]
		done[o.ID] = true
		best, sum := -1, 0
		for i, pl := range rest.Places {
			x, a := rankOf(q, pl.Activity)
			y, b := rankOf(o, pl.Activity)
			if !a || !b || pl.Free < 2 {
				continue
			}
			if best < 0 || x+y < sum || x+y == sum && pl.Activity.Compare(rest.Places[best].Activity) < 0 {
				best, sum = i, x+y
			}
		}
		if best >= 0 {
			id := rest.Places[best].Activity
			rest.Places[best].Free -= 2
			x, _ := rankOf(q, id)
			y, _ := rankOf(o, id)
			got[q.ID], got[o.ID] = outcome{true, x, id}, outcome{true, y, id}
		}
	}
	return rest, got
}

// TestCouplesFirst: couples are placed by priority before anybody else, at the
// activity with two places that the two rank best together, of equals the one
// with the smaller ID; the others then get what they would get among themselves.
// Everybody without a place is told why, and each cut-off is that of the last.
func TestCouplesFirst(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 10))
	together, single := 0, 0
	for n := range 2000 / smaller {
		p := couples(r, problem(r, 2+r.IntN(7), 1+r.IntN(5), 3, 4, 1+r.IntN(3)))
		rest, got := byHand(p)
		for i, policy := range []func(allocate.Problem) (allocate.Plan, error){allocate.Most, allocate.Priority} {
			plan, err := policy(p)
			require.NoError(t, err)
			sound(t, p, plan)
			explained(t, p, plan)
			want := map[allocate.RequestID]outcome{}
			for id, o := range got {
				want[id] = o
			}
			alone, err := policy(rest)
			require.NoError(t, err)
			for _, pl := range alone.Placed {
				want[pl.Request] = outcome{true, min(pl.Rank, allocate.RankLimit), pl.Activity}
			}
			have := map[allocate.RequestID]outcome{}
			for _, pl := range plan.Placed {
				if !pl.Held {
					have[pl.Request] = outcome{true, min(pl.Rank, allocate.RankLimit), pl.Activity}
				}
			}
			require.Equal(t, want, have, "case %d, policy %d: %+v", n, i, p)
			together, single = together+len(got), single+len(alone.Placed)
			if n := len(rest.Requests); i == 0 && n > 0 && n < 7 {
				require.Equal(t, brute(rest), outcomes(rest, alone))
			}
		}
	}
	require.Greater(t, together, 100)
	require.Greater(t, single, 100)
}

// TestNamedTwice: an activity named twice counts once, with its better rank, in
// a list that is short and in one that is longer than anybody's.
func TestNamedTwice(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 12))
	for n := range 300 / smaller {
		p := problem(r, 12, 70, 3, 2, 8)
		for i := range p.Requests {
			for range r.IntN(120) {
				p.Requests[i].Choices = append(p.Requests[i].Choices, allocate.Choice{Activity: act(r.IntN(70)), Rank: 1 + r.IntN(25)})
			}
		}
		once := allocate.Problem{Places: p.Places}
		for _, q := range p.Requests {
			var list []allocate.Choice
			for a := range 71 {
				if rank, named := rankOf(q, act(a)); named {
					list = append(list, allocate.Choice{Activity: act(a), Rank: rank})
				}
			}
			q.Choices = list
			once.Requests = append(once.Requests, q)
		}
		for _, policy := range []func(allocate.Problem) (allocate.Plan, error){allocate.Most, allocate.Priority} {
			a, err := policy(p)
			require.NoError(t, err)
			b, err := policy(once)
			require.NoError(t, err)
			require.Equal(t, outcomes(once, b), outcomes(p, a), "case %d", n)
			require.Equal(t, b.Unplaced, a.Unplaced)
			require.Equal(t, b.Cutoffs, a.Cutoffs)
		}
	}
}

// TestRanksAsGiven: a plan says the rank that the person gave, and sums it cut.
func TestRanksAsGiven(t *testing.T) {
	p := allocate.Problem{
		Places:   []allocate.Places{{Activity: act(1), Free: 3}},
		Requests: []allocate.Request{{ID: "a", Choices: []allocate.Choice{{Activity: act(1), Rank: 35}, {Activity: act(1), Rank: 30}, {Activity: act(1), Rank: 33}}}},
	}
	plan, err := allocate.Most(p)
	require.NoError(t, err)
	require.Equal(t, []allocate.Placement{{Request: "a", Activity: act(1), Rank: 30}}, plan.Placed)
	require.Equal(t, allocate.RankLimit, plan.RankSum)
}

// TestOrderOfInputDoesNotMatter: a plan does not depend on the order in which
// requests, choices and places are named.
func TestOrderOfInputDoesNotMatter(t *testing.T) {
	r := rand.New(rand.NewPCG(13, 14))
	for range 200 / smaller {
		p := couples(r, problem(r, 30, 9, 5, 4, 4))
		for _, policy := range []func(allocate.Problem) (allocate.Plan, error){allocate.Most, allocate.Priority} {
			want, err := policy(p)
			require.NoError(t, err)
			q := allocate.Problem{Requests: slices.Clone(p.Requests), Places: slices.Clone(p.Places)}
			r.Shuffle(len(q.Requests), func(i, j int) { q.Requests[i], q.Requests[j] = q.Requests[j], q.Requests[i] })
			r.Shuffle(len(q.Places), func(i, j int) { q.Places[i], q.Places[j] = q.Places[j], q.Places[i] })
			for i := range q.Requests {
				q.Requests[i].Choices = slices.Clone(q.Requests[i].Choices)
				c := q.Requests[i].Choices
				r.Shuffle(len(c), func(i, j int) { c[i], c[j] = c[j], c[i] })
			}
			got, err := policy(q)
			require.NoError(t, err)
			require.Equal(t, want, got)
		}
	}
}

// residual is what a plan leaves open, for checks of optimality that know nothing
// of how it was found.
type residual struct {
	at      []int // where each person is, -1 nowhere
	rank    [][]int
	choices [][]int
	room    []int
}

// left reads a plan.
func left(p allocate.Problem, plan allocate.Plan) residual {
	var x residual
	number, at := map[activity.ID]int{}, given(plan)
	for _, pl := range p.Places {
		number[pl.Activity] = len(x.room)
		x.room = append(x.room, pl.Free)
	}
	for _, q := range p.Requests {
		var list, ranks []int
		for _, c := range q.Choices {
			a, there := number[c.Activity]
			if r, _ := rankOf(q, c.Activity); there && !slices.Contains(list, a) {
				list, ranks = append(list, a), append(ranks, r)
			}
		}
		here := -1
		if a, ok := at[q.ID]; ok {
			here = number[a]
			x.room[here]--
		}
		x.at, x.choices, x.rank = append(x.at, here), append(x.choices, list), append(x.rank, ranks)
	}
	return x
}

// optimal reports whether nobody more can be placed and no exchange lowers the
// sum of ranks: in the graph of moves between activities there is no way from
// somebody unplaced to a free place, and no cycle of negative cost, by the method
// of Bellman and Ford.
func (x residual) optimal() error {
	m := len(x.room)
	source, sink := m, m+1 // being unplaced, a place left
	cost := map[[2]int]int{}
	note := func(from, to, c int) {
		if have, ok := cost[[2]int{from, to}]; !ok || c < have {
			cost[[2]int{from, to}] = c
		}
	}
	for p, here := range x.at {
		was, from := 0, source
		if here >= 0 {
			from = here
			was = x.rank[p][slices.Index(x.choices[p], here)]
			note(here, source, -was) // gives the place up, for somebody else
		}
		for i, a := range x.choices[p] {
			if a != here {
				note(from, a, x.rank[p][i]-was)
			}
		}
	}
	for a, n := range x.room {
		if n < 0 {
			return fmt.Errorf("activity %d is over its places", a)
		}
		if n > 0 {
			note(a, sink, 0)
		}
		note(sink, a, 0)
	}
	// What is unplaced is unplaced at no cost, so that only cycles count; but a
	// way from the source to the sink would place one more.
	next := map[int][]int{}
	for arc := range cost {
		next[arc[0]] = append(next[arc[0]], arc[1])
	}
	seen, queue := map[int]bool{source: true}, []int{source}
	for len(queue) > 0 {
		v := queue[0]
		queue = queue[1:]
		for _, to := range next[v] {
			if to == sink {
				return fmt.Errorf("one more could be placed")
			}
			if !seen[to] {
				seen[to] = true
				queue = append(queue, to)
			}
		}
	}
	dist := make([]int, m+2)
	for round := 0; ; round++ {
		changed := false
		for arc, c := range cost {
			if dist[arc[0]]+c < dist[arc[1]] {
				dist[arc[1]], changed = dist[arc[0]]+c, true
			}
		}
		if !changed {
			return nil
		}
		if round > m+2 {
			return fmt.Errorf("an exchange lowers the sum of ranks")
		}
	}
}

// TestLargePlansAreOptimal holds plans for thousands of people against a check
// of optimality, in which they must also fail once they are spoilt.
func TestLargePlansAreOptimal(t *testing.T) {
	for n, room := range []int{16, 13, 9, 5} {
		r := rand.New(rand.NewPCG(uint64(n), 15))
		p := local(r, 3000/smaller, 240/smaller, 12, room)
		plan, err := allocate.Most(p)
		require.NoError(t, err)
		sound(t, p, plan)
		explained(t, p, plan)
		x := left(p, plan)
		require.NoError(t, x.optimal(), "%d places", room)
		spoilt := 0
		for i, here := range x.at {
			for k, a := range x.choices[i] {
				if here >= 0 && x.room[a] > 0 && x.rank[i][k] > x.rank[i][slices.Index(x.choices[i], here)] {
					x.at[i], x.room[a], x.room[here] = a, x.room[a]-1, x.room[here]+1
					require.Error(t, x.optimal())
					x.at[i], x.room[a], x.room[here] = here, x.room[a]+1, x.room[here]-1
					spoilt++
					break
				}
			}
			if spoilt == 3 {
				break
			}
		}
		require.True(t, spoilt > 0 || room < 10, "the check was never tried")
	}
}
