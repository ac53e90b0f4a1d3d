package sqlstore

import (
	"context"
	"database/sql"
	"encoding/json"
	"iter"
	"math"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/matching"
)

// Search finds activities for [matching.MatchSource] by an index on points:
// SQLite's R*Tree, or a GiST index of PostgreSQL, over PostGIS's geography where
// the database has that extension (see [Options]). It passes the suite of
// matchingtest, so that its matches are those of an index in memory.
//
// It is a projection, in tables of its own: fill it with Put, or let Follow
// bring it up to date with a store's activities. It may be dropped and filled
// anew at any time. An index in memory answers three orders of magnitude faster
// (matching/internal/rivals): take this where the directory must not be kept in
// memory, or is searched by others as well.
//
// Safe for concurrent use.
type Search struct {
	db  *DB
	geo *geography // nil: the points of the database itself
}

var _ matching.Source = (*Search)(nil)

// Search makes the tables of the search where they are not there yet, and gives
// it. Tables that are there stay as they are: where they hold points of another
// kind than the options ask for, the error matches ErrSchema; drop them and fill
// them anew. It matches ErrInvalid where the options ask for PostGIS and the
// database has not got it. Other errors are an *Error.
func (db *DB) Search(ctx context.Context) (*Search, error) {
	s := &Search{db: db}
	if err := s.change(ctx, "make", func(tx queries) error { return s.make(ctx, tx) }); err != nil {
		return nil, err
	}
	return s, nil
}

func (s *Search) make(ctx context.Context, tx queries) error {
	d, place := s.db.dialect, ""
	if d == PostgreSQL {
		// Two who make the same table at once would fail in PostgreSQL's catalogue.
		if _, err := tx.ExecContext(ctx, "SELECT pg_advisory_xact_lock($1)", int64(lockNumber)); err != nil {
			return err
		}
		var err error
		if s.geo, err = geographyOf(ctx, tx, s.db.options.Points); err != nil {
			return err
		}
		place = s.geo.column()
	}
	for _, text := range searchTables[d] {
		if err := s.db.makeMissing(ctx, tx, strings.ReplaceAll(text, "PLACE", place)); err != nil {
			return err
		}
	}
	return nil
}

// An activity is a row in search_activity; a row in search_category for each of
// its categories, with ’’ for one that has none, or one that nobody named; and a
// row in search_place for each place with coordinates. The column anywhere says
// that distance rules nothing out: no place, a place without coordinates, or a
// mode other than in person. Points are in micro-degrees, which both indexes
// hold exactly; PostGIS's are in degrees, which it has to round.
var searchTables = map[Dialect][]string{
	SQLite: {
		`CREATE TABLE IF NOT EXISTS search_activity (n INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, active INTEGER NOT NULL,
		 anywhere INTEGER NOT NULL, places INTEGER NOT NULL, value TEXT NOT NULL) STRICT`,
		`CREATE TABLE IF NOT EXISTS search_category (n INTEGER NOT NULL, code TEXT NOT NULL, anywhere INTEGER NOT NULL,
		 PRIMARY KEY (n, code)) STRICT, WITHOUT ROWID`,
		`CREATE INDEX IF NOT EXISTS search_code ON search_category (code, anywhere, n)`,
		`CREATE INDEX IF NOT EXISTS search_anywhere ON search_activity (n) WHERE anywhere = 1`,
		`CREATE VIRTUAL TABLE IF NOT EXISTS search_place USING rtree_i32 (id, south, north, west, east, +n)`,
	},
	PostgreSQL: {
		`CREATE TABLE IF NOT EXISTS search_activity (n bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, id uuid NOT NULL UNIQUE,
		 active boolean NOT NULL, anywhere boolean NOT NULL, places integer NOT NULL, value json NOT NULL)`,
		`CREATE TABLE IF NOT EXISTS search_category (n bigint NOT NULL, code text NOT NULL, anywhere boolean NOT NULL, PRIMARY KEY (n, code))`,
		`CREATE INDEX IF NOT EXISTS search_code ON search_category (code, anywhere, n)`,
		`CREATE INDEX IF NOT EXISTS search_anywhere ON search_activity (n) WHERE anywhere`,
		`CREATE TABLE IF NOT EXISTS search_place (id bigint PRIMARY KEY, at PLACE NOT NULL, n bigint NOT NULL)`,
		`CREATE INDEX IF NOT EXISTS search_at ON search_place USING gist (at)`,
	},
}

