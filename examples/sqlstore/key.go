package sqlstore

import (
	"context"
	"crypto/hmac"
	"database/sql"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"github.com/socialprescribing/socialprescribing/person"
)

// A key is recognised by its mark, the hash of a constant, which the database
// keeps. With another key nobody would be found, and whoever is known would be
// registered a second time: so a database is not opened with another key, and
// stores that were opened before the key changed find nobody and store no
// identifier any more.

// mark is what the database keeps of the host's key. No identifier is hashed
// with this as its kind.
func (db *DB) mark() []byte { return db.hash("mark of the key") }

const readMark = "SELECT mark FROM sqlstore_key WHERE one = 1"

// adoptKey compares the key with the database's, or makes it the database's if it
// has none. One that people were stored in before there were marks is tried on
// one of them.
func (db *DB) adoptKey(ctx context.Context, tx queries) error {
	var have []byte
	found, err := queryRow(ctx, tx, readMark, nil, &have)
	switch {
	case err != nil:
		return err
	case found && !hmac.Equal(have, db.mark()):
		return ErrKey
	case found:
		return nil
	}
	if err := db.tryKey(ctx, tx); err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, db.dialect.text("INSERT INTO sqlstore_key (one, mark) VALUES (1, $1)"), db.mark())
	return err
}

// tryKey looks whether somebody's identifier is stored under the hash that this
// key gives it.
func (db *DB) tryKey(ctx context.Context, tx queries) error {
	var stored, doc []byte
	found, err := queryRow(ctx, tx, "SELECT i.hash, p.value FROM person_identifier i JOIN person p ON p.person_id = i.person_id LIMIT 1",
		nil, &stored, &doc)
	if err != nil || !found {
		return err
	}
	var p person.Person
	if err := decode(doc, &p); err != nil {
		return err
	}
	if !slices.ContainsFunc(db.hashesOf(p), func(h []byte) bool { return hmac.Equal(h, stored) }) {
		return ErrKey
	}
	return nil
}

// sameKey says whether the key is still the database's.
func (db *DB) sameKey(ctx context.Context, q queries) error {
	var have []byte
	found, err := queryRow(ctx, q, readMark, nil, &have)
	if err == nil && (!found || !hmac.Equal(have, db.mark())) {
		err = ErrKey
	}
	return err
}

// Rekey hashes all identifiers anew under another key of at least 32 bytes, in
// one transaction: after a failure everything is as it was. The stores of db, and
// of whoever else has the database open, then answer ErrKey where they would look
// for or store an identifier: open it with the new key. Do it while nobody stores
// persons: in SQLite they wait, and in PostgreSQL too, but a transaction of theirs
// that is REPEATABLE READ and began before would store hashes of the old key.
// It takes about as long as reading all persons. If the key is the database's
// already, nothing is done.
//
// Errors match ErrInvalid, ErrKey if db's own key is not the database's any more,
// or a class of failure.
func (db *DB) Rekey(ctx context.Context, key []byte) error {
	switch {
	case len(key) < minKey:
		return fmt.Errorf("%w: a key of at least %d bytes is needed", ErrInvalid, minKey)
	case db.tx != nil:
		return fmt.Errorf("%w: a key is not changed within a host's transaction", ErrInvalid)
	}
	next := &DB{dialect: db.dialect, options: db.options}
	next.options.Key = key
	return db.options.retry(ctx, func() error {
		tx, err := db.write.begin(ctx)
		if err != nil {
			return failure("rekey", "person", err)
		}
		if err := db.rekey(ctx, tx, next); err != nil {
			_ = tx.tx.Rollback()
			return failure("rekey", "person", err)
		}
		return failure("rekey", "person", tx.tx.Commit())
	})
}

func (db *DB) rekey(ctx context.Context, tx *transaction, next *DB) error {
	if db.dialect == PostgreSQL {
		if _, err := tx.ExecContext(ctx, "LOCK TABLE person IN SHARE ROW EXCLUSIVE MODE"); err != nil {
			return err
		}
	}
	if next.sameKey(ctx, tx) == nil {
		return nil // it was done before: perhaps by us, and the answer was lost
	}
	if err := db.sameKey(ctx, tx); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, "DELETE FROM person_identifier"); err != nil {
		return err
	}
	for after := (uuid.UUID{}); ; {
		n, last, err := next.hashPage(ctx, tx, after)
		if err != nil {
			return err
		}
		if n == 0 {
			break
		}
		after = last
	}
	_, err := tx.ExecContext(ctx, db.dialect.text("UPDATE sqlstore_key SET mark = $1 WHERE one = 1"), next.mark())
	return err
}

// hashPage stores the hashes of some hundred persons after one, and says how many
// they were and who was the last.
func (db *DB) hashPage(ctx context.Context, tx *transaction, after uuid.UUID) (int, uuid.UUID, error) {
	d := db.dialect
	var page []person.Person
	text := d.text("SELECT value FROM person WHERE person_id > $1 ORDER BY person_id LIMIT 500")
	err := scan(ctx, tx, text, []any{d.key(after)}, func(rows *sql.Rows) error {
		var doc sql.RawBytes
		var p person.Person
		if err := rows.Scan(&doc); err != nil {
			return err
		}
		err := decode(doc, &p)
		page = append(page, p)
		return err
	})
	if err != nil || len(page) == 0 {
		return 0, after, err
	}
	add := newStatements(d, &personKind.layout).addToSet
	for _, p := range page {
		for _, h := range db.hashesOf(p) {
			if _, err := tx.ExecContext(ctx, add, d.key(uuid.UUID(p.ID)), h); err != nil {
				return 0, after, err
			}
		}
	}
	return len(page), uuid.UUID(page[len(page)-1].ID), nil
}
