package person

import "slices"

// RequirementCode is something a place or a worker must offer so that the
// person can take part. Closed list; details and local terms go in words.
type RequirementCode string

// The requirements that can be matched with what an activity offers.
const (
	NeedsWheelchair       RequirementCode = "wheelchair"
	NeedsStepFree         RequirementCode = "step-free"
	NeedsAccessibleToilet RequirementCode = "accessible-toilet"
	NeedsChangingPlace    RequirementCode = "changing-place"
	NeedsHearingLoop      RequirementCode = "hearing-loop"
	NeedsSignInterpreter  RequirementCode = "sign-interpreter"
	NeedsQuietSpace       RequirementCode = "quiet-space"
	NeedsLargePrint       RequirementCode = "large-print"
	NeedsEasyRead         RequirementCode = "easy-read"
	NeedsBraille          RequirementCode = "braille"
	NeedsAudio            RequirementCode = "audio"
	NeedsSeating          RequirementCode = "seating"
	NeedsAssistanceDog    RequirementCode = "assistance-dog"
	NeedsParking          RequirementCode = "accessible-parking"
	NeedsCarerPlace       RequirementCode = "carer-place"
	NeedsSmallGroup       RequirementCode = "small-group"
	NeedsOneToOne         RequirementCode = "one-to-one"
	NeedsLongerTime       RequirementCode = "longer-time"
	NeedsDementiaFriendly RequirementCode = "dementia-friendly"
	NeedsAutismFriendly   RequirementCode = "autism-friendly"
)

// RequirementCodes gives all codes in their fixed order.
func RequirementCodes() []RequirementCode {
	return []RequirementCode{
		NeedsWheelchair, NeedsStepFree, NeedsAccessibleToilet, NeedsChangingPlace, NeedsHearingLoop,
		NeedsSignInterpreter, NeedsQuietSpace, NeedsLargePrint, NeedsEasyRead, NeedsBraille, NeedsAudio,
		NeedsSeating, NeedsAssistanceDog, NeedsParking, NeedsCarerPlace, NeedsSmallGroup, NeedsOneToOne,
		NeedsLongerTime, NeedsDementiaFriendly, NeedsAutismFriendly,
	}
}

// IsValid reports whether c is in the list.
func (c RequirementCode) IsValid() bool { return slices.Contains(RequirementCodes(), c) }

// UnmarshalText reads one of the texts; "" is unset.
func (c *RequirementCode) UnmarshalText(text []byte) error {
	return unmarshalCode(c, text, "requirement")
}

// RequirementKind is the heading under which a requirement stands. The first
// four are those of the Accessible Information Standard. Closed list.
type RequirementKind string

// The headings.
const (
	RequirementContactMethod RequirementKind = "contact-method"
	RequirementFormat        RequirementKind = "information-format"
	RequirementProfessional  RequirementKind = "communication-professional"
	RequirementSupport       RequirementKind = "communication-support"
	RequirementAdjustment    RequirementKind = "reasonable-adjustment"
	RequirementImpairment    RequirementKind = "impairment"
	RequirementMobility      RequirementKind = "mobility"
	RequirementOther         RequirementKind = "other"
)

// IsValid reports whether k is in the list.
func (k RequirementKind) IsValid() bool {
	switch k {
	case RequirementContactMethod, RequirementFormat, RequirementProfessional, RequirementSupport,
		RequirementAdjustment, RequirementImpairment, RequirementMobility, RequirementOther:
		return true
	}
	return false
}

// UnmarshalText reads one of the texts; "" is unset.
func (k *RequirementKind) UnmarshalText(text []byte) error {
	return unmarshalCode(k, text, "kind of requirement")
}

// Requirement is one thing that the person needs so that they can be reached,
// understand and take part. It travels with every payload that leaves.
type Requirement struct {
	ID       EntryID         `json:"id,omitzero"`
	Kind     RequirementKind `json:"kind,omitzero"`
	Code     RequirementCode `json:"code,omitzero"`
	SNOMED   SCTID           `json:"snomed,omitzero"`
	Words    Text            `json:"words,omitzero"`
	Detail   Text            `json:"detail,omitzero"`
	Flag     Tri             `json:"flag,omitzero"` // the reasonable adjustment flag
	From     Date            `json:"from,omitzero"`
	To       Date            `json:"to,omitzero"`
	ReviewBy Date            `json:"reviewBy,omitzero"`
}

// accessible reports whether a requirement is one of those that the Accessible
// Information Standard wants shared with whoever writes or speaks to the person:
// by its heading or, where that is not filled or another, by its code.
func (r Requirement) accessible() bool {
	switch r.Kind {
	case RequirementContactMethod, RequirementFormat, RequirementProfessional, RequirementSupport:
		return true
	case RequirementAdjustment, RequirementImpairment, RequirementMobility, RequirementOther:
	}
	switch r.Code {
	case NeedsLargePrint, NeedsEasyRead, NeedsBraille, NeedsAudio, NeedsSignInterpreter, NeedsHearingLoop:
		return true
	case NeedsWheelchair, NeedsStepFree, NeedsAccessibleToilet, NeedsChangingPlace, NeedsQuietSpace, NeedsSeating,
		NeedsAssistanceDog, NeedsParking, NeedsCarerPlace, NeedsSmallGroup, NeedsOneToOne, NeedsLongerTime,
		NeedsDementiaFriendly, NeedsAutismFriendly:
	}
	return false
}

// DigitalAccess says whether the person can take part from a screen.
type DigitalAccess struct {
	Device       Tri  `json:"device,omitzero"`
	Connection   Tri  `json:"connection,omitzero"`
	Skills       Tri  `json:"skills,omitzero"`
	PrivateSpace Tri  `json:"privateSpace,omitzero"`
	Helper       Tri  `json:"helper,omitzero"` // somebody who can help
	Comment      Text `json:"comment,omitzero"`
	AsOf         Date `json:"asOf,omitzero"`
}

// CanJoinRemotely says whether the person can take part in something remote:
// a device and a connection, and skills or a helper.
func (d DigitalAccess) CanJoinRemotely() Tri {
	return d.Device.And(d.Connection).And(d.Skills.Or(d.Helper))
}

// CanSpeakPrivately adds a private space, for what must not be overheard.
func (d DigitalAccess) CanSpeakPrivately() Tri { return d.CanJoinRemotely().And(d.PrivateSpace) }
