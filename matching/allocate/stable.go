package allocate

import (
	"math"
	"slices"
)

// Stable gives places where providers rank people as well (Places.Prefers), by
// deferred acceptance: everybody asks for their best activity, each activity keeps
// those of who have asked that it ranks first, as many as it has places, and who is
// turned away asks for their next, until nobody asks any more (Gale and Shapley,
// 1962). A provider's order is that of Prefers, and then urgency, days waited and
// ID; a person's is that of their ranks, cut at RankLimit, and of equally good
// activities the smaller ID.
//
// The plan is stable: no request would rather have another activity that has a place
// left, or has given one to somebody whom it ranks behind. Of all stable plans it is
// the best for every single request, and nobody gets a better place by naming their
// choices in another order or leaving some out. It is not the plan that places most,
// and where no provider ranks anybody it is that of Priority.
//
// Pairs that must stay together choose first, as by the other policies, and whom a
// provider prefers does not count for them: with pairs a stable plan need not exist.
// In what is said of the unplaced, ahead and behind are by the order of each
// activity. Cut-offs are by priority, as ever.
//
// The error matches ErrProblem and joins every fault of p.
func Stable(p Problem) (Plan, error) { return allocate(p, ByStable) }

// deferred lets those left to the policy ask until nobody does. In which order they
// ask makes no difference.
func (r *run) deferred() {
	r.prefer()
	next := slices.Clone(r.start[:len(r.who)])
	held := make([][]int32, len(r.acts)) // who is kept for now, in the activity's order
	var asking []int32
	for i := range r.who {
		if r.alone[i] {
			asking = append(asking, int32(i))
		}
	}
	for len(asking) > 0 {
		i := asking[len(asking)-1]
		asking = asking[:len(asking)-1]
		if next[i] == r.start[i+1] {
			continue // nothing is left to ask for
		}
		a := r.edges[next[i]].to
		next[i]++
		at, _ := slices.BinarySearchFunc(held[a], i, func(j, i int32) int {
			if r.before(a, j, i) {
				return -1
			}
			return 1
		})
		held[a] = slices.Insert(held[a], at, i)
		if n := int32(len(held[a])); n > r.room[a] {
			asking = append(asking, held[a][n-1])
			held[a] = held[a][:n-1]
		}
	}
	for a, list := range held {
		for _, i := range list {
			r.given[i] = int32(a)
		}
	}
}

// prefer numbers whom each activity prefers.
func (r *run) prefer() {
	at := make(map[RequestID]int32, len(r.who))
	for i, w := range r.who {
		at[r.p.Requests[w].ID] = int32(i)
	}
	r.prefers = make([]map[int32]int32, len(r.acts))
	for _, pl := range r.p.Places {
		a, _ := slices.BinarySearchFunc(r.acts, pl.Activity, activityOrder)
		if len(pl.Prefers) > 0 {
			r.prefers[a] = make(map[int32]int32, len(pl.Prefers))
		}
		for k, id := range pl.Prefers {
			r.prefers[a][at[id]] = int32(k)
		}
	}
}

// before reports whether activity a ranks the person at position i before the one at
// j: by whom it prefers, where that counts, and then by priority.
func (r *run) before(a, i, j int32) bool {
	if r.prefers == nil {
		return i < j
	}
	x, y := r.liking(a, i), r.liking(a, j)
	return x < y || x == y && i < j
}

// liking is where an activity names a person among those it prefers; those it does
// not name come after.
func (r *run) liking(a, i int32) int32 {
	if k, ok := r.prefers[a][i]; ok {
		return k
	}
	return math.MaxInt32
}
