package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// A pkg is a package with its mutants.
type pkg struct {
	tags    string
	path    string // import path
	name    string
	dir     string
	files   []string // base names
	tested  bool
	fset    *token.FileSet
	syntax  []*ast.File
	source  [][]byte
	info    *types.Info
	types   *types.Package
	count   int
	mutants []*mutant
}

// listed is what the go command says about a package.
type listed struct {
	ImportPath, Name, Dir, Export      string
	GoFiles, TestGoFiles, XTestGoFiles []string
}

// goList runs go list in the module of a directory.
func goList(dir string, args ...string) ([]listed, error) {
	cmd := exec.Command("go", append([]string{"list"}, args...)...)
	var out, problem bytes.Buffer
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, &out, &problem
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("go list %s: %w\n%s", strings.Join(args, " "), err, problem.Bytes())
	}
	var all []listed
	for d := json.NewDecoder(&out); ; {
		var l listed
		if err := d.Decode(&l); errors.Is(err, io.EOF) {
			return all, nil
		} else if err != nil {
			return nil, fmt.Errorf("go list: %w", err)
		}
		all = append(all, l)
	}
}

// load reads a package, knows its types, and finds its mutants.
func load(l listed, tags string) (*pkg, error) {
	p := &pkg{
		tags: tags, path: l.ImportPath, name: l.Name, dir: l.Dir, files: l.GoFiles,
		tested: len(l.TestGoFiles)+len(l.XTestGoFiles) > 0, fset: token.NewFileSet(),
		info: &types.Info{
			Types: make(map[ast.Expr]types.TypeAndValue), Defs: make(map[*ast.Ident]types.Object),
			Implicits: make(map[ast.Node]types.Object),
		},
	}
	for _, name := range l.GoFiles {
		src, err := os.ReadFile(filepath.Join(l.Dir, name))
		if err != nil {
			return nil, err
		}
		f, err := parser.ParseFile(p.fset, name, src, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		p.source, p.syntax = append(p.source, src), append(p.syntax, f)
	}
	imports, err := p.imports()
	if err != nil {
		return nil, err
	}
	p.types, err = (&types.Config{Importer: imports}).Check(l.ImportPath, p.fset, p.syntax, p.info)
	return p, err
}

// imports returns what reads the packages that p imports from the build cache.
func (p *pkg) imports() (types.Importer, error) {
	deps, err := goList(p.dir, "-export", "-deps", "-json=ImportPath,Export", "-tags", p.tags, ".")
	if err != nil {
		return nil, err
	}
	export := make(map[string]string)
	for _, d := range deps {
		export[d.ImportPath] = d.Export
	}
	return importer.ForCompiler(p.fset, "gc", func(path string) (io.ReadCloser, error) {
		return os.Open(export[path])
	}), nil
}
