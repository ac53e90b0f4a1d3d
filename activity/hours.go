package activity

import (
	"slices"
	"strings"
)

// Hours is what ParseHours made of a text.
type Hours struct {
	// Schedule has the rules, the confidence and the whole text. Its zone is
	// the one given. Confidence is Parsed when every word went into the rules,
	// Partial when something was left over or could only be noted (term time,
	// bank holidays, a day without hours), and unknown when there are no rules.
	Schedule Schedule
	// Unread holds the pieces that were not understood, in order.
	Unread []string
}

// ParseHours reads opening hours in English prose, as directories write them:
// "Tues/Weds 10am - 12pm. Thurs 10am - 2pm", "9 - 4 weekdays except Wed 9 - 2",
// "1st Saturday of month 10am - 12noon". Rules that it returns have no Start:
// prose does not say since when.
//
// # What it will not guess
//
// People travel on the strength of these hours, so that a gap is better than a
// guess. The following give no rule, and stand in Unread:
//
//   - every other week ("alternate Saturdays", "fortnightly"): the text does
//     not say which week, and no weekly rule is made of it;
//   - a time that could be morning or evening ("7 - 9", "7:30"), and 12am;
//     "9 - 4", "1 - 3" and "10 - 2pm" have one sensible reading;
//   - a time that is only an end ("until 2pm", "- 5pm"), and days of which the
//     text says that nothing is on ("not Wednesdays");
//   - hours of a part of the year ("in summer", "January to March");
//   - hours of telephones and offices, as far as the text says so before them;
//   - times separated from their days by words that are not understood;
//   - everything, when the text says that the place is closed without naming
//     days, or is longer than 4 KiB.
func ParseHours(text, zone string) Hours {
	if len(text) > maxHoursText {
		return Hours{Schedule: Schedule{Text: text}, Unread: []string{text}}
	}
	p := &hoursParser{toks: hoursTokens(text)}
	p.parse()
	p.shutOn(p.denied)
	h := Hours{Schedule: Schedule{Text: text, Rules: p.rules}, Unread: p.unreadText()}
	if p.shut || p.irregular {
		h.Schedule.Rules = slices.DeleteFunc(h.Schedule.Rules, func(r Rule) bool { return p.shut || r.Freq == Weekly })
	}
	if len(h.Schedule.Rules) == 0 {
		h.Schedule.Rules = nil
		return h
	}
	h.Schedule.Zone, h.Schedule.Confidence = zone, Parsed
	if len(h.Unread) > 0 || p.unsure {
		h.Schedule.Confidence = Partial
	}
	for i := range h.Schedule.Rules {
		if h.Schedule.Rules[i].Note == "" {
			h.Schedule.Rules[i].Note = p.note
		}
	}
	return h
}

// maxHoursText bounds what is read, in bytes: a longer text is a description.
const maxHoursText = 4096

// hoursParser walks the tokens once. It collects days, then times, and makes a
// rule of them; a word that is not understood parts what stands before it from
// what comes after.
type hoursParser struct {
	toks  []hoursToken
	i     int
	rules []Rule
	// days collected for the rule to come; used says that they have had times.
	days    []NthDay
	monthly bool
	used    bool
	part    string
	// ahead says that the times of the text stand before their days.
	ahead bool
	// denied are days of which the text says somewhere that nothing is on.
	denied []NthDay
	// first are times that stand before their days, as in "9 - 4 weekdays".
	first     []clockRange
	firstToks []int
	// group is the index of the first rule of the latest group, for "except".
	group     int
	unread    []int
	note      string
	unsure    bool
	shut      bool
	irregular bool
	dayToks   []int
}

type clockRange struct{ from, to Clock }

func (p *hoursParser) peek(n int) hoursToken {
	if p.i+n < len(p.toks) {
		return p.toks[p.i+n]
	}
	return hoursToken{kind: tokEnd}
}

