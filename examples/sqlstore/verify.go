package sqlstore

import (
	"context"
	"database/sql"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// A database is opened only if it has what the migrations made. A restore that
// left out an index would otherwise go unnoticed until two open episodes of one
// person are stored (D1), or until reads take seconds. Tables, columns and
// indexes of the host's own may stand beside.

// facts are what a schema consists of, a line for each: the same line for the
// same thing in a migration and in a database's catalogue.
type facts map[string]bool

func columnFact(table, name, kind string, required bool) string {
	s := "column " + table + "." + name + " " + strings.ToLower(kind)
	if required {
		s += " not null"
	}
	return s
}

func keyFact(table, columns string) string { return "primary key of " + table + " (" + columns + ")" }

func indexFact(name, table string, unique bool, columns, where string) string {
	s := "index " + name + " on " + table + " (" + columns + ")"
	if unique {
		s = "unique " + s
	}
	if where != "" {
		s += " where " + strings.Join(strings.Fields(strings.NewReplacer("(", " ", ")", " ").Replace(where)), " ")
	}
	return s
}

var (
	comment     = regexp.MustCompile(`(?m)--.*$`)
	tableText   = regexp.MustCompile(`(?s)^CREATE TABLE (\w+) \((.*)\)[^()]*$`)
	keyText     = regexp.MustCompile(`,\s*PRIMARY KEY \(([^)]*)\)\s*$`)
	columnText  = regexp.MustCompile(`^(\w+)\s+(\w+)( NOT NULL)?$`)
	indexText   = regexp.MustCompile(`(?s)^CREATE (UNIQUE )?INDEX (\w+) ON (\w+) \(([^)]*)\)(?: WHERE (.*))?$`)
	errUnparsed = fmt.Errorf("%w: a migration says what cannot be verified", ErrSchema)
)

// state adds what a statement of a migration makes.
func (f facts) state(statement string) error {
	s := strings.TrimSuffix(strings.TrimSpace(comment.ReplaceAllString(statement, "")), ";")
	if m := indexText.FindStringSubmatch(s); m != nil {
		f[indexFact(m[2], m[3], m[1] != "", m[4], m[5])] = true
		return nil
	}
	m := tableText.FindStringSubmatch(s)
	if m == nil {
		return errUnparsed
	}
	table, body := m[1], m[2]
	k := keyText.FindStringSubmatch(body)
	if k == nil {
		return errUnparsed
	}
	f[keyFact(table, k[1])] = true
	for _, line := range strings.Split(strings.TrimSuffix(body, k[0]), ",") {
		c := columnText.FindStringSubmatch(strings.TrimSpace(line))
		if c == nil {
			return errUnparsed
		}
		f[columnFact(table, c[1], c[2], c[3] != "")] = true
	}
	return nil
}

// tables gives the names of the tables that have columns, in order.
func (f facts) tables() []string {
	var out []string
	for line := range f {
		if rest, ok := strings.CutPrefix(line, "primary key of "); ok {
			name, _, _ := strings.Cut(rest, " ")
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}

// made gives what all migrations make.
func (db *DB) made() (facts, error) {
	all, err := migrationsOf(db.dialect)
	if err != nil {
		return nil, err
	}
	want := facts{}
	for _, m := range all {
		for _, s := range splitStatements(m.text) {
			if err := want.state(s); err != nil {
				return nil, fmt.Errorf("%w: %s", err, m.name)
			}
		}
	}
	return want, nil
}

// verify compares the database with what the migrations made. The error names
// what is missing, a few at most.
func (db *DB) verify(ctx context.Context, tx queries) error {
	want, err := db.made()
	if err != nil {
		return err
	}
	have := facts{}
	look := have.lookSQLite
	if db.dialect == PostgreSQL {
		look = have.lookPostgres
	}
	if err := look(ctx, tx, want.tables()); err != nil {
		return err
	}
	var missing []string
	for line := range want {
		if !have[line] {
			missing = append(missing, line)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	slices.Sort(missing)
	more := ""
	if n := len(missing) - 5; n > 0 {
		missing, more = missing[:5], fmt.Sprintf(" and %d more", n)
	}
	return fmt.Errorf("%w: the database lacks %s%s", ErrSchema, strings.Join(missing, ", "), more)
}

// lookSQLite reads SQLite's catalogue, which keeps the text of each index.
func (f facts) lookSQLite(ctx context.Context, tx queries, _ []string) error {
	keys := map[string][]string{}
	err := scan(ctx, tx, `SELECT m.name, p.name, p.type, p."notnull", p.pk FROM sqlite_master m JOIN pragma_table_info(m.name) p
		WHERE m.type = 'table' ORDER BY m.name, p.pk`, nil, func(rows *sql.Rows) error {
		var table, name, kind string
		var required bool
		var nth int
		if err := rows.Scan(&table, &name, &kind, &required, &nth); err != nil {
			return err
		}
		f[columnFact(table, name, kind, required)] = true
		if nth > 0 {
			keys[table] = append(keys[table], name)
		}
		return nil
	})
	for table, columns := range keys {
		f[keyFact(table, strings.Join(columns, ", "))] = true
	}
	if err != nil {
		return err
	}
	return scan(ctx, tx, "SELECT sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL", nil, func(rows *sql.Rows) error {
		var text string
		if err := rows.Scan(&text); err != nil {
			return err
		}
		_ = f.state(text) // the host's own need not be understood
		return nil
	})
}

// lookPostgres reads PostgreSQL's catalogue, of the tables that the search path
// finds. An index that is not valid (one that was being built, or that lacks a
// partition) does not count.
func (f facts) lookPostgres(ctx context.Context, tx queries, tables []string) error {
	const these = " IN (SELECT to_regclass(t) FROM unnest(string_to_array($1, ',')) t)"
	names := []any{strings.Join(tables, ",")}
	err := scan(ctx, tx, `SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull
		FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid WHERE a.attnum > 0 AND NOT a.attisdropped AND c.oid`+these, names,
		func(rows *sql.Rows) error {
			var table, name, kind string
			var required bool
			err := rows.Scan(&table, &name, &kind, &required)
			f[columnFact(table, name, strings.Replace(kind, "timestamp with time zone", "timestamptz", 1), required)] = true
			return err
		})
	if err != nil {
		return err
	}
	return scan(ctx, tx, `SELECT i.relname, c.relname, x.indisunique, x.indisprimary, coalesce(pg_get_expr(x.indpred, x.indrelid), ''),
		(SELECT string_agg(pg_get_indexdef(x.indexrelid, k, true), ', ' ORDER BY k) FROM generate_series(1, x.indnkeyatts) k)
		FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class c ON c.oid = x.indrelid
		WHERE x.indisvalid AND x.indisready AND x.indrelid`+these, names, func(rows *sql.Rows) error {
		var name, table, where, columns string
		var unique, primary bool
		err := rows.Scan(&name, &table, &unique, &primary, &where, &columns)
		if primary {
			f[keyFact(table, columns)] = true
		} else {
			f[indexFact(name, table, unique, columns, where)] = true
		}
		return err
	})
}
