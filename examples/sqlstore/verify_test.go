package sqlstore_test

import (
	"context"
	"database/sql"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/examples/sqlstore"
	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral"
)

// ownIndexes are those that the migrations name, with their texts.
func ownIndexes(t *testing.T, db *sqlstore.DB) map[string]string {
	t.Helper()
	rows, err := db.Writer().Query(map[sqlstore.Dialect]string{
		sqlstore.SQLite:     "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL",
		sqlstore.PostgreSQL: "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema() AND indexname NOT LIKE '%pkey'",
	}[db.Dialect()])
	require.NoError(t, err)
	defer rows.Close() //nolint:errcheck // what was read tells
	out := map[string]string{}
	for rows.Next() {
		var name, text string
		require.NoError(t, rows.Scan(&name, &text))
		out[name] = text
	}
	require.NoError(t, rows.Err())
	return out
}

func execute(t *testing.T, db *sqlstore.DB, texts ...string) {
	t.Helper()
	for _, text := range texts {
		_, err := db.Writer().Exec(text)
		require.NoError(t, err)
	}
}

// lacks asserts that the database is refused, and what for.
func lacks(t *testing.T, db *sqlstore.DB, what string) {
	t.Helper()
	_, err := reopen(t, db, options())
	require.ErrorIs(t, err, sqlstore.ErrSchema)
	require.ErrorContains(t, err, what)
}

func TestAMissingIndexOrTableIsNoticed(t *testing.T) {
	on(t, func(t *testing.T, open opener) {
		t.Helper()
		db := open(t, options())
		indexes := ownIndexes(t, db)
		require.Contains(t, indexes, "referral_open")
		require.Greater(t, len(indexes), 20)
		for name, text := range indexes {
			execute(t, db, "DROP INDEX "+name)
			lacks(t, db, "index "+name+" on ")
			execute(t, db, text)
		}
		_, err := reopen(t, db, options())
		require.NoError(t, err)

		all := append([]string{"sqlstore_key"}, tables...)
		for _, table := range all {
			db := open(t, options())
			execute(t, db, "DROP TABLE "+table)
			lacks(t, db, "column "+table+".")
		}
	})
}

// An index of the right name that does not keep D1 is as bad as none.
func TestAnIndexOfAnotherKindIsNoticed(t *testing.T) {
	on(t, func(t *testing.T, open opener) {
		t.Helper()
		for name, text := range map[string]string{
			"NotUnique":      "CREATE INDEX referral_open ON referral (person_id, service_id) WHERE open",
			"OtherColumns":   "CREATE UNIQUE INDEX referral_open ON referral (person_id, service_id, state) WHERE open",
			"OtherCondition": "CREATE UNIQUE INDEX referral_open ON referral (person_id, service_id) WHERE NOT open",
			"OtherTable":     "CREATE INDEX referral_open ON person (cursor)",
		} {
			t.Run(name, func(t *testing.T) {
				db := open(t, options())
				execute(t, db, "DROP INDEX referral_open", text)
				lacks(t, db, "unique index referral_open on referral (person_id, service_id) where open")
			})
		}
	})
}

func TestAColumnOfAnotherKindIsNoticed(t *testing.T) {
	lite := openSQLite(t, options())
	execute(t, lite, "ALTER TABLE referral DROP COLUMN items", "ALTER TABLE referral ADD COLUMN items INTEGER")
	lacks(t, lite, "column referral.items text not null")
	db := openPostgres(t, options())
	execute(t, db, "ALTER TABLE referral ALTER due TYPE date", "ALTER TABLE outcome ALTER status DROP NOT NULL")
	lacks(t, db, "column outcome.status text not null, column referral.due timestamptz")
}

// An index that PostgreSQL was still building when it stopped is there by name,
// and does not hold.
func TestAnInvalidIndexIsNoticed(t *testing.T) {
	db := openPostgres(t, options())
	execute(t, db, "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'referral_open' :: regclass")
	lacks(t, db, "unique index referral_open")
}

