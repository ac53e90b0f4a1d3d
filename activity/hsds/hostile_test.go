package hsds_test

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/activity/hsds"
)

var long = flag.Bool("long", false, "run the tests that take long: 100 MB and 1 GB of input")

// repeat is a reader of n copies of one text.
type repeat struct {
	text string
	n    int
	at   int
}

func (r *repeat) Read(p []byte) (int, error) {
	done := 0
	for done < len(p) && r.n > 0 {
		c := copy(p[done:], r.text[r.at:])
		done, r.at = done+c, r.at+c
		if r.at == len(r.text) {
			r.at, r.n = 0, r.n-1
		}
	}
	if done == 0 {
		return 0, io.EOF
	}
	return done, nil
}

// heap runs f and returns the largest live heap seen while it ran, sampled at
// each call of the function it is given, in bytes above what was there before.
func heap(f func(sample func())) uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	base, most := m.HeapAlloc, uint64(0)
	f(func() {
		runtime.ReadMemStats(&m)
		if m.HeapAlloc > base {
			most = max(most, m.HeapAlloc-base)
		}
	})
	return most
}

func TestHostileTexts(t *testing.T) {
	for name, c := range map[string]struct {
		in   io.Reader
		kind hsds.FaultKind
	}{
		"brackets":        {&repeat{text: "[", n: 1 << 20}, hsds.TooDeep},
		"deep objects":    {&repeat{text: `{"a":`, n: 1 << 20}, hsds.TooDeep},
		"an endless name": {io.MultiReader(strings.NewReader(`{"`), &repeat{text: "xxxxxxxx", n: 1 << 19}), hsds.Truncated},
		"an endless word": {io.MultiReader(strings.NewReader(`{"name":"`), &repeat{text: "xxxxxxxx", n: 1 << 19}), hsds.Truncated},
		"white space":     {&repeat{text: " \n", n: 1 << 20}, hsds.Truncated},
		"nothing":         {strings.NewReader(""), hsds.Truncated},
		"no JSON":         {strings.NewReader("<html>"), hsds.Malformed},
		"half a gzip":     {strings.NewReader("\x1f\x8b\x08\x00"), hsds.Malformed},
	} {
		t.Run(name, func(t *testing.T) {
			r := hsds.NewReader(c.in, nil)
			var err error
			most := heap(func(sample func()) {
				for _, err = range r.Records() {
					sample()
				}
				sample()
			})
			require.ErrorIs(t, err, hsds.ErrUnreadable)
			last := r.Report().Faults[len(r.Report().Faults)-1]
			require.Equal(t, c.kind, last.Kind)
			require.Equal(t, hsds.Fatal, last.Severity)
			require.Less(t, most, uint64(16<<20))
		})
	}
}

func TestLongTextsAndManyKeysAreBounded(t *testing.T) {
	in := io.MultiReader(
		strings.NewReader(`{"contents":[{"id":"a","name":"n","status":"active","description":"`), &repeat{text: "long ", n: 1 << 19},
		strings.NewReader(`"},{"id":"b","status":"active","name":"m"`), &repeat{text: `,"k":1`, n: 20_000}, strings.NewReader(`},{"id":"c","name":"o","status":"active","x":[`),
		&repeat{text: `{"y":"zzzzzzzzzzzzzzzz"},`, n: 1 << 20}, strings.NewReader(`1]},{"id":"d","name":"p","status":"active"}]}`),
	)
	r := hsds.NewReader(in, &hsds.Options{Source: "t", RecordBytes: 3 << 20})
	var names []string
	most := heap(func(sample func()) {
		for rec, err := range r.Records() {
			require.NoError(t, err)
			names = append(names, rec.Activity.Name)
			require.LessOrEqual(t, len(rec.Activity.Description), 1<<20)
			sample()
		}
	})
	require.Equal(t, []string{"n", "m", "p"}, names, "the record that is too large is lost, and said to be")
	report := r.Report()
	require.Equal(t, 1, report.Lost)
	require.Equal(t, 2, report.Counts[hsds.TooLarge])
	require.Equal(t, 19_999, report.Counts[hsds.DuplicateKey])
	require.Len(t, report.Faults, 10_000)
	require.Less(t, most, uint64(32<<20))
}

