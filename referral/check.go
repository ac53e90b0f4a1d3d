package referral

import (
	"slices"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/person"
)

// few is a refusal because there are n of something, and fewer than needed.
func (d *decision) few(g guard, what countedFact, wanted string, n, need int) *Refusal {
	r := d.many(g, what, wanted+strconv.Itoa(need), n)
	r.need = need
	return r
}

// many is a refusal because there are n of something, where none should be.
func (d *decision) many(g guard, what countedFact, wanted string, n int) *Refusal {
	r := d.no(g, wanted, strconv.Itoa(n))
	r.counted, r.n = what, n
	return r
}

// no is a refusal by a guard.
func (d *decision) no(g guard, wanted, offered string) *Refusal {
	r := &Refusal{
		Rule: Rule(guards[g].Name), Action: d.m.names[d.k], State: d.r.State(),
		Reason: d.reason, Wanted: wanted, Offered: offered, machine: d.m,
	}
	if d.part != nil {
		r.Part, r.State, r.Item = allParts[d.pi], d.state, d.item
	}
	if d.meta != nil {
		r.Role = d.meta.By.Role
	}
	return r
}

// unknown is a refusal because a fact is not known.
func (d *decision) unknown(g guard, fact string) *Refusal {
	r := d.no(g, fact, "")
	r.Unknown = true
	return r
}

// flag records what was unknown, or overridden, and did not bar.
func (d *decision) flag(r Rule) {
	d.relies()
	d.relied.Flags = append(d.relied.Flags, r)
}

func (d *decision) relies() {
	if d.relied == nil {
		d.relied = &Relied{AsOf: normal(d.facts.AsOf), Person: d.facts.Person}
	}
}

// guard runs one guard. A switch rather than a table of functions: a function
// value would move the decision to the heap.
//
//nolint:gocognit // one case per guard
func (d *decision) guard(g guard) error {
	//exhaustive:ignore
	switch g {
	case guardIdentified:
		return d.fact(g, d.facts.Identified, !d.rules.policy.NeedIdentity, "identified")
	case guardReachable:
		return d.reachable()
	case guardHasReason:
		return d.refuseIf(g, len(d.intake().Reasons) == 0, "at least one reason")
	case guardBasis:
		return d.basis()
	case guardNotDead:
		return d.refuseIf(g, d.r.Dead() || d.facts.Dead == person.Yes, "a living person")
	case guardReason:
		return d.reasonGiven(d.m.names[d.k], d.reason, d.words)
	case guardWords:
		return d.refuseIf(g, d.words.IsZero(), "an explanation in words")
	case guardEligible:
		return d.eligible()
	case guardAcknowledged:
		return d.acknowledged()
	case guardBeforeEngaged:
		return d.beforeEngaged()
	case guardDecided:
		return d.personDecided()
	case guardWorker, guardAnotherWorker:
		return d.workerNamed(g)
	case guardReview:
		return d.reviewDate()
	case guardNoTransfer, guardTransfer, guardTransferLapsed:
		return d.transfer(g)
	case guardShareService:
		c, ok := d.cmd.(*OfferTransfer)
		if !ok {
			return nil
		}
		return d.share(g, TransferScope(c.To), c.Override)
	case guardContact:
		return d.contactAllowed()
	case guardTwoWay:
		return d.refuseIf(g, !d.contact().TwoWay(), string(OutcomeEngaged))
	case guardAccepts:
		return d.refuseIf(g, d.intake().Basis == BasisProactiveCohort && d.contact().Accepts != person.Yes, "the person's acceptance")
	case guardAttempts:
		return d.attempts()
	case guardNoChannel:
		return d.noChannel()
	case guardMissed:
		return d.missed()
	case guardEscalated:
		return d.escalated()
	case guardSafety:
		return d.safety()
	case guardGoals:
		return d.goalsConcluded()
	case guardOnwards:
		return d.onwardsEnded()
	case guardMeasures:
		return d.measures()
	case guardEngaged:
		return d.refuseIf(g, !d.r.engaged(), "support that had begun")
	case guardDeceased:
		return d.refuseIf(g, !d.r.Dead() && d.facts.Dead != person.Yes, "a recorded death")
	case guardLatest:
		return d.refuseIf(g, len(d.r.body().Closures) == 0, "a closure")
	case guardWindow:
		return d.window()
	case guardNoOther:
		return d.noOther()
	case guardUndoable:
		return d.undoable()
	case guardDead:
		return d.refuseIf(g, !d.r.Dead(), "a recorded death")
	case guardAlert:
		return d.alertOpen()
	case guardDuty:
		return d.dutyOwed()
	case guardConsent:
		return d.consentToShare()
	case guardProvider:
		return d.providerChecked()
	case guardArrangement:
		return d.arranged()
	case guardAgreed:
		return d.agreed()
	case guardReplyLapsed:
		return d.replyLapsed()
	case guardPlanDecider:
		return d.planDecider()
	case guardSessionPast:
		return d.sessionBegun()
	case guardAuthor:
		return d.author()
	case guardFeedback:
		return d.feedbackAgreed()
	case guardNone:
		return nil
	}
	return d.hostGuard(g)
}

