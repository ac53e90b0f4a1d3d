package fhir

import (
	"strings"

	"github.com/google/uuid"
	"golang.org/x/text/language"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/person"
)

// ReadDirectory takes providers and activities from a bundle: Organization,
// HealthcareService, Location. What has no place in an activity's record is
// listed by path; nothing is guessed. A record without an identifier of this
// library has a zero ID if its resource id is no UUID, for the host to match.
func ReadDirectory(b *Bundle) (Directory, []Loss) {
	if b == nil {
		return Directory{}, nil
	}
	r := directoryReader{at: map[string]Resource{}, seen: map[string]bool{}}
	for i := range b.Entry {
		if e := &b.Entry[i]; e.Resource != nil {
			r.at[e.FullURL] = e.Resource
			r.at[e.Resource.ResourceType()+"/"+e.Resource.Domain().ID] = e.Resource
		}
	}
	for i := range b.Entry {
		switch x := b.Entry[i].Resource.(type) {
		case *Organization:
			r.out.Providers = append(r.out.Providers, r.provider(x))
		case *HealthcareService:
			r.out.Activities = append(r.out.Activities, r.activity(x))
		}
	}
	for i := range b.Entry {
		if l, ok := b.Entry[i].Resource.(*Location); ok {
			r.manage(l)
		}
	}
	return r.out, r.lost
}

type directoryReader struct {
	at   map[string]Resource
	out  Directory
	lost []Loss
	seen map[string]bool
}

func (r *directoryReader) lose(path string, is bool) {
	if is && !r.seen[path] {
		r.seen[path] = true
		r.lost = append(r.lost, Loss{path, "no place in this library's directory"})
	}
}

// idOf finds our identifier, else takes the resource's id if it is a UUID.
func idOf(list []Identifier, kind, own string) uuid.UUID {
	for i := range list {
		if list[i].System == Canonical+"/id/"+kind {
			own = list[i].Value
		}
	}
	if len(own) != 36 {
		return uuid.UUID{}
	}
	id, _ := uuid.Parse(own)
	return id
}

func (r *directoryReader) provider(o *Organization) activity.Provider {
	p := activity.Provider{ID: activity.ProviderID(idOf(o.Identifier, "provider", o.ID)), Name: o.Name, Parent: r.ref(&o.PartOf)}
	for i := range o.Identifier {
		id := &o.Identifier[i]
		scheme := activity.IdentifierScheme(strings.TrimPrefix(id.System, Canonical+"/id/"))
		if id.System == systemODS {
			scheme = activity.ODS
		}
		switch {
		case scheme.IsValid():
			p.Identifiers = append(p.Identifiers, activity.Identifier{Scheme: scheme, Value: id.Value})
		case scheme != "provider":
			r.lose("Organization.identifier", true)
		}
	}
	for i := range o.Telecom {
		if o.Telecom[i].System == "url" && p.URL == "" {
			p.URL = o.Telecom[i].Value
		} else {
			p.Contacts = addPoint(p.Contacts, &o.Telecom[i])
		}
	}
	for i := range o.Contact {
		c := activity.Contact{Label: o.Contact[i].Purpose.Text, Name: person.NewText(o.Contact[i].Name.Text)}
		p.Contacts = append(p.Contacts, withPoints(c, o.Contact[i].Telecom))
	}
	for i := range o.Extension {
		if o.Extension[i].URL == own("description").URL {
			p.Description = o.Extension[i].ValueString
		} else {
			r.lose("Organization.extension", true)
		}
	}
	r.lose("Organization.type", len(o.Type) > 0)
	r.lose("Organization.alias", len(o.Alias) > 0)
	r.lose("Organization.address", len(o.Address) > 0)
	r.lose("Organization.active", o.Active != nil && !*o.Active)
	return p
}

// ref gives the provider that a reference names.
func (r *directoryReader) ref(ref *Reference) activity.ProviderID {
	if o, ok := r.at[ref.Reference].(*Organization); ok {
		return activity.ProviderID(idOf(o.Identifier, "provider", o.ID))
	}
	if ref.Identifier != nil {
		return activity.ProviderID(idOf([]Identifier{*ref.Identifier}, "provider", ""))
	}
	return activity.ProviderID{}
}

