package allocate

// prefer chooses among equally good answers, person by person in order of
// priority (see exact.go).
func (x *exact) prefer() {
	c := &chooser{exact: x, fixed: make([]bool, len(x.at)), region: make([]int32, len(x.room)+2)}
	c.from = make([]hop, len(x.room)+2)
	c.mark = make([]int32, len(x.room)+2)
	c.source, c.sink = int32(len(x.room)), int32(len(x.room)+1)
	for p, a := range x.at {
		if a == none {
			c.waiting = append(c.waiting, int32(p))
		}
	}
	c.place = make([]int32, len(x.at))
	for i, p := range c.waiting {
		c.place[p] = int32(i)
	}
	for p := range x.at {
		c.settle(int32(p))
	}
}

// chooser searches cycles of arcs with reduced cost zero. Its nodes are the
// activities, the source (being unplaced) and the sink (a free place).
type chooser struct {
	*exact
	fixed   []bool
	region  []int32
	regions int32
	source  int32
	sink    int32
	waiting []int32 // people without a place who are not fixed
	place   []int32 // position in waiting
	from    []hop
	mark    []int32
	stamp   int32
	todo    []int32
}

// hop says how a node was reached: person p moved to it from node prev.
// p is none for the steps between an activity and the sink.
type hop struct {
	prev, p, rank int32
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
	for _, e := range c.edges[c.start[p]:c.start[p+1]] {
		if e.to == c.at[p] {
			break // what p has is the best there is
		}
		if c.tight(p, e) && c.region[e.to] == c.region[c.node(p)] && c.turn(p, e) {
			break
		}
	}
	c.fixed[p] = true
	if c.at[p] == none {
		c.unwait(p)
	}
}

// unwait takes p out of the list of the unplaced.
func (c *chooser) unwait(p int32) {
	i, last := c.place[p], c.waiting[len(c.waiting)-1]
	c.waiting[i], c.place[last] = last, i
	c.waiting = c.waiting[:len(c.waiting)-1]
}

// wait puts p into the list of the unplaced.
func (c *chooser) wait(p int32) {
	c.place[p] = int32(len(c.waiting))
	c.waiting = append(c.waiting, p)
}

// turn looks for a path from the activity of e back to where p is, and turns
// the cycle around if there is one.
func (c *chooser) turn(p int32, e edge) bool {
	goal := c.node(p)
	c.stamp++
	c.todo = append(c.todo[:0], e.to)
	c.mark[e.to] = c.stamp
	c.from[e.to] = hop{prev: none, p: p, rank: e.rank}
	was := c.fixed[p]
	c.fixed[p] = true // p takes the first step and no other
	for i := 0; i < len(c.todo); i++ {
		if c.todo[i] == goal {
			c.fixed[p] = was
			c.rotate(goal)
			return true
		}
		c.spread(c.todo[i])
	}
	c.fixed[p] = was
	c.regions++
	for _, v := range c.todo {
		c.region[v] = c.regions
	}
	return false
}

// reach notes that node v can be reached.
func (c *chooser) reach(v int32, h hop) {
	if c.mark[v] == c.stamp || c.region[v] != c.region[c.todo[0]] {
		return
	}
	c.mark[v] = c.stamp
	c.from[v] = h
	c.todo = append(c.todo, v)
}

// spread notes every node that one step leads to from v.
func (c *chooser) spread(v int32) {
	switch v {
	case c.source:
		for _, q := range c.waiting {
			if !c.fixed[q] {
				c.moves(v, q)
			}
		}
	case c.sink:
		for a := range c.room {
			if len(c.held[a]) > 0 && c.piA[a] == c.piSink {
				c.reach(int32(a), hop{prev: v, p: none})
			}
		}
	default:
		if c.free(v) && c.piA[v] == c.piSink {
			c.reach(c.sink, hop{prev: v, p: none})
		}
		for _, q := range c.held[v] {
			if c.fixed[q] {
				continue
			}
			if c.piP[q] == 0 {
				c.reach(c.source, hop{prev: v, p: q})
			}
			c.moves(v, q)
		}
	}
}

// moves notes the activities that person q, now at v, could have instead.
func (c *chooser) moves(v, q int32) {
	for _, e := range c.edges[c.start[q]:c.start[q+1]] {
		if e.to != v && c.tight(q, e) {
			c.reach(e.to, hop{prev: v, p: q, rank: e.rank})
		}
	}
}

// rotate moves every person on the path that ends at goal.
func (c *chooser) rotate(goal int32) {
	type move struct{ p, to, rank int32 }
	var moves []move
	for v := goal; v != none; v = c.from[v].prev {
		if h := c.from[v]; h.p != none {
			moves = append(moves, move{h.p, v, h.rank})
		}
	}
	for _, m := range moves {
		if c.at[m.p] == none {
			c.unwait(m.p)
		}
		c.take(m.p)
	}
	for _, m := range moves {
		if m.to == c.source {
			c.wait(m.p)
			continue
		}
		c.put(m.p, m.to, m.rank)
	}
}
