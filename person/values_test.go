package person_test

import (
	"cmp"
	"encoding"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/person"
)

func methods(v any) []string {
	var out []string
	for m := range reflect.TypeOf(v).Methods() {
		out = append(out, m.Name)
	}
	return out
}

func TestPostcodes(t *testing.T) {
	for s, want := range map[string]struct {
		kind                             person.PostcodeKind
		outward, area, sector, disclosed string
	}{
		"M1 1AE":     {person.PostcodeGeographic, "M1", "M", "M1 1", "M1 1AE"},
		"b338th":     {person.PostcodeGeographic, "B33", "B", "B33 8", "B33 8TH"},
		"CR2 6XH":    {person.PostcodeGeographic, "CR2", "CR", "CR2 6", "CR2 6XH"},
		" DN55 1PT ": {person.PostcodeGeographic, "DN55", "DN", "DN55 1", "DN55 1PT"},
		"W1A 0AX":    {person.PostcodeGeographic, "W1A", "W", "W1A 0", "W1A 0AX"},
		"W1P 1HQ":    {person.PostcodeGeographic, "W1P", "W", "W1P 1", "W1P 1HQ"},
		"EC1A   1BB": {person.PostcodeGeographic, "EC1A", "EC", "EC1A 1", "EC1A 1BB"},
		"JE2 4WD":    {person.PostcodeGeographic, "JE2", "JE", "JE2 4", "JE2 4WD"},
		"gir0aa":     {person.PostcodeGiro, "GIR", "", "", "GIR 0AA"},
		"BFPO 1":     {person.PostcodeForces, "BFPO", "", "", "BFPO 1"},
		"bfpo1234":   {person.PostcodeForces, "BFPO", "", "", "BFPO 1234"},
		"BF1 4AA":    {person.PostcodeForces, "BF1", "", "", "BF1 4AA"},
		"FIQQ 1ZZ":   {person.PostcodeOverseas, "FIQQ", "", "", "FIQQ 1ZZ"},
		"GX11 1AA":   {person.PostcodeOverseas, "GX11", "", "", "GX11 1AA"},
		"ZZ99 3VZ":   {person.PostcodeNoFixedAbode, "ZZ99", "", "", "ZZ99 3VZ"},
		"zz993wz":    {person.PostcodeNotKnown, "ZZ99", "", "", "ZZ99 3WZ"},
		"ZZ99 3CZ":   {person.PostcodeEngland, "ZZ99", "", "", "ZZ99 3CZ"},
		"ZZ99 3GZ":   {person.PostcodeWales, "ZZ99", "", "", "ZZ99 3GZ"},
		"ZZ99 1WZ":   {person.PostcodeScotland, "ZZ99", "", "", "ZZ99 1WZ"},
		"ZZ99 2WZ":   {person.PostcodeNorthernIreland, "ZZ99", "", "", "ZZ99 2WZ"},
		"ZZ99 6CZ":   {person.PostcodeCountry, "ZZ99", "", "", "ZZ99 6CZ"},
	} {
		p, err := person.ParsePostcode(s)
		require.NoError(t, err, s)
		require.Equal(t, want.kind, p.Kind(), s)
		require.Equal(t, want.kind == person.PostcodeGeographic, p.Geocodable(), s)
		require.Equal(t, strings.HasPrefix(want.disclosed, "ZZ99"), p.IsPseudo(), s)
		district := ""
		if want.area != "" {
			district = want.outward
		}
		require.Equal(t, []string{want.outward, want.area, district, want.sector, want.disclosed},
			[]string{p.Outward(), p.Area(), p.District(), p.Sector(), p.Disclose()}, s)
		require.Equal(t, want.disclosed, p.Outward()+" "+p.Inward())
	}
	var zero person.Postcode
	require.Equal(t, "", zero.Disclose()+zero.Outward()+zero.Inward()+zero.Area()+zero.Sector()+string(zero.Kind()))
	require.False(t, zero.Geocodable() || zero.IsPseudo())
}

