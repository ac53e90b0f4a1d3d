package openactive

import (
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/activity/hsds"
	"github.com/socialprescribing/socialprescribing/internal/jsonscan"
)

// The rules by which absent facts are assumed, as the OpenActive specification
// tells consumers.
const (
	RuleAges   = "openactive:age-range-default"
	RuleGender = "openactive:gender-default"
)

// Options are the choices of a reader; nil means the defaults.
type Options struct {
	// Source names the feed's publisher, for provenance.
	Source string
	// Zone is the IANA zone in which dates without a schedule's own are shown:
	// "Europe/London".
	Zone string
	// Categories maps a concept to categories. Nil: the built-in map of the
	// OpenActive activity list.
	Categories func(activity.Term) []activity.Category
	// RecordBytes is the most memory of one item: 16 MiB.
	RecordBytes int
	// PageBytes is the most that is read of one page: 256 MiB.
	PageBytes int64
}

const (
	defaultZone      = "Europe/London"
	defaultPageBytes = 256 << 20
)

func (o *Options) withDefaults() Options {
	var out Options
	if o != nil {
		out = *o
	}
	if out.Zone == "" {
		out.Zone = defaultZone
	}
	if out.Categories == nil {
		out.Categories = func(t activity.Term) []activity.Category {
			return activity.OpenActiveMap().Categorise([]activity.Term{t})
		}
	}
	if out.PageBytes <= 0 {
		out.PageBytes = defaultPageBytes
	}
	return out
}

// Item is one item of a page.
type Item struct {
	// ID and Kind are those of the feed: a key within it.
	ID   string
	Kind string
	// Modified orders the versions of an item; the highest counts.
	Modified int64
	// Deleted: the item is gone; nothing else is filled.
	Deleted bool

	data *opportunity
}

// Page is one page of a feed, or a file of items.
type Page struct {
	// URL is where the page came from, as [Follow] asked for it.
	URL string
	// Next is the address of the next page.
	Next string
	// Licence of the data, as the page says.
	Licence string
	Items   []Item
	// Faults of the page's items, in input order, up to 200 of one item and 10,000
	// in all; Omitted counts the rest. They hold no value of an item.
	Faults  []hsds.Fault
	Omitted int
	// Lost counts items of which nothing could be kept.
	Lost int
}

// Last reports whether the page is the last for now: it holds no item and
// leads to itself. A page without items that leads on is not the last.
func (p *Page) Last() bool { return len(p.Items) == 0 && p.Lost == 0 && p.Next == p.URL }

// ErrUnreadable is matched by the error of a page that is cut off or no JSON.
var ErrUnreadable = hsds.ErrUnreadable

// ReadPage reads one page. A single opportunity, or an array of them, is read
// as a page without a next. Faults of items do not end the reading.
func ReadPage(src io.Reader, o *Options) (Page, error) {
	opt := o.withDefaults()
	r := &reader{opt: opt, zones: activity.CachedZones(activity.LoadZone)}
	r.scan = jsonscan.NewReader(io.LimitReader(src, opt.PageBytes), &jsonscan.Options{RecordBytes: opt.RecordBytes, Issue: r.issue})
	err := r.read()
	return r.page, err
}

// reader reads one page.
type reader struct {
	opt    Options
	zones  func(name string) (*time.Location, error)
	scan   *jsonscan.Reader
	page   Page
	record string
	met    int // faults of the item
	doc    jsonscan.Doc
	head   jsonscan.Doc
}

func (r *reader) read() error {
	kind, err := r.scan.Next()
	if err != nil {
		return r.broken(err)
	}
	switch kind {
	case jsonscan.Object:
		err = r.envelope()
	case jsonscan.Array:
		if err = r.scan.Enter(); err == nil {
			err = r.items()
		}
	case jsonscan.Missing, jsonscan.Null, jsonscan.Bool, jsonscan.Number, jsonscan.String, jsonscan.End, jsonscan.EOF:
		r.page.Lost++
		err = r.scan.Skip()
	}
	if err != nil {
		return r.broken(err)
	}
	if kind, err = r.scan.Next(); err != nil || kind != jsonscan.EOF {
		return r.broken(err)
	}
	return nil
}

// envelope reads an object: a page, or one opportunity.
func (r *reader) envelope() error {
	r.head.Open(r.scan)
	if err := r.scan.Enter(); err != nil {
		return err
	}
	paged := false
	for {
		kind, err := r.scan.Next()
		if err != nil {
			return err
		}
		if kind == jsonscan.End {
			break
		}
		if kind == jsonscan.Array && string(r.scan.Name()) == "items" {
			paged = true
			if err = r.scan.Enter(); err != nil {
				return err
			}
			if err = r.items(); err != nil {
				return err
			}
			continue
		}
		if err = r.scan.Member(&r.head); err != nil && !errors.Is(err, jsonscan.ErrTooLarge) {
			return err
		}
	}
	r.head.Close(r.scan)
	root := r.head.Root()
	if !paged {
		r.item(root)
		return nil
	}
	r.page.Next = root.Get("next").Text()
	r.page.Licence = root.Get("license").Text()
	if r.page.Next == "" {
		r.fault(root, hsds.Missing, hsds.Error, hsds.LeftUnknown)
	}
	return nil
}

