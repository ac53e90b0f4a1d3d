// Package rruletest compares the schedules of package activity with an
// independent implementation of RFC 5545, github.com/teambition/rrule-go. It is
// a module of its own, so that nobody who uses the library ever sees that
// dependency.
package rruletest
