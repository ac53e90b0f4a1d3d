package person_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"

	"github.com/socialprescribing/socialprescribing/person"
)

// personalTypes are the exported types that hold personal data.
var personalTypes = []reflect.Type{
	reflect.TypeFor[person.AboutMe](), reflect.TypeFor[person.Address](), reflect.TypeFor[person.Age](),
	reflect.TypeFor[person.Authority](), reflect.TypeFor[person.CHINumber](), reflect.TypeFor[person.CarePackage](),
	reflect.TypeFor[person.CarerStatus](), reflect.TypeFor[person.Change](), reflect.TypeFor[person.Coded](),
	reflect.TypeFor[person.Concern](), reflect.TypeFor[person.ConcernEnd](), reflect.TypeFor[person.Consents](),
	reflect.TypeFor[person.ConsentsAt](), reflect.TypeFor[person.ContactAlternative](), reflect.TypeFor[person.ContactPoint](),
	reflect.TypeFor[person.ContactProhibition](), reflect.TypeFor[person.ContactRules](), reflect.TypeFor[person.ContactVerdict](),
	reflect.TypeFor[person.Date](), reflect.TypeFor[person.Death](), reflect.TypeFor[person.Decision](),
	reflect.TypeFor[person.Demographics](), reflect.TypeFor[person.Diagnosis](), reflect.TypeFor[person.DigitalAccess](),
	reflect.TypeFor[person.Escalation](), reflect.TypeFor[person.Ethnicity](), reflect.TypeFor[person.Event](),
	reflect.TypeFor[person.Extra](), reflect.TypeFor[person.GPRegistration](), reflect.TypeFor[person.HCNumber](),
	reflect.TypeFor[person.Identifier](), reflect.TypeFor[person.ImmigrationStatus](), reflect.TypeFor[person.Interest](),
	reflect.TypeFor[person.LanguageSkill](), reflect.TypeFor[person.Languages](), reflect.TypeFor[person.LegalBasis](),
	reflect.TypeFor[person.LegalHold](), reflect.TypeFor[person.NHSNumber](), reflect.TypeFor[person.NHSNumberTrace](),
	reflect.TypeFor[person.Name](), reflect.TypeFor[person.Need](),
	reflect.TypeFor[person.NoKnownRisks](), reflect.TypeFor[person.OtherIdentifier](), reflect.TypeFor[person.Override](),
	reflect.TypeFor[person.Payload](), reflect.TypeFor[person.Permissions](), reflect.TypeFor[person.Person](),
	reflect.TypeFor[person.Postcode](), reflect.TypeFor[person.Pregnancy](), reflect.TypeFor[person.Protection](),
	reflect.TypeFor[person.Redaction](), reflect.TypeFor[person.Relation](), reflect.TypeFor[person.Requirement](),
	reflect.TypeFor[person.Risk](), reflect.TypeFor[person.SafeTime](), reflect.TypeFor[person.Safeguarding](),
	reflect.TypeFor[person.Smoking](), reflect.TypeFor[person.Stored](), reflect.TypeFor[person.SocialContext](), reflect.TypeFor[person.Strength](),
	reflect.TypeFor[person.Text](), reflect.TypeFor[person.UPRN](), reflect.TypeFor[person.Disclosure](),
	reflect.TypeFor[person.SubjectExport](), reflect.TypeFor[person.Exemption](), reflect.TypeFor[person.Tombstone](),
}

// plainTypes hold nothing personal: identifiers that are pseudonyms, codes of
// organisations and terminologies, errors, interfaces, verdicts.
var plainTypes = []reflect.Type{
	reflect.TypeFor[person.ID](), reflect.TypeFor[person.ChangeID](), reflect.TypeFor[person.EntryID](),
	reflect.TypeFor[person.ProviderID](), reflect.TypeFor[person.Version](), reflect.TypeFor[person.Tri](),
	reflect.TypeFor[person.Precision](), reflect.TypeFor[person.Weekdays](),
	reflect.TypeFor[person.ODSCode](), reflect.TypeFor[person.SCTID](),
	reflect.TypeFor[person.ParseError](), reflect.TypeFor[person.FieldError](), reflect.TypeFor[person.AuthorityError](),
	reflect.TypeFor[person.UnknownMemberError](), reflect.TypeFor[person.Verdict](),
	reflect.TypeFor[person.Vocabulary](), reflect.TypeFor[person.View](), reflect.TypeFor[person.ViewOptions](), reflect.TypeFor[person.Withholding](),
	reflect.TypeFor[person.RetentionPolicy](), reflect.TypeFor[person.Finding](), reflect.TypeFor[person.RetentionVerdict](), reflect.TypeFor[person.AuthorityRules](), reflect.TypeFor[person.NeedConcept](),
	reflect.TypeFor[person.Store](), reflect.TypeFor[person.Finder](), reflect.TypeFor[person.EventReader](),
	reflect.TypeFor[person.Lister](), reflect.TypeFor[person.Outbox](),
}