func TestCompressedBombStopsAtTheLimit(t *testing.T) {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, err := io.Copy(z, io.MultiReader(strings.NewReader(`{"contents":[],"x":"`), &repeat{text: strings.Repeat("x", 1<<10), n: 16 << 10}))
	require.NoError(t, err)
	require.NoError(t, z.Close())
	require.Less(t, b.Len(), 1<<20)
	d, err := hsds.ReadAll(bytes.NewReader(b.Bytes()), &hsds.Options{InputBytes: 8 << 20})
	require.ErrorIs(t, err, hsds.ErrUnreadable)
	require.Equal(t, 1, d.Report.Counts[hsds.TooLarge]-d.Report.Severities[hsds.Error])
}

func TestGzipIsReadAsIfPlain(t *testing.T) {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, err := z.Write([]byte(walk))
	require.NoError(t, err)
	require.NoError(t, z.Close())
	d, err := hsds.ReadAll(bytes.NewReader(b.Bytes()), nil)
	require.NoError(t, err)
	require.Len(t, d.Activities, 1)
	d, err = hsds.ReadAll(bytes.NewReader(b.Bytes()[:b.Len()-20]), nil)
	require.ErrorIs(t, err, hsds.ErrUnreadable)
	require.Equal(t, 1, d.Report.Counts[hsds.Truncated], "%v", d.Report.Faults)
}

func TestHostilePackages(t *testing.T) {
	read := func(fsys fstest.MapFS, o *hsds.Options) (int, *hsds.Report, error) {
		p := hsds.NewPackage(fsys, o)
		n := 0
		for _, err := range p.Records() {
			if err != nil {
				return n, p.Report(), err
			}
			n++
		}
		return n, p.Report(), nil
	}
	t.Run("an unclosed quote", func(t *testing.T) {
		n, _, err := read(fstest.MapFS{"services.csv": {Data: []byte("id,name\n1,\"a\n2,b\n")}}, nil)
		require.NoError(t, err, "quotes are read liberally")
		require.Equal(t, 1, n)
	})
	t.Run("ragged rows, bad bytes and strange tables", func(t *testing.T) {
		n, r, err := read(fstest.MapFS{
			"services.csv": {Data: []byte("\xef\xbb\xbfid,name,status\n1,Caf\xe9\n2,b,active,x,y\n")},
			"secrets.csv":  {Data: []byte("a\n")}, "read.me": {Data: []byte("x")},
			"phones.csv": {Data: []byte("id,service_id,number\n1,9,0161\n")},
		}, nil)
		require.NoError(t, err)
		require.Equal(t, 2, n)
		require.Equal(t, 2, r.Counts[hsds.RaggedRow])
		require.Equal(t, 1, r.Counts[hsds.BadEncoding])
		require.Equal(t, 1, r.Counts[hsds.UnknownTable])
		require.Equal(t, 1, r.Counts[hsds.Dangling]-countPointer(r, "/organization_id"))
	})
	t.Run("nothing in it", func(t *testing.T) {
		n, r, err := read(fstest.MapFS{}, nil)
		require.NoError(t, err)
		require.Zero(t, n)
		require.Equal(t, 1, r.Counts[hsds.EmptyFeed])
	})
	t.Run("too large", func(t *testing.T) {
		_, r, err := read(fstest.MapFS{"services.csv": {Data: []byte("id,name\n" + strings.Repeat("1,abcdefgh\n", 1000))}}, &hsds.Options{InputBytes: 1000})
		require.ErrorIs(t, err, hsds.ErrUnreadable)
		require.Equal(t, 1, r.Counts[hsds.TooLarge])
	})
	t.Run("a loop of references", func(t *testing.T) {
		n, _, err := read(fstest.MapFS{
			"services.csv": {Data: []byte("id,name,status,organization_id\n1,a,active,1\n")}, "organizations.csv": {Data: []byte("id,name,parent_organization_id\n1,o,1\n")},
			"contacts.csv": {Data: []byte("id,service_id,contact_id\n1,1,1\n")}, "phones.csv": {Data: []byte("id,contact_id,phone_id,number\n1,1,1,0161 496 0000\n")},
			"languages.csv": {Data: []byte("id,phone_id\n1,1\n")},
		}, nil)
		require.NoError(t, err)
		require.Equal(t, 1, n)
	})
}

