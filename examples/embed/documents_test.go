package embed_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral"
)

// hazard is one section of HAZARDS.md.
type hazard struct {
	id     string
	fields map[string]string // by the word before the colon
}

var sectionHead = regexp.MustCompile(`^## (H\d+) \S`)

func hazards(t *testing.T) []hazard {
	t.Helper()
	data, err := os.ReadFile("HAZARDS.md")
	require.NoError(t, err)
	var all []hazard
	for line := range strings.Lines(string(data)) {
		line = strings.TrimSpace(line)
		if m := sectionHead.FindStringSubmatch(line); m != nil {
			all = append(all, hazard{m[1], map[string]string{}})
			continue
		}
		if name, text, ok := strings.Cut(strings.TrimPrefix(line, "- "), ": "); ok && len(all) > 0 {
			all[len(all)-1].fields[name] = text
		}
	}
	return all
}

// testsOf lists the tests of this module as package.TestName, by the name of the
// directory that holds them.
func testsOf(t *testing.T) map[string]bool {
	t.Helper()
	found := map[string]bool{}
	root := filepath.Join("..", "..")
	require.NoError(t, filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && path != root && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata") {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(path, "_test.go") {
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		for _, decl := range file.Decls {
			if f, ok := decl.(*ast.FuncDecl); ok && f.Recv == nil && strings.HasPrefix(f.Name.Name, "Test") {
				found[filepath.Base(filepath.Dir(path))+"."+f.Name.Name] = true
			}
		}
		return nil
	}))
	return found
}

// Every hazard says all of its parts, in words that the scales know, and each test
// that it rests on exists.
func TestHazardsAreWhole(t *testing.T) {
	all, tests := hazards(t), testsOf(t)
	require.GreaterOrEqual(t, len(all), 12)
	severity := []string{"minor", "significant", "considerable", "major", "catastrophic"}
	likelihood := []string{"very low", "low", "medium", "high", "very high"}
	name := regexp.MustCompile("`([a-z]+\\.Test\\w+)`")
	for i, h := range all {
		for _, f := range []string{"Cause", "Effect", "Control", "Duty", "Tests"} {
			require.NotEmpty(t, h.fields[f], "%s says no %s", h.id, f)
		}
		require.Equal(t, i+1, slices.IndexFunc(all, func(x hazard) bool { return x.id == h.id })+1, "%s stands twice", h.id)
		before, after, ok := strings.Cut(h.fields["Before"], ". After: ")
		require.True(t, ok, h.id)
		var risk [2]int
		for k, text := range []string{before, strings.TrimSuffix(after, ".")} {
			s, l, _ := strings.Cut(text, ", ")
			require.Contains(t, severity, s, h.id)
			require.Contains(t, likelihood, l, h.id)
			risk[k] = slices.Index(severity, s)*10 + slices.Index(likelihood, l)
		}
		require.Less(t, risk[1], risk[0], "%s: a control that lowers nothing", h.id)
		named := name.FindAllStringSubmatch(h.fields["Tests"], -1)
		require.NotEmpty(t, named, h.id)
		for _, m := range named {
			require.True(t, tests[m[1]], "%s rests on %s, which is not there", h.id, m[1])
		}
	}
}

// Every guard of the pathway stands under the hazard that it names.
func TestGuardsAndHazardsNameEachOther(t *testing.T) {
	named := map[string]string{} // guard to hazard
	for _, h := range hazards(t) {
		if list := h.fields["Guards"]; list != "" {
			for _, g := range strings.Split(list, ", ") {
				require.Empty(t, named[g], "%s stands under two hazards", g)
				named[g] = h.id
			}
		}
	}
	for _, g := range referral.Guards() {
		require.NotEmpty(t, g.Hazard, "what if the guard %s were not there?", g.Name)
		require.Equal(t, g.Hazard, named[string(g.Name)], "the guard %s", g.Name)
		delete(named, string(g.Name))
	}
	require.Empty(t, named, "guards that are not there")
}

// outgoing are the functions that make something which leaves the host, by their
// names. One that is added must be added to the table too.
var outgoing = regexp.MustCompile(`^(SubjectAccess|CloudEvent|Export\w*|Build|Release|ByGroup|ComparePlans|ForProvider|Markdown|NewWriter)$`)

// exportsOf lists them, as package.Name.
func exportsOf(t *testing.T) map[string]bool {
	t.Helper()
	found := map[string]bool{}
	for _, dir := range []string{
		"person", "referral", "referral/fhir", "referral/prsb", "referral/reporting", "matching", "matching/coverage",
		"outcome", "outcome/cohort", "activity", "activity/hsds", "activity/openactive",
	} {
		files, err := filepath.Glob(filepath.Join("..", "..", dir, "*.go"))
		require.NoError(t, err)
		require.NotEmpty(t, files, dir)
		for _, path := range files {
			if strings.HasSuffix(path, "_test.go") {
				continue
			}
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
			require.NoError(t, err)
			for _, decl := range file.Decls {
				if f, ok := decl.(*ast.FuncDecl); ok && outgoing.MatchString(f.Name.Name) {
					found[filepath.Base(dir)+"."+f.Name.Name] = true
				}
			}
		}
	}
	return found
}

// Each view of a person and each function that makes something which leaves the
// host stands in the table, under hazards that are there and tests that exist.
func TestWhatLeavesIsInTheTable(t *testing.T) {
	data, err := os.ReadFile("HAZARDS.md")
	require.NoError(t, err)
	_, table, ok := strings.Cut(string(data), "| what leaves |")
	require.True(t, ok)
	known, tests := map[string]bool{}, testsOf(t)
	for _, h := range hazards(t) {
		known[h.id] = true
	}
	want := exportsOf(t)
	for _, a := range person.Audiences() {
		want["view "+string(a)] = true
	}
	require.Greater(t, len(want), 15)
	row := regexp.MustCompile("(?m)^\\| (view )?`([\\w.-]+)` \\| ([^|]+) \\| ([^|]+) \\| ([^|]+) \\|$")
	for _, m := range row.FindAllStringSubmatch(table, -1) {
		name := m[1] + m[2]
		require.True(t, want[name], "%s leaves nothing, or stands twice", name)
		delete(want, name)
		for _, h := range strings.Split(m[4], ", ") {
			require.True(t, known[h], "%s: %s", name, h)
		}
		for _, test := range strings.Split(m[5], ", ") {
			require.True(t, tests[strings.Trim(test, "`")], "%s rests on %s, which is not there", name, test)
		}
	}
	require.Empty(t, want, "nobody asked what if")
}

// Files that the documents name are there.
func TestDocumentsNameFilesThatAreThere(t *testing.T) {
	path := regexp.MustCompile("`?((?:examples|referral|matching|person)/[\\w./-]+|[A-Z]+\\.md)`?")
	for _, doc := range []string{"EPICS.md", "GUIDE.md", "HAZARDS.md", "PROTECTION.md"} {
		data, err := os.ReadFile(doc)
		require.NoError(t, err)
		for _, m := range path.FindAllStringSubmatch(string(data), -1) {
			file := strings.TrimRight(m[1], ".,")
			if !strings.Contains(file, "/") {
				_, err = os.Stat(file)
			} else {
				_, err = os.Stat(filepath.Join("..", "..", file))
			}
			require.NoError(t, err, "%s names %s", doc, file)
		}
	}
}
