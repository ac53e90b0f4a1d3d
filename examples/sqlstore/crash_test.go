package sqlstore_test

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"syscall"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/examples/sqlstore"
	"github.com/socialprescribing/socialprescribing/examples/sqlstore/pgtest"
	"github.com/socialprescribing/socialprescribing/referral"
)

// Without -kills the crash tests, and others that take long, run where all tests must (SQLSTORE_REQUIRE),
// with ten kills each, and skip elsewhere.
var kills = flag.Int("kills", 0, "how often the crash tests kill the writing process, and the server")

func howOften(t *testing.T) int {
	t.Helper()
	switch {
	case *kills > 0:
		return *kills
	case os.Getenv("SQLSTORE_REQUIRE") != "":
		return 10
	}
	t.Skip("long tests run with -kills N, or where SQLSTORE_REQUIRE is set")
	return 0
}

// slow marks a test that runs where the crash tests do.
func slow(t *testing.T) {
	t.Helper()
	_ = howOften(t)
}

// acks is what was acknowledged, over all lives of the child.
type acks struct {
	referrals map[referral.ID]uint64
	commands  map[referral.ID][]referral.ChangeID
	books     map[activity.BookingsID]uint64
	delivered map[referral.ID][]uint64
	events    map[referral.EventID]bool
	commits   int
}

func newAcks() *acks {
	return &acks{
		map[referral.ID]uint64{},
		map[referral.ID][]referral.ChangeID{},
		map[activity.BookingsID]uint64{},
		map[referral.ID][]uint64{},
		map[referral.EventID]bool{},
		0,
	}
}

// read takes down what a child says until it is gone. Its last line may be cut.
func (a *acks) read(t *testing.T, r io.Reader) {
	t.Helper()
	in := bufio.NewReader(r)
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		a.line(t, line)
	}
}

func (a *acks) line(t *testing.T, line string) {
	t.Helper()
	var kind, one, two string
	var version uint64
	_, _ = fmt.Sscan(line, &kind, &one, &version, &two)
	id, err := uuid.Parse(one)
	require.NoError(t, err, line)
	switch kind {
	case "R":
		a.commits++
		a.referrals[referral.ID(id)] = version
		a.commands[referral.ID(id)] = append(a.commands[referral.ID(id)], referral.ChangeID(uuid.MustParse(two)))
	case "B":
		a.commits++
		a.books[activity.BookingsID(id)] = version
	case "D":
		a.delivered[referral.ID(id)] = append(a.delivered[referral.ID(id)], version)
		a.events[referral.EventID(uuid.MustParse(two))] = true
	default:
		t.Fatalf("the child said %q", line)
	}
}

// life starts a child, lets it write for a random while, has end end it, and
// waits until it has gone.
func (a *acks) life(t *testing.T, kind, target string, end func(*exec.Cmd)) {
	t.Helper()
	self, err := os.Executable()
	require.NoError(t, err)
	c := exec.Command(self)
	c.Env = append(os.Environ(), "SQLSTORE_CHILD="+kind, "SQLSTORE_TARGET="+target)
	c.Stderr = os.Stderr
	out, err := c.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, c.Start())
	first := bufio.NewReader(out)
	_, _ = first.Peek(1) // it has begun
	timer := time.AfterFunc(time.Duration(rand.IntN(300))*time.Millisecond, func() { end(c) })
	a.read(t, first)
	timer.Stop()
	_ = c.Process.Kill()
	_ = c.Wait()
}

// check holds what is stored against what was acknowledged.
func (a *acks) check(t *testing.T, db *sqlstore.DB) {
	t.Helper()
	ctx := context.Background()
	pending := map[referral.EventID]bool{}
	waiting, err := db.Referrals().Pending(ctx, 0)
	require.NoError(t, err)
	last := map[referral.ID]uint64{}
	for _, e := range waiting {
		require.Greater(t, e.Sequence, last[e.Referral], "the outbox gives events of one referral in order")
		last[e.Referral] = e.Sequence
		pending[e.ID] = true
	}
	stored, err := db.Referrals().List(ctx, 0, 0)
	require.NoError(t, err)
	seen := map[referral.ID]bool{}
	for _, s := range stored {
		seen[s.Referral.ID()] = true
		a.checkReferral(t, db, s, pending)
	}
	for id := range a.referrals {
		require.True(t, seen[id], "an acknowledged referral is lost")
	}
	a.checkBooks(t, db)
}

func (a *acks) checkReferral(t *testing.T, db *sqlstore.DB, s referral.Stored, pending map[referral.EventID]bool) {
	t.Helper()
	r := s.Referral
	require.GreaterOrEqual(t, uint64(s.Version), a.referrals[r.ID()], "an acknowledged commit is lost")
	for _, c := range a.commands[r.ID()] {
		require.True(t, r.Applied(c), "an acknowledged command is lost")
	}
	events, err := db.Referrals().Events(context.Background(), r.ID())
	require.NoError(t, err)
	commands := map[referral.ChangeID]bool{}
	for i, e := range events {
		require.Equal(t, uint64(i)+1, e.Sequence, "events have no gap")
		require.True(t, pending[e.ID] || a.events[e.ID], "an event is neither delivered nor pending")
		commands[e.Command] = true
	}
	require.Len(t, commands, int(s.Version), "each version has its events") //nolint:gosec // small
	again, err := referral.Replay(events)
	require.NoError(t, err, "the stream replays, though redacted")
	require.Equal(t, r.Sequence(), again.Sequence())
	require.Equal(t, r.State(), again.State())
	first := slices.Compact(slices.Clone(a.delivered[r.ID()]))
	for i := 1; i < len(first); i++ {
		// An event may come again after a crash, and then those after it too;
		// none comes before one that was not delivered.
		require.LessOrEqual(t, first[i], slices.Max(first[:i])+1, "delivered out of order")
	}
}

