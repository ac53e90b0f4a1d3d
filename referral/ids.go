package referral

import (
	"bytes"

	"github.com/google/uuid"

	"github.com/socialprescribing/socialprescribing/internal/ids"
)

// The identifiers of this package are distinct types over one UUID, so that a
// goal cannot be passed where a session is meant. All are values, comparable,
// safe for concurrent use. The zero identifier means "none": it marshals to ""
// and "" reads as zero. Only the 36-character form is read; an error never
// holds the text that was offered.

// ID identifies an episode of support: one person, one service, from the referral to its closure.
type ID uuid.UUID

// NewID makes a random identifier.
func NewID() ID { return ID(ids.New()) }

// ParseID reads the 36-character form; the empty text is refused.
func ParseID(s string) (ID, error) {
	u, err := ids.Parse(s)
	return ID(u), err
}

// IsZero says whether the identifier is absent.
func (id ID) IsZero() bool { return id == ID{} }

// String is the 36-character form, or "" for the zero identifier.
func (id ID) String() string { return ids.String(uuid.UUID(id)) }

// Compare orders identifiers by their bytes.
func (id ID) Compare(other ID) int { return bytes.Compare(id[:], other[:]) }

// AppendText appends the text form to b.
func (id ID) AppendText(b []byte) ([]byte, error) { return ids.AppendText(b, uuid.UUID(id)), nil }

// MarshalText writes the text form.
func (id ID) MarshalText() ([]byte, error) { return id.AppendText(nil) }

// UnmarshalText reads the text form.
func (id *ID) UnmarshalText(text []byte) error {
	u, err := ids.Unmarshal(text)
	if err != nil {
		return err
	}
	*id = ID(u)
	return nil
}

// ChangeID identifies a command: the same command sent twice has the same identifier, and is applied once.
type ChangeID uuid.UUID

// NewChangeID makes a random identifier.
func NewChangeID() ChangeID { return ChangeID(ids.New()) }

// ParseChangeID reads the 36-character form; the empty text is refused.
func ParseChangeID(s string) (ChangeID, error) {
	u, err := ids.Parse(s)
	return ChangeID(u), err
}

// IsZero says whether the identifier is absent.
func (id ChangeID) IsZero() bool { return id == ChangeID{} }

// String is the 36-character form, or "" for the zero identifier.
func (id ChangeID) String() string { return ids.String(uuid.UUID(id)) }

// Compare orders identifiers by their bytes.
func (id ChangeID) Compare(other ChangeID) int { return bytes.Compare(id[:], other[:]) }

// AppendText appends the text form to b.
func (id ChangeID) AppendText(b []byte) ([]byte, error) { return ids.AppendText(b, uuid.UUID(id)), nil }

// MarshalText writes the text form.
func (id ChangeID) MarshalText() ([]byte, error) { return id.AppendText(nil) }

// UnmarshalText reads the text form.
func (id *ChangeID) UnmarshalText(text []byte) error {
	u, err := ids.Unmarshal(text)
	if err != nil {
		return err
	}
	*id = ChangeID(u)
	return nil
}

// EventID identifies an event. It follows from the command and the place of the event among the
// events of that command, so that an event delivered twice has one identifier.
type EventID uuid.UUID

// ParseEventID reads the 36-character form; the empty text is refused.
func ParseEventID(s string) (EventID, error) {
	u, err := ids.Parse(s)
	return EventID(u), err
}

// IsZero says whether the identifier is absent.
func (id EventID) IsZero() bool { return id == EventID{} }

// String is the 36-character form, or "" for the zero identifier.
func (id EventID) String() string { return ids.String(uuid.UUID(id)) }

// Compare orders identifiers by their bytes.
func (id EventID) Compare(other EventID) int { return bytes.Compare(id[:], other[:]) }

// AppendText appends the text form to b.
func (id EventID) AppendText(b []byte) ([]byte, error) { return ids.AppendText(b, uuid.UUID(id)), nil }

