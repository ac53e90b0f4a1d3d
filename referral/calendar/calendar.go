package calendar

import (
	"errors"
	"fmt"
	"math/bits"
	"slices"
	"sync"
	"time"
)

// Calendar says which days are working days for one service and counts in
// them. A nil *Calendar is not usable; get one from For or New. It is
// immutable and safe for concurrent use.
//
// # How days are counted
//
// The day from which is counted is day 0, whatever it is; the next working day
// is day 1. So a referral received on a Friday with two working days to
// acknowledge is due on Tuesday, and one received on the Saturday after it is
// due on that Tuesday as well. The number of working days from a to b is the
// number of working days after a, up to and including b.
type Calendar struct {
	nation Nation
	list   *List
	zone   Zone
	week   week
	added  map[Day]Holiday
	opened map[Day]bool // removed holidays
	table  table
	// published are the runs of published years.
	published []span
}

// Options are what may differ from the standing calendar of a nation. The
// zero value is that calendar.
type Options struct {
	// List holds the published bank holidays; nil is Builtin.
	List *List
	// Zone is where the service's days begin and end; the zero Zone is
	// Europe/London.
	Zone Zone
	// Days are the weekdays that the service works; empty is Monday to
	// Friday.
	Days []time.Weekday
	// Add are days off of the service's own: a training day, a local fair, a
	// one-off holiday newer than the list.
	Add []Holiday
	// Remove are bank holidays that the service works through.
	Remove []Day
}

// ErrOptions is matched by every error about options that can't be used.
var ErrOptions = errors.New("calendar: options can't be used")

// OptionError is one fault of Options. It matches ErrOptions.
type OptionError struct {
	// Path is the field and index, such as "add/2".
	Path string
	// What says what is wrong there.
	What string
}

// Error returns the path and what is wrong.
func (e *OptionError) Error() string { return "calendar: options " + e.Path + ": " + e.What }

// Is reports whether target is ErrOptions.
func (e *OptionError) Is(target error) bool { return target == ErrOptions }

var standing = map[Nation]func() *Calendar{
	England:         sync.OnceValue(func() *Calendar { return standard(England) }),
	Wales:           sync.OnceValue(func() *Calendar { return standard(Wales) }),
	Scotland:        sync.OnceValue(func() *Calendar { return standard(Scotland) }),
	NorthernIreland: sync.OnceValue(func() *Calendar { return standard(NorthernIreland) }),
}

// For returns the standing calendar of a nation: Monday to Friday without its
// bank holidays, by the list built into this package, in UK time. It is made
// once and shared. The error matches ErrNation.
func For(n Nation) (*Calendar, error) {
	f, ok := standing[n]
	if !ok {
		return nil, ErrNation
	}
	return f(), nil
}

// MustFor is For for literals in programs; it panics on an unknown nation.
func MustFor(n Nation) *Calendar {
	c, err := For(n)
	if err != nil {
		panic(err)
	}
	return c
}

func standard(n Nation) *Calendar {
	c := &Calendar{nation: n, list: Builtin(), week: mondayToFriday}
	c.finish()
	return c
}

// finish works out what is looked up.
func (c *Calendar) finish() {
	c.table = c.buildTable()
	c.published = c.list.runs(c.nation)
}

// New returns the calendar of a service in a nation. A nil *Options is the
// nation's standing calendar. Every fault is reported: an unknown nation
// matches ErrNation; a day that is not known, added twice, removed though it
// is no bank holiday, or both added and removed, and a weekday that is none,
// match ErrOptions.
func New(n Nation, o *Options) (*Calendar, error) {
	if division(n) == "" {
		return nil, ErrNation
	}
	if o == nil {
		return For(n)
	}
	c := &Calendar{
		nation: n, list: o.List, zone: o.Zone, week: mondayToFriday,
		added: map[Day]Holiday{}, opened: map[Day]bool{},
	}
	if c.list == nil {
		c.list = Builtin()
	}
	faults := c.applyWeek(o.Days)
	faults = append(faults, c.applyAdd(o.Add)...)
	faults = append(faults, c.applyRemove(o.Remove)...)
	if len(faults) > 0 {
		return nil, errors.Join(faults...)
	}
	c.finish()
	return c, nil
}

func (c *Calendar) applyWeek(days []time.Weekday) []error {
	if len(days) == 0 {
		return nil
	}
	var faults []error
	c.week = 0
	for i, d := range days {
		if d < time.Sunday || d > time.Saturday {
			faults = append(faults, &OptionError{Path: fmt.Sprintf("days/%d", i), What: "not a weekday"})
			continue
		}
		c.week |= 1 << d
	}
	return faults
}

