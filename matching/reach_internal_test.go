package matching

import (
	"encoding/binary"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/person"
)

// These tests hold the quick ways of an index against plain statements of what
// each of them finds, since a wrong one may cost only time and leave every
// answer as it is.

var workday = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// numbered returns an ID that sorts by its number.
func numbered(n int) activity.ID {
	var id activity.ID
	binary.BigEndian.PutUint64(id[:8], uint64(n)+1)
	id[15] = 1
	return id
}

// point1 returns coordinates in millionths of a degree.
func point1(t *testing.T, lat, lon int64) activity.Coordinates {
	t.Helper()
	c, err := activity.CoordinatesAt(lat, lon)
	require.NoError(t, err)
	return c
}

// invented is an activity at some places.
func invented(n int, code activity.CategoryCode, at ...activity.Coordinates) activity.Activity {
	a := activity.Activity{
		ID: numbered(n), Name: "Invented", Status: activity.Active,
		Categories: []activity.Category{{Code: code, Standing: activity.Known}},
	}
	for _, c := range at {
		a.Locations = append(a.Locations, activity.Location{Kind: activity.Physical, Coordinates: c})
	}
	return a
}

// sized compiles options with small sizes.
func sized(t *testing.T, s sizes) *compiled {
	t.Helper()
	c, err := compile(&Options{Horizon: Horizon{From: activity.DayOf(workday)}})
	require.NoError(t, err)
	c.sizes = s
	return c
}

// segmentOf makes one segment.
func segmentOf(t *testing.T, c *compiled, list []activity.Activity) *segment {
	t.Helper()
	segs := segments(c, slices.Values(list))
	require.Len(t, segs, 1)
	return segs[0]
}

// planOf prepares a query of somebody lonely at a point.
func planOf(t *testing.T, c *compiled, at activity.Coordinates, o *QueryOptions) *plan {
	t.Helper()
	p, err := c.prepare(&Query{At: workday, Seeker: Seeker{
		Needs: []person.NeedCode{"sp-need:lonely"}, Place: Place{Coordinates: at},
	}, Options: o})
	require.NoError(t, err)
	return p
}

func TestEstimateHoldsUpTo(t *testing.T) {
	near, far := Bands{1600, 5000, 50_000}, Bands{1600, 5000, 50_001}
	for _, c := range []struct {
		lat, lon int64
		bands    Bands
		quick    bool
	}{
		{70_000_000, 5_000_000, near, true},
		{70_000_001, 5_000_000, near, false},
		{-70_000_000, 5_000_000, near, true},
		{-70_000_001, 5_000_000, near, false},
		{53_000_000, 179_000_000, near, true},
		{53_000_000, 179_000_001, near, false},
		{53_000_000, -179_000_000, near, true},
		{53_000_000, -179_000_001, near, false},
		{53_000_000, 5_000_000, far, false},
	} {
		p := pointAt(point1(t, c.lat, c.lon), c.bands)
		require.True(t, p.known)
		require.Equal(t, c.quick, p.quick, "%+v", c)
	}
	require.Equal(t, point{}, pointAt(activity.Coordinates{}, near))
	p := pointAt(point1(t, 53_000_000, 5_000_000), Bands{1, 5000, 15_000})
	require.Equal(t, [3]int64{0, 4993 * 4993, 14_983 * 14_983}, p.clear)
	require.Equal(t, [3]int64{3 * 3, 5007 * 5007, 15_017 * 15_017}, p.beyond)
}