func (p *hoursParser) parse() {
	for p.i < len(p.toks) {
		t := p.toks[p.i]
		switch t.kind {
		case tokDay, tokOrdinal:
			p.takeDays()
		case tokTime, tokNumber:
			p.takeTimes()
		case tokPart:
			p.takePart(t)
		case tokExcept:
			p.takeExcept()
		case tokClosed:
			p.takeClosed()
		case tokTerm:
			p.condition(t)
		case tokBank:
			// The hours of bank holidays, and no others.
			p.unsure = true
			p.leave(t)
		case tokAppointment:
			p.takeAppointment(t)
		case tokIrregular:
			p.irregular = true
			p.skip()
		case tokMonth:
			// "Tuesdays 2pm, monthly" says too little to be a rule.
			p.irregular = p.irregular || p.used
			p.monthly = true
			p.i++
		case tokEvery:
			p.takeEvery()
		case tokNot:
			p.leave(t)
		case tokOther:
			p.takeOther(t)
		case tokUntil:
			p.takeUntil()
		case tokWeek:
			p.takeWeek()
		case tokSeason:
			p.shut = true
			p.skip()
		case tokStop:
			if p.i++; p.ahead && len(p.days) > 0 {
				p.flush(false) // the next times have days of their own
			}
		case tokFiller, tokList, tokRange:
			p.i++
		case tokUnknown, tokHoliday, tokEnd:
			p.skip()
			p.flush(false)
		}
	}
	p.flush(true)
}

// leave leaves unread what follows a word that denies it, or says that it is
// about something else, up to the end of the sentence. "Not on bank holidays" is
// a condition.
func (p *hoursParser) leave(t hoursToken) {
	p.skip()
	for p.peek(0).kind == tokFiller || t.kind == tokOther && p.peek(0).kind == tokStop {
		p.i++ // "Office hours:" and the next line
	}
	if k := p.peek(0).kind; t.kind == tokNot && (k == tokBank || k == tokHoliday) {
		p.unread = p.unread[:len(p.unread)-1]
		p.condition(p.peek(0))
		return
	}
	for k := p.peek(0).kind; k != tokStop && k != tokEnd; k = p.peek(0).kind {
		if t.kind == tokNot {
			for _, d := range p.peek(0).days {
				p.denied = append(p.denied, Every(d))
			}
		}
		p.skip()
	}
	p.flush(false)
}

// takeOther reads "office" or "phone": before hours it says whose they are; behind
// them, as in "9 - 5 (office)", it is a word like any other.
func (p *hoursParser) takeOther(t hoursToken) {
	if p.i == 0 || oneOf(p.toks[p.i-1].kind, tokStop, tokUnknown) {
		p.leave(t)
		return
	}
	p.skip()
	p.flush(false)
}

// takeUntil reads "until", where it stands before a time that ends nothing.
func (p *hoursParser) takeUntil() {
	p.skip()
	if k := p.peek(0).kind; k == tokTime || k == tokNumber {
		p.skip()
	}
	p.flush(false)
}

// takeWeek reads "week": the first week of a month and week 1 are no rule; "per
// week" is.
func (p *hoursParser) takeWeek() {
	after := p.peek(1).kind
	if before := p.i > 0 && p.toks[p.i-1].kind == tokOrdinal; before || after == tokNumber || after == tokOrdinal {
		p.irregular = true
	}
	p.skip()
	p.flush(false)
}

// skip leaves the token unread.
func (p *hoursParser) skip() {
	p.unread = append(p.unread, p.i)
	p.i++
}

// flush ends a group: what follows an unknown word belongs to something else.
// Days that never had times become whole days when they
// stand alone, or with a part of the day; else they are unread.
func (p *hoursParser) flush(alone bool) {
	if len(p.days) > 0 && !p.used {
		switch {
		case p.part != "" || alone && len(p.first) == 0:
			p.unsure = true
			p.emit(p.days, clockRange{}, p.part)
		default:
			p.unread = append(p.unread, p.dayToks...)
		}
	}
	p.unread = append(p.unread, p.firstToks...)
	p.days, p.dayToks, p.first, p.firstToks, p.used, p.part, p.monthly = nil, nil, nil, nil, false, "", false
}

