package referral

import (
	"fmt"
	"iter"
	"time"

	"github.com/google/uuid"

	"github.com/socialprescribing/socialprescribing/person"
)

// A Referral is one episode of support: a person, a service, and all that
// happened between the referral and its closure.
//
// It is opaque and immutable, one pointer wide, safe for concurrent use, and
// may be shared without copying. Machine.Apply makes the next value from it;
// the old one stays as it was. The zero Referral is the one that does not
// exist yet: Draft and Submit begin with it.
//
// Its JSON is a versioned snapshot and holds personal data; decoding validates.
// Formatted with any verb it shows only that it is a referral.
type Referral struct{ h *head }

// head is what nearly every transition changes: 48 bytes, copied by each.
// Everything else is behind its pointers: who it is about in the body, the
// identifier and the count of events in the latest event.
type head struct {
	position
	log *cell // nil only while the first event is being made
	// before and was are where the last command found the value, for Undo; the
	// body of before is nil if there is nothing to undo. They reach back one
	// command and no further.
	before position
	marks
	was marks
}

// position and marks are what Undo brings back. They are two, so that the head
// has no room between its fields.
type position struct {
	// moved is the event that brought the episode into its state: To, Return,
	// Phase and At say where it stands, and since when. Nothing else of it is
	// read, so that a value which was read or replayed holds these four alone.
	moved *Event
	body  *body
}

type marks struct {
	hint uint8 // the state's number in the machine that made this value
	dead bool
	code bool // the national code has become due
}

// remember keeps where a command found the value.
func (h *head) remember() { h.before, h.was = h.position, h.marks }

// forget leaves nothing to undo.
func (h *head) forget() { h.before, h.was = position{}, marks{} }

// stand is the state; "" before the first event.
func (p *position) stand() State {
	if p.moved == nil {
		return Nowhere
	}
	return p.moved.To
}

// back is the state that a hold returns to.
func (p *position) back() State {
	if p.moved == nil {
		return ""
	}
	return p.moved.Return
}

func (p *position) phase() Phase {
	if p.moved == nil {
		return ""
	}
	return p.moved.Phase
}

func (p *position) since() time.Time {
	if p.moved == nil {
		return time.Time{}
	}
	return p.moved.At
}

// standing is an event that says no more than where the episode stands.
func standing(to, back State, in Phase, since time.Time) *Event {
	return &Event{To: to, Return: back, Phase: in, At: normal(since)}
}

// id and sequence are those of the latest event; zero before the first.
func (h *head) id() ID {
	if h.log == nil {
		return ID{}
	}
	return h.log.event[0].Referral
}

func (h *head) sequence() uint64 {
	if h.log == nil {
		return 0
	}
	return h.log.event[0].Sequence
}

// body is what changes only when a record does. Its lists and records are never
// written to once a value holds them: a change copies the list that it changes
// and brings a new record. Most records are the very ones that their events
// bring, so that a transition copies none.
type body struct {
	Intake      *Intake        `json:"intake,omitzero"` // never nil
	Received    time.Time      `json:"received,omitzero"`
	Created     time.Time      `json:"created,omitzero"`
	Assignments []*Assignment  `json:"assignments,omitzero"`
	Contacts    []*Contact     `json:"contacts,omitzero"`
	Consents    []*ConsentSeen `json:"consents,omitzero"`
	Needs       []*Need        `json:"needs,omitzero"`
	Matters     []*Matters     `json:"matters,omitzero"`
	Assessments []*Assessment  `json:"assessments,omitzero"`
	Onwards     []*Onward      `json:"onwards,omitzero"`
	Signposts   []*Signposting `json:"signposts,omitzero"`
	Sessions    []*Session     `json:"sessions,omitzero"`
	Plans       []*Plan        `json:"plans,omitzero"`
	Goals       []*Goal        `json:"goals,omitzero"`
	Steps       []*Step        `json:"steps,omitzero"`
	Risks       []*Risk        `json:"risks,omitzero"`
	Concerns    []*Concern     `json:"concerns,omitzero"`
	Holds       []*Holding     `json:"holds,omitzero"`
	Transfers   []*Transfer    `json:"transfers,omitzero"`
	Closures    []*Closure     `json:"closures,omitzero"`
	Duties      []*Duty        `json:"duties,omitzero"`
	Notes       []*Note        `json:"notes,omitzero"`
	Links       []*Link        `json:"links,omitzero"`
	Supports    []*Support     `json:"supports,omitzero"`
	Feedback    []*Feedback    `json:"feedback,omitzero"`
	Unmet       []*Unmet       `json:"unmet,omitzero"`
	Funding     []*Funding     `json:"funding,omitzero"`
	Suspended   []uuid.UUID    `json:"suspended,omitzero"` // providers
	Prohibited  person.Tri     `json:"prohibited,omitzero"`
	Arrangement Arrangement    `json:"arrangement,omitzero"`
	Complexity  int            `json:"complexity,omitzero"`
}

