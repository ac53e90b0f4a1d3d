package person_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"reflect"
	"strings"
	"sync/atomic"
	"testing"
	"time"
	"unsafe"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/person/memperson"
)

// traces are what a reader would recognise: the marks, their parts, and the
// packed digits in the bases that fmt writes.
func traces() []string {
	out := []string{
		markWord, markNHS, "943 476", markCHI, "607230002", markHC, markDate, "SK8", "3NJ", markUPRN,
		"futureMember", "03-08", "1947-", "1947 3 8", "1947, 3, 8",
	}
	for _, n := range []uint64{9434765919, 607230002, 3200000015, 100023336956} {
		out = append(out, fmt.Sprintf("%x", n), fmt.Sprintf("%X", n), fmt.Sprintf("%o", n), fmt.Sprintf("%b", n))
	}
	return append(out, fmt.Sprintf("%x", markWord), fmt.Sprintf("%X", markWord), fmt.Sprintf("% x", markWord))
}

var verbs = []string{"%v", "%+v", "%#v", "%s", "%d", "%q", "%x", "%X", "%o", "%b", "%c", "%U", "%e", "%g", "%t", "%p", "%T", "%08v", "%-20.3s", "% x", "%#q"}

// shape is a value in one of the places where a host may put it.
type shape struct {
	name   string
	value  any
	hidden bool // in an unexported field, where fmt asks nobody
}

func shapes(v reflect.Value) []shape {
	typ := v.Type()
	ptr := reflect.New(typ)
	ptr.Elem().Set(v)
	slice := reflect.MakeSlice(reflect.SliceOf(typ), 1, 1)
	slice.Index(0).Set(v)
	m := reflect.MakeMap(reflect.MapOf(reflect.TypeFor[string](), typ))
	m.SetMapIndex(reflect.ValueOf("k"), v)
	out := []shape{
		{"itself", v.Interface(), false},
		{"pointer", ptr.Interface(), false},
		{"slice", slice.Interface(), false},
		{"map", m.Interface(), false},
		{"array", fmtArray(v), false},
		{"any", []any{v.Interface()}, false},
		{"field", structWith("X", v), false},
		{"pointer in a field", structWith("X", ptr), false},
		{"unexported field", structWith("x", v), true},
		{"unexported pointer", structWith("x", ptr), true},
		{"unexported slice", structWith("x", slice), true},
		{"unexported map", structWith("x", m), true},
	}
	if typ.Comparable() {
		keys := reflect.MakeMap(reflect.MapOf(typ, reflect.TypeFor[int]()))
		keys.SetMapIndex(v, reflect.ValueOf(1))
		out = append(out, shape{"key", keys.Interface(), false}, shape{"unexported key", structWith("x", keys), true})
	}
	return out
}

func fmtArray(v reflect.Value) any {
	a := reflect.New(reflect.ArrayOf(1, v.Type())).Elem()
	a.Index(0).Set(v)
	return a.Interface()
}

// structWith makes a host's struct with one field, exported or not.
func structWith(name string, v reflect.Value) any {
	f := reflect.StructField{Name: name, Type: v.Type()}
	if name[0] >= 'a' {
		f.PkgPath = "host"
	}
	s := reflect.New(reflect.StructOf([]reflect.StructField{f})).Elem()
	field := s.Field(0)
	reflect.NewAt(field.Type(), unsafe.Pointer(field.UnsafeAddr())).Elem().Set(v)
	return s.Interface()
}

func requireSilent(t *testing.T, out, what string, hidden bool) {
	t.Helper()
	all := traces()
	if !hidden {
		all = append(all, "zebedee", "share-gp", "given") // codes too
	}
	for _, trace := range all {
		require.NotContains(t, out, trace, what)
	}
}

