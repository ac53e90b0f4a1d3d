package main

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// markers stand on the line above a fenced block: which Example a Go snippet
// is, or which recorded run a console block quotes.
var (
	exampleMarker = regexp.MustCompile(`^<!-- example: (\S+) (Example\w*) -->$`)
	outputMarker  = regexp.MustCompile(`^<!-- output: (\S+) -->$`)
)

type block struct {
	line   int
	marker string
	kind   string
	lines  []string
}

// checkReadme compares each ```go block of the README with the body of the
// Example that its marker names, and each ```console block with the recorded
// run that its marker names. A Go block without a marker is a fault: it would
// be code that nobody compiles.
func checkReadme(root string) error {
	data, err := os.ReadFile(filepath.Join(root, "README.md"))
	if err != nil {
		return err
	}
	var faults []error
	compared := 0
	for _, b := range blocks(string(data)) {
		var err error
		switch {
		case b.kind == "go":
			err = checkSnippet(root, b)
		case outputMarker.MatchString(b.marker):
			err = checkOutput(root, b)
		default:
			continue
		}
		compared++
		if err != nil {
			faults = append(faults, fmt.Errorf("README.md:%d: %w", b.line, err))
		}
	}
	fmt.Printf("%d blocks compared\n", compared)
	return errors.Join(faults...)
}

func blocks(text string) []block {
	var all []block
	var open *block
	last := ""
	for i, line := range strings.Split(text, "\n") {
		switch {
		case open == nil && strings.HasPrefix(line, "```"):
			open = &block{line: i + 1, marker: last, kind: strings.TrimPrefix(line, "```")}
		case open != nil && strings.HasPrefix(line, "```"):
			all = append(all, *open)
			open = nil
		case open != nil:
			open.lines = append(open.lines, line)
		case strings.TrimSpace(line) != "":
			last = strings.TrimSpace(line)
		}
	}
	return all
}

func checkSnippet(root string, b block) error {
	m := exampleMarker.FindStringSubmatch(b.marker)
	if m == nil {
		return errors.New("a Go snippet without <!-- example: package ExampleName --> above it")
	}
	body, err := exampleBody(filepath.Join(root, m[1]), m[2])
	if err != nil {
		return err
	}
	return sameLines(normalise(b.lines), normalise(strings.Split(body, "\n")), m[2])
}

// exampleBody gives what stands between the braces of an Example, without its
// "Output:" comment.
func exampleBody(dir, name string) (string, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*_test.go"))
	if err != nil {
		return "", err
	}
	for _, file := range files {
		src, err := os.ReadFile(file)
		if err != nil {
			return "", err
		}
		fset := token.NewFileSet()
		parsed, err := parser.ParseFile(fset, file, src, parser.SkipObjectResolution)
		if err != nil {
			return "", err
		}
		for _, decl := range parsed.Decls {
			if f, ok := decl.(*ast.FuncDecl); ok && f.Recv == nil && f.Name.Name == name {
				return string(src[fset.Position(f.Body.Lbrace).Offset+1 : fset.Position(f.Body.Rbrace).Offset]), nil
			}
		}
	}
	return "", fmt.Errorf("no %s in %s", name, dir)
}

var outputComment = regexp.MustCompile(`^//\s*(Unordered output|Output):`)

// normalise removes the common indentation, the empty lines around, and the
// comment with the expected output and what follows it.
func normalise(lines []string) []string {
	var out []string
	for _, line := range lines {
		line = strings.TrimRight(line, " \t\r")
		if outputComment.MatchString(strings.TrimSpace(line)) {
			break
		}
		out = append(out, line)
	}
	for len(out) > 0 && out[0] == "" {
		out = out[1:]
	}
	for len(out) > 0 && out[len(out)-1] == "" {
		out = out[:len(out)-1]
	}
	for len(out) > 0 && indented(out) {
		for i := range out {
			out[i] = strings.TrimPrefix(out[i], "\t")
		}
	}
	return out
}

func indented(lines []string) bool {
	for _, line := range lines {
		if line != "" && line[0] != '\t' {
			return false
		}
	}
	return true
}

func sameLines(got, want []string, name string) error {
	for i := range max(len(got), len(want)) {
		switch {
		case i >= len(got):
			return fmt.Errorf("%s goes on with %q", name, want[i])
		case i >= len(want):
			return fmt.Errorf("%s ends before %q", name, got[i])
		case got[i] != want[i]:
			return fmt.Errorf("differs from %s: %q, there %q", name, got[i], want[i])
		}
	}
	return nil
}

// checkOutput wants each line of the block in the recorded run, in the same
// order; a line "..." stands for any number of lines left out.
func checkOutput(root string, b block) error {
	name := outputMarker.FindStringSubmatch(b.marker)[1]
	data, err := os.ReadFile(filepath.Join(root, name))
	if err != nil {
		return err
	}
	recorded := strings.Split(string(data), "\n")
	at, skipping := 0, false
	for _, line := range b.lines {
		line = strings.TrimRight(line, " ")
		if line == "..." {
			skipping = true
			continue
		}
		for skipping && at < len(recorded) && strings.TrimRight(recorded[at], " ") != line {
			at++
		}
		if at == len(recorded) || strings.TrimRight(recorded[at], " ") != line {
			return fmt.Errorf("%s does not hold %q there", name, line)
		}
		at++
		skipping = false
	}
	return nil
}
