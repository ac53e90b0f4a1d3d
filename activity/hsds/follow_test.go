package hsds_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/activity/hsds"
)

// server serves a list of pages of services, and each service by itself.
type server struct {
	pages   []string
	single  map[string]string
	fetched []string
}

func (s *server) fetch(_ context.Context, address string) (io.ReadCloser, error) {
	s.fetched = append(s.fetched, address)
	u, err := url.Parse(address)
	if err != nil {
		return nil, err
	}
	if id, ok := strings.CutPrefix(u.Path, "/services/"); ok {
		if body, ok := s.single[id]; ok {
			return io.NopCloser(strings.NewReader(body)), nil
		}
		return nil, errors.New("404")
	}
	var n int
	if _, err := fmt.Sscan(u.Query().Get("page"), &n); err != nil || n < 1 {
		return nil, errors.New("400")
	}
	return io.NopCloser(strings.NewReader(s.pages[min(n, len(s.pages))-1])), nil
}

func brief(n int) string {
	return fmt.Sprintf(`{"id":"00000000-0000-4000-8000-%012d","name":"Service %d","status":"active","organization":{"id":"00000000-0000-4000-9000-000000000001","name":"O","description":"D"}}`, n, n)
}

func list(members string, services ...string) string {
	return `{` + members + `"contents":[` + strings.Join(services, ",") + `]}`
}

func follow(t *testing.T, s *server, o *hsds.FeedOptions) ([]string, *hsds.Report, error) {
	t.Helper()
	f, err := hsds.NewFeed(s.fetch, "https://x.example/services?per_page=2", o)
	require.NoError(t, err)
	var names []string
	for rec, err := range f.Records(context.Background()) {
		if err != nil {
			return names, f.Report(), err
		}
		names = append(names, rec.Activity.Name+rec.Activity.Description)
	}
	return names, f.Report(), nil
}

func TestFeedFollowsPages(t *testing.T) {
	all := []string{"Service 1", "Service 2", "Service 3"}
	for name, pages := range map[string][]string{
		"as it should be": {
			list(`"total_items":3,"total_pages":2,"page_number":1,"size":2,"last_page":false,`, brief(1), brief(2)),
			list(`"total_items":3,"total_pages":2,"page_number":2,"size":1,"last_page":true,`, brief(3)),
		},
		"wrong totals": {
			list(`"total_items":9,"total_pages":1,"page_number":1,"last_page":false,`, brief(1), brief(2)),
			list(`"total_items":9,"total_pages":1,"page_number":2,"last_page":true,`, brief(3)),
		},
		"the last page says so too early": {
			list(`"total_pages":2,"last_page":true,`, brief(1), brief(2)),
			list(`"total_pages":2,"last_page":true,`, brief(3)),
		},
		"no totals, an empty page at the end": {list(``, brief(1), brief(2)), list(``, brief(3)), list(``)},
		"no totals, the last page for ever":   {list(``, brief(1), brief(2)), list(``, brief(3))},
		"pages overlap":                       {list(`"total_pages":2,`, brief(1), brief(2)), list(`"total_pages":2,`, brief(2), brief(3))},
		"a server that knows no pages":        {list(`"total_pages":7,`, brief(1), brief(2), brief(3))},
		"a bare array":                        {"[" + brief(1) + "," + brief(2) + "," + brief(3) + "]"},
	} {
		t.Run(name, func(t *testing.T) {
			s := &server{pages: pages}
			names, report, err := follow(t, s, nil)
			require.NoError(t, err)
			require.Equal(t, all, names)
			require.Zero(t, report.Lost)
			require.Equal(t, 3, report.Services, "each is counted once")
			require.Equal(t, hsds.Completeness{Provider: 3}, report.Completeness)
			require.Equal(t, hsds.Freshness{Unassured: 3}, report.Freshness)
			for _, p := range report.Providers {
				require.Equal(t, 3, p.Services)
			}
			require.LessOrEqual(t, len(s.fetched), 3)
			require.Contains(t, s.fetched[0], "per_page=2")
		})
	}
}

func TestFeedFetchesWholeServices(t *testing.T) {
	full := strings.Replace(brief(1), `"status"`, `"description":" in full","status"`, 1)
	s := &server{pages: []string{list(`"last_page":true,"total_pages":1,`, brief(1), brief(2), brief(3))}, single: map[string]string{
		"00000000-0000-4000-8000-000000000001": full,
		"00000000-0000-4000-8000-000000000003": `{"id":`,
	}}
	names, report, err := follow(t, s, &hsds.FeedOptions{Full: true})
	require.NoError(t, err)
	require.Equal(t, []string{"Service 1in full", "Service 2", "Service 3"}, names)
	require.Equal(t, 2, report.Counts[hsds.ReadFailed])
	require.Equal(t, 3, report.Services)
	require.Equal(t, 3, report.Records)
	require.Equal(t, hsds.Completeness{Provider: 3, Description: 1}, report.Completeness, "of what the service says in full")
	require.Len(t, s.fetched, 4)
}

