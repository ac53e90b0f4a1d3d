package allocate_test

import (
	"cmp"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/matching/allocate"
)

func act(n int) activity.ID { return activity.ID{0: 1, 14: byte(n >> 8), 15: byte(n)} }

// problem makes a random problem.
func problem(r *rand.Rand, people, acts, choices, places, ranks int) allocate.Problem {
	var p allocate.Problem
	for a := range acts {
		p.Places = append(p.Places, allocate.Places{Activity: act(a), Free: r.IntN(places + 1)})
	}
	for i := range people {
		q := allocate.Request{
			ID: allocate.RequestID(fmt.Sprintf("p%05d", r.IntN(90000)*10+i%10)), Urgency: r.IntN(2), Waiting: r.IntN(3),
		}
		q.ID += allocate.RequestID(fmt.Sprint(i))
		for range r.IntN(choices + 1) {
			q.Choices = append(q.Choices, allocate.Choice{Activity: act(r.IntN(acts + 1)), Rank: 1 + r.IntN(ranks)})
		}
		p.Requests = append(p.Requests, q)
	}
	return p
}

// byPriority orders requests as the package documents.
func byPriority(p allocate.Problem) []allocate.Request {
	list := slices.Clone(p.Requests)
	slices.SortFunc(list, func(a, b allocate.Request) int {
		return cmp.Or(cmp.Compare(b.Urgency, a.Urgency), cmp.Compare(b.Waiting, a.Waiting), cmp.Compare(a.ID, b.ID))
	})
	return list
}

// outcome is what one request got: the rank (cut), or unplaced.
type outcome struct {
	placed bool
	rank   int
	act    activity.ID
}

// better compares outcomes as the package documents: placed, rank, ID.
func better(a, b outcome) int {
	switch {
	case a.placed != b.placed:
		if a.placed {
			return -1
		}
		return 1
	case !a.placed:
		return 0
	}
	return cmp.Or(cmp.Compare(a.rank, b.rank), a.act.Compare(b.act))
}

// brute tries every allocation of single requests.
func brute(p allocate.Problem) []outcome {
	list := byPriority(p)
	room := map[activity.ID]int{}
	for _, pl := range p.Places {
		room[pl.Activity] = pl.Free
	}
	var best []outcome
	bestPlaced, bestSum := -1, 0
	now := make([]outcome, len(list))
	var try func(i, placed, sum int)
	try = func(i, placed, sum int) {
		if i == len(list) {
			if placed < bestPlaced || placed == bestPlaced && sum > bestSum {
				return
			}
			if placed == bestPlaced && sum == bestSum && slices.CompareFunc(now, best, better) >= 0 {
				return
			}
			best, bestPlaced, bestSum = slices.Clone(now), placed, sum
			return
		}
		now[i] = outcome{}
		try(i+1, placed, sum)
		for _, c := range list[i].Choices {
			if room[c.Activity] == 0 {
				continue
			}
			room[c.Activity]--
			now[i] = outcome{placed: true, rank: min(c.Rank, allocate.RankLimit), act: c.Activity}
			try(i+1, placed+1, sum+now[i].rank)
			room[c.Activity]++
		}
		now[i] = outcome{}
	}
	try(0, 0, 0)
	return best
}

// outcomes reads a plan in order of priority.
func outcomes(p allocate.Problem, plan allocate.Plan) []outcome {
	got := map[allocate.RequestID]outcome{}
	for _, pl := range plan.Placed {
		got[pl.Request] = outcome{placed: true, rank: min(pl.Rank, allocate.RankLimit), act: pl.Activity}
	}
	var out []outcome
	for _, q := range byPriority(p) {
		out = append(out, got[q.ID])
	}
	return out
}

// sound checks what holds of every plan.
func sound(t *testing.T, p allocate.Problem, plan allocate.Plan) {
	t.Helper()
	require.Equal(t, len(p.Requests), len(plan.Placed)+len(plan.Unplaced))
	used, sum := map[activity.ID]int{}, 0
	for _, pl := range plan.Placed {
		if !pl.Held {
			used[pl.Activity]++
			sum += min(pl.Rank, allocate.RankLimit)
		}
	}
	require.Equal(t, sum, plan.RankSum)
	for i, pl := range slices.SortedFunc(slices.Values(p.Places), func(a, b allocate.Places) int { return a.Activity.Compare(b.Activity) }) {
		require.LessOrEqual(t, used[pl.Activity], pl.Free)
		require.Equal(t, pl.Activity, plan.Cutoffs[i].Activity)
		require.Equal(t, used[pl.Activity], plan.Cutoffs[i].Given)
		require.Equal(t, pl.Free, plan.Cutoffs[i].Given+plan.Cutoffs[i].Left)
	}
	for _, u := range plan.Unplaced {
		require.True(t, u.Reason.IsValid())
		require.NotEqual(t, string(u.Reason), u.Text(language.English))
	}
}

