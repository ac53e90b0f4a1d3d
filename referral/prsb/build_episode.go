package prsb

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral"
)

// selfReferral stands for service and organisation where a person refers
// themselves (D38).
const selfReferral = "Self-referral"

// needsShown are the needs that may go: those that pass the view for the person,
// which knows what is sensitive.
func (b *builder) needsShown() map[person.NeedCode]bool {
	opt := person.ViewOptions{IncludeSensitive: b.ViewOptions.IncludeSensitive, Vocabulary: b.ViewOptions.Vocabulary}
	out := map[person.NeedCode]bool{}
	var probe person.Person
	add := func(c person.NeedCode) {
		if _, known := out[c]; c != "" && !known {
			out[c] = false
			probe.Needs = append(probe.Needs, &person.Need{Code: c})
		}
	}
	for _, c := range b.Referral.Intake().Reasons {
		add(c)
	}
	for n := range b.Referral.Needs() {
		add(n.Code)
	}
	for o := range b.Referral.Onwards() {
		add(o.Need)
	}
	for s := range b.Referral.Signposts() {
		add(s.Need)
	}
	for g := range b.Referral.Goals() {
		add(g.Need)
	}
	d := b.sensitiveView().Of(probe, &opt)
	for _, n := range d.Person.Needs {
		out[n.Code] = true
	}
	b.seen.WithholdFromOnlineAccess = b.seen.WithholdFromOnlineAccess || d.WithholdFromOnlineAccess
	return out
}

// sensitiveView is the view that judges which codes are sensitive. The referrer's
// shows no needs at all, though they named some themselves: the GP's judges.
func (b *builder) sensitiveView() person.View {
	if b.audience == person.AudienceReferrer {
		return person.ViewFor(person.AudienceGP)
	}
	return b.View
}

// shown reports whether what was done about a need may go, and notes it if not.
func (b *builder) shown(path string, c person.NeedCode) bool {
	if c == "" || b.needs[c] {
		return true
	}
	b.withhold("referral."+path, person.WithheldSensitive)
	return false
}

// addNeed puts a need into the plan; goals go under the first of a code.
func (b *builder) addNeed(c person.NeedCode, n *person.Need) *PlanNeed {
	x := &PlanNeed{Need: n}
	b.content.Needs = append(b.content.Needs, x)
	if b.planned[c] == nil {
		b.planned[c] = x
	}
	return x
}

// referral writes the referral itself, and each onward referral that was sent.
func (b *builder) referral() {
	r := b.Referral
	in := r.Intake()
	var labels []string
	for _, c := range in.Reasons {
		if l := b.label(c); l != "" && b.may("intake.reasons") && b.shown("intake.reasons", c) {
			labels = append(labels, l)
			b.content.Issues = append(b.content.Issues, &person.Coded{Words: person.NewText(l)})
		}
	}
	e := &ReferralEntry{At: b.when("received", r.Received()), To: b.service(), ReturnTo: person.NewText(b.options.ReturnTo)}
	own := b.words("intake.words", in.Words)
	e.Reason = own
	if own.IsZero() {
		e.Reason = person.NewText(strings.Join(labels, "; "))
	}
	e.From = b.referrer(in)
	if in.Basis == referral.BasisSelfReferral && b.may("intake.basis") {
		e.From, e.Method = b.themselves(), person.NewText("Self referral")
		if !own.IsZero() {
			b.content.Reported = []person.Text{own}
		}
	}
	b.content.Referrals = append(b.content.Referrals, e)
	b.onwards()
}

func (b *builder) referrer(in referral.Intake) Professional {
	x := b.options.Referrer
	if x.Organisation.Code.IsZero() && in.From != "" && b.may("intake.from") {
		if c, err := person.ParseODSCode(in.From); err == nil {
			x.Organisation.Code = c
		}
	}
	return x
}

// themselves is the person as their own referrer.
func (b *builder) themselves() Professional {
	p := &b.seen.Person
	x := Professional{
		Name:    person.NewText(p.Name.DiscloseFull()),
		Service: person.Coded{Words: person.NewText(selfReferral)}, Organisation: Organisation{Words: person.NewText(selfReferral)},
	}
	for _, c := range p.Contacts {
		if c != nil && !c.Value.IsZero() {
			x.Contact = c.Value
			break
		}
	}
	return x
}

// service is the service with the worker who has the episode.
func (b *builder) service() Professional {
	x := b.options.Service
	if w := b.worker(b.Referral.Worker()); !w.Name.IsZero() {
		x.Name, x.Role = w.Name, w.Role
	}
	return x
}

