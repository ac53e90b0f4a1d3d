package person

import (
	"context"
	"encoding/json"
	"slices"
	"time"
)

// Store keeps persons. Implementations are tested by package persontest; a
// reference implementation is package memperson.
//
// A store is used by many goroutines at once. It shares no memory with its
// caller, in either direction. Times keep microseconds. A call whose context has
// ended changes nothing; if it ends during a commit, the change may be stored or
// not, never in part: committing the same change again tells, and has one effect.
type Store interface {
	// Get returns the latest value and its version, or an error that matches
	// ErrNotFound.
	Get(ctx context.Context, id ID) (Person, Version, error)

	// Commit stores c whole or not at all, under c.Value.ID. It succeeds only
	// if the stored version is c.Base (0: the person must not exist), and else
	// returns an error that matches ErrConflict and changes nothing. Committing
	// again with the same c.ID while version c.Base+1 is stored succeeds and
	// has no effect. A redaction of an event that the store has not got for the
	// person is an error that matches ErrNotFound, and nothing is stored. JSON
	// members that the store's version of this package does not know are kept
	// (Person.Extra) or reported, never dropped in silence.
	Commit(ctx context.Context, c Change) error
}

// Change is one command's effect on one person.
type Change struct {
	ID         ChangeID    // the command's ID
	Base       Version     // 0: must not exist
	Value      Person      // at version Base+1
	Events     []Event     // what happened, in order
	Redactions []Redaction // replaces the personal payload of earlier events
}

// EventKind says what happened to a record. Open: a host's own start with "x-".
type EventKind string

// The kinds of event that this package names.
const (
	EventRegistered EventKind = "registered"
	EventChanged    EventKind = "changed"
	EventConsent    EventKind = "consent-recorded"
	EventErased     EventKind = "erased"
)

// Event is something that happened to a person's record.
type Event struct {
	ID         EntryID   `json:"id,omitzero"`
	Person     ID        `json:"person,omitzero"`
	Version    Version   `json:"version,omitzero"` // the version it led to
	Kind       EventKind `json:"kind,omitzero"`
	At         time.Time `json:"at,omitzero"`
	RecordedAt time.Time `json:"recordedAt,omitzero"`
	Payload    Payload   `json:"payload,omitzero"`
	Redacted   bool      `json:"redacted,omitzero"` // the payload was erased in place
}

// Redact gives the event with its payload replaced and itself marked.
func (e Event) Redact(by Payload) Event {
	e.Payload, e.Redacted = by, true
	return e
}

// bareEvent is an Event without its methods, for the decoder.
type bareEvent Event

// UnmarshalJSON reads the storage form. A member that this version does not know
// gives an *UnknownMemberError, because dropping it in silence would lose part of
// the record; the payload may hold any. Other errors match ErrSyntax, name the
// event and hold no value.
func (e *Event) UnmarshalJSON(data []byte) error {
	var next bareEvent
	if err := decodeMember(data, &next, "event"); err != nil {
		return err
	}
	*e = Event(next)
	return nil
}

// Equal reports whether both are the same event, times compared as instants.
func (e Event) Equal(f Event) bool { return equal(e, f) }

// Redaction replaces the personal payload of one event and keeps its ID, kind,
// version and times.
type Redaction struct {
	Event   EntryID `json:"event,omitzero"`
	Payload Payload `json:"payload,omitzero"` // what takes its place; zero: nothing
}

// Payload is the personal part of an event, as JSON. Immutable and safe for
// concurrent use; compare with Equal. It shows itself only through Disclose.
type Payload struct{ p *string }

// NewPayload keeps a copy of a JSON document in the form in which encoding/json
// writes it, without spaces, or nothing if it is empty or null. The error
// matches ErrSyntax if it is no JSON.
func NewPayload(data []byte) (Payload, error) {
	if len(data) == 0 || string(data) == "null" {
		return Payload{}, nil
	}
	if !json.Valid(data) {
		return Payload{}, parseError("payload", ProblemShape)
	}
	s := string(normalJSON(data))
	return Payload{&s}, nil
}

