package person

import "slices"

// Exemption is a decision to leave something out of the answer to a subject
// access request: it tells of somebody else, or would do serious harm.
type Exemption struct {
	Entry     EntryID `json:"entry,omitzero"`     // the relation, risk or concern
	Rule      string  `json:"rule,omitzero"`      // WithheldThirdParty or WithheldHarm
	DecidedBy Text    `json:"decidedBy,omitzero"` // who decided
}

// SubjectExport is the person's part of the answer to a subject access request:
// everything that is held, drafts and unknown members too, in the storage form.
// What was withheld is listed, never silently dropped.
type SubjectExport struct {
	Person   Person        `json:"person,omitzero"`
	Events   []Event       `json:"events,omitempty"`
	Withheld []Withholding `json:"withheld,omitempty"`
}

// SubjectAccess gives the export. A risk that is flagged as telling of a third
// party is left out without a decision; relations, risks and safeguarding
// concerns are left out by one. If anything is left out, the payloads of the
// events go too, because the same words stand there: each is listed as
// redacted for the same rule, and the event itself stays.
func SubjectAccess(p Person, events []Event, exempt []Exemption) SubjectExport {
	x := SubjectExport{Person: p.Clone(), Events: slices.Clone(events)}
	rule := func(id EntryID, third Tri) string {
		for _, e := range exempt {
			if e.Entry == id && !id.IsZero() {
				return e.Rule
			}
		}
		if third == Yes {
			return WithheldThirdParty
		}
		return ""
	}
	x.Person.Risks = leaveOut(&x, "risks", x.Person.Risks, func(r *Risk) string { return rule(r.ID, r.ThirdParty) })
	x.Person.Relations = leaveOut(&x, "relations", x.Person.Relations, func(r *Relation) string { return rule(r.ID, Unknown) })
	if s := x.Person.Safeguarding; s != nil {
		s.Concerns = leaveOut(&x, "safeguarding.concerns", s.Concerns, func(c *Concern) string { return rule(c.ID, Unknown) })
	}
	if len(x.Withheld) > 0 {
		redactEvents(&x, x.Withheld[0].Rule)
	}
	return x
}

// leaveOut removes the records for which there is a rule, and lists each.
func leaveOut[T any](x *SubjectExport, path string, list []*T, rule func(*T) string) []*T {
	return slices.DeleteFunc(list, func(v *T) bool {
		if v == nil {
			return false
		}
		why := rule(v)
		if why != "" {
			x.Withheld = append(x.Withheld, Withholding{path, why})
		}
		return why != ""
	})
}

func redactEvents(x *SubjectExport, rule string) {
	for i, e := range x.Events {
		if !e.Payload.IsZero() {
			x.Events[i] = e.Redact(Payload{})
			x.Withheld = append(x.Withheld, Withholding{"events.payload", rule})
		}
	}
}
