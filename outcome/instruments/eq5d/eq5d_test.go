package eq5d_test

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/outcome"
	"github.com/socialprescribing/socialprescribing/outcome/instruments/eq5d"
)

// digests are the checksums of the published tables, all states in order, so that
// every state of every value set is proven without carrying the tables twice. Made
// from the tables of the R packages eq5d and eq5dsuite, which agree.
var digests = map[outcome.PartCode]string{
	"england-2018":    "sha256:436092054d463996dd94b49664e59aff70e7447b5c9588d548ce6304a51fa2b8",
	"uk-2026":         "sha256:875a05ea2ef23a4a5c1f7fb0e1557c3be8b1efa83c992800550ecc73e1499883",
	"crosswalk-uk":    "sha256:23f8beba369993a22f8f31386bcf2cc225565ce7beefb989903dc0bc4bbe9fcf",
	"uk-a1":           "sha256:61e495d243dd59977baff822fa3821759b1fb023fc0c7226bd4e6de8be4a7733",
	"uk-vas":          "sha256:df15067fefd75492a3aac3a7dcff1ed3c451fdf831b331378bee8a87f5cb1a81",
	"reverse-uk-2026": "sha256:35cd9f266ea9867fb68b6d9f5b7036bb9029e15fae1d1277206d16dc5812e408",
}

func TestEveryStateOfEveryValueSet(t *testing.T) {
	five, err := eq5d.Crosswalked()
	require.NoError(t, err)
	three, err := eq5d.Reversed()
	require.NoError(t, err)
	for _, v := range []struct {
		in     *outcome.Instrument
		levels int
		states int
		parts  []outcome.PartCode
	}{
		{five, 5, 3125, []outcome.PartCode{"england-2018", "uk-2026", "crosswalk-uk"}},
		{three, 3, 243, []outcome.PartCode{"uk-a1", "uk-vas", "reverse-uk-2026"}},
	} {
		rows := map[outcome.PartCode][]outcome.Row{}
		for p := range eq5d.States(v.levels) {
			s, err := v.in.Score(p.Response())
			require.NoError(t, err)
			var key int64
			_, err = fmt.Sscan(p.String(), &key)
			require.NoError(t, err)
			for _, part := range v.parts {
				u, ok := s.Value(part)
				require.True(t, ok)
				rows[part] = append(rows[part], outcome.Row{Key: key, Value: u})
			}
		}
		for _, part := range v.parts {
			require.Len(t, rows[part], v.states)
			require.Equal(t, digests[part], outcome.RowsChecksum(rows[part]), part)
		}
	}
}

// TestWorseThanDead counts the states below 0, which are valid.
func TestWorseThanDead(t *testing.T) {
	in, err := eq5d.Crosswalked()
	require.NoError(t, err)
	below := map[outcome.PartCode]int{}
	for p := range eq5d.States(5) {
		s, err := in.Score(p.Response())
		require.NoError(t, err)
		for _, part := range []outcome.PartCode{"england-2018", "uk-2026"} {
			if v, _ := s.Value(part); v.Sign() < 0 {
				below[part]++
			}
		}
	}
	require.Equal(t, map[outcome.PartCode]int{"england-2018": 159, "uk-2026": 460}, below)
}

// hostTables is the folder of tables of the one who runs the tests: OUTCOME_TABLES,
// or the tables beside the shared vectors; "" when there is none.
func hostTables(t *testing.T) string {
	t.Helper()
	if dir := os.Getenv("OUTCOME_TABLES"); dir != "" {
		return dir
	}
	if shared := os.Getenv("SHARED_DATA"); shared != "" {
		return filepath.Join(shared, "vectors", "tables")
	}
	t.Log("neither OUTCOME_TABLES nor SHARED_DATA is set: the digests stand for the tables")
	return ""
}

func readCSV(t *testing.T, path string) [][]string {
	t.Helper()
	data, err := os.ReadFile(path) //nolint:gosec // the tester's own folder
	require.NoError(t, err)
	rows, err := csv.NewReader(strings.NewReader(string(data))).ReadAll()
	require.NoError(t, err)
	return rows
}

// sixDecimals is the decimal in s at six places, half away from zero, by rational
// arithmetic.
func sixDecimals(t *testing.T, s string) outcome.Value {
	t.Helper()
	r, ok := new(big.Rat).SetString(s)
	require.True(t, ok, s)
	v, err := outcome.ParseValue(strings.TrimRight(strings.TrimRight(r.FloatString(6), "0"), "."))
	require.NoError(t, err)
	return v
}