// TestEstimateSaysOnlyWhatIsSure: the limits to the metre, on a map where a
// millionth of a degree of longitude is one metre.
func TestEstimateSaysOnlyWhatIsSure(t *testing.T) {
	p := point{
		known: true, quick: true, lat: 10_000_000, lon: 20_000_000, east: 1 << 24,
		clear:  [3]int64{square(8), square(18), square(28)},
		beyond: [3]int64{square(12), square(22), square(32)},
	}
	for metres, want := range map[int32]struct {
		fit  Fit
		sure bool
	}{
		0: {Exact, true}, 7: {Exact, true}, 8: {No, false}, 12: {No, false},
		13: {Good, true}, 17: {Good, true}, 18: {No, false}, 22: {No, false},
		23: {Low, true}, 27: {Low, true}, 28: {No, false}, 32: {No, false},
		33: {No, true}, 2_000_000: {No, true}, 2_000_001: {No, false},
	} {
		for _, side := range []int32{-1, 1} {
			fit, sure := p.fit(micro{lat: 10_000_000, lon: 20_000_000 + side*metres})
			require.Equal(t, want.fit, fit, "%d", side*metres)
			require.Equal(t, want.sure, sure, "%d", side*metres)
		}
	}
	for _, side := range []int32{-1, 1} {
		_, sure := p.fit(micro{lat: 10_000_000 + side*1_000_000, lon: 20_000_000})
		require.True(t, sure)
		_, sure = p.fit(micro{lat: 10_000_000 + side*1_000_001, lon: 20_000_000})
		require.False(t, sure)
	}
}

// TestFrame: just outside a frame all is farther away than the radius, and a
// frame is not much larger than it has to be.
func TestFrame(t *testing.T) {
	for _, lat := range []int64{0, 1, 53_424_000, 53_000_000, -33_900_000, -54_000_000, 60_150_000, 80_000_000, 88_000_000} {
		for _, radius := range []activity.Metres{1, 100, 1600, 15_000, 50_000} {
			c := point1(t, lat, 10_000_000)
			f := around(c, radius)
			for _, out := range [][2]int64{{f.lo - 1, 10_000_000}, {f.hi + 1, 10_000_000}} {
				d, _ := c.DistanceTo(point1(t, out[0], out[1]))
				require.GreaterOrEqual(t, d, radius, "%d %d", lat, radius)
				require.LessOrEqual(t, d, radius+radius/500+4, "%d %d", lat, radius)
			}
			for at := f.lo; at <= f.hi; at += max((f.hi-f.lo)/16, 1) {
				for _, lon := range []int64{f.west - 1, f.east + 1} {
					d, _ := c.DistanceTo(point1(t, at, lon))
					require.GreaterOrEqual(t, d, radius, "%d %d", lat, radius)
				}
			}
		}
	}
	for _, c := range []struct {
		lat, lon int64
		radius   activity.Metres
		want     frame
	}{
		// A thousand metres reach 9020 millionths of a degree. The frame goes
		// beyond the 53rd parallel, so that of the 54th counts: 65536/38521.
		{53_000_000, 10_000_000, 1000, frame{52_990_980, 53_009_020, 10_000_000 - 15_345, 10_000_000 + 15_345}},
		{-53_000_000, 10_000_000, 1000, frame{-53_009_020, -52_990_980, 10_000_000 - 15_345, 10_000_000 + 15_345}},
		{52_990_980, 10_000_000, 1000, frame{52_981_960, 53_000_000, 10_000_000 - 14_988, 10_000_000 + 14_988}},
		// To the meridian of 180 degrees, and one step farther.
		{53_000_000, 179_984_655, 1000, frame{52_990_980, 53_009_020, 179_984_655 - 15_345, 180_000_000}},
		{53_000_000, 179_984_656, 1000, frame{52_990_980, 53_009_020, -180_000_000, 180_000_000}},
		{53_000_000, -179_984_655, 1000, frame{52_990_980, 53_009_020, -180_000_000, -179_984_655 + 15_345}},
		{53_000_000, -179_984_656, 1000, frame{52_990_980, 53_009_020, -180_000_000, 180_000_000}},
		// The poles lie within.
		{89_995_000, 10_000_000, 1000, frame{89_985_980, 90_000_000, -180_000_000, 180_000_000}},
		{-89_995_000, 10_000_000, 1000, frame{-90_000_000, -89_985_980, -180_000_000, 180_000_000}},
	} {
		require.Equal(t, c.want, around(point1(t, c.lat, c.lon), c.radius), "%+v", c)
	}
}

