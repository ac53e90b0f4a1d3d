package openactive

import (
	"context"
	"fmt"
	"io"
	"iter"
)

// Fetch opens the page at an address. It is the host's: how it speaks HTTP,
// which headers it sends, how long it waits and how often it tries again.
type Fetch func(ctx context.Context, url string) (io.ReadCloser, error)

// Follow yields the pages of a feed from url on, up to and including the last
// for now: the page without items that leads to itself. Its address is where to
// go on later: keep Page.Next, with the Catalogue that took the pages before it,
// and pass it as url. A host that has lost its catalogue begins at the beginning:
// a feed holds every item that is. The sequence ends after its first error: of
// the fetch, of a page that cannot be read, of a feed that leads nowhere. The last
// Page.Next before it is where to try again; to take a page twice does no harm.
// It is not repeatable when the feed changes.
func Follow(ctx context.Context, fetch Fetch, url string, o *Options) iter.Seq2[Page, error] {
	return func(yield func(Page, error) bool) {
		for {
			p, err := fetchPage(ctx, fetch, url, o)
			if err != nil {
				yield(p, err)
				return
			}
			if !yield(p, nil) || p.Last() {
				return
			}
			if p.Next == "" || p.Next == url {
				// A full page that leads to itself would be read for ever.
				yield(Page{}, fmt.Errorf("openactive: feed leads nowhere: %w", ErrUnreadable))
				return
			}
			url = p.Next
		}
	}
}

func fetchPage(ctx context.Context, fetch Fetch, url string, o *Options) (Page, error) {
	if err := ctx.Err(); err != nil {
		return Page{}, fmt.Errorf("openactive: %w", err)
	}
	body, err := fetch(ctx, url)
	if err != nil {
		return Page{}, fmt.Errorf("openactive: fetching: %w", err)
	}
	p, err := ReadPage(body, o)
	p.URL = url
	if cerr := body.Close(); err == nil && cerr != nil {
		err = fmt.Errorf("openactive: closing: %w", cerr)
	}
	return p, err
}
