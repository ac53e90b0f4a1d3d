package activity_test

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/activity"
)

func TestEveryOpenActiveConceptIsMappedOrExplicitlyNot(t *testing.T) {
	m := activity.OpenActiveMap()
	require.Len(t, m.Codes(), 768)
	require.Equal(t, "CC-BY-4.0", m.Licence())
	require.Equal(t, "openActiveActivity", m.Prefix())
	require.NotEmpty(t, m.Source()+m.Version())
	var unmapped []string
	for _, code := range m.Codes() {
		to, ok := m.Lookup(code)
		require.True(t, ok)
		if len(to) == 0 {
			unmapped = append(unmapped, m.Label(code))
		}
	}
	require.ElementsMatch(t, []string{"Activity Holiday Camp", "Creche", "Sauna", "Soft Play", "Spa", "Steam Room", "Turkish Baths"}, unmapped)
}

func TestOpenActiveCategories(t *testing.T) {
	m := activity.OpenActiveMap()
	byLabel := map[string]string{}
	for _, code := range m.Codes() {
		byLabel[m.Label(code)] = code
	}
	for label, want := range map[string]string{
		"Walking": "walking-group", "Nordic Walking": "walking-group", "Walking Football": "walking-sport", "Chair Based Exercise": "seated-exercise",
		"Tai Chi": "tai-chi", "Karate": "martial-arts", "Aqua Aerobics": "swimming", "Otago": "falls-prevention", "Singing": "choir",
		"Wheelchair Basketball": "disability-sport", "Zumba® Gold": "dance-fitness", "Waltz": "dance-arts", "Gardening": "gardening", "Rifle": "target-sport",
	} {
		to, ok := m.Lookup("openActiveActivity:" + byLabel[label])
		require.True(t, ok, label)
		require.Equal(t, []activity.CategoryCode{activity.CategoryCode("sp-activity:" + want)}, to, label)
		again, ok := m.Lookup("https://openactive.io/activity-list#" + byLabel[label])
		require.True(t, ok)
		require.Equal(t, to, again)
	}
	_, ok := m.Lookup("https://openactive.io/activity-list#no-such-thing")
	require.False(t, ok)
	_, ok = m.Lookup("")
	require.False(t, ok)
	terms := []activity.Term{
		{Code: "esdService:298"},
		{Code: "openActiveActivity:" + byLabel["Walking"]},
		{Code: "openActiveActivity:" + byLabel["Hiking"]},
		{Code: "openActiveActivity:" + byLabel["Sauna"]},
	}
	require.Equal(t, []activity.Category{{Code: "sp-activity:walking-group", Standing: activity.Known, From: terms[1].Code}}, m.Categorise(terms))
}

func TestAHostLoadsItsOwnMap(t *testing.T) {
	m, err := activity.LoadCategoryMap([]byte(`{"version":"2026","source":"LG Inform Plus","licence":"OGL-UK-3.0","prefix":"esdService",
		"entries":[{"code":"298","label":"Carers support groups","to":["sp-activity:carers-support"]},{"code":"242","to":[]}]}`), nil)
	require.NoError(t, err)
	to, ok := m.Lookup("esdService:298")
	require.True(t, ok)
	require.Equal(t, []activity.CategoryCode{"sp-activity:carers-support"}, to)
	to, ok = m.Lookup("http://id.esd.org.uk/service/242")
	require.True(t, ok)
	require.Empty(t, to)
	for _, c := range []struct {
		term activity.Term
		want bool
	}{
		{activity.Term{Code: "esdService:298", Taxonomy: "Another name of it"}, true},
		{activity.Term{Code: "http://id.esd.org.uk/service/298", Taxonomy: "esd"}, true},
		{activity.Term{Code: "298"}, true},
		{activity.Term{Code: "298", Taxonomy: "ESDservice"}, true},
		{activity.Term{Code: "298", Taxonomy: "LG Inform Plus"}, true},
		{activity.Term{Code: "298", Taxonomy: "Our own list"}, false}, // another 298
		{activity.Term{Code: "own:298"}, false},
	} {
		require.Equal(t, c.want, len(m.Categorise([]activity.Term{c.term})) == 1, "%v", c.term)
	}

	_, err = activity.LoadCategoryMap([]byte(`{"entries":[{"code":"1","to":["sp-activity:nonsense"]},{"code":"1"},{"code":""}]}`), nil)
	require.Len(t, activity.Faults(err), 7)
	_, err = activity.LoadCategoryMap([]byte(`[`), nil)
	require.Error(t, err)
}

func TestTheMapHoldsTheWholeList(t *testing.T) {
	dir := os.Getenv("SHARED_DATA")
	if dir == "" {
		t.Log("SHARED_DATA is not set: nothing to compare with")
		return
	}
	f, err := os.Open(filepath.Join(dir, "data", "taxonomies", "openactive-activity-list.csv"))
	require.NoError(t, err)
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	require.NoError(t, err)
	require.Len(t, rows, 769)
	for _, row := range rows[1:] {
		_, ok := activity.OpenActiveMap().Lookup(row[0])
		require.True(t, ok, row[1])
		require.Equal(t, row[1], activity.OpenActiveMap().Label(strings.TrimSpace(row[0])))
	}
}