// TestSpansAreTheCellsOfTheCircle: all within the radius, and nothing that is
// farther outside than the width of a cell or two.
func TestSpansAreTheCellsOfTheCircle(t *testing.T) {
	var list []activity.Activity
	for i := range 40 { // a grid with holes, one row of cells of which is empty
		for j := range 40 {
			if i == 17 || (i*j)%7 == 3 {
				continue
			}
			list = append(list, invented(len(list), "sp-activity:befriending",
				point1(t, 53_000_000+int64(i)*7_000, -2_000_000+int64(j)*11_000)))
		}
	}
	c := sized(t, usual)
	s := segmentOf(t, c, append(list, invented(len(list), "sp-activity:befriending")))
	require.Equal(t, len(list), s.located)
	for _, at := range [][2]int64{{53_140_000, -1_800_000}, {53_001_000, -1_999_000}, {53_277_000, -1_560_000}, {52_500_000, -1_800_000}, {53_900_000, -1_800_000}, {53_118_000, -2_300_000}} {
		for _, radius := range []activity.Metres{1, 700, 3000, 9000, 30_000, 80_000, 200_000} {
			here := point1(t, at[0], at[1])
			got := map[int]bool{}
			last := int32(-1)
			for _, run := range s.spans(here, radius, nil) {
				require.Greater(t, run.hi, run.lo, "no run is empty")
				require.Greater(t, run.band, last, "one run a row of cells")
				last = run.band
				for i := run.lo; i < run.hi; i++ {
					got[int(i)] = true
				}
			}
			for i := range s.located {
				d, _ := here.DistanceTo(point1(t, int64(s.rows[i].lat), int64(s.rows[i].lon)))
				require.True(t, got[i] || d > radius, "%v %d", at, radius)
				require.True(t, !got[i] || d < radius+radius/400+1900, "%v %d", at, radius)
			}
		}
	}
}

// TestDisc: from parallel to parallel, what is just beyond the meridians of a
// circle is farther away than its radius.
func TestDisc(t *testing.T) {
	rounded := 0
	for _, lat := range []int64{0, 53_424_000, -33_900_000, 60_150_000, 80_000_000, 81_900_000, 84_000_000, 89_000_000} {
		for _, lon := range []int64{10_000_000, 179_900_000} {
			for _, radius := range []activity.Metres{1, 100, 1600, 15_000, 50_000, 100_000, 100_001, 400_000} {
				c := point1(t, lat, lon)
				d := discOf(c, radius)
				for at := d.lo - d.lo%cellLat; at < d.hi; at += max((d.hi-d.lo)/40, cellLat) {
					west, east := d.between(at, at+cellLat-1)
					require.GreaterOrEqual(t, west, d.west)
					require.LessOrEqual(t, east, d.east)
					if west > d.west || east < d.east {
						rounded++
					}
					for _, edge := range []int64{at, at + cellLat/2, at + cellLat - 1} {
						for _, beyond := range []int64{west - 1, east + 1} {
							if beyond < -180_000_000 || beyond > 180_000_000 || edge < -90_000_000 || edge > 90_000_000 {
								continue
							}
							far, _ := c.DistanceTo(point1(t, edge, beyond))
							require.GreaterOrEqual(t, far, radius, "%d %d %d", lat, radius, edge)
						}
					}
				}
			}
		}
	}
	require.Greater(t, rounded, 500)
}

