package matching

import (
	"cmp"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/activity"
)

// TestSortIDs: few and many, random ones and such as begin alike, each some of
// them more than once.
func TestSortIDs(t *testing.T) {
	for _, n := range []int{0, 1, 2, 100, dealt - 1, dealt, 3 * dealt} {
		for _, alike := range []bool{false, true} {
			ids := make([]activity.ID, n)
			for i := range ids {
				ids[i] = numbered(i % (n/2 + 1))
				if h := mix(ids[i], 7); !alike {
					for b := range 4 {
						ids[i][b] = byte(h >> (8 * b))
					}
				}
			}
			want := make([]uint32, n)
			for i := range want {
				want[i] = uint32(i)
			}
			slices.SortStableFunc(want, func(a, b uint32) int { return ids[a].Compare(ids[b]) })
			require.Equal(t, want, sortIDs(ids), "%d %v", n, alike)
		}
	}
}

// TestSortPlaces: by the upper half, the order of equals kept.
func TestSortPlaces(t *testing.T) {
	for _, n := range []int{0, 1, 2, 5000} {
		keys := make([]uint64, n)
		for i := range keys {
			h := mix(numbered(i%300), 3)
			keys[i] = h<<32 | uint64(n-i)
		}
		want := slices.Clone(keys)
		slices.SortStableFunc(want, func(a, b uint64) int { return cmp.Compare(a>>32, b>>32) })
		require.Equal(t, want, append([]uint64{}, sortPlaces(keys)...))
	}
	require.Equal(t, []uint64{placeLocal<<32 | 1, placeAny << 32}, sortPlaces([]uint64{placeAny << 32, placeLocal<<32 | 1}))
}
