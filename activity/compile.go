package activity

import (
	"fmt"
	"math"
	"slices"
	"time"
)

// Compile checks the schedule, resolves its zone and returns its timetable. The
// error holds every fault (see Faults). A schedule without rules compiles to a
// timetable without occurrences; whether that means "unknown" is for the caller,
// who still has its text.
func (s Schedule) Compile(opts *ScheduleOptions) (*Timetable, error) {
	if err := s.Check(); err != nil {
		return nil, err
	}
	loc := time.UTC
	if len(s.Rules) > 0 {
		var err error
		if loc, err = resolveZone(s.Zone, opts); err != nil {
			return nil, &Fault{Path: "/zone", Code: "zone", Text: "the time zone cannot be resolved", Cause: err}
		}
	}
	t := &Timetable{loc: loc, closed: sorted(s.Closed), rules: make([]compiledRule, len(s.Rules))}
	for i := range s.Rules {
		t.rules[i] = s.Rules[i].compile(i)
	}
	return t, nil
}

// Check reports every fault of the schedule except whether its zone exists,
// which only Compile can know.
func (s Schedule) Check() error {
	var fs faults
	if s.Zone == "" && len(s.Rules) > 0 {
		fs.add("/zone", "required", "rules need a time zone", ErrZone)
	}
	if s.Confidence != "" && !s.Confidence.IsValid() {
		fs.add("/confidence", "word", "unknown confidence", ErrSyntax)
	}
	for i, r := range s.Rules {
		fs.under(fmt.Sprintf("/rules/%d", i), r.Check())
	}
	return fs.err()
}

// Check reports every fault of the rule.
func (r Rule) Check() error {
	var fs faults
	if !r.Freq.IsValid() {
		fs.add("/freq", "word", "unknown frequency", ErrUnsupported)
	}
	if r.WeekStart != "" && !r.WeekStart.IsValid() {
		fs.add("/weekStart", "word", "unknown day of the week", ErrSyntax)
	}
	r.checkNumbers(&fs)
	r.checkParts(&fs)
	r.checkAnchor(&fs)
	return fs.err()
}

func (r Rule) checkNumbers(fs *faults) {
	if r.Interval < 0 || r.Interval > maxInterval {
		fs.add("/interval", "range", fmt.Sprintf("interval must be 0 to %d", maxInterval), nil)
	}
	if r.Count < 0 || r.Count > maxCount {
		fs.add("/count", "range", fmt.Sprintf("count must be 0 to %d", maxCount), nil)
	}
	if r.Count > 0 && !r.Until.IsZero() {
		fs.add("/count", "both", "count and until exclude each other (RFC 5545)", nil)
	}
	for i, d := range r.ByMonthDay {
		if d == 0 || d < -31 || d > 31 {
			fs.add(fmt.Sprintf("/byMonthDay/%d", i), "range", "day of the month must be 1 to 31 or -31 to -1", nil)
		}
	}
	for i, m := range r.ByMonth {
		if m < time.January || m > time.December {
			fs.add(fmt.Sprintf("/byMonth/%d", i), "range", "month must be 1 to 12", nil)
		}
	}
	for i, d := range r.Except {
		if d.Day().IsZero() {
			fs.add(fmt.Sprintf("/except/%d", i), "required", "a day is missing", nil)
		}
	}
	for i, d := range r.Add {
		if d.Day().IsZero() {
			fs.add(fmt.Sprintf("/add/%d", i), "required", "a day is missing", nil)
		}
	}
}

