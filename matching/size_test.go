//go:build !mutate

package matching_test

// Sizes of the larger tests. The tag mutate makes them small, for runs that are
// repeated a thousand times.
const (
	equalActivities = 3000
	equalSeekers    = 120
	twoThousand     = 1000
	smaller         = 1
)
