package sqlstore_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/examples/sqlstore"
	"github.com/socialprescribing/socialprescribing/outcome"
	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral"
)

// The same change from many at once has one effect, and all are told so: none
// hears of another open episode, which would be its own.
func TestTheSameChangeFromManyAtOnce(t *testing.T) {
	on(t, func(t *testing.T, open opener) {
		t.Helper()
		db := open(t, options())
		for range 40 {
			c := newEpisode(t, person.NewID(), referral.ServiceID{9}).changes[0]
			errs := make([]error, 8)
			var wg sync.WaitGroup
			for i := range errs {
				wg.Go(func() { errs[i] = db.Referrals().Commit(t.Context(), c) })
			}
			wg.Wait()
			require.NoError(t, errors.Join(errs...))
		}
	})
}

// Pools whose transactions are REPEATABLE READ, or SERIALIZABLE, by default.
func TestStricterIsolationByDefault(t *testing.T) {
	for _, level := range []string{"repeatable\\\\ read", "serializable"} {
		t.Run(level, func(t *testing.T) {
			s := needPostgres(t)
			dsn := s.dsn(s.schema(t), "options='-c default_transaction_isolation="+level+"'")
			errs := make([]error, 8)
			var wg sync.WaitGroup
			for i := range errs {
				wg.Go(func() {
					db, err := sqlstore.OpenPostgres(t.Context(), dsn, options())
					if err == nil {
						_, err = db.Search(t.Context())
						_ = db.Close()
					}
					errs[i] = err
				})
			}
			wg.Wait()
			require.NoError(t, errors.Join(errs...))
			o := options()
			o.Tries = 100
			db, err := sqlstore.OpenPostgres(t.Context(), dsn, o)
			require.NoError(t, err)
			defer db.Close() //nolint:errcheck // the test ends
			writersLoseNothing(t, db, 8)
			require.NoError(t, db.Rekey(t.Context(), anotherKey().Key))
		})
	}
}

// Inside the host's transaction a failure is told as what it was.
func TestAcknowledgeInAHostsTransactionTellsTheFailure(t *testing.T) {
	db := openPostgres(t, options())
	e := newEpisode(t, person.NewID(), referral.ServiceID{9})
	id := e.changes[0].Events[0].ID
	put(t, db.Referrals(), e)
	tx, err := db.Writer().BeginTx(t.Context(), &sql.TxOptions{Isolation: sql.LevelRepeatableRead})
	require.NoError(t, err)
	defer tx.Rollback() //nolint:errcheck // the test ends
	in := db.Within(tx).Referrals()
	_, err = in.Pending(t.Context(), 0)
	require.NoError(t, err)
	require.NoError(t, db.Referrals().Acknowledge(t.Context(), e.r.ID(), id))
	require.ErrorIs(t, in.Acknowledge(t.Context(), e.r.ID(), id), sqlstore.ErrBusy)
}

// Recompute reaches what was committed while somebody's transaction runs, however
// long that runs on.
func TestRecomputeBesideALongTransaction(t *testing.T) {
	s := needPostgres(t)
	dsn := s.dsn(s.schema(t), "")
	o := options()
	o.Settle = time.Millisecond
	old, err := sqlstore.OpenPostgres(t.Context(), dsn, o)
	require.NoError(t, err)
	defer old.Close() //nolint:errcheck // the test ends
	long, err := old.Writer().BeginTx(t.Context(), nil)
	require.NoError(t, err)
	defer long.Rollback() //nolint:errcheck // the test ends
	_, err = long.Exec("SELECT pg_current_xact_id()")
	require.NoError(t, err)
	worker := referral.NewActorID()
	for range 3 {
		put(t, old.Referrals(), newEpisode(t, person.NewID(), referral.ServiceID{9}).allocate(worker))
	}
	o.Rules = rules(t)
	db, err := sqlstore.OpenPostgres(t.Context(), dsn, o)
	require.NoError(t, err)
	defer db.Close() //nolint:errcheck // the test ends
	require.NoError(t, db.Referrals().Recompute(t.Context()))
	cases, err := db.Referrals().Caseload(t.Context(), worker, start)
	require.NoError(t, err)
	require.Len(t, cases, 3)
	for _, c := range cases {
		require.NotEmpty(t, c.Due)
	}
}

