package sqlstore_test

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/activity/hsds"
	"github.com/socialprescribing/socialprescribing/examples/sqlstore"
	"github.com/socialprescribing/socialprescribing/matching"
	"github.com/socialprescribing/socialprescribing/matching/matchingtest"
	"github.com/socialprescribing/socialprescribing/person"
)

func searchOver(ctx context.Context, tb testing.TB, open opener, list []activity.Activity) (*sqlstore.Search, error) {
	tb.Helper()
	s, err := open(tb, options()).Search(ctx)
	if err != nil {
		return nil, err
	}
	return s, s.Put(ctx, list...)
}

func TestSearchIsASource(t *testing.T) {
	onEachIndex(t, func(t *testing.T, open opener) {
		t.Helper()
		matchingtest.TestSource(t, matchingtest.Harness{Open: func(ctx context.Context, list []activity.Activity) (matching.Source, error) {
			return searchOver(ctx, t, open, list)
		}})
	})
}

// directory reads the real directory that the examples share, and the invented
// entries beside it.
func directory(tb testing.TB) []activity.Activity {
	tb.Helper()
	var list []activity.Activity
	for _, name := range []string{"greater-manchester.json", "invented.json"} {
		file, err := os.Open("../pathway/directory/" + name)
		require.NoError(tb, err)
		all, err := hsds.ReadAll(file, nil)
		require.NoError(tb, err)
		require.NotEmpty(tb, all.Activities)
		require.NoError(tb, file.Close())
		list = append(list, all.Activities...)
	}
	return list
}

// Over the real directory, the search answers what the index answers.
func TestSearchOverTheRealDirectory(t *testing.T) {
	now := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	list := directory(t)
	o := &matching.Options{Horizon: matching.Horizon{From: activity.DayOf(now)}}
	var queries []matching.Query
	for _, at := range []string{"53.424000,-2.319000", "53.480800,-2.242600", "51.500000,-0.120000"} {
		for _, need := range []person.NeedCode{"sp-need:food", "sp-need:lonely", "sp-need:inactive", "sp-need:debt"} {
			q := matching.Query{At: now, K: 10}
			q.Seeker = matching.SeekerFor(person.Person{Needs: []*person.Need{{Code: need}}}, now)
			q.Seeker.Place.Coordinates = activity.MustParseCoordinates(at)
			queries = append(queries, q)
		}
	}
	onEachIndex(t, func(t *testing.T, open opener) {
		t.Helper()
		matchingtest.TestSource(t, matchingtest.Harness{
			Activities: list, Queries: queries, Options: o,
			Open: func(ctx context.Context, list []activity.Activity) (matching.Source, error) {
				return searchOver(ctx, t, open, list)
			},
		})
	})
}

func found(t *testing.T, s *sqlstore.Search, c matching.Coarse) map[activity.ID]activity.Activity {
	t.Helper()
	out := map[activity.ID]activity.Activity{}
	for a, err := range s.Candidates(context.Background(), c) {
		require.NoError(t, err)
		out[a.ID] = a
	}
	return out
}

// What changes in the store is followed; what is put again replaces, and leaves
// no place or category of before behind.
func TestSearchFollowsTheStore(t *testing.T) {
	onEachIndex(t, func(t *testing.T, open opener) {
		t.Helper()
		ctx, db := context.Background(), open(t, options())
		s, err := db.Search(ctx)
		require.NoError(t, err)
		sale, leeds := activity.MustParseCoordinates("53.424600,-2.322000"), activity.MustParseCoordinates("53.800000,-1.550000")
		a := activity.Activity{
			ID: activity.NewID(), Name: "[Invented] Walks", Status: activity.Active,
			Categories: []activity.Category{{Code: "sp-activity:walking-group"}},
			Locations:  []activity.Location{{Kind: activity.Physical, Coordinates: sale}, {Kind: activity.Physical, Coordinates: leeds}},
		}
		require.NoError(t, db.Activities().Commit(ctx, activity.Change{ID: activity.ChangeID(uuid.New()), Value: a}))
		cursor, err := s.Follow(ctx, db.Activities(), 0)
		require.NoError(t, err)
		nearSale := matching.Coarse{Active: true, Near: sale, Within: 5000, Categories: []activity.CategoryCode{"sp-activity:walking-group"}}
		nearLeeds := nearSale
		nearLeeds.Near = leeds
		require.Contains(t, found(t, s, nearSale), a.ID)
		require.Contains(t, found(t, s, nearLeeds), a.ID)

		a.Locations, a.Categories[0].Code = a.Locations[1:], "sp-activity:choir"
		require.NoError(t, db.Activities().Commit(ctx, activity.Change{ID: activity.ChangeID(uuid.New()), Base: 1, Value: a}))
		again, err := s.Follow(ctx, db.Activities(), cursor)
		require.NoError(t, err)
		require.Greater(t, again, cursor)
		require.Empty(t, found(t, s, nearLeeds), "it is a choir now")
		nearSale.Categories, nearLeeds.Categories = nil, nil
		require.Empty(t, found(t, s, nearSale), "it has left Sale")
		require.Equal(t, a.Name, found(t, s, nearLeeds)[a.ID].Name)

		require.NoError(t, s.Remove(ctx, a.ID, activity.NewID()))
		require.Empty(t, found(t, s, matching.Coarse{}))
	})
}

