//go:build !mutate

package allocate

// smallest divides the number of cases of the tests from within, as smaller does.
const smallest = 1
