package hsds

import (
	"errors"
	"strings"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/internal/jsonscan"
	"github.com/socialprescribing/socialprescribing/person"
)

// serviceAtLocation reads a record of /service_at_locations: the service with
// this one location.
func (m *mapper) serviceAtLocation(v value) Record {
	s := v.Get("service")
	if s.Kind() != jsonscan.Object {
		// The service is named by its identifier alone, or not at all.
		if id := v.Get("service_id"); id.Exists() {
			m.fault(id, Dangling, Note, Kept)
		}
		l := m.location(v.Get("location"), v.Get("id").Text())
		return Record{Location: &l}
	}
	m.record = safeID(s.Get("id").Text())
	rec := m.service(s, nil)
	b := &building{a: rec.Activity}
	m.atLocation(b, v)
	if len(b.prose) > 0 {
		rec.Activity.Schedule.Text = joinText(rec.Activity.Schedule.Text, strings.Join(b.prose, "\n"))
	}
	if k := &rec.Activity.Schedule; len(k.Rules) > 0 && k.Zone == "" {
		k.Zone, k.ZoneRule, k.Confidence = m.opt.Zone, zoneRule, activity.Stated
	}
	return rec
}

// atLocation reads a service_at_location within a service.
func (m *mapper) atLocation(b *building, s value) {
	place := s.Get("location")
	var l activity.Location
	switch {
	case place.Kind() == jsonscan.Object:
		l = m.location(place, s.Get("id").Text())
		b.a.Locations = append(b.a.Locations, l)
	case s.Get("location_id").Exists():
		m.fault(s.Get("location_id"), Dangling, Warning, LeftUnknown)
	default:
		m.missing(s, "location", Warning)
	}
	for name, e := range s.Members() {
		m.atLocationPart(b, string(name), e, l.ID)
	}
	if place.Kind() == jsonscan.Object {
		m.fromPlace(b, s, place, l.ID)
	}
}

// atLocationPart reads a member of a service_at_location.
func (m *mapper) atLocationPart(b *building, name string, e value, at activity.LocationID) {
	switch name {
	case "schedules", "regular_schedules":
		for k := range m.list(e) {
			m.schedule(b, k, at)
		}
	case "phones":
		for p := range m.list(e) {
			b.phones = append(b.phones, m.phone(p)...)
		}
	case "contacts":
		for c := range m.list(e) {
			m.contact(&b.a.Contacts, c)
		}
	case "service_areas":
		m.coverage(b.a, e)
	case "description":
		if t := m.text(e); t != "" && len(b.a.Locations) > 0 {
			last := &b.a.Locations[len(b.a.Locations)-1]
			last.Description = joinText(last.Description, t)
		}
	}
}

// fromPlace takes from the location what its service does not say: hours,
// telephone numbers and languages.
func (m *mapper) fromPlace(b *building, s, place value, at activity.LocationID) {
	for name, e := range place.Members() {
		switch string(name) {
		case "schedules", "regular_schedules":
			// The opening hours of a building are not those of a service in it,
			// unless it says none of its own.
			if len(b.a.Schedule.Rules) == 0 && !b.v.Get("schedules").Exists() && !s.Get("schedules").Exists() {
				for k := range m.list(e) {
					m.schedule(b, k, at)
				}
			}
		case "phones":
			if len(b.phones) == 0 {
				for p := range m.list(e) {
					b.phones = append(b.phones, m.phone(p)...)
				}
			}
		case "languages":
			if len(b.a.Languages) == 0 && !b.v.Get("languages").Exists() {
				for g := range m.list(e) {
					b.a.Languages = append(b.a.Languages, m.language(g)...)
				}
			}
		}
	}
}

// location reads a location.
func (m *mapper) location(v value, parent string) activity.Location {
	l := activity.Location{}
	var x extra
	key := m.id(v, Error)
	l.ID = m.locationID(key, parent)
	l.Source.Record = key
	for name, e := range v.Members() {
		switch string(name) {
		case "id", "latitude", "longitude", "external_identifier_type", "schedules", "regular_schedules", "phones", "languages", "organization_id":
		case "location_type":
			l.Kind = m.locationKind(e)
		case "name":
			l.Name = m.text(e)
		case "description":
			l.Description = joinText(l.Description, m.text(e))
		case "transportation":
			l.Transport = m.text(e)
		case "url":
			l.URL = m.url(e)
		case "external_identifier":
			m.external(&l, &x, v, e)
		case "addresses", "physical_addresses":
			m.addresses(&l, &x, e)
		case "accessibility", "accessibility_for_disabilities":
			for f := range m.list(e) {
				m.accessibility(&l, f)
			}
		case "attributes":
			for t := range m.list(e) {
				m.attribute(nil, &l, t)
			}
		default:
			m.keep(&x, e)
		}
	}
	if l.Kind == "" && v.Get("location_type").Kind() == jsonscan.Missing {
		m.missing(v, "location_type", m.strictness())
	}
	m.position(&l, v)
	l.Source.Extra = x.json()
	return l
}

