package matching

import (
	"fmt"
	"io"
)

// What a seeker needs, where they are and what they keep away from says who
// they are as surely as a name: it is never printed. JSON is the storage form,
// and discloses it.

func redacted(f fmt.State, name string) {
	_, _ = io.WriteString(f, "["+name+"]")
}

// Format writes a placeholder for every verb.
func (s Seeker) Format(f fmt.State, _ rune) { redacted(f, "Seeker") }

// Format writes a placeholder for every verb.
func (p Place) Format(f fmt.State, _ rune) { redacted(f, "Place") }

// Format writes a placeholder for every verb.
func (a Avoid) Format(f fmt.State, _ rune) { redacted(f, "Avoid") }
