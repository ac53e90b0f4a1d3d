package person

import (
	"errors"
	"slices"
	"strconv"
	"time"
)

// Tombstone stands where a record was erased: when, by whom and on what ground.
// It tells nothing of the person.
type Tombstone struct {
	At  time.Time `json:"at,omitzero"`
	By  Text      `json:"by,omitzero"`
	Law string    `json:"law,omitzero"` // such as "UK GDPR Art 17", or the retention rule
}

// ErrHeld says that a legal hold forbids disposing of a record. It matches
// ErrNotPermitted.
var ErrHeld = errors.Join(errors.New("person: a legal hold stands"), ErrNotPermitted)

// Erase gives the change that erases a person in place: the value becomes an
// ID and a tombstone, the payload of every event is replaced by nothing, also what
// an earlier redaction left in its place, and IDs, kinds, versions and times stay.
// The event says only that it was done.
//
// It is the host that decides whether to: much of a health record is exempt
// from erasure on request. A hold that stands at t.At refuses (ErrHeld), and so
// does a tombstone without time, author or ground, or an event of somebody else
// (FieldError).
func Erase(id ChangeID, base Version, p Person, events []Event, event EntryID, t Tombstone) (Change, error) {
	if err := checkTombstone(p, events, event, t); err != nil {
		return Change{}, err
	}
	t.At = utc(t.At)
	c := Change{
		ID: id, Base: base,
		Value: Person{ID: p.ID, Tombstone: &t},
		Events: []Event{{
			ID: event, Person: p.ID, Version: base + 1, Kind: EventErased, At: t.At, RecordedAt: t.At,
		}},
	}
	for _, e := range events {
		if !e.Payload.IsZero() {
			c.Redactions = append(c.Redactions, Redaction{Event: e.ID})
		}
	}
	return c, nil
}

func checkTombstone(p Person, events []Event, event EntryID, t Tombstone) error {
	if slices.ContainsFunc(p.Holds, func(h *LegalHold) bool { return h != nil && h.Standing(t.At) }) {
		return ErrHeld
	}
	var errs []error
	for _, f := range []struct {
		absent bool
		path   string
	}{
		{p.ID.IsZero(), "/id"}, {event.IsZero(), "/event"}, {t.At.IsZero(), "/at"}, {t.By.IsZero(), "/by"}, {t.Law == "", "/law"},
	} {
		if f.absent {
			errs = append(errs, &FieldError{Path: f.path, Rule: "required"})
		}
	}
	for i, e := range events {
		if e.Person != p.ID {
			errs = append(errs, &FieldError{Path: "/events/" + strconv.Itoa(i), Rule: "other-person"})
		}
	}
	return errors.Join(errs...)
}

// Erased reports whether the record was erased in place.
func (p Person) Erased() bool { return p.Tombstone != nil }
