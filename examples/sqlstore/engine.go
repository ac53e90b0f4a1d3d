package sqlstore

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
)

// kind says how values and events of one kind of aggregate become rows.
type kind[V, E any] struct {
	layout             layout
	notFound, conflict error
	part               func(V) uuid.UUID // nil where the identifier is the partition key
	columns            func(*DB, V) ([]any, error)
	set                func(*DB, V) [][]any // the rows of the side table; nil: leave it
	hashed             bool                 // the side table holds hashes under the host's key
	eventID            func(E) uuid.UUID
	plain              bool // hosts fill the value themselves, and may fill in what cannot be read
}

// guard is what is asked before the side table is written, or empty.
func (k *kind[V, E]) guard() string {
	if k.hashed {
		return readMark
	}
	return ""
}

// change is one atomic step of one aggregate.
type change[V, E any] struct {
	id, changeID uuid.UUID
	base         uint64
	value        V
	events       []E
	redactions   []redaction[E]
}

type redaction[E any] struct {
	event   uuid.UUID
	replace func(E) E
}

// item is a value as it is listed.
type item[V any] struct {
	value   V
	version uint64
	cursor  uint64
}

// engine does the work of all stores: it is what differs from database to
// database, while the stores are what differs from package to package.
type engine[V, E any] struct {
	db   *DB
	kind *kind[V, E]
	sql  *statements
}

func newEngine[V, E any](db *DB, k *kind[V, E]) *engine[V, E] {
	s, ok := db.statements.Load(k.layout.table)
	if !ok {
		s, _ = db.statements.LoadOrStore(k.layout.table, newStatements(db.dialect, &k.layout))
	}
	return &engine[V, E]{db, k, s.(*statements)} //nolint:revive // nothing else is put in
}

// row is a change in the form in which it is written.
type row struct {
	key      []any
	base     uint64
	changeID uuid.UUID
	args     []any // of insert and update, without events
	events   []any // two for each: identifier, document
	set      [][]any
}

func (r *row) count() int { return len(r.events) / 2 }

// encode turns a change into bytes.
func (e *engine[V, E]) encode(c *change[V, E]) (*row, error) {
	doc, err := marshal[V](e.kind.plain, c.value)
	if err != nil {
		return nil, e.invalid("value", err)
	}
	var part uuid.UUID
	if e.kind.part != nil {
		part = e.kind.part(c.value)
	}
	r := &row{key: e.sql.key(part, c.id), base: c.base, changeID: c.changeID}
	r.args = append(slices.Clone(r.key), int64(c.base)+1, e.db.dialect.key(c.changeID), string(doc)) //nolint:gosec // versions are small
	if e.kind.columns != nil {
		columns, err := e.kind.columns(e.db, c.value)
		if err != nil {
			return nil, e.invalid("columns", err)
		}
		r.args = append(r.args, columns...)
	}
	if e.kind.set != nil {
		r.set = e.kind.set(e.db, c.value)
	}
	if !e.kind.layout.events {
		return r, nil
	}
	for _, x := range c.events {
		doc, err := marshal[E](e.kind.plain, x)
		if err != nil {
			return nil, e.invalid("event", err)
		}
		r.events = append(r.events, e.db.dialect.key(e.kind.eventID(x)), string(doc))
	}
	return r, nil
}

// marshal gives the JSON of a value, and of a plain one makes sure that it can be
// read again: writing lets words pass that reading refuses, and one such value
// would hold up every list, and one such event the outbox, for good.
func marshal[T any](plain bool, x T) ([]byte, error) {
	doc, err := json.Marshal(x)
	if err == nil && plain {
		err = decode(doc, new(T))
	}
	return doc, err
}

// invalid says that something cannot be written as JSON, or not read again.
func (e *engine[V, E]) invalid(what string, err error) error {
	return &Error{Op: "encode " + what, Table: e.kind.layout.table, Class: ErrInvalid, Err: err}
}

// commit stores a change whole or not at all.
func (e *engine[V, E]) commit(ctx context.Context, c *change[V, E]) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	r, err := e.encode(c)
	if err != nil {
		return err
	}
	return e.write(ctx, r, c.redactions)
}

