package sqlstore_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/examples/sqlstore"
)

func TestMain(m *testing.M) {
	if role := os.Getenv("SQLSTORE_CHILD"); role != "" {
		os.Exit(child(role))
	}
	code := m.Run()
	if startedShared {
		if s, err := shared(); err == nil {
			s.Stop()
		}
	}
	os.Exit(code)
}

var key = []byte("a key for tests, of 32 bytes or more")

func options() *sqlstore.Options { return &sqlstore.Options{Key: key} }

// on runs a test on both databases.
func on(t *testing.T, f func(t *testing.T, open func(t testing.TB, o *sqlstore.Options) *sqlstore.DB)) {
	t.Helper()
	t.Run("SQLite", func(t *testing.T) { f(t, openSQLite) })
	t.Run("PostgreSQL", func(t *testing.T) {
		needPostgres(t)
		f(t, openPostgres)
	})
}

// onEachIndex runs a test on each index on points: SQLite's, PostgreSQL's own and
// PostGIS's.
func onEachIndex(t *testing.T, f func(t *testing.T, open opener)) {
	t.Helper()
	on(t, f)
	t.Run("PostGIS", func(t *testing.T) {
		needPostgres(t).gis(t)
		f(t, openPostGIS)
	})
}

func openSQLite(tb testing.TB, o *sqlstore.Options) *sqlstore.DB {
	tb.Helper()
	db, err := sqlstore.OpenSQLite(context.Background(), filepath.Join(tb.TempDir(), "data.db"), o)
	require.NoError(tb, err)
	tb.Cleanup(func() { require.NoError(tb, db.Close()) })
	return db
}

func openPostgres(tb testing.TB, o *sqlstore.Options) *sqlstore.DB {
	tb.Helper()
	s := needPostgres(tb)
	db, err := sqlstore.OpenPostgres(context.Background(), s.dsn(s.schema(tb), ""), o)
	require.NoError(tb, err)
	tb.Cleanup(func() { require.NoError(tb, db.Close()) })
	return db
}

// openPostGIS opens an empty schema of a database that has PostGIS.
func openPostGIS(tb testing.TB, o *sqlstore.Options) *sqlstore.DB {
	tb.Helper()
	s := needPostgres(tb)
	db, err := sqlstore.OpenPostgres(context.Background(), s.dsn(s.gis(tb), "dbname=gis"), o)
	require.NoError(tb, err)
	tb.Cleanup(func() { require.NoError(tb, db.Close()) })
	return db
}
