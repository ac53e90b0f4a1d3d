package referral

// referralTable is the episode's own machine, and says in which of its states
// the parts may move.
func referralTable() Table {
	return Table{
		States: []StateDef{
			{StateDraft, PhaseDraft, "being written; nobody has it yet"},
			{StateReceived, PhasePending, "the service has it and decides"},
			{StateInformationRequested, PhasePending, "the service has asked the referrer something"},
			{StateAccepted, PhasePending, "the service has taken it, and no worker has it yet"},
			{StateContacting, PhaseActive, "a worker is trying to reach the person"},
			{StateEngaged, PhaseActive, "the person and the worker are in touch"},
			{StateOnHold, PhaseOnHold, "paused; it goes on where it was"},
			{StateClosed, PhaseEnded, "support has ended"},
			{StateRejected, PhaseEnded, "the service said no"},
			{StateRedirected, PhaseEnded, "another service took it before it was accepted"},
			{StateTransferred, PhaseEnded, "another service took over"},
			{StateDeclined, PhaseEnded, "the person said no"},
			{StateWithdrawn, PhaseEnded, "the referrer took it back"},
			{StateCancelled, PhaseEnded, "it ended before support began"},
			{StateEnteredInError, PhaseVoid, "it was never meant"},
		},
		Rows: anyOf(arrivalRows(), waitingRows(), workRows(), endRows(), recordRows(), partRows()),
	}
}

var (
	undecided = states(StateReceived, StateInformationRequested)
	working   = states(StateContacting, StateEngaged, StateOnHold)
	supported = states(StateEngaged, StateOnHold)
	open      = states(StateReceived, StateInformationRequested, StateAccepted, StateContacting, StateEngaged, StateOnHold)
	ended     = states(StateClosed, StateRejected, StateRedirected, StateTransferred, StateDeclined, StateWithdrawn, StateCancelled)
	// answering are the states in which news of onward referrals is taken:
	// replies after closure are appended without reopening (D9).
	answering = anyOf(working, states(StateClosed, StateTransferred))
	known     = anyOf(open, ended)
	existing  = anyOf(states(StateDraft), open, ended)
	anyone    = roles(RoleReferrer, RoleAdministrator, RoleLinkWorker, RoleTeamLead, RolePerson, RoleRepresentative)
)

func arrivalRows() []Transition {
	return []Transition{
		{
			From: states(Nowhere), On: ActionDraft, To: StateDraft, Roles: anyone,
			Doc: "Begin a referral that is not complete yet.",
		},
		{
			From: states(Nowhere, StateDraft), On: ActionSubmit, To: StateReceived, Roles: anyOf(anyone, roles(RoleSystem)),
			Guards: wants("not-dead", "basis", "has-reason", "identified", "reachable"),
			Doc:    "Send the referral to the service. Waiting times count from its receipt, not from its typing.",
		},
		{
			From: states(StateReceived), On: ActionTriage, To: Stay, Roles: staff,
			Doc: "Record how urgent it is.",
		},
		{
			From: states(StateReceived), On: ActionAskInformation, To: StateInformationRequested, Roles: staff,
			Guards: wants("words-given"),
			Doc:    "Ask the referrer for what is missing.",
		},
		{
			From: states(StateInformationRequested), On: ActionAnswerInformation, To: StateReceived, Roles: anyone,
			Guards: wants("words-given"),
			Doc:    "Give the answer; the service decides again.",
		},
		{
			From: states(StateReceived), On: ActionAccept, To: StateAccepted, Roles: staff,
			Guards: wants("eligible-or-overridden", "not-dead"),
			Doc:    "Take the referral into the service.",
		},
		{
			From: undecided, On: ActionReject, To: StateRejected, Roles: staff,
			Guards: wants("reason-given", "safety-clear"),
			Doc:    "Refuse the referral. The referrer must be told why.",
		},
		{
			From: states(StateReceived, StateInformationRequested, StateAccepted), On: ActionRedirect, To: StateRedirected, Roles: staff,
			Guards: wants("reason-given", "acknowledged", "safety-clear"),
			Doc:    "Pass the referral to another service, which has acknowledged it.",
		},
	}
}