func TestSearchStopsWithItsContext(t *testing.T) {
	onEachIndex(t, func(t *testing.T, open opener) {
		t.Helper()
		s, err := searchOver(context.Background(), t, open, matchingtest.Activities())
		require.NoError(t, err)
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		for _, err := range s.Candidates(ctx, matching.Coarse{}) {
			require.ErrorIs(t, err, context.Canceled)
		}
	})
}

// All over the world, at poles and at the date line too, the search finds who is
// near: each index against the plain meaning of the query.
func TestSearchAllOverTheWorld(t *testing.T) {
	const activities, asked = 600, 120
	random := rand.New(rand.NewPCG(6, 8))
	somewhere := func() activity.Coordinates {
		lat, lon := random.IntN(180_000_001)-90_000_000, random.IntN(360_000_001)-180_000_000
		switch random.IntN(4) {
		case 0: // near a pole
			lat = max(lat, 89_900_000) - random.IntN(200_000)
			if random.IntN(2) == 0 {
				lat = -lat
			}
		case 1: // near the date line
			lon = 180_000_000 - random.IntN(100_000)
			if random.IntN(2) == 0 {
				lon = -lon
			}
		}
		c, err := activity.CoordinatesAt(int64(lat), int64(lon))
		require.NoError(t, err)
		return c
	}
	var list []activity.Activity
	for range activities {
		list = append(list, activity.Activity{
			ID: activity.NewID(), Name: "[Invented]", Status: activity.Active,
			Locations: []activity.Location{{Kind: activity.Physical, Coordinates: somewhere()}},
		})
	}
	var queries []matching.Coarse
	for range asked {
		within := activity.Metres(math.Pow(10, 1+6*random.Float64()))
		near := somewhere()
		if random.IntN(2) == 0 { // just so far as somebody is
			near = somewhere()
			d, ok := near.DistanceTo(list[random.IntN(len(list))].Locations[0].Coordinates)
			require.True(t, ok)
			within = d
		}
		queries = append(queries, matching.Coarse{Near: near, Within: within})
	}
	onEachIndex(t, func(t *testing.T, open opener) {
		t.Helper()
		s, err := searchOver(t.Context(), t, open, list)
		require.NoError(t, err)
		n := 0
		for _, c := range queries {
			have := found(t, s, c)
			n += len(have)
			for i := range list {
				_, there := have[list[i].ID]
				require.Equal(t, c.Allows(&list[i]), there, "%v within %d of %v", list[i].Locations[0].Coordinates, c.Within, c.Near)
			}
		}
		require.Greater(t, n, asked)
	})
}

// The statement is answered by the index on points, and not by looking at each.
func TestSearchUsesItsIndex(t *testing.T) {
	onEachIndex(t, func(t *testing.T, open opener) {
		t.Helper()
		db := open(t, options())
		s, err := db.Search(t.Context())
		require.NoError(t, err)
		var list []activity.Activity
		for i := range 3000 {
			c, err := activity.CoordinatesAt(50_000_000+int64(i)*1000, -2_000_000)
			require.NoError(t, err)
			list = append(list, activity.Activity{ID: activity.NewID(), Locations: []activity.Location{{Kind: activity.Physical, Coordinates: c}}})
		}
		require.NoError(t, s.Put(t.Context(), list...))
		text, args := s.Statement(matching.Coarse{Near: activity.MustParseCoordinates("51.5,-2"), Within: 2000})
		explain, index := "EXPLAIN QUERY PLAN ", "VIRTUAL TABLE INDEX"
		if db.Dialect() == sqlstore.PostgreSQL {
			explain, index = "EXPLAIN ", "search_at"
			_, err := db.Writer().Exec("ANALYZE search_activity, search_place, search_category")
			require.NoError(t, err)
		}
		rows, err := db.Writer().Query(explain+text, args...)
		require.NoError(t, err)
		defer rows.Close() //nolint:errcheck // only read
		columns, err := rows.Columns()
		require.NoError(t, err)
		plan := ""
		for rows.Next() {
			into := make([]any, len(columns))
			for i := range into {
				into[i] = new(string)
			}
			require.NoError(t, rows.Scan(into...))
			plan += *into[len(into)-1].(*string) + "\n" //nolint:revive // all are
		}
		require.NoError(t, rows.Err())
		require.Contains(t, plan, index)
	})
}