// TestStatesOfTheTables compares every state of every value set with the published
// tables, as the R packages eq5d and eq5dsuite have them.
func TestStatesOfTheTables(t *testing.T) {
	dir := hostTables(t)
	if dir == "" {
		return
	}
	five, err := eq5d.Crosswalked()
	require.NoError(t, err)
	three, err := eq5d.Reversed()
	require.NoError(t, err)
	for _, v := range []struct {
		in      *outcome.Instrument
		file    string
		parse   func(string) (eq5d.Profile, error)
		states  int
		columns map[string]outcome.PartCode
	}{
		{five, "eq5d5l_states.csv", eq5d.Parse5L, 3125, map[string]outcome.PartCode{
			"england_devlin2018": "england-2018", "uk_2026": "uk-2026", "vanhout2012_crosswalk_uk": "crosswalk-uk",
		}},
		{three, "eq5d3l_states.csv", eq5d.Parse3L, 243, map[string]outcome.PartCode{
			"uk_mvh_a1_tto": "uk-a1", "uk_vas": "uk-vas", "reverse_crosswalk_uk2026": "reverse-uk-2026",
		}},
	} {
		rows := readCSV(t, filepath.Join(dir, v.file))
		require.Len(t, rows, v.states+1)
		found := 0
		for column, part := range v.columns {
			at := slices.Index(rows[0], column)
			require.GreaterOrEqual(t, at, 0, "%s: no column %s in %v", v.file, column, rows[0])
			for _, row := range rows[1:] {
				p, err := v.parse(row[0])
				require.NoError(t, err)
				s, err := v.in.Score(p.Response())
				require.NoError(t, err)
				got, ok := s.Value(part)
				require.True(t, ok)
				require.Equal(t, sixDecimals(t, row[at]), got, "%s %s", row[0], part)
				found++
			}
		}
		require.Equal(t, 3*v.states, found)
	}
}

// TestHostTables compares every state, age band and sex of the NICE DSU mapping with
// the host's file, at six decimals.
func TestHostTables(t *testing.T) {
	dir := hostTables(t)
	if dir == "" {
		return
	}
	for name, levels := range map[string]int{"eq5d5l_nice_dsu_uk.csv": 5, "eq5d3l_to_5l_nice_dsu_uk.csv": 3} {
		data, err := os.ReadFile(filepath.Join(dir, name)) //nolint:gosec // the tester's own folder
		require.NoError(t, err)
		d, err := eq5d.LoadDSU(strings.NewReader(string(data)), "test")
		require.NoError(t, err)
		rows := readCSV(t, filepath.Join(dir, name))
		checked := 0
		for _, row := range rows[1:] {
			p, err := map[int]func(string) (eq5d.Profile, error){5: eq5d.Parse5L, 3: eq5d.Parse3L}[levels](row[0])
			require.NoError(t, err)
			for i, band := range []eq5d.Band{eq5d.Age18to34, eq5d.Age35to44, eq5d.Age45to54, eq5d.Age55to64, eq5d.Age65to100} {
				for j, sex := range []eq5d.Sex{eq5d.Male, eq5d.Female} {
					got, err := d.Utility(p, band, sex)
					require.NoError(t, err)
					require.Equal(t, sixDecimals(t, row[1+2*i+j]), got, "%s %s %s", row[0], band, sex)
					checked++
				}
			}
		}
		require.Equal(t, map[int]int{5: 31250, 3: 2430}[levels], checked)
	}
}

// table makes a DSU file whose values show state and column.
func table(levels int, value func(n, column int) string) string {
	var b strings.Builder
	b.WriteString("State,m_18_34,f_18_34,m_35_44,f_35_44,m_45_54,f_45_54,m_55_64,f_55_64,m_65plus,f_65plus\n")
	n := 0
	for p := range eq5d.States(levels) {
		b.WriteString(p.String())
		for c := range 10 {
			b.WriteString("," + value(n, c))
		}
		b.WriteString("\n")
		n++
	}
	return b.String()
}