// strictness of what HSDS 3 requires and earlier versions do not know.
func (m *mapper) strictness() Severity {
	if m.locate != nil {
		return Note
	}
	return Error
}

func (m *mapper) locationKind(e value) activity.LocationKind {
	switch s := m.word(e); s {
	case "":
	case "physical":
		return activity.Physical
	case "postal":
		return activity.Postal
	case "virtual":
		return activity.Virtual
	default:
		m.fault(e, BadEnum, Error, LeftUnknown)
	}
	return ""
}

func (m *mapper) external(l *activity.Location, x *extra, v, e value) {
	kind := strings.ToUpper(strings.TrimSpace(v.Get("external_identifier_type").Text()))
	if kind == "UPRN" {
		s := strings.TrimSpace(e.Text())
		u, err := person.ParseUPRN(s)
		if err == nil {
			l.UPRN = u
			return
		}
		if s != "" {
			m.fault(e, BadID, Warning, KeptAsText)
		}
	}
	m.keep(x, e)
	m.keep(x, v.Get("external_identifier_type"))
}

// addresses keeps the first physical address, or the first of any type; the
// others go to the extra members.
func (m *mapper) addresses(l *activity.Location, x *extra, list value) {
	var best value
	n, physical := 0, false
	for a := range m.list(list) {
		is := a.Get("address_type").Text() == "physical"
		if n++; n == 1 || is && !physical {
			best, physical = a, is
		}
	}
	if n > 0 {
		l.Address = m.address(best)
	}
	if n > 1 {
		m.keep(x, list)
	}
}

func (m *mapper) address(v value) activity.Address {
	a := activity.Address{}
	for _, name := range []string{"attention", "address_1", "address_2", "address_3", "address_4"} {
		if t := m.text(v.Get(name)); t != "" && name != "attention" {
			a.Lines = append(a.Lines, t)
		}
	}
	a.Town = m.text(v.Get("city"))
	a.Region = m.text(v.Get("state_province"))
	if a.Region == "" {
		a.Region = m.text(v.Get("region"))
	}
	m.country(&a, v.Get("country"))
	m.postcode(&a, v.Get("postal_code"))
	for _, name := range []string{"address_1", "city", "state_province", "postal_code", "country"} {
		if v.Get(name).Kind() == jsonscan.Missing {
			m.missing(v, name, Note)
		}
	}
	return a
}

func (m *mapper) country(a *activity.Address, e value) {
	s := strings.ToUpper(m.word(e))
	switch {
	case s == "":
	case len(s) == 2 && s[0] >= 'A' && s[0] <= 'Z' && s[1] >= 'A' && s[1] <= 'Z':
		a.Country = s
		if s == "UK" {
			a.Country = "GB"
			m.fault(e, BadEnum, Note, Repaired)
		}
	default:
		m.fault(e, BadEnum, Warning, LeftUnknown)
	}
}

// postcode reads a British postcode; of other countries the text is kept.
func (m *mapper) postcode(a *activity.Address, e value) {
	s := m.raw(e)
	t := strings.TrimSpace(s)
	if t == "" {
		return
	}
	if t != s {
		m.fault(e, StrayBlanks, Note, Repaired)
	}
	country := a.Country
	if country == "" {
		country = m.opt.Country
	}
	if country == "GB" {
		if p, err := person.ParsePostcode(t); err == nil {
			a.Postcode = p
			return
		}
		m.fault(e, BadPostcode, Warning, KeptAsText)
	}
	a.PostcodeText = t
}

// position reads the coordinates.
func (m *mapper) position(l *activity.Location, v value) {
	lat, lon := v.Get("latitude"), v.Get("longitude")
	a, b := m.number(lat), m.number(lon)
	if a == "" && b == "" {
		return
	}
	at := lat
	if a == "" {
		at = lon
	}
	c, err := activity.ParseLatLon(a, b)
	if err != nil {
		severity := Warning
		if !errors.Is(err, activity.ErrOutOfRange) && !errors.Is(err, activity.ErrNullIsland) && !errors.Is(err, activity.ErrHalfCoordinates) {
			severity = Error
		}
		m.fault(at, BadPosition, severity, LeftUnknown)
		return
	}
	country := l.Address.Country
	if country == "" {
		country = m.opt.Country
	}
	if country == "GB" && !c.InUnitedKingdom() {
		m.fault(at, FarAway, Warning, LeftUnknown)
		return
	}
	l.Coordinates = c
}

