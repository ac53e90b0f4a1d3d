package referral

import (
	"encoding/json"
	"reflect"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/socialprescribing/socialprescribing/person"
)

func itoa(n int) string { return strconv.Itoa(n) }

func validJSON(b []byte) bool { return json.Valid(b) }

// The national codes (SNOMED CT, United Kingdom edition). What they mean and
// when they are due is D18.
const (
	CodeReferral = "871731000000106" // Referral to social prescribing service (procedure): the one that is counted
	CodeDeclined = "871711000000103" // Social prescribing declined (situation)
	CodeOffered  = "871691000000100" // Social prescribing offered: never counted
)

// follow makes the events that follow from the command's own: duties, recalls,
// and what an end brings with it.
func (d *decision) follow() error {
	switch c := d.cmd.(type) {
	case *Submit:
		return firstError(d.codeAt(CodeAtReceipt, d.personAccepted()), d.urgentNeed(d.h.body.Intake.Reasons...))
	case *FirstContact:
		return d.followContact(c.Contact)
	case *RecordContact:
		return d.followContact(c.Contact)
	case *Reject:
		if !c.ReferrerTold {
			return d.raise(Duty{Kind: DutyTellReferrer})
		}
	case *Decline:
		return firstError(d.declinedCode(), d.tellReferrer(), d.endSessions())
	case *Withdraw:
		return d.endSessions()
	case *Cancel:
		return firstError(d.tellReferrer(), d.endSessions())
	case *MarkLeft:
		return d.raise(Duty{Kind: DutyReallocate})
	case *Reallocate:
		return d.settle(DutyReallocate, uuid.UUID{})
	case *Close:
		return d.followClose(c)
	case *Reopen: // what is not over has no message at its end; a new closure raises it again
		return d.drop(DutyMessageBack)
	case *Amend:
		return firstError(d.followAmend(c.Intake.CodeRecorded), d.followShareBack(c.Intake.ShareBack))
	case *AcceptTransfer:
		return firstError(d.watch(c.LeaveOpen), d.endSessions())
	case *EnterInError:
		return firstError(d.retract(), d.endSessions(), d.recallAll(ReasonEpisodeEnded))
	case *SeeConsent:
		return d.followConsent(c.Consent)
	case *SeeContactRules:
		return d.followRules(c.Prohibited)
	case *SeeProvider:
		return d.followProvider(c)
	case *RecordDeath:
		return firstError(d.recallAll(ReasonDeceased), d.cancelSessions(ReasonDeceased))
	case *RecordNeed:
		if c.Need.Urgent {
			return d.raiseOnce(Duty{Kind: DutyUrgentNeed})
		}
		return d.urgentNeed(c.Need.Code)
	default:
		return d.followParts()
	}
	return nil
}

func (d *decision) followParts() error {
	switch c := d.cmd.(type) {
	case *LinkAssessment:
		if c.Assessment.Alert != person.No {
			return d.raise(Duty{Kind: DutySafetyAlert, Item: uuid.UUID(c.Assessment.Record)})
		}
	case *AcknowledgeAlert:
		return d.settle(DutySafetyAlert, uuid.UUID(c.Record))
	case *RaiseConcern:
		return d.raise(Duty{Kind: DutySafeguarding, Item: uuid.UUID(c.Concern.ID)})
	case *HandOverConcern:
		return d.settle(DutySafeguarding, uuid.UUID(c.Concern))
	case *ResolveConcern:
		return d.settle(DutySafeguarding, uuid.UUID(c.Concern))
	case *MissSession:
		if c.NotBrought {
			return d.raise(Duty{Kind: DutySafeguardingReview, Item: d.item})
		}
	case *RescheduleSession:
		return d.replaceSession(c)
	case *RecallOnward:
		return d.recallNotice(d.item, d.state)
	case *VoidOnward:
		return d.recallNotice(d.item, d.state)
	}
	return d.endedOnward()
}

