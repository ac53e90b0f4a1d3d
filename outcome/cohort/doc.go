// Package cohort tells what happened to a group of people: change with its
// tests and effect sizes, shares with their intervals, charts over time,
// quality-adjusted years, and the suppression of small numbers before anything
// leaves.
package cohort
