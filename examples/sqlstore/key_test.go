package sqlstore_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/examples/sqlstore"
	"github.com/socialprescribing/socialprescribing/person"
)

func anotherKey() *sqlstore.Options {
	return &sqlstore.Options{Key: []byte(strings.Repeat("another key ", 4))}
}

// reopen gives stores over the same pools.
func reopen(t *testing.T, db *sqlstore.DB, o *sqlstore.Options) (*sqlstore.DB, error) {
	t.Helper()
	return sqlstore.New(t.Context(), db.Dialect(), db.Writer(), db.Writer(), o)
}

// register stores somebody with this number.
func register(t *testing.T, db *sqlstore.DB, number person.NHSNumber) (person.ID, error) {
	t.Helper()
	p := person.Person{ID: person.NewID(), NHSNumber: number}
	return p.ID, db.Persons().Commit(t.Context(), person.Change{ID: person.NewChangeID(), Value: p})
}

// number gives the nth NHS number of the range for tests.
func number(t *testing.T, n int) person.NHSNumber {
	t.Helper()
	for check := range 10 {
		if x, err := person.ParseNHSNumber(fmt.Sprintf("999%06d%d", n, check)); err == nil {
			return x
		}
	}
	return number(t, n+100_000) // a check digit of 10 is none
}

func findable(t *testing.T, db *sqlstore.DB, number person.NHSNumber) []person.ID {
	t.Helper()
	found, err := db.Persons().Find(t.Context(), person.Identifier{NHSNumber: number})
	require.NoError(t, err)
	return found
}

// A wrong key would find nobody, and have everybody registered twice.
func TestAnotherKeyOpensNothing(t *testing.T) {
	on(t, func(t *testing.T, open opener) {
		t.Helper()
		db := open(t, options())
		_, err := reopen(t, db, anotherKey())
		require.ErrorIs(t, err, sqlstore.ErrKey, "before anybody is there")
		id, err := register(t, db, number(t, 1))
		require.NoError(t, err)
		_, err = reopen(t, db, anotherKey())
		require.ErrorIs(t, err, sqlstore.ErrKey)
		again, err := reopen(t, db, options())
		require.NoError(t, err)
		require.Equal(t, []person.ID{id}, findable(t, again, number(t, 1)))

		// A database without a mark, with somebody in it, is tried on them.
		_, err = db.Writer().Exec("DELETE FROM sqlstore_key")
		require.NoError(t, err)
		_, err = reopen(t, db, anotherKey())
		require.ErrorIs(t, err, sqlstore.ErrKey)
		_, err = reopen(t, db, options())
		require.NoError(t, err)
		marks := 0
		require.NoError(t, db.Writer().QueryRow("SELECT count(*) FROM sqlstore_key").Scan(&marks))
		require.Equal(t, 1, marks)
	})
}

func TestRekey(t *testing.T) {
	on(t, func(t *testing.T, open opener) {
		t.Helper()
		db := open(t, options())
		const many = 1_101 // three pages
		ids := make([]person.ID, many)
		for i := range ids {
			var err error
			ids[i], err = register(t, db, number(t, i))
			require.NoError(t, err)
		}
		nobody, err := register(t, db, person.NHSNumber{})
		require.NoError(t, err)
		require.NoError(t, db.Rekey(t.Context(), anotherKey().Key))

		// Whoever still has the old key is told so, and stores no identifier.
		for _, n := range []int{0, many} {
			_, err := db.Persons().Find(t.Context(), person.Identifier{NHSNumber: number(t, n)})
			require.ErrorIs(t, err, sqlstore.ErrKey)
		}
		refused, err := register(t, db, number(t, many))
		require.ErrorIs(t, err, sqlstore.ErrKey)
		_, _, err = db.Persons().Get(t.Context(), refused)
		require.ErrorIs(t, err, person.ErrNotFound, "nothing half done")
		require.ErrorIs(t, db.Rekey(t.Context(), options().Key), sqlstore.ErrKey)
		_, err = reopen(t, db, options())
		require.ErrorIs(t, err, sqlstore.ErrKey)

		next, err := reopen(t, db, anotherKey())
		require.NoError(t, err)
		for i, id := range ids {
			require.Equal(t, []person.ID{id}, findable(t, next, number(t, i)))
		}
		rows := 0
		require.NoError(t, db.Writer().QueryRow("SELECT count(*) FROM person_identifier").Scan(&rows))
		require.Equal(t, many, rows, "and none of the old ones")
		_, _, err = next.Persons().Get(t.Context(), nobody)
		require.NoError(t, err)
	})
}

func TestRekeyAllOrNothing(t *testing.T) {
	on(t, func(t *testing.T, open opener) {
		t.Helper()
		db := open(t, options())
		id, err := register(t, db, number(t, 1))
		require.NoError(t, err)
		broken, err := register(t, db, number(t, 2))
		require.NoError(t, err)
		_, err = db.Writer().Exec("UPDATE person SET value = '[]' WHERE person_id = " + map[sqlstore.Dialect]string{
			sqlstore.SQLite: fmt.Sprintf("x'%x'", broken[:]), sqlstore.PostgreSQL: "'" + broken.String() + "'",
		}[db.Dialect()])
		require.NoError(t, err)
		require.Error(t, db.Rekey(t.Context(), anotherKey().Key))
		require.Equal(t, []person.ID{id}, findable(t, db, number(t, 1)))
		require.Equal(t, []person.ID{broken}, findable(t, db, number(t, 2)))

		require.ErrorIs(t, db.Rekey(t.Context(), []byte("short")), sqlstore.ErrInvalid)
		tx, err := db.Writer().BeginTx(t.Context(), nil)
		require.NoError(t, err)
		require.ErrorIs(t, db.Within(tx).Rekey(t.Context(), anotherKey().Key), sqlstore.ErrInvalid)
		require.NoError(t, tx.Rollback())
	})
}