// takeDays reads "Tues/Weds", "Mon - Fri", "1st and 3rd Tuesday of the month".
func (p *hoursParser) takeDays() {
	switch {
	case p.used:
		if p.openEnded() {
			p.irregular = true // "Mon 9am - Fri 5pm" is one stretch, or two ends
		}
		p.days, p.dayToks, p.used, p.part, p.monthly = nil, nil, false, "", false
	case len(p.days) > 0 && p.i > 0 && p.toks[p.i-1].kind == tokStop:
		p.flush(false) // another sentence: the days before it stay without hours
	}
	start := p.i
	days, monthly, ok := p.dayList()
	for k := start; k < p.i; k++ {
		p.dayToks = append(p.dayToks, k)
	}
	if !ok {
		p.unread = append(p.unread, p.dayToks...)
		p.days, p.dayToks = nil, nil
		return
	}
	if len(p.days) == 0 {
		p.group = len(p.rules)
	}
	for _, d := range days {
		if !slices.Contains(p.days, d) {
			p.days = append(p.days, d)
		}
	}
	p.monthly = p.monthly || monthly
	if len(p.first) > 0 {
		for _, c := range p.first {
			p.emit(p.days, c, p.part)
		}
		p.first, p.firstToks, p.used, p.ahead = nil, nil, true, true
	}
}

// openEnded reports whether a dash stands between a single time and what comes.
func (p *hoursParser) openEnded() bool {
	n := len(p.rules)
	return p.i > 0 && p.toks[p.i-1].kind == tokRange && n > p.group && p.rules[n-1].To.IsZero()
}

// dayList reads days and ordinals as far as they go together. It reports false
// for an ordinal without a day ("5th January").
func (p *hoursParser) dayList() ([]NthDay, bool, bool) {
	var out []NthDay
	var ordinals []int
	monthly := false
	for {
		t := p.peek(0)
		if t.kind == tokOrdinal {
			ordinals = append(ordinals, t.n)
			p.i++
		} else if t.kind == tokDay {
			days := p.dayRange()
			out = append(out, withOrdinals(ordinals, days)...)
			monthly = monthly || len(ordinals) > 0
			ordinals = nil
		} else {
			monthly = p.monthTail() || monthly
			return out, monthly, len(ordinals) == 0
		}
		p.i += p.joins()
	}
}

// withOrdinals joins "1st and 3rd" with the days that follow.
func withOrdinals(ordinals []int, days []DayName) []NthDay {
	if len(ordinals) == 0 {
		ordinals = []int{0}
	}
	var out []NthDay
	for _, n := range ordinals {
		for _, d := range days {
			out = append(out, NthDay{n: int8(n), day: d})
		}
	}
	return out
}

// joins returns how many separators stand before a further day or ordinal.
func (p *hoursParser) joins() int {
	k := 0
	for p.peek(k).kind == tokList {
		k++
	}
	if next := p.peek(k).kind; k > 0 && (next == tokDay || next == tokOrdinal) {
		return k
	}
	return 0
}

// monthTail reads "of the month", "in each month".
func (p *hoursParser) monthTail() bool {
	for k := range 4 {
		kind := p.peek(k).kind
		if kind == tokMonth {
			p.i += k + 1
			return true
		}
		if kind != tokFiller && kind != tokEvery {
			return false
		}
	}
	return false
}

// dayRange reads "Monday - Friday" or one day token.
func (p *hoursParser) dayRange() []DayName {
	t := p.peek(0)
	p.i++
	if len(t.days) != 1 || p.peek(0).kind != tokRange || p.peek(1).kind != tokDay || len(p.peek(1).days) != 1 {
		return t.days
	}
	last := p.peek(1).days[0]
	p.i += 2
	var out []DayName
	for i, n := indexOfDay(t.days[0]), 0; n < 7; i, n = (i+1)%7, n+1 {
		out = append(out, weekOrder[i])
		if weekOrder[i] == last {
			break
		}
	}
	return out
}

var weekOrder = []DayName{Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday}

func indexOfDay(d DayName) int { return slices.Index(weekOrder, d) }

