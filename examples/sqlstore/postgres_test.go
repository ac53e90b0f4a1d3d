package sqlstore_test

import (
	"fmt"
	"os"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/examples/sqlstore/pgtest"
)

// The tests of PostgreSQL start a server of their own: see package pgtest.
// Without its programs they skip, but fail if SQLSTORE_REQUIRE is set. So do those
// of PostGIS without that, unless SQLSTORE_REQUIRE is "postgresql".

// server is the server that tests share, or one of a test's own.
type server struct{ *pgtest.Server }

var shared = sync.OnceValues(func() (*server, error) {
	startedShared = true
	s, err := pgtest.Start()
	return &server{s}, err
})

// startedShared says that TestMain has one to stop.
var startedShared bool

// needPostgres gives the server that tests share.
func needPostgres(tb testing.TB) *server {
	tb.Helper()
	if _, err := pgtest.Programs(); err != nil {
		skip(tb, err.Error())
	}
	s, err := shared()
	require.NoError(tb, err)
	return s
}

// skip skips a test, but where all must run.
func skip(tb testing.TB, why string) {
	tb.Helper()
	if os.Getenv("SQLSTORE_REQUIRE") != "" {
		tb.Fatal("SQLSTORE_REQUIRE is set, and this test cannot run: " + why)
	}
	tb.Skip(why)
}

// dsn names a schema of the server's, with further settings.
func (s *server) dsn(schema, more string) string { return s.DSN("search_path=" + schema + " " + more) }

var schemas struct {
	sync.Mutex
	n int
}

// schema makes an empty schema.
func (s *server) schema(tb testing.TB) string {
	tb.Helper()
	schemas.Lock()
	schemas.n++
	name := fmt.Sprintf("s%d", schemas.n)
	schemas.Unlock()
	s.run(tb, "CREATE SCHEMA "+name)
	return name
}

// gis gives the name of an empty schema, in a database of its own that has
// PostGIS, in a schema that is not on the search path.
func (s *server) gis(tb testing.TB) string {
	tb.Helper()
	if s.run(tb, "SELECT 1 FROM pg_available_extensions WHERE name = 'postgis'") == "" {
		if os.Getenv("SQLSTORE_REQUIRE") == "postgresql" { // and no more
			tb.Skip("the server has no PostGIS")
		}
		skip(tb, "the server has no PostGIS (Debian: postgresql-15-postgis-3)")
	}
	schemas.Lock()
	defer schemas.Unlock()
	if s.run(tb, "SELECT 1 FROM pg_database WHERE datname = 'gis'") == "" {
		s.run(tb, "CREATE DATABASE gis")
		s.runIn(tb, "gis", "CREATE SCHEMA extensions; CREATE EXTENSION postgis SCHEMA extensions")
	}
	schemas.n++
	name := fmt.Sprintf("s%d", schemas.n)
	s.runIn(tb, "gis", "CREATE SCHEMA "+name)
	return name
}

// run has psql run a statement.
func (s *server) run(tb testing.TB, statement string) string {
	tb.Helper()
	return s.runIn(tb, "postgres", statement)
}

func (s *server) runIn(tb testing.TB, database, statement string) string {
	tb.Helper()
	out, err := s.SQL(database, statement)
	require.NoError(tb, err)
	return out
}