func (c *Calendar) applyAdd(add []Holiday) []error {
	var faults []error
	for i, h := range add {
		_, twice := c.added[h.Day]
		switch {
		case h.Day.IsZero():
			faults = append(faults, &OptionError{Path: fmt.Sprintf("add/%d", i), What: "day not known"})
		case twice:
			faults = append(faults, &OptionError{Path: fmt.Sprintf("add/%d", i), What: "day added twice"})
		default:
			c.added[h.Day] = h
		}
	}
	return faults
}

func (c *Calendar) applyRemove(remove []Day) []error {
	var faults []error
	for i, d := range remove {
		_, added := c.added[d]
		_, listed := c.listed(d)
		switch {
		case d.IsZero():
			faults = append(faults, &OptionError{Path: fmt.Sprintf("remove/%d", i), What: "day not known"})
		case added:
			faults = append(faults, &OptionError{Path: fmt.Sprintf("remove/%d", i), What: "day both added and removed"})
		case !listed:
			faults = append(faults, &OptionError{Path: fmt.Sprintf("remove/%d", i), What: "no bank holiday on this day"})
		default:
			c.opened[d] = true
		}
	}
	return faults
}

// Nation returns the nation whose bank holidays the calendar keeps.
func (c *Calendar) Nation() Nation { return c.nation }

// Zone returns the zone in which the service's days begin and end.
func (c *Calendar) Zone() Zone { return c.zone }

// List returns the list of published bank holidays behind the calendar.
func (c *Calendar) List() *List { return c.list }

// String returns the nation, the version of the list and the zone.
func (c *Calendar) String() string {
	return string(c.nation) + " " + c.list.version + " " + c.zone.String()
}

// MarshalText returns String, for logs and reports. The error is always nil.
// There is no way back: a calendar is made by New.
func (c *Calendar) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// DayOf returns the service's local day on which t falls; the zero Day for the
// zero time.
func (c *Calendar) DayOf(t time.Time) Day { return c.zone.DayOf(t) }

// Standing says what the calendar rests on in a year.
func (c *Calendar) Standing(year int) Standing { return c.list.standing(c.nation, year) }

// Holiday returns the holiday on d, of the nation or of the host, and whether
// there is one. A holiday that the host removed is none.
func (c *Calendar) Holiday(d Day) (Holiday, bool) {
	if h, ok := c.added[d]; ok {
		return h, true
	}
	if c.opened[d] {
		return Holiday{}, false
	}
	return c.listed(d)
}

// Holidays returns the holidays of a year in order of their days, those of the
// host included and those that it removed left out.
func (c *Calendar) Holidays(year int) []Holiday {
	listed, _ := c.list.Holidays(c.nation, year)
	hs := slices.DeleteFunc(listed, func(h Holiday) bool {
		_, replaced := c.added[h.Day]
		return replaced || c.opened[h.Day]
	})
	for d, h := range c.added {
		if d.Year() == year {
			hs = append(hs, h)
		}
	}
	sortHolidays(hs) // the days differ, so the order is total
	return hs
}

func (c *Calendar) listed(d Day) (Holiday, bool) {
	hs, _ := c.list.Holidays(c.nation, d.Year())
	i := slices.IndexFunc(hs, func(h Holiday) bool { return h.Day == d })
	if i < 0 {
		return Holiday{}, false
	}
	return hs[i], true
}

// IsWorkingDay reports whether the service works on d: one of its weekdays and
// no holiday. The zero Day is none.
func (c *Calendar) IsWorkingDay(d Day) bool {
	if d.IsZero() {
		return false
	}
	if c.table.covers(d) {
		return c.table.working(d)
	}
	return c.reckon(d)
}

// reckon is IsWorkingDay without the table.
func (c *Calendar) reckon(d Day) bool {
	if !c.week.has(d.Weekday()) {
		return false
	}
	_, off := c.Holiday(d)
	return !off
}

// Deadline is a day that was counted, and what the count rests on.
type Deadline struct {
	// Day is the last day on which the deadline is kept. It is not known when
	// what it was counted from is not known, or when an open pause holds it.
	Day Day `json:"day,omitzero"`
	// Standing is Published when every year that the count touches is, else
	// Provisional: a bank holiday may yet be proclaimed that moves the day.
	Standing Standing `json:"standing,omitzero"`
}

// Provisional reports whether the deadline may still move because it reaches
// past what has been published.
func (d Deadline) Provisional() bool { return d.Standing == Provisional }