func countPointer(r *hsds.Report, pointer string) int {
	n := 0
	for _, f := range r.Faults {
		if f.Pointer == pointer && f.Kind == hsds.Dangling {
			n++
		}
	}
	return n
}

func TestHostileZip(t *testing.T) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	add := func(name string, src io.Reader) {
		w, err := z.Create(name)
		require.NoError(t, err)
		_, err = io.Copy(w, src)
		require.NoError(t, err)
	}
	add("../services.csv", strings.NewReader("id,name,status\n1,out,active\n"))
	add("feed/services.csv", strings.NewReader("id,name,status\n1,in,active\n"))
	add("feed/phones.csv", io.MultiReader(strings.NewReader("id,service_id,number\n"), &repeat{text: "1,1,0161\n", n: 1 << 20}))
	require.NoError(t, z.Close())
	p, err := hsds.NewZip(bytes.NewReader(b.Bytes()), int64(b.Len()), &hsds.Options{InputBytes: 1 << 20})
	require.NoError(t, err)
	for _, e := range p.Records() {
		err = e
	}
	require.ErrorIs(t, err, hsds.ErrUnreadable, "the bomb stops at the limit")
	require.Equal(t, 1, p.Report().Counts[hsds.TooLarge])
	p, err = hsds.NewZip(bytes.NewReader(b.Bytes()), int64(b.Len()), nil)
	require.NoError(t, err)
	var names []string
	for rec, err := range p.Records() {
		require.NoError(t, err)
		names = append(names, rec.Activity.Name)
	}
	require.Equal(t, []string{"in"}, names)
	require.Equal(t, 1, p.Report().Counts[hsds.UnknownTable], "the path that leads out is named")
	_, err = hsds.NewZip(strings.NewReader("no zip"), 6, nil)
	require.ErrorIs(t, err, hsds.ErrUnreadable)
}

// counted is a reader of n services, each with identifiers of its own.
type counted struct {
	text string
	n    int
	rest []byte
}

func (c *counted) Read(p []byte) (int, error) {
	if len(c.rest) == 0 {
		if c.n == 0 {
			return 0, io.EOF
		}
		c.rest = []byte(strings.NewReplacer("11111111-1111-4111-8111-111111111111", fmt.Sprintf("11111111-1111-4111-8111-%012d", c.n),
			"22222222-2222-4222-8222-222222222222", fmt.Sprintf("22222222-2222-4222-8222-%012d", c.n)).Replace(c.text))
		c.n--
	}
	n := copy(p, c.rest)
	c.rest = c.rest[n:]
	return n, nil
}

// TestConstantMemory reads 100 MB of NDJSON under 64 MB of heap; without the
// flag, 4 MB.
func TestConstantMemory(t *testing.T) {
	size := 4 << 20
	if *long {
		size = 100 << 20
	}
	one := strings.ReplaceAll(walk, "\n", "") + "\n"
	n := size / len(one)
	r := hsds.NewReader(&counted{text: one, n: n}, &hsds.Options{Source: "t", Format: hsds.NDJSON})
	got := 0
	most := heap(func(sample func()) {
		for rec, err := range r.Records() {
			require.NoError(t, err)
			require.NotNil(t, rec.Activity)
			if got++; got%500 == 0 {
				sample()
			}
		}
	})
	require.Equal(t, n, got)
	require.Len(t, r.Report().Providers, n)
	require.Zero(t, r.Report().Counts[hsds.DuplicateID])
	require.Less(t, most, uint64(64<<20))
	t.Logf("%d MB, %d services, at most %d KiB of heap more", size>>20, got, most>>10)
}

