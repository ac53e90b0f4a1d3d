package hsds_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/internal/corpus"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestCorpus reads every directory file of a known format below the folder that
// ACTIVITY_CORPUS names. No record may be lost, each must be whole, and the
// faults of the files that testdata/corpus.txt names must be those that were
// reviewed there.
func TestCorpus(t *testing.T) {
	dir := os.Getenv("ACTIVITY_CORPUS")
	if dir == "" {
		t.Log("ACTIVITY_CORPUS is not set: no files, no cases")
		return
	}
	reviewed := readSummary(t)
	var files, records, faults, lost int
	var out strings.Builder
	for f := range corpus.Walk(os.DirFS(dir)) {
		files, records, faults, lost = files+1, records+f.Records, faults+f.Faults, lost+f.Lost
		require.NoError(t, f.Err, f.Name)
		require.Zero(t, f.Lost, f.Name)
		for i := range f.Activities {
			checkWhole(t, f.Name, &f.Activities[i])
		}
		line := summary(f)
		fmt.Fprintln(&out, line)
		if want, known := reviewed[f.Name]; known && !*update {
			require.Equal(t, want, line)
		}
	}
	fmt.Printf("corpus: %d files, %d records, %d faults, %d lost\n", files, records, faults, lost)
	if *update {
		require.NoError(t, os.WriteFile("testdata/corpus.txt", []byte(out.String()), 0o600))
	}
}

// checkWhole checks what holds of every record, however dirty its source.
func checkWhole(t *testing.T, file string, a *activity.Activity) {
	t.Helper()
	for _, f := range activity.Faults(a.Check()) {
		require.Equal(t, "/name", f.Path, "%s: %s: %s", file, a.ID, f.Text) // a name may be missing, nothing else
	}
	data, err := json.Marshal(a)
	require.NoError(t, err)
	var again activity.Activity
	require.NoError(t, json.Unmarshal(data, &again), "%s: %s", file, a.ID)
	data2, err := json.Marshal(again)
	require.NoError(t, err)
	require.JSONEq(t, string(data), string(data2))
	from := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	last, n := time.Time{}, 0
	for o := range a.Schedule.Occurrences(from, from.AddDate(0, 3, 0)) {
		require.False(t, o.Start.Before(last))
		require.False(t, o.End.Before(o.Start))
		last = o.Start
		n++
	}
	require.LessOrEqual(t, n, 92*60)
	for i := range a.Locations {
		c := a.Locations[i].Coordinates
		require.True(t, c.IsZero() || a.Locations[i].Address.Country != "" && a.Locations[i].Address.Country != "GB" || c.InUnitedKingdom(), "%s: %s", file, a.ID)
	}
}

// summary is the reviewed line of a file.
func summary(f corpus.File) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s, %d records, %d activities", f.Name, f.Format, f.Records, len(f.Activities))
	for _, k := range slices.Sorted(maps.Keys(f.Kinds)) {
		fmt.Fprintf(&b, ", %s %d", k, f.Kinds[k])
	}
	return b.String()
}

func readSummary(t *testing.T) map[string]string {
	t.Helper()
	data, err := os.ReadFile("testdata/corpus.txt")
	if err != nil {
		require.True(t, *update, "testdata/corpus.txt")
		return nil
	}
	out := map[string]string{}
	for line := range strings.Lines(string(data)) {
		line = strings.TrimSpace(line)
		name, _, _ := strings.Cut(line, ": ")
		out[name] = line
	}
	return out
}
