package fhir

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/person"
)

// Directory is providers and their activities.
type Directory struct {
	Providers  []activity.Provider
	Activities []activity.Activity
}

// ExportDirectory writes a directory as a collection: an Organization for each
// provider, a HealthcareService for each activity, a Location for each place.
// Profile says what is claimed; unset is [ProfileUKCore]. At is the time that
// the bundle carries.
//
// The losses are found by reading the bundle back and comparing: each field of
// which something would be missing or different is listed once, with how many
// records it concerns.
func ExportDirectory(d Directory, p Profile, at time.Time) (*Bundle, []DirectoryLoss, error) {
	if p == "" {
		p = ProfileUKCore
	}
	if !p.IsValid() || at.IsZero() {
		return nil, nil, errors.New("fhir: a directory is written under a known profile and at a time")
	}
	w := directory{profile: p, places: map[activity.LocationID]bool{}, names: map[activity.ProviderID]bool{}}
	for i := range d.Providers {
		w.names[d.Providers[i].ID] = true
	}
	for i := range d.Providers {
		w.organisation(&d.Providers[i])
	}
	for i := range d.Activities {
		w.service(&d.Activities[i])
	}
	b := &Bundle{Type: "collection", Timestamp: InstantOf(at), Entry: w.entries}
	back, _ := ReadDirectory(b)
	return b, compareDirectories(d, back), nil
}

// DirectoryLoss is a field that FHIR, or this package, can't carry as it is.
type DirectoryLoss struct {
	Path    string // "activity.cost"
	Records int    // in how many records
}

type directory struct {
	profile Profile
	entries []BundleEntry
	places  map[activity.LocationID]bool
	names   map[activity.ProviderID]bool
}

func (w *directory) add(r Resource, id uuid.UUID) Reference {
	r.Domain().ID = id.String()
	if p := w.profile.claim(r.ResourceType()); p != "" {
		r.Domain().Meta.Profile = []string{p}
	}
	w.entries = append(w.entries, BundleEntry{FullURL: "urn:uuid:" + id.String(), Resource: r})
	return Reference{Reference: "urn:uuid:" + id.String()}
}

// schemes are the systems of providers' identifiers; all but the ODS code's are
// this library's names for them.
func schemeSystem(s activity.IdentifierScheme) string {
	if s == activity.ODS {
		return systemODS
	}
	return Canonical + "/id/" + string(s)
}

func (w *directory) organisation(p *activity.Provider) {
	o := &Organization{
		Identifier: identifier("provider", uuid.UUID(p.ID).String()), Name: clean(p.Name), PartOf: w.provider(p.Parent),
		Telecom: website(p.URL), Contact: contactsOf(p.Contacts),
	}
	for _, id := range p.Identifiers {
		if id.Scheme.IsValid() && clean(id.Value) != "" {
			o.Identifier = append(o.Identifier, Identifier{System: schemeSystem(id.Scheme), Value: clean(id.Value)})
		}
	}
	if s := clean(p.Description); s != "" {
		x := own("description")
		x.ValueString = s
		o.Extension = []Extension{x}
	}
	ref := w.add(o, uuid.UUID(p.ID))
	for i := range p.Locations {
		w.location(&p.Locations[i], ref)
	}
}

// provider refers to a provider that is in the directory; of another one only
// the identifier is known.
func (w *directory) provider(id activity.ProviderID) Reference {
	if id.IsZero() {
		return Reference{}
	}
	if w.names[id] {
		return Reference{Reference: "urn:uuid:" + uuid.UUID(id).String()}
	}
	return Reference{Type: "Organization", Identifier: &identifier("provider", uuid.UUID(id).String())[0]}
}

func website(url string) []ContactPoint {
	if url = clean(url); url == "" {
		return nil
	}
	return []ContactPoint{{System: "url", Value: url}}
}

