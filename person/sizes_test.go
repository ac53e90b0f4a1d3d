//go:build !mutate

package person_test

// twinTries is how many random numbers the two checkers of NHS numbers are
// compared on.
const twinTries = 1_200_000

// chainLength is how many needs of a vocabulary stand in one chain.
const chainLength = 20_000
