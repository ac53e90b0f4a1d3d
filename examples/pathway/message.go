package main

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/socialprescribing/socialprescribing/outcome"
	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral"
)

func itoa(n int) string { return strconv.Itoa(n) }

// errReplay would be a fault of the library.
var errReplay = errors.New("replaying the events gives another state")

// messages sends what is owed, as far as consent allows: the episode says that
// it is owed, the ledger to whom it may go.
func (j *journey) messages() {
	j.heading("The message back", "Y neges yn ôl")
	j.at(95, 9, 30)
	owed := false
	for d := range j.episode.Duties() {
		owed = owed || d.Kind == referral.DutyMessageBack && d.Settled.IsZero()
	}
	for _, to := range []struct {
		scope  person.Scope
		en, cy string
	}{
		{person.ScopeShareGP, "the GP practice", "y feddygfa"},
		{person.ScopeShareReferrer, "the referrer", "yr atgyfeiriwr"},
	} {
		v := j.person.Consents.At(j.now).Verdict(to.scope)
		l := letter{To: to.en, Sent: owed && v.Answer == person.Given, Why: to.scope.Text(j.tag) + ": " + v.Answer.Text(j.tag)}
		if !l.Sent {
			j.dated("Nothing goes to %s: the person's answer was “%s”.", "Nid â dim at %s: ateb y person oedd “%s”.", j.say(to.en, to.cy), v.Answer.Text(j.tag))
		} else {
			l.Text = j.letter(to.scope)
			j.dated("To %s (%s):", "At %s (%s):", j.say(to.en, to.cy), l.Why)
			for _, line := range l.Text {
				j.wrapped("      | ", "      | ", line)
			}
		}
		j.letters = append(j.letters, l)
	}
	j.settle(referral.DutyMessageBack, "Sent as the person agreed.")
	if j.settle(referral.DutyCodeToRecord, "Written to the GP record by the practice system.") {
		j.dated("The referral code is in the GP's record: once.", "Mae cod yr atgyfeiriad yng nghofnod y meddyg teulu: unwaith.")
	}
}

// letter is our own selection for a closing message, of the person only what
// the view of its recipient shows. The referrer gets less
// than the GP: that support was given and has ended. Notes, risks, and what the
// person said of others are in neither.
func (j *journey) letter(to person.Scope) []string {
	closure, _ := j.episode.Closure()
	audience := person.AudienceReferrer
	if to == person.ScopeShareGP {
		audience = person.AudienceGP
	}
	seen := person.ViewFor(audience).Of(j.person, &person.ViewOptions{At: j.now}).Person
	lines := []string{
		strings.TrimSuffix(seen.Name.DiscloseFull()+", NHS "+seen.NHSNumber.Spaced(), ", NHS "),
		j.say("Social prescribing, received %s, closed %s: %s.", "Presgripsiynu cymdeithasol, derbyniwyd %s, caewyd %s: %s.",
			j.fullDate(j.episode.Received()), j.fullDate(closure.At), closure.Reason.Text(j.tag)),
	}
	if to != person.ScopeShareGP {
		return lines
	}
	if len(seen.Needs) > 0 {
		lines = append(lines, j.say("Needs: %s", "Anghenion: %s", j.needs(seen)))
	}
	if p, ok := j.episode.Plan(); ok {
		lines = append(lines, j.say("What matters to them: “%s”", "Beth sy'n bwysig iddynt: “%s”", p.Matters.Disclose()))
	}
	for g := range j.episode.Goals() {
		lines = append(lines, j.say("Goal “%s”: %s", "Nod “%s”: %s", g.Words.Disclose(), g.State.Text(j.tag)))
	}
	for o := range j.episode.Onwards() {
		lines = append(lines, fmt.Sprintf("%s: %s", j.dir.byID[o.Activity].Name, o.State.Text(j.tag)))
	}
	for _, c := range j.comparisons() {
		lines = append(lines, c.change.Describe(firstRule(c.change), j.tag, nil))
	}
	return lines
}

// fullDate writes a local day for somebody who was not there: "5 October 2026".
func (j *journey) fullDate(t time.Time) string {
	year, month, day := j.svc.calendar.DayOf(t).Date()
	if j.cy() {
		return fmt.Sprintf("%d.%d.%d", day, month, year)
	}
	return fmt.Sprintf("%d %s %d", day, month, year)
}

// firstRule is the rule that is told when there is room for one.
func firstRule(c outcome.Comparison) outcome.RuleID {
	for r := range c.Judgements() {
		return r.Rule
	}
	return ""
}

// clockName puts the two ends of a clock into words.
func (j *journey) clockName(n referral.ClockName) string {
	names := map[referral.ClockName][2]string{
		referral.ClockDecision:     {"received – decided", "derbyn – penderfynu"},
		referral.ClockAccepted:     {"received – accepted", "derbyn – derbyn i'r gwasanaeth"},
		referral.ClockAllocation:   {"accepted – allocated", "derbyn i'r gwasanaeth – pennu"},
		referral.ClockAttempt:      {"received – first attempt", "derbyn – ymgais gyntaf"},
		referral.ClockContact:      {"received – first contact", "derbyn – cyswllt cyntaf"},
		referral.ClockOffered:      {"received – first session offered", "derbyn – cynnig y sesiwn gyntaf"},
		referral.ClockAttended:     {"received – first session attended", "derbyn – mynychu'r sesiwn gyntaf"},
		referral.ClockPlan:         {"first contact – plan agreed", "cyswllt cyntaf – cytuno ar y cynllun"},
		referral.ClockEpisode:      {"received – ended", "derbyn – diwedd"},
		referral.ClockOffer2Attend: {"offered – attended", "cynnig – mynychu"},
	}
	pair, ok := names[n]
	if !ok {
		return string(n)
	}
	return j.say(pair[0], pair[1])
}