// Count is a number of working days, and what it rests on.
type Count struct {
	// Days is the number; negative when it was counted backwards.
	Days int `json:"days"`
	// Standing is as for a Deadline; unset when an end is not known.
	Standing Standing `json:"standing,omitzero"`
}

// IsKnown reports whether both ends of the count were known.
func (c Count) IsKnown() bool { return c.Standing != "" }

// WorkingDaysBetween counts the working days after from, up to and including
// to, leaving out those that a pause covers. Counted backwards, with to before
// from, it is minus the number of working days from to up to, not including,
// from. With an end that is not known the Count is zero and IsKnown is false.
func (c *Calendar) WorkingDaysBetween(from, to Day, pauses ...Pause) Count {
	if from.IsZero() || to.IsZero() {
		return Count{}
	}
	return Count{Days: c.counted(from, to, merge(pauses)), Standing: c.standingOver(from, to)}
}

// AddWorkingDays returns the day on which n working days have passed since
// from, leaving out those that a pause covers. With n = 0 it is from itself
// when it counts, else the next day that does; with n < 0 it is the n-th
// working day before from. The Day is not known when from is not, when an open
// pause holds the deadline, and past the year 9999.
func (c *Calendar) AddWorkingDays(from Day, n int, pauses ...Pause) Deadline {
	if from.IsZero() || n > maxDay || n < -maxDay {
		return Deadline{}
	}
	merged := merge(pauses)
	if n == 0 {
		if c.IsWorkingDay(from) && !covered(merged, from) {
			return c.deadline(from, from)
		}
		n = 1
	}
	if len(merged) == 0 {
		if d, ok := c.table.nth(from, n); ok {
			return c.deadline(from, d)
		}
	}
	return c.deadline(from, c.seek(from, n, merged))
}

// seek finds the n-th day that counts by halving: the number of days counted
// from one day to another only grows as they move apart.
func (c *Calendar) seek(from Day, n int, merged []Pause) Day {
	step := 1
	if n < 0 {
		step = -1
	}
	if open := len(merged) - 1; n > 0 && open >= 0 && merged[open].To.IsZero() &&
		c.counted(from, later(from, merged[open].From), merged) < n {
		return Day{}
	}
	near := from // not enough days from here; far has enough
	far := reach(from, step*(step*n+8))
	for c.counted(from, far, merged)*step < n*step {
		if far.n == 1 || far.n == maxDay {
			return Day{}
		}
		near, far = far, reach(from, 2*from.DaysTo(far))
	}
	for near.DaysTo(far)*step > 1 {
		mid := near.AddDays(near.DaysTo(far) / 2)
		if c.counted(from, mid, merged)*step < n*step {
			near = mid
		} else {
			far = mid
		}
	}
	return far
}

// reach is AddDays that stops at the first and the last day there is.
func reach(d Day, n int) Day {
	return Day{n: int32(min(max(int(d.n)+n, 1), maxDay))}
}

// counted is WorkingDaysBetween for known days and merged pauses. A day that
// is not known counts as nothing.
func (c *Calendar) counted(from, to Day, merged []Pause) int {
	if from.IsZero() || to.IsZero() {
		return 0
	}
	// The days counted are those after lo up to and including hi.
	lo, hi, sign := from.n, to.n, 1
	if lo > hi {
		lo, hi, sign = to.n-1, from.n-1, -1
	}
	n := c.upTo(hi) - c.upTo(lo)
	for _, p := range merged {
		a, b := max(lo, p.From.n), hi
		if !p.To.IsZero() {
			b = min(hi, p.To.n)
		}
		if a < b {
			n -= c.upTo(b) - c.upTo(a)
		}
	}
	return sign * n
}

// Next returns the first working day after d.
func (c *Calendar) Next(d Day) Deadline { return c.AddWorkingDays(d, 1) }

func (c *Calendar) deadline(from, d Day) Deadline {
	if d.IsZero() {
		return Deadline{}
	}
	return Deadline{Day: d, Standing: c.standingOver(from, d)}
}

// standingOver is Published when every year from one day to the other is: when
// one run of published years holds both.
func (c *Calendar) standingOver(a, b Day) Standing {
	lo, hi := earlier(a, b), later(a, b)
	for _, r := range c.published {
		if r.from.n <= lo.n && hi.n <= r.to.n {
			return Published
		}
	}
	return Provisional
}

// span is a stretch of days with both ends in it.
type span struct{ from, to Day }

// runs returns the runs of published years, from the first day to the last.
func (l *List) runs(n Nation) []span {
	var out []span
	for _, y := range l.Years(n) {
		from, to := DateOf(y, time.January, 1), DateOf(y, time.December, 31)
		if k := len(out) - 1; k >= 0 && out[k].to.AddDays(1) == from {
			out[k].to = to
			continue
		}
		out = append(out, span{from, to})
	}
	return out
}

