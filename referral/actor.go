package referral

import (
	"time"

	"github.com/socialprescribing/socialprescribing/person"
)

// An Actor is who acts, in which role and why. It is a plain value, given by
// the host, which has authenticated it: this package only asks whether the role
// may do what is asked.
type Actor struct {
	ID           ActorID `json:"id,omitzero"`
	Role         Role    `json:"role,omitzero"`
	Organisation string  `json:"organisation,omitzero"` // a code, such as an ODS code: never a name of a person
	// OnBehalfOf is whom a representative, or an assistant, acts for.
	OnBehalfOf ActorID `json:"onBehalfOf,omitzero"`
	Purpose    Purpose `json:"purpose,omitzero"`
	// BreakGlass is the reason for acting beyond the usual permission. It must
	// be given when Purpose is break-glass.
	BreakGlass person.Text `json:"breakGlass,omitzero"`
}

// Meta is what every command carries.
type Meta struct { //nolint:recvcheck // a command gives its own Meta; Format must guard copies too
	// ID is the command's own: sent twice, it is applied once.
	ID ChangeID `json:"id"`
	By Actor    `json:"by"`
	// At is when it happened; RecordedAt when it was written down. Back-dated
	// entry is normal, an entry before the fact that it depends on is refused.
	// A guard's "now" is RecordedAt.
	At         time.Time `json:"at"`
	RecordedAt time.Time `json:"recordedAt"`
}

// normal is a time as this package keeps it: UTC, microseconds, no monotonic
// reading.
func normal(t time.Time) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	t = t.Round(0) // drops the monotonic reading
	if t.Location() != time.UTC {
		t = t.UTC()
	}
	if rest := t.Nanosecond() % 1000; rest != 0 { // dividing the whole time is dearer
		t = t.Add(-time.Duration(rest))
	}
	return t
}

// MetaOf gives what a command carries: a host's function that gathers facts
// reads the time and the actor from it. The zero Meta for a nil command.
func MetaOf(cmd Command) Meta {
	if isNil(cmd) {
		return Meta{}
	}
	return *cmd.meta()
}