// MarshalText writes the text form.
func (id EventID) MarshalText() ([]byte, error) { return id.AppendText(nil) }

// UnmarshalText reads the text form.
func (id *EventID) UnmarshalText(text []byte) error {
	u, err := ids.Unmarshal(text)
	if err != nil {
		return err
	}
	*id = EventID(u)
	return nil
}

// ActorID identifies whoever acts: a worker, a referrer, the person, a representative, a system.
type ActorID uuid.UUID

// NewActorID makes a random identifier.
func NewActorID() ActorID { return ActorID(ids.New()) }

// ParseActorID reads the 36-character form; the empty text is refused.
func ParseActorID(s string) (ActorID, error) {
	u, err := ids.Parse(s)
	return ActorID(u), err
}

// IsZero says whether the identifier is absent.
func (id ActorID) IsZero() bool { return id == ActorID{} }

// String is the 36-character form, or "" for the zero identifier.
func (id ActorID) String() string { return ids.String(uuid.UUID(id)) }

// Compare orders identifiers by their bytes.
func (id ActorID) Compare(other ActorID) int { return bytes.Compare(id[:], other[:]) }

// AppendText appends the text form to b.
func (id ActorID) AppendText(b []byte) ([]byte, error) { return ids.AppendText(b, uuid.UUID(id)), nil }

// MarshalText writes the text form.
func (id ActorID) MarshalText() ([]byte, error) { return id.AppendText(nil) }

// UnmarshalText reads the text form.
func (id *ActorID) UnmarshalText(text []byte) error {
	u, err := ids.Unmarshal(text)
	if err != nil {
		return err
	}
	*id = ActorID(u)
	return nil
}

// ServiceID identifies a social prescribing service.
type ServiceID uuid.UUID

// NewServiceID makes a random identifier.
func NewServiceID() ServiceID { return ServiceID(ids.New()) }

// ParseServiceID reads the 36-character form; the empty text is refused.
func ParseServiceID(s string) (ServiceID, error) {
	u, err := ids.Parse(s)
	return ServiceID(u), err
}

// IsZero says whether the identifier is absent.
func (id ServiceID) IsZero() bool { return id == ServiceID{} }

// String is the 36-character form, or "" for the zero identifier.
func (id ServiceID) String() string { return ids.String(uuid.UUID(id)) }

// Compare orders identifiers by their bytes.
func (id ServiceID) Compare(other ServiceID) int { return bytes.Compare(id[:], other[:]) }

// AppendText appends the text form to b.
func (id ServiceID) AppendText(b []byte) ([]byte, error) {
	return ids.AppendText(b, uuid.UUID(id)), nil
}

// MarshalText writes the text form.
func (id ServiceID) MarshalText() ([]byte, error) { return id.AppendText(nil) }

// UnmarshalText reads the text form.
func (id *ServiceID) UnmarshalText(text []byte) error {
	u, err := ids.Unmarshal(text)
	if err != nil {
		return err
	}
	*id = ServiceID(u)
	return nil
}

// OnwardID identifies an onward referral to a provider.
type OnwardID uuid.UUID

// NewOnwardID makes a random identifier.
func NewOnwardID() OnwardID { return OnwardID(ids.New()) }

// ParseOnwardID reads the 36-character form; the empty text is refused.
func ParseOnwardID(s string) (OnwardID, error) {
	u, err := ids.Parse(s)
	return OnwardID(u), err
}

// IsZero says whether the identifier is absent.
func (id OnwardID) IsZero() bool { return id == OnwardID{} }

// String is the 36-character form, or "" for the zero identifier.
func (id OnwardID) String() string { return ids.String(uuid.UUID(id)) }

// Compare orders identifiers by their bytes.
func (id OnwardID) Compare(other OnwardID) int { return bytes.Compare(id[:], other[:]) }

// AppendText appends the text form to b.
func (id OnwardID) AppendText(b []byte) ([]byte, error) { return ids.AppendText(b, uuid.UUID(id)), nil }

// MarshalText writes the text form.
func (id OnwardID) MarshalText() ([]byte, error) { return id.AppendText(nil) }

