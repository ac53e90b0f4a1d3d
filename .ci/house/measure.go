package main

import (
	"archive/zip"
	"bufio"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// zipSize prints the size in bytes of the zip that a module proxy would serve
// for the root module: all files under version control that lie in no nested
// module.
func zipSize(root string) error {
	cmd := exec.Command("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
	cmd.Dir, cmd.Stderr = root, os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return fmt.Errorf("git ls-files: %w", err)
	}
	files := strings.Split(strings.TrimSuffix(string(out), "\x00"), "\x00")
	nested := make(map[string]bool)
	for _, f := range files {
		if path.Base(f) == "go.mod" && f != "go.mod" {
			nested[path.Dir(f)] = true
		}
	}
	var size counter
	w := zip.NewWriter(&size)
	for _, f := range files {
		if inNested(f, nested) {
			continue
		}
		if err := add(w, root, f); err != nil {
			return err
		}
	}
	if err := w.Close(); err != nil {
		return err
	}
	fmt.Println(int64(size))
	return nil
}

type counter int64

func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}

func inNested(file string, nested map[string]bool) bool {
	for dir := path.Dir(file); dir != "."; dir = path.Dir(dir) {
		if nested[dir] {
			return true
		}
	}
	return false
}

func add(w *zip.Writer, root, name string) error {
	f, err := os.Open(filepath.Join(root, name))
	if os.IsNotExist(err) {
		return nil // deleted in the working tree
	}
	if err != nil {
		return err
	}
	defer f.Close()
	entry, err := w.Create("module@v0.0.0/" + name)
	if err != nil {
		return err
	}
	_, err = io.Copy(entry, f)
	return err
}

// coverage prints for each package of a profile the share of statements that
// ran, in tenths of a percent, rounded down.
func coverage(profile string) error {
	f, err := os.Open(profile)
	if err != nil {
		return err
	}
	defer f.Close()
	type count struct{ ran, all int }
	blocks := make(map[string]count) // a block may occur once per test binary
	for lines := bufio.NewScanner(f); lines.Scan(); {
		place, numbers, ok := strings.Cut(lines.Text(), " ")
		statements, times, ok2 := strings.Cut(numbers, " ")
		if !ok || !ok2 || place == "mode:" {
			continue
		}
		n, err := strconv.Atoi(statements)
		if err != nil {
			return err
		}
		b := count{all: n}
		if times != "0" || blocks[place].ran > 0 {
			b.ran = n
		}
		blocks[place] = b
	}
	packages := make(map[string]count)
	for place, b := range blocks {
		file, _, _ := strings.Cut(place, ":")
		p := packages[path.Dir(file)]
		packages[path.Dir(file)] = count{p.ran + b.ran, p.all + b.all}
	}
	for _, name := range slices.Sorted(maps.Keys(packages)) {
		p := packages[name]
		tenths := 1000 * p.ran / p.all
		fmt.Printf("%s %d.%d\n", name, tenths/10, tenths%10)
	}
	return nil
}
