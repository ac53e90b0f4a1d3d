package main

import (
	"cmp"
	"slices"

	"github.com/socialprescribing/socialprescribing/outcome"
	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral"
)

// sessions with the link worker: one missed without a warning, one attended.
func (j *journey) sessions() {
	j.heading("Sessions, and a start", "Sesiynau, a dechrau")
	j.at(28, 15, 0)
	missed := j.arrange(moment{29, 10, 0}, j.who.meets(), 45, referral.OnwardID{})
	j.at(29, 11, 0)
	if j.do(&referral.MissSession{Meta: j.meta(referral.RoleLinkWorker), Session: missed}) {
		j.dated("A session is missed, and nobody had said so beforehand. One missed session closes nothing; the policy asks for %d in a row.",
			"Collir sesiwn, heb i neb ddweud ymlaen llaw. Nid yw un sesiwn a gollir yn cau dim; mae'r polisi'n gofyn am %d yn olynol.", j.svc.rules.Policy().MissedLimit)
	}
	j.at(30, 9, 40)
	call := referral.Contact{ID: referral.ContactID(j.newID()), Channel: j.who.channels()[2], Outcome: referral.OutcomeEngaged, Minutes: 10}
	if j.do(&referral.RecordContact{Meta: j.meta(referral.RoleLinkWorker), Contact: call}) {
		j.dated("The link worker asks how they are, and they agree on another day.", "Mae'r gweithiwr cyswllt yn holi sut maen nhw, a chytunant ar ddiwrnod arall.")
	}
	second := j.arrange(moment{36, 10, 0}, j.who.meets(), 45, referral.OnwardID{})
	j.at(36, 10, 50)
	if j.do(&referral.AttendSession{Meta: j.meta(referral.RoleLinkWorker), Session: second}) {
		j.dated("They meet.", "Maent yn cyfarfod.")
	}
}

// review looks at the plan together; a hold that the person asks for follows.
func (j *journey) review() {
	j.heading("Review", "Adolygiad")
	j.at(64, 10, 45)
	if j.do(&referral.ReviewPlan{Meta: j.meta(referral.RoleLinkWorker), Review: j.on(92, 10, 0), Words: person.NewText("What was agreed still holds.")}) {
		j.dated("The plan is looked at together.", "Edrychir ar y cynllun gyda'i gilydd.")
	}
	for s := range j.episode.Signposts() {
		if j.do(&referral.FollowUpSignpost{Meta: j.meta(referral.RoleLinkWorker), Signpost: s.ID, Use: j.signpostUse}) {
			j.sub("Asked about the signpost: %s.", "Gofynnwyd am y cyfeirbwynt: %s.", j.signpostUse)
		}
	}
	j.feedback()
	j.at(70, 9, 0)
	if j.do(&referral.Hold{Meta: j.meta(referral.RoleLinkWorker), Reason: j.who.holds(), Review: j.on(85, 9, 0)}) {
		j.dated("The episode is on hold (%s), to be looked at on %s. Only holds for reasons of the person's own pause the adjusted clock.",
			"Mae'r cyfnod wedi'i ohirio (%s), i edrych arno ar %s. Dim ond gohirio o achos y person sy'n oedi'r cloc addasedig.", lower(j.who.holds().Text(j.tag)), j.date(j.on(85, 9, 0)))
	}
	j.at(85, 10, 0)
	if j.do(&referral.Resume{Meta: j.meta(referral.RoleLinkWorker)}) {
		j.dated("It goes on where it was: %s.", "Mae'n mynd ymlaen lle'r oedd: %s.", j.episode.State().Text(j.tag))
	}
}

// feedback is asked for, kept only as the person agrees, and never a reason to
// rank one provider above another.
func (j *journey) feedback() {
	for o := range j.episode.Onwards() {
		if o.State != referral.StateStarted {
			continue
		}
		j.decide(person.ScopeFeedback, person.Given)
		if j.do(&referral.RecordFeedback{Meta: j.meta(referral.RoleLinkWorker), Feedback: referral.Feedback{
			Activity: o.Activity, From: referral.PartyPerson, Rating: 4, MayShare: person.Yes,
			Text: person.NewText("They remembered my name."),
		}}) {
			j.sub("About the activity the person says, and agrees that it may be kept: 4 of 5.", "Am y gweithgaredd dywed y person, gan gytuno y caiff ei gadw: 4 o 5.")
		}
	}
}

// closing measures again, concludes the goals and ends the episode.
func (j *journey) closing() {
	j.heading("Measures at the end, and closing", "Mesurau ar y diwedd, a chau")
	j.at(85, 10, 15)
	last := j.arrange(moment{92, 10, 0}, j.who.meets(), 60, referral.OnwardID{})
	j.at(92, 11, 0)
	j.do(&referral.AttendSession{Meta: j.meta(referral.RoleLinkWorker), Session: last})
	j.dated("The last meeting: the same measures again.", "Y cyfarfod olaf: yr un mesurau eto.")
	j.measure(outcome.End, referral.StageFollowUp)
	j.dated("What changed, between the two of the same person:", "Yr hyn a newidiodd, rhwng y ddau gan yr un person:")
	j.tellChange()
	j.wrapped("      ", "      ", outcome.Caveat(j.tag))
	j.at(94, 9, 0)
	j.refuse("The link worker tries to close the episode while the goals have no outcome.", "Mae'r gweithiwr cyswllt yn ceisio cau'r cyfnod tra nad oes canlyniad i'r nodau.",
		&referral.Close{Meta: j.meta(referral.RoleLinkWorker), Reason: referral.ReasonPartlyAchieved, LeaveOpen: j.leftOpen()})
	j.at(94, 9, 30)
	j.conclude()
	left := j.leftOpen()
	if j.do(&referral.Close{Meta: j.meta(referral.RoleLinkWorker), Reason: referral.ReasonPartlyAchieved, LeaveOpen: left}) {
		j.dated("The episode is closed: %s.", "Caeir y cyfnod: %s.", referral.ReasonPartlyAchieved.Text(j.tag))
	}
	for _, l := range left {
		o, _ := j.episode.Onward(l.Onward)
		j.sub("%s goes on. The link worker watches it until %s.", "Mae %s yn parhau. Mae'r gweithiwr cyswllt yn cadw llygad arno tan %s.",
			j.dir.byID[o.Activity].Name, j.date(l.Until))
	}
}

