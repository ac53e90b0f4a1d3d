//go:build mutate || race

package hsds_test

// reduced says that long tests run in a short form: where they are repeated a
// thousand times, or made slow by the race detector.
const reduced = true