// upTo counts the working days from the first day of the table to the day of a
// number, or minus those between that day and the table.
func (c *Calendar) upTo(n int32) int {
	t := &c.table
	first, last := t.first.n, t.first.n+int32(len(t.bits)*64)-1
	switch {
	case n < first:
		return -c.walk(n, first-1)
	case n > last:
		return t.rank(Day{n: last}) + c.walk(last, n)
	default:
		return t.rank(Day{n: n})
	}
}

// walk counts the working days after the day of one number up to that of
// another, without the table: the weekdays worked, less the holidays on them.
func (c *Calendar) walk(after, to int32) int {
	if after >= to {
		return 0
	}
	n := c.week.upTo(to) - c.week.upTo(after)
	for y := (Day{n: after + 1}).Year(); y <= (Day{n: to}).Year(); y++ {
		for _, h := range c.Holidays(y) {
			if h.Day.n > after && h.Day.n <= to && c.week.has(h.Day.Weekday()) {
				n--
			}
		}
	}
	return n
}

func earlier(a, b Day) Day {
	if a.Compare(b) <= 0 {
		return a
	}
	return b
}

func later(a, b Day) Day {
	if a.Compare(b) >= 0 {
		return a
	}
	return b
}

// week is a set of weekdays, one bit each, Sunday lowest.
type week uint8

const mondayToFriday week = 0b0111110

func (w week) has(d time.Weekday) bool { return w&(1<<d) != 0 }

// upTo counts the days of the set from 0001-01-01, a Monday, to the day of a
// number.
func (w week) upTo(n int32) int {
	count := int(n/7) * bits.OnesCount8(uint8(w))
	for d := range n % 7 {
		if w.has(time.Weekday((d + 1) % 7)) {
			count++
		}
	}
	return count
}

// table holds one bit per day over the years that services count in, and the
// number of working days before each word, so that counting over any span is
// two look-ups and finding the n-th day a search over words.
type table struct {
	first  Day
	bits   []uint64
	before []int32 // working days before the word
}

const (
	tableFrom  = 2000
	tableYears = 60
)

func (c *Calendar) buildTable() table {
	first := DateOf(tableFrom, time.January, 1)
	days := first.DaysTo(DateOf(tableFrom+tableYears, time.January, 1)) &^ 63
	t := table{first: first, bits: make([]uint64, days/64), before: make([]int32, days/64)}
	for i := range days {
		if c.week.has(first.AddDays(i).Weekday()) {
			t.bits[i/64] |= 1 << (i % 64)
		}
	}
	for y := tableFrom; y < tableFrom+tableYears; y++ {
		for _, h := range c.Holidays(y) {
			if i := first.DaysTo(h.Day); i >= 0 && i < days {
				t.bits[i/64] &^= 1 << (i % 64)
			}
		}
	}
	n := 0
	for w, b := range t.bits {
		t.before[w] = int32(n)
		n += bits.OnesCount64(b)
	}
	return t
}

func (t *table) last() Day { return t.first.AddDays(len(t.bits)*64 - 1) }

func (t *table) covers(d Day) bool {
	i := int(d.n) - int(t.first.n)
	return i >= 0 && i < len(t.bits)*64
}

func (t *table) working(d Day) bool {
	i := int(d.n) - int(t.first.n)
	return t.bits[i/64]>>(i%64)&1 != 0
}

// rank counts the working days up to and including d.
func (t *table) rank(d Day) int {
	i := int(d.n) - int(t.first.n)
	return int(t.before[i/64]) + bits.OnesCount64(t.bits[i/64]<<(63-i%64))
}

// nth returns the n-th working day after d, or before it when n is negative;
// false when the table does not reach.
func (t *table) nth(d Day, n int) (Day, bool) {
	if !t.covers(d) {
		return Day{}, false
	}
	rank := t.rank(d) + n // the rank of the day sought
	if n < 0 && !t.working(d) {
		rank++
	}
	return t.find(rank)
}

// find returns the day whose rank is r, the first if several share it.
func (t *table) find(r int) (Day, bool) {
	if r < 1 || r > t.rank(t.last()) {
		return Day{}, false
	}
	w, _ := slices.BinarySearch(t.before, int32(r))
	w-- // the last word with fewer than r before it
	b := t.bits[w]
	for range r - int(t.before[w]) - 1 {
		b &= b - 1
	}
	return t.first.AddDays(w*64 + bits.TrailingZeros64(b)), true
}