// Disclose gives a copy of the document, or nil.
func (p Payload) Disclose() json.RawMessage {
	if p.p == nil {
		return nil
	}
	return json.RawMessage(*p.p)
}

// IsZero reports whether there is no payload.
func (p Payload) IsZero() bool { return p.p == nil }

// Equal reports whether both hold the same bytes.
func (p Payload) Equal(q Payload) bool { return string(p.Disclose()) == string(q.Disclose()) }

// MarshalJSON gives the document.
func (p Payload) MarshalJSON() ([]byte, error) {
	if p.p == nil {
		return []byte("null"), nil
	}
	return []byte(*p.p), nil
}

// UnmarshalJSON keeps the document.
func (p *Payload) UnmarshalJSON(data []byte) error {
	v, err := NewPayload(data)
	if err == nil {
		*p = v
	}
	return err
}

// EventReader is implemented by stores that keep events.
type EventReader interface {
	Store
	// Events returns the events of one person in the order committed, redacted
	// where they were, or an error that matches ErrNotFound. A person whom the
	// store knows may have none.
	Events(ctx context.Context, id ID) ([]Event, error)
}

// Stored is a person as a Lister gives it.
type Stored struct {
	Person  Person
	Version Version
	Cursor  uint64 // of its latest change
}

// Lister is implemented by stores that list what they hold.
type Lister interface {
	Store
	// List returns at most limit persons (0: all) in the order of their latest
	// change, from the first change after a cursor; 0 is the beginning. No
	// change appears behind a cursor that was handed out.
	List(ctx context.Context, after uint64, limit int) ([]Stored, error)
}

// Outbox is implemented by stores that keep each event until it has been
// delivered: in the order of versions for one person, in no order between
// persons, at least once.
type Outbox interface {
	Store
	// Pending returns at most limit events (0: all) that are not acknowledged.
	Pending(ctx context.Context, limit int) ([]Event, error)
	// Acknowledge ends the delivery of events of one person; those that are
	// unknown, or another's, are passed over.
	Acknowledge(ctx context.Context, id ID, events ...EntryID) error
}

// Identifier is what a person is sought by: one number or several. What is
// absent matches nobody.
type Identifier struct {
	NHSNumber NHSNumber
	CHINumber CHINumber
	HCNumber  HCNumber
	Other     OtherIdentifier // System and Value; a Value without System is absent
}

// IsZero reports whether nothing is sought.
func (i Identifier) IsZero() bool {
	return i.NHSNumber.IsZero() && i.CHINumber.IsZero() && i.HCNumber.IsZero() && !i.hasOther()
}

func (i Identifier) hasOther() bool { return i.Other.System != "" && !i.Other.Value.IsZero() }

// Matches reports whether p carries every identifier that i names. An
// Identifier that names none matches nobody: two persons whose numbers are not
// known are not the same person.
func (i Identifier) Matches(p Person) bool {
	switch {
	case i.IsZero(),
		!i.NHSNumber.IsZero() && i.NHSNumber != p.NHSNumber,
		!i.CHINumber.IsZero() && i.CHINumber != p.CHINumber,
		!i.HCNumber.IsZero() && i.HCNumber != p.HCNumber:
		return false
	case !i.hasOther():
		return true
	}
	return slices.ContainsFunc(p.OtherIdentifiers, func(o *OtherIdentifier) bool {
		return o != nil && o.System == i.Other.System && o.Value.Equal(i.Other.Value)
	})
}

// Finder is implemented by stores that find persons by identifier.
type Finder interface {
	Store
	// Find returns the IDs of all persons whose latest value carries every
	// identifier given (Identifier.Matches), in order of ID. An absent
	// identifier matches nobody; two persons may share a wrong number, and
	// both are returned; somebody whose number was corrected is no longer
	// found by the old one. None is not an error.
	Find(ctx context.Context, by Identifier) ([]ID, error)
}
