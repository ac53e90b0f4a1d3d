package allocate

import (
	"cmp"
	"slices"

	"github.com/socialprescribing/socialprescribing/activity"
)

// run is one allocation in progress. People are positions in order of
// priority, activities positions in order of ID.
type run struct {
	p     Problem
	who   []int32 // priority position → position in p.Requests
	acts  []activity.ID
	room  []int32
	whole []int // places at the outset

	start []int32
	edges []edge // rank cut at RankLimit
	given []int32
	alone []bool // whether the position is left to the policy
	split []bool // whether a pair could not be placed together

	prefers []map[int32]int32 // whom each activity names, and where; nil if that does not count
}

// allocate checks, places pairs, lets the policy place the others, and
// explains.
func allocate(p Problem, policy Policy) (Plan, error) {
	if err := p.Check(); err != nil {
		return Plan{}, err
	}
	r := prepare(p)
	r.pairs()
	switch policy {
	case ByPriority:
		r.inTurn()
	case ByMost:
		r.most()
	case ByStable:
		r.deferred()
	}
	return r.plan(policy), nil
}

// prepare numbers people and activities and sorts the choices.
func prepare(p Problem) *run {
	n := len(p.Requests)
	r := &run{
		p: p, who: order(p.Requests), start: make([]int32, 1, n+1),
		given: make([]int32, n), alone: make([]bool, n), split: make([]bool, n),
	}
	places := slices.SortedFunc(slices.Values(p.Places), func(a, b Places) int { return activityOrder(a.Activity, b.Activity) })
	at := make(map[activity.ID]int32, len(places))
	for i, pl := range places {
		at[pl.Activity] = int32(i)
		r.acts = append(r.acts, pl.Activity)
		r.room = append(r.room, int32(min(pl.Free, n)))
		r.whole = append(r.whole, pl.Free)
	}
	pairs, held := 0, map[RequestID]activity.ID{}
	for _, q := range p.Requests {
		pairs += len(q.Choices)
		if !q.Held.IsZero() && q.Together != "" {
			held[q.Together] = q.Held
		}
	}
	r.edges = make([]edge, 0, pairs)
	for i, w := range r.who {
		q := &p.Requests[w]
		r.given[i] = none
		r.alone[i] = q.Held.IsZero() && q.Together == ""
		from := len(r.edges)
		if q.Held.IsZero() {
			with, bound := held[q.ID]
			r.split[i] = bound && !slices.ContainsFunc(q.Choices, func(c Choice) bool { return c.Activity == with })
			for _, c := range q.Choices {
				if bound && c.Activity != with {
					continue
				}
				if a, ok := at[c.Activity]; ok && r.whole[a] > 0 {
					r.edges = append(r.edges, edge{to: a, rank: int32(min(c.Rank, RankLimit))})
				}
			}
		}
		r.edges = r.edges[:from+distinct(r.edges[from:])]
		r.start = append(r.start, int32(len(r.edges)))
	}
	return r
}

// activityOrder orders activities by ID.
func activityOrder(a, b activity.ID) int { return a.Compare(b) }

// distinct sorts choices by rank, then activity, keeps the better rank of an
// activity named twice, and returns how many remain. Lists are short: a few
// dozen at most, unless somebody names every activity there is.
func distinct(list []edge) int {
	if len(list) > shortList {
		slices.SortFunc(list, func(a, b edge) int {
			return cmp.Or(cmp.Compare(a.to, b.to), cmp.Compare(a.rank, b.rank))
		})
		list = slices.CompactFunc(list, func(a, b edge) bool { return a.to == b.to })
		slices.SortFunc(list, edge.compare)
		return len(list)
	}
	n := 0
	for _, e := range list {
		if i := slices.IndexFunc(list[:n], func(o edge) bool { return o.to == e.to }); i >= 0 {
			if list[i].rank <= e.rank {
				continue
			}
			copy(list[i:], list[i+1:n])
			n--
		}
		at := n
		for ; at > 0 && e.compare(list[at-1]) < 0; at-- {
			list[at] = list[at-1]
		}
		list[at] = e
		n++
	}
	return n
}

// shortList is how many choices are sorted by putting each in its place.
const shortList = 48

// choices returns the choices of the person at position i.
func (r *run) choices(i int32) []edge { return r.edges[r.start[i]:r.start[i+1]] }

// pairs places those who must stay together, by the priority of the first of
// the two: at the activity with two places that has the lowest sum of ranks,
// of equals the one with the smaller ID. Where one of a pair already holds a place,
// the other is a single request, for that activity alone.
func (r *run) pairs() {
	if !slices.ContainsFunc(r.p.Requests, func(q Request) bool { return q.Together != "" }) {
		return
	}
	at := map[RequestID]int32{}
	for i, w := range r.who {
		at[r.p.Requests[w].ID] = int32(i)
	}
	for i, w := range r.who {
		q := &r.p.Requests[w]
		if q.Together == "" || !q.Held.IsZero() {
			continue
		}
		j := at[q.Together]
		if !r.p.Requests[r.who[j]].Held.IsZero() {
			r.alone[i] = true
			continue
		}
		if j > int32(i) {
			r.pair(int32(i), j)
		}
	}
}

// pair places i and j together, or marks them as not placed together.
func (r *run) pair(i, j int32) {
	rank := map[int32]int32{}
	for _, e := range r.choices(j) {
		rank[e.to] = e.rank
	}
	best, sum := none, int32(0)
	for _, e := range r.choices(i) {
		other, both := rank[e.to]
		if !both || r.room[e.to] < 2 {
			continue
		}
		if s := e.rank + other; best == none || s < sum || s == sum && e.to < best {
			best, sum = e.to, s
		}
	}
	if best == none {
		r.split[i], r.split[j] = true, true
		return
	}
	r.given[i], r.given[j] = best, best
	r.room[best] -= 2
}