func TestLoadDSU(t *testing.T) {
	file := table(3, func(n, c int) string { return fmt.Sprintf("0.%03d%03d5", n, c) })
	d, err := eq5d.LoadDSU(strings.NewReader(file), "edition 1")
	require.NoError(t, err)
	require.Equal(t, "edition 1", d.Provenance())
	require.True(t, strings.HasPrefix(d.Checksum(), "sha256:"))
	p, err := eq5d.Parse3L("11112")
	require.NoError(t, err)
	u, err := d.Utility(p, eq5d.Age18to34, eq5d.Female)
	require.NoError(t, err)
	require.Equal(t, "0.001002", u.String(), "0.0010015 rounded half away from zero")
	u, err = d.Utility(p, eq5d.Age65to100, eq5d.Male)
	require.NoError(t, err)
	require.Equal(t, "0.001009", u.String())
	for _, bad := range []struct {
		band eq5d.Band
		sex  eq5d.Sex
	}{{"", eq5d.Male}, {eq5d.Age18to34, ""}, {"1", eq5d.Female}} {
		_, err = d.Utility(p, bad.band, bad.sex)
		require.ErrorIs(t, err, eq5d.ErrNoValue)
	}
	five, err := eq5d.Parse5L("11112")
	require.NoError(t, err)
	_, err = d.Utility(five, eq5d.Age18to34, eq5d.Male)
	require.ErrorIs(t, err, eq5d.ErrNoValue, "a state of the other version")
	_, err = d.FromSummary(outcome.Int(1), eq5d.Age18to34, eq5d.Male, outcome.Int(1))
	require.ErrorIs(t, err, eq5d.ErrNoValue, "only from five levels")

	for name, bad := range map[string]string{
		"cut short":    file[:200],
		"not CSV":      "a,b\n\"",
		"no column":    strings.Replace(file, "m_45_54", "m_45_55", 1),
		"no state":     strings.Replace(file, "State", "state", 1),
		"state twice":  strings.Replace(file, "\n11112,", "\n11111,", 1),
		"wrong state":  strings.Replace(file, "\n11112,", "\n11115,", 1),
		"no number":    strings.Replace(file, "0.0000005", "x", 1),
		"odd fraction": strings.Replace(file, "0.0000005", "0.00000x5", 1),
		"odd exponent": strings.Replace(file, "0.0000005", "1e5", 1),
		"odd mantissa": strings.Replace(file, "0.0000005", "12.5e-3", 1),
		"above 1":      strings.Replace(file, "0.0000005", "1.1", 1),
		"below -1":     strings.Replace(file, "0.0000005", "-1.1", 1),
	} {
		_, err := eq5d.LoadDSU(strings.NewReader(bad), "x")
		require.ErrorIs(t, err, eq5d.ErrDSU, name)
	}
	_, err = eq5d.LoadDSU(strings.NewReader(file), "")
	require.ErrorContains(t, err, "provenance")

	small := strings.Replace(strings.Replace(file, "0.0000005", "-7.5e-05", 1), "0.0000015", "-5E-07", 1)
	d, err = eq5d.LoadDSU(strings.NewReader(small), "x")
	require.NoError(t, err)
	p, _ = eq5d.Parse3L("11111")
	u, _ = d.Utility(p, eq5d.Age18to34, eq5d.Male)
	require.Equal(t, "-0.000075", u.String())
	u, _ = d.Utility(p, eq5d.Age18to34, eq5d.Female)
	require.Equal(t, "-0.000001", u.String())
}

func TestFromSummary(t *testing.T) {
	d, err := eq5d.LoadDSU(strings.NewReader(table(5, func(n, _ int) string { return fmt.Sprintf("%.6f", float64(n%2)/2) })), "x")
	require.NoError(t, err)
	v := outcome.MustParseValue
	u, err := d.FromSummary(v("1"), eq5d.Age18to34, eq5d.Male, v("0.0001"))
	require.NoError(t, err)
	require.Equal(t, outcome.Estimate(0), u, "only 11111 lies there, and its value is 0")
	_, err = d.FromSummary(v("0.99"), eq5d.Age18to34, eq5d.Male, v("0.0001"))
	require.ErrorIs(t, err, eq5d.ErrNoValue, "no state lies within")
	_, err = d.FromSummary(v("1"), eq5d.Age18to34, eq5d.Male, v("0"))
	require.ErrorIs(t, err, eq5d.ErrNoValue)
	_, err = d.FromSummary(v("1"), "", eq5d.Male, v("0.1"))
	require.ErrorIs(t, err, eq5d.ErrNoValue)
	u, err = d.FromSummary(v("0.5"), eq5d.Age18to34, eq5d.Female, v("0.2"))
	require.NoError(t, err)
	require.InDelta(t, 0.25, float64(u), 0.02)
}

