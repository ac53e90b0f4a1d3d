package sqlstore_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/examples/sqlstore"
	"github.com/socialprescribing/socialprescribing/examples/sqlstore/pgtest"
	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral"
)

// model is what a test knows must be stored.
type model struct {
	mu    sync.Mutex
	atoms map[referral.ID]uint64 // the least version
	done  int                    // how many commits were acknowledged
}

func (m *model) acknowledged(id referral.ID, version uint64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.atoms == nil {
		m.atoms = map[referral.ID]uint64{}
	}
	m.atoms[id] = version
	m.done++
}

func (m *model) commits() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.done
}

// holds checks that what was acknowledged is there, that nothing is there in
// part, and that events lead to values.
func (m *model) holds(t *testing.T, db *sqlstore.DB) {
	t.Helper()
	a := newAcks()
	a.referrals = m.atoms
	all, err := db.Referrals().Pending(context.Background(), 0)
	require.NoError(t, err)
	for _, e := range all {
		a.events[e.ID] = true
	}
	a.check(t, db)
}

// work lives one referral's life, and gives the first error.
func (m *model) work(db *sqlstore.DB, n int) error {
	repository := referral.NewRepository(db.Referrals(), &referral.RepositoryOptions{Facts: facts})
	id := referral.NewID()
	for i := range n {
		if _, _, err := repository.Do(context.Background(), id, command(id, i)); err != nil {
			return err
		}
		m.acknowledged(id, uint64(i)+1) //nolint:gosec // small
	}
	return nil
}

// cutter cuts connections, though none so often within one commit that its tries
// would be used up, however slow the machine is.
type cutter struct {
	of    []model
	ended []atomic.Bool // whose writers have done all
	had   []int         // how many commits a writer had, when it was last looked at
	in    []int         // how often its present commit was cut
	cuts  atomic.Int64
}

// may says whether all may be cut once more.
func (c *cutter) may(most int) bool {
	ok := true
	for w := range c.of {
		if n := c.of[w].commits(); n > c.had[w] {
			c.had[w], c.in[w] = n, 0
		}
		ok = ok && (c.in[w] < most || c.ended[w].Load())
	}
	return ok
}

func (c *cutter) cut(s *server) {
	for w := range c.in {
		c.in[w]++
	}
	if _, err := s.SQL("postgres", "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "+
		"WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"); err == nil {
		c.cuts.Add(1)
	}
}

// A connection that drops is another try; a commit whose answer was lost is
// recognised, and done once.
func TestChaosDroppedConnections(t *testing.T) {
	slow(t)
	const writers, most = 8, 6
	o := options()
	o.Tries = 20
	db := openPostgres(t, o)
	s := needPostgres(t)
	c := cutter{of: make([]model, writers), ended: make([]atomic.Bool, writers), had: make([]int, writers), in: make([]int, writers)}
	stop := make(chan struct{})
	var cutting, writing sync.WaitGroup
	cutting.Go(func() {
		for {
			select {
			case <-stop:
				return
			case <-time.After(rand.N(40 * time.Millisecond)):
			}
			if c.may(most) {
				c.cut(s)
			}
		}
	})
	errs := make([]error, writers)
	for w := range errs {
		writing.Go(func() {
			defer c.ended[w].Store(true)
			for i := 0; (i < 6 || c.cuts.Load() == 0) && errs[w] == nil; i++ {
				errs[w] = c.of[w].work(db, 8)
			}
		})
	}
	writing.Wait()
	close(stop)
	cutting.Wait()
	require.NoError(t, errors.Join(errs...))
	var all model
	for w := range c.of {
		for id, version := range c.of[w].atoms {
			all.acknowledged(id, version)
		}
	}
	all.holds(t, db)
	t.Logf("%d times all connections were cut", c.cuts.Load())
}

// hurry gives what a pool does from here on a time limit. (In the data source name
// it would meet what opening does too, which may take as long on a busy machine.)
func hurry(t *testing.T, db *sqlstore.DB, setting string) {
	t.Helper()
	db.Writer().SetMaxOpenConns(1) // the setting is one connection's
	execute(t, db, "SET "+setting)
}

