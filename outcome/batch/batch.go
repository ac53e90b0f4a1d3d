package batch

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"iter"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/socialprescribing/socialprescribing/outcome"
)

// Row is one response of a file.
type Row struct {
	Line     int              // where it begins, from 1
	ID       string           // the file's pseudonym; "" when it has none
	Occasion outcome.Occasion // "" when the file does not say
	At       time.Time        // zero when the file does not say
	// Response is in the instrument's item order. It is valid until the next row: copy
	// it with Clone to keep it.
	Response outcome.Response
}

// Problem says what was wrong with a file, a row or a cell.
type Problem string

// The problems.
const (
	BadLine        Problem = "line cannot be read"
	BadHeading     Problem = "no column of any item"
	UnknownColumn  Problem = "column of no item"
	MissingColumn  Problem = "item without a column"
	BadAnswer      Problem = "no such answer"
	BadOccasion    Problem = "no such occasion"
	BadTime        Problem = "not a time"
	TooMany        Problem = "more answers than items"
	DuplicateItem  Problem = "item stands twice"
	LineTooLong    Problem = "line too long"
	ReadingStopped Problem = "reading stopped"
)

// IsValid reports whether p is one of the problems.
func (p Problem) IsValid() bool {
	return slices.Contains([]Problem{BadLine, BadHeading, UnknownColumn, MissingColumn, BadAnswer, BadOccasion, BadTime, TooMany, DuplicateItem, LineTooLong, ReadingStopped}, p)
}

// UnmarshalText refuses what is not a problem; empty text reads as unset.
func (p *Problem) UnmarshalText(text []byte) error {
	if w := Problem(text); w == "" || w.IsValid() {
		*p = w
		return nil
	}
	return outcome.ErrCode
}

// Action says what was done about a fault.
type Action string

// The actions.
const (
	TakenAsMissing Action = "taken as not answered"
	LeftOut        Action = "left out"
	Stopped        Action = "stopped"
	Ignored        Action = "ignored"
)

// IsValid reports whether a is one of the actions.
func (a Action) IsValid() bool {
	return a == TakenAsMissing || a == LeftOut || a == Stopped || a == Ignored
}

// UnmarshalText refuses what is not an action; empty text reads as unset.
func (a *Action) UnmarshalText(text []byte) error {
	if w := Action(text); w == "" || w.IsValid() {
		*a = w
		return nil
	}
	return outcome.ErrCode
}

// Fault is one fault of a file. It never holds what stood there.
type Fault struct {
	Line    int     `json:"line"`
	Path    string  `json:"path,omitempty"` // "item 3", or the member
	Problem Problem `json:"problem"`
	Action  Action  `json:"action"`
}

// String writes "line 7, item 3: no such answer; taken as not answered".
func (f Fault) String() string {
	s := "line " + strconv.Itoa(f.Line)
	if f.Path != "" {
		s += ", " + f.Path
	}
	return s + ": " + string(f.Problem) + "; " + string(f.Action)
}

// Report says what became of a file.
type Report struct {
	Lines  int     // lines read, the heading and empty ones included
	Rows   int     // responses given out
	Faults []Fault // the first [Options.MaxFaults] of them
	Count  int     // how many faults there were
}

// Options say how a file is to be read. The zero value is usual.
type Options struct {
	// Columns renames: the item or member for a heading of the file.
	Columns map[string]string
	// Comma separates the cells of a CSV file; 0 is a comma.
	Comma rune
	// MaxFaults is how many faults the report keeps; 0 is 1000.
	MaxFaults int
	// MaxLine is the longest line of an NDJSON file, in bytes; 0 is 1 MiB.
	MaxLine int
}

// Rows is a file being read, once. Not safe for concurrent use.
type Rows struct {
	in     *outcome.Instrument
	codes  []outcome.ItemCode
	o      Options
	read   func(yield func(Row) bool)
	report Report
}

func newRows(in *outcome.Instrument, o *Options) *Rows {
	r := &Rows{in: in, codes: in.Items()}
	if o != nil {
		r.o = *o
	}
	if r.o.MaxFaults <= 0 {
		r.o.MaxFaults = 1000
	}
	if r.o.MaxLine <= 0 {
		r.o.MaxLine = 1 << 20
	}
	return r
}

// All yields the responses in the order of the file. It can be ranged over once.
func (r *Rows) All() iter.Seq[Row] { return r.read }

// Report says what became of what has been read so far.
func (r *Rows) Report() Report {
	out := r.report
	out.Faults = slices.Clone(out.Faults)
	return out
}

