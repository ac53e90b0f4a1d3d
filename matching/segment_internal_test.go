package matching

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/person"
)

func TestLocalOnly(t *testing.T) {
	districts := activity.Coverage{Standing: activity.Known, Outward: []activity.AreaCode{"M33"}}
	for name, k := range map[string]struct {
		change func(*activity.Coverage)
		want   bool
	}{
		"districts":  {func(*activity.Coverage) {}, true},
		"not known":  {func(c *activity.Coverage) { c.Standing = "" }, false},
		"everywhere": {func(c *activity.Coverage) { c.Everywhere = true }, false},
		"a radius":   {func(c *activity.Coverage) { c.Radius = 1 }, false},
		"areas":      {func(c *activity.Coverage) { c.Areas = []activity.AreaCode{"E08000009"} }, false},
		"none":       {func(c *activity.Coverage) { c.Outward = nil }, false},
	} {
		r := areaRule{cover: districts}
		k.change(&r.cover)
		require.Equal(t, k.want, localOnly(&r), name)
	}
}

// TestTails: where the rows of each kind lie, of a directory that has all kinds
// and of one that has one alone.
func TestTails(t *testing.T) {
	c := sized(t, usual)
	var placed, lost, local, anywhere []activity.Activity
	for i := range 5 {
		placed = append(placed, invented(i, "sp-activity:crafts", point1(t, 53_000_000, -2_000_000)))
		l := invented(10+i, "sp-activity:crafts", activity.Coordinates{})
		l.Locations[0].Address.Postcode = person.MustParsePostcode([]string{"M1 1AE", "M33 2DH"}[i%2])
		lost = append(lost, l)
		o := invented(20+i, "sp-activity:crafts")
		o.Coverage = activity.Coverage{Standing: activity.Known, Outward: []activity.AreaCode{"M33", "M33", "M1"}[:i%3+1]}
		local = append(local, o)
		a := invented(30+i, "sp-activity:crafts")
		a.Modes = []activity.Mode{activity.Telephone}
		anywhere = append(anywhere, a)
	}
	for _, k := range []struct {
		list []activity.Activity
		want [3]int
	}{
		{placed, [3]int{5, 5, 5}},
		{lost, [3]int{0, 5, 5}},
		{local, [3]int{0, 0, 5}},
		{anywhere, [3]int{0, 0, 0}},
		{slices.Concat(anywhere, local, lost, placed), [3]int{5, 10, 15}},
		{slices.Concat(anywhere, lost), [3]int{0, 5, 5}},
	} {
		s := segmentOf(t, c, k.list)
		require.Equal(t, k.want, [3]int{s.located, s.lost, s.local})
		for out, run := range s.lostIn {
			for i := s.located; i < s.lost; i++ {
				require.Equal(t, int(run.lo) <= i && i < int(run.hi), s.outward(i) == out)
			}
		}
		for out, list := range s.districts {
			var want []uint32
			for i := s.lost; i < s.local; i++ {
				if slices.Contains(s.t.area.vals[s.rows[i].c[cArea]].cover.Outward, out) {
					want = append(want, uint32(i))
				}
			}
			require.Equal(t, want, list.rows, out)
		}
	}
	s := segmentOf(t, c, slices.Concat(lost, local))
	require.Len(t, s.lostIn, 2)
	require.Len(t, s.districts, 2)
}

// TestPeers: the rows of an activity are a ring in the order of its record, and
// each activity counts once for its categories, until it is dead.
func TestPeers(t *testing.T) {
	var list []activity.Activity
	for i := range 70 {
		var at []activity.Coordinates
		for k := range i%3 + 1 {
			at = append(at, point1(t, 53_000_000+int64(i*(2-k))*20_000, -2_000_000))
		}
		list = append(list, invented(i, []activity.CategoryCode{"sp-activity:crafts", "sp-activity:choir"}[i%2], at...))
	}
	s := segmentOf(t, sized(t, usual), list)
	crafts := func(entry uint16) bool { return s.t.cats.vals[entry][0].code == "sp-activity:crafts" }
	all, some := s.activities(nil, crafts)
	require.Equal(t, [2]int{70, 35}, [2]int{all, some})
	require.Equal(t, []uint32{35, 35}, s.kindred)
	for i := range list {
		lo, hi := s.find(list[i].ID)
		require.Equal(t, i%3+1, hi-lo)
		if i%3 == 0 {
			require.NotContains(t, s.multi, s.byID[lo])
			continue
		}
		at := slices.IndexFunc(s.multi, func(r uint32) bool { return s.ids[r] == list[i].ID && s.ord(r) == 0 })
		require.GreaterOrEqual(t, at, 0)
		for n := range hi - lo {
			lat, lon := list[i].Locations[n].Coordinates.Micro()
			require.Equal(t, micro{lat, lon}, s.rows[s.multi[at]].micro)
			require.Equal(t, uint16(n), s.ords[at])
			at = s.peer(at)
		}
		require.Zero(t, s.ords[at], "round again")
	}
	var dead bitset
	for i := range 35 { // the first half, of which 18 are even
		dead = s.kill(list[i].ID, dead)
	}
	all, some = s.activities(dead, crafts)
	require.Equal(t, [2]int{35, 17}, [2]int{all, some})
}

