package main

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write the golden files")

func TestGolden(t *testing.T) {
	for name, args := range map[string][]string{
		"phq-9.golden":      {"-instrument", "phq-9", "testdata/phq-9.csv"},
		"phq-9-cy.golden":   {"-instrument", "phq-9", "-lang", "cy", "-quiet", "testdata/phq-9.csv"},
		"swemwbs.golden":    {"-instrument", "swemwbs", "testdata/swemwbs.ndjson"},
		"list.golden":       {"-list"},
		"not-items.golden":  {"-instrument", "pam-13", "testdata/phq-9.csv"},
		"no-file.golden":    {"testdata/none.csv"},
		"bad-flag.golden":   {"-format", "xml", "x"},
		"bad-lang.golden":   {"-lang", "!", "x"},
		"bad-name.golden":   {"-instrument", "x", "testdata/phq-9.csv"},
		"bad-table.golden":  {"-variant", "x", "testdata/phq-9.csv"},
		"bad-part.golden":   {"-part", "x", "testdata/phq-9.csv"},
		"two-files.golden":  {"a", "b"},
		"other-csv.golden":  {"-instrument", "gad-7", "-part", "total", "testdata/swemwbs.ndjson", "-quiet"},
		"wrong-file.golden": {"-instrument", "swemwbs", "-format", "csv", "testdata/swemwbs.ndjson"},
	} {
		t.Run(name, func(t *testing.T) {
			var stdout, stderr bytes.Buffer
			code := run(args, &stdout, &stderr, false)
			got := fmt.Sprintf("%s--- errors\n%s--- exit %d\n", stdout.String(), stderr.String(), code)
			path := filepath.Join("testdata", name)
			if *update {
				require.NoError(t, os.WriteFile(path, []byte(got), 0o600))
			}
			want, err := os.ReadFile(path) //nolint:gosec // our own file
			require.NoError(t, err)
			require.Equal(t, string(want), got)
		})
	}
}

func TestProgressOnATerminal(t *testing.T) {
	path := filepath.Join(t.TempDir(), "big.csv")
	var b bytes.Buffer
	b.WriteString("q1,q2\n")
	for range 25_000 {
		b.WriteString("1,2\n")
	}
	require.NoError(t, os.WriteFile(path, b.Bytes(), 0o600))
	var stderr bytes.Buffer
	require.Equal(t, 0, run([]string{"-instrument", "phq-2", "-quiet", path}, io.Discard, &stderr, true))
	require.Contains(t, stderr.String(), "\r10000 responses scored\r20000 responses scored\r25000 responses scored\n")
}
