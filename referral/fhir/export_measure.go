package fhir

import (
	"github.com/google/uuid"
	"golang.org/x/text/language"

	"github.com/socialprescribing/socialprescribing/outcome"
)

var english = language.BritishEnglish

// measure is what an exporter keeps of an instrument.
type measure struct {
	in    *outcome.Instrument
	title string
	items []outcome.ItemCode
	parts map[outcome.PartCode]CodeableConcept
}

// measureOf collects the names of an instrument's parts, with those public
// codes that were verified, and no others.
func measureOf(in *outcome.Instrument) measure {
	d := in.Definition()
	m := measure{in: in, title: clean(d.Title), items: in.Items(), parts: map[outcome.PartCode]CodeableConcept{}}
	for p := range in.Parts() {
		c := CodeableConcept{Text: m.title + ": " + firstOf(clean(p.Label), string(p.Code))}
		for _, k := range d.Codes {
			if k.Part == p.Code && k.Use == "score" && k.Standing == outcome.Verified {
				c.Coding = append(c.Coding, Coding{System: publicSystem(k.System), Code: k.Code})
			}
		}
		m.parts[p.Code] = c
	}
	return m
}

func publicSystem(s string) string {
	if s == "loinc" {
		return systemLOINC
	}
	return systemSNOMED
}

// measures writes each score as an observation, and the answers it rests on.
func (w *export) measures() {
	for i := range w.e.Outcomes {
		r := &w.e.Outcomes[i]
		if !w.may("measures") {
			return
		}
		from := w.answers(r)
		for code, p := range r.Score.Parts() {
			w.output(r, w.add(w.score(r, code, p, from), "measure/"+uuid.UUID(r.ID).String()+"/"+string(code)))
		}
	}
}

// output names a measure as what came of a completed attempt.
func (w *export) output(r *outcome.Record, ref Reference) {
	if w.attempt != nil && w.attempt.Status == string(TaskCompleted) && r.Status != outcome.EnteredInError {
		w.attempt.Output = append(w.attempt.Output, TaskParameter{Type: CodeableConcept{Text: "outcome-measure"}, ValueReference: &ref})
	}
}

var recordStatus = map[outcome.RecordStatus]string{
	outcome.Final: "final", outcome.Amended: "amended", outcome.EnteredInError: "entered-in-error",
}

// score writes one part. A part that can't be scored has the reason in place of
// a value: never a total in which a missing answer counts as none.
func (w *export) score(r *outcome.Record, code outcome.PartCode, p outcome.PartScore, from []Reference) *Observation {
	o := &Observation{
		Identifier: identifier("measure", uuid.UUID(r.ID).String()), Status: firstOf(recordStatus[r.Status], "unknown"),
		Category: []CodeableConcept{coded("http://terminology.hl7.org/CodeSystem/observation-category", "survey", "Survey")},
		Code:     w.part(r.Instrument, code), Subject: w.patient, EffectiveDateTime: DateTimeOf(r.At), DerivedFrom: from,
		Method: codeOf("mode", string(r.Mode)),
	}
	v, ok := p.Value()
	if !ok {
		o.DataAbsentReason = coded(systemAbsent, "unknown", "Unknown")
		o.DataAbsentReason.Text = firstOf(word(string(p.Reason())), "not scorable")
		return o
	}
	if n, whole := v.Whole(); whole && n == int64(int32(n)) {
		o.ValueInteger = new(int32(n))
	} else {
		o.ValueQuantity = &Quantity{Value: Decimal(v.String()), Unit: "{score}", System: "http://unitsofmeasure.org", Code: "{score}"}
	}
	if p.Status() == outcome.Prorated {
		k, n := p.Answered()
		o.Note = note("Prorated: " + itoa(k) + " of " + itoa(n) + " items answered")
	}
	return o
}

func (w *export) part(key outcome.Key, code outcome.PartCode) CodeableConcept {
	if m, ok := w.measure[key]; ok {
		if c, ok := m.parts[code]; ok {
			return c
		}
	}
	return CodeableConcept{Text: clean(key.String() + " " + string(code))}
}

// answers writes the form as it was filled in: a question left unanswered is
// not there, and the form is then in progress. The wording is the host's.
func (w *export) answers(r *outcome.Record) []Reference {
	m, ok := w.measure[r.Instrument]
	if !ok || len(r.Response) == 0 || len(r.Response) != len(m.items) || !w.may("measures.answers") {
		return nil
	}
	q := &QuestionnaireResponse{
		Questionnaire: questionnaireURL(r.Instrument) + "|" + r.Instrument.Version,
		Status:        "completed", Subject: w.patient, Authored: DateTimeOf(r.At),
	}
	for i, a := range r.Response {
		if a < 0 { // not answered, not applicable
			continue
		}
		n := int32(a)
		q.Item = append(q.Item, ResponseItem{LinkID: string(m.items[i]), Answer: []Answer{{ValueInteger: &n}}})
	}
	switch {
	case r.Status == outcome.EnteredInError:
		q.Status = "entered-in-error"
	case r.Status == outcome.Amended:
		q.Status = "amended"
	case r.Response.Missing() > 0:
		q.Status = "in-progress"
	}
	return refs(w.add(q, "answers/"+uuid.UUID(r.ID).String()))
}
