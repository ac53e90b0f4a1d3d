package fhir

import (
	"reflect"
	"strings"

	"github.com/socialprescribing/socialprescribing/person"
)

// Check holds a bundle against the rules that reach over several elements or
// resources: references within it resolve, and to a type that may stand there;
// the invariants of R4 that these resources can break; and the rules of the
// closed loop that real systems got wrong. It finds every breach, in order.
// What one element alone can break, [Encode] refuses and [Read] reports.
//
// A rule's name is that of R4's invariant ("inv-1"), or our own ("sp-…"): see
// [Rules].
func Check(b *Bundle) []Fault {
	if b == nil {
		return nil
	}
	c := checker{s: schemaOf(), bundle: b, at: map[string]Resource{}}
	c.index()
	for i := range b.Entry {
		if r := b.Entry[i].Resource; r != nil {
			c.entry(i, r)
		}
	}
	c.attempts()
	return c.faults
}

// RuleDef explains a rule that [Check] holds.
type RuleDef struct{ Name, Text string }

// Rules lists the rules in a fixed order. The caller owns the list.
func Rules() []RuleDef {
	return []RuleDef{
		{"bdl-7", "A fullUrl stands once in a bundle."},
		{"bdl-11", "A document begins with a Composition."},
		{"bdl-12", "A message begins with a MessageHeader."},
		{"inv-1", "Task.lastModified is not before Task.authoredOn."},
		{"obs-6", "An Observation has a value or the reason why there is none, not both."},
		{"obs-none", "An Observation has a value, components, members or the reason why there is none."},
		{"prr-1", "ServiceRequest.orderDetail stands with a code."},
		{"ppc-1", "A Consent has a policy or a policy rule."},
		{"cpl-3", "A step of a CarePlan has detail or a reference, not both."},
		{"app-2", "An Appointment has both start and end, or neither."},
		{"app-3", "An Appointment without start and end is proposed, cancelled or waitlisted."},
		{"app-4", "A reason for cancelling stands with cancelled and noshow only."},
		{"per-1", "A Period does not end before it starts."},
		{"ext-1", "An Extension has a value or extensions, not both."},
		{"sp-reason", "A Task that is rejected, cancelled, on hold, failed or entered in error says why; one that is not, does not."},
		{"sp-decline", "A declined Task leaves its ServiceRequest as it was: the performer does not close the requester's authorisation."},
		{"sp-based-on", "A filler order says what it is based on."},
		{"sp-one-attempt", "No two open Tasks have the same focus and owner."},
		{"sp-nhs-number", "An NHS number is valid, and says how it was verified."},
	}
}

type checker struct {
	s      *schema
	bundle *Bundle
	at     map[string]Resource // by fullUrl
	faults []Fault
}

func (c *checker) rule(p *path, name string) {
	c.faults = append(c.faults, Fault{Path: p.String(), Problem: Rule, Rule: name})
}

func entryPath(i int) *path {
	return &path{up: &path{up: &path{name: "Bundle", index: -1}, name: "entry", index: i}, name: "resource", index: -1}
}

// index finds resources by fullUrl, and what a document or message begins with.
func (c *checker) index() {
	for i := range c.bundle.Entry {
		url := c.bundle.Entry[i].FullURL
		if url == "" {
			continue
		}
		if c.at[url] != nil {
			c.rule(entryPath(i), "bdl-7")
		}
		c.at[url] = c.bundle.Entry[i].Resource
	}
	first := ""
	if len(c.bundle.Entry) > 0 && c.bundle.Entry[0].Resource != nil {
		first = c.bundle.Entry[0].Resource.ResourceType()
	}
	if c.bundle.Type == "document" && first != "Composition" {
		c.rule(entryPath(0), "bdl-11")
	}
	if c.bundle.Type == "message" && first != "MessageHeader" {
		c.rule(entryPath(0), "bdl-12")
	}
}

func (c *checker) entry(i int, r Resource) {
	at := entryPath(i)
	cl := c.s.classes[reflect.TypeOf(r).Elem()]
	if cl == nil {
		return
	}
	c.walk(cl, reflect.ValueOf(r).Elem(), at)
	switch r := r.(type) {
	case *Task:
		c.task(r, at)
	case *ServiceRequest:
		c.request(r, at)
	case *Observation:
		c.observation(r, at)
	case *Consent:
		if len(r.Policy) == 0 && len(r.PolicyRule.Coding) == 0 && r.PolicyRule.Text == "" {
			c.rule(at, "ppc-1")
		}
	case *Appointment:
		c.appointment(r, at)
	case *CarePlan:
		for k := range r.Activity {
			if a := &r.Activity[k]; a.Detail != nil && !a.Reference.isZero() {
				c.rule(&path{up: at, name: "activity", index: k}, "cpl-3")
			}
		}
	case *Patient:
		c.patient(r, at)
	}
}

