// Package house_test checks what the whole module promises about its shape:
// what lies where, what imports what, and what no file may hold. The linter
// checks much of this while one writes; these tests need nothing but Go.
package house_test

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

const (
	root   = "../.."
	module = "github.com/socialprescribing/socialprescribing"
)

// rooms are the main packages, each with the rooms that it and its side rooms
// may import.
var rooms = map[string][]string{
	"person":   {"person"},
	"activity": {"person", "activity"},
	"outcome":  {"person", "outcome"},
	"referral": {"person", "activity", "outcome", "referral"},
	"matching": {"person", "activity", "outcome", "matching"},
}

// A file is one Go file of the root module.
type file struct {
	name string // relative to the root, with slashes
	dir  string
	test bool
	ast  *ast.File
	src  []byte
}

// room is the main package that the file lies in or under, "" for none.
func (f file) room() string {
	first, _, _ := strings.Cut(f.dir, "/")
	if _, ok := rooms[first]; ok {
		return first
	}
	return ""
}

// suite says that the file belongs to a <noun>test package, for the tests of
// hosts.
func (f file) suite() bool {
	return strings.HasSuffix(path.Base(f.dir), "test") || f.dir == "internal/conform"
}

// core says that the file is code of the library itself.
func (f file) core() bool {
	return !f.test && !f.suite() && !strings.HasPrefix(f.dir, "examples") && f.dir != "."
}

func (f file) imports() []string {
	var all []string
	for _, spec := range f.ast.Imports {
		all = append(all, strings.Trim(spec.Path.Value, `"`))
	}
	return all
}

func files(t *testing.T) []file {
	t.Helper()
	all, err := parsed()
	require.NoError(t, err)
	require.NotEmpty(t, all)
	return all
}

// parsed is every Go file of the root module, read once for all tests.
var parsed = sync.OnceValues(func() ([]file, error) {
	var all []file
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, name)
		if err != nil {
			return err
		}
		rel = filepath.ToSlash(rel)
		if d.IsDir() {
			return skipDir(name, rel)
		}
		if path.Ext(rel) != ".go" {
			return nil
		}
		src, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), name, src, parser.ParseComments|parser.SkipObjectResolution)
		all = append(all, file{rel, path.Dir(rel), strings.HasSuffix(rel, "_test.go"), parsed, src})
		return err
	})
	return all, err
})

// skipDir leaves out what is not of the root module.
func skipDir(name, rel string) error {
	base := path.Base(rel)
	if rel == "." {
		return nil
	}
	if strings.HasPrefix(base, ".") || base == "testdata" {
		return fs.SkipDir
	}
	if _, err := os.Stat(filepath.Join(name, "go.mod")); err == nil {
		return fs.SkipDir
	}
	return nil
}

func TestTopLevel(t *testing.T) {
	entries, err := os.ReadDir(root)
	require.NoError(t, err)
	var names []string
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), ".") {
			names = append(names, e.Name())
		}
	}
	want := []string{
		"CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "NOTICE", "README.md", "SECURITY.md",
		"activity", "doc.go", "go.mod", "go.sum", "internal", "matching", "outcome", "person", "referral",
	}
	require.Equal(t, want, slices.DeleteFunc(names, func(n string) bool { return n == "examples" }))
}

func TestRootPackageDeclaresNothing(t *testing.T) {
	for _, f := range files(t) {
		if f.dir == "." {
			require.Equal(t, "doc.go", f.name)
			require.Empty(t, f.ast.Decls)
		}
	}
}

func TestEveryPackageIsDescribed(t *testing.T) {
	described := make(map[string]bool)
	for _, f := range files(t) {
		if f.test {
			continue
		}
		described[f.dir] = described[f.dir] || f.ast.Doc != nil
		if f.core() && f.room() == f.dir && f.ast.Doc != nil {
			require.Equal(t, f.dir+"/doc.go", f.name, "a main package is described in doc.go")
		}
	}
	for dir, ok := range described {
		require.True(t, ok, "package %s has no comment", dir)
	}
}

