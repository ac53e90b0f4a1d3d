package prsb

import (
	"strconv"
	"strings"
	"time"

	"github.com/socialprescribing/socialprescribing/outcome"
	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral"
)

// measures writes each measure as an assessment. The standard has no date for
// one, and a score without its day could be taken for today's, so that the day is
// part of the type in words.
func (b *builder) measures() {
	for i := range b.Outcomes {
		r := &b.Outcomes[i]
		switch {
		case !b.may("assessments.record"):
			return
		case r.Status == outcome.EnteredInError:
			b.lose("outcomes.status", NoElement)
			continue
		case b.foreign(r):
			b.withhold("outcomes", WithheldOther)
			continue
		}
		b.content.Assessments = append(b.content.Assessments, b.measure(r))
		b.unmeasured(r)
	}
}

// foreign reports whether a measure is of somebody else or of another episode.
func (b *builder) foreign(r *outcome.Record) bool {
	return !r.Person.IsZero() && !b.Referral.Person().IsZero() && r.Person != b.Referral.Person() ||
		r.Episode != outcome.EpisodeID{} && referral.ID(r.Episode) != b.Referral.ID()
}

// unmeasured lists what of a measure has no element.
func (b *builder) unmeasured(r *outcome.Record) {
	if len(r.Response) > 0 {
		b.lose("outcomes.response", NoElement)
	}
	if r.Mode != "" {
		b.lose("outcomes.mode", NoElement)
	}
	if len(r.Concerns) > 0 {
		b.lose("outcomes.concerns", NoElement)
	}
	if r.Score.HasAlert() {
		b.lose("outcomes.score.alerts", NoElement)
	}
}

func (b *builder) instrument(k outcome.Key) *outcome.Instrument {
	for _, in := range b.options.Instruments {
		if in.Key() == k {
			return in
		}
	}
	return nil
}

func (b *builder) measure(r *outcome.Record) *AssessmentEntry {
	in := b.instrument(r.Instrument)
	name := r.Instrument.String()
	if in != nil {
		name = in.Title()
	}
	a := &AssessmentEntry{
		Type: person.NewText("Outcome measure, " + string(r.Occasion) + ", " + r.At.UTC().Format(time.DateOnly)),
		Name: person.Coded{Words: person.NewText(name)},
	}
	var notes []string
	for code, p := range r.Score.Parts() {
		label := string(code)
		if in != nil {
			if part, ok := in.Part(code); ok && part.Label != "" {
				label = part.Label
			}
		}
		e := &ResultEntry{Score: person.Coded{Words: person.NewText(label)}}
		if v, ok := p.Value(); ok {
			e.Value = &v
		}
		if n := reliability(p); n != "" {
			notes = append(notes, label+": "+n)
		}
		a.Subscales = append(a.Subscales, e)
	}
	if len(a.Subscales) == 1 { // the one score is the result
		a.Result, a.Subscales = *a.Subscales[0], nil
	}
	a.Comment = person.NewText(strings.Join(notes, "; "))
	return a
}

// reliability says why there is no value, or that it was made from fewer answers:
// never a total in which a missing answer counts as none.
func reliability(p outcome.PartScore) string {
	k, n := p.Answered()
	switch p.Status() {
	case outcome.NotScorable:
		return "not scorable, " + plain(string(p.Reason()))
	case outcome.Prorated:
		return "prorated, " + strconv.Itoa(k) + " of " + strconv.Itoa(n) + " items answered"
	case outcome.Complete:
	}
	return ""
}
