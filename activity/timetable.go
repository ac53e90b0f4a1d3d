package activity

import (
	"iter"
	"math/bits"
	"slices"
	"time"
)

// Timetable is a compiled Schedule. Immutable and safe for concurrent use.
//
// # How occurrences are found
//
// Each rule is a sequence of periods (days, weeks or months), counted from the
// one that holds its Start. A period gives a mask with one bit per day; the
// bits are its occurrences. So the first period of a window is found by
// division, not by walking there, unless COUNT makes the walk necessary.
//
// A rule with Start: occurrences are those days from Start on that satisfy the
// rule. RFC 5545 §3.8.5.3 leaves undefined what a Start that does not satisfy
// its own rule means; here, as in most software, it is not an occurrence.
//
// # Clock changes
//
// Occurrences keep their time on the wall. A time that the spring change skips
// is read with the offset before the change (01:30 becomes 02:30 in London); a
// time that the autumn change repeats is its first passing (RFC 5545 §3.3.5).
// Where the end so computed is not after the start, the wall-clock length is
// kept instead.
type Timetable struct {
	loc    *time.Location
	rules  []compiledRule
	closed []LocalTime
}

// compiledRule is a rule in numbers. Days are those of Day.n.
type compiledRule struct {
	index     int
	freq      Frequency
	interval  int32
	start     int32 // first day allowed; 1 when the rule has no anchor
	clock     int32 // second of the day of the start
	length    int32 // wall-clock seconds; 0 when the end is not known
	allDay    bool
	count     int
	until     int64 // last wall-clock second allowed
	weekdays  uint8 // bit per time.Weekday, without ordinal
	nth       []NthDay
	monthDays []int
	months    uint16 // bit per month; 0 means all
	weekStart int32  // day of the week on which weeks begin, as time.Weekday
	bare      bool   // no BY part that names days
	except    []LocalTime
	add       []int64 // wall-clock seconds, sorted, without duplicates
	valid     [2]int32
	where     LocationID
}

const (
	maxInterval = 1000
	maxCount    = 100_000
	// nextHorizon bounds Next: a rule that does not meet within a century is
	// answered as "none".
	nextHorizon = 100 * 366
)

// Location returns the zone of the timetable.
func (t *Timetable) Location() *time.Location { return t.loc }

// Occurrences returns the occurrences that start at from or later and before
// to, in order of start and then of rule. The sequence is finite, computed as
// it is read, and repeatable. Occurrences of several rules that coincide in
// start, end and location are given once.
func (t *Timetable) Occurrences(from, to time.Time) iter.Seq[Occurrence] {
	return func(yield func(Occurrence) bool) {
		if !from.Before(to) || len(t.rules) == 0 {
			return
		}
		t.merge(from, to, yield)
	}
}

// Next returns the first occurrence that starts after the instant, and whether
// there is one within a century of it (or of the latest Start, if that is later).
func (t *Timetable) Next(after time.Time) (Occurrence, bool) {
	limit := DayOf(after.In(t.loc))
	for i := range t.rules {
		if r := &t.rules[i]; r.start > limit.n {
			limit = Day{n: r.start}
		}
	}
	to := t.instant(wall(limit.AddDays(nextHorizon).n, 0))
	for o := range t.Occurrences(after.Add(1), time.Unix(to, 0)) {
		return o, true
	}
	return Occurrence{}, false
}

// instant is the clock reading of the zone as seconds since 1970.
func (t *Timetable) instant(w int64) int64 {
	z := zoneCache{loc: t.loc}
	return z.instant(w)
}

// wall is a wall-clock reading as seconds since 1970-01-01T00:00 on that wall.
func wall(day, clock int32) int64 { return int64(day-unixDay)*daySeconds + int64(clock) }

// wallDay is the day of a wall-clock reading.
func wallDay(w int64) int32 {
	d := w / daySeconds
	if w%daySeconds < 0 {
		d--
	}
	return int32(d) + unixDay
}

