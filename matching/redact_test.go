package matching_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/matching"
	"github.com/socialprescribing/socialprescribing/matching/coverage"
	"github.com/socialprescribing/socialprescribing/outcome/cohort"
	"github.com/socialprescribing/socialprescribing/person"
)

// untimed leaves the time of a record out, which could hold any digits, and then
// what holds personal data.
func untimed(groups []string, a slog.Attr) slog.Attr {
	if a.Key == slog.TimeKey {
		return slog.Attr{}
	}
	return person.ReplaceAttr(groups, a)
}

// secrets are what no print and no log may say of the person below: what they
// need, where they are and how far from everything, who they are and would go
// with, what they can pay, when they are free.
var secrets = []string{
	"suicid", "M33", "M41", "53.4", "53424", "2.319", "lgbt", "refugees", "829", "840", "751", "1234", "4321",
	"faith-venue", "step-free", "tue-", "am ", "OnFoot", "foot",
}

// discreet is somebody about whom everything is known.
func discreet() matching.Seeker {
	return matching.Seeker{
		Needs: need("suicidal"), Urgent: need("suicidal"), Matters: []activity.Feature{activity.StepFree},
		Place:  matching.Place{Coordinates: activity.MustParseCoordinates("53.424,-2.319"), Outward: "M33"},
		Travel: matching.Journey{Mode: matching.OnFoot, Limit: 4321},
		Age:    matching.Ages{Min: 829, Max: 840, Known: true}, Gender: matching.GenderChoice{Women: person.Yes},
		Groups:    []matching.GroupAnswer{{Group: "sp-group:lgbt", Is: person.Yes}, {Group: "sp-group:refugees", Is: person.No}},
		Languages: []language.Tag{language.Arabic}, Access: []activity.Feature{activity.StepFree},
		Budget: matching.UpTo(1234), Free: matching.MustParseSlots("tue-am"),
		Avoid: matching.Avoid{Areas: []activity.AreaCode{"M41"}}, MustNot: []activity.Feature{activity.FaithVenue},
	}
}

// TestNothingOfThePersonIsPrinted prints and logs a seeker, parts of one, and
// every kind of answer, with every verb and both of slog's handlers.
func TestNothingOfThePersonIsPrinted(t *testing.T) {
	s := discreet()
	a := group(1, "sp-activity:crisis-support", activity.MustParseCoordinates("53.430,-2.328"))
	a.Eligibility.Groups = activity.KnownAs([]activity.GroupCode{"sp-group:lgbt"})
	a.Access = activity.Access{{Feature: activity.StepFree, Has: person.Yes}, {Feature: activity.FaithVenue, Has: person.No}}
	a.Schedule = activity.Schedule{Zone: "Europe/London", Rules: []activity.Rule{{Start: horizon.From, Freq: activity.Weekly, From: activity.MustParseClock("10:00")}}}
	b := a.Clone()
	b.ID, b.Cost = id(2), priced(price(5000, "", ""))
	q := matching.Query{Seeker: s, At: monday}
	d, ok := s.Place.Coordinates.DistanceTo(a.Locations[0].Coordinates)
	require.True(t, ok)
	hidden := append(slices.Clone(secrets), fmt.Sprint(int(d)))
	e := must(matching.Explain(q, a, nil))
	list := must(matching.Counterfactuals(q, b, nil))
	require.NotEmpty(t, e.Criteria)
	require.NotEmpty(t, list)
	answer := must(matching.Rank(q, slices.Values([]activity.Activity{a, b}), nil))
	require.NotNil(t, answer.Urgent)
	values := []any{
		s, &s,
		[]matching.Seeker{s},
		q, &q, s.Place,
		map[int]matching.Place{1: s.Place},
		s.Avoid, s.Travel, s.Age, s.Gender, s.Groups,
		s.Budget,
		struct{ Asked matching.Seeker }{s},
		answer, &answer, answer.Matches, answer.Urgent, e, e.Criteria, e.Criteria[2].Reasons,
		must(matching.Compare(q, a, b, nil)), list, list[0].Changes,
		coverage.Case{Seeker: s, At: monday, Area: "M33", Groups: []cohort.Group{{Dimension: "x", Code: "lgbt"}}},
	}
	for _, v := range values {
		var texts []string
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x"} {
			texts = append(texts, fmt.Sprintf(verb, v))
		}
		var log bytes.Buffer
		o := &slog.HandlerOptions{ReplaceAttr: untimed}
		slog.New(slog.NewJSONHandler(&log, o)).Info("asked", "value", v, slog.Group("g", "value", v))
		slog.New(slog.NewTextHandler(&log, o)).Info("asked", "value", v)
		for _, text := range append(texts, log.String()) {
			for _, secret := range hidden {
				require.NotContains(t, text, secret, "%T", v)
			}
		}
	}
	require.Equal(t, "[Seeker]", fmt.Sprintf("%+v", s))
	require.Equal(t, "[Reason]", fmt.Sprint(e.Criteria[2].Reasons[0]))
	require.Contains(t, e.Criteria[2].Reasons[0].Text(language.English), "suicide", "it is said where it is asked for")
}
