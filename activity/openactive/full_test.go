//go:build !mutate && !race

package openactive_test

// reduced says that long tests run in a short form: where they are repeated a
// thousand times, or made slow by the race detector.
const reduced = false