// firstError gives the first of the errors of steps that were taken in order.
// Nothing comes of a decision with an error, so that the later ones do no harm.
func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// urgentNeed makes it due to see to a need that cannot wait, whatever anybody
// said of its urgency: no food today, nowhere to sleep, unsafe, suicidal (D34).
func (d *decision) urgentNeed(codes ...person.NeedCode) error {
	for _, code := range codes {
		if c, ok := person.Needs().Lookup(code); ok && c.Urgent {
			return d.raiseOnce(Duty{Kind: DutyUrgentNeed})
		}
	}
	return nil
}

// stay fills in the states of an event that leaves the episode where it is.
func (d *decision) stay(e *Event) {
	s := d.h.stand()
	e.From, e.To, e.Phase, e.Return = s, s, d.h.phase(), d.h.back()
}

// raise makes a duty.
func (d *decision) raise(v Duty) error {
	v.Since = d.at
	e := d.next(kindDutyRaised)
	e.Data = &v
	d.stay(e)
	return d.put(e, kindDutyRaised)
}

// raiseOnce makes a duty unless the same is owed already.
func (d *decision) raiseOnce(v Duty) error {
	if (Referral{d.h}).owes(v.Kind, v.Item) >= 0 {
		return nil
	}
	return d.raise(v)
}

// change says that an unsettled duty is shared otherwise, or owed no more.
func (d *decision) change(v Duty) error {
	e := d.next(kindDutyChanged)
	e.Data = &v
	d.stay(e)
	return d.put(e, kindDutyChanged)
}

// drop ends a duty of the episode that nobody is to fulfil any more.
func (d *decision) drop(k DutyKind) error {
	i := (Referral{d.h}).owes(k, uuid.UUID{})
	if i < 0 {
		return nil
	}
	v := *d.h.body.Duties[i]
	v.Dropped = d.at
	return d.change(v)
}

// settle ends a duty that the command's own act fulfils.
func (d *decision) settle(k DutyKind, item uuid.UUID) error {
	i := (Referral{d.h}).owes(k, item)
	if i < 0 {
		return nil
	}
	v := *d.h.body.Duties[i]
	v.Settled = d.at
	e := d.next(kindSettleDuty)
	e.Data = &v
	d.stay(e)
	return d.put(e, kindSettleDuty)
}

// personAccepted says whether the person themselves has accepted so far.
func (d *decision) personAccepted() bool {
	switch d.h.body.Intake.Basis {
	case BasisOfferAccepted, BasisSelfReferral, BasisByRepresentative, BasisBestInterests:
		return true
	case BasisProactiveCohort, BasisOfferNotRecorded:
		return false
	}
	return false
}

// codeAt makes the national code due if this is the moment that policy names
// (D18): never twice in an episode, never for an offer, never when the referrer
// wrote it. A proactive referral counts nothing until the person accepts.
func (d *decision) codeAt(m CodeMoment, accepted bool) error {
	p := d.rules.policy
	in := d.h.body.Intake
	if d.h.code || in.CodeRecorded || in.Basis == BasisProactiveCohort && !accepted {
		return nil
	}
	due := p.CodeAt == m || m == CodeAtReceipt && p.CodeAt == CodeAtAcceptance && accepted ||
		m == CodeAtFirstContact && p.CodeAt == CodeAtAcceptance && accepted ||
		m == CodeAtFirstContact && p.CodeAt == CodeAtReceipt // a proactive referral that is accepted now
	if !due || m == CodeAtFirstContact && !accepted {
		return nil
	}
	return d.raise(Duty{Kind: DutyCodeToRecord, Code: CodeReferral, Sharing: d.sharing()})
}

// followAmend keeps the code from being counted twice, or not at all, when it
// becomes known that the referrer wrote it, or that they did not (D18): what is
// still owed is dropped, what was written twice is to be taken back.
func (d *decision) followAmend(recorded bool) error {
	switch {
	case recorded == d.r.Intake().CodeRecorded || d.h.body.Received.IsZero() || d.r.Phase() == PhaseVoid:
		return nil
	case recorded:
		if err := d.drop(DutyCodeToRecord); err != nil {
			return err
		}
		return d.retractCode(DutyCodeToRecord)
	}
	if err := d.codeAt(CodeAtReceipt, d.personAccepted()); err != nil {
		return err
	}
	for _, c := range d.h.body.Contacts {
		if err := d.followContact(*c); err != nil {
			return err
		}
	}
	return nil
}