// A time limit of the database's is an error of its own, and nothing is stored.
func TestChaosStatementTimeout(t *testing.T) {
	s := needPostgres(t)
	schema := s.schema(t)
	patient, err := sqlstore.OpenPostgres(t.Context(), s.dsn(schema, ""), options())
	require.NoError(t, err)
	defer patient.Close() //nolint:errcheck // the test ends
	e := newEpisode(t, person.NewID(), referral.ServiceID{9}).note(10)
	require.NoError(t, patient.Referrals().Commit(t.Context(), e.changes[0]))
	for setting, want := range map[string]error{"statement_timeout = 100": sqlstore.ErrTimeout, "lock_timeout = 20": sqlstore.ErrBusy} {
		hasty, err := sqlstore.OpenPostgres(t.Context(), s.dsn(schema, ""), options())
		require.NoError(t, err)
		hurry(t, hasty, setting)
		tx, err := patient.Writer().BeginTx(t.Context(), nil)
		require.NoError(t, err)
		_, err = tx.Exec("SELECT 1 FROM referral FOR UPDATE")
		require.NoError(t, err)
		require.ErrorIs(t, hasty.Referrals().Commit(t.Context(), e.changes[1]), want)
		require.NoError(t, tx.Rollback())
		_, v, err := patient.Referrals().Get(t.Context(), e.r.ID())
		require.NoError(t, err)
		require.Equal(t, referral.Version(1), v)
		events, err := patient.Referrals().Events(t.Context(), e.r.ID())
		require.NoError(t, err)
		require.Len(t, events, len(e.changes[0].Events))
		require.NoError(t, hasty.Close())
	}
	require.NoError(t, patient.Referrals().Commit(t.Context(), e.changes[1]), "it was only late")
}

// A caller's own deadline is the caller's own error.
func TestChaosDeadlineWhileWaiting(t *testing.T) {
	on(t, func(t *testing.T, open opener) {
		t.Helper()
		db := open(t, options())
		e := newEpisode(t, person.NewID(), referral.ServiceID{9}).note(10)
		require.NoError(t, db.Referrals().Commit(t.Context(), e.changes[0]))
		tx, err := db.Writer().BeginTx(t.Context(), nil)
		require.NoError(t, err)
		_, err = tx.Exec("UPDATE referral SET state = state")
		require.NoError(t, err)
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer cancel()
		require.ErrorIs(t, db.Referrals().Commit(ctx, e.changes[1]), context.DeadlineExceeded)
		require.NoError(t, tx.Rollback())
		// PostgreSQL may have stored it after its caller gave up. Whether or not:
		// committing it again is how to know, and has one effect.
		require.NoError(t, db.Referrals().Commit(t.Context(), e.changes[1]))
		_, v, err := db.Referrals().Get(t.Context(), e.r.ID())
		require.NoError(t, err)
		require.Equal(t, referral.Version(2), v)
		events, err := db.Referrals().Events(t.Context(), e.r.ID())
		require.NoError(t, err)
		require.Len(t, events, len(e.changes[0].Events)+len(e.changes[1].Events))
	})
}

// fill writes until there is no room, and again once there is.
func fill(t *testing.T, db *sqlstore.DB, room func()) {
	t.Helper()
	var m model
	var err error
	for range 2000 {
		if err = m.work(db, 6); err != nil {
			break
		}
	}
	require.ErrorIs(t, err, sqlstore.ErrFull)
	m.holds(t, db)
	room()
	require.NoError(t, m.work(db, 6))
	m.holds(t, db)
}

func TestChaosFullSQLite(t *testing.T) {
	db := openSQLite(t, options())
	pages := 0
	require.NoError(t, db.Writer().QueryRow("PRAGMA page_count").Scan(&pages))
	limit := func(n int) {
		_, err := db.Writer().Exec(fmt.Sprintf("PRAGMA max_page_count = %d", n))
		require.NoError(t, err)
	}
	limit(pages + 100)
	fill(t, db, func() { limit(1 << 20) })
}

// The tables of PostgreSQL lie on a file system of a few megabytes.
func TestChaosFullPostgreSQL(t *testing.T) {
	slow(t)
	s := needPostgres(t)
	small := filepath.Join(s.Dir, "small")
	require.NoError(t, os.Mkdir(small, 0o700))
	if err := syscall.Mount("tmpfs", small, "tmpfs", 0, "size=3m"); err != nil {
		if os.Getuid() != 0 {
			t.Skipf("only root can mount a small file system: %v", err)
		}
		skip(t, "no small file system can be mounted: "+err.Error())
	}
	defer syscall.Unmount(small, syscall.MNT_DETACH) //nolint:errcheck // goes with the server
	require.NoError(t, s.Own(small))
	s.run(t, "CREATE TABLESPACE small LOCATION '"+small+"'")
	db, err := sqlstore.OpenPostgres(t.Context(), s.dsn(s.schema(t), "default_tablespace=small"), options())
	require.NoError(t, err)
	fill(t, db, func() {
		require.NoError(t, syscall.Mount("tmpfs", small, "tmpfs", syscall.MS_REMOUNT, "size=60m"))
	})
	_, err = db.Writer().Exec("DROP TABLE " + listOf(tables) + ", sqlstore_migration, sqlstore_cursor, sqlstore_key")
	require.NoError(t, err)
	require.NoError(t, db.Close())
	s.run(t, "DROP TABLESPACE small")
}