// addPoint puts a point into the one contact without a name.
func addPoint(in []activity.Contact, p *ContactPoint) []activity.Contact {
	if len(in) == 0 {
		in = append(in, activity.Contact{})
	}
	in[0] = withPoints(in[0], []ContactPoint{*p})
	return in
}

func withPoints(c activity.Contact, list []ContactPoint) activity.Contact {
	for i := range list {
		switch p := &list[i]; {
		case p.System == "email" && c.Email == "":
			c.Email = p.Value
		case p.System == "url" && c.URL == "":
			c.URL = p.Value
		case p.System == "phone" || p.System == "sms":
			c.Phones = append(c.Phones, activity.Phone{Number: p.Value})
		}
	}
	return c
}

// manage gives a place to the provider that manages it.
func (r *directoryReader) manage(l *Location) {
	id := r.ref(&l.ManagingOrganization)
	if id.IsZero() {
		return
	}
	for i := range r.out.Providers {
		if p := &r.out.Providers[i]; p.ID == id {
			p.Locations = append(p.Locations, r.location(l))
		}
	}
}

func (r *directoryReader) location(l *Location) activity.Location {
	out := activity.Location{ID: activity.LocationID(idOf(l.Identifier, "location", l.ID)), Name: l.Name, Description: l.Description}
	a := &l.Address
	out.Address = activity.Address{Lines: a.Line, Town: a.City, Region: a.State, Country: a.Country}
	if code, err := person.ParsePostcode(a.PostalCode); err == nil {
		out.Address.Postcode = code
	} else {
		out.Address.PostcodeText = a.PostalCode
	}
	if len(a.Line) == 0 && a.Text != "" {
		out.Address.Lines = []string{a.Text}
	}
	if l.Position.Latitude != "" {
		at, err := activity.ParseLatLon(string(l.Position.Latitude), string(l.Position.Longitude))
		out.Coordinates = at
		r.lose("Location.position", err != nil)
	}
	for i := range l.Type {
		for _, c := range l.Type[i].Coding {
			if k := activity.LocationKind(c.Code); c.System == Canonical+"/CodeSystem/location-kind" && k.IsValid() {
				out.Kind = k
			} else {
				r.lose("Location.type", true)
			}
		}
	}
	for i := range l.Telecom {
		if l.Telecom[i].System == "url" && out.URL == "" {
			out.URL = l.Telecom[i].Value
		} else {
			r.lose("Location.telecom", true)
		}
	}
	r.lose("Location.status", l.Status != "" && l.Status != "active")
	return out
}

func (r *directoryReader) activity(s *HealthcareService) activity.Activity {
	a := activity.Activity{
		ID: activity.ID(idOf(s.Identifier, "activity", s.ID)), Name: s.Name, Provider: r.ref(&s.ProvidedBy), ProviderName: s.ProvidedBy.Display,
		Description: firstOf(s.ExtraDetails, s.Comment), Status: statusOfService(s),
	}
	for i := range s.Telecom {
		if s.Telecom[i].System == "url" && a.URL == "" {
			a.URL = s.Telecom[i].Value
		} else {
			a.Contacts = addPoint(a.Contacts, &s.Telecom[i])
		}
	}
	for i := range s.Location {
		if l, ok := r.at[s.Location[i].Reference].(*Location); ok {
			a.Locations = append(a.Locations, r.location(l))
		} else {
			r.lose("HealthcareService.location", true)
		}
	}
	r.terms(s, &a)
	r.lose("HealthcareService.comment", s.Comment != "" && s.ExtraDetails != "")
	r.lose("HealthcareService.specialty", len(s.Specialty) > 0)
	r.lose("HealthcareService.serviceProvisionCode", len(s.ServiceProvisionCode) > 0)
	r.lose("HealthcareService.appointmentRequired", s.AppointmentRequired != nil)
	r.lose("HealthcareService.notAvailable", len(s.NotAvailable) > 0)
	r.lose("HealthcareService.coverageArea", len(s.CoverageArea) > 0)
	return a
}

// statusOfService takes our own word, else what active says.
func statusOfService(s *HealthcareService) activity.Status {
	for i := range s.Extension {
		if st := activity.Status(s.Extension[i].ValueCode); s.Extension[i].URL == own("status").URL && st.IsValid() {
			return st
		}
	}
	switch {
	case s.Active == nil:
		return ""
	case *s.Active:
		return activity.Active
	}
	return activity.Inactive
}

