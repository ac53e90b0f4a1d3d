package batch_test

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/outcome"
	"github.com/socialprescribing/socialprescribing/outcome/batch"
	"github.com/socialprescribing/socialprescribing/outcome/instruments"
)

const none = outcome.NotAnswered

// read collects the rows of a file.
func read(rows *batch.Rows) []batch.Row {
	var out []batch.Row
	for r := range rows.All() {
		r.Response = r.Response.Clone()
		out = append(out, r)
	}
	return out
}

func faults(r batch.Report) []string {
	var out []string
	for _, f := range r.Faults {
		out = append(out, f.String())
	}
	return out
}

func TestCSV(t *testing.T) {
	file := "\ufeffID, Occasion,at,Q1,2,3,note\n" +
		"p1,baseline,2026-03-02,1,often,3,x\n" +
		"p2,end,2026-03-02T10:00:00+01:00, 2 ,,n/a,\n" +
		"\n" +
		"p3,start,yesterday,4,secret,1,,extra\n" +
		"p4,,,\"1,1\n"
	rows := batch.CSV(strings.NewReader(file), instruments.MustGet("ucla-3"), nil)
	got := read(rows)
	require.Equal(t, []batch.Row{
		{Line: 2, ID: "p1", Occasion: outcome.Baseline, At: time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC), Response: outcome.Response{1, 3, 3}},
		{Line: 3, ID: "p2", Occasion: outcome.End, At: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC), Response: outcome.Response{2, none, outcome.NotApplicable}},
		{Line: 5, ID: "p3", Response: outcome.Response{none, none, 1}},
	}, got)
	report := rows.Report()
	require.Equal(t, []string{
		"line 1, column 7: column of no item; ignored",
		"line 5, occasion: no such occasion; ignored",
		"line 5, at: not a time; ignored",
		"line 5, item 1: no such answer; taken as not answered",
		"line 5, item 2: no such answer; taken as not answered",
		"line 5: more answers than items; ignored",
		"line 6: line cannot be read; left out",
	}, faults(report))
	require.Equal(t, 3, report.Rows)
	require.Equal(t, 7, report.Count)
	require.NotContains(t, fmt.Sprint(report), "secret")
}

func TestHeadings(t *testing.T) {
	in := instruments.MustGet("ucla-3")
	rows := batch.CSV(strings.NewReader("a;left;1;left\n3;2;1;1\n"), in, &batch.Options{Comma: ';', Columns: map[string]string{"a": "1", "left": "2"}})
	got := read(rows)
	require.Equal(t, outcome.Response{3, 2, none}, got[0].Response)
	require.Equal(t, []string{
		"line 1, item 1: item stands twice; ignored",
		"line 1, item 2: item stands twice; ignored",
		"line 1, item 3: item without a column; taken as not answered",
	}, faults(rows.Report()))

	rows = batch.CSV(strings.NewReader("x,y\n1,2\n"), in, &batch.Options{MaxFaults: 2})
	require.Empty(t, read(rows))
	require.Len(t, rows.Report().Faults, 2)
	require.Equal(t, 6, rows.Report().Count, "two columns, three items, no item at all")

	rows = batch.CSV(strings.NewReader(""), in, nil)
	require.Empty(t, read(rows))
	require.Zero(t, rows.Report().Count, "an empty file has no fault")
}

