package sqlstore_test

import (
	"bytes"
	"io"
	"net"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/examples/sqlstore"
	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral"
)

// courier carries messages between stores and the server, and loses the answer
// to the next commit once it is armed.
type courier struct {
	dir, to string
	mu      sync.Mutex
	then    func() // before the answer is lost
}

func newCourier(t *testing.T, s *server) *courier {
	t.Helper()
	c := &courier{dir: t.TempDir(), to: filepath.Join(s.Dir, ".s.PGSQL.5432")}
	l, err := net.Listen("unix", filepath.Join(c.dir, ".s.PGSQL.5432"))
	require.NoError(t, err)
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			stores, err := l.Accept()
			if err != nil {
				return
			}
			server, err := net.Dial("unix", c.to)
			if err != nil {
				return
			}
			go func() { _, _ = io.Copy(server, stores); _ = server.Close() }()
			go c.answers(stores, server)
		}
	}()
	return c
}

// arm has the answer to the next commit lost, after something was done.
func (c *courier) arm(then func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.then = then
}

func (c *courier) disarm() func() {
	c.mu.Lock()
	defer c.mu.Unlock()
	then := c.then
	c.then = nil
	return then
}

func (c *courier) answers(stores, server net.Conn) {
	defer stores.Close() //nolint:errcheck // a test's
	defer server.Close() //nolint:errcheck // a test's
	data := make([]byte, 1<<16)
	for {
		n, err := server.Read(data)
		if err != nil {
			return
		}
		// The last byte says whether a transaction is open, and so whether this was
		// the end of a commit.
		if bytes.Contains(data[:n], []byte("INSERT 0 1\x00")) && data[n-1] == 'I' || bytes.Contains(data[:n], []byte("COMMIT\x00")) {
			if then := c.disarm(); then != nil {
				then()
				return
			}
		}
		if _, err := stores.Write(data[:n]); err != nil {
			return
		}
	}
}

// The answer to a commit was lost, and others went on from what it had stored: it
// is no conflict, for a host would then do again what was done. What another
// stored in its place is one.
func TestALostAnswerIsNoConflictThoughOthersWentOn(t *testing.T) {
	s := needPostgres(t)
	schema, c := s.schema(t), newCourier(t, s)
	direct, err := sqlstore.OpenPostgres(t.Context(), s.dsn(schema, ""), options())
	require.NoError(t, err)
	defer direct.Close() //nolint:errcheck // the test ends
	db, err := sqlstore.OpenPostgres(t.Context(), "host="+c.dir+" user=suite dbname=postgres search_path="+schema, options())
	require.NoError(t, err)
	defer db.Close() //nolint:errcheck // the test ends

	e := newEpisode(t, person.NewID(), referral.ServiceID{9}).note(10).note(10).note(10)
	other := e.changes[3]
	other.ID = referral.NewChangeID()
	other.Events = append([]referral.Event(nil), other.Events...)
	other.Events[0].ID = referral.EventID{1}
	next := map[int]referral.Change{0: e.changes[1], 2: other}
	for _, i := range []int{0, 2} { // the first version, and a later one
		var lost atomic.Bool
		c.arm(func() {
			lost.Store(true)
			require.NoError(t, direct.Referrals().Commit(t.Context(), e.changes[i]), "it was stored")
			require.NoError(t, direct.Referrals().Commit(t.Context(), next[i]))
		})
		require.NoError(t, db.Referrals().Commit(t.Context(), e.changes[i]))
		require.True(t, lost.Load())
	}
	require.ErrorIs(t, db.Referrals().Commit(t.Context(), e.changes[3]), referral.ErrConflict)
	_, v, err := direct.Referrals().Get(t.Context(), e.r.ID())
	require.NoError(t, err)
	require.Equal(t, referral.Version(4), v)

	// In a transaction of several statements, whose end is what is not heard of.
	p := person.Person{ID: person.NewID(), NHSNumber: number(t, 1)}
	first := person.Change{ID: person.NewChangeID(), Value: p, Events: []person.Event{{ID: person.NewEntryID(), Person: p.ID, Version: 1, Kind: person.EventRegistered}}}
	var lost atomic.Bool
	c.arm(func() {
		lost.Store(true)
		require.NoError(t, direct.Persons().Commit(t.Context(), person.Change{ID: person.NewChangeID(), Base: 1, Value: p}))
	})
	require.NoError(t, db.Persons().Commit(t.Context(), first))
	require.True(t, lost.Load())
}

// A change of the key whose answer was lost was done, and is not refused because
// the key is another by now.
func TestALostAnswerToAChangeOfTheKey(t *testing.T) {
	s := needPostgres(t)
	schema, c := s.schema(t), newCourier(t, s)
	db, err := sqlstore.OpenPostgres(t.Context(), "host="+c.dir+" user=suite dbname=postgres search_path="+schema, options())
	require.NoError(t, err)
	defer db.Close() //nolint:errcheck // the test ends
	id, err := register(t, db, number(t, 1))
	require.NoError(t, err)
	var lost atomic.Bool
	c.arm(func() { lost.Store(true) })
	require.NoError(t, db.Rekey(t.Context(), anotherKey().Key))
	require.True(t, lost.Load())
	require.NoError(t, db.Rekey(t.Context(), anotherKey().Key), "again, by whoever does not know")
	next, err := reopen(t, db, anotherKey())
	require.NoError(t, err)
	require.Equal(t, []person.ID{id}, findable(t, next, number(t, 1)))
}

// A server that does not answer within the time that the data source name gives
// it is unavailable: that limit is not its caller's.
func TestAServerThatDoesNotAnswerIsUnavailable(t *testing.T) {
	dir := t.TempDir()
	l, err := net.Listen("unix", filepath.Join(dir, ".s.PGSQL.5432")) // and nobody accepts
	require.NoError(t, err)
	defer l.Close() //nolint:errcheck // the test ends
	o := options()
	o.Tries = 1
	_, err = sqlstore.OpenPostgres(t.Context(), "host="+dir+" user=suite dbname=postgres connect_timeout=1", o)
	require.ErrorIs(t, err, sqlstore.ErrUnavailable)
}