// However a call is cut off, its caller can tell that it was by the context.
func TestCancelledCallsSaySo(t *testing.T) {
	on(t, func(t *testing.T, open opener) {
		t.Helper()
		db := open(t, options())
		cut := 0
		for i := 0; i < 150 || cut == 0 && i < 3000; i++ { // a timer may be late on a busy machine
			e := newEpisode(t, person.NewID(), referral.ServiceID{9}).note(1900)
			put(t, db.Referrals(), &episode{tb: t, changes: e.changes[:1]})
			p := person.Person{ID: person.NewID(), NHSNumber: number(t, i)}
			ctx, cancel := context.WithCancel(t.Context())
			time.AfterFunc(rand.N(600*time.Microsecond), cancel)
			for _, err := range []error{
				db.Referrals().Commit(ctx, e.changes[1]),
				db.Persons().Commit(ctx, person.Change{ID: person.NewChangeID(), Value: p}),
				func() error { _, _, err := db.Referrals().Get(ctx, e.r.ID()); return err }(),
				func() error { _, err := db.Referrals().List(ctx, 0, 5); return err }(),
				func() error { _, err := db.Referrals().Caseload(ctx, referral.ActorID{1}, start); return err }(),
				db.Referrals().Acknowledge(ctx, e.r.ID(), e.changes[0].Events[0].ID),
			} {
				if err != nil {
					cut++
					require.ErrorIs(t, err, context.Canceled, "%v %#v", err, err)
				}
			}
			cancel()
			require.NoError(t, db.Referrals().Commit(t.Context(), e.changes[1]))
		}
		require.Positive(t, cut)
	})
}

// A change may have more events than a statement has parameters.
func TestAChangeOfVeryManyEvents(t *testing.T) {
	on(t, func(t *testing.T, open opener) {
		t.Helper()
		db := open(t, options())
		for _, many := range []int{1_999, 2_000, 2_001, 40_000} {
			p := person.Person{ID: person.NewID()}
			c := person.Change{ID: person.NewChangeID(), Value: p}
			for range many {
				c.Events = append(c.Events, person.Event{ID: person.NewEntryID(), Person: p.ID, Version: 1, Kind: person.EventChanged, At: start, RecordedAt: start})
			}
			require.NoError(t, db.Persons().Commit(t.Context(), c))
			events, err := db.Persons().Events(t.Context(), p.ID)
			require.NoError(t, err)
			require.Len(t, events, many)
			for i := range events {
				require.Equal(t, c.Events[i].ID, events[i].ID, i)
			}
			require.NoError(t, db.Persons().Commit(t.Context(), c), "again")
		}
	})
}

// Beyond the last cursor there is nothing, whatever number a caller sends.
func TestListAfterTheGreatestCursor(t *testing.T) {
	on(t, func(t *testing.T, open opener) {
		t.Helper()
		db := open(t, options())
		put(t, db.Referrals(), newEpisode(t, person.NewID(), referral.ServiceID{9}))
		for _, after := range []uint64{math.MaxInt64, math.MaxInt64 + 1, math.MaxUint64} {
			list, err := db.Referrals().List(t.Context(), after, 0)
			require.NoError(t, err)
			require.Empty(t, list)
		}
	})
}

// Records come in order of At, those without one first, on either database.
func TestRecordsWithoutATimeComeFirst(t *testing.T) {
	on(t, func(t *testing.T, open opener) {
		t.Helper()
		db := open(t, options())
		who := person.NewID()
		for i, at := range []time.Time{later(time.Hour), {}, start.Add(-100 * 365 * 24 * time.Hour), start} {
			r := outcome.Record{ID: outcome.RecordID{byte(9 - i)}, Person: who, At: at, Status: outcome.Final}
			require.NoError(t, db.Outcomes().Commit(t.Context(), outcome.Change{ID: outcome.ChangeID{byte(i + 1)}, Value: r}))
		}
		list, err := db.Outcomes().ByPerson(t.Context(), who)
		require.NoError(t, err)
		require.Len(t, list, 4)
		for i := range list[1:] {
			require.False(t, list[i+1].Record.At.Before(list[i].Record.At), "%v", list)
		}
	})
}

// Modes of pgx for pools in front of the server that know no prepared statements.
func TestWithoutPreparedStatements(t *testing.T) {
	s := needPostgres(t)
	for _, mode := range []string{"cache_statement", "cache_describe", "describe_exec", "exec", "simple_protocol"} {
		t.Run(mode, func(t *testing.T) {
			db, err := sqlstore.OpenPostgres(t.Context(), s.dsn(s.schema(t), "default_query_exec_mode="+mode), options())
			require.NoError(t, err)
			defer db.Close() //nolint:errcheck // the test ends
			put(t, db.Referrals(), newEpisode(t, person.NewID(), referral.ServiceID{9}))
			p := person.Person{ID: person.NewID()}
			c := person.Change{ID: person.NewChangeID(), Value: p}
			for range 2001 {
				c.Events = append(c.Events, person.Event{ID: person.NewEntryID(), Person: p.ID, Version: 1, Kind: person.EventChanged, At: start, RecordedAt: start})
			}
			require.NoError(t, db.Persons().Commit(t.Context(), c))
			_, err = db.Referrals().List(t.Context(), 0, 0)
			require.NoError(t, err)
			_, err = db.Referrals().Caseload(t.Context(), referral.ActorID{1}, start)
			require.NoError(t, err)
			require.NoError(t, db.Referrals().Recompute(t.Context()))
			id, err := register(t, db, number(t, 1))
			require.NoError(t, err)
			require.Equal(t, []person.ID{id}, findable(t, db, number(t, 1)))
			_, err = db.Search(t.Context())
			require.NoError(t, err)
		})
	}
}