// PostGIS is taken where it is, unless the host or the tables say otherwise.
func TestSearchChoosesItsPoints(t *testing.T) {
	s := needPostgres(t)
	open := func(dsn string, p sqlstore.Points) (*sqlstore.DB, error) {
		o := options()
		o.Points = p
		db, err := sqlstore.OpenPostgres(t.Context(), dsn, o)
		if err == nil {
			t.Cleanup(func() { require.NoError(t, db.Close()) })
		}
		return db, err
	}
	kind := func(dsn string, p sqlstore.Points) (string, error) {
		db, err := open(dsn, p)
		require.NoError(t, err)
		if _, err := db.Search(t.Context()); err != nil {
			return "", err
		}
		var name string
		return name, db.Writer().QueryRow("SELECT t.typname FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid " +
			"WHERE a.attrelid = to_regclass('search_place') AND a.attname = 'at'").Scan(&name)
	}
	for _, c := range []struct {
		gis  bool
		asks sqlstore.Points
		want string
		err  error
	}{
		{false, "", "point", nil},
		{false, sqlstore.PlainPoints, "point", nil},
		{false, sqlstore.PostGISPoints, "", sqlstore.ErrInvalid},
		{true, "", "geography", nil},
		{true, sqlstore.PlainPoints, "point", nil},
		{true, sqlstore.PostGISPoints, "geography", nil},
	} {
		dsn := ""
		if c.gis {
			dsn = s.dsn(s.gis(t), "dbname=gis")
		} else {
			dsn = s.dsn(s.schema(t), "")
		}
		have, err := kind(dsn, c.asks)
		require.ErrorIs(t, err, c.err)
		require.Equal(t, c.want, have)
		if c.err != nil {
			continue
		}
		again, err := kind(dsn, "")
		require.NoError(t, err)
		require.Equal(t, have, again, "what is there stays")
		other := map[string]sqlstore.Points{"point": sqlstore.PostGISPoints, "geography": sqlstore.PlainPoints}[have]
		_, err = kind(dsn, other)
		if c.gis {
			require.ErrorIs(t, err, sqlstore.ErrSchema)
		} else {
			require.ErrorIs(t, err, sqlstore.ErrInvalid)
		}
	}
	_, err := open(s.dsn(s.schema(t), ""), "round")
	require.ErrorIs(t, err, sqlstore.ErrInvalid)
}

// Many may begin to search at once: the tables are made once.
func TestSearchIsMadeByManyAtOnce(t *testing.T) {
	onEachIndex(t, func(t *testing.T, open opener) {
		t.Helper()
		db := open(t, options())
		errs := make([]error, 16)
		var wg sync.WaitGroup
		for i := range errs {
			wg.Go(func() { _, errs[i] = db.Search(t.Context()) })
		}
		wg.Wait()
		require.NoError(t, errors.Join(errs...))
	})
}

// At the poles, on both sides of the date line, and however far one asks, the
// search leaves out nothing that the plain meaning lets in.
func TestSearchAtPolesAndTheDateLine(t *testing.T) {
	onEachIndex(t, func(t *testing.T, open opener) {
		t.Helper()
		db := open(t, options())
		s, err := db.Search(t.Context())
		require.NoError(t, err)
		var list []activity.Activity
		for _, c := range []string{"90,0", "-90,0", "0,180", "0,-180", "51.5,179.999999", "51.5,-179.999999", "89.9999,10", "89.9999,-170", "0.000001,0.000001", "-53.48,177.76"} {
			list = append(list, activity.Activity{
				ID: activity.NewID(), Provider: activity.NewProviderID(), Name: c, Status: activity.Active, Modes: []activity.Mode{activity.InPerson},
				Locations: []activity.Location{{ID: activity.NewLocationID(), Kind: activity.Physical, Coordinates: activity.MustParseCoordinates(c)}},
			})
		}
		require.NoError(t, s.Put(t.Context(), list...))
		for _, near := range list {
			for _, within := range []activity.Metres{1, 100, 25_000, 5_000_000, 19_990_000, 20_020_000, 2_000_000_000} {
				c := matching.Coarse{Near: near.Locations[0].Coordinates, Within: within}
				want := 0
				for i := range list {
					if c.Allows(&list[i]) {
						want++
					}
				}
				have := 0
				for _, err := range s.Candidates(t.Context(), c) {
					require.NoError(t, err)
					have++
				}
				require.Equal(t, want, have, "%s within %d", near.Name, within)
			}
		}
	})
}
