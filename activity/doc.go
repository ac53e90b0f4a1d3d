// Package activity is being laid out; see its later revisions.
package activity
