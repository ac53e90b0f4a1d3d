package reporting

import (
	"math"
	"slices"

	"github.com/socialprescribing/socialprescribing/outcome/cohort"
)

// Protection of a whole report.
//
// Input: the counts of a report, of everybody and of all groups of all
// dimensions. What is counted (episodes, say) is cut up in several ways, the
// partitions: by how far they got, by whether a wait is over. The counts of
// everybody are those of the groups of a dimension and of those in none. A
// reader knows all that and can subtract.
//
// Step 1. A count from 1 to Below is starred; a zero stays, any other is shown
// rounded.
//
// Step 2. For each starred count that is small the report must leave as many
// values possible as the policy's LeastSpread. A value is possible if the same
// report could come of other episodes. So changes are tried that keep every
// relation by their nature:
//
//   - exchange: as many of this group as of another change their place in the
//     partitions, one way here and the other way there;
//   - transfer: some of another group are of this one instead;
//   - edit: some change their place, in everybody and in one group of each
//     dimension;
//   - newcomers: there are more, or fewer, of everybody and of one group of each
//     dimension.
//
// A change is free if every shown count that it touches stays within what its
// rounding leaves open, and every starred one is at least 1. Free changes by one
// are made one after the other, so that the next may build on the last, upwards
// and then downwards. If they do not open enough values, the cheapest change that
// would go on is made free by starring the shown counts that stand in its way;
// its price is their sum. Ties fall to what is tried first. Starring more only
// widens what is possible, so that no count has to be looked at twice.
//
// Zeros stay zeros, also where they are not published: that nobody is in no
// group is taken as known.
//
// Refused: protecting the funnel as a table and every other count by itself. They
// are the same people counted in many ways, so that what was starred in the table
// stood beside it under another name.
type cube struct {
	p        cohort.SuppressionPolicy
	figures  []figure
	sections []section // the first is everybody
	// dimensions are the sections of each: its groups, and those in none.
	dimensions [][]int
	// linked says which classes of a partition go with which of the first; nil:
	// all with all. It has one entry for each partition.
	linked []func(first, class int) bool
	// closed says that there are no newcomers: the total is kept elsewhere.
	closed bool
}

type figure struct {
	n       int64
	moved   int64 // by how much it is changed while a value is looked for
	starred bool
	hidden  bool // never published
}

// section holds the figures of everybody or of a group: in all, and of each
// class of each partition.
type section struct {
	total int
	parts [][]int
}

// show takes in a count that is to be published.
func (c *cube) show(n int64) int {
	c.figures = append(c.figures, figure{n: n, starred: n >= 1 && n <= c.p.Below})
	return len(c.figures) - 1
}

// hide takes in a count that is not published.
func (c *cube) hide(n int64) int {
	c.figures = append(c.figures, figure{n: n, hidden: true})
	return len(c.figures) - 1
}

// count is a figure as it may be shown, after protect.
func (c *cube) count(i int) cohort.Count {
	if f := c.figures[i]; f.starred || f.hidden {
		return cohort.Suppressed()
	}
	return c.p.Count(c.figures[i].n)
}

// bounds are the values that a figure could have by itself.
func (c *cube) bounds(i int) (int64, int64) {
	f := c.figures[i]
	switch shown, _ := c.p.Count(f.n).Shown(); {
	case f.n == 0:
		return 0, 0
	case f.hidden:
		return 0, never
	case f.starred:
		return 1, never
	default:
		return max(shown-c.p.Base/2, c.p.Below+1), shown + (c.p.Base-1)/2
	}
}

// never is more than any count, and the price of what can't be. Many can
// be added up, so that of two impossible changes one is the less so.
const never = int64(math.MaxInt64 / (1 << 20))

// price is what it costs to let a figure change by so much.
func (c *cube) price(i int, by int64) int64 {
	f := c.figures[i]
	lo, hi := c.bounds(i)
	switch n := f.n + f.moved + by; {
	case n >= lo && n <= hi:
		return 0
	case f.starred || f.hidden || f.n == 0 || n < 1:
		return never
	default:
		return f.n
	}
}

