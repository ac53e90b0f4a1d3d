package matching

import (
	"fmt"
	"io"
	"log/slog"
)

// What a seeker needs, where they are and what they keep away from says who
// they are as surely as a name, and so do the reasons of an answer: how far three
// matches are tells where the home is, and a group that fits tells who belongs to
// it. None of it is printed or logged; with person.ReplaceAttr in the options of
// its handler, slog replaces every value that holds any of it. JSON is the
// storage form, and discloses it. So does fmt for a host's struct that keeps any
// of these in an unexported field: it calls no method there.

func redacted(f fmt.State, name string) {
	_, _ = io.WriteString(f, "["+name+"]")
}

// Format writes a placeholder for every verb.
func (s Seeker) Format(f fmt.State, _ rune) { redacted(f, "Seeker") }

// LogValue returns a placeholder.
func (s Seeker) LogValue() slog.Value { return slog.StringValue("[Seeker]") }

// Format writes a placeholder for every verb.
func (p Place) Format(f fmt.State, _ rune) { redacted(f, "Place") }

// LogValue returns a placeholder.
func (p Place) LogValue() slog.Value { return slog.StringValue("[Place]") }

// Format writes a placeholder for every verb.
func (a Avoid) Format(f fmt.State, _ rune) { redacted(f, "Avoid") }

// LogValue returns a placeholder.
func (a Avoid) LogValue() slog.Value { return slog.StringValue("[Avoid]") }

// Format writes a placeholder for every verb.
func (j Journey) Format(f fmt.State, _ rune) { redacted(f, "Journey") }

// LogValue returns a placeholder.
func (j Journey) LogValue() slog.Value { return slog.StringValue("[Journey]") }

// Format writes a placeholder for every verb.
func (a Ages) Format(f fmt.State, _ rune) { redacted(f, "Ages") }

// LogValue returns a placeholder.
func (a Ages) LogValue() slog.Value { return slog.StringValue("[Ages]") }

// Format writes a placeholder for every verb.
func (g GenderChoice) Format(f fmt.State, _ rune) { redacted(f, "GenderChoice") }

// LogValue returns a placeholder.
func (g GenderChoice) LogValue() slog.Value { return slog.StringValue("[GenderChoice]") }

// Format writes a placeholder for every verb.
func (g GroupAnswer) Format(f fmt.State, _ rune) { redacted(f, "GroupAnswer") }

// LogValue returns a placeholder.
func (g GroupAnswer) LogValue() slog.Value { return slog.StringValue("[GroupAnswer]") }

// Format writes a placeholder for every verb.
func (b Budget) Format(f fmt.State, _ rune) { redacted(f, "Budget") }

// LogValue returns a placeholder.
func (b Budget) LogValue() slog.Value { return slog.StringValue("[Budget]") }

// Format writes a placeholder for every verb.
func (u Urgent) Format(f fmt.State, _ rune) { redacted(f, "Urgent") }

// LogValue returns a placeholder.
func (u Urgent) LogValue() slog.Value { return slog.StringValue("[Urgent]") }

// Format writes a placeholder for every verb. Text says the reason in words.
func (r Reason) Format(f fmt.State, _ rune) { redacted(f, "Reason") }

// LogValue returns a placeholder.
func (r Reason) LogValue() slog.Value { return slog.StringValue("[Reason]") }

// Format writes a placeholder for every verb. Text says the alteration in words.
func (a Alteration) Format(f fmt.State, _ rune) { redacted(f, "Alteration") }

// LogValue returns a placeholder.
func (a Alteration) LogValue() slog.Value { return slog.StringValue("[Alteration]") }

// Format writes a placeholder for every verb.
func (j Judgement) Format(f fmt.State, _ rune) { redacted(f, "Judgement") }

// LogValue returns a placeholder.
func (j Judgement) LogValue() slog.Value { return slog.StringValue("[Judgement]") }