// TestNothingIsPrinted: %p is answered by fmt itself, which asks no Format
// either, so that it counts as an unexported field.
func TestNothingIsPrinted(t *testing.T) {
	for _, typ := range personalTypes {
		for _, s := range shapes(filled(typ)) {
			for _, verb := range verbs {
				requireSilent(t, fmt.Sprintf(verb, s.value), typ.Name()+" "+s.name+" "+verb, s.hidden || verb == "%p")
			}
			requireSilent(t, fmt.Sprint(s.value), typ.Name()+" "+s.name+" Sprint", s.hidden)
			requireSilent(t, fmt.Errorf("failed on %v: %w", s.value, errors.New("x")).Error(), typ.Name(), s.hidden)
			requireSilent(t, panicText(s.value), typ.Name()+" panic", s.hidden)
		}
	}
}

func panicText(v any) string {
	var text string
	func() {
		defer func() { text = fmt.Sprint(recover()) }()
		panic(v)
	}()
	return text
}

// TestPersonIsSilentEverywhere adds that a whole person shows no code either,
// wherever it stands.
func TestPersonIsSilentEverywhere(t *testing.T) {
	p := filled(reflect.TypeFor[person.Person]())
	for _, s := range shapes(p) {
		for _, verb := range verbs {
			// Given a verb that does not fit, fmt opens one level of pointers in
			// an unexported field: codes then show, and nothing else may.
			misfit := verb == "%p" || s.hidden && strings.Contains("%s %q %c %U %e %g %t %-20.3s %#q", verb)
			requireSilent(t, fmt.Sprintf(verb, s.value), s.name+" "+verb, misfit)
		}
	}
}

// crashing names the variable that makes the test binary crash, and not test.
const crashing = "PERSON_TEST_CRASH"

// TestNothingShowsInACrash lets a program die with every type, and reads what the
// runtime writes of it, which asks no Format. A deferred panic is written beside the
// one before it, so that one death does for all.
func TestNothingShowsInACrash(t *testing.T) {
	if os.Getenv(crashing) != "" {
		die(personalTypes)
	}
	cmd := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$")
	cmd.Env = append(os.Environ(), crashing+"=1")
	out, err := cmd.CombinedOutput()
	require.Error(t, err)
	require.GreaterOrEqual(t, strings.Count(string(out), "panic: "), 3*len(personalTypes), "each by value, by pointer and in an error")
	requireSilent(t, string(out), "a crash", true)
}

type carrying struct{ v any }

func (c carrying) Error() string { return fmt.Sprintf("failed on %v", c.v) }

func die(types []reflect.Type) {
	if len(types) == 0 {
		panic("all")
	}
	v := filled(types[0])
	ptr := reflect.New(v.Type())
	ptr.Elem().Set(v)
	defer func() { panic(v.Interface()) }()
	defer func() { panic(ptr.Interface()) }()
	defer func() { panic(carrying{v.Interface()}) }()
	die(types[1:])
}

// log writes a record without a time, whose digits might look like a trace.
func log(t *testing.T, h slog.Handler, v any) {
	t.Helper()
	r := slog.NewRecord(time.Time{}, slog.LevelInfo, "m", 0)
	r.Add("a", v, slog.Group("g", "b", v, slog.Group("h", slog.Group("i", "c", v))), "l", valuer{v}, "e", carrying{v})
	require.NoError(t, h.WithGroup("x").WithAttrs([]slog.Attr{slog.Any("d", v)}).WithGroup("y").Handle(context.Background(), r))
}

// valuer is a host's type that logs itself as a group.
type valuer struct{ v any }

func (l valuer) LogValue() slog.Value {
	return slog.GroupValue(slog.Any("w", l.v), slog.Group("z", slog.Any("w", l.v)))
}

func TestNothingIsLogged(t *testing.T) {
	for _, typ := range personalTypes {
		for _, s := range shapes(filled(typ)) {
			var b bytes.Buffer
			log(t, slog.NewTextHandler(&b, nil), s.value)
			requireSilent(t, b.String(), typ.Name()+" "+s.name+" text handler", s.hidden)

			b.Reset()
			h := slog.NewJSONHandler(&b, &slog.HandlerOptions{ReplaceAttr: person.ReplaceAttr})
			log(t, h, s.value)
			requireSilent(t, b.String(), typ.Name()+" "+s.name+" json handler with ReplaceAttr", false)
			require.NotContains(t, b.String(), "!ERROR")
		}
		var b bytes.Buffer
		log(t, slog.NewJSONHandler(&b, nil), filled(typ).Interface())
		requireSilent(t, b.String(), typ.Name()+" json handler, an attribute of its own", false)
	}
}

