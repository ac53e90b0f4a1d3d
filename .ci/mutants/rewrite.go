package main

import (
	"bytes"
	_ "embed"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"
)

// The functions that stand for operators in the rewritten package. They are
// added to it as a file under the name of their own.
//
//go:embed helpers.txt
var helpers string

const helperFile = "zz_mutants.go"

// helperOf names the function that stands for an operator with two operands.
var helperOf = map[token.Token]string{
	token.ADD: "mutantAdd", token.SUB: "mutantSub", token.MUL: "mutantMul",
	token.QUO: "mutantQuo", token.REM: "mutantRem",
	token.GEQ: "mutantGeq", token.GTR: "mutantGtr", token.LEQ: "mutantLeq", token.LSS: "mutantLss",
}

// An edit replaces n bytes at an offset. Edits at one offset are put there in
// the order of rank.
type edit struct {
	at, n int
	rank  int
	text  string
}

// rewritten returns the source of a file with every site that a variable can
// switch rewritten, and marks the mutants of those sites. Lines stay where they
// are.
func (p *pkg) rewritten(f *ast.File, src []byte, sites []*site) []byte {
	var edits []edit
	for i, s := range sites {
		es := p.schema(f, s, i, len(sites))
		if es == nil {
			continue
		}
		edits = append(edits, es...)
		for _, m := range s.mutants {
			if m.how != notViable {
				m.how = switched
			}
		}
	}
	return apply(src, edits)
}

// apply makes edits that do not overlap.
func apply(src []byte, edits []edit) []byte {
	slices.SortStableFunc(edits, func(a, b edit) int {
		if a.at != b.at {
			return a.at - b.at
		}
		return a.rank - b.rank
	})
	var out bytes.Buffer
	done := 0
	for _, e := range edits {
		out.Write(src[done:e.at])
		out.WriteString(e.text)
		done = e.at + e.n
	}
	out.Write(src[done:])
	return out.Bytes()
}

// schema returns the edits that put a site under the variable, or nil where
// that cannot be done. nth of total orders the edits that meet at one offset:
// what is outside opens first and closes last.
func (p *pkg) schema(f *ast.File, s *site, nth, total int) []edit {
	if s.fixed || s.mutants[0].how == notViable {
		return nil
	}
	open, between, ok := p.call(f, s)
	if !ok {
		return nil
	}
	op := p.fset.Position(s.opPos).Offset
	opEdit := edit{at: op, n: len(s.op.String()), rank: total + nth, text: between}
	switch n := s.node.(type) {
	case *ast.IncDecStmt:
		return []edit{opEdit}
	case *ast.UnaryExpr:
		opEdit.text = open
		return []edit{opEdit, p.closing(n, nth)}
	default:
		start := p.fset.Position(n.Pos()).Offset
		es := []edit{{at: start, rank: total + nth, text: open}, p.closing(n, nth)}
		if between != "" {
			es = append(es, opEdit)
		}
		return es
	}
}

func (p *pkg) closing(n ast.Node, nth int) edit {
	return edit{at: p.fset.Position(n.End()).Offset, rank: -nth, text: ")"}
}

// call returns what opens the call that stands for a site, what stands in place of
// the operator, and whether there is such a call.
func (p *pkg) call(f *ast.File, s *site) (string, string, bool) {
	ids := s.ids()
	switch n := s.node.(type) {
	case *ast.IncDecStmt:
		t, ok := p.typeName(f, n.X, p.info.Types[n.X].Type)
		if n.Tok == token.INC {
			return "", fmt.Sprintf("+= mutantStep[%s](%s)", t, ids), ok
		}
		return "", fmt.Sprintf("-= mutantStep[%s](%s)", t, ids), ok
	case *ast.UnaryExpr:
		t, ok := p.typeName(f, n, p.info.Types[n].Type)
		if s.op == token.ADD {
			return fmt.Sprintf("mutantPlus[%s](%s, ", t, ids), "", ok
		}
		return fmt.Sprintf("mutantMinus[%s](%s, ", t, ids), "", ok
	case *ast.BinaryExpr:
		return p.binary(f, s, n)
	}
	return "", "", false
}

