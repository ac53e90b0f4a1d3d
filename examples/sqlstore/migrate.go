package sqlstore

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"strconv"
	"strings"
)

// Migrations are SQL files, numbered from 1 without a gap. A file that was
// released is never changed: what it made is recorded with its checksum, and a
// database that was made by another text is refused.
//
//go:embed migrations
var migrations embed.FS

type migration struct {
	number    int
	name, sum string
	text      string
}

func migrationsOf(d Dialect) ([]migration, error) {
	dir := path.Join("migrations", string(d))
	names, err := fs.ReadDir(migrations, dir)
	if err != nil {
		return nil, err
	}
	var out []migration
	for i, n := range names {
		text, err := fs.ReadFile(migrations, path.Join(dir, n.Name()))
		if err != nil {
			return nil, err
		}
		sum := sha256.Sum256(text)
		m := migration{i + 1, n.Name(), hex.EncodeToString(sum[:]), string(text)}
		if !strings.HasPrefix(m.name, fmt.Sprintf("%04d_", m.number)) {
			return nil, fmt.Errorf("%w: migration %q is not number %d", ErrSchema, m.name, m.number)
		}
		out = append(out, m)
	}
	return out, nil
}

// lockNumber names the advisory lock under which PostgreSQL's migrations run:
// the letters "sqlstore".
const lockNumber = 0x73716c73746f7265

// migrate does what is missing, under a lock, all or nothing. Then it looks
// whether everything that was made is there, and whether the key fits.
func (db *DB) migrate(ctx context.Context) error {
	todo, err := migrationsOf(db.dialect)
	if err != nil {
		return err
	}
	tx, err := db.write.db.BeginTx(ctx, db.write.isolation())
	if err != nil {
		return failure("migrate", "database", err)
	}
	defer tx.Rollback() //nolint:errcheck // done, or of no more consequence
	if err := db.migrateIn(ctx, tx, todo); err != nil {
		return failure("migrate", "database", err)
	}
	return failure("migrate", "database", tx.Commit())
}

func (db *DB) migrateIn(ctx context.Context, tx *sql.Tx, todo []migration) error {
	if db.dialect == PostgreSQL {
		if _, err := tx.ExecContext(ctx, "SELECT pg_advisory_xact_lock($1)", int64(lockNumber)); err != nil {
			return err
		}
	}
	kind := map[Dialect]string{SQLite: "INTEGER", PostgreSQL: "bigint"}[db.dialect]
	if err := db.makeMissing(ctx, tx, "CREATE TABLE IF NOT EXISTS sqlstore_migration (number "+kind+
		" PRIMARY KEY, name text NOT NULL, sum text NOT NULL)"); err != nil {
		return err
	}
	if err := db.makeMissing(ctx, tx, "CREATE TABLE IF NOT EXISTS sqlstore_cursor (one "+kind+" PRIMARY KEY, base "+kind+" NOT NULL)"); err != nil {
		return err
	}
	done, err := recorded(ctx, tx)
	if err != nil {
		return err
	}
	if len(done) > len(todo) {
		return fmt.Errorf("%w: the database has %d migrations, this version knows %d", ErrSchema, len(done), len(todo))
	}
	for i, m := range todo {
		if i < len(done) {
			if done[i] != m.sum {
				return fmt.Errorf("%w: migration %s was done by another text", ErrSchema, m.name)
			}
			continue
		}
		if err := db.do(ctx, tx, m); err != nil {
			return fmt.Errorf("%s: %w", m.name, err)
		}
	}
	if err := db.verify(ctx, tx); err != nil {
		return err
	}
	if err := db.adoptKey(ctx, tx); err != nil {
		return err
	}
	if db.dialect == PostgreSQL {
		return db.setBase(ctx, tx)
	}
	return nil
}

var makes = regexp.MustCompile(`^CREATE (?:VIRTUAL )?(?:TABLE|INDEX) IF NOT EXISTS (\w+)`)

