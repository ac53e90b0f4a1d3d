package matching_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/activity/hsds"
	"github.com/socialprescribing/socialprescribing/matching"
	"github.com/socialprescribing/socialprescribing/person"
)

var update = flag.Bool("update", false, "rewrite golden files")

// directory reads the vendored directory of Greater Manchester, and the plainly
// invented supplement beside it if asked for.
func directory(tb testing.TB, invented bool) []activity.Activity {
	tb.Helper()
	out, err := vendored(invented)
	require.NoError(tb, err)
	require.Greater(tb, len(out), 550)
	return out
}

// vendored is directory without a test.
func vendored(invented bool) ([]activity.Activity, error) {
	names := []string{"greater-manchester.json"}
	if invented {
		names = append(names, "invented.json")
	}
	var out []activity.Activity
	for _, name := range names {
		data, err := os.ReadFile(filepath.Join("..", "examples", "pathway", "directory", name))
		if err != nil {
			return nil, err
		}
		d, err := hsds.ReadAll(bytes.NewReader(data), nil)
		if err != nil {
			return nil, err
		}
		out = append(out, d.Activities...)
	}
	return out, nil
}

// golden holds text against a golden file.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		require.NoError(t, os.MkdirAll("testdata", 0o755))
		require.NoError(t, os.WriteFile(path, got, 0o600))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, string(want), string(got))
}

// places of seekers, in Greater Manchester.
var places = map[string]matching.Place{
	"Sale":       {Coordinates: sale, Outward: "M33"},
	"Stretford":  {Coordinates: stretford, Outward: "M32"},
	"Altrincham": {Coordinates: activity.MustParseCoordinates("53.3875,-2.3490"), Outward: "WA14"},
	"Manchester": {Coordinates: activity.MustParseCoordinates("53.4794,-2.2453"), Outward: "M1"},
	"Salford":    {Coordinates: activity.MustParseCoordinates("53.4875,-2.2901"), Outward: "M6"},
	"Urmston":    {Coordinates: activity.MustParseCoordinates("53.4486,-2.3540"), Outward: "M41"},
	"Wigan":      {Coordinates: activity.MustParseCoordinates("53.5450,-2.6325"), Outward: "WN1"},
	"Oldham":     {Coordinates: activity.MustParseCoordinates("53.5409,-2.1114"), Outward: "OL1"},
}

// reviewed is a seeker of the review file.
type reviewed struct {
	about string
	place string
	matching.Seeker
}

// need and like shorten lists of codes.
func need(names ...string) []person.NeedCode {
	var out []person.NeedCode
	for _, n := range names {
		out = append(out, person.NeedCode("sp-need:"+n))
	}
	return out
}

func like(names ...string) []activity.CategoryCode {
	var out []activity.CategoryCode
	for _, n := range names {
		out = append(out, activity.CategoryCode("sp-activity:"+n))
	}
	return out
}

var (
	athome = []activity.Mode{activity.HomeVisit, activity.Telephone, activity.Online}
	cy     = language.Make("cy")
	pl     = language.Make("pl")
	ur     = language.Make("ur")
)

