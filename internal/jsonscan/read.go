package jsonscan

import (
	"bytes"
	"slices"
)

// nodeBytes is what a node counts towards Options.RecordBytes.
const nodeBytes = 40

// Read reads the value that Next found into d, whose former content is lost,
// and returns its root. It returns [ErrTooLarge] for a value over the limit.
func (r *Reader) Read(d *Doc) (Value, error) {
	d.Reset()
	d.base = r.Pointer()
	if err := r.readInto(d); err != nil {
		return Value{}, err
	}
	return d.Root(), nil
}

// Member reads the value that Next found as a member of the object that d was
// opened as with [Doc.Open]. It is how the members of an object that holds
// one long array are kept while the array is streamed.
func (r *Reader) Member(d *Doc) error {
	if r.err != nil {
		return r.err
	}
	d.name(r.Name())
	return r.readInto(d)
}

func (r *Reader) readInto(d *Doc) error {
	if r.err != nil {
		return r.err
	}
	began, nodes, text := r.began, len(d.nodes), len(d.text)
	_, err := r.value(d, r.pending)
	r.pending = Missing
	if err == nil && r.drop {
		d.nodes, d.text = d.nodes[:nodes], d.text[:text]
		d.nameFrom, d.nameEnd = 0, 0
		r.issue(RecordTooLarge, began, r.Pointer())
		err = ErrTooLarge
	}
	r.drop = false
	return err
}

// value reads one value of the kind k and returns its node.
func (r *Reader) value(d *Doc, k Kind) (int32, error) {
	began := r.base + int64(r.pos)
	i := r.add(d, k, began)
	var err error
	switch k {
	case Object, Array:
		err = r.container(d, i, k == Object)
	case String:
		var flags uint8
		from := len(d.text)
		if d.text, flags, err = r.text(d.text); err == nil {
			d.set(i, from, flags, r.drop)
			r.textIssues(flags, began)
		}
	case Number:
		from := len(d.text)
		if d.text, err = r.number(d.text); err == nil {
			d.set(i, from, 0, r.drop)
		}
		if r.drop {
			d.text = d.text[:from]
		}
	case Bool:
		err = r.boolean(d, i)
	case Null:
		err = r.literal("null")
	case Missing, End, EOF:
		err = r.fail(BadCharacter)
	}
	return i, err
}

func (r *Reader) boolean(d *Doc, i int32) error {
	if c, _ := r.peek(); c == 'f' {
		return r.literal("false")
	}
	if !r.drop {
		d.nodes[i].flags |= flagTrue
	}
	return r.literal("true")
}

// add begins a node, or begins to drop the record when it has grown too large.
func (r *Reader) add(d *Doc, k Kind, began int64) int32 {
	if !r.drop && len(d.text)+nodeBytes*len(d.nodes) > r.opt.RecordBytes {
		r.drop = true
	}
	if r.drop {
		return 0
	}
	i := int32(len(d.nodes)) //nolint:gosec // bounded by RecordBytes
	d.nodes = append(d.nodes, node{
		kind: k, offset: began, end: i + 1,
		name: d.nameFrom, nameEnd: d.nameEnd,
	})
	d.nameFrom, d.nameEnd = 0, 0
	return i
}

// container reads the members or elements of the container node i.
func (r *Reader) container(d *Doc, i int32, object bool) error {
	if err := r.push(object); err != nil {
		return err
	}
	level, members := r.depth-1, 0
	for {
		k, err := r.nextIn(&r.frames[level])
		if err != nil {
			return err
		}
		if k == End {
			break
		}
		members++
		if object && !r.drop {
			d.name(r.name)
		}
		if _, err = r.value(d, k); err != nil {
			return err
		}
	}
	if r.drop {
		return nil
	}
	d.nodes[i].end = int32(len(d.nodes)) //nolint:gosec // bounded by RecordBytes
	if object && members > 1 {
		r.duplicates(d, i, members)
	}
	return nil
}

// duplicates marks the members of the object node i that a later one of the
// same name shadows, and reports each.
func (r *Reader) duplicates(d *Doc, i int32, members int) {
	r.members = r.members[:0]
	for m := i + 1; m < d.nodes[i].end; m = d.nodes[m].end {
		r.members = append(r.members, m)
	}
	found := false
	if members <= fewMembers {
		found = d.shadowFew(r.members)
	} else {
		found = d.shadowMany(r.members)
	}
	if !found || r.opt.Issue == nil {
		return
	}
	at := []byte(Value{d, i}.Pointer()) // once: finding it walks the tree
	for m := i + 1; m < d.nodes[i].end; m = d.nodes[m].end {
		if d.nodes[m].flags&flagShadowed != 0 {
			n := &d.nodes[m]
			name := d.text[n.name:min(n.nameEnd, n.name+pointerNameBytes)]
			r.issue(DuplicateKey, n.offset, string(appendName(at[:len(at):len(at)], name)))
		}
	}
}

// fewMembers is up to where comparing all pairs is the faster way.
const fewMembers = 48

func (d *Doc) shadowFew(members []int32) bool {
	found := false
	for j, m := range members {
		a := &d.nodes[m]
		for _, l := range members[j+1:] {
			b := &d.nodes[l]
			if a.nameEnd-a.name == b.nameEnd-b.name &&
				bytes.Equal(d.text[a.name:a.nameEnd], d.text[b.name:b.nameEnd]) {
				a.flags |= flagShadowed
				found = true
				break
			}
		}
	}
	return found
}

func (d *Doc) shadowMany(members []int32) bool {
	slices.SortFunc(members, func(x, y int32) int {
		a, b := &d.nodes[x], &d.nodes[y]
		if c := bytes.Compare(d.text[a.name:a.nameEnd], d.text[b.name:b.nameEnd]); c != 0 {
			return c
		}
		return int(x - y)
	})
	found := false
	for j := range len(members) - 1 {
		a, b := &d.nodes[members[j]], &d.nodes[members[j+1]]
		if bytes.Equal(d.text[a.name:a.nameEnd], d.text[b.name:b.nameEnd]) {
			a.flags |= flagShadowed
			found = true
		}
	}
	return found
}
