//go:build mutate

package prsb_test

// builtEpisodes is how many random episodes the property test builds records of.
const builtEpisodes = 80
