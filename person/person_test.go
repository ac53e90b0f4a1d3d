package person_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/person"
)

func fullPerson() person.Person {
	return filled(reflect.TypeFor[person.Person]()).Interface().(person.Person)
}

// spots visits every place of a value that can be set to zero, and calls f with
// its path and a way to do so.
func spots(v reflect.Value, path string, f func(path string, v reflect.Value)) {
	if v.CanSet() {
		f(path, v)
	}
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			spots(v.Elem(), path, f)
		}
	case reflect.Slice:
		for i := range v.Len() {
			spots(v.Index(i), path+"/"+string(rune('0'+i)), f)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				spots(v.Field(i), path+"."+v.Type().Field(i).Name, f)
			}
		}
	default:
	}
}

// TestPersonEqualSeesEverything: a person that differs in any one spot is not
// equal, and a copy by way of JSON is.
func TestPersonEqualSeesEverything(t *testing.T) {
	p := fullPerson()
	data, err := json.Marshal(p)
	require.NoError(t, err)
	var back person.Person
	require.NoError(t, json.Unmarshal(data, &back))
	require.True(t, p.Equal(back))
	require.True(t, p.Equal(p.Clone()))
	require.True(t, person.Person{}.Equal(person.Person{Needs: []*person.Need{}}))
	n := 0
	spots(reflect.ValueOf(&back).Elem(), "", func(path string, v reflect.Value) {
		if v.IsZero() {
			return
		}
		was := reflect.ValueOf(v.Interface())
		v.SetZero()
		require.False(t, p.Equal(back), path)
		require.False(t, back.Equal(p), path)
		v.Set(was)
		n++
	})
	require.True(t, p.Equal(back))
	require.Greater(t, n, 250)
	later := p.Clone()
	later.Death.RecordedAt = p.Death.RecordedAt.In(time.FixedZone("x", 3600))
	require.True(t, p.Equal(later), "the same instant")
}

// TestCloneSharesNothing: whatever is written into a clone, the original stays.
func TestCloneSharesNothing(t *testing.T) {
	p, want := fullPerson(), fullPerson()
	c := p.Clone()
	spots(reflect.ValueOf(&c).Elem(), "", func(path string, v reflect.Value) {
		was := reflect.ValueOf(v.Interface())
		v.SetZero()
		require.True(t, p.Equal(want), "%s is shared", path)
		v.Set(was)
	})
	require.True(t, person.Person{}.Equal(person.Person{}.Clone()))
	holes := person.Person{Needs: []*person.Need{nil}}
	require.Equal(t, holes.Needs, holes.Clone().Needs)
}

func TestUnknownMembersAreKept(t *testing.T) {
	in := `{"id":"6f1c2d9e-3f5a-4b7c-8d1e-2a3b4c5d6e7f","birth":"1950","zeta":{"b":1,"a":[2]},"alpha":"x"}`
	var p person.Person
	require.NoError(t, json.Unmarshal([]byte(in), &p))
	require.Equal(t, []string{"alpha", "zeta"}, p.Extra.Members())
	require.Equal(t, `"x"`, string(p.Extra.Disclose("alpha")))
	require.Empty(t, p.Extra.Disclose("beta"))
	out, err := json.Marshal(p)
	require.NoError(t, err)
	require.Equal(t, `{"id":"6f1c2d9e-3f5a-4b7c-8d1e-2a3b4c5d6e7f","birth":"1950","alpha":"x","zeta":{"b":1,"a":[2]}}`, string(out))
	var only person.Person
	require.NoError(t, json.Unmarshal([]byte(`{"zeta":1}`), &only))
	out, err = json.Marshal(only)
	require.NoError(t, err)
	require.Equal(t, `{"zeta":1}`, string(out))
	require.False(t, only.Extra.Equal(p.Extra))
	var spaced, again person.Person
	require.NoError(t, json.Unmarshal([]byte(`{"zeta":{ "a" : "<b>" }}`), &spaced))
	out, err = json.Marshal(spaced)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(out, &again))
	require.True(t, spaced.Equal(again), "a copy by way of JSON is equal, however it came")
}

