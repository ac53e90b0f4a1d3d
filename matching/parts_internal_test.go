package matching

import (
	"fmt"
	"math/bits"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/person"
)

// years is a range of ages.
func years(t *testing.T, lo, hi int) activity.AgeRange {
	t.Helper()
	r, err := activity.AgesInYears(lo, hi)
	require.NoError(t, err)
	return r
}

// mixture is a directory with rows of every kind: on a grid, at places of which
// only the postcode is known, for certain districts only, and anywhere.
func mixture(t *testing.T) []activity.Activity {
	t.Helper()
	codes := []activity.CategoryCode{"sp-activity:befriending", "sp-activity:crafts", "sp-activity:visual-arts", "sp-activity:food-bank"}
	var list []activity.Activity
	add := func(a activity.Activity) { list = append(list, a) }
	for i := range 20 {
		for j := range 20 {
			a := invented(len(list), codes[(i+j)%4], point1(t, 53_000_000+int64(i)*9_000, -2_000_000+int64(j)*15_000))
			if (i*j)%11 == 5 {
				a.Categories = nil
			}
			if i%3 == 0 {
				a.Eligibility.Ages = activity.KnownAs(years(t, 18+i, 60+i))
			}
			if j%4 == 0 {
				a.Access = activity.Access{{Feature: activity.StepFree, Has: person.Yes}}
			}
			add(a)
		}
	}
	for i := range 30 {
		a := invented(len(list), codes[i%4], activity.Coordinates{})
		a.Locations[0].Address.Postcode = person.MustParsePostcode([]string{"M1 1AE", "M33 2DH", "SK9 1AA"}[i%3])
		add(a)
	}
	for i := range 30 {
		a := invented(len(list), codes[i%4])
		a.Coverage = activity.Coverage{Standing: activity.Known, Outward: []activity.AreaCode{[]activity.AreaCode{"M1", "M33", "SK9"}[i%3], "M2"}}
		add(a)
	}
	for i := range 30 {
		a := invented(len(list), codes[i%4])
		a.Modes = []activity.Mode{activity.Telephone}
		add(a)
	}
	return list
}

// scanOf makes a scan of an index with one segment as Match does, up to the
// point where it scans.
func scanOf(t *testing.T, c *compiled, s *segment, q Query) (*scan, *scratch) {
	t.Helper()
	x := newIndex(c, []*segment{s}, nil, 1)
	p, err := c.prepare(&q)
	require.NoError(t, err)
	p.k = s.len()
	w := x.borrow()
	sc := &w.scan
	sc.begin(p, w)
	sc.stages, sc.looks = sc.stagesOf(sc.steps, sc.stages, sc.looks)
	sc.seg, sc.dead, sc.memo = s, nil, w.memos[0]
	sc.ready()
	sc.aim()
	return sc, w
}

// asking is a query of somebody in the middle of the grid.
func asking(t *testing.T) Query {
	t.Helper()
	return Query{At: workday, Seeker: Seeker{
		Needs:     []person.NeedCode{"sp-need:low-mood", "sp-need:fuel"},
		Interests: []activity.CategoryCode{"sp-activity:crafts"},
		Age:       AgeInYears(40),
		Access:    []activity.Feature{activity.StepFree},
		Place:     Place{Coordinates: point1(t, 53_050_000, -1_850_000), Outward: "M33"},
		Travel:    Journey{Limit: 6000},
	}}
}

