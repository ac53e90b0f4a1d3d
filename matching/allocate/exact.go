package allocate

import (
	"cmp"
	"math"
)

// This file finds the exact answer of the maximum policy.
//
// # Input
//
// People (indices, and the order of their priority) and activities (indices in
// order of ID), each activity with a number of free places, and for each person
// a list of activities with integer ranks, best first, ties by ID. People who
// want the same activity most stand side by side: the search goes from an
// activity to those who hold its places and on to what else they want, and so
// finds that side by side in memory.
//
// # What is sought
//
// Among all ways of giving people places without exceeding any activity's
// places, those that place the most people; among them those with the lowest
// sum of ranks; among them the one that is best for the first person (placed
// before unplaced, then lower rank, then smaller activity ID), among them the
// one that is best for the second person, and so on.
//
// # Steps
//
// The first two aims are a minimum-cost flow. Source to person, person to
// activity (cost: the rank), activity to sink (capacity: its places). The
// primal-dual method keeps a potential for every node so that no arc of the
// residual graph has a negative reduced cost, and repeats: measure distances
// from all people without a place at once; raise the potentials by them;
// send as much as possible along arcs of reduced cost zero (Dinic's method,
// with levels counted back from the free places). Path costs only
// grow, and ranks are small integers, so that there are few rounds: tens, not
// one per person. It ends when no path reaches a free place, and then as many
// people are placed as can be.
//
// The third aim chooses among equals. Two optimal answers differ by cycles of
// arcs with reduced cost zero, through the source where a placed person gives
// way to an unplaced one and through the sink where a free place moves. So, in
// order of priority, each person asks for each better outcome in turn; it is
// granted when a path of such arcs leads from the wanted activity back to what
// the person has now; then the person is fixed and leaves the graph.
//
// A search that fails has found a set that no arc leaves. No cycle can cross
// its border, now or later, since fixing people only removes arcs and turning
// a cycle around keeps the set closed. Its nodes get a new region number, and
// later searches stay within one region. That is what keeps the third aim from
// costing a search of everything for every person.
//
// # Refused
//
// One shortest path per person (successive shortest paths) searches everything
// again for each person who cannot be placed, which is the case that matters
// when places are scarce. Weights that encode the priority need exponentially
// large numbers. Greedy by rank loses between a twentieth and a quarter of the
// places that could be given.

// none marks a person without a place.
const none = int32(-1)

// edge is one choice: the activity and the rank of it.
type edge struct {
	to   int32
	rank int32
}

// compare orders the edges of a person: by rank, then activity.
func (e edge) compare(o edge) int {
	return cmp.Or(cmp.Compare(e.rank, o.rank), cmp.Compare(e.to, o.to))
}

// exact is the state of one run.
type exact struct {
	start []int32 // person p's edges are edges[start[p]:start[p+1]]
	edges []edge
	room  []int32 // places of each activity
	turns []int32 // the people in order of priority

	at   []int32   // where each person is, or none
	held [][]int32 // people at each activity, in any order
	slot []int32   // position of a person in held

	piP    []int32 // potentials
	piA    []int32
	piSink int32

	distP, distA []int32
	buckets      [][]int32
	ends         []int32 // the nearest activities with a place left

	wanted []edge  // the edges by activity: who, and at which rank
	head   []int32 // activity a's are wanted[head[a]:head[a+1]]
	best   []int32 // of those the first whose person has no place

	pass    int32
	level   []int32 // of each activity, or none
	queue   []int32
	waiting []int32 // people without a place who may get one in this pass
	seen    []int32 // pass in which a person was last noted there
	next    []int32 // current arc of each person within a pass
	asked   []int32 // how many of the people of an activity have been asked to move
	stack   []frame
}

// newExact prepares a run; edges of each person are sorted by rank, then
// activity; turns are the people in order of priority.
func newExact(start []int32, edges []edge, room, turns []int32) *exact {
	n, m := len(start)-1, len(room)
	x := &exact{
		start: start, edges: edges, room: room, turns: turns,
		at: make([]int32, n), slot: make([]int32, n),
		held: make([][]int32, m),
		piP:  make([]int32, n), piA: make([]int32, m),
		distP: make([]int32, n), distA: make([]int32, m),
		level: make([]int32, m), asked: make([]int32, m), seen: make([]int32, n), next: make([]int32, n),
	}
	x.invert()
	for p := range x.at {
		x.at[p] = none
	}
	for a := range x.held {
		x.held[a] = make([]int32, 0, min(room[a], int32(n)))
	}
	return x
}

