package referral

import (
	"github.com/google/uuid"

	"github.com/socialprescribing/socialprescribing/person"
)

// A Command is a wish to change a referral: a pointer to one of the structs of
// this package, one per action. The set is sealed; Custom is the one open door.
type Command interface {
	// Action is the command's name in the machine.
	Action() Action
	// Kept unexported: only pointers to the structs of this package are commands.
	meta() *Meta
	kind() kind
}

func (m *Meta) meta() *Meta { return m }

// kind numbers the actions and the events for the tables. It is never
// persisted: the names are.
type kind uint8

const (
	kindNone kind = iota
	kindDraft
	kindSubmit
	kindTriage
	kindAskInformation
	kindAnswerInformation
	kindAccept
	kindReject
	kindRedirect
	kindDecline
	kindWithdraw
	kindCancel
	kindAllocate
	kindReallocate
	kindMarkLeft
	kindHold
	kindExtendHold
	kindResume
	kindOfferTransfer
	kindAcceptTransfer
	kindRefuseTransfer
	kindLapseTransfer
	kindClose
	kindReopen
	kindUndo
	kindEnterInError
	kindAmend
	kindRedact
	kindSettleDuty
	kindCustom
	kindRecordAttempt
	kindFirstContact
	kindRecordContact
	kindSeeConsent
	kindSeeContactRules
	kindRecordDeath
	kindCorrectDeath
	kindRecordNeed
	kindRecordMatters
	kindLinkAssessment
	kindAcknowledgeAlert
	kindRecordUnmet
	kindProposeOnward
	kindSendOnward
	kindAcknowledgeOnward
	kindAcceptOnward
	kindWaitlistOnward
	kindDeclineOnward
	kindRefuseOnward
	kindStartOnward
	kindPauseOnward
	kindResumeOnward
	kindCompleteOnward
	kindEndOnward
	kindNeverStartOnward
	kindCancelOnward
	kindExpireOnward
	kindRecallOnward
	kindVoidOnward
	kindSeeProvider
	kindSignpost
	kindFollowUpSignpost
	kindRecordSupport
	kindRecordFeedback
	kindDraftPlan
	kindAgreePlan
	kindReviewPlan
	kindCompletePlan
	kindProposeGoal
	kindAgreeGoal
	kindStartGoal
	kindAchieveGoal
	kindPartlyAchieveGoal
	kindMissGoal
	kindAbandonGoal
	kindReviseGoal
	kindAddStep
	kindUpdateStep
	kindArrangeSession
	kindRescheduleSession
	kindAttendSession
	kindNotSeenSession
	kindMissSession
	kindFailSession
	kindCancelSessionByPerson
	kindCancelSessionByService
	kindCorrectSession
	kindVoidSession
	kindRaiseRisk
	kindResolveRisk
	kindRaiseConcern
	kindEscalateConcern
	kindHandOverConcern
	kindResolveConcern
	kindWriteNote
	kindAmendNote
	kindLinkEpisode
	kindUnlinkEpisode
	kindAssessComplexity
	kindDiscussInSupervision
	kindRecordComplaint
	kindRequestFunding
	kindAgreeFunding
	kindDutyRaised // events that no command is named after
	kindDutyChanged
	kindWatch
	kindCount
)

// firstHost is the number of a machine's first x- action.
const firstHost = kindCount

// The actions of the standard machine.
const (
	ActionDraft                  Action = "draft"
	ActionSubmit                 Action = "submit"
	ActionTriage                 Action = "triage"
	ActionAskInformation         Action = "ask-information"
	ActionAnswerInformation      Action = "answer-information"
	ActionAccept                 Action = "accept"
	ActionReject                 Action = "reject"
	ActionRedirect               Action = "redirect"
	ActionDecline                Action = "decline"
	ActionWithdraw               Action = "withdraw"
	ActionCancel                 Action = "cancel"
	ActionAllocate               Action = "allocate"
	ActionReallocate             Action = "reallocate"
	ActionMarkLeft               Action = "mark-left"
	ActionHold                   Action = "hold"
	ActionExtendHold             Action = "extend-hold"
	ActionResume                 Action = "resume"
	ActionOfferTransfer          Action = "offer-transfer"
	ActionAcceptTransfer         Action = "accept-transfer"
	ActionRefuseTransfer         Action = "refuse-transfer"
	ActionLapseTransfer          Action = "lapse-transfer"
	ActionClose                  Action = "close"
	ActionReopen                 Action = "reopen"
	ActionUndo                   Action = "undo"
	ActionEnterInError           Action = "enter-in-error"
	ActionAmend                  Action = "amend"
	ActionRedact                 Action = "redact"
	ActionSettleDuty             Action = "settle-duty"
	ActionRecordAttempt          Action = "record-attempt"
	ActionFirstContact           Action = "first-contact"
	ActionRecordContact          Action = "record-contact"
	ActionSeeConsent             Action = "see-consent"
	ActionSeeContactRules        Action = "see-contact-rules"
	ActionRecordDeath            Action = "record-death"
	ActionCorrectDeath           Action = "correct-death"
	ActionRecordNeed             Action = "record-need"
	ActionRecordMatters          Action = "record-what-matters"
	ActionLinkAssessment         Action = "link-assessment"
	ActionAcknowledgeAlert       Action = "acknowledge-alert"
	ActionRecordUnmet            Action = "record-unmet"
	ActionProposeOnward          Action = "propose-onward"
	ActionSendOnward             Action = "send-onward"
	ActionAcknowledgeOnward      Action = "acknowledge-onward"
	ActionAcceptOnward           Action = "accept-onward"
	ActionWaitlistOnward         Action = "waitlist-onward"
	ActionDeclineOnward          Action = "decline-onward"
	ActionRefuseOnward           Action = "refuse-onward"
	ActionStartOnward            Action = "start-onward"
	ActionPauseOnward            Action = "pause-onward"
	ActionResumeOnward           Action = "resume-onward"
	ActionCompleteOnward         Action = "complete-onward"
	ActionEndOnward              Action = "end-onward"
	ActionNeverStartOnward       Action = "never-start-onward"
	ActionCancelOnward           Action = "cancel-onward"
	ActionExpireOnward           Action = "expire-onward"
	ActionRecallOnward           Action = "recall-onward"
	ActionVoidOnward             Action = "void-onward"
	ActionSeeProvider            Action = "see-provider"
	ActionSignpost               Action = "give-signpost"
	ActionFollowUpSignpost       Action = "follow-up-signpost"
	ActionRecordSupport          Action = "record-support"
	ActionRecordFeedback         Action = "record-feedback"
	ActionDraftPlan              Action = "draft-plan"
	ActionAgreePlan              Action = "agree-plan"
	ActionReviewPlan             Action = "review-plan"
	ActionCompletePlan           Action = "complete-plan"
	ActionProposeGoal            Action = "propose-goal"
	ActionAgreeGoal              Action = "agree-goal"
	ActionStartGoal              Action = "start-goal"
	ActionAchieveGoal            Action = "achieve-goal"
	ActionPartlyAchieveGoal      Action = "partly-achieve-goal"
	ActionMissGoal               Action = "miss-goal"
	ActionAbandonGoal            Action = "abandon-goal"
	ActionReviseGoal             Action = "revise-goal"
	ActionAddStep                Action = "add-step"
	ActionUpdateStep             Action = "update-step"
	ActionArrangeSession         Action = "arrange-session"
	ActionRescheduleSession      Action = "reschedule-session"
	ActionAttendSession          Action = "attend-session"
	ActionNotSeenSession         Action = "not-seen-session"
	ActionMissSession            Action = "miss-session"
	ActionFailSession            Action = "fail-session"
	ActionCancelSessionByPerson  Action = "cancel-session-by-person"
	ActionCancelSessionByService Action = "cancel-session-by-service"
	ActionCorrectSession         Action = "correct-session"
	ActionVoidSession            Action = "void-session"
	ActionRaiseRisk              Action = "raise-risk"
	ActionResolveRisk            Action = "resolve-risk"
	ActionRaiseConcern           Action = "raise-concern"
	ActionEscalateConcern        Action = "escalate-concern"
	ActionHandOverConcern        Action = "hand-over-concern"
	ActionResolveConcern         Action = "resolve-concern"
	ActionWriteNote              Action = "write-note"
	ActionAmendNote              Action = "amend-note"
	ActionLinkEpisode            Action = "link-episode"
	ActionUnlinkEpisode          Action = "unlink-episode"
	ActionAssessComplexity       Action = "assess-complexity"
	ActionDiscussInSupervision   Action = "discuss-supervision"
	ActionRecordComplaint        Action = "record-complaint"
	ActionRequestFunding         Action = "request-funding"
	ActionAgreeFunding           Action = "agree-funding"
)

