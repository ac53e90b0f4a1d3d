package person_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/person"
)

// TestD15_AConcernStaysOursUntilItEnds: raised, then escalated, then handed over to
// somebody who is named, or resolved. What names nobody ends nothing.
func TestD15_AConcernStaysOursUntilItEnds(t *testing.T) {
	escalated := &person.Escalation{To: person.NewText("the council"), At: days(1), Reference: person.NewText("17"), ConsentSought: person.Yes}
	end := func(s person.ConcernState, owner string) *person.ConcernEnd {
		return &person.ConcernEnd{State: s, At: days(2), By: person.NewText("the lead"), Owner: person.NewText(owner)}
	}
	var all []*person.Concern
	for i, c := range []struct {
		escalation *person.Escalation
		ending     *person.ConcernEnd
		state      person.ConcernState
		open       bool
	}{
		{nil, nil, person.ConcernRaised, true},
		{escalated, nil, person.ConcernEscalated, true},
		{escalated, end(person.ConcernHandedOver, "the council's duty team"), person.ConcernHandedOver, false},
		{nil, end(person.ConcernHandedOver, "the council's duty team"), person.ConcernHandedOver, false},
		{escalated, end(person.ConcernResolved, ""), person.ConcernResolved, false},
		{nil, end(person.ConcernResolved, ""), person.ConcernResolved, false},
		{escalated, end(person.ConcernHandedOver, ""), person.ConcernEscalated, true},
		{nil, end(person.ConcernHandedOver, ""), person.ConcernRaised, true},
		{escalated, end("", "the council"), person.ConcernEscalated, true},
		{nil, end(person.ConcernRaised, "the council"), person.ConcernRaised, true},
		{nil, &person.ConcernEnd{}, person.ConcernRaised, true},
	} {
		concern := &person.Concern{ID: entry(byte(i + 1)), RaisedAt: days(0), Escalation: c.escalation, Ending: c.ending}
		require.Equal(t, c.state, concern.State(), i)
		require.Equal(t, c.open, concern.Open(), i)
		all = append(all, concern, nil)
	}
	var open []person.EntryID
	for _, c := range (person.Person{Safeguarding: &person.Safeguarding{Concerns: all}}).OpenConcerns() {
		open = append(open, c.ID)
	}
	require.Equal(t, []person.EntryID{entry(1), entry(2), entry(7), entry(8), entry(9), entry(10), entry(11)}, open)
	require.Empty(t, person.Person{Safeguarding: &person.Safeguarding{}}.OpenConcerns())
}

// TestD15_AnEscalationSaysToWhom: to whom, when, and whether the person was asked, or
// why not; an ending says which, when and, of a hand-over, to whom.
func TestD15_AnEscalationSaysToWhom(t *testing.T) {
	whole := func() *person.Concern {
		return &person.Concern{
			RaisedAt:   days(0),
			Escalation: &person.Escalation{To: person.NewText("the council"), At: days(1), ConsentSought: person.No, WhyNot: person.NewText("in danger")},
			Ending:     &person.ConcernEnd{State: person.ConcernHandedOver, At: days(2), Owner: person.NewText("the duty team")},
		}
	}
	validate := func(c *person.Concern) error {
		return person.Person{Safeguarding: &person.Safeguarding{Concerns: []*person.Concern{c}}}.Validate()
	}
	require.NoError(t, validate(whole()))
	require.NoError(t, validate(&person.Concern{}), "a concern that was only raised")
	same := whole()
	same.RaisedAt, same.Escalation.At, same.Ending.At = days(0), days(0), days(0)
	require.NoError(t, validate(same), "all at once")
	for want, spoil := range map[string]func(*person.Concern){
		"escalation/to: required":     func(c *person.Concern) { c.Escalation.To = person.Text{} },
		"escalation/at: required":     func(c *person.Concern) { c.Escalation.At = time.Time{} },
		"escalation/whyNot: required": func(c *person.Concern) { c.Escalation.WhyNot = person.Text{} },
		"escalation/at: order":        func(c *person.Concern) { c.Escalation.At = days(-1) },
		"ending/state: required":      func(c *person.Concern) { c.Ending.State = "" },
		"ending/owner: required":      func(c *person.Concern) { c.Ending.Owner = person.Text{} },
		"ending/at: required":         func(c *person.Concern) { c.Ending.At = time.Time{} },
		"ending/at: order":            func(c *person.Concern) { c.Ending.At = days(1).Add(-1) },
	} {
		c := whole()
		spoil(c)
		require.EqualError(t, validate(c), "person: /safeguarding/concerns/0/"+want)
	}
	unescalated := whole()
	unescalated.Escalation, unescalated.Ending.At = nil, days(-1)
	require.EqualError(t, validate(unescalated), "person: /safeguarding/concerns/0/ending/at: order")
	asked := whole()
	asked.Escalation.ConsentSought, asked.Escalation.WhyNot = person.Yes, person.Text{}
	require.NoError(t, validate(asked))
	escalated := whole()
	escalated.Ending.State = person.ConcernEscalated
	require.EqualError(t, validate(escalated), "person: /safeguarding/concerns/0/ending/state: required")
}

// TestD15_RiskToStaffIsNotRiskToThePerson: they are two kinds, and the one that a
// visitor must know of tells nothing of the other.
func TestD15_RiskToStaffIsNotRiskToThePerson(t *testing.T) {
	p := person.Person{Risks: []*person.Risk{
		{ID: entry(1), Kind: person.RiskToStaff, Words: person.NewText("a dog"), VisibleTo: person.Audiences()},
		{ID: entry(2), Kind: person.RiskToSelf, Words: person.NewText("dark thoughts")},
	}}
	d := person.ViewFor(person.AudienceProvider).Of(p, nil)
	require.Len(t, d.Person.Risks, 1)
	require.Equal(t, person.RiskToStaff, d.Person.Risks[0].Kind)
	require.NotContains(t, d.Told(), person.Withholding{Path: "risks", Rule: person.WithheldAudience})
}
