package rivals_test

import (
	"context"
	"database/sql"
	"errors"
	"flag"
	"fmt"
	"iter"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/blevesearch/bleve/v2"
	_ "github.com/jackc/pgx/v5/stdlib"
	"github.com/stretchr/testify/require"
	_ "modernc.org/sqlite"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/examples/sqlstore"        //nolint:depguard // a module of its own, which nobody imports
	"github.com/socialprescribing/socialprescribing/examples/sqlstore/pgtest" //nolint:depguard // the same
	"github.com/socialprescribing/socialprescribing/matching"
	"github.com/socialprescribing/socialprescribing/matching/internal/synth"
)

var (
	size    = flag.Int("activities", 10_000, "how many activities the benchmark is over")
	seekers = flag.Int("seekers", 100, "how many seekers ask")
)

// slow is how many seekers ask a rival that takes milliseconds for each.
const slow = 20

var options = &matching.Options{Horizon: matching.Horizon{From: synth.From}}

// key is for the store's identifiers, of which a search holds none.
var key = []byte("a key for benchmarks, 32 bytes long")

func queries(w *synth.World, n int) []matching.Query {
	out := make([]matching.Query, 0, n)
	for _, s := range w.Seekers(n, 2) {
		out = append(out, matching.Query{Seeker: s, At: synth.At, K: 10})
	}
	return out
}

func searchIn(tb testing.TB, db *sqlstore.DB, err error, list iter.Seq[activity.Activity]) *sqlstore.Search {
	tb.Helper()
	require.NoError(tb, err)
	tb.Cleanup(func() { require.NoError(tb, db.Close()) })
	s, err := db.Search(context.Background())
	require.NoError(tb, err)
	for part := range slices.Chunk(slices.Collect(list), 2000) {
		require.NoError(tb, s.Put(context.Background(), part...))
	}
	return s
}

// server starts a PostgreSQL server, or skips where there is none; not where
// SQLSTORE_REQUIRE is set.
func server(tb testing.TB) *pgtest.Server {
	tb.Helper()
	s, err := pgtest.Start()
	if errors.Is(err, pgtest.ErrNone) && os.Getenv("SQLSTORE_REQUIRE") == "" {
		tb.Skip(err)
	}
	require.NoError(tb, err)
	tb.Cleanup(s.Stop)
	return s
}

// postgres gives the data source name of an empty schema for a kind of points, or
// "" if the server has no PostGIS; not where SQLSTORE_REQUIRE is set to more than
// "postgresql".
func postgres(tb testing.TB, s *pgtest.Server, p sqlstore.Points) string {
	tb.Helper()
	if p == sqlstore.PostGISPoints {
		if _, err := s.SQL("postgres", "CREATE EXTENSION postgis"); err != nil {
			if os.Getenv("SQLSTORE_REQUIRE") != "postgresql" {
				require.Empty(tb, os.Getenv("SQLSTORE_REQUIRE"), "%v", err)
			}
			tb.Log(err)
			return ""
		}
	}
	_, err := s.SQL("postgres", "CREATE SCHEMA "+string(p))
	require.NoError(tb, err)
	return s.DSN("search_path=" + string(p) + ",public")
}

var kindsOfPoints = []sqlstore.Points{sqlstore.PlainPoints, sqlstore.PostGISPoints}

func sqliteFile(tb testing.TB) string {
	tb.Helper()
	return filepath.Join(tb.TempDir(), "rivals.db")
}

