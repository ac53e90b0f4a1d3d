package activity

import (
	"slices"
	"time"
)

// CheckStanding says how a check of a provider stands on a day. The zero value
// is unset.
type CheckStanding string

// How a check stands.
const (
	// CheckValid: seen, and not expired.
	CheckValid CheckStanding = "valid"
	// CheckExpired: seen, and out of date.
	CheckExpired CheckStanding = "expired"
	// CheckMissing: not on record. Whether the provider has it is unknown.
	CheckMissing CheckStanding = "missing"
)

// IsValid reports whether s is one of the three.
func (s CheckStanding) IsValid() bool { return oneOf(s, CheckValid, CheckExpired, CheckMissing) }

// UnmarshalText implements encoding.TextUnmarshaler; it rejects other words.
func (s *CheckStanding) UnmarshalText(text []byte) error {
	return unmarshalWord(s, text, "check standing", CheckStanding.IsValid)
}

// Standing returns how the check stands on a day. It is good through the day on
// which it expires; one without that day does not expire. A check without the
// day it was seen, or seen later than the day asked, is missing: nobody can
// say then that it was there.
func (c ProviderCheck) Standing(on Day) CheckStanding {
	switch {
	case c.SeenOn.IsZero() || on.IsZero() || on.Before(c.SeenOn):
		return CheckMissing
	case !c.Expires.IsZero() && c.Expires.Before(on):
		return CheckExpired
	}
	return CheckValid
}

// Standing returns how the provider stands with a kind of check on a day: the
// best of what is on record.
func (p Provider) Standing(kind CheckKind, on Day) CheckStanding {
	best := CheckMissing
	for _, c := range p.Checks {
		if c.Kind != kind {
			continue
		}
		switch c.Standing(on) {
		case CheckValid:
			return CheckValid
		case CheckExpired:
			best = CheckExpired
		case CheckMissing:
		}
	}
	return best
}

// RouteChecks says which checks a route asks for.
type RouteChecks struct {
	Route  Route       `json:"route,omitzero"`
	Checks []CheckKind `json:"checks,omitzero"`
}

// ProviderPolicy says which checks each route asks for (D30). It is the
// service's to decide; a route that it does not name asks for none. Data.
type ProviderPolicy struct {
	Routes []RouteChecks `json:"routes,omitzero"`
}

// DefaultProviderPolicy asks for a sharing agreement where a named person is
// referred, and for nothing where people are only told of an activity.
func DefaultProviderPolicy() ProviderPolicy {
	return ProviderPolicy{Routes: []RouteChecks{{Route: Professional, Checks: []CheckKind{SharingAgreement}}}}
}

// Check reports every fault of the policy.
func (p ProviderPolicy) Check() error {
	var fs faults
	for i, r := range p.Routes {
		path := "/routes/" + itoa(i)
		wordSet(&fs, path+"/route", r.Route)
		for k, c := range r.Checks {
			wordSet(&fs, path+"/checks/"+itoa(k), c)
		}
		if slices.ContainsFunc(p.Routes[:i], func(o RouteChecks) bool { return o.Route == r.Route }) {
			fs.add(path+"/route", "duplicate", "the route stands twice", nil)
		}
	}
	return fs.err()
}

// CheckFinding is how one check that was asked for stands.
type CheckFinding struct {
	Kind     CheckKind     `json:"kind"`
	Standing CheckStanding `json:"standing"`
}

// ProviderVerdict says whether a provider may be used by a route.
type ProviderVerdict struct {
	// Suspended is the suspension in force, or nil.
	Suspended *Suspension `json:"suspended,omitempty"`
	// Findings holds every check that the route asks for, in the policy's order.
	Findings []CheckFinding `json:"findings,omitzero"`
}

// Allowed reports whether nothing stands in the way. A missing check does, as
// an expired one does; an override is the host's to record, not this package's.
func (v ProviderVerdict) Allowed() bool {
	return v.Suspended == nil && len(v.Wanting()) == 0
}

// Wanting returns the checks that are missing or expired.
func (v ProviderVerdict) Wanting() []CheckFinding {
	var out []CheckFinding
	for _, f := range v.Findings {
		if f.Standing != CheckValid {
			out = append(out, f)
		}
	}
	return out
}

// Verify says whether the provider may be used by a route at an instant; on is
// that instant's day where the service is, since checks expire by the day.
func (p Provider) Verify(route Route, at time.Time, on Day, policy ProviderPolicy) ProviderVerdict {
	var v ProviderVerdict
	if s, ok := p.SuspendedAt(at); ok {
		v.Suspended = &s
	}
	for _, r := range policy.Routes {
		if r.Route != route {
			continue
		}
		for _, k := range r.Checks {
			v.Findings = append(v.Findings, CheckFinding{Kind: k, Standing: p.Standing(k, on)})
		}
	}
	return v
}

// Expiring returns the checks that are valid on the day and will have expired
// within so many days after it, for reminders, in the record's order. A kind
// that has a later check on record is not expiring.
func (p Provider) Expiring(on Day, within int) []ProviderCheck {
	var out []ProviderCheck
	for _, c := range p.Checks {
		if c.Standing(on) == CheckValid && !c.Expires.IsZero() && c.Expires.Before(on.AddDays(within)) &&
			p.Standing(c.Kind, on.AddDays(within)) != CheckValid {
			out = append(out, c)
		}
	}
	return out
}
