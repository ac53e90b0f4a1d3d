package sqlstore_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/examples/sqlstore"
	"github.com/socialprescribing/socialprescribing/matching"
	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral"
)

// After a failover a pool may still be on a server that only reads.
func TestAServerThatOnlyReadsIsUnavailable(t *testing.T) {
	s := needPostgres(t)
	schema := s.schema(t)
	db, err := sqlstore.OpenPostgres(t.Context(), s.dsn(schema, ""), options())
	require.NoError(t, err)
	require.NoError(t, db.Close())
	only, err := sqlstore.OpenPostgres(t.Context(), s.dsn(schema, "default_transaction_read_only=on"), options())
	if err == nil {
		_, err = register(t, only, number(t, 1))
		_ = only.Close()
	}
	require.ErrorIs(t, err, sqlstore.ErrUnavailable)
}

// A file that may not be written may be read, and is unavailable to a commit. (Root
// may write any.)
func TestAFileThatMayNotBeWritten(t *testing.T) {
	path := filepath.Join(t.TempDir(), "data.db")
	db, err := sqlstore.OpenSQLite(t.Context(), path, options())
	require.NoError(t, err)
	require.NoError(t, db.Close())
	require.NoError(t, os.Chmod(path, 0o400))
	db, err = sqlstore.OpenSQLite(t.Context(), path, options())
	require.NoError(t, err, "it may be read")
	_, err = register(t, db, number(t, 1))
	if os.Getuid() != 0 {
		require.ErrorIs(t, err, sqlstore.ErrUnavailable)
		require.Empty(t, findable(t, db, number(t, 1)))
	}
	require.NoError(t, db.Close())
	_, err = sqlstore.OpenSQLite(t.Context(), filepath.Join(path, "data.db"), options())
	require.ErrorIs(t, err, sqlstore.ErrUnavailable)
	_, err = sqlstore.OpenSQLite(t.Context(), filepath.Dir(path), options())
	require.ErrorIs(t, err, sqlstore.ErrUnavailable)
}

// Two who follow a directory at once fill one search.
func TestTwoFollowAtOnce(t *testing.T) {
	on(t, func(t *testing.T, open opener) {
		t.Helper()
		db := open(t, options())
		s, err := db.Search(t.Context())
		require.NoError(t, err)
		list := make([]activity.Activity, 60)
		for i := range list {
			list[i] = activity.Activity{
				ID: activity.NewID(), Provider: activity.NewProviderID(), Name: fmt.Sprint("Walk ", i), Status: activity.Active,
				Categories: []activity.Category{{Code: "x:walking"}, {Code: "x:outdoors"}}, Modes: []activity.Mode{activity.InPerson},
				Locations: []activity.Location{{ID: activity.NewLocationID(), Kind: activity.Physical, Coordinates: activity.MustParseCoordinates("53.48,-2.24")}},
			}
		}
		errs := make([]error, 8)
		var wg sync.WaitGroup
		for i := range errs {
			wg.Go(func() {
				for k := range list {
					if errs[i] == nil {
						errs[i] = s.Put(t.Context(), list[(k*(i%2*58+1))%60])
					}
				}
			})
		}
		wg.Wait()
		require.NoError(t, errors.Join(errs...))
		n := 0
		for _, err := range s.Candidates(t.Context(), matching.Coarse{}) {
			require.NoError(t, err)
			n++
		}
		require.Equal(t, 60, n)
	})
}

// A scrub reaches what the search keeps of activities.
func TestScrubReachesTheSearch(t *testing.T) {
	s := needPostgres(t)
	db, err := sqlstore.OpenPostgres(t.Context(), s.dsn(s.schema(t), ""), options())
	require.NoError(t, err)
	defer db.Close() //nolint:errcheck // the test ends
	search, err := db.Search(t.Context())
	require.NoError(t, err)
	a := activity.Activity{ID: activity.NewID(), Provider: activity.NewProviderID(), Name: "ring Xanthippe at home", Status: activity.Active}
	require.NoError(t, search.Put(t.Context(), a))
	a.Name = "Walk"
	require.NoError(t, search.Put(t.Context(), a))
	require.NoError(t, db.Scrub(t.Context()))
	var path string
	require.NoError(t, db.Writer().QueryRow("SELECT current_setting('data_directory') || '/' || pg_relation_filepath('search_activity')").Scan(&path))
	_, err = db.Writer().Exec("CHECKPOINT")
	require.NoError(t, err)
	data, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Contains(t, string(data), "Walk")
	require.NotContains(t, string(data), "Xanthippe")
}

// A second open episode in the host's transaction leaves that as it was, and
// usable.
func TestASecondEpisodeInTheHostsTransaction(t *testing.T) {
	on(t, func(t *testing.T, open opener) {
		t.Helper()
		db := open(t, options())
		who := person.NewID()
		put(t, db.Referrals(), newEpisode(t, who, referral.ServiceID{9}))
		tx, err := db.Writer().BeginTx(t.Context(), nil)
		require.NoError(t, err)
		in := db.Within(tx)
		err = in.Referrals().Commit(t.Context(), newEpisode(t, who, referral.ServiceID{9}).changes[0])
		_, second := errors.AsType[*sqlstore.OpenEpisodeError](err)
		require.True(t, second, "%v", err)
		third := newEpisode(t, who, referral.ServiceID{8})
		require.NoError(t, in.Referrals().Commit(t.Context(), third.changes[0]))
		require.NoError(t, tx.Commit())
		list, err := db.Referrals().ByPerson(t.Context(), who)
		require.NoError(t, err)
		require.Len(t, list, 2)
	})
}