// merge interleaves the rules by start. All that has the start of a head is a head.
func (t *Timetable) merge(from, to time.Time, yield func(Occurrence) bool) {
	lo, hi := from.Unix(), to.Unix()
	if from.Nanosecond() > 0 {
		lo++
	}
	if to.Nanosecond() > 0 {
		hi++
	}
	zone := zoneCache{loc: t.loc}
	if len(t.rules) == 1 {
		c := newCursor(t, &t.rules[0], &zone, lo, hi)
		c.all(yield)
		return
	}
	cursors := make([]cursor, len(t.rules))
	heads := make([]head, len(t.rules))
	for i := range t.rules {
		cursors[i] = newCursor(t, &t.rules[i], &zone, lo, hi)
		heads[i], _ = cursors[i].next()
	}
	for {
		k := -1
		for i := range heads {
			if heads[i].ok && (k < 0 || heads[i].start < heads[k].start) {
				k = i
			}
		}
		if k < 0 {
			return
		}
		h, o := heads[k], cursors[k].occurrence(heads[k])
		for i := k; i < len(heads); i++ { // the same from several rules is vouched for if by one of them
			if !heads[i].ok || heads[i].start != h.start || heads[i].end != h.end || t.rules[i].where != t.rules[k].where {
				continue
			}
			if o.Unvouched {
				o = cursors[i].occurrence(h)
			}
			heads[i], _ = cursors[i].next()
		}
		if !yield(o) {
			return
		}
	}
}

// head is the next occurrence of a rule, in seconds since 1970.
type head struct {
	start, end int64
	day        int32
	ok         bool
}

// cursor walks one rule through one window.
type cursor struct {
	t      *Timetable
	r      *compiledRule
	zone   *zoneCache
	lo, hi int64
	// base is the day of bit 0 of mask; period counts the next period.
	base   int32
	mask   uint64
	period int32
	last   int32 // last day of interest
	made   int
	done   bool
	// pending is the rule's own next occurrence while Add goes first.
	pending head
	add     int
}

func newCursor(t *Timetable, r *compiledRule, zone *zoneCache, lo, hi int64) cursor {
	c := cursor{t: t, r: r, zone: zone, lo: lo, hi: hi}
	// Offsets from UTC stay within a day, so a day either side is enough.
	first := max(wallDay(lo)-2, r.start)
	c.last = wallDay(hi) + 2
	if c.last > maxDay {
		c.last = maxDay
	}
	if r.count == 0 {
		c.period = r.periodOf(first)
	}
	c.pending = c.fromRule()
	c.skipAdds()
	return c
}

// all yields what is left of the window.
func (c *cursor) all(yield func(Occurrence) bool) {
	for {
		h, ok := c.next()
		if !ok || !yield(c.occurrence(h)) {
			return
		}
	}
}

// next returns the rule's and Add's occurrences in order of start, once each.
func (c *cursor) next() (head, bool) {
	for {
		h := c.pending
		if a, ok := c.peekAdd(); ok && (!h.ok || a.start <= h.start) {
			c.add++
			if h.ok && a.start == h.start {
				c.pending = c.fromRule()
			}
			h = a
		} else {
			if !h.ok {
				return head{}, false
			}
			c.pending = c.fromRule()
		}
		if h.start >= c.hi {
			return head{}, false
		}
		if h.start >= c.lo {
			return h, true
		}
	}
}

func (c *cursor) skipAdds() {
	// Two days of margin, as above.
	c.add, _ = slices.BinarySearch(c.r.add, c.lo-2*daySeconds)
}

func (c *cursor) peekAdd() (head, bool) {
	for c.add < len(c.r.add) {
		w := c.r.add[c.add]
		if !c.removed(w) {
			return c.head(w), true
		}
		c.add++
	}
	return head{}, false
}

// fromRule returns the next occurrence of the recurrence itself.
func (c *cursor) fromRule() head {
	r := c.r
	for !c.done {
		for c.mask != 0 {
			d := c.base + int32(bits.TrailingZeros64(c.mask))
			c.mask &= c.mask - 1
			if d < r.start {
				continue
			}
			w := wall(d, r.clock)
			if w > r.until || d > c.last || r.count > 0 && c.made >= r.count {
				c.done = true
				return head{}
			}
			c.made++
			if !c.removed(w) {
				if h := c.head(w); h.start >= c.lo {
					return h
				}
			}
		}
		c.advance()
	}
	return head{}
}

func (c *cursor) advance() {
	base, mask := c.r.mask(c.period)
	c.period++
	c.base, c.mask = base, mask
	if base > c.last || base >= maxDay {
		c.done = true
	}
}

