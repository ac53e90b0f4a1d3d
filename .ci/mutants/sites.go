package main

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
)

// A kind is what gremlins calls a mutator. These five are its defaults.
type kind string

const (
	arithmeticBase       kind = "ARITHMETIC_BASE"
	conditionalsBoundary kind = "CONDITIONALS_BOUNDARY"
	conditionalsNegation kind = "CONDITIONALS_NEGATION"
	incrementDecrement   kind = "INCREMENT_DECREMENT"
	invertNegatives      kind = "INVERT_NEGATIVES"
)

// A swap is one change of one operator.
type swap struct {
	kind kind
	to   token.Token
}

// swaps holds the default mutations of gremlins v0.6. It looks at the token of
// a binary or unary expression and of ++ and --, and at nothing else, so a minus
// has two mutants that are alike.
var swaps = map[token.Token][]swap{
	token.ADD: {{arithmeticBase, token.SUB}},
	token.SUB: {{invertNegatives, token.ADD}, {arithmeticBase, token.ADD}},
	token.MUL: {{arithmeticBase, token.QUO}},
	token.QUO: {{arithmeticBase, token.MUL}},
	token.REM: {{arithmeticBase, token.MUL}},
	token.EQL: {{conditionalsNegation, token.NEQ}},
	token.NEQ: {{conditionalsNegation, token.EQL}},
	token.GEQ: {{conditionalsBoundary, token.GTR}, {conditionalsNegation, token.LSS}},
	token.GTR: {{conditionalsBoundary, token.GEQ}, {conditionalsNegation, token.LEQ}},
	token.LEQ: {{conditionalsBoundary, token.LSS}, {conditionalsNegation, token.GTR}},
	token.LSS: {{conditionalsBoundary, token.LEQ}, {conditionalsNegation, token.GEQ}},
	token.INC: {{incrementDecrement, token.DEC}},
	token.DEC: {{incrementDecrement, token.INC}},
}

// A mutant is one swap at one place.
type mutant struct {
	id      int // from 1; 0 is the package as it is
	swap    swap
	file    string // base name
	pos     token.Position
	from    token.Token
	how     method
	hit     bool // by at least one test
	block   bool // in a block that the cover tool saw run, as gremlins asks
	verdict verdict
}

func (m *mutant) String() string {
	return fmt.Sprintf("%s:%d:%d %s", m.file, m.pos.Line, m.pos.Column, m.swap.kind)
}

// A method says how a mutant is tried.
type method int

const (
	switched  method = iota // by the variable, in the one test binary
	rebuilt                 // in a test binary of its own
	notViable               // it does not compile
)

// A verdict is what became of a mutant.
type verdict string

const (
	killed     verdict = "killed"
	lived      verdict = "lived"
	notCovered verdict = "not covered"
	timedOut   verdict = "timed out"
	unbuilt    verdict = "does not compile"
)

// A site is an operator with its mutants.
type site struct {
	node    ast.Node
	op      token.Token
	opPos   token.Pos
	mutants []*mutant
	fixed   bool // stands where the language wants a constant
}

// operator returns the operator that gremlins would look at.
func operator(n ast.Node) (token.Token, token.Pos) {
	switch n := n.(type) {
	case *ast.BinaryExpr:
		return n.Op, n.OpPos
	case *ast.UnaryExpr:
		return n.Op, n.OpPos
	case *ast.IncDecStmt:
		return n.Tok, n.TokPos
	}
	return token.ILLEGAL, token.NoPos
}

// sites returns the sites of a file in the order of the source, outer before
// inner.
func (p *pkg) sites(f *ast.File, name string) []*site {
	var found []*site
	constants := constantPlaces(f, p.info)
	ast.Inspect(f, func(n ast.Node) bool {
		op, pos := operator(n)
		if len(swaps[op]) == 0 {
			return true
		}
		s := &site{node: n, op: op, opPos: pos, fixed: constants.hold(n)}
		for _, sw := range swaps[op] {
			p.count++
			m := &mutant{id: p.count, swap: sw, file: name, pos: p.fset.Position(pos), from: op, how: rebuilt}
			if !p.viable(n, sw) {
				m.how = notViable
			}
			s.mutants = append(s.mutants, m)
			p.mutants = append(p.mutants, m)
		}
		found = append(found, s)
		return true
	})
	return found
}

// viable reports whether types let the mutant compile, as far as that is plain:
// strings have no minus, and nothing is divided by a constant zero.
func (p *pkg) viable(n ast.Node, sw swap) bool {
	e, ok := n.(*ast.BinaryExpr)
	if !ok {
		return true
	}
	if sw.to == token.SUB && p.isString(e) {
		return false
	}
	if sw.to == token.QUO {
		if v := p.info.Types[e.Y].Value; v != nil && (v.Kind() == constant.Int || v.Kind() == constant.Float) {
			return constant.Sign(v) != 0
		}
	}
	return true
}

func (p *pkg) isString(e ast.Expr) bool {
	t := p.info.Types[e].Type
	if t == nil {
		return false
	}
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsString != 0
}

// places are stretches of source.
type places [][2]token.Pos

func (ps places) hold(n ast.Node) bool {
	for _, p := range ps {
		if p[0] <= n.Pos() && n.End() <= p[1] {
			return true
		}
	}
	return false
}

// constantPlaces finds where only a constant may stand: constant declarations,
// lengths of arrays, and keys of array and slice literals.
func constantPlaces(f *ast.File, info *types.Info) places {
	var found places
	add := func(n ast.Node) { found = append(found, [2]token.Pos{n.Pos(), n.End()}) }
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.GenDecl:
			if n.Tok == token.CONST {
				add(n)
			}
		case *ast.ArrayType:
			if n.Len != nil {
				add(n.Len)
			}
		case *ast.CompositeLit:
			for _, key := range listKeys(n, info) {
				add(key)
			}
		}
		return true
	})
	return found
}

func listKeys(lit *ast.CompositeLit, info *types.Info) []ast.Expr {
	t := info.Types[lit].Type
	if t == nil {
		return nil
	}
	if _, ok := t.Underlying().(*types.Map); ok {
		return nil
	}
	var keys []ast.Expr
	for _, e := range lit.Elts {
		if kv, ok := e.(*ast.KeyValueExpr); ok {
			keys = append(keys, kv.Key)
		}
	}
	return keys
}
