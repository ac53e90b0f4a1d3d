package referral

// The closed lists of codes that records use. Each is a persisted text; the
// zero value "" means that nothing was recorded; unknown texts are refused when
// read. What may be extended by a host (states, actions, reasons) is open and
// belongs to the machine instead.

// Basis says how the person came to be referred (D3).
type Basis string

// The values of Basis.
const (
	BasisOfferAccepted    Basis = "offer-accepted"     // the person accepted an offer
	BasisSelfReferral     Basis = "self"               // the person asked
	BasisByRepresentative Basis = "representative"     // somebody with recorded authority asked for the person
	BasisProactiveCohort  Basis = "proactive-cohort"   // chosen from a cohort, and not asked yet: counts nothing until accepted
	BasisBestInterests    Basis = "best-interests"     // decided in the person's best interests
	BasisOfferNotRecorded Basis = "offer-not-recorded" // nobody recorded whether the person was asked: flagged
)

var allBasis = []Basis{BasisOfferAccepted, BasisSelfReferral, BasisByRepresentative, BasisProactiveCohort, BasisBestInterests, BasisOfferNotRecorded}

// IsValid says whether b is one of the list.
func (b Basis) IsValid() bool { return isOneOf(b, allBasis) }

// UnmarshalText reads a word of the list and refuses any other; "" is unset.
func (b *Basis) UnmarshalText(text []byte) error { return readOneOf(b, text, allBasis, "basis") }

// Urgency says how soon a referral should be acted on.
type Urgency string

// The values of Urgency.
const (
	UrgencyRoutine Urgency = "routine"
	UrgencyUrgent  Urgency = "urgent"
)

var allUrgency = []Urgency{UrgencyRoutine, UrgencyUrgent}

// IsValid says whether u is one of the list.
func (u Urgency) IsValid() bool { return isOneOf(u, allUrgency) }

// UnmarshalText reads a word of the list and refuses any other; "" is unset.
func (u *Urgency) UnmarshalText(text []byte) error { return readOneOf(u, text, allUrgency, "urgency") }

// Channel says the way of a contact. The texts are those of this library; Code gives the NHS consultation mechanism.
type Channel string

// The values of Channel.
const (
	ChannelInPerson       Channel = "in-person"
	ChannelHomeVisit      Channel = "home-visit"
	ChannelTelephone      Channel = "telephone"
	ChannelVideo          Channel = "video"
	ChannelTextMessage    Channel = "text-message"
	ChannelEmail          Channel = "email"
	ChannelLetter         Channel = "letter"
	ChannelInstantMessage Channel = "instant-message"
	ChannelTalkType       Channel = "talk-type" // for a person unable to speak
	ChannelViaReferrer    Channel = "via-referrer"
	ChannelViaContact     Channel = "via-contact" // through the person or place agreed as the alternative
	ChannelOutreach       Channel = "outreach"    // at an outreach place or a drop-in
)

var allChannel = []Channel{ChannelInPerson, ChannelHomeVisit, ChannelTelephone, ChannelVideo, ChannelTextMessage, ChannelEmail, ChannelLetter, ChannelInstantMessage, ChannelTalkType, ChannelViaReferrer, ChannelViaContact, ChannelOutreach}

// IsValid says whether c is one of the list.
func (c Channel) IsValid() bool { return isOneOf(c, allChannel) }

// UnmarshalText reads a word of the list and refuses any other; "" is unset.
func (c *Channel) UnmarshalText(text []byte) error { return readOneOf(c, text, allChannel, "channel") }

// ContactOutcome says what came of a contact attempt.
type ContactOutcome string

// The values of ContactOutcome.
const (
	OutcomeEngaged         ContactOutcome = "answered-engaged" // the person answered and talked: a two-way contact
	OutcomeCallBack        ContactOutcome = "answered-call-back-later"
	OutcomeAnsweredByOther ContactOutcome = "answered-by-other" // nothing may be disclosed
	OutcomeVoicemailLeft   ContactOutcome = "voicemail-left"
	OutcomeNoAnswer        ContactOutcome = "no-answer"
	OutcomeWrongNumber     ContactOutcome = "wrong-number" // wrong or unobtainable
	OutcomeMessageSent     ContactOutcome = "message-sent" // text, e-mail or letter
	OutcomeBounced         ContactOutcome = "bounced"
	OutcomeNobodyIn        ContactOutcome = "in-person-no-answer"
)