func TestMostEqualsBruteForce(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for n := range 4000 {
		p := problem(r, 1+r.IntN(6), 1+r.IntN(4), 4, 2, 1+r.IntN(4))
		if n%50 == 0 && len(p.Requests[0].Choices) > 0 {
			p.Requests[0].Choices[0].Rank = 35
		}
		plan, err := allocate.Most(p)
		require.NoError(t, err)
		sound(t, p, plan)
		require.Equal(t, brute(p), outcomes(p, plan), "case %d: %+v", n, p)
	}
}

func TestPriorityIsSerialDictatorship(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 2000 {
		p := problem(r, 1+r.IntN(12), 1+r.IntN(5), 5, 3, 5)
		plan, err := allocate.Priority(p)
		require.NoError(t, err)
		sound(t, p, plan)
		room := map[activity.ID]int{}
		for _, pl := range p.Places {
			room[pl.Activity] = pl.Free
		}
		var want []outcome
		for _, q := range byPriority(p) {
			best := outcome{}
			for _, c := range q.Choices {
				o := outcome{placed: true, rank: c.Rank, act: c.Activity}
				if room[c.Activity] > 0 && better(o, best) < 0 {
					best = o
				}
			}
			room[best.act]--
			want = append(want, best)
		}
		require.Equal(t, want, outcomes(p, plan))
		for _, u := range plan.Unplaced {
			require.NotEqual(t, allocate.FullMost, u.Reason)
		}
	}
}

// TestMostEqualsAnotherSolver holds larger problems against a solver of
// another kind: augmenting one person at a time along cheapest paths found by
// Bellman and Ford, without potentials, on costs in which a place outweighs
// every rank. The preference among equals is checked by asking that solver,
// for each person in turn, whether a better outcome would cost anything.
func TestMostEqualsAnotherSolver(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for n := range 6 {
		p := problem(r, 60+20*n, 8+2*n, 6, 10, 6)
		plan, err := allocate.Most(p)
		require.NoError(t, err)
		sound(t, p, plan)
		want := solve(p, nil)
		got := outcomes(p, plan)
		require.Equal(t, want, value(got), "problem %d", n)
		fixed := map[allocate.RequestID]outcome{}
		for i, q := range byPriority(p)[:25] {
			for _, c := range q.Choices {
				o := outcome{placed: true, rank: min(c.Rank, allocate.RankLimit), act: c.Activity}
				if better(o, got[i]) >= 0 {
					continue
				}
				fixed[q.ID] = o
				require.Greater(t, solve(p, fixed), want, "problem %d: person %d could have had better", n, i)
			}
			fixed[q.ID] = got[i]
		}
	}
}

// big outweighs all ranks together.
const big = 1_000_000

// value is the cost of outcomes.
func value(list []outcome) int {
	sum := 0
	for _, o := range list {
		sum += o.rank
		if !o.placed {
			sum += big
		}
	}
	return sum
}

// solve returns the least cost, with some outcomes given; very much if those
// are impossible.
func solve(p allocate.Problem, fixed map[allocate.RequestID]outcome) int {
	room := map[activity.ID]int{}
	for _, pl := range p.Places {
		room[pl.Activity] = pl.Free
	}
	type arc struct{ from, to, cost, rev, left int }
	var arcs []arc
	link := func(from, to, cost, left int) {
		arcs = append(arcs, arc{from, to, cost, len(arcs) + 1, left}, arc{to, from, -cost, len(arcs), 0})
	}
	list := byPriority(p)
	nodes := map[activity.ID]int{}
	source, sink := 0, 1
	next := 2 + len(list)
	for _, pl := range p.Places {
		nodes[pl.Activity] = next
		link(next, sink, 0, pl.Free)
		next++
	}
	for i, q := range list {
		link(source, 2+i, 0, 1)
		f, given := fixed[q.ID]
		for _, c := range q.Choices {
			to, ok := nodes[c.Activity]
			rank := min(c.Rank, allocate.RankLimit)
			if !ok || given && (!f.placed || c.Activity != f.act || rank != f.rank) {
				continue
			}
			link(2+i, to, rank, 1)
		}
		if !given || !f.placed {
			link(2+i, sink, big, 1)
		} else {
			link(2+i, sink, 1000*big, 1)
		}
	}
	from := make([][]int, next)
	for i, a := range arcs {
		from[a.from] = append(from[a.from], i)
	}
	total := 0
	for range list {
		dist := make([]int, next)
		via, waits := make([]int, next), make([]bool, next)
		for i := range dist {
			dist[i], via[i] = 1<<60, -1
		}
		dist[source] = 0
		for queue := []int{source}; len(queue) > 0; queue = queue[1:] {
			waits[queue[0]] = false
			for _, i := range from[queue[0]] {
				a := arcs[i]
				if a.left == 0 || dist[a.from]+a.cost >= dist[a.to] {
					continue
				}
				if dist[a.to], via[a.to] = dist[a.from]+a.cost, i; !waits[a.to] {
					waits[a.to] = true
					queue = append(queue, a.to)
				}
			}
		}
		for v := sink; v != source; v = arcs[via[v]].from {
			arcs[via[v]].left--
			arcs[arcs[via[v]].rev].left++
		}
		total += dist[sink]
	}
	return total
}

