//go:build mutate

package person_test

// twinTries is small when every change of the package runs all tests.
const twinTries = 20_000

// chainLength is how many needs of a vocabulary stand in one chain.
const chainLength = 100
