package sqlstore

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"github.com/socialprescribing/socialprescribing/matching"
	"github.com/socialprescribing/socialprescribing/referral"
)

// Statement is what a search asks for candidates.
func (s *Search) Statement(c matching.Coarse) (string, []any) { return s.candidates(c) }

// Prepared is one version of a referral, encoded once, to be written again and
// again as the next version: by the store, and by hand.
type Prepared struct {
	db   *DB
	e    *engine[referral.Referral, referral.Event]
	row  *row
	base uint64
}

// Prepare encodes.
func (db *DB) Prepare(r referral.Referral, events []referral.Event) (*Prepared, error) {
	e := newEngine(db, referralKind)
	row, err := e.encode(&change[referral.Referral, referral.Event]{
		id: uuid.UUID(r.ID()), changeID: uuid.UUID(referral.NewChangeID()), value: r, events: events,
	})
	return &Prepared{db, e, row, 0}, err
}

// next gives the row of the next version.
func (p *Prepared) next() *row {
	r := *p.row
	r.base = p.base
	r.args = slices.Clone(r.args)
	r.args[len(r.key)] = int64(p.base) + 1
	p.base++
	return &r
}

// Store writes the next version as the store does.
func (p *Prepared) Store() error { return p.e.write(context.Background(), p.next(), nil) }

// Hand writes the next version by the statements themselves.
func (p *Prepared) Hand() error {
	ctx, r := context.Background(), p.next()
	update, add := p.e.sql.update(r.count()), p.e.sql.addEvents(r.count())
	if p.db.dialect == PostgreSQL {
		args := append(slices.Clone(r.args), p.db.cursorBase(), int64(0))
		_, err := p.db.write.db.ExecContext(ctx, update, append(args, r.events...)...)
		return err
	}
	one, err := p.db.write.statement(ctx, update)
	if err != nil {
		return err
	}
	two, err := p.db.write.statement(ctx, add)
	if err != nil {
		return err
	}
	tx, err := p.db.write.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if _, err := tx.StmtContext(ctx, one).ExecContext(ctx, r.args...); err != nil {
		return err
	}
	args := append(slices.Clone(r.key), int64(r.base)+1, 0)
	if _, err := tx.StmtContext(ctx, two).ExecContext(ctx, append(args, r.events...)...); err != nil {
		return err
	}
	return tx.Commit()
}

// ByIdentifier gives the statements that know an identifier only, for a referral
// and a book.
func (db *DB) ByIdentifier() []string {
	r, b := newStatements(db.dialect, &referralKind.layout), newStatements(db.dialect, &bookingsKind.layout)
	return []string{r.get, r.known, r.events, r.acknowledge(2), b.get, b.events}
}
