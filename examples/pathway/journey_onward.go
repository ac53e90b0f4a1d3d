package main

import (
	"errors"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/matching"
	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral"
)

func count[T any](all iter.Seq[T]) int {
	n := 0
	for range all {
		n++
	}
	return n
}

// onwards connects the person: one provider declines, a second has a waiting
// list, a third activity is only told about.
func (j *journey) onwards() {
	j.heading("Connecting", "Cysylltu")
	declines, starts, told := j.choose()
	if starts == nil {
		j.unmet()
	}
	for _, m := range told {
		j.signpost(m)
	}
	if declines != nil {
		j.declined(*declines)
	}
	var waiting referral.OnwardID
	if starts != nil {
		waiting = j.waitlisted(*starts)
	}
	j.sessions()
	if starts != nil {
		j.started(waiting, *starts)
	}
}

// choose takes the matches in their order. A referral by name goes where there
// is a sharing agreement and where professionals may refer, before elsewhere;
// somebody can be told about anything, and first about what serves a need that
// is still open. They are the one that declines, the one that starts (nil where
// there is none) and those that are only told about.
func (j *journey) choose() (*matching.Match, *matching.Match, []matching.Match) {
	var declines, starts *matching.Match
	var told []matching.Match
	for _, r := range j.found.Further {
		told = append(told, r.Result.Matches[:min(1, len(r.Result.Matches))]...)
	}
	list := slices.Clone(j.found.Result.Matches)
	slices.SortStableFunc(list, func(a, b matching.Match) int { return j.referable(b) - j.referable(a) })
	next := func() *matching.Match {
		if len(list) == 0 {
			return nil
		}
		m := list[0]
		list = slices.DeleteFunc(list[1:], func(o matching.Match) bool { return o.Provider == m.Provider })
		return &m
	}
	if len(list) > 1 {
		declines = next()
	}
	starts = next()
	if m := next(); m != nil && len(told) == 0 {
		told = append(told, *m)
	}
	return declines, starts, told
}

// referable ranks how well a match takes a referral by name.
func (j *journey) referable(m matching.Match) int {
	a, n := j.dir.byID[m.Activity], 0
	if j.svc.agreements[m.Provider] == person.Yes {
		n += 2
	}
	if slices.ContainsFunc(a.Routes, func(r activity.RouteOption) bool { return r.Route == activity.Professional }) {
		n++
	}
	return n
}

// propose talks about a provider with the person.
func (j *journey) propose(m matching.Match) referral.OnwardID {
	o := referral.Onward{ID: referral.OnwardID(j.newID()), Provider: m.Provider, Activity: m.Activity, Need: needOf(m, j.who)}
	if j.do(&referral.ProposeOnward{Meta: j.meta(referral.RoleLinkWorker), Onward: o}) {
		j.dated("An onward referral is talked about: %s.", "Trafodir atgyfeiriad ymlaen: %s.", j.dir.byID[m.Activity].Name)
	}
	return o.ID
}

// needOf is the need that the match serves.
func needOf(m matching.Match, who profile) person.NeedCode {
	for _, r := range m.Reasons {
		if r.Criterion == matching.Need && r.Subject != "" {
			return person.NeedCode(r.Subject)
		}
	}
	return who.needs[0]
}

// send sends the referral. Where the register knows of no sharing agreement,
// the gate says so, and the link worker records why it goes all the same.
func (j *journey) send(id referral.OnwardID) {
	if j.err != nil || j.later() {
		return
	}
	cmd := &referral.SendOnward{Meta: j.meta(referral.RoleLinkWorker), Onward: id, Agreed: person.Yes}
	r, events, err := j.svc.referrals.Do(j.ctx, j.id, cmd)
	no, refused := errors.AsType[*referral.Refusal](err)
	switch {
	case err == nil:
		j.episode, j.events = r, append(j.events, events...)
	case refused && no.Rule == "provider-checked":
		j.refused = append(j.refused, no.Error())
		j.dated("The link worker tries to send it.", "Mae'r gweithiwr cyswllt yn ceisio ei anfon.")
		j.showRefusal(no, referral.RoleLinkWorker)
		j.do(&referral.SendOnward{Meta: j.meta(referral.RoleLinkWorker), Onward: id, Agreed: person.Yes, Override: referral.Override{
			Reason: "agreement-in-progress", Words: person.NewText("The sharing agreement is with the provider for signature; they take the referral by telephone, with the person present."),
		}})
		j.sub("The agreement is being signed: that is recorded as the reason to go on, and it is sent.",
			"Mae'r cytundeb yn cael ei lofnodi: cofnodir hynny'n rheswm dros fwrw ymlaen, ac fe'i hanfonir.")
		return
	default:
		j.err = err
		return
	}
	j.dated("It is sent.", "Fe'i hanfonir.")
	j.disclosed(id)
}

