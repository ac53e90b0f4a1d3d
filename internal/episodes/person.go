package episodes

import (
	"time"

	"golang.org/x/text/language"

	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral"
)

// numbers are NHS numbers of the synthetic range.
var numbers = []string{"9990000018", "9990000026", "9990000034", "9990000042", "9990000050", "9990000069"}

// concepts are SNOMED CT identifiers that the PRSB standard names; here they
// only have to be well formed.
var concepts = []string{"1108111000000107", "224484003", "160625004", "219006", "105542008", "371434005", "413350009", "300798006"}

func (g *generator) sctid() person.SCTID {
	if !g.chance(50) {
		return person.SCTID{}
	}
	return person.MustParseSCTID(pick(g, concepts))
}

func (g *generator) coded() person.Coded {
	c := person.Coded{Words: g.maybe(60)}
	if g.chance(50) {
		c.Code = person.MustParseSCTID(pick(g, concepts)).CURIE()
	}
	return c
}

// date gives a whole date in most cases, else a year and month, or nothing.
func (g *generator) date() person.Date {
	d, err := person.NewDate(1990+g.below(35), 1+g.below(12), 1+g.below(28))
	switch {
	case err != nil || g.chance(30):
		return person.Date{}
	case g.chance(20):
		return person.MustParseDate(d.Disclose()[:7])
	}
	return d
}

// period gives dates in order.
func (g *generator) period() (person.Date, person.Date) {
	from, to := g.date(), g.date()
	if to.After(from) != person.Yes {
		to = person.Date{}
	}
	return from, to
}

// some fills a list of up to n.
func some[T any](g *generator, n int, fill func() T) []T {
	var out []T
	for range g.below(n + 1) {
		out = append(out, fill())
	}
	return out
}

// person makes the person's record: any part of it may be missing.
func (g *generator) person() {
	g.version = person.Version(1 + g.below(5))
	p := person.Person{ID: person.ID(g.id())}
	g.identity(&p)
	g.reach(&p)
	g.life(&p)
	g.safety(&p)
	p.Consents = g.consents()
	p.SharingStatement = g.maybe(50)
	g.who = p
}

func (g *generator) identity(p *person.Person) {
	if g.chance(85) {
		p.NHSNumber = person.MustParseNHSNumber(pick(g, numbers))
		p.NHSNumberTrace.Status = one(g, person.NHSNumberVerified, person.NHSNumberTraceRequired, "")
	}
	p.OtherIdentifiers = some(g, 1, func() *person.OtherIdentifier {
		return &person.OtherIdentifier{System: "https://example.org/id/case", Value: g.text()}
	})
	p.Name = g.name()
	p.Birth = one(g, person.MustParseDate("1957-03-02"), person.MustParseDate("1988-11"), person.MustParseDate("1950~"), person.MustParseDate("2010-06-15"))
	if !g.chance(80) {
		return
	}
	d := &person.Demographics{
		Sex: one(g, person.SexFemale, person.SexMale, person.SexIndeterminate, person.SexNotKnown, ""), GenderWords: g.maybe(10),
		Gender:   one(g, person.GenderWoman, person.GenderMan, person.GenderNonBinary, person.GenderOther, person.GenderNotStated, person.GenderNotKnown, ""),
		Pronouns: g.maybe(40), Religion: g.coded(), SexualOrientation: g.coded(), MaritalStatus: g.coded(), Veteran: g.tri(), OrganDonation: g.tri(),
		Carer: person.CarerStatus{IsCarer: g.tri(), IsYoungCarer: g.tri(), HasCarer: g.tri(), Coded: g.coded()}, BirthLocation: g.coded(), Education: g.coded(),
		RelevantContacts: g.maybe(40),
	}
	d.Ethnicity = person.Ethnicity{Scheme: person.EthnicityEngland2001, Code: one(g, "A", "M", "H"), Status: person.EthnicityStated, Words: g.maybe(20)}
	if g.chance(20) {
		d.Ethnicity = person.Ethnicity{}
	}
	d.Immigration = some(g, 1, func() *person.ImmigrationStatus {
		from, to := g.period()
		return &person.ImmigrationStatus{Code: "nhs-immigration:7", From: from, To: to, Comment: g.maybe(50)}
	})
	p.Demographics = d
}

// name has every part now and then; one person in ten has one name only.
func (g *generator) name() person.Name {
	n := person.NewName(g.word())
	if g.chance(90) {
		n = person.NewName(g.word(), g.word())
		if g.chance(30) {
			n = person.NewName(g.word(), g.word(), g.word())
		}
	}
	if g.chance(30) {
		n = n.WithPreferred(g.word())
	}
	if g.chance(30) {
		n = n.WithTitle("Mx")
	}
	if g.chance(10) {
		n = n.WithAliases(g.word())
	}
	return n
}

