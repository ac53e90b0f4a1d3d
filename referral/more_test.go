package referral_test

import (
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral"
	"github.com/socialprescribing/socialprescribing/referral/memreferral"
)

func TestReschedulingKeepsTheOldSession(t *testing.T) {
	f := engaged(t).do(f0arrange())
	to := referral.Session{ID: sessionID(2), Start: monday.AddDate(0, 0, 5)}
	require.Equal(t, referral.RuleWord, f.fault(&referral.RescheduleSession{Session: sessionID(1), To: to, Reason: "transport"}).Rule, "who asked")
	f.do(&referral.RescheduleSession{Session: sessionID(1), To: to, By: referral.PartyPerson, Reason: "transport"})
	old, _ := f.r.Session(sessionID(1))
	next, ok := f.r.Session(sessionID(2))
	require.True(t, ok)
	require.Equal(t, referral.StateRescheduled, old.State)
	require.Equal(t, sessionID(2), old.ReplacedBy)
	require.Equal(t, referral.PartyPerson, old.By)
	require.Equal(t, referral.StateScheduled, next.State)
	require.Equal(t, sessionID(1), next.Replaces)
	require.Empty(t, old.Attendance())
}

func TestReviewsAreDueAndEndWithTheEpisode(t *testing.T) {
	f := engaged(t)
	f.do(
		&referral.DraftPlan{}, &referral.AgreePlan{AgreedBy: decidedByPerson, Review: f.at.AddDate(0, 0, 3)},
		&referral.AddStep{Step: referral.Step{ID: referral.StepID(fixedID(900)), What: person.NewText("ring"), Due: f.at.AddDate(0, 0, 2)}},
		&referral.RaiseRisk{Risk: referral.Risk{ID: referral.RiskID(fixedID(901)), Kind: "lone-working", Review: f.at.AddDate(0, 0, 1)}},
		&referral.Signpost{Signpost: referral.Signposting{ID: referral.SignpostID(fixedID(902))}}, f0arrange(),
	)
	kinds := func(at time.Time) []referral.ItemKind {
		var out []referral.ItemKind
		for _, i := range referral.Clocks(f.r, withCalendar(), at).Due {
			if i.Kind != referral.ItemDuty {
				out = append(out, i.Kind)
			}
		}
		return out
	}
	require.Equal(t, []referral.ItemKind{
		referral.ItemRiskReview, referral.ItemStep, referral.ItemSession, referral.ItemPlanReview, referral.ItemSignpost,
	}, kinds(monday.AddDate(0, 0, 7)))
	f.do(&referral.ResolveRisk{Risk: referral.RiskID(fixedID(901)), Words: person.NewText("over")}, closing("moved-away"))
	require.Empty(t, kinds(monday.AddDate(0, 0, 7)), "closing ends reviews and sessions")
}

func TestErasingOneItemInTheStore(t *testing.T) {
	store := memreferral.New(nil)
	gathered := 0
	repo := referral.NewRepository(store, &referral.RepositoryOptions{Facts: facts(&gathered)})
	f := newFlow(t)
	id := referral.ID(fixedID(7))
	for n, c := range []referral.Command{
		submit(),
		&referral.WriteNote{Note: referral.Note{ID: referral.NoteID(fixedID(800)), Text: person.NewText("first words")}},
		&referral.WriteNote{Note: referral.Note{ID: referral.NoteID(fixedID(801)), Text: person.NewText("second words")}},
		&referral.Redact{Reason: "third-party", Items: []uuid.UUID{uuid.UUID(fixedID(800))}},
	} {
		if n == 3 {
			f.as(referral.RoleAdministrator)
		}
		f.fill(c)
		f.events = append(f.events, referral.Event{}) // so that the next command has its own ID
		_, _, err := repo.Do(t.Context(), id, c)
		require.NoError(t, err)
	}
	events, err := store.Events(t.Context(), id)
	require.NoError(t, err)
	r, _, err := store.Get(t.Context(), id)
	require.NoError(t, err)
	for _, data := range []string{asJSON(t, events), asJSON(t, r)} {
		require.NotContains(t, data, "first words")
		require.Contains(t, data, "second words")
	}
	again, err := referral.Replay(events)
	require.NoError(t, err)
	require.True(t, r.Equal(again), "the redacted stream replays to the redacted value")
}

func TestAHostDropsARow(t *testing.T) {
	s := referral.Pathway().Spec()
	s.Referral.Without(referral.StateReceived, referral.ActionTriage)
	m, err := referral.Compile(s)
	require.NoError(t, err)
	f := received(t)
	f.m = m
	require.Equal(t, referral.RuleState, f.no(&referral.Triage{}).Rule)
	received(t).do(&referral.Triage{Urgency: referral.UrgencyUrgent})
	d, ok := m.Reason(referral.ActionClose, referral.ReasonDeceased)
	require.True(t, ok)
	require.Equal(t, referral.PartyPerson, d.Initiator)
}

func TestDifferencesDiscloseByName(t *testing.T) {
	f := received(t)
	before := f.r
	f.do(&referral.Triage{Urgency: referral.UrgencyUrgent})
	changes, err := referral.Diff(before, f.r)
	require.NoError(t, err)
	found := false
	for _, d := range changes {
		if d.Path == "records.intake.urgency" {
			found = true
			require.Equal(t, `"routine"`, d.DiscloseFrom())
			require.Equal(t, `"urgent"`, d.DiscloseTo())
			require.Equal(t, d.Path, d.String())
		}
	}
	require.True(t, found)
}
