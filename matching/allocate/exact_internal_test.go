package allocate

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// What answers say is held against brute force in the other tests. These hold what
// the searches promise about how little they look at, which no answer shows.

// searching makes a random problem of the exact method. Few ranks make many equals.
func searching(r *rand.Rand, people, acts, each, places, ranks int) *exact {
	start, edges, room := make([]int32, 1, people+1), []edge{}, make([]int32, acts)
	for a := range room {
		room[a] = int32(r.IntN(places + 1))
	}
	turns := make([]int32, people)
	for p := range people {
		turns[p] = int32(p)
		list := make([]edge, r.IntN(each+1))
		for i := range list {
			list[i] = edge{to: int32(r.IntN(acts)), rank: int32(1 + r.IntN(ranks))}
		}
		edges = append(edges, list[:distinct(list)]...)
		start = append(start, int32(len(edges)))
	}
	r.Shuffle(people, func(i, j int) { turns[i], turns[j] = turns[j], turns[i] })
	return newExact(start, edges, room, turns)
}

// TestRounds: each round of run ends when no shortest path that it knows leads to a
// free place, and the next begins no nearer; reduced costs never fall below zero,
// and are zero along places held; a node is noted once at a distance. Levels are as
// their comment says.
func TestRounds(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(41, 42))
	rounds, levels := 0, 0
	for range 400 / smallest {
		x := searching(r, 1+r.IntN(60), 1+r.IntN(12), 5, 5, 6)
		for before := int32(0); x.measure(); before = x.piSink {
			rounds++
			require.GreaterOrEqual(t, x.piSink, before)
			once(t, x)
			for p := range x.at {
				for _, e := range x.edges[x.start[p]:x.start[p+1]] {
					cost := e.rank + x.piP[p] - x.piA[e.to]
					require.GreaterOrEqual(t, cost, int32(0))
					if x.at[p] == e.to {
						require.Zero(t, cost)
					}
				}
			}
			for more := true; more; {
				x.layer()
				levels += levelled(t, x)
				more = x.send()
			}
			x.layer()
			require.Empty(t, x.waiting)
		}
	}
	require.Greater(t, rounds, 500/smallest)
	require.Greater(t, levels, 100/smallest, "levels beyond the first")
}

// once fails when an activity is noted twice at one distance, or beyond the
// nearest free place.
func once(t *testing.T, x *exact) {
	t.Helper()
	for d, list := range x.buckets {
		require.Len(t, slices.Compact(slices.Sorted(slices.Values(list))), len(list), "distance %d", d)
	}
}

// levelled works the levels out anew, backwards from the nearest free places, up to
// the first from which somebody waits, and holds layer against that. It returns how
// many levels there were beyond the first.
func levelled(t *testing.T, x *exact) int {
	t.Helper()
	want := map[int32]int32{}
	var now []int32
	for _, a := range x.ends {
		if x.free(a) && want[a] == 0 {
			want[a] = 1
			now = append(now, a)
		}
	}
	waiting, depth := map[int32]bool{}, int32(1)
	for ; len(now) > 0 && len(waiting) == 0; depth++ {
		var next []int32
		for _, a := range now {
			for p := range x.at {
				for _, e := range x.edges[x.start[p]:x.start[p+1]] {
					if e.to != a || !x.tight(int32(p), e) {
						continue
					}
					switch u := x.at[p]; {
					case u == none && x.piP[p] == 0:
						waiting[int32(p)] = true
					case u != none && want[u] == 0 && x.distA[u] != far:
						want[u] = depth + 1
						next = append(next, u)
					}
				}
			}
		}
		now = next
	}
	for a, level := range x.level {
		require.Equal(t, want[int32(a)]-1, level)
	}
	require.Len(t, x.waiting, len(waiting))
	for _, p := range x.waiting {
		require.True(t, waiting[p])
	}
	return max(int(depth)-2, 0)
}

