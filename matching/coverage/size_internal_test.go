//go:build !mutate

package coverage

// attacks is how many reports of each policy are attacked. The tag mutate makes
// them fewer, for runs that are repeated a thousand times.
const attacks = 300
