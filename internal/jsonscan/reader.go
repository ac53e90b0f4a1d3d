package jsonscan

import (
	"errors"
	"io"
	"unicode/utf8"
)

// Options sets limits. The zero value of each field means the default.
type Options struct {
	// Depth is the deepest nesting of arrays and objects allowed: 64.
	Depth int
	// StringBytes is the longest text kept of one string: 1 MiB. The rest of
	// a longer string is read and dropped, as an issue.
	StringBytes int
	// RecordBytes bounds the memory of one [Doc]: 16 MiB. A larger value is
	// read past and dropped, as an issue.
	RecordBytes int
	// Many allows several texts one after the other.
	Many bool
	// Lines says that a text ends with its line (NDJSON), so that after an
	// error [Reader.SkipLine] finds the next text. It implies Many.
	Lines bool
	// Issue is called for each issue, in input order except that a
	// duplicate key is reported at the end of its object.
	Issue func(Issue)
}

const (
	defaultDepth       = 64
	defaultStringBytes = 1 << 20
	defaultRecordBytes = 16 << 20
	maxRecordBytes     = 1 << 30 // positions in a Doc are 32 bits wide
	bufferBytes        = 64 << 10
	pointerNameBytes   = 64 // longer member names are cut in pointers
)

// Reader is a cursor over a stream of JSON. It is not safe for concurrent use.
type Reader struct {
	src    io.Reader
	srcErr error
	buf    []byte
	pos    int   // next byte in buf
	base   int64 // offset of buf[0]
	opt    Options

	frames  []frame
	depth   int  // frames in use
	pending Kind // the value that Next found and nobody has consumed
	name    []byte
	began   int64   // offset of the pending value
	texts   int     // top-level values seen
	line    int     // line ends passed
	members []int32 // scratch of duplicates
	drop    bool    // the record is over its limit: read on, keep nothing
	err     error   // the error that ended the reading
}

// frame is one open container; the pointer is made from the frames.
type frame struct {
	object bool
	n      int    // values begun
	name   []byte // of the current member
}

// NewReader returns a Reader of src. A byte order mark at its start is skipped.
func NewReader(src io.Reader, o *Options) *Reader {
	r := &Reader{src: src, buf: make([]byte, 0, bufferBytes)}
	if o != nil {
		r.opt = *o
	}
	if r.opt.Depth <= 0 {
		r.opt.Depth = defaultDepth
	}
	if r.opt.StringBytes <= 0 {
		r.opt.StringBytes = defaultStringBytes
	}
	if r.opt.RecordBytes <= 0 {
		r.opt.RecordBytes = defaultRecordBytes
	}
	r.opt.RecordBytes = min(r.opt.RecordBytes, maxRecordBytes)
	r.opt.StringBytes = min(r.opt.StringBytes, r.opt.RecordBytes)
	r.opt.Many = r.opt.Many || r.opt.Lines
	r.skipMark()
	return r
}

func (r *Reader) skipMark() {
	for len(r.buf) < 3 && r.fill() { //nolint:revive // fill is the body
	}
	if len(r.buf) >= 3 && r.buf[0] == 0xEF && r.buf[1] == 0xBB && r.buf[2] == 0xBF {
		r.pos = 3
	}
}

// Line returns the number of the input line that the cursor is in, from 1.
func (r *Reader) Line() int { return r.line + 1 }

// fill appends input to the buffer, dropping what has been read, and reports
// whether a byte was added.
func (r *Reader) fill() bool {
	if r.srcErr != nil {
		return false
	}
	if r.pos > 0 {
		r.base += int64(r.pos)
		r.buf = r.buf[:copy(r.buf, r.buf[r.pos:])]
		r.pos = 0
	}
	for range 100 { // as in bufio: a source may return nothing a few times
		n, err := r.src.Read(r.buf[len(r.buf):cap(r.buf)])
		r.buf = r.buf[:len(r.buf)+n]
		if err != nil {
			r.srcErr = err
		}
		if n > 0 || err != nil {
			return n > 0
		}
	}
	r.srcErr = io.ErrNoProgress
	return false
}

