package hsds

import (
	"bufio"
	"compress/gzip"
	"errors"
	"io"
	"iter"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/internal/jsonscan"
)

// Format names a form that a directory comes in. Its texts are stable.
type Format string

// The forms that a reader knows.
const (
	// AnyFormat, the zero value: found out by looking.
	AnyFormat Format = ""
	// JSON is one JSON text: a page envelope with contents, an array of
	// services, one service, one organisation or one service at a location.
	JSON Format = "json"
	// NDJSON is one service a line.
	NDJSON Format = "ndjson"
	// CSV is a tabular package.
	CSV Format = "csv"
)

// Options are the choices of a reader; nil means the defaults.
type Options struct {
	// Source names the directory. It goes into the provenance of each record
	// and into identifiers derived for records whose own are no UUIDs.
	Source string
	// Licence of the data, for the provenance.
	Licence string
	// URL the data came from, for the provenance.
	URL string
	// Format, when the host knows it.
	Format Format
	// Zone is the IANA zone that times without one are taken to be in:
	// "Europe/London". Schedules made so say which rule assumed it.
	Zone string
	// Country is taken for addresses that name none, when judging postcodes and
	// positions: "GB".
	Country string
	// On is the day for which staleness is judged; zero: it is not.
	On activity.Day
	// Categories maps a taxonomy term to categories. Nil: terms whose code is
	// one of the built-in vocabulary stand for themselves.
	Categories func(activity.Term) []activity.Category
	// RecordBytes is the most memory of one record: 16 MiB. A larger one is
	// reported as lost and read past.
	RecordBytes int
	// TextBytes is the longest text kept of one field: 1 MiB. The rest is
	// dropped with a fault.
	TextBytes int
	// InputBytes is the most that is read of an input after decompression:
	// 8 GiB. It is what stops a compressed bomb.
	InputBytes int64
	// Faults is the number of faults kept in the report: 10,000. All are
	// counted.
	Faults int
	// Fault is called for every fault, kept or not, when not nil.
	Fault func(Fault)
}

const (
	defaultRecordBytes = 16 << 20
	defaultTextBytes   = 1 << 20
	defaultInputBytes  = 8 << 30
	defaultFaults      = 10_000
	defaultZone        = "Europe/London"
	sniffBytes         = 1 << 20
	trackedIDs         = 1 << 20 // identifiers remembered to find duplicates
	trackedProviders   = 1 << 17 // whose services are counted apart
)

// zoneRule names the rule by which times without a zone got one.
const zoneRule = "hsds:assumed-zone"

func (o *Options) withDefaults() Options {
	var out Options
	if o != nil {
		out = *o
	}
	if out.Zone == "" {
		out.Zone = defaultZone
	}
	if out.Country == "" {
		out.Country = "GB"
	}
	if out.RecordBytes <= 0 {
		out.RecordBytes = defaultRecordBytes
	}
	if out.TextBytes <= 0 {
		out.TextBytes = defaultTextBytes
	}
	if out.InputBytes <= 0 {
		out.InputBytes = defaultInputBytes
	}
	if out.Faults <= 0 {
		out.Faults = defaultFaults
	}
	return out
}

// Record is one record read: a service with its provider, or another kind of
// record that directories publish beside services. Exactly one of Activity
// and, for the others, Provider, Location or Terms is filled; a service also fills
// Provider when its record holds the organisation.
type Record struct {
	// Activity is nil for a record that is no service.
	Activity *activity.Activity
	// Provider is nil when the record holds no organisation.
	Provider *activity.Provider
	// Location is that of a file of locations.
	Location *activity.Location
	// Terms are those of a taxonomy file.
	Terms []activity.Term
}

// Reader reads one directory from a stream. It is not safe for concurrent use.
type Reader struct {
	mapper
	src     io.Reader
	scan    *jsonscan.Reader
	lines   bool
	paged   bool // the text is a page
	started bool
}

// NewReader returns a reader of JSON or NDJSON, either of them compressed with
// gzip or not. Nothing is read before the first record is asked for.
func NewReader(src io.Reader, o *Options) *Reader {
	return &Reader{mapper: newMapper(o.withDefaults()), src: src}
}