// inTurn lets each choose in turn.
func (r *run) inTurn() {
	for i := range r.who {
		if !r.alone[i] {
			continue
		}
		for _, e := range r.choices(int32(i)) {
			if r.room[e.to] > 0 {
				r.room[e.to]--
				r.given[i] = e.to
				break
			}
		}
	}
}

// most hands those left to the exact method.
func (r *run) most() {
	people := r.neighbours()
	start, edges := make([]int32, 1, len(people)+1), make([]edge, 0, len(r.edges))
	turns, at := make([]int32, 0, len(people)), make([]int32, len(r.who))
	for k, i := range people {
		at[i] = int32(k)
		for _, e := range r.choices(i) {
			if r.room[e.to] > 0 {
				edges = append(edges, e)
			}
		}
		start = append(start, int32(len(edges)))
	}
	for i := range r.who {
		if r.alone[i] {
			turns = append(turns, at[i])
		}
	}
	for k, a := range newExact(start, edges, r.room, turns).run() {
		if a != none {
			r.given[people[k]] = a
		}
	}
}

// neighbours are the positions of those left to the policy, who want the same
// activity most side by side.
func (r *run) neighbours() []int32 {
	from := make([]int32, len(r.acts)+2)
	first := func(i int) int {
		if list := r.choices(int32(i)); len(list) > 0 {
			return int(list[0].to)
		}
		return len(r.acts)
	}
	n := 0
	for i := range r.who {
		if r.alone[i] {
			from[first(i)+1]++
			n++
		}
	}
	for a := range from[1:] {
		from[a+1] += from[a]
	}
	out := make([]int32, n)
	for i := range r.who {
		if r.alone[i] {
			out[from[first(i)]] = int32(i)
			from[first(i)]++
		}
	}
	return out
}

// plan puts the answer into words that a host can use.
func (r *run) plan(policy Policy) Plan {
	out := Plan{Policy: policy, Placed: []Placement{}, Unplaced: []Unplaced{}, Cutoffs: r.cutoffs()}
	at := r.placed()
	for i, w := range r.who {
		q := &r.p.Requests[w]
		switch a := r.given[i]; {
		case !q.Held.IsZero():
			out.Placed = append(out.Placed, Placement{Request: q.ID, Activity: q.Held, Held: true})
		case a != none:
			rank := given(q, r.acts[a])
			out.RankSum += min(rank, RankLimit)
			out.Placed = append(out.Placed, Placement{Request: q.ID, Activity: r.acts[a], Rank: rank})
		default:
			out.Unplaced = append(out.Unplaced, r.explain(int32(i), at))
		}
	}
	return out
}

// given returns the best rank that q gives to an activity.
func given(q *Request, id activity.ID) int {
	best := 0
	for _, c := range q.Choices {
		if c.Activity == id && (best == 0 || c.Rank < best) {
			best = c.Rank
		}
	}
	return best
}

// placed lists, for each activity, the positions of those placed there in this
// allocation, in order of priority.
func (r *run) placed() [][]int32 {
	at := make([][]int32, len(r.acts))
	for i, a := range r.given {
		if a != none {
			at[a] = append(at[a], int32(i))
		}
	}
	return at
}

// cutoffs says how far each activity's places reached.
func (r *run) cutoffs() []Cutoff {
	list := make([]Cutoff, len(r.acts))
	for a, id := range r.acts {
		list[a] = Cutoff{Activity: id, Left: r.whole[a]}
	}
	for i, a := range r.given {
		if a == none {
			continue
		}
		q := &r.p.Requests[r.who[i]]
		list[a].Given++
		list[a].Left--
		list[a].Urgency, list[a].Waiting = q.Urgency, q.Waiting
	}
	return list
}

// explain says why the person at position i got nothing.
func (r *run) explain(i int32, at [][]int32) Unplaced {
	q := &r.p.Requests[r.who[i]]
	u := Unplaced{Request: q.ID}
	if n := len(r.choices(i)); n > 0 {
		u.Full = make([]Full, 0, n)
	}
	for _, e := range r.choices(i) {
		k := r.ahead(e.to, i, at[e.to])
		u.Full = append(u.Full, Full{Activity: r.acts[e.to], Ahead: k, Behind: len(at[e.to]) - k})
	}
	switch {
	case len(q.Choices) == 0:
		u.Reason = NoChoice
	case r.split[i]:
		u.Reason = NotTogether
	case len(u.Full) == 0:
		u.Reason = NoPlaces
	case r.anyAlone(i, at):
		u.Reason = FullMost
	default:
		u.Reason = FullAhead
	}
	return u
}

// ahead counts those placed at an activity whom it ranks before the person at i.
func (r *run) ahead(a, i int32, there []int32) int {
	if r.prefers == nil {
		k, _ := slices.BinarySearch(there, i)
		return k
	}
	n := 0
	for _, j := range there {
		if r.before(a, j, i) {
			n++
		}
	}
	return n
}

// anyAlone reports whether somebody with less priority than i, who was not
// placed as one of a pair, has a place that i wanted.
func (r *run) anyAlone(i int32, at [][]int32) bool {
	for _, e := range r.choices(i) {
		for _, j := range at[e.to] {
			if r.before(e.to, i, j) && r.alone[j] {
				return true
			}
		}
	}
	return false
}
