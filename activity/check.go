package activity

import (
	"fmt"
	"strings"
	"time"
)

// Check reports every fault of the activity, in the order of its fields. It
// judges the record alone: whether the provider exists is the store's to know.
// No field but ID and Name is wanted: what a directory does not say stays
// unknown.
func (a Activity) Check() error {
	var fs faults
	if a.ID.IsZero() {
		fs.add("/id", "required", "an activity needs an ID", nil)
	}
	if strings.TrimSpace(a.Name) == "" {
		fs.add("/name", "required", "an activity needs a name", nil)
	}
	word(&fs, "/status", a.Status)
	for i, c := range a.Categories {
		path := fmt.Sprintf("/categories/%d", i)
		if !c.Code.IsValid() {
			fs.add(path+"/code", "code", "category code is not prefix:reference", ErrSyntax)
		}
		word(&fs, path+"/standing", c.Standing)
	}
	fs.under("/eligibility", a.Eligibility.Check())
	for i, l := range a.Locations {
		fs.under(fmt.Sprintf("/locations/%d", i), l.Check())
	}
	fs.under("/coverage", a.Coverage.Check())
	fs.under("/schedule", a.Schedule.Check())
	fs.under("/cost", a.Cost.Check())
	checkAccess(&fs, "/access", a.Access)
	for i, m := range a.Modes {
		wordSet(&fs, fmt.Sprintf("/modes/%d", i), m)
	}
	for i, r := range a.Routes {
		if r.Route == "" && r.Text != "" {
			continue // prose that names no route
		}
		wordSet(&fs, fmt.Sprintf("/routes/%d/route", i), r.Route)
	}
	fs.under("/capacity", a.Capacity.Check())
	for i, al := range a.Alerts {
		if !al.Until.IsZero() && al.Until.Before(al.From) {
			fs.add(fmt.Sprintf("/alerts/%d/until", i), "order", "the alert ends before it begins", nil)
		}
	}
	checkTime(&fs, "/source/modified", a.Source.Modified)
	return fs.err()
}

// Check reports every fault of the eligibility.
func (e Eligibility) Check() error {
	var fs faults
	checkBound(&fs, "/ages", e.Ages)
	checkBound(&fs, "/suitsAges", e.SuitsAges)
	checkBound(&fs, "/gender", e.Gender)
	if e.Gender.Standing != Unknown {
		wordSet(&fs, "/gender/value", e.Gender.Value)
	}
	checkBound(&fs, "/groups", e.Groups)
	for i, g := range e.Groups.Value {
		if !g.IsValid() {
			fs.add(fmt.Sprintf("/groups/value/%d", i), "code", "group code is not prefix:reference", ErrSyntax)
		}
	}
	checkBound(&fs, "/residence", e.Residence)
	checkAreas(&fs, "/residence/value", e.Residence.Value)
	checkBound(&fs, "/practices", e.Practices)
	return fs.err()
}

// Check reports every fault of the location.
func (l Location) Check() error {
	var fs faults
	word(&fs, "/kind", l.Kind)
	word(&fs, "/precision", l.Precision)
	checkAreas(&fs, "/areas", l.Areas)
	checkAccess(&fs, "/access", l.Access)
	return fs.err()
}

// Check reports every fault of the coverage.
func (c Coverage) Check() error {
	var fs faults
	word(&fs, "/standing", c.Standing)
	if c.Radius < 0 {
		fs.add("/radius", "range", "the radius is negative", nil)
	}
	checkAreas(&fs, "/outward", c.Outward)
	checkAreas(&fs, "/areas", c.Areas)
	return fs.err()
}

// Check reports every fault of the cost.
func (c Cost) Check() error {
	var fs faults
	word(&fs, "/standing", c.Standing)
	for i, o := range c.Options {
		path := fmt.Sprintf("/options/%d", i)
		wordSet(&fs, path+"/kind", o.Kind)
		word(&fs, path+"/per", o.Per)
		word(&fs, path+"/for", o.For)
		if o.Amount.minor < 0 {
			fs.add(path+"/amount", "range", "the amount is negative", nil)
		}
		if !o.ValidTo.IsZero() && o.ValidTo.Before(o.ValidFrom) {
			fs.add(path+"/validTo", "order", "validity ends before it begins", nil)
		}
	}
	return fs.err()
}

