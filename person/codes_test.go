package person_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"reflect"
	"strconv"
	"strings"
)

// codeConstants are the texts of the constants of each string kind, in the
// order of the source, read from the source so that none can be forgotten.
var codeConstants = func() map[string][]string {
	out := map[string][]string{}
	files, err := os.ReadDir(".")
	if err != nil {
		panic(err)
	}
	for _, f := range files {
		if !strings.HasSuffix(f.Name(), ".go") || strings.HasSuffix(f.Name(), "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), f.Name(), nil, 0)
		if err != nil {
			panic(err)
		}
		for _, d := range file.Decls {
			g, ok := d.(*ast.GenDecl)
			if !ok || g.Tok != token.CONST {
				continue
			}
			for _, s := range g.Specs {
				addConstant(out, s.(*ast.ValueSpec))
			}
		}
	}
	return out
}()

func addConstant(out map[string][]string, v *ast.ValueSpec) {
	typ, ok := v.Type.(*ast.Ident)
	if !ok || len(v.Values) != 1 {
		return
	}
	lit, ok := v.Values[0].(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return
	}
	if s, err := strconv.Unquote(lit.Value); err == nil && s != "" {
		out[typ.Name] = append(out[typ.Name], s)
	}
}

func codesOf(t reflect.Type) []string { return codeConstants[t.Name()] }
