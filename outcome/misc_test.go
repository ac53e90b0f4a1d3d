package outcome_test

import (
	"encoding/json"
	"errors"
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/outcome"
	"github.com/socialprescribing/socialprescribing/outcome/instruments"
)

func TestWhatAnInstrumentTells(t *testing.T) {
	in := instruments.MustGet("swemwbs")
	require.Equal(t, "SWEMWBS", in.Short())
	require.Contains(t, in.Title(), "Warwick")
	l := in.Licence()
	require.Equal(t, outcome.ClassScoreOnly, l.Class)
	require.Equal(t, outcome.TextHost, l.Text)
	require.NotEmpty(t, l.Obtain)
	require.Len(t, in.Items(), 7)
	lo, hi := in.ItemRange(0)
	require.Equal(t, []outcome.Answer{1, 5}, []outcome.Answer{lo, hi})
	for p := range in.Parts() {
		require.Equal(t, outcome.PartInfo{Code: "raw", Label: "Raw sum", Direction: outcome.Higher, Min: outcome.Int(7), Max: outcome.Int(35)}, p)
		break
	}
	_, ok := in.Part("none")
	require.False(t, ok)
	for set := range in.BandSets("metric") {
		set.Bands[0].Label = "overwritten"
		break
	}
	for set := range in.BandSets("metric") {
		require.Equal(t, "low", set.Bands[0].Label, "a copy was handed out")
	}
	s := score(t, "swemwbs", outcome.Response{3, 3, 3, 3, 3, 3, 3})
	_, ok = in.BandIn("none", s)
	require.False(t, ok)
	_, ok = instruments.MustGet("phq-9").BandIn("kroenke-2001", s)
	require.False(t, ok, "a score of another instrument")
	_, ok = in.BandIn("common-cuts", score(t, "swemwbs", in.Blank()))
	require.False(t, ok, "no score, no band")
	n := 0
	for range instruments.MustGet("phq-9").Bands(score(t, "phq-9", outcome.Response{0, 0, 0, 0, 0, 0, 0, 0, 0})) {
		n++
		break
	}
	require.Equal(t, 1, n)
	for range s.Parts() {
		break
	}
	_, ok = s.Part("none")
	require.False(t, ok)
	_, ok = s.Value("none")
	require.False(t, ok)
	_, ok = outcome.Score{}.Value("raw")
	require.False(t, ok)
	for range (outcome.Score{}).Alerts() {
		t.Fatal("the zero score has no alert")
	}
	require.Equal(t, outcome.Key{}, outcome.Score{}.Instrument())
}

