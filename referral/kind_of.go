package referral

// kindOf finds the kind of an event type. A switch, which the compiler turns
// into a search, costs no map to be built when a program starts and a third of
// one to be read; a test compares it with the table of kinds.
func kindOf(t EventType) (kind, bool) {
	switch t {
	case EventDraft:
		return kindDraft, true
	case EventSubmit:
		return kindSubmit, true
	case EventTriage:
		return kindTriage, true
	case EventAskInformation:
		return kindAskInformation, true
	case EventAnswerInformation:
		return kindAnswerInformation, true
	case EventAccept:
		return kindAccept, true
	case EventReject:
		return kindReject, true
	case EventRedirect:
		return kindRedirect, true
	case EventDecline:
		return kindDecline, true
	case EventWithdraw:
		return kindWithdraw, true
	case EventCancel:
		return kindCancel, true
	case EventAllocate:
		return kindAllocate, true
	case EventReallocate:
		return kindReallocate, true
	case EventMarkLeft:
		return kindMarkLeft, true
	case EventHold:
		return kindHold, true
	case EventExtendHold:
		return kindExtendHold, true
	case EventResume:
		return kindResume, true
	case EventOfferTransfer:
		return kindOfferTransfer, true
	case EventAcceptTransfer:
		return kindAcceptTransfer, true
	case EventRefuseTransfer:
		return kindRefuseTransfer, true
	case EventLapseTransfer:
		return kindLapseTransfer, true
	case EventClose:
		return kindClose, true
	case EventReopen:
		return kindReopen, true
	case EventUndo:
		return kindUndo, true
	case EventEnterInError:
		return kindEnterInError, true
	case EventAmend:
		return kindAmend, true
	case EventRedact:
		return kindRedact, true
	case EventSettleDuty:
		return kindSettleDuty, true
	case EventCustom:
		return kindCustom, true
	case EventRecordAttempt:
		return kindRecordAttempt, true
	case EventFirstContact:
		return kindFirstContact, true
	case EventRecordContact:
		return kindRecordContact, true
	case EventSeeConsent:
		return kindSeeConsent, true
	case EventSeeContactRules:
		return kindSeeContactRules, true
	case EventRecordDeath:
		return kindRecordDeath, true
	case EventCorrectDeath:
		return kindCorrectDeath, true
	case EventRecordNeed:
		return kindRecordNeed, true
	case EventRecordMatters:
		return kindRecordMatters, true
	case EventLinkAssessment:
		return kindLinkAssessment, true
	case EventAcknowledgeAlert:
		return kindAcknowledgeAlert, true
	case EventRecordUnmet:
		return kindRecordUnmet, true
	case EventProposeOnward:
		return kindProposeOnward, true
	case EventSendOnward:
		return kindSendOnward, true
	case EventAcknowledgeOnward:
		return kindAcknowledgeOnward, true
	case EventAcceptOnward:
		return kindAcceptOnward, true
	case EventWaitlistOnward:
		return kindWaitlistOnward, true
	case EventDeclineOnward:
		return kindDeclineOnward, true
	case EventRefuseOnward:
		return kindRefuseOnward, true
	case EventStartOnward:
		return kindStartOnward, true
	case EventPauseOnward:
		return kindPauseOnward, true
	case EventResumeOnward:
		return kindResumeOnward, true
	case EventCompleteOnward:
		return kindCompleteOnward, true
	case EventEndOnward:
		return kindEndOnward, true
	case EventNeverStartOnward:
		return kindNeverStartOnward, true
	case EventCancelOnward:
		return kindCancelOnward, true
	case EventExpireOnward:
		return kindExpireOnward, true
	case EventRecallOnward:
		return kindRecallOnward, true
	case EventVoidOnward:
		return kindVoidOnward, true
	case EventSeeProvider:
		return kindSeeProvider, true
	case EventSignpost:
		return kindSignpost, true
	case EventFollowUpSignpost:
		return kindFollowUpSignpost, true
	case EventRecordSupport:
		return kindRecordSupport, true
	case EventRecordFeedback:
		return kindRecordFeedback, true
	case EventDraftPlan:
		return kindDraftPlan, true
	case EventAgreePlan:
		return kindAgreePlan, true
	case EventReviewPlan:
		return kindReviewPlan, true
	case EventCompletePlan:
		return kindCompletePlan, true
	case EventProposeGoal:
		return kindProposeGoal, true
	case EventAgreeGoal:
		return kindAgreeGoal, true
	case EventStartGoal:
		return kindStartGoal, true
	case EventAchieveGoal:
		return kindAchieveGoal, true
	case EventPartlyAchieveGoal:
		return kindPartlyAchieveGoal, true
	case EventMissGoal:
		return kindMissGoal, true
	case EventAbandonGoal:
		return kindAbandonGoal, true
	case EventReviseGoal:
		return kindReviseGoal, true
	case EventAddStep:
		return kindAddStep, true
	case EventUpdateStep:
		return kindUpdateStep, true
	case EventArrangeSession:
		return kindArrangeSession, true
	case EventRescheduleSession:
		return kindRescheduleSession, true
	case EventAttendSession:
		return kindAttendSession, true
	case EventNotSeenSession:
		return kindNotSeenSession, true
	case EventMissSession:
		return kindMissSession, true
	case EventFailSession:
		return kindFailSession, true
	case EventCancelSessionByPerson:
		return kindCancelSessionByPerson, true
	case EventCancelSessionByService:
		return kindCancelSessionByService, true
	case EventCorrectSession:
		return kindCorrectSession, true
	case EventVoidSession:
		return kindVoidSession, true
	case EventRaiseRisk:
		return kindRaiseRisk, true
	case EventResolveRisk:
		return kindResolveRisk, true
	case EventRaiseConcern:
		return kindRaiseConcern, true
	case EventEscalateConcern:
		return kindEscalateConcern, true
	case EventHandOverConcern:
		return kindHandOverConcern, true
	case EventResolveConcern:
		return kindResolveConcern, true
	case EventWriteNote:
		return kindWriteNote, true
	case EventAmendNote:
		return kindAmendNote, true
	case EventLinkEpisode:
		return kindLinkEpisode, true
	case EventUnlinkEpisode:
		return kindUnlinkEpisode, true
	case EventAssessComplexity:
		return kindAssessComplexity, true
	case EventDiscussInSupervision:
		return kindDiscussInSupervision, true
	case EventRecordComplaint:
		return kindRecordComplaint, true
	case EventRequestFunding:
		return kindRequestFunding, true
	case EventAgreeFunding:
		return kindAgreeFunding, true
	case EventDutyRaised:
		return kindDutyRaised, true
	case EventDutyChanged:
		return kindDutyChanged, true
	case EventWatch:
		return kindWatch, true
	}
	return kindNone, false
}
