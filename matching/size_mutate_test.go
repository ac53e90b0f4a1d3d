//go:build mutate

package matching_test

const (
	equalActivities = 500
	equalSeekers    = 28
	twoThousand     = 300
	smaller         = 4
)
