package allocate

// prefer chooses among equally good answers, person by person in order of
// priority (see exact.go).
func (x *exact) prefer() {
	c := newChooser(x)
	c.divide()
	for _, p := range x.turns {
		c.settle(p)
		// Between people only: while one is being settled, their own step is
		// not among those that make a region.
		if c.spent > 4*c.cost {
			c.divide()
		}
	}
}

// chooser searches cycles of arcs with reduced cost zero. Its nodes are the
// activities, the source (being unplaced) and the sink (a free place). Which
// arcs have reduced cost zero no longer changes; who may still move does.
type chooser struct {
	*exact
	source, sink int32
	goal         int32 // where the person being settled is

	arcs  []edge // arcs of reduced cost zero, by person
	first []int32
	byAct []int32 // the same by activity: who could move there
	head  []int32

	fixed   []bool
	movable [][]int32 // people at each activity who are not fixed
	index   []int32   // position of each in movable
	wishes  []int32   // how many unplaced, unfixed people could move to each activity
	leavers []int32   // how many of movable could be unplaced at no cost

	region  []int32
	regions int32
	stamp   int32
	home    int32   // the region of the search
	ahead   []int32 // nodes reached from the wanted activity
	from    []hop   // how
	mark    []int32 // whether, by the stamp
	behind  []int32 // nodes that lead to the goal
	to      []int32 // by which node
	back    []int32 // whether, by the stamp
	meet    int32   // where the two searches met
	spent   int     // steps of failed searches since the regions were found
	cost    int     // steps that finding them took
}

// hop says how a node was reached: person p moved to it from node prev. p is
// none for a step between an activity and the sink.
type hop struct {
	prev, p int32
}

// nowhere is not a node.
const nowhere = int32(-3)

// someone stands in a hop from the source for whoever can make it.
const someone = int32(-2)

// newChooser collects the arcs of reduced cost zero.
func newChooser(x *exact) *chooser {
	n, m := len(x.at), len(x.room)
	c := &chooser{
		exact: x, source: int32(m), sink: int32(m + 1), first: make([]int32, 1, n+1), head: make([]int32, m+1),
		fixed: make([]bool, n), movable: make([][]int32, m), index: make([]int32, n), wishes: make([]int32, m), leavers: make([]int32, m),
		region: make([]int32, m+2), from: make([]hop, m+2), mark: make([]int32, m+2), to: make([]int32, m+2), back: make([]int32, m+2),
	}
	for p := range x.at {
		for _, e := range x.edges[x.start[p]:x.start[p+1]] {
			if x.tight(int32(p), e) {
				c.arcs = append(c.arcs, e)
				c.head[e.to+1]++
			}
		}
		c.first = append(c.first, int32(len(c.arcs)))
	}
	for a := range m {
		c.head[a+1] += c.head[a]
	}
	c.byAct = make([]int32, len(c.arcs))
	next := append([]int32(nil), c.head[:m]...)
	for _, p := range x.turns {
		for _, e := range c.of(p) {
			c.byAct[next[e.to]] = p
			next[e.to]++
		}
		c.enter(p)
	}
	return c
}

// of returns the arcs of a person.
func (c *chooser) of(p int32) []edge { return c.arcs[c.first[p]:c.first[p+1]] }

// enter notes a person who may move from where they are.
func (c *chooser) enter(p int32) {
	if a := c.at[p]; a != none {
		c.index[p] = int32(len(c.movable[a]))
		c.movable[a] = append(c.movable[a], p)
		if c.piP[p] == 0 {
			c.leavers[a]++
		}
		return
	}
	for _, e := range c.of(p) {
		c.wishes[e.to]++
	}
}

// leave takes back what enter noted.
func (c *chooser) leave(p int32) {
	if a := c.at[p]; a != none {
		list := c.movable[a]
		last := list[len(list)-1]
		list[c.index[p]], c.index[last] = last, c.index[p]
		c.movable[a] = list[:len(list)-1]
		if c.piP[p] == 0 {
			c.leavers[a]--
		}
		return
	}
	for _, e := range c.of(p) {
		c.wishes[e.to]--
	}
}

// node returns where p is now, as a node.
func (c *chooser) node(p int32) int32 {
	if c.at[p] == none {
		return c.source
	}
	return c.at[p]
}

