package openactive

import (
	"strings"
	"time"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/activity/hsds"
	"github.com/socialprescribing/socialprescribing/internal/jsonscan"
	"github.com/socialprescribing/socialprescribing/person"
)

// amenities are the features that OpenActive's amenity types stand for.
var amenities = map[string]activity.Feature{"Parking": activity.Parking, "Creche": activity.Creche, "BabyChanging": activity.BabyChanging}

// place reads a location.
func (r *reader) place(v jsonscan.Value) *activity.Location {
	if v.Kind() != jsonscan.Object {
		r.fault(v, hsds.WrongType, hsds.Error, hsds.Dropped)
		return nil
	}
	l := &activity.Location{Kind: activity.Physical, Name: r.text(v.Get("name")), Description: r.text(v.Get("description")), URL: r.url(v.Get("url"))}
	if typeOf(v) == "VirtualLocation" {
		l.Kind = activity.Virtual
	}
	a := v.Get("address")
	if a.Kind() == jsonscan.String {
		l.Address.Lines = []string{r.text(a)}
	} else if a.Kind() == jsonscan.Object {
		r.address(&l.Address, a)
	}
	geo := v.Get("geo")
	c, err := activity.ParseLatLon(geo.Get("latitude").Text(), geo.Get("longitude").Text())
	if err != nil {
		r.fault(geo, hsds.BadPosition, hsds.Warning, hsds.LeftUnknown)
	}
	l.Coordinates = c
	for _, f := range values(v.Get("amenityFeature")) {
		r.amenity(l, f)
	}
	key := idOf(v)
	if key == "" {
		key = l.Name + "\x00" + l.Coordinates.String()
	}
	l.Source.Record = idOf(v)
	l.ID = activity.DeriveLocationID(r.opt.Source, key)
	return l
}

func (r *reader) address(to *activity.Address, a jsonscan.Value) {
	street := r.text(a.Get("streetAddress"))
	if strings.HasSuffix(street, ",") {
		street = strings.TrimRight(street, ", ")
		r.fault(a.Get("streetAddress"), hsds.StrayBlanks, hsds.Note, hsds.Repaired)
	}
	if street != "" {
		to.Lines = []string{street}
	}
	to.Town, to.Region = r.text(a.Get("addressLocality")), r.text(a.Get("addressRegion"))
	if c := strings.ToUpper(strings.TrimSpace(a.Get("addressCountry").Text())); len(c) == 2 {
		to.Country = c
	}
	code := strings.TrimSpace(a.Get("postalCode").Text())
	if code == "" {
		return
	}
	p, err := person.ParsePostcode(code)
	if err != nil {
		to.PostcodeText = code
		r.fault(a.Get("postalCode"), hsds.BadPostcode, hsds.Warning, hsds.KeptAsText)
		return
	}
	to.Postcode = p
}

func (r *reader) amenity(l *activity.Location, f jsonscan.Value) {
	has, ok := f.Get("value").Bool()
	kind := typeOf(f)
	if !ok || kind == "" {
		return
	}
	fact := activity.AccessFact{Feature: amenities[kind], Has: person.No}
	if has {
		fact.Has = person.Yes
	}
	if fact.Feature == "" {
		fact.Feature = activity.Feature("x-" + hyphens(kind))
	}
	if fact.Feature.IsValid() {
		l.Access = append(l.Access, fact)
	}
}

// hyphens writes "ChangingFacilities" as "changing-facilities".
func hyphens(s string) string {
	var b strings.Builder
	for i, c := range s {
		if c >= 'A' && c <= 'Z' {
			if i > 0 {
				b.WriteByte('-')
			}
			c += 'a' - 'A'
		}
		b.WriteRune(c)
	}
	return b.String()
}

// weekdays maps the days of schema.org.
var weekdays = map[string]activity.DayName{
	"Monday": activity.Monday, "Tuesday": activity.Tuesday, "Wednesday": activity.Wednesday, "Thursday": activity.Thursday,
	"Friday": activity.Friday, "Saturday": activity.Saturday, "Sunday": activity.Sunday,
}

// schedule reads an event schedule. A partial one is for people: it becomes text.
func (r *reader) schedule(o *opportunity, v jsonscan.Value) {
	if v.Kind() != jsonscan.Object {
		return
	}
	rule, ok := r.rule(v)
	if zone := v.Get("scheduleTimezone"); zone.Exists() && zone.Text() != "" {
		// A zone that nobody knows leaves the schedule in the one assumed, which
		// is said of it; UTC instead would be an hour off all summer.
		if loc, err := r.zones(zone.Text()); err == nil {
			o.zone = loc.String()
		} else {
			r.fault(zone, hsds.UnknownValue, hsds.Warning, hsds.LeftUnknown)
		}
	}
	if typeOf(v) == "PartialSchedule" || !ok {
		if len(o.text) < maxText {
			o.text = strings.TrimSpace(o.text + "\n" + ruleText(v))
		}
		return
	}
	o.rules = append(o.rules, rule)
}

