package main

import (
	"github.com/socialprescribing/socialprescribing/matching/coverage"
	"github.com/socialprescribing/socialprescribing/outcome"
	"github.com/socialprescribing/socialprescribing/outcome/cohort"
	"github.com/socialprescribing/socialprescribing/outcome/instruments"
	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral/reporting"
)

// baselinesOf are the measures of somebody who has not answered a second time.
func baselinesOf(records []outcome.Record) []reporting.Change {
	var out []reporting.Change
	for _, m := range measures {
		for i := range records {
			r := &records[i]
			if r.Instrument.ID != m.id || r.Occasion != outcome.Baseline {
				continue
			}
			in, err := instruments.Get(m.id)
			if err != nil {
				continue // it has been scored, so that it is there
			}
			for _, part := range m.parts {
				info, _ := in.Part(part)
				c := reporting.Change{Measure: measureOf(in.Key(), part), Direction: info.Direction}
				if v, ok := r.Score.Value(part); ok {
					c.Baseline = &v
				}
				out = append(out, c)
			}
		}
	}
	return out
}

// tell prints the measures of the service, with small numbers suppressed.
func (c *caseload) tell(p *page, n int) error {
	report, err := c.measures.Release("age", cohort.HESSuppression())
	if err != nil {
		return err
	}
	gaps, err := c.gaps.Release(coverage.DimensionAll, cohort.HESSuppression())
	if err != nil {
		return err
	}
	p.heading("The service: %d synthetic people", "Y gwasanaeth: %d o bobl synthetig", n)
	p.para(
		"Nothing of this is anybody's statistics: people, answers and fates are invented. Counts are rounded to 5, and counts from 1 to 7 are starred, so that nobody can be found in them.",
		"Nid ystadegau neb mo'r rhain: mae'r bobl, yr atebion a'r ffawd yn ddychmygol. Talgrynnir cyfrifon i 5, a rhoddir seren ar gyfrifon o 1 i 7, fel na ellir dod o hyd i neb ynddynt.")
	c.tellFunnel(p, report.All)
	c.tellWaits(p, report.All)
	c.tellContacts(p, report)
	c.tellProviders(p, report)
	c.tellChange(p, report)
	c.tellEquity(p, report)
	c.tellGaps(p, gaps)
	return nil
}

func (c *caseload) tellFunnel(p *page, s reporting.Section) {
	p.heading("How far people got", "Pa mor bell yr aeth pobl")
	var rows [][]string
	for _, r := range s.Funnel {
		rows = append(rows, []string{r.Reached.String(), r.NoFurther.String(), r.Stage.Text(p.tag)})
	}
	p.table([]string{p.say("reached", "cyrraedd"), p.say("no further", "dim pellach"), p.say("stage", "cam")}, rows)
}

// number shows a value that may be withheld.
func number(v *outcome.Value) string {
	if v == nil {
		return "*"
	}
	return v.String()
}

func (c *caseload) tellWaits(p *page, s reporting.Section) {
	p.heading("Waits, in working days from receipt", "Amserau aros, mewn dyddiau gwaith o'r derbyn")
	var rows [][]string
	for _, w := range s.Waits {
		rows = append(rows, []string{w.Over.String(), number(w.Median), number(w.Ninetieth), w.Still.String(), w.Wait.Text(p.tag)})
	}
	p.table([]string{
		p.say("over", "drosodd"), p.say("half within", "hanner o fewn"), p.say("nine in ten within", "naw o ddeg o fewn"),
		p.say("still waiting", "yn dal i aros"), p.say("wait", "aros"),
	}, rows)
}

func (c *caseload) tellContacts(p *page, r reporting.Report) {
	s := r.All
	p.heading("Contacts and sessions", "Cysylltiadau a sesiynau")
	p.item("attempts for each person: mean %s, median %s", "ymgeisiau i bob person: cymedr %s, canolrif %s", number(s.Attempts.Mean), number(s.Attempts.Median))
	p.item("conversations for each person who was spoken with: mean %s, median %s", "sgyrsiau i bob person y siaradwyd ag ef: cymedr %s, canolrif %s",
		number(s.Contacts.Mean), number(s.Contacts.Median))
	p.item("sessions with the service: %s on time, %s late, %s missed (%s %% of those to be kept); cancelled by the person %s, by the service %s",
		"sesiynau gyda'r gwasanaeth: %s mewn pryd, %s yn hwyr, %s wedi'u colli (%s %% o'r rhai i'w cadw); canslwyd gan y person %s, gan y gwasanaeth %s",
		s.Sessions.OnTime, s.Sessions.Late, s.Sessions.Missed, number(s.Sessions.MissedRate), s.Sessions.ByPerson, s.Sessions.ByService)
	for _, e := range r.Ends {
		why := e.State.Text(p.tag)
		if e.Reason != "" {
			why += ": " + e.Reason.Text(p.tag)
		}
		p.item("ended %s: %s", "daeth i ben %s: %s", e.Episodes, why)
	}
}