func (g *generator) reach(p *person.Person) {
	p.GP = some(g, 1, func() *person.GPRegistration {
		return &person.GPRegistration{Practice: one(g, person.MustParseODSCode("Y99999"), person.MustParseODSCode("V81997"), person.ODSCode{}), GPName: g.maybe(60), Details: g.maybe(60)}
	})
	p.Addresses = some(g, 2, func() *person.Address {
		a := &person.Address{Kind: one(g, person.AddressHome, person.AddressTemporary, person.AddressCorrespondence), Postcode: person.MustParsePostcode("ZZ99 3VZ")}
		a.Lines = append(some(g, 3, g.text), g.text())
		return a
	})
	p.Contacts = some(g, 3, func() *person.ContactPoint {
		return &person.ContactPoint{
			Kind: one(g, person.ContactPhoneNumber, person.ContactPhoneNumber, person.ContactEmailAddress, person.ContactOther), Value: g.text(),
			Use: one(g, person.UseHome, person.UseMobile, person.UseWork, ""), Preference: g.below(6), Permitted: g.permissions(20), Shared: g.tri(),
		}
	})
	if g.chance(85) { // else hardly anybody could be reached
		p.Contacts = append(p.Contacts, &person.ContactPoint{Kind: person.ContactPhoneNumber, Value: g.text(), Use: person.UseMobile, Permitted: person.Permissions{Phone: person.Yes}})
	}
	if g.chance(60) {
		p.Contact = &person.ContactRules{Preferred: one(g, person.ChannelPhone, person.ChannelEmail, person.ChannelPost, ""), Permitted: g.permissions(10), Advice: g.maybe(40)}
		if g.chance(15) {
			p.Contact.Prohibitions = []*person.ContactProhibition{g.prohibition()}
		}
	}
	if g.chance(60) {
		p.Languages = person.Languages{{Tag: one(g, language.BritishEnglish, language.MustParse("cy"), language.Polish), Interpreter: g.tri(), Spoken: g.tri()}}
	}
}

func (g *generator) permissions(refused int) person.Permissions {
	answer := func() person.Tri {
		if g.chance(refused) {
			return person.No
		}
		return one(g, person.Yes, person.Unknown)
	}
	return person.Permissions{Phone: answer(), Text: answer(), Voicemail: answer(), Email: answer(), Post: answer(), Visit: answer(), Video: answer()}
}

func (g *generator) prohibition() *person.ContactProhibition {
	c := &person.ContactProhibition{ID: person.EntryID(g.id()), From: g.at.AddDate(0, -1, 0), Reason: g.text(), RecordedBy: g.text()}
	if g.chance(60) {
		c.Alternative = &person.ContactAlternative{Via: g.text(), When: g.maybe(50), How: person.ChannelPhone, Details: g.maybe(50)}
	}
	if g.chance(30) {
		c.Provider = person.ProviderID(pick(g, g.providers).ID)
	}
	return c
}

// life makes what the person tells of themselves, and what they need.
func (g *generator) life(p *person.Person) {
	p.Requirements = some(g, 4, func() *person.Requirement {
		return &person.Requirement{
			ID: person.EntryID(g.id()), Code: one(g, person.NeedsStepFree, person.NeedsLargePrint, person.NeedsQuietSpace, ""), SNOMED: g.sctid(), Words: g.text(), Detail: g.maybe(50), Flag: g.tri(),
			Kind: one(g, person.RequirementContactMethod, person.RequirementFormat, person.RequirementProfessional, person.RequirementSupport, person.RequirementAdjustment,
				person.RequirementImpairment, person.RequirementMobility, person.RequirementOther),
		}
	})
	if g.chance(50) {
		p.About = &person.AboutMe{
			Important: g.maybe(70), People: g.maybe(70), Communication: g.maybe(70), Wellness: g.maybe(70), DoAndDont: g.maybe(70), Support: g.maybe(70),
			WorthKnowing: g.maybe(70), WrittenWith: g.maybe(30),
		}
	}
	p.Needs = some(g, 4, g.need)
	p.Strengths = some(g, 2, func() *person.Strength {
		return &person.Strength{ID: person.EntryID(g.id()), Words: g.text(), SaidBy: person.InformantSelf}
	})
	p.Interests = some(g, 2, func() *person.Interest {
		return &person.Interest{ID: person.EntryID(g.id()), Words: g.text(), Tried: g.tri()}
	})
	if g.chance(50) {
		p.Social = &person.SocialContext{
			Household: g.coded(), Occupation: g.coded(), Education: g.maybe(40), Lifestyle: g.maybe(40), Alcohol: g.coded(), Drugs: g.coded(),
			Smoking: person.Smoking{Status: g.coded(), Details: g.maybe(30), Stopped: g.date()}, Circumstances: g.maybe(40), Access: g.maybe(40),
			Dependants: g.maybe(40), Accommodation: g.coded(), Environment: g.maybe(40), LivesAlone: g.tri(),
		}
	}
	p.Care = some(g, 1, func() *person.CarePackage {
		from, to := g.period()
		return &person.CarePackage{ID: person.EntryID(g.id()), Name: g.text(), Type: g.maybe(50), From: from, To: to, Funding: g.maybe(50)}
	})
	if g.chance(10) {
		p.Pregnancy = &person.Pregnancy{Pregnant: g.tri(), Expected: g.date()}
	}
	p.Diagnoses = some(g, 2, func() *person.Diagnosis {
		from, to := g.period()
		return &person.Diagnosis{Problem: person.Coded{Words: g.text()}, Onset: from, End: to, Stage: g.maybe(20), Comment: some(g, 2, g.text)}
	})
	p.ClinicalSummary = g.maybe(30)
	p.Relations = some(g, 2, func() *person.Relation {
		return &person.Relation{ID: person.EntryID(g.id()), Kinds: []person.RelationKind{one(g, person.RelationNextOfKin, person.RelationCarer, person.RelationOther)}, Name: g.name(), Relationship: g.maybe(70)}
	})
}