// The types of event.
const (
	EventDraft                  EventType = "referral.drafted"
	EventSubmit                 EventType = "referral.submitted"
	EventTriage                 EventType = "referral.triaged"
	EventAskInformation         EventType = "referral.information-requested"
	EventAnswerInformation      EventType = "referral.information-answered"
	EventAccept                 EventType = "referral.accepted"
	EventReject                 EventType = "referral.rejected"
	EventRedirect               EventType = "referral.redirected"
	EventDecline                EventType = "referral.declined"
	EventWithdraw               EventType = "referral.withdrawn"
	EventCancel                 EventType = "referral.cancelled"
	EventAllocate               EventType = "referral.allocated"
	EventReallocate             EventType = "referral.reallocated"
	EventMarkLeft               EventType = "referral.worker-left"
	EventHold                   EventType = "referral.held"
	EventExtendHold             EventType = "referral.hold-extended"
	EventResume                 EventType = "referral.resumed"
	EventOfferTransfer          EventType = "referral.transfer-offered"
	EventAcceptTransfer         EventType = "referral.transferred"
	EventRefuseTransfer         EventType = "referral.transfer-refused"
	EventLapseTransfer          EventType = "referral.transfer-lapsed"
	EventClose                  EventType = "referral.closed"
	EventReopen                 EventType = "referral.reopened"
	EventUndo                   EventType = "referral.undone"
	EventEnterInError           EventType = "referral.entered-in-error"
	EventAmend                  EventType = "referral.amended"
	EventRedact                 EventType = "referral.redacted"
	EventSettleDuty             EventType = "duty.settled"
	EventCustom                 EventType = "custom"
	EventRecordAttempt          EventType = "contact.attempted"
	EventFirstContact           EventType = "contact.first"
	EventRecordContact          EventType = "contact.recorded"
	EventSeeConsent             EventType = "consent.seen"
	EventSeeContactRules        EventType = "contact.rules-seen"
	EventRecordDeath            EventType = "person.died"
	EventCorrectDeath           EventType = "person.death-corrected"
	EventRecordNeed             EventType = "need.recorded"
	EventRecordMatters          EventType = "what-matters.recorded"
	EventLinkAssessment         EventType = "assessment.linked"
	EventAcknowledgeAlert       EventType = "alert.acknowledged"
	EventRecordUnmet            EventType = "unmet-need.recorded"
	EventProposeOnward          EventType = "onward.proposed"
	EventSendOnward             EventType = "onward.sent"
	EventAcknowledgeOnward      EventType = "onward.acknowledged"
	EventAcceptOnward           EventType = "onward.accepted"
	EventWaitlistOnward         EventType = "onward.waitlisted"
	EventDeclineOnward          EventType = "onward.declined-by-provider"
	EventRefuseOnward           EventType = "onward.declined-by-person"
	EventStartOnward            EventType = "onward.started"
	EventPauseOnward            EventType = "onward.paused"
	EventResumeOnward           EventType = "onward.resumed"
	EventCompleteOnward         EventType = "onward.completed"
	EventEndOnward              EventType = "onward.ended-early"
	EventNeverStartOnward       EventType = "onward.never-started"
	EventCancelOnward           EventType = "onward.cancelled-by-provider"
	EventExpireOnward           EventType = "onward.expired"
	EventRecallOnward           EventType = "onward.recalled"
	EventVoidOnward             EventType = "onward.entered-in-error"
	EventSeeProvider            EventType = "provider.seen"
	EventSignpost               EventType = "signpost.given"
	EventFollowUpSignpost       EventType = "signpost.followed-up"
	EventRecordSupport          EventType = "support.recorded"
	EventRecordFeedback         EventType = "feedback.recorded"
	EventDraftPlan              EventType = "plan.drafted"
	EventAgreePlan              EventType = "plan.agreed"
	EventReviewPlan             EventType = "plan.reviewed"
	EventCompletePlan           EventType = "plan.completed"
	EventProposeGoal            EventType = "goal.proposed"
	EventAgreeGoal              EventType = "goal.accepted"
	EventStartGoal              EventType = "goal.started"
	EventAchieveGoal            EventType = "goal.achieved"
	EventPartlyAchieveGoal      EventType = "goal.partly-achieved"
	EventMissGoal               EventType = "goal.not-achieved"
	EventAbandonGoal            EventType = "goal.abandoned"
	EventReviseGoal             EventType = "goal.revised"
	EventAddStep                EventType = "step.added"
	EventUpdateStep             EventType = "step.updated"
	EventArrangeSession         EventType = "session.arranged"
	EventRescheduleSession      EventType = "session.rescheduled"
	EventAttendSession          EventType = "session.attended"
	EventNotSeenSession         EventType = "session.not-seen"
	EventMissSession            EventType = "session.not-attended"
	EventFailSession            EventType = "session.not-happened"
	EventCancelSessionByPerson  EventType = "session.cancelled-by-person"
	EventCancelSessionByService EventType = "session.cancelled-by-service"
	EventCorrectSession         EventType = "session.corrected"
	EventVoidSession            EventType = "session.entered-in-error"
	EventRaiseRisk              EventType = "risk.raised"
	EventResolveRisk            EventType = "risk.resolved"
	EventRaiseConcern           EventType = "safeguarding.raised"
	EventEscalateConcern        EventType = "safeguarding.escalated"
	EventHandOverConcern        EventType = "safeguarding.handed-over"
	EventResolveConcern         EventType = "safeguarding.resolved"
	EventWriteNote              EventType = "note.written"
	EventAmendNote              EventType = "note.amended"
	EventLinkEpisode            EventType = "episode.linked"
	EventUnlinkEpisode          EventType = "episode.unlinked"
	EventAssessComplexity       EventType = "complexity.assessed"
	EventDiscussInSupervision   EventType = "supervision.discussed"
	EventRecordComplaint        EventType = "complaint.recorded"
	EventRequestFunding         EventType = "funding.requested"
	EventAgreeFunding           EventType = "funding.agreed"
	EventDutyRaised             EventType = "duty.raised"
	// EventDutyChanged says that something owed is to be shared otherwise, or
	// that it is owed no more (Duty.Dropped). Whoever acts on duty.raised holds
	// what is not done yet by this one; it never asks for the act a second time.
	EventDutyChanged EventType = "duty.changed"
	EventWatch       EventType = "onward.watched"
)

