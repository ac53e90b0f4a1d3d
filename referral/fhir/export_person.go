package fhir

import (
	"strconv"
	"strings"

	"github.com/socialprescribing/socialprescribing/person"
)

// people writes the person and what belongs to them, from the disclosure alone.
func (w *export) people() {
	p := &w.seen.Person
	pt := &Patient{
		Identifier: w.nhsNumber(p), Name: names(p.Name), Gender: gender(p.Demographics),
		BirthDate: w.birth(p.Birth), Telecom: telecoms(p.Contacts), Address: addresses(p.Addresses),
		Communication: languages(p.Languages),
	}
	w.death(pt, p.Death)
	w.practice(pt, p.GP)
	if p.CHINumber.String() != "" && !p.CHINumber.IsZero() || !p.HCNumber.IsZero() || len(p.OtherIdentifiers) > 0 {
		w.lose("person.identifiers", "only the NHS number has an address that is known for certain")
	}
	w.patient = w.add(pt, "person")
	w.relations(p.Relations)
	w.flags(p)
	if !w.notice {
		w.age()
	}
}

// nhsNumber writes the number with what is known of its tracing. Without a
// trace on record it is "present but not traced", which is what the sender knows.
func (w *export) nhsNumber(p *person.Person) []Identifier {
	if p.NHSNumber.IsZero() {
		return nil
	}
	status := p.NHSNumberTrace.Status
	if status == "" {
		status = person.NHSNumberNotTraced
	}
	x := Extension{URL: "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-NHSNumberVerificationStatus"}
	c := coded("https://fhir.hl7.org.uk/CodeSystem/UKCore-NHSNumberVerificationStatusEngland", string(status), verification[status])
	x.ValueCodeableConcept = &c
	return []Identifier{{Element: Element{Extension: []Extension{x}}, System: systemNHSNumber, Value: p.NHSNumber.Digits()}}
}

// verification is what the codes mean, as the code system has it (1.1.1).
var verification = map[person.NHSNumberStatus]string{
	person.NHSNumberVerified:         "Number present and verified",
	person.NHSNumberNotTraced:        "Number present but not traced",
	person.NHSNumberTraceRequired:    "Trace required",
	person.NHSNumberNoMatch:          "Trace attempted - No match or multiple match found",
	person.NHSNumberTraceUnresolved:  "Trace needs to be resolved - (NHS Number or patient detail conflict)",
	person.NHSNumberTraceInProgress:  "Trace in progress",
	person.NHSNumberTraceNotRequired: "Number not present and trace not required",
	person.NHSNumberTracePostponed:   "Trace postponed (baby under six weeks old)",
}

// names writes the name as it is told, and by its parts where they are known.
func names(n person.Name) []HumanName {
	if n.IsZero() {
		return nil
	}
	h := HumanName{Use: "official", Family: clean(n.DiscloseFamily()), Given: list(n.DiscloseGiven()), Prefix: list([]string{n.DiscloseTitle()}), Suffix: list(n.DiscloseSuffixes())}
	if n.HasFull() {
		h.Text = clean(n.DiscloseFull())
	}
	if n.HasPreferred() && h.Family == "" && h.Given == nil && h.Text == "" {
		return []HumanName{{Use: "usual", Text: clean(n.DisclosePreferred())}}
	}
	out := []HumanName{h}
	if n.HasPreferred() {
		out = append(out, HumanName{Use: "usual", Text: clean(n.DisclosePreferred())})
	}
	return out
}