// leftOpen names who watches what goes on after the closure (D9).
func (j *journey) leftOpen() []referral.LeftOpen {
	var out []referral.LeftOpen
	for o := range j.episode.Onwards() {
		if o.State == referral.StateStarted {
			out = append(out, referral.LeftOpen{Onward: o.ID, Watcher: j.episode.Worker(), Until: j.on(122, 17, 0)})
		}
	}
	return out
}

// conclude gives each goal its outcome, by what the person says of it.
func (j *journey) conclude() {
	first := true
	for g := range j.episode.Goals() {
		var done bool
		if first {
			done = j.do(&referral.AchieveGoal{Meta: j.meta(referral.RoleLinkWorker), Goal: g.ID, Words: person.NewText("It is so now, most weeks.")})
		} else {
			done = j.do(&referral.PartlyAchieveGoal{Meta: j.meta(referral.RoleLinkWorker), Goal: g.ID, Words: person.NewText("Begun, and going on.")})
		}
		if now, ok := j.episode.Goal(g.ID); ok && done {
			j.sub("“%s”: %s", "“%s”: %s", g.Words.Disclose(), now.State.Text(j.tag))
		}
		first = false
	}
	j.do(&referral.CompletePlan{Meta: j.meta(referral.RoleLinkWorker)})
}

// timeline tells the episode by its events, as the store has them.
func (j *journey) timeline() {
	j.heading("Timeline", "Llinell amser")
	reader, ok := j.svc.episodes.(referral.EventReader)
	if !ok {
		return
	}
	events, err := reader.Events(j.ctx, j.id)
	if err != nil {
		j.err = err
		return
	}
	var rows [][]string
	for i := range events {
		e := &events[i]
		moved := ""
		if e.From != e.To && e.To != "" {
			moved = e.To.Text(j.tag)
		}
		rows = append(rows, []string{j.date(e.At), j.event(e), e.By.Role.Text(j.tag), moved})
	}
	j.table([]string{j.say("When", "Pryd"), j.say("What", "Beth"), j.say("Who", "Pwy"), j.say("Then", "Wedyn")}, grouped(rows))
	j.para("%d events, none of which can be changed. Replaying them gives the same episode.", "%d digwyddiad, na ellir newid yr un ohonynt. Mae eu hailchwarae'n rhoi'r un cyfnod.", len(events))
	again, err := referral.Replay(slices.Clone(events))
	if err == nil && again.State() != j.episode.State() {
		err = errReplay
	}
	j.err = cmp.Or(j.err, err)
}

// event names what happened: most events are named after what was done, the
// others follow from it.
func (j *journey) event(e *referral.Event) string {
	if e.Type == referral.EventDutyRaised {
		return j.say("→ Something falls due", "→ Daw rhywbeth yn ddyledus")
	}
	if e.Type == referral.EventWatch {
		return j.say("→ What goes on is watched", "→ Cedwir llygad ar yr hyn sy'n parhau")
	}
	return e.On.Text(j.tag)
}

// grouped folds rows that repeat: four assessments of one hour are one line.
func grouped(rows [][]string) [][]string {
	var out [][]string
	n := 1
	for i, r := range rows {
		if i+1 < len(rows) && slices.Equal(r, rows[i+1]) {
			n++
			continue
		}
		if n > 1 {
			r = slices.Clone(r)
			r[1] += " × " + itoa(n)
		}
		out, n = append(out, r), 1
	}
	return out
}

// clocks shows the waiting times: since receipt, in calendar and working days,
// as they were and less the days of the person's own holds.
func (j *journey) clocks() {
	j.heading("Waiting times", "Amserau aros")
	t := referral.Clocks(j.episode, j.svc.rules, j.on(95, 12, 0))
	var rows [][]string
	for _, c := range t.Clocks {
		rows = append(rows, []string{
			j.clockName(c.Name), itoa(c.Span.Elapsed), itoa(c.Span.Working), itoa(c.Span.Adjusted), itoa(c.Span.AdjustedWorking),
		})
	}
	j.table([]string{
		j.say("From – to", "O – hyd"), j.say("days", "dyddiau"), j.say("working days", "dyddiau gwaith"),
		j.say("adjusted", "addaswyd"), j.say("adjusted working days", "dyddiau gwaith addasedig"),
	}, rows)
	for _, i := range t.Due {
		j.item("Due %s: %s", "Yn ddyledus %s: %s", j.date(i.Due), dueName(i))
	}
}

func dueName(i referral.Item) string {
	if i.Kind == referral.ItemDuty {
		return string(i.Duty)
	}
	return string(i.Kind)
}
