package referral

import (
	"crypto/sha1" //nolint:gosec // RFC 9562 names SHA-1 for version 5; nothing here is a secret
	"iter"
	"time"

	"github.com/google/uuid"

	"github.com/socialprescribing/socialprescribing/person"
)

// EventType names what happened, in the form noun.participle. It is persisted.
type EventType string

// Schema is the version of the events that this release writes. Older ones are
// brought up to it before they are folded (see Upcast).
const Schema = 1

// An Event is what happened, as plain data. Events are made by Machine.Apply,
// kept by a store, and folded again by Replay. Treat them as read-only: Data
// may be shared with the values that were made from them.
type Event struct { //nolint:recvcheck // decoding wants a pointer, reading a value
	ID       EventID   `json:"id"`
	Referral ID        `json:"referral"`
	Sequence uint64    `json:"sequence"` // 1 for the first of the referral, then one more each
	Command  ChangeID  `json:"command"`
	Type     EventType `json:"type"`
	Schema   int       `json:"schema"`
	At       time.Time `json:"at"`         // when it happened
	Recorded time.Time `json:"recordedAt"` // when it was written down
	By       Actor     `json:"by"`
	// On is the action of the command.
	On Action `json:"on"`
	// Part is the machine that moved, Item the onward referral, session, plan
	// or goal, From and To its states. From equals To where nothing moved.
	Part   Part      `json:"part,omitzero"`
	Item   uuid.UUID `json:"item,omitzero"`
	From   State     `json:"from,omitzero"`
	To     State     `json:"to,omitzero"`
	Phase  Phase     `json:"phase,omitzero"`  // of To, where the episode moved
	Return State     `json:"return,omitzero"` // the state that a hold or a pause remembers
	Reason Reason    `json:"reason,omitzero"`
	// Words are the explanation that came with the command.
	Words person.Text `json:"words,omitzero"`
	// Relied is what a guard was told by Facts, where one asked.
	Relied *Relied `json:"relied,omitzero"`
	// Data is the record that the event brings, a pointer to one of the record
	// types; nil where the fields above say everything.
	Data Payload `json:"data,omitzero"`
	// Redacted is when the personal words were erased in place (D21).
	Redacted time.Time `json:"redacted,omitzero"`
}

// Relied keeps what a decision rested on, as it was known then.
type Relied struct {
	AsOf   time.Time      `json:"asOf,omitzero"`
	Person person.Version `json:"person,omitzero"`
	Scope  person.Scope   `json:"scope,omitzero"`
	Answer person.Answer  `json:"answer,omitzero"`
	Entry  person.EntryID `json:"entry,omitzero"`
	// Flags name what was unknown and did not bar, such as
	// "channel-permission-unknown", and what was overridden.
	Flags []Rule `json:"flags,omitzero"`
}

// eventID gives the first event of a command the command's own identifier, and
// the others a version 5 UUID of it and their place.
func eventID(command ChangeID, n int) EventID {
	if n == 0 {
		return EventID(command)
	}
	return EventID(uuid.NewHash(sha1.New(), uuid.UUID(command), []byte{byte(n >> 8), byte(n)}, 5))
}

// An Entry is one line of an episode's timeline: an event without its words
// and its record.
type Entry struct {
	Sequence uint64
	Command  ChangeID
	Type     EventType
	On       Action
	At       time.Time
	Recorded time.Time
	By       ActorID
	Role     Role
	Part     Part
	Item     uuid.UUID
	From, To State
	Reason   Reason
	// Undone says that a later command took this one back.
	Undone bool
}

// History yields the timeline, oldest first. It is repeatable.
func (r Referral) History() iter.Seq[Entry] {
	return func(yield func(Entry) bool) {
		for _, e := range r.entries() {
			if !yield(e) {
				return
			}
		}
	}
}

func (r Referral) entries() []Entry {
	if r.h == nil {
		return nil
	}
	out := make([]Entry, r.h.sequence())
	var undone ChangeID
	r.h.walk(func(sequence uint64, o *outline) bool {
		out[sequence-1] = Entry{
			Sequence: sequence, Command: o.command, Type: kinds[o.kind].event, On: o.on,
			At: o.at.time(), Recorded: o.recorded.time(), By: o.by, Role: wordAt(o.role, allRoles),
			Part: allParts[o.part], Item: o.item, From: o.from, To: o.to, Reason: o.reason,
			Undone: o.command == undone && !undone.IsZero(),
		}
		if o.undone != nil {
			undone = o.undone.Command
		}
		return true
	})
	return out
}
