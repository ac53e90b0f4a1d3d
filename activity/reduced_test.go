//go:build mutate

package activity_test

// reduced says that long tests run in a short form.
const reduced = true
