package activity

import "time"

// CapacityState is what a provider says about its places. The zero value is
// unknown.
type CapacityState string

// What a provider says about its places.
const (
	// Open: places without a practical limit.
	Open CapacityState = "open"
	// Limited: some places left.
	Limited CapacityState = "limited"
	// Waitlist: full, but taking names.
	Waitlist CapacityState = "waitlist"
	// Full: not taking names either.
	Full CapacityState = "full"
	// AssessFirst: the provider decides after an assessment.
	AssessFirst CapacityState = "assessment"
)

// IsValid reports whether s is one of the five states.
func (s CapacityState) IsValid() bool { return oneOf(s, Open, Limited, Waitlist, Full, AssessFirst) }

// UnmarshalText implements encoding.TextUnmarshaler; it rejects other words.
func (s *CapacityState) UnmarshalText(text []byte) error {
	return unmarshalWord(s, text, "capacity state", CapacityState.IsValid)
}

// Capacity is what the directory says about places, as of a time; the count
// that a host itself keeps is Bookings. The zero Capacity is unknown.
type Capacity struct {
	State CapacityState `json:"state,omitzero"`
	// Maximum and Available count places; Available is what was left at AsOf.
	Maximum   Bound[int] `json:"maximum,omitzero"`
	Available Bound[int] `json:"available,omitzero"`
	// WaitDays is how long people wait from referral to start, in days.
	WaitDays Bound[int] `json:"waitDays,omitzero"`
	// Unit is what is counted, such as "places" or "beds"; "" for places.
	Unit string `json:"unit,omitzero"`
	// AsOf is when that was so; zero when not known.
	AsOf time.Time `json:"asOf,omitzero"`
	// Text is what the source says about capacity or waits, as it says it.
	Text string `json:"text,omitzero"`
}
