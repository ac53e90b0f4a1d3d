package sqlstore

import (
	"strings"
	"time"

	"github.com/google/uuid"
)

// A Dialect is one of the two databases. The statements are the same text in
// both but for what this file holds.
type Dialect string

// The dialects.
const (
	SQLite     Dialect = "sqlite"
	PostgreSQL Dialect = "postgres"
)

// IsValid says whether d is one of the two.
func (d Dialect) IsValid() bool { return d == SQLite || d == PostgreSQL }

// text gives a statement in the dialect: all are written with $1, $2.
func (d Dialect) text(statement string) string {
	if d == SQLite {
		return strings.ReplaceAll(statement, "$", "?")
	}
	return statement
}

// oneStatement says whether a row and its events are written by one statement,
// which saves a journey. SQLite has no journeys, and no insert inside a WITH.
func (d Dialect) oneStatement() bool { return d == PostgreSQL }

// id binds an identifier; the zero one is NULL.
func (d Dialect) id(u uuid.UUID) any {
	switch {
	case u == uuid.Nil:
		return nil
	case d == SQLite:
		return u[:]
	}
	return u.String()
}

// key binds an identifier that is part of a key, and so never NULL. PostgreSQL
// gets it as text: pgx can write that without having asked the server for types,
// in the modes that a pool in front of it may need.
func (d Dialect) key(u uuid.UUID) any {
	if d == SQLite {
		return u[:]
	}
	return u.String()
}

// instant binds a time, of microseconds; the zero one is NULL.
func (d Dialect) instant(t time.Time) any {
	switch {
	case t.IsZero():
		return nil
	case d == SQLite:
		return t.UnixMicro()
	}
	return t.UTC()
}

// flag binds a boolean.
func (d Dialect) flag(b bool) any {
	switch {
	case d == PostgreSQL:
		return b
	case b:
		return 1
	}
	return 0
}

// next is the expression for the cursor of a new change of a table. In SQLite
// there is one writer at a time, so that the next number is the last plus one.
//
// PostgreSQL has many writers, and a sequence would hand out numbers in another
// order than commits become visible. So the cursor is the transaction's own
// number, and a lister stops before the oldest transaction that still runs
// (see settled). The lower sixteen bits count the changes of one transaction.
// base is added so that the numbers go on rising when a database was restored
// in a new cluster.
func (d Dialect) next(table, base, nth string) string {
	if d == SQLite {
		return "(SELECT coalesce(max(cursor), 0) + 1 FROM " + table + ")"
	}
	return "(((CAST(CAST(pg_current_xact_id() AS text) AS bigint) + CAST(" + base + " AS bigint)) << 16) + CAST(" + nth + " AS bigint))"
}

// later gives the greater of two expressions.
func (d Dialect) later(a, b string) string {
	if d == SQLite {
		return "max(" + a + ", " + b + ")"
	}
	return "greatest(" + a + ", " + b + ")"
}

// settled is the condition that no change can appear any more at a cursor or
// before it.
func (d Dialect) settled(base string) string {
	if d == SQLite {
		return "1"
	}
	return "cursor < ((CAST(CAST(pg_snapshot_xmin(pg_current_snapshot()) AS text) AS bigint) + CAST(" + base + " AS bigint)) << 16)"
}

// typed says of which type the parameter of an event's row is: PostgreSQL
// cannot tell inside VALUES.
func (d Dialect) typed(parameter, kind string) string {
	if d == SQLite {
		return parameter
	}
	return "CAST(" + parameter + " AS " + kind + ")"
}
