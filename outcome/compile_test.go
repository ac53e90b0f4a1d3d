package outcome_test

import (
	"encoding/json"
	"errors"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/outcome"
	"github.com/socialprescribing/socialprescribing/outcome/instruments"
)

func ptr[T any](v T) *T { return &v }

func num(s string) *outcome.Value { return ptr(outcome.MustParseValue(s)) }

// small is a sound definition that uses most of what there is; the tests break it.
func small() outcome.Definition {
	return outcome.Definition{
		Schema: 1, ID: "small", Version: "1", Title: "A small measure", Short: "Small", Direction: outcome.Higher,
		Licence: outcome.Licence{
			Class: outcome.ClassFree, Text: outcome.TextOwn, Holder: "us", Terms: "free", NonCommercial: "free", Commercial: "free",
			Redistribution: "free", Source: "here", Seen: "2026-11",
		},
		Sources: []outcome.Source{{ID: "s", Cite: "A source"}},
		Options: []outcome.Option{{Value: 1, Code: "no"}, {Value: 2, Code: "maybe"}, {Value: 3, Code: "yes", Label: "Yes"}},
		Items: []outcome.Item{
			{Code: "a", Label: "A"},
			{Code: "b", Label: "B"},
			{Code: "c", Label: "C", Min: ptr(int16(0)), Max: ptr(int16(10))},
		},
		Tables: []outcome.Table{{ID: "t", Source: "s", Standing: outcome.Verified, Rows: []outcome.Row{{2, outcome.Int(10)}, {3, outcome.Int(20)}, {4, outcome.Int(30)}, {5, outcome.Int(40)}, {6, outcome.Int(50)}}}},
		Parts: []outcome.Part{
			{Code: "sum", Label: "Sum", Method: outcome.Sum, Items: []outcome.ItemCode{"a", "b"}, Missing: outcome.Missing{Rule: outcome.MissingProrate, Max: 1, Source: "s", Standing: outcome.Verified}},
			{Code: "table", Label: "Table", Method: outcome.TableLookup, Of: []outcome.PartCode{"whole"}, Table: "t"},
			{Code: "rev", Label: "Reversed", Method: outcome.Mean, Items: []outcome.ItemCode{"a", "b"}, Reverse: []outcome.ItemCode{"b"}},
			{Code: "case", Label: "Case", Method: outcome.Cases, Cases: []outcome.Case{{When: []outcome.Condition{{Item: "c", Min: num("5")}, {Part: "rev", Max: num("2")}}, Value: outcome.Int(1)}}, Else: num("0")},
			{Code: "terms", Label: "Terms", Method: outcome.Terms, Terms: []outcome.Term{{Factor: outcome.Int(2), Items: []outcome.ItemCode{"a", "c"}, Cap: 5}}},
		},
		Bands:  []outcome.BandSet{{ID: "bands", Part: "sum", Source: "s", Standing: outcome.Verified, Bands: []outcome.Band{{"low", "low", outcome.Int(2)}, {"high", "high", outcome.Int(4)}}}},
		Alerts: []outcome.AlertRule{{Code: "alert", Label: "Alert", Item: "c", Min: outcome.Int(9), Source: "s"}},
		Change: []outcome.ChangeRule{{ID: "rule", Kind: outcome.KindReliable, Part: "sum", Threshold: num("2"), Source: "s", Standing: outcome.Verified}},
		Codes:  []outcome.Coding{{System: "loinc", Code: "44261-6", Part: "sum", Standing: outcome.Verified}},
	}
}

// sound is small with the part that its table converts in place.
func sound() outcome.Definition {
	d := small()
	d.Parts = append([]outcome.Part{{Code: "whole", Label: "Whole", Method: outcome.Sum, Items: []outcome.ItemCode{"a", "b"}}}, d.Parts...)
	return d
}