// fifty are the seekers of the review file. They are invented.
var fifty = []reviewed{
	{"lonely, 74, on foot", "Sale", matching.Seeker{Needs: need("lonely"), Age: matching.AgeInYears(74), Travel: matching.Journey{Mode: matching.OnFoot}}},
	{"lonely since a bereavement, debt, Welsh first, step-free", "Stretford", matching.Seeker{Needs: need("lonely", "bereaved", "debt"), Age: matching.AgeInYears(68), Languages: []language.Tag{cy, language.English}, Access: []activity.Feature{activity.StepFree}}},
	{"wants to walk", "Sale", matching.Seeker{Needs: need("inactive"), Interests: like("walking-group"), Age: matching.AgeInYears(52)}},
	{"housebound and lonely", "Urmston", matching.Seeker{Needs: need("lonely", "isolated"), Modes: athome, Age: matching.AgeInYears(81)}},
	{"housebound, not online", "Altrincham", matching.Seeker{Needs: need("isolated"), Modes: athome, Digital: person.No, Age: matching.AgeInYears(86)}},
	{"no food today", "Salford", matching.Seeker{Needs: need("no-food-today"), Budget: matching.UpTo(0)}},
	{"food and fuel, low income", "Manchester", matching.Seeker{Needs: need("food", "fuel", "low-income"), Budget: matching.UpTo(0), Travel: matching.Journey{Mode: matching.ByBus}}},
	{"debt", "Stretford", matching.Seeker{Needs: need("debt")}},
	{"benefits, by bus", "Wigan", matching.Seeker{Needs: need("benefits"), Travel: matching.Journey{Mode: matching.ByBus}}},
	{"low mood, likes gardening, free on Tuesdays", "Sale", matching.Seeker{Needs: need("low-mood"), Interests: like("gardening"), Free: matching.MustParseSlots("tue-am tue-pm"), Age: matching.AgeInYears(45)}},
	{"low mood, likes music", "Altrincham", matching.Seeker{Needs: need("low-mood"), Interests: like("music-making", "choir"), Age: matching.AgeInYears(33)}},
	{"anxious, wants one to one", "Stretford", matching.Seeker{Needs: need("anxiety"), Matters: []activity.Feature{activity.OneToOne}, Age: matching.AgeInYears(27)}},
	{"anxious, no groups", "Sale", matching.Seeker{Needs: need("anxiety"), MustNot: []activity.Feature{activity.GroupSetting}, Age: matching.AgeInYears(30)}},
	{"suicidal", "Manchester", matching.Seeker{Needs: need("suicidal")}},
	{"nowhere to sleep", "Manchester", matching.Seeker{Needs: need("nowhere-to-sleep")}},
	{"unsafe at home", "Oldham", matching.Seeker{Needs: need("unsafe-tonight"), Gender: matching.GenderChoice{Women: person.Yes, Men: person.No}}},
	{"carer, wants other carers", "Urmston", matching.Seeker{Needs: need("carer"), Interests: like("peer-support"), Age: matching.AgeInYears(58)}},
	{"young carer, 14", "Sale", matching.Seeker{Needs: need("young-carer"), Age: matching.AgeInYears(14)}},
	{"parent of a baby", "Altrincham", matching.Seeker{Needs: need("parenting"), Interests: like("parent-group"), Age: matching.AgeInYears(29), Gender: matching.GenderChoice{Women: person.Yes, Men: person.No}}},
	{"wants to swim", "Altrincham", matching.Seeker{Needs: need("inactive"), Interests: like("swimming"), Age: matching.AgeInYears(61)}},
	{"wants the gym, evenings", "Stretford", matching.Seeker{Needs: need("inactive", "weight"), Interests: like("gym"), Free: matching.MustParseSlots("mon-eve tue-eve wed-eve thu-eve"), Age: matching.AgeInYears(38)}},
	{"inactive, wheelchair", "Sale", matching.Seeker{Needs: need("inactive"), Access: []activity.Feature{activity.Wheelchair}, Age: matching.AgeInYears(48)}},
	{"falls, 83, seated", "Urmston", matching.Seeker{Needs: need("falls"), Age: matching.AgeInYears(83), Matters: []activity.Feature{activity.SeatedOption}}},
	{"long-term condition", "Wigan", matching.Seeker{Needs: need("long-term-condition"), Age: matching.AgeInYears(66)}},
	{"pain", "Oldham", matching.Seeker{Needs: need("pain"), Age: matching.AgeInYears(55), Travel: matching.Journey{Mode: matching.ByCar}}},
	{"memory, with spouse", "Sale", matching.Seeker{Needs: need("memory"), Age: matching.AgeInYears(79)}},
	{"memory, their carer asks near", "Altrincham", matching.Seeker{Needs: need("memory", "carer"), Order: []matching.CriterionCode{matching.Travel}, Modes: []activity.Mode{activity.InPerson}}},
	{"alcohol, avoids evenings", "Manchester", matching.Seeker{Needs: need("alcohol"), Avoid: matching.Avoid{Times: matching.SlotsOf(matching.Evening, time.Monday, time.Friday)}, MustNot: []activity.Feature{activity.AlcoholPresent}}},
	{"drugs", "Salford", matching.Seeker{Needs: need("drugs"), Age: matching.AgeInYears(31)}},
	{"gambling and debt", "Salford", matching.Seeker{Needs: need("gambling", "debt"), Age: matching.AgeInYears(41)}},
	{"smoking", "Wigan", matching.Seeker{Needs: need("smoking"), Age: matching.AgeInYears(50)}},
	{"domestic abuse, avoids her own district", "Stretford", matching.Seeker{Needs: need("domestic-abuse"), Avoid: matching.Avoid{Areas: []activity.AreaCode{"M32"}}, Gender: matching.GenderChoice{Women: person.Yes, Men: person.No}, Age: matching.AgeInYears(36)}},
	{"new to the area, Polish", "Urmston", matching.Seeker{Needs: need("new-to-area", "language"), Languages: []language.Tag{pl}, Age: matching.AgeInYears(34)}},
	{"wants to learn English, Urdu", "Stretford", matching.Seeker{Needs: need("language"), Languages: []language.Tag{ur}, Age: matching.AgeInYears(44), Gender: matching.GenderChoice{Women: person.Yes, Men: person.No}}},
	{"digital skills, library", "Sale", matching.Seeker{Needs: need("digital"), Interests: like("library"), Age: matching.AgeInYears(71)}},
	{"learning", "Manchester", matching.Seeker{Needs: need("learning"), Age: matching.AgeInYears(24)}},
	{"looking for work", "Oldham", matching.Seeker{Needs: need("employment"), Age: matching.AgeInYears(22)}},
	{"purpose, retired, likes making things", "Sale", matching.Seeker{Needs: need("purpose"), Interests: like("crafts", "mens-shed", "repair-cafe"), Age: matching.AgeInYears(67), Gender: matching.GenderChoice{Women: person.No, Men: person.Yes}}},
	{"housing insecure", "Manchester", matching.Seeker{Needs: need("insecure-housing")}},
	{"immigration", "Manchester", matching.Seeker{Needs: need("immigration"), Budget: matching.UpTo(0)}},
	{"transport", "Wigan", matching.Seeker{Needs: need("transport", "isolated"), Age: matching.AgeInYears(77)}},
	{"daily living", "Urmston", matching.Seeker{Needs: need("daily-living"), Modes: []activity.Mode{activity.HomeVisit, activity.Telephone}, Age: matching.AgeInYears(88)}},
	{"stress, yoga, up to £5", "Altrincham", matching.Seeker{Needs: need("stress"), Interests: like("yoga", "tai-chi"), Budget: matching.UpTo(500), Age: matching.AgeInYears(39)}},
	{"confidence, drama", "Salford", matching.Seeker{Needs: need("confidence"), Interests: like("drama"), Age: matching.AgeInYears(19)}},
	{"identity, 17", "Manchester", matching.Seeker{Needs: need("identity"), Age: matching.AgeInYears(17)}},
	{"veteran", "Sale", matching.Seeker{Needs: need("veteran", "low-mood"), Groups: []matching.GroupAnswer{{Group: "sp-group:veterans", Is: person.Yes}}, Age: matching.AgeInYears(51)}},
	{"only likes libraries", "Oldham", matching.Seeker{Interests: like("library")}},
	{"lonely, birth year only", "Stretford", matching.Seeker{Needs: need("lonely"), Age: matching.Ages{Min: 64 * 12, Max: 65*12 + 11, Known: true}}},
	{"no fixed abode, chose the city", "Manchester", matching.Seeker{Needs: need("homeless", "food")}},
	{"sight loss, by bus", "Sale", matching.Seeker{Needs: need("sensory-loss"), Travel: matching.Journey{Mode: matching.ByBus}, Age: matching.AgeInYears(73)}},
}

