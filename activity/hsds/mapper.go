package hsds

import (
	"iter"
	"strconv"
	"strings"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/internal/jsonscan"
)

// mapper turns trees of source records into records of the model, collecting
// faults on the way. It is the same for JSON and for tables.
type mapper struct {
	opt        Options
	report     Report
	uncoded    bool // an area of the service has no code
	doc, page  jsonscan.Doc
	line       int
	record     string      // identifier of the record being read, if safe to print
	faultsHere []KindCount // of the record being read
	freshHere  Freshness   // of the service being read
	pageCount  int         // elements of the last page
	hold       bool        // services are counted by whom they are given to
	seen       map[activity.ID]struct{}
	offers     map[string]offers
	// locate says where a value of a table is; nil for JSON.
	locate func(jsonscan.Value) (file string, line int, pointer string)
}

func newMapper(o Options) mapper {
	return mapper{opt: o, seen: map[activity.ID]struct{}{}, offers: map[string]offers{}}
}

// value shortens the signatures below.
type value = jsonscan.Value

// fault records a fault at v.
func (m *mapper) fault(v value, k FaultKind, s Severity, d Done) {
	f := Fault{Record: m.record, Kind: k, Severity: s, Done: d}
	switch {
	case !m.keeps(): // counted, and where it was is nobody's question
	case m.locate != nil:
		f.File, f.Line, f.Pointer = m.locate(v)
	default:
		f.Line, f.Offset, f.Pointer = m.line, v.Offset(), v.Pointer()
	}
	m.add(f)
}

// keeps reports whether anybody will see where a fault is: to find the pointer of
// a value takes as long as there are values before it.
func (m *mapper) keeps() bool { return m.opt.Fault != nil || len(m.report.Faults) < m.opt.Faults }

// missing records that the object v lacks a member.
func (m *mapper) missing(v value, name string, s Severity) {
	f := Fault{Record: m.record, Kind: Missing, Severity: s, Done: LeftUnknown}
	switch {
	case !m.keeps():
	case m.locate != nil:
		f.File, f.Line, f.Pointer = m.locate(v)
		f.Pointer = "/" + name
	default:
		f.Line, f.Offset, f.Pointer = m.line, v.Offset(), v.Pointer()+"/"+name
	}
	m.add(f)
}

// text returns the plain text of v, naming what had to be repaired.
func (m *mapper) text(v value) string {
	s := m.raw(v)
	if s == "" {
		return ""
	}
	clean, w := cleanText(s)
	if w&wrongMojibake != 0 {
		m.fault(v, Mojibake, Warning, Repaired)
	}
	if w&wrongMarkup != 0 {
		m.fault(v, Markup, Note, Repaired)
	}
	if w&wrongBlanks != 0 {
		m.fault(v, StrayBlanks, Note, Repaired)
	}
	return clean
}

// raw returns the text of v as it stands, or of a number or boolean in its
// place; "" for anything else.
func (m *mapper) raw(v value) string {
	switch v.Kind() {
	case jsonscan.String:
		s := v.Text()
		if s == "" {
			m.fault(v, NullValue, Note, LeftUnknown)
		}
		return s
	case jsonscan.Number:
		m.fault(v, WrongType, Error, Repaired)
		return v.Text()
	case jsonscan.Bool:
		m.fault(v, WrongType, Error, Repaired)
		b, _ := v.Bool()
		return strconv.FormatBool(b)
	case jsonscan.Null:
		m.fault(v, NullValue, Note, LeftUnknown)
	case jsonscan.Array, jsonscan.Object:
		m.fault(v, WrongType, Error, Dropped)
	case jsonscan.Missing, jsonscan.End, jsonscan.EOF:
	}
	return ""
}

// word returns a short text without blanks around it.
func (m *mapper) word(v value) string {
	s := m.raw(v)
	t := strings.TrimSpace(s)
	if t != s {
		m.fault(v, StrayBlanks, Note, Repaired)
	}
	return t
}

// number returns the digits of a number, or of a text that is one.
func (m *mapper) number(v value) string {
	switch v.Kind() {
	case jsonscan.Number:
		return v.Text()
	case jsonscan.String:
		s := strings.TrimSpace(v.Text())
		if s == "" {
			m.fault(v, NullValue, Note, LeftUnknown)
			return ""
		}
		if m.locate == nil { // in a table every cell is text
			m.fault(v, WrongType, Error, Repaired)
		}
		return s
	case jsonscan.Null:
		m.fault(v, NullValue, Note, LeftUnknown)
	case jsonscan.Bool, jsonscan.Array, jsonscan.Object:
		m.fault(v, WrongType, Error, Dropped)
	case jsonscan.Missing, jsonscan.End, jsonscan.EOF:
	}
	return ""
}

