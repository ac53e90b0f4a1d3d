package episodes_test

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/internal/episodes"
	"github.com/socialprescribing/socialprescribing/outcome"
	"github.com/socialprescribing/socialprescribing/referral"
)

// TestEpisodesAreSound: every record of an episode is one that its package
// takes, and the events replay to the referral.
func TestEpisodesAreSound(t *testing.T) {
	for seed := range uint64(300) {
		e := episodes.New(seed)
		require.NoError(t, e.Person.Validate(), seed)
		require.False(t, e.Referral.IsZero(), seed)
		again, err := referral.Replay(e.Events)
		require.NoError(t, err)
		require.True(t, e.Referral.Equal(again), seed)
		require.True(t, e.At.After(e.Referral.RecordedAt()), seed)
		for a := range e.Referral.Assessments() {
			require.True(t, slices.ContainsFunc(e.Outcomes, func(r outcome.Record) bool { return r.ID == a.Record }), seed)
		}
	}
}

// TestEpisodesAreDeterministic: the seed is all that an episode follows from.
func TestEpisodesAreDeterministic(t *testing.T) {
	for seed := range uint64(20) {
		a, err := json.Marshal(episodes.New(seed))
		require.NoError(t, err)
		b, err := json.Marshal(episodes.New(seed))
		require.NoError(t, err)
		require.Equal(t, string(a), string(b))
		c, err := json.Marshal(episodes.New(seed + 1))
		require.NoError(t, err)
		require.NotEqual(t, string(a), string(c))
	}
}

// TestEveryStateComesUp: a thousand episodes reach every state of the episode,
// and of its parts.
func TestEveryStateComesUp(t *testing.T) {
	seen := map[referral.Part]map[referral.State]int{}
	for _, p := range referral.Parts() {
		seen[p] = map[referral.State]int{}
	}
	for seed := range uint64(1000) {
		r := episodes.New(seed).Referral
		seen[referral.PartReferral][r.State()]++
		for o := range r.Onwards() {
			seen[referral.PartOnward][o.State]++
		}
		for s := range r.Sessions() {
			seen[referral.PartSession][s.State]++
		}
		for p := range r.Plans() {
			seen[referral.PartPlan][p.State]++
		}
		for g := range r.Goals() {
			seen[referral.PartGoal][g.State]++
		}
	}
	s := referral.Pathway().Spec()
	var missing []string
	for i, table := range []referral.Table{s.Referral, s.Onward, s.Session, s.Plan, s.Goal} {
		for _, d := range table.States {
			if seen[referral.Parts()[i]][d.Name] == 0 {
				missing = append(missing, string(referral.Parts()[i])+" "+string(d.Name))
			}
		}
	}
	slices.Sort(missing)
	require.Empty(t, missing)
}

func TestIsText(t *testing.T) {
	e := episodes.New(1)
	require.True(t, episodes.IsText(e.Person.Name.DiscloseFamily()))
	require.False(t, episodes.IsText("Provider A of the tests"))
}
