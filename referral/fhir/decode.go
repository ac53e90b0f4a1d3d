package fhir

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strconv"

	"github.com/socialprescribing/socialprescribing/internal/jsonscan"
)

// Limits of a text that is read, and of one that is written.
const (
	maxNesting = 48       // structures within structures
	maxDepth   = 96       // objects and arrays: each nesting may be both
	maxString  = 1 << 20  // FHIR's own limit of a string: a mebibyte
	maxRecord  = 16 << 20 // memory of one text, scanned
	maxFaults  = 10_000   // of one text; the rest is counted
	fewItems   = 256      // made room for at once: a list of nothing must not cost memory
)

// Report is what a reader found that is not in what it returns, or is there
// and not as it should be. Nothing is lost silently.
type Report struct {
	// Faults stand in the order of the text, except that duplicate members
	// and damaged texts come first.
	Faults []Fault
	// More counts the faults past the ten thousandth.
	More int
}

// Decode reads one resource from a text. See [Read].
func Decode(data []byte) (Resource, Report, error) { return Read(bytes.NewReader(data)) }

// Read reads one resource: leniently, because what systems send is often not
// valid. Whatever can be taken is taken; each element that can't, or that is
// not as R4 has it, is in the report by its path: elements unknown to this
// package, values of a wrong type or form, nulls, empty lists, duplicates. A
// value of a wrong form or an unknown code is kept, so that a host can show it,
// and reported.
//
// The error is for what is no resource at all and matches [ErrNotFHIR]; it
// holds no value of the text. A resource nested too deeply, or too large, is
// such an error too.
func Read(src io.Reader) (Resource, Report, error) {
	r := reader{s: schemaOf()}
	v, err := r.scan(src)
	if err != nil {
		return nil, r.report, fmt.Errorf("%w: %w", ErrNotFHIR, err)
	}
	c := r.s.resources[v.Get("resourceType").Text()]
	if c == nil {
		return nil, r.report, fmt.Errorf("%w: unknown or missing resourceType", ErrNotFHIR)
	}
	res := r.resource(c, v, &path{name: c.name, index: -1})
	return res, r.report, nil
}

// reader takes values out of a scanned text.
type reader struct {
	s      *schema
	doc    jsonscan.Doc
	report Report
}

// scan reads the text and insists that nothing follows it.
func (r *reader) scan(src io.Reader) (jsonscan.Value, error) {
	jr := jsonscan.NewReader(src, &jsonscan.Options{
		Depth: maxDepth, StringBytes: maxString, RecordBytes: maxRecord, Issue: r.issue,
	})
	k, err := jr.Next()
	if err == nil && k != jsonscan.Object {
		err = errors.New("no JSON object")
	}
	if err != nil {
		return jsonscan.Value{}, err
	}
	v, err := jr.Read(&r.doc)
	if err == nil {
		_, err = jr.Next()
	}
	return v, err
}

// issue takes what the scanner found. Its pointer may hold a name that the
// sender made up, so it goes through the same check as one of ours.
func (r *reader) issue(i jsonscan.Issue) {
	problem := BadText
	if i.Problem == jsonscan.DuplicateKey {
		problem = Duplicate
	}
	r.add(Fault{Path: dotted(i.Pointer), Problem: problem})
}

func (r *reader) fault(p *path, problem Problem) {
	if len(r.report.Faults) >= maxFaults {
		r.report.More++
		return
	}
	r.add(Fault{Path: p.String(), Problem: problem})
}

func (r *reader) add(f Fault) {
	if len(r.report.Faults) >= maxFaults {
		r.report.More++
		return
	}
	r.report.Faults = append(r.report.Faults, f)
}

// resource makes a resource of the class.
func (r *reader) resource(c *class, v jsonscan.Value, p *path) Resource {
	made := reflect.New(c.typ)
	r.members(c, v, made.Elem(), p, 0)
	res, _ := made.Interface().(Resource)
	return res
}

// members fills the struct to from the object v and returns how many elements
// it took.
func (r *reader) members(c *class, v jsonscan.Value, to reflect.Value, p *path, depth int) int {
	n := 0
	at := path{up: p, index: -1}
	var seen [4]*field
	chosen := seen[:0]
	for name, m := range v.Members() {
		f := c.byName[string(name)]
		at.index = -1
		if f == nil {
			if depth == 0 && string(name) == "resourceType" {
				continue
			}
			at.name = elementName(string(name))
			r.fault(&at, Unsupported)
			continue
		}
		at.name = f.name
		if f.choice != "" {
			if taken(chosen, f.choice) {
				r.fault(&at, Ambiguous)
				continue
			}
			chosen = append(chosen, f)
		}
		if r.member(f, m, f.value(to), &at, depth) {
			n++
		}
	}
	r.required(c, to, p)
	return n
}

func taken(chosen []*field, choice string) bool {
	for _, f := range chosen {
		if f.choice == choice {
			return true
		}
	}
	return false
}

// required reports the elements that R4 wants and that are not there.
func (r *reader) required(c *class, v reflect.Value, p *path) {
	wanted, found := "", false
	for _, f := range c.fields {
		if !f.required {
			continue
		}
		if f.choice != "" {
			wanted = f.choice
			found = found || !isEmpty(f.value(v))
		} else if isEmpty(f.value(v)) {
			r.fault(&path{up: p, name: f.name, index: -1}, Missing)
		}
	}
	if wanted != "" && !found {
		r.fault(&path{up: p, name: wanted + "[x]", index: -1}, Missing)
	}
}

