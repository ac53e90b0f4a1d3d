// Command scorecsv scores a file of questionnaire answers and tells what changed.
//
//	go run ./examples/scorecsv -instrument phq-9 examples/scorecsv/testdata/phq-9.csv
//	go run ./examples/scorecsv -list
//
// The file is CSV with a heading, or NDJSON (by its name, or -format). Scores go to
// standard output, one line a response; then the change of each person between
// baseline and follow-up, by every published rule side by side; then the group, with
// the sentences that belong beside it. Faults of the file go to standard error with
// line and item, and never with what stood there.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/google/uuid"
	"golang.org/x/text/language"

	"github.com/socialprescribing/socialprescribing/outcome"
	"github.com/socialprescribing/socialprescribing/outcome/batch"
	"github.com/socialprescribing/socialprescribing/outcome/cohort"
	"github.com/socialprescribing/socialprescribing/outcome/instruments"
)

func main() {
	info, err := os.Stderr.Stat()
	terminal := err == nil && info.Mode()&os.ModeCharDevice != 0
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr, terminal))
}

// settings are what the flags say.
type settings struct {
	instrument, variant, format, part string
	lang                              language.Tag
	quiet, list                       bool
	path                              string
}

var errUsage = errors.New("usage")

func parse(args []string, stderr io.Writer) (settings, error) {
	var s settings
	flags := flag.NewFlagSet("scorecsv", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.StringVar(&s.instrument, "instrument", "phq-9", "which measure the answers are to; see -list")
	flags.StringVar(&s.variant, "variant", "", "which conversion table, where there are several")
	flags.StringVar(&s.format, "format", "", "csv or ndjson; by the file's name if not given")
	flags.StringVar(&s.part, "part", "", "which part's change to show; the last converted one or the first if not given")
	flags.BoolVar(&s.quiet, "quiet", false, "leave the single scores out")
	flags.BoolVar(&s.list, "list", false, "list the measures with their licence class, and stop")
	lang := flags.String("lang", "en", "language of the sentences: en or cy")
	if err := flags.Parse(args); err != nil {
		return s, errUsage
	}
	tag, err := language.Parse(*lang)
	if err != nil {
		fmt.Fprintln(stderr, "scorecsv: -lang is not a language")
		return s, errUsage
	}
	s.lang = tag
	if s.list {
		return s, nil
	}
	if flags.NArg() != 1 {
		fmt.Fprintln(stderr, "scorecsv: one file is needed")
		return s, errUsage
	}
	s.path = flags.Arg(0)
	if s.format == "" {
		s.format = "csv"
		if strings.HasSuffix(s.path, "json") || strings.HasSuffix(s.path, "jsonl") {
			s.format = "ndjson"
		}
	}
	if s.format != "csv" && s.format != "ndjson" {
		fmt.Fprintln(stderr, "scorecsv: -format is csv or ndjson")
		return s, errUsage
	}
	return s, nil
}

// run is the program; it returns the exit code: 0 well, 1 the file or the measure
// could not be read, 2 wrong flags.
func run(args []string, stdout, stderr io.Writer, terminal bool) int {
	s, err := parse(args, stderr)
	if err != nil {
		return 2
	}
	if s.list {
		list(stdout)
		return 0
	}
	in, err := instruments.Get(outcome.InstrumentID(s.instrument))
	if err == nil && s.variant != "" {
		in, err = in.Variant(outcome.RuleID(s.variant))
	}
	if err != nil {
		fmt.Fprintln(stderr, "scorecsv:", err)
		return 2
	}
	if _, ok := in.Part(outcome.PartCode(s.part)); s.part != "" && !ok {
		fmt.Fprintf(stderr, "scorecsv: -part is no part of %s\n", in.Short())
		return 2
	}
	file, err := os.Open(s.path)
	if err != nil {
		fmt.Fprintln(stderr, "scorecsv:", err)
		return 1
	}
	defer file.Close() //nolint:errcheck // only read
	p := program{in: in, settings: s, stdout: stdout, stderr: stderr, terminal: terminal, names: map[outcome.PersonID]string{}}
	return p.run(file)
}

func list(w io.Writer) {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for in := range instruments.All() {
		fmt.Fprintf(t, "%s\tclass %s\t%s\n", in.Key().ID, in.Licence().Class, in.Title())
	}
	_ = t.Flush()
}

// program is one run over one file.
type program struct {
	settings
	in             *outcome.Instrument
	stdout, stderr io.Writer
	terminal       bool
	records        []outcome.Record
	names          map[outcome.PersonID]string // the file's pseudonyms
	alerts         int
}

func (p *program) run(file io.Reader) int {
	if len(p.in.Items()) == 0 {
		fmt.Fprintf(p.stderr, "scorecsv: %s: only finished scores can be stored: %s\n", p.in.Short(), p.in.Licence().Obtain)
		return 2
	}
	rows := batch.CSV(file, p.in, nil)
	if p.format == "ndjson" {
		rows = batch.NDJSON(file, p.in, nil)
	}
	table := tabwriter.NewWriter(p.stdout, 0, 0, 2, ' ', 0)
	if !p.quiet {
		p.heading(table)
	}
	n := 0
	for row := range rows.All() {
		score, err := p.in.Score(row.Response)
		if err != nil {
			fmt.Fprintln(p.stderr, "scorecsv:", err)
			return 1
		}
		p.keep(row, score)
		if !p.quiet {
			p.line(table, row, score)
		}
		if n++; p.terminal && n%10_000 == 0 {
			fmt.Fprintf(p.stderr, "\r%d responses scored", n)
		}
	}
	if p.terminal && n >= 10_000 {
		fmt.Fprintf(p.stderr, "\r%d responses scored\n", n)
	}
	_ = table.Flush()
	p.change()
	return p.report(rows.Report())
}

func (p *program) heading(w io.Writer) {
	fmt.Fprint(w, "line\tid\toccasion\tdate")
	for part := range p.in.Parts() {
		fmt.Fprint(w, "\t", part.Code)
	}
	fmt.Fprintln(w, "\tbands\talerts")
}

// line prints one response: each part's value, marked * when prorated and - when
// there is none, the bands by the best founded set of each part, and the alerts.
func (p *program) line(w io.Writer, row batch.Row, s outcome.Score) {
	date := ""
	if !row.At.IsZero() {
		date = row.At.Format("2006-01-02")
	}
	fmt.Fprintf(w, "%d\t%s\t%s\t%s", row.Line, row.ID, row.Occasion, date)
	for _, part := range s.Parts() {
		text := "-"
		if v, ok := part.Value(); ok {
			text = v.Round(2).String()
		}
		if part.Status() == outcome.Prorated {
			text += "*"
		}
		fmt.Fprint(w, "\t", text)
	}
	var bands, alerts []string
	seen := map[outcome.PartCode]bool{}
	for b := range p.in.Bands(s) {
		if !seen[b.Part] {
			seen[b.Part] = true
			word := string(b.Band.Code)
			if b.Standing == outcome.Unverified {
				word += " (unverified)"
			}
			bands = append(bands, word)
		}
	}
	for a := range s.Alerts() {
		alerts = append(alerts, string(a.Code)+" "+string(a.State))
	}
	fmt.Fprintf(w, "\t%s\t%s\n", strings.Join(bands, ", "), strings.Join(alerts, ", "))
}

// namespace turns the file's pseudonyms into identifiers, always the same ones.
var namespace = uuid.MustParse("6f1b3f1e-6a3c-4f5e-9b1a-2c3d4e5f6a7b")

func (p *program) keep(row batch.Row, s outcome.Score) {
	if s.HasAlert() {
		p.alerts++
	}
	if row.ID == "" || row.Occasion == "" || row.At.IsZero() {
		return
	}
	who := outcome.PersonID(uuid.NewSHA1(namespace, []byte(row.ID)))
	p.names[who] = row.ID
	id := uuid.NewSHA1(namespace, fmt.Appendf(nil, "%s %d", row.ID, row.Line))
	p.records = append(p.records, outcome.Record{
		ID: outcome.RecordID(id), Person: who,
		Instrument: p.in.Key(), Occasion: row.Occasion, At: row.At, RecordedAt: row.At,
		Mode: outcome.ModeUnknown, Status: outcome.Final, Score: s,
	})
}

// mainPart is the part whose change is shown: the one asked for, else the first that
// carries a change rule, else the first.
func (p *program) mainPart() outcome.PartCode {
	if p.part != "" {
		return outcome.PartCode(p.part)
	}
	for _, r := range p.in.Definition().Change {
		return r.Part
	}
	for part := range p.in.Parts() {
		return part.Code
	}
	return ""
}

func (p *program) change() {
	pairing := outcome.PairRecords(p.in, slices.Values(p.records), outcome.Latest)
	if len(pairing.Pairs) == 0 {
		fmt.Fprintln(p.stdout, "\nNo change to show: nobody has both a baseline and a later measure.")
		return
	}
	part := p.mainPart()
	fmt.Fprintf(p.stdout, "\nChange of %s, %s (difference = follow-up − baseline)\n", p.in.Short(), part)
	verdicts := map[outcome.RuleID]map[outcome.Verdict]int{}
	var group cohort.Paired
	slices.SortFunc(pairing.Pairs, func(a, b outcome.RecordPair) int {
		return strings.Compare(p.names[a.Baseline.Person], p.names[b.Baseline.Person])
	})
	for _, pair := range pairing.Pairs {
		c, err := p.in.ComparePair(part, pair)
		if err != nil {
			continue
		}
		p.person(p.names[pair.Baseline.Person], c, verdicts)
		before, ok := c.Baseline().Value()
		after, ok2 := c.FollowUp().Value()
		if ok && ok2 {
			group.Add(before, after)
		}
	}
	for _, r := range pairing.BaselineOnly {
		if v, ok := r.Score.Value(part); ok {
			group.AddBaseline(v)
		}
	}
	p.rules(verdicts)
	p.group(&group, pairing)
}

// person adds the verdicts on one person to the counts, and prints them unless the
// run is quiet.
func (p *program) person(name string, c outcome.Comparison, verdicts map[outcome.RuleID]map[outcome.Verdict]int) {
	rule := outcome.RuleID("")
	for j := range c.Judgements() {
		if verdicts[j.Rule] == nil {
			verdicts[j.Rule] = map[outcome.Verdict]int{}
		}
		verdicts[j.Rule][j.Verdict]++
		if rule == "" {
			rule = j.Rule
		}
	}
	if !p.quiet {
		fmt.Fprintf(p.stdout, "  %s  %s\n", name, c.Describe(rule, p.lang, nil))
	}
}

func (p *program) rules(verdicts map[outcome.RuleID]map[outcome.Verdict]int) {
	for _, r := range p.in.Definition().Change {
		counts := verdicts[r.ID]
		var text []string
		for _, v := range []outcome.Verdict{
			outcome.Improved, outcome.Unchanged, outcome.Worsened, outcome.Recovered,
			outcome.StillCase, outcome.NewCase, outcome.NeverCase, outcome.NotJudged,
		} {
			if counts[v] > 0 {
				text = append(text, fmt.Sprintf("%d %s", counts[v], v.Text(p.lang)))
			}
		}
		if len(text) > 0 {
			fmt.Fprintf(p.stdout, "By %s (%s, %s): %s\n", r.ID, r.Kind, r.Standing.Text(p.lang), strings.Join(text, "; "))
		}
	}
}

func (p *program) group(group *cohort.Paired, pairing outcome.Pairing) {
	s := group.Summary(nil)
	k, n := pairing.Completion()
	fmt.Fprintf(p.stdout, "Measured twice: %d of %d with a baseline; later only: %d\n", k, n, len(pairing.FollowUpOnly))
	if mean, ok := s.Difference.Mean.Value(2); ok {
		interval := "no interval: one pair, or all differences the same"
		low, known := s.T.Interval.Low.Value(2)
		if high, ok := s.T.Interval.High.Value(2); known && ok {
			interval = fmt.Sprintf("95%% interval %s to %s", low, high)
		}
		fmt.Fprintf(p.stdout, "Mean difference %s (%s)\n", mean, interval)
	}
	for _, c := range s.Caveats {
		fmt.Fprintln(p.stdout, "  ", c.Text(p.lang))
	}
}

// report tells what became of the file.
func (p *program) report(r batch.Report) int {
	for _, f := range r.Faults {
		fmt.Fprintln(p.stderr, "scorecsv:", f)
	}
	fmt.Fprintf(p.stderr, "responses: %d; faults: %d; with an alert to look at: %d\n", r.Rows, r.Count, p.alerts)
	if r.Rows == 0 {
		return 1
	}
	return 0
}
