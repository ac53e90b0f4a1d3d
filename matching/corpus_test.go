package matching_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/internal/corpus"
	"github.com/socialprescribing/socialprescribing/matching"
)

// TestCorpus judges every activity of every directory file below the folder that
// ACTIVITY_CORPUS names, or else of the directory of the example, for several
// seekers: each is a match or is excluded with at least one reason.
func TestCorpus(t *testing.T) {
	dir := os.Getenv("ACTIVITY_CORPUS")
	if dir == "" {
		dir = filepath.Join("..", "examples", "pathway", "directory")
	}
	var files, records, matched, excluded, lost int
	for f := range corpus.Walk(os.DirFS(dir)) {
		require.NoError(t, f.Err, f.Name)
		files, records = files+1, records+len(f.Activities)
		for i := 0; i < len(fifty); i += 13 * smaller {
			s := fifty[i].Seeker
			s.Place = places[fifty[i].place]
			m, e := judgeFile(t, f, matching.Query{Seeker: s, At: monday, K: matching.MaxK})
			matched, excluded, lost = matched+m, excluded+e, lost+len(f.Activities)-m-e
		}
	}
	fmt.Printf("corpus: %d files, %d records, %d matched, %d excluded, %d lost\n", files, records, matched, excluded, lost)
	require.Zero(t, lost)
	require.Positive(t, matched)
}

// judgeFile counts matches and exclusions with a reason, and holds them against
// the index.
func judgeFile(t *testing.T, f corpus.File, q matching.Query) (int, int) {
	t.Helper()
	matched, excluded := 0, 0
	o := &matching.Options{Horizon: horizon}
	seen := map[activity.ID]bool{}
	for i := range f.Activities {
		e, err := matching.Explain(q, f.Activities[i], o)
		require.NoError(t, err, f.Name)
		switch {
		case e.Matches:
			matched++
			seen[e.Activity] = true
		case len(e.Failed()) > 0:
			excluded++
		}
	}
	ix, err := matching.NewIndex(slices.Values(f.Activities), o)
	require.NoError(t, err)
	r, err := ix.Match(q)
	require.NoError(t, err)
	require.LessOrEqual(t, len(r.Matches), len(seen))
	for _, m := range r.Matches {
		require.True(t, seen[m.Activity], "%s: %s", f.Name, m.Activity)
	}
	return matched, excluded
}
