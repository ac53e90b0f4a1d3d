package openactive

import (
	"strconv"
	"strings"
	"time"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/activity/hsds"
	"github.com/socialprescribing/socialprescribing/internal/jsonscan"
	"github.com/socialprescribing/socialprescribing/person"
)

// opportunity is one object of a feed, before it is joined with its parent.
// Every field knows whether it was given, since what is not given is inherited.
type opportunity struct {
	kind, id    string
	parent      string       // identifier of the series or facility
	embedded    *opportunity // the parent, when it stands within
	children    []*opportunity
	name        string
	description string
	url         string
	concepts    []activity.Term
	levels      []string
	provider    *activity.Provider
	place       *activity.Location
	modes       []activity.Mode
	suits, ages *activity.AgeRange
	gender      activity.GenderLimit
	access      activity.Access
	conditions  []string
	offers      []activity.CostOption
	hasOffers   bool
	free        bool
	hasFree     bool
	leaders     []activity.Contact
	cancelled   bool
	start, end  time.Time
	most, left  int
	hasMost     bool
	hasLeft     bool
	rules       []activity.Rule
	zone        string
	text        string // of the schedule
	instruct    string
	invalid     bool // has no start though its kind needs one
}

// typeOf returns the type of an object without its prefix.
func typeOf(v jsonscan.Value) string {
	s := either(v, "@type", "type").Text()
	if i := strings.LastIndexAny(s, "/:#"); i >= 0 {
		s = s[i+1:]
	}
	return s
}

func either(v jsonscan.Value, a, b string) jsonscan.Value {
	if x := v.Get(a); x.Exists() {
		return x
	}
	return v.Get(b)
}

func idOf(v jsonscan.Value) string {
	if v.Kind() == jsonscan.String {
		return v.Text()
	}
	if id := either(v, "@id", "id"); id.Exists() {
		return id.Text()
	}
	return v.Get("identifier").Text()
}

// maxParts is how many values of one list are read: a hundred times what any feed
// holds. Without a limit an item made for the purpose costs the square of its size.
const maxParts = 5000

// maxText is up to where texts of several members are joined.
const maxText = 64 << 10

// values returns v, or the elements of it when it is an array: the first maxParts.
func values(v jsonscan.Value) []jsonscan.Value {
	if v.Kind() == jsonscan.Array {
		out := make([]jsonscan.Value, 0, min(v.Len(), maxParts))
		for e := range v.Elements() {
			if len(out) == maxParts {
				break
			}
			out = append(out, e)
		}
		return out
	}
	if !v.Exists() {
		return nil
	}
	return []jsonscan.Value{v}
}

// kinds are those that are activities or parts of them.
var kinds = map[string]bool{
	"SessionSeries": true, "ScheduledSession": true, "Event": true, "EventSeries": true, "CourseInstance": true, "Course": true,
	"FacilityUse": true, "IndividualFacilityUse": true, "Slot": true, "OnDemandEvent": true, "HeadlineEvent": true,
}

// opportunity reads one object; parent is the object that it stands in.
func (r *reader) opportunity(v jsonscan.Value, parent *opportunity) *opportunity {
	o := &opportunity{kind: typeOf(v), id: idOf(v)}
	if parent != nil {
		o.parent = parent.id
	}
	for name, e := range v.Members() {
		if e.Kind() == jsonscan.Array && e.Len() > maxParts {
			r.fault(e, hsds.TooLarge, hsds.Error, hsds.Dropped)
		}
		r.member(o, string(name), e)
	}
	if !kinds[o.kind] && o.kind != "Place" {
		r.fault(v, hsds.UnknownValue, hsds.Note, hsds.Kept)
	}
	if o.kind == "ScheduledSession" || o.kind == "Slot" {
		if o.start.IsZero() {
			o.invalid = true
			r.fault(v, hsds.Missing, hsds.Error, hsds.LeftUnknown)
		}
		if o.parent == "" && o.embedded == nil {
			r.fault(v, hsds.Dangling, hsds.Warning, hsds.Kept)
		}
	}
	return o
}