// kindInfo is what is fixed for each kind.
type kindInfo struct {
	action Action
	event  EventType
	part   Part // the small machine that the action moves, beside the episode's
}

var kinds = [kindCount]kindInfo{
	kindDraft:                  {action: ActionDraft, event: EventDraft},
	kindSubmit:                 {action: ActionSubmit, event: EventSubmit},
	kindTriage:                 {action: ActionTriage, event: EventTriage},
	kindAskInformation:         {action: ActionAskInformation, event: EventAskInformation},
	kindAnswerInformation:      {action: ActionAnswerInformation, event: EventAnswerInformation},
	kindAccept:                 {action: ActionAccept, event: EventAccept},
	kindReject:                 {action: ActionReject, event: EventReject},
	kindRedirect:               {action: ActionRedirect, event: EventRedirect},
	kindDecline:                {action: ActionDecline, event: EventDecline},
	kindWithdraw:               {action: ActionWithdraw, event: EventWithdraw},
	kindCancel:                 {action: ActionCancel, event: EventCancel},
	kindAllocate:               {action: ActionAllocate, event: EventAllocate},
	kindReallocate:             {action: ActionReallocate, event: EventReallocate},
	kindMarkLeft:               {action: ActionMarkLeft, event: EventMarkLeft},
	kindHold:                   {action: ActionHold, event: EventHold},
	kindExtendHold:             {action: ActionExtendHold, event: EventExtendHold},
	kindResume:                 {action: ActionResume, event: EventResume},
	kindOfferTransfer:          {action: ActionOfferTransfer, event: EventOfferTransfer},
	kindAcceptTransfer:         {action: ActionAcceptTransfer, event: EventAcceptTransfer},
	kindRefuseTransfer:         {action: ActionRefuseTransfer, event: EventRefuseTransfer},
	kindLapseTransfer:          {action: ActionLapseTransfer, event: EventLapseTransfer},
	kindClose:                  {action: ActionClose, event: EventClose},
	kindReopen:                 {action: ActionReopen, event: EventReopen},
	kindUndo:                   {action: ActionUndo, event: EventUndo},
	kindEnterInError:           {action: ActionEnterInError, event: EventEnterInError},
	kindAmend:                  {action: ActionAmend, event: EventAmend},
	kindRedact:                 {action: ActionRedact, event: EventRedact},
	kindSettleDuty:             {action: ActionSettleDuty, event: EventSettleDuty},
	kindCustom:                 {event: EventCustom},
	kindRecordAttempt:          {action: ActionRecordAttempt, event: EventRecordAttempt},
	kindFirstContact:           {action: ActionFirstContact, event: EventFirstContact},
	kindRecordContact:          {action: ActionRecordContact, event: EventRecordContact},
	kindSeeConsent:             {action: ActionSeeConsent, event: EventSeeConsent},
	kindSeeContactRules:        {action: ActionSeeContactRules, event: EventSeeContactRules},
	kindRecordDeath:            {action: ActionRecordDeath, event: EventRecordDeath},
	kindCorrectDeath:           {action: ActionCorrectDeath, event: EventCorrectDeath},
	kindRecordNeed:             {action: ActionRecordNeed, event: EventRecordNeed},
	kindRecordMatters:          {action: ActionRecordMatters, event: EventRecordMatters},
	kindLinkAssessment:         {action: ActionLinkAssessment, event: EventLinkAssessment},
	kindAcknowledgeAlert:       {action: ActionAcknowledgeAlert, event: EventAcknowledgeAlert},
	kindRecordUnmet:            {action: ActionRecordUnmet, event: EventRecordUnmet},
	kindProposeOnward:          {action: ActionProposeOnward, event: EventProposeOnward, part: PartOnward},
	kindSendOnward:             {action: ActionSendOnward, event: EventSendOnward, part: PartOnward},
	kindAcknowledgeOnward:      {action: ActionAcknowledgeOnward, event: EventAcknowledgeOnward, part: PartOnward},
	kindAcceptOnward:           {action: ActionAcceptOnward, event: EventAcceptOnward, part: PartOnward},
	kindWaitlistOnward:         {action: ActionWaitlistOnward, event: EventWaitlistOnward, part: PartOnward},
	kindDeclineOnward:          {action: ActionDeclineOnward, event: EventDeclineOnward, part: PartOnward},
	kindRefuseOnward:           {action: ActionRefuseOnward, event: EventRefuseOnward, part: PartOnward},
	kindStartOnward:            {action: ActionStartOnward, event: EventStartOnward, part: PartOnward},
	kindPauseOnward:            {action: ActionPauseOnward, event: EventPauseOnward, part: PartOnward},
	kindResumeOnward:           {action: ActionResumeOnward, event: EventResumeOnward, part: PartOnward},
	kindCompleteOnward:         {action: ActionCompleteOnward, event: EventCompleteOnward, part: PartOnward},
	kindEndOnward:              {action: ActionEndOnward, event: EventEndOnward, part: PartOnward},
	kindNeverStartOnward:       {action: ActionNeverStartOnward, event: EventNeverStartOnward, part: PartOnward},
	kindCancelOnward:           {action: ActionCancelOnward, event: EventCancelOnward, part: PartOnward},
	kindExpireOnward:           {action: ActionExpireOnward, event: EventExpireOnward, part: PartOnward},
	kindRecallOnward:           {action: ActionRecallOnward, event: EventRecallOnward, part: PartOnward},
	kindVoidOnward:             {action: ActionVoidOnward, event: EventVoidOnward, part: PartOnward},
	kindSeeProvider:            {action: ActionSeeProvider, event: EventSeeProvider},
	kindSignpost:               {action: ActionSignpost, event: EventSignpost},
	kindFollowUpSignpost:       {action: ActionFollowUpSignpost, event: EventFollowUpSignpost},
	kindRecordSupport:          {action: ActionRecordSupport, event: EventRecordSupport},
	kindRecordFeedback:         {action: ActionRecordFeedback, event: EventRecordFeedback},
	kindDraftPlan:              {action: ActionDraftPlan, event: EventDraftPlan, part: PartPlan},
	kindAgreePlan:              {action: ActionAgreePlan, event: EventAgreePlan, part: PartPlan},
	kindReviewPlan:             {action: ActionReviewPlan, event: EventReviewPlan, part: PartPlan},
	kindCompletePlan:           {action: ActionCompletePlan, event: EventCompletePlan, part: PartPlan},
	kindProposeGoal:            {action: ActionProposeGoal, event: EventProposeGoal, part: PartGoal},
	kindAgreeGoal:              {action: ActionAgreeGoal, event: EventAgreeGoal, part: PartGoal},
	kindStartGoal:              {action: ActionStartGoal, event: EventStartGoal, part: PartGoal},
	kindAchieveGoal:            {action: ActionAchieveGoal, event: EventAchieveGoal, part: PartGoal},
	kindPartlyAchieveGoal:      {action: ActionPartlyAchieveGoal, event: EventPartlyAchieveGoal, part: PartGoal},
	kindMissGoal:               {action: ActionMissGoal, event: EventMissGoal, part: PartGoal},
	kindAbandonGoal:            {action: ActionAbandonGoal, event: EventAbandonGoal, part: PartGoal},
	kindReviseGoal:             {action: ActionReviseGoal, event: EventReviseGoal, part: PartGoal},
	kindAddStep:                {action: ActionAddStep, event: EventAddStep},
	kindUpdateStep:             {action: ActionUpdateStep, event: EventUpdateStep},
	kindArrangeSession:         {action: ActionArrangeSession, event: EventArrangeSession, part: PartSession},
	kindRescheduleSession:      {action: ActionRescheduleSession, event: EventRescheduleSession, part: PartSession},
	kindAttendSession:          {action: ActionAttendSession, event: EventAttendSession, part: PartSession},
	kindNotSeenSession:         {action: ActionNotSeenSession, event: EventNotSeenSession, part: PartSession},
	kindMissSession:            {action: ActionMissSession, event: EventMissSession, part: PartSession},
	kindFailSession:            {action: ActionFailSession, event: EventFailSession, part: PartSession},
	kindCancelSessionByPerson:  {action: ActionCancelSessionByPerson, event: EventCancelSessionByPerson, part: PartSession},
	kindCancelSessionByService: {action: ActionCancelSessionByService, event: EventCancelSessionByService, part: PartSession},
	kindCorrectSession:         {action: ActionCorrectSession, event: EventCorrectSession, part: PartSession},
	kindVoidSession:            {action: ActionVoidSession, event: EventVoidSession, part: PartSession},
	kindRaiseRisk:              {action: ActionRaiseRisk, event: EventRaiseRisk},
	kindResolveRisk:            {action: ActionResolveRisk, event: EventResolveRisk},
	kindRaiseConcern:           {action: ActionRaiseConcern, event: EventRaiseConcern},
	kindEscalateConcern:        {action: ActionEscalateConcern, event: EventEscalateConcern},
	kindHandOverConcern:        {action: ActionHandOverConcern, event: EventHandOverConcern},
	kindResolveConcern:         {action: ActionResolveConcern, event: EventResolveConcern},
	kindWriteNote:              {action: ActionWriteNote, event: EventWriteNote},
	kindAmendNote:              {action: ActionAmendNote, event: EventAmendNote},
	kindLinkEpisode:            {action: ActionLinkEpisode, event: EventLinkEpisode},
	kindUnlinkEpisode:          {action: ActionUnlinkEpisode, event: EventUnlinkEpisode},
	kindAssessComplexity:       {action: ActionAssessComplexity, event: EventAssessComplexity},
	kindDiscussInSupervision:   {action: ActionDiscussInSupervision, event: EventDiscussInSupervision},
	kindRecordComplaint:        {action: ActionRecordComplaint, event: EventRecordComplaint},
	kindRequestFunding:         {action: ActionRequestFunding, event: EventRequestFunding},
	kindAgreeFunding:           {action: ActionAgreeFunding, event: EventAgreeFunding},
	kindDutyRaised:             {event: EventDutyRaised},
	kindDutyChanged:            {event: EventDutyChanged},
	kindWatch:                  {event: EventWatch, part: PartOnward},
}

