package referral

import (
	"reflect"
	"time"

	"github.com/google/uuid"

	"github.com/socialprescribing/socialprescribing/person"
)

// Apply decides whether a command may be done, and if so gives the next value
// and the events that make it. It is pure: on error r is returned unchanged,
// and nothing is kept of facts. Nil rules are the defaults.
//
// The error is a *Refusal (matches ErrNotPermitted or ErrUnknownFact) if a row,
// a guard or a policy said no, and a *Fault (matches ErrInvalid) if the command
// is malformed. A command whose ID has been applied already is refused by the
// rule "identifier-taken"; Repository takes it as done.
//
// Apply decides first and folds afterwards, with the fold that Replay uses.
func (m *Machine) Apply(r Referral, cmd Command, facts Facts, rules *Rules) (Referral, []Event, error) {
	d := decision{m: m, r: r, cmd: cmd, facts: facts, rules: rules.orDefault()}
	if err := d.admit(); err != nil {
		return r, nil, err
	}
	if err := d.check(); err != nil {
		return r, nil, err
	}
	if err := d.act(); err != nil {
		return r, nil, err
	}
	return Referral{d.h}, d.events(), nil
}

// decision is one command on its way through the machine. It lives on the
// stack: nothing may keep it.
type decision struct {
	m     *Machine
	r     Referral
	cmd   Command
	meta  *Meta
	k     kind
	facts Facts
	rules *Rules
	at    time.Time
	now   time.Time

	row    *row // of the episode
	part   *row // of the part, if the action has one
	pi     int
	item   uuid.UUID
	state  State // of the item
	back   State
	since  time.Time
	reason Reason
	words  person.Text
	def    *reasonRow
	relied *Relied

	h     *head // the value being made; nil until the first event
	first *cell
	more  []Event
}

// admit checks the command's form, finds its row and asks whether the role may.
func (d *decision) admit() error {
	if isNil(d.cmd) {
		return &Fault{Rule: RuleRequired, Path: "command"}
	}
	d.meta, d.k = d.cmd.meta(), d.cmd.kind()
	if d.k == kindCustom {
		k, ok := d.m.actions[d.cmd.Action()]
		if !ok || k < firstHost {
			return &Fault{Rule: RuleHostName, Path: "command.do", Wanted: "an x- action of the machine", Offered: wordOnly(string(d.cmd.Action()))}
		}
		d.k = k
	}
	if err := d.admitMeta(); err != nil {
		return err
	}
	if err := d.find(d.meta.By.Role, d.meta.By.Purpose == PurposeBreakGlass); err != nil {
		return err
	}
	d.reason, d.words = whyOf(d.cmd)
	return d.order()
}

// wordOnly shows an offered text only if it is a word of the vocabulary's
// syntax: anything else may be personal.
func wordOnly(s string) string {
	if isWord(s) {
		return s
	}
	return "(not a word)"
}

func (d *decision) admitMeta() error {
	m := d.meta
	switch {
	case m.ID.IsZero():
		return &Fault{Rule: RuleID, Path: "meta.id", Wanted: "the command's identifier"}
	case m.At.IsZero():
		return &Fault{Rule: RuleTime, Path: "meta.at", Wanted: "when it happened"}
	case m.RecordedAt.IsZero():
		return &Fault{Rule: RuleTime, Path: "meta.recordedAt", Wanted: "when it was recorded"}
	case roleBit(m.By.Role) == 0:
		return &Fault{Rule: RuleActor, Path: "meta.by.role", Offered: wordOnly(string(m.By.Role)), Allowed: wordsOf(allRoles)}
	case m.By.Purpose == PurposeBreakGlass && m.By.BreakGlass.IsZero():
		return &Fault{Rule: RuleActor, Path: "meta.by.breakGlass", Wanted: "the reason for breaking the glass"}
	}
	d.at = normal(m.At)
	if d.now = d.at; m.RecordedAt != m.At { // most are written down at once
		d.now = normal(m.RecordedAt)
	}
	if d.at.After(d.now) {
		return &Fault{Rule: RuleFuture, Path: "meta.at", Wanted: "not after it was recorded"}
	}
	if d.r.Applied(m.ID) {
		return &Fault{Rule: RuleTaken, Path: "meta.id", Wanted: "a command that has not been applied"}
	}
	return nil
}

