package matching

import (
	"github.com/socialprescribing/socialprescribing/activity"
)

// Travel: whether the person can get there. Distance as the crow flies in
// three bands that depend on how they travel; minutes where the host supplies
// them. A person with no fixed abode is judged from the area they chose; one
// of whom no place is known raises no question.
//
// Fits:
//
//	Exact    near, or nothing to travel to
//	Good     middle, or in the same postcode district when no more is known
//	Low      far, but within the limit
//	Unknown  where it is, or where the person is, is not known well enough
//	No       beyond the limit
//
// A point that stands for a whole district or town is rough: it can be some
// three kilometres out, so that near counts as middle, and beyond the limit by less
// than that counts as not known.

// Bands are the distances up to which travel is near, middle and far. The last
// is the limit.
type Bands [3]activity.Metres

// DefaultBands returns the bands for a mode of travel. They are a judgement of
// ours, to be replaced by the host's own (QueryOptions.Bands): on foot a
// quarter of an hour, half an hour, three quarters; by bus and car what people
// are commonly asked to travel for a weekly group. With no mode stated, about
// one, three and nine miles.
func DefaultBands(m TravelMode) Bands {
	switch m {
	case OnFoot:
		return Bands{1000, 2000, 3500}
	case ByBus:
		return Bands{3000, 7000, 12000}
	case ByCar:
		return Bands{5000, 15000, 30000}
	}
	return Bands{1600, 5000, 15000}
}

// roughness is how far the middle of a district may be from a place in it.
const roughness = 3000

// farthest is half the way round the earth: no distance is beyond it.
const farthest = 20_100_000

// within cuts bands at a limit that the person gave. A limit beyond the last
// band stretches it: somebody who says thirty kilometres means it. A host's bands
// that are not in order end where a later one does.
func (b Bands) within(limit activity.Metres) Bands {
	last := max(min(b[2], farthest), 0)
	if limit > 0 {
		last = min(limit, farthest)
	}
	middle := max(min(b[1], last), 0)
	return Bands{max(min(b[0], middle), 0), middle, last}
}

func (p *plan) raisesTravel() bool { return !p.q.Seeker.Place.IsZero() }

func judgeTravel(p *plan, o *offer, out []Judgement) []Judgement {
	if !o.placed {
		return append(out, Judgement{Code: ReasonTravelNone, Fit: Exact, Subject: string(o.mode)})
	}
	d, ok := p.q.Seeker.Place.Coordinates.DistanceTo(o.at)
	if !ok {
		return append(out, p.byDistrict(o))
	}
	j := p.byDistance(d, o.rough)
	if j.Fit == No || p.opts.TravelMinutes == nil {
		return append(out, j)
	}
	if minutes, ok := p.opts.TravelMinutes(o.at); ok {
		j = p.byMinutes(minutes)
	}
	return append(out, j)
}

// byDistrict judges what has no coordinates on one side.
func (p *plan) byDistrict(o *offer) Judgement {
	if out := p.q.Seeker.Place.Outward; out != "" && out == o.site.outward {
		return Judgement{Code: ReasonTravelArea, Fit: Good, Subject: string(out)}
	}
	return Judgement{Code: ReasonTravelAsk, Fit: Unknown}
}

// byDistance judges a distance.
func (p *plan) byDistance(d activity.Metres, rough bool) Judgement {
	j := Judgement{A: int32(d), B: int32(p.bands[2])}
	switch p.band(d, rough) {
	case Exact:
		j.Code, j.Fit = ReasonTravelNear, Exact
	case Good:
		j.Code, j.Fit = ReasonTravelMiddle, Good
	case Low:
		j.Code, j.Fit = ReasonTravelFar, Low
	case Unknown:
		j.Code, j.Fit = ReasonTravelRough, Unknown
	case No:
		j.Code, j.Fit = ReasonTravelTooFar, No
	}
	return j
}

// band grades a distance.
func (p *plan) band(d activity.Metres, rough bool) Fit {
	b := &p.bands
	switch {
	case d <= b[0] && !rough:
		return Exact
	case d <= b[1]:
		return Good
	case d <= b[2]:
		return Low
	case rough && d <= b[2]+roughness:
		return Unknown
	}
	return No
}

// byMinutes judges a travel time: a third of what the person would accept is
// near, two thirds middle. With no time said, an hour.
func (p *plan) byMinutes(minutes int) Judgement {
	limit := p.q.Seeker.Travel.Minutes
	if limit == 0 {
		limit = 60
	}
	j := Judgement{Code: ReasonTravelMinutes, A: int32(minutes), B: int32(limit)}
	switch {
	case 3*minutes <= limit:
		j.Fit = Exact
	case 3*minutes <= 2*limit:
		j.Fit = Good
	case minutes <= limit:
		j.Fit = Low
	default:
		j.Code = ReasonTravelTooLong
	}
	return j
}