// TestFeedKeepsAsManyFaultsAsAskedFor, over all pages.
func TestFeedKeepsAsManyFaultsAsAskedFor(t *testing.T) {
	bad := func(n int) string {
		return strings.Replace(brief(n), `"status"`, `"url":"none","email":"none","status"`, 1)
	}
	s := &server{pages: []string{list(`"last_page":false,`, bad(1), bad(2)), list(`"last_page":true,`, bad(3), bad(4))}}
	_, report, err := follow(t, s, &hsds.FeedOptions{Reader: hsds.Options{Faults: 3}})
	require.NoError(t, err)
	require.Len(t, report.Faults, 3)
	require.Equal(t, 5, report.Omitted)
	require.Equal(t, 8, report.Total())
	require.Equal(t, map[hsds.FaultKind]int{hsds.BadURL: 4, hsds.BadEmail: 4}, report.Counts)
	require.Equal(t, map[hsds.Severity]int{hsds.Error: 8}, report.Severities)
}

func TestFeedErrors(t *testing.T) {
	_, err := hsds.NewFeed(nil, "not an address", nil)
	require.ErrorIs(t, err, hsds.ErrFeed)
	broken := func(context.Context, string) (io.ReadCloser, error) { return nil, io.ErrUnexpectedEOF }
	f, err := hsds.NewFeed(broken, "https://x.example/services", nil)
	require.NoError(t, err)
	for _, err := range f.Records(context.Background()) {
		require.ErrorIs(t, err, hsds.ErrFeed)
		require.ErrorIs(t, err, io.ErrUnexpectedEOF)
	}
	names, report, err := follow(t, &server{pages: []string{list(``, brief(1))[:150] + `}},{"id":"x`}}, nil)
	require.ErrorIs(t, err, hsds.ErrUnreadable)
	require.Empty(t, names)
	require.Equal(t, 1, report.Severities[hsds.Fatal])
	endless := func(_ context.Context, address string) (io.ReadCloser, error) {
		u, _ := url.Parse(address)
		var n int
		_, _ = fmt.Sscan(u.Query().Get("page"), &n)
		return io.NopCloser(strings.NewReader(list(``, brief(n)))), nil
	}
	f, err = hsds.NewFeed(endless, "https://x.example/services", &hsds.FeedOptions{Pages: 5})
	require.NoError(t, err)
	n := 0
	for _, err = range f.Records(context.Background()) {
		n++
	}
	require.ErrorIs(t, err, hsds.ErrFeed)
	require.Equal(t, 6, n)
}

// TestGone holds which services of an earlier reading are gone, and that none is
// when anything speaks against it.
func TestGone(t *testing.T) {
	known := []activity.ID{id(1), id(2), id(7), id(3), id(8)}
	page := func(n int, services ...string) string {
		return list(fmt.Sprintf(`"total_items":3,"total_pages":2,"page_number":%d,"last_page":%t,`, n, n == 2), services...)
	}
	for name, c := range map[string]struct {
		pages []string
		gone  []activity.ID
		why   string
	}{
		"two are gone":                      {[]string{page(1, brief(1), brief(2)), page(2, brief(3))}, []activity.ID{id(7), id(8)}, ""},
		"totals that are too high":          {[]string{list(`"total_items":99,"total_pages":2,"last_page":false,`, brief(1), brief(2)), list(`"total_items":99,"total_pages":2,"last_page":true,`, brief(3))}, []activity.ID{id(7), id(8)}, ""},
		"one page too many":                 {[]string{list(`"total_pages":1,"last_page":false,`, brief(1), brief(2), brief(3)), list(`"total_pages":1,"last_page":false,`)}, []activity.ID{id(7), id(8)}, ""},
		"a server that gives one of seven":  {[]string{list(`"total_pages":7,"last_page":false,`, brief(1))}, nil, "not read to its end"},
		"a page that is cut off":            {[]string{page(1, brief(1), brief(2)), `{"contents":[{"id":`}, nil, "not read to its end"},
		"a record that could not be read":   {[]string{page(1, brief(1), brief(2)), page(2, brief(3), `7`)}, nil, "1 records lost"},
		"nothing: the server had a bad day": {[]string{list(`"total_items":0,"total_pages":0,`)}, nil, "no service"},
	} {
		t.Run(name, func(t *testing.T) {
			f, err := hsds.NewFeed((&server{pages: c.pages}).fetch, "https://x.example/services", nil)
			require.NoError(t, err)
			_, err = f.Gone(slices.Values(known))
			require.ErrorIs(t, err, hsds.ErrFeed, "nothing is gone before the feed was read")
			for _, err := range f.Records(context.Background()) {
				require.True(t, err == nil || c.why != "", err)
			}
			gone, err := f.Gone(slices.Values(known))
			if c.why != "" {
				require.ErrorIs(t, err, hsds.ErrFeed)
				require.ErrorContains(t, err, c.why)
				return
			}
			require.NoError(t, err)
			require.Equal(t, c.gone, gone)
		})
	}
	t.Run("broken off by the host", func(t *testing.T) {
		f, err := hsds.NewFeed((&server{pages: []string{page(1, brief(1), brief(2)), page(2, brief(3))}}).fetch, "https://x.example/services", nil)
		require.NoError(t, err)
		for _, err := range f.Records(context.Background()) {
			require.NoError(t, err)
			break
		}
		_, err = f.Gone(slices.Values(known))
		require.ErrorIs(t, err, hsds.ErrFeed)
	})
}

func id(n int) activity.ID {
	v, err := activity.ParseID(fmt.Sprintf("00000000-0000-4000-8000-%012d", n))
	if err != nil {
		panic(err)
	}
	return v
}
