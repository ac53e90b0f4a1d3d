package matching_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/activity/hsds"
	"github.com/socialprescribing/socialprescribing/activity/openactive"
	"github.com/socialprescribing/socialprescribing/matching"
	"github.com/socialprescribing/socialprescribing/person"
)

// publisher is a feed of OpenActive that changes: its log holds the items in the
// order of their change numbers, and a page is what comes after a number.
type publisher struct {
	log  []string
	rand uint32
	// fails counts down to the next answer that is cut off; 0: none is.
	fails, fetched int
}

// next is a number below n, the same in every run.
func (p *publisher) next(n int) int {
	p.rand = p.rand*1664525 + 1013904223
	return int(p.rand>>8) % n
}

// change adds one item: a series, a session or a court, new, changed or deleted.
func (p *publisher) change() {
	n, modified := p.next(25), len(p.log)+1
	kind, id, data := "SessionSeries", fmt.Sprint("s", n), ""
	at := time.Date(2026, 9, 1+p.next(50), 8+p.next(12), 0, 0, 0, time.UTC).Format(time.RFC3339)
	switch p.next(3) {
	case 0:
		data = fmt.Sprintf(`"name":"Class %d of %d","description":"Take %d","organizer":{"@id":"o%d","name":"Club %d"},"offers":[{"name":"Adult","price":%d,"priceCurrency":"GBP"}],
			"activity":[{"@id":"https://openactive.io/activity-list#9caeb442-2834-4859-b660-9172ed61ee71","prefLabel":"Walking"}],
			"ageRestriction":{"minValue":%d},"location":{"@type":"Place","name":"Hall","geo":{"latitude":53.4%d,"longitude":-2.3}}`, n, modified, modified, n%4, n%4, p.next(20), p.next(60), p.next(10))
	case 1:
		kind, id = "ScheduledSession", fmt.Sprint("d", p.next(80))
		data = fmt.Sprintf(`"superEvent":"s%d","startDate":%q,"maximumAttendeeCapacity":9,"remainingAttendeeCapacity":%d`, n, at, p.next(10))
		if p.next(5) == 0 {
			data += `,"eventStatus":"https://schema.org/EventCancelled"`
		}
	default:
		kind, id = "FacilityUse", fmt.Sprint("f", n)
		data = fmt.Sprintf(`"name":"Court %d","provider":{"@id":"o%d","name":"Club"},"location":{"@type":"Place","name":"Hall","geo":{"latitude":53.5%d,"longitude":-2.2}}`, n, n%4, p.next(10))
	}
	if p.next(4) == 0 {
		p.log = append(p.log, fmt.Sprintf(`{"state":"deleted","kind":%q,"id":%q,"modified":%d}`, kind, id, modified))
		return
	}
	p.log = append(p.log, fmt.Sprintf(`{"state":"updated","kind":%q,"id":%q,"modified":%d,"data":{"@type":%q,"@id":%q,%s}}`, kind, id, modified, kind, id, data))
}

// fetch answers with the ten items after a number. Now and then the answer is
// cut off, or does not come.
func (p *publisher) fetch(_ context.Context, address string) (io.ReadCloser, error) {
	after, err := strconv.Atoi(address)
	if err != nil {
		return nil, err
	}
	to := min(after+10, len(p.log))
	body := fmt.Sprintf(`{"next":"%d","items":[%s],"license":"https://creativecommons.org/licenses/by/4.0/"}`, to, strings.Join(p.log[after:to], ","))
	if p.fetched++; p.fails > 0 && p.fetched%p.fails == 0 {
		if p.fetched%2 == 0 {
			return nil, errors.New("no answer")
		}
		body = body[:len(body)/2]
	}
	return io.NopCloser(strings.NewReader(body)), nil
}

// changesOf makes the changes of an index of what a page changed.
func changesOf(c openactive.Changes) []matching.Change {
	var out []matching.Change
	for i := range c.Updated {
		out = append(out, matching.Change{Put: &c.Updated[i]})
	}
	for _, id := range c.Removed {
		out = append(out, matching.Change{Remove: id})
	}
	return out
}

