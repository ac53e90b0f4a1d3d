package person_test

import (
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"

	"github.com/socialprescribing/socialprescribing/person"
)

var welsh = language.MustParse("cy")

// gravity are the 24 codes of the SDOH categories.
const gravity = " sdoh-category-unspecified food-insecurity housing-instability homelessness inadequate-housing " +
	"transportation-insecurity financial-insecurity material-hardship educational-attainment employment-status " +
	"veteran-status stress social-connection intimate-partner-violence elder-abuse personal-health-literacy " +
	"health-insurance-coverage-status medical-cost-burden digital-literacy digital-access utility-insecurity " +
	"incarceration-status language-access protective-factor "

func TestNeeds(t *testing.T) {
	v := person.Needs()
	require.Equal(t, 55, v.Len())
	require.Len(t, v.Groups(), 13)
	require.NotEmpty(t, v.Version()+v.Source()+v.Licence())
	used := map[string]bool{}
	urgent, mapped := []string{}, 0
	for c := range v.All() {
		used[c.Group] = true
		require.Equal(t, person.PrefixNeed, person.CURIE(c.Code).Prefix())
		en, cy := v.Text(language.English, c.Code), v.Text(welsh, c.Code)
		require.NotEmpty(t, en)
		require.NotEqual(t, string(c.Code), en)
		require.NotEmpty(t, cy)
		require.Regexp(t, `^[A-Z].*\.$`, v.Definition(c.Code))
		if c.Urgent {
			urgent = append(urgent, person.CURIE(c.Code).Reference())
			_, ok := v.Safety(language.English, c.Code)
			require.True(t, ok, "an urgent need has a prompt")
		}
		for _, m := range c.Maps {
			require.Contains(t, gravity, " "+m.Reference()+" ")
			mapped++
		}
	}
	require.ElementsMatch(t, []string{"no-food-today", "nowhere-to-sleep", "unsafe-tonight", "suicidal"}, urgent)
	require.Len(t, used, 13, "every group has a need")
	require.Greater(t, mapped, 20)
	for _, g := range v.Groups() {
		require.NotEqual(t, g, v.GroupText(welsh, g))
	}
}

// TestD34_UrgentNeeds: no food today, nowhere to sleep, unsafe tonight and suicidal
// can't wait, and say at once what to do. Nothing else is urgent by its code.
func TestD34_UrgentNeeds(t *testing.T) {
	urgent := map[person.NeedCode]string{
		"sp-need:no-food-today": "food", "sp-need:nowhere-to-sleep": "tonight", "sp-need:unsafe-tonight": "safe", "sp-need:suicidal": "Ask now",
	}
	for c := range person.Needs().All() {
		says, ok := urgent[c.Code]
		require.Equal(t, ok, c.Urgent, c.Code)
		if prompt, has := person.Needs().Safety(language.English, c.Code); ok {
			require.True(t, has)
			require.Contains(t, prompt, says, c.Code)
		}
		delete(urgent, c.Code)
	}
	require.Empty(t, urgent)
}

// TestD40_DraftWelsh: a draft label is shown, a draft safety or consent text is not:
// its reader gets marked English. A reviewed one is shown.
func TestD40_DraftWelsh(t *testing.T) {
	load := func(status string) *person.Vocabulary {
		v, err := person.LoadVocabulary([]byte(strings.Replace(small, `"en":"Take care."`, `"en":"Take care.","cy":"Gofal.","cyStatus":"`+status+`"`, 1)))
		require.NoError(t, err)
		return v
	}
	for status, want := range map[string]string{"draft": "[English] Take care.", "reviewed": "Gofal."} {
		prompt, ok := load(status).Safety(welsh, "x-o:a")
		require.True(t, ok)
		require.Equal(t, want, prompt)
	}
	for c := range person.Needs().All() {
		if prompt, ok := person.Needs().Safety(welsh, c.Code); ok {
			require.True(t, strings.HasPrefix(prompt, "[English] "), "%s: nobody has reviewed it", c.Code)
		}
	}
	require.Equal(t, "Unigrwydd", person.Needs().Text(welsh, "sp-need:lonely"))
	require.True(t, strings.HasPrefix(person.Given.Text(welsh), "[English] "), "a consent text")
}