// followShareBack drops the message back when the person no longer wants it, and
// makes it due after the end when they now do and none has gone since.
func (d *decision) followShareBack(now person.Tri) error {
	was := d.r.Intake().ShareBack
	switch {
	case now == was:
		return nil
	case now == person.No:
		return d.drop(DutyMessageBack)
	case was != person.No || d.h.stand() != StateClosed:
		return nil
	}
	c, _ := d.r.Closure()
	gone := index(d.h.body.Duties, func(v *Duty) bool { return v.Kind == DutyMessageBack && !v.Settled.Before(c.At) })
	if gone >= 0 {
		return nil
	}
	return d.messageBack()
}

// retractCode makes the code of a duty that was done due for retraction, once.
func (d *decision) retractCode(done DutyKind) error {
	duties := d.h.body.Duties
	i := index(duties, func(v *Duty) bool { return v.Kind == done && !v.Settled.IsZero() })
	if i < 0 || index(duties, func(v *Duty) bool { return v.Kind == DutyCodeToRetract && v.Code == duties[i].Code }) >= 0 {
		return nil
	}
	return d.raise(Duty{Kind: DutyCodeToRetract, Code: duties[i].Code})
}

// sharing says what of the code may leave: sharing with the GP may be refused.
func (d *decision) sharing() CodeSharing {
	answer := person.Answer("")
	if v, ok := d.facts.consent(person.ScopeShareGP); ok {
		answer = v.Answer
	} else if c := d.h.body.consentSeen(person.ScopeShareGP); c != nil {
		answer = c.Answer
	}
	return d.sharingOf(answer)
}

func (d *decision) sharingOf(answer person.Answer) CodeSharing {
	if answer == person.Refused || answer == person.Withdrawn || answer == person.Expired {
		return d.rules.policy.CodeRefused
	}
	return CodeShare
}

func (d *decision) followContact(c Contact) error {
	return d.codeAt(CodeAtFirstContact, c.TwoWay() && c.Accepts == person.Yes)
}

func (d *decision) declinedCode() error {
	return d.raiseOnce(Duty{Kind: DutyDeclineCode, Code: CodeDeclined, Sharing: d.sharing()})
}

func (d *decision) tellReferrer() error {
	if d.h.body.Received.IsZero() { // a draft that nobody sent
		return nil
	}
	return d.raiseOnce(Duty{Kind: DutyTellReferrer})
}

// followClose does what an end brings (D9): it ends sessions, names who watches
// what stays open, hands open concerns over, and makes the message back due if
// the person agreed to it.
func (d *decision) followClose(c *Close) error {
	err := firstError(d.endSessions(), d.watch(c.LeaveOpen))
	if err == nil && !c.HandedTo.IsZero() {
		err = d.handOver(c.HandedTo)
	}
	if err == nil && c.Reason == ReasonDeclined {
		err = d.declinedCode()
	}
	if err == nil && (c.Reason == ReasonUnableToContact || c.Reason == ReasonReturnToReferrer) {
		err = d.tellReferrer()
	}
	if err == nil && d.def != nil && len(d.def.waives) > 0 {
		err = d.recallWaived(c)
	}
	if err != nil {
		return err
	}
	return d.messageBack()
}

// recallWaived takes back what a closure that waives the guard left open:
// nothing outlives a closure unless it is left open by name.
func (d *decision) recallWaived(c *Close) error {
	left := map[OnwardID]bool{}
	for _, l := range c.LeaveOpen {
		left[l.Onward] = true
	}
	for _, o := range d.h.body.Onwards {
		if !left[o.ID] && !final(d.phase(PartOnward, o.State)) {
			if err := d.recall(*o, ReasonEpisodeEnded); err != nil {
				return err
			}
		}
	}
	return nil
}

