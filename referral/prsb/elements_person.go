package prsb

import (
	"slices"

	"github.com/socialprescribing/socialprescribing/person"
)

// Codes of the NHS Data Dictionary beside the model's words. Phenotypic sex: 1 male,
// 2 female and 9 indeterminate are the classification's codes as the controlled
// vocabularies of SocialCareData cite them from the release of May 2024, X is its
// default for what is not recorded, as the documentation of uk-fci/nhs-number gives
// it. Stated gender as in UK Core's value set NHSDataDictionary-PersonStatedGender;
// preferred contact method as in UK Core's PreferredContactMethod 2.2.0. A code that
// says something which the model has no word for is kept as it is.
var (
	sexCodes     = [][2]string{{"1", "male"}, {"2", "female"}, {"9", "indeterminate"}, {"X", "not-known"}}
	genderCodes  = [][2]string{{"1", "man"}, {"2", "woman"}, {"X", "not-known"}}
	channelCodes = [][2]string{{"1", "post"}, {"2", "visit"}, {"3", "phone"}, {"4", "email"}, {"9", "text"}}
	useCodes     = [][2]string{{"home", "home"}, {"work", "work"}, {"temp", "temp"}, {"old", "old"}, {"mobile", "mobile"}}
	statusCodes  = [][2]string{{"01", "01"}, {"02", "02"}, {"03", "03"}, {"04", "04"}, {"05", "05"}, {"06", "06"}, {"07", "07"}, {"08", "08"}}
)

// carer is "Person themselves is a carer", as the standard names it.
const carer = "224484003"

// noKnownRisks are the words for a person of whom no risk is known: the standard
// wants an entry in any case.
const noKnownRisks = "No known risks"

// optional gives what a pointer of the model points to; reading makes it.
func optional[T any](m *mapper, p **T) *T {
	if *p != nil {
		return *p
	}
	x := new(T)
	if m.reading {
		*p = x
	}
	return x
}

func (m *mapper) content(c *Content) {
	m.group("person-demographics", func() { m.demographics(&c.Person) })
	m.practices(&c.Person)
	m.group("about-me", func() { m.about(optional(m, &c.Person.About)) })
	m.group("individual-requirements", func() { m.requirements(&c.Person) })
	m.group("safeguarding", func() { m.safeguarding(c) })
	m.group("consent", func() { m.text("consent/consent-for-information-sharing", &c.Person.SharingStatement) })
	m.episode(c)
	m.health(&c.Person)
	m.group("social-context", func() { m.social(optional(m, &c.Person.Social)) })
	m.care(&c.Person)
	m.signposts(c)
	m.group("pregnancy-status", func() {
		x := optional(m, &c.Person.Pregnancy)
		m.tri("pregnancy-status/pregnancy-state", &x.Pregnant)
		m.date("pregnancy-status/expected-delivery-date", &x.Expected)
	})
	m.assessments(c)
	m.group("risks", func() { m.risks(&c.Person) })
	m.plan(c)
}

func (m *mapper) demographics(p *person.Person) {
	const at = "person-demographics/"
	m.group(at+"person-name", func() { m.name(at+"person-name/", &p.Name) })
	m.date(at+"date-of-birth", &p.Birth)
	d := optional(m, &p.Demographics)
	m.group(at+"location-of-birth", func() { m.pair(at+"location-of-birth", PrefixDataDictionary, &d.BirthLocation) })
	m.text(at+"pronoun", &d.Pronouns)
	word(m, at+"gender", genderCodes, &d.Gender, func(s string) person.Gender { return person.Gender(s) })
	m.texts(at+"person-alias", func() []string { return p.Name.DiscloseAliases() }, func(s []string) { p.Name = p.Name.WithAliases(s...) })
	m.texts(at+"ethnicity", func() []string {
		if d.Ethnicity.Scheme != person.EthnicityEngland2001 {
			return nil
		}
		return single(d.Ethnicity.Code)
	}, func(s []string) {
		if e, err := person.ParseEthnicity(person.EthnicityEngland2001, s[0]); err == nil {
			d.Ethnicity = e
		}
	})
	m.code(at+"religion", person.PrefixSNOMED, &d.Religion.Code)
	word(m, at+"sex", sexCodes, &d.Sex, func(s string) person.Sex { return person.Sex(s) })
	m.carer(at+"carer-status", &d.Carer)
	m.texts(at+"nhs-number", func() []string { return single(p.NHSNumber.Digits()) }, func(s []string) {
		if n, err := person.ParseNHSNumber(s[0]); err == nil {
			p.NHSNumber = n
		}
	})
	word(m, at+"nhs-number-status-indicator", statusCodes, &p.NHSNumberTrace.Status, func(s string) person.NHSNumberStatus { return person.NHSNumberStatus(s) })
	m.identifiers(at+"other-identifier", p)
	m.address(at+"person-s-address", p)
	m.group(at+"person-s-contact-details", func() { m.reach(at+"person-s-contact-details/", p) })
	m.text(at+"photograph", &d.Photograph)
	m.code(at+"place-of-birth", PrefixCountry, &d.BirthCountry)
	m.code(at+"marital-status", PrefixDataDictionary, &d.MaritalStatus.Code)
	m.immigration(at+"immigration-status", d)
	m.code(at+"sexual-orientation", person.PrefixSNOMED, &d.SexualOrientation.Code)
	m.tri(at+"organ-and-tissue-donation", &d.OrganDonation)
	m.code(at+"overseas-visitor-status", PrefixDataDictionary, &d.OverseasVisitor)
	m.text(at+"relevant-contacts", &d.RelevantContacts)
	m.text(at+"educational-establishment", &d.Education.Words)
}