// Action is "draft".
func (*Draft) Action() Action { return ActionDraft }
func (*Draft) kind() kind     { return kindDraft }

// Action is "submit".
func (*Submit) Action() Action { return ActionSubmit }
func (*Submit) kind() kind     { return kindSubmit }

// Action is "triage".
func (*Triage) Action() Action { return ActionTriage }
func (*Triage) kind() kind     { return kindTriage }

// Action is "ask-information".
func (*AskInformation) Action() Action { return ActionAskInformation }
func (*AskInformation) kind() kind     { return kindAskInformation }

// Action is "answer-information".
func (*AnswerInformation) Action() Action { return ActionAnswerInformation }
func (*AnswerInformation) kind() kind     { return kindAnswerInformation }

// Action is "accept".
func (*Accept) Action() Action { return ActionAccept }
func (*Accept) kind() kind     { return kindAccept }

// Action is "reject".
func (*Reject) Action() Action { return ActionReject }
func (*Reject) kind() kind     { return kindReject }

// Action is "redirect".
func (*Redirect) Action() Action { return ActionRedirect }
func (*Redirect) kind() kind     { return kindRedirect }

// Action is "decline".
func (*Decline) Action() Action { return ActionDecline }
func (*Decline) kind() kind     { return kindDecline }

// Action is "withdraw".
func (*Withdraw) Action() Action { return ActionWithdraw }
func (*Withdraw) kind() kind     { return kindWithdraw }

