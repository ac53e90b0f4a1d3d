package referral

// onwardTable is the machine of a referral to a provider, who is expected to
// answer.
func onwardTable() Table {
	waiting := states(StateSent, StateAcknowledged)
	onList := states(StateSent, StateAcknowledged, StateAccepted, StateWaitlisted)
	begun := states(StateStarted, StatePaused)
	answer := anyOf(staff, roles(RoleProvider, RoleSystem))
	their := anyOf(staff, roles(RoleProvider, RolePerson, RoleRepresentative))
	return Table{
		States: []StateDef{
			{StateProposed, PhaseDraft, "talked about with the person; nothing has left the service"},
			{StateSent, PhasePending, "the provider has it"},
			{StateAcknowledged, PhasePending, "the provider has seen it"},
			{StateAccepted, PhasePending, "the provider has a place"},
			{StateWaitlisted, PhasePending, "the person is on the provider's list"},
			{StateStarted, PhaseActive, "the person has attended"},
			{StatePaused, PhaseOnHold, "it goes on later"},
			{StateCompleted, PhaseEnded, "it was taken to its end"},
			{StateDeclinedByProvider, PhaseEnded, "the provider said no"},
			{StateDeclinedByPerson, PhaseEnded, "the person said no"},
			{StateExpired, PhaseEnded, "the provider did not answer; late news is taken"},
			{StateRecalled, PhaseEnded, "the service took it back"},
			{StateCancelledByProvider, PhaseEnded, "the provider took the place back"},
			{StateNeverStarted, PhaseEnded, "the person never took the place up"},
			{StateEndedEarly, PhaseEnded, "the person stopped before the end"},
			{StateEnteredInError, PhaseVoid, "it was never meant"},
		},
		Rows: []Transition{
			{From: states(Nowhere), On: ActionProposeOnward, To: StateProposed, Roles: staff, Doc: "Propose it with the person."},
			{
				From: states(StateProposed), On: ActionSendOnward, To: StateSent, Roles: staff,
				Guards: wants("not-dead", "agreed", "consent-to-share", "provider-checked", "prohibition-arranged"),
				Doc:    "Send it to the provider: the person's details leave the service.",
			},
			{From: states(StateSent), On: ActionAcknowledgeOnward, To: StateAcknowledged, Roles: answer, Doc: "The provider has seen it."},
			{From: states(StateSent, StateAcknowledged, StateWaitlisted), On: ActionAcceptOnward, To: StateAccepted, Roles: answer, Doc: "The provider accepts."},
			{From: states(StateExpired), On: ActionAcceptOnward, To: StateAccepted, Roles: answer, Mark: MarkLateNews, Doc: "The provider accepts late."},
			{From: onList, On: ActionWaitlistOnward, To: StateWaitlisted, Roles: answer, Doc: "The provider has no place yet, or gives a new position."},
			{From: states(StateExpired), On: ActionWaitlistOnward, To: StateWaitlisted, Roles: answer, Mark: MarkLateNews, Doc: "The provider puts the person on the list, late."},
			{
				From: states(StateSent, StateAcknowledged, StateWaitlisted), On: ActionDeclineOnward, To: StateDeclinedByProvider, Roles: answer,
				Guards: wants("reason-given"), Doc: "The provider says no.",
			},
			{
				From: states(StateExpired), On: ActionDeclineOnward, To: StateDeclinedByProvider, Roles: answer, Mark: MarkLateNews,
				Guards: wants("reason-given"), Doc: "The provider says no, late.",
			},
			{
				From: anyOf(states(StateProposed), onList), On: ActionRefuseOnward, To: StateDeclinedByPerson, Roles: their,
				Guards: wants("reason-given"), Doc: "The person says no to this provider.",
			},
			{From: onList, On: ActionStartOnward, To: StateStarted, Roles: their, Doc: "The person attends for the first time."},
			{From: states(StateStarted), On: ActionPauseOnward, To: StatePaused, Roles: their, Guards: wants("reason-given"), Doc: "Either side pauses it."},
			{From: states(StatePaused), On: ActionResumeOnward, To: Return, Roles: their, Doc: "It goes on."},
			{From: begun, On: ActionCompleteOnward, To: StateCompleted, Roles: their, Doc: "It has been taken to its end."},
			{From: begun, On: ActionEndOnward, To: StateEndedEarly, Roles: their, Guards: wants("reason-given"), Doc: "The person stops early."},
			{
				From: states(StateAccepted, StateWaitlisted), On: ActionNeverStartOnward, To: StateNeverStarted, Roles: their,
				Guards: wants("reason-given"), Doc: "The person never took the place up.",
			},
			{
				From: anyOf(states(StateAccepted, StateWaitlisted), begun), On: ActionCancelOnward, To: StateCancelledByProvider, Roles: answer,
				Guards: wants("reason-given"), Doc: "The provider takes the place back.",
			},
			{
				From: waiting, On: ActionExpireOnward, To: StateExpired, Roles: anyOf(staff, roles(RoleSystem)),
				Guards: wants("reply-lapsed"), Doc: "The provider has not answered in time.",
			},
			{
				From: anyOf(states(StateProposed), onList, begun), On: ActionRecallOnward, To: StateRecalled, Roles: anyOf(staff, roles(RoleSystem)),
				Guards: wants("reason-given"), Doc: "The service takes it back; a provider who has it must be told.",
			},
			{
				From: anyOf(states(StateProposed, StateCompleted, StateDeclinedByProvider, StateDeclinedByPerson, StateExpired, StateRecalled,
					StateCancelledByProvider, StateNeverStarted, StateEndedEarly), onList, begun),
				On: ActionVoidOnward, To: StateEnteredInError, Roles: staff, Mark: MarkError,
				Guards: wants("reason-given"), Doc: "It was never meant.",
			},
		},
	}
}

