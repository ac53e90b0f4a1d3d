package matching

import (
	"errors"
	"slices"
)

// CriterionCode names one of the questions that a pair of seeker and activity
// is judged by. The built-in ones are constants; a host's own start with "x-".
// The zero value is unset.
type CriterionCode string

// The built-in criteria, in the order in which they are asked unless the
// person wishes otherwise (D32). Choice and Standing exclude and never rank,
// so their place does not change.
const (
	// Choice: what the person avoids or must have (D33).
	Choice CriterionCode = "choice"
	// Standing: whether the activity runs at all and its provider may be used.
	Standing CriterionCode = "standing"
	// Need: whether it serves a need of the person.
	Need CriterionCode = "need"
	// Interest: whether it is what the person likes and what matters to them.
	Interest CriterionCode = "interest"
	// Eligibility: whether the person may come, and how sure that is.
	Eligibility CriterionCode = "eligibility"
	// Access: whether the person can take part: features, mode, digital access.
	Access CriterionCode = "access"
	// Language: whether they would be understood.
	Language CriterionCode = "language"
	// Time: whether it happens when the person is free.
	Time CriterionCode = "time"
	// Travel: whether they can get there.
	Travel CriterionCode = "travel"
	// Cost: whether they can afford it.
	Cost CriterionCode = "cost"
	// Capacity: whether there is a place, and how long the wait is.
	Capacity CriterionCode = "capacity"
	// Freshness: how far the record can be trusted to be current.
	Freshness CriterionCode = "freshness"
)

// builtIn lists the built-in criteria in their default order. The index of a
// code in it is the number of its group.
var builtIn = [...]CriterionCode{
	Choice, Standing, Need, Interest, Eligibility, Access, Language, Time, Travel, Cost, Capacity, Freshness,
}

// Numbers of the built-in groups.
const (
	gChoice = iota
	gStanding
	gNeed
	gInterest
	gEligibility
	gAccess
	gLanguage
	gTime
	gTravel
	gCost
	gCapacity
	gFreshness
	groups // how many there are
)

// Criteria returns the built-in criteria in their default order.
func Criteria() []CriterionCode { return slices.Clone(builtIn[:]) }

// IsValid reports whether c is built in or has the form of a host's own: "x-"
// and then letters a-z, digits and "-".
func (c CriterionCode) IsValid() bool {
	return slices.Contains(builtIn[:], c) || isHostWord(string(c))
}

// UnmarshalText reads a code and refuses what is not valid; "" is unset.
func (c *CriterionCode) UnmarshalText(text []byte) error {
	v := CriterionCode(text)
	if v != "" && !v.IsValid() {
		return errors.New("matching: unknown criterion")
	}
	*c = v
	return nil
}

// isHostWord reports whether s is "x-" and at least one of a-z, 0-9, "-", ".".
func isHostWord(s string) bool {
	if len(s) < 3 || s[:2] != "x-" {
		return false
	}
	for _, c := range []byte(s[2:]) {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' && c != '.' {
			return false
		}
	}
	return true
}

// ReasonCode says why a criterion judged as it did. It is "criterion.what";
// the texts are in the catalogue. A host's own start with "x-". The zero value
// means that there is nothing to say. Persisted; a golden test holds the list.
type ReasonCode string

