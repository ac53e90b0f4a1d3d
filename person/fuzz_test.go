package person_test

import (
	"bytes"
	"encoding"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"

	"github.com/socialprescribing/socialprescribing/person"
)

// seeds are what people and feeds type.
func seeds(f *testing.F) {
	f.Helper()
	for _, s := range []string{
		"", " ", "9434765919", "943 476 5919", "943-476-5919", "012 345-6789", "0000000000", "1234567890", "0607230002", "3200000007",
		"M1 1AE", "m11ae", "EC1A 1BB", "ZZ99 3VZ", "BFPO 12", "BF1 4AA", "GIR 0AA", "FIQQ 1ZZ", "SO1S 1AA", "M1 1 AE",
		"1950", "1950-03", "1950-03-12", "1950~", "2000-02-29", "1900-02-29", "12/03/1950", "12m", "1m/12m",
		"22298006", "1092961000000104", "snomedCT:22298006", "sp-need:lonely", "a:b", "P88015", "100023336956", "yes", "no",
		"6f1c2d9e-3f5a-4b7c-8d1e-2a3b4c5d6e7f", "Siân Ó Briain", "\x00", "\xff\xfe", "share-gp", "share-provider:6f1c2d9e-3f5a-4b7c-8d1e-2a3b4c5d6e7f",
		`{"name":{"family":"Zebedee"}}`, `[{"scope":"share-gp"}]`,
	} {
		f.Add(s)
	}
}

// FuzzParsers feeds every parser the same text: none panics, each agrees with
// its slow twin, what it takes makes the round trip, and no error holds the text.
func FuzzParsers(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, s string) {
		check := func(twin func(string) bool, v any, err error) {
			t.Helper()
			if twin != nil {
				require.Equal(t, twin(s), err == nil, "twins disagree on %q", s)
			}
			silent(t, s, err)
			if err == nil {
				roundTrip(t, v)
			}
		}
		n, err := person.ParseNHSNumber(s)
		check(slowNHS, &n, err)
		require.Equal(t, err == nil, person.CheckNHSNumber([]byte(s)) == person.ProblemNone)
		c, err := person.ParseCHINumber(s)
		check(slowCHI, &c, err)
		h, err := person.ParseHCNumber(s)
		check(func(s string) bool { return slowNHS(s) && n.Range() == person.RangeNorthernIreland }, &h, err)
		d, err := person.ParseDate(s)
		check(slowDate, &d, err)
		id, err := person.ParseSCTID(s)
		check(slowSCTID, &id, err)
		u, err := person.ParseUPRN(s)
		check(slowUPRN, &u, err)
		o, err := person.ParseODSCode(s)
		check(nil, &o, err)
		i, err := person.ParseID(s)
		check(nil, &i, err)
		_, err = person.ParseCURIE(s)
		check(slowCURIE, nil, err)
		_, err = person.ParseTri(s)
		check(func(s string) bool { return s == "" || s == "yes" || s == "no" }, nil, err)
		for _, scheme := range []person.EthnicityScheme{person.EthnicityEngland2001, person.EthnicityWales, person.EthnicityScotland2011, person.EthnicityNI} {
			ethnicity, err := person.ParseEthnicity(scheme, s)
			check(nil, nil, err)
			require.True(t, err != nil || ethnicity.Code == s && ethnicity.Status.IsValid())
		}
		e, err := person.ParseEntryID(s)
		check(nil, &e, err)
		g, err := person.ParseChangeID(s)
		check(nil, &g, err)
		p, err := person.ParseProviderID(s)
		check(nil, &p, err)
	})
}

// FuzzTexts feeds every type that reads itself from a text or from JSON: none panics,
// what it takes makes the round trip, and no error holds the text.
func FuzzTexts(f *testing.F) {
	seeds(f)
	types := readers()
	f.Fuzz(func(t *testing.T, s string) {
		quoted, err := json.Marshal(s)
		require.NoError(t, err)
		for _, typ := range types {
			v := reflect.New(typ)
			if x, ok := v.Interface().(encoding.TextUnmarshaler); ok {
				err := x.UnmarshalText([]byte(s))
				silent(t, s, err)
				if err == nil && typ != reflect.TypeFor[person.Text]() && utf8.ValidString(s) {
					textRoundTrip(t, v)
				}
			}
			if x, ok := v.Interface().(json.Unmarshaler); ok {
				for _, data := range [][]byte{[]byte(s), quoted} {
					silent(t, s, x.UnmarshalJSON(data))
				}
			}
		}
	})
}

// readers are the types of the package that read themselves.
func readers() []reflect.Type {
	list := slices.Concat(personalTypes, plainTypes)
	for _, c := range codeTypes {
		list = append(list, reflect.TypeOf(c).Elem())
	}
	return slices.DeleteFunc(append(list, reflect.TypeFor[person.CURIE](), reflect.TypeFor[person.NeedCode]()), func(t reflect.Type) bool {
		p := reflect.PointerTo(t)
		return !p.Implements(reflect.TypeFor[encoding.TextUnmarshaler]()) && !p.Implements(reflect.TypeFor[json.Unmarshaler]())
	})
}