// disclosed shows what the provider is told: what the view for providers has,
// and the one need that the referral is for.
func (j *journey) disclosed(id referral.OnwardID) {
	o, ok := j.episode.Onward(id)
	if !ok {
		return
	}
	var chosen []person.EntryID
	for _, n := range j.person.Needs {
		if n.Code == o.Need {
			chosen = append(chosen, n.ID)
		}
	}
	d := person.ViewFor(person.AudienceProvider).Of(j.person, &person.ViewOptions{
		At: j.now, Provider: person.ProviderID(o.Provider), Needs: chosen,
	})
	j.sub("The provider is told the name, how to get in touch, and the need: %s. Left out: %s.",
		"Dywedir wrth y darparwr yr enw, sut i gysylltu, a'r angen: %s. Wedi'u hepgor: %s.", j.needs(d.Person), j.withheld(d))
}

// withheld names what was left out, each field once.
func (j *journey) withheld(d person.Disclosure) string {
	var fields []string
	for _, w := range d.Told() {
		top, _, _ := strings.Cut(w.Path, ".")
		top, _, _ = strings.Cut(top, "[")
		if !slices.Contains(fields, top) {
			fields = append(fields, top)
		}
	}
	if len(fields) == 0 {
		return j.say("nothing", "dim")
	}
	for i := range fields {
		if fields[i] == "needs" {
			fields[i] = j.say("other needs", "anghenion eraill")
		}
	}
	return strings.Join(fields, ", ")
}

// declined is the first onward referral: refused until the person has agreed to
// share with this provider, then sent, then declined by the provider.
func (j *journey) declined(m matching.Match) {
	j.at(j.days().meet.day+2, 16, 30)
	id := j.propose(m)
	j.refuse("The link worker tries to send it before the person has agreed that this provider may have their details.",
		"Mae'r gweithiwr cyswllt yn ceisio ei anfon cyn i'r person gytuno y caiff y darparwr hwn ei fanylion.",
		&referral.SendOnward{Meta: j.meta(referral.RoleLinkWorker), Onward: id, Agreed: person.Yes})
	j.at(j.days().meet.day+2, 16, 40)
	j.agreeToShare(m)
	j.send(id)
	j.at(24, 12, 10)
	if j.do(&referral.DeclineOnward{Meta: j.meta(referral.RoleProvider), Onward: id, Reason: referral.ReasonNoCapacity}) {
		j.dated("The provider declines (%s). That is the provider's no: neither the person's nor ours.",
			"Mae'r darparwr yn gwrthod (%s). “Na” y darparwr yw hwn: nid un y person na'n un ni.", referral.ReasonNoCapacity.Text(j.tag))
	}
}

func (j *journey) agreeToShare(m matching.Match) {
	j.dated("Asked, the person agrees to share their details with this one provider.", "O gael ei holi, mae'r person yn cytuno i rannu ei fanylion â'r un darparwr hwn.")
	j.decide(referral.ProviderScope(m.Provider), person.Given)
}

// waitlisted is the second: a waiting list.
func (j *journey) waitlisted(m matching.Match) referral.OnwardID {
	j.at(25, 10, 0)
	id := j.propose(m)
	j.agreeToShare(m)
	j.send(id)
	j.at(28, 9, 30)
	j.do(&referral.AcknowledgeOnward{Meta: j.meta(referral.RoleProvider), Onward: id})
	j.at(28, 14, 0)
	expected := j.on(42, 9, 0)
	if j.do(&referral.WaitlistOnward{Meta: j.meta(referral.RoleProvider), Onward: id, Position: 3, Expected: expected}) {
		j.dated("The provider puts them on the waiting list, third, with a place expected about %s.",
			"Mae'r darparwr yn eu rhoi ar y rhestr aros, yn drydydd, gyda lle i'w ddisgwyl tua %s.", j.date(expected))
	}
	return id
}

// started is when its turn has come.
func (j *journey) started(id referral.OnwardID, m matching.Match) {
	j.at(42, 11, 20)
	if j.do(&referral.AcceptOnward{Meta: j.meta(referral.RoleProvider), Onward: id}) {
		j.dated("There is a place.", "Mae lle ar gael.")
	}
	j.attend(id, m)
}