// Action is "cancel".
func (*Cancel) Action() Action { return ActionCancel }
func (*Cancel) kind() kind     { return kindCancel }

// Action is "allocate".
func (*Allocate) Action() Action { return ActionAllocate }
func (*Allocate) kind() kind     { return kindAllocate }

// Action is "reallocate".
func (*Reallocate) Action() Action { return ActionReallocate }
func (*Reallocate) kind() kind     { return kindReallocate }

// Action is "mark-left".
func (*MarkLeft) Action() Action { return ActionMarkLeft }
func (*MarkLeft) kind() kind     { return kindMarkLeft }

// Action is "hold".
func (*Hold) Action() Action { return ActionHold }
func (*Hold) kind() kind     { return kindHold }

// Action is "extend-hold".
func (*ExtendHold) Action() Action { return ActionExtendHold }
func (*ExtendHold) kind() kind     { return kindExtendHold }

// Action is "resume".
func (*Resume) Action() Action { return ActionResume }
func (*Resume) kind() kind     { return kindResume }

// Action is "offer-transfer".
func (*OfferTransfer) Action() Action { return ActionOfferTransfer }
func (*OfferTransfer) kind() kind     { return kindOfferTransfer }

// Action is "accept-transfer".
func (*AcceptTransfer) Action() Action { return ActionAcceptTransfer }
func (*AcceptTransfer) kind() kind     { return kindAcceptTransfer }

// Action is "refuse-transfer".
func (*RefuseTransfer) Action() Action { return ActionRefuseTransfer }
func (*RefuseTransfer) kind() kind     { return kindRefuseTransfer }

// Action is "lapse-transfer".
func (*LapseTransfer) Action() Action { return ActionLapseTransfer }
func (*LapseTransfer) kind() kind     { return kindLapseTransfer }

// Action is "close".
func (*Close) Action() Action { return ActionClose }
func (*Close) kind() kind     { return kindClose }

// Action is "reopen".
func (*Reopen) Action() Action { return ActionReopen }
func (*Reopen) kind() kind     { return kindReopen }

// Action is "undo".
func (*Undo) Action() Action { return ActionUndo }
func (*Undo) kind() kind     { return kindUndo }

// Action is "enter-in-error".
func (*EnterInError) Action() Action { return ActionEnterInError }
func (*EnterInError) kind() kind     { return kindEnterInError }

// Action is "amend".
func (*Amend) Action() Action { return ActionAmend }
func (*Amend) kind() kind     { return kindAmend }

// Action is "redact".
func (*Redact) Action() Action { return ActionRedact }
func (*Redact) kind() kind     { return kindRedact }

// Action is "settle-duty".
func (*SettleDuty) Action() Action { return ActionSettleDuty }
func (*SettleDuty) kind() kind     { return kindSettleDuty }

// Action is the host's own.
func (c *Custom) Action() Action { return c.Do }
func (*Custom) kind() kind       { return kindCustom }

// Action is "record-attempt".
func (*RecordAttempt) Action() Action { return ActionRecordAttempt }
func (*RecordAttempt) kind() kind     { return kindRecordAttempt }

// Action is "first-contact".
func (*FirstContact) Action() Action { return ActionFirstContact }
func (*FirstContact) kind() kind     { return kindFirstContact }

// Action is "record-contact".
func (*RecordContact) Action() Action { return ActionRecordContact }
func (*RecordContact) kind() kind     { return kindRecordContact }

// Action is "see-consent".
func (*SeeConsent) Action() Action { return ActionSeeConsent }
func (*SeeConsent) kind() kind     { return kindSeeConsent }

// Action is "see-contact-rules".
func (*SeeContactRules) Action() Action { return ActionSeeContactRules }
func (*SeeContactRules) kind() kind     { return kindSeeContactRules }

