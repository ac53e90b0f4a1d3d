package sqlstore_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/referral"
)

// histories are the recorded streams of package referral, each of which went
// through other states.
func histories(t *testing.T) [][]referral.Event {
	t.Helper()
	names, err := filepath.Glob(filepath.Join("..", "..", "referral", "testdata", "histories", "*.events.json"))
	require.NoError(t, err)
	require.NotEmpty(t, names)
	var all [][]referral.Event
	for _, name := range names {
		text, err := os.ReadFile(name)
		require.NoError(t, err)
		var events []referral.Event
		require.NoError(t, json.Unmarshal(text, &events))
		all = append(all, events)
	}
	return all
}

// momentsOf gives instants before, at and after everything that an episode waits
// for, and who has to do with it.
func momentsOf(r referral.Referral, rules *referral.Rules) ([]time.Time, map[referral.ActorID]bool) {
	times, workers := []time.Time{r.RecordedAt()}, map[referral.ActorID]bool{{1}: true}
	for s := range r.Sessions() {
		times = append(times, s.Start)
	}
	if a, ok := r.Assignment(); ok {
		workers[a.Worker] = true
	}
	for _, i := range referral.Clocks(r, rules, r.RecordedAt().AddDate(1, 0, 0)).Due {
		times = append(times, i.Due)
		if !i.Worker.IsZero() {
			workers[i.Worker] = true
		}
	}
	for o := range r.Onwards() {
		if !o.Watcher.IsZero() {
			workers[o.Watcher] = true
		}
	}
	for _, at := range times {
		times = append(times, at.Add(-time.Microsecond), at.Add(time.Microsecond))
	}
	return times, workers
}

// After each event of each recorded history the caseload and the queue are, at
// every instant that matters, what package referral computes from the episode.
func TestCaseloadEqualsTheClocksAllAlongRecordedHistories(t *testing.T) {
	on(t, func(t *testing.T, open opener) {
		t.Helper()
		o := options()
		o.Rules = rules(t)
		db := open(t, o)
		s := db.Referrals()
		states := map[referral.State]bool{}
		for _, events := range histories(t) {
			version := referral.Version(0)
			for n := range events {
				r, err := referral.Replay(events[:n+1])
				if err != nil {
					continue // within a command
				}
				require.NoError(t, s.Commit(t.Context(), referral.Change{ID: referral.NewChangeID(), Base: version, Value: r}))
				version++
				states[r.State()] = true
				times, workers := momentsOf(r, o.Rules)
				one := []referral.Referral{r}
				for _, now := range times {
					for w := range workers {
						mine, err := s.Caseload(t.Context(), w, now)
						require.NoError(t, err)
						require.Equal(t, referral.Caseload(one, o.Rules, now, w, false), itemsOf(mine), "%s at %s", r.State(), now)
					}
					queue, err := s.Queue(t.Context(), r.Service(), now)
					require.NoError(t, err)
					require.Equal(t, referral.Caseload(one, o.Rules, now, referral.ActorID{}, true), itemsOf(queue), "%s at %s", r.State(), now)
					for _, c := range queue {
						require.NotEmpty(t, c.Due, "in the queue is what something is due in: %s", r.State())
					}
				}
			}
			_, err := db.Writer().Exec("DELETE FROM referral")
			require.NoError(t, err)
			_, err = db.Writer().Exec("DELETE FROM referral_watch")
			require.NoError(t, err)
		}
		require.Greater(t, len(states), 12)
	})
}
