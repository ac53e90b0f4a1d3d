package hsds

import (
	"archive/zip"
	"encoding/csv"
	"errors"
	"io"
	"io/fs"
	"iter"
	"path"
	"strings"
	"unicode/utf8"

	"github.com/socialprescribing/socialprescribing/internal/jsonscan"
)

// packageBytes is the default of Options.InputBytes for packages, whose tables
// are held in memory.
const packageBytes = 512 << 20

// Package is a tabular package: a CSV file for each kind of record, joined by
// their identifiers. It is not safe for concurrent use.
//
// The tables are read into memory, at most twice Options.InputBytes of it. A part
// that several records share, such as an organisation's telephones, is joined to
// each: a record stops at Options.RecordBytes, with a fault, and a package whose
// records come to more than 64 times what was read, and 64 MiB, ends there: no
// directory does, but a small file can be made to. Children whose parent is in no table are faults; organisations and locations
// that no service names are yielded last, so that nothing is lost.
type Package struct {
	mapper
	fsys   fs.FS
	left   int64    // of Options.InputBytes
	room   int64    // of what the tables may take in memory
	effort int64    // of what all records together may take, parts that several share counted for each
	full   bool     // the record being joined has reached Options.RecordBytes
	names  []string // of the files, by table number
	tables map[string]*table
	skip   map[string]bool // files that are not to be read
	done   bool
}

// NewPackage returns a reader of the package in a folder. Files that are no CSV
// are left alone; a CSV file whose name is no table's is a fault.
func NewPackage(fsys fs.FS, o *Options) *Package {
	opt := o.withDefaults()
	if o == nil || o.InputBytes <= 0 {
		opt.InputBytes = packageBytes
	}
	p := &Package{mapper: newMapper(opt), fsys: fsys, left: opt.InputBytes, room: 2 * opt.InputBytes, tables: map[string]*table{}, skip: map[string]bool{}}
	p.report.Format = CSV
	p.locate = p.where
	return p
}

// NewZip returns a reader of the package in a zip file of that size. A file
// whose name leads out of the archive is a fault and is not read; what a file
// unpacks to counts towards Options.InputBytes.
func NewZip(src io.ReaderAt, size int64, o *Options) (*Package, error) {
	z, err := zip.NewReader(src, size)
	if err != nil {
		f := Fault{Kind: Malformed, Severity: Fatal, Done: Stopped}
		return nil, f
	}
	p := NewPackage(z, o)
	for _, f := range z.File {
		if !fs.ValidPath(strings.TrimSuffix(f.Name, "/")) {
			p.add(Fault{File: safeFile(f.Name), Kind: UnknownTable, Severity: Error, Done: Dropped})
			p.skip[insideName(f.Name)] = true
		}
	}
	return p, nil
}

// insideName is the name under which package zip shows a file whose own name
// leads out of the archive.
func insideName(name string) string {
	name = strings.TrimPrefix(path.Clean(strings.ReplaceAll(name, "\\", "/")), "/")
	for strings.HasPrefix(name, "../") {
		name = name[3:]
	}
	return name
}

// Report returns what has been met so far.
func (p *Package) Report() *Report { return &p.report }

// where says in which cell a value stands.
func (p *Package) where(v value) (string, int, string) {
	at, file, pointer := v.Offset(), "", ""
	if n := int(at >> rowBits); n < len(p.names) {
		file = p.names[n]
	}
	if name := v.Name(); v.Kind() != jsonscan.Object && v.Kind() != jsonscan.Array {
		pointer = "/" + string(name)
	}
	return file, int(at & (1<<rowBits - 1)), pointer
}

// rowBits are the bits of a position that number the row.
const rowBits = 40

// Records yields the records: the services in the order of their table, then
// the organisations and locations that no service has. Like [Reader.Records] it
// runs once.
func (p *Package) Records() iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		if p.done {
			return
		}
		p.done = true
		if err := p.load(); err != nil {
			yield(Record{}, err)
			return
		}
		p.all(yield)
	}
}

// all yields the records of the loaded tables.
func (p *Package) all(yield func(Record, error) bool) {
	t := p.tables["services"]
	for i := range t.len() {
		t.used[i] = true
		if !p.deliver(p.buildService(t, i), yield) || !p.bearable(yield) {
			return
		}
	}
	if !p.others(yield) {
		return
	}
	p.unused()
	p.finish()
}

// others yields the organisations and locations that no service has.
func (p *Package) others(yield func(Record, error) bool) bool {
	t := p.tables["organizations"]
	for i := range t.len() {
		if t.used[i] {
			continue
		}
		t.used[i] = true
		v := p.buildOther(t, i)
		p.begin(v)
		o := p.provider(v)
		if !yield(Record{Provider: &o}, nil) || !p.bearable(yield) {
			return false
		}
	}
	t = p.tables["locations"]
	for i := range t.len() {
		if t.used[i] {
			continue
		}
		t.used[i] = true
		v := p.buildOther(t, i)
		p.begin(v)
		l := p.location(v, "")
		if !yield(Record{Location: &l}, nil) || !p.bearable(yield) {
			return false
		}
	}
	return true
}

// bearable counts the record that was delivered, and ends the reading when the
// records have come to more than any directory does.
func (p *Package) bearable(yield func(Record, error) bool) bool {
	if p.effort -= int64(p.doc.Bytes()); p.effort >= 0 {
		return true
	}
	yield(Record{}, p.stop(TooLarge, 0, 0, ""))
	return false
}

