package main

import (
	"slices"
	"strings"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"github.com/socialprescribing/socialprescribing/matching"
	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral"
)

// introduce shows the person and puts their record into the store.
func (j *journey) introduce() {
	j.at(0, 8, 30)
	j.register()
	j.heading("The person (synthetic)", "Y person (synthetig)")
	p := j.person
	j.field(j.say("Name", "Enw"), p.Name.DiscloseFull()+" – "+j.say(j.who.about[0], j.who.about[1]))
	j.field(j.say("NHS number", "Rhif y GIG"), j.say("%s, of the range 999 that is kept for tests", "%s, o'r ystod 999 a gedwir ar gyfer profion", p.NHSNumber.Spaced()))
	j.field(j.say("Age", "Oed"), j.age(person.DateOf(j.now)))
	j.field(j.say("Lives", "Yn byw"), j.lives())
	j.field(j.say("Languages", "Ieithoedd"), j.languages())
	j.field(j.say("Needs", "Anghenion"), j.needs(p))
}

// register puts the person's record into the store.
func (j *journey) register() {
	j.person = j.who.record(person.ID(j.newID()), j.seed, person.DateOf(j.now))
	j.save(person.EventRegistered)
}

// save commits the person's record as it is now.
func (j *journey) save(kind person.EventKind) {
	if j.err != nil || j.later() {
		return
	}
	c := person.Change{
		ID: person.ChangeID(j.newID()), Base: j.version, Value: j.person,
		Events: []person.Event{{
			ID: person.EntryID(j.newID()), Person: j.person.ID, Version: j.version + 1,
			Kind: kind, At: j.now, RecordedAt: j.now,
		}},
	}
	if j.err = j.svc.people.Commit(j.ctx, c); j.err == nil {
		j.version++
	}
}

func (j *journey) age(on person.Date) string {
	low, high, ok := j.person.Birth.AgeOn(on).Years()
	switch {
	case !ok:
		return j.say("not known", "anhysbys")
	case low == high:
		return j.say("%d", "%d", low)
	}
	return j.say("between %d and %d: the birth date is known in part", "rhwng %d a %d: yn rhannol y gwyddys y dyddiad geni", low, high)
}

func (j *journey) lives() string {
	if j.who.noAbode {
		return j.say("no fixed abode; has chosen to look from %s", "dim cartref sefydlog; wedi dewis chwilio o %s", j.who.home.town)
	}
	return j.who.home.town + ", " + j.person.Addresses[0].Postcode.Disclose()
}

func (j *journey) languages() string {
	var names []string
	for _, l := range j.person.Languages {
		name := j.languageName(l.Tag)
		if l.Interpreter == person.Yes {
			name += j.say(" (with an interpreter)", " (gyda chyfieithydd)")
		}
		names = append(names, name)
	}
	return strings.Join(names, ", ")
}

// languageName uses the names of CLDR, which has no word for British Sign
// Language.
func (j *journey) languageName(tag language.Tag) string {
	if tag.String() == "bfi" {
		return j.say("British Sign Language", "Iaith Arwyddion Prydain")
	}
	if name := display.Tags(j.tag).Name(tag); name != "" {
		return name
	}
	return display.English.Tags().Name(tag)
}

func (j *journey) needs(p person.Person) string {
	var names []string
	for _, n := range p.CurrentNeeds() {
		names = append(names, person.Needs().Text(j.tag, n.Code))
	}
	return strings.Join(names, "; ")
}

