// Command charts draws what packages cohort and coverage work out, as SVG that can
// be read aloud.
//
//	go run ./examples/charts line examples/charts/testdata/wellbeing.csv
//	go run ./examples/charts funnel examples/charts/testdata/providers.csv
//	go run ./examples/charts -better higher xmr examples/charts/testdata/referrals.csv
//	go run ./examples/charts gaps examples/charts/testdata/gaps.json
//
// A line chart takes rows of label, number of people and mean; a funnel plot
// rows of unit, part and whole; a process chart (xmr) rows of label and value, in
// order of time; gaps a report of package coverage as JSON. The SVG goes to
// standard output. Figures of few people are left
// out by the suppression policy, and the chart says how many.
//
// What a chart shows is in its words as well: a title, a description with the
// main figures and every signal, and a title on each point. Signals differ in
// shape and not in colour alone.
package main

import (
	"encoding/csv"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strconv"

	"golang.org/x/text/language"

	"github.com/socialprescribing/socialprescribing/outcome"
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// settings are what the flags say.
type settings struct {
	better outcome.Direction
	lang   language.Tag
	title  string
}

var (
	errUsage  = errors.New("usage: charts [flags] line|funnel|xmr|gaps FILE")
	errFile   = errors.New("the file can't be opened")
	errReport = errors.New("the file is no report of package coverage with a need")
)

func run(args []string, stdout, stderr io.Writer) int {
	svg, err := draw(args, stderr)
	if err != nil {
		_, _ = fmt.Fprintln(stderr, "charts:", err)
		return 1
	}
	_, _ = io.WriteString(stdout, svg)
	return 0
}

func draw(args []string, stderr io.Writer) (string, error) {
	flags := flag.NewFlagSet("charts", flag.ContinueOnError)
	flags.SetOutput(stderr)
	better := flags.String("better", "neither", "which way is better: higher, lower or neither")
	lang := flags.String("lang", "en", "language of the signals: en or cy")
	title := flags.String("title", "", "title of the chart; that of its kind if not given")
	if err := flags.Parse(args); err != nil || flags.NArg() != 2 {
		return "", errUsage
	}
	s := settings{better: outcome.Direction(*better), title: *title}
	var err error
	if s.lang, err = language.Parse(*lang); err != nil || !s.better.IsValid() {
		return "", errUsage
	}
	if flags.Arg(0) == "gaps" {
		return gaps(flags.Arg(1), s)
	}
	kinds := map[string]func([][]string, settings) (string, error){"line": line, "funnel": funnel, "xmr": xmr}
	kind, ok := kinds[flags.Arg(0)]
	if !ok {
		return "", errUsage
	}
	rows, err := read(flags.Arg(1))
	if err != nil {
		return "", err
	}
	return kind(rows, s)
}

// read reads a CSV file without its heading.
func read(path string) ([][]string, error) {
	f, err := os.Open(path) //nolint:gosec // the file that the user named
	if err != nil {
		return nil, errFile
	}
	defer func() { _ = f.Close() }()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil || len(rows) < 2 {
		return nil, errors.New("the file is no CSV with a heading and rows of one length")
	}
	return rows[1:], nil
}

// fault names a row, and never what stands in it.
func fault(row int, what string) error { return fmt.Errorf("row %d: %s", row+2, what) }

func count(text string) (int64, bool) {
	n, err := strconv.ParseInt(text, 10, 64)
	return n, err == nil && n >= 0
}