// The reasons of the built-in criteria. The comment after each names what the
// two numbers A and B and the two words Subject and Object of a Reason hold.
const (
	// ReasonChoice says only "the person's choice", whatever the choice was
	// and whatever it was made of (D33): no arguments, ever.
	ReasonChoice        ReasonCode = "choice.person"
	ReasonChoiceUnknown ReasonCode = "choice.ask"

	ReasonInactive    ReasonCode = "standing.inactive"
	ReasonDefunct     ReasonCode = "standing.defunct"
	ReasonClosedNow   ReasonCode = "standing.closed-for-now"
	ReasonEnded       ReasonCode = "standing.ended" // A: the day it ended
	ReasonFinished    ReasonCode = "standing.finished"
	ReasonSuspended   ReasonCode = "standing.suspended"
	ReasonPrivateUse  ReasonCode = "standing.private"
	ReasonCheckNeeded ReasonCode = "standing.provider-check"

	ReasonNeedDirect  ReasonCode = "need.direct"  // Subject: need, Object: category
	ReasonNeedRelated ReasonCode = "need.related" // as above
	ReasonNeedWeak    ReasonCode = "need.weak"    // as above
	ReasonNeedGuessed ReasonCode = "need.guessed" // as above; the category was assumed
	ReasonNeedFocus   ReasonCode = "need.focus"   // as above; it is for people with another need
	ReasonNeedNone    ReasonCode = "need.none"
	ReasonNoCategory  ReasonCode = "need.no-category"

	ReasonInterest     ReasonCode = "interest.category" // Subject: category
	ReasonInterestNear ReasonCode = "interest.near"     // Subject: category, Object: the one the person likes
	ReasonInterestNone ReasonCode = "interest.other"
	ReasonMatters      ReasonCode = "interest.matters"         // Subject: feature
	ReasonMattersNot   ReasonCode = "interest.matters-not"     // Subject: feature
	ReasonMattersAsk   ReasonCode = "interest.matters-unknown" // Subject: feature

	ReasonAgeFits        ReasonCode = "eligibility.age"             // A, B: months
	ReasonAgeNot         ReasonCode = "eligibility.age-not"         // A, B: least and greatest months, -1 open
	ReasonAgeMaybe       ReasonCode = "eligibility.age-partly"      // as above
	ReasonAgeAsk         ReasonCode = "eligibility.age-unknown"     // nothing stated
	ReasonAgeAssumed     ReasonCode = "eligibility.age-assumed"     // A, B as above
	ReasonAgeNotSaid     ReasonCode = "eligibility.age-not-said"    // A, B as above; the person's age is not known
	ReasonAgeUnsuited    ReasonCode = "eligibility.age-suits-other" // A, B as above
	ReasonGenderFits     ReasonCode = "eligibility.gender"
	ReasonGenderNot      ReasonCode = "eligibility.gender-not"
	ReasonGenderAsk      ReasonCode = "eligibility.gender-ask"
	ReasonGroupFits      ReasonCode = "eligibility.group"     // Subject: group
	ReasonGroupNot       ReasonCode = "eligibility.group-not" // Subject: first group
	ReasonGroupAsk       ReasonCode = "eligibility.group-ask" // Subject: first group
	ReasonAreaFits       ReasonCode = "eligibility.area"
	ReasonAreaNot        ReasonCode = "eligibility.area-not"
	ReasonAreaAsk        ReasonCode = "eligibility.area-ask"
	ReasonPracticeFits   ReasonCode = "eligibility.practice"
	ReasonPracticeNot    ReasonCode = "eligibility.practice-not"
	ReasonPracticeAsk    ReasonCode = "eligibility.practice-ask"
	ReasonConditionAsk   ReasonCode = "eligibility.condition" // A: how many conditions in words
	ReasonRouteNot       ReasonCode = "eligibility.route-not" // Subject: route
	ReasonRouteVoucher   ReasonCode = "eligibility.voucher"
	ReasonRouteProvider  ReasonCode = "eligibility.referral"
	ReasonRouteMember    ReasonCode = "eligibility.membership"
	ReasonEligibleSurely ReasonCode = "eligibility.open"

	ReasonAccessHas  ReasonCode = "access.has"      // Subject: feature
	ReasonAccessNot  ReasonCode = "access.not"      // Subject: feature
	ReasonAccessAsk  ReasonCode = "access.ask"      // Subject: feature
	ReasonModeFits   ReasonCode = "access.mode"     // Subject: mode
	ReasonModeNot    ReasonCode = "access.mode-not" // Subject: mode
	ReasonModeAsk    ReasonCode = "access.mode-ask"
	ReasonDigitalNot ReasonCode = "access.digital-not"
	ReasonDigitalAsk ReasonCode = "access.digital-ask"
	ReasonHomeAsk    ReasonCode = "access.home-ask"

	ReasonLanguage       ReasonCode = "language.spoken"      // Subject: tag
	ReasonLanguageClose  ReasonCode = "language.close"       // Subject: tag offered
	ReasonLanguageSecond ReasonCode = "language.second"      // Subject: tag
	ReasonInterpreter    ReasonCode = "language.interpreter" // Subject: tag
	ReasonLanguageAsk    ReasonCode = "language.ask"
	ReasonInterpreterAsk ReasonCode = "language.interpreter-ask"
	ReasonLanguageNot    ReasonCode = "language.not"

	ReasonTimeSoon   ReasonCode = "time.soon"   // A: day, B: part
	ReasonTimeMonth  ReasonCode = "time.month"  // as above
	ReasonTimeLater  ReasonCode = "time.later"  // as above
	ReasonTimeUnsure ReasonCode = "time.unsure" // as above
	ReasonTimeAsk    ReasonCode = "time.ask"
	ReasonTimeNot    ReasonCode = "time.not"

	ReasonTravelNear    ReasonCode = "travel.near"     // A: metres
	ReasonTravelMiddle  ReasonCode = "travel.middle"   // A: metres
	ReasonTravelFar     ReasonCode = "travel.far"      // A: metres
	ReasonTravelTooFar  ReasonCode = "travel.too-far"  // A: metres, B: limit
	ReasonTravelRough   ReasonCode = "travel.rough"    // A: metres, B: limit
	ReasonTravelMinutes ReasonCode = "travel.minutes"  // A: minutes
	ReasonTravelTooLong ReasonCode = "travel.too-long" // A: minutes, B: limit
	ReasonTravelArea    ReasonCode = "travel.district" // Subject: outward code
	ReasonTravelAsk     ReasonCode = "travel.ask"
	ReasonTravelNone    ReasonCode = "travel.none" // Subject: mode

	ReasonFree       ReasonCode = "cost.free"
	ReasonCostWithin ReasonCode = "cost.within" // A: pence, B: ceiling
	ReasonCostAbove  ReasonCode = "cost.above"  // A: pence, B: ceiling
	ReasonCostAsk    ReasonCode = "cost.ask"
	ReasonCostPeriod ReasonCode = "cost.period" // A: pence, B: ceiling, Subject: period

	ReasonPlaces      ReasonCode = "capacity.open"
	ReasonPlacesFew   ReasonCode = "capacity.limited"  // A: places, -1 not counted
	ReasonWait        ReasonCode = "capacity.wait"     // A: days
	ReasonWaitlist    ReasonCode = "capacity.waitlist" // A: days, -1 not known
	ReasonAssessFirst ReasonCode = "capacity.assessment"
	ReasonFull        ReasonCode = "capacity.full"
	ReasonPlacesAsk   ReasonCode = "capacity.ask"

	ReasonFresh     ReasonCode = "freshness.checked" // A: day
	ReasonStale     ReasonCode = "freshness.stale"   // A: day
	ReasonVeryStale ReasonCode = "freshness.old"     // A: day
	ReasonNeverSaid ReasonCode = "freshness.unknown"
	ReasonStatusAsk ReasonCode = "freshness.status-unknown"
)