// change is what happens to some sections: so many come to a class of each
// partition, from another class if moved and else from nowhere.
type change struct {
	price int64
	k     int64
	sides []side
	moves []move // by partition
	moved bool
}

// move is to one class from another.
type move struct{ to, from int }

// side is a section that takes part in a change, and whether it does the change
// or its reverse.
type side struct {
	section int
	sign    int64
}

// steps visits the figures of a change and by how much each is changed.
func (c *cube) steps(ch change, visit func(figure int, by int64)) {
	for _, s := range ch.sides {
		by := ch.k * s.sign
		if !ch.moved {
			visit(c.sections[s.section].total, by)
		}
		for q, m := range ch.moves {
			parts := c.sections[s.section].parts[q]
			switch {
			case !ch.moved:
				visit(parts[m.to], by)
			case m.to != m.from:
				visit(parts[m.to], by)
				visit(parts[m.from], -by)
			}
		}
	}
}

// protect stars what would give a small count away.
func (c *cube) protect() {
	for s := range c.sections {
		for p := range c.sections[s].parts {
			for class := range c.sections[s].parts[p] {
				c.open(target{s, p, class})
			}
		}
	}
}

// target is a class of a partition in a section.
type target struct{ section, partition, class int }

func (c *cube) at(t target) figure {
	return c.figures[c.sections[t.section].parts[t.partition][t.class]]
}

// open sees to it that a small count could have enough values.
func (c *cube) open(t target) {
	if f := c.at(t); !f.starred || f.n > c.p.Below {
		return
	}
	for {
		n, stuck := c.possible(t)
		if n < c.p.LeastSpread() && stuck.price < never { // else nothing that is shown stands in the way
			c.steps(stuck, func(figure int, by int64) {
				if c.price(figure, by) > 0 {
					c.figures[figure].starred = true
				}
			})
		}
		c.reset()
		if n >= c.p.LeastSpread() || stuck.price >= never {
			return
		}
	}
}

// possible counts the values that a count could have, and gives the cheapest
// change that would open another. It leaves the figures as they are for that
// change: reset puts them back.
func (c *cube) possible(t target) (int64, change) {
	n, enough := int64(1), c.p.LeastSpread()
	up, n := c.walk(t, 1, n, enough)
	c.reset()
	if n >= enough {
		return n, up
	}
	down, n := c.walk(t, -1, n, enough)
	if down.price < up.price {
		return n, down
	}
	c.reset()
	up, _ = c.walk(t, 1, 1, enough)
	return n, up
}

// walk makes free changes one way, until there are enough values or none is free;
// then it gives the cheapest.
func (c *cube) walk(t target, by, n, enough int64) (change, int64) {
	for ; n < enough; n++ {
		ch := c.cheapest(t, by)
		if ch.price > 0 {
			return ch, n
		}
		c.steps(ch, func(figure int, by int64) { c.figures[figure].moved += by })
	}
	return change{}, n
}

func (c *cube) reset() {
	for i := range c.figures {
		c.figures[i].moved = 0
	}
}

// cheapest is the change of least price by which a count is k more (or fewer,
// for a negative k) than it stands at.
func (c *cube) cheapest(t target, k int64) change {
	best := change{price: never}
	for _, d := range c.dimensions {
		if !slices.Contains(d, t.section) {
			continue
		}
		for _, h := range d {
			if h != t.section {
				c.try(&best, t, k, []side{{t.section, 1}, {h, -1}}, nil, true)  // exchange
				c.try(&best, t, k, []side{{t.section, 1}, {h, -1}}, nil, false) // transfer
			}
		}
	}
	all, rest := []side{{0, 1}}, [][]int(nil)
	for _, d := range c.dimensions {
		if slices.Contains(d, t.section) {
			all = append(all, side{t.section, 1})
		} else {
			rest = append(rest, d)
		}
	}
	c.try(&best, t, k, all, rest, true) // edit
	if !c.closed {
		c.try(&best, t, k, all, rest, false) // newcomers
	}
	return best
}