func (r *Rows) fault(line int, path string, p Problem, a Action) {
	r.report.Count++
	if len(r.report.Faults) < r.o.MaxFaults {
		r.report.Faults = append(r.report.Faults, Fault{line, path, p, a})
	}
}

// answer reads one cell into the response.
func (r *Rows) answer(row *Row, item int, text string) {
	a, ok := r.in.ReadAnswer(item, strings.TrimSpace(text))
	if !ok {
		r.fault(row.Line, r.name(item), BadAnswer, TakenAsMissing)
	}
	row.Response[item] = a
}

// name is how faults call an item.
func (r *Rows) name(item int) string { return "item " + string(r.codes[item]) }

// meta reads one of the members beside the answers.
func (r *Rows) meta(row *Row, name, text string) {
	text = strings.TrimSpace(text)
	switch name {
	case "id":
		row.ID = text
	case "occasion":
		if row.Occasion.UnmarshalText([]byte(text)) != nil {
			r.fault(row.Line, name, BadOccasion, Ignored)
		}
	case "at":
		at, ok := readTime(text)
		if row.At = at; !ok {
			r.fault(row.Line, name, BadTime, Ignored)
		}
	}
}

func readTime(text string) (time.Time, bool) {
	if text == "" {
		return time.Time{}, true
	}
	for _, form := range []string{time.RFC3339Nano, time.DateOnly} {
		if t, err := time.Parse(form, text); err == nil {
			return t.UTC(), true
		}
	}
	return time.Time{}, false
}

func isMeta(name string) bool { return name == "id" || name == "occasion" || name == "at" }

// blank readies a row for the next response, in the same memory.
func (r *Rows) blank(row *Row, line int) {
	response := row.Response
	if response == nil {
		response = r.in.Blank()
	}
	for i := range response {
		response[i] = outcome.NotAnswered
	}
	*row = Row{Line: line, Response: response}
}

// CSV reads a CSV file with a heading. Options may be nil.
func CSV(file io.Reader, in *outcome.Instrument, o *Options) *Rows {
	r := newRows(in, o)
	r.read = func(yield func(Row) bool) { r.csv(file, yield) }
	return r
}

// column is what a column of a CSV file holds: an item, a member, or nothing.
type column struct {
	item int // -1: none
	meta string
}

func (r *Rows) csv(file io.Reader, yield func(Row) bool) {
	c := csv.NewReader(file)
	c.ReuseRecord, c.FieldsPerRecord = true, -1
	if r.o.Comma != 0 {
		c.Comma = r.o.Comma
	}
	heading, err := c.Read()
	if err != nil {
		r.stop(1, err)
		return
	}
	r.report.Lines = 1
	columns, ok := r.columns(heading)
	if !ok {
		r.fault(1, "", BadHeading, Stopped)
		return
	}
	var row Row
	for {
		record, err := c.Read()
		line := position(c, err)
		if err != nil {
			if !r.badLine(line, err) {
				return
			}
			continue
		}
		r.report.Lines++
		r.blank(&row, line)
		r.cells(&row, columns, record)
		r.report.Rows++
		if !yield(row) {
			return
		}
	}
}

// position is the line of the record just read, or of the error about it.
func position(c *csv.Reader, err error) int {
	var parse *csv.ParseError
	if errors.As(err, &parse) {
		return parse.StartLine
	}
	if err != nil {
		return 0
	}
	line, _ := c.FieldPos(0)
	return line
}

// badLine reports an error of the CSV reader, and whether reading can go on.
func (r *Rows) badLine(line int, err error) bool {
	var parse *csv.ParseError
	if errors.As(err, &parse) {
		r.report.Lines++
		r.fault(line, "", BadLine, LeftOut)
		return true
	}
	r.stop(r.report.Lines, err)
	return false
}

// stop reports an error of the file itself; its end is none.
func (r *Rows) stop(line int, err error) {
	if !errors.Is(err, io.EOF) {
		r.fault(line, "", ReadingStopped, Stopped)
	}
}

func (r *Rows) cells(row *Row, columns []column, record []string) {
	for i, cell := range record {
		if i >= len(columns) {
			r.fault(row.Line, "", TooMany, Ignored)
			return
		}
		switch c := columns[i]; {
		case c.item >= 0:
			if cell != "" {
				r.answer(row, c.item, cell)
			}
		case c.meta != "":
			r.meta(row, c.meta, cell)
		}
	}
}

