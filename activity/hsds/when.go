package hsds

import (
	"strings"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/internal/jsonscan"
)

// schedule reads one schedule row as a rule. A row whose recurrence cannot be
// expanded becomes prose: its times are then unknown, not "never".
func (m *mapper) schedule(b *building, v value, at activity.LocationID) {
	r := activity.Rule{Location: at}
	var rests []string
	var tail string
	r.From, tail = m.clock(v.Get("opens_at"))
	rests = append(rests, tail)
	r.To, tail = m.clock(v.Get("closes_at"))
	rests = append(rests, tail)
	if r.From.IsZero() && !r.To.IsZero() { // an end alone is no time to come
		rests = append(rests, "until "+r.To.String())
		r.To = activity.Clock{}
	}
	r.Start = m.dayIf(v.Get("dtstart"))
	r.ValidFrom, r.ValidTo = m.dayIf(v.Get("valid_from")), m.dayIf(v.Get("valid_to"))
	if !r.ValidFrom.IsZero() && !r.ValidTo.IsZero() && r.ValidTo.Before(r.ValidFrom) {
		m.fault(v.Get("valid_to"), MinAboveMax, Warning, LeftUnknown)
		r.ValidTo = activity.Day{}
	}
	m.repetition(&r, v)
	for _, name := range []string{"description", "notes", "original_text"} {
		rests = append(rests, m.text(v.Get(name)))
	}
	r.Note = strings.Join(compact(append(rests, r.Note)), "\n")
	if u := v.Get("schedule_link"); u.Exists() {
		b.a.Schedule.URL = m.url(u)
	}
	if t := v.Get("attending_type"); t.Exists() {
		if words := m.modes(b.a, t); words != "" {
			r.Note = joinText(r.Note, words)
		}
	}
	if z := v.Get("timezone"); z.Exists() {
		m.offset(z)
	}
	m.addRule(b, v, r)
}

// addRule keeps the rule if it can be expanded.
func (m *mapper) addRule(b *building, v value, r activity.Rule) {
	describes := len(r.ByDay) > 0 || len(r.ByMonthDay) > 0 || !r.Start.IsZero() || r.Freq == activity.Daily
	switch {
	case r.Freq == activity.Once && r.Start.IsZero(), !describes:
		if r.Note == "" && r.From.IsZero() {
			m.fault(v, OddSchedule, Warning, Dropped)
			return
		}
		m.prose(b, r)
	case r.Interval > 1 && r.Start.IsZero():
		// Every second week from when? Without its anchor the rule says nothing
		// of any date.
		m.fault(v, OddSchedule, Warning, KeptAsText)
		m.prose(b, r)
	default:
		b.a.Schedule.Rules = append(b.a.Schedule.Rules, r)
	}
}

// prose keeps what an unusable row says.
func (m *mapper) prose(b *building, r activity.Rule) {
	text := r.Note
	if !r.From.IsZero() {
		text = joinText(text, r.From.String()+"–"+r.To.String())
	}
	if text == "" {
		return
	}
	b.prose = append(b.prose, text)
}

// repetition reads frequency and the BY parts.
func (m *mapper) repetition(r *activity.Rule, v value) {
	r.Freq = m.freq(v.Get("freq"))
	r.ByDay = m.byDay(v)
	r.ByMonthDay = m.byMonthDay(v.Get("bymonthday"))
	if n, ok := m.integerIf(v.Get("interval")); ok {
		if r.Interval = n; n < 1 {
			m.fault(v.Get("interval"), BadRule, Warning, LeftUnknown)
			r.Interval = 0
		}
	}
	if n, ok := m.integerIf(v.Get("count")); ok {
		if r.Count = n; n < 1 {
			m.fault(v.Get("count"), BadRule, Warning, LeftUnknown)
			r.Count = 0
		}
	}
	if u := m.dayIf(v.Get("until")); !u.IsZero() {
		r.Until = u.At(activity.Clock{})
	}
	if w := v.Get("wkst"); w.Exists() {
		day := activity.DayName(m.word(w))
		if day.IsValid() {
			r.WeekStart = day
		} else {
			m.fault(w, BadEnum, Error, LeftUnknown)
		}
	}
	m.ruleFaults(r, v)
}