func TestRowsInReach(t *testing.T) {
	c := sized(t, usual)
	s := segmentOf(t, c, mixture(t))
	require.Equal(t, []int{400, 430, 460, 490}, []int{s.located, s.lost, s.local, s.len()})
	q := asking(t)
	for name, k := range map[string]struct {
		change func(*Query)
		local  int
		all    bool
	}{
		"somebody of a district":   {func(*Query) {}, 10, false},
		"of a district without":    {func(q *Query) { q.Seeker.Place.Outward = "L1" }, 0, false},
		"of one that all serve":    {func(q *Query) { q.Seeker.Place.Outward = "M2" }, 30, false},
		"nobody knows where":       {func(q *Query) { q.Seeker.Place.Outward = "" }, 30, true},
		"a place that was chosen":  {func(q *Query) { q.Seeker.Place.Chosen = true }, 30, true},
		"residence does not count": {func(q *Query) { q.Options = &QueryOptions{Soft: []CriterionCode{Eligibility}} }, 30, true},
		"eligibility is not asked": {func(q *Query) { q.Options = &QueryOptions{Drop: []CriterionCode{Eligibility}} }, 30, true},
		"travel sets no limit":     {func(q *Query) { q.Options = &QueryOptions{Soft: []CriterionCode{Travel}} }, 10, false},
	} {
		asked := q
		k.change(&asked)
		sc, w := scanOf(t, c, s, asked)
		list, all := sc.local()
		require.Equal(t, k.all, all, name)
		if !all {
			require.Len(t, list.rows, k.local, name)
			for _, i := range list.rows {
				require.Contains(t, s.t.area.vals[s.rows[i].c[cArea]].cover.Outward, asked.Seeker.Place.Outward)
			}
		}
		want := k.local + 30 + 30
		w.rings = sc.p.rings(nil)
		if n := len(w.rings); n == 0 {
			want += 400
		} else {
			for _, run := range s.spans(asked.Seeker.Place.Coordinates, w.rings[n-1].radius, nil) {
				want += int(run.hi - run.lo)
			}
			require.Less(t, want, 400, "some are out of reach")
		}
		for _, sparse := range []int{want - 1, want} {
			sc.p.compiled.sizes.sparse = sparse
			rows, thin := sc.thin(w)
			require.Equal(t, want, rows, name)
			require.Equal(t, sparse == want, thin, name)
		}
		sc.p.compiled.sizes = usual
	}
	same := func(out activity.AreaCode) int {
		asked := q
		asked.Seeker.Place.Outward = out
		sc, _ := scanOf(t, c, s, asked)
		run := sc.sameDistrict()
		for i := run.lo; i < run.hi; i++ {
			require.Equal(t, out, s.outward(int(i)))
		}
		if run.lo == run.hi {
			require.EqualValues(t, s.lost, run.hi)
		}
		return int(run.hi - run.lo)
	}
	require.Equal(t, []int{10, 10, 10, 0, 0}, []int{same("M1"), same("M33"), same("SK9"), same("L1"), same("")})
}

// TestThinFindsAll: what is in reach as one part is all that Rank finds.
func TestThinFindsAll(t *testing.T) {
	list := mixture(t)
	q := asking(t)
	q.K, q.Seeker.Access = MaxK, nil
	want, err := Rank(q, slices.Values(list), &Options{Horizon: Horizon{From: activity.DayOf(workday)}})
	require.NoError(t, err)
	for _, z := range []sizes{usual, {full: full}, {full: full, screening: 1, dense: 1}} {
		c := sized(t, z)
		got, err := newIndex(c, []*segment{segmentOf(t, c, list)}, nil, 1).Match(q)
		require.NoError(t, err)
		require.Equal(t, want, got, "%+v", z)
	}
}

// TestDense: interests and sieves divide what is more than so many rows.
func TestDense(t *testing.T) {
	z := sizes{full: full, screening: 1}
	c := sized(t, z)
	s := segmentOf(t, c, mixture(t))
	sc, w := scanOf(t, c, s, asking(t))
	w.rings = sc.p.rings(nil)
	reach, _ := sc.thin(w)
	for dense, divided := range map[int]bool{reach - 1: true, reach: false} {
		c.sizes.dense = dense
		sc, w := scanOf(t, c, s, asking(t))
		sc.segment(w)
		require.Equal(t, divided, sc.byLiking)
		require.Equal(t, divided, len(sc.sieves) > 0)
	}
}

// TestCuts: a segment is divided in the order in which the criteria are compared.
func TestCuts(t *testing.T) {
	c := sized(t, sizes{full: full, screening: 1})
	s := segmentOf(t, c, mixture(t))
	for _, k := range []struct {
		change func(*Query)
		dense  bool
		want   []cut
	}{
		{func(*Query) {}, false, []cut{cutNeed, cutPlace}},
		{func(*Query) {}, true, []cut{cutNeed, cutLiking, cutGate, cutGate, cutPlace, cutGate, cutGate}},
		{func(q *Query) { q.Seeker.Order = []CriterionCode{Travel, Access, Interest} }, true, []cut{cutPlace, cutGate, cutLiking, cutNeed, cutGate, cutGate, cutGate}},
		{func(q *Query) { q.Options = &QueryOptions{Drop: []CriterionCode{Travel, Access}} }, true, []cut{cutNeed, cutLiking, cutGate, cutGate, cutGate, cutPlace}},
		{func(q *Query) { q.Seeker.Interests, q.Seeker.Matters = nil, q.Seeker.Access }, true, []cut{cutNeed, cutGate, cutGate, cutGate, cutPlace, cutGate, cutGate}},
		{func(q *Query) { q.Seeker.MustHave = q.Seeker.Access }, true, []cut{cutGate, cutNeed, cutLiking, cutGate, cutGate, cutPlace, cutGate, cutGate}},
	} {
		q := asking(t)
		k.change(&q)
		sc, _ := scanOf(t, c, s, q)
		if k.dense {
			sc.byLiking = sc.p.asks(fLikes)
			sc.sieve()
		}
		require.Equal(t, k.want, sc.cutsOf(nil))
	}
}

