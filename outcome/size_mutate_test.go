//go:build mutate

package outcome_test

// How often the random tests try, under the tag that runs them once per mutant.
const (
	twinRounds  = 24
	exactRounds = 300
)
