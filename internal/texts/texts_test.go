package texts_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"

	"github.com/socialprescribing/socialprescribing/internal/texts"
)

var (
	english = language.BritishEnglish
	welsh   = language.MustParse("cy-GB")
)

const file = `{"version": "3", "entries": {
	"places": {"kind": "label",
		"en": "{n:one=1 place|other={n} places} at {where}",
		"cy": "{n:zero=dim lle|one=1 lle|two=2 le|few=3 lle|many=6 lle|other={n} o leoedd} yn {where}", "cyStatus": "draft"},
	"hall": {"kind": "label", "en": "the hall", "cy": "y neuadd", "cyStatus": "reviewed"},
	"plain": {"kind": "label", "en": "plain \\{n\\}"},
	"call": {"kind": "safety", "en": "Call {number}.", "cy": "Ffoniwch {number}.", "cyStatus": "draft"},
	"agree": {"kind": "consent", "en": "You may say no.", "cy": "Cewch ddweud na.", "cyStatus": "reviewed"},
	"band": {"kind": "score", "en": "Band {b} in {place}"}
}}`

func load(t *testing.T, data string) *texts.Catalogue {
	t.Helper()
	c, err := texts.Load([]byte(data))
	require.NoError(t, err)
	return c
}

func TestText(t *testing.T) {
	c := load(t, file)
	hall := texts.A("where", texts.Key("hall"))
	for _, tt := range []struct {
		tag  language.Tag
		key  string
		args []texts.Arg
		want string
	}{
		{english, "places", []texts.Arg{texts.A("n", 1), hall}, "1 place at the hall"},
		{english, "places", []texts.Arg{texts.A("n", 0), hall}, "0 places at the hall"},
		{english, "places", []texts.Arg{texts.A("n", int64(-1)), hall}, "1 place at the hall"},
		{english, "places", []texts.Arg{texts.A("n", "some"), hall}, "some places at the hall"},
		{english, "places", []texts.Arg{texts.A("n", 2)}, "2 places at {where}"},
		{english, "places", nil, "{n} places at {where}"},
		{welsh, "places", []texts.Arg{texts.A("n", 0), hall}, "dim lle yn y neuadd"},
		{welsh, "places", []texts.Arg{texts.A("n", 1), hall}, "1 lle yn y neuadd"},
		{welsh, "places", []texts.Arg{texts.A("n", 2), hall}, "2 le yn y neuadd"},
		{welsh, "places", []texts.Arg{texts.A("n", uint8(3)), hall}, "3 lle yn y neuadd"},
		{welsh, "places", []texts.Arg{texts.A("n", 4), hall}, "4 o leoedd yn y neuadd"},
		{welsh, "places", []texts.Arg{texts.A("n", 6), hall}, "6 lle yn y neuadd"},
		{welsh, "places", []texts.Arg{texts.A("n", 13), hall}, "13 o leoedd yn y neuadd"},
		{welsh, "plain", nil, "plain {n}"},
		{language.French, "hall", nil, "the hall"},
		{language.Und, "hall", nil, "the hall"},
		{english, "no such key", nil, "no such key"},
		{english, "call", []texts.Arg{texts.A("number", "999")}, "Call 999."},
		{english, "hall", []texts.Arg{texts.A("unused", 1)}, "the hall"},
	} {
		require.Equal(t, tt.want, c.Text(tt.tag, tt.key, tt.args...), "%s %s", tt.tag, tt.key)
	}
}

func TestD40_DraftSafetyConsentAndScoreTextsFallBackToMarkedEnglish(t *testing.T) {
	c := load(t, file)
	require.Equal(t, "[English] Call 111.", c.Text(welsh, "call", texts.A("number", 111)))
	require.Equal(t, "Cewch ddweud na.", c.Text(welsh, "agree"))
	// What stands inside an English sentence is English too.
	require.Equal(t, "[English] Band 2 in the hall",
		c.Text(welsh, "band", texts.A("b", 2), texts.A("place", texts.Key("hall"))))

	reviewed := load(t, `{"version": "host", "entries": {
		"call": {"kind": "label", "en": "Call {number}!", "cy": "Ffoniwch {number}!", "cyStatus": "draft"},
		"agree": {"kind": "consent", "en": "No is an answer.", "cy": "Mae na yn ateb.", "cyStatus": "reviewed"}}}`)
	with := c.With(reviewed)
	require.Equal(t, texts.KindSafety, with.Kind("call"), "an overlay must not lower the kind")
	require.Equal(t, "[English] Call 111!", with.Text(welsh, "call", texts.A("number", 111)))
	require.Equal(t, "Mae na yn ateb.", with.Text(welsh, "agree"))
	require.Equal(t, "Cewch ddweud na.", c.Text(welsh, "agree"), "With must not change its receiver")
	require.Equal(t, "3+host", with.Version())
	require.Same(t, c, c.With(nil))
}

// place answers in the language that it is asked in.
type place struct{}

func (place) Text(tag language.Tag) string {
	if tag == welsh {
		return "y parc"
	}
	return "the park"
}

func TestArgumentsSpeakTheLanguageAroundThem(t *testing.T) {
	c := load(t, file)
	require.Equal(t, "1 lle yn y parc", c.Text(welsh, "places", texts.A("n", 1), texts.A("where", place{})))
	require.Equal(t, "1 place at the park", c.Text(english, "places", texts.A("n", 1), texts.A("where", place{})))
	require.Equal(t, "[English] Band 1 in the park",
		c.Text(welsh, "band", texts.A("b", 1), texts.A("place", place{})))
}