// find finds the row of the episode and, if the action moves a part, the item
// and its row, and asks whether the role may. Breaking the glass lets one
// member of staff do what the row lets another do.
func (d *decision) find(role Role, breakGlass bool) error {
	t := &d.m.tables[0]
	s, ok := uint8(0), true
	if d.r.h != nil {
		s, ok = t.stateOf(d.r.h.stand(), d.r.h.hint)
	}
	if !ok {
		return &Refusal{Rule: RuleState, Action: d.m.names[d.k], State: d.r.State(), Wanted: "a state of this machine"}
	}
	d.row = t.cell(s, d.k)
	if d.row == nil {
		return d.m.refuse(0, s, d.k)
	}
	bit := roleBit(role)
	if breakGlass && bit&staffBits != 0 {
		bit = staffBits
	}
	if bit&d.row.roles == 0 {
		return &Refusal{Rule: RuleRole, Action: d.m.names[d.k], State: d.r.State(), Role: role, machine: d.m}
	}
	if d.k >= kindCount || kinds[d.k].part == PartReferral {
		return nil
	}
	return d.findPart(bit, role)
}

var staffBits = roleBit(RoleAdministrator) | roleBit(RoleLinkWorker) | roleBit(RoleTeamLead)

func (d *decision) findPart(bit uint8, role Role) error {
	d.pi = partIndex(kinds[d.k].part)
	t := &d.m.tables[d.pi]
	if d.cmd != nil {
		d.item = itemOf(d.cmd)
	}
	found := d.locate()
	s, ok := t.stateOf(d.state, 0)
	switch {
	case !ok:
		return &Refusal{Rule: RuleState, Action: d.m.names[d.k], Part: allParts[d.pi], State: d.state, Wanted: "a state of this machine"}
	case !found && t.cell(0, d.k) == nil:
		return &Refusal{Rule: RuleItem, Action: d.m.names[d.k], Part: allParts[d.pi], Item: d.item}
	}
	d.part = t.cell(s, d.k)
	if d.part == nil {
		if found && t.cell(0, d.k) != nil {
			return &Refusal{Rule: RuleTaken, Action: d.m.names[d.k], Part: allParts[d.pi], State: d.state, Item: d.item}
		}
		return d.m.refuse(d.pi, s, d.k)
	}
	if bit&d.part.roles == 0 {
		return &Refusal{Rule: RuleRole, Action: d.m.names[d.k], Part: allParts[d.pi], State: d.state, Role: role, machine: d.m}
	}
	return nil
}

// locate reads the item's state; what does not exist is in Nowhere.
func (d *decision) locate() bool {
	b := d.r.body()
	switch allParts[d.pi] {
	case PartOnward:
		if o := b.onward(OnwardID(d.item)); o != nil {
			d.state, d.back, d.since = o.State, o.Return, o.Since
			return true
		}
	case PartSession:
		if s := b.session(SessionID(d.item)); s != nil {
			d.state, d.since = s.State, s.Since
			return true
		}
	case PartGoal:
		if g := b.goal(GoalID(d.item)); g != nil {
			d.state, d.since = g.State, g.Since
			return true
		}
	case PartPlan:
		if p := latest(b.Plans); p != nil {
			d.state, d.since = p.State, p.Since
			return true
		}
	case PartReferral:
	}
	return false
}

// order refuses what is said to have happened before the fact that it depends
// on: a transition before the state that it leaves, an end before the last work
// that is on record, anything else before the episode began. Back-dating as such is normal.
func (d *decision) order() error {
	if d.r.h == nil || d.k == kindSubmit {
		return nil // a letter may have been received before somebody typed it
	}
	after := d.r.body().Created
	switch {
	case d.part != nil:
		if d.part.To != Stay && d.since.After(after) {
			after = d.since
		}
	case d.row.To != Stay && d.k != kindUndo && d.k != kindEnterInError:
		after = d.r.h.since()
		if d.row.toDef != nil && d.row.toDef.Phase == PhaseEnded {
			after = d.r.lastWork(after)
		}
	}
	if d.at.Before(after) {
		return &Fault{Rule: RuleOrder, Path: "meta.at", Wanted: "not before " + after.Format(time.RFC3339), Offered: d.at.Format(time.RFC3339)}
	}
	return nil
}

// lastWork is the latest of a time and of every contact, onward referral and
// session as they happened: an episode does not end before them.
func (r Referral) lastWork(t time.Time) time.Time {
	later := func(u time.Time) {
		if u.After(t) {
			t = u
		}
	}
	b := r.body()
	for i := range b.Contacts {
		later(b.Contacts[i].At)
	}
	for i := range b.Onwards {
		later(b.Onwards[i].Since)
	}
	for i := range b.Sessions {
		later(b.Sessions[i].Since)
	}
	return t
}

