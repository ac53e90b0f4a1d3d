package hsds

import (
	"strings"

	"github.com/socialprescribing/socialprescribing/internal/jsonscan"
)

// isTabular reports whether a JSON object is a tabular package in one text: a
// member for each table, such as "services.csv", with its rows as objects. The
// specification publishes its example so.
func isTabular(v value) bool { return v.Get("services.csv").Kind() == jsonscan.Array }

// tabular reads such an object.
func (r *Reader) tabular(v value, yield func(Record, error) bool) bool {
	p := NewPackage(nil, &r.opt)
	p.hold = r.hold
	// The text was one record, so that its limit is the limit of the tables.
	p.room, p.effort = 16*int64(r.opt.RecordBytes), 64<<20+64*int64(r.page.Bytes())
	fits := true
	for name, rows := range v.Members() {
		kind, ok := tableKind(string(name))
		if !ok {
			p.add(Fault{File: safeFile(string(name)), Kind: UnknownTable, Severity: Note, Done: Dropped})
			continue
		}
		t := &table{kind: kind, number: len(p.names)}
		p.names = append(p.names, safeFile(string(name)))
		p.tables[kind] = t
		for row := range rows.Elements() {
			p.room -= rowBytes + cellBytes*int64(t.object(row))
			if fits = fits && p.room >= 0; !fits {
				break
			}
		}
	}
	more := true
	pass := func(rec Record, err error) bool {
		more = yield(rec, err)
		return more
	}
	if fits {
		p.index()
		p.all(pass)
	} else {
		pass(Record{}, p.stop(TooLarge, 0, 0, ""))
	}
	r.report.merge(p.Report(), r.opt.Faults)
	return more
}

// object adds a row given as an object. Its line is its position. Members beyond
// as many columns as a table is given are left out.
// It returns the number of cells.
func (t *table) object(row value) int {
	var cells []string
	for name, v := range row.Members() {
		column := strings.ToLower(string(name))
		at := -1
		for i, c := range t.cols {
			if c == column {
				at = i
			}
		}
		if at < 0 && len(t.cols) >= maxColumns {
			continue
		}
		if at < 0 {
			at = len(t.cols)
			t.cols = append(t.cols, column)
		}
		for len(cells) <= at {
			cells = append(cells, "")
		}
		cells[at] = v.Text()
	}
	t.rows = append(t.rows, cells)
	t.lines = append(t.lines, len(t.rows))
	return len(cells)
}
