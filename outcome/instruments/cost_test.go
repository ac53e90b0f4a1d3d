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
	size, programs, micros := map[string]int64{}, map[string]string{}, map[string]map[string]float64{}
	for _, name := range []string{"base", "with"} {
		program := filepath.Join(t.TempDir(), name)
		build := exec.Command("go", "build", "-ldflags=-s -w", "-o", program, "./testdata/cost/"+name) //nolint:gosec // fixed arguments
		out, err := build.CombinedOutput()
		require.NoError(t, err, string(out))
		info, err := os.Stat(program)
		require.NoError(t, err)
		size[name] = info.Size()
		programs[name], micros[name] = program, map[string]float64{}
	}
	kib := (size["with"] - size["base"]) / 1024
	require.LessOrEqual(t, kib, int64(400))
	for try := 0; ; try++ { // not somebody else's work on this machine
		for name, program := range programs {
			initTimes(t, program, micros[name])
		}
		added := sum(micros["with"]) - sum(micros["base"])
		t.Logf("import adds %d KiB and %.0f µs of initialisation", kib, added)
		if added <= 20 {
			return
		}
		require.Less(t, try, 19)
	}
}

func sum(micros map[string]float64) float64 {
	all := 0.0
	for _, m := range micros {
		all += m
	}
	return all
}

// initTimes keeps the least, of several runs and of those before, of what the runtime
// says that each package took, in microseconds: of the packages of this module and of
// those that only it brings.
func initTimes(t *testing.T, program string, least map[string]float64) {
	t.Helper()
	for range 8 {
		var stderr bytes.Buffer
		run := exec.Command(program) //nolint:gosec // just built
		run.Env, run.Stderr = append(os.Environ(), "GODEBUG=inittrace=1"), &stderr
		require.NoError(t, run.Run())
		for _, line := range strings.Split(stderr.String(), "\n") {
			words := strings.Fields(line)
			if len(words) < 6 || !strings.Contains(words[1], "socialprescribing") && words[1] != "golang.org/x/text/unicode/norm" {
				continue
			}
			ms, err := strconv.ParseFloat(words[4], 64)
			require.NoError(t, err, line)
			if had, ok := least[words[1]]; !ok || 1000*ms < had {
				least[words[1]] = 1000 * ms
			}
		}
	}
}