// name: a person of one name has it as family name (D38).
func (m *mapper) name(at Path, n *person.Name) {
	var given []string
	m.texts(at+"person-first-name", func() []string { return n.DiscloseGiven() }, func(s []string) { given, *n = s, person.NewName("", s...) })
	m.texts(at+"person-family-name", func() []string { return single(n.DiscloseFamily()) }, func(s []string) { *n = person.NewName(join2(s), given...) })
	m.texts(at+"person-preferred-name", func() []string {
		if !n.HasPreferred() {
			return nil
		}
		return single(n.DisclosePreferred())
	}, func(s []string) { *n = n.WithPreferred(s[0]) })
	m.texts(at+"title", func() []string { return single(n.DiscloseTitle()) }, func(s []string) { *n = n.WithTitle(s[0]) })
	m.texts(at+"person-name-suffix", func() []string { return n.DiscloseSuffixes() }, func(s []string) { *n = n.WithSuffixes(s...) })
	m.texts(at+"person-full-name", func() []string {
		if !n.HasFull() {
			return nil
		}
		return single(n.DiscloseFull())
	}, func(s []string) { *n = n.WithFull(s[0]) })
}

// join2 makes one family name of several.
func join2(s []string) string {
	out := ""
	for i, x := range s {
		if i > 0 {
			out += " "
		}
		out += x
	}
	return out
}

func (m *mapper) carer(p Path, c *person.CarerStatus) {
	m.texts(p, func() []string {
		switch {
		case c.Coded.Code.Prefix() == person.PrefixSNOMED:
			return single(c.Coded.Code.Reference())
		case c.IsCarer == person.Yes:
			return []string{carer}
		}
		return nil
	}, func(s []string) {
		id, err := person.ParseSCTID(s[0])
		if err != nil {
			return
		}
		c.Coded.Code = id.CURIE()
		if s[0] == carer {
			c.IsCarer = person.Yes
		}
	})
}

// identifiers: the numbers of Scotland and Northern Ireland go among the others,
// without their system, which the standard has no element for.
func (m *mapper) identifiers(p Path, who *person.Person) {
	m.texts(p, func() []string {
		out := slices.Concat(single(who.CHINumber.Digits()), single(who.HCNumber.Digits()))
		for _, x := range who.OtherIdentifiers {
			out = append(out, x.Value.Disclose())
		}
		return out
	}, func(s []string) {
		for _, x := range s {
			who.OtherIdentifiers = append(who.OtherIdentifiers, &person.OtherIdentifier{Value: person.NewText(x)})
		}
	})
}

var addressLines = []Path{"address-line-1", "address-line-2", "address-line-3", "address-line-4", "address-line-5"}