// write stores a row. It is done again when the database was busy or the
// connection broke: a change that was stored already is recognised by its ID.
// A change without one could not be, so it is tried once.
func (e *engine[V, E]) write(ctx context.Context, r *row, redactions []redaction[E]) error {
	if e.db.tx != nil {
		return told(ctx, e.looked(ctx, e.db.tx, r, e.named(r, e.inTransaction(ctx, r, redactions)), false))
	}
	lost := false // whether the answer to a try was
	try := func() error {
		err := e.looked(ctx, e.db.write, r, e.named(r, e.once(ctx, r, redactions)), lost)
		lost = lost || errors.Is(err, ErrUnavailable)
		return err
	}
	if r.changeID == uuid.Nil {
		return told(ctx, try())
	}
	return e.db.options.retry(ctx, try)
}

// looked looks at a refusal that may be no refusal. When the same change comes
// from two at once, PostgreSQL may find the other's row by the index of open
// episodes before it finds it by its key: so another open episode may be this
// very one. And when an answer was lost, others may have gone on from what was
// stored: then its first event tells that it was.
func (e *engine[V, E]) looked(ctx context.Context, q queries, r *row, err error, lost bool) error {
	if _, second := errors.AsType[*OpenEpisodeError](err); second && e.explain(ctx, q, r) == nil {
		return nil
	}
	if !lost || !errors.Is(err, e.kind.conflict) || r.count() == 0 {
		return err
	}
	version, args := uint64(0), append(slices.Clone(r.key), r.events[0])
	found, ferr := queryRow(ctx, q, e.sql.madeBy, args, &version)
	switch {
	case ferr != nil:
		return failure("commit", e.kind.layout.table, ferr)
	case found && version == r.base+1:
		return nil
	}
	return err
}

// named gives a failure its class.
func (e *engine[V, E]) named(r *row, err error) error {
	if err == nil || err == e.kind.conflict || err == e.kind.notFound { //nolint:errorlint // our own, unwrapped
		return err
	}
	if e.kind.layout.table == "referral" && secondEpisode(err) {
		return &OpenEpisodeError{Referral: referralOf(r)}
	}
	return failure("commit", e.kind.layout.table, err)
}

// once stores a row in a transaction of its own, or in one statement where the
// dialect needs no more.
func (e *engine[V, E]) once(ctx context.Context, r *row, redactions []redaction[E]) error {
	if e.db.dialect.oneStatement() && r.set == nil && len(redactions) == 0 && e.together(r) == r.count() {
		done, err := e.put(ctx, e.db.write, r)
		if err != nil || done {
			return err
		}
		return e.explain(ctx, e.db.write, r)
	}
	tx, err := e.db.write.begin(ctx, e.statementOf(r), e.sql.addEvents(min(r.count(), eventsAtOnce)), e.sql.version, e.sql.known, e.kind.guard())
	if err != nil {
		return err
	}
	if err := e.all(ctx, tx, r, redactions); err != nil {
		_ = tx.tx.Rollback()
		return err
	}
	return tx.tx.Commit()
}

// inTransaction stores a row in the host's transaction. A savepoint keeps what
// the host did before when this fails.
func (e *engine[V, E]) inTransaction(ctx context.Context, r *row, redactions []redaction[E]) error {
	if e.db.changes.Load() >= 1<<16-1 {
		return fmt.Errorf("%w: more than 65,534 changes in one transaction", ErrInvalid)
	}
	return e.db.tx.atomic(ctx, func() error { return e.all(ctx, e.db.tx, r, redactions) })
}

// atomic does f whole or not at all within the transaction.
func (t *transaction) atomic(ctx context.Context, f func() error) error {
	if _, err := t.ExecContext(ctx, "SAVEPOINT sqlstore"); err != nil {
		return err
	}
	if err := f(); err != nil {
		bg := context.WithoutCancel(ctx) // what was begun is to be undone even so
		_, _ = t.ExecContext(bg, "ROLLBACK TO SAVEPOINT sqlstore")
		_, _ = t.ExecContext(bg, "RELEASE SAVEPOINT sqlstore")
		return err
	}
	_, err := t.ExecContext(ctx, "RELEASE SAVEPOINT sqlstore")
	return err
}

