package hsds

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/url"
	"strconv"

	"github.com/socialprescribing/socialprescribing/activity"
)

// Fetch opens what is at an address. It is the host's: how it speaks HTTP,
// which headers it sends, how long it waits and how often it tries again.
type Fetch func(ctx context.Context, url string) (io.ReadCloser, error)

// FeedOptions are the choices of a feed; nil means the defaults.
type FeedOptions struct {
	// Reader are the options of the reader of each page.
	Reader Options
	// Full fetches each service by itself as well, at the list's address
	// followed by its identifier: the lists of Open Referral UK hold only the
	// service and its organisation. A service that cannot be fetched or read
	// is yielded as the list has it.
	Full bool
	// Pages is the most pages followed: 10,000.
	Pages int
}

const defaultPages = 10_000

// Feed reads a directory from the paged endpoint /services of Open Referral UK
// or HSDS. It is not safe for concurrent use.
type Feed struct {
	fetch  Fetch
	list   *url.URL
	opt    FeedOptions
	report Report
	seen   map[activity.ID]struct{}
	fresh  int  // services of the page that no earlier page had
	whole  bool // read to its end
}

// ErrFeed is matched by the error for a feed that cannot be followed: a bad
// address, a page that cannot be fetched, or too many pages.
var ErrFeed = errors.New("hsds: feed cannot be followed")

// NewFeed returns a reader of the feed whose list of services is at address.
func NewFeed(fetch Fetch, address string, o *FeedOptions) (*Feed, error) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return nil, fmt.Errorf("%w: address", ErrFeed)
	}
	f := &Feed{fetch: fetch, list: u, seen: map[activity.ID]struct{}{}}
	if o != nil {
		f.opt = *o
	}
	if f.opt.Pages <= 0 {
		f.opt.Pages = defaultPages
	}
	f.opt.Reader = f.opt.Reader.withDefaults()
	f.report.Format = JSON
	return f, nil
}

// Report returns what has been met so far, over all pages. A service that several
// pages hold is counted once, and with FeedOptions.Full as its own page has it.
func (f *Feed) Report() *Report { return &f.report }

// Records yields the records of all pages. What a page says of the totals is
// checked and not believed: reading ends at a page that is empty, that repeats
// what came before (a server that knows no pages), or that says that it is the
// last while its number is no less than the number of pages. The error that ends
// the sequence matches ErrFeed, or ErrUnreadable for a page that is cut off.
func (f *Feed) Records(ctx context.Context) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		for n := 1; n <= f.opt.Pages; n++ {
			more, err := f.page(ctx, n, yield)
			if err != nil {
				yield(Record{}, err)
				return
			}
			if !more {
				return
			}
		}
		yield(Record{}, fmt.Errorf("%w: more than %d pages", ErrFeed, f.opt.Pages))
	}
}

// address is that of page n.
func (f *Feed) address(n int) string {
	u := *f.list
	q := u.Query()
	q.Set("page", strconv.Itoa(n))
	u.RawQuery = q.Encode()
	return u.String()
}

// page reads page n. It reports whether to go on.
func (f *Feed) page(ctx context.Context, n int, yield func(Record, error) bool) (bool, error) {
	r, body, err := f.open(ctx, f.address(n))
	if err != nil {
		return false, err
	}
	defer body.Close() //nolint:errcheck // only read
	f.fresh = 0
	r.hold = true // a service that comes again is not counted again
	for rec, err := range r.Records() {
		if err != nil {
			f.report.merge(r.Report(), f.opt.Reader.Faults)
			return false, err
		}
		if !f.know(rec) {
			continue
		}
		if !yield(f.full(ctx, r, rec), nil) {
			f.report.merge(r.Report(), f.opt.Reader.Faults)
			return false, nil
		}
	}
	last := f.isLast(r, n)
	if f.fresh == 0 && n > 1 && r.report.Lost == 0 {
		r.report = Report{} // the page that was one too many
	}
	f.report.merge(r.Report(), f.opt.Reader.Faults)
	f.whole = last && (f.fresh > 0 || !claims(r, n))
	return !last, nil
}

