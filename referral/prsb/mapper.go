package prsb

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/socialprescribing/socialprescribing/outcome"
	"github.com/socialprescribing/socialprescribing/person"
)

// mapper goes over the standard once, in its order, and moves each element
// between a record and the model: the same lines read and write, so that
// neither can know an element that the other does not.
type mapper struct {
	reading bool
	entries *[]*Entry // of the group that it stands in
	at      []place   // the groups that it stands in, from the outside
	kept    map[string]keptTexts
	lost    []Uncarried
	spare   *Entry // a group that was begun and stayed empty
}

// place is one occurrence of a group.
type place struct {
	p Path
	i int
}

// nameOf gives the last part of a path.
func nameOf(p Path) string { return strings.TrimPrefix(string(p[len(p.Parent()):]), "/") }

// keptTexts are texts as a record had them, and what the model makes of them.
type keptTexts struct {
	as, texts []string
}

// texts moves an item. get gives what the model's value is written as, set
// takes what was read. What comes back otherwise than it was read is kept as it
// was, so that writing gives the record again, and reported.
func (m *mapper) texts(p Path, get func() []string, set func([]string)) {
	if !m.reading {
		m.write(p, get())
		return
	}
	var read []string
	for _, e := range *m.entries {
		if e.Path == p {
			read = append(read, e.Text.Disclose())
		}
	}
	if len(read) == 0 {
		return
	}
	set(read)
	if back := get(); !slices.Equal(back, read) {
		why := Rewritten
		if len(back) == 0 {
			why = Unreadable
		}
		m.kept[m.position(p)] = keptTexts{back, read}
		m.lose(p, why)
	}
}

func (m *mapper) write(p Path, texts []string) {
	if len(m.kept) > 0 {
		if k, ok := m.kept[m.position(p)]; ok && slices.Equal(k.as, texts) {
			texts = k.texts
		}
	}
	for _, t := range texts {
		*m.entries = append(*m.entries, &Entry{Path: p, Text: person.NewText(t)})
	}
}

func (m *mapper) lose(p Path, why Why) {
	m.lost = append(m.lost, Uncarried{Path: string(p), Position: m.position(p), Why: why})
}

// position names an element within the groups that the mapper stands in.
func (m *mapper) position(p Path) string {
	var b strings.Builder
	for _, x := range m.at {
		b.WriteString(nameOf(x.p) + "[" + strconv.Itoa(x.i+1) + "]/")
	}
	return b.String() + nameOf(p)
}

// list moves the occurrences of a group; n is how many the model has.
func (m *mapper) list(p Path, n int, each func(i int)) {
	if !m.reading {
		for i := range n {
			e := m.begin(p)
			if m.inside(p, i, e, each); len(e.Entries) > 0 {
				*m.entries = append(*m.entries, e)
			} else {
				m.spare = e
			}
		}
		return
	}
	i := 0
	for _, e := range *m.entries {
		if e.Path != p {
			continue
		}
		switch {
		case len(e.Entries) == 0:
			m.lose(p, Empty)
		default:
			m.inside(p, i, e, each)
			i++
		}
	}
}

// begin makes a group: most stay empty, so that one is used again.
func (m *mapper) begin(p Path) *Entry {
	e := m.spare
	if e == nil {
		e = new(Entry)
	}
	m.spare, e.Path = nil, p
	return e
}

func (m *mapper) inside(p Path, i int, e *Entry, each func(int)) {
	outer := m.entries
	m.at = append(m.at, place{p, i})
	m.entries = &e.Entries
	each(i)
	m.entries, m.at = outer, m.at[:len(m.at)-1]
}

// group moves a group that stands once. Further ones have no place.
func (m *mapper) group(p Path, fill func()) {
	m.list(p, 1, func(i int) {
		if i == 0 {
			fill()
			return
		}
		m.lose(p, Surplus)
	})
}

// each moves a list of the model.
func each[T any](m *mapper, p Path, list *[]*T, fill func(*T)) {
	m.list(p, len(*list), func(i int) {
		for len(*list) <= i {
			*list = append(*list, new(T))
		}
		fill((*list)[i])
	})
}

func single(s string) []string {
	if s == "" {
		return nil
	}
	return []string{s}
}

func (m *mapper) text(p Path, t *person.Text) {
	m.texts(p, func() []string { return single(t.Disclose()) }, func(s []string) { *t = person.NewText(s[0]) })
}

func (m *mapper) many(p Path, list *[]person.Text) {
	m.texts(p, func() []string {
		var out []string
		for _, t := range *list {
			out = append(out, t.Disclose())
		}
		return out
	}, func(s []string) {
		for _, t := range s {
			*list = append(*list, person.NewText(t))
		}
	})
}