// maxPlaces is how many places of one activity the numbers of rows have room for.
// An activity with more is found wherever one asks, which is a superset.
const maxPlaces = 1 << 10

// Put adds activities, or puts them in the place of what was there under their
// identifiers, all in one transaction. The error is an *Error, which matches
// ErrInvalid if one of them could not be read again; nothing has changed then.
func (s *Search) Put(ctx context.Context, list ...activity.Activity) error {
	return s.change(ctx, "put", func(tx queries) error {
		for i := range list {
			if err := s.put(ctx, tx, &list[i]); err != nil {
				return err
			}
		}
		return nil
	})
}

// Remove takes activities out; those that are not there are passed over.
func (s *Search) Remove(ctx context.Context, ids ...activity.ID) error {
	return s.change(ctx, "remove", func(tx queries) error {
		for _, id := range ids {
			if err := s.remove(ctx, tx, id); err != nil {
				return err
			}
		}
		return nil
	})
}

// Follow puts in what was committed to the store after a cursor, a few hundred at
// a time, and gives the cursor to go on from. Begin with 0, and keep it. Let one
// follow at a time: of two, the slower would put an older version in the place of
// a newer one.
func (s *Search) Follow(ctx context.Context, from activity.Lister, after uint64) (uint64, error) {
	const step = 500
	for {
		items, err := from.List(ctx, after, step)
		if err != nil || len(items) == 0 {
			return after, err
		}
		list := make([]activity.Activity, len(items))
		for i, x := range items {
			list[i] = x.Activity
		}
		if err := s.Put(ctx, list...); err != nil {
			return after, err
		}
		after = items[len(items)-1].Cursor
	}
}

// change runs f in a transaction, or in the host's.
func (s *Search) change(ctx context.Context, op string, change func(queries) error) error {
	f := func(tx queries) error {
		if err := s.alone(ctx, tx); err != nil {
			return err
		}
		return change(tx)
	}
	if s.db.tx != nil {
		return failure(op, "search", s.db.tx.atomic(ctx, func() error { return f(s.db.tx) }))
	}
	return s.db.options.retry(ctx, func() error {
		tx, err := s.db.write.begin(ctx)
		if err != nil {
			return failure(op, "search", err)
		}
		if err := f(tx); err != nil {
			_ = tx.tx.Rollback()
			return failure(op, "search", err)
		}
		return failure(op, "search", tx.tx.Commit())
	})
}

// alone has others wait who change the search at the same time. In PostgreSQL two
// would otherwise both put in what neither could see of the other; SQLite has one
// writer.
func (s *Search) alone(ctx context.Context, tx queries) error {
	if s.db.dialect != PostgreSQL {
		return nil
	}
	_, err := tx.ExecContext(ctx, "SELECT pg_advisory_xact_lock($1)", int64(lockNumber+1))
	return err
}

func (s *Search) put(ctx context.Context, tx queries, a *activity.Activity) error {
	if err := s.remove(ctx, tx, a.ID); err != nil {
		return err
	}
	value, err := marshal(true, *a)
	if err != nil {
		return &Error{Op: "put", Table: "search", Class: ErrInvalid, Err: err}
	}
	d, points := s.db.dialect, places(nil, *a)
	anywhere := foundAnywhere(a) || len(points) > maxPlaces
	if anywhere {
		points = nil
	}
	active := a.Status == activity.Active || a.Status == ""
	var n int64
	err = scan(ctx, tx, d.text(`INSERT INTO search_activity (id, active, anywhere, places, value) VALUES ($1, $2, $3, $4, $5) RETURNING n`),
		[]any{d.key(uuid.UUID(a.ID)), d.flag(active), d.flag(anywhere), len(points), string(value)},
		func(rows *sql.Rows) error { return rows.Scan(&n) })
	if err != nil {
		return err
	}
	for code := range codesOf(a) {
		_, err := tx.ExecContext(ctx, d.text(`INSERT INTO search_category (n, code, anywhere) VALUES ($1, $2, $3)`), n, string(code), d.flag(anywhere))
		if err != nil {
			return err
		}
	}
	for k, p := range points {
		if _, err := tx.ExecContext(ctx, s.placeRow(), n*maxPlaces+int64(k), p[0], p[1], n); err != nil {
			return err
		}
	}
	return nil
}

