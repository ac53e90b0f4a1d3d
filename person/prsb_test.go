package person_test

import (
	"bufio"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/person"
)

type element struct{ name, obligation, field string }

func prsbElements(t *testing.T) []element {
	t.Helper()
	data, err := os.ReadFile("testdata/prsb_person.txt")
	require.NoError(t, err)
	var out []element
	for line := range strings.Lines(string(data)) {
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		cells := strings.Split(line, " | ")
		require.Len(t, cells, 3, line)
		out = append(out, element{cells[0], cells[1], cells[2]})
	}
	return out
}

// nameParts are the parts of a Name, which is opaque: each with how it is
// disclosed.
var nameParts = map[string]func(person.Name) any{
	"Given":     func(n person.Name) any { return n.DiscloseGiven() },
	"Family":    func(n person.Name) any { return n.DiscloseFamily() },
	"Preferred": func(n person.Name) any { return n.DisclosePreferred() },
	"Title":     func(n person.Name) any { return n.DiscloseTitle() },
	"Suffixes":  func(n person.Name) any { return n.DiscloseSuffixes() },
	"Full":      func(n person.Name) any { return n.DiscloseFull() },
	"Aliases":   func(n person.Name) any { return n.DiscloseAliases() },
}

// TestPRSBElementsHaveAHome: every element of the national standard that
// belongs to the person stands beside the field that holds it, and the field
// is there.
func TestPRSBElementsHaveAHome(t *testing.T) {
	list := prsbElements(t)
	require.Len(t, list, 199)
	for _, e := range list {
		require.Contains(t, []string{"M", "R", "-"}, e.obligation, e.name)
		if part, ok := strings.CutPrefix(e.field, "Name."); ok {
			require.Contains(t, nameParts, part, e.name)
			full := person.NewName("F", "G").WithTitle("T").WithSuffixes("S").WithPreferred("P").WithFull("U").WithAliases("A")
			require.NotEmpty(t, nameParts[part](full), e.name)
			continue
		}
		typ := reflect.TypeFor[person.Person]()
		for part := range strings.SplitSeq(e.field, ".") {
			for typ.Kind() == reflect.Pointer || typ.Kind() == reflect.Slice {
				typ = typ.Elem()
			}
			f, ok := typ.FieldByName(part)
			require.True(t, ok && f.IsExported(), "%s: no field %s", e.name, e.field)
			typ = f.Type
		}
		leaf := !slices.ContainsFunc(list, func(x element) bool { return strings.HasPrefix(x.name, e.name+" > ") })
		if leaf && strings.HasSuffix(e.name, "Free text") {
			require.Equal(t, reflect.TypeFor[person.Text](), typ, e.name)
		}
		if leaf && strings.HasSuffix(e.name, "Coded value") {
			require.NotEqual(t, reflect.TypeFor[person.Text](), typ, e.name)
		}
	}
}

// TestPRSBListIsWhole compares the list with the whole tree of the standard,
// where SHARED_DATA holds it: no element of a section of the person is missing.
func TestPRSBListIsWhole(t *testing.T) {
	f, err := os.Open(filepath.Join(os.Getenv("SHARED_DATA"), "domain", "prsb", "TREE.md"))
	if err != nil {
		t.Log("the tree is not at hand: SHARED_DATA is not set")
		return
	}
	defer f.Close()
	var listed []string
	sections := map[string]bool{}
	for _, e := range prsbElements(t) {
		listed = append(listed, e.name)
		top, _, _ := strings.Cut(e.name, " > ")
		sections[top] = top != "Care and support plan"
	}
	line := regexp.MustCompile(`^( *)- (.*?) \[\S+ (M|R|O|None)\]`)
	var path []string
	for s := bufio.NewScanner(f); s.Scan(); {
		m := line.FindStringSubmatch(s.Text())
		if m == nil {
			continue
		}
		path = append(path[:len(m[1])/2], m[2])
		if sections[path[0]] {
			require.Contains(t, listed, strings.Join(path, " > "))
		}
	}
}