// UnmarshalText reads the text form.
func (id *OnwardID) UnmarshalText(text []byte) error {
	u, err := ids.Unmarshal(text)
	if err != nil {
		return err
	}
	*id = OnwardID(u)
	return nil
}

// SessionID identifies a session (appointment).
type SessionID uuid.UUID

// NewSessionID makes a random identifier.
func NewSessionID() SessionID { return SessionID(ids.New()) }

// ParseSessionID reads the 36-character form; the empty text is refused.
func ParseSessionID(s string) (SessionID, error) {
	u, err := ids.Parse(s)
	return SessionID(u), err
}

// IsZero says whether the identifier is absent.
func (id SessionID) IsZero() bool { return id == SessionID{} }

// String is the 36-character form, or "" for the zero identifier.
func (id SessionID) String() string { return ids.String(uuid.UUID(id)) }

// Compare orders identifiers by their bytes.
func (id SessionID) Compare(other SessionID) int { return bytes.Compare(id[:], other[:]) }

// AppendText appends the text form to b.
func (id SessionID) AppendText(b []byte) ([]byte, error) {
	return ids.AppendText(b, uuid.UUID(id)), nil
}

// MarshalText writes the text form.
func (id SessionID) MarshalText() ([]byte, error) { return id.AppendText(nil) }

// UnmarshalText reads the text form.
func (id *SessionID) UnmarshalText(text []byte) error {
	u, err := ids.Unmarshal(text)
	if err != nil {
		return err
	}
	*id = SessionID(u)
	return nil
}

// GoalID identifies a goal of the plan.
type GoalID uuid.UUID

// NewGoalID makes a random identifier.
func NewGoalID() GoalID { return GoalID(ids.New()) }

// ParseGoalID reads the 36-character form; the empty text is refused.
func ParseGoalID(s string) (GoalID, error) {
	u, err := ids.Parse(s)
	return GoalID(u), err
}

// IsZero says whether the identifier is absent.
func (id GoalID) IsZero() bool { return id == GoalID{} }

// String is the 36-character form, or "" for the zero identifier.
func (id GoalID) String() string { return ids.String(uuid.UUID(id)) }

// Compare orders identifiers by their bytes.
func (id GoalID) Compare(other GoalID) int { return bytes.Compare(id[:], other[:]) }

// AppendText appends the text form to b.
func (id GoalID) AppendText(b []byte) ([]byte, error) { return ids.AppendText(b, uuid.UUID(id)), nil }

// MarshalText writes the text form.
func (id GoalID) MarshalText() ([]byte, error) { return id.AppendText(nil) }

// UnmarshalText reads the text form.
func (id *GoalID) UnmarshalText(text []byte) error {
	u, err := ids.Unmarshal(text)
	if err != nil {
		return err
	}
	*id = GoalID(u)
	return nil
}

// StepID identifies an action of the plan: what is to be done, by whom, by when.
type StepID uuid.UUID

// NewStepID makes a random identifier.
func NewStepID() StepID { return StepID(ids.New()) }

// ParseStepID reads the 36-character form; the empty text is refused.
func ParseStepID(s string) (StepID, error) {
	u, err := ids.Parse(s)
	return StepID(u), err
}

// IsZero says whether the identifier is absent.
func (id StepID) IsZero() bool { return id == StepID{} }

// String is the 36-character form, or "" for the zero identifier.
func (id StepID) String() string { return ids.String(uuid.UUID(id)) }

// Compare orders identifiers by their bytes.
func (id StepID) Compare(other StepID) int { return bytes.Compare(id[:], other[:]) }

// AppendText appends the text form to b.
func (id StepID) AppendText(b []byte) ([]byte, error) { return ids.AppendText(b, uuid.UUID(id)), nil }

// MarshalText writes the text form.
func (id StepID) MarshalText() ([]byte, error) { return id.AppendText(nil) }

