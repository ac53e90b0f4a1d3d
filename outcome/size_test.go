//go:build !mutate

package outcome_test

// How often the random tests try: the long form.
const (
	twinRounds  = 160
	exactRounds = 3000
)