// Report returns what has been met so far. It is complete when the sequence of
// records has ended.
func (r *Reader) Report() *Report { return &r.report }

// Records yields the records in input order. A fault of a record does not end
// the sequence: the record is yielded with what could be kept, and the report
// holds the fault. An error, which matches ErrUnreadable, is the last thing
// yielded. The sequence can be run once; breaking off and ranging again goes
// on with the next record.
func (r *Reader) Records() iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		if err := r.start(); err != nil {
			yield(Record{}, err)
			return
		}
		r.stream(yield)
	}
}

// start opens the input: gzip or plain, one text or one a line.
func (r *Reader) start() error {
	if r.started {
		return nil
	}
	r.started = true
	src := bufio.NewReaderSize(r.src, 64<<10)
	head, _ := src.Peek(2)
	var in io.Reader = src
	if len(head) == 2 && head[0] == 0x1f && head[1] == 0x8b {
		z, err := gzip.NewReader(src)
		if err != nil {
			return r.stop(Malformed, 0, 1, "")
		}
		in = z
	}
	in = &capped{in, r.opt.InputBytes}
	r.scan = jsonscan.NewReader(in, &jsonscan.Options{
		RecordBytes: r.opt.RecordBytes, StringBytes: r.opt.TextBytes, Issue: r.issue,
	})
	switch r.opt.Format {
	case NDJSON:
		r.lines = true
	case AnyFormat:
		r.lines = r.scan.Sniff(sniffBytes)
	case JSON, CSV:
	}
	r.report.Format = JSON
	if r.lines {
		r.report.Format = NDJSON
		r.scan.SetLines()
	}
	return nil
}

// errCapped ends an input that is longer than Options.InputBytes.
var errCapped = errors.New("hsds: input longer than the limit")

type capped struct {
	src  io.Reader
	left int64
}

func (c *capped) Read(p []byte) (int, error) {
	if c.left <= 0 {
		return 0, errCapped
	}
	if int64(len(p)) > c.left {
		p = p[:c.left]
	}
	n, err := c.src.Read(p)
	c.left -= int64(n)
	return n, err
}

// stream yields the records of each text.
func (r *Reader) stream(yield func(Record, error) bool) {
	for {
		kind, err := r.scan.Next()
		if kind == jsonscan.EOF {
			r.finish()
			return
		}
		more := false
		if err == nil {
			r.line = r.scan.Line()
			more, err = r.text(kind, yield)
		}
		if err != nil {
			err = r.broken(err)
			if r.lines && recoverable(err) && r.scan.SkipLine() {
				continue
			}
			if r.lines && recoverable(err) {
				r.finish()
				return
			}
			yield(Record{}, err)
			return
		}
		if !more {
			return
		}
	}
}

// recoverable reports whether the next line may be read after err.
func recoverable(err error) bool {
	var f Fault
	return errors.As(err, &f) && f.Severity != Fatal
}

// text reads one JSON text. It reports whether the caller wants more.
func (r *Reader) text(kind jsonscan.Kind, yield func(Record, error) bool) (bool, error) {
	switch {
	case r.lines:
		return r.one(yield)
	case kind == jsonscan.Array:
		if err := r.scan.Enter(); err != nil {
			return false, err
		}
		return r.elements(yield)
	case kind == jsonscan.Object:
		return r.envelope(yield)
	}
	return r.one(yield)
}

// one reads the value at the cursor as a record.
func (r *Reader) one(yield func(Record, error) bool) (bool, error) {
	v, err := r.scan.Read(&r.doc)
	if errors.Is(err, jsonscan.ErrTooLarge) {
		r.report.Records++
		r.report.Lost++
		return true, nil
	}
	if err != nil {
		return false, err
	}
	return r.deliver(v, yield), nil
}

func (r *Reader) deliver(v jsonscan.Value, yield func(Record, error) bool) bool {
	for rec := range r.records(v) {
		if !yield(rec, nil) {
			return false
		}
	}
	return true
}

// elements reads the records of the array that the cursor is in.
func (r *Reader) elements(yield func(Record, error) bool) (bool, error) {
	n := 0
	for {
		kind, err := r.scan.Next()
		if err != nil {
			return false, err
		}
		if kind == jsonscan.End {
			r.pageCount = n
			return true, nil
		}
		n++
		r.line = r.scan.Line()
		more, err := r.one(yield)
		if err != nil || !more {
			return more, err
		}
	}
}