func TestNeedsWords(t *testing.T) {
	v := person.Needs()
	require.Equal(t, "Loneliness", v.Text(language.English, "sp-need:lonely"))
	require.Equal(t, "Unigrwydd", v.Text(welsh, "sp-need:lonely"))
	require.Equal(t, "x-ours:garden", v.Text(welsh, "x-ours:garden"), "an unknown code is shown as it is")
	prompt, ok := v.Safety(welsh, "sp-need:suicidal")
	require.True(t, ok)
	require.True(t, strings.HasPrefix(prompt, "[English] "), "a draft safety text is not shown in Welsh")
	_, ok = v.Safety(welsh, "sp-need:lonely")
	require.False(t, ok)
	require.Equal(t, []person.CURIE{"gravity:food-insecurity"}, v.Maps("sp-need:no-food-today", person.PrefixGravity))
	require.Empty(t, v.Maps("sp-need:bereaved", person.PrefixGravity))
	require.Empty(t, v.Maps("sp-need:no-such", person.PrefixGravity))
	require.Empty(t, v.Definition("sp-need:no-such"))
	require.Equal(t, "no-such", v.GroupText(welsh, "no-such"))
	var none *person.Vocabulary
	require.Zero(t, none.Len())
	require.Empty(t, none.Version()+none.Source()+none.Licence()+none.GroupText(welsh, ""))
	require.Empty(t, none.Groups())
	for range none.All() {
		t.Fatal("a nil vocabulary is empty")
	}
	n, ok := v.Lookup("sp-need:lonely")
	require.True(t, ok)
	n.Maps[0] = "x:y"
	for c := range v.All() {
		if c.Code == "sp-need:lonely" {
			c.Maps[0] = "x:y"
		}
	}
	require.Equal(t, []person.CURIE{"gravity:social-connection"}, v.Maps("sp-need:lonely", "gravity"), "a copy was handed out")
}

const small = `{"version":"9","source":"s","licence":"l",
 "prompts":[{"key":"p","en":"Take care."}],"groups":[{"key":"g","en":"Group"}],
 "needs":[{"code":"x-o:a","group":"g","en":"A","definition":"A.","prompt":"p","maps":["snomedCT:267076002","esdNeed:69"]},
 {"code":"x-o:b","group":"g","en":"B","cy":"B","cyStatus":"reviewed","definition":"B.","broader":"x-o:a"}]}`

func TestLoadVocabularyFaults(t *testing.T) {
	for change, want := range map[string]string{
		`"version":"9"->"version":""`:                                              "/version: required",
		`"source":"s"->"source":""`:                                                "/source: required",
		`"licence":"l"->"licence":""`:                                              "/licence: required",
		`"x-o:b"->"x-o:a"`:                                                         "/needs/1/code: duplicate",
		`"code":"x-o:a"->"code":"nonsense"`:                                        "/needs/0/code: code",
		`snomedCT:267076002->snomedCT:267076003`:                                   "/needs/0/maps/0: code (code: checksum)",
		`"prompt":"p"->"prompt":"q"`:                                               "/needs/0/prompt: unknown",
		`"group":"g","en":"A"->"group":"h","en":"A"`:                               "/needs/0/group: unknown",
		`"en":"A"->"en":""`:                                                        "/needs/0/en: required",
		`"definition":"A."->"definition":""`:                                       "/needs/0/definition: required",
		`"broader":"x-o:a"->"broader":"x-o:z"`:                                     "/needs/1/broader: unknown",
		`"broader":"x-o:a"->"broader":"x-o:b"`:                                     "/needs/1/broader: cycle",
		`"key":"g","en":"Group"->"key":"","en":""`:                                 "/groups/0/key: required",
		`{"key":"p","en":"Take care."}->{"key":"p","en":"a"},{"key":"p","en":"b"}`: "/prompts/1/key: duplicate",
		`"cyStatus":"reviewed"->"cyStatus":"perhaps"`:                              "/needs: words",
		`"en":"B"->"colour":"B"`:                                                   "json",
		`}->`:                                                                      "json",
		`"x-o:a"}]}->"x-o:a"}]}}`:                                                  "json",
		`"x-o:a"}]}->"x-o:a"}]}{}`:                                                 "json",
	} {
		from, to, _ := strings.Cut(change, "->")
		_, err := person.LoadVocabulary([]byte(strings.Replace(small, from, to, 1)))
		require.ErrorIs(t, err, person.ErrInvalid, change)
		require.Contains(t, err.Error(), want, change)
	}
	for in, want := range map[string]string{ // whatever it was that somebody loaded
		`{"version":"1","needs":[{"Siân Jones":1}]}`: `person: : json (vocabulary: unknown member "")`,
		`{"version":"1","colour":1}`:                 `person: : json (vocabulary: unknown member "colour")`,
		`{"version":9434765919}`:                     "person: /version: json",
		`{"needs":[{"maps":[9434765919]}]}`:          "person: /needs/maps: json",
		`["Siân Jones"]`:                             "person: : json",
		`Siân Jones`:                                 "person: : json (byte 1)",
		`{"version":"Siân`:                           "person: : json",
	} {
		_, err := person.LoadVocabulary([]byte(in))
		require.EqualError(t, err, want, in)
	}
	// Two needs, each broader than the other.
	_, err := person.LoadVocabulary([]byte(strings.Replace(small, `"code":"x-o:a"`, `"code":"x-o:a","broader":"x-o:b"`, 1)))
	require.ErrorContains(t, err, "/needs/0/broader: cycle")
	require.ErrorContains(t, err, "/needs/1/broader: cycle")
	// Every fault is reported, in the order of the file.
	_, err = person.LoadVocabulary([]byte(strings.NewReplacer(`"version":"9"`, `"version":""`, `"en":"A"`, `"en":""`, `"x-o:b"`, `"x-o:a"`).Replace(small)))
	require.EqualError(t, err, "person: /version: required\nperson: /needs/0/en: required\nperson: /needs/1/code: duplicate")
}

