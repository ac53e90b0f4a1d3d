package person

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"strings"
)

// NameParts is a name taken apart, for filling and reading a Name. A person of
// one name has it as Family. Every part is optional.
type NameParts struct {
	Title     string   `json:"title,omitzero"`
	Given     []string `json:"given,omitempty"` // in order; the first is the first name
	Family    string   `json:"family,omitzero"`
	Suffixes  []string `json:"suffixes,omitempty"`
	Preferred string   `json:"preferred,omitzero"` // what the person wants to be called
	Full      string   `json:"full,omitzero"`      // as the source has it, when it is not the parts in order
	Aliases   []string `json:"aliases,omitempty"`  // other names, former names
}

// Format writes a placeholder for every verb.
func (p NameParts) Format(s fmt.State, _ rune) { redact(s, "NameParts") }

// LogValue gives a placeholder.
func (p NameParts) LogValue() slog.Value { return logRedacted("NameParts") }

func (p NameParts) clone() NameParts {
	p.Given = slices.Clone(p.Given)
	p.Suffixes = slices.Clone(p.Suffixes)
	p.Aliases = slices.Clone(p.Aliases)
	return p
}

func (p NameParts) isZero() bool {
	return p.Title == "" && len(p.Given) == 0 && p.Family == "" && len(p.Suffixes) == 0 &&
		p.Preferred == "" && p.Full == "" && len(p.Aliases) == 0
}

// Name is what a person is called. It shows itself only through its Disclose
// methods and its storage form. The zero Name is "not known". Immutable and
// safe for concurrent use; compare with Equal.
type Name struct{ p *NameParts }

// NewName keeps the parts in Unicode normal form C, with the spaces around
// and the doubled spaces within them removed, and leaves out empty ones.
// Letters keep their accents and dots: Siân, Ó Briain and Ọlá stay as they are.
// Nothing is refused: what a person is called is theirs to say.
func NewName(parts NameParts) Name {
	p := NameParts{
		Title: tidy(parts.Title), Given: tidyAll(parts.Given), Family: tidy(parts.Family),
		Suffixes: tidyAll(parts.Suffixes), Preferred: tidy(parts.Preferred), Full: tidy(parts.Full),
		Aliases: tidyAll(parts.Aliases),
	}
	if p.isZero() {
		return Name{}
	}
	return Name{&p}
}

func tidy(s string) string { return NewText(strings.Join(strings.Fields(s), " ")).Disclose() }

func tidyAll(s []string) []string {
	var out []string
	for _, v := range s {
		if v = tidy(v); v != "" {
			out = append(out, v)
		}
	}
	return out
}

// IsZero reports whether the name is not known.
func (n Name) IsZero() bool { return n.p == nil }

// Disclose gives the parts.
func (n Name) Disclose() NameParts {
	if n.p == nil {
		return NameParts{}
	}
	return n.p.clone()
}

// DiscloseFull gives the whole name: as the source has it, else given names,
// family name and suffixes in that order, without the title.
func (n Name) DiscloseFull() string {
	if n.p == nil {
		return ""
	}
	if n.p.Full != "" {
		return n.p.Full
	}
	parts := append(slices.Clone(n.p.Given), n.p.Family)
	return strings.Join(tidyAll(append(parts, n.p.Suffixes...)), " ")
}

// DisclosePreferred gives what the person wants to be called, else the first
// given name, else the whole name.
func (n Name) DisclosePreferred() string {
	switch {
	case n.p == nil:
		return ""
	case n.p.Preferred != "":
		return n.p.Preferred
	case len(n.p.Given) > 0:
		return n.p.Given[0]
	}
	return n.DiscloseFull()
}

// Equal reports whether both have the same parts.
func (n Name) Equal(m Name) bool {
	a, b := n.Disclose(), m.Disclose()
	return a.Title == b.Title && slices.Equal(a.Given, b.Given) && a.Family == b.Family &&
		slices.Equal(a.Suffixes, b.Suffixes) && a.Preferred == b.Preferred && a.Full == b.Full &&
		slices.Equal(a.Aliases, b.Aliases)
}

// String gives a placeholder, never the name.
func (n Name) String() string { return placeholder("Name") }

// Format writes a placeholder for every verb.
func (n Name) Format(s fmt.State, _ rune) { redact(s, "Name") }

// LogValue gives a placeholder.
func (n Name) LogValue() slog.Value { return logRedacted("Name") }

// MarshalJSON gives the storage form: the parts.
func (n Name) MarshalJSON() ([]byte, error) { return json.Marshal(n.Disclose()) }

// UnmarshalJSON reads what MarshalJSON writes.
func (n *Name) UnmarshalJSON(data []byte) error {
	var p NameParts
	if err := decodeStrict(data, &p, "name"); err != nil {
		return err
	}
	*n = NewName(p)
	return nil
}