func (p *Package) deliver(v value, yield func(Record, error) bool) bool {
	for rec := range p.records(v) {
		if !yield(rec, nil) {
			return false
		}
	}
	return true
}

// unused reports the rows whose parent is in no table. Terms of a taxonomy may
// well be used by nothing.
func (p *Package) unused() {
	p.record = ""
	for _, s := range tableSpecs {
		t := p.tables[s.kind]
		if s.kind == "taxonomy_terms" || s.kind == "taxonomies" || s.kind == "units" {
			continue
		}
		for i := range t.len() {
			if !t.used[i] {
				p.add(Fault{File: p.names[t.number], Line: t.lines[i], Kind: Dangling, Severity: Warning, Done: Dropped})
			}
		}
	}
}

// load reads the files of the package.
func (p *Package) load() error {
	var files []string
	err := fs.WalkDir(p.fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && !p.skip[name] && strings.EqualFold(path.Ext(name), ".csv") {
			files = append(files, name)
		}
		return err
	})
	if err != nil {
		return p.stop(ReadFailed, 0, 0, "")
	}
	for _, name := range files { // in the order of their names: WalkDir is sorted
		kind, ok := tableKind(name)
		if base := strings.ToLower(strings.TrimSuffix(path.Base(name), path.Ext(name))); notCarriedTables[base] {
			p.add(Fault{File: safeFile(name), Kind: NotCarried, Severity: Note, Done: Dropped})
			continue
		}
		if !ok {
			p.add(Fault{File: safeFile(name), Kind: UnknownTable, Severity: Note, Done: Dropped})
			continue
		}
		if err := p.loadTable(name, kind); err != nil {
			return err
		}
	}
	p.index()
	p.effort = 64<<20 + 64*(p.opt.InputBytes-p.left)
	return nil
}

// safeFile is a file's name without its folders, if it is safe to print.
func safeFile(name string) string { return safeID(path.Base(name)) }

// loadTable reads one file as a table.
func (p *Package) loadTable(name, kind string) error {
	f, err := p.fsys.Open(name)
	if err != nil {
		p.names = append(p.names, safeFile(name))
		p.add(Fault{File: safeFile(name), Kind: ReadFailed, Severity: Error, Done: Dropped})
		return nil
	}
	defer f.Close() //nolint:errcheck // only read
	t := &table{kind: kind, number: len(p.names)}
	p.names = append(p.names, safeFile(name))
	if prior := p.tables[kind]; prior != nil {
		p.add(Fault{File: safeFile(name), Kind: UnknownTable, Severity: Warning, Done: Dropped})
		return nil
	}
	in := &capped{f, p.left}
	err = p.readRows(t, csv.NewReader(in))
	p.room -= p.left - in.left
	p.left = in.left
	p.tables[kind] = t
	return err
}

// What a row and a cell take beside their text, the entries of the index
// included; and how many columns are looked at, of which no table has forty.
const (
	rowBytes   = 160
	cellBytes  = 16
	maxColumns = 1000
)

// readRows reads header and rows. Quotes are read liberally; a row with too
// few or too many cells is named and read as far as it goes.
func (p *Package) readRows(t *table, r *csv.Reader) error {
	r.LazyQuotes, r.FieldsPerRecord = true, -1
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return p.brokenTable(t, err)
		}
		line, _ := r.FieldPos(0)
		if t.cols == nil {
			if t.header(row); len(t.cols) > maxColumns {
				t.cols = t.cols[:maxColumns]
				p.add(Fault{File: p.names[t.number], Line: line, Kind: TooLarge, Severity: Error, Done: Dropped})
			}
			continue
		}
		if p.room -= rowBytes + cellBytes*int64(len(row)); p.room < r.InputOffset() {
			return p.brokenTable(t, errCapped)
		}
		p.checkRow(t, row, line)
		t.rows = append(t.rows, row)
		t.lines = append(t.lines, line)
	}
}

func (p *Package) brokenTable(t *table, err error) error {
	f := Fault{File: p.names[t.number], Kind: ReadFailed, Severity: Fatal, Done: Stopped}
	var parse *csv.ParseError
	switch {
	case errors.As(err, &parse):
		f.Kind, f.Line = Malformed, parse.Line
	case errors.Is(err, errCapped):
		f.Kind = TooLarge
	case errors.Is(err, io.ErrUnexpectedEOF):
		f.Kind = Truncated
	}
	p.add(f)
	return f
}

// checkRow names ragged rows and mends the encoding of cells.
func (p *Package) checkRow(t *table, row []string, line int) {
	if len(row) != len(t.cols) {
		p.add(Fault{File: p.names[t.number], Line: line, Kind: RaggedRow, Severity: Warning, Done: Kept})
	}
	for i, cell := range row {
		if !utf8.ValidString(cell) {
			row[i] = strings.ToValidUTF8(cell, "\ufffd")
			p.add(Fault{File: p.names[t.number], Line: line, Pointer: "/" + t.col(i), Kind: BadEncoding, Severity: Warning, Done: Repaired})
		}
		if len(cell) > p.opt.TextBytes {
			row[i] = strings.ToValidUTF8(cell[:p.opt.TextBytes], "")
			p.add(Fault{File: p.names[t.number], Line: line, Pointer: "/" + t.col(i), Kind: TooLarge, Severity: Error, Done: KeptAsText})
		}
	}
}
