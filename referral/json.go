package referral

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"time"
)

// snapshot is the storage form of a Referral: the head, the records, the
// timeline, and what Undo would bring back.
type snapshot struct {
	Format   int       `json:"snapshot"`
	ID       ID        `json:"id"`
	State    State     `json:"state"`
	Return   State     `json:"return,omitzero"`
	Phase    Phase     `json:"phase"`
	Since    time.Time `json:"since"`
	Sequence uint64    `json:"sequence"`
	Recorded time.Time `json:"recordedAt"`
	Dead     bool      `json:"dead,omitzero"`
	CodeDue  bool      `json:"codeDue,omitzero"`
	Records  *body     `json:"records"`
	Log      []line    `json:"log"`
	Before   *earlier  `json:"before,omitzero"`
}

// bare is an event without methods, so that its JSON is read with that around it.
type bare Event

// line is an event as a snapshot holds it. Data waits for its type. What follows
// from the rest is left out: the referral, which is the snapshot's; the command
// where the event is its first, which has its identifier; and the record time where
// it is the event's.
type line struct {
	bare
	Referral ID              `json:"referral,omitzero"`
	Command  ChangeID        `json:"command,omitzero"`
	Recorded time.Time       `json:"recordedAt,omitzero"`
	Data     json.RawMessage `json:"data,omitzero"`
}

// lineOf gives the line of an event without record.
func lineOf(e *Event) line {
	l := line{bare: bare(*e), Command: e.Command, Recorded: e.Recorded}
	if ChangeID(e.ID) == e.Command {
		l.Command = ChangeID{}
	}
	if e.Recorded.Equal(e.At) {
		l.Recorded = time.Time{}
	}
	return l
}

// complete puts in what a line left out.
func (l *line) complete(of ID) {
	if l.Referral.IsZero() {
		l.Referral = of
	}
	if l.Command.IsZero() {
		l.Command = ChangeID(l.ID)
	}
	if l.Recorded.IsZero() {
		l.Recorded = l.At
	}
}

// read gives the event of a complete line.
func (l *line) read() (Event, error) {
	e := Event(l.bare)
	e.Referral, e.Command, e.Recorded = l.Referral, l.Command, l.Recorded
	return e, e.readData(l.Data)
}

// earlier is the position before the last command. Of the records it holds
// only the lists that the command changed: of one that only grew, how long it
// was, and of any other the list as it was.
type earlier struct {
	State   State                      `json:"state"`
	Return  State                      `json:"return,omitzero"`
	Phase   Phase                      `json:"phase"`
	Since   time.Time                  `json:"since"`
	Dead    bool                       `json:"dead,omitzero"`
	CodeDue bool                       `json:"codeDue,omitzero"`
	Records map[string]json.RawMessage `json:"records,omitzero"`
	Grown   map[string]int             `json:"grown,omitempty"`
}

// MarshalJSON writes the snapshot, personal data included: it is the storage
// form. The zero Referral is null.
func (r Referral) MarshalJSON() ([]byte, error) {
	if r.h == nil {
		return []byte("null"), nil
	}
	h := r.h
	s := snapshot{
		Format: snapshotFormat, ID: h.id(), State: h.stand(), Return: h.back(), Phase: h.phase(),
		Since: h.since(), Sequence: h.sequence(), Recorded: r.RecordedAt(), Dead: h.dead, CodeDue: h.code,
		Records: h.body, Log: make([]line, h.sequence()),
	}
	if err := h.writeLog(s.Log); err != nil {
		return nil, err
	}
	if b := h.before; b.body != nil {
		records, grown, err := changedRecords(b.body, h.body)
		if err != nil {
			return nil, err
		}
		s.Before = &earlier{
			State: b.stand(), Return: b.back(), Phase: b.phase(), Since: b.since(),
			Dead: h.was.dead, CodeDue: h.was.code, Records: records, Grown: grown,
		}
	}
	return json.Marshal(s)
}

// writeLog fills the timeline: events without words and records, but for the
// record of an Undo, which says what it took back.
func (h *head) writeLog(out []line) error {
	var err error
	h.walk(func(sequence uint64, o *outline) bool {
		e := o.event(h.id(), sequence)
		l := lineOf(&e)
		if o.undone != nil {
			l.Data, err = json.Marshal(o.undone)
		}
		l.bare.Data = nil
		out[sequence-1] = l
		return err == nil
	})
	return err
}

// changedRecords gives the fields of old that are not the very same in now, and
// how long those lists were that only grew since. A list that no event touched is
// the same memory.
func changedRecords(old, now *body) (map[string]json.RawMessage, map[string]int, error) {
	out, grown := map[string]json.RawMessage{}, map[string]int{}
	o, n := reflect.ValueOf(old).Elem(), reflect.ValueOf(now).Elem()
	for i := range o.NumField() {
		name := fieldName(o.Type().Field(i))
		switch {
		case sameField(o.Field(i), n.Field(i)):
			continue
		case isPrefix(o.Field(i), n.Field(i)):
			if was := o.Field(i).Len(); was < n.Field(i).Len() {
				grown[name] = was
			}
			continue
		}
		data, err := json.Marshal(o.Field(i).Interface())
		if err != nil {
			return nil, nil, err
		}
		out[name] = data
	}
	return out, grown, nil
}

