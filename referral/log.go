package referral

import (
	"math"
	"time"

	"github.com/google/uuid"
)

// A log is the chain that leads from the latest event back to the first. The
// latest is always whole, in a cell. Those before it are cells as Apply made
// them, or chapters of outlines where a value was replayed or read: what
// History, Undo and the snapshot need, in less than half the room.
type log interface {
	// before is the rest of the chain; nil at its end.
	before() log
}

// cell is one event. The events that Apply returns lie in it, so that a
// transition costs one allocation for the head and one for the cell.
type cell struct {
	event [1]Event
	prev  log
}

func (c *cell) before() log { return c.prev }

// chapter is a run of events as outlines, oldest first.
type chapter struct {
	lines []outline
	first uint64 // the sequence of the first line
	prev  log
}

func (c *chapter) before() log { return c.prev }

// outline is an event without its words and its record, and without who it is
// of, which is the same for the whole log.
type outline struct {
	id            EventID
	command       ChangeID
	by            ActorID
	item          uuid.UUID
	at, recorded  instant
	on            Action
	from, to, ret State
	reason        Reason
	undone        *Undone // the record of an Undo, which says what it took back
	kind          kind    // which says the type
	part, role    uint8   // numbers among their kinds
	phase         uint8
}

// outlineOf gives the outline of an event of a known kind.
func outlineOf(e *Event, k kind) outline {
	var u *Undone
	if k == kindUndo {
		u, _ = e.Data.(*Undone)
	}
	return outline{
		id: e.ID, command: e.Command, by: e.By.ID, item: e.Item, at: instantOf(e.At), recorded: instantOf(e.Recorded),
		on: e.On, from: e.From, to: e.To, ret: e.Return, reason: e.Reason, undone: u,
		kind: k, part: uint8(partIndex(e.Part)), role: indexOf(e.By.Role, allRoles), phase: indexOf(e.Phase, allPhases),
	}
}

// event is the outline as an event of a referral.
func (o *outline) event(of ID, sequence uint64) Event {
	e := Event{
		ID: o.id, Referral: of, Sequence: sequence, Command: o.command, Type: kinds[o.kind].event, Schema: Schema,
		At: o.at.time(), Recorded: o.recorded.time(), By: Actor{ID: o.by, Role: wordAt(o.role, allRoles)}, On: o.on,
		Part: allParts[o.part], Item: o.item, From: o.from, To: o.to, Phase: wordAt(o.phase, allPhases),
		Return: o.ret, Reason: o.reason,
	}
	if o.undone != nil {
		e.Data = o.undone
	}
	return e
}

// indexOf numbers a word of a closed list from 1; 0 is none of them.
func indexOf[T ~string](v T, list []T) uint8 {
	for i, w := range list {
		if v == w {
			return uint8(i) + 1
		}
	}
	return 0
}

func wordAt[T ~string](i uint8, list []T) T {
	if i == 0 {
		return ""
	}
	return list[i-1]
}

// instant is a time in microseconds since 1970, and the least number for the
// zero time. It keeps outlines small and free of pointers.
type instant int64

const never instant = math.MinInt64

func instantOf(t time.Time) instant {
	if t.IsZero() {
		return never
	}
	return instant(t.UnixMicro())
}

func (i instant) time() time.Time {
	if i == never {
		return time.Time{}
	}
	return time.UnixMicro(int64(i)).UTC()
}

// past is the log as what comes before a new event; nil, and never a nil cell,
// if there is none.
func (h *head) past() log {
	if h.log == nil {
		return nil
	}
	return h.log
}

// walk visits the log from the latest event to the first, until visit says no.
func (h *head) walk(visit func(sequence uint64, o *outline) bool) {
	for l := h.past(); l != nil; l = l.before() {
		switch c := l.(type) {
		case *cell:
			e := &c.event[0]
			k, _ := kindOf(e.Type)
			if o := outlineOf(e, k); !visit(e.Sequence, &o) {
				return
			}
		case *chapter:
			for i := len(c.lines) - 1; i >= 0; i-- {
				if !visit(c.first+uint64(i), &c.lines[i]) {
					return
				}
			}
		}
	}
}

// applied says whether an event of the command is in the log.
func (h *head) applied(id ChangeID) bool {
	for l := h.past(); l != nil; l = l.before() {
		switch c := l.(type) {
		case *cell:
			if c.event[0].Command == id {
				return true
			}
		case *chapter:
			for i := range c.lines {
				if c.lines[i].command == id {
					return true
				}
			}
		}
	}
	return false
}

// opening is the first event of the last command.
func (h *head) opening() outline {
	var out outline
	command := h.log.event[0].Command
	h.walk(func(_ uint64, o *outline) bool {
		if o.command != command {
			return false
		}
		out = *o
		return true
	})
	return out
}