// worker gives the name and role of a worker; without a name, nothing.
func (b *builder) worker(id referral.ActorID) Professional {
	if x, ok := b.options.Staff[id]; ok && !id.IsZero() && b.may("assignments.worker") {
		return x
	}
	return Professional{}
}

func (b *builder) onwards() {
	for o := range b.Referral.Onwards() {
		if o.State == referral.StateEnteredInError {
			continue
		}
		if o.Sent.IsZero() {
			b.lose("referral.onwards", NoElement) // an idea that was never sent
			continue
		}
		if !b.may("onwards.provider") || !b.shown("onwards", o.Need) {
			continue
		}
		to := Professional{
			Organisation: Organisation{Words: person.NewText(b.options.Providers[o.Provider])},
			Service:      person.Coded{Words: person.NewText(b.options.Activities[o.Activity])},
		}
		b.content.Referrals = append(b.content.Referrals, &ReferralEntry{
			At: o.Sent, From: b.service(), To: to, Reason: titled(b.label(o.Need), b.words("onwards.words", o.Words)),
		})
	}
}

// contacts writes the contacts, attempts marked as such, and the sessions that
// the person came to. The standard's outcome is that of attendance, which is
// another list, so that it stays empty (D17).
func (b *builder) contacts() {
	for c := range b.Referral.Contacts() {
		if !b.may("contacts.at") {
			break
		}
		x := &ContactEntry{At: c.At, Type: person.NewText(contactWords(c))}
		if who := b.worker(c.By); c.TwoWay() && !who.Name.IsZero() {
			x.SeenBy = []*Professional{{Name: who.Name, Role: who.Role}}
		}
		b.content.Contacts = append(b.content.Contacts, x)
	}
	b.sessions()
	slices.SortStableFunc(b.content.Contacts, func(x, y *ContactEntry) int { return x.At.Compare(y.At) })
}

func contactWords(c referral.Contact) string {
	how := " by " + plain(string(c.Channel))
	if c.TwoWay() {
		return "Contact" + how
	}
	return "Contact tried" + how + ": " + plain(string(c.Outcome))
}

// plain makes words of a code.
func plain(s string) string { return strings.ReplaceAll(s, "-", " ") }

func (b *builder) sessions() {
	for s := range b.Referral.Sessions() {
		if s.State == referral.StateEnteredInError {
			continue
		}
		if s.State != referral.StateAttended {
			b.lose("referral.sessions", NoElement) // nobody met
			continue
		}
		o, onward := b.Referral.Onward(s.Onward)
		if !b.may("sessions.start") || onward && !b.shown("sessions", o.Need) {
			continue
		}
		b.content.Contacts = append(b.content.Contacts, &ContactEntry{At: s.Start, Type: person.NewText("Session, " + plain(string(s.Channel)))})
	}
}

// plan writes needs, goals and the plan as it stands.
func (b *builder) plan() {
	for n := range b.Referral.Needs() {
		b.need(n)
	}
	b.steps(b.goals())
	b.matters()
	p, ok := b.Referral.Plan()
	if ok && p.State != referral.StateEnteredInError {
		b.agreed(p)
	}
	for f := range b.Referral.Funding() {
		if f.Agreed && b.may("funding.source") {
			b.content.Plan.Funding = person.Coded{Words: person.NewText(f.Source)}
		}
	}
}

// need adds a need of the episode, unless the person's own record says the same.
func (b *builder) need(n referral.Need) {
	if !b.may("needs.code") || !b.shown("needs", n.Code) {
		return
	}
	words := titled(b.label(n.Code), b.words("needs.words", n.Words))
	if words.IsZero() {
		b.lose("referral.needs.code", NoElement)
		return
	}
	if old := b.planned[n.Code]; old != nil && (n.Words.IsZero() || old.Need.Words.Equal(words)) {
		return
	}
	b.addNeed(n.Code, &person.Need{Code: n.Code, Words: words})
}

// goals gives the entries by their goal; one that may not go is there as nil.
func (b *builder) goals() map[referral.GoalID]*GoalEntry {
	out := map[referral.GoalID]*GoalEntry{}
	for g := range b.Referral.Goals() {
		if g.State == referral.StateEnteredInError || !b.may("goals.words") || !b.shown("goals", g.Need) {
			out[g.ID] = nil
			continue
		}
		e := &GoalEntry{Goal: person.Coded{Words: g.Words}, Importance: g.Importance}
		e.Outcomes = append(e.Outcomes, &person.Coded{Words: titled(b.options.Texts.State(english, g.State), g.Outcome)})
		home := b.planned[g.Need]
		if home == nil {
			home = b.addNeed(g.Need, &person.Need{Code: g.Need, Words: person.NewText(b.label(g.Need))})
		}
		home.Goals = append(home.Goals, e)
		out[g.ID] = e
	}
	return out
}

