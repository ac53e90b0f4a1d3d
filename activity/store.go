package activity

import (
	"context"
	"iter"
	"time"

	"github.com/socialprescribing/socialprescribing/person"
)

// Version counts the changes of a stored value; 0 means "does not exist".
type Version = person.Version

// ChangeID identifies a change, so that committing it twice has one effect.
type ChangeID = person.ChangeID

// Event tells what happened to an activity's record. Plain data.
type Event struct {
	ID       EventID   `json:"id,omitzero"`
	Activity ID        `json:"activity,omitzero"`
	Version  Version   `json:"version,omitzero"`
	Kind     EventKind `json:"kind,omitzero"`
	At       time.Time `json:"at,omitzero"`
	// By is who or what did it: an actor's identifier, not a name.
	By string `json:"by,omitzero"`
}

// EventKind says what happened. The zero value is unset.
type EventKind string

// What can happen to a record.
const (
	Listed   EventKind = "listed"
	Revised  EventKind = "revised"
	Assured  EventKind = "assured"
	Closed   EventKind = "closed"
	Merged   EventKind = "merged"
	Delisted EventKind = "delisted"
)

// IsValid reports whether k is one of the six kinds.
func (k EventKind) IsValid() bool {
	return oneOf(k, Listed, Revised, Assured, Closed, Merged, Delisted)
}

// UnmarshalText implements encoding.TextUnmarshaler; it rejects other words.
func (k *EventKind) UnmarshalText(text []byte) error {
	return unmarshalWord(k, text, "event kind", EventKind.IsValid)
}

// Redaction replaces the payload of a stored event and keeps its ID, type,
// version and times.
type Redaction struct {
	Event EventID `json:"event,omitzero"`
	// By replaces who did it.
	By string `json:"by,omitzero"`
}

// Change is what Store.Commit stores.
type Change struct {
	// ID is the command's ID.
	ID ChangeID
	// Base is the version the change was made from; 0: must not exist.
	Base Version
	// Value is the activity at version Base+1.
	Value      Activity
	Events     []Event
	Redactions []Redaction
}

// Store keeps activities. Implementations check themselves with package
// activity/activitytest.
//
//   - Get returns the latest value committed and its version, or an error that
//     matches ErrNotFound.
//   - Commit stores the change whole or not at all. It succeeds only when the
//     stored version equals Base, and makes it Base+1; otherwise its error
//     matches ErrConflict and nothing has changed. A change whose ID made the
//     stored version already, from the same Base, succeeds and has no effect.
//   - Both may be called from any number of goroutines.
//   - No memory is shared with the caller, in either direction.
//   - Times are kept to the microsecond.
//   - A cancelled context may fail a call; it never half-commits.
//
// A store may drop events unless it is also an EventReader.
type Store interface {
	Get(ctx context.Context, id ID) (Activity, Version, error)
	Commit(ctx context.Context, c Change) error
}

// EventReader is a Store that keeps events.
type EventReader interface {
	Store
	// Events yields the events of an activity in the order of their versions,
	// and within a version in the order committed. It ends after its first
	// error. An activity that does not exist has no events.
	Events(ctx context.Context, id ID) iter.Seq2[Event, error]
}

// Cursor is a position in the order of changes, opaque to all but the store that
// gave it. The empty Cursor is before everything.
type Cursor string

// Stored is an activity as a Lister gives it.
type Stored struct {
	Value   Activity
	Version Version
}

// Lister is a Store that lists by time of change, for incremental
// synchronisation.
type Lister interface {
	Store
	// ListSince returns at most limit activities that were committed after the
	// cursor, each once in its latest version, in the order of their latest
	// commit, and the cursor to go on from. An empty result means that there is
	// nothing newer yet; the cursor stays good for the next poll. A change that
	// was committed before the call is never skipped by it, nor by a later
	// call with the cursor it returns.
	ListSince(ctx context.Context, after Cursor, limit int) ([]Stored, Cursor, error)
}

// ProviderChange is what ProviderStore.Commit stores; see Change.
type ProviderChange struct {
	ID    ChangeID
	Base  Version
	Value Provider
}

// ProviderStore keeps providers, by the same contract as Store.
type ProviderStore interface {
	Get(ctx context.Context, id ProviderID) (Provider, Version, error)
	Commit(ctx context.Context, c ProviderChange) error
}
