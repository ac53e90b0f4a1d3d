package person

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"strings"
)

// Name is what a person is called, in the parts of the national standard. It
// shows itself only through its Disclose methods and its storage form. The
// zero Name is "not known". Immutable and safe for concurrent use; compare
// with Equal.
type Name struct{ p **nameParts }

// nameParts is the storage form. A Name points to a pointer to it: given a
// verb that does not fit, fmt opens a pointer to a struct, and would print the
// parts (see TestNothingIsPrinted).
type nameParts struct {
	Title     string   `json:"title,omitzero"`
	Given     []string `json:"given,omitempty"`
	Family    string   `json:"family,omitzero"`
	Suffixes  []string `json:"suffixes,omitempty"`
	Preferred string   `json:"preferred,omitzero"`
	Full      string   `json:"full,omitzero"`
	Aliases   []string `json:"aliases,omitempty"`
}

// NewName makes a name of a family name and given names in order. A person of
// one name has it as family name.
//
// All parts are kept in Unicode normal form C, without the spaces around and
// the doubled spaces within them; empty ones are left out. Letters keep their
// accents and dots: Siân, Ó Briain and Ọlá stay as they are. Nothing is
// refused: what a person is called is theirs to say.
func NewName(family string, given ...string) Name {
	return nameOf(nameParts{Family: tidy(family), Given: tidyAll(given)})
}

func nameOf(p nameParts) Name {
	if p.isZero() {
		return Name{}
	}
	box := &struct {
		self  *nameParts
		parts nameParts
	}{parts: p}
	box.self = &box.parts
	return Name{&box.self}
}

func (p nameParts) isZero() bool {
	return p.Title == "" && len(p.Given) == 0 && p.Family == "" && len(p.Suffixes) == 0 &&
		p.Preferred == "" && p.Full == "" && len(p.Aliases) == 0
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

func (n Name) parts() nameParts {
	if n.p == nil {
		return nameParts{}
	}
	return **n.p
}

// IsZero reports whether the name is not known.
func (n Name) IsZero() bool { return n.p == nil }

// DiscloseTitle gives the title: Mrs, Dr, Councillor.
func (n Name) DiscloseTitle() string { return n.parts().Title }

// DiscloseGiven gives the given names in order; the first is the first name.
func (n Name) DiscloseGiven() []string { return slices.Clone(n.parts().Given) }

// DiscloseFamily gives the family name.
func (n Name) DiscloseFamily() string { return n.parts().Family }

// DiscloseSuffixes gives what stands behind the name: Jr, OBE.
func (n Name) DiscloseSuffixes() []string { return slices.Clone(n.parts().Suffixes) }

// DiscloseAliases gives other names, former ones among them.
func (n Name) DiscloseAliases() []string { return slices.Clone(n.parts().Aliases) }

// DiscloseFull gives the whole name: as WithFull set it, else given names,
// family name and suffixes in that order, without the title.
func (n Name) DiscloseFull() string {
	p := n.parts()
	if p.Full != "" {
		return p.Full
	}
	return strings.Join(tidyAll(slices.Concat(p.Given, []string{p.Family}, p.Suffixes)), " ")
}

// DisclosePreferred gives what the person wants to be called, else the first
// given name, else the whole name.
func (n Name) DisclosePreferred() string {
	p := n.parts()
	switch {
	case p.Preferred != "":
		return p.Preferred
	case len(p.Given) > 0:
		return p.Given[0]
	}
	return n.DiscloseFull()
}

// HasPreferred reports whether the person said what they want to be called.
func (n Name) HasPreferred() bool { return n.parts().Preferred != "" }

// HasFull reports whether WithFull set the whole name.
func (n Name) HasFull() bool { return n.parts().Full != "" }

// WithTitle gives the name with another title.
func (n Name) WithTitle(s string) Name {
	p := n.parts()
	p.Title = tidy(s)
	return nameOf(p)
}

// WithSuffixes gives the name with other suffixes.
func (n Name) WithSuffixes(s ...string) Name {
	p := n.parts()
	p.Suffixes = tidyAll(s)
	return nameOf(p)
}

// WithPreferred gives the name with another preferred name.
func (n Name) WithPreferred(s string) Name {
	p := n.parts()
	p.Preferred = tidy(s)
	return nameOf(p)
}

// WithFull gives the name with the whole name as a source has it, for when
// that is not the parts in order.
func (n Name) WithFull(s string) Name {
	p := n.parts()
	p.Full = tidy(s)
	return nameOf(p)
}

// WithAliases gives the name with other names beside it.
func (n Name) WithAliases(s ...string) Name {
	p := n.parts()
	p.Aliases = tidyAll(s)
	return nameOf(p)
}

// Equal reports whether both have the same parts.
func (n Name) Equal(m Name) bool {
	a, b := n.parts(), m.parts()
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
func (n Name) MarshalJSON() ([]byte, error) { return json.Marshal(n.parts()) }

// UnmarshalJSON reads what MarshalJSON writes.
func (n *Name) UnmarshalJSON(data []byte) error {
	var p nameParts
	if err := decodeStrict(data, &p, "name"); err != nil {
		return err
	}
	*n = nameOf(nameParts{
		Title: tidy(p.Title), Given: tidyAll(p.Given), Family: tidy(p.Family), Suffixes: tidyAll(p.Suffixes),
		Preferred: tidy(p.Preferred), Full: tidy(p.Full), Aliases: tidyAll(p.Aliases),
	})
	return nil
}
