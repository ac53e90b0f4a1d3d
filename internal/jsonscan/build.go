package jsonscan

// The methods here build a tree by hand, so that records of another syntax,
// such as the rows of tables, are read by the same code. Each Begin needs its
// EndBuild. Offset is what [Value.Offset] returns later; its meaning is the
// caller's.

// Begin opens an object or array: the root, or the value of the member of that
// name (in an array the name is ignored). It returns the position to give to
// EndBuild.
func (d *Doc) Begin(k Kind, name string, offset int64) int32 {
	i := d.append(k, name, offset)
	return i
}

// EndBuild closes what Begin opened.
func (d *Doc) EndBuild(i int32) {
	d.nodes[i].end = int32(len(d.nodes)) //nolint:gosec // as large as the caller's record
}

// Bytes is what d holds, counted as Options.RecordBytes counts it. Who builds a
// record keeps it bounded: positions are 32 bits wide.
func (d *Doc) Bytes() int { return len(d.text) + nodeBytes*len(d.nodes) }

// AddString adds a text member or element.
func (d *Doc) AddString(name, text string, offset int64) {
	i := d.append(String, name, offset)
	from := len(d.text)
	d.text = append(d.text, text...)
	d.set(i, from, 0, false)
}

// AddNumber adds a number given by its digits.
func (d *Doc) AddNumber(name, digits string, offset int64) {
	d.AddString(name, digits, offset)
	d.nodes[len(d.nodes)-1].kind = Number
}

func (d *Doc) append(k Kind, name string, offset int64) int32 {
	i := int32(len(d.nodes)) //nolint:gosec // as large as the caller's record
	n := node{kind: k, offset: offset, end: i + 1}
	n.name = uint32(len(d.text)) //nolint:gosec // as above
	d.text = append(d.text, name...)
	n.nameEnd = uint32(len(d.text)) //nolint:gosec // as above
	d.nodes = append(d.nodes, n)
	return i
}