// member takes one element and reports whether there is something of it.
func (r *reader) member(f *field, v jsonscan.Value, to reflect.Value, at *path, depth int) bool {
	if f.name == "modifierExtension" || f.name == "implicitRules" {
		r.fault(at, NotUnderstood)
	}
	if !f.many {
		return r.value(f, v, to, at, depth)
	}
	if v.Kind() != jsonscan.Array {
		r.fault(at, kindFault(v))
		return false
	}
	if v.Len() == 0 {
		r.fault(at, Empty)
		return false
	}
	list := reflect.MakeSlice(to.Type(), 0, min(v.Len(), fewItems))
	for item := range v.Elements() {
		at.index++
		list = reflect.Append(list, reflect.Zero(to.Type().Elem()))
		if !r.value(f, item, list.Index(list.Len()-1), at, depth) {
			list = list.Slice(0, list.Len()-1)
		}
	}
	if list.Len() == 0 {
		return false
	}
	to.Set(list)
	return true
}

func kindFault(v jsonscan.Value) Problem {
	if v.Kind() == jsonscan.Null {
		return Null
	}
	return WrongType
}

// value takes one value.
func (r *reader) value(f *field, v jsonscan.Value, to reflect.Value, at *path, depth int) bool {
	//exhaustive:ignore
	switch f.kind {
	case kindStruct:
		return r.structure(f, v, to, at, depth)
	case kindResource:
		return r.inner(v, to, at)
	case kindBoolean:
		b, ok := v.Bool()
		if ok {
			to.Set(reflect.ValueOf(&b))
		} else {
			r.fault(at, kindFault(v))
		}
		return ok
	case kindInteger, kindPositive, kindUnsigned:
		return r.integer(f, v, to, at)
	}
	return r.text(f, v, to, at)
}

func (r *reader) structure(f *field, v jsonscan.Value, to reflect.Value, at *path, depth int) bool {
	if v.Kind() != jsonscan.Object {
		r.fault(at, kindFault(v))
		return false
	}
	made := to
	if f.pointer {
		made = reflect.New(to.Type().Elem()).Elem()
	}
	// What at holds changes with the next element; the path below must not.
	here := *at
	if r.members(f.of, v, made, &here, depth+1) == 0 {
		r.fault(at, Empty)
		return false
	}
	if f.pointer {
		to.Set(made.Addr())
	}
	if ref, ok := made.Addr().Interface().(*Reference); ok && !r.pointsWell(f, ref) {
		r.fault(at, WrongTarget)
	}
	return true
}

func (r *reader) pointsWell(f *field, ref *Reference) bool {
	t := ref.Target()
	return t == "" || f.mayPointTo(t)
}

// inner takes a resource within a resource.
func (r *reader) inner(v jsonscan.Value, to reflect.Value, at *path) bool {
	if v.Kind() != jsonscan.Object {
		r.fault(at, kindFault(v))
		return false
	}
	c := r.s.resources[v.Get("resourceType").Text()]
	if c == nil {
		r.fault(at, Unsupported)
		return false
	}
	here := *at
	to.Set(reflect.ValueOf(r.resource(c, v, &here)))
	return true
}

func (r *reader) integer(f *field, v jsonscan.Value, to reflect.Value, at *path) bool {
	if v.Kind() != jsonscan.Number {
		r.fault(at, kindFault(v))
		return false
	}
	n, err := strconv.ParseInt(v.Text(), 10, 32)
	if err != nil {
		r.fault(at, BadForm)
		return false
	}
	if !f.kind.fits(n) {
		r.fault(at, BadForm)
	}
	i := int32(n)
	to.Set(reflect.ValueOf(&i))
	return true
}

// text takes a primitive that is kept as a text.
func (r *reader) text(f *field, v jsonscan.Value, to reflect.Value, at *path) bool {
	want := jsonscan.String
	if f.kind == kindDecimal {
		want = jsonscan.Number
	}
	if v.Kind() != want {
		r.fault(at, kindFault(v))
		return false
	}
	s := v.Text()
	if s == "" {
		r.fault(at, Empty)
		return false
	}
	switch {
	case !f.kind.wellFormed(s):
		r.fault(at, BadForm)
	case !f.permits(s):
		r.fault(at, UnknownCode)
	}
	to.SetString(s)
	return true
}

// elementName returns the name of an element that is not of this package, or
// "?" where it can be none of FHIR: whoever sends a file may have put anything
// there, a person's name among it.
func elementName(s string) string {
	if s == "" || len(s) > 64 {
		return "?"
	}
	for i := range len(s) {
		c := s[i]
		if (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && (c != '_' || i > 0) {
			return "?"
		}
	}
	return s
}

// dotted turns a JSON pointer into a path.
func dotted(pointer string) string {
	var b bytes.Buffer
	for _, part := range bytes.Split([]byte(pointer), []byte{'/'})[1:] {
		if n := digits(string(part)); n > 0 && n == len(part) {
			b.WriteString("[" + string(part) + "]")
			continue
		}
		if b.Len() > 0 {
			b.WriteByte('.')
		}
		b.WriteString(elementName(string(part)))
	}
	return b.String()
}