// makeMissing runs a statement that makes a table or an index where there is none.
// PostgreSQL wants the right to make it even of whoever finds it there, so that
// it is looked for before: an application need not own the tables.
func (db *DB) makeMissing(ctx context.Context, tx queries, statement string) error {
	if m := makes.FindStringSubmatch(statement); m != nil && db.dialect == PostgreSQL {
		there, err := queryRow(ctx, tx, "SELECT 1 WHERE to_regclass(quote_ident(current_schema()) || '.' || CAST($1 AS text)) IS NOT NULL",
			[]any{m[1]}, new(int))
		if err != nil || there {
			return err
		}
	}
	_, err := tx.ExecContext(ctx, statement)
	return err
}

// recorded gives the checksums of what was done.
func recorded(ctx context.Context, tx *sql.Tx) ([]string, error) {
	var sums []string
	err := scan(ctx, tx, "SELECT sum FROM sqlstore_migration ORDER BY number", nil, func(rows *sql.Rows) error {
		var s string
		err := rows.Scan(&s)
		sums = append(sums, s)
		return err
	})
	return sums, err
}

func (db *DB) do(ctx context.Context, tx *sql.Tx, m migration) error {
	text := m.text
	if db.dialect == PostgreSQL && db.options.Partitions > 0 {
		text = partitioned(text, db.options.Partitions)
	}
	for _, s := range splitStatements(text) {
		if _, err := tx.ExecContext(ctx, s); err != nil {
			return err
		}
	}
	_, err := tx.ExecContext(ctx, db.dialect.text("INSERT INTO sqlstore_migration (number, name, sum) VALUES ($1, $2, $3)"), m.number, m.name, m.sum)
	return err
}

// splitStatements cuts at each semicolon at the end of a line: the files have
// no others there.
func splitStatements(text string) []string {
	var out []string
	for _, s := range strings.SplitAfter(text, ";\n") {
		if strings.TrimSpace(s) != "" {
			out = append(out, s)
		}
	}
	return out
}

var createTable = regexp.MustCompile(`(?s)CREATE TABLE (\w+) \(\s*(\w+)(.*?)\n\);\n`)

// partitioned splits each table by the hash of its first column, which is the
// partition key.
func partitioned(text string, n int) string {
	return createTable.ReplaceAllStringFunc(text, func(s string) string {
		m := createTable.FindStringSubmatch(s)
		var b strings.Builder
		b.WriteString(strings.TrimSuffix(s, ";\n") + " PARTITION BY HASH (" + m[2] + ");\n")
		for i := range n {
			b.WriteString("CREATE TABLE " + m[1] + "_p" + strconv.Itoa(i) + " PARTITION OF " + m[1] +
				" FOR VALUES WITH (MODULUS " + strconv.Itoa(n) + ", REMAINDER " + strconv.Itoa(i) + ");\n")
		}
		return b.String()
	})
}

// setBase makes sure that new cursors come after those that are stored: a
// database that was restored in a new cluster finds its transaction numbers
// lower than they were.
func (db *DB) setBase(ctx context.Context, tx *sql.Tx) error {
	var last, base, now int64
	err := tx.QueryRowContext(ctx, `SELECT greatest((SELECT coalesce(max(cursor), 0) FROM person), (SELECT coalesce(max(cursor), 0) FROM referral),
		(SELECT coalesce(max(cursor), 0) FROM outcome), (SELECT coalesce(max(cursor), 0) FROM activity),
		(SELECT coalesce(max(cursor), 0) FROM provider), (SELECT coalesce(max(cursor), 0) FROM bookings)) >> 16,
		(SELECT coalesce(max(base), 0) FROM sqlstore_cursor), CAST(CAST(pg_snapshot_xmax(pg_current_snapshot()) AS text) AS bigint)`).
		Scan(&last, &base, &now)
	if err != nil {
		return err
	}
	if last > base+now {
		base = last - now + 1
		_, err = tx.ExecContext(ctx, "INSERT INTO sqlstore_cursor (one, base) VALUES (1, $1) ON CONFLICT (one) DO UPDATE SET base = excluded.base", base)
	}
	db.base.Store(base)
	return err
}