// claims reports whether a page without anything new says that there are as many
// pages: a server that repeats one page has more than it gives.
func claims(r *Reader, n int) bool {
	pages, counted := parseDecimal(r.page.Root().Get("total_pages").Text(), 0)
	return r.paged && counted && pages >= int64(n)
}

// Gone returns those activities, of the ones known from an earlier reading of
// the same feed, that it no longer holds: what an index of them has to remove
// beside the records that it has to put. Open Referral has no word for what was
// deleted. The error matches ErrFeed when the feed was not read to its end, lost
// a record on the way, gave no service at all, or more than a million: what was
// not read is not gone. A server that answers with half its services looks like
// one that lost the other half; the host may want to look before it removes many.
func (f *Feed) Gone(known iter.Seq[activity.ID]) ([]activity.ID, error) {
	switch {
	case !f.whole:
		return nil, fmt.Errorf("%w: not read to its end", ErrFeed)
	case f.report.Lost > 0:
		return nil, fmt.Errorf("%w: %d records lost", ErrFeed, f.report.Lost)
	case len(f.seen) == 0:
		return nil, fmt.Errorf("%w: no service in it", ErrFeed)
	case len(f.seen) >= trackedIDs:
		return nil, fmt.Errorf("%w: more than %d services", ErrFeed, trackedIDs)
	}
	var out []activity.ID
	for id := range known {
		if _, here := f.seen[id]; !here {
			out = append(out, id)
		}
	}
	return out, nil
}

// open fetches an address.
func (f *Feed) open(ctx context.Context, address string) (*Reader, io.ReadCloser, error) {
	if err := ctx.Err(); err != nil {
		return nil, nil, fmt.Errorf("%w: %w", ErrFeed, err)
	}
	body, err := f.fetch(ctx, address)
	if err != nil {
		return nil, nil, fmt.Errorf("%w: %w", ErrFeed, err)
	}
	o := f.opt.Reader
	return NewReader(body, &o), body, nil
}

// know remembers a service and reports whether it is new.
func (f *Feed) know(rec Record) bool {
	if rec.Activity == nil {
		f.fresh++
		return true
	}
	if _, again := f.seen[rec.Activity.ID]; again {
		return false
	}
	if len(f.seen) < trackedIDs {
		f.seen[rec.Activity.ID] = struct{}{}
	}
	f.fresh++
	return true
}

// isLast judges the page that was read.
func (f *Feed) isLast(r *Reader, n int) bool {
	if f.fresh == 0 || !r.paged {
		return true
	}
	page := r.page.Root()
	last, said := page.Get("last_page").Bool()
	pages, counted := parseDecimal(page.Get("total_pages").Text(), 0)
	switch {
	case said && counted:
		return last && int64(n) >= pages
	case said:
		return last
	case counted:
		return int64(n) >= pages
	}
	return false
}

// full counts a service of r, after fetching it by itself if it is to be.
func (f *Feed) full(ctx context.Context, r *Reader, rec Record) Record {
	if rec.Activity == nil {
		return rec
	}
	if f.opt.Full && rec.Activity.Source.Record != "" {
		if whole, ok := f.single(ctx, rec); ok {
			return whole
		}
	}
	r.count(rec.Activity)
	return rec
}

// single fetches a service by itself. It reports false when that is not to be
// had, which is a fault.
func (f *Feed) single(ctx context.Context, rec Record) (Record, bool) {
	failed := func() (Record, bool) {
		f.report.addFault(Fault{Record: safeID(rec.Activity.Source.Record), Kind: ReadFailed, Severity: Warning, Done: Kept}, f.opt.Reader.Faults)
		return rec, false
	}
	u := *f.list
	u.RawQuery = ""
	r, body, err := f.open(ctx, u.JoinPath(url.PathEscape(rec.Activity.Source.Record)).String())
	if err != nil {
		return failed()
	}
	defer body.Close() //nolint:errcheck // only read
	for whole, err := range r.Records() {
		if err == nil && whole.Activity != nil && whole.Activity.ID == rec.Activity.ID {
			r.report.Records = 0 // the list has counted it
			f.report.merge(r.Report(), f.opt.Reader.Faults)
			return whole, true
		}
		break
	}
	return failed()
}