func TestUnknownMembersBelowAreReported(t *testing.T) {
	for in, want := range map[string]string{
		`{"needs":[{"code":"sp-need:debt","colour":"red"}]}`: `person: needs: unknown member "colour"`,
		`{"social":{"smoking":{"pipe":true}}}`:               `person: social: unknown member "pipe"`,
		`{"about":{"Zebedee Smith":1}}`:                      `person: about: unknown member ""`,
		`{"about":{"` + strings.Repeat("a", 33) + `":1}}`:    `person: about: unknown member ""`,
	} {
		p := person.Person{Birth: person.MustParseDate("1950")}
		err := json.Unmarshal([]byte(in), &p)
		var unknown *person.UnknownMemberError
		require.True(t, errors.As(err, &unknown), in)
		require.ErrorIs(t, err, person.ErrSyntax)
		require.EqualError(t, unknown, want)
		require.Equal(t, "1950", p.Birth.Disclose(), "an error changes nothing")
	}
	for in, want := range map[string]string{
		`{"nhsNumber":"9434765918"}`:         "person: nhsNumber: checksum",
		`{"birth":"Zebedee"}`:                "person: birth: shape",
		`{"needs":{"Zebedee":1}}`:            "person: needs: shape",
		`{"name":{"family":7}}`:              "person: name: shape",
		`{"addresses":[{"postcode":"SK8"}]}`: "person: addresses: length",
		`{"demographics":{"sex":"Zebedee"}}`: "person: demographics: code",
		`[]`:                                 "person: person: shape",
		`{"languages":[{"tag":"Zebedee!"}]}`: "person: languages: shape",
	} {
		var p person.Person
		require.EqualError(t, json.Unmarshal([]byte(in), &p), want, in)
	}
}

// TestNoUnknownMemberIsDropped puts a member that nobody knows into every object of
// a whole person's and a whole event's storage form, one after the other: it is kept,
// or reading says so.
func TestNoUnknownMemberIsDropped(t *testing.T) {
	for name, c := range map[string]struct {
		whole any
		read  func([]byte) (kept bool, err error)
	}{
		"person": {fullPerson(), func(data []byte) (bool, error) {
			var p person.Person
			err := json.Unmarshal(data, &p)
			return slices.Contains(p.Extra.Members(), "laterMember"), err
		}},
		"event": {filled(reflect.TypeFor[person.Event]()).Interface(), func(data []byte) (bool, error) {
			var e person.Event
			err := json.Unmarshal(data, &e)
			return strings.Contains(string(e.Payload.Disclose()), "laterMember"), err
		}},
	} {
		data, err := json.Marshal(c.whole)
		require.NoError(t, err)
		objects, kept := bytes.Count(data, []byte("{")), 0
		require.Greater(t, objects, 1)
		at := 0
		for range objects {
			at += bytes.IndexByte(data[at:], '{') + 1
			member := `"laterMember":1,`
			if data[at] == '}' {
				member = `"laterMember":1`
			}
			ok, err := c.read(slices.Concat(data[:at], []byte(member), data[at:]))
			require.True(t, ok || errors.Is(err, person.ErrSyntax), "%s: dropped at byte %d", name, at)
			if ok {
				kept++
			}
		}
		require.Equal(t, 1, kept, "%s: kept at the top of a person, and in the payload of an event", name)
	}
}

