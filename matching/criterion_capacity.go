package matching

import (
	"github.com/socialprescribing/socialprescribing/activity"
)

// Capacity: whether there is a place, and how long the wait is. Apart from
// eligibility: somebody who may come to a full group still may, later. The
// host's own count (Availability) outweighs what the directory says.
//
// Fits:
//
//	Exact    places, and no wait of more than two weeks
//	Good     few places, or a wait of up to six weeks
//	Low      a longer wait, a waiting list, or an assessment first
//	Unknown  not stated, or stated too long ago to mean anything
//	No       full, and taking no names
//
// It is always raised, and comes late in the order: everybody needs a place.

// Waits, in days, up to which a wait is short and middling.
const (
	shortWait  = 14
	middleWait = 42
)

// judgeRoom judges what the directory says.
func judgeRoom(p *plan, o *offer, out []Judgement) []Judgement {
	r := o.room
	if r.state == "" && r.available < 0 && r.wait < 0 {
		return append(out, Judgement{Code: ReasonPlacesAsk, Fit: Unknown})
	}
	if !r.asOf.IsZero() && r.asOf.DaysUntil(p.day) > activity.FreshDays {
		return append(out, Judgement{Code: ReasonPlacesAsk, Fit: Unknown, A: dayArg(r.asOf)})
	}
	return append(out, stated(r))
}

// stated judges a statement about places that still counts.
func stated(r *room) Judgement {
	j := Judgement{Code: ReasonPlaces, Fit: Exact}
	switch r.state {
	case activity.Full:
		return Judgement{Code: ReasonFull}
	case activity.Waitlist:
		return Judgement{Code: ReasonWaitlist, Fit: Low, A: int32(r.wait)}
	case activity.AssessFirst:
		j = Judgement{Code: ReasonAssessFirst, Fit: Low}
	case activity.Limited:
		j = Judgement{Code: ReasonPlacesFew, Fit: Good, A: int32(r.available)}
	case "":
		switch {
		case r.available < 0:
			j = Judgement{Code: ReasonPlacesAsk, Fit: Unknown}
		case r.available == 0:
			return Judgement{Code: ReasonFull}
		}
	case activity.Open:
	}
	if w := waitFit(r.wait); w < j.Fit {
		j = Judgement{Code: ReasonWait, Fit: w, A: int32(r.wait)}
	}
	return j
}

// waitFit grades a wait in days; one that is not known does not lower a fit.
func waitFit(days int) Fit {
	switch {
	case days <= shortWait:
		return Exact
	case days <= middleWait:
		return Good
	}
	return Low
}

// overlaid judges what the host's count says: has it places, or is it full.
// What is full in the host's count but takes names keeps its waiting list.
func overlaid(a PlaceState, r *room) (Judgement, bool) {
	switch a {
	case PlacesOpen:
		return Judgement{Code: ReasonPlaces, Fit: Exact}, true
	case PlacesFull:
		if r.state == activity.Waitlist {
			return Judgement{Code: ReasonWaitlist, Fit: Low, A: int32(r.wait)}, true
		}
		return Judgement{Code: ReasonFull}, true
	case PlacesUnknown:
	}
	return Judgement{}, false
}

// Freshness: how far the record can be trusted to be current. It warns and
// never excludes. Open Referral UK recommends assurance younger than three
// months.
//
// Fits:
//
//	Exact    assured within three months
//	Good     assured within half a year, or changed at the source within three
//	         months
//	Low      older
//	Unknown  nobody says when, or whether it still runs
//
// It is always raised and comes last.
func judgeFresh(p *plan, o *offer, out []Judgement) []Judgement {
	s := o.fresh
	if !s.running {
		out = append(out, Judgement{Code: ReasonStatusAsk, Fit: Unknown})
	}
	switch {
	case !s.assured.IsZero():
		out = append(out, aged(s.assured, p.day, Exact))
	case !s.modified.IsZero():
		out = append(out, aged(s.modified, p.day, Good))
	default:
		out = append(out, Judgement{Code: ReasonNeverSaid, Fit: Unknown})
	}
	return out
}

// aged judges a date; best is what a fresh one is worth.
func aged(d, today activity.Day, best Fit) Judgement {
	j := Judgement{A: dayArg(d)}
	switch n := d.DaysUntil(today); {
	case n <= activity.FreshDays:
		j.Code, j.Fit = ReasonFresh, best
	case n <= 2*activity.FreshDays && best == Exact:
		j.Code, j.Fit = ReasonStale, Good
	default:
		j.Code, j.Fit = ReasonVeryStale, Low
	}
	return j
}
