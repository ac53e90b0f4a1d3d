//go:build mutate

package allocate_test

const smaller = 4
