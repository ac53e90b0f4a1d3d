package prsb

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/language"
)

// accessible are the parts that a reader must see before everything else:
// what the person needs so that they can be reached and understand.
var accessible = []Path{"individual-requirements", "about-me/how-i-communicate-and-how-to-communicate-with-me"}

// Markdown renders a record for people, as CommonMark: accessible-information
// needs first, then the standard's order, last whatever could not be placed in
// the standard. Headings are the standard's names; a Welsh tag gives Welsh ones,
// drafts of our own, and marked English where there is no Welsh that may be
// relied on (D40). Every other tag gives English. The texts of the record are
// never translated, and nothing in them is read as Markdown; runs of white space
// in them become one space.
//
// The result is a disclosure of the whole record.
func Markdown(r Record, tag language.Tag) string {
	return render(r, &form{tag: tag, title: atxHeading, text: escaped})
}

// PlainText renders a record as Markdown does, for readers and channels that
// have nothing but text: headings are underlined, and nothing is escaped. The
// result is a disclosure of the whole record.
func PlainText(r Record, tag language.Tag) string {
	return render(r, &form{tag: tag, title: underlined, text: bare})
}

// form is how a rendering looks, and what it has written so far.
type form struct {
	strings.Builder
	tag    language.Tag
	title  func(string) string             // a heading with the blank line behind it
	text   func(label, text string) string // an item: a person's own words, on one line
	strays []Unread                        // entries that the standard has no place for
}

// render writes the parts of a record in the order in which they are needed.
func render(r Record, f *form) string {
	for _, p := range accessible {
		n := standard().byPath[p]
		for e := range r.All(p) {
			f.WriteString(f.title(headings().Text(f.tag, keyBefore) + ": " + heading(f.tag, n.Element)))
			f.group(n, e, 0)
			f.WriteString("\n")
		}
	}
	for _, n := range standard().root.children {
		of := occurrences(r.Entries, n.Path)
		if len(of) == 0 || n.Path == accessible[0] {
			continue
		}
		f.WriteString(f.title(heading(f.tag, n.Element)))
		for _, e := range of {
			f.group(n, e, 0)
		}
		f.WriteString("\n")
	}
	f.stray(standard().root, r.Entries)
	f.unplaced(slices.Concat(f.strays, r.Unread))
	return f.String()
}

// group writes the entries of one group as a nested list.
func (f *form) group(n *node, e *Entry, depth int) {
	indent := strings.Repeat("  ", depth)
	for _, c := range n.children {
		for _, child := range occurrences(e.Entries, c.Path) {
			switch {
			case !c.Group:
				f.WriteString(indent + "- " + f.text(f.label(c), child.Text.Disclose()) + "\n")
			case c.Name == n.Name: // the standard nests a group in itself
				f.group(c, child, depth)
			default:
				f.WriteString(indent + "- " + heading(f.tag, c.Element) + "\n")
				f.group(c, child, depth+1)
			}
		}
	}
}

// label names an item; the two ways to give a concept need no name.
func (f *form) label(n *node) string {
	if isConcept(n) {
		return ""
	}
	return heading(f.tag, n.Element) + ": "
}

// stray gathers the entries below a node that group passes over: Add makes none,
// but a record may have been put together by hand.
func (f *form) stray(n *node, list []*Entry) {
	for _, e := range list {
		c := n.child(e.Path)
		if c == nil || c.Group && !e.Text.IsZero() {
			f.strays = append(f.strays, Unread{Pointer: string(e.Path), Raw: e.Text})
		}
		if c == nil {
			c = &node{} // below something unknown, everything is
		}
		f.stray(c, e.Entries)
	}
}

// unplaced writes what the standard has no element for, so that it is seen.
func (f *form) unplaced(list []Unread) {
	if len(list) == 0 {
		return
	}
	f.WriteString(f.title(headings().Text(f.tag, keyUnplaced)))
	for _, u := range list {
		f.WriteString("- " + f.text("", u.Pointer) + f.text(": ", u.Raw.Disclose()) + "\n")
	}
	f.WriteString("\n")
}

func atxHeading(text string) string { return "# " + text + "\n\n" }

func underlined(text string) string {
	return text + "\n" + strings.Repeat("=", utf8.RuneCountInString(text)) + "\n\n"
}

// bare takes line breaks and control characters out of a text, so that it can
// make neither a heading nor a list item, nor drive a terminal.
func bare(label, text string) string {
	return label + strings.Join(strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }), " ")
}

// marks are what CommonMark, and the tables and strike-through of its common
// extension, read as markup anywhere in a line.
var marks = strings.NewReplacer(`\`, `\\`, "*", `\*`, "_", `\_`, "`", "\\`", "[", `\[`, "<", `\<`, "#", `\#`, "&", `\&`, "~", `\~`, "|", `\|`)

// escaped keeps a person's own words from being read as Markdown.
func escaped(label, text string) string {
	text = marks.Replace(bare("", text))
	if label == "" {
		text = guarded(text)
	}
	return label + text
}

// guarded keeps a text that opens its list item from opening a quotation, a rule
// or a list of its own.
func guarded(text string) string {
	n := len(text) - len(strings.TrimLeft(text, "0123456789"))
	switch {
	case n == len(text):
		return text
	case n == 0 && strings.IndexByte(">-+=", text[0]) >= 0, n > 0 && strings.IndexByte(".)", text[n]) >= 0:
		return text[:n] + `\` + text[n:]
	}
	return text
}