func TestWithoutTakesAway(t *testing.T) {
	// Every pair of an outer run and an inner one in two rows of cells.
	var runs []span
	for lo := range int32(4) {
		for hi := lo + 1; hi <= 4; hi++ {
			runs = append(runs, span{lo, hi, 1})
		}
	}
	for _, o := range runs {
		for _, in := range append(runs, span{0, 2, 0}, span{0, 2, 2}) {
			if in.band == 1 && (in.hi <= o.lo || in.lo >= o.hi) {
				continue // the inner circle lies within the outer
			}
			got := without([]span{o, {5, 7, 3}}, []span{in}, nil)
			var rows []int32
			for _, s := range got {
				require.Less(t, s.lo, s.hi)
				for i := s.lo; i < s.hi; i++ {
					rows = append(rows, i)
				}
			}
			var want []int32
			for i := o.lo; i < o.hi; i++ {
				if in.band != 1 || i < in.lo || i >= in.hi {
					want = append(want, i)
				}
			}
			require.Equal(t, append(want, 5, 6), rows, "%v without %v", o, in)
		}
	}
}

func TestRings(t *testing.T) {
	c := sized(t, usual)
	here := point1(t, 53_000_000, -2_000_000)
	minutes := func(activity.Coordinates) (int, bool) { return 1, true }
	wide := func(TravelMode) Bands { return Bands{1, 2, farthest} }
	for name, k := range map[string]struct {
		o    *QueryOptions
		want []ring
	}{
		"distance": {nil, []ring{{1600, Exact}, {5000, Good}, {15_000, Low}, {18_000, Unknown}}},
		"strict": {
			&QueryOptions{ExcludeUnknown: []CriterionCode{Travel}},
			[]ring{{1600, Exact}, {5000, Good}, {15_000, Low}},
		},
		"minutes":  {&QueryOptions{TravelMinutes: minutes}, []ring{{15_000, Exact}, {18_000, Exact}}},
		"no limit": {&QueryOptions{Soft: []CriterionCode{Travel}}, nil},
		"dropped":  {&QueryOptions{Drop: []CriterionCode{Travel}}, nil},
		"world":    {&QueryOptions{Bands: wide}, []ring{{1, Exact}, {2, Good}, {farthest, Low}, {farthest, Unknown}}},
	} {
		require.Equal(t, k.want, planOf(t, c, here, k.o).rings(nil), name)
	}
	require.Empty(t, planOf(t, c, activity.Coordinates{}, nil).rings(nil), "nowhere")
	for name, k := range map[string]struct {
		o     *QueryOptions
		scope activity.Metres
		ok    bool
	}{
		"distance": {nil, 33_000, true},
		"no limit": {&QueryOptions{Soft: []CriterionCode{Travel}}, 0, false},
		"world":    {&QueryOptions{Bands: wide}, farthest, true},
	} {
		scope, ok := planOf(t, c, here, k.o).scope()
		require.Equal(t, k.scope, scope, name)
		require.Equal(t, k.ok, ok, name)
	}
}

func TestSurelyWithin(t *testing.T) {
	p := point{known: true, quick: true, lat: 10_000_000, lon: 20_000_000, east: 1 << 24}
	at := func(metres int32) micro { return micro{lat: 10_000_000, lon: 20_000_000 + metres} }
	require.True(t, p.surely(at(993), 1000), "two metres and two thousandths less")
	require.False(t, p.surely(at(994), 1000))
	require.False(t, p.surely(at(0), 3), "too little to say anything")
	p.quick = false
	require.False(t, p.surely(at(1), 1000))
}

// TestLowerBound: as the standard library finds it, with equals, at both ends and for
// the smallest and greatest numbers.
func TestLowerBound(t *testing.T) {
	list := []uint32{0, 0, 1, 5, 5, 5, 9, 1 << 31, 1<<31 + 1, 1<<32 - 2, 1<<32 - 1, 1<<32 - 1}
	for n := range len(list) + 1 {
		for _, v := range []uint32{0, 1, 2, 5, 6, 9, 10, 1<<31 - 1, 1 << 31, 1<<31 + 2, 1<<32 - 2, 1<<32 - 1} {
			want, _ := slices.BinarySearch(list[:n], v)
			require.Equal(t, want, lowerBound(list[:n], v), "%d of the first %d", v, n)
		}
	}
}