func (c *caseload) tellProviders(p *page, r reporting.Report) {
	p.heading("Providers", "Darparwyr")
	var rows [][]string
	hidden, others := 0, 0
	for _, o := range r.Providers {
		if n, ok := o.Sent.Shown(); !ok || n < 10 {
			hidden++
			continue
		}
		known, ok := c.dir.byProvider[o.Provider]
		if !ok || !known.Source.Invented {
			others++
			continue
		}
		name := known.Name
		rows = append(rows, []string{o.Sent.String(), o.Accepted.String(), o.Declined.String(), o.Expired.String(), number(o.Acceptance), name})
	}
	p.table([]string{
		p.say("sent", "anfon"), p.say("accepted", "derbyn"), p.say("declined", "gwrthod"), p.say("no answer", "dim ateb"),
		p.say("% accepted", "% derbyn"), p.say("provider", "darparwr"),
	}, rows)
	p.para(
		"and %d with fewer than ten referrals each, and %d real ones: what they answer here is invented, and would not be theirs.",
		"a %d â llai na deg atgyfeiriad yr un, a %d o rai go iawn: dychmygol yw eu hatebion yma, ac ni fyddent yn eiddo iddynt.", hidden, others)
}

func (c *caseload) tellChange(p *page, r reporting.Report) {
	p.heading("Change, in pairs", "Newid, mewn parau")
	var rows [][]string
	var caveats []cohort.Caveat
	for _, m := range r.Change {
		for _, g := range m.All.Groups {
			rows = append(rows, []string{
				g.Pairs.String(), g.WithoutFollowUp.String(), mean(g.Baseline), signed(g.Difference),
				interval(g.Interval), better(p, m.Direction), m.Measure.Instrument + " " + m.Measure.Part,
			})
		}
		caveats = m.All.Caveats
	}
	p.table([]string{
		p.say("pairs", "parau"), p.say("no second", "dim ail"), p.say("before", "cynt"), p.say("mean change", "newid cymedrig"),
		p.say("interval", "cyfwng"), p.say("better", "gwell"), p.say("measure", "mesur"),
	}, rows)
	for _, cv := range caveats {
		p.item("%s", "%s", cv.Text(p.tag))
	}
}

// better says which way is better.
func better(p *page, d outcome.Direction) string {
	if d == outcome.Lower {
		return p.say("lower", "is")
	}
	return p.say("higher", "uwch")
}

// mean shows an average to one decimal, if it may be shown.
func mean(e outcome.Estimate) string {
	if v, ok := e.Value(1); ok {
		return v.String()
	}
	return "*"
}

// signed shows a mean change with its sign: follow-up less baseline.
func signed(e outcome.Estimate) string {
	if !e.IsKnown() {
		return "*"
	}
	v, _ := e.Value(2)
	if v.Millionths() > 0 {
		return "+" + v.String()
	}
	return v.String()
}

func interval(i cohort.Interval) string {
	if !i.Low.IsKnown() || !i.High.IsKnown() {
		return "*"
	}
	return signed(i.Low) + " – " + signed(i.High)
}

func (c *caseload) tellEquity(p *page, r reporting.Report) {
	p.heading("By age", "Yn ôl oed")
	var rows [][]string
	for _, s := range r.Groups {
		code := s.Group.Code
		if code == "" {
			code = p.say("not known", "anhysbys")
		}
		row := []string{code, s.Episodes.String()}
		for _, f := range s.Funnel {
			if f.Stage == reporting.StageEngaged || f.Stage == reporting.StageStarted {
				row = append(row, f.Reached.String())
			}
		}
		rows = append(rows, row)
	}
	p.table([]string{
		p.say("age", "oed"), p.say("people", "pobl"), p.say("spoken with", "siaradwyd â nhw"), p.say("started something", "dechrau rhywbeth"),
	}, rows)
}

func (c *caseload) tellGaps(p *page, r coverage.Report) {
	p.heading("Who found nothing, and why", "Pwy na chafodd ddim, a pham")
	var rows [][]string
	for _, n := range r.Needs {
		why := ""
		for _, b := range n.Barriers {
			if k, ok := b.People.Shown(); ok && k == 0 {
				continue
			}
			name := p.say("no single change", "dim un newid")
			if b.Criterion != "" {
				name = b.Criterion.Text(p.tag)
			}
			if why != "" {
				why += ", "
			}
			why += name + " " + b.People.String()
		}
		rows = append(rows, []string{
			n.All.People.String(), n.All.Nothing.String(), n.All.Some.String(), n.All.Choice.String(), person.Needs().Text(p.tag, n.Need), why,
		})
	}
	p.table([]string{
		p.say("people", "pobl"), p.say("nothing", "dim"), p.say("little", "ychydig"), p.say("a choice", "dewis"), p.say("need", "angen"),
		p.say("what stood in the way", "beth oedd yn rhwystro"),
	}, rows)
}
