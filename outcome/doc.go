// Package outcome is being laid out; see its later revisions.
package outcome