func TestSoundDefinition(t *testing.T) {
	d := sound()
	in, err := outcome.Compile(d)
	require.NoError(t, err)
	d.Parts[0].Items[0], d.Bands[0].Bands[0].Label = "zzz", "zzz"
	again, err := outcome.Compile(in.Definition())
	require.NoError(t, err, "an instrument keeps its own copy of the definition")
	require.Equal(t, in.Definition(), again.Definition())

	r, err := in.Read(outcome.Pair{Item: "c", Answer: "9"}, outcome.Pair{Item: "a", Answer: "yes"}, outcome.Pair{Item: "b", Answer: "n/a"})
	require.NoError(t, err)
	s, err := in.Score(r)
	require.NoError(t, err)
	p, _ := s.Part("sum")
	require.Equal(t, outcome.Prorated, p.Status())
	v, _ := p.Value()
	require.Equal(t, outcome.Int(6), v)
	for code, why := range map[outcome.PartCode]outcome.Reason{"whole": outcome.ReasonMissing, "table": outcome.ReasonPart, "case": outcome.ReasonPart, "rev": outcome.ReasonMissing} {
		p, ok := s.Part(code)
		require.True(t, ok)
		require.Equal(t, outcome.NotScorable, p.Status(), code)
		require.Equal(t, why, p.Reason(), code)
		_, ok = p.Value()
		require.False(t, ok)
	}
	v, _ = s.Value("terms")
	require.Equal(t, outcome.Int(30), v, "2 × 3 × 9 capped at 5")
	require.True(t, s.HasAlert())
}

