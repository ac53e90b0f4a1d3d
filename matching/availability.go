package matching

import (
	"slices"
	"sync/atomic"

	"github.com/socialprescribing/socialprescribing/activity"
)

// PlaceState is what the host's own count says about an activity.
type PlaceState uint8

// The states of the host's count.
const (
	// PlacesUnknown: the host does not count; the directory's word stands.
	PlacesUnknown PlaceState = iota
	// PlacesOpen: there is a place.
	PlacesOpen
	// PlacesFull: there is none.
	PlacesFull
)

// Availability is the host's overlay of open places over an index: two bits
// an activity, kept in one word each for 64 of them, so that a change costs
// the same however large the directory is, and the index never changes under
// a reader.
//
// Safe for concurrent use: any number of goroutines may set and read. A query
// that runs while it is set sees either state. A nil *Availability knows
// nothing.
type Availability struct {
	ids  []activity.ID // sorted
	open []atomic.Uint64
	full []atomic.Uint64
}

// NewAvailability makes an overlay for the activities given; of others it
// knows nothing. Index.Availability makes one for all activities of an index.
func NewAvailability(ids []activity.ID) *Availability {
	list := slices.Clone(ids)
	slices.SortFunc(list, activity.ID.Compare)
	list = slices.Compact(list)
	return availabilityOf(list)
}

// availabilityOf makes an overlay for sorted IDs, which it keeps.
func availabilityOf(sorted []activity.ID) *Availability {
	words := (len(sorted) + 63) / 64
	return &Availability{ids: sorted, open: make([]atomic.Uint64, words), full: make([]atomic.Uint64, words)}
}

// Set notes the state of an activity and reports whether the overlay knows it.
func (a *Availability) Set(id activity.ID, s PlaceState) bool {
	if a == nil {
		return false
	}
	i, ok := slices.BinarySearchFunc(a.ids, id, activity.ID.Compare)
	if !ok {
		return false
	}
	w, bit := i>>6, uint64(1)<<(i&63)
	// Full is set before open is cleared and cleared after open is set, so
	// that a reader in between sees the more careful state.
	switch s {
	case PlacesFull:
		a.full[w].Or(bit)
		a.open[w].And(^bit)
	case PlacesOpen:
		a.open[w].Or(bit)
		a.full[w].And(^bit)
	case PlacesUnknown:
		a.open[w].And(^bit)
		a.full[w].And(^bit)
	}
	return true
}

// Of returns the state of an activity.
func (a *Availability) Of(id activity.ID) PlaceState {
	if a == nil {
		return PlacesUnknown
	}
	i, ok := slices.BinarySearchFunc(a.ids, id, activity.ID.Compare)
	if !ok {
		return PlacesUnknown
	}
	w, bit := i>>6, uint64(1)<<(i&63)
	switch {
	case a.full[w].Load()&bit != 0:
		return PlacesFull
	case a.open[w].Load()&bit != 0:
		return PlacesOpen
	}
	return PlacesUnknown
}

// Len returns how many activities the overlay knows.
func (a *Availability) Len() int {
	if a == nil {
		return 0
	}
	return len(a.ids)
}
