package openactive_test

import (
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/activity/hsds"
	"github.com/socialprescribing/socialprescribing/activity/openactive"
)

// endless is a reader of n bytes of one text again and again.
type endless struct {
	text string
	n    int
}

func (e *endless) Read(p []byte) (int, error) {
	if e.n <= 0 {
		return 0, io.EOF
	}
	n := 0
	for n+len(e.text) <= len(p) && e.n > 0 {
		copy(p[n:], e.text)
		n, e.n = n+len(e.text), e.n-len(e.text)
	}
	return n, nil
}

// TestHostilePages reads what is deep, long or endless while it is being made.
func TestHostilePages(t *testing.T) {
	times := func(s string, size int) io.Reader { return &endless{text: s, n: size} }
	item := func(before string, in io.Reader, after string) io.Reader {
		return io.MultiReader(strings.NewReader(`{"next":"n","items":[{"state":"updated","kind":"Event","id":"e","modified":1,"data":{"@type":"Event","@id":"e","name":"x",`+before), in, strings.NewReader(after+`}},`+series+`]}`))
	}
	limit := 64 << 20
	if reduced {
		limit = 24 << 20
	}
	for name, c := range map[string]struct {
		in    io.Reader
		kind  hsds.FaultKind
		items int
		ends  bool
	}{
		"a gigabyte of brackets":          {times("[", 1<<30), hsds.TooDeep, 0, true},
		"a gigabyte of objects":           {times(`{"a":`, 1<<30), hsds.TooDeep, 0, true},
		"a gigabyte of brackets in items": {io.MultiReader(strings.NewReader(`{"items":[`), times("[", 1<<30)), hsds.TooDeep, 0, true},
		"a string of ten MB":              {item(`"description":"`, times("x", 10<<20), `"`), hsds.TooLarge, 2, false},
		"an item of many MB":              {item(`"x":[1`, times(",1", limit/2), `]`), hsds.TooLarge, 1, false},
		"one name again":                  {item(`"k":1`, times(`,"k":1`, 1<<20), ``), hsds.DuplicateKey, 2, false},
		"bytes that are no text":          {item(`"description":"`, times("\xff", 1<<20), `"`), hsds.BadEncoding, 2, false},
		"a page longer than the limit":    {io.MultiReader(strings.NewReader(`{"items":[`), times(" ", limit+1<<20)), hsds.Truncated, 0, true},
	} {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			p, err := openactive.ReadPage(c.in, &openactive.Options{PageBytes: int64(limit)})
			runtime.ReadMemStats(&after)
			require.Equal(t, c.ends, err != nil, "%v", err)
			if c.ends {
				require.ErrorIs(t, err, openactive.ErrUnreadable)
			}
			require.Len(t, p.Items, c.items)
			require.Contains(t, kinds(p), c.kind)
			require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(128<<20))
		})
	}
}

// parts are members of an event of n parts.
func parts(n int) map[string]string {
	out := map[string]string{}
	for _, p := range []string{
		`"level":[%s]|"L%d"`, `"activity":[%s]|{"@id":"c%d","prefLabel":"C%[1]d"}`, `"offers":[%s]|{"name":"a%d","price":%[1]d,"priceCurrency":"GBP"}`,
		`"eventSchedule":[%s]|{"@type":"Schedule","byDay":["https://schema.org/Tuesday"],"repeatFrequency":"P1W","startDate":"2026-09-01","startTime":"10:00","x":%d}`,
		`"eventSchedule":[%s]|{"@type":"PartialSchedule","startTime":"10:00","x":%d}`, `"leader":[%s]|{"name":"a%d"}`, `"additionalAdmissionRestriction":[%s]|"x%d"`,
		`"subEvent":[%s]|{"@type":"ScheduledSession","@id":"s%d","startDate":"2026-09-08T09:00:00Z","remainingAttendeeCapacity":%[1]d,"offers":[{"name":"x%[1]d","price":%[1]d,"priceCurrency":"GBP"}]}`,
		`"accessibilitySupport":[%s]|{"prefLabel":"p%d"}`, `"location":[{"name":"x","amenityFeature":[%s]}]|{"@type":"F%d","value":true}`, `"level":[%s]|{"x":%d}`,
	} {
		shape, part, _ := strings.Cut(p, "|")
		list := make([]string, n)
		for i := range list {
			list[i] = fmt.Sprintf(part, i)
		}
		out[p] = fmt.Sprintf(shape, strings.Join(list, ","))
	}
	return out
}

// TestWorkIsByTheSizeOfAnItem reads items that were made to take long, and
// others eight times as large, and makes activities of them.
func TestWorkIsByTheSizeOfAnItem(t *testing.T) {
	take := func(members string, cut bool) time.Duration {
		start := time.Now()
		c := openactive.NewCatalogue(&openactive.Options{Source: "x"})
		p := read(t, page("n", `{"state":"updated","kind":"Event","id":"e","modified":1,"data":{"@type":"Event","@id":"e","name":"x",`+members+`}}`))
		if cut && !strings.Contains(members, "amenity") {
			require.Contains(t, kinds(p), hsds.TooLarge, "what is left out is named")
		}
		c.Apply(p)
		one(t, c)
		return time.Since(start)
	}
	n := 1000
	if reduced {
		n = 626
	}
	large := parts(8 * n)
	for name, members := range parts(n) {
		small := min(take(members, false), take(members, false), take(members, false))
		for try := 0; ; try++ {
			if took := take(large[name], true); reduced || took < 24*small+200*time.Millisecond {
				break
			} else if try == 9 {
				t.Errorf("%s: %v, and eight times as much takes %v", name, small, took)
				break
			}
		}
	}
}
