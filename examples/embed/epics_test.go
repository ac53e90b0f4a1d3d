package embed_test

import (
	"go/ast"
	"go/doc"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// epicNames are the names of the sixteen epics as the catalogue's database has
// them, in their order.
var epicNames = []string{
	"assess wellness or well-being of the Patient/Service User", "search the directory",
	"refer Patient/Service User to service(s)", "maintain referral record",
	"link to national or local directory of services", "maintain directory of services", "maintain service criteria",
	"refer to Link Worker", "capture Patient/Service User consent", "patient self-referral",
	"integrate SP referral record with clinical record", "receive notification of an appointment",
	"remind of appointments", "provide service feedback", "view service feedback",
	"obtain management information (MI) on social prescribing",
}

// epicLevel is the level of the epic with that number: the first seven are musts.
func epicLevel(n int) string {
	if n <= 7 {
		return "MUST"
	}
	return "MAY"
}

// runnable lists the Examples of this module that go test runs, which are those
// that say their output, as package.ExampleName. Nested modules are left out: a
// host that takes the library alone has not got them.
func runnable(t *testing.T) map[string]bool {
	t.Helper()
	found, root := map[string]bool{}, filepath.Join("..", "..")
	require.NoError(t, filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && path != root && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata" || isModule(path)):
			return filepath.SkipDir
		case !strings.HasSuffix(path, "_test.go"):
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		for _, name := range examplesOf(file) {
			found[strings.TrimSuffix(file.Name.Name, "_test")+"."+name] = true
		}
		return nil
	}))
	return found
}

// isModule reports whether a directory is the root of a module of its own.
func isModule(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, "go.mod"))
	return err == nil
}

// examplesOf names the Examples of a file that have an output to hold to.
func examplesOf(file *ast.File) []string {
	var names []string
	for _, e := range doc.Examples(file) {
		if e.Output != "" {
			names = append(names, "Example"+e.Name)
		}
	}
	return names
}

var (
	epicRow     = regexp.MustCompile(`^\| (C37E\d+) \| (MUST|MAY) \| (.+?) \| (.+) \|$`)
	exampleName = regexp.MustCompile("^`[a-z]+\\.Example\\w*`(, `[a-z]+\\.Example\\w*`)*$")
)

// D26: each of the sixteen epics names runnable Examples, or says in one sentence
// why it is the host's.
func TestD26_EveryEpicIsShownOrIsTheHosts(t *testing.T) {
	data, err := os.ReadFile("EPICS.md")
	require.NoError(t, err)
	examples, n := runnable(t), 0
	for line := range strings.Lines(string(data)) {
		if !strings.Contains(line, "C37E") || !strings.HasPrefix(line, "|") {
			continue
		}
		m := epicRow.FindStringSubmatch(strings.TrimSpace(line))
		require.NotNil(t, m, line)
		n++
		require.LessOrEqual(t, n, len(epicNames))
		require.Equal(t, []string{"C37E" + strconv.Itoa(n), epicLevel(n), epicNames[n-1]}, m[1:4])
		if why, ok := strings.CutPrefix(m[4], "the host's: "); ok {
			require.True(t, strings.HasSuffix(why, ".") && strings.Count(why, ". ") == 0, "%s wants one sentence", m[1])
			continue
		}
		require.Regexp(t, exampleName, m[4], "%s", m[1])
		for name := range strings.SplitSeq(m[4], ", ") {
			require.True(t, examples[strings.Trim(name, "`")], "%s names %s, which is no runnable Example", m[1], name)
		}
	}
	require.Equal(t, len(epicNames), n)
}

// An Example without an output is compiled but never run: it shows nothing.
func TestExamplesThatAreNotRunDoNotCount(t *testing.T) {
	src := "package p\n\nfunc Example_run() {\n\t// Output: 1\n}\n\nfunc Example_idle() {}\n"
	file, err := parser.ParseFile(token.NewFileSet(), "p_test.go", src, parser.ParseComments|parser.SkipObjectResolution)
	require.NoError(t, err)
	require.Equal(t, []string{"Example_run"}, examplesOf(file))
}