// sameAs holds that an index answers as one built afresh from the activities.
func sameAs(t *testing.T, activities iter.Seq[activity.Activity], ix *matching.Index) {
	t.Helper()
	fresh, err := matching.NewIndex(activities, &matching.Options{Horizon: matching.Horizon{From: activity.MustParseDay("2026-09-01")}})
	require.NoError(t, err)
	require.Equal(t, fresh.Len(), ix.Len())
	ids := slices.SortedFunc(fresh.IDs(), activity.ID.Compare)
	require.Equal(t, ids, slices.SortedFunc(ix.IDs(), activity.ID.Compare))
	at := time.Date(2026, 9, 2, 9, 0, 0, 0, time.UTC)
	for _, s := range []matching.Seeker{
		{},
		{Needs: []person.NeedCode{"sp-need:lonely"}, Budget: matching.UpTo(500)},
		{Place: matching.Place{Coordinates: activity.MustParseCoordinates("53.42,-2.31")}, Travel: matching.Journey{Limit: 4000}},
	} {
		q := matching.Query{At: at, K: 200, Seeker: s}
		want, err := fresh.Match(q)
		require.NoError(t, err)
		require.NotEmpty(t, want.Matches)
		got, err := ix.Match(q)
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
}

// TestAFeedOfOpenActiveFeedsAnIndex follows a feed that changes between the
// visits, through answers that fail, and gives what changed to the index. It is
// the index that a whole reading makes, after every visit.
func TestAFeedOfOpenActiveFeedsAnIndex(t *testing.T) {
	p := &publisher{rand: 7, fails: 3}
	o := &openactive.Options{Source: "Club"}
	cat := openactive.NewCatalogue(o)
	ix, err := matching.NewIndex(cat.All(), &matching.Options{Horizon: matching.Horizon{From: activity.MustParseDay("2026-09-01")}})
	require.NoError(t, err)
	resume, broken, most := "0", 0, 0
	for visit := range 12 {
		for range 60 {
			p.change()
		}
		for done := false; !done; {
			done = true
			for page, err := range openactive.Follow(context.Background(), p.fetch, resume, o) {
				if err != nil {
					broken, done = broken+1, false // the page is asked for again
					break
				}
				if visit%3 == 1 {
					ix = ix.With(changesOf(cat.Apply(page))) // an answer that was lost on the way back: the page comes twice
				}
				ix = ix.With(changesOf(cat.Apply(page)))
				resume = page.Next
			}
		}
		ix = ix.With(changesOf(cat.Advance(time.Date(2026, 9, 1+visit, 12, 0, 0, 0, time.UTC))))
		sameAs(t, cat.All(), ix)

		// A host that starts anew reads the feed from its beginning.
		p.fails = 0
		again := openactive.NewCatalogue(o)
		for page, err := range openactive.Follow(context.Background(), p.fetch, "0", o) {
			require.NoError(t, err)
			again.Apply(page)
		}
		again.Advance(time.Date(2026, 9, 1+visit, 12, 0, 0, 0, time.UTC))
		require.Equal(t, slices.Collect(cat.All()), slices.Collect(again.All()))
		p.fails = 3
		most = max(most, ix.Len())
	}
	require.Greater(t, broken, 10, "answers failed on the way")
	require.Greater(t, most, 25)
}

// TestAFeedOfOpenReferralFeedsAnIndex reads a directory, and reads it again when
// services were changed, added and taken away: what was read is put, and what
// is gone is removed.
func TestAFeedOfOpenReferralFeedsAnIndex(t *testing.T) {
	p := &publisher{rand: 3}
	services := map[int]string{}
	fetch := func(_ context.Context, address string) (io.ReadCloser, error) {
		_, number, _ := strings.Cut(address, "page=")
		n, err := strconv.Atoi(number)
		if err != nil {
			return nil, err
		}
		var list []string
		for id := range 60 {
			if s, ok := services[id]; ok {
				list = append(list, s)
			}
		}
		pages := (len(list) + 6) / 7
		list = list[min(7*(n-1), len(list)):min(7*n, len(list))]
		return io.NopCloser(strings.NewReader(fmt.Sprintf(`{"total_pages":%d,"page_number":%d,"last_page":%t,"contents":[%s]}`, pages, n, n >= pages, strings.Join(list, ",")))), nil
	}
	o := &matching.Options{Horizon: matching.Horizon{From: activity.MustParseDay("2026-09-01")}}
	ix, err := matching.NewIndex(func(func(activity.Activity) bool) {}, o)
	require.NoError(t, err)
	removed := 0
	for visit := range 8 {
		for range 40 {
			id := p.next(60)
			if services[id] = fmt.Sprintf(`{"id":"00000000-0000-4000-8000-%012d","name":"Service %d","description":"Take %d","status":"active","minimum_age":%d,"cost_options":[{"id":"c","amount":%d}]}`, id, id, visit, p.next(60), p.next(9)); p.next(3) == 0 {
				delete(services, id)
			}
		}
		f, err := hsds.NewFeed(fetch, "https://x.example/services", &hsds.FeedOptions{Reader: hsds.Options{Source: "Council"}})
		require.NoError(t, err)
		var changes []matching.Change
		var all []activity.Activity
		for rec, err := range f.Records(context.Background()) {
			require.NoError(t, err)
			changes = append(changes, matching.Change{Put: rec.Activity})
			all = append(all, *rec.Activity)
		}
		gone, err := f.Gone(ix.IDs())
		require.NoError(t, err)
		for _, id := range gone {
			changes = append(changes, matching.Change{Remove: id})
		}
		removed += len(gone)
		ix = ix.With(changes)
		require.Len(t, all, len(services))
		sameAs(t, slices.Values(all), ix)
	}
	require.Greater(t, removed, 20)
}
