package matching_test

import (
	"encoding/json"
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/matching"
	"github.com/socialprescribing/socialprescribing/matching/internal/synth"
)

func FuzzParseSlots(f *testing.F) {
	for _, s := range []string{"", "mon-am tue-eve", "sun-pm sun-pm", "mon", "x-am"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s, err := matching.ParseSlots(text)
		if err != nil {
			require.True(t, s.IsZero())
			return
		}
		again, err := matching.ParseSlots(s.String())
		require.NoError(t, err)
		require.Equal(t, s, again)
	})
}

func FuzzLoadCrosswalk(f *testing.F) {
	f.Add([]byte(`{"version":"1","links":[{"need":"sp-need:lonely","category":"sp-activity:choir","strength":"weak","reason":"r"}]}`))
	f.Add([]byte(`{}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := matching.LoadCrosswalk(data)
		if err != nil {
			require.ErrorIs(t, err, matching.ErrCrosswalk)
			return
		}
		out, err := json.Marshal(c)
		require.NoError(t, err)
		again, err := matching.LoadCrosswalk(out)
		require.NoError(t, err)
		require.Equal(t, slices.Collect(c.All()), slices.Collect(again.All()))
	})
}

// fuzzed are an index and the plain twin over the same activities.
var fuzzed = sync.OnceValues(func() (*matching.Index, *matching.Twin) {
	w, o := synth.New(), &matching.Options{Horizon: horizon}
	return must(matching.NewIndex(w.Activities(600, 21), o)), must(matching.NewTwin(w.Activities(600, 21), o))
})

// FuzzIndexEqualsTwin asks whatever JSON spells.
func FuzzIndexEqualsTwin(f *testing.F) {
	for _, s := range synth.New().Seekers(12, 31) {
		f.Add(must(json.Marshal(s)), uint8(5), false)
	}
	f.Fuzz(func(t *testing.T, data []byte, k uint8, strict bool) {
		var s matching.Seeker
		if json.Unmarshal(data, &s) != nil {
			return
		}
		q := matching.Query{Seeker: s, At: synth.At, K: int(k)}
		if strict {
			q.Options = &matching.QueryOptions{ExcludeUnknown: matching.Criteria()[4:9]}
		}
		ix, twin := fuzzed()
		got, err := ix.Match(q)
		want, twinErr := twin.Match(q)
		if twinErr != nil {
			require.Error(t, err)
			return
		}
		require.NoError(t, err)
		require.Equal(t, want, got)
	})
}
