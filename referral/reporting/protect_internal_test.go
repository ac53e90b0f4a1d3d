package reporting

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/outcome/cohort"
)

// random makes a cube of made-up counts that hang together: everybody, one or two
// dimensions, three partitions of which the second goes with the first.
func random(rng *rand.Rand, p cohort.SuppressionPolicy) *cube {
	const classes, from = 4, 2
	f := &figures{}
	c := &cube{p: p, linked: []func(int, int) bool{nil, func(first, class int) bool { return (first >= from) == (class == over) }, nil}}
	dims := 1 + rng.IntN(2)
	groups := 1 + rng.IntN(4)
	size := 1 + rng.IntN(60)
	// Everyone is somebody: a group in each dimension, a class in each partition.
	cells := make([][][]int64, 1+dims*(groups+1)) // by section, partition, class
	for s := range cells {
		cells[s] = [][]int64{make([]int64, classes), make([]int64, 3), make([]int64, 2)}
	}
	for range size {
		first := rng.IntN(classes)
		wait := over
		if first < from {
			wait = still + rng.IntN(2)
		}
		third := rng.IntN(2)
		in := []int{0}
		for d := range dims {
			g := min(rng.IntN(2*groups), groups) // the last is "none"
			if rng.IntN(2) == 0 {
				g = rng.IntN(groups)
			}
			in = append(in, 1+d*(groups+1)+g)
		}
		for _, s := range in {
			cells[s][0][first]++
			cells[s][1][wait]++
			cells[s][2][third]++
		}
	}
	for s := range cells {
		hidden := s > 0 && (s-1)%(groups+1) == groups
		f.cut(c, cells[s], hidden, !hidden)
	}
	for d := range dims {
		var sections []int
		for g := range groups + 1 {
			sections = append(sections, 1+d*(groups+1)+g)
		}
		c.dimensions = append(c.dimensions, sections)
	}
	return c
}

// adds reports whether the counts hang together as a reader knows they do.
func adds(c *cube, n func(int) int64) bool {
	for _, s := range c.sections {
		for q, parts := range s.parts {
			var sum, reached int64
			for class, i := range parts {
				sum += n(i)
				if class >= 2 {
					reached += n(i)
				}
			}
			if sum != n(s.total) || q == 0 && reached != n(s.parts[1][over]) {
				return false
			}
		}
	}
	for _, d := range c.dimensions {
		total := int64(0)
		for _, s := range d {
			total += n(c.sections[s].total)
		}
		if total != n(c.sections[0].total) {
			return false
		}
		for q, parts := range c.sections[0].parts {
			for class, i := range parts {
				sum := int64(0)
				for _, s := range d {
					sum += n(c.sections[s].parts[q][class])
				}
				if sum != n(i) {
					return false
				}
			}
		}
	}
	return true
}

// TestD26_SmallCountsStayOpen: for every small count of made-up reports there are
// as many other values as the policy wants, each with a whole other set of counts
// that hangs together as well and gives the very same report; or else every count
// that it stands beside is starred or nothing.
func TestD26_SmallCountsStayOpen(t *testing.T) {
	t.Parallel()
	small, opened := 0, 0
	for seed := range uint64(120) {
		rng := rand.New(rand.NewPCG(seed, 26))
		p := cohort.HESSuppression()
		if seed%3 == 0 {
			p = cohort.SuppressionPolicy{Name: "test", Below: 4, Base: 3 + int64(rng.IntN(3)), Spread: 2}
		}
		c := random(rng, p)
		require.True(t, adds(c, func(i int) int64 { return c.figures[i].n }))
		c.protect()
		for s := range c.sections {
			for q := range c.sections[s].parts {
				for class := range c.sections[s].parts[q] {
					x := target{s, q, class}
					if f := c.at(x); !f.starred || f.n > p.Below {
						continue
					}
					small++
					if opens(t, c, x) >= p.LeastSpread()-1 {
						opened++
						continue
					}
					require.True(t, spent(c, s), "seed %d: a secret that is not open, while more could be starred", seed)
				}
			}
		}
	}
	require.Greater(t, small, 600)
	require.Greater(t, opened, small*9/10, "and it is seldom that there is nothing to hide behind")
}

// opens counts the further values that a count could have, each proved.
func opens(t *testing.T, c *cube, x target) int64 {
	t.Helper()
	n := int64(0)
	for _, by := range []int64{1, -1} {
		for k := by; k >= -3 && k <= 3 && c.at(x).n+k >= 1; k += by {
			ch := c.cheapest(x, by)
			if ch.price > 0 {
				break
			}
			c.steps(ch, func(figure int, by int64) { c.figures[figure].moved += by })
			n++
			require.Equal(t, k, c.at(x).moved)
			require.True(t, adds(c, func(i int) int64 { return c.figures[i].n + c.figures[i].moved }))
			for _, f := range c.figures {
				switch v := f.n + f.moved; {
				case f.hidden:
					require.GreaterOrEqual(t, v, int64(0))
				case f.starred:
					require.GreaterOrEqual(t, v, int64(1))
				default:
					require.Equal(t, c.p.Count(f.n), c.p.Count(v))
					require.Equal(t, f.n == 0, v == 0)
				}
			}
		}
		c.reset()
	}
	return n
}

// spent reports whether no count of a section but zeros is shown, nor the total.
func spent(c *cube, section int) bool {
	s := c.sections[section]
	open := func(i int) bool { f := c.figures[i]; return !f.starred && !f.hidden && f.n > 0 }
	for _, parts := range s.parts {
		for _, i := range parts {
			if open(i) {
				return false
			}
		}
	}
	return !open(s.total)
}