// Check reports every fault of the capacity.
func (c Capacity) Check() error {
	var fs faults
	word(&fs, "/state", c.State)
	for _, b := range []struct {
		path string
		b    Bound[int]
	}{{"/maximum", c.Maximum}, {"/available", c.Available}, {"/waitDays", c.WaitDays}} {
		checkBound(&fs, b.path, b.b)
		if b.b.Value < 0 {
			fs.add(b.path+"/value", "range", "the number is negative", nil)
		}
	}
	most, okM := c.Maximum.Get()
	left, okL := c.Available.Get()
	if okM && okL && left > most {
		fs.add("/available", "order", "more places left than there are", nil)
	}
	checkTime(&fs, "/asOf", c.AsOf)
	return fs.err()
}

// Check reports every fault of the provider.
func (p Provider) Check() error {
	var fs faults
	if p.ID.IsZero() {
		fs.add("/id", "required", "a provider needs an ID", nil)
	}
	if strings.TrimSpace(p.Name) == "" {
		fs.add("/name", "required", "a provider needs a name", nil)
	}
	if p.Parent == p.ID && !p.ID.IsZero() {
		fs.add("/parent", "cycle", "a provider is not its own parent", nil)
	}
	for i, id := range p.Identifiers {
		wordSet(&fs, fmt.Sprintf("/identifiers/%d/scheme", i), id.Scheme)
		if id.Value == "" {
			fs.add(fmt.Sprintf("/identifiers/%d/value", i), "required", "an identifier needs a value", nil)
		}
	}
	for i, l := range p.Locations {
		fs.under(fmt.Sprintf("/locations/%d", i), l.Check())
	}
	for i, c := range p.Checks {
		path := fmt.Sprintf("/checks/%d", i)
		wordSet(&fs, path+"/kind", c.Kind)
		if !c.Expires.IsZero() && c.Expires.Before(c.SeenOn) {
			fs.add(path+"/expires", "order", "it expired before it was seen", nil)
		}
	}
	for i, s := range p.Suspensions {
		path := fmt.Sprintf("/suspensions/%d", i)
		checkTime(&fs, path+"/from", s.From)
		checkTime(&fs, path+"/until", s.Until)
		if !s.Until.IsZero() && !s.From.Before(s.Until) {
			fs.add(path+"/until", "order", "the suspension ends before it begins", nil)
		}
	}
	checkTime(&fs, "/source/modified", p.Source.Modified)
	return fs.err()
}

// word checks a word of a closed vocabulary that may be unset.
func word[T interface {
	~string
	IsValid() bool
}](fs *faults, path string, w T,
) {
	if w != "" && !w.IsValid() {
		fs.add(path, "word", "unknown word", ErrSyntax)
	}
}

// wordSet is word for those that must be set.
func wordSet[T interface {
	~string
	IsValid() bool
}](fs *faults, path string, w T,
) {
	if !w.IsValid() {
		fs.add(path, "word", "missing or unknown word", ErrSyntax)
	}
}

func checkBound[T any](fs *faults, path string, b Bound[T]) {
	switch {
	case !b.Standing.IsValid():
		fs.add(path+"/standing", "word", "unknown word", ErrSyntax)
	case b.Standing == Assumed && b.Rule == "":
		fs.add(path+"/rule", "required", "an assumed bound names its rule", nil)
	case b.Standing != Assumed && b.Rule != "":
		fs.add(path+"/rule", "extra", "only an assumed bound has a rule", nil)
	}
}

func checkAreas(fs *faults, path string, areas []AreaCode) {
	for i, a := range areas {
		if a == "" || a != NewAreaCode(string(a)) {
			fs.add(fmt.Sprintf("%s/%d", path, i), "code", "area codes are in upper case without blanks", ErrSyntax)
		}
	}
}

func checkAccess(fs *faults, path string, a Access) {
	for i, f := range a {
		wordSet(fs, fmt.Sprintf("%s/%d/feature", path, i), f.Feature)
	}
}

// checkTime wants times as stores keep them: UTC, whole microseconds.
func checkTime(fs *faults, path string, t time.Time) {
	if !t.IsZero() && (t.Location() != time.UTC || t.Nanosecond()%1000 != 0) {
		fs.add(path, "time", "times are in UTC, to the microsecond", nil)
	}
}
