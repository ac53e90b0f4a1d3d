package sqlstore

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"regexp"
	"strings"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/socialprescribing/socialprescribing/referral"
)

// The classes of database failure that a host acts on differently. All leave
// nothing half done. Not found and conflict are the sentinels of the package
// whose store it is.
var (
	// ErrBusy says that others held the database for longer than the store was
	// ready to wait. Nothing was stored; try again later.
	ErrBusy = errors.New("sqlstore: busy")
	// ErrUnavailable says that the database could not be reached, or went away.
	// A commit may or may not have been stored: committing the same change
	// again, with its ID, tells, and has no second effect.
	ErrUnavailable = errors.New("sqlstore: database unavailable")
	// ErrTimeout says that the database gave up at a time limit of its own.
	// Nothing was stored.
	ErrTimeout = errors.New("sqlstore: statement timed out")
	// ErrFull says that the database has no room left. Nothing was stored.
	ErrFull = errors.New("sqlstore: no room left")
	// ErrSchema says that the tables are not those that this version of the
	// package works with.
	ErrSchema = errors.New("sqlstore: another version of the tables")
	// ErrKey says that the identifiers in the database are hashed under another key
	// than [Options] has. Nothing was stored.
	ErrKey = errors.New("sqlstore: another key than the database's")
	// ErrCorrupt says that the database's files are damaged, or are no database. To
	// try again does not help: stop, keep the files, and restore a backup.
	ErrCorrupt = errors.New("sqlstore: damaged database")
	// ErrInvalid says that an argument cannot be stored, or could not be read again
	// if it were. Nothing was stored.
	ErrInvalid = errors.New("sqlstore: invalid argument")
)

// An Error is a failure of the database. It matches one of the sentinels, or
// none if the database reported something that a host can only look into. Its
// text holds the database's code and the names of what it is about, and no value
// of any column: drivers quote values in their messages, so that those are left
// out. Printed with any verb, logged or written as JSON it is that text.
type Error struct {
	Op    string // what was being done: get, commit, list, ...
	Table string
	Class error // one of the sentinels, or nil
	Err   error // the driver's error
}

// Error is one line.
func (e *Error) Error() string {
	s := "sqlstore: " + e.Op + " " + e.Table
	if e.Class != nil {
		s += ": " + strings.TrimPrefix(e.Class.Error(), "sqlstore: ")
	}
	return s + ": " + describe(e.Err)
}

// Is matches the class.
func (e *Error) Is(target error) bool { return e.Class != nil && target == e.Class }

// Unwrap gives the driver's error, whose text and fields may hold values and, of
// a failed connection, the password: not for a log.
func (e *Error) Unwrap() error { return e.Err }

// GoString is Error: the verb %#v would show what is wrapped.
func (e *Error) GoString() string { return e.Error() }

// MarshalText is Error: a struct that holds an error is written to JSON with the
// error's fields.
func (e *Error) MarshalText() ([]byte, error) { return []byte(e.Error()), nil }

// An OpenEpisodeError says that the person has another open episode with the
// service (D1). It matches [referral.ErrConflict]: whoever tries again with
// fresh facts will hear it from the machine.
type OpenEpisodeError struct{ Referral referral.ID }

// Error is one line.
func (e *OpenEpisodeError) Error() string {
	return "sqlstore: referral " + uuid.UUID(e.Referral).String() + ": the person has another open episode with the service"
}

// Is matches referral.ErrConflict.
func (e *OpenEpisodeError) Is(target error) bool { return target == referral.ErrConflict }

// failure wraps a driver's error with its class. What this package found wrong
// itself says so already.
func failure(op, table string, err error) error {
	if err == nil || errors.Is(err, ErrSchema) || errors.Is(err, ErrInvalid) || errors.Is(err, ErrKey) {
		return err
	}
	if _, ok := errors.AsType[*Error](err); ok {
		return err
	}
	return &Error{Op: op, Table: table, Class: classify(err), Err: err}
}

func classify(err error) error {
	_, answered := errors.AsType[*pgconn.PgError](err)
	if _, ok := errors.AsType[*pgconn.ConnectError](err); ok && !answered {
		return ErrUnavailable // also at the time limit of the data source name's, which looks like a caller's
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return nil // the caller's own doing
	}
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		return classifyPostgres(e.Code)
	}
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		return classifySQLite(e)
	}
	if lost(err) {
		return ErrUnavailable
	}
	return nil
}

// lost recognises a connection that broke, which drivers report in many ways.
func lost(err error) bool {
	if _, ok := errors.AsType[net.Error](err); ok {
		return true
	}
	return errors.Is(err, driver.ErrBadConn) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) ||
		errors.Is(err, sql.ErrConnDone) || errors.Is(err, net.ErrClosed) || strings.Contains(err.Error(), "conn closed")
}

// classifyPostgres goes by Appendix A of PostgreSQL 15's manual.
func classifyPostgres(code string) error {
	switch {
	case code == "40001", code == "40P01", code == "55P03": // serialisation, deadlock, lock not available
		return ErrBusy
	case code == "57014": // query_canceled: statement_timeout, for the context is looked at first
		return ErrTimeout
	case strings.HasPrefix(code, "08"), strings.HasPrefix(code, "57P"), code == "53300", // connection, shutdown, too many
		code == "25P03", code == "25006": // left open for too long; only reads, as a standby does
		return ErrUnavailable
	case code == "53100": // disk_full
		return ErrFull
	case code == "XX001", code == "XX002": // data_corrupted, index_corrupted
		return ErrCorrupt
	case strings.HasPrefix(code, "22"), code == "54000": // data exception, program limit
		return ErrInvalid
	case code == "42P01", code == "42703": // no such table, no such column
		return ErrSchema
	}
	return nil
}

// classifySQLite goes by the primary result code, the lower byte. That of what is
// wrong with a statement is one for everything, so its message is looked at.
func classifySQLite(e *sqlite.Error) error {
	switch e.Code() & 0xff {
	case sqlite3.SQLITE_ERROR:
		if noSuchName.MatchString(e.Error()) {
			return ErrSchema
		}
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return ErrBusy
	case sqlite3.SQLITE_FULL:
		return ErrFull
	case sqlite3.SQLITE_INTERRUPT:
		return ErrTimeout
	case sqlite3.SQLITE_TOOBIG:
		return ErrInvalid
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
		return ErrCorrupt
	case sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY:
		return ErrUnavailable
	}
	return nil
}

var noSuchName = regexp.MustCompile(`no such (table|column)|has no column named`)

// secondEpisode recognises the violation of D1's index, whatever a partition's
// index is called.
func secondEpisode(err error) bool {
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		return e.Code == "23505" && (e.ConstraintName == "referral_open" || strings.Contains(e.ConstraintName, "service_id"))
	}
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		return e.Code() == sqlite3.SQLITE_CONSTRAINT_UNIQUE && strings.Contains(e.Error(), "referral.service_id")
	}
	return false
}