var allContactOutcome = []ContactOutcome{OutcomeEngaged, OutcomeCallBack, OutcomeAnsweredByOther, OutcomeVoicemailLeft, OutcomeNoAnswer, OutcomeWrongNumber, OutcomeMessageSent, OutcomeBounced, OutcomeNobodyIn}

// IsValid says whether c is one of the list.
func (c ContactOutcome) IsValid() bool { return isOneOf(c, allContactOutcome) }

// UnmarshalText reads a word of the list and refuses any other; "" is unset.
func (c *ContactOutcome) UnmarshalText(text []byte) error {
	return readOneOf(c, text, allContactOutcome, "contactoutcome")
}

// Party says who asked for something or decided it.
type Party string

// The values of Party.
const (
	PartyPerson         Party = "person"
	PartyRepresentative Party = "representative"
	PartyReferrer       Party = "referrer"
	PartyService        Party = "service"
	PartyProvider       Party = "provider"
	PartySystem         Party = "system"
)

var allParty = []Party{PartyPerson, PartyRepresentative, PartyReferrer, PartyService, PartyProvider, PartySystem}

// IsValid says whether p is one of the list.
func (p Party) IsValid() bool { return isOneOf(p, allParty) }

// UnmarshalText reads a word of the list and refuses any other; "" is unset.
func (p *Party) UnmarshalText(text []byte) error { return readOneOf(p, text, allParty, "party") }

// Stage says when in an episode something was measured.
type Stage string

// The values of Stage.
const (
	StageBaseline     Stage = "baseline"
	StageInterim      Stage = "interim"
	StageFollowUp     Stage = "follow-up" // at the end of the support
	StageAfterClosure Stage = "after-closure"
)

var allStage = []Stage{StageBaseline, StageInterim, StageFollowUp, StageAfterClosure}

// IsValid says whether s is one of the list.
func (s Stage) IsValid() bool { return isOneOf(s, allStage) }

// UnmarshalText reads a word of the list and refuses any other; "" is unset.
func (s *Stage) UnmarshalText(text []byte) error { return readOneOf(s, text, allStage, "stage") }

// Delivery says how a session is held.
type Delivery string

// The values of Delivery.
const (
	DeliveryOneToOne Delivery = "one-to-one"
	DeliveryGroup    Delivery = "group"
)

var allDelivery = []Delivery{DeliveryOneToOne, DeliveryGroup}

// IsValid says whether d is one of the list.
func (d Delivery) IsValid() bool { return isOneOf(d, allDelivery) }

// UnmarshalText reads a word of the list and refuses any other; "" is unset.
func (d *Delivery) UnmarshalText(text []byte) error {
	return readOneOf(d, text, allDelivery, "delivery")
}

// Use says what became of a signpost.
type Use string

// The values of Use.
const (
	UseUsed    Use = "used"
	UseNotUsed Use = "not-used"
	UseUnknown Use = "unknown" // asked, and not known
)

var allUse = []Use{UseUsed, UseNotUsed, UseUnknown}

// IsValid says whether u is one of the list.
func (u Use) IsValid() bool { return isOneOf(u, allUse) }

// UnmarshalText reads a word of the list and refuses any other; "" is unset.
func (u *Use) UnmarshalText(text []byte) error { return readOneOf(u, text, allUse, "use") }

// Owner says who is to do an action of the plan.
type Owner string

// The values of Owner.
const (
	OwnerPerson     Owner = "person"
	OwnerLinkWorker Owner = "link-worker"
	OwnerProvider   Owner = "provider"
	OwnerCarer      Owner = "carer"
	OwnerOther      Owner = "other"
)

var allOwner = []Owner{OwnerPerson, OwnerLinkWorker, OwnerProvider, OwnerCarer, OwnerOther}

// IsValid says whether o is one of the list.
func (o Owner) IsValid() bool { return isOneOf(o, allOwner) }

// UnmarshalText reads a word of the list and refuses any other; "" is unset.
func (o *Owner) UnmarshalText(text []byte) error { return readOneOf(o, text, allOwner, "owner") }

// StepStatus says how an action of the plan stands.
type StepStatus string