func textRoundTrip(t *testing.T, v reflect.Value) {
	t.Helper()
	text := v.Elem().String() // a code
	if m, ok := v.Interface().(encoding.TextMarshaler); ok {
		data, err := m.MarshalText()
		require.NoError(t, err)
		text = string(data)
	}
	back := reflect.New(v.Type().Elem())
	require.NoError(t, back.Interface().(encoding.TextUnmarshaler).UnmarshalText([]byte(text)), v.Type().String())
	require.Equal(t, v.Elem().Interface(), back.Elem().Interface())
}

// TestEveryParserIsFuzzed: whatever the package reads from a text stands in a fuzz
// target.
func TestEveryParserIsFuzzed(t *testing.T) {
	source, err := os.ReadFile("fuzz_test.go")
	require.NoError(t, err)
	fuzzed := map[string]bool{}
	for _, typ := range readers() {
		fuzzed[typ.Name()] = true
	}
	parsers := 0
	for _, fn := range functions(t) {
		switch name := fn.Name.Name; {
		case fn.Recv != nil && strings.HasPrefix(name, "Unmarshal"):
			of := fn.Recv.List[0].Type.(*ast.StarExpr).X.(*ast.Ident).Name
			require.True(t, fuzzed[of], "%s.%s", of, name)
			parsers++
		case fn.Recv == nil && (strings.HasPrefix(name, "Parse") || strings.HasPrefix(name, "Repair") || strings.HasPrefix(name, "Load")) || name == "NewPayload" || name == "CheckNHSNumber":
			require.Contains(t, string(source), "person."+name+"(")
			parsers++
		}
	}
	require.Greater(t, parsers, 50)
}

// functions gives the exported functions and methods of the package's source.
func functions(t *testing.T) []*ast.FuncDecl {
	t.Helper()
	var out []*ast.FuncDecl
	files, err := os.ReadDir(".")
	require.NoError(t, err)
	for _, f := range files {
		if !strings.HasSuffix(f.Name(), ".go") || strings.HasSuffix(f.Name(), "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), f.Name(), nil, 0)
		require.NoError(t, err)
		for _, d := range file.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Name.IsExported() {
				out = append(out, fn)
			}
		}
	}
	return out
}

// FuzzVocabulary: any bytes as a host's vocabulary give an error, or one in which
// every need is found, has words, and goes with the library's own or is refused.
// The seeds are small: of a large one the fuzzer tries for a minute what it can
// leave out, each time it finds something new.
func FuzzVocabulary(f *testing.F) {
	f.Add([]byte(small))
	f.Add([]byte(`{"version":"1","groups":[],"needs":[]}`))
	f.Add([]byte(`{"version":`))
	f.Fuzz(func(t *testing.T, data []byte) { _ = tryVocabulary(t, data) })
}

func tryVocabulary(t *testing.T, data []byte) error {
	t.Helper()
	v, err := person.LoadVocabulary(data)
	if err != nil {
		require.Nil(t, v, "a vocabulary beside an error")
		require.ErrorIs(t, err, person.ErrInvalid)
		if strings.HasPrefix(err.Error(), "person: : json") { // a file of another kind may hold anybody
			silentOf(t, data, err)
		}
		return err
	}
	for c := range v.All() {
		got, ok := v.Lookup(c.Code)
		require.True(t, ok)
		require.Equal(t, c, got)
		require.NotEmpty(t, v.Text(language.English, c.Code))
		v.Maps(c.Code, person.PrefixGravity) // comes back, however long the chain
		v.Safety(language.English, c.Code)
	}
	if both, err := person.Needs().With(v); err == nil {
		require.GreaterOrEqual(t, both.Len(), v.Len())
	}
	return nil
}

