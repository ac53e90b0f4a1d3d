package sqlstore

import (
	"context"
	"database/sql"
	"fmt"
)

// wipes looks whether a connection of the pool for writing overwrites what it
// deletes. PostgreSQL has no such setting.
func (db *DB) wipes(ctx context.Context) error {
	if db.dialect != SQLite {
		return nil
	}
	mode := 0
	err := db.options.retry(ctx, func() error {
		return failure("open", "database", db.write.db.QueryRowContext(ctx, "PRAGMA secure_delete").Scan(&mode))
	})
	if err == nil && mode != 1 {
		err = fmt.Errorf("%w: the connections leave erased words in the file: set the pragma secure_delete", ErrInvalid)
	}
	return err
}

// Scrub takes what was replaced or erased out of the database's files, which a
// database does not do by itself: after an erasure SQLite's write-ahead log still
// holds the pages as they were, and PostgreSQL's tables the rows. Run it after an
// erasure, in a quiet hour: it rewrites the whole database, or each table under a
// lock. It is not for a DB that Within returned: the error matches ErrInvalid. It
// matches ErrBusy if somebody read or wrote for too long; run it again then.
//
// It does not reach backups, replicas, PostgreSQL's own log or archived parts of
// it, nor what the disk keeps of blocks that were given back. Those end by the
// host's rotation, or by destroying the key of an encrypted disk.
func (db *DB) Scrub(ctx context.Context) error {
	if db.tx != nil {
		return fmt.Errorf("%w: a database is not scrubbed within a host's transaction", ErrInvalid)
	}
	return db.options.retry(ctx, func() error {
		if db.dialect == PostgreSQL {
			return db.scrubPostgres(ctx)
		}
		return db.scrubSQLite(ctx)
	})
}

func (db *DB) scrubSQLite(ctx context.Context) error {
	if _, err := db.write.db.ExecContext(ctx, "VACUUM"); err != nil {
		return failure("scrub", "database", err)
	}
	var busy, pages, done int
	err := db.write.db.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &pages, &done)
	if err == nil && busy != 0 {
		return fmt.Errorf("%w: somebody still reads what is to go", ErrBusy)
	}
	return failure("scrub", "database", err)
}

func (db *DB) scrubPostgres(ctx context.Context) error {
	want, err := db.made()
	if err != nil {
		return err
	}
	tables := want.tables()
	err = scan(ctx, db.write, "SELECT t FROM unnest(ARRAY['search_activity', 'search_category', 'search_place']) t WHERE to_regclass(t) IS NOT NULL",
		nil, func(rows *sql.Rows) error {
			var t string
			err := rows.Scan(&t)
			tables = append(tables, t)
			return err
		})
	if err != nil {
		return failure("scrub", "database", err)
	}
	for _, table := range tables {
		if _, err := db.write.db.ExecContext(ctx, "VACUUM (FULL) "+table); err != nil {
			return failure("scrub", table, err)
		}
	}
	return nil
}