// ids returns the arguments that name a site's mutants.
func (s *site) ids() string {
	ids := make([]string, len(s.mutants))
	for i, m := range s.mutants {
		ids[i] = fmt.Sprint(m.id)
	}
	return strings.Join(ids, ", ")
}

func (p *pkg) binary(f *ast.File, s *site, n *ast.BinaryExpr) (string, string, bool) {
	whole := p.info.Types[n]
	switch s.op {
	case token.EQL, token.NEQ:
		return fmt.Sprintf("mutantNot(%s, ", s.ids()), "", plainBool(whole.Type)
	case token.GEQ, token.GTR, token.LEQ, token.LSS:
		t, ok := p.typeName(f, n, p.operandType(n))
		return fmt.Sprintf("%s[%s](%s, ", helperOf[s.op], t, s.ids()), ",", ok && plainBool(whole.Type)
	default:
		if whole.Value != nil && s.op == token.QUO {
			return "", "", false // whole numbers in a constant may end as a float
		}
		t, ok := p.typeName(f, n, whole.Type)
		return fmt.Sprintf("%s[%s](%s, ", helperOf[s.op], t, s.ids()), ",", ok
	}
}

// operandType is the type in which a comparison compares: that of the operand
// that is no constant.
func (p *pkg) operandType(n *ast.BinaryExpr) types.Type {
	if x := p.info.Types[n.X]; x.Value == nil {
		return x.Type
	}
	return p.info.Types[n.Y].Type
}

func plainBool(t types.Type) bool {
	b, ok := t.(*types.Basic)
	return ok && b.Info()&types.IsBoolean != 0
}

// typeName writes a type as it can be named at a place in a file.
func (p *pkg) typeName(f *ast.File, at ast.Node, t types.Type) (string, bool) {
	switch t := t.(type) {
	case *types.Basic:
		if t.Info()&types.IsUntyped != 0 {
			d := types.Default(t)
			if d == t || t.Kind() == types.UntypedNil {
				return "", false
			}
			return p.typeName(f, at, d)
		}
		return t.Name(), p.means(at, t.Name(), types.Universe.Lookup(t.Name()))
	case *types.Alias:
		return p.typeName(f, at, types.Unalias(t))
	case *types.TypeParam:
		return t.Obj().Name(), p.means(at, t.Obj().Name(), t.Obj())
	case *types.Named:
		return p.namedType(f, at, t)
	}
	return "", false
}

func (p *pkg) namedType(f *ast.File, at ast.Node, t *types.Named) (string, bool) {
	o := t.Obj()
	if t.TypeArgs().Len() > 0 {
		return "", false
	}
	if o.Pkg() == p.types {
		return o.Name(), p.means(at, o.Name(), o)
	}
	for _, spec := range f.Imports {
		name := p.importName(spec)
		if name != nil && name.Imported() == o.Pkg() && o.Exported() {
			return name.Name() + "." + o.Name(), p.means(at, name.Name(), name)
		}
	}
	return "", false
}

// importName returns the object that an import declares in its file.
func (p *pkg) importName(spec *ast.ImportSpec) *types.PkgName {
	if spec.Name != nil {
		n, _ := p.info.Defs[spec.Name].(*types.PkgName)
		return n
	}
	n, _ := p.info.Implicits[spec].(*types.PkgName)
	return n
}

// means reports whether a name stands for an object at a place.
func (p *pkg) means(at ast.Node, name string, want types.Object) bool {
	scope := p.types.Scope().Innermost(at.Pos())
	if scope == nil {
		return false
	}
	_, found := scope.LookupParent(name, at.Pos())
	return found == want
}