func (d *decision) hostGuard(g guard) error {
	if d.cmd == nil {
		return nil // a host's guard judges commands, not possibilities
	}
	if r := d.m.guards[g-guardCount].Check(d.r, d.cmd, d.facts, d.rules); r != nil {
		return r
	}
	return nil
}

func (d *decision) refuseIf(g guard, bad bool, wanted string) error {
	if bad {
		return d.no(g, wanted, "")
	}
	return nil
}

// fact wants a fact to be yes; unless it is optional, unknown is a refusal.
func (d *decision) fact(g guard, t person.Tri, optional bool, name string) error {
	switch {
	case t == person.Yes || optional:
		return nil
	case t == person.No:
		return d.no(g, name, "no")
	}
	return d.unknown(g, name)
}

func (d *decision) limit(path string, t person.Text) error {
	n := utf8.RuneCountInString(t.Disclose())
	if n > d.rules.policy.TextLimit {
		return &Fault{Rule: RuleLimit, Path: path, Wanted: "at most " + strconv.Itoa(d.rules.policy.TextLimit) + " characters", Offered: strconv.Itoa(n)}
	}
	return nil
}

// reasonGiven checks a reason against the list of an action.
func (d *decision) reasonGiven(a Action, r Reason, words person.Text) error {
	def, ok := d.m.reasons[reasonKey{a, r}]
	if !ok {
		f := &Fault{Rule: RuleReason, Path: "reason", Wanted: "a reason for " + string(a), Offered: wordOnly(string(r))}
		for _, x := range d.m.Reasons(a) {
			f.Allowed = append(f.Allowed, string(x.Code))
		}
		return f
	}
	if def.Words && words.IsZero() {
		return &Fault{Rule: RuleReason, Path: "words", Wanted: "the reason in words", Offered: string(r)}
	}
	return nil
}

// intake is what the command brings, or what the referral says.
func (d *decision) intake() *Intake {
	if c, ok := d.cmd.(*Submit); ok && c.Intake != nil {
		return c.Intake
	}
	return d.r.body().Intake
}

func (d *decision) contact() *Contact {
	switch c := d.cmd.(type) {
	case *RecordAttempt:
		return &c.Contact
	case *FirstContact:
		return &c.Contact
	case *RecordContact:
		return &c.Contact
	}
	return &Contact{}
}

func (d *decision) reachable() error {
	if d.intake().Route == ChannelViaReferrer {
		return nil
	}
	return d.fact(guardReachable, d.facts.Reachable, !d.rules.policy.NeedReach, "reachable")
}

