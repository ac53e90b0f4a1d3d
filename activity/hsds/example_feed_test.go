package hsds_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"

	"github.com/socialprescribing/socialprescribing/activity/hsds"
)

// A live directory is followed page by page with the host's own client. What this
// one says of its totals is wrong, as happens; nothing is missed for it.
func ExampleFeed() {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		page := r.URL.Query().Get("page")
		fmt.Fprintf(w, `{"total_items": 9, "total_pages": 1, "last_page": %t,
			"contents": [{"id": "%s", "name": "Service %[2]s", "status": "active"}]}`, page == "2", page)
	}))
	defer server.Close()
	fetch := func(ctx context.Context, url string) (io.ReadCloser, error) {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
		if err != nil {
			return nil, err
		}
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			return nil, err
		}
		if res.StatusCode != http.StatusOK {
			_ = res.Body.Close()
			return nil, fmt.Errorf("status %d", res.StatusCode)
		}
		return res.Body, nil
	}
	feed, err := hsds.NewFeed(fetch, server.URL+"/services", nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	for rec, err := range feed.Records(context.Background()) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(rec.Activity.Name)
	}
	fmt.Println("wrong totals:", feed.Report().Counts[hsds.WrongTotals])
	// Output:
	// Service 1
	// Service 2
	// wrong totals: 2
}