func (c *cursor) removed(w int64) bool {
	return len(c.r.except) > 0 && contains(c.r.except, w) || len(c.t.closed) > 0 && contains(c.t.closed, w)
}

// contains looks up a start in a sorted list of days and starts.
func contains(list []LocalTime, w int64) bool {
	d := Day{n: wallDay(w)}
	clock := Clock{plus1: int32(w-wall(d.n, 0)) + 1}
	if _, ok := slices.BinarySearchFunc(list, d.At(Clock{}), LocalTime.Compare); ok {
		return true
	}
	_, ok := slices.BinarySearchFunc(list, d.At(clock), LocalTime.Compare)
	return ok
}

func (c *cursor) head(w int64) head {
	h := head{start: c.zone.instant(w), day: wallDay(w), ok: true}
	h.end = h.start
	if c.r.length > 0 {
		h.end = c.zone.instant(w + int64(c.r.length))
		if h.end <= h.start {
			h.end = h.start + int64(c.r.length)
		}
	}
	return h
}

func (c *cursor) occurrence(h head) Occurrence {
	return Occurrence{
		Start: time.Unix(h.start, 0).In(c.t.loc), End: time.Unix(h.end, 0).In(c.t.loc),
		AllDay: c.r.allDay, Rule: c.r.index,
		Unvouched: h.day < c.r.valid[0] || h.day > c.r.valid[1],
	}
}

// monthsPer is the number of months in a period of the frequencies that count
// in months. A yearly rule walks all months of its years, one by one.
func (r *compiledRule) startMonth() int32 {
	y, m, _ := fromCivil(r.start)
	return int32(y)*12 + int32(m) - 1
}

// periodOf returns a period at or before the one that holds the day.
func (r *compiledRule) periodOf(day int32) int32 {
	switch r.freq {
	case Daily:
		return (day - r.start) / r.interval
	case Weekly:
		return (day - r.weekBase()) / (7 * r.interval)
	case Monthly:
		y, m, _ := fromCivil(day)
		return (int32(y)*12 + int32(m) - 1 - r.startMonth()) / r.interval
	case Yearly:
		y, m, _ := fromCivil(day)
		sy, _, _ := fromCivil(r.start)
		years := (int32(y) - int32(sy)) / r.interval
		if years*r.interval < int32(y)-int32(sy) {
			return years * 12
		}
		return years*12 + int32(m) - 1
	case Once:
	}
	return 0
}

// weekBase is the first day of the week that holds Start.
func (r *compiledRule) weekBase() int32 { return r.start - (r.start%7-r.weekStart+7)%7 }

// mask returns the days of a period: bit i is the day base+i.
func (r *compiledRule) mask(period int32) (int32, uint64) {
	switch r.freq {
	case Daily:
		return r.dailyMask(period)
	case Weekly:
		return r.weeklyMask(period)
	case Monthly:
		m := r.startMonth() + period*r.interval
		return r.monthMask(m/12, m%12+1)
	case Yearly:
		y, _, _ := fromCivil(r.start)
		return r.yearlyMask(int32(y)+period/12*r.interval, period%12+1)
	case Once:
	}
	if period == 0 {
		return r.start, 1
	}
	return maxDay, 0
}

func (r *compiledRule) dailyMask(period int32) (int32, uint64) {
	base := int64(r.start) + int64(period)*int64(r.interval)
	if base > maxDay {
		return maxDay, 0
	}
	day := int32(base)
	_, m, dd := fromCivil(day)
	switch {
	case r.months != 0 && r.months>>uint(m)&1 == 0,
		r.weekdays != 0 && r.weekdays>>uint(day%7)&1 == 0,
		len(r.monthDays) > 0 && !r.hasMonthDay(day, dd):
		return day, 0
	}
	return day, 1
}

func (r *compiledRule) weeklyMask(period int32) (int32, uint64) {
	base := int64(r.weekBase()) + int64(period)*7*int64(r.interval)
	if base > maxDay {
		return maxDay, 0
	}
	week := uint64(r.weekdays)
	week |= week << 7
	mask := week >> uint(r.weekStart) & 0x7f
	if r.months != 0 {
		mask &= r.inMonths(int32(base), 7)
	}
	return int32(base), mask
}

