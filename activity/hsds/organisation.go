package hsds

import (
	"strings"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/internal/jsonscan"
	"github.com/socialprescribing/socialprescribing/person"
)

// provider reads an organisation.
func (m *mapper) provider(v value) activity.Provider {
	p := activity.Provider{}
	var x extra
	key := m.id(v, Error)
	p.Source = activity.Source{Name: m.opt.Source, Format: "hsds", Record: key, URL: m.opt.URL, Licence: m.opt.Licence}
	contact := activity.Contact{}
	for name, e := range v.Members() {
		switch string(name) {
		case "id", "services":
		case "name":
			p.Name = m.text(e)
		case "description":
			p.Description = m.text(e)
		case "email":
			contact.Email = m.email(e)
		case "website", "url":
			if u := m.url(e); p.URL == "" {
				p.URL = u
			}
		case "legal_status":
			p.LegalStatus = m.text(e)
		case "parent_organization_id":
			if w := m.word(e); w != "" {
				p.Parent = m.providerID(w, "")
			}
		default:
			if !m.providerPart(&p, &contact, string(name), e, key) {
				m.keep(&x, e)
			}
		}
	}
	if p.Name == "" {
		m.missing(v, "name", Error)
	}
	if v.Get("description").Kind() == jsonscan.Missing {
		m.missing(v, "description", Error)
	}
	if contact.Email != "" || len(contact.Phones) > 0 {
		p.Contacts = append([]activity.Contact{contact}, p.Contacts...)
	}
	p.ID = m.providerID(key, p.Name)
	p.Source.Extra = x.json()
	p.Source.Invented = hasTerm(p.Terms, termInvented)
	return p
}

// providerPart reads the member if it is one of the nested parts of an
// organisation.
func (m *mapper) providerPart(p *activity.Provider, contact *activity.Contact, name string, e value, key string) bool {
	switch name {
	case "organization_identifiers", "identifiers":
		for i := range m.list(e) {
			m.identifier(p, i)
		}
	case "phones":
		for f := range m.list(e) {
			contact.Phones = append(contact.Phones, m.phone(f)...)
		}
	case "contacts":
		for c := range m.list(e) {
			m.contact(&p.Contacts, c)
		}
	case "locations":
		for l := range m.list(e) {
			p.Locations = append(p.Locations, m.location(l, key))
		}
	case "attributes":
		for t := range m.list(e) {
			if term, ok := m.attributeTerm(t); ok {
				p.Terms = append(p.Terms, term)
			}
		}
	default:
		return false
	}
	return true
}

// schemes maps what directories call the registers: the codes of org-id.guide
// and the words that feeds use.
var schemes = map[string]activity.IdentifierScheme{
	"gb-chc": activity.CharityEnglandWales, "uk-chty": activity.CharityEnglandWales, "charity number": activity.CharityEnglandWales,
	"charity": activity.CharityEnglandWales, "registered charity number": activity.CharityEnglandWales,
	"gb-sc": activity.CharityScotland, "gb-nic": activity.CharityNorthernIreland,
	"gb-coh": activity.CompanyNumber, "uk-co": activity.CompanyNumber, "company number": activity.CompanyNumber, "company": activity.CompanyNumber,
	"gb-nhs": activity.ODS, "ods": activity.ODS, "ods code": activity.ODS,
	"gb-lae": activity.LocalAuthority, "gb-gss": activity.LocalAuthority,
}

// otherScheme is a register that the list above does not hold; the source's
// words for it are the identifier's text.
const otherScheme activity.IdentifierScheme = "x-other"

func (m *mapper) identifier(p *activity.Provider, v value) {
	scheme, kind := m.word(v.Get("identifier_scheme")), m.word(v.Get("identifier_type"))
	number := m.raw(v.Get("identifier"))
	if strings.TrimSpace(number) == "" {
		m.missing(v, "identifier", Warning)
		return
	}
	id := activity.Identifier{Scheme: otherScheme, Value: strings.TrimSpace(number), Text: joinWords(scheme, kind)}
	for _, w := range []string{scheme, kind} {
		if s, ok := schemes[strings.ToLower(w)]; ok && id.Scheme == otherScheme {
			id.Scheme = s
		}
	}
	if kind == "" {
		m.missing(v, "identifier_type", Warning)
	}
	p.Identifiers = append(p.Identifiers, id)
}

func joinWords(a, b string) string { return strings.TrimSpace(a + " " + b) }

// contact reads a contact. Names of persons go into a text that never prints
// itself.
func (m *mapper) contact(list *[]activity.Contact, v value) {
	c := activity.Contact{}
	if n := m.text(v.Get("name")); n != "" {
		c.Name = person.NewText(n)
	}
	c.Role = m.text(v.Get("title"))
	c.Label = m.text(v.Get("department"))
	c.Email = m.email(v.Get("email"))
	for p := range m.list(v.Get("phones")) {
		c.Phones = append(c.Phones, m.phone(p)...)
	}
	if c.Label == "" && c.Role == "" && c.Email == "" && len(c.Phones) == 0 && c.Name.IsZero() {
		return
	}
	*list = append(*list, c)
}

// phone reads a telephone number. Words around it become its text.
func (m *mapper) phone(v value) []activity.Phone {
	e := v.Get("number")
	if !e.Exists() {
		m.missing(v, "number", Warning)
		return nil
	}
	var s string
	if e.Kind() == jsonscan.Number {
		m.fault(e, WrongType, Error, Repaired)
		s = e.Text()
	} else {
		s = m.word(e)
	}
	if s == "" {
		return nil
	}
	p := activity.Phone{Kind: m.word(v.Get("type")), Text: m.text(v.Get("description"))}
	if x := v.Get("extension"); x.Exists() {
		p.Extension = strings.TrimSpace(x.Text())
	}
	var out []activity.Phone
	for _, part := range strings.Split(strings.ReplaceAll(s, " or ", "/"), "/") {
		one := p
		number, words, clean, ok := phoneNumber(part)
		switch {
		case !ok && words == "":
			continue
		case !ok:
			m.fault(e, PhoneText, Warning, KeptAsText)
		case !clean:
			m.fault(e, PhoneText, Note, Repaired)
		}
		one.Number, one.Text = number, joinText(words, p.Text)
		out = append(out, one)
	}
	return out
}
