//go:build mutate

package matching_test

const (
	equalActivities = 700
	equalSeekers    = 42
)
