package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// lookup finds the sites of all files, in the order of the files.
func (p *pkg) lookup() [][]*site {
	all := make([][]*site, len(p.syntax))
	for i, f := range p.syntax {
		all[i] = p.sites(f, p.files[i])
	}
	return all
}

// build writes the rewritten package beside its sources, as far as the go
// command can tell, and compiles its tests into tmp. A site that does not
// compile under the variable is taken out, and the build tried again.
func (p *pkg) build(tmp string, all [][]*site) (string, error) {
	bin := filepath.Join(tmp, "all.test")
	for range 20 {
		replaced := make(map[string][]byte)
		for i, f := range p.syntax {
			replaced[p.files[i]] = p.rewritten(f, p.source[i], all[i])
		}
		replaced[helperFile] = []byte("package " + p.name + "\n\n" + helpers)
		out, err := p.compile(tmp, bin, replaced)
		if err == nil {
			return bin, nil
		}
		if !p.takeOut(all, out) {
			return "", fmt.Errorf("%s does not compile with its mutants: %w\n%s", p.path, err, out)
		}
	}
	return "", fmt.Errorf("%s does not compile with its mutants", p.path)
}

// compile builds the test binary of the package with some files replaced.
func (p *pkg) compile(tmp, bin string, replaced map[string][]byte) ([]byte, error) {
	var overlay struct{ Replace map[string]string }
	overlay.Replace = make(map[string]string)
	base := strings.TrimSuffix(filepath.Base(bin), ".test")
	for name, src := range replaced {
		file := filepath.Join(tmp, base+"."+name)
		if err := os.WriteFile(file, src, 0o600); err != nil {
			return nil, err
		}
		overlay.Replace[filepath.Join(p.dir, name)] = file
	}
	data, err := json.Marshal(overlay)
	if err != nil {
		return nil, err
	}
	file := filepath.Join(tmp, base+".json")
	if err := os.WriteFile(file, data, 0o600); err != nil {
		return nil, err
	}
	cmd := exec.Command("go", "test", "-c", "-vet=off", "-gcflags=-e", "-tags", p.tags, "-overlay", file, "-o", bin, ".")
	cmd.Dir = p.dir
	return cmd.CombinedOutput()
}

// complaint is how the compiler begins what it says about a line.
var complaint = regexp.MustCompile(`(?m)^(\S+\.go):(\d+):`)

// takeOut leaves the sites of the lines that the compiler complains about to a
// build of their own. It reports whether there was one.
func (p *pkg) takeOut(all [][]*site, out []byte) bool {
	bad := make(map[string]bool)
	for _, m := range complaint.FindAllSubmatch(out, -1) {
		name := strings.TrimPrefix(filepath.Base(string(m[1])), "all.")
		bad[name+":"+string(m[2])] = true
	}
	found := false
	for i, sites := range all {
		for _, s := range sites {
			first, last := p.fset.Position(s.node.Pos()).Line, p.fset.Position(s.node.End()).Line
			for line := first; line <= last; line++ {
				if !s.fixed && bad[p.files[i]+":"+strconv.Itoa(line)] {
					s.fixed, found = true, true
					s.leave()
				}
			}
		}
	}
	return found
}

func (s *site) leave() {
	for _, m := range s.mutants {
		if m.how == switched {
			m.how = rebuilt
		}
	}
}

// rebuild compiles the tests with one mutant written into the source, and
// reports whether that can be built.
func (p *pkg) rebuild(tmp string, m *mutant) (string, bool) {
	i := 0
	for p.files[i] != m.file {
		i++
	}
	src := apply(p.source[i], []edit{{at: m.pos.Offset, n: len(m.from.String()), text: m.swap.to.String()}})
	bin := filepath.Join(tmp, fmt.Sprintf("one%d.test", m.id))
	_, err := p.compile(tmp, bin, map[string][]byte{m.file: src})
	return bin, err == nil
}

// block is a stretch of source that the cover tool counts.
type block struct{ startLine, startCol, endLine, endCol int }

// holds asks as gremlins does.
func (b block) holds(pos token.Position) bool {
	switch {
	case pos.Line > b.startLine && pos.Line < b.endLine:
		return true
	case b.startLine == b.endLine:
		return pos.Line == b.startLine && pos.Column >= b.startCol && pos.Column <= b.endCol
	case pos.Line == b.startLine:
		return pos.Column >= b.startCol
	default:
		return pos.Line == b.endLine && pos.Column <= b.endCol
	}
}

var profileLine = regexp.MustCompile(`([^/\n]+\.go):(\d+)\.(\d+),(\d+)\.(\d+) \d+ (\d+)`)

// cover runs the tests under the cover tool and marks the mutants that lie in a
// block that ran.
func (p *pkg) cover(tmp string) error {
	profile := filepath.Join(tmp, "cover.out")
	cmd := exec.Command("go", "test", "-count=1", "-tags", p.tags, "-coverprofile", profile, ".")
	cmd.Dir = p.dir
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("the tests of %s fail as it is: %w\n%s", p.path, err, out)
	}
	data, err := os.ReadFile(profile)
	if err != nil {
		return err
	}
	ran := make(map[string][]block)
	for _, m := range profileLine.FindAllSubmatch(data, -1) {
		if bytes.Equal(m[6], []byte("0")) {
			continue
		}
		var n [4]int
		for i := range n {
			n[i], _ = strconv.Atoi(string(m[i+2]))
		}
		ran[string(m[1])] = append(ran[string(m[1])], block{n[0], n[1], n[2], n[3]})
	}
	for _, m := range p.mutants {
		for _, b := range ran[m.file] {
			m.block = m.block || b.holds(m.pos)
		}
	}
	return nil
}