// Texts with a zero byte, or with what is no UTF-8, are the same on both.
func TestOddTexts(t *testing.T) {
	on(t, func(t *testing.T, open opener) {
		t.Helper()
		db := open(t, options())
		for _, words := range []string{"a\x00b", "\u2028 \ufffe \U0010ffff", "a\xffb", strings.Repeat("x", 1<<20)} {
			e := newEpisode(t, person.NewID(), referral.ServiceID{9})
			c := &referral.WriteNote{Meta: meta(referral.RoleLinkWorker, 1), Note: referral.Note{ID: referral.NewNoteID(), Text: person.NewText(words)}}
			next, events, err := referral.Pathway().Apply(e.r, c, referral.Facts{AsOf: start}, nil)
			if err != nil {
				t.Logf("refused by the machine: %q %v", words[:3], err)
				continue
			}
			put(t, db.Referrals(), e)
			require.NoError(t, db.Referrals().Commit(t.Context(), referral.Change{ID: c.ID, Base: 1, Value: next, Events: events}))
			have, _, err := db.Referrals().Get(t.Context(), e.r.ID())
			require.NoError(t, err)
			require.True(t, have.Equal(next), fmt.Sprintf("%.10q", words))
		}
	})
}

// What is asked by an identifier alone reads that one's rows, however many there
// are: no table is read through.
func TestNothingIsReadThroughForOneIdentifier(t *testing.T) {
	on(t, func(t *testing.T, open opener) {
		t.Helper()
		db := open(t, options())
		id := "CAST(md5(CAST(i AS text)) AS uuid)"
		from := "generate_series(1, 20000) i"
		prefix := "EXPLAIN "
		if db.Dialect() == sqlstore.SQLite {
			id, from, prefix = "randomblob(16)", "(WITH RECURSIVE g(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM g WHERE i < 20000) SELECT i FROM g)", "EXPLAIN QUERY PLAN "
		}
		for _, text := range []string{
			"INSERT INTO referral (person_id, referral_id, version, change_id, cursor, state, phase, open, items, value) SELECT ID, ID, 1, ID, i, '', '', " +
				map[sqlstore.Dialect]string{sqlstore.SQLite: "0", sqlstore.PostgreSQL: "false"}[db.Dialect()] + ", '[]', '{}' FROM FROM",
			"INSERT INTO referral_event SELECT ID, ID, 1, 0, ID, '{}', " +
				map[sqlstore.Dialect]string{sqlstore.SQLite: "1", sqlstore.PostgreSQL: "true"}[db.Dialect()] + ", i FROM FROM",
			"INSERT INTO bookings (activity_id, bookings_id, version, change_id, cursor, places, taken, waiting, value) SELECT ID, ID, 1, ID, i, 0, 0, 0, '{}' FROM FROM",
			"INSERT INTO bookings_event SELECT ID, ID, 1, 0, ID, '{}', " +
				map[sqlstore.Dialect]string{sqlstore.SQLite: "0", sqlstore.PostgreSQL: "false"}[db.Dialect()] + ", i FROM FROM",
			"ANALYZE",
		} {
			_, err := db.Writer().Exec(strings.ReplaceAll(strings.ReplaceAll(text, "ID", id), "FROM FROM", "FROM "+from))
			require.NoError(t, err, text)
		}
		for _, text := range db.ByIdentifier() {
			args := []any{uuid.New(), uuid.New(), uuid.New()}[:1+2*strings.Count(text, "UPDATE")]
			for i, x := range args {
				if db.Dialect() == sqlstore.SQLite {
					b := x.(uuid.UUID) //nolint:revive // so it is
					args[i] = b[:]
				}
			}
			rows, err := db.Writer().Query(prefix+text, args...)
			require.NoError(t, err)
			plan := ""
			for rows.Next() {
				var n, m, k any
				var line string
				if db.Dialect() == sqlstore.SQLite {
					err = rows.Scan(&n, &m, &k, &line)
				} else {
					err = rows.Scan(&line)
				}
				require.NoError(t, err)
				plan += line + "\n"
			}
			require.NoError(t, rows.Err())
			require.NotRegexp(t, `SCAN|Seq Scan|referral_event_pending`, plan, text)
		}
	})
}