// TestSourcesAnswerAsTheIndex: a host's database behind MatchSource gives what
// the index gives over the synthetic directory, match for match.
func TestSourcesAnswerAsTheIndex(t *testing.T) {
	const activities = 2000
	w, ctx := synth.New(), context.Background()
	ix, err := matching.NewIndex(w.Activities(activities, 1), options)
	require.NoError(t, err)
	t.Run("SQLite", func(t *testing.T) {
		db, err := sqlstore.OpenSQLite(ctx, sqliteFile(t), &sqlstore.Options{Key: key, Normal: true})
		answersAs(t, ix, searchIn(t, db, err, w.Activities(activities, 1)), queries(w, 40))
	})
	s := server(t)
	for _, points := range kindsOfPoints {
		t.Run(string(points), func(t *testing.T) {
			dsn := postgres(t, s, points)
			if dsn == "" {
				t.Skip("no PostGIS")
			}
			db, err := sqlstore.OpenPostgres(ctx, dsn, &sqlstore.Options{Key: key, Points: points})
			answersAs(t, ix, searchIn(t, db, err, w.Activities(activities, 1)), queries(w, 40))
		})
	}
}

func answersAs(t *testing.T, ix *matching.Index, source matching.Source, all []matching.Query) {
	t.Helper()
	found := 0
	for i, q := range all {
		want, err := ix.Match(q)
		require.NoError(t, err)
		got, err := matching.MatchSource(t.Context(), source, q, options)
		require.NoError(t, err)
		require.Equal(t, want.Matches, got.Matches, "seeker %d", i)
		found += len(want.Matches)
	}
	require.Positive(t, found)
}

// report times each query as often as the benchmark loops, keeps the least of each,
// and gives the median and the 99th percentile of those, in microseconds: what
// other work on the machine adds is left out as far as it can be.
func report(b *testing.B, all []matching.Query, answer func(matching.Query) error) {
	b.Helper()
	for _, q := range all[:min(5, len(all))] { // warm
		require.NoError(b, answer(q))
	}
	took := slices.Repeat([]time.Duration{math.MaxInt64}, len(all))
	for b.Loop() {
		for i, q := range all {
			start := time.Now()
			err := answer(q)
			took[i] = min(took[i], time.Since(start))
			require.NoError(b, err)
		}
	}
	slices.Sort(took)
	micro := func(d time.Duration) float64 { return float64(d.Nanoseconds()) / 1000 }
	b.ReportMetric(micro(took[len(took)/2]), "p50-µs")
	b.ReportMetric(micro(took[(len(took)*99-1)/100]), "p99-µs")
	b.ReportMetric(0, "ns/op")
}

func BenchmarkRivals(b *testing.B) {
	w, ctx := synth.New(), context.Background()
	all := queries(w, *seekers)
	few := all[:min(slow, len(all))]
	b.Run("index", func(b *testing.B) {
		ix, err := matching.NewIndex(w.Activities(*size, 1), options)
		require.NoError(b, err)
		report(b, all, func(q matching.Query) error { _, err := ix.Match(q); return err })
	})
	b.Run("judging-all", func(b *testing.B) {
		list := slices.Collect(w.Activities(*size, 1))
		report(b, few[:5], func(q matching.Query) error { _, err := matching.Rank(q, slices.Values(list), options); return err })
	})
	b.Run("bleve", func(b *testing.B) { benchmarkBleve(b, w, all) })
	b.Run("sqlite", func(b *testing.B) {
		file := sqliteFile(b)
		db, err := sqlstore.OpenSQLite(ctx, file, &sqlstore.Options{Key: key, Normal: true})
		benchmarkSQL(b, "sqlite", searchIn(b, db, err, w.Activities(*size, 1)), "file:"+file, all, few)
	})
	for name, points := range map[string]sqlstore.Points{"postgresql": sqlstore.PlainPoints, "postgis": sqlstore.PostGISPoints} {
		b.Run(name, func(b *testing.B) {
			dsn := postgres(b, server(b), points)
			if dsn == "" {
				b.Skip("no PostGIS")
			}
			db, err := sqlstore.OpenPostgres(ctx, dsn, &sqlstore.Options{Key: key, Points: points})
			benchmarkSQL(b, name, searchIn(b, db, err, w.Activities(*size, 1)), dsn, all, few)
		})
	}
}