// sessionTable is the machine of an appointment. Attended and happened are two
// facts (D17): not-happened is a session that the person attended.
func sessionTable() Table {
	recorded := states(StateAttended, StateNotSeen, StateNotAttended, StateNotHappened, StateCancelledByPerson, StateCancelledByService)
	tell := anyOf(staff, roles(RoleProvider))
	return Table{
		States: []StateDef{
			{StateScheduled, PhasePending, "a date is arranged"},
			{StateAttended, PhaseEnded, "the person came, and it took place"},
			{StateNotSeen, PhaseEnded, "the person came too late to be seen"},
			{StateNotAttended, PhaseEnded, "the person did not come and gave no warning, or was not brought"},
			{StateNotHappened, PhaseEnded, "the person came, and it did not take place"},
			{StateCancelledByPerson, PhaseEnded, "cancelled by, or on behalf of, the person"},
			{StateCancelledByService, PhaseEnded, "cancelled by whoever holds it"},
			{StateRescheduled, PhaseEnded, "replaced by another date"},
			{StateEnteredInError, PhaseVoid, "it was never meant"},
		},
		Rows: []Transition{
			{From: states(Nowhere), On: ActionArrangeSession, To: StateScheduled, Roles: tell, Guards: wants("not-dead", "prohibition-arranged"), Doc: "Arrange a date."},
			{
				From: states(StateScheduled), On: ActionRescheduleSession, To: StateRescheduled, Roles: anyOf(tell, roles(RolePerson, RoleRepresentative)),
				Guards: wants("reason-given", "not-dead"), Doc: "Move it to another date, saying who asked.",
			},
			{From: states(StateScheduled), On: ActionAttendSession, To: StateAttended, Roles: tell, Guards: wants("session-begun"), Doc: "The person came, in time or late, and it took place."},
			{From: states(StateScheduled), On: ActionNotSeenSession, To: StateNotSeen, Roles: tell, Guards: wants("session-begun"), Doc: "The person came too late to be seen."},
			{From: states(StateScheduled), On: ActionMissSession, To: StateNotAttended, Roles: tell, Guards: wants("session-begun"), Doc: "The person did not come, or was not brought."},
			{
				From: states(StateScheduled), On: ActionFailSession, To: StateNotHappened, Roles: tell,
				Guards: wants("session-begun", "reason-given"), Doc: "The person came, and it did not take place.",
			},
			{
				From: states(StateScheduled), On: ActionCancelSessionByPerson, To: StateCancelledByPerson, Roles: anyOf(tell, roles(RolePerson, RoleRepresentative, RoleSystem)),
				Guards: wants("reason-given"), Doc: "The person, or somebody for them, cancels.",
			},
			{
				From: states(StateScheduled), On: ActionCancelSessionByService, To: StateCancelledByService, Roles: anyOf(tell, roles(RoleSystem)),
				Guards: wants("reason-given"), Doc: "Whoever holds it cancels.",
			},
			{
				From: recorded, On: ActionCorrectSession, To: StateScheduled, Roles: tell, Mark: MarkError,
				Guards: wants("reason-given"), Doc: "It was recorded wrongly: clear it, to record it again.",
			},
			{
				From: anyOf(states(StateScheduled, StateRescheduled), recorded), On: ActionVoidSession, To: StateEnteredInError, Roles: staff, Mark: MarkError,
				Guards: wants("reason-given"), Doc: "It was never meant.",
			},
		},
	}
}