// Action is "record-death".
func (*RecordDeath) Action() Action { return ActionRecordDeath }
func (*RecordDeath) kind() kind     { return kindRecordDeath }

// Action is "correct-death".
func (*CorrectDeath) Action() Action { return ActionCorrectDeath }
func (*CorrectDeath) kind() kind     { return kindCorrectDeath }

// Action is "record-need".
func (*RecordNeed) Action() Action { return ActionRecordNeed }
func (*RecordNeed) kind() kind     { return kindRecordNeed }

// Action is "record-what-matters".
func (*RecordMatters) Action() Action { return ActionRecordMatters }
func (*RecordMatters) kind() kind     { return kindRecordMatters }

// Action is "link-assessment".
func (*LinkAssessment) Action() Action { return ActionLinkAssessment }
func (*LinkAssessment) kind() kind     { return kindLinkAssessment }

// Action is "acknowledge-alert".
func (*AcknowledgeAlert) Action() Action { return ActionAcknowledgeAlert }
func (*AcknowledgeAlert) kind() kind     { return kindAcknowledgeAlert }

// Action is "record-unmet".
func (*RecordUnmet) Action() Action { return ActionRecordUnmet }
func (*RecordUnmet) kind() kind     { return kindRecordUnmet }

// Action is "propose-onward".
func (*ProposeOnward) Action() Action { return ActionProposeOnward }
func (*ProposeOnward) kind() kind     { return kindProposeOnward }

// Action is "send-onward".
func (*SendOnward) Action() Action { return ActionSendOnward }
func (*SendOnward) kind() kind     { return kindSendOnward }

// Action is "acknowledge-onward".
func (*AcknowledgeOnward) Action() Action { return ActionAcknowledgeOnward }
func (*AcknowledgeOnward) kind() kind     { return kindAcknowledgeOnward }

// Action is "accept-onward".
func (*AcceptOnward) Action() Action { return ActionAcceptOnward }
func (*AcceptOnward) kind() kind     { return kindAcceptOnward }

// Action is "waitlist-onward".
func (*WaitlistOnward) Action() Action { return ActionWaitlistOnward }
func (*WaitlistOnward) kind() kind     { return kindWaitlistOnward }

// Action is "decline-onward".
func (*DeclineOnward) Action() Action { return ActionDeclineOnward }
func (*DeclineOnward) kind() kind     { return kindDeclineOnward }

// Action is "refuse-onward".
func (*RefuseOnward) Action() Action { return ActionRefuseOnward }
func (*RefuseOnward) kind() kind     { return kindRefuseOnward }

// Action is "start-onward".
func (*StartOnward) Action() Action { return ActionStartOnward }
func (*StartOnward) kind() kind     { return kindStartOnward }

// Action is "pause-onward".
func (*PauseOnward) Action() Action { return ActionPauseOnward }
func (*PauseOnward) kind() kind     { return kindPauseOnward }

// Action is "resume-onward".
func (*ResumeOnward) Action() Action { return ActionResumeOnward }
func (*ResumeOnward) kind() kind     { return kindResumeOnward }

// Action is "complete-onward".
func (*CompleteOnward) Action() Action { return ActionCompleteOnward }
func (*CompleteOnward) kind() kind     { return kindCompleteOnward }

// Action is "end-onward".
func (*EndOnward) Action() Action { return ActionEndOnward }
func (*EndOnward) kind() kind     { return kindEndOnward }

// Action is "never-start-onward".
func (*NeverStartOnward) Action() Action { return ActionNeverStartOnward }
func (*NeverStartOnward) kind() kind     { return kindNeverStartOnward }

// Action is "cancel-onward".
func (*CancelOnward) Action() Action { return ActionCancelOnward }
func (*CancelOnward) kind() kind     { return kindCancelOnward }

// Action is "expire-onward".
func (*ExpireOnward) Action() Action { return ActionExpireOnward }
func (*ExpireOnward) kind() kind     { return kindExpireOnward }

// Action is "recall-onward".
func (*RecallOnward) Action() Action { return ActionRecallOnward }
func (*RecallOnward) kind() kind     { return kindRecallOnward }

// Action is "void-onward".
func (*VoidOnward) Action() Action { return ActionVoidOnward }
func (*VoidOnward) kind() kind     { return kindVoidOnward }

// Action is "see-provider".
func (*SeeProvider) Action() Action { return ActionSeeProvider }
func (*SeeProvider) kind() kind     { return kindSeeProvider }

// Action is "give-signpost".
func (*Signpost) Action() Action { return ActionSignpost }
func (*Signpost) kind() kind     { return kindSignpost }

// Action is "follow-up-signpost".
func (*FollowUpSignpost) Action() Action { return ActionFollowUpSignpost }
func (*FollowUpSignpost) kind() kind     { return kindFollowUpSignpost }

// Action is "record-support".
func (*RecordSupport) Action() Action { return ActionRecordSupport }
func (*RecordSupport) kind() kind     { return kindRecordSupport }

// Action is "record-feedback".
func (*RecordFeedback) Action() Action { return ActionRecordFeedback }
func (*RecordFeedback) kind() kind     { return kindRecordFeedback }

// Action is "draft-plan".
func (*DraftPlan) Action() Action { return ActionDraftPlan }
func (*DraftPlan) kind() kind     { return kindDraftPlan }

// Action is "agree-plan".
func (*AgreePlan) Action() Action { return ActionAgreePlan }
func (*AgreePlan) kind() kind     { return kindAgreePlan }

// Action is "review-plan".
func (*ReviewPlan) Action() Action { return ActionReviewPlan }
func (*ReviewPlan) kind() kind     { return kindReviewPlan }

// Action is "complete-plan".
func (*CompletePlan) Action() Action { return ActionCompletePlan }
func (*CompletePlan) kind() kind     { return kindCompletePlan }

// Action is "propose-goal".
func (*ProposeGoal) Action() Action { return ActionProposeGoal }
func (*ProposeGoal) kind() kind     { return kindProposeGoal }

