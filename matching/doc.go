// Package matching is being laid out; see its later revisions.
package matching