// member reads one member of an opportunity.
func (r *reader) member(o *opportunity, name string, e jsonscan.Value) {
	switch name {
	case "name":
		o.name = r.text(e)
	case "description":
		o.description = r.text(e)
	case "url":
		o.url = r.url(e)
	case "superEvent", "facilityUse", "instanceOfCourse":
		r.super(o, e, name)
	case "subEvent", "event":
		for _, s := range values(e) {
			if s.Kind() == jsonscan.Object {
				o.children = append(o.children, r.opportunity(s, o))
			}
		}
	case "individualFacilityUse":
		for _, s := range values(e) {
			if s.Kind() == jsonscan.Object {
				o.children = append(o.children, &opportunity{kind: "IndividualFacilityUse", id: idOf(s), parent: o.id, name: r.text(s.Get("name"))})
			}
		}
	case "activity", "facilityType":
		r.concepts(o, e)
	case "level":
		o.levels = r.texts(e, o.levels)
	case "organizer", "provider":
		o.provider = r.provider(e)
	case "leader":
		r.leader(o, e)
	case "location":
		for _, p := range values(e)[:min(1, len(values(e)))] {
			o.place = r.place(p)
		}
	case "eventAttendanceMode":
		o.modes = r.mode(e)
	case "ageRange":
		o.suits = r.ages(e)
	case "ageRestriction":
		o.ages = r.ages(e)
	case "genderRestriction":
		o.gender = r.gender(e)
	case "accessibilitySupport":
		r.support(o, e)
	case "accessibilityInformation":
		if t := r.text(e); t != "" {
			o.access = append(o.access, activity.AccessFact{Feature: "x-note", Note: t})
		}
	case "additionalAdmissionRestriction":
		o.conditions = r.texts(e, o.conditions)
	case "isAccessibleForFree":
		o.free, o.hasFree = e.Bool()
	case "offers":
		r.offers(o, e)
	case "eventStatus":
		o.cancelled = r.cancelled(e)
	case "startDate":
		o.start = r.stamp(e)
	case "endDate":
		o.end = r.stamp(e)
	case "maximumAttendeeCapacity", "maximumUses":
		o.most, o.hasMost = r.count(e)
	case "remainingAttendeeCapacity", "remainingUses":
		o.left, o.hasLeft = r.count(e)
	case "eventSchedule":
		for _, s := range values(e) {
			r.schedule(o, s)
		}
	case "hoursAvailable", "openingHoursSpecification":
		for _, h := range values(e) {
			r.hours(o, h)
		}
	case "attendeeInstructions", "meetingPoint", "schedulingNote":
		if len(o.instruct) < maxText {
			o.instruct = strings.TrimSpace(o.instruct + "\n" + r.text(e))
		}
	}
}

// texts appends the texts of a value or of a list of them, without the empty ones.
func (r *reader) texts(e jsonscan.Value, out []string) []string {
	for _, one := range values(e) {
		if t := r.text(one); t != "" {
			out = append(out, t)
		}
	}
	return out
}

// super reads the parent: its identifier, or the object itself.
func (r *reader) super(o *opportunity, e jsonscan.Value, name string) {
	o.parent = idOf(e)
	if e.Kind() == jsonscan.Object {
		o.embedded = r.opportunity(e, nil)
		if o.embedded.id == "" {
			o.embedded.id = o.id
		}
		o.parent = o.embedded.id
	} else if e.Kind() != jsonscan.String && name != "instanceOfCourse" {
		r.fault(e, hsds.WrongType, hsds.Error, hsds.LeftUnknown)
	}
}

// text reads plain text; the specification allows no markup in it.
func (r *reader) text(v jsonscan.Value) string {
	if v.Kind() == jsonscan.Number {
		r.fault(v, hsds.WrongType, hsds.Error, hsds.Repaired)
		return v.Text()
	}
	if v.Kind() != jsonscan.String {
		if v.Exists() {
			r.fault(v, hsds.WrongType, hsds.Error, hsds.Dropped)
		}
		return ""
	}
	s, changed := hsds.PlainText(v.Text())
	if changed {
		r.fault(v, hsds.Markup, hsds.Note, hsds.Repaired)
	}
	return s
}

func (r *reader) url(v jsonscan.Value) string {
	s := strings.TrimSpace(v.Text())
	if s == "" {
		return ""
	}
	if !strings.HasPrefix(s, "http://") && !strings.HasPrefix(s, "https://") || strings.ContainsAny(s, " \t\n<>\"") {
		r.fault(v, hsds.BadURL, hsds.Error, hsds.Dropped)
		return ""
	}
	return s
}

// stamp reads an instant. One without an offset from UTC is none.
func (r *reader) stamp(v jsonscan.Value) time.Time {
	s := strings.TrimSpace(v.Text())
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04Z07:00"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC().Truncate(time.Microsecond)
		}
	}
	if _, err := activity.ParseDay(s); err == nil {
		return time.Time{} // a course may begin on a day: its schedule says when
	}
	r.fault(v, hsds.NoOffset, hsds.Error, hsds.LeftUnknown)
	return time.Time{}
}