// Offset returns the number of input bytes before the cursor.
func (r *Reader) Offset() int64 { return r.base + int64(r.pos) }

// peek returns the next byte without consuming it.
func (r *Reader) peek() (byte, bool) {
	if r.pos < len(r.buf) || r.fill() {
		return r.buf[r.pos], true
	}
	return 0, false
}

// space skips white space and returns the byte after it, not consumed.
func (r *Reader) space() (byte, error) {
	for {
		for r.pos < len(r.buf) {
			switch c := r.buf[r.pos]; c {
			case '\n':
				if r.opt.Lines && r.depth > 0 {
					return 0, r.fail(CutLine)
				}
				r.pos++
				r.line++
			case ' ', '\t', '\r':
				r.pos++
			default:
				return c, nil
			}
		}
		if !r.fill() {
			return 0, r.cut()
		}
	}
}

// cut is the error for input that ends too soon.
func (r *Reader) cut() error {
	if r.srcErr != nil && !errors.Is(r.srcErr, io.EOF) {
		err := r.fail(ReadFailed)
		var e *Error
		if errors.As(err, &e) {
			e.Err = r.srcErr
		}
		return err
	}
	return r.fail(Truncated)
}

// fail ends the reading of the text.
func (r *Reader) fail(p Problem) error {
	r.err = &Error{Problem: p, Offset: r.Offset(), Line: r.line + 1, Pointer: r.Pointer()}
	return r.err
}

func (r *Reader) issue(p Problem, offset int64, pointer string) {
	if r.opt.Issue != nil {
		r.opt.Issue(Issue{Problem: p, Offset: offset, Pointer: pointer})
	}
}

// SkipLine abandons the current text after an error and goes to the start of
// the next line. It reports whether there is one.
func (r *Reader) SkipLine() bool {
	r.depth, r.pending, r.err, r.drop = 0, Missing, nil, false
	for {
		c, ok := r.peek()
		if !ok {
			return false
		}
		r.pos++
		if c == '\n' {
			r.line++
			return true
		}
	}
}

// Sniff reports whether the input looks like one text per line: its first
// line begins with "{" and ends with "}", and the next begins with "{". That
// is never a single JSON text. It consumes nothing, and looks at no more than
// the first limit bytes.
func (r *Reader) Sniff(limit int) bool {
	seen, line := 0, byte(0) // bytes looked at; last non-blank byte of line one
	ended := false
	for i := r.pos; seen < limit; i, seen = i+1, seen+1 {
		for i >= len(r.buf) {
			i -= r.pos
			if len(r.buf)-r.pos >= cap(r.buf) {
				grown := make([]byte, len(r.buf), 2*cap(r.buf))
				copy(grown, r.buf)
				r.buf = grown
			}
			if !r.fill() {
				return false
			}
		}
		switch c := r.buf[i]; {
		case c == '\n':
			ended = line != 0
		case c == ' ' || c == '\t' || c == '\r':
		case ended:
			return c == '{' && line == '}'
		case line == 0 && c != '{':
			return false
		default:
			line = c
		}
	}
	return false
}

// SetLines switches the reading of one text per line on, before the first
// call of Next.
func (r *Reader) SetLines() { r.opt.Lines, r.opt.Many = true, true }

// validText replaces each invalid byte of text[from:] as encoding/json does.
func validText(text []byte, from int) ([]byte, bool) {
	if utf8.Valid(text[from:]) {
		return text, true
	}
	bad := append([]byte(nil), text[from:]...)
	text = text[:from]
	for len(bad) > 0 {
		c, n := utf8.DecodeRune(bad)
		text = utf8.AppendRune(text, c)
		bad = bad[n:]
	}
	return text, false
}
