package matching

import (
	"errors"
	"math/bits"
	"slices"
	"time"

	"github.com/socialprescribing/socialprescribing/activity"
)

// HorizonDays is how many days ahead a matcher looks: eight weeks, which is
// two rounds of anything that happens every four weeks.
const HorizonDays = 56

// Horizon is the run of days that an index knows schedules for. The zero value
// is unset. Immutable, comparable, safe for concurrent use.
type Horizon struct {
	// From is the first day, by the calendar of the activities' zone.
	From activity.Day `json:"from"`
	// Days is how many there are; 0 means HorizonDays, which is also the most.
	Days int `json:"days,omitzero"`
}

// ErrHorizon says that a query asks about a day that the index does not know.
// Advance makes an index that does.
var ErrHorizon = errors.New("matching: day outside the horizon")

// days returns how many days the horizon has.
func (h Horizon) days() int {
	if h.Days <= 0 {
		return HorizonDays
	}
	return min(h.Days, HorizonDays)
}

// Contains reports whether d is one of the horizon's days.
func (h Horizon) Contains(d activity.Day) bool {
	if h.From.IsZero() || d.IsZero() {
		return false
	}
	n := h.From.DaysUntil(d)
	return n >= 0 && n < h.days()
}

// slotSet is one bit for each part of each day of a horizon: bit 3·day+part.
type slotSet [3]uint64

// set sets one bit.
func (s *slotSet) set(i int) { s[i>>6] |= 1 << (i & 63) }

// and returns the common bits.
func (s *slotSet) and(t *slotSet) slotSet {
	return slotSet{s[0] & t[0], s[1] & t[1], s[2] & t[2]}
}

// meets reports whether there is a common bit.
func (s *slotSet) meets(t *slotSet) bool { return s[0]&t[0]|s[1]&t[1]|s[2]&t[2] != 0 }

// empty reports whether no bit is set.
func (s *slotSet) empty() bool { return s[0]|s[1]|s[2] == 0 }

// first returns the lowest bit, or -1.
func (s *slotSet) first() int {
	for i, w := range s {
		if w != 0 {
			return i<<6 + bits.TrailingZeros64(w)
		}
	}
	return -1
}

// from returns the bits at or above i.
func (s *slotSet) from(i int) slotSet {
	out := *s
	for w := range out {
		out[w] &= ^uint64(0) << max(i-w<<6, 0) // a shift by 64 or more leaves none
	}
	return out
}

// pattern is when an offer happens within a horizon.
//
// An occurrence of up to three hours marks the part of the day in which it
// starts, since one has to be there from the start. A longer one is a time
// during which one may come: it marks every part of which it covers at least
// an hour. Occurrences that the source does not vouch for, whose time of day
// is not known, or that were read from prose of which something was not
// understood, are unsure.
type pattern struct {
	sure, unsure slotSet
	// known: the schedule has rules that compile.
	known bool
	// last: nothing happens after the horizon.
	last bool
	// doubt: something is not vouched for, or was not understood, so that the
	// times may be others.
	doubt bool
}

// session is the longest occurrence that one has to attend from its start.
const session = 3 * time.Hour

// mark notes one occurrence on the day that is n days after the horizon's
// first.
func (p *pattern) mark(o activity.Occurrence, n int, partial bool) {
	set := &p.sure
	p.doubt = p.doubt || partial || o.Unvouched
	if partial || o.Unvouched || o.AllDay {
		set = &p.unsure
	}
	if o.AllDay {
		for part := range parts {
			set.set(n*parts + part)
		}
		return
	}
	set.set(n*parts + int(partOf(o.Start.Hour())))
	if o.End.Sub(o.Start) <= session {
		return
	}
	for part, bound := range [parts][2]int{{0, 12}, {12, 17}, {17, 24}} {
		y, m, d := o.Start.Date()
		from := time.Date(y, m, d, bound[0], 0, 0, 0, o.Start.Location())
		to := time.Date(y, m, d, bound[1], 0, 0, 0, o.Start.Location())
		if o.Start.After(from) {
			from = o.Start
		}
		if o.End.Before(to) {
			to = o.End
		}
		if to.Sub(from) >= time.Hour {
			set.set(n*parts + part)
		}
	}
}

// expand makes the pattern of s at one location over the horizon. A schedule
// that says nothing, or does not compile, is not known.
func expand(s *activity.Schedule, at activity.LocationID, h Horizon, zones zoneFunc) pattern {
	local := narrow(s, at)
	if len(local.Rules) == 0 {
		return pattern{}
	}
	local.Rules = slices.Clone(local.Rules)
	for i := range local.Rules { // whether they are the same does not depend on where else they hold
		local.Rules[i].Location = activity.LocationID{}
	}
	table, err := local.Compile(&activity.ScheduleOptions{Zones: zones})
	if err != nil {
		return pattern{}
	}
	zone, err := resolve(zones, local.Zone)
	if err != nil {
		return pattern{}
	}
	p := pattern{known: true}
	y, m, d := h.From.Date()
	from := time.Date(y, m, d, 0, 0, 0, 0, zone)
	to := time.Date(y, m, d+h.days(), 0, 0, 0, 0, zone)
	partial := s.Confidence == activity.Partial
	for o := range table.Occurrences(from, to) {
		if n := h.From.DaysUntil(activity.DayOf(o.Start)); n >= 0 {
			p.mark(o, n, partial)
		}
	}
	_, more := table.Next(to.Add(-time.Nanosecond))
	p.last = !more
	return p
}

// narrow keeps the rules that hold at a location.
func narrow(s *activity.Schedule, at activity.LocationID) activity.Schedule {
	out := *s
	keep := true
	for i := range s.Rules {
		keep = keep && holdsAt(&s.Rules[i], at)
	}
	if keep {
		return out
	}
	out.Rules = nil
	for i := range s.Rules {
		if holdsAt(&s.Rules[i], at) {
			out.Rules = append(out.Rules, s.Rules[i])
		}
	}
	return out
}

// holdsAt reports whether a rule applies at a location; the zero location
// takes every rule.
func holdsAt(r *activity.Rule, at activity.LocationID) bool {
	return at.IsZero() || r.Location.IsZero() || r.Location == at
}

// zoneFunc resolves the name of a zone.
type zoneFunc = func(name string) (*time.Location, error)

// resolve resolves a zone by the host's function or the standard library's.
func resolve(zones zoneFunc, name string) (*time.Location, error) {
	if zones == nil {
		return time.LoadLocation(name)
	}
	zone, err := zones(name)
	if err == nil && zone == nil {
		err = errors.New("matching: no such zone")
	}
	return zone, err
}

// weekly spreads a set of weekday slots over the days of a horizon.
func weekly(s Slots, h Horizon) slotSet {
	var out slotSet
	if s.bits == 0 {
		return out
	}
	const week = 7 * parts
	from := monday(h.From.Weekday()) * parts
	bits := (uint64(s.bits)>>from | uint64(s.bits)<<(week-from)) & (1<<week - 1)
	end := h.days() * parts
	for at := 0; at < end; at += week {
		out[at>>6] |= bits << (at & 63)
		if at>>6+1 < len(out) {
			out[at>>6+1] |= bits >> (64 - at&63) // a shift by 64 leaves none
		}
	}
	beyond := out.from(end)
	for w := range out {
		out[w] &^= beyond[w]
	}
	return out
}