func (r *reader) count(v jsonscan.Value) (int, bool) {
	n, err := strconv.Atoi(v.Text())
	if err != nil || n < 0 || n > 1<<30 {
		if v.Exists() {
			r.fault(v, hsds.BadCapacity, hsds.Warning, hsds.LeftUnknown)
		}
		return 0, false
	}
	return n, true
}

// concepts reads the activities or facility types.
func (r *reader) concepts(o *opportunity, e jsonscan.Value) {
	for _, c := range values(e) {
		t := activity.Term{About: "activity"}
		if c.Kind() == jsonscan.String { // 2016 data, and words alone
			t.Name = r.text(c)
		} else {
			t.Name, t.Taxonomy = r.text(c.Get("prefLabel")), either(c, "inScheme", "scheme").Text()
			t.Code = conceptCode(idOf(c))
		}
		if t.Name != "" || t.Code != "" {
			o.concepts = append(o.concepts, t)
		}
	}
}

// conceptCode makes a CURIE of the address of a concept of a known list.
func conceptCode(id string) string {
	for _, l := range []struct{ base, prefix string }{
		{"https://openactive.io/activity-list#", "openActiveActivity:"},
		{"https://openactive.io/facility-types#", "openActiveFacility:"},
	} {
		if rest, ok := strings.CutPrefix(id, l.base); ok {
			return l.prefix + rest
		}
	}
	return id
}

// provider reads who runs it.
func (r *reader) provider(v jsonscan.Value) *activity.Provider {
	for _, e := range values(v) {
		if e.Kind() != jsonscan.Object {
			continue
		}
		key := idOf(e)
		p := &activity.Provider{Name: r.text(e.Get("name")), Description: r.text(e.Get("description")), URL: r.url(e.Get("url"))}
		if key == "" {
			key = "name:" + p.Name
		}
		p.ID = activity.DeriveProviderID(r.opt.Source, key)
		p.LegalStatus = ""
		c := activity.Contact{Email: strings.TrimSpace(e.Get("email").Text())}
		if !strings.Contains(c.Email, "@") {
			c.Email = ""
		}
		if n := strings.TrimSpace(e.Get("telephone").Text()); n != "" {
			c.Phones = []activity.Phone{{Number: n}}
		}
		if c.Email != "" || len(c.Phones) > 0 {
			p.Contacts = []activity.Contact{c}
		}
		p.Source = activity.Source{Name: r.opt.Source, Format: "openactive-2", Record: key}
		if p.Name == "" {
			r.fault(e, hsds.Missing, hsds.Error, hsds.LeftUnknown)
		}
		return p
	}
	return nil
}

// leader reads who leads. Their names are personal data and print nowhere.
func (r *reader) leader(o *opportunity, e jsonscan.Value) {
	for _, l := range values(e) {
		name := strings.TrimSpace(l.Get("givenName").Text() + " " + l.Get("familyName").Text())
		if name == "" {
			name = strings.TrimSpace(l.Get("name").Text())
		}
		if name != "" {
			o.leaders = append(o.leaders, activity.Contact{Label: "Leader", Name: person.NewText(name)})
		}
	}
}

func tail(s string) string {
	if i := strings.LastIndexByte(s, '/'); i >= 0 {
		return s[i+1:]
	}
	return s
}

// cancelled reads a status: whether the event takes place. Of a word that is
// none nothing is concluded.
func (r *reader) cancelled(v jsonscan.Value) bool {
	switch tail(v.Text()) {
	case "EventCancelled", "EventPostponed":
		return true
	case "EventScheduled", "EventRescheduled":
	default:
		r.fault(v, hsds.BadEnum, hsds.Error, hsds.LeftUnknown)
	}
	return false
}

func (r *reader) mode(v jsonscan.Value) []activity.Mode {
	switch strings.TrimSuffix(tail(v.Text()), "EventAttendanceMode") {
	case "Offline":
		return []activity.Mode{activity.InPerson}
	case "Online":
		return []activity.Mode{activity.Online}
	case "Mixed":
		return []activity.Mode{activity.InPerson, activity.Online}
	}
	r.fault(v, hsds.BadEnum, hsds.Error, hsds.LeftUnknown)
	return nil
}