// TestJSONHandlerDiscloses shows why ReplaceAttr exists: a host's struct under
// a JSON handler is JSON, which is the storage form.
func TestJSONHandlerDiscloses(t *testing.T) {
	type host struct{ Who person.Name }
	v := host{person.NewName(markWord)}
	var b bytes.Buffer
	slog.New(slog.NewJSONHandler(&b, nil)).Info("m", "a", v)
	require.Contains(t, b.String(), markWord)
	b.Reset()
	slog.New(slog.NewJSONHandler(&b, &slog.HandlerOptions{ReplaceAttr: person.ReplaceAttr})).Info("m", "a", v)
	require.NotContains(t, b.String(), markWord)
	require.Contains(t, b.String(), "[personal data]")
}

// ring and back reach each other, and only one of them a person.
type (
	ring struct {
		Back *back
		Text *person.Text
	}
	back struct{ Ring []ring }
	bare struct {
		Next *bare
		List []map[string]bare
	}
)

func TestReplaceAttr(t *testing.T) {
	type chain struct {
		Next *chain
		V    any
	}
	loop := &chain{}
	loop.Next = loop
	text := person.NewText(markWord)
	for name, c := range map[string]struct {
		v        any
		replaced bool
	}{
		"a number":               {7, false},
		"an ID":                  {person.NewID(), false},
		"a struct without":       {struct{ A []string }{[]string{"x"}}, false},
		"an any without":         {struct{ A any }{[]any{1, "x", nil}}, false},
		"a nil pointer":          {(*int)(nil), false},
		"bytes":                  {bytes.Repeat([]byte{1}, 100), false},
		"a type that reaches":    {(*person.Person)(nil), true},
		"a nil slice of them":    {[]person.Name(nil), true},
		"an any that holds one":  {struct{ A any }{text}, true},
		"a map to any":           {map[string]any{"k": []any{text}}, true},
		"a key in an any":        {map[any]int{person.MustParseDate("1950"): 1}, true},
		"deep in a chain":        {&chain{Next: &chain{V: struct{ T *person.Text }{&text}}}, true},
		"a loop is not followed": {loop, true},
		"a pointer to a pointer": {new(*person.Need), true},
		"a list of lists":        {[][]*person.Need{}, true},
		"an array of none":       {[0]person.Need{}, true},
		"a map's values":         {map[string]map[int][]person.Text{}, true},
		"a map's keys":           {map[person.NHSNumber]bool{}, true},
		"an embedded record":     {struct{ person.Need }{}, true},
		"an embedded pointer":    {struct{ *person.Person }{}, true},
		"a field nobody exports": {struct{ hidden map[int]*person.Text }{nil}, true},
		"in an atomic pointer":   {&atomic.Pointer[person.Person]{}, true},
		"a func of them":         {func(person.Text) {}, false},
		"two types in a ring":    {ring{}, true},
		"a ring of none":         {&bare{}, false},
		"a store":                {memperson.New(), true},
		"an error that carries":  {carrying{text}, true},
		"an attribute in a list": {[]any{slog.Any("k", text)}, true},
		"a channel of them":      {make(chan person.Text), true},
		"a func":                 {func() {}, false},
	} {
		got := person.ReplaceAttr(nil, slog.Any("k", c.v))
		require.Equal(t, "k", got.Key)
		require.Equal(t, c.replaced, got.Value.Kind() == slog.KindString && strings.Contains(got.Value.String(), "personal"), name)
	}
	a := slog.String("k", "plain")
	require.Equal(t, a, person.ReplaceAttr(nil, a))
}
