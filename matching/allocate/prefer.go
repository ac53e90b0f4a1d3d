package allocate

// prefer chooses among equally good answers, person by person in order of
// priority (see exact.go).
func (x *exact) prefer() {
	c := newChooser(x)
	c.goal = none
	c.divide()
	for p := range x.at {
		c.settle(int32(p))
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

	region  []int32
	regions int32
	from    []hop
	mark    []int32
	stamp   int32
	todo    []int32
	spent   int // steps of failed searches since the regions were found
	cost    int // steps that finding them took
}

// hop says how a node was reached: person p moved to it from node prev. p is
// none for a step between an activity and the sink.
type hop struct {
	prev, p, rank int32
}

// someone stands in a hop from the source for whoever can make it.
const someone = int32(-2)

// newChooser collects the arcs of reduced cost zero.
func newChooser(x *exact) *chooser {
	n, m := len(x.at), len(x.room)
	c := &chooser{
		exact: x, source: int32(m), sink: int32(m + 1), first: make([]int32, 1, n+1), head: make([]int32, m+1),
		fixed: make([]bool, n), movable: make([][]int32, m), index: make([]int32, n), wishes: make([]int32, m),
		region: make([]int32, m+2), from: make([]hop, m+2), mark: make([]int32, m+2),
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
	for p := range x.at {
		for _, e := range c.of(int32(p)) {
			c.byAct[next[e.to]] = int32(p)
			next[e.to]++
		}
		c.enter(int32(p))
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
func (c *chooser) turn(p int32, e edge) bool {
	goal := c.goal
	c.stamp++
	c.todo = append(c.todo[:0], e.to)
	c.mark[e.to] = c.stamp
	c.from[e.to] = hop{prev: none, p: p, rank: e.rank}
	home := c.region[goal]
	for i := 0; i < len(c.todo) && c.mark[goal] != c.stamp; i++ {
		c.spent += c.spread(c.todo[i], home)
	}
	if c.mark[goal] == c.stamp {
		c.rotate(goal)
		return true
	}
	c.regions++
	for _, v := range c.todo {
		c.region[v] = c.regions
	}
	if c.spent > 4*c.cost {
		c.divide()
	}
	return false
}

// reach notes that node v of a region can be reached.
func (c *chooser) reach(v, home int32, h hop) {
	if c.mark[v] == c.stamp || c.region[v] != home {
		return
	}
	c.mark[v] = c.stamp
	c.from[v] = h
	c.todo = append(c.todo, v)
}

// spread notes every node of a region that one step leads to from v, and
// returns how many steps it looked at.
func (c *chooser) spread(v, home int32) int {
	n := 0
	c.steps(v, func(to int32, h hop) {
		n++
		c.reach(to, home, h)
	})
	return n
}

// steps yields every step from node v.
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
			if (len(c.movable[a]) > 0 || int32(a) == c.goal) && c.piA[a] == c.piSink {
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
					yield(e.to, hop{prev: v, p: q, rank: e.rank})
				}
			}
		}
	}
}

// move is one person's step.
type move struct{ p, to, rank int32 }

// rotate moves every person on the path that ends at goal.
func (c *chooser) rotate(goal int32) {
	var moves []move
	for v := goal; v != none; v = c.from[v].prev {
		switch h := c.from[v]; h.p {
		case none:
		case someone:
			moves = append(moves, c.volunteer(v))
		default:
			moves = append(moves, move{h.p, v, h.rank})
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
			c.put(m.p, m.to, m.rank)
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
		if c.at[p] != none || c.fixed[p] {
			continue
		}
		for _, e := range c.of(p) {
			if e.to == a {
				return move{p, a, e.rank}
			}
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