// TestGigabytes reads a gigabyte of what is deep, long or endless, in all forms,
// while it is being made. Either reading ends at a limit, or it goes on behind
// what was lost; all that is allocated on the way, freed or not, is less than five
// times the largest record (Options.RecordBytes, 16 MiB).
func TestGigabytes(t *testing.T) {
	n := 1 << 30
	text := func(parts ...any) io.Reader {
		var list []io.Reader
		for _, p := range parts {
			if s, ok := p.(string); ok {
				p = strings.NewReader(s)
			}
			list = append(list, p.(io.Reader)) //nolint:forcetypeassert // made below
		}
		return io.MultiReader(list...)
	}
	times := func(s string, size int) io.Reader {
		return &repeat{text: strings.Repeat(s, 1<<12), n: size / len(s) >> 12}
	}
	const end, after = `{"id":"b","name":"after","status":"active"}`, 1
	scanned := n
	switch {
	case reduced:
		scanned = 24 << 20
	case !*long:
		scanned = 64 << 20 // what has to be read to its end, at some 200 MB a second
	}
	for name, c := range map[string]struct {
		in      io.Reader
		format  hsds.Format
		kind    hsds.FaultKind
		records int
	}{
		"brackets":               {times("[", n), hsds.AnyFormat, hsds.TooDeep, 0},
		"brackets in a line":     {text(times("[", scanned), "\n", end, "\n"), hsds.NDJSON, hsds.TooDeep, after},
		"brackets in a record":   {text(`{"contents":[{"id":"a","x":`, times("[", n)), hsds.JSON, hsds.TooDeep, 0},
		"objects":                {times(`{"a":`, n), hsds.AnyFormat, hsds.TooDeep, 0},
		"a string of ten MB":     {text(`[{"id":"a","name":"n","status":"active","description":"`, times("x", 10<<20), `"},`, end, `]`), hsds.JSON, hsds.TooLarge, 1 + after},
		"a string":               {text(`[{"id":"a","name":"n","status":"active","description":"`, times("x", scanned), `"},`, end, `]`), hsds.JSON, hsds.TooLarge, 1 + after},
		"a name":                 {text(`[{"id":"a","name":"n","status":"active","`, times("x", scanned), `":1},`, end, `]`), hsds.JSON, "", 1 + after},
		"one name again":         {text(`[{"id":"a","name":"n","status":"active"`, times(`,"k":1`, scanned), `},`, end, `]`), hsds.JSON, hsds.TooLarge, after},
		"bytes that are no text": {text(`[{"id":"a","name":"n","status":"active","alert":"`, times("\xff", scanned), `"},`, end, `]`), hsds.JSON, hsds.BadEncoding, 1 + after},
		"a number":               {text(`[{"id":"a","name":"n","status":"active","minimum_age":`, times("9", scanned), `},`, end, `]`), hsds.JSON, "", 1 + after},
		"blanks":                 {times(" ", scanned), hsds.AnyFormat, hsds.Truncated, 0},
		"empty lines":            {text(times("\n", scanned), end), hsds.NDJSON, "", after},
	} {
		t.Run(name, func(t *testing.T) {
			var before, now runtime.MemStats
			runtime.ReadMemStats(&before)
			r := hsds.NewReader(c.in, &hsds.Options{Format: c.format})
			got := 0
			for rec, err := range r.Records() {
				if err != nil {
					require.ErrorIs(t, err, hsds.ErrUnreadable)
				} else if rec.Activity != nil {
					got++
				}
			}
			runtime.ReadMemStats(&now)
			require.Equal(t, c.records, got, "%v", r.Report().Faults)
			if c.kind != "" {
				require.Positive(t, r.Report().Counts[c.kind], "%v", r.Report().Counts)
			}
			t.Logf("%d KiB allocated", (now.TotalAlloc-before.TotalAlloc)>>10)
			require.Less(t, now.TotalAlloc-before.TotalAlloc, uint64(5*16<<20))
		})
	}
}

