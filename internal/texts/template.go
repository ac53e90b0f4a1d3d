package texts

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/language"
)

// A template is a sequence of literal texts, arguments and plurals:
//
//	template = { literal | "{" name "}" | "{" name ":" form { "|" form } "}" }
//	form     = category "=" template
//
// A backslash takes the next character literally. The category "other" must
// be there; a number whose own category has no form uses it.
type template []part

type part struct {
	literal string
	name    string
	forms   []form // a plural if there are any
}

type form struct {
	category string
	text     template
}

// The plural categories of the two languages, from Unicode CLDR 45.
var (
	englishForms = []string{"one", "other"}
	welshForms   = []string{"zero", "one", "two", "few", "many", "other"}
)

func englishPlural(n uint64) string {
	if n == 1 {
		return "one"
	}
	return "other"
}

// welshPlural: few is exactly three and many exactly six.
func welshPlural(n uint64) string {
	switch n {
	case 0:
		return "zero"
	case 1:
		return "one"
	case 2:
		return "two"
	case 3:
		return "few"
	case 6:
		return "many"
	default:
		return "other"
	}
}

// arguments appends the names that t needs, each once.
func (t template) arguments(names []string) []string {
	for _, p := range t {
		if p.name != "" && !slices.Contains(names, p.name) {
			names = append(names, p.name)
		}
		for _, f := range p.forms {
			names = f.text.arguments(names)
		}
	}
	return names
}

func parse(s string, categories []string) (template, error) {
	p := parser{rest: s, categories: categories}
	t, err := p.template("")
	if err == nil && p.rest != "" {
		err = fmt.Errorf("%q without its opening brace", p.rest[:1])
	}
	return t, err
}

type parser struct {
	rest       string
	categories []string
}

// template reads up to one of the bytes of stop, which stays unread, or to the
// end of the text.
func (p *parser) template(stop string) (template, error) {
	var t template
	for p.rest != "" && !strings.ContainsRune(stop+"}", rune(p.rest[0])) {
		if p.rest[0] != '{' {
			literal, err := p.literal(stop)
			if err != nil {
				return nil, err
			}
			t = append(t, part{literal: literal})
			continue
		}
		argument, err := p.argument()
		if err != nil {
			return nil, err
		}
		t = append(t, argument)
	}
	return t, nil
}

func (p *parser) literal(stop string) (string, error) {
	var b strings.Builder
	for p.rest != "" && !strings.ContainsRune(stop+"{}", rune(p.rest[0])) {
		if p.rest[0] == '\\' {
			p.rest = p.rest[1:]
			if p.rest == "" {
				return "", errors.New("backslash at the end")
			}
		}
		b.WriteByte(p.rest[0])
		p.rest = p.rest[1:]
	}
	return b.String(), nil
}

func (p *parser) argument() (part, error) {
	p.rest = p.rest[1:] // the opening brace
	end := strings.IndexAny(p.rest, "{}:|")
	if end <= 0 || !isName(p.rest[:end]) {
		return part{}, errors.New("a brace without an argument's name")
	}
	arg := part{name: p.rest[:end]}
	p.rest = p.rest[end:]
	switch p.rest[0] {
	case '}':
		p.rest = p.rest[1:]
		return arg, nil
	case ':':
		return p.plural(arg)
	default:
		return part{}, fmt.Errorf("{%s: unexpected %q", arg.name, p.rest[:1])
	}
}

func (p *parser) plural(arg part) (part, error) {
	for p.rest != "" && p.rest[0] != '}' {
		p.rest = p.rest[1:] // ':' before the first form, '|' before the others
		category, after, ok := strings.Cut(p.rest, "=")
		if !ok || !slices.Contains(p.categories, category) {
			return part{}, fmt.Errorf("{%s: a form that is not one of %s", arg.name, strings.Join(p.categories, ", "))
		}
		if slices.ContainsFunc(arg.forms, func(f form) bool { return f.category == category }) {
			return part{}, fmt.Errorf("{%s: two forms for %s", arg.name, category)
		}
		p.rest = after
		text, err := p.template("|")
		if err != nil {
			return part{}, err
		}
		arg.forms = append(arg.forms, form{category, text})
	}
	if p.rest == "" {
		return part{}, fmt.Errorf("{%s: no closing brace", arg.name)
	}
	p.rest = p.rest[1:]
	if arg.forms[len(arg.forms)-1].category != "other" {
		return part{}, fmt.Errorf("{%s: the last form must be other", arg.name)
	}
	return arg, nil
}

// isName accepts ASCII letters, digits, '-' and '_'.
func isName(s string) bool {
	for _, c := range []byte(s) {
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', c == '-', c == '_':
		default:
			return false
		}
	}
	return s != ""
}

// An Arg is a named argument of a text.
type Arg struct {
	Name  string
	Value any
}

// A makes an Arg. The value is a string, an integer, a [Key] of the same
// catalogue, something with Text(language.Tag) string, which is asked in the
// language of the text around it, or anything that fmt prints.
func A(name string, value any) Arg { return Arg{name, value} }

// A Key as the value of an argument stands for that key's own text.
type Key string

type writer struct {
	strings.Builder

	catalogue *Catalogue
	tag       language.Tag
	args      []Arg
}

func (w *writer) write(t template, plural func(uint64) string) {
	for _, p := range t {
		switch {
		case p.name == "":
			w.WriteString(p.literal)
		case p.forms != nil:
			n, whole := w.number(p.name)
			w.write(p.choose(n, whole, plural), plural)
		default:
			w.argument(p.name)
		}
	}
}

// choose picks the form for n; a value that is no whole number takes other.
func (p part) choose(n uint64, whole bool, plural func(uint64) string) template {
	last := p.forms[len(p.forms)-1]
	if !whole {
		return last.text
	}
	category := plural(n)
	for _, f := range p.forms {
		if f.category == category {
			return f.text
		}
	}
	return last.text
}

func (w *writer) lookup(name string) (any, bool) {
	for _, a := range w.args {
		if a.Name == name {
			return a.Value, true
		}
	}
	return nil, false
}

// number gives the absolute value of a whole number.
func (w *writer) number(name string) (uint64, bool) {
	value, _ := w.lookup(name)
	text := fmt.Sprint(value)
	n, err := strconv.ParseUint(strings.TrimPrefix(text, "-"), 10, 64)
	return n, err == nil
}

func (w *writer) argument(name string) {
	value, ok := w.lookup(name)
	if !ok {
		w.WriteString("{" + name + "}")
		return
	}
	switch v := value.(type) {
	case string:
		w.WriteString(v)
	case Key:
		w.WriteString(w.catalogue.Text(w.tag, string(v)))
	case interface{ Text(tag language.Tag) string }:
		w.WriteString(v.Text(w.tag))
	default:
		fmt.Fprint(w, v)
	}
}
