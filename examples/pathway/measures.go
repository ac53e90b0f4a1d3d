package main

import (
	"github.com/socialprescribing/socialprescribing/outcome"
	"github.com/socialprescribing/socialprescribing/outcome/instruments"
	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral"
)

// a measure is one questionnaire with the parts that are reported.
type measure struct {
	id    outcome.InstrumentID
	parts []outcome.PartCode
	at    func(answers) (before, after outcome.Response)
}

var measures = []measure{
	{"ons4", []outcome.PartCode{"satisfied", "worthwhile", "happy", "anxious"}, func(a answers) (outcome.Response, outcome.Response) { return a.ons4, a.ons4After }},
	{"swemwbs", []outcome.PartCode{"metric"}, func(a answers) (outcome.Response, outcome.Response) { return a.swemwbs, a.swAfter }},
	{"ucla-3", []outcome.PartCode{"total"}, func(a answers) (outcome.Response, outcome.Response) { return a.ucla3, a.uclaAfter }},
	{"phq-9", []outcome.PartCode{"total"}, func(a answers) (outcome.Response, outcome.Response) { return a.phq9, a.phq9After }},
}

// measure asks what the person can be asked, at the beginning or at the end.
func (j *journey) measure(occasion outcome.Occasion, stage referral.Stage) {
	age := j.person.Birth.AgeOn(person.DateOf(j.now))
	for _, m := range measures {
		response, after := m.at(j.who.measures)
		if occasion != outcome.Baseline {
			response = after
		}
		if response == nil || j.err != nil || j.later() {
			continue
		}
		in, err := instruments.Get(m.id)
		if err != nil {
			j.err = err
			return
		}
		if in.ForAge(age) == person.No {
			j.sub("%s is not asked: it is not meant for this age.", "Ni ofynnir %s: nid yw ar gyfer yr oed hwn.", in.Short())
			continue
		}
		j.ask(in, m, response, occasion, stage)
	}
}

// ask scores the answers, keeps the record and links it to the episode.
func (j *journey) ask(in *outcome.Instrument, m measure, response outcome.Response, occasion outcome.Occasion, stage referral.Stage) {
	rec, err := outcome.NewRecord(outcome.RecordID(j.newID()), j.person.ID, in, response, occasion, j.now)
	if err != nil {
		j.err = err
		return
	}
	rec.Episode, rec.Mode, rec.By = outcome.EpisodeID(j.id), outcome.FaceToFace, outcome.ActorID(j.actor(referral.RoleLinkWorker).ID)
	rec.Language = j.person.Languages.Tags()[0]
	if j.err = j.svc.outcomes.Commit(j.ctx, outcome.Change{ID: outcome.ChangeID(j.newID()), Value: rec}); j.err != nil {
		return
	}
	j.records = append(j.records, rec)
	for _, part := range m.parts {
		j.sub("%s", "%s", in.Describe(rec.Score, part, j.tag, nil))
	}
	j.do(&referral.LinkAssessment{Meta: j.meta(referral.RoleLinkWorker), Assessment: referral.Assessment{
		Record: rec.ID, Instrument: in.Key().String(), Stage: stage, Alert: alertOf(rec.Score),
	}})
	j.alert(in, rec)
}

// alertOf says whether a flagged item was answered so; unknown when it was left
// unanswered (D16).
func alertOf(s outcome.Score) person.Tri {
	flagged := person.No
	for a := range s.Alerts() {
		if a.State == outcome.AlertRaised {
			return person.Yes
		}
		flagged = person.Unknown
	}
	return flagged
}

// alert acts on a flagged answer at once; nothing else ends the safety item.
func (j *journey) alert(in *outcome.Instrument, rec outcome.Record) {
	for a := range rec.Score.Alerts() {
		j.wrapped("      ! ", "        ", in.Short()+": "+a.Text(j.tag))
	}
	if alertOf(rec.Score) != person.Yes {
		return
	}
	j.do(&referral.AcknowledgeAlert{
		Meta: j.meta(referral.RoleLinkWorker), Record: rec.ID,
		Words: person.NewText("Talked through there and then with the person; the duty doctor of the practice called from the room and saw them the same day."),
	})
	j.sub("The safety item is ended by saying what was done: the duty doctor saw the person the same day.",
		"Daw'r eitem ddiogelwch i ben drwy ddweud beth a wnaed: gwelodd y meddyg ar ddyletswydd y person yr un diwrnod.")
}

// comparison pairs the first and last answers of one part.
type comparison struct {
	measure measure
	in      *outcome.Instrument
	part    outcome.PartCode
	change  outcome.Comparison
}

// comparisons pairs by instrument, version and person.
func (j *journey) comparisons() []comparison {
	var out []comparison
	for _, m := range measures {
		var before, after *outcome.Record
		for i := range j.records {
			switch r := &j.records[i]; {
			case r.Instrument.ID != m.id:
			case r.Occasion == outcome.Baseline:
				before = r
			default:
				after = r
			}
		}
		if before == nil || after == nil {
			continue
		}
		in, err := instruments.Get(m.id)
		for _, part := range m.parts {
			c, cerr := outcome.Comparison{}, err
			if err == nil {
				c, cerr = in.Compare(part, before.Score, after.Score)
			}
			if cerr != nil {
				j.err = cerr
				return nil
			}
			out = append(out, comparison{m, in, part, c})
		}
	}
	return out
}

// tellChange shows each paired change against every published rule there is,
// or says that there is none (D37).
func (j *journey) tellChange() {
	pairs := j.comparisons()
	if len(pairs) == 0 {
		j.sub("nothing that can be compared: the measures were not asked twice", "dim y gellir ei gymharu: ni ofynnwyd y mesurau ddwywaith")
	}
	for _, c := range pairs {
		if !c.change.HasRule() {
			j.sub("%s", "%s", c.change.Describe("", j.tag, nil))
			continue
		}
		for rule := range c.change.Judgements() {
			j.sub("%s", "%s", c.change.Describe(rule.Rule, j.tag, nil))
		}
	}
}
