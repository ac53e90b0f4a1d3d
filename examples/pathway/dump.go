package main

import (
	"context"
	"encoding/json"
	"io"

	"golang.org/x/text/language"

	"github.com/socialprescribing/socialprescribing/matching"
	"github.com/socialprescribing/socialprescribing/outcome"
	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral"
)

// document is every object of a run. Its JSON is the storage form of the
// library's types and discloses the (synthetic) person: it is what a host
// stores, not what a host logs.
type document struct {
	Notice    string                   `json:"notice"`
	Seed      int                      `json:"seed"`
	Language  language.Tag             `json:"language"`
	Counts    counts                   `json:"counts"`
	Directory []source                 `json:"directory"`
	Person    person.Person            `json:"person"`
	Episode   referral.Referral        `json:"episode"`
	Events    []referral.Event         `json:"events"`
	Timing    referral.Timing          `json:"timing"`
	Refusals  []string                 `json:"refusals"`
	Records   []outcome.Record         `json:"records"`
	Changes   []documentChange         `json:"changes"`
	Order     []matching.CriterionCode `json:"order"`
	Matching  *found                   `json:"matching"`
	Letters   []letter                 `json:"letters"`
}

// documentChange is one paired change as data.
type documentChange struct {
	Instrument  outcome.Key         `json:"instrument"`
	Part        outcome.PartCode    `json:"part"`
	Difference  outcome.Value       `json:"difference"`
	Improvement outcome.Value       `json:"improvement"`
	Rules       []outcome.Judgement `json:"rules"`
}

// runJSON takes the journey silently and writes what it made.
func runJSON(ctx context.Context, d *directory, s settings, w io.Writer) error {
	j, err := newJourney(ctx, d, s.seed, &page{w: io.Discard, tag: s.tag})
	if err == nil {
		err = j.run()
	}
	if err != nil {
		return err
	}
	doc := document{
		Notice: "The person and everything that happens to them are invented.", Seed: s.seed, Language: s.tag,
		Counts: d.counts(), Directory: d.Sources, Person: j.person, Episode: j.episode, Events: j.events,
		Timing: referral.Clocks(j.episode, j.svc.rules, j.on(95, 12, 0)), Refusals: j.refused, Records: j.records,
		Order: j.found.Result.Order, Matching: j.found, Letters: j.letters,
	}
	for _, c := range j.comparisons() {
		change := documentChange{Instrument: c.in.Key(), Part: c.part}
		change.Difference, _ = c.change.Difference()
		change.Improvement, _ = c.change.Improvement()
		for r := range c.change.Judgements() {
			change.Rules = append(change.Rules, r)
		}
		doc.Changes = append(doc.Changes, change)
	}
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(doc)
}