// settle gives p the best outcome that some best answer has, given everybody
// before, and fixes it.
func (c *chooser) settle(p int32) {
	c.leave(p)
	c.fixed[p] = true
	c.goal = c.node(p) // p makes room there, though not movable any more
	for _, e := range c.of(p) {
		if e.to == c.at[p] || c.region[e.to] == c.region[c.node(p)] && c.turn(p, e) {
			return // what p has is the best there is, or has become so
		}
	}
}

// turn looks for a path from the activity of e back to where p is, and turns
// the cycle around if there is one.
//
// It searches from both ends, a little at a time at the one that has cost less.
// When either has nowhere left to go there is no path: what it has found is a
// set that no arc leaves, or that none enters.
func (c *chooser) turn(p int32, e edge) bool {
	c.stamp++
	c.meet, c.home = nowhere, c.region[c.goal]
	c.ahead, c.behind = append(c.ahead[:0], e.to), append(c.behind[:0], c.goal)
	c.mark[e.to], c.back[c.goal] = c.stamp, c.stamp
	c.from[e.to] = hop{prev: none, p: p}
	looked, lookedBack := 0, 0
	for i, j := 0, 0; c.meet == nowhere; {
		switch {
		case i == len(c.ahead):
			c.part(c.ahead, looked+lookedBack)
			return false
		case j == len(c.behind):
			c.part(c.behind, looked+lookedBack)
			return false
		case looked <= lookedBack:
			looked += 1 + c.spread(c.ahead[i])
			i++
		default:
			lookedBack += 1 + c.gather(c.behind[j])
			j++
		}
	}
	c.join(c.meet)
	c.rotate(c.goal)
	return true
}

// part makes a region of a set whose border no cycle crosses.
func (c *chooser) part(set []int32, looked int) {
	c.regions++
	for _, v := range set {
		c.region[v] = c.regions
	}
	c.spent += looked
}

// spread notes every node of the region that one step leads to from v, and
// returns how many steps it looked at.
func (c *chooser) spread(v int32) int {
	n := 0
	c.steps(v, func(to int32, h hop) {
		n++
		if c.mark[to] == c.stamp || c.region[to] != c.home {
			return
		}
		c.mark[to], c.from[to] = c.stamp, h
		c.ahead = append(c.ahead, to)
		if c.back[to] == c.stamp {
			c.meet = to
		}
	})
	return n
}

// gather notes every node of the region from which one step leads to v, and
// returns how many it looked at. Who makes the step is left to join.
func (c *chooser) gather(v int32) int {
	n := 0
	note := func(prev int32) {
		n++
		if c.back[prev] == c.stamp || c.region[prev] != c.home {
			return
		}
		c.back[prev], c.to[prev] = c.stamp, v
		c.behind = append(c.behind, prev)
		if c.mark[prev] == c.stamp {
			c.meet = prev
		}
	}
	switch v {
	case c.source:
		for a, k := range c.leavers {
			if k > 0 {
				note(int32(a))
			}
		}
	case c.sink:
		for a := range c.movable {
			if c.free(int32(a)) && c.piA[a] == c.piSink {
				note(int32(a))
			}
		}
	default:
		if c.wishes[v] > 0 {
			note(c.source)
		}
		if c.piA[v] == c.piSink {
			note(c.sink)
		}
		for _, q := range c.byAct[c.head[v]:c.head[v+1]] {
			if u := c.at[q]; u != none && u != v && !c.fixed[q] {
				note(u)
			}
		}
	}
	return n
}

// join completes the path from where the two searches met to the goal.
func (c *chooser) join(v int32) {
	for v != c.goal {
		next := c.to[v]
		c.from[next] = c.step(v, next)
		v = next
	}
}

// step returns a step from node v to another that gather has found.
func (c *chooser) step(v, to int32) hop {
	switch {
	case v == c.source:
		return hop{prev: v, p: someone}
	case v == c.sink || to == c.sink:
		return hop{prev: v, p: none}
	case to == c.source:
		for _, q := range c.movable[v] {
			if c.piP[q] == 0 {
				return hop{prev: v, p: q}
			}
		}
	default:
		for _, q := range c.byAct[c.head[to]:c.head[to+1]] {
			if c.at[q] == v && !c.fixed[q] {
				return hop{prev: v, p: q}
			}
		}
	}
	return hop{prev: none, p: none} // not reached: gather has seen one
}