// messageBack is due if the person did not refuse it: to the GP or to the
// referrer (point 18 of the list of mistakes).
func (d *decision) messageBack() error {
	if d.h.body.Intake.ShareBack == person.No {
		return nil
	}
	may := false
	for _, s := range []person.Scope{person.ScopeShareGP, person.ScopeShareReferrer} {
		may = may || d.maySend(s)
	}
	if !may {
		return nil
	}
	return d.raiseOnce(Duty{Kind: DutyMessageBack})
}

// maySend says whether a message may go: given, or not asked under a policy
// that does not take silence for no. Where it says "ask first", the message is
// due and the host asks.
func (d *decision) maySend(s person.Scope) bool {
	answer := person.NotAsked
	if v, ok := d.facts.consent(s); ok {
		answer = v.Answer
	} else if c := d.h.body.consentSeen(s); c != nil {
		answer = c.Answer
	}
	return d.mayAnswer(s, answer)
}

func (d *decision) mayAnswer(s person.Scope, a person.Answer) bool {
	return a == person.Given || a == person.NotAsked && d.rules.silence(s) != SilenceNo
}

func (d *decision) handOver(owner person.Text) error {
	for _, open := range d.h.body.Concerns {
		if !open.Open() {
			continue
		}
		c := *open
		c.HandedTo, c.HandedOver = owner, d.at
		e := d.next(kindHandOverConcern)
		e.Data = &c
		d.stay(e)
		if err := d.put(e, kindHandOverConcern); err != nil {
			return err
		}
		if err := d.settle(DutySafeguarding, uuid.UUID(c.ID)); err != nil {
			return err
		}
	}
	return nil
}

// endSessions cancels the sessions that are still to come.
func (d *decision) endSessions() error { return d.cancelSessions(ReasonEpisodeEnded) }

func (d *decision) cancelSessions(why Reason) error {
	for _, to := range d.h.body.Sessions {
		if to.State != StateScheduled {
			continue
		}
		s := *to
		k, to, by := kindCancelSessionByService, StateCancelledByService, PartyService
		if why == ReasonDeceased { // code 2 of the national list covers death
			k, to, by = kindCancelSessionByPerson, StateCancelledByPerson, PartyPerson
		}
		from := s.State
		s.State, s.Since, s.By, s.Reason = to, notBefore(d.at, s.Since), by, why
		if err := d.putPart(k, PartSession, uuid.UUID(s.ID), from, to, why, &s); err != nil {
			return err
		}
	}
	return nil
}

// putPart makes an event of a part that follows from the command.
func (d *decision) putPart(k kind, p Part, item uuid.UUID, from, to State, why Reason, data Payload) error {
	e := d.next(k)
	e.Part, e.Item, e.From, e.To, e.Reason, e.Data = p, item, from, to, why, data
	return d.put(e, k)
}

// watch records who watches an onward referral after the end.
func (d *decision) watch(left []LeftOpen) error {
	for _, l := range left {
		o, ok := (Referral{d.h}).Onward(l.Onward)
		if !ok || final(d.phase(PartOnward, o.State)) {
			return d.noItem(uuid.UUID(l.Onward))
		}
		o.Watcher, o.WatchUntil = l.Watcher, normal(l.Until)
		// The event says what moved: nothing but the watcher.
		if err := d.putPart(kindWatch, PartOnward, uuid.UUID(o.ID), o.State, o.State, "", &o); err != nil {
			return err
		}
	}
	return nil
}

// recallAll takes every open onward referral back.
func (d *decision) recallAll(why Reason) error {
	for _, o := range d.h.body.Onwards {
		if final(d.phase(PartOnward, o.State)) {
			continue
		}
		if err := d.recall(*o, why); err != nil {
			return err
		}
	}
	return nil
}