// takeTimes reads one time or range, and makes a rule of it and the days.
func (p *hoursParser) takeTimes() {
	start := p.i
	c, ok := p.clockRange()
	// After a dash that no day stands before, it is the end of something.
	if ok = ok && !p.dangling(start); !ok {
		// Not a time, or not one that can be told: it parts like a word.
		for k := start; k < p.i; k++ {
			p.unread = append(p.unread, k)
		}
		p.flush(false)
		p.ahead = p.ahead || p.daysFollow() // and those days are left without
		return
	}
	if p.used && (p.ahead || start > 0 && p.toks[start-1].kind == tokStop) && p.daysFollow() {
		p.flush(false)
	}
	if len(p.days) > 0 {
		if !p.used {
			p.group = len(p.rules)
		}
		p.emit(p.days, c, p.part)
		p.used = true
		return
	}
	for k := start; k < p.i; k++ {
		p.firstToks = append(p.firstToks, k)
	}
	// Before its days a time must be written as one, or begin the sentence:
	// "ages 9 - 11, Mondays 4pm" holds no opening from 9 to 11.
	begins := start == 0 || p.toks[start-1].kind == tokStop
	if !begins && p.toks[start].mer == merNone && p.toks[p.i-1].mer == merNone {
		p.flush(false)
		return
	}
	p.first = append(p.first, c)
}

// daysFollow reports whether days come next, in the same sentence.
func (p *hoursParser) daysFollow() bool {
	k := 0
	for oneOf(p.peek(k).kind, tokFiller, tokList, tokEvery) {
		k++
	}
	return oneOf(p.peek(k).kind, tokDay, tokOrdinal)
}

// dangling reports whether a time at that token follows a dash whose other side is
// no day: the end of a range whose start was not understood.
func (p *hoursParser) dangling(at int) bool {
	if at == 0 || p.toks[at-1].kind != tokRange {
		return false
	}
	return at == 1 || !oneOf(p.toks[at-2].kind, tokDay, tokMonth, tokPart)
}

// takeAppointment reads "by appointment" after hours, as a condition of them.
func (p *hoursParser) takeAppointment(t hoursToken) {
	if !p.used {
		p.skip()
		p.flush(false)
		return
	}
	for i := p.group; i < len(p.rules); i++ {
		p.rules[i].Note = t.note
	}
	p.unsure = true
	p.i++
}

func (p *hoursParser) clockRange() (clockRange, bool) {
	a := p.peek(0)
	p.i++
	if k := p.peek(0).kind; (k == tokRange || k == tokUntil) && (p.peek(1).kind == tokTime || p.peek(1).kind == tokNumber) {
		b := p.peek(1)
		p.i += 2
		return readRange(a, b)
	}
	c, ok := a.alone()
	return clockRange{from: c}, ok
}

// takePart reads "evening": it tells the hours only together with them.
func (p *hoursParser) takePart(t hoursToken) {
	if len(p.days) == 0 || p.used {
		p.skip()
		p.flush(false)
		return
	}
	p.part = t.text
	p.i++
}

// takeExcept reads "except Thursdays 10am-12.30pm", "except Tues & Sat" and
// "except bank holidays".
func (p *hoursParser) takeExcept() {
	at := p.i
	p.i++
	for p.peek(0).kind == tokFiller {
		p.i++
	}
	if k := p.peek(0).kind; k == tokBank || k == tokHoliday {
		p.condition(p.peek(0))
		return
	}
	if p.peek(0).kind == tokSeason {
		p.leave(p.toks[at])
		return
	}
	if p.peek(0).kind == tokOrdinal {
		p.irregular = true // "every Tuesday except the first": weekly would promise that one too
	}
	if p.peek(0).kind != tokDay || len(p.days) == 0 && p.group == len(p.rules) {
		// Nothing to take from: the days named are those it is not.
		p.dayList()
		for k := at; k < p.i; k++ {
			p.unread = append(p.unread, k)
		}
		p.flush(false)
		return
	}
	days, _, _ := p.dayList()
	if !p.used && len(p.days) > 0 {
		p.days = without(p.days, days)
		return
	}
	touched := slices.ContainsFunc(p.rules[p.group:], func(r Rule) bool { return len(without(r.ByDay, days)) < len(r.ByDay) })
	if !touched {
		// "Mon - Fri 9 - 5, Sat 10 - 12, except Wed": of the days before those.
		p.group = 0
	}
	for i := p.group; i < len(p.rules); i++ {
		p.rules[i].ByDay = without(p.rules[i].ByDay, days)
	}
	p.rules = slices.DeleteFunc(p.rules, func(r Rule) bool { return len(r.ByDay) == 0 })
	p.days, p.used, p.part = nil, false, ""
	if k := p.peek(0).kind; k == tokTime || k == tokNumber {
		p.days = days
		p.takeTimes()
	}
}