// Tables, columns and indexes of the host's own may stand beside those of the
// stores, and partitions below them.
func TestWhatTheHostAddsIsItsOwn(t *testing.T) {
	on(t, func(t *testing.T, open opener) {
		t.Helper()
		db := open(t, &sqlstore.Options{Key: key, Partitions: 4})
		hostTable(t, db)
		execute(t, db, "CREATE INDEX host_state ON referral (lower(state)) WHERE state <> 'closed'", "ALTER TABLE referral ADD COLUMN host_team text")
		_, err := db.Search(t.Context())
		require.NoError(t, err)
		again, err := reopen(t, db, options())
		require.NoError(t, err)
		put(t, again.Referrals(), newEpisode(t, person.NewID(), referral.ServiceID{9}))
	})
}

// What a migration left half done: a database in which the tables of one are
// there and its record is not is left as it is; one of the version before is
// brought up.
func TestHalfAppliedMigrations(t *testing.T) {
	on(t, func(t *testing.T, open opener) {
		t.Helper()
		db := open(t, options())
		e := newEpisode(t, person.NewID(), referral.ServiceID{9})
		put(t, db.Referrals(), e)
		execute(t, db, "DELETE FROM sqlstore_migration WHERE number = 2")
		_, err := reopen(t, db, options())
		require.Error(t, err, "the table is there already")
		n := 0
		require.NoError(t, db.Writer().QueryRow("SELECT count(*) FROM sqlstore_migration").Scan(&n))
		require.Equal(t, 1, n, "nothing is recorded that was not done")

		execute(t, db, "DROP TABLE sqlstore_key")
		again, err := reopen(t, db, options())
		require.NoError(t, err)
		_, v, err := again.Referrals().Get(t.Context(), e.r.ID())
		require.NoError(t, err)
		require.Equal(t, referral.Version(e.n), v) //nolint:gosec // small
	})
}

// Whoever is stopped while migrating leaves all of it or nothing: the next one
// goes on.
func TestStoppedMigrations(t *testing.T) {
	on(t, func(t *testing.T, open opener) {
		t.Helper()
		done := open(t, options())
		for wait := 50 * time.Microsecond; ; wait = wait * 3 / 2 {
			fresh := emptied(t, done)
			ctx, cancel := context.WithTimeout(t.Context(), wait)
			_, err := sqlstore.New(ctx, fresh.Dialect(), fresh.Writer(), fresh.Writer(), options())
			cancel()
			if err == nil {
				return // it was stopped at every stage before
			}
			again, err := reopen(t, fresh, options())
			require.NoError(t, err, "after %v", wait)
			put(t, again.Referrals(), newEpisode(t, person.NewID(), referral.ServiceID{9}))
		}
	})
}

// emptied drops everything that was made.
func emptied(t *testing.T, db *sqlstore.DB) *sqlstore.DB {
	t.Helper()
	for _, table := range append([]string{"sqlstore_key", "sqlstore_migration", "sqlstore_cursor"}, tables...) {
		execute(t, db, "DROP TABLE "+table)
	}
	return db
}

// Two databases in one process share nothing.
func TestTwoDatabases(t *testing.T) {
	on(t, func(t *testing.T, open opener) {
		t.Helper()
		one, two := open(t, options()), open(t, anotherKey())
		who := person.NewID()
		a, b := newEpisode(t, who, referral.ServiceID{9}), newEpisode(t, who, referral.ServiceID{9})
		put(t, one.Referrals(), a)
		put(t, two.Referrals(), b) // an open episode in one is none in the other
		first, err := register(t, one, number(t, 1))
		require.NoError(t, err)
		second, err := register(t, two, number(t, 1))
		require.NoError(t, err)
		require.Equal(t, []person.ID{first}, findable(t, one, number(t, 1)))
		require.Equal(t, []person.ID{second}, findable(t, two, number(t, 1)))
		for db, id := range map[*sqlstore.DB]referral.ID{one: a.r.ID(), two: b.r.ID()} {
			list, err := db.Referrals().List(t.Context(), 0, 0)
			require.NoError(t, err)
			require.Len(t, list, 1)
			require.Equal(t, id, list[0].Referral.ID())
			waiting, err := db.Referrals().Pending(t.Context(), 0)
			require.NoError(t, err)
			for _, e := range waiting {
				require.Equal(t, id, e.Referral)
			}
		}
		require.NoError(t, one.Referrals().Acknowledge(t.Context(), b.r.ID(), eventIDs(t, two)...))
		require.NotEmpty(t, eventIDs(t, two), "what the other delivered is not delivered here")
	})
}