// TestBoxesOfRings: the fit for travel that a part allows, and the rows that it
// is about, are those of its ring.
func TestBoxesOfRings(t *testing.T) {
	c := sized(t, usual)
	s := segmentOf(t, c, mixture(t))
	for name, k := range map[string]struct {
		o    *QueryOptions
		want []Fit
	}{
		"distance": {nil, []Fit{Exact, Good, Low, Unknown, Good, Unknown}},
		"minutes": {
			&QueryOptions{TravelMinutes: func(activity.Coordinates) (int, bool) { return 1, true }},
			[]Fit{Exact, Exact, Good, Unknown},
		},
		"no limit": {&QueryOptions{Soft: []CriterionCode{Travel}}, []Fit{Exact}},
	} {
		q := asking(t)
		q.Options = k.o
		sc, w := scanOf(t, c, s, q)
		w.rings, w.worked = sc.p.rings(nil), 0
		sc.thin(w)
		for r, want := range k.want {
			sc.part(w, box{need: Exact, travel: No}, r)
			require.Equal(t, want, sc.box.travel, "%s %d", name, r)
		}
	}
	q := asking(t)
	q.Options = &QueryOptions{ExcludeUnknown: []CriterionCode{Travel}}
	sc, w := scanOf(t, c, s, q)
	w.rings = sc.p.rings(nil)
	sc.box.travel = No
	sc.part(w, box{need: Exact}, len(w.rings)+1)
	require.Equal(t, No, sc.box.travel, "places that are not known are left out")

	sc, w = scanOf(t, c, s, asking(t))
	w.rings, w.worked = sc.p.rings(nil), 0
	sc.thin(w)
	seen := map[int32]int{}
	for _, r := range []int{2, 0, 1, 3} {
		for _, run := range sc.surround(w, r) {
			for i := run.lo; i < run.hi; i++ {
				seen[i]++
			}
		}
		require.Equal(t, max(r+1, 3), w.worked, "no ring is worked out twice")
	}
	total := 0
	for _, run := range s.spans(q.Seeker.Place.Coordinates, w.rings[3].radius, nil) {
		for i := run.lo; i < run.hi; i++ {
			require.Equal(t, 1, seen[i], "each row in one ring")
			total++
		}
	}
	require.Len(t, seen, total)
}

// TestSheet: of some runs, each box holds the rows that are in it, and what is
// dead is in none.
func TestSheet(t *testing.T) {
	c := sized(t, sizes{full: full, screening: 1, dense: 1})
	s := segmentOf(t, c, mixture(t))
	dead := make(bitset, (s.len()+63)/64)
	for i := 0; i < s.len(); i += 11 {
		dead[i>>6] |= 1 << (i & 63)
	}
	all := map[string]int{}
	for _, gone := range []bitset{nil, dead} {
		for _, runs := range [][]span{
			{{lo: 0, hi: 21}},
			{{lo: 0, hi: 490}},
			{{lo: 5, hi: 64}, {lo: 64, hi: 64}, {lo: 100, hi: 330}},
			{{lo: 63, hi: 128}, {lo: 128, hi: 129}, {lo: 469, hi: 490}},
			{{lo: 64, hi: 128}},
			{},
		} {
			sc, w := scanOf(t, c, s, asking(t))
			sc.serve()
			sc.byLiking, sc.dead = true, gone
			sc.like()
			sc.sieve()
			require.Len(t, sc.gates, 4)
			sh := &w.sheets[0]
			sh.lay(runs, len(sc.gates))
			for _, level := range levels {
				for l := anyLiking; l <= lessLiked; l++ {
					for a := range 9 { // any; shut by the first; through that; shut by the second; and so on
						b := box{need: level, travel: Exact, byNeed: true, likes: l, passed: uint8(a / 2), shut: a%2 == 1}
						sc.enter(b)
						sc.collect(sh)
						var want []int32
						for _, r := range runs {
							for i := r.lo; i < r.hi; i++ {
								if sc.inBox(b, int(i)) && !gone.has(int(i)) {
									want = append(want, i)
								}
							}
						}
						require.ElementsMatch(t, want, sc.list, "%+v %v", b, runs)
						all[fmt.Sprint(level, l, a)] += len(want)
					}
				}
			}
		}
	}
	full := 0
	for _, n := range all {
		full += min(n, 1)
	}
	require.Greater(t, full, 32, "boxes with rows: %v", all)
}

// TestSheetSkipsLevels: a level that is asked for after others that were not is
// what it would be after them.
func TestSheetSkipsLevels(t *testing.T) {
	c := sized(t, usual)
	s := segmentOf(t, c, mixture(t)[:448])
	require.Equal(t, 448, s.len(), "the last word is full")
	for skipped := range levels {
		sc, w := scanOf(t, c, s, asking(t))
		sc.serve()
		sh := &w.sheets[0]
		sh.lay([]span{{hi: 448}}, 0)
		b := box{need: levels[skipped], travel: Exact, byNeed: true}
		for range 2 {
			sc.enter(b)
			sc.collect(sh)
			var want []int32
			for i := range s.len() {
				if sc.needOf(i) == b.need {
					want = append(want, int32(i))
				}
			}
			require.ElementsMatch(t, want, sc.list, b.need)
		}
	}
}

