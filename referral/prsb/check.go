package prsb

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/socialprescribing/socialprescribing/person"
)

// Problem is what a finding says of an element.
type Problem string

// The problems. Absent is of a mandatory element; AbsentIfKnown of a required
// one, which must be there only if it is known, so whoever knows decides.
const (
	Absent        Problem = "absent"
	AbsentIfKnown Problem = "absent-if-known"
	TooMany       Problem = "too-many"
	TooLong       Problem = "too-long"
	TooShort      Problem = "too-short"
	Malformed     Problem = "malformed"
	Unplaced      Problem = "unplaced"
)

// IsValid reports whether p is one of the problems.
func (p Problem) IsValid() bool { return slices.Contains(problems, p) }

var problems = []Problem{Absent, AbsentIfKnown, TooMany, TooLong, TooShort, Malformed, Unplaced}

// Severity ranks findings. The zero value is none.
type Severity uint8

// The severities: a Note asks whether something is known, or tells of a code that
// the standard's own values have longer than the standard does; an Error has to be
// mended before the record conforms.
const (
	Note Severity = iota + 1
	Error
)

// String gives "note" or "error".
func (s Severity) String() string {
	switch s {
	case Note:
		return "note"
	case Error:
		return "error"
	default:
		return ""
	}
}

// MarshalText gives String.
func (s Severity) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// Finding is one thing that stands between a record and the standard. It holds
// no text of the record.
type Finding struct {
	Path     Path     `json:"path"`
	Position string   `json:"position"` // Path with the number of each repeated occurrence, from 1: "referral-details/referral-details-record-entry[2]/date"
	Problem  Problem  `json:"problem"`
	Severity Severity `json:"severity"`
	Wanted   string   `json:"wanted,omitempty"` // such as "at most 35 characters"
}

// Check holds a record against the standard and gives every finding, in the
// standard's order: multiplicities, levels (D38: mandatory and absent is an
// error, required and absent is a note, optional and absent is nothing; a
// concept is there by its code or in words), lengths and the form of dates. A code
// of the Organisation Data Service that is longer than the standard has it is a note.
// What an absent group would have held is not reported beside the group.
// A record without findings conforms as far as the standard's own file can say:
// the membership of codes in value sets is not checked.
func Check(r Record) []Finding {
	var c checking
	c.group(standard().root, r.Entries, "")
	for _, u := range r.Unread {
		c.found = append(c.found, Finding{Position: u.Pointer, Problem: Unplaced, Severity: Error, Wanted: "an element of the standard"})
	}
	return c.found
}

type checking struct{ found []Finding }

func (c *checking) add(p Path, position string, problem Problem, s Severity, wanted string) {
	c.found = append(c.found, Finding{Path: p, Position: position, Problem: problem, Severity: s, Wanted: wanted})
}

// group checks what a group holds.
func (c *checking) group(n *node, entries []*Entry, position string) {
	satisfied := n.coded() && slices.ContainsFunc(entries, func(e *Entry) bool {
		return slices.ContainsFunc(n.children, func(x *node) bool { return isConcept(x) && x.Path == e.Path })
	})
	for _, child := range n.children {
		of := occurrences(entries, child.Path)
		if satisfied && len(of) == 0 && isConcept(child) {
			continue
		}
		c.multiplicity(child, len(of), position)
		for i, e := range of {
			c.entry(child, e, at(position, child, i, len(of)))
		}
	}
}

// isConcept reports whether a child is one of the two ways to give a concept.
func isConcept(n *node) bool { return n.concept }

// at gives the position of an occurrence; the first of one has no number.
func at(position string, n *node, i, of int) string {
	p := under(position, n)
	if of > 1 || n.Repeats() {
		p += "[" + strconv.Itoa(i+1) + "]"
	}
	return p
}

func under(position string, n *node) string {
	if position == "" {
		return n.name
	}
	return position + "/" + n.name
}

