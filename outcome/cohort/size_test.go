//go:build !mutate

package cohort_test

// How many tables are tried, in the long form.
const suppressRounds = 600
