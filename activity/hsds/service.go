package hsds

import (
	"strings"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/internal/jsonscan"
	"github.com/socialprescribing/socialprescribing/person"
)

// minusOneRule names the rule by which an age of -1 was read as "no limit": no
// standard says so, but feeds write it.
const minusOneRule = "hsds:minus-one-no-limit"

// building is a service while it is being read.
type building struct {
	a              *activity.Activity
	p              *activity.Provider
	v              value
	org            value
	orgID          string
	minAge, maxAge value
	groups         []group // the eligibilities of Open Referral UK 1
	fees           string  // what the fields of prose about fees say
	prose          []string
	emails         []string
	phones         []activity.Phone
	extra          extra
}

// service reads one service; known is its organisation when the service is
// nested in it.
func (m *mapper) service(v value, known *activity.Provider) Record {
	a := &activity.Activity{}
	b := &building{a: a, v: v, p: known}
	m.uncoded = false
	var key string
	a.ID, key = m.activityID(v)
	a.Source = activity.Source{Name: m.opt.Source, Format: "hsds", Record: key, URL: m.opt.URL, Licence: m.opt.Licence}
	m.duplicate(v, a.ID)
	for name, e := range v.Members() {
		if !m.serviceText(b, string(name), e) && !m.servicePart(b, string(name), e) {
			m.keep(&b.extra, e)
		}
	}
	m.complete(b)
	if !m.hold {
		m.count(a)
	}
	return Record{Activity: a, Provider: b.p}
}

// duplicate reports a second record with the identifier of an earlier one.
func (m *mapper) duplicate(v value, id activity.ID) {
	if _, again := m.seen[id]; again {
		m.fault(v.Get("id"), DuplicateID, Warning, Kept)
		return
	}
	if len(m.seen) < trackedIDs {
		m.seen[id] = struct{}{}
	}
}

// serviceText reads the member if it is one of the single values of a service.
func (m *mapper) serviceText(b *building, name string, e value) bool {
	a := b.a
	switch name {
	case "id":
	case "name":
		a.Name = m.text(e)
	case "description":
		a.Description = m.text(e)
	case "url":
		a.URL = m.url(e)
	case "email":
		if mail := m.email(e); mail != "" {
			b.emails = append(b.emails, mail)
		}
	case "status":
		a.Status = m.status(e)
	case "organization_id":
		b.orgID = m.word(e)
	case "minimum_age":
		b.minAge = e
	case "maximum_age":
		b.maxAge = e
	case "eligibility_description", "eligibility":
		a.Eligibility.Text = joinText(a.Eligibility.Text, m.text(e))
	case "application_process":
		if t := m.text(e); t != "" {
			a.Routes = append(a.Routes, activity.RouteOption{Text: t})
		}
	case "fees", "fees_description":
		if t := m.text(e); t != "" && t != b.fees {
			b.fees = joinText(b.fees, t)
		}
	case "wait_time":
		a.Capacity.Text = joinText(a.Capacity.Text, m.text(e))
	case "alert":
		if t := m.text(e); t != "" {
			a.Alerts = append(a.Alerts, activity.Alert{Text: t})
		}
	case "assured_date":
		a.Assurance.On = m.day(e)
	case "assurer_email":
		m.assurer(b, e)
	case "last_modified":
		m.modified(&a.Source, e)
	case "attending_type": // Open Referral UK 1
		m.modes(a, e)
	case "attending_access": // Open Referral UK 1
		m.attendingAccess(a, e)
	default:
		return false
	}
	return true
}

// servicePart reads the member if it is one of the nested parts of a service.
func (m *mapper) servicePart(b *building, name string, e value) bool {
	a := b.a
	if e.Kind() == jsonscan.String && m.locate != nil {
		return m.cellList(a, name, e)
	}
	switch name {
	case "organization":
		b.org = e
	case "service_at_locations":
		for s := range m.list(e) {
			m.atLocation(b, s)
		}
	case "schedules", "regular_schedules":
		for s := range m.list(e) {
			m.schedule(b, s, activity.LocationID{})
		}
	case "holiday_schedules":
		for s := range m.list(e) {
			m.holiday(a, s)
		}
	case "service_areas":
		m.coverage(a, e)
	case "languages":
		for l := range m.list(e) {
			a.Languages = append(a.Languages, m.language(l)...)
		}
	case "phones":
		for p := range m.list(e) {
			b.phones = append(b.phones, m.phone(p)...)
		}
	case "contacts":
		for c := range m.list(e) {
			m.contact(&a.Contacts, c)
		}
	default:
		return m.serviceFacts(b, name, e)
	}
	return true
}