// code moves a code of one system, which the model writes as a CURIE. A code of
// another system is not passed off as one of this.
func (m *mapper) code(p Path, prefix string, c *person.CURIE) {
	m.texts(p, func() []string {
		if c.Prefix() != prefix {
			return nil
		}
		return single(c.Reference())
	}, func(s []string) {
		if prefix == person.PrefixSNOMED {
			id, err := person.ParseSCTID(s[0])
			if err == nil {
				*c = id.CURIE()
			}
			return
		}
		if x, err := person.ParseCURIE(prefix + ":" + s[0]); err == nil {
			*c = x
		}
	})
}

func (m *mapper) sctid(p Path, id *person.SCTID) {
	m.texts(p, func() []string { return single(id.String()) }, func(s []string) {
		if x, err := person.ParseSCTID(s[0]); err == nil {
			*id = x
		}
	})
}

func (m *mapper) ods(p Path, c *person.ODSCode) {
	m.texts(p, func() []string { return single(c.String()) }, func(s []string) {
		if x, err := person.ParseODSCode(s[0]); err == nil {
			*c = x
		}
	})
}

// concept moves a group of code and words.
func (m *mapper) concept(p Path, prefix string, c *person.Coded) {
	m.group(p, func() { m.pair(p, prefix, c) })
}

func (m *mapper) pair(p Path, prefix string, c *person.Coded) {
	m.code(p+"/coded-value", prefix, &c.Code)
	m.text(p+"/free-text", &c.Words)
}

// organisation moves a group of an organisation's code and words.
func (m *mapper) organisation(p Path, o *Organisation) {
	m.group(p, func() {
		m.ods(p+"/coded-value", &o.Code)
		m.text(p+"/free-text", &o.Words)
	})
}

// date moves a day, or a month or year as far as it is known. A time of day that
// a date cannot hold is kept as it was written.
func (m *mapper) date(p Path, d *person.Date) {
	m.texts(p, func() []string { return single(strings.TrimSuffix(d.Disclose(), "~")) }, func(s []string) {
		text := s[0]
		if len(text) > len(time.DateOnly) {
			if _, ok := instant(text); !ok {
				return
			}
			text = text[:len(time.DateOnly)]
		}
		if x, err := person.ParseDate(text); err == nil && !x.Estimated() {
			*d = x
		}
	})
}

var instants = []string{"2006-01-02T15:04Z07:00", time.RFC3339}

func instant(s string) (time.Time, bool) {
	for _, layout := range instants {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC(), true
		}
	}
	return time.Time{}, false
}

// time moves an instant. A day without a time of day is none: it is kept.
func (m *mapper) time(p Path, t *time.Time) {
	m.texts(p, func() []string {
		switch {
		case t.IsZero():
			return nil
		case t.Second() == 0 && t.Nanosecond() == 0:
			return []string{t.UTC().Format(instants[0])}
		}
		return []string{t.UTC().Format(time.RFC3339Nano)}
	}, func(s []string) {
		if x, ok := instant(s[0]); ok {
			*t = x
		}
	})
}

func (m *mapper) tri(p Path, t *person.Tri) {
	m.texts(p, func() []string {
		if yes, known := t.Known(); known {
			return []string{strconv.FormatBool(yes)}
		}
		return nil
	}, func(s []string) {
		if s[0] == "true" || s[0] == "false" {
			*t = person.TriOf(s[0] == "true")
		}
	})
}

// number moves a whole number from 1; 0 is not said.
func (m *mapper) number(p Path, n *int) {
	m.texts(p, func() []string {
		if *n == 0 {
			return nil
		}
		return []string{strconv.Itoa(*n)}
	}, func(s []string) {
		if x, err := strconv.Atoi(s[0]); err == nil && x > 0 {
			*n = x
		}
	})
}

// value moves an exact number; nil is not said.
func (m *mapper) value(p Path, v **outcome.Value) {
	m.texts(p, func() []string {
		if *v == nil {
			return nil
		}
		return []string{(*v).String()}
	}, func(s []string) {
		if x, err := outcome.ParseValue(s[0]); err == nil {
			*v = &x
		}
	})
}

// word moves a code of a closed list by a table of the standard's codes.
func word[T comparable](m *mapper, p Path, codes [][2]string, v *T, to func(string) T) {
	m.texts(p, func() []string {
		for _, c := range codes {
			if *v == to(c[1]) {
				return []string{c[0]}
			}
		}
		return nil
	}, func(s []string) {
		for _, c := range codes {
			if s[0] == c[0] {
				*v = to(c[1])
			}
		}
	})
}
