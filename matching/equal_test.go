package matching_test

import (
	"encoding/json"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/matching"
	"github.com/socialprescribing/socialprescribing/matching/internal/synth"
)

// TestTwoThousandSeekers asks an index what the benchmarks ask it, for each of
// their two thousand seekers, and holds every answer, reasons and all, against
// judging everything. MATCHING_EQUAL names sizes of directories other than the
// one that every run of the tests can afford, such as "10000,100000".
func TestTwoThousandSeekers(t *testing.T) {
	sizes := []int{twoThousand}
	if list := os.Getenv("MATCHING_EQUAL"); list != "" {
		sizes = sizes[:0]
		for s := range strings.SplitSeq(list, ",") {
			n, err := strconv.Atoi(s)
			require.NoError(t, err)
			sizes = append(sizes, n)
		}
	}
	w := synth.New()
	seekers := w.Seekers(2000/smaller, 2)
	for _, n := range sizes {
		list := slices.Collect(w.Activities(n, 1))
		opts := &matching.Options{Horizon: horizon}
		ix := must(matching.NewIndex(slices.Values(list), opts))
		twin := must(matching.NewTwin(slices.Values(list), opts))
		matches, none := equalFor(t, ix, twin, seekers)
		t.Logf("%d activities, %d seekers: %d matches, %d found nothing, no difference", n, len(seekers), matches, none)
		require.Greater(t, matches, len(seekers))
	}
}

// equalFor compares the two for every seeker, with two workers, and returns how
// many matches there are and how many seekers have none.
func equalFor(t *testing.T, ix *matching.Index, twin *matching.Twin, seekers []matching.Seeker) (int, int) {
	t.Helper()
	var done sync.WaitGroup
	var found, none [2]int
	for n := range found {
		done.Go(func() {
			for i := n; i < len(seekers); i += len(found) {
				want, err := twin.Quick(query(seekers[i]))
				got, err2 := ix.Match(query(seekers[i]))
				if err != nil || err2 != nil || !same(want, got) {
					t.Errorf("seeker %d: %v, %v: the index says %s\njudging everything %s", i, err, err2, must(json.Marshal(got)), must(json.Marshal(want)))
					return
				}
				if found[n] += len(want.Matches); len(want.Matches) == 0 {
					none[n]++
				}
				// Quick is a shortcut too: now and then it is held against the whole.
				if i%200 == n && !same(want, must(twin.Match(query(seekers[i])))) {
					t.Errorf("seeker %d: judging no further than the first exclusion gives another answer", i)
				}
			}
		})
	}
	done.Wait()
	return found[0] + found[1], none[0] + none[1]
}