// TestEveryFaultIsReported breaks the sound definition in one way each.
func TestEveryFaultIsReported(t *testing.T) {
	type D = outcome.Definition
	for want, breaks := range map[string]func(d *D){
		"schema: must be 1":            func(d *D) { d.Schema = 2 },
		"id: not a lower-case name":    func(d *D) { d.ID = "Small" },
		"version: not a version":       func(d *D) { d.Version = "1 a" },
		"title: title and short":       func(d *D) { d.Short = "" },
		"direction: must be":           func(d *D) { d.Direction = "up" },
		"licence: class and text":      func(d *D) { d.Licence.Class = "E" },
		"licence: holder, terms":       func(d *D) { d.Licence.Seen = "" },
		"licence: must say":            func(d *D) { d.Licence.Commercial = "" },
		"licence.obtain":               func(d *D) { d.Licence.Class = outcome.ClassHostTable },
		"class C needs a host's table": func(d *D) { d.Licence.Class = outcome.ClassHostTable },
		"class D has given parts only": func(d *D) { d.Licence.Class, d.Licence.Obtain = outcome.ClassOpaque, "x" },
		"only class D takes finished scores": func(d *D) {
			d.Parts[0] = outcome.Part{Code: "g", Label: "G", Method: outcome.Given, Min: num("0"), Max: num("1")}
		},
		"options: the wording of answers":          func(d *D) { d.Licence.Text = outcome.TextHost },
		"sources: at least one":                    func(d *D) { d.Sources = nil },
		"sources[1]: needs an id of its own":       func(d *D) { d.Sources = append(d.Sources, d.Sources[0]) },
		"age: not a range":                         func(d *D) { d.Age = &outcome.AgeRange{Min: 9, Max: 8} },
		"items: at least one item":                 func(d *D) { d.Items = nil },
		"items: more than 64":                      func(d *D) { d.Items = make([]outcome.Item, 65) },
		"items[1].code: stands twice":              func(d *D) { d.Items[1].Code = "a" },
		"items[0].code: not a lower":               func(d *D) { d.Items[0].Code = "-a" },
		"items[0].label":                           func(d *D) { d.Items[0].Label = "" },
		"items[2]: a numeric item":                 func(d *D) { d.Items[2].Min = ptr(int16(11)) },
		"items[0]: has neither":                    func(d *D) { d.Options = nil },
		"items[0].options: option code":            func(d *D) { d.Items[0].Options = []outcome.Option{{1, "x", ""}, {2, "x", ""}} },
		"items[0].options: values":                 func(d *D) { d.Items[0].Options = []outcome.Option{{Value: 1}, {Value: 3}} },
		"items[1].options: values":                 func(d *D) { d.Items[1].Options = []outcome.Option{{Value: 1}, {Value: 1}} },
		"tables[0].id":                             func(d *D) { d.Tables[0].ID = "" },
		"tables[0].standing":                       func(d *D) { d.Tables[0].Standing = "" },
		"tables[0].source":                         func(d *D) { d.Tables[0].Source = "x" },
		"tables[0].rows":                           func(d *D) { d.Tables[0].Host = true },
		"tables.t: must have one row for each of":  func(d *D) { d.Tables[0].Rows = d.Tables[0].Rows[1:] },
		"tables.t: has a row twice":                func(d *D) { d.Tables[0].Rows[1].Key = 2 },
		"tables.t: has a value beyond":             func(d *D) { d.Tables[0].Rows[1].Value = outcome.Int(2_000_000) },
		"parts: at least one":                      func(d *D) { d.Parts, d.Bands, d.Change, d.Codes = nil, nil, nil, nil },
		"parts[1].code":                            func(d *D) { d.Parts[1].Code = "whole" },
		"parts[0].label":                           func(d *D) { d.Parts[0].Label = "" },
		"parts[0].direction":                       func(d *D) { d.Parts[0].Direction = "up" },
		"parts[0].source":                          func(d *D) { d.Parts[0].Source = "x" },
		"parts[0].items[0]: no such item":          func(d *D) { d.Parts[0].Items[0] = "x" },
		"parts[0].items: an item stands twice":     func(d *D) { d.Parts[0].Items[1] = "a" },
		"parts[2].of[0]: no such part before":      func(d *D) { d.Parts[2].Of[0] = "terms" },
		"parts[0].method":                          func(d *D) { d.Parts[0].Method = "x" },
		"parts[0]: does not name what method sum":  func(d *D) { d.Parts[0].Items = nil },
		"parts[0]: multiply within":                func(d *D) { d.Parts[0].Multiply = 1001 },
		"parts[5]: only sum, mean and max":         func(d *D) { d.Parts[5].Divide = 2 },
		"parts[0].reverse":                         func(d *D) { d.Parts[0].Reverse = []outcome.ItemCode{"c"} },
		"parts[1].missing: needs a rule":           func(d *D) { d.Parts[1].Missing.Max = 2 },
		"parts[1].missing: this rule does not fit": func(d *D) { d.Parts[1].Missing.Rule = outcome.MissingDecided },
		"parts[1].missing.source":                  func(d *D) { d.Parts[1].Missing.Source = "" },
		"parts[1].missing.standing":                func(d *D) { d.Parts[1].Missing.Standing = "" },
		"parts[0].recode[0]: names an item":        func(d *D) { d.Parts[0].Recode = []outcome.Recode{{Items: []outcome.ItemCode{"c"}}} },
		"parts[0].recode[0]: must give every answer a score, and only": func(d *D) {
			d.Parts[0].Recode = []outcome.Recode{{Items: []outcome.ItemCode{"a"}, To: map[int16]outcome.Value{1: {}}}}
		},
		"parts[0].recode[0]: must give every answer a score within": func(d *D) {
			d.Parts[0].Recode = []outcome.Recode{{Items: []outcome.ItemCode{"a"}, To: map[int16]outcome.Value{1: {}, 2: {}, 3: outcome.Int(1_000_001)}}}
		},
		"parts[1].penalties[0]":                 func(d *D) { d.Parts[1].Penalties = []outcome.Penalty{{AtLeast: 2}} },
		"parts[2].table: no such table":         func(d *D) { d.Parts[2].Table = "x" },
		"parts[4].else":                         func(d *D) { d.Parts[4].Else = nil },
		"parts[4].cases[0]: has no condition":   func(d *D) { d.Parts[4].Cases[0].When = nil },
		"parts[4].cases[0].when[0]: must name":  func(d *D) { d.Parts[4].Cases[0].When[0].Item = "x" },
		"parts[4].cases[0].when[1]: needs":      func(d *D) { d.Parts[4].Cases[0].When[1].Max = nil },
		"parts[4].cases[0].when[0]: needs":      func(d *D) { d.Parts[4].Cases[0].When[0].Max = num("4") },
		"parts[5].terms[0]: needs a factor":     func(d *D) { d.Parts[5].Terms[0].Factor = outcome.Int(1001) },
		"parts[5].terms[0]: no such item":       func(d *D) { d.Parts[5].Terms[0].Items[0] = "x" },
		"parts[5].terms: more than 8":           func(d *D) { d.Parts[5].Terms = make([]outcome.Term, 9) },
		"parts[0]: declared range differs":      func(d *D) { d.Parts[0].Max = num("7") },
		"bands[0].id":                           func(d *D) { d.Bands[0].ID = "" },
		"bands[0].standing":                     func(d *D) { d.Bands[0].Standing = "x" },
		"bands[0].source":                       func(d *D) { d.Bands[0].Source = "" },
		"bands[0].part":                         func(d *D) { d.Bands[0].Part = "x" },
		"bands[0].bands: must begin":            func(d *D) { d.Bands[0].Bands[0].Min = outcome.Int(3) },
		"bands[0].bands[1]: must rise":          func(d *D) { d.Bands[0].Bands[1].Min = outcome.Int(2) },
		"bands[0].bands[1]: needs a code":       func(d *D) { d.Bands[0].Bands[1].Label = "" },
		"alerts[0].code":                        func(d *D) { d.Alerts[0].Code = "" },
		"alerts[0].source":                      func(d *D) { d.Alerts[0].Source = "" },
		"alerts[0]: must name":                  func(d *D) { d.Alerts[0].Part = "sum" },
		"alerts: more than 8":                   func(d *D) { d.Alerts = make([]outcome.AlertRule, 9) },
		"change[0].id":                          func(d *D) { d.Change[0].ID = "" },
		"change[0].standing":                    func(d *D) { d.Change[0].Standing = "" },
		"change[0].source":                      func(d *D) { d.Change[0].Source = "" },
		"change[0].part: no such":               func(d *D) { d.Change[0].Part = "" },
		"change[0].part: has no better":         func(d *D) { d.Direction = outcome.Neither },
		"change[0]: needs a positive threshold": func(d *D) { d.Change[0].Threshold = num("0") },
		"change[0]: needs a kind":               func(d *D) { d.Change[0].Kind = "" },
		"change[0]: needs a positive sd":        func(d *D) { d.Change[0].Kind = outcome.KindJacobsonTruax },
		"change[0]: needs the value from":       func(d *D) { d.Change[0].Kind = outcome.KindCaseness },
		"change[0]: needs the means":            func(d *D) { d.Change[0].Kind = outcome.KindCutoff },
		"change[0]: criterion": func(d *D) {
			n := &outcome.Norm{SD: outcome.Int(1)}
			d.Change[0].Kind, d.Change[0].Clinical, d.Change[0].Functional = outcome.KindCutoff, n, n
		},
		".codes[0]: needs a known system": func(d *D) { d.Codes[0].System = "icd" },
		".codes[0]: the check digit":      func(d *D) { d.Codes[0].Code = "44261-7" },
		".codes[0]: no such part":         func(d *D) { d.Codes[0].Part = "x" },
		"items[0].codes[0]: the check": func(d *D) {
			d.Items[0].Codes = []outcome.Coding{{System: "snomed-ct", Code: "720433001", Standing: outcome.Verified}}
		},
		"parts[12]: more than 12 parts": func(d *D) {
			for len(d.Parts) < 13 {
				p := d.Parts[0]
				p.Code += outcome.PartCode("-" + string(rune('a'+len(d.Parts))))
				d.Parts = append(d.Parts, p)
			}
		},
		"beyond the range of exact arithmetic": func(d *D) {
			d.Parts[0].Recode = []outcome.Recode{{Items: []outcome.ItemCode{"a", "b"}, To: map[int16]outcome.Value{1: {}, 2: {}, 3: outcome.Int(1_000_000)}}}
			d.Parts[0].Multiply, d.Parts[0].Add = 1000, num("9000000000000")
		},
	} {
		d := sound()
		breaks(&d)
		_, err := outcome.Compile(d)
		require.ErrorIs(t, err, outcome.ErrDefinition, want)
		require.ErrorContains(t, err, want)
	}
}