// refer is the referral: made after the person accepted the offer, received by
// the service in the morning and typed in later.
func (j *journey) refer() {
	j.heading("Referral", "Atgyfeiriad")
	received := j.on(0, 10, 20)
	j.at(0, 11, 5)
	var reasons []person.NeedCode
	for _, n := range j.person.CurrentNeeds() {
		reasons = append(reasons, n.Code)
	}
	urgency := referral.UrgencyRoutine
	if j.urgent() {
		urgency = referral.UrgencyUrgent
	}
	cmd := &referral.Submit{Meta: j.meta(referral.RoleReferrer), Referral: j.id, Intake: &referral.Intake{
		Person: j.person.ID, Service: j.svc.id, Basis: j.basis(), Source: j.who.source,
		Referrer: j.actor(referral.RoleReferrer).ID, From: "Y99901", Urgency: urgency, Reasons: reasons,
		Words: person.NewText(j.who.words), Route: j.who.channels()[0],
	}}
	cmd.At = received
	if j.do(cmd) {
		j.dated(
			"A referral arrives (%s): received at 10:20, typed in at 11:05. Waiting times count from 10:20.",
			"Daw atgyfeiriad (%s): fe'i derbyniwyd am 10:20 a'i deipio am 11:05. O 10:20 y cyfrifir amserau aros.", j.sourceName())
		j.quote(cmd.Intake.Words)
	}
}

func (j *journey) basis() referral.Basis {
	if j.who.source == "self" {
		return referral.BasisSelfReferral
	}
	return referral.BasisOfferAccepted
}

// accept decides, and shows what happens when a step is skipped.
func (j *journey) accept() {
	worker := j.actor(referral.RoleLinkWorker)
	j.set(j.days().refused)
	j.refuse(
		"The team lead tries to give the referral to a link worker before the service has accepted it.",
		"Mae arweinydd y tîm yn ceisio rhoi'r atgyfeiriad i weithiwr cyswllt cyn i'r gwasanaeth ei dderbyn.",
		&referral.Allocate{Meta: j.meta(referral.RoleTeamLead), Worker: worker.ID})
	j.set(j.days().accepted)
	if j.do(&referral.Accept{Meta: j.meta(referral.RoleTeamLead), Eligible: person.Yes}) {
		j.dated("The service accepts the referral.", "Mae'r gwasanaeth yn derbyn yr atgyfeiriad.")
	}
	j.set(j.days().allocated)
	if j.do(&referral.Allocate{Meta: j.meta(referral.RoleTeamLead), Worker: worker.ID}) {
		j.dated("A link worker is allocated, who is responsible from now on.", "Pennir gweithiwr cyswllt, sy'n gyfrifol o hyn ymlaen.")
	}
}

// reach tries twice and gets through the third time.
func (j *journey) reach() {
	j.heading("First contact", "Cyswllt cyntaf")
	ch := j.who.channels()
	j.set(j.days().first)
	j.attempt(ch[0])
	j.set(j.days().second)
	j.attempt(ch[1])
	j.set(j.days().contact)
	c := referral.Contact{
		ID: referral.ContactID(j.newID()), Channel: ch[2], Outcome: referral.OutcomeEngaged, Minutes: 25, Accepts: person.Yes,
	}
	if j.do(&referral.FirstContact{Meta: j.meta(referral.RoleLinkWorker), Contact: c}) {
		j.dated(
			"The first conversation (%s, 25 minutes, %s). The person says yes to the support: the state is now %s.",
			"Y sgwrs gyntaf (%s, 25 munud, %s). Mae'r person yn dweud ie i'r gefnogaeth: y cyflwr nawr yw %s.", j.channelName(ch[2]), j.spoken(), j.episode.State().Text(j.tag))
	}
}

// spoken says in which language they talk, and how.
func (j *journey) spoken() string {
	first, ok := j.person.Languages.Preferred()
	if !ok {
		return j.say("in English", "yn Saesneg")
	}
	base, _ := first.Tag.Base()
	if base.String() == "en" || base.String() == "cy" {
		return j.say("in %s", "iaith: %s", j.languageName(first.Tag))
	}
	return j.say("in %s through an interpreter", "iaith: %s, drwy gyfieithydd", j.languageName(first.Tag))
}

// missed is how an attempt by a channel fails.
func missed(c referral.Channel) referral.ContactOutcome {
	switch c {
	case referral.ChannelTelephone:
		return referral.OutcomeNoAnswer
	case referral.ChannelTextMessage, referral.ChannelViaReferrer, referral.ChannelEmail, referral.ChannelLetter,
		referral.ChannelInstantMessage:
		return referral.OutcomeMessageSent
	case referral.ChannelInPerson, referral.ChannelHomeVisit, referral.ChannelVideo, referral.ChannelTalkType,
		referral.ChannelViaContact, referral.ChannelOutreach:
	}
	return referral.OutcomeNobodyIn
}

