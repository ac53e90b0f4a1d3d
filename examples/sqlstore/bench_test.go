package sqlstore_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/examples/sqlstore"
	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral"
)

// sizes are those of episodes as JSON: a usual one and a long one.
var sizes = map[string]int{"14kB": 14_000, "41kB": 41_000}

// BenchmarkCommit writes the next version of episodes, each of its writers those
// of its own, through the store and by the same statements through the driver.
// Both get bytes that were encoded before: BenchmarkEncode has what that costs.
// The two take turns of equal length, so that a change of the machine's load
// meets both.
func BenchmarkCommit(b *testing.B) {
	type database struct {
		name    string
		writers []int
		open    opener
	}
	databases := []database{
		{"SQLiteNormal", []int{1}, normal},
		{"SQLiteFull", []int{1}, openSQLite},
		{"PostgreSQL", []int{1, 64}, openPostgres},
	}
	for _, d := range databases {
		for _, size := range []string{"14kB", "41kB"} {
			for _, writers := range d.writers {
				b.Run(fmt.Sprintf("%s/%s/%dwriters", d.name, size, writers), func(b *testing.B) {
					if d.name == "PostgreSQL" {
						needPostgres(b)
					}
					compare(b, d.open(b, options()), sizes[size], writers)
				})
			}
		}
	}
}

func normal(tb testing.TB, o *sqlstore.Options) *sqlstore.DB {
	tb.Helper()
	o.Normal = true
	return openSQLite(tb, o)
}

const turn = 250 * time.Millisecond

func compare(b *testing.B, db *sqlstore.DB, size, writers int) {
	b.Helper()
	stores, hands := make([]func() error, writers), make([]func() error, writers)
	for w := range writers {
		e := newEpisode(b, person.NewID(), referral.ServiceID{9})
		e.allocate(referral.NewActorID()).grow(size)
		p, err := db.Prepare(e.r, e.changes[len(e.changes)-1].Events)
		require.NoError(b, err)
		stores[w], hands[w] = p.Store, p.Hand
		require.NoError(b, p.Store())
	}
	var store, hand int64
	rounds := 0
	for b.Loop() {
		rounds++
		first, second := stores, hands
		if rounds%2 == 0 { // who goes second finds a larger database
			first, second = hands, stores
		}
		m, n := during(b, first), during(b, second)
		if rounds%2 == 0 {
			m, n = n, m
		}
		store, hand = store+m, hand+n
	}
	seconds := turn.Seconds() * float64(rounds)
	b.ReportMetric(float64(store)/seconds, "store-commits/s")
	b.ReportMetric(float64(hand)/seconds, "hand-commits/s")
	b.ReportMetric(100*float64(store)/float64(hand), "%-of-hand")
	b.ReportMetric(0, "ns/op")
}

// during counts what all writers get done in one turn.
func during(b *testing.B, each []func() error) int64 {
	b.Helper()
	var n atomic.Int64
	var wg sync.WaitGroup
	end := time.Now().Add(turn)
	errs := make([]error, len(each))
	for w := range each {
		wg.Go(func() {
			for time.Now().Before(end) && errs[w] == nil {
				errs[w] = each[w]()
				n.Add(1)
			}
		})
	}
	wg.Wait()
	require.NoError(b, errors.Join(errs...))
	return n.Load()
}

// BenchmarkEncode is what the benchmarks of commits leave out: making the
// bytes, with the columns for queries, and reading them.
func BenchmarkEncode(b *testing.B) {
	db := openSQLite(b, options())
	for _, size := range []string{"14kB", "41kB"} {
		e := newEpisode(b, person.NewID(), referral.ServiceID{9})
		e.allocate(referral.NewActorID()).grow(sizes[size])
		doc := e.json()
		b.Run("Encode/"+size, func(b *testing.B) {
			b.SetBytes(int64(len(doc)))
			for b.Loop() {
				_, err := db.Prepare(e.r, e.changes[len(e.changes)-1].Events)
				require.NoError(b, err)
			}
		})
		b.Run("Decode/"+size, func(b *testing.B) {
			b.SetBytes(int64(len(doc)))
			for b.Loop() {
				var r referral.Referral
				require.NoError(b, json.Unmarshal(doc, &r))
			}
		})
	}
}

// BenchmarkLoad reads a referral with 100 events: the value, and value and
// events.
func BenchmarkLoad(b *testing.B) {
	s := openSQLite(b, options()).Referrals()
	e := hundredEvents(b, s)
	b.Run("Value", func(b *testing.B) {
		for b.Loop() {
			_, _, err := s.Get(b.Context(), e.r.ID())
			require.NoError(b, err)
		}
	})
	b.Run("Events", func(b *testing.B) {
		for b.Loop() {
			events, err := s.Events(b.Context(), e.r.ID())
			require.NoError(b, err)
			require.Len(b, events, 100)
		}
	})
}