// Nor need the tests be root's: the server's process that writes may not make its
// files any longer, which it reports as a full disk where half of a page was
// written (PostgreSQL 15; from 16 on it asks for room by another call).
func TestChaosFullPostgreSQLForAnybody(t *testing.T) {
	s, db := needPostgres(t), openPostgres(t, options())
	db.Writer().SetMaxOpenConns(1)
	var version, pid, size int
	require.NoError(t, db.Writer().QueryRow("SELECT CAST(current_setting('server_version_num') AS integer), pg_backend_pid()").Scan(&version, &pid))
	if version >= 160000 {
		t.Skip("PostgreSQL 16 and later ask for room by another call")
	}
	// The server's log is in files of 16 MB, which must not be what is cut off.
	_, err := db.Writer().Exec("INSERT INTO referral_event SELECT gen_random_uuid(), gen_random_uuid(), 1, 0, gen_random_uuid(), " +
		"to_json(repeat('x', 1000)), false, 1 FROM generate_series(1, 20000)")
	require.NoError(t, err)
	require.NoError(t, db.Writer().QueryRow("SELECT pg_relation_size('referral_event')").Scan(&size))
	require.Greater(t, size, 17<<20)
	err = s.Limit(pid, strconv.Itoa(size+8192*20+4096))
	if errors.Is(err, pgtest.ErrNoLimit) {
		skip(t, err.Error())
	}
	require.NoError(t, err)
	fill(t, db, func() { require.NoError(t, s.Limit(pid, "unlimited")) })
}

func listOf(names []string) string {
	s := names[0]
	for _, n := range names[1:] {
		s += ", " + n
	}
	return s
}

// The same command from many at once has one effect.
func TestChaosDuplicateCommands(t *testing.T) {
	on(t, func(t *testing.T, open opener) {
		t.Helper()
		db := open(t, options())
		repository := referral.NewRepository(db.Referrals(), &referral.RepositoryOptions{Facts: facts, Tries: 1000})
		id := referral.NewID()
		for n := range 5 {
			c := command(id, n)
			errs := make([]error, 16)
			told := make([]int, len(errs))
			var wg sync.WaitGroup
			for i := range errs {
				wg.Go(func() {
					var events []referral.Event
					_, events, errs[i] = repository.Do(t.Context(), id, c)
					told[i] = len(events)
				})
			}
			wg.Wait()
			require.NoError(t, errors.Join(errs...))
			_, v, err := db.Referrals().Get(t.Context(), id)
			require.NoError(t, err)
			require.Equal(t, referral.Version(n+1), v) //nolint:gosec // small
		}
		var m model
		m.acknowledged(id, 5)
		m.holds(t, db)
	})
}

// Two processes write one file of SQLite's.
func TestChaosTwoProcesses(t *testing.T) {
	path := filepath.Join(t.TempDir(), "data.db")
	db, err := sqlstore.OpenSQLite(t.Context(), path, options())
	require.NoError(t, err)
	defer db.Close() //nolint:errcheck // the test ends
	both := []*acks{newAcks(), newAcks()}
	var wg sync.WaitGroup
	for _, a := range both {
		wg.Go(func() {
			for range 3 {
				a.life(t, "sqlite", path, func(c *exec.Cmd) { _ = c.Process.Signal(syscall.SIGKILL) })
			}
		})
	}
	wg.Wait()
	all := newAcks()
	for _, a := range both {
		require.Positive(t, a.commits)
		for id, v := range a.referrals {
			all.referrals[id], all.commands[id] = v, a.commands[id]
		}
		for id, v := range a.books {
			all.books[id] = v
		}
		for id := range a.events {
			all.events[id] = true
		}
	}
	all.check(t, db)
}

// A host's transaction that lost its race is for the host to do again.
func TestChaosSerialization(t *testing.T) {
	db := openPostgres(t, options())
	e := newEpisode(t, person.NewID(), referral.ServiceID{9}).note(10)
	require.NoError(t, db.Referrals().Commit(t.Context(), e.changes[0]))
	tx, err := db.Writer().BeginTx(t.Context(), &sql.TxOptions{Isolation: sql.LevelSerializable})
	require.NoError(t, err)
	in := db.Within(tx).Referrals()
	_, _, err = in.Get(t.Context(), e.r.ID())
	require.NoError(t, err)
	require.NoError(t, db.Referrals().Commit(t.Context(), e.changes[1]))
	other := e.changes[1]
	other.ID = referral.NewChangeID()
	require.ErrorIs(t, in.Commit(t.Context(), other), sqlstore.ErrBusy)
	require.NoError(t, tx.Rollback())
}