// TestLoadVocabularyChains: a long chain of broader needs is read in one pass, and of
// a chain that runs into a loop every need is told.
func TestLoadVocabularyChains(t *testing.T) {
	file := func(broader func(i int) int) []byte {
		var b strings.Builder
		b.WriteString(`{"version":"1","source":"s","licence":"l","groups":[{"key":"g","en":"G"}],"needs":[`)
		for i := range chainLength {
			fmt.Fprintf(&b, `{"code":"x-o:%d","group":"g","en":"N","definition":"N.","broader":"x-o:%d"},`, i, broader(i))
		}
		fmt.Fprintf(&b, `{"code":"x-o:%d","group":"g","en":"N","definition":"N."}]}`, chainLength)
		return []byte(b.String())
	}
	v, err := person.LoadVocabulary(file(func(i int) int { return i + 1 }))
	require.NoError(t, err)
	require.Equal(t, chainLength+1, v.Len())
	_, err = person.LoadVocabulary(file(func(i int) int { return (i + 1) % chainLength }))
	var joined interface{ Unwrap() []error }
	require.ErrorAs(t, err, &joined)
	require.Len(t, joined.Unwrap(), chainLength, "all but the last, which is broader than none")
	_, err = person.LoadVocabulary(file(func(i int) int { return max(i-1, 0) })) // into a loop of one
	require.ErrorAs(t, err, &joined)
	require.Len(t, joined.Unwrap(), chainLength)
	require.ErrorContains(t, joined.Unwrap()[chainLength-1], "/needs/"+strconv.Itoa(chainLength-1)+"/broader: cycle")
}

func TestVocabularyWith(t *testing.T) {
	base := person.Needs()
	own, err := person.LoadVocabulary([]byte(small))
	require.NoError(t, err)
	require.Equal(t, []person.CURIE{"esdNeed:69"}, own.Maps("x-o:b", "esdNeed"), "of the broader need")
	both, err := base.With(own)
	require.NoError(t, err)
	require.Equal(t, 57, both.Len())
	require.Equal(t, "1+9", both.Version())
	require.Equal(t, "A", both.Text(language.English, "x-o:a"))
	require.Equal(t, "Loneliness", both.Text(language.English, "sp-need:lonely"))
	require.Equal(t, "Group", both.GroupText(language.English, "g"))
	require.Equal(t, 55, base.Len(), "the base is unchanged")

	again, err := person.LoadVocabulary([]byte(strings.NewReplacer("x-o:a", "sp-need:lonely").Replace(small)))
	require.NoError(t, err)
	both, err = base.With(again)
	require.NoError(t, err)
	require.Equal(t, 56, both.Len())
	require.Equal(t, "A", both.Text(language.English, "sp-need:lonely"))
	require.Equal(t, []person.CURIE{"gravity:social-connection"}, both.Maps("sp-need:lonely", "gravity"), "kept")
	require.Equal(t, []person.CURIE{"snomedCT:267076002"}, both.Maps("sp-need:lonely", "snomedCT"))

	loop := `{"version":"1","source":"s","licence":"l","prompts":[],"groups":[{"key":"g","en":"G"}],
	 "needs":[{"code":"x-o:a","group":"g","en":"A","definition":"A.","broader":"x-o:b"},{"code":"x-o:b","group":"g","en":"B","definition":"B."}]}`
	other, err := person.LoadVocabulary([]byte(loop))
	require.NoError(t, err)
	turned, err := person.LoadVocabulary([]byte(strings.NewReplacer("x-o:a", "x-o:b", "x-o:b", "x-o:a").Replace(loop)))
	require.NoError(t, err)
	_, err = other.With(turned)
	require.NoError(t, err, "the last word counts")
	third, err := person.LoadVocabulary([]byte(strings.NewReplacer(`"x-o:a","group":"g","en":"A","definition":"A.","broader":"x-o:b"`,
		`"x-o:b","group":"g","en":"B","definition":"B.","broader":"x-o:c"`, `"code":"x-o:b","group":"g","en":"B","definition":"B."}`,
		`"code":"x-o:c","group":"g","en":"C","definition":"C."}`).Replace(loop)))
	require.NoError(t, err)
	fourth, err := person.LoadVocabulary([]byte(strings.NewReplacer("x-o:a", "x-o:c", "x-o:b", "x-o:a").Replace(loop)))
	require.NoError(t, err)
	chain, err := other.With(third) // a -> b -> c
	require.NoError(t, err)
	_, err = chain.With(fourth) // c -> a
	require.NoError(t, err, "a lost its broader need to the overlay")
	v, err := base.With(nil)
	require.NoError(t, err)
	require.Same(t, base, v)
	v, err = (*person.Vocabulary)(nil).With(base)
	require.NoError(t, err)
	require.Same(t, base, v)
}

