package person

import (
	"reflect"
	"slices"
)

// Exemption is a decision to leave something out of the answer to a subject
// access request: it tells of somebody else, or would do serious harm.
type Exemption struct {
	// Entry is what is left out: any record of the person that has an ID (a
	// relation, a risk, a concern, a need, a prohibition and so on), a decision of
	// the ledger, or an event.
	Entry     EntryID `json:"entry,omitzero"`
	Rule      string  `json:"rule,omitzero"`      // WithheldThirdParty or WithheldHarm; "" is WithheldExempt
	DecidedBy Text    `json:"decidedBy,omitzero"` // who decided
}

// SubjectExport is the person's part of the answer to a subject access request:
// everything that is held, drafts and unknown members too, in the storage form.
// What was withheld is listed, never silently dropped.
type SubjectExport struct {
	Person   Person        `json:"person,omitzero"`
	Events   []Event       `json:"events,omitempty"`
	Withheld []Withholding `json:"withheld,omitempty"`
	// Unmatched are the exemptions that named nothing in the record, each once: for
	// them nothing was left out, so that somebody must look before it is sent. They
	// may be meant for another part of the answer.
	Unmatched []EntryID `json:"-"`
}

// SubjectAccess gives the export. A risk that is flagged as telling of a third
// party is left out without a decision; every other record is left out by one. If
// anything of the record is left out, the payloads of the events go too, because
// the same words stand there: each is listed as redacted for the same rule, and
// the event itself stays.
func SubjectAccess(p Person, events []Event, exempt []Exemption) SubjectExport {
	a := &access{out: SubjectExport{Person: p.Clone(), Events: slices.Clone(events)}, rules: map[EntryID]string{}}
	for _, e := range exempt {
		if _, twice := a.rules[e.Entry]; !twice && !e.Entry.IsZero() {
			a.rules[e.Entry] = e.rule()
		}
	}
	a.record(reflect.ValueOf(&a.out.Person).Elem(), "")
	a.decisions()
	a.events()
	for _, e := range exempt {
		if !a.used[e.Entry] && !slices.Contains(a.out.Unmatched, e.Entry) {
			a.out.Unmatched = append(a.out.Unmatched, e.Entry)
		}
	}
	return a.out
}

func (e Exemption) rule() string {
	if e.Rule == "" {
		return WithheldExempt
	}
	return e.Rule
}

// access carries one answer through the exemptions.
type access struct {
	out   SubjectExport
	rules map[EntryID]string
	used  map[EntryID]bool
}

// rule gives the rule by which something is left out, or "".
func (a *access) rule(id EntryID, path string) string {
	why, ok := a.rules[id]
	if !ok {
		return ""
	}
	if a.used == nil {
		a.used = map[EntryID]bool{}
	}
	a.used[id] = true
	a.out.Withheld = append(a.out.Withheld, Withholding{path, why})
	return why
}

// record looks for records with an ID in the lists of one, and in those below it.
func (a *access) record(v reflect.Value, path string) {
	for i := range v.NumField() {
		f := v.Field(i)
		at := memberOf(v.Type().Field(i))
		if path != "" {
			at = path + "." + at
		}
		switch {
		case f.Kind() == reflect.Pointer && !f.IsNil() && isRecord(f.Type()):
			a.record(f.Elem(), at)
		case f.Kind() == reflect.Slice && f.Type().Elem().Kind() == reflect.Pointer && isRecord(f.Type().Elem()):
			a.list(f, at)
		}
	}
}

func (a *access) list(v reflect.Value, path string) {
	kept := v.Slice(0, 0)
	for i := range v.Len() {
		x := v.Index(i)
		if !x.IsNil() && a.leaves(x, path) {
			continue
		}
		if !x.IsNil() {
			a.record(x.Elem(), path)
		}
		kept = reflect.Append(kept, x)
	}
	v.Set(kept)
}

// leaves reports whether a record is left out, and lists it if so.
func (a *access) leaves(x reflect.Value, path string) bool {
	if f := x.Elem().FieldByName("ID"); f.IsValid() && f.Type() == reflect.TypeFor[EntryID]() && a.rule(f.Interface().(EntryID), path) != "" {
		return true
	}
	r, isRisk := x.Interface().(*Risk)
	third := isRisk && r.ThirdParty == Yes
	if third {
		a.out.Withheld = append(a.out.Withheld, Withholding{path, WithheldThirdParty})
	}
	return third
}

// decisions leaves entries out of the ledger.
func (a *access) decisions() {
	all := a.out.Person.Consents.All()
	a.out.Person.Consents = consentsOf(slices.DeleteFunc(all, func(d Decision) bool { return a.rule(d.ID, "consents") != "" }))
}

func (a *access) events() {
	why := ""
	if len(a.out.Withheld) > 0 {
		why = a.out.Withheld[0].Rule
	}
	for i, e := range a.out.Events {
		const path = "events.payload"
		switch own := a.rule(e.ID, path); {
		case own != "":
			a.out.Events[i] = e.Redact(Payload{})
		case why != "" && !e.Payload.IsZero():
			a.out.Events[i] = e.Redact(Payload{})
			a.out.Withheld = append(a.out.Withheld, Withholding{path, why})
		}
	}
}
