package sqlstore

import (
	"context"
	"database/sql"
	"sync"
)

// queries is what a statement runs on: a pool, or a transaction.
type queries interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// pool is a pool of connections that remembers its statements where the driver
// does not: SQLite's compiles each text anew, pgx keeps what it prepared.
type pool struct {
	db       *sql.DB
	prepares bool
	prepared sync.Map // text to *sql.Stmt
}

func (p *pool) statement(ctx context.Context, text string) (*sql.Stmt, error) {
	if s, ok := p.prepared.Load(text); ok {
		return s.(*sql.Stmt), nil //nolint:revive // nothing else is put in
	}
	s, err := p.db.PrepareContext(ctx, text)
	if err != nil {
		return nil, err
	}
	if have, loaded := p.prepared.LoadOrStore(text, s); loaded {
		_ = s.Close()
		return have.(*sql.Stmt), nil //nolint:revive // nothing else is put in
	}
	return s, nil
}

func (p *pool) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	if !p.prepares {
		return p.db.ExecContext(ctx, query, args...)
	}
	s, err := p.statement(ctx, query)
	if err != nil {
		return nil, err
	}
	return s.ExecContext(ctx, args...)
}

func (p *pool) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if !p.prepares {
		return p.db.QueryContext(ctx, query, args...)
	}
	s, err := p.statement(ctx, query)
	if err != nil {
		return nil, err
	}
	return s.QueryContext(ctx, args...)
}

// begin starts a transaction of the pool's, which will run these statements.
func (p *pool) begin(ctx context.Context, texts ...string) (*transaction, error) {
	for i := 0; p.prepares && i < len(texts); i++ {
		if texts[i] == "" {
			continue
		}
		if _, err := p.statement(ctx, texts[i]); err != nil {
			return nil, err
		}
	}
	tx, err := p.db.BeginTx(ctx, p.isolation())
	if err != nil {
		return nil, err
	}
	return &transaction{tx, p}, nil
}

// isolation is read committed for PostgreSQL, whatever the pool's default is: what
// these transactions must not miss, they see by locks and by the version. Under
// a stricter level a transaction that waited for a lock would look at what was
// before it got it.
func (p *pool) isolation() *sql.TxOptions {
	if p.prepares {
		return nil
	}
	return &sql.TxOptions{Isolation: sql.LevelReadCommitted}
}

// close closes the statements, and not the database.
func (p *pool) close() {
	p.prepared.Range(func(_, s any) bool {
		_ = s.(*sql.Stmt).Close() //nolint:revive // nothing else is put in
		return true
	})
	p.prepared.Clear()
}

// transaction uses the prepared statements of its pool inside a transaction.
type transaction struct {
	tx   *sql.Tx
	pool *pool // nil: the host's transaction, of a pool that we do not know
}

// statement gives the prepared statement for this transaction, or nil where the
// pool has not met the text. It does not prepare: that would need a second
// connection, which a pool of one does not have.
func (t *transaction) statement(ctx context.Context, query string) *sql.Stmt {
	if t.pool == nil || !t.pool.prepares {
		return nil
	}
	s, ok := t.pool.prepared.Load(query)
	if !ok {
		return nil
	}
	return t.tx.StmtContext(ctx, s.(*sql.Stmt)) //nolint:revive // nothing else is put in
}

func (t *transaction) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	if s := t.statement(ctx, query); s != nil {
		return s.ExecContext(ctx, args...)
	}
	return t.tx.ExecContext(ctx, query, args...)
}

func (t *transaction) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if s := t.statement(ctx, query); s != nil {
		return s.QueryContext(ctx, args...)
	}
	return t.tx.QueryContext(ctx, query, args...)
}
