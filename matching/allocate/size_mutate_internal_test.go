//go:build mutate

package allocate

const smallest = 4
