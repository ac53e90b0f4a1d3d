// Package person is being laid out; see its later revisions.
package person
