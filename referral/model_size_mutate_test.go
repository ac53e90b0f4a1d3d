//go:build mutate

package referral_test

const fullModel = false
