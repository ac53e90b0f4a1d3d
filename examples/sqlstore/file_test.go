package sqlstore_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/examples/sqlstore"
	"github.com/socialprescribing/socialprescribing/person"
)

// A path is a path: nothing in it is read as a part of SQLite's URI, by which it
// would name another file, or take the settings away.
func TestAnyPathIsThePathOfTheFile(t *testing.T) {
	for _, name := range []string{
		"with space.db", "what?.db", "what?mode=memory", "a?_pragma=synchronous(OFF)&_pragma=x.db", "50%.db", "%41.db", "a#b.db",
		"a&b=c.db", "ünï.db", `back\slash.db`, "quote'\".db", "plus+.db", ":memory:", "a;b.db",
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, name)
			for range 2 {
				db, err := sqlstore.OpenSQLite(t.Context(), path, options())
				require.NoError(t, err)
				var mode, wait, synchronous string
				require.NoError(t, db.Writer().QueryRow("PRAGMA journal_mode").Scan(&mode))
				require.NoError(t, db.Writer().QueryRow("PRAGMA busy_timeout").Scan(&wait))
				require.NoError(t, db.Writer().QueryRow("PRAGMA synchronous").Scan(&synchronous))
				require.Equal(t, "wal 5000 2", mode+" "+wait+" "+synchronous)
				require.NoError(t, db.Close())
			}
			found, err := os.ReadDir(dir)
			require.NoError(t, err)
			require.Len(t, found, 1)
			require.Equal(t, name, found[0].Name())
		})
	}
}

// What is no file would be another empty database for each connection.
func TestNoPathIsInvalid(t *testing.T) {
	for _, path := range []string{"", ":memory:", "a\x00b.db"} {
		_, err := sqlstore.OpenSQLite(t.Context(), path, options())
		require.ErrorIs(t, err, sqlstore.ErrInvalid, fmt.Sprintf("%q", path))
	}
}

// Relative paths, also odd ones, are from the working directory.
func TestRelativePaths(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	require.NoError(t, os.Mkdir("sub", 0o700))
	for _, path := range []string{"a.db", "./b.db", "sub/c.db", "sub//d.db", "file:e.db", "//" + strings.TrimPrefix(dir, "/") + "/f.db"} {
		db, err := sqlstore.OpenSQLite(t.Context(), path, options())
		require.NoError(t, err, path)
		require.NoError(t, db.Close())
		_, err = os.Stat(path)
		require.NoError(t, err, path)
	}
}

// A health record is not for everybody on the machine to read: neither the file,
// nor its log, nor what lies beside it. A file that the host made is left as it is.
func TestFilesAreForTheirOwnerOnly(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.Symlink("there.db", filepath.Join(dir, "link.db"))) // to nothing yet
	require.NoError(t, os.WriteFile(filepath.Join(dir, "shared.db"), nil, 0o600))
	require.NoError(t, os.Chmod(filepath.Join(dir, "shared.db"), 0o640)) // whatever the umask is
	want := map[string]os.FileMode{}
	for name, mode := range map[string]os.FileMode{"data.db": 0o600, "link.db": 0o600, "shared.db": 0o640} {
		db, err := sqlstore.OpenSQLite(t.Context(), filepath.Join(dir, name), options())
		require.NoError(t, err)
		defer db.Close() //nolint:errcheck // the test ends
		_, err = register(t, db, number(t, 1))
		require.NoError(t, err)
		name = strings.Replace(name, "link", "there", 1)
		want[name], want[name+"-wal"], want[name+"-shm"] = mode, mode, mode
	}
	have := map[string]os.FileMode{}
	found, err := os.ReadDir(dir)
	require.NoError(t, err)
	for _, f := range found {
		if i, err := f.Info(); err == nil && i.Mode().IsRegular() {
			have[f.Name()] = i.Mode().Perm()
		}
	}
	require.Equal(t, want, have)
}

// Many who open a new file at once all come to have it.
func TestManyOpenANewFileAtOnce(t *testing.T) {
	for range 5 {
		path := filepath.Join(t.TempDir(), "data.db")
		var wg sync.WaitGroup
		errs := make([]error, 12)
		for i := range errs {
			wg.Go(func() {
				db, err := sqlstore.OpenSQLite(t.Context(), path, options())
				if err == nil {
					err = db.Persons().Commit(t.Context(), person.Change{ID: person.NewChangeID(), Value: person.Person{ID: person.NewID()}})
					_ = db.Close()
				}
				errs[i] = err
			})
		}
		wg.Wait()
		for _, err := range errs {
			require.NoError(t, err)
		}
	}
}

// What is no database, or a broken one, is said to be that: it is for a restore,
// and no second try helps.
func TestABrokenFileIsCorrupt(t *testing.T) {
	path := filepath.Join(t.TempDir(), "data.db")
	require.NoError(t, os.WriteFile(path, []byte(strings.Repeat("this is no database at all, ", 100)), 0o600))
	_, err := sqlstore.OpenSQLite(t.Context(), path, options())
	require.ErrorIs(t, err, sqlstore.ErrCorrupt)
}

// Links that lead round in a circle are an error, and not without end.
func TestLinksInACircle(t *testing.T) {
	dir := t.TempDir()
	one, two := filepath.Join(dir, "one"), filepath.Join(dir, "two")
	require.NoError(t, os.Symlink("two", one))
	require.NoError(t, os.Symlink(one, two))
	_, err := sqlstore.OpenSQLite(t.Context(), one, options())
	require.ErrorIs(t, err, sqlstore.ErrUnavailable)
}