func FuzzReader(f *testing.F) {
	f.Add(walk, uint16(10))
	f.Add(`{"contents":[`+walk+`],"total_items":1}`, uint16(500))
	f.Add(strings.ReplaceAll(walk, "\n", "")+"\n{}\n", uint16(3))
	f.Add("<p>&lt;b&gt;</p>", uint16(0))
	f.Add(`{"services.csv":[{"id":"s","organization_id":"o","name":"One"}],"organizations.csv":[{"id":"o"}],"url.csv":[{"service_id":"s"}]}`, uint16(60))
	f.Add(`[{"id":"o","name":"O","services":[{"id":"s","name":"S"}]},{"version":"3.0"},{"id":"t","taxonomy_terms":[{"id":"x"}]}]`, uint16(40))
	f.Fuzz(func(t *testing.T, in string, cut uint16) {
		for _, text := range []string{in, in[:min(int(cut), len(in))], string([]byte(in)[min(int(cut), len(in)):])} {
			d, err := hsds.ReadAll(strings.NewReader(text), &hsds.Options{Source: "f"})
			if err != nil {
				require.ErrorIs(t, err, hsds.ErrUnreadable)
			}
			for i := range d.Activities {
				for _, x := range activity.Faults(d.Activities[i].Check()) {
					require.Equal(t, "/name", x.Path, "%v", x)
				}
			}
			again, _, _ := writeAll(t, d)
			require.LessOrEqual(t, len(again.Activities), len(d.Activities))
		}
	})
}

// writeAll writes what can be written and reads it again.
func writeAll(t *testing.T, d hsds.Directory) (hsds.Directory, int, error) {
	t.Helper()
	var b bytes.Buffer
	w := hsds.NewWriter(&b, nil)
	n := 0
	for i := range d.Activities {
		if _, err := w.Write(&d.Activities[i], nil); err == nil {
			n++
		} else {
			require.ErrorIs(t, err, hsds.ErrNotWritable)
		}
	}
	require.NoError(t, w.Close())
	again, err := hsds.ReadAll(bytes.NewReader(b.Bytes()), &hsds.Options{Source: "f"})
	require.NoError(t, err)
	require.Len(t, again.Activities, n)
	return again, n, err
}

func FuzzPackage(f *testing.F) {
	f.Add("id,name,status,organization_id,program_id\n1,a,active,1,1\n", "id,service_id,number\n1,1,0161 496 0000\n", "id,service_id,byday,opens_at\n1,1,MO,10:00\n",
		"id,name,description,organization_id\n1,o,d,1\n", "id,service_id,organization_id,link_id,taxonomy_term_id,location_id,contact_id,url\n1,1,1,1,1,1,1,x\n2,,1,,1\n")
	f.Fuzz(func(t *testing.T, services, phones, schedules, parents, links string) {
		p := hsds.NewPackage(fstest.MapFS{
			"services.csv": {Data: []byte(services)}, "phones.csv": {Data: []byte(phones)}, "schedules.csv": {Data: []byte(schedules)},
			"organizations.csv": {Data: []byte(parents)}, "programs.csv": {Data: []byte(parents)}, "taxonomy_terms.csv": {Data: []byte(parents)}, "locations.csv": {Data: []byte(parents)},
			"attributes.csv": {Data: []byte(links)}, "url.csv": {Data: []byte(links)}, "contacts.csv": {Data: []byte(links)}, "service_at_location.csv": {Data: []byte(links)},
		}, &hsds.Options{Source: "f"})
		for rec, err := range p.Records() {
			if err != nil {
				require.ErrorIs(t, err, hsds.ErrUnreadable)
				return
			}
			if rec.Activity != nil {
				for _, x := range activity.Faults(rec.Activity.Check()) {
					require.Equal(t, "/name", x.Path, "%v", x)
				}
			}
		}
	})
}