func (s *Search) remove(ctx context.Context, tx queries, id activity.ID) error {
	d, n, count := s.db.dialect, int64(0), int64(-1)
	err := scan(ctx, tx, d.text(`DELETE FROM search_activity WHERE id = $1 RETURNING n, places`), []any{d.key(uuid.UUID(id))},
		func(rows *sql.Rows) error { return rows.Scan(&n, &count) })
	if err != nil || count < 0 {
		return err
	}
	if _, err := tx.ExecContext(ctx, d.text(`DELETE FROM search_category WHERE n = $1`), n); err != nil {
		return err
	}
	for k := range count {
		if _, err := tx.ExecContext(ctx, d.text(`DELETE FROM search_place WHERE id = $1`), n*maxPlaces+k); err != nil {
			return err
		}
	}
	return nil
}

// placeRow is the statement that puts in a place: number, latitude, longitude,
// activity.
func (s *Search) placeRow() string {
	switch {
	case s.db.dialect == SQLite:
		return `INSERT INTO search_place (id, south, north, west, east, n) VALUES (?1, ?2, ?2, ?3, ?3, ?4)`
	case s.geo != nil:
		return `INSERT INTO search_place (id, at, n) VALUES ($1, ` + s.geo.point("CAST($2 AS integer)", "CAST($3 AS integer)") + `, $4)`
	}
	return `INSERT INTO search_place (id, at, n) VALUES ($1, point(CAST($2 AS integer), CAST($3 AS integer)), $4)`
}

// foundAnywhere says that distance rules an activity out nowhere: the meaning of
// Coarse.Near.
func foundAnywhere(a *activity.Activity) bool {
	for _, m := range a.Modes {
		if m != activity.InPerson {
			return true
		}
	}
	there := false
	for i := range a.Locations {
		l := &a.Locations[i]
		if l.Kind == activity.Virtual || l.Kind == activity.Postal {
			continue
		}
		if l.Coordinates.IsZero() {
			return true
		}
		there = true
	}
	return !there
}

// codesOf yields each category once, and an empty one where there is none.
func codesOf(a *activity.Activity) iter.Seq[activity.CategoryCode] {
	return func(yield func(activity.CategoryCode) bool) {
		seen := map[activity.CategoryCode]bool{}
		for _, c := range a.Categories {
			if seen[c.Code] {
				continue
			}
			if seen[c.Code] = true; !yield(c.Code) {
				return
			}
		}
		if len(seen) == 0 {
			yield("")
		}
	}
}