func waitingRows() []Transition {
	beforeSupport := states(StateReceived, StateInformationRequested, StateAccepted, StateContacting, StateOnHold)
	return []Transition{
		{
			From: beforeSupport, On: ActionDecline, To: StateDeclined, Roles: anyOf(staff, roles(RolePerson, RoleRepresentative)),
			Guards: wants("before-engaged", "reason-given", "person-decided", "safety-clear"),
			Doc:    "The person says no before support has begun. Silence is not a no.",
		},
		{
			From: beforeSupport, On: ActionWithdraw, To: StateWithdrawn, Roles: anyOf(staff, roles(RoleReferrer)),
			Guards: wants("before-engaged", "reason-given", "safety-clear"),
			Doc:    "The referrer takes the referral back before support has begun.",
		},
		{
			From: anyOf(states(StateDraft), beforeSupport), On: ActionCancel, To: StateCancelled, Roles: anyOf(staff, roles(RoleReferrer, RoleSystem)),
			Guards: wants("before-engaged", "reason-given", "safety-clear"),
			Doc:    "End the referral before support has begun, for another reason.",
		},
		{
			From: states(StateAccepted), On: ActionAllocate, To: StateContacting, Roles: staff,
			Guards: wants("worker-named"),
			Doc:    "Give the referral to a worker, who is then responsible.",
		},
		{
			From: working, On: ActionReallocate, To: Stay, Roles: staff,
			Guards: wants("worker-named", "another-worker", "reason-given"),
			Doc:    "Give the episode to another worker.",
		},
		{
			From: working, On: ActionMarkLeft, To: Stay, Roles: roles(RoleAdministrator, RoleTeamLead, RoleSystem),
			Doc: "Record that the worker has left; the episode stands in the team's queue until somebody else has it.",
		},
	}
}

func workRows() []Transition {
	return []Transition{
		{
			From: working, On: ActionRecordAttempt, To: Stay, Roles: staff,
			Guards: wants("contact-allowed"),
			Doc:    "Record an attempt to reach the person.",
		},
		{
			From: states(StateContacting), On: ActionFirstContact, To: StateEngaged, Roles: worker,
			Guards: wants("two-way", "accepts", "contact-allowed"),
			Doc:    "Record the first conversation with the person: support begins.",
		},
		{
			From: supported, On: ActionRecordContact, To: Stay, Roles: staff,
			Guards: wants("contact-allowed"),
			Doc:    "Record a further contact.",
		},
		{
			From: states(StateContacting, StateEngaged), On: ActionHold, To: StateOnHold, Roles: staff,
			Guards: wants("reason-given", "review-date"),
			Doc:    "Pause the episode until a review date.",
		},
		{
			From: states(StateOnHold), On: ActionExtendHold, To: Stay, Roles: staff,
			Guards: wants("reason-given", "review-date"),
			Doc:    "Set another review date.",
		},
		{
			From: states(StateOnHold), On: ActionResume, To: Return, Roles: staff,
			Doc: "Go on where the episode was.",
		},
		{
			From: anyOf(states(StateAccepted), working), On: ActionOfferTransfer, To: Stay, Roles: staff,
			Guards: wants("reason-given", "no-transfer-pending", "consent-to-transfer"),
			Doc:    "Offer the episode to another service; this one stays responsible until it is accepted.",
		},
		{
			From: anyOf(states(StateAccepted), working), On: ActionAcceptTransfer, To: StateTransferred, Roles: anyOf(staff, roles(RoleSystem)),
			Guards: wants("transfer-pending", "safety-clear", "onwards-ended"),
			Doc:    "The other service has taken over.",
		},
		{
			From: anyOf(states(StateAccepted), working), On: ActionRefuseTransfer, To: Stay, Roles: anyOf(staff, roles(RoleSystem)),
			Guards: wants("transfer-pending", "reason-given"),
			Doc:    "The other service said no.",
		},
		{
			From: anyOf(states(StateAccepted), working), On: ActionLapseTransfer, To: Stay, Roles: anyOf(staff, roles(RoleSystem)),
			Guards: wants("transfer-pending", "transfer-lapsed"),
			Doc:    "The other service did not answer in time.",
		},
	}
}