// UnmarshalText reads the text form.
func (id *StepID) UnmarshalText(text []byte) error {
	u, err := ids.Unmarshal(text)
	if err != nil {
		return err
	}
	*id = StepID(u)
	return nil
}

// ContactID identifies a contact or an attempt at one.
type ContactID uuid.UUID

// NewContactID makes a random identifier.
func NewContactID() ContactID { return ContactID(ids.New()) }

// ParseContactID reads the 36-character form; the empty text is refused.
func ParseContactID(s string) (ContactID, error) {
	u, err := ids.Parse(s)
	return ContactID(u), err
}

// IsZero says whether the identifier is absent.
func (id ContactID) IsZero() bool { return id == ContactID{} }

// String is the 36-character form, or "" for the zero identifier.
func (id ContactID) String() string { return ids.String(uuid.UUID(id)) }

// Compare orders identifiers by their bytes.
func (id ContactID) Compare(other ContactID) int { return bytes.Compare(id[:], other[:]) }

// AppendText appends the text form to b.
func (id ContactID) AppendText(b []byte) ([]byte, error) {
	return ids.AppendText(b, uuid.UUID(id)), nil
}

// MarshalText writes the text form.
func (id ContactID) MarshalText() ([]byte, error) { return id.AppendText(nil) }

// UnmarshalText reads the text form.
func (id *ContactID) UnmarshalText(text []byte) error {
	u, err := ids.Unmarshal(text)
	if err != nil {
		return err
	}
	*id = ContactID(u)
	return nil
}

// SignpostID identifies a signpost.
type SignpostID uuid.UUID

// NewSignpostID makes a random identifier.
func NewSignpostID() SignpostID { return SignpostID(ids.New()) }

// ParseSignpostID reads the 36-character form; the empty text is refused.
func ParseSignpostID(s string) (SignpostID, error) {
	u, err := ids.Parse(s)
	return SignpostID(u), err
}

// IsZero says whether the identifier is absent.
func (id SignpostID) IsZero() bool { return id == SignpostID{} }

// String is the 36-character form, or "" for the zero identifier.
func (id SignpostID) String() string { return ids.String(uuid.UUID(id)) }

// Compare orders identifiers by their bytes.
func (id SignpostID) Compare(other SignpostID) int { return bytes.Compare(id[:], other[:]) }

// AppendText appends the text form to b.
func (id SignpostID) AppendText(b []byte) ([]byte, error) {
	return ids.AppendText(b, uuid.UUID(id)), nil
}

// MarshalText writes the text form.
func (id SignpostID) MarshalText() ([]byte, error) { return id.AppendText(nil) }

// UnmarshalText reads the text form.
func (id *SignpostID) UnmarshalText(text []byte) error {
	u, err := ids.Unmarshal(text)
	if err != nil {
		return err
	}
	*id = SignpostID(u)
	return nil
}

// NoteID identifies a note.
type NoteID uuid.UUID

// NewNoteID makes a random identifier.
func NewNoteID() NoteID { return NoteID(ids.New()) }

// ParseNoteID reads the 36-character form; the empty text is refused.
func ParseNoteID(s string) (NoteID, error) {
	u, err := ids.Parse(s)
	return NoteID(u), err
}

// IsZero says whether the identifier is absent.
func (id NoteID) IsZero() bool { return id == NoteID{} }

// String is the 36-character form, or "" for the zero identifier.
func (id NoteID) String() string { return ids.String(uuid.UUID(id)) }

// Compare orders identifiers by their bytes.
func (id NoteID) Compare(other NoteID) int { return bytes.Compare(id[:], other[:]) }

// AppendText appends the text form to b.
func (id NoteID) AppendText(b []byte) ([]byte, error) { return ids.AppendText(b, uuid.UUID(id)), nil }

// MarshalText writes the text form.
func (id NoteID) MarshalText() ([]byte, error) { return id.AppendText(nil) }

// UnmarshalText reads the text form.
func (id *NoteID) UnmarshalText(text []byte) error {
	u, err := ids.Unmarshal(text)
	if err != nil {
		return err
	}
	*id = NoteID(u)
	return nil
}