// TestReview prints the best five with their reasons for fifty seekers over
// the real directory and the invented supplement. Whoever changes the golden
// file reads the difference, line by line, for sense, and says why.
func TestReview(t *testing.T) {
	list := directory(t, true)
	byID := map[activity.ID]*activity.Activity{}
	for i := range list {
		byID[list[i].ID] = &list[i]
	}
	ix, err := matching.NewIndex(slices.Values(list), &matching.Options{Horizon: horizon})
	require.NoError(t, err)
	var b bytes.Buffer
	require.Len(t, fifty, 50)
	for n, s := range fifty {
		s.Place = places[s.place]
		s.Place.Chosen = strings.HasPrefix(s.about, "no fixed abode")
		r, err := ix.Match(matching.Query{Seeker: s.Seeker, At: monday, Options: &matching.QueryOptions{PerKind: 3}})
		require.NoError(t, err)
		fmt.Fprintf(&b, "%d. %s, %s\n", n+1, s.about, s.place)
		if r.Urgent != nil {
			fmt.Fprintf(&b, "   URGENT %v\n", r.Urgent.Needs)
		}
		for i, m := range r.Matches {
			a := byID[m.Activity]
			fmt.Fprintf(&b, "   %d) %s\n", i+1, a.Name)
			for _, why := range m.Reasons {
				fmt.Fprintf(&b, "      %-7s %s\n", why.Fit, why.Text(language.English))
			}
		}
		if len(r.Matches) == 0 {
			b.WriteString("   nothing\n")
		}
	}
	golden(t, "review.golden.txt", b.Bytes())
}