func endRows() []Transition {
	return []Transition{
		{
			From: working, On: ActionClose, To: StateClosed, Roles: staff,
			Guards: wants("reason-given", "safety-clear", "goals-concluded", "onwards-ended", "measures-done"),
			Doc:    "End the episode.",
		},
		{
			From: states(StateClosed), On: ActionReopen, To: Return, Roles: staff, Mark: MarkReopening,
			Guards: wants("reason-given", "closed-here", "within-window", "no-other-open", "not-dead"),
			Doc:    "Open the episode again where it was; what was closed stays in its history.",
		},
		{
			From: existing, On: ActionUndo, To: Return, Roles: anyOf(staff, roles(RoleSystem)), Mark: MarkUndo,
			Guards: wants("nothing-left", "words-given"),
			Doc:    "Take the last command back, while nothing of it has left the service.",
		},
		{
			From: existing, On: ActionEnterInError, To: StateEnteredInError, Roles: roles(RoleAdministrator, RoleTeamLead), Mark: MarkError,
			Guards: wants("reason-given", "safety-clear"),
			Doc:    "Mark the whole episode as never meant; nothing is deleted.",
		},
	}
}

func recordRows() []Transition {
	stay := func(on Action, from []State, who []Role, doc string, gs ...GuardName) Transition {
		return Transition{From: from, On: on, To: Stay, Roles: who, Guards: gs, Doc: doc}
	}
	learning := anyOf(staff, roles(RoleSystem))
	return []Transition{
		stay(ActionAmend, known, anyOf(staff, roles(RoleReferrer)), "Correct what the referral says; the old value is kept.", "reason-given"),
		stay(ActionRedact, anyOf(existing, states(StateEnteredInError)), roles(RoleAdministrator, RoleSystem), "Erase personal words in place, as a recorded act.", "reason-given"),
		stay(ActionSettleDuty, known, learning, "Record that something owed was done.", "duty-owed"),
		stay(ActionSeeConsent, known, learning, "Record a consent decision as the service now knows it."),
		stay(ActionSeeContactRules, known, learning, "Record the contact rules as the service now knows them."),
		stay(ActionSeeProvider, anyOf(answering, states(StateAccepted)), learning, "Record a provider's suspension, or its end."),
		stay(ActionRecordDeath, known, learning, "Record that the person has died."),
		stay(ActionCorrectDeath, known, roles(RoleAdministrator, RoleTeamLead), "Take a death back that was recorded in error.", "death-was-recorded", "reason-given"),
		stay(ActionRecordNeed, open, anyOf(staff, roles(RoleReferrer, RolePerson, RoleRepresentative)), "Record a need."),
		stay(ActionRecordMatters, working, anyOf(worker, roles(RolePerson, RoleRepresentative)), "Record what matters to the person, and their strengths."),
		stay(ActionLinkAssessment, anyOf(open, states(StateClosed)), learning, "Link a completed measure."),
		stay(ActionAcknowledgeAlert, known, worker, "End the safety item of an alert, saying what was done.", "alert-open", "words-given"),
		stay(ActionRecordUnmet, anyOf(working, states(StateClosed)), staff, "Record a need that nothing could meet."),
		stay(ActionSignpost, working, staff, "Give information, with no answer expected.", "not-dead"),
		stay(ActionFollowUpSignpost, answering, anyOf(staff, roles(RolePerson)), "Record whether a signpost was used."),
		stay(ActionRecordSupport, working, anyOf(staff, roles(RoleProvider)), "Record help to attend, planned or done."),
		stay(ActionRecordFeedback, answering, anyOf(staff, roles(RolePerson, RoleRepresentative, RoleProvider)), "Record what somebody said about an activity.", "feedback-agreed"),
		stay(ActionAddStep, supported, anyOf(staff, roles(RolePerson, RoleRepresentative)), "Add an action to the plan."),
		stay(ActionUpdateStep, supported, anyOf(staff, roles(RolePerson, RoleRepresentative, RoleProvider)), "Record how an action stands."),
		stay(ActionRaiseRisk, known, anyOf(staff, roles(RoleReferrer, RoleProvider)), "Record a risk."),
		stay(ActionResolveRisk, known, worker, "Record that a risk is over.", "words-given"),
		stay(ActionRaiseConcern, known, anyOf(staff, roles(RoleReferrer, RoleProvider)), "Raise a safeguarding concern."),
		stay(ActionEscalateConcern, known, worker, "Escalate a concern to somebody whose task it is."),
		stay(ActionHandOverConcern, known, worker, "Hand a concern over to a named outside owner."),
		stay(ActionResolveConcern, known, worker, "Record that a concern is resolved.", "words-given"),
		stay(ActionWriteNote, existing, anyOf(staff, roles(RoleReferrer, RoleProvider)), "Write a note."),
		stay(ActionAmendNote, existing, anyOf(staff, roles(RoleReferrer, RoleProvider)), "Change one's own note; the old text is kept.", "author-only"),
		stay(ActionLinkEpisode, known, learning, "Link this episode to another."),
		stay(ActionUnlinkEpisode, known, learning, "Break a link."),
		stay(ActionAssessComplexity, open, worker, "Record how complex the episode is."),
		stay(ActionDiscussInSupervision, open, worker, "Record a discussion in supervision."),
		stay(ActionRecordComplaint, known, staff, "Record a complaint."),
		stay(ActionRequestFunding, working, staff, "Record a request for money."),
		stay(ActionAgreeFunding, working, staff, "Record that money was agreed."),
	}
}