// benchmarkSQL asks a database by hand, and as a source.
func benchmarkSQL(b *testing.B, name string, source matching.Source, dsn string, all, few []matching.Query) {
	b.Helper()
	ctx, driver := context.Background(), "pgx"
	if name == "sqlite" {
		driver = name
	}
	db, err := sql.Open(driver, dsn)
	require.NoError(b, err)
	b.Cleanup(func() { require.NoError(b, db.Close()) })
	if driver == "pgx" {
		_, err = db.ExecContext(ctx, "ANALYZE")
		require.NoError(b, err)
	}
	b.Run("by-hand", func(b *testing.B) {
		report(b, all, func(q matching.Query) error { _, err := byHand(ctx, db, name, q); return err })
	})
	b.Run("source", func(b *testing.B) {
		report(b, few, func(q matching.Query) error {
			_, err := matching.MatchSource(ctx, source, q, options)
			return err
		})
	})
}

// byHand is what a host would write: the ten nearest of the right categories. It
// returns how many there are.
func byHand(ctx context.Context, db *sql.DB, name string, q matching.Query) (int, error) {
	c, err := matching.CoarseOf(q, options)
	if err != nil {
		return 0, err
	}
	var codes []string
	for _, x := range c.Categories {
		codes = append(codes, "'"+string(x)+"'")
	}
	in := "('')"
	if len(codes) > 0 {
		in = "(" + strings.Join(codes, ",") + ")"
	}
	lat, lon := c.Near.Micro()
	reach := int64(c.Within) * 9 // micro-degrees of latitude in a metre, rounded down
	var text string
	switch name {
	case "sqlite":
		text = fmt.Sprintf(`SELECT a.id, a.value FROM search_place p JOIN search_category k ON k.n = p.n JOIN search_activity a ON a.n = p.n
WHERE p.south >= %d AND p.north <= %d AND p.west >= %d AND p.east <= %d AND k.code IN %s AND a.active = 1
ORDER BY (p.south - %d) * (p.south - %d) + (p.west - %d) * (p.west - %d) * 0.36 LIMIT 10`,
			int64(lat)-reach, int64(lat)+reach, int64(lon)-2*reach, int64(lon)+2*reach, in, lat, lat, lon, lon)
	case "postgis":
		point := fmt.Sprintf("ST_SetSRID(ST_MakePoint(%d / 1e6, %d / 1e6), 4326) :: geography", lon, lat)
		text = fmt.Sprintf(`SELECT a.id, a.value FROM search_place p JOIN search_category k ON k.n = p.n JOIN search_activity a ON a.n = p.n
WHERE ST_DWithin(p.at, %s, %d, false) AND k.code IN %s AND a.active ORDER BY p.at <-> %s LIMIT 10`, point, c.Within, in, point)
	default:
		text = fmt.Sprintf(`SELECT a.id, a.value FROM search_place p JOIN search_category k ON k.n = p.n JOIN search_activity a ON a.n = p.n
WHERE p.at <@ box(point(%d, %d), point(%d, %d)) AND k.code IN %s AND a.active ORDER BY p.at <-> point(%d, %d) LIMIT 10`,
			int64(lat)-reach, int64(lon)-2*reach, int64(lat)+reach, int64(lon)+2*reach, in, lat, lon)
	}
	rows, err := db.QueryContext(ctx, text)
	if err != nil {
		return 0, err
	}
	defer rows.Close() //nolint:errcheck // what was read tells
	var id, value []byte
	n := 0
	for ; rows.Next(); n++ {
		if err := rows.Scan(&id, &value); err != nil {
			return n, err
		}
	}
	return n, rows.Err()
}

