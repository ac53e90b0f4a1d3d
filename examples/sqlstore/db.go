package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
	_ "modernc.org/sqlite"             // the driver "sqlite"

	"github.com/socialprescribing/socialprescribing/referral"
)

// Options say how the stores work. The zero value serves, but for Key.
type Options struct { //nolint:recvcheck // a value must not show the key in print either
	// Key is the host's secret under which identifiers are hashed for looking
	// up, at least 32 bytes. A database is not opened with another key than it
	// was made with: keep it as long as the data, and apart from them. See
	// [DB.Rekey].
	// It is neither printed nor logged nor in JSON.
	Key []byte `json:"-"`
	// Rules are the policy by which the due column is filled; nil are the
	// defaults of package referral. After a change of policy, run
	// [Referrals.Recompute].
	Rules *referral.Rules
	// Normal makes SQLite's commits survive the end of the process, and not
	// the loss of power: synchronous=NORMAL instead of FULL.
	Normal bool
	// Tries is how often something is tried that may pass; 0 is 8.
	Tries int
	// FirstWait is about how long the first wait between tries is; each is
	// twice the one before. 0 is 2 milliseconds.
	FirstWait time.Duration
	// Settle is how long List waits for older transactions to end; 0 is a
	// quarter of a second.
	Settle time.Duration
	// Points says what a [Search] in PostgreSQL keeps places as; the zero value is
	// PostGIS's geography where the database has that extension.
	Points Points
	// Partitions splits PostgreSQL's tables by hash into so many, when they are
	// made; 0 does not.
	Partitions int
}

// Format writes a placeholder for every verb: the key must not be in a log.
func (o Options) Format(s fmt.State, _ rune) { _, _ = io.WriteString(s, "[Options]") }

// LogValue gives a placeholder.
func (o Options) LogValue() slog.Value { return slog.StringValue("[Options]") }

func (o *Options) tries() int {
	if o.Tries > 0 {
		return o.Tries
	}
	return 8
}

func (o *Options) firstWait() time.Duration {
	if o.FirstWait > 0 {
		return o.FirstWait
	}
	return 2 * time.Millisecond
}

func (o *Options) settle() time.Duration {
	if o.Settle > 0 {
		return o.Settle
	}
	return 250 * time.Millisecond
}

// minKey is the length of the output of SHA-256: a shorter key would be the
// weakest part (RFC 2104, section 3).
const minKey = 32

// DB gives the stores. It is safe for concurrent use, but for one that Within
// returned, which lives in one transaction. Make it with OpenSQLite,
// OpenPostgres or New.
type DB struct {
	dialect     Dialect
	options     Options
	write, look *pool
	owned       bool

	statements *sync.Map     // table to *statements
	base       *atomic.Int64 // what is added to PostgreSQL's transaction numbers

	tx      *transaction // of a DB that Within returned
	changes atomic.Int64 // how many were committed in it
}

// OpenSQLite opens a database file, makes or migrates its tables, and gives the
// stores. The file is in WAL mode; one connection writes and several read. A new
// file is for its owner only to read and write (0600); for others to share it,
// make it before, empty, with the mode that it shall have. What is replaced or
// erased is overwritten by zeros in the file; see [DB.Scrub] for the write-ahead
// log.
//
// Any path is taken as it is, whatever signs are in it. None, or ":memory:",
// matches ErrInvalid; so does what [New] finds invalid.
func OpenSQLite(ctx context.Context, path string, o *Options) (*DB, error) {
	synchronous := "FULL"
	if o != nil && o.Normal {
		synchronous = "NORMAL"
	}
	uri, err := uriOf(path)
	if err != nil {
		return nil, err
	}
	if err := makeFile(path); err != nil {
		return nil, &Error{Op: "open", Table: "database", Class: ErrUnavailable, Err: err}
	}
	dsn := uri + "?_txlock=immediate&_pragma=busy_timeout(5000)&_pragma=journal_mode(WAL)&_pragma=foreign_keys(1)" +
		"&_pragma=synchronous(" + synchronous + ")&_pragma=cache_size(-16384)&_pragma=secure_delete(1)"
	write, err := sql.Open("sqlite", dsn)
	if err != nil {
		return nil, failure("open", "database", err)
	}
	write.SetMaxOpenConns(1)
	look, err := sql.Open("sqlite", dsn)
	if err != nil {
		_ = write.Close()
		return nil, failure("open", "database", err)
	}
	look.SetMaxOpenConns(max(4, runtime.GOMAXPROCS(0)))
	look.SetMaxIdleConns(max(4, runtime.GOMAXPROCS(0)))
	return opened(ctx, SQLite, write, look, o)
}

// OpenPostgres connects to a database, makes or migrates the tables, and gives
// the stores. The data source name is one that pgx reads.
func OpenPostgres(ctx context.Context, dsn string, o *Options) (*DB, error) {
	db, err := sql.Open("pgx", dsn)
	if err != nil {
		return nil, failure("open", "database", err)
	}
	db.SetMaxOpenConns(64)
	db.SetMaxIdleConns(64)
	return opened(ctx, PostgreSQL, db, db, o)
}

