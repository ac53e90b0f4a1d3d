package activity

import (
	"github.com/socialprescribing/socialprescribing/person"
)

// Feature names something about a place or session that decides whether
// somebody can or wants to come: a ramp, a quiet room, no alcohol. The zero
// value is unset. A host may add its own, starting with "x-".
type Feature string

// Features of access.
const (
	StepFree          Feature = "step-free"
	Wheelchair        Feature = "wheelchair"
	AccessibleToilet  Feature = "accessible-toilet"
	ChangingPlaces    Feature = "changing-places"
	AccessibleParking Feature = "accessible-parking"
	Parking           Feature = "parking"
	PublicTransport   Feature = "public-transport"
	TransportProvided Feature = "transport-provided"
	Lift              Feature = "lift"
	HearingLoop       Feature = "hearing-loop"
	SignLanguage      Feature = "sign-language"
	Captions          Feature = "captions"
	LargePrint        Feature = "large-print"
	VisualSupport     Feature = "visual-impairment-support"
	HearingSupport    Feature = "hearing-impairment-support"
	PhysicalSupport   Feature = "physical-impairment-support"
	LearningSupport   Feature = "learning-disability-support"
	MentalHealthAware Feature = "mental-health-support"
	AutismFriendly    Feature = "autism-friendly"
	DementiaFriendly  Feature = "dementia-friendly"
	QuietSpace        Feature = "quiet-space"
	SeatedOption      Feature = "seated-option"
	AssistanceDogs    Feature = "assistance-dogs"
	CarersWelcome     Feature = "carers-welcome"
	Creche            Feature = "creche"
	BabyChanging      Feature = "baby-changing"
	EquipmentProvided Feature = "equipment-provided"
	MetOnFirstVisit   Feature = "met-on-first-visit"
	BeginnersWelcome  Feature = "beginners-welcome"
	Refreshments      Feature = "refreshments"
)

// Features of the setting, which people ask for or avoid.
const (
	GroupSetting   Feature = "group"
	OneToOne       Feature = "one-to-one"
	FaithVenue     Feature = "faith-venue"
	AlcoholPresent Feature = "alcohol-present"
	Outdoors       Feature = "outdoors"
	Indoors        Feature = "indoors"
	DogsPresent    Feature = "dogs-present"
	MixedGender    Feature = "mixed-gender"
)

var features = []Feature{
	StepFree, Wheelchair, AccessibleToilet, ChangingPlaces, AccessibleParking, Parking, PublicTransport,
	TransportProvided, Lift, HearingLoop, SignLanguage, Captions, LargePrint, VisualSupport, HearingSupport,
	PhysicalSupport, LearningSupport, MentalHealthAware, AutismFriendly, DementiaFriendly, QuietSpace,
	SeatedOption, AssistanceDogs, CarersWelcome, Creche, BabyChanging, EquipmentProvided, MetOnFirstVisit,
	BeginnersWelcome, Refreshments,
	GroupSetting, OneToOne, FaithVenue, AlcoholPresent, Outdoors, Indoors, DogsPresent, MixedGender,
}

// Features returns the built-in features, in the order of this file.
func Features() []Feature { return cloneSlice(features) }

// IsValid reports whether f is built in or has the syntax of a host's own.
func (f Feature) IsValid() bool { return oneOf(f, features...) || hostWord(string(f)) }

// UnmarshalText implements encoding.TextUnmarshaler; it rejects other words.
func (f *Feature) UnmarshalText(text []byte) error {
	return unmarshalWord(f, text, "feature", Feature.IsValid)
}

// hostWord reports whether s is "x-" and at least one of a-z, 0-9 and "-".
func hostWord(s string) bool {
	if len(s) < 3 || s[:2] != "x-" {
		return false
	}
	for _, c := range []byte(s[2:]) {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' {
			return false
		}
	}
	return true
}

// AccessFact says whether a feature is there. Has unknown with a Note keeps
// prose that could not be read.
type AccessFact struct {
	Feature Feature    `json:"feature,omitzero"`
	Has     person.Tri `json:"has,omitzero"`
	Note    string     `json:"note,omitzero"`
}

// Access lists what is known of the features. A feature that is not listed is
// unknown. A plain record.
type Access []AccessFact

// Of returns whether the feature is there. Facts that contradict each other
// make it unknown.
func (a Access) Of(f Feature) person.Tri {
	verdict := person.Unknown
	for _, fact := range a {
		switch {
		case fact.Feature != f || fact.Has == person.Unknown:
		case verdict == person.Unknown:
			verdict = fact.Has
		case verdict != fact.Has:
			return person.Unknown
		}
	}
	return verdict
}

// Clone returns a copy that shares no memory with a.
func (a Access) Clone() Access { return cloneSlice(a) }
