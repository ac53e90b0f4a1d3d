package matching

import (
	"github.com/socialprescribing/socialprescribing/activity"
)

// point is where the person is, prepared for quick estimates of distance.
type point struct {
	known    bool
	quick    bool // the estimate holds here
	lat, lon int64
	east     int64    // metres per millionth of a degree of longitude, times 2^24
	slope    int64    // how east changes per millionth of a degree of latitude, times 2^40
	clear    [3]int64 // below this estimate, a square, the distance is surely within the band
	beyond   [3]int64 // above this, surely not
}

// north is metres per millionth of a degree of latitude, times 2^24: a degree
// is 111,194.93 m on a sphere of radius 6,371,008.8 m.
const north = 1_865_541

// quickLimit is the greatest distance for which the estimate is used.
const quickLimit = 50_000

// pointAt prepares a point. How far apart the meridians are there is measured,
// a quarter of a degree to the south and to the north, rather than computed.
func pointAt(c activity.Coordinates, b Bands) point {
	lat, lon := c.Micro()
	p := point{known: !c.IsZero(), lat: int64(lat), lon: int64(lon)}
	if !p.known || lat > 70_000_000 || lat < -70_000_000 || b[2] > quickLimit || lon > 179_000_000 || lon < -179_000_000 {
		return p
	}
	s, n := meridians(p.lat-250_000, p.lon), meridians(p.lat+250_000, p.lon)
	p.quick = true
	p.east = (s + n) / 2
	p.slope = (n - s) << 16 / 500_000
	for i, d := range b {
		slack := int64(d)/1000 + 2
		p.clear[i] = square(max(int64(d)-slack, 0))
		p.beyond[i] = square(int64(d) + slack)
	}
	return p
}

func square(d int64) int64 { return d * d }

// meridians measures metres per millionth of a degree of longitude at a
// latitude, times 2^24, over half a degree.
func meridians(lat, lon int64) int64 {
	a, _ := activity.CoordinatesAt(lat, lon-250_000)
	b, _ := activity.CoordinatesAt(lat, lon+250_000)
	d, _ := a.DistanceTo(b)
	return int64(d) << 24 / 500_000
}

// estimate returns the square of the distance to a point in metres.
func (p *point) estimate(at micro) int64 {
	dLat, dLon := int64(at.lat)-p.lat, int64(at.lon)-p.lon
	y := dLat * north >> 24
	x := dLon * (p.east + p.slope*dLat>>17) >> 24
	return x*x + y*y
}

// travel returns the fit of travel for a row.
func (x *scan) travel(i int) Fit {
	switch {
	case !x.seg.is(i, flagPlaced):
		return Exact
	case !x.seg.rows[i].micro.known():
		t := &x.seg.t
		home, there := x.p.q.Seeker.Place.Outward, t.town.vals[t.site.vals[x.seg.from[i].site].town].outward
		if home != "" && home == there {
			return Good
		}
		return Unknown
	case !x.here.quick || x.seg.is(i, flagRough) || x.p.opts.TravelMinutes != nil:
		return x.judge(fTravel, i)
	}
	if fit, ok := x.here.fit(x.seg.rows[i].micro); ok {
		return fit
	}
	return x.judge(fTravel, i)
}

// fit returns the fit of travel to a point by the estimate; false where that is
// too near a limit to say, or the point too far away for an estimate.
func (p *point) fit(at micro) (Fit, bool) {
	dLat, dLon := int64(at.lat)-p.lat, int64(at.lon)-p.lon
	if max(dLat, -dLat) > 1_000_000 || max(dLon, -dLon) > 2_000_000 {
		return No, false
	}
	d := p.estimate(at)
	for b, fit := range [...]Fit{Exact, Good, Low} {
		if d < p.clear[b] {
			return fit, true
		}
		if d <= p.beyond[b] {
			return No, false
		}
	}
	return No, true
}