// TestEveryTypeIsJudged fails when a new exported type stands in neither list:
// somebody must decide whether it holds personal data. String kinds are codes.
func TestEveryTypeIsJudged(t *testing.T) {
	judged := map[string]bool{}
	for _, typ := range slices.Concat(personalTypes, plainTypes) {
		judged[typ.Name()] = true
	}
	for _, spec := range exportedTypes(t) {
		if id, ok := spec.Type.(*ast.Ident); ok && (id.Name == "string" || id.Name == "CURIE") {
			continue
		}
		require.True(t, judged[spec.Name.Name], "%s is in neither list", spec.Name.Name)
	}
}

// TestD36_NoFloats: nothing of a person is a float, at any depth.
func TestD36_NoFloats(t *testing.T) {
	seen := map[reflect.Type]bool{}
	var walk func(typ reflect.Type, path string)
	walk = func(typ reflect.Type, path string) {
		if seen[typ] {
			return
		}
		seen[typ] = true
		switch typ.Kind() {
		case reflect.Float32, reflect.Float64, reflect.Complex64, reflect.Complex128:
			t.Errorf("a float at %s", path)
		case reflect.Pointer, reflect.Slice, reflect.Array, reflect.Map:
			walk(typ.Elem(), path)
		case reflect.Struct:
			for i := range typ.NumField() {
				walk(typ.Field(i).Type, path+"."+typ.Field(i).Name)
			}
		default:
		}
	}
	for _, typ := range slices.Concat(personalTypes, plainTypes) {
		walk(typ, typ.Name())
	}
	require.Greater(t, len(seen), 80)
}

