package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/outcome"
	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/person/memperson"
	"github.com/socialprescribing/socialprescribing/referral"
	"github.com/socialprescribing/socialprescribing/referral/calendar"
	"github.com/socialprescribing/socialprescribing/referral/memreferral"
)

// firstDay is day 0 of every run, a Monday. The program reads no clock.
func firstDay() calendar.Day { return calendar.DateOf(2026, time.October, 5) }

// today is the same day for the directory.
func today() activity.Day {
	d, _ := activity.NewDay(firstDay().Date())
	return d
}

// journey is one person's way through the service. Its steps are written as a
// story: the first error is kept, later steps do nothing, and run returns it.
type journey struct {
	*page
	ctx  context.Context //nolint:containedctx // a journey is one call, told in many methods
	dir  *directory
	svc  *service
	seed int
	who  profile
	// start is day 0. until ends the run: what would be done later is not done
	// yet; zero for a story that is told to its end. brief leaves the
	// demonstrations out.
	start       calendar.Day
	until       time.Time
	brief       bool
	pace        pace
	signpostUse referral.Use

	person  person.Person
	version person.Version
	id      referral.ID
	episode referral.Referral
	events  []referral.Event
	records []outcome.Record
	found   *found
	refused []string
	letters []letter

	now  time.Time
	made int // identifiers made so far
	err  error
}

// newJourney wires a service of its own for one person.
func newJourney(ctx context.Context, d *directory, seed int, p *page) (*journey, error) {
	svc, err := newService(d, memreferral.New(nil), memperson.New())
	if err != nil {
		return nil, err
	}
	j := &journey{page: p, ctx: ctx, dir: d, svc: svc, seed: seed, who: profileFor(seed), start: firstDay(), signpostUse: referral.UseUsed}
	j.id = referral.ID(j.newID())
	return j, nil
}

// run tells the whole story.
func (j *journey) run() error {
	j.say1()
	j.dir.tell(j.page)
	for _, step := range []func(){
		j.introduce, j.refer, j.today, j.accept, j.reach, j.consents, j.meet, j.match, j.plan,
		j.onwards, j.review, j.closing, j.messages, j.timeline, j.clocks,
	} {
		if j.err == nil {
			step()
		}
	}
	return j.err
}

// say1 says what this is.
func (j *journey) say1() {
	j.para(
		"A person's way through a social prescribing service. The person, the staff, the answers of providers and everything that happens are invented; the directory is real open data, and what is invented in it says so.",
		"Taith person drwy wasanaeth presgripsiynu cymdeithasol. Mae'r person, y staff, atebion y darparwyr a phopeth sy'n digwydd yn ddychmygol; data agored go iawn yw'r cyfeiriadur, ac mae'r hyn sy'n ddychmygol ynddo'n dweud hynny.")
	if j.cy() {
		j.para("", "Drafft heb ei adolygu yw'r Gymraeg. Lle nad oes geiriau Cymraeg wedi'u hadolygu am ddiogelwch, cydsyniad neu sgôr, dangosir y Saesneg ac fe'i nodir. Cedwir geiriau'r person, a geiriau'r cyfeiriadur, yn eu hiaith eu hunain.")
	}
}

// newID makes the next identifier of this run.
func (j *journey) newID() uuid.UUID {
	j.made++
	return fixedID(fmt.Sprintf("seed %d, thing %d", j.seed, j.made))
}

// on moves the clock to a time of day, so many days after the first.
func (j *journey) on(day, hour, minute int) time.Time {
	return j.svc.calendar.Zone().StartOf(j.start.AddDays(j.pace.shift(day))).Add(time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute)
}

// pace delays the steps of a journey; the zero pace is the one of the story.
type pace struct {
	allocation, contact, meeting            int // days within the week
	beforeContact, beforeMeeting, afterPlan int // whole weeks, in days
}

// shift is the day on which a step takes place.
func (p pace) shift(day int) int {
	out := day
	if day >= 8 {
		out += p.beforeContact
	}
	if day >= 15 {
		out += p.beforeMeeting
	}
	if day >= 25 {
		out += p.afterPlan
	}
	return out
}

// at sets the present.
func (j *journey) at(day, hour, minute int) { j.now = j.on(day, hour, minute) }

// moment is a day of the run and a time of day.
type moment struct{ day, hour, minute int }

func (j *journey) set(m moment) { j.at(m.day, m.hour, m.minute) }

// days is when the first steps are taken: over two weeks, or within three days
// for somebody who cannot wait.
type days struct{ refused, accepted, allocated, first, second, contact, consent, meet moment }

func (j *journey) days() days {
	if j.urgent() {
		return days{
			moment{0, 11, 20},
			moment{0, 11, 25},
			moment{0, 11, 40},
			moment{0, 12, 0},
			moment{0, 15, 40},
			moment{1, 10, 15},
			moment{1, 10, 35},
			moment{2, 10, 0},
		}
	}
	p := j.pace
	return days{
		moment{1, 9, 10},
		moment{1, 9, 15},
		moment{2 + p.allocation, 14, 0},
		moment{3 + p.allocation, 14, 30},
		moment{4, 15, 40},
		moment{8 + p.contact, 11, 15},
		moment{8 + p.contact, 11, 35},
		moment{15 + p.meeting, 10, 0},
	}
}