// surely reports whether a point is surely within a distance, which may be a
// little more than twice that for which the estimate was made; so the slack is
// twice as much as well.
func (p *point) surely(at micro, within activity.Metres) bool {
	return p.quick && p.estimate(at) < square(max(int64(within)-int64(within)/500-4, 0))
}

// span is a run of rows in one row of cells.
type span struct{ lo, hi, band int32 }

// cosines are the cosines of 0 to 90 degrees, times 65536, rounded down.
var cosines = [91]int64{
	65536, 65526, 65496, 65446, 65376, 65286, 65176, 65047, 64898, 64729, 64540, 64331, 64103, 63856, 63589, 63302,
	62997, 62672, 62328, 61965, 61583, 61183, 60763, 60326, 59870, 59395, 58903, 58393, 57864, 57319, 56755, 56175,
	55577, 54963, 54331, 53683, 53019, 52339, 51643, 50931, 50203, 49460, 48702, 47929, 47142, 46340, 45525, 44695,
	43852, 42995, 42125, 41243, 40347, 39440, 38521, 37589, 36647, 35693, 34728, 33753, 32767, 31772, 30767, 29752,
	28729, 27696, 26655, 25606, 24550, 23486, 22414, 21336, 20251, 19160, 18064, 16961, 15854, 14742, 13625, 12504,
	11380, 10252, 9120, 7986, 6850, 5711, 4571, 3429, 2287, 1143, 0,
}

// frame is a part of the map between two parallels and two meridians, in
// millionths of a degree.
type frame struct{ lo, hi, west, east int64 }

// reachOf turns a distance into millionths of a degree of latitude, of which nine
// are a little more than a metre.
func reachOf(radius activity.Metres) int64 { return 9*int64(radius) + 20 }

// around returns a frame that a circle surely lies in. Where that would reach
// across the meridian of 180 degrees it goes all round.
func around(c activity.Coordinates, radius activity.Metres) frame {
	lat, lon := c.Micro()
	reach := reachOf(radius)
	f := frame{
		lo: max(int64(lat)-reach, -90_000_000), hi: min(int64(lat)+reach, 90_000_000),
		west: -180_000_000, east: 180_000_000,
	}
	if cos := cosines[(max(f.hi, -f.lo)+999_999)/1_000_000]; cos != 0 {
		if w := reach << 16 / cos; int64(lon)-w >= f.west && int64(lon)+w <= f.east {
			f.west, f.east = int64(lon)-w, int64(lon)+w
		}
	}
	return f
}

// disc is a circle by which frames of single rows of cells are narrowed.
type disc struct {
	frame
	lat, lon, reach int64
	cos             int64
	width, fraction int64 // reach by the cosine, and 64 by reach, times 2^32
	round           bool  // it is small enough, and far enough from a pole
}

// discOf prepares a circle. Up to a hundred kilometres, and to latitudes of 82
// degrees, what reach has too much outweighs that arcs are longer than chords.
func discOf(c activity.Coordinates, radius activity.Metres) disc {
	lat, lon := c.Micro()
	d := disc{frame: around(c, radius), lat: int64(lat), lon: int64(lon), reach: reachOf(radius)}
	d.cos = cosines[(max(d.hi, -d.lo)+999_999)/1_000_000]
	d.round = radius <= 100_000 && d.cos > 8192 && d.west > -180_000_000
	if d.round {
		d.width, d.fraction = d.reach<<16/d.cos+1, 64<<32/d.reach
	}
	return d
}

// chords are half the chords of a circle at so many 64ths of its radius from the
// middle, where the radius is 65536, rounded up.
var chords = [65]int64{
	65536, 65528, 65504, 65464, 65408, 65336, 65248, 65143, 65022, 64885, 64732, 64561, 64374, 64170,
	63949, 63711, 63455, 63182, 62891, 62582, 62254, 61908, 61543, 61158, 60754, 60330, 59885, 59419,
	58932, 58422, 57890, 57335, 56756, 56153, 55524, 54868, 54185, 53474, 52734, 51963, 51160, 50323,
	49450, 48541, 47592, 46601, 45566, 44483, 43348, 42159, 40909, 39594, 38205, 36736, 35176, 33512,
	31728, 29802, 27705, 25395, 22806, 19830, 16256, 11540, 0,
}