// ages reads a range of whole years. A range without any bound is a fault; one
// from 0 without an end is all ages.
func (r *reader) ages(v jsonscan.Value) *activity.AgeRange {
	lo, hi := -1, -1
	for _, b := range []struct {
		name string
		to   *int
	}{{"minValue", &lo}, {"maxValue", &hi}} {
		if e := v.Get(b.name); e.Exists() {
			n, err := strconv.Atoi(strings.TrimSuffix(e.Text(), ".0"))
			if err != nil || n < 0 || n > 150 {
				r.fault(e, hsds.BadAge, hsds.Warning, hsds.LeftUnknown)
				return nil
			}
			*b.to = n
		}
	}
	if lo < 0 && hi < 0 {
		r.fault(v, hsds.BadAge, hsds.Warning, hsds.LeftUnknown)
		return nil
	}
	out, err := activity.AgesInYears(lo, hi)
	if err != nil {
		r.fault(v, hsds.MinAboveMax, hsds.Warning, hsds.LeftUnknown)
		return nil
	}
	return &out
}

func (r *reader) gender(v jsonscan.Value) activity.GenderLimit {
	switch s := tail(v.Text()); strings.TrimPrefix(s, "oa:") {
	case "NoRestriction", "None":
		return activity.NoGenderLimit
	case "FemaleOnly":
		return activity.WomenOnly
	case "MaleOnly":
		return activity.MenOnly
	default:
		r.fault(v, hsds.BadEnum, hsds.Error, hsds.LeftUnknown)
	}
	return ""
}

// supports are the six concepts of the accessibility support list.
var supports = map[string]activity.Feature{
	"visual impairment": activity.VisualSupport, "hearing impairment": activity.HearingSupport, "physical impairment": activity.PhysicalSupport,
	"learning impairment": activity.LearningSupport, "mental health issues": activity.MentalHealthAware,
}

func (r *reader) support(o *opportunity, e jsonscan.Value) {
	for _, c := range values(e) {
		label := r.text(c.Get("prefLabel"))
		if f, ok := supports[strings.ToLower(label)]; ok {
			o.access = append(o.access, activity.AccessFact{Feature: f, Has: person.Yes})
		} else if label != "" {
			o.access = append(o.access, activity.AccessFact{Feature: "x-note", Note: label})
		}
	}
}

// offers reads the prices.
func (r *reader) offers(o *opportunity, e jsonscan.Value) {
	o.hasOffers = true
	for _, f := range values(e) {
		if f.Kind() != jsonscan.Object {
			continue
		}
		c := activity.CostOption{Kind: activity.Price, Text: r.text(f.Get("name")), Per: activity.PerSession}
		c.For = forWhom(c.Text, f.Get("ageRestriction").Exists() || f.Get("eligibleEntitlementType").Exists())
		price := f.Get("price")
		currency := f.Get("priceCurrency").Text()
		minor, ok := pence(price.Text())
		if currency == "" {
			if ok && minor != 0 {
				r.fault(f, hsds.Missing, hsds.Error, hsds.LeftUnknown)
				ok = false
			}
			currency = "GBP"
		}
		if ok {
			m, err := activity.NewMoney(minor, currency)
			if err != nil {
				r.fault(f.Get("priceCurrency"), hsds.BadEnum, hsds.Error, hsds.LeftUnknown)
			}
			c.Amount = m
		} else if price.Exists() {
			r.fault(price, hsds.BadCost, hsds.Warning, hsds.LeftUnknown)
		}
		o.offers = append(o.offers, c)
	}
}

// pence reads a price of at most two decimals.
func pence(s string) (int64, bool) {
	whole, frac, _ := strings.Cut(s, ".")
	for len(frac) > 2 && frac[len(frac)-1] == '0' {
		frac = frac[:len(frac)-1]
	}
	if len(frac) > 2 || whole == "" || len(whole) > 9 {
		return 0, false
	}
	n, err := strconv.ParseUint(whole+frac+"00"[:2-len(frac)], 10, 62)
	return int64(n), err == nil //nolint:gosec // 62 bits
}

// forWhom tells for whom an offer is. A limited one whose name says nothing
// counts for nobody who has not shown a claim.
func forWhom(name string, limited bool) activity.PriceFor {
	s := strings.ToLower(name)
	for _, w := range []struct {
		word string
		who  activity.PriceFor
	}{
		{"non-member", activity.ForNonMembers},
		{"non member", activity.ForNonMembers},
		{"member", activity.ForMembers},
		{"carer", activity.ForCarers},
		{"concession", activity.ForConcession},
		{"senior", activity.ForConcession},
		{"student", activity.ForConcession},
		{"junior", activity.ForChildren},
		{"child", activity.ForChildren},
		{"under 1", activity.ForChildren},
	} {
		if strings.Contains(s, w.word) {
			return w.who
		}
	}
	if limited {
		return activity.ForConcession
	}
	return activity.ForEveryone
}