func TestPostcodeRefusals(t *testing.T) {
	for s, want := range map[string]person.Problem{
		"": person.ProblemEmpty, "  ": person.ProblemEmpty, "M1": person.ProblemLength, "M1 1A": person.ProblemLength,
		"M1 1AEE": person.ProblemShape, "M111 1AE": person.ProblemShape, "EC1A 11BB": person.ProblemLength,
		"Q1 1AA": person.ProblemLetter, "V1 1AA": person.ProblemLetter, "X1 1AA": person.ProblemLetter,
		"AI1 1AA": person.ProblemLetter, "AJ1 1AA": person.ProblemLetter, "AZ1 1AA": person.ProblemLetter,
		"A1I 1AA": person.ProblemLetter, "A1L 1AA": person.ProblemLetter, "AA1C 1AA": person.ProblemLetter,
		"M1 1CA": person.ProblemLetter, "M1 1AI": person.ProblemLetter, "M1 1KA": person.ProblemLetter, "M1 1AM": person.ProblemLetter,
		"M1 1OA": person.ProblemLetter, "M1 1AV": person.ProblemLetter, "M1 AAA": person.ProblemShape, "M1 11A": person.ProblemShape,
		"11 1AA": person.ProblemShape, "MAA 1AA": person.ProblemShape, "M 1AA": person.ProblemLength, "MA 1AA": person.ProblemShape,
		"M11 AE": person.ProblemGrouping, "M 11AE": person.ProblemGrouping, "M1 1 AE": person.ProblemGrouping,
		"M1-1AE": person.ProblemCharacter, "M1.1AE": person.ProblemCharacter, "M1 1Æ": person.ProblemCharacter,
		"BFPO 0": person.ProblemShape, "BFPO 01": person.ProblemShape, "BFPO 12345": person.ProblemLength, "BFPO": person.ProblemLength,
		"BFPO 1A": person.ProblemShape, "BFP O1": person.ProblemGrouping,
		"ZZ98 3VZ": person.ProblemLetter, "ZZ99 VVZ": person.ProblemShape, "GIR 0AB": person.ProblemLetter,
		"SW1A 2A0": person.ProblemShape,
	} {
		p, err := person.ParsePostcode(s)
		require.Zero(t, p)
		require.EqualError(t, err, "person: postcode: "+string(want), "%q", s)
		require.ErrorIs(t, err, person.ErrSyntax)
	}
}

// TestPostcodeLetters is exhaustive over the letters in each place of the four
// shapes of an outward code, and of the inward one.
func TestPostcodeLetters(t *testing.T) {
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	for _, shape := range []string{"?1 1AA", "?11 1AA", "?1A 1AA", "A?1 1AA", "A?11 1AA", "A1? 1AA", "AA1? 1AA", "A1 1?A", "A1 1A?", "?A1 1AA", "?A1A 1AA"} {
		for _, l := range letters {
			s := strings.Replace(shape, "?", string(l), 1)
			_, err := person.ParsePostcode(s)
			require.Equal(t, slowIsPostcode(s), err == nil, s)
		}
	}
}

func TestRepairPostcode(t *testing.T) {
	for s, want := range map[string]string{
		"M1 1AE":      "M1 1AE",
		"m1 1ae":      "M1 1AE case",
		"M11AE":       "M1 1AE spacing",
		"  M1  1AE":   "M1 1AE spacing",
		"M1 1 AE":     "M1 1AE spacing",
		"M1-1AE":      "M1 1AE spacing punctuation",
		"M1, 1AE.":    "M1 1AE punctuation",
		"M1 IAE":      "M1 1AE digit",
		"M1 LAE":      "M1 1AE digit",
		"MI 1AE":      "M1 1AE digit",
		"M2O 1AA":     "M20 1AA digit",
		"0L1 1AA":     "OL1 1AA letter",
		"5K8 3NJ":     "SK8 3NJ letter",
		"SK8 3N5":     "SK8 3NS letter",
		"sk83n5":      "SK8 3NS case spacing letter",
		"W1A OAX":     "W1A 0AX digit",
		"BFPO 12":     "BFPO 12",
		"zz99-3vz":    "ZZ99 3VZ case spacing punctuation",
		"EC1A 1BB":    "EC1A 1BB",
		"M1O O0A":     "error shape", // O never stands in the inward part
		"5 1AA":       "error length",
		"":            "error empty",
		"M1 1AE 1234": "error length",
		"M1 1A\u00c9": "error length",
		"BFPO O1":     "error shape", // a forces' number is never guessed
		"SO1S 1AA":    "SO15 1AA digit",
		"S0I 1AA":     "error ambiguous", // S01 or SO1
		"O1 1AA":      "O1 1AA",          // of the right shape: whether the area exists is not asked
		"OI 1AA":      "error letter",    // there is no area O to mend it to
		"Z299 3VZ":    "error letter",
	} {
		p, list, err := person.RepairPostcode(s)
		got := []string{p.Disclose()}
		for _, r := range list {
			got = append(got, string(r))
		}
		if err != nil {
			require.ErrorIs(t, err, person.ErrSyntax)
			got = []string{strings.Replace(err.Error(), "person: postcode:", "error", 1)}
		}
		require.Equal(t, want, strings.Join(got, " "), "%q", s)
	}
}

