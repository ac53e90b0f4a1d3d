package referral

import (
	"context"
	"time"

	"github.com/socialprescribing/socialprescribing/person"
)

// A Change is one atomic step of one referral's history.
type Change struct {
	// ID is the command's: the same change again is recognised by it.
	ID ChangeID
	// Base is the version that the change builds on; 0: must not exist.
	Base Version
	// Value is the referral at version Base+1.
	Value Referral
	// Events are what happened, in order.
	Events []Event
	// Redactions erase words of earlier events (D21).
	Redactions []Redaction
}

// A Redaction erases the personal words of an earlier event in place: its
// identifier, type, sequence, times and codes stay (see Event.Redact).
type Redaction struct {
	Event EventID
	At    time.Time // when it was erased
}

// Store keeps referrals. Its contract, which package referraltest tests
// sentence by sentence:
//
//   - Get returns the latest value and its version, or an error that matches
//     ErrNotFound.
//   - Commit stores the change whole or not at all, and only when the stored
//     version is its Base; otherwise its error matches ErrConflict and nothing
//     changed.
//   - Committing again with stored version = Base+1 and the same change ID
//     succeeds and has no effect.
//   - A referral stays with its person, by whom a store may keep it: a commit
//     under another's name matches ErrConflict and changes nothing.
//   - A store may hold that a person has one open episode with a service (D1):
//     then the error of a commit that would make a second matches ErrConflict,
//     and nothing of it is stored.
//   - A redaction of an event that the store has not got for the referral is an
//     error that matches ErrNotFound, and nothing is stored.
//   - Times keep their microseconds. A Referral is immutable and may be shared;
//     a store that keeps events copies the slice of a change.
//   - All methods may be called at the same time from several goroutines. A
//     call whose context has ended changes nothing; if it ends during a commit,
//     the change may be stored or not, never in part: committing the same change
//     again tells, and has one effect.
//
// Rules read values only, so a store that is no EventReader may drop events.
type Store interface {
	// Get returns the latest referral and its version.
	Get(ctx context.Context, id ID) (Referral, Version, error)
	// Commit stores c whole or not at all.
	Commit(ctx context.Context, c Change) error
}

// EventReader is an optional interface of a store that keeps events.
type EventReader interface {
	// Events returns all events of a referral in sequence, redacted where they
	// were, or an error that matches ErrNotFound. The list is the caller's.
	Events(ctx context.Context, id ID) ([]Event, error)
}

// Stored is a referral as a Lister or Finder gives it.
type Stored struct {
	Referral Referral
	Version  Version
	Cursor   uint64 // of the commit that made this version; rises with each commit
}

// Lister is an optional interface of a store that can be read through.
type Lister interface {
	// List returns at most limit referrals (0: all) whose latest commit came
	// after the cursor, in commit order, each in its latest version. No commit
	// appears behind a cursor that was handed out.
	List(ctx context.Context, after uint64, limit int) ([]Stored, error)
}

// Finder is an optional interface of a store that finds referrals by person.
type Finder interface {
	// ByPerson returns the person's episodes in their latest version, in the
	// order of their identifiers, those entered in error included; none is not
	// an error.
	ByPerson(ctx context.Context, who person.ID) ([]Stored, error)
}

// Outbox is an optional interface of a store that hands events on: at least
// once, in sequence within one referral, with no order between referrals. An
// event delivered twice has the same identifier.
type Outbox interface {
	// Pending returns at most limit events (0: all) that are not acknowledged.
	Pending(ctx context.Context, limit int) ([]Event, error)
	// Acknowledge ends the delivery of events of a referral; those that are
	// unknown, or another's, are passed over.
	Acknowledge(ctx context.Context, id ID, events ...EventID) error
}
