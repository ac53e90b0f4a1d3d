package sqlstore_test

import (
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/examples/sqlstore"
	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral"
)

// backups are the databases' own: a copy of one instant, taken while others write,
// and opened as a database of its own.
var backups = map[sqlstore.Dialect]func(t *testing.T, db *sqlstore.DB) *sqlstore.DB{
	sqlstore.SQLite: func(t *testing.T, db *sqlstore.DB) *sqlstore.DB {
		t.Helper()
		path := filepath.Join(t.TempDir(), "backup.db")
		_, err := db.Writer().Exec("VACUUM INTO '" + path + "'")
		require.NoError(t, err)
		copied, err := sqlstore.OpenSQLite(t.Context(), path, options())
		require.NoError(t, err)
		t.Cleanup(func() { require.NoError(t, copied.Close()) })
		return copied
	},
	sqlstore.PostgreSQL: func(t *testing.T, db *sqlstore.DB) *sqlstore.DB {
		t.Helper()
		var schema string
		require.NoError(t, db.Writer().QueryRow("SELECT current_schema()").Scan(&schema))
		s := needPostgres(t)
		require.NoError(t, s.Copy(schema, "copy_"+schema))
		copied, err := sqlstore.OpenPostgres(t.Context(), s.dsn(schema, "dbname=copy_"+schema), options())
		require.NoError(t, err)
		t.Cleanup(func() { require.NoError(t, copied.Close()) })
		return copied
	},
}

// A backup that was taken while others write is whole: it is a database that
// opens, in which what was acknowledged before is there, nothing is half there,
// and streams lead to values.
func TestBackupWhileOthersWrite(t *testing.T) {
	on(t, func(t *testing.T, open opener) {
		t.Helper()
		db := open(t, options())
		var before, during model
		for range 10 {
			require.NoError(t, before.work(db, 12))
		}
		id, err := register(t, db, number(t, 1))
		require.NoError(t, err)
		stop, errs := make(chan struct{}), make([]error, 4)
		var wg sync.WaitGroup
		for w := range errs {
			wg.Go(func() {
				for errs[w] == nil {
					select {
					case <-stop:
						return
					default:
						errs[w] = during.work(db, 8)
					}
				}
			})
		}
		copied := backups[db.Dialect()](t, db)
		close(stop)
		wg.Wait()
		for _, err := range errs {
			require.NoError(t, err)
		}
		before.holds(t, copied)
		require.Equal(t, []person.ID{id}, findable(t, copied, number(t, 1)))
		put(t, copied.Referrals(), newEpisode(t, person.NewID(), referral.ServiceID{9}))
	})
}

// What was erased after a backup is there again when the backup is restored, until
// the same commands are given again. Given twice, they do nothing more.
func TestRedactionsAreAppliedAgainAfterARestore(t *testing.T) {
	on(t, func(t *testing.T, open opener) {
		t.Helper()
		db := open(t, options())
		e := newEpisode(t, person.NewID(), referral.ServiceID{9}).note(60)
		put(t, db.Referrals(), e)
		copied := backups[db.Dialect()](t, db)
		erase := &referral.Redact{Meta: meta(referral.RoleAdministrator, 90), Reason: "erasure-request"}
		for _, d := range []*sqlstore.DB{db, copied, copied} { // the host kept the command
			repository := referral.NewRepository(d.Referrals(), &referral.RepositoryOptions{Facts: facts})
			_, _, err := repository.Do(t.Context(), e.r.ID(), erase)
			require.NoError(t, err)
		}
		a, v, err := db.Referrals().Get(t.Context(), e.r.ID())
		require.NoError(t, err)
		b, w, err := copied.Referrals().Get(t.Context(), e.r.ID())
		require.NoError(t, err)
		require.Equal(t, v, w)
		require.True(t, a.Equal(b))
		for _, d := range []*sqlstore.DB{db, copied} {
			var events string
			require.NoError(t, d.Writer().QueryRow("SELECT "+map[sqlstore.Dialect]string{
				sqlstore.SQLite: "group_concat(event)", sqlstore.PostgreSQL: "string_agg(CAST(event AS text), '')",
			}[d.Dialect()]+" FROM referral_event").Scan(&events))
			require.False(t, strings.Contains(events+value(t, d, "referral"), "synthetic"))
		}
	})
}
