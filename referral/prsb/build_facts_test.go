package prsb_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/internal/episodes"
	"github.com/socialprescribing/socialprescribing/outcome"
	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral"
	"github.com/socialprescribing/socialprescribing/referral/prsb"
)

// TestRecordsSayWhatHappened counts, over random episodes, what a whole record
// must say of sessions, onward referrals, plan, risks, concerns and measures.
func TestRecordsSayWhatHappened(t *testing.T) {
	seen := map[string]int{}
	for seed := range uint64(builtEpisodes) {
		e := episodes.New(seed)
		in, o := inputOf(e, person.AudienceLinkWorker), names(e)
		r, _ := prsb.Build(in, o)
		require.Equal(t, attended(e.Referral), beginning(r, "contacts-with-professionals/contacts-with-professionals-record-entry/contact-type", "Session"), seed)
		require.Equal(t, 1+sent(e.Referral), len(texts(r, "referral-details/referral-details-record-entry/referral-to/organisation/free-text")), seed)
		if p, ok := e.Referral.Plan(); ok && p.State != referral.StateEnteredInError {
			agreed := map[bool]string{true: "false", false: "true"}[p.Agreed.IsZero()]
			require.Equal(t, agreed, textAt(t, r, "care-and-support-plan/agreed-with-person-or-legitimate-representative/person-or-legitimate-representative"))
			seen["plan "+agreed]++
		}
		for range e.Referral.Risks() {
			in.View = person.ViewFor(person.AudiencePerson)
			mine, _ := prsb.Build(in, o)
			require.NotContains(t, texts(mine, "risks/risks-record-entry/risk/free-text"), "No known risks", seed)
			seen["risks"]++
		}
		in.View = person.ViewFor(person.AudienceGP)
		gp, report := prsb.Build(in, o)
		for range e.Referral.Concerns() {
			if gp.Len() == 0 {
				continue
			}
			require.Len(t, texts(gp, "safeguarding/safeguarding-concerns/safeguarding-indicator"), indicators(in), seed)
			require.Contains(t, report.Withheld, person.Withholding{Path: "referral.concerns", Rule: person.WithheldSensitive})
			seen["concerns"]++
		}
	}
	for _, k := range []string{"plan true", "plan false", "risks", "concerns"} {
		require.Positive(t, seen[k], k)
	}
}

func attended(r referral.Referral) int {
	n := 0
	for s := range r.Sessions() {
		if s.State == referral.StateAttended {
			n++
		}
	}
	return n
}

func sent(r referral.Referral) int {
	n := 0
	for o := range r.Onwards() {
		if !o.Sent.IsZero() && o.State != referral.StateEnteredInError {
			n++
		}
	}
	return n
}

// indicators is how many entries the person's own record makes.
func indicators(in prsb.Input) int {
	s := in.View.Of(in.Person, &in.ViewOptions).Person.Safeguarding
	switch {
	case s == nil || s.Indicator == person.Unknown:
		return 0
	case len(s.Concerns) == 0:
		return 1
	}
	return len(s.Concerns)
}

func beginning(r prsb.Record, p prsb.Path, prefix string) int {
	n := 0
	for _, s := range texts(r, p) {
		if strings.HasPrefix(s, prefix) {
			n++
		}
	}
	return n
}

// TestMeasuresInARecord: what was entered in error, or is somebody else's, stays
// out, and what can't be scored has no value.
func TestMeasuresInARecord(t *testing.T) {
	const entry = "assessments/assessments-record-entry"
	values := func(r prsb.Record) int {
		return len(texts(r, entry+"/structured-assessment/assessment-result/value")) + len(texts(r, entry+"/structured-assessment/subscale-result/value"))
	}
	scored := 0
	for seed := range uint64(60) {
		e := episodes.New(seed)
		if len(e.Outcomes) == 0 {
			continue
		}
		e.Outcomes = e.Outcomes[:1]
		want := 0
		for _, p := range e.Outcomes[0].Score.Parts() {
			if _, ok := p.Value(); ok {
				want++
			}
		}
		r, _ := prsb.Build(inputOf(e, person.AudienceLinkWorker), names(e))
		require.Equal(t, want, values(r), seed)
		require.Contains(t, textAt(t, r, entry+"/assessment-type"), e.Outcomes[0].At.Format("2006-01-02"))
		scored += want
		for name, spoil := range map[string]func(*outcome.Record){
			"error":           func(x *outcome.Record) { x.Status = outcome.EnteredInError },
			"another person":  func(x *outcome.Record) { x.Person = person.NewID() },
			"another episode": func(x *outcome.Record) { x.Episode = outcome.EpisodeID(referral.NewID()) },
		} {
			bad := e
			bad.Outcomes = []outcome.Record{e.Outcomes[0]}
			spoil(&bad.Outcomes[0])
			r, report := prsb.Build(inputOf(bad, person.AudienceLinkWorker), names(bad))
			require.Empty(t, texts(r, entry+"/assessment-type"), name)
			if name == "error" {
				require.Contains(t, report.Uncarried, prsb.Uncarried{Path: "outcomes.status", Why: prsb.NoElement})
			} else {
				require.Contains(t, report.Withheld, person.Withholding{Path: "outcomes", Rule: prsb.WithheldOther})
			}
		}
	}
	require.Positive(t, scored)
}

// TestARiskFromOthersGoesOnlyWhenOpened: somebody in the house may read it.
func TestARiskFromOthersGoesOnlyWhenOpened(t *testing.T) {
	who := person.Person{ID: person.NewID(), Name: person.NewName("Person", "Invented")}
	r, at := started(t, referral.Intake{Person: who.ID, Basis: referral.BasisOfferAccepted, Reasons: []person.NeedCode{"sp-need:lonely"}})
	r, _, err := referral.Pathway().Apply(r, &referral.RaiseRisk{
		Meta: referral.Meta{
			ID: referral.NewChangeID(), At: at, RecordedAt: at,
			By: referral.Actor{ID: referral.NewActorID(), Role: referral.RoleLinkWorker, Purpose: referral.PurposeDirectCare},
		},
		Risk: referral.Risk{ID: referral.NewRiskID(), Kind: "from-others", Words: person.NewText("a neighbour"), Visible: referral.VisiblePerson},
	}, referral.Facts{AsOf: at}, nil)
	require.NoError(t, err)
	in := prsb.Input{Referral: r, Person: who, View: person.ViewFor(person.AudiencePerson), ViewOptions: person.ViewOptions{At: at}}
	for _, open := range []bool{false, true} {
		in.ViewOptions.IncludeSensitive = open
		got, report := prsb.Build(in, nil)
		require.Equal(t, open, textAt(t, got, "risks/risks-record-entry/risk/free-text") == "From others: a neighbour")
		require.Equal(t, open, report.WithholdFromOnlineAccess)
		require.NotEqual(t, open, len(report.Withheld) > 0 && report.Withheld[len(report.Withheld)-1] == person.Withholding{Path: "referral.risks", Rule: person.WithheldSensitive})
	}
}
