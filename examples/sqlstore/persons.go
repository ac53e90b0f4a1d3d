package sqlstore

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"database/sql"
	"slices"

	"github.com/google/uuid"

	"github.com/socialprescribing/socialprescribing/person"
)

// Persons is a [person.Store] with events, list, finder and outbox. Safe for
// concurrent use, but for one of a DB that Within returned.
type Persons struct {
	e *engine[person.Person, person.Event]
}

var (
	_ person.Store       = (*Persons)(nil)
	_ person.EventReader = (*Persons)(nil)
	_ person.Lister      = (*Persons)(nil)
	_ person.Outbox      = (*Persons)(nil)
	_ person.Finder      = (*Persons)(nil)
)

var personKind = &kind[person.Person, person.Event]{
	layout: layout{
		table: "person", id: "person_id", events: true, outbox: true,
		set: &setLayout{table: "person_identifier", columns: []string{"hash"}},
	},
	notFound: person.ErrNotFound, conflict: person.ErrConflict, plain: true,
	eventID: func(e person.Event) uuid.UUID { return uuid.UUID(e.ID) },
	hashed:  true,
	set: func(db *DB, p person.Person) [][]any {
		rows := [][]any{} // none: those of before are to go
		for _, h := range db.hashesOf(p) {
			rows = append(rows, []any{h})
		}
		return rows
	},
}

// Persons gives the store of persons.
func (db *DB) Persons() *Persons { return &Persons{newEngine(db, personKind)} }

// Get implements [person.Store].
func (s *Persons) Get(ctx context.Context, id person.ID) (person.Person, person.Version, error) {
	p, v, err := s.e.get(ctx, uuid.UUID(id))
	return p, person.Version(v), err
}

// Commit implements [person.Store].
func (s *Persons) Commit(ctx context.Context, c person.Change) error {
	x := &change[person.Person, person.Event]{
		id: uuid.UUID(c.Value.ID), changeID: uuid.UUID(c.ID), base: uint64(c.Base), value: c.Value, events: c.Events,
	}
	for _, r := range c.Redactions {
		x.redactions = append(x.redactions, redaction[person.Event]{
			uuid.UUID(r.Event), func(e person.Event) person.Event { return e.Redact(r.Payload) },
		})
	}
	return s.e.commit(ctx, x)
}

// Events implements [person.EventReader].
func (s *Persons) Events(ctx context.Context, id person.ID) ([]person.Event, error) {
	return s.e.eventsOf(ctx, uuid.UUID(id))
}

// List implements [person.Lister].
func (s *Persons) List(ctx context.Context, after uint64, limit int) ([]person.Stored, error) {
	items, err := s.e.list(ctx, after, limit)
	out := make([]person.Stored, len(items))
	for i, x := range items {
		out[i] = person.Stored{Person: x.value, Version: person.Version(x.version), Cursor: x.cursor}
	}
	return out, err
}

// Pending implements [person.Outbox].
func (s *Persons) Pending(ctx context.Context, limit int) ([]person.Event, error) {
	return s.e.pending(ctx, limit)
}

// Acknowledge implements [person.Outbox].
func (s *Persons) Acknowledge(ctx context.Context, id person.ID, events ...person.EntryID) error {
	return s.e.acknowledge(ctx, uuid.UUID(id), uuids(events))
}

// Find implements [person.Finder]. The database sees hashes only. That nobody is
// found is said only while the key is the database's: else the error is ErrKey,
// and nobody is registered twice because a key was changed.
func (s *Persons) Find(ctx context.Context, by person.Identifier) ([]person.ID, error) {
	db := s.e.db
	hashes := db.hashes(by)
	if len(hashes) == 0 {
		return nil, nil
	}
	var out []person.ID
	args := []any{len(hashes)}
	for _, h := range hashes {
		args = append(args, h)
	}
	text := db.dialect.text("SELECT person_id FROM person_identifier WHERE hash IN (" + parameters(2, len(hashes)) +
		") GROUP BY person_id HAVING count(*) = $1 ORDER BY person_id")
	err := db.read(ctx, "find", "person", text, args, func() { out = nil }, func(rows *sql.Rows) error {
		var id uuid.UUID
		err := rows.Scan(&id)
		out = append(out, person.ID(id))
		return err
	})
	if err == nil && len(out) == 0 {
		err = failure("find", "person", db.sameKey(ctx, db.reader()))
	}
	return out, err
}

// hashes gives what an identifier is looked up by.
func (db *DB) hashes(i person.Identifier) [][]byte {
	var out [][]byte
	if !i.NHSNumber.IsZero() {
		out = append(out, db.hash("nhs", i.NHSNumber.Digits()))
	}
	if !i.CHINumber.IsZero() {
		out = append(out, db.hash("chi", i.CHINumber.Digits()))
	}
	if !i.HCNumber.IsZero() {
		out = append(out, db.hash("hc", i.HCNumber.Digits()))
	}
	if i.Other.System != "" && !i.Other.Value.IsZero() {
		out = append(out, db.hash("other", i.Other.System, i.Other.Value.Disclose()))
	}
	return out
}

// hashesOf gives those of all identifiers that somebody carries, each once.
func (db *DB) hashesOf(p person.Person) [][]byte {
	out := db.hashes(person.Identifier{NHSNumber: p.NHSNumber, CHINumber: p.CHINumber, HCNumber: p.HCNumber})
	for _, o := range p.OtherIdentifiers {
		if o == nil {
			continue
		}
		for _, h := range db.hashes(person.Identifier{Other: *o}) {
			if !slices.ContainsFunc(out, func(x []byte) bool { return string(x) == string(h) }) {
				out = append(out, h)
			}
		}
	}
	return out
}

// hash is HMAC-SHA-256 under the host's key, of the parts with a zero byte
// behind each, so that no two lists of parts run together alike.
func (db *DB) hash(parts ...string) []byte {
	m := hmac.New(sha256.New, db.options.Key)
	for _, p := range parts {
		m.Write([]byte(p))
		m.Write([]byte{0})
	}
	return m.Sum(nil)
}

// uuids gives identifiers of any kind as what they are made of.
func uuids[T ~[16]byte](ids []T) []uuid.UUID {
	out := make([]uuid.UUID, len(ids))
	for i, id := range ids {
		out[i] = uuid.UUID(id)
	}
	return out
}