func (d *decision) basis() error {
	in := d.intake()
	switch in.Basis {
	case "":
		return d.no(guardBasis, "how the person came to be referred", "")
	case BasisProactiveCohort:
		return d.refuseIf(guardBasis, in.Cohort == "", "the cohort's code")
	case BasisByRepresentative:
		return d.authority(guardBasis, Decider{Party: PartyRepresentative, Actor: d.actor(), Authority: in.Authority})
	case BasisBestInterests:
		return d.authority(guardBasis, Decider{Party: PartyService, Actor: d.actor(), Authority: person.AuthorityBestInterests})
	case BasisOfferNotRecorded:
		d.flag("offer-not-recorded")
	case BasisOfferAccepted, BasisSelfReferral:
	}
	return nil
}

func (d *decision) actor() ActorID {
	if d.meta == nil {
		return ActorID{}
	}
	if !d.meta.By.OnBehalfOf.IsZero() {
		return d.meta.By.OnBehalfOf
	}
	return d.meta.By.ID
}

// noAuthority are the relations that do not decide for anybody (D14).
var noAuthority = []person.AuthorityKind{person.AuthorityNextOfKin, person.AuthorityCarer, person.AuthorityAttorneyProperty}

// authority wants a recorded authority in force. To be next of kin, carer or
// attorney for property is none.
func (d *decision) authority(g guard, by Decider) error {
	if by.Authority == "" || slices.Contains(noAuthority, by.Authority) {
		return d.no(g, "an authority to decide for the person", string(by.Authority))
	}
	switch d.facts.authority(by.Actor, by.Authority) {
	case person.Yes:
		d.relies()
		return nil
	case person.No:
		return d.no(g, "an authority that is in force", string(by.Authority))
	case person.Unknown:
	}
	return d.unknown(g, "authority "+string(by.Authority))
}

func (d *decision) eligible() error {
	c, ok := d.cmd.(*Accept)
	if !ok || c.Eligible == person.Yes {
		return nil
	}
	if d.reason == "" {
		return d.no(guardEligible, "an eligible person, or a reason to go on", c.Eligible.String())
	}
	if err := d.reasonGiven(ActionAccept, d.reason, d.words); err != nil {
		return err
	}
	d.flag("eligibility-overridden")
	return nil
}

func (d *decision) acknowledged() error {
	c, ok := d.cmd.(*Redirect)
	if !ok {
		return nil
	}
	if c.To.IsZero() || c.To == d.r.Service() {
		return d.no(guardAcknowledged, "another service", "")
	}
	return d.refuseIf(guardAcknowledged, c.Acknowledged.IsZero() || c.Acknowledged.After(d.now), "the other service's acknowledgement")
}

// engaged says whether the person was in touch with a worker, before a hold or
// a closure too.
func (r Referral) engaged() bool {
	return slices.ContainsFunc(r.body().Contacts, func(c *Contact) bool { return c.TwoWay() }) || r.State() == StateEngaged
}

func (d *decision) beforeEngaged() error {
	if d.r.State() != StateOnHold || d.r.Return() != StateEngaged {
		return nil
	}
	r := d.no(guardBeforeEngaged, "support that has not begun", "")
	r.Instead = ActionClose
	return r
}

// decided wants the person's own statement, or that of somebody with authority.
func (d *decision) decided(g guard, by Decider) error {
	role := RoleSystem
	if d.meta != nil {
		role = d.meta.By.Role
	}
	switch {
	case by.Party == PartyPerson, by.Party == "" && role == RolePerson:
		return nil
	case by.Party == "" && role == RoleRepresentative:
		by.Actor = d.actor()
		return d.authority(g, by)
	case by.Party == PartyRepresentative, by.Authority == person.AuthorityBestInterests:
		return d.authority(g, by)
	}
	return d.no(g, "the person, or a representative with authority", string(by.Party))
}

func (d *decision) personDecided() error {
	switch c := d.cmd.(type) {
	case *Decline:
		return d.decided(guardDecided, c.DecidedBy)
	case *Close:
		return d.decided(guardDecided, c.DecidedBy)
	}
	return nil
}

func (d *decision) planDecider() error {
	if c, ok := d.cmd.(*AgreePlan); ok {
		return d.decided(guardPlanDecider, c.AgreedBy)
	}
	return nil
}