// TestRegions: regions are what can reach each other, and every search that fails
// parts what it has looked at from the rest, and says how much that was.
func TestRegions(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(43, 44))
	failed, split := 0, 0
	for range 300 / smallest {
		x := searching(r, 1+r.IntN(80), 2+r.IntN(12), 5, 5, 3)
		for x.measure() {
			for x.send() {
			}
		}
		c := newChooser(x)
		c.divide()
		divided(t, c)
		for _, p := range c.turns {
			c.leave(p)
			c.fixed[p] = true
			c.goal = c.node(p)
			for _, e := range c.of(p) {
				if e.to == c.at[p] {
					break
				}
				if c.region[e.to] != c.region[c.goal] {
					continue
				}
				before, spent := slices.Clone(c.region), c.spent
				if c.turn(p, e) {
					require.Equal(t, spent, c.spent, "only failed searches count")
					break
				}
				failed++
				split += parted(t, c, before, c.spent-spent)
			}
		}
		c.divide()
		divided(t, c)
	}
	require.Greater(t, failed, 100/smallest)
	require.Greater(t, split, 50/smallest)
}

// divided fails unless two nodes are in one region where each can reach the other,
// and the cost is all steps.
func divided(t *testing.T, c *chooser) {
	t.Helper()
	n, looked := len(c.region), 0
	reach := make([][]bool, n)
	for v := range n {
		c.steps(int32(v), func(int32, hop) { looked++ })
		reach[v] = make([]bool, n)
		reach[v][v] = true
		for queue := []int32{int32(v)}; len(queue) > 0; queue = queue[1:] {
			c.steps(queue[0], func(to int32, _ hop) {
				if !reach[v][to] {
					reach[v][to] = true
					queue = append(queue, to)
				}
			})
		}
	}
	for u := range n {
		for v := range n {
			require.Equal(t, reach[u][v] && reach[v][u], c.region[u] == c.region[v])
		}
	}
	require.Equal(t, max(looked, 1), c.cost)
	require.Zero(t, c.spent)
}

// parted fails unless a search that has failed made one new region of all that one
// of its ends found, and has looked at as much from the other end. It returns 1 if
// something was left of the region.
func parted(t *testing.T, c *chooser, before []int32, spent int) int {
	t.Helper()
	label, left := int32(0), 0
	for v := range c.region {
		if c.region[v] != before[v] {
			label = c.region[v]
		}
	}
	var set []int32
	for v := range c.region {
		switch {
		case c.region[v] == label:
			require.NotEqual(t, label, before[v], "a new region")
			require.Equal(t, c.home, before[v])
			set = append(set, int32(v))
		case before[v] == c.home:
			left = 1
		}
	}
	ahead, behind := slices.Sorted(slices.Values(c.ahead)), slices.Sorted(slices.Values(c.behind))
	forwards := func(v int32) int { return 1 + counted(c.steps, v) }
	backwards := func(v int32) int { return 1 + c.gathered(v) }
	looked, other, rest := forwards, backwards, behind
	if !slices.Equal(set, ahead) {
		require.Equal(t, behind, set)
		looked, other, rest = backwards, forwards, ahead
	}
	all, most, last := 0, 0, 0
	for _, v := range set {
		all, most = all+looked(v), max(most, looked(v))
	}
	for _, v := range rest {
		last = max(last, other(v))
	}
	// The other end has looked at as much, but for the last node of either.
	require.GreaterOrEqual(t, spent, 2*all-most)
	require.LessOrEqual(t, spent, 2*all+last)
	return left
}

// counted is how many steps lead from a node.
func counted(steps func(int32, func(int32, hop)), v int32) int {
	n := 0
	steps(v, func(int32, hop) { n++ })
	return n
}

// gathered is how many steps gather looks at, without a trace. A step can be looked
// at several times: once for each person who could make it.
func (c *chooser) gathered(v int32) int {
	n := 0
	switch v {
	case c.source:
		for _, k := range c.leavers {
			if k > 0 {
				n++
			}
		}
	case c.sink:
		for a := range c.movable {
			if c.free(int32(a)) && c.piA[a] == c.piSink {
				n++
			}
		}
	default:
		if c.wishes[v] > 0 {
			n++
		}
		if c.piA[v] == c.piSink {
			n++
		}
		for p, a := range c.at {
			if a != none && a != v && !c.fixed[p] && slices.ContainsFunc(c.of(int32(p)), func(e edge) bool { return e.to == v }) {
				n++
			}
		}
	}
	return n
}