// address: the standard has room for one. It is the first at home, else the
// first; Uncarried names what stays behind.
func (m *mapper) address(p Path, who *person.Person) {
	i := max(0, slices.IndexFunc(who.Addresses, func(a *person.Address) bool { return a != nil && a.Kind == person.AddressHome }))
	m.group(p, func() {
		a := new(person.Address)
		if i < len(who.Addresses) && who.Addresses[i] != nil {
			a = who.Addresses[i]
		} else if m.reading {
			who.Addresses = append(who.Addresses, a)
		}
		for n, line := range addressLines {
			m.texts(p+"/"+line, func() []string {
				if n >= len(a.Lines) {
					return nil
				}
				return single(a.Lines[n].Disclose())
			}, func(s []string) {
				for len(a.Lines) <= n {
					a.Lines = append(a.Lines, person.Text{})
				}
				a.Lines[n] = person.NewText(s[0])
			})
		}
		m.texts(p+"/postcode", func() []string { return single(a.Postcode.Disclose()) }, func(s []string) {
			if x, err := person.ParsePostcode(s[0]); err == nil {
				a.Postcode = x
			}
		})
		m.code(p+"/address-type", PrefixDataDictionary, &a.Code)
	})
}

func (m *mapper) reach(at Path, p *person.Person) {
	rules := new(person.ContactRules)
	if p.Contact != nil {
		rules = p.Contact
	}
	word(m, at+"preferred-contact-method", channelCodes, &rules.Preferred, func(s string) person.Channel { return person.Channel(s) })
	if m.reading && rules.Preferred != "" {
		p.Contact = rules
	}
	m.points(at+"person-s-telephone-number-details", "person-s-telephone-number", "preference-of-telephone-number", person.ContactPhoneNumber, p)
	m.points(at+"person-s-email-address-details", "person-s-email-address", "preference-of-email-address", person.ContactEmailAddress, p)
	other := ofKind(p.Contacts, person.ContactOther)
	if len(other) == 0 {
		other = []*person.ContactPoint{{Kind: person.ContactOther}}
	}
	m.text(at+"other-contact-information", &other[0].Value)
	if m.reading && !other[0].Value.IsZero() {
		p.Contacts = append(p.Contacts, other[0])
	}
}

func ofKind(list []*person.ContactPoint, k person.ContactKind) []*person.ContactPoint {
	var out []*person.ContactPoint
	for _, c := range list {
		if c != nil && c.Kind == k {
			out = append(out, c)
		}
	}
	return out
}

func (m *mapper) points(at Path, value, preference Path, k person.ContactKind, p *person.Person) {
	list := ofKind(p.Contacts, k)
	each(m, at, &list, func(c *person.ContactPoint) {
		m.text(at+"/"+value, &c.Value)
		word(m, at+"/"+value+"-type", useCodes, &c.Use, func(s string) person.ContactUse { return person.ContactUse(s) })
		m.number(at+"/"+preference, &c.Preference)
		c.Kind = k
	})
	if m.reading {
		p.Contacts = append(p.Contacts, list...)
	}
}

func (m *mapper) immigration(p Path, d *person.Demographics) {
	m.group(p, func() {
		x := new(person.ImmigrationStatus)
		if len(d.Immigration) > 0 && d.Immigration[0] != nil {
			x = d.Immigration[0]
		} else if m.reading {
			d.Immigration = append(d.Immigration, x)
		}
		m.code(p+"/immigration-status", PrefixImmigration, &x.Code)
		m.date(p+"/start-date", &x.From)
		m.date(p+"/end-date", &x.To)
		m.text(p+"/comment", &x.Comment)
	})
}

func (m *mapper) practices(p *person.Person) {
	m.group("gp-practice", func() {
		const at = "gp-practice/gp-practice-record-entry"
		each(m, at, &p.GP, func(g *person.GPRegistration) {
			m.text(at+"/gp-name", &g.GPName)
			m.text(at+"/gp-practice-details", &g.Details)
			m.ods(at+"/gp-practice-identifier", &g.Practice)
			m.sctid(at+"/gp-opt-out-indicator", &g.OptOut)
		})
	})
}

// twice moves an element that the standard nests in a group of its own name.
func (m *mapper) twice(at, name Path, t *person.Text) {
	m.group(at+name, func() { m.text(at+name+"/"+name, t) })
}

func (m *mapper) about(a *person.AboutMe) {
	m.twice("about-me/", "what-is-most-important-to-me", &a.Important)
	m.twice("about-me/", "people-who-are-important-to-me", &a.People)
	m.twice("about-me/", "how-i-communicate-and-how-to-communicate-with-me", &a.Communication)
	m.twice("about-me/", "my-wellness", &a.Wellness)
	m.twice("about-me/", "please-do-and-please-don-t", &a.DoAndDont)
	m.twice("about-me/", "how-and-when-to-support-me", &a.Support)
	m.twice("about-me/", "also-worth-knowing-about-me", &a.WorthKnowing)
	m.text("about-me/supported-to-write-this-by", &a.WrittenWith)
	m.text("about-me/location-to-multimedia-file", &a.Multimedia)
}

