package matchingtest

import (
	"time"

	"golang.org/x/text/language"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/matching"
	"github.com/socialprescribing/socialprescribing/person"
)

// The middle of Sale, and the time at which the queries ask.
var (
	middle = activity.MustParseCoordinates("53.424600,-2.322000")
	asked  = time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)
)

// welsh is Cymraeg.
var welsh = language.Make("cy")

// kinds are the categories of the activities made up here.
var kinds = []activity.CategoryCode{
	"sp-activity:befriending", "sp-activity:walking-group", "sp-activity:debt-advice", "sp-activity:choir",
	"sp-activity:food-bank", "sp-activity:gym", "sp-activity:library", "sp-activity:counselling",
}

// Activities makes up 260 activities around one town that differ in everything
// a source can rule out by, and in what it must not: with no category, with no
// coordinates, with two places, by telephone, closed, of unknown status, of no known
// provider, in a category that was assumed or has no code, at a place that is none
// to go to, and just within what people would travel.
func Activities() []activity.Activity {
	out := make([]activity.Activity, 240, 260)
	for i := range out {
		out[i] = activity.Activity{
			ID: activity.ID{14: byte(i >> 8), 15: byte(i)}, Provider: activity.ProviderID{15: byte(1 + i/6)},
			Name: "Invented", Status: activity.Active, Source: activity.Source{Invented: true},
			Categories: []activity.Category{{Code: kinds[i%len(kinds)], Standing: activity.Known}},
			Locations:  []activity.Location{{Kind: activity.Physical, Coordinates: around(i)}},
		}
		vary(&out[i], i)
	}
	for i := range 20 {
		out = append(out, outlying(240+i))
	}
	return out
}

// outlying makes up an activity that a source may lose by a slip: in SQL, what is
// NULL is not "not in" a list.
func outlying(i int) activity.Activity {
	a := activity.Activity{
		ID: activity.ID{14: byte(i >> 8), 15: byte(i)}, Name: "Invented", Status: activity.Active, Source: activity.Source{Invented: true},
		Categories: []activity.Category{{Code: kinds[0], Standing: activity.Known}},
		Locations:  []activity.Location{{Kind: activity.Physical, Coordinates: middle}},
	}
	switch lat, lon := middle.Micro(); i % 5 {
	case 0: // of no known provider
	case 1:
		a.Categories[0].Standing = activity.Assumed
	case 2:
		a.Categories[0].Code = ""
	case 3:
		a.Locations[0] = activity.Location{Kind: []activity.LocationKind{activity.Virtual, activity.Postal}[i/5%2], Coordinates: around(0)}
	case 4: // north, south, east and west, 18 km less a few metres, which a district that is 15 km away may be
		a.Locations[0].Precision = activity.AreaCentre
		d := []struct{ lat, lon int64 }{{161_820, 0}, {-161_820, 0}, {0, 271_560}, {0, -271_560}}[i/5%4]
		if c, err := activity.CoordinatesAt(int64(lat)+d.lat, int64(lon)+d.lon); err == nil {
			a.Locations[0].Coordinates = c
		}
	}
	return a
}

// around returns a point from next door to thirty kilometres away.
func around(i int) activity.Coordinates {
	lat, lon := middle.Micro()
	c, err := activity.CoordinatesAt(int64(lat)+int64(i%17-8)*33_000, int64(lon)+int64(i%23-11)*41_000)
	if err != nil {
		return activity.Coordinates{} // not reached: the town is far from the poles
	}
	return c
}

// vary makes the activity with a number different from its neighbours.
func vary(a *activity.Activity, i int) {
	switch i % 12 {
	case 1:
		a.Categories = nil
	case 2:
		a.Locations[0].Coordinates = activity.Coordinates{}
	case 3:
		a.Locations = append(a.Locations, activity.Location{Kind: activity.Physical, Coordinates: middle})
	case 4:
		a.Modes = []activity.Mode{activity.InPerson, activity.Telephone}
	case 5:
		a.Status = activity.TemporarilyClosed
	case 6:
		a.Status = ""
	case 7:
		a.Locations = nil
	case 8:
		a.Cost = activity.Free()
		a.Languages = []activity.LanguageOffer{{Tag: welsh}}
	case 9:
		if ages, err := activity.AgesInYears(50, -1); err == nil {
			a.Eligibility.Ages = activity.KnownAs(ages)
		}
	case 10:
		a.Access = activity.Access{{Feature: activity.StepFree, Has: person.Yes}}
		a.Categories = append(a.Categories, activity.Category{Code: kinds[0], Standing: activity.Assumed})
	}
}

// Queries returns queries that rule out by need, distance and choice, and one
// that rules out nothing.
func Queries() []matching.Query {
	here := matching.Place{Coordinates: middle, Outward: "M33"}
	seekers := []matching.Seeker{
		{},
		{Needs: []person.NeedCode{"sp-need:lonely"}, Place: here},
		{Needs: []person.NeedCode{"sp-need:debt", "sp-need:food"}, Place: here, Travel: matching.Journey{Mode: matching.OnFoot}},
		{Needs: []person.NeedCode{"sp-need:inactive"}, Place: here, Age: matching.AgeInYears(40), Budget: matching.UpTo(0)},
		{Needs: []person.NeedCode{"sp-need:low-mood"}, Languages: []language.Tag{welsh, language.English}},
		{Interests: []activity.CategoryCode{"sp-activity:choir"}, Place: here, Access: []activity.Feature{activity.StepFree}},
		{Needs: []person.NeedCode{"sp-need:lonely"}, Place: here, Avoid: matching.Avoid{
			Providers: []activity.ProviderID{{15: 1}, {15: 2}}, Activities: []activity.ID{{15: 40}},
		}},
		{Needs: []person.NeedCode{"sp-need:lonely"}, Modes: []activity.Mode{activity.Telephone}, Place: here},
		{Needs: []person.NeedCode{"sp-need:nobody-has-this"}, Place: here},
	}
	out := make([]matching.Query, len(seekers))
	for i, s := range seekers {
		out[i] = matching.Query{Seeker: s, At: asked, K: 20}
	}
	return out
}