// inMonths is the mask of those of n days from base on that lie in the months
// of the rule.
func (r *compiledRule) inMonths(base int32, n int) uint64 {
	var mask uint64
	for i := range n {
		if _, m, _ := fromCivil(base + int32(i)); r.months>>uint(m)&1 != 0 {
			mask |= 1 << uint(i)
		}
	}
	return mask
}

func (r *compiledRule) hasMonthDay(day int32, dd int) bool {
	y, m, _ := fromCivil(day)
	n := daysIn(y, time.Month(m))
	for _, want := range r.monthDays {
		if want == dd || want < 0 && n+1+want == dd {
			return true
		}
	}
	return false
}

// monthMask is the mask of a month for monthly rules, and for yearly rules with
// months.
func (r *compiledRule) monthMask(year, month int32) (int32, uint64) {
	if year > 9999 {
		return maxDay, 0
	}
	n := daysIn(int(year), time.Month(month))
	base := civil(int(year), int(month), 1)
	if r.months != 0 && r.months>>uint(month)&1 == 0 {
		return base, 0
	}
	all := uint64(1)<<uint(n) - 1
	if r.bare {
		_, _, d := fromCivil(r.start)
		return base, all & (1 << uint(d-1))
	}
	mask := all
	if len(r.monthDays) > 0 {
		mask &= r.monthDayMask(n)
	}
	if r.weekdays != 0 || len(r.nth) > 0 {
		mask &= r.weekdayMask(base, n) | nthMask(r.nth, base, n)
	}
	return base, mask
}

func (r *compiledRule) monthDayMask(n int) uint64 {
	var mask uint64
	for _, d := range r.monthDays {
		if d < 0 {
			d += n + 1
		}
		if d >= 1 && d <= n {
			mask |= 1 << uint(d-1)
		}
	}
	return mask
}

// weekdayMask is the mask of those of n days from base on whose weekday is set.
func (r *compiledRule) weekdayMask(base int32, n int) uint64 {
	var mask uint64
	for i := range n {
		if r.weekdays>>uint((int(base)+i)%7)&1 != 0 {
			mask |= 1 << uint(i)
		}
	}
	return mask
}

// nthMask is the mask of the ordinal weekdays among n days from base on.
func nthMask(list []NthDay, base int32, n int) uint64 {
	var mask uint64
	for _, d := range list {
		if i := nthIndex(d, base, n); i >= 0 {
			mask |= 1 << uint(i)
		}
	}
	return mask
}

// nthIndex is the place of an ordinal weekday among n days from base on, or -1.
func nthIndex(d NthDay, base int32, n int) int {
	w, _ := d.day.Weekday()
	var i int
	if d.n > 0 {
		i = (int(w)-int(base%7)+7)%7 + 7*(int(d.n)-1)
	} else {
		last := int(base) + n - 1
		i = n - 1 - (last%7-int(w)+7)%7 + 7*(int(d.n)+1)
	}
	if i < 0 || i >= n {
		return -1
	}
	return i
}

// yearlyMask is one month of a yearly rule. BYDAY ordinals count within the
// month when the rule has months, else within the year (RFC 5545 §3.3.10).
func (r *compiledRule) yearlyMask(year, month int32) (int32, uint64) {
	if year > 9999 {
		return maxDay, 0
	}
	_, sm, _ := fromCivil(r.start)
	switch {
	case r.months != 0:
		return r.monthMask(year, month)
	case r.bare && int(month) != sm:
		return civil(int(year), int(month), 1), 0
	case len(r.nth) == 0:
		return r.monthMask(year, month)
	}
	return r.nthOfYear(year, month)
}

func (r *compiledRule) nthOfYear(year, month int32) (int32, uint64) {
	jan1, n := civil(int(year), 1, 1), 365
	if leap(int(year)) {
		n = 366
	}
	base, days := civil(int(year), int(month), 1), daysIn(int(year), time.Month(month))
	mask := r.weekdayMask(base, days)
	for _, d := range r.nth {
		if i := nthIndex(d, jan1, n); i >= 0 {
			if at := jan1 + int32(i) - base; at >= 0 && int(at) < days {
				mask |= 1 << uint(at)
			}
		}
	}
	if len(r.monthDays) > 0 {
		mask &= r.monthDayMask(days)
	}
	return base, mask
}
