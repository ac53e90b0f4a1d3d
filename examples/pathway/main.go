// Command pathway takes a synthetic person through the whole pathway of social
// prescribing on a real directory of community activities, with nothing but the
// packages of this module and their memory stores: it is the program that a
// host would copy, with its own stores, clock and screens in their place.
//
//	go run ./examples/pathway                 one person, told as it happens
//	go run ./examples/pathway -lang cy        in Welsh, as far as there are words
//	go run ./examples/pathway -seed 5         another person
//	go run ./examples/pathway -json           every object of the run
//	go run ./examples/pathway -dir FILE       another Open Referral UK file
//	go run ./examples/pathway -invented=false the real records alone
//	go run ./examples/pathway -caseload 500   what a service measures
//
// Everything is fixed by the seed: identifiers, dates and answers. No clock is
// read, so that the same command prints the same bytes. It ends with 0, with 1
// if the run failed, and with 2 if it was called wrongly.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"golang.org/x/text/language"
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// exit codes.
const (
	exitFailed = 1
	exitUsage  = 2
)

// settings are the flags.
type settings struct {
	tag      language.Tag
	json     bool
	file     string
	seed     int
	invented bool
	faults   bool
	caseload int
}

// run is main without the process. What it prints on stderr never holds
// personal data.
func run(args []string, stdout, stderr io.Writer) int {
	s, err := parse(args, stderr)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case err != nil:
		complain(stderr, err)
		return exitUsage
	}
	if err := s.run(context.Background(), stdout, stderr); err != nil {
		complain(stderr, err)
		return exitFailed
	}
	return 0
}

func complain(w io.Writer, err error) {
	fmt.Fprintf(w, "pathway: %v\n", err) //nolint:errcheck // there is nowhere else to say it
}

// parse reads the flags and judges them together.
func parse(args []string, stderr io.Writer) (settings, error) {
	var s settings
	var lang string
	f := flag.NewFlagSet("pathway", flag.ContinueOnError)
	f.SetOutput(io.Discard)
	f.StringVar(&lang, "lang", "en", "language of the output: en or cy")
	f.BoolVar(&s.json, "json", false, "print every object of the run as one JSON document")
	f.StringVar(&s.file, "dir", "", "read the directory from this Open Referral UK `file`")
	f.IntVar(&s.seed, "seed", 1, "which synthetic person, from 1")
	f.BoolVar(&s.invented, "invented", true, "add the invented supplement to the real directory")
	f.BoolVar(&s.faults, "faults", false, "list the faults of the directory, each by record and path, and stop")
	f.IntVar(&s.caseload, "caseload", 0, "run this many people and print the service's measures")
	if err := f.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			f.SetOutput(stderr)
			f.Usage()
		}
		return s, err
	}
	tag, known := map[string]language.Tag{"en": language.BritishEnglish, "cy": language.MustParse("cy")}[lang]
	s.tag = tag
	switch {
	case f.NArg() > 0:
		return s, fmt.Errorf("there are %d arguments beside the flags; none is wanted", f.NArg())
	case !known:
		return s, errors.New("-lang is en or cy")
	case s.seed < 1:
		return s, errors.New("-seed is a number from 1")
	case s.caseload < 0 || s.caseload > maxCaseload:
		return s, fmt.Errorf("-caseload is a number from 1 to %d", maxCaseload)
	case s.caseload > 0 && s.json:
		return s, errors.New("-json is for one person, not for -caseload")
	}
	return s, nil
}

// run does what was asked for.
func (s settings) run(ctx context.Context, stdout, stderr io.Writer) error {
	p := &page{w: stdout, tag: s.tag}
	d, err := loadDirectory(s.file, s.invented, today())
	if err != nil {
		if d != nil { // show what was read, and every fault
			d.tell(p)
			d.tellFaults(p)
		}
		return errors.Join(err, p.Err())
	}
	switch {
	case s.faults:
		d.tell(p)
		d.tellFaults(p)
		return p.Err()
	case s.caseload > 0:
		return runCaseload(ctx, d, s, p, stderr)
	case s.json:
		return runJSON(ctx, d, s, stdout)
	}
	j, err := newJourney(ctx, d, s.seed, p)
	if err != nil {
		return err
	}
	if err := j.run(); err != nil {
		return err
	}
	return p.Err()
}