func TestDirectRequirements(t *testing.T) {
	data, err := os.ReadFile(filepath.Join(root, "go.mod"))
	require.NoError(t, err)
	var direct []string
	for _, line := range strings.Split(string(data), "\n") {
		fields := strings.Fields(strings.TrimPrefix(strings.TrimSpace(line), "require "))
		if len(fields) == 2 && strings.HasPrefix(fields[1], "v") {
			direct = append(direct, fields[0])
		}
		require.NotContains(t, line, "replace")
	}
	require.Equal(t, []string{"github.com/google/uuid", "github.com/stretchr/testify", "golang.org/x/text"}, direct)
}

func TestTestifyIsForOurOwnTests(t *testing.T) {
	for _, f := range files(t) {
		if !f.test {
			for _, imported := range f.imports() {
				require.NotContains(t, imported, "testify", f.name)
			}
		}
	}
}

// TestImportDirections: person <- {activity, outcome} <- {referral, matching};
// side rooms follow their main room; internal packages know none of them, but
// for internal/corpus and internal/episodes, which only tests import.
func TestImportDirections(t *testing.T) {
	for _, f := range files(t) {
		if strings.HasPrefix(f.dir, "examples") || f.dir == "internal/house" {
			continue
		}
		for _, imported := range f.imports() {
			rel, ours := strings.CutPrefix(imported, module+"/")
			if !ours {
				continue
			}
			first, _, _ := strings.Cut(rel, "/")
			if rel == "internal/corpus" || rel == "internal/episodes" {
				require.True(t, f.test, "%s imports %s, which is for tests", f.name, rel)
			}
			if first != "internal" && f.dir != "internal/corpus" && f.dir != "internal/episodes" {
				require.Contains(t, rooms[f.room()], first, "%s imports %s", f.name, rel)
			}
			if rel == "internal/conform" {
				require.True(t, f.test || f.suite(), "%s imports %s, and with it testing", f.name, rel)
			}
		}
	}
}

// TestMainRoomsLinkNoSideRooms follows the imports of each main room to the
// end: nothing under a main room may be among them but the rooms themselves.
func TestMainRoomsLinkNoSideRooms(t *testing.T) {
	graph := make(map[string]map[string]bool)
	for _, f := range files(t) {
		if f.test {
			continue
		}
		if graph[f.dir] == nil {
			graph[f.dir] = make(map[string]bool)
		}
		for _, imported := range f.imports() {
			if rel, ours := strings.CutPrefix(imported, module+"/"); ours {
				graph[f.dir][rel] = true
			}
		}
	}
	for room := range rooms {
		require.Contains(t, graph, room)
		linked := make(map[string]bool)
		follow(graph, room, linked)
		for _, dir := range slices.Sorted(maps.Keys(linked)) {
			_, main := rooms[dir]
			require.True(t, main || strings.HasPrefix(dir, "internal/"), "importing %s links %s", room, dir)
		}
	}
}

func follow(graph map[string]map[string]bool, dir string, seen map[string]bool) {
	if seen[dir] {
		return
	}
	seen[dir] = true
	for next := range graph[dir] {
		follow(graph, next, seen)
	}
}

// TestCoreImports: what the standard library may bring into the core. x/text
// and uuid bring more of it, which the lists under .ci/deps show.
func TestCoreImports(t *testing.T) {
	forbidden := []string{
		"net", "net/http", "database/sql", "os", "os/exec", "os/signal", "regexp", "text/template", "html/template",
		"time/tzdata", "testing", "math/rand", "math/rand/v2", "crypto/rand", "log", "flag", "plugin", "unsafe", "expvar",
		"syscall", "golang.org/x/text/message",
	}
	for _, f := range files(t) {
		if !f.core() {
			continue
		}
		for _, imported := range f.imports() {
			require.NotContains(t, forbidden, imported, f.name)
			first, _, _ := strings.Cut(imported, "/")
			if strings.Contains(first, ".") {
				require.Regexp(t, `^(`+regexp.QuoteMeta(module)+`/|golang\.org/x/text/|github\.com/google/uuid$)`, imported, f.name)
			}
		}
	}
}

