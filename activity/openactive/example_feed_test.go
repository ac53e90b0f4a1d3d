package openactive_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"

	"github.com/socialprescribing/socialprescribing/activity/openactive"
)

// publisher serves a feed of three pages: two with items, and the last for now,
// which leads to itself. Later a fourth deletes a series.
func publisher(later *bool) *httptest.Server {
	const item = `{"state": "updated", "kind": "SessionSeries", "id": "%s", "modified": %d,
		"data": {"@type": "SessionSeries", "@id": "%[2]s", "name": "%[4]s"}}`
	return httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		home := "http://" + r.Host + "/feed?after="
		switch after := r.URL.Query().Get("after"); {
		case after == "":
			fmt.Fprintf(w, `{"next": "%s1", "items": [`+item+`]}`, home, "walk", 1, "Health walk")
		case after == "1":
			fmt.Fprintf(w, `{"next": "%s2", "items": [`+item+`]}`, home, "yoga", 2, "Gentle yoga")
		case after == "2" && *later:
			fmt.Fprintf(w, `{"next": "%s3", "items": [{"state": "deleted", "kind": "SessionSeries", "id": "walk", "modified": 3}]}`, home)
		default:
			fmt.Fprintf(w, `{"next": "%s%s", "items": []}`, home, after)
		}
	}))
}

// get is a host's way of speaking HTTP.
func get(ctx context.Context, url string) (io.ReadCloser, error) {
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

// A feed is followed to its end for now. The address of the last page is kept,
// and the next time only what has changed since is read.
func ExampleFollow() {
	later := false
	server := publisher(&later)
	defer server.Close()
	catalogue := openactive.NewCatalogue(&openactive.Options{Source: "Example"})

	follow := func(url string) string {
		pages := 0
		for page, err := range openactive.Follow(context.Background(), get, url, nil) {
			if err != nil {
				fmt.Println(err)
				return url // to be tried again from here
			}
			changes := catalogue.Apply(page)
			for _, a := range changes.Updated {
				fmt.Println("new or different:", a.Name)
			}
			if len(changes.Removed) > 0 {
				fmt.Println("gone:", len(changes.Removed))
			}
			url, pages = page.Next, pages+1
		}
		fmt.Println("pages:", pages)
		return url
	}
	resume := follow(server.URL + "/feed")
	later = true
	follow(resume)
	for a := range catalogue.All() {
		fmt.Println("left:", a.Name)
	}
	// Output:
	// new or different: Health walk
	// new or different: Gentle yoga
	// pages: 3
	// gone: 1
	// pages: 2
	// left: Gentle yoga
}