// TestMethodsOnParts covers what no shipped definition uses: mean and maximum of
// parts, a state table of the definition's own, a converted fraction.
func TestMethodsOnParts(t *testing.T) {
	d := sound()
	var states []outcome.Row
	for a := int64(1); a <= 3; a++ {
		for b := int64(1); b <= 3; b++ {
			states = append(states, outcome.Row{Key: 10*a + b, Value: outcome.Millionths(100*a + b)})
		}
	}
	d.Tables = append(d.Tables, outcome.Table{ID: "states", Source: "s", Standing: outcome.Verified, Rows: states})
	ab := []outcome.ItemCode{"a", "b"}
	of := []outcome.PartCode{"sum", "rev"}
	d.Parts = append(
		d.Parts,
		outcome.Part{Code: "of-sum", Label: "x", Method: outcome.Sum, Of: of, Multiply: 2, Add: num("1")},
		outcome.Part{Code: "of-mean", Label: "x", Method: outcome.Mean, Of: of},
		outcome.Part{Code: "of-max", Label: "x", Method: outcome.Max, Of: of},
		outcome.Part{Code: "state", Label: "x", Method: outcome.State, Items: ab, Table: "states"},
		outcome.Part{Code: "third", Label: "x", Method: outcome.Max, Items: ab, Divide: 3},
		outcome.Part{Code: "back", Label: "x", Method: outcome.Sum, Items: ab, Multiply: -1, Missing: outcome.Missing{Rule: outcome.MissingAnswered, Max: 1, Source: "s", Standing: outcome.Verified}},
	)
	in, err := outcome.Compile(d)
	require.NoError(t, err)
	s, err := in.Score(outcome.Response{3, 1, 0})
	require.NoError(t, err)
	for code, want := range map[outcome.PartCode]string{
		"sum": "4", "rev": "3", "of-sum": "15", "of-mean": "3.5", "of-max": "4", "state": "0.000301", "third": "1", "back": "-4",
	} {
		require.Equal(t, want, value(t, s, code), code)
	}
	for code, want := range map[outcome.PartCode][2]string{
		"of-sum": {"7", "19"}, "of-mean": {"1.5", "4.5"}, "of-max": {"2", "6"}, "state": {"0.000101", "0.000303"}, "third": {"0.333333", "1"}, "back": {"-6", "0"},
	} {
		p, _ := in.Part(code)
		require.Equal(t, want, [2]string{p.Min.String(), p.Max.String()}, code)
	}
	s, err = in.Score(outcome.Response{2, 1, 0})
	require.NoError(t, err)
	p, _ := s.Part("third")
	require.False(t, p.Exact())
	require.Equal(t, "0.666667", value(t, s, "third"))

	s, err = in.Score(outcome.Response{2, none, 0})
	require.NoError(t, err)
	for code, why := range map[outcome.PartCode]outcome.Reason{"of-sum": outcome.ReasonPart, "of-max": outcome.ReasonPart, "state": outcome.ReasonMissing, "third": outcome.ReasonMissing} {
		p, _ := s.Part(code)
		require.Equal(t, why, p.Reason(), code)
	}
	require.Equal(t, "-2", value(t, s, "back"))
	p, _ = s.Part("of-sum")
	k, n := p.Answered()
	require.Equal(t, []int{1, 2}, []int{k, n})
}

// TestNothingBeyondTheRangeIsScored tries the neighbours of every item's range.
func TestNothingBeyondTheRangeIsScored(t *testing.T) {
	for in := range instruments.All() {
		r := in.Blank()
		for i := range r {
			r[i], _ = in.ItemRange(i)
		}
		for i := range r {
			lo, hi := in.ItemRange(i)
			for _, bad := range []outcome.Answer{lo - 1, hi + 1, -3, 32767} {
				if bad == outcome.NotAnswered {
					continue
				}
				r[i] = bad
				_, err := in.Score(r)
				require.ErrorIs(t, err, outcome.ErrAnswer, "%s item %d", in.Key(), i)
				for p := range in.Parts() {
					var dst [1]outcome.PartScore
					invalid, err := in.ScoreColumn(p.Code, r, dst[:])
					require.NoError(t, err)
					require.Equal(t, 1, invalid, "%s item %d", in.Key(), i)
					require.Equal(t, outcome.ReasonInvalid, dst[0].Reason())
				}
			}
			r[i] = hi
			_, err := in.Score(r)
			require.NoError(t, err)
			r[i] = lo
		}
	}
}

func TestFractionalWeightsAreExact(t *testing.T) {
	d := sound()
	d.Parts[1].Recode = []outcome.Recode{{Items: []outcome.ItemCode{"a", "b"}, To: map[int16]outcome.Value{1: *num("0.5"), 2: *num("1.25"), 3: *num("2")}}}
	d.Bands, d.Change = nil, nil
	in, err := outcome.Compile(d)
	require.NoError(t, err)
	s, err := in.Score(outcome.Response{1, 2, 0})
	require.NoError(t, err)
	require.Equal(t, "1.75", value(t, s, "sum"))
}

func TestATieOfCutoffCGoesAwayFromZero(t *testing.T) {
	norm := func(mean string) outcome.Norm { return outcome.Norm{Mean: *num(mean), SD: outcome.Int(1)} }
	for _, c := range [][3]string{{"0", "0.000001", "0.000001"}, {"0", "-0.000001", "-0.000001"}, {"0.000001", "0", "0.000001"}, {"-0.000001", "0", "-0.000001"}, {"1", "2", "1.5"}} {
		v, err := outcome.Cutoff("c", norm(c[0]), norm(c[1]), outcome.Higher)
		require.NoError(t, err)
		require.Equal(t, c[2], v.String(), c)
	}
}