// envelope reads an object: a page whose contents are streamed, or one record.
// The members beside the contents are kept until the object ends, because a
// page is known by having contents, and members come in any order.
func (r *Reader) envelope(yield func(Record, error) bool) (bool, error) {
	r.page.Open(r.scan)
	if err := r.scan.Enter(); err != nil {
		return false, err
	}
	paged := false
	for {
		kind, err := r.scan.Next()
		if err != nil {
			return false, err
		}
		if kind == jsonscan.End {
			break
		}
		if kind == jsonscan.Array && isContents(r.scan.Name()) {
			paged = true
			if err = r.scan.Enter(); err != nil {
				return false, err
			}
			if more, err := r.elements(yield); err != nil || !more {
				return more, err
			}
			continue
		}
		if err = r.scan.Member(&r.page); errors.Is(err, jsonscan.ErrTooLarge) {
			continue // reported as an issue
		} else if err != nil {
			return false, err
		}
	}
	r.page.Close(r.scan)
	if r.paged = paged; paged {
		r.pageTotals(r.page.Root())
		return true, nil
	}
	if root := r.page.Root(); isTabular(root) {
		return r.tabular(root, yield), nil
	}
	return r.deliver(r.page.Root(), yield), nil
}

// isContents reports whether a member holds the records of a page: contents in
// HSDS 3, content in Open Referral UK 1.
func isContents(name []byte) bool { return string(name) == "contents" || string(name) == "content" }

// broken makes a fault of an error of the scanner.
func (r *Reader) broken(err error) error {
	var e *jsonscan.Error
	if !errors.As(err, &e) {
		return err
	}
	kind := Malformed
	switch {
	case e.Problem == jsonscan.Truncated || e.Problem == jsonscan.CutLine:
		kind = Truncated
	case e.Problem == jsonscan.TooDeep:
		kind = TooDeep
	case errors.Is(e.Err, errCapped):
		kind = TooLarge
	case errors.Is(e.Err, io.ErrUnexpectedEOF):
		kind = Truncated // a gzip stream cut off
	case e.Err != nil:
		kind = ReadFailed
	}
	if r.lines && e.Problem != jsonscan.ReadFailed {
		r.report.Records++
		r.report.Lost++
		f := Fault{Line: e.Line, Offset: e.Offset, Pointer: e.Pointer, Kind: kind, Severity: Error, Done: RecordLost}
		r.add(f)
		return f
	}
	return r.stop(kind, e.Offset, e.Line, e.Pointer)
}

// stop reports the fault that ends the reading.
func (r *mapper) stop(kind FaultKind, offset int64, line int, pointer string) error {
	f := Fault{Line: line, Offset: offset, Pointer: pointer, Kind: kind, Severity: Fatal, Done: Stopped}
	r.add(f)
	return f
}

// issue makes a fault of an issue of the scanner.
func (r *Reader) issue(i jsonscan.Issue) {
	f := Fault{Line: r.scan.Line(), Offset: i.Offset, Pointer: i.Pointer, Severity: Warning, Done: Repaired}
	switch i.Problem {
	case jsonscan.DuplicateKey:
		f.Kind, f.Done = DuplicateKey, Dropped // the last one counts
	case jsonscan.InvalidUTF8, jsonscan.LoneSurrogate:
		f.Kind = BadEncoding
	case jsonscan.ControlChar:
		f.Kind, f.Done = ControlChars, Kept
	case jsonscan.StringTooLong:
		f.Kind, f.Severity, f.Done = TooLarge, Error, KeptAsText
	case jsonscan.RecordTooLarge:
		f.Kind, f.Severity, f.Done = TooLarge, Error, RecordLost
	case jsonscan.Truncated, jsonscan.CutLine, jsonscan.BadCharacter, jsonscan.BadLiteral, jsonscan.BadNumber,
		jsonscan.BadEscape, jsonscan.TooDeep, jsonscan.Trailing, jsonscan.ReadFailed: // errors, not issues
		f.Kind = Malformed
	}
	r.add(f)
}
