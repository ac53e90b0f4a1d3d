// Package instruments holds the measures that social prescribing services use, each
// as one embedded definition with its sources, its licence class and its published
// bands and change rules.
//
//	phq9, err := instruments.Get("phq-9")
//	score, err := phq9.Score(outcome.Response{0, 1, 1, 0, 2, 0, 0, 1, 0})
//
// Definitions are parsed and compiled when first asked for; importing the package
// costs the embedded text and nothing at start-up.
package instruments