// check runs the guards of the rows and of the reason.
func (d *decision) check() error {
	if d.reason != "" {
		d.def = d.m.reasons[reasonKey{d.m.names[d.k], d.reason}]
	}
	if !d.words.IsZero() {
		if err := d.limit("words", d.words); err != nil {
			return err
		}
	}
	if err := d.guards(d.row.guards); err != nil {
		return err
	}
	if d.part != nil {
		if err := d.guards(d.part.guards); err != nil {
			return err
		}
	}
	if d.def != nil {
		return d.guards(d.def.wants)
	}
	return nil
}

func (d *decision) guards(list []guard) error {
	for _, g := range list {
		if d.waived(g) {
			continue
		}
		if err := d.guard(g); err != nil {
			return err
		}
	}
	return nil
}

func (d *decision) waived(g guard) bool {
	if d.def == nil {
		return false
	}
	for _, w := range d.def.waives {
		if w == g {
			return true
		}
	}
	return false
}

// begun is the head of the next value. An Undo goes back to where the command
// before it began; any other command may be taken back to here.
func (d *decision) begun() *head {
	h := d.r.h
	switch {
	case h == nil:
		return &head{position: position{body: noBody}}
	case d.k == kindUndo:
		next := *h
		return &next
	}
	return &head{position: h.position, log: h.log, before: h.position, marks: h.marks, was: h.marks}
}

// next begins an event: the first makes the head of the next value.
func (d *decision) next(k kind) *Event {
	n := 0
	if d.first != nil {
		n = 1 + len(d.more)
	}
	if d.h == nil {
		d.h = d.begun()
	}
	c := new(cell)
	e := &c.event[0]
	e.ID, e.Command = eventID(d.meta.ID, n), d.meta.ID
	e.Referral, e.Sequence = d.h.id(), d.h.sequence()+1
	e.Schema, e.At, e.Recorded, e.By = Schema, d.at, d.now, d.meta.By
	e.On, e.Relied = d.m.names[d.k], d.relied
	if k < kindCount {
		e.Type = kinds[k].event
	} else {
		e.Type = EventCustom
	}
	if d.first == nil {
		d.first = c
	}
	return e
}

// put folds an event that next began into the next value.
func (d *decision) put(e *Event, k kind) error {
	c := (*cell)(nil)
	if d.first != nil && e == &d.first.event[0] {
		c = d.first
	} else {
		d.more = append(d.more, *e)
		c = &cell{event: [1]Event{*e}}
		e = &c.event[0]
	}
	if err := fold(d.h, e, k, nil); err != nil {
		return err
	}
	c.prev = d.h.past() // after the fold: an erasure gives the chain new cells
	d.h.log = c
	return nil
}

// events gives the events of the command in order.
func (d *decision) events() []Event {
	if len(d.more) == 0 {
		return d.first.event[:]
	}
	out := make([]Event, 0, 1+len(d.more))
	out = append(out, d.first.event[0])
	return append(out, d.more...)
}

// move fills in the states of an event by a row of the episode.
func (d *decision) move(e *Event) {
	d.stay(e)
	//exhaustive:ignore
	switch d.row.To {
	case Stay:
		return
	case Return:
		d.moveBack(e)
	default:
		e.To, e.Phase, e.Return = d.row.To, d.row.toDef.Phase, ""
		if e.Phase == PhaseOnHold {
			e.Return = e.From
		}
		d.h.hint = d.row.to
	}
}

// moveBack finds the remembered state: the origin of a hold, the state that a
// closure ended (or that a hold under it remembers), or what Undo goes back to.
func (d *decision) moveBack(e *Event) {
	to, back := d.h.back(), State("")
	//exhaustive:ignore
	switch d.k {
	case kindUndo:
		to, back = d.h.before.stand(), d.h.before.back()
	case kindReopen:
		c, _ := d.r.Closure()
		to = c.From
	}
	e.To, e.Return = to, back
	if s, ok := d.m.tables[0].index[to]; ok {
		e.Phase, d.h.hint = d.m.tables[0].states[s].Phase, s
	}
}

func isNil(cmd Command) bool {
	return cmd == nil || reflect.ValueOf(cmd).IsNil() // commands are pointers
}
