package activity

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// ParseRRule reads the recurrence rule of RFC 5545, with or without "RRULE:" in
// front, such as "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU". The rule has no Start and no
// times: those are DTSTART's (see ParseICalendar). zone is needed only for an
// UNTIL in UTC, which is turned into the wall clock of the zone; without it such
// an UNTIL is ErrZone.
//
// BYSETPOS is read where it means an ordinal weekday (FREQ=MONTHLY;BYDAY=TU;
// BYSETPOS=2 is BYDAY=2TU). Other BYSETPOS, BYWEEKNO, BYYEARDAY, BYHOUR,
// BYMINUTE, BYSECOND and the frequencies below a day are ErrUnsupported: no
// directory uses them, and a rule half understood is a wrong date.
func ParseRRule(text string, zone *time.Location) (Rule, error) {
	text = strings.TrimSpace(text)
	if len(text) >= 6 && strings.EqualFold(text[:6], "RRULE:") {
		text = text[6:]
	}
	p := rruleParser{zone: zone, seen: map[string]bool{}}
	for part := range strings.SplitSeq(strings.TrimRight(text, ";"), ";") {
		key, value, ok := strings.Cut(part, "=")
		key = strings.ToUpper(strings.TrimSpace(key))
		value = strings.ToUpper(strings.TrimSpace(value))
		if !ok || value == "" || p.seen[key] {
			return Rule{}, fmt.Errorf("activity: recurrence rule: %w", ErrSyntax)
		}
		p.seen[key] = true
		if err := p.part(key, value); err != nil {
			return Rule{}, fmt.Errorf("activity: recurrence rule: %w", err)
		}
	}
	return p.finish()
}

type rruleParser struct {
	rule   Rule
	zone   *time.Location
	seen   map[string]bool
	setpos int
}

func (p *rruleParser) part(key, value string) error {
	var err error
	switch key {
	case "FREQ":
		p.rule.Freq = Frequency(value)
		switch {
		case oneOf(value, "SECONDLY", "MINUTELY", "HOURLY"):
			return fmt.Errorf("%w: FREQ below a day", ErrUnsupported)
		case !p.rule.Freq.IsValid() || p.rule.Freq == Once:
			return ErrSyntax
		}
	case "INTERVAL":
		p.rule.Interval, err = positive(value)
	case "COUNT":
		p.rule.Count, err = positive(value)
	case "UNTIL":
		p.rule.Until, err = parseUntil(value, p.zone)
	case "WKST":
		p.rule.WeekStart = DayName(value)
		if !p.rule.WeekStart.IsValid() {
			return ErrSyntax
		}
	case "BYDAY":
		p.rule.ByDay, err = list(value, ParseNthDay)
	case "BYMONTHDAY":
		p.rule.ByMonthDay, err = list(value, signed)
	case "BYMONTH":
		p.rule.ByMonth, err = list(value, func(s string) (time.Month, error) {
			n, err := positive(s)
			return time.Month(n), err
		})
	case "BYSETPOS":
		p.setpos, err = signed(value)
		if err != nil {
			return fmt.Errorf("%w: BYSETPOS", ErrUnsupported)
		}
	case "BYWEEKNO", "BYYEARDAY", "BYHOUR", "BYMINUTE", "BYSECOND", "RSCALE", "SKIP":
		return fmt.Errorf("%w: %s", ErrUnsupported, key)
	default:
		return ErrSyntax
	}
	return err
}

// finish applies BYSETPOS and checks what does not need an anchor.
func (p *rruleParser) finish() (Rule, error) {
	r := p.rule
	if r.Freq == Once {
		return Rule{}, fmt.Errorf("activity: recurrence rule without FREQ: %w", ErrSyntax)
	}
	if p.setpos != 0 {
		if r.Freq != Monthly || len(r.ByDay) != 1 || r.ByDay[0].n != 0 || len(r.ByMonthDay) > 0 ||
			p.setpos > 5 || p.setpos < -5 {
			return Rule{}, fmt.Errorf("activity: recurrence rule: %w: BYSETPOS", ErrUnsupported)
		}
		r.ByDay[0].n = int8(p.setpos)
	}
	// Whether the rule can do without a Start is asked where it is used.
	anchored := r
	anchored.Start = Day{n: unixDay}
	if err := anchored.Check(); err != nil {
		return Rule{}, fmt.Errorf("activity: recurrence rule: %w", err)
	}
	return r, nil
}

