package activity

import (
	"crypto/sha1" // #nosec G505 -- RFC 9562 names SHA-1 for version 5; nothing here is a secret
	"fmt"

	"github.com/google/uuid"

	"github.com/socialprescribing/socialprescribing/internal/ids"
)

// ID identifies an activity. The zero ID means "none". Immutable and safe for
// concurrent use.
type ID uuid.UUID

// ParseID reads the 36-character form of a UUID.
func ParseID(s string) (ID, error) { return parseID[ID](s, "activity ID") }

// NewID makes a random ID.
func NewID() ID { return ID(ids.New()) }

// DeriveID makes the same ID from the same source and record key, every time
// and everywhere (a version 5 UUID). It is for feeds whose identifiers are not
// UUIDs: the second import of a record then updates the first.
func DeriveID(source, key string) ID { return ID(derive("activity", source, key)) }

// IsZero reports whether id is the zero ID.
func (id ID) IsZero() bool { return id == ID{} }

// String returns the 36-character form, or "" for the zero ID.
func (id ID) String() string { return string(ids.AppendText(nil, uuid.UUID(id))) }

// Compare orders IDs by their bytes.
func (id ID) Compare(other ID) int { return compareIDs(id, other) }

// AppendText implements encoding.TextAppender.
func (id ID) AppendText(b []byte) ([]byte, error) { return ids.AppendText(b, uuid.UUID(id)), nil }

// MarshalText implements encoding.TextMarshaler.
func (id ID) MarshalText() ([]byte, error) { return id.AppendText(nil) }

// UnmarshalText implements encoding.TextUnmarshaler; "" is the zero ID.
func (id *ID) UnmarshalText(text []byte) error { return unmarshalID(id, text, "activity ID") }

// ProviderID identifies a provider. The zero ProviderID means "none".
// Immutable and safe for concurrent use.
type ProviderID uuid.UUID

// ParseProviderID reads the 36-character form of a UUID.
func ParseProviderID(s string) (ProviderID, error) { return parseID[ProviderID](s, "provider ID") }

// NewProviderID makes a random ProviderID.
func NewProviderID() ProviderID { return ProviderID(ids.New()) }

// DeriveProviderID makes the same ID from the same source and record key; see
// DeriveID.
func DeriveProviderID(source, key string) ProviderID {
	return ProviderID(derive("provider", source, key))
}

// IsZero reports whether id is the zero ProviderID.
func (id ProviderID) IsZero() bool { return id == ProviderID{} }

// String returns the 36-character form, or "" for the zero ProviderID.
func (id ProviderID) String() string { return string(ids.AppendText(nil, uuid.UUID(id))) }

// Compare orders IDs by their bytes.
func (id ProviderID) Compare(other ProviderID) int { return compareIDs(id, other) }

// AppendText implements encoding.TextAppender.
func (id ProviderID) AppendText(b []byte) ([]byte, error) {
	return ids.AppendText(b, uuid.UUID(id)), nil
}

// MarshalText implements encoding.TextMarshaler.
func (id ProviderID) MarshalText() ([]byte, error) { return id.AppendText(nil) }

// UnmarshalText implements encoding.TextUnmarshaler; "" is the zero ProviderID.
func (id *ProviderID) UnmarshalText(text []byte) error { return unmarshalID(id, text, "provider ID") }

// LocationID identifies a place where activities happen. The zero LocationID
// means "none". Immutable and safe for concurrent use.
type LocationID uuid.UUID

// ParseLocationID reads the 36-character form of a UUID.
func ParseLocationID(s string) (LocationID, error) { return parseID[LocationID](s, "location ID") }

// NewLocationID makes a random LocationID.
func NewLocationID() LocationID { return LocationID(ids.New()) }

// DeriveLocationID makes the same ID from the same source and record key; see
// DeriveID.
func DeriveLocationID(source, key string) LocationID {
	return LocationID(derive("location", source, key))
}

// IsZero reports whether id is the zero LocationID.
func (id LocationID) IsZero() bool { return id == LocationID{} }

// String returns the 36-character form, or "" for the zero LocationID.
func (id LocationID) String() string { return string(ids.AppendText(nil, uuid.UUID(id))) }

// Compare orders IDs by their bytes.
func (id LocationID) Compare(other LocationID) int { return compareIDs(id, other) }