// isPrefix reports whether a list is the beginning of another, and not empty.
func isPrefix(a, b reflect.Value) bool {
	return a.Kind() == reflect.Slice && a.Len() > 0 && a.Len() <= b.Len() &&
		reflect.DeepEqual(a.Interface(), b.Slice(0, a.Len()).Interface())
}

func sameField(a, b reflect.Value) bool {
	if a.Kind() == reflect.Slice {
		return a.Len() == b.Len() && a.Pointer() == b.Pointer()
	}
	return reflect.DeepEqual(a.Interface(), b.Interface())
}

func fieldName(f reflect.StructField) string {
	name, _, _ := bytes.Cut([]byte(f.Tag.Get("json")), []byte(","))
	return string(name)
}

// UnmarshalJSON reads a snapshot and checks it: its format, the syntax of every
// word, that every state is one of the standard pathway or a host's own, and
// that the timeline is whole. A snapshot of an older format is brought up to the
// one that MarshalJSON writes; one of a newer format is refused. The error is a
// *Fault (matches ErrInvalid). On error the value is unchanged.
func (r *Referral) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		r.h = nil
		return nil
	}
	data, err := currentSnapshot(data)
	if err != nil {
		return err
	}
	var s snapshot
	if err := decode(data, &s, "snapshot"); err != nil {
		return err
	}
	if err := s.check(); err != nil {
		return err
	}
	h, err := s.head()
	if err != nil {
		return err
	}
	r.h = h
	return nil
}

// decode reads JSON strictly. What the decoder complains of may hold personal
// data, so only the place is told.
func decode(data []byte, into any, path string) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	err := d.Decode(into)
	if err == nil {
		return nil
	}
	if known := asOurs(err); known != nil {
		return known
	}
	return &Fault{Rule: RuleWord, Path: path, Wanted: "JSON of the storage form", Offered: fmt.Sprintf("bytes up to %d", d.InputOffset())}
}

func (s *snapshot) check() error {
	switch {
	case s.Format != snapshotFormat:
		return &Fault{Rule: RuleSchema, Path: "snapshot", Wanted: itoa(snapshotFormat), Offered: itoa(s.Format)}
	case s.ID.IsZero():
		return &Fault{Rule: RuleID, Path: "id"}
	case s.Records == nil:
		return &Fault{Rule: RuleRequired, Path: "records"}
	case s.Records.Intake == nil:
		return &Fault{Rule: RuleRequired, Path: "records.intake"}
	case s.Records.Intake.Person.IsZero():
		return &Fault{Rule: RuleRequired, Path: "records.intake.person"}
	case !s.Phase.IsValid():
		return badWord("phase", s.Phase, allPhases)
	case s.Since.IsZero() || s.Recorded.IsZero():
		return &Fault{Rule: RuleTime, Path: "since"}
	case s.Sequence == 0 || uint64(len(s.Log)) != s.Sequence:
		return &Fault{Rule: RuleGap, Path: "log", Wanted: fmt.Sprintf("%d events", s.Sequence), Offered: itoa(len(s.Log))}
	}
	if err := s.checkLog(); err != nil {
		return err
	}
	if err := checkState("return", s.Return, true); err != nil {
		return err
	}
	if err := s.Records.check(); err != nil {
		return err
	}
	return checkState("state", s.State, false)
}

func (s *snapshot) checkLog() error {
	for i := range s.Log {
		e := &s.Log[i]
		e.complete(s.ID)
		path := func(field string) string { return fmt.Sprintf("log[%d].%s", i, field) }
		switch {
		case e.Sequence != uint64(i)+1:
			return &Fault{Rule: RuleGap, Path: path("sequence"), Wanted: itoa(i + 1), Offered: itoa(int(e.Sequence))}
		case e.Command.IsZero():
			return &Fault{Rule: RuleID, Path: path("command")}
		case e.Recorded.IsZero():
			return &Fault{Rule: RuleTime, Path: path("recordedAt")}
		case e.Referral != s.ID:
			return &Fault{Rule: RuleForeign, Path: path("referral"), Wanted: "the same referral"}
		}
	}
	return nil
}

// checkState refuses a state that neither the standard pathway nor a host's
// naming knows.
func checkState(path string, s State, optional bool) error {
	if s == "" && optional || s.IsHost() || s != "" && isStandardState(s) {
		return nil
	}
	return &Fault{Rule: RuleState, Path: path, Wanted: "a state of the standard pathway, or a host's x- state", Offered: wordOnly(string(s))}
}

// check refuses records that are null, and states that nobody knows.
func (b *body) check() error {
	if err := b.whole(); err != nil {
		return err
	}
	for i := range b.Onwards {
		if err := checkState(fmt.Sprintf("records.onwards[%d].state", i), b.Onwards[i].State, false); err != nil {
			return err
		}
	}
	for i := range b.Sessions {
		if err := checkState(fmt.Sprintf("records.sessions[%d].state", i), b.Sessions[i].State, false); err != nil {
			return err
		}
	}
	for i := range b.Goals {
		if err := checkState(fmt.Sprintf("records.goals[%d].state", i), b.Goals[i].State, false); err != nil {
			return err
		}
	}
	for i := range b.Plans {
		if err := checkState(fmt.Sprintf("records.plans[%d].state", i), b.Plans[i].State, false); err != nil {
			return err
		}
	}
	return nil
}

