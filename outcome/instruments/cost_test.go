//go:build !mutate

package instruments_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestImportCost builds two stripped programs, of which one imports the measures
// besides, and compares their size and the time their packages take to initialise.
func TestImportCost(t *testing.T) {
	if testing.Short() {
		t.Log("not in short mode: it links two programs")
		return
	}
	size, micros := map[string]int64{}, map[string]float64{}
	for _, name := range []string{"base", "with"} {
		program := filepath.Join(t.TempDir(), name)
		build := exec.Command("go", "build", "-ldflags=-s -w", "-o", program, "./testdata/cost/"+name) //nolint:gosec // fixed arguments
		out, err := build.CombinedOutput()
		require.NoError(t, err, string(out))
		info, err := os.Stat(program)
		require.NoError(t, err)
		size[name] = info.Size()
		micros[name] = initTime(t, program)
	}
	kib := (size["with"] - size["base"]) / 1024
	t.Logf("import adds %d KiB and %.0f µs of initialisation", kib, micros["with"]-micros["base"])
	require.LessOrEqual(t, kib, int64(400))
	require.LessOrEqual(t, micros["with"]-micros["base"], 20.0)
}

// initTime adds up, in microseconds, what the runtime says of the packages of this
// module and of those that only it brings; the best of several runs.
func initTime(t *testing.T, program string) float64 {
	t.Helper()
	best := 1e9
	for range 8 {
		var stderr bytes.Buffer
		run := exec.Command(program) //nolint:gosec // just built
		run.Env, run.Stderr = append(os.Environ(), "GODEBUG=inittrace=1"), &stderr
		require.NoError(t, run.Run())
		sum := 0.0
		for _, line := range strings.Split(stderr.String(), "\n") {
			words := strings.Fields(line)
			if len(words) < 6 || !strings.Contains(words[1], "socialprescribing") && words[1] != "golang.org/x/text/unicode/norm" {
				continue
			}
			ms, err := strconv.ParseFloat(words[4], 64)
			require.NoError(t, err, line)
			sum += 1000 * ms
		}
		best = min(best, sum)
	}
	return best
}
