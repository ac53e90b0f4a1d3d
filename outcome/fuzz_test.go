package outcome_test

import (
	"encoding"
	"encoding/binary"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
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

// FuzzHostTable: any table that a host supplies is refused with a typed error, or
// gives an instrument whose scores lie in its range. So that the fuzzer gets past
// the count of rows, its bytes change rows of a sound table.
func FuzzHostTable(f *testing.F) {
	f.Add(false, "gph-t", "edition 1", "", []byte{1, 0, 0, 0, 0, 0, 0, 0, 5, 3})
	f.Add(true, "tariff", "x", "sha256:0", []byte{0xFF, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0})
	f.Add(true, "", "", "", []byte(nil))
	f.Fuzz(func(t *testing.T, states bool, id, provenance, checksum string, changes []byte) {
		in, rows := instruments.MustGet("promis-global-10"), []outcome.Row(nil)
		for k := int64(4); k <= 20; k++ {
			rows = append(rows, outcome.Row{Key: k, Value: outcome.Int(k)})
		}
		if states {
			in, rows = instruments.MustGet("icecap-a"), icecapRows()
		}
		for ; len(changes) >= 10; changes = changes[10:] {
			at, how := int(changes[8])%len(rows), changes[9]
			n := int64(binary.LittleEndian.Uint64(changes))
			switch how % 4 {
			case 0:
				rows[at].Key = n
			case 1:
				rows[at].Value = outcome.Millionths(n)
			case 2:
				rows[at].Value = outcome.Millionths(n % 1_000_001)
			default:
				rows = append(rows[:at], rows[min(at+int(how/4)%2, len(rows)-1):]...)
			}
		}
		out, err := in.WithTable(outcome.HostTable{ID: outcome.RuleID(id), Provenance: provenance, Checksum: checksum, Rows: rows})
		if err != nil {
			require.ErrorIs(t, err, outcome.ErrTable)
			require.Nil(t, out, "an instrument beside an error")
			return
		}
		require.NotEqual(t, in.Key(), out.Key())
		require.Equal(t, outcome.RowsChecksum(rows), out.Tables()[0].Checksum)
		rng := rand.New(rand.NewPCG(uint64(len(rows)), 1))
		for n := range 20 {
			r := random(rng, out, n/15)
			s, err := out.Score(r)
			require.NoError(t, err)
			inRange(t, out, s)
			checkColumn(t, out, r, s)
		}
	})
}

// icecapRows is a made-up tariff for every state of the ICECAP-A.
func icecapRows() []outcome.Row {
	var rows []outcome.Row
	for k := range int64(1024) {
		key := int64(0)
		for i := range 5 {
			key = key*10 + (k>>(2*(4-i)))&3 + 1
		}
		rows = append(rows, outcome.Row{Key: key, Value: outcome.Millionths(k)})
	}
	return rows
}

func inRange(t *testing.T, in *outcome.Instrument, s outcome.Score) {
	t.Helper()
	for code, p := range s.Parts() {
		info, _ := in.Part(code)
		if v, ok := p.Value(); ok {
			require.False(t, v.Compare(info.Min) < 0 || v.Compare(info.Max) > 0, "%s outside %s to %s", code, info.Min, info.Max)
		}
	}
}

// FuzzIdentifiers: any text is no identifier, or reads back as itself in lower case.
func FuzzIdentifiers(f *testing.F) {
	f.Add("6f9619ff-8b86-4011-b42d-00c04fc964ff")
	f.Add("00000000-0000-0000-0000-000000000000")
	f.Add("{6F9619FF-8B86-D011-B42D-00C04FC964F}")
	f.Add("")
	f.Fuzz(func(t *testing.T, s string) {
		identifier(t, s, outcome.ParseRecordID, new(outcome.RecordID))
		identifier(t, s, outcome.ParseEpisodeID, new(outcome.EpisodeID))
		identifier(t, s, outcome.ParseConcernID, new(outcome.ConcernID))
		identifier(t, s, outcome.ParseActorID, new(outcome.ActorID))
		identifier(t, s, outcome.ParseChangeID, new(outcome.ChangeID))
		identifier(t, s, outcome.ParseEventID, new(outcome.EventID))
	})
}

func identifier[T interface {
	comparable
	String() string
	IsZero() bool
}](t *testing.T, s string, parse func(string) (T, error), dst encoding.TextUnmarshaler,
) {
	t.Helper()
	id, err := parse(s)
	textErr := dst.UnmarshalText([]byte(s))
	require.Equal(t, s != "" && err != nil, textErr != nil, "the empty text is the zero identifier, else both agree")
	require.Equal(t, err != nil, id.IsZero())
	if err != nil {
		require.True(t, s == "" || !strings.Contains(err.Error(), s) || len(s) < 3, "an error that repeats the text")
		return
	}
	require.Equal(t, strings.ToLower(s), id.String())
	back, err := parse(id.String())
	require.NoError(t, err)
	require.Equal(t, id, back)
}

// FuzzStored: any bytes as the storage form of a value are refused, or read to a
// value that is written and read back as itself.
func FuzzStored(f *testing.F) {
	in := instruments.MustGet("phq-2")
	s, err := in.Score(outcome.Response{1, 2})
	require.NoError(f, err)
	data, err := json.Marshal(s)
	require.NoError(f, err)
	f.Add(data)
	for _, seed := range []string{
		`{"value":4398046.511104,"status":"complete","answered":1,"of":1}`, `{"status":"not-scorable","reason":"missing-answers","answered":1,"of":2}`,
		`null`, `"n/a"`, `-1`, `1e308`, `[3,0.5]`, `[3]`, `{"instrument":{"id":"x","version":"1"},"parts":[{"part":"a","value":1,"status":"complete","answered":1,"of":1}],"alertRules":["a"],"alerts":[{"code":"a","state":"raised"}]}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		stored[outcome.Score](t, data)
		stored[outcome.PartScore](t, data)
		stored[outcome.Answer](t, data)
		stored[outcome.Row](t, data)
		stored[outcome.Comparison](t, data)
		var e, again outcome.Estimate // not known is not equal to itself
		if json.Unmarshal(data, &e) == nil {
			first, err := json.Marshal(e)
			require.NoError(t, err)
			require.NoError(t, json.Unmarshal(first, &again))
			require.Equal(t, e.IsKnown(), again.IsKnown())
			require.True(t, !e.IsKnown() || e == again)
		}
	})
}

func stored[T comparable](t *testing.T, data []byte) {
	t.Helper()
	var v, back T
	if json.Unmarshal(data, &v) != nil {
		require.Equal(t, back, v, "a value beside an error")
		return
	}
	written, err := json.Marshal(v)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(written, &back), "%T %s", v, written)
	require.Equal(t, v, back, "%T %s", v, written)
}

// FuzzPairs: any keyed answers make a response that can be scored, or every fault
// is a typed error; one answer by itself is read in the same way; and any value as a
// finished score is in range or refused.
func FuzzPairs(f *testing.F) {
	f.Add("phq-9", "1", "several-days", "9", "3", int64(0))
	f.Add("ipaq-sf", "vigorous-days", "7", "vigorous-minutes", "1440", int64(50_000_000))
	f.Add("pam-13", "", "n/a", "\x00", "-1", int64(-1))
	f.Fuzz(func(t *testing.T, id, item, answer, item2, answer2 string, value int64) {
		in, err := instruments.Get(outcome.InstrumentID(id))
		if err != nil {
			require.ErrorIs(t, err, instruments.ErrUnknownInstrument)
			return
		}
		r, err := in.Read(outcome.Pair{Item: outcome.ItemCode(item), Answer: answer}, outcome.Pair{Item: outcome.ItemCode(item2), Answer: answer2})
		at := slices.Index(in.Items(), outcome.ItemCode(item))
		one, ok := in.ReadAnswer(at, answer)
		if err != nil {
			require.ErrorIs(t, err, outcome.ErrAnswer)
			require.Nil(t, r)
		} else {
			require.True(t, ok)
			require.Equal(t, one, r[at])
			s, err := in.Score(r)
			require.NoError(t, err)
			checkTwin(t, in, r, s)
		}
		finished, err := in.Opaque("licence", map[outcome.PartCode]outcome.Value{"score": outcome.Millionths(value)})
		if err != nil {
			require.True(t, errors.Is(err, outcome.ErrAnswer) || errors.Is(err, outcome.ErrUnknownName) || errors.Is(err, outcome.ErrNotPermitted), err)
			require.True(t, finished.IsZero())
			return
		}
		inRange(t, in, finished)
		v, ok := finished.Value("score")
		require.True(t, ok)
		require.Equal(t, outcome.Millionths(value), v)
	})
}
