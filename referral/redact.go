package referral

import (
	"fmt"
	"io"
	"log/slog"
)

// What somebody needs is printed beside nobody's identifier: an intake and a
// need show themselves to package fmt and to slog by a placeholder alone. Their
// JSON is the storage form and discloses them.

// Format writes a placeholder for every verb.
func (i Intake) Format(s fmt.State, _ rune) { _, _ = io.WriteString(s, "[Intake]") }

// LogValue gives a placeholder.
func (i Intake) LogValue() slog.Value { return slog.StringValue("[Intake]") }

// Format writes a placeholder for every verb.
func (n Need) Format(s fmt.State, _ rune) { _, _ = io.WriteString(s, "[Need]") }

// LogValue gives a placeholder.
func (n Need) LogValue() slog.Value { return slog.StringValue("[Need]") }