// planTable is the machine of the plan. It needs no session count, no score and
// nobody's approval but the person's (D10).
func planTable() Table {
	both := anyOf(worker, roles(RolePerson, RoleRepresentative))
	return Table{
		States: []StateDef{
			{StateDraft, PhaseDraft, "being written with the person"},
			{StateAgreed, PhaseActive, "agreed with the person"},
			{StateReviewed, PhaseActive, "agreed, and looked at again"},
			{StateCompleted, PhaseEnded, "carried out"},
		},
		Rows: []Transition{
			{From: states(Nowhere, StateDraft, StateAgreed, StateReviewed), On: ActionDraftPlan, To: StateDraft, Roles: both, Doc: "Write the plan, or its next version."},
			{From: states(StateCompleted), On: ActionDraftPlan, To: StateDraft, Roles: both, Mark: MarkReopening, Doc: "Write a new version of a plan that was carried out."},
			{From: states(StateDraft), On: ActionAgreePlan, To: StateAgreed, Roles: both, Guards: wants("agreed-by-person"), Doc: "The person agrees the plan."},
			{From: states(StateAgreed, StateReviewed), On: ActionReviewPlan, To: StateReviewed, Roles: worker, Doc: "Look at the plan again together."},
			{From: states(StateAgreed, StateReviewed), On: ActionCompletePlan, To: StateCompleted, Roles: worker, Doc: "The plan has been carried out."},
		},
	}
}

// goalTable is the machine of a goal, which is the person's.
func goalTable() Table {
	both := anyOf(worker, roles(RolePerson, RoleRepresentative))
	taken := states(StateAccepted, StateInProgress)
	return Table{
		States: []StateDef{
			{StateProposed, PhaseDraft, "talked about"},
			{StateAccepted, PhasePending, "the person has taken it as theirs"},
			{StateInProgress, PhaseActive, "being worked on"},
			{StateAchieved, PhaseEnded, "achieved"},
			{StatePartlyAchieved, PhaseEnded, "achieved in part"},
			{StateNotAchieved, PhaseEnded, "not achieved"},
			{StateAbandoned, PhaseEnded, "given up"},
		},
		Rows: []Transition{
			{From: states(Nowhere), On: ActionProposeGoal, To: StateProposed, Roles: both, Doc: "Put a goal into words."},
			{From: states(StateProposed), On: ActionAgreeGoal, To: StateAccepted, Roles: both, Doc: "The person takes it as theirs."},
			{From: states(StateProposed, StateAccepted), On: ActionStartGoal, To: StateInProgress, Roles: both, Doc: "Begin to work on it."},
			{From: taken, On: ActionAchieveGoal, To: StateAchieved, Roles: both, Doc: "It is achieved."},
			{From: taken, On: ActionPartlyAchieveGoal, To: StatePartlyAchieved, Roles: both, Doc: "It is achieved in part."},
			{From: taken, On: ActionMissGoal, To: StateNotAchieved, Roles: both, Doc: "It is not achieved."},
			{From: anyOf(states(StateProposed), taken), On: ActionAbandonGoal, To: StateAbandoned, Roles: both, Guards: wants("reason-given"), Doc: "It is given up."},
			{From: anyOf(states(StateProposed), taken), On: ActionReviseGoal, To: Stay, Roles: both, Guards: wants("words-given"), Doc: "Change its wording, importance or target."},
		},
	}
}
