package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// A trial is one top-level test, example or fuzz target with its seeds.
type trial struct {
	name string
	took time.Duration
	met  []byte // by mutant
}

// memory is how much address space a test may ask for, in KiB: a mutant may
// append for ever.
const memory = 6 << 20

// start runs a test binary on some tests and tells whether they passed, and
// whether they took too long.
func (p *pkg) start(bin string, names []string, limit time.Duration, env ...string) (bool, bool, error) {
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	quoted := make([]string, len(names))
	for i, n := range names {
		quoted[i] = regexp.QuoteMeta(n)
	}
	cmd := exec.CommandContext(ctx, "/bin/sh", "-c", fmt.Sprintf(`ulimit -v %d; exec "$0" "$@"`, memory),
		bin, "-test.failfast", "-test.timeout=0", "-test.run", "^("+strings.Join(quoted, "|")+")$")
	cmd.Dir, cmd.Env, cmd.WaitDelay = p.dir, append(os.Environ(), env...), time.Second
	err := cmd.Run()
	if ctx.Err() != nil {
		return false, true, nil
	}
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		return false, false, err
	}
	return err == nil, false, nil
}

// trials lists the tests and runs each alone, to learn how long it takes and
// which mutants it meets. The quickest comes first.
func (p *pkg) trials(tmp, bin string, workers int) ([]*trial, error) {
	cmd := exec.Command(bin, "-test.list", ".")
	cmd.Dir = p.dir
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("the tests of %s: %w", p.path, err)
	}
	var all []*trial
	for name := range strings.Lines(string(out)) {
		if name = strings.TrimSpace(name); !strings.HasPrefix(name, "Benchmark") {
			all = append(all, &trial{name: name})
		}
	}
	err = parallel(workers, all, func(t *trial) error { return p.meet(tmp, bin, t) })
	slices.SortStableFunc(all, func(a, b *trial) int { return cmp.Compare(a.took, b.took) })
	return all, err
}

// meet runs a test alone.
func (p *pkg) meet(tmp, bin string, t *trial) error {
	file := filepath.Join(tmp, t.name+".met")
	if err := os.WriteFile(file, make([]byte, p.count+1), 0o600); err != nil {
		return err
	}
	started := time.Now()
	passed, _, err := p.start(bin, []string{t.name}, 10*time.Minute, "MUTANT=-1", "MUTANT_MET="+file)
	if err != nil {
		return err
	}
	t.took = time.Since(started)
	if !passed {
		return fmt.Errorf("%s: %s fails without a mutant", p.path, t.name)
	}
	t.met, err = os.ReadFile(file)
	return err
}

// parallel calls f for each item, on some workers, and returns the first error.
func parallel[T any](workers int, items []T, f func(T) error) error {
	queue := make(chan T)
	errs := make(chan error, len(items))
	var group sync.WaitGroup
	for range workers {
		group.Go(func() {
			for item := range queue {
				errs <- f(item)
			}
		})
	}
	for _, item := range items {
		queue <- item
	}
	close(queue)
	group.Wait()
	close(errs)
	for err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// judge tries one mutant.
func (p *pkg) judge(tmp, bin string, all []*trial, m *mutant) error {
	var tests []*trial
	for _, t := range all {
		if m.how == rebuilt || t.met[m.id] != 0 {
			tests = append(tests, t)
		}
	}
	m.hit = m.how == switched && len(tests) > 0
	switch {
	case m.how == notViable:
		m.verdict = unbuilt
		return nil
	case !m.hit && !m.block:
		m.verdict = notCovered
		return nil
	case m.how == switched:
		return p.try(bin, tests, m)
	}
	one, ok := p.rebuild(tmp, m)
	defer func() { _ = os.Remove(one) }()
	if !ok {
		m.verdict = unbuilt
		return nil
	}
	return p.try(one, tests, m)
}

// try runs tests, the quick ones together, then fewer and fewer, until one
// fails.
func (p *pkg) try(bin string, tests []*trial, m *mutant) error {
	m.verdict = lived
	for size := 100 * time.Millisecond; len(tests) > 0; size *= 3 {
		var names []string
		var sum time.Duration
		for len(tests) > 0 && (len(names) == 0 || sum+tests[0].took <= size) {
			names, sum, tests = append(names, tests[0].name), sum+tests[0].took, tests[1:]
		}
		passed, late, err := p.start(bin, names, patience*sum+3*time.Second, "MUTANT="+strconv.Itoa(m.id))
		switch {
		case err != nil:
			return err
		case late:
			m.verdict = timedOut
			return nil
		case !passed:
			m.verdict = killed
			return nil
		}
	}
	return nil
}

// patience is how many times as long as it took a test may take.
const patience = 20

// measure tries all mutants of a package whose names match.
func (p *pkg) measure(match *regexp.Regexp, workers int, progress io.Writer) error {
	all := p.lookup()
	if !p.tested || p.count == 0 {
		for _, m := range p.mutants {
			m.verdict = notCovered
		}
		return nil
	}
	tmp, err := os.MkdirTemp("", "mutants")
	if err != nil {
		return err
	}
	defer os.RemoveAll(tmp)
	bin, err := p.build(tmp, all)
	if err != nil {
		return err
	}
	if err := p.cover(tmp); err != nil {
		return err
	}
	tests, err := p.trials(tmp, bin, workers)
	if err != nil {
		return err
	}
	p.mutants = slices.DeleteFunc(p.mutants, func(m *mutant) bool { return !match.MatchString(m.String()) })
	var lock sync.Mutex
	done := 0
	return parallel(workers, p.mutants, func(m *mutant) error {
		err := p.judge(tmp, bin, tests, m)
		lock.Lock()
		defer lock.Unlock()
		if done++; done%100 == 0 {
			fmt.Fprintf(progress, "%s: %d of %d\n", p.path, done, len(p.mutants))
		}
		return err
	})
}
