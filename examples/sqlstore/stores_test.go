package sqlstore_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/examples/sqlstore"
	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral"
)

type opener = func(testing.TB, *sqlstore.Options) *sqlstore.DB

// put commits all that happened in an episode.
func put(tb testing.TB, s *sqlstore.Referrals, e *episode) {
	tb.Helper()
	for _, c := range e.changes {
		require.NoError(tb, s.Commit(context.Background(), c))
	}
	e.changes = nil
}

func TestD1_OneOpenEpisodePerPersonAndService(t *testing.T) {
	on(t, func(t *testing.T, open opener) {
		t.Helper()
		s := open(t, options()).Referrals()
		who, service := person.NewID(), referral.ServiceID{9}
		put(t, s, newEpisode(t, who, service))
		second := newEpisode(t, who, service)
		err := s.Commit(t.Context(), second.changes[0])
		require.ErrorIs(t, err, referral.ErrConflict)
		e, ok := errors.AsType[*sqlstore.OpenEpisodeError](err)
		require.True(t, ok)
		require.Equal(t, second.r.ID(), e.Referral)
		_, _, err = s.Get(t.Context(), second.r.ID())
		require.ErrorIs(t, err, referral.ErrNotFound)
		_, err = s.Events(t.Context(), second.r.ID())
		require.ErrorIs(t, err, referral.ErrNotFound, "nothing of it was stored")
		put(t, s, newEpisode(t, who, referral.ServiceID{8}))
		put(t, s, newEpisode(t, person.NewID(), service))

		have, err := s.ByPerson(t.Context(), who)
		require.NoError(t, err)
		require.Len(t, have, 2)
		closed := newEpisode(t, who, referral.ServiceID{7})
		closed.do(&referral.Cancel{Meta: meta(referral.RoleLinkWorker, 1), Reason: "duplicate"})
		put(t, s, closed)
		put(t, s, newEpisode(t, who, referral.ServiceID{7}))
	})
}

// The caseload is what package referral computes from the whole episodes.
func TestCaseloadEqualsTheClocks(t *testing.T) {
	on(t, func(t *testing.T, open opener) {
		t.Helper()
		o := options()
		o.Rules = rules(t)
		s := open(t, o).Referrals()
		worker, service := referral.NewActorID(), referral.ServiceID{9}
		var all []referral.Referral
		for i := range 30 {
			e := newEpisode(t, person.NewID(), service)
			switch i % 3 {
			case 0:
				e.allocate(worker)
			case 1:
				e.allocate(referral.NewActorID())
			}
			e.note(20)
			put(t, s, e)
			all = append(all, e.r)
		}
		for _, now := range []time.Time{start, later(5 * 24 * time.Hour), later(60 * 24 * time.Hour)} {
			mine, err := s.Caseload(t.Context(), worker, now)
			require.NoError(t, err)
			require.Len(t, mine, 10)
			require.Equal(t, referral.Caseload(all, o.Rules, now, worker, false), itemsOf(mine))
			queue, err := s.Queue(t.Context(), service, now)
			require.NoError(t, err)
			require.Equal(t, referral.Caseload(all, o.Rules, now, referral.ActorID{}, true), itemsOf(queue))
			require.NotEmpty(t, itemsOf(mine))
		}
	})
}

// itemsOf gives what is due in the order of referral.Caseload.
func itemsOf(cases []sqlstore.Case) []referral.CaseItem {
	var out []referral.CaseItem
	for _, c := range cases {
		for _, i := range c.Due {
			out = append(out, referral.CaseItem{Referral: c.Referral, Item: i})
		}
	}
	slices.SortStableFunc(out, func(a, b referral.CaseItem) int {
		if x := a.Item.Due.Compare(b.Item.Due); x != 0 {
			return x
		}
		return a.Referral.Compare(b.Referral)
	})
	return out
}

func TestRecompute(t *testing.T) {
	path, worker := filepath.Join(t.TempDir(), "data.db"), referral.NewActorID()
	for i, r := range []*referral.Rules{nil, rules(t)} {
		o := options()
		o.Rules = r
		db, err := sqlstore.OpenSQLite(t.Context(), path, o)
		require.NoError(t, err)
		if i == 0 {
			put(t, db.Referrals(), newEpisode(t, person.NewID(), referral.ServiceID{9}).allocate(worker))
		}
		before, err := db.Referrals().Caseload(t.Context(), worker, start)
		require.NoError(t, err)
		require.Len(t, before, 1)
		none := len(before[0].Due)
		require.NoError(t, db.Referrals().Recompute(t.Context()))
		after, err := db.Referrals().Caseload(t.Context(), worker, start)
		require.NoError(t, err)
		if i == 0 {
			require.Len(t, after[0].Due, none, "the same rules say the same")
		} else {
			require.Greater(t, len(after[0].Due), none, "working days make deadlines")
		}
		require.NoError(t, db.Close())
	}
}

