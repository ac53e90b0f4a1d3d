//go:build !mutate

package outcome_test

// How often the random tests try: the long form.
const (
	twinRounds  = 160
	exactRounds = 3000

	// Instruments with fewer responses are tried with all of them, and how many
	// there are at least.
	quickMost      = 80_000
	quickExhausted = 25
)