// The values of StepStatus.
const (
	StepPlanned  StepStatus = "planned"
	StepUnderWay StepStatus = "under-way"
	StepDone     StepStatus = "done"
	StepNotDone  StepStatus = "not-done"
	StepDropped  StepStatus = "dropped"
)

var allStepStatus = []StepStatus{StepPlanned, StepUnderWay, StepDone, StepNotDone, StepDropped}

// IsValid says whether s is one of the list.
func (s StepStatus) IsValid() bool { return isOneOf(s, allStepStatus) }

// UnmarshalText reads a word of the list and refuses any other; "" is unset.
func (s *StepStatus) UnmarshalText(text []byte) error {
	return readOneOf(s, text, allStepStatus, "stepstatus")
}

// NoteKind says what a note is about.
type NoteKind string

// The values of NoteKind.
const (
	NoteGeneral      NoteKind = "general"
	NotePhone        NoteKind = "phone"
	NoteProfessional NoteKind = "professional" // a conversation between professionals
	NoteSupervision  NoteKind = "supervision"
	NoteComplaint    NoteKind = "complaint"
)

var allNoteKind = []NoteKind{NoteGeneral, NotePhone, NoteProfessional, NoteSupervision, NoteComplaint}

// IsValid says whether n is one of the list.
func (n NoteKind) IsValid() bool { return isOneOf(n, allNoteKind) }

// UnmarshalText reads a word of the list and refuses any other; "" is unset.
func (n *NoteKind) UnmarshalText(text []byte) error {
	return readOneOf(n, text, allNoteKind, "notekind")
}

// Visibility says who beside the author may see a note (D20).
type Visibility string

// The values of Visibility.
const (
	VisibleTeam     Visibility = "team" // the default
	VisibleGP       Visibility = "gp"
	VisibleProvider Visibility = "provider"
	VisiblePerson   Visibility = "person"
)

var allVisibility = []Visibility{VisibleTeam, VisibleGP, VisibleProvider, VisiblePerson}

// IsValid says whether v is one of the list.
func (v Visibility) IsValid() bool { return isOneOf(v, allVisibility) }

// UnmarshalText reads a word of the list and refuses any other; "" is unset.
func (v *Visibility) UnmarshalText(text []byte) error {
	return readOneOf(v, text, allVisibility, "visibility")
}

// SupportLevel says help to attend (D24).
type SupportLevel string

// The values of SupportLevel.
const (
	SupportNone          SupportLevel = "none"
	SupportIntroduced    SupportLevel = "introduced"
	SupportTransport     SupportLevel = "transport-arranged"
	SupportWithWorker    SupportLevel = "accompanied-by-worker"
	SupportWithVolunteer SupportLevel = "accompanied-by-volunteer"
	SupportWithPeer      SupportLevel = "accompanied-by-peer"
)

var allSupportLevel = []SupportLevel{SupportNone, SupportIntroduced, SupportTransport, SupportWithWorker, SupportWithVolunteer, SupportWithPeer}

// IsValid says whether s is one of the list.
func (s SupportLevel) IsValid() bool { return isOneOf(s, allSupportLevel) }

// UnmarshalText reads a word of the list and refuses any other; "" is unset.
func (s *SupportLevel) UnmarshalText(text []byte) error {
	return readOneOf(s, text, allSupportLevel, "supportlevel")
}

// LinkKind says how two episodes belong together.
type LinkKind string

// The values of LinkKind.
const (
	LinkFollows         LinkKind = "follows" // a re-referral: this episode follows an earlier one
	LinkHousehold       LinkKind = "household"
	LinkCarerOf         LinkKind = "carer-of"
	LinkCaredForBy      LinkKind = "cared-for-by"
	LinkCohort          LinkKind = "cohort"
	LinkTransferredFrom LinkKind = "transferred-from"
	LinkTransferredTo   LinkKind = "transferred-to"
	LinkDuplicate       LinkKind = "duplicate-of"
)

var allLinkKind = []LinkKind{LinkFollows, LinkHousehold, LinkCarerOf, LinkCaredForBy, LinkCohort, LinkTransferredFrom, LinkTransferredTo, LinkDuplicate}

// IsValid says whether l is one of the list.
func (l LinkKind) IsValid() bool { return isOneOf(l, allLinkKind) }