// Candidates implements [matching.Source].
func (s *Search) Candidates(ctx context.Context, c matching.Coarse) iter.Seq2[activity.Activity, error] {
	return func(yield func(activity.Activity, error) bool) {
		text, args := s.candidates(c)
		rows, err := s.db.reader().QueryContext(ctx, text, args...)
		if err != nil {
			yield(activity.Activity{}, told(ctx, failure("search", "search", err)))
			return
		}
		defer rows.Close() //nolint:errcheck // what was read tells
		var value []byte
		for rows.Next() {
			var a activity.Activity
			err := rows.Scan(&value)
			if err == nil {
				err = json.Unmarshal(value, &a)
			}
			if err != nil {
				yield(activity.Activity{}, told(ctx, failure("search", "search", err)))
				return
			}
			if c.Allows(&a) && !yield(a, nil) {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(activity.Activity{}, told(ctx, failure("search", "search", err)))
		}
	}
}

// candidates writes the query: who is near, together with who is found anywhere,
// of the categories asked for. Who is avoided is left to Coarse.Allows.
func (s *Search) candidates(c matching.Coarse) (string, []any) {
	d := s.db.dialect
	q := &query{d: d}
	in := q.codes(c.Categories)
	active := ""
	if c.Active {
		active = " WHERE a.active" + d.isTrue()
	}
	within := s.within(q, c)
	switch {
	case within == "" && in == "":
		return d.text("SELECT a.value FROM search_activity a" + active), q.args
	case within == "":
		return d.text("SELECT a.value FROM search_activity a JOIN (SELECT DISTINCT n FROM search_category WHERE " + in + ") x ON x.n = a.n" + active), q.args
	}
	near, anywhere := "SELECT p.n FROM search_place p WHERE "+within, "SELECT n FROM search_activity WHERE anywhere"+d.isTrue()
	if in != "" {
		near += " AND EXISTS (SELECT 1 FROM search_category k WHERE k.n = p.n AND k." + in + d.apart() + ")"
		anywhere = "SELECT n FROM search_category WHERE " + in + " AND anywhere" + d.isTrue()
	}
	return d.text("SELECT a.value FROM search_activity a JOIN (" + near + " UNION " + anywhere + ") x ON x.n = a.n" + active), q.args
}

// within is the condition that a place may lie near enough, or "" where distance
// rules nothing out.
func (s *Search) within(q *query, c matching.Coarse) string {
	if s.geo != nil && !c.Near.IsZero() {
		return s.geo.within(q, c)
	}
	box, all := boxOf(c)
	if all {
		return ""
	}
	return q.within(box)
}

// apart keeps PostgreSQL from making a join of a subquery. What it expects of how
// many places are near is far off at times, and the nested loop that it then takes
// for a join of few rows ran for twenty seconds.
func (d Dialect) apart() string {
	if d == PostgreSQL {
		return " OFFSET 0"
	}
	return ""
}

func (d Dialect) isTrue() string {
	if d == SQLite {
		return " = 1"
	}
	return ""
}

// query numbers the parameters of a statement.
type query struct {
	d    Dialect
	args []any
}

func (q *query) bind(x any) string {
	q.args = append(q.args, x)
	return "$" + strconv.Itoa(len(q.args))
}

// codes is the condition on a category, or "" for any. What has no category is
// always a candidate.
func (q *query) codes(codes []activity.CategoryCode) string {
	if codes == nil {
		return ""
	}
	list := make([]string, 0, len(codes)+1)
	for _, c := range append([]activity.CategoryCode{""}, codes...) {
		if c != "" && !c.IsValid() {
			continue // no activity can have it, and PostgreSQL would refuse some
		}
		list = append(list, q.bind(string(c)))
	}
	return "code IN (" + strings.Join(list, ", ") + ")"
}

// within is the condition that a place lies in a box.
func (q *query) within(b [4]int64) string {
	south, north, west, east := q.bind(b[0]), q.bind(b[1]), q.bind(b[2]), q.bind(b[3])
	if q.d == SQLite {
		return "p.south >= " + south + " AND p.north <= " + north + " AND p.west >= " + west + " AND p.east <= " + east
	}
	return "p.at <@ box(point(CAST(" + south + " AS bigint), CAST(" + west + " AS bigint)), point(CAST(" + north + " AS bigint), CAST(" + east + " AS bigint)))"
}

// boxOf gives a box in micro-degrees that holds the circle: south, north, west,
// east. It is generous: a degree of latitude is taken to be 110 km, less than
// anywhere on earth, and the distance 10 m more. Near a pole or the date line, or
// without a point, everything is near.
func boxOf(c matching.Coarse) ([4]int64, bool) {
	const metresPerDegree, million = 110_000.0, 1_000_000.0
	if c.Near.IsZero() {
		return [4]int64{}, true
	}
	lat, lon := c.Near.Micro()
	up := (float64(c.Within) + 10) / metresPerDegree
	furthest := math.Abs(float64(lat))/million + up
	if furthest > 89 {
		return [4]int64{}, true
	}
	side := up / math.Cos(furthest*math.Pi/180)
	b := [4]int64{
		int64(lat) - int64(up*million) - 1, int64(lat) + int64(up*million) + 1,
		int64(lon) - int64(side*million) - 1, int64(lon) + int64(side*million) + 1,
	}
	return b, b[2] < -180*million || b[3] > 180*million
}