// TestProratedFractionsAreInNoTable: a converted part that is not a whole number
// has no row, and no neighbour is taken for it.
func TestProratedFractionsAreInNoTable(t *testing.T) {
	d := sound()
	d.Parts[0].Missing = outcome.Missing{Rule: outcome.MissingProrate, Max: 1, Source: "s", Standing: outcome.Verified}
	d.Parts[0].Items = []outcome.ItemCode{"a", "b", "d"}
	d.Items = append(d.Items, outcome.Item{Code: "d", Label: "D"})
	d.Tables[0].Rows = nil
	for k := int64(3); k <= 9; k++ {
		d.Tables[0].Rows = append(d.Tables[0].Rows, outcome.Row{Key: k, Value: outcome.Int(k * 10)})
	}
	in, err := outcome.Compile(d)
	require.NoError(t, err)
	s, err := in.Score(outcome.Response{1, 2, 0, none})
	require.NoError(t, err)
	require.Equal(t, "4.5", value(t, s, "whole"))
	p, _ := s.Part("table")
	require.Equal(t, outcome.ReasonNotInTable, p.Reason())
	s, err = in.Score(outcome.Response{1, 3, 0, none})
	require.NoError(t, err)
	p, _ = s.Part("table")
	require.Equal(t, outcome.Prorated, p.Status(), "a conversion of a prorated part is prorated")
	require.Equal(t, "60", value(t, s, "table"))
}

func TestMoreFaults(t *testing.T) {
	type D = outcome.Definition
	for want, breaks := range map[string]func(d *D){
		"parts[6].items: a state needs answers of one digit": func(d *D) {
			d.Parts = append(d.Parts, outcome.Part{Code: "s", Label: "S", Method: outcome.State, Items: []outcome.ItemCode{"c"}, Table: "t"})
		},
		"parts[6]: does not name what method state": func(d *D) {
			d.Parts = append(d.Parts, outcome.Part{Code: "s", Label: "S", Method: outcome.State, Items: []outcome.ItemCode{"a"}})
		},
		"parts[6]: does not name what method max": func(d *D) {
			d.Parts = append(d.Parts, outcome.Part{Code: "s", Label: "S", Method: outcome.Max, Items: []outcome.ItemCode{"a"}, Of: []outcome.PartCode{"sum"}})
		},
		"parts[6]: does not name what method table": func(d *D) {
			d.Parts = append(d.Parts, outcome.Part{Code: "s", Label: "S", Method: outcome.TableLookup, Of: []outcome.PartCode{"whole"}, Table: "t", Variants: []outcome.RuleID{"t"}})
		},
		"parts[6]: does not name what method cases": func(d *D) {
			d.Parts = append(d.Parts, outcome.Part{Code: "s", Label: "S", Method: outcome.Cases, Else: num("0")})
		},
		"parts[6]: does not name what method terms": func(d *D) {
			d.Parts = append(d.Parts, outcome.Part{Code: "s", Label: "S", Method: outcome.Terms})
		},
		"parts[6]: does not name what method given": func(d *D) {
			d.Parts = append(d.Parts, outcome.Part{Code: "s", Label: "S", Method: outcome.Given, Max: num("1")})
		},
		".codes[1]: needs a known system": func(d *D) { d.Codes = append(d.Codes, outcome.Coding{System: "loinc", Standing: outcome.Verified}) },
		".codes[2]: needs a known system": func(d *D) {
			d.Codes = append(d.Codes, d.Codes[0], outcome.Coding{System: "snomed-ct", Code: "720433000"})
		},
		"parts[6].table: no such table": func(d *D) {
			d.Parts = append(d.Parts, outcome.Part{Code: "s", Label: "S", Method: outcome.State, Items: []outcome.ItemCode{"a"}, Table: "x"})
		},
		"tables.t: must have one row for each of 3 states": func(d *D) {
			d.Parts = append(d.Parts, outcome.Part{Code: "s", Label: "S", Method: outcome.State, Items: []outcome.ItemCode{"a"}, Table: "t"})
		},
		"tables.t: converts a part whose range is not of whole": func(d *D) { d.Parts[0].Divide = 4 },
		"tables.t: the part has too many values": func(d *D) {
			d.Items[0].Options, d.Items[0].Min, d.Items[0].Max = nil, ptr(int16(0)), ptr(int16(32000))
			d.Parts[0].Multiply = 100
		},
		"parts[2]: a part with a host's table must declare": func(d *D) { d.Tables[0].Host, d.Tables[0].Rows = true, nil },
		"parts[2]: a part with a host's table must": func(d *D) {
			d.Tables[0].Host, d.Tables[0].Rows = true, nil
			d.Parts[2].Min = num("0")
		},
		"parts[2]: a part with a host's table": func(d *D) {
			d.Tables[0].Host, d.Tables[0].Rows = true, nil
			d.Parts[2].Max = num("0")
		},
		"parts[6]: min above max": func(d *D) {
			d.Parts = append(d.Parts, outcome.Part{Code: "g", Label: "G", Method: outcome.Given, Min: num("2"), Max: num("1")})
		},
		"items[0].options: the wording": func(d *D) {
			d.Licence.Text, d.Options[2].Label = outcome.TextHost, ""
			d.Items[0].Options = []outcome.Option{{Value: 0, Label: "words"}}
		},
		"alerts[0]: must name one item": func(d *D) { d.Alerts[0].Item = "x" },
		"parts[5].terms[0].when[0]: must name": func(d *D) {
			d.Parts[5].Terms[0].When = []outcome.Condition{{Item: "c", Part: "sum", Min: num("0")}}
		},
		"parts[0].missing: needs a rule": func(d *D) { d.Parts[0].Missing.Max = -1 },
		"options: option code stands":    func(d *D) { d.Options[0].Code = "1x" },
		"change[0]: needs the means": func(d *D) {
			n := &outcome.Norm{Mean: outcome.Int(2_000_000), SD: outcome.Int(1)}
			d.Change[0].Kind, d.Change[0].Clinical, d.Change[0].Functional = outcome.KindCutoff, n, n
		},
	} {
		d := sound()
		breaks(&d)
		_, err := outcome.Compile(d)
		require.ErrorIs(t, err, outcome.ErrDefinition, want)
		require.ErrorContains(t, err, want)
	}
}