func opened(ctx context.Context, d Dialect, write, look *sql.DB, o *Options) (*DB, error) {
	db, err := New(ctx, d, write, look, o)
	if err != nil {
		_ = write.Close()
		_ = look.Close()
		return nil, err
	}
	db.owned = true
	return db, nil
}

// New gives the stores over pools that the host opened, and closes: one for
// writing, which for SQLite must begin transactions as immediate, must have
// secure_delete on, without which erased words stay in the file, and is best
// limited to one connection; and one for reading, which may be the same, and must
// not be of a replica that lags behind: Get gives what was committed before. It
// makes or migrates the tables, and looks whether all that was made is there. The
// errors match ErrInvalid, ErrSchema, ErrKey or a class of failure.
func New(ctx context.Context, d Dialect, write, look *sql.DB, o *Options) (*DB, error) {
	if o == nil {
		o = &Options{}
	}
	switch {
	case !d.IsValid():
		return nil, fmt.Errorf("%w: dialect", ErrInvalid)
	case write == nil || look == nil:
		return nil, fmt.Errorf("%w: no pool", ErrInvalid)
	case !o.Points.IsValid():
		return nil, fmt.Errorf("%w: kind of points", ErrInvalid)
	case len(o.Key) < minKey:
		return nil, fmt.Errorf("%w: a key of at least %d bytes is needed", ErrInvalid, minKey)
	}
	db := &DB{dialect: d, options: *o, statements: &sync.Map{}, base: &atomic.Int64{}}
	db.options.Key = append([]byte(nil), o.Key...)
	db.write = &pool{db: write, prepares: d == SQLite}
	db.look = db.write
	if look != write {
		db.look = &pool{db: look, prepares: d == SQLite}
	}
	if err := db.wipes(ctx); err != nil {
		return nil, err
	}
	if err := db.options.retry(ctx, func() error { return db.migrate(ctx) }); err != nil {
		return nil, err
	}
	return db, nil
}

// Close gives back the connections that OpenSQLite or OpenPostgres made.
func (db *DB) Close() error {
	if db.tx != nil {
		return nil
	}
	db.write.close()
	db.look.close()
	if !db.owned {
		return nil
	}
	return errors.Join(db.write.db.Close(), db.look.db.Close())
}

// Format writes a placeholder for every verb: the DB holds the host's key.
func (db *DB) Format(s fmt.State, _ rune) { _, _ = io.WriteString(s, "[DB]") }

// LogValue gives a placeholder.
func (db *DB) LogValue() slog.Value { return slog.StringValue("[DB]") }

// Dialect says which database it is.
func (db *DB) Dialect() Dialect { return db.dialect }

// Writer gives the pool on which a host begins a transaction that it wants to
// share with the stores.
func (db *DB) Writer() *sql.DB { return db.write.db }

// Within gives stores that work inside the host's transaction: what they commit
// becomes real, or not, together with what the host does in it. Nothing is
// retried there; after an error that is not a conflict the host rolls back, and
// does the whole again. Make one for each transaction, use it from one
// goroutine, and not after the transaction has ended. In SQLite commit nothing by db
// itself meanwhile: it would wait for the one connection that the transaction has,
// until the context ends.
//
// A conflict, and for SQLite any error, leaves the rest of the transaction as
// it was.
func (db *DB) Within(tx *sql.Tx) *DB {
	return &DB{
		dialect: db.dialect, options: db.options, write: db.write, look: db.look, statements: db.statements, base: db.base,
		tx: &transaction{tx: tx},
	}
}

// reader and writer give what statements run on.
func (db *DB) reader() queries {
	if db.tx != nil {
		return db.tx
	}
	return db.look
}

func (db *DB) writer() queries {
	if db.tx != nil {
		return db.tx
	}
	return db.write
}

func (db *DB) cursorBase() int64 { return db.base.Load() }

// nth tells the changes of one transaction apart.
func (db *DB) nth() int64 {
	if db.tx == nil {
		return 0
	}
	return db.changes.Add(1)
}

// read runs a query, again if the failure passes, and calls each with every
// row; reset is called before each try.
func (db *DB) read(ctx context.Context, op, table, text string, args []any, reset func(), each func(*sql.Rows) error) error {
	try := func() error {
		reset()
		return failure(op, table, scan(ctx, db.reader(), text, args, each))
	}
	return db.again(ctx, try)
}

// again tries something again that may pass; in the host's transaction it does
// not, for after a failure PostgreSQL only says that there was one.
func (db *DB) again(ctx context.Context, try func() error) error {
	if db.tx != nil {
		return told(ctx, try())
	}
	return db.options.retry(ctx, try)
}

func scan(ctx context.Context, q queries, text string, args []any, each func(*sql.Rows) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	rows, err := q.QueryContext(ctx, text, args...)
	if err != nil {
		return err
	}
	defer rows.Close() //nolint:errcheck // what was read tells
	for rows.Next() {
		if err := each(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}