// UnmarshalText reads a word of the list and refuses any other; "" is unset.
func (l *LinkKind) UnmarshalText(text []byte) error {
	return readOneOf(l, text, allLinkKind, "linkkind")
}

// UnmetReason says why a need could not be met (D26).
type UnmetReason string

// The values of UnmetReason.
const (
	UnmetNoneExists UnmetReason = "none-exists"
	UnmetFull       UnmetReason = "full"
	UnmetTooFar     UnmetReason = "too-far"
	UnmetCost       UnmetReason = "cost"
	UnmetIneligible UnmetReason = "ineligible"
	UnmetDeclined   UnmetReason = "declined"
)

var allUnmetReason = []UnmetReason{UnmetNoneExists, UnmetFull, UnmetTooFar, UnmetCost, UnmetIneligible, UnmetDeclined}

// IsValid says whether u is one of the list.
func (u UnmetReason) IsValid() bool { return isOneOf(u, allUnmetReason) }

// UnmarshalText reads a word of the list and refuses any other; "" is unset.
func (u *UnmetReason) UnmarshalText(text []byte) error {
	return readOneOf(u, text, allUnmetReason, "unmetreason")
}

// DutyKind says something the service owes until somebody has done it.
type DutyKind string

// The values of DutyKind.
const (
	DutyTellReferrer       DutyKind = "tell-referrer"          // the outcome, to the referrer
	DutyMessageBack        DutyKind = "message-back"           // the message back to GP and referrer
	DutyCodeToRecord       DutyKind = "code-to-record"         // the national referral code, to the GP record
	DutyDeclineCode        DutyKind = "decline-code-to-record" // the national code of a declined referral
	DutyCodeToRetract      DutyKind = "code-to-retract"
	DutyRecallOnward       DutyKind = "recall-onward"       // an onward referral in flight, whose consent or provider fell away
	DutyRecallNotice       DutyKind = "recall-notice"       // the provider of a recalled onward referral has to be told
	DutyReviewOnward       DutyKind = "review-onward"       // the provider is suspended
	DutySafetyAlert        DutyKind = "safety-alert"        // an alert of a measure
	DutyUrgentNeed         DutyKind = "urgent-need"         // no food, nowhere to sleep, unsafe, suicidal
	DutySafeguarding       DutyKind = "safeguarding"        // an open concern
	DutyReallocate         DutyKind = "reallocate"          // the worker has left
	DutySafeguardingReview DutyKind = "safeguarding-review" // the person was not brought
	DutyReturnToReferrer   DutyKind = "return-to-referrer"  // no channel can be used
	DutyCorrectedMessage   DutyKind = "corrected-message"   // a message that left says what is no longer so
)

var allDutyKind = []DutyKind{DutyTellReferrer, DutyMessageBack, DutyCodeToRecord, DutyDeclineCode, DutyCodeToRetract, DutyRecallOnward, DutyRecallNotice, DutyReviewOnward, DutySafetyAlert, DutyUrgentNeed, DutySafeguarding, DutyReallocate, DutySafeguardingReview, DutyReturnToReferrer, DutyCorrectedMessage}

// IsValid says whether d is one of the list.
func (d DutyKind) IsValid() bool { return isOneOf(d, allDutyKind) }

// UnmarshalText reads a word of the list and refuses any other; "" is unset.
func (d *DutyKind) UnmarshalText(text []byte) error {
	return readOneOf(d, text, allDutyKind, "dutykind")
}

// CodeSharing says what of the national code may leave.
type CodeSharing string

// The values of CodeSharing.
const (
	CodeShare    CodeSharing = "share"     // the code as part of the record that is shared
	CodeOnly     CodeSharing = "code-only" // sharing refused: only the code
	CodeWithhold CodeSharing = "withhold"  // sharing refused: not even the code
)

var allCodeSharing = []CodeSharing{CodeShare, CodeOnly, CodeWithhold}

// IsValid says whether c is one of the list.
func (c CodeSharing) IsValid() bool { return isOneOf(c, allCodeSharing) }

// UnmarshalText reads a word of the list and refuses any other; "" is unset.
func (c *CodeSharing) UnmarshalText(text []byte) error {
	return readOneOf(c, text, allCodeSharing, "codesharing")
}