func without(days, drop []NthDay) []NthDay {
	return slices.DeleteFunc(slices.Clone(days), func(d NthDay) bool { return slices.Contains(drop, Every(d.day)) })
}

// takeClosed reads "closed Sundays", "Sunday closed" and "closed on bank
// holidays"; any other "closed" makes all hours doubtful.
func (p *hoursParser) takeClosed() {
	at := p.i
	p.i++
	if k := p.peek(0).kind; len(p.days) > 0 && !p.used && !p.monthly && oneOf(k, tokStop, tokList, tokEnd) {
		p.shutOn(p.days)
		p.days, p.dayToks, p.part = nil, nil, ""
		return
	}
	for p.peek(0).kind == tokFiller {
		p.i++
	}
	t := p.peek(0)
	if t.kind == tokBank || t.kind == tokHoliday {
		p.condition(t)
		return
	}
	if t.kind != tokDay {
		p.shut = true
		p.unread = append(p.unread, at)
		return
	}
	days, _, _ := p.dayList()
	if k := p.peek(0).kind; k == tokTime || k == tokNumber {
		p.shut = true
		p.unread = append(p.unread, at)
		return
	}
	p.shutOn(days)
}

// shutOn takes days out of the hours read so far.
func (p *hoursParser) shutOn(days []NthDay) {
	for i := range p.rules {
		p.rules[i].ByDay = without(p.rules[i].ByDay, days)
	}
	p.rules = slices.DeleteFunc(p.rules, func(r Rule) bool { return len(r.ByDay) == 0 })
}

// condition notes what rules cannot say.
func (p *hoursParser) condition(t hoursToken) {
	p.unsure = true
	if p.note != "" {
		p.note += "; "
	}
	p.note += t.note
	p.i++
}

// takeEvery reads "every": "every other" and "every second" are alternate weeks.
func (p *hoursParser) takeEvery() {
	if n := p.peek(1); n.kind == tokOrdinal && n.n > 1 || oneOf(n.text, "other", "two", "three", "four") || n.kind == tokNumber {
		p.irregular = true
		p.skip()
		p.skip()
		return
	}
	p.i++
}

func (p *hoursParser) emit(days []NthDay, c clockRange, part string) {
	r := Rule{From: c.from, To: c.to, Freq: Weekly, ByDay: slices.Clone(days)}
	if c == (clockRange{}) {
		r.Note = part
	}
	ordinal := slices.ContainsFunc(days, func(d NthDay) bool { return d.n != 0 })
	switch {
	case ordinal && !slices.ContainsFunc(days, func(d NthDay) bool { return d.n == 0 }):
		r.Freq = Monthly
	case ordinal || p.monthly:
		// "Tuesdays and 1st Friday", "Monday, monthly": not to be told apart.
		p.irregular = true
		return
	}
	slices.SortFunc(r.ByDay, NthDay.Compare)
	r.ByDay = slices.Compact(r.ByDay)
	p.rules = append(p.rules, r)
}

