package prsb

import (
	"errors"
	"fmt"
	"iter"
	"slices"

	"github.com/socialprescribing/socialprescribing/person"
)

// ErrElement matches every error that says the standard has no such element, or
// not of that kind.
var ErrElement = errors.New("prsb: no such element")

// PathError says which element was asked for and what was wrong with it. It
// never holds what was to be written there.
type PathError struct {
	Path   Path
	Wanted string
}

// Error names the element and what was wanted.
func (e *PathError) Error() string {
	return fmt.Sprintf("prsb: element %q: wanted %s", string(e.Path), e.Wanted)
}

// Is reports whether target is ErrElement.
func (e *PathError) Is(target error) bool { return target == ErrElement }

// Entry is one occurrence of an element in a record: of an item its text, of a
// group what it holds.
type Entry struct {
	Path    Path
	Text    person.Text
	Entries []*Entry
}

// Record is a record in the shape of the standard: a tree of entries. It may be
// incomplete or wrong; Check says how. The zero Record is empty.
//
// A Record is personal data as a whole: its texts sit behind person.Text and
// no verb of fmt shows them. Its JSON is the standard's own shape and a
// disclosure. Not safe for concurrent writing.
type Record struct { //nolint:recvcheck // Add writes; Format must guard copies too
	Entries []*Entry
	Unread  []Unread // what a reader could not place; never lost
}

// Unread is a member of a JSON record that the standard does not have.
type Unread struct {
	Pointer string      `json:"pointer"` // RFC 6901; names of elements and indices only
	Raw     person.Text `json:"raw"`     // the value as JSON
}

// Add appends an occurrence of the element at p below the parent entry (nil:
// the record) and returns it. Groups between the two are not made: add them
// one by one. The error matches ErrElement when p is not a child of parent.
func (r *Record) Add(parent *Entry, p Path, text person.Text) (*Entry, error) {
	n := standard().byPath[p]
	switch {
	case n == nil:
		return nil, &PathError{Path: p, Wanted: "an element of the standard"}
	case parent == nil && p.Parent() != "", parent != nil && p.Parent() != parent.Path:
		return nil, &PathError{Path: p, Wanted: "an element directly under its parent entry"}
	case n.Group && !text.IsZero():
		return nil, &PathError{Path: p, Wanted: "no text: it is a group"}
	}
	e := &Entry{Path: p, Text: text}
	if parent == nil {
		r.Entries = insert(r.Entries, e)
	} else {
		parent.Entries = insert(parent.Entries, e)
	}
	return e, nil
}

// insert puts e behind its like and before what follows it in the standard.
func insert(list []*Entry, e *Entry) []*Entry {
	order := standard().byPath[e.Path].order
	i := len(list)
	for i > 0 {
		n := standard().byPath[list[i-1].Path]
		if n == nil || n.order <= order {
			break
		}
		i--
	}
	return slices.Insert(list, i, e)
}

// All yields every entry of the element at p, wherever its parents stand.
// Repeatable while the record is not written to.
func (r Record) All(p Path) iter.Seq[*Entry] {
	return func(yield func(*Entry) bool) { walk(r.Entries, p, yield) }
}

// walk yields the entries of p, and reports whether to go on.
func walk(list []*Entry, p Path, yield func(*Entry) bool) bool {
	for _, e := range list {
		if e.Path == p {
			if !yield(e) {
				return false
			}
			continue
		}
		if len(e.Path) < len(p) && p[:len(e.Path)] == e.Path && p[len(e.Path)] == '/' && !walk(e.Entries, p, yield) {
			return false
		}
	}
	return true
}

// Text gives the text of the first entry of an item, and whether there is one.
func (r Record) Text(p Path) (person.Text, bool) {
	for e := range r.All(p) {
		return e.Text, true
	}
	return person.Text{}, false
}

// Len gives the number of entries in the whole record.
func (r Record) Len() int { return count(r.Entries) }

func count(list []*Entry) int {
	n := len(list)
	for _, e := range list {
		n += count(e.Entries)
	}
	return n
}

// Equal reports whether both records say the same in the same order.
func (r Record) Equal(s Record) bool {
	return equal(r.Entries, s.Entries) && slices.EqualFunc(r.Unread, s.Unread, func(a, b Unread) bool {
		return a.Pointer == b.Pointer && a.Raw.Equal(b.Raw)
	})
}

func equal(a, b []*Entry) bool {
	return slices.EqualFunc(a, b, func(x, y *Entry) bool {
		return x.Path == y.Path && x.Text.Equal(y.Text) && equal(x.Entries, y.Entries)
	})
}

// Clone gives a copy that shares nothing that can be written to.
func (r Record) Clone() Record {
	return Record{Entries: clone(r.Entries), Unread: slices.Clone(r.Unread)}
}

func clone(list []*Entry) []*Entry {
	if list == nil {
		return nil
	}
	out := make([]*Entry, len(list))
	for i, e := range list {
		out[i] = &Entry{Path: e.Path, Text: e.Text, Entries: clone(e.Entries)}
	}
	return out
}

// Format writes a placeholder for every verb.
func (r Record) Format(s fmt.State, _ rune) { fmt.Fprintf(s, "prsb.Record(%d entries)", r.Len()) }

// Format writes the path for every verb, never the text.
func (e *Entry) Format(s fmt.State, _ rune) {
	if e == nil {
		fmt.Fprint(s, "prsb.Entry(nil)")
		return
	}
	fmt.Fprintf(s, "prsb.Entry(%s)", string(e.Path))
}
