package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The package below has operators of every kind in every place that needs its
// own treatment, and tests that let some mutants live. The verdicts are those of
// gremlins, which was run on it, but for what main.go says: the minus between
// strings, the case of Grade, and the variable week.
var example = map[string]string{
	"go.mod": "module example.com/a\n\ngo 1.26\n",
	"a.go": `package a

import "time"

const three = 1 + 2

type kind bool

var week = 7 * 24 * time.Hour

func Adult(age int) bool { return age >= 18 }

func Join(a, b string) string { return a + b }

func Step(n int8) (int8, map[string]int) {
	counts := map[string]int{}
	counts["a"]++
	return -n - 1, counts
}

func Is(a any) kind { return a == nil }

func Grade(n int) string {
	switch {
	case n < 5:
		return "low"
	default:
		return "high"
	}
}

func Forever(n int) int {
	for i := 0; i < n; i++ {
		n--
	}
	return n
}

func Never(a int) bool { return a != 0 && a > 9 }

func Weekly() bool { return week > 100*time.Hour }

func Untested(a int) int { return a % 3 }
`,
	"a_test.go": `package a

import "testing"

func TestAdult(t *testing.T) {
	if Adult(17) || !Adult(19) {
		t.Fatal()
	}
}

func TestStep(t *testing.T) {
	if n, counts := Step(3); n != -4 || counts["a"] != 1 || Join("a", "b") != "ab" {
		t.Fatal()
	}
}

func TestIs(t *testing.T) {
	if !bool(Is(nil)) || Grade(5) != "high" || Grade(4) != "low" || Never(0) {
		t.Fatal()
	}
}

func FuzzForever(f *testing.F) {
	f.Add(4)
	f.Fuzz(func(t *testing.T, n int) {
		if Forever(n) != 2 {
			t.Fatal()
		}
	})
}

func ExampleWeekly() {
	if !Weekly() {
		panic("short week")
	}
	// Output:
}
`,
}

const verdicts = `
not covered a.go:5:17 ARITHMETIC_BASE
killed a.go:9:19 ARITHMETIC_BASE
killed a.go:9:14 ARITHMETIC_BASE
lived a.go:11:39 CONDITIONALS_BOUNDARY
killed a.go:11:39 CONDITIONALS_NEGATION
does not compile a.go:13:42 ARITHMETIC_BASE
killed a.go:17:13 INCREMENT_DECREMENT
killed a.go:18:12 INVERT_NEGATIVES
killed a.go:18:12 ARITHMETIC_BASE
killed a.go:18:9 INVERT_NEGATIVES
killed a.go:18:9 ARITHMETIC_BASE
killed a.go:21:32 CONDITIONALS_NEGATION
killed a.go:25:9 CONDITIONALS_BOUNDARY
killed a.go:25:9 CONDITIONALS_NEGATION
killed a.go:33:16 CONDITIONALS_BOUNDARY
killed a.go:33:16 CONDITIONALS_NEGATION
timed out a.go:33:22 INCREMENT_DECREMENT
timed out a.go:34:4 INCREMENT_DECREMENT
lived a.go:39:35 CONDITIONALS_NEGATION
lived a.go:39:45 CONDITIONALS_BOUNDARY (reached by no test)
lived a.go:39:45 CONDITIONALS_NEGATION (reached by no test)
lived a.go:41:34 CONDITIONALS_BOUNDARY
killed a.go:41:34 CONDITIONALS_NEGATION
lived a.go:41:39 ARITHMETIC_BASE
not covered a.go:43:37 ARITHMETIC_BASE
`

func TestVerdicts(t *testing.T) {
	dir := t.TempDir()
	for name, text := range example {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var out, progress strings.Builder
	if err := run([]string{"-C", dir, "-all", "."}, &out, &progress); err != nil {
		t.Fatal(err)
	}
	got := strings.Split(strings.TrimSpace(out.String()), "\n")
	want := strings.Split(strings.TrimSpace(verdicts), "\n")
	for i, line := range want {
		if i >= len(got) || got[i] != line {
			t.Fatalf("want %q, the report is\n%s", line, out.String())
		}
	}
	t.Log(got[len(got)-1])
}
