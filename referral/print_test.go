package referral_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"log/slog"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
	"unsafe"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral"
)

const (
	markWords = "Zebedee Marked" // what somebody said
	markCode  = "x-zebra-code"   // what was coded about them
)

var printVerbs = []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x", "%X", "% x", "%o", "%b", "%t", "%c", "%U", "%e", "%08v", "%#q"}

// marked fills every exported field that it can reach with a mark.
func marked(t *testing.T, typ reflect.Type) reflect.Value {
	t.Helper()
	v := reflect.New(typ).Elem()
	mark(t, v, 0)
	return v
}

func mark(t *testing.T, v reflect.Value, depth int) {
	t.Helper()
	switch v.Type() {
	case reflect.TypeFor[person.Text]():
		v.Set(reflect.ValueOf(person.NewText(markWords)))
		return
	case reflect.TypeFor[referral.Referral]():
		f := engaged(t).do(&referral.WriteNote{Note: referral.Note{ID: referral.NoteID(fixedID(800)), Text: person.NewText(markWords)}})
		v.Set(reflect.ValueOf(f.r))
		return
	case reflect.TypeFor[person.Date]():
		v.Set(reflect.ValueOf(person.MustParseDate("1947-03-08")))
		return
	case reflect.TypeFor[time.Time](), reflect.TypeFor[person.Person](), reflect.TypeFor[referral.Machine]():
		return // no words of an episode in them; a person is printed by their own test
	case reflect.TypeFor[referral.Payload]():
		v.Set(reflect.ValueOf(&referral.Note{Text: person.NewText(markWords), Kind: markCode}))
		return
	case reflect.TypeFor[json.RawMessage]():
		v.SetBytes([]byte(`"` + markCode + `"`))
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(markCode)
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				mark(t, v.Field(i), depth)
			}
		}
	case reflect.Pointer:
		if depth < 4 {
			v.Set(reflect.New(v.Type().Elem()))
			mark(t, v.Elem(), depth+1)
		}
	case reflect.Slice:
		if depth < 4 {
			v.Set(reflect.MakeSlice(v.Type(), 1, 1))
			mark(t, v.Index(0), depth+1)
		}
	default:
	}
}

// printShape is a value in one of the places where a host may put it.
type printShape struct {
	name   string
	value  any
	hidden bool // in an unexported field, where fmt asks nobody
}

func printShapes(v reflect.Value) []printShape {
	ptr := reflect.New(v.Type())
	ptr.Elem().Set(v)
	list := reflect.MakeSlice(reflect.SliceOf(v.Type()), 1, 1)
	list.Index(0).Set(v)
	m := reflect.MakeMap(reflect.MapOf(reflect.TypeFor[string](), v.Type()))
	m.SetMapIndex(reflect.ValueOf("k"), v)
	return []printShape{
		{"itself", v.Interface(), false},
		{"pointer", ptr.Interface(), false},
		{"slice", list.Interface(), false},
		{"map", m.Interface(), false},
		{"any", []any{v.Interface()}, false},
		{"field", hostStruct("X", v), false},
		{"unexported field", hostStruct("x", v), true},
		{"unexported pointer", hostStruct("x", ptr), true},
		{"unexported slice", hostStruct("x", list), true},
		{"unexported map", hostStruct("x", m), true},
	}
}

// hostStruct makes a host's struct with one field, exported or not.
func hostStruct(name string, v reflect.Value) any {
	f := reflect.StructField{Name: name, Type: v.Type()}
	if name[0] >= 'a' {
		f.PkgPath = "host"
	}
	s := reflect.New(reflect.StructOf([]reflect.StructField{f})).Elem()
	reflect.NewAt(s.Field(0).Type(), unsafe.Pointer(s.Field(0).UnsafeAddr())).Elem().Set(v)
	return s.Interface()
}

// wordTraces are the marks as the verbs would write them.
func wordTraces(mark string) []string {
	return []string{mark, fmt.Sprintf("%x", mark), fmt.Sprintf("%X", mark), fmt.Sprintf("% x", mark), fmt.Sprintf("%d", []byte(mark))}
}