func TestVocabularyWithMaps(t *testing.T) {
	base := person.Needs()
	v, err := base.WithMaps("council-2026", map[person.NeedCode][]person.CURIE{"sp-need:lonely": {"esdNeed:69", "snomedCT:267076002"}})
	require.NoError(t, err)
	require.Equal(t, "1+council-2026", v.Version())
	require.Equal(t, []person.CURIE{"esdNeed:69"}, v.Maps("sp-need:lonely", person.PrefixESDNeed))
	require.Equal(t, []person.CURIE{"gravity:social-connection"}, v.Maps("sp-need:lonely", person.PrefixGravity))
	require.Empty(t, base.Maps("sp-need:lonely", person.PrefixESDNeed))
	_, err = base.WithMaps("x", map[person.NeedCode][]person.CURIE{
		"sp-need:lonely": {"esdNeed:69", "snomedCT:267076003"}, "sp-need:none": nil, "sp-need:alcohol": {"nonsense"},
	})
	require.EqualError(t, err, "person: /sp-need:alcohol/0: code\nperson: /sp-need:lonely/1: code\nperson: /sp-need:none: unknown")
}

// TestCodeTexts: every code of every closed list has words in both languages,
// and there are no words without a code.
func TestCodeTexts(t *testing.T) {
	data, err := os.ReadFile("data/texts.json")
	require.NoError(t, err)
	var file struct {
		Entries map[string]struct{ Kind, En, Cy string }
	}
	require.NoError(t, json.Unmarshal(data, &file))
	seen := map[string]bool{"Scope.share-provider": true}
	for _, c := range textCodes {
		typ := reflect.TypeOf(c).Elem()
		require.Empty(t, c.Text(language.English))
		for _, code := range codesOf(typ) {
			v := reflect.New(typ)
			v.Elem().SetString(code)
			key := typ.Name() + "." + code
			entry, ok := file.Entries[key]
			require.True(t, ok, key)
			seen[key] = true
			text := v.Interface().(coded)
			require.Equal(t, entry.En, text.Text(language.English), key)
			require.Equal(t, entry.En, text.Text(language.French), key)
			want := entry.Cy
			if entry.Kind != "label" {
				want = "[English] " + entry.En
			}
			require.Equal(t, want, text.Text(welsh), key)
			require.NotEqual(t, "", entry.Cy)
		}
		v := reflect.New(typ)
		v.Elem().SetString("x-local")
		require.Equal(t, "x-local", v.Interface().(coded).Text(welsh))
	}
	for key := range file.Entries {
		require.True(t, seen[key], "%s has no code", key)
	}
	require.Equal(t, "to share with this provider", person.ScopeShareProvider(person.ProviderID(person.NewID())).Text(language.English))
}

type coded interface{ Text(language.Tag) string }

var textCodes = []coded{
	new(person.Problem), new(person.NHSRange), new(person.PseudoPractice), new(person.PostcodeKind),
	new(person.PostcodeRepair), new(person.Severity), new(person.Urgency), new(person.Informant), new(person.Channel),
	new(person.ContactUse), new(person.ContactKind), new(person.AddressKind), new(person.RequirementCode),
	new(person.RequirementKind), new(person.RelationKind), new(person.RiskKind), new(person.ConcernState), new(person.Sex),
	new(person.Gender), new(person.Nation), new(person.NHSNumberStatus), new(person.Audience), new(person.EthnicityScheme),
	new(person.EthnicityStatus), new(person.Scope), new(person.Answer), new(person.ConsentMethod), new(person.AuthorityKind),
	new(person.OverrideKind), new(person.ContactAnswer), new(person.RetentionAnswer),
}
