package outcome

import (
	"bytes"

	"github.com/google/uuid"

	"github.com/socialprescribing/socialprescribing/internal/ids"
	"github.com/socialprescribing/socialprescribing/person"
)

// PersonID identifies the person whom a record is about.
type PersonID = person.ID

// RecordID identifies a [Record]. The zero RecordID names nothing and marshals to
// the empty text. Immutable and safe for concurrent use.
type RecordID uuid.UUID

// ParseRecordID reads the 36-character form.
func ParseRecordID(s string) (RecordID, error) { u, err := ids.Parse(s); return RecordID(u), err }

// NewRecordID makes a random identifier.
func NewRecordID() RecordID { return RecordID(ids.New()) }

// IsZero reports whether the identifier names nothing.
func (id RecordID) IsZero() bool { return id == RecordID{} }

// String returns the 36-character form, or "" for the zero RecordID.
func (id RecordID) String() string { return ids.String(uuid.UUID(id)) }

// Compare orders identifiers by their bytes.
func (id RecordID) Compare(o RecordID) int { return bytes.Compare(id[:], o[:]) }

// AppendText appends the form of String.
func (id RecordID) AppendText(b []byte) ([]byte, error) {
	return ids.AppendText(b, uuid.UUID(id)), nil
}

// MarshalText writes the form of String.
func (id RecordID) MarshalText() ([]byte, error) { return ids.AppendText(nil, uuid.UUID(id)), nil }

// UnmarshalText reads the 36-character form; "" is the zero RecordID.
func (id *RecordID) UnmarshalText(text []byte) error {
	u, err := ids.Unmarshal(text)
	if err == nil {
		*id = RecordID(u)
	}
	return err
}

// EpisodeID identifies the episode of support that a record belongs to: package referral's ID,
// a plain conversion away. The zero EpisodeID names nothing and marshals to
// the empty text. Immutable and safe for concurrent use.
type EpisodeID uuid.UUID

// ParseEpisodeID reads the 36-character form.
func ParseEpisodeID(s string) (EpisodeID, error) { u, err := ids.Parse(s); return EpisodeID(u), err }

// NewEpisodeID makes a random identifier.
func NewEpisodeID() EpisodeID { return EpisodeID(ids.New()) }

// IsZero reports whether the identifier names nothing.
func (id EpisodeID) IsZero() bool { return id == EpisodeID{} }

// String returns the 36-character form, or "" for the zero EpisodeID.
func (id EpisodeID) String() string { return ids.String(uuid.UUID(id)) }

// Compare orders identifiers by their bytes.
func (id EpisodeID) Compare(o EpisodeID) int { return bytes.Compare(id[:], o[:]) }

// AppendText appends the form of String.
func (id EpisodeID) AppendText(b []byte) ([]byte, error) {
	return ids.AppendText(b, uuid.UUID(id)), nil
}

// MarshalText writes the form of String.
func (id EpisodeID) MarshalText() ([]byte, error) { return ids.AppendText(nil, uuid.UUID(id)), nil }

// UnmarshalText reads the 36-character form; "" is the zero EpisodeID.
func (id *EpisodeID) UnmarshalText(text []byte) error {
	u, err := ids.Unmarshal(text)
	if err == nil {
		*id = EpisodeID(u)
	}
	return err
}

// ConcernID identifies one concern that a person named, through all its re-scorings. The zero ConcernID names nothing and marshals to
// the empty text. Immutable and safe for concurrent use.
type ConcernID uuid.UUID

// ParseConcernID reads the 36-character form.
func ParseConcernID(s string) (ConcernID, error) { u, err := ids.Parse(s); return ConcernID(u), err }

// NewConcernID makes a random identifier.
func NewConcernID() ConcernID { return ConcernID(ids.New()) }

// IsZero reports whether the identifier names nothing.
func (id ConcernID) IsZero() bool { return id == ConcernID{} }

// String returns the 36-character form, or "" for the zero ConcernID.
func (id ConcernID) String() string { return ids.String(uuid.UUID(id)) }

// Compare orders identifiers by their bytes.
func (id ConcernID) Compare(o ConcernID) int { return bytes.Compare(id[:], o[:]) }

// AppendText appends the form of String.
func (id ConcernID) AppendText(b []byte) ([]byte, error) {
	return ids.AppendText(b, uuid.UUID(id)), nil
}

// MarshalText writes the form of String.
func (id ConcernID) MarshalText() ([]byte, error) { return ids.AppendText(nil, uuid.UUID(id)), nil }