// TestCoreHasNoClockGoroutineOrInit looks for what would make a result depend
// on more than its arguments.
func TestCoreHasNoClockGoroutineOrInit(t *testing.T) {
	clock := []string{"Now", "Since", "Until", "After", "AfterFunc", "Tick", "NewTimer", "NewTicker", "Sleep"}
	for _, f := range files(t) {
		ast.Inspect(f.ast, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncDecl:
				require.False(t, !f.test && n.Recv == nil && n.Name.Name == "init", "%s has an init function", f.name)
			case *ast.GoStmt:
				require.False(t, f.core(), "%s starts a goroutine", f.name)
			case *ast.SelectorExpr:
				if x, ok := n.X.(*ast.Ident); ok && x.Name == "time" && f.core() {
					require.NotContains(t, clock, n.Sel.Name, "%s: times are arguments", f.name)
				}
			}
			return true
		})
	}
}

// TestFloats: nothing that is stored, compared or decides about a person is a
// float. What may hold one: statistics, conversions into them, and the
// trigonometry of a distance, which is rounded to metres.
func TestFloats(t *testing.T) {
	allowed := []string{
		"outcome/cohort/", "referral/reporting/", "matching/coverage/",
		"outcome/estimate.go", "outcome/jt.go", "outcome/value.go", "outcome/instruments/eq5d/dsu.go",
		"activity/coordinates.go",
	}
	for _, f := range files(t) {
		if !f.core() || slices.ContainsFunc(allowed, func(prefix string) bool { return strings.HasPrefix(f.name, prefix) }) {
			continue
		}
		ast.Inspect(f.ast, func(n ast.Node) bool {
			id, ok := n.(*ast.Ident)
			require.False(t, ok && strings.HasPrefix(id.Name, "float"), "%s: a float where there may be none", f.name)
			return true
		})
	}
}

// TestPanics: only Must functions panic, and functions without arguments, on
// data embedded in the package itself; and New of the store in memory, on a
// mistake of the package that wraps it.
func TestPanics(t *testing.T) {
	allowed := map[string]bool{"internal/memstore/memstore.go New": true}
	for _, f := range files(t) {
		if !f.core() {
			continue
		}
		for _, decl := range f.ast.Decls {
			fn, ok := decl.(*ast.FuncDecl)
			if !ok || fn.Type.Params.NumFields() == 0 && fn.Recv == nil ||
				strings.HasPrefix(strings.ToLower(fn.Name.Name), "must") || allowed[f.name+" "+fn.Name.Name] {
				continue
			}
			ast.Inspect(fn, func(n ast.Node) bool {
				if call, ok := n.(*ast.CallExpr); ok {
					called, _ := call.Fun.(*ast.Ident)
					require.False(t, called != nil && called.Name == "panic", "%s: %s panics", f.name, fn.Name.Name)
				}
				return true
			})
		}
	}
}

func TestNothingIsUnfinished(t *testing.T) {
	// Put together so that this file does not hold them.
	unfinished := regexp.MustCompile(`\b(` + strings.Join([]string{"TO" + "DO", "FIX" + "ME", "X" + "XX", "HA" + "CK"}, "|") + `)\b|not ` + `implemented`)
	machine := regexp.MustCompile(`(^|[^A-Za-z0-9_.])/(work|tmp|farm|root|home)/[A-Za-z]`)
	for _, f := range files(t) {
		for i, line := range bytes.Split(f.src, []byte("\n")) {
			require.False(t, unfinished.Match(line), "%s:%d: %s", f.name, i+1, line)
			require.False(t, machine.Match(line), "%s:%d: a path of one machine: %s", f.name, i+1, line)
		}
	}
}
