//go:build mutate

package person_test

// twinTries is small when every change of the package runs all tests.
const twinTries = 20_000