// TestD38_CheckPRSB: what is mandatory and missing is an error, what is required
// "missing if known", and nothing is invented: a person of one name has it as family
// name, a partial birth date is a finding.
func TestD38_CheckPRSB(t *testing.T) {
	rules := func(p person.Person, level person.FindingLevel) []string {
		var out []string
		for _, f := range p.Check(person.StandardPRSB) {
			if f.Level == level {
				out = append(out, f.Path+" "+f.Rule)
			}
		}
		return out
	}
	require.Equal(t, []string{"name.family missing", "birth missing", "gp.practice missing", "risks missing"}, rules(person.Person{}, person.FindingError))
	require.Equal(t, []string{
		"nhsNumber missing", "demographics.sex missing", "demographics.gender missing", "demographics.ethnicity missing",
		"demographics.religion missing", "addresses missing", "contacts missing", "about missing", "needs missing",
	}, rules(person.Person{}, person.FindingIfKnown))
	require.Empty(t, rules(person.Person{}, person.FindingLook))
	p := person.Person{
		Name: person.NewName("Teller"), Birth: person.MustParseDate("1950~"), NHSNumber: person.MustParseNHSNumber("4000000632"),
		GP: []*person.GPRegistration{nil, {Practice: person.MustParseODSCode("V81997")}}, NoKnownRisks: &person.NoKnownRisks{},
	}
	require.Empty(t, rules(p, person.FindingError), "one name is a family name; a pseudo practice and no known risks are answers")
	require.Equal(t, []string{"name.given missing", "birth partial", "birth estimated", "gp.practice pseudo"}, rules(p, person.FindingLook))
	require.Contains(t, rules(p, person.FindingIfKnown), "nhsNumberTrace.status missing")
	p.NoKnownRisks, p.Risks = nil, []*person.Risk{nil, {}, {Words: person.NewText("x")}, {SNOMED: person.MustParseSCTID("22298006")}, {Kind: person.RiskFalls}}
	require.Equal(t, []string{"risks missing"}, rules(p, person.FindingError))
	require.Empty(t, p.Check("another"))
	full := fullPerson()
	require.Empty(t, full.Check(person.StandardPRSB))
}

func TestCheckLive(t *testing.T) {
	for number, want := range map[string]string{
		"9990000018": "synthetic", "9434765919": "not-issued", "4000000632": "", "0607230002": "", "": "",
	} {
		var p person.Person
		require.NoError(t, p.NHSNumber.UnmarshalText([]byte(number)))
		got := p.Check(person.StandardLive)
		if want == "" {
			require.Empty(t, got, number)
			continue
		}
		require.Equal(t, want, got[0].Rule)
		require.Equal(t, want == "synthetic", got[0].Level == person.FindingError)
	}
	for birth, want := range map[string]int{"1900-01-01": 1, "1800-01-01": 1, "0001-01-01": 1, "9999-12-31": 1, "1900-01-02": 0, "1900": 0, "": 0} {
		var p person.Person
		require.NoError(t, p.Birth.UnmarshalText([]byte(birth)))
		require.Len(t, p.Check(person.StandardLive), want, birth)
		p.Death = &person.Death{On: p.Birth}
		require.Len(t, p.Check(person.StandardLive), 2*want, birth)
	}
}

