//go:build mutate

package matching_test

const (
	equalActivities = 500
	equalSeekers    = 28
	smaller         = 4
)