func contactsOf(in []activity.Contact) []OrganizationContact {
	var out []OrganizationContact
	for i := range in {
		c := &in[i]
		to := OrganizationContact{Purpose: text(c.Label), Name: HumanName{Text: clean(c.Name.Disclose())}, Telecom: points(c)}
		if to.Purpose.Text != "" || to.Name.Text != "" || to.Telecom != nil {
			out = append(out, to)
		}
	}
	return out
}

// points writes numbers and addresses: those of a FHIR contact, in that order.
func points(c *activity.Contact) []ContactPoint {
	var out []ContactPoint
	for _, p := range c.Phones {
		if s := clean(p.Number); s != "" {
			out = append(out, ContactPoint{System: "phone", Value: s})
		}
	}
	if s := clean(c.Email); s != "" {
		out = append(out, ContactPoint{System: "email", Value: s})
	}
	return append(out, website(c.URL)...)
}

func (w *directory) location(l *activity.Location, by Reference) Reference {
	id := uuid.UUID(l.ID)
	if l.ID.IsZero() {
		return Reference{}
	}
	if w.places[l.ID] {
		return Reference{Reference: "urn:uuid:" + id.String()}
	}
	w.places[l.ID] = true
	to := &Location{
		Identifier: identifier("location", id.String()), Name: clean(l.Name), Description: clean(l.Description),
		Telecom: website(l.URL), Address: place(l.Address), ManagingOrganization: by,
	}
	if !l.Coordinates.IsZero() {
		lat, lon, _ := strings.Cut(l.Coordinates.String(), ",")
		to.Position = Position{Latitude: Decimal(strings.TrimSpace(lat)), Longitude: Decimal(strings.TrimSpace(lon))}
	}
	if l.Kind != "" {
		to.Type = []CodeableConcept{codeOf("location-kind", string(l.Kind))}
	}
	return w.add(to, id)
}

func place(a activity.Address) Address {
	to := Address{Line: list(a.Lines), City: clean(a.Town), State: clean(a.Region), Country: clean(a.Country), PostalCode: a.Postcode.Disclose()}
	if to.PostalCode == "" {
		to.PostalCode = clean(a.PostcodeText)
	}
	return to
}

func (w *directory) service(a *activity.Activity) {
	s := &HealthcareService{
		Identifier: identifier("activity", uuid.UUID(a.ID).String()), Name: clean(a.Name), ExtraDetails: clean(a.Description),
		ProvidedBy: w.provider(a.Provider), Telecom: website(a.URL),
	}
	s.ProvidedBy.Display = clean(a.ProviderName)
	if a.Status != "" {
		s.Active = new(a.Status == activity.Active || a.Status == activity.TemporarilyClosed)
		x := own("status")
		x.ValueCode = string(a.Status)
		s.Extension = append(s.Extension, x)
	}
	for i := range a.Contacts {
		s.Telecom = append(s.Telecom, points(&a.Contacts[i])...)
	}
	for i := range a.Locations {
		if ref := w.location(&a.Locations[i], Reference{}); ref.Reference != "" {
			s.Location = append(s.Location, ref)
		}
	}
	serviceTerms(s, a)
	w.add(s, uuid.UUID(a.ID))
}

// serviceTerms writes what kind of activity it is, for whom, how and when.
func serviceTerms(s *HealthcareService, a *activity.Activity) {
	for _, c := range a.Categories {
		if c.Code.IsValid() {
			s.Category = append(s.Category, conceptOf(person.CURIE(c.Code), c.Code.Text(english), ""))
		}
	}
	for _, t := range a.Terms {
		if name := clean(firstOf(t.Name, t.Code)); name != "" {
			s.Type = append(s.Type, CodeableConcept{Text: name})
		}
	}
	if t := clean(a.Eligibility.Text); t != "" {
		s.Eligibility = append(s.Eligibility, ServiceEligibility{Comment: t})
	}
	for _, r := range a.Routes {
		s.ReferralMethod = append(s.ReferralMethod, codeOf("route", string(r.Route)))
	}
	for _, l := range a.Languages {
		if tag := l.Tag.String(); tag != "und" {
			s.Communication = append(s.Communication, coded("urn:ietf:bcp:47", tag, ""))
		}
	}
	for _, f := range a.Access {
		if f.Has == person.Yes {
			s.Characteristic = append(s.Characteristic, codeOf("feature", string(f.Feature)))
		}
	}
	for _, m := range a.Modes {
		s.Program = append(s.Program, codeOf("mode-of-delivery", string(m)))
	}
	s.AvailabilityExceptions = clean(a.Schedule.Text)
	s.AvailableTime = weekly(a.Schedule)
}

