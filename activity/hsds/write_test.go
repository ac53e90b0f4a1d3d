package hsds_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/activity/hsds"
)

func readFile(t *testing.T, name string) hsds.Directory {
	t.Helper()
	data, err := os.ReadFile(name)
	require.NoError(t, err)
	d, err := hsds.ReadAll(bytes.NewReader(data), &hsds.Options{Source: "x"})
	require.NoError(t, err)
	return d
}

// rewrite writes a directory and reads it again.
func rewrite(t *testing.T, d hsds.Directory, o *hsds.WriteOptions) (hsds.Directory, []hsds.Fault, []byte) {
	t.Helper()
	providers := map[activity.ProviderID]*activity.Provider{}
	for i := range d.Providers {
		providers[d.Providers[i].ID] = &d.Providers[i]
	}
	var b bytes.Buffer
	w := hsds.NewWriter(&b, o)
	var lost []hsds.Fault
	for i := range d.Activities {
		l, err := w.Write(&d.Activities[i], providers[d.Activities[i].Provider])
		require.NoError(t, err)
		lost = append(lost, l...)
	}
	require.NoError(t, w.Close())
	again, err := hsds.ReadAll(bytes.NewReader(b.Bytes()), &hsds.Options{Source: "x"})
	require.NoError(t, err)
	return again, lost, b.Bytes()
}

var directories = []string{"greater-manchester.json", "invented.json"}

func TestRoundTripKeepsTheDirectory(t *testing.T) {
	for _, name := range directories {
		for _, lines := range []bool{false, true} {
			d := readFile(t, filepath.Join("../../examples/pathway/directory", name))
			again, lost, _ := rewrite(t, d, &hsds.WriteOptions{Lines: lines})
			require.Len(t, again.Activities, len(d.Activities))
			for i := range d.Activities {
				want, got := d.Activities[i], again.Activities[i]
				for j := range want.Locations {
					want.Locations[j].Source = got.Locations[j].Source // identifiers of other registers
				}
				require.Equal(t, want, got, want.Name)
			}
			require.Equal(t, d.Providers, again.Providers)
			paths := map[string]int{}
			for _, f := range lost {
				require.Equal(t, hsds.NotCarried, f.Kind)
				paths[f.Pointer]++
			}
			if name == directories[1] {
				require.Empty(t, paths)
			} else {
				require.Equal(t, map[string]int{"/locations/0/source/extra": 314}, paths)
			}
		}
	}
}

func TestProfileOnlyListsWhatIsLost(t *testing.T) {
	d := readFile(t, "../../examples/pathway/directory/invented.json")
	again, lost, data := rewrite(t, d, &hsds.WriteOptions{ProfileOnly: true})
	for _, member := range []string{`"value"`, `"code"`, `"capacities"`, `"phones"`, `"languages"`, `"application_process"`, `"eligibility_description"`} {
		require.NotContains(t, string(data), member)
	}
	byRecord := map[string]map[string]bool{}
	for _, f := range lost {
		if byRecord[f.Record] == nil {
			byRecord[f.Record] = map[string]bool{}
		}
		byRecord[f.Record][f.Pointer] = true
	}
	for i := range d.Activities {
		want, got := d.Activities[i], again.Activities[i]
		l := byRecord[want.ID.String()]
		require.True(t, l["/languages"] && l["/routes"] && l["/eligibility/text"] && l["/contacts/0/phones"], want.Name)
		require.Equal(t, want.Eligibility.Ages, got.Eligibility.Ages)
		require.Equal(t, want.Eligibility.Groups, got.Eligibility.Groups)
		require.Equal(t, want.Cost, got.Cost)
		require.Equal(t, want.Categories, got.Categories)
		require.Equal(t, want.Schedule, got.Schedule)
		require.Equal(t, want.Modes, got.Modes)
		for j, f := range want.Access {
			lostOne := l["/access/"+itoa(j)]
			require.Equal(t, f.Has.String() != "yes", lostOne, "a feature that is not there cannot be said")
			if lostOne {
				require.NotEqual(t, "yes", got.Access.Of(f.Feature).String())
			}
		}
	}
}

func itoa(n int) string {
	if n < 10 {
		return string(rune('0' + n))
	}
	return itoa(n/10) + itoa(n%10)
}

func TestRuleThatTheProfileCannotEndIsNotMadeEndless(t *testing.T) {
	a := activity.Activity{ID: activity.DeriveID("t", "1"), Name: "Course", Status: activity.Active}
	a.Schedule = activity.Schedule{Zone: "Europe/London", Rules: []activity.Rule{
		{Freq: activity.Weekly, ByDay: []activity.NthDay{activity.Every(activity.Monday)}, Until: activity.MustParseDay("2026-11-30").At(activity.Clock{})},
		{Freq: activity.Weekly, Start: activity.MustParseDay("2026-09-07"), Count: 6, ByDay: []activity.NthDay{activity.Every(activity.Monday)}},
		{Freq: activity.Daily},
	}}
	d := hsds.Directory{Activities: []activity.Activity{a}}
	again, lost, data := rewrite(t, d, &hsds.WriteOptions{ProfileOnly: true})
	require.Contains(t, string(data), `"valid_to":"2026-11-30"`)
	rules := again.Activities[0].Schedule.Rules
	require.Len(t, rules, 2, "six times cannot be said, and for ever would be wrong")
	require.Len(t, rules[1].ByDay, 7, "daily is every day of the week")
	require.Equal(t, "/schedule/rules/0/until", lost[0].Pointer)
	require.Equal(t, "/schedule/rules/1", lost[1].Pointer)
	again, lost, _ = rewrite(t, d, nil)
	require.Empty(t, lost)
	require.Equal(t, 6, again.Activities[0].Schedule.Rules[1].Count)
	require.Equal(t, "2026-11-30", again.Activities[0].Schedule.Rules[0].Until.String())
}

func TestRecordWithoutWhatTheProfileRequiresIsRefused(t *testing.T) {
	w := hsds.NewWriter(&bytes.Buffer{}, nil)
	_, err := w.Write(&activity.Activity{Name: "Secret name", ID: activity.DeriveID("t", "1")}, nil)
	require.ErrorIs(t, err, hsds.ErrNotWritable)
	require.NotContains(t, err.Error(), "Secret")
	require.NoError(t, w.Close())
	_, err = w.Write(&activity.Activity{Name: "x", ID: activity.DeriveID("t", "1"), Status: activity.Active}, nil)
	require.Error(t, err, "after Close")
	d, err := hsds.ReadAll(strings.NewReader(`{"contents":[],"total_items":0,"empty":true}`), nil)
	require.NoError(t, err)
	require.Equal(t, map[hsds.FaultKind]int{hsds.EmptyFeed: 1}, d.Report.Counts)
}

func TestWritingIsStable(t *testing.T) {
	d := readFile(t, "../../examples/pathway/directory/invented.json")
	_, _, one := rewrite(t, d, nil)
	again, _, two := rewrite(t, d, nil)
	require.True(t, bytes.Equal(one, two))
	_, _, three := rewrite(t, again, nil)
	require.True(t, bytes.Equal(one, three), "writing what was read again changes nothing")
}