// needCodes has one that is sensitive, and one that is urgent.
var needCodes = []person.NeedCode{"sp-need:lonely", "sp-need:inactive", "sp-need:debt", "sp-need:bereaved", "sp-need:abuse", "sp-need:food", "sp-need:homeless"}

func (g *generator) need() *person.Need {
	return &person.Need{
		ID: person.EntryID(g.id()), Code: pick(g, needCodes), SNOMED: g.sctid(), Words: g.maybe(70), Since: g.date(), Priority: g.below(4),
		Severity: one(g, person.SeverityMild, person.SeveritySevere, ""), Urgency: one(g, person.UrgencyRoutine, person.UrgencyNow, ""), SaidBy: one(g, person.InformantSelf, person.InformantReferrer),
	}
}

func (g *generator) safety(p *person.Person) {
	p.Risks = some(g, 2, func() *person.Risk {
		from, to := g.period()
		r := &person.Risk{
			ID: person.EntryID(g.id()), Kind: one(g, person.RiskFalls, person.RiskDomesticAbuse, person.RiskToSelf, person.RiskOther), SNOMED: g.sctid(), Words: g.text(),
			From: from, To: to, Source: g.maybe(50), ThirdParty: one(g, person.Unknown, person.No, person.Yes), Comment: g.maybe(50),
		}
		for _, a := range person.Audiences() {
			if g.chance(50) {
				r.VisibleTo = append(r.VisibleTo, a)
			}
		}
		return r
	})
	if len(p.Risks) == 0 && g.chance(50) {
		p.NoKnownRisks = &person.NoKnownRisks{At: g.at.Add(-time.Hour), By: g.text()}
	}
	if !g.chance(25) {
		return
	}
	p.Safeguarding = &person.Safeguarding{Indicator: g.tri(), Concerns: some(g, 1, func() *person.Concern {
		c := &person.Concern{ID: person.EntryID(g.id()), SNOMED: g.sctid(), Words: g.text(), Comment: g.maybe(50), RaisedAt: g.at.Add(-48 * time.Hour), RaisedBy: g.text()}
		c.Escalation = &person.Escalation{To: g.text(), At: g.at.Add(-47 * time.Hour)}
		if g.chance(60) {
			c.Ending = &person.ConcernEnd{State: person.ConcernHandedOver, At: g.at.Add(-46 * time.Hour), By: g.text(), Owner: g.text()}
		}
		return c
	})}
	if g.chance(30) {
		from, to := g.period()
		p.Safeguarding.LookedAfterChild = &person.Protection{From: from, To: to, Words: g.text()}
	}
}

// consents decides each scope or leaves it unasked.
func (g *generator) consents() person.Consents {
	scopes := append([]person.Scope{person.ScopeTakePart, person.ScopeShareGP, person.ScopeShareReferrer, person.ScopeFeedback, person.ScopeResearch}, g.shared()...)
	var c person.Consents
	for _, s := range scopes {
		if g.chance(20) {
			continue
		}
		at := g.at.AddDate(0, 0, -3)
		d := person.Decision{ID: person.EntryID(g.id()), Scope: s, Answer: person.Given, Method: person.MethodVerbal, At: at, RecordedAt: at, RecordedBy: g.text(), Evidence: g.maybe(30)}
		if g.chance(20) {
			d.Answer = person.Refused
		}
		if next, err := c.Record(d); err == nil {
			c = next
		}
	}
	return c
}

// shared are the scopes of sharing with each provider and the other service.
func (g *generator) shared() []person.Scope {
	out := []person.Scope{referral.TransferScope(g.elsewhere)}
	for _, p := range g.providers {
		out = append(out, referral.ProviderScope(p.ID))
	}
	return out
}