// requirements: what is needed to communicate goes among the reasonable
// adjustments, whose value sets are those of the Accessible Information Standard.
func (m *mapper) requirements(p *person.Person) {
	const at = "individual-requirements/"
	const adjustment = at + "reasonable-adjustment/reasonable-adjustment-record-entry"
	m.group(at+"reasonable-adjustment", func() {
		m.required(adjustment, p, person.RequirementAdjustment, func(r *person.Requirement) {
			m.tri(adjustment+"/reasonable-adjustment-flag", &r.Flag)
			m.need(adjustment+"/reasonable-adjustment", r)
			m.text(adjustment+"/reasonable-adjustment-additional-detail", &r.Detail)
		})
	})
	const impairment = at + "impairment/impairment-record-entry"
	m.group(at+"impairment", func() {
		m.required(impairment, p, person.RequirementImpairment, func(r *person.Requirement) {
			m.need(impairment+"/impairment-category", r)
			m.text(impairment+"/impairment-additional-detail", &r.Detail)
		})
	})
	m.required(at+"mobility", p, person.RequirementMobility, func(r *person.Requirement) { m.need(at+"mobility/mobility-needs", r) })
	m.required(at+"other-individual-requirements", p, person.RequirementOther, func(r *person.Requirement) {
		m.text(at+"other-individual-requirements/other-individual-requirement", &r.Words)
	})
}

func (m *mapper) need(p Path, r *person.Requirement) {
	m.group(p, func() {
		m.sctid(p+"/coded-value", &r.SNOMED)
		m.text(p+"/free-text", &r.Words)
	})
}

// section says under which heading of the standard a kind of requirement goes.
func section(k person.RequirementKind) person.RequirementKind {
	if k == person.RequirementImpairment || k == person.RequirementMobility || k == person.RequirementOther {
		return k
	}
	return person.RequirementAdjustment
}

func (m *mapper) required(at Path, p *person.Person, k person.RequirementKind, fill func(*person.Requirement)) {
	var list []*person.Requirement
	for _, r := range p.Requirements {
		if r != nil && !m.reading && section(r.Kind) == k {
			list = append(list, r)
		}
	}
	each(m, at, &list, func(r *person.Requirement) {
		fill(r)
		if m.reading {
			r.Kind = k
		}
	})
	if m.reading {
		p.Requirements = append(p.Requirements, list...)
	}
}

func (m *mapper) safeguarding(c *Content) {
	const at = "safeguarding/safeguarding-concerns"
	each(m, at, &c.Concerns, func(x *SafeguardingEntry) {
		k := optional(m, &x.Concern)
		m.tri(at+"/safeguarding-indicator", &x.Indicator)
		m.time(at+"/safeguarding-concerns-date", &k.RaisedAt)
		end := new(person.ConcernEnd)
		if k.Ending != nil {
			end = k.Ending
		}
		m.time(at+"/safeguarding-concerns-end-date", &end.At)
		if m.reading && !end.At.IsZero() {
			k.Ending = end
		}
		m.group(at+"/safeguarding-concerns", func() {
			m.sctid(at+"/safeguarding-concerns/coded-value", &k.SNOMED)
			m.text(at+"/safeguarding-concerns/free-text", &k.Words)
		})
		m.text(at+"/comment", &k.Comment)
	})
	s := new(person.Safeguarding)
	if c.Person.Safeguarding != nil {
		s = c.Person.Safeguarding
	}
	m.protection("safeguarding/looked-after-child", "looked-after-child", &s.LookedAfterChild)
	m.protection("safeguarding/unborn-child-protection-plan", "unborn-child-protection-plan", &s.UnbornChildOnPlan)
	if m.reading && (s.LookedAfterChild != nil || s.UnbornChildOnPlan != nil) {
		c.Person.Safeguarding = s
	}
}

func (m *mapper) protection(p, name Path, at **person.Protection) {
	m.group(p, func() {
		x := optional(m, at)
		m.date(p+"/"+name+"-start-date", &x.From)
		m.date(p+"/"+name+"-end-date", &x.To)
		m.authority(p+"/local-authority", &x.Authority, &x.Words)
	})
}

func (m *mapper) authority(p Path, code *person.ODSCode, words *person.Text) {
	m.group(p, func() {
		m.ods(p+"/coded-value", code)
		m.text(p+"/free-text", words)
	})
}