// list cleans texts and leaves out the empty ones.
func list(in []string) []string {
	var out []string
	for _, s := range in {
		if s = clean(s); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// gender writes gender, and never guesses it from sex.
func gender(d *person.Demographics) string {
	if d == nil {
		return ""
	}
	switch d.Gender {
	case person.GenderWoman:
		return "female"
	case person.GenderMan:
		return "male"
	case person.GenderNonBinary, person.GenderOther:
		return "other"
	case person.GenderNotStated, person.GenderNotKnown:
		return "unknown"
	}
	return ""
}

// birth writes what is known of the date, and says if it was estimated.
func (w *export) birth(d person.Date) Date {
	out := w.date("person.birth", d)
	if out != "" && d.Estimated() {
		w.lose("person.birth", "that the date is an estimate")
	}
	return out
}

// date writes a date as precisely as it is known.
func (w *export) date(path string, d person.Date) Date {
	if d.IsZero() {
		return ""
	}
	out := Date(strings.TrimSuffix(d.Disclose(), "~"))
	if !out.IsValid() {
		w.lose(path, "a date of this form")
		return ""
	}
	return out
}

func (w *export) death(pt *Patient, d *person.Death) {
	if d == nil {
		return
	}
	if on := w.date("person.death", d.On); on != "" {
		pt.DeceasedDateTime = DateTime(on)
		return
	}
	pt.DeceasedBoolean = new(true)
}

// practice writes the practice that the person is registered with now.
func (w *export) practice(pt *Patient, list []*person.GPRegistration) {
	for _, g := range list {
		if g == nil || g.Practice.IsZero() || !g.To.IsZero() {
			continue
		}
		ref := w.add(&Organization{Identifier: ods(g.Practice), Active: new(true)}, "practice/"+g.Practice.String())
		pt.GeneralPractitioner, w.gp = []Reference{ref}, ref
		return
	}
}

func ods(c person.ODSCode) []Identifier {
	if c.IsZero() {
		return nil
	}
	return []Identifier{{System: systemODS, Value: c.String()}}
}

var contactSystems = map[person.ContactKind]string{
	person.ContactPhoneNumber: "phone", person.ContactEmailAddress: "email", person.ContactOther: "other",
}

func telecoms(in []*person.ContactPoint) []ContactPoint {
	var out []ContactPoint
	for _, c := range in {
		if c == nil || clean(c.Value.Disclose()) == "" {
			continue
		}
		p := ContactPoint{System: contactSystems[c.Kind], Value: clean(c.Value.Disclose()), Use: string(c.Use)}
		if p.System == "" {
			p.System = "other" // cpt-2: a value has a system
		}
		if c.Preference > 0 {
			p.Rank = new(int32(c.Preference)) //nolint:gosec // a rank among a few
		}
		out = append(out, p)
	}
	return out
}

var addressUses = map[person.AddressKind]string{
	person.AddressHome: "home", person.AddressTemporary: "temp", person.AddressWork: "work", person.AddressFormer: "old",
}

func addresses(in []*person.Address) []Address {
	var out []Address
	for _, a := range in {
		if a == nil {
			continue
		}
		to := Address{Use: addressUses[a.Kind], PostalCode: a.Postcode.Disclose()}
		if a.Kind == person.AddressCorrespondence {
			to.Type = "postal"
		}
		for _, l := range a.Lines {
			to.Line = append(to.Line, list([]string{l.Disclose()})...)
		}
		if a.NoFixedAbode == person.Yes {
			to.Text = "No fixed abode"
		}
		if to.PostalCode != "" || to.Line != nil || to.Text != "" {
			out = append(out, to)
		}
	}
	return out
}

func languages(in person.Languages) []PatientCommunication {
	var out []PatientCommunication
	preferred, _ := in.Preferred()
	for _, l := range in {
		tag := l.Tag.String()
		if tag == "und" {
			continue
		}
		c := PatientCommunication{Language: coded("urn:ietf:bcp:47", tag, "")}
		if l.Tag == preferred.Tag {
			c.Preferred = new(true)
		}
		if l.Interpreter == person.Yes {
			x := own("interpreter-needed")
			x.ValueBoolean = new(true)
			c.Extension = []Extension{x}
		}
		out = append(out, c)
	}
	return out
}

func (w *export) relations(list []*person.Relation) {
	for i, r := range list {
		if r == nil {
			continue
		}
		to := &RelatedPerson{Patient: w.patient, Name: names(r.Name), Telecom: telecoms(r.Contacts)}
		for _, k := range r.Kinds {
			to.Relationship = append(to.Relationship, codeOf("relation", string(k)))
		}
		if s := clean(r.Relationship.Disclose()); s != "" {
			to.Relationship = append(to.Relationship, CodeableConcept{Text: s})
		}
		w.add(to, "relation/"+strconv.Itoa(i))
	}
}

// flags writes what a reader must see first: risks, safeguarding, adjustments.
func (w *export) flags(p *person.Person) {
	for i, r := range p.Risks {
		code := codeOf("risk", string(r.Kind))
		code.Text = firstOf(clean(r.Words.Disclose()), code.Text)
		w.flag("person-risk/"+strconv.Itoa(i), "risk", code, w.period("person.risks", r.From, r.To), w.over(r.To))
	}
	for i, q := range p.Requirements {
		code := text(firstOf(need(q), strings.ReplaceAll(string(q.Kind), "-", " ")))
		if !q.SNOMED.IsZero() {
			code.Coding = append(code.Coding, Coding{System: systemSNOMED, Code: q.SNOMED.String()})
		}
		if !q.ReviewBy.IsZero() {
			w.lose("person.requirements.reviewBy", "no element of a Flag for the day of review")
		}
		w.flag("requirement/"+strconv.Itoa(i), adjustment(q.Kind), code, w.period("person.requirements", q.From, q.To), w.over(q.To))
	}
	if s := p.Safeguarding; s != nil && s.Indicator == person.Yes {
		w.flag("safeguarding", "safeguarding", CodeableConcept{Text: "Safeguarding concern"}, Period{}, false)
	}
	w.concernsOf(p.Safeguarding)
}

// need says in words what somebody needs: by its code, and as they put it.
func need(q *person.Requirement) string {
	var said []string
	if q.Code != "" {
		said = append(said, q.Code.Text(english))
	}
	for _, t := range []person.Text{q.Words, q.Detail} {
		if words := clean(t.Disclose()); words != "" {
			said = append(said, words)
		}
	}
	return strings.Join(said, ": ")
}

// period is when something holds, as precisely as its dates are known.
func (w *export) period(path string, from, to person.Date) Period {
	return Period{Start: DateTime(w.date(path+".from", from)), End: DateTime(w.date(path+".to", to))}
}

// over reports whether the last day of something has surely passed. One that lies
// ahead ends nothing yet.
func (w *export) over(to person.Date) bool { return to.Before(person.DateOf(w.at)) == person.Yes }

func adjustment(k person.RequirementKind) string {
	if k == person.RequirementAdjustment {
		return "reasonable-adjustment"
	}
	return "individual-requirement"
}

func (w *export) concernsOf(s *person.Safeguarding) {
	if s == nil {
		return
	}
	for i, c := range s.Concerns {
		if c != nil {
			w.flag("person-concern/"+strconv.Itoa(i), "safeguarding", text(firstOf(clean(c.Words.Disclose()), "Safeguarding concern")), Period{Start: DateTimeOf(c.RaisedAt)}, !c.Open())
		}
	}
}

func firstOf(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

func (w *export) flag(item, category string, code CodeableConcept, when Period, over bool) {
	f := &Flag{Status: "active", Category: []CodeableConcept{codeOf("flag-category", category)}, Code: code, Subject: w.patient, Period: when}
	if over {
		f.Status = "inactive"
	}
	if len(f.Code.Coding) == 0 && f.Code.Text == "" {
		f.Code.Text = strings.ReplaceAll(category, "-", " ")
	}
	w.add(f, item)
}

// age goes to a provider in place of the birth date: in years where it is
// known, else not at all.
func (w *export) age() {
	least, most, ok := w.seen.Age.Years()
	if w.seen.Age.IsZero() || !ok || least != most {
		return
	}
	w.add(&Observation{
		Status: "final", Code: CodeableConcept{Text: "Age"}, Subject: w.patient, EffectiveDateTime: DateTimeOf(w.at),
		ValueQuantity: &Quantity{Value: Decimal(strconv.Itoa(least)), Unit: "years", System: "http://unitsofmeasure.org", Code: "a"},
	}, "age")
}
