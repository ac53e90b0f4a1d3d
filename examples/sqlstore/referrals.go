package sqlstore

import (
	"context"
	"encoding/json"
	"time"

	"github.com/google/uuid"

	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral"
)

// Referrals is a [referral.Store] with events, list, finder and outbox, and
// with the reads that a team works by. It keeps one open episode per person and
// service (D1): another is an [OpenEpisodeError].
type Referrals struct {
	e *engine[referral.Referral, referral.Event]
}

var (
	_ referral.Store       = (*Referrals)(nil)
	_ referral.EventReader = (*Referrals)(nil)
	_ referral.Lister      = (*Referrals)(nil)
	_ referral.Outbox      = (*Referrals)(nil)
	_ referral.Finder      = (*Referrals)(nil)
)

var referralKind = &kind[referral.Referral, referral.Event]{
	layout: layout{
		table: "referral", part: "person_id", id: "referral_id", events: true, outbox: true,
		columns: []string{"service_id", "state", "phase", "open", "since", "assignee", "due", "updated", "items"},
		set:     &setLayout{table: "referral_watch", columns: []string{"worker"}},
	},
	notFound: referral.ErrNotFound, conflict: referral.ErrConflict,
	part:    func(r referral.Referral) uuid.UUID { return uuid.UUID(r.Person()) },
	columns: referralColumns,
	set:     referralWatchers,
	eventID: func(e referral.Event) uuid.UUID { return uuid.UUID(e.ID) },
}

// allDue gives what is due in an episode or will be. That does not depend on
// the time at which it is asked, but for sessions, which await their outcome
// once they have begun: so it is asked as of the last of them (and dueAt leaves
// out those to come).
func allDue(r referral.Referral, rules *referral.Rules) []referral.Item {
	at := r.RecordedAt()
	for s := range r.Sessions() {
		if s.Start.After(at) {
			at = s.Start
		}
	}
	return referral.Clocks(r, rules, at.Add(time.Microsecond)).Due
}

func referralColumns(db *DB, r referral.Referral) ([]any, error) {
	d := db.dialect
	due := allDue(r, db.options.Rules)
	var first time.Time
	for i := range due {
		due[i].Overdue = false
		if first.IsZero() || due[i].Due.Before(first) {
			first = due[i].Due
		}
	}
	if due == nil {
		due = []referral.Item{}
	}
	items, err := json.Marshal(due)
	if err != nil {
		return nil, err
	}
	return []any{
		d.id(uuid.UUID(r.Service())), string(r.State()), string(r.Phase()), d.flag(open(r.Phase())), d.instant(r.Since()),
		d.id(uuid.UUID(assignee(r))), d.instant(first), d.instant(r.RecordedAt()), string(items),
	}, nil
}

// open says whether an episode counts as open for D1: it was received and has
// not ended. A draft is not an episode yet.
func open(p referral.Phase) bool {
	switch p {
	case referral.PhasePending, referral.PhaseActive, referral.PhaseOnHold:
		return true
	case referral.PhaseDraft, referral.PhaseEnded, referral.PhaseVoid:
	}
	return false
}

// assignee is on whose list an episode stands: nobody's once the worker left.
func assignee(r referral.Referral) referral.ActorID {
	if a, ok := r.Assignment(); ok && a.Left.IsZero() {
		return a.Worker
	}
	return referral.ActorID{}
}

// referralWatchers gives who watches an onward referral. Nearly always nobody
// ever did, and the side table need not be touched.
func referralWatchers(db *DB, r referral.Referral) [][]any {
	var rows [][]any
	for o := range r.Onwards() {
		if o.Watcher.IsZero() {
			continue
		}
		if rows == nil {
			rows = [][]any{}
		}
		if o.Ended.IsZero() && !open(r.Phase()) {
			rows = append(rows, []any{db.dialect.key(uuid.UUID(o.Watcher))})
		}
	}
	return rows
}

// referralOf reads the identifier out of a row's key.
func referralOf(r *row) referral.ID {
	switch k := r.key[1].(type) {
	case string:
		return referral.ID(uuid.MustParse(k))
	case []byte:
		return referral.ID(k)
	}
	return referral.ID{}
}

// Referrals gives the store of referrals.
func (db *DB) Referrals() *Referrals { return &Referrals{newEngine(db, referralKind)} }

// Get implements [referral.Store]. Where the tables are partitioned it looks
// into each partition: use GetOf if the person is known.
func (s *Referrals) Get(ctx context.Context, id referral.ID) (referral.Referral, referral.Version, error) {
	r, v, err := s.e.get(ctx, uuid.UUID(id))
	return r, referral.Version(v), err
}

// GetOf is Get for a referral of a known person: it goes to one partition.
func (s *Referrals) GetOf(ctx context.Context, who person.ID, id referral.ID) (referral.Referral, referral.Version, error) {
	r, v, err := s.e.getOf(ctx, uuid.UUID(who), uuid.UUID(id))
	return r, referral.Version(v), err
}

// Commit implements [referral.Store].
func (s *Referrals) Commit(ctx context.Context, c referral.Change) error {
	return s.e.commit(ctx, referralChange(c))
}

func referralChange(c referral.Change) *change[referral.Referral, referral.Event] {
	x := &change[referral.Referral, referral.Event]{
		id: uuid.UUID(c.Value.ID()), changeID: uuid.UUID(c.ID), base: uint64(c.Base), value: c.Value, events: c.Events,
	}
	for _, r := range c.Redactions {
		x.redactions = append(x.redactions, redaction[referral.Event]{
			uuid.UUID(r.Event), func(e referral.Event) referral.Event { return e.Redact(r.At) },
		})
	}
	return x
}

// Events implements [referral.EventReader].
func (s *Referrals) Events(ctx context.Context, id referral.ID) ([]referral.Event, error) {
	return s.e.eventsOf(ctx, uuid.UUID(id))
}

// List implements [referral.Lister].
func (s *Referrals) List(ctx context.Context, after uint64, limit int) ([]referral.Stored, error) {
	items, err := s.e.list(ctx, after, limit)
	return storedReferrals(items), err
}

// ByPerson implements [referral.Finder]. It goes to one partition.
func (s *Referrals) ByPerson(ctx context.Context, who person.ID) ([]referral.Stored, error) {
	items, err := s.e.find(ctx, "WHERE person_id = $1 ORDER BY referral_id", s.e.db.dialect.key(uuid.UUID(who)))
	return storedReferrals(items), err
}

func storedReferrals(items []item[referral.Referral]) []referral.Stored {
	out := make([]referral.Stored, len(items))
	for i, x := range items {
		out[i] = referral.Stored{Referral: x.value, Version: referral.Version(x.version), Cursor: x.cursor}
	}
	return out
}

// Pending implements [referral.Outbox].
func (s *Referrals) Pending(ctx context.Context, limit int) ([]referral.Event, error) {
	return s.e.pending(ctx, limit)
}

// Acknowledge implements [referral.Outbox].
func (s *Referrals) Acknowledge(ctx context.Context, id referral.ID, events ...referral.EventID) error {
	return s.e.acknowledge(ctx, uuid.UUID(id), uuids(events))
}