// The people of the service. A host has them from its sign-in.
func (j *journey) actor(role referral.Role) referral.Actor {
	return referral.Actor{ID: referral.ActorID(fixedID("actor " + string(role))), Role: role, Organisation: "Y99900"}
}

// meta is what a command carries: who, and when it happened and was recorded.
func (j *journey) meta(role referral.Role) referral.Meta {
	return referral.Meta{ID: referral.ChangeID(j.newID()), By: j.actor(role), At: j.now, RecordedAt: j.now}
}

// do sends a command through the repository.
func (j *journey) do(cmd referral.Command) bool {
	if j.err != nil || j.later() {
		return false
	}
	r, events, err := j.svc.referrals.Do(j.ctx, j.id, cmd)
	if err != nil {
		j.err = err
		return false
	}
	j.episode, j.events = r, append(j.events, events...)
	return true
}

// later says that the present of the story is past the end of the run.
func (j *journey) later() bool { return !j.until.IsZero() && j.now.After(j.until) }

// refuse sends a command that must be refused, and shows the refusal as a user
// would see it.
func (j *journey) refuse(en, cy string, cmd referral.Command) {
	if j.err != nil || j.brief {
		return
	}
	_, _, err := j.svc.referrals.Do(j.ctx, j.id, cmd)
	no, ok := errors.AsType[*referral.Refusal](err)
	if !ok {
		j.err = errors.Join(fmt.Errorf("%s was not refused", cmd.Action()), err)
		return
	}
	j.refused = append(j.refused, no.Error())
	j.dated(en, cy)
	j.showRefusal(no, referral.MetaOf(cmd).By.Role)
}

// showRefusal puts a refusal into words: the rule, what it wants, what was
// offered and what would be allowed.
func (j *journey) showRefusal(no *referral.Refusal, role referral.Role) {
	j.sub("Refused: %s", "Gwrthodwyd: %s", no.Text(j.tag))
	j.sub("The rule: %s, in the state %s.", "Y rheol: %s, yn y cyflwr %s.", no.Rule, no.State.Text(j.tag))
	if no.Wanted != "" {
		j.sub("It wants %s.", "Mae angen “%s”.", no.Wanted)
	}
	if _, err := strconv.Atoi(no.Offered); no.Offered != "" && err != nil { // the text has the numbers
		j.sub("It was offered %s.", "Cynigiwyd “%s”.", no.Offered)
	}
	if no.Instead != "" {
		j.sub("What serves instead: %s.", "Beth sy'n gwneud y tro: %s.", no.Instead.Text(j.tag))
	}
	if no.Rule == referral.RuleState {
		j.sub("Open to the %s now: %s.", "Yn agored i'r %s nawr: %s.", lower(role.Text(j.tag)), strings.Join(j.open(role), "; "))
	}
}

// open lists what would take the episode on, as a screen asks for its buttons.
func (j *journey) open(role referral.Role) []string {
	facts, err := j.svc.facts(j.ctx, j.episode, &referral.SettleDuty{Meta: j.meta(role)})
	if err != nil {
		j.err = err
		return nil
	}
	var out []string
	for _, o := range j.svc.referrals.Machine().Options(j.episode, facts, j.svc.rules, role, j.now) {
		if o.Part == referral.PartReferral && o.To != j.episode.State() && o.Verdict != referral.VerdictRefused {
			out = append(out, lower(o.Action.Text(j.tag)))
		}
	}
	return out
}

// lower puts a label into a sentence.
func lower(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToLower(r)) + s[n:]
}

// dated writes a line of the story under its date.
func (j *journey) dated(en, cy string, args ...any) {
	date := j.date(j.now)
	j.wrapped("  "+date+strings.Repeat(" ", max(1, 13-len([]rune(date)))), strings.Repeat(" ", 15), j.say(en, cy, args...))
}

var (
	welshDays   = [...]string{"Sul", "Llun", "Maw", "Mer", "Iau", "Gwe", "Sad"}
	welshMonths = [...]string{"Ion", "Chwe", "Maw", "Ebr", "Mai", "Meh", "Gor", "Awst", "Medi", "Hyd", "Tach", "Rhag"}
)

// date writes a local day: "Mon 5 Oct". Every run is of one winter, so that the
// year would only be in the way.
func (j *journey) date(t time.Time) string {
	d := j.svc.calendar.DayOf(t)
	_, month, day := d.Date()
	name, m := d.Weekday().String()[:3], month.String()[:3]
	if j.cy() {
		name, m = welshDays[d.Weekday()], welshMonths[month-1]
	}
	return fmt.Sprintf("%s %d %s", name, day, m)
}

// quote writes somebody's words as they were said.
func (j *journey) quote(t person.Text) { j.wrapped("      “", "       ", t.Disclose()+"”") }

// letter is something that left the service.
type letter struct {
	To   string   `json:"to"`
	Sent bool     `json:"sent"`
	Why  string   `json:"why"`
	Text []string `json:"text,omitzero"`
}

// firstMoment is when the first day begins.
func firstMoment() time.Time { return calendar.London().StartOf(firstDay()) }