// steps yields every step from node v, but that from the sink to where the person
// being settled is, if nobody else can move there: gather looks at the steps to
// that node before any search has come so far.
func (c *chooser) steps(v int32, yield func(to int32, h hop)) {
	switch v {
	case c.source:
		for a, n := range c.wishes {
			if n > 0 {
				yield(int32(a), hop{prev: v, p: someone})
			}
		}
	case c.sink:
		for a := range c.movable {
			if len(c.movable[a]) > 0 && c.piA[a] == c.piSink {
				yield(int32(a), hop{prev: v, p: none})
			}
		}
	default:
		if c.free(v) && c.piA[v] == c.piSink {
			yield(c.sink, hop{prev: v, p: none})
		}
		for _, q := range c.movable[v] {
			if c.piP[q] == 0 {
				yield(c.source, hop{prev: v, p: q})
			}
			for _, e := range c.of(q) {
				if e.to != v {
					yield(e.to, hop{prev: v, p: q})
				}
			}
		}
	}
}

// move is one person's step.
type move struct{ p, to int32 }

// rotate moves every person on the path that ends at goal.
func (c *chooser) rotate(goal int32) {
	var moves []move
	for v := goal; v != none; v = c.from[v].prev {
		switch h := c.from[v]; h.p {
		case none:
		case someone:
			moves = append(moves, c.volunteer(v))
		default:
			moves = append(moves, move{h.p, v})
		}
	}
	for _, m := range moves {
		if !c.fixed[m.p] {
			c.leave(m.p)
		}
		c.take(m.p)
	}
	for _, m := range moves {
		if m.to != c.source {
			c.put(m.p, m.to)
		}
		if !c.fixed[m.p] {
			c.enter(m.p)
		}
	}
}

// volunteer finds somebody unplaced and not fixed who can move to an activity:
// the first by priority.
func (c *chooser) volunteer(a int32) move {
	for _, p := range c.byAct[c.head[a]:c.head[a+1]] {
		if c.at[p] == none && !c.fixed[p] {
			return move{p, a}
		}
	}
	return move{p: none} // not reached: wishes counts them
}

// divide finds the regions: the strongly connected components of the graph of
// steps, by Tarjan's method with a stack of its own. No cycle leaves one.
func (c *chooser) divide() {
	t := tarjan{c: c, order: make([]int32, len(c.region)), low: make([]int32, len(c.region)), on: make([]bool, len(c.region))}
	c.spent, c.cost = 0, 0
	for v := range c.region {
		if t.order[v] == 0 {
			t.visit(int32(v))
		}
	}
	c.cost = max(t.looked, 1)
}

// tarjan is one run of Tarjan's method.
type tarjan struct {
	c          *chooser
	order, low []int32
	on         []bool
	stack      []int32
	calls      []call
	count      int32
	looked     int
}

// call is a node being visited, with the steps from it.
type call struct {
	v    int32
	next []int32
}

// enter begins the visit of a node.
func (t *tarjan) enter(v int32) {
	t.count++
	t.order[v], t.low[v], t.on[v] = t.count, t.count, true
	t.stack = append(t.stack, v)
	var next []int32
	t.c.steps(v, func(to int32, _ hop) {
		t.looked++
		if t.order[to] == 0 || t.on[to] {
			next = append(next, to)
		}
	})
	t.calls = append(t.calls, call{v: v, next: next})
}

// visit visits a node and all that can be reached from it.
func (t *tarjan) visit(v int32) {
	t.enter(v)
	for len(t.calls) > 0 {
		top := &t.calls[len(t.calls)-1]
		if len(top.next) > 0 {
			to := top.next[0]
			top.next = top.next[1:]
			switch {
			case t.order[to] == 0:
				t.enter(to)
			case t.on[to]:
				t.low[top.v] = min(t.low[top.v], t.order[to])
			}
			continue
		}
		t.close(top.v)
		t.calls = t.calls[:len(t.calls)-1]
		if n := len(t.calls); n > 0 {
			up := t.calls[n-1].v
			t.low[up] = min(t.low[up], t.low[top.v])
		}
	}
}

// close ends the visit of a node; if it is the first of its component, the
// component becomes a region.
func (t *tarjan) close(v int32) {
	if t.low[v] != t.order[v] {
		return
	}
	t.c.regions++
	for {
		w := t.stack[len(t.stack)-1]
		t.stack = t.stack[:len(t.stack)-1]
		t.on[w] = false
		t.c.region[w] = t.c.regions
		if w == v {
			return
		}
	}
}
