package prsb

import (
	"strings"
)

// accessible are the parts that a reader must see before everything else:
// what the person needs so that they can be reached and understand.
var accessible = []Path{"individual-requirements", "about-me/how-i-communicate-and-how-to-communicate-with-me"}

// Markdown renders a record for people: headings as the standard names its
// elements, accessible-information needs first, then the standard's order.
// The result is a disclosure of the whole record.
func Markdown(r Record) string {
	var b strings.Builder
	for _, p := range accessible {
		if n := standard().byPath[p]; n != nil {
			for e := range r.All(p) {
				b.WriteString("# Before you make contact: " + n.Name + "\n\n")
				markdown(&b, n, e, 0)
				b.WriteString("\n")
			}
		}
	}
	for _, n := range standard().root.children {
		of := occurrences(r.Entries, n.Path)
		if len(of) == 0 || n.Path == accessible[0] {
			continue
		}
		b.WriteString("# " + n.Name + "\n\n")
		for _, e := range of {
			markdown(&b, n, e, 0)
		}
		b.WriteString("\n")
	}
	return b.String()
}

// markdown writes the entries of one group as a nested list.
func markdown(b *strings.Builder, n *node, e *Entry, depth int) {
	indent := strings.Repeat("  ", depth)
	for _, c := range n.children {
		of := occurrences(e.Entries, c.Path)
		for _, child := range of {
			switch {
			case !c.Group:
				b.WriteString(indent + "- " + label(c) + inline(child.Text.Disclose()) + "\n")
			case c.Name == n.Name: // the standard nests a group in itself
				markdown(b, c, child, depth)
			default:
				b.WriteString(indent + "- " + c.Name + "\n")
				markdown(b, c, child, depth+1)
			}
		}
	}
}

// label names an item; the two ways to give a concept need no name.
func label(n *node) string {
	if isConcept(n) {
		return ""
	}
	return n.Name + ": "
}

// inline keeps a person's own words from being read as Markdown.
func inline(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	return strings.NewReplacer(`\`, `\\`, "*", `\*`, "_", `\_`, "`", "\\`", "[", `\[`, "<", `\<`, "#", `\#`).Replace(text)
}