// TestBitmapsAndLists: a set is a bitmap where a row in 64 is in it, for as
// many of the largest as the budget allows, and holds the same either way.
func TestBitmapsAndLists(t *testing.T) {
	s := &segment{ids: make([]activity.ID, 257)}
	s.allot([]int{5, 4, 257, 0})
	for n, bitmap := range []bool{true, false, true, false} {
		require.Equal(t, bitmap, s.catSets[n].words != nil, n)
		if bitmap {
			require.Len(t, s.catSets[n].words, 5)
		}
	}
	s = &segment{ids: make([]activity.ID, 256)}
	s.allot([]int{4, 3})
	require.NotNil(t, s.catSets[0].words)
	require.Nil(t, s.catSets[1].words)
	counts := slices.Repeat([]int{256}, wordBudget+1)
	s.allot(counts)
	for n := range counts {
		require.Equal(t, n < wordBudget, s.catSets[n].words != nil, n)
	}

	for n := range 10 {
		bits, list := rowSet{words: make([]uint64, 10)}, rowSet{list: []uint32{}}
		for i := uint32(n); i < 640; i += 7 + uint32(n) {
			bits.put(i)
			list.put(i)
		}
		for w := range 10 {
			for m := range 10 - w {
				a, b := make([]uint64, m+1), make([]uint64, m+1)
				bits.or(w, a, 0)
				list.or(w, b, 0)
				require.Equal(t, a, b)
				require.Equal(t, bits.words[w:w+m+1], a)
			}
		}
	}
}

func TestDebtIsDue(t *testing.T) {
	for _, k := range []struct {
		d   Debt
		due bool
	}{
		{Debt{Rows: 160, Recent: 9}, false},
		{Debt{Rows: 160, Recent: 10}, true},
		{Debt{Rows: 161, Recent: 10}, false},
		{Debt{Rows: 160, Dead: 19}, false},
		{Debt{Rows: 160, Dead: 20}, true},
		{Debt{Rows: 161, Dead: 20}, false},
		{Debt{Rows: 160, Recent: 9, Dead: 19}, false},
	} {
		require.Equal(t, k.due, k.d.due(), "%+v", k.d)
	}
}

// TestDebtOfChanges: what is recent and what is dead after each change, in how
// many segments.
func TestDebtOfChanges(t *testing.T) {
	c := sized(t, usual)
	var list []activity.Activity
	for i := range 129 {
		list = append(list, invented(i, "sp-activity:crafts", point1(t, 53_000_000+int64(i)*10_000, -2_000_000)))
	}
	x := newIndex(c, []*segment{segmentOf(t, c, list)}, nil, 1)
	require.Same(t, x, x.Compact(), "there is nothing to do")
	put := func(n int) Change {
		a := invented(n, "sp-activity:walking-group", point1(t, 53_000_000, -2_000_000))
		return Change{Put: &a}
	}
	y := x.With([]Change{put(128)})
	require.Same(t, y, y.settle(), "one small segment may stay")
	require.Len(t, y.dead[0], 3, "a bit for each row")
	require.Equal(t, Debt{Rows: 130, Recent: 1, Dead: 1}, y.Debt())
	require.Len(t, y.segs, 2)
	for i := range 6 {
		y = y.With([]Change{put(200 + i)})
		require.Len(t, y.segs, 2, "small segments are merged")
		require.Equal(t, Debt{Rows: 131 + i, Recent: 2 + i, Dead: 1}, y.Debt())
	}
	z := y.With([]Change{{Remove: numbered(200)}})
	require.Equal(t, Debt{Rows: 135, Recent: 6, Dead: 1}, z.Debt(), "of the small segment nothing dead is kept")
	done := y.Compact()
	require.Equal(t, Debt{Rows: 135}, done.Debt())
	require.Len(t, done.segs, 1)
	require.Equal(t, 135, done.Len())
	only := x.With([]Change{{Remove: numbered(5)}})
	require.Equal(t, Debt{Rows: 129, Dead: 1}, only.Debt())
	require.Equal(t, Debt{Rows: 128}, only.Compact().Debt())
	fresh := x.With([]Change{put(200)})
	require.Equal(t, Debt{Rows: 130, Recent: 1}, fresh.Debt())
	require.Equal(t, Debt{Rows: 130}, fresh.Compact().Debt())
	for range 3 {
		fresh = fresh.With([]Change{put(300), put(301), put(302)})
	}
	require.Equal(t, 4, fresh.Debt().Recent)
	over := fresh.With([]Change{put(303), put(304), put(305), put(306), put(307)})
	require.Equal(t, Debt{Rows: 138}, over.Debt(), "a sixteenth is recent: all is merged")
}
