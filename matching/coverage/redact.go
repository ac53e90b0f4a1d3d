package coverage

import (
	"fmt"
	"io"
	"log/slog"
)

// Format writes a placeholder for every verb: a case is about one person, and
// area, decile and groups say who as surely as the seeker does.
func (c Case) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "[Case]") }

// LogValue returns a placeholder.
func (c Case) LogValue() slog.Value { return slog.StringValue("[Case]") }

// Format writes a placeholder for every verb, as that of a Case does.
func (x Applicant) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "[Applicant]") }

// LogValue returns a placeholder.
func (x Applicant) LogValue() slog.Value { return slog.StringValue("[Applicant]") }