// UnmarshalText reads the 36-character form; "" is the zero ConcernID.
func (id *ConcernID) UnmarshalText(text []byte) error {
	u, err := ids.Unmarshal(text)
	if err == nil {
		*id = ConcernID(u)
	}
	return err
}

// ActorID identifies who asked, entered or amended: the host's or package referral's actor,
// a plain conversion away. The zero ActorID names nothing and marshals to
// the empty text. Immutable and safe for concurrent use.
type ActorID uuid.UUID

// ParseActorID reads the 36-character form.
func ParseActorID(s string) (ActorID, error) { u, err := ids.Parse(s); return ActorID(u), err }

// NewActorID makes a random identifier.
func NewActorID() ActorID { return ActorID(ids.New()) }

// IsZero reports whether the identifier names nothing.
func (id ActorID) IsZero() bool { return id == ActorID{} }

// String returns the 36-character form, or "" for the zero ActorID.
func (id ActorID) String() string { return ids.String(uuid.UUID(id)) }

// Compare orders identifiers by their bytes.
func (id ActorID) Compare(o ActorID) int { return bytes.Compare(id[:], o[:]) }

// AppendText appends the form of String.
func (id ActorID) AppendText(b []byte) ([]byte, error) {
	return ids.AppendText(b, uuid.UUID(id)), nil
}

// MarshalText writes the form of String.
func (id ActorID) MarshalText() ([]byte, error) { return ids.AppendText(nil, uuid.UUID(id)), nil }

// UnmarshalText reads the 36-character form; "" is the zero ActorID.
func (id *ActorID) UnmarshalText(text []byte) error {
	u, err := ids.Unmarshal(text)
	if err == nil {
		*id = ActorID(u)
	}
	return err
}

// ChangeID identifies one [Change]: the command's ID. The zero ChangeID names nothing and marshals to
// the empty text. Immutable and safe for concurrent use.
type ChangeID uuid.UUID

// ParseChangeID reads the 36-character form.
func ParseChangeID(s string) (ChangeID, error) { u, err := ids.Parse(s); return ChangeID(u), err }

// NewChangeID makes a random identifier.
func NewChangeID() ChangeID { return ChangeID(ids.New()) }

// IsZero reports whether the identifier names nothing.
func (id ChangeID) IsZero() bool { return id == ChangeID{} }

// String returns the 36-character form, or "" for the zero ChangeID.
func (id ChangeID) String() string { return ids.String(uuid.UUID(id)) }

// Compare orders identifiers by their bytes.
func (id ChangeID) Compare(o ChangeID) int { return bytes.Compare(id[:], o[:]) }

// AppendText appends the form of String.
func (id ChangeID) AppendText(b []byte) ([]byte, error) {
	return ids.AppendText(b, uuid.UUID(id)), nil
}

// MarshalText writes the form of String.
func (id ChangeID) MarshalText() ([]byte, error) { return ids.AppendText(nil, uuid.UUID(id)), nil }

// UnmarshalText reads the 36-character form; "" is the zero ChangeID.
func (id *ChangeID) UnmarshalText(text []byte) error {
	u, err := ids.Unmarshal(text)
	if err == nil {
		*id = ChangeID(u)
	}
	return err
}

// EventID identifies an [Event]. The zero EventID names nothing and marshals to
// the empty text. Immutable and safe for concurrent use.
type EventID uuid.UUID

// ParseEventID reads the 36-character form.
func ParseEventID(s string) (EventID, error) { u, err := ids.Parse(s); return EventID(u), err }

// NewEventID makes a random identifier.
func NewEventID() EventID { return EventID(ids.New()) }

// IsZero reports whether the identifier names nothing.
func (id EventID) IsZero() bool { return id == EventID{} }

// String returns the 36-character form, or "" for the zero EventID.
func (id EventID) String() string { return ids.String(uuid.UUID(id)) }

// Compare orders identifiers by their bytes.
func (id EventID) Compare(o EventID) int { return bytes.Compare(id[:], o[:]) }

// AppendText appends the form of String.
func (id EventID) AppendText(b []byte) ([]byte, error) {
	return ids.AppendText(b, uuid.UUID(id)), nil
}

// MarshalText writes the form of String.
func (id EventID) MarshalText() ([]byte, error) { return ids.AppendText(nil, uuid.UUID(id)), nil }

// UnmarshalText reads the 36-character form; "" is the zero EventID.
func (id *EventID) UnmarshalText(text []byte) error {
	u, err := ids.Unmarshal(text)
	if err == nil {
		*id = EventID(u)
	}
	return err
}