// TestMostEqualsAnotherSolverAtSize holds problems of twelve hundred people, of
// whom some get no place, against the other solver.
func TestMostEqualsAnotherSolverAtSize(t *testing.T) {
	for _, room := range []int{12, 6} {
		p := local(rand.New(rand.NewPCG(17, 18)), 1200/smaller, 96/smaller, 12, room)
		plan, err := allocate.Most(p)
		require.NoError(t, err)
		require.NotEmpty(t, plan.Unplaced)
		require.Equal(t, solve(p, nil), value(outcomes(p, plan)))
	}
}

// TestNoSmallerID holds the last aim where a person alone can see it: nobody
// has a place while an activity with a smaller ID, which they rank the same,
// has one left.
func TestNoSmallerID(t *testing.T) {
	for seed := range uint64(60) {
		r := rand.New(rand.NewPCG(seed, 8))
		acts, people, each, room := 5+r.IntN(60), 20+r.IntN(400), 1+r.IntN(20), 1+r.IntN(16)
		var p allocate.Problem
		for a := range acts {
			p.Places = append(p.Places, allocate.Places{Activity: act(a), Free: r.IntN(2 * room)})
		}
		choices := map[allocate.RequestID][]allocate.Choice{}
		for i := range people {
			q := allocate.Request{ID: allocate.RequestID(fmt.Sprintf("%07d", i)), Urgency: r.IntN(3), Waiting: r.IntN(90)}
			for range each {
				q.Choices = append(q.Choices, allocate.Choice{Activity: act(r.IntN(acts)), Rank: 1 + r.IntN(10)})
			}
			p.Requests = append(p.Requests, q)
			choices[q.ID] = q.Choices
		}
		plan, err := allocate.Most(p)
		require.NoError(t, err)
		left := map[activity.ID]int{}
		for _, c := range plan.Cutoffs {
			left[c.Activity] = c.Left
		}
		for _, placed := range plan.Placed {
			for _, c := range choices[placed.Request] {
				better := c.Rank <= placed.Rank && c.Activity.Compare(placed.Activity) < 0 && left[c.Activity] > 0
				require.False(t, better, "seed %d, request %s", seed, placed.Request)
			}
		}
	}
}

