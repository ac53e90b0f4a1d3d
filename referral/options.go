package referral

// prober collects what Options learns without a command.
type prober struct {
	needs []GuardName
}

// asks says whether a guard judges what the command will bring: then it is a
// need, not a refusal.
func (p *prober) asks(g guard) bool {
	switch g {
	case guardReason, guardWords, guardEligible, guardAcknowledged, guardDecided, guardWorker, guardAnotherWorker,
		guardReview, guardShareService, guardContact, guardTwoWay, guardAccepts, guardGoals, guardOnwards, guardMeasures,
		guardAlert, guardDuty, guardConsent, guardProvider, guardAgreed, guardPlanDecider, guardAuthor, guardFeedback:
		p.needs = append(p.needs, guards[g].Name)
		return true
	}
	return false
}
