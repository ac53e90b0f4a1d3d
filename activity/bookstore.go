package activity

import (
	"context"
	"errors"
	"fmt"
)

// BookingChange is what BookingStore.Commit stores; see Change.
type BookingChange struct {
	ID    ChangeID
	Base  Version
	Value Bookings
	// Events lead from Base to Value.
	Events []BookingEvent
}

// BookingStore keeps books of places, by the same contract as Store; since a
// Bookings is immutable it may be shared. Implementations check themselves with
// package activity/activitytest. A store may drop events: values hold all that
// the rules read.
type BookingStore interface {
	Get(ctx context.Context, id BookingsID) (Bookings, Version, error)
	Commit(ctx context.Context, c BookingChange) error
}

// StoredBookings is a book as a BookingLister gives it.
type StoredBookings struct {
	Bookings Bookings
	Version  Version
	Cursor   uint64
}

// BookingLister is an optional interface of a booking store: as Lister, for
// books.
type BookingLister interface {
	List(ctx context.Context, after uint64, limit int) ([]StoredBookings, error)
}

// BookingEventReader is an optional interface of a booking store that keeps
// events: as EventReader, for books.
type BookingEventReader interface {
	Events(ctx context.Context, id BookingsID) ([]BookingEvent, error)
}

// Desk carries out booking commands against a store. Safe for concurrent use if
// its store is.
type Desk struct {
	store    BookingStore
	attempts int
}

// DeskOptions are the options of NewDesk; nil means the defaults.
type DeskOptions struct {
	// Attempts is how often a command is tried when others change the book at
	// the same time; 0 means 100.
	Attempts int
}

// NewDesk makes a Desk.
func NewDesk(store BookingStore, opts *DeskOptions) *Desk {
	d := &Desk{store: store, attempts: 100}
	if opts != nil && opts.Attempts > 0 {
		d.attempts = opts.Attempts
	}
	return d
}

// Open stores a new book. When there is one already it returns that one, and
// an error that matches ErrConflict if its terms differ.
func (d *Desk) Open(ctx context.Context, change ChangeID, b Bookings) (Bookings, error) {
	err := d.store.Commit(ctx, BookingChange{ID: change, Value: b})
	if err == nil || !errors.Is(err, ErrConflict) {
		return b, err
	}
	have, _, errGet := d.store.Get(ctx, b.ID())
	if errGet != nil {
		return Bookings{}, errors.Join(err, errGet)
	}
	if have.Terms() == b.Terms() {
		err = nil
	}
	return have, err
}

// Do loads the book, applies the command and commits, and tries again with the
// newest book when another writer came first. It returns what Apply returns, or
// the store's error. A repeated command returns the book as it is, no events
// and no error.
func (d *Desk) Do(ctx context.Context, id BookingsID, cmd BookingCommand) (Bookings, []BookingEvent, error) {
	var last error
	for range d.attempts {
		b, v, err := d.store.Get(ctx, id)
		if err != nil {
			return Bookings{}, nil, err
		}
		next, events, err := b.Apply(cmd)
		if err != nil || len(events) == 0 {
			return next, nil, err
		}
		last = d.store.Commit(ctx, BookingChange{ID: cmd.meta().ID, Base: v, Value: next, Events: events})
		if last == nil {
			return next, events, nil
		}
		if !errors.Is(last, ErrConflict) {
			return Bookings{}, nil, last
		}
	}
	return Bookings{}, nil, fmt.Errorf("activity: gave up after %d attempts: %w", d.attempts, last)
}