// invert lists the edges by activity: the best rank first.
func (x *exact) invert() {
	m := len(x.room)
	x.head, x.wanted = make([]int32, m+1), make([]edge, len(x.edges))
	at := make([]int32, m*RankLimit+1) // where the next with an activity and rank goes
	slot := func(e edge) int { return int(e.to)*RankLimit + int(e.rank) }
	for _, e := range x.edges {
		at[slot(e)]++
	}
	for i := range at[1:] {
		at[i+1] += at[i]
	}
	for a := range m {
		x.head[a+1] = at[(a+1)*RankLimit]
	}
	for p := len(x.at) - 1; p >= 0; p-- {
		for _, e := range x.edges[x.start[p]:x.start[p+1]] {
			at[slot(e)]--
			x.wanted[at[slot(e)]] = edge{to: int32(p), rank: e.rank}
		}
	}
	x.best = append([]int32(nil), x.head[:m]...)
}

// run finds the answer: for every person an activity, or none.
func (x *exact) run() []int32 {
	for x.measure() {
		for x.send() {
		}
	}
	x.prefer()
	return x.at
}

// free reports whether activity a has a place left.
func (x *exact) free(a int32) bool { return int32(len(x.held[a])) < x.room[a] }

// put places p at a.
func (x *exact) put(p, a int32) {
	x.at[p], x.slot[p] = a, int32(len(x.held[a]))
	x.held[a] = append(x.held[a], p)
}

// take removes p from where it is.
func (x *exact) take(p int32) {
	a := x.at[p]
	if a == none {
		return
	}
	list := x.held[a]
	last := list[len(list)-1]
	list[x.slot[p]] = last
	x.slot[last] = x.slot[p]
	x.held[a] = list[:len(list)-1]
	x.at[p] = none
}

// far is a distance that nothing has.
const far = math.MaxInt32

// measure finds the distance of every node from the people without a place,
// by reduced cost, up to the nearest free place, and raises the potentials.
// It reports whether a free place can be reached at all.
func (x *exact) measure() bool {
	x.begin()
	sink := int32(far)
	for d := int32(0); int(d) < len(x.buckets) && d < sink; d++ {
		for i := 0; i < len(x.buckets[d]); i++ {
			a := x.buckets[d][i]
			if x.distA[a] != d {
				continue // reached again, nearer, after it was noted here
			}
			if x.free(a) {
				sink = min(sink, d+x.piA[a]-x.piSink)
			}
			if d < sink {
				x.pull(a, d, sink)
			}
		}
	}
	if sink == far {
		return false
	}
	x.raise(sink)
	return true
}

// begin forgets the distances and notes what the people without a place want:
// of each activity the best rank that one of them gives to it, since their own
// potentials are all zero. Who has a place keeps one, so that the list of who
// wants an activity, the best rank first, is read through once in all rounds.
func (x *exact) begin() {
	for i := range x.distP {
		x.distP[i] = far
	}
	for i := range x.buckets {
		x.buckets[i] = x.buckets[i][:0]
	}
	for a := range x.distA {
		x.distA[a] = far
		for x.best[a] < x.head[a+1] && x.at[x.wanted[x.best[a]].to] != none {
			x.best[a]++
		}
		if x.best[a] < x.head[a+1] {
			x.reach(int32(a), x.wanted[x.best[a]].rank-x.piA[a])
		}
	}
}

// reach notes that activity a is at most at distance d.
func (x *exact) reach(a, d int32) {
	x.distA[a] = d
	for int(d) >= len(x.buckets) {
		x.buckets = append(x.buckets, nil)
	}
	x.buckets[d] = append(x.buckets[d], a)
}

// pull goes from activity a at distance d to the people who hold its places. The
// arc back along a place held has reduced cost zero, and there is no other one to
// them, so that each is reached once.
func (x *exact) pull(a, d, sink int32) {
	for _, q := range x.held[a] {
		x.distP[q] = d
		x.relax(q, d, sink)
	}
}

// relax goes from person p at distance d to the activities of the list.
func (x *exact) relax(p, d, sink int32) {
	base := d + x.piP[p]
	for _, e := range x.edges[x.start[p]:x.start[p+1]] {
		if nd := base + e.rank - x.piA[e.to]; nd < x.distA[e.to] && nd <= sink {
			x.reach(e.to, nd)
		}
	}
}