// notBefore is when something happened that follows from a command: as the
// command says, but never before what it ends. A death or a withdrawal may become
// known days after it was, and what was sent meanwhile was not taken back before
// it was sent.
func notBefore(at, since time.Time) time.Time {
	if at.Before(since) {
		return since
	}
	return at
}

// recall takes one back; a provider who has it must be told.
func (d *decision) recall(o Onward, why Reason) error {
	from := o.State
	at := notBefore(d.at, o.Since)
	o.State, o.Since, o.Ended, o.Reason, o.By, o.Return = StateRecalled, at, at, why, PartyService, ""
	if err := d.putPart(kindRecallOnward, PartOnward, uuid.UUID(o.ID), from, StateRecalled, why, &o); err != nil {
		return err
	}
	return d.recallNotice(uuid.UUID(o.ID), from)
}

// recallNotice makes the notice to the provider due, if the provider has it,
// and ends what was due about it before.
func (d *decision) recallNotice(item uuid.UUID, from State) error {
	if err := d.endOnwardDuties(item); err != nil {
		return err
	}
	if from == StateProposed || final(d.phase(PartOnward, from)) {
		return nil
	}
	return d.raiseOnce(Duty{Kind: DutyRecallNotice, Item: item})
}

func (d *decision) endOnwardDuties(item uuid.UUID) error {
	for _, k := range []DutyKind{DutyRecallOnward, DutyReviewOnward} {
		if err := d.settle(k, item); err != nil {
			return err
		}
	}
	return nil
}

// endedOnward ends what was due about an onward referral that has ended.
func (d *decision) endedOnward() error {
	if d.part == nil || allParts[d.pi] != PartOnward || !final(d.phase(PartOnward, d.target())) {
		return nil
	}
	return d.endOnwardDuties(d.item)
}

// retract makes a code due for retraction if it was written already (D18).
func (d *decision) retract() error {
	if err := firstError(d.retractCode(DutyCodeToRecord), d.retractCode(DutyDeclineCode)); err != nil {
		return err
	}
	for _, v := range d.h.body.Duties {
		if v.Kind == DutyMessageBack && !v.Settled.IsZero() {
			if err := d.raise(Duty{Kind: DutyCorrectedMessage}); err != nil {
				return err
			}
		}
	}
	return nil
}

// followConsent recalls what depended on a consent that is no more (D1): what
// has not left is taken back, what is in flight becomes due for recall.
//
// What is owed follows too. A message that was dropped is not raised again when
// consent returns: the service asks what the person wants told.
func (d *decision) followConsent(c ConsentSeen) error {
	c.Answer = answerAt(c, d.now)
	if err := d.followSharing(c); err != nil {
		return err
	}
	if c.Answer == person.Given || c.Answer == person.NotAsked {
		return nil
	}
	for _, o := range d.h.body.Onwards {
		if final(d.phase(PartOnward, o.State)) || ProviderScope(o.Provider) != c.Scope && c.Scope != person.ScopeTakePart {
			continue
		}
		if err := d.recallOrOwe(*o, ReasonConsentWithdrawn, DutyRecallOnward); err != nil {
			return err
		}
	}
	return nil
}

// answerAt takes what has lapsed by then for expired.
func answerAt(c ConsentSeen, now time.Time) person.Answer {
	if lapses := normal(c.Lapses); c.Answer == person.Given && !lapses.IsZero() && !lapses.After(now) {
		return person.Expired
	}
	return c.Answer
}

// followSharing brings codes and messages that are still owed under what the
// person now says of sharing: nothing leaves on a consent that is no more.
func (d *decision) followSharing(c ConsentSeen) error {
	if c.Scope != person.ScopeShareGP && c.Scope != person.ScopeShareReferrer {
		return nil
	}
	if c.Scope == person.ScopeShareGP {
		for _, k := range []DutyKind{DutyCodeToRecord, DutyDeclineCode} {
			i := (Referral{d.h}).owes(k, uuid.UUID{})
			if i < 0 || d.h.body.Duties[i].Sharing == d.sharingOf(c.Answer) {
				continue
			}
			v := *d.h.body.Duties[i]
			v.Sharing = d.sharingOf(c.Answer)
			if err := d.change(v); err != nil {
				return err
			}
		}
	}
	other := person.ScopeShareGP
	if c.Scope == other {
		other = person.ScopeShareReferrer
	}
	if d.mayAnswer(c.Scope, c.Answer) || d.maySend(other) {
		return nil
	}
	return d.drop(DutyMessageBack)
}

