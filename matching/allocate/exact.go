package allocate

import "math"

// This file finds the exact answer of the maximum policy.
//
// # Input
//
// People (indices in order of priority) and activities (indices in order of
// ID), each activity with a number of free places, and for each person a list
// of activities with integer ranks, best first, ties by ID.
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
// send as much as possible along arcs of reduced cost zero. Path costs only
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

// exact is the state of one run.
type exact struct {
	start []int32 // person p's edges are edges[start[p]:start[p+1]]
	edges []edge
	room  []int32 // places of each activity

	at   []int32   // where each person is, or none
	rank []int32   // rank of the place held
	held [][]int32 // people at each activity, in any order
	slot []int32   // position of a person in held

	piP    []int32 // potentials
	piA    []int32
	piSink int32

	distP, distA []int32
	seen         []int32 // pass in which an activity was last visited
	pass         int32
	next         []int32 // current arc of each person within a pass
	stack        []frame
	buckets      [][]int32
}

// newExact prepares a run; edges of each person are sorted by rank, then
// activity.
func newExact(start []int32, edges []edge, room []int32) *exact {
	n, m := len(start)-1, len(room)
	x := &exact{
		start: start, edges: edges, room: room,
		at: make([]int32, n), rank: make([]int32, n), slot: make([]int32, n),
		held: make([][]int32, m),
		piP:  make([]int32, n), piA: make([]int32, m),
		distP: make([]int32, n), distA: make([]int32, m),
		seen: make([]int32, m), next: make([]int32, n),
	}
	for p := range x.at {
		x.at[p] = none
	}
	for a := range x.held {
		x.held[a] = make([]int32, 0, min(room[a], int32(n)))
	}
	return x
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

// put places p at a with the given rank.
func (x *exact) put(p, a, rank int32) {
	x.at[p], x.rank[p], x.slot[p] = a, rank, int32(len(x.held[a]))
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
	for i := range x.distP {
		x.distP[i] = far
	}
	for i := range x.distA {
		x.distA[i] = far
	}
	for i := range x.buckets {
		x.buckets[i] = x.buckets[i][:0]
	}
	sink := int32(far)
	for p, a := range x.at {
		if a == none {
			x.distP[p] = 0
			x.relax(int32(p), 0, sink)
		}
	}
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

// pull goes from activity a at distance d to the people who hold its places.
func (x *exact) pull(a, d, sink int32) {
	for _, q := range x.held[a] {
		// The arc back along a place held has reduced cost zero.
		if x.distP[q] > d {
			x.distP[q] = d
			x.relax(q, d, sink)
		}
	}
}

// relax goes from person p at distance d to the activities of the list.
func (x *exact) relax(p, d, sink int32) {
	base := d + x.piP[p]
	for _, e := range x.edges[x.start[p]:x.start[p+1]] {
		nd := base + e.rank - x.piA[e.to]
		if nd >= x.distA[e.to] || nd > sink {
			continue
		}
		x.distA[e.to] = nd
		for int(nd) >= len(x.buckets) {
			x.buckets = append(x.buckets, nil)
		}
		x.buckets[nd] = append(x.buckets[nd], e.to)
	}
}

// raise adds the distances to the potentials; what lies beyond the sink is
// raised by the sink's distance, which keeps every reduced cost from falling
// below zero.
func (x *exact) raise(sink int32) {
	for p, d := range x.distP {
		x.piP[p] += min(d, sink)
	}
	for a, d := range x.distA {
		x.piA[a] += min(d, sink)
	}
	x.piSink += sink
}

// tight reports whether the arc from p along e has reduced cost zero.
func (x *exact) tight(p int32, e edge) bool {
	return e.rank+x.piP[p]-x.piA[e.to] == 0
}

// frame is one step of the depth-first search in send: person p is trying its
// edges; the edge it is trying leads to activity a, at rank; i counts the
// people of a already asked to move.
type frame struct {
	p, a, rank, i int32
}

// send makes one pass over the people without a place and moves along tight
// arcs as many as it can. It reports whether it placed anyone.
func (x *exact) send() bool {
	x.pass++
	for p := range x.next {
		x.next[p] = x.start[p]
	}
	moved := false
	for p := range x.at {
		if x.at[p] == none && x.piP[p] == 0 && x.augment(int32(p)) {
			moved = true
		}
	}
	return moved
}

// augment looks for a path of tight arcs from p to a free place and, if there
// is one, moves everybody on it along by one.
func (x *exact) augment(p int32) bool {
	st := append(x.stack[:0], frame{p: p, a: none})
	for len(st) > 0 {
		f := &st[len(st)-1]
		if f.a == none && !x.advance(f) {
			st = st[:len(st)-1]
			continue
		}
		if x.free(f.a) && x.piA[f.a] == x.piSink {
			x.shift(st)
			x.stack = st
			return true
		}
		if int(f.i) < len(x.held[f.a]) {
			q := x.held[f.a][f.i]
			f.i++
			st = append(st, frame{p: q, a: none})
			continue
		}
		f.a = none
	}
	x.stack = st
	return false
}

// advance moves f to the person's next tight arc to an activity not yet
// visited in this pass.
func (x *exact) advance(f *frame) bool {
	for ; x.next[f.p] < x.start[f.p+1]; x.next[f.p]++ {
		e := x.edges[x.next[f.p]]
		if x.seen[e.to] != x.pass && x.tight(f.p, e) {
			x.seen[e.to] = x.pass
			f.a, f.rank, f.i = e.to, e.rank, 0
			x.next[f.p]++
			return true
		}
	}
	return false
}

// shift gives every person on the path the activity that follows them. It
// works from the far end, so that no activity is over its places in between.
func (x *exact) shift(path []frame) {
	for i := len(path) - 1; i >= 0; i-- {
		x.take(path[i].p)
		x.put(path[i].p, path[i].a, path[i].rank)
	}
}
