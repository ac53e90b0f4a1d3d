package jsonscan

import (
	"iter"
	"strconv"
)

// Doc holds one value as a flat tree. It is reused: reading another value
// into it ends the life of every Value and byte slice taken from it. The zero
// value is empty and ready. It is not safe for concurrent use.
type Doc struct {
	nodes             []node
	text              []byte
	base              string // pointer of the root
	nameFrom, nameEnd uint32 // name of the next node
}

// node is one value. The nodes of a container's members follow it, up to end.
type node struct {
	offset        int64
	name, nameEnd uint32
	text, textEnd uint32
	end           int32
	kind          Kind
	flags         uint8
}

// Reset empties d and keeps its memory.
func (d *Doc) Reset() {
	d.nodes, d.text, d.base = d.nodes[:0], d.text[:0], ""
	d.nameFrom, d.nameEnd = 0, 0
}

// Open empties d and makes it an object whose members are then read one by
// one with [Reader.Member].
func (d *Doc) Open(r *Reader) {
	d.Reset()
	d.base = r.Pointer()
	d.nodes = append(d.nodes, node{kind: Object, end: 1, offset: r.Offset()})
}

// Close ends the object that Open began and reports duplicate members to r.
func (d *Doc) Close(r *Reader) {
	if len(d.nodes) == 0 {
		return
	}
	d.nodes[0].end = int32(len(d.nodes)) //nolint:gosec // bounded by RecordBytes
	n := 0
	for m := int32(1); m < d.nodes[0].end; m = d.nodes[m].end {
		n++
	}
	r.duplicates(d, 0, n)
}

func (d *Doc) name(b []byte) {
	d.nameFrom = uint32(len(d.text)) //nolint:gosec // bounded by RecordBytes
	d.text = append(d.text, b...)
	d.nameEnd = uint32(len(d.text)) //nolint:gosec // bounded by RecordBytes
}

func (d *Doc) set(i int32, from int, flags uint8, dropped bool) {
	if dropped {
		return
	}
	n := &d.nodes[i]
	n.text, n.textEnd = uint32(from), uint32(len(d.text)) //nolint:gosec // bounded by RecordBytes
	n.flags |= flags
}

// Root returns the value that d holds; of an empty Doc, a missing one.
func (d *Doc) Root() Value {
	if len(d.nodes) == 0 {
		return Value{}
	}
	return Value{d, 0}
}

// Value is one value of a Doc, and is valid as long as the Doc's content is.
// The zero value is missing: it has no members, no text, and reading it gives
// zero values.
type Value struct {
	d *Doc
	i int32
}

func (v Value) node() *node { return &v.d.nodes[v.i] }

// Kind returns the kind, Missing for the zero value.
func (v Value) Kind() Kind {
	if v.d == nil {
		return Missing
	}
	return v.node().kind
}

// Exists reports whether there is a value that is not null.
func (v Value) Exists() bool { return v.Kind() > Null }

// Get returns the member of that name, the last one if there are several; a
// missing value if there is none or v is no object.
func (v Value) Get(name string) Value {
	if v.Kind() != Object {
		return Value{}
	}
	for m := v.i + 1; m < v.node().end; m = v.d.nodes[m].end {
		n := &v.d.nodes[m]
		if n.flags&flagShadowed == 0 && string(v.d.text[n.name:n.nameEnd]) == name {
			return Value{v.d, m}
		}
	}
	return Value{}
}

// Members yields names and values of an object, in input order, without the
// shadowed ones. A name is valid as long as the Doc's content is.
func (v Value) Members() iter.Seq2[[]byte, Value] {
	return func(yield func([]byte, Value) bool) {
		if v.Kind() != Object {
			return
		}
		for m := v.i + 1; m < v.node().end; m = v.d.nodes[m].end {
			n := &v.d.nodes[m]
			if n.flags&flagShadowed != 0 {
				continue
			}
			if !yield(v.d.text[n.name:n.nameEnd], Value{v.d, m}) {
				return
			}
		}
	}
}

// Shadowed yields the members that a later one of the same name replaced.
func (v Value) Shadowed() iter.Seq2[[]byte, Value] {
	return func(yield func([]byte, Value) bool) {
		if v.Kind() != Object {
			return
		}
		for m := v.i + 1; m < v.node().end; m = v.d.nodes[m].end {
			n := &v.d.nodes[m]
			if n.flags&flagShadowed != 0 && !yield(v.d.text[n.name:n.nameEnd], Value{v.d, m}) {
				return
			}
		}
	}
}

// Elements yields the elements of an array; of any other value, nothing.
func (v Value) Elements() iter.Seq[Value] {
	return func(yield func(Value) bool) {
		if v.Kind() != Array {
			return
		}
		for m := v.i + 1; m < v.node().end; m = v.d.nodes[m].end {
			if !yield(Value{v.d, m}) {
				return
			}
		}
	}
}

// Len returns the number of elements or members, shadowed ones included.
func (v Value) Len() int {
	if v.Kind() != Array && v.Kind() != Object {
		return 0
	}
	n := 0
	for m := v.i + 1; m < v.node().end; m = v.d.nodes[m].end {
		n++
	}
	return n
}

// Bytes returns the text of a string or the digits of a number; nil for any
// other kind. It is valid as long as the Doc's content is.
func (v Value) Bytes() []byte {
	if k := v.Kind(); k != String && k != Number {
		return nil
	}
	n := v.node()
	return v.d.text[n.text:n.textEnd]
}

// Text returns Bytes as a string of its own.
func (v Value) Text() string { return string(v.Bytes()) }

// Bool returns whether the value is true, and whether it is a boolean at all.
func (v Value) Bool() (bool, bool) {
	if v.Kind() != Bool {
		return false, false
	}
	return v.node().flags&flagTrue != 0, true
}

// Cut reports whether the text is only the beginning of one that was longer
// than Options.StringBytes.
func (v Value) Cut() bool { return v.d != nil && v.node().flags&flagLong != 0 }

// Offset returns the input bytes before the value.
func (v Value) Offset() int64 {
	if v.d == nil {
		return 0
	}
	return v.node().offset
}

// Name returns the member name of the value; nil for an element or a root.
func (v Value) Name() []byte {
	if v.d == nil {
		return nil
	}
	n := v.node()
	return v.d.text[n.name:n.nameEnd]
}

// Pointer returns the JSON pointer (RFC 6901) of the value from the start of
// the input. It walks the tree and is meant for reporting a fault.
func (v Value) Pointer() string {
	if v.d == nil {
		return ""
	}
	return string(v.d.pointer([]byte(v.d.base), v.i))
}

func (d *Doc) pointer(b []byte, target int32) []byte {
	for at := int32(0); at != target; {
		object, i := d.nodes[at].kind == Object, 0
		m := at + 1
		for ; m <= target && d.nodes[m].end <= target; m = d.nodes[m].end {
			i++
		}
		if object {
			name := d.text[d.nodes[m].name:d.nodes[m].nameEnd]
			b = appendName(b, name[:min(len(name), pointerNameBytes)])
		} else {
			b = appendIndex(b, i)
		}
		at = m
	}
	return b
}

func appendName(b, name []byte) []byte {
	b = append(b, '/')
	for _, c := range name {
		switch c {
		case '~':
			b = append(b, "~0"...)
		case '/':
			b = append(b, "~1"...)
		default:
			b = append(b, c)
		}
	}
	return b
}

func appendIndex(b []byte, i int) []byte {
	return strconv.AppendInt(append(b, '/'), int64(i), 10)
}
