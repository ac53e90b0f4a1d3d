package prsb

import (
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral"
)

// people takes the person over as the view shows them. What is put into other
// words here is changed in b.seen too, so that comparing does not report it.
func (b *builder) people() {
	p := &b.seen.Person
	p.Name = oneName(p.Name)
	for _, n := range p.Needs {
		n.Words = titled(b.label(n.Code), n.Words)
		b.addNeed(n.Code, n)
	}
	for _, r := range p.Risks {
		r.Words = described(string(r.Kind), r.Words, r.SNOMED.IsZero())
	}
	for _, q := range p.Requirements {
		q.Words = titled(required(q), q.Words)
	}
	b.content.Person = *p
	b.content.Person.Addresses = homeFirst(p.Addresses)
	b.safeguarding()
	if len(p.Risks) < len(b.Person.Risks) || hasRisks(b.Referral) {
		b.content.Person.NoKnownRisks = nil // that some may not be told is not that there are none
	}
}

func hasRisks(r referral.Referral) bool {
	for range r.Risks() {
		return true
	}
	return false
}

// oneName makes the only name that is known the family name (D38).
func oneName(n person.Name) person.Name {
	given := n.DiscloseGiven()
	full := strings.Fields(n.DiscloseFull())
	if n.DiscloseFamily() != "" || len(given) > 1 || len(full) != 1 {
		return n
	}
	out := person.NewName(full[0]).WithTitle(n.DiscloseTitle()).WithSuffixes(n.DiscloseSuffixes()...).WithAliases(n.DiscloseAliases()...)
	if n.HasPreferred() {
		out = out.WithPreferred(n.DisclosePreferred())
	}
	if n.HasFull() {
		out = out.WithFull(n.DiscloseFull())
	}
	return out
}

// homeFirst puts the address at home first, the only one that a record has room for.
func homeFirst(list []*person.Address) []*person.Address {
	var out []*person.Address
	home := max(0, slices.IndexFunc(list, func(a *person.Address) bool { return a != nil && a.Kind == person.AddressHome }))
	for i, a := range list {
		if a == nil {
			continue
		}
		if i == home {
			out = slices.Insert(out, 0, a)
		} else {
			out = append(out, a)
		}
	}
	return out
}

// described gives a risk words: its kind, its own words, or both. A record can't
// have a risk without either.
func described(kind string, words person.Text, uncoded bool) person.Text {
	label := strings.ReplaceAll(kind, "-", " ")
	if kind == string(person.RiskOther) {
		label = ""
	}
	if label != "" {
		label = strings.ToUpper(label[:1]) + label[1:]
	}
	out := titled(label, words)
	if out.IsZero() && uncoded {
		return person.NewText("A risk that is not described")
	}
	return out
}

// required says in words what a code of this library's own says: the standard has
// no element for it, and what is needed must be there to read.
func required(q *person.Requirement) string {
	if q.Code == "" {
		return ""
	}
	return q.Code.Text(english)
}

// safeguarding makes an entry of each concern, or one of the indicator alone.
func (b *builder) safeguarding() {
	s := b.seen.Person.Safeguarding
	if s == nil {
		return
	}
	for _, c := range s.Concerns {
		b.content.Concerns = append(b.content.Concerns, &SafeguardingEntry{Indicator: s.Indicator, Concern: c})
	}
	if len(s.Concerns) == 0 && s.Indicator != person.Unknown {
		b.content.Concerns = []*SafeguardingEntry{{Indicator: s.Indicator}}
	}
}

// compare reads the record that was written and lists what of the person did not
// come back. A person's fields are thus never listed by hand.
func (b *builder) compare(r Record) {
	back, _ := Read(r)
	want, got := values{}, values{}
	want.add("person", reflect.ValueOf(b.seen.Person))
	got.add("person", reflect.ValueOf(back.Person))
	for path, list := range want {
		if why, lost := missing(list, got[path]); lost {
			b.lose(path, why)
		}
	}
}

// missing says why some of the values did not come back.
func missing(want, got []string) (Why, bool) {
	left := slices.Clone(got)
	lost := false
	for _, v := range want {
		if i := slices.Index(left, v); i >= 0 {
			left = slices.Delete(left, i, i+1)
		} else {
			lost = true
		}
	}
	switch {
	case len(got) == 0:
		return NoElement, lost
	case len(got) < len(want):
		return Surplus, lost
	}
	return Rewritten, lost
}

// values are the texts of a record of the model by the path of their field.
type values map[string][]string

func (m values) put(path, text string) { m[path] = append(m[path], text) }

func (m values) add(path string, v reflect.Value) {
	if v.IsZero() {
		return
	}
	if m.leaf(path, v.Interface()) {
		return
	}
	//exhaustive:ignore
	switch v.Kind() {
	case reflect.Pointer:
		m.add(path, v.Elem())
	case reflect.Slice:
		for i := range v.Len() {
			m.add(path, v.Index(i))
		}
	case reflect.Struct:
		m.fields(path, v)
	case reflect.String:
		m.put(path, v.String())
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		m.put(path, strconv.FormatInt(v.Int(), 10))
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		m.put(path, strconv.FormatUint(v.Uint(), 10))
	default:
		m.put(path, "set")
	}
}

// leaf adds a value that is one text, or a name by its parts.
func (m values) leaf(path string, v any) bool {
	switch x := v.(type) {
	case person.Text:
		m.put(path, x.Disclose())
	case person.Name:
		m.name(path, x)
	case interface {
		AppendText(dst []byte) ([]byte, error)
	}:
		text, _ := x.AppendText(nil)
		m.put(path, string(text))
	default:
		return false
	}
	return true
}

func (m values) name(path string, n person.Name) {
	lists := map[string][]string{
		".title": single(n.DiscloseTitle()), ".given": n.DiscloseGiven(), ".family": single(n.DiscloseFamily()),
		".suffixes": n.DiscloseSuffixes(), ".aliases": n.DiscloseAliases(),
	}
	if n.HasPreferred() {
		lists[".preferred"] = single(n.DisclosePreferred())
	}
	if n.HasFull() {
		lists[".full"] = single(n.DiscloseFull())
	}
	for part, list := range lists {
		for _, s := range list {
			m.put(path+part, s)
		}
	}
}

// fields adds a struct by its exported fields; one without is a value.
func (m values) fields(path string, v reflect.Value) {
	t := v.Type()
	some := false
	for i := range t.NumField() {
		f := t.Field(i)
		some = some || f.IsExported()
		if f.IsExported() && !v.Field(i).IsZero() {
			m.add(path+"."+member(f), v.Field(i))
		}
	}
	if !some {
		m.put(path, "set")
	}
}
