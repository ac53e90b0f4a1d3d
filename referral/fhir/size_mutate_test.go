//go:build mutate

package fhir_test

// bundleEpisodes is how many episodes the property test makes.
const bundleEpisodes = 60

// walked is how many random episodes the walk over the machines follows beside
// the scripted ones, and walkedFully how many the golden file is made from.
const (
	walked      = 40
	walkedFully = 250
)