// TestByHandFindsAsMuch: a rival that finds nothing is soon done. What is asked by
// hand is less, so that each database finds as many as the index finds in person, but
// for the corners of what it takes for a circle, and of the nearest ten five and more
// in the mean.
func TestByHandFindsAsMuch(t *testing.T) {
	const activities, asked = 5000, 60
	w, ctx := synth.New(), context.Background()
	ix, err := matching.NewIndex(w.Activities(activities, 1), options)
	require.NoError(t, err)
	asks := func(t *testing.T, name, driver, dsn string) {
		t.Helper()
		db, err := sql.Open(driver, dsn)
		require.NoError(t, err)
		t.Cleanup(func() { require.NoError(t, db.Close()) })
		wanted, found := 0, 0
		for _, q := range queries(w, asked) {
			r, err := ix.Match(q)
			require.NoError(t, err)
			n, err := byHand(ctx, db, name, q)
			require.NoError(t, err)
			for _, m := range r.Matches {
				if m.Mode == activity.InPerson {
					wanted++
				}
			}
			found += n
		}
		require.Positive(t, wanted)
		require.GreaterOrEqual(t, found, wanted*9/10)
		require.Greater(t, found, 5*asked)
	}
	t.Run("sqlite", func(t *testing.T) {
		file := sqliteFile(t)
		db, err := sqlstore.OpenSQLite(ctx, file, &sqlstore.Options{Key: key, Normal: true})
		searchIn(t, db, err, w.Activities(activities, 1))
		asks(t, "sqlite", "sqlite", "file:"+file)
	})
	s := server(t)
	for name, points := range map[string]sqlstore.Points{"postgresql": sqlstore.PlainPoints, "postgis": sqlstore.PostGISPoints} {
		t.Run(name, func(t *testing.T) {
			dsn := postgres(t, s, points)
			if dsn == "" {
				t.Skip("no PostGIS")
			}
			db, err := sqlstore.OpenPostgres(ctx, dsn, &sqlstore.Options{Key: key, Points: points})
			searchIn(t, db, err, w.Activities(activities, 1))
			asks(t, name, "pgx", dsn)
		})
	}
}

// document is an activity as a search engine holds it.
type document struct {
	Category []string           `json:"category"`
	Place    map[string]float64 `json:"place"`
}

func benchmarkBleve(b *testing.B, w *synth.World, all []matching.Query) {
	b.Helper()
	fields := bleve.NewDocumentMapping()
	fields.AddFieldMappingsAt("category", bleve.NewKeywordFieldMapping())
	fields.AddFieldMappingsAt("place", bleve.NewGeoPointFieldMapping())
	mapping := bleve.NewIndexMapping()
	mapping.DefaultMapping = fields
	index, err := bleve.NewMemOnly(mapping)
	require.NoError(b, err)
	batch := index.NewBatch()
	for a := range w.Activities(*size, 1) {
		if a.Status != activity.Active || len(a.Locations) == 0 || a.Locations[0].Coordinates.IsZero() {
			continue
		}
		lat, lon := a.Locations[0].Coordinates.Micro()
		d := document{Place: map[string]float64{"lat": float64(lat) / 1e6, "lon": float64(lon) / 1e6}}
		for _, c := range a.Categories {
			d.Category = append(d.Category, string(c.Code))
		}
		require.NoError(b, batch.Index(a.ID.String(), d))
		if batch.Size() >= 5000 {
			require.NoError(b, index.Batch(batch))
			batch = index.NewBatch()
		}
	}
	require.NoError(b, index.Batch(batch))
	b.Run("by-hand", func(b *testing.B) {
		report(b, all, func(q matching.Query) error { return inBleve(index, q) })
	})
}

func inBleve(index bleve.Index, q matching.Query) error {
	c, err := matching.CoarseOf(q, options)
	if err != nil {
		return err
	}
	kinds := bleve.NewDisjunctionQuery()
	for _, x := range c.Categories {
		term := bleve.NewTermQuery(string(x))
		term.SetField("category")
		kinds.AddQuery(term)
	}
	lat, lon := c.Near.Micro()
	near := bleve.NewGeoDistanceQuery(float64(lon)/1e6, float64(lat)/1e6, fmt.Sprintf("%dm", max(c.Within, 1)))
	near.SetField("place")
	request := bleve.NewSearchRequestOptions(bleve.NewConjunctionQuery(kinds, near), 10, 0, false)
	_, err = index.Search(request)
	return err
}