// Action is "agree-goal".
func (*AgreeGoal) Action() Action { return ActionAgreeGoal }
func (*AgreeGoal) kind() kind     { return kindAgreeGoal }

// Action is "start-goal".
func (*StartGoal) Action() Action { return ActionStartGoal }
func (*StartGoal) kind() kind     { return kindStartGoal }

// Action is "achieve-goal".
func (*AchieveGoal) Action() Action { return ActionAchieveGoal }
func (*AchieveGoal) kind() kind     { return kindAchieveGoal }

// Action is "partly-achieve-goal".
func (*PartlyAchieveGoal) Action() Action { return ActionPartlyAchieveGoal }
func (*PartlyAchieveGoal) kind() kind     { return kindPartlyAchieveGoal }

// Action is "miss-goal".
func (*MissGoal) Action() Action { return ActionMissGoal }
func (*MissGoal) kind() kind     { return kindMissGoal }

// Action is "abandon-goal".
func (*AbandonGoal) Action() Action { return ActionAbandonGoal }
func (*AbandonGoal) kind() kind     { return kindAbandonGoal }

// Action is "revise-goal".
func (*ReviseGoal) Action() Action { return ActionReviseGoal }
func (*ReviseGoal) kind() kind     { return kindReviseGoal }

// Action is "add-step".
func (*AddStep) Action() Action { return ActionAddStep }
func (*AddStep) kind() kind     { return kindAddStep }

// Action is "update-step".
func (*UpdateStep) Action() Action { return ActionUpdateStep }
func (*UpdateStep) kind() kind     { return kindUpdateStep }

// Action is "arrange-session".
func (*ArrangeSession) Action() Action { return ActionArrangeSession }
func (*ArrangeSession) kind() kind     { return kindArrangeSession }

// Action is "reschedule-session".
func (*RescheduleSession) Action() Action { return ActionRescheduleSession }
func (*RescheduleSession) kind() kind     { return kindRescheduleSession }

// Action is "attend-session".
func (*AttendSession) Action() Action { return ActionAttendSession }
func (*AttendSession) kind() kind     { return kindAttendSession }

// Action is "not-seen-session".
func (*NotSeenSession) Action() Action { return ActionNotSeenSession }
func (*NotSeenSession) kind() kind     { return kindNotSeenSession }

// Action is "miss-session".
func (*MissSession) Action() Action { return ActionMissSession }
func (*MissSession) kind() kind     { return kindMissSession }

// Action is "fail-session".
func (*FailSession) Action() Action { return ActionFailSession }
func (*FailSession) kind() kind     { return kindFailSession }

// Action is "cancel-session-by-person".
func (*CancelSessionByPerson) Action() Action { return ActionCancelSessionByPerson }
func (*CancelSessionByPerson) kind() kind     { return kindCancelSessionByPerson }

// Action is "cancel-session-by-service".
func (*CancelSessionByService) Action() Action { return ActionCancelSessionByService }
func (*CancelSessionByService) kind() kind     { return kindCancelSessionByService }

// Action is "correct-session".
func (*CorrectSession) Action() Action { return ActionCorrectSession }
func (*CorrectSession) kind() kind     { return kindCorrectSession }

// Action is "void-session".
func (*VoidSession) Action() Action { return ActionVoidSession }
func (*VoidSession) kind() kind     { return kindVoidSession }

// Action is "raise-risk".
func (*RaiseRisk) Action() Action { return ActionRaiseRisk }
func (*RaiseRisk) kind() kind     { return kindRaiseRisk }

// Action is "resolve-risk".
func (*ResolveRisk) Action() Action { return ActionResolveRisk }
func (*ResolveRisk) kind() kind     { return kindResolveRisk }

// Action is "raise-concern".
func (*RaiseConcern) Action() Action { return ActionRaiseConcern }
func (*RaiseConcern) kind() kind     { return kindRaiseConcern }

// Action is "escalate-concern".
func (*EscalateConcern) Action() Action { return ActionEscalateConcern }
func (*EscalateConcern) kind() kind     { return kindEscalateConcern }

// Action is "hand-over-concern".
func (*HandOverConcern) Action() Action { return ActionHandOverConcern }
func (*HandOverConcern) kind() kind     { return kindHandOverConcern }

// Action is "resolve-concern".
func (*ResolveConcern) Action() Action { return ActionResolveConcern }
func (*ResolveConcern) kind() kind     { return kindResolveConcern }

// Action is "write-note".
func (*WriteNote) Action() Action { return ActionWriteNote }
func (*WriteNote) kind() kind     { return kindWriteNote }

// Action is "amend-note".
func (*AmendNote) Action() Action { return ActionAmendNote }
func (*AmendNote) kind() kind     { return kindAmendNote }

// Action is "link-episode".
func (*LinkEpisode) Action() Action { return ActionLinkEpisode }
func (*LinkEpisode) kind() kind     { return kindLinkEpisode }

// Action is "unlink-episode".
func (*UnlinkEpisode) Action() Action { return ActionUnlinkEpisode }
func (*UnlinkEpisode) kind() kind     { return kindUnlinkEpisode }

// Action is "assess-complexity".
func (*AssessComplexity) Action() Action { return ActionAssessComplexity }
func (*AssessComplexity) kind() kind     { return kindAssessComplexity }

// Action is "discuss-supervision".
func (*DiscussInSupervision) Action() Action { return ActionDiscussInSupervision }
func (*DiscussInSupervision) kind() kind     { return kindDiscussInSupervision }

// Action is "record-complaint".
func (*RecordComplaint) Action() Action { return ActionRecordComplaint }
func (*RecordComplaint) kind() kind     { return kindRecordComplaint }

// Action is "request-funding".
func (*RequestFunding) Action() Action { return ActionRequestFunding }
func (*RequestFunding) kind() kind     { return kindRequestFunding }

// Action is "agree-funding".
func (*AgreeFunding) Action() Action { return ActionAgreeFunding }
func (*AgreeFunding) kind() kind     { return kindAgreeFunding }

