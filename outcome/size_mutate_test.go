//go:build mutate

package outcome_test

// How often the random tests try, under the tag that runs them once per mutant.
const (
	twinRounds  = 24
	exactRounds = 300

	// Instruments with fewer responses are tried with all of them, and how many
	// there are at least.
	quickMost      = 5000
	quickExhausted = 20
)