func (a *acks) checkBooks(t *testing.T, db *sqlstore.DB) {
	t.Helper()
	books, err := db.Bookings().List(context.Background(), 0, 0)
	require.NoError(t, err)
	versions := map[activity.BookingsID]uint64{}
	for _, s := range books {
		b := s.Bookings
		versions[b.ID()] = uint64(s.Version)
		require.LessOrEqual(t, b.Taken(), placesOfBook, "oversold")
		n := 0
		for _, x := range b.All() {
			if x.State == activity.Held || x.State == activity.Confirmed {
				n += x.Places
			}
		}
		require.Equal(t, n, b.Taken(), "the count equals the entries")
		var taken, waiting int
		row := db.Writer().QueryRow("SELECT taken, waiting FROM bookings WHERE bookings_id = "+parameter(db), bind(db, uuid.UUID(b.ID())))
		require.NoError(t, row.Scan(&taken, &waiting))
		require.Equal(t, b.Taken(), taken, "the column equals the value")
		require.Equal(t, len(b.Queue()), waiting)
	}
	for id, v := range a.books {
		require.GreaterOrEqual(t, versions[id], v, "an acknowledged booking is lost")
	}
}

func parameter(db *sqlstore.DB) string {
	if db.Dialect() == sqlstore.SQLite {
		return "?1"
	}
	return "$1"
}

func bind(db *sqlstore.DB, u uuid.UUID) any {
	if db.Dialect() == sqlstore.SQLite {
		return u[:]
	}
	return u.String()
}

func TestCrashSQLite(t *testing.T) {
	n, a := howOften(t), newAcks()
	path := filepath.Join(t.TempDir(), "data.db")
	for i := range n {
		a.life(t, "sqlite", path, func(c *exec.Cmd) { _ = c.Process.Signal(syscall.SIGKILL) })
		if i%10 == 9 || i == n-1 {
			db, err := sqlstore.OpenSQLite(t.Context(), path, options())
			require.NoError(t, err)
			a.check(t, db)
			var verdict string
			require.NoError(t, db.Writer().QueryRow("PRAGMA integrity_check").Scan(&verdict))
			require.Equal(t, "ok", verdict)
			require.NoError(t, db.Close())
		}
	}
	t.Logf("%d kills, %d acknowledged commits, none lost", n, a.commits)
	require.Positive(t, a.commits)
}

func TestCrashPostgreSQLClient(t *testing.T) {
	n, a := howOften(t), newAcks()
	s := needPostgres(t)
	schema := s.schema(t)
	dsn := s.dsn(schema, "application_name=child")
	db, err := sqlstore.OpenPostgres(t.Context(), s.dsn(schema, ""), options())
	require.NoError(t, err)
	defer func() { require.NoError(t, db.Close()) }()
	for i := range n {
		a.life(t, "postgres", dsn, func(c *exec.Cmd) { _ = c.Process.Signal(syscall.SIGKILL) })
		if i%10 == 9 || i == n-1 {
			s.alone(t, db) // the server finishes what the dead client began
			a.check(t, db)
		}
	}
	t.Logf("%d kills, %d acknowledged commits, none lost", n, a.commits)
	require.Positive(t, a.commits)
}

// alone waits until no connection of the child is left.
func (s *server) alone(t *testing.T, db *sqlstore.DB) {
	t.Helper()
	require.Eventually(t, func() bool {
		n := 1
		err := db.Writer().QueryRow("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'child'").Scan(&n)
		return err == nil && n == 0
	}, 10*time.Second, 20*time.Millisecond)
}

func TestCrashPostgreSQLServer(t *testing.T) {
	n, a := howOften(t), newAcks()
	own, err := pgtest.Start()
	if errors.Is(err, pgtest.ErrNone) {
		skip(t, err.Error())
	}
	require.NoError(t, err)
	defer own.Stop()
	s := &server{own}
	dsn := s.dsn(s.schema(t), "")
	for range n {
		running := s.Process()
		a.life(t, "postgres", dsn, func(*exec.Cmd) { _ = running.Signal(syscall.SIGKILL) })
		require.NoError(t, s.Restart())
		db, err := sqlstore.OpenPostgres(t.Context(), dsn, options())
		require.NoError(t, err)
		a.check(t, db)
		require.NoError(t, db.Close())
	}
	t.Logf("%d kills of the server, %d acknowledged commits, none lost", n, a.commits)
	require.Positive(t, a.commits)
}