// unreadText joins neighbouring unread tokens, over small words between them.
func (p *hoursParser) unreadText() []string {
	slices.Sort(p.unread)
	idx := slices.Compact(p.unread)
	var out []string
	for k := 0; k < len(idx); {
		e := k
		for e+1 < len(idx) && p.onlySmall(idx[e]+1, idx[e+1]) {
			e++
		}
		words := make([]string, 0, e-k+1)
		for _, t := range p.toks[idx[k] : idx[e]+1] {
			if t.raw != "" { // not a line end
				words = append(words, t.raw)
			}
		}
		out = append(out, strings.Join(words, " "))
		k = e + 1
	}
	return out
}

func (p *hoursParser) onlySmall(from, to int) bool {
	for _, t := range p.toks[from:to] {
		if !oneOf(t.kind, tokFiller, tokList, tokRange, tokStop, tokEvery) {
			return false
		}
	}
	return true
}

// readRange decides on morning and afternoon for both ends of a range.
func readRange(a, b hoursToken) (clockRange, bool) {
	if a.mer == mer24 || b.mer == mer24 {
		from, okA := a.fixed(mer24)
		to, okB := b.fixed(mer24)
		return clockRange{from, to}, okA && okB && from != to
	}
	switch {
	case a.mer != merNone && b.mer != merNone:
		from, okA := a.fixed(a.mer)
		to, okB := b.fixed(b.mer)
		return clockRange{from, to}, okA && okB && from != to && plausible(from, to)
	case b.mer != merNone:
		// "10 - 2pm": the latest start before the end.
		to, ok := b.fixed(b.mer)
		return startBefore(a, to), ok && !startBefore(a, to).from.IsZero()
	case a.mer != merNone:
		// "10am - 2": the first end after the start.
		from, ok := a.fixed(a.mer)
		r := endAfter(from, b)
		return r, ok && !r.to.IsZero()
	}
	return readBareRange(a, b)
}

// longestNight is the longest stretch past midnight that is believed: a line that
// is open from five to nine in the morning. "9:30pm - 5pm" is a slip of the pen.
const longestNight = 16 * 3600

func plausible(from, to Clock) bool {
	return from.Compare(to) < 0 || to.Seconds()+daySeconds-from.Seconds() <= longestNight
}

func startBefore(a hoursToken, to Clock) clockRange {
	for _, m := range []meridiem{merPM, merAM} {
		if from, ok := a.fixed(m); ok && from.Compare(to) < 0 {
			return clockRange{from, to}
		}
	}
	return clockRange{}
}

func endAfter(from Clock, b hoursToken) clockRange {
	for _, m := range []meridiem{merAM, merPM} {
		if to, ok := b.fixed(m); ok && from.Compare(to) < 0 {
			return clockRange{from, to}
		}
	}
	return clockRange{}
}

// readBareRange reads "9 - 4". From 9 to 11 is morning, from 12 to 5 afternoon;
// 6, 7 and 8 are morning only when the end has a smaller number.
func readBareRange(a, b hoursToken) (clockRange, bool) {
	am := a.h >= 9 && a.h <= 11 || a.h >= 6 && a.h <= 8 && b.h < a.h
	pm := a.h == 12 || a.h >= 1 && a.h <= 5
	var from Clock
	var ok bool
	switch {
	case am:
		from, ok = a.fixed(merAM)
	case pm:
		from, ok = a.fixed(merPM)
	}
	if !ok {
		return clockRange{}, false
	}
	r := endAfter(from, b)
	return r, !r.to.IsZero()
}

// alone reads a single time, which needs a meridiem or 24-hour digits.
func (t hoursToken) alone() (Clock, bool) {
	if t.mer == merNone {
		return Clock{}, false
	}
	return t.fixed(t.mer)
}

// fixed reads the digits with a meridiem. 12am is refused: some write it for
// midnight and as many for noon.
func (t hoursToken) fixed(m meridiem) (Clock, bool) {
	h := t.h
	switch m {
	case merAM:
		if h < 1 || h > 11 {
			return Clock{}, false
		}
	case merPM:
		if h < 1 || h > 12 {
			return Clock{}, false
		}
		if h != 12 {
			h += 12
		}
	case mer24:
	case merNone:
		return Clock{}, false
	}
	return NewClock(h, t.m, 0)
}