// noBody stands for the body of a referral that does not exist, so that
// readers need not ask.
var noBody = &body{Intake: &Intake{}}

// IsZero says that the referral does not exist yet.
func (r Referral) IsZero() bool { return r.h == nil }

func (r Referral) body() *body {
	if r.h == nil {
		return noBody
	}
	return r.h.body
}

// ID identifies the episode.
func (r Referral) ID() ID {
	if r.h == nil {
		return ID{}
	}
	return r.h.id()
}

// Person says whose episode it is.
func (r Referral) Person() person.ID {
	if r.h == nil {
		return person.ID{}
	}
	return r.h.body.Intake.Person
}

// Service says whose care the person is in.
func (r Referral) Service() ServiceID {
	if r.h == nil {
		return ServiceID{}
	}
	return r.h.body.Intake.Service
}

// State is where the episode stands.
func (r Referral) State() State {
	if r.h == nil {
		return ""
	}
	return r.h.stand()
}

// Phase classifies the state.
func (r Referral) Phase() Phase {
	if r.h == nil {
		return ""
	}
	return r.h.phase()
}

// Return is the state that a hold returns to; "" when not on hold.
func (r Referral) Return() State {
	if r.h == nil {
		return ""
	}
	return r.h.back()
}

// Since is when the state was entered, as it happened.
func (r Referral) Since() time.Time {
	if r.h == nil {
		return time.Time{}
	}
	return r.h.since()
}

// Sequence counts the events that made this value.
func (r Referral) Sequence() uint64 {
	if r.h == nil {
		return 0
	}
	return r.h.sequence()
}

// RecordedAt is when the last event was written down.
func (r Referral) RecordedAt() time.Time {
	if r.h == nil {
		return time.Time{}
	}
	return normal(r.h.log.event[0].Recorded)
}

// Created is when the episode was begun, as a draft or by its arrival.
func (r Referral) Created() time.Time { return r.body().Created }

// Received is when the service received the referral, as it happened: all
// waiting times count from there. Zero for a draft.
func (r Referral) Received() time.Time { return r.body().Received }

// Intake is what the referral says, as last amended.
func (r Referral) Intake() Intake { return *r.body().Intake }

// Dead says whether the person's death is recorded here.
func (r Referral) Dead() bool { return r.h != nil && r.h.dead }

// Worker is the present worker; the zero ActorID before allocation and after
// the end.
func (r Referral) Worker() ActorID {
	if a, ok := r.Assignment(); ok {
		return a.Worker
	}
	return ActorID{}
}

// Assignment is the present one, if there is one.
func (r Referral) Assignment() (Assignment, bool) {
	if a := latest(r.body().Assignments); a != nil && a.Until.IsZero() {
		return *a, true
	}
	return Assignment{}, false
}

// Prohibited says whether the person may not be contacted, as last seen, and
// the arrangement instead.
func (r Referral) Prohibited() (person.Tri, Arrangement) {
	b := r.body()
	return b.Prohibited, b.Arrangement
}

// Complexity is the host's caseload weight as last assessed; 0 if never.
func (r Referral) Complexity() int { return r.body().Complexity }

func each[T any](list []*T) iter.Seq[T] {
	return func(yield func(T) bool) {
		for _, v := range list {
			if !yield(*v) {
				return
			}
		}
	}
}

// The records, oldest first. All sequences are repeatable.

// Assignments yields every worker the episode had.
func (r Referral) Assignments() iter.Seq[Assignment] { return each(r.body().Assignments) }

// Contacts yields the attempts and contacts in the order of recording.
func (r Referral) Contacts() iter.Seq[Contact] { return each(r.body().Contacts) }

// Consents yields the consent verdicts as they were seen.
func (r Referral) Consents() iter.Seq[ConsentSeen] { return each(r.body().Consents) }

// Needs yields the needs.
func (r Referral) Needs() iter.Seq[Need] { return each(r.body().Needs) }

// Matters yields what matters to the person; the last is the present.
func (r Referral) Matters() iter.Seq[Matters] { return each(r.body().Matters) }

// Assessments yields the linked measures.
func (r Referral) Assessments() iter.Seq[Assessment] { return each(r.body().Assessments) }

// Onwards yields the onward referrals.
func (r Referral) Onwards() iter.Seq[Onward] { return each(r.body().Onwards) }

// Signposts yields the signposts.
func (r Referral) Signposts() iter.Seq[Signposting] { return each(r.body().Signposts) }

