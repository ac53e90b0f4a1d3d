// Command mutants changes a package in many small ways and says which changes
// its tests do not notice:
//
//	mutants [-match REGEXP] [-all] [-workers 2] [-tags mutate] PACKAGE...
//
// A package is a path as the go command takes it; ./person/... is person and all
// below it. The changes are those that gremlins makes by default (see swaps),
// at the same places. What differs is the speed: the package is rewritten once,
// each operator becoming a call that asks a variable whether its mutant is on,
// and its tests are compiled once. Each test then runs alone, to learn which
// mutants it meets; after that each mutant is tried by the tests that meet it,
// the quickest first. An operator that cannot be a call, such as one in a
// constant, gets a test binary of its own.
//
// # What counts
//
// A mutant is killed when a test fails or crashes, lived when all pass, timed
// out after 3 s and 20 times what the tests take. The score is killed of killed
// and lived, as gremlins computes it. It differs from gremlins in two ways, both
// towards a lower score:
//
//   - Covered is what lies in a block that the cover tool saw run, as in
//     gremlins, and also what a test was seen to reach: conditions of a case
//     without tag, and variables of a package.
//   - A mutant that does not compile, such as a minus between strings, is left
//     out. gremlins means to do the same, but recent versions of the go command
//     end in the way that it takes for a failing test, so it counts as killed.
//
// Checked against gremlins 0.6.0 on outcome/batch: the same 90 mutants at the
// same places, and of the 70 that compile and lie in a block that ran, the same
// verdict on each: 63 killed, 6 lived, 1 timed out. The example in the tests of
// this command, which has an operator of each kind, agrees in the same way.
//
// # Limits
//
// Operators in the declaration of a constant lie in no block, so they are not
// covered, here as in gremlins. The process of a test must be Unix, as the
// rewritten package maps a file.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
)

func main() {
	if err := run(os.Args[1:], os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(args []string, out, progress io.Writer) error {
	flags := flag.NewFlagSet("mutants", flag.ContinueOnError)
	pattern := flags.String("match", "", "only mutants `like` file.go:line:column KIND (a regular expression)")
	every := flags.Bool("all", false, "list every mutant with its verdict, not only those that lived")
	workers := flags.Int("workers", 2, "how many mutants are tried at a time")
	tags := flags.String("tags", "mutate", "build tags")
	dir := flags.String("C", ".", "the directory that paths start from")
	if err := flags.Parse(args); err != nil {
		return err
	}
	match, err := regexp.Compile(*pattern)
	if err != nil {
		return err
	}
	found, err := goList(*dir, append([]string{"-json=ImportPath,Name,Dir,GoFiles,TestGoFiles,XTestGoFiles", "-tags", *tags}, flags.Args()...)...)
	if err != nil {
		return err
	}
	var total tally
	for _, l := range found {
		p, err := load(l, *tags)
		if err != nil {
			return err
		}
		if err := p.measure(match, *workers, progress); err != nil {
			return err
		}
		total.add(p.report(out, *dir, *every))
	}
	if len(found) > 1 {
		fmt.Fprintf(out, "all: %s\n", &total)
	}
	return nil
}

// A tally counts verdicts.
type tally struct {
	of    map[verdict]int
	asked map[verdict]int // of those that gremlins would take as covered
}

func (t *tally) count(m *mutant) {
	t.add(tally{of: map[verdict]int{m.verdict: 1}})
	if m.block {
		t.add(tally{asked: map[verdict]int{m.verdict: 1}})
	}
}

func (t *tally) add(u tally) {
	if t.of == nil {
		t.of, t.asked = make(map[verdict]int), make(map[verdict]int)
	}
	for v, n := range u.of {
		t.of[v] += n
	}
	for v, n := range u.asked {
		t.asked[v] += n
	}
}

func (t *tally) String() string {
	return fmt.Sprintf("%s (%d killed, %d lived, %d timed out, %d not covered, %d do not compile); in blocks that ran %s (%d killed, %d lived)",
		score(t.of), t.of[killed], t.of[lived], t.of[timedOut], t.of[notCovered], t.of[unbuilt],
		score(t.asked), t.asked[killed], t.asked[lived])
}

func score(of map[verdict]int) string {
	if of[killed]+of[lived] == 0 {
		return "no score"
	}
	return fmt.Sprintf("%.1f %%", 100*float64(of[killed])/float64(of[killed]+of[lived]))
}

// report lists the mutants that lived, or all, and then the figures.
func (p *pkg) report(out io.Writer, from string, every bool) tally {
	var t tally
	dir := p.dir
	if from, err := filepath.Abs(from); err == nil {
		if rel, err := filepath.Rel(from, dir); err == nil {
			dir = rel
		}
	}
	for _, m := range p.mutants {
		t.count(m)
		if every || m.verdict == lived {
			reached := ""
			if m.verdict == lived && !m.hit && m.how == switched {
				reached = " (reached by no test)"
			}
			fmt.Fprintf(out, "%s %s%s\n", m.verdict, filepath.Join(dir, m.String()), reached)
		}
	}
	fmt.Fprintf(out, "%s: %s\n", p.path, &t)
	return t
}
