package activity_test

import (
	"encoding"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"

	"github.com/socialprescribing/socialprescribing/activity"
)

var welsh = language.MustParse("cy")

var (
	update = flag.Bool("update", false, "write the golden files anew")
	long   = flag.Bool("long", false, "run the long forms of the model checks")
)

// golden compares text with a file of testdata, or writes it.
func golden(t *testing.T, name, text string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		require.NoError(t, os.WriteFile(path, []byte(text), 0o644))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, string(want), text)
}

// coded is what every word of a closed vocabulary can do.
type coded interface {
	IsValid() bool
	Text(language.Tag) string
}

// vocabulary is a list of words of one type.
type vocabulary struct {
	name  string
	words []coded
	// fresh makes a pointer to an unset word.
	fresh func() encoding.TextUnmarshaler
	// unset says that the unset word is valid, with a meaning of its own.
	unset bool
}

func words[T coded, P interface {
	*T
	encoding.TextUnmarshaler
}](unset bool, list ...T,
) vocabulary {
	v := vocabulary{name: reflect.TypeFor[T]().Name(), unset: unset, fresh: func() encoding.TextUnmarshaler { return P(new(T)) }}
	for _, w := range list {
		v.words = append(v.words, w)
	}
	return v
}

func vocabularies() []vocabulary {
	return []vocabulary{
		words(true, activity.Unknown, activity.Known, activity.Assumed),
		words(false, activity.Active, activity.Inactive, activity.Defunct, activity.TemporarilyClosed),
		words(false, activity.InPerson, activity.Online, activity.Telephone, activity.HomeVisit, activity.Outreach, activity.ByPost),
		words(false, activity.Signpost, activity.SelfReferral, activity.Professional, activity.Voucher, activity.Membership, activity.DropIn, activity.PrivateUse),
		words(false, activity.NoGenderLimit, activity.WomenOnly, activity.MenOnly),
		words(false, activity.Open, activity.Limited, activity.Waitlist, activity.Full, activity.AssessFirst),
		words(false, activity.Price, activity.Donation, activity.Deposit),
		words(false, activity.PerSession, activity.PerWeek, activity.PerMonth, activity.PerYear, activity.PerCourse),
		words(true, activity.ForEveryone, activity.ForConcession, activity.ForMembers, activity.ForNonMembers, activity.ForCarers, activity.ForFirstSession, activity.ForChildren, activity.ForReferred),
		words(false, activity.Physical, activity.Postal, activity.Virtual),
		words(false, activity.Exact, activity.PostcodeCentre, activity.AreaCentre),
		words(false, activity.Stated, activity.Parsed, activity.Partial),
		words(false, activity.Waiting, activity.Held, activity.Confirmed, activity.NoShow),
		words(false, activity.PlaceHeld, activity.JoinedQueue, activity.Promoted, activity.PlaceConfirmed, activity.PlaceReleased, activity.LeftQueue, activity.HoldLapsed, activity.Missed, activity.TermsSet),
		words(false, activity.Listed, activity.Revised, activity.Assured, activity.Closed, activity.Merged, activity.Delisted),
		words(false, activity.SharingAgreement, activity.SafeguardingLead, activity.SafeguardingPolicy, activity.Insurance, activity.DBS, activity.PVG, activity.AccessNI),
		words(false, activity.CheckValid, activity.CheckExpired, activity.CheckMissing),
		words(false, activity.CharityEnglandWales, activity.CharityScotland, activity.CharityNorthernIreland, activity.CompanyNumber, activity.ODS, activity.LocalAuthority),
		words(false, activity.SameName, activity.SimilarName, activity.SamePhone, activity.SameEmail, activity.SamePage, activity.SameSite, activity.SamePostcode, activity.Near, activity.SameProvider, activity.SameHours, activity.OtherPostcode, activity.FarApart, activity.OtherName, activity.OtherHours, activity.OtherKind),
		words(false, activity.Features()...),
		words(false, activity.AdvicePillar, activity.NaturePillar, activity.ArtsPillar, activity.PhysicalPillar, activity.HealthPillar, activity.StatutoryPillar, activity.SocialPillar, activity.PracticalPillar, activity.LearningPillar),
	}
}

// The words are stored by hosts: they never change once released. The golden
// file holds them with both labels.
func TestVocabularies(t *testing.T) {
	var b strings.Builder
	for _, v := range vocabularies() {
		fmt.Fprintf(&b, "%s\n", v.name)
		seen := map[string]bool{}
		for _, w := range v.words {
			word := fmt.Sprint(w)
			en, cy := w.Text(language.BritishEnglish), w.Text(welsh)
			fmt.Fprintf(&b, "\t%q\t%s\t%s\n", word, en, cy)
			require.True(t, w.IsValid(), "%s %q", v.name, word)
			require.NotEmpty(t, en, "%s %q", v.name, word)
			require.NotEmpty(t, cy, "%s %q", v.name, word)
			require.False(t, seen[word], word)
			seen[word] = true

			read := v.fresh()
			require.NoError(t, read.UnmarshalText([]byte(word)))
			require.Equal(t, word, fmt.Sprint(reflect.ValueOf(read).Elem()))
		}
		for _, bad := range []string{"nonsense", "x", "X-ray", " " + fmt.Sprint(v.words[1])} {
			err := v.fresh().UnmarshalText([]byte(bad))
			require.ErrorIs(t, err, activity.ErrSyntax, "%s %q", v.name, bad)
			require.NotContains(t, err.Error(), "nonsense")
		}
		require.NoError(t, v.fresh().UnmarshalText(nil), "the empty word is unset")
		unset, _ := reflect.ValueOf(v.fresh()).Elem().Interface().(coded)
		require.Equal(t, v.unset, unset.IsValid(), v.name)
	}
	golden(t, "vocabularies.golden", b.String())
}