// Writers of many referrals, and of one, lose nothing.
func TestWriters(t *testing.T) {
	on(t, func(t *testing.T, open opener) {
		t.Helper()
		for name, writers := range map[string]int{"1": 1, "64": 64} {
			t.Run(name, func(t *testing.T) { writersLoseNothing(t, open(t, options()), writers) })
		}
	})
}

func writersLoseNothing(t *testing.T, db *sqlstore.DB, writers int) {
	t.Helper()
	const each = 6
	repository := referral.NewRepository(db.Referrals(), &referral.RepositoryOptions{Facts: facts, Tries: 10_000})
	joint := referral.NewID()
	_, _, err := repository.Do(t.Context(), joint, command(joint, 0))
	require.NoError(t, err)
	errs := make([]error, writers)
	var wg sync.WaitGroup
	for w := range writers {
		wg.Go(func() {
			own := referral.NewID()
			for n := range each {
				_, _, err := repository.Do(t.Context(), own, command(own, n))
				if err == nil && n == 1 {
					_, _, err = repository.Do(t.Context(), joint, command(joint, 1))
				}
				errs[w] = errors.Join(errs[w], err)
			}
		})
	}
	wg.Wait()
	require.NoError(t, errors.Join(errs...))
	all, err := db.Referrals().List(t.Context(), 0, 0)
	require.NoError(t, err)
	require.Len(t, all, writers+1)
	for _, s := range all {
		want := each
		if s.Referral.ID() == joint {
			want = 1 + writers
		}
		require.Equal(t, referral.Version(want), s.Version) //nolint:gosec // small
		events, err := db.Referrals().Events(t.Context(), s.Referral.ID())
		require.NoError(t, err)
		again, err := referral.Replay(events)
		require.NoError(t, err)
		require.True(t, again.Equal(s.Referral), "the events lead to the value")
	}
}

// A reader that follows the cursors while many write misses nothing, and sees
// nothing before a cursor that it was given.
func TestListMissesNothingWhileOthersWrite(t *testing.T) {
	on(t, func(t *testing.T, open opener) {
		t.Helper()
		db := open(t, options())
		const writers, each = 8, 15
		seen := map[referral.ID]referral.Version{}
		after := uint64(0)
		follow := func() {
			page, err := db.Referrals().List(t.Context(), after, 3)
			require.NoError(t, err)
			for _, s := range page {
				require.Greater(t, s.Cursor, after)
				require.Greater(t, s.Version, seen[s.Referral.ID()])
				seen[s.Referral.ID()], after = s.Version, s.Cursor
			}
		}
		var wg sync.WaitGroup
		for range writers {
			wg.Go(func() {
				for n := range each {
					e := newEpisode(t, person.NewID(), referral.ServiceID{9})
					e.note(10)
					tx, err := db.Writer().BeginTx(t.Context(), nil)
					if err != nil {
						t.Error(err)
						return
					}
					for _, c := range e.changes {
						if err := db.Within(tx).Referrals().Commit(t.Context(), c); err != nil {
							t.Error(err)
						}
					}
					if db.Dialect() == sqlstore.PostgreSQL {
						time.Sleep(rand.N(3 * time.Millisecond)) // transactions end in another order than they began
					}
					if n%5 == 4 {
						_ = tx.Rollback()
					} else if err := tx.Commit(); err != nil {
						t.Error(err)
					}
				}
			})
		}
		done := make(chan struct{})
		go func() { wg.Wait(); close(done) }()
		for running := true; running; {
			select {
			case <-done:
				running = false
			default:
			}
			follow()
		}
		for range writers * each {
			follow()
		}
		require.Len(t, seen, writers*each*4/5)
	})
}

func TestLookUpColumnsDiscloseNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "data.db")
	db, err := sqlstore.OpenSQLite(t.Context(), path, options())
	require.NoError(t, err)
	number := person.MustParseNHSNumber("9990000018")
	p := person.Person{ID: person.NewID(), NHSNumber: number}
	require.NoError(t, db.Persons().Commit(t.Context(), person.Change{ID: person.NewChangeID(), Value: p}))
	var hash []byte
	require.NoError(t, db.Writer().QueryRow("SELECT hash FROM person_identifier").Scan(&hash))
	require.Len(t, hash, 32)
	require.NotContains(t, string(hash), "9990000018")
	require.NoError(t, db.Close())

	other, err := sqlstore.OpenSQLite(t.Context(), filepath.Join(t.TempDir(), "other.db"), anotherKey())
	require.NoError(t, err)
	defer other.Close() //nolint:errcheck // the test ends
	require.NoError(t, other.Persons().Commit(t.Context(), person.Change{ID: person.NewChangeID(), Value: p}))
	var second []byte
	require.NoError(t, other.Writer().QueryRow("SELECT hash FROM person_identifier").Scan(&second))
	require.NotEqual(t, hash, second, "without the key the column tells nothing")

	_, err = sqlstore.OpenSQLite(t.Context(), path, &sqlstore.Options{Key: []byte("short")})
	require.ErrorIs(t, err, sqlstore.ErrInvalid)
}