// serviceFacts reads the nested parts that say something of the service itself.
func (m *mapper) serviceFacts(b *building, name string, e value) bool {
	a := b.a
	switch name {
	case "cost_options":
		for c := range m.list(e) {
			m.costOption(a, c)
		}
	case "funding", "fundings":
		for f := range m.list(e) {
			if t := m.text(f.Get("source")); t != "" {
				a.Funding = append(a.Funding, t)
			}
		}
	case "required_documents":
		for d := range m.list(e) {
			if t := m.text(d.Get("document")); t != "" {
				a.Documents = append(a.Documents, t)
			}
		}
	case "attributes", "service_taxonomys", "service_taxonomies":
		for t := range m.list(e) {
			m.attribute(a, nil, t)
		}
	case "eligibilitys", "eligibilities":
		for g := range m.list(e) {
			m.oldEligibility(b, g)
		}
	case "capacities":
		m.capacities(a, e)
	default:
		return false
	}
	return true
}

// cellList reads a list that a table keeps in one cell. It reports false for
// one that it cannot.
func (m *mapper) cellList(a *activity.Activity, name string, e value) bool {
	switch name {
	case "service_areas":
		a.Coverage.Text = joinText(a.Coverage.Text, m.text(e))
	case "languages":
		list, ok := languageOffers(m.text(e))
		if !ok {
			m.fault(e, BadLanguage, Note, KeptAsText)
		}
		a.Languages = append(a.Languages, list...)
	case "funding":
		a.Funding = append(a.Funding, m.text(e))
	case "required_documents":
		a.Documents = append(a.Documents, m.text(e))
	default:
		return false
	}
	return true
}

// complete does what needs the whole record.
func (m *mapper) complete(b *building) {
	a, v := b.a, b.v
	if a.Name == "" {
		m.missing(v, "name", Error)
	}
	if v.Get("status").Kind() == jsonscan.Missing {
		m.missing(v, "status", Error)
	}
	if m.organization(b); b.p != nil {
		a.Provider, a.ProviderName = b.p.ID, b.p.Name
	}
	m.ages(b)
	if g := groupGender(b.groups); g != "" {
		a.Eligibility.Gender = activity.KnownAs(g)
	}
	m.cost(b)
	if len(b.emails) > 0 || len(b.phones) > 0 {
		c := activity.Contact{Phones: b.phones}
		if len(b.emails) > 0 {
			c.Email = b.emails[0]
		}
		a.Contacts = append([]activity.Contact{c}, a.Contacts...)
	}
	if len(b.prose) > 0 {
		a.Schedule.Text = strings.Join(b.prose, "\n")
		if len(a.Schedule.Rules) == 0 {
			m.readProse(&a.Schedule)
		}
	}
	if len(a.Schedule.Rules) > 0 || len(a.Schedule.Closed) > 0 {
		a.Schedule.Zone, a.Schedule.ZoneRule = m.opt.Zone, zoneRule
		if a.Schedule.Confidence == "" {
			a.Schedule.Confidence = activity.Stated
		}
	}
	m.freshness(b)
	a.Source.Extra = b.extra.json()
}

// organization finds the provider of a service.
func (m *mapper) organization(b *building) {
	switch {
	case b.org.Kind() == jsonscan.Object:
		p := m.provider(b.org)
		b.p = &p
		if b.orgID != "" && b.orgID != p.Source.Record {
			m.fault(b.v.Get("organization_id"), Dangling, Warning, Kept)
		}
	case b.p != nil:
	case b.orgID != "":
		b.a.Provider = m.providerID(b.orgID, "")
		m.fault(b.v.Get("organization_id"), Dangling, Note, Kept)
	default:
		m.missing(b.v, "organization", Warning)
	}
	if b.org.Exists() && b.org.Kind() != jsonscan.Object {
		m.fault(b.org, WrongType, Error, Dropped)
	}
}

func (m *mapper) status(e value) activity.Status {
	switch s := m.word(e); strings.ToLower(s) {
	case "":
	case "active":
		return activity.Active
	case "inactive":
		return activity.Inactive
	case "defunct":
		return activity.Defunct
	case "temporarily closed":
		return activity.TemporarilyClosed
	default:
		m.fault(e, BadEnum, Error, LeftUnknown)
	}
	return ""
}

// assurer keeps the domain of the assurer's address: the body that assures,
// not the person.
func (m *mapper) assurer(b *building, e value) {
	mail := m.email(e)
	if _, domain, ok := strings.Cut(mail, "@"); ok {
		b.a.Assurance.By = domain
	}
}

// modified reads last_modified. A timestamp without its offset is no instant:
// its words are kept.
func (m *mapper) modified(s *activity.Source, e value) {
	w := m.word(e)
	if w == "" {
		return
	}
	t, local, ok := parseStamp(w)
	switch {
	case ok:
		s.Modified = t
	case local:
		s.ModifiedText = w
		m.fault(e, NoOffset, Error, KeptAsText)
	default:
		m.fault(e, BadDate, Error, Dropped)
	}
}

// ages makes the age limit of the service's two numbers or, in Open Referral UK
// 1, of its eligibilities.
func (m *mapper) ages(b *building) {
	if b.minAge.Exists() || b.maxAge.Exists() || len(b.groups) == 0 {
		b.a.Eligibility.Ages = m.ageLimit(b.minAge, b.maxAge).bound()
		return
	}
	b.a.Eligibility.Ages = m.groupAges(b.groups)
}