// items reads the elements of the array that the cursor is in.
func (r *reader) items() error {
	for {
		kind, err := r.scan.Next()
		if err != nil {
			return err
		}
		if kind == jsonscan.End {
			return nil
		}
		v, err := r.scan.Read(&r.doc)
		if errors.Is(err, jsonscan.ErrTooLarge) {
			r.page.Lost++
			continue
		}
		if err != nil {
			return err
		}
		r.item(v)
	}
}

// item reads one item of a page, or a bare opportunity.
func (r *reader) item(v jsonscan.Value) {
	r.record, r.met = safe(v.Get("id").Text()), 0
	it := Item{ID: v.Get("id").Text(), Kind: v.Get("kind").Text(), Modified: integer(v.Get("modified"))}
	data := v.Get("data")
	switch {
	case v.Get("state").Text() == "deleted":
		it.Deleted = true
	case data.Kind() == jsonscan.Object:
		it.data = r.opportunity(data, nil)
	case typeOf(v) != "":
		it.data = r.opportunity(v, nil)
		it.ID, it.Kind = it.data.id, it.data.kind
	}
	if it.data == nil && !it.Deleted || it.ID == "" && (it.data == nil || it.data.name == "") {
		r.page.Lost++
		r.fault(v, hsds.NotAService, hsds.Error, hsds.RecordLost)
		return
	}
	if it.data != nil {
		if it.data.id == "" {
			it.data.id = it.ID
		}
		if it.data.id == "" {
			it.data.id = it.data.name
		}
		if it.ID == "" {
			it.ID = it.data.id
		}
	}
	r.page.Items = append(r.page.Items, it)
}

// fault records a fault at v.
func (r *reader) fault(v jsonscan.Value, k hsds.FaultKind, s hsds.Severity, d hsds.Done) {
	if r.met++; len(r.page.Faults) >= maxFaults || r.met > maxItemFaults {
		r.page.Omitted++ // to find the pointer of a value takes time
		return
	}
	r.page.Faults = append(r.page.Faults, hsds.Fault{
		Record: r.record, Offset: v.Offset(), Pointer: hsds.SafePointer(v.Pointer()), Kind: k, Severity: s, Done: d,
	})
}

// How many faults of a page are kept, and of one item.
const (
	maxFaults     = 10_000
	maxItemFaults = 200
)

// issue makes a fault of an issue of the scanner.
func (r *reader) issue(i jsonscan.Issue) {
	f := hsds.Fault{Record: "", Line: r.scan.Line(), Offset: i.Offset, Pointer: hsds.SafePointer(i.Pointer), Severity: hsds.Warning, Done: hsds.Repaired}
	switch i.Problem {
	case jsonscan.DuplicateKey:
		f.Kind, f.Done = hsds.DuplicateKey, hsds.Dropped
	case jsonscan.InvalidUTF8, jsonscan.LoneSurrogate:
		f.Kind = hsds.BadEncoding
	case jsonscan.ControlChar:
		f.Kind, f.Done = hsds.ControlChars, hsds.Kept
	case jsonscan.RecordTooLarge:
		f.Kind, f.Severity, f.Done = hsds.TooLarge, hsds.Error, hsds.RecordLost
	case jsonscan.StringTooLong:
		f.Kind, f.Severity, f.Done = hsds.TooLarge, hsds.Error, hsds.KeptAsText
	case jsonscan.Truncated, jsonscan.CutLine, jsonscan.BadCharacter, jsonscan.BadLiteral, jsonscan.BadNumber,
		jsonscan.BadEscape, jsonscan.TooDeep, jsonscan.Trailing, jsonscan.ReadFailed: // errors, not issues
		f.Kind = hsds.Malformed
	}
	if len(r.page.Faults) >= maxFaults {
		r.page.Omitted++
		return
	}
	r.page.Faults = append(r.page.Faults, f)
}

// broken makes the error of a page that cannot be read on.
func (r *reader) broken(err error) error {
	var e *jsonscan.Error
	f := hsds.Fault{Kind: hsds.Malformed, Severity: hsds.Fatal, Done: hsds.Stopped}
	if errors.As(err, &e) {
		f.Line, f.Offset, f.Pointer = e.Line, e.Offset, hsds.SafePointer(e.Pointer)
		if k, ok := brokenKinds[e.Problem]; ok {
			f.Kind = k
		}
	}
	r.page.Faults = append(r.page.Faults, f)
	return fmt.Errorf("openactive: page: %w", f)
}

// brokenKinds names the problems that are more than broken grammar.
var brokenKinds = map[jsonscan.Problem]hsds.FaultKind{
	jsonscan.Truncated: hsds.Truncated, jsonscan.TooDeep: hsds.TooDeep, jsonscan.ReadFailed: hsds.ReadFailed,
}