// ruleText keeps what a schedule says that is not expanded.
func ruleText(v jsonscan.Value) string {
	var parts []string
	for _, d := range values(v.Get("byDay")) {
		parts = append(parts, tail(d.Text()))
	}
	for _, name := range []string{"startTime", "endTime", "repeatFrequency", "startDate", "endDate"} {
		if s := v.Get(name).Text(); s != "" {
			parts = append(parts, name+" "+s)
		}
	}
	return strings.Join(parts, " ")
}

// frequencies are the repetitions that stand for a frequency and an interval.
func frequency(s string) (activity.Frequency, int, bool) {
	if len(s) < 3 || s[0] != 'P' {
		return "", 0, false
	}
	n := 0
	for _, c := range s[1 : len(s)-1] {
		if c < '0' || c > '9' || n > 999 {
			return "", 0, false
		}
		n = n*10 + int(c-'0')
	}
	switch s[len(s)-1] {
	case 'D':
		return activity.Daily, n, n > 0
	case 'W':
		return activity.Weekly, n, n > 0
	case 'M':
		return activity.Monthly, n, n > 0
	case 'Y':
		return activity.Yearly, n, n > 0
	}
	return "", 0, false
}

// rule reads the recurrence of a schedule.
func (r *reader) rule(v jsonscan.Value) (activity.Rule, bool) {
	var out activity.Rule
	ok := true
	for _, d := range values(v.Get("byDay")) {
		day, good := nthDay(tail(d.Text()))
		if !good {
			r.fault(d, hsds.BadRule, hsds.Warning, hsds.LeftUnknown)
			ok = false
			continue
		}
		out.ByDay = append(out.ByDay, day)
	}
	freq, n, good := frequency(v.Get("repeatFrequency").Text())
	switch {
	case good:
		out.Freq, out.Interval = freq, n
	case len(out.ByDay) > 0 && !v.Get("repeatFrequency").Exists():
		out.Freq = activity.Weekly
	default:
		r.fault(v, hsds.BadRule, hsds.Warning, hsds.KeptAsText)
		ok = false
	}
	for _, d := range values(v.Get("byMonthDay")) {
		out.ByMonthDay = append(out.ByMonthDay, int(integer(d)))
	}
	for _, d := range values(v.Get("byMonth")) {
		out.ByMonth = append(out.ByMonth, time.Month(integer(d)))
	}
	out.From, out.To = r.clock(v.Get("startTime")), r.clock(v.Get("endTime"))
	out.Start = r.day(v.Get("startDate"))
	if end := r.day(v.Get("endDate")); !end.IsZero() {
		out.Until = end.At(activity.Clock{})
	}
	out.Count = int(integer(v.Get("repeatCount")))
	if out.Count > 0 {
		out.Until = activity.LocalTime{}
	}
	if out.From.IsZero() {
		out.To = activity.Clock{}
	}
	for _, x := range values(v.Get("exceptDate")) {
		if len(x.Text()) >= 10 {
			if d, err := activity.ParseDay(x.Text()[:10]); err == nil {
				out.Except = append(out.Except, d.At(activity.Clock{}))
			}
		}
	}
	if out.Start.IsZero() && (out.Interval > 1 || out.Count > 0 || len(out.ByDay) == 0 && len(out.ByMonthDay) == 0) {
		ok = false
	}
	if ok && out.Check() != nil {
		r.fault(v, hsds.BadRule, hsds.Warning, hsds.KeptAsText)
		ok = false
	}
	return out, ok
}

func nthDay(s string) (activity.NthDay, bool) {
	if d, ok := weekdays[s]; ok {
		return activity.Every(d), true
	}
	d, err := activity.ParseNthDay(s)
	return d, err == nil
}

func (r *reader) clock(v jsonscan.Value) activity.Clock {
	s := v.Text()
	if s == "" {
		return activity.Clock{}
	}
	c, err := activity.ParseClock(s)
	if err != nil {
		r.fault(v, hsds.BadTime, hsds.Error, hsds.LeftUnknown)
	}
	return c
}

func (r *reader) day(v jsonscan.Value) activity.Day {
	s := v.Text()
	if s == "" {
		return activity.Day{}
	}
	d, err := activity.ParseDay(s[:min(len(s), 10)])
	if err != nil {
		r.fault(v, hsds.BadDate, hsds.Error, hsds.LeftUnknown)
	}
	return d
}

// hours reads opening hours of a facility.
func (r *reader) hours(o *opportunity, v jsonscan.Value) {
	rule := activity.Rule{Freq: activity.Weekly, From: r.clock(v.Get("opens")), To: r.clock(v.Get("closes"))}
	for _, d := range values(v.Get("dayOfWeek")) {
		if day, ok := weekdays[tail(d.Text())]; ok {
			rule.ByDay = append(rule.ByDay, activity.Every(day))
		} // PublicHolidays is no day of the week
	}
	rule.ValidFrom, rule.ValidTo = r.day(v.Get("validFrom")), r.day(v.Get("validThrough"))
	switch {
	case len(rule.ByDay) == 0 || rule.From.IsZero():
	case rule.Check() != nil:
		r.fault(v, hsds.BadRule, hsds.Warning, hsds.Dropped)
	default:
		o.rules = append(o.rules, rule)
	}
}
