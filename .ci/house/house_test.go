package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// tree writes files and gives their directory.
func tree(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := write(filepath.Join(dir, name), text); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// wants checks that err holds all of the texts, or is nil if there are none.
func wants(t *testing.T, err error, texts ...string) {
	t.Helper()
	if len(texts) == 0 && err != nil {
		t.Fatalf("got %v, want no error", err)
	}
	for _, text := range texts {
		if err == nil || !strings.Contains(err.Error(), text) {
			t.Fatalf("got %v, want an error with %q", err, text)
		}
	}
}

const example = `package p_test

func Example() {
	a := 1
	if a == 1 {
		println(a)
	}

	// Output: 1
}
`

func TestReadmeSnippets(t *testing.T) {
	const snippet = "a := 1\nif a == 1 {\n\tprintln(a)\n}\n"
	for name, tt := range map[string]struct {
		readme string
		want   []string
	}{
		"the same":          {"<!-- example: p Example -->\n\n```go\n" + snippet + "```\n", nil},
		"no marker":         {"text\n```go\n" + snippet + "```\n", []string{"README.md:2", "without"}},
		"another line":      {"<!-- example: p Example -->\n```go\na := 2\n```\n", []string{`"a := 2"`, `"a := 1"`}},
		"a line less":       {"<!-- example: p Example -->\n```go\na := 1\n```\n", []string{"goes on"}},
		"a line more":       {"<!-- example: p Example -->\n```go\n" + snippet + "b()\n```\n", []string{"ends before"}},
		"no such Example":   {"<!-- example: p ExampleT -->\n```go\n" + snippet + "```\n", []string{"no ExampleT"}},
		"other blocks":      {"```\nanything\n```\n```sh\nls\n```\n", nil},
		"output":            {"<!-- output: run.txt -->\n```console\n$ go run .\none\n...\nfour\n```\n", nil},
		"output in part":    {"<!-- output: run.txt -->\n```console\ntwo\n```\n", []string{"does not hold"}},
		"output, bad order": {"<!-- output: run.txt -->\n```console\n...\nfour\n...\ntwo\n```\n", []string{`"two"`}},
	} {
		dir := tree(t, map[string]string{
			"README.md": tt.readme, "p/p_test.go": example, "run.txt": "$ go run .\none\ntwo\nthree\nfour\n",
		})
		t.Run(name, func(t *testing.T) { wants(t, checkReadme(dir), tt.want...) })
	}
}

func TestAPIHoldsWhatHostsSee(t *testing.T) {
	dir := tree(t, map[string]string{"p.go": `// Package p is commented.
package p

import "errors"

// B is commented.
type B struct {
	Seen   int // yes
	hidden int
}

// M is a method.
func (b *B) M() int { return b.hidden }

func (b B) m() {}

type hidden int

func (hidden) Exported() {}

func A[T any](t T) T { return t }

// Kinds.
const (
	One Kind = "one" // the first
	two Kind = "two"
)

type Kind string

var ErrNo = errors.New("p: no")

var table = map[string]int{}
`})
	p := listed{ImportPath: "m/p", Name: "p", Dir: dir, GoFiles: []string{"p.go"}}
	got, err := declarations(p)
	wants(t, err)
	const want = `package p // import "m/p"

const (
	One Kind = "one"
)

var ErrNo = errors.New("p: no")

func A[T any](t T) T

type B struct {
	Seen int
	// contains filtered or unexported fields
}

func (b *B) M() int

type Kind string
`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestExamples(t *testing.T) {
	const program = `package main

import ("fmt"; "os")

func main() {
	fmt.Println("hello", len(os.Args))
	if len(os.Args) > 1 {
		fmt.Fprintln(os.Stderr, "bad flag")
		os.Exit(3)
	}
}
`
	files := map[string]string{"go.mod": "module m\n\ngo 1.26.0\n", "examples/e/main.go": program}
	wants(t, runExamples(tree(t, files), false), "examples/e: neither")

	files["examples/e/testdata/run/ok.txt"] = "$ go run ./examples/e\nhello 1\n"
	files["examples/e/testdata/run/bad.txt"] = "$ go run ./examples/e -x\nhello 2\n[exit 3]\nbad flag\n"
	wants(t, runExamples(tree(t, files), false))

	files["examples/e/testdata/run/ok.txt"] = "$ go run ./examples/e\nhello 2\n"
	dir := tree(t, files)
	wants(t, runExamples(dir, false), "ok.txt", `"hello 1"`)
	wants(t, runExamples(dir, true))
	wants(t, runExamples(dir, false))

	files["examples/e/testdata/run/ok.txt"] = "hello 1\n"
	wants(t, runExamples(tree(t, files), false), "first line")
	wants(t, runExamples(t.TempDir(), false))
}

func TestCoverageCountsABlockOnce(t *testing.T) {
	dir := tree(t, map[string]string{"cover.out": "mode: set\n" +
		"m/p/a.go:1.1,2.2 3 0\nm/p/a.go:3.1,4.2 1 1\nm/p/a.go:1.1,2.2 3 1\nm/p/b.go:1.1,2.2 4 0\nm/q/c.go:1.1,2.2 2 5\n"})
	r, w, err := os.Pipe()
	wants(t, err)
	stdout := os.Stdout
	os.Stdout = w
	err = coverage(filepath.Join(dir, "cover.out"))
	os.Stdout = stdout
	wants(t, err)
	_ = w.Close()
	out := make([]byte, 100)
	n, _ := r.Read(out)
	if got, want := string(out[:n]), "m/p 50.0\nm/q 100.0\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestNestedModulesAreNotInTheZip(t *testing.T) {
	nested := map[string]bool{"examples/data": true}
	for file, want := range map[string]bool{
		"examples/data/raw/x.csv": true, "examples/data/go.mod": true, "examples/database.go": false, "go.mod": false,
	} {
		if got := inNested(file, nested); got != want {
			t.Errorf("%s: %t, want %t", file, got, want)
		}
	}
}