// steps go under their goals; those without are actions of the plan.
func (b *builder) steps(goals map[referral.GoalID]*GoalEntry) {
	for s := range b.Referral.Steps() {
		goal, named := goals[s.Goal]
		switch {
		case !b.may("steps.what"):
			return
		case goal != nil:
			goal.Actions = append(goal.Actions, b.action(s))
		case named:
			b.withhold("referral.steps", person.WithheldSensitive)
		case s.Owner == referral.OwnerPerson || s.Owner == referral.OwnerCarer:
			b.content.Actions = append(b.content.Actions, &ActionsEntry{Person: s.What})
		default:
			b.content.Actions = append(b.content.Actions, &ActionsEntry{Professionals: s.What})
		}
		if goal == nil && !named && (!s.Due.IsZero() || !s.Strategy.IsZero() || !s.Stage.IsZero() || s.Confidence > 0 || s.Status != "") {
			b.lose("referral.steps", NoElement) // of a step without a goal, but for what is to be done
		}
	}
}

func (b *builder) action(s referral.Step) *ActionEntry {
	a := &ActionEntry{
		What: []*person.Coded{{Words: s.What}}, Who: b.owner(s.Owner), When: day(s.Due), Strategies: s.Strategy,
		Status: person.Coded{Words: person.NewText(plain(string(s.Status)))}, Confidence: s.Confidence, Updated: s.At, Review: day(s.Review),
	}
	if !s.Stage.IsZero() {
		a.Stages = []*StageEntry{{Goal: person.Coded{Words: s.Stage}}}
	}
	return a
}

// owner names who is to act, by their part where the name is not known.
func (b *builder) owner(o referral.Owner) Professional {
	switch o {
	case referral.OwnerPerson:
		return Professional{Name: person.NewText("The person")}
	case referral.OwnerLinkWorker:
		if w := b.worker(b.Referral.Worker()); !w.Name.IsZero() {
			return Professional{Name: w.Name, Role: w.Role}
		}
		return Professional{Name: person.NewText("The link worker")}
	case referral.OwnerProvider:
		return Professional{Name: person.NewText("The provider")}
	case referral.OwnerCarer:
		return Professional{Name: person.NewText("A carer")}
	case referral.OwnerOther:
		return Professional{Name: person.NewText("Somebody else")}
	}
	return Professional{}
}

// day gives the day of a time in UTC.
func day(t time.Time) person.Date {
	if t.IsZero() {
		return person.Date{}
	}
	return person.DateOf(t.UTC())
}

// matters writes what matters most, where the person's own profile does not say
// it, and the strengths.
func (b *builder) matters() {
	var last person.Text
	for m := range b.Referral.Matters() {
		last = m.Words
		for _, s := range m.Strengths {
			if t := b.words("matters.strengths", s); !t.IsZero() {
				b.content.Person.Strengths = append(slices.Clip(b.content.Person.Strengths), &person.Strength{Words: t})
			}
		}
	}
	b.important("matters.words", last)
	if p, ok := b.Referral.Plan(); ok && p.State != referral.StateEnteredInError {
		b.important("plans.matters", p.Matters)
	}
}

func (b *builder) important(path string, t person.Text) {
	if t = b.words(path, t); t.IsZero() {
		return
	}
	about := person.AboutMe{}
	if a := b.content.Person.About; a != nil {
		about = *a
	}
	if !about.Important.IsZero() {
		b.lose("referral."+path, Surplus)
		return
	}
	about.Important = t
	b.content.Person.About = &about
}

// agreed writes the plan as a whole.
func (b *builder) agreed(p referral.Plan) {
	to := &b.content.Plan
	if b.may("plans.agreed") {
		to.Agreed = person.TriOf(!p.Agreed.IsZero())
		if !p.Agreed.IsZero() && p.AgreedBy.Party == referral.PartyPerson {
			to.AgreedName = person.NewText(b.seen.Person.Name.DiscloseFull())
		}
	}
	to.Updated = b.when("plans.since", p.Since)
	if p.Reviewed.After(p.Since) {
		to.Updated = b.when("plans.reviewed", p.Reviewed)
	}
	to.Review = day(b.when("plans.review", p.Review))
	if w := b.worker(b.Referral.Worker()); !to.Review.IsZero() {
		to.Responsible = Professional{Name: w.Name, Role: w.Role, Contact: w.Contact}
	}
	if t := b.words("plans.ifWorse", p.IfWorse); !t.IsZero() {
		b.content.Actions = append(b.content.Actions, &ActionsEntry{Person: titled("If things get worse", t)})
	}
}