// itemOf gives the onward referral, session, plan or goal that a command is
// about; the zero UUID if it is about none.
func itemOf(cmd Command) uuid.UUID {
	switch c := cmd.(type) {
	case *ProposeOnward:
		return uuid.UUID(c.Onward.ID)
	case *SendOnward:
		return uuid.UUID(c.Onward)
	case *AcknowledgeOnward:
		return uuid.UUID(c.Onward)
	case *AcceptOnward:
		return uuid.UUID(c.Onward)
	case *WaitlistOnward:
		return uuid.UUID(c.Onward)
	case *DeclineOnward:
		return uuid.UUID(c.Onward)
	case *RefuseOnward:
		return uuid.UUID(c.Onward)
	case *StartOnward:
		return uuid.UUID(c.Onward)
	case *PauseOnward:
		return uuid.UUID(c.Onward)
	case *ResumeOnward:
		return uuid.UUID(c.Onward)
	case *CompleteOnward:
		return uuid.UUID(c.Onward)
	case *EndOnward:
		return uuid.UUID(c.Onward)
	case *NeverStartOnward:
		return uuid.UUID(c.Onward)
	case *CancelOnward:
		return uuid.UUID(c.Onward)
	case *ExpireOnward:
		return uuid.UUID(c.Onward)
	case *RecallOnward:
		return uuid.UUID(c.Onward)
	case *VoidOnward:
		return uuid.UUID(c.Onward)
	case *ProposeGoal:
		return uuid.UUID(c.Goal.ID)
	case *AgreeGoal:
		return uuid.UUID(c.Goal)
	case *StartGoal:
		return uuid.UUID(c.Goal)
	case *AchieveGoal:
		return uuid.UUID(c.Goal)
	case *PartlyAchieveGoal:
		return uuid.UUID(c.Goal)
	case *MissGoal:
		return uuid.UUID(c.Goal)
	case *AbandonGoal:
		return uuid.UUID(c.Goal)
	case *ReviseGoal:
		return uuid.UUID(c.Goal.ID)
	case *ArrangeSession:
		return uuid.UUID(c.Session.ID)
	case *RescheduleSession:
		return uuid.UUID(c.Session)
	case *AttendSession:
		return uuid.UUID(c.Session)
	case *NotSeenSession:
		return uuid.UUID(c.Session)
	case *MissSession:
		return uuid.UUID(c.Session)
	case *FailSession:
		return uuid.UUID(c.Session)
	case *CancelSessionByPerson:
		return uuid.UUID(c.Session)
	case *CancelSessionByService:
		return uuid.UUID(c.Session)
	case *CorrectSession:
		return uuid.UUID(c.Session)
	case *VoidSession:
		return uuid.UUID(c.Session)
	}
	return uuid.UUID{}
}

// whyOf gives the reason and the words of a command.
func whyOf(cmd Command) (Reason, person.Text) {
	switch c := cmd.(type) {
	case *Triage:
		return "", c.Words
	case *AskInformation:
		return "", c.Words
	case *AnswerInformation:
		return "", c.Words
	case *Accept:
		return c.Reason, c.Words
	case *Reject:
		return c.Reason, c.Words
	case *Redirect:
		return c.Reason, c.Words
	case *Decline:
		return c.Reason, c.Words
	case *Withdraw:
		return c.Reason, c.Words
	case *Cancel:
		return c.Reason, c.Words
	case *Reallocate:
		return c.Reason, c.Words
	case *MarkLeft:
		return "", c.Words
	case *Hold:
		return c.Reason, c.Words
	case *ExtendHold:
		return c.Reason, c.Words
	case *Resume:
		return "", c.Words
	case *OfferTransfer:
		return c.Reason, c.Words
	case *AcceptTransfer:
		return "", c.Words
	case *RefuseTransfer:
		return c.Reason, c.Words
	case *Close:
		return c.Reason, c.Words
	case *Reopen:
		return c.Reason, c.Words
	case *Undo:
		return "", c.Words
	case *EnterInError:
		return c.Reason, c.Words
	case *Amend:
		return c.Reason, c.Words
	case *Redact:
		return c.Reason, c.Words
	case *SettleDuty:
		return "", c.Words
	case *Custom:
		return c.Reason, c.Words
	case *RecordDeath:
		return "", c.Words
	case *CorrectDeath:
		return c.Reason, c.Words
	case *AcknowledgeAlert:
		return "", c.Words
	case *AcceptOnward:
		return "", c.Words
	case *DeclineOnward:
		return c.Reason, c.Words
	case *RefuseOnward:
		return c.Reason, c.Words
	case *PauseOnward:
		return c.Reason, c.Words
	case *CompleteOnward:
		return "", c.Words
	case *EndOnward:
		return c.Reason, c.Words
	case *NeverStartOnward:
		return c.Reason, c.Words
	case *CancelOnward:
		return c.Reason, c.Words
	case *RecallOnward:
		return c.Reason, c.Words
	case *VoidOnward:
		return c.Reason, c.Words
	case *ReviewPlan:
		return "", c.Words
	case *CompletePlan:
		return "", c.Words
	case *AchieveGoal:
		return "", c.Words
	case *PartlyAchieveGoal:
		return "", c.Words
	case *MissGoal:
		return "", c.Words
	case *AbandonGoal:
		return c.Reason, c.Words
	case *ReviseGoal:
		return "", c.Words
	case *RescheduleSession:
		return c.Reason, c.Words
	case *AttendSession:
		return "", c.Words
	case *NotSeenSession:
		return "", c.Words
	case *MissSession:
		return "", c.Words
	case *FailSession:
		return c.Reason, c.Words
	case *CancelSessionByPerson:
		return c.Reason, c.Words
	case *CancelSessionByService:
		return c.Reason, c.Words
	case *CorrectSession:
		return c.Reason, c.Words
	case *VoidSession:
		return c.Reason, c.Words
	case *ResolveRisk:
		return "", c.Words
	case *HandOverConcern:
		return "", c.Words
	case *ResolveConcern:
		return "", c.Words
	case *AmendNote:
		return "", c.Words
	case *AssessComplexity:
		return "", c.Words
	case *DiscussInSupervision:
		return "", c.Words
	case *RecordComplaint:
		return "", c.Words
	}
	return "", person.Text{}
}
