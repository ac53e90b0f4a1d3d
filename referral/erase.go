package referral

import (
	"reflect"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/socialprescribing/socialprescribing/person"
)

var textType = reflect.TypeFor[person.Text]()

// eraseTexts empties every free text that v reaches. Reflection, so that a new
// field of a record is erased without anybody remembering to.
func eraseTexts(v reflect.Value) {
	switch {
	case v.Type() == textType:
		v.SetZero()
	case v.Kind() == reflect.Struct:
		for i := range v.NumField() {
			if f := v.Field(i); f.CanSet() {
				eraseTexts(f)
			}
		}
	case v.Kind() == reflect.Slice:
		for i := range v.Len() {
			eraseTexts(v.Index(i))
		}
	}
}

// erased gives a copy of a list in which the records that match have no words.
func erased[T any](list []*T, match func(*T) bool) []*T {
	out := slices.Clone(list)
	for i, v := range out {
		if match(v) {
			out[i] = wordless(v)
		}
	}
	return out
}

// wordless is a record without its words, which shares nothing with it.
func wordless[T any](v *T) *T {
	out := *v
	copySlices(reflect.ValueOf(&out).Elem())
	eraseTexts(reflect.ValueOf(&out).Elem())
	return &out
}

// copySlices gives a record its own slices, so that erasing in the copy leaves
// the older values as they were.
func copySlices(v reflect.Value) {
	if v.Kind() != reflect.Struct {
		return
	}
	for i := range v.NumField() {
		f := v.Field(i)
		switch {
		case !f.CanSet():
		case f.Kind() == reflect.Slice && !f.IsNil():
			own := reflect.MakeSlice(f.Type(), f.Len(), f.Len())
			reflect.Copy(own, f)
			f.Set(own)
		case f.Kind() == reflect.Struct && f.Type() != textType:
			copySlices(f)
		}
	}
}

// selected says which records an erasure is about: those with one of the
// identifiers, or all if there are none.
func selected[T any](items []uuid.UUID, id func(*T) uuid.UUID) func(*T) bool {
	return func(v *T) bool { return len(items) == 0 || slices.Contains(items, id(v)) }
}

func noID[T any](*T) uuid.UUID { return uuid.UUID{} }

// eraseBody erases the words of records, everywhere or of the items named.
func eraseBody(b *body, items []uuid.UUID) {
	b.Contacts = erased(b.Contacts, selected(items, func(c *Contact) uuid.UUID { return uuid.UUID(c.ID) }))
	b.Onwards = erased(b.Onwards, selected(items, func(o *Onward) uuid.UUID { return uuid.UUID(o.ID) }))
	b.Signposts = erased(b.Signposts, selected(items, func(s *Signposting) uuid.UUID { return uuid.UUID(s.ID) }))
	b.Sessions = erased(b.Sessions, selected(items, func(s *Session) uuid.UUID { return uuid.UUID(s.ID) }))
	b.Goals = erased(b.Goals, selected(items, func(g *Goal) uuid.UUID { return uuid.UUID(g.ID) }))
	b.Steps = erased(b.Steps, selected(items, func(s *Step) uuid.UUID { return uuid.UUID(s.ID) }))
	b.Risks = erased(b.Risks, selected(items, func(r *Risk) uuid.UUID { return uuid.UUID(r.ID) }))
	b.Concerns = erased(b.Concerns, selected(items, func(c *Concern) uuid.UUID { return uuid.UUID(c.ID) }))
	b.Notes = erased(b.Notes, selected(items, func(n *Note) uuid.UUID { return uuid.UUID(n.ID) }))
	b.Assessments = erased(b.Assessments, selected(items, func(a *Assessment) uuid.UUID { return uuid.UUID(a.Record) }))
	b.Needs = erased(b.Needs, selected(items, noID[Need]))
	b.Matters = erased(b.Matters, selected(items, noID[Matters]))
	b.Plans = erased(b.Plans, selected(items, noID[Plan]))
	b.Transfers = erased(b.Transfers, selected(items, noID[Transfer]))
	b.Closures = erased(b.Closures, selected(items, noID[Closure]))
	b.Feedback = erased(b.Feedback, selected(items, noID[Feedback]))
	if len(items) == 0 {
		b.Intake = wordless(b.Intake)
		eraseTexts(reflect.ValueOf(&b.Arrangement).Elem())
	}
}

// eraseLog gives the value a chain whose events of the items, or all, have lost
// their words and their records: it keeps no second copy of what was erased.
// Outlines hold none.
func (h *head) eraseLog(items []uuid.UUID) {
	var first *cell
	link := func(log) {} // hangs the next link of the new chain on the one before
	for l := h.past(); l != nil; l = l.before() {
		switch c := l.(type) {
		case *cell:
			next := &cell{event: c.event}
			if e := &next.event[0]; len(items) == 0 || e.touches(items) {
				next.event[0] = e.withoutWords()
			}
			if h.moved == &c.event[0] {
				h.moved = &next.event[0]
			}
			if first == nil {
				first = next
			}
			link(next)
			link = func(l log) { next.prev = l }
		case *chapter:
			next := &chapter{lines: c.lines, first: c.first}
			link(next)
			link = func(l log) { next.prev = l }
		}
	}
	h.log = first
}

// touches says whether the event is about one of the items.
func (e *Event) touches(items []uuid.UUID) bool {
	if slices.Contains(items, e.Item) {
		return true
	}
	return e.Data != nil && slices.Contains(items, recordID(e.Data))
}

// recordID gives the identifier of a record that has one.
func recordID(p Payload) uuid.UUID {
	switch v := p.(type) {
	case *Contact:
		return uuid.UUID(v.ID)
	case *Signposting:
		return uuid.UUID(v.ID)
	case *Step:
		return uuid.UUID(v.ID)
	case *StepChange:
		return uuid.UUID(v.New.ID)
	case *Risk:
		return uuid.UUID(v.ID)
	case *Concern:
		return uuid.UUID(v.ID)
	case *Note:
		return uuid.UUID(v.ID)
	case *NoteChange:
		return uuid.UUID(v.New.ID)
	case *Assessment:
		return uuid.UUID(v.Record)
	}
	return uuid.UUID{}
}

// withoutWords is the event as a redaction leaves it: identifiers, type, times
// and codes stay, every free text is empty.
func (e *Event) withoutWords() Event {
	out := *e
	out.Words, out.By.BreakGlass = person.Text{}, person.Text{}
	if e.Data != nil {
		v := reflect.New(reflect.TypeOf(e.Data).Elem())
		v.Elem().Set(reflect.ValueOf(e.Data).Elem())
		copySlices(v.Elem())
		eraseTexts(v.Elem())
		if c, ok := v.Interface().(*CustomData); ok {
			c.Data = nil
		}
		out.Data, _ = v.Interface().(Payload)
	}
	return out
}

// Redact is the event with its personal words erased in place: identifier,
// type, sequence, times and codes stay, every free text is empty.
func (e Event) Redact(at time.Time) Event {
	out := e.withoutWords()
	out.Redacted = normal(at)
	return out
}