// TestTravelDecidesOnRealRecords: on the real records alone a seeker with one
// need, a place and nothing else gets answers that travel decides.
func TestTravelDecidesOnRealRecords(t *testing.T) {
	list := directory(t, false)
	q := matching.Query{Seeker: matching.Seeker{Needs: need("digital"), Place: places["Sale"]}, At: monday, K: 10}
	r, err := matching.Rank(q, slices.Values(list), nil)
	require.NoError(t, err)
	require.NotEmpty(t, r.Matches)
	var b bytes.Buffer
	for i, m := range r.Matches {
		at := slices.IndexFunc(list, func(a activity.Activity) bool { return a.ID == m.Activity })
		fmt.Fprintf(&b, "%s\n", list[at].Name)
		for _, why := range m.Reasons {
			fmt.Fprintf(&b, "   %-7s %s\n", why.Fit, why.Text(language.English))
		}
		for _, c := range []matching.CriterionCode{matching.Interest, matching.Access, matching.Language, matching.Time, matching.Cost, matching.Eligibility} {
			fit, used := r.FitOf(m, c)
			require.True(t, used)
			require.Equal(t, matching.Exact, fit, "%s was not raised", c)
		}
		if i == 0 {
			continue
		}
		need, _ := r.FitOf(m, matching.Need)
		before, _ := r.FitOf(r.Matches[i-1], matching.Need)
		if need == before {
			near, _ := r.FitOf(m, matching.Travel)
			nearer, _ := r.FitOf(r.Matches[i-1], matching.Travel)
			require.LessOrEqual(t, near, nearer)
		}
	}
	golden(t, "travel.golden.txt", b.Bytes())
}

// TestEveryRealActivity: each activity of the real directory is a match or is
// excluded with all its reasons.
func TestEveryRealActivity(t *testing.T) {
	list := directory(t, true)
	opts := &matching.Options{Horizon: horizon}
	for _, s := range fifty[:12/smaller] {
		s.Place = places[s.place]
		q := matching.Query{Seeker: s.Seeker, At: monday, K: matching.MaxK}
		r, err := matching.Rank(q, slices.Values(list), opts)
		require.NoError(t, err)
		matched := map[activity.ID]bool{}
		for _, m := range r.Matches {
			matched[m.Activity] = true
		}
		for _, a := range list {
			e, err := matching.Explain(q, a, opts)
			require.NoError(t, err)
			require.Equal(t, matched[a.ID], e.Matches)
			if !e.Matches {
				require.NotEmpty(t, e.Failed())
			}
		}
	}
}