// FuzzFields puts texts where real directories put theirs, each where a parser of
// its own reads it: whatever they hold, the record is whole, is written and is
// read again as it was written.
func FuzzFields(f *testing.F) {
	f.Add("<p>Caf\u00c3\u00a9 ###MON###</p>", "5:00pm (Counter closes at 4:30 pm)", "Bristol Youth MAPS: 0117 332 7111", "English and Spanish", "£5 (with one free helper/carer)", "2025-09-02T12:06:15.654")
	f.Add("3rd Thursday of each month. 7.00pm – 10.00pm", "830am", "O7700 900000", "Interpreters available in 150 languages", "Suggested donation of £1 per session", "www.example.net/x")
	f.Add("Wednesday 2=3pm\\nTBC", "6:300pm", "(0161) 496 0000 or 0161 496 0001", "Urdu (some)", "50p; free for under 5s", "53.4")
	f.Add("Mon-Fri 9-5, closed bank holidays", "12noon", "tel:+44 161", "cy;en", "GBP 3.50 – 7.00", "M33 1AA")
	f.Fuzz(func(t *testing.T, prose, clock, phone, language, price, value string) {
		in, err := json.Marshal(map[string]any{
			"id": "11111111-1111-4111-8111-111111111111", "name": "n", "status": value, "description": prose, "url": value, "email": value, "fees_description": price,
			"eligibility_description": prose, "minimum_age": value, "maximum_age": value, "assured_date": value, "last_modified": value, "assurer_email": value, "alert": prose,
			"application_process": prose, "wait_time": prose, "attending_type": value, "attending_access": value,
			"organization": map[string]any{"id": value, "name": value, "description": prose, "website": value, "organization_identifiers": []any{map[string]any{"id": value, "identifier_scheme": value, "identifier_type": value, "identifier": value}}},
			"schedules": []any{
				map[string]any{"opens_at": clock, "closes_at": value, "byday": value, "freq": value, "dtstart": value, "valid_to": value, "bymonthday": value, "timezone": value, "interval": value},
				map[string]any{"description": prose},
				map[string]any{"byday": "MO", "freq": "WEEKLY", "opens_at": clock, "closes_at": clock, "attending_type": prose},
			},
			"holiday_schedules": []any{map[string]any{"closed": true, "start_date": value, "end_date": value}}, "regular_schedules": []any{map[string]any{"weekday": value, "opens_at": clock}},
			"phones": []any{map[string]any{"number": phone, "extension": value, "type": value}}, "contacts": []any{map[string]any{"name": value, "phones": []any{map[string]any{"number": value}}}},
			"languages": []any{map[string]any{"name": language}, map[string]any{"code": value, "note": language}}, "service_areas": []any{map[string]any{"name": value, "uri": value}},
			"cost_options": []any{map[string]any{"option": price, "amount": value, "currency": value}, map[string]any{"option": prose, "amount_description": price, "valid_from": value}},
			"capacities":   []any{map[string]any{"available": value, "maximum": 3, "updated": value}}, "eligibilitys": []any{map[string]any{"eligibility": value, "minimum_age": value, "maximum_age": 18}},
			"attributes": []any{map[string]any{"link_type": value, "value": value, "taxonomy_term": map[string]any{"name": language, "term_uri": value, "code": value}}},
			"service_at_locations": []any{map[string]any{"location": map[string]any{
				"id": value, "name": prose, "location_type": value, "latitude": value, "longitude": clock, "external_identifier": value, "external_identifier_type": value,
				"addresses": []any{map[string]any{"address_1": prose, "city": value, "postal_code": value, "country": value, "address_type": value}}, "accessibility": []any{map[string]any{"description": prose, "url": value}},
			}}},
		})
		require.NoError(t, err)
		d, err := hsds.ReadAll(bytes.NewReader(in), &hsds.Options{Source: "f", On: activity.MustParseDay("2026-09-01")})
		require.NoError(t, err)
		require.Zero(t, d.Report.Lost)
		require.Len(t, d.Activities, 1)
		require.NoError(t, d.Activities[0].Check())
		for i := range d.Providers {
			for _, x := range activity.Faults(d.Providers[i].Check()) {
				require.Equal(t, "/name", x.Path, "%v", x)
			}
		}
		_, _, err = writeAll(t, d)
		require.NoError(t, err)
	})
}

