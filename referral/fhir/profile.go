package fhir

import (
	"fmt"
	"slices"
)

// A Profile names the implementation guide whose states and rules are written
// and read. It is text, so that a host may keep it in its configuration. The
// zero Profile is unset and no profile.
type Profile string

// The profiles.
const (
	ProfileR4     Profile = "r4"      // FHIR R4 (4.0.1) without a guide
	ProfileUKCore Profile = "uk-core" // UK Core R4: the states of R4
	ProfileSDOHCC Profile = "sdohcc"  // Gravity SDOH Clinical Care 3.0.0: Task has no received and no ready
	ProfileBSeR   Profile = "bser"    // Bidirectional Services eReferral 2.0.0-ballot, with the states of IHE 360X
)

var allProfiles = []Profile{ProfileR4, ProfileUKCore, ProfileSDOHCC, ProfileBSeR}

// Profiles gives the four in a fixed order. The caller owns the list.
func Profiles() []Profile { return slices.Clone(allProfiles) }

// IsValid says whether p is one of the four.
func (p Profile) IsValid() bool { return slices.Contains(allProfiles, p) }

// UnmarshalText reads a profile and refuses any other word; "" is unset.
func (p *Profile) UnmarshalText(text []byte) error {
	if len(text) != 0 && !Profile(text).IsValid() {
		return fmt.Errorf("fhir: unknown profile; allowed: %v", allProfiles)
	}
	*p = Profile(text)
	return nil
}