func TestPairsHeldAndReasons(t *testing.T) {
	p := allocate.Problem{
		Places: []allocate.Places{{Activity: act(1), Free: 2}, {Activity: act(2), Free: 1}},
		Requests: []allocate.Request{
			{ID: "carer", Waiting: 9, Together: "cared-for", Choices: []allocate.Choice{{Activity: act(2), Rank: 1}, {Activity: act(1), Rank: 2}}},
			{ID: "cared-for", Together: "carer", Choices: []allocate.Choice{{Activity: act(1), Rank: 1}}},
			{ID: "urgent", Urgency: 5, Choices: []allocate.Choice{{Activity: act(1), Rank: 1}}},
			{ID: "held", Held: act(1), Choices: []allocate.Choice{{Activity: act(2), Rank: 1}}},
			{ID: "any", Choices: []allocate.Choice{{Activity: act(2), Rank: 3}}},
			{ID: "late", Choices: []allocate.Choice{{Activity: act(2), Rank: 1}}},
			{ID: "nothing"},
			{ID: "elsewhere", Choices: []allocate.Choice{{Activity: act(9), Rank: 1}}},
		},
	}
	for _, run := range []func(allocate.Problem) (allocate.Plan, error){allocate.Priority, allocate.Most} {
		plan, err := run(p)
		require.NoError(t, err)
		sound(t, p, plan)
		where := map[allocate.RequestID]activity.ID{}
		for _, pl := range plan.Placed {
			where[pl.Request] = pl.Activity
		}
		require.Equal(t, act(1), where["carer"])
		require.Equal(t, act(1), where["cared-for"])
		require.Equal(t, act(1), where["held"])
		why := map[allocate.RequestID]allocate.UnplacedReason{}
		for _, u := range plan.Unplaced {
			why[u.Request] = u.Reason
			if u.Request == "urgent" {
				require.Equal(t, []allocate.Full{{Activity: act(1), Behind: 2}}, u.Full)
			}
		}
		require.Equal(t, allocate.NoChoice, why["nothing"])
		require.Equal(t, allocate.NoPlaces, why["elsewhere"])
		require.Equal(t, allocate.FullAhead, why["urgent"], "a pair has the places, and pairs come first")
		if plan.Policy == allocate.ByPriority {
			require.Equal(t, act(2), where["any"])
			require.Equal(t, allocate.FullAhead, why["late"])
		} else {
			require.Equal(t, act(2), where["late"], "rank 1 instead of rank 3")
			require.Equal(t, allocate.FullMost, why["any"])
		}
	}
	p.Places[0].Free = 1
	plan, err := allocate.Most(p)
	require.NoError(t, err)
	sound(t, p, plan)
	require.Equal(t, "No activity that both named had two places", plan.Unplaced[slices.IndexFunc(plan.Unplaced, func(u allocate.Unplaced) bool { return u.Request == "carer" })].Text(language.English))
	p.Requests[1].Held = act(1)
	plan, err = allocate.Priority(p)
	require.NoError(t, err)
	require.Equal(t, 4, len(plan.Placed), "what is left of a pair is a single request")
}

func TestFaults(t *testing.T) {
	p := allocate.Problem{
		Places: []allocate.Places{{Activity: act(1), Free: -1}, {Activity: act(1)}, {}},
		Requests: []allocate.Request{
			{ID: ""}, {ID: "a", Together: "b"}, {ID: "a", Choices: []allocate.Choice{{Rank: 0}}}, {ID: "b"}, {ID: "c", Together: "c"},
		},
	}
	_, err := allocate.Most(p)
	require.ErrorIs(t, err, allocate.ErrProblem)
	var fault *allocate.Fault
	require.True(t, errors.As(err, &fault))
	require.Equal(t, `allocate: requests[0].id: missing
allocate: requests[2].id: occurs twice
allocate: requests[2].choices[0].rank: must be 1 or more
allocate: requests[2].choices[0].activity: missing
allocate: requests[1].together: must name another request that names this one
allocate: requests[4].together: must name another request that names this one
allocate: places[0].free: must not be negative
allocate: places[1].activity: missing or occurs twice
allocate: places[2].activity: missing or occurs twice`, err.Error())
	_, err = allocate.Priority(p)
	require.ErrorIs(t, err, allocate.ErrProblem)
}

func TestVocabularies(t *testing.T) {
	var r allocate.UnplacedReason
	require.NoError(t, r.UnmarshalText([]byte("full-most")))
	require.Equal(t, allocate.FullMost, r)
	require.NoError(t, r.UnmarshalText(nil))
	require.Error(t, r.UnmarshalText([]byte("bored")))
	var p allocate.Policy
	require.NoError(t, p.UnmarshalText([]byte("most")))
	require.True(t, p.IsValid())
	require.Error(t, p.UnmarshalText([]byte("lottery")))
	require.Equal(t, "Llawn: 3 o bobl ar y blaen", allocate.Unplaced{Reason: allocate.FullAhead, Full: []allocate.Full{{Ahead: 3}}}.Text(language.Make("cy")))
	require.Equal(t, "x", allocate.Unplaced{Reason: "x"}.Text(language.English))
}

// BenchmarkMost allocates people to activities at national scale: a plenty of
// places, and half as many as people; beside greedy allocation by rank, which
// is what one would write in an afternoon, with the share of places that it
// loses.
func BenchmarkMost(b *testing.B) {
	for _, c := range []struct {
		name                     string
		people, acts, each, room int
	}{
		{"10k-150k", 10_000, 800, 15, 12},
		{"100k-1.8M", 100_000, 8_000, 18, 14},
		{"100k-1.8M-scarce", 100_000, 8_000, 18, 6},
	} {
		r := rand.New(rand.NewPCG(7, 8))
		p := local(r, c.people, c.acts, c.each, c.room)
		b.Run(c.name, func(b *testing.B) {
			var plan allocate.Plan
			for b.Loop() {
				var err error
				if plan, err = allocate.Most(p); err != nil {
					b.Fatal(err)
				}
			}
			start := time.Now()
			greedy := greedy(p)
			b.ReportMetric(float64(time.Since(start).Milliseconds()), "greedy-ms")
			b.ReportMetric(float64(len(plan.Placed)), "placed")
			b.ReportMetric(100*float64(len(plan.Placed)-greedy)/float64(len(plan.Placed)), "greedy-loses-%")
		})
	}
}