// try looks for a cheaper change than the best: k of the sides, and of one
// section of each of the other dimensions, come to the class asked about, from
// another class if moved and else from nowhere.
func (c *cube) try(best *change, t target, k int64, sides []side, others [][]int, moved bool) {
	classes := len(c.sections[0].parts[0])
	for a := range classes {
		if t.partition == 0 && a != t.class {
			continue
		}
		for b := range classes {
			if best.price == 0 || !moved && b > 0 {
				break
			}
			if moved && t.partition == 0 && a == b {
				continue
			}
			if ch := c.together(t, k, sides, others, move{a, b}, moved); ch.price < best.price {
				*best = ch
			}
		}
	}
}

// together is the cheapest change of some sides and of one section of each of the
// other dimensions. From each section of the first of these it goes on to better
// ones of the rest, dimension by dimension.
func (c *cube) together(t target, k int64, sides []side, others [][]int, first move, moved bool) change {
	if len(others) == 0 {
		return c.kinds(t, k, sides, first, moved)
	}
	best := change{price: math.MaxInt64}
	for _, start := range others[0] {
		all := append(slices.Clone(sides), side{start, 1})
		for _, d := range others[1:] {
			all = append(all, side{d[0], 1})
		}
		if ch := c.descend(t, k, all, others[1:], first, moved); ch.price < best.price {
			best = ch
		}
		if best.price == 0 {
			break
		}
	}
	return best
}

// descend puts better sections in the place of the last sides, one of each of the
// dimensions.
func (c *cube) descend(t target, k int64, all []side, others [][]int, first move, moved bool) change {
	out := c.kinds(t, k, all, first, moved)
	for i, d := range others {
		for _, s := range d {
			if out.price == 0 {
				return out
			}
			better := slices.Clone(all)
			better[len(all)-len(others)+i].section = s
			if ch := c.kinds(t, k, better, first, moved); ch.price < out.price {
				out, all = ch, better
			}
		}
	}
	return out
}

// kinds is the cheapest change of some sides that goes with a move in the first
// partition: what happens in the others is chosen for each by itself.
func (c *cube) kinds(t target, k int64, sides []side, first move, moved bool) change {
	out := change{k: k, sides: sides, moved: moved, moves: make([]move, len(c.linked))}
	if !moved {
		for _, s := range sides {
			out.price += c.price(c.sections[s.section].total, k*s.sign)
		}
	}
	for q := range c.linked {
		best := never * 8 // nothing goes with the first
		for x := range c.sections[0].parts[q] {
			for y := range c.sections[0].parts[q] {
				m := move{x, y}
				if best == 0 || !moved && y > 0 || !c.fits(t, q, m, first, moved) {
					continue
				}
				if price := c.pay(q, m, k, sides, moved); price < best {
					best, out.moves[q] = price, m
				}
			}
		}
		out.price += best
	}
	return out
}

// fits says whether a move goes with that in the first partition, and does what
// is asked.
func (c *cube) fits(t target, q int, m, first move, moved bool) bool {
	if q == 0 && (m.to != first.to || moved && m.from != first.from) {
		return false
	}
	if q == t.partition && (m.to != t.class || moved && m.from == m.to) {
		return false
	}
	link := c.linked[q]
	return link == nil || link(first.to, m.to) && (!moved || link(first.from, m.from))
}

// pay is the price of a move in one partition.
func (c *cube) pay(q int, m move, k int64, sides []side, moved bool) int64 {
	if moved && m.to == m.from {
		return 0
	}
	var price int64
	for _, s := range sides {
		parts := c.sections[s.section].parts[q]
		price += c.price(parts[m.to], k*s.sign)
		if moved {
			price += c.price(parts[m.from], -k*s.sign)
		}
	}
	return price
}