func (d *decision) workerNamed(g guard) error {
	var w ActorID
	switch c := d.cmd.(type) {
	case *Allocate:
		w = c.Worker
	case *Reallocate:
		w = c.Worker
	}
	if g == guardWorker {
		return d.refuseIf(g, w.IsZero(), "a worker")
	}
	return d.refuseIf(g, w == d.r.Worker(), "another worker")
}

func (d *decision) reviewDate() error {
	var at time.Time
	switch c := d.cmd.(type) {
	case *Hold:
		at = c.Review
	case *ExtendHold:
		at = c.Review
	}
	last := d.now.AddDate(0, 0, d.rules.policy.HoldReviewDays)
	if at.After(d.now) && !at.After(last) {
		return nil
	}
	return d.no(guardReview, "a review date until "+last.Format(time.DateOnly), timeText(at))
}

func timeText(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// TransferScope is the scope of consent under which an episode is handed to
// another service: the scope of sharing with it as a provider.
func TransferScope(to ServiceID) person.Scope {
	return person.ScopeShareProvider(person.ProviderID(to))
}

// ProviderScope is the scope of consent of sharing with a provider.
func ProviderScope(p activity.ProviderID) person.Scope {
	return person.ScopeShareProvider(person.ProviderID(p))
}

func (d *decision) transfer(g guard) error {
	t, ok := last(d.r.body().Transfers)
	pending := ok && t.Answered.IsZero()
	//exhaustive:ignore
	switch g {
	case guardNoTransfer:
		return d.refuseIf(g, pending, "no transfer on offer")
	case guardTransfer:
		if !pending {
			return d.no(g, "a transfer on offer", "")
		}
		return d.stillShared(t)
	}
	if pending && d.now.Before(t.Expires) {
		return d.no(g, "after "+timeText(t.Expires), timeText(d.now))
	}
	return nil
}

// stillShared bars taking over what the person has since said no to: the
// episode's record travels when the transfer is accepted, not when it is
// offered (D5). What is known now counts, or else what was seen last; to know
// neither is no bar, since the offer rested on consent.
func (d *decision) stillShared(t Transfer) error {
	if d.k != kindAcceptTransfer || !t.Override.IsZero() {
		return nil
	}
	scope, answer := TransferScope(t.To), person.Answer("")
	if _, ok := d.facts.consent(scope); ok {
		return d.share(guardShareService, scope, Override{})
	}
	if c := d.r.body().consentSeen(scope); c != nil {
		answer = c.Answer
	}
	switch answer {
	case person.Refused, person.Withdrawn, person.Expired:
		return d.no(guardShareService, "consent, or a recorded override", string(answer))
	case person.Given, person.NotAsked:
	}
	return nil
}

// share is the consent gate (D13).
func (d *decision) share(g guard, s person.Scope, o Override) error {
	v, ok := d.facts.consent(s)
	if !ok {
		return d.unknown(g, "consent "+string(s))
	}
	if v.Answer == person.Given && !v.Lapses.IsZero() && !v.Lapses.After(d.now) {
		v.Answer = person.Expired // the facts were gathered before it lapsed
	}
	d.relies()
	d.relied.Scope, d.relied.Answer, d.relied.Entry = s, v.Answer, v.Entry
	if v.Answer == person.Given || v.Answer == person.NotAsked && d.rules.silence(s) == SilenceUnless {
		return nil
	}
	if o.IsZero() {
		return d.no(g, "consent, or a recorded override", string(v.Answer))
	}
	return d.overridden(o, "consent-overridden")
}

// overridden checks a recorded override and flags it.
func (d *decision) overridden(o Override, flag Rule) error {
	if err := d.reasonGiven(ActionSendOnward, o.Reason, o.Words); err != nil {
		return err
	}
	if !d.flagged(flag) {
		d.flag(flag)
	}
	return d.limit("override.words", o.Words)
}

func (d *decision) flagged(r Rule) bool {
	return d.relied != nil && slices.Contains(d.relied.Flags, r)
}

func (d *decision) onward() *Onward {
	if o := d.r.body().onward(OnwardID(d.item)); o != nil {
		return o
	}
	return &Onward{}
}

func (d *decision) consentToShare() error {
	c, ok := d.cmd.(*SendOnward)
	if !ok {
		return nil
	}
	return d.share(guardConsent, ProviderScope(d.onward().Provider), c.Override)
}

func (d *decision) providerChecked() error {
	c, ok := d.cmd.(*SendOnward)
	if !ok {
		return nil
	}
	p := d.onward().Provider
	f := d.facts.provider(p)
	if f.Suspended == person.Yes || f.Suspended == person.Unknown && slices.Contains(d.r.body().Suspended, uuid.UUID(p)) {
		return d.no(guardProvider, "a provider that is not suspended", "suspended")
	}
	if f.Agreement == person.Yes || !d.rules.policy.NeedAgreement {
		return nil
	}
	if !c.Override.IsZero() {
		return d.overridden(c.Override, "agreement-overridden")
	}
	return d.fact(guardProvider, f.Agreement, false, "provider agreement")
}

// prohibited says whether contact is prohibited: what the facts know, or else
// what was seen last.
func (d *decision) prohibited() bool {
	if d.facts.Prohibited != person.Unknown {
		return d.facts.Prohibited == person.Yes
	}
	return d.r.body().Prohibited == person.Yes
}

func (d *decision) arranged() error {
	bad := d.prohibited() && d.onward().Arrangement.IsZero() && d.r.body().Arrangement.IsZero()
	return d.refuseIf(guardArrangement, bad, "how the person is reached instead")
}

func (d *decision) agreed() error {
	c, ok := d.cmd.(*SendOnward)
	if !ok || c.Agreed == person.Yes {
		return nil
	}
	if c.Override.IsZero() {
		return d.no(guardAgreed, "the person's agreement, or a recorded override", c.Agreed.String())
	}
	return d.overridden(c.Override, "agreement-of-person-overridden")
}

func (d *decision) replyLapsed() error {
	due := d.onward().Sent.AddDate(0, 0, d.rules.policy.OnwardReplyDays)
	if d.now.Before(due) {
		return d.no(guardReplyLapsed, "after "+timeText(due), timeText(d.now))
	}
	return nil
}

// contactAllowed binds what the service does, never what the person does (D12).
// A contact that was made all the same is recorded with the reason.
func (d *decision) contactAllowed() error {
	c := d.contact()
	if c.Incoming {
		return nil
	}
	no := d.contactBar(c)
	if no == nil {
		return nil
	}
	if c.Override.IsZero() {
		return no
	}
	if err := d.reasonGiven(d.m.names[d.k], c.Override.Reason, c.Override.Words); err != nil {
		return err
	}
	d.flag("contact-rule-overridden")
	return nil
}

func (d *decision) contactBar(c *Contact) error {
	if d.r.Dead() || d.facts.Dead == person.Yes {
		return d.no(guardContact, "a living person", "")
	}
	if d.prohibited() && (c.Channel != ChannelViaContact || d.r.body().Arrangement.IsZero()) {
		return d.no(guardContact, "the agreed arrangement instead", string(c.Channel))
	}
	switch d.facts.channel(c.Channel) {
	case person.No:
		return d.no(guardContact, "a permitted and usable channel", string(c.Channel))
	case person.Unknown:
		d.flag("channel-permission-unknown")
	case person.Yes:
	}
	if c.Outcome == OutcomeVoicemailLeft {
		switch d.facts.Voicemail {
		case person.No:
			return d.no(guardContact, "no message left where others may hear it", string(c.Outcome))
		case person.Unknown:
			d.flag("voicemail-permission-unknown")
		case person.Yes:
		}
	}
	return d.refuseIf(guardContact, d.facts.SafeNow == person.No, "one of the person's safe times")
}

// attempts asks whether enough was tried since the person was last spoken with
// (D11).
func (d *decision) attempts() error {
	count, days, channels := d.tried()
	p := d.rules.policy.Attempts
	need := p.Channels
	if n, ok := d.usable(); ok {
		if n == 0 {
			r := d.no(guardAttempts, "a usable channel; return to the referrer instead", "0")
			return r
		}
		need = min(need, n)
	}
	switch {
	case count < p.Count:
		return d.few(guardAttempts, "attempts", "attempts: ", count, p.Count)
	case days < p.Days:
		return d.few(guardAttempts, "attempt-days", "different days: ", days, p.Days)
	case channels < need:
		return d.few(guardAttempts, "attempt-channels", "different channels: ", channels, need)
	}
	return nil
}

// tried counts attempts, local days and channels.
func (d *decision) tried() (int, int, int) {
	var days []int
	var channels []Channel
	count := 0
	list := d.r.body().Contacts
	for i := len(list) - 1; i >= 0 && !list[i].TwoWay(); i-- {
		c := list[i]
		if !c.Counts() || c.At.Before(d.reopened()) {
			continue
		}
		count++
		if day := d.rules.localDay(c.At); !slices.Contains(days, day) {
			days = append(days, day)
		}
		if !slices.Contains(channels, c.Channel) {
			channels = append(channels, c.Channel)
		}
	}
	return count, len(days), len(channels)
}

// reopened is when the episode was last opened again; what was tried or missed
// before it led to a closure already, and gives no ground for the next.
func (d *decision) reopened() time.Time {
	c, _ := last(d.r.body().Closures)
	return c.Reopened
}

// usable counts the channels that are not known to be barred; false if the
// facts name none.
func (d *decision) usable() (int, bool) {
	n := 0
	for _, c := range d.facts.Channels {
		if c.Usable != person.No {
			n++
		}
	}
	return n, len(d.facts.Channels) > 0
}

func (d *decision) noChannel() error {
	n, ok := d.usable()
	switch {
	case !ok:
		return d.unknown(guardNoChannel, "channels")
	case n > 0:
		return d.many(guardNoChannel, "channels", "no usable channel", n)
	}
	return nil
}

// missed counts sessions in a row that were missed, the latest first. Not
// being brought is somebody else's omission: it neither counts nor breaks the
// row. A cancelled session does neither as well (D17).
func (d *decision) missed() error {
	list := slices.Clone(d.r.body().Sessions)
	slices.SortStableFunc(list, func(a, b *Session) int { return b.Start.Compare(a.Start) })
	n := 0
count:
	for _, s := range list {
		if s.Start.Before(d.reopened()) {
			break
		}
		switch {
		case s.State == StateNotAttended && !s.NotBrought, s.State == StateNotSeen && d.rules.policy.LateIsMissed:
			n++
		case s.State == StateAttended, s.State == StateNotHappened, s.State == StateNotSeen:
			break count
		}
	}
	if n < d.rules.policy.MissedLimit {
		return d.few(guardMissed, "missed", "missed in a row: ", n, d.rules.policy.MissedLimit)
	}
	return nil
}

// escalated bars an end for want of contact while somebody may be in danger
// and nobody was asked to look (D15).
func (d *decision) escalated() error {
	for _, c := range d.r.body().Concerns {
		if c.Open() && c.Escalation.At.IsZero() {
			r := d.no(guardEscalated, "an escalation of the open concern", "")
			r.Instead = ActionEscalateConcern
			return r
		}
	}
	if d.facts.Safeguarding == person.Unknown {
		return d.unknown(guardEscalated, "open safeguarding concern")
	}
	here := slices.ContainsFunc(d.r.body().Concerns, func(c *Concern) bool { return !c.Escalation.At.IsZero() })
	if d.facts.Safeguarding == person.Yes && !here {
		r := d.no(guardEscalated, "an escalation of the concern that is open elsewhere", "")
		r.Instead = ActionRaiseConcern
		return r
	}
	return nil
}

func (r Referral) openConcerns() int {
	n := 0
	for _, c := range r.body().Concerns {
		if c.Open() {
			n++
		}
	}
	return n
}

// safety bars an end with an open concern, unless it is handed over to a named
// outside owner by a role that the policy names.
func (d *decision) safety() error {
	n := d.r.openConcerns()
	if n == 0 {
		return nil
	}
	c, ok := d.cmd.(*Close)
	if ok && !c.HandedTo.IsZero() && slices.Contains(d.rules.policy.HandOverRoles, d.meta.By.Role) {
		return nil
	}
	r := d.many(guardSafety, "concerns", "hand-over to a named outside owner", n)
	r.Instead = ActionHandOverConcern
	return r
}

func (d *decision) goalsConcluded() error {
	n := 0
	for _, g := range d.r.body().Goals {
		if p := d.phase(PartGoal, g.State); !final(p) {
			n++
		}
	}
	c, ok := d.cmd.(*Close)
	if n == 0 || ok && c.LeaveGoals != "" {
		return nil
	}
	return d.many(guardGoals, "goals", "an outcome for every goal, or why they are left", n)
}

func (d *decision) phase(p Part, s State) Phase {
	def, _ := d.m.State(p, s)
	return def.Phase
}

func (d *decision) leftOpen() []LeftOpen {
	switch c := d.cmd.(type) {
	case *Close:
		return c.LeaveOpen
	case *AcceptTransfer:
		return c.LeaveOpen
	}
	return nil
}

func (d *decision) onwardsEnded() error {
	left := d.leftOpen()
	for _, o := range d.r.body().Onwards {
		if final(d.phase(PartOnward, o.State)) {
			continue
		}
		i := slices.IndexFunc(left, func(l LeftOpen) bool { return l.Onward == o.ID })
		if i < 0 || left[i].Watcher.IsZero() || !left[i].Until.After(d.now) {
			r := d.no(guardOnwards, "an end, or who watches it and until when", string(o.State))
			r.Item = uuid.UUID(o.ID)
			return r
		}
	}
	return nil
}

// measures wants one at the end, where there was one at the beginning, or a
// reason; a missing measure never blocks a closure entirely.
func (d *decision) measures() error {
	if !d.rules.policy.NeedMeasures {
		return nil
	}
	baseline, end := false, false
	for _, a := range d.r.body().Assessments {
		baseline = baseline || a.Stage == StageBaseline
		end = end || a.Stage == StageFollowUp
	}
	c, ok := d.cmd.(*Close)
	if end || !baseline || ok && c.NoMeasures != "" {
		return nil
	}
	return d.no(guardMeasures, "measures at the end, or why there are none", "")
}

// window bars reopening after the policy's days, except of a death that was
// recorded in error (D8).
func (d *decision) window() error {
	c, ok := d.r.Closure()
	if !ok || c.Reason == ReasonDeceased && !d.r.Dead() {
		return nil
	}
	end := c.At.AddDate(0, 0, d.rules.policy.ReopenDays)
	if d.now.After(end) {
		r := d.no(guardWindow, "until "+timeText(end), timeText(d.now))
		r.Instead = ActionDraft
		return r
	}
	return nil
}

func (d *decision) noOther() error {
	if d.facts.OtherOpen == person.Unknown {
		return d.unknown(guardNoOther, "other open episode")
	}
	return d.refuseIf(guardNoOther, d.facts.OtherOpen == person.Yes, "no other open episode with the service")
}

// tooLate lists the commands that cannot be taken back, because something of
// them has left the service, and the corrective act instead (D7).
var tooLate = map[EventType]Action{
	EventDraft:            ActionEnterInError,
	EventSubmit:           ActionEnterInError,
	EventSendOnward:       ActionRecallOnward,
	EventRedirect:         ActionEnterInError,
	EventOfferTransfer:    ActionRefuseTransfer,
	EventAcceptTransfer:   ActionEnterInError,
	EventSettleDuty:       ActionSettleDuty,     // a corrected message, a code to retract
	EventRaiseConcern:     ActionResolveConcern, // never by a silent step back (D15)
	EventEscalateConcern:  ActionResolveConcern,
	EventHandOverConcern:  ActionResolveConcern,
	EventSeeConsent:       ActionSeeConsent,
	EventSeeContactRules:  ActionSeeContactRules,
	EventSeeProvider:      ActionSeeProvider,
	EventRecordDeath:      ActionCorrectDeath,
	EventCorrectDeath:     ActionRecordDeath,
	EventAcknowledgeAlert: ActionLinkAssessment,
	EventWriteNote:        ActionAmendNote, // a note is never deleted, its old text never lost (D20)
	EventAmendNote:        ActionAmendNote,
	EventUndo:             "",
	EventRedact:           "",
}

func (d *decision) undoable() error {
	if d.r.h == nil || d.r.h.before.body == nil {
		return d.no(guardUndoable, "a command before this one", "")
	}
	opening := d.r.h.opening()
	did := kinds[opening.kind].event
	instead, late := tooLate[did]
	if a := latest(d.r.body().Assessments); a != nil && did == EventLinkAssessment && a.alertOpen() {
		instead, late = ActionAcknowledgeAlert, true // a safety item ends by acknowledgement alone (D16)
	}
	if !late || did == EventSubmit && opening.from == StateDraft {
		return nil
	}
	r := d.no(guardUndoable, "a command of which nothing has left the service", string(did))
	r.Instead = instead
	return r
}

func (d *decision) alertOpen() error {
	c, ok := d.cmd.(*AcknowledgeAlert)
	if !ok {
		return nil
	}
	i := index(d.r.body().Assessments, func(a *Assessment) bool { return a.Record == c.Record })
	bad := i < 0 || !d.r.body().Assessments[i].alertOpen()
	return d.refuseIf(guardAlert, bad, "an open alert")
}

func (a *Assessment) alertOpen() bool {
	return a.Alert != person.No && a.Acknowledged.IsZero()
}

func (d *decision) dutyOwed() error {
	c, ok := d.cmd.(*SettleDuty)
	if !ok {
		return nil
	}
	if c.Kind == DutySafetyAlert || c.Kind == DutySafeguarding || c.Kind == DutyReallocate {
		r := d.no(guardDuty, "the act itself: it is not enough to say that it was done", string(c.Kind))
		r.Instead = dutyActs[c.Kind]
		return r
	}
	return d.refuseIf(guardDuty, d.r.owes(c.Kind, c.Item) < 0, string(c.Kind))
}

// dutyActs end the duties that nobody can merely tick off.
var dutyActs = map[DutyKind]Action{
	DutySafetyAlert: ActionAcknowledgeAlert, DutySafeguarding: ActionHandOverConcern, DutyReallocate: ActionReallocate,
}

// owes finds an unsettled duty.
func (r Referral) owes(k DutyKind, item uuid.UUID) int {
	return index(r.body().Duties, func(x *Duty) bool { return x.Kind == k && x.Item == item && x.Settled.IsZero() })
}

func (d *decision) sessionBegun() error {
	s, _ := d.r.Session(SessionID(d.item))
	if d.now.Before(s.Start) {
		return d.no(guardSessionPast, "after "+timeText(s.Start), timeText(d.now))
	}
	return nil
}

func (d *decision) author() error {
	c, ok := d.cmd.(*AmendNote)
	if !ok {
		return nil
	}
	i := index(d.r.body().Notes, func(n *Note) bool { return n.ID == c.Note })
	bad := i < 0 || d.r.body().Notes[i].Author != d.meta.By.ID
	return d.refuseIf(guardAuthor, bad, "the note's author")
}

func (d *decision) feedbackAgreed() error {
	c, ok := d.cmd.(*RecordFeedback)
	if !ok || c.Feedback.From != PartyPerson {
		return nil
	}
	v, known := d.facts.consent(person.ScopeFeedback)
	switch {
	case d.meta.By.Role == RolePerson: // who writes it agrees to its being kept
		return nil
	case !known:
		return d.unknown(guardFeedback, "consent "+string(person.ScopeFeedback))
	case v.Answer == person.Given, v.Answer == person.NotAsked && d.rules.silence(person.ScopeFeedback) == SilenceUnless:
		return nil
	}
	return d.no(guardFeedback, "consent", string(v.Answer))
}