// checkParts holds the table of RFC 5545 §3.3.10: which BY part goes with which
// frequency.
func (r Rule) checkParts(fs *faults) {
	if r.Freq == Weekly && len(r.ByMonthDay) > 0 {
		fs.add("/byMonthDay", "part", "days of the month do not go with weekly (RFC 5545)", nil)
	}
	if r.Freq == Once && len(r.ByDay)+len(r.ByMonthDay)+len(r.ByMonth) > 0 {
		fs.add("/freq", "required", "a frequency is needed beside days and months", nil)
	}
	for i, d := range r.ByDay {
		path := fmt.Sprintf("/byDay/%d", i)
		switch {
		case !d.day.IsValid():
			fs.add(path, "word", "unknown day of the week", ErrSyntax)
		case d.n != 0 && r.Freq != Monthly && r.Freq != Yearly:
			fs.add(path, "part", "ordinals go with monthly and yearly alone (RFC 5545)", nil)
		case r.Freq == Monthly && (d.n > 5 || d.n < -5):
			fs.add(path, "range", "no month has that many weeks", nil)
		}
	}
	if r.From.IsZero() && !r.To.IsZero() {
		fs.add("/from", "required", "an end without a start", nil)
	}
	if r.From.Seconds() == daySeconds {
		fs.add("/from", "range", "a start of 24:00 belongs to the next day", nil)
	}
	if !r.ValidTo.IsZero() && r.ValidTo.Before(r.ValidFrom) {
		fs.add("/validTo", "order", "validity ends before it begins", nil)
	}
}

func (r Rule) checkAnchor(fs *faults) {
	if !r.Start.IsZero() {
		return
	}
	need := ""
	switch {
	case r.Freq == Once && len(r.Add) == 0:
		need = "a single occurrence"
	case r.Interval > 1:
		need = "an interval above one"
	case r.Count > 0:
		need = "a count"
	case r.Freq == Weekly && len(r.ByDay) == 0, r.Freq == Monthly && len(r.ByDay)+len(r.ByMonthDay) == 0,
		r.Freq == Yearly && len(r.ByDay)+len(r.ByMonthDay) == 0:
		need = "a rule without days"
	}
	if need != "" {
		fs.add("/start", "anchor", need+" needs a start", nil)
	}
}

// compile assumes that Check found nothing.
func (r Rule) compile(index int) compiledRule {
	c := compiledRule{
		index: index, freq: r.Freq, interval: int32(max(r.Interval, 1)), start: max(r.Start.n, 1),
		clock: int32(r.From.Seconds()), allDay: r.From.IsZero(), count: r.Count, until: math.MaxInt64,
		monthDays: cloneSlice(r.ByMonthDay), weekStart: int32(time.Monday),
		bare: len(r.ByDay)+len(r.ByMonthDay) == 0, except: sorted(r.Except),
		valid: [2]int32{r.ValidFrom.n, math.MaxInt32}, where: r.Location, length: r.length(),
	}
	if w, ok := r.WeekStart.Weekday(); ok {
		c.weekStart = int32(w)
	}
	if !r.ValidTo.IsZero() {
		c.valid[1] = r.ValidTo.n
	}
	if !r.Until.IsZero() {
		c.until = wall(r.Until.day.n, daySeconds-1)
		if !r.Until.clock.IsZero() {
			c.until = wall(r.Until.day.n, int32(r.Until.clock.Seconds()))
		}
	}
	c.days(r)
	for _, a := range r.Add {
		clock := r.From
		if !a.clock.IsZero() {
			clock = a.clock
		}
		c.add = append(c.add, wall(a.day.n, int32(clock.Seconds())))
	}
	slices.Sort(c.add)
	c.add = slices.Compact(c.add)
	if r.Freq == Once && r.Start.IsZero() {
		// Only added dates: the rule itself gives nothing.
		c.until = math.MinInt64
	}
	return c
}

func (c *compiledRule) days(r Rule) {
	for _, d := range r.ByDay {
		if d.n != 0 {
			c.nth = append(c.nth, d)
			continue
		}
		w, _ := d.day.Weekday()
		c.weekdays |= 1 << uint(w)
	}
	for _, m := range r.ByMonth {
		c.months |= 1 << uint(m)
	}
	if r.Freq == Weekly && c.weekdays == 0 {
		c.weekdays = 1 << uint(c.start%7)
	}
}

// length is the wall-clock time from start to end in seconds; whole days last
// one day; 0 when the end is not known.
func (r Rule) length() int32 {
	switch {
	case r.From.IsZero():
		return daySeconds
	case r.To.IsZero():
		return 0
	}
	n := int32(r.To.Seconds() - r.From.Seconds())
	if n <= 0 {
		n += daySeconds
	}
	return n
}

func sorted(list []LocalTime) []LocalTime {
	out := cloneSlice(list)
	slices.SortFunc(out, LocalTime.Compare)
	return out
}
