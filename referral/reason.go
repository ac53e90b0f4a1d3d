package referral

// The reasons that the rules of this package refer to. The whole list, with who
// gives each and what it wants and waives, is the machine's: see Reasons.
const (
	ReasonOther            Reason = "other"
	ReasonDeceased         Reason = "deceased"
	ReasonDuplicate        Reason = "duplicate"
	ReasonGoalsAchieved    Reason = "goals-achieved"
	ReasonPartlyAchieved   Reason = "partly-achieved"
	ReasonUnableToContact  Reason = "unable-to-contact"
	ReasonReturnToReferrer Reason = "return-to-referrer"
	ReasonDisengaged       Reason = "disengaged"
	ReasonDeclined         Reason = "declined-after-contact"
	ReasonConsentWithdrawn Reason = "consent-withdrawn"
	ReasonProhibited       Reason = "contact-prohibited"
	ReasonEpisodeEnded     Reason = "episode-ended"
	ReasonDoesNotWant      Reason = "does-not-want"
	ReasonNotNow           Reason = "not-now"
	ReasonNoCapacity       Reason = "no-capacity"
)

// reasonRow is a compiled ReasonDef.
type reasonRow struct {
	*ReasonDef
	waives, wants []guard
}
