package sqlstore

import (
	"context"
	"fmt"
	"strings"

	"github.com/socialprescribing/socialprescribing/matching"
)

// Points says what a [Search] in PostgreSQL keeps places as. The zero value is
// PostGIS's geography if the database has the extension (CREATE EXTENSION
// postgis, which is the host's to do), and the database's own points if not. It
// says nothing about SQLite.
type Points string

// The kinds of points.
const (
	// PlainPoints are points of PostgreSQL's own in a plane of micro-degrees. A
	// query asks for a box, and near a pole or the date line for everything.
	PlainPoints Points = "plain"
	// PostGISPoints are geographies of PostGIS. A query asks for a circle on the
	// sphere, anywhere on it.
	PostGISPoints Points = "postgis"
)

// IsValid says whether p is one of the two, or zero.
func (p Points) IsValid() bool { return p == "" || p == PlainPoints || p == PostGISPoints }

// geography writes what PostGIS is asked. Its names carry the schema into which
// the extension was put, which need not be on the search path.
type geography struct{ schema string }

// geographyOf says by what the tables are, or else by what is asked for and there
// is, whether places are geographies: nil if not.
func geographyOf(ctx context.Context, tx queries, asked Points) (*geography, error) {
	schema, kind := "", ""
	found, err := queryRow(ctx, tx, `SELECT n.nspname FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'postgis'`, nil, &schema)
	if err != nil {
		return nil, err
	}
	made, err := queryRow(ctx, tx, `SELECT t.typname FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
		WHERE a.attrelid = to_regclass('search_place') AND a.attname = 'at'`, nil, &kind)
	if err != nil {
		return nil, err
	}
	there := map[string]Points{"point": PlainPoints, "geography": PostGISPoints}[kind]
	switch {
	case asked == PostGISPoints && !found:
		return nil, fmt.Errorf("%w: the database has no extension postgis", ErrInvalid)
	case made && (there == "" || asked != "" && asked != there):
		return nil, fmt.Errorf("%w: the search keeps points of another kind than asked for", ErrSchema)
	case made:
		asked = there
	}
	if !found || asked == PlainPoints {
		return nil, nil //nolint:nilnil // there is none, and that is no error
	}
	return &geography{`"` + strings.ReplaceAll(schema, `"`, `""`) + `".`}, nil
}

// column is the type of the column.
func (g *geography) column() string {
	if g == nil {
		return "point"
	}
	return g.schema + "geography(Point, 4326)"
}

// point is the expression for a point whose latitude and longitude are given by
// expressions in micro-degrees.
func (g *geography) point(lat, lon string) string {
	return fmt.Sprintf("CAST(%[1]sST_SetSRID(%[1]sST_MakePoint(%[3]s / 1e6 :: float8, %[2]s / 1e6 :: float8), 4326) AS %[1]sgeography)", g.schema, lat, lon)
}

// within is the condition that a place lies in a circle on the sphere, which is
// what the library measures on. The circle is generous by ten metres and a
// thousandth, which is more than all rounding and than the difference between
// the two radii.
func (g *geography) within(q *query, c matching.Coarse) string {
	lat, lon := c.Near.Micro()
	reach := float64(c.Within)*1.001 + 10
	point := g.point("CAST("+q.bind(lat)+" AS integer)", "CAST("+q.bind(lon)+" AS integer)")
	return g.schema + "ST_DWithin(p.at, " + point + ", CAST(" + q.bind(reach) + " AS float8), false)"
}