func TestAllFaultsAtOnce(t *testing.T) {
	_, err := outcome.Compile(outcome.Definition{})
	var joined interface{ Unwrap() []error }
	require.ErrorAs(t, err, &joined)
	require.Greater(t, len(joined.Unwrap()), 6)
	for _, e := range joined.Unwrap() {
		var d *outcome.DefinitionError
		require.ErrorAs(t, e, &d)
	}
}

func TestReadDefinitionIsStrict(t *testing.T) {
	data, err := json.Marshal(sound())
	require.NoError(t, err)
	d, err := outcome.ReadDefinition(data)
	require.NoError(t, err)
	_, err = outcome.Compile(d)
	require.NoError(t, err)
	text := string(data)
	for name, bad := range map[string]string{
		"unknown field":  strings.Replace(text, `"schema"`, `"sceme":1,"schema"`, 1),
		"duplicate key":  strings.Replace(text, `"schema":1`, `"schema":1,"schema":1`, 1),
		"deep duplicate": strings.Replace(text, `"code":"a"`, `"code":"a","code":"b"`, 1),
		"trailing data":  text + "{}",
		"not JSON":       text[:len(text)-1],
		"empty":          "",
		"bad row":        strings.Replace(text, `[2,10]`, `[2]`, 1),
		"bad row key":    strings.Replace(text, `[2,10]`, `["x",10]`, 1),
		"row no list":    strings.Replace(text, `[2,10]`, `7`, 1),
		"bad method":     strings.Replace(text, `"method":"sum"`, `"method":"guess"`, 1),
	} {
		_, err := outcome.ReadDefinition([]byte(bad))
		require.ErrorIs(t, err, outcome.ErrDefinition, name)
	}
}