func TestNDJSON(t *testing.T) {
	file := `{"id":"p1","occasion":"baseline","at":"2026-03-02","answers":[1,"often",null]}
{"id":"p2","answers":{"q1":2,"2":"hardly-ever","left":3}}

{"answers":[1,2,3,4]}
{"answers":{"1":1,"1":2,"zz":3,"2":9}}
{"answers":7}
{"answers":{"1":}}
[]
{"id":"` + strings.Repeat("x", 300) + `"}
{"id":"last"}`
	rows := batch.NDJSON(strings.NewReader(file), instruments.MustGet("ucla-3"), &batch.Options{MaxLine: 200, Columns: map[string]string{"left": "3"}})
	got := read(rows)
	var text []string
	for _, r := range got {
		text = append(text, fmt.Sprint(r.Line, r.ID, []outcome.Answer(r.Response)))
	}
	require.Equal(t, []string{"1p1[1 3 -1]", "2p2[2 1 3]", "4[1 2 3]", "5[1 -1 -1]", "10last[-1 -1 -1]"}, text)
	require.Equal(t, []string{
		"line 4: more answers than items; ignored",
		"line 5, item 1: item stands twice; ignored",
		"line 5, answers: column of no item; ignored",
		"line 5, item 2: no such answer; taken as not answered",
		"line 6: line cannot be read; left out",
		"line 7: line cannot be read; left out",
		"line 8: line cannot be read; left out",
		"line 9: line too long; left out",
	}, faults(rows.Report()))
	require.Equal(t, 10, rows.Report().Lines)
}

func TestReadingStops(t *testing.T) {
	broken := errors.New("disk")
	in := instruments.MustGet("ucla-3")
	for name, rows := range map[string]*batch.Rows{
		"csv":    batch.CSV(io.MultiReader(strings.NewReader("1,2,3\n1,2,3\n"), iotest.ErrReader(broken)), in, nil),
		"ndjson": batch.NDJSON(io.MultiReader(strings.NewReader("{\"answers\":[1,2,3]}\n"), iotest.ErrReader(broken)), in, nil),
	} {
		require.Len(t, read(rows), 1, name)
		require.Len(t, rows.Report().Faults, 1, name)
		require.Equal(t, batch.ReadingStopped, rows.Report().Faults[0].Problem, name)
	}
	heading := batch.CSV(iotest.ErrReader(broken), in, nil)
	require.Empty(t, read(heading))
	require.Equal(t, batch.ReadingStopped, heading.Report().Faults[0].Problem)
	for _, rows := range []*batch.Rows{
		batch.CSV(strings.NewReader("1,2,3\n1,2,3\n1,2,3\n"), in, nil),
		batch.NDJSON(strings.NewReader("{}\n{}\n"), in, nil),
	} {
		for range rows.All() {
			break
		}
		require.Equal(t, 1, rows.Report().Rows)
	}
}

func TestVocabularies(t *testing.T) {
	var p batch.Problem
	require.NoError(t, p.UnmarshalText([]byte("not a time")))
	require.True(t, p.IsValid())
	require.ErrorIs(t, p.UnmarshalText([]byte("x")), outcome.ErrCode)
	var a batch.Action
	for _, w := range []string{"taken as not answered", "left out", "stopped", "ignored", ""} {
		require.NoError(t, a.UnmarshalText([]byte(w)))
	}
	require.ErrorIs(t, a.UnmarshalText([]byte("x")), outcome.ErrCode)
}

func FuzzFiles(f *testing.F) {
	f.Add("1,2,3\n1,2,3\n")
	f.Add("{\"answers\":[1,2,3]}\n{\"answers\":{\"1\":2}}\n")
	f.Fuzz(func(t *testing.T, file string) {
		in := instruments.MustGet("ucla-3")
		for _, rows := range []*batch.Rows{batch.CSV(strings.NewReader(file), in, nil), batch.NDJSON(strings.NewReader(file), in, &batch.Options{MaxLine: 100})} {
			n := 0
			for r := range rows.All() {
				n++
				_, err := in.Score(r.Response)
				require.NoError(t, err, "whatever stands in the file, what is given out can be scored")
			}
			require.Equal(t, n, rows.Report().Rows)
		}
	})
}

func BenchmarkCSV(b *testing.B) {
	var file strings.Builder
	file.WriteString("id,q1,q2,q3,q4,q5,q6,q7,q8,q9\n")
	const n = 10_000
	for range n {
		file.WriteString("p1,0,1,2,3,0,1,2,3,0\n")
	}
	in := instruments.MustGet("phq-9")
	b.SetBytes(int64(file.Len()))
	for b.Loop() {
		for r := range batch.CSV(strings.NewReader(file.String()), in, nil).All() {
			if _, err := in.Score(r.Response); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/n, "ns/response")
}