// TestPostcodesOfARealFeed reads every postcode of the open files of the areas
// that SHARED_DATA holds; without it there are no cases. None may be refused,
// each must come back letter by letter, and so must what feeds make of it, with a
// report.
func TestPostcodesOfARealFeed(t *testing.T) {
	dir := os.Getenv("SHARED_DATA")
	files, err := filepath.Glob(filepath.Join(dir, "data", "shared", "postcodes", "*.csv"))
	require.NoError(t, err)
	if dir == "" || len(files) == 0 {
		t.Log("no real feed: SHARED_DATA is not set")
		return
	}
	n, misses := 0, map[string]int{}
	for _, f := range files {
		data, err := os.ReadFile(f)
		require.NoError(t, err)
		for i, line := range strings.Split(strings.TrimSpace(string(data)), "\n") {
			text := strings.Trim(strings.TrimSpace(strings.SplitN(line, ",", 2)[0]), `"`)
			if i == 0 && !strings.ContainsAny(text, "0123456789") {
				continue // the heading
			}
			p, err := person.ParsePostcode(text)
			if err != nil || strings.ReplaceAll(p.Disclose(), " ", "") != strings.ReplaceAll(text, " ", "") || !p.Geocodable() {
				t.Fatalf("%s line %d: %v", filepath.Base(f), i+1, err)
			}
			n++
			nearMisses(t, p, misses)
		}
	}
	t.Logf("%d postcodes; near misses: %v", n, misses)
	require.Greater(t, n, 100000)
	require.Greater(t, misses["mended"], 4*(misses["refused"]+misses["as written"]), "most look-alikes have one reading")
}

// nearMisses writes a postcode as feeds do: without its space, in lower case, with
// punctuation, with one letter or digit for its look-alike. It comes back with a
// report of what was mended, or is refused; a text that is another postcode as it
// stands is that one, unchanged. None is guessed in silence.
func nearMisses(t *testing.T, p person.Postcode, count map[string]int) {
	t.Helper()
	text := p.Disclose()
	for miss, repair := range map[string]person.PostcodeRepair{
		strings.ReplaceAll(text, " ", ""): person.RepairSpacing, strings.ToLower(text): person.RepairCase,
		strings.ReplaceAll(text, " ", "-"): person.RepairPunctuation, "  " + text[:1] + " " + text[1:]: person.RepairSpacing,
	} {
		got, list, err := person.RepairPostcode(miss)
		if err != nil || got != p || !slices.Contains(list, repair) {
			t.Fatalf("%s for %s: %v %v", miss, text, list, err)
		}
	}
	for i := range text {
		for _, other := range map[byte]string{'O': "0", '0': "O", 'I': "1", '1': "IL", 'L': "1", 'S': "5", '5': "S"}[text[i]] {
			miss := text[:i] + string(other) + text[i+1:]
			got, list, err := person.RepairPostcode(miss)
			changed := slices.Contains(list, person.RepairLetter) || slices.Contains(list, person.RepairDigit)
			switch {
			case err != nil:
				count["refused"]++
			case got == p && changed:
				count["mended"]++
			case got.Disclose() == miss && len(list) == 0:
				count["as written"]++
			default:
				t.Fatalf("%s for %s: %v", miss, text, list)
			}
		}
	}
}