func hundredEvents(tb testing.TB, s *sqlstore.Referrals) *episode {
	tb.Helper()
	e := newEpisode(tb, person.NewID(), referral.ServiceID{9})
	e.allocate(referral.NewActorID())
	for e.r.Sequence() < 100 {
		e.note(150)
	}
	put(tb, s, e)
	return e
}

// BenchmarkCaseload reads the caseload of a worker with 250 open episodes,
// among 1,000 of a service.
func BenchmarkCaseload(b *testing.B) {
	for name, open := range map[string]opener{"SQLite": openSQLite, "PostgreSQL": openPostgres} {
		b.Run(name, func(b *testing.B) {
			o := options()
			o.Rules, o.Normal = rules(b), true
			s := open(b, o).Referrals()
			worker := caseload(b, s)
			for b.Loop() {
				cases, err := s.Caseload(b.Context(), worker, later(30*24*time.Hour))
				require.NoError(b, err)
				require.Len(b, cases, 250)
			}
		})
	}
}

func caseload(tb testing.TB, s *sqlstore.Referrals) referral.ActorID {
	tb.Helper()
	mine := referral.NewActorID()
	for i := range 1000 {
		worker := mine
		if i%4 != 0 {
			worker = referral.NewActorID()
		}
		e := newEpisode(tb, person.NewID(), referral.ServiceID{9})
		e.allocate(worker)
		e.note(1500).note(1500)
		put(tb, s, e)
	}
	return mine
}

// TestSpeed holds times for SQLite that a machine which does other things can
// keep, by the fastest of several readings: README.md has what was measured. The
// race detector's builds are left out.
func TestSpeed(t *testing.T) {
	if raceEnabled || testing.Short() {
		t.Skip("times mean nothing here")
	}
	o := options()
	o.Rules, o.Normal = rules(t), true
	s := openSQLite(t, o).Referrals()
	e, worker := hundredEvents(t, s), caseload(t, s)
	load, list := fastest(func() { _, _, _ = s.Get(t.Context(), e.r.ID()) }), fastest(func() { _, _ = s.Caseload(t.Context(), worker, start) })
	t.Logf("a referral with 100 events (%d bytes): %v; a caseload of 250: %v", len(e.json()), load, list)
	require.Less(t, load, 5*time.Millisecond, "a referral with 100 events")
	require.Less(t, list, 20*time.Millisecond, "a caseload of 250")
}

func fastest(f func()) time.Duration {
	best := time.Hour
	for range 200 {
		begun := time.Now()
		f()
		best = min(best, time.Since(begun))
	}
	return best
}

// TestBytes reports what an episode takes: run with -v. Where pages of indices are
// split is as random as identifiers are, so that a large file is one of several.
func TestBytes(t *testing.T) {
	for try := 0; ; try++ {
		file, said := measureBytes(t)
		if 4*file < 11*said { // value, events and indices
			return
		}
		require.Less(t, try, 4, "%d bytes in the file for %d of values and events", file, said)
	}
}

// measureBytes gives the size of a file, and of the values and events in it as JSON.
func measureBytes(t *testing.T) (int64, int64) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "data.db")
	db, err := sqlstore.OpenSQLite(t.Context(), path, options())
	require.NoError(t, err)
	defer db.Close() //nolint:errcheck // it was measured
	_, err = db.Writer().Exec("PRAGMA wal_autocheckpoint = 0")
	require.NoError(t, err)
	const episodes = 40
	commits, bytes, said := 0, 0, 0 // said: what the events say, as JSON
	for range episodes {
		e := newEpisode(t, person.NewID(), referral.ServiceID{9})
		e.allocate(referral.NewActorID()).grow(sizes["14kB"])
		bytes += len(e.json())
		commits += len(e.changes)
		for _, c := range e.changes {
			events, err := json.Marshal(c.Events)
			require.NoError(t, err)
			said += len(events)
		}
		put(t, db.Referrals(), e)
	}
	wal, err := os.Stat(path + "-wal")
	require.NoError(t, err)
	_, err = db.Writer().ExecContext(context.Background(), "PRAGMA wal_checkpoint(TRUNCATE)")
	require.NoError(t, err)
	file, err := os.Stat(path)
	require.NoError(t, err)
	t.Logf("an episode of %d bytes and %d commits, whose events are %d bytes: %d bytes in the file, %d bytes of log per commit",
		bytes/episodes, commits/episodes, said/episodes, file.Size()/episodes, wal.Size()/int64(commits))
	return file.Size(), int64(bytes + said)
}
