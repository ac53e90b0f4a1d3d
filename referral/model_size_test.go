//go:build !mutate

package referral_test

// fullModel explores every slice of the model. The tag mutate leaves the large
// ones out, for runs that are repeated a thousand times.
const fullModel = true
