package activity

import "github.com/socialprescribing/socialprescribing/person"

// Assurance says who last checked that a record is right, and when. The zero
// Assurance is unknown.
type Assurance struct {
	On Day `json:"on,omitzero"`
	// By is the assuring body, not a person's name.
	By string `json:"by,omitzero"`
	// Due is when the next check is promised.
	Due Day `json:"due,omitzero"`
}

// FreshDays is the age in days up to which an assured record counts as fresh:
// Open Referral UK recommends assurance younger than three months.
const FreshDays = 90

// Stale reports whether the last check is more than limit days before on:
// unknown when it was never checked or on is zero. A date after on is not stale.
func (a Assurance) Stale(on Day, limit int) person.Tri {
	switch {
	case a.On.IsZero() || on.IsZero():
		return person.Unknown
	case a.On.DaysUntil(on) > limit:
		return person.Yes
	}
	return person.No
}