func TestSCTIDs(t *testing.T) {
	for s, want := range map[string]person.Partition{
		"22298006": "00", "267076002": "00", "100000000102": "", "73211009": "00", "138875005": "00",
		"999003081000000103": "10", "1092961000000104": "10", "900000000000003001": "00", "2148513012": "01",
	} {
		id, err := person.ParseSCTID(s)
		if !slowSCTID(s) {
			require.Error(t, err, s)
			continue
		}
		require.NoError(t, err, s)
		require.Equal(t, s, id.String())
		require.Equal(t, want, id.Partition(), s)
		require.Equal(t, want == "00" || want == "10", id.IsConcept(), s)
		require.Equal(t, person.CURIE("snomedCT:"+s), id.CURIE())
		require.True(t, id.CURIE().IsValid())
	}
	require.Equal(t, "1000000", person.MustParseSCTID("1092961000000104").Namespace())
	require.Empty(t, person.MustParseSCTID("22298006").Namespace())
	for s, want := range map[string]person.Problem{
		"": person.ProblemEmpty, "22298": person.ProblemLength, "1234567890123456789": person.ProblemLength,
		"22298007": person.ProblemChecksum, "2229800a": person.ProblemCharacter, "-2298006": person.ProblemCharacter,
		"022298006": person.ProblemShape, "22298060": person.ProblemChecksum,
	} {
		_, err := person.ParseSCTID(s)
		require.EqualError(t, err, "person: SNOMED CT identifier: "+string(want), s)
	}
	var zero person.SCTID
	require.Empty(t, zero.String()+string(zero.Partition())+string(zero.CURIE())+zero.Namespace())
	require.False(t, zero.IsConcept())
}

// TestSCTIDErrorsFound: every single wrong digit and every swap of neighbours
// of identifiers of several lengths and partitions is found.
func TestSCTIDErrorsFound(t *testing.T) {
	for _, s := range []string{"22298006", "267076002", "1092961000000104", "999003081000000103"} {
		for i := range len(s) {
			for d := byte('0'); d <= '9'; d++ {
				b := []byte(s)
				b[i] = d
				_, err := person.ParseSCTID(string(b))
				require.Equal(t, d == s[i], err == nil, string(b))
			}
			if i+1 < len(s) && s[i] != s[i+1] {
				b := []byte(s)
				b[i], b[i+1] = b[i+1], b[i]
				_, err := person.ParseSCTID(string(b))
				require.Error(t, err, string(b))
			}
		}
	}
}

func TestSCTIDPartitions(t *testing.T) {
	for p := range 100 {
		for _, stem := range []string{"123", "1234567890"} {
			for c := range 10 {
				s := fmt.Sprintf("%s%02d%d", stem, p, c)
				_, err := person.ParseSCTID(s)
				require.Equal(t, slowSCTID(s), err == nil, s)
			}
		}
	}
}

func TestODSCodes(t *testing.T) {
	for _, s := range []string{"G3472185", "K81003001", "FVR79", "V03462", "VLAXL", "U12345", "A1B2C3D4E5F6"} {
		c, err := person.ParseODSCode(" " + strings.ToLower(s) + " ")
		require.NoError(t, err)
		require.Equal(t, s, c.String())
		require.Empty(t, c.Pseudo())
	}
	for s, want := range map[string]person.PseudoPractice{
		"V81997": person.NoRegisteredPractice, "V81998": person.PracticeNotApplicable, "V81999": person.PracticeNotKnown,
	} {
		require.Equal(t, want, person.MustParseODSCode(s).Pseudo())
	}
	for s, want := range map[string]person.Problem{
		"": person.ProblemEmpty, "A1B2C3D4E5F6G": person.ProblemLength, "A-1": person.ProblemCharacter, "É1": person.ProblemCharacter,
	} {
		_, err := person.ParseODSCode(s)
		require.EqualError(t, err, "person: ODS code: "+string(want))
	}
}

func TestUPRNs(t *testing.T) {
	require.Equal(t, "100023336956", person.MustParseUPRN("100023336956").Disclose())
	require.Equal(t, "42", person.MustParseUPRN(" 000000000042 ").Disclose())
	for s, want := range map[string]person.Problem{
		"": person.ProblemEmpty, "0": person.ProblemRange, "000000000000": person.ProblemRange, "1000233369561": person.ProblemLength, "12a": person.ProblemCharacter,
	} {
		_, err := person.ParseUPRN(s)
		require.EqualError(t, err, "person: UPRN: "+string(want))
	}
}