func (d *decision) recallOrOwe(o Onward, why Reason, owe DutyKind) error {
	if o.State == StateProposed {
		return d.recall(o, why)
	}
	return d.raiseOnce(Duty{Kind: owe, Item: uuid.UUID(o.ID)})
}

// followRules does the same for a new prohibition; the person may keep what
// they agreed to, if an arrangement is named (D12).
func (d *decision) followRules(prohibited person.Tri) error {
	if prohibited != person.Yes || !d.h.body.Arrangement.IsZero() {
		return nil
	}
	for _, o := range d.h.body.Onwards {
		if final(d.phase(PartOnward, o.State)) || !o.Arrangement.IsZero() {
			continue
		}
		if err := d.recallOrOwe(*o, ReasonProhibited, DutyRecallOnward); err != nil {
			return err
		}
	}
	return nil
}

// followProvider makes the open onward referrals of a suspended provider due
// for review (D30).
func (d *decision) followProvider(c *SeeProvider) error {
	for _, o := range d.h.body.Onwards {
		if o.Provider != c.Provider || final(d.phase(PartOnward, o.State)) {
			continue
		}
		if err := d.reviewOnward(uuid.UUID(o.ID), c.Suspended == person.Yes); err != nil {
			return err
		}
	}
	return nil
}

func (d *decision) reviewOnward(item uuid.UUID, suspended bool) error {
	if suspended {
		return d.raiseOnce(Duty{Kind: DutyReviewOnward, Item: item})
	}
	return d.settle(DutyReviewOnward, item)
}

// replaceSession makes the session that takes the place of a rescheduled one.
func (d *decision) replaceSession(c *RescheduleSession) error {
	p, err := d.newSession(c.To, c.Session)
	if err != nil {
		return err
	}
	if _, taken := (Referral{d.h}).Session(c.To.ID); taken {
		return &Fault{Rule: RuleTaken, Path: "to.id"}
	}
	return d.putPart(kindArrangeSession, PartSession, uuid.UUID(c.To.ID), Nowhere, StateScheduled, d.reason, p)
}

// limits checks the length of every free text that a record brings.
func (d *decision) limits(p Payload) error {
	switch p.(type) {
	case *Accepted, *Triaged, *Redirected, *Decider, *Assignment, *Holding, *Undone, *Erasure, *Duty, *CustomData,
		*ConsentSeen, *Death, *Unmet, *Assessment, *ProviderSeen, *Support, *Link, *Complexity, *Complaint, *Funding:
		return nil // no words in them: a test keeps the list right
	}
	return d.limitValue(reflect.ValueOf(p).Elem(), "record")
}

func (d *decision) limitValue(v reflect.Value, path string) error {
	switch {
	case v.Type() == textType:
		t, _ := v.Interface().(person.Text)
		if utf8.RuneCountInString(t.Disclose()) > d.rules.policy.TextLimit {
			return d.limit(path, t)
		}
	case v.Kind() == reflect.Struct && v.Type() != timeType:
		for i := range v.NumField() {
			f := v.Type().Field(i)
			if !f.IsExported() {
				continue
			}
			if err := d.limitValue(v.Field(i), path+"."+f.Name); err != nil {
				return err
			}
		}
	case v.Kind() == reflect.Slice && v.Type().Elem().Kind() != reflect.Uint8:
		for i := range v.Len() {
			if err := d.limitValue(v.Index(i), path+"["+itoa(i)+"]"); err != nil {
				return err
			}
		}
	}
	return nil
}

var timeType = reflect.TypeFor[time.Time]()