// What could be written and not read again would hold up lists and the outbox for
// good: it is refused, and what comes after it is found.
func TestWhatCouldNotBeReadAgainIsInvalid(t *testing.T) {
	onEachIndex(t, func(t *testing.T, open opener) {
		t.Helper()
		db := open(t, options())
		s, err := db.Search(t.Context())
		require.NoError(t, err)
		good := activity.Activity{ID: activity.NewID(), Provider: activity.NewProviderID(), Name: "Walk", Status: activity.Active, Categories: []activity.Category{{Code: "x:walking"}}}
		require.NoError(t, s.Put(t.Context(), good))
		for _, code := range []activity.CategoryCode{"a\x00b", "x:a\x00b", "x:a\xffb", "walking"} {
			a := activity.Activity{ID: activity.NewID(), Name: "Walk", Status: activity.Active, Categories: []activity.Category{{Code: code}}}
			require.ErrorIs(t, s.Put(t.Context(), a), sqlstore.ErrInvalid)
			require.ErrorIs(t, db.Activities().Commit(t.Context(), activity.Change{ID: activity.ChangeID{1}, Value: a}), sqlstore.ErrInvalid)
			for _, err := range s.Candidates(t.Context(), matching.Coarse{Categories: []activity.CategoryCode{code}}) {
				require.NoError(t, err)
			}
		}
		require.NoError(t, db.Activities().Commit(t.Context(), activity.Change{ID: activity.ChangeID{2}, Value: good}))
		list, err := db.Activities().List(t.Context(), 0, 0)
		require.NoError(t, err)
		require.Len(t, list, 1)

		p := person.Person{ID: person.NewID()}
		bad := person.Event{ID: person.NewEntryID(), Person: p.ID, Version: 1, At: time.Date(12345, 1, 1, 0, 0, 0, 0, time.UTC)}
		require.ErrorIs(t, db.Persons().Commit(t.Context(), person.Change{ID: person.NewChangeID(), Value: p, Events: []person.Event{bad}}), sqlstore.ErrInvalid)
		kind := activity.Event{ID: activity.NewEventID(), Activity: good.ID, Version: 2, Kind: "moved"}
		require.ErrorIs(t, db.Activities().Commit(t.Context(), activity.Change{ID: activity.ChangeID{3}, Base: 1, Value: good, Events: []activity.Event{kind}}), sqlstore.ErrInvalid)
		_, err = db.Activities().Pending(t.Context(), 0)
		require.NoError(t, err)
	})
}

// Close while others write: each call ends, with an error or without.
func TestCloseWhileInUse(t *testing.T) {
	for range 10 {
		db, err := sqlstore.OpenSQLite(t.Context(), filepath.Join(t.TempDir(), "data.db"), options())
		require.NoError(t, err)
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				for {
					p := person.Person{ID: person.NewID()}
					if err := db.Persons().Commit(t.Context(), person.Change{ID: person.NewChangeID(), Value: p}); err != nil {
						return
					}
					if _, _, err := db.Persons().Get(t.Context(), p.ID); err != nil {
						return
					}
				}
			})
		}
		time.Sleep(20 * time.Millisecond)
		require.NoError(t, db.Close())
		wg.Wait()
	}
}

// Whoever works with the tables need not be allowed to make any: a host may
// migrate as their owner, and let the application have the rows only.
func TestTheApplicationNeedNotOwnTheTables(t *testing.T) {
	s := needPostgres(t)
	schema := s.schema(t)
	owner, err := sqlstore.OpenPostgres(t.Context(), s.dsn(schema, ""), options())
	require.NoError(t, err)
	_, err = owner.Search(t.Context())
	require.NoError(t, err)
	require.NoError(t, owner.Close())
	role := "app_" + schema
	s.run(t, "CREATE ROLE "+role+" LOGIN; GRANT USAGE ON SCHEMA "+schema+" TO "+role+
		"; GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA "+schema+" TO "+role)
	db, err := sqlstore.OpenPostgres(t.Context(), s.dsn(schema, "user="+role), options())
	require.NoError(t, err)
	defer db.Close() //nolint:errcheck // the test ends
	id, err := register(t, db, number(t, 1))
	require.NoError(t, err)
	require.Equal(t, []person.ID{id}, findable(t, db, number(t, 1)))
	put(t, db.Referrals(), newEpisode(t, person.NewID(), referral.ServiceID{9}))
	search, err := db.Search(t.Context())
	require.NoError(t, err)
	require.NoError(t, search.Put(t.Context(), activity.Activity{ID: activity.NewID(), Name: "Walk", Status: activity.Active}))
}
