//go:build mutate

package fhir_test

// bundleEpisodes is how many episodes the property test makes.
const bundleEpisodes = 30