// ruleFaults repairs combinations that RFC 5545 does not allow.
func (m *mapper) ruleFaults(r *activity.Rule, v value) {
	if r.Freq == activity.Once && len(r.ByDay) > 0 {
		// Days of the week without a frequency are how many feeds say weekly,
		// and before HSDS 2 there was no other way.
		if v.Get("byday").Exists() {
			m.fault(v, OddSchedule, Note, Repaired)
		}
		r.Freq = activity.Weekly
	}
	if r.Freq == activity.Weekly && len(r.ByMonthDay) > 0 {
		m.fault(v.Get("bymonthday"), BadRule, Warning, Dropped) // RFC 5545 §3.3.10
		r.ByMonthDay = nil
	}
	if r.Freq == activity.Weekly {
		for i, d := range r.ByDay {
			if d.Ordinal() != 0 { // ordinals belong to MONTHLY and YEARLY
				m.fault(v.Get("byday"), BadRule, Warning, Repaired)
				r.ByDay[i] = activity.Every(d.Day())
			}
		}
	}
	if r.Count > 0 && !r.Until.IsZero() {
		m.fault(v.Get("count"), BadRule, Warning, Dropped)
		r.Count = 0
	}
	for _, name := range []string{"byweekno", "byyearday"} {
		if e := v.Get(name); e.Exists() && e.Text() != "" {
			m.fault(e, NotCarried, Warning, KeptAsText)
			r.Note = joinText(r.Note, name+": "+m.text(e))
		}
	}
}

func (m *mapper) freq(e value) activity.Frequency {
	if !e.Exists() {
		return activity.Once
	}
	w := m.word(e)
	switch f := activity.Frequency(strings.ToUpper(w)); f {
	case activity.Once:
	case activity.Weekly, activity.Monthly:
		if string(f) != w {
			m.fault(e, BadEnum, Error, Repaired)
		}
		return f
	case activity.Daily, activity.Yearly: // understood, though the schema has but two
		m.fault(e, BadEnum, Error, Kept)
		return f
	default:
		m.fault(e, BadEnum, Error, LeftUnknown)
	}
	return activity.Once
}

// weekdays maps the words of weekday fields of earlier versions.
var weekdays = map[string]activity.DayName{
	"monday": activity.Monday, "tuesday": activity.Tuesday, "wednesday": activity.Wednesday, "thursday": activity.Thursday,
	"friday": activity.Friday, "saturday": activity.Saturday, "sunday": activity.Sunday,
	"1": activity.Monday, "2": activity.Tuesday, "3": activity.Wednesday, "4": activity.Thursday,
	"5": activity.Friday, "6": activity.Saturday, "7": activity.Sunday,
}

func (m *mapper) byDay(v value) []activity.NthDay {
	e := v.Get("byday")
	if !e.Exists() || e.Kind() == jsonscan.String && e.Text() == "" {
		w := v.Get("weekday")
		if !w.Exists() {
			return nil
		}
		if d, ok := weekdays[strings.ToLower(strings.TrimSpace(w.Text()))]; ok {
			return []activity.NthDay{activity.Every(d)}
		}
		m.fault(w, BadEnum, Warning, LeftUnknown)
		return nil
	}
	var out []activity.NthDay
	for s := range strings.SplitSeq(strings.ToUpper(m.word(e)), ",") {
		s = strings.TrimSpace(s)
		d, err := activity.ParseNthDay(strings.TrimPrefix(s, "+"))
		if err != nil {
			if name, ok := weekdays[strings.ToLower(s)]; ok {
				m.fault(e, BadRule, Warning, Repaired)
				out = append(out, activity.Every(name))
				continue
			}
			m.fault(e, BadRule, Warning, LeftUnknown)
			continue
		}
		out = append(out, d)
	}
	return out
}

func (m *mapper) byMonthDay(e value) []int {
	if !e.Exists() {
		return nil
	}
	var out []int
	text := e.Text()
	if e.Kind() != jsonscan.Number {
		text = m.word(e)
	}
	if text == "" {
		return nil
	}
	for s := range strings.SplitSeq(text, ",") {
		n, ok := parseDecimal(strings.TrimSpace(s), 0)
		if !ok || n == 0 || n < -31 || n > 31 {
			m.fault(e, BadRule, Warning, LeftUnknown)
			continue
		}
		out = append(out, int(n))
	}
	return out
}

// offset checks the schema's numeric offset from UTC, which cannot say when
// the clocks change: the zone of the options counts.
func (m *mapper) offset(e value) {
	s := m.number(e)
	n, ok := parseDecimal(s, 2)
	if s != "" && (!ok || n < -1200 || n > 1400) {
		m.fault(e, BadNumber, Warning, Dropped)
		return
	}
	if ok && n != 0 && n != 100 {
		m.fault(e, NotCarried, Warning, Dropped)
	}
}

