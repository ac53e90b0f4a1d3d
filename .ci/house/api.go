package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/printer"
	"go/token"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// A listed package, as go list -json gives it.
type listed struct {
	ImportPath string
	Name       string
	Dir        string
	GoFiles    []string
	Deps       []string
	Standard   bool
	Module     *struct{ Path string }
}

// list runs go list in root.
func list(root string, args ...string) ([]listed, error) {
	cmd := exec.Command("go", append([]string{"list", "-json=ImportPath,Name,Dir,GoFiles,Deps,Standard,Module"}, args...)...)
	cmd.Dir, cmd.Stderr = root, os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w", err)
	}
	var all []listed
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var p listed
		switch err := dec.Decode(&p); {
		case errors.Is(err, io.EOF):
			return all, nil
		case err != nil:
			return nil, err
		}
		all = append(all, p)
	}
}

// short is the path below the module's own, "" for the root package.
func (p listed) short() string {
	return strings.TrimPrefix(strings.TrimPrefix(p.ImportPath, p.Module.Path), "/")
}

// public reports whether hosts can import p.
func (p listed) public() bool {
	return p.Name != "main" && p.short() != "" && len(p.GoFiles) > 0 &&
		!slices.Contains(strings.Split(p.short(), "/"), "internal")
}

// writeAPI writes one file per public package: its exported declarations in
// the order constants, variables, functions, types with their methods, sorted
// by name, without comments and bodies.
func writeAPI(root, out string) error {
	packages, err := list(root, "./...")
	if err != nil {
		return err
	}
	for _, p := range packages {
		if !p.public() {
			continue
		}
		text, err := declarations(p)
		if err != nil {
			return err
		}
		if err := write(filepath.Join(out, p.short()+".txt"), text); err != nil {
			return err
		}
	}
	return nil
}

func write(name, text string) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	return os.WriteFile(name, []byte(text), 0o644)
}

type declaration struct{ order, text string }

func declarations(p listed) (string, error) {
	var all []declaration
	for _, name := range p.GoFiles {
		fset := token.NewFileSet()
		// Without parser.ParseComments no comment is kept.
		file, err := parser.ParseFile(fset, filepath.Join(p.Dir, name), nil, parser.SkipObjectResolution)
		if err != nil {
			return "", err
		}
		ast.FileExports(file)
		for _, decl := range file.Decls {
			d, ok, err := declare(fset, decl)
			if err != nil {
				return "", err
			}
			if ok {
				all = append(all, d)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b declaration) int {
		return strings.Compare(a.order+"\x00"+a.text, b.order+"\x00"+b.text)
	})
	var b strings.Builder
	fmt.Fprintf(&b, "package %s // import %q\n", p.Name, p.ImportPath)
	for _, d := range all {
		b.WriteString("\n" + d.text + "\n")
	}
	return b.String(), nil
}

// declare prints one declaration and says where it sorts.
func declare(fset *token.FileSet, decl ast.Decl) (declaration, bool, error) {
	var order string
	switch d := decl.(type) {
	case *ast.FuncDecl:
		d.Body = nil
		order = "3 " + d.Name.Name
		if d.Recv != nil {
			receiver := receiverName(d.Recv.List[0].Type)
			if !ast.IsExported(receiver) {
				return declaration{}, false, nil
			}
			order = "4 " + receiver + " 2 " + d.Name.Name
		}
	case *ast.GenDecl:
		switch d.Tok {
		case token.CONST:
			order = "1"
		case token.VAR:
			order = "2"
			hideValues(d)
		case token.TYPE:
			order = "4 " + d.Specs[0].(*ast.TypeSpec).Name.Name + " 1"
		default:
			return declaration{}, false, nil
		}
	}
	var b bytes.Buffer
	config := printer.Config{Mode: printer.UseSpaces | printer.TabIndent, Tabwidth: 8}
	err := config.Fprint(&b, fset, decl)
	return declaration{order, tidy(b.String())}, true, err
}

// hideValues keeps of a variable what hosts see: its name and its type. A
// variable without a declared type shows the function that made it.
func hideValues(d *ast.GenDecl) {
	for _, spec := range d.Specs {
		v := spec.(*ast.ValueSpec)
		if v.Type != nil {
			v.Values = nil
		}
	}
}

func receiverName(e ast.Expr) string {
	switch t := e.(type) {
	case *ast.StarExpr:
		return receiverName(t.X)
	case *ast.IndexExpr:
		return receiverName(t.X)
	case *ast.IndexListExpr:
		return receiverName(t.X)
	case *ast.Ident:
		return t.Name
	default:
		return ""
	}
}

// tidy removes the empty lines that removed comments and members leave.
func tidy(s string) string {
	lines := slices.DeleteFunc(strings.Split(s, "\n"), func(line string) bool {
		return strings.TrimSpace(line) == ""
	})
	return strings.Join(lines, "\n")
}

// writeDeps writes one file per package of the module, programs included: the
// packages that importing it links, the library's own and foreign ones and the
// public ones of the standard library. Those that the standard library keeps
// to itself change with each release of Go and are left out.
func writeDeps(root, out string) error {
	packages, err := list(root, "./...")
	if err != nil {
		return err
	}
	for _, p := range packages {
		if p.short() == "" || len(p.GoFiles) == 0 {
			continue
		}
		deps := slices.DeleteFunc(slices.Clone(p.Deps), hiddenStandard)
		slices.Sort(deps)
		if err := write(filepath.Join(out, p.short()+".txt"), strings.Join(deps, "\n")+"\n"); err != nil {
			return err
		}
	}
	return nil
}

func hiddenStandard(path string) bool {
	first, _, _ := strings.Cut(path, "/")
	if strings.Contains(first, ".") {
		return false
	}
	return first == "vendor" || first == "runtime" || first == "unsafe" ||
		slices.Contains(strings.Split(path, "/"), "internal")
}