// all does everything that belongs to a change, in the order of the locks: the
// aggregate's row first.
func (e *engine[V, E]) all(ctx context.Context, tx *transaction, r *row, redactions []redaction[E]) error {
	done, err := e.put(ctx, tx, r)
	if err == nil && !done {
		err = e.explain(ctx, tx, r)
		return err
	}
	if err == nil {
		err = e.addEvents(ctx, tx, r)
	}
	if err == nil && r.set != nil {
		err = e.putSet(ctx, tx, r)
	}
	for i := 0; err == nil && i < len(redactions); i++ {
		err = e.redact(ctx, tx, r, redactions[i])
	}
	return err
}

// addEvents stores the events that were not in the row's own statement, some
// hundred at a time: a statement has a limited number of parameters.
func (e *engine[V, E]) addEvents(ctx context.Context, tx *transaction, r *row) error {
	for n := e.together(r); n < r.count(); n += eventsAtOnce {
		some := r.events[2*n : 2*min(n+eventsAtOnce, r.count())]
		args := append(slices.Clone(r.key), int64(r.base)+1, n) //nolint:gosec // versions are small
		if _, err := tx.ExecContext(ctx, e.sql.addEvents(len(some)/2), append(args, some...)...); err != nil {
			return err
		}
	}
	return nil
}

// together is how many of the events are in the same statement as the row.
func (e *engine[V, E]) together(r *row) int {
	if !e.db.dialect.oneStatement() {
		return 0
	}
	return min(r.count(), eventsAtOnce)
}

func (e *engine[V, E]) statementOf(r *row) string {
	if r.base == 0 {
		return e.sql.insert(e.together(r))
	}
	return e.sql.update(e.together(r))
}

// put writes the row, and its events where that is one statement. It reports
// whether the stored version was the base.
func (e *engine[V, E]) put(ctx context.Context, q queries, r *row) (bool, error) {
	if r.base == 0 && e.kind.layout.part != "" {
		// No index that partitions could have would notice the identifier under
		// another partition key.
		if known, err := queryRow(ctx, q, e.sql.known, r.key[1:], new(int)); err != nil || known {
			return false, err
		}
	}
	args := r.args
	if e.db.dialect == PostgreSQL {
		args = append(slices.Clone(args), e.db.cursorBase(), e.db.nth())
		args = append(args, r.events[:2*e.together(r)]...)
	}
	res, err := q.ExecContext(ctx, e.statementOf(r), args...)
	if err != nil {
		return false, err
	}
	n, err := res.RowsAffected()
	return n > 0, err
}

// explain says why nothing was written: it was a repetition, or a conflict.
func (e *engine[V, E]) explain(ctx context.Context, q queries, r *row) error {
	var version uint64
	var id uuid.UUID
	found, err := queryRow(ctx, q, e.sql.version, r.key, &version, &id)
	if err != nil {
		return err
	}
	if found && version == r.base+1 && id == r.changeID && r.changeID != uuid.Nil {
		return nil
	}
	return e.kind.conflict
}

func (e *engine[V, E]) putSet(ctx context.Context, tx *transaction, r *row) error {
	if e.kind.hashed && len(r.set) > 0 {
		if err := e.db.sameKey(ctx, tx); err != nil {
			return err
		}
	}
	if _, err := tx.ExecContext(ctx, e.sql.clearSet, r.key...); err != nil {
		return err
	}
	for _, x := range r.set {
		if _, err := tx.ExecContext(ctx, e.sql.addToSet, append(slices.Clone(r.key), x...)...); err != nil {
			return err
		}
	}
	return nil
}