func TestCURIEs(t *testing.T) {
	for s, want := range map[string]person.Problem{
		"sp-need:lonely": "", "snomedCT:267076002": "", "esdNeed:69": "", "a:b:c": "", "x_1:~": "",
		"": person.ProblemEmpty, "lonely": person.ProblemShape, ":x": person.ProblemLength, "a:": person.ProblemLength,
		"1a:b": person.ProblemCharacter, "-a:b": person.ProblemCharacter, "a b:c": person.ProblemCharacter, "a:b c": person.ProblemCharacter,
		"a:é": person.ProblemCharacter, strings.Repeat("a", 33) + ":b": person.ProblemLength, strings.Repeat("a", 32) + ":b": "",
		"a:" + strings.Repeat("b", 129): person.ProblemLength, "a:" + strings.Repeat("b", 128): "",
		"snomedCT:267076003": person.ProblemChecksum, "snomedCT:x": person.ProblemLength, "a:\x7f": person.ProblemCharacter,
		"@a:b": person.ProblemCharacter, "[a:b": person.ProblemCharacter, "a{:b": person.ProblemCharacter,
	} {
		c, err := person.ParseCURIE(s)
		require.Equal(t, want == "", person.CURIE(s).IsValid(), s)
		require.Equal(t, want == "", person.NeedCode(s).IsValid(), s)
		if want == "" {
			require.NoError(t, err, s)
			require.Equal(t, s, c.Prefix()+":"+c.Reference())
			continue
		}
		require.EqualError(t, err, "person: code: "+string(want), s)
	}
}

func TestTri(t *testing.T) {
	u, n, y := person.Unknown, person.No, person.Yes
	all := []person.Tri{u, n, y}
	and := [3][3]person.Tri{{u, n, u}, {n, n, n}, {u, n, y}}
	or := [3][3]person.Tri{{u, u, y}, {u, n, y}, {y, y, y}}
	for i, a := range all {
		for j, b := range all {
			require.Equal(t, and[i][j], a.And(b), "%v and %v", a, b)
			require.Equal(t, or[i][j], a.Or(b), "%v or %v", a, b)
			require.Equal(t, cmp.Compare(i, j), a.Compare(b))
		}
		require.True(t, a.IsValid())
		v, known := a.Known()
		require.Equal(t, []bool{a == y, a != u}, []bool{v, known})
	}
	require.Equal(t, []person.Tri{u, y, n}, []person.Tri{u.Not(), n.Not(), y.Not()})
	require.Equal(t, []person.Tri{y, n}, []person.Tri{person.TriOf(true), person.TriOf(false)})
	require.Equal(t, []string{"unknown", "no", "yes"}, []string{u.String(), n.String(), y.String()})
	require.False(t, person.Tri(3).IsValid())
	require.Equal(t, person.Unknown, person.Tri(7).Not())
	require.Equal(t, "unknown", person.Tri(7).String())
	_, err := person.ParseTri("maybe")
	require.ErrorIs(t, err, person.ErrSyntax)
}

// textValue is what every value type can do.
type textValue interface {
	encoding.TextMarshaler
	encoding.TextAppender
	fmt.Stringer
	IsZero() bool
}

// TestTextValues: zero marshals to "" and is read back from it, a value makes
// the round trip, and AppendText appends.
func TestTextValues(t *testing.T) {
	for typ, leaf := range leaves() {
		v, ok := leaf.(textValue)
		if !ok || typ.PkgPath() == "time" {
			continue
		}
		require.False(t, v.IsZero(), typ.Name())
		text, err := v.MarshalText()
		require.NoError(t, err)
		more, err := v.AppendText([]byte("x"))
		require.NoError(t, err)
		require.Equal(t, "x"+string(text), string(more))
		back := reflect.New(typ)
		require.NoError(t, back.Interface().(encoding.TextUnmarshaler).UnmarshalText(text))
		again, err := back.Interface().(encoding.TextMarshaler).MarshalText()
		require.NoError(t, err)
		require.Equal(t, string(text), string(again))

		zero := reflect.New(typ).Elem().Interface().(textValue)
		require.True(t, zero.IsZero(), typ.Name())
		text, err = zero.MarshalText()
		require.NoError(t, err)
		require.Empty(t, text, typ.Name())
		require.NoError(t, back.Interface().(encoding.TextUnmarshaler).UnmarshalText(nil))
		require.True(t, back.Elem().Interface().(textValue).IsZero(), typ.Name())
		compare := reflect.ValueOf(leaf).MethodByName("Compare")
		require.True(t, compare.IsValid(), typ.Name())
		lo, hi := reflect.ValueOf(zero), reflect.ValueOf(leaf)
		require.Equal(t, []any{-1, 1, 0}, []any{
			reflect.ValueOf(zero).MethodByName("Compare").Call([]reflect.Value{hi})[0].Interface(),
			compare.Call([]reflect.Value{lo})[0].Interface(), compare.Call([]reflect.Value{hi})[0].Interface(),
		}, typ.Name())
		if typ != reflect.TypeFor[person.Text]() {
			require.Error(t, back.Interface().(encoding.TextUnmarshaler).UnmarshalText([]byte("no such value")), typ.Name())
		}
	}
}