func (m *mapper) health(p *person.Person) {
	const at = "problem-list/problem-list-record-entry"
	m.group("problem-list", func() {
		each(m, at, &p.Diagnoses, func(d *person.Diagnosis) {
			m.concept(at+"/problem", person.PrefixSNOMED, &d.Problem)
			m.date(at+"/onset-date", &d.Onset)
			m.date(at+"/end-date", &d.End)
			m.text(at+"/stage-of-disease", &d.Stage)
			m.many(at+"/comment", &d.Comment)
		})
	})
	m.twice("", "clinical-summary", &p.ClinicalSummary)
}

// coded moves a concept that the standard nests in a group of its own name.
func (m *mapper) coded(at, name Path, prefix string, c *person.Coded) {
	m.group(at+name, func() { m.concept(at+name+"/"+name, prefix, c) })
}

func (m *mapper) social(s *person.SocialContext) {
	const at = "social-context/"
	m.coded(at, "household-composition", person.PrefixSNOMED, &s.Household)
	m.coded(at, "occupational-history", person.PrefixSNOMED, &s.Occupation)
	m.twice(at, "educational-history", &s.Education)
	m.twice(at, "lifestyle-choices", &s.Lifestyle)
	m.group(at+"smoking-status", func() {
		m.concept(at+"smoking-status/smoking-status", person.PrefixSNOMED, &s.Smoking.Status)
		m.text(at+"smoking-status/smoking-status-details", &s.Smoking.Details)
		m.group(at+"smoking-status/date-stopped-smoking", func() { m.stopped(at+"smoking-status/date-stopped-smoking", s) })
	})
	m.coded(at, "alcohol-intake", person.PrefixSNOMED, &s.Alcohol)
	m.coded(at, "drug-substance-use", person.PrefixSNOMED, &s.Drugs)
	m.twice(at, "social-circumstances", &s.Circumstances)
	m.twice(at, "access", &s.Access)
	m.twice(at, "dependants", &s.Dependants)
	m.coded(at, "accommodation-status", PrefixDataDictionary, &s.Accommodation)
	m.twice(at, "household-environment", &s.Environment)
}

// stopped: the code only says what the date is, "Date ceased smoking".
func (m *mapper) stopped(p Path, s *person.SocialContext) {
	before := s.Smoking.Stopped
	if m.reading {
		for _, e := range *m.entries {
			if e.Path == p+"/date" {
				m.date(p+"/date", &before)
				break
			}
		}
		s.Smoking.Stopped = before
	}
	m.texts(p+"/coded-value", func() []string {
		if s.Smoking.Stopped.IsZero() {
			return nil
		}
		return []string{"160625004"}
	}, func([]string) {})
	if !m.reading {
		m.date(p+"/date", &s.Smoking.Stopped)
	}
}

func (m *mapper) care(p *person.Person) {
	const at = "services-and-care/services-and-care-record-entry"
	m.group("services-and-care", func() {
		each(m, at, &p.Care, func(x *person.CarePackage) {
			m.text(at+"/social-care-package-name", &x.Name)
			m.text(at+"/social-care-package-type", &x.Type)
			m.date(at+"/service-start-date", &x.From)
			m.date(at+"/service-end-date", &x.To)
			m.authority(at+"/local-authority", &x.Authority, &x.Words)
			m.text(at+"/care-funding-source", &x.Funding)
		})
	})
}

func (m *mapper) risks(p *person.Person) {
	const at = "risks/risks-record-entry"
	list := p.Risks
	if !m.reading && len(list) == 0 && p.NoKnownRisks != nil {
		list = []*person.Risk{{Words: person.NewText(noKnownRisks)}}
	}
	each(m, at, &list, func(r *person.Risk) {
		m.date(at+"/start-date-of-risk", &r.From)
		m.date(at+"/end-date-of-risk", &r.To)
		m.group(at+"/risk", func() {
			m.sctid(at+"/risk/coded-value", &r.SNOMED)
			m.text(at+"/risk/free-text", &r.Words)
		})
		m.text(at+"/comment", &r.Comment)
	})
	if !m.reading {
		return
	}
	if len(list) == 1 && list[0].Words.Disclose() == noKnownRisks && list[0].SNOMED.IsZero() && list[0].From.IsZero() && list[0].To.IsZero() && list[0].Comment.IsZero() {
		p.NoKnownRisks, list = &person.NoKnownRisks{}, nil
	}
	p.Risks = list
}
