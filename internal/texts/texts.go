// Package texts turns codes into words in English and Welsh, from templates
// that are data.
//
// A package embeds a JSON file, loads it once into a [Catalogue], and asks it
// for texts by key. The file names a version and, for each key, what kind of
// text it is, the English template, and the Welsh one with its standing:
//
//	{"version": "1", "entries": {
//	  "places-left": {"kind": "label",
//	    "en": "{n:one=1 place|other={n} places} left",
//	    "cy": "{n:one=1 lle|other={n} o leoedd} ar ôl", "cyStatus": "draft"}}}
//
// x/text supplies the language tags; its message package is not used, because
// its catalogues are built by code generation and keyed by the English text.
//
// No type of this package appears in a public signature.
package texts

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"golang.org/x/text/language"
)

// EnglishMark stands before an English text that a Welsh reader gets because
// the Welsh one has not been reviewed.
const EnglishMark = "[English] "

// Kind says what harm a wrong translation does.
type Kind string

// The kinds of text. A draft Welsh label is shown; a draft Welsh safety,
// consent or score text is not: its reader gets marked English instead.
const (
	KindLabel   Kind = "label"
	KindSafety  Kind = "safety"
	KindConsent Kind = "consent"
	KindScore   Kind = "score"
)

// IsValid reports whether k is one of the four kinds.
func (k Kind) IsValid() bool {
	switch k {
	case KindLabel, KindSafety, KindConsent, KindScore:
		return true
	default:
		return false
	}
}

// A Catalogue maps keys to templates. It is immutable and safe for concurrent
// use. A nil Catalogue is empty.
type Catalogue struct {
	version string
	entries map[string]entry
}

type entry struct {
	kind     Kind
	en, cy   template
	hasWelsh bool
	reviewed bool
}

// Load reads a catalogue. It reports every fault, in the order of the file:
// unknown members, a key that occurs twice, a missing English text, an
// unknown kind or standing, a template that does not parse, a Welsh template
// that names an argument which the English one does not have.
func Load(data []byte) (*Catalogue, error) {
	var file struct {
		Version string     `json:"version"`
		Entries rawEntries `json:"entries"`
	}
	if err := strictly(data, &file); err != nil {
		return nil, fmt.Errorf("texts: %w", err)
	}
	if file.Version == "" {
		return nil, errors.New("texts: no version")
	}
	c := &Catalogue{version: file.Version, entries: make(map[string]entry, len(file.Entries))}
	var faults []error
	for _, raw := range file.Entries {
		e, err := raw.compile()
		if err != nil {
			faults = append(faults, fmt.Errorf("texts: %s: %w", raw.key, err))
			continue
		}
		if _, twice := c.entries[raw.key]; twice {
			faults = append(faults, fmt.Errorf("texts: %s: occurs twice", raw.key))
		}
		c.entries[raw.key] = e
	}
	if len(faults) > 0 {
		return nil, errors.Join(faults...)
	}
	return c, nil
}

// MustLoad is Load for a file that is embedded in the program. It panics if
// the file is broken.
func MustLoad(data []byte) *Catalogue {
	c, err := Load(data)
	if err != nil {
		panic(err)
	}
	return c
}

// Version is what the file calls itself.
func (c *Catalogue) Version() string {
	if c == nil {
		return ""
	}
	return c.version
}

// Keys lists the keys in byte order.
func (c *Catalogue) Keys() []string {
	if c == nil {
		return nil
	}
	return slices.Sorted(maps.Keys(c.entries))
}

// Has reports whether there is an entry for key.
func (c *Catalogue) Has(key string) bool {
	if c == nil {
		return false
	}
	_, ok := c.entries[key]
	return ok
}

// Kind gives the kind of an entry, "" if there is none.
func (c *Catalogue) Kind(key string) Kind {
	if c == nil {
		return ""
	}
	return c.entries[key].kind
}

// Standing says how far the Welsh text of an entry can be relied on.
type Standing string

// The standings of a Welsh text; "" where there is none.
const (
	StandingDraft    Standing = "draft"
	StandingReviewed Standing = "reviewed"
)

// Welsh gives the standing of the Welsh text for key.
func (c *Catalogue) Welsh(key string) Standing {
	if c == nil {
		return ""
	}
	switch e := c.entries[key]; {
	case e.reviewed:
		return StandingReviewed
	case e.hasWelsh:
		return StandingDraft
	default:
		return ""
	}
}

