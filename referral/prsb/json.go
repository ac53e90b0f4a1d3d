package prsb

import (
	"bytes"
	"io"
	"strconv"
	"strings"

	"github.com/socialprescribing/socialprescribing/internal/jsonscan"
	"github.com/socialprescribing/socialprescribing/person"
)

// MarshalJSON writes the record in the standard's shape: an object whose
// members are the elements by their names; an element that may repeat is an
// array; an item is a string. Elements stand in the standard's order, so that
// equal records give equal bytes.
func (r Record) MarshalJSON() ([]byte, error) {
	return appendGroup(nil, standard().root, r.Entries), nil
}

// appendGroup writes the object of a group.
func appendGroup(b []byte, n *node, entries []*Entry) []byte {
	b = append(b, '{')
	first := true
	for _, c := range n.children {
		of := occurrences(entries, c.Path)
		if len(of) == 0 {
			continue
		}
		if !first {
			b = append(b, ',')
		}
		first = false
		b = append(jsonscan.AppendString(b, c.Name), ':')
		b = appendOccurrences(b, c, of)
	}
	return append(b, '}')
}

// appendOccurrences writes one value, or an array where the standard lets the
// element repeat or the record has too many.
func appendOccurrences(b []byte, n *node, of []*Entry) []byte {
	if !n.Repeats() && len(of) == 1 {
		return appendEntry(b, n, of[0])
	}
	b = append(b, '[')
	for i, e := range of {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendEntry(b, n, e)
	}
	return append(b, ']')
}

func appendEntry(b []byte, n *node, e *Entry) []byte {
	if n.Group {
		return appendGroup(b, n, e.Entries)
	}
	return jsonscan.AppendString(b, e.Text.Disclose())
}

// occurrences picks the entries of one element, in order.
func occurrences(entries []*Entry, p Path) []*Entry {
	var of []*Entry
	for _, e := range entries {
		if e.Path == p {
			of = append(of, e)
		}
	}
	return of
}

// UnmarshalJSON reads what MarshalJSON writes and is Read without the list of
// what could not be placed, which stays in Unread.
func (r *Record) UnmarshalJSON(data []byte) error {
	read, err := ReadJSON(bytes.NewReader(data))
	if err != nil {
		return err
	}
	*r = read
	return nil
}

// Limits of a record that is read. They are generous for a record of one person
// and keep hostile input from filling the memory.
const (
	maxDepth  = 32
	maxString = 1 << 20
	maxRecord = 16 << 20
)

// ReadJSON reads one record in the standard's shape. Members that the standard
// does not have, and values of another kind than the element's, are kept in
// Unread with their pointer; nothing is dropped. The error is about the text as
// JSON: it names offset and pointer and never holds a value.
func ReadJSON(src io.Reader) (Record, error) {
	jr := jsonscan.NewReader(src, &jsonscan.Options{Depth: maxDepth, StringBytes: maxString, RecordBytes: maxRecord})
	if _, err := jr.Next(); err != nil {
		return Record{}, err
	}
	raw, err := readAll(jr)
	if err != nil {
		return Record{}, err
	}
	var rd reading
	rd.group(nil, standard().root, raw, "")
	return rd.record, nil
}

// readAll takes the value under the cursor and insists that nothing follows it.
func readAll(jr *jsonscan.Reader) (jsonscan.Value, error) {
	doc := new(jsonscan.Doc)
	v, err := jr.Read(doc)
	if err != nil {
		return v, err
	}
	_, err = jr.Next()
	return v, err
}

// reading places values in a record.
type reading struct{ record Record }

// group reads the members of an object under a parent entry.
func (rd *reading) group(parent *Entry, n *node, v jsonscan.Value, pointer string) {
	if v.Kind() != jsonscan.Object {
		rd.unread(v, pointer)
		return
	}
	for name, m := range v.Shadowed() {
		rd.unread(m, pointer+"/"+escape(string(name)))
	}
	for name, m := range v.Members() {
		at := pointer + "/" + escape(string(name))
		c := n.named(string(name))
		if c == nil {
			rd.unread(m, at)
			continue
		}
		rd.element(parent, c, m, at)
	}
}

// element reads one element, or each of an array of it.
func (rd *reading) element(parent *Entry, n *node, v jsonscan.Value, pointer string) {
	if v.Kind() != jsonscan.Array {
		rd.one(parent, n, v, pointer)
		return
	}
	i := 0
	for item := range v.Elements() {
		rd.one(parent, n, item, pointer+"/"+strconv.Itoa(i))
		i++
	}
}

// one reads one occurrence.
func (rd *reading) one(parent *Entry, n *node, v jsonscan.Value, pointer string) {
	if n.Group && v.Kind() == jsonscan.Object {
		e, err := rd.record.Add(parent, n.Path, person.Text{})
		if err == nil {
			rd.group(e, n, v, pointer)
		}
		return
	}
	if !n.Group && v.Kind() == jsonscan.String {
		_, err := rd.record.Add(parent, n.Path, person.NewText(v.Text()))
		if err == nil {
			return
		}
	}
	rd.unread(v, pointer)
}

// unread keeps a value that has no place.
func (rd *reading) unread(v jsonscan.Value, pointer string) {
	rd.record.Unread = append(rd.record.Unread, Unread{Pointer: pointer, Raw: person.NewText(string(v.AppendJSON(nil, nil)))})
}

// named finds the child of that name.
func (n *node) named(name string) *node {
	for _, c := range n.children {
		if c.Name == name {
			return c
		}
	}
	return nil
}

// escape writes a member's name for a JSON pointer. A name that the standard
// does not have may be anything, so it is cut.
func escape(name string) string {
	name = strings.NewReplacer("~", "~0", "/", "~1").Replace(name)
	if r := []rune(name); len(r) > 80 {
		name = string(r[:80])
	}
	return name
}