func TestAccess(t *testing.T) {
	c := load(t, file)
	require.Equal(t, []string{"agree", "band", "call", "hall", "places", "plain"}, c.Keys())
	require.True(t, c.Has("hall"))
	require.False(t, c.Has("Hall"))
	require.Equal(t, texts.StandingDraft, c.Welsh("call"))
	require.Equal(t, texts.StandingReviewed, c.Welsh("agree"))
	require.Empty(t, c.Welsh("band"))

	var none *texts.Catalogue
	require.Equal(t, "k", none.Text(english, "k"))
	require.Empty(t, none.Keys())
	require.False(t, none.Has("k"))
	require.Empty(t, none.Kind("k"))
	require.Empty(t, none.Version())
	require.Empty(t, none.Welsh("k"))
	require.Same(t, c, none.With(c))
}

func TestLoadRefuses(t *testing.T) {
	entry := func(members string) string {
		return `{"version": "1", "entries": {"k": {` + members + `}}}`
	}
	for name, tt := range map[string]struct{ data, want string }{
		"no JSON":                 {`{`, "EOF"},
		"no version":              {`{"entries": {}}`, "no version"},
		"entries that are a list": {`{"version": "1", "entries": []}`, "not an object"},
		"unknown member":          {`{"version": "1", "entry": {}}`, "unknown field"},
		"unknown member inside":   {entry(`"kind": "label", "en": "x", "welsh": "y"`), "unknown field"},
		"something after":         {`{"version": "1", "entries": {}} {}`, "more than one"},
		"a key twice": {
			`{"version": "1", "entries": {"k": {"kind": "label", "en": "x"}, "k": {"kind": "label", "en": "y"}}}`,
			"occurs twice",
		},
		"an empty key":            {`{"version": "1", "entries": {"": {"kind": "label", "en": "x"}}}`, "empty key"},
		"no kind":                 {entry(`"en": "x"`), "unknown kind"},
		"unknown kind":            {entry(`"kind": "Label", "en": "x"`), "unknown kind"},
		"no English":              {entry(`"kind": "label"`), "no English"},
		"Welsh without standing":  {entry(`"kind": "label", "en": "x", "cy": "y"`), "neither draft nor reviewed"},
		"standing without Welsh":  {entry(`"kind": "label", "en": "x", "cyStatus": "draft"`), "without a Welsh"},
		"brace not closed":        {entry(`"kind": "label", "en": "a {n"`), "brace"},
		"brace not opened":        {entry(`"kind": "label", "en": "a } b"`), "brace"},
		"empty braces":            {entry(`"kind": "label", "en": "a {} b"`), "name"},
		"blank in a name":         {entry(`"kind": "label", "en": "a {two words} b"`), "name"},
		"bar in a name":           {entry(`"kind": "label", "en": "a {n|x} b"`), "unexpected"},
		"plural without other":    {entry(`"kind": "label", "en": "{n:one=x}"`), "must be other"},
		"plural with other first": {entry(`"kind": "label", "en": "{n:other=x|one=y}"`), "must be other"},
		"plural not closed":       {entry(`"kind": "label", "en": "{n:one=x|other=y"`), "no closing"},
		"plural form twice":       {entry(`"kind": "label", "en": "{n:one=x|one=y|other=z}"`), "two forms"},
		"Welsh form in English":   {entry(`"kind": "label", "en": "{n:few=x|other=y}"`), "not one of"},
		"backslash at the end":    {entry(`"kind": "label", "en": "x\\"`), "backslash"},
		"argument of Welsh only":  {entry(`"kind": "label", "en": "x", "cy": "{y}", "cyStatus": "draft"`), "not in the English"},
	} {
		_, err := texts.Load([]byte(tt.data))
		require.ErrorContains(t, err, tt.want, name)
	}
	require.Panics(t, func() { texts.MustLoad([]byte(`{}`)) })
	require.NotPanics(t, func() { texts.MustLoad([]byte(file)) })
}

func TestLoadReportsEveryFaultInOrder(t *testing.T) {
	_, err := texts.Load([]byte(`{"version": "1", "entries": {
		"z": {"kind": "label", "en": "{"},
		"a": {"kind": "none", "cy": "x"}}}`))
	lines := strings.Split(err.Error(), "\n")
	require.Len(t, lines, 4)
	require.Contains(t, lines[0], "z: en:")
	require.Contains(t, lines[1], "a: unknown kind")
	require.Contains(t, lines[2], "no English")
	require.Contains(t, lines[3], "cyStatus")
}

func FuzzLoad(f *testing.F) {
	f.Add("{n:one=1 place|other={n} places} at {where}")
	f.Add(`\{ \| {a:other={b:one=x|other=\}}}`)
	f.Add("}{|=:")
	f.Fuzz(func(t *testing.T, source string) {
		quoted := strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(source)
		c, err := texts.Load([]byte(`{"version":"1","entries":{"k":{"kind":"label","en":"` + quoted + `"}}}`))
		if err != nil {
			return
		}
		got := c.Text(english, "k", texts.A("n", 2))
		if !strings.ContainsAny(source, `{\`) && strings.ToValidUTF8(source, "") == source {
			require.Equal(t, source, got)
		}
	})
}