// TestCaseTable covers the rules that no shipped definition carries: a reliable
// change by standard deviation and reliability, and a cut-off on a scale on which
// higher is better.
func TestRulesOfAHost(t *testing.T) {
	d := sound()
	d.Change = []outcome.ChangeRule{
		{ID: "jt", Kind: outcome.KindJacobsonTruax, Part: "sum", SD: num("1"), Reliability: num("0.5"), Source: "s", Standing: outcome.Verified},
		{ID: "a", Kind: outcome.KindCutoff, Criterion: "a", Part: "sum", Clinical: &outcome.Norm{Mean: outcome.Int(2), SD: outcome.Int(1)}, Functional: &outcome.Norm{Mean: outcome.Int(5), SD: outcome.Int(1)}, Source: "s", Standing: outcome.Verified},
	}
	in, err := outcome.Compile(d)
	require.NoError(t, err)
	at := func(a, b outcome.Answer) outcome.Score {
		s, err := in.Score(outcome.Response{a, b, 0})
		require.NoError(t, err)
		return s
	}
	verdicts := func(x, y outcome.Score) [2]outcome.Verdict {
		c, err := in.Compare("sum", x, y)
		require.NoError(t, err)
		jt, ok := c.Judge("jt")
		require.True(t, ok)
		require.Equal(t, "1.96", jt.Limit.String())
		a, ok := c.Judge("a")
		require.True(t, ok)
		require.Equal(t, "4", a.Limit.String())
		return [2]outcome.Verdict{jt.Verdict, a.Verdict}
	}
	require.Equal(t, [2]outcome.Verdict{outcome.Improved, outcome.StillCase}, verdicts(at(1, 1), at(2, 2)))
	require.Equal(t, [2]outcome.Verdict{outcome.Improved, outcome.Recovered}, verdicts(at(1, 2), at(3, 2)))
	require.Equal(t, [2]outcome.Verdict{outcome.Worsened, outcome.NewCase}, verdicts(at(3, 3), at(2, 2)))
	require.Equal(t, [2]outcome.Verdict{outcome.Unchanged, outcome.NeverCase}, verdicts(at(3, 3), at(3, 2)))
}