// between returns the meridians, west and east, between which the circle lies from
// one parallel to another.
func (d *disc) between(south, north int64) (int64, int64) {
	if !d.round {
		return d.west, d.east
	}
	gap := min(max(south-d.lat, d.lat-north, 0), d.reach)
	w := d.width * chords[gap*d.fraction>>32] >> 16
	return max(d.lon-w, d.west), min(d.lon+w, d.east)
}

// spans appends the runs of rows in the cells that a circle touches, and
// perhaps some more.
func (s *segment) spans(c activity.Coordinates, radius activity.Metres, out []span) []span {
	d := discOf(c, radius)
	first := max(int32((d.lo+90_000_000)/cellLat)-s.south, 0)
	last := min(int32((d.hi+90_000_000)/cellLat)-s.south, int32(len(s.bands))-2)
	for b := first; b <= last; b++ {
		south := int64(b+s.south)*cellLat - 90_000_000
		west, east := d.between(south, south+cellLat-1)
		left, right := uint32((west+180_000_000)/cellLon), uint32((east+180_000_000)/cellLon)
		cells := s.cells[s.bands[b]:s.bands[b+1]]
		row := uint32(b+s.south) << 16
		from := lowerBound(cells, row|left)
		to := from + lowerBound(cells[from:min(len(cells), from+int(right-left)+1)], row|right+1)
		if from < to {
			base := int(s.bands[b])
			out = append(out, span{int32(s.starts[base+from]), int32(s.starts[base+to]), b})
		}
	}
	return out
}

// lowerBound returns the first index of an ascending list whose number is not less
// than v. It has no branch that depends on the numbers, since half of those would be
// guessed wrongly.
func lowerBound(list []uint32, v uint32) int {
	at := 0
	for n := len(list); n > 0; {
		half := (n + 1) / 2
		less := (int64(list[at+half-1]) - int64(v)) >> 63 // all ones, or nothing
		at += half & int(less)
		n -= half
	}
	return at
}

// ring is what lies between two distances: rows in its cells have at most the
// given fit for travel.
type ring struct {
	radius activity.Metres
	best   Fit
}

// rings returns the rings in which rows can lie that travel does not exclude,
// nearest first; none if travel sets no limit.
func (p *plan) rings(out []ring) []ring {
	if !p.asks(fTravel) || !p.hard.has(gTravel) || p.q.Seeker.Place.Coordinates.IsZero() {
		return out
	}
	rough := ring{min(p.bands[2]+roughness, farthest), Unknown}
	if p.opts.TravelMinutes != nil { // which say how near a place is whose point is rough, too
		rough.best = Exact
		return append(out, ring{p.bands[2], Exact}, rough)
	}
	out = append(out, ring{p.bands[0], Exact}, ring{p.bands[1], Good}, ring{p.bands[2], Low})
	if !p.strict.has(gTravel) {
		out = append(out, rough)
	}
	return out
}

// without returns the parts of the outer runs that are not in the inner ones;
// both are in order, and each row of cells has one run at most.
func without(outer, inner, out []span) []span {
	i := 0
	for _, o := range outer {
		for i < len(inner) && inner[i].band < o.band {
			i++
		}
		if i == len(inner) || inner[i].band != o.band {
			out = append(out, o)
			continue
		}
		if o.lo < inner[i].lo {
			out = append(out, span{o.lo, inner[i].lo, o.band})
		}
		if inner[i].hi < o.hi {
			out = append(out, span{inner[i].hi, o.hi, o.band})
		}
	}
	return out
}