// holiday reads a holiday_schedule of Open Referral UK 1: days closed.
func (m *mapper) holiday(a *activity.Activity, v value) {
	closed, ok := v.Get("closed").Bool()
	if !ok {
		closed = strings.EqualFold(v.Get("closed").Text(), "true") || v.Get("closed").Text() == "1"
	}
	from, to := m.dayIf(v.Get("start_date")), m.dayIf(v.Get("end_date"))
	if to.IsZero() {
		to = from
	}
	if from.IsZero() || !closed {
		m.fault(v, NotCarried, Warning, Dropped)
		return
	}
	for n := 0; n <= from.DaysUntil(to) && n < 366; n++ {
		a.Schedule.Closed = append(a.Schedule.Closed, from.AddDays(n).At(activity.Clock{}))
	}
}

func (m *mapper) dayIf(e value) activity.Day {
	if !e.Exists() {
		return activity.Day{}
	}
	return m.day(e)
}

func (m *mapper) integerIf(e value) (int, bool) {
	if !e.Exists() {
		return 0, false
	}
	return m.integer(e)
}

func compact(list []string) []string {
	var out []string
	for _, s := range list {
		if s != "" {
			out = append(out, s)
		}
	}
	return out
}

// modeWords are the words that stand alone for a way of attending: those of
// Open Referral UK 1 and the usual ones.
var modeWords = map[string][]activity.Mode{
	"venue": {activity.InPerson}, "in person": {activity.InPerson}, "in-person": {activity.InPerson}, "face to face": {activity.InPerson},
	"face-to-face": {activity.InPerson}, "online": {activity.Online}, "virtual": {activity.Online}, "remote": {activity.Online},
	"video call": {activity.Online}, "phone": {activity.Telephone}, "telephone": {activity.Telephone}, "by phone": {activity.Telephone},
	"home visit": {activity.HomeVisit}, "home-visit": {activity.HomeVisit}, "at home": {activity.HomeVisit}, "outreach": {activity.Outreach},
	"post": {activity.ByPost}, "by post": {activity.ByPost}, "hybrid": {activity.InPerson, activity.Online},
}

// modes reads attending_type: a list of the words above. Anything else is
// prose; it is returned and says nothing.
func (m *mapper) modes(a *activity.Activity, e value) string {
	s := m.text(e)
	var found []activity.Mode
	for _, p := range splitList(s) {
		words, ok := modeWords[strings.ToLower(p)]
		if !ok {
			m.fault(e, UnknownValue, Note, KeptAsText)
			return s
		}
		found = append(found, words...)
	}
	for _, w := range found {
		addMode(a, w)
	}
	return ""
}

func addMode(a *activity.Activity, w activity.Mode) {
	if !a.Mode(w) {
		a.Modes = append(a.Modes, w)
	}
}

// attendingAccess reads the enumeration of Open Referral UK 1.
func (m *mapper) attendingAccess(a *activity.Activity, e value) {
	s := m.word(e)
	switch strings.ToLower(s) {
	case "":
	case "referral":
		addRoute(a, activity.RouteOption{Route: activity.Professional, Text: s})
	case "appointment":
		addRoute(a, activity.RouteOption{Route: activity.SelfReferral, Text: s})
	case "membership":
		addRoute(a, activity.RouteOption{Route: activity.Membership, Text: s})
	case "drop-in":
		addRoute(a, activity.RouteOption{Route: activity.DropIn, Text: s})
	default:
		m.fault(e, BadEnum, Warning, KeptAsText)
		addRoute(a, activity.RouteOption{Text: s})
	}
}

// addRoute adds a way in. One that only has words is filled by one that names
// the same way.
func addRoute(a *activity.Activity, o activity.RouteOption) {
	for _, have := range a.Routes {
		if have == o {
			return
		}
	}
	a.Routes = append(a.Routes, o)
}

// readProse reads hours from the prose of a service that states none in fields.
func (m *mapper) readProse(k *activity.Schedule) {
	h := activity.ParseHours(k.Text, m.opt.Zone)
	if len(h.Schedule.Rules) == 0 {
		return
	}
	k.Rules, k.Confidence = h.Schedule.Rules, h.Schedule.Confidence
}