// FuzzDefinition: any bytes as a definition give an error, or an instrument whose
// scores lie in its range for every response.
func FuzzDefinition(f *testing.F) {
	for _, id := range []outcome.InstrumentID{"phq-9", "eq-5d-3l", "ipaq-sf", "ahc-hrsn", "pam-13", "brs"} {
		d, err := instruments.Definition(id)
		require.NoError(f, err)
		data, err := json.Marshal(d)
		require.NoError(f, err)
		f.Add(data, uint64(1))
	}
	f.Fuzz(func(t *testing.T, data []byte, seed uint64) {
		d, err := outcome.ReadDefinition(data)
		if err != nil {
			require.ErrorIs(t, err, outcome.ErrDefinition)
			return
		}
		in, err := outcome.Compile(d)
		if err != nil {
			require.ErrorIs(t, err, outcome.ErrDefinition)
			return
		}
		if len(in.Items()) == 0 {
			return
		}
		rng := rand.New(rand.NewPCG(seed, 2))
		var rows []outcome.Answer
		for n := range 20 {
			r := random(rng, in, n%4)
			rows = append(rows, r...)
			s, err := in.Score(r)
			require.NoError(t, err)
			for code, p := range s.Parts() {
				info, _ := in.Part(code)
				if v, ok := p.Value(); ok {
					require.False(t, v.Compare(info.Min) < 0 || v.Compare(info.Max) > 0, "%s outside %s to %s", code, info.Min, info.Max)
				}
			}
			checkColumn(t, in, r, s)
		}
		sameAsGeneral(t, in, rows)
	})
}