// attend goes to the activity: accompanied at first, late once, and once
// cancelled by the person, which is not the same as not coming.
func (j *journey) attend(id referral.OnwardID, m matching.Match) {
	dates := j.occurrences(m)
	c := channelOfMode(m.Mode)
	var sessions []referral.SessionID
	for _, start := range dates {
		sessions = append(sessions, j.arrangeAt(start, c, 90, id))
	}
	support := referral.Support{Session: sessions[0], Onward: id, Level: referral.SupportIntroduced}
	if c == referral.ChannelInPerson {
		support.Level = referral.SupportWithVolunteer
	}
	j.do(&referral.RecordSupport{Meta: j.meta(referral.RoleLinkWorker), Support: support})
	j.now = dates[0].Add(90 * time.Minute)
	support.Done = true
	j.do(&referral.RecordSupport{Meta: j.meta(referral.RoleLinkWorker), Support: support})
	j.do(&referral.AttendSession{Meta: j.meta(referral.RoleProvider), Session: sessions[0]})
	start := &referral.StartOnward{Meta: j.meta(referral.RoleProvider), Onward: id}
	if j.do(start) {
		if c == referral.ChannelInPerson {
			j.dated("It starts: the first time, a volunteer goes along.", "Mae'n dechrau: y tro cyntaf, daw gwirfoddolwr gyda nhw.")
		} else {
			j.dated("It starts: the link worker introduces them to each other.", "Mae'n dechrau: mae'r gweithiwr cyswllt yn eu cyflwyno i'w gilydd.")
		}
	}
	if len(dates) > 1 {
		j.now = dates[1].Add(90 * time.Minute)
		j.do(&referral.AttendSession{Meta: j.meta(referral.RoleProvider), Session: sessions[1], Late: c == referral.ChannelInPerson})
		if c == referral.ChannelInPerson {
			j.dated("The second time: late, and welcome.", "Yr ail dro: yn hwyr, a chroeso.")
		} else {
			j.dated("The second time goes well.", "Mae'r ail dro'n mynd yn dda.")
		}
	}
	if len(dates) > 2 {
		j.now = dates[2].Add(-2 * time.Hour)
		j.do(&referral.CancelSessionByPerson{Meta: j.meta(referral.RoleLinkWorker), Session: sessions[2], Reason: "unwell"})
		j.dated("The third time the person rings to cancel: unwell. That is not counted as “did not attend”.",
			"Y trydydd tro mae'r person yn ffonio i ganslo: yn sâl. Ni chyfrifir hynny'n “heb fynychu”.")
	}
}

// occurrences are the next times the activity takes place, by its own
// schedule, or a weekly date agreed on the telephone where the source gives
// none that can be read.
func (j *journey) occurrences(m matching.Match) []time.Time {
	from, until := j.on(43, 8, 0), j.on(62, 18, 0)
	var out []time.Time
	if table, err := j.dir.byID[m.Activity].Schedule.Compile(nil); err == nil {
		for o := range table.Occurrences(from, until) {
			if at := o.Start.UTC(); len(out) == 0 || at.Sub(out[len(out)-1]) >= 5*24*time.Hour {
				out = append(out, at)
			}
		}
	}
	if len(out) == 0 {
		out = []time.Time{j.on(45, 14, 0), j.on(52, 14, 0), j.on(59, 14, 0)}
	}
	return out[:min(3, len(out))]
}

func channelOfMode(m activity.Mode) referral.Channel {
	switch m {
	case activity.Telephone:
		return referral.ChannelTelephone
	case activity.HomeVisit:
		return referral.ChannelHomeVisit
	case activity.Online:
		return referral.ChannelVideo
	case activity.ByPost:
		return referral.ChannelLetter
	case activity.InPerson, activity.Outreach:
	}
	return referral.ChannelInPerson
}

// signpost tells about an activity: no provider answers, it is no referral.
func (j *journey) signpost(m matching.Match) {
	j.at(j.days().meet.day+2, 16, 20)
	s := referral.Signposting{ID: referral.SignpostID(j.newID()), Provider: m.Provider, Activity: m.Activity, Need: needOf(m, j.who)}
	if j.do(&referral.Signpost{Meta: j.meta(referral.RoleLinkWorker), Signpost: s}) {
		j.dated("A signpost: the person is told about %s and goes, or does not go, by themselves.",
			"Cyfeirbwynt: dywedir wrth y person am %s, ac mae'n mynd, neu beidio, ar ei liwt ei hun.", j.dir.byID[m.Activity].Name)
	}
}

// unmet records that nothing was found (D26).
func (j *journey) unmet() {
	j.at(j.days().meet.day+2, 16, 20)
	for _, n := range j.who.needs {
		if j.do(&referral.RecordUnmet{Meta: j.meta(referral.RoleLinkWorker), Unmet: referral.Unmet{
			Need: n, Reason: referral.UnmetNoneExists, Area: string(j.who.home.area),
		}}) {
			j.dated("Unmet need recorded: %s.", "Cofnodir angen heb ei ddiwallu: %s.", person.Needs().Text(j.tag, n))
		}
	}
}