// multiplicity checks how often an element stands in its parent.
func (c *checking) multiplicity(n *node, count int, position string) {
	switch {
	case count == 0 && n.Level == Mandatory:
		c.add(n.Path, under(position, n), Absent, Error, "at least "+strconv.Itoa(max(1, n.Min)))
	case count == 0 && n.Level == Required:
		c.add(n.Path, under(position, n), AbsentIfKnown, Note, "")
	case n.Max != Unbounded && count > n.Max:
		c.add(n.Path, under(position, n), TooMany, Error, "at most "+strconv.Itoa(n.Max))
	}
}

// entry checks one occurrence.
func (c *checking) entry(n *node, e *Entry, position string) {
	if n.Group {
		c.group(n, e.Entries, position)
		return
	}
	text := e.Text.Disclose()
	length := utf8.RuneCountInString(text)
	switch {
	case n.MaxLength > 0 && length > n.MaxLength:
		c.add(n.Path, position, TooLong, tooLong(n, text), "at most "+strconv.Itoa(n.MaxLength)+" characters")
	case n.MinLength > 0 && length < n.MinLength:
		c.add(n.Path, position, TooShort, Error, "at least "+strconv.Itoa(n.MinLength)+" characters")
	}
	if wanted, ok := wellFormed(n, text); !ok {
		c.add(n.Path, position, Malformed, Error, wanted)
	}
}

// maxOrganisation is the longest code of the Organisation Data Service: 8 characters
// for an organisation and 9 for a site, by the coding frames of the NHS Data
// Dictionary (ORGANISATION CODE, September 2020; ORGANISATION SITE CODE, September
// 2014). A GP practice has 6.
const maxOrganisation = 9

// tooLong weighs a text that is too long. The standard has 3 to 5 characters for an
// organisation's code and names the Organisation Data Service for its values, whose
// codes of GP practices, the commonest referrers, are longer: the values decide.
func tooLong(n *node, text string) Severity {
	if _, err := person.ParseODSCode(text); n.organisation && err == nil && len(text) <= maxOrganisation {
		return Note
	}
	return Error
}

// wellFormed checks the form of dates, numbers and flags.
func wellFormed(n *node, text string) (string, bool) {
	switch n.Type {
	case "date", "datetime":
		return wellFormedDate(n.Precision, text)
	case "boolean":
		return `"true" or "false"`, text == "true" || text == "false"
	case "decimal", "quantity":
		return "a number", isNumber(text)
	default:
		return "", true
	}
}

// layouts are the forms in which a date may be written, by precision.
var layouts = map[string][]string{
	"YM":    {"2006-01", time.DateOnly, "2006-01-02T15:04Z07:00", time.RFC3339},
	"YMD":   {time.DateOnly, "2006-01-02T15:04Z07:00", time.RFC3339},
	"YMD!":  {time.DateOnly},
	"YMDHM": {"2006-01-02T15:04Z07:00", time.RFC3339},
	"":      {time.DateOnly, "2006-01-02T15:04Z07:00", time.RFC3339},
}

var datesWanted = map[string]string{
	"YM":    "a date with at least year and month, such as 2026-11",
	"YMD":   "a date with at least year, month and day, such as 2026-11-24",
	"YMD!":  "a full date, such as 2026-11-24",
	"YMDHM": "a date and time with its zone, such as 2026-11-24T09:30Z",
	"":      "a full date, such as 2026-11-24",
}

func wellFormedDate(precision, text string) (string, bool) {
	for _, layout := range layouts[precision] {
		if _, err := time.Parse(layout, text); err == nil {
			return "", true
		}
	}
	return datesWanted[precision], false
}

// isNumber takes an optional sign, digits and at most one point inside them.
func isNumber(text string) bool {
	text = strings.TrimPrefix(text, "-")
	whole, part, point := strings.Cut(text, ".")
	return digits(whole) && (!point || digits(part))
}

func digits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

// Errors keeps the findings that have to be mended.
func Errors(found []Finding) []Finding {
	return slices.DeleteFunc(slices.Clone(found), func(f Finding) bool { return cmp.Compare(f.Severity, Error) < 0 })
}