func TestHostTables(t *testing.T) {
	in := instruments.MustGet("promis-global-10")
	rows := func() []outcome.Row {
		var out []outcome.Row
		for k := int64(4); k <= 20; k++ {
			out = append(out, outcome.Row{Key: k, Value: outcome.Int(k * 3)})
		}
		return out
	}
	r := outcome.Response{3, 3, 3, 3, 3, 3, 5, 3, 3, 3}
	s, err := in.Score(r)
	require.NoError(t, err)
	p, _ := s.Part("gph-t")
	require.Equal(t, outcome.ReasonTable, p.Reason(), "class C refuses without the host's table")
	dst := make([]outcome.PartScore, 1)
	_, err = in.ScoreColumn("gph-t", r, dst)
	require.NoError(t, err)
	require.Equal(t, p, dst[0])

	h := outcome.HostTable{ID: "gph-t", Provenance: "edition 1", Rows: rows(), Rounding: "none"}
	out, err := in.WithTable(h)
	require.NoError(t, err)
	require.Equal(t, outcome.RuleID("gph-t"), out.Key().Variant)
	require.Equal(t, "promis-global-10/1.2/gph-t", out.Key().String())
	s2, err := out.Score(r)
	require.NoError(t, err)
	v, ok := s2.Value("gph-t")
	require.True(t, ok)
	require.Equal(t, outcome.Int(36), v)
	require.Equal(t, outcome.RowsChecksum(h.Rows), s2.Table())
	require.Equal(t, []outcome.TableInfo{{ID: "gph-t", Provenance: "edition 1", Checksum: s2.Table(), Rounding: "none"}}, out.Tables())
	_, err = out.Compare("gph-raw", s, s2)
	require.ErrorIs(t, err, outcome.ErrNotComparable, "scores by different tables are never compared")

	reversed := rows()
	reversed[0], reversed[16] = reversed[16], reversed[0]
	require.Equal(t, outcome.RowsChecksum(rows()), outcome.RowsChecksum(reversed))
	h.Checksum, h.Rows = s2.Table(), reversed
	_, err = in.WithTable(h)
	require.NoError(t, err)

	for want, breaks := range map[string]func(h *outcome.HostTable){
		"needs its provenance":          func(h *outcome.HostTable) { h.Provenance = "" },
		"does not match its checksum":   func(h *outcome.HostTable) { h.Checksum = "sha256:0" },
		"is not one that the host":      func(h *outcome.HostTable) { h.ID = "other" },
		"one row for each":              func(h *outcome.HostTable) { h.Rows = h.Rows[1:] },
		"values outside the range 0 to": func(h *outcome.HostTable) { h.Rows[0].Value = outcome.Int(101) },
	} {
		h := outcome.HostTable{ID: "gph-t", Provenance: "edition 1", Rows: rows()}
		breaks(&h)
		_, err := in.WithTable(h)
		require.ErrorIs(t, err, outcome.ErrTable, want)
		require.ErrorContains(t, err, want)
	}
	_, err = out.WithTable(outcome.HostTable{ID: "gph-t", Provenance: "again", Rows: rows()})
	require.ErrorContains(t, err, "given already")
	both, err := out.WithTable(outcome.HostTable{ID: "gmh-t", Provenance: "x", Rows: rows()})
	require.NoError(t, err)
	require.Equal(t, outcome.RuleID("gph-t+gmh-t"), both.Key().Variant)
	s3, err := both.Score(r)
	require.NoError(t, err)
	require.Equal(t, s2.Table()+","+s2.Table(), s3.Table())

	icecap := instruments.MustGet("icecap-a")
	_, err = icecap.WithTable(outcome.HostTable{ID: "tariff", Provenance: "x", Rows: []outcome.Row{{Key: 11111}}})
	require.ErrorContains(t, err, "1024 states")
	var states []outcome.Row
	for k := range int64(1024) {
		key := int64(0)
		for i := range 5 {
			key = key*10 + (k>>(2*(4-i)))&3 + 1
		}
		states = append(states, outcome.Row{Key: key, Value: outcome.Millionths(k)})
	}
	tariff := outcome.HostTable{ID: "tariff", Provenance: "x", Rows: states}
	filled, err := icecap.WithTable(tariff)
	require.NoError(t, err)
	s, err = filled.Score(outcome.Response{4, 3, 2, 1, 2})
	require.NoError(t, err)
	v, _ = s.Value("index")
	require.Equal(t, int64(3<<8+2<<6+1<<4+0<<2+1), v.Millionths())
	tariff.Rows[5].Key = 11115
	_, err = icecap.WithTable(tariff)
	require.ErrorContains(t, err, "a state twice or one that does not exist")
}

func TestVariants(t *testing.T) {
	in := instruments.MustGet("cfpb-fwb-10")
	require.Equal(t, []outcome.RuleID{"self-18-61", "self-62-plus", "interviewer-18-61", "interviewer-62-plus"}, in.Variants())
	require.Empty(t, instruments.MustGet("phq-9").Variants())
	r := outcome.Response{2, 2, 2, 2, 2, 2, 2, 2, 2, 3}
	s, err := in.Score(r)
	require.NoError(t, err)
	p, _ := s.Part("score")
	require.Equal(t, outcome.ReasonTable, p.Reason(), "age and mode must be chosen")
	young, err := in.Variant("self-18-61")
	require.NoError(t, err)
	old, err := in.Variant("self-62-plus")
	require.NoError(t, err)
	a, err := young.Score(r)
	require.NoError(t, err)
	b, err := old.Score(r)
	require.NoError(t, err)
	require.NotEqual(t, a.Instrument(), b.Instrument())
	_, err = in.Variant("x")
	require.ErrorIs(t, err, outcome.ErrUnknownName)
}

