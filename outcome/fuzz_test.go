package outcome_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"

	"github.com/socialprescribing/socialprescribing/outcome"
	"github.com/socialprescribing/socialprescribing/outcome/instruments"
)

// FuzzTexts: any bytes as a host's wording give an error, or a catalogue that
// leaves no sentence empty.
func FuzzTexts(f *testing.F) {
	f.Add([]byte(`{"version":"1","entries":{"verdict-improved":{"kind":"label","en":"Better","cy":"Gwell","cyStatus":"reviewed"}}}`))
	f.Add([]byte(`{"version":"1","entries":{"nonsense":{"kind":"label","en":"x"}}}`))
	f.Add([]byte(`{"version"`))
	in := instruments.MustGet("phq-2")
	s, err := in.Score(outcome.Response{1, 2})
	require.NoError(f, err)
	f.Fuzz(func(t *testing.T, data []byte) {
		own, err := outcome.LoadTexts(data)
		if err != nil {
			require.Nil(t, own, "a wording beside an error")
			return
		}
		for _, tag := range []language.Tag{language.English, language.MustParse("cy")} {
			require.NotEmpty(t, in.Describe(s, "total", tag, own))
		}
	})
}

// FuzzRecord: the storage form of a record never panics, is written the same way
// twice, and a check of what was read is an answer or a typed error.
func FuzzRecord(f *testing.F) {
	in := instruments.MustGet("phq-2")
	rec, err := outcome.NewRecord(id(1), outcome.PersonID{2}, in, outcome.Response{1, outcome.NotAnswered}, outcome.Baseline, day0)
	require.NoError(f, err)
	data, err := json.Marshal(rec)
	require.NoError(f, err)
	f.Add(data)
	f.Add([]byte(`{"id":"x"}`))
	f.Add([]byte(`{"response":[-9999,32767]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var r outcome.Record
		if json.Unmarshal(data, &r) != nil {
			return
		}
		first, err := json.Marshal(r)
		require.NoError(t, err)
		var back outcome.Record
		require.NoError(t, json.Unmarshal(first, &back), string(first))
		second, err := json.Marshal(back)
		require.NoError(t, err)
		require.Equal(t, string(first), string(second))
		if err := r.Check(in); err != nil {
			require.ErrorIs(t, err, outcome.ErrRecord)
		}
	})
}