// local makes a problem in which people want what is near: activities on a
// line, choices around where they live, ranks by distance and taste.
func local(r *rand.Rand, people, acts, each, room int) allocate.Problem {
	var p allocate.Problem
	for a := range acts {
		p.Places = append(p.Places, allocate.Places{Activity: act(a), Free: 1 + r.IntN(2*room-1)})
	}
	for i := range people {
		q := allocate.Request{ID: allocate.RequestID(fmt.Sprintf("%07d", i)), Urgency: r.IntN(3), Waiting: r.IntN(90)}
		home := r.IntN(acts)
		if r.IntN(3) == 0 {
			home = r.IntN(1+acts/10) * 3 % acts // some places are sought by many
		}
		for range each {
			a := (home + r.IntN(60) - 30 + acts) % acts
			q.Choices = append(q.Choices, allocate.Choice{Activity: act(a), Rank: 1 + r.IntN(10)})
		}
		p.Requests = append(p.Requests, q)
	}
	return p
}

// greedy gives places pair by pair, the best rank first, and returns how many
// are placed.
func greedy(p allocate.Problem) int {
	type pair struct{ rank, who, choice int }
	var pairs []pair
	for i, q := range p.Requests {
		for j, c := range q.Choices {
			pairs = append(pairs, pair{c.Rank, i, j})
		}
	}
	slices.SortFunc(pairs, func(a, b pair) int { return cmp.Or(a.rank-b.rank, a.who-b.who) })
	room := map[activity.ID]int{}
	for _, pl := range p.Places {
		room[pl.Activity] = pl.Free
	}
	done, n := make([]bool, len(p.Requests)), 0
	for _, x := range pairs {
		a := p.Requests[x.who].Choices[x.choice].Activity
		if !done[x.who] && room[a] > 0 {
			done[x.who] = true
			room[a]--
			n++
		}
	}
	return n
}

// TestTogetherWithSomebodyThere: where one of a pair has a place already, the other
// gets one there or none, by every policy.
func TestTogetherWithSomebodyThere(t *testing.T) {
	for _, solve := range []func(allocate.Problem) (allocate.Plan, error){allocate.Priority, allocate.Most, allocate.Stable} {
		p := allocate.Problem{
			Requests: []allocate.Request{
				{ID: "carer", Together: "cared-for", Held: act(1)},
				{ID: "cared-for", Together: "carer", Choices: []allocate.Choice{{Activity: act(2), Rank: 1}, {Activity: act(1), Rank: 2}}},
				{ID: "first", Waiting: 9, Choices: []allocate.Choice{{Activity: act(1), Rank: 1}}},
			},
			Places: []allocate.Places{{Activity: act(1), Free: 2}, {Activity: act(2), Free: 2}},
		}
		plan, err := solve(p)
		require.NoError(t, err)
		require.Contains(t, plan.Placed, allocate.Placement{Request: "cared-for", Activity: act(1), Rank: 2})

		p.Places[0].Free = 1
		plan, err = solve(p)
		require.NoError(t, err)
		require.Equal(t, []allocate.Unplaced{{Request: "cared-for", Reason: allocate.FullAhead, Full: []allocate.Full{{Activity: act(1), Ahead: 1}}}}, plan.Unplaced)

		p.Requests[1].Choices = p.Requests[1].Choices[:1]
		plan, err = solve(p)
		require.NoError(t, err)
		require.Equal(t, []allocate.Unplaced{{Request: "cared-for", Reason: allocate.NotTogether}}, plan.Unplaced)
	}
}

// TestPairsCameFirst: who is told that others came first is told of pairs as well.
func TestPairsCameFirst(t *testing.T) {
	choice := []allocate.Choice{{Activity: act(1), Rank: 1}}
	plan, err := allocate.Priority(allocate.Problem{
		Requests: []allocate.Request{
			{ID: "carer", Together: "cared-for", Choices: choice},
			{ID: "cared-for", Together: "carer", Choices: choice},
			{ID: "single", Waiting: 9, Choices: choice},
		},
		Places: []allocate.Places{{Activity: act(1), Free: 2}},
	})
	require.NoError(t, err)
	require.Equal(t, "Full: 2 people came first", plan.Unplaced[0].Text(language.English))
}
