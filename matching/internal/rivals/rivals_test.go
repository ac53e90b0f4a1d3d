package rivals_test

import (
	"context"
	"database/sql"
	"flag"
	"fmt"
	"iter"
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
	"github.com/socialprescribing/socialprescribing/examples/sqlstore" //nolint:depguard // a module of its own, which nobody imports
	"github.com/socialprescribing/socialprescribing/matching"
	"github.com/socialprescribing/socialprescribing/matching/internal/synth"
)

var (
	size     = flag.Int("activities", 10_000, "how many activities the benchmark is over")
	seekers  = flag.Int("seekers", 100, "how many seekers ask")
	postgres = flag.String("postgres", os.Getenv("RIVALS_POSTGRES"), "data source name of a PostgreSQL server; empty: leave it out")
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

func sqliteFile(tb testing.TB) string {
	tb.Helper()
	return filepath.Join(tb.TempDir(), "rivals.db")
}

// TestSourcesAnswerAsTheIndex: a host's database behind MatchSource gives what
// the index gives, match for match.
func TestSourcesAnswerAsTheIndex(t *testing.T) {
	w, ctx := synth.New(), context.Background()
	ix, err := matching.NewIndex(w.Activities(2000, 1), options)
	require.NoError(t, err)
	db, err := sqlstore.OpenSQLite(ctx, sqliteFile(t), &sqlstore.Options{Key: key, Normal: true})
	source := searchIn(t, db, err, w.Activities(2000, 1))
	found := 0
	for i, q := range queries(w, 40) {
		want, err := ix.Match(q)
		require.NoError(t, err)
		got, err := matching.MatchSource(ctx, source, q, options)
		require.NoError(t, err)
		require.Equal(t, want.Matches, got.Matches, "seeker %d", i)
		found += len(want.Matches)
	}
	require.Positive(t, found)
}

// report times one answer for each query and gives the median and the 99th
// percentile, in microseconds.
func report(b *testing.B, all []matching.Query, answer func(matching.Query) error) {
	b.Helper()
	took := make([]time.Duration, 0, len(all)*b.N)
	for _, q := range all[:min(5, len(all))] { // warm
		require.NoError(b, answer(q))
	}
	for b.Loop() {
		for _, q := range all {
			start := time.Now()
			err := answer(q)
			took = append(took, time.Since(start))
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
	ix, err := matching.NewIndex(w.Activities(*size, 1), options)
	require.NoError(b, err)
	b.Run("index", func(b *testing.B) {
		report(b, all, func(q matching.Query) error { _, err := ix.Match(q); return err })
	})
	b.Run("judging-all", func(b *testing.B) {
		list := slices.Collect(w.Activities(*size, 1))
		report(b, few[:5], func(q matching.Query) error { _, err := matching.Rank(q, slices.Values(list), options); return err })
	})
	file := sqliteFile(b)
	lite, err := sqlstore.OpenSQLite(ctx, file, &sqlstore.Options{Key: key, Normal: true})
	benchmarkSQL(b, "sqlite", searchIn(b, lite, err, w.Activities(*size, 1)), "sqlite", "file:"+file, all, few)
	if *postgres != "" {
		db, err := sqlstore.OpenPostgres(ctx, *postgres, &sqlstore.Options{Key: key})
		benchmarkSQL(b, "postgres", searchIn(b, db, err, w.Activities(*size, 1)), "pgx", *postgres, all, few)
	}
	benchmarkBleve(b, w, all)
}

// benchmarkSQL asks a database by hand, and as a source.
func benchmarkSQL(b *testing.B, name string, source matching.Source, driver, dsn string, all, few []matching.Query) {
	b.Helper()
	ctx := context.Background()
	db, err := sql.Open(driver, dsn)
	require.NoError(b, err)
	b.Cleanup(func() { require.NoError(b, db.Close()) })
	if driver == "pgx" {
		_, err = db.ExecContext(ctx, "ANALYZE")
		require.NoError(b, err)
	}
	b.Run(name+"-by-hand", func(b *testing.B) {
		report(b, all, func(q matching.Query) error { return byHand(ctx, db, driver, q) })
	})
	b.Run(name+"-source", func(b *testing.B) {
		report(b, few, func(q matching.Query) error {
			_, err := matching.MatchSource(ctx, source, q, options)
			return err
		})
	})
}

// byHand is what a host would write: the ten nearest of the right categories.
func byHand(ctx context.Context, db *sql.DB, driver string, q matching.Query) error {
	c, err := matching.CoarseOf(q, options)
	if err != nil {
		return err
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
	if driver == "sqlite" {
		text = fmt.Sprintf(`SELECT a.id, a.value FROM search_place p JOIN search_category k ON k.n = p.n JOIN search_activity a ON a.n = p.n
WHERE p.south >= %d AND p.north <= %d AND p.west >= %d AND p.east <= %d AND k.code IN %s AND a.active = 1
ORDER BY (p.south - %d) * (p.south - %d) + (p.west - %d) * (p.west - %d) * 0.36 LIMIT 10`,
			int64(lat)-reach, int64(lat)+reach, int64(lon)-2*reach, int64(lon)+2*reach, in, lat, lat, lon, lon)
	} else {
		text = fmt.Sprintf(`SELECT a.id, a.value FROM search_place p JOIN search_category k ON k.n = p.n JOIN search_activity a ON a.n = p.n
WHERE p.at <@ box(point(%d, %d), point(%d, %d)) AND k.code IN %s AND a.active ORDER BY p.at <-> point(%d, %d) LIMIT 10`,
			int64(lat)-reach, int64(lon)-2*reach, int64(lat)+reach, int64(lon)+2*reach, in, lat, lon)
	}
	rows, err := db.QueryContext(ctx, text)
	if err != nil {
		return err
	}
	defer rows.Close() //nolint:errcheck // what was read tells
	var id, value []byte
	for rows.Next() {
		if err := rows.Scan(&id, &value); err != nil {
			return err
		}
	}
	return rows.Err()
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
	b.Run("bleve-by-hand", func(b *testing.B) {
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