// attempt is one that does not reach the person.
func (j *journey) attempt(c referral.Channel) {
	cmd := &referral.RecordAttempt{Meta: j.meta(referral.RoleLinkWorker), Contact: referral.Contact{
		ID: referral.ContactID(j.newID()), Channel: c, Outcome: missed(c),
	}}
	if !j.do(cmd) {
		return
	}
	//exhaustive:ignore
	switch cmd.Contact.Outcome {
	case referral.OutcomeNoAnswer:
		j.dated("An attempt %s: nobody answers. No message is left: whether others would hear it is not known.",
			"Ymgais %s: neb yn ateb. Ni adewir neges: ni wyddys a fyddai eraill yn ei chlywed.", j.channelName(c))
	case referral.OutcomeMessageSent:
		j.dated("An attempt %s: a message that says only who is asking for an answer.",
			"Ymgais %s: neges sy'n dweud dim ond pwy sy'n gofyn am ateb.", j.channelName(c))
	default:
		j.dated("An attempt %s: the person is not there.", "Ymgais %s: nid yw'r person yno.", j.channelName(c))
	}
}

// consents asks, records the answers with the person and lets the episode see
// them. The code for the GP's record is due from here, once.
func (j *journey) consents() {
	j.set(j.days().consent)
	j.dated("The link worker explains what is shared and with whom, and asks.", "Mae'r gweithiwr cyswllt yn egluro beth a rennir a chyda phwy, ac yn gofyn.")
	for _, s := range []person.Scope{person.ScopeTakePart, person.ScopeShareGP, person.ScopeShareReferrer} {
		answer := person.Given
		if s == j.who.refusesShare {
			answer = person.Refused
		}
		j.decide(s, answer)
		j.sub("%s: %s", "%s: %s", s.Text(j.tag), answer.Text(j.tag))
	}
	for d := range j.episode.Duties() {
		if d.Kind == referral.DutyCodeToRecord && d.Settled.IsZero() {
			j.sub("Due: SNOMED CT %s to the GP's record, once in this episode (%s).",
				"Yn ddyledus: SNOMED CT %s i gofnod y meddyg teulu, unwaith yn y cyfnod hwn (%s).", d.Code, j.sharing(d.Sharing))
		}
	}
}

// decide records a decision in the person's ledger and in the episode.
func (j *journey) decide(s person.Scope, answer person.Answer) {
	if j.err != nil || j.later() {
		return
	}
	d := person.Decision{
		ID: person.EntryID(j.newID()), Scope: s, Answer: answer, Method: person.MethodVerbal, At: j.now, RecordedAt: j.now,
	}
	if _, most, ok := j.person.Birth.AgeOn(person.DateOf(j.now)).Years(); ok && most < 16 {
		d.Authority = &person.Authority{
			Kind: person.AuthorityCompetentChild, AssessedBy: person.NewText("the link worker, with the school nurse"),
			AssessedOn: person.DateOf(j.now), Reason: person.NewText("Understands what is shared, with whom and why, and can say it back."),
		}
	}
	if j.person.Consents, j.err = j.person.Consents.Record(d); j.err != nil {
		return
	}
	j.save(person.EventConsent)
	v := j.person.Consents.At(j.now).Verdict(s)
	j.do(&referral.SeeConsent{Meta: j.meta(referral.RoleLinkWorker), Consent: referral.ConsentSeen{
		Scope: s, Answer: v.Answer, Entry: v.Entry, Lapses: v.Lapses,
	}})
}