// columns reads the heading: which column is which item. It reports columns of no
// item and items without a column, and false when there is no item at all.
func (r *Rows) columns(heading []string) ([]column, bool) {
	columns, found := make([]column, len(heading)), make([]bool, len(r.codes))
	for i, name := range heading {
		name = strings.ToLower(strings.TrimSpace(strings.TrimPrefix(name, "\ufeff")))
		if other, ok := r.o.Columns[name]; ok {
			name = other
		}
		columns[i] = column{item: r.itemOf(name)}
		switch item := columns[i].item; {
		case item < 0 && isMeta(name):
			columns[i].meta = name
		case item < 0:
			r.fault(1, "column "+strconv.Itoa(i+1), UnknownColumn, Ignored)
		case found[item]:
			r.fault(1, r.name(item), DuplicateItem, Ignored)
			columns[i].item = -1
		default:
			found[item] = true
		}
	}
	for i, ok := range found {
		if !ok {
			r.fault(1, r.name(i), MissingColumn, TakenAsMissing)
		}
	}
	return columns, slices.Contains(found, true)
}

func (r *Rows) itemOf(name string) int {
	if i := slices.Index(r.codes, outcome.ItemCode(name)); i >= 0 {
		return i
	}
	if rest, ok := strings.CutPrefix(name, "q"); ok {
		return slices.Index(r.codes, outcome.ItemCode(rest))
	}
	return -1
}

// NDJSON reads a file of one JSON object a line. Options may be nil.
func NDJSON(file io.Reader, in *outcome.Instrument, o *Options) *Rows {
	r := newRows(in, o)
	r.read = func(yield func(Row) bool) { r.ndjson(file, yield) }
	return r
}

// object is one line of an NDJSON file.
type object struct {
	ID       string          `json:"id"`
	Occasion string          `json:"occasion"`
	At       string          `json:"at"`
	Answers  json.RawMessage `json:"answers"`
}

func (r *Rows) ndjson(file io.Reader, yield func(Row) bool) {
	lines := newLines(file, r.o.MaxLine)
	var row Row
	for {
		text, tooLong, err := lines.next()
		if err != nil {
			r.stop(r.report.Lines+1, err)
			return
		}
		r.report.Lines++
		if tooLong {
			r.fault(r.report.Lines, "", LineTooLong, LeftOut)
			continue
		}
		if len(strings.TrimSpace(string(text))) == 0 {
			continue
		}
		r.blank(&row, r.report.Lines)
		if !r.object(&row, text) {
			r.fault(row.Line, "", BadLine, LeftOut)
			continue
		}
		r.report.Rows++
		if !yield(row) {
			return
		}
	}
}

func (r *Rows) object(row *Row, text []byte) bool {
	var o object
	if json.Unmarshal(text, &o) != nil {
		return false
	}
	r.meta(row, "id", o.ID)
	r.meta(row, "occasion", o.Occasion)
	r.meta(row, "at", o.At)
	if len(o.Answers) == 0 {
		return true
	}
	var list []json.RawMessage
	if json.Unmarshal(o.Answers, &list) == nil {
		r.list(row, list)
		return true
	}
	return r.keyed(row, o.Answers)
}

func (r *Rows) list(row *Row, list []json.RawMessage) {
	for i, a := range list {
		if i >= len(r.codes) {
			r.fault(row.Line, "", TooMany, Ignored)
			return
		}
		r.rawAnswer(row, i, a)
	}
}

// keyed reads answers by item, in the order of the line: a key that stands twice
// is a fault, and the first answer stays.
func (r *Rows) keyed(row *Row, data json.RawMessage) bool {
	dec := json.NewDecoder(strings.NewReader(string(data)))
	if open, err := dec.Token(); err != nil || open != json.Delim('{') {
		return false
	}
	seen := make([]bool, len(r.codes))
	for dec.More() {
		key, err := dec.Token()
		var a json.RawMessage
		if err != nil || dec.Decode(&a) != nil {
			return false
		}
		name, _ := key.(string)
		if other, ok := r.o.Columns[name]; ok {
			name = other
		}
		switch i := r.itemOf(name); {
		case i < 0:
			r.fault(row.Line, "answers", UnknownColumn, Ignored)
		case seen[i]:
			r.fault(row.Line, r.name(i), DuplicateItem, Ignored)
		default:
			seen[i] = true
			r.rawAnswer(row, i, a)
		}
	}
	return true
}

// rawAnswer reads a number, a code or null.
func (r *Rows) rawAnswer(row *Row, item int, a json.RawMessage) {
	text := string(a)
	var s string
	switch {
	case text == "null":
		return
	case json.Unmarshal(a, &s) == nil:
		text = s
	}
	r.answer(row, item, text)
}