// ageLimit is a limit of age in months; -1 is no bound.
type ageLimit struct {
	lo, hi int
	rule   string // by which it is assumed
	ok     bool
}

func (l ageLimit) bound() activity.Bound[activity.AgeRange] {
	r, err := activity.AgesInMonths(l.lo, l.hi)
	switch {
	case !l.ok || err != nil:
		return activity.Bound[activity.AgeRange]{}
	case l.rule != "":
		return activity.AssumedAs(r, l.rule)
	}
	return activity.KnownAs(r)
}

// ageLimit reads a limit of two numbers. One alone is the whole rule: "minimum
// age 18" is how directories say "18 and over". Without either, nothing is
// known. A maximum of 0 is how software writes that nobody gave one.
func (m *mapper) ageLimit(minimum, maximum value) ageLimit {
	lo, loMinus, loOK := m.age(minimum)
	hi, hiMinus, hiOK := m.age(maximum)
	out := ageLimit{lo: -1, hi: -1}
	if loOK {
		out.lo = lo
	}
	switch {
	case hiOK && hi == 0:
		m.fault(maximum, PlaceHolder, Warning, LeftUnknown)
		return out
	case hiOK && hi%12 == 0:
		out.hi = hi + 11 // up to 65 means until the day before the 66th birthday
	case hiOK:
		out.hi = hi
	}
	if loOK && hiOK && out.lo > out.hi {
		m.fault(maximum, MinAboveMax, Warning, LeftUnknown)
		return out
	}
	if loMinus || hiMinus {
		out.rule = minusOneRule
	}
	out.ok = loOK || hiOK || loMinus || hiMinus
	return out
}

func (m *mapper) age(v value) (int, bool, bool) {
	s := m.number(v)
	if s == "" {
		return 0, false, false
	}
	months, minusOne, ok := parseAgeMonths(s)
	switch {
	case minusOne:
		m.fault(v, AgeMinusOne, Warning, Repaired)
		return 0, true, false
	case !ok:
		m.fault(v, BadAge, Warning, LeftUnknown)
	}
	return months, false, ok
}

// capacities reads the service_capacity rows of HSDS 3.1. Several rows count
// different things, beds and chairs: no sum and no choice of them says whether
// there is a place, so that they are words.
func (m *mapper) capacities(a *activity.Activity, list value) {
	n := 1
	if list.Kind() == jsonscan.Array {
		n = list.Len()
	}
	if n > 1 {
		m.fault(list, UnknownValue, Note, KeptAsText)
	}
	for c := range m.list(list) {
		if n == 1 {
			m.capacity(a, c)
			continue
		}
		words := joinWords(m.text(c.Get("unit").Get("name")), strings.Join(compact([]string{c.Get("available").Text(), c.Get("maximum").Text()}), " of "))
		if d := c.Get("description"); d.Exists() {
			words = joinWords(words, m.text(d))
		}
		a.Capacity.Text = joinText(a.Capacity.Text, words)
	}
}

// capacity reads a service_capacity of HSDS 3.1.
func (m *mapper) capacity(a *activity.Activity, c value) {
	k := &a.Capacity
	available, okA := m.integer(c.Get("available"))
	maximum, okM := m.integer(c.Get("maximum"))
	switch {
	case okA && available < 0 || okM && maximum < 0 || okA && okM && available > maximum:
		m.fault(c, BadCapacity, Warning, LeftUnknown)
		okA, okM = false, false
	}
	if okA {
		k.Available = activity.KnownAs(available)
		if available > 0 && k.State == "" {
			k.State = activity.Limited
		}
	}
	if okM {
		k.Maximum = activity.KnownAs(maximum)
	}
	if u := c.Get("unit"); u.Exists() {
		k.Unit = m.text(u.Get("name"))
	}
	if d := c.Get("description"); d.Exists() {
		k.Text = joinText(k.Text, m.text(d))
	}
	if u := c.Get("updated"); u.Exists() {
		if t, _, ok := parseStamp(m.word(u)); ok {
			k.AsOf = t
		} else {
			m.fault(u, NoOffset, Error, LeftUnknown)
		}
	}
}

// freshness judges the date of assurance.
func (m *mapper) freshness(b *building) {
	m.freshHere = Freshness{}
	f := &m.freshHere
	switch b.a.Assurance.Stale(m.opt.On, activity.FreshDays) {
	case person.Yes:
		f.Stale++
		m.fault(b.v.Get("assured_date"), Stale, Note, Kept)
	case person.No:
		f.Fresh++
	case person.Unknown:
		f.Unassured++
	}
}

func joinText(a, b string) string {
	switch {
	case a == "" || a == b:
		return b
	case b == "":
		return a
	}
	return a + "\n" + b
}