func TestEventJSON(t *testing.T) {
	e := person.Event{ID: entry(1)}
	for in, want := range map[string]string{
		`{"kind":"changed","colour":"red"}`: `person: event: unknown member "colour"`,
		`{"at":"yesterday"}`:                "person: event: shape",
		`{"id":"Zebedee Smith"}`:            "person: event: shape",
		`[]`:                                "person: event: shape",
	} {
		err := json.Unmarshal([]byte(in), &e)
		require.ErrorIs(t, err, person.ErrSyntax, in)
		require.EqualError(t, err, want, in)
	}
	require.Equal(t, person.Event{ID: entry(1)}, e, "an error changes nothing")
	require.NoError(t, json.Unmarshal([]byte(`{"payload":{"anything":{"at":"all"}}}`), &e))
	require.True(t, e.ID.IsZero(), "it is read anew")
	require.Error(t, e.UnmarshalJSON([]byte(`{}{}`)))
	require.Error(t, e.UnmarshalJSON([]byte(`{}}`)))
}

// TestExtraIsNoSecondHome: a member that this version knows can't stand among those
// that it does not.
func TestExtraIsNoSecondHome(t *testing.T) {
	var extra person.Extra
	require.NoError(t, extra.UnmarshalJSON([]byte(`{"birth":"1950"}`)))
	_, err := json.Marshal(person.Person{Extra: extra})
	require.ErrorIs(t, err, person.ErrInvalid)
	require.ErrorContains(t, err, "person: /extra: known-member")
	require.NoError(t, extra.UnmarshalJSON([]byte(`{"Birth":"1950","extra":1,"-":2}`)))
	data, err := json.Marshal(person.Person{Extra: extra})
	require.NoError(t, err)
	require.Equal(t, `{"-":2,"Birth":"1950","extra":1}`, string(data), "other names are other members")
}

func TestPayload(t *testing.T) {
	p, err := person.NewPayload([]byte(` { "a" : "<b>" } `))
	require.NoError(t, err)
	require.Equal(t, `{"a":"\u003cb\u003e"}`, string(p.Disclose()))
	q, err := person.NewPayload([]byte(`{"a":"<b>"}`))
	require.NoError(t, err)
	require.True(t, p.Equal(q))
	for _, none := range []string{"", "null"} {
		z, err := person.NewPayload([]byte(none))
		require.NoError(t, err)
		require.True(t, z.IsZero())
		require.Nil(t, z.Disclose())
		require.False(t, z.Equal(p))
	}
	_, err = person.NewPayload([]byte(`{"Zebedee`))
	require.EqualError(t, err, "person: payload: shape")
}

func TestEvents(t *testing.T) {
	e := filled(reflect.TypeFor[person.Event]()).Interface().(person.Event)
	e.Redacted = false
	r := e.Redact(person.Payload{})
	require.True(t, r.Redacted && r.Payload.IsZero())
	require.False(t, e.Equal(r))
	r.Redacted, r.Payload = false, e.Payload
	require.True(t, e.Equal(r))
}

func TestIdentifierMatches(t *testing.T) {
	p := fullPerson()
	for what, c := range map[string]struct {
		by   person.Identifier
		want bool
	}{
		"nothing":        {person.Identifier{}, false},
		"its NHS number": {person.Identifier{NHSNumber: p.NHSNumber}, true},
		"another":        {person.Identifier{NHSNumber: person.MustParseNHSNumber("9990000018")}, false},
		"its CHI number": {person.Identifier{CHINumber: p.CHINumber}, true},
		"another CHI":    {person.Identifier{CHINumber: person.MustParseCHINumber(withCheck("010100"))}, false},
		"its HC number":  {person.Identifier{HCNumber: p.HCNumber}, true},
		"another HC":     {person.Identifier{HCNumber: person.MustParseHCNumber("3200000015"), NHSNumber: p.NHSNumber}, p.HCNumber == person.MustParseHCNumber("3200000015")},
		"its own":        {person.Identifier{Other: *p.OtherIdentifiers[0]}, true},
		"value alone":    {person.Identifier{Other: person.OtherIdentifier{Value: p.OtherIdentifiers[0].Value}}, false},
		"other value":    {person.Identifier{Other: person.OtherIdentifier{System: "zebedee", Value: person.NewText("x")}}, false},
		"other system":   {person.Identifier{Other: person.OtherIdentifier{System: "x", Value: p.OtherIdentifiers[0].Value}}, false},
	} {
		require.Equal(t, c.want, c.by.Matches(p), what)
		require.False(t, c.by.Matches(person.Person{}), what)
	}
	require.False(t, person.Identifier{NHSNumber: p.NHSNumber}.Matches(person.Person{OtherIdentifiers: []*person.OtherIdentifier{nil}}))
}

