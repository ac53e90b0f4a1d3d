//go:build mutate

package coverage

const attacks = 60