func TestProfile(t *testing.T) {
	p, err := eq5d.Parse5L("21345")
	require.NoError(t, err)
	require.Equal(t, 15, p.LSS())
	require.Equal(t, "11111", p.LFS())
	require.Equal(t, 5, p.Levels())
	require.Equal(t, outcome.Response{2, 1, 3, 4, 5}, p.Response())
	q, ok := eq5d.From5L(p.Response())
	require.True(t, ok)
	require.Equal(t, p, q)
	three, ok := eq5d.From3L(outcome.Response{3, 3, 3, 3, 3})
	require.True(t, ok)
	require.Equal(t, "005", three.LFS())
	for _, bad := range []string{"", "1111", "111111", "01111", "61111", "a1111"} {
		_, err := eq5d.Parse5L(bad)
		require.ErrorIs(t, err, eq5d.ErrProfile, bad)
	}
	_, err = eq5d.Parse3L("11114")
	require.ErrorIs(t, err, eq5d.ErrProfile)
	for _, bad := range []outcome.Response{nil, {1, 1, 1, 1, outcome.NotAnswered}, {1, 1, 1, 1, 6}, {0, 1, 1, 1, 1}} {
		_, ok := eq5d.From5L(bad)
		require.False(t, ok)
	}
	for _, x := range []eq5d.Profile{{}, p, three} {
		data, err := json.Marshal(x)
		require.NoError(t, err)
		var back eq5d.Profile
		require.NoError(t, json.Unmarshal(data, &back))
		require.Equal(t, x, back)
	}
	for _, bad := range []string{`"4L:11111"`, `"11111"`, `"5L:"`, `"3L:11115"`} {
		var x eq5d.Profile
		require.Error(t, json.Unmarshal([]byte(bad), &x), bad)
	}
	require.True(t, eq5d.Profile{}.IsZero())
	require.Equal(t, outcome.Response{-1, -1, -1, -1, -1}, eq5d.Profile{}.Response())
	require.Empty(t, eq5d.Profile{}.LFS())
	n := 0
	for range eq5d.States(4) {
		n++
	}
	require.Zero(t, n)
	for range eq5d.States(5) {
		break
	}
}

func TestParetianChange(t *testing.T) {
	change := func(a, b string) eq5d.Paretian {
		p, err := eq5d.Parse5L(a)
		require.NoError(t, err)
		q, err := eq5d.Parse5L(b)
		require.NoError(t, err)
		c, ok := p.Change(q)
		require.True(t, ok)
		return c
	}
	require.Equal(t, eq5d.Better, change("22222", "22221"))
	require.Equal(t, eq5d.Worse, change("22222", "22322"))
	require.Equal(t, eq5d.Mixed, change("22222", "12223"))
	require.Equal(t, eq5d.Same, change("22222", "22222"))
	p, _ := eq5d.Parse5L("22222")
	q, _ := eq5d.Parse3L("22222")
	_, ok := p.Change(q)
	require.False(t, ok)
	_, ok = eq5d.Profile{}.Change(eq5d.Profile{})
	require.False(t, ok)
}

func TestVocabularies(t *testing.T) {
	check := func(into interface{ UnmarshalText([]byte) error }, words ...string) {
		for _, w := range words {
			require.NoError(t, into.UnmarshalText([]byte(w)), w)
		}
		require.NoError(t, into.UnmarshalText(nil))
		require.ErrorIs(t, into.UnmarshalText([]byte("x")), outcome.ErrCode)
	}
	check(new(eq5d.Band), "18-34", "35-44", "45-54", "55-64", "65-100")
	check(new(eq5d.Sex), "female", "male")
	check(new(eq5d.Paretian), "improve", "worsen", "mixed", "same")
}

func FuzzProfile(f *testing.F) {
	f.Add("5L:21345")
	f.Fuzz(func(t *testing.T, s string) {
		var p eq5d.Profile
		if p.UnmarshalText([]byte(s)) != nil {
			return
		}
		text, err := p.MarshalText()
		require.NoError(t, err)
		require.Equal(t, s, string(text))
	})
}

// FuzzLoadDSU: any bytes as a host's copy of the mapping are refused with a typed
// error, or give a table that answers for every state. So that the fuzzer gets
// past the count of lines, its bytes stand in one line of a sound file.
func FuzzLoadDSU(f *testing.F) {
	sound := strings.SplitAfter(table(3, func(_, _ int) string { return "0.5" }), "\n")
	f.Add("11111,1,1,1,1,1,1,1,1,1,1\n", uint16(1))
	f.Add("State,f_18_34\n", uint16(0))
	f.Add("11112,1e-9,-1,NaN,0x1,1,1,1,1,1,99999999999999999999\n", uint16(2))
	f.Add("\"\n", uint16(3))
	f.Fuzz(func(t *testing.T, line string, at uint16) {
		lines := slices.Clone(sound)
		lines[int(at)%(len(lines)-1)] = line
		for _, file := range []string{line, strings.Join(lines, "")} {
			d, err := eq5d.LoadDSU(strings.NewReader(file), "fuzz")
			if err != nil {
				require.ErrorIs(t, err, eq5d.ErrDSU)
				require.Nil(t, d, "a table beside an error")
				continue
			}
			for p := range eq5d.States(3) {
				_, err := d.Utility(p, eq5d.Age18to34, eq5d.Female)
				require.NoError(t, err)
			}
		}
	})
}