var (
	wordMarks = append(wordTraces(markWords), "Zebedee", "1947-03-08", "1947 3 8")
	codeMarks = wordTraces(markCode)
)

func requireUnprinted(t *testing.T, out, what string, codes bool) {
	t.Helper()
	marks := wordMarks
	if codes {
		marks = slices.Concat(wordMarks, codeMarks)
	}
	for _, m := range marks {
		if strings.Contains(out, m) {
			require.Fail(t, "printed", "%s shows %q in %.300s", what, m, out)
		}
	}
}

// TestNothingIsPrinted fills every exported struct with marked words and codes
// and prints it in every shape. Words never show. Codes show only where fmt asks
// nobody, or where the type is one that hosts must be able to print.
func TestNothingIsPrinted(t *testing.T) {
	check := func(typ reflect.Type, silent bool) {
		for _, s := range printShapes(marked(t, typ)) {
			codes := silent && !s.hidden
			what := typ.Name() + " " + s.name
			for _, verb := range printVerbs {
				if !fullModel && verb != "%+v" && verb != "%q" {
					continue // quick, for runs that are repeated a thousand times
				}
				requireUnprinted(t, fmt.Sprintf(verb, s.value), what+" "+verb, codes)
			}
			requireUnprinted(t, fmt.Sprint(s.value), what, codes)
			requireUnprinted(t, fmt.Errorf("failed on %v: %w", s.value, errors.ErrUnsupported).Error(), what+" in an error", codes)
			var b bytes.Buffer
			record := slog.NewRecord(time.Time{}, slog.LevelInfo, "m", 0)
			record.Add("a", s.value, slog.Group("g", "b", s.value))
			require.NoError(t, slog.NewTextHandler(&b, nil).Handle(context.Background(), record))
			requireUnprinted(t, b.String(), what+" in a log", codes)
			b.Reset()
			h := slog.NewJSONHandler(&b, &slog.HandlerOptions{ReplaceAttr: person.ReplaceAttr})
			require.NoError(t, h.Handle(context.Background(), record))
			requireUnprinted(t, b.String(), what+" in a JSON log with ReplaceAttr", false)
		}
	}
	for _, typ := range silentTypes {
		check(typ, true)
	}
	for _, typ := range openTypes {
		check(typ, false)
	}
}

// TestReferralIsSilentEverywhere adds that an episode shows no code either, not
// even in somebody's unexported field.
func TestReferralIsSilentEverywhere(t *testing.T) {
	for _, s := range printShapes(marked(t, reflect.TypeFor[referral.Referral]())) {
		for _, verb := range []string{"%v", "%+v", "%#v", "%d", "%x"} {
			out := fmt.Sprintf(verb, s.value)
			for _, code := range []string{"engaged", string(lonely), "direct-care", "offer-accepted"} {
				require.NotContains(t, out, code, s.name+" "+verb)
			}
		}
	}
}

// TestEveryExportedStructIsPrinted keeps the lists whole: a new type is printed
// by the test, and somebody decides whether its codes may show.
func TestEveryExportedStructIsPrinted(t *testing.T) {
	listed := map[string]bool{}
	for _, typ := range slices.Concat(silentTypes, openTypes) {
		require.False(t, listed[typ.Name()], "%s stands twice", typ.Name())
		listed[typ.Name()] = true
	}
	for _, name := range exportedStructs(t) {
		require.True(t, listed[name], "%s is in neither list", name)
		delete(listed, name)
	}
	require.Empty(t, listed)
}

func exportedStructs(t *testing.T) []string {
	t.Helper()
	entries, err := os.ReadDir(".")
	require.NoError(t, err)
	var out []string
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".go") || strings.HasSuffix(e.Name(), "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), e.Name(), nil, 0)
		require.NoError(t, err)
		ast.Inspect(file, func(n ast.Node) bool {
			if spec, ok := n.(*ast.TypeSpec); ok && spec.Name.IsExported() {
				if _, ok := spec.Type.(*ast.StructType); ok {
					out = append(out, spec.Name.Name)
				}
			}
			return true
		})
	}
	return out
}
