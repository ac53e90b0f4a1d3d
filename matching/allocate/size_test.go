//go:build !mutate

package allocate_test

// smaller divides the number of cases of the larger tests. The tag mutate makes
// it greater, for runs that are repeated a thousand times.
const smaller = 1
