package activity

import (
	"context"
	"time"

	"github.com/socialprescribing/socialprescribing/person"
)

// Version counts the changes of a stored value; 0 means "does not exist".
type Version = person.Version

// ChangeID identifies a change, so that committing it twice has one effect.
type ChangeID = person.ChangeID

// Event tells what happened to an activity's record. Plain data. Redacting it
// empties By and Note.
type Event struct {
	ID       EventID   `json:"id,omitzero"`
	Activity ID        `json:"activity,omitzero"`
	Version  Version   `json:"version,omitzero"`
	Kind     EventKind `json:"kind,omitzero"`
	At       time.Time `json:"at,omitzero"`
	// By is who or what did it: an actor's identifier, not a name.
	By string `json:"by,omitzero"`
	// Note says why, in words.
	Note string `json:"note,omitzero"`
}

// Redacted returns the event without By and Note: ID, activity, kind, version
// and time stay (D21).
func (e Event) Redacted() Event {
	e.By, e.Note = "", ""
	return e
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

// Redaction replaces the payload of an earlier event of the same activity by
// nothing, in place (D21).
type Redaction struct {
	Event EventID `json:"event,omitzero"`
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
//   - A redaction of an event that the store has not got for the activity is an
//     error that matches ErrNotFound, and nothing is stored.
//   - A call whose context has ended changes nothing. If it ends during a commit,
//     the change may be stored or not, never in part: committing the same change
//     again tells, and has one effect.
//
// A store may drop events unless it is also an EventReader.
type Store interface {
	Get(ctx context.Context, id ID) (Activity, Version, error)
	Commit(ctx context.Context, c Change) error
}

// EventReader is an optional interface of a store that keeps events.
type EventReader interface {
	// Events returns the events of an activity in the order of their versions,
	// and within a version in the order committed, or an error that matches
	// ErrNotFound.
	Events(ctx context.Context, id ID) ([]Event, error)
}

// Stored is an activity as a Lister gives it.
type Stored struct {
	Activity Activity
	Version  Version
	// Cursor of the commit that made this version; it rises with each commit.
	Cursor uint64
}

// Lister is an optional interface of a store that lists in the order of change,
// for incremental synchronisation.
type Lister interface {
	// List returns at most limit activities (0: all) whose latest commit came
	// after the cursor, each once in its latest version, in commit order. The
	// cursor of the last one goes on from there. A change that was committed
	// before the call is never skipped, by it or by the calls that follow.
	List(ctx context.Context, after uint64, limit int) ([]Stored, error)
}

// Outbox is an optional interface of a store that hands events on, at least
// once, in version order within one activity and none between them.
type Outbox interface {
	// Pending returns at most limit events (0: all) that are not acknowledged.
	Pending(ctx context.Context, limit int) ([]Event, error)
	// Acknowledge ends the delivery of events of an activity; those that are
	// unknown, or another's, are passed over.
	Acknowledge(ctx context.Context, id ID, events ...EventID) error
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

// StoredProvider is a provider as a ProviderLister gives it.
type StoredProvider struct {
	Provider Provider
	Version  Version
	// Cursor of the commit that made this version; it rises with each commit.
	Cursor uint64
}

// ProviderLister is an optional interface of a provider store: as Lister, for
// providers.
type ProviderLister interface {
	List(ctx context.Context, after uint64, limit int) ([]StoredProvider, error)
}
