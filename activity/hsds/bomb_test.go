package hsds_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/activity/hsds"
)

// manyParts are members of a service with a part that can be repeated: what a
// record holds that was made to take long.
var manyParts = []struct{ member, part string }{
	{"attributes", `{"taxonomy_term":{"term_uri":"sp-route:voucher","name":"n%d"},"value":"v%d"}`},
	{"attributes", `{"taxonomy_term":{"term_uri":"sp-condition:text","name":"n%d"},"value":"v%d"}`},
	{"attributes", `{"taxonomy_term":{"term_uri":"sp-activity:choir","name":"n%d"},"value":"v%d"}`},
	{"attributes", `{"link_type":"x","taxonomy_term":{"code":"c%d","name":"n%d"}}`},
	{"attributes", `{"taxonomy_term":{"term_uri":"sp-access:x-f%d","name":"n"},"value":"v%d"}`},
	{"languages", `{"name":"English and Spanish %d, %d"}`},
	{"schedules", `{"freq":"WEEKLY","byday":"MO","opens_at":"10:00","description":"x%d %d"}`},
	{"schedules", `{"description":"Mondays 10am-1%dpm %d"}`},
	{"holiday_schedules", `{"closed":true,"start_date":"2026-01-01","end_date":"2026-12-31","x%d":%d}`},
	{"service_areas", `{"name":"M%d %d"}`},
	{"service_areas", `{"name":"Place%d %d"}`},
	{"cost_options", `{"option":"a%d","amount":%d}`},
	{"service_at_locations", `{"location":{"id":"l%d","location_type":"physical","latitude":53,"longitude":-2,"x":%d}}`},
	{"contacts", `{"name":"a%d","phones":[{"number":"0161 496 %d"}]}`},
	{"phones", `{"number":"0161 496 %d or %d"}`},
	{"eligibilitys", `{"eligibility":"female","minimum_age":%d,"maximum_age":%d}`},
	{"funding", `{"source":"a%d %d"}`},
	{"capacities", `{"available":%d,"maximum":%d,"description":"x"}`},
	{"required_documents", `{"document":"a%d %d"}`},
	{"x", `{"available":"a@b.example %d mailto:b@c.example","maximum":%d}`},
}

// again are texts that invite a parser to begin again and again: marks of a
// description, and words for all other fields.
var (
	againMarks = []string{
		"<b>x</b>&amp;", "<", "&", "#", "<!--", "<script>", "<script></script>", "<style></script>", "###A###", "&#0;&lt;", `\\n`, `\u0301`, "Ã©", "<!---->", " \u00a0",
	}
	againWords = []string{"Mon 9-5, ", "9", "1st and ", "0161 ", "0161 496 0000 or ", "£5 or ", "English and ", "http://", "a@", "M1 ", "MO,", "1,"}
)

// hostileRecords are services of n parts, or of about 50 n bytes of text.
func hostileRecords(n int) map[string]string {
	out := map[string]string{}
	record := func(name, members string) { out[name] = `{"id":"a","name":"n","status":"active",` + members + `}` }
	for i, p := range manyParts {
		parts := make([]string, n)
		for k := range parts {
			parts[k] = fmt.Sprintf(p.part, k, k%100)
		}
		record(fmt.Sprint(i, " ", p.member), fmt.Sprintf(`%q:[%s]`, p.member, strings.Join(parts, ",")))
	}
	for _, text := range againMarks {
		record("description "+text, `"description":"`+strings.Repeat(text, 50*n/len(text))+`"`)
	}
	for _, text := range againWords {
		record("all fields "+text, fmt.Sprintf(`"schedules":[{"description":%q},{"freq":"WEEKLY","opens_at":%[1]q,"byday":%[1]q},{"freq":"MONTHLY","bymonthday":%[1]q}],
			"phones":[{"number":%[1]q}],"fees":%[1]q,"languages":[{"name":%[1]q}],"url":%[1]q,"email":%[1]q,"minimum_age":%[1]q,"alert":%[1]q,
			"service_at_locations":[{"location":{"id":"a","latitude":%[1]q,"longitude":1,"addresses":[{"postal_code":%[1]q}]}}]`, strings.Repeat(text, 50*n/len(text))))
	}
	return out
}

// readHostile reads a record, which must be kept, in memory in proportion to its
// size. It returns the time that it took.
func readHostile(t *testing.T, name, in string) time.Duration {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	start := time.Now()
	d, err := hsds.ReadAll(strings.NewReader(in), nil)
	took := time.Since(start)
	runtime.ReadMemStats(&after)
	require.NoError(t, err, name)
	require.Zero(t, d.Report.Lost, name)
	require.Len(t, d.Activities, 1, name)
	require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(300*len(in)+64<<20), name)
	return took
}

