package sqlstore_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/examples/sqlstore"
	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral"
)

// hostTable makes a table of the host's own beside those of the stores.
func hostTable(t *testing.T, db *sqlstore.DB) {
	t.Helper()
	_, err := db.Writer().Exec("CREATE TABLE host_letter (referral text PRIMARY KEY, letter text NOT NULL)")
	require.NoError(t, err)
}

func letters(t *testing.T, db *sqlstore.DB) int {
	t.Helper()
	n := -1
	require.NoError(t, db.Writer().QueryRow("SELECT count(*) FROM host_letter").Scan(&n))
	return n
}

func inTx(t *testing.T, db *sqlstore.DB, f func(tx *sql.Tx, in *sqlstore.DB) error) error {
	t.Helper()
	tx, err := db.Writer().BeginTx(t.Context(), nil)
	require.NoError(t, err)
	if err := f(tx, db.Within(tx)); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	return tx.Commit()
}

func write(tx *sql.Tx, id referral.ID) error {
	_, err := tx.Exec(fmt.Sprintf("INSERT INTO host_letter (referral, letter) VALUES ('%s', 'Dear colleague')", id))
	return err
}

func TestWithTheHostsTransaction(t *testing.T) {
	on(t, func(t *testing.T, open opener) {
		t.Helper()
		db := open(t, options())
		hostTable(t, db)
		e := newEpisode(t, person.NewID(), referral.ServiceID{9}).note(10)
		change, broken := e.changes[0], errors.New("the host changed its mind")

		err := inTx(t, db, func(tx *sql.Tx, in *sqlstore.DB) error {
			return errors.Join(in.Referrals().Commit(t.Context(), change), write(tx, e.r.ID()), broken)
		})
		require.ErrorIs(t, err, broken)
		_, _, err = db.Referrals().Get(t.Context(), e.r.ID())
		require.ErrorIs(t, err, referral.ErrNotFound, "neither")
		require.Zero(t, letters(t, db))

		require.NoError(t, inTx(t, db, func(tx *sql.Tx, in *sqlstore.DB) error {
			if err := errors.Join(write(tx, e.r.ID()), in.Referrals().Commit(t.Context(), change)); err != nil {
				return err
			}
			_, v, err := in.Referrals().Get(t.Context(), e.r.ID())
			require.Equal(t, referral.Version(1), v, "it reads what it wrote")
			return err
		}))
		_, v, err := db.Referrals().Get(t.Context(), e.r.ID())
		require.NoError(t, err)
		require.Equal(t, referral.Version(1), v, "both")
		require.Equal(t, 1, letters(t, db))

		// A conflict leaves the rest of the transaction as it was; a repetition
		// succeeds.
		require.NoError(t, inTx(t, db, func(tx *sql.Tx, in *sqlstore.DB) error {
			stale := e.changes[1]
			stale.Base = 7
			require.ErrorIs(t, in.Referrals().Commit(t.Context(), stale), referral.ErrConflict)
			require.NoError(t, in.Referrals().Commit(t.Context(), change))
			return write(tx, referral.ID{1})
		}))
		require.Equal(t, 2, letters(t, db))

		// Several stores, and several changes, in one transaction.
		who := person.Person{ID: person.NewID()}
		require.NoError(t, inTx(t, db, func(_ *sql.Tx, in *sqlstore.DB) error {
			return errors.Join(
				in.Persons().Commit(t.Context(), person.Change{ID: person.NewChangeID(), Value: who}),
				in.Referrals().Commit(t.Context(), e.changes[1]),
			)
		}))
		_, _, err = db.Persons().Get(t.Context(), who.ID)
		require.NoError(t, err)
		_, v, err = db.Referrals().Get(t.Context(), e.r.ID())
		require.NoError(t, err)
		require.Equal(t, referral.Version(2), v)
	})
}

// Open the stores, and commit a referral together with a row of the host's.
func Example() {
	ctx := context.Background()
	dir, err := os.MkdirTemp("", "example")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	db, err := sqlstore.OpenSQLite(ctx, filepath.Join(dir, "data.db"), &sqlstore.Options{
		Key: []byte("the host's secret, 32 bytes or more"),
	})
	if err != nil {
		panic(err)
	}
	defer db.Close() //nolint:errcheck // the example ends

	id := referral.NewID()
	repository := referral.NewRepository(db.Referrals(), &referral.RepositoryOptions{Facts: facts})
	r, events, err := repository.Do(ctx, id, command(id, 0))
	fmt.Println(r.State(), len(events), err)
	// Output: received 1 <nil>
}

// The host's row and the referral become real together, or not at all.
func ExampleDB_Within() {
	ctx := context.Background()
	dir, err := os.MkdirTemp("", "example")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	db, err := sqlstore.OpenSQLite(ctx, filepath.Join(dir, "data.db"), &sqlstore.Options{Key: key})
	if err != nil {
		panic(err)
	}
	defer db.Close() //nolint:errcheck // the example ends
	if _, err := db.Writer().ExecContext(ctx, "CREATE TABLE host_letter (referral TEXT, letter TEXT)"); err != nil {
		panic(err)
	}

	tx, err := db.Writer().BeginTx(ctx, nil)
	if err != nil {
		panic(err)
	}
	defer tx.Rollback() //nolint:errcheck // after Commit it does nothing
	id := referral.NewID()
	repository := referral.NewRepository(db.Within(tx).Referrals(), &referral.RepositoryOptions{Facts: facts})
	if _, _, err := repository.Do(ctx, id, command(id, 0)); err != nil {
		panic(err)
	}
	if _, err := tx.ExecContext(ctx, "INSERT INTO host_letter VALUES (?, ?)", id.String(), "Dear colleague"); err != nil {
		panic(err)
	}
	if err := tx.Commit(); err != nil {
		panic(err)
	}
	_, version, err := db.Referrals().Get(ctx, id)
	fmt.Println("version", version, err)
	// Output: version 1 <nil>
}

// The key has become known to somebody: all look-up hashes are made anew under
// another, and the database opens with that one only.
func ExampleDB_Rekey() {
	ctx := context.Background()
	dir, err := os.MkdirTemp("", "example")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "data.db")
	db, err := sqlstore.OpenSQLite(ctx, path, &sqlstore.Options{Key: key})
	if err != nil {
		panic(err)
	}
	next := []byte("the host's next secret, 32 bytes or more")
	if err := db.Rekey(ctx, next); err != nil {
		panic(err)
	}
	if err := db.Close(); err != nil {
		panic(err)
	}

	_, err = sqlstore.OpenSQLite(ctx, path, &sqlstore.Options{Key: key})
	fmt.Println(errors.Is(err, sqlstore.ErrKey))
	db, err = sqlstore.OpenSQLite(ctx, path, &sqlstore.Options{Key: next})
	fmt.Println(err)
	fmt.Println(db.Scrub(ctx)) // and nothing of the old hashes stays in the file
	fmt.Println(db.Close())
	// Output:
	// true
	// <nil>
	// <nil>
	// <nil>
}