func TestMigrations(t *testing.T) {
	on(t, func(t *testing.T, open opener) {
		t.Helper()
		db := open(t, options())
		again := func() error {
			_, err := sqlstore.New(t.Context(), db.Dialect(), db.Writer(), db.Writer(), options())
			return err
		}
		var wg sync.WaitGroup
		errs := make([]error, 8)
		for i := range errs {
			wg.Go(func() { errs[i] = again() })
		}
		wg.Wait()
		require.NoError(t, errors.Join(errs...))
		var name string
		require.NoError(t, db.Writer().QueryRow("SELECT name FROM sqlstore_migration WHERE number = 1").Scan(&name))
		require.Equal(t, "0001_tables.sql", name)
		_, err := db.Writer().Exec("INSERT INTO sqlstore_migration (number, name, sum) VALUES (99, 'later', '')")
		require.NoError(t, err)
		require.ErrorIs(t, again(), sqlstore.ErrSchema, "a database of a later version is left alone")
		_, err = db.Writer().Exec("DELETE FROM sqlstore_migration WHERE number = 99")
		require.NoError(t, err)
		_, err = db.Writer().Exec("UPDATE sqlstore_migration SET sum = 'other' WHERE number = 1")
		require.NoError(t, err)
		require.ErrorIs(t, again(), sqlstore.ErrSchema, "as is one that another text made")
	})
}

// What the statements of both dialects say about keys: the partition key is the
// first column of every primary and unique key.
func TestPartitionKeyLeadsEveryKey(t *testing.T) {
	for _, d := range []string{"sqlite", "postgres"} {
		text, err := os.ReadFile(filepath.Join("migrations", d, "0001_tables.sql"))
		require.NoError(t, err)
		found := 0
		for _, line := range strings.Split(string(text), "\n") {
			if !strings.Contains(line, "PRIMARY KEY") && !strings.Contains(line, "UNIQUE") {
				continue
			}
			found++
			_, columns, _ := strings.Cut(line, "(")
			require.Regexp(t, `^(person|activity|provider)_id\b`, columns)
		}
		require.Equal(t, len(tables)+1, found)
	}
}

// A dump that was restored in a new cluster finds lower transaction numbers
// than its cursors were made of: lists go on all the same.
func TestCursorsGoOnAfterARestore(t *testing.T) {
	s := needPostgres(t)
	dsn := s.dsn(s.schema(t), "")
	old, err := sqlstore.OpenPostgres(t.Context(), dsn, options())
	require.NoError(t, err)
	put(t, old.Referrals(), newEpisode(t, person.NewID(), referral.ServiceID{9}))
	_, err = old.Writer().Exec("UPDATE referral SET cursor = cursor + (1000000000 :: bigint << 16)")
	require.NoError(t, err)
	require.NoError(t, old.Close())

	db, err := sqlstore.OpenPostgres(t.Context(), dsn, options())
	require.NoError(t, err)
	defer db.Close() //nolint:errcheck // the test ends
	first, err := db.Referrals().List(t.Context(), 0, 0)
	require.NoError(t, err)
	require.Len(t, first, 1, "what was restored is listed")
	put(t, db.Referrals(), newEpisode(t, person.NewID(), referral.ServiceID{9}))
	next, err := db.Referrals().List(t.Context(), first[0].Cursor, 0)
	require.NoError(t, err)
	require.Len(t, next, 1, "and what came afterwards comes after it")
}

// What was committed while an older transaction still runs waits for its turn:
// a cursor handed out before would hide what that one commits.
func TestListWaitsForOlderTransactions(t *testing.T) {
	o := options()
	o.Settle = 20 * time.Millisecond
	db := openPostgres(t, o)
	tx, err := db.Writer().BeginTx(t.Context(), nil)
	require.NoError(t, err)
	older := newEpisode(t, person.NewID(), referral.ServiceID{9})
	require.NoError(t, db.Within(tx).Referrals().Commit(t.Context(), older.changes[0]))
	newer := newEpisode(t, person.NewID(), referral.ServiceID{9})
	put(t, db.Referrals(), newer)
	list, err := db.Referrals().List(t.Context(), 0, 0)
	require.NoError(t, err)
	require.Empty(t, list)
	require.NoError(t, tx.Commit())
	for try := 0; len(list) == 0 && try < 500; try++ { // the server's own upkeep has transactions too
		list, err = db.Referrals().List(t.Context(), 0, 0)
		require.NoError(t, err)
	}
	require.Len(t, list, 2)
	require.Equal(t, older.r.ID(), list[0].Referral.ID())
	require.Equal(t, newer.r.ID(), list[1].Referral.ID())
}