func eventIDs(t *testing.T, db *sqlstore.DB) []referral.EventID {
	t.Helper()
	waiting, err := db.Referrals().Pending(t.Context(), 0)
	require.NoError(t, err)
	ids := make([]referral.EventID, len(waiting))
	for i, e := range waiting {
		ids[i] = e.ID
	}
	return ids
}

// What was rolled back is delivered to nobody, and what failed within the host's
// transaction leaves no event of itself.
func TestTheOutboxHoldsWhatBecameReal(t *testing.T) {
	on(t, func(t *testing.T, open opener) {
		t.Helper()
		db := open(t, options())
		e := newEpisode(t, person.NewID(), referral.ServiceID{9}).note(10)
		err := inTx(t, db, func(_ *sql.Tx, in *sqlstore.DB) error {
			require.NoError(t, in.Referrals().Commit(t.Context(), e.changes[0]))
			require.Len(t, eventIDs(t, in), 1, "in the transaction it is there")
			return context.Canceled
		})
		require.ErrorIs(t, err, context.Canceled)
		require.Empty(t, eventIDs(t, db))

		require.NoError(t, inTx(t, db, func(_ *sql.Tx, in *sqlstore.DB) error {
			require.NoError(t, in.Referrals().Commit(t.Context(), e.changes[0]))
			stale := e.changes[1]
			stale.Base = 7
			require.ErrorIs(t, in.Referrals().Commit(t.Context(), stale), referral.ErrConflict)
			return nil
		}))
		require.Len(t, eventIDs(t, db), 1)
	})
}

// After the host's own statement failed, its transaction is over: what the stores
// say of it is an error, and nothing of it is stored.
func TestAHostsTransactionThatFailed(t *testing.T) {
	on(t, func(t *testing.T, open opener) {
		t.Helper()
		db := open(t, options())
		hostTable(t, db)
		e := newEpisode(t, person.NewID(), referral.ServiceID{9}).note(10)
		err := inTx(t, db, func(tx *sql.Tx, in *sqlstore.DB) error {
			require.NoError(t, in.Referrals().Commit(t.Context(), e.changes[0]))
			require.NoError(t, write(tx, e.r.ID()))
			if err := write(tx, e.r.ID()); err == nil { // the same key again
				t.Error("the host's table has a primary key")
			}
			if in.Dialect() == sqlstore.PostgreSQL { // nothing more is done in it
				require.Error(t, in.Referrals().Commit(t.Context(), e.changes[1]))
				_, _, err := in.Referrals().Get(t.Context(), e.r.ID())
				require.Error(t, err)
				require.NotErrorIs(t, err, referral.ErrNotFound, "not known is not absent")
			}
			return context.Canceled
		})
		require.ErrorIs(t, err, context.Canceled)
		_, _, err = db.Referrals().Get(t.Context(), e.r.ID())
		require.ErrorIs(t, err, referral.ErrNotFound)
		require.Zero(t, letters(t, db))
		put(t, db.Referrals(), e)
	})
}

// The stores over pools that leave erased words in the file are refused.
func TestNewWantsErasedWordsOverwritten(t *testing.T) {
	pool, err := sql.Open("sqlite", "file:"+filepath.Join(t.TempDir(), "host.db")+"?_txlock=immediate&_pragma=journal_mode(WAL)")
	require.NoError(t, err)
	defer pool.Close() //nolint:errcheck // the test ends
	_, err = sqlstore.New(t.Context(), sqlstore.SQLite, pool, pool, options())
	require.ErrorIs(t, err, sqlstore.ErrInvalid)
	require.ErrorContains(t, err, "secure_delete")
}
