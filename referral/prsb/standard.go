package prsb

import (
	_ "embed"
	"encoding/json"
	"iter"
	"strings"
	"sync"
)

//go:embed standard.json
var standardJSON []byte

// Path names one element of the standard by the names above it, in lower case
// with hyphens: "person-demographics/person-name/title". It is unique within
// the standard. The zero value "" is the record as a whole.
type Path string

// Parent gives the path of the group that holds the element, "" at the top.
func (p Path) Parent() Path {
	if i := strings.LastIndexByte(string(p), '/'); i >= 0 {
		return p[:i]
	}
	return ""
}

// IsValid reports whether the standard has such an element.
func (p Path) IsValid() bool { return standard().byPath[p] != nil }

// Level says how much the standard wants an element.
type Level string

// The levels, as the standard words them: Mandatory must be there, Required
// must be there if it is known, Optional may be there. Elements for which the
// standard gives no level are read as Optional.
const (
	Mandatory Level = "M"
	Required  Level = "R"
	Optional  Level = "O"
)

// IsValid reports whether l is one of the levels.
func (l Level) IsValid() bool { return l == Mandatory || l == Required || l == Optional }

// Unbounded is the greatest number of occurrences where the standard says "*".
const Unbounded = -1

// Element is one node of the standard's tree: a group that holds others, or an
// item that holds a text. The descriptions are the standard's own words.
// Immutable and safe for concurrent use.
type Element struct {
	Path        Path
	Name        string // as the standard writes it
	Group       bool   // holds other elements; false: holds a text
	Level       Level
	Min         int // fewest occurrences within one parent
	Max         int // most occurrences, or Unbounded
	Description string
	Values      string // value set, where the standard names one
	Guidance    string // for implementers
	Type        string // "text", "string", "datetime", "date", "boolean", "decimal", "quantity", "identifier" or ""
	MinLength   int    // in characters; 0: not given
	MaxLength   int    // in characters; 0: not given
	Precision   string // of dates: "YM", "YMD" or "YMDHM", with "!" when neither less nor more will do
}

// Repeats reports whether the element may stand more than once in its parent.
func (e Element) Repeats() bool { return e.Max == Unbounded || e.Max > 1 }

// node is an element with its place in the tree.
type node struct {
	Element
	order    int // position in the whole tree
	children []*node
	// name is the last part of the path. concept says that the element is one of
	// the two ways to give a concept; either, that its children are both.
	// organisation says that its codes are those of the Organisation Data Service.
	name            string
	concept, either bool
	organisation    bool
}

// child finds the element of that path among the children.
func (n *node) child(p Path) *node {
	for _, c := range n.children {
		if c.Path == p {
			return c
		}
	}
	return nil
}

// coded reports whether the element is a concept that the standard wants by
// code or in words: either will do.
func (n *node) coded() bool { return n.either }

// tree is the standard, read once.
type tree struct {
	version, source, licence, holder string
	root                             *node
	all                              []*node
	byPath                           map[Path]*node
}

// raw is the form of an element in the embedded file.
type raw struct {
	Name        string `json:"name"`
	Group       bool   `json:"group"`
	Level       Level  `json:"mro"`
	Min         int    `json:"min"`
	Max         int    `json:"max"`
	Description string `json:"description"`
	Values      string `json:"values"`
	Guidance    string `json:"guidance"`
	Type        string `json:"type"`
	MinLength   int    `json:"minLength"`
	MaxLength   int    `json:"maxLength"`
	Precision   string `json:"precision"`
	Elements    []raw  `json:"elements"`
}

// standard reads the embedded tree, once. The data are the package's own: a
// fault in them is a fault of the build, found by every test.
var standard = sync.OnceValue(func() *tree {
	var file struct {
		Version  string `json:"version"`
		Source   string `json:"source"`
		Licence  string `json:"licence"`
		Holder   string `json:"holder"`
		Elements []raw  `json:"elements"`
	}
	if err := json.Unmarshal(standardJSON, &file); err != nil {
		panic("prsb: embedded standard: " + err.Error())
	}
	t := &tree{
		version: file.Version, source: file.Source, licence: file.Licence, holder: file.Holder,
		root: &node{Element: Element{Group: true, Level: Mandatory, Min: 1, Max: 1}}, byPath: map[Path]*node{},
	}
	t.add(t.root, file.Elements)
	return t
})

// add hangs elements under a node, depth first, in the standard's order.
func (t *tree) add(parent *node, elements []raw) {
	for _, r := range elements {
		n := &node{order: len(t.all), Element: Element{ // two groups of the standard hold nothing: they are items
			Path: join(parent.Path, slug(r.Name)), Name: r.Name, Group: r.Group && len(r.Elements) > 0, Level: r.Level, Min: r.Min, Max: r.Max,
			Description: r.Description, Values: r.Values, Guidance: r.Guidance,
			Type: r.Type, MinLength: r.MinLength, MaxLength: r.MaxLength, Precision: r.Precision,
		}}
		if n.Level == "" {
			n.Level = Optional
		}
		parent.children = append(parent.children, n)
		t.all, t.byPath[n.Path] = append(t.all, n), n
		t.add(n, r.Elements)
		n.name = nameOf(n.Path)
		n.concept = n.name == "coded-value" || n.name == "free-text"
		n.organisation = strings.Contains(strings.ToLower(n.Values), "organisation data service")
		n.either = n.child(n.Path+"/coded-value") != nil && n.child(n.Path+"/free-text") != nil
	}
}

// join appends a name to a path.
func join(p Path, name string) Path {
	if p == "" {
		return Path(name)
	}
	return p + "/" + Path(name)
}

// slug makes the last part of a path of an element's name.
func slug(name string) string {
	var b strings.Builder
	hyphen := false
	for _, r := range strings.ToLower(name) {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			if hyphen && b.Len() > 0 {
				b.WriteByte('-')
			}
			b.WriteRune(r)
			hyphen = false
			continue
		}
		hyphen = true
	}
	return b.String()
}

// Version is the release of the standard that this package holds: "1.1".
func Version() string { return standard().version }

// Source says where the standard is published; Licence under which terms.
func Source() string { return standard().source }

// Licence is the licence of the standard's text.
func Licence() string { return standard().licence }

// Elements yields all elements of the standard, each group before what it
// holds, in the standard's order. Repeatable.
func Elements() iter.Seq[Element] {
	return func(yield func(Element) bool) {
		for _, n := range standard().all {
			if !yield(n.Element) {
				return
			}
		}
	}
}

// Lookup gives the element of a path, and whether there is one.
func Lookup(p Path) (Element, bool) {
	n := standard().byPath[p]
	if n == nil {
		return Element{}, false
	}
	return n.Element, true
}