func TestValidate(t *testing.T) {
	require.NoError(t, person.Person{}.Validate())
	for want, spoil := range map[string]func(*person.Person){
		"/needs/0: empty":          func(p *person.Person) { p.Needs = []*person.Need{nil} },
		"/needs/0/code: code":      func(p *person.Person) { p.Needs = []*person.Need{{Code: "nonsense"}} },
		"/needs/0/code: required":  func(p *person.Person) { p.Needs = []*person.Need{{Priority: 1}} },
		"/needs/0/priority: range": func(p *person.Person) { p.Needs = []*person.Need{{Code: "a:b", Priority: -1}} },
		"/needs/1/id: duplicate": func(p *person.Person) {
			p.Needs = []*person.Need{{ID: entry(1), Code: "a:b"}, {ID: entry(1), Code: "a:b"}}
		},
		"/interests/0/priority: range": func(p *person.Person) { p.Interests = []*person.Interest{{Priority: -1}} },
		"/demographics/sex: code":      func(p *person.Person) { p.Demographics = &person.Demographics{Sex: "x"} },
		"/demographics/immigration/0/to: order": func(p *person.Person) {
			p.Demographics = &person.Demographics{Immigration: []*person.ImmigrationStatus{{From: person.MustParseDate("2020"), To: person.MustParseDate("2019")}}}
		},
		"/addresses/0/to: order": func(p *person.Person) {
			p.Addresses = []*person.Address{{From: person.MustParseDate("2020-01-02"), To: person.MustParseDate("2020-01-01")}}
		},
		"/addresses/0/lines: length":       func(p *person.Person) { p.Addresses = []*person.Address{{Lines: make([]person.Text, 6)}} },
		"/contacts/0/preference: range":    func(p *person.Person) { p.Contacts = []*person.ContactPoint{{Preference: 6}} },
		"/contacts/1/preference: range":    func(p *person.Person) { p.Contacts = []*person.ContactPoint{{Preference: 5}, {Preference: -1}} },
		"/contact/safeTimes/0/from: range": func(p *person.Person) { p.Contact = &person.ContactRules{SafeTimes: []person.SafeTime{{From: 1440}}} },
		"/contact/safeTimes/0/to: order": func(p *person.Person) {
			p.Contact = &person.ContactRules{SafeTimes: []person.SafeTime{{From: 60, To: 60}}}
		},
		"/contact/safeTimes/1/to: order": func(p *person.Person) {
			p.Contact = &person.ContactRules{SafeTimes: []person.SafeTime{{From: 60}, {To: 1441}}}
		},
		"/contact/prohibitions/0/to: order": func(p *person.Person) {
			p.Contact = &person.ContactRules{Prohibitions: []*person.ContactProhibition{{From: days(1), To: days(0)}}}
		},
		"/contact/prohibitions/0/channels/0: code": func(p *person.Person) {
			p.Contact = &person.ContactRules{Prohibitions: []*person.ContactProhibition{{Channels: []person.Channel{"pigeon"}}}}
		},
		"/relations/0/kinds/1: code": func(p *person.Person) {
			p.Relations = []*person.Relation{{Kinds: []person.RelationKind{person.RelationCarer, "x"}}}
		},
		"/death/on: order": func(p *person.Person) {
			p.Birth, p.Death = person.MustParseDate("1950"), &person.Death{On: person.MustParseDate("1949")}
		},
		"/noKnownRisks: contradicts-risks": func(p *person.Person) {
			p.NoKnownRisks, p.Risks = &person.NoKnownRisks{}, []*person.Risk{{Kind: person.RiskFalls}}
		},
	} {
		var p person.Person
		spoil(&p)
		err := p.Validate()
		require.EqualError(t, err, "person: "+want)
		require.ErrorIs(t, err, person.ErrInvalid)
	}
	ok := person.Person{
		Birth: person.MustParseDate("1950"), Death: &person.Death{On: person.MustParseDate("1950")}, NoKnownRisks: &person.NoKnownRisks{},
		Contacts: []*person.ContactPoint{{Preference: 1}, {Preference: 5}, {}}, Addresses: []*person.Address{{Lines: make([]person.Text, 5)}},
		Contact: &person.ContactRules{SafeTimes: []person.SafeTime{{From: 1439, To: 1440}, {}}}, Needs: []*person.Need{{Words: person.NewText("x")}, {SNOMED: person.MustParseSCTID("22298006")}},
	}
	require.NoError(t, ok.Validate())
	ok.Needs = []*person.Need{nil, {Code: "x"}}
	require.EqualError(t, ok.Validate(), "person: /needs/0: empty\nperson: /needs/1/code: code", "every fault, in order")
}