// codeTypes are the string kinds with a list of codes.
var codeTypes = []interface {
	IsValid() bool
}{
	new(person.Problem), new(person.Partition), new(person.NHSRange), new(person.PseudoPractice), new(person.PostcodeKind),
	new(person.PostcodeRepair), new(person.Severity), new(person.Urgency), new(person.Informant), new(person.Channel),
	new(person.ContactUse), new(person.ContactKind), new(person.AddressKind), new(person.RequirementCode),
	new(person.RequirementKind), new(person.RelationKind), new(person.RiskKind), new(person.ConcernState), new(person.Sex),
	new(person.Gender), new(person.Nation), new(person.NHSNumberStatus), new(person.Audience), new(person.EthnicityScheme),
	new(person.EthnicityStatus), new(person.Scope), new(person.Answer), new(person.ConsentMethod), new(person.AuthorityKind),
	new(person.OverrideKind), new(person.ContactAnswer), new(person.RetentionAnswer),
	new(person.Standard), new(person.FindingLevel),
}

// TestCodes: every constant of every string kind is valid, is read back, and
// nothing else is.
func TestCodes(t *testing.T) {
	for _, c := range codeTypes {
		v := reflect.ValueOf(c).Elem()
		read := c.(encoding.TextUnmarshaler)
		require.False(t, c.IsValid(), "the zero %s", v.Type())
		codes := codesOf(v.Type())
		require.NotEmpty(t, codes, v.Type().Name())
		for _, s := range codes {
			v.SetString(s)
			require.True(t, c.IsValid(), "%s %q", v.Type(), s)
			v.SetString("")
			require.NoError(t, read.UnmarshalText([]byte(s)))
			require.Equal(t, s, v.String())
		}
		require.ErrorIs(t, read.UnmarshalText([]byte("no such code")), person.ErrSyntax)
		require.Equal(t, codes[len(codes)-1], v.String(), "an error changes nothing")
		require.NoError(t, read.UnmarshalText(nil))
		require.Empty(t, v.String())
	}
}

// TestNoEmptyObjects: a struct with no exported field must have text or JSON
// methods, else JSON writes {} and loses it.
func TestNoEmptyObjects(t *testing.T) {
	for _, typ := range personalTypes {
		if typ.Kind() != reflect.Struct || typ == reflect.TypeFor[person.ConsentsAt]() {
			continue
		}
		exported := false
		for i := range typ.NumField() {
			exported = exported || typ.Field(i).IsExported()
		}
		if exported {
			continue
		}
		_, text := reflect.New(typ).Interface().(encoding.TextUnmarshaler)
		_, js := reflect.New(typ).Interface().(json.Unmarshaler)
		require.True(t, text || js, typ.Name())
	}
}

// TestJSONRoundTrip: every type with every field filled comes back byte for
// byte, and a zero one says nothing.
func TestJSONRoundTrip(t *testing.T) {
	for _, typ := range personalTypes {
		switch typ {
		case reflect.TypeFor[person.ConsentsAt](), reflect.TypeFor[person.ContactVerdict](), reflect.TypeFor[person.Identifier]():
			continue // answers and questions, not records
		}
		first, err := json.Marshal(filled(typ).Interface())
		require.NoError(t, err, typ.Name())
		back := reflect.New(typ)
		require.NoError(t, json.Unmarshal(first, back.Interface()), typ.Name())
		second, err := json.Marshal(back.Interface())
		require.NoError(t, err)
		require.Equal(t, string(first), string(second), typ.Name())

		switch typ.Name() {
		case "Change", "LanguageSkill", "Stored", "Disclosure":
			continue
		}
		zero, err := json.Marshal(reflect.New(typ).Elem().Interface())
		require.NoError(t, err)
		require.Contains(t, []string{"{}", `""`, "[]", "null"}, string(zero), typ.Name())
		require.NoError(t, json.Unmarshal(zero, reflect.New(typ).Interface()))
	}
}
