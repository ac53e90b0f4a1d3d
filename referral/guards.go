package referral

// guard numbers the guards of a machine: the built-in ones first, then the
// host's.
type guard uint8

const (
	guardNone guard = iota
	guardIdentified
	guardReachable
	guardHasReason
	guardBasis
	guardNotDead
	guardReason
	guardWords
	guardEligible
	guardAcknowledged
	guardBeforeEngaged
	guardDecided
	guardWorker
	guardAnotherWorker
	guardReview
	guardNoTransfer
	guardTransfer
	guardTransferLapsed
	guardShareService
	guardContact
	guardTwoWay
	guardAccepts
	guardAttempts
	guardNoChannel
	guardMissed
	guardEscalated
	guardSafety
	guardGoals
	guardOnwards
	guardMeasures
	guardEngaged
	guardDeceased
	guardLatest
	guardWindow
	guardNoOther
	guardUndoable
	guardDead
	guardAlert
	guardDuty
	guardConsent
	guardProvider
	guardArrangement
	guardAgreed
	guardReplyLapsed
	guardPlanDecider
	guardSessionPast
	guardAuthor
	guardFeedback
	guardCount
)

// GuardDef describes a built-in guard.
type GuardDef struct {
	Name   GuardName
	Doc    string
	Hazard string // what it controls, by the numbers of the hazard list in doc.go
}

var guards = [guardCount]GuardDef{
	guardIdentified:     {"identified", "the person's identity is known well enough: a name, and a date of birth or an estimated age", "H1"},
	guardReachable:      {"reachable", "there is a way to reach the person, if need be through the referrer", "H3"},
	guardHasReason:      {"has-reason", "the referral gives at least one reason", "H24"},
	guardBasis:          {"basis", "it is recorded how the person came to be referred, and a representative has authority", "H5"},
	guardNotDead:        {"not-dead", "the person is not known to have died", "H2"},
	guardReason:         {"reason-given", "a reason from the list is given, and explained where the list says so", "H23"},
	guardWords:          {"words-given", "it is said in words", "H23"},
	guardEligible:       {"eligible-or-overridden", "the person is eligible, or a reason for going on is recorded", "H24"},
	guardAcknowledged:   {"acknowledged", "the other service has acknowledged", "H3"},
	guardBeforeEngaged:  {"before-engaged", "support has not begun; afterwards the episode is closed instead", "H12"},
	guardDecided:        {"person-decided", "the person said so, or somebody with authority for them", "H5"},
	guardWorker:         {"worker-named", "a worker is named", "H3"},
	guardAnotherWorker:  {"another-worker", "the worker is another than now", "H3"},
	guardReview:         {"review-date", "a review date is given, later than now and within the policy's limit", "H11"},
	guardNoTransfer:     {"no-transfer-pending", "no other transfer is on offer", "H3"},
	guardTransfer:       {"transfer-pending", "a transfer is on offer", "H3"},
	guardTransferLapsed: {"transfer-lapsed", "the time to answer has passed", "H3"},
	guardShareService:   {"consent-to-transfer", "the person agreed to take part at the other service, or the override is recorded", "H5"},
	guardContact:        {"contact-allowed", "the person may be contacted, on this channel, at this time", "H2"},
	guardTwoWay:         {"two-way", "the person was spoken with", "H22"},
	guardAccepts:        {"accepts", "a person from a proactive cohort has accepted the offer", "H5"},
	guardAttempts:       {"attempts-sufficient", "enough attempts were made, on enough days and channels, or no channel can be used", "H2"},
	guardNoChannel:      {"no-channel", "no channel to the person is permitted and usable", "H2"},
	guardMissed:         {"missed-sessions", "as many sessions in a row were missed as the policy asks for; not being brought does not count", "H25"},
	guardEscalated:      {"escalated", "no concern is open without an escalation", "H4"},
	guardSafety:         {"safety-clear", "no safeguarding concern is open, or it is handed over to a named outside owner", "H12"},
	guardGoals:          {"goals-concluded", "every goal has an outcome, or a reason is given to leave it", "H25"},
	guardOnwards:        {"onwards-ended", "every onward referral has ended, or is left open with who watches it and until when", "H3"},
	guardMeasures:       {"measures-done", "there are measures at the end, or a reason why not", "H25"},
	guardEngaged:        {"engaged-before", "support had begun", "H22"},
	guardDeceased:       {"death-recorded", "the person's death is recorded or known", "H1"},
	guardLatest:         {"closed-here", "the episode was closed, and not handed elsewhere", "H7"},
	guardWindow:         {"within-window", "the closure is recent enough to reopen; later, a new referral is linked to this one", "H5"},
	guardNoOther:        {"no-other-open", "the person has no other open episode with the service", "H7"},
	guardUndoable:       {"nothing-left", "nothing of the last command has left the service", "H8"},
	guardDead:           {"death-was-recorded", "a death is recorded here", "H1"},
	guardAlert:          {"alert-open", "the measure raised an alert that nobody acknowledged yet", "H4"},
	guardDuty:           {"duty-owed", "it is owed", "H8"},
	guardConsent:        {"consent-to-share", "the person consents to sharing with this provider, or the override is recorded", "H5"},
	guardProvider:       {"provider-checked", "the provider has a sharing agreement and is not suspended, or the override is recorded", "H6"},
	guardArrangement:    {"prohibition-arranged", "where contact is prohibited, the referral says how the person is reached instead", "H2"},
	guardAgreed:         {"agreed", "the person agreed to this referral", "H5"},
	guardReplyLapsed:    {"reply-lapsed", "the provider's time to answer has passed", "H11"},
	guardPlanDecider:    {"agreed-by-person", "the plan is agreed by the person, or by somebody with authority for them", "H5"},
	guardSessionPast:    {"session-begun", "the session's time has come", "H22"},
	guardAuthor:         {"author-only", "it is the author who amends", "H22"},
	guardFeedback:       {"feedback-agreed", "feedback is kept only as the person agreed", "H5"},
}

// Guards lists the built-in guards in a fixed order. The caller owns the list.
func Guards() []GuardDef { return append([]GuardDef(nil), guards[1:]...) }