// terms takes the coded lists; a code of another system stays as a term of its
// own taxonomy.
func (r *directoryReader) terms(s *HealthcareService, a *activity.Activity) {
	each(s.Category, func(c Coding, text string) {
		prefix, ours := strings.CutPrefix(c.System, Canonical+"/CodeSystem/")
		if code := activity.CategoryCode(prefix + ":" + c.Code); ours && code.IsValid() {
			a.Categories = append(a.Categories, activity.Category{Code: code})
		} else {
			a.Terms = append(a.Terms, activity.Term{Taxonomy: c.System, Code: c.Code, Name: firstOf(c.Display, text)})
		}
	})
	each(s.Type, func(c Coding, text string) {
		a.Terms = append(a.Terms, activity.Term{Taxonomy: c.System, Code: c.Code, Name: firstOf(c.Display, text)})
	})
	var words []string
	for i := range s.Eligibility {
		words = append(words, list([]string{s.Eligibility[i].Code.Text, s.Eligibility[i].Comment})...)
		r.lose("HealthcareService.eligibility.code", len(s.Eligibility[i].Code.Coding) > 0)
	}
	a.Eligibility.Text = strings.Join(words, "\n")
	each(s.ReferralMethod, func(c Coding, _ string) {
		if route := activity.Route(c.Code); c.System == Canonical+"/CodeSystem/route" && route.IsValid() {
			a.Routes = append(a.Routes, activity.RouteOption{Route: route})
		} else {
			r.lose("HealthcareService.referralMethod", true)
		}
	})
	each(s.Communication, func(c Coding, _ string) {
		if tag, err := language.Parse(c.Code); err == nil && c.Code != "" {
			a.Languages = append(a.Languages, activity.LanguageOffer{Tag: tag})
		} else {
			r.lose("HealthcareService.communication", true)
		}
	})
	each(s.Characteristic, func(c Coding, _ string) {
		if f := activity.Feature(c.Code); c.System == Canonical+"/CodeSystem/feature" && f.IsValid() {
			a.Access = append(a.Access, activity.AccessFact{Feature: f, Has: person.Yes})
		} else {
			r.lose("HealthcareService.characteristic", true)
		}
	})
	each(s.Program, func(c Coding, _ string) {
		if m := activity.Mode(c.Code); c.System == Canonical+"/CodeSystem/mode-of-delivery" && m.IsValid() {
			a.Modes = append(a.Modes, m)
		} else {
			r.lose("HealthcareService.program", true)
		}
	})
	r.hours(s, a)
}

// each yields the codings of a list, and of a concept in words alone an empty one.
func each(in []CodeableConcept, yield func(c Coding, text string)) {
	for i := range in {
		for _, c := range in[i].Coding {
			yield(c, in[i].Text)
		}
		if len(in[i].Coding) == 0 {
			yield(Coding{}, in[i].Text)
		}
	}
}

// hours takes opening times as rules that hold every week. Since when is not
// said, and no start is made up.
func (r *directoryReader) hours(s *HealthcareService, a *activity.Activity) {
	a.Schedule.Text = s.AvailabilityExceptions
	for i := range s.AvailableTime {
		t := &s.AvailableTime[i]
		rule := activity.Rule{Freq: activity.Weekly}
		ok := len(t.DaysOfWeek) > 0 && t.AvailableStartTime.IsValid() && t.AvailableEndTime.IsValid()
		for _, d := range t.DaysOfWeek {
			var n activity.NthDay
			ok = ok && len(d) == 3 && n.UnmarshalText([]byte(strings.ToUpper(d[:2]))) == nil
			rule.ByDay = append(rule.ByDay, n)
		}
		if ok {
			from, err := activity.ParseClock(string(t.AvailableStartTime))
			to, err2 := activity.ParseClock(string(t.AvailableEndTime))
			rule.From, rule.To = from, to
			ok = err == nil && err2 == nil
		}
		if ok && rule.Check() == nil {
			a.Schedule.Rules = append(a.Schedule.Rules, rule)
		} else {
			r.lose("HealthcareService.availableTime", true)
		}
	}
}