// whole refuses a list with a null in it: every record is there.
func (b *body) whole() error {
	v := reflect.ValueOf(b).Elem()
	for i := range v.NumField() {
		f := v.Field(i)
		if f.Kind() != reflect.Slice || f.Type().Elem().Kind() != reflect.Pointer {
			continue
		}
		for n := range f.Len() {
			if f.Index(n).IsNil() {
				return &Fault{Rule: RuleRequired, Path: fmt.Sprintf("records.%s[%d]", fieldName(v.Type().Field(i)), n), Wanted: "a record"}
			}
		}
	}
	if b.Intake == nil {
		return &Fault{Rule: RuleRequired, Path: "records.intake"}
	}
	return nil
}

func (s *snapshot) head() (*head, error) {
	h := &head{
		position: position{moved: standing(s.State, s.Return, s.Phase, s.Since), body: s.Records},
		marks:    marks{dead: s.Dead, code: s.CodeDue},
	}
	if err := s.readLog(h); err != nil {
		return nil, err
	}
	if s.Before == nil {
		return h, nil
	}
	old := *s.Records
	if err := restoreRecords(&old, s.Before); err != nil {
		return nil, err
	}
	if err := checkState("before.state", s.Before.State, true); err != nil {
		return nil, err
	}
	h.before = position{moved: standing(s.Before.State, s.Before.Return, s.Before.Phase, s.Before.Since), body: &old}
	h.was = marks{dead: s.Before.Dead, code: s.Before.CodeDue}
	return h, nil
}

// readLog gives the head its log: the latest event in a cell, those before it
// as a chapter.
func (s *snapshot) readLog(h *head) error {
	before := make([]outline, len(s.Log)-1)
	h.log = new(cell)
	if len(before) > 0 {
		h.log.prev = &chapter{lines: before, first: 1}
	}
	for i := range s.Log {
		e, err := s.Log[i].read()
		if err != nil {
			return err
		}
		if i == len(before) {
			h.log.event[0] = e
			return nil
		}
		k, _ := kindOf(e.Type) // known, or reading would have failed
		before[i] = outlineOf(&e, k)
	}
	return nil
}

// restoreRecords puts the lists that a command changed back as they were.
func restoreRecords(b *body, was *earlier) error {
	v := reflect.ValueOf(b).Elem()
	for i := range v.NumField() {
		name := fieldName(v.Type().Field(i))
		if n, ok := was.Grown[name]; ok {
			f := v.Field(i)
			if f.Kind() != reflect.Slice || n < 1 || n > f.Len() {
				return &Fault{Rule: RuleGap, Path: "before.grown." + name, Wanted: "a list that long", Offered: itoa(n)}
			}
			f.Set(f.Slice3(0, n, n))
		}
		data, ok := was.Records[name]
		if !ok {
			continue
		}
		v.Field(i).SetZero()
		if err := decode(data, v.Field(i).Addr().Interface(), "before.records."+name); err != nil {
			return err
		}
	}
	return b.check()
}

// UnmarshalJSON reads an event and its record by its type. An event type that
// this release does not know is a *HistoryError that names it.
func (e *Event) UnmarshalJSON(data []byte) error {
	type plain Event
	var in struct {
		*plain
		Data json.RawMessage `json:"data"`
	}
	var out plain
	in.plain = &out
	if err := decode(data, &in, "event"); err != nil {
		return err
	}
	read := Event(out)
	if err := read.readData(in.Data); err != nil {
		return err
	}
	*e = read
	return nil
}

// readData reads the record of an event by the event's type.
func (e *Event) readData(data json.RawMessage) error {
	k, ok := kindOf(e.Type)
	if !ok {
		return &HistoryError{Rule: RuleType, Sequence: e.Sequence, Type: wordyType(e.Type), Wanted: "a type of this release"}
	}
	e.Data = nil
	if len(data) == 0 || string(data) == "null" {
		return nil
	}
	p := newPayload(k)
	if p == nil {
		return &HistoryError{Rule: RulePayload, Sequence: e.Sequence, Type: wordyType(e.Type), Wanted: "no record"}
	}
	if err := decode(data, p, "event.data"); err != nil {
		return err
	}
	e.Data = p
	return nil
}

// Equal says whether two referrals hold the same, to the last record. It is
// meant for tests and audits: it compares storage forms.
func (r Referral) Equal(o Referral) bool { return r.h == o.h || sameJSON(r, o) }

// Equal says whether two events hold the same.
func (e Event) Equal(o Event) bool { return sameJSON(e, o) }

func sameJSON(a, b any) bool {
	x, err := json.Marshal(a)
	if err != nil {
		return false
	}
	y, err := json.Marshal(b)
	return err == nil && bytes.Equal(x, y)
}