// inBox states what a box holds, row by row.
func (x *scan) inBox(b box, i int) bool {
	if x.needOf(i) != b.need {
		return false
	}
	if b.likes != anyLiking {
		fit := x.liking(x.seg.catsOf[x.seg.rows[i].c[cCats]])
		if want := [...]bool{mostLiked: fit == Exact, wellLiked: fit == Good, lessLiked: fit < Good}; !want[b.likes] {
			return false
		}
	}
	for g := range x.gates {
		switch passes := x.passes(x.gates[g].group, i); {
		case g < int(b.passed) && !passes, g == int(b.passed) && b.shut && passes:
			return false
		}
	}
	return true
}

// passes states what passes a gate: no look of its criterion knows a row by a
// frequent entry as less than Exact.
func (x *scan) passes(group, i int) bool {
	for s := range x.stages {
		for l := range x.stages[s].looks {
			lk := &x.stages[s].looks[l]
			if lk.col == none || x.seg.screen[lk.col] == nil || x.stages[s].group != group {
				continue
			}
			entry, rows := x.seg.rows[i].c[lk.col], 0
			for r := range x.seg.rows {
				if x.seg.rows[r].c[lk.col] == entry {
					rows++
				}
			}
			if rows*frequent >= x.seg.len() && x.fit(lk.facet, i) != Exact {
				return false
			}
		}
	}
	return true
}

// TestScreensHoldTheFrequent: an entry that one row in 32 has is frequent, each
// row is in one set of its column, and no set is longer than the rows.
func TestScreensHoldTheFrequent(t *testing.T) {
	for n, frequent := range map[int]int{64: 3, 65: 2} {
		c := sized(t, sizes{full: full, screening: n})
		var list []activity.Activity
		for i := range n {
			a := invented(i, "sp-activity:crafts", point1(t, 53_000_000+int64(i)*100, -2_000_000))
			switch {
			case i < 2: // two: one in 32 of 64
				a.Eligibility.Ages = activity.KnownAs(years(t, 20, 30))
			case i == 2: // one
				a.Eligibility.Ages = activity.KnownAs(years(t, 30, 40))
			case i%2 == 0:
				a.Eligibility.Ages = activity.KnownAs(years(t, 40, 50))
			}
			list = append(list, a)
		}
		s := segmentOf(t, c, list)
		sc := s.screen[cAges]
		require.NotNil(t, sc)
		require.Len(t, sc.sets, frequent)
		require.Len(t, sc.rows, frequent)
		words := (n + 63) / 64
		for i := range s.rows {
			in := 0
			for k, set := range sc.sets {
				require.Len(t, set, words)
				if bitset(set).has(i) {
					in++
					require.Equal(t, s.rows[i].c[cAges], s.rows[sc.rows[k]].c[cAges])
				}
			}
			others := 0
			for j := range s.rows {
				if s.rows[j].c[cAges] == s.rows[i].c[cAges] {
					others++
				}
			}
			require.Equal(t, others*32 >= n, in == 1, "row %d", i)
			require.LessOrEqual(t, in, 1)
		}
		s.screens(n + 1)
		require.Nil(t, s.screen[cAges], "too few rows")
	}
}

// TestSievesOfAQuery: there is one for each look that leaves something out, and
// a gate for each criterion that has any.
func TestSievesOfAQuery(t *testing.T) {
	c := sized(t, sizes{full: full, screening: 1})
	s := segmentOf(t, c, mixture(t))
	sc, _ := scanOf(t, c, s, asking(t))
	sc.sieve()
	require.Equal(t, []gate{{gEligibility, 0, 1}, {gAccess, 1, 2}, {gCapacity, 2, 3}, {gFreshness, 3, 4}}, sc.gates)
	for _, sieve := range sc.sieves {
		n := 0
		for _, set := range sieve {
			for _, w := range set {
				n += bits.OnesCount64(w)
			}
		}
		require.Positive(t, n, "a sieve leaves something out")
	}
	q := asking(t)
	q.Seeker.Access, q.Seeker.Age = nil, Ages{}
	q.Seeker.Place.Outward = ""
	q.Options = &QueryOptions{Drop: []CriterionCode{Eligibility, Capacity, Freshness}}
	sc, _ = scanOf(t, c, s, q)
	sc.sieve()
	require.Empty(t, sc.sieves)
	require.Empty(t, sc.gates)
}