// today does what cannot wait for a conversation: the crisis list, and a duty
// that stands until somebody has done something about it (D34).
func (j *journey) today() {
	if !j.urgent() {
		return
	}
	j.at(0, 11, 10)
	j.dated("Urgent. Shown at once, before the service has decided anything:", "Brys. Fe'i dangosir ar unwaith, cyn i'r gwasanaeth benderfynu dim:")
	r, err := matching.Rank(matching.Query{
		Seeker: j.who.seeker(j.person, j.now), At: j.now, K: 1, Options: &matching.QueryOptions{Crisis: crisisLines()},
	}, slices.Values(j.dir.Activities), nil)
	if err != nil {
		j.err = err
		return
	}
	j.tellUrgent(r.Urgent)
	for i, n := range j.person.CurrentNeeds() {
		if isUrgent(n.Code) {
			j.do(&referral.RecordNeed{Meta: j.meta(referral.RoleAdministrator), Need: referral.Need{Code: n.Code, Words: n.Words, Priority: i + 1, Urgent: true}})
		}
	}
	j.at(0, 11, 15)
	j.settle(referral.DutyUrgentNeed, "Done with the referrer on the telephone, who stays with the person until it is arranged.")
	j.dated("The duty officer arranges what is needed today with the referrer, and the duty is settled. The rest goes on, faster.",
		"Mae'r swyddog ar ddyletswydd yn trefnu'r hyn sydd ei angen heddiw gyda'r atgyfeiriwr, a chyflawnir y ddyletswydd. Â'r gweddill ymlaen, yn gyflymach.")
}

// settle records that what was owed is done, each item of a kind.
func (j *journey) settle(kind referral.DutyKind, words string) bool {
	done := false
	for d := range j.episode.Duties() {
		if d.Kind == kind && d.Settled.IsZero() {
			done = j.do(&referral.SettleDuty{Meta: j.meta(referral.RoleAdministrator), Kind: kind, Item: d.Item, Words: person.NewText(words)})
		}
	}
	return done
}

// sourceName puts the source of the referral into words. A host has its own
// list of sources, and their words.
func (j *journey) sourceName() string {
	names := map[string][2]string{
		"gp-practice": {"from the GP practice", "o'r feddygfa"}, "school": {"from the school", "o'r ysgol"},
		"hospital-discharge": {"from the hospital, on discharge", "o'r ysbyty, wrth ryddhau"},
		"outreach-team":      {"from the street outreach team", "o'r tîm allgymorth stryd"},
		"memory-service":     {"from the memory service", "o'r gwasanaeth cof"}, "pharmacy": {"from the pharmacy", "o'r fferyllfa"},
		"health-visitor": {"from the health visitor", "o'r ymwelydd iechyd"}, "audiology": {"from audiology", "o awdioleg"},
		"voluntary-organisation": {"from a voluntary organisation", "o sefydliad gwirfoddol"}, "self": {"from the person", "gan y person"},
	}
	pair, ok := names[j.who.source]
	if !ok {
		return j.who.source
	}
	return j.say(pair[0], pair[1])
}

// sharing puts into words what of the code may leave.
func (j *journey) sharing(s referral.CodeSharing) string {
	switch s {
	case referral.CodeShare:
		return j.say("the person agreed", "cytunodd y person")
	case referral.CodeOnly:
		return j.say("the code and nothing else", "y cod a dim byd arall")
	case referral.CodeWithhold:
		return j.say("withheld: the person said no", "fe'i cedwir yn ôl: gwrthododd y person")
	}
	return string(s)
}

// channelName puts a way of contact into words.
func (j *journey) channelName(c referral.Channel) string {
	names := map[referral.Channel][2]string{
		referral.ChannelTelephone: {"by telephone", "dros y ffôn"}, referral.ChannelTextMessage: {"by text message", "drwy neges destun"},
		referral.ChannelVideo:       {"by video", "drwy fideo"},
		referral.ChannelOutreach:    {"where they are, with the outreach team", "lle maen nhw, gyda'r tîm allgymorth"},
		referral.ChannelViaReferrer: {"through the referrer", "drwy'r atgyfeiriwr"},
	}
	pair, ok := names[c]
	if !ok {
		return string(c)
	}
	return j.say(pair[0], pair[1])
}

// urgent says whether a need of the person cannot wait.
func (j *journey) urgent() bool {
	return slices.ContainsFunc(j.person.CurrentNeeds(), func(n *person.Need) bool { return isUrgent(n.Code) })
}

func isUrgent(c person.NeedCode) bool {
	concept, _ := person.Needs().Lookup(c)
	return concept.Urgent
}