// AppendText implements encoding.TextAppender.
func (id LocationID) AppendText(b []byte) ([]byte, error) {
	return ids.AppendText(b, uuid.UUID(id)), nil
}

// MarshalText implements encoding.TextMarshaler.
func (id LocationID) MarshalText() ([]byte, error) { return id.AppendText(nil) }

// UnmarshalText implements encoding.TextUnmarshaler; "" is the zero LocationID.
func (id *LocationID) UnmarshalText(text []byte) error { return unmarshalID(id, text, "location ID") }

// HolderID says who holds a place: usually an onward referral, sometimes a
// person or a group. It is a plain conversion away from the upper package's ID.
// The zero HolderID means "none". Immutable and safe for concurrent use.
type HolderID uuid.UUID

// ParseHolderID reads the 36-character form of a UUID.
func ParseHolderID(s string) (HolderID, error) { return parseID[HolderID](s, "holder ID") }

// IsZero reports whether id is the zero HolderID.
func (id HolderID) IsZero() bool { return id == HolderID{} }

// String returns the 36-character form, or "" for the zero HolderID.
func (id HolderID) String() string { return string(ids.AppendText(nil, uuid.UUID(id))) }

// Compare orders IDs by their bytes.
func (id HolderID) Compare(other HolderID) int { return compareIDs(id, other) }

// AppendText implements encoding.TextAppender.
func (id HolderID) AppendText(b []byte) ([]byte, error) { return ids.AppendText(b, uuid.UUID(id)), nil }

// MarshalText implements encoding.TextMarshaler.
func (id HolderID) MarshalText() ([]byte, error) { return id.AppendText(nil) }

// UnmarshalText implements encoding.TextUnmarshaler; "" is the zero HolderID.
func (id *HolderID) UnmarshalText(text []byte) error { return unmarshalID(id, text, "holder ID") }

// EventID identifies an event. The zero EventID means "none". Immutable and
// safe for concurrent use.
type EventID uuid.UUID

// ParseEventID reads the 36-character form of a UUID.
func ParseEventID(s string) (EventID, error) { return parseID[EventID](s, "event ID") }

// NewEventID makes a random EventID.
func NewEventID() EventID { return EventID(ids.New()) }

// IsZero reports whether id is the zero EventID.
func (id EventID) IsZero() bool { return id == EventID{} }

// String returns the 36-character form, or "" for the zero EventID.
func (id EventID) String() string { return string(ids.AppendText(nil, uuid.UUID(id))) }

// Compare orders IDs by their bytes.
func (id EventID) Compare(other EventID) int { return compareIDs(id, other) }

// AppendText implements encoding.TextAppender.
func (id EventID) AppendText(b []byte) ([]byte, error) { return ids.AppendText(b, uuid.UUID(id)), nil }

// MarshalText implements encoding.TextMarshaler.
func (id EventID) MarshalText() ([]byte, error) { return id.AppendText(nil) }

// UnmarshalText implements encoding.TextUnmarshaler; "" is the zero EventID.
func (id *EventID) UnmarshalText(text []byte) error { return unmarshalID(id, text, "event ID") }

func parseID[T ~[16]byte](s, what string) (T, error) {
	u, err := ids.Parse(s)
	if err != nil {
		return T{}, fmt.Errorf("activity: %s: %w", what, err)
	}
	return T(u), nil
}

func unmarshalID[T ~[16]byte](id *T, text []byte, what string) error {
	u, err := ids.Unmarshal(text)
	if err != nil {
		return fmt.Errorf("activity: %s: %w", what, err)
	}
	*id = T(u)
	return nil
}

func compareIDs[T ~[16]byte](a, b T) int {
	for i := range a {
		if a[i] != b[i] {
			if a[i] < b[i] {
				return -1
			}
			return 1
		}
	}
	return 0
}

// space is the namespace of derived identifiers; changing it would change
// every identifier that hosts have stored.
var space = uuid.MustParse("6f1d5f3e-3b0c-5a52-9d0b-0c6a3f6f6a11")

func derive(kind, source, key string) uuid.UUID {
	// The lengths keep ("ab","c") apart from ("a","bc").
	data := fmt.Appendf(nil, "%s %d:%s %d:%s", kind, len(source), source, len(key), key)
	return uuid.NewHash(sha1.New(), space, data, 5) // #nosec G401 -- as above
}
