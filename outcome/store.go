package outcome

import (
	"context"
	"fmt"
	"time"
)

// Version counts the commits of one record; 0 means that it does not exist.
type Version uint64

// EventType says what happened to a record.
type EventType string

// The types of event.
const (
	EventRecorded       EventType = "outcome.recorded"
	EventAmended        EventType = "outcome.amended"
	EventEnteredInError EventType = "outcome.entered-in-error"
)

// IsValid reports whether t is one of the types.
func (t EventType) IsValid() bool {
	return t == EventRecorded || t == EventAmended || t == EventEnteredInError
}

// UnmarshalText refuses what is not a type; empty text reads as unset.
func (t *EventType) UnmarshalText(text []byte) error { return readWord(t, text) }

// Event is one thing that happened to a record. It carries the record as it then
// was, so that a correction keeps the former answers; a redaction takes that away.
//
// A plain record, not safe for concurrent use while it is being changed. fmt prints
// no answers.
type Event struct {
	ID         EventID   `json:"id"`
	Record     RecordID  `json:"record"`
	Type       EventType `json:"type"`
	Version    Version   `json:"version"`
	At         time.Time `json:"at"`
	RecordedAt time.Time `json:"recordedAt"`
	By         ActorID   `json:"by,omitzero"`
	Value      *Record   `json:"value,omitempty"` // personal payload
}

// Clone returns a deep copy.
func (e Event) Clone() Event {
	if e.Value != nil {
		v := e.Value.Clone()
		e.Value = &v
	}
	return e
}

// Equal reports whether two events hold the same, times compared by instant.
func (e Event) Equal(o Event) bool {
	if (e.Value == nil) != (o.Value == nil) || e.Value != nil && !e.Value.Equal(*o.Value) {
		return false
	}
	return e.ID == o.ID && e.Record == o.Record && e.Type == o.Type && e.Version == o.Version && e.By == o.By &&
		e.At.Equal(o.At) && e.RecordedAt.Equal(o.RecordedAt)
}

// Format prints the identity of the event and no answer, for every verb.
func (e Event) Format(f fmt.State, _ rune) {
	fmt.Fprintf(f, "outcome.Event(%s %s version %d)", e.ID, e.Type, uint64(e.Version))
}

// Redacted returns the event without its personal payload: ID, record, type,
// version, times and actor stay.
func (e Event) Redacted() Event {
	e.Value = nil
	return e
}

// Redaction replaces the personal payload of an earlier event of the same record by
// nothing: erasure in place (D21).
type Redaction struct {
	Event EventID `json:"event"`
}

// Change is one atomic step of one record's history, for [Store.Commit]. (The
// change that people measure is a [Comparison].)
type Change struct {
	ID         ChangeID    // of the command; the same again is a repetition
	Base       Version     // 0: the record must not exist
	Value      Record      // the record at version Base+1
	Events     []Event     // what happened
	Redactions []Redaction // erasures in earlier events
}

// Store keeps records. Its contract, which package outcometest tests sentence by
// sentence:
//
//   - Get returns the latest value and its version, or an error that matches
//     [ErrNotFound].
//   - Commit stores the change whole or not at all, and only when the stored version
//     is its Base; otherwise its error matches [ErrConflict] and nothing changed.
//   - Committing again with stored version = Base+1 and the same change ID succeeds
//     and has no effect.
//   - A record stays with its person, by whom a store may keep it: a commit under
//     another's name matches [ErrConflict] and changes nothing. What was recorded
//     about somebody else is entered in error, and recorded anew.
//   - A redaction of an event that the store has not got for the record is an error
//     that matches [ErrNotFound], and nothing is stored.
//   - No memory is shared with the caller. Times keep their microseconds. All
//     methods may be called at the same time from several goroutines. A call whose
//     context has ended changes nothing; if it ends during a commit, the change may
//     be stored or not, never in part: committing the same change again tells, and
//     has one effect.
type Store interface {
	// Get returns the latest record and its version.
	Get(ctx context.Context, id RecordID) (Record, Version, error)
	// Commit stores c whole or not at all.
	Commit(ctx context.Context, c Change) error
}

// EventReader is an optional interface of a store that keeps events.
type EventReader interface {
	// Events returns all events of a record, in version order, redacted where they
	// were, or an error that matches [ErrNotFound].
	Events(ctx context.Context, id RecordID) ([]Event, error)
}

// Stored is a record as a [Lister] or [Finder] gives it.
type Stored struct {
	Record  Record
	Version Version
	Cursor  uint64 // of the commit that made this version; rises with each commit
}

// Lister is an optional interface of a store that can be read through.
type Lister interface {
	// List returns at most limit records (0: all) whose latest commit came after the
	// cursor, in commit order, each in its latest version. No commit appears behind a
	// cursor that was handed out.
	List(ctx context.Context, after uint64, limit int) ([]Stored, error)
}

// Finder is an optional interface of a store that finds records by whom they are
// about.
type Finder interface {
	// ByPerson returns the person's records in their latest version, in order of At,
	// then ID, entered-in-error ones included; none is not an error.
	ByPerson(ctx context.Context, who PersonID) ([]Stored, error)
}

// Outbox is an optional interface of a store that hands events on, at least once,
// in version order within one record.
type Outbox interface {
	// Pending returns at most limit events (0: all) that are not acknowledged.
	Pending(ctx context.Context, limit int) ([]Event, error)
	// Acknowledge ends the delivery of events of a record; those that are unknown, or
	// another's, are passed over.
	Acknowledge(ctx context.Context, record RecordID, events ...EventID) error
}