func TestIDs(t *testing.T) {
	const s = "6f1c2d9e-3f5a-4b7c-8d1e-2a3b4c5d6e7f"
	id, err := person.ParseID(strings.ToUpper(s))
	require.NoError(t, err)
	require.Equal(t, s, id.String())
	change, err := person.ParseChangeID(s)
	require.NoError(t, err)
	entry, err := person.ParseEntryID(s)
	require.NoError(t, err)
	provider, err := person.ParseProviderID(s)
	require.NoError(t, err)
	require.Equal(t, []string{s, s, s}, []string{change.String(), entry.String(), provider.String()})
	require.False(t, change.IsZero() || entry.IsZero() || provider.IsZero())
	require.Equal(t, []int{1, 1, 1, 1}, []int{id.Compare(person.ID{}), change.Compare(person.ChangeID{}), entry.Compare(person.EntryID{}), provider.Compare(person.ProviderID{})})
	for _, bad := range []string{"", "{" + s + "}", "urn:uuid:" + s, strings.ReplaceAll(s, "-", ""), s[:35] + "g", "00000000-0000-0000-0000-000000000000"} {
		_, err := person.ParseID(bad)
		require.ErrorIs(t, err, person.ErrSyntax, bad)
	}
	require.NotEqual(t, person.NewID(), person.NewID())
	require.NotEqual(t, person.NewChangeID(), person.NewChangeID())
	require.NotEqual(t, person.NewEntryID(), person.NewEntryID())
	require.Empty(t, person.ID{}.String())
	require.Panics(t, func() { person.MustParseID("x") })
	require.Equal(t, "[Person "+s+"]", person.Person{ID: id}.String())
	require.Equal(t, "[Person]", person.Person{}.String())
}

func TestErrors(t *testing.T) {
	cause := errors.New("person: cause")
	err := &person.FieldError{Path: "/needs/0", Rule: "required", Err: cause}
	require.EqualError(t, err, "person: /needs/0: required (cause)")
	require.ErrorIs(t, err, person.ErrInvalid)
	require.ErrorIs(t, err, cause)
	require.NotErrorIs(t, err, person.ErrSyntax)
	require.NotErrorIs(t, &person.ParseError{}, person.ErrInvalid)
	require.NotErrorIs(t, &person.AuthorityError{}, person.ErrInvalid)
	require.NotErrorIs(t, &person.UnknownMemberError{}, person.ErrInvalid)
}

func TestRequirementsAndHolds(t *testing.T) {
	h := person.LegalHold{From: days(1), Released: days(3)}
	require.Equal(t, []bool{false, true, true, false}, []bool{h.Standing(days(0)), h.Standing(days(1)), h.Standing(days(3).Add(-1)), h.Standing(days(3))})
	h.Released = time.Time{}
	require.True(t, h.Standing(days(100)))
	require.True(t, person.Relation{Kinds: []person.RelationKind{person.RelationCarer}}.Is(person.RelationCarer))
	require.False(t, person.Relation{}.Is(person.RelationCarer))
	require.True(t, person.CarerStatus{}.IsZero())
	for _, c := range []person.CarerStatus{{IsCarer: person.No}, {IsYoungCarer: person.No}, {HasCarer: person.No}, {Coded: person.Coded{Code: "a:b"}}} {
		require.False(t, c.IsZero())
	}
	require.True(t, person.Coded{}.IsZero())
	require.False(t, person.Coded{Words: person.NewText("x")}.IsZero())
	for _, e := range []person.Ethnicity{{Scheme: "x"}, {Code: "A"}, {Status: "stated"}, {Words: person.NewText("x")}} {
		require.False(t, e.IsZero())
	}
}