// integer returns a whole number.
func (m *mapper) integer(v value) (int, bool) {
	s := m.number(v)
	if s == "" {
		return 0, false
	}
	n, ok := parseDecimal(s, 0)
	if !ok || n > 1<<31-1 || n < -1<<31 {
		m.fault(v, BadNumber, Error, LeftUnknown)
		return 0, false
	}
	return int(n), true
}

// maxParts is how many parts of one kind a record is read with. No service has a
// hundredth of it; without a limit a record made for the purpose costs the square
// of its size.
const maxParts = 5000

// list yields the objects of an array, up to maxParts. A single object in place
// of an array is taken for an array of one; anything else is a fault.
func (m *mapper) list(v value) iter.Seq[value] { return m.first(v, maxParts) }

// first yields the first objects of an array, as list does.
func (m *mapper) first(v value, most int) iter.Seq[value] {
	return func(yield func(value) bool) {
		switch v.Kind() {
		case jsonscan.Array:
			n := 0
			for e := range v.Elements() {
				if n++; n > most {
					m.fault(v, TooLarge, Error, Dropped)
					return
				}
				if e.Kind() != jsonscan.Object {
					m.fault(e, WrongType, Error, Dropped)
					continue
				}
				if !yield(e) {
					return
				}
			}
		case jsonscan.Object:
			m.fault(v, WrongType, Warning, Repaired)
			yield(v)
		case jsonscan.Null:
			m.fault(v, NullValue, Note, LeftUnknown)
		case jsonscan.Bool, jsonscan.Number, jsonscan.String:
			m.fault(v, WrongType, Error, Dropped)
		case jsonscan.Missing, jsonscan.End, jsonscan.EOF:
		}
	}
}

// day returns a date.
func (m *mapper) day(v value) activity.Day {
	s := m.word(v)
	if s == "" {
		return activity.Day{}
	}
	d, exact, ok := parseDay(s)
	if !ok {
		m.fault(v, BadDate, Error, LeftUnknown)
		return activity.Day{}
	}
	if !exact {
		m.fault(v, BadDate, Note, Repaired)
	}
	return d
}

// url returns a URL; one without a scheme gets one.
func (m *mapper) url(v value) string {
	s := m.word(v)
	if s == "" {
		return ""
	}
	u, state := checkURL(s)
	switch state {
	case urlGood:
	case urlExample:
		m.fault(v, PlaceHolder, Note, Kept)
	case urlNoScheme:
		m.fault(v, BadURL, Error, Repaired)
	case urlBad:
		m.fault(v, BadURL, Error, Dropped)
	}
	return u
}

// email returns an e-mail address.
func (m *mapper) email(v value) string {
	s := strings.TrimPrefix(m.word(v), "mailto:")
	switch {
	case s == "":
		return ""
	case !isEmail(s):
		if v.Kind() == jsonscan.String { // else the type was reported
			m.fault(v, BadEmail, Error, Dropped)
		}
		return ""
	case fakeEmail(s):
		m.fault(v, FakeEmail, Warning, Dropped)
		return ""
	}
	return s
}

// clock returns a time of day, and the words that stood behind it.
func (m *mapper) clock(v value) (activity.Clock, string) {
	s := m.word(v)
	if s == "" {
		return activity.Clock{}, ""
	}
	c, rest, exact, ok := parseClock(s)
	if !ok {
		m.fault(v, BadTime, Error, KeptAsText)
		return activity.Clock{}, s
	}
	if !exact {
		m.fault(v, BadTime, Note, Repaired)
	}
	return c, rest
}

// extra collects the members that the model has no field for.
type extra struct{ b []byte }

// keep adds a member. E-mail addresses in it are hidden: nobody who handles
// provenance expects one there.
func (m *mapper) keep(x *extra, v value) {
	if !v.Exists() {
		return
	}
	if len(x.b) == 0 {
		x.b = append(x.b, '{')
	} else {
		x.b = append(x.b, ',')
	}
	x.b = append(jsonscan.AppendString(x.b, string(v.Name())), ':')
	hidden := false
	x.b = v.AppendJSON(x.b, func(s string) string {
		s, found := hideEmails(s)
		hidden = hidden || found
		return s
	})
	if hidden {
		m.fault(v, NotCarried, Note, Dropped)
	}
}

func (x *extra) json() []byte {
	if len(x.b) == 0 {
		return nil
	}
	return append(x.b, '}')
}
