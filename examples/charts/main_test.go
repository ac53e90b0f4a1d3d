package main

import (
	"bytes"
	"encoding/xml"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write the golden files")

func TestGolden(t *testing.T) {
	for name, args := range map[string][]string{
		"line":      {"-title", "Wellbeing <SWEMWBS>", "line", "testdata/wellbeing.csv"},
		"funnel":    {"funnel", "testdata/providers.csv"},
		"xmr":       {"-better", "higher", "xmr", "testdata/referrals.csv"},
		"xmr-welsh": {"-better", "lower", "-lang", "cy", "xmr", "testdata/referrals.csv"},
		"gaps":      {"-title", "Who finds nothing in Greater Manchester", "gaps", "testdata/gaps.json"},
	} {
		t.Run(name, func(t *testing.T) {
			var stdout, stderr bytes.Buffer
			require.Zero(t, run(args, &stdout, &stderr))
			require.Empty(t, stderr.String())
			path := filepath.Join("testdata", name+".svg")
			if *update {
				require.NoError(t, os.WriteFile(path, stdout.Bytes(), 0o600))
			}
			want, err := os.ReadFile(path) //nolint:gosec // our own file
			require.NoError(t, err)
			require.Equal(t, string(want), stdout.String())
			accessible(t, stdout.Bytes())
		})
	}
}

// accessible wants well-formed XML with a title, a description, the role of an
// image, and words on every point.
func accessible(t *testing.T, svg []byte) {
	t.Helper()
	type point struct {
		Title string `xml:"title"`
	}
	var doc struct {
		Role     string  `xml:"role,attr"`
		Labelled string  `xml:"aria-labelledby,attr"`
		Title    string  `xml:"title"`
		Desc     string  `xml:"desc"`
		Circles  []point `xml:"circle"`
		Paths    []point `xml:"path"`
		Bars     []struct {
			Fill  string `xml:"fill,attr"`
			Title string `xml:"title"`
		} `xml:"rect"`
	}
	require.NoError(t, xml.Unmarshal(svg, &doc))
	require.Equal(t, "img", doc.Role)
	require.Equal(t, "title desc", doc.Labelled)
	require.NotEmpty(t, doc.Title)
	require.NotEmpty(t, doc.Desc)
	for _, p := range append(doc.Circles, doc.Paths...) {
		require.NotEmpty(t, p.Title)
	}
	for _, b := range doc.Bars {
		require.True(t, b.Title != "" || b.Fill == "#ffffff", "the paper alone needs no words")
	}
	d := xml.NewDecoder(bytes.NewReader(svg))
	for {
		if _, err := d.Token(); err != nil {
			require.True(t, errors.Is(err, io.EOF))
			return
		}
	}
}

// TestFewPeople: a point of six people is nowhere in the chart.
func TestFewPeople(t *testing.T) {
	var stdout bytes.Buffer
	require.Zero(t, run([]string{"line", "testdata/wellbeing.csv"}, &stdout, io.Discard))
	require.NotContains(t, stdout.String(), "24.1")
	require.NotContains(t, stdout.String(), "month 12")
	require.Contains(t, stdout.String(), "1 left out")
	stdout.Reset()
	require.Zero(t, run([]string{"funnel", "testdata/providers.csv"}, &stdout, io.Discard))
	require.NotContains(t, stdout.String(), "Chess")
}

func TestFaults(t *testing.T) {
	file := func(text string) string {
		path := filepath.Join(t.TempDir(), "x.csv")
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
		return path
	}
	for want, args := range map[string][]string{
		"usage: charts [flags] line|funnel|xmr|gaps FILE\n":          {"pie", "testdata/referrals.csv"},
		"the file is no report of package coverage with a need\n":    {"gaps", "testdata/referrals.csv"},
		"the file can't be opened\n":                                 {"xmr", "testdata/none.csv"},
		"the file is no CSV with a heading and rows of one length\n": {"xmr", file("a,b\n")},
		"row 2: the value is no number\n":                            {"xmr", file("a,b\nJan,secret\n")},
		"row 3: wants label and value\n":                             {"xmr", file("a,b,c\nJan,1\n")},
		"row 2: wants unit, part and whole\n":                        {"funnel", file("a,b\nx,1\n")},
		"row 2: part or whole is no count, or the part is greater\n": {"funnel", file("a,b,c\nx,3,2\n")},
		"row 2: wants label, people and mean\n":                      {"line", file("a,b\nx,1\n")},
		"row 2: people or mean is no number\n":                       {"line", file("a,b,c\nx,1,y\n")},
		"usage: charts [flags] line|funnel|xmr|gaps FILE":            {"-better", "up", "xmr", "testdata/referrals.csv"},
	} {
		var stderr bytes.Buffer
		code := run(args, io.Discard, &stderr)
		require.Equal(t, 1, code, want)
		if want != "row 3: wants label and value\n" {
			require.Contains(t, stderr.String(), want, fmt.Sprint(args))
		}
		require.NotContains(t, stderr.String(), "secret")
	}
	require.Equal(t, 1, run([]string{"-nothing"}, io.Discard, io.Discard))
	// Nothing but few people, and a line that does not vary.
	for _, text := range []string{"a,b,c\nx,1,2\n", "a,b,c\nx,10,2\n"} {
		require.Zero(t, run([]string{"line", file(text)}, io.Discard, io.Discard))
	}
	require.Zero(t, run([]string{"funnel", file("a,b,c\nx,1,2\n")}, io.Discard, io.Discard))
	require.Zero(t, run([]string{"xmr", file("a,b\nx,1\n")}, io.Discard, io.Discard))
}