// redact replaces an earlier event in its place. The aggregate's row is locked.
func (e *engine[V, E]) redact(ctx context.Context, tx *transaction, r *row, x redaction[E]) error {
	if !e.kind.layout.events {
		return nil
	}
	var version uint64
	var n int
	var doc []byte
	args := append(slices.Clone(r.key), e.db.dialect.key(x.event))
	found, err := queryRow(ctx, tx, e.sql.eventByID, args, &version, &n, &doc)
	if err != nil {
		return err
	}
	if !found {
		return e.kind.notFound
	}
	var event E
	if err := decode(doc, &event); err != nil {
		return failure("redact", e.kind.layout.table, err)
	}
	if doc, err = marshal(e.kind.plain, x.replace(event)); err != nil {
		return e.invalid("event", err)
	}
	_, err = tx.ExecContext(ctx, e.sql.putEvent, append(slices.Clone(r.key), version, n, string(doc))...)
	return err
}

// decode reads a stored document. A type that reads itself is given the bytes at
// once: encoding/json would scan them twice more before. Of others a member that
// this version does not know is ErrSchema: a newer version wrote it, and it would
// be lost with the next commit.
func decode(doc []byte, into any) error {
	if u, ok := into.(json.Unmarshaler); ok {
		return u.UnmarshalJSON(doc)
	}
	d := json.NewDecoder(bytes.NewReader(doc))
	d.DisallowUnknownFields()
	err := d.Decode(into)
	if _, end := d.Token(); err == nil && !errors.Is(end, io.EOF) {
		err = errTrailing
	}
	if err != nil && strings.HasPrefix(err.Error(), "json: unknown field") {
		return fmt.Errorf("%w: a value has a member that this version does not know", ErrSchema)
	}
	return err
}

var errTrailing = errors.New("more than one value")

// queryRow reads at most one row.
func queryRow(ctx context.Context, q queries, text string, args []any, into ...any) (bool, error) {
	rows, err := q.QueryContext(ctx, text, args...)
	if err != nil {
		return false, err
	}
	defer rows.Close() //nolint:errcheck // what was read tells
	if !rows.Next() {
		return false, rows.Err()
	}
	if err := rows.Scan(into...); err != nil {
		return false, err
	}
	return true, rows.Close()
}

// get gives the latest value.
func (e *engine[V, E]) get(ctx context.Context, id uuid.UUID) (V, uint64, error) {
	return e.one(ctx, e.sql.get, []any{e.db.dialect.key(id)})
}

// getOf gives the latest value of an aggregate whose partition is known.
func (e *engine[V, E]) getOf(ctx context.Context, part, id uuid.UUID) (V, uint64, error) {
	return e.one(ctx, e.sql.byKey, e.sql.key(part, id))
}

func (e *engine[V, E]) one(ctx context.Context, text string, args []any) (V, uint64, error) {
	var none, v V
	var version uint64
	found := false
	err := e.db.read(ctx, "get", e.kind.layout.table, text, args, func() { v, found = none, false }, func(rows *sql.Rows) error {
		var doc sql.RawBytes
		if err := rows.Scan(&version, &doc); err != nil {
			return err
		}
		found = true
		return decode(doc, &v)
	})
	if err == nil && !found {
		err = e.kind.notFound
	}
	if err != nil {
		return none, 0, err
	}
	return v, version, nil
}

// eventsOf gives the events of an aggregate; none of an unknown one is the
// NotFound sentinel.
func (e *engine[V, E]) eventsOf(ctx context.Context, id uuid.UUID) ([]E, error) {
	args := []any{e.db.dialect.key(id)}
	out, err := e.documents(ctx, "events", e.sql.events, args)
	if err != nil || len(out) > 0 {
		return out, err
	}
	known := false
	err = e.db.read(ctx, "events", e.kind.layout.table, e.sql.known, args, func() {}, func(*sql.Rows) error { known = true; return nil })
	if err == nil && !known {
		err = e.kind.notFound
	}
	return nil, err
}

// documents reads events.
func (e *engine[V, E]) documents(ctx context.Context, op, text string, args []any) ([]E, error) {
	var out []E
	err := e.db.read(ctx, op, e.kind.layout.table, text, args, func() { out = nil }, func(rows *sql.Rows) error {
		var doc sql.RawBytes
		if err := rows.Scan(&doc); err != nil {
			return err
		}
		var x E
		if err := decode(doc, &x); err != nil {
			return err
		}
		out = append(out, x)
		return nil
	})
	return out, err
}