// raise adds the distances to the potentials; what lies beyond the sink is
// raised by the sink's distance, which keeps every reduced cost from falling
// below zero. People without a place are where distances begin. It notes the
// activities at which the shortest paths end.
func (x *exact) raise(sink int32) {
	for p, d := range x.distP {
		if x.at[p] != none {
			x.piP[p] += min(d, sink)
		}
	}
	x.ends = x.ends[:0]
	for a, d := range x.distA {
		if d != far && d+x.piA[a]-x.piSink == sink && x.free(int32(a)) {
			x.ends = append(x.ends, int32(a))
		}
		x.piA[a] += min(d, sink)
	}
	x.piSink += sink
}

// tight reports whether the arc from p along e has reduced cost zero.
func (x *exact) tight(p int32, e edge) bool {
	return e.rank+x.piP[p]-x.piA[e.to] == 0
}

// frame is one step of the depth-first search in send: person p is trying
// their edges to activities of a level below; the edge being tried leads to
// activity a.
type frame struct {
	p, a, level int32
}

// top is above every level.
const top = math.MaxInt32

// send moves along tight arcs as many people as one pass can place, on shortest
// paths in steps, as Dinic's method does, and reports whether it placed anyone.
// Levels are found backwards from the free places, so that people whom no path
// leads to one cost nothing.
func (x *exact) send() bool {
	x.layer()
	copy(x.next, x.start)
	clear(x.asked)
	for _, p := range x.waiting {
		x.augment(p)
	}
	return len(x.waiting) > 0
}

// layer finds the level of each activity, which is how many people have to move
// until one of them has a free place, and the people waiting who could go to
// one that has a level. It ends with the level that the first of them could go
// to: longer paths are for a later pass, when most are not needed any more. It
// enters only what measure has reached, since no shortest path leads elsewhere.
func (x *exact) layer() {
	x.pass++
	x.queue, x.waiting = x.queue[:0], x.waiting[:0]
	for a := range x.level {
		x.level[a] = none
	}
	for _, a := range x.ends {
		if x.free(a) {
			x.level[a] = 0
			x.queue = append(x.queue, a)
		}
	}
	for i := 0; i < len(x.queue); i++ {
		a := x.queue[i]
		if len(x.waiting) > 0 && i > 0 && x.level[a] > x.level[x.queue[i-1]] {
			return
		}
		for _, w := range x.wanted[x.head[a]:x.head[a+1]] {
			if w.rank+x.piP[w.to] != x.piA[a] {
				continue
			}
			switch u := x.at[w.to]; {
			case u == none && x.piP[w.to] == 0 && x.seen[w.to] != x.pass:
				x.seen[w.to] = x.pass
				x.waiting = append(x.waiting, w.to)
			case u != none && x.level[u] == none && x.distA[u] != far:
				x.level[u] = x.level[a] + 1
				x.queue = append(x.queue, u)
			}
		}
	}
}

// augment looks for a path of tight arcs from p down the levels to a free place
// and, if there is one, moves everybody on it along by one.
func (x *exact) augment(p int32) {
	st := append(x.stack[:0], frame{p: p, a: none, level: top})
	for len(st) > 0 {
		f := &st[len(st)-1]
		switch {
		case f.a == none:
			if !x.advance(f) {
				st = st[:len(st)-1]
			}
		case x.level[f.a] == 0:
			if x.free(f.a) {
				x.shift(st)
				st = st[:0]
			} else {
				f.a = none
			}
		case int(x.asked[f.a]) < len(x.held[f.a]):
			q := x.held[f.a][x.asked[f.a]]
			x.asked[f.a]++
			st = append(st, frame{p: q, a: none, level: x.level[f.a]})
		default:
			f.a = none
		}
	}
	x.stack = st
}

// advance moves f to the person's next tight arc to an activity of a level
// below.
func (x *exact) advance(f *frame) bool {
	for x.next[f.p] < x.start[f.p+1] {
		e := x.edges[x.next[f.p]]
		x.next[f.p]++
		if l := x.level[e.to]; l != none && l < f.level && x.tight(f.p, e) {
			f.a = e.to
			return true
		}
	}
	return false
}

// shift gives every person on the path the activity that follows them. It
// works from the far end, so that no activity is over its places in between.
// Whoever takes the position of one who left has still to be asked.
func (x *exact) shift(path []frame) {
	for i := len(path) - 1; i >= 0; i-- {
		p := path[i].p
		if a := x.at[p]; a != none {
			x.asked[a] = min(x.asked[a], x.slot[p])
		}
		x.take(p)
		x.put(p, path[i].a)
		x.next[p] = x.start[p]
	}
}