// Sessions yields the sessions.
func (r Referral) Sessions() iter.Seq[Session] { return each(r.body().Sessions) }

// Plans yields the versions of the plan.
func (r Referral) Plans() iter.Seq[Plan] { return each(r.body().Plans) }

// Goals yields the goals.
func (r Referral) Goals() iter.Seq[Goal] { return each(r.body().Goals) }

// Steps yields the actions of the plan.
func (r Referral) Steps() iter.Seq[Step] { return each(r.body().Steps) }

// Risks yields the risks, resolved ones too.
func (r Referral) Risks() iter.Seq[Risk] { return each(r.body().Risks) }

// Concerns yields the safeguarding concerns, resolved ones too.
func (r Referral) Concerns() iter.Seq[Concern] { return each(r.body().Concerns) }

// Holds yields the holds; the last has no end while the episode is on hold.
func (r Referral) Holds() iter.Seq[Holding] { return each(r.body().Holds) }

// Transfers yields the offers to other services.
func (r Referral) Transfers() iter.Seq[Transfer] { return each(r.body().Transfers) }

// Closures yields every closure, also those that were reopened.
func (r Referral) Closures() iter.Seq[Closure] { return each(r.body().Closures) }

// Duties yields what was and is owed.
func (r Referral) Duties() iter.Seq[Duty] { return each(r.body().Duties) }

// Notes yields the notes.
func (r Referral) Notes() iter.Seq[Note] { return each(r.body().Notes) }

// Links yields the present links to other episodes.
func (r Referral) Links() iter.Seq[Link] { return each(r.body().Links) }

// Supports yields help to attend.
func (r Referral) Supports() iter.Seq[Support] { return each(r.body().Supports) }

// Feedback yields feedback about activities.
func (r Referral) Feedback() iter.Seq[Feedback] { return each(r.body().Feedback) }

// UnmetNeeds yields the needs that nothing could meet.
func (r Referral) UnmetNeeds() iter.Seq[Unmet] { return each(r.body().Unmet) }

// Funding yields money requested and agreed.
func (r Referral) Funding() iter.Seq[Funding] { return each(r.body().Funding) }

// Plan is the latest version of the plan, if there is one.
func (r Referral) Plan() (Plan, bool) { return last(r.body().Plans) }

// Closure is the latest closure, if there is one.
func (r Referral) Closure() (Closure, bool) { return last(r.body().Closures) }

// Onward finds an onward referral.
func (r Referral) Onward(id OnwardID) (Onward, bool) { return copyOf(r.body().onward(id)) }

// Session finds a session.
func (r Referral) Session(id SessionID) (Session, bool) { return copyOf(r.body().session(id)) }

// Goal finds a goal.
func (r Referral) Goal(id GoalID) (Goal, bool) { return copyOf(r.body().goal(id)) }

// The records themselves, to read; nil if there is none.
func (b *body) onward(id OnwardID) *Onward {
	return find(b.Onwards, func(o *Onward) bool { return o.ID == id })
}

func (b *body) session(id SessionID) *Session {
	return find(b.Sessions, func(s *Session) bool { return s.ID == id })
}

func (b *body) goal(id GoalID) *Goal {
	return find(b.Goals, func(g *Goal) bool { return g.ID == id })
}

// consentSeen is the verdict on a scope that was seen last.
func (b *body) consentSeen(s person.Scope) *ConsentSeen {
	return find(b.Consents, func(c *ConsentSeen) bool { return c.Scope == s })
}

// last gives a copy of the newest record.
func last[T any](list []*T) (T, bool) { return copyOf(latest(list)) }

func copyOf[T any](v *T) (T, bool) {
	if v == nil {
		var none T
		return none, false
	}
	return *v, true
}

// latest is the newest record itself, to read; nil if there is none.
func latest[T any](list []*T) *T {
	if len(list) == 0 {
		return nil
	}
	return list[len(list)-1]
}

func find[T any](list []*T, is func(*T) bool) *T {
	if i := index(list, is); i >= 0 {
		return list[i]
	}
	return nil
}

// index looks from the end: what is asked for is mostly recent.
func index[T any](list []*T, is func(*T) bool) int {
	for i := len(list) - 1; i >= 0; i-- {
		if is(list[i]) {
			return i
		}
	}
	return -1
}

// Applied says whether the command has been applied already.
func (r Referral) Applied(id ChangeID) bool { return r.h != nil && r.h.applied(id) }

// Format writes that this is a referral, whatever the verb: an episode is
// personal data from end to end.
func (r Referral) Format(s fmt.State, _ rune) {
	_, _ = fmt.Fprint(s, r.String())
}

// String names the value without disclosing anything.
func (r Referral) String() string {
	if r.h == nil {
		return "referral(none)"
	}
	return "referral(redacted)"
}
