package sqlstore

import (
	"context"

	"github.com/google/uuid"

	"github.com/socialprescribing/socialprescribing/outcome"
)

// Outcomes is an [outcome.Store] with events, list, finder and outbox.
type Outcomes struct {
	e *engine[outcome.Record, outcome.Event]
}

var (
	_ outcome.Store       = (*Outcomes)(nil)
	_ outcome.EventReader = (*Outcomes)(nil)
	_ outcome.Lister      = (*Outcomes)(nil)
	_ outcome.Finder      = (*Outcomes)(nil)
	_ outcome.Outbox      = (*Outcomes)(nil)
)

var outcomeKind = &kind[outcome.Record, outcome.Event]{
	layout: layout{
		table: "outcome", part: "person_id", id: "record_id", events: true, outbox: true,
		columns: []string{"episode_id", "instrument", "status", "at"},
	},
	notFound: outcome.ErrNotFound, conflict: outcome.ErrConflict, plain: true,
	part: func(r outcome.Record) uuid.UUID { return uuid.UUID(r.Person) },
	columns: func(db *DB, r outcome.Record) ([]any, error) {
		d := db.dialect
		return []any{d.id(uuid.UUID(r.Episode)), r.Instrument.String(), string(r.Status), d.instant(r.At)}, nil
	},
	eventID: func(e outcome.Event) uuid.UUID { return uuid.UUID(e.ID) },
}

// Outcomes gives the store of outcome records.
func (db *DB) Outcomes() *Outcomes { return &Outcomes{newEngine(db, outcomeKind)} }

// Get implements [outcome.Store]. Where the tables are partitioned it looks
// into each partition.
func (s *Outcomes) Get(ctx context.Context, id outcome.RecordID) (outcome.Record, outcome.Version, error) {
	r, v, err := s.e.get(ctx, uuid.UUID(id))
	return r, outcome.Version(v), err
}

// Commit implements [outcome.Store].
func (s *Outcomes) Commit(ctx context.Context, c outcome.Change) error {
	x := &change[outcome.Record, outcome.Event]{
		id: uuid.UUID(c.Value.ID), changeID: uuid.UUID(c.ID), base: uint64(c.Base), value: c.Value, events: c.Events,
	}
	for _, r := range c.Redactions {
		x.redactions = append(x.redactions, redaction[outcome.Event]{uuid.UUID(r.Event), outcome.Event.Redacted})
	}
	return s.e.commit(ctx, x)
}

// Events implements [outcome.EventReader].
func (s *Outcomes) Events(ctx context.Context, id outcome.RecordID) ([]outcome.Event, error) {
	return s.e.eventsOf(ctx, uuid.UUID(id))
}

// List implements [outcome.Lister].
func (s *Outcomes) List(ctx context.Context, after uint64, limit int) ([]outcome.Stored, error) {
	items, err := s.e.list(ctx, after, limit)
	return storedRecords(items), err
}

// ByPerson implements [outcome.Finder]. It goes to one partition.
func (s *Outcomes) ByPerson(ctx context.Context, who outcome.PersonID) ([]outcome.Stored, error) {
	items, err := s.e.find(ctx, "WHERE person_id = $1 ORDER BY at NULLS FIRST, record_id", s.e.db.dialect.key(uuid.UUID(who)))
	return storedRecords(items), err
}

func storedRecords(items []item[outcome.Record]) []outcome.Stored {
	out := make([]outcome.Stored, len(items))
	for i, x := range items {
		out[i] = outcome.Stored{Record: x.value, Version: outcome.Version(x.version), Cursor: x.cursor}
	}
	return out
}

// Pending implements [outcome.Outbox].
func (s *Outcomes) Pending(ctx context.Context, limit int) ([]outcome.Event, error) {
	return s.e.pending(ctx, limit)
}

// Acknowledge implements [outcome.Outbox].
func (s *Outcomes) Acknowledge(ctx context.Context, record outcome.RecordID, events ...outcome.EventID) error {
	return s.e.acknowledge(ctx, uuid.UUID(record), uuids(events))
}
