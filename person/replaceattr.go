package person

import (
	"fmt"
	"log/slog"
	"reflect"
	"strings"
)

// ReplaceAttr is for slog.HandlerOptions. It replaces every attribute whose
// type reaches a type that holds personal data, at any depth, by a
// placeholder: a JSON handler writes a host's struct as JSON, which is the
// storage form and hence would disclose what stands in it.
//
//	slog.NewJSONHandler(w, &slog.HandlerOptions{ReplaceAttr: person.ReplaceAttr})
//
// It looks at types of this package and of every package above it that is made
// of them, through fields (unexported ones too), elements, keys and pointers,
// and through interfaces at the value they hold. It keeps no state and is safe
// for concurrent use. To combine it with a function of your own, call it last.
func ReplaceAttr(_ []string, a slog.Attr) slog.Attr {
	if k := a.Value.Kind(); k != slog.KindAny && k != slog.KindLogValuer {
		return a
	}
	w := walker{seen: map[reflect.Type]bool{}, module: modulePath()}
	if w.reaches(reflect.ValueOf(a.Value.Any()), 0) {
		a.Value = slog.StringValue(placeholder("personal data"))
	}
	return a
}

// personal marks the types that answer fmt with a placeholder: it is the same
// test as for printing, so that no second list can fall behind.
type personal interface {
	fmt.Formatter
	slog.LogValuer
}

// maxWalk bounds how deep values are followed through interfaces.
const maxWalk = 16

type walker struct {
	seen   map[reflect.Type]bool // types judged, or being judged, as free of personal data
	module string
}

// modulePath is the part of this package's path that its siblings share.
func modulePath() string {
	path := reflect.TypeFor[Person]().PkgPath()
	return strings.TrimSuffix(path, "person")
}

// reaches follows the type, and the value where the type is an interface.
func (w walker) reaches(v reflect.Value, depth int) bool {
	if !v.IsValid() {
		return false
	}
	if depth > maxWalk {
		return true // too deep to be sure
	}
	if w.typeReaches(v.Type()) {
		return true
	}
	return w.valueReaches(v, depth)
}

func (w walker) typeReaches(t reflect.Type) bool {
	if w.isPersonal(t) {
		return true
	}
	if w.seen[t] {
		return false
	}
	w.seen[t] = true
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Array, reflect.Chan:
		return w.typeReaches(t.Elem())
	case reflect.Map:
		return w.typeReaches(t.Key()) || w.typeReaches(t.Elem())
	case reflect.Struct:
		for i := range t.NumField() {
			if w.typeReaches(t.Field(i).Type) {
				return true
			}
		}
	default:
	}
	return false
}

func (w walker) isPersonal(t reflect.Type) bool {
	return strings.HasPrefix(t.PkgPath(), w.module) && t.Implements(reflect.TypeFor[personal]())
}

// valueReaches looks for interfaces inside a value whose static type is free
// of personal data.
func (w walker) valueReaches(v reflect.Value, depth int) bool {
	switch v.Kind() {
	case reflect.Interface, reflect.Pointer:
		return !v.IsNil() && w.reaches(v.Elem(), depth+1)
	case reflect.Slice, reflect.Array:
		if isBasic(v.Type().Elem().Kind()) {
			return false
		}
		for i := range v.Len() {
			if w.reaches(v.Index(i), depth+1) {
				return true
			}
		}
	case reflect.Map:
		for it := v.MapRange(); it.Next(); {
			if w.reaches(it.Key(), depth+1) || w.reaches(it.Value(), depth+1) {
				return true
			}
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if w.reaches(v.Field(i), depth+1) {
				return true
			}
		}
	default:
	}
	return false
}

// isBasic reports whether values of a kind hold no other values.
func isBasic(k reflect.Kind) bool { return k <= reflect.Complex128 || k == reflect.String }
