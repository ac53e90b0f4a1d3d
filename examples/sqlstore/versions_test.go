package sqlstore_test

import (
	"database/sql"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/examples/sqlstore"
	"github.com/socialprescribing/socialprescribing/outcome"
	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral"
)

// rewrite changes the text of the only value of a table, behind the store's back.
func rewrite(t *testing.T, db *sqlstore.DB, table string, change func(string) string) {
	t.Helper()
	var was sql.RawBytes
	tx, err := db.Writer().Begin()
	require.NoError(t, err)
	defer tx.Rollback() //nolint:errcheck // done
	rows, err := tx.Query("SELECT value FROM " + table)
	require.NoError(t, err)
	require.True(t, rows.Next())
	require.NoError(t, rows.Scan(&was))
	text := change(string(was))
	require.NoError(t, rows.Close())
	mark := map[sqlstore.Dialect]string{sqlstore.SQLite: "?", sqlstore.PostgreSQL: "$1"}[db.Dialect()]
	_, err = tx.Exec("UPDATE "+table+" SET value = "+mark, text)
	require.NoError(t, err)
	require.NoError(t, tx.Commit())
}

func value(t *testing.T, db *sqlstore.DB, table string) string {
	t.Helper()
	var text string
	require.NoError(t, db.Writer().QueryRow("SELECT value FROM "+table).Scan(&text))
	return text
}

// A database that an earlier version filled: its snapshot is of format 1. It is
// read, and the next command writes it in the format of today.
func TestAnOlderSnapshotIsReadAndWrittenAnew(t *testing.T) {
	dir := filepath.Join("..", "..", "referral", "testdata", "histories")
	stream, err := os.ReadFile(filepath.Join(dir, "schema-1-walk-0013.events.json"))
	require.NoError(t, err)
	old, err := os.ReadFile(filepath.Join(dir, "schema-1-walk-0013.snapshot.json"))
	require.NoError(t, err)
	require.True(t, strings.HasPrefix(string(old), `{"snapshot":1,`))
	var events []referral.Event
	require.NoError(t, json.Unmarshal(stream, &events))
	r, err := referral.Replay(events)
	require.NoError(t, err)
	on(t, func(t *testing.T, open opener) {
		t.Helper()
		db := open(t, options())
		s := db.Referrals()
		require.NoError(t, s.Commit(t.Context(), referral.Change{ID: referral.NewChangeID(), Value: r, Events: events}))
		rewrite(t, db, "referral", func(string) string { return string(old) })

		have, v, err := s.Get(t.Context(), r.ID())
		require.NoError(t, err)
		require.True(t, have.Equal(r), "as the events say")
		at := have.RecordedAt().Add(time.Minute)
		next, more, err := referral.Pathway().Apply(have, &referral.WriteNote{
			Meta: referral.Meta{ID: referral.NewChangeID(), At: at, RecordedAt: at, By: referral.Actor{ID: referral.ActorID{1}, Role: referral.RoleLinkWorker}},
			Note: referral.Note{ID: referral.NewNoteID(), Text: person.NewText("synthetic note")},
		}, referral.Facts{AsOf: at}, nil)
		require.NoError(t, err)
		require.NoError(t, s.Commit(t.Context(), referral.Change{ID: referral.NewChangeID(), Base: v, Value: next, Events: more}))
		require.True(t, strings.HasPrefix(value(t, db, "referral"), `{"snapshot":2,`))
		all, err := s.Events(t.Context(), r.ID())
		require.NoError(t, err)
		again, err := referral.Replay(all)
		require.NoError(t, err)
		require.True(t, again.Equal(next), "the stream goes on")
	})
}

// What a newer version wrote is not read in part, and not written back without
// what this one does not know.
func TestAValueOfANewerVersionIsNotReadInPart(t *testing.T) {
	on(t, func(t *testing.T, open opener) {
		t.Helper()
		db := open(t, options())
		provider := activity.Provider{ID: activity.NewProviderID(), Name: "Invented Provider"}
		require.NoError(t, db.Providers().Commit(t.Context(), activity.ProviderChange{ID: person.NewChangeID(), Value: provider}))
		walk := activity.Activity{ID: activity.NewID(), Provider: provider.ID, Name: "Walk", Status: activity.Active}
		require.NoError(t, db.Activities().Commit(t.Context(), activity.Change{ID: person.NewChangeID(), Value: walk}))
		record := outcome.Record{ID: outcome.NewRecordID(), Person: person.NewID(), At: start, RecordedAt: start, Status: outcome.Final}
		require.NoError(t, db.Outcomes().Commit(t.Context(), outcome.Change{ID: outcome.NewChangeID(), Value: record}))
		someone := person.Person{ID: person.NewID(), Name: person.NewName("Sampleton", "Gwenllian")}
		require.NoError(t, db.Persons().Commit(t.Context(), person.Change{ID: person.NewChangeID(), Value: someone}))
		e := newEpisode(t, someone.ID, referral.ServiceID{9})
		put(t, db.Referrals(), e)

		added := func(s string) string {
			return strings.TrimSuffix(s, "}") + `,"memberOfALaterVersion":{"words":"secret"}}`
		}
		for _, table := range []string{"provider", "activity", "outcome", "person", "referral"} {
			rewrite(t, db, table, added)
		}
		_, _, err := db.Providers().Get(t.Context(), provider.ID)
		require.ErrorIs(t, err, sqlstore.ErrSchema)
		_, _, err = db.Activities().Get(t.Context(), walk.ID)
		require.ErrorIs(t, err, sqlstore.ErrSchema)
		_, _, err = db.Outcomes().Get(t.Context(), record.ID)
		require.ErrorIs(t, err, sqlstore.ErrSchema)
		require.NotContains(t, err.Error(), "secret")
		_, _, err = db.Referrals().Get(t.Context(), e.r.ID())
		require.ErrorIs(t, err, referral.ErrInvalid)
		rewrite(t, db, "referral", func(string) string { return strings.Replace(string(e.json()), `"snapshot":2`, `"snapshot":3`, 1) })
		_, _, err = db.Referrals().Get(t.Context(), e.r.ID())
		require.ErrorIs(t, err, referral.ErrInvalid)

		// A person's record keeps what it does not know, and gives it back.
		p, v, err := db.Persons().Get(t.Context(), someone.ID)
		require.NoError(t, err)
		require.NoError(t, db.Persons().Commit(t.Context(), person.Change{ID: person.NewChangeID(), Base: v, Value: p}))
		require.Contains(t, value(t, db, "person"), `"memberOfALaterVersion":{"words":"secret"}`)
	})
}