func (b *builder) signposts() {
	for s := range b.Referral.Signposts() {
		if !b.may("signposts.provider") || !b.shown("signposts", s.Need) {
			continue
		}
		b.content.Signposts = append(b.content.Signposts, &SignpostEntry{
			On: day(s.At),
			To: Professional{
				Organisation: Organisation{Words: person.NewText(b.options.Providers[s.Provider])},
				Service:      person.Coded{Words: person.NewText(b.options.Activities[s.Activity])},
			},
			Reason: person.Coded{Words: titled(b.label(s.Need), b.words("signposts.words", s.Words))},
		})
	}
}

// visible reports whether a risk marked for someone may be seen here: the team is
// the service, so what is marked for it goes to a receiving link worker only.
func (b *builder) visible(v referral.Visibility) bool {
	//exhaustive:ignore
	switch b.audience {
	case person.AudienceLinkWorker:
		return true
	case person.AudienceGP:
		return v == referral.VisibleGP
	case person.AudiencePerson:
		return v == referral.VisiblePerson
	}
	return false
}

// opened reports whether sensitive things may go at all, and marks the record if
// so.
func (b *builder) opened() bool {
	//exhaustive:ignore
	switch b.audience {
	case person.AudienceLinkWorker:
		return true
	case person.AudienceGP, person.AudiencePerson:
		b.seen.WithholdFromOnlineAccess = b.seen.WithholdFromOnlineAccess || b.ViewOptions.IncludeSensitive
		return b.ViewOptions.IncludeSensitive
	}
	return false
}

// sensitiveRisks are those that somebody in the person's house may be.
var sensitiveRisks = []string{string(person.RiskFromOthers), string(person.RiskDomesticAbuse), string(person.RiskExploitation), "from-others"}

func (b *builder) risks() {
	for r := range b.Referral.Risks() {
		switch {
		case !b.may("risks.kind"):
			return
		case !b.visible(r.Visible):
			b.withhold("referral.risks", person.WithheldAudience)
			continue
		case slices.Contains(sensitiveRisks, r.Kind) && !b.opened():
			b.withhold("referral.risks", person.WithheldSensitive)
			continue
		}
		b.content.Person.Risks = append(slices.Clip(b.content.Person.Risks), &person.Risk{
			Words: described(r.Kind, b.words("risks.words", r.Words), true), From: day(r.Raised), To: day(r.Resolved),
		})
	}
}

func (b *builder) concerns() {
	for c := range b.Referral.Concerns() {
		switch {
		case !b.may("concerns.kind"):
			return
		case !b.opened():
			b.withhold("referral.concerns", person.WithheldSensitive)
			return
		}
		x := &person.Concern{Words: titled(plain(c.Kind), b.words("concerns.words", c.Words)), RaisedAt: c.Raised}
		if end := cmp.Or(c.Resolved, c.HandedOver); !end.IsZero() {
			x.Ending = &person.ConcernEnd{At: end}
		}
		b.content.Concerns = append(b.content.Concerns, &SafeguardingEntry{Indicator: person.Yes, Concern: x})
	}
}

// summary says how the episode stands, below what the person's record has.
func (b *builder) summary() {
	if !b.may("state") || b.Referral.IsZero() {
		return
	}
	r := b.Referral
	line := "Social prescribing: " + b.options.Texts.State(english, r.State()) + ", since " + r.Since().UTC().Format(time.DateOnly)
	if c, ok := r.Closure(); ok && c.Reopened.IsZero() && r.State() == referral.StateClosed && b.may("closures.reason") {
		line += ". " + b.options.Texts.Reason(english, c.Reason)
		if t := b.words("closures.words", c.Words); !t.IsZero() {
			line += ": " + t.Disclose()
		}
	}
	p := &b.seen.Person
	p.ClinicalSummary = person.NewText(strings.TrimLeft(p.ClinicalSummary.Disclose()+"\n"+line, "\n"))
	b.content.Person.ClinicalSummary = p.ClinicalSummary
}