func exportedTypes(t *testing.T) []*ast.TypeSpec {
	t.Helper()
	var out []*ast.TypeSpec
	files, err := os.ReadDir(".")
	require.NoError(t, err)
	for _, f := range files {
		if !strings.HasSuffix(f.Name(), ".go") || strings.HasSuffix(f.Name(), "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), f.Name(), nil, 0)
		require.NoError(t, err)
		ast.Inspect(file, func(n ast.Node) bool {
			if s, ok := n.(*ast.TypeSpec); ok && s.Name.IsExported() {
				out = append(out, s)
			}
			return true
		})
	}
	return out
}

// The marks that fill puts into every value: none of them may show.
const (
	markWord     = "Zebedee"
	markNHS      = "9434765919"
	markCHI      = "0607230002"
	markHC       = "3200000015"
	markDate     = "1947-03-08"
	markPostcode = "SK8 3NJ"
	markUPRN     = "100023336956"
	markCode     = "sp-need:zebedee"
)

var markTime = time.Date(2021, 7, 9, 10, 11, 12, 13000, time.UTC)

// leaves are the values that fill puts into fields of a type.
func leaves() map[reflect.Type]any {
	return map[reflect.Type]any{
		reflect.TypeFor[person.ID]():            person.MustParseID("6f1c2d9e-3f5a-4b7c-8d1e-2a3b4c5d6e7f"),
		reflect.TypeFor[person.ProviderID]():    person.ProviderID(person.MustParseID("7f1c2d9e-3f5a-4b7c-8d1e-2a3b4c5d6e7f")),
		reflect.TypeFor[person.EntryID]():       person.EntryID(person.MustParseID("8f1c2d9e-3f5a-4b7c-8d1e-2a3b4c5d6e7f")),
		reflect.TypeFor[person.ChangeID]():      person.ChangeID(person.MustParseID("9f1c2d9e-3f5a-4b7c-8d1e-2a3b4c5d6e7f")),
		reflect.TypeFor[person.NHSNumber]():     person.MustParseNHSNumber(markNHS),
		reflect.TypeFor[person.CHINumber]():     person.MustParseCHINumber(markCHI),
		reflect.TypeFor[person.HCNumber]():      person.MustParseHCNumber(markHC),
		reflect.TypeFor[person.Date]():          person.MustParseDate(markDate),
		reflect.TypeFor[person.Age]():           person.MustParseDate(markDate).AgeOn(person.MustParseDate("2021-01-01")),
		reflect.TypeFor[person.Postcode]():      person.MustParsePostcode(markPostcode),
		reflect.TypeFor[person.UPRN]():          person.MustParseUPRN(markUPRN),
		reflect.TypeFor[person.ODSCode]():       person.MustParseODSCode("P88015"),
		reflect.TypeFor[person.SCTID]():         person.MustParseSCTID("22298006"),
		reflect.TypeFor[person.Text]():          person.NewText(markWord + " was here"),
		reflect.TypeFor[person.Name]():          person.NewName(markWord, markWord),
		reflect.TypeFor[person.CURIE]():         person.CURIE(markCode),
		reflect.TypeFor[person.NeedCode]():      person.NeedCode(markCode),
		reflect.TypeFor[person.Scope]():         person.ScopeShareGP,
		reflect.TypeFor[person.Answer]():        person.Given,
		reflect.TypeFor[person.Consents]():      sampleConsents(),
		reflect.TypeFor[person.ConsentsAt]():    sampleConsents().At(markTime),
		reflect.TypeFor[person.Payload]():       samplePayload(),
		reflect.TypeFor[person.Extra]():         sampleExtra(),
		reflect.TypeFor[time.Time]():            markTime,
		reflect.TypeFor[language.Tag]():         language.MustParse("cy"),
		reflect.TypeFor[person.Tri]():           person.Yes,
		reflect.TypeFor[person.Nation]():        person.Wales,
		reflect.TypeFor[person.Audience]():      person.AudienceGP,
		reflect.TypeFor[person.RiskKind]():      person.RiskToStaff,
		reflect.TypeFor[person.Channel]():       person.ChannelPhone,
		reflect.TypeFor[person.RelationKind]():  person.RelationCarer,
		reflect.TypeFor[person.AuthorityKind](): person.AuthorityAttorneyHealth,
	}
}

func sampleConsents() person.Consents {
	c, err := person.Consents{}.Record(person.Decision{
		ID: person.EntryID(person.MustParseID("af1c2d9e-3f5a-4b7c-8d1e-2a3b4c5d6e7f")), Scope: person.ScopeShareGP,
		Answer: person.Given, At: markTime, RecordedAt: markTime, Evidence: person.NewText(markWord),
	})
	if err != nil {
		panic(err)
	}
	return c
}

func samplePayload() person.Payload {
	p, err := person.NewPayload([]byte(`{"name":"` + markWord + `"}`))
	if err != nil {
		panic(err)
	}
	return p
}

func sampleExtra() person.Extra {
	var e person.Extra
	if err := e.UnmarshalJSON([]byte(`{"futureMember":"` + markWord + `"}`)); err != nil {
		panic(err)
	}
	return e
}

// fill puts a mark into everything that v holds.
func fill(v reflect.Value) {
	if leaf, ok := leaves()[v.Type()]; ok {
		v.Set(reflect.ValueOf(leaf))
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem())
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		fill(v.Index(0))
		fill(v.Index(1))
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				fill(v.Field(i))
			}
		}
	case reflect.String:
		if codes := codesOf(v.Type()); len(codes) > 0 {
			v.SetString(codes[0])
			return
		}
		v.SetString("zebedee") // a code or the name of a system
	case reflect.Int, reflect.Int64:
		v.SetInt(3)
	case reflect.Uint8, reflect.Uint64:
		v.SetUint(1)
	case reflect.Bool:
		v.SetBool(true)
	default:
		panic("fill: " + v.Type().String())
	}
}

func filled(typ reflect.Type) reflect.Value {
	v := reflect.New(typ).Elem()
	fill(v)
	return v
}