func TestOpaqueScores(t *testing.T) {
	pam := instruments.MustGet("pam-13")
	value := map[outcome.PartCode]outcome.Value{"score": outcome.MustParseValue("47.1")}
	s, err := pam.Opaque("licence 7", value)
	require.NoError(t, err)
	b, ok := pam.BandIn("levels", s)
	require.True(t, ok)
	require.Equal(t, outcome.BandCode("level-2"), b.Code)
	_, err = pam.Opaque("", value)
	require.ErrorIs(t, err, outcome.ErrTable)
	_, err = pam.Opaque("x", map[outcome.PartCode]outcome.Value{"level": {}})
	require.ErrorIs(t, err, outcome.ErrUnknownName)
	_, err = pam.Opaque("x", map[outcome.PartCode]outcome.Value{"score": outcome.Int(101)})
	require.ErrorIs(t, err, outcome.ErrAnswer)
	_, err = instruments.MustGet("phq-9").Opaque("x", nil)
	require.ErrorIs(t, err, outcome.ErrNotPermitted)
	_, err = pam.Score(outcome.Response{})
	require.ErrorIs(t, err, outcome.ErrNotPermitted)
	_, err = pam.ScoreColumn("score", nil, nil)
	require.ErrorIs(t, err, outcome.ErrNotPermitted)
	sf := instruments.MustGet("sf-12")
	s, err = sf.Opaque("x", map[outcome.PartCode]outcome.Value{"pcs": outcome.Int(50)})
	require.NoError(t, err)
	p, _ := s.Part("mcs")
	require.Equal(t, outcome.ReasonNotSupplied, p.Reason())
}

func TestErrorsSayWhereAndNeverWhat(t *testing.T) {
	in := instruments.MustGet("phq-9")
	_, err := in.Score(outcome.Response{0, 1, 77, 0, -9, 0, 0, 0, 0})
	require.ErrorIs(t, err, outcome.ErrAnswer)
	require.EqualError(t, err, "outcome: phq-9/1999: answer 2 (item 3): answer outside the allowed range: allowed 0 to 3\noutcome: phq-9/1999: answer 4 (item 5): answer outside the allowed range: allowed 0 to 3")
	require.NotContains(t, err.Error(), "77")
	_, err = in.Score(outcome.Response{0})
	require.EqualError(t, err, "outcome: phq-9/1999: wrong number of answers: allowed 9")
	_, err = in.Read(
		outcome.Pair{Item: "1", Answer: "several-days"}, outcome.Pair{Item: "1", Answer: "0"}, outcome.Pair{Item: "Mrs Jones"},
		outcome.Pair{Item: "2", Answer: "4"}, outcome.Pair{Item: "3", Answer: "secret"}, outcome.Pair{Item: "4", Answer: "-1"},
	)
	require.NotContains(t, err.Error(), "Jones")
	require.NotContains(t, err.Error(), "secret")
	var problems []outcome.AnswerProblem
	for _, e := range err.(interface{ Unwrap() []error }).Unwrap() { //nolint:errorlint // the list itself is under test
		var a *outcome.AnswerError
		require.True(t, errors.As(e, &a))
		problems = append(problems, a.Problem)
	}
	require.Equal(t, []outcome.AnswerProblem{outcome.DuplicateItem, outcome.UnknownItem, outcome.OutOfRange, outcome.UnknownAnswer, outcome.OutOfRange}, problems)
}

func TestColumns(t *testing.T) {
	in := instruments.MustGet("phq-9")
	rows := outcome.Response{
		0, 1, 2, 3, 0, 1, 2, 3, 0,
		0, 1, 2, 3, 0, 1, 2, 4, 0,
		0, 1, 2, 3, 0, 1, 2, 3, outcome.NotAnswered,
	}
	dst := make([]outcome.PartScore, 3)
	invalid, err := in.ScoreColumn("total", rows, dst)
	require.NoError(t, err)
	require.Equal(t, 1, invalid)
	v, _ := dst[0].Value()
	require.Equal(t, outcome.Int(12), v)
	require.Equal(t, outcome.ReasonInvalid, dst[1].Reason())
	require.Equal(t, outcome.Prorated, dst[2].Status())
	_, err = in.ScoreColumn("total", rows[1:], dst)
	require.Error(t, err)
	_, err = in.ScoreColumn("x", rows, dst)
	require.ErrorIs(t, err, outcome.ErrUnknownName)
	require.Zero(t, testing.AllocsPerRun(10, func() { _, _ = in.ScoreColumn("total", rows[:9], dst[:1]) }))
	require.Zero(t, testing.AllocsPerRun(10, func() { _, _ = in.Score(rows[:9]) }))
	ipaq := instruments.MustGet("ipaq-sf")
	bad := outcome.Response{1, 1, 1, 1, 8, 1}
	invalid, err = ipaq.ScoreColumn("total", bad, dst[:1])
	require.NoError(t, err)
	require.Equal(t, 1, invalid)
	require.Equal(t, outcome.ReasonInvalid, dst[0].Reason())
}