// RiskID identifies a risk.
type RiskID uuid.UUID

// NewRiskID makes a random identifier.
func NewRiskID() RiskID { return RiskID(ids.New()) }

// ParseRiskID reads the 36-character form; the empty text is refused.
func ParseRiskID(s string) (RiskID, error) {
	u, err := ids.Parse(s)
	return RiskID(u), err
}

// IsZero says whether the identifier is absent.
func (id RiskID) IsZero() bool { return id == RiskID{} }

// String is the 36-character form, or "" for the zero identifier.
func (id RiskID) String() string { return ids.String(uuid.UUID(id)) }

// Compare orders identifiers by their bytes.
func (id RiskID) Compare(other RiskID) int { return bytes.Compare(id[:], other[:]) }

// AppendText appends the text form to b.
func (id RiskID) AppendText(b []byte) ([]byte, error) { return ids.AppendText(b, uuid.UUID(id)), nil }

// MarshalText writes the text form.
func (id RiskID) MarshalText() ([]byte, error) { return id.AppendText(nil) }

// UnmarshalText reads the text form.
func (id *RiskID) UnmarshalText(text []byte) error {
	u, err := ids.Unmarshal(text)
	if err != nil {
		return err
	}
	*id = RiskID(u)
	return nil
}

// ConcernID identifies a safeguarding concern.
type ConcernID uuid.UUID

// NewConcernID makes a random identifier.
func NewConcernID() ConcernID { return ConcernID(ids.New()) }

// ParseConcernID reads the 36-character form; the empty text is refused.
func ParseConcernID(s string) (ConcernID, error) {
	u, err := ids.Parse(s)
	return ConcernID(u), err
}

// IsZero says whether the identifier is absent.
func (id ConcernID) IsZero() bool { return id == ConcernID{} }

// String is the 36-character form, or "" for the zero identifier.
func (id ConcernID) String() string { return ids.String(uuid.UUID(id)) }

// Compare orders identifiers by their bytes.
func (id ConcernID) Compare(other ConcernID) int { return bytes.Compare(id[:], other[:]) }

// AppendText appends the text form to b.
func (id ConcernID) AppendText(b []byte) ([]byte, error) {
	return ids.AppendText(b, uuid.UUID(id)), nil
}

// MarshalText writes the text form.
func (id ConcernID) MarshalText() ([]byte, error) { return id.AppendText(nil) }

// UnmarshalText reads the text form.
func (id *ConcernID) UnmarshalText(text []byte) error {
	u, err := ids.Unmarshal(text)
	if err != nil {
		return err
	}
	*id = ConcernID(u)
	return nil
}

// RegisterID identifies the register of a group session that several episodes share.
type RegisterID uuid.UUID

// NewRegisterID makes a random identifier.
func NewRegisterID() RegisterID { return RegisterID(ids.New()) }

// ParseRegisterID reads the 36-character form; the empty text is refused.
func ParseRegisterID(s string) (RegisterID, error) {
	u, err := ids.Parse(s)
	return RegisterID(u), err
}

// IsZero says whether the identifier is absent.
func (id RegisterID) IsZero() bool { return id == RegisterID{} }

// String is the 36-character form, or "" for the zero identifier.
func (id RegisterID) String() string { return ids.String(uuid.UUID(id)) }

// Compare orders identifiers by their bytes.
func (id RegisterID) Compare(other RegisterID) int { return bytes.Compare(id[:], other[:]) }

// AppendText appends the text form to b.
func (id RegisterID) AppendText(b []byte) ([]byte, error) {
	return ids.AppendText(b, uuid.UUID(id)), nil
}

// MarshalText writes the text form.
func (id RegisterID) MarshalText() ([]byte, error) { return id.AppendText(nil) }

// UnmarshalText reads the text form.
func (id *RegisterID) UnmarshalText(text []byte) error {
	u, err := ids.Unmarshal(text)
	if err != nil {
		return err
	}
	*id = RegisterID(u)
	return nil
}
