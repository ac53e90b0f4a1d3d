package person

import (
	"context"
	"encoding/json"
	"time"
)

// Store keeps persons. Implementations are tested by package persontest; a
// reference implementation is package memperson.
//
// A store is used by many goroutines at once. It shares no memory with its
// caller, in either direction. Times keep microseconds.
type Store interface {
	// Get returns the latest value and its version, or an error that matches
	// ErrNotFound.
	Get(ctx context.Context, id ID) (Person, Version, error)

	// Commit stores c whole or not at all. It succeeds only if the stored
	// version is c.Base (0: the person must not exist), and else returns an
	// error that matches ErrConflict and changes nothing. Committing again
	// what is stored at version c.Base+1 with the same c.ID succeeds and has
	// no effect.
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
	ID         EntryID   `json:"id"`
	Person     ID        `json:"person"`
	Version    Version   `json:"version"` // the version it led to
	Kind       EventKind `json:"kind"`
	At         time.Time `json:"at"`
	RecordedAt time.Time `json:"recordedAt"`
	Payload    Payload   `json:"payload,omitzero"`
	Redacted   bool      `json:"redacted,omitzero"` // the payload was erased in place
}

// Redaction replaces the personal payload of one event and keeps its ID, kind,
// version and times.
type Redaction struct {
	Event   EntryID `json:"event"`
	Payload Payload `json:"payload,omitzero"` // what takes its place; zero: nothing
}

// Payload is the personal part of an event, as JSON. Immutable and safe for
// concurrent use; compare with Equal. It shows itself only through Disclose.
type Payload struct{ p *string }

// NewPayload keeps a copy of a JSON document, or nothing if it is empty. The
// error matches ErrSyntax if it is no JSON.
func NewPayload(data []byte) (Payload, error) {
	if len(data) == 0 || string(data) == "null" {
		return Payload{}, nil
	}
	if !json.Valid(data) {
		return Payload{}, parseError("payload", ProblemShape)
	}
	s := string(data)
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
	// Events returns the events of one person with a version above since, in
	// the order committed; none is not an error.
	Events(ctx context.Context, id ID, since Version) ([]Event, error)
}

// Identifier is a national number, or another, by which a person is sought.
type Identifier struct {
	NHSNumber NHSNumber
	CHINumber CHINumber
	HCNumber  HCNumber
}

// Finder is implemented by stores that find persons by identifier.
type Finder interface {
	Store
	// Find returns the IDs of all persons who carry every identifier given, in
	// order of ID. An absent identifier matches nobody; two persons may share
	// a wrong number, and both are returned.
	Find(ctx context.Context, by Identifier) ([]ID, error)
}
