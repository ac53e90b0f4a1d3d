package person

import (
	"reflect"
	"slices"
	"time"
)

// Equal reports whether both hold the same in every field: times compared as
// instants, texts by their words, lists in order; a nil list equals an empty one.
func (p Person) Equal(q Person) bool { return equal(p, q) }

// equal compares two records of one type field by field, by the Equal method of
// a field's type where it has one. It is reflective so that a new field cannot
// be forgotten.
func equal[T any](a, b T) bool {
	return equalFields(reflect.ValueOf(a), reflect.ValueOf(b))
}

func equalValues(a, b reflect.Value) bool {
	if t, ok := a.Interface().(time.Time); ok {
		return t.Equal(b.Interface().(time.Time))
	}
	if m := a.MethodByName("Equal"); m.IsValid() {
		return m.Call([]reflect.Value{b})[0].Bool()
	}
	switch a.Kind() {
	case reflect.Pointer:
		if a.IsNil() || b.IsNil() {
			return a.IsNil() == b.IsNil()
		}
		return equalValues(a.Elem(), b.Elem())
	case reflect.Slice:
		return equalLists(a, b)
	case reflect.Struct:
		if a.NumField() > 0 && a.Type().Field(0).IsExported() {
			return equalFields(a, b)
		}
		return a.Equal(b)
	default:
		return a.Equal(b)
	}
}

func equalLists(a, b reflect.Value) bool {
	if a.Len() != b.Len() {
		return false
	}
	for i := range a.Len() {
		if !equalValues(a.Index(i), b.Index(i)) {
			return false
		}
	}
	return true
}

func equalFields(a, b reflect.Value) bool {
	for i := range a.NumField() {
		if !equalValues(a.Field(i), b.Field(i)) {
			return false
		}
	}
	return true
}

// Equal reports whether both hold the same entries in the same order.
func (c Consents) Equal(d Consents) bool {
	return slices.EqualFunc(c.entries(), d.entries(), func(x, y Decision) bool { return equal(x, y) })
}

// Equal reports whether both hold the same members with the same JSON.
func (e Extra) Equal(f Extra) bool {
	a, b := e.Members(), f.Members()
	return slices.Equal(a, b) && !slices.ContainsFunc(a, func(name string) bool {
		return string(e.members()[name]) != string(f.members()[name])
	})
}