func TestErrorTexts(t *testing.T) {
	in := instruments.MustGet("phq-9")
	_, err := in.Compare("none", outcome.Score{}, outcome.Score{})
	require.EqualError(t, err, "outcome: phq-9/1999 has no part none")
	_, err = in.Compare("total", outcome.Score{}, outcome.Score{})
	require.EqualError(t, err, "outcome: not comparable as phq-9/1999: baseline is /, follow-up is /")
	_, err = in.Opaque("x", nil)
	require.ErrorContains(t, err, "class A does not permit it")
	_, err = outcome.ReadDefinition([]byte("{"))
	var d *outcome.DefinitionError
	require.True(t, errors.As(err, &d))
	require.Error(t, d.Unwrap())
	require.ErrorContains(t, err, "unexpected EOF")
	for _, parse := range []func(string) error{
		func(s string) error { _, err := outcome.ParseEpisodeID(s); return err },
		func(s string) error { _, err := outcome.ParseConcernID(s); return err },
		func(s string) error { _, err := outcome.ParseActorID(s); return err },
		func(s string) error { _, err := outcome.ParseChangeID(s); return err },
		func(s string) error { _, err := outcome.ParseEventID(s); return err },
	} {
		require.NoError(t, parse("6f1b3f1e-6a3c-4f5e-9b1a-2c3d4e5f6a7b"))
		require.Error(t, parse("x"))
	}
	a, ok := in.ReadAnswer(9, "1")
	require.False(t, ok)
	require.Equal(t, none, a)
	_, ok = in.ReadAnswer(-1, "1")
	require.False(t, ok)
	a, ok = in.ReadAnswer(0, "9")
	require.False(t, ok)
	require.Equal(t, none, a)
	ipaq := instruments.MustGet("ipaq-sf")
	a, ok = ipaq.ReadAnswer(1, "1440")
	require.True(t, ok)
	require.Equal(t, outcome.Answer(1440), a)
	_, ok = ipaq.ReadAnswer(1, "1441")
	require.False(t, ok)
}

func TestEventsKeepTheirHeads(t *testing.T) {
	in := instruments.MustGet("ucla-3")
	rec := recorded(t, 1, 1, in, outcome.Response{1, 2, 3}, outcome.Baseline, 0)
	e := outcome.Event{ID: outcome.EventID{1}, Record: rec.ID, Type: outcome.EventAmended, Version: 3, At: day0, RecordedAt: day0, By: outcome.ActorID{2}, Value: &rec}
	clone := e.Clone()
	require.True(t, e.Equal(clone))
	clone.Value.Response[0] = 3
	require.False(t, e.Equal(clone))
	require.Equal(t, outcome.Answer(1), rec.Response[0])
	bare := e.Redacted()
	require.Nil(t, bare.Value)
	require.NotNil(t, e.Value)
	require.False(t, e.Equal(bare))
	bare.Value = e.Value
	require.True(t, e.Equal(bare))
	require.True(t, outcome.Event{}.Equal(outcome.Event{}.Clone()))
	data, err := json.Marshal(e)
	require.NoError(t, err)
	var back outcome.Event
	require.NoError(t, json.Unmarshal(data, &back))
	require.True(t, e.Equal(back))
}

// TestOpaqueStructsHaveAStorageForm: a struct without exported fields would be
// stored as {} without a word.
func TestOpaqueStructsHaveAStorageForm(t *testing.T) {
	for _, v := range []any{
		outcome.Value{},
		outcome.Score{},
		outcome.PartScore{},
		outcome.RecordID{},
		outcome.EpisodeID{},
		outcome.ConcernID{},
		outcome.ActorID{},
		outcome.ChangeID{},
		outcome.EventID{},
	} {
		typ := reflect.PointerTo(reflect.TypeOf(v))
		_, text := typ.MethodByName("UnmarshalText")
		_, asJSON := typ.MethodByName("UnmarshalJSON")
		require.True(t, text || asJSON, typ)
	}
}