// phrases are the words for features of access that directories use alone, as
// a whole entry or between commas. A sentence is never read: "wheelchair
// access is possible by prior arrangement" is not yes.
var phrases = map[string]activity.Feature{
	"wheelchair accessible": activity.Wheelchair, "wheelchair access": activity.Wheelchair, "handicap accessible": activity.Wheelchair,
	"step free": activity.StepFree, "step-free": activity.StepFree, "step free access": activity.StepFree, "step-free access": activity.StepFree,
	"level access": activity.StepFree, "accessible toilet": activity.AccessibleToilet, "disabled toilet": activity.AccessibleToilet,
	"accessible toilets": activity.AccessibleToilet, "disabled toilets": activity.AccessibleToilet, "changing places toilet": activity.ChangingPlaces,
	"disabled parking": activity.AccessibleParking, "accessible parking": activity.AccessibleParking, "blue badge parking": activity.AccessibleParking,
	"lift": activity.Lift, "hearing loop": activity.HearingLoop, "induction loop": activity.HearingLoop,
	"large print": activity.LargePrint, "dementia friendly": activity.DementiaFriendly, "autism friendly": activity.AutismFriendly,
}

// accessibility reads one entry. What is not understood stands as a note.
func (m *mapper) accessibility(l *activity.Location, v value) {
	description, details := m.text(v.Get("accessibility")), m.text(v.Get("details"))
	if d := m.text(v.Get("description")); d != "" && d != description {
		description = joinText(description, d)
	}
	for p := range strings.SplitSeq(description, ",") {
		if f, ok := phrases[strings.ToLower(strings.TrimSpace(p))]; ok {
			l.Access = append(l.Access, activity.AccessFact{Feature: f, Has: person.Yes, Note: details})
			details = ""
			description = ""
		}
	}
	if t := joinText(description, details); t != "" {
		l.Access = append(l.Access, activity.AccessFact{Feature: accessNote, Note: t})
	}
	if u := v.Get("url"); u.Exists() {
		m.url(u)
	}
}

// coverage reads service areas. Only when each of them has a code is the
// whole known: a missing one could be where the person lives.
func (m *mapper) coverage(a *activity.Activity, list value) {
	c := &a.Coverage
	coded, total := 0, 0
	var words []string
	say := func(s string) {
		if s != "" && (len(words) != 1 || words[0] != s) {
			words = append(words, s)
		}
	}
	for v := range m.list(list) {
		total++
		name := m.text(v.Get("name"))
		if !isGSS(name) && !isOutward(name) {
			say(name)
		}
		if e := v.Get("uri"); e.Exists() {
			m.url(e)
		}
		say(unless(m.text(v.Get("service_area")), name))
		if m.area(c, v, name) {
			coded++
		}
	}
	c.Text = joinText(c.Text, strings.Join(words, "\n"))
	m.uncoded = m.uncoded || coded < total
	switch {
	case m.uncoded && c.Radius == 0 && !c.Everywhere:
		c.Standing = activity.Unknown // whatever a list before said of its own areas
	case total > 0 && coded == total:
		c.Standing = activity.Known
	}
}

func unless(s, same string) string {
	if s == same {
		return ""
	}
	return s
}

// area finds the code of a service area: a GSS code or an outward postcode.
func (m *mapper) area(c *activity.Coverage, v value, name string) bool {
	switch strings.ToLower(name) {
	case "uk", "united kingdom", "uk wide", "uk-wide", "national", "online":
		if name != "national" {
			c.Everywhere = true
			return true
		}
	}
	for _, s := range []string{v.Get("extent").Text(), v.Get("uri").Text(), name} {
		if i := strings.LastIndexByte(s, '/'); i >= 0 {
			s = s[i+1:]
		}
		if isGSS(s) {
			c.Areas = append(c.Areas, activity.NewAreaCode(s))
			return true
		}
		if isOutward(s) {
			c.Outward = append(c.Outward, activity.NewAreaCode(s))
			return true
		}
	}
	return false
}

func isGSS(s string) bool {
	return len(s) == 9 && strings.IndexByte("EWSNK", s[0]) >= 0 && strings.Trim(s[1:], "0123456789") == ""
}

// isOutward reports whether s is an outward postcode such as "M33" in capitals.
func isOutward(s string) bool {
	if len(s) < 2 || len(s) > 4 || strings.ToUpper(s) != s {
		return false
	}
	_, err := person.ParsePostcode(s + " 1AA")
	return err == nil
}
