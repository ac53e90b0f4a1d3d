package matching_test

import (
	"slices"
	"time"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/matching"
	"github.com/socialprescribing/socialprescribing/matching/internal/synth"
	"github.com/socialprescribing/socialprescribing/person"
)

// limitsOf are the limits that stand between a seeker and an activity, at a
// site and by a mode; each is true where it is known to be broken.
func limitsOf(s *matching.Seeker) map[string]func(*activity.Activity, activity.LocationID, activity.Mode) bool {
	type (
		A = activity.Activity
		L = activity.LocationID
		M = activity.Mode
	)
	e := func(a *A) *activity.Eligibility { return &a.Eligibility }
	answered := func(g activity.GroupCode) bool {
		return slices.Contains(s.Groups, matching.GroupAnswer{Group: g, Is: person.No})
	}
	return map[string]func(*A, L, M) bool{
		"status": func(a *A, _ L, _ M) bool {
			return a.Status == activity.Inactive || a.Status == activity.Defunct || a.Status == activity.TemporarilyClosed
		},
		"age": func(a *A, _ L, _ M) bool {
			return s.Age.Known && e(a).Ages.Standing == activity.Known && e(a).Ages.Value.Admits(s.Age.Min, s.Age.Max) == person.No
		},
		"gender": func(a *A, _ L, _ M) bool {
			g := e(a).Gender
			return g.Standing == activity.Known && (g.Value == activity.WomenOnly && s.Gender.Women == person.No ||
				g.Value == activity.MenOnly && s.Gender.Men == person.No)
		},
		"group": func(a *A, _ L, _ M) bool {
			g := e(a).Groups
			return g.Standing == activity.Known && len(g.Value) == 1 && answered(g.Value[0])
		},
		"residence": func(a *A, _ L, _ M) bool {
			r := e(a).Residence
			return r.Standing == activity.Known && len(r.Value) > 0 && s.Place.AreasComplete && !s.Place.Chosen &&
				!slices.ContainsFunc(r.Value, func(c activity.AreaCode) bool {
					return c == s.Place.Outward || slices.Contains(s.Place.Areas, c)
				})
		},
		"area served": func(a *A, _ L, _ M) bool {
			home := activity.Place{Coordinates: s.Place.Coordinates, Outward: s.Place.Outward, Areas: s.Place.Areas, AreasComplete: s.Place.AreasComplete}
			return a.Coverage.Standing == activity.Known && !s.Place.Chosen && a.Coverage.Covers(home, a.Locations) == person.No
		},
		"way in": func(a *A, _ L, _ M) bool {
			return len(s.Routes) > 0 && len(a.Routes) > 0 && !slices.ContainsFunc(a.Routes, func(r activity.RouteOption) bool {
				return slices.Contains(s.Routes, r.Route)
			})
		},
		"access": func(a *A, _ L, _ M) bool {
			return slices.ContainsFunc(s.Access, func(f activity.Feature) bool {
				return statedOf(a, f) == person.No && !slices.ContainsFunc(a.Modes, func(m M) bool { return m != activity.InPerson })
			})
		},
		"mode": func(a *A, _ L, mode M) bool {
			wanted := func(m M) bool { return slices.Contains(s.Modes, m) }
			return len(s.Modes) > 0 && (mode != "" && !wanted(mode) || len(a.Modes) > 0 && !slices.ContainsFunc(a.Modes, wanted))
		},
		"online": func(a *A, _ L, mode M) bool {
			return s.Digital == person.No && (mode == activity.Online || slices.Equal(a.Modes, []M{activity.Online}))
		},
		"travel": func(a *A, site L, _ M) bool { return beyond(s, a, site) },
		"cost": func(a *A, _ L, _ M) bool {
			b := s.Budget
			return b.Set && a.Cost.Affordable(horizon.From, b.Ceiling, b.Conditions...) == person.No && !periodic(a)
		},
		"places": func(a *A, _ L, _ M) bool { return a.Capacity.State == activity.Full && a.Capacity.AsOf.IsZero() },
		"time":   func(a *A, _ L, _ M) bool { return neverFree(s, a) },
		"must have": func(a *A, _ L, _ M) bool {
			return slices.ContainsFunc(s.MustHave, func(f activity.Feature) bool { return statedOf(a, f) == person.No })
		},
		"must not": func(a *A, _ L, _ M) bool {
			return slices.ContainsFunc(s.MustNot, func(f activity.Feature) bool { return statedOf(a, f) == person.Yes })
		},
		"avoided activity": func(a *A, _ L, _ M) bool { return slices.Contains(s.Avoid.Activities, a.ID) },
		"avoided provider": func(a *A, _ L, _ M) bool {
			return !a.Provider.IsZero() && slices.Contains(s.Avoid.Providers, a.Provider)
		},
		"avoided kind": func(a *A, _ L, _ M) bool {
			return slices.ContainsFunc(a.Categories, func(c activity.Category) bool {
				return c.Standing == activity.Known && slices.Contains(s.Avoid.Categories, c.Code)
			})
		},
		"avoided area": func(a *A, site L, _ M) bool {
			return len(a.Locations) > 0 && !slices.ContainsFunc(a.Locations, func(l activity.Location) bool {
				in := slices.Contains(s.Avoid.Areas, activity.AreaCode(l.Address.Postcode.Outward())) || slices.ContainsFunc(l.Areas, func(c activity.AreaCode) bool { return slices.Contains(s.Avoid.Areas, c) })
				return !in && (site.IsZero() || l.ID == site)
			}) && !slices.ContainsFunc(a.Modes, func(m M) bool { return m != activity.InPerson })
		},
	}
}

