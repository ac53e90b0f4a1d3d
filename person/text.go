package person

import (
	"fmt"
	"log/slog"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Text is free text about a person: their own words, a comment, a reason. It
// shows itself only through Disclose and in its storage form. The zero Text
// is "nothing said" and is what NewText makes of an empty text.
//
// A Text is immutable and safe for concurrent use. Compare with Equal: two
// Texts of the same words need not be == (the words sit behind a pointer, so
// that no verb of fmt reaches them).
type Text struct{ p *string }

// NewText keeps s as it is, apart from bytes that are not UTF-8, which become
// the replacement character, and Unicode normal form C.
func NewText(s string) Text {
	if s == "" {
		return Text{}
	}
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "�")
	}
	s = norm.NFC.String(s)
	return Text{&s}
}

// Disclose gives the words.
func (t Text) Disclose() string {
	if t.p == nil {
		return ""
	}
	return *t.p
}

// IsZero reports whether nothing was said.
func (t Text) IsZero() bool { return t.p == nil }

// Equal reports whether both hold the same words.
func (t Text) Equal(u Text) bool { return t.Disclose() == u.Disclose() }

// Compare orders by the words: -1, 0 or +1.
func (t Text) Compare(u Text) int { return strings.Compare(t.Disclose(), u.Disclose()) }

// String gives a placeholder, never the words.
func (t Text) String() string { return placeholder("Text") }

// Format writes a placeholder for every verb.
func (t Text) Format(s fmt.State, _ rune) { redact(s, "Text") }

// LogValue gives a placeholder.
func (t Text) LogValue() slog.Value { return logRedacted("Text") }

// AppendText appends the storage form, which is the words, to b.
func (t Text) AppendText(b []byte) ([]byte, error) { return append(b, t.Disclose()...), nil }

// MarshalText gives the storage form: the words.
func (t Text) MarshalText() ([]byte, error) { return t.AppendText(nil) }

// UnmarshalText reads what MarshalText writes.
func (t *Text) UnmarshalText(text []byte) error {
	*t = NewText(string(text))
	return nil
}
