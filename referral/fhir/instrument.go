package fhir

import (
	"github.com/socialprescribing/socialprescribing/outcome"
)

// QuestionnaireOf writes an instrument as a form: its items by their codes, with
// the whole numbers that each may be answered by, and those public codes that
// were verified. The wording is not in it, nor a rule for the total: the wording
// is the host's under its licence, and a form that adds up answers counts a
// missing one as none. The answers that an [Exporter] writes refer to it.
func QuestionnaireOf(in *outcome.Instrument) *Questionnaire {
	d := in.Definition()
	q := &Questionnaire{
		URL: questionnaireURL(in.Key()), Version: d.Version, Name: "Instrument", Title: clean(d.Title), Status: "active",
		SubjectType: []string{"Patient"}, Copyright: clean(d.Licence.Holder), Code: verified(d.Codes, "panel"),
	}
	q.ID = string(d.ID)
	for i := range d.Items {
		it := &d.Items[i]
		item := QuestionnaireItem{LinkID: string(it.Code), Type: "integer", Code: verified(it.Codes, "item")}
		options := it.Options
		if options == nil && it.Min == nil {
			options = d.Options
		}
		for _, o := range options {
			n := int32(o.Value)
			item.Type = "choice"
			item.AnswerOption = append(item.AnswerOption, AnswerOption{ValueInteger: &n})
		}
		q.Item = append(q.Item, item)
	}
	return q
}

func questionnaireURL(k outcome.Key) string { return Canonical + "/Questionnaire/" + string(k.ID) }

// verified are the public codes of a use that were checked against more than
// one source.
func verified(in []outcome.Coding, use string) []Coding {
	var out []Coding
	for _, k := range in {
		if k.Use == use && k.Standing == outcome.Verified {
			out = append(out, Coding{System: publicSystem(k.System), Code: k.Code})
		}
	}
	return out
}
