package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// runExamples runs every program under examples/. What is run and what it must
// print is recorded beside it, one run per file testdata/run/*.txt:
//
//	$ go run ./examples/pathway -lang cy
//	what it prints to standard output
//	[exit 1]
//	what it prints to standard error, if it must fail
//
// The command runs at the root of the program's module. A program that has no
// recorded run must have tests of its own.
func runExamples(root string, update bool) error {
	if _, err := os.Stat(filepath.Join(root, "examples")); errors.Is(err, os.ErrNotExist) {
		fmt.Println("there is no examples/ yet")
		return nil
	}
	modules, err := exampleModules(root)
	if err != nil {
		return err
	}
	var faults []error
	for _, module := range modules {
		pattern := "./..."
		if module == root {
			pattern = "./examples/..."
		}
		packages, err := list(module, pattern)
		if err != nil {
			return err
		}
		for _, p := range packages {
			if p.Name == "main" {
				faults = append(faults, runProgram(root, module, p.Dir, update))
			}
		}
	}
	return errors.Join(faults...)
}

// exampleModules gives root and each directory under examples/ with a go.mod.
func exampleModules(root string) ([]string, error) {
	modules := []string{root}
	err := filepath.WalkDir(filepath.Join(root, "examples"), func(path string, _ os.DirEntry, err error) error {
		if err == nil && filepath.Base(path) == "go.mod" {
			modules = append(modules, filepath.Dir(path))
		}
		return err
	})
	return modules, err
}

func runProgram(root, module, dir string, update bool) error {
	name, err := filepath.Rel(root, dir)
	if err != nil {
		return err
	}
	runs, err := filepath.Glob(filepath.Join(dir, "testdata", "run", "*.txt"))
	if err != nil {
		return err
	}
	tests, err := filepath.Glob(filepath.Join(dir, "*_test.go"))
	if err != nil {
		return err
	}
	switch {
	case len(runs) == 0 && len(tests) == 0:
		return fmt.Errorf("%s: neither a recorded run (testdata/run/*.txt) nor a test", name)
	case len(runs) == 0:
		fmt.Printf("%s: no recorded run; it has tests of its own\n", name)
	}
	var faults []error
	for _, file := range runs {
		if err := compareRun(module, file, update); err != nil {
			faults = append(faults, fmt.Errorf("%s: %s: %w", name, filepath.Base(file), err))
		}
	}
	fmt.Printf("%s: %d recorded runs\n", name, len(runs))
	return errors.Join(faults...)
}

func compareRun(module, file string, update bool) error {
	data, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	command, want, _ := strings.Cut(string(data), "\n")
	words := strings.Fields(command)
	if len(words) < 4 || !slices.Equal(words[:3], []string{"$", "go", "run"}) {
		return errors.New(`the first line is not "$ go run ./PROGRAM ..."`)
	}
	got, err := record(module, words[3:])
	if err != nil {
		return err
	}
	if update {
		return os.WriteFile(file, []byte(command+"\n"+got), 0o644)
	}
	return sameLines(strings.Split(got, "\n"), strings.Split(want, "\n"), "the recorded run")
}

// record builds the program and runs it: go run itself would add a line about
// the exit status.
func record(module string, words []string) (string, error) {
	tmp, err := os.MkdirTemp("", "example")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(tmp)
	program := filepath.Join(tmp, "program")
	build := exec.Command("go", "build", "-o", program, words[0])
	build.Dir, build.Stderr = module, os.Stderr
	if err := build.Run(); err != nil {
		return "", fmt.Errorf("go build: %w", err)
	}
	var out, errs bytes.Buffer
	cmd := exec.Command(program, words[1:]...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = module, &out, &errs
	var exit *exec.ExitError
	switch err := cmd.Run(); {
	case errors.As(err, &exit):
		fmt.Fprintf(&out, "[exit %d]\n%s", exit.ExitCode(), errs.String())
	case err != nil:
		return "", err
	}
	return out.String(), nil
}
