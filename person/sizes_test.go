//go:build !mutate

package person_test

// twinTries is how many random numbers the two checkers of NHS numbers are
// compared on.
const twinTries = 1_200_000
