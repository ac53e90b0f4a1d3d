package person

import (
	"errors"
	"reflect"
	"slices"
	"strconv"
	"time"
)

// Validate reports every fault of the record's form, in the order of its
// fields, as FieldErrors joined (they match ErrInvalid): a nil entry in a list,
// a code outside its closed list, a period that ends before it begins, a
// preference outside 1 to 5, a priority below 0, more than five address lines,
// an identifier used twice, a need that says nothing, a safeguarding concern that
// was taken or handed to nobody. It asks for no record: an empty person is valid.
// What a standard wants beyond that is Check's.
func (p Person) Validate() error {
	v := &validator{}
	v.fields(reflect.ValueOf(p), "")
	v.rules(p)
	return errors.Join(v.errs...)
}

type validator struct {
	errs []error
	ids  []EntryID
}

func (v *validator) fault(bad bool, path, rule string) {
	if bad {
		v.errs = append(v.errs, &FieldError{Path: path, Rule: rule})
	}
}

// fields walks every record for what holds everywhere: codes, holes, periods.
func (v *validator) fields(r reflect.Value, path string) {
	v.period(r, path)
	for i := range r.NumField() {
		f := r.Type().Field(i)
		v.value(r.Field(i), path+"/"+memberOf(f), f.Name)
	}
}

func (v *validator) value(r reflect.Value, path, name string) {
	switch {
	case r.Kind() == reflect.Pointer && !r.IsNil():
		v.value(r.Elem(), path, name)
	case r.Kind() == reflect.Slice:
		for i := range r.Len() {
			at := path + "/" + strconv.Itoa(i)
			hole := r.Index(i).Kind() == reflect.Pointer && r.Index(i).IsNil()
			v.fault(hole, at, "empty")
			v.value(r.Index(i), at, name)
		}
	case r.Kind() == reflect.Struct && isRecord(r.Type()):
		v.fields(r, path)
	case r.Kind() == reflect.String && r.String() != "":
		c, ok := r.Interface().(interface{ IsValid() bool })
		v.fault(ok && !c.IsValid(), path, "code")
	case name == "ID" && r.Type() == reflect.TypeFor[EntryID]():
		v.id(r.Interface().(EntryID), path)
	}
}

func (v *validator) id(id EntryID, path string) {
	v.fault(!id.IsZero() && slices.Contains(v.ids, id), path, "duplicate")
	v.ids = append(v.ids, id)
}

// period checks a record that has From and To, as dates or as times.
func (v *validator) period(r reflect.Value, path string) {
	from, to := r.FieldByName("From"), r.FieldByName("To")
	if !from.IsValid() || !to.IsValid() {
		return
	}
	switch a := from.Interface().(type) {
	case Date:
		b, ok := to.Interface().(Date)
		v.fault(ok && b.Before(a) == Yes, path+"/to", "order")
	case time.Time:
		b, ok := to.Interface().(time.Time)
		v.fault(ok && !b.IsZero() && b.Before(a), path+"/to", "order")
	case int: // a safe time
		b, ok := to.Interface().(int)
		v.fault(a < 0 || a >= 24*60, path+"/from", "range")
		v.fault(ok && (b < 0 || b > 24*60 || b != 0 && b <= a), path+"/to", "order")
	}
}

// rules are those of single records.
func (v *validator) rules(p Person) {
	at := func(list string, i int, field string) string { return "/" + list + "/" + strconv.Itoa(i) + "/" + field }
	for i, a := range p.Addresses {
		v.fault(a != nil && len(a.Lines) > maxLines, at("addresses", i, "lines"), "length")
	}
	for i, c := range p.Contacts {
		v.fault(c != nil && (c.Preference < 0 || c.Preference > maxPreference), at("contacts", i, "preference"), "range")
	}
	for i, n := range p.Needs {
		v.fault(n != nil && n.Priority < 0, at("needs", i, "priority"), "range")
		v.fault(n != nil && n.Code == "" && n.Words.IsZero() && n.SNOMED.IsZero(), at("needs", i, "code"), "required")
	}
	for i, n := range p.Interests {
		v.fault(n != nil && n.Priority < 0, at("interests", i, "priority"), "range")
	}
	if p.Safeguarding != nil {
		for i, c := range p.Safeguarding.Concerns {
			if c != nil {
				v.concern(*c, at("safeguarding/concerns", i, ""))
			}
		}
	}
	v.fault(p.Death != nil && p.Death.On.Before(p.Birth) == Yes, "/death/on", "order")
	v.fault(p.NoKnownRisks != nil && len(p.Risks) > 0, "/noKnownRisks", "contradicts-risks")
}

// concern: an escalation says to whom and when, and whether the person was asked or
// why not; an ending says which and when, and a hand-over to whom.
func (v *validator) concern(c Concern, path string) {
	since := c.RaisedAt
	if e := c.Escalation; e != nil {
		path := path + "escalation/"
		v.fault(e.To.IsZero(), path+"to", "required")
		v.fault(e.At.IsZero(), path+"at", "required")
		v.fault(e.ConsentSought == No && e.WhyNot.IsZero(), path+"whyNot", "required")
		v.fault(!e.At.IsZero() && e.At.Before(since), path+"at", "order")
		since = e.At
	}
	if e := c.Ending; e != nil {
		path := path + "ending/"
		v.fault(e.State != ConcernHandedOver && e.State != ConcernResolved, path+"state", "required")
		v.fault(e.State == ConcernHandedOver && e.Owner.IsZero(), path+"owner", "required")
		v.fault(e.At.IsZero(), path+"at", "required")
		v.fault(!e.At.IsZero() && (e.At.Before(since) || e.At.Before(c.RaisedAt)), path+"at", "order")
	}
}

const (
	maxLines      = 5 // as the national standard has them
	maxPreference = 5
)
