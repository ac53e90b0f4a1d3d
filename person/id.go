package person

import (
	"bytes"

	"github.com/google/uuid"

	"github.com/socialprescribing/socialprescribing/internal/ids"
)

// ID identifies a person in the host's own system. It is a pseudonym, not a
// national number: it may stand in logs and errors. The zero ID is "no
// person", marshals to "" and is read from "". Immutable, comparable and safe
// for concurrent use.
type ID uuid.UUID

// NewID makes a random ID. It is the only source of randomness of the package.
func NewID() ID { return ID(ids.New()) }

// ParseID reads the 36-character form of a UUID, and no other. The error
// matches ErrSyntax.
func ParseID(s string) (ID, error) {
	u, err := ids.Parse(s)
	if err != nil {
		return ID{}, parseError("id", ProblemShape)
	}
	return ID(u), nil
}

// MustParseID is ParseID for literals; it panics on anything malformed.
func MustParseID(s string) ID { return must(ParseID(s)) }

// IsZero reports whether id identifies nobody.
func (id ID) IsZero() bool { return id == ID{} }

// String gives the 36-character form, or "" for the zero ID.
func (id ID) String() string { return ids.String(uuid.UUID(id)) }

// Compare orders IDs by their bytes: -1, 0 or +1.
func (id ID) Compare(other ID) int { return bytes.Compare(id[:], other[:]) }

// AppendText appends String to b.
func (id ID) AppendText(b []byte) ([]byte, error) { return ids.AppendText(b, uuid.UUID(id)), nil }

// MarshalText gives String as bytes.
func (id ID) MarshalText() ([]byte, error) { return id.AppendText(nil) }

// UnmarshalText reads what MarshalText writes.
func (id *ID) UnmarshalText(text []byte) error { return unmarshalID(id, text) }

// ChangeID identifies the command that a change carries out, so that a
// repeated commit has no second effect. The host makes it; zero is no change.
// Immutable, comparable and safe for concurrent use.
type ChangeID uuid.UUID

// ParseChangeID reads the 36-character form. The error matches ErrSyntax.
func ParseChangeID(s string) (ChangeID, error) {
	id, err := ParseID(s)
	return ChangeID(id), err
}

// NewChangeID makes a random ChangeID.
func NewChangeID() ChangeID { return ChangeID(ids.New()) }

// IsZero reports whether id identifies no change.
func (id ChangeID) IsZero() bool { return id == ChangeID{} }

// String gives the 36-character form, or "".
func (id ChangeID) String() string { return ids.String(uuid.UUID(id)) }

// Compare orders by bytes: -1, 0 or +1.
func (id ChangeID) Compare(other ChangeID) int { return bytes.Compare(id[:], other[:]) }

// AppendText appends String to b.
func (id ChangeID) AppendText(b []byte) ([]byte, error) {
	return ids.AppendText(b, uuid.UUID(id)), nil
}

// MarshalText gives String as bytes.
func (id ChangeID) MarshalText() ([]byte, error) { return id.AppendText(nil) }

// UnmarshalText reads what MarshalText writes.
func (id *ChangeID) UnmarshalText(text []byte) error { return unmarshalID(id, text) }

// EntryID identifies one record within a person: a consent decision, a
// relation, a risk, a safeguarding concern, an event. The host makes it with
// NewEntryID; zero is none. Immutable, comparable and safe for concurrent use.
type EntryID uuid.UUID

// NewEntryID makes a random EntryID.
func NewEntryID() EntryID { return EntryID(ids.New()) }

// ParseEntryID reads the 36-character form. The error matches ErrSyntax.
func ParseEntryID(s string) (EntryID, error) {
	id, err := ParseID(s)
	return EntryID(id), err
}

// IsZero reports whether id identifies nothing.
func (id EntryID) IsZero() bool { return id == EntryID{} }

// String gives the 36-character form, or "".
func (id EntryID) String() string { return ids.String(uuid.UUID(id)) }

// Compare orders by bytes: -1, 0 or +1.
func (id EntryID) Compare(other EntryID) int { return bytes.Compare(id[:], other[:]) }

// AppendText appends String to b.
func (id EntryID) AppendText(b []byte) ([]byte, error) {
	return ids.AppendText(b, uuid.UUID(id)), nil
}

// MarshalText gives String as bytes.
func (id EntryID) MarshalText() ([]byte, error) { return id.AppendText(nil) }

// UnmarshalText reads what MarshalText writes.
func (id *EntryID) UnmarshalText(text []byte) error { return unmarshalID(id, text) }

// ProviderID refers upwards to a provider of activities; it converts to and
// from that package's own type. Zero is none. Immutable, comparable and safe
// for concurrent use.
type ProviderID uuid.UUID

// ParseProviderID reads the 36-character form. The error matches ErrSyntax.
func ParseProviderID(s string) (ProviderID, error) {
	id, err := ParseID(s)
	return ProviderID(id), err
}

// IsZero reports whether id identifies no provider.
func (id ProviderID) IsZero() bool { return id == ProviderID{} }

// String gives the 36-character form, or "".
func (id ProviderID) String() string { return ids.String(uuid.UUID(id)) }

// Compare orders by bytes: -1, 0 or +1.
func (id ProviderID) Compare(other ProviderID) int { return bytes.Compare(id[:], other[:]) }

// AppendText appends String to b.
func (id ProviderID) AppendText(b []byte) ([]byte, error) {
	return ids.AppendText(b, uuid.UUID(id)), nil
}

// MarshalText gives String as bytes.
func (id ProviderID) MarshalText() ([]byte, error) { return id.AppendText(nil) }

// UnmarshalText reads what MarshalText writes.
func (id *ProviderID) UnmarshalText(text []byte) error { return unmarshalID(id, text) }

// Version counts the changes of a stored person: 1 after the first commit.
// Zero is "not stored".
type Version uint64

func unmarshalID[T ~[16]byte](into *T, text []byte) error {
	u, err := ids.Unmarshal(text)
	if err != nil {
		return parseError("id", ProblemShape)
	}
	*into = T(u)
	return nil
}

// must is the body of every MustParse function: for literals only.
func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