// FuzzZip opens packages that are no zip, or one that lies about itself.
func FuzzZip(f *testing.F) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.Create("services.csv")
	require.NoError(f, err)
	_, err = io.WriteString(w, "id,name,status\n1,a,active\n")
	require.NoError(f, err)
	require.NoError(f, z.Close())
	f.Add(b.Bytes())
	f.Add([]byte("PK"))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := hsds.NewZip(bytes.NewReader(data), int64(len(data)), &hsds.Options{Source: "f", InputBytes: 1 << 20})
		if err != nil {
			require.ErrorIs(t, err, hsds.ErrUnreadable)
			return
		}
		for rec, err := range p.Records() {
			if err != nil {
				require.ErrorIs(t, err, hsds.ErrUnreadable)
				return
			}
			if rec.Activity != nil {
				for _, x := range activity.Faults(rec.Activity.Check()) {
					require.Equal(t, "/name", x.Path, "%v", x)
				}
			}
		}
	})
}

var sink int

// BenchmarkRead compares the reader with encoding/json into maps, which finds
// no fault and makes no record: the least that any reader could do.
func BenchmarkRead(b *testing.B) {
	one := strings.ReplaceAll(walk, "\n", "") + "\n"
	in := strings.Repeat(one, 2000)
	b.Run("hsds", func(b *testing.B) {
		b.SetBytes(int64(len(in)))
		b.ReportAllocs()
		for b.Loop() {
			for rec, err := range hsds.NewReader(strings.NewReader(in), nil).Records() {
				if err != nil {
					b.Fatal(err)
				}
				sink += len(rec.Activity.Name)
			}
		}
	})
	b.Run("encoding-json", func(b *testing.B) {
		b.SetBytes(int64(len(in)))
		b.ReportAllocs()
		for b.Loop() {
			sink += decodeMaps(b, in)
		}
	})
}

func BenchmarkPackage(b *testing.B) {
	var services, orgs, schedules, phones, at, places strings.Builder
	services.WriteString("id,organization_id,name,description,status,url,minimum_age\n")
	orgs.WriteString("id,name,description\n")
	schedules.WriteString("id,service_id,freq,byday,opens_at,closes_at\n")
	phones.WriteString("id,service_id,number\n")
	at.WriteString("id,service_id,location_id\n")
	places.WriteString("id,location_type,name,latitude,longitude\n")
	for i := range 5000 {
		id := fmt.Sprintf("00000000-0000-4000-8000-%012d", i)
		fmt.Fprintf(&services, "%s,%s,Service %d,%s,active,https://example.org/%d,18\n", id, id, i, strings.Repeat("A walk by the river with tea. ", 20), i)
		fmt.Fprintf(&orgs, "%s,Organisation %d,%s\n", id, i, strings.Repeat("A charity. ", 10))
		fmt.Fprintf(&schedules, "%s,%s,WEEKLY,\"MO,TU\",10:00,12:00\n", id, id)
		fmt.Fprintf(&phones, "%s,%s,0161 496 0000\n", id, id)
		fmt.Fprintf(&at, "%s,%s,%s\n", id, id, id)
		fmt.Fprintf(&places, "%s,physical,Hall,53.4,-2.3\n", id)
	}
	fsys := fstest.MapFS{
		"services.csv": {Data: []byte(services.String())}, "organizations.csv": {Data: []byte(orgs.String())}, "schedules.csv": {Data: []byte(schedules.String())},
		"phones.csv": {Data: []byte(phones.String())}, "service_at_location.csv": {Data: []byte(at.String())}, "locations.csv": {Data: []byte(places.String())},
	}
	size := 0
	for _, f := range fsys {
		size += len(f.Data)
	}
	b.SetBytes(int64(size))
	b.ReportAllocs()
	for b.Loop() {
		for rec, err := range hsds.NewPackage(fsys, nil).Records() {
			if err != nil {
				b.Fatal(err)
			}
			sink += len(rec.Activity.Name)
		}
	}
}

func decodeMaps(b *testing.B, in string) int {
	b.Helper()
	n := 0
	for d := json.NewDecoder(strings.NewReader(in)); ; {
		var v map[string]any
		err := d.Decode(&v)
		if errors.Is(err, io.EOF) {
			return n
		}
		if err != nil {
			b.Fatal(err)
		}
		n += len(v)
	}
}