// TestWorkIsByTheSizeOfARecord reads records that were made to take long, and
// others eight times as large. They take eight times as long; the square would be
// 64 times.
func TestWorkIsByTheSizeOfARecord(t *testing.T) {
	n := 1500
	if reduced {
		n = 150
	}
	large := hostileRecords(8 * n)
	for name, in := range hostileRecords(n) {
		small := min(readHostile(t, name, in), readHostile(t, name, in), readHostile(t, name, in))
		for try := 0; ; try++ {
			if took := readHostile(t, name, large[name]); reduced || took < 24*small+100*time.Millisecond {
				break
			} else if try == 9 { // not somebody else's work on this machine
				t.Errorf("%s: %v, and eight times as much takes %v", name, small, took)
				break
			}
		}
	}
}

func TestPartsBeyondTheLimitAreNamed(t *testing.T) {
	in := `{"id":"a","name":"n","status":"active","funding":[` + strings.Repeat(`{"source":"x"},`, 5000) + `{"source":"y"}]}`
	d, err := hsds.ReadAll(strings.NewReader(in), nil)
	require.NoError(t, err)
	require.Len(t, d.Activities[0].Funding, 5000)
	require.Equal(t, 1, d.Report.Counts[hsds.TooLarge])
	require.Contains(t, fmt.Sprint(d.Report.Faults), "/funding error: too-large (dropped)")

	// The services of an organisation are records, and none is left out.
	in = `{"id":"o","name":"O","description":"d","website":"https://o.example","services":[` + strings.Repeat(`{"id":"s","name":"S","status":"active"},`, 5001)
	d, err = hsds.ReadAll(strings.NewReader(strings.TrimSuffix(in, ",")+`]}`), nil)
	require.NoError(t, err)
	require.Len(t, d.Activities, 5001)
}

// TestSmallPackagesThatUnfold holds packages of a few megabytes whose records
// would come to billions of parts, since many rows name the same one.
func TestSmallPackagesThatUnfold(t *testing.T) {
	rows := func(head, row string, n int) *fstest.MapFile {
		var b strings.Builder
		b.WriteString(head + "\n")
		for i := range n {
			b.WriteString(strings.ReplaceAll(row, "#", fmt.Sprint(i)) + "\n")
		}
		return &fstest.MapFile{Data: []byte(b.String())}
	}
	n := 50_000
	if reduced {
		n = 5000
	}
	for name, c := range map[string]struct {
		files   fstest.MapFS
		records int // at most
		fatal   bool
		o       *hsds.Options
	}{
		"one service, one place, many times over": {fstest.MapFS{
			"services.csv": rows("id,name,status", "s,S,active", 1), "locations.csv": rows("id,name", "l,L", 1),
			"service_at_location.csv": rows("id,service_id,location_id", "#,s,l", n), "schedules.csv": rows("id,location_id,description", "#,l,d", n),
		}, 1, false, nil},
		"many services of one organisation with many telephones": {fstest.MapFS{
			"services.csv": rows("id,name,status,organization_id", "#,S,active,o", n), "organizations.csv": rows("id,name", "o,O", 1),
			"phones.csv": rows("id,organization_id,number", "#,o,0161 496 0000", n),
		}, 200, true, nil},
		"many services with one identifier": {fstest.MapFS{
			"services.csv": rows("id,name,status", "s,S,active", n), "phones.csv": rows("id,service_id,number", "#,s,0161 496 0000", n),
		}, 200, true, nil},
		"more columns than any table has": {fstest.MapFS{
			"services.csv": {Data: []byte("id,name,status" + strings.Repeat(",x", 1<<20) + "\n1,S,active\n")}, "phones.csv": rows("id,service_id,number", "#,1,0161", 1000),
		}, 1, false, nil},
		"rows of nothing": {fstest.MapFS{"services.csv": rows("id", "1", 1), "phones.csv": {Data: []byte("id\n" + strings.Repeat("1\n", 1<<20))}}, 0, true, &hsds.Options{InputBytes: 16 << 20}},
	} {
		t.Run(name, func(t *testing.T) {
			p := hsds.NewPackage(c.files, c.o)
			records, start := 0, time.Now()
			var last error
			most := heap(func(sample func()) {
				for _, err := range p.Records() {
					if last = err; err == nil {
						records++
					}
					if records%10 == 1 || err != nil {
						sample()
					}
				}
			})
			require.LessOrEqual(t, records, c.records)
			require.Less(t, time.Since(start), time.Minute)
			require.Less(t, most, uint64(512<<20))
			require.Positive(t, p.Report().Counts[hsds.TooLarge])
			if c.fatal {
				require.ErrorIs(t, last, hsds.ErrUnreadable)
				return
			}
			require.NoError(t, last)
			require.Equal(t, c.records, records)
		})
	}
	t.Run("tables in one text", func(t *testing.T) {
		var b strings.Builder
		b.WriteString(`{"services.csv":[{"id":"1","name":"S","status":"active"}],"phones.csv":[{`)
		for i := range 2000 {
			fmt.Fprintf(&b, `"c%d":"x",`, i)
		}
		b.WriteString(`"id":"1"}` + strings.Repeat(`,{"c999":"x"}`, 5000) + `]}`)
		d, err := hsds.ReadAll(strings.NewReader(b.String()), &hsds.Options{RecordBytes: 2 << 20})
		require.ErrorIs(t, err, hsds.ErrUnreadable)
		require.Equal(t, 1, d.Report.Counts[hsds.TooLarge])
	})
}