// walk checks the references, periods and extensions in a struct.
func (c *checker) walk(cl *class, v reflect.Value, p *path) {
	for _, f := range cl.fields {
		if f.kind != kindStruct {
			continue
		}
		fv := f.value(v)
		if isEmpty(fv) {
			continue
		}
		at := path{up: p, name: f.name, index: -1}
		if !f.many {
			c.structure(f, fv, &at)
			continue
		}
		for i := range fv.Len() {
			at.index = i
			c.structure(f, fv.Index(i), &at)
		}
	}
}

func (c *checker) structure(f *field, v reflect.Value, p *path) {
	if f.pointer {
		if v.IsNil() {
			return
		}
		v = v.Elem()
	}
	here := *p
	switch x := v.Addr().Interface().(type) {
	case *Reference:
		c.reference(f, x, &here)
	case *Period:
		from, ok := x.Start.Time()
		to, ok2 := x.End.Time()
		if ok && ok2 && to.Before(from) {
			c.rule(&here, "per-1")
		}
	case *Extension:
		if cl := c.s.classes[v.Type()]; len(x.Extension) > 0 && hasValue(cl, v) {
			c.rule(&here, "ext-1")
		}
	}
	c.walk(f.of, v, &here)
}

func hasValue(cl *class, v reflect.Value) bool {
	for _, f := range cl.fields {
		if f.choice == "value" && !isEmpty(f.value(v)) {
			return true
		}
	}
	return false
}

// reference follows a urn into the bundle.
func (c *checker) reference(f *field, r *Reference, p *path) {
	if !strings.HasPrefix(r.Reference, "urn:") {
		return
	}
	to := c.at[r.Reference]
	if to == nil {
		c.faults = append(c.faults, Fault{Path: p.String(), Problem: Unresolved})
		return
	}
	if !f.mayPointTo(to.ResourceType()) {
		c.faults = append(c.faults, Fault{Path: p.String(), Problem: WrongTarget})
	}
}

func (c *checker) task(t *Task, at *path) {
	made, ok := t.AuthoredOn.Time()
	changed, ok2 := t.LastModified.Time()
	if ok && ok2 && changed.Before(made) {
		c.rule(at, "inv-1")
	}
	said := t.StatusReason.Text != "" || len(t.StatusReason.Coding) > 0
	if said != TaskStatus(t.Status).WantsReason() {
		c.rule(&path{up: at, name: "statusReason", index: -1}, "sp-reason")
	}
	if sr, ok := c.at[t.Focus.Reference].(*ServiceRequest); ok && TaskStatus(t.Status) == TaskRejected && sr.Status == string(RequestCompleted) {
		c.rule(at, "sp-decline")
	}
}

func (c *checker) request(r *ServiceRequest, at *path) {
	if len(r.OrderDetail) > 0 && r.Code.Text == "" && len(r.Code.Coding) == 0 {
		c.rule(at, "prr-1")
	}
	if r.Intent == "filler-order" && len(r.BasedOn) == 0 {
		c.rule(at, "sp-based-on")
	}
}

func (c *checker) observation(o *Observation, at *path) {
	v := hasValue(c.s.classes[reflect.TypeFor[Observation]()], reflect.ValueOf(o).Elem())
	absent := o.DataAbsentReason.Text != "" || len(o.DataAbsentReason.Coding) > 0
	switch {
	case v && absent:
		c.rule(at, "obs-6")
	case !v && !absent && len(o.Component) == 0 && len(o.HasMember) == 0:
		c.rule(at, "obs-none")
	}
}

func (c *checker) appointment(a *Appointment, at *path) {
	if (a.Start == "") != (a.End == "") {
		c.rule(at, "app-2")
	}
	if a.Start == "" && a.End == "" && a.Status != "proposed" && a.Status != "cancelled" && a.Status != "waitlist" {
		c.rule(at, "app-3")
	}
	if (a.CancelationReason.Text != "" || len(a.CancelationReason.Coding) > 0) && a.Status != "cancelled" && a.Status != "noshow" {
		c.rule(at, "app-4")
	}
}

// patient holds the NHS number: a wrong digit sends a record to a stranger.
func (c *checker) patient(p *Patient, at *path) {
	for i := range p.Identifier {
		id := &p.Identifier[i]
		if id.System != systemNHSNumber {
			continue
		}
		_, err := person.ParseNHSNumber(id.Value)
		verified := false
		for k := range id.Extension {
			verified = verified || strings.Contains(id.Extension[k].URL, "NHSNumberVerificationStatus")
		}
		if err != nil || !verified {
			c.rule(&path{up: at, name: "identifier", index: i}, "sp-nhs-number")
		}
	}
}

// attempts holds that one performer has one open attempt at one request.
func (c *checker) attempts() {
	type attempt struct{ focus, owner string }
	open := map[attempt]bool{}
	for i := range c.bundle.Entry {
		t, ok := c.bundle.Entry[i].Resource.(*Task)
		if !ok || TaskStatus(t.Status).Terminal() || t.Focus.Reference == "" {
			continue
		}
		a := attempt{t.Focus.Reference, t.Owner.Reference}
		if open[a] {
			c.rule(entryPath(i), "sp-one-attempt")
		}
		open[a] = true
	}
}