// statedOf is a feature of an activity of which its only place says nothing else.
func statedOf(a *activity.Activity, f activity.Feature) person.Tri {
	if len(a.Locations) != 1 || a.Locations[0].Access.Of(f) != person.Unknown {
		return person.Unknown
	}
	return a.Access.Of(f)
}

// beyond reports whether every place of an activity, or the site given, lies
// farther than the person would go, and there is no other way to it.
func beyond(s *matching.Seeker, a *activity.Activity, site activity.LocationID) bool {
	limit := s.Travel.Limit
	if limit == 0 {
		limit = matching.DefaultBands(s.Travel.Mode)[2]
	}
	if len(a.Locations) == 0 || slices.ContainsFunc(a.Modes, func(m activity.Mode) bool { return m != activity.InPerson }) {
		return false
	}
	for i := range a.Locations {
		l := &a.Locations[i]
		if !site.IsZero() && l.ID != site {
			continue
		}
		d, ok := s.Place.Coordinates.DistanceTo(l.Coordinates)
		if !ok || d <= limit || l.Precision == activity.AreaCentre || l.Kind == activity.Virtual || l.Kind == activity.Postal {
			return false
		}
	}
	return true
}

// neverFree reports whether an activity of which all is vouched for happens in
// the horizon, and never in a part of a day in which the person is free.
func neverFree(s *matching.Seeker, a *activity.Activity) bool {
	if s.Free.IsZero() || a.Schedule.Confidence == activity.Partial || len(a.Locations) > 1 {
		return false
	}
	some := false
	from := time.Date(synth.At.Year(), synth.At.Month(), synth.At.Day(), 0, 0, 0, 0, time.UTC)
	for o := range a.Schedule.Occurrences(from, from.AddDate(0, 0, matching.HorizonDays)) {
		some = true
		if o.Unvouched || o.AllDay || o.End.Sub(o.Start) > 3*time.Hour {
			return false
		}
		part := matching.Evening
		switch h := o.Start.Hour(); {
		case h < 12:
			part = matching.Morning
		case h < 17:
			part = matching.Afternoon
		}
		if s.Free.Has(o.Start.Weekday(), part) {
			return false
		}
	}
	return some
}

// periodic reports whether a price is for a month, a year or a course.
func periodic(a *activity.Activity) bool {
	return slices.ContainsFunc(a.Cost.Options, func(o activity.CostOption) bool {
		return o.Per == activity.PerMonth || o.Per == activity.PerYear || o.Per == activity.PerCourse
	})
}
