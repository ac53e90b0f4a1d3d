//go:build mutate

package cohort_test

// How many tables are tried, under the tag that runs them once per mutant.
const suppressRounds = 120