func positive(s string) (int, error) {
	n, ok := digits(s)
	if !ok || n == 0 {
		return 0, ErrSyntax
	}
	return n, nil
}

func signed(s string) (int, error) {
	n, ok := digits(strings.TrimPrefix(strings.TrimPrefix(s, "-"), "+"))
	if !ok || len(s)-len(strings.TrimLeft(s, "+-")) > 1 {
		return 0, ErrSyntax
	}
	if s[0] == '-' {
		n = -n
	}
	return n, nil
}

func list[T any](s string, parse func(string) (T, error)) ([]T, error) {
	var out []T
	for part := range strings.SplitSeq(s, ",") {
		v, err := parse(strings.TrimSpace(part))
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, nil
}

// parseBasic reads the forms of RFC 5545: 20260315, 20260315T103000 and that
// with Z, which it reports.
func parseBasic(s string) (LocalTime, bool, error) {
	utc := strings.HasSuffix(s, "Z")
	s = strings.TrimSuffix(s, "Z")
	if len(s) != 8 && (len(s) != 15 || s[8] != 'T') || utc && len(s) != 15 {
		return LocalTime{}, false, ErrSyntax
	}
	y, okY := digits(s[:4])
	m, okM := digits(s[4:6])
	d, okD := digits(s[6:8])
	day, ok := NewDay(y, time.Month(m), d)
	if !okY || !okM || !okD || !ok {
		return LocalTime{}, false, ErrSyntax
	}
	if len(s) == 8 {
		return day.At(Clock{}), false, nil
	}
	h, okH := digits(s[9:11])
	mi, okMi := digits(s[11:13])
	sec, okS := digits(s[13:])
	c, ok := NewClock(h, mi, sec)
	if !okH || !okMi || !okS || !ok || h == 24 {
		return LocalTime{}, false, ErrSyntax
	}
	return day.At(c), utc, nil
}

// parseUntil brings an UNTIL in UTC to the wall clock. In the hour that is
// repeated in autumn, an UNTIL in the second passing stands after every start
// of that hour, all of which are first passings: it becomes the hour's end.
func parseUntil(s string, zone *time.Location) (LocalTime, error) {
	t, utc, err := parseBasic(s)
	if err != nil || !utc {
		return t, err
	}
	if zone == nil {
		return LocalTime{}, fmt.Errorf("%w: UNTIL is in UTC", ErrZone)
	}
	at := time.Unix(wall(t.day.n, int32(t.clock.Seconds())), 0)
	local := localTime(at, zone)
	z := zoneCache{loc: zone}
	first := z.instant(wall(local.day.n, int32(local.clock.Seconds())))
	if first == at.Unix() {
		return local, nil
	}
	// The second passing: the last reading of the first one.
	start, _ := at.In(zone).ZoneBounds()
	return localTime(start.Add(-time.Second), zone), nil
}

// localTime reads an instant off the wall clock of a zone.
func localTime(t time.Time, zone *time.Location) LocalTime {
	t = t.In(zone)
	h, m, s := t.Clock()
	c, _ := NewClock(h, m, s)
	return DayOf(t).At(c)
}

// RRule returns the rule as a recurrence rule of RFC 5545, without "RRULE:", or
// "" for a rule that does not repeat. An UNTIL is written as a local time, which
// the standard allows only for local DTSTARTs: it is the form that ParseRRule
// reads without a zone. Exceptions, added dates, times and validity are not part
// of it.
func (r Rule) RRule() string {
	if r.Freq == Once {
		return ""
	}
	b := []byte("FREQ=" + string(r.Freq))
	if r.Interval > 1 {
		b = fmt.Appendf(b, ";INTERVAL=%d", r.Interval)
	}
	if r.Count > 0 {
		b = fmt.Appendf(b, ";COUNT=%d", r.Count)
	}
	if !r.Until.IsZero() {
		b = append(b, ";UNTIL="+basic(r.Until)...)
	}
	b = appendList(b, ";BYMONTH=", r.ByMonth, func(m time.Month) string { return strconv.Itoa(int(m)) })
	b = appendList(b, ";BYMONTHDAY=", r.ByMonthDay, strconv.Itoa)
	b = appendList(b, ";BYDAY=", r.ByDay, NthDay.String)
	if r.WeekStart != "" {
		b = append(b, ";WKST="+string(r.WeekStart)...)
	}
	return string(b)
}

func appendList[T any](b []byte, key string, list []T, text func(T) string) []byte {
	for i, v := range list {
		if i == 0 {
			b = append(b, key...)
		} else {
			b = append(b, ',')
		}
		b = append(b, text(v)...)
	}
	return b
}

func basic(t LocalTime) string {
	s := strings.ReplaceAll(t.day.String(), "-", "")
	if t.clock.IsZero() {
		return s
	}
	n := t.clock.Seconds()
	return s + fmt.Sprintf("T%02d%02d%02d", n/3600, n/60%60, n%60)
}

// ParseICalendar reads the recurrence lines of an iCalendar event: DTSTART, and
// DTEND or DURATION, RRULE, EXDATE and RDATE, in any order, one per line, other
// properties passed over. It makes a schedule of one rule. A DTSTART without
// TZID and without Z takes the zone given, which may be "" if the text names
// its own. opts resolve the zone, which an UNTIL in UTC needs.
func ParseICalendar(text, zone string, opts *ScheduleOptions) (Schedule, error) {
	p := icalParser{schedule: Schedule{Zone: zone, Confidence: Stated, Text: text}, opts: opts}
	lines := strings.FieldsFunc(unfold(text), func(r rune) bool { return r == '\n' || r == '\r' })
	// DTSTART first: the others need its zone.
	slices.SortStableFunc(lines, func(a, b string) int { return icalOrder(a) - icalOrder(b) })
	for _, line := range lines {
		if err := p.line(line); err != nil {
			return Schedule{}, fmt.Errorf("activity: iCalendar: %w", err)
		}
	}
	if !p.started {
		return Schedule{}, fmt.Errorf("activity: iCalendar without DTSTART: %w", ErrSyntax)
	}
	p.schedule.Rules = []Rule{p.rule}
	if err := p.schedule.Check(); err != nil {
		return Schedule{}, err
	}
	return p.schedule, nil
}

// unfold joins continued lines.
func unfold(text string) string {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	return strings.ReplaceAll(strings.ReplaceAll(text, "\n ", ""), "\n\t", "")
}

func icalOrder(line string) int {
	name, _, _ := strings.Cut(line, ":")
	name, _, _ = strings.Cut(name, ";")
	switch strings.ToUpper(name) {
	case "DTSTART":
		return 0
	case "RRULE":
		return 1
	}
	return 2
}

type icalParser struct {
	schedule Schedule
	rule     Rule
	loc      *time.Location
	opts     *ScheduleOptions
	started  bool
}

func (p *icalParser) line(line string) error {
	head, value, _ := strings.Cut(line, ":")
	name, params, _ := strings.Cut(head, ";")
	value = strings.TrimSpace(value)
	switch strings.ToUpper(strings.TrimSpace(name)) {
	case "DTSTART":
		return p.start(params, value)
	case "EXRULE":
		return fmt.Errorf("%w: EXRULE", ErrUnsupported) // dates would be promised that it takes away
	case "RRULE":
		if p.rule.Freq != Once {
			return fmt.Errorf("%w: a second RRULE", ErrUnsupported)
		}
		r, err := ParseRRule(value, p.loc)
		r.Start, r.From = p.rule.Start, p.rule.From
		p.rule = r
		return err
	case "DTEND":
		t, err := p.local(params, value)
		if err == nil && !p.rule.From.IsZero() {
			p.rule.To, err = p.end(t)
		}
		return err
	case "DURATION":
		n, err := parseDuration(value)
		if err == nil && !p.rule.From.IsZero() {
			err = p.lasting(n)
		}
		return err
	case "EXDATE":
		times, err := p.locals(params, value)
		p.rule.Except = append(p.rule.Except, times...)
		return err
	case "RDATE":
		times, err := p.locals(params, value)
		p.rule.Add = append(p.rule.Add, times...)
		return err
	}
	return nil
}

func (p *icalParser) start(params, value string) error {
	if p.started {
		return ErrSyntax
	}
	p.started = true
	_, utc, err := parseBasic(value)
	if err != nil {
		return err
	}
	if z := tzid(params); z != "" {
		p.schedule.Zone = z
	} else if utc {
		p.schedule.Zone = "UTC"
	}
	if p.loc, err = resolveZone(p.schedule.Zone, p.opts); err != nil {
		return err
	}
	t, err := p.local(params, value)
	p.rule.Start, p.rule.From = t.day, t.clock
	return err
}

func tzid(params string) string {
	for param := range strings.SplitSeq(params, ";") {
		if k, v, ok := strings.Cut(param, "="); ok && strings.EqualFold(k, "TZID") {
			return strings.Trim(v, `"`)
		}
	}
	return ""
}

// local reads a date or time into the wall clock of the schedule's zone.
func (p *icalParser) local(params, value string) (LocalTime, error) {
	t, utc, err := parseBasic(value)
	if err != nil {
		return t, err
	}
	from := p.loc
	if z := tzid(params); utc {
		from = time.UTC
	} else if z != "" && z != p.schedule.Zone {
		if from, err = resolveZone(z, p.opts); err != nil {
			return t, err
		}
	}
	if from == p.loc || t.clock.IsZero() {
		return t, nil
	}
	if p.loc == nil {
		return t, fmt.Errorf("%w: no DTSTART", ErrZone)
	}
	z := zoneCache{loc: from}
	return localTime(time.Unix(z.instant(wall(t.day.n, int32(t.clock.Seconds()))), 0), p.loc), nil
}

func (p *icalParser) locals(params, value string) ([]LocalTime, error) {
	return list(value, func(s string) (LocalTime, error) { return p.local(params, s) })
}

// end turns a DTEND into the clock time of the end; a rule's occurrences last a
// day at most.
func (p *icalParser) end(t LocalTime) (Clock, error) {
	n := wall(t.day.n, int32(t.clock.Seconds())) - wall(p.rule.Start.n, int32(p.rule.From.Seconds()))
	if n <= 0 || n > daySeconds || t.clock.IsZero() {
		return Clock{}, fmt.Errorf("%w: an event of more than a day, or none", ErrUnsupported)
	}
	if t.clock.Seconds() == 0 && t.day.n == p.rule.Start.n+1 {
		return Clock{plus1: daySeconds + 1}, nil
	}
	return t.clock, nil
}

func (p *icalParser) lasting(seconds int) error {
	if seconds <= 0 || seconds > daySeconds {
		return fmt.Errorf("%w: an event of more than a day, or none", ErrUnsupported)
	}
	end := p.rule.From.Seconds() + seconds
	if end > daySeconds {
		end -= daySeconds
	}
	p.rule.To = Clock{plus1: int32(end) + 1}
	return nil
}

// parseDuration reads the durations of ISO 8601 without years and months, such
// as PT1H30M and P1D.
func parseDuration(s string) (int, error) {
	rest, ok := strings.CutPrefix(strings.ToUpper(s), "P")
	if !ok || rest == "" {
		return 0, ErrSyntax
	}
	total, inTime := 0, false
	for rest != "" {
		if rest[0] == 'T' && !inTime && len(rest) > 1 {
			inTime, rest = true, rest[1:]
			continue
		}
		n := symbolDigits(rest)
		v, ok := digits(rest[:n])
		if !ok || n >= len(rest) || v > 100_000 {
			return 0, ErrSyntax
		}
		unit := map[string]int{"W": 7 * daySeconds, "D": daySeconds, "TH": 3600, "TM": 60, "TS": 1}
		key := rest[n : n+1]
		if inTime {
			key = "T" + key
		}
		scale, ok := unit[key]
		if !ok {
			return 0, ErrSyntax
		}
		total, rest = total+v*scale, rest[n+1:]
	}
	return total, nil
}