// With gives a catalogue in which the entries of overlay replace those of c.
// An overlay changes words, not what is at stake: an entry that c has keeps
// its kind, so that no host turns a safety text into a label by accident.
func (c *Catalogue) With(overlay *Catalogue) *Catalogue {
	switch {
	case overlay == nil:
		return c
	case c == nil:
		return overlay
	}
	next := &Catalogue{version: c.version + "+" + overlay.version, entries: maps.Clone(c.entries)}
	for key, e := range overlay.entries {
		if was, ok := c.entries[key]; ok {
			e.kind = was.kind
		}
		next.entries[key] = e
	}
	return next
}

// Text gives the text for key in the language of tag: Welsh for every tag
// whose base language is Welsh, otherwise English. A Welsh reader gets the
// English text where there is no Welsh one, and the English text behind
// EnglishMark where the kind asks for a reviewed one and it is missing or a
// draft.
//
// A key without entry gives the key itself, and an argument that is not given
// stays in braces: both are seen, and neither stops a referral.
func (c *Catalogue) Text(tag language.Tag, key string, args ...Arg) string {
	if c == nil {
		return key
	}
	e, ok := c.entries[key]
	if !ok {
		return key
	}
	w := writer{catalogue: c, tag: tag, args: args}
	switch {
	case !isWelsh(tag):
		w.write(e.en, englishPlural)
	case e.hasWelsh && (e.reviewed || e.kind == KindLabel):
		w.write(e.cy, welshPlural)
	case e.kind == KindLabel:
		w.write(e.en, englishPlural)
	default:
		w.tag = language.BritishEnglish
		w.WriteString(EnglishMark)
		w.write(e.en, englishPlural)
	}
	return w.String()
}

func isWelsh(tag language.Tag) bool {
	base, _ := tag.Base()
	return base.String() == "cy"
}

// rawEntries keeps the order of the file, and a key that occurs twice, both of
// which a Go map would lose.
type rawEntries []rawEntry

type rawEntry struct {
	key string

	Kind     Kind     `json:"kind"`
	En       string   `json:"en"`
	Cy       string   `json:"cy"`
	CyStatus Standing `json:"cyStatus"`
}

// UnmarshalJSON reads an object as a list of its members.
func (r *rawEntries) UnmarshalJSON(data []byte) error {
	dec := json.NewDecoder(bytes.NewReader(data))
	if open, err := dec.Token(); err != nil || open != json.Delim('{') {
		return errors.New("entries: not an object")
	}
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return err
		}
		var member json.RawMessage
		if err := dec.Decode(&member); err != nil {
			return err
		}
		e := rawEntry{key: fmt.Sprint(key)}
		if err := strictly(member, &e); err != nil {
			return fmt.Errorf("%s: %w", e.key, err)
		}
		*r = append(*r, e)
	}
	return nil
}

// strictly decodes one JSON value that has no unknown member and nothing after.
func strictly(data []byte, into any) error {
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(into); err != nil {
		return err
	}
	if dec.More() {
		return errors.New("more than one JSON value")
	}
	return nil
}

func (r rawEntry) compile() (entry, error) {
	e := entry{kind: r.Kind, hasWelsh: r.Cy != "", reviewed: r.CyStatus == StandingReviewed}
	var faults []error
	fault := func(err error) {
		if err != nil {
			faults = append(faults, err)
		}
	}
	if strings.TrimSpace(r.key) == "" {
		fault(errors.New("empty key"))
	}
	if !r.Kind.IsValid() {
		fault(fmt.Errorf("unknown kind %q", r.Kind))
	}
	if r.En == "" {
		fault(errors.New("no English text"))
	}
	fault(checkStanding(r))
	var err error
	e.en, err = parse(r.En, englishForms)
	fault(prefix("en", err))
	e.cy, err = parse(r.Cy, welshForms)
	fault(prefix("cy", err))
	known := e.en.arguments(nil)
	for _, name := range e.cy.arguments(nil) {
		if !slices.Contains(known, name) {
			fault(fmt.Errorf("cy: argument {%s} is not in the English text", name))
		}
	}
	return e, errors.Join(faults...)
}

func checkStanding(r rawEntry) error {
	switch {
	case r.Cy == "" && r.CyStatus != "":
		return errors.New("cyStatus without a Welsh text")
	case r.Cy != "" && r.CyStatus != StandingDraft && r.CyStatus != StandingReviewed:
		return fmt.Errorf("cyStatus %q is neither draft nor reviewed", r.CyStatus)
	default:
		return nil
	}
}

func prefix(what string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", what, err)
}