// FuzzVocabularyNeeds makes files of the right form out of lines, so that most get as
// far as the rules, and holds the loader against a slow twin of them.
func FuzzVocabularyNeeds(f *testing.F) {
	f.Add("g h", "p", "x-o:a|g|x-o:b|p|esdNeed:69|A\nx-o:b|h||||B")
	f.Add("g", "", "x-o:a|g|x-o:b|||A\nx-o:b|g|x-o:c|||B\nx-o:c|g|x-o:a|||C")
	f.Add("g g", "p p", "x-o:a|g||q|snomedCT:267076003|A\nx-o:a|k|x-o:z||a b|")
	f.Add("g", "", "x-o:a|g||||{n:one=1|other={n}}\nx-o:b|g||||{")
	f.Fuzz(func(t *testing.T, groups, prompts, lines string) {
		if !utf8.ValidString(groups + prompts + lines) {
			return
		}
		file := slowFile{Version: "1", Source: "s", Licence: "l", Groups: slowKeys(groups), Prompts: slowKeys(prompts)}
		for line := range strings.SplitSeq(lines, "\n") {
			c := strings.Split(line+"|||||", "|")
			n := slowNeed{Code: c[0], Group: c[1], Broader: c[2], Prompt: c[3], En: c[5], Definition: c[5]}
			if c[4] != "" {
				n.Maps = []string{c[4]}
			}
			file.Needs = append(file.Needs, n)
		}
		data, err := json.Marshal(file)
		require.NoError(t, err)
		got := tryVocabulary(t, data)
		if !file.ok() {
			require.Error(t, got)
		} else if got != nil { // what is left are the rules for texts with arguments
			require.True(t, strings.HasPrefix(got.Error(), "person: /needs: words"), got.Error())
		}
	})
}

// FuzzPayload: what is no JSON is refused, and what is comes back.
func FuzzPayload(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, s string) {
		p, err := person.NewPayload([]byte(s))
		if err != nil {
			require.True(t, p.IsZero())
			return
		}
		data, err := json.Marshal(p)
		require.NoError(t, err)
		var back person.Payload
		require.NoError(t, json.Unmarshal(data, &back))
		require.True(t, p.Equal(back))
	})
}

func FuzzPostcode(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, s string) {
		p, err := person.ParsePostcode(s)
		silent(t, s, err)
		if !strings.ContainsAny(strings.Trim(s, " \t\n\v\f\r"), "\t\n\v\f\r ") {
			require.Equal(t, slowIsPostcode(s), err == nil, "twins disagree on %q", s)
		}
		mended, list, repairErr := person.RepairPostcode(s)
		silent(t, s, repairErr)
		if err == nil {
			roundTrip(t, &p)
			require.True(t, slowIsPostcode(s))
			require.NoError(t, repairErr)
			require.Equal(t, p, mended, "what can be read is not changed")
			require.Equal(t, s == p.Disclose(), len(list) == 0, "%q", s)
		}
		if repairErr == nil {
			require.True(t, slowIsPostcode(mended.Disclose()))
		}
	})
}

// silent checks that an error does not hold the input.
func silent(t *testing.T, s string, err error) {
	t.Helper()
	if err == nil {
		return
	}
	require.ErrorIs(t, err, person.ErrSyntax)
	if s = strings.TrimSpace(s); len(s) > 5 && !strings.Contains("person: NHS number never-issued ambiguous postcode checksum grouping character identifier ethnicity Health and Care SNOMED CT yes/no/unknown repeated-digits control", s) {
		require.NotContains(t, err.Error(), s)
	}
}

// silentOf checks that an error holds no text and no number of a JSON document. What
// looks like the name of a member may show.
func silentOf(t *testing.T, data []byte, err error) {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	for {
		token, tokenErr := d.Token()
		if tokenErr != nil {
			return
		}
		s := fmt.Sprint(token)
		if _, delim := token.(json.Delim); delim || len(s) <= 5 || !strings.ContainsAny(s, " 0123456789") {
			continue
		}
		require.NotContains(t, err.Error(), s)
	}
}

// roundTrip: text and JSON give the value back.
func roundTrip(t *testing.T, v any) {
	t.Helper()
	if v == nil {
		return
	}
	text, err := v.(encoding.TextMarshaler).MarshalText()
	require.NoError(t, err)
	back := reflect.New(reflect.TypeOf(v).Elem())
	require.NoError(t, back.Interface().(encoding.TextUnmarshaler).UnmarshalText(text))
	require.Equal(t, reflect.ValueOf(v).Elem().Interface(), back.Elem().Interface())
	data, err := json.Marshal(v)
	require.NoError(t, err)
	back = reflect.New(reflect.TypeOf(v).Elem())
	require.NoError(t, json.Unmarshal(data, back.Interface()))
	require.Equal(t, reflect.ValueOf(v).Elem().Interface(), back.Elem().Interface())
}

// FuzzJSON: the storage form of a person never panics, never leaks into an
// error, and what is read is written the same way twice.
func FuzzJSON(f *testing.F) {
	seeds(f)
	full, err := json.Marshal(filled(reflect.TypeFor[person.Person]()).Interface())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(full))
	f.Fuzz(func(t *testing.T, s string) {
		var p person.Person
		if err := json.Unmarshal([]byte(s), &p); err != nil {
			silentOf(t, []byte(s), err)
			return
		}
		first, err := json.Marshal(p)
		require.NoError(t, err)
		var q person.Person
		require.NoError(t, json.Unmarshal(first, &q))
		second, err := json.Marshal(q)
		require.NoError(t, err)
		require.Equal(t, string(first), string(second))
		_ = p.Clone()
	})
}