var fhirDays = map[string]string{"MO": "mon", "TU": "tue", "WE": "wed", "TH": "thu", "FR": "fri", "SA": "sat", "SU": "sun"}

// weekly writes the rules that hold every week with no exception. A rule that
// FHIR's list of hours would make to say more than it says is left out.
func weekly(s activity.Schedule) []AvailableTime {
	var out []AvailableTime
	for i := range s.Rules {
		r := &s.Rules[i]
		if !everyWeek(r) {
			continue
		}
		t := AvailableTime{AvailableStartTime: Time(hours(r.From)), AvailableEndTime: Time(hours(r.To))}
		for _, d := range r.ByDay {
			text, _ := d.AppendText(nil)
			if day := fhirDays[string(text)]; day != "" {
				t.DaysOfWeek = append(t.DaysOfWeek, day)
			}
		}
		if len(t.DaysOfWeek) == len(r.ByDay) {
			out = append(out, t)
		}
	}
	return out
}

func everyWeek(r *activity.Rule) bool {
	return r.Freq == activity.Weekly && r.Interval <= 1 && len(r.ByDay) > 0 && r.Until.IsZero() && r.Count == 0 &&
		len(r.ByMonth) == 0 && len(r.ByMonthDay) == 0 && len(r.Except) == 0 && r.ValidFrom.IsZero() && r.ValidTo.IsZero() &&
		r.From.Seconds() < r.To.Seconds()
}

// hours writes a time of day to the second.
func hours(c activity.Clock) string {
	s := c.String()
	if len(s) == len("10:00") {
		s += ":00"
	}
	return s
}

// compareDirectories lists the fields that did not come back as they were.
func compareDirectories(was, is Directory) []DirectoryLoss {
	count := map[string]int{}
	back := map[activity.ProviderID]*activity.Provider{}
	for i := range is.Providers {
		back[is.Providers[i].ID] = &is.Providers[i]
	}
	for i := range was.Providers {
		p := &was.Providers[i]
		if b := back[p.ID]; b != nil {
			different("provider", reflect.ValueOf(*p), reflect.ValueOf(*b), count)
		} else {
			count["provider"]++
		}
	}
	services := map[activity.ID]*activity.Activity{}
	for i := range is.Activities {
		services[is.Activities[i].ID] = &is.Activities[i]
	}
	for i := range was.Activities {
		a := &was.Activities[i]
		if b := services[a.ID]; b != nil {
			different("activity", reflect.ValueOf(*a), reflect.ValueOf(*b), count)
		} else {
			count["activity"]++
		}
	}
	var out []DirectoryLoss
	for path, n := range count {
		out = append(out, DirectoryLoss{path, n})
	}
	slices.SortFunc(out, func(a, b DirectoryLoss) int { return strings.Compare(a.Path, b.Path) })
	return out
}

// different counts the fields of a record that are not what they were.
func different(path string, was, is reflect.Value, count map[string]int) {
	for i := range was.NumField() {
		a, b := was.Field(i), is.Field(i)
		if isEmpty(a) && isEmpty(b) || reflect.DeepEqual(a.Interface(), b.Interface()) {
			continue
		}
		name, _, _ := strings.Cut(was.Type().Field(i).Tag.Get("json"), ",")
		count[path+"."+name]++
	}
}
