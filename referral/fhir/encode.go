package fhir

import (
	"errors"
	"reflect"
	"strconv"

	"github.com/socialprescribing/socialprescribing/internal/jsonscan"
)

// Encode writes a resource as JSON. Equal resources give equal bytes: elements
// stand in the order of the structs. Whatever is empty is left out, and there
// is never a null.
//
// It refuses what is not valid R4 as far as this package can tell: a required
// element that is missing, a value not of its type's form, a code outside a
// required binding, two values of one choice, an empty structure in a list, a
// reference to a type that may not stand there. The error joins one [*Fault]
// per place, in order, and matches [ErrInvalid].
func Encode(r Resource) ([]byte, error) { return Append(nil, r) }

// Append writes like [Encode], behind dst. On an error it returns dst as it
// was.
func Append(dst []byte, r Resource) ([]byte, error) {
	if r == nil || reflect.ValueOf(r).IsNil() {
		return dst, &Fault{Path: "Resource", Problem: Missing}
	}
	w := writer{b: dst, s: schemaOf()}
	w.resource(r, &path{name: r.ResourceType(), index: -1})
	if len(w.faults) > 0 {
		return dst, errors.Join(w.faults...)
	}
	return w.b, nil
}

// writer appends to b and collects faults.
type writer struct {
	b      []byte
	s      *schema
	faults []error
	depth  int
}

func (w *writer) fault(p *path, problem Problem) {
	w.faults = append(w.faults, &Fault{Path: p.String(), Problem: problem})
}

// resource writes a resource with its type first.
func (w *writer) resource(r Resource, p *path) {
	v := reflect.ValueOf(r)
	if r == nil || v.IsNil() {
		w.fault(p, Missing)
		return
	}
	c := w.s.classes[v.Type().Elem()]
	if c == nil {
		w.fault(p, Unsupported)
		return
	}
	w.b = append(w.b, `{"resourceType":"`...)
	w.b = append(append(w.b, c.name...), '"')
	w.members(c, v.Elem(), p, 1)
	w.b = append(w.b, '}')
}

// structure writes an object, and reports whether it had content.
func (w *writer) structure(c *class, v reflect.Value, p *path) {
	w.b = append(w.b, '{')
	if w.members(c, v, p, 0) == 0 {
		w.fault(p, Empty)
	}
	w.b = append(w.b, '}')
}

// members writes the elements of a struct and returns how many there were; n
// is how many members the object has already.
func (w *writer) members(c *class, v reflect.Value, p *path, n int) int {
	if w.depth++; w.depth > maxNesting {
		w.fault(p, TooDeepOut)
		w.depth--
		return n
	}
	chosen, wanted := "", ""
	at := path{up: p, index: -1}
	for _, f := range c.fields {
		fv := f.value(v)
		at.name, at.index = f.name, -1
		if isEmpty(fv) {
			if f.required && f.choice == "" {
				w.fault(&at, Missing)
			} else if f.required {
				wanted = f.choice
			}
			continue
		}
		if f.choice != "" {
			if chosen == f.choice {
				w.fault(&at, Ambiguous)
			}
			chosen = f.choice
		}
		n++
		w.member(f, fv, &at, n > 1)
	}
	if wanted != "" && chosen != wanted {
		at.name, at.index = wanted+"[x]", -1
		w.fault(&at, Missing)
	}
	w.depth--
	return n
}

// isEmpty reports whether there is nothing to write. A list that was made and
// holds nothing is as empty as one that was not.
func isEmpty(v reflect.Value) bool {
	if v.Kind() == reflect.Slice {
		return v.Len() == 0
	}
	return v.IsZero()
}

func (w *writer) member(f *field, v reflect.Value, at *path, comma bool) {
	if comma {
		w.b = append(w.b, ',')
	}
	w.b = append(append(append(w.b, '"'), f.name...), '"', ':')
	if !f.many {
		w.value(f, v, at)
		return
	}
	w.b = append(w.b, '[')
	for i := range v.Len() {
		if i > 0 {
			w.b = append(w.b, ',')
		}
		at.index = i
		w.value(f, v.Index(i), at)
	}
	w.b = append(w.b, ']')
}

// value writes one value.
func (w *writer) value(f *field, v reflect.Value, at *path) {
	if f.pointer {
		if v.IsNil() {
			w.fault(at, Empty)
			return
		}
		v = v.Elem()
	}
	//exhaustive:ignore
	switch f.kind {
	case kindStruct:
		w.structure(f.of, v, at)
		if len(f.targets) > 0 {
			w.target(f, v, at)
		}
	case kindResource:
		r, _ := v.Interface().(Resource)
		w.resource(r, at)
	case kindBoolean:
		w.b = strconv.AppendBool(w.b, v.Bool())
	case kindInteger, kindPositive, kindUnsigned:
		if !f.kind.fits(v.Int()) {
			w.fault(at, BadForm)
		}
		w.b = strconv.AppendInt(w.b, v.Int(), 10)
	default:
		w.text(f, v.String(), at)
	}
}

// text writes a primitive that is kept as a text.
func (w *writer) text(f *field, s string, at *path) {
	switch {
	case !f.kind.wellFormed(s):
		w.fault(at, BadForm)
		return
	case !f.permits(s):
		w.fault(at, UnknownCode)
	}
	if f.kind == kindDecimal {
		w.b = append(w.b, s...)
		return
	}
	w.b = jsonscan.AppendString(w.b, s)
}

// target checks the type that a reference says itself that it has: by its type
// element or by its address. What a urn:uuid points to, [Check] knows.
func (w *writer) target(f *field, v reflect.Value, at *path) {
	ref, ok := v.Addr().Interface().(*Reference)
	if !ok {
		return
	}
	if t := ref.Target(); t != "" && !f.mayPointTo(t) {
		w.fault(at, WrongTarget)
	}
}