// partRows say in which states of the episode the parts may move. Who may, and
// under which guards, is said by the parts' own tables.
func partRows() []Transition {
	at := func(from []State, doc string, on ...Action) []Transition {
		var out []Transition
		for _, a := range on {
			out = append(out, Transition{From: from, On: a, To: Stay, Doc: doc})
		}
		return out
	}
	return anyOf(
		at(supported, "While support goes on.",
			ActionProposeOnward, ActionSendOnward,
			ActionDraftPlan, ActionAgreePlan, ActionReviewPlan, ActionCompletePlan,
			ActionProposeGoal, ActionAgreeGoal, ActionStartGoal, ActionReviseGoal),
		at(anyOf(supported, states(StateClosed)), "While support goes on, and as late news after the closure.",
			ActionAchieveGoal, ActionPartlyAchieveGoal, ActionMissGoal, ActionAbandonGoal),
		at(answering, "While support goes on, and as late news after its end.",
			ActionAcknowledgeOnward, ActionAcceptOnward, ActionWaitlistOnward, ActionDeclineOnward, ActionRefuseOnward,
			ActionStartOnward, ActionPauseOnward, ActionResumeOnward, ActionCompleteOnward, ActionEndOnward,
			ActionNeverStartOnward, ActionCancelOnward, ActionExpireOnward, ActionRecallOnward, ActionVoidOnward),
		at(working, "While somebody works with the person.",
			ActionArrangeSession, ActionRescheduleSession),
		at(anyOf(working, states(StateClosed)), "While somebody works with the person, and as a late entry.",
			ActionAttendSession, ActionNotSeenSession, ActionMissSession, ActionFailSession,
			ActionCancelSessionByPerson, ActionCancelSessionByService, ActionCorrectSession, ActionVoidSession),
	)
}