func TestHostsHaveWordsOfTheirOwn(t *testing.T) {
	require.True(t, activity.Feature("x-sauna").IsValid())
	require.Equal(t, "x-sauna", activity.Feature("x-sauna").Text(language.English))
	require.True(t, activity.CheckKind("x-food-hygiene").IsValid())
	require.True(t, activity.IdentifierScheme("x-1").IsValid())
	for _, bad := range []string{"x-", "x", "x-Sauna", "x-a b", "y-sauna", "x-ä", "x_sauna", "x-a_b"} {
		require.False(t, activity.Feature(bad).IsValid(), bad)
	}
	require.Equal(t, "not known", activity.Confidence("").Text(language.English))
	require.Empty(t, activity.Status("").Text(language.English))
}

func TestCategoriesAndTheirLabels(t *testing.T) {
	v := activity.DefaultVocabulary()
	var b strings.Builder
	pillars := map[activity.Pillar]int{}
	for _, c := range v.Concepts() {
		require.True(t, c.Code.IsValid())
		require.True(t, c.Pillar.IsValid())
		pillars[c.Pillar]++
		en, cy := c.Code.Text(language.English), c.Code.Text(welsh)
		require.NotEqual(t, string(c.Code), en)
		require.NotEqual(t, en, cy)
		fmt.Fprintf(&b, "%s\t%s\t%s\t%s\t%s\n", c.Code, c.Pillar, c.Broader, en, cy)
	}
	for _, g := range v.Groups() {
		require.True(t, g.IsValid())
		require.NotEqual(t, g.Text(language.English), g.Text(welsh))
		fmt.Fprintf(&b, "%s\t\t\t%s\t%s\n", g, g.Text(language.English), g.Text(welsh))
	}
	require.Len(t, pillars, 9)
	golden(t, "categories.golden", b.String())

	require.Equal(t, "1", v.Version())
	require.True(t, v.Is("sp-activity:choir", "sp-activity:music-making"))
	require.True(t, v.Is("sp-activity:choir", "sp-activity:choir"))
	require.False(t, v.Is("sp-activity:music-making", "sp-activity:choir"))
	require.False(t, v.Is("x:unknown", "sp-activity:choir"))
	require.Equal(t, "x:unknown", v.Text("x:unknown", language.English))
	require.Equal(t, "x:unknown", v.GroupText("x:unknown", language.English))
	require.Equal(t, "Choir or singing group", activity.CategoryCode("sp-activity:choir").Text(language.French), "what is neither English nor Welsh gets English")
}

func TestAHostExtendsTheVocabulary(t *testing.T) {
	v, err := activity.DefaultVocabulary().With([]byte(`{"version":"host","pillars":[{"code":"advice","en":"Help","cy":"Help"}],
		"categories":[{"code":"x:beekeeping","pillar":"nature","broader":"sp-activity:gardening","en":"Beekeeping","cy":"Cadw gwenyn"},
		{"code":"x:hives","pillar":"nature","broader":"x:beekeeping","en":"Hives"}],
		"groups":[{"code":"x:bees","en":"Bees"}]}`))
	require.NoError(t, err)
	require.Equal(t, "1+host", v.Version())
	require.True(t, v.Is("x:hives", "sp-activity:gardening"))
	require.Equal(t, "Cadw gwenyn", v.Text("x:beekeeping", welsh))
	require.Equal(t, "Hives", v.Text("x:hives", welsh), "no Welsh: English")
	require.Equal(t, "Bees", v.GroupText("x:bees", welsh))
	require.Equal(t, "Help", v.PillarText(activity.AdvicePillar, language.English))
	_, ok := activity.DefaultVocabulary().Lookup("x:hives")
	require.False(t, ok, "the built-in vocabulary is as it was")

	for file, want := range map[string][]string{
		`{"categories":[{"code":"x:a","pillar":"nature","en":"A","broader":"x:b"},{"code":"x:b","pillar":"nature","en":"B","broader":"x:a"}]}`: {"/categories/0 cycle", "/categories/1 cycle"},
		`{"categories":[{"code":"x:a","pillar":"nature","en":"A","broader":"x:none"}]}`:                                                        {"/categories/0 broader"},
		`{"categories":[{"code":"x:a","pillar":"nature"},{"code":"x:a","pillar":"nature","en":"A"}]}`:                                          {"/categories/0 label", "/categories/1 duplicate"},
		`{"categories":[{"code":"x:a","en":"A"}],"groups":[{"code":"x:g","en":"G"},{"code":"x:g","en":"G"}]}`:                                  {"/categories/0 pillar", "/groups/1 code"},
	} {
		_, err := activity.LoadVocabulary([]byte(file))
		var got []string
		for _, f := range activity.Faults(err) {
			got = append(got, f.Path+" "+f.Code)
		}
		require.Equal(t, want, got, file)
	}
	for _, file := range []string{`[`, `{"categories":[{"code":"no curie","pillar":"nature","en":"A"}]}`} {
		_, err := activity.LoadVocabulary([]byte(file))
		require.Error(t, err)
		_, err = activity.DefaultVocabulary().With([]byte(file))
		require.Error(t, err)
	}
	_, err = activity.DefaultVocabulary().With([]byte(`{"categories":[{"code":"sp-activity:choir","pillar":"arts","en":"Choir"}]}`))
	require.ErrorIs(t, err, activity.ErrInvalid)
}
