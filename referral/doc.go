// Package referral is being laid out; see its later revisions.
package referral