// pending gives events that wait for delivery.
func (e *engine[V, E]) pending(ctx context.Context, limit int) ([]E, error) {
	return e.documents(ctx, "pending", e.sql.pending, []any{bound(limit)})
}

// acknowledge ends the delivery of events.
func (e *engine[V, E]) acknowledge(ctx context.Context, id uuid.UUID, events []uuid.UUID) error {
	for chunk := range slices.Chunk(events, 100) {
		args := []any{e.db.dialect.key(id)}
		for _, x := range chunk {
			args = append(args, e.db.dialect.key(x))
		}
		err := e.db.again(ctx, func() error {
			_, err := e.db.writer().ExecContext(ctx, e.sql.acknowledge(len(chunk)), args...)
			return failure("acknowledge", e.kind.layout.table, err)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// bound is a limit as SQL has it: 0 or less is all.
func bound(limit int) int64 {
	if limit <= 0 {
		return 1 << 40
	}
	return int64(limit)
}

// list gives values by the cursor of their latest change. A change that was
// committed while an older transaction still runs must wait for its turn, for
// that one may yet put something before it; list waits a little, so that
// whoever calls it finds what was committed before.
func (e *engine[V, E]) list(ctx context.Context, after uint64, limit int) ([]item[V], error) {
	if after > math.MaxInt64 {
		return nil, ctx.Err() // no cursor is as great as this
	}
	wait := time.Millisecond
	for {
		items, unsettled, err := e.page(ctx, after, limit)
		if err != nil || !unsettled || wait > e.db.options.settle() || !sleep(ctx, wait) {
			return items, err
		}
		wait *= 2
	}
}

// page reads one page, and reports whether it ends before its time.
func (e *engine[V, E]) page(ctx context.Context, after uint64, limit int) ([]item[V], bool, error) {
	one := bound(limit) + 1          // one more, to see a tie at the end of the page
	args := []any{int64(after), one} //nolint:gosec // cursors stay below 2^63
	items, unsettled, err := e.items(ctx, e.sql.list, args)
	if err != nil || int64(len(items)) < one {
		return items, unsettled, err
	}
	n := len(items) - 1
	next := items[n].cursor
	for n > 0 && items[n-1].cursor == next { // never break a tie: a cursor names all of it
		n--
	}
	if n > 0 {
		return items[:n:n], false, nil
	}
	items, _, err = e.items(ctx, e.sql.tied, []any{int64(next)}) //nolint:gosec // cursors stay below 2^63
	return items, false, err
}

func (e *engine[V, E]) items(ctx context.Context, text string, args []any) ([]item[V], bool, error) {
	var items []item[V]
	unsettled := false
	if e.db.dialect == PostgreSQL {
		args = append(args, e.db.cursorBase())
	}
	err := e.db.read(ctx, "list", e.kind.layout.table, text, args, func() { items, unsettled = nil, false }, func(rows *sql.Rows) error {
		var x item[V]
		var doc sql.RawBytes
		var settled bool
		if err := rows.Scan(&x.version, &x.cursor, &doc, &settled); err != nil {
			return err
		}
		if unsettled = unsettled || !settled; unsettled {
			return nil
		}
		if err := decode(doc, &x.value); err != nil {
			return err
		}
		items = append(items, x)
		return nil
	})
	return items, unsettled, err
}

// find gives the values that a condition of the store's own selects.
func (e *engine[V, E]) find(ctx context.Context, condition string, args ...any) ([]item[V], error) {
	var items []item[V]
	text := e.db.dialect.text("SELECT version, cursor, value FROM " + e.kind.layout.table + " " + condition)
	err := e.db.read(ctx, "find", e.kind.layout.table, text, args, func() { items = nil }, func(rows *sql.Rows) error {
		var x item[V]
		var doc sql.RawBytes
		if err := rows.Scan(&x.version, &x.cursor, &doc); err != nil {
			return err
		}
		if err := decode(doc, &x.value); err != nil {
			return err
		}
		items = append(items, x)
		return nil
	})
	return items, err
}
